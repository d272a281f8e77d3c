/* Events in words. The words are tables; see policy-script.h. */
#include "config.h"

#include "core/policy-script.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/env.h"
#include "core/error.h"
#include "core/policy-private.h"
#include "core/text.h"

#define FIRST_DAY 0 /* 1970-01-01 */
#define ONE_DAY_S INT64_C(86400)

typedef struct Word {
	const char *word;
	ClockEventKind kind;
	int detail; /* rung, pause or condition; of a condition ~value: it does not hold */
} Word;

/* Add a row here for a new word. */
static const Word words[] = {
	{"extend", CLOCK_EVENT_EXTENDED, 0},
	{"extend1", CLOCK_EVENT_EXTENDED, 1},
	{"extend2", CLOCK_EVENT_EXTENDED, 2},
	{"extend3", CLOCK_EVENT_EXTENDED, 3},
	{"extend4", CLOCK_EVENT_EXTENDED, 4},
	{"extend5", CLOCK_EVENT_EXTENDED, 5},
	{"mediation_start", CLOCK_EVENT_PAUSED, POLICY_PAUSE_MEDIATION},
	{"mediation_end", CLOCK_EVENT_RESUMED, POLICY_PAUSE_MEDIATION},
	{"external_appraisal_start", CLOCK_EVENT_PAUSED, POLICY_PAUSE_EXTERNAL_APPRAISAL},
	{"external_appraisal_end", CLOCK_EVENT_RESUMED, POLICY_PAUSE_EXTERNAL_APPRAISAL},
	{"waiting_customer_start", CLOCK_EVENT_PAUSED, POLICY_PAUSE_CUSTOMER},
	{"waiting_customer_end", CLOCK_EVENT_RESUMED, POLICY_PAUSE_CUSTOMER},
	{"waiting_partner_start", CLOCK_EVENT_PAUSED, POLICY_PAUSE_PARTNER},
	{"waiting_partner_end", CLOCK_EVENT_RESUMED, POLICY_PAUSE_PARTNER},
	{"new_facts_received", CLOCK_EVENT_NEW_FACTS, 0},
	{"same_complaint_again", CLOCK_EVENT_REPEATED, 0},
	{"withdrawal_received", CLOCK_EVENT_WITHDRAWN, 0},
	{"voided", CLOCK_EVENT_VOIDED, 0},
	{"agreed_due", CLOCK_EVENT_AGREED, 0},
	{"holding_reply", CLOCK_EVENT_HOLDING, 0},
	{"holding_response", CLOCK_EVENT_HOLDING, 0},
	{"interim_response", CLOCK_EVENT_HOLDING, 0},
	{"interim_reply", CLOCK_EVENT_HOLDING, 0},
	{"delay_notice", CLOCK_EVENT_HOLDING, 0},
	{"status=in_progress", CLOCK_EVENT_HOLDING, 0},
	{"provisional_credit", CLOCK_EVENT_CREDITED, 0},
	{"cycle_ends", CLOCK_EVENT_CYCLE_ENDED, 0},
	{"decision_made", CLOCK_EVENT_DECIDED, 0},
	{"told_customer", CLOCK_EVENT_TOLD, 0},
	{"sms_sent", CLOCK_EVENT_TOLD, 0},
	{"email_sent", CLOCK_EVENT_TOLD, 0},
	{"letter_sent", CLOCK_EVENT_TOLD, 0},
	{"message_sent", CLOCK_EVENT_TOLD, 0},
	{"call_attempt", CLOCK_EVENT_CONTACTED, 0},
	{"contacted", CLOCK_EVENT_CONTACTED, 0},
	{"acknowledged", CLOCK_EVENT_ACKNOWLEDGED, 0},
	{"closed", CLOCK_EVENT_CLOSED, 0},
	{"reopened", CLOCK_EVENT_REOPENED, 0},
	{"review_applied", CLOCK_EVENT_REVIEW_APPLIED, 0},
	{"review_told", CLOCK_EVENT_REVIEW_TOLD, 0},
	{"reported", CLOCK_EVENT_REPORTED, 0},
	{"merged", CLOCK_EVENT_MERGED, 0},
	{"unmerged", CLOCK_EVENT_UNMERGED, 0},
	{"new_account", CLOCK_EVENT_CONDITION, POLICY_CONDITION_NEW_ACCOUNT},
	{"pos_debit", CLOCK_EVENT_CONDITION, POLICY_CONDITION_POINT_OF_SALE},
	{"foreign_transfer", CLOCK_EVENT_CONDITION, POLICY_CONDITION_FOREIGN},
	{"hardship", CLOCK_EVENT_CONDITION, POLICY_CONDITION_HARDSHIP},
	{"letter_asked", CLOCK_EVENT_CONDITION, POLICY_CONDITION_LETTER_ASKED},
	{"type=default_notice", CLOCK_EVENT_CONDITION, POLICY_CONDITION_DEFAULT_NOTICE},
	{"type=hardship", CLOCK_EVENT_CONDITION, POLICY_CONDITION_HARDSHIP},
	{"proposed=partly_or_wholly_rejected", CLOCK_EVENT_CONDITION,
		POLICY_CONDITION_PARTLY_REJECTED},
	{"proposed=partly_rejected", CLOCK_EVENT_CONDITION, POLICY_CONDITION_PARTLY_REJECTED},
	{"proposed=wholly_rejected", CLOCK_EVENT_CONDITION, POLICY_CONDITION_PARTLY_REJECTED},
	{"proposed=fully_resolved", CLOCK_EVENT_CONDITION, ~POLICY_CONDITION_PARTLY_REJECTED},
};

/* Other names of those who approve; policy files' own words are known too. */
static const struct {
	const char *name;
	PolicyApprover approver;
} approvers[] = {
	{"handler_lead", POLICY_APPROVER_SUPERVISOR},
	{"hq_senior_mgmt", POLICY_APPROVER_HEAD_OFFICE},
};

/* ---- a script ---- */

PolicyScript *
policy_script_new(
	const PolicySet *policies, GHashTable *calendars, const char *id, GError **error)
{
	const Policy *policy = policy_set_find(policies, id, NULL);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree const char **near = NULL;
	g_autofree char *list = NULL, *shown = NULL;
	PolicyScript *script;

	if (policy != NULL) {
		script = g_new0(PolicyScript, 1);
		script->policy = *policy;
		script->zone = g_time_zone_new_identifier(policy->zone ? policy->zone : "UTC");
		script->events = g_array_new(FALSE, FALSE, sizeof(ClockEvent));
		script->typed = g_ptr_array_new_with_free_func(g_free);
		script->kept = g_ptr_array_new_with_free_func(g_free);
		script->now_us = CLOCK_NEVER;
		script->policies = policies;
		script->calendars = calendars;
		return script;
	}
	for (unsigned i = 0; i < policy_set_count(policies); i++)
		g_ptr_array_add(ids, policy_set_nth(policies, i)->id);
	g_ptr_array_add(ids, NULL);
	near = text_nearest(id, (const char *const *)ids->pdata, 3);
	shown = g_utf8_make_valid(id, -1);
	list = g_strjoinv(", ", (char **)near);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		list[0] ? _("There is no policy \"%1$s\". Did you mean: %2$s?")
			: _("There is no policy \"%1$s\". All are listed by: amends policy list"),
		shown, list);
	return NULL;
}

void
policy_script_free(PolicyScript *script)
{
	if (script == NULL)
		return;
	g_time_zone_unref(script->zone);
	g_array_unref(script->events);
	g_ptr_array_unref(script->typed);
	g_ptr_array_unref(script->kept);
	g_free(script);
}

bool
policy_script_set_zone(PolicyScript *script, const char *zone, GError **error)
{
	GTimeZone *found = g_time_zone_new_identifier(zone);

	if (found == NULL) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("\"%s\" is not a time zone; write it as in Asia/Shanghai."), zone);
		return false;
	}
	g_time_zone_unref(script->zone);
	script->zone = found;
	return true;
}

/* Keeps a text as long as the script. */
static const char *
keep(PolicyScript *script, const char *text)
{
	char *copy = g_strdup(text);

	g_ptr_array_add(script->kept, copy);
	return copy;
}

void
policy_script_set_calendar(PolicyScript *script, const char *code)
{
	script->policy.calendar = (char *)keep(script, code);
}

/* ---- times ---- */

static bool
fail_syntax(GError **error, const char *format, const char *text)
{
	g_autofree char *shown = g_utf8_make_valid(text, -1); /* it may be any bytes */

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, format, shown);
	return false;
}

static bool
fail_range(GError **error, const char *text)
{
	g_autofree char *shown = g_utf8_make_valid(text, -1);

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("\"%s\" lies outside the years 1970 to 2199; no date is worked out for it."),
		shown);
	return false;
}

/* "dddd-dd-dd" that day_parse_iso() does not take only because of its year. */
static bool
is_far_date(const char *text)
{
	g_autofree char *near = NULL;

	if (strlen(text) < 10 || strspn(text, "0123456789") != 4 || text[4] != '-')
		return false;
	near = g_strdup_printf("2000%.6s", text + 4);
	return day_parse_iso(near) != DAY_NONE;
}

static bool
take_two(const char **text, int max, int *ret)
{
	const char *p = *text;

	if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]))
		return false;
	*ret = (p[0] - '0') * 10 + p[1] - '0';
	*text += 2;
	return *ret <= max;
}

/* "09:30", "09:30:15", "09:30:15.250": whole seconds are kept. */
static bool
take_clock(const char **text, int *ret_second)
{
	int hour, minute, second = 0;

	if (!take_two(text, 23, &hour) || *(*text)++ != ':' || !take_two(text, 59, &minute))
		return false;
	if (**text == ':') {
		++*text;
		if (!take_two(text, 59, &second))
			return false;
	}
	if (**text == '.' || **text == ',')
		*text += 1 + strspn(*text + 1, "0123456789");
	*ret_second = hour * 3600 + minute * 60 + second;
	return true;
}

/* "", "Z", "+08:00", "+0800", "+08"; *ret_local if there is none. */
static bool
take_offset(const char *text, int *ret_offset, bool *ret_local)
{
	int sign = text[0] == '-' ? -1 : 1, hour, minute = 0;

	*ret_local = text[0] == '\0';
	*ret_offset = 0;
	if (*ret_local || g_str_equal(text, "Z"))
		return true;
	if (text[0] != '+' && text[0] != '-')
		return false;
	text++;
	if (!take_two(&text, 14, &hour))
		return false;
	text += text[0] == ':';
	if (text[0] != '\0' && !take_two(&text, 59, &minute))
		return false;
	*ret_offset = sign * (hour * 3600 + minute * 60);
	return text[0] == '\0';
}

bool
policy_script_parse_time(const char *text, GTimeZone *zone, int64_t *ret_us, GError **error)
{
	g_autofree char *date = g_strndup(text, 10);
	int32_t day = day_parse_iso(date);
	const char *rest = text + strlen(date);
	int second = 0, offset = 0;
	bool local = true;
	int64_t us;

	if (day == DAY_NONE && is_far_date(text))
		return fail_range(error, text);
	if (day == DAY_NONE ||
		(rest[0] != '\0' && ((rest[0] != 'T' && rest[0] != ' ') ||
					    !(++rest, take_clock(&rest, &second)) ||
					    !take_offset(rest, &offset, &local))))
		return fail_syntax(error,
			_("\"%s\" is not a time; write it as in 2026-03-16T10:00:00+08:00 or "
			  "2026-03-16."),
			text);
	if (local)
		us = second == 0 && strlen(text) == 10 ? us_of_day_start(day, zone)
						       : us_of_local(day, second, zone);
	else
		us = (day * ONE_DAY_S + second - offset) * US_PER_SECOND;
	if (day_of_us(us, zone) < FIRST_DAY || day_of_us(us, zone) > DAY_LAST)
		return fail_range(error, text);
	*ret_us = us;
	return true;
}

/* A date alone is that local day: after what stands before it on the same day. */
static bool
parse_moment(const PolicyScript *script, const char *text, int64_t *ret_us, GError **error)
{
	const ClockEvent *last;

	if (!policy_script_parse_time(text, script->zone, ret_us, error))
		return false;
	if (strlen(text) != 10 || script->events->len == 0)
		return true;
	last = &g_array_index(script->events, ClockEvent, script->events->len - 1);
	if (last->at_us > *ret_us &&
		day_of_us(last->at_us, script->zone) == day_of_us(*ret_us, script->zone))
		*ret_us = last->at_us;
	return true;
}

static bool
parse_day(const PolicyScript *script, const char *text, int32_t *ret_day, GError **error)
{
	int64_t us;

	if (!policy_script_parse_time(text, script->zone, &us, error))
		return false;
	*ret_day = day_of_us(us, script->zone);
	return true;
}

/* ---- events ---- */

static void
append(PolicyScript *script, const ClockEvent *event, const char *typed)
{
	g_array_append_val(script->events, *event);
	g_ptr_array_add(script->typed, g_strdup(typed));
}

bool
policy_script_receive(PolicyScript *script, const char *at, GError **error)
{
	ClockEvent event = {
		.kind = clock_start_event(&script->policy), .notified_us = CLOCK_NEVER};

	if (!policy_script_parse_time(at, script->zone, &event.at_us, error))
		return false;
	append(script, &event, NULL);
	return true;
}

bool
policy_script_set_now(PolicyScript *script, const char *at, GError **error)
{
	return parse_moment(script, at, &script->now_us, error);
}

static bool
find_approver(const char *name, PolicyApprover *ret, GError **error)
{
	g_autofree char *plain = g_strndup(name, strcspn(name, "("));
	int index;

	for (size_t i = 0; i < G_N_ELEMENTS(approvers); i++) {
		if (g_str_equal(approvers[i].name, plain)) {
			*ret = approvers[i].approver;
			return true;
		}
	}
	g_strdelimit(plain, "_", '-');
	index = policy_approver_from_name(plain);
	if (index <= POLICY_APPROVER_NONE)
		return fail_syntax(error,
			_("\"%s\" is nobody who approves: handler, handler_lead, "
			  "branch_manager, head_of_complaints, upper_institution, "
			  "hq_senior_mgmt."),
			name);
	*ret = (PolicyApprover)index;
	return true;
}

/* Whoever stands highest among those who may grant the step. */
static PolicyApprover
best_approver(const PolicyScript *script, unsigned rung)
{
	unsigned set = 0;

	for (unsigned i = 0; i < script->policy.n_rungs; i++)
		if (rung == 0 || rung == i + 1)
			set |= script->policy.rungs[i].approvers;
	return set == 0 ? POLICY_APPROVER_HEAD_OFFICE : (PolicyApprover)g_bit_nth_msf(set, -1);
}

static void
approve_all(const PolicyScript *script, ClockEvent *event)
{
	event->approver = best_approver(script, event->rung);
	event->notified_us = event->at_us;
	if (event->reason == NULL)
		event->reason = "ok";
}

typedef struct Reading {
	PolicyScript *script;
	ClockEvent event;
	bool open; /* an event's details are being read */
	const char *typed;
} Reading;

static bool
read_notice(Reading *reading, const char *value, GError **error)
{
	if (g_str_equal(value, "none")) {
		reading->event.notified_us = CLOCK_NEVER;
		return true;
	}
	return parse_moment(reading->script, value, &reading->event.notified_us, error);
}

/* key=value of an event. *ret_known: this function has answered for it. */
static bool
read_pair(Reading *reading, const char *key, const char *value, bool *ret_known, GError **error)
{
	ClockEvent *event = &reading->event;

	*ret_known = true;
	if (g_str_equal(key, "reason") || g_str_equal(key, "evidence"))
		event->reason = keep(reading->script, value);
	else if (g_str_equal(key, "method"))
		reading->script->method = keep(reading->script, value);
	else if (g_str_equal(key, "refused_by"))
		event->refused = true;
	else if (g_str_equal(key, "approved_by"))
		return find_approver(value, &event->approver, error);
	else if (g_str_equal(key, "notified") || g_str_equal(key, "told"))
		return read_notice(reading, value, error);
	else if (g_str_equal(key, "expected"))
		return parse_day(reading->script, value, &event->agreed_day, error);
	else
		*ret_known = false;
	return true;
}

/* A word alone. Of a holding reply it is the reason. */
static bool
read_bare(Reading *reading, const char *word)
{
	static const char *const silent[] = {
		"requested", "no_new_facts", "answered", "upheld", "changed", NULL};
	ClockEvent *event = &reading->event;

	if (g_str_equal(word, "ok"))
		approve_all(reading->script, event);
	else if (g_str_equal(word, "notified") || g_str_equal(word, "told"))
		event->notified_us = event->at_us;
	else if (g_str_equal(word, "no_answer"))
		event->refused = true;
	else if (g_str_equal(word, "attested"))
		event->attested = true;
	else if (event->kind == CLOCK_EVENT_HOLDING)
		event->reason = keep(reading->script, word);
	else
		return g_strv_contains(silent, word);
	return true;
}

static bool
read_detail(Reading *reading, const char *token, GError **error)
{
	const char *equals = strchr(token, '=');
	bool known = false;

	if (equals != NULL) {
		g_autofree char *key = g_strndup(token, (size_t)(equals - token));

		if (!read_pair(reading, key, equals + 1, &known, error))
			return false;
	} else {
		known = read_bare(reading, token);
	}
	return known || fail_syntax(error, _("\"%s\" is not known in an event."), token);
}

static void
finish_event(Reading *reading)
{
	PolicyScript *script = reading->script;
	ClockEvent *event = &reading->event;

	if (!reading->open)
		return;
	reading->open = false;
	if (script->lenient && event->reason == NULL &&
		(event->kind == CLOCK_EVENT_EXTENDED || event->kind == CLOCK_EVENT_HOLDING))
		event->reason = "not stated";
	if (event->kind == CLOCK_EVENT_CONTACTED && event->refused)
		script->unanswered++;
	append(script, event, reading->typed);
}

/* The ends of billing cycles: an event each, on the day the list was known. */
static bool
read_cycles(Reading *reading, const char *value, GError **error)
{
	g_auto(GStrv) days = g_strsplit(value, ",", -1);

	for (char **day = days; *day != NULL; day++) {
		if (!parse_day(reading->script, *day, &reading->event.agreed_day, error))
			return false;
		append(reading->script, &reading->event, reading->typed);
	}
	reading->open = false;
	return true;
}

/* What may stand after the word itself: "agreed_due=2026-04-20". */
static bool
read_value(Reading *reading, const char *value, GError **error)
{
	if (reading->event.kind == CLOCK_EVENT_CYCLE_ENDED)
		return read_cycles(reading, value, error);
	if (reading->event.kind == CLOCK_EVENT_AGREED)
		return parse_day(reading->script, value, &reading->event.agreed_day, error);
	return true;
}

static const Word *
find_word(const char *token)
{
	size_t len = strcspn(token, "=");

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *word = words[i].word;

		if (g_str_equal(word, token))
			return &words[i];
		/* Only these two carry a value of their own. */
		if ((words[i].kind == CLOCK_EVENT_AGREED ||
			    words[i].kind == CLOCK_EVENT_CYCLE_ENDED) &&
			strlen(word) == len && strncmp(word, token, len) == 0)
			return &words[i];
	}
	return NULL;
}

/* What the policy at hand calls the telling: of a re-examination it is its result. */
static ClockEventKind
kind_of(const PolicyScript *script, const Word *word)
{
	bool review = script->policy.stop == POLICY_STOP_REVIEW_TOLD;

	return review && word->kind == CLOCK_EVENT_TOLD ? CLOCK_EVENT_REVIEW_TOLD : word->kind;
}

static void
fill_detail(ClockEvent *event, const Word *word)
{
	int condition = word->detail < 0 ? ~word->detail : word->detail;

	event->on = word->detail >= 0;
	if (event->kind == CLOCK_EVENT_EXTENDED)
		event->rung = (unsigned)word->detail;
	else if (event->kind == CLOCK_EVENT_CONDITION)
		event->condition = (PolicyCondition)condition;
	else
		event->pause = (PolicyPauseKind)word->detail;
}

static bool
begin_event(Reading *reading, const Word *word, const char *token, GError **error)
{
	int64_t at_us = reading->event.at_us;
	const char *equals = strchr(token, '=');
	const char *suffix = strstr(word->word, "_sent");

	finish_event(reading);
	reading->event = (ClockEvent){.kind = kind_of(reading->script, word),
		.at_us = at_us,
		.notified_us = CLOCK_NEVER};
	reading->open = true;
	fill_detail(&reading->event, word);
	if (suffix != NULL) {
		g_autofree char *method = g_strndup(word->word, (size_t)(suffix - word->word));

		reading->script->method = keep(reading->script, method);
	}
	return equals == NULL || read_value(reading, equals + 1, error);
}

/* What is no event: settings of the question. *ret_known as above. */
static bool
read_setting(Reading *reading, const char *token, bool *ret_known, GError **error)
{
	PolicyScript *script = reading->script;

	*ret_known = true;
	if (g_str_has_prefix(token, "now="))
		return policy_script_set_now(script, token + 4, error);
	if (g_str_has_prefix(token, "start=") || g_str_equal(token, "type=standard"))
		return true;
	*ret_known = g_str_has_prefix(token, "close_of_business=");
	if (!*ret_known)
		return true;
	script->policy.close = day_parse_minute(token + strlen("close_of_business="));
	return script->policy.close >= 0 ||
	       fail_syntax(error, _("\"%s\" is not a time; write it as in 09:00."), token);
}

static bool
read_token(Reading *reading, const char *token, GError **error)
{
	const Word *word = find_word(token);
	bool known;

	if (word != NULL)
		return begin_event(reading, word, token, error);
	if (!read_setting(reading, token, &known, error))
		return false;
	if (known)
		return true;
	if (reading->open)
		return read_detail(reading, token, error);
	return fail_syntax(error, _("\"%s\" is no event that is known here."), token);
}

/* Words by blanks; what stands in parentheses stays with its word. */
static GPtrArray *
split_words(const char *text)
{
	GPtrArray *tokens = g_ptr_array_new_with_free_func(g_free);
	const char *from = text;
	int depth = 0;

	for (const char *p = text;; p++) {
		depth += (*p == '(') - (*p == ')');
		if (*p != '\0' && (depth > 0 || !g_ascii_isspace(*p)))
			continue;
		if (p > from)
			g_ptr_array_add(tokens, g_strndup(from, (size_t)(p - from)));
		from = p + 1;
		if (*p == '\0')
			return tokens;
	}
}

/* "10:00" after a date, as people write it. */
static void
join_time(GPtrArray *tokens)
{
	char *date = tokens->len > 1 ? tokens->pdata[0] : NULL;
	const char *clock = date == NULL ? NULL : tokens->pdata[1];

	if (date == NULL || strlen(date) != 10 || !g_ascii_isdigit(clock[0]) ||
		strchr(clock, ':') == NULL)
		return;
	tokens->pdata[0] = g_strconcat(date, "T", clock, NULL);
	g_free(date);
	g_ptr_array_remove_index(tokens, 1);
}

static bool
read_one(PolicyScript *script, const char *text, GError **error)
{
	g_autoptr(GPtrArray) tokens = split_words(text);
	const ClockEvent *last =
		&g_array_index(script->events, ClockEvent, script->events->len - 1);
	Reading reading = {.script = script, .typed = text};
	unsigned first = 0;

	/* Without a time of its own it follows what stands before it. */
	reading.event.at_us = last->at_us;
	join_time(tokens);
	if (tokens->len > 0 && g_ascii_isdigit(*(const char *)tokens->pdata[0])) {
		first = 1;
		if (!parse_moment(script, tokens->pdata[0], &reading.event.at_us, error))
			return false;
		if (tokens->len == 1)
			return fail_syntax(
				error, _("\"%s\" says when, but not what happened."), text);
	}
	for (unsigned i = first; i < tokens->len; i++)
		if (!read_token(&reading, tokens->pdata[i], error))
			return false;
	finish_event(&reading);
	return true;
}

bool
policy_script_add(PolicyScript *script, const char *events, GError **error)
{
	g_auto(GStrv) texts = g_strsplit(events, ";", -1);

	g_return_val_if_fail(script->events->len > 0, false);
	for (char **text = texts; *text != NULL; text++)
		if (*g_strstrip(*text) != '\0' && !read_one(script, *text, error))
			return false;
	return true;
}

/* ---- the clock's input ---- */

static const Calendar *
find_calendar(const PolicyScript *script, const char *code)
{
	return code == NULL ? NULL : g_hash_table_lookup(script->calendars, code);
}

ClockInput
policy_script_input(const PolicyScript *script)
{
	ClockInput input = {.policy = &script->policy,
		.calendar = find_calendar(script, script->policy.calendar),
		.zone = script->zone,
		.events = (const ClockEvent *)(const void *)script->events->data,
		.n_events = script->events->len,
		.now_us = script->now_us};

	if (script->now_us != CLOCK_NEVER)
		return input;
	input.now_us = INT64_MIN;
	for (size_t i = 0; i < input.n_events; i++)
		input.now_us = MAX(input.now_us, input.events[i].at_us);
	return input;
}

bool
policy_script_input_beside(const PolicyScript *script, const char *id, ClockInput *ret)
{
	const Policy *policy = policy_set_find(script->policies, id, NULL);

	if (policy == NULL)
		return false;
	*ret = policy_script_input(script);
	ret->policy = policy;
	ret->calendar = find_calendar(script, policy->calendar);
	ret->beside = true;
	return true;
}

static bool
answers_for(const Policy *policy, PolicyScriptDue which)
{
	if (which == POLICY_SCRIPT_ACK_DUE)
		return policy->stop == POLICY_STOP_ACKNOWLEDGED;
	if (which == POLICY_SCRIPT_ESCALATE_DUE)
		return policy->whens[POLICY_CONDITION_PARTLY_REJECTED].given;
	return true;
}

bool
policy_script_find(const PolicyScript *script, PolicyScriptDue which, ClockInput *ret)
{
	*ret = policy_script_input(script);
	if (answers_for(&script->policy, which))
		return true;
	for (char **id = script->policy.beside; id != NULL && *id != NULL; id++)
		if (policy_script_input_beside(script, *id, ret) &&
			answers_for(ret->policy, which))
			return true;
	return false;
}
