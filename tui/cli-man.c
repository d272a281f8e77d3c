/* See cli-man.h. */
#include "config.h"

#include "tui/cli-man.h"

#include <string.h>

#include "tui/cli-private.h"

/* ---- manual ---- */

/* Backslash, hyphen and a leading dot mean something to troff. */
static void
put(GString *out, const char *text)
{
	for (const char *at = text; *at; at++) {
		if (at == text && (*at == '.' || *at == '\''))
			g_string_append(out, "\\&");
		if (*at == '"')
			g_string_append(out, "\\(dq");
		else if (*at == '\\')
			g_string_append(out, "\\e");
		else if (*at == '-')
			g_string_append(out, "\\-");
		else
			g_string_append_c(out, *at);
	}
}

static void
put_options(GString *out, const CliOption *options)
{
	for (; options && options->name; options++) {
		if (!options->help)
			continue;
		g_string_append(out, ".TP\n");
		if (options->letter)
			g_string_append_printf(out, ".BR \\-%c \", \" \\-\\-", options->letter);
		else
			g_string_append(out, ".B \\-\\-");
		put(out, options->name);
		if (options->value)
			g_string_append_printf(
				out, options->letter ? " \" %s\"" : " %s", options->value);
		g_string_append_c(out, '\n');
		put(out, options->help);
		g_string_append_c(out, '\n');
	}
}

static void
put_commands(GString *out)
{
	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		const CliCommand *command = cli_command((Verb)i);

		if (!command)
			continue;
		g_string_append(out, ".SS amends ");
		put(out, def->word);
		g_string_append_c(out, ' ');
		put(out, def->usage);
		g_string_append_c(out, '\n');
		put(out, def->help);
		g_string_append(out, "\n.RS\n.PP\n.B amends ");
		put(out, command->example);
		g_string_append(out, "\n.RE\n");
		put_options(out, command->options);
	}
}

static void
put_keys(GString *out)
{
	g_autoptr(Keymap) keymap = keymap_new();

	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		g_autofree char *keys = keymap_dup_keys(keymap, (Verb)i);

		if (!def->contexts || !keys[0])
			continue;
		g_string_append(out, ".TP\n.B ");
		put(out, keys);
		g_string_append_c(out, '\n');
		put(out, def->help);
		g_string_append_c(out, '\n');
	}
}

void
cli_man_write(GString *out)
{
	g_string_append(out,
		".TH AMENDS 1 \"\" \"amends " PACKAGE_VERSION "\" \"User Commands\"\n"
		".SH NAME\namends \\- the complaint desk of a bank in a terminal\n"
		".SH SYNOPSIS\n.B amends\n[\\fIcommand\\fR] [\\fIoptions\\fR] [\\fIwords\\fR]\n"
		".SH DESCRIPTION\nWithout a command, amends opens its screen on a terminal. "
		"Every "
		"command works without one. Personal data is masked unless asked for with a "
		"reason, "
		"which is logged.\n"
		".SH COMMANDS\n");
	put_commands(out);
	g_string_append(out, ".SH OPTIONS OF EVERY COMMAND\n");
	put_options(out, cli_global_options());
	g_string_append(out, ".SH KEYS ON THE SCREEN\n");
	put_keys(out);
	g_string_append(out,
		".SH EXIT STATUS\n0 found or done, 1 nothing found, 2 error.\n"
		".SH ENVIRONMENT\n"
		".TP\n.B AMENDS_HOME\nthe folder of the store, instead of the user's data "
		"folder\n"
		".TP\n.B AMENDS_PIN_FILE, AMENDS_SECOND_PIN_FILE, AMENDS_NEW_PIN_FILE\n"
		"a file of mode 0600 with the PIN, for scripts; with _FD instead of _FILE the "
		"number of an open "
		"descriptor\n"
		".TP\n.B NO_COLOR\nno colour, if not empty\n");
}

/* ---- completion ---- */

static void
put_option_words(GString *out, const CliOption *options)
{
	for (; options && options->name; options++)
		if (options->help)
			g_string_append_printf(out, " --%s", options->name);
}

void
cli_completion_write(GString *out)
{
	g_string_append(out,
		"# bash completion of amends\n_amends()\n{\n"
		"\tlocal word=${COMP_WORDS[COMP_CWORD]} verb= i words\n"
		"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		"\t\tcase ${COMP_WORDS[i]} in -*) ;; *) verb=${COMP_WORDS[i]}; break ;; esac\n"
		"\tdone\n\tcase $verb in\n\t'') words='");
	for (int i = 0; i < N_VERBS; i++)
		if (cli_command((Verb)i))
			g_string_append_printf(out, "%s ", verb_def((Verb)i)->word);
	g_string_append(out, "' ;;\n");
	for (int i = 0; i < N_VERBS; i++) {
		const CliCommand *command = cli_command((Verb)i);

		if (!command || !command->options)
			continue;
		g_string_append_printf(out, "\t%s) words='", verb_def((Verb)i)->word);
		put_option_words(out, command->options);
		g_string_append(out, "' ;;\n");
	}
	g_string_append(out, "\tesac\n\t[[ $word == -* ]] && words+='");
	put_option_words(out, cli_global_options());
	g_string_append(out,
		"'\n\t[[ -n $verb && $word != -* ]] && return\n"
		"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n}\n"
		"complete -o default -F _amends amends\n");
}
