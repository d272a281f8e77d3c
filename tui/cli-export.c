/*
 * amends export: complaints as CSV, JSON or JSON lines, masked unless
 * --exact --why, which is an event a complaint; with --source the imported
 * tables themselves.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/export-source.h"
#include "core/export.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* Complaints whose revealing is one act. */
#define SEEN_TOGETHER 100

typedef struct Exporting {
	Encoding encoding;
	bool array; /* JSON as one array */
	int64_t n;
	bool failed;
	bool silent;   /* what cannot be read was told before */
	GString *text; /* not yet encoded */
} Exporting;

/* What was made so far, in the encoding that was asked for. */
static void
hand_on(Cli *cli, Exporting *exporting)
{
	const GString *text = exporting->text;

	if (cli->csv && isatty(STDOUT_FILENO))
		cli_write_csv(cli, text);
	else
		encoding_append(cli->out, exporting->encoding, text->str, text->len);
	g_string_truncate(exporting->text, 0);
	cli_write(cli, "", 0);
}

/* With -o stdout becomes the file: 0600, and never over one that is there. */
static bool
redirect(Cli *cli)
{
	const char *path = cli_option(cli, "out");
	int fd = !path ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (!path)
		return true;
	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0) {
		close(fd);
		return true;
	}
	cli_fail(cli, _("%1$s cannot be made: %2$s. Nothing was written."), path,
		g_strerror(errno));
	return false;
}

/* ---- complaints ---- */

static void
add_ticket(Cli *cli, const char *id, Exporting *exporting)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(cli->desk, id, &error);
	GString *text = exporting->text;

	if (exporting->array)
		g_string_append(text, exporting->n ? ",\n" : "\n");
	if (!ticket || !export_ticket_json(cli->desk, ticket, cli->exact, text, &error)) {
		exporting->failed = true;
		cli_fail_error(cli, error);
		return;
	}
	if (exporting->array)
		g_string_truncate(text, text->len - 1);
	exporting->n++;
	hand_on(cli, exporting);
}

static void
export_rows(Cli *cli, const GPtrArray *rows, void *data)
{
	Exporting *exporting = data;

	for (guint at = 0; at < rows->len && !exporting->failed; at += SEEN_TOGETHER) {
		const char *ids[SEEN_TOGETHER];
		guint n = MIN(rows->len - at, SEEN_TOGETHER);

		for (guint i = 0; i < n; i++)
			ids[i] = ((const QueueRow *)rows->pdata[at + i])->id;
		exporting->failed = !cli_log_seen(cli, ids, n, "export");
		for (guint i = 0; i < n && !exporting->failed && !cli->csv; i++)
			add_ticket(cli, ids[i], exporting);
	}
	if (!cli->csv || exporting->failed)
		return;
	export_rows_csv(cli->desk, rows, cli->exact, exporting->text);
	exporting->n += rows->len;
	hand_on(cli, exporting);
}

/* A number of a complaint is itself; everything else is a filter. */
static Ticket *
get_one(Cli *cli)
{
	return cli->words->len == 1 ? desk_ticket(cli->desk, cli_word(cli, 0), NULL) : NULL;
}

static void
export_one(Cli *cli, const char *id, Exporting *exporting)
{
	exporting->failed = !cli_log_seen(cli, &id, 1, "export");
	if (!exporting->failed)
		add_ticket(cli, id, exporting);
}

static void
begin_csv(Cli *cli, Exporting *exporting)
{
	export_csv_header(exporting->text);
	g_string_erase(exporting->text, 0, strlen("\xEF\xBB\xBF"));
	if (!isatty(STDOUT_FILENO))
		g_string_append(cli->out, encoding_mark(exporting->encoding));
}

static void
export_complaints(Cli *cli, Exporting *exporting)
{
	g_autoptr(Ticket) one = get_one(cli);
	/* As a filter the number alone would also find those that begin with it. */
	g_autofree char *query =
		one ? g_strconcat("#", one->number, NULL) : cli_dup_words(cli, 0);

	if (cli->csv)
		begin_csv(cli, exporting);
	if (exporting->array)
		g_string_append_c(exporting->text, '[');
	if (one && !cli->csv)
		export_one(cli, one->id, exporting);
	else if (cli_walk(cli, query, export_rows, exporting) < 0)
		exporting->failed = true;
	if (exporting->array)
		g_string_append(exporting->text, "\n]\n");
	hand_on(cli, exporting);
}

/* ---- source tables ---- */

/* Whole windows of ids: each is logged before anything of it is written. */
static bool
see_all(Cli *cli, const GPtrArray *ids)
{
	for (guint at = 0; at < ids->len; at += SEEN_TOGETHER)
		if (!cli_log_seen(cli, (const char *const *)ids->pdata + at,
			    MIN(ids->len - at, SEEN_TOGETHER), "export"))
			return false;
	return true;
}

/* A row whose columns cannot be read is told and left out. */
static Ticket *
get_row(Cli *cli, SourceTable *table, const char *id, bool learn, Exporting *exporting)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = desk_ticket(cli->desk, id, &error);
	bool written = false, good = ticket != NULL;

	if (good && learn)
		good = source_table_learn(table, ticket, &error);
	else if (good)
		good = source_table_write(table, ticket, cli->out, &written, &error);
	exporting->n += written;
	if (!good && !exporting->silent)
		cli_fail(cli, "%s: %s", ticket ? ticket->number : id, error->message);
	exporting->failed = exporting->failed || !good;
	return ticket;
}

static void
export_table(Cli *cli, const GPtrArray *ids, const SourceConfig *config, Exporting *exporting)
{
	g_autoptr(SourceTable) table = source_table_new(cli->desk, config);

	for (guint i = 0; i < ids->len && cli->csv; i++)
		ticket_free(get_row(cli, table, ids->pdata[i], true, exporting));
	exporting->silent = cli->csv;
	source_table_begin(table, cli->out);
	for (guint i = 0; i < ids->len; i++) {
		ticket_free(get_row(cli, table, ids->pdata[i], false, exporting));
		cli_write(cli, "", 0);
	}
	source_table_end(table, cli->out);
}

static bool
check_source(Cli *cli, const char *source, const GPtrArray *ids)
{
	g_auto(GStrv) names = NULL;

	if (ids && ids->len > 0)
		return true;
	names = source_dup_names(cli->desk, NULL);
	if (names && names[0])
		cli_unknown(cli, _("source"), source, (const char *const *)names);
	else
		cli_fail(cli, _("Nothing was imported into this store."));
	return false;
}

static void
export_source(Cli *cli, const char *source, Exporting *exporting)
{
	const char *delimiter = cli_option(cli, "delimiter");
	SourceConfig config = {.form = cli->csv		  ? SOURCE_CSV
				       : exporting->array ? SOURCE_JSON
							  : SOURCE_JSON_LINES,
		.encoding = exporting->encoding,
		.delimiter = g_strcmp0(delimiter, "tab") == 0 ? '\t' : ',',
		.no_header = cli_has(cli, "no-header")};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) ids = source_dup_ids(cli->desk, source, &error);

	exporting->failed = true;
	if (error)
		cli_fail_error(cli, error);
	else if (check_source(cli, source, ids) && redirect(cli) && see_all(cli, ids)) {
		exporting->failed = false;
		export_table(cli, ids, &config, exporting);
	}
}

static bool
check_options(Cli *cli, Exporting *exporting)
{
	const char *encoding = cli_option(cli, "encoding");
	const char *delimiter = cli_option(cli, "delimiter");
	bool bytes = cli->exact && (cli->csv || cli_has(cli, "source"));

	exporting->encoding = encoding_from_name(encoding);
	exporting->array = cli->json && !cli_has(cli, "jsonl") && !cli->csv;
	if (encoding && exporting->encoding == ENCODING_AUTO) {
		cli_unknown(cli, _("encoding"), encoding, encoding_names + 1);
		return false;
	}
	if (delimiter && strcmp(delimiter, "comma") != 0 && strcmp(delimiter, "tab") != 0) {
		cli_fail(cli, _("%1$s is %2$s or %3$s, not \"%4$s\"."), "--delimiter", "comma",
			"tab", delimiter);
		return false;
	}
	if (cli_has(cli, "source") && !cli->exact) {
		cli_fail(cli,
			_("A source table may hold anything, so there is no masked form of "
			  "it. Add --exact and --why REASON; that is logged."));
		return false;
	}
	if ((bytes || exporting->encoding > ENCODING_UTF_8) && !cli_option(cli, "out") &&
		isatty(STDOUT_FILENO)) {
		cli_fail(cli,
			_("Exact bytes are not shown on a terminal. Give a file: -o FILE."));
		return false;
	}
	return cli_may_reveal(cli);
}

int
cli_run_export(Cli *cli)
{
	const char *path = cli_option(cli, "out"), *source = cli_option(cli, "source");
	g_autoptr(GString) text = g_string_new(NULL);
	Exporting exporting = {.text = text};

	if (!check_options(cli, &exporting))
		return CLI_ERROR;
	if (source)
		export_source(cli, source, &exporting);
	else if (redirect(cli))
		export_complaints(cli, &exporting);
	else
		exporting.failed = true;
	if (exporting.n > 0 && source && exporting.failed)
		cli_note(cli,
			_("%" PRId64 " rows were written; those named above are missing."),
			exporting.n);
	if (exporting.failed)
		return CLI_ERROR;
	if (path)
		cli_note(
			cli, _("%1$" PRId64 " complaints written to %2$s."), exporting.n, path);
	return exporting.n > 0 ? CLI_FOUND : CLI_NONE;
}
