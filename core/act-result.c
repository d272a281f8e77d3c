/* What became of an act, and its JSON for the hand-over. See act.h. Pure. */
#include "config.h"

#include "core/act.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/event-check.h"
#include "core/event.h"

static const char *const outcome_names[] = {
	[ACT_SAVED] = "saved",
	[ACT_REFUSED] = "refused",
	[ACT_FAILED] = "failed",
};

static const char *const code_names[N_REFUSAL_CODES] = {
	[REFUSAL_FIELD] = "field",
	[REFUSAL_ROLE] = "role",
	[REFUSAL_STATE] = "state",
	[REFUSAL_SECOND_PERSON] = "second_person",
	[REFUSAL_SAME_PERSON] = "same_person",
	[REFUSAL_RECUSED] = "recused",
	[REFUSAL_CLAIM_OPEN] = "claim_open",
	[REFUSAL_NOT_TOLD] = "not_told",
	[REFUSAL_AUTHORITY] = "authority",
	[REFUSAL_STALE] = "stale",
	[REFUSAL_OVERTAKEN] = "overtaken",
	[REFUSAL_LOCKED] = "locked",
	[REFUSAL_UNKNOWN] = "unknown",
};

static void
refusal_free(void *data)
{
	Refusal *refusal = data;

	g_free(refusal->text);
	g_free(refusal);
}

ActResult *
act_result_new(void)
{
	ActResult *result = g_new0(ActResult, 1);

	result->refusals = g_ptr_array_new_with_free_func(refusal_free);
	result->event_ids = g_ptr_array_new_with_free_func(g_free);
	return result;
}

void
act_result_free(ActResult *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->refusals);
	g_ptr_array_unref(result->event_ids);
	g_free(result->error);
	g_free(result->number);
	g_free(result);
}

void
act_result_refuse(
	ActResult *result, RefusalCode code, EventKind kind, const char *field, char *text)
{
	Refusal *refusal = g_new0(Refusal, 1);

	*refusal = (Refusal){.code = code, .kind = kind, .field = field, .text = text};
	g_ptr_array_add(result->refusals, refusal);
	result->outcome = ACT_REFUSED;
}

static json_t *
refusal_to_json(const Refusal *refusal)
{
	bool known = refusal->kind != EVENT_UNKNOWN;

	return json_pack("{s:s, s:s*, s:s*, s:s*}", "code", code_names[refusal->code], "kind",
		known ? event_kind_def(refusal->kind)->name : NULL, "field", refusal->field,
		"text", refusal->text);
}

static void
put(json_t *object, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(object, key, json_string(value));
}

char *
act_result_to_json(const ActResult *result)
{
	json_auto_t *json = json_object();
	json_t *refusals = json_array(), *ids = json_array();

	put(json, "outcome", outcome_names[result->outcome]);
	put(json, "error", result->error);
	put(json, "number", result->number);
	put(json, "ticket", result->ticket);
	for (guint i = 0; i < result->refusals->len; i++)
		json_array_append_new(
			refusals, refusal_to_json(g_ptr_array_index(result->refusals, i)));
	for (guint i = 0; i < result->event_ids->len; i++)
		json_array_append_new(
			ids, json_string(g_ptr_array_index(result->event_ids, i)));
	json_object_set_new(json, "refusals", refusals);
	json_object_set_new(json, "events", ids);
	return event_dump_payload(json);
}

static const char *
get(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

/* The index of `name`, or -1. */
static int
find(const char *name, const char *const *names, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

static bool
take_refusal(ActResult *result, const json_t *row)
{
	int code = find(get(row, "code"), code_names, N_REFUSAL_CODES);
	EventKind kind = event_kind_from_name(get(row, "kind"));
	const FieldDef *field = NULL;

	if (code < 0)
		return false;
	if (kind != EVENT_UNKNOWN)
		field = event_kind_field(kind, get(row, "field"));
	act_result_refuse(result, (RefusalCode)code, kind, field ? field->name : NULL,
		g_strdup(get(row, "text")));
	return true;
}

static bool
take_result(ActResult *result, const json_t *json)
{
	int outcome = find(get(json, "outcome"), outcome_names, G_N_ELEMENTS(outcome_names));
	const json_t *refusals = json_object_get(json, "refusals");
	const json_t *ids = json_object_get(json, "events");
	const char *ticket = get(json, "ticket");

	if (outcome < 0 || (*ticket && !event_is_uuid(ticket)))
		return false;
	for (size_t i = 0; i < json_array_size(refusals); i++)
		if (!take_refusal(result, json_array_get(refusals, i)))
			return false;
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));

		if (!id || !event_is_uuid(id))
			return false;
		g_ptr_array_add(result->event_ids, g_strdup(id));
	}
	g_strlcpy(result->ticket, ticket, sizeof result->ticket);
	result->error = *get(json, "error") ? g_strdup(get(json, "error")) : NULL;
	result->number = *get(json, "number") ? g_strdup(get(json, "number")) : NULL;
	/* refusals alone decide that it was refused */
	if ((outcome == ACT_REFUSED) != (result->refusals->len > 0))
		return false;
	result->outcome = (ActOutcome)outcome;
	return true;
}

ActResult *
act_result_new_from_json(const char *text, GError **error)
{
	json_auto_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	g_autoptr(ActResult) result = act_result_new();

	if (json_is_object(json) && take_result(result, json))
		return g_steal_pointer(&result);
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("The answer of another amends on this machine cannot be read. The act may or "
		  "may not be saved: look at the ticket before you repeat it."));
	return NULL;
}

char *
act_result_dup_text(const ActResult *result)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < result->refusals->len; i++) {
		const Refusal *refusal = g_ptr_array_index(result->refusals, i);

		g_string_append_printf(text, "%s%s", i ? "\n" : "", refusal->text);
	}
	if (result->error)
		g_string_append_printf(text, "%s%s", text->len ? "\n" : "", result->error);
	return g_string_free(g_steal_pointer(&text), FALSE);
}
