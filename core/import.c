/*
 * See import.h. One piece of work is: read some rows, leave out those that are
 * known, apply the others in one transaction. It runs in the store's
 * background lane; where another process owns the store the rows are handed
 * to it act by act from the worker. Between pieces the caller is told.
 */
#include "config.h"

#include "core/import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/text.h"

/* A piece ends at the first of: a user's act waits, so long, so many rows. */
#define PIECE_US   (20 * US_PER_SECOND / 1000)
#define PIECE_ROWS 200

#define LINE_CHARS 400
#define TEXT_BYTES (32 * 1024)

typedef struct Told {
	ImportProblem *problem;
	bool bad;
} Told;

struct ImportJob {
	Desk *desk;
	char *path, *name;
	ImportMap *map;
	ImportReader *reader;
	bool live, dry_run;
	char batch[UUID_LEN];
	char actor[UUID_LEN];
	ImportStage stage;
	ImportTold told;
	ImportReport report;
	GPtrArray *problems; /* Told *, of the piece */
	GPtrArray *rows;     /* ImportRow *, of the piece, not yet known */
	bool ended;
	GError *error;
};

static const char select_known[] = "SELECT 1 FROM ticket WHERE source_key = :key AND source_key <> ''";

static void
told_free(void *data)
{
	Told *told = data;

	import_problem_free(told->problem);
	g_free(told);
}

/* ---- opening ---- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GStrv
import_dup_map_names(const char *assets)
{
	g_autofree char *folder = g_build_filename(assets, "maps", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".map"))
			g_ptr_array_add(names, g_strndup(name, strlen(name) - 4));
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL);
	return (GStrv)g_ptr_array_steal(names, NULL);
}

static char *
dup_map_path(Desk *desk, const char *map, GError **error)
{
	g_autofree char *file = g_strconcat(map, ".map", NULL);
	g_autofree char *path = g_build_filename(desk->assets, "maps", file, NULL);
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;

	if (strchr(map, '/') || g_str_has_suffix(map, ".map"))
		return g_strdup(map);
	if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return g_steal_pointer(&path);
	names = import_dup_map_names(desk->assets);
	list = g_strjoinv(", ", names);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("There is no map %1$s. There are: %2$s; or give the path of a map of your "
		  "own. Nothing "
		  "was imported."),
		map, list);
	return NULL;
}

static bool
code_is_known(void *data, ImportField field, const char *code)
{
	const TaxonomySet *set = data;

	switch ((int)field) {
	case IMPORT_FIELD_CHANNEL:
		return taxonomy_get(set, TAXONOMY_CHANNEL, code) != NULL;
	case IMPORT_FIELD_BUSINESS:
		return taxonomy_get(set, TAXONOMY_BUSINESS, code) != NULL;
	case IMPORT_FIELD_REASON:
		return taxonomy_get(set, TAXONOMY_REASON, code) != NULL;
	case IMPORT_FIELD_CLAIM:
		return taxonomy_get(set, TAXONOMY_CLAIM, code) != NULL;
	default:
		return true;
	}
}

ImportJob *
import_job_new(Desk *desk, const ImportConfig *config, GError **error)
{
	g_autoptr(ImportJob) job = g_new0(ImportJob, 1);
	g_autofree char *path = dup_map_path(desk, config->map, error);
	g_autofree char *base = g_path_get_basename(config->path);

	job->desk = desk;
	job->path = g_strdup(config->path);
	job->name = import_dup_readable(base, strlen(base), NULL);
	job->live = config->live;
	job->dry_run = config->dry_run;
	job->problems = g_ptr_array_new_with_free_func(told_free);
	job->rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
	if (!path || !(job->map = import_map_load(path, error)) ||
		!import_map_check_codes(
			job->map, code_is_known, desk->reference->taxonomy, error) ||
		!(job->reader = import_reader_open(
			  job->path, job->map, IMPORT_FORMAT_AUTO, error)))
		return NULL;
	env_uuid7(desk->env, job->batch);
	return g_steal_pointer(&job);
}

void
import_job_free(ImportJob *job)
{
	if (!job)
		return;
	import_reader_free(job->reader);
	import_map_free(job->map);
	g_ptr_array_unref(job->problems);
	g_ptr_array_unref(job->rows);
	g_clear_error(&job->error);
	g_free(job->path);
	g_free(job->name);
	g_free(job);
}

ImportStage
import_job_stage(const ImportJob *job)
{
	return job->stage;
}

/* ---- a row as an act ---- */

/* One line as the log takes it. What is cut or cleaned here stands whole in the source columns.
 */
static char *
dup_line(const char *text)
{
	g_autofree char *line = NULL;

	if (!text)
		return NULL;
	line = g_utf8_strlen(text, -1) > LINE_CHARS ? g_utf8_substring(text, 0, LINE_CHARS)
						    : g_strdup(text);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	g_strstrip(line);
	return line[0] ? g_steal_pointer(&line) : NULL;
}

static char *
dup_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len <= TEXT_BYTES)
		return g_strdup(text);
	len = TEXT_BYTES;
	while (((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return g_strndup(text, len);
}

static void
add_line(Act *act, const char *field, const char *value)
{
	g_autofree char *line = dup_line(value);

	act_text(act, field, line);
}

static bool
is_blank(const char *text)
{
	g_autofree char *trimmed = text_dup_nfc(text);

	return !trimmed[0];
}

static void
add_text(Act *act, const ImportRow *row, bool needed)
{
	char *const *fields = row->values.fields;
	g_autofree char *text = NULL;

	if (fields[IMPORT_FIELD_TEXT] && !is_blank(fields[IMPORT_FIELD_TEXT]))
		text = dup_text(fields[IMPORT_FIELD_TEXT]);
	else if (needed)
		text = dup_line(fields[IMPORT_FIELD_SUBJECT] ? fields[IMPORT_FIELD_SUBJECT]
							     : fields[IMPORT_FIELD_PRODUCT]);
	act_text(act, "text", text);
}

static void
add_complaint(const ImportJob *job, Act *act, const ImportRow *row)
{
	char *const *fields = row->values.fields;

	if (job->live) {
		act_text(act, "contact_kind", "complaint");
		act_text(act, "level", "ordinary");
	}
	act_int(act, "received", row->values.received_us);
	act_text(act, "channel", fields[IMPORT_FIELD_CHANNEL]);
	act_text(act, "business", fields[IMPORT_FIELD_BUSINESS]);
	act_text(act, "reason", fields[IMPORT_FIELD_REASON]);
	add_line(act, "branch", fields[IMPORT_FIELD_BRANCH]);
	add_line(act, "subject", fields[IMPORT_FIELD_SUBJECT]);
	add_line(act, "complainant", fields[IMPORT_FIELD_COMPLAINANT_NAME]);
	add_line(act, "phone", fields[IMPORT_FIELD_COMPLAINANT_PHONE]);
	add_line(act, "account_tail", fields[IMPORT_FIELD_ACCOUNT_TAIL]);
	add_line(act, "outside_ref", fields[IMPORT_FIELD_OUTSIDE_REF]);
	add_text(act, row, job->live);
}

static void
add_source(const ImportJob *job, Act *act, const ImportRow *row)
{
	act_text(act, "source", import_map_source(job->map));
	act_text(act, "source_key", row->key);
	add_line(act, "source_id", row->values.fields[IMPORT_FIELD_SOURCE_ID]);
	act_text(act, "batch", job->batch);
	if (!import_map_keeps_rest(job->map)) {
		act_column(act, "columns", "", "", NULL);
		return;
	}
	for (unsigned i = 0; i < row->n_columns; i++) {
		const ImportColumn *column = &row->columns[i];
		g_autoptr(GBytes) raw =
			column->raw ? g_bytes_new(column->bytes, column->len) : NULL;

		act_column(act, "columns", column->name, column->text, raw);
	}
}

static Act *
act_of_row(const ImportJob *job, const ImportRow *row)
{
	Act *act = act_new(job->desk->env, job->actor);
	const char *ticket;

	act->import = true;
	ticket = act_add(
		act, job->live ? EVENT_COMPLAINT_LOGGED : EVENT_COMPLAINT_ARCHIVED, NULL);
	add_complaint(job, act, row);
	act_add(act, EVENT_SOURCE_KEPT, ticket);
	add_source(job, act, row);
	if (job->live) {
		act_add(act, EVENT_CLAIM_ADDED, ticket);
		act_new_id(act, "claim");
		act_text(act, "kind", row->values.fields[IMPORT_FIELD_CLAIM]);
	}
	return act;
}

/* ---- reading ---- */

static void
tell(ImportJob *job, ImportProblem *problem, bool bad)
{
	Told *told = g_new(Told, 1);

	*told = (Told){problem, bad};
	g_ptr_array_add(job->problems, told);
	job->report.bad += bad;
}

static bool
is_known(ImportJob *job, Db *db, const char *key)
{
	sqlite3_stmt *stmt = db_stmt(db, select_known, &job->error);
	bool known;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":key", key);
	known = db_step(stmt, &job->error);
	sqlite3_reset(stmt);
	return known;
}

/* One step of the file; NULL where there was no new row in it. */
static ImportRow *
next_row(ImportJob *job, Db *db)
{
	g_autoptr(ImportRow) row = NULL;
	ImportProblem *problem = NULL;

	switch (import_reader_next(job->reader, &row, &problem, &job->error)) {
	case IMPORT_STEP_BAD:
		tell(job, problem, true);
		return NULL;
	case IMPORT_STEP_END:
		job->ended = true;
		return NULL;
	case IMPORT_STEP_FAILED:
		return NULL;
	case IMPORT_STEP_ROW:
		break;
	}
	if (is_known(job, db, row->key)) {
		job->report.known++;
		return NULL;
	}
	return job->error ? NULL : g_steal_pointer(&row);
}

static void
tell_notes(ImportJob *job, ImportRow *row)
{
	while (row->notes->len > 0) {
		g_ptr_array_set_free_func(row->notes, NULL);
		tell(job, g_ptr_array_steal_index(row->notes, 0), false);
		g_ptr_array_set_free_func(row->notes, (GDestroyNotify)import_problem_free);
	}
}

/* The outcome of one row's act. False where the store itself failed. */
static bool
settle_row(ImportJob *job, ImportRow *row, const ActResult *result)
{
	ImportProblem *problem;

	if (result->outcome == ACT_FAILED) {
		g_set_error(&job->error, AMENDS_ERROR, AMENDS_ERROR_DATABASE,
			_("Line %1$u could not be written: %2$s What was counted so far is "
			  "safe; the same "
			  "import can be run again."),
			(unsigned)row->line, result->error);
		return false;
	}
	if (result->outcome == ACT_SAVED) {
		job->report.added++;
		tell_notes(job, row);
		return true;
	}
	problem = g_new0(ImportProblem, 1);
	problem->line = row->line;
	problem->column = 1;
	problem->reason = act_result_dup_text(result);
	tell(job, problem, true);
	return true;
}

/* ---- a piece in the own store ---- */

static bool
apply_row(ImportJob *job, Store *store, ImportRow *row)
{
	g_autoptr(Act) act = act_of_row(job, row);
	g_autoptr(ActResult) result = act_result_new();

	store_apply_in(store, act, result);
	return settle_row(job, row, result);
}

/* False where a write failed: the piece is rolled back. A file that cannot be read on keeps
 * what is read. */
static bool
apply_rows(ImportJob *job, Store *store)
{
	int64_t end = job->desk->env->boot_us(job->desk->env) + PIECE_US;

	for (unsigned n = 0; n < PIECE_ROWS && !job->ended && !job->error; n++) {
		g_autoptr(ImportRow) row = next_row(job, store->db);

		if (row && !job->dry_run && !apply_row(job, store, row))
			return false;
		job->report.added += row && job->dry_run;
		if (store_user_waits(store) || job->desk->env->boot_us(job->desk->env) >= end)
			break;
	}
	return true;
}

static void
run_in_store(Store *store, void *data)
{
	ImportJob *job = data;
	Device before = store->device;
	uint64_t added = job->report.added;

	if (!db_exec(store->db, "BEGIN IMMEDIATE", &job->error))
		return;
	if (!apply_rows(job, store) ||
		!db_exec(store->db, "COMMIT", job->error ? NULL : &job->error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		store->device = before;
		job->report.added = added;
		return;
	}
	if (job->report.added == added || job->dry_run)
		return;
	head_write(store, NULL);
	if (store->committed)
		store->committed(store, store->committed_data);
}

/* ---- a piece for the owner of the store ---- */

/* The reader belongs to the main context: rows are read there, handed over elsewhere. */
static void
gather(ImportJob *job)
{
	g_ptr_array_set_size(job->rows, 0);
	for (unsigned n = 0; n < 32 && !job->ended && !job->error; n++) {
		ImportRow *row = next_row(job, job->desk->reader);

		if (row && job->dry_run)
			job->report.added++;
		if (row && !job->dry_run)
			g_ptr_array_add(job->rows, row);
		else
			import_row_free(row);
	}
}

static void
hand_over(Desk *desk, void *data)
{
	ImportJob *job = data;

	for (guint i = 0; i < job->rows->len && !job->error; i++) {
		g_autoptr(Act) act = act_of_row(job, job->rows->pdata[i]);
		g_autoptr(ActResult) result = handover_send(desk->folder, act, &job->error);

		if (result)
			settle_row(job, job->rows->pdata[i], result);
	}
}

/* ---- between pieces ---- */

static void post_piece(ImportJob *job);

static void
finish(ImportJob *job)
{
	job->stage = job->error ? IMPORT_STAGE_FAILED : IMPORT_STAGE_DONE;
	if (job->told.done)
		job->told.done(&job->report, job->error, job->told.data);
}

static void
batch_ended(const ActResult *result, void *data)
{
	ImportJob *job = data;

	if (!job->error && result->outcome != ACT_SAVED) {
		g_autofree char *text = act_result_dup_text(result);

		g_set_error(&job->error, AMENDS_ERROR, AMENDS_ERROR_DATABASE, "%s", text);
	}
	finish(job);
}

/* Closes the batch, so that no row can be added under its authorisation any more. */
static void
end_batch(ImportJob *job)
{
	Act *act;

	if (job->dry_run) {
		finish(job);
		return;
	}
	act = act_new(job->desk->env, job->actor);
	act_add(act, EVENT_BATCH_ENDED, job->batch);
	act_int(act, "added", (int64_t)job->report.added);
	act_int(act, "known", (int64_t)job->report.known);
	act_int(act, "bad", (int64_t)job->report.bad);
	desk_submit(job->desk, act, batch_ended, job);
}

static void
piece_done(ImportJob *job)
{
	import_reader_progress(job->reader, &job->report.done, &job->report.total);
	for (guint i = 0; i < job->problems->len && job->told.problem; i++) {
		const Told *told = job->problems->pdata[i];

		job->told.problem(told->problem, told->bad, job->told.data);
	}
	g_ptr_array_set_size(job->problems, 0);
	if (job->told.progress && !job->told.progress(&job->report, job->told.data))
		job->report.cancelled = true;
	if (job->ended || job->error || job->report.cancelled)
		end_batch(job);
	else
		post_piece(job);
}

static void
store_done(Store *store, void *data)
{
	ImportJob *job = data;

	job->desk->pending--;
	if (!job->desk->closing)
		piece_done(job);
}

static void
worker_done(Desk *desk, void *data)
{
	if (!desk->closing)
		piece_done(data);
}

static void
post_piece(ImportJob *job)
{
	Desk *desk = job->desk;

	if (desk->store) {
		desk->pending++;
		store_post(desk->store, STORE_LANE_BACKGROUND, run_in_store, store_done, job);
		return;
	}
	gather(job);
	desk_work(desk, hand_over, worker_done, job);
}

/* ---- starting ---- */

Act *
import_job_dup_start(ImportJob *job)
{
	Act *act = desk_act(job->desk);

	g_strlcpy(job->actor, act->actor, UUID_LEN);
	act_add(act, EVENT_BATCH_STARTED, job->batch);
	add_line(act, "file", job->name);
	add_line(act, "map", import_map_name(job->map));
	act_text(act, "as", job->live ? "live" : "archive");
	return act;
}

void
import_job_run(ImportJob *job, const ImportTold *told)
{
	g_assert(job->stage == IMPORT_STAGE_READY);
	job->stage = IMPORT_STAGE_RUNNING;
	job->told = *told;
	post_piece(job);
}
