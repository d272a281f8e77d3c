/*
 * The store behind the command line: where it is, who acts, and the one way
 * an act goes in. Who acts: the person of --as, else the one signed on in
 * another pane, else in practice its supervisor.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "core/desk-check.h"
#include "core/error.h"
#include "core/export.h"
#include "core/practice.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-private.h"

/* ---- opening ---- */

const char *
cli_folder(const Cli *cli)
{
	return cli->practice ? cli->places->practice : cli->places->desk;
}

/* What whoever works in it has to know, said with each command. */
static void
warn(Cli *cli)
{
	g_autofree char *clock = desk_dup_clock_warning(cli->desk);

	if (desk_suspicion(cli->desk))
		cli_note(cli, "%s", desk_suspicion(cli->desk));
	if (clock)
		cli_note(cli, "%s", clock);
}

bool
cli_open(Cli *cli)
{
	const char *folder = cli_folder(cli);
	g_autoptr(GError) error = NULL;
	DeskConfig config = {
		.folder = folder,
		.assets = cli->places->assets,
		.env = &cli->env,
	};

	cli->desk = desk_open(&config, &error);
	if (cli->desk) {
		warn(cli);
		return true;
	}
	if (g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND))
		cli_fail(cli,
			cli->practice
				? _("There is no practice store yet. Make one: amends demo")
				: _("There is no store in %s yet. Run amends to make one, or "
				    "amends demo to "
				    "practise."),
			folder);
	else
		cli_fail_error(cli, error);
	return false;
}

bool
cli_open_practice(Cli *cli)
{
	g_autoptr(GError) error = NULL;
	DeskConfig config = {
		.folder = cli->places->practice,
		.assets = cli->places->assets,
		.env = &cli->env,
		.create = true,
		.practice = true,
		.branch = "0571",
		.branch_name = "",
		.zone = "Asia/Shanghai",
	};

	if (places_make_data(cli->places, &error) && (cli->desk = desk_open(&config, &error)) &&
		(desk_people(cli->desk)->len > 0 ||
			practice_fill(cli->desk, cli->places->assets, &error)))
		return true;
	cli_fail_error(cli, error);
	return false;
}

/* ---- PINs ---- */

static char *
dup_line_of(int fd)
{
	GString *line = g_string_new(NULL);
	char ch;

	while (line->len < 256 && read(fd, &ch, 1) == 1 && ch != '\n')
		g_string_append_c(line, ch);
	return g_strchomp(g_string_free(line, FALSE));
}

static char *
dup_pin_from_file(Cli *cli, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *pin = NULL;

	if (fd < 0 || fstat(fd, &st) != 0)
		cli_fail(cli, _("The PIN cannot be read from %1$s: %2$s."), path,
			g_strerror(errno));
	else if (st.st_mode & 077)
		cli_fail(cli,
			_("%1$s can be read by others. Make it yours alone: chmod 600 %1$s"),
			path);
	else
		pin = dup_line_of(fd);
	if (fd >= 0)
		close(fd);
	return pin;
}

static char *
dup_pin_typed(Cli *cli, const char *prompt)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios before, quiet;
	g_autofree char *shown = text_dup_clean(prompt, false);
	char *pin;

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		cli_fail(cli, _("There is no terminal to ask for the PIN. Name a file in "
				"AMENDS_PIN_FILE (the "
				"second person's in AMENDS_SECOND_PIN_FILE)."));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	dprintf(fd, "%s ", shown);
	pin = dup_line_of(fd);
	dprintf(fd, "\n");
	tcsetattr(fd, TCSAFLUSH, &before);
	close(fd);
	return pin;
}

char *
cli_dup_pin(Cli *cli, const char *prompt, const char *variable)
{
	g_autofree char *file = g_strconcat(variable, "_FILE", NULL);
	g_autofree char *descriptor = g_strconcat(variable, "_FD", NULL);
	const char *path = g_getenv(file), *fd = g_getenv(descriptor);

	if (path && *path)
		return dup_pin_from_file(cli, path);
	if (fd && *fd && strspn(fd, "0123456789") == strlen(fd))
		return dup_line_of((int)g_ascii_strtoll(fd, NULL, 10));
	return dup_pin_typed(cli, prompt);
}

/* ---- who acts ---- */

static bool
tell_sign_on(Cli *cli, SignOnOutcome outcome, int64_t wait_us)
{
	switch (outcome) {
	case SIGN_ON_OK:
		return true;
	case SIGN_ON_WRONG:
		cli_fail(cli, _("Number or PIN is wrong."));
		return false;
	case SIGN_ON_WAIT:
		cli_fail(cli, _("Too many wrong PINs. Try again in %d seconds."),
			(int)(wait_us / US_PER_SECOND) + 1);
		return false;
	case SIGN_ON_INACTIVE:
		cli_fail(cli, _("This number is no longer active. Ask an administrator."));
		return false;
	case SIGN_ON_FAILED:
		break;
	}
	cli_fail(cli, _("The PIN could not be checked."));
	return false;
}

static bool
act_as(Cli *cli, const char *number)
{
	const Person *person = cli_find_staff(cli, number);
	g_autofree char *pin = NULL, *prompt = NULL;
	int64_t wait_us = 0;

	if (!person)
		return false;
	if (desk_is_practice(cli->desk)) {
		desk_assume(cli->desk, person->id);
		return true;
	}
	prompt = g_strdup_printf(_("PIN of %s:"), person->number);
	pin = cli_dup_pin(cli, prompt, "AMENDS_PIN");
	return pin &&
	       tell_sign_on(cli, desk_sign_on_wait(cli->desk, person->number, pin, &wait_us),
		       wait_us);
}

void
cli_find_person(Cli *cli)
{
	if (!desk_person(cli->desk) && !cli_option(cli, "as"))
		desk_session_resume(cli->desk);
}

static bool
assume_practice(Cli *cli)
{
	const GPtrArray *people = desk_people(cli->desk);

	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (person->active && person->role == STAFF_SUPERVISOR) {
			desk_assume(cli->desk, person->id);
			return true;
		}
	}
	return false;
}

static bool
no_administrator(Cli *cli)
{
	const GPtrArray *people = desk_people(cli->desk);

	for (guint i = 0; i < people->len; i++)
		if (((const Person *)people->pdata[i])->active &&
			((const Person *)people->pdata[i])->role == STAFF_ADMINISTRATOR)
			return false;
	return true;
}

static bool
check_role(Cli *cli)
{
	VerbFacts facts = {
		.person = desk_person(cli->desk), .no_administrator = no_administrator(cli)};
	const Person *person = facts.person;
	EventRoles roles = cli->command ? verb_def(cli->command->verb)->roles : ROLES_ANY;

	if (event_roles_fit(roles, person->role, facts.no_administrator))
		return true;
	cli_fail(cli, "%s", verb_blocked(cli->command->verb, &facts));
	return false;
}

bool
cli_need_person(Cli *cli)
{
	const char *as = cli_option(cli, "as");

	if (desk_person(cli->desk))
		return check_role(cli);
	if (as)
		return act_as(cli, as) && check_role(cli);
	cli_find_person(cli);
	if (desk_person(cli->desk) || (desk_is_practice(cli->desk) && assume_practice(cli)))
		return check_role(cli);
	cli_fail(cli,
		_("Nobody is signed on. Sign on first: amends sign-on NUMBER, or say who acts: "
		  "--as NUMBER."));
	return false;
}

/* ---- acting ---- */

static bool
is_refused_for_second(const ActResult *result)
{
	return result->outcome == ACT_REFUSED && result->refusals->len == 1 &&
	       ((const Refusal *)result->refusals->pdata[0])->code == REFUSAL_SECOND_PERSON;
}

static char *
dup_second_number(Cli *cli, const ActResult *result)
{
	const char *number = cli_option(cli, "second");
	g_autofree char *why = act_result_dup_text(result);

	if (number)
		return g_strdup(number);
	if (isatty(STDIN_FILENO)) {
		cli_note(cli, "%s", why);
		return cli_ask_text(
			cli, "second", _("Number of the second person:"), true, NULL);
	}
	cli_fail(cli, _("%s\nName the second person: --second NUMBER."), why);
	return NULL;
}

/* True once act->second is set. */
static bool
authorise(Cli *cli, Act *act, const ActResult *result)
{
	g_autofree char *number = dup_second_number(cli, result);
	g_autofree char *pin = NULL, *prompt = NULL;
	const Person *person;

	if (!number || !(person = cli_find_staff(cli, number)))
		return false;
	if (desk_is_practice(cli->desk)) {
		g_strlcpy(act->second, person->id, UUID_LEN);
		return true;
	}
	prompt = g_strdup_printf(_("PIN of %s:"), person->number);
	pin = cli_dup_pin(cli, prompt, "AMENDS_SECOND_PIN");
	return pin &&
	       tell_sign_on(cli, desk_authorise_wait(cli->desk, act, person->number, pin), 0);
}

static void
tell_refusal(Cli *cli, const ActResult *result)
{
	g_autofree char *text = act_result_dup_text(result);

	if (cli->json)
		export_result_json(result, cli->out);
	cli_fail(cli, "%s", text);
}

ActResult *
cli_submit_quietly(Cli *cli, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(cli->desk, act);

	if (is_refused_for_second(result)) {
		if (!authorise(cli, act, result))
			return NULL;
		act_result_free(result);
		result = desk_submit_wait(cli->desk, act);
	}
	if (result->outcome == ACT_SAVED)
		return g_steal_pointer(&result);
	tell_refusal(cli, result);
	return NULL;
}

int
cli_submit(Cli *cli, Act *act, const char *done)
{
	g_autoptr(Act) owned = act;
	g_autoptr(ActResult) result = cli_submit_quietly(cli, act);

	if (!result)
		return CLI_ERROR;
	if (cli->json)
		export_result_json(result, cli->out);
	else if (result->number)
		cli_say(cli, "%s: %s\n", result->number, done);
	else
		cli_say(cli, "%s\n", done);
	return CLI_FOUND;
}

Ticket *
cli_ticket(Cli *cli, unsigned n)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *word = text_dup_number(cli_word(cli, n));
	Ticket *ticket = desk_ticket(cli->desk, word[0] ? word : "?", &error);

	if (ticket)
		return ticket;
	cli_fail_error(cli, error);
	if (g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND))
		cli_note(cli, _("Example: amends %s"), cli->command->example);
	return NULL;
}

const Person *
cli_find_staff(Cli *cli, const char *text)
{
	const GPtrArray *people = desk_people(cli->desk);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const Person *found = desk_person_by_number(cli->desk, text);

	for (guint i = 0; !found && i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (strcmp(person->name, text) == 0)
			found = person;
		g_ptr_array_add(names, person->number);
		g_ptr_array_add(names, person->name);
	}
	g_ptr_array_add(names, NULL);
	if (!found)
		cli_unknown(cli, _("person"), text, (const char *const *)names->pdata);
	return found;
}
