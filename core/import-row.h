/*
 * Rows of a foreign file, one at a time, as complaints to be: mapped fields,
 * every source column as it came, and a key by which the same row is known
 * again. CSV and JSON look the same from here. A bad row is reported and
 * stops nothing else. Writes nothing; used by `amends import`.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/import-json.h"
#include "core/import-map.h"
#include "core/import-problem.h"

#define IMPORT_HASH_LEN 32

/*
 * One source column of a row. `name` and `text` are UTF-8 without U+0000. Bytes
 * are those of the file, without quotes: as UTF-8 where they are text, in the
 * file's own encoding where they are not.
 */
typedef struct ImportColumn {
	const char *name;	/* without white space at both ends */
	const char *name_bytes; /* NUL-terminated; exactly the name unless `name_raw` */
	size_t name_len;
	bool name_raw; /* the name is no text that can be stored */
	const char *bytes;
	size_t len;
	ImportKind kind;  /* IMPORT_KIND_TEXT in CSV */
	const char *text; /* `bytes`, or if `raw` a readable form of them */
	bool raw;	  /* the bytes are no text that can be stored: keep both */
	uint64_t line, column;
} ImportColumn;

/*
 * The key is SOURCE/HASH/ORDINAL: hash = SHA-256 over every column's name,
 * kind and bytes as UTF-8, each with its length (the same in any encoding); ordinal = how many
 * identical rows stood before it in this file. So the same file again gives the same keys, in
 * whatever order its rows stand, and identical rows have different ones.
 */
typedef struct ImportRow {
	uint64_t line;
	uint64_t ordinal;
	unsigned char row_hash[IMPORT_HASH_LEN];
	char *key;
	ImportValues values;
	ImportColumn
		*columns; /* all of them; import_map_keeps_rest() says whether to store them */
	unsigned n_columns;
	char columns_file[2 * IMPORT_HASH_LEN + 1]; /* where they are kept, set by import */
	GPtrArray *notes;    /* ImportProblem: what the user should know of this row */
	GStringChunk *arena; /* holds the bytes of columns */
} ImportRow;

void import_row_free(ImportRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRow, import_row_free)

typedef enum ImportFormat {
	IMPORT_FORMAT_AUTO, /* by the end of the name: .json, .jsonl, .ndjson, .xlsx; else CSV
			     */
	IMPORT_FORMAT_CSV,
	IMPORT_FORMAT_JSON,
	IMPORT_FORMAT_XLSX, /* of import_reader_open() alone */
} ImportFormat;

typedef enum ImportStep {
	IMPORT_STEP_ROW, /* *ret_row */
	IMPORT_STEP_BAD, /* *ret_problem */
	IMPORT_STEP_END,
	IMPORT_STEP_FAILED, /* error: the file cannot be read, or does not fit the map */
} ImportStep;

typedef struct ImportReader ImportReader;

/* `map` is borrowed. AMENDS_ERROR_IO if the file cannot be opened. */
ImportReader *import_reader_open(
	const char *path, const ImportMap *map, ImportFormat format, GError **error);

/* The same from a function (csv.h) and its `data`, not NULL; AUTO means CSV. */
ImportReader *import_reader_new(
	CsvReadFunc read, void *data, const ImportMap *map, ImportFormat format);

void import_reader_free(ImportReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportReader, import_reader_free)

/*
 * One step. Exactly one of *ret_row and *ret_problem is set on ROW and BAD,
 * and is the caller's. The header is checked against the map at the first
 * step (of JSON: the names of the first object).
 */
ImportStep import_reader_next(
	ImportReader *reader, ImportRow **ret_row, ImportProblem **ret_problem, GError **error);

/* How the file is encoded, as far as it was read: ENCODING_AUTO for nothing but ASCII. */
Encoding import_reader_encoding(const ImportReader *reader);

/* The names of the columns after the first step, NULL-terminated; caller frees the array alone.
 */
const char **import_reader_dup_columns(const ImportReader *reader);

/* A note on the row; takes `reason`, which is a whole sentence. */
void import_row_note(ImportRow *row, ImportProblemKind kind, const char *field, char *reason);

/* Bytes read and bytes in all, 0 if not known; for a progress bar. */
void import_reader_progress(
	const ImportReader *reader, uint64_t *ret_done, uint64_t *ret_total);

/*
 * A readable form of any bytes: invalid ones become U+FFFD each, zero becomes
 * "<00>". *ret_raw (may be NULL) tells whether anything was changed. Caller frees.
 */
char *import_dup_readable(const char *bytes, size_t len, bool *ret_raw);
