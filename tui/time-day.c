/* See time-day.h. */
#include "config.h"

#include "tui/time-day.h"

#include <string.h>

#include "core/text.h"

static void
add_gap(TimeDay *day, int64_t from_us, int64_t to_us)
{
	TimeRow gap = {.letter = '-', .start_us = from_us, .end_us = to_us};

	if (to_us - from_us < TIME_GAP_US)
		return;
	g_array_append_val(day->rows, gap);
	day->gaps_us += to_us - from_us;
}

/* a to z, then A to Z; more entries than that share the last one. */
static char
letter_of(guint i)
{
	if (i < 26)
		return (char)('a' + i);
	return i < 52 ? (char)('A' + i - 26) : 'Z';
}

TimeDay *
time_day_new(const GPtrArray *entries, int64_t now_us)
{
	TimeDay *day = g_new0(TimeDay, 1);
	int64_t last_us = 0;

	day->rows = g_array_new(FALSE, FALSE, sizeof(TimeRow));
	for (guint i = 0; i < entries->len; i++) {
		const TimeEntry *entry = entries->pdata[i];
		TimeRow row = {
			.entry = entry, .letter = letter_of(i), .start_us = entry->start_us};

		row.end_us = entry->running ? MAX(now_us, entry->start_us)
					    : entry->start_us + entry->worked_us;
		if (i > 0)
			add_gap(day, last_us, row.start_us);
		g_array_append_val(day->rows, row);
		day->worked_us += row.end_us - row.start_us;
		day->overlaps = day->overlaps || entry->overlaps;
		last_us = MAX(last_us, row.end_us);
	}
	return day;
}

void
time_day_free(TimeDay *day)
{
	if (!day)
		return;
	g_array_unref(day->rows);
	g_free(day);
}

static void
draw_row(char *bar, const TimeRow *row, int64_t from_us, int cells)
{
	int64_t first = (row->start_us - from_us) / TIME_CELL_US;
	int64_t last = (row->end_us - 1 - from_us) / TIME_CELL_US;

	if (!row->entry || row->end_us <= from_us)
		return;
	for (int64_t i = MAX(first, 0); i <= last && i < cells; i++) {
		/* Two that share a cell without overlapping are no clash: the later shows. */
		bool clash = bar[i] != '.' && row->entry->overlaps;

		bar[i] = clash ? '#' : row->letter;
	}
	if (row->entry->running && last >= 0 && last < cells)
		bar[last] = '>';
}

char *
time_day_dup_bar(const TimeDay *day, int64_t from_us, int cells)
{
	char *bar = g_strnfill((gsize)MAX(cells, 0), '.');

	for (guint i = 0; i < day->rows->len; i++)
		draw_row(bar, &g_array_index(day->rows, TimeRow, i), from_us, cells);
	return bar;
}

/* ---- durations ---- */

typedef struct Unit {
	const char *word;
	int64_t us;
} Unit;

/* Longer words first: the first that fits is taken. */
static const Unit units[] = {
	{"\xe5\xb0\x8f\xe6\x97\xb6", US_PER_HOUR},
	{"\xe5\x88\x86\xe9\x92\x9f", US_PER_MINUTE},
	{"\xe6\x97\xb6", US_PER_HOUR},
	{"\xe5\x88\x86", US_PER_MINUTE},
	{"min", US_PER_MINUTE},
	{"h", US_PER_HOUR},
	{"m", US_PER_MINUTE},
};

/* The unit at *at, which moves on; minutes where the text ends. 0 if something else stands
 * there. */
static int64_t
read_unit(const char **at)
{
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		size_t len = strlen(units[i].word);

		if (strncmp(*at, units[i].word, len) == 0) {
			*at += len;
			return units[i].us;
		}
	}
	return **at ? 0 : US_PER_MINUTE;
}

/* Digits with at most one point, in thousandths; -1 if there are none or too many. */
static int64_t
read_thousandths(const char **at)
{
	int64_t value = 0;
	int digits = 0, decimals = -1;

	for (; g_ascii_isdigit(**at) || (**at == '.' && decimals < 0); (*at)++) {
		if (**at == '.') {
			decimals = 0;
			continue;
		}
		if (++digits > 7 || (decimals >= 0 && ++decimals > 3))
			return -1;
		value = value * 10 + (**at - '0');
	}
	for (decimals = MAX(decimals, 0); decimals < 3; decimals++)
		value *= 10;
	return digits ? value : -1;
}

int64_t
time_parse_duration(const char *text)
{
	g_autofree char *plain = text_dup_number(text);
	g_autofree char *lower = g_ascii_strdown(plain, -1);
	const char *at = lower;
	int64_t sum_us = 0, least = INT64_MAX;

	if (!*at)
		return -1;
	while (*at) {
		int64_t number = read_thousandths(&at);
		int64_t unit = number < 0 ? 0 : read_unit(&at);

		/* Each unit once, the large one first. */
		if (unit == 0 || unit >= least)
			return -1;
		least = unit;
		sum_us += number * (unit / 1000);
	}
	return sum_us <= US_PER_DAY ? sum_us : -1;
}
