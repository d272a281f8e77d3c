/* Between core/calendar-import.c, which has the days, and those that read them from a form of
 * file. */
#pragma once

#include "core/calendar-import.h"
#include "core/line-file.h"

typedef struct ImportDays {
	const CalendarImport *import;
	LineMistakes *mistakes;
	GArray *spans; /* ImportSpan */
	char *title;   /* of the file, or NULL */
} ImportDays;

typedef struct ImportSpan {
	int32_t first, last;
	bool work;
	char *name; /* may be NULL */
	unsigned line;
} ImportSpan;

/* Adds a stretch of days, checked; takes nothing. False once there are too many or too many
 * mistakes: the reader stops then. */
bool import_days_add(ImportDays *days, const ImportSpan *span);
bool import_days_go_on(const ImportDays *days);
/* "2026-02-15", "2026/2/15", "20260215"; DAY_NONE where it is none of 1970 to 2199. */
int32_t import_day_parse(const char *text, size_t len);

void calendar_csv_read(ImportDays *days, const char *bytes, size_t len);
void calendar_ics_read(ImportDays *days, const char *bytes, size_t len);
