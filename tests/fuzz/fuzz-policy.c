/*
 * core/policy.h and core/clock.h: a policy that is refused says so with lines
 * it has. One that is taken works out a clock over odd events, the same each
 * time, with an explanation; its due day is the day of its due moment.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/clock-explain.h"
#include "core/day.h"
#include "core/env.h"

#define NOW_US	 (INT64_C(1779256980) * US_PER_SECOND)
#define N_EVENTS 12

static Calendar *calendar;
static GTimeZone *zones[2];

static void
set_up(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", "cn.cal", NULL);

	calendar = calendar_load(path, NULL);
	g_assert_nonnull(calendar);
	zones[0] = g_time_zone_new_identifier("Asia/Shanghai");
	zones[1] = g_time_zone_new_identifier("America/New_York");
}

/* A moment within half a year of now; one in eight is none, if there may be none. */
static int64_t
throw_moment(FuzzDice *dice, bool may_be_never)
{
	if (may_be_never && fuzz_throw(dice, 8) == 0)
		return CLOCK_NEVER;
	return NOW_US + ((int64_t)fuzz_throw(dice, 366 * 24) - 183 * 24) * US_PER_HOUR;
}

static ClockEvent
throw_event(FuzzDice *dice)
{
	return (ClockEvent){.kind = fuzz_throw(dice, N_CLOCK_EVENTS),
		.at_us = throw_moment(dice, false),
		.rung = fuzz_throw(dice, POLICY_RUNGS_MAX + 2),
		.approver = fuzz_throw(dice, N_POLICY_APPROVERS),
		.refused = fuzz_throw(dice, 4) == 0,
		.reason = fuzz_throw(dice, 3) ? "asked" : NULL,
		.notified_us = throw_moment(dice, true),
		.pause = fuzz_throw(dice, N_POLICY_PAUSES),
		.agreed_day =
			day_of_us(NOW_US, zones[0]) + (int32_t)fuzz_throw(dice, 100) - 50,
		.condition = fuzz_throw(dice, N_POLICY_CONDITIONS + 1),
		.on = fuzz_throw(dice, 3) != 0,
		.attested = fuzz_throw(dice, 2) != 0};
}

static void
check_clock(const ClockInput *input, const Clock *clock)
{
	g_assert_true(clock->policy == input->policy);
	g_assert_cmpint(clock->state, <, N_CLOCK_STATES);
	g_assert_cmpuint(clock->rung, <=, input->policy->n_rungs);
	g_assert_cmpuint(clock->next_rung, <=, input->policy->n_rungs);
	g_assert_true((clock->state == CLOCK_STATE_ENDED ||
			      clock->state == CLOCK_STATE_NOT_BEGUN ||
			      clock->state == CLOCK_STATE_ERROR) ==
		      (clock->due_us == CLOCK_NEVER));
	if (clock->due_us != CLOCK_NEVER) {
		g_assert_cmpint(clock->due_us, >=, clock->start_us);
		g_assert_cmpint(day_of_us(clock->due_us, input->zone), ==, clock->due_day);
	}
	if (clock->state == CLOCK_STATE_BREACHED)
		g_assert_cmpint(clock->due_us, <, input->now_us);
	if (clock->state == CLOCK_STATE_RUNNING)
		g_assert_cmpint(clock->due_us, >=, input->now_us);
	g_assert_cmpint(clock_overdue_days(clock, input->now_us, input->zone), >=, 0);
}

static void
check_explained(const ClockInput *input, const Clock *clock)
{
	Clock again;
	g_autoptr(GPtrArray) lines = clock_explain(input, &again);
	g_autofree char *text = clock_explain_text(lines, clock, input->zone);
	g_autofree char *next = clock_dup_next_text(clock);

	g_assert_cmpint(again.state, ==, clock->state);
	g_assert_cmpint(again.due_us, ==, clock->due_us);
	g_assert_cmpint(again.warn, ==, clock->warn);
	g_assert_cmpint(again.used, ==, clock->used);
	fuzz_check_sentence(text);
	g_assert_nonnull(next);
	fuzz_check_sentence(clock_state_text(clock->state));
}

static void
run_clock(const Policy *policy, const Calendar *days, GTimeZone *zone, FuzzDice *dice)
{
	ClockEvent events[N_EVENTS];
	ClockInput input = {policy, days, zone, events, 0, NOW_US, fuzz_throw(dice, 4) == 0};
	Clock clock;

	events[input.n_events++] = (ClockEvent){.kind = clock_start_event(policy),
		.at_us = throw_moment(dice, false),
		.notified_us = CLOCK_NEVER};
	while (input.n_events < N_EVENTS && fuzz_throw(dice, 6) != 0)
		events[input.n_events++] = throw_event(dice);
	clock_evaluate(&input, &clock);
	check_clock(&input, &clock);
	check_explained(&input, &clock);
	for (unsigned i = 0; i < 4; i++) {
		ClockEvent candidate = throw_event(dice);

		fuzz_check_sentence(clock_verdict_text(clock_judge(&input, &candidate)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Policy) policy = policy_parse("x.policy", text, size, &error);

	if (!calendar)
		set_up();
	if (!policy) {
		fuzz_check_lines_named(
			error->message, "x.policy:", fuzz_count_lines(data, size));
		return 0;
	}
	fuzz_check_sentence(policy_title(policy, "zh_CN"));
	for (unsigned i = 0; i < 3; i++) {
		run_clock(policy, calendar, zones[0], &dice);
		run_clock(policy, NULL, zones[1], &dice);
	}
	return 0;
}
