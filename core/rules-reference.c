/* Drafts of policies, calendars and routing rules: who may, and when. See rules.h. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules-private.h"

static void
check_drafted(RuleContext *context, const ReferenceItem *item, const char *mistakes,
	const ActEvent *event)
{
	if (item->state != REFERENCE_NONE)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("A draft is not changed. Make a new one and drop this one.")));
	else if (mistakes)
		rules_refuse(context, REFUSAL_FIELD, event, "text", g_strdup(mistakes));
}

/* Four eyes: who wrote it does not put it in force (DESIGN 3). */
static void
check_published(RuleContext *context, const ReferenceItem *item, const char *mistakes,
	const ActEvent *event)
{
	if (context->actor && strcmp(item->drafted_by, context->actor->id) == 0)
		rules_refuse(context, REFUSAL_SAME_PERSON, event, NULL,
			g_strdup(_(
				"Another person of compliance or head office publishes it than the one who "
				"drafted it.")));
	else if (mistakes)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup_printf(_("It cannot be published as things are now: %s"), mistakes));
}

void
rules_check_reference(RuleContext *context, const ReferenceItem *item, const char *mistakes,
	const ActEvent *event)
{
	if (!rules_check_role(context, event))
		return;
	if (event->kind == EVENT_REFERENCE_DRAFTED) {
		check_drafted(context, item, mistakes, event);
		return;
	}
	if (item->state == REFERENCE_NONE)
		rules_refuse(context, REFUSAL_UNKNOWN, event, NULL,
			g_strdup(_("There is no such draft.")));
	else if (item->state != REFERENCE_DRAFT)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(item->state == REFERENCE_PUBLISHED
					 ? _("It is published already.")
					 : _("The draft was dropped. Make a new one.")));
	else if (event->kind == EVENT_REFERENCE_PUBLISHED)
		check_published(context, item, mistakes, event);
}
