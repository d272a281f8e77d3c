/* What making, proving and restoring a backup share. See backup.h. */
#pragma once

#include "core/backup-manifest.h"
#include "core/backup.h"
#include "core/db.h"

/* A database opened to be read or proved, with the search tokenizer. */
Db *backup_open_db(const char *path, DbMode mode, GError **error);
/*
 * Proves a database: SQLite's own check, every chain, and that it ends where `facts` say. Its
 * own device's public key into `ret_public`. DAMAGED with what is wrong, NEWER.
 */
bool backup_prove_db(
	Db *db, const BackupFacts *facts, unsigned char ret_public[32], GError **error);
/* The sum of a file of the manifest is `hash`; else DAMAGED. */
bool backup_check_sum(const ManifestFile *file, const char *hash, GError **error);
/* Asks `go` (may be NULL); false with CANCELLED. */
bool backup_go_on(BackupGo go, void *data, GError **error);
bool backup_damaged(GError **error, const char *what);

/* Moments in names of files: YYYY-MM-DD-HHMMSS. Caller frees. */
char *backup_dup_stamp(Env *env, GTimeZone *zone);
