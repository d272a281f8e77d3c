/*
 * Reads the lines of a calendar file into a plan. Mistakes that need no other
 * line's days are found here; core/calendar-build.c finds the rest.
 */
#include "config.h"

#include "core/calendar-private.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "core/day.h"

/* More than any state has, few enough to compare each with each. */
#define RULES_MAX   200
#define ALIASES_MAX 16

typedef struct Parser {
	CalendarPlan *plan;
	Calendar *calendar; /* the plan's */
	LineMistakes *mistakes;
	const char *text;
	bool ended; /* by the checksum */
	bool has_weekend;
} Parser;

typedef struct Keyword {
	const char *name;
	void (*read)(Parser *parser, char *rest, unsigned no);
} Keyword;

static int
read_year(const char *word)
{
	guint64 year;

	if (strlen(word) != 4 || !g_ascii_string_to_unsigned(word, 10, 1970, 2199, &year, NULL))
		return 0;
	return (int)year;
}

/* "2026" or "2024..2026". */
static bool
read_years(const char *word, int *ret_first, int *ret_last)
{
	g_auto(GStrv) ends = g_strsplit(word, "..", 3);
	unsigned n = g_strv_length(ends);

	if (n < 1 || n > 2)
		return false;
	*ret_first = read_year(ends[0]);
	*ret_last = read_year(ends[n - 1]);
	return *ret_first != 0 && *ret_last >= *ret_first;
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

static bool
check_code(Parser *parser, const char *code, unsigned no)
{
	size_t len = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	if (code[len] == '\0' && len <= 15 && g_ascii_isupper(code[0]))
		return true;
	line_mistakes_add(parser->mistakes, no,
		_("A calendar code is 1 to 15 capitals, digits and hyphens, as in "
		  "CN."));
	return false;
}

static void
read_code(Parser *parser, char *rest, unsigned no)
{
	if (check_code(parser, rest, no))
		read_once(parser, &parser->calendar->code, rest, no);
}

static void
read_alias(Parser *parser, char *rest, unsigned no)
{
	GPtrArray *aliases = parser->calendar->aliases;

	if (!check_code(parser, rest, no))
		return;
	if (parser->calendar->code == NULL)
		line_mistakes_add(parser->mistakes, no,
			_("The line \"%s\" comes before this one."), "calendar CODE");
	else if (aliases->len == ALIASES_MAX ||
		 g_ptr_array_find_with_equal_func(aliases, rest, g_str_equal, NULL) ||
		 g_str_equal(parser->calendar->code, rest))
		line_mistakes_add(parser->mistakes, no,
			_("%s is a code of this calendar already, or one too many."), rest);
	else
		g_ptr_array_add(aliases, g_strdup(rest));
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

static void
read_cover(Parser *parser, char *rest, unsigned no)
{
	Calendar *calendar = parser->calendar;
	int first, last;

	if (calendar->first_year != 0 || !read_years(rest, &first, &last)) {
		line_mistakes_add(parser->mistakes, no,
			_("Write the years covered once, from 1970 to 2199, as in: cover "
			  "2024..2026"));
		return;
	}
	calendar->first_year = first;
	calendar->last_year = last;
	calendar->first = day_from_parts(first, 1, 1);
	calendar->last = day_from_parts(last, 12, 31);
	g_ptr_array_set_size(calendar->sources, last - first + 1);
}

static void
read_weekend(Parser *parser, char *rest, unsigned no)
{
	uint8_t weekend = 0;

	if (parser->has_weekend)
		line_mistakes_add(parser->mistakes, no, _("This line may stand only once."));
	parser->has_weekend = true;
	while (rest[0] != '\0') {
		const char *word = line_word_cut(&rest);
		int weekday = calendar_weekday_read(word);

		if (weekday < 0 || weekend & 1 << weekday)
			line_mistakes_add(parser->mistakes, no,
				_("\"%s\" is not a weekday, or stands twice; write mon tue wed "
				  "thu fri sat sun."),
				word);
		else
			weekend |= (uint8_t)(1 << weekday);
	}
	if (weekend == 0x7f)
		line_mistakes_add(parser->mistakes, no, _("A week needs a working day."));
	parser->calendar->weekend = weekend;
}

static bool
is_year_covered(const Calendar *calendar, int year)
{
	return calendar->first_year != 0 && year >= calendar->first_year &&
	       year <= calendar->last_year;
}

static void
read_source(Parser *parser, char *rest, unsigned no)
{
	const Calendar *calendar = parser->calendar;
	int first, last;

	if (!read_years(line_word_cut(&rest), &first, &last) ||
		!is_year_covered(calendar, first) || !is_year_covered(calendar, last)) {
		line_mistakes_add(parser->mistakes, no,
			_("A source names a year that is covered, or several, as in "
			  "2024..2026."));
		return;
	}
	if (rest[0] == '\0') {
		line_mistakes_add(parser->mistakes, no, _("This line has no value."));
		return;
	}
	for (int year = first; year <= last; year++) {
		gpointer *slot = &calendar->sources->pdata[year - calendar->first_year];

		if (*slot != NULL)
			line_mistakes_add(
				parser->mistakes, no, _("%d has a source already."), year);
		else
			*slot = g_strdup(rest);
	}
}

static void
read_rule(Parser *parser, char *rest, unsigned no)
{
	GArray *rules = parser->plan->rules;
	CalendarRule rule;
	const char *problem = calendar_rule_read(rest, &rule);

	if (problem == NULL && rules->len == RULES_MAX)
		problem = _("A calendar has at most 200 rules.");
	if (problem != NULL) {
		line_mistakes_add(parser->mistakes, no, "%s", problem);
		return;
	}
	for (unsigned i = 0; i < rules->len; i++) {
		const CalendarRule *other = &g_array_index(rules, CalendarRule, i);

		if (calendar_rule_repeats(other, &rule))
			line_mistakes_add(parser->mistakes, no,
				_("The rule of line %u has the same day in the same years."),
				other->line);
	}
	rule.line = no;
	rule.name = g_string_chunk_insert_const(parser->calendar->names, rule.name);
	g_array_append_val(rules, rule);
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
	if (!g_str_equal(line_word_cut(&rest), "sha256"))
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
read_span(int year, const char *word, CalendarStated *stated)
{
	g_auto(GStrv) ends = g_strsplit(word, "..", 3);
	unsigned n = g_strv_length(ends);

	if (n < 1 || n > 2)
		return false;
	stated->first = read_month_day(year, ends[0]);
	stated->last = read_month_day(year, ends[n - 1]);
	return stated->first != DAY_NONE && stated->last >= stated->first;
}

static CalendarStatedKind
stated_kind(const char *word)
{
	static const char *const words[] = {"off", "work", "moved"};
	int kind = 0;

	while (kind < N_CALENDAR_STATED && !g_str_equal(words[kind], word))
		kind++;
	return (CalendarStatedKind)kind;
}

/* The days of the line; NULL or what is wrong with them. */
static const char *
read_stated(int year, char **rest, CalendarStated *stated)
{
	if (stated->kind != CALENDAR_STATED_MOVED)
		return read_span(year, line_word_cut(rest), stated)
			       ? NULL
			       : _("Write days of that year, as in 02-14 or 02-15..02-23.");
	stated->first = read_month_day(year, line_word_cut(rest));
	stated->last = read_month_day(year, line_word_cut(rest));
	return stated->first != DAY_NONE && stated->last != DAY_NONE
		       ? NULL
		       : _("Write two days of that year, from and to, as in: moved 05-04 05-08");
}

/* "CN 2026 off 02-15..02-23 label", the code already cut off. */
static void
read_days(Parser *parser, char *rest, unsigned no)
{
	int year = read_year(line_word_cut(&rest));
	const char *word = line_word_cut(&rest), *problem;
	CalendarStated stated = {.kind = stated_kind(word), .line = no};

	if (!is_year_covered(parser->calendar, year)) {
		line_mistakes_add(parser->mistakes, no,
			_("The year of this line is not among the years covered."));
		return;
	}
	if (stated.kind == N_CALENDAR_STATED) {
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" is none of off, work and moved."), word);
		return;
	}
	problem = read_stated(year, &rest, &stated);
	if (problem != NULL) {
		line_mistakes_add(parser->mistakes, no, "%s", problem);
		return;
	}
	if (rest[0] != '\0')
		stated.name = g_string_chunk_insert_const(parser->calendar->names, rest);
	g_array_append_val(parser->plan->stated, stated);
}

/* Add a row here for a new kind of line. */
static const Keyword keywords[] = {
	{"calendar", read_code},
	{"alias", read_alias},
	{"version", read_version},
	{"title", read_title},
	{"cover", read_cover},
	{"weekend", read_weekend},
	{"source", read_source},
	{"rule", read_rule},
	{"checksum", read_checksum},
};

static void
read_line(char *line, unsigned no, void *data)
{
	Parser *parser = data;
	const char *word = line_word_cut(&line);

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
	if (calendar->first_year == 0)
		line_mistakes_add(
			mistakes, 0, _("The line \"%s\" is missing."), "cover YEAR..YEAR");
	for (unsigned i = 0; i < calendar->sources->len; i++)
		if (calendar->sources->pdata[i] == NULL)
			line_mistakes_add(mistakes, 0,
				_("%d is covered, but no source line says where its days come "
				  "from."),
				calendar->first_year + (int)i);
}

static void
read_plan(CalendarPlan *plan, const char *text, size_t len)
{
	Parser parser = {.plan = plan,
		.calendar = plan->calendar,
		.mistakes = plan->mistakes,
		.text = text};

	line_file_each(text, len, plan->mistakes, read_line, &parser);
	g_ptr_array_add(plan->calendar->aliases, NULL);
	if (plan->mistakes->count == 0)
		check_whole(plan->calendar, plan->mistakes);
	if (plan->mistakes->count == 0)
		calendar_build(plan);
}

Calendar *
calendar_parse(const char *name, const char *text, size_t len, GError **error)
{
	LineMistakes mistakes;
	g_autoptr(Calendar) calendar = calendar_new();
	g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(CalendarRule));
	g_autoptr(GArray) stated = g_array_new(FALSE, FALSE, sizeof(CalendarStated));
	CalendarPlan plan = {calendar, rules, stated, &mistakes};
	bool fine;

	line_mistakes_init(&mistakes, name);
	read_plan(&plan, text, len);
	fine = line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return fine ? g_steal_pointer(&calendar) : NULL;
}
