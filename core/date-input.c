/*
 * The date grammar. Text is normalised, then a date is taken from its front, then
 * a time; whatever is left over is a mistake.
 */
#include "config.h"

#include "core/date-input.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/env.h"
#include "core/error.h"

#define TEXT_MAX  64
#define COUNT_MAX 9999

typedef struct Reader {
	const DateContext *context;
	const char *at; /* what is still to be read */
	const char *text;
	int32_t today, day;
	int minute; /* of the day, -1 if none was given */
	GError *error;
} Reader;

/* A word that stands for a day. Add a row here for another one. */
static const struct {
	const char *word;
	int days;
} day_words[] = {
	{"today", 0},
	{"tomorrow", 1},
	{"yesterday", -1},
	{"今天", 0},
	{"今日", 0},
	{"明天", 1},
	{"明日", 1},
	{"大后天", 3},
	{"后天", 2},
	{"昨天", -1},
	{"昨日", -1},
	{"大前天", -3},
	{"前天", -2},
};

static const char *const english_days[7] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
static const char *const week_words[] = {"星期", "礼拜", "周"};
static const char *const chinese_days[] = {"一", "二", "三", "四", "五", "六", "日", "天"};

/* How a count of days is named, longest first. */
static const struct {
	const char *word;
	char unit;
} units[] = {
	{"个工作日", 'b'},
	{"工作日", 'b'},
	{"星期", 'w'},
	{"周", 'w'},
	{"天", 'd'},
	{"日", 'd'},
	{"d", 'd'},
	{"w", 'w'},
	{"b", 'b'},
};

/* ASCII twin of a character as an input method delivers it, 0 if it has none. */
static gunichar
to_ascii(gunichar c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFEE0;
	switch (c) {
	case 0x3000:
	case 0x00A0:
	case '\t':
		return ' ';
	case 0x2212: /* minus sign */
	case 0x30FC: /* prolonged sound mark */
	case 0x2013: /* en dash */
		return '-';
	case 0x3002: /* ideographic full stop */
		return '.';
	default:
		return 0;
	}
}

/* Width folded, lower case, trimmed, runs of spaces made one. NULL if not text of a fair
 * length. */
static char *
dup_normal(const char *text)
{
	g_autoptr(GString) normal = g_string_new(NULL);

	if (text == NULL || strlen(text) > 4 * TEXT_MAX || !g_utf8_validate(text, -1, NULL))
		return NULL;
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gunichar twin = to_ascii(c);

		c = twin != 0 ? twin : c;
		if (c < ' ' || c == 0x7F)
			return NULL;
		if (c == ' ' && (normal->len == 0 || normal->str[normal->len - 1] == ' '))
			continue;
		g_string_append_unichar(
			normal, c < 0x80 ? (gunichar)g_ascii_tolower((char)c) : c);
	}
	if (normal->len > 0 && normal->str[normal->len - 1] == ' ')
		g_string_truncate(normal, normal->len - 1);
	return g_strdup(normal->str);
}

static bool
take(Reader *reader, const char *word)
{
	if (!g_str_has_prefix(reader->at, word))
		return false;
	reader->at += strlen(word);
	return true;
}

static unsigned
count_digits(const char *text)
{
	unsigned n = 0;

	while (g_ascii_isdigit(text[n]))
		n++;
	return n;
}

/* Takes exactly `n` digits (at most 8). */
static int
take_number(Reader *reader, unsigned n)
{
	int value = 0;

	for (unsigned i = 0; i < n; i++)
		value = value * 10 + *reader->at++ - '0';
	return value;
}

static bool
fail(Reader *reader, AmendsError code, const char *message)
{
	if (reader->error == NULL)
		reader->error = g_error_new_literal(AMENDS_ERROR, (int)code, message);
	return false;
}

static bool
fail_syntax(Reader *reader)
{
	g_autofree char *message =
		g_strdup_printf(_("\"%1$s\" cannot be read as a date. Examples: %2$s."),
			reader->text, "today, +3d, +5b, fri, 05-19 16:30, 2026-05-19");

	return fail(reader, AMENDS_ERROR_SYNTAX, message);
}

static bool
fail_no_day(Reader *reader)
{
	g_autofree char *message =
		g_strdup_printf(_("\"%s\" names a day that does not exist."), reader->text);

	return fail(reader, AMENDS_ERROR_INVALID, message);
}

static bool
set_day(Reader *reader, int64_t day)
{
	if (day < DAY_FIRST || day > DAY_LAST)
		return fail_no_day(reader);
	reader->day = (int32_t)day;
	return true;
}

static bool
set_date(Reader *reader, int year, int month, int day)
{
	int32_t date = day_from_parts(year, month, day);

	return date == DAY_NONE ? fail_no_day(reader) : set_day(reader, date);
}

/* The day without a year that is nearest in the allowed direction; 29 February may be years
 * away. */
static int32_t
nearest_month_day(const Reader *reader, int month, int day)
{
	DateDirection direction = reader->context->direction;
	int year = day_to_parts(reader->today).year;
	int32_t best = DAY_NONE;

	for (int y = year - 8; y <= year + 8; y++) {
		int32_t date = day_from_parts(y, month, day);

		if (date == DAY_NONE)
			continue;
		if ((direction == DATE_DIRECTION_PAST && date > reader->today) ||
			(direction == DATE_DIRECTION_FUTURE && date < reader->today))
			continue;
		if (best == DAY_NONE || ABS(date - reader->today) <= ABS(best - reader->today))
			best = date;
	}
	return best;
}

static bool
set_month_day(Reader *reader, int month, int day)
{
	int32_t date = nearest_month_day(reader, month, day);

	return date == DAY_NONE ? fail_no_day(reader) : set_day(reader, date);
}

/* Two numbers with a slash or a dot between them: only one reading may make a date. */
static bool
set_ambiguous(Reader *reader, int a, int b)
{
	int32_t month_first = nearest_month_day(reader, a, b);
	int32_t day_first = nearest_month_day(reader, b, a);
	g_autofree char *one = NULL, *other = NULL, *message = NULL;

	if (month_first == DAY_NONE && day_first == DAY_NONE)
		return fail_no_day(reader);
	if (month_first == DAY_NONE || day_first == DAY_NONE || month_first == day_first)
		return set_day(reader, MAX(month_first, day_first));
	one = day_dup_text(month_first);
	other = day_dup_text(day_first);
	message = g_strdup_printf(_("\"%1$s\" can be %2$s or %3$s. Write %4$02d-%5$02d or "
				    "%5$02d-%4$02d, month first."),
		reader->text, one, other, a, b);
	return fail(reader, AMENDS_ERROR_SYNTAX, message);
}

/* What follows four digits: "-05-19", "/5/19", ".5.19", "年5月19日". */
static bool
read_full_date(Reader *reader, int year)
{
	char mark = *reader->at;
	bool chinese = take(reader, "年");
	int month;
	unsigned n;

	if (!chinese && (mark == '\0' || strchr("-/.", mark) == NULL))
		return fail_syntax(reader);
	reader->at += !chinese;
	n = count_digits(reader->at);
	if (n < 1 || n > 2)
		return fail_syntax(reader);
	month = take_number(reader, n);
	if (chinese ? !take(reader, "月") : *reader->at++ != mark)
		return fail_syntax(reader);
	n = count_digits(reader->at);
	if (n < 1 || n > 2)
		return fail_syntax(reader);
	set_date(reader, year, month, take_number(reader, n));
	if (chinese && !take(reader, "日"))
		take(reader, "号");
	return reader->error == NULL;
}

/* One or two digits, then "-19", "/6" or "月19日". */
static bool
read_month_day(Reader *reader, int first)
{
	bool chinese = take(reader, "月");
	char mark = *reader->at;
	int second;
	unsigned n;

	if (!chinese) {
		if (mark == '\0' || strchr("-/.", mark) == NULL)
			return fail_syntax(reader);
		reader->at++;
	}
	n = count_digits(reader->at);
	if (n < 1 || n > 2)
		return fail_syntax(reader);
	second = take_number(reader, n);
	if (chinese && !take(reader, "日"))
		take(reader, "号");
	/* A third number after it: the year stands where no reading is sure. */
	if (!chinese && *reader->at == mark)
		return fail_syntax(reader);
	if (chinese || mark == '-')
		return set_month_day(reader, first, second);
	return set_ambiguous(reader, first, second);
}

static bool
is_time_next(const char *text)
{
	unsigned n = count_digits(text);

	return n >= 1 && n <= 2 &&
	       (text[n] == ':' || g_str_has_prefix(text + n, "点") ||
		       g_str_has_prefix(text + n, "时"));
}

static bool
set_count(Reader *reader, int count, char unit)
{
	const DateContext *context = reader->context;
	CalendarGap gap;
	int32_t day;

	if (unit == 'd' || unit == 'w')
		return set_day(reader, reader->today + (int64_t)count * (unit == 'w' ? 7 : 1));
	if (count == 0)
		return fail_syntax(reader);
	if (!calendar_add(context->calendar, reader->today, count, &day, &gap)) {
		calendar_gap_set_error(&gap, &reader->error);
		return false;
	}
	return set_day(reader, day);
}

/* "3d", "5个工作日" after a sign, or "3天后" without. */
static bool
read_count(Reader *reader, int sign)
{
	unsigned n = count_digits(reader->at);
	int count;

	if (n < 1 || n > 4)
		return fail_syntax(reader);
	count = take_number(reader, n);
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		if (!take(reader, units[i].word))
			continue;
		if (sign == 0)
			sign = take(reader, "后") ? 1 : take(reader, "前") ? -1 : 0;
		return sign == 0 ? fail_syntax(reader)
				 : set_count(reader, sign * count, units[i].unit);
	}
	return fail_syntax(reader);
}

static bool
is_count_next(const char *text)
{
	text += count_digits(text);
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_has_prefix(text, units[i].word))
			return true;
	return false;
}

static bool
read_digits(Reader *reader)
{
	unsigned n = count_digits(reader->at);
	int value;

	if (n <= 4 && is_count_next(reader->at))
		return read_count(reader, 0);
	if (n == 8) {
		value = take_number(reader, 8);
		return set_date(reader, value / 10000, value / 100 % 100, value % 100);
	}
	if (n != 1 && n != 2 && n != 4)
		return fail_syntax(reader);
	value = take_number(reader, n);
	if (n < 4)
		return read_month_day(reader, value);
	if (*reader->at == '\0' || *reader->at == ' ')
		return set_month_day(reader, value / 100, value % 100);
	return read_full_date(reader, value);
}

/* The nearest such weekday in the allowed direction, never today. */
static bool
set_weekday(Reader *reader, int weekday)
{
	int ahead = (weekday - day_weekday(reader->today) + 6) % 7 + 1;

	if (reader->context->direction == DATE_DIRECTION_PAST)
		ahead = ahead == 7 ? -7 : ahead - 7;
	return set_day(reader, reader->today + ahead);
}

/* 0 Monday ... 6 Sunday if the text goes on with 周一 or its like, else -1. */
static int
take_chinese_weekday(Reader *reader)
{
	const char *start = reader->at;

	for (size_t w = 0; w < G_N_ELEMENTS(week_words); w++) {
		if (!take(reader, week_words[w]))
			continue;
		for (size_t i = 0; i < G_N_ELEMENTS(chinese_days); i++)
			if (take(reader, chinese_days[i]))
				return MIN((int)i, 6);
		reader->at = start;
	}
	return -1;
}

/* A weekday, alone or of last, this or next week. False without an error: none is here. */
static bool
read_weekday(Reader *reader)
{
	static const struct {
		const char *word;
		int weeks;
	} which[] = {{"下", 1}, {"本", 0}, {"这", 0}, {"上", -1}};
	int32_t monday = reader->today - day_weekday(reader->today);
	const char *start = reader->at;
	int weekday = take_chinese_weekday(reader);

	if (weekday >= 0)
		return set_weekday(reader, weekday);
	for (size_t i = 0; i < G_N_ELEMENTS(which); i++) {
		if (!take(reader, which[i].word))
			continue;
		weekday = take_chinese_weekday(reader);
		if (weekday >= 0)
			return set_day(reader, monday + 7 * which[i].weeks + weekday);
		reader->at = start;
	}
	for (int i = 0; i < 7; i++) {
		char brief[4];

		g_strlcpy(brief, english_days[i], sizeof(brief));
		if (take(reader, english_days[i]) || take(reader, brief))
			return set_weekday(reader, i);
	}
	return false;
}

/* The last working day of `first`..`last` (DAY_NONE if they are all rest days). */
static bool
find_last_work(Reader *reader, int32_t first, int32_t last, int32_t *ret_day)
{
	CalendarGap gap;
	int n;

	if (!calendar_count(reader->context->calendar, first - 1, last, &n, &gap)) {
		calendar_gap_set_error(&gap, &reader->error);
		return false;
	}
	while (n > 0 && !calendar_is_business_day(reader->context->calendar, last))
		last--;
	*ret_day = n > 0 ? last : DAY_NONE;
	return true;
}

/* Last working day of this week; of the next one if it has passed or there is none. */
static bool
set_end_of_week(Reader *reader)
{
	int32_t monday = reader->today - day_weekday(reader->today);
	int32_t day;

	do {
		if (!find_last_work(reader, monday, monday + 6, &day))
			return false;
		monday += 7;
	} while (day < reader->today);
	return set_day(reader, day);
}

static bool
set_end_of_month(Reader *reader)
{
	DayParts p = day_to_parts(reader->today);
	int32_t day;

	do {
		int32_t first = day_from_parts(p.year, p.month, 1);
		int32_t last = day_from_parts(p.year, p.month, day_month_len(p.year, p.month));

		if (!find_last_work(reader, first, last, &day))
			return false;
		p.year += p.month == 12;
		p.month = p.month % 12 + 1;
	} while (day < reader->today);
	return set_day(reader, day);
}

/* A date from the front of the text. False without an error: the text begins with none. */
static bool
read_date(Reader *reader)
{
	if (g_ascii_isdigit(*reader->at))
		return read_digits(reader);
	if (*reader->at == '+' || *reader->at == '-') {
		int sign = *reader->at++ == '+' ? 1 : -1;

		return read_count(reader, sign);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(day_words); i++)
		if (take(reader, day_words[i].word))
			return set_day(reader, reader->today + day_words[i].days);
	if (take(reader, "eow"))
		return set_end_of_week(reader);
	if (take(reader, "eom") || take(reader, "月底") || take(reader, "月末"))
		return set_end_of_month(reader);
	return read_weekday(reader);
}

/* Minutes after "14:" or "14点"; a colon needs two digits. */
static bool
read_minutes(Reader *reader, bool colon, int *ret_minute)
{
	unsigned n = count_digits(reader->at);

	if (!colon && take(reader, "半")) {
		*ret_minute = 30;
		return true;
	}
	if (n == 0 && !colon) {
		take(reader, "整");
		*ret_minute = 0;
		return true;
	}
	if (n > 2 || (colon && n != 2) || n == 0)
		return fail_syntax(reader);
	*ret_minute = take_number(reader, n);
	if (!colon)
		take(reader, "分");
	return true;
}

/* How people name the half of a day an hour belongs to; it must not contradict the hour. */
static const struct {
	const char *word;
	int first, last; /* hours of the day it allows */
} halves[] = {
	{"早上", 4, 11},
	{"上午", 0, 12},
	{"下午", 12, 18},
	{"晚上", 17, 23},
};

/* The hour of the day meant, or -1. */
static int
hour_of_half(int hour, int half)
{
	if (half < 0)
		return hour;
	if (hour < 12 && halves[half].first >= 12)
		hour += 12;
	return hour >= halves[half].first && hour <= halves[half].last ? hour : -1;
}

static int
take_half(Reader *reader)
{
	for (size_t i = 0; i < G_N_ELEMENTS(halves); i++)
		if (take(reader, halves[i].word))
			return (int)i;
	return -1;
}

static bool
read_time(Reader *reader)
{
	int half = take_half(reader);
	int hour, minute = 0;
	bool colon;

	take(reader, " ");
	if (!is_time_next(reader->at))
		return fail_syntax(reader);
	hour = take_number(reader, count_digits(reader->at));
	colon = take(reader, ":");
	if (!colon && !take(reader, "点"))
		take(reader, "时");
	if (!read_minutes(reader, colon, &minute))
		return false;
	hour = hour_of_half(hour, half);
	if (hour < 0 || hour > 23 || minute > 59)
		return fail(reader, AMENDS_ERROR_INVALID,
			_("There is no such time; hours run from 00:00 to 23:59."));
	reader->minute = hour * 60 + minute;
	return true;
}

static bool
begins_time(const char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(halves); i++)
		if (g_str_has_prefix(text, halves[i].word))
			return true;
	return is_time_next(text);
}

/* A time alone is of today, or of the nearest day in the allowed direction. */
static void
place_time(Reader *reader)
{
	const DateContext *context = reader->context;
	int64_t us = us_of_local(reader->today, reader->minute * 60, context->zone);

	reader->day = reader->today;
	if (context->direction == DATE_DIRECTION_FUTURE && us < context->now_us)
		reader->day++;
	if (context->direction == DATE_DIRECTION_PAST && us > context->now_us)
		reader->day--;
}

static bool
read_all(Reader *reader)
{
	if (begins_time(reader->at)) {
		if (!read_time(reader))
			return false;
		place_time(reader);
	} else {
		if (!read_date(reader))
			return fail_syntax(reader);
		if (!take(reader, " ") && *reader->at == 't' && g_ascii_isdigit(reader->at[1]))
			reader->at++;
		if (*reader->at != '\0' && !read_time(reader))
			return false;
	}
	return *reader->at == '\0' || fail_syntax(reader);
}

static int64_t
moment_of(const Reader *reader)
{
	const DateContext *context = reader->context;

	if (reader->minute >= 0)
		return us_of_local(reader->day, reader->minute * 60, context->zone);
	if (context->direction != DATE_DIRECTION_PAST)
		return us_of_day_end(reader->day, context->zone);
	if (reader->day == reader->today)
		return context->now_us;
	return us_of_day_start(reader->day, context->zone);
}

static bool
check_direction(Reader *reader, const DateInput *input)
{
	const DateContext *context = reader->context;
	g_autofree char *echo = NULL, *message = NULL;

	if (context->direction == DATE_DIRECTION_PAST && input->us > context->now_us) {
		echo = date_input_dup_echo(input, context->zone);
		message = g_strdup_printf(
			_("%s lies ahead; this date must be in the past."), echo);
	} else if (context->direction == DATE_DIRECTION_FUTURE && input->us < context->now_us) {
		echo = date_input_dup_echo(input, context->zone);
		message = g_strdup_printf(_("%s has passed; this date must lie ahead."), echo);
	}
	return message == NULL || fail(reader, AMENDS_ERROR_INVALID, message);
}

bool
date_input_parse(const char *text, const DateContext *context, DateInput *ret, GError **error)
{
	g_autofree char *normal = dup_normal(text);
	Reader reader = {.context = context, .minute = -1, .day = DAY_NONE};
	DateInput input;

	reader.text = reader.at = normal == NULL ? "?" : normal;
	reader.today = day_of_us(context->now_us, context->zone);
	if (g_str_equal(reader.text, "now") || g_str_equal(reader.text, "现在")) {
		*ret = (DateInput){reader.today, true, context->now_us};
		return true;
	}
	if (read_all(&reader)) {
		input = (DateInput){reader.day, reader.minute >= 0, moment_of(&reader)};
		if (check_direction(&reader, &input)) {
			*ret = input;
			return true;
		}
	}
	g_propagate_error(error, reader.error);
	return false;
}

char *
date_input_dup_echo(const DateInput *input, GTimeZone *zone)
{
	return input->has_time ? us_dup_text(input->us, zone) : day_dup_text(input->day);
}
