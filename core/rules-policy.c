/*
 * Which policy a complaint follows, and what may be taken back of its
 * deadlines. The rest of their rules is core/rules-clock.c. See rules.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <string.h>

#include "core/rules-private.h"

/* ---- the policy ---- */

static bool
pins_known_policies(const RuleContext *context, const json_t *lines)
{
	const json_t *line;
	size_t i;

	json_array_foreach((json_t *)lines, i, line)
	{
		g_auto(GStrv) words = g_strsplit(json_string_value(line), " ", 2);

		if (!words[0] || !words[1] ||
			!policy_set_find(context->reference->policies, words[0], words[1]))
			return false;
	}
	return true;
}

void
rules_check_policy(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const char *id = rules_text(event, "policy");
	const char *version = rules_text(event, "policy_version");

	if (!rules_text(event, "reason")[strspn(rules_text(event, "reason"), " ")])
		rules_refuse(context, REFUSAL_FIELD, event, "reason",
			g_strdup(_("Say why it follows another policy.")));
	if (!context->reference)
		return;
	if (!policy_set_find(context->reference->policies, id, version)) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "policy",
			g_strdup_printf(
				_("There is no policy %1$s of version %2$s here. Amends policy lists "
				  "them."),
				id, version));
		return;
	}
	if (!pins_known_policies(context, json_object_get(event->payload, "beside")))
		rules_refuse(context, REFUSAL_UNKNOWN, event, "beside",
			g_strdup(_("A policy beside it is not known here.")));
	if (g_str_equal(ticket->policy, id) && g_str_equal(ticket->policy_version, version))
		rules_refuse(context, REFUSAL_STATE, event, "policy",
			g_strdup_printf(_("It follows %s already."), id));
}

/* ---- taking back ---- */

/* An earlier step of an extension stays while a later one stands on it. */
static bool
extension_was_passed(const Ticket *before, const Ticket *after)
{
	for (guint i = 0; i < before->extensions->len; i++) {
		const TicketExtension *was = before->extensions->pdata[i];
		const TicketExtension *now = rules_extension(after, was->id);

		if (was->state != EXTENSION_REQUESTED && !now)
			return true;
		if (was->state == EXTENSION_TOLD && now && now->state == EXTENSION_REQUESTED)
			return true;
	}
	return false;
}

void
rules_check_clock_undone(RuleContext *context, const Ticket *before, const Ticket *after,
	const ActEvent *undo)
{
	if (extension_was_passed(before, after))
		rules_refuse(context, REFUSAL_OVERTAKEN, undo, "undoes",
			g_strdup(_(
				"The extension has gone on since: what stands on it is taken back first.")));
	if (before->due_us < context->now_us && after->due_us > before->due_us)
		rules_refuse(context, REFUSAL_OVERTAKEN, undo, "undoes",
			g_strdup(_(
				"The date has passed: what would move it now is not taken back any more.")));
}
