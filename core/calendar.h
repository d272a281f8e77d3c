/*
 * Working-day calendars: data files of rules and dated lines, with both
 * directions of exception (a holiday, a rest day that is worked) and the years
 * they cover. A question about a day outside those years is an error that
 * names the calendar, never a guess. Immutable once loaded, every question is
 * a look-up; used by clocks and by date entry.
 *
 * A file (*.cal), a line each, `#` for comments; assets/calendars/README tells
 * a compliance officer the same at length:
 *	calendar ENG				code, first
 *	alias GB-ENG				another code for it; any number of lines
 *	version 2026-1				pinned by tickets at intake
 *	title England and Wales, bank holidays
 *	cover 2000..2030			within 1970..2199
 *	weekend sat sun				rest days of an ordinary week; so if not said
 *	source 2000..2014 where the days of these years were published
 *	rule YEARS WHEN SHIFT name		a holiday of every year
 *	ENG 2022 off 06-03 Platinum Jubilee	or 02-15..02-23: days off
 *	ENG 2026 work 02-14 name		rest days that are worked
 *	ENG 2020 moved 05-04 05-08 VE Day	a rule's day of that year, kept elsewhere
 *	checksum sha256 HEX			last, optional: of all bytes above it
 * YEARS  always, 2023, 2021.., ..2022 or 2003..2019
 * WHEN   12-25; 1st-mon-05 to 4th-, last-mon-05; mon-from-08-01, mon-until-05-24
 *        (the first on or after, the last on or before); easter, easter+1, easter-2
 * SHIFT  where the day off goes if the day is a rest day of the week: stays,
 *        to-monday, to-nearest (Saturday to Friday, Sunday to Monday),
 *        sun-to-monday (a Saturday is lost), to-next-free (the next working day that
 *        is no holiday, in the order of the file), sun-to-next-free
 * Rules fill the years first, then days off, shifts, moves, days worked. A line
 * that would say again or unsay what another said is a mistake.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Calendar Calendar;

/* Which year of which calendar was missing. `year` 0: no such calendar at all. */
typedef struct CalendarGap {
	char code[16];
	int year;
} CalendarGap;

typedef enum CalendarDay {
	CALENDAR_DAY_WORK,    /* an ordinary working day */
	CALENDAR_DAY_WEEKEND, /* a rest day of the week and nothing more */
	CALENDAR_DAY_HOLIDAY, /* off by a rule or a line, be it on a weekend */
	CALENDAR_DAY_MADE_UP, /* a rest day that is worked */
	N_CALENDAR_DAYS
} CalendarDay;

/* Reads one file's text. `name` is shown in mistakes, which AMENDS_ERROR_SYNTAX lists all. */
Calendar *calendar_parse(const char *name, const char *text, size_t len, GError **error);
/* AMENDS_ERROR_IO or calendar_parse()'s. */
Calendar *calendar_load(const char *path, GError **error);
/* Gives one reference back; the last one frees. */
void calendar_free(Calendar *calendar);
Calendar *calendar_ref(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* All *.cal of a folder, code -> Calendar, each under its aliases too. Every file's mistakes in
 * one error; a code or alias that two files claim is one. */
GHashTable *calendar_load_folder(const char *folder, GError **error);

const char *calendar_code(const Calendar *calendar);
const char *calendar_version(const Calendar *calendar);
const char *calendar_title(const Calendar *calendar);
/* Other codes for it, NULL at the end; the table of a folder has it under each. */
const char *const *calendar_aliases(const Calendar *calendar);
int calendar_first_year(const Calendar *calendar);
int calendar_last_year(const Calendar *calendar);
/* Where the dates of a year were published, or NULL outside the span. Borrowed. */
const char *calendar_source(const Calendar *calendar, int year);

bool calendar_covers(const Calendar *calendar, int32_t day);
/* Only for a day covered. */
bool calendar_is_business_day(const Calendar *calendar, int32_t day);
/* What made a covered day what it is. */
CalendarDay calendar_day(const Calendar *calendar, int32_t day);
/* Name of a holiday or of a worked rest day, or NULL. Borrowed. */
const char *calendar_day_label(const Calendar *calendar, int32_t day);

/*
 * The `n`th working day after `day` (n > 0) or before it (n < 0); `day` itself
 * is never counted. n = 0: `day` if it is a working day, else the next one.
 * False with *ret_gap if a day needed, `day` included, is not covered or
 * `calendar` is NULL (then the gap's code is empty).
 */
bool calendar_add(
	const Calendar *calendar, int32_t day, int n, int32_t *ret_day, CalendarGap *ret_gap);

/* Working days in (from, to]; 0 if to <= from. Days not covered are a gap as above. */
bool calendar_count(
	const Calendar *calendar, int32_t from, int32_t to, int *ret_n, CalendarGap *ret_gap);

/* "calendar_missing:CN-2027", or "calendar_missing:CN" when there is no such calendar. Caller
 * frees. */
char *calendar_gap_dup_code(const CalendarGap *gap);
/* For people: "calendar missing: CN 2027" and what to do. Caller frees. */
char *calendar_gap_dup_text(const CalendarGap *gap);
/* Sets AMENDS_ERROR_CALENDAR_MISSING with the text for people. */
void calendar_gap_set_error(const CalendarGap *gap, GError **error);
