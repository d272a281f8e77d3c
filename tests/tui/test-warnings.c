/* Warnings on the screen: the drawer, counts in the title that change at their minute without a
 * key, one bell that never rings while somebody types. */
#include "config.h"

#include <string.h>

#include "tests/tui/queue-cases.h"
#include "tui/view-warnings.h"

static Harness *
open_drawer(int rows, int cols, const char *lang)
{
	Harness *h = queue_harness_new(rows, cols, lang, "1002");

	view_warnings_run(h->app, NULL, VERB_WARNINGS);
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
	} sizes[] = {{24, 80, "en"}, {24, 80, "zh_CN"}, {12, 40, "en"}, {12, 40, "zh_CN"}};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h =
			open_drawer(sizes[i].rows, sizes[i].cols, sizes[i].lang);

		harness_assert_sound(h);
		harness_golden(h, "warnings");
	}
}

static void
test_seen(void)
{
	g_autoptr(Harness) h = open_drawer(24, 80, "en");

	harness_assert_hides(h, "seen   China");
	harness_keys(h, "a");
	harness_assert_shows(h, "Seen. It comes again");
	harness_assert_shows(h, "seen   China");
	harness_keys(h, "A A");
	harness_assert_shows(h, "There is nothing here you have not seen.");
}

static void
test_open(void)
{
	g_autoptr(Harness) h = open_drawer(24, 80, "en");

	harness_keys(h, "Enter");
	g_assert_cmpstr(app_view(h->app)->ops->name, ==, "ticket");
	harness_keys(h, "q");
	g_assert_cmpstr(app_view(h->app)->ops->name, ==, "warnings");
}

/* To the first moment at which something new comes up for who is signed on. */
static void
advance_to_crossing(Harness *h)
{
	int64_t from_us = h->env.fake_now_us;

	for (int i = 0; i < 40; i++) {
		int64_t n[CLOCK_WARN_OVERDUE + 1], sum = 0;
		WarningCounts counts;

		desk_warning_counts(h->desk, WARNING_SCOPE_ROLE, NULL, &counts, NULL);
		from_us = h->env.fake_now_us;
		desk_warning_crossed(h->desk, from_us, counts.next_us, n, NULL);
		for (int level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_OVERDUE; level++)
			sum += n[level];
		if (!sum) {
			harness_advance(h, counts.next_us - from_us);
			app_take_wish(h->app);
			continue;
		}
		/* Not one microsecond before; the loop sleeps no longer than until then. */
		harness_advance(h, counts.next_us - from_us - 10 * US_PER_SECOND);
		harness_advance(h, 10 * US_PER_SECOND - 1);
		app_take_wish(h->app);
		g_assert_cmpint(app_wait_us(h->app), <=, 1);
		harness_advance(h, 1);
		return;
	}
	g_assert_not_reached();
}

/* Says what is unseen once after sign-on; then nothing until something comes up. */
static void
hear_first(Harness *h)
{
	harness_advance(h, US_PER_SECOND);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_BEEP);
	harness_advance(h, 10 * US_PER_SECOND);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
}

static void
test_crossing(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	g_autofree char *before = NULL, *after = NULL;

	app_take_wish(h->app);
	before = harness_dump(h);
	advance_to_crossing(h);
	app_paint(h->app);
	after = harness_dump(h);
	g_assert_cmpstr(before, !=, after);
	harness_assert_shows(h, "Warnings: ");
	harness_assert_shows(h, "W lists them.");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_BEEP);
	/* One bell a batch. */
	harness_advance(h, US_PER_SECOND);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
}

static void
test_not_while_typing(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	app_take_wish(h->app);
	view_absence_run(h->app, NULL, VERB_ABSENCE);
	harness_settle(h);
	advance_to_crossing(h);
	harness_advance(h, 5 * US_PER_MINUTE);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
	harness_assert_hides(h, "Warnings: ");
	harness_keys(h, "Esc");
	harness_advance(h, US_PER_SECOND);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_BEEP);
	harness_assert_shows(h, "Warnings: ");
}

/* Every hour until it was seen, and no more then. */
static void
test_repeated(void)
{
	g_autoptr(Harness) h = open_drawer(24, 80, "en");

	hear_first(h);
	harness_advance(h, US_PER_HOUR);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_BEEP);
	harness_keys(h, "A");
	harness_advance(h, US_PER_HOUR);
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/warnings/golden", test_golden);
	g_test_add_func("/warnings/seen", test_seen);
	g_test_add_func("/warnings/open", test_open);
	g_test_add_func("/warnings/crossing", test_crossing);
	g_test_add_func("/warnings/not-while-typing", test_not_while_typing);
	g_test_add_func("/warnings/repeated", test_repeated);
	return g_test_run();
}
