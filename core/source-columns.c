/*
 * See source-columns.h. The file is one JSON object {"kinds": "tn...",
 * "columns": [...]} with columns as the event has them, [name, value] or
 * [name, null, base64]; where the name is no text a fourth part holds it in
 * base64. `kinds` has a letter a column and is left out where all are texts.
 */
#include "config.h"

#include "core/source-columns.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <string.h>

#include "core/attachment.h"
#include "core/error.h"
#include "core/event.h"

/* What an event may hold (core/event-check.c), with room for its other fields. */
#define COLUMNS_MAX 200
#define NAME_CHARS  400
#define TEXT_BYTES  (32 * 1024)
#define ALL_BYTES   (48 * 1024)

static const char kind_letters[] = {[IMPORT_KIND_TEXT] = 't',
	[IMPORT_KIND_NUMBER] = 'n',
	[IMPORT_KIND_BOOL] = 'b',
	[IMPORT_KIND_NULL] = 'z',
	[IMPORT_KIND_JSON] = 'j'};

void
source_field_free(SourceField *field)
{
	g_free(field->name);
	g_free(field->text);
	g_clear_pointer(&field->name_raw, g_bytes_unref);
	g_clear_pointer(&field->raw, g_bytes_unref);
	g_free(field);
}

/* ---- keeping ---- */

/* Bytes of a text as JSON. */
static size_t
json_len(const char *text)
{
	size_t len = 2;

	for (; *text; text++)
		len += (unsigned char)*text < ' ' ? 6 : *text == '"' || *text == '\\' ? 2 : 1;
	return len;
}

static bool
fits_event(const ImportRow *row)
{
	size_t len = 0;

	for (unsigned i = 0; i < row->n_columns; i++) {
		const ImportColumn *column = &row->columns[i];

		if (column->name_raw || g_utf8_strlen(column->name_bytes, -1) > NAME_CHARS ||
			column->len > TEXT_BYTES)
			return false;
		len += json_len(column->name_bytes) + 8 +
		       (column->raw ? column->len * 4 / 3 + 16 : json_len(column->bytes));
		if (len > ALL_BYTES)
			return false;
	}
	return row->n_columns >= 1 && row->n_columns <= COLUMNS_MAX;
}

/* NULL where all columns are texts. Caller frees. */
static char *
dup_kinds(const ImportRow *row)
{
	g_autoptr(GString) kinds = g_string_new(NULL);
	bool plain = true;

	for (unsigned i = 0; i < row->n_columns; i++) {
		plain = plain && row->columns[i].kind == IMPORT_KIND_TEXT;
		g_string_append_c(kinds, kind_letters[row->columns[i].kind]);
	}
	return plain ? NULL : g_strdup(kinds->str);
}

static json_t *
base64_of(const char *bytes, size_t len)
{
	g_autofree char *text = g_base64_encode((const guchar *)bytes, len);

	return json_string(text);
}

static json_t *
column_to_json(const ImportColumn *column)
{
	json_t *json = json_array();

	json_array_append_new(
		json, json_string(column->name_raw ? column->name : column->name_bytes));
	json_array_append_new(json, column->raw ? json_null() : json_string(column->bytes));
	if (column->raw || column->name_raw)
		json_array_append_new(json,
			column->raw ? base64_of(column->bytes, column->len) : json_null());
	if (column->name_raw)
		json_array_append_new(json, base64_of(column->name_bytes, column->name_len));
	return json;
}

bool
source_columns_keep(const char *folder, ImportRow *row, GError **error)
{
	g_autofree char *kinds = NULL;
	json_t *json, *columns;
	char *text;
	bool kept;

	if (fits_event(row))
		return true;
	json = json_object();
	columns = json_array();
	kinds = dup_kinds(row);
	for (unsigned i = 0; i < row->n_columns; i++)
		json_array_append_new(columns, column_to_json(&row->columns[i]));
	if (kinds)
		json_object_set_new(json, "kinds", json_string(kinds));
	json_object_set_new(json, "columns", columns);
	text = json_dumps(json, JSON_COMPACT);
	kept = attachment_keep(folder, text, strlen(text), row->columns_file, error);
	free(text);
	json_decref(json);
	return kept;
}

void
source_columns_add(Act *act, const ImportRow *row)
{
	g_autofree char *kinds = row->columns_file[0] ? NULL : dup_kinds(row);

	if (row->columns_file[0]) {
		act_column(act, "columns", "", "", NULL);
		act_text(act, "columns_file", row->columns_file);
		return;
	}
	for (unsigned i = 0; i < row->n_columns; i++) {
		const ImportColumn *column = &row->columns[i];
		g_autoptr(GBytes) raw =
			column->raw ? g_bytes_new(column->bytes, column->len) : NULL;

		act_column(act, "columns", column->name_bytes, column->text, raw);
	}
	act_text(act, "columns_kinds", kinds);
}

/* ---- reading ---- */

static ImportKind
kind_of(const char *kinds, guint i)
{
	const char *at = kinds && i < strlen(kinds)
				 ? memchr(kind_letters, kinds[i], sizeof(kind_letters))
				 : NULL;

	return at ? (ImportKind)(at - kind_letters) : IMPORT_KIND_TEXT;
}

static char *
dup_readable(GBytes *raw)
{
	gsize len;
	const char *bytes = g_bytes_get_data(raw, &len);

	return import_dup_readable(bytes ? bytes : "", len, NULL);
}

static GBytes *
bytes_of(const json_t *json)
{
	gsize len;
	guchar *bytes;

	if (!json_is_string(json))
		return NULL;
	bytes = g_base64_decode(json_string_value(json), &len);
	return g_bytes_new_take(bytes, len);
}

/* NULL if `json` is no column. */
static SourceField *
field_of_json(const json_t *json, ImportKind kind)
{
	const char *name = json_string_value(json_array_get(json, 0));
	const char *value = json_string_value(json_array_get(json, 1));
	SourceField *field;

	if (!name || (!value && !json_is_string(json_array_get(json, 2))))
		return NULL;
	field = g_new0(SourceField, 1);
	field->name = g_strdup(name);
	field->name_raw = bytes_of(json_array_get(json, 3));
	field->raw = value ? NULL : bytes_of(json_array_get(json, 2));
	field->text = value ? g_strdup(value) : dup_readable(field->raw);
	field->kind = kind;
	return field;
}

static void
add_fields(GPtrArray *fields, const json_t *json)
{
	const char *kinds = json_string_value(json_object_get(json, "kinds"));
	size_t i;
	json_t *column;

	json_array_foreach(json_object_get(json, "columns"), i, column)
	{
		SourceField *field = field_of_json(column, kind_of(kinds, (guint)i));

		if (field)
			g_ptr_array_add(fields, field);
	}
}

static bool
read_file(const char *folder, const char *sha256, GPtrArray *fields, GError **error)
{
	g_autoptr(GBytes) bytes = attachment_read(folder, sha256, error);
	gsize len;
	const char *text;
	json_t *json;

	if (!bytes)
		return false;
	text = g_bytes_get_data(bytes, &len);
	json = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	add_fields(fields, json);
	json_decref(json);
	return true;
}

GPtrArray *
source_columns_read(const char *folder, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)source_field_free);
	const SourceColumn *first =
		ticket->columns->len == 1 ? ticket->columns->pdata[0] : NULL;

	if (ticket->columns_file[0])
		return read_file(folder, ticket->columns_file, fields, error)
			       ? g_steal_pointer(&fields)
			       : NULL;
	if (first && !first->name[0] && !first->value[0] && !first->raw)
		return g_steal_pointer(&fields);
	for (guint i = 0; i < ticket->columns->len; i++) {
		const SourceColumn *column = ticket->columns->pdata[i];
		SourceField *field = g_new0(SourceField, 1);

		field->name = g_strdup(column->name);
		field->raw = column->raw ? g_bytes_ref(column->raw) : NULL;
		field->text = column->raw ? dup_readable(column->raw) : g_strdup(column->value);
		field->kind = kind_of(ticket->columns_kinds, i);
		g_ptr_array_add(fields, field);
	}
	return g_steal_pointer(&fields);
}
