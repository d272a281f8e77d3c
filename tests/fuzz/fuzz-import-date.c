/*
 * core/import-date.h: the first line is a form, the others are texts. What is
 * read is a day that exists, and its own text reads back to it.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/day.h"
#include "core/env.h"
#include "core/import-date.h"

static void
check_date(const ImportDate *date, GTimeZone *zone)
{
	g_autofree char *text = import_date_dup_text(date, zone);
	int64_t us = import_date_to_us(date, zone);
	ImportDate again;

	g_assert_cmpint(day_from_parts(date->year, date->month, date->day), !=, DAY_NONE);
	g_assert_true(date->hour >= 0 && date->hour <= 23 && date->minute >= 0 &&
		      date->minute <= 59 && date->second >= 0 && date->second <= 59);
	g_assert_true(import_date_parse(
		date->has_time ? "YYYY-MM-DDTHH:MM:SSZ" : "YYYY-MM-DD", text, &again));
	g_assert_true(again.has_time == date->has_time);
	/* Before 1902 clocks showed the sun's time, to the second; RFC 3339 has minutes. */
	if (date->has_time && date->year >= 1902)
		g_assert_cmpint(import_date_to_us(&again, zone), ==, us);
	else if (date->has_time)
		g_assert_cmpint(ABS(import_date_to_us(&again, zone) - us), <, US_PER_MINUTE);
	else
		g_assert_cmpint(again.day, ==, date->day);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static GTimeZone *zones[2];
	g_autofree char *text = fuzz_dup_text(data, size);
	g_auto(GStrv) lines = NULL;
	const char *fault;

	if (!g_utf8_validate(text, -1, NULL))
		return 0;
	if (!zones[0]) {
		zones[0] = g_time_zone_new_identifier("Asia/Shanghai");
		zones[1] = g_time_zone_new_identifier("Australia/Lord_Howe");
	}
	lines = g_strsplit(text, "\n", 20);
	fault = import_date_form_fault(lines[0] ? lines[0] : "");
	if (fault)
		fuzz_check_sentence(fault);
	for (unsigned i = 1; !fault && lines[0] && lines[i]; i++) {
		ImportDate date;

		for (unsigned z = 0; z < G_N_ELEMENTS(zones); z++)
			if (import_date_parse(lines[0], lines[i], &date))
				check_date(&date, zones[z]);
	}
	return 0;
}
