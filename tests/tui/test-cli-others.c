/* Requests to other departments, merging and shifts by the built program. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "tests/tui/cli-run.h"

/* Another department asked, a repeat merged and taken apart again, a shift handed over. */
static void
test_others(void)
{
	g_autofree char *id = log_one("-c 8848"), *other = log_one("-c 8848");
	g_autofree char *merge = g_strdup_printf("--as 1003 merge ID %s \"the same\"", other);
	g_autofree char *seconded =
		g_strdup_printf("--as 1003 --second 1005 merge ID %s \"the same\"", other);

	expect_on(
		"--as 1003 request ID make D04 +3b \"who cancelled it?\"", id, 0, "answer by");
	expect_on("--as 1003 request ID make D04 +3b", id, 2, "Example");
	expect_on("--as 1003 request ID make nosuch +3b \"x\"", id, 2, NULL);
	expect_on(
		"--as 1003 request ID chase --how phone \"still waiting\"", id, 0, "reminder");
	expect_on("--as 1003 request ID chase 7", id, 2, "by its place");
	expect("--practice --as 1003 request", 0, "reminded 1 time");
	g_assert_cmpuint(expect_json("--practice --as 1003 request --json", 0), >=, 1);
	expect_on("--as 1003 request ID answer \"the branch\"", id, 0, "answer saved");
	expect_on("--as 1003 request ID cancel \"no need\"", id, 2, "No request is open");
	expect_on(merge, id, 2, "--second");
	expect_on(seconded, id, 0, "goes on in");
	expect_on("--as 1003 unmerge ID \"another card\"", id, 0, "by itself");
	expect_on("--as 1003 unmerge ID \"another card\"", id, 2, "not merged");
	expect("--practice --as 1003 shift hand 1001 \"call at four\"", 0, "handed to");
	expect("--practice --as 1001 shift", 0, "call at four");
	expect("--practice --as 1001 shift show 1003", 2, "supervisors only");
	expect("--practice --as 1001 shift accept", 0, "accepted");
	expect("--practice --as 1001 shift accept", 1, "No shift");
	expect("--practice --as 1003 shift hand", 2, "Example");
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	home_make();
	expect("demo", 0, "PRACTICE");
	g_test_add_func("/cli/others", test_others);
	failed = g_test_run();
	home_remove();
	return failed;
}
