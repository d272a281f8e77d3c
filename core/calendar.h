/*
 * Working-day calendars: data files with both directions of exception (a
 * holiday, a make-up working day) and the years they cover. A question about
 * a day outside those years is an error that names the calendar, never a
 * guess. Immutable once loaded; used by clocks and by date entry.
 *
 * A file (*.cal), `#` for comments:
 *	calendar CN				code, once, first
 *	version 2026-01				pinned by tickets at intake
 *	title Working days of ...
 *	cover 2024..2026			every year below must have a source
 *	weekend sat sun				rest days of an ordinary week
 *	source 2026 where its dates were published
 *	CN 2026 off 02-15..02-23 Spring Festival
 *	CN 2026 work 02-14			a rest day that is worked
 *	checksum sha256 HEX			last line, optional: of all bytes above it
 * Each line begins with a word that says its kind, so further kinds (rules
 * such as a nth weekday) can be added; an unknown one is a mistake.
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

/* Reads one file's text. `name` is shown in mistakes, which AMENDS_ERROR_SYNTAX lists all. */
Calendar *calendar_parse(const char *name, const char *text, size_t len, GError **error);
/* AMENDS_ERROR_IO or calendar_parse()'s. */
Calendar *calendar_load(const char *path, GError **error);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* All *.cal of a folder, code -> Calendar, owned by the table. Every file's mistakes in one
 * error. */
GHashTable *calendar_load_folder(const char *folder, GError **error);

const char *calendar_code(const Calendar *calendar);
const char *calendar_version(const Calendar *calendar);
const char *calendar_title(const Calendar *calendar);
int calendar_first_year(const Calendar *calendar);
int calendar_last_year(const Calendar *calendar);
/* Where the dates of a year were published, or NULL outside the span. Borrowed. */
const char *calendar_source(const Calendar *calendar, int year);

bool calendar_covers(const Calendar *calendar, int32_t day);
/* Only for a day covered. */
bool calendar_is_business_day(const Calendar *calendar, int32_t day);
/* Name of the holiday a day belongs to, or NULL. Borrowed. */
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
