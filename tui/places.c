/* See places.h. A program that was moved finds its data beside itself. */
#include "config.h"

#include "tui/places.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/error.h"

/* A file every folder of assets has. */
#define ASSETS_SIGN  "taxonomy/category.tsv"
#define LOCALES_SIGN "zh_CN/LC_MESSAGES/amends.mo"

static char *
dup_program_folder(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

	return program ? g_path_get_dirname(program) : g_strdup(".");
}

/* The environment's folder, else the first candidate with `sign` in it, else as installed. */
static char *
dup_folder(const char *env, const char *sign, const char *const *candidates)
{
	const char *given = g_getenv(env);

	if (given && *given)
		return g_strdup(given);
	for (int i = 0; candidates[i]; i++) {
		g_autofree char *path = g_build_filename(candidates[i], sign, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return g_canonicalize_filename(candidates[i], "/");
	}
	return g_strdup(candidates[0]);
}

static char *
dup_data(void)
{
	const char *home = g_getenv("AMENDS_HOME");

	return home && *home ? g_canonicalize_filename(home, NULL)
			     : g_build_filename(g_get_user_data_dir(), "amends", NULL);
}

Places *
places_new(void)
{
	Places *places = g_new0(Places, 1);
	g_autofree char *program = dup_program_folder();
	g_autofree char *moved = g_build_filename(program, "../share/amends", NULL);
	g_autofree char *source = g_build_filename(program, "../assets", NULL);
	g_autofree char *moved_locale = g_build_filename(program, "../share/locale", NULL);
	g_autofree char *built_locale = g_build_filename(program, "assets/locale", NULL);
	const char *assets[] = {AMENDS_PKGDATADIR, moved, source, NULL};
	const char *locales[] = {AMENDS_LOCALEDIR, moved_locale, built_locale, NULL};

	places->data = dup_data();
	places->desk = g_build_filename(places->data, "desk", NULL);
	places->practice = g_build_filename(places->data, "practice", NULL);
	places->log = g_build_filename(places->data, "amends.log", NULL);
	places->assets = dup_folder("AMENDS_DATADIR", ASSETS_SIGN, assets);
	places->locale = dup_folder("AMENDS_LOCALEDIR", LOCALES_SIGN, locales);
	places->settings =
		g_build_filename(g_get_user_config_dir(), "amends", "amends.conf", NULL);
	places->keys = g_build_filename(g_get_user_config_dir(), "amends", "keys.conf", NULL);
	return places;
}

void
places_free(Places *places)
{
	if (!places)
		return;
	g_free(places->data);
	g_free(places->desk);
	g_free(places->practice);
	g_free(places->assets);
	g_free(places->locale);
	g_free(places->settings);
	g_free(places->keys);
	g_free(places->log);
	g_free(places);
}

bool
places_has_store(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	g_autofree char *head = g_build_filename(folder, "head", NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(head, G_FILE_TEST_EXISTS);
}

bool
places_make_data(const Places *places, GError **error)
{
	if (g_mkdir_with_parents(places->data, 0700) == 0)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
		_("The folder %1$s cannot be made: %2$s. Nothing was changed; AMENDS_HOME "
		  "names "
		  "another one."),
		places->data, g_strerror(errno));
	return false;
}

int
places_open_log(const Places *places)
{
	return g_open(
		places->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}
