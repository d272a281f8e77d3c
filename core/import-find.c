/* See import.h: the maps there are, and checking one before anything is imported. */
#include "config.h"

#include "core/import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "core/import-private.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GStrv
import_dup_map_names(const char *assets)
{
	g_autofree char *folder = g_build_filename(assets, "maps", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".map"))
			g_ptr_array_add(names, g_strndup(name, strlen(name) - 4));
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL);
	return (GStrv)g_ptr_array_steal(names, NULL);
}

char *
import_dup_map_path(const char *assets, const char *map, GError **error)
{
	g_autofree char *file = g_strconcat(map, ".map", NULL);
	g_autofree char *path = g_build_filename(assets, "maps", file, NULL);
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;

	if (strchr(map, '/') || g_str_has_suffix(map, ".map"))
		return g_strdup(map);
	if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return g_steal_pointer(&path);
	names = import_dup_map_names(assets);
	list = g_strjoinv(", ", names);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("There is no map %1$s. There are: %2$s; or give the path of a map of your "
		  "own. Nothing "
		  "was imported."),
		map, list);
	return NULL;
}

bool
import_code_is_known(void *data, ImportField field, const char *code)
{
	const TaxonomySet *set = data;

	switch ((int)field) {
	case IMPORT_FIELD_CHANNEL:
		return taxonomy_get(set, TAXONOMY_CHANNEL, code) != NULL;
	case IMPORT_FIELD_BUSINESS:
		return taxonomy_get(set, TAXONOMY_BUSINESS, code) != NULL;
	case IMPORT_FIELD_REASON:
		return taxonomy_get(set, TAXONOMY_REASON, code) != NULL;
	case IMPORT_FIELD_CLAIM:
		return taxonomy_get(set, TAXONOMY_CLAIM, code) != NULL;
	default:
		return true;
	}
}

/* ---- checking a map ---- */

/* The names of the file's columns; NULL where it cannot be read or does not fit. */
static const char **
dup_file_columns(ImportReader *reader, GError **error)
{
	ImportRow *row = NULL;
	ImportProblem *problem = NULL;
	ImportStep step = import_reader_next(reader, &row, &problem, error);

	import_row_free(row);
	import_problem_free(problem);
	return step == IMPORT_STEP_FAILED ? NULL : import_reader_dup_columns(reader);
}

char *
import_dup_check(const char *assets, const char *map_name, const char *file, GError **error)
{
	g_autofree char *path = import_dup_map_path(assets, map_name, error);
	g_autofree char *folder = g_build_filename(assets, "taxonomy", NULL);
	g_autoptr(ImportMap) map = path ? import_map_load(path, error) : NULL;
	g_autoptr(TaxonomySet) taxonomy = map ? taxonomy_load(folder, error) : NULL;
	g_autoptr(ImportReader) reader = NULL;
	g_autofree const char **columns = NULL;

	if (!taxonomy || !import_map_check_codes(map, import_code_is_known, taxonomy, error))
		return NULL;
	if (!file)
		return import_map_dup_summary(map, NULL);
	reader = import_reader_open(file, map, IMPORT_FORMAT_AUTO, error);
	columns = reader ? dup_file_columns(reader, error) : NULL;
	return columns ? import_map_dup_summary(map, columns) : NULL;
}
