/*
 * Days from iCalendar (RFC 5545). Lines are unfolded one at a time and known by
 * their number; of an event only what tells whole days is kept, so that a file
 * of any length costs its reading and no more. See calendar-import.h.
 */
#include "config.h"

#include "core/calendar-import-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"

#define LINE_MAX_BYTES 4096
#define DEPTH_MAX      8

/* One event as read so far. */
typedef struct IcsEvent {
	unsigned line;
	int32_t start, end; /* end: the day after the last */
	int days;	    /* of a DURATION */
	bool timed, gone;   /* not a whole day; STATUS:CANCELLED */
	char *summary, *categories, *rule;
	unsigned rule_line;
} IcsEvent;

typedef struct Ics {
	ImportDays *days;
	const char *at, *end;
	unsigned next_line, line; /* the next to be read; where the present one began */
	GString *text;		  /* the present line, unfolded */
	unsigned depth, event_depth;
	IcsEvent event;
} Ics;

typedef struct YearlyRule {
	int interval, count, until_year; /* 0: not said */
	int32_t until;
	int month, month_day;
	int nth, weekday; /* weekday -1: none */
} YearlyRule;

static void
event_clear(IcsEvent *event)
{
	g_free(event->summary);
	g_free(event->categories);
	g_free(event->rule);
	*event = (IcsEvent){.start = DAY_NONE, .end = DAY_NONE};
}

/* ---- lines ---- */

static void
append_line(Ics *ics)
{
	const char *stop = memchr(ics->at, '\n', (size_t)(ics->end - ics->at));
	size_t len = (size_t)((stop ? stop : ics->end) - ics->at);
	size_t kept = len > 0 && ics->at[len - 1] == '\r' ? len - 1 : len;

	/* What is longer is a description: its beginning tells what it is. */
	if (ics->text->len < LINE_MAX_BYTES)
		g_string_append_len(ics->text, ics->at,
			(gssize)MIN(kept, LINE_MAX_BYTES - ics->text->len));
	ics->at = stop ? stop + 1 : ics->end;
	ics->next_line++;
}

/* The next line with those folded onto it. */
static bool
next_line(Ics *ics)
{
	if (ics->at >= ics->end)
		return false;
	ics->line = ics->next_line;
	g_string_truncate(ics->text, 0);
	append_line(ics);
	while (ics->at < ics->end && (*ics->at == ' ' || *ics->at == '\t')) {
		ics->at++;
		append_line(ics);
	}
	return true;
}

/* The value behind "NAME:" or "NAME;param=x:", NULL for another name; `ret_date` (may be NULL):
 * a parameter says VALUE=DATE. */
static const char *
value_of(const char *line, const char *name, bool *ret_date)
{
	size_t len = strlen(name);
	const char *colon = line + len;
	bool quoted = false;

	if (g_ascii_strncasecmp(line, name, len) != 0 || (line[len] != ':' && line[len] != ';'))
		return NULL;
	for (; *colon && (*colon != ':' || quoted); colon++)
		quoted ^= *colon == '"';
	if (!*colon)
		return NULL;
	if (ret_date) {
		g_autofree char *params = g_ascii_strup(line + len, colon - line - (gssize)len);

		*ret_date = strstr(params, "VALUE=DATE") && !strstr(params, "VALUE=DATE-TIME");
	}
	return colon + 1;
}

/* RFC 5545 3.3.11, in place on a copy; caller frees. */
static char *
dup_text(const char *value)
{
	char *text = g_strdup(value), *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\\' || !from[1]) {
			*to++ = *from;
			continue;
		}
		from++;
		*to++ = *from == 'n' || *from == 'N' ? ' ' : *from;
	}
	*to = '\0';
	return text;
}

/* ---- a rule ---- */

static bool
read_number(const char *text, int low, int high, int *ret)
{
	gint64 number;

	if (!g_ascii_string_to_signed(text, 10, low, high, &number, NULL))
		return false;
	*ret = (int)number;
	return true;
}

/* "3MO", "-1MO". */
static bool
read_weekday(const char *text, YearlyRule *ret)
{
	static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
	size_t len = strlen(text);
	g_autofree char *number = len > 2 ? g_strndup(text, len - 2) : NULL;

	if (!number || !read_number(number[0] == '+' ? number + 1 : number, -5, 5, &ret->nth) ||
		ret->nth == 0)
		return false;
	for (int i = 0; i < 7; i++)
		if (g_ascii_strcasecmp(text + len - 2, names[i]) == 0)
			ret->weekday = i;
	return ret->weekday >= 0;
}

static bool
read_part(const char *name, const char *value, YearlyRule *ret)
{
	if (g_ascii_strcasecmp(name, "FREQ") == 0)
		return g_ascii_strcasecmp(value, "YEARLY") == 0;
	if (g_ascii_strcasecmp(name, "INTERVAL") == 0)
		return read_number(value, 1, 100, &ret->interval);
	if (g_ascii_strcasecmp(name, "COUNT") == 0)
		return read_number(value, 1, 10000, &ret->count);
	if (g_ascii_strcasecmp(name, "BYMONTH") == 0)
		return read_number(value, 1, 12, &ret->month);
	if (g_ascii_strcasecmp(name, "BYMONTHDAY") == 0)
		return read_number(value, 1, 31, &ret->month_day);
	if (g_ascii_strcasecmp(name, "BYDAY") == 0)
		return read_weekday(value, ret);
	if (g_ascii_strcasecmp(name, "UNTIL") == 0) {
		ret->until = strlen(value) >= 8 ? import_day_parse(value, 8) : DAY_NONE;
		return ret->until != DAY_NONE;
	}
	return g_ascii_strcasecmp(name, "WKST") == 0;
}

/* False for all that is not simply "every year". */
static bool
read_rule(const char *text, YearlyRule *ret)
{
	g_auto(GStrv) parts = g_strsplit(text, ";", 12);
	bool yearly = false;

	*ret = (YearlyRule){.interval = 1, .until = DAY_NONE, .weekday = -1};
	for (char **part = parts; *part; part++) {
		char *value = strchr(*part, '=');

		if (!value)
			return false;
		*value++ = '\0';
		if (!read_part(*part, value, ret))
			return false;
		yearly |= g_ascii_strcasecmp(*part, "FREQ") == 0;
	}
	/* A weekday of a month needs that month; a day of the month excludes it. */
	return yearly && (ret->weekday < 0 || (ret->month && !ret->month_day));
}

/* The rule's day of a year, DAY_NONE where it has none. */
static int32_t
day_of_year(const YearlyRule *rule, DayParts start, int year)
{
	int month = rule->month ? rule->month : start.month;
	int day = rule->month_day ? rule->month_day : start.day;
	int len = day_month_len(year, month), first, at;

	if (rule->weekday < 0)
		return day <= len ? day_from_parts(year, month, day) : DAY_NONE;
	first = day_weekday(day_from_parts(year, month, 1));
	if (rule->nth > 0)
		at = 1 + (rule->weekday - first + 7) % 7 + (rule->nth - 1) * 7;
	else
		at = len - (first + len - 1 - rule->weekday + 7) % 7 + (rule->nth + 1) * 7;
	return at >= 1 && at <= len ? day_from_parts(year, month, at) : DAY_NONE;
}

/* ---- an event ---- */

static bool
has_word(const IcsEvent *event, const char *const *words)
{
	g_autofree char *text = g_strconcat(event->summary ? event->summary : "", "\n",
		event->categories ? event->categories : "", NULL);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *folded = g_utf8_casefold(valid, -1);

	for (; words && *words; words++) {
		g_autofree char *word = g_utf8_casefold(*words, -1);

		if (word[0] && strstr(folded, word))
			return true;
	}
	return false;
}

static void
add_years(Ics *ics, ImportSpan *span, const YearlyRule *rule)
{
	const CalendarImport *import = ics->days->import;
	DayParts start = day_to_parts(span->first);
	int len = span->last - span->first, n = 0;
	int last_year = rule->until != DAY_NONE ? day_to_parts(rule->until).year
			: import->last_year	? import->last_year
						: 2199;

	for (int year = start.year; year <= last_year; year += rule->interval) {
		int32_t day = day_of_year(rule, start, year);

		if (day == DAY_NONE || day < span->first)
			continue;
		if ((rule->until != DAY_NONE && day > rule->until) ||
			(rule->count && n++ == rule->count))
			return;
		if (!import_days_add(ics->days, &(ImportSpan){day, day + len, span->work,
							span->name, span->line}))
			return;
	}
}

static void
end_event(Ics *ics)
{
	IcsEvent *event = &ics->event;
	const CalendarImport *import = ics->days->import;
	ImportSpan span = {.first = event->start,
		/* Some write the same day twice for one day. */
		.last = event->end == event->start ? event->start
			: event->end != DAY_NONE   ? event->end - 1
			: event->days > 0      ? event->start + event->days - 1
					       : event->start,
		.name = event->summary,
		.line = event->line};
	YearlyRule rule;

	span.work = has_word(event,
		import->work_words ? import->work_words : calendar_import_work_words());
	if (event->gone)
		return;
	if (event->timed)
		line_mistakes_add(ics->days->mistakes, event->line,
			_("This event has a time of day; only whole days are days off."));
	else if (!event->rule || span.first == DAY_NONE)
		import_days_add(ics->days, &span);
	else if (!read_rule(event->rule, &rule))
		line_mistakes_add(ics->days->mistakes, event->rule_line,
			_("This repetition is not read here; every year on one day is: "
			  "FREQ=YEARLY with BYMONTH, BYMONTHDAY, BYDAY like 3MO, COUNT, UNTIL."));
	else if (!rule.count && rule.until == DAY_NONE && !import->last_year)
		line_mistakes_add(ics->days->mistakes, event->rule_line,
			_("This repetition has no end. Say which years are wanted: --cover "
			  "2026..2030"));
	else
		add_years(ics, &span, &rule);
}

/* ---- lines of an event ---- */

static void
take_day(Ics *ics, const char *value, bool date, int32_t *slot)
{
	size_t len = strlen(value);

	if (!date && len != 8) {
		ics->event.timed = true;
		return;
	}
	*slot = len == 8 ? import_day_parse(value, len) : DAY_NONE;
	if (*slot == DAY_NONE)
		line_mistakes_add(ics->days->mistakes, ics->line,
			_("This is no day between 1970 and 2199."));
}

/* "P1D", "P1W". */
static void
take_duration(Ics *ics, const char *value)
{
	size_t len = strlen(value);
	g_autofree char *number = len > 2 ? g_strndup(value + 1, len - 2) : NULL;
	int n = 0;

	if (number && value[0] == 'P' && read_number(number, 1, 366, &n) &&
		(value[len - 1] == 'D' || value[len - 1] == 'W'))
		ics->event.days = n * (value[len - 1] == 'W' ? 7 : 1);
	else
		ics->event.timed = true;
}

static void
read_event_line(Ics *ics)
{
	const char *line = ics->text->str, *value;
	IcsEvent *event = &ics->event;
	bool date = false;

	if ((value = value_of(line, "DTSTART", &date)))
		take_day(ics, value, date, &event->start);
	else if ((value = value_of(line, "DTEND", &date)))
		take_day(ics, value, date, &event->end);
	else if ((value = value_of(line, "DURATION", NULL)))
		take_duration(ics, value);
	else if (!event->summary && (value = value_of(line, "SUMMARY", NULL)))
		event->summary = dup_text(value);
	else if (!event->categories && (value = value_of(line, "CATEGORIES", NULL)))
		event->categories = dup_text(value);
	else if ((value = value_of(line, "STATUS", NULL)))
		event->gone = g_ascii_strcasecmp(value, "CANCELLED") == 0;
	else if (value_of(line, "RDATE", NULL) || value_of(line, "EXDATE", NULL))
		line_mistakes_add(ics->days->mistakes, ics->line,
			_("Single dates of a repetition are not read here; write an event for "
			  "each."));
	else if (!event->rule && (value = value_of(line, "RRULE", NULL))) {
		event->rule = g_strdup(value);
		event->rule_line = ics->line;
	}
}

/* ---- the file ---- */

static void
begin_part(Ics *ics, const char *name)
{
	if (++ics->depth > DEPTH_MAX) {
		line_mistakes_add(ics->days->mistakes, ics->line,
			_("Parts stand in parts too deeply; this is no calendar."));
		ics->at = ics->end;
		return;
	}
	if (g_ascii_strcasecmp(name, "VEVENT") != 0 || ics->event_depth)
		return;
	event_clear(&ics->event);
	ics->event.line = ics->line;
	ics->event_depth = ics->depth;
}

static void
end_part(Ics *ics)
{
	if (ics->depth == 0) {
		line_mistakes_add(
			ics->days->mistakes, ics->line, _("An END without its BEGIN."));
		return;
	}
	if (ics->event_depth == ics->depth) {
		end_event(ics);
		ics->event_depth = 0;
	}
	ics->depth--;
}

static void
read_line(Ics *ics)
{
	const char *line = ics->text->str, *value;

	if (!*line)
		return;
	if ((value = value_of(line, "BEGIN", NULL)))
		begin_part(ics, value);
	else if (value_of(line, "END", NULL))
		end_part(ics);
	else if (ics->event_depth && ics->event_depth == ics->depth)
		read_event_line(ics);
	else if (!ics->days->title && (value = value_of(line, "X-WR-CALNAME", NULL)))
		ics->days->title = dup_text(value);
	else if (!strchr(line, ':'))
		line_mistakes_add(ics->days->mistakes, ics->line,
			_("This is no line of a calendar: it has no colon."));
}

void
calendar_ics_read(ImportDays *days, const char *bytes, size_t len)
{
	Ics ics = {.days = days,
		.at = bytes,
		.end = bytes + len,
		.next_line = 1,
		.text = g_string_new(NULL)};

	ics.event = (IcsEvent){.start = DAY_NONE, .end = DAY_NONE};
	while (import_days_go_on(days) && next_line(&ics))
		read_line(&ics);
	if (import_days_go_on(days) && ics.depth > 0)
		line_mistakes_add(days->mistakes, ics.next_line - 1,
			_("The file ends in the middle: an END is missing."));
	event_clear(&ics.event);
	g_string_free(ics.text, TRUE);
}
