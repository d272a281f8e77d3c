/*
 * Backups: a folder of its own (0700, files 0600) with store.db, files/ by
 * their SHA-256 and SHA256SUMS, the signed manifest, which `sha256sum -c` reads
 * too. Made from one snapshot while others work, proved before it gets its
 * name. It holds personal data and the hashes of the PINs (without them nobody
 * could sign on after restoring); never the device's key, sessions or drafts.
 */
#pragma once

#include "core/act.h"

#define BACKUP_KEEP 7

typedef struct Desk Desk;

typedef struct BackupFacts {
	int64_t made_us, seq, events, tickets;
	int64_t files, bytes;
	int64_t missing; /* files that complaints name and the store does not have whole */
	int schema;
	char realm[16], device[UUID_LEN], tag[8];
	char head[HASH_LEN]; /* hash of the event `seq` */
} BackupFacts;

/* Called between short steps; false cancels. `total` 0: not known. */
typedef bool (*BackupGo)(int64_t done, int64_t total, void *data);

typedef struct BackupConfig {
	const char *folder; /* of the store; another process may own it */
	Env *env;
	GTimeZone *zone; /* for the name; NULL: UTC */
	const char *to;	 /* NULL: folder/backup; a folder there is: a dated name in it; else the
			    name */
	unsigned keep;	 /* in folder/backup: how many stay, older ones go; 0: all */
	BackupGo go;
	void *data;
} BackupConfig;

/*
 * Makes one and returns its path; caller frees. FULL, IO, NOT_FOUND, INVALID (a name that is
 * taken), DAMAGED (the store does not prove), CANCELLED: nothing is left then under any name.
 */
char *backup_make(const BackupConfig *config, BackupFacts *ret, GError **error);

/*
 * Proves a backup: manifest and signature, every sum, the database, chains, head, files. NEWER,
 * DAMAGED with what is wrong, NOT_FOUND.
 */
bool backup_verify(const char *path, BackupFacts *ret, BackupGo go, void *data, GError **error);

/* The event of it, by the person signed on; `elsewhere`: outside the store's folder. Caller
 * frees. */
Act *backup_dup_act(Desk *desk, const BackupFacts *facts, bool elsewhere);

/* Whether the person signed on may make one outside the store's own folder. */
bool backup_may_carry_away(Desk *desk);

/* Paths of the backups in folder/backup, oldest first; caller frees. */
GStrv backup_list(const char *folder);
/* When the newest backup in folder/backup was made, 0 if there is none. */
int64_t backup_last_us(const char *folder);
/* Whether the backup still holds the payload of one of these events (char *). */
bool backup_holds(const char *path, const GPtrArray *event_ids);
