/*
 * Building acts, and acts and their results as JSON for the hand-over between
 * two processes of one store. Judges nothing: core/rules.h does. Pure but for
 * new ids, which come from Env.
 */
#include "config.h"

#include "core/act.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/event-check.h"
#include "core/event.h"
#include "core/text.h"

static void
act_event_free(void *data)
{
	ActEvent *event = data;

	json_decref(event->payload);
	g_free(event);
}

Act *
act_new(Env *env, const char *actor)
{
	Act *act = g_new0(Act, 1);

	act->env = env;
	env_uuid7(env, act->id);
	g_strlcpy(act->actor, actor ? actor : "", sizeof act->actor);
	act->events = g_ptr_array_new_with_free_func(act_event_free);
	return act;
}

void
act_free(Act *act)
{
	if (!act)
		return;
	g_ptr_array_unref(act->events);
	g_free(act->pin_hash);
	g_free(act);
}

static ActEvent *
last(Act *act)
{
	g_assert(act->events->len > 0);
	return g_ptr_array_index(act->events, act->events->len - 1);
}

const char *
act_add(Act *act, EventKind kind, const char *subject)
{
	ActEvent *event = g_new0(ActEvent, 1);

	event->kind = kind;
	event->payload = json_object();
	if (subject)
		g_strlcpy(event->subject, subject, sizeof event->subject);
	else
		env_uuid7(act->env, event->subject);
	g_ptr_array_add(act->events, event);
	return event->subject;
}

void
act_add_on(Act *act, EventKind kind, const Ticket *ticket)
{
	const char *base = ticket_base(ticket, kind);

	act_add(act, kind, ticket->id);
	if (base)
		act_base(act, base);
}

void
act_base(Act *act, const char *event_id)
{
	ActEvent *event = last(act);

	g_assert(event_kind_def(event->kind)->guard != GUARD_NONE);
	if (event_id)
		g_strlcpy(event->base, event_id, sizeof event->base);
}

/* json_string gives NULL for text that is not valid UTF-8. */
static json_t *
text_or_null(const char *text)
{
	json_t *json = json_string(text);

	return json ? json : json_null();
}

void
act_text(Act *act, const char *field, const char *value)
{
	if (value && *value)
		json_object_set_new(last(act)->payload, field, text_or_null(value));
}

void
act_int(Act *act, const char *field, int64_t value)
{
	json_object_set_new(last(act)->payload, field, json_integer(value));
}

void
act_bool(Act *act, const char *field, bool value)
{
	json_object_set_new(last(act)->payload, field, json_boolean(value));
}

void
act_list(Act *act, const char *field, const char *const *values)
{
	json_auto_t *list = json_array();

	for (; values && *values; values++)
		if (**values)
			json_array_append_new(list, text_or_null(*values));
	if (json_array_size(list) > 0)
		json_object_set(last(act)->payload, field, list);
}

static json_t *
raw_column(const char *name, const void *raw, gsize len)
{
	g_autofree char *base64 = g_base64_encode(raw, len);

	return json_pack("[s n s]", name, base64);
}

void
act_column(Act *act, const char *field, const char *name, const char *value, GBytes *raw)
{
	json_t *columns = json_object_get(last(act)->payload, field), *column;
	g_autofree char *valid = g_utf8_make_valid(name ? name : "", -1);
	gsize len = 0;
	const void *bytes = raw ? g_bytes_get_data(raw, &len) : NULL;

	value = value ? value : "";
	if (raw)
		column = raw_column(valid, bytes, len);
	else if (g_utf8_validate(value, -1, NULL))
		column = json_pack("[s s]", valid, value);
	else
		column = raw_column(valid, value, strlen(value));
	if (!columns) {
		columns = json_array();
		json_object_set_new(last(act)->payload, field, columns);
	}
	json_array_append_new(columns, column);
}

const char *
act_new_id(Act *act, const char *field)
{
	char id[UUID_LEN];

	env_uuid7(act->env, id);
	act_text(act, field, id);
	return json_string_value(json_object_get(last(act)->payload, field));
}

/* ---- hand-over ---- */

static void
put(json_t *object, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(object, key, text_or_null(value));
}

static const char *
get(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

char *
act_to_json(const Act *act)
{
	json_auto_t *json = json_object();
	json_t *events = json_array();

	put(json, "id", act->id);
	put(json, "actor", act->actor);
	put(json, "second", act->second);
	put(json, "pin_hash", act->pin_hash);
	json_object_set_new(json, "import", json_boolean(act->import));
	json_object_set_new(json, "events", events);
	for (guint i = 0; i < act->events->len; i++) {
		const ActEvent *event = g_ptr_array_index(act->events, i);
		json_t *row = json_object();

		put(row, "kind", event_kind_def(event->kind)->name);
		put(row, "subject", event->subject);
		put(row, "base", event->base);
		json_object_set(row, "payload", event->payload);
		json_array_append_new(events, row);
	}
	return event_dump_payload(json);
}

/* Reads an object; the peer is another process, so nothing is taken on trust. */
static json_t *
load(const char *text, GError **error)
{
	json_error_t at;
	json_auto_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &at);
	g_autofree char *why = NULL;

	if (json_is_object(json))
		return g_steal_pointer(&json);
	why = text_dup_clean(json ? "[]" : at.text, false);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("What another amends on this machine sent cannot be read (%s). Nothing was "
		  "changed; close both and try again."),
		why);
	return NULL;
}

static void
set_misfit(GError **error, const char *what)
{
	g_autofree char *shown = text_dup_clean(what, false);

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("What another amends on this machine sent does not fit (%s); it may be of "
		  "another version. Nothing was changed; close both and try again."),
		shown);
}

/* Copies the id under `key`; an absent one stays "". False if it is no id. */
static bool
get_id(const json_t *object, const char *key, char ret[UUID_LEN])
{
	const json_t *value = json_object_get(object, key);

	if (!value)
		return true;
	if (!json_is_string(value) || !event_is_uuid(json_string_value(value)))
		return false;
	g_strlcpy(ret, json_string_value(value), UUID_LEN);
	return true;
}

static bool
take_event(Act *act, const json_t *row)
{
	EventKind kind = event_kind_from_name(get(row, "kind"));
	json_t *payload = json_object_get(row, "payload");
	ActEvent *event;

	if (kind == EVENT_UNKNOWN || !json_is_object(payload))
		return false;
	act_add(act, kind, "");
	event = last(act);
	json_decref(event->payload);
	event->payload = json_incref(payload);
	return get_id(row, "subject", event->subject) && *event->subject &&
	       get_id(row, "base", event->base);
}

Act *
act_new_from_json(Env *env, const char *text, GError **error)
{
	json_auto_t *json = load(text, error);
	g_autoptr(Act) act = act_new(env, NULL);
	const json_t *events = json_object_get(json, "events");

	if (!json)
		return NULL;
	if (!get_id(json, "id", act->id) || !act->id[0] || !get_id(json, "actor", act->actor) ||
		!get_id(json, "second", act->second) || !json_is_array(events)) {
		set_misfit(error, "act");
		return NULL;
	}
	for (size_t i = 0; i < json_array_size(events); i++)
		if (!take_event(act, json_array_get(events, i))) {
			set_misfit(error, get(json_array_get(events, i), "kind"));
			return NULL;
		}
	act->import = json_is_true(json_object_get(json, "import"));
	if (*get(json, "pin_hash"))
		act->pin_hash = g_strdup(get(json, "pin_hash"));
	return g_steal_pointer(&act);
}
