/*
 * core/clock.h at its edges: what each event meets and everything the clock
 * shows, as one line a case. Taken from the evaluator and read through, so they hold it to what
 * it does; that the dates are right is for the vectors to say. tests/mutate asks whether a
 * change of the evaluator is noticed here.
 */
#include "config.h"

#include "core/clock-explain.h"
#include "core/clock-json.h"
#include "core/clock-warn.h"
#include "core/day.h"
#include "core/env.h"
#include "core/policy-script.h"

static PolicySet *shipped, *own;
static GHashTable *calendars;

/*
 * policy, receipt, events, now, outcome: state, due, "fixed" if agreed or
 * stated, "capped" if cycles end at the cap, used/total, days left out, rung, restarts
 * ("late" if an earlier period was), warning, then the verdict of each event. The day of
 * receipt 2026-03-02 is a Monday.
 */
static const char *const cases[][5] = {
#include "tests/core/clock-edges.h"
};

static PolicyScript *
ask(const char *const *c)
{
	g_autoptr(GError) error = NULL;
	const PolicySet *set = c[0][0] == 'X' ? own : shipped;
	PolicyScript *script = policy_script_new(set, calendars, c[0], &error);

	g_assert_no_error(error);
	policy_script_receive(script, c[1], &error);
	g_assert_no_error(error);
	policy_script_add(script, c[2], &error);
	g_assert_no_error(error);
	policy_script_set_now(script, c[3], &error);
	g_assert_no_error(error);
	return script;
}

static const char *
warn_name(ClockWarn warn)
{
	static const char *const names[] = {"calm", "amber", "red", "last-call", "overdue"};

	return names[warn];
}

/* The clock in one line, the events in the order of time. */
static char *
dup_outcome(const ClockInput *input)
{
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(ClockStep));
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(ClockSpan));
	ClockTrace trace = {.steps = steps, .spans = spans};
	g_autofree char *due = NULL;
	GString *text = g_string_new(NULL);
	Clock clock;

	clock_evaluate_traced(input, &trace, &clock);
	/* Without a due moment there is no due day and nothing to ask for. */
	g_assert_cmpint(clock.due_day == DAY_NONE, ==, clock.due_us == CLOCK_NEVER);
	if (clock.due_us == CLOCK_NEVER)
		g_assert_cmpuint(clock.next_rung, ==, 0);
	due = clock.due_us == CLOCK_NEVER ? g_strdup("-")
					  : us_dup_text(clock.due_us, input->zone);
	g_string_append_printf(text,
		"%s %s%s%s %d/%d +%d r%u x%u%s %s:", clock_state_name(clock.state), due,
		clock.fixed ? " fixed" : "", clock.capped ? " capped" : "", clock.used,
		clock.total, clock.paused, clock.rung, clock.restarts,
		clock.was_overdue ? "late" : "", warn_name(clock.warn));
	for (unsigned i = 0; i < steps->len; i++) {
		const ClockStep *step = &g_array_index(steps, ClockStep, i);

		g_string_append_printf(text, " %s", clock_verdict_name(step->verdict));
		if (input->events[step->event].kind == CLOCK_EVENT_EXTENDED)
			g_string_append_printf(text, "(%u)", step->rung);
	}
	for (unsigned i = 0; i < spans->len; i++) {
		const ClockSpan *span = &g_array_index(spans, ClockSpan, i);
		char from[11], to[11];

		day_format_iso(span->from, from);
		day_format_iso(span->to, to);
		g_string_append_printf(
			text, " [%s %s %s]", policy_pause_name(span->kind), from + 5, to + 5);
	}
	return g_string_free(text, FALSE);
}

static void
test_cases(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(PolicyScript) script = ask(cases[i]);
		ClockInput input = policy_script_input(script);
		g_autofree char *outcome = dup_outcome(&input);

		if (g_str_equal(outcome, cases[i][4]))
			continue;
		g_test_message("%s, %s, %s:", cases[i][0], cases[i][1], cases[i][2]);
		g_test_message("is       %s", outcome);
		g_test_message("expected %s", cases[i][4]);
		g_test_fail();
	}
}

/* Any order of the array says the same, and equal moments keep theirs. */
static void
test_order(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(PolicyScript) script = ask(cases[i]);
		ClockInput input = policy_script_input(script);
		g_autofree char *sorted = dup_outcome(&input), *turned = NULL;
		g_autofree ClockEvent *events = g_new0(ClockEvent, input.n_events);

		for (size_t e = 0; e < input.n_events; e++)
			events[(e + 1) % input.n_events] = input.events[e];
		if (events[0].at_us == events[1 % input.n_events].at_us)
			continue;
		for (size_t e = 1; e < input.n_events; e++)
			if (events[e].at_us == events[0].at_us)
				events[0].at_us = INT64_MIN;
		if (events[0].at_us == INT64_MIN)
			continue;
		input.events = events;
		turned = dup_outcome(&input);
		g_assert_cmpstr(turned, ==, sorted);
	}
}

/* More cycles than are kept: the earliest go. */
static void
test_many_cycles(void)
{
	const char *c[] = {"X-CYCLES", "2026-03-02", "", "2026-03-03"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input;
	Clock clock;

	for (int32_t day = day_parse_iso("2023-01-05"); day < day_parse_iso("2026-06-30");
		day += 30) {
		ClockEvent event = {.kind = CLOCK_EVENT_CYCLE_ENDED,
			.at_us = g_array_index(script->events, ClockEvent, 0).at_us,
			.agreed_day = day};

		g_array_append_val(script->events, event);
	}
	input = policy_script_input(script);
	clock_evaluate(&input, &clock);
	/* 2023-01-05 and each 30th day after: 2026-03-20, 04-19, 05-19. */
	g_assert_cmpint(clock.due_day, ==, day_parse_iso("2026-05-19"));
	g_assert_false(clock.capped);
}

/* A kind that a newer version made, in the place of any other. */
static void
test_unknown_kind(void)
{
	const char *c[] = {
		"CN-NFRA-15", "2026-03-02", "2026-03-03 told_customer", "2026-03-04"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input = policy_script_input(script);
	g_autofree char *outcome = NULL;

	g_array_index(script->events, ClockEvent, 1).kind = N_CLOCK_EVENTS;
	outcome = dup_outcome(&input);
	g_assert_cmpstr(
		outcome, ==, "running Tue 2026-03-17 23:59 2/15 +0 r0 x0 calm: ok not_allowed");
	g_array_index(script->events, ClockEvent, 1).kind = CLOCK_EVENT_CONDITION;
	g_array_index(script->events, ClockEvent, 1).condition = N_POLICY_CONDITIONS;
	g_assert_cmpint(clock_judge(&input, &input.events[1]), ==, CLOCK_VERDICT_NO_EFFECT);
}

/* The last microsecond of the period is in it. */
static void
test_last_moment(void)
{
	const char *c[] = {"CN-NFRA-15", "2026-03-02", "2026-03-05 extend1 ok", "2026-03-06"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input = policy_script_input(script);
	ClockEvent *event = &g_array_index(script->events, ClockEvent, 1);
	Clock clock;

	input.n_events = 1;
	clock_evaluate(&input, &clock);
	event->at_us = event->notified_us = clock.due_us;
	g_assert_cmpint(clock_judge(&input, event), ==, CLOCK_VERDICT_OK);
	event->notified_us = clock.due_us + 1;
	g_assert_cmpint(clock_judge(&input, event), ==, CLOCK_VERDICT_TOO_LATE);
	event->at_us = event->notified_us;
	g_assert_cmpint(clock_judge(&input, event), ==, CLOCK_VERDICT_TOO_LATE);
	/* The step that is not asked for yet has the ground of the policy. */
	g_assert_cmpstr(clock_step(input.policy, 0, 0).ground.article, ==, "19");
}

/* A pause that ends as it begins leaves out nothing, not even a microsecond. */
static void
test_empty_pause(void)
{
	const char *c[] = {"X-HOURS", "2026-03-02T09:30",
		"2026-03-02T10:00 waiting_customer_start; waiting_customer_end", "2026-03-03"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input = policy_script_input(script);
	Clock clock;

	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.due_us, ==, clock.start_us + 24 * US_PER_HOUR);
}

/* Nothing has begun: every fact that needs a clock says so, and nothing is left over. */
static void
test_not_begun(void)
{
	static const struct {
		ClockEventKind kind;
		ClockVerdict verdict;
	} rows[] = {
		{CLOCK_EVENT_RECEIVED, CLOCK_VERDICT_NO_EFFECT},
		{CLOCK_EVENT_REOPENED, CLOCK_VERDICT_STOPPED},
		{CLOCK_EVENT_NEW_FACTS, CLOCK_VERDICT_STOPPED},
		{CLOCK_EVENT_WITHDRAWN, CLOCK_VERDICT_STOPPED},
		{CLOCK_EVENT_REVIEW_TOLD, CLOCK_VERDICT_NO_EFFECT},
		{CLOCK_EVENT_EXTENDED, CLOCK_VERDICT_STOPPED},
	};
	const char *c[] = {"X-REVIEW", "2026-03-02", "", "2026-03-03"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input = policy_script_input(script);
	ClockEvent *event = &g_array_index(script->events, ClockEvent, 0);
	Clock clock;

	event->kind = CLOCK_EVENT_RECEIVED;
	input.calendar = NULL;
	clock_evaluate(&input, &clock);
	g_assert_cmpint(clock.state, ==, CLOCK_STATE_NOT_BEGUN);
	g_assert_cmpint(clock.first_us, ==, event->at_us);
	g_assert_cmpint(clock.due_us, ==, CLOCK_NEVER);
	g_assert_cmpint(clock.stopped_us, ==, CLOCK_NEVER);
	g_assert_cmpint(clock.start_day, ==, DAY_NONE);
	g_assert_false(clock.fixed);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		ClockEvent candidate = {.kind = rows[i].kind, .at_us = event->at_us};

		g_assert_cmpint(clock_judge(&input, &candidate), ==, rows[i].verdict);
	}
	/* Beside another clock its ladder is none of this one's business. */
	input.beside = true;
	g_assert_cmpint(clock_judge(&input, &(ClockEvent){.kind = CLOCK_EVENT_EXTENDED}), ==,
		CLOCK_VERDICT_NO_EFFECT);
}

/* What the store keeps for `due < now`, and how many days late that makes it. */
static void
test_stored(void)
{
	static const struct {
		const char *c[4];
		bool stored;
		int late;
	} rows[] = {
		{{"CN-NFRA-15", "2026-03-02", "", "2026-03-17"}, true, 0},
		{{"CN-NFRA-15", "2026-03-02", "", "2026-03-20"}, true, 3},
		{{"CN-NFRA-15", "2026-03-02", "2026-03-05 mediation_start", "2026-03-20"},
			false, 0},
		{{"CN-NFRA-15", "2026-03-02",
			 "2026-03-04 agreed_due=2026-03-25 evidence=x; 2026-03-05 mediation_start",
			 "2026-03-20"},
			true, 0},
		{{"CN-NFRA-15", "2026-03-02",
			 "2026-03-04 agreed_due=2026-03-19 evidence=x; 2026-03-05 mediation_start",
			 "2026-03-20"},
			true, 1},
		{{"CN-NFRA-15", "2026-03-02", "2026-03-05 told_customer", "2026-03-20"}, false,
			0},
		/* Late, but on the same day. */
		{{"CN-HOUSE-CONTACT", "2026-03-02T09:00", "", "2026-03-02T12:00"}, true, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(PolicyScript) script = ask(rows[i].c);
		ClockInput input = policy_script_input(script);
		Clock clock;

		clock_evaluate(&input, &clock);
		g_assert_cmpint(clock_stored_due_us(&clock), ==,
			rows[i].stored ? clock.due_us : CLOCK_NEVER);
		g_assert_cmpint(
			clock_overdue_days(&clock, input.now_us, input.zone), ==, rows[i].late);
	}
}

/* Sixty-four events are sorted on the stack, one more is not. */
static void
test_many_events(void)
{
	for (unsigned n = 62; n < 67; n++) {
		const char *c[] = {"CN-NFRA-15", "2026-03-02", "", "2026-03-04"};
		g_autoptr(PolicyScript) script = ask(c);
		ClockEvent event = {.kind = CLOCK_EVENT_REPEATED,
			.at_us = g_array_index(script->events, ClockEvent, 0).at_us};
		ClockInput input;
		Clock clock;

		for (unsigned i = 0; i < n; i++) {
			event.at_us += i % 2 ? US_PER_HOUR : -US_PER_MINUTE;
			g_array_append_val(script->events, event);
		}
		input = policy_script_input(script);
		clock_evaluate(&input, &clock);
		g_assert_cmpint(clock.due_day, ==, day_parse_iso("2026-03-17"));
	}
}

/* The moment each level begins, at the edges that the shipped policies do not have. */
static void
test_warn_edges(void)
{
	static const char *const rows[][5] = {
		/* Midnight is a time of day: last call, and close of business. */
		{"X-BUSINESS-INCL", "", "2026-03-04", "2026-03-06", "2026-03-06"},
		/* An agreed Sunday 15 March: two working days before it, Thu 12; none, Fri 13.
		 */
		{"X-BUSINESS", "2026-03-03 agreed_due=2026-03-15 evidence=x", "2026-03-11",
			"2026-03-13", "-"},
		{"X-BUSINESS", "", "2026-03-05", "2026-03-09", "-"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *c[] = {rows[i][0], "2026-03-02T00:00", rows[i][1], "2026-03-03"};
		g_autoptr(PolicyScript) script = ask(c);
		ClockInput input = policy_script_input(script);
		Clock clock;

		clock_evaluate(&input, &clock);
		for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_LAST_CALL;
			level++) {
			int64_t from = clock_warn_from_us(&input, &clock, level);
			g_autofree char *is = from == CLOCK_NEVER
						      ? g_strdup("-")
						      : us_dup_text(from, input.zone);

			g_assert_nonnull(strstr(is, rows[i][1 + level]));
		}
	}
}

int
main(int argc, char **argv)
{
	const char *assets = g_getenv("AMENDS_DATADIR");
	g_autofree char *rules = g_build_filename(assets, "policies", NULL);
	g_autofree char *days = g_build_filename(assets, "calendars", NULL);
	g_autofree char *mine = g_build_filename(
		g_getenv("AMENDS_SRCDIR"), "tests", "core", "data", "policies", NULL);
	g_autoptr(GError) error = NULL;
	int code;

	g_test_init(&argc, &argv, NULL);
	shipped = policy_set_load(rules, &error);
	g_assert_no_error(error);
	own = policy_set_load(mine, &error);
	g_assert_no_error(error);
	calendars = calendar_load_folder(days, &error);
	g_assert_no_error(error);
	g_test_add_func("/clock-edges/cases", test_cases);
	g_test_add_func("/clock-edges/order", test_order);
	g_test_add_func("/clock-edges/many-cycles", test_many_cycles);
	g_test_add_func("/clock-edges/unknown-kind", test_unknown_kind);
	g_test_add_func("/clock-edges/last-moment", test_last_moment);
	g_test_add_func("/clock-edges/empty-pause", test_empty_pause);
	g_test_add_func("/clock-edges/not-begun", test_not_begun);
	g_test_add_func("/clock-edges/stored", test_stored);
	g_test_add_func("/clock-edges/many-events", test_many_events);
	g_test_add_func("/clock-edges/warn-edges", test_warn_edges);
	code = g_test_run();
	policy_set_free(shipped);
	policy_set_free(own);
	g_hash_table_unref(calendars);
	return code;
}
