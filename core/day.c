/* Local days. Zone questions go to GTimeZone; the civil arithmetic is here. */
#include "config.h"

#include "core/day.h"

#include <glib/gi18n.h>

#include "core/env.h"

#define SECONDS_A_DAY INT64_C(86400)
/* No zone is further than 14 hours from UTC, so a local time lies within this of its UTC twin.
 */
#define ZONE_REACH (15 * INT64_C(3600))

/* Days before each month of a year that starts in March, so that 29 February is its last day.
 */
static int
days_before_month(int month_from_march)
{
	return (153 * month_from_march + 2) / 5;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int
day_month_len(int year, int month)
{
	static const int len[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	g_assert(month >= 1 && month <= 12);
	return len[month - 1] + (month == 2 && leap);
}

int32_t
day_from_parts(int year, int month, int day)
{
	int y, m;

	if (year < 1900 || year > 2199 || month < 1 || month > 12)
		return DAY_NONE;
	if (day < 1 || day > day_month_len(year, month))
		return DAY_NONE;
	y = month > 2 ? year : year - 1;
	m = month > 2 ? month - 3 : month + 9;
	/* 719468 days from 0000-03-01 to 1970-01-01. */
	return y * 365 + y / 4 - y / 100 + y / 400 + days_before_month(m) + day - 1 - 719468;
}

DayParts
day_to_parts(int32_t day)
{
	int64_t n = (int64_t)day + 719468;
	int64_t era = floor_div(n, 146097);
	int in_era = (int)(n - era * 146097);
	int y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int in_year = in_era - (y * 365 + y / 4 - y / 100);
	int m = (5 * in_year + 2) / 153;
	DayParts parts;

	parts.day = in_year - days_before_month(m) + 1;
	parts.month = m < 10 ? m + 3 : m - 9;
	parts.year = (int)(era * 400) + y + (parts.month <= 2);
	return parts;
}

int
day_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int w = (int)(((int64_t)day + 3) % 7);

	return w < 0 ? w + 7 : w;
}

static bool
all_digits(const char *s, int n)
{
	for (int i = 0; i < n; i++)
		if (!g_ascii_isdigit(s[i]))
			return false;
	return true;
}

static int
two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

int32_t
day_parse_iso(const char *text)
{
	if (text == NULL || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return DAY_NONE;
	if (!all_digits(text, 4) || !all_digits(text + 5, 2) || !all_digits(text + 8, 2))
		return DAY_NONE;
	return day_from_parts(two(text) * 100 + two(text + 2), two(text + 5), two(text + 8));
}

void
day_format_iso(int32_t day, char ret[11])
{
	DayParts p = day_to_parts(day);

	/* The moduli only tell the compiler what the types do not. */
	g_snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)p.year % 10000, (unsigned)p.month % 100,
		(unsigned)p.day % 100);
}

int
day_parse_minute(const char *text)
{
	if (text == NULL || strlen(text) != 5 || text[2] != ':')
		return -1;
	if (!all_digits(text, 2) || !all_digits(text + 3, 2))
		return -1;
	if (two(text) > 23 || two(text + 3) > 59)
		return -1;
	return two(text) * 60 + two(text + 3);
}

static int64_t
offset_at(int64_t utc_s, GTimeZone *zone)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, utc_s);

	return g_time_zone_get_offset(zone, MAX(interval, 0));
}

static int64_t
local_seconds(int64_t us, GTimeZone *zone)
{
	int64_t s = floor_div(us, US_PER_SECOND);

	return s + offset_at(s, zone);
}

int32_t
day_of_us(int64_t us, GTimeZone *zone)
{
	return (int32_t)floor_div(local_seconds(us, zone), SECONDS_A_DAY);
}

int
day_second_of_us(int64_t us, GTimeZone *zone)
{
	int64_t s = local_seconds(us, zone);

	return (int)(s - floor_div(s, SECONDS_A_DAY) * SECONDS_A_DAY);
}

/* The second at which the offset stops being `before`; it does so between `low` and `high`. */
static int64_t
find_jump(int64_t low, int64_t high, int64_t before, GTimeZone *zone)
{
	while (high - low > 1) {
		int64_t mid = low + (high - low) / 2;

		if (offset_at(mid, zone) == before)
			low = mid;
		else
			high = mid;
	}
	return high;
}

/* The first UTC second at which the wall clock shows `local` or later. */
static int64_t
first_of_local(int64_t local, GTimeZone *zone)
{
	int64_t before = offset_at(local - ZONE_REACH, zone);
	int64_t after = offset_at(local + ZONE_REACH, zone);

	if (before == after || offset_at(local - before, zone) == before)
		return local - before;
	if (offset_at(local - after, zone) == after)
		return local - after;
	return find_jump(local - ZONE_REACH, local + ZONE_REACH, before, zone);
}

/* The UTC second from which the wall clock never again shows less than `local`. */
static int64_t
last_of_local(int64_t local, GTimeZone *zone)
{
	int64_t before = offset_at(local - ZONE_REACH, zone);
	int64_t after = offset_at(local + ZONE_REACH, zone);

	if (before == after || offset_at(local - after - 1, zone) == after)
		return local - after;
	if (offset_at(local - before - 1, zone) == before)
		return local - before;
	return find_jump(local - ZONE_REACH, local + ZONE_REACH, before, zone);
}

int64_t
us_of_day_start(int32_t day, GTimeZone *zone)
{
	return first_of_local(day * SECONDS_A_DAY, zone) * US_PER_SECOND;
}

int64_t
us_of_day_end(int32_t day, GTimeZone *zone)
{
	return last_of_local((day + 1) * SECONDS_A_DAY, zone) * US_PER_SECOND - 1;
}

int64_t
us_of_local(int32_t day, int second, GTimeZone *zone)
{
	return first_of_local(day * SECONDS_A_DAY + second, zone) * US_PER_SECOND;
}

const char *
day_weekday_name(int weekday)
{
	static const char *const names[7] = {NC_("weekday", "Mon"), NC_("weekday", "Tue"),
		NC_("weekday", "Wed"), NC_("weekday", "Thu"), NC_("weekday", "Fri"),
		NC_("weekday", "Sat"), NC_("weekday", "Sun")};

	g_assert(weekday >= 0 && weekday < 7);
	return g_dpgettext2(NULL, "weekday", names[weekday]);
}

char *
day_dup_text(int32_t day)
{
	char iso[11];

	day_format_iso(day, iso);
	/* Translators: 1 weekday, 2 date. Chinese puts the date first. */
	return g_strdup_printf(_("%1$s %2$s"), day_weekday_name(day_weekday(day)), iso);
}

char *
us_dup_text(int64_t us, GTimeZone *zone)
{
	int32_t day = day_of_us(us, zone);
	int minute = day_second_of_us(us, zone) / 60;
	char iso[11];

	day_format_iso(day, iso);
	/* Translators: 1 weekday, 2 date, 3 hour, 4 minute. Chinese puts the date first. */
	return g_strdup_printf(_("%1$s %2$s %3$02d:%4$02d"), day_weekday_name(day_weekday(day)),
		iso, minute / 60, minute % 60);
}

char *
time_left_dup(int64_t left_us)
{
	int64_t minutes = ABS(left_us / US_PER_MINUTE);
	const char *sign = left_us < 0 && minutes > 0 ? "-" : "";
	int days = (int)(minutes / 1440), hours = (int)(minutes / 60 % 24);

	if (minutes < 60) {
		/* Translators: minutes left in a narrow column; 1 is a minus sign or nothing.
		 */
		return g_strdup_printf(_("%1$s%2$dm"), sign, (int)minutes);
	}
	/* Translators: days and hours left in a narrow column; 1 is a minus sign or nothing. */
	return g_strdup_printf(_("%1$s%2$dd%3$02dh"), sign, days, hours);
}
