/* core/restore.h: a new incarnation, nothing lost, and one whole store whenever it is killed.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "tests/core/backup-fixture.h"

static char *
query_text(Db *db, const char *sql)
{
	g_autoptr(DbStmt) stmt = db_prepare(db, sql, NULL);

	return stmt && db_step(stmt, NULL) ? g_strdup(db_text(stmt, 0)) : NULL;
}

static char *
log_number(BackupFixture *b)
{
	g_autofree char *id = desk_fixture_log(&b->f, "the fee was taken twice", "李雷");
	g_autoptr(Ticket) ticket = desk_ticket(b->f.desk, id, NULL);

	return g_strdup(ticket->number);
}

static void
open_at(BackupFixture *b, const char *folder)
{
	g_clear_pointer(&b->f.desk, desk_free);
	g_free(b->f.folder);
	b->f.folder = g_strdup(folder);
	desk_fixture_reopen(&b->f);
}

static void
test_incarnation(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *aside = NULL, *old_device = NULL, *lost = NULL,
			*first = NULL, *from = NULL, *next = NULL, *kept = NULL, *tag = NULL;
	Db *db;

	backup_fixture_init(&b);
	backup = backup_fixture_make(&b);
	old_device = g_strdup(b.f.desk->device);
	lost = log_number(&b);
	aside = backup_fixture_restore(&b, backup);
	db = b.f.desk->store->db;
	backup_fixture_prove(&b);
	g_assert_cmpstr(b.f.desk->device, !=, old_device);
	/* the chain begins with where it comes from */
	first = query_text(db,
		"SELECT kind FROM event_log WHERE seq = 1 AND device = (SELECT number FROM device WHERE id "
		"= (SELECT value FROM setting WHERE name = 'device'))");
	g_assert_cmpstr(first, ==, "desk.restored");
	from = query_text(db,
		"SELECT json_extract(payload, '$.from') FROM event_payload p JOIN event_log e ON e.row = "
		"p.row WHERE e.kind = 'desk.restored'");
	g_assert_cmpstr(from, ==, old_device);
	/* what was not confirmed goes out again, by the new device; what is new goes out as
	 * ever */
	g_assert_cmpint(
		db_query_int(db,
			"SELECT COUNT(*) FROM outbox o JOIN event_log e ON e.row = o.row WHERE (o.state "
			"= 1) <> (e.device = 1)",
			-1),
		==, 0);
	g_assert_cmpint(
		db_query_int(db, "SELECT COUNT(*) FROM outbox WHERE state = 1", -1), >, 0);
	/* numbers of the two can never be the same */
	next = log_number(&b);
	g_assert_cmpstr(next, !=, lost);
	tag = g_strdup_printf("0571%s-", b.f.desk->tag);
	g_assert_true(g_str_has_prefix(next, tag));
	g_assert_false(g_str_has_prefix(lost, tag));
	kept = g_build_filename(b.f.folder, "files",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", NULL);
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
	/* the old store is whole, and the backup is where backups are */
	g_assert_true(g_file_test(backup, G_FILE_TEST_EXISTS));
	open_at(&b, aside);
	backup_fixture_prove(&b);
	g_assert_cmpstr(b.f.desk->device, ==, old_device);
}

static void
test_left_behind(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *number = NULL, *aside = NULL;
	g_autoptr(Restore) restore = NULL;
	g_autoptr(ActResult) alone = NULL, both = NULL;
	g_autoptr(GError) error = NULL;

	backup_fixture_init(&b);
	backup = backup_fixture_make(&b);
	number = log_number(&b);
	restore = backup_fixture_begin(&b, backup, &error);
	g_assert_no_error(error);
	g_assert_cmpint(restore_facts(restore)->left, ==, 2);
	g_assert_true(restore_facts(restore)->present);
	g_assert_cmpstr(restore_facts(restore)->numbers[0], ==, number);
	/* what is set aside takes two */
	alone = backup_fixture_order(&b, restore, false);
	g_assert_cmpint(alone->outcome, ==, ACT_REFUSED);
	g_assert_cmpint(
		((Refusal *)alone->refusals->pdata[0])->code, ==, REFUSAL_SECOND_PERSON);
	both = backup_fixture_order(&b, restore, true);
	g_assert_cmpint(both->outcome, ==, ACT_SAVED);
	g_assert_true(restore_finish(restore, &aside, &error));
	g_assert_no_error(error);
	g_assert_nonnull(aside);
}

/* The same backup twice: three incarnations, three tags. */
static void
test_twice(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *one = NULL, *two = NULL, *first = NULL, *second = NULL;

	backup_fixture_init(&b);
	first = g_strdup(b.f.desk->tag);
	backup = backup_fixture_make(&b);
	one = backup_fixture_restore(&b, backup);
	second = g_strdup(b.f.desk->tag);
	two = backup_fixture_restore(&b, backup);
	g_assert_cmpstr(first, !=, second);
	g_assert_cmpstr(first, !=, b.f.desk->tag);
	g_assert_cmpstr(second, !=, b.f.desk->tag);
	g_assert_cmpstr(one, !=, two);
	backup_fixture_prove(&b);
}

/* A restored store is backed up and restored like any other. */
static void
test_again(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *later = NULL, *one = NULL, *two = NULL;

	backup_fixture_init(&b);
	backup = backup_fixture_make(&b);
	one = backup_fixture_restore(&b, backup);
	backup_fixture_note(&b, "made by the second incarnation");
	env_fake_advance(&b.f.env, US_PER_SECOND);
	later = backup_fixture_make(&b);
	two = backup_fixture_restore(&b, later);
	backup_fixture_prove(&b);
	g_assert_cmpint(
		db_query_int(b.f.desk->store->db, "SELECT COUNT(*) FROM device", -1), ==, 3);
}

/* On a new machine there is nothing to set aside, and one person is enough. */
static void
test_new_machine(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *away = NULL, *aside = NULL;
	g_autoptr(Restore) restore = NULL;
	g_autoptr(ActResult) result = NULL;
	g_autoptr(GError) error = NULL;

	backup_fixture_init(&b);
	backup = backup_fixture_make(&b);
	away = g_build_filename(b.home, "stick", NULL);
	g_assert_cmpint(g_rename(backup, away), ==, 0);
	g_clear_pointer(&b.f.desk, desk_free);
	file_remove_tree(b.f.folder);
	restore = backup_fixture_begin(&b, away, &error);
	g_assert_no_error(error);
	g_assert_false(restore_facts(restore)->present);
	result = backup_fixture_order(&b, restore, false);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	g_assert_true(restore_finish(restore, &aside, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(aside, ==, NULL);
	desk_fixture_reopen(&b.f);
	backup_fixture_prove(&b);
}

/* A timer that ran when the backup was made can be stopped in the restored store. */
static void
test_timer(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *aside = NULL;
	const TimeEntry *running;
	Act *act;

	backup_fixture_init(&b);
	act = desk_act(b.f.desk);
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "person", b.f.people[FIXTURE_HANDLER]);
	act_int(act, "start", env_now_us(&b.f.env));
	act_text(act, "boot", "fake");
	act_int(act, "boot_us", b.f.env.boot_us(&b.f.env));
	g_free(desk_fixture_submit(&b.f, act));
	backup = backup_fixture_make(&b);
	aside = backup_fixture_restore(&b, backup);
	running = desk_running(b.f.desk);
	g_assert_nonnull(running);
	act = desk_act(b.f.desk);
	act_add(act, EVENT_TIME_STOPPED, running->id);
	act_int(act, "end", env_now_us(&b.f.env));
	act_int(act, "worked_us", 0);
	act_text(act, "how", "recovered");
	g_free(desk_fixture_submit(&b.f, act));
	backup_fixture_prove(&b);
}

/* ---- refused ---- */

static void
test_refused(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *file = NULL, *none = NULL;
	g_autoptr(GError) locked = NULL, realm = NULL, damaged = NULL, missing = NULL;
	RestoreConfig config = {.realm = "practice"};

	backup_fixture_init(&b);
	backup = backup_fixture_make(&b);
	none = g_build_filename(b.home, "no\033[31m\nbackup", NULL);
	config.folder = b.f.folder;
	config.env = &b.f.env;
	config.from = backup;
	/* this very test has it open */
	g_assert_null(restore_begin(&config, &locked));
	g_assert_error(locked, AMENDS_ERROR, AMENDS_ERROR_LOCKED);
	g_clear_pointer(&b.f.desk, desk_free);
	config.realm = "bank";
	g_assert_null(restore_begin(&config, &realm));
	g_assert_error(realm, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	config.realm = "practice";
	config.from = none;
	g_assert_null(restore_begin(&config, &missing));
	g_assert_error(missing, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_assert_null(strchr(missing->message, '\033'));
	config.from = backup;
	file = g_build_filename(backup, "store.db", NULL);
	g_assert_cmpint(truncate(file, 8192), ==, 0);
	g_assert_null(restore_begin(&config, &damaged));
	g_assert_error(damaged, AMENDS_ERROR, AMENDS_ERROR_DAMAGED);
	/* nothing of all this is left */
	{
		g_autoptr(GDir) dir = g_dir_open(b.home, 0, NULL);
		const char *name;

		while ((name = g_dir_read_name(dir)))
			g_assert_false(g_str_has_prefix(name, "."));
	}
	desk_fixture_reopen(&b.f);
	backup_fixture_prove(&b);
}

/* The backup of somebody else's desk: told, and never taken for one's own under a stolen name.
 */
static void
test_stranger(void)
{
	g_auto(BackupFixture) b = {.home = NULL}, c = {.home = NULL};
	g_autofree char *theirs = NULL, *path = NULL, *sql = NULL;
	g_autoptr(Restore) told = NULL;
	g_autoptr(GError) error = NULL, forged = NULL;
	sqlite3 *handle;

	backup_fixture_init(&b);
	backup_fixture_init(&c);
	/* the fixtures' dice fall alike, so this desk is made another by restoring it once */
	theirs = backup_fixture_make(&c);
	env_fake_advance(&c.f.env, US_PER_DAY);
	g_free(backup_fixture_restore(&c, theirs));
	g_free(theirs);
	theirs = backup_fixture_make(&c);
	told = backup_fixture_begin(&b, theirs, &error);
	g_assert_no_error(error);
	g_assert_true(restore_facts(told)->stranger);
	g_clear_pointer(&told, restore_free);
	path = g_build_filename(b.f.folder, "store.db", NULL);
	sql = g_strdup_printf("INSERT INTO device (id, public_key) VALUES ('%s', zeroblob(32))",
		c.f.desk->device);
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(handle);
	g_assert_null(backup_fixture_begin(&b, theirs, &forged));
	g_assert_error(forged, AMENDS_ERROR, AMENDS_ERROR_DAMAGED);
}

/* ---- the store that is there, anew ---- */

static const char cut_end[] =
	"DROP TRIGGER event_log_no_delete;"
	"DELETE FROM outbox WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM receipt WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM event_payload WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM event_log WHERE row = (SELECT MAX(row) FROM event_log);"
	"CREATE TRIGGER event_log_no_delete BEFORE DELETE ON event_log "
	"BEGIN SELECT RAISE (ABORT, 'the event log is never changed'); END;";

static void
cut_log(BackupFixture *b)
{
	g_autofree char *path = g_build_filename(b->f.folder, "store.db", NULL);
	sqlite3 *handle;

	g_clear_pointer(&b->f.desk, desk_free);
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, cut_end, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(handle);
}

/* An end cut off cannot be brought back, but work goes on openly, under a new tag, by two
 * people. */
static void
test_here(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autoptr(Restore) restore = NULL;
	g_autoptr(ActResult) alone = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *aside = NULL;
	AuditReport report = {0};

	backup_fixture_init(&b);
	desk_fixture_sign_on(&b.f, FIXTURE_SUPERVISOR);
	g_free(log_number(&b));
	backup_fixture_note(&b, "soon gone");
	cut_log(&b);
	desk_fixture_reopen(&b.f);
	g_assert_true(desk_audit_verify(b.f.desk, &report, &error));
	g_assert_false(report.ok);
	g_free(report.first_bad);
	restore = backup_fixture_begin(&b, NULL, &error);
	g_assert_no_error(error);
	alone = backup_fixture_order(&b, restore, false);
	g_assert_cmpint(alone->outcome, ==, ACT_REFUSED);
	g_clear_pointer(&restore, restore_free);
	aside = backup_fixture_restore(&b, NULL);
	desk_fixture_sign_on(&b.f, FIXTURE_HANDLER);
	backup_fixture_prove(&b);
	backup_fixture_note(&b, "and on it goes");
	desk_fixture_reopen(&b.f);
	backup_fixture_prove(&b);
}

static void
test_lost_key(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *key = NULL, *aside = NULL;

	backup_fixture_init(&b);
	key = g_build_filename(b.f.folder, "device.key", NULL);
	g_clear_pointer(&b.f.desk, desk_free);
	g_assert_true(g_file_set_contents(key, "gone", 4, NULL));
	aside = backup_fixture_restore(&b, NULL);
	backup_fixture_prove(&b);
}

/* ---- killed ---- */

typedef struct Kill {
	unsigned calls, at;
} Kill;

static bool
kill_at(int64_t done, int64_t total, void *data)
{
	Kill *when = data;

	if (++when->calls == when->at)
		raise(SIGKILL);
	return true;
}

/* In a process of its own. True if it was killed at step `at`. */
static bool
restore_killed(BackupFixture *b, const char *backup, unsigned at)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		Kill when = {.at = at};
		RestoreConfig config = {.folder = b->f.folder,
			.from = backup,
			.realm = "practice",
			.env = &b->f.env,
			.go = kill_at,
			.data = &when};
		g_autoptr(Restore) restore = restore_begin(&config, NULL);
		g_autoptr(ActResult) result = NULL;
		char *aside;

		if (!restore)
			_exit(2);
		result = backup_fixture_order(b, restore, true);
		_exit(restore_finish(restore, &aside, NULL) ? 0 : 3);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	if (WIFEXITED(status))
		g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	return WIFSIGNALED(status);
}

static unsigned
count_stores(const char *home)
{
	g_autoptr(GDir) dir = g_dir_open(home, 0, NULL);
	unsigned n = 0;
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *aside =
			g_build_filename(home, name, "desk", "device.key", NULL);

		n += g_file_test(aside, G_FILE_TEST_EXISTS);
	}
	return n;
}

static void
test_killed(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *backup = NULL, *made = NULL, *last = NULL;
	unsigned old = 0, new = 0;

	backup_fixture_init(&b);
	made = backup_fixture_make(&b);
	backup = g_build_filename(b.home, "stick", NULL);
	g_assert_cmpint(g_rename(made, backup), ==, 0);
	for (unsigned at = 1;; at++) {
		g_autofree char *before = g_strdup(b.f.desk->device);
		bool killed;

		g_clear_pointer(&b.f.desk, desk_free);
		killed = restore_killed(&b, backup, at);
		desk_fixture_reopen(&b.f);
		desk_fixture_sign_on(&b.f, FIXTURE_HANDLER);
		backup_fixture_prove(&b);
		if (!killed)
			break;
		old += strcmp(before, b.f.desk->device) == 0;
		new += strcmp(before, b.f.desk->device) != 0;
	}
	g_assert_cmpuint(old, >=, 5);
	g_assert_cmpuint(new, >=, 2);
	/* No store was lost: the ones that were replaced, the last of them in the loop's whole
	 * run too. */
	last = backup_fixture_restore(&b, backup);
	g_assert_cmpuint(count_stores(b.home), >=, new + 2);
	{
		g_autoptr(GDir) dir = g_dir_open(b.home, 0, NULL);
		const char *name;

		while ((name = g_dir_read_name(dir)))
			g_assert_false(g_str_has_prefix(name, ".desk"));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/restore/incarnation", test_incarnation);
	g_test_add_func("/restore/left-behind", test_left_behind);
	g_test_add_func("/restore/twice", test_twice);
	g_test_add_func("/restore/again", test_again);
	g_test_add_func("/restore/new-machine", test_new_machine);
	g_test_add_func("/restore/timer", test_timer);
	g_test_add_func("/restore/refused", test_refused);
	g_test_add_func("/restore/stranger", test_stranger);
	g_test_add_func("/restore/here", test_here);
	g_test_add_func("/restore/lost-key", test_lost_key);
	g_test_add_func("/restore/killed", test_killed);
	return g_test_run();
}
