/* See desk-check.h. */
#include "config.h"

#include "core/desk-check.h"

#include <glib/gi18n.h>

#include "core/audit.h"
#include "core/backup-private.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/words.h"

static const char quick_check[] = "PRAGMA quick_check(1)";
static const char full_check[] = "PRAGMA integrity_check(1)";
/* 1: also against the texts it was made from. */
static const char search_check[] =
	"INSERT INTO ticket_search (ticket_search, rank) VALUES ('integrity-check', 1)";
static const char select_files[] =
	"SELECT json_extract(p.payload, '$.sha256'), json_extract(p.payload, '$.name'), "
	"COALESCE(t.number, e.subject) FROM event_log e JOIN event_payload p ON p.row = e.row "
	"LEFT JOIN ticket t ON t.id = e.subject WHERE e.kind = 'file.attached'";
static const char select_last[] = "SELECT eff_hlc FROM receipt ORDER BY row DESC LIMIT 1";

static bool
check_pages(Desk *desk, const char *sql, char **ret_problem, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, sql, error);
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

bool
desk_quick_check(Desk *desk, char **ret_problem, GError **error)
{
	return check_pages(desk, quick_check, ret_problem, error);
}

static void
run_search_check(Store *store, void *data)
{
	db_exec(store->db, search_check, data);
}

bool
desk_full_check(Desk *desk, char **ret_problem, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!check_pages(desk, full_check, ret_problem, error))
		return false;
	if (*ret_problem || !desk->store)
		return true;
	store_call(desk->store, run_search_check, &local);
	if (g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_DAMAGED))
		*ret_problem = g_strdup(_("the search does not hold what the texts say"));
	else if (local)
		g_propagate_error(error, g_steal_pointer(&local));
	return *ret_problem || !local;
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

static bool
is_whole(const Desk *desk, const char *wanted)
{
	g_autofree char *path = g_build_filename(desk->folder, "files", wanted, NULL);
	char hash[HASH_LEN];

	return file_name_is_hash(wanted) && file_hash(path, hash, NULL, NULL) &&
	       strcmp(hash, wanted) == 0;
}

GStrv
desk_bad_files(Desk *desk, unsigned max, int64_t *ret_n)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_files, NULL);
	g_autoptr(GPtrArray) bad = g_ptr_array_new();

	for (*ret_n = 0; stmt && db_step(stmt, NULL); ++*ret_n)
		if (bad->len < max && !is_whole(desk, db_text(stmt, 0)))
			g_ptr_array_add(bad,
				g_strdup_printf("%s: %s", db_text(stmt, 2), db_text(stmt, 1)));
	g_ptr_array_add(bad, NULL);
	return (GStrv)g_ptr_array_free(g_steal_pointer(&bad), FALSE);
}

bool
store_audit_closed(const char *folder, AuditReport *ret, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	g_autoptr(Db) db = backup_open_db(path, DB_READER, error);

	return db && audit_verify(db, ret, error);
}

const char *
store_sqlite_version(bool *ret_wal_fault)
{
	*ret_wal_fault = sqlite3_libversion_number() < 3051003;
	return sqlite3_libversion();
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
