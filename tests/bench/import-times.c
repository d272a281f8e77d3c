/*
 * An import into a store made by generate: its speed while nobody works,
 * beside a floor that inserts the same rows into the same tables (floor-rows.h)
 * and, for information, one of three plain tables; then a second import, and
 * what a person feels meanwhile (a page of the list, a durable note on one
 * complaint of the screen after the other). Prints "WHO FIGURE VALUE" lines.
 * Run by make bench:
 *	import-times HOME
 */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <sodium.h>

#include "core/db.h"
#include "core/desk-private.h"
#include "core/import.h"
#include "core/search-token.h"
#include "tests/bench/floor-rows.h"
#include "tests/bench/generate-words.h"
#include "tests/bench/series.h"

#define ROWS	     3000
/* Of the import beside which somebody works: enough acts for a 99th of a hundred. */
#define WORKED_ROWS  9000
#define EVENTS_A_ROW 2 /* the archived complaint, and its source */
#define BATCH	     200

static const char map_text[] =
	"[map]\nname = bench\nsource = bench\nzone = Asia/Shanghai\nid = id\n[fields]\nreceived = day\n"
	"text = story\ncomplainant_name = who\noutside_ref = id\n"
	"[dates]\nform = YYYY-MM-DD\n[constants]\nchannel = A06\n";

typedef struct Watch {
	Desk *desk;
	bool ended;
	uint64_t added;
	char *error, *ticket;
	Series key, act;
	Start since;
	unsigned acts;
	bool acting;
} Watch;

static void
die(const char *what, const char *why)
{
	g_printerr("import-times: %s: %s\n", what, why);
	exit(1);
}

static void
ended(const ImportReport *report, const GError *error, void *data)
{
	Watch *watch = data;

	watch->ended = true;
	watch->added = report->added;
	watch->error = g_strdup(error ? error->message : NULL);
}

static void
noted(const ActResult *result, void *data)
{
	Watch *watch = data;

	series_add(&watch->act, watch->since);
	watch->acting = false;
}

/* One key of a person who works while the import runs. */
static void
press(Watch *watch)
{
	QueueMark mark;
	QueueWindow window = {.query = "is:open sort:due", .max = 80, .mark = &mark};
	Start start = series_start();
	g_autoptr(GPtrArray) rows = desk_queue(watch->desk, &window, NULL);
	Act *act;

	series_add(&watch->key, start);
	if (watch->acting || watch->key.n % 10 != 0)
		return;
	act = desk_act(watch->desk);
	act_add(act, EVENT_NOTE_ADDED,
		((const QueueRow *)rows->pdata[watch->acts++ % rows->len])->id);
	act_text(act, "text", "已致电客户");
	watch->since = series_start();
	watch->acting = true;
	desk_submit(watch->desk, act, noted, watch);
}

static void
write_files(const char *csv, const char *map, int rows)
{
	Dice dice = {.state = (uint64_t)g_get_real_time()};
	g_autoptr(GString) text = g_string_new("id,day,story,who\n");

	for (int i = 0; i < rows; i++) {
		g_autofree char *story = words_dup_complaint(&dice, NULL, i % 2);
		g_autofree char *who = words_dup_name(&dice, i % 2);
		g_auto(GStrv) parts = g_strsplit(story, "\"", -1);
		g_autofree char *quoted = g_strjoinv("\"\"", parts);

		g_string_append_printf(text, "B%" PRId64 "-%d,2026-01-02,\"%s\",\"%s\"\n",
			g_get_real_time(), i, quoted, who);
	}
	if (!g_file_set_contents(csv, text->str, -1, NULL) ||
		!g_file_set_contents(map, map_text, -1, NULL))
		die(csv, "cannot be written");
}

static gboolean
next_key(void *data)
{
	*(bool *)data = true;
	return G_SOURCE_REMOVE;
}

/* The desk's own callbacks run until the next key of a held one; none comes after the end. */
static void
wait_for_key(bool ended)
{
	bool pressed = false;

	if (ended) {
		g_main_context_iteration(NULL, TRUE);
		return;
	}
	g_timeout_add(3, next_key, &pressed);
	while (!pressed)
		g_main_context_iteration(NULL, TRUE);
}

static double
run_import(Desk *desk, const char *csv, const char *map, bool worked)
{
	ImportConfig config = {.path = csv, .map = map};
	Watch watch = {
		.desk = desk, .key = {.name = "import-key"}, .act = {.name = "import-act"}};
	ImportTold told = {.done = ended, .data = &watch};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = import_job_new(desk, &config, &error);
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;
	double start;

	if (!job)
		die(csv, error->message);
	act = import_job_dup_start(job);
	result = desk_submit_wait(desk, act);
	if (result->outcome != ACT_SAVED)
		die("batch", "refused");
	start = (double)g_get_monotonic_time();
	import_job_run(job, &told);
	while (!watch.ended || watch.acting) {
		if (!watch.ended && worked)
			press(&watch);
		wait_for_key(watch.ended || !worked);
	}
	if (watch.error || watch.added == 0)
		die("import", watch.error ? watch.error : "nothing was added");
	if (worked) {
		series_print(&watch.key, "amends");
		series_print(&watch.act, "amends");
	}
	return (double)watch.added * EVENTS_A_ROW * 1e6 /
	       ((double)g_get_monotonic_time() - start);
}

/* ---- the floor ---- */

static int64_t
last_row(Desk *desk, const char *sql)
{
	g_autoptr(DbStmt) stmt = db_prepare(desk->reader, sql, NULL);

	return stmt && db_step(stmt, NULL) ? db_int(stmt, 0) : 0;
}

static void
clock_begin(void *data)
{
	*(double *)data = (double)g_get_monotonic_time();
}

static void
clock_end(void *data)
{
	*(double *)data = (double)g_get_monotonic_time() - *(double *)data;
}

/* The rows of the import that began behind `rows`. */
static double
run_same(Desk *desk, const char *path, FloorRows *rows)
{
	g_autoptr(Db) db = db_open(path, DB_WRITER, NULL, NULL);
	double us = 0;

	if (!db || !search_token_register(db->handle, NULL))
		die(path, "cannot be made");
	rows->from = desk->reader->handle;
	rows->key = desk->store->device.key;
	floor_rows_make(db->handle);
	floor_rows_insert(rows, db->handle, clock_begin, clock_end, &us);
	return rows->tickets * EVENTS_A_ROW * 1e6 / us;
}

static const char floor_schema[] =
	"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
	"CREATE TABLE log (row INTEGER PRIMARY KEY, id TEXT UNIQUE, subject TEXT, header BLOB, sig BLOB, payload TEXT);"
	"CREATE INDEX log_subject ON log (subject, row);"
	"CREATE TABLE ticket (row INTEGER PRIMARY KEY, id TEXT UNIQUE, due INTEGER, received INTEGER, updated INTEGER, "
	"text TEXT); CREATE INDEX t1 ON ticket (due, row); CREATE INDEX t2 ON ticket (received, row);"
	"CREATE INDEX t3 ON ticket (updated, row);"
	"CREATE VIRTUAL TABLE f USING fts5 (body, content='', tokenize='amends', detail=none);";

static void
floor_exec(Db *db, const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!db_exec(db, sql, &error))
		die("floor", error->message);
}

static void
floor_event(Db *db, Dice *dice, const unsigned char key[64], int64_t n)
{
	static const char log[] = "INSERT INTO log (id, subject, header, sig, payload) VALUES "
				  "(:id, :subject, :header, :sig, :payload)";
	static const char search[] = "INSERT INTO f (rowid, body) VALUES (:row, :body)";
	g_autofree char *id = g_strdup_printf("019a0000-0000-7000-8000-%012" PRId64, n);
	g_autofree char *body = words_dup_complaint(dice, NULL, n % 2);
	unsigned char header[600] = {0}, sig[64];
	sqlite3_stmt *stmt = db_stmt(db, log, NULL);

	memcpy(header, id, strlen(id));
	crypto_sign_detached(sig, NULL, header, sizeof header, key);
	db_bind_text(stmt, ":id", id);
	db_bind_text(stmt, ":subject", id);
	db_bind_blob(stmt, ":header", header, sizeof header);
	db_bind_blob(stmt, ":sig", sig, sizeof sig);
	db_bind_text(stmt, ":payload", body);
	db_run(stmt, NULL);
	stmt = db_stmt(db, search, NULL);
	db_bind_int(stmt, ":row", n);
	db_bind_text(stmt, ":body", body);
	db_run(stmt, NULL);
}

static void
floor_ticket(Db *db, int64_t n)
{
	static const char ticket[] =
		"INSERT INTO ticket (id, due, received, updated, text) VALUES (:id, "
		"9223372036854775807, :at, :at, 'text')";
	g_autofree char *id = g_strdup_printf("019a0000-0000-7000-8000-%012" PRId64, n);
	sqlite3_stmt *stmt = db_stmt(db, ticket, NULL);

	db_bind_text(stmt, ":id", id);
	db_bind_int(stmt, ":at", n);
	db_run(stmt, NULL);
}

static double
run_floor(const char *path)
{
	g_autoptr(Db) db = db_open(path, DB_WRITER, NULL, NULL);
	Dice dice = {.state = 7};
	unsigned char public[32], key[64];
	double start;

	if (!db || !search_token_register(db->handle, NULL))
		die(path, "cannot be made");
	floor_exec(db, floor_schema);
	crypto_sign_keypair(public, key);
	start = (double)g_get_monotonic_time();
	for (int64_t n = 0; n < ROWS * EVENTS_A_ROW; n++) {
		if (n % (BATCH * EVENTS_A_ROW) == 0)
			floor_exec(db, n ? "COMMIT; BEGIN IMMEDIATE" : "BEGIN IMMEDIATE");
		floor_event(db, &dice, key, n + 1);
		if (n % EVENTS_A_ROW == 0)
			floor_ticket(db, n + 1);
	}
	floor_exec(db, "COMMIT");
	return ROWS * EVENTS_A_ROW * 1e6 / ((double)g_get_monotonic_time() - start);
}

/* The file keeps the length the WAL had at its longest. */
static void
print_wal(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "store.db-wal", NULL);
	GStatBuf file;

	if (g_stat(path, &file) == 0)
		g_print("amends wal-use-mb %.2f\n", (double)file.st_size / 1048576);
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = NULL, *csv = NULL, *map = NULL, *floor = NULL, *dir = NULL;
	DeskConfig config = {.assets = g_getenv("AMENDS_DATADIR"), .practice = true};
	FloorRows rows = {.tickets = ROWS,
		.events = EVENTS_A_ROW,
		.batch = BATCH,
		.searches = EVENTS_A_ROW};
	Env env;
	Desk *desk;

	if (argc != 2 || !config.assets || sodium_init() < 0)
		die("options", "needed: HOME, and AMENDS_DATADIR");
	setlocale(LC_ALL, "C.UTF-8");
	env_init_real(&env);
	config.env = &env;
	config.folder = folder = g_build_filename(argv[1], "practice", NULL);
	dir = g_dir_make_tmp("amends-import-XXXXXX", NULL);
	csv = g_build_filename(dir, "rows.csv", NULL);
	map = g_build_filename(dir, "bench.map", NULL);
	floor = g_build_filename(argv[1], "import-floor.db", NULL); /* on the store's disk */
	write_files(csv, map, ROWS);
	desk = desk_open(&config, &error);
	if (!desk)
		die(folder, error->message);
	desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	rows.log_row =
		last_row(desk, "SELECT MAX(row) FROM event_log") + 1; /* and the batch itself */
	rows.ticket_row = last_row(desk, "SELECT MAX(row) FROM ticket");
	g_print("amends import-events-s %.0f\n", run_import(desk, csv, map, false));
	g_remove(floor);
	g_print("bare import-events-s %.0f\n", run_same(desk, floor, &rows));
	g_remove(floor);
	rows.searches = 1;
	g_print("bare import-one-search-events-s %.0f\n", run_same(desk, floor, &rows));
	g_remove(floor);
	g_print("bare import-plain-events-s %.0f\n", run_floor(floor));
	write_files(csv, map, WORKED_ROWS);
	g_print("amends import-worked-events-s %.0f\n", run_import(desk, csv, map, true));
	print_wal(folder);
	desk_free(desk);
	g_remove(floor);
	g_remove(csv);
	g_remove(map);
	g_rmdir(dir);
	return 0;
}
