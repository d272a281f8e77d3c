/*
 * Which open complaints a changed calendar moves. One walk for the preview
 * before a publication and for the work after it, so that what was shown is
 * what then moves. Complaints are gone through by their receipt, which never
 * changes, in steps of any size; one that cannot be concerned is left out by
 * its rows alone (those of `clock` name the policies and dates), and only the
 * others are folded.
 */
#pragma once

#include "core/reference.h"
#include "core/ticket.h"

/* A place in the walk, to go on from. */
typedef struct DuePlace {
	int64_t received_us, row;
} DuePlace;
#define DUE_PLACE_START                                                                        \
	{                                                                                      \
		INT64_MIN, 0                                                                   \
	}

/* A clock whose date moves; INT64_MAX for no date: the calendar does not reach so far. */
typedef struct DueMove {
	char *policy;
	int64_t from_us, to_us;
	bool primary;
} DueMove;

typedef struct DueWalk {
	const Reference *before, *after;
	const Calendar *calendar; /* after */
	DuePlace place;	      /* all up to here are taken; set it to begin elsewhere */
	DuePlace read;	      /* and read, ahead of it */
	int64_t from_us;      /* no date before it can move */
	GHashTable *policies; /* ids of those that count by this calendar */
	GQueue *ahead;	      /* read and not yet taken */
} DueWalk;

/* `code` is the calendar that differs between the two references, which must outlive it; NULL
 * where the two say the same of every day. */
DueWalk *due_walk_new(const Reference *before, const Reference *after, const char *code);
void due_walk_free(DueWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DueWalk, due_walk_free)

/* The next complaint that may be concerned, NULL at the end of a short step or of all: then
 * *ret_ended. `ret_seen` counts complaints gone through. Caller frees. */
char *due_walk_next(
	DueWalk *walk, Db *db, int64_t *ret_seen, bool *ret_ended, GError **error);
/* What moves of it (DueMove), the primary clock first; the array is empty where nothing does.
 * Caller frees. */
GArray *due_walk_moves(const DueWalk *walk, const Ticket *ticket);
/* True if the first move makes it overdue at `now_us`. */
bool due_moves_make_overdue(const GArray *moves, int64_t now_us);
/* Open complaints in all. */
int64_t due_walk_total(Db *db);
