/*
 * How a foreign table becomes complaints: which source column fills which
 * field, how its dates look, which of its values mean which of our codes.
 * A map is a text file that a clerk can write (assets/maps/README has the
 * form); all its mistakes are told at once, with their lines. A loaded map
 * never changes. Used by import-row and by `amends import --check`.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/encoding.h"

/* The fields an imported complaint can have; the name in a map is the enum's in lower case. */
typedef enum ImportField {
	IMPORT_FIELD_RECEIVED, /* as import_date_dup_text() writes it */
	IMPORT_FIELD_TEXT,
	IMPORT_FIELD_SUBJECT,
	IMPORT_FIELD_COMPLAINANT_NAME,
	IMPORT_FIELD_COMPLAINANT_PHONE,
	IMPORT_FIELD_ACCOUNT_TAIL,
	IMPORT_FIELD_CHANNEL,  /* codes of the taxonomy: A99 without a value */
	IMPORT_FIELD_BUSINESS, /* B99 */
	IMPORT_FIELD_REASON,   /* C99 */
	IMPORT_FIELD_CLAIM,    /* W99 */
	IMPORT_FIELD_KIND,     /* complaint, enquiry ...; NULL is complaint */
	IMPORT_FIELD_BRANCH,
	IMPORT_FIELD_OUTSIDE_REF,
	IMPORT_FIELD_COMPANY,
	IMPORT_FIELD_PRODUCT,
	IMPORT_FIELD_STATE,
	IMPORT_FIELD_STATUS_TEXT,
	IMPORT_FIELD_TOLD_TEXT,
	IMPORT_FIELD_TAGS,
	IMPORT_FIELD_SOURCE_ID,
	N_IMPORT_FIELDS
} ImportField;

/* "received", "text" ...: the name in maps and in the fields of an event. */
const char *import_field_name(ImportField field);

typedef struct ImportMap ImportMap;

/*
 * Reads a map. On failure AMENDS_ERROR_IO, or AMENDS_ERROR_SYNTAX whose message
 * has one line per mistake, "line 7: ...", with the nearest valid names.
 */
ImportMap *import_map_load(const char *path, GError **error);

/* The same from memory; `name` stands in messages. */
ImportMap *import_map_parse(const char *name, const char *bytes, size_t len, GError **error);

void import_map_free(ImportMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportMap, import_map_free)

const char *import_map_name(const ImportMap *map);   /* "cfpb" */
const char *import_map_source(const ImportMap *map); /* begins the key of a row */
char import_map_delimiter(const ImportMap *map);     /* ',' '\t' ';' or '|' */
Encoding import_map_encoding(const ImportMap *map);  /* ENCODING_AUTO unless it says one */
bool import_map_has_header(const ImportMap *map);    /* the first row names the columns */
/* The names the map itself gives the columns, in order, NULL-terminated; borrowed. */
const char *const *import_map_columns(const ImportMap *map);
bool import_map_keeps_rest(
	const ImportMap *map); /* source columns are stored with the ticket */

/*
 * Whether a table with these columns (NULL-terminated, valid UTF-8) can be
 * read: all required columns, and one for `received` unless the map says that
 * its rows have no date. AMENDS_ERROR_NOT_FOUND names every missing column with
 * its line in the map and the nearest that are there.
 */
bool import_map_check_header(const ImportMap *map, const char *const *columns, GError **error);

/* Whether the taxonomy has this code for the field. */
typedef bool (*ImportCodeFunc)(void *data, ImportField field, const char *code);

/* Whether all codes of the map are known; AMENDS_ERROR_INVALID names those that are not by
 * line. */
bool import_map_check_codes(
	const ImportMap *map, ImportCodeFunc known, void *data, GError **error);

/*
 * What the map does, a line a field: "text: Narrative, Summary". With the
 * `columns` of a file (may be NULL) also which of them are not there, by line,
 * and which no field takes. Caller frees.
 */
char *import_map_dup_summary(const ImportMap *map, const char *const *columns);

/* What one row became. Fields without a value are NULL. */
typedef struct ImportValues {
	char *fields[N_IMPORT_FIELDS];
	int64_t received_us;
	bool received_has_time; /* false: only the day is known, _us is its beginning in the
				   map's zone */
} ImportValues;

void import_values_clear(ImportValues *values);

/* The value of a source column as valid UTF-8 without U+0000, or NULL if the row has no such
 * column. */
typedef const char *(*ImportLookup)(void *data, const char *column);

typedef struct ImportFault {
	const char *column; /* borrowed from the map, NULL if no column is to blame */
	ImportField field;
	char *reason; /* a whole sentence */
} ImportFault;

/*
 * Fills *ret from a row. False if the row cannot be a complaint (no date, or
 * one of no known form): *ret_fault says why, its reason is the caller's, and
 * *ret is empty.
 */
bool import_map_apply(const ImportMap *map, ImportLookup lookup, void *data, ImportValues *ret,
	ImportFault *ret_fault);
