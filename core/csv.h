/*
 * CSV as RFC 4180 and as banks really write it: CRLF or LF between rows, bare
 * LF inside quoted fields, a byte order mark, doubled quotes, comma or tab.
 * Bytes are never changed: NUL and invalid UTF-8 pass through with their
 * lengths. Memory is bounded by CSV_ROW_MAX whatever the file holds. A row
 * that breaks the form is reported with its place, and reading goes on after
 * it. Pure: bytes come from a function of the caller. Used by import and export.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Longest field, decoded, in bytes; longest row, as written, in bytes; most columns. */
#define CSV_FIELD_MAX	((size_t)1 << 20)
#define CSV_ROW_MAX	((size_t)16 << 20)
#define CSV_COLUMNS_MAX 16384u

typedef struct CsvField {
	const char *bytes; /* not NUL-terminated */
	size_t len;
	uint64_t line, column; /* where it begins; the writer does not look at them */
} CsvField;

typedef enum CsvReason {
	CSV_REASON_NONE,
	CSV_REASON_TEXT_AFTER_QUOTE, /* "a"b */
	CSV_REASON_UNTERMINATED,     /* the file ended inside a quoted field */
	CSV_REASON_COLUMNS,	     /* not as many fields as the header */
	CSV_REASON_FIELD_TOO_LONG,
	CSV_REASON_ROW_TOO_LONG,
	N_CSV_REASONS
} CsvReason;

/*
 * Lines and columns count from 1, columns in characters (bytes that do not
 * begin a character are not counted); a byte order mark is not counted. The
 * pointers live until the next call on the reader.
 */
typedef struct CsvRow {
	const CsvField *fields;
	unsigned n_fields;     /* found; of a bad row, what was counted */
	uint64_t line, column; /* where the row begins */
	CsvReason reason;      /* of a bad row */
	uint64_t bad_line;     /* where the reason was met */
	uint64_t bad_column;
} CsvRow;

typedef enum CsvOutcome {
	CSV_ROW,
	CSV_BAD_ROW,
	CSV_END,
	CSV_FAILED, /* the read function failed; its error is passed on */
} CsvOutcome;

/* Up to `len` bytes into `buf`; 0 at the end, -1 with `error` set. */
typedef gssize (*CsvReadFunc)(void *data, void *buf, size_t len, GError **error);

typedef struct CsvReader CsvReader;

/* `delimiter` is ',' or '\t' (any byte but quote, CR, LF). `data` is borrowed. */
CsvReader *csv_reader_new(CsvReadFunc read, void *data, char delimiter);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/* From now on a row with another number of fields is bad. 0: any number will do. */
void csv_reader_expect(CsvReader *reader, unsigned n_columns);

/*
 * The next row. Lines without a byte in them are no rows. After a stray quote
 * that swallowed further lines, reading goes on at the line after the one
 * where the bad row began, so that no good row is lost with it; the pieces of
 * a broken row may then be reported too.
 */
CsvOutcome csv_reader_next(CsvReader *reader, CsvRow *ret_row, GError **error);

/* A whole sentence for the user: place, reason, what was done. Caller frees. */
char *csv_dup_reason(const CsvRow *bad, unsigned n_expected);

/*
 * Appends one field, quoted where the reader would need it: reading what was
 * written gives the same bytes, whatever they are.
 */
void csv_write_field(GString *out, const char *bytes, size_t len, char delimiter);

/* A whole row with CRLF. A row of one empty field is written as "" (two quotes). */
void csv_write_row(GString *out, const CsvField *fields, unsigned n_fields, char delimiter);
