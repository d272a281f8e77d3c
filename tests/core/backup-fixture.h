/*
 * A desk whose store lies in a home of its own, as a real one does, with a few
 * complaints and a file; for backups and restoring.
 */
#pragma once

#include "core/backup.h"
#include "core/restore.h"
#include "tests/core/desk-fixture.h"

typedef struct BackupFixture {
	DeskFixture f; /* f.folder is home/desk */
	char *home;
	char *id; /* of a complaint with a file, "abc" */
} BackupFixture;

void backup_fixture_init(BackupFixture *b);
void backup_fixture_clear(BackupFixture *b);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BackupFixture, backup_fixture_clear)

/* A backup into the default place, expected to succeed. Caller frees. */
char *backup_fixture_make(BackupFixture *b);
/* Adds a note to the complaint. */
void backup_fixture_note(BackupFixture *b, const char *text);
/* Fails unless log, head, and derived rows of the open desk prove. */
void backup_fixture_prove(BackupFixture *b);
/* Begins a restore with the desk closed; NULL and error as restore_begin(). */
Restore *backup_fixture_begin(BackupFixture *b, const char *from, GError **error);
/* Gives the order as the supervisor, with compliance as the second person where `second`. */
ActResult *backup_fixture_order(BackupFixture *b, Restore *restore, bool second);
/* All of it; opens the desk again. Returns where the old store is. Caller frees. */
char *backup_fixture_restore(BackupFixture *b, const char *from);
