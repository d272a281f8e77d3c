/* See export.h. */
#include "config.h"

#include "core/export.h"

#include <jansson.h>
#include <string.h>

#include "core/csv.h"
#include "core/desk-private.h"
#include "core/event-check.h"
#include "core/export-private.h"
#include "core/source-columns.h"
#include "core/text-prose.h"
#include "core/text.h"
#include "core/ticket-fields.h"
#include "core/ticket-fold.h"
#include "core/words.h"

/* ---- writing ---- */

static void
append_escaped(GString *out, gunichar ch)
{
	if (ch < 0x10000)
		g_string_append_printf(out, "\\u%04X", ch);
	else
		g_string_append_printf(out, "\\u%04X\\u%04X", 0xd800 + ((ch - 0x10000) >> 10),
			0xdc00 + ((ch - 0x10000) & 0x3ff));
}

void
export_append_safe(GString *out, const char *json)
{
	for (const char *at = json; at && *at; at = g_utf8_next_char(at)) {
		gunichar ch = g_utf8_get_char(at);

		if (ch >= 0x7f && text_is_unseen(ch)) /* those below, jansson escapes itself */
			append_escaped(out, ch);
		else
			g_string_append_len(out, at, g_utf8_next_char(at) - at);
	}
}

/* Takes `json`. */
static void
append_json(GString *out, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	export_append_safe(out, text);
	g_string_append_c(out, '\n');
	free(text);
	json_decref(json);
}

static void
set_text(json_t *object, const char *name, const char *value)
{
	if (value && value[0])
		json_object_set_new(object, name, json_string(value));
}

/* Takes `value`. */
static void
set_taken(json_t *object, const char *name, char *value)
{
	set_text(object, name, value);
	g_free(value);
}

static char *
dup_moment(int64_t us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);

	return utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
set_moment(json_t *object, const char *name, int64_t us)
{
	if (us != 0 && us != INT64_MAX)
		set_taken(object, name, dup_moment(us));
}

/* ---- masking ---- */

char *
export_dup_masked_text(const Ticket *ticket, const char *text)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; ticket && i < ticket->representatives->len; i++)
		g_ptr_array_add(names, (char *)ticket_representative(ticket, i));
	if (ticket) {
		g_ptr_array_add(names, ticket->complainant);
		g_ptr_array_add(names, ticket->agent);
	}
	g_ptr_array_add(names, NULL);
	return text_dup_mask_prose(text, (const char *const *)names->pdata);
}

char *
export_dup_masked_title(const QueueRow *row)
{
	const char *const names[] = {row->complainant, NULL};

	return text_dup_mask_prose(row->subject, names);
}

typedef char *(*MaskFunc)(const char *text);

static void
set_personal(json_t *object, const char *name, const char *value, bool exact, MaskFunc mask)
{
	if (value[0])
		set_taken(object, name, exact ? g_strdup(value) : mask(value));
}

/* Sums, moments, versions and numbers of ours are digits that nobody can be called by. */
static bool
is_of_ours(const char *name)
{
	static const char *const names[] = {"sha256", "at", "policy_version", "number", NULL};

	return g_strv_contains(names, name);
}

/* Free text anywhere below `json`, masked in place. */
static void
mask_all(const Ticket *ticket, json_t *json)
{
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach(json, name, value)
	{
		if (json_is_string(value) && !event_is_uuid(json_string_value(value)) &&
			!is_of_ours(name)) {
			g_autofree char *masked =
				export_dup_masked_text(ticket, json_string_value(value));

			json_string_set(value, masked);
		}
		mask_all(ticket, value);
	}
	json_array_foreach(json, i, value) mask_all(ticket, value);
}

/* ---- rows ---- */

static const char *
person_name(Desk *desk, const char *id)
{
	const Person *person = id[0] ? desk_person_by_id(desk, id) : NULL;

	return person ? person->name : "";
}

static json_t *
row_to_json(Desk *desk, const QueueRow *row, bool exact)
{
	json_t *json = json_object();
	const TaxonomySet *set = desk_taxonomy(desk);

	set_text(json, "number", row->number);
	set_text(json, "id", row->id);
	set_text(json, "state", ticket_state_name(row->state));
	set_moment(json, "received", row->received_us);
	set_moment(json, "due", row->due_us);
	if (row->gap[0])
		set_text(json, "error", row->gap);
	set_moment(json, "told", row->told_us);
	set_moment(json, "closed", row->closed_us);
	set_moment(json, "updated", row->updated_us);
	set_text(json, "owner", person_name(desk, row->owner));
	set_text(json, "asked", person_name(desk, row->asked));
	set_personal(json, "complainant", row->complainant, exact, text_dup_mask_name);
	set_personal(json, "phone", row->phone, exact, text_dup_mask_phone);
	set_personal(json, "account_tail", row->account_tail, exact, text_dup_mask_account);
	set_taken(
		json, "subject", exact ? g_strdup(row->subject) : export_dup_masked_title(row));
	set_text(json, "channel", row->channel);
	set_text(json, "business", row->business);
	set_text(json, "reason", row->reason);
	set_text(json, "reason_label",
		taxonomy_label(set, TAXONOMY_REASON, row->reason, words_is_chinese()));
	set_text(json, "class", row->class);
	set_text(json, "branch", row->branch);
	json_object_set_new(json, "archive", json_boolean(row->archive));
	json_object_set_new(json, "masked", json_boolean(!exact));
	return json;
}

void
export_rows_json(Desk *desk, const GPtrArray *rows, bool exact, GString *out)
{
	for (guint i = 0; i < rows->len; i++)
		append_json(out, row_to_json(desk, rows->pdata[i], exact));
}

/* ---- CSV ---- */

/* Add a column here: its name, and its name in row_to_json(). */
static const char *const csv_columns[] = {"number", "state", "received", "due", "told",
	"closed", "owner", "complainant", "phone", "account_tail", "subject", "channel",
	"business", "reason", "class", "branch", "id"};

/* A spreadsheet may take it for a formula: = + - @, narrow or wide, after blanks too, or a TAB
 * or line end first. */
static bool
is_formula(const char *text)
{
	gunichar ch = g_utf8_get_char(text);

	if (ch == '\t' || ch == '\r' || ch == '\n')
		return true;
	while (ch && (g_unichar_isspace(ch) || text_is_unseen(ch))) {
		text = g_utf8_next_char(text);
		ch = g_utf8_get_char(text);
	}
	return ch == '=' || ch == '+' || ch == '-' || ch == '@' || ch == 0xff1d ||
	       ch == 0xff0b || ch == 0xff0d || ch == 0xff20 || ch == 0x2212 || ch == 0xfe62 ||
	       ch == 0xfe63 || ch == 0xfe66 || ch == 0xfe6b;
}

void
export_csv_cell(GString *out, const char *text, bool exact)
{
	g_autofree char *clean = exact ? NULL : text_dup_clean(text, true);
	g_autofree char *cell =
		g_strconcat(!exact && is_formula(text) ? "'" : "", exact ? text : clean, NULL);

	csv_write_field(out, cell, strlen(cell), ',');
}

static void
append_cell(GString *out, const char *text, bool exact, bool last)
{
	export_csv_cell(out, text, exact);
	g_string_append(out, last ? "\r\n" : ",");
}

void
export_csv_header(GString *out)
{
	g_string_append(out, "\xef\xbb\xbf");
	for (unsigned i = 0; i < G_N_ELEMENTS(csv_columns); i++)
		append_cell(out, csv_columns[i], true, i + 1 == G_N_ELEMENTS(csv_columns));
}

void
export_rows_csv(Desk *desk, const GPtrArray *rows, bool exact, GString *out)
{
	for (guint n = 0; n < rows->len; n++) {
		json_t *json = row_to_json(desk, rows->pdata[n], exact);

		for (unsigned i = 0; i < G_N_ELEMENTS(csv_columns); i++) {
			const char *value =
				json_string_value(json_object_get(json, csv_columns[i]));

			append_cell(out, value ? value : "", exact,
				i + 1 == G_N_ELEMENTS(csv_columns));
		}
		json_decref(json);
	}
}

/* ---- one complaint ---- */

static json_t *
history_to_json(const GPtrArray *lines)
{
	json_t *list = json_array();

	for (guint i = 0; i < lines->len; i++) {
		const HistoryLine *line = lines->pdata[i];
		json_t *json = json_object();

		set_text(json, "event", line->event);
		set_moment(json, "at", line->at_us);
		set_text(json, "who", line->who);
		set_text(json, "kind", line->kind);
		set_text(json, "text", line->text);
		if (line->undone)
			json_object_set_new(json, "undone", json_true());
		if (line->conflict)
			json_object_set_new(json, "conflict", json_true());
		json_array_append_new(list, json);
	}
	return list;
}

/* Bookkeeping of the fold that means nothing outside. */
static void
drop_inner(json_t *json)
{
	const char *name;
	void *next;
	json_t *value;

	json_object_foreach_safe(json, next, name, value)
	{
		bool empty = (json_is_string(value) && !json_string_value(value)[0]) ||
			     (json_is_array(value) && json_array_size(value) == 0) ||
			     json_is_null(value);

		if (empty || g_str_has_prefix(name, "base_") || strcmp(name, "group") == 0 ||
			strcmp(name, "second") == 0)
			json_object_del(json, name);
	}
}

static void
set_base64(json_t *json, const char *name, GBytes *bytes)
{
	gsize len;
	const guchar *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;

	if (bytes)
		set_taken(json, name, g_base64_encode(data, len));
}

/* Values of source columns stay as they came: an empty one is a fact too. */
static json_t *
columns_to_json(const GPtrArray *fields)
{
	static const char *const kinds[] = {[IMPORT_KIND_NUMBER] = "number",
		[IMPORT_KIND_BOOL] = "bool",
		[IMPORT_KIND_NULL] = "null",
		[IMPORT_KIND_JSON] = "json"};
	json_t *list = json_array();

	for (guint i = 0; i < fields->len; i++) {
		const SourceField *field = fields->pdata[i];
		json_t *json = json_object();

		json_object_set_new(json, "name", json_string(field->name));
		json_object_set_new(json, "value", json_string(field->text));
		set_text(json, "kind", kinds[field->kind]);
		set_base64(json, "name_base64", field->name_raw);
		set_base64(json, "base64", field->raw);
		json_array_append_new(list, json);
	}
	return list;
}

/* What cannot be read is said in its place. */
static void
set_columns(Desk *desk, const Ticket *ticket, json_t *json)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) fields = source_columns_read(desk->folder, ticket, &error);

	if (!fields)
		set_text(json, "columns_problem", error->message);
	else if (ticket->columns->len > 0)
		json_object_set_new(json, "columns", columns_to_json(fields));
}

static void
set_words(Desk *desk, const Ticket *ticket, json_t *json)
{
	static const char *const moments[] = {"received_us", "entered_us", "updated_us",
		"told_us", "closed_us", "first_contact_us", "due_us"};

	for (unsigned i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_autofree char *name = g_strndup(moments[i], strlen(moments[i]) - 3);
		int64_t us = json_integer_value(json_object_get(json, moments[i]));

		json_object_del(json, moments[i]);
		set_moment(json, name, us);
	}
	json_object_set_new(json, "state", json_string(ticket_state_name(ticket->state)));
	set_moment(json, "due", ticket->due_us);
	set_text(json, "owner_name", person_name(desk, ticket->owner));
	set_text(json, "logged_by_name", person_name(desk, ticket->logged_by));
	json_object_set_new(json, "worked_seconds",
		json_integer(desk_ticket_time_us(desk, ticket->id) / US_PER_SECOND));
}

static void
mask_ticket(const Ticket *ticket, json_t *json)
{
	mask_all(ticket, json);
	json_object_del(json, "columns");
	set_personal(json, "complainant", ticket->complainant, false, text_dup_mask_name);
	set_personal(json, "phone", ticket->phone, false, text_dup_mask_phone);
	set_personal(json, "callback", ticket->callback, false, text_dup_mask_phone);
	set_personal(json, "account_tail", ticket->account_tail, false, text_dup_mask_account);
	set_personal(json, "agent", ticket->agent, false, text_dup_mask_name);
	set_text(json, "number", ticket->number);
	set_text(json, "source_key", ticket->source_key);
}

bool
export_ticket_json(Desk *desk, const Ticket *ticket, bool exact, GString *out, GError **error)
{
	g_autoptr(GPtrArray) history = desk_history(desk, ticket->id, error);
	json_t *json;

	if (!history)
		return false;
	json = part_to_json(&ticket_part, ticket, true);
	json_object_set_new(json, "history", history_to_json(history));
	drop_inner(json);
	if (!exact)
		mask_ticket(ticket, json);
	else
		set_columns(desk, ticket, json);
	json_object_del(json, "columns_kinds");
	set_words(desk, ticket, json);
	json_object_set_new(json, "masked", json_boolean(!exact));
	append_json(out, json);
	return true;
}

/* ---- time, people, answers ---- */

void
export_time_json(Desk *desk, const GPtrArray *entries, GString *out)
{
	for (guint i = 0; i < entries->len; i++) {
		const TimeEntry *entry = entries->pdata[i];
		json_t *json = json_object();

		set_text(json, "id", entry->id);
		set_text(json, "person", person_name(desk, entry->person));
		set_text(json, "ticket", entry->number);
		set_moment(json, "start", entry->start_us);
		json_object_set_new(json, "seconds",
			json_integer(desk_running_us(desk, entry) / US_PER_SECOND));
		json_object_set_new(json, "running", json_boolean(entry->running));
		json_object_set_new(json, "corrected", json_boolean(entry->corrected));
		json_object_set_new(json, "overlaps", json_boolean(entry->overlaps));
		set_taken(json, "text", text_dup_mask_prose(entry->text, NULL));
		append_json(out, json);
	}
}

void
export_people_json(Desk *desk, GString *out)
{
	const GPtrArray *people = desk_people(desk);

	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];
		json_t *json = json_object();

		set_text(json, "number", person->number);
		set_text(json, "name", person->name);
		set_text(json, "role", staff_role_name(person->role));
		set_text(json, "branch", person->branch);
		json_object_set_new(json, "active", json_boolean(person->active));
		json_object_set_new(json, "pin", json_boolean(person->has_pin));
		append_json(out, json);
	}
}

void
export_fields_json(GString *out, ...)
{
	json_t *json = json_object();
	const char *name;
	va_list args;

	va_start(args, out);
	while ((name = va_arg(args, const char *))) {
		const char *value = va_arg(args, const char *);

		if (value)
			json_object_set_new(json, name, json_string(value));
	}
	va_end(args);
	append_json(out, json);
}

void
export_result_json(const ActResult *result, GString *out)
{
	static const char *const outcomes[] = {"saved", "refused", "failed"};
	json_t *json = json_object(), *list = json_array();

	set_text(json, "outcome", outcomes[result->outcome]);
	set_text(json, "number", result->number);
	set_text(json, "ticket", result->ticket);
	set_text(json, "error", result->error);
	for (guint i = 0; i < result->event_ids->len; i++)
		json_array_append_new(list, json_string(result->event_ids->pdata[i]));
	json_object_set_new(json, "events", list);
	list = json_array();
	for (guint i = 0; i < result->refusals->len; i++) {
		const Refusal *refusal = result->refusals->pdata[i];
		json_t *one = json_object();

		set_text(one, "field", refusal->field);
		set_text(one, "text", refusal->text);
		json_array_append_new(list, one);
	}
	json_object_set_new(json, "refusals", list);
	append_json(out, json);
}
