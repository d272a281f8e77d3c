/*
 * Layout, scrolling and drawing of the editor. Several lines are wrapped one
 * cell narrower than shown, so that the caret behind a full line has a cell.
 */
#include "config.h"

#include "tui/line-edit.h"

#include "core/text.h"
#include "tui/line-edit-private.h"

static const CellLine *
edit_line(const LineEdit *edit, int index)
{
	return &g_array_index(edit->lines, CellLine, index);
}

/* The wrapped line the caret is in: the last that begins at or before it. */
static int
caret_line(const LineEdit *edit)
{
	int low = 0, high = (int)edit->lines->len - 1;

	while (low < high) {
		int mid = (low + high + 1) / 2;

		if (edit_line(edit, mid)->start <= edit->caret)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

static unsigned
caret_col(const LineEdit *edit, size_t start)
{
	return cells_width_n(&edit->rules, edit->text->str + start, edit->caret - start);
}

/* Whole lines: moves the window as little as shows the caret. */
static void
scroll_lines(LineEdit *edit)
{
	int line = caret_line(edit), last = MAX((int)edit->lines->len - edit->rows, 0);

	if (line < edit->top)
		edit->top = line;
	if (line >= edit->top + edit->rows)
		edit->top = line - edit->rows + 1;
	edit->top = CLAMP(edit->top, 0, last);
}

/* One line: when the caret leaves the window it jumps to two thirds, so that typing seldom
 * repaints all. */
static void
scroll_cells(LineEdit *edit)
{
	const char *text = edit->text->str;
	unsigned cols = (unsigned)edit->cols, room = cols > 3 ? cols - 3 : 0, width = 0;
	size_t from;

	if (cells_width(&edit->rules, text) < cols) {
		edit->left = 0;
		return;
	}
	edit->left = MIN(edit->left, edit->text->len);
	if (edit->caret >= edit->left && caret_col(edit, edit->left) <= room &&
		(edit->left == 0 || edit->caret > edit->left))
		return;
	from = edit->caret;
	while (from > 0) {
		size_t before = text_prev_grapheme(text, from);

		width += cells_width_n(&edit->rules, text + before, from - before);
		if (width > room * 2 / 3)
			break;
		from = before;
	}
	edit->left = from;
}

void
edit_scroll(LineEdit *edit)
{
	if (edit->rows <= 0 || edit->cols <= 0)
		return;
	if (edit->multi_line)
		scroll_lines(edit);
	else
		scroll_cells(edit);
}

void
edit_relayout(LineEdit *edit)
{
	if (edit->rows <= 0 || edit->cols <= 0)
		return;
	if (edit->multi_line) {
		g_clear_pointer(&edit->lines, g_array_unref);
		edit->lines = cells_wrap(
			&edit->rules, edit->text->str, (unsigned)MAX(edit->cols - 1, 2));
	}
	edit_scroll(edit);
}

void
line_edit_set_size(LineEdit *edit, const CellRules *rules, int rows, int cols)
{
	edit->rules = *rules;
	edit->rows = MAX(rows, 1);
	edit->cols = MAX(cols, 1);
	edit_relayout(edit);
}

int
line_edit_lines(const LineEdit *edit)
{
	return edit->lines ? (int)edit->lines->len : 1;
}

int
line_edit_top(const LineEdit *edit)
{
	return edit->top;
}

void
line_edit_caret_cell(const LineEdit *edit, int *ret_row, int *ret_col)
{
	int row = 0, col;

	if (edit->lines) {
		int line = caret_line(edit);

		row = line - edit->top;
		col = (int)caret_col(edit, edit_line(edit, line)->start);
	} else {
		col = (int)caret_col(edit, edit->left) + (edit->left > 0);
	}
	*ret_row = CLAMP(row, 0, MAX(edit->rows - 1, 0));
	*ret_col = CLAMP(col, 0, MAX(edit->cols - 1, 0));
}

/* The place in `line` at or before column `goal` that still belongs to it. */
static size_t
line_place(const LineEdit *edit, const CellLine *line, unsigned goal)
{
	const char *text = edit->text->str;
	size_t at = line->start, end = line->start + line->len;
	unsigned col = 0;

	while (at < end) {
		size_t next = MIN(text_next_grapheme(text, at), end);
		unsigned width = cells_width_n(&edit->rules, text + at, next - at);

		if (col + width > goal || (next == line->next && text[next]))
			break;
		col += width;
		at = next;
	}
	return at;
}

bool
edit_move_lines(LineEdit *edit, int by)
{
	int line, target;
	unsigned goal;

	if (!edit->lines)
		return false;
	line = caret_line(edit);
	target = CLAMP(line + by, 0, (int)edit->lines->len - 1);
	if (target == line)
		return false;
	goal = edit->has_goal ? edit->goal : caret_col(edit, edit_line(edit, line)->start);
	line_edit_set_caret(edit, line_place(edit, edit_line(edit, target), goal));
	edit->goal = goal;
	edit->has_goal = true;
	return true;
}

static void
draw_lines(const LineEdit *edit, Canvas *canvas, Rect rect, Role role)
{
	int end = MIN(edit->top + rect.rows, (int)edit->lines->len);

	for (int i = edit->top; i < end; i++) {
		const CellLine *line = edit_line(edit, i);

		canvas_put_n(canvas, rect.row + i - edit->top, rect.col,
			edit->text->str + line->start, line->len, role);
	}
}

static void
draw_cells(const LineEdit *edit, Canvas *canvas, Rect rect, Role role)
{
	int col = rect.col, end = rect.col + rect.cols;

	if (edit->left > 0)
		col = canvas_put(canvas, rect.row, col, "<", role);
	col = canvas_put(canvas, rect.row, col, edit->text->str + edit->left, role);
	if (col > end)
		canvas_put(canvas, rect.row, end - 1, ">", role);
}

void
line_edit_draw(const LineEdit *edit, Canvas *canvas, Rect rect, Role role, bool focus)
{
	Rect old = canvas_push_clip(canvas, rect);
	int row, col;

	canvas_fill(canvas, rect, role);
	if (edit->lines)
		draw_lines(edit, canvas, rect, role);
	else
		draw_cells(edit, canvas, rect, role);
	canvas_set_clip(canvas, old);
	if (!focus)
		return;
	line_edit_caret_cell(edit, &row, &col);
	canvas_set_cursor(canvas, rect.row + row, rect.col + col, true);
}
