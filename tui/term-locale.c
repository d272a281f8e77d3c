/* The process' locale. See term.h; apart from term.c, because the command line needs no curses.
 */
#include "config.h"

#include "tui/term.h"

#include <langinfo.h>
#include <locale.h>

TermLocale
term_set_locale(void)
{
	const char *wanted = NULL;
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
	bool known = setlocale(LC_ALL, "") != NULL;

	setlocale(LC_NUMERIC, "C");
	if (known && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return TERM_LOCALE_OK;
	for (size_t i = 0; i < G_N_ELEMENTS(names) && !(wanted && *wanted); i++)
		wanted = g_getenv(names[i]);
	if (!setlocale(LC_ALL, "C.UTF-8")) {
		setlocale(LC_ALL, "C");
		return TERM_LOCALE_ASCII;
	}
	if (wanted && *wanted && strcmp(wanted, "C") != 0 && strcmp(wanted, "POSIX") != 0) {
		g_autofree char *language = g_strndup(wanted, strcspn(wanted, ".@"));

		g_setenv("LANGUAGE", language, TRUE);
	}
	return TERM_LOCALE_SWITCHED;
}
