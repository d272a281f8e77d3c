/*
 * See import.h. One piece of work is: read some rows, leave out those that are
 * known, apply the others in one transaction. It runs in the store's
 * background lane; where another process owns the store the rows are handed
 * to it act by act from the worker. Between pieces the caller is told.
 */
#include "config.h"

#include "core/import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/import-private.h"
#include "core/source-columns.h"
#include "core/store-merge.h"
#include "core/text.h"

/*
 * A piece ends at the first of: a user's act waits, so long, so many rows. What an act then
 * waits for is the piece's commit, which grows with the piece: as long as acts come, pieces are
 * short.
 */
#define PIECE_US       (20 * US_PER_SECOND / 1000)
#define SHORT_PIECE_US (2 * US_PER_SECOND / 1000)
#define ACTS_COME_US   US_PER_SECOND
#define PIECE_ROWS     200
#define MERGE_US       (10 * US_PER_SECOND / 1000)

#define LINE_CHARS 400
#define TEXT_BYTES (32 * 1024)
/* Of the 64 KiB of an event, so that its other fields have room. */
#define WRITTEN_BYTES (44 * 1024)
#define SAMPLES	      5

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
	GPtrArray *problems;	/* Told *, of the piece */
	GPtrArray *rows;	/* ImportRow *, of the piece, not yet known */
	int64_t short_until_us; /* boot time; an act came lately */
	GPtrArray *samples;	/* ImportRow *, of a dry run */
	bool ended;
	GArray *stale; /* ImportBatch: begun and never ended, by runs that broke off */
	int lock;      /* of the folder's import.lock; -1 for a dry run */
	GError *error;
};

/* The second condition lets SQLite use the index, which has only rows with a key. */
static const char select_known[] =
	"SELECT 1 FROM ticket WHERE source_key = :key AND source_key <> ''";

static void
told_free(void *data)
{
	Told *told = data;

	import_problem_free(told->problem);
	g_free(told);
}

/* ---- opening ---- */

/* One import at a time in a store: a batch that is open and not this one's broke off. */
static bool
take_lock(ImportJob *job, GError **error)
{
	g_autofree char *path = g_build_filename(job->desk->folder, "import.lock", NULL);

	job->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (job->lock >= 0 && flock(job->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("Another import is running in this store. Wait until it has ended, "
			  "then "
			  "run this one again. Nothing was imported."));
	else
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s cannot be opened: %2$s. Nothing was imported."), path,
			g_strerror(errno));
	return false;
}

static bool
find_earlier(ImportJob *job, GError **error)
{
	const ImportBatch wanted = {.file = job->name,
		.map = import_map_name(job->map),
		.as = job->live ? "live" : "archive"};

	return import_earlier_find(
		job->desk->reader, &wanted, job->stale, &job->report.earlier, error);
}

bool
import_job_resumes(const ImportJob *job, uint64_t *ret_rows)
{
	*ret_rows = job->report.earlier;
	return job->report.earlier > 0;
}

ImportJob *
import_job_new(Desk *desk, const ImportConfig *config, GError **error)
{
	g_autoptr(ImportJob) job = g_new0(ImportJob, 1);
	g_autofree char *path = import_dup_map_path(desk->assets, config->map, error);
	g_autofree char *base = g_path_get_basename(config->path);

	job->desk = desk;
	job->lock = -1;
	job->stale = g_array_new(FALSE, FALSE, sizeof(ImportBatch));
	job->path = g_strdup(config->path);
	job->name = import_dup_readable(base, strlen(base), NULL);
	job->live = config->live;
	job->dry_run = config->dry_run;
	job->problems = g_ptr_array_new_with_free_func(told_free);
	job->rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
	job->samples = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
	if (!path || !(job->map = import_map_load(path, error)) ||
		!import_map_check_codes(
			job->map, import_code_is_known, desk->reference->taxonomy, error) ||
		!(job->reader = import_reader_open(
			  job->path, job->map, IMPORT_FORMAT_AUTO, error)))
		return NULL;
	if (!job->dry_run && (!take_lock(job, error) || !find_earlier(job, error)))
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
	g_ptr_array_unref(job->samples);
	g_array_unref(job->stale);
	if (job->lock >= 0)
		close(job->lock);
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

/* How much of a text an event holds, itself and written as JSON. */
static size_t
text_room(const char *text)
{
	size_t len = 0, written = 0;

	for (; text[len] && len < TEXT_BYTES; len++) {
		unsigned char c = (unsigned char)text[len];

		written += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : 1;
		if (written > WRITTEN_BYTES)
			break;
	}
	while (text[len] && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
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
		text = g_strndup(
			fields[IMPORT_FIELD_TEXT], text_room(fields[IMPORT_FIELD_TEXT]));
	else if (needed)
		text = dup_line(fields[IMPORT_FIELD_SUBJECT] ? fields[IMPORT_FIELD_SUBJECT]
							     : fields[IMPORT_FIELD_PRODUCT]);
	act_text(act, "text", text);
}

static void
add_complaint(const ImportJob *job, Act *act, const ImportRow *row)
{
	char *const *fields = row->values.fields;

	if (job->live)
		act_text(act, "level", "ordinary");
	if (job->live && !fields[IMPORT_FIELD_KIND])
		act_text(act, "contact_kind", "complaint");
	act_text(act, "contact_kind", fields[IMPORT_FIELD_KIND]);
	if (fields[IMPORT_FIELD_RECEIVED])
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
	if (import_map_keeps_rest(job->map))
		source_columns_add(act, row);
	else
		act_column(act, "columns", "", "", NULL);
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

/* What a new row needs before its act. */
static void
prepare_row(ImportJob *job, ImportRow *row)
{
	const char *text = row->values.fields[IMPORT_FIELD_TEXT];
	bool keeps = import_map_keeps_rest(job->map);

	if (text && text[text_room(text)])
		import_row_note(row, IMPORT_PROBLEM_LONG, import_field_name(IMPORT_FIELD_TEXT),
			g_strdup(
				keeps ? _("The text is longer than 32 KiB; the complaint shows "
					  "its beginning, the whole is kept with the source "
					  "columns.")
				      : _("The text is longer than 32 KiB and was cut there, "
					  "since the map says rest = drop.")));
	if (keeps && !job->dry_run)
		source_columns_keep(job->desk->folder, row, &job->error);
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
	if (!job->error)
		prepare_row(job, row);
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
	problem->kind = IMPORT_PROBLEM_REFUSED;
	problem->line = row->line;
	problem->column = 1;
	problem->reason = act_result_dup_text(result);
	tell(job, problem, true);
	return true;
}

/* A row of a dry run; takes it. */
static void
sample(ImportJob *job, ImportRow *row)
{
	job->report.added++;
	tell_notes(job, row);
	if (job->samples->len < SAMPLES)
		g_ptr_array_add(job->samples, row);
	else
		import_row_free(row);
}

const GPtrArray *
import_job_samples(const ImportJob *job)
{
	return job->samples;
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
	Env *env = job->desk->env;
	int64_t now = env->boot_us(env);
	int64_t end = now + (now < job->short_until_us ? SHORT_PIECE_US : PIECE_US);

	for (unsigned n = 0; n < PIECE_ROWS && !job->ended && !job->error; n++) {
		g_autoptr(ImportRow) row = next_row(job, store->db);

		if (row && !job->dry_run && !apply_row(job, store, row))
			return false;
		if (row && job->dry_run)
			sample(job, g_steal_pointer(&row));
		now = env->boot_us(env);
		if (store_user_waits(store)) {
			job->short_until_us = now + ACTS_COME_US;
			break;
		}
		if (now >= end)
			break;
	}
	return true;
}

/* Segments that are many slow down search, and FTS5 merges them at once before they are too
 * many. */
static bool
merge(ImportJob *job, Store *store)
{
	if (job->dry_run)
		return true;
	store->unmerged++;
	return !store_wants_merge(store) ||
	       store_merge(store, store->env->boot_us(store->env) + MERGE_US, &job->error);
}

static void
run_in_store(Store *store, void *data)
{
	ImportJob *job = data;
	Device before = store->device;
	uint64_t added = job->report.added;

	if (!db_exec(store->db, "BEGIN IMMEDIATE", &job->error))
		return;
	if (!apply_rows(job, store) || !merge(job, store) ||
		!db_exec(store->db, "COMMIT", job->error ? NULL : &job->error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		store->device = before;
		job->report.added = added;
		return;
	}
	if (job->report.added == added || job->dry_run)
		return;
	head_write(store, NULL);
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
			sample(job, row);
		else if (row)
			g_ptr_array_add(job->rows, row);
	}
}

static void
hand_over(Desk *desk, void *data)
{
	ImportJob *job = data;

	for (guint i = 0; i < job->rows->len && !job->error; i++) {
		g_autoptr(Act) act = act_of_row(job, job->rows->pdata[i]);
		g_autoptr(ActResult) result = desk_hand_over(desk, act, &job->error);

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

static void
add_ended(Act *act, const char *batch, const ImportReport *report)
{
	act_add(act, EVENT_BATCH_ENDED, batch);
	act_int(act, "added", (int64_t)report->added);
	act_int(act, "known", (int64_t)report->known);
	act_int(act, "bad", (int64_t)report->bad);
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
	add_ended(act, job->batch, &job->report);
	desk_submit(job->desk, act, batch_ended, job);
}

static void
piece_done(ImportJob *job)
{
	import_reader_progress(job->reader, &job->report.done, &job->report.total);
	job->report.encoding = import_reader_encoding(job->reader);
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
	for (guint i = 0; i < job->stale->len; i++) {
		const ImportBatch *batch = &g_array_index(job->stale, ImportBatch, i);

		add_ended(act, batch->id, &(ImportReport){.added = (uint64_t)batch->added});
	}
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
