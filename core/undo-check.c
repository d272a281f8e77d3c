/* What an act.undone names, judged against the events of its ticket. See undo-check.h. Pure. */
#include "config.h"

#include "core/undo-check.h"

#include <glib/gi18n.h>
#include <string.h>

/* One takes back one's own acts only, and only kinds that can be. */
static void
check_each(RuleContext *rules, const ActEvent *wanted, const GPtrArray *events)
{
	size_t i;
	json_t *id;

	json_array_foreach(json_object_get(wanted->payload, "undoes"), i, id)
	{
		const Event *event = event_find(events, json_string_value(id));

		if (!event || event->kind == EVENT_UNKNOWN)
			rules_refuse(rules, REFUSAL_UNKNOWN, wanted, "undoes",
				g_strdup(_("There is no such act to take back.")));
		else if (strcmp(event->actor, rules->actor ? rules->actor->id : "") != 0)
			rules_refuse(rules, REFUSAL_ROLE, wanted, "undoes",
				g_strdup(_(
					"This was a colleague's act; only they can take it back.")));
		else if (!rules_kind_can_be_undone(event->kind))
			rules_refuse(rules, REFUSAL_STATE, wanted, "undoes",
				g_strdup_printf(
					_("%s cannot be taken back. It stays in the history; void or "
					  "correct it instead."),
					event->kind_name));
	}
}

static bool
is_named(const json_t *list, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach((json_t *)list, i,
		item) if (strcmp(json_string_value(item), id) == 0) return true;
	return false;
}

/* An act is a group and goes whole: a closing does not stay behind without its telling. */
static void
check_whole(RuleContext *rules, const ActEvent *wanted, const GPtrArray *events)
{
	const json_t *named = json_object_get(wanted->payload, "undoes");
	g_autoptr(GHashTable) groups = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < events->len; i++) {
		Event *event = events->pdata[i];

		if (event->group[0] && is_named(named, event->id))
			g_hash_table_add(groups, event->group);
	}
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (!g_hash_table_contains(groups, event->group) ||
			is_named(named, event->id) || event->kind == EVENT_DATA_SEEN ||
			event->kind == EVENT_ACT_UNDONE)
			continue;
		rules_refuse(rules, REFUSAL_STATE, wanted, "undoes",
			g_strdup(_(
				"That was one act of several parts; it is taken back whole or not at all.")));
		return;
	}
}

void
undo_check(RuleContext *rules, const ActEvent *wanted, const GPtrArray *events)
{
	check_each(rules, wanted, events);
	check_whole(rules, wanted, events);
}

unsigned
undo_touches(const ActEvent *wanted, const GPtrArray *events)
{
	const json_t *named = json_object_get(wanted->payload, "undoes");
	unsigned touched = 0;

	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (is_named(named, event->id))
			touched |= rules_undo_touches(event->kind);
	}
	return touched;
}
