/*
 * Calendars from elsewhere, .ics or CSV, as the text of a calendar file
 * (core/calendar.h) that a person reads, saves and drafts. Nothing else is
 * changed, nothing guessed: what cannot be read, contradicts or lies outside
 * 1970..2199 is refused by its line. Memory and time are bounded: 16 MiB, and
 * no more stretches of days than a draft of 32 KiB could hold.
 *
 * CSV: `date[,end],off|work[,name]`, a header row may stand first; dates like
 * 2026-02-15, 2026/2/15 or 20260215.
 * .ics: whole-day VEVENTs (DTSTART with DTEND or DURATION in days), RRULE with
 * FREQ=YEARLY (INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY as 3MO or -1MO).
 * An event is a day off, or a worked day where its SUMMARY or CATEGORIES has one
 * of the words for that.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct CalendarImport {
	const char *code, *version;
	const char *title;		 /* NULL: the file's own, or the code */
	const char *const *work_words;	 /* NULL: those of calendar_import_work_words() */
	int first_year, last_year;	 /* covered; 0: the years of the days themselves */
} CalendarImport;

/* The text of a calendar file that calendar_parse() takes; NULL with AMENDS_ERROR_SYNTAX and the
 * mistakes as `name:line: ...`. Caller frees. */
char *calendar_import(const char *name, const char *bytes, size_t len,
	const CalendarImport *import, GError **error);
/* The same from a file; AMENDS_ERROR_IO. */
char *calendar_import_file(const char *path, const CalendarImport *import, GError **error);
/* "work", "make-up", "上班" ...; NULL at the end. */
const char *const *calendar_import_work_words(void);
