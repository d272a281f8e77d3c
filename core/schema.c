/*
 * Numbered migrations of the store's file, each in one transaction with the
 * number it moves to. Where a file holds something, a copy is made beside it
 * first; a newer file is refused; no file is ever deleted. See store.h.
 */
#include "config.h"

#include "core/schema.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/error.h"
#include "core/schema-sql.h"
#include "core/store.h"

/* Add a row here, and its .sql to core/Makefile.inc, to change the schema; never change an old
 * one. */
static const Migration migrations[] = {
	{1, schema_sql},
	{2, schema_2_sql},
	{3, schema_3_sql},
};

static int
file_version(Db *db, GError **error)
{
	static const char sql[] = "PRAGMA user_version";
	sqlite3_stmt *stmt = db_stmt(db, sql, error);
	int version = -1;

	if (stmt && db_step(stmt, error))
		version = (int)db_int(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	return version;
}

static bool
copy_beside(Db *db, const char *path, GError **error)
{
	g_autoptr(Db) copy = db_open(path, DB_WRITER, NULL, error);

	return copy && db_copy(db, copy, NULL, NULL, error);
}

static bool
run_migration(Db *db, const Migration *migration, GError **error)
{
	g_autofree char *number = g_strdup_printf("PRAGMA user_version = %d", migration->to);

	if (!db_exec(db, "BEGIN IMMEDIATE", error))
		return false;
	if (db_exec(db, migration->sql, error) && db_exec(db, number, error) &&
		db_exec(db, "COMMIT", error))
		return true;
	db_exec(db, "ROLLBACK", NULL);
	return false;
}

bool
schema_run(Db *db, const Migration *list, unsigned n, const char *backup_path, GError **error)
{
	int version = file_version(db, error), newest = list[n - 1].to;

	if (version < 0)
		return false;
	if (version > newest) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NEWER,
			_("This store was written by a newer version of amends (%1$d, this one knows %2$d). "
			  "Nothing was changed. Use the newer version."),
			version, newest);
		return false;
	}
	if (version > 0 && version < newest && backup_path &&
		!copy_beside(db, backup_path, error)) {
		g_prefix_error(error, "%s",
			_("No copy could be made before the upgrade, so nothing was changed: "));
		return false;
	}
	for (unsigned i = 0; i < n; i++)
		if (list[i].to > version && !run_migration(db, &list[i], error))
			return false;
	return true;
}

bool
schema_migrate(Db *db, const char *backup_path, GError **error)
{
	return schema_run(db, migrations, G_N_ELEMENTS(migrations), backup_path, error);
}
