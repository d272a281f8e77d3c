/*
 * Moments in short: see tui/when.h.
 */
#include "config.h"

#include "tui/when.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/env.h"

#define SOON_US (3 * US_PER_DAY)

static GDateTime *
local_new(int64_t at_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / US_PER_SECOND);

	/* A stamp outside the calendar GLib knows is shown as the first day of all. */
	if (!utc)
		utc = g_date_time_new_from_unix_utc(0);
	return g_date_time_to_timezone(utc, zone);
}

static int
julian_day(GDateTime *local)
{
	g_autoptr(GDate) date = g_date_new_dmy((GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));

	return (int)g_date_get_julian(date);
}

int
when_days_between(int64_t from_us, int64_t to_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) from = local_new(from_us, zone), to = local_new(to_us, zone);

	return julian_day(to) - julian_day(from);
}

WhenState
when_state(int64_t due_us, int64_t now_us, GTimeZone *zone)
{
	if (due_us == INT64_MAX || due_us == 0)
		return WHEN_NEVER;
	if (due_us < now_us)
		return WHEN_OVERDUE;
	if (due_us - now_us <= US_PER_DAY && when_days_between(now_us, due_us, zone) == 0)
		return WHEN_TODAY;
	return due_us - now_us <= SOON_US ? WHEN_SOON : WHEN_LATER;
}

const char *
when_sign(WhenState state)
{
	static const char *const signs[N_WHEN_STATES] = {"", "!!", "!", ".", ""};

	return signs[state];
}

Role
when_role(WhenState state)
{
	static const Role roles[N_WHEN_STATES] = {
		ROLE_DEFAULT, ROLE_OVERDUE, ROLE_DUE_TODAY, ROLE_DUE_SOON, ROLE_LATER};

	return roles[state];
}

char *
when_dup_left(int64_t due_us, int64_t now_us)
{
	int64_t left_us = due_us - now_us, hours;
	bool late = left_us < 0;
	const char *minus = late ? "-" : "";

	if (due_us == INT64_MAX || due_us == 0)
		return g_strdup("-");
	/* A late one is late by what has passed, one in time has what is left: both rounded
	 * down. */
	hours = (late ? -left_us : left_us) / US_PER_HOUR;
	if (hours >= 240)
		/* Time left in whole days behind a sign; at most 6 cells. */
		return g_strdup_printf(_("%1$s%2$dd"), minus, (int)MIN(hours / 24, 9999));
	/* Days and hours left behind a sign; at most 8 cells. */
	return g_strdup_printf(
		_("%1$s%2$dd%3$02dh"), minus, (int)(hours / 24), (int)(hours % 24));
}

static bool
same_year(GDateTime *local, int64_t now_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) now = local_new(now_us, zone);

	return g_date_time_get_year(local) == g_date_time_get_year(now);
}

char *
when_dup_moment(int64_t at_us, int64_t now_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) local = local_new(at_us, zone);

	return g_date_time_format(
		local, same_year(local, now_us, zone) ? "%m-%d %H:%M" : "%Y-%m-%d %H:%M");
}

char *
when_dup_day(int64_t at_us, int64_t now_us, GTimeZone *zone)
{
	static const char *const names[] = {
		N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};
	g_autoptr(GDateTime) local = local_new(at_us, zone);
	g_autofree char *day = g_date_time_format(
		local, same_year(local, now_us, zone) ? "%m-%d" : "%Y-%m-%d");

	return g_strdup_printf("%s %s", day, _(names[g_date_time_get_day_of_week(local) - 1]));
}

bool
when_in_chinese(void)
{
	return strncmp(g_get_language_names()[0], "zh", 2) == 0;
}
