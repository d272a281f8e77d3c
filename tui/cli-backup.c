/*
 * amends backup and amends restore. Both say what they did in figures, take
 * Ctrl-C between two steps, and leave the event of who did it.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/export.h"
#include "core/restore.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* A progress line is shown at most twice a second. */
#define TELL_US (US_PER_SECOND / 2)

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int signal_number)
{
	interrupted = 1;
}

typedef struct Progress {
	Cli *cli;
	int64_t began_us, told_us;
	bool shown;
} Progress;

static void
progress_begin(Progress *progress, Cli *cli)
{
	struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};

	*progress = (Progress){.cli = cli, .began_us = cli->env.boot_us(&cli->env)};
	interrupted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static bool
progress_go(int64_t done, int64_t total, void *data)
{
	Progress *progress = data;
	int64_t now = progress->cli->env.boot_us(&progress->cli->env);

	if (total > 0 && now - MAX(progress->told_us, progress->began_us) > TELL_US &&
		isatty(STDERR_FILENO)) {
		progress->told_us = now;
		progress->shown = true;
		fprintf(stderr, "\r%3d%%", (int)(done * 100 / total));
	}
	return !interrupted;
}

/* Clears the line; how long it took, in milliseconds. */
static int64_t
progress_end(Progress *progress)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (progress->shown)
		fprintf(stderr, "\r\033[K");
	return (progress->cli->env.boot_us(&progress->cli->env) - progress->began_us) / 1000;
}

/* ---- backup ---- */

static void
say_backup(Cli *cli, const char *path, const BackupFacts *facts, int64_t ms)
{
	g_autofree char *events = g_strdup_printf("%" PRId64, facts->events);
	g_autofree char *tickets = g_strdup_printf("%" PRId64, facts->tickets);
	g_autofree char *files = g_strdup_printf("%" PRId64, facts->files);
	g_autofree char *missing = g_strdup_printf("%" PRId64, facts->missing);
	g_autofree char *bytes = g_strdup_printf("%" PRId64, facts->bytes);
	g_autofree char *took = g_strdup_printf("%" PRId64, ms);
	g_autofree char *shown = g_utf8_make_valid(path, -1);
	g_autofree char *size = g_format_size((guint64)facts->bytes);

	if (cli->json)
		export_fields_json(cli->out, "path", shown, "tickets", tickets, "events",
			events, "files", files, "missing", missing, "bytes", bytes,
			"milliseconds", took, NULL);
	else
		cli_say(cli,
			_("Copied and proved: %1$s complaints, %2$s events, %3$s files (%4$s, %5$s ms).\n%6$s\n"),
			tickets, events, files, size, took, shown);
	if (facts->missing > 0)
		cli_note(cli,
			_("Files that complaints name, but that this store does not have whole, so "
			  "that they are not in the backup: %s. Which: amends doctor"),
			missing);
}

static void
warn_exposed(Cli *cli, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077))
		cli_note(cli,
			_("This place keeps no file modes: whoever can reach it can read the "
			  "backup, names and phones too."));
	else if (!cli->json)
		cli_note(cli,
			_("It holds personal data. Only you can read it; keep it that way where "
			  "you take it."));
}

static int
check_backup(Cli *cli, const char *path)
{
	g_autoptr(GError) error = NULL;
	BackupFacts facts = {0};
	Progress progress;
	int64_t ms;
	bool ok;

	progress_begin(&progress, cli);
	ok = backup_verify(path, &facts, progress_go, &progress, &error);
	ms = progress_end(&progress);
	if (!ok)
		return cli_fail_error(cli, error);
	say_backup(cli, path, &facts, ms);
	return CLI_FOUND;
}

static bool
read_keep(Cli *cli, unsigned *ret)
{
	const char *text = cli_option(cli, "keep");
	guint64 keep = BACKUP_KEEP;

	if (text && !g_ascii_string_to_unsigned(text, 10, 0, 10000, &keep, NULL)) {
		cli_fail(cli, _("--keep takes a number; 0 keeps all."));
		return false;
	}
	*ret = (unsigned)keep;
	return true;
}

static int
record_backup(Cli *cli, const BackupFacts *facts, bool elsewhere)
{
	g_autoptr(Act) act = backup_dup_act(cli->desk, facts, elsewhere);
	g_autoptr(ActResult) result = cli_submit_quietly(cli, act);

	return result ? CLI_FOUND : CLI_ERROR;
}

int
cli_run_backup(Cli *cli)
{
	BackupConfig config = {.folder = desk_folder(cli->desk),
		.env = &cli->env,
		.zone = desk_zone(cli->desk),
		.to = cli_option(cli, "to"),
		.go = progress_go};
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	BackupFacts facts = {0};
	Progress progress;
	int64_t ms;

	if (cli_has(cli, "check"))
		return check_backup(cli, cli_option(cli, "check"));
	if (!read_keep(cli, &config.keep))
		return CLI_ERROR;
	if (config.to && !backup_may_carry_away(cli->desk))
		return cli_fail(cli,
			_("A backup outside the store's own folder takes personal data out. A "
			  "supervisor, head office, compliance or an administrator may make it."));
	progress_begin(&progress, cli);
	config.data = &progress;
	path = backup_make(&config, &facts, &error);
	ms = progress_end(&progress);
	if (!path)
		return cli_fail_error(cli, error);
	say_backup(cli, path, &facts, ms);
	warn_exposed(cli, path);
	return record_backup(cli, &facts, config.to != NULL);
}

/* ---- restore ---- */

static void
note_left(Cli *cli, const RestoreFacts *facts)
{
	g_autofree char *numbers = facts->numbers ? g_strjoinv(", ", facts->numbers) : NULL;

	if (!facts->present || facts->here)
		return;
	if (facts->stranger)
		cli_note(cli,
			_("This is a backup of another device than the store that is there: is it the "
			  "right one?"));
	if (facts->left < 0)
		cli_note(cli,
			_("The store that is there cannot be read, so what it has beyond the "
			  "backup is not known. It is set aside."));
	else if (facts->left == 0)
		cli_note(cli,
			_("The store that is there has no work in it that the backup lacks. It is set aside."));
	else
		cli_note(cli,
			_("Events of the store that is there which the backup lacks, and which are set "
			  "aside with it: %1$d. Complaints: %2$s"),
			(int)facts->left, numbers && *numbers ? numbers : "-");
}

static bool
confirm(Cli *cli, const RestoreFacts *facts)
{
	static const CliChoice yes_no[] = {{"yes", NULL}, {"no", NULL}, {NULL, NULL}};
	const char *answer;

	note_left(cli, facts);
	if (cli->yes)
		return true;
	answer =
		cli_ask_choice(cli, "yes", _("Make this the store from now on?"), yes_no, NULL);
	if (answer && strcmp(answer, "yes") != 0)
		cli_fail(cli, _("Nothing was changed."));
	return answer && strcmp(answer, "yes") == 0;
}

/* Who orders it is proved by the PIN the copy has, and is the first to act in the new store. */
static bool
order(Cli *cli, const Restore *restore)
{
	DeskConfig config = {.folder = restore_folder(restore),
		.assets = cli->places->assets,
		.env = &cli->env};
	g_autoptr(GError) error = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;

	cli->desk = desk_open(&config, &error);
	if (!cli->desk) {
		cli_fail_error(cli, error);
		return false;
	}
	if (!cli_need_person(cli))
		return false;
	act = restore_dup_act(cli->desk, restore, cli_option(cli, "why"));
	result = cli_submit_quietly(cli, act);
	return result != NULL;
}

static void
say_restored(Cli *cli, const RestoreFacts *facts, const char *aside)
{
	g_autofree char *home = aside ? g_path_get_dirname(aside) : NULL;
	g_autofree char *events = g_strdup_printf("%" PRId64, facts->copy.events);
	g_autofree char *left = g_strdup_printf("%" PRId64, facts->left);

	if (cli->json) {
		export_fields_json(cli->out, "store", cli_folder(cli), "tag", facts->tag,
			"aside", aside, "left", left, NULL);
		return;
	}
	cli_say(cli,
		_("Restored in %1$s. It is a new device: new complaints have the tag %2$s, older "
		  "numbers stay.\nStaff and PINs are those of the copy: who left since, or changed a "
		  "PIN, must be changed again.\n"),
		cli_folder(cli), facts->tag);
	if (aside)
		cli_say(cli,
			_("The store that was there is whole, in %1$s. To look into it: "
			  "AMENDS_HOME=%2$s amends %3$s\nNothing of it is brought over by itself: enter "
			  "again what counts. Erasures do not reach it.\n"),
			aside, home, cli->practice ? "--practice ls" : "ls");
}

static Restore *
begin(Cli *cli)
{
	bool here = cli_has(cli, "here");
	RestoreConfig config = {.folder = cli_folder(cli),
		.from = here ? NULL : cli_word(cli, 0),
		.assets = cli->places->assets,
		.realm = cli->practice ? "practice" : "bank",
		.env = &cli->env,
		.go = progress_go};
	g_autoptr(GError) error = NULL;
	Progress progress;
	Restore *restore;

	if (here == (cli_word(cli, 0) != NULL)) {
		cli_fail(cli,
			_("Name the backup, or say --here for a new device of the store that is "
			  "there.\nExample: amends %s"),
			cli->command->example);
		return NULL;
	}
	if (here && !cli_option(cli, "why")) {
		cli_fail(cli,
			_("Say why the store that is there becomes a new device: --why REASON"));
		return NULL;
	}
	if (!places_make_data(cli->places, &error)) {
		cli_fail_error(cli, error);
		return NULL;
	}
	progress_begin(&progress, cli);
	config.data = &progress;
	restore = restore_begin(&config, &error);
	progress_end(&progress);
	restore_stop_asking(restore);
	if (!restore)
		cli_fail_error(cli, error);
	return restore;
}

int
cli_run_restore(Cli *cli)
{
	g_autoptr(Restore) restore = begin(cli);
	g_autofree char *aside = NULL;
	g_autoptr(GError) error = NULL;
	bool ordered;

	if (!restore)
		return CLI_ERROR;
	if (!confirm(cli, restore_facts(restore)))
		return CLI_ERROR;
	ordered = order(cli, restore);
	g_clear_pointer(&cli->desk, desk_free);
	if (!ordered)
		return CLI_ERROR;
	if (!restore_finish(restore, &aside, &error))
		return cli_fail_error(cli, error);
	say_restored(cli, restore_facts(restore), aside);
	return CLI_FOUND;
}
