/*
 * A day's entries as they are shown: rows in order of time with the gaps
 * between, the letters of the bar, sums. Pure arithmetic over what desk_day()
 * gives; and the durations people type.
 */
#pragma once

#include "core/time-entry.h"

#define TIME_CELL_US (10 * US_PER_MINUTE)
/* A pause as short as this is no gap worth a line. */
#define TIME_GAP_US (5 * US_PER_MINUTE)

typedef struct TimeRow {
	const TimeEntry *entry; /* NULL for a gap */
	char letter;		/* in the bar; '-' for a gap */
	int64_t start_us, end_us;
} TimeRow;

typedef struct TimeDay {
	GArray *rows; /* TimeRow, by start */
	int64_t worked_us, gaps_us;
	bool overlaps;
} TimeDay;

/* Rows of `entries` (TimeEntry *, by start; they must live as long); a running entry ends
 * `now_us`. */
TimeDay *time_day_new(const GPtrArray *entries, int64_t now_us);
void time_day_free(TimeDay *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TimeDay, time_day_free)

/*
 * The bar: one character for each ten minutes of `cells` from `from_us`: '.' nothing, a letter,
 * '#' more than one entry, '>' the running one's last cell. Caller frees.
 */
char *time_day_dup_bar(const TimeDay *day, int64_t from_us, int cells);

/* "25m", "1h30m", "1h 5", "90" (minutes), "1.5h", "25分", "1小时30分", full-width too; in
 * microseconds, -1 if it is none or over 24 hours. */
int64_t time_parse_duration(const char *text);
