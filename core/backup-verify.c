/* Proving a backup, also a hostile one. See backup.h. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/audit.h"
#include "core/backup-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/search-token.h"
#include "core/store.h"
#include "core/text.h"

static const char check_all[] = "PRAGMA integrity_check(1)";
static const char select_key[] = "SELECT public_key FROM device WHERE id = :id";
static const char select_held[] =
	"SELECT 1 FROM event_payload WHERE row = (SELECT row FROM event_log WHERE event_id = :id)";

bool
backup_go_on(BackupGo go, void *data, GError **error)
{
	if (!go || go(0, 0, data))
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_CANCELLED,
		_("Stopped. Nothing was changed."));
	return false;
}

bool
backup_damaged(GError **error, const char *what)
{
	g_autofree char *shown = text_dup_clean(what, false);

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("This copy cannot be trusted: %s"), shown);
	return false;
}

Db *
backup_open_db(const char *path, DbMode mode, GError **error)
{
	g_autoptr(Db) db = db_open(path, mode, NULL, error);

	return db && search_token_register(db->handle, error) ? g_steal_pointer(&db) : NULL;
}

static bool
check_pages(Db *db, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, check_all, error);
	g_autofree char *said = NULL;

	if (!stmt)
		return false;
	if (db_step(stmt, error))
		said = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	if (!said)
		return false;
	return strcmp(said, "ok") == 0 || backup_damaged(error, said);
}

static bool
check_log(Db *db, GError **error)
{
	AuditReport report = {0};
	bool read = audit_verify(db, &report, error);
	g_autofree char *bad = report.first_bad;

	return read && (report.ok || backup_damaged(error, bad));
}

static bool
read_public(Db *db, const char *device, unsigned char ret_public[32])
{
	sqlite3_stmt *stmt = db_stmt(db, select_key, NULL);
	bool found = false;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", device);
	if (db_step(stmt, NULL) && sqlite3_column_bytes(stmt, 0) == 32) {
		memcpy(ret_public, sqlite3_column_blob(stmt, 0), 32);
		found = true;
	}
	sqlite3_reset(stmt);
	return found;
}

/* Nothing may be missing at the end, and it must be the store it is said to be. */
static bool
check_end(Db *db, const BackupFacts *facts, GError **error)
{
	Device device = {.seq = 0};

	if (!device_read(db, &device, error))
		return false;
	if (strcmp(device.id, facts->device) != 0 || strcmp(device.realm, facts->realm) != 0 ||
		strcmp(device.tag, facts->tag) != 0)
		return backup_damaged(
			error, _("It is of another device than its list of files says."));
	if (device.seq != facts->seq || strcmp(device.prev, facts->head) != 0)
		return backup_damaged(
			error, _("Its log does not end where its list of files says."));
	return true;
}

bool
backup_prove_db(Db *db, const BackupFacts *facts, unsigned char ret_public[32], GError **error)
{
	int64_t version = db_query_int(db, "PRAGMA user_version", -1);

	if (version > STORE_VERSION) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NEWER,
			_("The backup was made by a newer version of amends (%1$d, this one knows %2$d). "
			  "Use the newer version."),
			(int)version, STORE_VERSION);
		return false;
	}
	return check_pages(db, error) && check_end(db, facts, error) && check_log(db, error) &&
	       (read_public(db, facts->device, ret_public) ||
		       backup_damaged(error, _("The key of its device is missing.")));
}

bool
backup_check_sum(const ManifestFile *file, const char *hash, GError **error)
{
	g_autofree char *what = NULL;

	if (strcmp(file->hash, hash) == 0)
		return true;
	what = g_strdup_printf(
		_("%s has another content than when it was copied."), file->name);
	return backup_damaged(error, what);
}

static bool
check_sums(Manifest *manifest, const char *path, BackupGo go, void *data, GError **error)
{
	for (guint i = 0; i < manifest->files->len; i++) {
		const ManifestFile *file = manifest->files->pdata[i];
		g_autofree char *full = g_build_filename(path, file->name, NULL);
		char hash[HASH_LEN];
		int64_t size = 0;

		if (!backup_go_on(go, data, error) || !file_hash(full, hash, &size, error) ||
			!backup_check_sum(file, hash, error))
			return false;
		manifest->facts.bytes += size;
	}
	return true;
}

/* A journal beside it would be read as part of the database, and is in no list. */
static bool
check_no_journal(const char *path, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_prefix(name, "store.db-"))
			return backup_damaged(error,
				_("A journal lies beside store.db that is not part of it."));
	return true;
}

bool
backup_verify(const char *path, BackupFacts *ret, BackupGo go, void *data, GError **error)
{
	g_autoptr(Manifest) manifest = manifest_read(path, error);
	g_autofree char *file = g_build_filename(path, "store.db", NULL);
	g_autoptr(Db) db = NULL;
	unsigned char public_key[32];

	if (!manifest || !check_no_journal(path, error) ||
		!check_sums(manifest, path, go, data, error))
		return false;
	db = backup_open_db(file, DB_READER, error);
	if (!db || !backup_prove_db(db, &manifest->facts, public_key, error))
		return false;
	if (!manifest_is_signed(manifest, public_key))
		return backup_damaged(
			error, _("Its list of files is not signed by its device."));
	*ret = manifest->facts;
	ret->files = manifest->files->len - 1;
	return true;
}

bool
backup_holds(const char *path, const GPtrArray *event_ids)
{
	g_autofree char *file = g_build_filename(path, "store.db", NULL);
	g_autoptr(Db) db = db_open(file, DB_READER, NULL, NULL);
	bool held = false;

	for (guint i = 0; db && i < event_ids->len && !held; i++) {
		sqlite3_stmt *stmt = db_stmt(db, select_held, NULL);

		if (!stmt)
			return true; /* not read is not proved */
		db_bind_text(stmt, ":id", event_ids->pdata[i]);
		held = db_step(stmt, NULL);
		sqlite3_reset(stmt);
	}
	return held || !db;
}
