/*
 * core/date-input.h: what is understood is a day there is, on the side of now
 * that is allowed, and its echo reads back to the same; what is refused says so
 * and leaves the result alone.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/date-input.h"
#include "core/day.h"
#include "core/env.h"
#include "core/error.h"

/* A Wednesday, three past two in the afternoon in Shanghai. */
#define NOW_US (INT64_C(1779256980) * US_PER_SECOND)

static void
check_echo(const DateInput *input, const DateContext *context)
{
	g_autofree char *echo = date_input_dup_echo(input, context->zone);
	const char *without_weekday = strchr(echo, ' ');
	DateContext any = *context;
	DateInput again;

	any.direction = DATE_DIRECTION_ANY;
	g_assert_nonnull(without_weekday);
	g_assert_true(date_input_parse(without_weekday + 1, &any, &again, NULL));
	g_assert_cmpint(again.day, ==, input->day);
	g_assert_true(again.has_time == input->has_time);
}

static void
check_input(const DateInput *input, const DateContext *context)
{
	int32_t today = day_of_us(context->now_us, context->zone);
	int64_t late_us = input->us - context->now_us;

	g_assert_cmpint(input->day, >=, DAY_FIRST);
	g_assert_cmpint(input->day, <=, DAY_LAST);
	g_assert_cmpint(day_of_us(input->us, context->zone), ==, input->day);
	if (context->direction == DATE_DIRECTION_PAST) {
		g_assert_cmpint(input->day, <=, today);
		g_assert_cmpint(late_us, <=, 0);
	}
	if (context->direction == DATE_DIRECTION_FUTURE) {
		g_assert_cmpint(input->day, >=, today);
		/* The minute that runs counts as now. */
		g_assert_cmpint(late_us, >, -US_PER_MINUTE);
	}
	check_echo(input, context);
}

static void
read_once(const char *text, const DateContext *context)
{
	DateInput input = {.day = 12345, .us = 67890};
	g_autoptr(GError) error = NULL;

	if (date_input_parse(text, context, &input, &error)) {
		check_input(&input, context);
		return;
	}
	g_assert_cmpint(input.day, ==, 12345);
	g_assert_cmpint(input.us, ==, 67890);
	fuzz_check_sentence(error->message);
	g_assert_true(g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX) ||
		      g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_INVALID) ||
		      g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_CALENDAR_MISSING));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static GTimeZone *zones[2];
	static Calendar *calendar;
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "calendars", "cn.cal", NULL);

	if (!calendar) {
		calendar = calendar_load(path, NULL);
		g_assert_nonnull(calendar);
		zones[0] = g_time_zone_new_identifier("Asia/Shanghai");
		zones[1] = g_time_zone_new_identifier("America/New_York");
	}
	for (unsigned i = 0; i <= DATE_DIRECTION_FUTURE; i++) {
		DateContext shanghai = {i, NOW_US, zones[0], calendar};
		DateContext elsewhere = {i, NOW_US, zones[1], NULL};

		read_once(text, &shanghai);
		read_once(text, &elsewhere);
	}
	return 0;
}
