/*
 * Tables of deadlines (columns of the shared vectors/deadlines.csv) run
 * through what `amends policy try` is made of. Used by the test of the shared
 * table and by the program behind tests/vectors.
 */
#pragma once

#include "core/policy-script.h"

typedef struct VectorRow {
	char *id;
	char *problem; /* NULL: passed; else one line */
	char *unread;  /* words of a status phrase that say nothing known; NULL for none */
} VectorRow;

/* The reference data a table is run against. */
typedef struct VectorData {
	PolicySet *policies;
	GHashTable *calendars;
} VectorData;

/* From the folder of assets. False with an error. */
bool vector_data_load(const char *assets, VectorData *ret, GError **error);
void vector_data_clear(VectorData *data);

/* Every row of a table; VectorRow, owned. NULL if the text is no such table. */
GPtrArray *vectors_run(const VectorData *data, const char *csv, size_t len, GError **error);

/*
 * Whether a clock is what a short phrase says, by meaning: case, punctuation
 * and filler words do not matter, each claim in it is checked. NULL if it is,
 * else what differs; words not understood are added to `unread`. Caller frees.
 * vectors-status.c has the table of claims.
 */
char *vector_dup_status_problem(const PolicyScript *script, const Clock *clock,
	const char *phrase, GString *unread);
