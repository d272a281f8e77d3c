/* How the time screen looks: see time-draw.h. */
#include "config.h"

#include "tui/time-draw.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/timer.h"

#define HOUR_CELLS    6
#define MORNING_HOUR  8
#define MAX_BAR_HOURS 16

/* ---- layout ---- */

/* From the first entry's hour, later where the last would not be seen. */
static int64_t
bar_from(const TimeView *time, GTimeZone *zone)
{
	int first = MORNING_HOUR, last = MORNING_HOUR, hours = time->bar_cells / HOUR_CELLS;
	guint n = time->day->rows->len;

	if (n) {
		first = day_second_of_us(
				g_array_index(time->day->rows, TimeRow, 0).start_us, zone) /
			3600;
		last = day_second_of_us(
			       g_array_index(time->day->rows, TimeRow, n - 1).end_us, zone) /
		       3600;
		first = MIN(first, MORNING_HOUR);
	}
	if (last >= first + hours)
		first = last - hours + 1;
	return us_of_local(time->number, CLAMP(first, 0, 23) * 3600, zone);
}

void
time_layout(View *view, Rect rect)
{
	TimeView *time = (TimeView *)view;
	bool tall = rect.rows >= 14;
	int sums = tall ? MIN((int)time->sums->len, 4) + 1 : 0, rows;

	time->bar_cells = MIN((rect.cols - 3) / HOUR_CELLS, MAX_BAR_HOURS) * HOUR_CELLS;
	time->bar_from_us = bar_from(time, app_zone(view->app));
	time->list_row = tall ? 5 : 3;
	rows = rect.rows - time->list_row - 1 - sums;
	time->sum_row = tall && time->sums->len ? rect.rows - sums : -1;
	list_box_fit(&time->list, (int)time->day->rows->len, MAX(rows, 1));
}

/* ---- drawing ---- */

static char *
dup_clock(const TimeView *time, int64_t us)
{
	int second = day_second_of_us(us, app_zone(time->view.app));

	return g_strdup_printf("%02d:%02d", second / 3600, second / 60 % 60);
}

static void
draw_head(const TimeView *time, Canvas *canvas, Rect line)
{
	g_autofree char *day = day_dup_text(time->number);
	g_autofree char *worked = words_dup_duration(time->day->worked_us);
	g_autofree char *gaps = words_dup_duration(time->day->gaps_us), *text = NULL;
	int col = line.col + 1;

	if (time->today)
		col = canvas_put(canvas, line.row, col, _("Today"), ROLE_HEADING) + 1;
	col = canvas_put(canvas, line.row, col, day, ROLE_HEADING);
	col = canvas_printf(canvas, line.row, col + 2, ROLE_DEFAULT, _("worked %s"), worked);
	text = g_strdup_printf(_("gaps %s"), gaps);
	if (col + 2 + (int)cells_width(canvas_rules(canvas), text) <= line.col + line.cols)
		canvas_put(canvas, line.row, col + 2, text, ROLE_LABEL);
}

static const TimeEntry *
running_of(const TimeView *time)
{
	for (guint i = 0; i < time->entries->len; i++) {
		const TimeEntry *entry = time->entries->pdata[i];

		if (entry->running)
			return entry;
	}
	return NULL;
}

static void
draw_running(const TimeView *time, Canvas *canvas, Rect line)
{
	const TimeEntry *entry = running_of(time);
	g_autofree char *since = NULL, *worked = NULL, *text = NULL;

	if (!entry) {
		canvas_put(
			canvas, line.row, line.col + 1, _("No timer is running."), ROLE_LABEL);
		return;
	}
	since = dup_clock(time, entry->start_us);
	worked = words_dup_duration(app_now_us(time->view.app) - entry->start_us);
	text = g_strdup_printf(
		_("Running: %1$s  %2$s, since %3$s"), timer_name_of(entry), worked, since);
	mask_put_field(canvas, (Rect){line.row, line.col + 1, 1, line.cols - 2}, text,
		MASK_NONE, ROLE_TIMER);
}

static void
draw_bar(const TimeView *time, Canvas *canvas, Rect rect, bool heads)
{
	g_autofree char *bar = time_day_dup_bar(time->day, time->bar_from_us, time->bar_cells);
	int hour = day_second_of_us(time->bar_from_us, app_zone(time->view.app)) / 3600;

	if (heads)
		for (int i = 0; i * HOUR_CELLS < time->bar_cells; i++)
			canvas_printf(canvas, rect.row, rect.col + 1 + i * HOUR_CELLS,
				ROLE_LABEL, "%02d", (hour + i) % 24);
	canvas_put(canvas, rect.row + (heads ? 1 : 0), rect.col + 1, bar, ROLE_DEFAULT);
}

static const char *
source_of(const TimeRow *row)
{
	if (!row->entry)
		return _("gap");
	if (row->entry->corrected)
		return _("corrected");
	return row->entry->typed ? _("typed") : _("timer");
}

/* Columns; the last two are left out where there is no room. */
static void
draw_cells(Canvas *canvas, Rect line, const char *const *texts, Role role)
{
	static const int widths[] = {2, 5, 5, 8, 14, 0, 10};
	bool wide = line.cols >= 70;
	int col = line.col, what = line.cols - (2 + 5 + 5 + 8 + 14 + 10 + 6);

	for (int i = 0; i < (wide ? 7 : 5); i++) {
		int cols = i == 5	     ? what
			   : !wide && i == 4 ? line.col + line.cols - col
					     : widths[i];

		mask_put_field(
			canvas, (Rect){line.row, col, 1, cols}, texts[i], MASK_NONE, role);
		col += cols + 1;
	}
}

static void
draw_row(const TimeView *time, Canvas *canvas, Rect line, int at)
{
	const TimeRow *row = &g_array_index(time->day->rows, TimeRow, at);
	bool here = at == time->list.sel;
	char letter[3] = {row->letter, row->entry && row->entry->overlaps ? '#' : '\0', '\0'};
	g_autofree char *start = dup_clock(time, row->start_us), *end = NULL, *worked = NULL;
	bool running = row->entry && row->entry->running;
	const char *texts[] = {letter, start, NULL, NULL,
		row->entry ? timer_name_of(row->entry) : "-",
		row->entry ? row->entry->text : _("nothing entered"), source_of(row)};

	end = running ? g_strdup(_("now")) : dup_clock(time, row->end_us);
	worked = words_dup_duration(row->end_us - row->start_us);
	texts[2] = end;
	texts[3] = worked;
	if (here) {
		canvas_put(canvas, line.row, line.col, ">", ROLE_MARKER);
		canvas_set_cursor(canvas, line.row, line.col, false);
	}
	line = (Rect){line.row, line.col + 2, 1, line.cols - 3};
	draw_cells(canvas, line, texts,
		here	     ? ROLE_MARKER
		: row->entry ? ROLE_DEFAULT
			     : ROLE_UNAVAILABLE);
}

static void
draw_sums(const TimeView *time, Canvas *canvas, Rect rect)
{
	int row = rect.row + time->sum_row;

	canvas_put(canvas, row++, rect.col + 1, _("By complaint"), ROLE_HEADING);
	for (guint i = 0; i < time->sums->len && row < rect.row + rect.rows; i++, row++) {
		const TimeSum *sum = &g_array_index(time->sums, TimeSum, i);
		g_autofree char *day = words_dup_duration(sum->day_us);
		g_autofree char *all = words_dup_duration(sum->all_us);
		g_autofree char *text =
			*sum->first->ticket
				? g_strdup_printf(_("%1$s  %2$s on this day, %3$s in all"),
					  timer_name_of(sum->first), day, all)
				: g_strdup_printf("%s  %s", timer_name_of(sum->first), day);

		mask_put_field(canvas, (Rect){row, rect.col + 2, 1, rect.cols - 3}, text,
			MASK_NONE, ROLE_DEFAULT);
	}
}

void
time_draw(const View *view, Canvas *canvas, Rect rect)
{
	const TimeView *time = (const TimeView *)view;
	bool tall = time->list_row > 3;
	int row = rect.row + time->list_row;
	const char *heads[] = {
		"", _("Start"), _("End"), _("Time"), _("Complaint"), _("What"), _("Source")};

	draw_head(time, canvas, (Rect){rect.row, rect.col, 1, rect.cols});
	draw_running(time, canvas, (Rect){rect.row + 1, rect.col, 1, rect.cols});
	draw_bar(time, canvas, (Rect){rect.row + 2, rect.col, 2, rect.cols}, tall);
	draw_cells(canvas, (Rect){row, rect.col + 2, 1, rect.cols - 3}, heads, ROLE_HEADING);
	for (int i = 0; i < time->list.rows && time->list.top + i < time->list.n; i++)
		draw_row(time, canvas, (Rect){row + 1 + i, rect.col, 1, rect.cols},
			time->list.top + i);
	if (!time->list.n)
		canvas_put(canvas, row + 1, rect.col + 2, _("Nothing yet on this day."),
			ROLE_LABEL);
	if (time->sum_row >= 0)
		draw_sums(time, canvas, rect);
}
