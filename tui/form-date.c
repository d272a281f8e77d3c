/*
 * One token is a day or a time; a text is one of each, in either order.
 */
#include "config.h"

#include "tui/form-date.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/text.h"

typedef enum DateToken {
	TOKEN_DAY,
	TOKEN_TIME,
	TOKEN_AMBIGUOUS,
	TOKEN_OUTSIDE,
	TOKEN_BAD
} DateToken;

typedef struct DateReader {
	const FormDateRules *rules;
	int32_t today;
	int32_t day, other; /* other: second reading of an ambiguous one */
	int minute;
} DateReader;

/* Add a word here; both languages are read always. */
static const struct {
	const char *word;
	int days;
} near_words[] = {
	{"today", 0},
	{"tomorrow", 1},
	{"yesterday", -1},
	{"今天", 0},
	{"明天", 1},
	{"后天", 2},
	{"昨天", -1},
	{"前天", -2},
};

static const char *const weekday_words[7][3] = {
	{"mon", "周一", "星期一"},
	{"tue", "周二", "星期二"},
	{"wed", "周三", "星期三"},
	{"thu", "周四", "星期四"},
	{"fri", "周五", "星期五"},
	{"sat", "周六", "星期六"},
	{"sun", "周日", "星期日"},
};

static DateToken
read_word(DateReader *r, const char *token)
{
	bool next_week = g_str_has_prefix(token, "下");
	const char *word = next_week ? token + strlen("下") : token;
	int ahead;

	for (unsigned i = 0; i < G_N_ELEMENTS(near_words); i++) {
		if (strcmp(token, near_words[i].word) == 0) {
			r->day = r->today + near_words[i].days;
			return TOKEN_DAY;
		}
	}
	for (int day = 0; day < 7; day++) {
		for (int k = 0; k < 3; k++) {
			if (strcmp(word, weekday_words[day][k]) != 0)
				continue;
			ahead = day - day_weekday(r->today);
			if (next_week)
				ahead += 7;
			else if (r->rules->past)
				ahead -= ahead >= 0 ? 7 : 0;
			else
				ahead += ahead <= 0 ? 7 : 0;
			r->day = r->today + ahead;
			return TOKEN_DAY;
		}
	}
	return TOKEN_BAD;
}

static DateToken
read_offset(DateReader *r, const char *token)
{
	char *end;
	gint64 n;

	if ((*token != '+' && *token != '-') || !g_ascii_isdigit(token[1]))
		return TOKEN_BAD;
	n = g_ascii_strtoll(token, &end, 10);
	if (n < -40000 || n > 40000)
		return TOKEN_OUTSIDE;
	if (strcmp(end, "w") == 0)
		n *= 7;
	else if (*end && strcmp(end, "d") != 0)
		return TOKEN_BAD;
	r->day = (int32_t)(r->today + n);
	return r->day < DAY_FIRST || r->day > DAY_LAST ? TOKEN_OUTSIDE : TOKEN_DAY;
}

/* The year that brings month and day nearest in the allowed direction. */
static int32_t
nearest_year(const DateReader *r, int month, int day)
{
	int year = day_to_parts(r->today).year;

	for (int step = 0; step <= 8; step++) {
		int32_t found =
			day_from_parts(year + (r->rules->past ? -step : step), month, day);

		if (found != DAY_NONE &&
			(r->rules->past ? found <= r->today : found >= r->today))
			return found;
	}
	return DAY_NONE;
}

static int32_t
day_of(const DateReader *r, const int *parts, int n)
{
	return n == 3 ? day_from_parts(parts[0], parts[1], parts[2])
		      : nearest_year(r, parts[0], parts[1]);
}

/* Numbers of a token that consists of digits and separators; how many, 0 if it is none such. */
static int
split_numbers(const char *token, int parts[3], char *ret_separator)
{
	int n = 0;

	*ret_separator = 0;
	for (const char *p = token; *p;) {
		char *end;

		if (n == 3 || !g_ascii_isdigit(*p))
			return 0;
		parts[n++] = (int)MIN(g_ascii_strtoull(p, &end, 10), 99999);
		p = end;
		if (!*p)
			break;
		if (!strchr("-/.", *p) || (*ret_separator && *p != *ret_separator) || !p[1])
			return 0;
		*ret_separator = *p++;
	}
	return n;
}

/* "5月19日", "2026年5月19日" with 日 or 号 or nothing behind. */
static char *
dup_without_han(const char *token)
{
	static const char *const marks[] = {"年", "月", "日", "号"};
	GString *text = g_string_new(token);

	for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++)
		g_string_replace(text, marks[i], i < 2 ? "-" : "", 0);
	return g_string_free(text, FALSE);
}

static DateToken
read_numbers(DateReader *r, const char *token)
{
	g_autofree char *plain = dup_without_han(token);
	int parts[3], n;
	char separator;

	n = split_numbers(plain, parts, &separator);
	if (n == 1 && strlen(plain) == 4 && plain == strpbrk(plain, "0123456789")) {
		parts[1] = parts[0] % 100;
		parts[0] /= 100;
		n = 2;
	} else if (n == 1 && strlen(plain) == 8) {
		unsigned long all = strtoul(plain, NULL, 10);

		parts[0] = (int)(all / 10000);
		parts[1] = (int)(all / 100 % 100);
		parts[2] = (int)(all % 100);
		n = 3;
	}
	if (n < 2)
		return TOKEN_BAD;
	r->day = day_of(r, parts, n);
	if (n == 2 && separator == '/') {
		int swapped[2] = {parts[1], parts[0]};

		r->other = day_of(r, swapped, 2);
		if (r->day != DAY_NONE && r->other != DAY_NONE && r->day != r->other)
			return TOKEN_AMBIGUOUS;
		r->day = r->day == DAY_NONE ? r->other : r->day;
	}
	return r->day == DAY_NONE ? TOKEN_OUTSIDE : TOKEN_DAY;
}

static DateToken
read_token(DateReader *r, const char *token)
{
	int minute = strlen(token) == 4 && token[1] == ':' ? -1 : day_parse_minute(token);
	DateToken result;

	if (minute < 0 && strchr(token, ':')) {
		g_autofree char *padded = g_strconcat("0", token, NULL);

		minute = day_parse_minute(padded);
	}
	if (minute >= 0) {
		r->minute = minute;
		return TOKEN_TIME;
	}
	result = read_word(r, token);
	if (result == TOKEN_BAD)
		result = read_offset(r, token);
	if (result == TOKEN_BAD)
		result = read_numbers(r, token);
	return result;
}

static char *
dup_problem(DateToken result, const DateReader *r)
{
	if (result == TOKEN_AMBIGUOUS) {
		g_autofree char *a = day_dup_text(r->day), *b = day_dup_text(r->other);

		return g_strdup_printf(
			_("This can be %1$s or %2$s: type it with the year or as 05-19."), a,
			b);
	}
	if (result == TOKEN_OUTSIDE)
		return g_strdup(_("There is no such day."));
	return g_strdup(
		_("Not read as a date. Examples: today, +3d, fri, 05-19, 05-19 16:30."));
}

bool
form_date_read(const char *text, const FormDateRules *rules, int32_t *ret_day, int *ret_minute,
	char **ret_problem)
{
	g_autofree char *command = text_dup_command(text);
	g_autofree char *lower = g_utf8_strdown(g_strstrip(command), -1);
	g_auto(GStrv) tokens = g_strsplit_set(lower, " \t", -1);
	DateReader r = {.rules = rules, .minute = -1};
	DateToken result = TOKEN_BAD;
	int days = 0, times = 0;

	r.today = day_of_us(rules->now_us, rules->zone);
	r.day = r.today;
	for (int i = 0; tokens[i]; i++) {
		if (!*tokens[i])
			continue;
		result = read_token(&r, tokens[i]);
		days += result == TOKEN_DAY;
		times += result == TOKEN_TIME;
		if (result > TOKEN_TIME)
			break;
	}
	if (result > TOKEN_TIME || days > 1 || times > 1) {
		*ret_problem = dup_problem(result > TOKEN_TIME ? result : TOKEN_BAD, &r);
		return false;
	}
	*ret_day = r.day;
	*ret_minute = r.minute;
	return true;
}

bool
form_money_read(const char *text, int64_t *ret_minor)
{
	g_autofree char *number = text_dup_number(text);
	int64_t whole = 0;
	int minor = 0, digits = 0, decimals = -1;

	for (const char *p = number; *p; p++) {
		if (*p == ',' && decimals < 0 && digits)
			continue;
		if (*p == '.' && decimals < 0) {
			decimals = 0;
		} else if (!g_ascii_isdigit(*p) || decimals >= 2 || digits > 13) {
			return false;
		} else if (decimals < 0) {
			whole = whole * 10 + (*p - '0');
			digits++;
		} else {
			minor = minor * 10 + (*p - '0');
			decimals++;
		}
	}
	if (!digits || decimals == 0)
		return false;
	*ret_minor = whole * 100 + (decimals == 1 ? minor * 10 : minor);
	return true;
}
