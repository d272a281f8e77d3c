/* From a due moment back to its warnings. See clock-warn.h. */
#include "config.h"

#include "core/clock-warn.h"

#include "core/clock-private.h"
#include "core/day.h"
#include "core/env.h"

/* The first day at which `left` working days or fewer lie between it and the due day. */
static int32_t
working_day_before(const Calendar *calendar, int32_t due_day, int left)
{
	CalendarGap gap;
	int32_t day = due_day;
	bool works;

	if (calendar == NULL || !calendar_covers(calendar, due_day))
		return DAY_NONE;
	works = calendar_is_business_day(calendar, due_day);
	if (works && left == 0)
		return due_day;
	if (!calendar_add(calendar, due_day, works ? -left : -left - 1, &day, &gap))
		return DAY_NONE;
	return day;
}

static int64_t
from_left(const ClockInput *input, const Clock *clock, int left)
{
	int32_t day;

	if (left == POLICY_WARN_HALF && clock->unit == POLICY_UNIT_ELAPSED_HOURS)
		return clock->due_us - clock->total * US_PER_HOUR / 2;
	if (left == POLICY_WARN_HALF)
		left = clock->total / 2;
	if (left < 0)
		return CLOCK_NEVER;
	if (clock->unit == POLICY_UNIT_ELAPSED_HOURS)
		return clock->due_us - left * US_PER_HOUR;
	day = clock->due_day - left;
	if (clock->unit == POLICY_UNIT_BUSINESS_DAYS)
		day = working_day_before(input->calendar, clock->due_day, left);
	return day == DAY_NONE ? CLOCK_NEVER : us_of_day_start(day, input->zone);
}

static int64_t
last_call(const ClockInput *input, const Clock *clock, int minute)
{
	if (minute < 0 || clock->unit == POLICY_UNIT_ELAPSED_HOURS)
		return CLOCK_NEVER;
	return us_of_local(clock->due_day, minute * 60, input->zone);
}

int64_t
clock_warn_from_us(const ClockInput *input, const Clock *clock, ClockWarn level)
{
	PolicyRung step = clock_step(clock->policy, clock->rung, clock->conditions);
	int64_t from_us = CLOCK_NEVER;

	if (clock->due_us == CLOCK_NEVER)
		return CLOCK_NEVER;
	switch (level) {
	case CLOCK_WARN_NONE:
		return clock->start_us;
	case CLOCK_WARN_AMBER:
		from_us = from_left(input, clock, step.warn.amber);
		break;
	case CLOCK_WARN_RED:
		from_us = from_left(input, clock, step.warn.red);
		break;
	case CLOCK_WARN_LAST_CALL:
		from_us = last_call(input, clock, step.warn.last_call);
		break;
	case CLOCK_WARN_OVERDUE:
		return clock_is_route(clock) ? CLOCK_NEVER : clock->due_us + 1;
	}
	return MAX(from_us, clock->start_us);
}

ClockWarn
clock_warn_at(const ClockInput *input, const Clock *clock, int64_t at_us)
{
	for (ClockWarn level = CLOCK_WARN_OVERDUE; level > CLOCK_WARN_NONE; level--)
		if (clock_warn_from_us(input, clock, level) <= at_us)
			return level;
	return CLOCK_WARN_NONE;
}

unsigned
clock_warn_roles(const Clock *clock, ClockWarn level)
{
	return level == CLOCK_WARN_NONE ? 0 : clock->policy->warn_roles[level - 1];
}
