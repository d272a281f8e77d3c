/* Work over the whole store: proof, rebuilding, erasure. See desk.h. */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/ticket-fields.h"
#include "core/ticket-fold.h"

static const char delete_payload[] =
	"DELETE FROM event_payload WHERE row = (SELECT row FROM event_log WHERE event_id = :id)";
static const char upsert_baseline[] =
	"INSERT INTO baseline (ticket, state) VALUES (:ticket, :state) "
	"ON CONFLICT (ticket) DO UPDATE SET state = excluded.state";

static void
run_head_check(Store *store, void *data)
{
	head_check(store, data);
}

bool
desk_audit_verify(Desk *desk, AuditReport *ret, GError **error)
{
	g_autoptr(GError) head = NULL;

	if (!audit_verify(desk->reader, ret, error))
		return false;
	if (ret->ok && desk->store)
		store_call(desk->store, run_head_check, &head);
	if (head) {
		ret->ok = false;
		ret->first_bad = g_strdup(head->message);
	}
	return true;
}

bool
desk_rebuild_check(Desk *desk, bool shuffle, char **ret_difference, GError **error)
{
	return audit_rebuild(
		desk->reader, desk->reference, shuffle ? desk->env : NULL, ret_difference, error);
}

/* ---- erasure ---- */

typedef struct Erasing {
	Desk *desk;
	const char *ticket;
	Act *act;
	ActResult *result;
	GPtrArray *ids;	  /* of the events whose payloads go */
	GPtrArray *words; /* what must not be found in any file afterwards */
	GError *error;
} Erasing;

static void
keep_words(GPtrArray *words, const char *text)
{
	if (text && strlen(text) >= 8) /* shorter ones stand in other people's texts too */
		g_ptr_array_add(words, g_strdup(text));
}

static void
collect(Erasing *erasing, const GPtrArray *events)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		const char *text = json_string_value(json_object_get(event->payload, "text"));

		if (!event->payload || event->kind == EVENT_DATA_ERASED)
			continue;
		g_ptr_array_add(erasing->ids, g_strdup(event->id));
		keep_words(erasing->words, text);
		keep_words(erasing->words,
			json_string_value(json_object_get(event->payload, "complainant")));
		keep_words(erasing->words, json_string_value(json_object_get(event->payload, "phone")));
	}
}

/* What the events added up to, without the personal part: later events are folded upon it. */
static bool
write_baseline(Store *store, const Erasing *erasing, GError **error)
{
	g_autoptr(Ticket) ticket =
		project_fold(store->db, store->reference, erasing->ticket, NULL, error);
	sqlite3_stmt *stmt;
	json_t *json;
	char *text;
	bool ok;

	if (!ticket)
		return false;
	json = part_to_json(&ticket_part, ticket, false);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	stmt = db_stmt(store->db, upsert_baseline, error);
	if (stmt) {
		db_bind_text(stmt, ":ticket", erasing->ticket);
		db_bind_text(stmt, ":state", text);
	}
	ok = stmt && db_run(stmt, error);
	free(text);
	return ok;
}

static bool
delete_payloads(Store *store, const Erasing *erasing, GError **error)
{
	for (guint i = 0; i < erasing->ids->len; i++) {
		sqlite3_stmt *stmt = db_stmt(store->db, delete_payload, error);

		if (!stmt)
			return false;
		db_bind_text(stmt, ":id", erasing->ids->pdata[i]);
		if (!db_run(stmt, error))
			return false;
	}
	return true;
}

static bool
erase_in(Store *store, Erasing *erasing)
{
	/* The act is judged and logged first; baseline, payloads, row and search follow in the same
	 * transaction. */
	return store_apply_in(store, erasing->act, erasing->result) &&
		write_baseline(store, erasing, &erasing->error) &&
		delete_payloads(store, erasing, &erasing->error) &&
		project_subject(store->db, store->reference, SUBJECT_TICKET, erasing->ticket, &erasing->error);
}

static void
run_erase(Store *store, void *data)
{
	Erasing *erasing = data;
	Device before = store->device;

	if (!db_exec(store->db, "BEGIN IMMEDIATE", &erasing->error))
		return;
	if (!erase_in(store, erasing) || !db_exec(store->db, "COMMIT", &erasing->error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		store->device = before;
		return;
	}
	head_write(store, NULL);
	/* The index keeps old terms until its segments are written anew; the WAL keeps old pages. */
	db_exec(store->db, "INSERT INTO ticket_search (ticket_search) VALUES ('optimize')", &erasing->error);
	db_exec(store->db, "VACUUM", &erasing->error);
	sqlite3_wal_checkpoint_v2(store->db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static bool
file_holds(const char *path, const GPtrArray *words)
{
	g_autoptr(GMappedFile) map = g_mapped_file_new(path, FALSE, NULL);
	const char *bytes = map ? g_mapped_file_get_contents(map) : NULL;
	gsize len = map ? g_mapped_file_get_length(map) : 0;

	for (guint i = 0; bytes && i < words->len; i++)
		if (memmem(bytes, len, words->pdata[i], strlen(words->pdata[i])))
			return true;
	return false;
}

static void
remove_drafts(Desk *desk, const char *ticket)
{
	g_autofree char *folder = g_build_filename(desk->folder, "drafts", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (strstr(name, ticket))
			g_unlink(path);
	}
}

/* Automatic copies hold the old text: they are made again from the erased store when next needed. */
static void
remove_copies(Desk *desk, const GPtrArray *words)
{
	g_autofree char *folder = g_build_filename(desk->folder, "backup", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (file_holds(path, words))
			g_unlink(path);
	}
}

static char *
dup_file_with(Desk *desk, const GPtrArray *words)
{
	static const char *const files[] = {"store.db", "store.db-wal"};

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(desk->folder, files[i], NULL);

		if (file_holds(path, words))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static void
make_erasure(Erasing *erasing, const char *reason, const char *second)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_copy(erasing->ids, NULL, NULL);

	g_ptr_array_set_free_func(ids, NULL);
	g_ptr_array_add(ids, NULL);
	erasing->act = desk_act(erasing->desk);
	act_add(erasing->act, EVENT_DATA_ERASED, erasing->ticket);
	act_list(erasing->act, "events", (const char *const *)ids->pdata);
	act_text(erasing->act, "reason", reason);
	if (second)
		g_strlcpy(erasing->act->second, second, UUID_LEN);
}

ActResult *
desk_erase(Desk *desk, const char *ticket_id, const char *reason, const char *second, GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(desk->reader, ticket_id, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *left = NULL;
	Erasing erasing = {desk, ticket_id, NULL, act_result_new(), ids, words, NULL};

	if (!events || !desk->store) {
		act_result_free(erasing.result);
		if (events)
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
				_("Another amends owns the store. Close it, then erase."));
		return NULL;
	}
	collect(&erasing, events);
	make_erasure(&erasing, reason, second);
	store_call(desk->store, run_erase, &erasing);
	act_free(erasing.act);
	if (erasing.result->outcome == ACT_SAVED && !erasing.error) {
		remove_drafts(desk, ticket_id);
		remove_copies(desk, words);
		left = dup_file_with(desk, words);
		desk_note_change(desk);
	}
	if (left)
		g_set_error(&erasing.error, AMENDS_ERROR, AMENDS_ERROR_DATABASE,
			_("The events are erased, but words of them are still in %s. Close other programs "
			  "that have the store open and erase again."),
			left);
	if (!erasing.error)
		return erasing.result;
	g_propagate_error(error, erasing.error);
	act_result_free(erasing.result);
	return NULL;
}
