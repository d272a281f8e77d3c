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

ImportMap *
import_map_new(void)
{
	ImportMap *map = g_new0(ImportMap, 1);

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
	g_clear_pointer(&map->zone, g_time_zone_unref);
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

static void
note_missing(GString *missing, const char *column, const char *const *columns)
{
	g_autofree char *near = import_text_dup_nearest(column, columns);

	g_string_append_printf(missing, _("\nThere is no column \"%1$s\".%2$s"), column, near);
}

bool
import_map_check_header(const ImportMap *map, const char *const *columns, GError **error)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	GPtrArray *received = map->columns[IMPORT_FIELD_RECEIVED];
	bool dated = false;

	for (unsigned i = 0; i < received->len; i++)
		dated = dated || g_strv_contains(columns, received->pdata[i]);
	if (!dated)
		note_missing(missing, received->pdata[0], columns);
	for (unsigned i = 0; i < map->required->len; i++) {
		const char *column = map->required->pdata[i];

		if (!g_strv_contains(columns, column) &&
			(dated || strcmp(column, received->pdata[0])))
			note_missing(missing, column, columns);
	}
	if (!missing->len)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("The file does not fit the map %1$s; nothing was imported.%2$s"), map->name,
		missing->str);
	return false;
}

static void
note_unknown(GString *unknown, unsigned line, const char *code)
{
	if (line)
		g_string_append_printf(unknown,
			_("\nThe value table that begins in line %1$u has the code \"%2$s\"."),
			line, code);
	else
		g_string_append_printf(unknown, _("\n[constants] has the code \"%s\"."), code);
}

static void
table_check_codes(const ImportTable *table, ImportCodeFunc known, void *data, GString *unknown)
{
	GHashTableIter iter;
	void *code;

	if (table->any && !known(data, table->field, table->any))
		note_unknown(unknown, table->line, table->any);
	g_hash_table_iter_init(&iter, table->values);
	while (g_hash_table_iter_next(&iter, NULL, &code)) {
		if (!known(data, table->field, code))
			note_unknown(unknown, table->line, code);
	}
}

bool
import_map_check_codes(const ImportMap *map, ImportCodeFunc known, void *data, GError **error)
{
	g_autoptr(GString) unknown = g_string_new(NULL);

	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++) {
		if (import_field_code_letter((ImportField)i) && map->constants[i] &&
			!known(data, (ImportField)i, map->constants[i]))
			note_unknown(unknown, 0, map->constants[i]);
	}
	for (unsigned i = 0; i < map->tables->len; i++) {
		const ImportTable *table = map->tables->pdata[i];

		if (import_field_code_letter(table->field))
			table_check_codes(table, known, data, unknown);
	}
	if (!unknown->len)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("The map %1$s names codes that the taxonomy does not have; nothing was "
		  "imported.%2$s"),
		map->name, unknown->str);
	return false;
}
