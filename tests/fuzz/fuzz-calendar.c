/*
 * core/calendar.h: a calendar that is refused says so with lines it has; in one
 * that is taken, counting and adding working days agree, and a question
 * outside its years is a gap.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/calendar.h"
#include "core/day.h"

/* A working day is one of two kinds, and a day that only the week made has no name. */
static void
check_kind(const Calendar *calendar, int32_t day)
{
	CalendarDay what = calendar_day(calendar, day);

	g_assert_cmpint(what, <, N_CALENDAR_DAYS);
	g_assert_true(calendar_is_business_day(calendar, day) ==
		      (what == CALENDAR_DAY_WORK || what == CALENDAR_DAY_MADE_UP));
	if (what == CALENDAR_DAY_WORK || what == CALENDAR_DAY_WEEKEND)
		g_assert_null(calendar_day_label(calendar, day));
}

static void
check_day(const Calendar *calendar, int32_t day, int n)
{
	CalendarGap gap = {0};
	int32_t found, mirrored;
	int counted;

	if (calendar_covers(calendar, day))
		calendar_day_label(calendar, day);
	if (!calendar_add(calendar, day, n, &found, &gap)) {
		g_autofree char *code = calendar_gap_dup_code(&gap);
		g_autofree char *text = calendar_gap_dup_text(&gap);

		fuzz_check_sentence(code);
		fuzz_check_sentence(text);
		g_assert_cmpint(gap.year, !=, 0);
		g_assert_true(gap.year < calendar_first_year(calendar) ||
			      gap.year > calendar_last_year(calendar));
		return;
	}
	g_assert_true(calendar_is_business_day(calendar, found));
	if (n == 0) {
		g_assert_cmpint(found, >=, day);
		return;
	}
	check_kind(calendar, found);
	g_assert_true(
		calendar_count(calendar, MIN(day, found), MAX(day, found), &counted, &gap));
	if (n > 0)
		g_assert_cmpint(counted, ==, n);
	else if (calendar_is_business_day(calendar, day))
		g_assert_cmpint(counted, ==, -n);
	else
		g_assert_cmpint(counted, ==, -n - 1);
	if (calendar_is_business_day(calendar, day)) {
		g_assert_true(calendar_add(calendar, found, -n, &mirrored, &gap));
		g_assert_cmpint(mirrored, ==, day);
	}
}

static void
use_calendar(const Calendar *calendar, FuzzDice *dice)
{
	int first = calendar_first_year(calendar), last = calendar_last_year(calendar);
	int32_t from = day_from_parts(first, 1, 1), to = day_from_parts(last, 12, 31);

	g_assert_cmpint(first, <=, last);
	g_assert_nonnull(calendar_code(calendar));
	g_assert_nonnull(calendar_version(calendar));
	g_assert_nonnull(calendar_title(calendar));
	g_assert_nonnull(calendar_aliases(calendar));
	g_assert_null(calendar_source(calendar, last + 1));
	g_assert_true(calendar_covers(calendar, from) && calendar_covers(calendar, to));
	g_assert_false(
		calendar_covers(calendar, from - 1) || calendar_covers(calendar, to + 1));
	for (int year = first; year <= last; year++)
		g_assert_nonnull(calendar_source(calendar, year));
	check_kind(calendar, from);
	check_kind(calendar, to);
	for (unsigned i = 0; i < 12; i++)
		check_day(calendar,
			from - 10 + (int32_t)fuzz_throw(dice, (uint32_t)(to - from) + 20),
			(int)fuzz_throw(dice, 60) - 30);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = calendar_parse("x.cal", text, size, &error);

	if (calendar)
		use_calendar(calendar, &dice);
	else
		fuzz_check_lines_named(error->message, "x.cal:", fuzz_count_lines(data, size));
	return 0;
}
