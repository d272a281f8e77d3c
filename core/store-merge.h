/*
 * The search index is a heap of segments, one a commit, that must be merged
 * now and then. Nobody's act pays for that: merging is done here, by background
 * work and by an idle store. For core's own folder.
 */
#pragma once

#include "core/store.h"

/*
 * For a store that is opened. Takes the merging out of commits: once a file, one SELECT
 * afterwards. Where that cannot be written (a full disk) FTS5 goes on merging by itself, and
 * the store opens.
 */
void store_merge_setup(Store *store);
/* Merges within the caller's transaction until nothing is left, a user's act waits, or boot
 * time `until_us`. */
bool store_merge(Store *store, int64_t until_us, GError **error);
/* True if so many commits were made since the last merge that an idle store should merge. */
bool store_wants_merge(const Store *store);
/* The same in a transaction of its own, for an idle store. A failure is left to the next act to
 * tell. */
void store_merge_idle(Store *store);
