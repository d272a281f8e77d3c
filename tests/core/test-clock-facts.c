/* core/clock.h over the shipped policies: acknowledgements, holding replies, credit, routes,
 * conditions, billing cycles, reviews, warnings, clocks beside, a changed policy. */
#include "config.h"

#include "core/clock-explain.h"
#include "core/clock-json.h"
#include "core/clock-warn.h"
#include "core/day.h"
#include "core/env.h"
#include "core/error.h"
#include "core/policy-script.h"

static PolicySet *policies;
static GHashTable *calendars;

/* policy, received, events, what it must come to */
typedef struct Case {
	const char *policy, *received, *events, *now;
	ClockState state;
	const char *due;  /* local day, NULL for none */
	const char *last; /* verdict of the last event, NULL: does not matter */
} Case;

static const Case cases[] = {
	/* Any reply acknowledges; reaching nobody is no contact. */
	{"HK-IC4-ACK-7", "2026-03-02", "2026-03-09 acknowledged", "2026-04-01",
		CLOCK_STATE_MET, "2026-03-09", "ok"},
	{"HK-IC4-ACK-7", "2026-03-02", "2026-03-10 acknowledged", "2026-04-01",
		CLOCK_STATE_MET_LATE, "2026-03-09", "ok"},
	{"HK-IC4-ACK-7", "2026-03-02", "2026-03-09 interim_response", "2026-04-01",
		CLOCK_STATE_MET, "2026-03-09", "ok"},
	{"HK-IC4-ACK-7", "2026-03-02", "2026-03-09 told_customer; acknowledged", "2026-04-01",
		CLOCK_STATE_MET, "2026-03-09", "no_effect"},
	{"HK-IC4-ACK-7", "2026-03-02", "2026-03-05 decision_made", "2026-03-06",
		CLOCK_STATE_RUNNING, "2026-03-09", "no_effect"},
	{"CN-HOUSE-CONTACT", "2026-03-02T09:00", "2026-03-02T10:00 call_attempt no_answer",
		"2026-03-02T11:00", CLOCK_STATE_RUNNING, "2026-03-02", "no_effect"},
	{"CN-HOUSE-CONTACT", "2026-03-02T09:00", "2026-03-02T10:00 call_attempt answered",
		"2026-03-02T12:00", CLOCK_STATE_MET, "2026-03-02", "ok"},
	{"CN-HOUSE-CONTACT", "2026-03-02T09:00",
		"2026-03-02T10:00 waiting_customer_start; 2026-03-02T14:30 "
		"waiting_customer_end",
		"2026-03-02T15:30", CLOCK_STATE_RUNNING, "2026-03-02", "ok"},
	{"CN-HOUSE-CONTACT", "2026-03-02T23:00",
		"2026-03-02T23:30 waiting_customer_start; 2026-03-03T00:30 "
		"waiting_customer_end",
		"2026-03-03T02:00:01", CLOCK_STATE_BREACHED, "2026-03-03", "ok"},
	/* Replies that grant a step. */
	{"HK-IC4-30", "2026-03-02", "2026-04-01 interim_response", "2026-04-02",
		CLOCK_STATE_RUNNING, "2026-05-01", "ok"},
	{"HK-IC4-30", "2026-03-02", "2026-04-02 interim_response", "2026-04-02",
		CLOCK_STATE_BREACHED, "2026-04-01", "too_late"},
	{"HK-IC4-30", "2026-03-02", "2026-03-03 told_customer; interim_response",
		"2026-03-04", CLOCK_STATE_MET, "2026-04-01", "stopped"},
	{"HK-IC4-30", "2026-03-02", "2026-03-03 interim_response; interim_response",
		"2026-03-04", CLOCK_STATE_RUNNING, "2026-05-01", "no_rung"},
	{"HK-IC4-30", "2026-03-02", "2026-03-03 extend reason=x approved_by=hq_senior_mgmt "
				    "notified",
		"2026-03-04", CLOCK_STATE_RUNNING, "2026-04-01", "not_allowed"},
	{"HK-IC4-30", "2026-03-02", "2026-03-03 provisional_credit", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-04-01", "no_effect"},
	{"UK-PSD-15BD", "2026-03-02", "2026-03-03 holding_response", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-03-23", "no_reason"},
	{"UK-DISP-8W", "2026-03-02", "2026-03-03 holding_response exceptional", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-04-27", "no_effect"},
	{"AU-RG271-30", "2026-03-02", "2026-03-20 delay_notice complex", "2026-03-21",
		CLOCK_STATE_RUNNING, "2026-04-01", "no_day"},
	{"AU-RG271-30", "2026-03-02", "2026-03-20 delay_notice complex expected=2026-03-20",
		"2026-03-21", CLOCK_STATE_RUNNING, "2026-04-01", "no_day"},
	{"AU-RG271-30", "2026-03-02", "2026-03-20 delay_notice complex expected=2026-03-21",
		"2026-03-21", CLOCK_STATE_RUNNING, "2026-03-21", "ok"},
	{"AU-RG271-30", "2026-03-02", "2026-03-20 delay_notice complex expected=2026-05-21",
		"2026-05-22", CLOCK_STATE_BREACHED, "2026-05-21", "ok"},
	{"US-REGE-10BD", "2026-06-30", "2026-07-01 provisional_credit", "2026-07-02",
		CLOCK_STATE_RUNNING, "2026-08-14", "ok"},
	{"US-REGE-10BD", "2026-06-30", "2026-07-01 holding_reply", "2026-07-02",
		CLOCK_STATE_RUNNING, "2026-07-14", "no_effect"},
	/* A condition taken back. */
	{"AU-RG271-30", "2026-03-02", "2026-03-03 hardship", "2026-03-04", CLOCK_STATE_RUNNING,
		"2026-03-23", "ok"},
	{"IN-RBI-IO-20", "2026-03-02", "2026-03-03 proposed=partly_rejected; "
				       "2026-03-04 proposed=fully_resolved",
		"2026-05-04", CLOCK_STATE_LAPSED, "2026-03-22", "ok"},
	{"IN-RBI-IO-20", "2026-03-02", "2026-03-03 proposed=partly_rejected", "2026-05-04",
		CLOCK_STATE_BREACHED, "2026-03-22", "ok"},
	{"IN-RBI-30", "2026-03-02", "2026-03-03 proposed=partly_rejected", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-04-01", "no_effect"},
	/* Routes. */
	{"UK-DISP-3BD", "2026-03-02", NULL, "2026-03-05T17:00", CLOCK_STATE_RUNNING,
		"2026-03-05", NULL},
	{"UK-DISP-3BD", "2026-03-02", NULL, "2026-03-05T17:00:01", CLOCK_STATE_LAPSED,
		"2026-03-05", NULL},
	{"UK-DISP-3BD", "2026-03-02", "2026-03-06 told_customer", "2026-03-07",
		CLOCK_STATE_LAPSED, "2026-03-05", "ok"},
	{"UK-DISP-3BD", "2026-03-02", "2026-03-05 told_customer", "2026-03-07", CLOCK_STATE_MET,
		"2026-03-05", "ok"},
	{"AU-RG271-5BD-NOLETTER", "2026-03-02", "2026-03-03 letter_asked", "2026-03-04",
		CLOCK_STATE_ENDED, NULL, "ok"},
	{"AU-RG271-5BD-NOLETTER", "2026-03-02", "2026-03-03 hardship", "2026-03-04",
		CLOCK_STATE_ENDED, NULL, "ok"},
	/* Billing cycles: the one that runs does not count, whenever its end is learnt. */
	{"US-REGZ-RESOLVE", "2026-03-10", "cycle_ends=2026-03-09,2026-04-09,2026-05-09,2026-06-09",
		"2026-03-11", CLOCK_STATE_RUNNING, "2026-06-08", "ok"},
	{"US-REGZ-RESOLVE", "2026-03-10", "cycle_ends=2026-03-10,2026-04-09,2026-05-09",
		"2026-03-11", CLOCK_STATE_RUNNING, "2026-05-09", "ok"},
	{"US-REGZ-RESOLVE", "2026-03-10", "cycle_ends=2026-03-10,2026-04-09", "2026-03-11",
		CLOCK_STATE_RUNNING, "2026-06-08", "ok"},
	{"US-REGZ-RESOLVE", "2026-03-10", "cycle_ends=2026-03-10,2026-05-01,2026-06-08",
		"2026-03-11", CLOCK_STATE_RUNNING, "2026-06-08", "ok"},
	{"US-REGZ-ACK-30", "2026-03-10", "cycle_ends=2026-03-10", "2026-03-11",
		CLOCK_STATE_RUNNING, "2026-04-09", "no_effect"},
	/* Re-examination: begun by the telling or the application, again by the next. */
	{"CN-NFRA-REVIEW-APPLY", "2026-03-02", "2026-04-01 review_applied", "2026-05-01",
		CLOCK_STATE_MET, "2026-04-01", "ok"},
	{"CN-NFRA-REVIEW-APPLY", "2026-03-02", NULL, "2026-05-01", CLOCK_STATE_LAPSED,
		"2026-04-01", NULL},
	{"CN-NFRA-REVIEW-APPLY", "2026-03-02", "2026-03-10 told_customer", "2026-03-11",
		CLOCK_STATE_RUNNING, "2026-04-09", "ok"},
	{"CN-NFRA-REVIEW-DECIDE", "2026-03-02", "2026-03-10 review_applied", "2026-03-11",
		CLOCK_STATE_RUNNING, "2026-04-01", "out_of_order"},
	{"CN-NFRA-REVIEW-DECIDE", "2026-03-02",
		"2026-03-10 review_told; 2026-03-20 review_applied", "2026-03-21",
		CLOCK_STATE_RUNNING, "2026-04-19", "ok"},
	{"CN-NFRA-REVIEW-DECIDE", "2026-03-02",
		"2026-03-10 withdrawal_received; 2026-03-20 review_applied", "2026-03-21",
		CLOCK_STATE_ENDED, NULL, "stopped"},
	/* What moves nothing. */
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 reported", "2026-03-04", CLOCK_STATE_RUNNING,
		"2026-03-17", "no_effect"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 merged; 2026-03-04 unmerged", "2026-03-05",
		CLOCK_STATE_RUNNING, "2026-03-17", "no_effect"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 acknowledged", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-03-17", "no_effect"},
	/* Asked for and nothing more; the next step without its number. */
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 extend1 requested reason=x", "2026-03-04",
		CLOCK_STATE_RUNNING, "2026-03-17", "not_approved"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 extend ok; 2026-03-04 extend ok", "2026-03-05",
		CLOCK_STATE_RUNNING, "2026-05-01", "ok"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-03 extend approved_by=handler_lead notified",
		"2026-03-04", CLOCK_STATE_RUNNING, "2026-03-17", "no_reason"},
	/* A pause over midnight, and one inside a day. */
	{"CN-NFRA-15", "2026-03-02", "2026-03-05T23:59:59 mediation_start; "
				     "2026-03-06T00:00:00 mediation_end",
		"2026-03-07", CLOCK_STATE_RUNNING, "2026-03-18", "ok"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-05T00:00:00 mediation_start; "
				     "2026-03-05T23:59:59 mediation_end",
		"2026-03-07", CLOCK_STATE_RUNNING, "2026-03-17", "ok"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-05 mediation_start; 2026-03-06 mediation_start",
		"2026-03-06", CLOCK_STATE_PAUSED, "2026-03-18", "out_of_order"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-05 mediation_end", "2026-03-06",
		CLOCK_STATE_RUNNING, "2026-03-17", "out_of_order"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-05 waiting_customer_end", "2026-03-06",
		CLOCK_STATE_RUNNING, "2026-03-17", "not_allowed"},
	{"CN-NFRA-15", "2026-03-02", "2026-03-18 reopened", "2026-03-18", CLOCK_STATE_BREACHED,
		"2026-03-17", "out_of_order"},
};

static PolicyScript *
ask(const char *policy, const char *received, const char *events, const char *now)
{
	g_autoptr(GError) error = NULL;
	PolicyScript *script = policy_script_new(policies, calendars, policy, &error);

	g_assert_no_error(error);
	policy_script_receive(script, received, &error);
	g_assert_no_error(error);
	if (events != NULL)
		policy_script_add(script, events, &error);
	g_assert_no_error(error);
	if (now != NULL)
		policy_script_set_now(script, now, &error);
	g_assert_no_error(error);
	return script;
}

static ClockVerdict
last_verdict(const ClockInput *input)
{
	ClockInput before = *input;

	before.n_events--;
	return clock_judge(&before, &input->events[before.n_events]);
}

static void
test_cases(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const Case *c = &cases[i];
		g_autoptr(PolicyScript) script = ask(c->policy, c->received, c->events, c->now);
		ClockInput input = policy_script_input(script);
		char iso[11] = "none";
		Clock clock;

		clock_evaluate(&input, &clock);
		g_test_message("%zu: %s %s", i, c->policy, c->events ? c->events : "");
		if (clock.due_us != CLOCK_NEVER)
			day_format_iso(clock.due_day, iso);
		g_assert_cmpstr(clock_state_name(clock.state), ==, clock_state_name(c->state));
		g_assert_cmpstr(iso, ==, c->due ? c->due : "none");
		if (c->last != NULL)
			g_assert_cmpstr(
				clock_verdict_name(last_verdict(&input)), ==, c->last);
	}
}

/* policy, received, events; the first moment of amber, red, last call: "-" never */
static const char *const warnings[][6] = {
	{"CN-NFRA-15", "2026-03-02T09:30", NULL, "2026-03-12", "2026-03-15",
		"2026-03-17T09:00"},
	{"CN-NFRA-15", "2026-03-02T09:30", "2026-03-03 extend1 ok", "2026-03-25", "2026-03-29",
		"2026-04-01T09:00"},
	{"UK-DISP-8W", "2026-03-02T09:30", NULL, "2026-04-13", "2026-04-22",
		"2026-04-27T09:00"},
	/* In working days: Fri 13 March less five, less two. */
	{"CN-HOUSE-9WD", "2026-03-02T09:30", NULL, "2026-03-06", "2026-03-11",
		"2026-03-13T09:00"},
	/* The make-up Saturday counts, the break does not. */
	{"CN-HOUSE-7WD", "2026-02-12T09:00", NULL, "2026-02-14", "2026-02-26",
		"2026-02-28T09:00"},
	/* Never before it began. */
	{"CN-HOUSE-3WD", "2026-03-02T09:30", NULL, "2026-03-02T09:30", "2026-03-03",
		"2026-03-05T09:00"},
	{"AU-RG271-ACK-24H", "2026-03-02T09:30", NULL, "2026-03-02T21:30", "2026-03-03T08:30",
		"-"},
	{"AU-RG271-ACK-1BD", "2026-03-02T09:30", NULL, "2026-03-03", "2026-03-03", "-"},
	{"HK-IC4-ACK-7", "2026-03-02T09:30", NULL, "2026-03-06", "2026-03-08",
		"2026-03-09T09:00"},
	/* Two hours: half is gone when the last one begins. */
	{"CN-HOUSE-CONTACT", "2026-03-02T09:00", NULL, "2026-03-02T10:00", "2026-03-02T10:00",
		"-"},
};

static void
test_warnings(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(warnings); i++) {
		const char *const *w = warnings[i];
		g_autoptr(PolicyScript) script = ask(w[0], w[1], w[2], NULL);
		ClockInput input = policy_script_input(script);
		Clock clock;

		g_test_message("%zu: %s", i, w[0]);
		clock_evaluate(&input, &clock);
		for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_LAST_CALL; level++) {
			const char *expected = w[2 + level];
			int64_t from = clock_warn_from_us(&input, &clock, level), us;

			if (g_str_equal(expected, "-")) {
				g_assert_cmpint(from, ==, CLOCK_NEVER);
				continue;
			}
			g_assert_true(policy_script_parse_time(
				expected, script->zone, &us, NULL));
			g_assert_cmpint(from, ==, us);
			/* The level holds from that moment on, not before. */
			g_assert_cmpint(clock_warn_at(&input, &clock, us), >=, level);
			g_assert_cmpint(clock_warn_at(&input, &clock, us - 1), <, level);
		}
		g_assert_cmpint(clock_warn_from_us(&input, &clock, CLOCK_WARN_OVERDUE), ==,
			clock.due_us + 1);
		g_assert_cmpint(clock_warn_from_us(&input, &clock, CLOCK_WARN_NONE), ==,
			clock.start_us);
	}
}

static void
test_warn_roles(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02", NULL, "2026-03-18");
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.warn, ==, CLOCK_WARN_OVERDUE);
	g_assert_cmpuint(clock_warn_roles(&clock, CLOCK_WARN_NONE), ==, 0);
	g_assert_cmpuint(
		clock_warn_roles(&clock, CLOCK_WARN_AMBER), ==, 1 << POLICY_WARN_OWNER);
	g_assert_cmpuint(clock_warn_roles(&clock, CLOCK_WARN_OVERDUE), ==,
		1 << POLICY_WARN_OWNER | 1 << POLICY_WARN_SUPERVISOR |
			1 << POLICY_WARN_COMPLIANCE);
}

/* A route is nobody's breach: not in `due < now`, never the level overdue. */
static void
test_route_warns(void)
{
	g_autoptr(PolicyScript) script = ask("UK-DISP-3BD", "2026-03-02", NULL, "2026-03-05");
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_RUNNING);
	g_assert_cmpint(clock_stored_due_us(&clock), ==, CLOCK_NEVER);
	g_assert_cmpint(
		clock_warn_from_us(&input, &clock, CLOCK_WARN_OVERDUE), ==, CLOCK_NEVER);
	g_assert_cmpint(clock.warn, ==, CLOCK_WARN_RED);
}

/* What speaks of the first clock's ladder is no mistake for one beside it. */
static void
test_beside(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02T09:00",
		"2026-03-03 extend1 ok; 2026-03-04 mediation_start; 2026-03-05 mediation_end; "
		"2026-03-06 new_facts_received; 2026-03-09 told_customer; "
		"2026-03-20 review_applied",
		"2026-03-21");
	static const struct {
		const char *id;
		ClockState state;
		const char *due;
	} rows[] = {
		{"CN-HOUSE-CONTACT", CLOCK_STATE_MET_LATE, "2026-03-02"},
		{"CN-HOUSE-ACK", CLOCK_STATE_MET_LATE, "2026-03-03"},
		{"CN-NFRA-REVIEW-APPLY", CLOCK_STATE_MET, "2026-04-08"},
		{"CN-NFRA-REVIEW-DECIDE", CLOCK_STATE_RUNNING, "2026-04-19"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		ClockInput input;
		g_autoptr(GPtrArray) lines = NULL;
		char iso[11];
		Clock clock;

		g_assert_true(policy_script_input_beside(script, rows[i].id, &input));
		lines = clock_explain(&input, &clock);
		g_assert_cmpint(clock.state, ==, rows[i].state);
		day_format_iso(clock.due_day, iso);
		g_assert_cmpstr(iso, ==, rows[i].due);
		g_assert_cmpuint(clock.rung, ==, 0);
		/* The age since first receipt is the complaint's, whatever began the clock. */
		g_assert_cmpint(clock.first_us, ==, input.events[0].at_us);
		for (unsigned l = 0; l < lines->len; l++) {
			const ClockLine *line = lines->pdata[l];

			if (line->kind == CLOCK_LINE_EVENT)
				g_assert_false(clock_verdict_is_refusal(line->verdict));
		}
	}
}

/* The new policy counts all facts from the first receipt; a pause that runs goes on. */
static void
test_changed_while_paused(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02T09:00",
		"2026-03-10 mediation_start", "2026-03-20");
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_PAUSED);
	input.policy = policy_set_find(policies, "CN-NFRA-15-INCL", NULL);
	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_PAUSED);
	g_assert_cmpint(clock.paused, ==, 10);
	g_assert_cmpint(clock.due_day, ==, day_parse_iso("2026-03-26"));
	/* One that knows no such pause runs on as if there had been none. */
	input.policy = policy_set_find(policies, "CN-PBOC-15", NULL);
	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_BREACHED);
	g_assert_cmpint(clock.due_day, ==, day_parse_iso("2026-03-17"));
}

static void
test_attested(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02T09:00",
		"2026-03-10 told_customer attested", "2026-03-20");
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_MET);
	g_assert_true(clock.attested);
	((ClockEvent *)(void *)script->events->data)[1].attested = false;
	clock_evaluate(&input, &clock);
	g_assert_false(clock.attested);
}

static void
test_out_of_range(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2199-12-16", NULL, NULL);
	g_autofree char *none = NULL, *code = NULL;
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.due_day, ==, DAY_LAST);
	none = clock_dup_error_code(&clock);
	g_assert_null(none);
	((ClockEvent *)(void *)script->events->data)[0].at_us += US_PER_DAY;
	clock_evaluate(&input, &clock);
	code = clock_dup_error_code(&clock);
	g_assert_cmpstr(code, ==, "date_out_of_range:2200");
	g_assert_cmpint(clock.due_us, ==, CLOCK_NEVER);
}

/* Days of one kind that follow each other are one line; together they are all days. */
static void
test_spans(void)
{
	g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02T09:00",
		"2026-03-10 mediation_start; 2026-03-25 mediation_end", "2026-03-26");
	ClockInput input = policy_script_input(script);
	g_autoptr(GPtrArray) lines = NULL, spans = NULL;
	g_autofree char *text = NULL, *moves = NULL;
	int days = 0;
	Clock clock;

	lines = clock_explain(&input, &clock);
	spans = clock_explain_spans(lines);
	text = clock_explain_text(spans, &clock, script->zone);
	g_assert_nonnull(strstr(text, "Tue 2026-03-03 to Mon 2026-03-09: days 1 to 7 of 15"));
	g_assert_nonnull(strstr(text, "Tue 2026-03-10 to Tue 2026-03-24: 15 days left out"));
	g_assert_nonnull(strstr(text, "to Wed 2026-04-01: days 8 to 15 of 15"));
	for (unsigned i = 0; i < spans->len; i++) {
		const ClockLine *line = spans->pdata[i];

		if (line->kind != CLOCK_LINE_EVENT && line->kind != CLOCK_LINE_DUE)
			days += line->to - line->day + 1;
	}
	g_assert_cmpint(days, ==, 31);
	moves = clock_dup_moves_text(&clock);
	g_assert_nonnull(strstr(moves, "30 days in all need a reason"));
	g_assert_nonnull(strstr(moves, "mediation"));
}

static void
test_json(void)
{
	g_autoptr(PolicyScript) script = ask("IN-RBI-30", "2026-03-02T09:00",
		"2026-03-10 extend1 reason=\"x\\ty\" approved_by=handler", "2026-03-26");
	ClockInput inputs[2] = {policy_script_input(script)};
	ClockJson json = {
		.inputs = inputs, .n_inputs = 2, .language = "en", .typed = script->typed};
	g_autofree char *text = NULL;

	g_assert_true(policy_script_input_beside(script, "IN-RBI-IO-20", &inputs[1]));
	text = clock_dup_json(&json);
	g_assert_nonnull(strstr(text, "\"due\":\"2026-04-01T23:59:59+05:30\""));
	g_assert_nonnull(strstr(text, "\"escalate_due\":\"2026-03-22T23:59:59+05:30\""));
	g_assert_nonnull(strstr(text, "\"ack_due\":null"));
	g_assert_nonnull(strstr(text, "\"verdict\":\"no_rung\""));
	g_assert_nonnull(strstr(text, "\"error\":null"));
	g_assert_true(g_str_has_suffix(text, "}\n"));
	g_assert_cmpuint(strcspn(text, "\n"), ==, strlen(text) - 1);
}

/* Every shipped policy is told in sentences and writes itself so that it reads back the same. */
static void
test_policy_texts(void)
{
	for (unsigned i = 0; i < policy_set_count(policies); i++) {
		const Policy *policy = policy_set_nth(policies, i);
		g_autofree char *text = policy_dup_text(policy), *again = NULL, *said = NULL;
		g_autoptr(GError) error = NULL;
		g_autoptr(Policy) back = policy_parse("x.policy", text, strlen(text), &error);

		g_assert_no_error(error);
		again = policy_dup_text(back);
		g_assert_cmpstr(again, ==, text);
		said = clock_policy_text(policy, "zh_CN");
		g_assert_nonnull(strstr(said, policy->title_zh));
		g_assert_nonnull(strstr(said, policy->ground.source));
	}
}

/* text, error code, a word of the message */
static const struct {
	const char *events;
	int code;
	const char *says;
} bad_events[] = {
	{"2026-03-03", AMENDS_ERROR_SYNTAX, "but not what happened"},
	{"party", AMENDS_ERROR_SYNTAX, "party"},
	{"2026-03-03 extend1 approved_by=king", AMENDS_ERROR_SYNTAX, "king"},
	{"2026-03-03 extend1 colour=red", AMENDS_ERROR_SYNTAX, "colour=red"},
	{"2026-03-03 extend1 loudly", AMENDS_ERROR_SYNTAX, "loudly"},
	{"2026-02-30 extend1 ok", AMENDS_ERROR_SYNTAX, "2026-02-30"},
	{"2026-03-03T25:00 extend1 ok", AMENDS_ERROR_SYNTAX, "25:00"},
	{"2026-03-03T10:00:00+15:00 extend1 ok", AMENDS_ERROR_SYNTAX, "+15:00"},
	{"2026-03-03T10:00:00+08:00x extend1 ok", AMENDS_ERROR_SYNTAX, "+08:00x"},
	{"2026-03-03T10:60 extend1 ok", AMENDS_ERROR_SYNTAX, "10:60"},
	{"1969-12-31 extend1 ok", AMENDS_ERROR_INVALID, "1970"},
	{"2200-01-01 extend1 ok", AMENDS_ERROR_INVALID, "2199"},
	{"0001-01-01 extend1 ok", AMENDS_ERROR_INVALID, "1970"},
	{"agreed_due=soon evidence=x", AMENDS_ERROR_SYNTAX, "soon"},
	{"agreed_due=2300-01-01 evidence=x", AMENDS_ERROR_INVALID, "2199"},
	{"cycle_ends=2026-04-01,later", AMENDS_ERROR_SYNTAX, "later"},
	{"close_of_business=25:00", AMENDS_ERROR_SYNTAX, "25:00"},
	{"now=tomorrow", AMENDS_ERROR_SYNTAX, "tomorrow"},
	{"extend1 notified=never", AMENDS_ERROR_SYNTAX, "never"},
};

static void
test_bad_events(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad_events); i++) {
		g_autoptr(PolicyScript) script = ask("CN-NFRA-15", "2026-03-02", NULL, NULL);
		g_autoptr(GError) error = NULL;

		g_assert_false(policy_script_add(script, bad_events[i].events, &error));
		g_test_message("%zu: %s", i, error->message);
		g_assert_cmpint(error->code, ==, bad_events[i].code);
		g_assert_nonnull(strstr(error->message, bad_events[i].says));
	}
}

/* The same moment, written in other ways. */
static void
test_times(void)
{
	static const char *const same[] = {"2026-03-02T09:30:00+08:00", "2026-03-02T09:30:00",
		"2026-03-02T09:30", "2026-03-02 09:30", "2026-03-02T01:30Z",
		"2026-03-02T09:30:00.999+0800", "2026-03-01T20:30:00-05:00",
		"2026-03-02T09:30+08"};
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	int64_t first, us;

	g_assert_true(policy_script_parse_time(same[0], zone, &first, NULL));
	g_assert_cmpint(first, ==, INT64_C(1772415000) * US_PER_SECOND);
	for (size_t i = 1; i < G_N_ELEMENTS(same); i++) {
		g_assert_true(policy_script_parse_time(same[i], zone, &us, NULL));
		g_assert_cmpint(us, ==, first);
	}
}

int
main(int argc, char **argv)
{
	g_autofree char *shipped = NULL, *days = NULL;
	g_autoptr(GError) error = NULL;
	int code;

	g_test_init(&argc, &argv, NULL);
	shipped = g_build_filename(g_getenv("AMENDS_DATADIR"), "policies", NULL);
	days = g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", NULL);
	policies = policy_set_load(shipped, &error);
	g_assert_no_error(error);
	calendars = calendar_load_folder(days, &error);
	g_assert_no_error(error);
	g_test_add_func("/clock-facts/cases", test_cases);
	g_test_add_func("/clock-facts/warnings", test_warnings);
	g_test_add_func("/clock-facts/warn-roles", test_warn_roles);
	g_test_add_func("/clock-facts/route-warns", test_route_warns);
	g_test_add_func("/clock-facts/beside", test_beside);
	g_test_add_func("/clock-facts/changed-while-paused", test_changed_while_paused);
	g_test_add_func("/clock-facts/attested", test_attested);
	g_test_add_func("/clock-facts/out-of-range", test_out_of_range);
	g_test_add_func("/clock-facts/spans", test_spans);
	g_test_add_func("/clock-facts/json", test_json);
	g_test_add_func("/clock-facts/policy-texts", test_policy_texts);
	g_test_add_func("/clock-facts/bad-events", test_bad_events);
	g_test_add_func("/clock-facts/times", test_times);
	code = g_test_run();
	policy_set_free(policies);
	g_hash_table_unref(calendars);
	return code;
}
