/*
 * One table says what settings there are. GKeyFile reads and writes; since it
 * does not tell lines, lines are looked for here.
 */
#include "config.h"

#include "tui/settings.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

#define GROUP "amends"

/* Add a row here to add a setting. `values` are words split by "|", NULL for a number from
 * `min` to `max`, "" for free text. */
static const struct {
	const char *name, *fallback, *env, *values;
	int min, max;
	const char *help;
} table[N_SETTINGS] = {
	[SETTING_LANGUAGE] = {"language", "auto", "AMENDS_LANGUAGE", "auto|zh_CN|en", 0, 0,
		N_("Language of the screen; auto takes it from LANG.")},
	[SETTING_THEME] = {"theme", "auto", "AMENDS_THEME", "auto|256|16|mono|high-contrast", 0,
		0, N_("Colours; NO_COLOR in the environment goes over it.")},
	[SETTING_GLYPHS] = {"glyphs", "auto", "AMENDS_GLYPHS", "auto|ascii|lines", 0, 0,
		N_("Signs for borders; auto asks the terminal how wide they are.")},
	[SETTING_LOCK_MINUTES] = {"lock_minutes", "10", NULL, NULL, 0, 240,
		N_("Minutes without keys until the desk locks; 0 never.")},
	[SETTING_IDLE_MINUTES] = {"idle_minutes", "10", NULL, NULL, 1, 240,
		N_("Minutes without keys until a running timer asks.")},
	[SETTING_BRANCH_PHONE] = {"branch_phone", "", NULL, "", 0, 0,
		N_("Telephone number of the branch on receipts.")},
	[SETTING_HINTS] = {"hints", "full", NULL, "full|normal|off", 0, 0,
		N_("How much the key line says.")},
	[SETTING_PREFER_FKEYS] = {"prefer_fkeys", "no", NULL, "yes|no", 0, 0,
		N_("Hints name F-keys, which work while an input method is on.")},
	[SETTING_ESC_DELAY] = {"esc_delay", "100", "ESCDELAY", NULL, 10, 1000,
		N_("Milliseconds to wait after Esc for the rest of a key.")},
	[SETTING_EXTERNAL_EDITOR] = {"external_editor", "yes", NULL, "yes|no", 0, 0,
		N_("Letters may be written in the editor of EDITOR; no at counters.")},
};

struct Settings {
	char *path;
	char *values[N_SETTINGS];
	SettingOrigin origins[N_SETTINGS];
};

const char *
setting_name(Setting setting)
{
	return table[setting].name;
}

const char *
setting_help(Setting setting)
{
	return _(table[setting].help);
}

char *
setting_dup_values(Setting setting)
{
	g_auto(GStrv) words = NULL;

	if (!table[setting].values)
		return g_strdup_printf(
			_("%1$d to %2$d"), table[setting].min, table[setting].max);
	words = g_strsplit(table[setting].values, "|", -1);
	return g_strjoinv(" | ", words);
}

Setting
setting_from_name(const char *name)
{
	for (Setting s = 0; s < N_SETTINGS; s++)
		if (strcmp(table[s].name, name) == 0)
			return s;
	return N_SETTINGS;
}

static bool
number_fits(Setting setting, const char *value)
{
	char *end = NULL;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	return *value && !*end && !errno && number >= table[setting].min &&
	       number <= table[setting].max;
}

static bool
value_fits(Setting setting, const char *value)
{
	g_auto(GStrv) words = NULL;

	if (!table[setting].values)
		return number_fits(setting, value);
	if (!*table[setting].values)
		return g_utf8_validate(value, -1, NULL) && strlen(value) <= 200;
	words = g_strsplit(table[setting].values, "|", -1);
	return g_strv_contains((const char *const *)words, value);
}

static void
keep(Settings *settings, Setting setting, const char *value, SettingOrigin origin)
{
	char *copy = g_strdup(value);

	g_free(settings->values[setting]);
	settings->values[setting] = copy;
	settings->origins[setting] = origin;
}

/* ---- the file ---- */

static bool
line_is_sound(const char *line, bool grouped)
{
	const char *equals = strchr(line, '=');

	if (!*line || *line == '#')
		return true;
	if (*line == '[')
		return line[strlen(line) - 1] == ']';
	return grouped && equals && equals != line;
}

/* The name a line below `group` gives a value, with its group; NULL for another line. Caller
 * frees. */
static char *
dup_name_of(const char *line, const char *group)
{
	const char *equals = *line == '#' || *line == '[' ? NULL : strchr(line, '=');
	g_autofree char *name = equals ? g_strndup(line, (gsize)(equals - line)) : NULL;

	return name ? g_strconcat(group, g_strchomp(name), NULL) : NULL;
}

/*
 * The first line GKeyFile would choke on, from 1; 0 if there is none that is known. A name that
 * stands twice is one, too: which of them counts would change with the next writing.
 */
static int
first_bad_line(char **lines)
{
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *group = g_strdup("");

	for (int i = 0; lines[i]; i++) {
		g_autofree char *line = g_strstrip(g_strdup(lines[i]));
		char *name = dup_name_of(line, group);

		if (!g_utf8_validate(lines[i], -1, NULL) || !line_is_sound(line, *group)) {
			g_free(name);
			return i + 1;
		}
		if (name && !g_hash_table_add(names, name))
			return i + 1;
		if (*line == '[') {
			g_free(group);
			group = g_steal_pointer(&line);
		}
	}
	return 0;
}

/* The file's text; NULL with the line to be put right if it cannot be used: then none of it is.
 */
static GKeyFile *
parse(const char *text, gsize len, char **lines, int *ret_bad_line)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autofree char *ended = NULL;
	int bad = first_bad_line(lines);

	if (!bad && strlen(text) < len)
		bad = MAX((int)g_strv_length(lines), 1); /* they end at the zero byte */
	/* A last line without its end would keep a CR that it loses with the next writing. */
	ended = g_strconcat(text, "\n", NULL);
	if (!bad && g_key_file_load_from_data(file, ended, strlen(ended),
			    G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
		return g_steal_pointer(&file);
	*ret_bad_line = MAX(bad, 1);
	return NULL;
}

static int
line_of(char **lines, const char *key)
{
	size_t len = strlen(key);

	for (int i = 0; lines[i]; i++) {
		const char *line = lines[i] + strspn(lines[i], " \t");

		if (strncmp(line, key, len) == 0 && strchr(" \t=", line[len]) && line[len])
			return i + 1;
	}
	return 1;
}

static void
complain(GString *problems, const char *path, int line, const char *what)
{
	g_autofree char *name = g_filename_display_name(path);

	if (problems->len)
		g_string_append_c(problems, '\n');
	g_string_append_printf(problems, _("%1$s, line %2$d: %3$s"), name, line, what);
}

/* Asked of GKeyFile, a wrong escape before a last backslash ends in a warning of GLib's own. */
static bool
escapes_fit(const char *raw)
{
	for (; (raw = strchr(raw, '\\')); raw += 2)
		if (!raw[1] || !strchr("sntr\\", raw[1]))
			return false;
	return true;
}

static void
take_key(Settings *settings, GKeyFile *file, const char *key, char **lines, GString *problems)
{
	Setting setting = setting_from_name(key);
	g_autofree char *raw = g_key_file_get_value(file, GROUP, key, NULL);
	g_autofree char *value =
		raw && escapes_fit(raw) ? g_key_file_get_string(file, GROUP, key, NULL) : NULL;
	g_autofree char *values = NULL, *what = NULL, *shown = NULL;

	if (setting == N_SETTINGS) {
		shown = text_dup_clean(key, false);
		what = g_strdup_printf(
			_("there is no setting \"%s\"; it is passed over."), shown);
	} else if (!value || !value_fits(setting, value)) {
		shown = text_dup_clean(value ? value : raw ? raw : "", false);
		values = setting_dup_values(setting);
		what = g_strdup_printf(
			_("%1$s cannot be \"%2$s\" (%3$s); the default is used."), key, shown,
			values);
	} else {
		keep(settings, setting, value, SETTING_ORIGIN_FILE);
		return;
	}
	complain(problems, settings->path, line_of(lines, key), what);
}

static void
take_file(Settings *settings, GString *problems)
{
	g_autofree char *text = NULL;
	g_autoptr(GKeyFile) file = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) lines = NULL, keys = NULL;
	gsize len;
	int bad;

	if (!g_file_get_contents(settings->path, &text, &len, &error)) {
		if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			complain(problems, settings->path, 1,
				_("the settings cannot be read; the defaults are used."));
		return;
	}
	lines = g_strsplit(text, "\n", -1);
	file = parse(text, len, lines, &bad);
	if (!file) {
		complain(problems, settings->path, bad,
			_("below [amends] each line is \"name = value\", a name once; until it is put right "
			  "the defaults are used."));
		return;
	}
	keys = g_key_file_get_keys(file, GROUP, NULL, NULL);
	for (int i = 0; keys && keys[i]; i++)
		if (!strchr(keys[i], '['))
			take_key(settings, file, keys[i], lines, problems);
}

/* A value of the environment that does not fit is somebody else's (ESCDELAY) and is passed
 * over. */
static void
take_environment(Settings *settings)
{
	for (Setting s = 0; s < N_SETTINGS; s++) {
		const char *value = table[s].env ? g_getenv(table[s].env) : NULL;

		if (value && value_fits(s, value))
			keep(settings, s, value, SETTING_ORIGIN_ENVIRONMENT);
	}
}

Settings *
settings_new(const char *path, char **ret_problem)
{
	Settings *settings = g_new0(Settings, 1);
	g_autoptr(GString) problems = g_string_new(NULL);

	settings->path = g_strdup(path);
	for (Setting s = 0; s < N_SETTINGS; s++)
		keep(settings, s, table[s].fallback, SETTING_ORIGIN_DEFAULT);
	take_file(settings, problems);
	take_environment(settings);
	if (ret_problem)
		*ret_problem = problems->len ? g_strdup(problems->str) : NULL;
	return settings;
}

void
settings_free(Settings *settings)
{
	if (!settings)
		return;
	for (Setting s = 0; s < N_SETTINGS; s++)
		g_free(settings->values[s]);
	g_free(settings->path);
	g_free(settings);
}

/* ---- values ---- */

const char *
settings_text(const Settings *settings, Setting setting)
{
	return settings->values[setting];
}

int
settings_int(const Settings *settings, Setting setting)
{
	return (int)strtol(settings->values[setting], NULL, 10);
}

bool
settings_bool(const Settings *settings, Setting setting)
{
	return strcmp(settings->values[setting], "yes") == 0;
}

SettingOrigin
settings_origin(const Settings *settings, Setting setting)
{
	return settings->origins[setting];
}

char *
settings_dup_origin(const Settings *settings, Setting setting)
{
	switch (settings->origins[setting]) {
	case SETTING_ORIGIN_FILE:
		return g_strdup_printf(_("file %s"), settings->path);
	case SETTING_ORIGIN_ENVIRONMENT:
		return g_strdup_printf(_("environment (%s)"), table[setting].env);
	case SETTING_ORIGIN_DEFAULT:
	case N_SETTING_ORIGINS:
		break;
	}
	return g_strdup(_("default"));
}

const char *
settings_path(const Settings *settings)
{
	return settings->path;
}

/* The file to change. One that could not be read is not thrown away with the first change. */
static GKeyFile *
load_or_set_aside(const char *path)
{
	g_autofree char *text = NULL, *aside = NULL;
	g_auto(GStrv) lines = NULL;
	GKeyFile *file = NULL;
	gsize len;
	int bad;

	if (g_file_get_contents(path, &text, &len, NULL)) {
		lines = g_strsplit(text, "\n", -1);
		file = parse(text, len, lines, &bad);
	}
	if (file)
		return file;
	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		aside = g_strconcat(path, ".broken", NULL);
		g_rename(path, aside);
	}
	return g_key_file_new();
}

static bool
write_file(const char *path, const char *text, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) local = NULL;

	g_mkdir_with_parents(folder, 0700);
	if (g_file_set_contents_full(
		    path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
		return true;
	g_set_error(error, AMENDS_ERROR,
		g_error_matches(local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? AMENDS_ERROR_FULL
									 : AMENDS_ERROR_IO,
		_("The setting was not kept: %s"), local->message);
	return false;
}

bool
settings_set(Settings *settings, Setting setting, const char *value, GError **error)
{
	g_autoptr(GKeyFile) file = NULL;
	g_autofree char *values = setting_dup_values(setting), *text = NULL;

	if (*value && !value_fits(setting, value)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, _("%1$s can be: %2$s"),
			table[setting].name, *values ? values : _("a line of text"));
		return false;
	}
	file = load_or_set_aside(settings->path);
	if (*value)
		g_key_file_set_string(file, GROUP, table[setting].name, value);
	else
		g_key_file_remove_key(file, GROUP, table[setting].name, NULL);
	text = g_key_file_to_data(file, NULL, NULL);
	if (!write_file(settings->path, text, error))
		return false;
	keep(settings, setting, *value ? value : table[setting].fallback,
		*value ? SETTING_ORIGIN_FILE : SETTING_ORIGIN_DEFAULT);
	take_environment(settings);
	return true;
}
