/*
 * What writing costs: rows of an import and a user's acts, beside bare SQLite
 * that writes the same, in turn in one run. Run by hand, in a new folder:
 *	make -C build tests/bench/write-times
 *	AMENDS_DATADIR=assets build/tests/bench/write-times HOME [TICKETS]
 * The import's floor inserts the very rows the store has then, in the same batches, with one
 * signature an event and one search row a complaint. An act's floor is one UPDATE and one
 *INSERT, durable.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "core/desk-private.h"
#include "core/import.h"
#include "core/search-token.h"
#include "tests/bench/floor-rows.h"
#include "tests/bench/generate-words.h"

#define BATCH  100
#define ROUNDS 300

typedef struct Bench {
	const char *home;
	Env env;
	Dice dice;
	Reference *reference;
	Desk *desk;
	Store *store; /* the desk's, or one opened alone */
	char batch[UUID_LEN], actor[UUID_LEN];
	GPtrArray *tickets; /* ids, of complaints that are open */
	sqlite3 *floor;
	unsigned n_tickets;
} Bench;

static void
die(const char *what, const char *why)
{
	g_printerr("write-times: %s: %s\n", what, why);
	exit(1);
}

static double
now_us(void)
{
	return (double)g_get_monotonic_time();
}

/* Wall time says what a person waits; the processor's own is steadier where others work too. */
typedef struct Took {
	double us, cpu_us;
} Took;

static Took
took_begin(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (Took){now_us(), (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3};
}

static Took
took_end(Took since)
{
	Took now = took_begin();

	return (Took){now.us - since.us, now.cpu_us - since.cpu_us};
}

static void
run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
}

static sqlite3 *
open_floor(Bench *bench, const char *name)
{
	g_autofree char *path = g_build_filename(bench->home, name, NULL);
	sqlite3 *db = NULL;

	g_unlink(path);
	if (sqlite3_open(path, &db) != SQLITE_OK || !search_token_register(db, NULL))
		die(path, sqlite3_errmsg(db));
	run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
		"PRAGMA cache_size=-16000");
	return db;
}

/* ---- import: the store ---- */

static void
must_apply(Bench *bench, Act *act)
{
	g_autoptr(ActResult) result = act_result_new();

	store_apply(bench->store, act, result);
	if (result->outcome != ACT_SAVED) {
		g_autofree char *text = act_result_dup_text(result);

		die("an act was refused", text);
	}
	act_free(act);
}

static void
open_store(Bench *bench, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_build_filename(bench->home, name, NULL);
	StoreConfig config = {
		.folder = folder,
		.env = &bench->env,
		.reference = bench->reference,
		.create = true,
		.practice = true,
		.stepped = true,
		.branch = "0571",
		.zone = "Asia/Shanghai",
	};
	Act *act;

	bench->store = store_open(&config, &error);
	if (!bench->store)
		die(folder, error->message);
	act = act_new(&bench->env, "");
	g_strlcpy(bench->actor, act_add(act, EVENT_PERSON_ADDED, NULL), UUID_LEN);
	act_text(act, "number", "1001");
	act_text(act, "name", "Wu Lin");
	act_text(act, "branch", "0571");
	act_text(act, "role", "supervisor");
	must_apply(bench, act);
	act = act_new(&bench->env, bench->actor);
	g_strlcpy(bench->batch, act_add(act, EVENT_BATCH_STARTED, NULL), UUID_LEN);
	act_text(act, "file", "rows.csv");
	act_text(act, "map", "cfpb");
	act_text(act, "as", "archive");
	must_apply(bench, act);
}

static char *
dup_text(Bench *bench, bool real)
{
	GString *text = g_string_new(NULL);

	do {
		g_autofree char *more =
			words_dup_complaint(&bench->dice, NULL, dice_percent(&bench->dice, 50));

		g_string_append(text, more);
	} while (real && text->len < 1000);
	if (!real && text->len > 80)
		g_string_truncate(text,
			(gsize)(g_utf8_find_prev_char(text->str, text->str + 80) - text->str));
	return g_string_free(text, FALSE);
}

static Act *
act_of_row(Bench *bench, const char *text, const char *name, unsigned n)
{
	static const char *const columns[] = {"Date received", "Product", "Sub-product",
		"Issue", "Sub-issue", "Company public response", "Company", "State", "ZIP code",
		"Tags", "Submitted via"};
	Act *act = act_new(&bench->env, bench->actor);
	g_autofree char *key = g_strdup_printf("bench:%u", n);
	const char *ticket;

	act->import = true;
	ticket = act_add(act, EVENT_COMPLAINT_ARCHIVED, NULL);
	act_int(act, "received", bench->env.now_us(&bench->env) - n * US_PER_MINUTE);
	act_text(act, "channel", "A03");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C99");
	act_text(act, "subject", "Trouble with a card");
	act_text(act, "complainant", name);
	act_text(act, "text", text);
	act_add(act, EVENT_SOURCE_KEPT, ticket);
	act_text(act, "source", "bench");
	act_text(act, "source_key", key);
	act_text(act, "batch", bench->batch);
	for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++)
		act_column(act, "columns", columns[i], "Credit card or prepaid card", NULL);
	return act;
}

static Took
import_rows(Bench *bench, bool real)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	Took start;

	for (unsigned i = 0; i < bench->n_tickets; i++)
		g_ptr_array_add(texts, dup_text(bench, real));
	start = took_begin();
	for (unsigned i = 0; i < bench->n_tickets; i++) {
		g_autoptr(Act) act =
			act_of_row(bench, texts->pdata[i], i % 2 ? "王小明" : "", i);
		g_autoptr(ActResult) result = act_result_new();

		if (i % BATCH == 0)
			run(bench->store->db->handle, "BEGIN IMMEDIATE");
		if (!store_apply_in(bench->store, act, result))
			die("row", result->error ? result->error : "refused");
		if (i % BATCH != BATCH - 1 && i != bench->n_tickets - 1)
			continue;
		run(bench->store->db->handle, "COMMIT");
		head_write(bench->store, NULL);
	}
	return took_end(start);
}

/* ---- import: the floor ---- */

static void
clock_begin(void *data)
{
	*(Took *)data = took_begin();
}

static void
clock_end(void *data)
{
	*(Took *)data = took_end(*(Took *)data);
}

/* Behind the three events that made the desk, its person and the batch. */
static Took
floor_rows(Bench *bench)
{
	FloorRows rows = {bench->store->db->handle, 3, 0, bench->n_tickets, 2, BATCH, 1,
		bench->store->device.key};
	sqlite3 *db = open_floor(bench, "rows.db");
	Took took;

	floor_rows_make(db);
	floor_rows_insert(&rows, db, clock_begin, clock_end, &took);
	sqlite3_close(db);
	return took;
}

static void
time_import(Bench *bench, const char *name, bool real)
{
	Took took, floor;
	unsigned n = 2 * bench->n_tickets;

	open_store(bench, name);
	took = import_rows(bench, real);
	floor = floor_rows(bench);
	g_print("%-16s %9.0f %9.1f %9.1f %9.0f %9.1f %9.1f %9.2f %9.2f\n", name,
		n * 1e6 / took.us, took.us / n, took.cpu_us / n, n * 1e6 / floor.us,
		floor.us / n, floor.cpu_us / n, floor.us / took.us, floor.cpu_us / took.cpu_us);
	store_close(bench->store);
}

/* ---- acts ---- */

typedef struct Series {
	double us[ROUNDS], floor_us[ROUNDS];
	unsigned n;
	int pages;
} Series;

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
print_series(Series *series, const char *name)
{
	unsigned n = series->n, p99 = n * 99 / 100;

	qsort(series->us, n, sizeof series->us[0], compare);
	qsort(series->floor_us, n, sizeof series->floor_us[0], compare);
	g_print("%-16s %9.0f %9.0f %9.0f %9.0f %9.2f %9.2f %9.1f\n", name, series->us[n / 2],
		series->us[p99], series->floor_us[n / 2], series->floor_us[p99],
		series->us[n / 2] / series->floor_us[n / 2],
		series->us[p99] / series->floor_us[p99], (double)series->pages / n);
}

static int
pages_written(Bench *bench)
{
	int now = 0, most = 0;

	sqlite3_db_status(
		bench->store->db->handle, SQLITE_DBSTATUS_CACHE_WRITE, &now, &most, 0);
	return now;
}

static void
make_act_floor(Bench *bench)
{
	bench->floor = open_floor(bench, "acts.db");
	run(bench->floor,
		"CREATE TABLE ticket (id INTEGER PRIMARY KEY, ref TEXT, subject TEXT, state INT, "
		"prio INT, assignee TEXT, due INT, updated INT, rev INT);"
		"CREATE INDEX a ON ticket (state, due, id); CREATE INDEX b ON ticket (due, id);"
		"CREATE INDEX c ON ticket (assignee, state, due, id);"
		"CREATE TABLE event (id INTEGER PRIMARY KEY, uuid BLOB UNIQUE, ticket INT, at INT, "
		"author INT, kind INT, data TEXT); CREATE INDEX d ON event (ticket, id)");
	run(bench->floor,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
		"INSERT INTO ticket SELECT i, i, 'a complaint ' || i, i % 5, 0, i % 9, "
		"i * 7919 % 20000, 0, 0 FROM n");
	sqlite3_wal_checkpoint_v2(bench->floor, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static void
floor_act(Bench *bench, unsigned i)
{
	g_autofree char *sql = g_strdup_printf(
		"BEGIN IMMEDIATE; UPDATE ticket SET prio = (prio + 1) & 3, updated = updated + 1, rev = rev + 1 "
		"WHERE id = %u; INSERT INTO event (uuid, ticket, at, author, kind, data) "
		"VALUES (randomblob(16), %u, 0, 1, 1, 'prio'); COMMIT",
		i % 20000 + 1, i % 20000 + 1);

	run(bench->floor, sql);
}

/* Text of a person, of a length that differs. */
static void
fill_note(Bench *bench, Act *act, const char *ticket)
{
	g_autofree char *text = words_dup_note(&bench->dice, true);

	act_add(act, EVENT_NOTE_ADDED, ticket);
	act_text(act, "text", text);
}

static void
fill_log(Bench *bench, Act *act, const char *ticket)
{
	g_autofree char *text = dup_text(bench, false),
			*name = words_dup_name(&bench->dice, true);
	g_autofree char *phone = words_dup_phone(&bench->dice);
	g_autofree char *id = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	g_ptr_array_add(bench->tickets, g_strdup(id));
	act_text(act, "contact_kind", "complaint");
	act_text(act, "level", "ordinary");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C01");
	act_text(act, "text", text);
	act_text(act, "complainant", name);
	act_text(act, "phone", phone);
	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W02");
}

static void
fill_status(Bench *bench, Act *act, const char *ticket)
{
	g_autoptr(Ticket) now = desk_ticket(bench->desk, ticket, NULL);
	bool waits = now->state == TICKET_STATE_WAITING;

	act_add(act, EVENT_STATUS_CHANGED, ticket);
	act_text(act, "to",
		waits || now->state == TICKET_STATE_NEW ? "investigating" : "waiting");
	act_text(act, "reason", "papers");
}

static void
fill_timer(Bench *bench, Act *act, const char *ticket)
{
	static char entry[UUID_LEN];
	static bool runs;

	if (runs) {
		act_add(act, EVENT_TIME_STOPPED, entry);
		act_int(act, "end", env_now_us(&bench->env));
		act_int(act, "worked_us", 1000);
		act_text(act, "how", "stopped");
	} else {
		g_strlcpy(entry, act_add(act, EVENT_TIME_STARTED, NULL), UUID_LEN);
		act_text(act, "person", bench->actor);
		act_text(act, "ticket", ticket);
		act_int(act, "start", env_now_us(&bench->env));
		act_text(act, "boot", bench->env.boot_id);
		act_int(act, "boot_us", bench->env.boot_us(&bench->env));
	}
	runs = !runs;
}

static void
submit(Bench *bench, const Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(bench->desk, (Act *)act);

	if (result->outcome != ACT_SAVED) {
		g_autofree char *text = act_result_dup_text(result);

		die("act", text);
	}
}

static void
time_acts(Bench *bench, const char *name,
	void (*fill)(Bench *bench, Act *act, const char *ticket))
{
	Series series = {.n = 0};

	for (series.n = 0; series.n < ROUNDS; series.n++) {
		guint n = bench->tickets->len;
		const char *ticket = n ? bench->tickets->pdata[series.n * 7 % n] : NULL;
		g_autoptr(Act) act = desk_act(bench->desk);
		int pages;
		double start;

		fill(bench, act, ticket);
		pages = pages_written(bench);
		start = now_us();
		submit(bench, act);
		series.us[series.n] = now_us() - start;
		series.pages += pages_written(bench) - pages;
		start = now_us();
		floor_act(bench, series.n * 7);
		series.floor_us[series.n] = now_us() - start;
	}
	print_series(&series, name);
}

static void
open_desk(Bench *bench, const char *name)
{
	g_autofree char *folder = g_build_filename(bench->home, name, NULL);
	g_autoptr(GError) error = NULL;
	DeskConfig config = {.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &bench->env,
		.practice = true};

	bench->desk = desk_open(&config, &error);
	if (!bench->desk)
		die(folder, error->message);
	desk_assume(bench->desk, bench->actor);
	bench->store = bench->desk->store;
}

/* ---- a user's act while an import runs ---- */

typedef struct Load {
	Bench *bench;
	Series *series;
	double posted_us;
	unsigned posted;
	bool waits, ended;
	ImportReport report;
} Load;

static char *
write_csv(Bench *bench)
{
	char *path = g_build_filename(bench->home, "rows.csv", NULL);
	g_autoptr(GString) out =
		g_string_new("Date received,Product,Issue,Company,Complaint ID,"
			     "Consumer complaint narrative\n");

	for (unsigned i = 0; i < 2 * bench->n_tickets; i++) {
		g_autofree char *text = dup_text(bench, i % 4 == 0);
		g_auto(GStrv) lines = g_strsplit(text, "\"", -1);
		g_autofree char *plain = g_strjoinv("'", lines);

		g_string_append_printf(out, "2023-03-%02u,Mortgage,Late,Bank,%u,\"%s\"\n",
			i % 28 + 1, i, plain);
	}
	if (!g_file_set_contents(path, out->str, (gssize)out->len, NULL))
		die(path, "not written");
	return path;
}

static void
note_done(const ActResult *result, void *data)
{
	Load *load = data;

	if (load->series->n < ROUNDS)
		load->series->us[load->series->n++] = now_us() - load->posted_us;
	load->waits = false;
}

static gboolean
post_note(void *data)
{
	Load *load = data;
	Bench *bench = load->bench;
	Act *act;

	if (load->waits || load->ended)
		return G_SOURCE_CONTINUE;
	act = desk_act(bench->desk);
	fill_note(bench, act, bench->tickets->pdata[load->posted++ % bench->tickets->len]);
	load->waits = true;
	load->posted_us = now_us();
	desk_submit(bench->desk, act, note_done, load);
	return G_SOURCE_CONTINUE;
}

static void
import_ended(const ImportReport *report, const GError *error, void *data)
{
	Load *load = data;

	if (error)
		die("import", error->message);
	load->report = *report;
	load->ended = true;
}

static void
time_under_load(Bench *bench, const char *path, bool with_notes)
{
	Series series = {.n = 0};
	Load load = {.bench = bench, .series = &series};
	ImportTold told = {NULL, NULL, import_ended, &load};
	ImportConfig config = {path, "cfpb", false, false};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = import_job_new(bench->desk, &config, &error);
	g_autoptr(Act) act = NULL;
	guint timer = 0;
	Took took;

	if (!job)
		die(path, error->message);
	act = import_job_dup_start(job);
	submit(bench, act);
	took = took_begin();
	import_job_run(job, &told);
	if (with_notes)
		timer = g_timeout_add(5, post_note, &load);
	while (!load.ended || load.waits)
		g_main_context_iteration(NULL, TRUE);
	took = took_end(took);
	g_print("%-16s %9.0f events/s, %.1f cpu us an event, %u rows",
		with_notes ? "with notes" : "import of a file",
		2e6 * (double)load.report.added / took.us,
		took.cpu_us / 2 / (double)load.report.added, (unsigned)load.report.added);
	if (timer)
		g_source_remove(timer);
	qsort(series.us, series.n, sizeof series.us[0], compare);
	if (series.n)
		g_print("; %u notes, p50 %.0f p99 %.0f microseconds", series.n,
			series.us[series.n / 2], series.us[series.n * 99 / 100]);
	g_print("\n");
}

/* The statutory clock of one complaint, from its facts; what is due is in every act on it. */
static void
time_clock(Bench *bench)
{
	g_autoptr(Ticket) ticket = desk_ticket(bench->desk, bench->tickets->pdata[0], NULL);
	Took took = took_begin();

	for (unsigned i = 0; i < 10000; i++)
		ticket_set_due(ticket, bench->reference);
	took = took_end(took);
	g_print("clock of a complaint: %.2f microseconds\n\n", took.cpu_us / 10000);
}

static void
time_desk(Bench *bench)
{
	g_autofree char *path = write_csv(bench);

	make_act_floor(bench);
	bench->tickets = g_ptr_array_new_with_free_func(g_free);
	open_desk(bench, "real rows");
	g_print("\n%-16s %9s %9s %9s %9s %9s %9s %9s\n", "microseconds", "p50", "p99",
		"floor p50", "p99", "ratio p50", "p99", "pages");
	time_acts(bench, "log", fill_log);
	time_acts(bench, "note", fill_note);
	time_acts(bench, "status", fill_status);
	time_acts(bench, "timer", fill_timer);
	time_clock(bench);
	time_under_load(bench, path, true);
	desk_free(bench->desk);
	open_desk(bench, "short rows");
	time_under_load(bench, path, false);
	desk_free(bench->desk);
	g_ptr_array_unref(bench->tickets);
	sqlite3_close(bench->floor);
}

int
main(int argc, char **argv)
{
	Bench bench = {.dice = {1}, .n_tickets = 2000};
	g_autoptr(GError) error = NULL;

	if (argc < 2 || !g_getenv("AMENDS_DATADIR") || g_mkdir(argv[1], 0700) != 0)
		die("options", "needed: HOME [TICKETS], HOME to be made, and AMENDS_DATADIR");
	setlocale(LC_ALL, "C.UTF-8");
	bench.home = argv[1];
	if (argc > 2)
		bench.n_tickets = (unsigned)g_ascii_strtoull(argv[2], NULL, 10);
	env_init_real(&bench.env);
	bench.reference = reference_load(g_getenv("AMENDS_DATADIR"), &error);
	if (!bench.reference)
		die("reference", error->message);
	g_print("%-16s %9s %9s %9s %9s %9s %9s %9s %9s\n", "import", "events/s", "us/event",
		"cpu us", "floor", "us/event", "cpu us", "of floor", "of cpu");
	time_import(&bench, "short rows", false);
	time_import(&bench, "real rows", true);
	time_desk(&bench);
	reference_free(bench.reference);
	return 0;
}
