/*
 * The texts in both languages: words for columns keep their cells, and the built
 * Chinese catalogue keeps what the English text holds (placeholders, optional
 * parts, keys, blanks at the ends) and has no character of ambiguous width.
 */
#include "config.h"

#include "core/words.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "core/event.h"
#include "tui/cells.h"
#include "tui/verb.h"

static char *
dup_locale_folder(void)
{
	const char *build = g_getenv("AMENDS_BUILDDIR");

	return g_build_filename(build ? build : ".", "assets", "locale", NULL);
}

/* textdomain() makes gettext look again. */
static void
set_language(const char *language)
{
	g_autofree char *folder = dup_locale_folder();

	g_setenv("LANGUAGE", language, TRUE);
	bindtextdomain(GETTEXT_PACKAGE, folder);
	bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
	textdomain(GETTEXT_PACKAGE);
}

static void
check_width(const char *text, unsigned max)
{
	static const CellRules rules;
	unsigned width = cells_width(&rules, text);

	if (width == 0 || width > max)
		g_error("\"%s\" takes %u cells of %u", text, width, max);
}

static void
check_words(void)
{
	for (unsigned i = 0; i < N_TICKET_STATES; i++)
		check_width(words_state_short(i), 6);
	for (unsigned i = 0; i <= N_EVENT_KINDS; i++)
		check_width(words_kind(i), 8);
	for (unsigned i = 0; i < N_VERBS; i++)
		if (verb_def(i)->label)
			check_width(_(verb_def(i)->label), 12);
}

static void
test_widths(void)
{
	set_language("en");
	g_assert_false(words_is_chinese());
	check_words();
	set_language("zh_CN");
	if (!words_is_chinese()) {
		g_test_skip("this libc has no translations in its C.UTF-8 locale");
		return;
	}
	check_words();
	g_assert_cmpstr(words_state_short(TICKET_STATE_NEW), ==, "新登记");
	g_assert_cmpstr(words_code("not_handled"), ==, "不予办理");
	set_language("en");
}

/* Where the English text ends in a blank, full-width punctuation brings its own. */
static bool
ends_alike(const char *from, const char *to)
{
	bool blank = g_str_has_suffix(to, " ");

	if (!g_str_has_suffix(from, " "))
		return !blank;
	return blank || g_str_has_suffix(to, "、") || g_str_has_suffix(to, "：");
}

static void
check_text(const char *from, const char *to)
{
	static const CellRules plain, wide = {.ambiguous_wide = true};

	if (!g_utf8_validate(to, -1, NULL))
		g_error("not UTF-8: \"%s\"", from);
	if (cells_width(&plain, to) != cells_width(&wide, to))
		g_error("a character of ambiguous width: \"%s\"", to);
	if (g_str_has_prefix(from, " ") != g_str_has_prefix(to, " ") || !ends_alike(from, to))
		g_error("other blanks at the ends: \"%s\"", to);
}

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What matches `pattern` in `text`, sorted unless the order counts, as one string. */
static char *
dup_marks(const char *text, const char *pattern, bool sort)
{
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func(g_free);

	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
		g_match_info_next(match, NULL)) {
		/* The number of a positional argument and its type; width and flags may differ.
		 */
		g_autofree char *first = g_match_info_fetch(match, 1);
		g_autofree char *second = g_match_info_fetch(match, 2);

		g_ptr_array_add(marks, g_strconcat(first, second ? second : "", NULL));
	}
	if (sort && marks->len)
		g_ptr_array_sort(marks, compare_words);
	g_ptr_array_add(marks, NULL);
	return g_strjoinv(" ", (char **)marks->pdata);
}

static void
check_marks(const char *from, const char *to)
{
	static const struct {
		const char *pattern;
		bool sort;
	} rows[] = {
		{"%([0-9]+\\$)[-+ 0#]*[0-9]*((?:hh|h|ll|l|z)?[a-zA-Z])", true},
		{"%(?![0-9]+\\$)[-+ 0#]*[0-9]*((?:hh|h|ll|l|z)?[a-zA-Z%])", false},
		{"(\\{[a-z_0-9]+\\})", true},
		{"\\[[^]{]*(\\{[a-z_0-9]+\\})[^]]*\\]", true},
		{"\\b(F[0-9]+|(?<!^)(?<![.:] )Enter|Esc|Shift|Tab|Ctrl-[A-Z]|--[a-z-]+)\\b",
			true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *had = dup_marks(from, rows[i].pattern, rows[i].sort);
		g_autofree char *has = dup_marks(to, rows[i].pattern, rows[i].sort);

		/* "Enter" begins English sentences too: a key more is no fault. */
		if (strcmp(had, has) != 0 && (*had || i + 1 < G_N_ELEMENTS(rows)))
			g_error("\"%s\" has (%s), \"%s\" has (%s)", from, had, to, has);
	}
}

/* What must not pass, so that the checks below are known to find it. */
static void
test_checks(void)
{
	static const char *const pairs[][2] = {
		{"%1$s of %2$d", "%2$s/%1$d"},
		{"%s, line %u", "%u %s"},
		{"by {person}", "by {name}"},
		{"told[: {text}]", "told: {text}"},
		{"F2 saves", "saves"},
	};

	if (g_test_subprocess()) {
		const char *row = g_getenv("AMENDS_TEST_ROW");

		check_marks(pairs[*row - '0'][0], pairs[*row - '0'][1]);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		char row[2] = {(char)('0' + i), 0};

		check_marks(pairs[i][0], pairs[i][0]);
		g_setenv("AMENDS_TEST_ROW", row, TRUE);
		g_test_trap_subprocess(NULL, 0, 0);
		g_test_trap_assert_failed();
	}
	check_marks("%1$s: %2$02d", "%2$d: %1$s");
}

typedef void (*PairFunc)(const char *from, const char *to);

/* Entries of a .mo file: two tables of (length, offset) pairs; all in this machine's order. */
static unsigned
each_pair(const char *mo, gsize size, PairFunc func)
{
	uint32_t head[5], from[2], to[2];

	g_assert_cmpuint(size, >, sizeof head);
	memcpy(head, mo, sizeof head);
	g_assert_cmphex(head[0], ==, 0x950412de);
	for (uint32_t i = 0; i < head[2]; i++) {
		memcpy(from, mo + head[3] + 8 * i, sizeof from);
		memcpy(to, mo + head[4] + 8 * i, sizeof to);
		g_assert_cmpuint(from[1], <, size);
		g_assert_cmpuint(to[1], <, size);
		/* Dates of strftime(3) order their parts as the language does. */
		if (from[0] && !g_str_has_prefix(mo + from[1], "strftime\004")) {
			const char *context = strchr(mo + from[1], '\004');

			func(context ? context + 1 : mo + from[1], mo + to[1]);
		}
	}
	return head[2];
}

static void
test_catalogue(void)
{
	g_autofree char *folder = dup_locale_folder();
	g_autofree char *path =
		g_build_filename(folder, "zh_CN", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
	g_autofree char *mo = NULL;
	g_autoptr(GError) error = NULL;
	gsize size = 0;

	g_file_get_contents(path, &mo, &size, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(each_pair(mo, size, check_text), >, 900);
	each_pair(mo, size, check_marks);
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words-width/widths", test_widths);
	g_test_add_func("/words-width/checks", test_checks);
	g_test_add_func("/words-width/catalogue", test_catalogue);
	return g_test_run();
}
