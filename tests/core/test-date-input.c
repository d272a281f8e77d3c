/* core/date-input.h: the grammar as a table, in three directions; ambiguity, hostile text,
 * summer time. */
#include "config.h"

#include "core/date-input.h"
#include "core/day.h"
#include "core/env.h"
#include "core/error.h"

#define ANY    DATE_DIRECTION_ANY
#define PAST   DATE_DIRECTION_PAST
#define FUTURE DATE_DIRECTION_FUTURE

static int64_t
us_of_iso(const char *iso)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, NULL);

	g_assert_nonnull(t);
	return g_date_time_to_unix(t) * US_PER_SECOND;
}

/* Wednesday, three past two in the afternoon. */
#define NOW "2026-05-20T14:03:00+08:00"

static const struct {
	const char *text;
	DateDirection direction;
	const char *echo; /* NULL: refused */
} rows[] = {
	{"today", ANY, "Wed 2026-05-20"},
	{"Tomorrow", FUTURE, "Thu 2026-05-21"},
	{"yesterday", PAST, "Tue 2026-05-19"},
	{"now", ANY, "Wed 2026-05-20 14:03"},
	{"+3d", FUTURE, "Sat 2026-05-23"},
	{"+3w", FUTURE, "Wed 2026-06-10"},
	{"+5b", FUTURE, "Wed 2026-05-27"},
	{"-1d", PAST, "Tue 2026-05-19"},
	{"-3b", PAST, "Fri 2026-05-15"},
	{"+0d", FUTURE, "Wed 2026-05-20"},
	{"+3d 17:00", FUTURE, "Sat 2026-05-23 17:00"},
	{"mon", FUTURE, "Mon 2026-05-25"},
	{"tue", FUTURE, "Tue 2026-05-26"},
	{"wed", FUTURE, "Wed 2026-05-27"},
	{"thu", FUTURE, "Thu 2026-05-21"},
	{"sun", FUTURE, "Sun 2026-05-24"},
	{"friday 9:30", FUTURE, "Fri 2026-05-22 09:30"},
	{"wed", PAST, "Wed 2026-05-13"},
	{"thu", PAST, "Thu 2026-05-14"},
	{"tue", PAST, "Tue 2026-05-19"},
	{"eow", FUTURE, "Fri 2026-05-22"},
	{"eom", FUTURE, "Fri 2026-05-29"},
	{"月底", FUTURE, "Fri 2026-05-29"},
	{"14:00", PAST, "Wed 2026-05-20 14:00"},
	{"14:00", FUTURE, "Thu 2026-05-21 14:00"},
	{"14:03", FUTURE, "Wed 2026-05-20 14:03"},
	{"14:03", PAST, "Wed 2026-05-20 14:03"},
	{"14:04", PAST, "Tue 2026-05-19 14:04"},
	{"14:04", ANY, "Wed 2026-05-20 14:04"},
	{"05-19", PAST, "Tue 2026-05-19"},
	{"05-19", FUTURE, "Wed 2027-05-19"},
	{"05-20", PAST, "Wed 2026-05-20"},
	{"05-20", FUTURE, "Wed 2026-05-20"},
	{"05-21", PAST, "Wed 2025-05-21"},
	{"05-21", ANY, "Thu 2026-05-21"},
	{"12-31", ANY, "Wed 2025-12-31"},
	{"05-19 16:30", PAST, "Tue 2026-05-19 16:30"},
	{"5-6", PAST, "Wed 2026-05-06"},
	{"02-29", FUTURE, "Tue 2028-02-29"},
	{"02-29", PAST, "Thu 2024-02-29"},
	{"2026-05-19", PAST, "Tue 2026-05-19"},
	{"2026-05-19T16:30", PAST, "Tue 2026-05-19 16:30"},
	{"2026/5/9", PAST, "Sat 2026-05-09"},
	{"2026.5.9", PAST, "Sat 2026-05-09"},
	{"20260519", PAST, "Tue 2026-05-19"},
	{"0519", PAST, "Tue 2026-05-19"},
	{"0519 16:30", PAST, "Tue 2026-05-19 16:30"},
	{"5/19", PAST, "Tue 2026-05-19"},
	{"19/5", PAST, "Tue 2026-05-19"},
	{"5/5", PAST, "Tue 2026-05-05"},
	/* Chinese */
	{"今天", ANY, "Wed 2026-05-20"},
	{"明天", FUTURE, "Thu 2026-05-21"},
	{"后天", FUTURE, "Fri 2026-05-22"},
	{"大后天", FUTURE, "Sat 2026-05-23"},
	{"昨天", PAST, "Tue 2026-05-19"},
	{"前天下午3点", PAST, "Mon 2026-05-18 15:00"},
	{"明天14:00", FUTURE, "Thu 2026-05-21 14:00"},
	{"明天 14点半", FUTURE, "Thu 2026-05-21 14:30"},
	{"明天上午9点05分", FUTURE, "Thu 2026-05-21 09:05"},
	{"明天晚上8点", FUTURE, "Thu 2026-05-21 20:00"},
	{"下午12点", PAST, "Wed 2026-05-20 12:00"},
	{"周一", FUTURE, "Mon 2026-05-25"},
	{"周三", FUTURE, "Wed 2026-05-27"},
	{"星期天", FUTURE, "Sun 2026-05-24"},
	{"下周一", FUTURE, "Mon 2026-05-25"},
	{"下周五 17:00", FUTURE, "Fri 2026-05-29 17:00"},
	{"本周五", FUTURE, "Fri 2026-05-22"},
	{"上周五", PAST, "Fri 2026-05-15"},
	{"5月19日", PAST, "Tue 2026-05-19"},
	{"5月19号16:30", PAST, "Tue 2026-05-19 16:30"},
	{"2026年5月19日", PAST, "Tue 2026-05-19"},
	{"3天后", FUTURE, "Sat 2026-05-23"},
	{"2周前", PAST, "Wed 2026-05-06"},
	{"+5个工作日", FUTURE, "Wed 2026-05-27"},
	/* as an input method delivers it */
	{"０５－１９　１６：３０", PAST, "Tue 2026-05-19 16:30"},
	{"＋３ｄ", FUTURE, "Sat 2026-05-23"},
	{"05ー19", PAST, "Tue 2026-05-19"},
	{"05−19", PAST, "Tue 2026-05-19"},
	{"２０２６．５．９", PAST, "Sat 2026-05-09"},
	{"５月１９日", PAST, "Tue 2026-05-19"},
	{"  05-19   16:30 ", PAST, "Tue 2026-05-19 16:30"},
	/* refused */
	{"", ANY, NULL},
	{"   ", ANY, NULL},
	{"5/6", ANY, NULL},
	{"5.6", ANY, NULL},
	{"soon", ANY, NULL},
	{"3d", ANY, NULL},
	{"+d", ANY, NULL},
	{"+0b", ANY, NULL},
	{"+99999d", ANY, NULL},
	{"+9999w", FUTURE, NULL},
	{"1400", ANY, NULL},
	{"0230", ANY, NULL},
	{"02-30", ANY, NULL},
	{"2025-02-29", ANY, NULL},
	{"2026-05", ANY, NULL},
	{"2026-05/19", ANY, NULL},
	{"2026-05-19t", ANY, NULL},
	{"26-05-19", ANY, NULL},
	{"5/19/2026", ANY, NULL},
	{"13-13", ANY, NULL},
	{"13/13", ANY, NULL},
	{"24:00", ANY, NULL},
	{"14:60", ANY, NULL},
	{"14:0", ANY, NULL},
	{"14:", ANY, NULL},
	{"晚上12点", ANY, NULL},
	{"上午15点", ANY, NULL},
	{"下周", ANY, NULL},
	{"周", ANY, NULL},
	{"5月", ANY, NULL},
	{"monx", ANY, NULL},
	{"today tomorrow", ANY, NULL},
	{"14:00 today", ANY, NULL},
	{"2026-05-19 16:30 x", ANY, NULL},
	{"today\n", ANY, NULL},
	{"\x1b[31m", ANY, NULL},
	{"\xff\xfe", ANY, NULL},
	{"99999999999999999999999999", ANY, NULL},
	{"tomorrow", PAST, NULL},
	{"yesterday", FUTURE, NULL},
	{"05-20 14:04", PAST, NULL},
	{"05-20 14:02", FUTURE, NULL},
	{"2026-05-21", PAST, NULL},
};

static Calendar *
load_cn(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", "cn.cal", NULL);

	return calendar_load(path, NULL);
}

static void
test_table(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(Calendar) cn = load_cn();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		DateContext context = {rows[i].direction, us_of_iso(NOW), zone, cn};
		DateInput input = {.day = 4711};
		g_autoptr(GError) error = NULL;
		bool ok = date_input_parse(rows[i].text, &context, &input, &error);
		g_autofree char *echo = NULL;

		g_test_message("row %zu: %s", i, error == NULL ? "read" : error->message);
		g_assert_cmpint(ok, ==, error == NULL);
		if (!ok) {
			g_assert_null(rows[i].echo);
			g_assert_cmpint(input.day, ==, 4711);
			continue;
		}
		echo = date_input_dup_echo(&input, zone);
		g_assert_cmpstr(echo, ==, rows[i].echo);
		g_assert_cmpint(day_of_us(input.us, zone), ==, input.day);
	}
}

static void
test_ambiguous(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	DateContext context = {PAST, us_of_iso(NOW), zone, NULL};
	g_autoptr(GError) error = NULL;
	DateInput input;

	g_assert_false(date_input_parse("５／６", &context, &input, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	g_assert_nonnull(strstr(error->message, "Wed 2026-05-06"));
	g_assert_nonnull(strstr(error->message, "Thu 2025-06-05"));
	g_assert_nonnull(strstr(error->message, "05-06"));
	g_assert_nonnull(strstr(error->message, "06-05"));
}

/* What a day without a time means as a moment. */
static void
test_moments(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	DateContext context = {FUTURE, us_of_iso(NOW), zone, NULL};
	DateInput input;

	g_assert_true(date_input_parse("tomorrow", &context, &input, NULL));
	g_assert_cmpint(input.us, ==, us_of_iso("2026-05-22T00:00:00+08:00") - 1);
	context.direction = PAST;
	g_assert_true(date_input_parse("today", &context, &input, NULL));
	g_assert_cmpint(input.us, ==, context.now_us);
	g_assert_true(date_input_parse("yesterday", &context, &input, NULL));
	g_assert_cmpint(input.us, ==, us_of_iso("2026-05-19T00:00:00+08:00"));
}

static void
test_calendar(void)
{
	static const char *const words[] = {"+5b", "-5b", "eow", "eom"};
	static const struct {
		const char *now, *text, *echo;
	} working[] = {
		/* All of that week is a holiday; then the make-up Sunday closes a week. */
		{"2026-02-16T10:00:00+08:00", "eow", "Sat 2026-02-28"},
		{"2026-09-16T10:00:00+08:00", "eow", "Sun 2026-09-20"},
		{"2026-05-23T10:00:00+08:00", "eow", "Fri 2026-05-29"},
		{"2026-05-30T10:00:00+08:00", "eom", "Tue 2026-06-30"},
		{"2026-02-13T10:00:00+08:00", "+1b", "Sat 2026-02-14"},
		{"2026-12-31T10:00:00+08:00", "+1b", NULL},
		{"2026-12-31T10:00:00+08:00", "eom", "Thu 2026-12-31"},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(Calendar) cn = load_cn();
	DateContext context = {ANY, us_of_iso(NOW), zone, NULL};
	DateInput input;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(date_input_parse(words[i], &context, &input, &error));
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_CALENDAR_MISSING);
	}
	context.calendar = cn;
	for (size_t i = 0; i < G_N_ELEMENTS(working); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *echo = NULL;

		context.now_us = us_of_iso(working[i].now);
		if (!date_input_parse(working[i].text, &context, &input, &error)) {
			g_assert_null(working[i].echo);
			g_assert_nonnull(strstr(error->message, "CN 2027"));
			continue;
		}
		echo = date_input_dup_echo(&input, zone);
		g_assert_cmpstr(echo, ==, working[i].echo);
	}
}

/* The day and the hour are those of the given zone; skipped and repeated hours have a moment.
 */
static void
test_zones(void)
{
	g_autoptr(GTimeZone) york = g_time_zone_new_identifier("America/New_York");
	DateContext context = {ANY, us_of_iso("2026-03-08T02:00:00+00:00"), york, NULL};
	DateInput input;

	g_assert_true(date_input_parse("today", &context, &input, NULL));
	g_assert_cmpint(input.day, ==, day_parse_iso("2026-03-07"));
	g_assert_true(date_input_parse("2026-03-08 02:30", &context, &input, NULL));
	g_assert_cmpint(input.us, ==, us_of_iso("2026-03-08T07:00:00Z"));
	g_assert_true(date_input_parse("2026-11-01 01:30", &context, &input, NULL));
	g_assert_cmpint(input.us, ==, us_of_iso("2026-11-01T05:30:00Z"));
}

/* Every prefix of every row, and bytes at random, end in an answer. */
static void
test_hostile(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(Calendar) cn = load_cn();
	g_autofree char *longest = g_strnfill(100000, '1');
	DateContext context = {ANY, us_of_iso(NOW), zone, cn};
	DateInput input;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (size_t n = 0; n <= strlen(rows[i].text); n++) {
			g_autofree char *part = g_strndup(rows[i].text, n);
			g_autoptr(GError) error = NULL;
			bool ok = date_input_parse(part, &context, &input, &error);

			g_assert_cmpint(ok, ==, error == NULL);
		}
	}
	for (int i = 0; i < 20000; i++) {
		static const char letters[] = "0123456789-/.: +dwbtmonday";
		char text[12];

		for (size_t k = 0; k < sizeof(text) - 1; k++)
			text[k] = letters[g_test_rand_int_range(0, sizeof(letters) - 1)];
		text[g_test_rand_int_range(0, sizeof(text))] = '\0';
		text[sizeof(text) - 1] = '\0';
		if (date_input_parse(text, &context, &input, NULL))
			g_assert_cmpint(input.day, !=, DAY_NONE);
	}
	g_assert_false(date_input_parse(longest, &context, &input, NULL));
	g_assert_false(date_input_parse(NULL, &context, &input, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/date-input/table", test_table);
	g_test_add_func("/date-input/ambiguous", test_ambiguous);
	g_test_add_func("/date-input/moments", test_moments);
	g_test_add_func("/date-input/calendar", test_calendar);
	g_test_add_func("/date-input/zones", test_zones);
	g_test_add_func("/date-input/hostile", test_hostile);
	return g_test_run();
}
