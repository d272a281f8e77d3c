/*
 * Hostile text for whole programs: every string of the shared data and a set
 * of our own, and a store with it in every field that takes text, filled
 * through acts as any person fills it.
 */
#pragma once

#include "core/desk.h"

/* Sequences, overrides and bytes that must never come through; NULL-terminated. Valid ones are
 * storable text, the others are not. */
extern const char *const hostile_planted[];

typedef struct HostileText {
	char *text; /* `len` bytes and a NUL; NULs may lie within */
	size_t len;
	bool valid; /* UTF-8 without NUL: storable */
} HostileText;

/*
 * Planted strings, torture_strings.jsonl, Kuhn's files and the terminal streams,
 * whole. HostileText *, owned. NULL, and the test is skipped, where the data are absent.
 */
GPtrArray *hostile_texts(void);

/* The valid ones of `texts`, joined by blanks to runs of at most `max` bytes; one a run where
 * `max` is 0. char *, owned. */
GPtrArray *hostile_runs(const GPtrArray *texts, size_t max);

/* As one line that FIELD_LINE takes: its first 400 characters without U+0001 to U+001F; NULL
 * where nothing but white space is left. Caller frees. */
char *hostile_dup_line(const char *text);

/* Adds a person of `role` whose name and branch are hostile; returns the number, caller frees.
 */
char *hostile_add_person(Desk *desk, const char *number, const char *role, const char *text);

/* Logs a complaint with `text` in every field, and everything that may follow it, each with
 * `text`. Somebody must be signed on. Returns its id, caller frees. */
char *hostile_log(Desk *desk, const char *text);

/*
 * Makes the practice store `folder` if there is none, with a supervisor 1003 and handlers of
 * hostile names, and logs every `step`-th of hostile_runs(texts, max), in May 2026. Returns
 * how many complaints that was.
 */
unsigned hostile_fill_store(
	const char *folder, const GPtrArray *texts, size_t max, unsigned step);
