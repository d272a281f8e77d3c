/*
 * A store whose log is whole, though what is made from it (lists, search, indexes, free pages)
 * is damaged or differs: the facts are copied row by row into a new database, everything else
 * is made again from them, all of it is proved, and it takes the place of the old file in one
 * step. The same device goes on; the old file is kept.
 *
 *	repair_begin()   copies, makes and proves in folder/repair; nothing else is touched
 *	desk_open(repair_folder()), where whoever orders it signs on; closed again
 *	repair_finish()  puts the new database in the old one's place
 *
 * Killed at any moment, folder holds either the old database or the new one, whole.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/env.h"

typedef struct RepairConfig {
	const char *folder; /* of the store */
	const char *assets; /* the program's data, which folds need */
	Env *env;
} RepairConfig;

typedef struct Repair Repair;

/*
 * LOCKED while any other process has the store open; DAMAGED with what is wrong where the log,
 * its end or another fact is damaged, so that only a backup helps; NEWER, NOT_FOUND, FULL, IO.
 */
Repair *repair_begin(const RepairConfig *config, GError **error);
/* Takes away what was not finished, and lets the store go. */
void repair_free(Repair *repair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Repair, repair_free)

const char *repair_folder(const Repair *repair);
int64_t repair_events(const Repair *repair);
/* The desk on repair_folder() must be closed again. *ret_kept (caller frees): the old file. */
bool repair_finish(Repair *repair, char **ret_kept, GError **error);
