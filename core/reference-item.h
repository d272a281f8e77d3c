/*
 * Drafts of policies, calendars and routing rules, and what became of them:
 * drafted by compliance, published by another person, or dropped. A value, the
 * fold of a reference's events, and its derived row in `reference_item`.
 *
 *	draft --published--> published        a draft never changes: a better one is a
 *	  \---dropped--> dropped              new draft
 */
#pragma once

#include "core/db.h"
#include "core/event.h"

typedef enum ReferenceState {
	REFERENCE_NONE, /* no event yet */
	REFERENCE_DRAFT,
	REFERENCE_PUBLISHED,
	REFERENCE_DROPPED,
	N_REFERENCE_STATES
} ReferenceState;

typedef struct ReferenceItem {
	char id[UUID_LEN];
	char *what; /* "policy", "calendar" or "rules" */
	char *code, *version, *text;
	ReferenceState state;
	char drafted_by[UUID_LEN], published_by[UUID_LEN]; /* or dropped by */
	int64_t drafted_us, published_us;
} ReferenceItem;

ReferenceItem *reference_item_new(void);
void reference_item_free(ReferenceItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferenceItem, reference_item_free)

/* "draft", "published" or "dropped": the table's and the command line's word. */
const char *reference_state_name(ReferenceState state);

/* Applies one event; those of a reference, in the order of the fold. */
void reference_item_apply(ReferenceItem *item, const Event *event);
/* Folds the events of one reference and writes its row. */
bool project_reference(Db *db, const char *id, GError **error);
/* The rows of all references from the log; before a Reference can be made where the derived
 * tables are made again. */
bool project_references(Db *db, GError **error);

/* What was published, oldest first; up to `through` with it, or before it where `without`; all
 * where it is NULL. ReferenceItem *, caller frees. */
GPtrArray *reference_items_published(
	Db *db, const ReferenceItem *through, bool without, GError **error);
/* All of them, drafts first, then the newest first, at most `max`. Caller frees. */
GPtrArray *reference_items_read(Db *db, unsigned max, GError **error);
/* By id or the beginning of one that is like no other; NOT_FOUND. */
ReferenceItem *reference_item_find(Db *db, const char *id, GError **error);
/* Whether that version was published before. */
bool reference_version_is_taken(
	Db *db, const char *what, const char *code, const char *version, GError **error);
/* Changes whenever something was published. */
int64_t reference_stamp(Db *db);
