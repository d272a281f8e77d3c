/* main() of amends: locale, language, then the screen or the command line. */
#include "config.h"

#include "tui/main.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "tui/cli.h"
#include "tui/desk-shell.h"
#include "tui/language.h"
#include "tui/term.h"

static bool
is_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* Nobody can answer questions here: how to go on. */
static int
tell_how(const Places *places, bool ascii)
{
	g_autofree char *text = NULL, *clean = NULL;

	text = g_strdup_printf(
		_("amends is a complaint desk for the terminal. There is no desk yet in %s.\n"
		  "In a terminal:  amends        first start, in about a minute\n"
		  "                amends demo   practice data\n"
		  "Help:           amends help\n"),
		places->desk);
	clean = cli_dup_shown(text, STDOUT_FILENO, ascii);
	g_print("%s", clean);
	return 1;
}

/* Not a terminal: the listing of the store that is there, or how to go on. */
static int
run_without_screen(const Places *places, char **argv, bool ascii)
{
	char *list[] = {argv[0], (char *)"ls", NULL};

	return places_has_store(places->desk) ? cli_main(2, list) : tell_how(places, ascii);
}

int
amends_main(int argc, char **argv)
{
	TermLocale locale = term_set_locale();
	g_autoptr(Places) places = places_new();
	g_autofree char *problem = NULL, *from = language_dup_origin();
	g_autoptr(Settings) settings = settings_new(places->settings, &problem);
	bool practice = argc == 2 && strcmp(argv[1], "demo") == 0;
	const char *language = language_of_environment();
	ShellConfig shell = {.places = places,
		.settings = settings,
		.problem = problem,
		.language = language,
		.language_from = from,
		.ascii = locale == TERM_LOCALE_ASCII,
		.practice = practice};

	g_set_prgname("amends");
	language_set(places->locale, settings_text(settings, SETTING_LANGUAGE));
	if (cli_is_wanted(argc, argv) && !(practice && is_terminal()))
		return cli_main(argc, argv);
	if (!is_terminal())
		return run_without_screen(places, argv, shell.ascii);
	return desk_shell_run(&shell);
}

int
main(int argc, char **argv)
{
	return amends_main(argc, argv);
}
