/*
 * The shipped calendars: each row of the shared table of business days, days of
 * each calendar by hand, and on 100,000 random questions a calendar the look-ups
 * of core/calendar.h against a walk of one day at a time.
 */
#include "config.h"

#include "core/calendar.h"

#include <glib.h>
#include <string.h>

#include "core/day.h"

#define RANDOM_CASES 100000

static GHashTable *
load_all(void)
{
	g_autofree char *path = g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", NULL);
	g_autoptr(GError) error = NULL;
	GHashTable *all = calendar_load_folder(path, &error);

	g_assert_no_error(error);
	return all;
}

/* ---- the shared table ---- */

typedef struct Rows {
	GHashTable *calendars;
	unsigned n;
} Rows;

static void
check_row(Rows *rows, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, ",", -1);
	const Calendar *calendar;
	int32_t start, expected, day = 0;
	CalendarGap gap;
	int n, counted;

	if (g_strv_length(cells) < 7)
		return;
	calendar = g_hash_table_lookup(rows->calendars, cells[0]);
	start = day_parse_iso(cells[1]);
	expected = day_parse_iso(cells[5]);
	n = (int)g_ascii_strtoll(cells[4], NULL, 10);
	g_test_message("%s", line);
	g_assert_nonnull(calendar);
	g_assert_cmpint(calendar_is_business_day(calendar, start), ==, cells[3][0] == '1');
	g_assert_true(calendar_add(calendar, start, n, &day, &gap));
	g_assert_cmpint(day, ==, expected);
	g_assert_true(calendar_count(calendar, start, day, &counted, &gap));
	g_assert_cmpint(counted, ==, n);
	rows->n++;
}

static void
test_vectors(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATA"), "vectors", "business_days.csv", NULL);
	g_autoptr(GHashTable) calendars = load_all();
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	Rows rows = {calendars, 0};

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_test_skip("no data: vectors/business_days.csv is not there");
		return;
	}
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines + 1; *line != NULL; line++)
		check_row(&rows, g_strchomp(*line));
	g_assert_cmpuint(rows.n, >, 1000);
}

/* ---- days by hand ---- */

/* "+" worked, "-" off. */
static const struct {
	const char *code, *days;
} known[] = {
	{"CN", "+2026-01-04 -2026-02-15 +2026-02-14 +2026-02-28 -2026-02-23 +2026-10-10 -2020-01-31 "
	       "+2020-02-03 -2015-09-03 +2015-09-06 -2007-12-31 +2007-12-29"},
	{"ENG", "-2002-06-03 -2002-06-04 +2002-05-27 -2011-04-29 +2012-05-28 -2012-06-04 -2012-06-05 "
		"+2020-05-04 -2020-05-08 +2022-05-30 -2022-06-02 -2022-06-03 -2022-09-19 "
		"-2023-05-08 -2026-04-06 -2026-12-25 -2026-12-28 -2027-12-27 -2027-12-28 "
		"+2026-08-03 -2026-08-31 +2026-11-30 -2022-01-03 +2027-12-29"},
	{"SCT", "+2026-04-06 -2026-04-03 -2026-01-02 -2026-08-03 +2026-08-31 -2026-11-30 -2026-06-15 "
		"-2022-01-03 -2022-01-04 -2023-01-02 -2023-01-03 -2024-12-02 -2020-05-08"},
	{"AU-NSW", "+2026-08-03 -2026-01-26 -2022-09-22 +2020-04-27 +2021-04-26 -2026-04-27 "
		   "-2027-04-26 -2026-06-08 -2026-10-05 -2021-12-27 -2021-12-28 -2022-01-03"},
	{"NSW", "-2026-08-03 -2027-08-02 -2026-01-26 -2026-04-27 -2026-10-05 +2026-08-10"},
	{"US", "-2026-07-03 +2026-07-06 -2021-12-31 -2021-06-18 +2020-06-19 -2027-07-05 -2026-11-26 "
	       "-2026-10-12 -2022-12-26 -2010-12-31 +2018-12-05"},
	{"FED", "+2026-07-03 +2021-12-31 +2021-06-18 -2023-06-19 -2027-07-05 -2022-12-26 -2026-11-26 "
		"+2027-06-18 +2027-12-24 -2029-11-12 +2028-11-10"},
	{"DE", "-2026-04-06 -2026-05-14 -2026-05-25 -2026-10-03 +2026-06-04 -2017-10-31 +2018-10-31 "
	       "+2026-12-24"},
	{"HK", "-2026-04-07 +2023-10-03 -2023-10-02 -2022-12-27 -2021-12-27 -2027-02-09 -2015-09-03 "
	       "+2021-12-28"},
	{"SG", "-2026-06-01 -2026-08-10 -2026-11-09 -2015-08-07 -2020-07-10 -2026-02-18 +2026-02-19 "
	       "-2023-06-02 +2021-12-27"},
};

static void
test_known(void)
{
	g_autoptr(GHashTable) calendars = load_all();

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		const Calendar *calendar = g_hash_table_lookup(calendars, known[i].code);
		g_auto(GStrv) days = g_strsplit(known[i].days, " ", -1);

		g_assert_nonnull(calendar);
		for (char **day = days; *day != NULL; day++) {
			g_test_message("%s %s", known[i].code, *day);
			g_assert_cmpint(
				calendar_is_business_day(calendar, day_parse_iso(*day + 1)), ==,
				**day == '+');
		}
	}
}

/* Business days worked out by hand over holidays: calendar, from, how many, the last. */
static const struct {
	const char *code, *from;
	int n;
	const char *last;
} worked[] = {
	{"CN", "2026-02-12", 7, "2026-02-28"},
	{"CN", "2024-04-26", 9, "2024-05-11"},
	{"CN", "2026-09-30", 3, "2026-10-10"},
	{"ENG", "2026-04-02", 3, "2026-04-09"},
	{"SCT", "2026-04-02", 3, "2026-04-08"},
	{"ENG", "2026-05-02", 3, "2026-05-07"},
	{"ENG", "2026-12-18", 15, "2027-01-13"},
	{"ENG", "2026-12-18", 35, "2027-02-10"},
	{"NSW", "2026-04-02", 5, "2026-04-13"},
	{"NSW", "2026-07-31", 1, "2026-08-04"},
	{"AU-NSW", "2026-07-31", 1, "2026-08-03"},
	{"FED", "2026-06-30", 10, "2026-07-14"},
	{"US", "2026-06-30", 10, "2026-07-15"},
	{"DE", "2026-04-02", 15, "2026-04-27"},
	{"SG", "2026-02-13", 2, "2026-02-19"},
	{"SG", "2026-02-13", 20, "2026-03-17"},
};

static void
test_worked(void)
{
	g_autoptr(GHashTable) calendars = load_all();

	for (size_t i = 0; i < G_N_ELEMENTS(worked); i++) {
		const Calendar *calendar = g_hash_table_lookup(calendars, worked[i].code);
		int32_t day = DAY_NONE;
		CalendarGap gap;

		g_test_message("%s %s %d", worked[i].code, worked[i].from, worked[i].n);
		g_assert_true(calendar_add(
			calendar, day_parse_iso(worked[i].from), worked[i].n, &day, &gap));
		g_assert_cmpint(day, ==, day_parse_iso(worked[i].last));
	}
}

/* ---- against a walk ---- */

/* What calendar_add() promises, one day at a time; false and the year that is missing. */
static bool
walk_add(const Calendar *calendar, int32_t day, int n, int32_t *ret, int *ret_year)
{
	int step = n < 0 ? -1 : 1, left = n == 0 ? 1 : ABS(n);

	day -= n == 0;
	if (n != 0 && !calendar_covers(calendar, day)) {
		*ret_year = day_to_parts(day).year;
		return false;
	}
	while (left > 0) {
		day += step;
		if (!calendar_covers(calendar, day)) {
			*ret_year = day_to_parts(day).year;
			return false;
		}
		left -= calendar_is_business_day(calendar, day);
	}
	*ret = day;
	return true;
}

static bool
walk_count(const Calendar *calendar, int32_t from, int32_t to, int *ret, int *ret_year)
{
	int n = 0;

	for (int32_t day = from + 1; day <= to; day++) {
		if (!calendar_covers(calendar, day)) {
			*ret_year = day_to_parts(day).year;
			return false;
		}
		n += calendar_is_business_day(calendar, day);
	}
	*ret = n;
	return true;
}

static void
check_add(const Calendar *calendar, int32_t day, int n)
{
	CalendarGap gap = {.year = 0};
	int32_t fast = DAY_NONE, slow = DAY_NONE;
	int year = 0;
	bool found = walk_add(calendar, day, n, &slow, &year);

	if (calendar_add(calendar, day, n, &fast, &gap) == found && fast == slow &&
		gap.year == year)
		return;
	g_error("%s: day %d, %d working days on: %d, by a walk %d (years missing: %d, %d)",
		calendar_code(calendar), day, n, fast, slow, gap.year, year);
}

static void
check_count(const Calendar *calendar, int32_t from, int32_t to)
{
	CalendarGap gap = {.year = 0};
	int fast = -1, slow = -1, year = 0;
	bool found = walk_count(calendar, from, to, &slow, &year);

	if (calendar_count(calendar, from, to, &fast, &gap) == found && fast == slow &&
		gap.year == year)
		return;
	g_error("%s: days %d to %d: %d working days, by a walk %d (years missing: %d, %d)",
		calendar_code(calendar), from, to, fast, slow, gap.year, year);
}

/* A few days past either end, so that gaps are met too; most spans are those of deadlines. */
static void
check_random(const Calendar *calendar)
{
	int32_t first = day_from_parts(calendar_first_year(calendar), 1, 1) - 20;
	int32_t last = day_from_parts(calendar_last_year(calendar), 12, 31) + 20;
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260203);

	for (int i = 0; i < RANDOM_CASES; i++) {
		int32_t day = g_rand_int_range(rand, first, last + 1);
		int reach = i % 100 == 0 ? 2000 : 70;

		check_add(calendar, day, g_rand_int_range(rand, -reach, reach + 1));
		check_count(calendar, day, day + g_rand_int_range(rand, -5, reach));
	}
}

static void
test_walk(void)
{
	g_autoptr(GHashTable) calendars = load_all();
	GHashTableIter iter;
	const char *code;
	Calendar *calendar;

	g_hash_table_iter_init(&iter, calendars);
	while (g_hash_table_iter_next(&iter, (void **)&code, (void **)&calendar))
		if (strcmp(code, calendar_code(calendar)) == 0)
			check_random(calendar);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/business-days/vectors", test_vectors);
	g_test_add_func("/business-days/known", test_known);
	g_test_add_func("/business-days/worked", test_worked);
	g_test_add_func("/business-days/walk", test_walk);
	return g_test_run();
}
