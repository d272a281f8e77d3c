/* tui/line-edit.h: caret by clusters, kills, undo, wrapping and scrolling in both languages. */
#include "config.h"

#include "tui/line-edit.h"

#include <locale.h>

#include "core/text.h"

static const CellRules plain;

/* Presses keys by name, or types `"text"` given in quotes; returns the last result. */
static LineEditResult
press(LineEdit *edit, const char *keys)
{
	g_auto(GStrv) names = g_strsplit(keys, " ", -1);
	LineEditResult result = LINE_EDIT_DONE;
	Key key;

	for (char **name = names; *name; name++) {
		g_assert_true(key_parse(*name, &key));
		result = line_edit_key(edit, &key);
	}
	return result;
}

static void
type(LineEdit *edit, const char *text)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		Key key = {.code = KEY_CHAR, .ch = g_utf8_get_char(at)};

		g_assert_cmpint(line_edit_key(edit, &key), ==, LINE_EDIT_CHANGED);
	}
}

/* Text with "|" at the caret. */
static void
assert_text(const LineEdit *edit, const char *expect)
{
	const char *text = line_edit_text(edit);
	size_t caret = line_edit_caret(edit);
	g_autofree char *got = g_strdup_printf("%.*s|%s", (int)caret, text, text + caret);

	g_assert_cmpstr(got, ==, expect);
}

static void
test_typing(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(false, 0);

	type(edit, "王小明 abc");
	assert_text(edit, "王小明 abc|");
	press(edit, "Home Right");
	type(edit, "x");
	assert_text(edit, "王x|小明 abc");
	press(edit, "Delete Backspace");
	assert_text(edit, "王|明 abc");
	press(edit, "End Backspace");
	assert_text(edit, "王明 ab|");
	g_assert_cmpint(press(edit, "Home Backspace"), ==, LINE_EDIT_DONE);
	g_assert_cmpint(press(edit, "Enter"), ==, LINE_EDIT_IGNORED);
	g_assert_cmpint(press(edit, "Tab"), ==, LINE_EDIT_IGNORED);
	g_assert_cmpint(press(edit, "Up"), ==, LINE_EDIT_IGNORED);
	g_assert_cmpint(press(edit, "Ctrl-J"), ==, LINE_EDIT_IGNORED);
	g_assert_cmpint(press(edit, "F2"), ==, LINE_EDIT_IGNORED);
}

static void
test_clusters(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(false, 0);

	line_edit_set_text(edit, "ae\u0301\U0001f468\u200d\U0001f469\u200d\U0001f467z");
	press(edit, "Left Left");
	assert_text(edit, "ae\u0301|\U0001f468\u200d\U0001f469\u200d\U0001f467z");
	press(edit, "Delete");
	assert_text(edit, "ae\u0301|z");
	press(edit, "Backspace");
	assert_text(edit, "a|z");
	line_edit_set_text(edit, "e\u0301z");
	line_edit_set_caret(edit, 2);
	assert_text(edit, "|e\u0301z");
	/* a mark typed behind a letter joins it, and goes with it */
	line_edit_set_text(edit, "ab");
	press(edit, "Left");
	type(edit, "\u0301");
	assert_text(edit, "a\u0301|b");
	press(edit, "Backspace");
	assert_text(edit, "|b");
}

static void
test_words_and_kills(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(false, 0);

	line_edit_set_text(edit, "call 王小明 at 138");
	press(edit, "Ctrl-Left");
	assert_text(edit, "call 王小明 at |138");
	press(edit, "Alt-b Alt-b");
	assert_text(edit, "call |王小明 at 138");
	press(edit, "Ctrl-Right");
	assert_text(edit, "call 王小明| at 138");
	press(edit, "Ctrl-W Ctrl-W");
	assert_text(edit, "| at 138");
	press(edit, "Ctrl-Y");
	assert_text(edit, "call 王小明| at 138");
	press(edit, "Ctrl-K");
	assert_text(edit, "call 王小明|");
	press(edit, "Ctrl-U");
	assert_text(edit, "|");
	press(edit, "Ctrl-Y");
	assert_text(edit, "call 王小明|");
	press(edit, "Alt-y");
	assert_text(edit, " at 138|");
	press(edit, "Alt-y Alt-y");
	assert_text(edit, "call 王小明|");
	press(edit, "Ctrl-_ Ctrl-_");
	assert_text(edit, " at 138|");
	g_assert_cmpint(press(edit, "Alt-y"), ==, LINE_EDIT_DONE);
}

static void
test_undo(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(true, 0);

	type(edit, "王小明");
	press(edit, "Left");
	type(edit, "大");
	press(edit, "Backspace Backspace");
	assert_text(edit, "王|明");
	press(edit, "Ctrl-_");
	assert_text(edit, "王小大|明");
	press(edit, "Ctrl-_");
	assert_text(edit, "王小|明");
	press(edit, "Ctrl-_");
	assert_text(edit, "|");
	g_assert_false(line_edit_undo(edit));
	press(edit, "Alt-_ Alt-_ Alt-_");
	assert_text(edit, "王|明");
	g_assert_false(line_edit_redo(edit));
	press(edit, "Ctrl-_");
	type(edit, "x");
	g_assert_false(line_edit_redo(edit));
	press(edit, "Ctrl-J");
	line_edit_set_text(edit, "new");
	g_assert_false(line_edit_undo(edit));
}

static void
test_limits(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(false, 7);
	Key bad = {.code = KEY_BAD, .ch = 0xd6};
	g_auto(Key) paste = {.code = KEY_PASTE, .text = g_strdup("\x01\nb\t")};

	type(edit, "王小");
	g_assert_cmpint(line_edit_insert(edit, "明"), ==, LINE_EDIT_FULL);
	assert_text(edit, "王小|");
	g_assert_cmpint(line_edit_insert(edit, "ab"), ==, LINE_EDIT_FULL);
	assert_text(edit, "王小a|");
	line_edit_set_text(edit, "");
	g_assert_cmpint(line_edit_insert(edit, "王e\u0301e\u0301"), ==, LINE_EDIT_FULL);
	assert_text(edit, "王e\u0301|");
	g_assert_cmpint(line_edit_key(edit, &bad), ==, LINE_EDIT_BAD);
	line_edit_set_text(edit, "");
	g_assert_cmpint(line_edit_key(edit, &paste), ==, LINE_EDIT_CHANGED);
	assert_text(edit, "<01> b |"); /* nothing pasted goes unseen */
	line_edit_set_text(edit, "\xd6x");
	assert_text(edit, "<D6>x|");
	line_edit_set_text(edit, "much too long");
	assert_text(edit, "much to|");
	press(edit, "Ctrl-U Ctrl-Y");
	g_assert_cmpint(press(edit, "Ctrl-Y"), ==, LINE_EDIT_FULL);
}

static void
assert_drawn(LineEdit *edit, int rows, int cols, const char *expect)
{
	g_autoptr(Canvas) canvas = canvas_new(rows, cols, &plain);
	g_autofree char *dump = NULL;

	line_edit_draw(edit, canvas, canvas_rect(canvas), ROLE_FIELD, true);
	dump = canvas_dump(canvas, false);
	g_assert_cmpstr(dump, ==, expect);
}

static void
test_one_line_view(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(false, 0);

	line_edit_set_size(edit, &plain, 1, 10);
	assert_drawn(edit, 1, 10, "\ncursor 0,0\n");
	type(edit, "王小明abc");
	assert_drawn(edit, 1, 10, "王小明abc\ncursor 0,9\n");
	type(edit, "d");
	assert_drawn(edit, 1, 10, "<abcd\ncursor 0,5\n");
	press(edit, "Left Left Left Left");
	assert_drawn(edit, 1, 10, "<小明abcd\ncursor 0,5\n");
	press(edit, "Home");
	assert_drawn(edit, 1, 10, "王小明abcd\ncursor 0,0\n");
	line_edit_insert(edit, "x");
	press(edit, "Left");
	assert_drawn(edit, 1, 10, "x王小明ab>\ncursor 0,0\n");
	press(edit, "Delete");
	line_edit_set_size(edit, &plain, 1, 20);
	assert_drawn(edit, 1, 20, "王小明abcd\ncursor 0,0\n");
	line_edit_set_size(edit, &plain, 1, 1);
	press(edit, "End");
}

static void
test_several_lines_view(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(true, 0);

	line_edit_set_size(edit, &plain, 2, 7);
	line_edit_set_text(edit, "客户称不愿等待\nab");
	g_assert_cmpint(line_edit_lines(edit), ==, 4);
	assert_drawn(edit, 2, 7, "待\nab\ncursor 1,2\n");
	press(edit, "Up Up");
	assert_text(edit, "客户称不|愿等待\nab");
	assert_drawn(edit, 2, 7, "不愿等\n待\ncursor 0,2\n");
	g_assert_cmpint(press(edit, "Up"), ==, LINE_EDIT_DONE);
	g_assert_cmpint(press(edit, "Up"), ==, LINE_EDIT_IGNORED);
	assert_drawn(edit, 2, 7, "客户称\n不愿等\ncursor 0,2\n");
	press(edit, "End");
	assert_text(edit, "客户称不愿等待|\nab");
	press(edit, "Home Right Right Right");
	assert_drawn(edit, 2, 7, "客户称\n不愿等\ncursor 1,0\n");
	/* the column wanted is kept over short lines, and is never past the line's own end */
	line_edit_set_text(edit, "abcdef\nx\nabcdef");
	press(edit, "Up Up");
	assert_text(edit, "abcdef|\nx\nabcdef");
	press(edit, "Down Down");
	assert_text(edit, "abcdef\nx\nabcdef|");
	g_assert_cmpint(press(edit, "Down"), ==, LINE_EDIT_IGNORED);
	press(edit, "Ctrl-J");
	g_assert_cmpint(line_edit_lines(edit), ==, 4);
	assert_drawn(edit, 2, 7, "abcdef\n\ncursor 1,0\n");
	press(edit, "Ctrl-Home Ctrl-K Ctrl-K");
	assert_text(edit, "|x\nabcdef\n");
}

/* Whatever is pressed: caret on a boundary and inside the window, text valid. */
static void
test_random(void)
{
	const char *keys[] = {"Left", "Right", "Up", "Down", "Home", "End", "Ctrl-W", "Ctrl-K",
		"Ctrl-U", "Ctrl-Y", "Alt-y", "Backspace", "Delete", "Ctrl-_", "Alt-_", "PageUp",
		"PageDown", "Ctrl-Left", "Ctrl-Right", "Ctrl-J", "王", "a", "，", "Space"};
	const char *inserts[] = {"e\u0301", "\u0301", "\U0001f468\u200d\U0001f469", "客户 称"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);

	for (int round = 0; round < 60; round++) {
		g_autoptr(LineEdit) edit = line_edit_new(round % 2, 200);
		int cols = g_rand_int_range(rand, 1, 12), row, col;

		line_edit_set_size(edit, &plain, 1 + round % 4, cols);
		for (int i = 0; i < 300; i++) {
			const char *text;
			size_t caret;

			if (i % 5 == 0)
				line_edit_insert(edit, inserts[g_rand_int_range(rand, 0, 4)]);
			press(edit, keys[g_rand_int_range(rand, 0, G_N_ELEMENTS(keys))]);
			text = line_edit_text(edit);
			caret = line_edit_caret(edit);
			g_assert_true(g_utf8_validate(text, -1, NULL));
			g_assert_cmpuint(strlen(text), <=, 200);
			if (caret > 0)
				g_assert_cmpuint(text_next_grapheme(
							 text, text_prev_grapheme(text, caret)),
					==, caret);
			line_edit_caret_cell(edit, &row, &col);
			g_assert_cmpint(row, <, 1 + round % 4);
			g_assert_cmpint(col, <, cols);
		}
		while (line_edit_undo(edit))
			;
		g_assert_cmpstr(line_edit_text(edit), ==, "");
	}
}

static void
test_full_size_is_quick(void)
{
	g_autoptr(LineEdit) edit = line_edit_new(true, 0);
	gint64 start;

	for (int i = 0; i < 1300; i++)
		line_edit_insert(edit, "客户称，不愿等待");
	line_edit_set_size(edit, &plain, 10, 60);
	start = g_get_monotonic_time();
	for (int i = 0; i < 20; i++)
		type(edit, "王");
	g_test_message("a key in 32 KiB: %d us", (int)((g_get_monotonic_time() - start) / 20));
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/line-edit/typing", test_typing);
	g_test_add_func("/line-edit/clusters", test_clusters);
	g_test_add_func("/line-edit/words-and-kills", test_words_and_kills);
	g_test_add_func("/line-edit/undo", test_undo);
	g_test_add_func("/line-edit/limits", test_limits);
	g_test_add_func("/line-edit/one-line-view", test_one_line_view);
	g_test_add_func("/line-edit/several-lines-view", test_several_lines_view);
	g_test_add_func("/line-edit/random", test_random);
	g_test_add_func("/line-edit/full-size-is-quick", test_full_size_is_quick);
	return g_test_run();
}
