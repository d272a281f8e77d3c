/*
 * The history's line of one event: the template of event.def with the values
 * of the payload in words. Pure: what the log does not hold (names of people,
 * labels, the zone) comes in through WordsNames.
 */
#include "config.h"

#include "core/words.h"

#include <glib/gi18n.h>

#include "core/event.h"

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

static char *
dup_person(const WordsNames *names, const char *id)
{
	const char *name = names->person ? names->person(names->data, id) : NULL;

	return g_strdup(name ? name : _("a person this desk does not know"));
}

/* Which list a FIELD_CODE is from; NULL if it is from none. */
static const char *
facet_of(EventKind kind, const char *field)
{
	static const char *const same[] = {"channel", "business", "reason", "department", NULL};

	if (kind == EVENT_CLAIM_ADDED && strcmp(field, "kind") == 0)
		return "claim";
	if (strcmp(field, "complained_department") == 0)
		return "department";
	return g_strv_contains(same, field) ? field : NULL;
}

static char *
dup_code(const WordsNames *names, EventKind kind, const char *field, const char *code)
{
	const char *facet = facet_of(kind, field), *label = NULL;

	if (facet && names->label)
		label = names->label(names->data, facet, code);
	return g_strdup(label ? label : code);
}

static char *
dup_time(const WordsNames *names, int64_t us)
{
	gint64 seconds = us / US_PER_SECOND - (us % US_PER_SECOND < 0);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
	g_autoptr(GDateTime) local = NULL;

	if (!utc)
		return g_strdup("");
	local = names->zone ? g_date_time_to_timezone(utc, names->zone) : g_date_time_ref(utc);
	return g_date_time_format(local, "%Y-%m-%d %H:%M");
}

/* Words of an array of codes or lines; lines that are no code stay as they are. */
static char *
dup_list(const json_t *list)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			g_string_append(out, C_("between the items of a list", ", "));
		g_string_append(
			out, words_code(or_empty(json_string_value(json_array_get(list, i)))));
	}
	return g_string_free(out, FALSE);
}

static char *
dup_flags(const char *flags)
{
	g_auto(GStrv) words = g_strsplit(flags, ",", -1);
	json_auto_t *list = json_array();

	for (char **word = words; *word; word++)
		json_array_append_new(list, json_string(g_strstrip(*word)));
	return dup_list(list);
}

/* The value of fact.changed is text; the field it names says what the text means. */
static char *
dup_fact(const WordsNames *names, const Event *event, const char *value)
{
	const char *field = event_text(event, "field");
	const FieldDef *def = event_kind_field(EVENT_COMPLAINT_LOGGED, field);
	FieldType type = def ? def->type : FIELD_LINE;

	if (type == FIELD_ENUM)
		return g_strdup(words_code(value));
	if (type == FIELD_SET)
		return dup_flags(value);
	if (type == FIELD_MINOR)
		return words_dup_money(g_ascii_strtoll(value, NULL, 10), "");
	if (type == FIELD_CODE)
		return dup_code(names, EVENT_COMPLAINT_LOGGED, field, value);
	return g_strdup(value);
}

static char *
dup_line(const WordsNames *names, const Event *event, const char *field, const char *text)
{
	if (event->kind == EVENT_FACT_CHANGED && strcmp(field, "value") == 0)
		return dup_fact(names, event, text);
	return g_strdup(text);
}

static char *
dup_enum(const Event *event, const char *field, const char *code)
{
	if (event->kind == EVENT_FACT_CHANGED && strcmp(field, "field") == 0)
		return g_strdup(words_field(code));
	return g_strdup(words_code(code));
}

static char *
dup_bool(const char *field, bool value)
{
	if (strcmp(field, "active") == 0)
		return g_strdup(value ? C_("person", "active") : C_("person", "not active"));
	return g_strdup(words_code(value ? "yes" : "no"));
}

static char *
dup_int(const char *field, int64_t value)
{
	if (strcmp(field, "worked_us") == 0)
		return words_dup_duration(value);
	return g_strdup_printf("%" G_GINT64_FORMAT, value);
}

/* "" where the payload has no such field. */
static char *
dup_value(const WordsNames *names, const Event *event, const char *field)
{
	const FieldDef *def = event_kind_field(event->kind, field);
	const json_t *value = json_object_get(event->payload, field);
	const char *text = or_empty(json_string_value(value));

	if (event->kind == EVENT_FACT_CHANGED && !value)
		return g_strdup(_("(empty)"));
	if (!def || !value)
		return g_strdup("");
	switch (def->type) {
	case FIELD_LINE:
		return dup_line(names, event, field, text);
	case FIELD_CODE:
		return dup_code(names, event->kind, field, text);
	case FIELD_PERSON:
		return dup_person(names, text);
	case FIELD_TIME:
		return dup_time(names, json_integer_value(value));
	case FIELD_INT:
		return dup_int(field, json_integer_value(value));
	case FIELD_MINOR:
		return words_dup_money(
			json_integer_value(value), event_text(event, "currency"));
	case FIELD_BOOL:
		return dup_bool(field, json_is_true(value));
	case FIELD_ENUM:
		return dup_enum(event, field, text);
	case FIELD_SET:
	case FIELD_LINES:
		return dup_list(value);
	case FIELD_TEXT:
	case FIELD_UUID:
	case FIELD_DAY:
	case FIELD_UUIDS:
	case FIELD_HASH:
	case FIELD_COLUMNS:
		return g_strdup(text);
	}
	g_assert_not_reached();
}

/* Appends a stretch without brackets; false if one of its fields has no value. */
static bool
fill(GString *out, const WordsNames *names, const Event *event, const char *part, size_t len)
{
	const char *end = part + len;
	bool whole = true;

	while (part < end) {
		const char *stop =
			*part == '{' ? memchr(part, '}', (size_t)(end - part)) : NULL;
		g_autofree char *field = NULL, *value = NULL;

		if (!stop) {
			g_string_append_c(out, *part++);
			continue;
		}
		field = g_strndup(part + 1, (gsize)(stop - part - 1));
		value = dup_value(names, event, field);
		whole = whole && *value;
		g_string_append(out, value);
		part = stop + 1;
	}
	return whole;
}

char *
words_dup_event_with(const WordsNames *names, const Event *event)
{
	GString *out;
	const char *at;

	if (event->kind == EVENT_UNKNOWN)
		return g_strdup(_("made by a newer version of this program"));
	if (!event->payload && event_kind_def(event->kind)->n_fields > 0)
		return g_strdup(_("(erased)"));
	out = g_string_new(NULL);
	at = _(event_kind_def(event->kind)->reads);
	while (*at) {
		bool optional = *at == '[';
		size_t len = strcspn(at += optional, optional ? "]" : "[");
		gsize before = out->len;

		if (!fill(out, names, event, at, len) && optional)
			g_string_truncate(out, before);
		at += len;
		at += optional && *at;
	}
	return g_string_free(out, FALSE);
}
