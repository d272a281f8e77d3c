/* help, keys, version, and what the build makes of the same table: manual page and completion.
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/export.h"
#include "tui/cli-handlers.h"
#include "tui/cli-man.h"
#include "tui/cli-private.h"

int
cli_run_version(Cli *cli)
{
	if (cli->json)
		export_fields_json(cli->out, "name", PACKAGE, "version", PACKAGE_VERSION, NULL);
	else
		cli_say(cli, "%s %s\n", PACKAGE, PACKAGE_VERSION);
	return CLI_FOUND;
}

/* ---- help ---- */

static void
say_command(Cli *cli, const CliCommand *command)
{
	const VerbDef *def = verb_def(command->verb);
	const char *usage = _(def->usage);

	if (cli->json) {
		export_fields_json(cli->out, "command", def->word, "usage", usage, "help",
			_(def->help), "example", command->example, NULL);
		return;
	}
	cli_say(cli, "  amends %s%s%s\n        %s\n", def->word, usage[0] ? " " : "", usage,
		_(def->help));
}

static void
say_options(Cli *cli, const CliOption *options)
{
	static const unsigned widths[] = {28, 0};

	for (; options && options->name; options++) {
		g_autofree char *letter = options->letter
						  ? g_strdup_printf("-%c, ", options->letter)
						  : g_strdup("    ");
		g_autofree char *name = g_strdup_printf("  %s--%s%s%s", letter, options->name,
			options->value ? " " : "", options->value ? options->value : "");
		const char *cells[] = {name, options->help ? _(options->help) : ""};

		if (options->help)
			cli_row(cli, widths, cells, 2);
	}
}

int
cli_help_all(Cli *cli)
{
	if (!cli->json)
		cli_say(cli, _("amends: the complaint desk. Without a command it opens the "
			       "screen.\n\n"));
	for (int i = 0; i < N_VERBS; i++)
		if (cli_command((Verb)i))
			say_command(cli, cli_command((Verb)i));
	if (cli->json)
		return CLI_FOUND;
	cli_say(cli, "\n%s\n", _("Options of every command:"));
	say_options(cli, cli_global_options());
	cli_say(cli, "\n%s\n", _("Exit code: 0 found or done, 1 nothing found, 2 error."));
	return CLI_FOUND;
}

static void
say_keys(Cli *cli, Verb verb)
{
	g_autoptr(Keymap) keymap = keymap_new();
	g_autofree char *keys = keymap_dup_keys(keymap, verb);

	if (keys[0])
		cli_say(cli, _("Keys: %s\n"), keys);
}

int
cli_help_verb(Cli *cli, Verb verb)
{
	const CliCommand *command = cli_command(verb);
	const VerbDef *def = verb_def(verb);

	if (!command) {
		cli_say(cli, "%s\n%s\n", def->word, _(def->help));
		say_keys(cli, verb);
		return CLI_FOUND;
	}
	say_command(cli, command);
	if (cli->json)
		return CLI_FOUND;
	cli_say(cli, _("Example: amends %s\n"), command->example);
	say_keys(cli, verb);
	if (command->options) {
		cli_say(cli, "\n");
		say_options(cli, command->options);
	}
	return CLI_FOUND;
}

int
cli_run_help(Cli *cli)
{
	const char *word = cli_word(cli, 0);
	const char *words[N_VERBS + 1] = {NULL};
	Verb verb;

	if (cli_has(cli, "man")) {
		cli_man_write(cli->out);
		return CLI_FOUND;
	}
	if (cli_has(cli, "completion")) {
		cli_completion_write(cli->out);
		return CLI_FOUND;
	}
	if (!word)
		return cli_help_all(cli);
	verb = verb_from_word(word);
	if (verb != VERB_NONE)
		return cli_help_verb(cli, verb);
	for (int i = 0; i < N_VERBS; i++)
		words[i] = verb_def((Verb)i)->word;
	return cli_unknown(cli, _("command"), word, words);
}

/* ---- keys ---- */

static int
check_keys(Cli *cli, const char *path)
{
	g_autoptr(Keymap) keymap = keymap_new();
	g_autoptr(GPtrArray) clashes = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, &error) ||
		!keymap_apply(keymap, text, &error))
		return cli_fail_error(cli, error);
	clashes = keymap_clashes(keymap);
	for (guint i = 0; i < clashes->len; i++)
		cli_fail(cli, "%s", (const char *)clashes->pdata[i]);
	if (clashes->len > 0)
		return CLI_ERROR;
	cli_say(cli, _("The keys of %s are in order.\n"), path);
	return CLI_FOUND;
}

int
cli_run_keys(Cli *cli)
{
	static const unsigned widths[] = {18, 16, 0};
	g_autoptr(Keymap) keymap = keymap_new();

	if (cli_option(cli, "check"))
		return check_keys(cli, cli_option(cli, "check"));
	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		g_autofree char *keys = keymap_dup_keys(keymap, (Verb)i);
		const char *cells[] = {keys, def->word, _(def->help)};

		if (!def->contexts)
			continue;
		if (cli->json)
			export_fields_json(cli->out, "keys", keys, "verb", def->word, "help",
				_(def->help), NULL);
		else
			cli_row(cli, widths, cells, 3);
	}
	return CLI_FOUND;
}
