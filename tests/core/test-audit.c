/* core/audit.h and the signed head: whatever is changed behind the desk's back is found and
 * named. */
#include "config.h"

#include "core/audit.h"

#include <glib/gstdio.h>

#include "core/error.h"
#include "core/search-token.h"
#include "tests/core/store-fixture.h"

typedef struct Copy {
	char *path;
	Db *db;
} Copy;

static void
copy_clear(Copy *copy)
{
	db_close(copy->db);
	g_unlink(copy->path);
	g_free(copy->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copy, copy_clear)

static void
run(Db *db, const char *sql)
{
	g_autoptr(GError) error = NULL;

	db_exec(db, sql, &error);
	g_assert_no_error(error);
}

/* A copy of the store's file that an attacker has made writable. */
static void
copy_open(Copy *copy, StoreFixture *f)
{
	g_autofree char *sql = NULL;
	g_autoptr(GError) error = NULL;

	copy->path = g_build_filename(f->folder, "copy.db", NULL);
	sql = g_strdup_printf("VACUUM INTO '%s'", copy->path);
	run(f->store->db, sql);
	copy->db = db_open(copy->path, DB_WRITER, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(search_token_register(copy->db->handle, NULL));
	run(copy->db, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; DROP TRIGGER "
		      "event_log_no_update; "
		      "DROP TRIGGER event_log_no_delete; DROP TRIGGER event_payload_no_update");
}

static char *
dup_text(Db *db, const char *sql)
{
	g_autoptr(DbStmt) stmt = db_prepare(db, sql, NULL);

	g_assert_nonnull(stmt);
	return db_step(stmt, NULL) ? g_strdup(db_text(stmt, 0)) : NULL;
}

/* The proof fails, and says `what` (part of its text; NULL for any). */
static void
expect_bad(Db *db, const char *what)
{
	AuditReport report;
	g_autoptr(GError) error = NULL;

	g_assert_true(audit_verify(db, &report, &error));
	g_assert_no_error(error);
	g_assert_false(report.ok);
	g_assert_nonnull(report.first_bad);
	if (what && !strstr(report.first_bad, what))
		g_error("%s does not name %s", report.first_bad, what);
	g_free(report.first_bad);
}

/* Something in the middle to be damaged: a ticket with notes, undo and a second person. */
static char *
fill(StoreFixture *f)
{
	char *id = NULL;

	store_fixture_init(f, 11);
	for (int i = 0; i < 3; i++) {
		Act *act = store_fixture_act(f, HANDLER);

		g_free(id);
		id = store_fixture_log(f, HANDLER);
		act_add(act, EVENT_NOTE_ADDED, id);
		act_text(act, "text", "a note");
		store_fixture_save(f, act);
	}
	return id;
}

/* ---- one byte ---- */

static void
flip_each(StoreFixture *f, const char *table, const char *column, bool is_text)
{
	g_auto(Copy) copy = {0};
	g_autofree char *id = NULL, *len_text = NULL, *sql = NULL;
	int len;

	copy_open(&copy, f);
	id = dup_text(copy.db, "SELECT event_id FROM event_log WHERE row = 12");
	sql = g_strdup_printf(
		"SELECT length(CAST(%s AS BLOB)) FROM %s WHERE row = 12", column, table);
	len_text = dup_text(copy.db, sql);
	len = (int)g_ascii_strtoll(len_text, NULL, 10);
	g_assert_cmpint(len, >, 0);
	for (int at = 0; at<len; at += len> 64 ? 7 : 1)
		for (int bit = 0; bit < 8; bit += 3) {
			g_autofree char *flip = g_strdup_printf(
				"UPDATE %1$s SET %2$s = (SELECT CAST(unhex_flip(CAST(%2$s AS "
				"BLOB), %3$d, %4$d) AS "
				"%5$s) FROM %1$s WHERE row = 12) WHERE row = 12",
				table, column, at, 1 << bit, is_text ? "TEXT" : "BLOB");

			run(copy.db, "BEGIN");
			run(copy.db, flip);
			expect_bad(copy.db, id);
			run(copy.db, "ROLLBACK");
		}
}

static void
sql_flip(sqlite3_context *context, int n, sqlite3_value **values)
{
	g_autofree unsigned char *bytes =
		g_memdup2(sqlite3_value_blob(values[0]), (gsize)sqlite3_value_bytes(values[0]));

	bytes[sqlite3_value_int(values[1])] ^= (unsigned char)sqlite3_value_int(values[2]);
	sqlite3_result_blob(context, bytes, sqlite3_value_bytes(values[0]), SQLITE_TRANSIENT);
}

static int
add_flip(sqlite3 *handle, char **error, const void *api)
{
	return sqlite3_create_function_v2(
		handle, "unhex_flip", 3, SQLITE_UTF8, NULL, sql_flip, NULL, NULL, NULL);
}

static void
test_flipped(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = fill(&f);

	sqlite3_auto_extension((void (*)(void))add_flip);
	flip_each(&f, "event_log", "header", false);
	flip_each(&f, "event_log", "sig", false);
	flip_each(&f, "event_log", "hash", true);
	flip_each(&f, "event_log", "event_id", true);
	flip_each(&f, "event_log", "subject", true);
	flip_each(&f, "event_log", "kind", true);
	flip_each(&f, "event_payload", "payload", true);
	flip_each(&f, "event_payload", "salt", false);
	flip_each(&f, "receipt", "eff_hlc", true);
	sqlite3_reset_auto_extension();
}

/* ---- rows ---- */

/* Add a row here for another way to tamper. "%s" is the id of event 12. */
static const struct {
	const char *name, *sql;
	bool names; /* the report names that event */
} rows[] = {
	{"an event in the middle", "DELETE FROM event_log WHERE row = 12", false},
	{"event with payload and receipt",
		"DELETE FROM event_payload WHERE row = 12; DELETE FROM receipt WHERE row = 12;"
		"DELETE FROM outbox WHERE row = 12; DELETE FROM event_log WHERE row = 12",
		false},
	{"order of two",
		"UPDATE event_log SET seq = 900 WHERE row = 12; UPDATE event_log SET seq = 12 "
		"WHERE row = 13;"
		"UPDATE event_log SET seq = 13 WHERE row = 12",
		false},
	{"headers of two",
		"UPDATE event_log SET header = (SELECT header FROM event_log WHERE row = 13) "
		"WHERE row = 12",
		true},
	{"payloads of two",
		"UPDATE event_payload SET payload = (SELECT payload FROM event_payload WHERE "
		"row = 13), "
		"salt = (SELECT salt FROM event_payload WHERE row = 13) WHERE row = 12",
		true},
	{"kind of subject", "UPDATE event_log SET subject_kind = 3 WHERE row = 12", true},
	{"moved to an unknown device", "UPDATE event_log SET device = 77 WHERE row = 12",
		false},
	{"a payload", "DELETE FROM event_payload WHERE row = 12", true},
	{"a salt", "UPDATE event_payload SET salt = zeroblob(0) WHERE row = 12", true},
	{"a receipt", "DELETE FROM receipt WHERE row = 12", true},
	{"the last receipt", "DELETE FROM receipt WHERE row = (SELECT MAX(row) FROM event_log)",
		false},
	{"an outbox row", "DELETE FROM outbox WHERE row = 12", true},
	{"a provisional number", "UPDATE receipt SET number = 3 WHERE row = 12", true},
	{"a key", "UPDATE device SET public_key = zeroblob(32) WHERE number = 1", false},
	{"a short key", "UPDATE device SET public_key = x'00' WHERE number = 1", false},
	{"a forged event of an unknown device",
		"INSERT INTO event_log SELECT 999, 'f', subject_kind, subject, 99, 1, kind, "
		"hash, header, sig "
		"FROM event_log WHERE row = 12; INSERT INTO receipt SELECT 999, 0, 1, eff_hlc, "
		"recv_us, 0 FROM "
		"receipt WHERE row = 12",
		false},
	{"a forged event at the end",
		"INSERT INTO event_log SELECT 999, 'f', subject_kind, subject, 1, (SELECT "
		"MAX(seq) + 1 FROM "
		"event_log), kind, hash, header, sig FROM event_log WHERE row = 12;"
		"INSERT INTO receipt SELECT 999, 0, 1, eff_hlc, recv_us, 0 FROM receipt WHERE "
		"row = 12",
		false},
	{"a payload without an event",
		"INSERT INTO event_payload VALUES (999, zeroblob(32), '{}')", false},
};

static void
test_rows(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f);
	g_auto(Copy) copy = {0};
	g_autofree char *id = NULL;

	copy_open(&copy, &f);
	id = dup_text(copy.db, "SELECT event_id FROM event_log WHERE row = 12");
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		run(copy.db, "BEGIN");
		run(copy.db, rows[i].sql);
		expect_bad(copy.db, rows[i].names ? id : NULL);
		run(copy.db, "ROLLBACK");
	}
}

/* ---- derived rows ---- */

static void
test_derived(void)
{
	static const char *const changes[] = {
		"UPDATE ticket SET owner = 'x'",
		"UPDATE ticket SET due_us = due_us + 1",
		"DELETE FROM ticket WHERE row = 2",
		"UPDATE search_doc SET body = 'x' WHERE ticket_row = 2",
		"DELETE FROM complainant_key",
		"UPDATE person SET role = 3 WHERE number = '9001'",
		"UPDATE person SET active = 0 WHERE number = '9001'",
		"UPDATE period SET locked_through = '2026-01-01'",
		"UPDATE receipt SET effect = 1 WHERE row = 12",
		"DELETE FROM search_doc WHERE ticket_row = 2",
		"INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')",
	};
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f);
	g_auto(Copy) copy = {0};
	Act *act = store_fixture_act(&f, HANDLER);

	act_add(act, EVENT_FACT_CHANGED, ticket);
	act_text(act, "field", "complainant");
	act_text(act, "value", "王小明");
	store_fixture_save(&f, act);
	copy_open(&copy, &f);
	for (unsigned i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autofree char *difference = NULL;
		g_autoptr(GError) error = NULL;

		g_test_message("%s", changes[i]);
		run(copy.db, "BEGIN");
		run(copy.db, changes[i]);
		g_assert_true(audit_rebuild(copy.db, f.reference, NULL, &difference, &error));
		g_assert_no_error(error);
		g_assert_nonnull(difference);
		run(copy.db, "ROLLBACK");
	}
}

/* ---- the head ---- */

static char *
head_path(StoreFixture *f)
{
	return g_build_filename(f->folder, "head", NULL);
}

static void
expect_head(StoreFixture *f, bool fits)
{
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(head_check(f->store, &error), ==, fits);
	if (!fits)
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED);
}

/* The attacker edits the file while the desk is closed. */
static void
edit_closed(StoreFixture *f, const char *sql)
{
	g_autofree char *path = g_build_filename(f->folder, "store.db", NULL);
	Db *db;

	g_clear_pointer(&f->store, store_close);
	db = db_open(path, DB_WRITER, NULL, NULL);
	g_assert_true(search_token_register(db->handle, NULL));
	run(db, "PRAGMA foreign_keys = OFF; DROP TRIGGER event_log_no_update; DROP TRIGGER "
		"event_log_no_delete");
	run(db, sql);
	db_close(db);
}

static const char remove_last[] =
	"DELETE FROM event_payload WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM receipt WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM outbox WHERE row = (SELECT MAX(row) FROM event_log);"
	"DELETE FROM event_log WHERE row = (SELECT MAX(row) FROM event_log)";

/* The last event is taken out; a day of further work does not cover it up. */
static void
test_last_removed(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f), *more = NULL;

	expect_head(&f, true);
	edit_closed(&f, remove_last);
	store_fixture_reopen(&f);
	expect_head(&f, false);
	more = store_fixture_log(&f, HANDLER);
	expect_head(&f, false);
	store_fixture_reopen(&f);
	expect_head(&f, false);
}

static void
test_head_removed(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f), *more = NULL, *path = head_path(&f);

	edit_closed(&f, remove_last);
	g_unlink(path);
	store_fixture_reopen(&f);
	expect_head(&f, false);
	more = store_fixture_log(&f, HANDLER);
	expect_head(&f, false);
	store_fixture_reopen(&f);
	expect_head(&f, false);
}

static void
test_all_removed(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f);

	edit_closed(&f, "DELETE FROM event_payload; DELETE FROM receipt; DELETE FROM outbox; "
			"DELETE FROM event_log");
	store_fixture_reopen(&f);
	expect_head(&f, false);
}

/* An old head put back while the desk runs is seen; at a start it is only behind, as after a
 * loss of power. */
static void
test_head_old(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f), *more = NULL, *path = head_path(&f), *old = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(path, &old, &len, NULL));
	more = store_fixture_log(&f, HANDLER);
	expect_head(&f, true);
	g_assert_true(g_file_set_contents(path, old, (gssize)len, NULL));
	expect_head(&f, false);
	store_fixture_reopen(&f);
	expect_head(&f, true);
}

static void
test_head_forged(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = fill(&f), *path = head_path(&f), *text = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	text[0] = '9';
	g_assert_true(g_file_set_contents(path, text, (gssize)len, NULL));
	expect_head(&f, false);
	store_fixture_reopen(&f);
	expect_head(&f, false);
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	expect_head(&f, false);
}

/* A head that could not be written is no old head: it is written as soon as it can be. */
static void
test_head_late(void)
{
	g_auto(StoreFixture) f = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL, *one = NULL, *two = NULL;

	store_fixture_init(&f, 6);
	path = head_path(&f);
	g_unlink(path);
	g_assert_cmpint(
		g_mkdir(path, 0700), ==, 0); /* root may write any file, but no folder */
	one = store_fixture_log(&f, HANDLER);
	g_assert_false(head_check(f.store, &error));
	g_assert_nonnull(strstr(error->message, "could not be written"));
	g_assert_false(g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED));
	g_assert_cmpint(g_rmdir(path), ==, 0);
	g_assert_true(head_check(f.store, NULL));
	g_unlink(path);
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	two = store_fixture_log(&f, HANDLER);
	g_assert_cmpint(g_rmdir(path), ==, 0);
	store_fixture_reopen(&f);
	g_assert_true(head_check(f.store, NULL));
	store_fixture_prove(&f);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/audit/flipped", test_flipped);
	g_test_add_func("/audit/rows", test_rows);
	g_test_add_func("/audit/derived", test_derived);
	g_test_add_func("/audit/last-removed", test_last_removed);
	g_test_add_func("/audit/head-removed", test_head_removed);
	g_test_add_func("/audit/all-removed", test_all_removed);
	g_test_add_func("/audit/head-old", test_head_old);
	g_test_add_func("/audit/head-forged", test_head_forged);
	g_test_add_func("/audit/head-late", test_head_late);
	return g_test_run();
}
