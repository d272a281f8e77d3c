/* amends due and amends absence in all their forms, with their exit codes. */
#include "config.h"

#include <glib/gstdio.h>

#include "tests/tui/cli-run.h"

static void
test_forms(void)
{
	g_auto(Said) mail = {0}, plain = {0}, nagios = {0};
	unsigned n;

	plain = run("--practice due");
	g_assert_cmpint(plain.code, ==, 0);
	g_assert_nonnull(strstr(plain.out, "0571"));
	n = expect_json("--practice due --json", 0);
	g_assert_cmpuint(n, >, 0);
	mail = run("--practice due --mail");
	g_assert_cmpint(mail.code, ==, 0);
	g_assert_true(g_str_has_prefix(mail.out, "Subject: "));
	g_assert_nonnull(strstr(mail.out, "\n\n"));
	nagios = run("--practice due --nagios");
	g_assert_true(g_str_has_prefix(nagios.out, "AMENDS "));
	g_assert_nonnull(strstr(nagios.out, "| late="));
	/* The word and the code say the same. */
	g_assert_cmpint(nagios.code, ==,
		strstr(nagios.out, "CRITICAL")	? 2
		: strstr(nagios.out, "UNKNOWN") ? 3
		: strstr(nagios.out, "WARNING") ? 1
						: 0);
}

static void
test_filters(void)
{
	expect("--practice due --within 400d", 0, "0571");
	expect("--practice due --within 2bd", 0, NULL);
	expect("--practice due --within soon", 2, "is no span");
	expect("--practice --as 1003 due --branch none-such --within 1h", 0, NULL);
	expect("--practice due --nothing", 2, NULL);
}

static void
test_absence(void)
{
	expect("--practice absence list", 1, NULL);
	expect("--practice --as 1002 absence today +3d 1003 \"On leave\"", 0, "Absence is set");
	expect("--practice absence list", 0, NULL);
	g_assert_cmpuint(expect_json("--practice absence list --json", 0), ==, 1);
	expect("--practice --as 1002 absence today +3d 1002", 2, "must be another person");
	expect("--practice --as 1002 absence end", 0, "is over");
	expect("--practice --as 1002 absence end", 2, "No absence is set");
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	home_make();
	expect("demo", 0, NULL);
	g_test_add_func("/due/forms", test_forms);
	g_test_add_func("/due/filters", test_filters);
	g_test_add_func("/due/absence", test_absence);
	failed = g_test_run();
	home_remove();
	return failed;
}
