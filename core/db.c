/* SQLite with statements kept and errors in plain words. See db.h. */
#include "config.h"

#include "core/db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

static void
finalize(void *stmt)
{
	sqlite3_finalize(stmt);
}

/* `cause` is the errno behind an I/O error: a disk may be full in many places. */
static AmendsError
code_of(int rc, int cause)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return AMENDS_ERROR_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return AMENDS_ERROR_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return AMENDS_ERROR_LOCKED;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return cause == ENOSPC || cause == EDQUOT ? AMENDS_ERROR_FULL : AMENDS_ERROR_IO;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return AMENDS_ERROR_IO;
	default:
		return AMENDS_ERROR_DATABASE;
	}
}

static const char *
advice_for(AmendsError code)
{
	switch ((int)code) {
	case AMENDS_ERROR_FULL:
		return _(
			"The disk is full. What was saved before is safe; nothing new was saved. Make "
			"room and try again.");
	case AMENDS_ERROR_DAMAGED:
		return _(
			"The store is damaged. Nothing is written to it any more. Run: amends doctor");
	case AMENDS_ERROR_LOCKED:
		return _("Another program holds the store. What you typed is kept; try again.");
	case AMENDS_ERROR_IO:
		return _(
			"The disk cannot be read or written. What was saved before is safe; nothing new "
			"was saved. Try again; if it stays so, tell whoever looks after this machine.");
	default:
		return _("The store refused this. Nothing was changed.");
	}
}

bool
db_set_error(sqlite3 *handle, const char *doing, GError **error)
{
	int rc = sqlite3_extended_errcode(handle);
	AmendsError code = code_of(rc, sqlite3_system_errno(handle));

	g_set_error(error, AMENDS_ERROR, code, "%s (%s: %s)", advice_for(code), doing,
		sqlite3_errmsg(handle));
	return false;
}

/* SQLite gives WAL and shared-memory files the mode of the database file. */
static bool
make_private(const char *path, GError **error)
{
	int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s cannot be opened: %2$s."), path, g_strerror(errno));
		return false;
	}
	fchmod(fd, 0600);
	close(fd);
	return true;
}

static const char *
pragmas_for(DbMode mode)
{
	switch (mode) {
	case DB_WRITER:
		return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		       "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16000;"
		       "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;";
	case DB_READER:
		return "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
		       "PRAGMA trusted_schema=OFF;";
	case DB_COPY:
		return "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
		       "PRAGMA trusted_schema=OFF;";
	case DB_MEMORY:
		return "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;";
	}
	return "";
}

Db *
db_open(const char *path, DbMode mode, const char *vfs, GError **error)
{
	g_autoptr(Db) db = g_new0(Db, 1);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    (mode == DB_MEMORY ? SQLITE_OPEN_CREATE : 0);

	db->statements = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	if ((mode == DB_WRITER || mode == DB_COPY) && !make_private(path, error))
		return NULL;
	if (sqlite3_open_v2(mode == DB_MEMORY ? ":memory:" : path, &db->handle, flags, vfs) !=
		SQLITE_OK) {
		db_set_error(db->handle, "open", error);
		return NULL;
	}
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, 2000);
	/* Only the writer copies the WAL back, and only it takes the WAL away (SYNC H21). */
	if (mode == DB_READER)
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (!db_exec(db, pragmas_for(mode), error))
		return NULL;
	return g_steal_pointer(&db);
}

void
db_close(Db *db)
{
	if (!db)
		return;
	g_clear_pointer(&db->statements, g_hash_table_unref);
	sqlite3_close_v2(db->handle);
	g_free(db);
}

DbStmt *
db_prepare(Db *db, const char *sql, GError **error)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
		SQLITE_OK)
		db_set_error(db->handle, "prepare", error);
	return stmt;
}

sqlite3_stmt *
db_stmt(Db *db, const char *sql, GError **error)
{
	sqlite3_stmt *stmt = g_hash_table_lookup(db->statements, sql);

	if (!stmt) {
		stmt = db_prepare(db, sql, error);
		if (!stmt)
			return NULL;
		g_hash_table_insert(db->statements, (char *)sql, stmt);
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return stmt;
}

static int
index_of(sqlite3_stmt *stmt, const char *name)
{
	int at = sqlite3_bind_parameter_index(stmt, name);

	g_assert(at > 0);
	return at;
}

void
db_bind_text(sqlite3_stmt *stmt, const char *name, const char *value)
{
	sqlite3_bind_text(stmt, index_of(stmt, name), value ? value : "", -1, SQLITE_TRANSIENT);
}

void
db_bind_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
	sqlite3_bind_int64(stmt, index_of(stmt, name), value);
}

void
db_bind_blob(sqlite3_stmt *stmt, const char *name, const void *data, size_t len)
{
	sqlite3_bind_blob64(stmt, index_of(stmt, name), data, len, SQLITE_TRANSIENT);
}

bool
db_step(sqlite3_stmt *stmt, GError **error)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		db_set_error(sqlite3_db_handle(stmt), "step", error);
	/* A cursor left open would hold the read snapshot. */
	sqlite3_reset(stmt);
	return false;
}

bool
db_run(sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	while (db_step(stmt, &local))
		;
	if (local)
		g_propagate_error(error, g_steal_pointer(&local));
	return !local && (!error || !*error);
}

bool
db_exec(Db *db, const char *sql, GError **error)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return db_set_error(db->handle, "exec", error);
}

const char *
db_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text ? text : "";
}

/* 1 MB at 4 KiB a page. */
#define COPY_PAGES 256

bool
db_copy(Db *from, Db *to, bool (*go)(int64_t done, int64_t total, void *data), void *data,
	GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	bool cancelled = false;
	int rc;

	if (!backup)
		return db_set_error(to->handle, "backup", error);
	do {
		int64_t total;

		rc = sqlite3_backup_step(backup, COPY_PAGES);
		total = sqlite3_backup_pagecount(backup);
		cancelled = go && !go(total - sqlite3_backup_remaining(backup), total, data);
	} while (rc == SQLITE_OK && !cancelled);
	if (sqlite3_backup_finish(backup) == SQLITE_OK && rc == SQLITE_DONE && !cancelled)
		return true;
	if (cancelled)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_CANCELLED,
			_("Stopped. Nothing was changed."));
	else
		db_set_error(to->handle, "backup", error);
	return false;
}

int64_t
db_query_int(Db *db, const char *sql, int64_t missing)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, NULL);
	int64_t value = stmt && db_step(stmt, NULL) ? db_int(stmt, 0) : missing;

	if (stmt)
		sqlite3_reset(stmt);
	return value;
}
