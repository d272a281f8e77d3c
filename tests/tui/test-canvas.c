/* tui/canvas.h and tui/theme.h: the grid keeps its invariants, the dump shows all of it. */
#include "config.h"

#include "tui/canvas.h"

#include <locale.h>

#include "core/error.h"

static const CellRules plain;

static void
assert_dump(const Canvas *canvas, const char *expect)
{
	g_autofree char *dump = canvas_dump(canvas, false);

	g_assert_cmpstr(dump, ==, expect);
}

/* Wide cells are followed by their half, halves follow wide cells, rows have their width. */
static void
assert_sound(const Canvas *canvas)
{
	for (int row = 0; row < canvas_rows(canvas); row++) {
		for (int col = 0; col < canvas_cols(canvas); col++) {
			const Cell *cell = canvas_cell(canvas, row, col);
			bool half = col > 0 && canvas_cell(canvas, row, col - 1)->width == 2;

			g_assert_cmpint(cell->width == 0, ==, half);
			g_assert_cmpuint(cell->width, ==, cells_width(&plain, cell->bytes));
			g_assert_false(cell->width == 2 && col + 1 == canvas_cols(canvas));
		}
	}
}

static void
test_put(void)
{
	g_autoptr(Canvas) canvas = canvas_new(2, 8, &plain);

	g_assert_cmpint(canvas_put(canvas, 0, 0, "中文AB", ROLE_DEFAULT), ==, 6);
	g_assert_cmpint(canvas_put(canvas, 1, 5, "中文", ROLE_DEFAULT), ==, 9);
	assert_dump(canvas, "中文AB\n     中\ncursor 0,0 hidden\n");
	assert_sound(canvas);
	canvas_put(canvas, 0, 1, "x", ROLE_DEFAULT);
	canvas_put(canvas, 1, -1, "王小", ROLE_DEFAULT);
	assert_dump(canvas, " x文AB\n 小  中\ncursor 0,0 hidden\n");
	canvas_put(canvas, 0, 2, "x", ROLE_DEFAULT);
	canvas_put(canvas, 1, 0, "中", ROLE_DEFAULT);
	assert_dump(canvas, " xx AB\n中   中\ncursor 0,0 hidden\n");
	assert_sound(canvas);
	canvas_put(canvas, -1, 0, "no", ROLE_DEFAULT);
	canvas_put(canvas, 2, 0, "no", ROLE_DEFAULT);
	assert_dump(canvas, " xx AB\n中   中\ncursor 0,0 hidden\n");
}

static void
test_fields(void)
{
	g_autoptr(Canvas) canvas = canvas_new(3, 10, &plain);

	g_assert_cmpint(canvas_put_field(canvas, 0, 0, 5, "王小明", ROLE_SELECTED), ==, 5);
	canvas_put_aligned(canvas, (Rect){1, 0, 1, 6}, "12", CELL_ALIGN_RIGHT, ROLE_DEFAULT);
	canvas_put_aligned(canvas, (Rect){2, 0, 1, 6}, "12", CELL_ALIGN_CENTRE, ROLE_DEFAULT);
	canvas_printf(canvas, 1, 7, ROLE_DEFAULT, "%d", 1234);
	assert_dump(canvas, "王小~\n    12 123\n  12\ncursor 0,0 hidden\n");
}

static void
test_clip(void)
{
	g_autoptr(Canvas) canvas = canvas_new(3, 10, &plain);
	Rect old;

	canvas_put(canvas, 1, 0, "中中中中中", ROLE_DEFAULT);
	old = canvas_push_clip(canvas, (Rect){1, 3, 1, 4});
	canvas_put(canvas, 1, 0, "文文文文文", ROLE_DEFAULT);
	canvas_put(canvas, 0, 0, "outside", ROLE_DEFAULT);
	/* The clip cuts through characters: their halves inside, and what they broke, are
	 * blank. */
	assert_dump(canvas, "\n中  文  中\n\ncursor 0,0 hidden\n");
	assert_sound(canvas);
	canvas_fill(canvas, (Rect){-5, -5, 100, 100}, ROLE_DEFAULT);
	canvas_set_clip(canvas, old);
	canvas_put(canvas, 2, 8, "abc", ROLE_DEFAULT);
	assert_dump(canvas, "\n中      中\n        ab\ncursor 0,0 hidden\n");
	canvas_push_clip(canvas, (Rect){50, 50, 5, 5});
	canvas_put(canvas, 0, 0, "nothing", ROLE_DEFAULT);
	canvas_fill(canvas, canvas_rect(canvas), ROLE_TITLE);
	assert_dump(canvas, "\n中      中\n        ab\ncursor 0,0 hidden\n");
}

static void
test_box(void)
{
	const CellRules lines = {.lines = true};
	g_autoptr(Canvas) ascii = canvas_new(3, 12, &plain);
	g_autoptr(Canvas) drawn = canvas_new(3, 12, &lines);

	canvas_box(ascii, (Rect){0, 0, 3, 12}, "投诉单详情", ROLE_BORDER);
	assert_dump(ascii, "+- 投诉~ --+\n|          |\n+----------+\ncursor 0,0 hidden\n");
	canvas_box(drawn, (Rect){0, 0, 3, 4}, NULL, ROLE_BORDER);
	assert_dump(drawn,
		"\u250c\u2500\u2500\u2510\n\u2502  \u2502\n\u2514\u2500\u2500\u2518\n"
		"cursor 0,0 hidden\n");
	canvas_box(ascii, (Rect){1, 8, 9, 9}, "off the edge", ROLE_BORDER);
	canvas_box(ascii, (Rect){0, 0, 1, 1}, "too small", ROLE_BORDER);
	assert_sound(ascii);
}

static void
test_cursor(void)
{
	g_autoptr(Canvas) canvas = canvas_new(2, 4, &plain);
	int row, col;

	canvas_set_cursor(canvas, 9, 1, true);
	canvas_put(canvas, 1, 0, "中", ROLE_DEFAULT);
	g_assert_true(canvas_cursor(canvas, &row, &col));
	g_assert_cmpint(row, ==, 1);
	g_assert_cmpint(col, ==, 0);
	assert_dump(canvas, "\n中\ncursor 1,0\n");
}

static void
test_roles(void)
{
	g_autoptr(Canvas) canvas = canvas_new(2, 8, &plain);
	g_autofree char *dump = NULL;

	canvas_put(canvas, 0, 0, "!!", ROLE_OVERDUE);
	canvas_put(canvas, 1, 2, "中", ROLE_DEFAULT);
	canvas_add_attrs(canvas, (Rect){1, 0, 1, 4}, STYLE_BOLD);
	canvas_set_role(canvas, (Rect){0, 6, 1, 9}, ROLE_HIT);
	dump = canvas_dump(canvas, true);
	g_assert_cmpstr(dump, ==,
		"!!\n  中\ncursor 0,0 hidden\nroles 0: 0+2 overdue 6+2 hit\n"
		"roles 1: 0+4 default+bold\n");
}

static void
test_diff(void)
{
	g_autoptr(Canvas) a = canvas_new(3, 5, &plain);
	g_autoptr(Canvas) b = canvas_new(3, 5, &plain);
	g_autoptr(Canvas) c = canvas_new(2, 5, &plain);
	bool changed[3];

	g_assert_cmpint(canvas_diff(a, b, changed), ==, 0);
	canvas_put(a, 1, 0, "x", ROLE_DEFAULT);
	canvas_add_attrs(a, (Rect){2, 4, 1, 1}, STYLE_BOLD);
	g_assert_cmpint(canvas_diff(a, b, changed), ==, 2);
	g_assert_false(changed[0]);
	g_assert_true(changed[1]);
	g_assert_true(changed[2]);
	canvas_copy(b, a);
	g_assert_cmpint(canvas_diff(a, b, changed), ==, 0);
	g_assert_cmpint(canvas_diff(a, c, changed), ==, 3);
	g_assert_cmpint(canvas_diff(a, NULL, changed), ==, 3);
	canvas_copy(c, a);
	g_assert_cmpint(canvas_diff(c, a, changed), ==, 0);
}

/* Whatever is drawn wherever, the grid stays sound. */
static void
test_random(void)
{
	const char *texts[] = {
		"中文", "a", "中a文b", "e\u0301x", "\xff\xfe", "\u202e", "", "\t中"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(9);
	g_autoptr(Canvas) canvas = canvas_new(5, 9, &plain);

	for (int i = 0; i < 5000; i++) {
		int row = g_rand_int_range(rand, -2, 7), col = g_rand_int_range(rand, -4, 12);
		int rows = g_rand_int_range(rand, -1, 5), cols = g_rand_int_range(rand, -1, 8);
		Rect rect = {row, col, rows, cols};

		if (i % 3 == 0)
			canvas_fill(canvas, rect, ROLE_TITLE);
		if (i % 7 == 0)
			canvas_box(canvas, rect, "标题 title", ROLE_BORDER);
		if (i % 11 == 0)
			canvas_push_clip(canvas, rect);
		if (i % 23 == 0)
			canvas_set_clip(canvas, canvas_rect(canvas));
		canvas_put(canvas, row, col, texts[i % (int)G_N_ELEMENTS(texts)], ROLE_HIT);
		assert_sound(canvas);
	}
}

/* A field is the padded text, drawn; what was taken and laid again is the same. */
static void
test_same_cells(void)
{
	static const char *const texts[] = {"", "a", "abc", "abcdefghijk", "中", "a中b文c",
		"e\u0301x", "x\u0301\u0302y中", "中文中文中文中文", "\xff\x80z", "a\tb",
		"\u200bq"};
	bool changed[2];

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
		for (int cols = 0; cols <= 12; cols++) {
			for (int align = CELL_ALIGN_LEFT; align <= CELL_ALIGN_CENTRE; align++) {
				g_autoptr(Canvas) field = canvas_new(2, 12, &plain);
				g_autoptr(Canvas) padded = canvas_new(2, 12, &plain);
				g_autoptr(Canvas) laid = canvas_new(2, 12, &plain);
				g_autofree char *text = cells_dup_pad(
					&plain, texts[i], (unsigned)cols, (CellAlign)align);
				Cell cells[24];

				canvas_put_aligned(field, (Rect){1, 0, 1, cols}, texts[i],
					(CellAlign)align, ROLE_HIT);
				canvas_put(padded, 1, 0, text, ROLE_HIT);
				g_assert_cmpint(canvas_diff(field, padded, changed), ==, 0);
				canvas_take(field, canvas_rect(field), cells);
				canvas_put(laid, 1, 1, "文文文文文", ROLE_TITLE);
				canvas_lay(laid, canvas_rect(laid), cells);
				g_assert_cmpint(canvas_diff(laid, field, changed), ==, 0);
			}
		}
	}
}

/* Half a wide character at the edge of what is laid is blanked. */
static void
test_lay_edges(void)
{
	g_autoptr(Canvas) canvas = canvas_new(1, 8, &plain);
	g_autoptr(Canvas) from = canvas_new(1, 3, &plain);

	canvas_put(canvas, 0, 0, "中中中中", ROLE_TITLE);
	canvas_put(from, 0, 0, "abc", ROLE_HIT);
	canvas_lay(canvas, (Rect){0, 3, 1, 3}, canvas_cell(from, 0, 0));
	assert_sound(canvas);
	g_assert_cmpstr(canvas_cell(canvas, 0, 2)->bytes, ==, " ");
	g_assert_cmpstr(canvas_cell(canvas, 0, 3)->bytes, ==, "a");
	g_assert_cmpstr(canvas_cell(canvas, 0, 6)->bytes, ==, "中");
}

static void
test_theme(void)
{
	g_autoptr(GError) error = NULL;
	Theme theme, other;

	theme_init(&theme, THEME_AUTO, 256, false);
	g_assert_cmpint(theme.kind, ==, THEME_256);
	theme_init(&theme, THEME_AUTO, 8, false);
	g_assert_cmpint(theme.kind, ==, THEME_16);
	theme_init(&theme, THEME_256, 0, false);
	g_assert_cmpint(theme.kind, ==, THEME_MONO);
	theme_init(&theme, THEME_HIGH_CONTRAST, 256, true);
	g_assert_cmpint(theme.kind, ==, THEME_MONO);
	theme_init(&theme, THEME_HIGH_CONTRAST, 0, false);
	g_assert_cmpint(theme.styles[ROLE_OVERDUE].bg, ==, -1);
	g_assert_cmpint(theme.styles[ROLE_OVERDUE].attrs, ==, STYLE_BOLD | STYLE_REVERSE);
	for (int i = 0; i < N_ROLES; i++) {
		Role role;

		g_assert_true(theme_role_from_name(theme_role_name((Role)i), &role));
		g_assert_cmpint(role, ==, i);
	}
	g_assert_true(theme_apply(
		&theme, "# mine\n\noverdue = black on 202 bold\nlink=underline\n", &error));
	g_assert_no_error(error);
	g_assert_cmpint(theme.styles[ROLE_OVERDUE].fg, ==, 0);
	g_assert_cmpint(theme.styles[ROLE_OVERDUE].bg, ==, 202);
	other = theme;
	g_assert_false(theme_apply(&theme, "link = red\noverdue = black on 256\n", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	g_assert_nonnull(strstr(error->message, "line 2"));
	g_assert_nonnull(strstr(error->message, "\"256\""));
	g_assert_cmpint(theme.styles[ROLE_LINK].fg, ==, other.styles[ROLE_LINK].fg);
	g_clear_error(&error);
	g_assert_false(theme_apply(&theme, "overdo = red", NULL));
	g_assert_false(theme_apply(&theme, "nothing", NULL));
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/canvas/put", test_put);
	g_test_add_func("/canvas/fields", test_fields);
	g_test_add_func("/canvas/clip", test_clip);
	g_test_add_func("/canvas/box", test_box);
	g_test_add_func("/canvas/cursor", test_cursor);
	g_test_add_func("/canvas/roles", test_roles);
	g_test_add_func("/canvas/diff", test_diff);
	g_test_add_func("/canvas/random", test_random);
	g_test_add_func("/canvas/same-cells", test_same_cells);
	g_test_add_func("/canvas/lay-edges", test_lay_edges);
	g_test_add_func("/theme/all", test_theme);
	return g_test_run();
}
