/*
 * What is late or soon due, for people, cron, login banners and monitoring.
 * Numbers, dates and names of staff only: nothing of what customers say leaves
 * the store this way. Codes: 0 something, 1 nothing, 2 failed; --nagios has
 * those of a plug-in: 0 well, 1 due today, 2 late, 3 a calendar is missing.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/day.h"
#include "core/export.h"
#include "tui/cli-handlers.h"

#define ROWS_MAX 200

enum { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

typedef struct Due {
	WarningWindow window;
	GPtrArray *rows, *gaps;
	GStrv calendars; /* sentences about those that run out */
	WarningCounts counts;
} Due;

static void
due_clear(Due *due)
{
	g_clear_pointer(&due->rows, g_ptr_array_unref);
	g_clear_pointer(&due->gaps, g_ptr_array_unref);
	g_strfreev(due->calendars);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Due, due_clear)

/* ---- what is asked for ---- */

/* "2bd", "3d", "4h" from now; days end with the day. */
static bool
read_span(Cli *cli, const char *text, int64_t *ret_us)
{
	int64_t now_us = env_now_us(&cli->env);
	GTimeZone *zone = desk_zone(cli->desk);
	int32_t day = day_of_us(now_us, zone);
	char *unit;
	long n = strtol(text, &unit, 10);
	CalendarGap gap;

	if (unit == text || n < 0 || n > 1000) {
		unit = NULL;
	} else if (g_strcmp0(unit, "h") == 0) {
		*ret_us = now_us + n * US_PER_HOUR;
		return true;
	} else if (g_strcmp0(unit, "d") == 0) {
		*ret_us = us_of_day_start(day + (int32_t)n + 1, zone);
		return true;
	} else if (g_strcmp0(unit, "bd") == 0) {
		if (!calendar_add(desk_calendar(cli->desk), day, (int)n, &day, &gap)) {
			g_autofree char *why = calendar_gap_dup_text(&gap);

			cli_fail(cli, "%s", why);
			return false;
		}
		*ret_us = us_of_day_start(day + 1, zone);
		return true;
	}
	cli_fail(cli, _("%s is no span. Write 2bd for two working days, 3d or 4h."), text);
	return false;
}

static bool
read_scope(Cli *cli, Due *due)
{
	const char *branch = cli_option(cli, "branch"), *within = cli_option(cli, "within");
	const char *max = cli_option(cli, "max");
	int64_t n = max ? g_ascii_strtoll(max, NULL, 10) : ROWS_MAX;

	due->window = (WarningWindow){.scope = WARNING_SCOPE_ALL,
		.branch = branch,
		.max = (unsigned)CLAMP(n, 1, WARNING_COUNT_CAP)};
	if (branch)
		due->window.scope = WARNING_SCOPE_BRANCH;
	if (cli_has(cli, "mine")) {
		due->window.scope = WARNING_SCOPE_MINE;
		if (!cli_need_person(cli))
			return false;
	}
	return !within || read_span(cli, within, &due->window.within_us);
}

static bool
read_due(Cli *cli, Due *due)
{
	const WarningWindow *window = &due->window;
	g_autoptr(GError) error = NULL;

	due->rows = desk_warnings(cli->desk, window, &error);
	if (!error)
		due->gaps = desk_warning_gaps(
			cli->desk, window->scope, window->branch, window->max, &error);
	if (!error)
		desk_warning_counts(
			cli->desk, window->scope, window->branch, &due->counts, &error);
	due->calendars = desk_warning_calendars(cli->desk);
	if (!error)
		return true;
	cli_fail_error(cli, error);
	return false;
}

/* ---- how it is said ---- */

static const char *
owner_of(Cli *cli, const WarningRow *row)
{
	const Person *owner = desk_person_by_id(cli->desk, row->owner);

	return owner ? owner->name : "-";
}

static const char *
level_of(const WarningRow *row)
{
	return row->level == CLOCK_WARN_NONE ? "-" : warning_level_text(row->level);
}

static void
say_row(Cli *cli, const WarningRow *row)
{
	static const unsigned widths[] = {2, 12, 14, 21, 10, 0};
	g_autofree char *clock = desk_warning_dup_clock(cli->desk, row);
	g_autofree char *due = row->gap[0] ? g_strdup(row->gap)
					   : us_dup_text(row->due_us, desk_zone(cli->desk));

	cli_row(cli, widths,
		(const char *const[]){row->gap[0] ? "!!" : warning_level_sign(row->level),
			row->gap[0] ? _("calendar missing") : level_of(row), row->number, due,
			owner_of(cli, row), clock},
		G_N_ELEMENTS(widths));
}

static void
say_rows(Cli *cli, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++)
		say_row(cli, rows->pdata[i]);
}

static void
write_json_row(Cli *cli, const WarningRow *row, const char *supervisor)
{
	g_autoptr(GDateTime) utc = NULL, local = NULL;
	g_autofree char *due = NULL;

	if (row->due_us != CLOCK_NEVER) {
		utc = g_date_time_new_from_unix_utc(row->due_us / US_PER_SECOND);
		local = g_date_time_to_timezone(utc, desk_zone(cli->desk));
		due = g_date_time_format_iso8601(local);
	}
	export_fields_json(cli->out, "number", row->number, "clock", row->clock, "level",
		row->gap[0] ? "calendar-missing" : warning_level_name(row->level), "due", due,
		"error", row->gap[0] ? row->gap : NULL, "branch", row->branch, "owner",
		owner_of(cli, row), "supervisor", supervisor, NULL);
}

static void
write_json(Cli *cli, const Due *due)
{
	for (guint i = 0; i < due->gaps->len; i++)
		write_json_row(cli, due->gaps->pdata[i], NULL);
	for (guint i = 0; i < due->rows->len; i++)
		write_json_row(cli, due->rows->pdata[i], NULL);
	for (char **text = due->calendars; *text; text++)
		export_fields_json(cli->out, "calendar", *text, NULL);
}

static void
say_all(Cli *cli, const Due *due)
{
	say_rows(cli, due->gaps);
	say_rows(cli, due->rows);
	for (char **text = due->calendars; *text; text++)
		cli_say(cli, "%s\n", *text);
}

/* "1000+" where counting ended. */
static char *
dup_count(int64_t n)
{
	return n >= WARNING_COUNT_CAP ? g_strdup("1000+") : g_strdup_printf("%d", (int)n);
}

static char *
dup_summary(const WarningCounts *counts)
{
	g_autofree char *late = dup_count(counts->late), *today = dup_count(counts->today);
	g_autofree char *soon = dup_count(counts->soon);

	if (counts->gaps)
		return g_strdup_printf(
			ngettext("%1$s late, %2$s due today, %3$s soon; the calendar of %4$d is "
				 "missing",
				"%1$s late, %2$s due today, %3$s soon; the calendar of %4$d is "
				"missing",
				(int)counts->gaps),
			late, today, soon, (int)counts->gaps);
	return g_strdup_printf(_("%1$s late, %2$s due today, %3$s soon"), late, today, soon);
}

static void
say_mail(Cli *cli, const Due *due)
{
	g_autofree char *summary = dup_summary(&due->counts);

	cli_say(cli, _("Subject: Complaints of %1$s: %2$s"), desk_branch(cli->desk), summary);
	cli_say(cli, "\nContent-Type: text/plain; charset=utf-8\n\n");
	say_all(cli, due);
}

static int
nagios_code(const Due *due)
{
	if (due->counts.late)
		return NAGIOS_CRITICAL;
	if (due->counts.gaps)
		return NAGIOS_UNKNOWN;
	return due->counts.today || due->calendars[0] ? NAGIOS_WARNING : NAGIOS_OK;
}

/* One line as plug-ins write it, never translated: machines read it. */
static int
say_nagios(Cli *cli, const Due *due)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
	const WarningCounts *counts = &due->counts;
	const char *gap = due->gaps->len ? ((const WarningRow *)due->gaps->pdata[0])->gap : "";
	int code = nagios_code(due);

	cli_say(cli,
		"AMENDS %s - %d late, %d today, %d soon%s%s%s | late=%d;;0;0; today=%d;0;;0; "
		"soon=%d;;;0; calendar_missing=%d;;;0;\n",
		words[code], (int)counts->late, (int)counts->today, (int)counts->soon,
		*gap ? ", " : "", gap, due->calendars[0] ? ", a calendar ends soon" : "",
		(int)counts->late, (int)counts->today, (int)counts->soon, (int)counts->gaps);
	return code;
}

/* ---- by supervisor ---- */

static int
escalate_one(Cli *cli, const Person *person, unsigned max)
{
	WarningWindow window = {.scope = WARNING_SCOPE_BRANCH,
		.branch = person->branch,
		.least = CLOCK_WARN_RED,
		.max = max};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = desk_warnings(cli->desk, &window, &error);

	if (!rows)
		return cli_fail_error(cli, error);
	if (!rows->len)
		return CLI_NONE;
	if (!cli->json)
		cli_say(cli, "%s %s (%s): %d\n", person->number, person->name, person->branch,
			(int)rows->len);
	for (guint i = 0; i < rows->len; i++)
		if (cli->json)
			write_json_row(cli, rows->pdata[i], person->number);
		else
			say_row(cli, rows->pdata[i]);
	return CLI_FOUND;
}

static int
escalate(Cli *cli, unsigned max)
{
	const GPtrArray *people = desk_people(cli->desk);
	int code = CLI_NONE;

	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];
		int one = CLI_NONE;

		if (person->active && person->role == STAFF_SUPERVISOR)
			one = escalate_one(cli, person, max);
		if (one == CLI_ERROR)
			return CLI_ERROR;
		code = MIN(code, one);
	}
	return code;
}

int
cli_run_due(Cli *cli)
{
	g_auto(Due) due = {.rows = NULL};

	if (!read_scope(cli, &due))
		return CLI_ERROR;
	if (cli_has(cli, "escalate"))
		return escalate(cli, due.window.max);
	if (!read_due(cli, &due))
		return cli_has(cli, "nagios") ? NAGIOS_UNKNOWN : CLI_ERROR;
	if (cli_has(cli, "nagios"))
		return say_nagios(cli, &due);
	if (cli->json)
		write_json(cli, &due);
	else if (cli_has(cli, "mail"))
		say_mail(cli, &due);
	else
		say_all(cli, &due);
	return due.rows->len || due.gaps->len || due.calendars[0] ? CLI_FOUND : CLI_NONE;
}
