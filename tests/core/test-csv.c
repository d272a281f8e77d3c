/* core/csv.h: what is read, what is refused and where, and that reading what was written gives
 * it back. */
#include "config.h"

#include "core/csv.h"

#include <jansson.h>

#include "core/error.h"

typedef struct Source {
	const char *bytes;
	size_t len, at;
	size_t step;	/* bytes a read call gives */
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

/* Fields as [a|b], NUL as \0, LF as \n; a bad row as !reason@line:column. */
static char *
read_all(const char *bytes, size_t len, size_t step, unsigned expected)
{
	Source source = {bytes, len, 0, step, 0};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, ',');
	GString *out = g_string_new(NULL);
	CsvRow row;
	CsvOutcome outcome;

	csv_reader_expect(reader, expected);
	while ((outcome = csv_reader_next(reader, &row, NULL)) != CSV_END) {
		g_assert_cmpint(outcome, !=, CSV_FAILED);
		if (outcome == CSV_BAD_ROW) {
			g_string_append_printf(out, "!%d@%d:%d", (int)row.reason,
				(int)row.bad_line, (int)row.bad_column);
			continue;
		}
		g_string_append_printf(out, "%d[", (int)row.line);
		for (unsigned i = 0; i < row.n_fields; i++) {
			if (i)
				g_string_append_c(out, '|');
			for (size_t k = 0; k < row.fields[i].len; k++) {
				char c = row.fields[i].bytes[k];

				if (c == '\0' || c == '\n' || c == '\r')
					g_string_append(out, c == '\0'	 ? "\\0"
							     : c == '\n' ? "\\n"
									 : "\\r");
				else
					g_string_append_c(out, c);
			}
		}
		g_string_append_c(out, ']');
	}
	return g_string_free(out, FALSE);
}

#define S(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t len;
	unsigned expected;
	const char *want;
} cases[] = {
	/* Add a row here to prove another form: bytes, expected columns, rows. */
	{S(""), 0, ""},
	{S("\n\r\n\n"), 0, ""},
	{S("\xEF\xBB\xBF"), 0, ""},
	{S("a,b\r\n1,2\r\n"), 0, "1[a|b]2[1|2]"},
	{S("a,b\n1,2"), 0, "1[a|b]2[1|2]"},
	{S("\xEF\xBB\xBF\"a\",b\n"), 0, "1[a|b]"},
	{S("a\xEF\xBB\xBF,b\n"), 0, "1[a\xEF\xBB\xBF|b]"},
	{S("\"a\nb\",\"c\r\nd\"\r\nx,y"), 0, "1[a\\nb|c\\r\\nd]4[x|y]"},
	{S("\"\"\"a\"\"\",\"\",\"\"\"\"\n"), 0, "1[\"a\"||\"]"},
	{S("a\"b,c\"\n"), 0, "1[a\"b|c\"]"},
	{S(",\n"), 0, "1[|]"},
	{S(",,"), 0, "1[||]"},
	{S("\"\"\n"), 0, "1[]"},
	{S("\"\""), 0, "1[]"},
	{S("a\n\n\nb\n"), 0, "1[a]4[b]"},
	{S("a\rb,c\r\r\n"), 0, "1[a\\rb|c\\r]"},
	{S("\r"), 0, "1[\\r]"},
	{S("a\0b,\xFF\xFE\n"), 0, "1[a\\0b|\xFF\xFE]"},
	{S(" \"a\" ,b\n"), 0, "1[ \"a\" |b]"},
	/* Refused, with line:column of the cause, and going on. */
	{S("a,b\n1,2,3\n4,5\n6\n7,8"), 2, "1[a|b]!3@2:13[4|5]!3@4:15[7|8]"},
	{S("1,\"x\"y\n2,3\n"), 2, "!1@1:62[2|3]"},
	{S("\"\xE6\x8A\x95\xE8\xAF\x89\"\xE8\x80\x85,\"a\"b\n2,3\n"), 2, "!1@1:52[2|3]"},
	{S("1,\"x\ny\" z\n2,3\n"), 2, "!1@2:3!3@2:13[2|3]"},
	{S("1,\"x\" \n2,3\n"), 2, "!1@1:62[2|3]"},
	{S("1,\"x\r2\",3\n4,5\n"), 0, "1[1|x\\r2|3]2[4|5]"},
	{S("1,\"x\"\r2\n4,5\n"), 2, "!1@1:62[4|5]"},
	{S("1,\"x"), 2, "!2@1:3"},
	{S("1,\"x\n2,3\n4,5"), 2, "!2@1:32[2|3]3[4|5]"},
	{S("1,x\"\n\"2\n3,4\n"), 2, "1[1|x\"]!2@2:13[3|4]"},
	/* A stray quote met the quote of a later row: that row is read all the same. */
	{S("1,\"x\n2,\"y\"\n3,4\n"), 2, "!1@2:42[2|y]3[3|4]"},
	{S("1,\"x\n2,3\n4,\"y\"\n"), 2, "!1@3:42[2|3]3[4|y]"},
	{S("h,\"i\n\"j,k\nl,m\n"), 0, "!1@2:23[l|m]"},
};

static void
test_table(void)
{
	static const size_t steps[] = {1, 2, 3, 7, 4096};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(steps); k++) {
			g_autofree char *got = read_all(
				cases[i].bytes, cases[i].len, steps[k], cases[i].expected);

			g_assert_cmpstr(got, ==, cases[i].want);
		}
	}
}

static void
test_tab(void)
{
	Source source = {S("a\tb,c\n\"x\ty\"\tz\n"), 0, 1, 0};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, '\t');
	CsvRow row;

	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
	g_assert_cmpuint(row.n_fields, ==, 2);
	g_assert_cmpmem(row.fields[1].bytes, row.fields[1].len, "b,c", 3);
	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
	g_assert_cmpmem(row.fields[0].bytes, row.fields[0].len, "x\ty", 3);
	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_END);
	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_END);
}

static void
test_places(void)
{
	static const int places[][2] = {{2, 1}, {2, 3}, {3, 6}};
	Source source = {S("\n\xE6\x8A\x95,\"x\ny\"\"\",z\n"), 0, 1, 0};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, ',');
	CsvRow row;

	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
	g_assert_cmpuint(row.n_fields, ==, 3);
	for (unsigned i = 0; i < 3; i++) {
		g_assert_cmpint(row.fields[i].line, ==, places[i][0]);
		g_assert_cmpint(row.fields[i].column, ==, places[i][1]);
	}
}

static void
test_disk(void)
{
	/* Failing after "\r", where the reader looks one byte ahead, too. */
	for (size_t at = 1; at < 8; at++) {
		Source source = {S("a,b\r\n1,2\r\n"), 0, 1, at};
		g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, ',');
		g_autoptr(GError) error = NULL, again = NULL;
		CsvRow row;
		CsvOutcome outcome;

		do
			outcome = csv_reader_next(reader, &row, &error);
		while (outcome == CSV_ROW);
		g_assert_cmpint(outcome, ==, CSV_FAILED);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_IO);
		g_assert_cmpint(csv_reader_next(reader, &row, &again), ==, CSV_FAILED);
		g_assert_error(again, AMENDS_ERROR, AMENDS_ERROR_IO);
	}
}

static void
test_longest_field(void)
{
	for (int over = 0; over <= 1; over++) {
		for (int quoted = 0; quoted <= 1; quoted++) {
			g_autoptr(GString) text = g_string_new(quoted ? "\"" : "");
			g_autofree char *got = NULL;

			g_string_set_size(text, text->len + CSV_FIELD_MAX + (size_t)over);
			memset(text->str + quoted, 'x', CSV_FIELD_MAX + (size_t)over);
			g_string_append(text, quoted ? "\",1\n2,3\n" : ",1\n2,3\n");
			got = read_all(text->str, text->len, 60000, 2);
			g_assert_true(g_str_has_suffix(got, "2[2|3]"));
			g_assert_cmpuint(strlen(got) < 30, ==, over);
			if (over)
				g_assert_true(g_str_has_prefix(got, "!4@1:"));
		}
	}
}

static void
test_longest_row(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *got = NULL;

	while (text->len < CSV_ROW_MAX + 5)
		g_string_append(text, "abcdefghijklmnopqrstuvwxyz,");
	g_string_append(text, "\n2,3\n");
	got = read_all(text->str, text->len, 65536, 2);
	g_assert_true(g_str_has_prefix(got, "!5@1:"));
	g_assert_true(g_str_has_suffix(got, "2[2|3]"));
}

static void
test_many_columns(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *got = NULL;

	for (unsigned i = 0; i < CSV_COLUMNS_MAX; i++)
		g_string_append_c(text, ',');
	g_string_append(text, "\n2,3\n");
	got = read_all(text->str, text->len, 65536, 0);
	g_assert_cmpstr(got, ==, "!3@1:12[2|3]");
}

static void
test_reasons(void)
{
	for (int reason = CSV_REASON_NONE + 1; reason < N_CSV_REASONS; reason++) {
		CsvRow row = {.reason = (CsvReason)reason, .n_fields = 3};
		g_autofree char *text = csv_dup_reason(&row, 2);

		g_assert_true(g_str_has_suffix(text, "."));
	}
}

/* A row of random fields from a small alphabet that holds every special byte. */
static void
random_rows(GRand *rand, GPtrArray *rows, GString *out, char delimiter)
{
	static const char alphabet[] = "ab\",\t\r\n\0\xEF\xBB\xBF\xFF ";
	unsigned n_rows = (unsigned)g_rand_int_range(rand, 1, 5);

	for (unsigned r = 0; r < n_rows; r++) {
		unsigned n = (unsigned)g_rand_int_range(rand, 1, 5);
		CsvField fields[5] = {0};
		GPtrArray *row = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

		for (unsigned i = 0; i < n; i++) {
			int len = g_rand_int_range(rand, 0, 7);
			char buf[8];
			GBytes *bytes;

			for (int k = 0; k < len; k++)
				buf[k] = alphabet[g_rand_int_range(
					rand, 0, (int)sizeof(alphabet) - 1)];
			bytes = g_bytes_new(buf, (size_t)len);
			fields[i].bytes = g_bytes_get_data(bytes, &fields[i].len);
			g_ptr_array_add(row, bytes);
		}
		csv_write_row(out, fields, n, delimiter);
		g_ptr_array_add(rows, row);
	}
}

static void
test_round_trip(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20240229);

	for (int turn = 0; turn < 4000; turn++) {
		g_autoptr(GPtrArray) rows =
			g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
		g_autoptr(GString) text = g_string_new(NULL);
		char delimiter = turn % 2 ? ',' : '\t';
		Source source = {.step = 1 + (size_t)turn % 9};
		g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, delimiter);
		CsvRow row;

		random_rows(rand, rows, text, delimiter);
		source.bytes = text->str;
		source.len = text->len;
		for (unsigned r = 0; r < rows->len; r++) {
			GPtrArray *want = g_ptr_array_index(rows, r);

			g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
			g_assert_cmpuint(row.n_fields, ==, want->len);
			for (unsigned i = 0; i < want->len; i++) {
				size_t len;
				const void *bytes = g_bytes_get_data(want->pdata[i], &len);

				g_assert_cmpmem(
					row.fields[i].bytes, row.fields[i].len, bytes, len);
			}
		}
		g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_END);
	}
}

/* Any bytes at all: the reader ends, and its rows lie inside the text. */
static void
test_any_bytes(void)
{
	static const char alphabet[] = "a\"\",,\r\n\n\0\xEF\xBB\xBF";
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);

	for (int turn = 0; turn < 4000; turn++) {
		char buf[64];
		size_t len = (size_t)g_rand_int_range(rand, 0, 64);
		Source source = {buf, len, 0, 5, 0};
		g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, ',');
		CsvRow row;
		unsigned n = 0;

		for (size_t i = 0; i < len; i++)
			buf[i] = alphabet[g_rand_int_range(rand, 0, (int)sizeof(alphabet) - 1)];
		csv_reader_expect(reader, (unsigned)turn % 4);
		while (csv_reader_next(reader, &row, NULL) != CSV_END) {
			size_t sum = 0;

			for (unsigned i = 0; i < row.n_fields; i++)
				sum += row.fields[i].len;
			g_assert_cmpuint(sum, <=, len);
			g_assert_cmpuint(++n, <=, 64);
		}
	}
}

static char *
spectrum_path(const char *kind, const char *name, const char *ext)
{
	g_autofree char *file = g_strconcat(name, ext, NULL);
	const char *data = g_getenv("AMENDS_DATA");

	return g_build_filename(
		data ? data : ".", "data/torture/csv/csv-spectrum", kind, file, NULL);
}

static const struct {
	const char *name;
	bool crlf; /* the stored copy has lost its CRs: put them back */
	unsigned n_rows;
} spectrum[] = {
	{"comma_in_quotes", false, 1},
	{"empty", false, 2},
	{"empty_crlf", true, 2},
	{"escaped_quotes", false, 2},
	{"json", false, 1},
	{"newlines", false, 3},
	{"newlines_crlf", true, 3},
	{"quotes_and_newlines", false, 2},
	{"simple", false, 1},
	{"simple_crlf", true, 1},
	{"utf8", false, 2},
	{"location_coordinates", false, 1},
};

static void
check_spectrum_row(CsvReader *reader, json_t *object, GPtrArray *names)
{
	CsvRow row;

	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
	g_assert_cmpuint(row.n_fields, ==, names->len);
	for (unsigned i = 0; i < names->len; i++) {
		json_t *want = json_object_get(object, names->pdata[i]);

		/* One expected file names another number, and only three of the columns. */
		if (!want || !strcmp(names->pdata[i], "Contact Phone Number"))
			continue;
		g_assert_cmpmem(row.fields[i].bytes, row.fields[i].len, json_string_value(want),
			json_string_length(want));
	}
}

static void
check_spectrum(size_t which)
{
	g_autofree char *csv = spectrum_path("csvs", spectrum[which].name, ".csv");
	g_autofree char *json = spectrum_path("json", spectrum[which].name, ".json");
	g_autofree char *bytes = NULL;
	g_autoptr(GString) text = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	Source source = {.step = 13};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, ',');
	json_t *want = json_load_file(json, 0, NULL);
	CsvRow row;

	g_assert_true(g_file_get_contents(csv, &bytes, NULL, NULL));
	text = g_string_new(bytes);
	if (spectrum[which].crlf && !strchr(bytes, '\r'))
		g_string_replace(text, "\n", "\r\n", 0);
	source.bytes = text->str;
	source.len = text->len;
	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_ROW);
	for (unsigned i = 0; i < row.n_fields; i++)
		g_ptr_array_add(names, g_strndup(row.fields[i].bytes, row.fields[i].len));
	csv_reader_expect(reader, names->len);
	if (json_is_array(want)) {
		g_assert_cmpuint(json_array_size(want), ==, spectrum[which].n_rows);
		for (size_t r = 0; r < json_array_size(want); r++)
			check_spectrum_row(reader, json_array_get(want, r), names);
	} else {
		g_assert_true(json_is_object(want));
		check_spectrum_row(reader, want, names);
	}
	g_assert_cmpint(csv_reader_next(reader, &row, NULL), ==, CSV_END);
	json_decref(want);
}

static void
test_spectrum(void)
{
	g_autofree char *first = spectrum_path("csvs", "simple", ".csv");

	if (!g_file_test(first, G_FILE_TEST_EXISTS)) {
		g_test_skip("csv-spectrum is not here (AMENDS_DATA)");
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(spectrum); i++)
		check_spectrum(i);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/table", test_table);
	g_test_add_func("/csv/tab", test_tab);
	g_test_add_func("/csv/places", test_places);
	g_test_add_func("/csv/disk", test_disk);
	g_test_add_func("/csv/longest-field", test_longest_field);
	g_test_add_func("/csv/longest-row", test_longest_row);
	g_test_add_func("/csv/many-columns", test_many_columns);
	g_test_add_func("/csv/reasons", test_reasons);
	g_test_add_func("/csv/round-trip", test_round_trip);
	g_test_add_func("/csv/any-bytes", test_any_bytes);
	g_test_add_func("/csv/spectrum", test_spectrum);
	return g_test_run();
}
