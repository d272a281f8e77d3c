/* core/search-token.h: every word a person may type hits its documents and no others. */
#include "config.h"

#include "core/search-token.h"

#include "core/error.h"
#include "tests/core/torture.h"

#define SCHEMA                                                                                 \
	"CREATE TABLE search_doc(ticket_row INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"  \
	"CREATE VIRTUAL TABLE ticket_search USING fts5(body, content='search_doc', "           \
	"content_rowid='ticket_row', tokenize='amends', detail=none);"
#define INSERT_DOC "INSERT INTO search_doc(ticket_row, body) VALUES (:row, :body)"
#define INDEX_DOC  "INSERT INTO ticket_search(rowid, body) VALUES (:row, :body)"
#define UNINDEX_DOC                                                                            \
	"INSERT INTO ticket_search(ticket_search, rowid, body) VALUES ('delete', :row, :body)"
#define DELETE_DOC "DELETE FROM search_doc WHERE ticket_row = :row AND :body IS NOT NULL"
#define CHECK_INDEX                                                                            \
	"INSERT INTO ticket_search(ticket_search, rank) VALUES ('integrity-check', 1)"
#define FIND_DOCS                                                                              \
	"SELECT rowid, body FROM ticket_search WHERE ticket_search MATCH :match ORDER BY "     \
	"rowid"

static void
run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		g_error("%s: %s", sql, sqlite3_errmsg(db));
}

static sqlite3 *
open_db(void)
{
	g_autoptr(GError) error = NULL;
	sqlite3 *db = NULL;

	g_assert_cmpint(sqlite3_open(":memory:", &db), ==, SQLITE_OK);
	g_assert_true(search_token_register(db, &error));
	g_assert_no_error(error);
	run_sql(db, SCHEMA);
	return db;
}

static void
run_doc(sqlite3 *db, const char *sql, int64_t row, const char *body, int len)
{
	sqlite3_stmt *stmt = NULL;

	g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
	sqlite3_bind_int64(stmt, 1, row);
	sqlite3_bind_text(stmt, 2, body, len, SQLITE_STATIC);
	g_assert_cmpint(sqlite3_step(stmt), ==, SQLITE_DONE);
	sqlite3_finalize(stmt);
}

static void
add_doc(sqlite3 *db, int64_t row, const char *body)
{
	run_doc(db, INSERT_DOC, row, body, -1);
	run_doc(db, INDEX_DOC, row, body, -1);
}

/* The index and the check of a text alone agree on each document. */
static void
check_terms(sqlite3 *db, const char *typed, bool prefix, const char *match)
{
	g_autoptr(SearchTerms) terms = search_terms_new(typed, prefix);
	sqlite3_stmt *stmt = NULL;

	g_assert_cmpint(
		sqlite3_prepare_v2(db,
			"SELECT body, ticket_row IN (SELECT rowid FROM ticket_search WHERE ticket_search "
			"MATCH ?1) FROM search_doc",
			-1, &stmt, NULL),
		==, SQLITE_OK);
	sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		g_autofree char *doc =
			search_dup_comparable((const char *)sqlite3_column_text(stmt, 0));

		g_assert_cmpint(search_terms_find(terms, doc), ==, sqlite3_column_int(stmt, 1));
	}
	sqlite3_finalize(stmt);
}

/* The rows found, as "1 3", with the check where the index is not exact. */
static char *
find_docs(sqlite3 *db, const char *typed, bool prefix)
{
	g_autoptr(GError) error = NULL;
	bool is_exact;
	g_autofree char *match = search_dup_match(typed, prefix, &is_exact, &error);
	GString *rows = g_string_new(NULL);
	sqlite3_stmt *stmt = NULL;
	int rc;

	if (match == NULL)
		return g_string_free(g_string_assign(rows, "nothing"), FALSE);
	check_terms(db, typed, prefix, match);
	g_assert_cmpint(sqlite3_prepare_v2(db, FIND_DOCS, -1, &stmt, NULL), ==, SQLITE_OK);
	sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *body = (const char *)sqlite3_column_text(stmt, 1);
		bool is_hit = search_text_matches(body, typed);

		/* "exact" is a promise. */
		g_assert_true(is_hit || !is_exact);
		if (is_hit)
			g_string_append_printf(rows, "%s%d", rows->len > 0 ? " " : "",
				sqlite3_column_int(stmt, 0));
	}
	g_assert_cmpint(rc, ==, SQLITE_DONE);
	sqlite3_finalize(stmt);
	return g_string_free(rows, FALSE);
}

static const char *const docs[] = {
	"客户称ATM少吐钞300元，要求退款",	     /* 1 */
	"年费 手续费均未通知",			     /* 2 */
	"Zhang Li was charged twice; card ＡＢＣ12", /* 3 */
	"王小明 13800002210",			     /* 4 */
	"手续 续费",				     /* 5: pairs of 手续费 apart */
	"费",					     /* 6 */
	"デビットカード ﾃﾞﾋﾞｯﾄ 카드",		     /* 7 */
	"王\xf0\xb1\x8d\x90\xee\xa0\x80 stra\xc3\x9f"
	"e",			    /* 8 */
	"",			    /* 9 */
	"!!! ... \xf0\x9f\x98\x80", /* 10 */
	"late fee\nreversal",	    /* 11 */
};

typedef struct FindCase {
	const char *typed;
	bool prefix;
	const char *rows;
} FindCase;

static const FindCase find_cases[] = {
	{"年费", false, "2"},
	{"费", false, "2 5 6"},
	{"王", false, "4 8"},
	{"明", false, "4"},
	{"客", false, "1"},
	{"款", false, "1"},
	{"手续费", false, "2"},
	{"手续", false, "2 5"},
	{"续费", false, "2 5"},
	{"费手", false, ""},
	{"ATM少吐钞", false, "1"},
	{"atm", false, "1"},
	{"ＡＴＭ", false, "1"},
	{"ＡＴＭ少吐", true, "1"},
	{"at", false, ""},
	{"at", true, "1"},
	{"at ", true, ""},
	{"a", true, "1 3"},
	{"atm", true, "1"},
	{"atmo", true, ""},
	{"tm", true, ""},
	{"rev", true, "11"},
	{"reve", true, "11"},
	{"reversal", true, "11"},
	{"zh l", true, ""},
	{"zhang l", true, "3"},
	{"\xc3\x89", true, ""},
	{"300元", false, "1"},
	{"abc12", false, "3"},
	{"ABC1", true, "3"},
	{"zhang li", false, "3"},
	{"li zhang", false, "3"},
	{"charge", true, "3"},
	{"twice;", false, "3"},
	{"twice,", false, ""},
	{"王小明", false, "4"},
	{"小明", false, "4"},
	{"王明", false, ""},
	{"138", true, "4"},
	{"13800002210", false, "4"},
	{"少吐 退款", false, "1"},
	{"少吐　退款", false, "1"},
	{"退款 年费", false, ""},
	{"デビット", false, "7"},
	{"ド", false, "7"},
	{"카드", false, "7"},
	{"\xf0\xb1\x8d\x90", false, "8"},
	{"\xee\xa0\x80", false, "8"},
	{"王\xf0\xb1\x8d\x90", false, "8"},
	{"STRASSE", false, "8"},
	{"fee", false, "11"},
	{"late reversal", false, "11"},
	{"\" OR * NEAR( AND", false, ""},
	{"body:fee", false, ""},
	{"fee* ^late", false, ""},
	{"", false, "nothing"},
	{NULL, false, "nothing"},
	{"  　", true, "nothing"},
	{"!!!", true, "nothing"},
	{"\xff\xfe", true, "nothing"},
};

static void
test_find(void)
{
	sqlite3 *db = open_db();

	for (size_t i = 0; i < G_N_ELEMENTS(docs); i++)
		add_doc(db, (int64_t)i + 1, docs[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(find_cases); i++) {
		const FindCase *c = &find_cases[i];
		g_autofree char *rows = find_docs(db, c->typed, c->prefix);

		if (!g_str_equal(rows, c->rows))
			g_test_message("case %zu", i);
		g_assert_cmpstr(rows, ==, c->rows);
	}
	run_sql(db, CHECK_INDEX);
	sqlite3_close(db);
}

typedef struct ExprCase {
	const char *typed;
	bool prefix;
	const char *match;
	bool is_exact;
} ExprCase;

static const ExprCase expr_cases[] = {
	{"年费", false, "\"年费\"", true},
	{"年", true, "\"年\"", true},
	{"手续费", true, "\"手续\" AND \"续费\"", false},
	{"ATM少吐", true, "\"atm\" AND \"少吐\"", false},
	{"少吐ATM", true, "\"少吐\" AND \"atm*\"", false},
	{"fee card", true, "\"fee\" AND \"card\"*", true},
	{"fee fee", true, "\"fee*\"", true},
	{"fee card ", true, "\"fee\" AND \"card\"", true},
	{"a-b", false, "\"a\" AND \"b\"", false},
	{"年费。", false, "\"年费\"", false},
	{"手续费 ...", false, "\"手续\" AND \"续费\"", false},
	{"say \"x\"", false, "\"say\" AND \"x\"", false},
};

static void
test_expressions(void)
{
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(expr_cases); i++) {
		const ExprCase *c = &expr_cases[i];
		bool is_exact;
		g_autofree char *match = search_dup_match(c->typed, c->prefix, &is_exact, NULL);

		g_assert_cmpstr(match, ==, c->match);
		g_assert_cmpint(is_exact, ==, c->is_exact);
	}
	g_assert_null(search_dup_match("...", false, NULL, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
}

static void
test_contains(void)
{
	g_assert_true(search_text_contains("Late  Fee\nReversal", "late fee reversal"));
	g_assert_true(search_text_contains("ＡＴＭ少吐钞", "atm少吐"));
	g_assert_true(search_text_contains("x", ""));
	g_assert_true(search_text_contains(NULL, NULL));
	g_assert_false(search_text_contains("手续 续费", "手续费"));
	g_assert_false(search_text_contains(NULL, "x"));
	g_assert_true(search_text_matches("手续费 年费", "年费 手续费"));
	g_assert_false(search_text_matches("手续费", "年费 手续费"));
}

/* A pasted page: the expression stays bounded, a run without end is found by any part of it. */
static void
test_long(void)
{
	sqlite3 *db = open_db();
	g_autoptr(GString) run = g_string_new(NULL);
	g_autoptr(GString) word = g_string_new(NULL);
	g_autofree char *by_run = NULL, *by_word = NULL, *by_char = NULL, *other = NULL;
	bool is_exact;
	g_autofree char *match = NULL;

	for (gunichar c = 0x4e00; c < 0x4e00 + 12000; c++)
		g_string_append_unichar(run, c);
	for (int i = 0; i < 40000; i++)
		g_string_append_c(word, (char)('a' + i % 26));
	add_doc(db, 1, run->str);
	add_doc(db, 2, word->str);
	by_run = find_docs(db, run->str, true);
	by_word = find_docs(db, word->str, true);
	by_char = find_docs(db, "三", false);
	other = find_docs(db, "三一", false);
	g_assert_cmpstr(by_run, ==, "1");
	g_assert_cmpstr(by_word, ==, "2");
	g_assert_cmpstr(by_char, ==, "1");
	g_assert_cmpstr(other, ==, "");
	match = search_dup_match(run->str, false, &is_exact, NULL);
	g_assert_cmpuint(strlen(match), <, 2000);
	g_assert_false(is_exact);
	run_sql(db, CHECK_INDEX);
	sqlite3_close(db);
}

static void
test_delete(void)
{
	sqlite3 *db = open_db();
	g_autofree char *after = NULL, *gone = NULL, *again = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(docs); i++)
		add_doc(db, (int64_t)i + 1, docs[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(docs); i += 2) {
		run_doc(db, UNINDEX_DOC, (int64_t)i + 1, docs[i], -1);
		run_doc(db, DELETE_DOC, (int64_t)i + 1, docs[i], -1);
	}
	run_sql(db, CHECK_INDEX);
	gone = find_docs(db, "少吐", false);
	g_assert_cmpstr(gone, ==, "");
	add_doc(db, 1, "改为多吐钞");
	run_sql(db, "INSERT INTO ticket_search(ticket_search) VALUES ('optimize')");
	run_sql(db, CHECK_INDEX);
	after = find_docs(db, "吐钞", false);
	again = find_docs(db, "费", false);
	g_assert_cmpstr(after, ==, "1");
	g_assert_cmpstr(again, ==, "2 6");
	run_sql(db, "INSERT INTO ticket_search(ticket_search) VALUES ('rebuild')");
	run_sql(db, CHECK_INDEX);
	/* The check itself can fail. */
	run_sql(db, "UPDATE search_doc SET body = '别的' WHERE ticket_row = 2");
	g_assert_cmpint(sqlite3_exec(db, CHECK_INDEX, NULL, NULL, NULL), ==, SQLITE_CORRUPT);
	sqlite3_close(db);
}

typedef struct TortureRun {
	sqlite3 *db;
	int64_t row;
} TortureRun;

static void
torture_one(const char *text, size_t len, bool is_utf8, void *data)
{
	TortureRun *run = data;
	g_autofree char *match = search_dup_match(text, true, NULL, NULL);

	/* Raw: SQLite hands on whatever bytes it was given, NUL within too. */
	run_doc(run->db, INSERT_DOC, ++run->row, text, (int)len);
	run_doc(run->db, INDEX_DOC, run->row, text, (int)len);
	if (match != NULL && memchr(text, '\0', len) == NULL) {
		g_autofree char *rows = find_docs(run->db, text, true);
		g_autofree char *row = g_strdup_printf("%d", (int)run->row);

		/* A string finds itself. */
		g_assert_true(g_str_has_suffix(rows, row));
		g_assert_true(search_text_contains(text, text));
	}
}

static void
test_torture(void)
{
	TortureRun run = {.db = open_db()};

	run_sql(run.db, "BEGIN");
	if (torture_each(torture_one, &run) > 0)
		g_assert_cmpint(run.row, >, 3000);
	run_sql(run.db, "COMMIT");
	run_sql(run.db, CHECK_INDEX);
	sqlite3_close(run.db);
}

/* A corpus of both languages; the budget is PERFORMANCE.md's. */
static void
test_size(void)
{
	static const char *const files[] = {"zh_bank_questions.tsv", "zh_citizen_messages.csv",
		"cfpb_2023_payday_narratives_18col.csv"};
	sqlite3 *db = open_db();
	int64_t row = 0, text_len = 0, index_len;
	sqlite3_stmt *stmt = NULL;
	gint64 start = g_get_monotonic_time();

	run_sql(db, "BEGIN");
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(
			g_getenv("AMENDS_DATA"), "data", "complaints", files[i], NULL);
		g_autofree char *all = NULL;
		g_auto(GStrv) lines = NULL;

		if (!g_file_get_contents(path, &all, NULL, NULL)) {
			g_test_skip("the folder of shared data is absent");
			sqlite3_close(db);
			return;
		}
		lines = g_strsplit(all, "\n", -1);
		for (unsigned k = 0; lines[k] != NULL; k++) {
			text_len += (int64_t)strlen(lines[k]);
			add_doc(db, ++row, lines[k]);
		}
	}
	run_sql(db, "COMMIT");
	g_test_message("%d documents in %d ms", (int)row,
		(int)((g_get_monotonic_time() - start) / 1000));
	run_sql(db, "INSERT INTO ticket_search(ticket_search) VALUES ('optimize')");
	sqlite3_prepare_v2(
		db, "SELECT sum(length(block)) FROM ticket_search_data", -1, &stmt, NULL);
	g_assert_cmpint(sqlite3_step(stmt), ==, SQLITE_ROW);
	index_len = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	g_test_message("index %d of %d bytes of text", (int)index_len, (int)text_len);
	g_assert_cmpint(index_len * 2, <=, text_len * 3);
	sqlite3_close(db);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/search-token/find", test_find);
	g_test_add_func("/search-token/expressions", test_expressions);
	g_test_add_func("/search-token/contains", test_contains);
	g_test_add_func("/search-token/long", test_long);
	g_test_add_func("/search-token/delete", test_delete);
	g_test_add_func("/search-token/torture", test_torture);
	g_test_add_func("/search-token/size", test_size);
	return g_test_run();
}
