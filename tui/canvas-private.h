/* The grid itself, for canvas.c and canvas-dump.c. Invariants in canvas.h. */
#pragma once

#include "tui/canvas.h"

struct Canvas {
	int rows, cols;
	CellRules rules;
	Cell *cells; /* rows * cols, row by row */
	Rect clip;   /* always inside the grid */
	int cursor_row, cursor_col;
	bool cursor_visible;
};
