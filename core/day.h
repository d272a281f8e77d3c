/*
 * Local days: a day is the number of days since 1970-01-01 in the civil
 * calendar, so day arithmetic is integer arithmetic and never adds blocks of
 * 24 hours. Only the functions that take a zone know about moments.
 * Pure; used by calendars, clocks, date entry and every screen with a date.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* No day. Outside DAY_FIRST..DAY_LAST, the span all parsers here keep to. */
#define DAY_NONE  INT32_MIN
#define DAY_FIRST (-25567) /* 1900-01-01 */
#define DAY_LAST  84005	   /* 2199-12-31 */

typedef struct DayParts {
	int year, month, day; /* month 1-12, day 1-31 */
} DayParts;

/* The day of a civil date, or DAY_NONE if there is no such date between 1900 and 2199. */
int32_t day_from_parts(int year, int month, int day);
DayParts day_to_parts(int32_t day);

/* 0 Monday ... 6 Sunday. */
int day_weekday(int32_t day);

/* Days in a month of a year, 28-31. */
int day_month_len(int year, int month);

/* "2026-05-19" and nothing else. DAY_NONE if `text` is not that. */
int32_t day_parse_iso(const char *text);

/* Writes "2026-05-19". */
void day_format_iso(int32_t day, char ret[11]);

/* "14:00" (00:00-23:59) as minutes of the day, -1 if `text` is not that. */
int day_parse_minute(const char *text);

/* The local day of a moment. */
int32_t day_of_us(int64_t us, GTimeZone *zone);

/* Seconds of the local wall clock since its midnight, 0-86399. */
int day_second_of_us(int64_t us, GTimeZone *zone);

/* First moment of a local day. Where summer time swallows midnight, the moment of the jump. */
int64_t us_of_day_start(int32_t day, GTimeZone *zone);

/*
 * Last moment of a local day: one microsecond before the next begins (shown as
 * 23:59:59). Where the last hour is repeated, the end of its second run.
 */
int64_t us_of_day_end(int32_t day, GTimeZone *zone);

/*
 * The moment a local wall clock shows `second` (0-86399) of `day`. A time that
 * the clock skips becomes the moment of the jump; of a repeated one, the first.
 */
int64_t us_of_local(int32_t day, int second, GTimeZone *zone);

/* "Mon" ... "Sun" through gettext, weekday 0-6. Borrowed. */
const char *day_weekday_name(int weekday);

/* "Mon 2026-05-25", Chinese "2026-05-25 周一". Caller frees. */
char *day_dup_text(int32_t day);

/* "Mon 2026-05-25 17:00" in local time, Chinese "2026-05-25 周一 17:00". Caller frees. */
char *us_dup_text(int64_t us, GTimeZone *zone);

/*
 * A span of calendar time for a narrow column: "1d04h" (Chinese "1天4时"), under
 * an hour "25m", with a leading "-" when it is past. Caller frees.
 */
char *time_left_dup(int64_t left_us);
