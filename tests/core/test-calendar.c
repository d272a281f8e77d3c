/* core/calendar.h and core/day.h: working days over real years, both ends of the span, every
 * mistake by line; local days across summer time. */
#include "config.h"

#include "core/calendar.h"

#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>

#include "core/day.h"
#include "core/env.h"
#include "core/error.h"

static Calendar *
load_cn(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", "cn.cal", NULL);
	g_autoptr(GError) error = NULL;
	Calendar *cn = calendar_load(path, &error);

	g_assert_no_error(error);
	return cn;
}

static void
assert_iso(int32_t day, const char *expected)
{
	char iso[11];

	day_format_iso(day, iso);
	g_assert_cmpstr(iso, ==, expected);
}

static void
test_days(void)
{
	g_assert_cmpint(day_from_parts(1970, 1, 1), ==, 0);
	g_assert_cmpint(day_from_parts(1900, 1, 1), ==, DAY_FIRST);
	g_assert_cmpint(day_from_parts(2199, 12, 31), ==, DAY_LAST);
	g_assert_cmpint(day_weekday(day_parse_iso("2026-05-25")), ==, 0);
	g_assert_cmpint(day_weekday(-1), ==, 2);
	for (int32_t day = DAY_FIRST; day <= DAY_LAST; day++) {
		DayParts p = day_to_parts(day);

		g_assert_cmpint(day_from_parts(p.year, p.month, p.day), ==, day);
	}
	g_assert_cmpint(day_parse_iso("2024-02-29"), !=, DAY_NONE);
	g_assert_cmpint(day_parse_iso("2026-02-29"), ==, DAY_NONE);
	g_assert_cmpint(day_parse_iso("2100-02-29"), ==, DAY_NONE);
	g_assert_cmpint(day_parse_iso("2026-2-9"), ==, DAY_NONE);
	g_assert_cmpint(day_parse_iso("2026-02-09x"), ==, DAY_NONE);
	g_assert_cmpint(day_parse_iso(NULL), ==, DAY_NONE);
	g_assert_cmpint(day_parse_minute("24:00"), ==, -1);
	g_assert_cmpint(day_parse_minute("23:59"), ==, 1439);
}

/* zone, local day, its first and last moment in UTC */
static const struct {
	const char *zone, *day, *start, *end;
} edges[] = {
	{"Asia/Shanghai", "2026-03-17", "2026-03-16T16:00:00Z", "2026-03-17T15:59:59.999999Z"},
	{"Europe/London", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T22:59:59.999999Z"},
	{"Europe/London", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59.999999Z"},
	{"America/New_York", "2026-03-08", "2026-03-08T05:00:00Z",
		"2026-03-09T03:59:59.999999Z"},
	{"America/New_York", "2026-11-01", "2026-11-01T04:00:00Z",
		"2026-11-02T04:59:59.999999Z"},
	{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z",
		"2026-04-05T13:29:59.999999Z"},
	/* Midnight itself is skipped, the last hour repeated. */
	{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z",
		"2018-11-05T01:59:59.999999Z"},
	{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z",
		"2018-11-04T02:59:59.999999Z"},
	{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z",
		"2018-02-18T02:59:59.999999Z"},
	{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z",
		"2018-02-19T02:59:59.999999Z"},
	/* The hour after midnight is repeated; a whole day is skipped. */
	{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59.999999Z"},
	{"America/Havana", "2026-10-31", "2026-10-31T04:00:00Z", "2026-11-01T03:59:59.999999Z"},
	{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T09:59:59.999999Z"},
	{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T09:59:59.999999Z"},
};

static int64_t
us_of_iso(const char *iso)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, NULL);

	g_assert_nonnull(t);
	return g_date_time_to_unix(t) * US_PER_SECOND + g_date_time_get_microsecond(t);
}

static void
test_edges(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(edges); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(edges[i].zone);
		int32_t day = day_parse_iso(edges[i].day);

		g_assert_nonnull(zone);
		g_test_message("%s %s", edges[i].zone, edges[i].day);
		g_assert_cmpint(us_of_day_start(day, zone), ==, us_of_iso(edges[i].start));
		g_assert_cmpint(us_of_day_end(day, zone), ==, us_of_iso(edges[i].end));
		g_assert_cmpint(day_of_us(us_of_day_start(day, zone), zone), ==, day);
		g_assert_cmpint(day_of_us(us_of_day_end(day, zone), zone), ==, day);
		g_assert_cmpint(day_of_us(us_of_day_end(day, zone) + 1, zone), >, day);
	}
}

static void
test_local_times(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("America/New_York");
	int32_t spring = day_parse_iso("2026-03-08"), autumn = day_parse_iso("2026-11-01");

	g_assert_cmpint(us_of_local(spring, 2 * 3600 + 1800, zone), ==,
		us_of_iso("2026-03-08T07:00:00Z"));
	g_assert_cmpint(
		us_of_local(autumn, 3600 + 1800, zone), ==, us_of_iso("2026-11-01T05:30:00Z"));
	g_assert_cmpint(
		us_of_local(autumn, 17 * 3600, zone), ==, us_of_iso("2026-11-01T22:00:00Z"));
	g_assert_cmpint(day_second_of_us(us_of_iso("1969-12-31T23:59:59.5Z"), zone), ==,
		18 * 3600 + 59 * 60 + 59);
}

static void
test_texts(void)
{
	static const struct {
		int64_t left;
		const char *text;
	} rows[] = {
		{US_PER_DAY + 4 * US_PER_HOUR, "1d04h"},
		{5 * US_PER_HOUR + 59 * US_PER_MINUTE, "0d05h"},
		{25 * US_PER_MINUTE, "25m"},
		{0, "0m"},
		{-(2 * US_PER_DAY + 3 * US_PER_HOUR), "-2d03h"},
		{-US_PER_MINUTE, "-1m"},
		{-1, "0m"},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autofree char *us = us_dup_text(us_of_iso("2026-05-25T09:00:00Z"), zone);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = time_left_dup(rows[i].left);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
	g_free(time_left_dup(INT64_MIN));
	g_free(time_left_dup(INT64_MAX));
	g_assert_cmpstr(us, ==, "Mon 2026-05-25 17:00");
}

static void
test_shipped(void)
{
	g_autoptr(Calendar) cn = load_cn();
	CalendarGap gap;
	int32_t day;
	int n;

	g_assert_cmpstr(calendar_code(cn), ==, "CN");
	g_assert_cmpint(calendar_first_year(cn), ==, 2007);
	g_assert_cmpint(calendar_last_year(cn), ==, 2026);
	g_assert_nonnull(calendar_source(cn, 2026));
	g_assert_null(calendar_source(cn, 2027));
	g_assert_null(calendar_source(cn, 2006));
	g_assert_cmpint(
		calendar_day(cn, day_parse_iso("2026-02-14")), ==, CALENDAR_DAY_MADE_UP);
	g_assert_cmpint(
		calendar_day(cn, day_parse_iso("2026-02-15")), ==, CALENDAR_DAY_HOLIDAY);
	g_assert_cmpint(
		calendar_day(cn, day_parse_iso("2026-03-01")), ==, CALENDAR_DAY_WEEKEND);
	g_assert_cmpint(calendar_day(cn, day_parse_iso("2026-03-02")), ==, CALENDAR_DAY_WORK);
	g_assert_true(calendar_is_business_day(cn, day_parse_iso("2026-02-14")));
	g_assert_false(calendar_is_business_day(cn, day_parse_iso("2026-02-16")));
	g_assert_cmpstr(calendar_day_label(cn, day_parse_iso("2026-02-16")), ==, "春节");
	g_assert_null(calendar_day_label(cn, day_parse_iso("2026-03-02")));
	g_assert_true(calendar_add(cn, day_parse_iso("2026-02-12"), 7, &day, &gap));
	assert_iso(day, "2026-02-28");
	g_assert_true(calendar_add(cn, day_parse_iso("2026-02-28"), -7, &day, &gap));
	assert_iso(day, "2026-02-12");
	g_assert_true(calendar_add(cn, day_parse_iso("2026-02-15"), 0, &day, &gap));
	assert_iso(day, "2026-02-24");
	g_assert_true(calendar_add(cn, day_parse_iso("2026-02-14"), 0, &day, &gap));
	assert_iso(day, "2026-02-14");
	g_assert_true(calendar_count(
		cn, day_parse_iso("2026-02-12"), day_parse_iso("2026-02-28"), &n, &gap));
	g_assert_cmpint(n, ==, 7);
}

/* The first and the last day covered are working days. */
static void
test_ends(void)
{
	static const char text[] = "calendar X\nversion 1\ntitle The title\ncover 2025..2026\n"
				   "source 2025 one\nsource 2026 two\n";
	g_autoptr(Calendar) x = calendar_parse("f.cal", text, strlen(text), NULL);
	int32_t first = day_parse_iso("2025-01-01"), last = day_parse_iso("2026-12-31"), day;
	CalendarGap gap;
	int n;

	g_assert_cmpstr(calendar_title(x), ==, "The title");
	g_assert_cmpstr(calendar_source(x, 2025), ==, "one");
	g_assert_cmpstr(calendar_source(x, 2026), ==, "two");
	g_assert_null(calendar_source(x, 2024));
	g_assert_null(calendar_aliases(x)[0]);
	g_assert_true(calendar_add(x, first, 1, &day, &gap));
	assert_iso(day, "2025-01-02");
	g_assert_true(calendar_add(x, first, 0, &day, &gap));
	assert_iso(day, "2025-01-01");
	g_assert_true(calendar_add(x, first + 1, -1, &day, &gap));
	assert_iso(day, "2025-01-01");
	g_assert_true(calendar_add(x, last - 1, 1, &day, &gap));
	assert_iso(day, "2026-12-31");
	g_assert_true(calendar_count(x, first - 1, first, &n, &gap));
	g_assert_cmpint(n, ==, 1);
	g_assert_true(calendar_count(x, first - 1, last, &n, &gap));
	g_assert_cmpint(n, ==, 522);
	g_assert_false(calendar_count(x, first - 2, last, &n, &gap));
	g_assert_cmpint(gap.year, ==, 2024);
	g_assert_false(calendar_count(x, first, last + 1, &n, &gap));
	g_assert_cmpint(gap.year, ==, 2027);
	g_assert_true(calendar_count(x, last + 9, last + 9, &n, &gap));
	g_assert_cmpint(n, ==, 0);
}

/* What is said without a calendar, without a year, with both. */
static void
test_gap_texts(void)
{
	static const struct {
		CalendarGap gap;
		const char *code, *text;
	} rows[] = {
		{{"", 0}, "calendar_missing:", "no calendar of working days is loaded"},
		{{"X", 0}, "calendar_missing:X", "calendar missing: X. "},
		{{"XX", 0}, "calendar_missing:XX", "calendar missing: XX. "},
		{{"XX", 2027}, "calendar_missing:XX-2027", "calendar missing: XX 2027. "},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *code = calendar_gap_dup_code(&rows[i].gap);
		g_autofree char *text = calendar_gap_dup_text(&rows[i].gap);

		g_assert_cmpstr(code, ==, rows[i].code);
		g_assert_nonnull(strstr(text, rows[i].text));
	}
}

static void
test_gap(void)
{
	g_autoptr(Calendar) cn = load_cn();
	CalendarGap gap;
	g_autofree char *code = NULL, *text = NULL, *before = NULL;
	int32_t day = 77;
	g_autoptr(GError) error = NULL;

	g_assert_true(calendar_add(cn, day_parse_iso("2026-12-30"), 1, &day, &gap));
	assert_iso(day, "2026-12-31");
	day = 77;
	g_assert_false(calendar_add(cn, day_parse_iso("2026-12-30"), 3, &day, &gap));
	g_assert_cmpint(day, ==, 77);
	code = calendar_gap_dup_code(&gap);
	g_assert_cmpstr(code, ==, "calendar_missing:CN-2027");
	text = calendar_gap_dup_text(&gap);
	g_assert_nonnull(strstr(text, "calendar missing: CN 2027"));
	calendar_gap_set_error(&gap, &error);
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_CALENDAR_MISSING);
	g_assert_false(calendar_add(cn, day_parse_iso("2007-01-04"), -1, &day, &gap));
	before = calendar_gap_dup_code(&gap);
	g_assert_cmpstr(before, ==, "calendar_missing:CN-2006");
	g_assert_false(calendar_add(cn, day_parse_iso("2026-12-31"), 0x7fffffff, &day, &gap));
	g_assert_cmpint(gap.year, ==, 2027);
	g_assert_false(calendar_add(cn, day_parse_iso("2007-01-01"), INT_MIN, &day, &gap));
	g_assert_cmpint(gap.year, ==, 2006);
	g_assert_false(calendar_add(cn, day_parse_iso("2031-05-05"), 0, &day, &gap));
	g_assert_cmpint(gap.year, ==, 2031);
	g_assert_cmpint(day, ==, 77);
	g_assert_false(calendar_add(NULL, day_parse_iso("2024-01-02"), 1, &day, &gap));
	g_assert_cmpstr(gap.code, ==, "");
}

#define HEAD "calendar X\nversion 1\ncover 2026..2026\nsource 2026 a notice\n"

/* text, and what its error must contain (NULL: fine) */
static const struct {
	const char *text, *mistake;
} files[] = {
	{HEAD, NULL},
	{"\xef\xbb\xbf" HEAD "X 2026 off 05-01\r\n", NULL},
	{HEAD "X 2026 off 05-01 Labour Day", NULL},
	{HEAD "weekend tue\n", NULL},
	{HEAD "X 2026 off 05-01..05-05\nX 2026 off 05-05\n", "f.cal:6: 2026-05-05: line 5"},
	{HEAD "X 2026 off 05-05\nX 2026 work 05-05\n", "f.cal:6: 2026-05-05: line 5"},
	{HEAD "X 2026 work 05-05\nX 2026 off 05-05\n", "f.cal:5: 2026-05-05: line 6"},
	{HEAD "X 2026 work 05-02\nX 2026 work 05-02\n", "f.cal:6: 2026-05-02: line 5"},
	{HEAD "X 2026 work 05-04\n", "f.cal:5: 2026-05-04"},
	{HEAD "X 2026 off 02-29\n", "f.cal:5:"},
	{HEAD "X 2026 off 05-05..05-01\n", "f.cal:5:"},
	{HEAD "X 2026 off 12-30..2027-01-02\n", "f.cal:5:"},
	{HEAD "X 2026 off\n", "f.cal:5:"},
	{HEAD "X 2026\n", "f.cal:5:"},
	{HEAD "X\n", "f.cal:5:"},
	{HEAD "X 2027 off 01-01\n", "f.cal:5:"},
	{HEAD "X 2026 rest 05-01\n", "\"rest\""},
	{HEAD "X 2026 moved 05-01\n", "f.cal:5:"},
	{HEAD "X 2026 moved 05-01 05-99\n", "f.cal:5:"},
	{HEAD "X 2026 moved 05-04 05-08\n", "f.cal:5: 2026-05-04"},
	{HEAD "rules easter+1\n", "f.cal:5: \"rules\""},
	{HEAD "alias Y\nalias Z\n", NULL},
	{HEAD "alias Y\nalias Y\n", "f.cal:6: Y"},
	{HEAD "alias X\n", "f.cal:5: X"},
	{HEAD "alias y\n", "f.cal:5:"},
	{"alias Y\n" HEAD, "f.cal:1: "},
	{HEAD "weekend sat sat\n", "f.cal:5: \"sat\""},
	{HEAD "weekend sat\nweekend sun\n", "f.cal:6:"},
	{HEAD "source 2026 again\n", "f.cal:5: 2026"},
	{HEAD "source 2026..2027 too far\n", "f.cal:5:"},
	{HEAD "source 2025..2026 too far\n", "f.cal:5:"},
	{HEAD "source 2026\n", "f.cal:5:"},
	{"calendar X\nversion 1\ncover 1969..2026\n", "f.cal:3:"},
	{"calendar X\nversion 1\ncover 2026..2200\n", "f.cal:3:"},
	{"calendar X\nversion 1\ncover 2027..2026\n", "f.cal:3:"},
	{"calendar X\nversion 1\ncover 2026..2026..2026\n", "f.cal:3:"},
	{"calendar X\nversion 1\ncover 1970..2199\nsource 1970..2199 all\n"
	 "rule always 12-31 to-next-free a\nrule always 01-01 to-nearest b\n",
		NULL},
	{HEAD "Y 2026 off 05-01\n", "f.cal:5: \"Y\""},
	{HEAD "weekend sun moon\n", "\"moon\""},
	{HEAD "weekend mon tue wed thu fri sat sun\n", "f.cal:5:"},
	{HEAD "cover 2024..2025\n", "f.cal:5:"},
	{HEAD "calendar Z\n", "f.cal:5:"},
	{HEAD "version\n", "f.cal:5:"},
	{HEAD "checksum md5 00\n", "f.cal:5:"},
	{HEAD "checksum sha256 00\n", "f.cal:5:"},
	{"calendar X\nversion 1\ncover 2026..2027\nsource 2026 a\n", "2027"},
	{"calendar X\nversion 1\n", "cover YEAR..YEAR"},
	{"calendar x y\n", "f.cal:1:"},
	{"", "calendar CODE"},
	{"calendar X\nversion \xff\n", "f.cal:2:"},
	{"cover 2026..99999999999999999999\n", "f.cal:1:"},
	{"cover ..\n", "f.cal:1:"},
};

static void
test_mistakes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Calendar) calendar =
			calendar_parse("f.cal", files[i].text, strlen(files[i].text), &error);

		g_test_message("file %zu: %s", i, error == NULL ? "fine" : error->message);
		if (files[i].mistake == NULL) {
			g_assert_no_error(error);
			g_assert_nonnull(calendar);
			continue;
		}
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_nonnull(strstr(error->message, files[i].mistake));
	}
}

static void
test_all_mistakes(void)
{
	static const char text[] = HEAD "X 2026 off 13-01\nfoo\nX 2026 off 05-01\nbar\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = calendar_parse("f.cal", text, strlen(text), &error);

	g_assert_null(calendar);
	g_assert_nonnull(strstr(error->message, "f.cal:5:"));
	g_assert_nonnull(strstr(error->message, "\nf.cal:6:"));
	g_assert_null(strstr(error->message, "f.cal:7:"));
	g_assert_nonnull(strstr(error->message, "\nf.cal:8:"));
}

static void
test_checksum(void)
{
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, HEAD, -1);
	g_autofree char *good = g_strdup_printf("%schecksum sha256 %s\n", HEAD, sum);
	g_autofree char *more = g_strdup_printf("%sX 2026 off 05-01\n", good);
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = calendar_parse("f.cal", good, strlen(good), &error);

	g_assert_no_error(error);
	g_assert_null(calendar_parse("f.cal", more, strlen(more), &error));
	g_assert_nonnull(strstr(error->message, "f.cal:6:"));
	g_clear_error(&error);
	good[9] = 'Y';
	g_assert_null(calendar_parse("f.cal", good, strlen(good), &error));
	g_assert_nonnull(strstr(error->message, "f.cal:5:"));
}

/* A week that works on Tuesdays alone. */
static void
test_tuesdays(void)
{
	static const char text[] = HEAD "weekend mon wed thu fri sat sun\n";
	g_autoptr(Calendar) calendar = calendar_parse("f.cal", text, strlen(text), NULL);
	CalendarGap gap;
	int32_t day;

	g_assert_true(calendar_add(calendar, day_parse_iso("2026-03-03"), 3, &day, &gap));
	assert_iso(day, "2026-03-24");
}

static void
test_folder(void)
{
	g_autofree char *path = g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) all = calendar_load_folder(path, &error);

	g_assert_no_error(error);
	g_assert_nonnull(g_hash_table_lookup(all, "CN"));
	g_assert_nonnull(g_hash_table_lookup(all, "ENG"));
	g_assert_true(g_hash_table_lookup(all, "GB-ENG") == g_hash_table_lookup(all, "ENG"));
	g_assert_cmpstr(calendar_code(g_hash_table_lookup(all, "GB-ENG")), ==, "ENG");
	g_assert_null(calendar_load_folder("/dev/null/none", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_IO);
}

/* Two files that claim one code, as their own or as an alias, are told apart by nobody. */
static void
test_folder_clash(void)
{
	static const struct {
		const char *name, *text;
	} made[] = {
		{"a.cal", HEAD},
		{"b.cal", "calendar Y\nalias X\nversion 1\ncover 2026..2026\nsource 2026 a\n"},
		{"c.cal", "calendar Z\n"},
	};
	g_autofree char *folder = g_dir_make_tmp("amends-cal-XXXXXX", NULL);
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(made); i++) {
		g_autofree char *path = g_build_filename(folder, made[i].name, NULL);

		g_assert_true(g_file_set_contents(path, made[i].text, -1, NULL));
	}
	g_assert_null(calendar_load_folder(folder, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	g_assert_nonnull(strstr(error->message, "b.cal: another file has calendar X"));
	g_assert_nonnull(strstr(error->message, "\nc.cal: "));
	for (size_t i = 0; i < G_N_ELEMENTS(made); i++) {
		g_autofree char *path = g_build_filename(folder, made[i].name, NULL);

		g_remove(path);
	}
	g_rmdir(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/day/civil", test_days);
	g_test_add_func("/day/edges", test_edges);
	g_test_add_func("/day/local-times", test_local_times);
	g_test_add_func("/day/texts", test_texts);
	g_test_add_func("/calendar/shipped", test_shipped);
	g_test_add_func("/calendar/gap", test_gap);
	g_test_add_func("/calendar/ends", test_ends);
	g_test_add_func("/calendar/gap-texts", test_gap_texts);
	g_test_add_func("/calendar/mistakes", test_mistakes);
	g_test_add_func("/calendar/all-mistakes", test_all_mistakes);
	g_test_add_func("/calendar/checksum", test_checksum);
	g_test_add_func("/calendar/tuesdays", test_tuesdays);
	g_test_add_func("/calendar/folder", test_folder);
	g_test_add_func("/calendar/folder-clash", test_folder_clash);
	return g_test_run();
}
