/*
 * See export-source.h. A row is made as UTF-8, with escapes (core/encoding.h)
 * for bytes that are no text in the file's encoding, then encoded.
 */
#include "config.h"

#include "core/export-source.h"

#include <jansson.h>
#include <string.h>

#include "core/csv.h"
#include "core/desk-private.h"
#include "core/export-private.h"
#include "core/source-columns.h"

struct SourceTable {
	Desk *desk;
	SourceConfig config;
	GHashTable *places; /* GBytes "nth name" -> column of CSV + 1 */
	GPtrArray *names;   /* GBytes *, of CSV */
	GString *row;
	bool first;
};

static const char select_ids[] = "SELECT id FROM ticket WHERE source_key >= :from AND "
				 "source_key < :to AND source_key <> '' "
				 "ORDER BY row";
static const char select_all_ids[] =
	"SELECT id FROM ticket WHERE source_key <> '' ORDER BY row";
static const char select_names[] =
	"SELECT DISTINCT substr(source_key, 1, instr(source_key, '/') - 1) FROM ticket "
	"WHERE source_key <> ''";

static bool
add_texts(sqlite3_stmt *stmt, GPtrArray *into, GError **error)
{
	g_autoptr(GError) cause = NULL;

	while (db_step(stmt, &cause))
		g_ptr_array_add(into, g_strdup(db_text(stmt, 0)));
	sqlite3_reset(stmt);
	if (!cause)
		return true;
	g_propagate_error(error, g_steal_pointer(&cause));
	return false;
}

GPtrArray *
source_dup_ids(Desk *desk, const char *source, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, source ? select_ids : select_all_ids, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *from = g_strconcat(source ? source : "", "/", NULL);
	g_autofree char *to = g_strconcat(source ? source : "", "0", NULL);

	if (!stmt)
		return NULL;
	if (source) {
		db_bind_text(stmt, ":from", from);
		db_bind_text(stmt, ":to", to);
	}
	return add_texts(stmt, ids, error) ? g_steal_pointer(&ids) : NULL;
}

GStrv
source_dup_names(Desk *desk, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_names, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	if (!stmt || !add_texts(stmt, names, error))
		return NULL;
	g_ptr_array_add(names, NULL);
	return (GStrv)g_ptr_array_steal(names, NULL);
}

SourceTable *
source_table_new(Desk *desk, const SourceConfig *config)
{
	SourceTable *table = g_new0(SourceTable, 1);

	table->desk = desk;
	table->config = *config;
	table->places = g_hash_table_new_full(
		g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	table->names = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	table->row = g_string_new(NULL);
	table->first = true;
	return table;
}

void
source_table_free(SourceTable *table)
{
	if (!table)
		return;
	g_hash_table_unref(table->places);
	g_ptr_array_unref(table->names);
	g_string_free(table->row, TRUE);
	g_free(table);
}

static void
table_flush(SourceTable *table, GString *out)
{
	encoding_append(out, table->config.encoding, table->row->str, table->row->len);
	g_string_truncate(table->row, 0);
}

/* ---- CSV ---- */

/* Text, or bytes that are none, ready to be encoded. */
static GBytes *
dup_cell(const SourceTable *table, const char *text, GBytes *raw)
{
	g_autoptr(GString) cell = g_string_new(NULL);
	gsize len;
	const char *bytes = raw ? g_bytes_get_data(raw, &len) : NULL;

	if (!raw)
		return g_bytes_new(text, strlen(text));
	encoding_append_decoded(cell, table->config.encoding, bytes ? bytes : "", len);
	return g_bytes_new(cell->str, cell->len);
}

static GBytes *
dup_place(GBytes *name, unsigned nth)
{
	g_autoptr(GString) place = g_string_new(NULL);
	gsize len;
	const char *bytes = g_bytes_get_data(name, &len);

	g_string_printf(place, "%u ", nth);
	g_string_append_len(place, bytes ? bytes : "", (gssize)len);
	return g_bytes_new(place->str, place->len);
}

/* The column of the n-th field, met for the `nth` time in its row; added if `learn`. */
static guint
table_column(SourceTable *table, GBytes *name, unsigned nth, bool learn)
{
	g_autoptr(GBytes) place = dup_place(name, nth);
	guint at = GPOINTER_TO_UINT(g_hash_table_lookup(table->places, place));

	if (at || !learn)
		return at;
	g_ptr_array_add(table->names, g_bytes_ref(name));
	g_hash_table_insert(
		table->places, g_steal_pointer(&place), GUINT_TO_POINTER(table->names->len));
	return table->names->len;
}

/* For each field of the row its column, from 1. Caller frees. */
static guint *
table_places(SourceTable *table, const GPtrArray *fields, bool learn)
{
	guint *places = g_new0(guint, fields->len + 1);
	g_autoptr(GHashTable) met = g_hash_table_new_full(
		g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

	for (guint i = 0; i < fields->len; i++) {
		const SourceField *field = fields->pdata[i];
		GBytes *name = dup_cell(table, field->name, field->name_raw);
		guint nth = GPOINTER_TO_UINT(g_hash_table_lookup(met, name));

		places[i] = table_column(table, name, nth, learn);
		g_hash_table_insert(met, name, GUINT_TO_POINTER(nth + 1));
	}
	return places;
}

bool
source_table_learn(SourceTable *table, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	g_autofree guint *places = NULL;

	if (table->config.form != SOURCE_CSV)
		return true;
	fields = source_columns_read(table->desk->folder, ticket, error);
	if (!fields)
		return false;
	places = table_places(table, fields, true);
	return true;
}

static void
append_cells(SourceTable *table, GBytes *const *cells, guint n)
{
	g_autofree CsvField *row = g_new0(CsvField, n);

	for (guint i = 0; i < n; i++) {
		gsize len = 0;
		const char *bytes = cells[i] ? g_bytes_get_data(cells[i], &len) : NULL;

		row[i] = (CsvField){.bytes = bytes ? bytes : "", .len = len};
	}
	csv_write_row(table->row, row, n, table->config.delimiter);
}

/* Cells a row lacks are NULL. */
static void
cell_free(void *cell)
{
	if (cell)
		g_bytes_unref(cell);
}

static void
append_csv(SourceTable *table, const GPtrArray *fields)
{
	g_autofree guint *places = table_places(table, fields, false);
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(cell_free);

	g_ptr_array_set_size(cells, (int)table->names->len);
	for (guint i = 0; i < fields->len; i++) {
		const SourceField *field = fields->pdata[i];

		if (places[i] && !cells->pdata[places[i] - 1])
			cells->pdata[places[i] - 1] = dup_cell(table, field->text, field->raw);
	}
	append_cells(table, (GBytes *const *)cells->pdata, cells->len);
}

/* ---- JSON ---- */

static bool
is_text_with_zeros(const char *bytes, gsize len)
{
	const char *end = bytes + len, *stop;

	while (!g_utf8_validate(bytes, end - bytes, &stop)) {
		if (*stop)
			return false;
		bytes = stop + 1;
	}
	return true;
}

/* As a JSON text; bytes that no JSON can hold in their readable form. */
static void
append_text(GString *out, const char *text, GBytes *raw)
{
	gsize len = 0;
	const char *bytes = raw ? g_bytes_get_data(raw, &len) : NULL;
	json_t *json = bytes && is_text_with_zeros(bytes, len) ? json_stringn(bytes, len)
							       : json_string(text);
	char *dump = json_dumps(json, JSON_ENCODE_ANY);

	export_append_safe(out, dump);
	free(dump);
	json_decref(json);
}

static void
append_object(GString *out, const GPtrArray *fields)
{
	g_string_append_c(out, '{');
	for (guint i = 0; i < fields->len; i++) {
		const SourceField *field = fields->pdata[i];

		if (i)
			g_string_append(out, ", ");
		append_text(out, field->name, field->name_raw);
		g_string_append(out, ": ");
		if (field->kind == IMPORT_KIND_TEXT)
			append_text(out, field->text, field->raw);
		else
			g_string_append(
				out, field->kind == IMPORT_KIND_NULL ? "null" : field->text);
	}
	g_string_append_c(out, '}');
}

/* ---- the file ---- */

void
source_table_begin(SourceTable *table, GString *out)
{
	if (table->config.form == SOURCE_JSON)
		g_string_append(table->row, "[");
	if (table->config.form == SOURCE_CSV) {
		g_string_append(out, encoding_mark(table->config.encoding));
		if (!table->config.no_header)
			append_cells(
				table, (GBytes *const *)table->names->pdata, table->names->len);
	}
	table_flush(table, out);
}

bool
source_table_write(SourceTable *table, const Ticket *ticket, GString *out, bool *ret_written,
	GError **error)
{
	g_autoptr(GPtrArray) fields = source_columns_read(table->desk->folder, ticket, error);
	bool array = table->config.form == SOURCE_JSON;

	*ret_written = fields && fields->len > 0;
	if (!*ret_written)
		return fields != NULL;
	if (table->config.form == SOURCE_CSV) {
		append_csv(table, fields);
	} else {
		if (array)
			g_string_append(table->row, table->first ? "\n" : ",\n");
		append_object(table->row, fields);
		if (!array)
			g_string_append_c(table->row, '\n');
	}
	table->first = false;
	table_flush(table, out);
	return true;
}

void
source_table_end(SourceTable *table, GString *out)
{
	if (table->config.form == SOURCE_JSON)
		g_string_append(table->row, "\n]\n");
	table_flush(table, out);
}
