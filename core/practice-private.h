/* What assets/practice says, before it is acts; for core/practice*.c only. See practice.h. */
#pragma once

#include "core/event-kind.h"

/* A complaint or a batch with everything done to it; ids are given while filling. */
typedef struct PracticeBlock {
	char *name, *file;
	int64_t last_us; /* of its latest act */
	char subject[UUID_LEN];
	char *number;
	GHashTable *ids; /* label -> UUID */
} PracticeBlock;

typedef struct PracticeField {
	char *name, *value;
} PracticeField;

typedef struct PracticeEvent {
	EventKind kind;
	GPtrArray *fields; /* PracticeField * */
	GString *text;	   /* lines that begin with ">" */
	const char *file;
	unsigned line;
} PracticeEvent;

typedef struct PracticeAct {
	int64_t at_us;
	char *actor, *second; /* numbers; second may be NULL */
	PracticeBlock *block;
	GPtrArray *events; /* PracticeEvent * */
} PracticeAct;

typedef struct PracticePerson {
	char *number, *role, *branch, *name;
} PracticePerson;

typedef struct PracticeData {
	GPtrArray *people, *blocks, *acts; /* owned; acts in order of time */
} PracticeData;

/* All *.practice files of `folder`, their times counted from `now_us`. NULL with every mistake
 * at once. */
PracticeData *practice_read(
	const char *folder, int64_t now_us, GTimeZone *zone, GError **error);
void practice_data_free(PracticeData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PracticeData, practice_data_free)

/*
 * "-14d 10:30" (local day and time; without one 12:00), "-2h", "-20m", "+3d 17:00" as a moment.
 * False if `text` is not that.
 */
bool practice_parse_moment(const char *text, int64_t now_us, GTimeZone *zone, int64_t *ret_us);
