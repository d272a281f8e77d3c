/* See import-date.h. A form is read token by token along the text; no table is built. */
#include "config.h"

#include "core/import-date.h"

#include <glib/gi18n.h>

#include "core/env.h"

typedef struct Token {
	char kind;     /* Y M D H m S Z, or 0 for one byte that stands for itself */
	unsigned len;  /* bytes in the form */
	bool adjacent; /* another number follows at once */
} Token;

static bool
is_number_kind(char c)
{
	return c == 'Y' || c == 'M' || c == 'D' || c == 'H' || c == 'S';
}

static Token
token_read(const char *form, bool after_hour)
{
	Token token = {.kind = *form, .len = 1};

	if (*form == 'Z')
		return token;
	if (!is_number_kind(*form)) {
		token.kind = 0;
		return token;
	}
	while (form[token.len] == *form)
		token.len++;
	token.adjacent = is_number_kind(form[token.len]);
	if (token.kind == 'M' && after_hour)
		token.kind = 'm';
	return token;
}

static bool
token_is_usable(Token token)
{
	if (token.kind == 'Y')
		return token.len == 2 || token.len == 4;
	return token.len <= 2 && (!token.adjacent || token.len == 2);
}

/* Which spreadsheet's serial numbers the form reads: 1900, 1904, or 0 for none. */
static int
excel_system(const char *form)
{
	if (!strcmp(form, "EXCEL1904"))
		return 1904;
	return strcmp(form, "EXCEL") ? 0 : 1900;
}

const char *
import_date_form_fault(const char *form)
{
	unsigned seen[128] = {0};
	bool after_hour = false;

	if (excel_system(form))
		return NULL;
	for (const char *at = form; *at;) {
		Token token = token_read(at, after_hour);

		if (token.kind && !token_is_usable(token))
			return _("it has too many or too few letters of one kind");
		if (token.kind && seen[(unsigned char)token.kind]++)
			return _("it names one part twice");
		after_hour = after_hour || token.kind == 'H';
		at += token.len;
	}
	if (!seen['Y'] || !seen['M'] || !seen['D'])
		return _("it must name year, month and day: YYYY, MM, DD");
	if ((seen['m'] || seen['S']) && !seen['H'])
		return _("it names minutes or seconds without an hour");
	if (seen['Z'] && !seen['H'])
		return _("it names an offset without an hour");
	return NULL;
}

static bool
number_read(const char **text, unsigned min, unsigned max, int *ret)
{
	unsigned n = 0;
	int value = 0;

	while (n < max && g_ascii_isdigit((*text)[n]))
		value = value * 10 + ((*text)[n++] - '0');
	if (n < min)
		return false;
	*text += n;
	*ret = value;
	return true;
}

static bool
offset_read(const char **text, ImportDate *date)
{
	int sign, hours, minutes = 0;

	date->has_offset = true;
	if (**text == 'Z' || **text == 'z') {
		(*text)++;
		return true;
	}
	if (**text != '+' && **text != '-')
		return false;
	sign = *(*text)++ == '-' ? -1 : 1;
	if (!number_read(text, 2, 2, &hours))
		return false;
	if (**text == ':')
		(*text)++;
	if (g_ascii_isdigit(**text) && !number_read(text, 2, 2, &minutes))
		return false;
	date->offset_minutes = sign * (hours * 60 + minutes);
	return hours <= 14 && minutes < 60;
}

static bool
year_read(const char **text, unsigned len, int *ret)
{
	if (!number_read(text, len, len, ret))
		return false;
	if (len == 2)
		*ret += *ret < 69 ? 2000 : 1900;
	return true;
}

static bool
part_read(const char **text, Token token, ImportDate *date)
{
	unsigned min = token.adjacent ? 2 : 1;

	switch (token.kind) {
	case 'Y':
		return year_read(text, token.len, &date->year);
	case 'M':
		return number_read(text, min, 2, &date->month);
	case 'D':
		return number_read(text, min, 2, &date->day);
	case 'H':
		date->has_time = true;
		return number_read(text, min, 2, &date->hour);
	case 'm':
		return number_read(text, min, 2, &date->minute);
	case 'S':
		return number_read(text, min, 2, &date->second);
	case 'Z':
		return offset_read(text, date);
	default:
		return false;
	}
}

static bool
date_exists(const ImportDate *date)
{
	return date->year >= 1900 && date->year <= 2199 && date->month >= 1 &&
	       date->month <= 12 &&
	       g_date_valid_dmy(
		       (GDateDay)date->day, (GDateMonth)date->month, (GDateYear)date->year) &&
	       date->hour <= 23 && date->minute <= 59 && date->second <= 59;
}

/* The day before serial 1. In the 1900 system 60 is a day that never was. */
static void
excel_epoch(int since, double serial, GDate *ret)
{
	g_date_clear(ret, 1);
	if (since == 1904)
		g_date_set_dmy(ret, 1, G_DATE_JANUARY, 1904);
	else
		g_date_set_dmy(ret, serial < 60 ? 31 : 30, G_DATE_DECEMBER, 1899);
}

static bool
excel_parse(int since, const char *text, ImportDate *ret)
{
	ImportDate date = {.has_time = strchr(text, '.') != NULL};
	char *end = NULL;
	double serial = g_ascii_strtod(text, &end);
	int64_t seconds;
	GDate day;

	if (!g_ascii_isdigit(*text) || *end || strpbrk(text, "xXeE") ||
		serial < (since == 1904 ? 0 : 1) || serial > 109000 ||
		(since == 1900 && serial >= 60 && serial < 61))
		return false;
	seconds = (int64_t)(serial * 86400 + 0.5);
	excel_epoch(since, serial, &day);
	g_date_add_days(&day, (guint)(seconds / 86400));
	date.year = g_date_get_year(&day);
	date.month = (int)g_date_get_month(&day);
	date.day = g_date_get_day(&day);
	date.hour = (int)(seconds % 86400 / 3600);
	date.minute = (int)(seconds % 3600 / 60);
	date.second = (int)(seconds % 60);
	if (!date_exists(&date))
		return false;
	*ret = date;
	return true;
}

bool
import_date_parse(const char *form, const char *text, ImportDate *ret)
{
	ImportDate date = {0};
	bool after_hour = false;

	if (excel_system(form))
		return excel_parse(excel_system(form), text, ret);
	while (*form) {
		Token token = token_read(form, after_hour);

		if (token.kind) {
			if (!part_read(&text, token, &date))
				return false;
		} else if (*text++ != *form) {
			return false;
		}
		after_hour = after_hour || token.kind == 'H';
		form += token.len;
	}
	if (*text || !date_exists(&date))
		return false;
	*ret = date;
	return true;
}

static GDateTime *
date_to_datetime(const ImportDate *date, GTimeZone *zone)
{
	g_autoptr(GTimeZone) own =
		date->has_offset ? g_time_zone_new_offset(date->offset_minutes * 60) : NULL;
	GDateTime *at = g_date_time_new(own ? own : zone, date->year, date->month, date->day,
		date->hour, date->minute, date->second);

	g_assert(at);
	return at;
}

int64_t
import_date_to_us(const ImportDate *date, GTimeZone *zone)
{
	g_autoptr(GDateTime) at = date_to_datetime(date, zone);

	return g_date_time_to_unix(at) * US_PER_SECOND;
}

char *
import_date_dup_text(const ImportDate *date, GTimeZone *zone)
{
	g_autoptr(GDateTime) at = date_to_datetime(date, zone);

	return g_date_time_format(at, date->has_time ? "%Y-%m-%dT%H:%M:%S%:z" : "%Y-%m-%d");
}
