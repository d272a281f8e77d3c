/* core/backup.h: made while others work, whole or not at all, and no damage or trick passes. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/schema.h"
#include "tests/core/backup-fixture.h"

/* FIPS 180-2, appendix B.1. */
#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static unsigned
count_in(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	unsigned n = 0;

	while (dir && g_dir_read_name(dir))
		n++;
	return n;
}

static unsigned
mode_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 0777 : 0;
}

static bool
run_sha256sum(const char *folder)
{
	const char *argv[] = {"sha256sum", "--quiet", "-c", "SHA256SUMS", NULL};
	int status = -1;

	return g_spawn_sync(folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		       NULL, &status, NULL) &&
	       status == 0;
}

static void
test_made(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *path = NULL, *key = NULL, *session = NULL;
	g_autoptr(GError) error = NULL;
	BackupFacts facts = {0};
	mode_t before = umask(0);

	backup_fixture_init(&b);
	path = backup_fixture_make(&b);
	umask(before);
	g_assert_true(backup_verify(path, &facts, NULL, NULL, &error));
	g_assert_no_error(error);
	g_assert_cmpint(facts.files, ==, 1);
	g_assert_cmpint(facts.tickets, ==, 1);
	g_assert_cmpint(facts.missing, ==, 0);
	g_assert_cmpstr(facts.realm, ==, "practice");
	g_assert_cmphex(mode_of(path, ""), ==, 0700);
	g_assert_cmphex(mode_of(path, "files"), ==, 0700);
	g_assert_cmphex(mode_of(path, "store.db"), ==, 0600);
	g_assert_cmphex(mode_of(path, "SHA256SUMS"), ==, 0600);
	g_assert_cmphex(mode_of(path, "files/" ABC_SHA256), ==, 0600);
	/* nothing else is in it: no key, no journal */
	g_assert_cmpuint(count_in(path), ==, 3);
	g_assert_true(run_sha256sum(path));
	g_assert_cmpint(backup_last_us(b.f.folder), ==, facts.made_us);
}

typedef struct Busy {
	BackupFixture *b;
	unsigned calls, stop_at;
} Busy;

/* Somebody else's act between two steps of the copy. */
static bool
work_between(int64_t done, int64_t total, void *data)
{
	Busy *busy = data;

	busy->calls++;
	if (busy->calls <= 3)
		backup_fixture_note(busy->b, "written while the backup is made");
	return busy->calls != busy->stop_at;
}

static void
test_while_working(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	Busy busy = {.b = &b};
	BackupConfig config = {.go = work_between, .data = &busy};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	BackupFacts facts = {0}, again = {0};
	int64_t before;

	backup_fixture_init(&b);
	config.folder = b.f.folder;
	config.env = &b.f.env;
	before = b.f.desk->store->device.seq;
	path = backup_make(&config, &facts, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(busy.calls, >=, 3);
	g_assert_cmpint(facts.seq, ==, before);
	g_assert_cmpint(b.f.desk->store->device.seq, ==, before + 3);
	g_assert_true(backup_verify(path, &again, NULL, NULL, &error));
	g_assert_no_error(error);
	backup_fixture_prove(&b);
}

/* Stopped at any step: nothing under any name. */
static void
test_cancelled(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *own = NULL;
	unsigned stopped = 0;

	backup_fixture_init(&b);
	own = g_build_filename(b.f.folder, "backup", NULL);
	for (unsigned at = 1;; at++) {
		Busy busy = {.b = &b, .calls = 3, .stop_at = at + 3};
		BackupConfig config = {.folder = b.f.folder,
			.env = &b.f.env,
			.go = work_between,
			.data = &busy};
		g_autoptr(GError) error = NULL;
		BackupFacts facts;
		g_autofree char *path = backup_make(&config, &facts, &error);

		if (path)
			break;
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_CANCELLED);
		g_assert_cmpuint(count_in(own), ==, 0);
		stopped++;
	}
	g_assert_cmpuint(stopped, >=, 3);
}

static void
expect_refused(BackupFixture *b, const char *to, AmendsError code)
{
	BackupConfig config = {.folder = b->f.folder, .env = &b->f.env, .to = to};
	g_autoptr(GError) error = NULL;
	BackupFacts facts;
	g_autofree char *path = backup_make(&config, &facts, &error);

	g_assert_cmpstr(path, ==, NULL);
	g_assert_error(error, AMENDS_ERROR, (int)code);
	g_assert_true(g_utf8_validate(error->message, -1, NULL));
	g_assert_null(strchr(error->message, '\033'));
}

static void
test_places(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *made = NULL, *file = NULL, *link = NULL, *kept = NULL, *odd = NULL,
			*none = NULL, *again = NULL;
	BackupConfig config = {.folder = NULL};
	g_autoptr(GError) error = NULL;
	BackupFacts facts;

	backup_fixture_init(&b);
	made = backup_fixture_make(&b);
	file = g_build_filename(b.home, "letter.txt", NULL);
	link = g_build_filename(b.home, "link", NULL);
	kept = g_build_filename(b.f.folder, "files", NULL);
	odd = g_build_filename(b.home, "a\n\033[31m\xff name", NULL);
	none = g_build_filename(b.home, "not", "there", NULL);
	g_assert_cmpint(symlink("/nonexistent/place", link), ==, 0);
	expect_refused(&b, made, AMENDS_ERROR_INVALID);
	expect_refused(&b, file, AMENDS_ERROR_INVALID);
	expect_refused(&b, link, AMENDS_ERROR_INVALID);
	expect_refused(&b, kept, AMENDS_ERROR_INVALID);
	expect_refused(&b, b.f.folder, AMENDS_ERROR_INVALID);
	expect_refused(&b, none, AMENDS_ERROR_NOT_FOUND);
	/* a name of any bytes is a name */
	config = (BackupConfig){.folder = b.f.folder, .env = &b.f.env, .to = odd};
	again = backup_make(&config, &facts, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(again, ==, odd);
	g_assert_true(backup_verify(odd, &facts, NULL, NULL, &error));
	/* a folder gets one with a date in it */
	config.to = b.home;
	g_free(again);
	again = backup_make(&config, &facts, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(strrchr(again, '/'), "/2026-05-20-"));
}

static void
test_rotation(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *own = NULL, *left = NULL, *file = NULL, *first = NULL;
	g_auto(GStrv) list = NULL;

	backup_fixture_init(&b);
	own = g_build_filename(b.f.folder, "backup", NULL);
	left = g_build_filename(own, ".2026-05-19-1.part-abcdef", NULL);
	file = g_build_filename(left, "store.db", NULL);
	g_assert_cmpint(g_mkdir(left, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, "half", 4, NULL));
	for (int i = 0; i < 4; i++) {
		BackupConfig config = {.folder = b.f.folder, .env = &b.f.env, .keep = 2};
		g_autoptr(GError) error = NULL;
		BackupFacts facts;
		g_autofree char *path = backup_make(&config, &facts, &error);

		g_assert_no_error(error);
		if (i == 0)
			first = g_steal_pointer(&path);
		env_fake_advance(&b.f.env, US_PER_SECOND);
	}
	list = backup_list(b.f.folder);
	g_assert_cmpuint(g_strv_length(list), ==, 2);
	g_assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
	/* what a killed one left is gone too */
	g_assert_cmpuint(count_in(own), ==, 2);
}

/* ---- damage ---- */

static void
expect_damaged(const char *path, AmendsError code, const char *what)
{
	g_autoptr(GError) error = NULL;
	BackupFacts facts;

	if (backup_verify(path, &facts, NULL, NULL, &error))
		g_error("%s passed", what);
	g_assert_error(error, AMENDS_ERROR, (int)code);
}

static void
flip(const char *path, long at)
{
	FILE *file = fopen(path, "r+b");
	int byte;

	g_assert_nonnull(file);
	fseek(file, at, at < 0 ? SEEK_END : SEEK_SET);
	byte = fgetc(file);
	fseek(file, -1, SEEK_CUR);
	fputc(byte ^ 1, file);
	fclose(file);
}

static void
copy_tree(const char *from, const char *to)
{
	const char *argv[] = {"cp", "-r", "--", from, to, NULL};
	int status = -1;

	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
}

static void
write_in(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *
read_in(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static void
replace_in(const char *folder, const char *from, const char *to)
{
	g_autofree char *text = read_in(folder, "SHA256SUMS");
	g_auto(GStrv) parts = g_strsplit(text, from, 2);
	g_autofree char *changed = g_strjoinv(to, parts);

	g_assert_cmpuint(g_strv_length(parts), ==, 2);
	write_in(folder, "SHA256SUMS", changed);
}

/* One fresh copy a case. */
typedef struct Spoil {
	const char *what;
	void (*spoil)(const char *folder);
	AmendsError code;
} Spoil;

static void
spoil_page(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);

	flip(path, 9000);
}

static void
spoil_file(const char *folder)
{
	write_in(folder, "files/" ABC_SHA256, "abd");
}

static void
spoil_lost(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "files", ABC_SHA256, NULL);

	g_unlink(path);
}

static void
spoil_link(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "files", ABC_SHA256, NULL);

	spoil_lost(folder);
	g_assert_cmpint(symlink("/etc/hostname", path), ==, 0);
}

static void
spoil_journal(const char *folder)
{
	write_in(folder, "store.db-journal", "x");
}

static void
spoil_path(const char *folder)
{
	replace_in(folder, "files/" ABC_SHA256, "files/../../../../etc/passwd");
}

static void
spoil_signature(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "SHA256SUMS", NULL);

	flip(path, -3);
}

static void
spoil_short(const char *folder)
{
	replace_in(folder, "# signature", "# sig");
}

static void
spoil_garbage(const char *folder)
{
	write_in(folder, "SHA256SUMS", "\xff\xfe\033[31m");
}

static void
spoil_none(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "SHA256SUMS", NULL);

	g_unlink(path);
}

static void
spoil_newer(const char *folder)
{
	replace_in(folder, "# amends backup 1", "# amends backup 2");
}

/* Rewrites the database and its sum: whoever has no key can do no more. */
static void
change_database(const char *folder, const char *sql)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	sqlite3 *handle;
	char before[HASH_LEN], after[HASH_LEN];

	g_assert_true(file_hash(path, before, NULL, NULL));
	g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(handle);
	g_assert_true(file_hash(path, after, NULL, NULL));
	replace_in(folder, before, after);
}

static void
spoil_pin(const char *folder)
{
	change_database(folder, "INSERT INTO pin SELECT id, 'x' FROM person LIMIT 1");
}

static void
spoil_end(const char *folder)
{
	change_database(folder,
		"DROP TRIGGER event_log_no_delete;"
		"DELETE FROM outbox WHERE row = (SELECT MAX(row) FROM event_log);"
		"DELETE FROM receipt WHERE row = (SELECT MAX(row) FROM event_log);"
		"DELETE FROM event_payload WHERE row = (SELECT MAX(row) FROM event_log);"
		"DELETE FROM event_log WHERE row = (SELECT MAX(row) FROM event_log);");
}

static void
spoil_schema(const char *folder)
{
	change_database(folder, "PRAGMA user_version = 99");
}

static const Spoil spoils[] = {
	{"a changed page", spoil_page, AMENDS_ERROR_DAMAGED},
	{"a changed file", spoil_file, AMENDS_ERROR_DAMAGED},
	{"a lost file", spoil_lost, AMENDS_ERROR_NOT_FOUND},
	{"a link for a file", spoil_link, AMENDS_ERROR_INVALID},
	{"a journal beside it", spoil_journal, AMENDS_ERROR_DAMAGED},
	{"a path out of it", spoil_path, AMENDS_ERROR_DAMAGED},
	{"a changed signature", spoil_signature, AMENDS_ERROR_DAMAGED},
	{"no signature", spoil_short, AMENDS_ERROR_DAMAGED},
	{"garbage for a list", spoil_garbage, AMENDS_ERROR_DAMAGED},
	{"no list", spoil_none, AMENDS_ERROR_NOT_FOUND},
	{"a newer form", spoil_newer, AMENDS_ERROR_NEWER},
	{"a PIN put in", spoil_pin, AMENDS_ERROR_DAMAGED},
	{"the last event taken out", spoil_end, AMENDS_ERROR_DAMAGED},
	{"a newer schema", spoil_schema, AMENDS_ERROR_NEWER},
};

static void
test_damaged(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *good = NULL;
	g_autoptr(GError) error = NULL;
	BackupFacts facts;

	backup_fixture_init(&b);
	good = backup_fixture_make(&b);
	for (unsigned i = 0; i < G_N_ELEMENTS(spoils); i++) {
		g_autofree char *name = g_strdup_printf("bad-%u", i);
		g_autofree char *bad = g_build_filename(b.home, name, NULL);

		copy_tree(good, bad);
		spoils[i].spoil(bad);
		expect_damaged(bad, spoils[i].code, spoils[i].what);
	}
	g_assert_true(backup_verify(good, &facts, NULL, NULL, &error));
	g_assert_no_error(error);
}

/* A store that does not prove gives no backup, so that no good one is rotated away for it. */
static void
test_bad_store(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *head = NULL, *own = NULL, *kept = NULL, *path = NULL;
	BackupConfig config;
	g_autoptr(GError) error = NULL, none = NULL;
	BackupFacts facts = {0};

	backup_fixture_init(&b);
	own = g_build_filename(b.f.folder, "backup", NULL);
	kept = g_build_filename(b.f.folder, "files", ABC_SHA256, NULL);
	head = g_build_filename(b.f.folder, "head", NULL);
	config = (BackupConfig){.folder = b.f.folder, .env = &b.f.env};
	/* a file that is not whole any more is left out and counted */
	g_assert_true(g_file_set_contents(kept, "other", 5, NULL));
	path = backup_make(&config, &facts, &none);
	g_assert_no_error(none);
	g_assert_cmpint(facts.missing, ==, 1);
	g_assert_cmpint(facts.files, ==, 0);
	g_assert_true(g_file_set_contents(head, "9 9 9\n", -1, NULL));
	g_free(path);
	path = backup_make(&config, &facts, &error);
	g_assert_cmpstr(path, ==, NULL);
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED);
	g_assert_cmpuint(count_in(own), ==, 1);
}

/* Anybody may make one in the store's own folder; only some may carry one away. */
static void
test_roles(void)
{
	static const struct {
		int person;
		bool elsewhere, saved;
	} cases[] = {
		{FIXTURE_TELLER, false, true},
		{FIXTURE_TELLER, true, false},
		{FIXTURE_HANDLER, true, false},
		{FIXTURE_SUPERVISOR, true, true},
		{FIXTURE_COMPLIANCE, true, true},
	};
	g_auto(BackupFixture) b = {.home = NULL};
	BackupFacts facts = {.seq = 3, .files = 1};

	backup_fixture_init(&b);
	memset(facts.head, 'a', HASH_LEN - 1);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ActResult) result = NULL;
		g_autoptr(Act) act = NULL;

		desk_fixture_sign_on(&b.f, cases[i].person);
		act = backup_dup_act(b.f.desk, &facts, cases[i].elsewhere);
		result = desk_submit_wait(b.f.desk, act);
		g_assert_cmpint(result->outcome, ==, cases[i].saved ? ACT_SAVED : ACT_REFUSED);
	}
}

/* ---- erasure ---- */

static void
attach_to(BackupFixture *b, const char *id)
{
	Act *act = desk_act(b->f.desk);

	act_add(act, EVENT_FILE_ATTACHED, id);
	act_text(act, "name", "letter.txt");
	act_int(act, "size", 3);
	act_text(act, "sha256", ABC_SHA256);
	g_free(desk_fixture_submit(&b->f, act));
}

static void
erase(BackupFixture *b, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ActResult) result = NULL;

	desk_fixture_sign_on(&b->f, FIXTURE_COMPLIANCE);
	result =
		desk_erase(b->f.desk, id, "asked for", b->f.people[FIXTURE_SUPERVISOR], &error);
	g_assert_no_error(error);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	desk_fixture_sign_on(&b->f, FIXTURE_HANDLER);
}

/* A file goes with the last complaint that names it; backups that hold what is erased are
 * replaced. */
static void
test_erased(void)
{
	g_auto(BackupFixture) b = {.home = NULL};
	g_autofree char *other = NULL, *kept = NULL, *with = NULL, *without = NULL;
	g_auto(GStrv) first = NULL, second = NULL;
	g_autoptr(GError) error = NULL;
	BackupFacts facts = {0};

	backup_fixture_init(&b);
	kept = g_build_filename(b.f.folder, "files", ABC_SHA256, NULL);
	without = backup_fixture_make(&b);
	other = desk_fixture_log(&b.f, "another one with the same letter", "韩梅梅");
	attach_to(&b, other);
	env_fake_advance(&b.f.env, US_PER_SECOND);
	with = backup_fixture_make(&b);
	env_fake_advance(&b.f.env, US_PER_SECOND);
	erase(&b, other);
	/* the first complaint still names the file, and the first backup knew nothing of the
	 * second */
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
	first = backup_list(b.f.folder);
	g_assert_cmpuint(g_strv_length(first), ==, 2);
	g_assert_true(g_file_test(without, G_FILE_TEST_EXISTS));
	g_assert_false(g_file_test(with, G_FILE_TEST_EXISTS));
	g_assert_true(backup_verify(first[1], &facts, NULL, NULL, &error));
	g_assert_no_error(error);
	env_fake_advance(&b.f.env, US_PER_SECOND);
	erase(&b, b.id);
	g_assert_false(g_file_test(kept, G_FILE_TEST_EXISTS));
	second = backup_list(b.f.folder);
	g_assert_cmpuint(g_strv_length(second), ==, 1);
	g_assert_true(backup_verify(second[0], &facts, NULL, NULL, &error));
	g_assert_no_error(error);
	g_assert_cmpint(facts.files, ==, 0);
	backup_fixture_prove(&b);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/backup/made", test_made);
	g_test_add_func("/backup/while-working", test_while_working);
	g_test_add_func("/backup/cancelled", test_cancelled);
	g_test_add_func("/backup/places", test_places);
	g_test_add_func("/backup/rotation", test_rotation);
	g_test_add_func("/backup/damaged", test_damaged);
	g_test_add_func("/backup/bad-store", test_bad_store);
	g_test_add_func("/backup/roles", test_roles);
	g_test_add_func("/backup/erased", test_erased);
	return g_test_run();
}
