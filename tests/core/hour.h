/*
 * An hour at the desk as a script: complaints with all that is done to them,
 * drafts, timers, files, an import. Every act has an id that is the same in each
 * run, so that the whole hour can be gone through again over what a killed one
 * left: what is there counts once, what is missing is done.
 */
#pragma once

#include "core/desk.h"

typedef struct HourConfig {
	const char *folder;  /* of the store */
	const char *outside; /* holds letter.txt, rows.csv, rows.map (hour_make) */
	uint64_t seed;
	/*
	 * Told what is certain from now on, in lines: "A ID" an act is saved, "T ID" a
	 * timer runs, "S" it stands, "D N" the N-th draft is on disk, "X N" it is taken
	 * away, "F HASH" a file is kept, "I" the import is done.
	 */
	void (*said)(const char *line, void *data);
	void *data;
} HourConfig;

/* Makes the store with one supervisor, and what lies outside of it. */
void hour_make(const char *folder, const char *outside);
/* The desk of the hour, with its person signed on; `env` is filled in. Stepped. */
Desk *hour_open(const char *folder, Env *env, uint64_t seed, GError **error);
/* Goes through the hour; aborts where an act is not saved. */
void hour_run(const HourConfig *config);
