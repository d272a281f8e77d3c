/*
 * The reducer: order, guards, undo. What each kind does is ticket-apply.c. See
 * ticket-fold.h.
 */
#include "config.h"

#include "core/ticket-fold.h"

#include "core/ticket-apply.h"
#include "core/ticket-fields.h"

#define STATE_WORDS "new|investigating|waiting|reply|told|closed|withdrawn|void|archive"

int
word_index(const char *words, const char *word)
{
	size_t len = word ? strlen(word) : 0;
	int at = 0;

	if (len == 0)
		return -1;
	for (const char *w = words; w; at++) {
		const char *bar = strchrnul(w, '|');

		if ((size_t)(bar - w) == len && memcmp(w, word, len) == 0)
			return at;
		w = *bar ? bar + 1 : NULL;
	}
	return -1;
}

const char *
ticket_state_name(TicketState state)
{
	static const char *const names[N_TICKET_STATES] = {"new", "investigating", "waiting",
		"reply", "told", "closed", "withdrawn", "void", "archive"};

	return names[state];
}

bool
ticket_state_from_name(const char *name, TicketState *ret)
{
	int at = word_index(STATE_WORDS, name);

	if (at >= 0)
		*ret = (TicketState)at;
	return at >= 0;
}

/* ---- the fold ---- */

char *
ticket_guard(Ticket *ticket, EventKind kind, const json_t *payload)
{
	const char *id;
	Claim *claim;

	if (kind == EVENT_UNKNOWN)
		return NULL;
	if (kind != EVENT_CLAIM_ANSWERED)
		return (char *)ticket_base(ticket, kind);
	id = json_string_value(json_object_get(payload, "claim"));
	claim = (Claim *)ticket_claim(ticket, id ? id : "");
	return claim ? claim->answer_event : NULL;
}

char *
ticket_dup_guarded_value(const Ticket *ticket, EventKind kind, const json_t *payload)
{
	static const char *const outcomes[] = {
		"", "upheld", "partly", "not_upheld", "not_handled"};
	const char *id;
	const Claim *claim;

	switch (event_kind_def(kind)->guard) {
	case GUARD_STATUS:
		return g_strdup(ticket_state_name(ticket->state));
	case GUARD_OWNER:
		return g_strdup(ticket->owner);
	case GUARD_CATEGORY:
		return g_strdup(kind == EVENT_CAUSE_SET ? ticket->cause : ticket->reason);
	case GUARD_REDRESS:
		return g_strdup_printf("%" PRId64, ticket_redress_minor(ticket));
	case GUARD_OUTCOME:
		if (kind == EVENT_ENDING_SET)
			return g_strdup(ticket->ending);
		id = json_string_value(json_object_get(payload, "claim"));
		claim = ticket_claim(ticket, id ? id : "");
		return g_strdup(claim ? outcomes[claim->outcome] : "");
	case GUARD_NONE:
	case N_GUARDS:
		break;
	}
	return g_strdup("");
}

/* What the event wanted the guarded field to be, in the same words. */
static char *
dup_wanted(const Event *event)
{
	static const char *const fields[] = {
		"to", "person", "cause", "outcome", "ending", "minor", "reason"};

	for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++) {
		const json_t *value = json_object_get(event->payload, fields[i]);

		if (json_is_integer(value))
			return g_strdup_printf("%" PRId64, (int64_t)json_integer_value(value));
		if (json_is_string(value))
			return g_strdup(json_string_value(value));
	}
	return g_strdup(event->kind_name);
}

static FoldEffect
record_conflict(Ticket *ticket, const Event *event)
{
	Conflict *conflict = part_append(ticket->conflicts, &conflict_part);

	g_strlcpy(conflict->event, event->id, UUID_LEN);
	slot_set(&conflict->field, event->kind_name);
	g_free(conflict->mine);
	conflict->mine = dup_wanted(event);
	g_free(conflict->theirs);
	conflict->theirs = ticket_dup_guarded_value(ticket, event->kind, event->payload);
	return FOLD_CONFLICT;
}

FoldEffect
ticket_apply(Ticket *ticket, const Event *event)
{
	FoldEffect effect;
	char *guard;

	if (event->kind == EVENT_UNKNOWN) {
		ticket->newer |= event->crit;
		return FOLD_IGNORED;
	}
	if (!event->payload) /* erased: the baseline holds what it did */
		return FOLD_IGNORED;
	guard = ticket_guard(ticket, event->kind, event->payload);
	if (guard && strcmp(guard, event->base) != 0)
		return record_conflict(ticket, event);
	effect = ticket_apply_kind(ticket, event);
	if (effect == FOLD_APPLIED && guard)
		g_strlcpy(guard, event->id, UUID_LEN);
	if (effect == FOLD_APPLIED && event->kind != EVENT_DATA_SEEN)
		ticket->updated_us = MAX(ticket->updated_us, event_hlc_us(event->eff_hlc));
	return effect;
}

/*
 * Whether what `undo` takes back still stands: each event is there, not taken
 * back before, and is the last to have set its guarded field.
 */
static bool
undo_fits(Ticket *ticket, const GPtrArray *events, GHashTable *gone, const Event *undo)
{
	size_t i;
	json_t *id;
	g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);

	json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
		g_hash_table_add(own, (char *)json_string_value(id));
	json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
	{
		const Event *event = event_find(events, json_string_value(id));
		const char *guard;

		if (!event || !event->payload || g_hash_table_contains(gone, event->id))
			return false;
		guard = ticket_guard(ticket, event->kind, event->payload);
		if (guard && !g_hash_table_contains(own, guard))
			return false;
	}
	return true;
}

static Ticket *
ticket_new_from_baseline(const json_t *baseline)
{
	Ticket *ticket = ticket_new();

	if (baseline)
		part_from_json(&ticket_part, ticket, baseline);
	return ticket;
}

/* One pass. Returns the first undo that calls for another pass without its events, or NULL. */
static const Event *
fold_pass(Ticket *ticket, const GPtrArray *sorted, GHashTable *gone, GHashTable *undos,
	GHashTable *effects)
{
	for (guint i = 0; i < sorted->len; i++) {
		Event *event = sorted->pdata[i];
		FoldEffect effect = FOLD_IGNORED;

		if (!g_hash_table_contains(gone, event->id))
			effect = ticket_apply(ticket, event);
		if (effect == FOLD_UNDO && g_hash_table_contains(undos, event->id)) {
			effect = FOLD_APPLIED;
			ticket->updated_us =
				MAX(ticket->updated_us, event_hlc_us(event->eff_hlc));
		} else if (effect == FOLD_UNDO) {
			if (undo_fits(ticket, sorted, gone, event))
				return event;
			effect = record_conflict(ticket, event);
		}
		g_hash_table_insert(effects, event, GINT_TO_POINTER(effect));
	}
	return NULL;
}

Ticket *
ticket_fold(const GPtrArray *events, const json_t *baseline, FoldEffect *effects)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)events, NULL, NULL);
	g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) undos = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	Ticket *ticket = ticket_new_from_baseline(baseline);
	const Event *undo;

	g_ptr_array_set_free_func(sorted, NULL);
	g_ptr_array_sort(sorted, event_compare_indirect);
	while ((undo = fold_pass(ticket, sorted, gone, undos, seen))) {
		size_t i;
		json_t *id;

		json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
			g_hash_table_add(gone, (char *)json_string_value(id));
		g_hash_table_add(undos, (char *)undo->id);
		ticket_free(ticket);
		ticket = ticket_new_from_baseline(baseline);
	}
	for (guint i = 0; effects && i < events->len; i++)
		effects[i] = (FoldEffect)GPOINTER_TO_INT(
			g_hash_table_lookup(seen, events->pdata[i]));
	return ticket;
}
