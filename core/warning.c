/* From a date back to its warnings, and on to what can still be done. See warning.h. */
#include "config.h"

#include "core/warning.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/clock-explain.h"
#include "core/clock-warn.h"
#include "core/day.h"
#include "core/env.h"

/* No calendar has a longer break; where one ends outside the span, it is as long as is known. */
#define BREAK_MAX 40

static const char *const level_names[] = {
	[CLOCK_WARN_NONE] = "",
	[CLOCK_WARN_AMBER] = "amber",
	[CLOCK_WARN_RED] = "red",
	[CLOCK_WARN_LAST_CALL] = "last-call",
	[CLOCK_WARN_OVERDUE] = "overdue",
};

/* ---- breaks ---- */

static bool
is_rest(const Calendar *calendar, int32_t day)
{
	return calendar_covers(calendar, day) && !calendar_is_business_day(calendar, day);
}

bool
warning_find_break(
	const Calendar *calendar, int32_t day, int32_t *ret_first, int32_t *ret_last)
{
	int32_t first = day, last = day;

	if (!calendar || day == DAY_NONE || !is_rest(calendar, day))
		return false;
	while (day - first < BREAK_MAX && is_rest(calendar, first - 1))
		first--;
	while (last - day < BREAK_MAX && is_rest(calendar, last + 1))
		last++;
	if (last - first + 1 < WARNING_BREAK_DAYS)
		return false;
	*ret_first = first;
	*ret_last = last;
	return true;
}

static void
warn_before_break(Warning *warning, const Calendar *rest, GTimeZone *zone, int minute)
{
	int32_t first, last, eve;

	if (!warning_find_break(rest, day_of_us(warning->due_us, zone), &first, &last))
		return;
	eve = first - 1;
	warning->before_break = true;
	warning->red_us = MIN(warning->red_us, us_of_day_start(eve, zone));
	if (minute >= 0)
		warning->last_us = MIN(warning->last_us, us_of_local(eve, minute * 60, zone));
}

/* Whoever asks for the first warning asks for amber alone. */
static void
put_in_order(Warning *warning, int64_t start_us)
{
	warning->last_us = MAX(warning->last_us, start_us);
	warning->red_us = MAX(warning->red_us, start_us);
	warning->amber_us = MAX(warning->amber_us, start_us);
	warning->red_us = MIN(warning->red_us, warning->last_us);
	warning->amber_us = MIN(warning->amber_us, MIN(warning->red_us, warning->due_us));
}

/* ---- levels ---- */

static bool
is_to_warn(const Clock *clock)
{
	return (clock->state == CLOCK_STATE_RUNNING || clock->state == CLOCK_STATE_BREACHED) &&
	       clock_stored_due_us(clock) != CLOCK_NEVER;
}

static void
take_roles(Warning *warning, const Clock *clock)
{
	/* Head office sees what is late, whatever a policy says of others. */
	warning->roles = WARNING_ROLES(1U << POLICY_WARN_HEAD_OFFICE, CLOCK_WARN_OVERDUE);
	for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_OVERDUE; level++)
		warning->roles |= WARNING_ROLES(clock_warn_roles(clock, level), level);
}

void
warning_of_clock(
	const ClockInput *input, const Clock *clock, const Calendar *rest, Warning *ret)
{
	int minute = clock->policy->warn.last_call;

	*ret = (Warning){CLOCK_NEVER, CLOCK_NEVER, CLOCK_NEVER, CLOCK_NEVER, 0, false};
	if (!is_to_warn(clock))
		return;
	ret->due_us = clock->due_us;
	ret->amber_us = clock_warn_from_us(input, clock, CLOCK_WARN_AMBER);
	ret->red_us = clock_warn_from_us(input, clock, CLOCK_WARN_RED);
	ret->last_us = clock_warn_from_us(input, clock, CLOCK_WARN_LAST_CALL);
	take_roles(ret, clock);
	warn_before_break(ret, rest, input->zone, minute);
	put_in_order(ret, clock->start_us);
}

void
warning_of_date(int64_t due_us, GTimeZone *zone, const Calendar *rest, Warning *ret)
{
	int32_t day = day_of_us(due_us, zone);
	unsigned own = 1U << POLICY_WARN_OWNER;
	unsigned above = own | 1U << POLICY_WARN_SUPERVISOR;

	*ret = (Warning){
		.amber_us = us_of_day_start(day - 1, zone),
		.red_us = us_of_day_start(day, zone),
		.last_us = due_us - US_PER_HOUR,
		.due_us = due_us,
		.roles = WARNING_ROLES(own, CLOCK_WARN_AMBER) |
			 WARNING_ROLES(own, CLOCK_WARN_RED) |
			 WARNING_ROLES(own, CLOCK_WARN_LAST_CALL) |
			 WARNING_ROLES(above, CLOCK_WARN_OVERDUE),
	};
	warn_before_break(ret, rest, zone, -1);
	put_in_order(ret, INT64_MIN);
}

ClockWarn
warning_level(const Warning *warning, int64_t now_us)
{
	if (warning->due_us < now_us)
		return CLOCK_WARN_OVERDUE;
	if (warning->last_us <= now_us)
		return CLOCK_WARN_LAST_CALL;
	if (warning->red_us <= now_us)
		return CLOCK_WARN_RED;
	return warning->amber_us <= now_us ? CLOCK_WARN_AMBER : CLOCK_WARN_NONE;
}

unsigned
warning_roles(const Warning *warning, ClockWarn level)
{
	if (level == CLOCK_WARN_NONE)
		return 0;
	return warning->roles >> (WARNING_ROLE_BITS * (level - 1)) &
	       ((1U << WARNING_ROLE_BITS) - 1);
}

const char *
warning_level_name(ClockWarn level)
{
	return level_names[level];
}

ClockWarn
warning_level_from_name(const char *name)
{
	for (unsigned i = CLOCK_WARN_AMBER; i < G_N_ELEMENTS(level_names); i++)
		if (strcmp(level_names[i], name) == 0)
			return (ClockWarn)i;
	return CLOCK_WARN_NONE;
}

const char *
warning_level_text(ClockWarn level)
{
	static const char *const texts[] = {
		[CLOCK_WARN_NONE] = "",
		[CLOCK_WARN_AMBER] = NC_("warning", "soon"),
		[CLOCK_WARN_RED] = NC_("warning", "urgent"),
		[CLOCK_WARN_LAST_CALL] = NC_("warning", "last call"),
		[CLOCK_WARN_OVERDUE] = NC_("warning", "late"),
	};

	return level == CLOCK_WARN_NONE ? "" : g_dpgettext2(NULL, "warning", texts[level]);
}

const char *
warning_level_sign(ClockWarn level)
{
	static const char *const signs[] = {"", ".", "!", "!", "!!"};

	return signs[level];
}

/* ---- what can still be done ---- */

/* The hour by which: "24:00" for the end of a day, with the day unless it is today. */
static char *
dup_hour(const Clock *clock, int64_t now_us, GTimeZone *zone)
{
	int second = day_second_of_us(clock->due_us, zone) + 1;
	char day[11];

	day_format_iso(clock->due_day, day);
	if (clock->due_day == day_of_us(now_us, zone))
		return g_strdup_printf("%02d:%02d", second / 3600, second / 60 % 60);
	return g_strdup_printf("%s %02d:%02d", day, second / 3600, second / 60 % 60);
}

/* What alone stops the clock. */
static char *
dup_stop(PolicyStop stop, const char *hour)
{
	switch (stop) {
	case POLICY_STOP_TOLD:
		return g_strdup_printf(_("tell the customer the decision before %s"), hour);
	case POLICY_STOP_DECIDED:
		return g_strdup_printf(_("decide before %s"), hour);
	case POLICY_STOP_CLOSED:
		return g_strdup_printf(_("close before %s"), hour);
	case POLICY_STOP_ACKNOWLEDGED:
		return g_strdup_printf(_("acknowledge the complaint before %s"), hour);
	case POLICY_STOP_CONTACTED:
		return g_strdup_printf(_("reach the customer before %s"), hour);
	case POLICY_STOP_REVIEW_APPLIED:
		return g_strdup_printf(
			_("the customer may ask for a re-examination until %s"), hour);
	case POLICY_STOP_REVIEW_TOLD:
		return g_strdup_printf(
			_("tell the customer the result of the re-examination before %s"),
			hour);
	case POLICY_STOP_REPORTED:
		return g_strdup_printf(_("report the major case before %s"), hour);
	}
	return g_strdup("");
}

/* The way to more time; NULL if there is none. */
static char *
dup_extend(const Clock *clock, const char *hour)
{
	PolicyRung step;

	if (clock->next_rung == 0)
		return NULL;
	step = clock_step(clock->policy, clock->next_rung, clock->conditions);
	switch (step.by) {
	case POLICY_GRANT_APPROVAL:
		return step.told ? g_strdup_printf(
					   _("have the extension to %1$d approved and tell the "
					     "customer before %2$s"),
					   step.total, hour)
				 : g_strdup_printf(
					   _("have the extension to %1$d approved before %2$s"),
					   step.total, hour);
	case POLICY_GRANT_HOLDING_REPLY:
		return g_strdup_printf(_("send the holding reply before %s"), hour);
	case POLICY_GRANT_PROVISIONAL_CREDIT:
		return g_strdup_printf(_("give the provisional credit before %s"), hour);
	}
	return NULL;
}

char *
warning_dup_act(const Clock *clock, int64_t now_us, GTimeZone *zone)
{
	g_autofree char *hour = NULL, *stop = NULL, *extend = NULL;

	if (clock->state == CLOCK_STATE_ERROR)
		return calendar_gap_dup_text(&clock->gap);
	if (clock->due_us == CLOCK_NEVER)
		return g_strdup("");
	hour = dup_hour(clock, now_us, zone);
	if (clock->due_us < now_us)
		return g_strdup_printf(
			_("Late since %s: do now what was due, and note why."), hour);
	stop = dup_stop(clock->policy->stop, hour);
	extend = dup_extend(clock, hour);
	/* Two ways on: the first ends the clock, the second gives more time. */
	return extend ? g_strdup_printf(_("Either %1$s, or %2$s."), stop, extend)
		      : g_strdup_printf(_("To be in time, %s."), stop);
}
