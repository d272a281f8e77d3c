/*
 * Where fields stand: one a row, in two columns where the screen has room and
 * the field allows, long texts below their label. The last row of the form
 * stays free for problem, meaning or hint of the focused field.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tui/form-private.h"

#define TWO_COLUMNS_FROM 76
#define LIST_ROWS	 9

typedef struct Flow {
	const Form *form;
	int cols, label_cols, row;
	bool half_taken; /* the left half of `row` is in use */
	const char *group;
} Flow;

static int
widest_label(const Form *form, int cols)
{
	int widest = 0;

	for (int i = 0; i < form->n; i++)
		widest = MAX(widest, (int)cells_width(app_rules(form->view.app),
					     form_label(&form->fields[i])));
	return MIN(widest + 2, cols * 2 / 5);
}

static void
end_row(Flow *flow)
{
	if (flow->half_taken)
		flow->row++;
	flow->half_taken = false;
}

static void
flow_heading(Flow *flow, FieldState *field)
{
	field->heading = false;
	if (!field->spec->group || field->spec->group == flow->group)
		return;
	end_row(flow);
	flow->group = field->spec->group;
	field->heading = true;
	if (flow->row)
		flow->row++;
	flow->row++;
}

static void
flow_long(Flow *flow, FieldState *field)
{
	end_row(flow);
	field->row = flow->row;
	field->col = 0;
	field->label_cols = flow->cols - 2;
	field->cols = MAX(flow->cols - 4, 2);
	field->rows = 1 + (field->spec->rows ? field->spec->rows : 4);
	flow->row += field->rows;
}

static void
flow_field(Flow *flow, FieldState *field)
{
	bool half = flow->cols >= TWO_COLUMNS_FROM && (field->spec->flags & FORM_DEFAULTED) &&
		    !(field->spec->flags & FORM_WIDE);
	int width = half ? flow->cols / 2 : flow->cols;

	flow_heading(flow, field);
	if (field->spec->kind == FORM_LONG) {
		flow_long(flow, field);
		return;
	}
	if (!half)
		end_row(flow);
	field->row = flow->row;
	field->col = flow->half_taken ? width : 0;
	field->label_cols = flow->label_cols;
	field->cols = MAX(width - 2 - flow->label_cols - 1, 2);
	field->rows = 1;
	if (half && !flow->half_taken) {
		flow->half_taken = true;
	} else {
		flow->row++;
		flow->half_taken = false;
	}
}

/* Rows of all fields at this width. */
static int
flow_all(const Form *form, int cols)
{
	Flow flow = {.form = form, .cols = cols, .label_cols = widest_label(form, cols)};

	for (int i = 0; i < form->n; i++)
		if (form_is_shown(form, &form->fields[i]))
			flow_field(&flow, &form->fields[i]);
	end_row(&flow);
	return flow.row;
}

static int
head_rows(const Form *form, Rect rect)
{
	return form->spec->head ? form->spec->head(form, NULL, rect) : 0;
}

Rect
form_place(const View *view, Rect screen)
{
	const Form *form = (const Form *)view;
	int cols = MIN(screen.cols, 78), rows;

	rows = flow_all(form, cols - 4) + head_rows(form, (Rect){0, 0, screen.rows, cols - 4}) +
	       3;
	rows = MIN(rows, screen.rows);
	return (Rect){screen.row + (screen.rows - rows) / 2,
		screen.col + (screen.cols - cols) / 2, rows, cols};
}

static int
edit_cols(const FieldState *field)
{
	if (field->spec->kind == FORM_DATE || field->spec->kind == FORM_TIME)
		return MIN(field->cols, 18);
	if (field->spec->kind == FORM_MONEY)
		return MIN(field->cols, 16);
	return field->cols;
}

/* The focused field in sight, and its open list as far as there is room. */
static void
scroll(Form *form, int rows)
{
	const FieldState *field = &form->fields[form->focus];
	int first = field->row - (field->heading ? 1 : 0), last = field->row + field->rows - 1;

	if (field_list_is_open(form, field))
		last += MIN((int)field->finds.items->len, LIST_ROWS) + 2;
	if (last >= form->top + rows)
		form->top = last - rows + 1;
	form->top = MIN(form->top, first);
	form->top = CLAMP(form->top, 0, MAX(MAX(form->total_rows - rows, last - rows + 1), 0));
	form->top = MIN(form->top, field->row);
}

void
form_layout(View *view, Rect rect)
{
	Form *form = (Form *)view;
	const CellRules *rules = app_rules(view->app);
	bool box = (view->ops->flags & VIEW_POPUP) != 0;
	Rect inner =
		box ? (Rect){rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4} : rect;
	FieldState *focused = &form->fields[form->focus];

	form->head_rows = MIN(head_rows(form, inner), inner.rows / 2);
	form->total_rows = flow_all(form, inner.cols);
	if (form->zoom) {
		line_edit_set_size(
			focused->edit, rules, MAX(inner.rows - 2, 1), inner.cols - 2);
		return;
	}
	for (int i = 0; i < form->n; i++) {
		FieldState *field = &form->fields[i];

		if (field->edit && field->cols)
			line_edit_set_size(field->edit, rules,
				field->spec->kind == FORM_LONG ? field->rows - 1 : 1,
				edit_cols(field));
	}
	scroll(form, inner.rows - form->head_rows - 1);
}
