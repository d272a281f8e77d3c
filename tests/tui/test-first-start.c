/*
 * First start: three digits for practice, Esc for its defaults, the first person
 * of a real desk, what is refused, and what is said about the terminal.
 */
#include "config.h"

#include <string.h>

#include "core/error.h"
#include "tests/tui/harness.h"
#include "tui/view-first-start.h"

typedef struct Taken {
	int times;
	char *language, *number, *name, *branch, *branch_name, *pin, *shown;
	StaffRole role;
	bool practice, refuse;
} Taken;

static Taken taken;

static void
set(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

static bool
done(const FirstStartAnswers *answers, void *data, GError **error)
{
	taken.times++;
	set(&taken.language, answers->language);
	set(&taken.number, answers->number);
	set(&taken.name, answers->name);
	set(&taken.branch, answers->branch);
	set(&taken.branch_name, answers->branch_name);
	set(&taken.pin, answers->pin);
	taken.role = answers->role;
	taken.practice = answers->practice;
	if (taken.refuse)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL, "The disk is full.");
	return !taken.refuse;
}

static void
set_language(const char *language, void *data)
{
	set(&taken.shown, language);
}

static const char *const no_notes[] = {NULL};
static const char *const notes[] = {"It is small. All works from 40 x 10; 80 x 24 shows more.",
	"tmux holds Esc back.", NULL};

static FirstStart start = {
	.language = "en",
	.language_from = "from LANG=en_GB.UTF-8",
	.name = "wang",
	.terminal = "This terminal: 80 x 24, 256 colours, UTF-8.",
	.notes = no_notes,
	.set_language = set_language,
	.done = done,
};

static Harness *
open_it(int rows, int cols, const char *lang)
{
	Harness *h = harness_new(rows, cols, lang, NULL);

	taken.times = 0;
	taken.refuse = false;
	app_push(h->app, view_first_start_new(h->app, &start));
	app_paint(h->app);
	return h;
}

static void
test_practice_in_three_keys(void)
{
	g_autoptr(Harness) h = open_it(24, 80, "en");

	harness_golden(h, "first-start");
	harness_keys(h, "1 2 2");
	g_assert_cmpint(taken.times, ==, 1);
	g_assert_true(taken.practice);
	g_assert_cmpstr(taken.language, ==, "zh_CN");
	g_assert_cmpstr(taken.shown, ==, "zh_CN");
	g_assert_cmpint(taken.role, ==, STAFF_HANDLER);
}

static void
test_esc_takes_defaults(void)
{
	g_autoptr(Harness) h = open_it(24, 80, "en");

	harness_keys(h, "Esc");
	g_assert_cmpint(taken.times, ==, 1);
	g_assert_true(taken.practice);
	g_assert_cmpstr(taken.language, ==, "en");
	g_assert_cmpint(taken.role, ==, STAFF_TELLER);
}

static void
test_real(void)
{
	g_autoptr(Harness) h = open_it(24, 80, "en");

	harness_keys(h, "2 3 1");
	harness_golden(h, "first-start-real");
	harness_keys(h, "Ctrl-U");
	harness_type(h, "王小燕");
	harness_keys(h, "Enter Enter Ctrl-U");
	harness_type(h, "0571");
	harness_keys(h, "Enter");
	harness_type(h, "Hangzhou Xihu");
	harness_keys(h, "Enter");
	harness_type(h, "4444");
	harness_keys(h, "Enter");
	harness_type(h, "4444");
	harness_keys(h, "F2");
	g_assert_cmpint(taken.times, ==, 0);
	harness_assert_shows(h, "too easy to guess");
	harness_keys(h, "Ctrl-U");
	harness_type(h, "4821");
	harness_keys(h, "Enter Ctrl-U");
	harness_type(h, "4821");
	harness_keys(h, "F2");
	g_assert_cmpint(taken.times, ==, 1);
	g_assert_false(taken.practice);
	g_assert_cmpint(taken.role, ==, STAFF_SUPERVISOR);
	g_assert_cmpstr(taken.number, ==, "0001");
	g_assert_cmpstr(taken.name, ==, "王小燕");
	g_assert_cmpstr(taken.branch, ==, "0571");
	g_assert_cmpstr(taken.branch_name, ==, "Hangzhou Xihu");
	g_assert_cmpstr(taken.pin, ==, "4821");
}

static void
test_teller_is_told(void)
{
	g_autoptr(Harness) h = open_it(24, 80, "en");

	harness_keys(h, "2 1 1");
	harness_assert_shows(h, "nobody could authorise");
	harness_keys(h, "Shift-Tab Shift-Tab 3");
	harness_assert_hides(h, "nobody could authorise");
}

/* What could not be made is said, and nothing typed is gone. */
static void
test_refused(void)
{
	g_autoptr(Harness) h = open_it(24, 80, "en");

	taken.refuse = true;
	harness_keys(h, "Esc");
	harness_assert_shows(h, "The disk is full.");
	harness_assert_shows(h, "Language");
}

/* A store that was made but has nobody in it keeps its branch. */
static void
test_branch_given(void)
{
	g_autoptr(Harness) h = NULL;

	start.branch = "0571";
	start.branch_name = "Xihu";
	h = open_it(24, 80, "en");
	harness_keys(h, "2 3 1");
	harness_assert_hides(h, "Branch number");
	start.branch = start.branch_name = NULL;
}

static void
test_small_and_notes(void)
{
	g_autoptr(Harness) h = NULL, wide = NULL;

	start.notes = notes;
	start.terminal = "This terminal: 40 x 12, no colours, UTF-8.";
	h = open_it(12, 40, "zh_CN");
	harness_golden(h, "first-start");
	harness_keys(h, "2 1 1");
	harness_golden(h, "first-start-real");
	wide = open_it(40, 120, "en");
	harness_golden(wide, "first-start");
	start.notes = no_notes;
}

static void
test_findings(void)
{
	TerminalFacts good = {.utf8 = true, .rows = 24, .cols = 80, .colours = 256};
	TerminalFacts bad = {.rows = 12, .cols = 40, .wide_lines = true, .tmux = true};
	g_auto(GStrv) none = first_start_dup_notes(&good), all = first_start_dup_notes(&bad);
	g_autofree char *line = first_start_dup_terminal(&good),
			*mono = first_start_dup_terminal(&bad);

	g_assert_cmpuint(g_strv_length(none), ==, 0);
	g_assert_cmpuint(g_strv_length(all), ==, 4);
	g_assert_nonnull(strstr(line, "80 x 24, 256 colours, UTF-8"));
	g_assert_nonnull(strstr(mono, "no colours, ASCII"));
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/first-start/findings", test_findings);
	g_test_add_func("/first-start/practice-in-three-keys", test_practice_in_three_keys);
	g_test_add_func("/first-start/esc-takes-defaults", test_esc_takes_defaults);
	g_test_add_func("/first-start/real", test_real);
	g_test_add_func("/first-start/teller-is-told", test_teller_is_told);
	g_test_add_func("/first-start/refused", test_refused);
	g_test_add_func("/first-start/branch-given", test_branch_given);
	g_test_add_func("/first-start/small-and-notes", test_small_and_notes);
	return g_test_run();
}
