/* amends letter: written, shown masked, checked, refused and marked sent, by the built program.
 */
#include "config.h"

#include "tests/tui/cli-run.h"

/* ---- a letter of a complaint ---- */

static void
test_gaps(void)
{
	g_autofree char *id = log_one("--name 'Wang Fang'");

	expect_on("letter list ID", id, 1, NULL);
	expect_on("--as 1003 letter show ID", id, 2, "has no letter yet");
	expect_on("--as 1003 letter write ID nothing", id, 2, "There is no letter nothing");
	expect_on("--as 1003 letter write ID decision --language en", id, 0,
		"Still to be written in the letter");
	expect_on("--as 1003 letter show ID", id, 0, "W*** F***");
	expect_on("--as 1003 letter show ID --exact --why asked", id, 0, "Wang Fang");
	expect_on("letter check ID", id, 1, "Claim 1 has no answer yet");
	expect_on("--as 1003 letter sent ID --how letter", id, 2, "Still to be written");
	expect_on("--as 1003 letter sent ID 7 --how letter", id, 2, "letters 1 to 1");
	expect_on("letter list ID", id, 0, "not sent");
}

/* The text is the writer's own; what a terminal would take for a command is made visible. */
static void
test_own_text(void)
{
	g_autofree char *id = log_one("--name 'Wang Fang'");
	g_autofree char *path = g_build_filename(home, "own.txt", NULL);
	g_autofree char *written = g_strdup_printf(
		"--as 1003 letter write ID acknowledgement --language en --text '%s'", path);

	g_assert_true(g_file_set_contents(path, "Dear\033[2J you\n", -1, NULL));
	expect_on(written, id, 0, "letter written");
	expect_on("--as 1003 letter show ID", id, 0, "Dear<1B>[2J you");
	expect_on("letter check ID", id, 0, "Nothing is missing");
	expect_on("--as 1003 letter sent ID --how email --evidence M1", id, 0, "marked sent");
	expect_on("--as 1003 letter sent ID --how email", id, 2, "marked sent already");
	expect_on("letter list ID --json", id, 0, "\"how\":\"email\"");
	expect_on("--as 1003 show ID", id, 0, "acknowledged");
}

/* ---- templates ---- */

static void
test_templates(void)
{
	g_autofree char *path = g_build_filename(home, "x.letter", NULL);
	g_autofree char *check = g_strdup_printf("letter check '%s'", path);
	g_autofree char *shipped = g_strdup_printf(
		"letter check '%s/letters/decision.zh_CN.letter'", g_getenv("AMENDS_DATADIR"));

	expect("--practice letter list", 0, "summary-resolution");
	g_assert_cmpuint(expect_json("--practice letter list --json", 0), ==, 12);
	g_assert_true(g_file_set_contents(path, "what\n| {nobody}\n", -1, NULL));
	expect(check, 2, "x.letter:1: A line is key = value");
	expect(check, 2, "x.letter:2: There is no field {nobody} here.");
	expect(shipped, 0, "is in order");
	expect("letter check /no/such.letter", 2, "cannot be read");
	expect("--practice letter what 1", 2, "There is no command \"what\"");
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	home_make();
	expect("demo", 0, "PRACTICE");
	g_test_add_func("/cli-letter/gaps", test_gaps);
	g_test_add_func("/cli-letter/own-text", test_own_text);
	g_test_add_func("/cli-letter/templates", test_templates);
	failed = g_test_run();
	home_remove();
	return failed;
}
