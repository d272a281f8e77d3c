/* amends calendar of the built program: each word good and wrong, exit codes, JSON, no store.
 */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/tui/cli-run.h"

static void
expect_out(const char *line, const char *out)
{
	g_auto(Said) said = run(line);

	g_test_message("amends %s: %s%s", line, said.out, said.err);
	g_assert_cmpint(said.code, ==, 0);
	g_assert_cmpstr(said.out, ==, out);
	g_assert_cmpstr(said.err, ==, "");
}

static void
test_count(void)
{
	expect_out("calendar count CN 2026-02-13 5", "2026-02-27\n");
	expect_out("calendar count CN 2026-02-13 1", "2026-02-14\n");
	expect_out("calendar count CN 2026-02-14 1", "2026-02-24\n");
	expect_out("calendar count CN 2026-02-27 -5", "2026-02-13\n");
	expect_out("calendar count CN 2026-02-15 0", "2026-02-24\n");
	expect_out("calendar count gb-eng 2026-04-02 3", "2026-04-09\n");
	expect_out("calendar count CN 2026-02-13 5 --json",
		"{\"calendar\":\"CN\",\"version\":\"2026-2\",\"from\":\"2026-02-13\",\"n\":\"5\","
		"\"date\":\"2026-02-27\"}\n");
	expect("calendar count CN 13.2.2026 5", 2, "2026-02-13");
	expect("calendar count CN 2026-02-30 5", 2, "2026-02-30");
	expect("calendar count CN 2026-02-13 five", 2, "five");
	expect("calendar count CN 2026-02-13 99999999999", 2, "99999999999");
	expect("calendar count CN 2026-02-13", 2, "count CN 2026-02-13 5");
	expect("calendar count CN 2026-02-13 5 6", 2, "count CN 2026-02-13 5");
}

/* For people, for programs on a line of its own, and in JSON. */
static void
test_missing(void)
{
	g_auto(Said) said = run("calendar count CN 2026-12-30 3");

	g_assert_cmpint(said.code, ==, 2);
	g_assert_cmpstr(said.out, ==, "");
	g_assert_nonnull(strstr(said.err, "calendar missing: CN 2027"));
	g_assert_nonnull(strstr(said.err, "\ncalendar_missing:CN-2027\n"));
	g_assert_cmpuint(expect_json("calendar count CN 2026-12-30 3 --json", 2), ==, 1);
	expect("calendar count CN 2026-12-30 3 --json", 2,
		"\"error\":\"calendar_missing:CN-2027\"");
	expect("calendar count CN 2007-01-04 -1", 2, "\ncalendar_missing:CN-2006\n");
	expect("calendar count GB-ENG 2031-01-01 1", 2, "\ncalendar_missing:ENG-2031\n");
	expect("calendar show CN 2027", 2, "\ncalendar_missing:CN-2027\n");
	expect("calendar show CN 2027-01 --json", 2, "calendar_missing:CN-2027");
	expect("calendar count XX 2026-01-05 1", 2, "\ncalendar_missing:XX\n");
	expect("--lang zh calendar count CN 2026-12-30 3", 2, "\ncalendar_missing:CN-2027\n");
}

static void
test_show(void)
{
	expect("calendar show CN 2026-02", 0, "14+   15*");
	expect("calendar show CN 2026-02", 0, "2026-02-15..2026-02-23  day off  ");
	expect("calendar show CN 2026-02", 0, "2026-02-14  worked  ");
	expect("calendar show CN 2026-02", 0, "Working days: 16.");
	expect("calendar show CN 2026-02", 0, "Source: State Council notice");
	expect("calendar show ENG 2022", 0, "2022-12-27  day off  Christmas Day (day in lieu)");
	expect("calendar show ENG 2022", 0, "Working days: 250.");
	expect("calendar show DE 2020-12", 0, "31 ");
	expect("calendar show ENG 2022-13", 2, "2022-13");
	expect("calendar show ENG yesterday", 2, "yesterday");
	expect("calendar show ENG", 2, "show CN 2026-02");
	g_assert_cmpuint(expect_json("calendar show CN 2026-02 --json", 0), ==, 28);
	g_assert_cmpuint(expect_json("calendar show ENG 2024 --json", 0), ==, 366);
	expect("calendar show CN 2026-02 --json", 0,
		"\"day\":\"2026-02-14\",\"kind\":\"made_up\",\"business_day\":\"yes\"");
	expect("calendar show CN 2026-02 --json", 0,
		"\"day\":\"2026-02-07\",\"kind\":\"weekend\",\"business_day\":\"no\"}");
}

static void
test_list(void)
{
	static const char *const codes[] = {
		"AU-NSW", "CN", "DE", "ENG", "FED", "HK", "NSW", "SCT", "SG", "US"};

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		expect("calendar list", 0, codes[i]);
	expect("calendar list", 0, "2007..2026");
	g_assert_cmpuint(expect_json("calendar list --json", 0), ==, G_N_ELEMENTS(codes));
	expect("calendar list --json", 0, "\"aliases\":\"GB-ENG\"");
	expect("calendar list all", 2, "amends calendar list");
	expect("calendar lst", 2, "Did you mean: list");
	expect("calendar", 2, "Example: amends calendar count");
}

static void
write_calendar(const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(home, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
test_check(void)
{
	g_assert_cmpint(g_chdir(home), ==, 0);
	write_calendar("good.cal",
		"calendar BANK\nversion 1\ncover 2026..2027\nsource 2026..2027 board\n"
		"rule always 12-24 to-nearest Founder's Day\n");
	write_calendar("bad.cal", "calendar BANK\nfoo\nversion 1\ncover 1960..2027\nrule x\n");
	write_calendar("\xff.cal", "calendar \x1b[31mX\n");
	expect("calendar check good.cal", 0, "2027: 260 working days; board");
	expect("calendar check good.cal", 0, "BANK, version 1, is without a mistake");
	g_assert_cmpuint(expect_json("calendar check good.cal --json", 0), ==, 2);
	expect("calendar check bad.cal", 2, "bad.cal:2: \"foo\"");
	expect("calendar check bad.cal", 2, "\nbad.cal:4: ");
	expect("calendar check bad.cal", 2, "\nbad.cal:5: ");
	g_assert_cmpuint(expect_json("calendar check bad.cal --json", 2), ==, 1);
	expect("calendar check \xff.cal", 2, "cal:1: ");
	expect("calendar check nonesuch.cal", 2, "nonesuch.cal");
	expect("calendar check /dev/null", 2, "calendar CODE");
}

/* A broken file among those loaded: no answer rather than one without it. */
static void
test_broken_folder(void)
{
	g_autofree char *folder = g_build_filename(home, "assets", "calendars", NULL);
	g_autofree char *assets = g_build_filename(home, "assets", NULL);
	g_autofree char *old = g_strdup(g_getenv("AMENDS_DATADIR"));

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	write_calendar("assets/calendars/x.cal", "calendar X\n");
	g_setenv("AMENDS_DATADIR", assets, TRUE);
	expect("calendar list", 2, "x.cal: ");
	expect("calendar count X 2026-01-01 1", 2, "x.cal: ");
	g_setenv("AMENDS_DATADIR", old, TRUE);
}

static void
test_no_store(void)
{
	g_autofree char *desk = g_build_filename(home, "desk", NULL);

	g_assert_false(g_file_test(desk, G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	home_make();
	g_test_add_func("/cli-calendar/count", test_count);
	g_test_add_func("/cli-calendar/missing", test_missing);
	g_test_add_func("/cli-calendar/show", test_show);
	g_test_add_func("/cli-calendar/list", test_list);
	g_test_add_func("/cli-calendar/check", test_check);
	g_test_add_func("/cli-calendar/broken-folder", test_broken_folder);
	g_test_add_func("/cli-calendar/no-store", test_no_store);
	failed = g_test_run();
	home_remove();
	return failed;
}
