/*
 * Facts are read by row, never through an index: an index may be what is damaged. Until the new
 * database is in its place, one connection holds the old one alone, its WAL written back, so
 * that nobody reads on in a file that is no longer the store. See repair.h.
 */
#include "config.h"

#include "core/repair.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/backup-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/store-reference.h"

#define SPARE_BYTES (16 * 1024 * 1024)

static const char attach_old[] = "ATTACH :path AS old";
/* Leaves WAL, which needs the file for oneself, and keeps it so. */
static const char take_alone[] =
	"PRAGMA old.locking_mode=EXCLUSIVE; PRAGMA old.journal_mode=DELETE;";
static const char give_back[] = "PRAGMA old.journal_mode=WAL";
static const char select_mode[] = "PRAGMA old.journal_mode";
static const char select_version[] = "PRAGMA old.user_version";
/* Facts that no signature covers: that their pages are whole is all that can be proved. */
static const char *const checks[] = {
	"PRAGMA old.integrity_check('setting')",
	"PRAGMA old.integrity_check('baseline')",
	"PRAGMA old.integrity_check('pin')",
};
/* Add a row here for a new table of facts (core/schema.sql). */
static const char *const copies[] = {
	"INSERT INTO setting (name, value) SELECT name, value FROM old.setting",
	"INSERT INTO device (number, id, public_key) SELECT number, id, public_key "
	"FROM old.device NOT INDEXED",
	"INSERT INTO event_log (row, event_id, subject_kind, subject, device, seq, kind, hash, "
	"header, "
	"sig) SELECT row, event_id, subject_kind, subject, device, seq, kind, hash, header, "
	"sig "
	"FROM old.event_log NOT INDEXED ORDER BY row",
	"INSERT INTO event_payload (row, salt, payload) SELECT row, salt, payload "
	"FROM old.event_payload NOT INDEXED ORDER BY row",
	"INSERT INTO receipt (row, confirmed, number, eff_hlc, recv_us, effect) "
	"SELECT row, confirmed, number, eff_hlc, recv_us, effect FROM old.receipt NOT INDEXED "
	"ORDER BY row",
	"INSERT INTO outbox (row, state) SELECT row, state FROM old.outbox NOT INDEXED ORDER "
	"BY row",
	"INSERT INTO baseline (ticket, state) SELECT ticket, state FROM old.baseline",
	"INSERT INTO pin (person, hash) SELECT person, hash FROM old.pin",
};

struct Repair {
	RepairConfig config;
	char *staging, *made,
		*store; /* folder/repair, the database in it, the one it replaces */
	int lock_fd;
	int64_t events;
	bool finished; /* the old one's name is the new one's */
	Db *db;	       /* the new one, with the old one attached */
};

/* ---- alone with the old one ---- */

static bool
refuse_open(const Repair *repair, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
		_("Another amends has the store in %s open. Close it on every screen, then try "
		  "again. "
		  "Nothing was changed."),
		repair->config.folder);
	return false;
}

static bool
lock(Repair *repair, GError **error)
{
	g_autofree char *path = g_build_filename(repair->config.folder, "lock", NULL);

	if (!g_file_test(repair->store, G_FILE_TEST_EXISTS)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), repair->config.folder);
		return false;
	}
	repair->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (repair->lock_fd < 0)
		return file_set_error(path, errno, error);
	return flock(repair->lock_fd, LOCK_EX | LOCK_NB) == 0 || refuse_open(repair, error);
}

static bool
check_room(const Repair *repair, GError **error)
{
	int64_t room = file_room(repair->config.folder);
	struct stat st;

	if (room < 0 || stat(repair->store, &st) != 0 || room >= st.st_size + SPARE_BYTES)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL,
		_("There is not enough room in %1$s: %2$d MB are needed, %3$d MB are free. "
		  "Nothing was "
		  "changed."),
		repair->config.folder, (int)((st.st_size + SPARE_BYTES) / 1000000) + 1,
		(int)(room / 1000000));
	return false;
}

/* What is not there is missed where it is read. */
static bool
copy_there(const char *from, const char *to, GError **error)
{
	char hash[HASH_LEN];

	return !g_file_test(from, G_FILE_TEST_EXISTS) || file_copy(from, to, hash, NULL, error);
}

/* Key and head go along, so that a desk opens on it; what a killed repair left goes first. */
static bool
make_staging(const Repair *repair, GError **error)
{
	g_autofree char *key = g_build_filename(repair->config.folder, "device.key", NULL);
	g_autofree char *head = g_build_filename(repair->config.folder, "head", NULL);
	g_autofree char *key_there = g_build_filename(repair->staging, "device.key", NULL);
	g_autofree char *head_there = g_build_filename(repair->staging, "head", NULL);

	file_remove_tree(repair->staging);
	if (g_mkdir(repair->staging, 0700) != 0)
		return file_set_error(repair->staging, errno, error);
	return copy_there(key, key_there, error) && copy_there(head, head_there, error);
}

static bool
set_damaged(const char *what, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The log itself, or what else cannot be made again, is damaged: %s. Nothing "
		  "was changed. "
		  "A backup must be restored: amends restore BACKUP"),
		what);
	return false;
}

/* What SQLite said of the old one; only a damage is put in our own words. Takes `local`. */
static bool
pass_on(const Repair *repair, GError *local, GError **error)
{
	if (g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_LOCKED)) {
		g_error_free(local);
		return refuse_open(repair, error);
	}
	if (g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_DAMAGED) ||
		g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_DATABASE)) {
		g_error_free(local);
		return set_damaged(sqlite3_errmsg(repair->db->handle), error);
	}
	g_propagate_error(error, local);
	return false;
}

static bool
attach_alone(const Repair *repair, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(repair->db, attach_old, error);
	g_autoptr(DbStmt) mode = NULL;
	GError *local = NULL;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":path", repair->store);
	if (!db_run(stmt, &local) || !db_exec(repair->db, take_alone, &local) ||
		!(mode = db_prepare(repair->db, select_mode, &local)) || !db_step(mode, &local))
		return pass_on(repair, local, error);
	if (strcmp(db_text(mode, 0), "delete") != 0)
		return refuse_open(repair, error);
	if (db_query_int(repair->db, select_version, 0) <= STORE_VERSION)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NEWER,
		_("This store was written by a newer version of amends. Nothing was changed. "
		  "Use the newer "
		  "version."));
	return false;
}

/* ---- facts over, the rest anew ---- */

static bool
check_pages(const Repair *repair, const char *sql, GError **error)
{
	GError *local = NULL;
	g_autoptr(DbStmt) stmt = db_prepare(repair->db, sql, &local);

	if (!stmt || !db_step(stmt, &local))
		return pass_on(repair, local, error);
	return strcmp(db_text(stmt, 0), "ok") == 0 || set_damaged(db_text(stmt, 0), error);
}

static bool
copy_facts(const Repair *repair, GError **error)
{
	GError *local = NULL;

	for (unsigned i = 0; i < G_N_ELEMENTS(checks); i++)
		if (!check_pages(repair, checks[i], error))
			return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(copies); i++)
		if (!db_exec(repair->db, copies[i], &local))
			return pass_on(repair, local, error);
	return true;
}

static bool
prove_log(Repair *repair, GError **error)
{
	AuditReport report = {0};
	bool read = audit_verify(repair->db, &report, error);
	g_autofree char *bad = report.first_bad;

	repair->events = report.events;
	return read && (report.ok || set_damaged(bad, error));
}

static bool
prove_end(const Repair *repair, GError **error)
{
	Device device = {.seq = 0};
	Head head;

	if (!device_read(repair->db, &device, error) ||
		!key_read(repair->config.folder, device.key, error))
		return false;
	key_public(device.key, device.public_key);
	sodium_memzero(device.key, sizeof device.key);
	return head_fits(repair->db, repair->config.folder, &device, &head, error);
}

static bool
make_rows(Repair *repair, GError **error)
{
	g_autoptr(Reference) base = reference_load(repair->config.assets, error);
	g_autoptr(Reference) reference =
		base ? store_reference_of_log(repair->db, base, error) : NULL;

	return reference && project_all(repair->db, reference, error) &&
	       db_exec(repair->db, "COMMIT", error) &&
	       check_pages(repair, "PRAGMA main.quick_check(1)", error);
}

static bool
begin(Repair *repair, GError **error)
{
	if (!lock(repair, error) || !check_room(repair, error) || !make_staging(repair, error))
		return false;
	repair->db = backup_open_db(repair->made, DB_COPY, error);
	return repair->db && db_exec(repair->db, "PRAGMA cache_size=-64000", error) &&
	       schema_migrate(repair->db, NULL, error) && attach_alone(repair, error) &&
	       db_exec(repair->db, "BEGIN", error) && copy_facts(repair, error) &&
	       prove_log(repair, error) && prove_end(repair, error) && make_rows(repair, error);
}

Repair *
repair_begin(const RepairConfig *config, GError **error)
{
	g_autoptr(Repair) repair = g_new0(Repair, 1);

	repair->config = *config;
	repair->lock_fd = -1;
	repair->staging = g_build_filename(config->folder, "repair", NULL);
	repair->made = g_build_filename(repair->staging, "store.db", NULL);
	repair->store = g_build_filename(config->folder, "store.db", NULL);
	return begin(repair, error) ? g_steal_pointer(&repair) : NULL;
}

void
repair_free(Repair *repair)
{
	if (!repair)
		return;
	/* What is left as it was is left in its mode: readers of WAL can be told, others
	 * cannot. */
	if (repair->db && !repair->finished)
		db_exec(repair->db, give_back, NULL);
	db_close(repair->db);
	if (repair->lock_fd >= 0) {
		file_remove_tree(repair->staging);
		close(repair->lock_fd);
	}
	g_free(repair->staging);
	g_free(repair->made);
	g_free(repair->store);
	g_free(repair);
}

const char *
repair_folder(const Repair *repair)
{
	return repair->staging;
}

int64_t
repair_events(const Repair *repair)
{
	return repair->events;
}

/* ---- in its place ---- */

/* The old file gets a second name; it loses its first when the new one takes it. */
static char *
keep_old(const Repair *repair, GError **error)
{
	g_autofree char *stamp = backup_dup_stamp(repair->config.env, NULL);
	g_autofree char *folder = g_build_filename(repair->config.folder, "backup", NULL);

	for (int n = 1;; n++) {
		g_autofree char *name = g_strdup_printf("before-repair-%s-%d.db", stamp, n);
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (link(repair->store, path) == 0 && file_sync(folder, error))
			return g_steal_pointer(&path);
		if (errno != EEXIST) {
			if (error && !*error)
				file_set_error(path, errno, error);
			return NULL;
		}
	}
}

bool
repair_finish(Repair *repair, char **ret_kept, GError **error)
{
	g_autofree char *wal = g_strconcat(repair->made, "-wal", NULL);
	g_autofree char *kept = NULL;

	/* A desk that was closed well leaves none. */
	if (g_file_test(wal, G_FILE_TEST_EXISTS))
		return refuse_open(repair, error);
	if (!file_sync(repair->made, error) || !(kept = keep_old(repair, error)))
		return false;
	if (g_rename(repair->made, repair->store) != 0) {
		file_set_error(repair->store, errno, error);
		g_unlink(kept);
		return false;
	}
	repair->finished = true;
	if (!file_sync(repair->config.folder, error))
		return false;
	*ret_kept = g_steal_pointer(&kept);
	return true;
}
