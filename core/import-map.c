/*
 * See import-map.h. What a loaded map is, and whether it fits a table and the
 * taxonomy; import-map-parse.c reads it, import-apply.c puts rows through it.
 */
#include "config.h"

#include "core/import-map.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/import-map-private.h"
#include "core/text.h"

const char *const import_field_names[N_IMPORT_FIELDS + 1] = {
	[IMPORT_FIELD_RECEIVED] = "received",
	[IMPORT_FIELD_TEXT] = "text",
	[IMPORT_FIELD_SUBJECT] = "subject",
	[IMPORT_FIELD_COMPLAINANT_NAME] = "complainant_name",
	[IMPORT_FIELD_COMPLAINANT_PHONE] = "complainant_phone",
	[IMPORT_FIELD_ACCOUNT_TAIL] = "account_tail",
	[IMPORT_FIELD_CHANNEL] = "channel",
	[IMPORT_FIELD_BUSINESS] = "business",
	[IMPORT_FIELD_REASON] = "reason",
	[IMPORT_FIELD_CLAIM] = "claim",
	[IMPORT_FIELD_KIND] = "kind",
	[IMPORT_FIELD_BRANCH] = "branch",
	[IMPORT_FIELD_OUTSIDE_REF] = "outside_ref",
	[IMPORT_FIELD_COMPANY] = "company",
	[IMPORT_FIELD_PRODUCT] = "product",
	[IMPORT_FIELD_STATE] = "state",
	[IMPORT_FIELD_STATUS_TEXT] = "status_text",
	[IMPORT_FIELD_TOLD_TEXT] = "told_text",
	[IMPORT_FIELD_TAGS] = "tags",
	[IMPORT_FIELD_SOURCE_ID] = "source_id",
	[N_IMPORT_FIELDS] = NULL,
};

const char *const import_kind_names[] = {
	"complaint", "enquiry", "suggestion", "report", "petition", NULL};

const char *
import_field_name(ImportField field)
{
	g_assert(field < N_IMPORT_FIELDS);
	return import_field_names[field];
}

char *
import_text_dup_nearest(const char *word, const char *const *words)
{
	g_autofree const char **near = text_nearest(word, words, 3);
	g_autofree char *joined = g_strjoinv(", ", (char **)near);
	g_autofree char *list = text_dup_clean(joined, false);

	return *list ? g_strdup_printf(_(" Nearest: %s."), list) : g_strdup("");
}

char
import_field_code_letter(ImportField field)
{
	switch ((int)field) {
	case IMPORT_FIELD_CHANNEL:
		return 'A';
	case IMPORT_FIELD_BUSINESS:
		return 'B';
	case IMPORT_FIELD_REASON:
		return 'C';
	case IMPORT_FIELD_CLAIM:
		return 'W';
	default:
		return 0;
	}
}

static void
table_free(ImportTable *table)
{
	g_free(table->column);
	g_free(table->any);
	g_hash_table_unref(table->values);
	g_free(table);
}

static void
use_clear(void *use)
{
	g_free(((ImportUse *)use)->name);
}

ImportMap *
import_map_new(void)
{
	ImportMap *map = g_new0(ImportMap, 1);

	map->names = g_ptr_array_new_with_free_func(g_free);
	map->uses = g_array_new(FALSE, FALSE, sizeof(ImportUse));
	map->codes = g_array_new(FALSE, FALSE, sizeof(ImportUse));
	g_array_set_clear_func(map->uses, use_clear);
	g_array_set_clear_func(map->codes, use_clear);

	map->delimiter = ',';
	map->keeps_rest = true;
	map->required = g_ptr_array_new_with_free_func(g_free);
	map->ids = g_ptr_array_new_with_free_func(g_free);
	map->dates = g_ptr_array_new_with_free_func(g_free);
	map->tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
	map->empty = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++)
		map->columns[i] = g_ptr_array_new_with_free_func(g_free);
	return map;
}

void
import_map_free(ImportMap *map)
{
	if (!map)
		return;
	g_free(map->name);
	g_free(map->source);
	g_free(map->sheet);
	g_clear_pointer(&map->zone, g_time_zone_unref);
	g_ptr_array_unref(map->names);
	g_array_unref(map->uses);
	g_array_unref(map->codes);
	g_ptr_array_unref(map->required);
	g_ptr_array_unref(map->ids);
	g_ptr_array_unref(map->dates);
	g_ptr_array_unref(map->tables);
	g_hash_table_unref(map->empty);
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++) {
		g_ptr_array_unref(map->columns[i]);
		g_free(map->constants[i]);
	}
	g_free(map);
}

const char *
import_map_name(const ImportMap *map)
{
	return map->name;
}

const char *
import_map_source(const ImportMap *map)
{
	return map->source;
}

char
import_map_delimiter(const ImportMap *map)
{
	return map->delimiter;
}

bool
import_map_keeps_rest(const ImportMap *map)
{
	return map->keeps_rest;
}

Encoding
import_map_encoding(const ImportMap *map)
{
	return map->encoding;
}

bool
import_map_has_header(const ImportMap *map)
{
	return !map->no_header;
}

const char *const *
import_map_columns(const ImportMap *map)
{
	return (const char *const *)map->names->pdata;
}

/* ---- whether it fits ---- */

static void
note_missing(GString *missing, const ImportUse *use, const char *const *columns)
{
	g_autofree char *near = import_text_dup_nearest(use->name, columns);

	g_string_append_printf(missing, _("\nline %1$u: There is no column \"%2$s\".%3$s"),
		use->line, use->name, near);
}

static const ImportUse *
map_use(const ImportMap *map, guint i)
{
	return &g_array_index(map->uses, ImportUse, i);
}

static bool
is_required(const ImportMap *map, const char *column)
{
	for (guint i = 0; i < map->required->len; i++)
		if (!strcmp(map->required->pdata[i], column))
			return true;
	return false;
}

/* The first column named for `received`, if a date is needed and none of them is there. */
static const char *
undated_column(const ImportMap *map, const char *const *columns)
{
	const GPtrArray *received = map->columns[IMPORT_FIELD_RECEIVED];

	for (guint i = 0; i < received->len; i++)
		if (g_strv_contains(columns, received->pdata[i]))
			return NULL;
	return map->undated ? NULL : received->pdata[0];
}

bool
import_map_check_header(const ImportMap *map, const char *const *columns, GError **error)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	const char *dated = undated_column(map, columns);

	for (guint i = 0; i < map->uses->len; i++) {
		const ImportUse *use = map_use(map, i);
		bool needed = is_required(map, use->name) ||
			      (dated && use->field == IMPORT_FIELD_RECEIVED &&
				      !strcmp(dated, use->name));

		if (needed && !g_strv_contains(columns, use->name) &&
			g_hash_table_add(told, use->name))
			note_missing(missing, use, columns);
	}
	if (!missing->len)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("The file does not fit the map %1$s; nothing was imported.%2$s"), map->name,
		missing->str);
	return false;
}

bool
import_map_check_codes(const ImportMap *map, ImportCodeFunc known, void *data, GError **error)
{
	g_autoptr(GString) unknown = g_string_new(NULL);

	for (guint i = 0; i < map->codes->len; i++) {
		const ImportUse *use = &g_array_index(map->codes, ImportUse, i);

		if (!known(data, use->field, use->name))
			g_string_append_printf(unknown,
				_("\nline %1$u: There is no code \"%2$s\" for %3$s; the "
				  "codes are in the taxonomy, file %3$s.tsv."),
				use->line, use->name, import_field_names[use->field]);
	}
	if (!unknown->len)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("The map %1$s names codes that the taxonomy does not have; nothing was "
		  "imported.%2$s"),
		map->name, unknown->str);
	return false;
}

/* ---- what it does ---- */

/* The columns of one field joined, and its constant. */
static char *
dup_origin(const ImportMap *map, ImportField field)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < map->uses->len; i++) {
		const ImportUse *use = map_use(map, i);

		if (use->field == field)
			g_string_append_printf(out, "%s%s", out->len ? ", " : "", use->name);
	}
	if (map->constants[field])
		g_string_append_printf(
			out, "%s= %s", out->len ? ", " : "", map->constants[field]);
	return g_string_free(out, FALSE);
}

static bool
is_used(const ImportMap *map, const char *column)
{
	for (guint i = 0; i < map->uses->len; i++)
		if (!strcmp(map_use(map, i)->name, column))
			return true;
	return false;
}

/* The columns the map names and the file lacks, by line; whether there are any. */
static bool
append_missing(const ImportMap *map, const char *const *columns, GString *out)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < map->uses->len; i++) {
		const ImportUse *use = map_use(map, i);

		if (!g_strv_contains(columns, use->name) && g_hash_table_add(told, use->name))
			note_missing(out, use, columns);
	}
	return g_hash_table_size(told) > 0;
}

static void
append_fit(const ImportMap *map, const char *const *columns, GString *out)
{
	g_autoptr(GString) rest = g_string_new(NULL);

	if (append_missing(map, columns, out))
		g_string_append_printf(out, "\n%s",
			_("What these would fill stays empty. If one is misspelt, correct it."));
	for (; *columns; columns++)
		if (!is_used(map, *columns))
			g_string_append_printf(rest, "%s%s", rest->len ? ", " : "", *columns);
	if (!rest->len)
		return;
	g_string_append_c(out, '\n');
	g_string_append_printf(out,
		map->keeps_rest ? _("Kept with the complaint, in no field: %s.")
				: _("Not kept, as the map says rest = drop: %s."),
		rest->str);
}

char *
import_map_dup_summary(const ImportMap *map, const char *const *columns)
{
	GString *out = g_string_new(NULL);

	for (int i = 0; i < N_IMPORT_FIELDS; i++) {
		g_autofree char *origin = dup_origin(map, (ImportField)i);

		if (*origin)
			g_string_append_printf(out, "%s%s: %s", out->len ? "\n" : "",
				import_field_names[i], origin);
	}
	if (columns)
		append_fit(map, columns, out);
	return g_string_free(out, FALSE);
}
