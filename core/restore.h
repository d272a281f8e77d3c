/*
 * A store from a backup, or from itself where its head does not fit or its key
 * is lost: a new device incarnation with a new id, key and tag, whose chain
 * begins with desk.restored. What was made before stays valid under the old
 * device's public key and waits to be sent again (OUTBOX_AGAIN). The store that
 * was there is moved aside whole, never deleted.
 *
 *	restore_begin()   copies and proves beside the store; nothing there is touched
 *	desk_open(restore_folder()), restore_dup_act(), submitted by who orders it
 *	restore_finish()  exchanges the folders in one step
 *
 * Killed at any moment, folder holds either the old store or the new one, whole.
 */
#pragma once

#include "core/backup.h"
#include "core/reference.h"

typedef struct RestoreConfig {
	const char *folder; /* where the store is, or is to be; its parent is there */
	const char *from;   /* a backup; NULL: the store that is there */
	const char *assets; /* the program's data: derived rows of a store without its end are
			       made again */
	const char *realm;  /* "bank" or "practice": another one is refused */
	Env *env;
	GTimeZone *zone; /* for the name of what is set aside; NULL: UTC */
	BackupGo go;
	void *data;
} RestoreConfig;

typedef struct RestoreFacts {
	BackupFacts copy;
	bool here;     /* made of the store that was there */
	bool stranger; /* the store that is there knows nothing of the copy's device */
	bool present;  /* a store is there, and is set aside */
	/* Events of work there (not of signing on or looking) that the copy lacks; -1: it
	 * cannot be read. */
	int64_t left;
	GStrv numbers; /* complaints they are about, at most 20 */
	char tag[8];   /* the new one */
} RestoreFacts;

typedef struct Restore Restore;

/*
 * LOCKED while another process owns the store; DAMAGED with what is wrong with the copy; NEWER,
 * FULL, NOT_FOUND, INVALID (another realm, a file system without the exchange), CANCELLED.
 */
Restore *restore_begin(const RestoreConfig *config, GError **error);
/* Takes away what was not finished. */
void restore_free(Restore *restore);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Restore, restore_free)

/* The caller's `go` is asked no more: what it stands on may go. NULL is ignored. */
void restore_stop_asking(Restore *restore);
const char *restore_folder(const Restore *restore);
const RestoreFacts *restore_facts(const Restore *restore);
/* The order, by the person signed on at the new store. Caller frees. */
Act *restore_dup_act(Desk *desk, const Restore *restore, const char *reason);
/* The new store must be closed again. *ret_aside (caller frees) is the old one's new place,
 * NULL if there was none. */
bool restore_finish(Restore *restore, char **ret_aside, GError **error);
