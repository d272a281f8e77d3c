/* amends calendar: count working days, show, list and check the files of assets/calendars. No
 * store is opened. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/calendar.h"
#include "core/day.h"
#include "core/export.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* So far that no span of years is missed. */
#define N_MAX 100000

typedef struct SubCommand {
	const char *word;
	int (*run)(Cli *cli);
	unsigned words;	   /* with the word itself */
	const char *usage; /* after "amends calendar " */
} SubCommand;

/* ---- what several share ---- */

/* For people on stderr, the code for programs below it and in JSON. */
static int
fail_gap(Cli *cli, const CalendarGap *gap)
{
	g_autofree char *text = calendar_gap_dup_text(gap);
	g_autofree char *code = calendar_gap_dup_code(gap);

	if (cli->json)
		export_fields_json(cli->out, "error", code, "text", text, NULL);
	cli_fail(cli, "%s", text);
	cli_note(cli, "%s", code);
	return CLI_ERROR;
}

/* All that are loaded, code or alias -> Calendar; NULL once told. */
static GHashTable *
load_calendars(Cli *cli)
{
	g_autofree char *folder = g_build_filename(cli->places->assets, "calendars", NULL);
	g_autoptr(GError) error = NULL;
	GHashTable *calendars = calendar_load_folder(folder, &error);

	if (!calendars)
		cli_fail_error(cli, error);
	return calendars;
}

/* By code or alias, in capitals or not; NULL once told. */
static Calendar *
find_calendar(Cli *cli, const char *word)
{
	g_autofree char *code = g_ascii_strup(word, -1);
	g_autoptr(GHashTable) calendars = load_calendars(cli);
	Calendar *calendar = calendars ? g_hash_table_lookup(calendars, code) : NULL;
	CalendarGap gap = {.year = 0};

	if (calendar)
		return calendar_ref(calendar);
	if (!calendars)
		return NULL;
	g_strlcpy(gap.code, code, sizeof(gap.code));
	fail_gap(cli, &gap);
	cli_note(cli, _("All that are loaded: amends calendar list"));
	return NULL;
}

/* From first to last, both included and covered. */
static int
count_working(const Calendar *calendar, int32_t first, int32_t last)
{
	CalendarGap gap;
	int n = 0;

	calendar_count(calendar, first, last, &n, &gap);
	return n + calendar_is_business_day(calendar, first);
}

static int
compare_calendars(const void *a, const void *b)
{
	return strcmp(calendar_code(*(const Calendar *const *)a),
		calendar_code(*(const Calendar *const *)b));
}

/* Each once, by code; the table has it under its aliases too. */
static GPtrArray *
sort_calendars(GHashTable *calendars)
{
	GPtrArray *sorted = g_ptr_array_new();
	GHashTableIter iter;
	const char *code;
	Calendar *calendar;

	g_hash_table_iter_init(&iter, calendars);
	while (g_hash_table_iter_next(&iter, (void **)&code, (void **)&calendar))
		if (strcmp(code, calendar_code(calendar)) == 0)
			g_ptr_array_add(sorted, calendar);
	g_ptr_array_sort(sorted, compare_calendars);
	return sorted;
}

/* ---- count ---- */

static int
run_count(Cli *cli)
{
	g_autoptr(Calendar) calendar = find_calendar(cli, cli_word(cli, 1));
	int32_t from = day_parse_iso(cli_word(cli, 2)), to;
	CalendarGap gap;
	gint64 n;
	char from_iso[11], iso[11];

	if (!calendar)
		return CLI_ERROR;
	if (from == DAY_NONE)
		return cli_fail(cli, _("\"%s\" is no day; write it like 2026-02-13."),
			cli_word(cli, 2));
	if (!g_ascii_string_to_signed(cli_word(cli, 3), 10, -N_MAX, N_MAX, &n, NULL))
		return cli_fail(cli,
			_("\"%s\" is no number of working days; write 5, or -5 to go back."),
			cli_word(cli, 3));
	if (!calendar_add(calendar, from, (int)n, &to, &gap))
		return fail_gap(cli, &gap);
	day_format_iso(from, from_iso);
	day_format_iso(to, iso);
	if (cli->json)
		export_fields_json(cli->out, "calendar", calendar_code(calendar), "version",
			calendar_version(calendar), "from", from_iso, "n", cli_word(cli, 3),
			"date", iso, NULL);
	else
		cli_say(cli, "%s\n", iso);
	return CLI_FOUND;
}

/* ---- show ---- */

/* Words of JSON, signs of the page. */
static const struct {
	const char *name, *sign;
} day_kinds[N_CALENDAR_DAYS] = {
	[CALENDAR_DAY_WORK] = {"work", " "},
	[CALENDAR_DAY_WEEKEND] = {"weekend", "."},
	[CALENDAR_DAY_HOLIDAY] = {"holiday", "*"},
	[CALENDAR_DAY_MADE_UP] = {"made_up", "+"},
};

static void
show_json(Cli *cli, const Calendar *calendar, int32_t first, int32_t last)
{
	char iso[11];

	for (int32_t day = first; day <= last; day++) {
		day_format_iso(day, iso);
		export_fields_json(cli->out, "calendar", calendar_code(calendar), "day", iso,
			"kind", day_kinds[calendar_day(calendar, day)].name, "business_day",
			calendar_is_business_day(calendar, day) ? "yes" : "no", "name",
			calendar_day_label(calendar, day), NULL);
	}
}

/* A row a week, Monday first. */
static void
show_month(Cli *cli, const Calendar *calendar, int32_t first)
{
	static const unsigned widths[7] = {5, 5, 5, 5, 5, 5, 5};
	DayParts parts = day_to_parts(first);
	int32_t last = first + day_month_len(parts.year, parts.month) - 1;
	const char *names[7];

	cli_say(cli, "%04d-%02d\n", parts.year, parts.month);
	for (int i = 0; i < 7; i++)
		names[i] = day_weekday_name(i);
	cli_row(cli, widths, names, 7);
	for (int32_t monday = first - day_weekday(first); monday <= last; monday += 7) {
		char cells[7][8];

		for (int i = 0; i < 7; i++) {
			int32_t day = monday + i;

			cells[i][0] = '\0';
			names[i] = cells[i];
			if (day >= first && day <= last)
				g_snprintf(cells[i], sizeof(cells[i]), "%2d%s", day - first + 1,
					day_kinds[calendar_day(calendar, day)].sign);
		}
		cli_row(cli, widths, names, 7);
	}
	cli_say(cli, "\n");
}

static bool
is_same(const Calendar *calendar, int32_t a, int32_t b)
{
	return calendar_day(calendar, a) == calendar_day(calendar, b) &&
	       g_strcmp0(calendar_day_label(calendar, a), calendar_day_label(calendar, b)) == 0;
}

/* "2026-02-15..2026-02-23  day off  Spring Festival", a line a run of days. */
static void
show_named(Cli *cli, const Calendar *calendar, int32_t first, int32_t last)
{
	for (int32_t day = first, end; day <= last; day = end + 1) {
		CalendarDay what = calendar_day(calendar, day);
		const char *label = calendar_day_label(calendar, day);
		char from[11], to[11];

		for (end = day; end < last && is_same(calendar, day, end + 1);)
			end++;
		if (what != CALENDAR_DAY_HOLIDAY && what != CALENDAR_DAY_MADE_UP)
			continue;
		day_format_iso(day, from);
		day_format_iso(end, to);
		cli_say(cli, "%s%s%s  %s  %s\n", from, end > day ? ".." : "",
			end > day ? to : "",
			what == CALENDAR_DAY_HOLIDAY ? _("day off") : _("worked"),
			label ? label : "");
	}
}

static void
show_text(Cli *cli, const Calendar *calendar, int32_t first, int32_t last)
{
	int32_t next;

	cli_say(cli, _("%1$s: %2$s, version %3$s\n"), calendar_code(calendar),
		calendar_title(calendar), calendar_version(calendar));
	for (int32_t day = first; day <= last; day = next) {
		DayParts parts = day_to_parts(day);

		next = day + day_month_len(parts.year, parts.month);
		show_month(cli, calendar, day);
	}
	show_named(cli, calendar, first, last);
	cli_say(cli, _("Working days: %d. (* day off, + rest day that is worked, . weekend)\n"),
		count_working(calendar, first, last));
	cli_say(cli, _("Source: %s\n"), calendar_source(calendar, day_to_parts(first).year));
}

/* "2026" or "2026-02" as its first and last day. */
static bool
read_period(const char *text, int32_t *ret_first, int32_t *ret_last)
{
	bool is_month = strlen(text) == strlen("2026-02");
	g_autofree char *first = g_strconcat(text, is_month ? "-01" : "-01-01", NULL);
	DayParts parts;

	*ret_first = day_parse_iso(first);
	if (*ret_first == DAY_NONE)
		return false;
	parts = day_to_parts(*ret_first);
	*ret_last = is_month ? *ret_first + day_month_len(parts.year, parts.month) - 1
			     : day_from_parts(parts.year, 12, 31);
	return true;
}

static int
run_show(Cli *cli)
{
	g_autoptr(Calendar) calendar = find_calendar(cli, cli_word(cli, 1));
	const char *period = cli_word(cli, 2);
	int32_t first, last, day;
	CalendarGap gap;

	if (!calendar)
		return CLI_ERROR;
	if (!read_period(period, &first, &last))
		return cli_fail(cli,
			_("\"%s\" is neither a year nor a month; write 2026 or 2026-02."),
			period);
	if (!calendar_covers(calendar, first)) {
		calendar_add(calendar, first, 0, &day, &gap);
		return fail_gap(cli, &gap);
	}
	if (cli->json)
		show_json(cli, calendar, first, last);
	else
		show_text(cli, calendar, first, last);
	return CLI_FOUND;
}

/* ---- list ---- */

static int
run_list(Cli *cli)
{
	static const unsigned widths[] = {10, 12, 11, 9, 0};
	g_autoptr(GHashTable) calendars = load_calendars(cli);
	g_autoptr(GPtrArray) sorted = calendars ? sort_calendars(calendars) : NULL;

	if (!calendars)
		return CLI_ERROR;
	for (guint i = 0; i < sorted->len; i++) {
		const Calendar *calendar = sorted->pdata[i];
		g_autofree char *aliases = g_strjoinv(" ", (char **)calendar_aliases(calendar));
		g_autofree char *span = g_strdup_printf(
			"%d..%d", calendar_first_year(calendar), calendar_last_year(calendar));
		const char *cells[] = {calendar_code(calendar), aliases, span,
			calendar_version(calendar), calendar_title(calendar)};

		if (cli->json)
			export_fields_json(cli->out, "code", cells[0], "aliases", cells[1],
				"cover", cells[2], "version", cells[3], "title", cells[4],
				"source",
				calendar_source(calendar, calendar_last_year(calendar)), NULL);
		else
			cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
	}
	return sorted->len > 0 ? CLI_FOUND : CLI_NONE;
}

/* ---- check ---- */

static void
say_year(Cli *cli, const Calendar *calendar, int year)
{
	int n = count_working(
		calendar, day_from_parts(year, 1, 1), day_from_parts(year, 12, 31));
	const char *source = calendar_source(calendar, year);
	g_autofree char *year_text = g_strdup_printf("%d", year);
	g_autofree char *days = g_strdup_printf("%d", n);

	if (cli->json)
		export_fields_json(cli->out, "ok", "yes", "calendar", calendar_code(calendar),
			"year", year_text, "business_days", days, "source", source, NULL);
	else
		cli_say(cli, _("%1$s: %2$s working days; %3$s\n"), year_text, days, source);
}

static int
run_check(Cli *cli)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) calendar = calendar_load(cli_word(cli, 1), &error);

	if (!calendar) {
		if (cli->json)
			export_fields_json(
				cli->out, "ok", "no", "mistakes", error->message, NULL);
		return cli_fail_error(cli, error);
	}
	for (int year = calendar_first_year(calendar); year <= calendar_last_year(calendar);
		year++)
		say_year(cli, calendar, year);
	if (!cli->json)
		cli_say(cli, _("The calendar %1$s, version %2$s, is without a mistake.\n"),
			calendar_code(calendar), calendar_version(calendar));
	return CLI_FOUND;
}

/* Add a row here for a new word after "amends calendar". */
static const SubCommand subcommands[] = {
	{"count", run_count, 4, "count CN 2026-02-13 5"},
	{"show", run_show, 3, "show CN 2026-02"},
	{"list", run_list, 1, "list"},
	{"check", run_check, 2, "check bank.cal"},
	{"import", cli_calendar_import, 2, "import bank.ics --code BANK --version 2027-1"},
};

static const SubCommand *
find_subcommand(Cli *cli)
{
	const char *words[G_N_ELEMENTS(subcommands) + 1] = {NULL};

	for (unsigned i = 0; i < G_N_ELEMENTS(subcommands); i++) {
		words[i] = subcommands[i].word;
		if (strcmp(words[i], cli_word(cli, 0)) == 0)
			return &subcommands[i];
	}
	cli_unknown(cli, _("command"), cli_word(cli, 0), words);
	return NULL;
}

int
cli_run_calendar(Cli *cli)
{
	const SubCommand *sub = find_subcommand(cli);

	if (!sub)
		return CLI_ERROR;
	if (cli->words->len != sub->words)
		return cli_fail(cli, _("Use it like this: amends calendar %s"), sub->usage);
	return sub->run(cli);
}
