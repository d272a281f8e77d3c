/*
 * Rules common to all subjects: roles, the second person, people, time, the
 * desk. Tickets are in rules-ticket.c, closing in rules-close.c. See rules.h.
 */
#include "config.h"

#include "core/rules.h"

#include <glib/gi18n.h>
#include <jansson.h>

#include "core/rules-private.h"
#include "core/words.h"

void
rules_refuse(RuleContext *context, RefusalCode code, const ActEvent *event, const char *field,
	char *text)
{
	act_result_refuse(
		context->result, code, event ? event->kind : EVENT_UNKNOWN, field, text);
}

void
rules_need_second(RuleContext *context, const char *why)
{
	for (guint i = 0; i < context->covers->len; i++)
		if (strcmp(context->covers->pdata[i], why) == 0)
			return;
	g_ptr_array_add(context->covers, (char *)why);
}

const char *
rules_text(const ActEvent *event, const char *field)
{
	const char *value = json_string_value(json_object_get(event->payload, field));

	return value ? value : "";
}

int64_t
rules_int(const ActEvent *event, const char *field)
{
	return json_integer_value(json_object_get(event->payload, field));
}

char *
rules_dup_day(const RuleContext *context, int64_t us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, context->zone);

	return g_date_time_format(local, "%Y-%m-%d");
}

/* Only at first start, before a supervisor is added: later the last one cannot leave. */
static bool
nobody_leads(const RuleContext *context)
{
	return context->n_leads == 0 && context->n_admins == 0;
}

static bool
role_fits(const RuleContext *context, EventRoles roles)
{
	if (!context->actor) /* the desk itself: first start, wrong PINs, practice data */
		return roles == ROLES_SYSTEM || context->founding;
	return event_roles_fit(roles, context->actor->role, context->n_admins == 0) ||
	       (roles == ROLES_ADMIN && nobody_leads(context));
}

bool
rules_check_role(RuleContext *context, const ActEvent *event)
{
	const KindDef *def = event_kind_def(event->kind);

	/* Only the store makes it, from a second person's number and PIN. */
	if (event->kind == EVENT_ACT_AUTHORISED) {
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_(
				"An authorisation is given with the second person's own number and PIN.")));
		return false;
	}
	if (context->actor && !context->actor->active) {
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_("Your number is no longer active. Ask an administrator.")));
		return false;
	}
	if (role_fits(context, def->roles))
		return true;
	rules_refuse(context, REFUSAL_ROLE, event, NULL,
		context->actor
			? g_strdup_printf(
				  _("Your role (%s) may not do this. Ask a colleague whose role "
				    "may."),
				  words_role(context->actor->role))
			: g_strdup(_("Nobody is signed on. Sign on first.")));
	return false;
}

/* Whether the second person's own limit reaches; the event that needs it stands in the covers.
 */
static bool
second_has_standing(const RuleContext *context)
{
	return staff_role_is_lead(context->second->role);
}

void
rules_check_second(RuleContext *context, const Ticket *ticket)
{
	const Person *second = context->second;

	if (context->covers->len == 0 || context->result->refusals->len > 0)
		return;
	if (!second) {
		rules_refuse(context, REFUSAL_SECOND_PERSON, NULL, NULL,
			g_strdup_printf(_("A second person must authorise this: %s."),
				words_code(context->covers->pdata[0])));
		return;
	}
	if (context->actor && strcmp(second->id, context->actor->id) == 0)
		rules_refuse(context, REFUSAL_SAME_PERSON, NULL, NULL,
			g_strdup(_("The second pair of eyes must be another person's.")));
	else if (!second->active || !second_has_standing(context))
		rules_refuse(context, REFUSAL_SAME_PERSON, NULL, NULL,
			g_strdup_printf(
				_("%s may not authorise this. A supervisor, head office or "
				  "compliance may."),
				second->name));
	else if (ticket && strcmp(ticket->complained_person_id, second->id) == 0)
		rules_refuse(context, REFUSAL_RECUSED, NULL, NULL,
			g_strdup_printf(_("The complaint is about %s, who may not approve it."),
				second->name));
}

/* ---- time ---- */

static bool
day_is_locked(RuleContext *context, int64_t start_us)
{
	g_autofree char *day = rules_dup_day(context, start_us);

	return context->locked_through[0] && strcmp(day, context->locked_through) <= 0;
}

static void
check_stretch(RuleContext *context, const ActEvent *event)
{
	int64_t start = rules_int(event, "start"), worked = rules_int(event, "worked_us");

	if (worked <= 0 && event->kind == EVENT_TIME_ENTERED)
		rules_refuse(context, REFUSAL_FIELD, event, "worked_us",
			g_strdup(_("Say how long it took, for example 25m or 1h30m.")));
	if (worked > US_PER_DAY)
		rules_refuse(context, REFUSAL_FIELD, event, "worked_us",
			g_strdup(_("One entry holds at most 24 hours. Split it by day.")));
	if (start > context->now_us || start + worked > context->now_us + US_PER_MINUTE)
		rules_refuse(context, REFUSAL_FIELD, event, "start",
			g_strdup(_(
				"That would end in the future. Give an earlier start or a shorter "
				"time.")));
	if (day_is_locked(context, start))
		rules_refuse(context, REFUSAL_LOCKED, event, "start",
			g_strdup_printf(
				_("Time up to %s is locked. A supervisor can open it again."),
				context->locked_through));
}

/* One running timer a person (DESIGN 4); it starts now. */
static void
check_started(RuleContext *context, const TimeEntry *entry, const ActEvent *event)
{
	int64_t start = rules_int(event, "start");

	if (entry->id[0] || context->running)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("A timer is running already. Stop it first.")));
	if (start > context->now_us + US_PER_MINUTE || start < context->now_us - US_PER_MINUTE)
		rules_refuse(context, REFUSAL_FIELD, event, "start",
			g_strdup(_("A timer starts now. Enter earlier work as typed time.")));
}

void
rules_check_time(RuleContext *context, const TimeEntry *entry, const ActEvent *event)
{
	const char *person = entry->person[0] ? entry->person : rules_text(event, "person");
	bool own = !person[0] || !context->actor || strcmp(person, context->actor->id) == 0;

	if (!rules_check_role(context, event))
		return;
	switch ((int)event->kind) {
	case EVENT_TIME_STARTED:
		check_started(context, entry, event);
		break;
	case EVENT_TIME_STOPPED:
		if (!entry->running)
			rules_refuse(context, REFUSAL_STATE, event, NULL,
				g_strdup(_("No timer is running there.")));
		break;
	case EVENT_TIME_ENTERED:
		if (entry->id[0])
			rules_refuse(context, REFUSAL_STATE, event, NULL,
				g_strdup(_(
					"This time is entered already. Correct it instead.")));
		check_stretch(context, event);
		break;
	case EVENT_TIME_CORRECTED:
		if (!entry->id[0])
			rules_refuse(context, REFUSAL_UNKNOWN, event, NULL,
				g_strdup(_("There is no such time entry.")));
		else if (entry->running)
			rules_refuse(context, REFUSAL_STATE, event, NULL,
				g_strdup(_("The timer is still running. Stop it first.")));
		if (day_is_locked(context, entry->start_us))
			rules_refuse(context, REFUSAL_LOCKED, event, "start",
				g_strdup_printf(
					_("Time up to %s is locked. A supervisor can open it "
					  "again."),
					context->locked_through));
		check_stretch(context, event);
		break;
	default:
		break;
	}
	if (!own && !staff_role_is_lead(context->actor->role))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_(
				"This is a colleague's time. They, or a supervisor, can change it.")));
}

/* ---- people ---- */

static bool
is_admin(const RuleContext *context)
{
	return !context->actor || context->actor->role == STAFF_ADMINISTRATOR ||
	       staff_role_is_lead(context->actor->role) || nobody_leads(context);
}

static void
check_person_changed(RuleContext *context, const Person *person, const ActEvent *event)
{
	bool stays = json_is_true(json_object_get(event->payload, "active"));
	StaffRole role = person->role;

	staff_role_from_name(rules_text(event, "role"), &role);
	if (person->active && staff_role_is_lead(person->role) && context->n_leads <= 1 &&
		(!stays || !staff_role_is_lead(role)))
		rules_refuse(context, REFUSAL_STATE, event, "role",
			g_strdup(_(
				"This is the last supervisor here: nobody could authorise any more. "
				"Add another one first.")));
}

static void
check_pin_set(RuleContext *context, const Person *person, const ActEvent *event)
{
	if (!context->pin_hash)
		rules_refuse(context, REFUSAL_FIELD, event, "pin",
			g_strdup(_("A PIN of 4 to 12 digits is needed.")));
	if (context->actor && person && strcmp(person->id, context->actor->id) != 0 &&
		!is_admin(context))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_(
				"Only the person, a supervisor or an administrator can set this PIN.")));
}

static bool
is_of_oneself(EventKind kind)
{
	return kind == EVENT_SIGNED_ON || kind == EVENT_SIGNED_OFF || kind == EVENT_LOOKUP_MADE;
}

void
rules_check_person(RuleContext *context, const Person *person, const ActEvent *event)
{
	if (!rules_check_role(context, event))
		return;
	if (event->kind == EVENT_PERSON_ADDED) {
		if (context->number_taken)
			rules_refuse(context, REFUSAL_FIELD, event, "number",
				g_strdup(_("This number is taken. Give another one.")));
		if (!rules_text(event, "name")[0])
			rules_refuse(context, REFUSAL_FIELD, event, "name",
				g_strdup(_("A name is needed.")));
		return;
	}
	if (!person)
		rules_refuse(context, REFUSAL_UNKNOWN, event, NULL,
			g_strdup(_("There is no such person.")));
	else if (is_of_oneself(event->kind) && context->actor &&
		 strcmp(person->id, context->actor->id) != 0)
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_("One signs on, signs off and looks up for oneself only.")));
	else if (event->kind == EVENT_PERSON_CHANGED)
		check_person_changed(context, person, event);
	else if (event->kind == EVENT_PIN_SET)
		check_pin_set(context, person, event);
	else if (event->kind == EVENT_ABSENCE_SET || event->kind == EVENT_ABSENCE_ENDED)
		rules_check_absence(context, person, event);
	else if (event->kind == EVENT_SHIFT_HANDED || event->kind == EVENT_SHIFT_ACCEPTED)
		rules_check_shift(context, person, event);
}

/* ---- the desk, batches ---- */

static void
check_not_to_come(RuleContext *context, const ActEvent *event)
{
	g_autofree char *today = rules_dup_day(context, context->now_us);

	if (strcmp(rules_text(event, "through"), today) > 0)
		rules_refuse(context, REFUSAL_FIELD, event, "through",
			g_strdup(_(
				"Days to come cannot be locked. Give today or an earlier day.")));
}

void
rules_check_desk(RuleContext *context, const ActEvent *event)
{
	if (!rules_check_role(context, event))
		return;
	switch ((int)event->kind) {
	case EVENT_PERIOD_LOCKED:
		check_not_to_come(context, event);
		if (strcmp(rules_text(event, "through"), context->locked_through) <= 0)
			rules_refuse(context, REFUSAL_STATE, event, "through",
				g_strdup_printf(
					_("Time up to %s is locked already. Give a later day."),
					context->locked_through));
		break;
	case EVENT_PERIOD_REOPENED:
		if (strcmp(rules_text(event, "through"), context->locked_through) >= 0)
			rules_refuse(context, REFUSAL_STATE, event, "through",
				g_strdup(_(
					"Nothing after that day is locked. Give the last day that stays "
					"locked.")));
		rules_need_second(context, "reopen_period");
		break;
	case EVENT_BACKUP_MADE:
		if (strcmp(rules_text(event, "place"), "elsewhere") == 0 && context->actor &&
			!is_admin(context))
			rules_refuse(context, REFUSAL_ROLE, event, "place",
				g_strdup(_(
					"A backup outside the store's own folder takes personal data out. "
					"A supervisor, head office, compliance or an administrator "
					"may make it.")));
		break;
	case EVENT_RESTORE_ORDERED:
		/* What was worked since then, known or not, is set aside: two people. */
		if (strcmp(rules_text(event, "source"), "here") == 0 ||
			rules_int(event, "left") > 0 ||
			json_is_true(json_object_get(event->payload, "blind")))
			rules_need_second(context, "restore");
		break;
	case EVENT_BATCH_STARTED:
		if (strcmp(rules_text(event, "as"), "live") == 0)
			rules_need_second(context, "import_live");
		break;
	default:
		break;
	}
}
