/*
 * Dates as people type them, at the counter and on the command line. Pure:
 * the moment "now", the zone and the calendar are given. What was understood
 * is always echoed (date_input_dup_echo) before it counts.
 *
 * today tomorrow yesterday now, 今天 明天 后天 昨天 前天 现在
 * +3d +3w +5b -1d (b: working days); 天 日 周 工作日 too, and 3天后 2周前
 * mon..sun, 周一 星期一: the next one, never today (past only: the last one, never today)
 * 下周一 本周五 上周五: of the week (Monday first) after, of and before today
 * eow eom 月底: last working day of the week, of the month
 * 2026-05-19 20260519 2026年5月19日
 * 05-19 0519 5月19日: no year, so the nearest in the allowed direction
 * 14:00 14点半 下午3点: alone or after a date; alone, the nearest in the allowed direction
 *
 * Full-width digits and signs are read like their ASCII twins.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/calendar.h"

/* Which side of now is allowed. A day without a time is past, or future, when today is. */
typedef enum DateDirection {
	DATE_DIRECTION_ANY,
	DATE_DIRECTION_PAST,   /* received, happened */
	DATE_DIRECTION_FUTURE, /* due, promised */
} DateDirection;

typedef struct DateContext {
	DateDirection direction;
	int64_t now_us;
	GTimeZone *zone;
	const Calendar *calendar; /* may be NULL: then words that need one are refused */
} DateContext;

typedef struct DateInput {
	int32_t day;
	bool has_time;
	/*
	 * With a time, that moment (the first, if the clock shows it twice; the jump,
	 * if never). Without: the end of the day; where only the past is allowed, its
	 * start, and for today now.
	 */
	int64_t us;
} DateInput;

/*
 * Reads `text`. On false `ret` is untouched and the error is AMENDS_ERROR_SYNTAX
 * (cannot be read, with examples; 5/6 with both readings), AMENDS_ERROR_INVALID
 * (no such day, or on the wrong side of now) or AMENDS_ERROR_CALENDAR_MISSING.
 */
bool date_input_parse(
	const char *text, const DateContext *context, DateInput *ret, GError **error);

/* "Mon 2026-05-25 17:00", Chinese "2026-05-25 周一 17:00"; without the time if none was given.
 * Caller frees. */
char *date_input_dup_echo(const DateInput *input, GTimeZone *zone);
