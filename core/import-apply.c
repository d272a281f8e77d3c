/*
 * One row through a map. Cleaning works on copies: the source columns that
 * are kept with the ticket stay as they came.
 */
#include "config.h"

#include "core/import-map.h"

#include <glib/gi18n.h>

#include "core/import-date.h"
#include "core/import-map-private.h"
#include "core/text.h"

static bool
is_space(gunichar c)
{
	return g_unichar_isspace(c) || c == 0x3000 || c == 0xFEFF;
}

static const char *
skip_spaces(const char *text)
{
	while (*text && is_space(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

/* Where the white space at the end of [from, end) begins. */
static const char *
back_over_spaces(const char *from, const char *end)
{
	while (end > from) {
		const char *before = g_utf8_prev_char(end);

		if (!is_space(g_utf8_get_char(before)))
			break;
		end = before;
	}
	return end;
}

char *
import_text_dup_trim(const char *text)
{
	const char *from = skip_spaces(text);
	const char *end = back_over_spaces(from, from + strlen(from));

	return g_strndup(from, (size_t)(end - from));
}

char *
import_text_dup_key(const char *text)
{
	g_autofree char *trimmed = import_text_dup_trim(text);

	return g_utf8_casefold(trimmed, -1);
}

static char *
clean_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);
	bool gap = false;

	for (char **line = lines; *line; line++) {
		g_autofree char *trimmed = import_text_dup_trim(*line);

		if (!*trimmed) {
			gap = out->len > 0;
			continue;
		}
		if (out->len)
			g_string_append(out, gap ? "\n\n" : "\n");
		g_string_append(out, trimmed);
		gap = false;
	}
	return g_string_free(out, FALSE);
}

static char *
clean_spaces(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*(text = skip_spaces(text))) {
		if (out->len)
			g_string_append_c(out, ' ');
		while (*text && !is_space(g_utf8_get_char(text))) {
			g_string_append_unichar(out, g_utf8_get_char(text));
			text = g_utf8_next_char(text);
		}
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const char *name;
	const char *text;
} entities[] = {
	{"amp;", "&"},
	{"lt;", "<"},
	{"gt;", ">"},
	{"quot;", "\""},
	{"apos;", "'"},
	{"nbsp;", " "},
};

/* Appends what the entity at `text` (after its &) stands for; its length, or 0 if it is none.
 */
static size_t
append_entity(GString *out, const char *text)
{
	bool hex = text[0] == '#' && (text[1] == 'x' || text[1] == 'X');
	char *end = NULL;
	guint64 code;

	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		if (g_str_has_prefix(text, entities[i].name)) {
			g_string_append(out, entities[i].text);
			return strlen(entities[i].name);
		}
	}
	if (text[0] != '#' || !g_ascii_isxdigit(text[hex ? 2 : 1]))
		return 0;
	code = g_ascii_strtoull(text + (hex ? 2 : 1), &end, hex ? 16 : 10);
	if (*end != ';' || code == 0 || code > 0x10FFFF || !g_unichar_validate((gunichar)code))
		return 0;
	g_string_append_unichar(out, (gunichar)code);
	return (size_t)(end - text) + 1;
}

static char *
clean_html(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text) {
		size_t len = *text == '&' ? append_entity(out, text + 1) : 0;

		if (!len)
			g_string_append_c(out, *text);
		text += len + 1;
	}
	return g_string_free(out, FALSE);
}

static char *
clean_escapes(const char *text)
{
	static const char letters[] = "nrt\"'\\", meant[] = "\n\r\t\"'\\";
	GString *out = g_string_new(NULL);

	for (; *text; text++) {
		const char *letter = *text == '\\' && text[1] ? strchr(letters, text[1]) : NULL;

		g_string_append_c(out, letter ? meant[letter - letters] : *text);
		if (letter)
			text++;
	}
	return g_string_free(out, FALSE);
}

/* Add a row here, and a name to import-map.c, for another cleaning; they work in this order. */
static const struct {
	unsigned bit;
	char *(*clean)(const char *text);
} cleanings[] = {
	{IMPORT_CLEAN_ESCAPES, clean_escapes},
	{IMPORT_CLEAN_HTML, clean_html},
	{IMPORT_CLEAN_LINES, clean_lines},
	{IMPORT_CLEAN_SPACES, clean_spaces},
};

/* The value for `field`, or NULL if it is empty or means nothing. */
static char *
map_dup_clean(const ImportMap *map, ImportField field, const char *raw)
{
	g_autofree char *text = g_strdup(raw), *key = NULL, *trimmed = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cleanings); i++) {
		if (map->clean[field] & cleanings[i].bit) {
			char *cleaned = cleanings[i].clean(text);

			g_free(text);
			text = cleaned;
		}
	}
	trimmed = import_text_dup_trim(text);
	if (!*trimmed)
		return NULL;
	if (strlen(trimmed) < 64) {
		key = import_text_dup_key(trimmed);
		if (g_hash_table_contains(map->empty, key))
			return NULL;
	}
	return g_steal_pointer(&trimmed);
}

typedef struct Row {
	const ImportMap *map;
	ImportLookup lookup;
	void *data;
} Row;

/* From the value tables of the field, in order. */
static char *
row_dup_tabled(const Row *row, ImportField field)
{
	for (unsigned i = 0; i < row->map->tables->len; i++) {
		const ImportTable *table = row->map->tables->pdata[i];
		const char *raw = NULL, *value;
		g_autofree char *key = NULL;

		if (table->field != field)
			continue;
		raw = row->lookup(row->data, table->column);
		key = import_text_dup_key(raw ? raw : "");
		value = g_hash_table_lookup(table->values, key);
		if (!value && raw)
			value = table->any;
		if (value)
			return g_strdup(value);
	}
	return NULL;
}

/* From the first of the field's columns that has a value; *ret_column is that column. */
static char *
row_dup_column(const Row *row, ImportField field, const char **ret_column)
{
	const GPtrArray *columns = row->map->columns[field];

	for (unsigned i = 0; i < columns->len; i++) {
		const char *raw = row->lookup(row->data, columns->pdata[i]);
		char *value = raw ? map_dup_clean(row->map, field, raw) : NULL;

		if (value) {
			*ret_column = columns->pdata[i];
			return value;
		}
	}
	return NULL;
}

static const char *
field_default(ImportField field)
{
	switch ((int)field) {
	case IMPORT_FIELD_CHANNEL:
		return "A99";
	case IMPORT_FIELD_BUSINESS:
		return "B99";
	case IMPORT_FIELD_REASON:
		return "C99";
	case IMPORT_FIELD_CLAIM:
		return "W99";
	default:
		return NULL;
	}
}

static char *
row_dup_value(const Row *row, ImportField field)
{
	const char *column = NULL;
	char *value = row_dup_tabled(row, field);

	if (!value)
		value = row_dup_column(row, field, &column);
	if (!value)
		value = g_strdup(row->map->constants[field]);
	return value ? value : g_strdup(field_default(field));
}

/* All id columns joined; NULL if one is missing, since half an id names nobody. */
static char *
row_dup_id(const Row *row)
{
	g_autoptr(GString) id = g_string_new(NULL);

	for (unsigned i = 0; i < row->map->ids->len; i++) {
		const char *raw = row->lookup(row->data, row->map->ids->pdata[i]);
		g_autofree char *part =
			raw ? map_dup_clean(row->map, IMPORT_FIELD_SOURCE_ID, raw) : NULL;

		if (!part)
			return NULL;
		if (i)
			g_string_append_c(id, '/');
		g_string_append(id, part);
	}
	return id->len ? g_strdup(id->str) : NULL;
}

static char *
dup_date_fault(const ImportMap *map, const char *text)
{
	g_autoptr(GString) forms = g_string_new(NULL);
	g_autofree char *start = g_utf8_substring(text, 0, MIN(40, g_utf8_strlen(text, -1)));
	g_autofree char *head = text_dup_clean(start, false);

	for (unsigned i = 0; i < map->dates->len; i++) {
		if (i)
			g_string_append(forms, ", ");
		g_string_append(forms, map->dates->pdata[i]);
	}
	return g_strdup_printf(_("\"%1$s\" is not a date of the form %2$s."), head, forms->str);
}

static bool
row_read_received(const Row *row, ImportValues *values, ImportFault *fault)
{
	const ImportMap *map = row->map;
	const GPtrArray *columns = map->columns[IMPORT_FIELD_RECEIVED];
	const char *column = columns->len ? columns->pdata[0] : NULL;
	g_autofree char *text = row_dup_column(row, IMPORT_FIELD_RECEIVED, &column);
	ImportDate date;

	*fault = (ImportFault){.column = column, .field = IMPORT_FIELD_RECEIVED};
	if (!text && map->undated)
		return true;
	if (!text) {
		fault->reason = g_strdup(_("The date of receipt is missing."));
		return false;
	}
	for (unsigned i = 0; i < map->dates->len; i++) {
		if (!import_date_parse(map->dates->pdata[i], text, &date))
			continue;
		values->received_us = import_date_to_us(&date, map->zone);
		values->received_has_time = date.has_time;
		values->fields[IMPORT_FIELD_RECEIVED] = import_date_dup_text(&date, map->zone);
		return true;
	}
	fault->reason = dup_date_fault(map, text);
	return false;
}

bool
import_map_apply(const ImportMap *map, ImportLookup lookup, void *data, ImportValues *ret,
	ImportFault *ret_fault)
{
	Row row = {map, lookup, data};

	*ret = (ImportValues){.received_us = 0};
	if (!row_read_received(&row, ret, ret_fault))
		return false;
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++) {
		if (i == IMPORT_FIELD_SOURCE_ID)
			ret->fields[i] = row_dup_id(&row);
		else if (i != IMPORT_FIELD_RECEIVED)
			ret->fields[i] = row_dup_value(&row, (ImportField)i);
	}
	return true;
}

void
import_values_clear(ImportValues *values)
{
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++)
		g_clear_pointer(&values->fields[i], g_free);
}
