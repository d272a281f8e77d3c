/*
 * core/import-json.h against jansson. A line that jansson reads as an object
 * is an object with the same values here, and the other way round, but for what
 * jansson alone refuses: numbers beyond a double, zero characters in names. Of
 * a number the digits are kept. Reads of any sizes give the same.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <jansson.h>

#include "core/error.h"
#include "core/import-json.h"

#define FLAGS (JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL)

typedef struct Source {
	const uint8_t *bytes;
	size_t len, at;
	FuzzDice *dice; /* NULL: all that is asked for */
} Source;

static gssize
source_read(void *data, void *buf, size_t len, GError **error)
{
	Source *source = data;
	size_t n = MIN(len, source->len - source->at);

	if (n > 0 && source->dice)
		n = 1 + fuzz_throw(source->dice, (uint32_t)n);
	if (n > 0)
		memcpy(buf, source->bytes + source->at, n);
	source->at += n;
	return (gssize)n;
}

/* A value alone as jansson reads it; NULL if only jansson's own limits forbid it. */
static json_t *
read_value(const char *bytes, size_t len)
{
	json_error_t fault;
	json_t *value = json_loadb(bytes, len, FLAGS | JSON_DECODE_ANY, &fault);

	g_assert_true(value || json_error_code(&fault) == json_error_numeric_overflow ||
		      json_error_code(&fault) == json_error_null_byte_in_key);
	return value;
}

static void
check_pair(const ImportPair *pair, const json_t *wanted)
{
	json_auto_t *value = NULL;

	g_assert_true(g_utf8_validate(pair->name, -1, NULL));
	switch (pair->kind) {
	case IMPORT_KIND_TEXT:
		g_assert_true(pair->len == 0 || memchr(pair->bytes, '\0', pair->len) ||
			      g_utf8_validate(pair->bytes, (gssize)pair->len, NULL));
		value = json_stringn(pair->bytes, pair->len);
		break;
	case IMPORT_KIND_BOOL:
		value = json_boolean(pair->len == 4);
		g_assert_cmpmem(pair->bytes, pair->len, pair->len == 4 ? "true" : "false",
			pair->len == 4 ? 4 : 5);
		break;
	case IMPORT_KIND_NULL:
		g_assert_cmpuint(pair->len, ==, 0);
		value = json_null();
		break;
	case IMPORT_KIND_NUMBER:
	case IMPORT_KIND_JSON:
		value = read_value(pair->bytes, pair->len);
		g_assert_true(
			!value || json_is_real(value) == (pair->kind == IMPORT_KIND_NUMBER));
		break;
	}
	g_assert_true(!wanted || (value && json_equal(value, wanted)));
}

/* `wanted`: what jansson made of the object, NULL if it did not. */
static void
check_object(const ImportObject *object, const json_t *wanted)
{
	g_autoptr(GHashTable) last = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < object->n_pairs; i++)
		g_hash_table_insert(
			last, (void *)object->pairs[i].name, (void *)&object->pairs[i]);
	for (unsigned i = 0; i < object->n_pairs; i++) {
		const ImportPair *pair = &object->pairs[i];
		bool counts = g_hash_table_lookup(last, pair->name) == pair;
		const json_t *value = wanted ? json_object_get(wanted, pair->name) : NULL;

		g_assert_true(!wanted || value);
		check_pair(pair, counts ? value : NULL);
	}
	if (wanted)
		g_assert_cmpuint(json_object_size(wanted), ==, g_hash_table_size(last));
}

static void
write_down(GString *out, ImportJsonOutcome outcome, const ImportObject *object)
{
	g_string_append_printf(out, "%d %" PRIu64 ":%" PRIu64 " %" PRIu64 ":%" PRIu64 " %s\n",
		(int)outcome, object->line, object->column, object->bad_line,
		object->bad_column, object->reason ? object->reason : "");
	for (unsigned i = 0; i < object->n_pairs; i++) {
		const ImportPair *pair = &object->pairs[i];

		g_string_append_printf(out, "%s %d %" PRIu64 ":%" PRIu64 " ", pair->name,
			(int)pair->kind, pair->line, pair->column);
		g_string_append_len(out, pair->bytes, (gssize)pair->len);
	}
}

/* The whole file as jansson reads it: rows in a list, NULL where it does not. */
typedef struct Wanted {
	json_t *list;	 /* of an array */
	GPtrArray *rows; /* json_t *, NULL for a row that is no object; NULL: nothing known */
} Wanted;

static void
wanted_line(Wanted *wanted, const char *line, size_t len)
{
	json_error_t fault;
	json_t *row;

	if (strspn(line, " \t\r") >= len)
		return;
	row = memchr(line, '\0', len) ? NULL : json_loadb(line, len, FLAGS, &fault);
	if (row && !json_is_object(row))
		json_decref(g_steal_pointer(&row));
	g_ptr_array_add(wanted->rows, row);
}

static Wanted
wanted_new(const char *text, size_t size)
{
	Wanted wanted = {NULL, NULL};
	size_t start = strspn(text, " \t\r\n"), at = start;

	if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		return wanted;
	wanted.rows = g_ptr_array_new();
	if (text[start] == '[') {
		if (!memchr(text, '\0', size))
			wanted.list = json_loadb(text, size, FLAGS, NULL);
		for (size_t i = 0; i < json_array_size(wanted.list); i++) {
			json_t *row = json_array_get(wanted.list, i);

			g_ptr_array_add(
				wanted.rows, json_is_object(row) ? json_incref(row) : NULL);
		}
		if (!wanted.list)
			g_clear_pointer(&wanted.rows, g_ptr_array_unref);
		return wanted;
	}
	while (at < size) {
		const char *lf = memchr(text + at, '\n', size - at);
		size_t len = lf ? (size_t)(lf - text) - at : size - at;

		wanted_line(&wanted, text + at, len);
		at += len + 1;
	}
	return wanted;
}

static void
wanted_clear(Wanted *wanted)
{
	for (guint i = 0; wanted->rows && i < wanted->rows->len; i++)
		json_decref(wanted->rows->pdata[i]);
	g_clear_pointer(&wanted->rows, g_ptr_array_unref);
	json_decref(wanted->list);
}

static GString *
read_all(Source *source, const Wanted *wanted)
{
	g_autoptr(ImportJson) json = import_json_new(source_read, source);
	GString *out = g_string_new(NULL);
	uint64_t n_lines = fuzz_count_lines(source->bytes, source->len), line = 0;
	ImportJsonOutcome outcome;
	ImportObject object;
	guint n = 0;

	for (; (outcome = import_json_next(json, &object, NULL)) != IMPORT_JSON_END; n++) {
		const json_t *row = NULL;

		g_assert_cmpint(outcome, !=, IMPORT_JSON_FAILED);
		g_assert_cmpuint(object.line, >=, line);
		g_assert_cmpuint(object.line, <=, n_lines);
		line = object.line;
		if (wanted->rows) {
			g_assert_cmpuint(n, <, wanted->rows->len);
			row = wanted->rows->pdata[n];
		}
		g_assert_true(!row || outcome == IMPORT_JSON_OBJECT);
		if (outcome == IMPORT_JSON_BAD) {
			fuzz_check_sentence(object.reason);
			g_assert_cmpuint(object.bad_line, >=, object.line);
			g_assert_cmpuint(object.bad_line, <=, n_lines);
		} else {
			check_object(&object, row);
		}
		write_down(out, outcome, &object);
	}
	if (wanted->rows)
		g_assert_cmpuint(n, ==, wanted->rows->len);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);
	g_autofree char *text = fuzz_dup_text(data, size);
	Wanted wanted = wanted_new(text, size);
	Source whole = {data, size, 0, NULL}, pieces = {data, size, 0, &dice};
	g_autoptr(GString) a = read_all(&whole, &wanted);
	g_autoptr(GString) b = read_all(&pieces, &wanted);

	g_assert_cmpmem(a->str, a->len, b->str, b->len);
	wanted_clear(&wanted);
	return 0;
}
