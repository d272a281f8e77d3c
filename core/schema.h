/* Migrations as a list, so that a test can bring its own. See schema.c. */
#pragma once

#include "core/db.h"

typedef struct Migration {
	int to; /* user_version after it */
	const char *sql;
} Migration;

/* Runs those of `list` (ascending) the file lacks. `backup_path` may be NULL. NEWER if the file
 * is ahead. */
bool schema_run(
	Db *db, const Migration *list, unsigned n, const char *backup_path, GError **error);
