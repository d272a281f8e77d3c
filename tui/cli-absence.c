/* Who is away, from when to when, and who gets the warnings meanwhile. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/export.h"
#include "tui/cli-handlers.h"

static const char *
name_of(Cli *cli, const char *id)
{
	const Person *person = desk_person_by_id(cli->desk, id);

	return person ? person->name : "-";
}

static int
list_absences(Cli *cli)
{
	static const unsigned widths[] = {12, 12, 14, 0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) absences = desk_absences(cli->desk, &error);

	if (error)
		return cli_fail_error(cli, error);
	for (guint i = 0; i < absences->len; i++) {
		const Absence *absence = &g_array_index(absences, Absence, i);
		const char *who = name_of(cli, absence->person);
		const char *deputy = name_of(cli, absence->deputy);

		if (cli->json)
			export_fields_json(cli->out, "person", who, "from", absence->from,
				"through", absence->through, "deputy", deputy, NULL);
		else
			cli_row(cli, widths,
				(const char *const[]){
					absence->from, absence->through, who, deputy},
				G_N_ELEMENTS(widths));
	}
	return absences->len ? CLI_FOUND : CLI_NONE;
}

/* The n-th word as a day from today on. */
static bool
read_day(Cli *cli, unsigned n, char ret[11])
{
	DateContext context = {.direction = DATE_DIRECTION_FUTURE,
		.now_us = env_now_us(&cli->env),
		.zone = desk_zone(cli->desk),
		.calendar = desk_calendar(cli->desk)};
	g_autoptr(GError) error = NULL;
	DateInput date;

	if (!date_input_parse(cli_word(cli, n), &context, &date, &error)) {
		cli_fail_error(cli, error);
		return false;
	}
	day_format_iso(date.day, ret);
	return true;
}

static int
set_absence(Cli *cli, const Person *person)
{
	g_autofree char *reason = cli_dup_words(cli, 3);
	const Person *deputy;
	char from[11], through[11];
	Act *act;

	if (!cli_word(cli, 2))
		return cli_fail(cli,
			_("Use it like this: amends absence FROM THROUGH DEPUTY\nExample: "
			  "amends %s"),
			cli->command->example);
	if (!read_day(cli, 0, from) || !read_day(cli, 1, through) ||
		!(deputy = cli_find_staff(cli, cli_word(cli, 2))))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_ABSENCE_SET, person->id);
	act_text(act, "from", from);
	act_text(act, "through", through);
	act_text(act, "deputy", deputy->id);
	act_text(act, "reason", reason);
	return cli_submit(cli, act, _("Absence is set; the deputy gets the warnings."));
}

int
cli_run_absence(Cli *cli)
{
	const char *who = cli_option(cli, "person"), *word = cli_word(cli, 0);
	const Person *person = who ? cli_find_staff(cli, who) : desk_person(cli->desk);
	Act *act;

	if (!word || strcmp(word, "list") == 0)
		return list_absences(cli);
	if (!person)
		return CLI_ERROR;
	if (strcmp(word, "end") != 0)
		return set_absence(cli, person);
	act = desk_act(cli->desk);
	act_add(act, EVENT_ABSENCE_ENDED, person->id);
	return cli_submit(cli, act, _("The absence is over."));
}
