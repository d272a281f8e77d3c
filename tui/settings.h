/*
 * A person's settings: $XDG_CONFIG_HOME/amends/amends.conf over built-in
 * defaults, the environment over both. A value that does not fit, or a file that
 * cannot be read, leaves the defaults and is told with file and line; nothing
 * here is ever a reason not to start. Written whole, 0600, comments kept.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum Setting {
	SETTING_LANGUAGE,
	SETTING_THEME,
	SETTING_GLYPHS,
	SETTING_LOCK_MINUTES,
	SETTING_IDLE_MINUTES,
	SETTING_BRANCH_PHONE,
	SETTING_HINTS,
	SETTING_PREFER_FKEYS,
	SETTING_ESC_DELAY,
	SETTING_EXTERNAL_EDITOR,
	N_SETTINGS
} Setting;

typedef enum SettingOrigin {
	SETTING_ORIGIN_DEFAULT,
	SETTING_ORIGIN_FILE,
	SETTING_ORIGIN_ENVIRONMENT,
	N_SETTING_ORIGINS
} SettingOrigin;

typedef struct Settings Settings;

/*
 * Reads `path`, which need not exist. Never fails: *ret_problem (may be NULL)
 * becomes a sentence a line about what was not taken, NULL if nothing; caller frees.
 */
Settings *settings_new(const char *path, char **ret_problem);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* Borrowed until the next settings_set(); never NULL. */
const char *settings_text(const Settings *settings, Setting setting);
int settings_int(const Settings *settings, Setting setting);
bool settings_bool(const Settings *settings, Setting setting);
SettingOrigin settings_origin(const Settings *settings, Setting setting);
/* "default", "file and its path", "environment (NO_COLOR)", for people; caller frees.
 */
char *settings_dup_origin(const Settings *settings, Setting setting);
const char *settings_path(const Settings *settings);

/* Name in file and command line; what it is for, translated. Static. */
const char *setting_name(Setting setting);
const char *setting_help(Setting setting);
/* "auto | zh_CN | en", "0 to 240" or "" for free text; caller frees. */
char *setting_dup_values(Setting setting);
/* N_SETTINGS for a name that is none. */
Setting setting_from_name(const char *name);

/*
 * Checks, keeps and writes to the file; "" goes back to the default. INVALID says
 * what fits, IO and FULL leave file and value as they were. The environment still
 * goes over it.
 */
bool settings_set(Settings *settings, Setting setting, const char *value, GError **error);
