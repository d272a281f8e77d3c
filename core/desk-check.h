/*
 * What a doctor asks of a store beyond the proof of the log, also of one that
 * cannot be opened as a desk.
 */
#pragma once

#include "core/desk.h"

/* SQLite's own check of the file; *ret_problem is NULL if it is sound, else its first words.
 * Caller frees. */
bool desk_quick_check(Desk *desk, char **ret_problem, GError **error);
/* All of it instead: also whether each index holds what its table does, and the search what the
 * texts say. Takes time. Where another process owns the store the search is not looked at. */
bool desk_full_check(Desk *desk, char **ret_problem, GError **error);
/* The moment of the newest event by its own clock, 0 if there is none. */
int64_t desk_last_event_us(Desk *desk);
/* Files that complaints name and that are not there whole, as "NUMBER: name"; at most `max`.
 * *ret_n is how many were looked at. Caller frees. */
GStrv desk_bad_files(Desk *desk, unsigned max, int64_t *ret_n);
/* Proves the log of a store that does not open (its key is lost ...); see desk_audit_verify().
 */
bool store_audit_closed(const char *folder, AuditReport *ret, GError **error);
/* True on NFS and SMB, where no store may be. */
bool store_folder_is_remote(const char *folder);
/* The version of SQLite in use; borrowed. *ret_wal_fault: it has the fault of concurrent
 * checkpoints (SYNC H21), which one writing thread avoids. */
const char *store_sqlite_version(bool *ret_wal_fault);
/* By how much the machine's clock stands behind that; 0 where it is less than a minute. */
int64_t desk_clock_behind_us(Desk *desk);
/* The same as a sentence with what to do, NULL where there is nothing to tell. Caller frees. */
char *desk_dup_clock_warning(Desk *desk);
