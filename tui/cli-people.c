/* Staff, signing on and off, settings, the practice store. */
#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/export.h"
#include "core/practice.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

static const CliChoice roles[] = {{"teller", NULL}, {"handler", NULL}, {"supervisor", NULL},
	{"head_office", NULL}, {"compliance", NULL}, {"auditor", NULL}, {"administrator", NULL},
	{NULL, NULL}};
static const CliChoice yes_no[] = {{"yes", NULL}, {"no", NULL}, {NULL, NULL}};

/* ---- people ---- */

static int
list_people(Cli *cli)
{
	static const unsigned widths[] = {8, 20, 16, 10, 0};
	const GPtrArray *people = desk_people(cli->desk);

	if (cli->json)
		export_people_json(cli->desk, cli->out);
	for (guint i = 0; i < people->len && !cli->json; i++) {
		const Person *person = people->pdata[i];
		const char *cells[] = {person->number, person->name, words_role(person->role),
			person->branch,
			person->active ? (person->has_pin ? "" : _("no PIN yet"))
				       : _("not active")};

		cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
	}
	return people->len > 0 ? CLI_FOUND : CLI_NONE;
}

static int
add_person(Cli *cli)
{
	const char *number = cli_word(cli, 1), *name = cli_word(cli, 2),
		   *role = cli_word(cli, 3);
	const char *branch = cli_option(cli, "branch");
	Act *act;

	if (!role)
		return cli_fail(cli,
			_("Use it like this: amends people add NUMBER NAME ROLE\nExample: "
			  "amends %s"),
			cli->command->example);
	if (!(role = cli_choose(cli, _("role"), role, roles)))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", number);
	act_text(act, "name", name);
	act_text(act, "role", role);
	act_text(act, "branch", branch ? branch : desk_branch(cli->desk));
	return cli_submit(cli, act, _("Added. Set the PIN: amends people pin NUMBER"));
}

static int
change_person(Cli *cli, const Person *person)
{
	const char *name = cli_option(cli, "name"), *role = cli_option(cli, "role");
	const char *branch = cli_option(cli, "branch"), *active = cli_option(cli, "active");
	Act *act;

	role = role ? cli_choose(cli, _("role"), role, roles) : staff_role_name(person->role);
	active = active		  ? cli_choose(cli, "active", active, yes_no)
		 : person->active ? "yes"
				  : "no";
	if (!role || !active)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_PERSON_CHANGED, person->id);
	act_text(act, "name", name ? name : person->name);
	act_text(act, "role", role);
	act_text(act, "branch", branch ? branch : person->branch);
	act_bool(act, "active", strcmp(active, "yes") == 0);
	return cli_submit(cli, act, _("Changed."));
}

static int
set_pin(Cli *cli, const Person *person)
{
	g_autofree char *prompt = g_strdup_printf(_("New PIN of %s:"), person->number);
	g_autofree char *pin = cli_dup_pin(cli, prompt, "AMENDS_NEW_PIN");
	g_autoptr(Act) act = NULL;
	g_autoptr(GError) error = NULL;

	if (!pin)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_PIN_SET, person->id);
	if (!desk_hash_pin(cli->desk, act, pin, &error))
		return cli_fail_error(cli, error);
	return cli_submit(cli, g_steal_pointer(&act), _("The PIN is set."));
}

int
cli_run_people(Cli *cli)
{
	static const CliChoice verbs[] = {
		{"add", "add"}, {"change", "change"}, {"pin", "pin"}, {NULL, NULL}};
	const char *what = cli_word(cli, 0);
	const Person *person;

	if (!what)
		return list_people(cli);
	if (!(what = cli_choose(cli, _("command"), what, verbs)) || !cli_need_person(cli))
		return CLI_ERROR;
	if (strcmp(what, "add") == 0)
		return add_person(cli);
	if (!cli_word(cli, 1))
		return cli_fail(cli, _("Whose? Example: amends people %s 8005"), what);
	person = cli_find_staff(cli, cli_word(cli, 1));
	if (!person)
		return CLI_ERROR;
	return strcmp(what, "pin") == 0 ? set_pin(cli, person) : change_person(cli, person);
}

/* ---- signing on and off ---- */

/* The terminal session's leader: it lives as long as the terminal. */
static pid_t
session_pid(void)
{
	pid_t leader = getsid(0);

	return leader > 1 && kill(leader, 0) == 0 ? leader : getppid();
}

int
cli_run_sign_on(Cli *cli)
{
	g_autofree char *number = g_strdup(cli_word(cli, 0));
	GPtrArray *as = g_ptr_array_new_with_free_func(g_free);
	const Person *person;

	g_ptr_array_add(as, g_steal_pointer(&number));
	g_hash_table_insert(cli->options, (char *)"as", as);
	if (desk_person(cli->desk))
		desk_sign_off(cli->desk, "changed");
	if (!cli_need_person(cli))
		return CLI_ERROR;
	person = desk_person(cli->desk);
	desk_session_save(cli->desk, session_pid());
	if (cli->json)
		export_fields_json(cli->out, "number", person->number, "name", person->name,
			"role", staff_role_name(person->role), NULL);
	else
		cli_say(cli, _("%1$s %2$s is signed on.\n"), person->number, person->name);
	return CLI_FOUND;
}

int
cli_run_sign_off(Cli *cli)
{
	g_autofree char *name = g_strdup(desk_person(cli->desk)->name);

	desk_sign_off(cli->desk, "asked");
	if (cli->json)
		export_fields_json(cli->out, "signed_off", name, NULL);
	else
		cli_say(cli, _("%s is signed off.\n"), name);
	return CLI_FOUND;
}

/* ---- settings ---- */

static void
say_setting(Cli *cli, const char *name, const char *value, const char *origin)
{
	static const unsigned widths[] = {16, 24, 0};
	const char *cells[] = {name, value, origin};

	if (cli->json)
		export_fields_json(
			cli->out, "name", name, "value", value, "origin", origin, NULL);
	else
		cli_row(cli, widths, cells, 3);
}

static void
say_one_setting(Cli *cli, Setting setting)
{
	g_autofree char *origin = settings_dup_origin(cli->settings, setting);

	say_setting(cli, setting_name(setting), settings_text(cli->settings, setting), origin);
}

static int
no_setting(Cli *cli, const char *name)
{
	const char *names[N_SETTINGS + 1] = {NULL};

	for (int i = 0; i < N_SETTINGS; i++)
		names[i] = setting_name((Setting)i);
	return cli_unknown(cli, _("setting"), name, names);
}

int
cli_run_config(Cli *cli)
{
	const char *name = cli_word(cli, 0);
	Setting setting = name ? setting_from_name(name) : N_SETTINGS;
	g_autoptr(GError) error = NULL;

	if (name && setting == N_SETTINGS)
		return no_setting(cli, name);
	if (cli_word(cli, 1) && !settings_set(cli->settings, setting, cli_word(cli, 1), &error))
		return cli_fail_error(cli, error);
	if (name) {
		say_one_setting(cli, setting);
		return CLI_FOUND;
	}
	for (int i = 0; i < N_SETTINGS; i++)
		say_one_setting(cli, (Setting)i);
	say_setting(cli, "store", cli_folder(cli),
		g_getenv("AMENDS_HOME") ? "AMENDS_HOME" : _("default"));
	say_setting(cli, "data", cli->places->assets,
		g_getenv("AMENDS_DATADIR") ? "AMENDS_DATADIR" : _("default"));
	return CLI_FOUND;
}

/* ---- practice ---- */

/* Nothing is ever deleted, not even practice. */
static bool
set_practice_aside(Cli *cli)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(GError) error = NULL;
	g_autofree char *to =
		practice_move_aside(cli->places->practice, &cli->env, zone, &error);

	if (error)
		cli_fail_error(cli, error);
	else if (to)
		cli_note(cli, _("The practice store that was there is in %s."), to);
	return !error;
}

int
cli_run_demo(Cli *cli)
{
	if (cli_has(cli, "fresh") && !set_practice_aside(cli))
		return CLI_ERROR;
	if (!cli_open_practice(cli))
		return CLI_ERROR;
	if (cli->json)
		export_fields_json(cli->out, "store", desk_folder(cli->desk), NULL);
	else
		cli_say(cli,
			_("PRACTICE: the practice store is in %s.\nNothing in it is real. Try: "
			  "amends "
			  "--practice ls\n"),
			desk_folder(cli->desk));
	return CLI_FOUND;
}
