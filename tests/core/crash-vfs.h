/*
 * A SQLite VFS over the default one that can lose power: what was written
 * but not synced is kept aside and dropped. It can also fail the N-th write
 * or sync with an error. One at a time; registered under the name "crash".
 */
#pragma once

#include <stdbool.h>

#define CRASH_VFS "crash"

typedef enum CrashMode {
	CRASH_NEVER,
	CRASH_POWER, /* at the N-th operation all that is not synced is gone, and nothing works
			any more */
	CRASH_FULL,  /* the N-th operation fails: no room; later ones work */
	CRASH_IO     /* the same with an I/O error */
} CrashMode;

void crash_vfs_register(void);
/* Counts from now: the `at`-th write or sync (1 is the next) meets `mode`. */
void crash_vfs_arm(CrashMode mode, int at);
/* Power is back: files hold what was synced. To be called with all files closed. */
void crash_vfs_restart(void);
/* True once the armed operation was met. */
bool crash_vfs_met(void);
/* Keeps unsynced writes aside from now on (they are written through otherwise). */
void crash_vfs_hold(bool hold);
