/* The cell grid: drawing into it. See canvas.h; dump and comparison are in canvas-dump.c. */
#include "config.h"

#include "tui/canvas.h"

#include "tui/canvas-private.h"

typedef enum Border {
	BORDER_H,
	BORDER_V,
	BORDER_TOP_LEFT,
	BORDER_TOP_RIGHT,
	BORDER_BOTTOM_LEFT,
	BORDER_BOTTOM_RIGHT,
	N_BORDERS
} Border;

static const char *const borders[2][N_BORDERS] = {
	{"-", "|", "+", "+", "+", "+"},
	{"\u2500", "\u2502", "\u250C", "\u2510", "\u2514", "\u2518"},
};

static Cell *
cell_at(Canvas *canvas, int row, int col)
{
	return &canvas->cells[row * canvas->cols + col];
}

static void
cells_blank(Cell *cells, int n, Role role)
{
	const Cell blank = {.bytes = " ", .width = 1, .role = (uint8_t)role};

	if (n > 0)
		cells[0] = blank;
	/* Copies of what is there already, twice as many each time. */
	for (int done = 1; done < n; done *= 2)
		memcpy(cells + done, cells, sizeof(Cell) * (size_t)MIN(done, n - done));
}

Canvas *
canvas_new(int rows, int cols, const CellRules *rules)
{
	Canvas *canvas = g_new0(Canvas, 1);

	canvas->rows = MAX(rows, 1);
	canvas->cols = MAX(cols, 1);
	canvas->rules = *rules;
	canvas->cells = g_new(Cell, (gsize)canvas->rows * (gsize)canvas->cols);
	canvas_clear(canvas);
	return canvas;
}

void
canvas_free(Canvas *canvas)
{
	if (!canvas)
		return;
	g_free(canvas->cells);
	g_free(canvas);
}

void
canvas_clear(Canvas *canvas)
{
	cells_blank(canvas->cells, canvas->rows * canvas->cols, ROLE_DEFAULT);
	canvas->clip = canvas_rect(canvas);
	canvas->cursor_row = canvas->cursor_col = 0;
	canvas->cursor_visible = false;
}

int
canvas_rows(const Canvas *canvas)
{
	return canvas->rows;
}

int
canvas_cols(const Canvas *canvas)
{
	return canvas->cols;
}

const CellRules *
canvas_rules(const Canvas *canvas)
{
	return &canvas->rules;
}

const Cell *
canvas_cell(const Canvas *canvas, int row, int col)
{
	g_assert(row >= 0 && row < canvas->rows && col >= 0 && col < canvas->cols);
	return &canvas->cells[row * canvas->cols + col];
}

Rect
canvas_rect(const Canvas *canvas)
{
	return (Rect){0, 0, canvas->rows, canvas->cols};
}

Rect
rect_intersect(Rect a, Rect b)
{
	int top = MAX(a.row, b.row), left = MAX(a.col, b.col);
	int bottom = MIN(a.row + MAX(a.rows, 0), b.row + MAX(b.rows, 0));
	int right = MIN(a.col + MAX(a.cols, 0), b.col + MAX(b.cols, 0));

	return (Rect){top, left, MAX(bottom - top, 0), MAX(right - left, 0)};
}

Rect
canvas_push_clip(Canvas *canvas, Rect rect)
{
	Rect old = canvas->clip;

	canvas->clip = rect_intersect(old, rect);
	return old;
}

void
canvas_set_clip(Canvas *canvas, Rect clip)
{
	canvas->clip = rect_intersect(clip, canvas_rect(canvas));
}

static bool
clip_has_row(const Canvas *canvas, int row)
{
	return row >= canvas->clip.row && row < canvas->clip.row + canvas->clip.rows;
}

static bool
clip_has_col(const Canvas *canvas, int col)
{
	return col >= canvas->clip.col && col < canvas->clip.col + canvas->clip.cols;
}

/* Blanks the other half of the wide character at (row, col) before that cell is overwritten. */
static void
cell_split(Canvas *canvas, int row, int col)
{
	Cell *cell = cell_at(canvas, row, col), *half = NULL;

	if (cell->width == 2)
		half = cell + 1;
	else if (cell->width == 0)
		half = cell - 1;
	if (!half)
		return;
	*half = (Cell){.bytes = " ", .width = 1, .role = half->role, .attrs = half->attrs};
}

static void
cell_set_blank(Canvas *canvas, int row, int col, Role role)
{
	if (!clip_has_row(canvas, row) || !clip_has_col(canvas, col))
		return;
	cell_split(canvas, row, col);
	*cell_at(canvas, row, col) = (Cell){.bytes = " ", .width = 1, .role = (uint8_t)role};
}

/* One glyph at (row, col); a wide one half outside the clip leaves a blank inside. */
static void
cell_set_glyph(Canvas *canvas, int row, int col, const CellGlyph *glyph, Role role)
{
	Cell *cell;

	if (glyph->width == 2 && clip_has_col(canvas, col) != clip_has_col(canvas, col + 1)) {
		cell_set_blank(canvas, row, col, role);
		cell_set_blank(canvas, row, col + 1, role);
		return;
	}
	if (!clip_has_col(canvas, col))
		return;
	cell = cell_at(canvas, row, col);
	cell_split(canvas, row, col);
	if (glyph->width == 2) {
		cell_split(canvas, row, col + 1);
		cell[1] = (Cell){.width = 0, .role = (uint8_t)role};
	}
	*cell = (Cell){.width = glyph->width, .role = (uint8_t)role};
	memcpy(cell->bytes, glyph->bytes, strlen(glyph->bytes));
}

/* One printable ASCII character, which is most of what is drawn: no glyph is made of it. */
static void
cell_set_ascii(Canvas *canvas, int row, int col, char c, Role role)
{
	Cell *cell;

	if (!clip_has_row(canvas, row) || !clip_has_col(canvas, col))
		return;
	cell = cell_at(canvas, row, col);
	if (cell->width != 1)
		cell_split(canvas, row, col);
	*cell = (Cell){.bytes = {c}, .width = 1, .role = (uint8_t)role};
}

int
canvas_put_n(Canvas *canvas, int row, int col, const char *text, size_t len, Role role)
{
	CellGlyph glyph;
	size_t at = 0;

	for (; at < len; at += glyph.len) {
		for (; at < len && cells_is_plain(text + at, len - at); at++)
			cell_set_ascii(canvas, row, col++, text[at], role);
		if (!cells_next(&canvas->rules, text + at, len - at, &glyph))
			break;
		if (glyph.width && clip_has_row(canvas, row))
			cell_set_glyph(canvas, row, col, &glyph, role);
		col += glyph.width;
	}
	return col;
}

int
canvas_put(Canvas *canvas, int row, int col, const char *text, Role role)
{
	return canvas_put_n(canvas, row, col, text, strlen(text), role);
}

int
canvas_put_aligned(Canvas *canvas, Rect line, const char *text, CellAlign align, Role role)
{
	int end = line.col + line.cols, col = line.col, gap;
	unsigned used;
	size_t fits;
	bool cut;

	if (line.cols <= 0)
		return line.col;
	fits = cells_cut(&canvas->rules, text, (unsigned)line.cols, &used);
	cut = text[fits] != '\0';
	if (cut)
		fits = cells_cut(&canvas->rules, text, (unsigned)line.cols - 1, &used);
	gap = line.cols - (int)used - cut;
	gap = align == CELL_ALIGN_RIGHT ? gap : align == CELL_ALIGN_CENTRE ? gap / 2 : 0;
	while (gap-- > 0)
		cell_set_blank(canvas, line.row, col++, role);
	col = canvas_put_n(canvas, line.row, col, text, fits, role);
	if (cut)
		cell_set_ascii(canvas, line.row, col++, '~', role);
	while (col < end)
		cell_set_blank(canvas, line.row, col++, role);
	return end;
}

int
canvas_put_field(Canvas *canvas, int row, int col, int cols, const char *text, Role role)
{
	return canvas_put_aligned(
		canvas, (Rect){row, col, 1, cols}, text, CELL_ALIGN_LEFT, role);
}

int
canvas_printf(Canvas *canvas, int row, int col, Role role, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return canvas_put(canvas, row, col, text, role);
}

void
canvas_fill(Canvas *canvas, Rect rect, Role role)
{
	Rect r = rect_intersect(rect, canvas->clip);

	for (int row = r.row; row < r.row + r.rows && r.cols > 0; row++) {
		cell_split(canvas, row, r.col);
		cell_split(canvas, row, r.col + r.cols - 1);
		cells_blank(cell_at(canvas, row, r.col), r.cols, role);
	}
}

void
canvas_take(const Canvas *canvas, Rect rect, Cell *ret_cells)
{
	for (int i = 0; i < rect.rows; i++)
		memcpy(ret_cells + i * rect.cols, canvas_cell(canvas, rect.row + i, rect.col),
			sizeof(Cell) * (size_t)rect.cols);
}

void
canvas_lay(Canvas *canvas, Rect rect, const Cell *cells)
{
	Rect r = rect_intersect(rect, canvas->clip);

	g_assert(r.rows == rect.rows && r.cols == rect.cols);
	for (int i = 0; i < rect.rows; i++) {
		cell_split(canvas, rect.row + i, rect.col);
		cell_split(canvas, rect.row + i, rect.col + rect.cols - 1);
		memcpy(cell_at(canvas, rect.row + i, rect.col), cells + i * rect.cols,
			sizeof(Cell) * (size_t)rect.cols);
	}
}

void
canvas_set_role(Canvas *canvas, Rect rect, Role role)
{
	Rect r = rect_intersect(rect, canvas->clip);

	for (int row = r.row; row < r.row + r.rows; row++)
		for (int col = r.col; col < r.col + r.cols; col++)
			cell_at(canvas, row, col)->role = (uint8_t)role;
}

void
canvas_add_attrs(Canvas *canvas, Rect rect, uint8_t attrs)
{
	Rect r = rect_intersect(rect, canvas->clip);

	for (int row = r.row; row < r.row + r.rows; row++)
		for (int col = r.col; col < r.col + r.cols; col++)
			cell_at(canvas, row, col)->attrs |= attrs;
}

static void
border_put(Canvas *canvas, int row, int col, Border border, Role role)
{
	const char *bytes = borders[canvas->rules.lines && !canvas->rules.ascii][border];
	CellGlyph glyph = {.len = 1, .width = 1};

	g_strlcpy(glyph.bytes, bytes, sizeof glyph.bytes);
	if (clip_has_row(canvas, row))
		cell_set_glyph(canvas, row, col, &glyph, role);
}

void
canvas_hline(Canvas *canvas, int row, int col, int cols, Role role)
{
	int end = MIN(col + cols, canvas->cols);

	for (col = MAX(col, 0); col < end; col++)
		border_put(canvas, row, col, BORDER_H, role);
}

void
canvas_vline(Canvas *canvas, int row, int col, int rows, Role role)
{
	int end = MIN(row + rows, canvas->rows);

	for (row = MAX(row, 0); row < end; row++)
		border_put(canvas, row, col, BORDER_V, role);
}

void
canvas_box(Canvas *canvas, Rect rect, const char *title, Role role)
{
	int bottom = rect.row + rect.rows - 1, right = rect.col + rect.cols - 1;

	if (rect.rows < 2 || rect.cols < 2)
		return;
	canvas_hline(canvas, rect.row, rect.col + 1, rect.cols - 2, role);
	canvas_hline(canvas, bottom, rect.col + 1, rect.cols - 2, role);
	canvas_vline(canvas, rect.row + 1, rect.col, rect.rows - 2, role);
	canvas_vline(canvas, rect.row + 1, right, rect.rows - 2, role);
	border_put(canvas, rect.row, rect.col, BORDER_TOP_LEFT, role);
	border_put(canvas, rect.row, right, BORDER_TOP_RIGHT, role);
	border_put(canvas, bottom, rect.col, BORDER_BOTTOM_LEFT, role);
	border_put(canvas, bottom, right, BORDER_BOTTOM_RIGHT, role);
	if (title && *title && rect.cols > 6) {
		g_autofree char *cut =
			cells_dup_cut(&canvas->rules, title, (unsigned)rect.cols - 6);

		canvas_printf(canvas, rect.row, rect.col + 2, role, " %s ", cut);
	}
}

void
canvas_set_cursor(Canvas *canvas, int row, int col, bool visible)
{
	canvas->cursor_row = CLAMP(row, 0, canvas->rows - 1);
	canvas->cursor_col = CLAMP(col, 0, canvas->cols - 1);
	canvas->cursor_visible = visible;
}

/* What is drawn after the cursor was set may put a wide character there. */
bool
canvas_cursor(const Canvas *canvas, int *ret_row, int *ret_col)
{
	int row = canvas->cursor_row, col = canvas->cursor_col;

	if (canvas_cell(canvas, row, col)->width == 0)
		col--;
	if (ret_row)
		*ret_row = row;
	if (ret_col)
		*ret_col = col;
	return canvas->cursor_visible;
}

void
canvas_copy(Canvas *canvas, const Canvas *from)
{
	gsize n = (gsize)from->rows * (gsize)from->cols;

	if (canvas->rows != from->rows || canvas->cols != from->cols)
		canvas->cells = g_renew(Cell, canvas->cells, n);
	memcpy(canvas->cells, from->cells, n * sizeof(Cell));
	canvas->rows = from->rows;
	canvas->cols = from->cols;
	canvas->rules = from->rules;
	canvas->clip = from->clip;
	canvas->cursor_row = from->cursor_row;
	canvas->cursor_col = from->cursor_col;
	canvas->cursor_visible = from->cursor_visible;
}
