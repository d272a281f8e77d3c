/*
 * Drafts of forms: files in folder/drafts, written off the UI thread, durable within a
 * second. Part of core/desk.h, which is what to include.
 */
#pragma once

#include <stdbool.h>

#include "core/env.h"

typedef struct Desk Desk;

typedef struct Draft {
	char *name; /* of the file: form and subject */
	char *form, *subject;
	int64_t at_us;
	GStrv fields; /* name, value, name, value, NULL */
} Draft;
void draft_free(Draft *draft);
/* Takes a copy of `fields` and returns at once. */
void desk_draft_save(
	Desk *desk, const char *form, const char *subject, const char *const *fields);
/* Of what was handed to desk_draft_save() so far. */
typedef enum DraftState {
	DRAFT_SAVED,   /* all of it is on disk */
	DRAFT_WAITING, /* soon */
	DRAFT_FAILED   /* the last one could not be written, and is not tried again by itself */
} DraftState;
DraftState desk_draft_state(Desk *desk);
void desk_draft_drop(Desk *desk, const char *form, const char *subject);
/* Whether a file of folder/drafts is one that a form can offer. */
bool desk_draft_is_readable(const char *path);
GPtrArray *desk_drafts(
	Desk *desk); /* Draft *, newest first, of the person signed on, at most 7 days old */
