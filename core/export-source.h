/*
 * Imported rows as the table they came from: names, order, kinds and bytes of
 * the source columns. They may hold anything, so this is for exact export
 * alone; that it is logged is the caller's part.
 *
 *	source_table_new() -> learn() each row (CSV) -> begin() -> write() each row -> end()
 */
#pragma once

#include "core/desk.h"
#include "core/encoding.h"

typedef enum SourceForm { SOURCE_CSV, SOURCE_JSON, SOURCE_JSON_LINES } SourceForm;

typedef struct SourceConfig {
	SourceForm form;
	Encoding encoding; /* ENCODING_AUTO is UTF-8 */
	char delimiter;	   /* of CSV */
	bool no_header;	   /* of CSV */
} SourceConfig;

/* Ids of the tickets of one source in the order they were imported, or those of all with NULL.
 * Caller unrefs. */
GPtrArray *source_dup_ids(Desk *desk, const char *source, GError **error);

/* The sources there are. Caller frees. */
GStrv source_dup_names(Desk *desk, GError **error);

typedef struct SourceTable SourceTable;

SourceTable *source_table_new(Desk *desk, const SourceConfig *config);
void source_table_free(SourceTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceTable, source_table_free)

/*
 * Takes the names of the ticket's columns in: a CSV has all columns of all its
 * rows, in the order they were met. False where they cannot be read (a file of
 * the store is missing or changed).
 */
bool source_table_learn(SourceTable *table, const Ticket *ticket, GError **error);

/* The file's beginning and end, in its encoding. */
void source_table_begin(SourceTable *table, GString *out);
void source_table_end(SourceTable *table, GString *out);

/* One row; *ret_written is false for a ticket without source columns. */
bool source_table_write(SourceTable *table, const Ticket *ticket, GString *out,
	bool *ret_written, GError **error);
