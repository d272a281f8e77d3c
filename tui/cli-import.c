/*
 * amends import: checks a map, or starts the batch, waits, shows progress and
 * tells every bad row. Ctrl-C ends it between two transactions.
 */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/export.h"
#include "core/import.h"
#include "core/text-prose.h"
#include "core/text.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* The bar is drawn at most so often; where nobody sees one, a line says how far it is. */
#define BAR_US	(US_PER_SECOND / 5)
#define LINE_US (30 * US_PER_SECOND)
#define BAR	20

typedef struct Importing {
	Cli *cli;
	const ImportConfig *config;
	int64_t told_us, began_us;
	bool cancel, shown;
	uint64_t problems[N_IMPORT_PROBLEM_KINDS];
	int exit;
} Importing;

static gboolean
on_interrupt(void *data)
{
	((Importing *)data)->cancel = true;
	return G_SOURCE_CONTINUE;
}

/* ---- progress ---- */

static char *
dup_left(const ImportReport *report, int64_t spent_us)
{
	int64_t left = report->done ? (int64_t)((double)spent_us *
						(double)(report->total - report->done) /
						(double)report->done / US_PER_SECOND)
				    : 0;

	return g_strdup_printf("%" PRId64 ":%02d", left / 60, (int)(left % 60));
}

/* Both ways without a character that is not ASCII. */
static void
show_bar(Importing *importing, const ImportReport *report, int64_t spent_us)
{
	uint64_t rows = report->added + report->known + report->bad;
	unsigned percent = (unsigned)(report->done * 100 / report->total);
	unsigned filled = MIN(percent * BAR / 100, BAR);
	g_autofree char *left = dup_left(report, spent_us);
	g_autofree char *line = g_strdup_printf(
		_("%1$3u%%  %2$" PRIu64 " rows  %3$" PRIu64 " a second  %4$s left"), percent,
		rows, (uint64_t)((double)rows * US_PER_SECOND / (double)MAX(spent_us, 1)),
		left);

	fprintf(stderr, "\r[%.*s%.*s] %s\033[K", (int)filled, "####################",
		(int)(BAR - filled), "....................", line);
	importing->shown = true;
}

static void
hide_bar(Importing *importing)
{
	if (importing->shown)
		fprintf(stderr, "\r\033[K");
	importing->shown = false;
}

static bool
on_progress(const ImportReport *report, void *data)
{
	Importing *importing = data;
	Cli *cli = importing->cli;
	int64_t now = cli->env.boot_us(&cli->env);
	bool bar = isatty(STDERR_FILENO);

	if (report->total > 0 && now - importing->told_us > (bar ? BAR_US : LINE_US)) {
		importing->told_us = now;
		if (bar)
			show_bar(importing, report, now - importing->began_us);
		else
			cli_note(cli, _("%1$u%% read, %2$" PRIu64 " rows."),
				(unsigned)(report->done * 100 / report->total),
				report->added + report->known + report->bad);
	}
	return !importing->cancel;
}

/* ---- problems ---- */

static void
on_problem(const ImportProblem *problem, bool bad, void *data)
{
	Importing *importing = data;
	Cli *cli = importing->cli;
	const char *field = problem->field ? problem->field : "";

	importing->problems[problem->kind]++;
	hide_bar(importing);
	if (bad)
		cli_note(cli, _("line %1$u, column %2$u%3$s%4$s: not imported. %5$s"),
			(unsigned)problem->line, (unsigned)problem->column, *field ? ", " : "",
			field, problem->reason);
	else
		cli_note(cli, _("line %1$u, column %2$u, %3$s: %4$s"), (unsigned)problem->line,
			(unsigned)problem->column, field, problem->reason);
}

static void
say_problems(const Importing *importing)
{
	static const char *const names[N_IMPORT_PROBLEM_KINDS] = {
		[IMPORT_PROBLEM_FORM] = N_("rows that are broken"),
		[IMPORT_PROBLEM_DATE] = N_("rows without a date that can be read"),
		[IMPORT_PROBLEM_RAW] = N_("fields that are not text"),
		[IMPORT_PROBLEM_LONG] = N_("texts longer than 32 KiB"),
		[IMPORT_PROBLEM_REFUSED] = N_("rows that the rules refuse"),
	};

	for (int i = 0; i < N_IMPORT_PROBLEM_KINDS; i++)
		if (importing->problems[i] > 0)
			cli_say(importing->cli, "%" PRIu64 "  %s\n", importing->problems[i],
				_(names[i]));
}

/* ---- a dry run ---- */

static char *
dup_shown(ImportField field, const char *value)
{
	switch ((int)field) {
	case IMPORT_FIELD_COMPLAINANT_NAME:
		return text_dup_mask_name(value);
	case IMPORT_FIELD_COMPLAINANT_PHONE:
		return text_dup_mask_phone(value);
	case IMPORT_FIELD_ACCOUNT_TAIL:
		return text_dup_mask_account(value);
	default:
		return g_strdup(value);
	}
}

static void
say_sample(Cli *cli, const ImportRow *row)
{
	const char *const names[] = {row->values.fields[IMPORT_FIELD_COMPLAINANT_NAME], NULL};

	cli_say(cli, _("\nline %u\n"), (unsigned)row->line);
	for (int i = 0; i < N_IMPORT_FIELDS; i++) {
		const char *value = row->values.fields[i];
		g_autofree char *shown = value ? dup_shown((ImportField)i, value) : NULL;
		g_autofree char *masked = shown ? text_dup_mask_prose(shown, names) : NULL;
		g_autofree char *flat = masked ? text_dup_clean(masked, false) : NULL;
		g_autofree char *head =
			flat ? g_utf8_substring(flat, 0, MIN(60, g_utf8_strlen(flat, -1)))
			     : NULL;

		/* Numbers of the source and dates are no phones. */
		if (i == IMPORT_FIELD_RECEIVED || i == IMPORT_FIELD_SOURCE_ID) {
			g_free(head);
			head = g_strdup(value);
		}
		if (head)
			cli_say(cli, "  %-18s %s\n", import_field_name((ImportField)i), head);
	}
}

static void
say_dry_run(const Importing *importing, const ImportJob *job)
{
	const GPtrArray *samples = import_job_samples(job);

	if (importing->cli->json || !importing->config->dry_run)
		return;
	say_problems(importing);
	for (guint i = 0; i < samples->len; i++)
		say_sample(importing->cli, samples->pdata[i]);
}

/* ---- the end ---- */

static void
say_report(Cli *cli, const ImportReport *report, bool dry_run)
{
	g_autofree char *added = g_strdup_printf("%" PRIu64, report->added);
	g_autofree char *known = g_strdup_printf("%" PRIu64, report->known);
	g_autofree char *bad = g_strdup_printf("%" PRIu64, report->bad);
	const char *encoding = report->encoding ? encoding_names[report->encoding] : "ascii";

	if (cli->json)
		export_fields_json(cli->out, "added", added, "known", known, "bad", bad,
			"encoding", encoding, "cancelled", report->cancelled ? "yes" : "no",
			NULL);
	else if (dry_run)
		cli_say(cli,
			_("%1$s would be added, %2$s are known, %3$s are not readable. The "
			  "file "
			  "is %4$s. Nothing was written.\n"),
			added, known, bad, encoding);
	else
		cli_say(cli,
			_("%1$s added, %2$s known before, %3$s not readable. The file is "
			  "%4$s.\n"),
			added, known, bad, encoding);
}

static void
on_done(const ImportReport *report, const GError *error, void *data)
{
	Importing *importing = data;
	const ImportConfig *config = importing->config;

	hide_bar(importing);
	say_report(importing->cli, report, config->dry_run);
	importing->exit = report->added + report->known > 0 ? CLI_FOUND : CLI_NONE;
	if (error) {
		importing->exit = cli_fail_error(importing->cli, error);
	} else if (report->cancelled) {
		importing->exit = CLI_ERROR;
		cli_note(importing->cli,
			_("Stopped. What was added stays. To go on: amends import %1$s --map "
			  "%2$s%3$s"),
			config->path, config->map, config->live ? " --live" : "");
	}
}

/* ---- running ---- */

static bool
is_over(const ImportJob *job)
{
	return import_job_stage(job) == IMPORT_STAGE_DONE ||
	       import_job_stage(job) == IMPORT_STAGE_FAILED;
}

static void
wait_for(ImportJob *job, Importing *importing)
{
	ImportTold told = {on_progress, on_problem, on_done, importing};
	guint interrupt = g_unix_signal_add(SIGINT, on_interrupt, importing);
	guint terminate = g_unix_signal_add(SIGTERM, on_interrupt, importing);

	importing->began_us = importing->told_us =
		importing->cli->env.boot_us(&importing->cli->env);
	import_job_run(job, &told);
	while (!is_over(job))
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(interrupt);
	g_source_remove(terminate);
}

static int
check_map(Cli *cli, const char *map)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *summary =
		import_dup_check(cli->places->assets, map, cli_word(cli, 0), &error);
	g_auto(GStrv) lines = NULL;

	if (!summary)
		return cli_fail_error(cli, error);
	lines = g_strsplit(summary, "\n", -1);
	for (char **line = lines; *line; line++)
		cli_say(cli, "%s\n", *line);
	cli_say(cli, cli_word(cli, 0) ? _("The map can be used, and the file fits it.\n")
				      : _("The map can be used.\n"));
	return CLI_FOUND;
}

/* What was given, or NULL once told what is missing. */
static const char *
need_words(Cli *cli)
{
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;

	if (!cli_word(cli, 0)) {
		cli_fail(cli, _("Which file? Example: amends %s"), cli->command->example);
		return NULL;
	}
	if (cli_option(cli, "map"))
		return cli_option(cli, "map");
	names = import_dup_map_names(cli->places->assets);
	list = g_strjoinv(", ", names);
	cli_fail(cli, _("Which map? There are: %1$s. Example: amends %2$s"), list,
		cli->command->example);
	return NULL;
}

static bool
start(Cli *cli, ImportJob *job, const ImportConfig *config)
{
	g_autoptr(Act) act = import_job_dup_start(job);
	g_autoptr(ActResult) result = NULL;
	uint64_t rows = 0;

	if (config->dry_run)
		return true;
	if (import_job_resumes(job, &rows))
		cli_note(cli,
			_("Earlier runs of this import brought %" PRIu64
			  " rows in; rows that are in are passed over."),
			rows);
	result = cli_submit_quietly(cli, act);
	return result != NULL;
}

int
cli_run_import(Cli *cli)
{
	ImportConfig config = {
		cli_word(cli, 0), NULL, cli_has(cli, "live"), cli_has(cli, "dry-run")};
	Importing importing = {.cli = cli, .config = &config};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = NULL;

	if (cli_option(cli, "check"))
		return check_map(cli, cli_option(cli, "check"));
	config.map = need_words(cli);
	if (!config.map || !cli_open(cli) || !cli_need_person(cli))
		return CLI_ERROR;
	job = import_job_new(cli->desk, &config, &error);
	if (!job)
		return cli_fail_error(cli, error);
	if (!start(cli, job, &config))
		return CLI_ERROR;
	wait_for(job, &importing);
	say_dry_run(&importing, job);
	return importing.exit;
}
