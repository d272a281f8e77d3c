/* tui/cells.h: width, glyphs, cutting and wrapping of mixed and hostile text. */
#include "config.h"

#include "tui/cells.h"

#include <locale.h>

static const CellRules plain;

static void
assert_glyph(const CellRules *rules, const char *text, const char *bytes, unsigned width)
{
	CellGlyph glyph;

	g_assert_true(cells_next(rules, text, strlen(text), &glyph));
	g_assert_cmpstr(glyph.bytes, ==, bytes);
	g_assert_cmpuint(glyph.width, ==, width);
	g_assert_cmpuint(glyph.len, ==, strlen(text));
	g_assert_cmpuint(cells_width(rules, text), ==, width);
}

static void
test_glyphs(void)
{
	assert_glyph(&plain, "a", "a", 1);
	assert_glyph(&plain, "王", "王", 2);
	assert_glyph(&plain, "，", "，", 2);
	assert_glyph(&plain, "e\u0301", "e\u0301", 1);
	assert_glyph(&plain, "\u0301", " \u0301", 1);
	assert_glyph(&plain, "\U00031350", "〓", 2); /* Extension H: unknown to glibc 2.36 */
	assert_glyph(&plain, "\x1b", "?", 1);
	assert_glyph(&plain, "\xc2\x9b", "?", 1);
	assert_glyph(&plain, "\t", "?", 1);
	assert_glyph(&plain, "\xff", "?", 1);
	assert_glyph(&plain, "\u202e", "", 0);
	assert_glyph(&plain, "\u200b", "", 0);
	assert_glyph(&plain, "\u00ad", "-", 1);
	assert_glyph(&plain, "\u2764\ufe0f", "\u2764", 1);
	assert_glyph(&plain, "\U0001f44d\U0001f3fd", "\U0001f44d", 2);
	assert_glyph(&plain, "\U0001f1e8", "C", 1);
	/* Seven marks: those that fit a cell are kept whole, all are read. */
	assert_glyph(&plain, "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
		"e\u0301\u0301\u0301\u0301\u0301", 1);
}

static void
test_rules(void)
{
	const CellRules wide = {.ambiguous_wide = true}, ascii = {.ascii = true};
	const CellRules own = {.stand_in = "#"};

	assert_glyph(&plain, "\u201c", "\u201c", 1);
	assert_glyph(&wide, "\u201c", "＂", 2);
	assert_glyph(&wide, "\u2460", "〓", 2);
	assert_glyph(&wide, "王", "王", 2);
	assert_glyph(&wide, "a", "a", 1);
	assert_glyph(&ascii, "王", "?", 1);
	assert_glyph(&ascii, "\u00e9", "?", 1);
	assert_glyph(&own, "\U00031350", "#", 1);
}

/* Every step goes on, ends at the end, and draws valid UTF-8 of the width it says. */
static void
test_any_bytes(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20);
	CellGlyph glyph;
	char text[65];

	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)g_rand_int_range(rand, 1, 64), at = 0;

		for (size_t i = 0; i < len; i++)
			text[i] = (char)g_rand_int_range(rand, i % 3 ? 0x80 : 0, 0x100);
		for (; cells_next(&plain, text + at, len - at, &glyph); at += glyph.len) {
			g_assert_cmpuint(glyph.len, >=, 1);
			g_assert_cmpuint(glyph.width, <=, 2);
			g_assert_true(g_utf8_validate(glyph.bytes, -1, NULL));
			g_assert_cmpint(glyph.width == 0, ==, glyph.bytes[0] == '\0');
			g_assert_cmpint(glyph.bytes[0], !=, 0x1b);
		}
		g_assert_cmpuint(at, ==, len);
	}
}

static void
test_cut_and_pad(void)
{
	static const struct {
		const char *text;
		unsigned cols;
		const char *cut, *left, *right;
	} cases[] = {
		{"", 3, "", "   ", "   "},
		{"abc", 3, "abc", "abc", "abc"},
		{"abcd", 3, "ab~", "ab~", "ab~"},
		{"王小明", 6, "王小明", "王小明", "王小明"},
		{"王小明", 5, "王小~", "王小~", "王小~"},
		{"王小明", 4, "王~", "王~ ", " 王~"},
		{"王小明", 1, "~", "~", "~"},
		{"王小明", 0, "", "", ""},
		{"王", 5, "王", "王   ", "   王"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *text = cases[i].text;
		unsigned cols = cases[i].cols;
		g_autofree char *cut = cells_dup_cut(&plain, text, cols);
		g_autofree char *left = cells_dup_pad(&plain, text, cols, CELL_ALIGN_LEFT);
		g_autofree char *right = cells_dup_pad(&plain, text, cols, CELL_ALIGN_RIGHT);

		g_assert_cmpstr(cut, ==, cases[i].cut);
		g_assert_cmpstr(left, ==, cases[i].left);
		g_assert_cmpstr(right, ==, cases[i].right);
	}
}

/* Lines joined by "/", a line ended by a newline by "$". */
static char *
wrapped(const char *text, unsigned cols)
{
	g_autoptr(GArray) lines = cells_wrap(&plain, text, cols);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++) {
		const CellLine *line = &g_array_index(lines, CellLine, i);
		const char *start = text + line->start;

		g_assert_cmpuint(line->width, <=, MAX(cols, 2));
		g_assert_cmpuint(line->width, ==, cells_width_n(&plain, start, line->len));
		g_string_append_len(out, start, (gssize)line->len);
		if (i + 1 < lines->len)
			g_string_append(out, line->hard ? "$" : "/");
	}
	return g_string_free(out, FALSE);
}

static void
test_wrap(void)
{
	static const struct {
		const char *text;
		unsigned cols;
		const char *expect;
	} cases[] = {
		{"", 10, ""},
		{"one two", 10, "one two"},
		{"one two three", 8, "one two/three"},
		{"one   two", 4, "one/two"},
		{"one\n\ntwo\n", 8, "one$$two$"},
		{"  indented text", 10, "  indented/text"},
		{"abcdefghij", 4, "abcd/efgh/ij"},
		{"客户称不愿等待", 6, "客户称/不愿等/待"},
		/* a closing mark is never first, an opening one never last */
		{"客户称，不愿", 6, "客户/称，不/愿"},
		{"客户「称」", 6, "客户/「称」"},
		{"客户（称）不", 6, "客户/（称）/不"},
		/* numbers keep their unit and sign; dates stay whole */
		{"退回300元给他", 8, "退回/300元给/他"},
		{"退回 300 元给他", 9, "退回/300 元给/他"},
		{"涨幅-5%以内", 6, "涨幅/-5%以/内"},
		{"于2026年5月20日办", 14, "于/2026年5月20日/办"},
		{"于2026年5月20日办", 15, "于2026年5月20日/办"},
		{"见2026-05-20记", 11, "见/2026-05-20/记"},
		/* words stay whole between Han, and break where Latin meets Han */
		{"请按Enter继续", 8, "请按/Enter继/续"},
		{"等等--好", 5, "等等/--好"},
		/* rules that cannot be kept are broken, not looped on */
		{"，，，，", 4, "，，/，，"},
		{"「「「「", 4, "「「/「「"},
		{"王小明", 1, "王/小/明"},
		{"a王", 2, "a/王"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = wrapped(cases[i].text, cases[i].cols);

		g_assert_cmpstr(got, ==, cases[i].expect);
	}
}

/* Lines cover the text in order, without loss but blanks and newlines at breaks. */
static void
test_wrap_covers(void)
{
	const char *alphabet[] = {"a", " ", "王", "，", "（", "3", "元", "\n", "\xff",
		"e\u0301", "-", "\U0001f44d"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(4);

	for (int round = 0; round < 3000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GArray) lines = NULL;
		size_t at = 0;
		unsigned cols = (unsigned)g_rand_int_range(rand, 0, 12);

		for (int i = g_rand_int_range(rand, 0, 40); i > 0; i--) {
			gint32 pick = g_rand_int_range(rand, 0, G_N_ELEMENTS(alphabet));

			g_string_append(text, alphabet[pick]);
		}
		lines = cells_wrap(&plain, text->str, cols);
		for (guint i = 0; i < lines->len; i++) {
			const CellLine *line = &g_array_index(lines, CellLine, i);

			g_assert_cmpuint(line->start, ==, at);
			g_assert_cmpuint(line->width, <=, MAX(cols, 2));
			for (at += line->len; at < line->next; at++)
				g_assert_nonnull(strchr(" \n", text->str[at]));
		}
		g_assert_cmpuint(at, ==, text->len);
	}
}

static void
test_wrap_long(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) lines = NULL;

	for (int i = 0; i < 200000; i++)
		g_string_append(text, "(客");
	lines = cells_wrap(&plain, text->str, 40);
	g_assert_cmpuint(lines->len, >=, 200000 * 3 / 40);
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cells/glyphs", test_glyphs);
	g_test_add_func("/cells/rules", test_rules);
	g_test_add_func("/cells/any-bytes", test_any_bytes);
	g_test_add_func("/cells/cut-and-pad", test_cut_and_pad);
	g_test_add_func("/cells/wrap", test_wrap);
	g_test_add_func("/cells/wrap-covers", test_wrap_covers);
	g_test_add_func("/cells/wrap-long", test_wrap_long);
	return g_test_run();
}
