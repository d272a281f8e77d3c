/*
 * What was published, in the store: the Reference in force for its thread, and
 * the dates that a published calendar moves. Moving runs in the background
 * lane, in short pieces, a transaction each; what is moved has its
 * `deadline.moved`, so that a piece that is done again does nothing. How far it
 * came stands in `setting`; a store that is closed or killed goes on from
 * there when it is opened.
 *
 *	published --> waiting --> moving --> done       cancelled: waiting until asked again
 *	                 ^----------/                   or until the next start
 */
#pragma once

#include "core/store.h"

typedef struct MovesProgress {
	bool running, waiting; /* waiting: cancelled, or not begun */
	char code[16];	       /* of the calendar */
	int64_t done, total;   /* open complaints gone through */
	int64_t moved, overdue; /* by this publication */
	char *error;	       /* it stopped because of this; NULL; caller frees */
} MovesProgress;

/* The part of a Store that this file keeps. */
typedef struct StoreMoves StoreMoves;

/* At the opening: what was published before, and what is left to be moved. */
bool store_reference_open(Store *store, GError **error);
void store_reference_close(Store *store);
/* After a publication's commit, in the store's thread. */
void store_reference_changed(Store *store);
/* Any thread. */
void store_moves_progress(Store *store, MovesProgress *ret);
void store_moves_cancel(Store *store);
/* Goes on with what waits. */
void store_moves_resume(Store *store);
/* What `db` says is in force over `base`, which must outlive it. NULL if that cannot be read. */
Reference *store_reference_of(Db *db, const Reference *base, GError **error);
/* The same after making the rows of all references again from the log, inside the caller's
 * transaction. */
Reference *store_reference_of_log(Db *db, const Reference *base, GError **error);
/* Whether the dates of a publication are not all moved yet. */
bool store_moves_wait(Db *db);
