/*
 * core/clock.h at its edges: what each event meets and everything the clock
 * shows, as one line a case. Worked out by hand; tests/mutate asks whether a
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
 * policy, receipt, events, now, outcome: state, due, "fixed" if agreed or stated, used/total, days left out, rung, restarts
 * ("late" if an earlier period was), warning, then the verdict of each event. The day of receipt
 * 2026-03-02 is a Monday.
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
	due = clock.due_us == CLOCK_NEVER ? g_strdup("-")
					  : us_dup_text(clock.due_us, input->zone);
	g_string_append_printf(text, "%s %s%s %d/%d +%d r%u x%u%s %s:",
		clock_state_name(clock.state), due, clock.fixed ? " fixed" : "", clock.used, clock.total, clock.paused,
		clock.rung, clock.restarts, clock.was_overdue ? "late" : "",
		warn_name(clock.warn));
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
	const char *c[] = {"CN-NFRA-15", "2026-03-02", "2026-03-03 told_customer", "2026-03-04"};
	g_autoptr(PolicyScript) script = ask(c);
	ClockInput input = policy_script_input(script);
	g_autofree char *outcome = NULL;

	g_array_index(script->events, ClockEvent, 1).kind = N_CLOCK_EVENTS;
	outcome = dup_outcome(&input);
	g_assert_cmpstr(outcome, ==,
		"running Tue 2026-03-17 23:59 2/15 +0 r0 x0 calm: ok not_allowed");
	g_array_index(script->events, ClockEvent, 1).kind = CLOCK_EVENT_CONDITION;
	g_array_index(script->events, ClockEvent, 1).condition = N_POLICY_CONDITIONS;
	g_assert_cmpint(clock_judge(&input, &input.events[1]), ==, CLOCK_VERDICT_NO_EFFECT);
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
		/* An agreed Sunday 15 March: two working days before it, Thu 12; none, Fri 13. */
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
		for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_LAST_CALL; level++) {
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
	g_test_add_func("/clock-edges/many-events", test_many_events);
	g_test_add_func("/clock-edges/warn-edges", test_warn_edges);
	code = g_test_run();
	policy_set_free(shipped);
	policy_set_free(own);
	g_hash_table_unref(calendars);
	return code;
}
