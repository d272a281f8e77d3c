/*
 * A store of which a part is damaged, cut off or gone, met by the real program: it never ends
 * by a signal, says in words what is wrong and what to do, and never calls a damaged log whole.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/db.h"
#include "tests/faults/place.h"

#define PAGE 4096

/* ---- parts that are gone or nonsense ---- */

static void
cut(const char *path, off_t len)
{
	g_assert_cmpint(truncate(path, len), ==, 0);
}

static void
cut_empty(const char *path)
{
	cut(path, 0);
}

static void
cut_half(const char *path)
{
	cut(path, 100 * PAGE);
}

static void
cut_in_page(const char *path)
{
	cut(path, 100 * PAGE + 77);
}

static void
take_away(const char *path)
{
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* Over what is there, so that the owner stays. */
static void
write_over(const char *path, const char *bytes, gsize at, gsize len)
{
	g_autofree char *all = NULL;
	gsize all_len = 0;

	g_assert_true(g_file_get_contents(path, &all, &all_len, NULL));
	g_assert_cmpuint(at + len, <=, all_len);
	memcpy(all + at, bytes, len);
	g_assert_true(g_file_set_contents_full(
		path, all, (gssize)all_len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
spoil_start(const char *path)
{
	write_over(path, "................", 0, 16);
}

/* The key of another device: whole, but not this store's. */
static void
swap_key(const char *path)
{
	g_autofree char *hex = NULL;
	gsize len = 0;

	g_assert_true(g_file_get_contents(path, &hex, &len, NULL));
	g_assert_cmpuint(len, ==, 128);
	g_strreverse(hex);
	write_over(path, hex, 0, len);
}

static const struct {
	const char *name, *file;
	void (*spoil)(const char *path);
	int code; /* of `ls` */
	const char *text, *audit;
} parts[] = {
	{"no-database", "store.db", take_away, 2, "Put it back from a backup",
		"missing or empty"},
	{"empty-database", "store.db", cut_empty, 2, "Put it back from a backup",
		"missing or empty"},
	{"half-database", "store.db", cut_half, 2, "Run: amends doctor",
		"The store is damaged"},
	{"odd-database", "store.db", cut_in_page, 2, "Run: amends doctor",
		"The store is damaged"},
	{"header", "store.db", spoil_start, 2, "Run: amends doctor", "The store is damaged"},
	{"no-head", "head", take_away, 0, "something may be missing", "The log is not whole"},
	{"empty-head", "head", cut_empty, 0, "something may be missing",
		"The log is not whole"},
	{"bad-head", "head", spoil_start, 0, "something may be missing",
		"The log is not whole"},
	{"no-key", "device.key", take_away, 2, "Put the key back", "The device's key"},
	{"empty-key", "device.key", cut_empty, 2, "Put the key back", "The device's key"},
	{"bad-key", "device.key", spoil_start, 2, "Put the key back", "The device's key"},
	{"other-key", "device.key", swap_key, 2, "Put the key back", "The device's key"},
};

static void
own(const char *path)
{
	if (geteuid() == 0)
		g_assert_cmpint(chown(path, PLACE_USER, PLACE_USER), ==, 0);
}

static void
test_parts(void)
{
	g_auto(Place) place = {0};

	place_init(&place, 0);
	place_make_store(&place);
	place_run_well(&place, "--practice log Fee");
	place_keep(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *path = place_path(&place, parts[i].file);

		g_test_message("%s", parts[i].name);
		place_put_back(&place);
		parts[i].spoil(path);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			own(path);
		place_expect(&place, "--practice ls", parts[i].code, parts[i].text);
		place_expect(&place, "--practice audit verify", 2, parts[i].audit);
		/* A new desk is never begun over what is left of an old one. */
		if (parts[i].code == 2) {
			place_expect(&place, "--practice log Fee", 2, parts[i].audit);
			place_expect(&place, "demo", 2, parts[i].audit);
		}
	}
	place_put_back(&place);
	place_prove(&place);
}

/* ---- the WAL of a program that was killed ---- */

/* Leaves a WAL with a complaint in it that is saved. */
static void
leave_wal(const Place *place)
{
	g_auto(Ran) ran = {0};
	g_autofree char *wal = place_path(place, "store.db-wal");

	place_put_back(place);
	place_run(
		place, &ran, "-e inject=write:signal=SIGKILL:when=2", "--practice log Walrus");
	if (!g_file_test(wal, G_FILE_TEST_EXISTS) || place_wal_len(place) == 0)
		g_error("no WAL is left: %d %s%s", ran.code, ran.out, ran.err);
}

/* Where the WAL holds the complaint; what follows may be the index merged in an idle moment. */
static size_t
wal_complaint(const char *path)
{
	g_autofree char *all = NULL;
	const char *at;
	gsize len = 0;

	g_assert_true(g_file_get_contents(path, &all, &len, NULL));
	at = memmem(all, len, "Walrus", strlen("Walrus"));
	g_assert_nonnull(at);
	return (size_t)(at - all);
}

static void
spoil_wal_complaint(const char *path)
{
	write_over(path, "....", wal_complaint(path), 4);
}

static void
cut_wal_complaint(const char *path)
{
	cut(path, (off_t)wal_complaint(path) + 1);
}

/* What the WAL held was saved, and the head knows it: without it the log is not called whole.
 */
static void
test_wal(void)
{
	static void (*const spoil[])(const char *path) = {
		take_away, cut_empty, cut_wal_complaint, spoil_start, spoil_wal_complaint};
	g_auto(Place) place = {0};
	g_autofree char *wal = NULL, *shm = NULL;

	place_init(&place, 0);
	if (!place_can_trace(&place)) {
		g_test_skip("strace cannot trace as an ordinary user here");
		return;
	}
	place_make_store(&place);
	place_keep(&place);
	wal = place_path(&place, "store.db-wal");
	shm = place_path(&place, "store.db-shm");
	leave_wal(&place);
	g_assert_cmpint(place_count(&place, "Walrus"), ==, 1);
	for (unsigned i = 0; i < G_N_ELEMENTS(spoil); i++) {
		g_test_message("%u", i);
		leave_wal(&place);
		g_unlink(shm);
		spoil[i](wal);
		if (g_file_test(wal, G_FILE_TEST_EXISTS))
			own(wal);
		place_expect(&place, "--practice ls", 0, "something may be missing");
		place_expect(&place, "--practice audit verify", 2, "The log is not whole");
	}
}

/* ---- every page ---- */

static bool
says(const Place *place, const char *words, const char *text)
{
	g_auto(Ran) ran = {0};

	place_run(place, &ran, NULL, words);
	if (ran.code < 0 || ran.code > 2)
		g_error("amends %s: code %d: %s", words, ran.code, ran.err);
	return strstr(ran.out, text) != NULL;
}

/* True unless what the list shows differs while every check calls the store sound. */
static bool
is_honest(const Place *place, const char *good)
{
	g_auto(Ran) ran = {0};

	place_run(place, &ran, NULL, "--practice ls --csv -n 500");
	g_assert_cmpint(ran.code, >=, 0);
	if (ran.code == 2) {
		g_assert_cmpuint(strlen(ran.err), >, 20);
		return true;
	}
	return strcmp(ran.out, good) == 0 ||
	       !says(place, "--practice doctor --rebuild", "The file of the store is sound") ||
	       !says(place, "--practice audit verify", "The log is whole") ||
	       !says(place, "--practice doctor --rebuild", "gives exactly what is shown");
}

static void
test_pages(void)
{
	g_auto(Place) place = {0};
	g_auto(Ran) good = {0};
	g_autofree char *path = NULL, *bytes = NULL;
	gsize len = 0;
	unsigned step = g_getenv("AMENDS_LONG") ? 1 : 9;

	place_init(&place, 0);
	place_make_store(&place);
	place_run(&place, &good, NULL, "--practice ls --csv -n 500");
	g_assert_cmpint(good.code, ==, 0);
	place_keep(&place);
	path = place_path(&place, "store.db");
	g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	/* Table leaves, inner pages, indexes, search, whatever stands there. */
	for (unsigned page = 0; page < len / PAGE; page += step)
		for (unsigned at = 0; at < PAGE; at += PAGE / 2) {
			g_test_message("page %u byte %u", page, at);
			place_put_back(&place);
			write_over(path, "\x5a\xa5\x00\xff\x5a\xa5\x00\xff",
				(gsize)page * PAGE + at, 8);
			own(path);
			g_assert_true(is_honest(&place, good.out));
			says(&place, "--practice log Fee", "");
		}
}

/* ---- made again from the log ---- */

typedef enum Blow {
	BLOW_PAGE,   /* the page's own header: it cannot be read */
	BLOW_CONTENT /* the last cell's bytes: it can, and says something else */
} Blow;

typedef enum Outcome { MADE_AGAIN, MUST_RESTORE } Outcome;

/* Add a row here for a new table. The page is a leaf of what is named. */
static const struct {
	const char *name;
	Blow blow;
	Outcome outcome;
	bool in_long; /* in the long mode only: one of its kind is here already */
} leaves[] = {
	{"ticket", BLOW_PAGE, MADE_AGAIN, false},
	{"ticket", BLOW_CONTENT, MADE_AGAIN, false},
	{"ticket_owner", BLOW_PAGE, MADE_AGAIN, false},
	{"ticket_owner", BLOW_CONTENT, MADE_AGAIN, true},
	{"ticket_search_data", BLOW_PAGE, MADE_AGAIN, false},
	{"ticket_search_data", BLOW_CONTENT, MADE_AGAIN, false},
	{"ticket_search_docsize", BLOW_PAGE, MADE_AGAIN, true},
	{"ticket_search_config", BLOW_PAGE, MADE_AGAIN, true},
	{"search_doc", BLOW_PAGE, MADE_AGAIN, true},
	{"search_doc", BLOW_CONTENT, MADE_AGAIN, false},
	{"complainant_key", BLOW_CONTENT, MADE_AGAIN, true},
	{"time_entry", BLOW_PAGE, MADE_AGAIN, true},
	{"time_entry", BLOW_CONTENT, MADE_AGAIN, false},
	{"time_person", BLOW_PAGE, MADE_AGAIN, true},
	{"person", BLOW_PAGE, MADE_AGAIN, false},
	{"sqlite_autoindex_event_log_1", BLOW_PAGE, MADE_AGAIN, false},
	{"sqlite_autoindex_event_log_2", BLOW_CONTENT, MADE_AGAIN, true},
	{"event_subject", BLOW_PAGE, MADE_AGAIN, true},
	{"event_log", BLOW_PAGE, MUST_RESTORE, false},
	{"event_log", BLOW_CONTENT, MUST_RESTORE, true},
	{"event_payload", BLOW_PAGE, MUST_RESTORE, true},
	{"event_payload", BLOW_CONTENT, MUST_RESTORE, false},
	{"receipt", BLOW_PAGE, MUST_RESTORE, false},
	{"outbox", BLOW_PAGE, MUST_RESTORE, true},
	{"device", BLOW_PAGE, MUST_RESTORE, true},
	{"pin", BLOW_PAGE, MUST_RESTORE, false},
	{"setting", BLOW_PAGE, MUST_RESTORE, true},
	{"sqlite_schema", BLOW_PAGE, MUST_RESTORE, false},
};

static Db *
open_store(const char *path, DbMode mode)
{
	g_autoptr(GError) error = NULL;
	Db *db = db_open(path, mode, NULL, &error);

	g_assert_no_error(error);
	return db;
}

/* So that there is a list of free pages, too. */
static void
leave_free_pages(const char *path)
{
	g_autoptr(Db) db = open_store(path, DB_WRITER);

	g_assert_true(db_exec(
		db, "CREATE TABLE x AS SELECT * FROM event_payload; DROP TABLE x", NULL));
}

static unsigned
leaf_of(const char *path, const char *name)
{
	g_autoptr(Db) db = open_store(path, DB_READER);
	g_autoptr(DbStmt) stmt = db_prepare(db,
		"SELECT MIN(pageno) FROM dbstat WHERE name = :name AND pagetype = 'leaf'",
		NULL);

	g_assert_nonnull(stmt);
	db_bind_text(stmt, ":name", name);
	g_assert_true(db_step(stmt, NULL));
	g_assert_cmpint(db_int(stmt, 0), >, 0);
	return (unsigned)db_int(stmt, 0);
}

static unsigned
first_free(const char *path)
{
	g_autofree char *all = NULL;
	guint32 page = 0;

	g_assert_true(g_file_get_contents(path, &all, NULL, NULL));
	memcpy(&page, all + 32, sizeof page);
	g_assert_cmpuint(page, !=, 0);
	return GUINT32_FROM_BE(page);
}

static void
hit_page(const char *path, unsigned page, Blow blow)
{
	gsize at = (gsize)(page - 1) * PAGE;

	write_over(path, "ZZZZZZZZZZZZ", blow == BLOW_PAGE ? at : at + PAGE - 12, 12);
	own(path);
}

static char *
dup_shown(const Place *place)
{
	static const char *const words[] = {"--practice ls --csv -n 500",
		"--practice ls --csv -n 500 fee", "--practice time"};
	GString *shown = g_string_new(NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		g_auto(Ran) ran = {0};

		place_run(place, &ran, NULL, words[i]);
		if (ran.code == 2)
			g_error("amends %s: %s", words[i], ran.err);
		g_string_append(shown, ran.out);
	}
	return g_string_free(shown, FALSE);
}

/* One command, and all is as it was; or a sentence, and nothing was touched. */
static void
mend(const Place *place, const char *good, Outcome outcome)
{
	g_auto(Ran) ran = {0};
	g_autofree char *now = NULL;

	place_run(place, &ran, NULL, "--practice doctor --rebuild --fix");
	if (outcome == MUST_RESTORE) {
		g_assert_cmpint(ran.code, ==, 2);
		if (!strstr(ran.err, "A backup must be restored: amends restore"))
			g_error("no way back is named: %s%s", ran.out, ran.err);
		return;
	}
	if (ran.code == 2 || !strstr(ran.err, "made again from the log") ||
		!strstr(ran.out, "The file of the store is sound") ||
		!strstr(ran.out, "The log is whole") ||
		!strstr(ran.out, "ok  rebuild, shuffled"))
		g_error("not made again: %d %s%s", ran.code, ran.out, ran.err);
	now = dup_shown(place);
	g_assert_cmpstr(now, ==, good);
}

/* Without the second word it only says what the second word does. */
static void
expect_named(const Place *place)
{
	g_auto(Ran) ran = {0};

	place_run(place, &ran, NULL, "--practice doctor --rebuild");
	g_assert_cmpint(ran.code, !=, 0);
	g_assert_nonnull(strstr(ran.out, "amends doctor --rebuild --fix"));
}

static char *
dup_counts(const char *path)
{
	g_autoptr(Db) db = open_store(path, DB_READER);
	g_autoptr(DbStmt) names = db_prepare(db,
		"SELECT 'SELECT COUNT(*) FROM ' || name FROM sqlite_schema WHERE type = "
		"'table' "
		"AND name NOT LIKE 'ticket_search%' ORDER BY name",
		NULL);
	GString *counts = g_string_new(NULL);

	g_assert_nonnull(names);
	while (db_step(names, NULL)) {
		g_autoptr(DbStmt) stmt = db_prepare(db, db_text(names, 0), NULL);

		g_assert_nonnull(stmt);
		g_assert_true(db_step(stmt, NULL));
		g_string_append_printf(
			counts, "%s: %d\n", db_text(names, 0), (int)db_int(stmt, 0));
	}
	return g_string_free(counts, FALSE);
}

static void
test_made_again(void)
{
	g_auto(Place) place = {0};
	g_autofree char *path = NULL, *good = NULL, *left = NULL, *had = NULL, *has = NULL;

	place_init(&place, 0);
	place_make_store(&place);
	place_run_well(&place, "--practice time add 25m 1008 Branch");
	path = place_path(&place, "store.db");
	left = place_path(&place, "repair");
	leave_free_pages(path);
	own(path);
	place_keep(&place);
	good = dup_shown(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(leaves); i++) {
		if (leaves[i].in_long && !g_getenv("AMENDS_LONG"))
			continue;
		g_test_message("%s %s", leaves[i].name,
			leaves[i].blow == BLOW_PAGE ? "page" : "content");
		place_put_back(&place);
		hit_page(path, leaf_of(path, leaves[i].name), leaves[i].blow);
		mend(&place, good, leaves[i].outcome);
		g_assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
	}
	g_test_message("free pages");
	place_put_back(&place);
	had = dup_counts(path);
	hit_page(path, first_free(path), BLOW_PAGE);
	expect_named(&place);
	mend(&place, good, MADE_AGAIN);
	/* No table is forgotten. */
	has = dup_counts(path);
	g_assert_cmpstr(has, ==, had);
	g_test_message("header");
	place_put_back(&place);
	hit_page(path, 1, BLOW_PAGE);
	expect_named(&place);
	mend(&place, good, MUST_RESTORE);
}

/* A sound store is left alone; so is one that somebody works in, and one whose end is gone. */
static void
test_not_made_again(void)
{
	g_auto(Place) place = {0};
	g_auto(Ran) ran = {0};
	g_autoptr(Db) other = NULL;
	g_autofree char *path = NULL, *head = NULL;

	place_init(&place, 0);
	place_make_store(&place);
	path = place_path(&place, "store.db");
	head = place_path(&place, "head");
	place_keep(&place);
	place_run(&place, &ran, NULL, "--practice doctor --rebuild --fix");
	g_assert_cmpint(ran.code, !=, 2);
	g_assert_null(strstr(ran.err, "made again"));
	hit_page(path, leaf_of(path, "ticket"), BLOW_CONTENT);
	place_expect(&place, "--practice --as 1001 doctor --rebuild --fix", 2,
		"supervisor or an administrator");
	other = open_store(path, DB_READER);
	g_assert_cmpint(db_query_int(other, "SELECT COUNT(*) FROM event_log", 0), >, 0);
	place_expect(
		&place, "--practice doctor --rebuild --fix", 2, "Close it on every screen");
	g_clear_pointer(&other, db_close);
	take_away(head);
	place_expect(&place, "--practice doctor --rebuild --fix", 2, "cannot be proved");
	place_put_back(&place);
	place_prove(&place);
}

/* ---- reads that give too little or nothing ---- */

/* The right list, or a sentence: never a wrong list as if it were right. */
static void
read_badly(const Place *place, const char *good, const char *fault, unsigned n)
{
	g_autofree char *strace = g_strdup_printf("-e inject=pread64:%s:when=%u", fault, n);
	g_auto(Ran) ran = {0};

	place_run(place, &ran, strace, "--practice ls --csv -n 500");
	if (ran.code == 0 && strcmp(ran.out, good) == 0)
		return;
	g_test_message("%s: code %d, %s", strace, ran.code, ran.err);
	if (ran.code == 127) /* the loader's own read: the program never began */
		return;
	g_assert_cmpint(ran.code, ==, 2);
	g_assert_cmpuint(strlen(ran.err), >, 20);
}

static void
test_reads(void)
{
	g_auto(Place) place = {0};
	g_auto(Ran) good = {0};
	unsigned step = g_getenv("AMENDS_LONG") ? 1 : 4;

	place_init(&place, 0);
	if (!place_can_trace(&place)) {
		g_test_skip("strace cannot trace as an ordinary user here");
		return;
	}
	place_make_store(&place);
	place_run(&place, &good, NULL, "--practice ls --csv -n 500");
	for (unsigned n = 1; n <= 100; n += step) {
		read_badly(&place, good.out, "retval=0", n);
		read_badly(&place, good.out, "error=EIO", n);
	}
	place_prove(&place);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/damage/parts", test_parts);
	g_test_add_func("/damage/wal", test_wal);
	g_test_add_func("/damage/pages", test_pages);
	g_test_add_func("/damage/made-again", test_made_again);
	g_test_add_func("/damage/not-made-again", test_not_made_again);
	g_test_add_func("/damage/reads", test_reads);
	return g_test_run();
}
