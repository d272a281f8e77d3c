/* Rules of absence: who may set it, for which days, and who may stand in. See rules.h. */
#include "config.h"

#include <glib/gi18n.h>

#include "core/rules-private.h"

static void
check_days(RuleContext *context, const ActEvent *event)
{
	g_autofree char *today = rules_dup_day(context, context->now_us);
	const char *from = rules_text(event, "from"), *through = rules_text(event, "through");

	if (strcmp(through, from) < 0)
		rules_refuse(context, REFUSAL_FIELD, event, "through",
			g_strdup(_("The last day of an absence cannot be before its first.")));
	else if (strcmp(through, today) < 0)
		rules_refuse(context, REFUSAL_FIELD, event, "through",
			g_strdup(_("These days are over. Give today or a later day as the "
				   "last.")));
}

static void
check_deputy(RuleContext *context, const Person *person, const ActEvent *event)
{
	const char *id = rules_text(event, "deputy");
	const Person *deputy = context->person(context->data, id);

	if (strcmp(id, person->id) == 0)
		rules_refuse(context, REFUSAL_SAME_PERSON, event, "deputy",
			g_strdup(_("The deputy must be another person.")));
	else if (!deputy || !deputy->active)
		rules_refuse(context, REFUSAL_UNKNOWN, event, "deputy",
			g_strdup(_("The deputy must be somebody of the staff file who works "
				   "here.")));
	else if (!staff_role_is_desk(deputy->role))
		rules_refuse(context, REFUSAL_ROLE, event, "deputy",
			g_strdup_printf(_("%s may not handle complaints. Choose a teller, "
					  "handler or supervisor as deputy."),
				deputy->name));
}

void
rules_check_absence(RuleContext *context, const Person *person, const ActEvent *event)
{
	const Person *actor = context->actor;

	if (actor && strcmp(actor->id, person->id) != 0 && !staff_role_is_lead(actor->role))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_("One sets absence for oneself; for others a supervisor "
				   "does.")));
	if (event->kind == EVENT_ABSENCE_ENDED) {
		if (!context->absent)
			rules_refuse(context, REFUSAL_STATE, event, NULL,
				g_strdup(_("No absence is set for this person.")));
		return;
	}
	check_days(context, event);
	check_deputy(context, person, event);
}
