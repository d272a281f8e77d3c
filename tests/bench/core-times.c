/*
 * What a screen waits for, without the screen: times of the desk's own calls
 * on a store made by generate, beside the same work done by bare SQLite on the
 * floor's database, in turn. Run by make bench:
 *	core-times HOME FLOOR.db
 */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <unistd.h>

#include "core/db.h"
#include "core/desk.h"

#define ROUNDS 200
#define ROWS   38 /* of a screen of 40 lines */

typedef struct Series {
	const char *name;
	double us[ROUNDS], floor_us[ROUNDS];
	unsigned n;
} Series;

typedef struct Bench {
	Env env;
	Desk *desk;
	sqlite3 *floor;
	GPtrArray *rows; /* the last window */
	sqlite3_int64 due, id;
} Bench;

static void
die(const char *what, const char *why)
{
	g_printerr("core-times: %s: %s\n", what, why);
	exit(1);
}

static double
now_us(void)
{
	return (double)g_get_monotonic_time();
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
print(Series *series)
{
	unsigned n = series->n, p99 = n * 99 / 100;

	qsort(series->us, n, sizeof series->us[0], compare);
	qsort(series->floor_us, n, sizeof series->floor_us[0], compare);
	g_print("%-22s %9.0f %9.0f %9.0f %9.0f %7.2f\n", series->name, series->us[n / 2],
		series->us[p99], series->floor_us[n / 2], series->floor_us[p99],
		series->us[n / 2] / MAX(series->floor_us[n / 2], 1));
}

static void
open_desk(Bench *bench, const char *home)
{
	g_autofree char *folder = g_build_filename(home, "practice", NULL);
	g_autoptr(GError) error = NULL;
	DeskConfig config = {
		.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &bench->env,
		.practice = true,
	};

	bench->desk = desk_open(&config, &error);
	if (!bench->desk)
		die(folder, error->message);
	desk_assume(bench->desk, ((const Person *)desk_people(bench->desk)->pdata[0])->id);
}

static void
next_window(Bench *bench, const QueueRow *after)
{
	QueueWindow window = {.query = NULL, .after = after, .max = ROWS};
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = desk_queue(bench->desk, &window, &error);

	if (!rows)
		die("queue", error->message);
	if (bench->rows)
		g_ptr_array_unref(bench->rows);
	bench->rows = rows;
}

static sqlite3_stmt *
prepare(Bench *bench, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(bench->floor, sql, -1, &stmt, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(bench->floor));
	return stmt;
}

static void
floor_run(Bench *bench, const char *sql)
{
	if (sqlite3_exec(bench->floor, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(bench->floor));
}

static void
floor_window(Bench *bench, sqlite3_stmt *stmt)
{
	char text[240];

	sqlite3_bind_int64(stmt, 1, bench->due);
	sqlite3_bind_int64(stmt, 2, bench->id);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		bench->due = sqlite3_column_int64(stmt, 0);
		bench->id = sqlite3_column_int64(stmt, 1);
		g_snprintf(text, sizeof text, "%s %s", sqlite3_column_text(stmt, 2),
			sqlite3_column_text(stmt, 3));
	}
	sqlite3_reset(stmt);
}

/* Pages through the open complaints, from the top again at the end. */
static void
time_pages(Bench *bench, Series *series)
{
	sqlite3_stmt *stmt = prepare(bench,
		"SELECT due, id, ref, subject, state, prio, assignee FROM ticket "
		"WHERE state = 0 AND (due, id) > (?1, ?2) ORDER BY due, id LIMIT 38");

	next_window(bench, NULL);
	for (series->n = 0; series->n < ROUNDS; series->n++) {
		const QueueRow *after =
			bench->rows->len < ROWS ? NULL : bench->rows->pdata[ROWS - 1];
		double start = now_us();

		next_window(bench, after);
		series->us[series->n] = now_us() - start;
		start = now_us();
		floor_window(bench, stmt);
		series->floor_us[series->n] = now_us() - start;
	}
	sqlite3_finalize(stmt);
	next_window(bench, NULL);
}

static void
time_counts(Bench *bench, Series *series)
{
	sqlite3_stmt *stmt = prepare(bench,
		"SELECT count(*) FROM (SELECT 1 FROM ticket WHERE state = 0 LIMIT 1001)");
	QueueCounts counts;

	for (series->n = 0; series->n < ROUNDS; series->n++) {
		double start = now_us();

		desk_counts(bench->desk, &counts, NULL);
		series->us[series->n] = now_us() - start;
		start = now_us();
		sqlite3_step(stmt);
		sqlite3_reset(stmt);
		series->floor_us[series->n] = now_us() - start;
	}
	sqlite3_finalize(stmt);
}

/* The page of a complaint: its state and its history. The floor reads its row. */
static void
time_tickets(Bench *bench, Series *series)
{
	sqlite3_stmt *stmt = prepare(bench, "SELECT * FROM ticket WHERE id = ?1");

	for (series->n = 0; series->n < ROUNDS; series->n++) {
		const QueueRow *row = bench->rows->pdata[series->n % bench->rows->len];
		double start = now_us();
		g_autoptr(Ticket) ticket = desk_ticket(bench->desk, row->id, NULL);
		g_autoptr(GPtrArray) history = desk_history(bench->desk, row->id, NULL);

		series->us[series->n] = now_us() - start;
		start = now_us();
		sqlite3_bind_int64(stmt, 1, row->row);
		sqlite3_step(stmt);
		sqlite3_reset(stmt);
		series->floor_us[series->n] = now_us() - start;
	}
	sqlite3_finalize(stmt);
}

/* A note, durable; the floor's is one UPDATE and one INSERT, as key x of floor/sqlist. */
static void
time_acts(Bench *bench, Series *series)
{
	for (series->n = 0; series->n < ROUNDS; series->n++) {
		const QueueRow *row = bench->rows->pdata[series->n % bench->rows->len];
		g_autoptr(Act) act = desk_act(bench->desk);
		g_autoptr(ActResult) result = NULL;
		g_autofree char *update = g_strdup_printf(
			"BEGIN IMMEDIATE; UPDATE ticket SET prio = (prio + 1) & 3, updated = "
			"updated + 1, rev = rev "
			"+ 1 WHERE id = %" PRId64
			"; INSERT INTO event (uuid, ticket, at, author, kind, data) "
			"VALUES (randomblob(16), %" PRId64 ", 0, 1, 1, 'prio'); COMMIT",
			row->row, row->row);
		double start;

		act_add(act, EVENT_NOTE_ADDED, row->id);
		act_text(act, "text", "已致电客户，约定明天再联系");
		start = now_us();
		result = desk_submit_wait(bench->desk, act);
		series->us[series->n] = now_us() - start;
		if (result->outcome != ACT_SAVED)
			die("note", "not saved");
		start = now_us();
		floor_run(bench, update);
		series->floor_us[series->n] = now_us() - start;
	}
}

/* Without a floor: bare SQLite has no search that finds the same. */
static void
time_search(Bench *bench, const char *query)
{
	QueueWindow window = {.query = query, .max = ROWS};
	Series series = {.name = query};

	for (series.n = 0; series.n < 20; series.n++) {
		double start = now_us();
		g_autoptr(GPtrArray) rows = desk_queue(bench->desk, &window, NULL);

		series.us[series.n] = now_us() - start;
	}
	print(&series);
}

static int64_t
rss_kb(void)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) parts = NULL;

	if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
		return 0;
	parts = g_strsplit(text, " ", 3);
	return g_ascii_strtoll(parts[1], NULL, 10) * sysconf(_SC_PAGESIZE) / 1024;
}

/* The index beside what it indexes, by the pages of both. */
static void
print_index(const char *home)
{
	g_autofree char *path = g_build_filename(home, "practice", "store.db", NULL);
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(db,
			"SELECT (SELECT SUM(LENGTH(block)) FROM ticket_search_data) * 1.0 / "
			"(SELECT SUM(LENGTH(CAST(body AS BLOB))) FROM search_doc)",
			-1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW)
		g_print("figure amends search-index-ratio %.3f\n",
			sqlite3_column_double(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void
measure(Bench *bench, const char *home)
{
	Series pages = {.name = "page of 38 rows"}, counts = {.name = "counts of the title"};
	Series tickets = {.name = "ticket and history"}, acts = {.name = "durable note"};
	double start = now_us();

	open_desk(bench, home);
	next_window(bench, NULL);
	g_print("open to first rows: %.1f ms, resident %" PRId64 " KB\n",
		(now_us() - start) / 1000, rss_kb());
	g_print("%-22s %9s %9s %9s %9s %7s\n", "microseconds", "p50", "p99", "floor p50", "p99",
		"ratio");
	time_pages(bench, &pages);
	print(&pages);
	time_counts(bench, &counts);
	print(&counts);
	time_tickets(bench, &tickets);
	print(&tickets);
	time_acts(bench, &acts);
	print(&acts);
	time_search(bench, "排队");
	time_search(bench, "apology is:open");
	print_index(home);
	g_print("resident at the end %" PRId64 " KB\n", rss_kb());
}

int
main(int argc, char **argv)
{
	Bench bench = {0};

	if (argc != 3 || !g_getenv("AMENDS_DATADIR"))
		die("options", "needed: HOME FLOOR.db, and AMENDS_DATADIR");
	setlocale(LC_ALL, "C.UTF-8"); /* names of the rows are printed */
	env_init_real(&bench.env);
	if (sqlite3_open_v2(argv[2], &bench.floor, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		die(argv[2], sqlite3_errmsg(bench.floor));
	floor_run(&bench, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
			  "wal_autocheckpoint=0");
	measure(&bench, argv[1]);
	g_clear_pointer(&bench.rows, g_ptr_array_unref);
	desk_free(bench.desk);
	sqlite3_close(bench.floor);
	return 0;
}
