/*
 * What a table held is what its export gives back: hostile tables of our own,
 * copies of real ones in other encodings, columns too many or too large for an
 * event; and imports that broke off.
 */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/error.h"
#include "core/import.h"
#include "tests/core/desk-fixture.h"
#include "tests/core/round-trip.h"

static const char map_text[] = "[map]\nname = own\nsource = own\nzone = Asia/Shanghai\n"
			       "[fields]\nreceived = day\ntext = story\n"
			       "[dates]\nform = YYYY-MM-DD\n";

typedef struct Table {
	DeskFixture f;
	char *map, *path;
	unsigned notes, bad, stop_at, told;
	ImportReport report;
	char *error;
	bool done;
} Table;

static void
table_write(Table *table, const char *name, const char *bytes, size_t len)
{
	g_free(table->path);
	table->path = g_build_filename(table->f.folder, name, NULL);
	g_assert_true(g_file_set_contents(table->path, bytes, (gssize)len, NULL));
}

static void
table_init(Table *table, const char *name, const char *bytes, size_t len)
{
	desk_fixture_init(&table->f);
	desk_fixture_sign_on(&table->f, FIXTURE_SUPERVISOR);
	table->map = g_build_filename(table->f.folder, "own.map", NULL);
	g_assert_true(g_file_set_contents(table->map, map_text, -1, NULL));
	table_write(table, name, bytes, len);
}

static void
table_clear(Table *table)
{
	g_free(table->map);
	g_free(table->path);
	g_free(table->error);
	desk_fixture_clear(&table->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static bool
on_progress(const ImportReport *report, void *data)
{
	Table *table = data;

	return !table->stop_at || ++table->told < table->stop_at;
}

static void
on_problem(const ImportProblem *problem, bool bad, void *data)
{
	Table *table = data;

	if (bad)
		g_test_message("line %u: %s", (unsigned)problem->line, problem->reason);
	table->bad += bad;
	table->notes += !bad;
}

static void
on_done(const ImportReport *report, const GError *error, void *data)
{
	Table *table = data;

	table->report = *report;
	table->error = error ? g_strdup(error->message) : NULL;
	table->done = true;
}

static ImportJob *
table_start(Table *table, const char *map)
{
	ImportConfig config = {table->path, map, false, false};
	ImportTold told = {on_progress, on_problem, on_done, table};
	g_autoptr(GError) error = NULL;
	ImportJob *job = import_job_new(table->f.desk, &config, &error);
	g_autoptr(Act) start = NULL;
	g_autoptr(ActResult) result = NULL;

	g_assert_no_error(error);
	start = import_job_dup_start(job);
	result = desk_submit_wait(table->f.desk, start);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	table->done = false;
	import_job_run(job, &told);
	return job;
}

static void
table_import(Table *table, const char *map)
{
	g_autoptr(ImportJob) job = table_start(table, map);

	while (!table->done)
		g_assert_true(desk_step(table->f.desk));
	g_assert_cmpstr(table->error, ==, NULL);
}

static void
table_check(Table *table, const SourceConfig *config, unsigned rows)
{
	g_autoptr(GPtrArray) ids = source_dup_ids(table->f.desk, NULL, NULL);

	g_assert_cmpuint(table->bad, ==, 0);
	g_assert_cmpuint(ids->len, ==, rows);
	g_assert_cmpuint(
		round_trip_check(table->f.desk, table->path, ids, 0, config), ==, rows);
}

static unsigned
count_files(Table *table)
{
	g_autofree char *folder = g_build_filename(table->f.folder, "files", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	unsigned n = 0;

	while (dir && g_dir_read_name(dir))
		n++;
	return n;
}

static const SourceConfig csv = {SOURCE_CSV, ENCODING_AUTO, ',', false};
static const SourceConfig json = {SOURCE_JSON, ENCODING_AUTO, ',', false};

#define S(text) text, sizeof(text) - 1

/* Everything an event can hold: no file is made for it. */
static void
test_hostile_csv(void)
{
	g_auto(Table) table = {0};

	table_init(&table, "t.csv",
		S("day, story ,same,same,\"=2+3\",\n"
		  "2026-01-02,plain,a,b,c,\n"
		  "2026-01-02,=1+1,+2,-3,@x,\t\n"
		  "2026-01-02,\"two\r\nlines\nand \"\"quotes\"\", "
		  "commas\",\",\",\"\"\"\",\r,\r\n"
		  "2026-01-02,\xFF\xFEraw,\x80,\xC3,nul\0nul,\"\0\"\n"
		  "2026-01-02,\xEF\xBC\x9D"
		  "1,\xE2\x80\xAE"
		  "evil,\x1B[31m,\xC2\x9B,\x7F\n"
		  "2026-01-02,,,,,\n"
		  "2026-01-02,,,,,\n"));
	table_import(&table, table.map);
	table_check(&table, &csv, 7);
	g_assert_cmpuint(table.notes, ==, 5);
	g_assert_cmpuint(count_files(&table), ==, 0);
}

/* What no event holds: 300 columns, a name that is no text, a field of 1 MB. */
static void
test_large_csv(void)
{
	g_auto(Table) table = {0};
	g_autoptr(GString) text = g_string_new("day,story,no\xFFtext,n\xC3");
	g_autofree char *large = g_malloc(CSV_FIELD_MAX + 1);

	for (int i = 4; i < 300; i++)
		g_string_append_printf(text, ",c%d", i);
	g_string_append(text, "\n2026-01-02,first,x,\xFE");
	for (int i = 4; i < 300; i++)
		g_string_append_printf(text, ",%d", i);
	memset(large, '"', CSV_FIELD_MAX);
	memcpy(large + CSV_FIELD_MAX - 3, "费", 3);
	large[CSV_FIELD_MAX] = '\0';
	g_string_append(text, "\n2026-01-02,");
	csv_write_field(text, large, CSV_FIELD_MAX, ',');
	for (int i = 2; i < 300; i++)
		g_string_append(text, ",");
	g_string_append(text, "\n");
	table_init(&table, "t.csv", text->str, text->len);
	table_import(&table, table.map);
	g_assert_cmpuint(table.notes, ==, 2);
	table_check(&table, &csv, 2);
	g_assert_cmpuint(count_files(&table), ==, 2);
	/* Again: known, and nothing more is kept. */
	table_import(&table, table.map);
	g_assert_cmpuint(table.report.known, ==, 2);
	g_assert_cmpuint(count_files(&table), ==, 2);
}

static void
test_hostile_json(void)
{
	g_auto(Table) table = {0};

	table_init(&table, "t.json",
		S("[{\"day\": \"2026-01-02\", \"story\": \"a\\u0000b\", \"n\": -1.50e+400,"
		  " \"t\": true, \"f\": false, \"z\": null, \"o\": {\"x\": [1, 2.0, "
		  "\"\\u0000\"] , \"y\":{}},"
		  " \"n\": 12345678901234567890, \"a\\u0000b\": \"zero\", \"\\u0000\": 7, "
		  "\"\\ufffd\": 8},\n"
		  "{\"day\": \"2026-01-02\", \"\": \"\", \"\\\"\\\\\\u0001\\u202e\": "
		  "\"\\ud83d\\ude00\", \"story\": 5}]\n"));
	table_import(&table, table.map);
	g_assert_cmpuint(table.notes, ==, 1);
	table_check(&table, &json, 2);
	g_assert_cmpuint(count_files(&table), ==, 1);
}

/* A kept file that is gone or another is told; nothing breaks. */
static void
test_lost_file(void)
{
	g_auto(Table) table = {0};
	g_autoptr(GPtrArray) ids = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(SourceTable) out = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *kept = NULL;
	bool written;

	table_init(&table, "t.csv", S("day,story,\xFF\n2026-01-02,x,y\n"));
	table_import(&table, table.map);
	ids = source_dup_ids(table.f.desk, "own", NULL);
	g_assert_cmpuint(ids->len, ==, 1);
	ticket = desk_ticket(table.f.desk, ids->pdata[0], NULL);
	kept = g_build_filename(table.f.folder, "files", ticket->columns_file, NULL);
	out = source_table_new(table.f.desk, &csv);
	g_assert_true(g_file_set_contents(kept, "{}", -1, NULL));
	g_assert_false(source_table_learn(out, ticket, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_cmpint(g_unlink(kept), ==, 0);
	g_assert_false(source_table_write(out, ticket, text, &written, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_assert_cmpuint(text->len, ==, 0);
}

/* A table of another encoding: rows of it that are no text keep the file's own bytes. */
static void
test_encodings(void)
{
	static const struct {
		Encoding encoding;
		const char *bytes;
		size_t len;
		unsigned notes;
	} tables[] = {
		{ENCODING_GB18030,
			S("day,story,\xC4\xEA\xB7\xD1\n2026-01-02,"
			  "\xC4\xEA\xB7\xD1\xBF\xDB\xC1\xCB"
			  "\xC1\xBD\xB4\xCE,\xB2\xBB\xBF\xC9\n2026-01-02,\xCD\xCB\xBB\xD8\xFF,"
			  "\x80\n"),
			2},
		{ENCODING_UTF_16LE,
			S("\xFF\xFE"
			  "d\0a\0y\0,\0s\0t\0o\0r\0y\0\n\0"
			  "2\0"
			  "0\0"
			  "2\0"
			  "6\0-\0"
			  "0\0"
			  "1\0-\0"
			  "0\0"
			  "2\0,\0\x74\x5E\x00\xD8\0\0\n\0"),
			1},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_auto(Table) table = {0};
		SourceConfig config = {SOURCE_CSV, tables[i].encoding, ',', false};

		table_init(&table, "t.csv", tables[i].bytes, tables[i].len);
		table_import(&table, table.map);
		g_assert_cmpint(table.report.encoding, ==, tables[i].encoding);
		g_assert_cmpuint(table.notes, ==, tables[i].notes);
		table_check(&table, &config, i == 0 ? 2 : 1);
	}
}

/* Real tables as a Chinese spreadsheet saves them. */
static void
test_gb18030_copies(void)
{
	static const struct {
		const char *file, *map;
		unsigned lines; /* of the file, 0 for all */
		SourceConfig config;
	} files[] = {
		{"zh_citizen_messages.csv", "zh-messages", 0,
			{SOURCE_CSV, ENCODING_GB18030, ',', false}},
		{"zh_bank_questions.tsv", "zh-bank-questions", 300,
			{SOURCE_CSV, ENCODING_GB18030, '\t', true}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_auto(Table) table = {0};
		g_autofree char *path = g_build_filename(
			g_getenv("AMENDS_DATA"), "data", "complaints", files[i].file, NULL);
		g_autofree char *bytes = NULL, *copy = NULL;
		gsize len, copied;
		char *end;
		g_autoptr(GPtrArray) ids = NULL;

		if (!g_file_get_contents(path, &bytes, &len, NULL)) {
			g_test_skip("no data: complaints");
			return;
		}
		end = bytes;
		for (unsigned line = 0; line < files[i].lines; line++)
			end = strchr(end, '\n') + 1;
		copy = g_convert(bytes, files[i].lines ? end - bytes : (gssize)len, "GB18030",
			"UTF-8", NULL, &copied, NULL);
		g_assert_nonnull(copy);
		table_init(&table, "copy.csv", copy, copied);
		table_import(&table, files[i].map);
		g_assert_cmpint(table.report.encoding, ==, ENCODING_GB18030);
		ids = source_dup_ids(table.f.desk, NULL, NULL);
		table_check(&table, &files[i].config, ids->len);
		g_assert_cmpuint(ids->len, >=, files[i].lines ? files[i].lines : 326);
		/* The same table as UTF-8 has the same keys. */
		table_write(&table, "copy.csv", bytes,
			files[i].lines ? (size_t)(end - bytes) : len);
		table_import(&table, files[i].map);
		g_assert_cmpuint(table.report.added, ==, 0);
	}
}

/* ---- imports that broke off ---- */

static void
test_resume(void)
{
	g_auto(Table) table = {0};
	g_autoptr(GString) text = g_string_new("day,story\n");
	g_autoptr(ImportJob) job = NULL, second = NULL;
	ImportConfig config;
	g_autoptr(GError) error = NULL;
	uint64_t before = 0, rows = 0;

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(text, "2026-01-02,row %d\n", i);
	table_init(&table, "t.csv", text->str, text->len);
	config = (ImportConfig){table.path, table.map, false, false};
	job = table_start(&table, table.map);
	/* Some rows, then the program is gone: nothing ended the batch. */
	while (before < 200) {
		g_assert_true(desk_step(table.f.desk));
		before = (uint64_t)desk_count(table.f.desk, "is:archive", 2000, NULL);
	}
	/* While it runs there is no second one. */
	g_assert_null(import_job_new(table.f.desk, &config, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	desk_fixture_reopen(&table.f);
	g_clear_pointer(&job, import_job_free);
	/* What was under way when the desk closed is in too. */
	before = (uint64_t)desk_count(table.f.desk, "is:archive", 2000, NULL);
	g_assert_cmpuint(before, <, 1000);
	second = import_job_new(table.f.desk, &config, NULL);
	g_assert_nonnull(second);
	g_assert_true(import_job_resumes(second, &rows));
	g_assert_cmpuint(rows, ==, before);
	g_clear_pointer(&second, import_job_free);
	/* Cancelled between two batches. */
	table.stop_at = 2;
	table_import(&table, table.map);
	g_assert_true(table.report.cancelled);
	before += table.report.added;
	table.stop_at = 0;
	table_import(&table, table.map);
	g_assert_cmpuint(table.report.earlier, ==, before);
	g_assert_cmpuint(table.report.known, ==, before);
	g_assert_cmpuint(table.report.known + table.report.added, ==, 1000);
	g_assert_cmpint(desk_count(table.f.desk, "is:archive", 2000, NULL), ==, 1000);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/round-trip/hostile-csv", test_hostile_csv);
	g_test_add_func("/round-trip/large-csv", test_large_csv);
	g_test_add_func("/round-trip/hostile-json", test_hostile_json);
	g_test_add_func("/round-trip/lost-file", test_lost_file);
	g_test_add_func("/round-trip/encodings", test_encodings);
	g_test_add_func("/round-trip/gb18030-copies", test_gb18030_copies);
	g_test_add_func("/round-trip/resume", test_resume);
	return g_test_run();
}
