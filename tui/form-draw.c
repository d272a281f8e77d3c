/*
 * Drawing of a form: head, fields in sight, the focused field's list over
 * them, and the line for what is to be said about the focused field.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/form-private.h"

#define LIST_ROWS 9

static Rect
inner_rect(const Form *form, Rect rect)
{
	if (!(form->view.ops->flags & VIEW_POPUP))
		return rect;
	return (Rect){rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
}

/* ---- one field ---- */

/* "1 yes  [2 no]": the chosen one in brackets, so that it needs no colour. */
static void
draw_inline(const Form *form, const FieldState *field, Canvas *canvas, Rect line, bool focus)
{
	int col = line.col, chosen_col = line.col;

	for (unsigned i = 0; i < field->finds.items->len; i++) {
		const FormFind *find = &g_array_index(field->finds.items, FormFind, i);
		bool chosen = field_is_chosen(field, find->code);
		char digit[2] = {find->digit ? find->digit : ' ', '\0'};

		if ((int)i == MAX(field->sel, 0) || (chosen && field->sel < 0))
			chosen_col = col;
		col = canvas_put(canvas, line.row, col, chosen ? "[" : " ", ROLE_MARKER);
		col = canvas_put(canvas, line.row, col, digit, ROLE_HINT_KEY);
		col = canvas_put(canvas, line.row, col + 1, find->label,
			chosen ? ROLE_MARKER : ROLE_DEFAULT);
		col = canvas_put(canvas, line.row, col, chosen ? "]" : " ", ROLE_MARKER) + 1;
	}
	if (focus)
		canvas_set_cursor(canvas, line.row, chosen_col, true);
}

static void
draw_secret(const FieldState *field, Canvas *canvas, Rect line, bool focus)
{
	char stars[FORM_SECRET_MAX + 1] = "";

	memset(stars, '*', strlen(field->secret));
	canvas_put_field(canvas, line.row, line.col, MIN(line.cols, FORM_SECRET_MAX + 2), stars,
		ROLE_FIELD);
	if (focus)
		canvas_set_cursor(canvas, line.row, line.col + (int)strlen(stars), true);
}

/* What an unfocused field shows. */
static const char *
shown_text(const FieldState *field)
{
	if (field->label)
		return field->label;
	return field->edit ? line_edit_text(field->edit) : field->value;
}

static void
draw_echo(const Form *form, const FieldState *field, Canvas *canvas, Rect line, int col)
{
	g_autofree char *echo = field_dup_echo(form, field);
	int room = line.col + line.cols - col - 2;

	if (echo && room > 4)
		mask_put_field(canvas, (Rect){line.row, col + 2, 1, room}, echo, MASK_NONE,
			ROLE_LABEL);
}

static bool
is_narrow(const FieldState *field)
{
	return field->spec->kind == FORM_DATE || field->spec->kind == FORM_TIME ||
	       field->spec->kind == FORM_MONEY;
}

static void
draw_text(const Form *form, const FieldState *field, Canvas *canvas, Rect line, bool focus)
{
	bool fixed = field->spec->kind == FORM_STATIC;
	bool masked = field->label && (field->spec->flags & FORM_MASKED);
	int edit = !is_narrow(field)		     ? line.cols
		   : field->spec->kind == FORM_MONEY ? MIN(line.cols, 16)
						     : MIN(line.cols, 18);
	g_autofree char *shown =
		mask_dup(shown_text(field), focus || masked ? MASK_NONE : field->spec->mask);
	int width = (int)cells_width(app_rules(form->view.app), shown);
	int cols = MIN(edit, fixed || is_narrow(field) ? width : MAX(width, 12));

	/* The meaning of the focused field stands in the last line, whole. */
	if (focus && !field->label) {
		line_edit_draw(field->edit, canvas, (Rect){line.row, line.col, 1, edit},
			ROLE_FIELD, true);
		return;
	}
	canvas_put_field(
		canvas, line.row, line.col, cols, shown, fixed ? ROLE_DEFAULT : ROLE_FIELD);
	if (focus)
		canvas_set_cursor(canvas, line.row, line.col + MIN(width, line.cols - 1), true);
	else
		draw_echo(form, field, canvas, line, line.col + cols);
}

static void
draw_long(const FieldState *field, Canvas *canvas, Rect rect, bool focus)
{
	canvas_set_role(canvas, rect, ROLE_FIELD);
	line_edit_draw(field->edit, canvas, rect, ROLE_FIELD, focus);
}

static void
draw_value(const Form *form, const FieldState *field, Canvas *canvas, Rect line, bool focus)
{
	if (field->spec->kind == FORM_SECRET)
		draw_secret(field, canvas, line, focus);
	else if (field_is_inline(form, field) && (focus || !field->label))
		draw_inline(form, field, canvas, line, focus);
	else
		draw_text(form, field, canvas, line, focus);
}

static void
draw_heading(const FieldState *field, Canvas *canvas, Rect line)
{
	int col = canvas_printf(
		canvas, line.row, line.col, ROLE_HEADING, "-- %s ", _(field->spec->group));

	for (; col < line.col + line.cols; col++)
		canvas_put(canvas, line.row, col, "-", ROLE_HEADING);
}

static void
draw_field(const Form *form, int at, Canvas *canvas, Rect area)
{
	const FieldState *field = &form->fields[at];
	bool focus = at == form->focus && app_top(form->view.app) == &form->view;
	int row = area.row + field->row - form->top, col = area.col + field->col;
	Rect line = {row, col + 2 + field->label_cols, 1, field->cols};

	if (field->heading)
		draw_heading(field, canvas, (Rect){row - 1, area.col, 1, area.cols});
	canvas_put(canvas, row, col,
		field->problem	    ? "?"
		: at == form->focus ? ">"
				    : " ",
		field->problem ? ROLE_FIELD_PROBLEM : ROLE_MARKER);
	canvas_put_field(canvas, row, col + 2, field->label_cols, form_label(field),
		field->problem ? ROLE_FIELD_PROBLEM : ROLE_LABEL);
	if (field->spec->kind == FORM_LONG)
		draw_long(field, canvas, (Rect){row + 1, col + 2, field->rows - 1, field->cols},
			focus);
	else
		draw_value(form, field, canvas, line, focus);
}

/* ---- the list under the focused field ---- */

static void
draw_find(const FieldState *field, Canvas *canvas, Rect line, int at)
{
	const FormFind *find = &g_array_index(field->finds.items, FormFind, at);
	bool chosen = field->spec->kind == FORM_PICKS && field_is_chosen(field, find->code);
	char digit[2] = {find->digit ? find->digit : ' ', '\0'};

	canvas_put(canvas, line.row, line.col,
		at == field->sel ? ">"
		: chosen	 ? "*"
				 : " ",
		ROLE_MARKER);
	canvas_put(canvas, line.row, line.col + 1, digit, ROLE_HINT_KEY);
	canvas_put_field(canvas, line.row, line.col + 3, MAX(line.cols - 3, 0), find->label,
		chosen ? ROLE_MARKED : ROLE_POPUP);
}

/* A small popup has no room for a list, so the list hangs out of it, between title and message.
 */
static Rect
list_room(const Form *form, const Canvas *canvas, Rect area)
{
	if (!(form->view.ops->flags & VIEW_POPUP))
		return area;
	return (Rect){1, 0, canvas_rows(canvas) - 3, canvas_cols(canvas)};
}

static void
draw_list(const Form *form, const FieldState *field, Canvas *canvas, Rect area)
{
	int n = MIN((int)field->finds.items->len, LIST_ROWS), first, below, above;
	int row = area.row + field->row - form->top, col = area.col + field->col;
	Rect box = {row + 1, col + 2 + field->label_cols, n + 2, MAX(field->cols, 12)};
	Rect room = list_room(form, canvas, area);

	below = room.row + room.rows - (row + 1);
	above = row - room.row;
	if (below < n + 2 && above > below)
		box.row = row - MIN(n + 2, above);
	box.rows = MIN(n + 2, MAX(below, above));
	if (box.rows < 3)
		return;
	n = box.rows - 2;
	first = MAX(field->sel - n + 1, 0);
	canvas_set_clip(canvas, room);
	canvas_fill(canvas, box, ROLE_POPUP);
	canvas_box(canvas, box, NULL, ROLE_BORDER);
	for (int i = 0; i < n && first + i < (int)field->finds.items->len; i++)
		draw_find(field, canvas, (Rect){box.row + 1 + i, box.col + 1, 1, box.cols - 2},
			first + i);
}

/* ---- all ---- */

/*
 * Problem, meaning or hint of the focused field: in the last line, and where it is longer
 * also in the row below, which is the message line's and free unless something was said.
 */
static void
draw_words(Canvas *canvas, Rect line, const char *words, Role role)
{
	g_autoptr(GArray) lines = NULL;
	Rect below = {line.row + 1, line.col, 1, line.cols}, clip;
	const CellLine *first;
	g_autofree char *head = NULL;

	lines = cells_wrap(canvas_rules(canvas), words, (unsigned)MAX(line.cols, 2));
	first = &g_array_index(lines, CellLine, 0);
	if (lines->len == 1 || line.row + 2 != canvas_rows(canvas) - 1) {
		canvas_put_field(canvas, line.row, line.col, line.cols, words, role);
		return;
	}
	head = g_strndup(words, first->len);
	canvas_put_field(canvas, line.row, line.col, line.cols, head, role);
	clip = canvas_push_clip(canvas, line);
	canvas_set_clip(canvas, below);
	canvas_put_field(canvas, below.row, below.col, below.cols, words + first->next, role);
	canvas_set_clip(canvas, clip);
}

/* In a popup what is wrong is told whole over the last field's line, if need be. */
static void
draw_problem(const char *words, Canvas *canvas, Rect line, int focus_row)
{
	bool fits = (int)cells_width(canvas_rules(canvas), words) <= line.cols;

	if (!fits && focus_row < line.row - 1)
		line = (Rect){line.row - 1, line.col, 2, line.cols};
	mask_put_lines(canvas, line, words, ROLE_FIELD_PROBLEM);
}

static void
draw_word(const Form *form, Canvas *canvas, Rect line, int focus_row)
{
	const FieldState *field = &form->fields[form->focus];
	g_autofree char *echo = field_dup_echo(form, field);
	Rect inset = {line.row, line.col + 2, 1, line.cols - 2};

	if (field->problem) {
		g_autofree char *words = g_strconcat("? ", field->problem, NULL);

		if (form->view.ops->flags & VIEW_POPUP)
			draw_problem(words, canvas, line, focus_row);
		else
			draw_words(canvas, line, words, ROLE_FIELD_PROBLEM);
	} else if (echo) {
		mask_put_field(canvas, inset, echo, MASK_NONE, ROLE_LABEL);
	} else if (field->spec->hint) {
		draw_words(canvas, inset, _(field->spec->hint), ROLE_LABEL);
	}
}

static void
draw_zoomed(const Form *form, Canvas *canvas, Rect inner)
{
	const FieldState *field = &form->fields[form->focus];

	canvas_put_field(
		canvas, inner.row, inner.col, inner.cols, form_label(field), ROLE_HEADING);
	line_edit_draw(field->edit, canvas,
		(Rect){inner.row + 1, inner.col + 1, MAX(inner.rows - 2, 1), inner.cols - 2},
		ROLE_DEFAULT, app_top(form->view.app) == &form->view);
}

void
form_draw(const View *view, Canvas *canvas, Rect rect)
{
	const Form *form = (const Form *)view;
	const FieldState *focused = &form->fields[form->focus];
	Rect inner = inner_rect(form, rect), area = inner, clip;

	if (form->view.ops->flags & VIEW_POPUP)
		canvas_box(canvas, rect, _(form->spec->title), ROLE_BORDER);
	if (form->zoom) {
		draw_zoomed(form, canvas, inner);
		return;
	}
	if (form->spec->head)
		form->spec->head(form, canvas,
			(Rect){inner.row, inner.col, form->head_rows, inner.cols});
	area.row += form->head_rows;
	area.rows -= form->head_rows + 1;
	clip = canvas_push_clip(canvas, area);
	for (int i = 0; i < form->n; i++)
		if (form_is_shown(form, &form->fields[i]))
			draw_field(form, i, canvas, area);
	if (field_list_is_open(form, focused))
		draw_list(form, focused, canvas, area);
	canvas_set_clip(canvas, clip);
	draw_word(form, canvas, (Rect){inner.row + inner.rows - 1, inner.col, 1, inner.cols},
		area.row + focused->row - form->top);
}
