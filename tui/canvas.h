/*
 * The grid every view draws into; term.c copies changed cells from it to the
 * terminal, tests compare its dump. Invariants: a glyph of two cells is a
 * cell of width 2 followed by one of width 0, both inside the grid and the
 * clip; overwriting one half blanks the other; nothing is ever drawn outside
 * the clip. Rows and columns count from 0; all sizes are in cells.
 */
#pragma once

#include "tui/cells.h"
#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Rect {
	int row, col, rows, cols;
} Rect;

typedef struct Cell {
	char bytes[CELL_BYTES]; /* UTF-8, NUL-filled; " " for a blank, "" for the right half */
	uint8_t width;		/* 1, 2, or 0 for the right half of the cell before */
	uint8_t role;
	uint8_t attrs; /* STYLE_ bits added to the role's */
} Cell;

typedef struct Canvas Canvas;

/* A blank grid (at least 1x1) whose text is measured by a copy of *rules. */
Canvas *canvas_new(int rows, int cols, const CellRules *rules);
void canvas_free(Canvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Canvas, canvas_free)

/* Back to blanks of ROLE_DEFAULT, whole clip, no cursor. */
void canvas_clear(Canvas *canvas);

int canvas_rows(const Canvas *canvas);
int canvas_cols(const Canvas *canvas);
const CellRules *canvas_rules(const Canvas *canvas);

/* The cell at (row, col), which must be inside. Borrowed until the next drawing. */
const Cell *canvas_cell(const Canvas *canvas, int row, int col);

/* The whole grid as a rectangle; the part of `a` inside `b`, empty (0 rows or cols) when none.
 */
Rect canvas_rect(const Canvas *canvas);
Rect rect_intersect(Rect a, Rect b);

/* Narrows the clip to `rect` inside the present one and returns the old, for canvas_set_clip().
 */
Rect canvas_push_clip(Canvas *canvas, Rect rect);
void canvas_set_clip(Canvas *canvas, Rect clip);

/*
 * Draws `text` from (row, col), which may lie outside, to the edge of the clip
 * at most; a wide character half in is drawn as a blank. Returns the column
 * behind the text, clipped or not, so that pieces can be chained.
 */
int canvas_put(Canvas *canvas, int row, int col, const char *text, Role role);
int canvas_put_n(Canvas *canvas, int row, int col, const char *text, size_t len, Role role);

/* Draws `text` in exactly `cols` cells, cut with "~" or filled with blanks. Returns col + cols.
 */
int canvas_put_field(Canvas *canvas, int row, int col, int cols, const char *text, Role role);

/* As canvas_put_field(), aligned. */
int canvas_put_aligned(Canvas *canvas, Rect line, const char *text, CellAlign align, Role role);

/* Printf form of canvas_put(). */
int canvas_printf(Canvas *canvas, int row, int col, Role role, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

/* Blanks `rect` in `role`. */
void canvas_fill(Canvas *canvas, Rect rect, Role role);

/*
 * Copies the cells of `rect`, which must be inside the grid, row by row; and back. What is laid
 * must have been taken where no wide character crossed the edge, and `rect` be inside the clip.
 */
void canvas_take(const Canvas *canvas, Rect rect, Cell *ret_cells);
void canvas_lay(Canvas *canvas, Rect rect, const Cell *cells);

/* Sets role of what is drawn in `rect` / adds STYLE_ bits; the text stays. */
void canvas_set_role(Canvas *canvas, Rect rect, Role role);
void canvas_add_attrs(Canvas *canvas, Rect rect, uint8_t attrs);

/* Borders along the edge of `rect` (2x2 at least, else nothing), in ASCII or lines by the
 * rules; `title` may be NULL. */
void canvas_box(Canvas *canvas, Rect rect, const char *title, Role role);
void canvas_hline(Canvas *canvas, int row, int col, int cols, Role role);
void canvas_vline(Canvas *canvas, int row, int col, int rows, Role role);

/*
 * The hardware cursor: the focus, for IME, screen reader and braille (UI 2.2).
 * `visible` is for text fields; an invisible cursor stands there all the same.
 * Kept inside the grid; never in the right half of a wide character.
 */
void canvas_set_cursor(Canvas *canvas, int row, int col, bool visible);
bool canvas_cursor(const Canvas *canvas, int *ret_row, int *ret_col);

/*
 * Text form for golden screens: one line a row without trailing blanks, then
 * "cursor R,C" ("cursor R,C hidden"), and with `roles` a line "roles R: C+N
 * name attrs ..." for every row that has others than default. Caller frees.
 */
char *canvas_dump(const Canvas *canvas, bool roles);

/*
 * Sets changed[row] (canvas_rows() of them) where the rows differ from
 * `before`, which may be NULL or of another size: then all do. Returns how many.
 */
int canvas_diff(const Canvas *canvas, const Canvas *before, bool *changed);

/* Makes `canvas` equal to `from`, taking its size. */
void canvas_copy(Canvas *canvas, const Canvas *from);
