/*
 * Dates as other systems write them, by forms a clerk can write down:
 * "MM/DD/YYYY", "YYYY/M/D H:MM:SS". Pure; used by import-map.
 *
 *   YYYY YY   year; two digits mean 1969-2068
 *   MM M      month         DD D    day         one or two digits each, but
 *   HH H      hour 0-23     SS S    second      two where a digit follows at once
 *   MM M      after an hour: minute
 *   Z         Z or an offset, +08:00, -0500
 *   EXCEL     alone: a serial number of a spreadsheet (1900 system), 45123.5; 60 is a
 *             29 February 1900 that never was, and no date
 *   EXCEL1904 alone: the same of the 1904 system (older Macs)
 * Everything else, a letter of any script included, stands for itself.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ImportDate {
	int year, month, day, hour, minute, second;
	bool has_time;
	bool has_offset;
	int offset_minutes;
} ImportDate;

/* NULL if `form` can be used, else the reason as a clause for a sentence ("it names no year").
 * Borrowed. */
const char *import_date_form_fault(const char *form);

/*
 * True if all of `text` has this form and is a day that exists, years 1900 to
 * 2199. *ret is untouched on false.
 */
bool import_date_parse(const char *form, const char *text, ImportDate *ret);

/*
 * UTC microseconds; a date without time is the beginning of that day. The
 * zone is used unless the text had an offset. An hour that a clock change
 * skipped or doubled is taken as GLib takes it.
 */
int64_t import_date_to_us(const ImportDate *date, GTimeZone *zone);

/* "2023-01-10" without time, else RFC 3339 with offset, "2020-01-06T12:09:38+08:00". Caller
 * frees. */
char *import_date_dup_text(const ImportDate *date, GTimeZone *zone);
