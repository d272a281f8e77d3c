/* What only the store knows of an event: numbers, pinned versions, class. See applying.h. */
#include "config.h"

#include "core/applying.h"

#include "core/day.h"
#include "core/ticket-fold.h"

static const char select_counter[] = "SELECT COALESCE(MAX(counter), 1000) + 1 FROM ticket";

static void
set_text(json_t *payload, const char *name, const char *value)
{
	if (value && value[0] && !json_object_get(payload, name))
		json_object_set_new(payload, name, json_string(value));
}

static void
give_number(Applying *a, json_t *payload)
{
	int64_t counter = applying_query_int(a, select_counter, NULL, NULL);
	g_autofree char *number = NULL;

	for (guint i = 0; i < a->made->len; i++) { /* several tickets in one act */
		const Event *event = a->made->pdata[i];

		counter = MAX(counter,
			json_integer_value(json_object_get(event->payload, "counter")) + 1);
	}
	number = g_strdup_printf(
		"%s%s-%" PRId64, a->store->branch, a->store->device.tag, counter);
	json_object_set_new(payload, "number", json_string(number));
	json_object_set_new(payload, "counter", json_integer(counter));
}

/* Of another event of the same act, about the same complaint. */
static const char *
source_of(const Applying *a, const char *ticket)
{
	for (guint i = 0; i < a->act->events->len; i++) {
		const ActEvent *event = a->act->events->pdata[i];

		if (event->kind == EVENT_SOURCE_KEPT && strcmp(event->subject, ticket) == 0)
			return json_string_value(json_object_get(event->payload, "source"));
	}
	return NULL;
}

static char *
dup_flags(const json_t *payload)
{
	GString *flags = g_string_new(NULL);
	size_t i;
	json_t *flag;

	json_array_foreach(json_object_get(payload, "flags"), i, flag)
		g_string_append_printf(
			flags, "%s%s", flags->len > 0 ? "," : "", json_string_value(flag));
	return g_string_free(flags, FALSE);
}

static void
set_lines(json_t *payload, const char *name, char **lines)
{
	json_t *array;

	if (!lines[0] || json_object_get(payload, name))
		return;
	array = json_array();
	for (char **line = lines; *line; line++)
		json_array_append_new(array, json_string(*line));
	json_object_set_new(payload, name, array);
}

/* With the clocks beside it and the calendar as it is today, for the record. */
static void
pin_policy(const Applying *a, json_t *payload, const Policy *policy, int32_t day)
{
	const Reference *reference = a->store->reference;
	g_auto(GStrv) beside = reference_dup_beside(reference, policy, day);
	const Calendar *calendar =
		policy->calendar ? g_hash_table_lookup(reference->calendars, policy->calendar)
				 : NULL;

	set_text(payload, "policy", policy->id);
	set_text(payload, "policy_version", policy->version);
	set_text(payload, "calendar", policy->calendar);
	set_text(payload, "calendar_version", calendar ? calendar_version(calendar) : NULL);
	set_lines(payload, "beside", beside);
}

/* The policy a new complaint follows; pinned here once and for all (DESIGN 2). */
static void
pin_versions(Applying *a, json_t *payload, const char *ticket)
{
	g_autofree char *flags = dup_flags(payload);
	const PolicySituation situation = {
		.kind = json_string_value(json_object_get(payload, "contact_kind")),
		.level = json_string_value(json_object_get(payload, "level")),
		.class = json_string_value(json_object_get(payload, "class")),
		.branch = json_string_value(json_object_get(payload, "branch")),
		.channel = json_string_value(json_object_get(payload, "channel")),
		.business = json_string_value(json_object_get(payload, "business")),
		.reason = json_string_value(json_object_get(payload, "reason")),
		.source = source_of(a, ticket),
		.flags = flags,
		.day = day_of_us(json_integer_value(json_object_get(payload, "received")),
			a->store->zone),
	};
	const Policy *policy = reference_route(a->store->reference, &situation);

	set_text(payload, "zone", a->store->zone_name);
	if (policy)
		pin_policy(a, payload, policy, situation.day);
}

static void
fill_logged(Applying *a, json_t *payload, const char *ticket)
{
	const char *about = json_string_value(json_object_get(payload, "complained_person_id"));
	int64_t now = env_now_us(a->store->env);
	const char *reason = json_string_value(json_object_get(payload, "reason"));
	char class[2] = {
		reason ? taxonomy_class(a->store->reference->taxonomy, reason) : 'O', '\0'};

	give_number(a, payload);
	if (!json_object_get(payload, "received"))
		json_object_set_new(payload, "received", json_integer(now));
	json_object_set_new(payload, "entered", json_integer(now));
	set_text(payload, "branch", a->store->branch);
	set_text(payload, "class", class);
	pin_versions(a, payload, ticket);
	if (about && strcmp(about, a->act->actor) == 0)
		json_object_set_new(payload, "restricted", json_true());
}

static void
fill_archived(Applying *a, json_t *payload)
{
	const char *reason = json_string_value(json_object_get(payload, "reason"));
	char class[2] = {
		reason ? taxonomy_class(a->store->reference->taxonomy, reason) : 'O', '\0'};

	give_number(a, payload);
	json_object_set_new(payload, "entered", json_integer(env_now_us(a->store->env)));
	set_text(payload, "zone", a->store->zone_name);
	set_text(payload, "class", class);
}

/* The number as the store has it, whatever the screen showed. */
static void
fill_merged(Applying *a, json_t *payload)
{
	const char *id = json_string_value(json_object_get(payload, "into"));
	const Ticket *into = id ? applying_ticket(a, id) : NULL;

	if (into && into->number[0])
		json_object_set_new(payload, "number", json_string(into->number));
}

void
applying_fill_fields(Applying *a, const ActEvent *wanted, const Work *work)
{
	const char *reason = json_string_value(json_object_get(wanted->payload, "reason"));
	char class[2] = {'\0', '\0'};

	switch ((int)wanted->kind) {
	case EVENT_COMPLAINT_LOGGED:
		fill_logged(a, wanted->payload, wanted->subject);
		break;
	case EVENT_COMPLAINT_ARCHIVED:
		fill_archived(a, wanted->payload);
		break;
	case EVENT_STATUS_CHANGED:
		json_object_set_new(wanted->payload, "from",
			json_string(ticket_state_name(work->ticket->state)));
		break;
	case EVENT_CATEGORY_CHANGED:
		set_text(wanted->payload, "channel", work->ticket->channel);
		set_text(wanted->payload, "business", work->ticket->business);
		set_text(wanted->payload, "reason", work->ticket->reason);
		class[0] = reason ? taxonomy_class(a->store->reference->taxonomy, reason) : 'O';
		set_text(wanted->payload, "class", class);
		break;
	case EVENT_TICKET_MERGED:
		fill_merged(a, wanted->payload);
		break;
	default:
		break;
	}
}
