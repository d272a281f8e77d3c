/*
 * How the queue looks: where its parts are at each size, and drawing them.
 * Changes nothing of the view. See tui/view-queue.h.
 */
#include "config.h"

#include "tui/queue-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/app.h"
#include "tui/mask.h"
#include "tui/when.h"

#define WIDE_COLS    110
#define PREVIEW_ROWS 3
/* Rows of the body; the screen has three more. */
#define MIN_PREVIEW_ROWS 17
#define MIN_HEAD_ROWS	 11
/* Rows drawn aside in one go: a key that comes meanwhile waits for no more. */
#define AHEAD_AT_ONCE 6

void
queue_layout_fit(QueueLayout *ret, Rect rect, bool hide_preview, int number_cols)
{
	Rect list = {rect.row + 1, rect.col, rect.rows - 1, rect.cols};

	*ret = (QueueLayout){.pane = QUEUE_PANE_NONE};
	if (!hide_preview && rect.cols >= WIDE_COLS) {
		ret->pane = QUEUE_PANE_RIGHT;
		list.cols = rect.cols * 62 / 100;
		ret->preview = (Rect){list.row, list.col + list.cols + 1, list.rows,
			rect.cols - list.cols - 1};
	} else if (!hide_preview && rect.cols >= 60 && rect.rows >= MIN_PREVIEW_ROWS) {
		ret->pane = QUEUE_PANE_BELOW;
		list.rows -= PREVIEW_ROWS;
		ret->preview = (Rect){list.row + list.rows, list.col, PREVIEW_ROWS, list.cols};
	}
	queue_columns_fit(&ret->columns, list.cols, number_cols);
	ret->heads = rect.rows >= MIN_HEAD_ROWS && !ret->columns.two_lines;
	if (ret->heads) {
		list.row++;
		list.rows--;
	}
	ret->list = list;
}

/* ---- the strip: view, filter, counts ---- */

static char *
dup_capped(int64_t n)
{
	return n > QUEUE_COUNT_CAP ? g_strdup_printf("%d+", QUEUE_COUNT_CAP)
				   : g_strdup_printf("%d", (int)n);
}

/* "42 open  !! 2 late  ! 3 today  . 6 soon", or without words where there is little room. */
static char *
dup_counts(const QueueView *queue, bool words)
{
	const QueueCounts *counts = &queue->counts;
	g_autofree char *open = dup_capped(counts->open), *late = dup_capped(counts->overdue);
	g_autofree char *today = dup_capped(counts->today), *soon = dup_capped(counts->soon);

	if (!queue->has_counts)
		return g_strdup("");
	if (!words)
		return g_strdup_printf("%s !!%s !%s", open, late, today);
	return g_strdup_printf(_("%1$s open  !! %2$s late  ! %3$s today  . %4$s soon"), open,
		late, today, soon);
}

static char *
dup_strip_left(const QueueView *queue, int cols)
{
	bool filtered = *queue->shown != '\0';
	g_autofree char *filter = mask_dup(queue->shown, MASK_NONE);

	if (cols < 60)
		return g_strdup(filtered ? filter : _(queue->def->title));
	if (filtered)
		return g_strdup_printf(
			_("View: %1$s  filter: %2$s"), _(queue->def->title), filter);
	return g_strdup_printf(_("View: %s"), _(queue->def->title));
}

static char *
dup_strip_right(const QueueView *queue, int cols)
{
	const QueueSortDef *sort = queue_sort_by_sort(queue->sort);
	g_autofree char *counts = dup_counts(queue, cols >= 72);

	if (cols < 60 || !sort)
		return g_steal_pointer(&counts);
	return g_strdup_printf(_("%1$s  sort %2$s"), counts, _(sort->name));
}

static void
draw_strip(const QueueView *queue, Canvas *canvas, Rect rect)
{
	g_autofree char *left = dup_strip_left(queue, rect.cols);
	g_autofree char *right = dup_strip_right(queue, rect.cols);
	int right_cols = (int)cells_width(canvas_rules(canvas), right);
	int at = rect.col + rect.cols - 1 - right_cols;

	/* A long filter pushes the counts off: what was typed is never cut for them. */
	if ((int)cells_width(canvas_rules(canvas), left) + 3 + right_cols < rect.cols)
		canvas_put(canvas, rect.row, at, right, ROLE_LABEL);
	else
		at = rect.col + rect.cols;
	canvas_put_field(canvas, rect.row, rect.col + 1, at - rect.col - 1, left,
		*queue->shown ? ROLE_MARKER : ROLE_DEFAULT);
}

/* Under the open strip, or under what was typed: why the list shows something else. */
static void
draw_problem(const QueueView *queue, Canvas *canvas, Rect rect)
{
	Rect line = {rect.row + 1, rect.col + 1, 1, rect.cols - 2};

	canvas_fill(canvas, (Rect){line.row, rect.col, 1, rect.cols}, ROLE_DEFAULT);
	mask_put_field(canvas, line, queue->problem, MASK_NONE, ROLE_FIELD_PROBLEM);
}

/* ---- an empty list says why, and what to do ---- */

static char *
dup_why_empty(const QueueView *queue)
{
	g_autofree char *filter = mask_dup(queue->shown, MASK_NONE);
	g_autofree char *n = NULL;

	if (queue_list_is_searching(queue->list))
		return g_strdup(_("Looking through all complaints."));
	if (!*queue->shown)
		return g_strdup_printf(
			_("No complaint is in the view \"%s\"."), _(queue->def->title));
	if (queue->elsewhere <= 0)
		return g_strdup_printf(_("No complaint matches \"%s\"."), filter);
	n = dup_capped(queue->elsewhere);
	return g_strdup_printf(
		_("No complaint of the view \"%1$s\" matches \"%2$s\"; %3$s of all do."),
		_(queue->def->title), filter, n);
}

static char *
dup_what_to_do(const QueueView *queue)
{
	const Keymap *keymap = app_keymap(queue->view.app);
	const char *views = keymap_key_of(keymap, VERB_VIEWS, IN_QUEUE, false);
	const char *logs = keymap_key_of(keymap, VERB_NEW, IN_QUEUE, true);

	if (*queue->shown)
		return g_strdup_printf(_("%1$s clears the filter, %2$s chooses another view."),
			keymap_key_of(keymap, VERB_CANCEL, IN_QUEUE, false), views);
	return g_strdup_printf(
		_("%1$s chooses another view, %2$s logs a complaint."), views, logs);
}

static void
draw_empty(const QueueView *queue, Canvas *canvas, Rect rect)
{
	g_autofree char *why = dup_why_empty(queue), *what = dup_what_to_do(queue);
	g_autofree char *text = g_strconcat(why, "\n", what, NULL);

	rect.row += MIN(1, rect.rows - 1);
	mask_put_wrapped(canvas, NULL, (Rect){rect.row, rect.col + 5, rect.rows, rect.cols - 6},
		text, 0);
}

/* ---- rows and preview ---- */

static void
draw_rows(const QueueView *queue, Canvas *canvas)
{
	const QueueLayout *layout = &queue->layout;
	int step = layout->columns.two_lines ? 2 : 1, n = MAX(layout->list.rows / step, 1);
	int selected = queue_list_selected_line(queue->list);
	QueueLook look = queue->look;

	look.now_us = app_now_us(queue->view.app);
	look.columns = &layout->columns;
	for (int i = 0; i < n; i++) {
		const QueueRow *row = queue_list_row(queue->list, i);
		Rect line = {
			layout->list.row + i * step, layout->list.col, step, layout->list.cols};

		if (!row)
			break;
		if (rect_intersect(line, layout->list).rows == step)
			queue_drawn_row(queue->drawn, row, &look, canvas, line);
		else
			queue_row_draw(row, &look, canvas, line);
		if (i == selected)
			queue_row_draw_marker(canvas, line);
	}
	canvas_set_cursor(canvas, layout->list.row + selected * step, layout->list.col, false);
}

bool
queue_draw_ahead(QueueView *queue)
{
	const QueueLayout *layout = &queue->layout;
	const CellRules *rules = app_rules(queue->view.app);
	int step = layout->columns.two_lines ? 2 : 1, n = layout->list.rows / step, made = 0;
	Rect size = {0, 0, step, layout->list.cols};
	QueueLook look = queue->look;

	look.now_us = app_now_us(queue->view.app);
	look.columns = &layout->columns;
	/* The next page first, then the one before. */
	for (int i = 0; i < 2 * n && made < AHEAD_AT_ONCE; i++) {
		const QueueRow *row =
			queue_list_row_near(queue->list, i < n ? n + i : n - 1 - i);

		made += row && queue_drawn_ahead(queue->drawn, row, &look, rules, size);
	}
	return made == AHEAD_AT_ONCE;
}

/* At the right end of the rule over the lower preview: "3/42". */
static void
draw_place(const QueueView *queue, Canvas *canvas, Rect rect)
{
	int64_t at = queue_list_position(queue->list);
	g_autofree char *of = queue->matches >= 0 ? dup_capped(queue->matches) : NULL;
	g_autofree char *text = NULL;

	if (!of)
		return;
	text = at ? g_strdup_printf(" %d/%s --", (int)at, of) : g_strdup_printf(" %s --", of);
	canvas_put(canvas, rect.row,
		rect.col + rect.cols - (int)cells_width(canvas_rules(canvas), text), text,
		ROLE_LABEL);
}

static void
draw_preview(const QueueView *queue, Canvas *canvas)
{
	const QueueLayout *layout = &queue->layout;
	Rect rect = layout->preview;

	if (layout->pane == QUEUE_PANE_RIGHT) {
		canvas_vline(canvas, rect.row, rect.col - 1, rect.rows, ROLE_BORDER);
		queue_preview_draw(&queue->preview, canvas, rect);
		draw_place(queue, canvas, rect);
	} else if (layout->pane == QUEUE_PANE_BELOW) {
		queue_preview_draw(&queue->preview, canvas, rect);
		draw_place(queue, canvas, rect);
	}
}

void
queue_view_draw(const View *view, Canvas *canvas, Rect rect)
{
	const QueueView *queue = (const QueueView *)view;
	const QueueLayout *layout = &queue->layout;

	draw_strip(queue, canvas, rect);
	if (layout->heads)
		queue_columns_draw_heads(&layout->columns, canvas,
			(Rect){layout->list.row - 1, layout->list.col, 1, layout->list.cols});
	if (queue_list_selected(queue->list))
		draw_rows(queue, canvas);
	else
		draw_empty(queue, canvas, layout->list);
	draw_preview(queue, canvas);
	if (queue->problem)
		draw_problem(queue, canvas, rect);
}
