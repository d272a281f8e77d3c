/*
 * Which rows the full-text index finds, collected in short steps that later calls go on with,
 * one term at a time: FTS5 would intersect terms, and merge the words of a prefix, in one uncut
 * step. For core/desk-window.c. See desk-hits.c.
 */
#pragma once

#include "core/db.h"

/* Rows as a bit each. */
typedef struct Rows {
	guint8 *bits;
	gsize n_bytes;
	guint n;
	bool whole; /* there are no more */
} Rows;

Rows *rows_new(void);
void rows_free(Rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)
/* As new, and whole to nobody. */
void rows_clear(Rows *rows);
void rows_add(Rows *rows, int64_t row);
/* Drops the rows that `other` lacks. */
void rows_intersect(Rows *rows, const Rows *other);
/* int64_t, ascending. */
GArray *rows_dup_list(const Rows *rows);
static inline bool
rows_has(const Rows *rows, int64_t row)
{
	gsize at = (gsize)row / 8;

	return row >= 0 && at < rows->n_bytes && (rows->bits[at] >> row % 8 & 1);
}

typedef struct Hits Hits;

Hits *hits_new(Db *reader);
void hits_free(Hits *hits);
/* Makes the index's vocabulary known to the reader's connection. */
bool hits_open(Hits *hits, GError **error);
/* Drops what was collected: somebody has committed. */
void hits_forget(Hits *hits);

typedef struct HitsAsk {
	const GPtrArray *texts; /* char *: the row holds each of them */
	unsigned most;		/* rows read of the index at most */
	unsigned few;		/* so few rows are narrowed no further */
} HitsAsk;

/*
 * Goes on collecting. The rows of those terms that are known wholly, all of which the answer is
 * among; NULL while there are none. *ret_all: they are just what the index finds for the texts.
 * Borrowed until the next call.
 */
const Rows *hits_collect(Hits *hits, const HitsAsk *ask, bool *ret_all, GError **error);
