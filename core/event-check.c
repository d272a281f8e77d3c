/*
 * The one validator of payloads: whoever makes or receives an event, screen,
 * command line, bulk, import or hub, comes through here. The general rules
 * (depth, size, no float, valid text) hold for kinds of newer versions too; the
 * row of core/event.def decides the rest. Pure.
 */
#include "config.h"

#include "core/event-check.h"

#include <glib/gi18n.h>
#include <sodium.h>

#include "core/error.h"
#include "core/event.h"
#include "core/words.h"

#define MAX_CODE    60
#define MAX_LINES   50
#define MAX_UUIDS   200
#define MAX_COLUMNS 200
#define MAX_MINOR   INT64_C(1000000000000000)
#define MIN_TIME_US (INT64_C(-2208988800) * US_PER_SECOND)  /* 1900-01-01 */
#define MAX_TIME_US (INT64_C(253402300800) * US_PER_SECOND) /* 10000-01-01 */

/* ---- forms of strings ---- */

static bool
is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool
event_is_hex(const char *text, size_t len)
{
	size_t n = 0;

	while (is_hex_digit(text[n]))
		n++;
	return n == len && !text[n];
}

bool
event_is_uuid(const char *text)
{
	/* The NUL of a shorter text is neither a dash nor a digit. */
	for (int i = 0; i < UUID_LEN - 1; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !is_hex_digit(text[i]))
			return false;
	}
	return !text[UUID_LEN - 1];
}

bool
event_is_code(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (!g_ascii_isalnum(text[i]) && !strchr("._-", text[i]))
			return false;
	return len >= 1 && len <= MAX_CODE;
}

bool
event_is_day(const char *text)
{
	int part[3] = {0};

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	for (int i = 0; i < 10; i++) {
		if (i == 4 || i == 7)
			continue;
		if (!g_ascii_isdigit(text[i]))
			return false;
		part[(i > 4) + (i > 7)] = part[(i > 4) + (i > 7)] * 10 + (text[i] - '0');
	}
	return part[0] > 0 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 &&
	       g_date_valid_dmy((GDateDay)part[2], (GDateMonth)part[1], (GDateYear)part[0]);
}

bool
event_is_word_of(const char *word, const char *words)
{
	size_t len = strlen(word);

	for (const char *at = words; len > 0; at = strchr(at, '|') + 1) {
		size_t n = strcspn(at, "|");

		if (n == len && memcmp(at, word, n) == 0)
			return true;
		if (!at[n])
			break;
	}
	return false;
}

static bool
is_blank(const char *text)
{
	while (*text && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return !*text;
}

static bool
is_line(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < 0x20)
			return false;
	return *text && g_utf8_strlen(text, -1) <= EVENT_MAX_LINE;
}

/* ---- types of fields; every string here has passed check_general ---- */

static bool
fits_line(const FieldDef *def, const json_t *value)
{
	const char *text = json_string_value(value);

	return text && is_line(text) && (!def->need || !is_blank(text));
}

static bool
fits_text(const FieldDef *def, const json_t *value)
{
	const char *text = json_string_value(value);

	return text && *text && json_string_length(value) <= EVENT_MAX_TEXT &&
	       (!def->need || !is_blank(text));
}

static bool
fits_code(const FieldDef *def, const json_t *value)
{
	return json_is_string(value) && event_is_code(json_string_value(value));
}

static bool
fits_uuid(const FieldDef *def, const json_t *value)
{
	return json_is_string(value) && event_is_uuid(json_string_value(value));
}

static bool
fits_time(const FieldDef *def, const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= MIN_TIME_US &&
	       json_integer_value(value) < MAX_TIME_US;
}

static bool
fits_day(const FieldDef *def, const json_t *value)
{
	return json_is_string(value) && event_is_day(json_string_value(value));
}

static bool
fits_int(const FieldDef *def, const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool
fits_minor(const FieldDef *def, const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= -MAX_MINOR &&
	       json_integer_value(value) <= MAX_MINOR;
}

static bool
fits_bool(const FieldDef *def, const json_t *value)
{
	return json_is_boolean(value);
}

static bool
fits_enum(const FieldDef *def, const json_t *value)
{
	return json_is_string(value) && event_is_word_of(json_string_value(value), def->arg);
}

/* Words are few: every one is compared with those before it. */
static bool
fits_set(const FieldDef *def, const json_t *value)
{
	size_t n = json_array_size(value);

	if (!json_is_array(value))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!fits_enum(def, json_array_get(value, i)))
			return false;
		for (size_t j = 0; j < i; j++)
			if (json_equal(json_array_get(value, i), json_array_get(value, j)))
				return false;
	}
	return true;
}

static bool
fits_each(const json_t *value, size_t max, bool (*is)(const char *))
{
	size_t n = json_array_size(value);

	for (size_t i = 0; i < n; i++) {
		const char *text = json_string_value(json_array_get(value, i));

		if (!text || !is(text))
			return false;
	}
	return n >= 1 && n <= max;
}

static bool
fits_lines(const FieldDef *def, const json_t *value)
{
	return fits_each(value, MAX_LINES, is_line);
}

static bool
fits_uuids(const FieldDef *def, const json_t *value)
{
	return fits_each(value, MAX_UUIDS, event_is_uuid);
}

static bool
fits_hash(const FieldDef *def, const json_t *value)
{
	return json_is_string(value) && event_is_hex(json_string_value(value), HASH_LEN - 1);
}

static bool
is_base64(const json_t *value)
{
	size_t len = json_string_length(value);
	g_autofree unsigned char *bin = g_malloc(len + 1);

	return json_is_string(value) &&
	       sodium_base642bin(bin, len, json_string_value(value), len, NULL, NULL, NULL,
		       sodium_base64_VARIANT_ORIGINAL) == 0;
}

static bool
is_column(const json_t *column)
{
	const json_t *name = json_array_get(column, 0), *value = json_array_get(column, 1);

	if (!json_is_string(name) ||
		g_utf8_strlen(json_string_value(name), -1) > EVENT_MAX_LINE)
		return false;
	if (json_array_size(column) == 3)
		return json_is_null(value) && is_base64(json_array_get(column, 2));
	return json_array_size(column) == 2 && json_is_string(value) &&
	       json_string_length(value) <= EVENT_MAX_TEXT;
}

static bool
fits_columns(const FieldDef *def, const json_t *value)
{
	size_t n = json_array_size(value);

	for (size_t i = 0; i < n; i++)
		if (!is_column(json_array_get(value, i)))
			return false;
	return n >= 1 && n <= MAX_COLUMNS;
}

/* %1$s is the field's name, %2$s the words it may be. Add a row here to add a type. */
static const struct {
	bool (*fits)(const FieldDef *def, const json_t *value);
	const char *rule;
} types[] = {
	[FIELD_LINE] = {fits_line, N_("%1$s must be one line of 1 to 400 characters.")},
	[FIELD_TEXT] = {fits_text, N_("%1$s must be a text of at most 32 KiB; attach longer "
				      "texts as a file.")},
	[FIELD_CODE] = {fits_code, N_("%1$s must be a code of at most 60 letters, digits, "
				      "dots, dashes or underscores.")},
	[FIELD_UUID] = {fits_uuid,
		N_("%1$s must be an identifier of 36 lower-case characters.")},
	[FIELD_PERSON] = {fits_uuid, N_("%1$s must be the identifier of a person.")},
	[FIELD_TIME] = {fits_time, N_("%1$s must be a time between the years 1900 and 9999.")},
	[FIELD_DAY] = {fits_day, N_("%1$s must be an existing day written as YYYY-MM-DD.")},
	[FIELD_INT] = {fits_int, N_("%1$s must be a whole number, 0 or more.")},
	[FIELD_MINOR] = {fits_minor, N_("%1$s must be a sum of money in whole fen or pence, at "
					"most 10,000,000,000,000.00.")},
	[FIELD_BOOL] = {fits_bool, N_("%1$s must be true or false.")},
	[FIELD_ENUM] = {fits_enum, N_("%1$s must be one of: %2$s.")},
	[FIELD_SET] = {fits_set, N_("%1$s must be some of these, each at most once: %2$s.")},
	[FIELD_LINES] = {fits_lines,
		N_("%1$s must be 1 to 50 lines of at most 400 characters.")},
	[FIELD_UUIDS] = {fits_uuids, N_("%1$s must be 1 to 200 identifiers.")},
	[FIELD_HASH] = {fits_hash, N_("%1$s must be 64 lower-case hex digits.")},
	[FIELD_COLUMNS] = {fits_columns,
		N_("%1$s must be 1 to 200 columns, each a name and a "
		   "text of at most 32 KiB, or a name, null and base64.")},
};

/* ---- general rules ---- */

typedef enum General { GENERAL_OK, GENERAL_FLOAT, GENERAL_TEXT, GENERAL_DEPTH } General;

static const char *const general_rules[] = {
	[GENERAL_FLOAT] =
		N_("%s must not hold a number with a fraction or an exponent; write it "
		   "as text."),
	[GENERAL_TEXT] = N_("%s must be valid UTF-8 text without U+0000."),
	[GENERAL_DEPTH] = N_("%s is nested too deeply; 16 levels are allowed."),
};

static General check_general(const json_t *value, unsigned depth);

static General
check_members(const json_t *object, unsigned depth)
{
	json_t *json =
		(json_t *)object; /* jansson's iterator takes no const; nothing is changed */

	for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
		const char *key = json_object_iter_key(at);
		General found;

		/* jansson's keys end at the first NUL, which its parser refuses in keys */
		if (!g_utf8_validate(key, -1, NULL))
			return GENERAL_TEXT;
		found = check_general(json_object_iter_value(at), depth + 1);
		if (found != GENERAL_OK)
			return found;
	}
	return GENERAL_OK;
}

static General
check_general(const json_t *value, unsigned depth)
{
	if (json_is_real(value))
		return GENERAL_FLOAT;
	if (json_is_string(value))
		return g_utf8_validate_len(
			       json_string_value(value), json_string_length(value), NULL)
			       ? GENERAL_OK
			       : GENERAL_TEXT;
	if (!json_is_object(value) && !json_is_array(value))
		return GENERAL_OK;
	if (depth > EVENT_MAX_DEPTH)
		return GENERAL_DEPTH;
	if (json_is_object(value))
		return check_members(value, depth);
	for (size_t i = 0; i < json_array_size(value); i++) {
		General found = check_general(json_array_get(value, i), depth + 1);

		if (found != GENERAL_OK)
			return found;
	}
	return GENERAL_OK;
}

static bool
set_too_big(GError **error)
{
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("An entry may hold at most 64 KiB; shorten the text or attach it as a "
		  "file."));
	return false;
}

static bool
check_member(const char *key, const json_t *value, GError **error)
{
	General found = GENERAL_TEXT;

	if (g_utf8_validate(key, -1, NULL))
		found = check_general(value, 2);
	else
		key = _("A field's name");
	if (found == GENERAL_OK)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, _(general_rules[found]),
		words_field(key));
	return false;
}

static size_t most_bytes(const json_t *value);

static size_t
most_bytes_of_members(const json_t *object)
{
	json_t *json = (json_t *)object;
	size_t sum = 2;

	for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at))
		sum += 6 * strlen(json_object_iter_key(at)) + 4 +
		       most_bytes(json_object_iter_value(at));
	return sum;
}

/* What a value takes as JSON at the very most: each byte escaped, each number as long as they
 * get. */
static size_t
most_bytes(const json_t *value)
{
	size_t sum = 2;

	if (json_is_string(value))
		return 6 * json_string_length(value) + 2;
	if (json_is_object(value))
		return most_bytes_of_members(value);
	if (!json_is_array(value))
		return 24;
	for (size_t i = 0; i < json_array_size(value); i++)
		sum += most_bytes(json_array_get(value, i)) + 1;
	return sum;
}

static bool
is_too_big(const json_t *payload)
{
	return most_bytes(payload) > EVENT_MAX_PAYLOAD &&
	       json_dumpb(payload, NULL, 0, JSON_COMPACT) > EVENT_MAX_PAYLOAD;
}

static bool
check_whole(const json_t *payload, GError **error)
{
	json_t *json = (json_t *)payload;

	if (!json_is_object(payload)) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("The content of an entry must be a JSON object."));
		return false;
	}
	for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at))
		if (!check_member(json_object_iter_key(at), json_object_iter_value(at), error))
			return false;
	if (is_too_big(payload))
		return set_too_big(error);
	return true;
}

/* ---- the row's rules ---- */

static bool
check_value(const FieldDef *def, const json_t *value, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_autofree char *list = NULL;

	if (types[def->type].fits(def, value))
		return true;
	if (json_is_null(value)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%1$s has no value or is not valid UTF-8 text; type it again."),
			words_field(def->name));
		return false;
	}
	words = g_strsplit(def->arg ? def->arg : "", "|", -1);
	list = g_strjoinv(", ", words);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, _(types[def->type].rule),
		words_field(def->name), list);
	return false;
}

static bool
check_unknown(EventKind kind, const json_t *payload, GError **error)
{
	json_t *json = (json_t *)payload;

	for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
		const char *key = json_object_iter_key(at);

		if (event_kind_field(kind, key))
			continue;
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%1$s is not a field of %2$s; leave it out."), key,
			event_kind_def(kind)->name);
		return false;
	}
	return true;
}

bool
event_check_payload(
	EventKind kind, const json_t *payload, const char **ret_field, GError **error)
{
	const KindDef *row;
	const char *ignored;

	if (!ret_field)
		ret_field = &ignored;
	*ret_field = NULL;
	if (!check_whole(payload, error))
		return false;
	if (kind == EVENT_UNKNOWN)
		return true;
	row = event_kind_def(kind);
	for (unsigned i = 0; i < row->n_fields; i++) {
		const FieldDef *def = &row->fields[i];
		const json_t *value = json_object_get(payload, def->name);

		*ret_field = def->name;
		if (value && !check_value(def, value, error))
			return false;
		if (value || !def->need)
			continue;
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%s is missing; it is needed here."), words_field(def->name));
		return false;
	}
	*ret_field = NULL;
	return check_unknown(kind, payload, error);
}

json_t *
event_parse_payload(const char *bytes, size_t len, GError **error)
{
	json_error_t at;
	json_auto_t *payload = NULL;

	if (len > EVENT_MAX_PAYLOAD) {
		set_too_big(error);
		return NULL;
	}
	payload = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &at);
	if (!payload) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("Line %1$d, column %2$d of the JSON text cannot be read (%3$s); "
			  "correct it there."),
			at.line, at.column, at.text);
		return NULL;
	}
	if (!check_whole(payload, error))
		return NULL;
	return g_steal_pointer(&payload);
}
