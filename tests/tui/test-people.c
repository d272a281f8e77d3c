/* The staff file at the screen: list and filter, adding, changing, PINs, what rules refuse. */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"
#include "tui/view-people.h"
#include "tui/view-sign-on.h"

static Harness *
open_people(int rows, int cols, const char *lang, const char *number)
{
	static const AppConfig config = {.sign_on = view_sign_on_new};
	Harness *h = harness_new_real(rows, cols, lang, &config, number);

	view_people_run(h->app, NULL, VERB_PEOPLE);
	harness_settle(h);
	app_paint(h->app);
	return h;
}

static void
test_golden(void)
{
	static const struct {
		int rows, cols;
		const char *lang;
	} sizes[] = {{24, 80, "en"}, {24, 80, "zh_CN"}, {12, 40, "en"}, {12, 40, "zh_CN"},
		{40, 120, "zh_CN"}};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h =
			open_people(sizes[i].rows, sizes[i].cols, sizes[i].lang, "1003");

		harness_golden(h, "people");
	}
}

static void
test_add(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1003");

	harness_keys(h, "Enter 1");
	harness_type(h, "1009");
	harness_keys(h, "Enter");
	harness_type(h, "欧阳\U00020164");
	harness_keys(h, "Enter 2 Enter");
	harness_type(h, "7382");
	harness_keys(h, "Enter");
	harness_type(h, "7383");
	harness_keys(h, "F2");
	harness_assert_shows(h, "The two PINs differ.");
	g_assert_null(desk_person_by_number(h->desk, "1009"));
	harness_keys(h, "Ctrl-U");
	harness_type(h, "7382");
	harness_golden(h, "people-add");
	harness_keys(h, "F2");
	g_assert_nonnull(desk_person_by_number(h->desk, "1009"));
	g_assert_cmpint(desk_person_by_number(h->desk, "1009")->role, ==, STAFF_HANDLER);
	harness_assert_shows(h, "was added.");
	g_assert_cmpint(desk_sign_on_wait(h->desk, "1009", "7382", NULL), ==, SIGN_ON_OK);
}

static void
test_simple_pin_and_taken_number(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1003");

	harness_keys(h, "Enter 1");
	harness_type(h, "1001");
	harness_keys(h, "Enter");
	harness_type(h, "Double");
	harness_keys(h, "Enter 2 Enter");
	harness_type(h, "1234");
	harness_keys(h, "Enter");
	harness_type(h, "1234");
	harness_keys(h, "F2");
	harness_assert_shows(h, "too easy to guess");
	harness_keys(h, "Ctrl-U");
	harness_type(h, "7382");
	harness_keys(h, "Enter Ctrl-U");
	harness_type(h, "7382");
	harness_keys(h, "F2");
	harness_assert_shows(h, "This number is taken.");
	g_assert_cmpuint(desk_people(h->desk)->len, ==, 3);
}

/* The last supervisor stays one. */
static void
test_last_lead_stays(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1003");

	harness_keys(h, "End Enter 2 1 F2");
	harness_assert_shows(h, "last supervisor here");
	g_assert_cmpint(desk_person_by_number(h->desk, "1003")->role, ==, STAFF_SUPERVISOR);
}

static void
test_change(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1003");

	harness_keys(h, "Enter 2");
	harness_assert_shows(h, "1001");
	harness_keys(h, "Tab Tab Tab 2 F2");
	harness_assert_shows(h, "was changed.");
	g_assert_false(desk_person_by_number(h->desk, "1001")->active);
	harness_assert_shows(h, "left");
}

/* A handler may set the own PIN and nothing else. */
static void
test_handler(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1002");

	harness_keys(h, "Enter 1");
	harness_assert_shows(h, "a supervisor may");
	harness_keys(h, "3");
	harness_assert_shows(h, "a supervisor may");
	harness_keys(h, "0 Down Enter 3");
	harness_type(h, "9155");
	harness_keys(h, "Enter");
	harness_type(h, "9155");
	harness_keys(h, "F2");
	harness_assert_shows(h, "was set.");
	g_assert_cmpint(desk_sign_on_wait(h->desk, "1002", "4821", NULL), ==, SIGN_ON_WRONG);
	g_assert_cmpint(desk_sign_on_wait(h->desk, "1002", "9155", NULL), ==, SIGN_ON_OK);
}

/* The first person, a teller, is alone: somebody has to be able to add a supervisor, once. */
static void
test_founder_adds_supervisor(void)
{
	g_autoptr(Harness) h = harness_new_founder(24, 80, "en", "teller");

	view_people_run(h->app, NULL, VERB_PEOPLE);
	harness_settle(h);
	harness_keys(h, "Enter 1");
	harness_type(h, "0002");
	harness_keys(h, "Enter");
	harness_type(h, "Chen");
	harness_keys(h, "Enter 3 Enter");
	harness_type(h, "7382");
	harness_keys(h, "Enter");
	harness_type(h, "7382");
	harness_keys(h, "F2");
	harness_assert_shows(h, "was added.");
	harness_keys(h, "Enter 1");
	harness_assert_shows(h, "a supervisor may");
}

static void
test_filter(void)
{
	g_autoptr(Harness) h = open_people(24, 80, "en", "1003");

	harness_keys(h, "/");
	harness_type(h, "王");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "1002");
	harness_assert_hides(h, "1001");
	harness_keys(h, "Esc");
	harness_assert_shows(h, "1001");
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/people/golden", test_golden);
	g_test_add_func("/people/add", test_add);
	g_test_add_func(
		"/people/simple-pin-and-taken-number", test_simple_pin_and_taken_number);
	g_test_add_func("/people/last-lead-stays", test_last_lead_stays);
	g_test_add_func("/people/change", test_change);
	g_test_add_func("/people/handler", test_handler);
	g_test_add_func("/people/founder-adds-supervisor", test_founder_adds_supervisor);
	g_test_add_func("/people/filter", test_filter);
	return g_test_run();
}
