/* See clock-json.h. Every object is built here and nowhere else. */
#include "config.h"

#include "core/clock-json.h"

#include <glib/gi18n.h>
#include <jansson.h>

#include "core/clock-warn.h"
#include "core/day.h"
#include "core/env.h"
#include "core/error.h"
#include "core/policy-private.h"

static const char *const state_names[N_CLOCK_STATES] = {"running", "paused", "met", "met_late",
	"overdue", "ended", "error", "not_begun", "lapsed"};
static const char *const warn_names[] = {"none", "amber", "red", "last_call", "overdue"};
static const char *const verdict_names[N_CLOCK_VERDICTS] = {"ok", "not_told", "not_allowed",
	"no_rung", "out_of_order", "no_reason", "no_standing", "refused", "too_late", "stopped",
	"not_approved", "no_effect", "no_day"};
static const char *const event_names[N_CLOCK_EVENTS] = {"received", "extension", "pause",
	"resume", "new_facts", "repeated", "agreed_date", "decided", "told", "withdrawn",
	"closed", "reopened", "voided", "acknowledged", "contacted", "holding_reply",
	"provisional_credit", "review_applied", "review_told", "condition", "cycle_ended",
	"reported", "merged", "unmerged"};
static const char *const line_names[] = {"event", "not_counted", "counted", "paused", "rest",
	"rolled", "hours", "capped", "due", "error"};

const char *
clock_state_name(ClockState state)
{
	g_assert(state < N_CLOCK_STATES);
	return state_names[state];
}

const char *
clock_verdict_name(ClockVerdict verdict)
{
	g_assert(verdict < N_CLOCK_VERDICTS);
	return verdict_names[verdict];
}

const char *
clock_event_name(ClockEventKind kind)
{
	return kind < N_CLOCK_EVENTS ? event_names[kind] : "unknown";
}

static void
set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void
set_text(json_t *object, const char *key, const char *text)
{
	set(object, key, text == NULL ? json_null() : json_string(text));
}

/* Takes `text`. */
static void
take_text(json_t *object, const char *key, char *text)
{
	set_text(object, key, text);
	g_free(text);
}

static void
set_day(json_t *object, const char *key, int32_t day)
{
	char iso[11];

	if (day < DAY_FIRST || day > DAY_LAST) {
		set(object, key, json_null());
		return;
	}
	day_format_iso(day, iso);
	set_text(object, key, iso);
}

/* "2026-04-01T23:59:59+08:00", the last whole second at or before the moment. */
static void
set_time(json_t *object, const char *key, int64_t us, GTimeZone *zone)
{
	int32_t day = us == CLOCK_NEVER ? DAY_NONE : day_of_us(us, zone);
	int64_t utc = us / US_PER_SECOND - (us % US_PER_SECOND < 0);
	int64_t second, offset;
	char iso[11];

	if (day < DAY_FIRST || day > DAY_LAST) {
		set(object, key, json_null());
		return;
	}
	day_format_iso(day, iso);
	second = day_second_of_us(us, zone);
	offset = day * INT64_C(86400) + second - utc;
	take_text(object, key,
		g_strdup_printf("%sT%02d:%02d:%02d%c%02d:%02d", iso, (int)(second / 3600),
			(int)(second / 60 % 60), (int)(second % 60), offset < 0 ? '-' : '+',
			(int)(ABS(offset) / 3600), (int)(ABS(offset) / 60 % 60)));
}

static void
set_ground(json_t *object, const PolicyGround *ground)
{
	set_text(object, "source", ground->source);
	set_text(object, "article", ground->article);
	set_text(object, "house_rule", ground->house_rule);
	set_text(object, "mark", policy_mark_words[ground->mark]);
}

/* The names of a set of bits. */
static json_t *
names_of(unsigned bits, const char *const *words)
{
	json_t *names = json_array();

	for (unsigned i = 0; words[i] != NULL; i++)
		if (bits & 1U << i)
			json_array_append_new(names, json_string(words[i]));
	return names;
}

static json_t *
rung_of(const Policy *policy, unsigned rung, const Clock *clock)
{
	unsigned conditions = clock == NULL ? 0 : clock->conditions;
	PolicyRung step = clock_step(policy, rung, conditions);
	json_t *object = json_object();

	set(object, "rung", json_integer(rung));
	set(object, "total",
		step.total == POLICY_TOTAL_STATED ? json_null() : json_integer(step.total));
	set_text(object, "unit", policy_unit_name(step.unit));
	set_text(object, "by", policy_grant_name(step.by));
	set(object, "needs_reason", json_boolean(step.reason));
	set(object, "needs_telling", json_boolean(step.told));
	set(object, "approvers", names_of(step.approvers, policy_approver_words));
	if (clock != NULL)
		set(object, "in_force", json_boolean(rung <= clock->rung));
	set_ground(object, &step.ground);
	return object;
}

static json_t *
rungs_of(const Policy *policy, const Clock *clock)
{
	json_t *rungs = json_array();

	for (unsigned i = 1; i <= policy->n_rungs; i++)
		json_array_append_new(rungs, rung_of(policy, i, clock));
	return rungs;
}

static void
set_rule(json_t *object, const Policy *policy, const char *language)
{
	set_text(object, "policy", policy->id);
	set_text(object, "version", policy->version);
	set_text(object, "title", policy_title(policy, language));
	set_text(object, "family", policy_family_words[policy->family]);
	set(object, "house_rule_only", json_boolean(policy_is_house(policy)));
	set_ground(object, &policy->ground);
}

static json_t *
line_of(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	json_t *object = json_object();

	set_text(object, "kind", line_names[line->kind]);
	set_day(object, "day", line->day);
	if (line->kind != CLOCK_LINE_EVENT)
		set_day(object, "through", line->to);
	if (line->kind == CLOCK_LINE_EVENT || line->kind == CLOCK_LINE_DUE)
		set_time(object, "at", line->at_us, zone);
	if (line->kind == CLOCK_LINE_COUNTED)
		set(object, "n", json_integer(line->n));
	if (line->kind == CLOCK_LINE_PAUSED)
		set_text(object, "pause", policy_pause_name(line->pause));
	if (line->label != NULL)
		set_text(object, "label", line->label);
	if (line->ground != NULL)
		set_text(object, "article", line->ground->article);
	take_text(object, "text", clock_line_dup_text(line, clock, zone));
	return object;
}

static json_t *
event_of(const ClockLine *line, const ClockJson *json, const Clock *clock, GTimeZone *zone)
{
	json_t *object = json_object();

	set_text(object, "event", clock_event_name(line->event));
	set_time(object, "at", line->at_us, zone);
	if (json->typed != NULL && line->index < json->typed->len)
		set_text(object, "typed", json->typed->pdata[line->index]);
	if (line->event == CLOCK_EVENT_EXTENDED)
		set(object, "rung", json_integer(line->rung));
	set_text(object, "verdict", clock_verdict_name(line->verdict));
	set_text(object, "reason", clock_verdict_text(line->verdict));
	take_text(object, "text", clock_line_dup_text(line, clock, zone));
	return object;
}

static json_t *
lines_of(const GPtrArray *lines, const Clock *clock, GTimeZone *zone)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < lines->len; i++)
		json_array_append_new(array, line_of(lines->pdata[i], clock, zone));
	return array;
}

/* The events in their order; `refused_only`: those that were said no to. */
static json_t *
events_of(const GPtrArray *lines, const ClockJson *json, const Clock *clock, GTimeZone *zone,
	bool refused_only)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < lines->len; i++) {
		const ClockLine *line = lines->pdata[i];

		if (line->kind == CLOCK_LINE_EVENT &&
			(!refused_only || clock_verdict_is_refusal(line->verdict)))
			json_array_append_new(array, event_of(line, json, clock, zone));
	}
	return array;
}

static void
set_dates(json_t *object, const ClockInput *input, const Clock *clock)
{
	GTimeZone *zone = input->zone;
	int32_t today = day_of_us(CLAMP(input->now_us, 0, DAY_LAST * US_PER_DAY), zone);
	bool open = clock->state == CLOCK_STATE_RUNNING || clock->state == CLOCK_STATE_PAUSED;

	set_time(object, "now", input->now_us, zone);
	if (clock->state != CLOCK_STATE_NOT_BEGUN) {
		set_time(object, "first_received", clock->first_us, zone);
		set_time(object, "start", clock->start_us, zone);
	}
	set_time(object, "due", clock->due_us, zone);
	set_day(object, "due_day", clock->due_day);
	set_time(object, "stopped", clock->stopped_us, zone);
	set(object, "due_today", json_boolean(open && clock->due_day == today));
	set(object, "overdue", json_boolean(clock->state == CLOCK_STATE_BREACHED));
	set(object, "overdue_days",
		json_integer(clock_overdue_days(clock, input->now_us, zone)));
}

static void
set_state(json_t *object, const ClockInput *input, const Clock *clock)
{
	set_text(object, "status", clock_state_name(clock->state));
	set_text(object, "status_text", clock_state_text(clock->state));
	take_text(object, "error", clock_dup_error_code(clock));
	set_text(object, "warning", warn_names[clock->warn]);
	set(object, "warn_roles",
		names_of(clock_warn_roles(clock, clock->warn), policy_warn_role_words));
	set(object, "rung", json_integer(clock->rung));
	set(object, "restarts", json_integer(clock->restarts));
	set(object, "was_overdue", json_boolean(clock->was_overdue));
	set(object, "attested", json_boolean(clock->attested));
	set_text(object, "unit", policy_unit_name(clock->unit));
	set(object, "total", json_integer(clock->total));
	set(object, "used", json_integer(clock->used));
	set(object, "left_out", json_integer(clock->paused));
	set(object, "conditions", names_of(clock->conditions, policy_condition_words));
}

static json_t *
clock_of(const ClockJson *json, const ClockInput *input)
{
	json_t *object = json_object();
	Clock clock;
	g_autoptr(GPtrArray) lines = clock_explain(input, &clock);
	g_autoptr(GPtrArray) spans = clock_explain_spans(lines);
	g_autofree char *next = clock_dup_moves_text(&clock);

	set_rule(object, input->policy, json->language);
	set_text(object, "zone", g_time_zone_get_identifier(input->zone));
	set_text(object, "calendar", input->policy->calendar);
	set_text(object, "calendar_version",
		input->calendar ? calendar_version(input->calendar) : NULL);
	set_dates(object, input, &clock);
	set_state(object, input, &clock);
	set(object, "rungs", rungs_of(input->policy, &clock));
	set(object, "events", events_of(lines, json, &clock, input->zone, false));
	set(object, "refused", events_of(lines, json, &clock, input->zone, true));
	set(object, "explanation", lines_of(lines, &clock, input->zone));
	set(object, "spans", lines_of(spans, &clock, input->zone));
	set_text(object, "next", next);
	return object;
}

/* Takes `object`. */
static char *
take_dump(json_t *object)
{
	char *dumped = json_dumps(object, JSON_COMPACT);
	char *text = g_strconcat(dumped, "\n", NULL);

	json_decref(object);
	free(dumped);
	return text;
}

/* Dates of clocks beside that scripts ask for by name. */
static void
set_other_dues(json_t *object, const ClockJson *json)
{
	for (size_t i = json->n_inputs; i-- > 0;) {
		const ClockInput *input = &json->inputs[i];
		Clock clock;

		clock_evaluate(input, &clock);
		if (input->policy->stop == POLICY_STOP_ACKNOWLEDGED)
			set_time(object, "ack_due", clock.due_us, input->zone);
		if (input->policy->whens[POLICY_CONDITION_PARTLY_REJECTED].given)
			set_time(object, "escalate_due", clock.due_us, input->zone);
	}
}

char *
clock_dup_json(const ClockJson *json)
{
	json_t *object = clock_of(json, &json->inputs[0]);
	json_t *beside = json_array();

	set(object, "ack_due", json_null());
	set(object, "escalate_due", json_null());
	set_other_dues(object, json);
	for (size_t i = 1; i < json->n_inputs; i++)
		json_array_append_new(beside, clock_of(json, &json->inputs[i]));
	set(object, "beside", beside);
	return take_dump(object);
}

static const char *
code_of(const GError *error)
{
	if (error->domain != AMENDS_ERROR)
		return "failed";
	if (error->code == AMENDS_ERROR_INVALID)
		return "date_out_of_range";
	if (error->code == AMENDS_ERROR_NOT_FOUND)
		return "policy_unknown";
	return error->code == AMENDS_ERROR_SYNTAX ? "not_understood" : "failed";
}

char *
clock_dup_json_error(const GError *error)
{
	json_t *object = json_object();

	set_text(object, "error", code_of(error));
	set_text(object, "message", error->message);
	return take_dump(object);
}

char *
clock_dup_json_policy(const Policy *policy)
{
	json_t *object = json_object();
	json_t *beside = json_array();

	set_rule(object, policy, NULL);
	set_text(object, "title_zh", policy->title_zh);
	set_day(object, "from", policy->from);
	set_text(object, "start", policy_start_words[policy->start]);
	set_text(object, "stop", policy_stop_words[policy->stop]);
	set_text(object, "expiry", policy_expiry_words[policy->expiry]);
	set(object, "limit", json_integer(policy->limit));
	set_text(object, "unit", policy_unit_name(policy->unit));
	if (policy->cap > 0)
		set(object, "cap", json_integer(policy->cap));
	set(object, "count_receipt_day", json_boolean(policy->count_receipt));
	set(object, "roll", json_boolean(policy->roll));
	set_text(object, "calendar", policy->calendar);
	set_text(object, "zone", policy->zone);
	set(object, "final_response", names_of(policy->final_response, policy_part_words));
	set(object, "rungs", rungs_of(policy, NULL));
	for (char **id = policy->beside; id != NULL && *id != NULL; id++)
		json_array_append_new(beside, json_string(*id));
	set(object, "beside", beside);
	return take_dump(object);
}
