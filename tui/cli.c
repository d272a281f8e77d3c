/* See cli.h. Arguments in, one handler of cli-options.c called, exit code out. */
#include "config.h"

#include "tui/cli.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"
#include "tui/language.h"
#include "tui/term.h"

/* ---- what was typed ---- */

const char *
cli_word(const Cli *cli, unsigned n)
{
	return n < cli->words->len ? cli->words->pdata[n] : NULL;
}

char *
cli_dup_words(const Cli *cli, unsigned n)
{
	GString *text = g_string_new(NULL);

	for (guint i = n; i < cli->words->len; i++)
		g_string_append_printf(
			text, "%s%s", i > n ? " " : "", (const char *)cli->words->pdata[i]);
	return g_string_free(text, text->len == 0);
}

const GPtrArray *
cli_options(const Cli *cli, const char *name)
{
	return g_hash_table_lookup(cli->options, name);
}

const char *
cli_option(const Cli *cli, const char *name)
{
	const GPtrArray *values = cli_options(cli, name);

	return values ? values->pdata[values->len - 1] : NULL;
}

bool
cli_has(const Cli *cli, const char *name)
{
	return cli_options(cli, name) != NULL;
}

/* ---- reading arguments ---- */

static const CliOption *
find_option(const CliOption *options, const char *name, size_t len)
{
	for (; options && options->name; options++)
		if (strlen(options->name) == len && strncmp(options->name, name, len) == 0)
			return options;
	return NULL;
}

static const CliOption *
find_letter(const CliOption *options, char letter)
{
	for (; options && options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

static void
add_names(GPtrArray *names, const CliOption *options)
{
	for (; options && options->name; options++)
		if (options->help)
			g_ptr_array_add(names, (char *)options->name);
}

static bool
refuse_option(Cli *cli, const char *arg)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *word = arg + strspn(arg, "-");

	if (cli->command)
		add_names(names, cli->command->options);
	add_names(names, cli_global_options());
	g_ptr_array_add(names, NULL);
	cli_unknown(cli, _("option"), word, (const char *const *)names->pdata);
	return false;
}

static void
set_option(Cli *cli, const char *name, const char *value)
{
	GPtrArray *values = g_hash_table_lookup(cli->options, name);

	if (!values) {
		values = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(cli->options, (char *)name, values);
	}
	g_ptr_array_add(values, g_strdup(value));
}

static bool
is_option(const Cli *cli, const char *arg)
{
	/* A lone "-", a negative number and "-word" of a filter are words. */
	return arg[0] == '-' && arg[1] && !g_ascii_isdigit(arg[1]) && cli;
}

static const CliOption *
option_of(const Cli *cli, const char *arg, const char **ret_value)
{
	const CliOption *own = cli->command ? cli->command->options : NULL;
	const char *name = arg + 2, *equals = strchr(arg, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const CliOption *found;

	if (arg[1] != '-') {
		found = find_letter(own, arg[1]) ? find_letter(own, arg[1])
						 : find_letter(cli_global_options(), arg[1]);
		*ret_value = arg[2] ? arg + 2 : NULL;
		return found && (!arg[2] || found->value) ? found : NULL;
	}
	*ret_value = equals ? equals + 1 : NULL;
	found = find_option(own, name, len);
	return found ? found : find_option(cli_global_options(), name, len);
}

/* One argument; *at moves over a value that stands apart. */
static bool
read_argument(Cli *cli, char **argv, int argc, int *at)
{
	const char *arg = argv[*at], *value = NULL;
	const CliOption *option;

	if (!is_option(cli, arg)) {
		g_ptr_array_add(cli->words, g_strdup(arg));
		return true;
	}
	option = option_of(cli, arg, &value);
	if (!option && cli->command && (cli->command->flags & CLI_WORDS_RAW) && arg[1] != '-') {
		g_ptr_array_add(cli->words, g_strdup(arg));
		return true;
	}
	if (!option)
		return refuse_option(cli, arg);
	if (option->value && !value && *at + 1 < argc)
		value = argv[++*at];
	if (option->value && !value) {
		cli_fail(cli, _("--%1$s needs a value: %2$s."), option->name, option->value);
		return false;
	}
	set_option(cli, option->name, option->value ? value : "");
	return true;
}

static bool
read_arguments(Cli *cli, int argc, char **argv)
{
	bool words = false;

	for (int i = 1; i < argc; i++) {
		Verb verb;

		if (words) {
			g_ptr_array_add(cli->words, g_strdup(argv[i]));
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			words = true;
			continue;
		}
		verb = cli->command || argv[i][0] == '-' ? VERB_NONE : verb_from_word(argv[i]);
		if (verb != VERB_NONE && cli_command(verb)) {
			cli->command = cli_command(verb);
			continue;
		}
		if (!read_argument(cli, argv, argc, &i))
			return false;
	}
	return true;
}

/* Bytes that are no text are refused before they could be stored or shown; names of files may
 * be any. */
static bool
check_text(Cli *cli)
{
	GHashTableIter iter;
	const char *name;
	const GPtrArray *values;
	unsigned file = cli->command ? (unsigned)cli->command->file_word : 0;

	for (guint i = 0; i < cli->words->len; i++)
		if (i + 1 != file && !text_is_storable(cli->words->pdata[i], -1, NULL)) {
			cli_fail(cli,
				_("\"%s\" is not UTF-8 text. Set your terminal to UTF-8."),
				(const char *)cli->words->pdata[i]);
			return false;
		}
	g_hash_table_iter_init(&iter, cli->options);
	while (g_hash_table_iter_next(&iter, (void **)&name, (void **)&values))
		for (guint i = 0; i < values->len; i++)
			if (strcmp(name, "out") != 0 && strcmp(name, "to") != 0 &&
				strcmp(name, "check") != 0 &&
				!text_is_storable(values->pdata[i], -1, NULL)) {
				cli_fail(cli, _("The value of --%s is not UTF-8 text."), name);
				return false;
			}
	return true;
}

static void
take_globals(Cli *cli)
{
	const char *colour = cli_option(cli, "color"), *no_colour = g_getenv("NO_COLOR");

	cli->json = cli_has(cli, "json");
	cli->csv = cli_has(cli, "csv");
	cli->yes = cli_has(cli, "yes");
	cli->exact = cli_has(cli, "exact");
	cli->practice = cli_has(cli, "practice");
	cli->rules.ascii |= cli_has(cli, "ascii");
	cli->colour = colour ? strcmp(colour, "always") == 0
			     : isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
	if (colour && strcmp(colour, "never") == 0)
		cli->colour = false;
}

/* ---- running ---- */

/* Before anything is said: the language may be an option. */
static void
set_language(Cli *cli, int argc, char **argv)
{
	const char *lang = settings_text(cli->settings, SETTING_LANGUAGE);

	for (int i = 1; i < argc; i++) {
		if (g_str_has_prefix(argv[i], "--lang="))
			lang = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang = argv[i + 1];
	}
	language_set(cli->places->locale, g_str_has_prefix(lang, "zh") ? "zh_CN" : lang);
}

static int
no_verb(Cli *cli)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	if (cli_has(cli, "version"))
		return cli_run_version(cli);
	if (cli->words->len == 0)
		return cli_help_all(cli);
	for (int i = 0; i < N_VERBS; i++)
		if (cli_command((Verb)i))
			g_ptr_array_add(words, (char *)verb_def((Verb)i)->word);
	g_ptr_array_add(words, NULL);
	return cli_unknown(
		cli, _("command"), cli_word(cli, 0), (const char *const *)words->pdata);
}

static int
run(Cli *cli)
{
	const CliCommand *command = cli->command;
	const VerbDef *def;

	if (!command)
		return no_verb(cli);
	def = verb_def(command->verb);
	if (cli_has(cli, "help"))
		return cli_help_verb(cli, command->verb);
	if (cli->words->len < (guint)def->min_args)
		return cli_fail(cli,
			_("Use it like this: amends %1$s %2$s\nExample: amends %3$s"),
			def->word, _(def->usage), command->example);
	if (!(command->flags & CLI_NO_DESK) && !cli_open(cli))
		return CLI_ERROR;
	if ((command->flags & CLI_PERSON) && !cli_need_person(cli))
		return CLI_ERROR;
	if (!(command->flags & (CLI_PERSON | CLI_NO_DESK)))
		cli_find_person(cli);
	return command->run(cli);
}

bool
cli_is_wanted(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' || strcmp(argv[i], "--help") == 0 ||
			strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--version") == 0)
			return true;
	return false;
}

int
cli_main(int argc, char **argv)
{
	Cli cli = {0};
	int code;

	signal(SIGPIPE, SIG_IGN);
	cli.rules.ascii = term_set_locale() == TERM_LOCALE_ASCII;
	cli.places = places_new();
	cli.settings = settings_new(cli.places->settings, NULL);
	set_language(&cli, argc, argv);
	env_init_real(&cli.env);
	cli.out = g_string_new(NULL);
	cli.words = g_ptr_array_new_with_free_func(g_free);
	cli.options = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	if (argc > 1 && strcmp(argv[1], "--version") == 0)
		code = cli_run_version(&cli);
	else if (!read_arguments(&cli, argc, argv) || !check_text(&cli))
		code = CLI_ERROR;
	else {
		take_globals(&cli);
		code = run(&cli);
	}
	cli_flush(&cli);
	desk_free(cli.desk);
	settings_free(cli.settings);
	places_free(cli.places);
	g_hash_table_unref(cli.options);
	g_ptr_array_unref(cli.words);
	g_string_free(cli.out, TRUE);
	return cli.out_failed ? CLI_ERROR : code;
}
