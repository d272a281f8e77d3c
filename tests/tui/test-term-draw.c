/*
 * tui/term-draw.h: whatever is drawn over whatever, a terminal (libvterm) that got only the
 * difference shows the canvas cell by cell, text, width and look.
 */
#include "config.h"

#include "tui/term-draw.h"

#include <locale.h>
#include <vterm.h>

#define ROWS 12
#define COLS 40

static void
move(GString *out, int row, int col)
{
	g_string_append_printf(out, "\033[%d;%dH", row + 1, col + 1);
}

static void
column(GString *out, int col)
{
	g_string_append_printf(out, "\033[%dG", col + 1);
}

static void
erase(GString *out, int cols)
{
	g_string_append_printf(out, "\033[%dX", cols);
}

static TermWords
words_of_xterm(void)
{
	TermWords words = {.move = move,
		.column = column,
		.erase = erase,
		.erase_line = "\033[K",
		.clear = "\033[H\033[2J",
		.plain = "\033[m",
		.bold = "\033[1m",
		.underline = "\033[4m",
		.reverse = "\033[7m"};

	words.looks[ROLE_OVERDUE] = (TermLook){.fg = "\033[31m"};
	words.looks[ROLE_TITLE] = (TermLook){"\033[37m", "\033[44m", STYLE_BOLD};
	words.looks[ROLE_FIELD] = (TermLook){.attrs = STYLE_UNDERLINE};
	return words;
}

static int
colour_index(VTermColor colour)
{
	return VTERM_COLOR_IS_INDEXED(&colour) ? colour.indexed.idx : -1;
}

static void
assert_cell(VTermScreen *screen, const Canvas *canvas, int row, int col)
{
	const Cell *cell = canvas_cell(canvas, row, col);
	Role role = (Role)cell->role;
	char text[8] = " ";
	VTermScreenCell seen;

	vterm_screen_get_cell(screen, (VTermPos){row, col}, &seen);
	if (cell->width == 0)
		return;
	if (seen.chars[0])
		text[g_unichar_to_utf8(seen.chars[0], text)] = '\0';
	g_assert_cmpstr(text, ==, cell->bytes);
	g_assert_cmpint(seen.width, ==, cell->width);
	g_assert_cmpint(seen.attrs.bold, ==, role == ROLE_TITLE || (cell->attrs & STYLE_BOLD));
	g_assert_cmpint(seen.attrs.underline, ==, role == ROLE_FIELD);
	g_assert_cmpint(colour_index(seen.bg), ==, role == ROLE_TITLE ? 4 : -1);
	g_assert_cmpint(colour_index(seen.fg), ==,
		role == ROLE_TITLE     ? 7
		: role == ROLE_OVERDUE ? 1
				       : -1);
}

static void
assert_shows(VTerm *vterm, const Canvas *canvas, bool spares_corner)
{
	VTermScreen *screen = vterm_obtain_screen(vterm);
	VTermPos at;
	int row, col;

	for (row = 0; row < ROWS; row++)
		for (col = 0; col < COLS; col++)
			if (!spares_corner || row < ROWS - 1 || col < COLS - 2)
				assert_cell(screen, canvas, row, col);
	canvas_cursor(canvas, &row, &col);
	vterm_state_get_cursorpos(vterm_obtain_state(vterm), &at);
	g_assert_cmpint(at.row, ==, row);
	g_assert_cmpint(at.col, ==, col);
}

static VTerm *
vterm_begin(void)
{
	VTerm *vterm = vterm_new(ROWS, COLS);

	vterm_set_utf8(vterm, 1);
	vterm_screen_reset(vterm_obtain_screen(vterm), 1);
	return vterm;
}

/* Anything over anything, in any look, up to the edges. */
static void
scribble(Canvas *canvas)
{
	static const char *const texts[] = {"complaint", "投诉", "王小明 a", "x", "    ",
		"                  ", "中文中文中文中文中文", "a b c d e f g",
		"-- history ----------"};
	static const Role roles[] = {
		ROLE_DEFAULT, ROLE_DEFAULT, ROLE_OVERDUE, ROLE_TITLE, ROLE_FIELD};

	for (int i = g_test_rand_int_range(0, 12); i > 0; i--) {
		int row = g_test_rand_int_range(0, ROWS), col = g_test_rand_int_range(-4, COLS);

		canvas_put(canvas, row, col,
			texts[g_test_rand_int_range(0, G_N_ELEMENTS(texts))],
			roles[g_test_rand_int_range(0, G_N_ELEMENTS(roles))]);
		if (i == 1)
			canvas_add_attrs(canvas, (Rect){row, 3, 1, 20}, STYLE_BOLD);
	}
	canvas_set_cursor(
		canvas, g_test_rand_int_range(0, ROWS), g_test_rand_int_range(0, COLS), true);
}

static void
check_walk(const TermWords *words)
{
	const CellRules rules = {.lines = true};
	g_autoptr(Canvas) canvas = canvas_new(ROWS, COLS, &rules);
	g_autoptr(Canvas) shown = canvas_new(ROWS, COLS, &rules);
	VTerm *vterm = vterm_begin();

	for (int i = 0; i < 400; i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		if (i % 50 == 49)
			canvas_clear(canvas);
		scribble(canvas);
		term_draw(words, canvas, i % 100 ? shown : NULL, out);
		vterm_input_write(vterm, out->str, out->len);
		assert_shows(vterm, canvas, words->spares_corner);
		canvas_copy(shown, canvas);
	}
	vterm_free(vterm);
}

static void
test_anything_over_anything(void)
{
	TermWords words = words_of_xterm();

	check_walk(&words);
	words.column = NULL;
	check_walk(&words);
	words.erase = NULL;
	words.erase_line = NULL;
	check_walk(&words);
	words.spares_corner = true;
	check_walk(&words);
}

static char *
dup_bytes(const TermWords *words, const Canvas *canvas, const Canvas *shown)
{
	GString *out = g_string_new(NULL);

	term_draw(words, canvas, shown, out);
	return g_string_free(out, FALSE);
}

static void
test_few_bytes(void)
{
	const CellRules rules = {.lines = true};
	TermWords words = words_of_xterm();
	g_autoptr(Canvas) canvas = canvas_new(ROWS, COLS, &rules);
	g_autoptr(Canvas) shown = canvas_new(ROWS, COLS, &rules);
	g_autofree char *same = NULL, *bridged = NULL, *tail = NULL, *looks = NULL;

	same = dup_bytes(&words, canvas, shown);
	g_assert_cmpstr(same, ==, "");
	/* The b that stays is shorter than a movement. */
	canvas_put(shown, 0, 0, "abc", ROLE_DEFAULT);
	canvas_put(canvas, 0, 0, "xbz", ROLE_DEFAULT);
	bridged = dup_bytes(&words, canvas, shown);
	g_assert_cmpstr(bridged, ==, "\033[1;1Hxbz\033[1G");
	canvas_copy(shown, canvas);
	canvas_clear(canvas);
	tail = dup_bytes(&words, canvas, shown);
	g_assert_cmpstr(tail, ==, "\033[1;1H\033[K");
	/* One look after another, the plain one in the end. */
	canvas_clear(shown);
	canvas_put(canvas, 0, 0, "a", ROLE_OVERDUE);
	canvas_put(canvas, 0, 1, "b", ROLE_TITLE);
	canvas_put(canvas, 0, 2, "c", ROLE_DEFAULT);
	looks = dup_bytes(&words, canvas, shown);
	g_assert_cmpstr(looks, ==, "\033[1;1H\033[31ma\033[1m\033[37m\033[44mb\033[mc\033[1G");
}

static void
test_no_movement(void)
{
	const CellRules rules = {.lines = true};
	TermWords words = {.plain = "", .bold = "", .underline = "", .reverse = ""};
	g_autoptr(Canvas) canvas = canvas_new(ROWS, COLS, &rules);
	g_autoptr(Canvas) shown = canvas_new(ROWS, COLS, &rules);
	g_autofree char *lines = NULL;

	canvas_put(canvas, 1, 2, "one", ROLE_TITLE);
	canvas_put(canvas, 3, 0, "two", ROLE_DEFAULT);
	canvas_put(shown, 3, 0, "two", ROLE_DEFAULT);
	lines = dup_bytes(&words, canvas, shown);
	g_assert_cmpstr(lines, ==, "\r\n  one");
}

/* What changes nothing is not heard of; a cursor that moved is. */
static void
test_nothing_new(void)
{
	const TermWords words = words_of_xterm();
	const CellRules rules = {.ascii = false};
	g_autoptr(Canvas) shown = canvas_new(ROWS, COLS, &rules);
	g_autoptr(Canvas) canvas = canvas_new(ROWS, COLS, &rules);
	g_autoptr(GString) out = g_string_new(NULL);

	canvas_put(canvas, 3, 2, "the same", ROLE_TITLE);
	canvas_set_cursor(canvas, 3, 2, true);
	canvas_copy(shown, canvas);
	term_draw(&words, canvas, shown, out);
	g_assert_cmpstr(out->str, ==, "");
	canvas_set_cursor(canvas, 4, 2, true);
	term_draw(&words, canvas, shown, out);
	g_assert_cmpstr(out->str, ==, "\033[5;3H");
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/term-draw/anything-over-anything", test_anything_over_anything);
	g_test_add_func("/term-draw/few-bytes", test_few_bytes);
	g_test_add_func("/term-draw/nothing-new", test_nothing_new);
	g_test_add_func("/term-draw/no-movement", test_no_movement);
	return g_test_run();
}
