/* core/calendar-rule.h, and what rules, dated lines and moves make of a year together. */
#include "config.h"

#include "core/calendar-rule.h"

#include <glib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/day.h"
#include "core/error.h"

static void
assert_iso(int32_t day, const char *expected)
{
	char iso[11] = "none";

	if (day != DAY_NONE)
		day_format_iso(day, iso);
	g_assert_cmpstr(iso, ==, expected);
}

/* ---- Easter ---- */

/* Dates of church tables, with the earliest, the latest and the two corrected epacts. */
static const char *const easters[] = {"1906-04-15", "1910-03-27", "1913-03-23", "1916-04-23",
	"1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23", "2008-03-23",
	"2011-04-24", "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05",
	"2027-03-28", "2028-04-16", "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19",
	"2100-03-28", "2160-03-23", "2190-04-25", "2199-04-14"};

static void
test_easter(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(easters); i++)
		assert_iso(calendar_easter(day_to_parts(day_parse_iso(easters[i])).year),
			easters[i]);
	for (int year = 1900; year <= 2199; year++) {
		int32_t day = calendar_easter(year);

		g_assert_cmpint(day_weekday(day), ==, 6);
		g_assert_cmpint(day, >=, day_from_parts(year, 3, 22));
		g_assert_cmpint(day, <=, day_from_parts(year, 4, 25));
	}
}

/* ---- the day of one rule ---- */

/* A rule, a year, the day it falls on. */
static const struct {
	const char *text;
	int year;
	const char *day;
} days[] = {
	{"always 12-25 stays a", 2026, "2026-12-25"},
	{"2021.. 06-19 stays a", 2020, "none"},
	{"2021.. 06-19 stays a", 2021, "2021-06-19"},
	{"..2022 06-19 stays a", 2022, "2022-06-19"},
	{"..2022 06-19 stays a", 2023, "none"},
	{"2003..2019 06-19 stays a", 2002, "none"},
	{"2003..2019 06-19 stays a", 2003, "2003-06-19"},
	{"2003..2019 06-19 stays a", 2019, "2019-06-19"},
	{"2003..2019 06-19 stays a", 2020, "none"},
	{"2023 06-19 stays a", 2022, "none"},
	{"2023 06-19 stays a", 2023, "2023-06-19"},
	{"2023 06-19 stays a", 2024, "none"},
	{"always 1st-mon-05 stays a", 2023, "2023-05-01"},
	{"always 1st-mon-05 stays a", 2024, "2024-05-06"},
	{"always 1st-mon-05 stays a", 2029, "2029-05-07"},
	{"always 1st-sun-05 stays a", 2022, "2022-05-01"},
	{"always 2nd-mon-10 stays a", 2026, "2026-10-12"},
	{"always 3rd-mon-01 stays a", 2024, "2024-01-15"},
	{"always 4th-thu-11 stays a", 2018, "2018-11-22"},
	{"always 4th-thu-11 stays a", 2019, "2019-11-28"},
	{"always last-mon-05 stays a", 2021, "2021-05-31"},
	{"always last-mon-05 stays a", 2026, "2026-05-25"},
	{"always last-thu-02 stays a", 2024, "2024-02-29"},
	{"always last-thu-02 stays a", 2023, "2023-02-23"},
	{"always last-sun-12 stays a", 2023, "2023-12-31"},
	{"always mon-from-05-18 stays a", 2026, "2026-05-18"},
	{"always mon-from-05-18 stays a", 2025, "2025-05-19"},
	{"always mon-from-05-18 stays a", 2027, "2027-05-24"},
	{"always mon-until-05-24 stays a", 2027, "2027-05-24"},
	{"always mon-until-05-24 stays a", 2026, "2026-05-18"},
	{"always wed-until-11-22 stays a", 2026, "2026-11-18"},
	{"always fri-from-12-30 stays a", 2026, "2027-01-01"},
	{"always sat-until-01-01 stays a", 2027, "2026-12-26"},
	{"always easter stays a", 2026, "2026-04-05"},
	{"always easter+1 stays a", 2026, "2026-04-06"},
	{"always easter-2 stays a", 2026, "2026-04-03"},
	{"always easter+39 stays a", 2026, "2026-05-14"},
	{"always easter+50 stays a", 2026, "2026-05-25"},
	{"always easter+120 stays a", 2026, "2026-08-03"},
	{"always easter-120 stays a", 2026, "2025-12-06"},
	{"1970..2199 12-25 stays a", 1970, "1970-12-25"},
	{"1970..2199 12-25 stays a", 2199, "2199-12-25"},
	{"2199 12-25 stays a", 2199, "2199-12-25"},
	{"always 12-25 stays a", 2200, "none"},
	{"2023..2023 12-25 stays a", 2023, "2023-12-25"},
};

static void
test_rule_days(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		g_autofree char *text = g_strdup(days[i].text);
		CalendarRule rule;

		g_test_message("%s in %d", days[i].text, days[i].year);
		g_assert_null(calendar_rule_read(text, &rule));
		g_assert_cmpstr(rule.name, ==, "a");
		assert_iso(calendar_rule_day(&rule, days[i].year), days[i].day);
	}
}

/* What is no rule, and a word of the sentence that says so. */
static const struct {
	const char *text, *word;
} wrong[] = {
	{"", "years"},
	{"12-25 stays a", "years"},
	{".. 12-25 stays a", "years"},
	{"1969 12-25 stays a", "years"},
	{"2200 12-25 stays a", "years"},
	{"2024..2023 12-25 stays a", "years"},
	{"2023..2024..2025 12-25 stays a", "years"},
	{"2023- 12-25 stays a", "years"},
	{"20 12-25 stays a", "years"},
	{"always", "day"},
	{"always 02-29 stays a", "day"},
	{"always 13-01 stays a", "day"},
	{"always 12-32 stays a", "day"},
	{"always 12-5 stays a", "day"},
	{"always +1-25 stays a", "day"},
	{"always 5th-mon-05 stays a", "day"},
	{"always 0th-mon-05 stays a", "day"},
	{"always 1st-mon-13 stays a", "day"},
	{"always 1st-mon-00 stays a", "day"},
	{"always 1st-moon-05 stays a", "day"},
	{"always 1st-mon stays a", "day"},
	{"always 1st-mon-05-01 stays a", "day"},
	{"always first-mon-05 stays a", "day"},
	{"always mon-from-05 stays a", "day"},
	{"always mon-from-02-30 stays a", "day"},
	{"always mo-from-05-01 stays a", "day"},
	{"always -from-05-01 stays a", "day"},
	{"always mon-before-05-01 stays a", "day"},
	{"always easter+ stays a", "day"},
	{"always easter+0 stays a", "day"},
	{"always easter+121 stays a", "day"},
	{"always easter*1 stays a", "day"},
	{"always easter+1x stays a", "day"},
	{"always easter+0001 stays a", "day"},
	{"always eastern stays a", "day"},
	{"always 12-25", "rest day"},
	{"always 12-25 Christmas", "rest day"},
	{"always 12-25 Stays a", "rest day"},
	{"always 12-25 to-nearest", "name"},
};

static void
test_wrong_rules(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autofree char *text = g_strdup(wrong[i].text);
		CalendarRule rule = {.line = 77};
		const char *problem = calendar_rule_read(text, &rule);

		g_test_message("%s: %s", wrong[i].text, problem != NULL ? problem : "fine");
		g_assert_nonnull(problem);
		g_assert_nonnull(strstr(problem, wrong[i].word));
		g_assert_cmpuint(rule.line, ==, 77);
	}
}

/* ---- a whole year ---- */

#define HEAD "calendar X\nversion 1\ncover 2020..2024\nsource 2020..2024 a notice\n"

/* Lines after HEAD; then the days off of Monday to Friday in one year. */
static const struct {
	const char *lines;
	int year;
	const char *off;
} years[] = {
	/* Each shift: 1 July 2023 is a Saturday, 3 July 2022 a Sunday. */
	{"rule always 07-01 stays a\n", 2023, ""},
	{"rule always 07-01 to-monday a\n", 2023, "07-03"},
	{"rule always 07-01 to-nearest a\n", 2023, "06-30"},
	{"rule always 07-01 sun-to-monday a\n", 2023, ""},
	{"rule always 07-01 to-next-free a\n", 2023, "07-03"},
	{"rule always 07-01 sun-to-next-free a\n", 2023, ""},
	{"rule always 07-03 stays a\n", 2022, ""},
	{"rule always 07-03 to-monday a\n", 2022, "07-04"},
	{"rule always 07-03 to-nearest a\n", 2022, "07-04"},
	{"rule always 07-03 sun-to-monday a\n", 2022, "07-04"},
	{"rule always 07-03 to-next-free a\n", 2022, "07-04"},
	{"rule always 07-03 sun-to-next-free a\n", 2022, "07-04"},
	{"rule always 07-01 to-nearest a\n", 2022, "07-01"},
	/* Christmas and Boxing Day together: Saturday and Sunday, Sunday and Monday, Friday and
	 * Saturday. */
	{"rule always 12-25 to-next-free a\nrule always 12-26 to-next-free b\n", 2021,
		"12-27 12-28"},
	{"rule always 12-25 to-next-free a\nrule always 12-26 to-next-free b\n", 2022,
		"12-26 12-27"},
	{"rule always 12-25 to-next-free a\nrule always 12-26 to-next-free b\n", 2020,
		"12-25 12-28"},
	/* Over New Year: 1 January 2022 is a Saturday, 2023 a Sunday. */
	{"rule always 01-01 to-nearest a\n", 2021, "01-01 12-31"},
	{"rule always 01-01 to-nearest a\n", 2022, ""},
	{"rule always 12-31 to-next-free a\n", 2023, "01-02"},
	{"rule always 12-31 to-next-free a\nrule always 01-01 to-next-free b\n", 2023,
		"01-02 01-03"},
	{"rule always 12-31 to-next-free a\n", 2024, "01-01 12-31"},
	{"rule always 12-29 to-next-free a\nrule always 12-31 to-next-free b\n", 2020,
		"12-29 12-31"},
	/* The margin outside the years covered is laid out too: 28 and 29 December 2019 are a
	 * weekend, 30 and 31 December holidays, so the first goes to 1 January 2020. */
	{"rule always 12-28 to-next-free a\nrule always 12-30 stays b\n"
	 "rule always 12-31 stays c\n",
		2020, "01-01 12-28 12-30 12-31"},
	{"rule always 01-01 to-nearest a\n", 2024, "01-01"},
	/* The day of a year outside may lie inside. */
	{"rule 2025 mon-until-01-01 stays a\n", 2024, "12-30"},
	{"rule 2019 wed-from-12-26 stays a\n", 2020, "01-01"},
	/* A shift finds the days off of a line taken. */
	{"rule always 07-03 to-next-free a\nX 2022 off 07-04 b\n", 2022, "07-04 07-05"},
	/* Moved, added, worked. */
	{"rule always 1st-mon-05 stays a\nX 2020 moved 05-04 05-08\n", 2020, "05-08"},
	{"rule always 1st-mon-05 stays a\nX 2020 moved 05-04 05-08\n", 2021, "05-03"},
	{"rule always 05-01 to-monday a\nX 2022 moved 05-02 05-06\n", 2022, "05-06"},
	{"rule always 04-25 stays a\nX 2020 moved 04-25 04-27 b\n", 2020, "04-27"},
	{"rule always 05-01 stays a\nX 2020 work 05-01\n", 2020, ""},
	{"rule always 05-01 to-monday a\nX 2022 work 05-02\n", 2022, ""},
	{"rule always 05-01 stays a\nX 2020 work 05-09\n", 2020, "05-01"},
	/* Two rules on one day are one day off. */
	{"rule always 05-01 stays a\nrule always 1st-fri-05 stays b\n", 2020, "05-01"},
	{"rule ..2021 05-04 stays a\nrule 2022.. 05-04 stays b\n", 2022, "05-04"},
	/* Another week: Friday and Saturday at rest. */
	{"weekend fri sat\nrule always 07-01 to-next-free a\n", 2022, "07-03"},
	{"weekend sun\nrule always 07-02 to-nearest a\n", 2022, "07-02"},
	{"weekend sun\nrule always 07-03 sun-to-next-free a\n", 2022, "07-04"},
	{"weekend mon tue wed thu fri sat\nrule always 01-31 to-next-free a\n", 2024, "02-04"},
};

/* Days off that the week would work, as "05-01 12-25". */
static char *
dup_off(const Calendar *calendar, int year, uint8_t weekend)
{
	GString *text = g_string_new(NULL);
	int32_t last = day_from_parts(year, 12, 31);
	char iso[11];

	for (int32_t day = day_from_parts(year, 1, 1); day <= last; day++) {
		if (weekend & 1 << day_weekday(day) || calendar_is_business_day(calendar, day))
			continue;
		day_format_iso(day, iso);
		g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", iso + 5);
	}
	return g_string_free(text, FALSE);
}

/* The week of the lines, by the first words that name it. */
static uint8_t
weekend_of(const char *text)
{
	if (strstr(text, "weekend fri"))
		return 1 << 4 | 1 << 5;
	if (strstr(text, "weekend sun"))
		return 1 << 6;
	return strstr(text, "weekend mon") ? 0x3f : 1 << 5 | 1 << 6;
}

static void
test_years(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
		g_autofree char *text = g_strconcat(HEAD, years[i].lines, NULL);
		g_autofree char *off = NULL;
		g_autoptr(GError) error = NULL;
		g_autoptr(Calendar) calendar =
			calendar_parse("f.cal", text, strlen(text), &error);
		uint8_t weekend = weekend_of(text);

		g_assert_no_error(error);
		g_test_message("%s in %d", years[i].lines, years[i].year);
		off = dup_off(calendar, years[i].year, weekend);
		g_assert_cmpstr(off, ==, years[i].off);
	}
}

/* Lines after HEAD that contradict, and what the mistake says. */
static const struct {
	const char *lines, *mistake;
} clashes[] = {
	{"rule always 05-01\n", "f.cal:5:"},
	{"rule always 05-01 stays a\nrule 2022 05-01 to-monday b\n",
		"f.cal:6: The rule of line 5"},
	{"rule ..2021 05-01 stays a\nrule 2021.. 05-01 stays b\n",
		"f.cal:6: The rule of line 5"},
	{"rule 2021.. 05-01 stays a\nrule ..2021 05-01 stays b\n",
		"f.cal:6: The rule of line 5"},
	{"rule always easter+1 stays a\nrule always easter+1 stays a\n", "f.cal:6:"},
	{"rule always 05-01 stays a\nX 2020 off 05-01\n", "f.cal:6: 2020-05-01: line 5"},
	{"X 2020 off 04-29..05-02\nrule always 05-01 stays a\n", "f.cal:5: 2020-05-01: line 6"},
	{"rule always 07-03 to-monday a\nX 2022 off 07-04\n", "f.cal:6: 2022-07-04"},
	{"X 2020 moved 05-04 05-08\n", "f.cal:5: 2020-05-04 is no holiday"},
	{"X 2020 off 05-04\nX 2020 moved 05-04 05-08\n", "f.cal:6: 2020-05-04 is no holiday"},
	{"rule always 05-01 stays a\nX 2020 moved 05-01 05-02\n", "f.cal:6: 2020-05-02"},
	{"rule always 05-01 stays a\nX 2020 moved 05-01 05-01\n", "f.cal:6: 2020-05-01"},
	{"rule always 05-01 stays a\nX 2020 moved 05-01 05-04\nX 2020 moved 05-01 05-05\n",
		"f.cal:7: 2020-05-01 is no holiday"},
	{"rule always 05-01 stays a\nX 2020 moved 05-01 05-04\nX 2020 work 05-04\n",
		"f.cal:7: 2020-05-04: line 6"},
	{"rule always 05-01 stays a\nX 2020 moved 05-01 05-04\nX 2020 work 05-01\n",
		"f.cal:7: 2020-05-01 is a working day"},
};

static void
test_clashes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(clashes); i++) {
		g_autofree char *text = g_strconcat(HEAD, clashes[i].lines, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Calendar) calendar =
			calendar_parse("f.cal", text, strlen(text), &error);

		g_test_message("%s: %s", clashes[i].lines, error ? error->message : "fine");
		g_assert_null(calendar);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_nonnull(strstr(error->message, clashes[i].mistake));
	}
}

/* As many rules as may be, and one more. */
static void
test_many_rules(void)
{
	GString *text = g_string_new(HEAD);
	g_autofree char *all = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = NULL;

	for (int i = 0; i < 200; i++)
		g_string_append_printf(text, "rule %d %02d-%02d stays a\n", 2020 + i % 5,
			1 + i / 20, 1 + i % 20);
	calendar = calendar_parse("f.cal", text->str, text->len, &error);
	g_assert_no_error(error);
	g_string_append(text, "rule 2020 12-24 stays a\n");
	all = g_string_free(text, FALSE);
	g_assert_null(calendar_parse("f.cal", all, strlen(all), &error));
	g_assert_nonnull(strstr(error->message, "f.cal:205:"));
}

static void
test_names(void)
{
	static const char text[] = HEAD
		"rule always 12-25 to-next-free Christmas Day\nrule always 05-04 stays May Day\n"
		"X 2020 moved 05-04 05-08\nX 2021 moved 05-04 05-07 VE Day\nX 2022 off 06-03 Jubilee\n"
		"X 2022 work 06-04 Jubilee, made up\nX 2023 off 06-01\n"
		"rule always 08-01 sun-to-next-free Summer\n";
	g_autoptr(Calendar) x = calendar_parse("f.cal", text, strlen(text), NULL);
	static const struct {
		const char *day, *name;
		CalendarDay what;
	} rows[] = {
		{"2021-12-25", "Christmas Day", CALENDAR_DAY_HOLIDAY},
		{"2021-12-27", "Christmas Day (day in lieu)", CALENDAR_DAY_HOLIDAY},
		{"2021-12-26", NULL, CALENDAR_DAY_WEEKEND},
		{"2020-05-04", NULL, CALENDAR_DAY_WORK},
		{"2020-05-08", "May Day", CALENDAR_DAY_HOLIDAY},
		{"2021-05-07", "VE Day", CALENDAR_DAY_HOLIDAY},
		{"2022-06-03", "Jubilee", CALENDAR_DAY_HOLIDAY},
		{"2022-06-04", "Jubilee, made up", CALENDAR_DAY_MADE_UP},
		{"2023-06-01", NULL, CALENDAR_DAY_HOLIDAY},
		{"2020-08-01", "Summer", CALENDAR_DAY_HOLIDAY},
		{"2020-08-02", NULL, CALENDAR_DAY_WEEKEND},
		{"2021-08-02", "Summer (day in lieu)", CALENDAR_DAY_HOLIDAY},
	};

	g_assert_nonnull(x);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int32_t day = day_parse_iso(rows[i].day);

		g_test_message("%s", rows[i].day);
		g_assert_cmpstr(calendar_day_label(x, day), ==, rows[i].name);
		g_assert_cmpint(calendar_day(x, day), ==, rows[i].what);
	}
	g_assert_null(calendar_day_label(x, day_parse_iso("2025-12-25")));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar-rule/easter", test_easter);
	g_test_add_func("/calendar-rule/days", test_rule_days);
	g_test_add_func("/calendar-rule/wrong", test_wrong_rules);
	g_test_add_func("/calendar-rule/years", test_years);
	g_test_add_func("/calendar-rule/clashes", test_clashes);
	g_test_add_func("/calendar-rule/many", test_many_rules);
	g_test_add_func("/calendar-rule/names", test_names);
	return g_test_run();
}
