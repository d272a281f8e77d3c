/*
 * Merging of repeats (DESIGN 4): which complaint may go on in which. A source
 * keeps number, clock and reply of its own, and merging is taken back at any
 * time; so all that is judged here is that people find their way: one step from
 * source to target, never a chain, never a circle. See rules.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules-private.h"

static bool
is_gone(const Ticket *ticket)
{
	return ticket->state == TICKET_STATE_VOID || ticket->state == TICKET_STATE_WITHDRAWN;
}

static void
check_source(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	g_autofree char *source = context->dup_source_of(context->data, ticket->id);

	if (ticket->merged_into[0]) {
		const Ticket *now = context->ticket(context->data, ticket->merged_into);

		rules_refuse(context, REFUSAL_STATE, event, "into",
			g_strdup_printf(_("%1$s goes on in %2$s already. Unmerge it first."),
				ticket->number, now ? now->number : "?"));
	} else if (is_gone(ticket)) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup_printf(
				_("%s is withdrawn or void; there is nothing left to merge."),
				ticket->number));
	} else if (source) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup_printf(
				_("%1$s goes on in %2$s, so %2$s cannot go on elsewhere: that "
				  "would be a chain. Unmerge %1$s first, then merge each."),
				source, ticket->number));
	}
}

static void
check_target(
	RuleContext *context, const Ticket *ticket, const Ticket *into, const ActEvent *event)
{
	char *text = NULL;

	if (into->merged_into[0]) {
		const Ticket *further = context->ticket(context->data, into->merged_into);
		bool back = strcmp(into->merged_into, ticket->id) == 0;

		text = g_strdup_printf(
			back ? _("%1$s goes on in %2$s: merging back would be a circle. Unmerge "
				 "%1$s first.")
			     : _("%1$s goes on in %2$s itself. Merge into %2$s."),
			into->number, further ? further->number : "?");
	} else if (into->archive) {
		text = g_strdup_printf(
			_("%s is imported history; nothing can go on in it."), into->number);
	} else if (!ticket_is_open(into)) {
		text = g_strdup_printf(
			_("%s is no longer open, so nothing can go on in it. Reopen it, or "
			  "merge the other way round."),
			into->number);
	}
	if (text)
		rules_refuse(context, REFUSAL_STATE, event, "into", text);
}

static void
check_merged(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const Ticket *into = context->ticket(context->data, rules_text(event, "into"));

	if (!into || !into->id[0]) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "into",
			g_strdup(_("There is no such complaint to merge into.")));
		return;
	}
	if (strcmp(into->id, ticket->id) == 0) {
		rules_refuse(context, REFUSAL_FIELD, event, "into",
			g_strdup(_("A complaint cannot be merged into itself.")));
		return;
	}
	if (context->actor && strcmp(into->complained_person_id, context->actor->id) == 0)
		rules_refuse(context, REFUSAL_RECUSED, event, "into",
			g_strdup_printf(
				_("%s is about you. A colleague must do this."), into->number));
	check_source(context, ticket, event);
	check_target(context, ticket, into, event);
	rules_need_second(context, "merging");
}

void
rules_check_merge(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (event->kind == EVENT_TICKET_MERGED) {
		check_merged(context, ticket, event);
		return;
	}
	if (!ticket->merged_into[0] ||
		strcmp(ticket->merged_into, rules_text(event, "into")) != 0)
		rules_refuse(context, REFUSAL_STATE, event, "into",
			g_strdup_printf(_("%s is not merged into that one."), ticket->number));
}

void
rules_check_no_source(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	g_autofree char *source = context->dup_source_of
					  ? context->dup_source_of(context->data, ticket->id)
					  : NULL;

	if (source)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup_printf(
				_("%1$s goes on in %2$s. Unmerge it before %2$s ends like this."),
				source, ticket->number));
}
