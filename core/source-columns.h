/*
 * The columns of an imported row as they were in its file: kept in the event
 * where they fit, else whole in one file of the store's folder `files`, named
 * by its SHA-256 as an attachment is. Used by import (keeps) and export (reads).
 */
#pragma once

#include "core/act.h"
#include "core/import-row.h"
#include "core/ticket.h"

typedef struct SourceField {
	char *name;		/* UTF-8; a readable form if `name_raw` */
	char *text;		/* UTF-8; a readable form if `raw` */
	GBytes *name_raw, *raw; /* the bytes where they are no text, else NULL */
	ImportKind kind;
} SourceField;

void source_field_free(SourceField *field);

/*
 * Before the act: keeps the row's columns as a file if the event cannot hold
 * them, durable when this returns, and notes its hash in the row. FULL or IO.
 */
bool source_columns_keep(const char *folder, ImportRow *row, GError **error);

/* Adds the fields of the last event, a source.kept, that hold the columns or name their file.
 */
void source_columns_add(Act *act, const ImportRow *row);

/*
 * SourceField * in the order of the file, none where the rest was not kept.
 * NULL where they are in a file that is missing (NOT_FOUND) or not what was
 * kept (INVALID, IO).
 */
GPtrArray *source_columns_read(const char *folder, const Ticket *ticket, GError **error);
