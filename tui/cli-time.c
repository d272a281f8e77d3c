/* The timer and the day: start, stop, time. One running timer a person. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/export.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

static void
add_stop(Cli *cli, Act *act, const TimeEntry *running, const char *how, const char *text)
{
	act_add(act, EVENT_TIME_STOPPED, running->id);
	act_int(act, "end", env_now_us(&cli->env));
	act_int(act, "worked_us", desk_running_us(cli->desk, running));
	act_text(act, "how", how);
	act_text(act, "text", text);
}

int
cli_run_start(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_word(cli, 0) ? cli_ticket(cli, 0) : NULL;
	const TimeEntry *running = desk_running(cli->desk);
	g_autofree char *done = NULL;
	Act *act;

	if (cli_word(cli, 0) && !ticket)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	if (running)
		add_stop(cli, act, running, "switched", NULL);
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "ticket", ticket ? ticket->id : NULL);
	act_text(act, "person", desk_person(cli->desk)->id);
	act_int(act, "start", env_now_us(&cli->env));
	act_text(act, "boot", cli->env.boot_id);
	act_int(act, "boot_us", cli->env.boot_us(&cli->env));
	if (ticket)
		done = g_strdup_printf(_("The timer runs on %s."), ticket->number);
	return cli_submit(cli, act, done ? done : _("The timer runs."));
}

int
cli_run_stop(Cli *cli)
{
	const TimeEntry *running = desk_running(cli->desk);
	g_autofree char *text = cli_dup_words(cli, 0), *worked = NULL, *done = NULL;
	Act *act;

	if (!running) {
		cli_note(cli, _("No timer is running."));
		return CLI_NONE;
	}
	worked = words_dup_duration(desk_running_us(cli->desk, running));
	done = g_strdup_printf(_("The timer is stopped after %s."), worked);
	act = desk_act(cli->desk);
	add_stop(cli, act, running, "stopped", text);
	return cli_submit(cli, act, done);
}

static bool
find_start(Cli *cli, int64_t worked_us, int64_t *ret)
{
	const char *text = cli_option(cli, "start");
	DateInput date;

	*ret = env_now_us(&cli->env) - worked_us;
	if (!text)
		return true;
	if (!cli_date(cli, text, DATE_DIRECTION_PAST, &date))
		return false;
	*ret = date.us;
	return true;
}

static int
add_entry(Cli *cli)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;
	int64_t worked, start;
	Act *act;

	if (!cli_word(cli, 1))
		return cli_fail(
			cli, _("Say how long. Example: amends %s"), cli->command->example);
	if (!cli_duration(cli, cli_word(cli, 1), &worked) || !find_start(cli, worked, &start))
		return CLI_ERROR;
	if (cli_word(cli, 2) && !(ticket = cli_ticket(cli, 2)))
		return CLI_ERROR;
	text = cli_dup_words(cli, 3);
	act = desk_act(cli->desk);
	act_add(act, EVENT_TIME_ENTERED, NULL);
	act_text(act, "ticket", ticket ? ticket->id : NULL);
	act_text(act, "person", desk_person(cli->desk)->id);
	act_int(act, "start", start);
	act_int(act, "worked_us", worked);
	act_text(act, "text", text);
	return cli_submit(cli, act, _("Time entered."));
}

static void
print_entry(Cli *cli, const TimeEntry *entry, unsigned n)
{
	static const unsigned widths[] = {3, 20, 8, 13, 0};
	g_autofree char *place = g_strdup_printf("%u", n);
	g_autofree char *start = us_dup_text(entry->start_us, desk_zone(cli->desk));
	g_autofree char *worked = words_dup_duration(desk_running_us(cli->desk, entry));
	g_autofree char *text = export_dup_masked_text(NULL, entry->text);
	g_autofree char *marks = g_strconcat(text, entry->running ? _(" (running)") : "",
		entry->corrected ? _(" (corrected)") : "",
		entry->overlaps ? _(" (overlaps)") : "", NULL);
	const char *cells[] = {place, start, worked, entry->number, marks};

	cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

static GPtrArray *
read_day(Cli *cli, const char *word, const char *person)
{
	DateInput date = {.day = day_of_us(env_now_us(&cli->env), desk_zone(cli->desk))};
	g_autoptr(GError) error = NULL;
	GPtrArray *entries;
	char day[11];

	if (word && !cli_date(cli, word, DATE_DIRECTION_ANY, &date))
		return NULL;
	day_format_iso(date.day, day);
	entries = desk_day(cli->desk, person, day, &error);
	if (!entries)
		cli_fail_error(cli, error);
	return entries;
}

/* time fix N DURATION "REASON": the n-th entry of today. */
static int
fix_entry(Cli *cli)
{
	g_autoptr(GPtrArray) entries = read_day(cli, NULL, desk_person(cli->desk)->id);
	const char *place = cli_word(cli, 1);
	guint n = place ? (guint)g_ascii_strtoll(place, NULL, 10) : 0;
	g_autofree char *reason = cli_dup_words(cli, 3);
	const TimeEntry *entry;
	int64_t worked;
	Act *act;

	if (!entries)
		return CLI_ERROR;
	if (n < 1 || n > entries->len || !cli_word(cli, 2))
		return cli_fail(cli,
			_("Name an entry of today by its place and its right length. Example: "
			  "amends time fix 1 25m \"Lunch was in it\""));
	if (!cli_duration(cli, cli_word(cli, 2), &worked))
		return CLI_ERROR;
	entry = entries->pdata[n - 1];
	act = desk_act(cli->desk);
	act_add(act, EVENT_TIME_CORRECTED, entry->id);
	act_text(act, "ticket", entry->ticket);
	act_int(act, "start", entry->start_us);
	act_int(act, "worked_us", worked);
	act_text(act, "reason", reason);
	return cli_submit(cli, act, _("Time corrected."));
}

static int
show_day(Cli *cli)
{
	const char *who = cli_option(cli, "person");
	const Person *person = who ? cli_find_staff(cli, who) : desk_person(cli->desk);
	g_autoptr(GPtrArray) entries =
		person ? read_day(cli, cli_word(cli, 0), person->id) : NULL;
	g_autofree char *sum = NULL;
	int64_t total = 0;

	if (!entries)
		return CLI_ERROR;
	if (cli->json) {
		export_time_json(cli->desk, entries, cli->out);
		return entries->len > 0 ? CLI_FOUND : CLI_NONE;
	}
	for (guint i = 0; i < entries->len; i++) {
		print_entry(cli, entries->pdata[i], i + 1);
		total += desk_running_us(cli->desk, entries->pdata[i]);
	}
	if (entries->len == 0) {
		cli_note(cli, _("No time is entered for that day."));
		return CLI_NONE;
	}
	sum = words_dup_duration(total);
	cli_say(cli, _("Together: %s\n"), sum);
	return CLI_FOUND;
}

int
cli_run_time(Cli *cli)
{
	if (g_strcmp0(cli_word(cli, 0), "add") == 0)
		return add_entry(cli);
	if (g_strcmp0(cli_word(cli, 0), "fix") == 0)
		return fix_entry(cli);
	return show_day(cli);
}
