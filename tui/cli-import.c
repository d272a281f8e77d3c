/* amends import: starts the batch, waits, tells progress and every bad row. */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "core/export.h"
#include "core/import.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* A progress line is shown at most twice a second. */
#define TELL_US (US_PER_SECOND / 2)

typedef struct Importing {
	Cli *cli;
	int64_t told_us, began_us;
	bool cancel, shown;
	int exit;
} Importing;

static gboolean
on_interrupt(void *data)
{
	((Importing *)data)->cancel = true;
	return G_SOURCE_CONTINUE;
}

static bool
on_progress(const ImportReport *report, void *data)
{
	Importing *importing = data;
	Cli *cli = importing->cli;
	int64_t now = cli->env.boot_us(&cli->env);

	if (isatty(STDERR_FILENO) && now - importing->told_us > TELL_US && report->total > 0) {
		importing->told_us = now;
		importing->shown = true;
		fprintf(stderr, "\r%3d%%  %" PRIu64, (int)(report->done * 100 / report->total),
			report->added + report->known);
	}
	return !importing->cancel;
}

static void
on_problem(const ImportProblem *problem, bool bad, void *data)
{
	Cli *cli = ((Importing *)data)->cli;
	const char *field = problem->field ? problem->field : "";

	if (bad)
		cli_note(cli, _("line %1$u, column %2$u%3$s%4$s: not imported. %5$s"),
			(unsigned)problem->line, (unsigned)problem->column, *field ? ", " : "",
			field, problem->reason);
	else
		cli_note(cli, _("line %1$u, column %2$u, %3$s: %4$s"), (unsigned)problem->line,
			(unsigned)problem->column, field, problem->reason);
}

static void
say_report(Cli *cli, const ImportReport *report)
{
	g_autofree char *added = g_strdup_printf("%" PRIu64, report->added);
	g_autofree char *known = g_strdup_printf("%" PRIu64, report->known);
	g_autofree char *bad = g_strdup_printf("%" PRIu64, report->bad);

	if (cli->json)
		export_fields_json(cli->out, "added", added, "known", known, "bad", bad,
			"cancelled", report->cancelled ? "yes" : "no", NULL);
	else
		cli_say(cli, _("%1$s added, %2$s known before, %3$s not readable.\n"), added,
			known, bad);
	if (report->cancelled)
		cli_note(cli,
			_("Stopped. What was added stays; the same import can be run again."));
}

static void
on_done(const ImportReport *report, const GError *error, void *data)
{
	Importing *importing = data;

	if (importing->shown)
		fprintf(stderr, "\r\033[K");
	say_report(importing->cli, report);
	importing->exit = report->added + report->known > 0 ? CLI_FOUND : CLI_NONE;
	if (error)
		importing->exit = cli_fail_error(importing->cli, error);
	else if (report->cancelled)
		importing->exit = CLI_ERROR;
}

static bool
is_over(const ImportJob *job)
{
	return import_job_stage(job) == IMPORT_STAGE_DONE ||
	       import_job_stage(job) == IMPORT_STAGE_FAILED;
}

int
cli_run_import(Cli *cli)
{
	ImportConfig config = {cli_word(cli, 0), cli_option(cli, "map"), cli_has(cli, "live"),
		cli_has(cli, "dry-run")};
	Importing importing = {.cli = cli};
	ImportTold told = {on_progress, on_problem, on_done, &importing};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = NULL;
	g_autoptr(Act) start = NULL;
	g_autoptr(ActResult) result = NULL;
	guint source;

	if (!config.map) {
		g_auto(GStrv) names = import_dup_map_names(cli->places->assets);
		g_autofree char *list = g_strjoinv(", ", names);

		return cli_fail(cli, _("Which map? There are: %1$s. Example: amends %2$s"),
			list, cli->command->example);
	}
	job = import_job_new(cli->desk, &config, &error);
	if (!job)
		return cli_fail_error(cli, error);
	start = import_job_dup_start(job);
	if (!config.dry_run && !(result = cli_submit_quietly(cli, start)))
		return CLI_ERROR;
	source = g_unix_signal_add(SIGINT, on_interrupt, &importing);
	import_job_run(job, &told);
	while (!is_over(job))
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(source);
	return importing.exit;
}
