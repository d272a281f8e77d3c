/* The parts of a map, for import-map-parse.c (reads it), import-map.c and import-apply.c (use
 * it). */
#pragma once

#include "core/import-map.h"

typedef enum ImportClean {
	IMPORT_CLEAN_LINES = 1 << 0,   /* each line trimmed, empty lines joined to one */
	IMPORT_CLEAN_SPACES = 1 << 1,  /* all white space in a row is one space */
	IMPORT_CLEAN_HTML = 1 << 2,    /* &amp; &lt; &#39; ... */
	IMPORT_CLEAN_ESCAPES = 1 << 3, /* \n \t \" \\ */
} ImportClean;

/* A value table: casefolded source value -> our value. */
typedef struct ImportTable {
	ImportField field;
	char *column;
	GHashTable *values;
	char *any; /* of `*`, NULL without */
	unsigned line;
} ImportTable;

/* A column or a code the map names, and where. */
typedef struct ImportUse {
	unsigned line;
	ImportField field; /* N_IMPORT_FIELDS: none, a required column or a part of the id */
	char *name;
} ImportUse;

struct ImportMap {
	char *name, *source;
	GTimeZone *zone;
	char delimiter;
	Encoding encoding;
	char *sheet; /* of a workbook; NULL: the first */
	bool no_header, undated;
	bool keeps_rest;
	GPtrArray *names;		     /* char *: of the columns, in order, then NULL */
	GArray *uses;			     /* ImportUse: columns, in the order of the file */
	GArray *codes;			     /* ImportUse: codes of the taxonomy */
	GPtrArray *required;		     /* char *: columns */
	GPtrArray *ids;			     /* char *: columns */
	GPtrArray *dates;		     /* char *: forms, tried in order */
	GHashTable *empty;		     /* casefolded values that mean nothing */
	GPtrArray *columns[N_IMPORT_FIELDS]; /* char *: first with a value wins */
	char *constants[N_IMPORT_FIELDS];
	unsigned clean[N_IMPORT_FIELDS]; /* ImportClean bits */
	GPtrArray *tables;		 /* ImportTable *, in the order of the file */
};

/* `text` without white space (U+3000 and U+FEFF too) at both ends. Caller frees. */
char *import_text_dup_trim(const char *text);

/* The form under which values of a table and of [empty] are compared. Caller frees. */
char *import_text_dup_key(const char *text);

/* The name of each field, NULL after the last. */
extern const char *const import_field_names[N_IMPORT_FIELDS + 1];

/* The kinds of contact, NULL after the last. */
extern const char *const import_kind_names[];

/* The letter that codes of this field begin with, 0 if it has no codes. */
char import_field_code_letter(ImportField field);

/* An empty map with the defaults: comma, rest kept. */
ImportMap *import_map_new(void);

/* " Nearest: a, b." or nothing, fit for a message. Caller frees. */
char *import_text_dup_nearest(const char *word, const char *const *words);
