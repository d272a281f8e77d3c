/*
 * Import of a foreign file into the store: rows of core/import-row.h become
 * archive tickets or, for a supervisor with one authorisation a batch, live
 * complaints. Works in the background in short transactions, so that a
 * person's act never waits longer than one commit. The same file again
 * changes nothing: a row is known by its source key. A bad row is told and
 * stops nothing else.
 *
 *	import_job_new() -> import_job_dup_start(), submitted by the caller, who
 *	gives the second person where asked -> import_job_run() -> done()
 */
#pragma once

#include "core/desk.h"
#include "core/import-row.h"

typedef struct ImportJob ImportJob;

typedef struct ImportConfig {
	const char *path;
	const char *map; /* name of a map of the program's data ("cfpb"), or a path */
	bool live;	 /* complaints to be handled; else archive */
	bool dry_run;	 /* reads and counts, writes nothing */
} ImportConfig;

typedef struct ImportReport {
	uint64_t added, known, bad;
	uint64_t done, total; /* bytes; total 0 if not known */
	bool cancelled;
	Encoding encoding; /* of the file; ENCODING_AUTO for nothing but ASCII */
	uint64_t earlier;  /* rows that earlier runs of this import had brought in */
} ImportReport;

typedef enum ImportStage {
	IMPORT_STAGE_READY,
	IMPORT_STAGE_RUNNING,
	IMPORT_STAGE_DONE,
	IMPORT_STAGE_FAILED, /* error says why; what was counted is durable */
} ImportStage;

/* All callbacks run in the main context of the desk, between transactions. */
typedef struct ImportTold {
	/* False cancels; what was imported so far stays. May be NULL. */
	bool (*progress)(const ImportReport *report, void *data);
	/* A row that was refused (`bad`) or a note on one that was not. May be NULL. */
	void (*problem)(const ImportProblem *problem, bool bad, void *data);
	/* Once, at the end; `error` is NULL unless it failed. May be NULL. */
	void (*done)(const ImportReport *report, const GError *error, void *data);
	void *data;
} ImportTold;

/*
 * Opens file and map. NOT_FOUND offers the maps there are; SYNTAX names the
 * lines of a bad map; INVALID the codes the taxonomy does not know. The job must go before
 * `desk`.
 */
ImportJob *import_job_new(Desk *desk, const ImportConfig *config, GError **error);
void import_job_free(ImportJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportJob, import_job_free)

/* The act that begins the batch, of the person signed on; a live one needs a second person.
 * Caller frees. */
Act *import_job_dup_start(ImportJob *job);
/* Runs the batch begun by the start act (unless it is a dry run); returns at once. */
void import_job_run(ImportJob *job, const ImportTold *told);
ImportStage import_job_stage(const ImportJob *job);
/* Of a dry run: the first rows as they would be (ImportRow *). Borrowed. */
const GPtrArray *import_job_samples(const ImportJob *job);
/* Whether earlier runs with this file's name and map brought rows in, and how many. */
bool import_job_resumes(const ImportJob *job, uint64_t *ret_rows);

/*
 * Reads a map (name or path) and tells all its mistakes; with `file` (may be
 * NULL) also whether that fits. NULL with the mistakes, else what the map
 * does, a line a field. `assets` is the program's data. Caller frees.
 */
char *import_dup_check(const char *assets, const char *map, const char *file, GError **error);

/* Names of the maps of the program's data; caller frees. */
GStrv import_dup_map_names(const char *assets);
