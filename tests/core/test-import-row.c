/*
 * core/import-row.h and import-json.h: rows and their keys, bad rows, raw
 * bytes, JSON as text; and every file of real complaints read whole, against
 * figures computed by another program.
 */
#include "config.h"

#include "core/import-row.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/env.h"
#include "core/error.h"

#define MAP                                                                                    \
	"[map]\nname = t\nzone = Asia/Shanghai\nrequired = Story\n"                            \
	"[dates]\nform = YYYY-MM-DD\n[fields]\nreceived = Day\ntext = Story\n"

typedef struct Source {
	const char *bytes;
	size_t len, at, step;
	size_t fail_at; /* 0: never */
} Source;

static gssize
source_read(void *data, void *buf, size_t len, GError **error)
{
	Source *source = data;
	size_t n = MIN(MIN(len, source->len - source->at), source->step);

	if (source->fail_at && source->at >= source->fail_at) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO, "The disk is gone.");
		return -1;
	}
	memcpy(buf, source->bytes + source->at, n);
	source->at += n;
	return (gssize)n;
}

static ImportMap *
map_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	ImportMap *map = import_map_parse("t.map", text, strlen(text), &error);

	g_assert_no_error(error);
	return map;
}

/* "day/text" a row, "!line:column field" a problem, ";" between. */
static char *
read_all(const char *bytes, size_t len, size_t step, ImportFormat format)
{
	g_autoptr(ImportMap) map = map_of(MAP);
	Source source = {bytes, len, 0, step, 0};
	g_autoptr(ImportReader) reader = import_reader_new(source_read, &source, map, format);
	GString *out = g_string_new(NULL);

	for (;;) {
		g_autoptr(ImportRow) row = NULL;
		g_autoptr(ImportProblem) problem = NULL;
		g_autoptr(GError) error = NULL;
		ImportStep stepped = import_reader_next(reader, &row, &problem, &error);

		g_assert_true((stepped == IMPORT_STEP_ROW) == (row != NULL));
		g_assert_true((stepped == IMPORT_STEP_BAD) == (problem != NULL));
		g_assert_true((stepped == IMPORT_STEP_FAILED) == (error != NULL));
		if (row)
			g_string_append_printf(out, "%s/%s;",
				row->values.fields[IMPORT_FIELD_RECEIVED],
				row->values.fields[IMPORT_FIELD_TEXT]);
		if (problem)
			g_string_append_printf(out, "!%d:%d %s;", (int)problem->line,
				(int)problem->column, problem->field ? problem->field : "");
		if (error)
			g_string_append(out, "failed;");
		if (stepped == IMPORT_STEP_END || stepped == IMPORT_STEP_FAILED)
			break;
	}
	return g_string_free(out, FALSE);
}

#define S(text) text, sizeof(text) - 1

static const struct {
	ImportFormat format;
	const char *bytes;
	size_t len;
	const char *want;
} cases[] = {
	{IMPORT_FORMAT_CSV, S(""), "failed;"},
	{IMPORT_FORMAT_CSV, S("Day,Other\n2020-01-01,a\n"), "failed;"},
	{IMPORT_FORMAT_CSV, S("Day,\"Story\"x\n2020-01-01,a\n"), "failed;"},
	{IMPORT_FORMAT_CSV, S("Day,Story\n"), ""},
	{IMPORT_FORMAT_CSV, S("\xEF\xBB\xBF Day\t,Story\n2020-01-01,\" a \"\n"),
		"2020-01-01/a;"},
	{IMPORT_FORMAT_CSV,
		S("Story,Day\nsix,6\na\n\"b\nc\",1 May\nd,2020-01-02\ne,\nf,2020-01-03"),
		"!2:5 Day;!3:1 ;!5:4 Day;2020-01-02/d;!7:3 Day;2020-01-03/f;"},
	{IMPORT_FORMAT_JSON, S(""), ""},
	{IMPORT_FORMAT_JSON, S(" [ ] "), ""},
	{IMPORT_FORMAT_JSON, S("[]x"), "!1:3 ;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\"}]"), "failed;"},
	{IMPORT_FORMAT_JSON, S("\xEF\xBB\xBF[{\"Day\":\"2020-01-01\",\"Story\":\"a\"}]\n"),
		"2020-01-01/a;"},
	{IMPORT_FORMAT_JSON,
		S("[{\"Day\":\"2020-01-01\",\"Story\":12345678901234567890.10} ,\n"
		  "{\"Story\":-0e+999 , \"Day\" : \"2020-01-02\"}]"),
		"2020-01-01/12345678901234567890.10;2020-01-02/-0e+999;"},
	{IMPORT_FORMAT_JSON,
		S("[{\"Day\":\"2020-01-01\",\"Story\":{\"a\":[1.50,\"}\"] , \"b\":{}},"
		  "\"x\":[2,[3]]}]"),
		"2020-01-01/{\"a\":[1.50,\"}\"] , \"b\":{}};"},
	{IMPORT_FORMAT_JSON,
		S("[{\"Day\":\"2020-01-01\",\"Story\":true},"
		  "{\"Day\":\"2020-01-01\",\"Story\":null}]"),
		"2020-01-01/true;2020-01-01/(null);"},
	/* A name that stands twice: both are kept, the first is used. */
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\",\"Story\":\"b\"}]"),
		"2020-01-01/a;"},
	/* A bad object between good ones. */
	{IMPORT_FORMAT_JSON,
		S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"},\n {\"Day\":01},\n 7, \"x\",\n"
		  "{\"Story\":\"b\",\"Day\":\"?\"},\n{\"Day\":\"2020-01-02\",\"Story\":\"c\"}"
		  "]"),
		"2020-01-01/a;!2:9 ;!3:2 ;!3:5 ;!4:20 Day;2020-01-02/c;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"} {}]"),
		"2020-01-01/a;!1:35 ;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"},]"),
		"2020-01-01/a;!1:35 ;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"}"),
		"2020-01-01/a;!1:34 ;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\""), "!1:2 ;"},
	{IMPORT_FORMAT_JSON, S("[,]"), "!1:2 ;"},
	{IMPORT_FORMAT_JSON, S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"]]"), "!1:33 ;"},
	/* Lines. */
	{IMPORT_FORMAT_JSON,
		S("{\"Day\":\"2020-01-01\",\"Story\":\"a\"}\r\n\n{\"Day\":\n"
		  "{\"Day\":\"2020-01-02\",\"Story\":\"b\"} x\n{\"Day\":1,\"Day\":2}\n5\n"
		  "{\"Day\":\"2020-01-03\",\"Story\":\"c\"}"),
		"2020-01-01/a;!3:7 ;!4:34 ;!5:8 Day;!6:1 ;2020-01-03/c;"},
	{IMPORT_FORMAT_JSON,
		S("{\"Day\":\"2020-01-01\",\"Story\":\"\xFF\"}\n{1:2}\n{\"\\u0000\":1,\"Day\":"
		  "\"?\",\"Story\":2}"),
		"!1:29 ;!2:2 ;!3:19 Day;"},
};

static void
test_table(void)
{
	static const size_t steps[] = {1, 3, 4096};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(steps); k++) {
			g_autofree char *got = read_all(
				cases[i].bytes, cases[i].len, steps[k], cases[i].format);

			g_assert_cmpstr(got, ==, cases[i].want);
		}
	}
}

/* The rows of a text; the caller frees. */
static GPtrArray *
rows_of(const char *bytes, size_t len, const char *map_text, ImportFormat format)
{
	g_autoptr(ImportMap) map = map_of(map_text);
	Source source = {bytes, len, 0, 4096, 0};
	g_autoptr(ImportReader) reader = import_reader_new(source_read, &source, map, format);
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)import_row_free);
	ImportRow *row;
	ImportProblem *problem = NULL;

	while (import_reader_next(reader, &row, &problem, NULL) == IMPORT_STEP_ROW) {
		g_ptr_array_add(rows, row);
		problem = NULL;
	}
	import_problem_free(problem);
	return rows;
}

#define HEAD  "Day,Story\n"
#define ROW_A "2020-01-01,a\n"
#define ROW_B "2020-01-02,b\n"

static const char *
key_of(const GPtrArray *rows, unsigned i)
{
	g_assert_cmpuint(i, <, rows->len);
	return ((const ImportRow *)rows->pdata[i])->key;
}

static void
test_keys(void)
{
	static const char file[] = HEAD ROW_A ROW_B ROW_A, mixed[] = HEAD ROW_A ROW_A ROW_B;
	static const char shifted[] = "Day,Story\n2020-01-01a,\n";
	g_autoptr(GPtrArray) once = rows_of(S(file), MAP, IMPORT_FORMAT_CSV);
	g_autoptr(GPtrArray) again = rows_of(S(file), MAP, IMPORT_FORMAT_CSV);
	g_autoptr(GPtrArray) other = rows_of(S(mixed), MAP, IMPORT_FORMAT_CSV);
	g_autoptr(GPtrArray) source =
		rows_of(S(file), MAP "[map]\nsource = u\n", IMPORT_FORMAT_CSV);
	g_autoptr(GPtrArray) crlf =
		rows_of(S("Day,Story\r\n\"2020-01-01\",\"a\"\r\n"), MAP, IMPORT_FORMAT_CSV);
	g_autoptr(GPtrArray) moved = rows_of(S(shifted), MAP, IMPORT_FORMAT_CSV);

	for (unsigned i = 0; i < 3; i++)
		g_assert_cmpstr(key_of(once, i), ==, key_of(again, i));
	g_assert_cmpstr(key_of(once, 0), !=, key_of(once, 1));
	g_assert_cmpstr(key_of(once, 0), !=, key_of(once, 2));
	g_assert_true(g_str_has_prefix(key_of(once, 0), "t/"));
	g_assert_true(g_str_has_suffix(key_of(once, 0), "/0"));
	g_assert_true(g_str_has_suffix(key_of(once, 2), "/1"));
	/* Order among the rows does not matter, nor how fields are quoted. */
	g_assert_cmpstr(key_of(once, 0), ==, key_of(other, 0));
	g_assert_cmpstr(key_of(once, 2), ==, key_of(other, 1));
	g_assert_cmpstr(key_of(once, 1), ==, key_of(other, 2));
	g_assert_cmpstr(key_of(once, 0), ==, key_of(crlf, 0));
	g_assert_cmpstr(key_of(once, 0), !=, key_of(source, 0));
	g_assert_cmpuint(moved->len, ==, 0);
}

/* What is in a field and what separates fields must not be mixed up by the hash. */
static void
test_hash_parts(void)
{
	static const char *const texts[] = {"Day,Story,c,d\n2020-01-01,a,bc,\n",
		"Day,Story,c,d\n2020-01-01,a,b,c\n", "Day,Story,c,d\n2020-01-01,a,,bc\n",
		"Day,Story,c,e\n2020-01-01,a,bc,\n", "Day,Story,c\n2020-01-01,a,bc\n"};
	g_autoptr(GHashTable) keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) rows =
			rows_of(texts[i], strlen(texts[i]), MAP, IMPORT_FORMAT_CSV);

		g_assert_true(g_hash_table_add(keys, g_strdup(key_of(rows, 0))));
	}
}

static void
test_many_rows(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autoptr(GPtrArray) rows = NULL;

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 3000; i++)
			g_string_append_printf(text, "2020-01-01,%d\n", i);
	}
	rows = rows_of(text->str, text->len, MAP, IMPORT_FORMAT_CSV);
	g_assert_cmpuint(rows->len, ==, 6000);
	for (unsigned i = 0; i < rows->len; i++)
		g_assert_cmpuint(((ImportRow *)rows->pdata[i])->ordinal, ==, i / 3000);
}

static void
test_raw(void)
{
	static const char file[] = "Day,Story,N\xFFme\n2020-01-01,\xD6\xD0 a\0b\xC3\xA9,ok\n";
	g_autoptr(GPtrArray) rows = rows_of(S(file), MAP, IMPORT_FORMAT_CSV);
	const ImportRow *row;
	const ImportProblem *note;

	g_assert_cmpuint(rows->len, ==, 1);
	row = rows->pdata[0];
	g_assert_cmpuint(row->n_columns, ==, 3);
	g_assert_true(row->columns[1].raw);
	g_assert_cmpmem(row->columns[1].bytes, row->columns[1].len, "\xD6\xD0 a\0b\xC3\xA9", 8);
	g_assert_cmpstr(row->columns[1].text, ==, "\xEF\xBF\xBD\xEF\xBF\xBD a<00>b\xC3\xA9");
	g_assert_cmpstr(row->values.fields[IMPORT_FIELD_TEXT], ==, row->columns[1].text);
	g_assert_false(row->columns[2].raw);
	g_assert_cmpstr(row->columns[2].text, ==, "ok");
	g_assert_cmpstr(row->columns[2].name, ==, "N\xEF\xBF\xBDme");
	g_assert_cmpmem(row->columns[2].name_bytes, row->columns[2].name_len, "N\xFFme", 4);
	g_assert_cmpuint(row->notes->len, ==, 1);
	note = row->notes->pdata[0];
	g_assert_cmpstr(note->field, ==, "Story");
	g_assert_cmpint(note->line, ==, 2);
	g_assert_cmpint(note->column, ==, 12);
}

static void
test_json_raw(void)
{
	static const char file[] = "{\"Day\":\"2020-01-01\",\"Story\":\"a\\u0000b\",\"n\":1.0,"
				   "\"z\":null,\"t\":true,\"e\":\"\"}";
	static const ImportKind kinds[] = {IMPORT_KIND_TEXT, IMPORT_KIND_TEXT,
		IMPORT_KIND_NUMBER, IMPORT_KIND_NULL, IMPORT_KIND_BOOL, IMPORT_KIND_TEXT};
	g_autoptr(GPtrArray) rows = rows_of(S(file), MAP, IMPORT_FORMAT_JSON);
	const ImportRow *row;

	g_assert_cmpuint(rows->len, ==, 1);
	row = rows->pdata[0];
	g_assert_cmpuint(row->n_columns, ==, G_N_ELEMENTS(kinds));
	for (unsigned i = 0; i < row->n_columns; i++)
		g_assert_cmpint(row->columns[i].kind, ==, kinds[i]);
	g_assert_cmpmem(row->columns[1].bytes, row->columns[1].len, "a\0b", 3);
	g_assert_cmpstr(row->columns[1].text, ==, "a<00>b");
	g_assert_cmpstr(row->columns[2].text, ==, "1.0");
	g_assert_cmpuint(row->notes->len, ==, 1);
}

static void
test_readable(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *want;
		bool raw;
	} texts[] = {
		{S(""), "", false},
		{S("a\x1B[1m\xE2\x80\xAE"), "a\x1B[1m\xE2\x80\xAE", false},
		{S("\0"), "<00>", true},
		{S("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", true},
		{S("\xC3"), "\xEF\xBF\xBD", true},
		{S("\xEF\xBF\xBD"), "\xEF\xBF\xBD", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		bool raw = !texts[i].raw;
		g_autofree char *got = import_dup_readable(texts[i].bytes, texts[i].len, &raw);

		g_assert_cmpstr(got, ==, texts[i].want);
		g_assert_cmpint(raw, ==, texts[i].raw);
	}
}

static void
test_disk(void)
{
	for (int format = IMPORT_FORMAT_CSV; format <= IMPORT_FORMAT_JSON; format++) {
		g_autoptr(ImportMap) map = map_of(MAP);
		Source source = {S("[{\"Day\":\"2020-01-01\",\"Story\":\"a\"},"), 0, 5, 20};
		g_autoptr(ImportReader) reader =
			import_reader_new(source_read, &source, map, (ImportFormat)format);
		g_autoptr(GError) error = NULL;
		ImportRow *row = NULL;
		ImportProblem *problem = NULL;

		g_assert_cmpint(import_reader_next(reader, &row, &problem, &error), ==,
			IMPORT_STEP_FAILED);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_IO);
		g_assert_null(row);
		g_assert_null(problem);
	}
}

static void
test_no_file(void)
{
	g_autoptr(ImportMap) map = map_of(MAP);
	g_autoptr(GError) error = NULL;

	g_assert_null(import_reader_open("no/such/file.csv", map, IMPORT_FORMAT_AUTO, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_null(import_reader_open("/", map, IMPORT_FORMAT_AUTO, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_null(import_reader_open("/dev/zero", map, IMPORT_FORMAT_CSV, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
}

/* A pipe that nobody writes to is an empty file, not a wait for ever; a workbook is none. */
static void
test_pipe(void)
{
	g_autoptr(ImportMap) map = map_of(MAP);
	g_autofree char *folder = g_dir_make_tmp("amends-row-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "pipe", NULL);
	g_autoptr(ImportReader) reader = NULL;
	g_autoptr(GError) error = NULL;
	ImportRow *row = NULL;
	ImportProblem *problem = NULL;

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	reader = import_reader_open(path, map, IMPORT_FORMAT_CSV, NULL);
	g_assert_nonnull(reader);
	g_assert_cmpint(
		import_reader_next(reader, &row, &problem, &error), ==, IMPORT_STEP_FAILED);
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_null(import_reader_open(path, map, IMPORT_FORMAT_XLSX, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_unlink(path);
	g_rmdir(folder);
}

/* Any bytes at all: the JSON reader ends, and what it yields can be walked. */
static void
test_any_json(void)
{
	static const char *const pieces[] = {"{", "}", "[", "]", ",", ":", "\"Day\"", "\"a\"",
		"\"", "\\", "1", "-0.5e3", "null", "true", "\n", " ", "\"2020-01-01\"",
		"\"Story\"", "\xFF"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);

	for (int turn = 0; turn < 3000; turn++) {
		g_autoptr(GString) text = g_string_new(turn % 2 ? "[" : "");
		int n = g_rand_int_range(rand, 0, 30);
		g_autofree char *got = NULL;

		for (int i = 0; i < n; i++)
			g_string_append(
				text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
		got = read_all(text->str, text->len, 7, IMPORT_FORMAT_JSON);
		g_assert_nonnull(got);
	}
}

/* Figures computed from the files by a CSV reader that is not ours. */
static const struct {
	const char *file, *map;
	unsigned n_rows, n_columns, n_same, n_ids, n_texts;
	size_t longest, n_bytes;
	const char *first, *last; /* dates of receipt */
	const char *sha256;	  /* over fields, each ended by 1F, rows by 1E */
} files[] = {
	{"cfpb_2023_payday_narratives_18col.csv", "cfpb", 1911, 18, 0, 1911, 1911, 17097,
		2585181, "2023-01-01", "2023-08-24",
		"2ace161363466f27589c295ef8ebcc1c83174dba4dd2c167861c95d85114686d"},
	{"cfpb_2013_no_narrative_14col.csv", "cfpb", 2119, 14, 4, 0, 0, 51, 339237,
		"2013-06-04", "2017-02-22",
		"d16b84c30af18eb759c5624aaea7133c6c4322b1c48b75cee4ed130bec993001"},
	{"cfpb_bkreis_2016.csv", "cfpb", 349, 18, 0, 349, 0, 119, 66985, "2016-09-12",
		"2016-09-17",
		"631aa4b5f0f4e564b27b7547709cd42c1b2f29ffec8253d4f9eb88717b2916a4"},
	{"cfpb_credittrust_filtered.csv", "cfpb", 191, 21, 0, 191, 191, 5701, 505137,
		"2024-12-19", "2025-06-15",
		"a61c5d7b244e492e4a4f197b4896455918aaa01b450936ed64af3cffff743da3"},
	{"cfpb_narratives_socrata.json", "cfpb", 300, 18, 0, 300, 300, 248, 105341,
		"2015-03-19", "2017-01-29",
		"a1b6404c278a7124320a2effd986d61d4815db4ffd15b60b451038002de3ab90"},
	{"zh_citizen_messages.csv", "zh-messages", 326, 6, 0, 325, 326, 8619, 393229,
		"2011-05-02T15:00:19+08:00", "2020-01-07T21:31:53+08:00",
		"66848b0e11f26be9aba660dec3c51c8652f0709bea05f7309e6536054226b4cf"},
};

typedef struct Figures {
	unsigned n_rows, n_same, n_texts;
	size_t longest, n_bytes;
	char *first, *last;
	GChecksum *sum;
	GHashTable *ids, *keys;
} Figures;

static void
figures_add(Figures *figures, const ImportRow *row)
{
	char *const *fields = row->values.fields;
	const char *received = fields[IMPORT_FIELD_RECEIVED];

	figures->n_rows++;
	figures->n_same += row->ordinal > 0;
	figures->n_texts += fields[IMPORT_FIELD_TEXT] != NULL;
	for (unsigned i = 0; i < row->n_columns; i++) {
		const ImportColumn *column = &row->columns[i];

		g_assert_false(column->raw);
		figures->n_bytes += column->len;
		figures->longest = MAX(figures->longest, column->len);
		g_checksum_update(
			figures->sum, (const guchar *)column->bytes, (gssize)column->len);
		g_checksum_update(figures->sum, (const guchar *)"\x1F", 1);
	}
	g_checksum_update(figures->sum, (const guchar *)"\x1E", 1);
	if (fields[IMPORT_FIELD_SOURCE_ID])
		g_hash_table_add(figures->ids, g_strdup(fields[IMPORT_FIELD_SOURCE_ID]));
	g_assert_true(g_hash_table_add(figures->keys, g_strdup(row->key)));
	if (!figures->first || strcmp(received, figures->first) < 0) {
		g_free(figures->first);
		figures->first = g_strdup(received);
	}
	if (!figures->last || strcmp(received, figures->last) > 0) {
		g_free(figures->last);
		figures->last = g_strdup(received);
	}
}

static void
check_row(const ImportRow *row, const char *map)
{
	static const ImportField coded[] = {IMPORT_FIELD_CHANNEL, IMPORT_FIELD_BUSINESS,
		IMPORT_FIELD_REASON, IMPORT_FIELD_CLAIM};

	for (size_t i = 0; i < G_N_ELEMENTS(coded); i++) {
		const char *code = row->values.fields[coded[i]];

		g_assert_cmpuint(strlen(code), >=, 3);
		g_assert_cmpint(code[0], ==, "ABCW"[i]);
	}
	g_assert_nonnull(row->values.fields[IMPORT_FIELD_SUBJECT]);
	g_assert_nonnull(row->values.fields[IMPORT_FIELD_PRODUCT]);
	g_assert_cmpint(row->values.received_has_time, ==, !strcmp(map, "zh-messages"));
	g_assert_cmpint(row->values.received_us, >, 1293840000 * US_PER_SECOND);
	g_assert_cmpint(row->values.received_us, <, 1767225600 * US_PER_SECOND);
	g_assert_cmpuint(row->notes->len, ==, 0);
	if (!strcmp(map, "cfpb")) {
		/* All products and issues of these files are in the tables. */
		g_assert_cmpstr(row->values.fields[IMPORT_FIELD_BUSINESS], !=, "B99");
		g_assert_nonnull(row->values.fields[IMPORT_FIELD_COMPANY]);
		g_assert_nonnull(row->values.fields[IMPORT_FIELD_STATUS_TEXT]);
		if (strcmp(row->values.fields[IMPORT_FIELD_SUBJECT], "Other"))
			g_assert_cmpstr(row->values.fields[IMPORT_FIELD_REASON], !=, "C99");
	} else {
		const char *text = row->values.fields[IMPORT_FIELD_TEXT];

		g_assert_true(text[0] != '\n' && text[0] != '\t' && !strstr(text, "\t\n"));
		g_assert_cmpstr(row->values.fields[IMPORT_FIELD_CHANNEL], ==, "A06");
	}
}

static void
read_file(size_t which, Figures *figures)
{
	g_autofree char *name = g_strconcat(files[which].map, ".map", NULL);
	g_autofree char *map_path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "maps", name, NULL);
	g_autofree char *path = g_build_filename(
		g_getenv("AMENDS_DATA"), "data/complaints", files[which].file, NULL);
	g_autoptr(ImportMap) map = import_map_load(map_path, NULL);
	g_autoptr(ImportReader) reader =
		import_reader_open(path, map, IMPORT_FORMAT_AUTO, NULL);
	uint64_t done, total;

	for (;;) {
		g_autoptr(ImportRow) row = NULL;
		g_autoptr(ImportProblem) problem = NULL;
		ImportStep step = import_reader_next(reader, &row, &problem, NULL);

		if (problem)
			g_test_message("%s:%d: %s", files[which].file, (int)problem->line,
				problem->reason);
		if (step == IMPORT_STEP_END)
			break;
		g_assert_cmpint(step, ==, IMPORT_STEP_ROW);
		g_assert_cmpuint(row->n_columns, ==, files[which].n_columns);
		check_row(row, files[which].map);
		figures_add(figures, row);
	}
	import_reader_progress(reader, &done, &total);
	g_assert_cmpuint(done, ==, total);
	g_assert_cmpuint(total, >, 0);
}

static void
test_real_file(gconstpointer data)
{
	size_t i = GPOINTER_TO_SIZE(data);
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATA"), "data/complaints", NULL);
	Figures got = {.sum = NULL};

	if (!g_getenv("AMENDS_DATA") || !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_test_skip("the real complaints are not here (AMENDS_DATA)");
		return;
	}
	got.sum = g_checksum_new(G_CHECKSUM_SHA256);
	got.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	got.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	read_file(i, &got);
	g_assert_cmpuint(got.n_rows, ==, files[i].n_rows);
	g_assert_cmpuint(got.n_same, ==, files[i].n_same);
	g_assert_cmpuint(got.n_texts, ==, files[i].n_texts);
	g_assert_cmpuint(got.longest, ==, files[i].longest);
	g_assert_cmpuint(got.n_bytes, ==, files[i].n_bytes);
	g_assert_cmpuint(g_hash_table_size(got.ids), ==, files[i].n_ids);
	g_assert_cmpstr(got.first, ==, files[i].first);
	g_assert_cmpstr(got.last, ==, files[i].last);
	g_assert_cmpstr(g_checksum_get_string(got.sum), ==, files[i].sha256);
	g_checksum_free(got.sum);
	g_hash_table_unref(got.ids);
	g_hash_table_unref(got.keys);
	g_free(got.first);
	g_free(got.last);
}

/* Another program's JSON suite, where it is: what must be refused yields no row, and a problem.
 */
static void
test_json_suite(void)
{
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATA") ? g_getenv("AMENDS_DATA") : "/nowhere",
			"data/torture/json/test_parsing", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	if (!dir) {
		g_test_skip("JSONTestSuite is not here (AMENDS_DATA)");
		return;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *bytes = NULL, *got = NULL;
		g_autoptr(GString) text = g_string_new("[{\"Day\":\"2020-01-01\",\"Story\":");
		gsize len;

		g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
		/* The case as the value of a field; some are only wrong as a whole file. */
		g_string_append_len(text, bytes, (gssize)len);
		g_string_append(text, "}]");
		got = read_all(text->str, text->len, 4096, IMPORT_FORMAT_JSON);
		g_test_message("%s: %s", name, got);
		if (name[0] == 'y')
			g_assert_true(
				g_str_has_prefix(got, "2020-01-01/") && !strchr(got, '!'));
		else if (name[0] == 'n')
			g_assert_true(strchr(got, '!') != NULL);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/import-row/table", test_table);
	g_test_add_func("/import-row/keys", test_keys);
	g_test_add_func("/import-row/hash-parts", test_hash_parts);
	g_test_add_func("/import-row/many-rows", test_many_rows);
	g_test_add_func("/import-row/raw", test_raw);
	g_test_add_func("/import-row/json-raw", test_json_raw);
	g_test_add_func("/import-row/readable", test_readable);
	g_test_add_func("/import-row/disk", test_disk);
	g_test_add_func("/import-row/no-file", test_no_file);
	g_test_add_func("/import-row/pipe", test_pipe);
	g_test_add_func("/import-row/any-json", test_any_json);
	g_test_add_func("/import-row/json-suite", test_json_suite);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat("/import-row/real/", files[i].file, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_real_file);
	}
	return g_test_run();
}
