/* A canvas as text, and what changed between two. See canvas.h. */
#include "config.h"

#include "tui/canvas.h"

#include "tui/canvas-private.h"

static void
dump_row(const Canvas *canvas, int row, GString *out)
{
	gsize ink = out->len;

	for (int col = 0; col < canvas->cols; col++) {
		const Cell *cell = canvas_cell(canvas, row, col);

		g_string_append(out, cell->bytes);
		if (cell->bytes[0] && strcmp(cell->bytes, " ") != 0)
			ink = out->len;
	}
	g_string_truncate(out, ink);
	g_string_append_c(out, '\n');
}

static bool
same_look(const Cell *a, const Cell *b)
{
	return a->role == b->role && a->attrs == b->attrs;
}

static void
dump_look(const Cell *cell, GString *out)
{
	g_string_append(out, theme_role_name((Role)cell->role));
	if (cell->attrs & STYLE_BOLD)
		g_string_append(out, "+bold");
	if (cell->attrs & STYLE_UNDERLINE)
		g_string_append(out, "+underline");
	if (cell->attrs & STYLE_REVERSE)
		g_string_append(out, "+reverse");
}

static void
dump_roles(const Canvas *canvas, int row, GString *out)
{
	bool any = false;

	for (int col = 0, end; col < canvas->cols; col = end) {
		const Cell *cell = canvas_cell(canvas, row, col);

		for (end = col + 1; end < canvas->cols; end++)
			if (!same_look(cell, canvas_cell(canvas, row, end)))
				break;
		if (cell->role == ROLE_DEFAULT && cell->attrs == 0)
			continue;
		if (!any)
			g_string_append_printf(out, "roles %d:", row);
		any = true;
		g_string_append_printf(out, " %d+%d ", col, end - col);
		dump_look(cell, out);
	}
	if (any)
		g_string_append_c(out, '\n');
}

char *
canvas_dump(const Canvas *canvas, bool roles)
{
	GString *out = g_string_new(NULL);
	int row, col;
	bool visible = canvas_cursor(canvas, &row, &col);

	for (int r = 0; r < canvas->rows; r++)
		dump_row(canvas, r, out);
	g_string_append_printf(out, "cursor %d,%d%s\n", row, col, visible ? "" : " hidden");
	for (int r = 0; roles && r < canvas->rows; r++)
		dump_roles(canvas, r, out);
	return g_string_free(out, FALSE);
}

int
canvas_diff(const Canvas *canvas, const Canvas *before, bool *changed)
{
	bool all = !before || before->rows != canvas->rows || before->cols != canvas->cols;
	gsize row_size = (gsize)canvas->cols * sizeof(Cell);
	int n = 0;

	for (int row = 0; row < canvas->rows; row++) {
		gsize at = (gsize)row * (gsize)canvas->cols;

		changed[row] =
			all || memcmp(canvas->cells + at, before->cells + at, row_size) != 0;
		n += changed[row];
	}
	return n;
}
