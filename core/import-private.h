/* Inside of import, for core/import.c, import-find.c (maps) and import-earlier.c (earlier
 * runs). */
#pragma once

#include "core/db.h"
#include "core/import.h"

/* A batch of this device as its start says. */
typedef struct ImportBatch {
	char id[UUID_LEN];
	int64_t seq;		     /* of its start */
	int64_t added;		     /* rows it brought in */
	bool open;		     /* never ended */
	const char *file, *map, *as; /* of what is looked for */
} ImportBatch;

/*
 * Of the batches so far: those never ended into `open` (ImportBatch), and how
 * many rows those of the wanted file, map and kind brought in.
 */
bool import_earlier_find(
	Db *db, const ImportBatch *wanted, GArray *open, uint64_t *ret_added, GError **error);

/* The file of a map's name or path; NOT_FOUND offers the maps there are. Caller frees. */
char *import_dup_map_path(const char *assets, const char *map, GError **error);

/* An ImportCodeFunc; `taxonomy` is a TaxonomySet. */
bool import_code_is_known(void *taxonomy, ImportField field, const char *code);
