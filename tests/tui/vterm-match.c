/* See vterm-match.h. */
#include "config.h"

#include "tests/tui/vterm-match.h"

#include <vterm.h>

#include "tests/tui/tty-allow.h"

/* One terminal for all canvases of a size: making one takes longer than filling it. */
static VTerm *vterm;

static VTermScreen *
blank_screen(int rows, int cols)
{
	static int old_rows, old_cols;
	VTermScreen *screen;

	if (vterm && (rows != old_rows || cols != old_cols))
		g_clear_pointer(&vterm, vterm_free);
	if (!vterm) {
		vterm = vterm_new(rows, cols);
		vterm_set_utf8(vterm, 1);
	}
	old_rows = rows;
	old_cols = cols;
	screen = vterm_obtain_screen(vterm);
	vterm_screen_reset(screen, 1);
	return screen;
}

/* The text of a row as a terminal is sent it; the rest of the row is blank. */
static char *
dup_row(const Canvas *canvas, int row)
{
	GString *bytes = g_string_new(NULL);

	for (int col = 0; col < canvas_cols(canvas); col++)
		g_string_append(bytes, canvas_cell(canvas, row, col)->bytes);
	return g_string_free(bytes, FALSE);
}

static char *
dup_cell_text(const VTermScreenCell *cell)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
		if (cell->chars[i] != (uint32_t)-1)
			g_string_append_unichar(text, cell->chars[i]);
	if (text->len == 0 && cell->chars[0] == 0)
		g_string_append_c(text, ' ');
	return g_string_free(text, FALSE);
}

/* Most cells: nothing to look into. */
static bool
is_same_ascii(const Cell *cell, const VTermScreenCell *their)
{
	uint32_t ch = their->chars[0] ? their->chars[0] : ' ';

	return cell->width == 1 && their->width == 1 && ch >= ' ' && ch < 0x7f &&
	       cell->bytes[0] == (char)ch && !cell->bytes[1] &&
	       (their->chars[0] == 0 || their->chars[1] == 0);
}

static char *
dup_cell_fault(const Cell *cell, const VTermScreenCell *their, int col)
{
	g_autofree char *fault =
		tty_allow_dup_fault(cell->bytes, strlen(cell->bytes), TTY_ALLOW_LINES);
	g_autofree char *seen = dup_cell_text(their);

	if (fault || strpbrk(cell->bytes, "\r\n\033"))
		return g_strdup_printf("cell %d: %s", col, fault ? fault : "a control");
	if (cell->width && !g_str_has_prefix(cell->bytes, seen))
		return g_strdup_printf(
			"cell %d is \"%s\" here, \"%s\" there", col, cell->bytes, seen);
	if (cell->width && their->width != cell->width)
		return g_strdup_printf("cell %d: \"%s\" takes %d here, %d there", col,
			cell->bytes, cell->width, their->width);
	return NULL;
}

static char *
dup_row_fault(const Canvas *canvas, VTermScreen *screen, int row)
{
	for (int col = 0; col < canvas_cols(canvas); col++) {
		const Cell *cell = canvas_cell(canvas, row, col);
		g_autofree char *fault = NULL;
		VTermScreenCell their;

		vterm_screen_get_cell(screen, (VTermPos){row, col}, &their);
		if (is_same_ascii(cell, &their))
			continue;
		fault = dup_cell_fault(cell, &their, col);
		if (fault)
			return g_strdup_printf("row %d, %s", row, fault);
	}
	return NULL;
}

char *
vterm_match_dup_fault(const Canvas *canvas)
{
	int rows = canvas_rows(canvas), cols = canvas_cols(canvas);
	VTermScreen *screen = blank_screen(rows, cols);
	char *fault = NULL;

	for (int row = 0; row < rows; row++) {
		g_autofree char *bytes = dup_row(canvas, row);
		g_autofree char *place = g_strdup_printf("\033[%dH", row + 1);

		vterm_input_write(vterm, place, strlen(place));
		vterm_input_write(vterm, bytes, strlen(bytes));
	}
	for (int row = 0; row < rows && !fault; row++)
		fault = dup_row_fault(canvas, screen, row);
	return fault;
}
