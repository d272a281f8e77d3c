/*
 * See import-json.h. The array is taken apart here, each object is read by
 * jansson. Before that, the numbers of the object's own values are put into
 * quotes in a copy (`copy`), since jansson would turn them into binary ones;
 * what is not a number by the grammar stays as it is and is refused by it. The
 * object's own names get a number in front in the copy, so that a name that
 * stands twice is kept twice.
 */
#include "config.h"

#include "core/import-json.h"

#include <glib/gi18n.h>
#include <jansson.h>

#define CHUNK	  ((size_t)64 << 10)
#define NAME_MARK 8 /* bytes before each name in the copy */

typedef enum JsonState {
	JSON_STATE_BEGIN,
	JSON_STATE_LINES,
	JSON_STATE_FIRST, /* after the [ of an array */
	JSON_STATE_AFTER, /* after a value of an array */
	JSON_STATE_END,
} JsonState;

struct ImportJson {
	CsvReadFunc read;
	void *data;
	JsonState state;
	char *buf;
	size_t cap, start, end; /* buf[start] is the next byte */
	bool at_eof;
	GError *failure;
	uint64_t line, column; /* of buf[start] */

	json_t *object; /* the bytes of pairs live here, in `nested`, or in constants */
	GString *nested;
	GString *copy;
	GArray *added; /* size_t: offsets in copy of the bytes put in */
	GArray *pairs; /* ImportPair */
	GArray *zeros; /* ZeroName: the object's own names that hold U+0000 */
};

/* A name as it was written, between its quotes, and then as jansson reads it as a value. */
typedef struct ZeroName {
	unsigned pair;
	const char *text;
	size_t len;
	json_t *value;
} ZeroName;

static void
zero_clear(void *zero)
{
	json_decref(((ZeroName *)zero)->value);
}

ImportJson *
import_json_new(CsvReadFunc read, void *data)
{
	ImportJson *json = g_new0(ImportJson, 1);

	json->read = read;
	json->data = data;
	json->cap = 2 * CHUNK;
	json->buf = g_malloc(json->cap);
	json->line = json->column = 1;
	json->nested = g_string_new(NULL);
	json->copy = g_string_new(NULL);
	json->added = g_array_new(FALSE, FALSE, sizeof(size_t));
	json->pairs = g_array_new(FALSE, FALSE, sizeof(ImportPair));
	json->zeros = g_array_new(FALSE, FALSE, sizeof(ZeroName));
	g_array_set_clear_func(json->zeros, zero_clear);
	return json;
}

void
import_json_free(ImportJson *json)
{
	if (!json)
		return;
	g_free(json->buf);
	g_clear_error(&json->failure);
	json_decref(json->object);
	g_string_free(json->nested, TRUE);
	g_string_free(json->copy, TRUE);
	g_array_unref(json->added);
	g_array_unref(json->pairs);
	g_array_unref(json->zeros);
	g_free(json);
}

static bool
json_fill(ImportJson *json)
{
	gssize got;

	if (json->failure)
		return false;
	if (json->start > 0 && json->cap - json->end < CHUNK) {
		memmove(json->buf, json->buf + json->start, json->end - json->start);
		json->end -= json->start;
		json->start = 0;
	}
	if (json->cap - json->end < CHUNK) {
		json->cap *= 2;
		json->buf = g_realloc(json->buf, json->cap);
	}
	got = json->read(json->data, json->buf + json->end, CHUNK, &json->failure);
	if (got < 0)
		return false;
	json->at_eof = got == 0;
	json->end += (size_t)got;
	return true;
}

/* The byte `ahead`, -1 at the end, -2 on failure. */
static inline int
json_peek(ImportJson *json, size_t ahead)
{
	while (G_UNLIKELY(json->start + ahead >= json->end)) {
		if (json->at_eof)
			return -1;
		if (!json_fill(json))
			return -2;
	}
	return (unsigned char)json->buf[json->start + ahead];
}

static void
place_step(uint64_t *line, uint64_t *column, char c)
{
	if (c == '\n') {
		(*line)++;
		*column = 1;
	} else if (((unsigned char)c & 0xC0) != 0x80) {
		(*column)++;
	}
}

static void
json_skip(ImportJson *json, size_t n)
{
	for (size_t i = 0; i < n; i++)
		place_step(&json->line, &json->column, json->buf[json->start + i]);
	json->start += n;
}

static bool
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int
json_skip_blank(ImportJson *json)
{
	int c;

	while (is_blank(c = json_peek(json, 0)))
		json_skip(json, 1);
	return c;
}

static ImportJsonOutcome
object_blame(ImportObject *ret, const char *reason, uint64_t line, uint64_t column)
{
	ret->reason = reason;
	ret->bad_line = line;
	ret->bad_column = column;
	return IMPORT_JSON_BAD;
}

/* What can't be taken apart ends the file. */
static ImportJsonOutcome
json_stop(ImportJson *json, ImportObject *ret, const char *reason)
{
	json->state = JSON_STATE_END;
	if (json->failure)
		return IMPORT_JSON_FAILED;
	ret->line = json->line;
	ret->column = json->column;
	return object_blame(ret, reason, json->line, json->column);
}

/* Follows strings and brackets over a text, a byte at a time. */
typedef struct Nest {
	unsigned depth;
	bool in_string, escaped;
} Nest;

static void
nest_step(Nest *nest, char c)
{
	if (nest->in_string) {
		if (nest->escaped)
			nest->escaped = false;
		else if (c == '\\')
			nest->escaped = true;
		else if (c == '"')
			nest->in_string = false;
		return;
	}
	if (c == '"')
		nest->in_string = true;
	else if (c == '{' || c == '[')
		nest->depth++;
	else if ((c == '}' || c == ']') && nest->depth)
		nest->depth--;
}

/* Bytes of the array's value that begins here; 0 if it has no end in reach. */
static size_t
json_measure_value(ImportJson *json)
{
	Nest nest = {0};

	for (size_t n = 0; n < IMPORT_JSON_MAX; n++) {
		int c = json_peek(json, n);

		if (c < 0)
			return 0;
		if (!nest.depth && !nest.in_string && n &&
			(c == ',' || c == ']' || c == '}' || is_blank(c)))
			return n;
		nest_step(&nest, (char)c);
		if (!nest.depth && !nest.in_string && (c == '}' || c == ']'))
			return n + 1;
	}
	return 0;
}

/* Bytes up to the line's end; 0 if the line is too long, then it was skipped. */
static size_t
json_measure_line(ImportJson *json)
{
	size_t n = 0;
	int c;

	while ((c = json_peek(json, n)) >= 0 && c != '\n') {
		if (++n < IMPORT_JSON_MAX)
			continue;
		while ((c = json_peek(json, 0)) >= 0 && c != '\n')
			json_skip(json, 1);
		return 0;
	}
	return n;
}

/* Bytes of a number by JSON's grammar at `text`, 0 if there is none. */
static size_t
measure_number(const char *text, size_t len)
{
	size_t n = 0, digits;

#define DIGITS()                                                                               \
	for (digits = 0; n < len && g_ascii_isdigit(text[n]); digits++)                        \
	n++
	if (n < len && text[n] == '-')
		n++;
	DIGITS();
	if (!digits || (digits > 1 && text[n - digits] == '0'))
		return 0;
	if (n < len && text[n] == '.') {
		n++;
		DIGITS();
		if (!digits)
			return 0;
	}
	if (n < len && (text[n] == 'e' || text[n] == 'E')) {
		n++;
		if (n < len && (text[n] == '+' || text[n] == '-'))
			n++;
		DIGITS();
		if (!digits)
			return 0;
	}
#undef DIGITS
	return n < len && (is_blank(text[n]) || text[n] == ',' || text[n] == '}') ? n : 0;
}

static void
copy_add(ImportJson *json, const char *bytes)
{
	for (; *bytes; bytes++) {
		g_array_append_val(json->added, json->copy->len);
		g_string_append_c(json->copy, *bytes);
	}
}

/* NAME_MARK bytes that no other name of this object begins with. */
static void
copy_add_mark(ImportJson *json)
{
	char mark[NAME_MARK + 1];

	g_snprintf(mark, sizeof(mark), "%08x", json->pairs->len);
	copy_add(json, mark);
}

static ImportKind
kind_of(char c)
{
	switch (c) {
	case '"':
		return IMPORT_KIND_TEXT;
	case '{':
	case '[':
		return IMPORT_KIND_JSON;
	case 't':
	case 'f':
		return IMPORT_KIND_BOOL;
	case 'n':
		return IMPORT_KIND_NULL;
	default:
		return IMPORT_KIND_NUMBER;
	}
}

/* Where the copying of an object stands. */
typedef struct Copying {
	uint64_t line, column;
	Nest nest;
	ImportKind kind;  /* of the value that is being copied */
	bool after_colon; /* a value of the object's own comes next */
	bool in_value;	  /* in a nested or a text value of the object's own */
	const char *name; /* where the text of the object's own name began that is copied */
	bool zero;	  /* that name holds U+0000 */
} Copying;

/* What is left as it is; the bytes of a nested value are kept aside too. */
static void
copy_byte(ImportJson *json, Copying *copying, char c)
{
	g_string_append_c(json->copy, c);
	if (copying->in_value && copying->kind == IMPORT_KIND_JSON)
		g_string_append_c(json->nested, c);
	place_step(&copying->line, &copying->column, c);
}

/* Notes the value; its `len` is an offset in `nested` until all are noted. */
static void
copy_begin_value(ImportJson *json, Copying *copying, char c)
{
	ImportPair pair = {.kind = kind_of(c),
		.len = json->nested->len,
		.line = copying->line,
		.column = copying->column};

	g_array_append_val(json->pairs, pair);
	copying->after_colon = false;
	copying->kind = pair.kind;
	copying->in_value = pair.kind == IMPORT_KIND_JSON || pair.kind == IMPORT_KIND_TEXT;
}

static void
copy_number(ImportJson *json, Copying *copying, const char *text, size_t len)
{
	copying->in_value = false;
	copy_add(json, "\"");
	for (size_t i = 0; i < len; i++)
		copy_byte(json, copying, text[i]);
	copy_add(json, "\"");
}

/*
 * jansson takes a zero character in a value, but in no name: outside the
 * object's own texts it becomes U+FFFD in the copy. Bytes done.
 */
static size_t
copy_zero_escape(ImportJson *json, Copying *copying, const char *text, size_t len)
{
	static const char zero[] = "\\u0000", stand_in[] = "\\ufffd";
	bool own_text = copying->in_value && copying->kind == IMPORT_KIND_TEXT;

	if (!copying->nest.in_string || copying->nest.escaped || own_text || len < 6 ||
		memcmp(text, zero, 6))
		return 0;
	g_string_append(json->copy, stand_in);
	if (copying->in_value)
		g_string_append(json->nested, zero);
	else
		copying->zero = true;
	copying->column += 6;
	return 6;
}

/* The object's own name that ended at `end`, if it needs more than the copy can hold. */
static void
copy_end_name(ImportJson *json, Copying *copying, const char *end)
{
	ZeroName zero = {json->pairs->len, copying->name, 0, NULL};

	if (copying->zero) {
		zero.len = (size_t)(end - copying->name);
		g_array_append_val(json->zeros, zero);
	}
	copying->name = NULL;
	copying->zero = false;
}

static void
copy_other(ImportJson *json, Copying *copying, const char *at, bool begins)
{
	Nest before = copying->nest, *nest = &copying->nest;
	char c = *at;

	copy_byte(json, copying, c);
	nest_step(nest, c);
	if (nest->depth != 1)
		return;
	if (before.in_string && !nest->in_string && copying->name)
		copy_end_name(json, copying, at);
	if (before.depth == 2 || (before.in_string && !nest->in_string))
		copying->in_value = false;
	if (nest->in_string && !before.in_string && !begins) {
		copy_add_mark(json);
		copying->name = at + 1;
	}
	if (c == ':' && !nest->in_string)
		copying->after_colon = true;
}

static void
json_copy_object(ImportJson *json, const char *text, size_t len)
{
	Copying copying = {.line = json->line, .column = json->column};
	size_t i = 0;

	while (i < len) {
		bool begins = copying.after_colon && !is_blank(text[i]);
		size_t done = begins ? measure_number(text + i, len - i) : 0;

		if (begins)
			copy_begin_value(json, &copying, text[i]);
		if (done)
			copy_number(json, &copying, text + i, done);
		else
			done = copy_zero_escape(json, &copying, text + i, len - i);
		if (!done)
			copy_other(json, &copying, text + i, begins);
		i += done ? done : 1;
	}
}

static const char *
reason_of(const json_error_t *fault)
{
	switch ((int)json_error_code(fault)) {
	case json_error_invalid_utf8:
		return _("The object holds bytes that are not UTF-8 text.");
	case json_error_premature_end_of_input:
		return _("The object is not complete.");
	case json_error_stack_overflow:
		return _("The object is nested too deeply.");
	case json_error_end_of_input_expected:
		return _("There is text after the object.");
	default:
		return _("This is not JSON.");
	}
}

static ImportJsonOutcome
json_blame_parse(
	ImportJson *json, const char *text, const json_error_t *fault, ImportObject *ret)
{
	uint64_t line = json->line, column = json->column;
	size_t at = fault->position > 0 ? (size_t)fault->position - 1 : 0, real = at;

	for (guint i = 0; i < json->added->len; i++) {
		if (g_array_index(json->added, size_t, i) < at)
			real--;
	}
	for (size_t i = 0; i < real; i++)
		place_step(&line, &column, text[i]);
	return object_blame(ret, reason_of(fault), line, column);
}

/* Names that hold U+0000, which jansson takes in values only. */
static void
json_fill_zeros(ImportJson *json)
{
	for (guint i = 0; i < json->zeros->len; i++) {
		ZeroName *zero = &g_array_index(json->zeros, ZeroName, i);
		g_autofree char *text = g_strdup_printf("\"%.*s\"", (int)zero->len, zero->text);
		ImportPair *pair;

		if (zero->pair >= json->pairs->len)
			continue;
		zero->value = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		pair = &g_array_index(json->pairs, ImportPair, zero->pair);
		if (zero->value) {
			pair->name_bytes = json_string_value(zero->value);
			pair->name_len = json_string_length(zero->value);
		}
	}
}

/* False if a number got past the quotes: what jansson would make of it is not what was written.
 */
static bool
json_fill_pairs(ImportJson *json)
{
	const char *name;
	json_t *value;
	unsigned i = 0;

	json_object_foreach(json->object, name, value)
	{
		ImportPair *pair = &g_array_index(json->pairs, ImportPair, i);
		ImportPair *next = i + 1 < json->pairs->len ? pair + 1 : NULL;
		size_t nested = pair->len;

		i++;
		pair->name = pair->name_bytes = name + NAME_MARK;
		pair->name_len = strlen(pair->name);
		if (pair->kind == IMPORT_KIND_JSON) {
			pair->bytes = json->nested->str + nested;
			pair->len = (next ? next->len : json->nested->len) - nested;
		} else if (json_is_string(value)) {
			pair->bytes = json_string_value(value);
			pair->len = json_string_length(value);
		} else if (pair->kind == IMPORT_KIND_NUMBER) {
			return false;
		} else {
			pair->bytes = json_is_true(value)    ? "true"
				      : json_is_false(value) ? "false"
							     : "";
			pair->len = strlen(pair->bytes);
		}
	}
	return true;
}

/* The `len` bytes at the start as one object; they are not skipped here. */
static ImportJsonOutcome
json_parse_object(ImportJson *json, size_t len, ImportObject *ret)
{
	const char *text = json->buf + json->start;
	json_error_t fault;

	g_string_truncate(json->copy, 0);
	g_string_truncate(json->nested, 0);
	g_array_set_size(json->added, 0);
	g_array_set_size(json->pairs, 0);
	g_array_set_size(json->zeros, 0);
	json_decref(g_steal_pointer(&json->object));
	if (*text != '{')
		return object_blame(ret, _("Each row must be a JSON object, { ... }."),
			ret->line, ret->column);
	/* jansson passes over zero bytes as if they were not there. */
	if (memchr(text, '\0', len))
		return object_blame(
			ret, _("The object holds a zero byte."), ret->line, ret->column);
	json_copy_object(json, text, len);
	json->object = json_loadb(json->copy->str, json->copy->len,
		JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, &fault);
	if (!json->object)
		return json_blame_parse(json, text, &fault, ret);
	if (json_object_size(json->object) != json->pairs->len || !json_fill_pairs(json))
		return object_blame(ret, _("This is not JSON."), ret->line, ret->column);
	json_fill_zeros(json);
	ret->pairs = (const ImportPair *)(void *)json->pairs->data;
	ret->n_pairs = json->pairs->len;
	return IMPORT_JSON_OBJECT;
}

static ImportJsonOutcome
json_next_line(ImportJson *json, ImportObject *ret)
{
	ImportJsonOutcome outcome;
	size_t len;

	if (json_skip_blank(json) < 0) {
		json->state = JSON_STATE_END;
		return json->failure ? IMPORT_JSON_FAILED : IMPORT_JSON_END;
	}
	ret->line = json->line;
	ret->column = json->column;
	len = json_measure_line(json);
	if (json->failure)
		return IMPORT_JSON_FAILED;
	if (!len)
		return object_blame(ret, _("The line is too long."), ret->line, ret->column);
	outcome = json_parse_object(json, len, ret);
	json_skip(json, len);
	return outcome;
}

static ImportJsonOutcome
json_finish_array(ImportJson *json, ImportObject *ret)
{
	json_skip(json, 1);
	if (json_skip_blank(json) != -1)
		return json_stop(json, ret, _("There is text after the end of the list."));
	json->state = JSON_STATE_END;
	return IMPORT_JSON_END;
}

static ImportJsonOutcome
json_next_value(ImportJson *json, ImportObject *ret)
{
	ImportJsonOutcome outcome;
	int c = json_skip_blank(json);
	size_t len;

	if (c == ']')
		return json_finish_array(json, ret);
	if (c >= 0 && json->state == JSON_STATE_AFTER) {
		if (c != ',')
			return json_stop(json, ret,
				_("A comma or ] is missing here; nothing after it was read."));
		json_skip(json, 1);
		c = json_skip_blank(json);
	}
	ret->line = json->line;
	ret->column = json->column;
	len = c < 0 || c == ',' || c == ']' || c == '}' ? 0 : json_measure_value(json);
	if (!len)
		return json_stop(json, ret,
			_("The list is broken or not complete from here; nothing after it was "
			  "read."));
	outcome = json_parse_object(json, len, ret);
	json_skip(json, len);
	json->state = JSON_STATE_AFTER;
	return outcome;
}

static bool
json_begin(ImportJson *json)
{
	if (json_peek(json, 0) == 0xEF && json_peek(json, 1) == 0xBB &&
		json_peek(json, 2) == 0xBF)
		json->start += 3;
	json->state = JSON_STATE_LINES;
	if (json_skip_blank(json) == '[') {
		json_skip(json, 1);
		json->state = JSON_STATE_FIRST;
	}
	return !json->failure;
}

ImportJsonOutcome
import_json_next(ImportJson *json, ImportObject *ret, GError **error)
{
	ImportJsonOutcome outcome = IMPORT_JSON_END;

	*ret = (ImportObject){.line = json->line, .column = json->column};
	if (json->state == JSON_STATE_BEGIN && !json_begin(json))
		outcome = IMPORT_JSON_FAILED;
	else if (json->state == JSON_STATE_LINES)
		outcome = json_next_line(json, ret);
	else if (json->state == JSON_STATE_FIRST || json->state == JSON_STATE_AFTER)
		outcome = json_next_value(json, ret);
	if (json->failure) {
		outcome = IMPORT_JSON_FAILED;
		if (error)
			*error = g_error_copy(json->failure);
	}
	return outcome;
}
