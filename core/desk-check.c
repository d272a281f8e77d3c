/* See desk-check.h. */
#include "config.h"

#include "core/desk-check.h"

#include "core/desk-private.h"

static const char quick_check[] = "PRAGMA quick_check(1)";
static const char select_last[] = "SELECT eff_hlc FROM receipt ORDER BY row DESC LIMIT 1";

bool
desk_quick_check(Desk *desk, char **ret_problem, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, quick_check, error);
	bool ok;

	if (!stmt)
		return false;
	ok = db_step(stmt, error);
	if (ok)
		*ret_problem =
			strcmp(db_text(stmt, 0), "ok") == 0 ? NULL : g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return ok;
}

int64_t
desk_last_event_us(Desk *desk)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_last, NULL);
	int64_t us = 0;

	if (!stmt)
		return 0;
	if (db_step(stmt, NULL)) /* 48 bits of milliseconds, then a counter (DESIGN 2) */
		us = (int64_t)(g_ascii_strtoull(db_text(stmt, 0), NULL, 16) >> 16) * 1000;
	sqlite3_reset(stmt);
	return us;
}
