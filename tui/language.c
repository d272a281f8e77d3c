/* See language.h. LANGUAGE goes over the locale, which may not be installed (UI 2.4). */
#include "config.h"

#include "tui/language.h"

#include <glib.h>
#include <libintl.h>
#include <string.h>

static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

/* LC_ALL=C.UTF-8 says how text is encoded, not what people read. */
static bool
names_language(const char *value)
{
	return value && *value && !g_str_has_prefix(value, "C") && strcmp(value, "POSIX") != 0;
}

static const char *
find_variable(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++)
		if (names_language(g_getenv(variables[i])))
			return variables[i];
	return NULL;
}

const char *
language_of_environment(void)
{
	const char *variable = find_variable();

	return variable && g_str_has_prefix(g_getenv(variable), "zh") ? "zh_CN" : "en";
}

char *
language_dup_origin(void)
{
	const char *variable = find_variable();

	return variable ? g_strdup_printf("%s=%s", variable, g_getenv(variable)) : g_strdup("");
}

void
language_set(const char *folder, const char *language)
{
	const char *wanted =
		strcmp(language, "auto") == 0 ? language_of_environment() : language;

	g_setenv("LANGUAGE", wanted, TRUE);
	/* Also makes gettext look again where it has answered in another language. */
	bindtextdomain(GETTEXT_PACKAGE, folder);
	bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
	textdomain(GETTEXT_PACKAGE);
}

const char *
language_current(void)
{
	const char *language = g_getenv("LANGUAGE");

	return language ? language : "en";
}
