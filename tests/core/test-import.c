/* Proves core/import.h and core/export.h: small files of our own, then the walk with real
 * complaints. */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/export.h"
#include "core/import.h"
#include "tests/core/desk-fixture.h"
#include "tests/core/round-trip.h"

static const char map_text[] =
	"[map]\nname = own\nsource = own\nzone = Asia/Shanghai\nrest = keep\n"
	"required = day\n[fields]\nreceived = day\ntext = story\nsubject = title\n"
	"complainant_name = who\n[dates]\nform = YYYY-MM-DD\n";

typedef struct Run {
	ImportReport report;
	GPtrArray *bad; /* "line:column reason" */
	GError *error;
	unsigned cancel_after, turns;
	bool done;
} Run;

static void
run_clear(Run *run)
{
	g_clear_pointer(&run->bad, g_ptr_array_unref);
	g_clear_error(&run->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static bool
on_progress(const ImportReport *report, void *data)
{
	Run *run = data;

	return !run->cancel_after || ++run->turns < run->cancel_after;
}

static void
on_problem(const ImportProblem *problem, bool bad, void *data)
{
	if (bad)
		g_ptr_array_add(((Run *)data)->bad,
			g_strdup_printf("%u:%u %s", (unsigned)problem->line,
				(unsigned)problem->column, problem->reason));
}

static void
on_done(const ImportReport *report, const GError *error, void *data)
{
	Run *run = data;

	run->report = *report;
	run->error = error ? g_error_copy(error) : NULL;
	run->done = true;
}

/* The outcome of the start act; `run` tells the rest. */
static ActOutcome
import(DeskFixture *f, const ImportConfig *config, const char *second, Run *run)
{
	ImportTold told = {on_progress, on_problem, on_done, run};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = import_job_new(f->desk, config, &error);
	g_autoptr(Act) start = NULL;
	g_autoptr(ActResult) result = NULL;

	g_assert_no_error(error);
	if (!run->bad)
		run->bad = g_ptr_array_new_with_free_func(g_free);
	start = import_job_dup_start(job);
	if (second)
		g_strlcpy(start->second, second, UUID_LEN);
	result = desk_submit_wait(f->desk, start);
	if (result->outcome != ACT_SAVED)
		return result->outcome;
	import_job_run(job, &told);
	while (!run->done)
		g_assert_true(desk_step(f->desk));
	return ACT_SAVED;
}

static char *
write_file(DeskFixture *f, const char *name, const char *text)
{
	char *path = g_build_filename(f->folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	return path;
}

typedef struct Small {
	DeskFixture f;
	char *map, *csv;
} Small;

static void
small_init(Small *small, const char *csv)
{
	desk_fixture_init(&small->f);
	desk_fixture_sign_on(&small->f, FIXTURE_SUPERVISOR);
	small->map = write_file(&small->f, "own.map", map_text);
	small->csv = write_file(&small->f, "own.csv", csv);
}

static void
small_clear(Small *small)
{
	g_free(small->map);
	g_free(small->csv);
	desk_fixture_clear(&small->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Small, small_clear)

static ActOutcome
small_import(Small *small, bool live, const char *second, Run *run)
{
	ImportConfig config = {small->csv, small->map, live, false};

	return import(&small->f, &config, second, run);
}

static void
test_again_changes_nothing(void)
{
	g_auto(Small) small = {0};
	g_auto(Run) first = {0}, again = {0};
	AuditReport audit;
	g_autofree char *difference = NULL;

	small_init(&small,
		"day,title,story,who\n2026-01-02,fee,\"taken, twice\nreally\",Wang Xiaoming\n"
		"2026-01-02,same,same,Li\n2026-01-02,same,same,Li\n");
	g_assert_cmpint(small_import(&small, false, NULL, &first), ==, ACT_SAVED);
	g_assert_no_error(first.error);
	g_assert_cmpuint(first.report.added, ==, 3);
	small_import(&small, false, NULL, &again);
	g_assert_cmpuint(again.report.added, ==, 0);
	g_assert_cmpuint(again.report.known, ==, 3);
	g_assert_cmpint(desk_count(small.f.desk, "is:archive", 100, NULL), ==, 3);
	g_assert_true(desk_audit_verify(small.f.desk, &audit, NULL));
	g_assert_true(audit.ok);
	g_assert_true(desk_rebuild_check(small.f.desk, true, &difference, NULL));
	g_assert_null(difference);
}

/* However many complaints there are, a row is looked up among them by the index. */
static void
test_known_by_index(void)
{
	g_auto(Small) small = {0};
	g_auto(Run) run = {0};
	sqlite3_stmt *stmt = NULL;
	unsigned found = 0;

	small_init(&small,
		"day,title,story,who\n2026-01-02,a,b,c\n2026-01-02,d,e,f\n2026-01-02,g,h,i\n");
	g_assert_cmpint(small_import(&small, false, NULL, &run), ==, ACT_SAVED);
	while ((stmt = sqlite3_next_stmt(small.f.desk->store->db->handle, stmt))) {
		if (!strstr(sqlite3_sql(stmt), "source_key = :key"))
			continue;
		found++;
		g_assert_cmpint(
			sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0), ==, 0);
	}
	g_assert_cmpuint(found, ==, 1);
}

static void
test_bad_rows(void)
{
	g_auto(Small) small = {0};
	g_auto(Run) run = {0};

	small_init(&small, "day,title,story,who\nnever,a,b,c\n2026-01-03,only "
			   "three,x\n2026-01-04,good,y,z\n");
	small_import(&small, false, NULL, &run);
	g_assert_cmpuint(run.report.added, ==, 1);
	g_assert_cmpuint(run.report.bad, ==, 2);
	g_assert_cmpuint(run.bad->len, ==, 2);
	g_assert_true(g_str_has_prefix(run.bad->pdata[0], "2:1 "));
	g_assert_true(g_str_has_prefix(run.bad->pdata[1], "3:"));
}

/* One authorisation opens one batch of live rows; nobody but a lead may. */
static void
test_live(void)
{
	g_auto(Small) small = {0};
	g_auto(Run) refused = {0}, run = {0}, teller = {0};
	g_autoptr(GPtrArray) rows = NULL;
	QueueWindow window = {.query = "is:open", .max = 10};
	g_autoptr(Ticket) ticket = NULL;

	small_init(&small, "day,title,story,who\n2026-01-02,no words but a title,,Wang\n");
	g_assert_cmpint(small_import(&small, true, NULL, &refused), ==, ACT_REFUSED);
	desk_fixture_sign_on(&small.f, FIXTURE_TELLER);
	g_assert_cmpint(small_import(&small, false, NULL, &teller), ==, ACT_REFUSED);
	desk_fixture_sign_on(&small.f, FIXTURE_SUPERVISOR);
	g_assert_cmpint(small_import(&small, true, small.f.people[FIXTURE_COMPLIANCE], &run),
		==, ACT_SAVED);
	g_assert_cmpuint(run.report.added, ==, 1);
	rows = desk_queue(small.f.desk, &window, NULL);
	g_assert_cmpuint(rows->len, ==, 1);
	ticket = desk_ticket(small.f.desk, ((QueueRow *)rows->pdata[0])->id, NULL);
	g_assert_cmpstr(ticket->text, ==, "no words but a title");
	g_assert_false(ticket->archive);
	g_assert_cmpuint(ticket->claims->len, ==, 1);
	g_assert_cmpint(ticket->due_us, !=, INT64_MAX);
}

static void
test_cancel_and_dry_run(void)
{
	g_auto(Small) small = {0};
	g_auto(Run) dry = {0}, cancelled = {.cancel_after = 1}, rest = {0};
	GString *csv = g_string_new("day,title,story,who\n");
	ImportConfig config;

	for (int i = 0; i < 450; i++)
		g_string_append_printf(csv, "2026-01-02,t,row %d,w\n", i);
	small_init(&small, csv->str);
	g_string_free(csv, TRUE);
	config = (ImportConfig){small.csv, small.map, false, true};
	import(&small.f, &config, NULL, &dry);
	g_assert_cmpuint(dry.report.added, ==, 450);
	g_assert_cmpint(desk_count(small.f.desk, "is:archive", 1000, NULL), ==, 0);
	small_import(&small, false, NULL, &cancelled);
	g_assert_true(cancelled.report.cancelled);
	g_assert_cmpuint(cancelled.report.added, <, 450);
	small_import(&small, false, NULL, &rest);
	g_assert_cmpuint(rest.report.added + cancelled.report.added, ==, 450);
	g_assert_cmpuint(rest.report.known, ==, cancelled.report.added);
}

static void
test_wrong_files(void)
{
	g_auto(Small) small = {0};
	g_autoptr(GError) error = NULL;
	ImportConfig config = {"/nonexistent.csv", "cfpb", false, false};

	small_init(&small, "");
	g_assert_null(import_job_new(small.f.desk, &config, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_clear_error(&error);
	config.map = "cfbp";
	g_assert_null(import_job_new(small.f.desk, &config, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "cfpb"));
}

/* Nothing that could move a terminal or a spreadsheet, nothing personal; exact reads back the
 * same. */
static void
test_export_is_safe(void)
{
	g_auto(DeskFixture) f = {0};
	const char *text = "call 13800002210 or 王小明 \x1b[31m\xe2\x80\xae evil \xc2\x9b";
	g_autofree char *id = desk_fixture_init_log(&f, text, "王小明");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autoptr(GString) masked = g_string_new(NULL), exact = g_string_new(NULL),
			   csv = g_string_new(NULL);
	QueueWindow window = {.query = "is:open", .max = 10};
	g_autoptr(GPtrArray) rows = desk_queue(f.desk, &window, NULL);
	json_t *json;

	g_assert_true(export_ticket_json(f.desk, ticket, false, masked, NULL));
	g_assert_null(strstr(masked->str, "13800002210"));
	g_assert_null(strstr(masked->str, "王小明"));
	g_assert_nonnull(strstr(masked->str, "王*明"));
	g_assert_true(export_ticket_json(f.desk, ticket, true, exact, NULL));
	for (const char *bad = "\x1b"; *bad; bad++)
		g_assert_null(strchr(exact->str, *bad));
	g_assert_null(strstr(exact->str, "\xe2\x80\xae"));
	g_assert_null(strstr(exact->str, "\xc2\x9b"));
	json = json_loads(exact->str, 0, NULL);
	g_assert_cmpstr(json_string_value(json_object_get(json, "text")), ==, text);
	json_decref(json);
	export_csv_header(csv);
	export_rows_csv(f.desk, rows, false, csv);
	g_assert_nonnull(strstr(csv->str, "138****2210"));
	g_assert_null(strstr(csv->str, "王小明"));
	g_assert_null(strchr(csv->str, '\x1b'));
}

/* What a spreadsheet could run is guarded, what it could not stays; exact is exact. */
static void
test_export_formulas(void)
{
	static const struct {
		const char *text, *want;
	} cells[] = {
		{"=1+1", "'=1+1"},
		{"+86", "'+86"},
		{"-1", "'-1"},
		{"@SUM", "'@SUM"},
		{"\t=1", NULL},
		{"\r=1", NULL},
		{"\n=1", NULL},
		{" =1", "' =1"},
		{"\xE3\x80\x80=1", NULL},
		{"\xEF\xBB\xBF=1", NULL},
		{"\xEF\xBC\x9D"
		 "1",
			"'\xEF\xBC\x9D"
			"1"},
		{"\xEF\xBC\x8B"
		 "1",
			"'\xEF\xBC\x8B"
			"1"},
		{"\xEF\xBC\x8D"
		 "1",
			"'\xEF\xBC\x8D"
			"1"},
		{"\xEF\xBC\xA0"
		 "1",
			"'\xEF\xBC\xA0"
			"1"},
		{"1=1", "1=1"},
		{"a, \"b\"", "\"a, \"\"b\"\"\""},
		{"", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		g_autoptr(GString) safe = g_string_new(NULL), exact = g_string_new(NULL),
				   plain = g_string_new(NULL);

		export_csv_cell(safe, cells[i].text, false);
		export_csv_cell(exact, cells[i].text, true);
		csv_write_field(plain, cells[i].text, strlen(cells[i].text), ',');
		g_assert_cmpstr(exact->str, ==, plain->str);
		if (cells[i].want)
			g_assert_cmpstr(safe->str, ==, cells[i].want);
		else
			g_assert_nonnull(strchr("'\"", safe->str[0]));
	}
}

/* ---- the walk ---- */

static const struct {
	const char *file, *map;
	unsigned rows;
	SourceConfig config;
} files[] = {
	{"cfpb_credittrust_filtered.csv", "cfpb", 191, {SOURCE_CSV, ENCODING_AUTO, ',', false}},
	{"zh_citizen_messages.csv", "zh-messages", 326,
		{SOURCE_CSV, ENCODING_AUTO, ',', false}},
	{"cfpb_narratives_socrata.json", "cfpb", 300, {SOURCE_JSON, ENCODING_AUTO, ',', false}},
	{"cfpb_bkreis_2016.csv", "cfpb", 349, {SOURCE_CSV, ENCODING_AUTO, ',', false}},
	{"cfpb_2023_payday_narratives_18col.csv", "cfpb", 1911,
		{SOURCE_CSV, ENCODING_AUTO, ',', false}},
	{"cfpb_2013_no_narrative_14col.csv", "cfpb", 2119,
		{SOURCE_CSV, ENCODING_AUTO, ',', false}},
	{"zh_bank_questions.tsv", "zh-bank-questions", 8000,
		{SOURCE_CSV, ENCODING_AUTO, '\t', true}},
};

/* The rows of every file, in the order they were imported, as they stood there. */
static void
check_round_trips(DeskFixture *f)
{
	g_autoptr(GPtrArray) ids = source_dup_ids(f->desk, NULL, NULL);
	unsigned from = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(
			g_getenv("AMENDS_DATA"), "data", "complaints", files[i].file, NULL);
		unsigned n = round_trip_check(f->desk, path, ids, from, &files[i].config);

		g_assert_cmpuint(n, ==, files[i].rows);
		from += n;
	}
	g_assert_cmpuint(from, ==, ids->len);
}

static void
import_file(DeskFixture *f, unsigned n, bool live, bool again)
{
	g_autofree char *path = g_build_filename(
		g_getenv("AMENDS_DATA"), "data", "complaints", files[n].file, NULL);
	ImportConfig config = {path, files[n].map, live, false};
	g_auto(Run) run = {0};

	import(f, &config, live ? f->people[FIXTURE_COMPLIANCE] : NULL, &run);
	g_assert_no_error(run.error);
	g_assert_cmpuint(run.report.bad, ==, 0);
	if (again)
		g_assert_cmpuint(run.report.added, ==, 0);
	else
		g_assert_cmpuint(run.report.added, >, 0);
	g_assert_cmpuint(run.report.added + run.report.known, ==, files[n].rows);
}

static void
check_columns(const ImportRow *row, json_t *ticket)
{
	json_t *columns = json_object_get(ticket, "columns");

	g_assert_cmpuint(json_array_size(columns), ==, row->n_columns);
	for (unsigned i = 0; i < row->n_columns; i++) {
		json_t *column = json_array_get(columns, i);
		const char *base64 = json_string_value(json_object_get(column, "base64"));
		const char *value = json_string_value(json_object_get(column, "value"));
		gsize len = strlen(value);
		g_autofree char *raw =
			base64 ? (char *)g_base64_decode(base64, &len) : g_strdup(value);

		g_assert_cmpstr(json_string_value(json_object_get(column, "name")), ==,
			row->columns[i].name);
		g_assert_cmpmem(raw, len, row->columns[i].bytes, row->columns[i].len);
	}
}

/* Every row of the file against the ticket with its key. */
static void
compare_file(GHashTable *tickets, unsigned n, const char *assets)
{
	g_autofree char *path = g_build_filename(
		g_getenv("AMENDS_DATA"), "data", "complaints", files[n].file, NULL);
	g_autofree char *name = g_strconcat(files[n].map, ".map", NULL);
	g_autofree char *map_path = g_build_filename(assets, "maps", name, NULL);
	g_autoptr(ImportMap) map = import_map_load(map_path, NULL);
	g_autoptr(ImportReader) reader =
		import_reader_open(path, map, IMPORT_FORMAT_AUTO, NULL);
	ImportRow *row = NULL;
	ImportProblem *problem = NULL;

	while (import_reader_next(reader, &row, &problem, NULL) == IMPORT_STEP_ROW) {
		json_t *ticket = g_hash_table_lookup(tickets, row->key);

		g_assert_nonnull(ticket);
		check_columns(row, ticket);
		import_row_free(g_steal_pointer(&row));
	}
	g_assert_null(problem);
}

static GHashTable *
export_all(DeskFixture *f)
{
	GHashTable *tickets = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
	QueueWindow window = {.query = "is:archive or is:open or is:closed", .max = 2000};
	g_autoptr(GPtrArray) rows = desk_queue(f->desk, &window, NULL);

	for (guint i = 0; i < rows->len; i++) {
		g_autoptr(Ticket) ticket =
			desk_ticket(f->desk, ((QueueRow *)rows->pdata[i])->id, NULL);
		g_autoptr(GString) text = g_string_new(NULL);

		g_assert_true(export_ticket_json(f->desk, ticket, true, text, NULL));
		g_hash_table_insert(
			tickets, g_strdup(ticket->source_key), json_loads(text->str, 0, NULL));
	}
	return tickets;
}

/* Search one, time it, handle it, close it. */
static void
handle_one(DeskFixture *f)
{
	QueueWindow window = {.query = "is:open account", .max = 1};
	g_autoptr(GPtrArray) rows = desk_queue(f->desk, &window, NULL);
	const char *id;
	const TimeEntry *running;
	Act *act = desk_act(f->desk);

	g_assert_cmpuint(rows->len, ==, 1);
	id = ((QueueRow *)rows->pdata[0])->id;
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "ticket", id);
	act_text(act, "person", desk_person(f->desk)->id);
	act_int(act, "start", env_now_us(&f->env));
	act_text(act, "boot", f->env.boot_id);
	act_int(act, "boot_us", f->env.boot_us(&f->env));
	act_add(act, EVENT_NOTE_ADDED, id);
	act_text(act, "text", "read the statement");
	g_free(desk_fixture_submit(f, act));
	env_fake_advance(&f->env, 25 * US_PER_MINUTE);
	running = desk_running(f->desk);
	act = desk_act(f->desk);
	act_add(act, EVENT_TIME_STOPPED, running->id);
	act_int(act, "end", env_now_us(&f->env));
	act_int(act, "worked_us", desk_running_us(f->desk, running));
	act_text(act, "how", "stopped");
	g_free(desk_fixture_submit(f, act));
	g_assert_cmpint(desk_ticket_time_us(f->desk, id), ==, 25 * US_PER_MINUTE);
	desk_fixture_close(f, id);
	g_assert_cmpint(desk_count(f->desk, "is:closed", 10, NULL), ==, 1);
}

static void
test_walk(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATA"), "data", "complaints", NULL);
	g_autoptr(GHashTable) tickets = NULL;
	AuditReport audit;

	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_test_skip("no data: complaints");
		return;
	}
	desk_fixture_init(&f);
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	for (unsigned i = 0; i < 3; i++)
		import_file(&f, i, i == 0, false);
	handle_one(&f);
	tickets = export_all(&f);
	g_assert_cmpuint(g_hash_table_size(tickets), ==, 191 + 326 + 300);
	for (unsigned i = 0; i < 3; i++)
		compare_file(tickets, i, desk_assets(f.desk));
	for (unsigned i = 3; i < G_N_ELEMENTS(files); i++)
		import_file(&f, i, false, false);
	check_round_trips(&f);
	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++)
		import_file(&f, i, i == 0, true);
	g_assert_true(desk_audit_verify(f.desk, &audit, NULL));
	g_assert_true(audit.ok);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/import/again-changes-nothing", test_again_changes_nothing);
	g_test_add_func("/import/known-by-index", test_known_by_index);
	g_test_add_func("/import/bad-rows", test_bad_rows);
	g_test_add_func("/import/live", test_live);
	g_test_add_func("/import/cancel-and-dry-run", test_cancel_and_dry_run);
	g_test_add_func("/import/wrong-files", test_wrong_files);
	g_test_add_func("/export/safe", test_export_is_safe);
	g_test_add_func("/export/formulas", test_export_formulas);
	g_test_add_func("/import/walk", test_walk);
	return g_test_run();
}
