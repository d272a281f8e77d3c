/* Terminal, locale and tmux, from the environment; the screen itself is not opened. */
#include "config.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tui/doctor-private.h"

static void
check_locale(GPtrArray *findings)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *name = NULL;

	for (unsigned i = 0; i < G_N_ELEMENTS(names) && !(name && *name); i++)
		name = g_getenv(names[i]);
	if (name && (strcasestr(name, "utf-8") || strcasestr(name, "utf8")))
		finding_add(findings, FINDING_OK, _("locale"),
			g_strdup_printf(_("UTF-8 (%s)."), name), NULL);
	else
		finding_add(findings, FINDING_HINT, _("locale"),
			g_strdup_printf(_("The locale is %1$s; %2$s is used."),
				name && *name ? name : "C", nl_langinfo(CODESET)),
			g_strdup(_("Set one with UTF-8: export LANG=C.UTF-8 (or zh_CN.UTF-8, "
				   "en_GB.UTF-8)")));
}

static void
check_term(GPtrArray *findings)
{
	const char *term = g_getenv("TERM"), *colour = g_getenv("COLORTERM");

	if (!term || !*term || strcmp(term, "dumb") == 0)
		finding_add(findings, FINDING_HINT, _("terminal"),
			g_strdup_printf(_("TERM is %s: no screen can be drawn, the command "
					  "line works."),
				term && *term ? term : _("not set")),
			g_strdup(_("Use a terminal, or set TERM to what it is, for example "
				   "xterm-256color.")));
	else
		finding_add(findings, FINDING_OK, _("terminal"),
			g_strdup_printf(_("TERM is %1$s, colours %2$s."), term,
				strstr(term, "256") || (colour && *colour) ? "256" : "8-16"),
			NULL);
}

static void
check_size(GPtrArray *findings)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return;
	if (size.ws_col >= 80 && size.ws_row >= 24)
		finding_add(findings, FINDING_OK, _("size"),
			g_strdup_printf(
				_("%1$d columns, %2$d lines."), size.ws_col, size.ws_row),
			NULL);
	else
		finding_add(findings, FINDING_HINT, _("size"),
			g_strdup_printf(_("%1$d columns, %2$d lines: all works, but little is "
					  "seen at once."),
				size.ws_col, size.ws_row),
			g_strdup(_("Make the window 80 by 24 or larger.")));
}

/* The option's value, by the tmux that runs here; NULL if it does not answer. */
static char *
dup_tmux_option(const char *name)
{
	const char *argv[] = {"tmux", "show-options", "-gqv", name, NULL};
	char *text = NULL;
	int status;

	if (!g_spawn_sync(NULL, (char **)argv, NULL,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
		    &status, NULL))
		return NULL;
	return g_strstrip(text);
}

static void
check_tmux(GPtrArray *findings)
{
	const char *inside = g_getenv("TMUX");
	g_autofree char *escape = NULL, *clipboard = NULL;

	if (!inside || !*inside)
		return;
	escape = dup_tmux_option("escape-time");
	clipboard = dup_tmux_option("set-clipboard");
	if (escape && g_ascii_strtoll(escape, NULL, 10) > 50)
		finding_add(findings, FINDING_HINT, "tmux",
			g_strdup_printf(_("tmux holds Esc back for %s milliseconds."), escape),
			g_strdup(_("Into ~/.tmux.conf: set -sg escape-time 10")));
	if (clipboard && strcmp(clipboard, "on") != 0)
		finding_add(findings, FINDING_HINT, "tmux",
			g_strdup(_("tmux does not pass the clipboard on, so copying a number "
				   "does nothing.")),
			g_strdup(_("Into ~/.tmux.conf: set -g set-clipboard on")));
}

/* gettext overlooks LANGUAGE in the locale C, and from Debian 13 on in C.UTF-8 too. */
static void
check_chinese(GPtrArray *findings, const char *locale)
{
	static const char probe[] = "Only you can read the store.";
	const char *language = g_getenv("LANGUAGE");
	g_autofree char *file = g_build_filename(
		locale ? locale : "", "zh_CN", "LC_MESSAGES", "amends.mo", NULL);

	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		finding_add(findings, FINDING_BAD, _("language"),
			g_strdup_printf(
				_("The Chinese texts are not installed: there is no %s."),
				file),
			g_strdup(_(
				"Install amends again, or name their folder in AMENDS_LOCALEDIR.")));
	else if (language && g_str_has_prefix(language, "zh") && strcmp(_(probe), probe) == 0)
		finding_add(findings, FINDING_BAD, _("language"),
			g_strdup(_(
				"The language is Chinese, but in this locale its texts are not found.")),
			g_strdup(_(
				"Use a locale that is installed: as root, dpkg-reconfigure locales; then "
				"export LANG=zh_CN.UTF-8")));
	else
		finding_add(findings, FINDING_OK, _("language"),
			g_strdup(_("English and Chinese are there.")), NULL);
}

void
doctor_check_terminal(GPtrArray *findings, const char *locale)
{
	check_locale(findings);
	check_chinese(findings, locale);
	check_term(findings);
	check_size(findings);
	check_tmux(findings);
}
