/*
 * How every statement of core finds its rows. Statements without a parameter
 * of text are read from the compiled library, so that none can be forgotten;
 * those made for a query are caught while lists of every field and order are
 * read, in each of the three ways of core/desk-window.c. Where nothing but a
 * walk through a whole table would do, the statement stands below, with why.
 */
#include "config.h"

#include <string.h>

#include "core/desk-private.h"
#include "core/desk-window.h"
#include "tests/core/desk-fixture.h"

/* Tables that grow with the work of a bank. */
static const char *const big[] = {"ticket", "event_log", "event_payload", "receipt", "outbox",
	"complainant_key", "search_doc", "time_entry", "clock", "seen", "request", "merged",
	"shift", "e", "m", "p", "q", "r", "t", "c", "s"};

/* Statements that go through a whole table or sort, by how they begin. Add one only with its
 * reason. */
static const struct {
	const char *begins, *why;
} allowed[] = {
	{"SELECT complainant, phone, account_tail, SUM(open)",
		"groups at most 500 rows of one name or number"},
	{"SELECT id, number, counter, state, open, archive", "rebuild compares every ticket"},
	{"SELECT t.id, d.body FROM search_doc d", "rebuild compares every text"},
	{"SELECT t.id, k.key FROM complainant_key k", "rebuild compares every key"},
	{"SELECT COUNT(*) FROM ticket_search_docsize", "rebuild counts the texts"},
	{"SELECT * FROM time_entry ORDER BY id", "rebuild compares every time entry"},
	{"SELECT t.id, c.clock, c.family, c.state", "rebuild compares every date"},
	{"SELECT t.id, s.clock, s.person", "rebuild compares what was seen"},
	{"SELECT DISTINCT clock FROM (SELECT clock FROM clock ORDER BY due_us LIMIT 500)",
		"the 500 most urgent dates, by their index"},
	{"SELECT t.id, r.id, r.department", "rebuild compares every request"},
	{"SELECT t.id, m.into_id FROM merged", "rebuild compares every merging"},
	{"SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM request LIMIT 1001)",
		"stops at 1001 open requests"},
	{"SELECT row FROM ticket WHERE ((row IN (SELECT ticket_row FROM request))) LIMIT",
		"the table holds what is asked for and nothing else"},
	{"SELECT row FROM ticket WHERE ((row IN (SELECT ticket_row FROM merged))) LIMIT",
		"the same"},
	{"SELECT row FROM ticket WHERE ((id IN (SELECT into_id FROM merged))) LIMIT",
		"the same"},
	{"SELECT * FROM shift ORDER BY id", "rebuild compares every shift"},
	{"SELECT DISTINCT subject FROM event_log WHERE subject_kind",
		"rebuild folds every draft"},
	{"SELECT id, what, code, version, state, drafted_by",
		"drafts and publications are some dozens"},
	{"SELECT e.event_id, r.effect FROM receipt r", "rebuild compares every effect"},
	{"SELECT DISTINCT subject_kind, subject FROM event_log", "rebuild folds every subject"},
	{"SELECT e.event_id, e.subject FROM event_log e WHERE NOT EXISTS",
		"audit reads the whole log"},
	{"SELECT e.event_id FROM event_log e", "audit reads the whole log"},
	{"SELECT COUNT(*) FROM event_payload p WHERE NOT EXISTS", "audit reads the whole log"},
	{"SELECT COUNT(*) FROM event_log", "audit reads the whole log"},
	{"SELECT COUNT(*) FROM ticket", "backup says what it copied"},
	{"SELECT DISTINCT subject FROM (SELECT subject FROM event_log",
		"doctor looks at the last 300 events"},
	{"SELECT 1 FROM event_payload WHERE instr(payload, :piece)",
		"erasure proves that nothing is left"},
	{"SELECT p.id, p.number, p.name, p.role", "the staff file: p is person"},
	{"SELECT number FROM ticket ORDER BY updated_us DESC LIMIT 400",
		"the newest 400 by their index"},
	{"SELECT EXISTS (SELECT 1 FROM person) OR EXISTS", "the first row will do"},
	{"SELECT DISTINCT substr(source_key, 1,",
		"names the sources of a whole store, for an export"},
	{"SELECT id FROM ticket WHERE source_key",
		"an export of a whole imported table, in its order"},
	{"SELECT json_extract(p.payload, '$.sha256'), json_extract",
		"doctor reads every file's hash"},
	{"SELECT DISTINCT json_extract(p.payload, '$.sha256')", "backup copies every file"},
	{"SELECT t.number FROM main.ticket t WHERE t.id IN (SELECT e.subject FROM main.event_log",
		"restore compares two whole stores; the copy is attached"},
	{"SELECT COUNT(*) FROM main.event_log e WHERE", "the same"},
	{"SELECT CASE WHEN m.id IS NULL THEN 1 WHEN m.public_key",
		"the same; one row a device"},
	{"SELECT json_extract(p.payload, '$.tag')", "restore looks for a tag nobody had"},
	{"UPDATE outbox SET state = 1", "restore: all is sent again"},
	{"SELECT eff_hlc FROM receipt ORDER BY row DESC LIMIT 1", "the last row"},
	{"SELECT t.'ticket_search' FROM 'main'.'ticket_search' AS t WHERE t.'ticket_search' MATCH '*id'",
		"FTS5 asks itself who it is when its vocabulary is read: one row"},
};

/* A repair copies every fact of the damaged file, which is attached as "old". */
static bool
copies_facts(const char *sql)
{
	return g_str_has_prefix(sql, "INSERT INTO ") && strstr(sql, " FROM old.");
}

/* The few rows that were collected are sorted: never more than FinderLimits.few. */
static bool
sorts_few(const char *sql)
{
	return strstr(sql,
		"FROM ticket NOT INDEXED WHERE row IN (SELECT value FROM json_each(:rows))");
}

static bool
is_allowed(const char *sql)
{
	if (sorts_few(sql) || copies_facts(sql))
		return true;
	for (unsigned i = 0; i < G_N_ELEMENTS(allowed); i++)
		if (g_str_has_prefix(sql, allowed[i].begins))
			return true;
	return false;
}

/* One line of a plan: whether it goes through a table that grows, or sorts. */
static bool
is_bad(const char *line)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(big); i++) {
		g_autofree char *scan = g_strdup_printf("SCAN %s", big[i]);
		size_t len = strlen(scan);

		/* A partial index holds the few it is made for. */
		if (g_str_has_prefix(line, scan) && (line[len] == ' ' || line[len] == '\0') &&
			!strstr(line, " INDEX ticket_flags") &&
			!strstr(line, " INDEX ticket_files") &&
			!strstr(line, " INDEX ticket_restricted") &&
			!strstr(line, " INDEX clock_gap"))
			return true;
	}
	if (g_str_has_prefix(line, "SCAN ticket_search") && !strstr(line, "M1") &&
		!strstr(line, "0:M"))
		return true;
	return strstr(line, "TEMP B-TREE") != NULL;
}

/* What is wrong with the plan of `sql`, NULL if nothing is. */
static char *
dup_fault(Db *db, const char *sql)
{
	g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	g_autoptr(DbStmt) stmt = NULL;
	g_autoptr(GError) error = NULL;

	if (is_allowed(sql))
		return NULL;
	stmt = db_prepare(db, explain, &error);
	if (!stmt)
		return g_strdup_printf("%s: %s", sql, error->message);
	while (db_step(stmt, NULL))
		if (is_bad(db_text(stmt, 3)))
			return g_strdup_printf("%s: %s", sql, db_text(stmt, 3));
	return NULL;
}

/* ---- statements of the library ---- */

static bool
is_statement(const char *text)
{
	static const char *const verbs[] = {
		"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE "};

	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (g_str_has_prefix(text, verbs[i]))
			return true;
	return false;
}

/* Whole statements in the bytes of the library: string constants end in NUL. */
static GPtrArray *
read_statements(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_BUILDDIR"), "libcore.a", NULL);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize len;

	g_file_get_contents(path, &bytes, &len, &error);
	g_assert_no_error(error);
	for (const char *at = bytes; at < bytes + len;
		at += strnlen(at, (size_t)(bytes + len - at)) + 1)
		for (const char *p = at; p < bytes + len && *p; p++)
			if ((p == at || !g_ascii_isprint(p[-1])) && is_statement(p)) {
				g_ptr_array_add(found, g_strdup(p));
				break;
			}
	return found;
}

static void
test_library(void)
{
	g_auto(DeskFixture) f = {0};
	g_autoptr(GPtrArray) statements = read_statements();
	unsigned n = 0;
	bool ok = true;

	desk_fixture_init(&f);
	/* Some 90 today; far fewer would mean that they were not found. */
	for (guint i = 0; i < statements->len; i++) {
		const char *sql = statements->pdata[i];
		g_autofree char *fault = NULL;

		if (strchr(sql, '%') || g_str_has_suffix(sql, " "))
			continue; /* put together at run time: test_lists() */
		n++;
		fault = dup_fault(f.desk->reader, sql);
		if (fault)
			g_test_message("FAULT %s", fault);
		ok &= fault == NULL;
	}
	g_test_message("%u statements", n);
	g_assert_cmpuint(n, >, 60);
	g_assert_true(ok);
}

static void
test_planted(void)
{
	static const char *const planted[] = {
		"SELECT 1 FROM ticket WHERE subject = :x",
		"SELECT id FROM ticket ORDER BY subject LIMIT 5",
		"SELECT e.row FROM event_log e WHERE e.kind = :kind",
		"UPDATE receipt SET effect = 1 WHERE number = :n",
		"SELECT row FROM ticket WHERE open = 1 ORDER BY subject",
		"SELECT nothing FROM nowhere",
	};
	g_auto(DeskFixture) f = {0};

	desk_fixture_init(&f);
	for (unsigned i = 0; i < G_N_ELEMENTS(planted); i++) {
		g_autofree char *fault = dup_fault(f.desk->reader, planted[i]);

		g_assert_nonnull(fault);
	}
}

/* ---- lists ---- */

typedef struct Caught {
	Db *db;
	GHashTable *seen;
	GPtrArray *sql;
} Caught;

static int catch (unsigned kind, void *data, void *stmt, void *text)
{
	Caught *caught = data;
	const char *sql = sqlite3_sql(stmt);

	if (sql && is_statement(sql) && g_hash_table_add(caught->seen, g_strdup(sql)))
		g_ptr_array_add(caught->sql, g_strdup(sql));
	return 0;
}

static const char *const filters[] = {"", "is:open", "is:closed", "is:overdue", "is:due-soon",
	"is:mine", "is:open is:mine", "is:open (is:mine or is:unassigned or is:asked)",
	"is:unassigned", "is:asked", "is:logged", "is:restricted", "is:archive", "-is:archive",
	"is:vulnerable", "is:media", "is:regulator", "is:agitated", "is:paused-timer",
	"is:extension-asked", "is:extension-granted", "has:note", "has:attach", "has:redress",
	"has:draft", "state:new", "state:new,told", "owner:8002", "owner:none", "branch:0571",
	"branch:^05", "cat:年费", "channel:A01", "business:B04", "reason:C01", "class:service",
	"level:major", "level:>=important", "kind:complaint", "cust:王", "cust:=王小明",
	"phone:2210", "phone:^138", "phone:=13800002210", "cust:王小", "cust:^王",
	"subject:年费", "acct:8848", "acct:48", "subject:年费", "received:today",
	"entered:today", "due:today", "due<3d", "due:none", "told:none", "told:today",
	"closed:today", "updated:today", "left:<2d", "age:>15d", "redress:>=100", "年", "年费",
	"年费多扣", "annual", "1001", "#1001", "number:0571A-1001", "-年费", "年费 or annual",
	"is:open 年费", "is:open a", "is:open -is:mine level:major 年",
	"(年费 is:mine) or acct:8848", "due:today 年费", "is:overdue level:major",
	"limit:2 is:open", "is:request-open", "is:request-overdue", "is:merged", "-is:merged",
	"is:merge-target", "is:open is:request-open is:mine"};
static const char *const sorts[] = {"due", "-due", "received", "-received", "entered",
	"-entered", "told", "-told", "closed", "-closed", "updated", "-updated", "number",
	"-number", "level", "-level", "left", "-age"};
/* So that few complaints go each of the three ways; the last is the usual. */
static const FinderLimits limits[] = {{0, 0, 0, 1, 1, 1, 0}, {0, 100, 100, 1, 1, 1, 0},
	{100, 100, 100, 1, 1, 1, 0}, {2, 4, 3, 4, 2, 2, 2},
	{2000, 250000, 40000, 100000, 3000, 160, 1200}};

static void
fill(DeskFixture *f)
{
	static const char *const texts[] = {"卡年费多扣三百元",
		"Annual fee taken twice, apology asked", "柜台排队两小时，年轻人插队",
		"年终对账单寄错", "Nothing but a waiting room", "年费年费"};

	desk_fixture_init(f);
	for (unsigned i = 0; i < 12; i++) {
		g_autofree char *id = desk_fixture_log(
			f, texts[i % G_N_ELEMENTS(texts)], i % 3 ? "王小明" : "Li Wei");

		f->env.fake_now_us += US_PER_DAY;
		if (i % 4 == 1)
			desk_fixture_close(f, id);
	}
}

/* The whole list in pieces of two, forwards or backwards, as its ids. */
static char *
dup_list(Desk *desk, const char *query, bool backwards, bool marked)
{
	GString *ids = g_string_new(NULL);
	QueueRow edge = {.row = 0};
	bool more = true, begun = false;

	while (more) {
		QueueMark mark;
		QueueWindow window = {.query = query,
			.after = begun ? &edge : NULL,
			.max = 2,
			.backwards = backwards,
			.mark = marked ? &mark : NULL};
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) rows = desk_queue(desk, &window, &error);

		g_assert_no_error(error);
		for (guint i = 0; i < rows->len; i++) {
			const QueueRow *row = rows->pdata[backwards ? rows->len - 1 - i : i];

			if (backwards)
				g_string_prepend(ids, row->number), g_string_prepend(ids, " ");
			else
				g_string_append_printf(ids, " %s", row->number);
			edge = (QueueRow){.row = row->row, .key = row->key};
		}
		more = rows->len == 2;
		begun |= rows->len > 0;
		if (marked && mark.stopped) {
			edge = (QueueRow){.row = mark.row, .key = mark.key};
			more = begun = true;
		}
	}
	return g_string_free(ids, FALSE);
}

/* However the rows are found they are the same, in the same order; and each statement has its
 * index. */
static void
check_list(DeskFixture *f, const char *filter, const char *sort)
{
	g_autofree char *query = g_strdup_printf("%s sort:%s", filter, sort);
	g_autofree char *first = NULL;
	int64_t n = -1;

	for (unsigned i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *list = NULL, *back = NULL;
		int64_t count;

		finder_set_limits(f->desk->finder, &limits[i]);
		list = dup_list(f->desk, query, false, i != 0);
		back = strstr(query, "limit:") ? g_strdup(list)
					       : dup_list(f->desk, query, true, i != 0);
		count = desk_count(f->desk, query, 100000, NULL);
		if (!first)
			first = g_strdup(list);
		n = n < 0 ? count : n;
		g_test_message("%s: %s", query, list);
		g_assert_cmpstr(list, ==, first);
		g_assert_cmpstr(back, ==, first);
		g_assert_cmpint(count, ==, n);
	}
}

static void
test_lists(void)
{
	g_auto(DeskFixture) f = {0};
	Caught caught = {.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.sql = g_ptr_array_new_with_free_func(g_free)};
	bool ok = true;

	fill(&f);
	sqlite3_trace_v2(f.desk->reader->handle, SQLITE_TRACE_STMT, catch, &caught);
	for (unsigned i = 0; i < G_N_ELEMENTS(filters); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(sorts); j++)
			if (j < 2 || i < 4 || (i + j) % 8 == 0)
				check_list(&f, filters[i], sorts[j]);
	sqlite3_trace_v2(f.desk->reader->handle, 0, NULL, NULL);
	for (guint i = 0; i < caught.sql->len; i++) {
		g_autofree char *fault = dup_fault(f.desk->reader, caught.sql->pdata[i]);

		if (fault)
			g_test_message("FAULT %s", fault);
		ok &= fault == NULL;
	}
	g_test_message("%u statements", caught.sql->len);
	g_assert_true(ok);
	g_hash_table_unref(caught.seen);
	g_ptr_array_unref(caught.sql);
}

/* A mark bounds the work, not the answer: asked again behind it, the same list comes. */
static void
test_mark(void)
{
	static const FinderLimits small = {0, 0, 0, 1, 1, 1, 0};
	g_auto(DeskFixture) f = {0};
	QueueMark mark;
	QueueWindow window = {.query = "subject:Nothing", .max = 5, .mark = &mark};
	g_autoptr(GPtrArray) rows = NULL;

	fill(&f);
	finder_set_limits(f.desk->finder, &small);
	rows = desk_queue(f.desk, &window, NULL);
	g_assert_cmpuint(rows->len, ==, 0);
	g_assert_true(mark.stopped);
	g_assert_cmpint(desk_count(f.desk, "subject:Nothing", DESK_COUNT_QUICK, NULL), ==, -1);
	g_assert_cmpint(
		desk_count(f.desk, "subject:Nothing", DESK_COUNT_QUICK + 1, NULL), ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plans/library", test_library);
	g_test_add_func("/plans/planted", test_planted);
	g_test_add_func("/plans/lists", test_lists);
	g_test_add_func("/plans/mark", test_mark);
	return g_test_run();
}
