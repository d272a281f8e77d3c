/*
 * Earlier runs of an import, from the log: a batch that ended says itself what
 * it added; of one that broke off the rows are counted up to the next start.
 */
#include "config.h"

#include <string.h>

#include "core/error.h"
#include "core/import-private.h"

/* Own batches with their start. */
static const char select_batches[] =
	"SELECT b.id, b.open, l.seq, json_extract(p.payload, '$.file'), "
	"json_extract(p.payload, '$.map'), json_extract(p.payload, '$.as') FROM batch b "
	"JOIN event_log l ON l.subject = b.id AND l.kind = 'batch.started' "
	"JOIN event_payload p ON p.row = l.row WHERE l.device = "
	"(SELECT d.number FROM device d JOIN setting s ON s.value = d.id AND s.name = "
	"'device') ORDER BY l.seq";
/* What one of them brought in: its own word, or what was kept until the next began. */
static const char select_ended[] =
	"SELECT json_extract(p.payload, '$.added') FROM event_log l JOIN event_payload p "
	"ON p.row = l.row WHERE l.subject = :id AND l.kind = 'batch.ended'";
static const char select_kept[] =
	"SELECT COUNT(*) FROM event_log WHERE device = (SELECT d.number FROM device d JOIN "
	"setting s ON s.value = d.id AND s.name = 'device') AND seq > :from AND seq < :to "
	"AND kind = 'source.kept'";

static bool
is_same(sqlite3_stmt *stmt, const ImportBatch *wanted)
{
	return g_strcmp0(db_text(stmt, 3), wanted->file) == 0 &&
	       g_strcmp0(db_text(stmt, 4), wanted->map) == 0 &&
	       g_strcmp0(db_text(stmt, 5), wanted->as) == 0;
}

/* All of them in order; those that are not wanted have no `file`. */
static GArray *
read_batches(Db *db, const ImportBatch *wanted, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_batches, error);
	g_autoptr(GArray) batches = g_array_new(FALSE, FALSE, sizeof(ImportBatch));
	g_autoptr(GError) cause = NULL;

	while (stmt && db_step(stmt, &cause)) {
		ImportBatch batch = {.open = db_int(stmt, 1) != 0, .seq = db_int(stmt, 2)};

		g_strlcpy(batch.id, db_text(stmt, 0), UUID_LEN);
		batch.file = is_same(stmt, wanted) ? wanted->file : NULL;
		g_array_append_val(batches, batch);
	}
	if (stmt)
		sqlite3_reset(stmt);
	if (cause)
		g_propagate_error(error, g_steal_pointer(&cause));
	else if (stmt)
		return g_steal_pointer(&batches);
	return NULL;
}

static bool
count_added(Db *db, ImportBatch *batch, int64_t next_seq, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, batch->open ? select_kept : select_ended, error);

	if (!stmt)
		return false;
	if (batch->open) {
		db_bind_int(stmt, ":from", batch->seq);
		db_bind_int(stmt, ":to", next_seq);
	} else {
		db_bind_text(stmt, ":id", batch->id);
	}
	if (db_step(stmt, error))
		batch->added = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return true;
}

bool
import_earlier_find(
	Db *db, const ImportBatch *wanted, GArray *open, uint64_t *ret_added, GError **error)
{
	g_autoptr(GArray) batches = read_batches(db, wanted, error);

	for (guint i = 0; batches && i < batches->len; i++) {
		ImportBatch *batch = &g_array_index(batches, ImportBatch, i);
		int64_t next = i + 1 < batches->len ? batch[1].seq : INT64_MAX;

		if (!batch->file && !batch->open)
			continue;
		if (!count_added(db, batch, next, error))
			return false;
		if (batch->file)
			*ret_added += (uint64_t)batch->added;
		if (batch->open)
			g_array_append_val(open, *batch);
	}
	return batches != NULL;
}
