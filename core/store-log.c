/* The event log in the store: append and read, nothing else. See store.h. */
#include "config.h"

#include "core/store-log.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/store.h"

static const char insert_event[] =
	"INSERT INTO event_log (event_id, subject_kind, subject, device, seq, kind, hash, header, sig) "
	"VALUES (:id, :subject_kind, :subject, (SELECT number FROM device WHERE id = :device), :seq, "
	":kind, :hash, :header, :sig)";
static const char insert_payload[] =
	"INSERT INTO event_payload (row, salt, payload) VALUES (:row, :salt, :payload)";
static const char insert_receipt[] =
	"INSERT INTO receipt (row, confirmed, number, eff_hlc, recv_us, effect) "
	"VALUES (:row, :confirmed, :number, :eff_hlc, :recv_us, 0)";
static const char insert_outbox[] = "INSERT INTO outbox (row, state) VALUES (:row, 0)";
static const char insert_device[] =
	"INSERT OR IGNORE INTO device (id, public_key) VALUES (:id, :public_key)";
static const char update_effect[] =
	"UPDATE receipt SET effect = :effect WHERE row = (SELECT row FROM event_log WHERE event_id = :id) "
	"AND effect <> :effect";

#define EVENT_COLUMNS                                                                                     \
	"SELECT e.header, e.sig, p.payload, p.salt, r.confirmed, r.number, r.eff_hlc, r.recv_us, e.row, " \
	"e.event_id, e.hash, e.subject, e.seq, e.kind, e.subject_kind "                                   \
	"FROM event_log e JOIN receipt r ON r.row = e.row LEFT JOIN event_payload p ON p.row = e.row "
static const char select_subject[] = EVENT_COLUMNS "WHERE e.subject = :subject ORDER BY e.row";
static const char select_device[] = EVENT_COLUMNS
	"WHERE e.device = (SELECT number FROM device WHERE id = :device) AND e.seq >= :seq "
	"ORDER BY e.seq LIMIT :max";
static const char select_after[] = EVENT_COLUMNS "WHERE e.row > :row ORDER BY e.row LIMIT :max";

bool
log_add_device(Db *db, const char *id, const unsigned char public_key[32], GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_device, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", id);
	db_bind_blob(stmt, ":public_key", public_key, 32);
	return db_run(stmt, error);
}

static bool
append_header(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_event, error);
	gsize len;
	const void *header = g_bytes_get_data(event->header, &len);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", event->id);
	db_bind_int(stmt, ":subject_kind", event->subject_kind);
	db_bind_text(stmt, ":subject", event->subject);
	db_bind_text(stmt, ":device", event->device);
	db_bind_int(stmt, ":seq", event->seq);
	db_bind_text(stmt, ":kind", event->kind_name);
	db_bind_text(stmt, ":hash", event->hash);
	db_bind_blob(stmt, ":header", header, len);
	db_bind_blob(stmt, ":sig", event->sig, sizeof event->sig);
	return db_run(stmt, error);
}

static bool
append_payload(Db *db, const Event *event, int64_t row, GError **error)
{
	sqlite3_stmt *stmt;

	if (!event->payload_bytes)
		return true; /* came erased */
	stmt = db_stmt(db, insert_payload, error);
	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_blob(stmt, ":salt", event->salt, sizeof event->salt);
	db_bind_text(stmt, ":payload", event->payload_bytes);
	return db_run(stmt, error);
}

static bool
append_receipt(Db *db, const Event *event, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_receipt, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_int(stmt, ":confirmed", event->confirmed);
	db_bind_int(stmt, ":number", event->number);
	db_bind_text(stmt, ":eff_hlc", event->eff_hlc);
	db_bind_int(stmt, ":recv_us", event->recv_us);
	return db_run(stmt, error);
}

bool
log_append(Db *db, const Event *event, bool own, int64_t *ret_row, GError **error)
{
	int64_t row;
	sqlite3_stmt *stmt;

	if (!append_header(db, event, error))
		return false;
	row = sqlite3_last_insert_rowid(db->handle);
	if (!append_payload(db, event, row, error) || !append_receipt(db, event, row, error))
		return false;
	if (ret_row)
		*ret_row = row;
	if (!own)
		return true;
	stmt = db_stmt(db, insert_outbox, error);
	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	return db_run(stmt, error);
}

bool
log_set_effect(Db *db, const char *event_id, int effect, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, update_effect, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", event_id);
	db_bind_int(stmt, ":effect", effect);
	return db_run(stmt, error);
}

/* The columns beside a header are drawn from it; a difference means that one of them was
 * touched. */
static bool
columns_fit(sqlite3_stmt *stmt, const Event *event)
{
	return strcmp(event->id, db_text(stmt, 9)) == 0 &&
	       strcmp(event->hash, db_text(stmt, 10)) == 0 &&
	       strcmp(event->subject, db_text(stmt, 11)) == 0 &&
	       event->seq == db_int(stmt, 12) &&
	       strcmp(event->kind_name, db_text(stmt, 13)) == 0 &&
	       (int64_t)event->subject_kind == db_int(stmt, 14);
}

static Event *
read_event(sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GBytes) header =
		g_bytes_new(sqlite3_column_blob(stmt, 0), (gsize)sqlite3_column_bytes(stmt, 0));
	bool has_payload = sqlite3_column_type(stmt, 2) != SQLITE_NULL;
	g_autoptr(Event) event = NULL;

	if (sqlite3_column_bytes(stmt, 1) != 64 ||
		(has_payload && sqlite3_column_bytes(stmt, 3) != 32)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("Event %1$s in row %2$" PRId64
			  " is damaged. Run: amends audit verify"),
			db_text(stmt, 9), db_int(stmt, 8));
		return NULL;
	}
	event = event_new_from_bytes(header, has_payload ? db_text(stmt, 2) : NULL,
		sqlite3_column_blob(stmt, 3), sqlite3_column_blob(stmt, 1), error);
	if (!event) {
		g_prefix_error(error, "%s: ", db_text(stmt, 9));
		return NULL;
	}
	if (!columns_fit(stmt, event)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("Event %1$s in row %2$" PRId64
			  " does not agree with its own header, which "
			  "names %3$s. Run: amends audit verify"),
			db_text(stmt, 9), db_int(stmt, 8), event->id);
		return NULL;
	}
	event->confirmed = db_int(stmt, 4) != 0;
	event->number = db_int(stmt, 5);
	g_strlcpy(event->eff_hlc, db_text(stmt, 6), HLC_LEN);
	event->recv_us = db_int(stmt, 7);
	return g_steal_pointer(&event);
}

static GPtrArray *
read_events(sqlite3_stmt *stmt, int64_t *ret_row, GError **error)
{
	g_autoptr(GPtrArray) events =
		g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	g_autoptr(GError) local = NULL;

	while (db_step(stmt, &local)) {
		Event *event = read_event(stmt, &local);

		if (!event) {
			sqlite3_reset(stmt);
			break;
		}
		if (ret_row)
			*ret_row = db_int(stmt, 8);
		g_ptr_array_add(events, event);
	}
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return NULL;
	}
	return g_steal_pointer(&events);
}

GPtrArray *
log_read_subject(Db *db, const char *subject, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_subject, error);

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":subject", subject);
	return read_events(stmt, NULL, error);
}

GPtrArray *
log_read_device(Db *db, const char *device, int64_t seq, unsigned max, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_device, error);

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":device", device);
	db_bind_int(stmt, ":seq", seq);
	db_bind_int(stmt, ":max", max);
	return read_events(stmt, NULL, error);
}

GPtrArray *
log_read_after(Db *db, int64_t row, unsigned max, int64_t *ret_row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_after, error);

	if (!stmt)
		return NULL;
	db_bind_int(stmt, ":row", row);
	db_bind_int(stmt, ":max", max);
	return read_events(stmt, ret_row, error);
}
