/*
 * JSON as a table: an array of flat objects, or JSON lines, one object at a
 * time in bounded memory. Values stay text: a number keeps the digits it was
 * written with, however large; a nested value keeps its JSON. An object that
 * is no JSON is reported with its place; in JSON lines, and in an array whose
 * brackets still match, reading goes on after it. Pure; used by import-row.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/csv.h"

/* Longest object in bytes. */
#define IMPORT_JSON_MAX CSV_ROW_MAX

typedef enum ImportKind {
	IMPORT_KIND_TEXT,
	IMPORT_KIND_NUMBER,
	IMPORT_KIND_BOOL, /* bytes are "true" or "false" */
	IMPORT_KIND_NULL, /* no bytes */
	IMPORT_KIND_JSON, /* an array or object as it was written */
} ImportKind;

typedef struct ImportPair {
	const char *name;	/* UTF-8, NUL-terminated; U+FFFD stands for U+0000 */
	const char *name_bytes; /* the same with its U+0000 */
	size_t name_len;
	const char *bytes;
	size_t len;
	ImportKind kind;
	uint64_t line, column; /* where the value begins, as in csv.h */
} ImportPair;

/* Pointers live until the next call. */
typedef struct ImportObject {
	const ImportPair *pairs; /* in the order of the file */
	unsigned n_pairs;
	uint64_t line, column;
	const char *reason; /* of a bad object: a sentence */
	uint64_t bad_line, bad_column;
} ImportObject;

typedef enum ImportJsonOutcome {
	IMPORT_JSON_OBJECT,
	IMPORT_JSON_BAD,
	IMPORT_JSON_END,
	IMPORT_JSON_FAILED, /* the read function failed; its error is passed on */
} ImportJsonOutcome;

typedef struct ImportJson ImportJson;

/* Reads as csv_reader_new() does; a byte order mark is skipped. */
ImportJson *import_json_new(CsvReadFunc read, void *data);
void import_json_free(ImportJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportJson, import_json_free)

ImportJsonOutcome import_json_next(ImportJson *json, ImportObject *ret, GError **error);
