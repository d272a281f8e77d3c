/*
 * One SQLite connection with its statements, each prepared once. Named
 * parameters only; texts of statements are static. Bound values are never
 * logged. Used by the store's files only.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Db {
	sqlite3 *handle;
	GHashTable *statements; /* by address of the text */
} Db;

typedef enum DbMode {
	DB_WRITER, /* makes the file if absent, mode 0600, WAL, synchronous=FULL */
	DB_READER, /* query_only */
	DB_COPY,   /* makes the file, mode 0600, without a journal: for a copy not yet named */
	DB_MEMORY, /* a scratch store */
} DbMode;

/* Opens `path` through `vfs` (NULL: default). DAMAGED, LOCKED, FULL, IO as SQLite says. */
Db *db_open(const char *path, DbMode mode, const char *vfs, GError **error);
void db_close(Db *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)

/* The prepared statement of a static text, reset and unbound. NULL and error if it cannot be
 * prepared. */
sqlite3_stmt *db_stmt(Db *db, const char *sql, GError **error);

/* A statement made once from the query module's closed vocabulary; finalised by the caller. */
typedef sqlite3_stmt DbStmt;
DbStmt *db_prepare(Db *db, const char *sql, GError **error);
static inline void
db_stmt_finalize(DbStmt *stmt)
{
	sqlite3_finalize(stmt);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbStmt, db_stmt_finalize)

/* `name` is the parameter with its colon; a name the statement lacks is a bug. */
void db_bind_text(sqlite3_stmt *stmt, const char *name, const char *value);
void db_bind_int(sqlite3_stmt *stmt, const char *name, int64_t value);
void db_bind_blob(sqlite3_stmt *stmt, const char *name, const void *data, size_t len);

/* One step: true for a row. False at the end or on error (then `error` is set). */
bool db_step(sqlite3_stmt *stmt, GError **error);
/* A statement without rows. */
bool db_run(sqlite3_stmt *stmt, GError **error);
/* Plain text without parameters: schema, BEGIN, PRAGMA. */
bool db_exec(Db *db, const char *sql, GError **error);

/*
 * Copies the whole of `from` into the empty `to` in short steps; `go` (may be NULL) is asked
 * between them, with pages done and all of them, and false cancels. A reader inside a
 * transaction gives its snapshot, whatever others write meanwhile.
 */
bool db_copy(Db *from, Db *to, bool (*go)(int64_t done, int64_t total, void *data), void *data,
	GError **error);
/* The first column of the only row, `missing` where there is none or it fails. */
int64_t db_query_int(Db *db, const char *sql, int64_t missing);

/* Column as text, "" for NULL; borrowed until the next step. */
const char *db_text(sqlite3_stmt *stmt, int column);
#define db_int(stmt, column) ((int64_t)sqlite3_column_int64(stmt, column))

/* Sets `error` from the connection's last failure, with what was being done. Returns false. */
bool db_set_error(sqlite3 *handle, const char *doing, GError **error);
