/*
 * Working-day calendars. The covered years are one byte a day (rest, work and
 * whether a line said so), so every question is a look-up.
 */
#include "config.h"

#include "core/calendar.h"

#include <glib/gi18n.h>
#include <sodium.h>

#include "core/day.h"
#include "core/error.h"
#include "core/line-file.h"

#define DAY_WORK   1 /* a working day */
#define DAY_STATED 2 /* by a line of its own, not by the week */

typedef struct Holiday {
	int32_t first, last;
	char *label;
} Holiday;

struct Calendar {
	char *code, *version, *title;
	int first_year, last_year;
	int32_t first, last;
	uint8_t weekend; /* bit 0 Monday ... bit 6 Sunday */
	uint8_t *days;	 /* last - first + 1 of them */
	GArray *holidays;
	GPtrArray *sources; /* a year each, NULL until its line is read */
};

typedef struct Parser {
	Calendar *calendar;
	LineMistakes *mistakes;
	const char *text;
	size_t len;
	bool ended; /* by the checksum */
} Parser;

typedef struct Keyword {
	const char *name;
	void (*read)(Parser *parser, char *rest, unsigned no);
} Keyword;

static void
holiday_clear(gpointer data)
{
	g_free(((Holiday *)data)->label);
}

static Calendar *
calendar_new(void)
{
	Calendar *calendar = g_new0(Calendar, 1);

	calendar->weekend = 1 << 5 | 1 << 6;
	calendar->holidays = g_array_new(FALSE, FALSE, sizeof(Holiday));
	g_array_set_clear_func(calendar->holidays, holiday_clear);
	calendar->sources = g_ptr_array_new_with_free_func(g_free);
	return calendar;
}

void
calendar_free(Calendar *calendar)
{
	if (calendar == NULL)
		return;
	g_free(calendar->code);
	g_free(calendar->version);
	g_free(calendar->title);
	g_free(calendar->days);
	g_array_unref(calendar->holidays);
	g_ptr_array_unref(calendar->sources);
	g_free(calendar);
}

/* Cuts the first word off `*rest`, which then begins with the next one. */
static char *
next_word(char **rest)
{
	char *word = *rest;
	char *end = word;

	while (*end != '\0' && !g_ascii_isspace(*end))
		end++;
	if (*end != '\0')
		*end++ = '\0';
	*rest = g_strchug(end);
	return word;
}

static int
read_year(const char *word)
{
	guint64 year;

	if (strlen(word) != 4 || !g_ascii_string_to_unsigned(word, 10, 1900, 2199, &year, NULL))
		return 0;
	return (int)year;
}

static void
read_once(Parser *parser, char **field, const char *rest, unsigned no)
{
	if (*field != NULL)
		line_mistakes_add(parser->mistakes, no, _("This line may stand only once."));
	else if (rest[0] == '\0')
		line_mistakes_add(parser->mistakes, no, _("This line has no value."));
	else
		*field = g_strdup(rest);
}

static void
read_code(Parser *parser, char *rest, unsigned no)
{
	size_t len = strspn(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	if (rest[len] != '\0' || len > 15 || !g_ascii_isupper(rest[0]))
		line_mistakes_add(parser->mistakes, no,
			_("A calendar code is 1 to 15 capitals, digits and hyphens, as in "
			  "CN."));
	else
		read_once(parser, &parser->calendar->code, rest, no);
}

static void
read_version(Parser *parser, char *rest, unsigned no)
{
	read_once(parser, &parser->calendar->version, rest, no);
}

static void
read_title(Parser *parser, char *rest, unsigned no)
{
	read_once(parser, &parser->calendar->title, rest, no);
}

/* The week fills the days of the span; lines that state days come after. */
static void
fill_weeks(Calendar *calendar)
{
	for (int32_t day = calendar->first; day <= calendar->last; day++)
		calendar->days[day - calendar->first] =
			!(calendar->weekend & 1 << day_weekday(day));
}

static void
read_cover(Parser *parser, char *rest, unsigned no)
{
	Calendar *calendar = parser->calendar;
	g_auto(GStrv) ends = g_strsplit(rest, "..", 3);
	unsigned n = g_strv_length(ends);
	int first = n > 0 ? read_year(ends[0]) : 0;
	int last = n > 0 ? read_year(ends[n - 1]) : 0;

	if (calendar->days != NULL || n > 2 || first == 0 || last < first) {
		line_mistakes_add(parser->mistakes, no,
			_("Write the years covered once, as in: cover 2024..2026"));
		return;
	}
	calendar->first_year = first;
	calendar->last_year = last;
	calendar->first = day_from_parts(first, 1, 1);
	calendar->last = day_from_parts(last, 12, 31);
	calendar->days = g_malloc((size_t)(calendar->last - calendar->first + 1));
	g_ptr_array_set_size(calendar->sources, last - first + 1);
	fill_weeks(calendar);
}

static void
read_weekend(Parser *parser, char *rest, unsigned no)
{
	static const char *const names[] = {
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
	uint8_t weekend = 0;

	if (parser->calendar->holidays->len > 0 || parser->calendar->days == NULL) {
		line_mistakes_add(parser->mistakes, no,
			_("The weekend comes after the years covered and before the first "
			  "day."));
		return;
	}
	while (rest[0] != '\0') {
		const char *word = next_word(&rest);
		int weekday = 0;

		while (names[weekday] != NULL && !g_str_equal(names[weekday], word))
			weekday++;
		if (names[weekday] == NULL)
			line_mistakes_add(parser->mistakes, no,
				_("\"%s\" is not a weekday; write mon tue wed thu fri sat "
				  "sun."),
				word);
		else
			weekend |= (uint8_t)(1 << weekday);
	}
	if (weekend == 0x7f)
		line_mistakes_add(parser->mistakes, no, _("A week needs a working day."));
	parser->calendar->weekend = weekend;
	fill_weeks(parser->calendar);
}

static bool
is_year_covered(const Calendar *calendar, int year)
{
	return calendar->days != NULL && year >= calendar->first_year &&
	       year <= calendar->last_year;
}

static void
read_source(Parser *parser, char *rest, unsigned no)
{
	int year = read_year(next_word(&rest));
	gpointer *slot;

	if (!is_year_covered(parser->calendar, year)) {
		line_mistakes_add(
			parser->mistakes, no, _("A source names a year that is covered."));
		return;
	}
	slot = &g_ptr_array_index(
		parser->calendar->sources, year - parser->calendar->first_year);
	read_once(parser, (char **)slot, rest, no);
}

static void
read_checksum(Parser *parser, char *rest, unsigned no)
{
	const char *at = parser->text;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	parser->ended = true;
	for (unsigned i = 1; i < no; i++)
		at = strchr(at, '\n') + 1;
	crypto_hash_sha256(
		hash, (const unsigned char *)parser->text, (size_t)(at - parser->text));
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	if (!g_str_equal(next_word(&rest), "sha256"))
		line_mistakes_add(
			parser->mistakes, no, _("The only kind of checksum is sha256."));
	else if (!g_str_equal(rest, hex))
		line_mistakes_add(parser->mistakes, no,
			_("The checksum does not fit the lines above it; the file was changed "
			  "or "
			  "damaged. Their sha256 is %s."),
			hex);
}

static int32_t
read_month_day(int year, const char *text)
{
	g_autofree char *iso = g_strdup_printf("%04d-%s", year, text);

	return day_parse_iso(iso);
}

/* One day or a span inside a year: "02-14", "02-15..02-23". */
static bool
read_span(int year, const char *word, int32_t *ret_first, int32_t *ret_last)
{
	g_auto(GStrv) ends = g_strsplit(word, "..", 3);
	unsigned n = g_strv_length(ends);

	if (n < 1 || n > 2)
		return false;
	*ret_first = read_month_day(year, ends[0]);
	*ret_last = read_month_day(year, ends[n - 1]);
	return *ret_first != DAY_NONE && *ret_last >= *ret_first;
}

static void
state_days(Parser *parser, const Holiday *span, bool work, unsigned no)
{
	Calendar *calendar = parser->calendar;
	char iso[11];

	for (int32_t day = span->first; day <= span->last; day++) {
		uint8_t *state = &calendar->days[day - calendar->first];

		day_format_iso(day, iso);
		if (*state & DAY_STATED)
			line_mistakes_add(
				parser->mistakes, no, _("%s stands in two lines."), iso);
		else if (work && *state & DAY_WORK)
			line_mistakes_add(parser->mistakes, no,
				_("%s is a working day already; only a rest day can be made "
				  "one."),
				iso);
		*state = (uint8_t)(DAY_STATED | (work ? DAY_WORK : 0));
	}
}

/* "CN 2026 off 02-15..02-23 label", the code already cut off. */
static void
read_days(Parser *parser, char *rest, unsigned no)
{
	int year = read_year(next_word(&rest));
	const char *kind = next_word(&rest);
	bool work = g_str_equal(kind, "work");
	Holiday span;

	if (!is_year_covered(parser->calendar, year)) {
		line_mistakes_add(parser->mistakes, no,
			_("The year of this line is not among the years covered."));
		return;
	}
	if (!work && !g_str_equal(kind, "off")) {
		line_mistakes_add(
			parser->mistakes, no, _("\"%s\" is neither off nor work."), kind);
		return;
	}
	if (!read_span(year, next_word(&rest), &span.first, &span.last)) {
		line_mistakes_add(parser->mistakes, no,
			_("Write days of that year, as in 02-14 or 02-15..02-23."));
		return;
	}
	state_days(parser, &span, work, no);
	span.label = rest[0] == '\0' ? NULL : g_strdup(rest);
	g_array_append_val(parser->calendar->holidays, span);
}

/* Add a row here for a new kind of line. */
static const Keyword keywords[] = {
	{"calendar", read_code},
	{"version", read_version},
	{"title", read_title},
	{"cover", read_cover},
	{"weekend", read_weekend},
	{"source", read_source},
	{"checksum", read_checksum},
};

static void
read_line(char *line, unsigned no, void *data)
{
	Parser *parser = data;
	const char *word = next_word(&line);

	if (parser->ended) {
		line_mistakes_add(parser->mistakes, no, _("Nothing may follow the checksum."));
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++) {
		if (g_str_equal(word, keywords[i].name)) {
			keywords[i].read(parser, line, no);
			return;
		}
	}
	if (parser->calendar->code != NULL && g_str_equal(word, parser->calendar->code))
		read_days(parser, line, no);
	else
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" begins no kind of line known here."), word);
}

static void
check_whole(const Calendar *calendar, LineMistakes *mistakes)
{
	if (calendar->code == NULL)
		line_mistakes_add(
			mistakes, 0, _("The line \"%s\" is missing."), "calendar CODE");
	if (calendar->version == NULL)
		line_mistakes_add(
			mistakes, 0, _("The line \"%s\" is missing."), "version TEXT");
	if (calendar->days == NULL)
		line_mistakes_add(
			mistakes, 0, _("The line \"%s\" is missing."), "cover YEAR..YEAR");
	for (unsigned i = 0; i < calendar->sources->len; i++)
		if (calendar->sources->pdata[i] == NULL)
			line_mistakes_add(mistakes, 0,
				_("%d is covered, but no source line says where its days come "
				  "from."),
				calendar->first_year + (int)i);
}

static Calendar *
parse(const char *text, size_t len, LineMistakes *mistakes)
{
	g_autoptr(Calendar) calendar = calendar_new();
	Parser parser = {.calendar = calendar, .mistakes = mistakes, .text = text, .len = len};

	line_file_each(text, len, mistakes, read_line, &parser);
	if (mistakes->count == 0)
		check_whole(calendar, mistakes);
	return mistakes->count == 0 ? g_steal_pointer(&calendar) : NULL;
}

Calendar *
calendar_parse(const char *name, const char *text, size_t len, GError **error)
{
	LineMistakes mistakes;
	Calendar *calendar;

	line_mistakes_init(&mistakes, name);
	calendar = parse(text, len, &mistakes);
	line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return calendar;
}

Calendar *
calendar_load(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GError) cause = NULL;
	size_t len;

	if (!g_file_get_contents(path, &text, &len, &cause)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The calendar %1$s cannot be read: %2$s"), path, cause->message);
		return NULL;
	}
	return calendar_parse(name, text, len, error);
}

/* Joins the message of one more file to those before it. */
static void
join_error(GError **all, GError *one)
{
	if (*all == NULL) {
		*all = one;
		return;
	}
	g_prefix_error_literal(&one, "\n");
	g_prefix_error_literal(&one, (*all)->message);
	g_error_free(*all);
	*all = one;
}

GHashTable *
calendar_load_folder(const char *folder, GError **error)
{
	g_autoptr(GHashTable) table = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)calendar_free);
	g_autoptr(GPtrArray) names = line_file_list(folder, ".cal", error);
	GError *all = NULL;

	if (names == NULL)
		return NULL;
	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
		GError *one = NULL;
		Calendar *calendar = calendar_load(path, &one);

		if (calendar != NULL && g_hash_table_contains(table, calendar->code)) {
			g_set_error(&one, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
				_("%1$s: another file has calendar %2$s already."),
				(char *)names->pdata[i], calendar->code);
			g_clear_pointer(&calendar, calendar_free);
		}
		if (calendar == NULL)
			join_error(&all, one);
		else
			g_hash_table_insert(table, calendar->code, calendar);
	}
	if (all != NULL) {
		g_propagate_error(error, all);
		return NULL;
	}
	return g_steal_pointer(&table);
}

const char *
calendar_code(const Calendar *calendar)
{
	return calendar->code;
}

const char *
calendar_version(const Calendar *calendar)
{
	return calendar->version;
}

const char *
calendar_title(const Calendar *calendar)
{
	return calendar->title != NULL ? calendar->title : calendar->code;
}

int
calendar_first_year(const Calendar *calendar)
{
	return calendar->first_year;
}

int
calendar_last_year(const Calendar *calendar)
{
	return calendar->last_year;
}

const char *
calendar_source(const Calendar *calendar, int year)
{
	if (!is_year_covered(calendar, year))
		return NULL;
	return calendar->sources->pdata[year - calendar->first_year];
}

bool
calendar_covers(const Calendar *calendar, int32_t day)
{
	return day >= calendar->first && day <= calendar->last;
}

bool
calendar_is_business_day(const Calendar *calendar, int32_t day)
{
	g_assert(calendar_covers(calendar, day));
	return calendar->days[day - calendar->first] & DAY_WORK;
}

const char *
calendar_day_label(const Calendar *calendar, int32_t day)
{
	for (unsigned i = 0; i < calendar->holidays->len; i++) {
		const Holiday *holiday = &g_array_index(calendar->holidays, Holiday, i);

		if (day >= holiday->first && day <= holiday->last)
			return holiday->label;
	}
	return NULL;
}

/* True if the day may be asked for; else the gap is filled in. */
static bool
check_covered(const Calendar *calendar, int32_t day, CalendarGap *ret_gap)
{
	if (calendar != NULL && calendar_covers(calendar, day))
		return true;
	memset(ret_gap, 0, sizeof(*ret_gap));
	if (calendar != NULL) {
		g_strlcpy(ret_gap->code, calendar->code, sizeof(ret_gap->code));
		ret_gap->year = day_to_parts(day).year;
	}
	return false;
}

bool
calendar_add(
	const Calendar *calendar, int32_t day, int n, int32_t *ret_day, CalendarGap *ret_gap)
{
	int step = n < 0 ? -1 : 1;
	int left = n == 0 ? 1 : ABS(n);

	if (n == 0)
		day--;
	else if (!check_covered(calendar, day, ret_gap))
		return false;
	while (left > 0) {
		day += step;
		if (!check_covered(calendar, day, ret_gap))
			return false;
		left -= calendar_is_business_day(calendar, day);
	}
	*ret_day = day;
	return true;
}

bool
calendar_count(
	const Calendar *calendar, int32_t from, int32_t to, int *ret_n, CalendarGap *ret_gap)
{
	int n = 0;

	for (int32_t day = from + 1; day <= to; day++) {
		if (!check_covered(calendar, day, ret_gap))
			return false;
		n += calendar_is_business_day(calendar, day);
	}
	*ret_n = n;
	return true;
}

char *
calendar_gap_dup_code(const CalendarGap *gap)
{
	if (gap->year == 0)
		return g_strdup_printf("calendar_missing:%s", gap->code);
	return g_strdup_printf("calendar_missing:%s-%d", gap->code, gap->year);
}

char *
calendar_gap_dup_text(const CalendarGap *gap)
{
	if (gap->code[0] == '\0')
		return g_strdup(_("calendar missing: no calendar of working days is loaded. "
				  "Nothing was guessed."));
	if (gap->year == 0)
		return g_strdup_printf(_("calendar missing: %s. Nothing was guessed; "
					 "ask compliance to load this calendar."),
			gap->code);
	return g_strdup_printf(_("calendar missing: %1$s %2$d. Nothing was guessed; "
				 "ask compliance to load this year."),
		gap->code, gap->year);
}

void
calendar_gap_set_error(const CalendarGap *gap, GError **error)
{
	g_autofree char *text = calendar_gap_dup_text(gap);

	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_CALENDAR_MISSING, text);
}
