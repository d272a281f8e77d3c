/*
 * Drawing the difference: see term-draw.h. A row is walked from its first cell that differs to
 * the last; equal cells in between are written again where that is shorter than a movement. A
 * wide glyph and its right half differ together, for the half is a cell of its own (canvas.h),
 * so no half is ever left over.
 */
#include "config.h"

#include "tui/term-draw.h"

#include <string.h>

#define BRIDGE_COLS   4 /* equal cells that are shorter than a movement over them */
#define MIN_ERASED    9 /* blanks that are longer than erasing them and moving on */
#define UNKNOWN_PLACE (-1)

typedef struct Pen {
	const TermWords *words;
	const Canvas *canvas, *shown; /* `shown` NULL: all is blank */
	GString *out;
	int row, col;	  /* of the terminal's cursor, or UNKNOWN_PLACE */
	const Cell *like; /* the look the terminal is in; NULL: plain */
} Pen;

/* ---- looks ---- */

static TermLook
look_of(const TermWords *words, const Cell *cell)
{
	TermLook look = {.attrs = 0};

	if (!cell)
		return look;
	look = words->looks[cell->role];
	look.attrs |= cell->attrs;
	return look;
}

static bool
is_plain(const Pen *pen, const Cell *cell)
{
	const TermLook *look = &pen->words->looks[cell->role];

	return !look->fg && !look->bg && !look->attrs && !cell->attrs;
}

static bool
is_plain_blank(const Pen *pen, const Cell *cell)
{
	return cell->bytes[0] == ' ' && cell->bytes[1] == '\0' && is_plain(pen, cell);
}

static void
put_colour(GString *out, const char *now, const char *wanted)
{
	if (wanted && (!now || strcmp(now, wanted) != 0))
		g_string_append(out, wanted);
}

static void
take_look(Pen *pen, const Cell *cell)
{
	const TermWords *words = pen->words;
	TermLook now = look_of(words, pen->like), look = look_of(words, cell);
	uint8_t more;

	if ((now.attrs & ~look.attrs) || (now.fg && !look.fg) || (now.bg && !look.bg)) {
		g_string_append(pen->out, words->plain);
		now = (TermLook){.attrs = 0};
	}
	more = look.attrs & (uint8_t)~now.attrs;
	if (more & STYLE_BOLD)
		g_string_append(pen->out, words->bold);
	if (more & STYLE_UNDERLINE)
		g_string_append(pen->out, words->underline);
	if (more & STYLE_REVERSE)
		g_string_append(pen->out, words->reverse);
	put_colour(pen->out, now.fg, look.fg);
	put_colour(pen->out, now.bg, look.bg);
	pen->like = cell;
}

/* ---- places ---- */

static void
go_to(Pen *pen, int row, int col)
{
	if (pen->row == row && pen->col == col)
		return;
	if (pen->row == row && pen->words->column)
		pen->words->column(pen->out, col);
	else
		pen->words->move(pen->out, row, col);
	pen->row = row;
	pen->col = col;
}

static void
put_cell(Pen *pen, int row, int col, const Cell *cell)
{
	const Cell *like = pen->like;

	go_to(pen, row, col);
	if (!like || like->role != cell->role || like->attrs != cell->attrs)
		take_look(pen, cell);
	g_string_append(pen->out, cell->bytes);
	pen->col += cell->width;
	/* Behind the last column terminals differ. */
	if (pen->col >= canvas_cols(pen->canvas))
		pen->row = UNKNOWN_PLACE;
}

/* ---- rows ---- */

static bool
differs(const Pen *pen, const Cell *cell, const Cell *was)
{
	return was ? memcmp(cell, was, sizeof *cell) != 0 : !is_plain_blank(pen, cell);
}

/* The end of the blanks that begin at `col`. */
static int
blank_end(const Pen *pen, const Cell *cells, int col, int cols)
{
	while (col < cols && is_plain_blank(pen, &cells[col]))
		col++;
	return col;
}

/* True if the blanks from `col` up to `end` were made by erasing. */
static bool
erase(Pen *pen, int row, int col, int end)
{
	const TermWords *words = pen->words;
	bool whole = end == canvas_cols(pen->canvas) && words->erase_line;

	if (end - col < (whole ? BRIDGE_COLS : MIN_ERASED) || (!whole && !words->erase))
		return false;
	go_to(pen, row, col);
	take_look(pen, NULL);
	if (whole)
		g_string_append(pen->out, words->erase_line);
	else
		words->erase(pen->out, end - col);
	return true;
}

/* The first cell from `col` on that differs; `cols` if none does. */
static int
next_change(const Pen *pen, const Cell *cells, const Cell *was, int col, int cols)
{
	while (col < cols && !differs(pen, &cells[col], was ? &was[col] : NULL))
		col++;
	return col;
}

static void
draw_row(Pen *pen, int row)
{
	int cols = canvas_cols(pen->canvas);
	const Cell *cells = canvas_cell(pen->canvas, row, 0);
	const Cell *was = pen->shown ? canvas_cell(pen->shown, row, 0) : NULL;
	bool spare = pen->words->spares_corner && row == canvas_rows(pen->canvas) - 1;
	static const Cell blank = {.bytes = " ", .width = 1};
	int col = 0;

	if (was && memcmp(cells, was, sizeof *cells * (size_t)cols) == 0)
		return;
	cols -= spare;
	while (col < cols) {
		int change = next_change(pen, cells, was, col, cols), end;

		if (change == cols)
			return;
		/* Equal cells are written again, where no change of look stands between. */
		if (change - col > BRIDGE_COLS || pen->row != row || pen->col != col)
			col = change;
		for (int c = col; c < change; c++)
			if (cells[c].role != cells[change].role || cells[c].attrs ||
				cells[c].bytes[1])
				col = change;
		if (cells[col].width == 0 && col > 0)
			col--;
		end = blank_end(pen, cells, col, cols);
		if (end > col && erase(pen, row, col, end)) {
			col = end;
			continue;
		}
		/* A wide glyph in the spared corner: nothing may be left of what was there. */
		put_cell(pen, row, col, col + cells[col].width <= cols ? &cells[col] : &blank);
		col += MAX(cells[col].width, 1);
	}
}

/* For a terminal that cannot move its cursor: the row as a line, whatever was there. */
static void
print_row(Pen *pen, int row)
{
	const Cell *cells = canvas_cell(pen->canvas, row, 0);
	int cols = canvas_cols(pen->canvas), end = cols;

	while (end > 0 && is_plain_blank(pen, &cells[end - 1]))
		end--;
	if (next_change(pen, cells, pen->shown ? canvas_cell(pen->shown, row, 0) : NULL, 0,
		    cols) == cols)
		return;
	g_string_append(pen->out, "\r\n");
	/* The last column is left out, for it may turn the line. */
	for (int col = 0; col < MIN(end, cols - 1); col++)
		g_string_append(pen->out, cells[col].bytes);
}

static bool
cursor_stays(const Canvas *canvas, const Canvas *shown)
{
	int row, col, old_row, old_col;

	canvas_cursor(canvas, &row, &col);
	canvas_cursor(shown, &old_row, &old_col);
	return row == old_row && col == old_col;
}

void
term_draw(const TermWords *words, const Canvas *canvas, const Canvas *shown, GString *out)
{
	Pen pen = {words, canvas, shown, out, UNKNOWN_PLACE, UNKNOWN_PLACE, NULL};
	gsize before = out->len;
	int row, col;

	if (!shown && words->clear) {
		g_string_append(out, words->plain);
		g_string_append(out, words->clear);
	}
	for (row = 0; row < canvas_rows(canvas); row++)
		if (words->move)
			draw_row(&pen, row);
		else
			print_row(&pen, row);
	if (pen.like)
		take_look(&pen, NULL);
	if (shown && out->len == before && cursor_stays(canvas, shown))
		return;
	canvas_cursor(canvas, &row, &col);
	if (words->move)
		go_to(&pen, row, col);
}
