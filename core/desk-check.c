/* See desk-check.h. */
#include "config.h"

#include "core/desk-check.h"

#include <glib/gi18n.h>

#include "core/desk-private.h"
#include "core/words.h"

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

int64_t
desk_clock_behind_us(Desk *desk)
{
	int64_t behind = desk_last_event_us(desk) - env_now_us(desk->env);

	return behind > US_PER_MINUTE ? behind : 0;
}

char *
desk_dup_clock_warning(Desk *desk)
{
	int64_t behind = desk_clock_behind_us(desk);
	g_autofree char *text = behind > 0 ? words_dup_duration(behind) : NULL;

	if (!text)
		return NULL;
	return g_strdup_printf(
		_("This machine's clock stands %s behind what was entered last: times of what "
		  "you enter would be wrong. Set it right first."),
		text);
}
