/* Goes over a part's table of slots: make, free, write, read. See ticket-fields.h. */
#include "config.h"

#include "core/ticket-fields.h"

#define AT(object, slot, T) ((T *)(void *)((char *)(object) + (slot)->offset))

void
slot_set(char **text, const char *value)
{
	char *copy = g_strdup(value ? value : "");

	g_free(*text);
	*text = copy;
}

void *
part_new(const Part *part)
{
	void *object = g_malloc0(part->size);

	for (const Slot *slot = part->slots; slot->name; slot++) {
		if (slot->type == SLOT_TEXT)
			*AT(object, slot, char *) = g_strdup("");
		if (slot->type == SLOT_PARTS)
			*AT(object, slot, GPtrArray *) = g_ptr_array_new();
	}
	return object;
}

static void
parts_free(const Part *part, GPtrArray *array)
{
	for (guint i = 0; i < array->len; i++)
		part_free(part, array->pdata[i]);
	g_ptr_array_unref(array);
}

void
part_free(const Part *part, void *object)
{
	if (!object)
		return;
	for (const Slot *slot = part->slots; slot->name; slot++) {
		if (slot->type == SLOT_TEXT)
			g_free(*AT(object, slot, char *));
		if (slot->type == SLOT_PARTS)
			parts_free(slot->part, *AT(object, slot, GPtrArray *));
		if (slot->type == SLOT_BYTES && *AT(object, slot, GBytes *))
			g_bytes_unref(*AT(object, slot, GBytes *));
	}
	g_free(object);
}

void *
part_append(GPtrArray *array, const Part *part)
{
	void *object = part_new(part);

	g_ptr_array_add(array, object);
	return object;
}

static json_t *
parts_to_json(const Part *part, const GPtrArray *array, bool personal)
{
	json_t *list = json_array();

	for (guint i = 0; i < array->len; i++)
		json_array_append_new(list, part_to_json(part, array->pdata[i], personal));
	return list;
}

static json_t *
bytes_to_json(GBytes *bytes)
{
	g_autofree char *text = NULL;
	gsize len;
	const guchar *data;

	if (!bytes)
		return json_null();
	data = g_bytes_get_data(bytes, &len);
	text = g_base64_encode(data, len);
	return json_string(text);
}

static json_t *
slot_to_json(const Slot *slot, const void *object, bool personal)
{
	switch (slot->type) {
	case SLOT_TEXT:
		return json_string(*AT(object, slot, char *));
	case SLOT_ID:
		return json_string(AT(object, slot, char));
	case SLOT_INT:
		return json_integer(*AT(object, slot, int64_t));
	case SLOT_ENUM:
		return json_integer(*AT(object, slot, int));
	case SLOT_BOOL:
		return json_boolean(*AT(object, slot, bool));
	case SLOT_PARTS:
		return parts_to_json(slot->part, *AT(object, slot, GPtrArray *), personal);
	case SLOT_BYTES:
		return bytes_to_json(*AT(object, slot, GBytes *));
	}
	g_assert_not_reached();
}

json_t *
part_to_json(const Part *part, const void *object, bool personal)
{
	json_t *json = json_object();

	for (const Slot *slot = part->slots; slot->name; slot++)
		if (personal || !slot->personal)
			json_object_set_new(
				json, slot->name, slot_to_json(slot, object, personal));
	return json;
}

static void
bytes_from_json(GBytes **bytes, const json_t *value)
{
	gsize len;
	guchar *data;

	if (!json_is_string(value))
		return;
	data = g_base64_decode(json_string_value(value), &len);
	*bytes = g_bytes_new_take(data, len);
}

static void
slot_from_json(const Slot *slot, void *object, const json_t *value)
{
	size_t i;
	json_t *item;

	switch (slot->type) {
	case SLOT_TEXT:
		slot_set(AT(object, slot, char *), json_string_value(value));
		return;
	case SLOT_ID:
		if (json_is_string(value))
			g_strlcpy(AT(object, slot, char), json_string_value(value),
				TICKET_ID_LEN);
		return;
	case SLOT_INT:
		*AT(object, slot, int64_t) = json_integer_value(value);
		return;
	case SLOT_ENUM:
		*AT(object, slot, int) = (int)json_integer_value(value);
		return;
	case SLOT_BOOL:
		*AT(object, slot, bool) = json_is_true(value);
		return;
	case SLOT_PARTS:
		json_array_foreach((json_t *)value, i, item) part_from_json(slot->part,
			part_append(*AT(object, slot, GPtrArray *), slot->part), item);
		return;
	case SLOT_BYTES:
		bytes_from_json(AT(object, slot, GBytes *), value);
		return;
	}
}

void
part_from_json(const Part *part, void *object, const json_t *json)
{
	for (const Slot *slot = part->slots; slot->name; slot++) {
		const json_t *value = json_object_get(json, slot->name);

		if (value)
			slot_from_json(slot, object, value);
	}
}
