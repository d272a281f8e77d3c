/*
 * What the command line says. Everything but JSON is cleaned here, in one
 * place, whatever it holds: text of the store, of arguments, of the system.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/export.h"
#include "core/text.h"
#include "tui/cli-private.h"

#define FLUSH_BYTES 65536

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

void
cli_flush(Cli *cli)
{
	if (cli->out->len > 0 && !write_all(STDOUT_FILENO, cli->out->str, cli->out->len))
		cli->out_failed = true;
	g_string_truncate(cli->out, 0);
}

void
cli_write(Cli *cli, const char *bytes, size_t len)
{
	g_string_append_len(cli->out, bytes, (gssize)len);
	if (cli->out->len >= FLUSH_BYTES)
		cli_flush(cli);
}

char *
cli_dup_shown(const char *text, int fd, bool ascii)
{
	g_autofree char *clean = text_dup_clean(text, true);
	CellRules rules = {.ascii = ascii};

	return ascii || isatty(fd) ? cells_dup_drawn(&rules, clean) : g_steal_pointer(&clean);
}

void
cli_write_csv(Cli *cli, const GString *csv)
{
	const char *bom = "\xef\xbb\xbf";

	if (!isatty(STDOUT_FILENO))
		cli_write(cli, csv->str, csv->len);
	else
		cli_say(cli, "%s",
			csv->str + (g_str_has_prefix(csv->str, bom) ? strlen(bom) : 0));
}

void
cli_say(Cli *cli, const char *format, ...)
{
	g_autofree char *text = NULL, *shown = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	shown = cli_dup_shown(text, STDOUT_FILENO, cli->rules.ascii);
	cli_write(cli, shown, strlen(shown));
}

static void
tell(Cli *cli, const char *prefix, const char *text)
{
	g_autofree char *shown = cli_dup_shown(text, STDERR_FILENO, cli->rules.ascii);
	g_autofree char *line = g_strconcat(prefix, shown, "\n", NULL);

	cli_flush(cli);
	write_all(STDERR_FILENO, line, strlen(line));
}

int
cli_fail(Cli *cli, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	tell(cli, "amends: ", text);
	return CLI_ERROR;
}

void
cli_note(Cli *cli, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	tell(cli, "", text);
}

int
cli_fail_error(Cli *cli, const GError *error)
{
	return cli_fail(cli, "%s", error ? error->message : _("It failed without saying why."));
}

int
cli_unknown(Cli *cli, const char *what, const char *word, const char *const *words)
{
	g_autofree const char **near = text_nearest(word, words, 3);
	g_autofree char *list = NULL, *all = NULL;

	if (near[0]) {
		list = g_strjoinv(", ", (char **)near);
		cli_fail(cli, _("There is no %1$s \"%2$s\". Did you mean: %3$s?"), what, word,
			list);
	} else {
		all = g_strjoinv(", ", (char **)words);
		cli_fail(
			cli, _("There is no %1$s \"%2$s\". There are: %3$s."), what, word, all);
	}
	if (cli->command)
		cli_note(cli, _("Example: amends %s"), cli->command->example);
	else
		cli_note(cli, _("Example: amends ls is:overdue   (all commands: amends help)"));
	return CLI_ERROR;
}

bool
cli_may_reveal(Cli *cli)
{
	const char *why = cli_option(cli, "why");

	if (!cli->exact || (why && why[0]))
		return true;
	cli_fail(cli, _("--exact shows personal data: say why, for example --why \"request of "
			"the customer\". "
			"The reason is logged."));
	return false;
}

void
cli_row(Cli *cli, const unsigned *widths, const char *const *cells, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		g_autofree char *clean = text_dup_clean(cells[i], false);
		g_autofree char *cell = widths[i] ? cells_dup_pad(&cli->rules, clean, widths[i],
							    CELL_ALIGN_LEFT)
						  : g_strdup(clean);
		g_autofree char *shown = cli_dup_shown(cell, STDOUT_FILENO, cli->rules.ascii);

		cli_write(cli, shown, strlen(shown));
		cli_write(cli, i + 1 == n ? "\n" : " ", 1);
	}
}
