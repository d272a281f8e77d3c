/*
 * The reducer: events of one ticket, in order, to the Ticket they add up to.
 * Pure. Order is event_compare(), never the order of arrival, so that every
 * desk that holds the same events and receipts sees the same complaint.
 *
 * An event whose payload was erased is passed over: the baseline made at the
 * time of erasure holds what it did.
 */
#pragma once

#include "core/event.h"
#include "core/ticket.h"

typedef enum FoldEffect {
	FOLD_APPLIED,
	FOLD_CONFLICT, /* a guarded field was changed from another value: kept, shown, without
			  effect */
	FOLD_IGNORED,  /* does not fit (unknown part, undone, newer version): kept, without
			  effect */
	FOLD_UNDO /* takes effect by folding again without what it undoes: ticket_fold() does so
		   */
} FoldEffect;

/* Applies one event. The ticket must come from the events before it. */
FoldEffect ticket_apply(Ticket *ticket, const Event *event);

/*
 * Folds `events` (const Event *, any order) upon `baseline` (JSON of ticket_part,
 * or NULL). effects, if not NULL, receives one FoldEffect an event in the order of the array.
 */
Ticket *ticket_fold(const GPtrArray *events, const json_t *baseline, FoldEffect *effects);

/* The slot that holds the base of a guarded kind for this payload; NULL if its part is unknown.
 * Borrowed, writable. */
char *ticket_guard(Ticket *ticket, EventKind kind, const json_t *payload);

/* The value an event's guarded field has now, as the log's word; for conflicts. Caller frees.
 */
char *ticket_dup_guarded_value(const Ticket *ticket, EventKind kind, const json_t *payload);

/* Index of `word` in "a|b|c", or -1. */
int word_index(const char *words, const char *word);
