/* The code of its header. */
#include "config.h"

#include "core/setting.h"

static const char select_setting[] = "SELECT value FROM setting WHERE name = :name";
static const char upsert_setting[] = "INSERT INTO setting (name, value) VALUES (:name, :value) "
				     "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

char *
setting_dup(Db *db, const char *name, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_setting, error);
	char *value = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":name", name);
	if (db_step(stmt, error))
		value = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return value;
}

bool
setting_put(Db *db, const char *name, const char *value, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_setting, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":name", name);
	db_bind_text(stmt, ":value", value);
	return db_run(stmt, error);
}
