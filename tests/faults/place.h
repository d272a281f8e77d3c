/*
 * The real program in a place of its own where things go wrong: run as an ordinary user also
 * where the tests are root's, under strace, with a small disk or one that can only be read.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* nobody: who runs the program where the tests are root's */
#define PLACE_USER 65534

typedef struct Place {
	char *base;    /* all of it; removed at the end */
	char *home;    /* AMENDS_HOME, of the ordinary user */
	char *program; /* a copy that the user can reach, as are the data */
	char *assets;
	bool mounted; /* home is a disk of its own */
} Place;

typedef struct Ran {
	int code; /* of exit, or -1 when a signal ended it */
	char *out, *err;
} Ran;

/*
 * First of all in main(): a mount namespace of its own, so that disks of the test go with
 * it. False where that is not allowed.
 */
bool place_enter_namespace(void);

/* `disk_kb` > 0: home is a disk of that size (needs the namespace). */
void place_init(Place *place, unsigned disk_kb);
void place_clear(Place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)
/* Makes the disk below home read-only, or writable again. */
bool place_set_read_only(Place *place, bool read_only);
/* Fills home's disk to the last byte with a file, or takes it away. */
void place_fill(Place *place, bool full);

/* Words before the program that make it the ordinary user's, and the program; NULL-ended. */
GPtrArray *place_argv(const Place *place);
/* "NAME=value" for the program; owned by the caller. */
GStrv place_env(const Place *place);
/*
 * Runs it to its end with `words` (separated by blanks, "~" within one stands for a blank).
 * `strace` (may be NULL) are words of strace's options.
 */
void place_run(const Place *place, Ran *ret, const char *strace, const char *words);
/* The same under another tool: its name and its options. */
void place_run_under(
	const Place *place, Ran *ret, const char *tool, const char *options, const char *words);
void ran_clear(Ran *ran);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ran, ran_clear)

/* The same, expecting exit code 0 and nothing else. */
void place_run_well(const Place *place, const char *words);
/* Runs it and fails unless the exit code is `code` and `text` is in what it said. */
void place_expect(const Place *place, const char *words, int code, const char *text);
/* The practice store, filled; one file of home as a path (caller frees). */
void place_make_store(const Place *place);
char *place_path(const Place *place, const char *name);
/* Number of complaints that `filter` matches. */
int place_count(const Place *place, const char *filter);
/* The store opens, its log is proved. */
void place_prove(const Place *place);
/* Bytes of the store's WAL; 0 without one. */
gint64 place_wal_len(const Place *place);
/* Everything of the store as it is now, and back to it. */
void place_keep(const Place *place);
void place_put_back(const Place *place);
/* True where strace can trace as this user. */
bool place_can_trace(const Place *place);
