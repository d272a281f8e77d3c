/* Reads rules of holidays and works out their days. */
#include "config.h"

#include "core/calendar-rule.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/line-file.h"

#define YEAR_MIN 1970
#define YEAR_MAX 2199
/* Before any year covered: a rule without a first year has a day in the year before too. */
#define YEAR_OPEN 1900
/* Further than this from Easter no feast lies. */
#define OFFSET_MAX 120

enum { SATURDAY = 5, SUNDAY = 6 };

/* Add a row here for a new way to shift. */
static const char *const shift_words[] = {
	[CALENDAR_SHIFT_STAYS] = "stays",
	[CALENDAR_SHIFT_TO_MONDAY] = "to-monday",
	[CALENDAR_SHIFT_TO_NEAREST] = "to-nearest",
	[CALENDAR_SHIFT_SUN_TO_MONDAY] = "sun-to-monday",
	[CALENDAR_SHIFT_TO_NEXT_FREE] = "to-next-free",
	[CALENDAR_SHIFT_SUN_TO_NEXT_FREE] = "sun-to-next-free",
};
G_STATIC_ASSERT(G_N_ELEMENTS(shift_words) == N_CALENDAR_SHIFTS);

int
calendar_weekday_read(const char *word)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

	for (int i = 0; i < (int)G_N_ELEMENTS(names); i++)
		if (g_str_equal(names[i], word))
			return i;
	return -1;
}

/* Exactly `len` digits as a number, else -1. */
static int
read_digits(const char *text, size_t len)
{
	int n = 0;

	if (strlen(text) != len)
		return -1;
	for (; *text != '\0'; text++) {
		if (!g_ascii_isdigit(*text))
			return -1;
		n = n * 10 + (*text - '0');
	}
	return n;
}

static bool
read_year(const char *text, int *ret_year)
{
	*ret_year = read_digits(text, 4);
	return *ret_year >= YEAR_MIN && *ret_year <= YEAR_MAX;
}

static bool
read_years(const char *word, CalendarRule *rule)
{
	const char *dots = strstr(word, "..");
	g_autofree char *first = dots != NULL ? g_strndup(word, (size_t)(dots - word)) : NULL;

	rule->from = YEAR_OPEN;
	rule->through = YEAR_MAX;
	if (g_str_equal(word, "always"))
		return true;
	if (dots == NULL)
		return read_year(word, &rule->from) && read_year(word, &rule->through);
	if (g_str_equal(word, ".."))
		return false;
	return (first[0] == '\0' || read_year(first, &rule->from)) &&
	       (dots[2] == '\0' || read_year(dots + 2, &rule->through)) &&
	       rule->from <= rule->through;
}

/* "12-25". 29 February is refused: most years have none. */
static bool
read_month_day(const char *text, CalendarRule *rule)
{
	g_auto(GStrv) parts = g_strsplit(text, "-", 3);

	if (g_strv_length(parts) != 2)
		return false;
	rule->month = read_digits(parts[0], 2);
	rule->day = read_digits(parts[1], 2);
	return day_from_parts(1970, rule->month, rule->day) != DAY_NONE;
}

/* "1st-mon-05", "last-mon-05". */
static bool
read_nth(const char *text, CalendarRule *rule)
{
	static const char *const words[] = {"last", "1st", "2nd", "3rd", "4th", NULL};
	g_auto(GStrv) parts = g_strsplit(text, "-", 4);

	rule->when = CALENDAR_WHEN_NTH;
	if (g_strv_length(parts) != 3)
		return false;
	for (rule->nth = 0; words[rule->nth] != NULL; rule->nth++)
		if (g_str_equal(words[rule->nth], parts[0]))
			break;
	rule->weekday = calendar_weekday_read(parts[1]);
	rule->month = read_digits(parts[2], 2);
	return words[rule->nth] != NULL && rule->weekday >= 0 && rule->month >= 1 &&
	       rule->month <= 12;
}

/* "mon-from-08-01", "mon-until-05-24". */
static bool
read_near(const char *text, CalendarRule *rule)
{
	g_autofree char *day = g_strndup(text, 3);
	const char *rest = text + strlen(day);

	rule->weekday = calendar_weekday_read(day);
	rule->when =
		g_str_has_prefix(rest, "-from-") ? CALENDAR_WHEN_FROM : CALENDAR_WHEN_UNTIL;
	if (rule->weekday < 0 ||
		!(g_str_has_prefix(rest, "-from-") || g_str_has_prefix(rest, "-until-")))
		return false;
	return read_month_day(strchr(rest + 1, '-') + 1, rule);
}

/* "easter", "easter+39", "easter-2". */
static bool
read_easter(const char *text, CalendarRule *rule)
{
	const char *sign = text + strlen("easter");
	size_t len = strlen(sign);

	rule->when = CALENDAR_WHEN_EASTER;
	if (len == 0)
		return true;
	if ((sign[0] != '+' && sign[0] != '-') || len < 2 || len > 4)
		return false;
	rule->offset = read_digits(sign + 1, len - 1);
	if (rule->offset < 1 || rule->offset > OFFSET_MAX)
		return false;
	if (sign[0] == '-')
		rule->offset = -rule->offset;
	return true;
}

static bool
read_when(const char *word, CalendarRule *rule)
{
	if (g_str_has_prefix(word, "easter"))
		return read_easter(word, rule);
	if (strstr(word, "-from-") != NULL || strstr(word, "-until-") != NULL)
		return read_near(word, rule);
	if (strlen(word) == strlen("12-25"))
		return read_month_day(word, rule);
	return read_nth(word, rule);
}

static bool
read_shift(const char *word, CalendarRule *rule)
{
	for (int i = 0; i < N_CALENDAR_SHIFTS; i++) {
		if (g_str_equal(shift_words[i], word)) {
			rule->shift = (CalendarShift)i;
			return true;
		}
	}
	return false;
}

const char *
calendar_rule_read(char *text, CalendarRule *ret)
{
	CalendarRule rule = {.when = CALENDAR_WHEN_FIXED};

	if (!read_years(line_word_cut(&text), &rule))
		return _("A rule begins with its years: always, 2023, 2021.., ..2022 or "
			 "2003..2019, from 1970 to 2199.");
	if (!read_when(line_word_cut(&text), &rule))
		return _("After its years a rule has its day: 12-25, 1st-mon-05 to 4th-mon-05, "
			 "last-mon-05, mon-from-08-01, mon-until-05-24, easter, easter+1 or "
			 "easter-2.");
	if (!read_shift(line_word_cut(&text), &rule))
		return _("After its day a rule says what a rest day does to it: stays, "
			 "to-monday, to-nearest, sun-to-monday, to-next-free or "
			 "sun-to-next-free.");
	if (text[0] == '\0')
		return _("A rule ends with the name of its holiday.");
	rule.name = text;
	*ret = rule;
	return NULL;
}

/* The golden number gives the full moon, the rest the Sunday after it: Gauss's way with the
 * corrections of Lilius for the century. */
int32_t
calendar_easter(int year)
{
	int century = year / 100, golden = year % 19;
	int solar = century - century / 4, lunar = (8 * century + 13) / 25;
	int epact = (solar - lunar + 19 * golden + 15) % 30;
	int32_t moon;

	epact -= epact == 29 || (epact == 28 && golden > 10);
	moon = day_from_parts(year, 3, 21) + epact;
	return moon + 7 - (day_weekday(moon) + 1) % 7;
}

static int32_t
weekday_from(int32_t day, int weekday)
{
	return day + (weekday - day_weekday(day) + 7) % 7;
}

int32_t
calendar_rule_day(const CalendarRule *rule, int year)
{
	int32_t day;

	if (year < rule->from || year > rule->through || year > YEAR_MAX)
		return DAY_NONE;
	switch (rule->when) {
	case CALENDAR_WHEN_FIXED:
		return day_from_parts(year, rule->month, rule->day);
	case CALENDAR_WHEN_NTH:
		if (rule->nth == 0) {
			day = day_from_parts(
				year, rule->month, day_month_len(year, rule->month));
			return weekday_from(day - 6, rule->weekday);
		}
		day = day_from_parts(year, rule->month, 1);
		return weekday_from(day, rule->weekday) + 7 * (rule->nth - 1);
	case CALENDAR_WHEN_FROM:
		return weekday_from(
			day_from_parts(year, rule->month, rule->day), rule->weekday);
	case CALENDAR_WHEN_UNTIL:
		return weekday_from(
			day_from_parts(year, rule->month, rule->day) - 6, rule->weekday);
	case CALENDAR_WHEN_EASTER:
		return calendar_easter(year) + rule->offset;
	}
	return DAY_NONE;
}

int32_t
calendar_rule_shift(const CalendarRule *rule, int32_t day, uint8_t weekend, bool *ret_free)
{
	int weekday = day_weekday(day);

	*ret_free = false;
	if (!(weekend & 1 << weekday))
		return day;
	switch (rule->shift) {
	case CALENDAR_SHIFT_TO_MONDAY:
		return weekday_from(day, 0);
	case CALENDAR_SHIFT_TO_NEAREST:
		return weekday == SATURDAY ? day - 1 : weekday == SUNDAY ? day + 1 : day;
	case CALENDAR_SHIFT_SUN_TO_MONDAY:
		return weekday == SUNDAY ? day + 1 : day;
	case CALENDAR_SHIFT_TO_NEXT_FREE:
		*ret_free = true;
		return day + 1;
	case CALENDAR_SHIFT_SUN_TO_NEXT_FREE:
		*ret_free = weekday == SUNDAY;
		return weekday == SUNDAY ? day + 1 : day;
	case CALENDAR_SHIFT_STAYS:
	case N_CALENDAR_SHIFTS:
		break;
	}
	return day;
}

bool
calendar_rule_repeats(const CalendarRule *a, const CalendarRule *b)
{
	return a->when == b->when && a->month == b->month && a->day == b->day &&
	       a->weekday == b->weekday && a->nth == b->nth && a->offset == b->offset &&
	       a->from <= b->through && b->from <= a->through;
}
