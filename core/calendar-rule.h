/*
 * One rule of a calendar: the day a holiday falls on in a year, and how it
 * shifts off a rest day. Pure. Internal to core/calendar-*.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum CalendarWhen {
	CALENDAR_WHEN_FIXED,  /* month, day */
	CALENDAR_WHEN_NTH,    /* the `nth` `weekday` of `month`; nth 0: the last */
	CALENDAR_WHEN_FROM,   /* the first `weekday` on or after month, day */
	CALENDAR_WHEN_UNTIL,  /* the last one on or before */
	CALENDAR_WHEN_EASTER, /* `offset` days after Easter Sunday */
} CalendarWhen;

typedef enum CalendarShift {
	CALENDAR_SHIFT_STAYS,
	CALENDAR_SHIFT_TO_MONDAY,
	CALENDAR_SHIFT_TO_NEAREST,
	CALENDAR_SHIFT_SUN_TO_MONDAY,
	CALENDAR_SHIFT_TO_NEXT_FREE,
	CALENDAR_SHIFT_SUN_TO_NEXT_FREE,
	N_CALENDAR_SHIFTS
} CalendarShift;

typedef struct CalendarRule {
	int from, through; /* years, both included */
	CalendarWhen when;
	int month, day, weekday, nth, offset;
	CalendarShift shift;
	const char *name; /* borrowed */
	unsigned line;
} CalendarRule;

/*
 * Reads "YEARS WHEN SHIFT name", which is cut up; ret->name points into it.
 * NULL, or a sentence that says what is wrong (borrowed).
 */
const char *calendar_rule_read(char *text, CalendarRule *ret);

/* The day itself in a year, before any shift; DAY_NONE outside the rule's years or 1900-2199.
 */
int32_t calendar_rule_day(const CalendarRule *rule, int year);

/*
 * Where the day off goes from `day`: `day` itself if it stays. *ret_free tells
 * that the next free working day on or after the result is meant.
 * `weekend`: bit 0 Monday ... bit 6 Sunday.
 */
int32_t calendar_rule_shift(
	const CalendarRule *rule, int32_t day, uint8_t weekend, bool *ret_free);

/* True if both speak of the same day in a year that both have. */
bool calendar_rule_repeats(const CalendarRule *a, const CalendarRule *b);

/* Easter Sunday of the Gregorian calendar, year 1900-2199. */
int32_t calendar_easter(int year);

/* 0 Monday ... 6 Sunday for "mon" ... "sun", else -1. */
int calendar_weekday_read(const char *word);
