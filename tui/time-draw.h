/* Inside of the time screen: its state, for what it does (view-time.c) and how it looks
 * (time-draw.c). */
#pragma once

#include "tui/list-box.h"
#include "tui/time-day.h"
#include "tui/view.h"

typedef struct TimeSum {
	const TimeEntry *first; /* names the complaint */
	int64_t day_us, all_us; /* on this day; by everybody, ever, without what runs */
} TimeSum;

typedef struct TimeView {
	View view;
	int32_t number; /* the day shown */
	bool today;
	GPtrArray *entries; /* TimeEntry * */
	TimeDay *day;	    /* never NULL */
	GArray *sums;	    /* TimeSum */
	ListBox list;
	/* layout */
	int bar_cells; /* 0: no room */
	int64_t bar_from_us;
	int list_row, sum_row; /* relative to the rectangle; sum_row -1: no room */
} TimeView;

void time_layout(View *view, Rect rect);
void time_draw(const View *view, Canvas *canvas, Rect rect);
