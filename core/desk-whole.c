/* Work over the whole store: proof, rebuilding, erasure. See desk.h. */
#include "config.h"

#include "core/desk-whole.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/backup.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/ticket-fields.h"
#include "core/ticket-fold.h"

static const char delete_payload[] =
	"DELETE FROM event_payload WHERE row = (SELECT row FROM event_log WHERE event_id = :id)";
static const char upsert_baseline[] =
	"INSERT INTO baseline (ticket, state) VALUES (:ticket, :state) "
	"ON CONFLICT (ticket) DO UPDATE SET state = excluded.state";

static const char select_holding[] =
	"SELECT 1 FROM event_payload WHERE instr(payload, :piece) > 0 LIMIT 1";

/* Of one data.erased event (core/event.def: UUIDS). */
#define IDS_MAX 200
#define WINDOW	(1 << 20)

static void
run_head_check(Store *store, void *data)
{
	head_check(store, data);
}

/* While another process writes, the head may be behind what is read, but never name what is not
 * there. */
static void
check_head_beside(Desk *desk, GError **error)
{
	Device device = {.seq = 0};
	unsigned char key[64];
	Head head;

	if (!device_read(desk->reader, &device, error) || !key_read(desk->folder, key, error))
		return;
	key_public(key, device.public_key);
	sodium_memzero(key, sizeof key);
	head_fits(desk->reader, desk->folder, &device, &head, error);
}

bool
desk_head_check(Desk *desk, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (desk->store)
		store_call(desk->store, run_head_check, &local);
	else
		check_head_beside(desk, &local);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

bool
desk_audit_verify(Desk *desk, AuditReport *ret, GError **error)
{
	g_autoptr(GError) head = NULL;

	if (!audit_verify(desk->reader, ret, error))
		return false;
	if (!ret->ok || desk_head_check(desk, &head))
		return true;
	if (!g_error_matches(head, AMENDS_ERROR, AMENDS_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&head));
		return false;
	}
	ret->ok = false;
	ret->first_bad = g_strdup(head->message);
	return true;
}

bool
desk_rebuild_check(Desk *desk, bool shuffle, char **ret_difference, GError **error)
{
	return audit_rebuild(desk->reader, desk->reference, shuffle ? desk->env : NULL,
		ret_difference, error);
}

/* ---- erasure ---- */

typedef struct Erasing {
	Desk *desk;
	const char *ticket;
	Act *act;
	ActResult *result;
	GPtrArray *ids;	  /* of the events whose payloads go */
	GPtrArray *files; /* hashes of kept files that the payloads name */
	GPtrArray *words; /* what must not be found in any file afterwards */
	char *left;	  /* a file that holds some of them */
	GError *error;
} Erasing;

/* Bytes of a piece that is looked for: shorter ones stand in other people's texts too. */
#define PIECE_MIN 8
#define PIECE_MAX 48

/* Texts are escaped in JSON and cut by pages of the file, so pieces of them are looked for. */
static void
keep_pieces(GPtrArray *words, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\"\\/\n\r\t\b\f"), cut = MIN(len, PIECE_MAX);
		g_autofree char *piece = g_strndup(text, cut);

		if (cut >= PIECE_MIN)
			g_ptr_array_add(words, g_steal_pointer(&piece));
		text += cut;
		if (cut == len && *text)
			text++;
	}
}

static bool
is_personal(const FieldDef *field)
{
	return field->type == FIELD_TEXT || strcmp(field->name, "complainant") == 0 ||
	       strcmp(field->name, "phone") == 0 || strcmp(field->name, "callback") == 0 ||
	       strcmp(field->name, "agent") == 0 || strcmp(field->name, "what") == 0 ||
	       strcmp(field->name, "subject") == 0 || strcmp(field->name, "value") == 0;
}

static void
keep_words(GPtrArray *words, const Event *event)
{
	const KindDef *def = event->kind == EVENT_UNKNOWN ? NULL : event_kind_def(event->kind);

	for (unsigned i = 0; def && i < def->n_fields; i++)
		if (is_personal(&def->fields[i]))
			keep_pieces(words, event_text(event, def->fields[i].name));
}

static void
keep_files(GPtrArray *files, const Event *event)
{
	const KindDef *def = event->kind == EVENT_UNKNOWN ? NULL : event_kind_def(event->kind);

	for (unsigned i = 0; def && i < def->n_fields; i++)
		if (def->fields[i].type == FIELD_HASH &&
			file_name_is_hash(event_text(event, def->fields[i].name)))
			g_ptr_array_add(
				files, g_strdup(event_text(event, def->fields[i].name)));
}

static void
collect(Erasing *erasing, const GPtrArray *events)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (!event->payload || event->kind == EVENT_DATA_ERASED)
			continue;
		g_ptr_array_add(erasing->ids, g_strdup(event->id));
		keep_words(erasing->words, event);
		keep_files(erasing->files, event);
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
	/* The act is judged and logged first; baseline, payloads, row and search follow in the
	 * same transaction. */
	return store_apply_in(store, erasing->act, erasing->result) &&
	       write_baseline(store, erasing, &erasing->error) &&
	       delete_payloads(store, erasing, &erasing->error) &&
	       project_subject(store->db, store->reference, SUBJECT_TICKET, erasing->ticket,
		       &erasing->error);
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
	/* The index keeps old terms until its segments are written anew; the WAL keeps old
	 * pages. */
	db_exec(store->db, "INSERT INTO ticket_search (ticket_search) VALUES ('optimize')",
		&erasing->error);
	db_exec(store->db, "VACUUM", &erasing->error);
	sqlite3_wal_checkpoint_v2(
		store->db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
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

/* Automatic copies hold the old text: they are made again from the erased store when next
 * needed. */
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

/*
 * The database's own file is read through SQLite's handle: to open and close it here would
 * drop the POSIX locks of this process, and another one could take the WAL away under us.
 */
static bool
handle_holds(sqlite3_file *file, const GPtrArray *words)
{
	g_autofree char *window = g_malloc(2 * WINDOW);
	sqlite3_int64 size = 0, at = 0;
	int kept = 0;

	if (!file || !file->pMethods || file->pMethods->xFileSize(file, &size) != SQLITE_OK)
		return false;
	while (at < size) {
		int n = (int)MIN(WINDOW, size - at);

		if (file->pMethods->xRead(file, window + kept, n, at) != SQLITE_OK)
			return true; /* not read is not proved */
		for (guint i = 0; i < words->len; i++)
			if (memmem(window, (size_t)(kept + n), words->pdata[i],
				    strlen(words->pdata[i])))
				return true;
		at += n;
		n += kept;
		kept = MIN(n, PIECE_MAX);
		memmove(window, window + n - kept, (size_t)kept);
	}
	return false;
}

/* Whether another complaint's payload says the same: then it is in the file by right. */
static bool
stands_elsewhere(Db *db, const char *piece)
{
	sqlite3_stmt *stmt = db_stmt(db, select_holding, NULL);
	bool found;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":piece", piece);
	found = db_step(stmt, NULL);
	sqlite3_reset(stmt);
	return found;
}

static void
look_in_files(Store *store, void *data)
{
	Erasing *erasing = data;
	sqlite3_file *file = NULL, *wal = NULL;

	for (guint i = erasing->words->len; i-- > 0;)
		if (stands_elsewhere(store->db, erasing->words->pdata[i]))
			g_ptr_array_remove_index_fast(erasing->words, i);
	sqlite3_file_control(store->db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	sqlite3_file_control(store->db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
	if (handle_holds(file, erasing->words))
		erasing->left = g_build_filename(store->folder, "store.db", NULL);
	else if (handle_holds(wal, erasing->words))
		erasing->left = g_build_filename(store->folder, "store.db-wal", NULL);
}

/* A kept file goes with the last payload that names it. In the store's thread: no act comes
 * between. */
static void
remove_files(Store *store, void *data)
{
	Erasing *erasing = data;
	g_autofree char *folder = g_build_filename(store->folder, "files", NULL);

	for (guint i = 0; i < erasing->files->len; i++) {
		g_autofree char *path =
			g_build_filename(folder, erasing->files->pdata[i], NULL);

		if (!stands_elsewhere(store->db, erasing->files->pdata[i]) &&
			g_unlink(path) != 0 && errno != ENOENT)
			erasing->left = g_strdup(path);
	}
	file_sync(folder, NULL);
}

/*
 * Backups in the store's own folder that hold the payloads go, once there is a new one without
 * them: erasing one complaint must not leave the others without a backup.
 */
static void
replace_backups(Erasing *erasing)
{
	Desk *desk = erasing->desk;
	BackupConfig config = {.folder = desk->folder, .env = desk->env, .zone = desk->zone};
	g_auto(GStrv) paths = backup_list(desk->folder);
	g_autofree char *fresh = NULL;
	BackupFacts facts;

	for (int i = 0; paths[i]; i++) {
		if (!backup_holds(paths[i], erasing->ids))
			continue;
		if (!fresh && !(fresh = backup_make(&config, &facts, &erasing->error))) {
			g_prefix_error(&erasing->error,
				_("The events are erased, but the backup %s still holds them, because no new "
				  "one could be made: "),
				paths[i]);
			return;
		}
		file_remove_tree(paths[i]);
	}
}

/* Drafts of other forms are somebody's unsaved work: they are named, not removed. */
static char *
dup_draft_with(Desk *desk, const GPtrArray *words)
{
	g_autofree char *folder = g_build_filename(desk->folder, "drafts", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (file_holds(path, words))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static void
make_erasure(Erasing *erasing, const char *reason, const char *second)
{
	erasing->act = desk_act(erasing->desk);
	for (guint at = 0; at < erasing->ids->len; at += IDS_MAX) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new();

		for (guint i = at; i < MIN(at + IDS_MAX, erasing->ids->len); i++)
			g_ptr_array_add(ids, erasing->ids->pdata[i]);
		g_ptr_array_add(ids, NULL);
		act_add(erasing->act, EVENT_DATA_ERASED, erasing->ticket);
		act_list(erasing->act, "events", (const char *const *)ids->pdata);
		act_text(erasing->act, "reason", reason);
	}
	if (second)
		g_strlcpy(erasing->act->second, second, UUID_LEN);
}

/* What lies beside the log; where words of it are left is returned. */
static char *
clear_beside(Erasing *erasing)
{
	Desk *desk = erasing->desk;

	store_call(desk->store, look_in_files, erasing);
	store_call(desk->store, remove_files, erasing);
	remove_drafts(desk, erasing->ticket);
	remove_copies(desk, erasing->words);
	replace_backups(erasing);
	desk_note_change(desk);
	return erasing->left ? erasing->left : dup_draft_with(desk, erasing->words);
}

ActResult *
desk_erase(Desk *desk, const char *ticket_id, const char *reason, const char *second,
	GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(desk->reader, ticket_id, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *left = NULL;
	Erasing erasing = {.desk = desk,
		.ticket = ticket_id,
		.result = act_result_new(),
		.ids = ids,
		.files = files,
		.words = words};

	if (!events || !desk->store) {
		act_result_free(erasing.result);
		if (events)
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
				_("Another amends owns the store. Close it, then erase."));
		return NULL;
	}
	collect(&erasing, events);
	if (ids->len == 0) {
		act_result_free(erasing.result);
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is nothing (more) to erase on this complaint."));
		return NULL;
	}
	make_erasure(&erasing, reason, second);
	store_call(desk->store, run_erase, &erasing);
	act_free(erasing.act);
	left = erasing.result->outcome == ACT_SAVED && !erasing.error ? clear_beside(&erasing)
								      : NULL;
	if (left && !erasing.error)
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
