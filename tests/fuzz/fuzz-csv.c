/*
 * core/csv.h: any bytes, in reads of any sizes, give the same rows in order of
 * their places; a good row that is written again reads back the same; a read
 * that fails ends in a failure.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <inttypes.h>

#include "core/csv.h"
#include "core/error.h"

typedef struct Source {
	const uint8_t *bytes;
	size_t len, at;
	FuzzDice *dice; /* NULL: all that is asked for */
	bool fails;	/* instead of ending */
} Source;

static gssize
source_read(void *data, void *buf, size_t len, GError **error)
{
	Source *source = data;
	size_t n = MIN(len, source->len - source->at);

	if (n == 0 && source->fails) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO, "The disk is gone.");
		return -1;
	}
	if (n > 0 && source->dice)
		n = 1 + fuzz_throw(source->dice, (uint32_t)n);
	if (n > 0)
		memcpy(buf, source->bytes + source->at, n);
	source->at += n;
	return (gssize)n;
}

/* Later than `*line`:`*column`, which moves there. */
static void
check_moves(uint64_t *line, uint64_t *column, uint64_t to_line, uint64_t to_column)
{
	g_assert_true(to_line > *line || (to_line == *line && to_column > *column));
	*line = to_line;
	*column = to_column;
}

static void
check_good_row(const CsvRow *row, char delimiter, size_t size)
{
	g_autoptr(GString) written = g_string_new(NULL);
	Source source = {NULL, 0, 0, NULL, false};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, delimiter);
	uint64_t line = row->line, column = row->column - 1;
	size_t sum = 0;
	CsvRow again;

	csv_write_row(written, row->fields, row->n_fields, delimiter);
	source.bytes = (const uint8_t *)written->str;
	source.len = written->len;
	g_assert_cmpint(csv_reader_next(reader, &again, NULL), ==, CSV_ROW);
	g_assert_cmpuint(again.n_fields, ==, row->n_fields);
	for (unsigned i = 0; i < row->n_fields; i++) {
		const CsvField *a = &row->fields[i], *b = &again.fields[i];

		g_assert_cmpmem(a->bytes, a->len, b->bytes, b->len);
		check_moves(&line, &column, a->line, a->column);
		sum += a->len;
	}
	g_assert_cmpuint(sum, <=, size);
	g_assert_cmpint(csv_reader_next(reader, &again, NULL), ==, CSV_END);
}

static void
write_down(GString *out, CsvOutcome outcome, const CsvRow *row)
{
	g_string_append_printf(out, "%d %d %u %" PRIu64 ":%" PRIu64 " %" PRIu64 ":%" PRIu64 "\n",
		(int)outcome, (int)row->reason, row->n_fields, row->line, row->column,
		row->bad_line, row->bad_column);
	for (unsigned i = 0; outcome == CSV_ROW && i < row->n_fields; i++) {
		g_string_append_printf(out, "%" PRIu64 ":%" PRIu64 " %zu=", row->fields[i].line,
			row->fields[i].column, row->fields[i].len);
		g_string_append_len(out, row->fields[i].bytes, (gssize)row->fields[i].len);
	}
}

/* Reads all of it; what was read, written down. */
static GString *
read_all(Source *source, char delimiter, unsigned expected)
{
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, source, delimiter);
	GString *out = g_string_new(NULL);
	uint64_t line = 0, column = 0, n_lines = fuzz_count_lines(source->bytes, source->len);
	g_autoptr(GError) error = NULL;
	CsvOutcome outcome;
	CsvRow row;

	csv_reader_expect(reader, expected);
	while ((outcome = csv_reader_next(reader, &row, &error)) == CSV_ROW ||
		outcome == CSV_BAD_ROW) {
		check_moves(&line, &column, row.line, row.column);
		g_assert_cmpuint(row.line, <=, n_lines);
		g_assert_cmpuint(row.bad_line, <=, n_lines);
		g_assert_true((outcome == CSV_ROW) == (row.reason == CSV_REASON_NONE));
		if (outcome == CSV_ROW) {
			g_assert_true(!expected || row.n_fields == expected);
			check_good_row(&row, delimiter, source->len);
		} else {
			g_autofree char *reason = csv_dup_reason(&row, expected);

			fuzz_check_sentence(reason);
			g_assert_cmpuint(row.bad_line, >=, row.line);
		}
		write_down(out, outcome, &row);
	}
	g_assert_true((outcome == CSV_FAILED) == (error != NULL));
	g_assert_true((outcome == CSV_FAILED) == source->fails);
	return out;
}

static void
try_delimiter(const uint8_t *data, size_t size, char delimiter, unsigned expected)
{
	FuzzDice dice = fuzz_dice(data, size);
	Source whole = {data, size, 0, NULL, false}, pieces = {data, size, 0, &dice, false};
	Source broken = {data, size, 0, NULL, true};
	g_autoptr(GString) a = read_all(&whole, delimiter, expected);
	g_autoptr(GString) b = read_all(&pieces, delimiter, expected);

	g_string_free(read_all(&broken, delimiter, expected), TRUE);
	g_assert_cmpmem(a->str, a->len, b->str, b->len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_delimiter(data, size, ',', 0);
	try_delimiter(data, size, ',', 2);
	try_delimiter(data, size, '\t', 3);
	return 0;
}
