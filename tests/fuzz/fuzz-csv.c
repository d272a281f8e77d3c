/*
 * core/csv.h: any bytes, in reads of any sizes, give the same rows in order of
 * their places; a good row that is written again reads back the same; a read
 * that fails ends in a failure.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

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

/* Of one row that was taken: the places of its fields, and no more bytes than there are. */
static void
check_good_row(const CsvRow *row, size_t size)
{
	uint64_t line = row->line, column = row->column - 1;
	size_t sum = 0;

	for (unsigned i = 0; i < row->n_fields; i++) {
		check_moves(&line, &column, row->fields[i].line, row->fields[i].column);
		sum += row->fields[i].len;
	}
	g_assert_cmpuint(sum, <=, size);
}

static void
spell_number(GString *out, uint64_t number)
{
	g_string_append_len(out, (const char *)&number, sizeof number);
}

/* A row in a form of its own: each field with its length. */
static void
spell_row(GString *out, const CsvRow *row)
{
	for (unsigned i = 0; i < row->n_fields; i++) {
		spell_number(out, row->fields[i].len);
		g_string_append_len(out, row->fields[i].bytes, (gssize)row->fields[i].len);
	}
	spell_number(out, row->n_fields);
}

/* The rows that were written read as `spelled`. */
static void
check_written(const GString *written, const GString *spelled, char delimiter)
{
	Source source = {(const uint8_t *)written->str, written->len, 0, NULL, false};
	g_autoptr(CsvReader) reader = csv_reader_new(source_read, &source, delimiter);
	g_autoptr(GString) again = g_string_new(NULL);
	CsvOutcome outcome;
	CsvRow row;

	while ((outcome = csv_reader_next(reader, &row, NULL)) == CSV_ROW)
		spell_row(again, &row);
	g_assert_cmpint(outcome, ==, CSV_END);
	g_assert_cmpmem(again->str, again->len, spelled->str, spelled->len);
}

static void
write_down(GString *out, CsvOutcome outcome, const CsvRow *row)
{
	spell_number(out, (uint64_t)outcome << 8 | row->reason);
	spell_number(out, row->line);
	spell_number(out, row->column);
	spell_number(out, row->bad_line);
	spell_number(out, row->bad_column);
	for (unsigned i = 0; outcome == CSV_ROW && i < row->n_fields; i++) {
		spell_number(out, row->fields[i].line);
		spell_number(out, row->fields[i].column);
	}
	if (outcome == CSV_ROW)
		spell_row(out, row);
}

/* Reads all of it; what was read, written down. Good rows go into `written` as CSV too. */
static GString *
read_all(Source *source, char delimiter, unsigned expected, GString *written, GString *spelled)
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
			check_good_row(&row, source->len);
			csv_write_row(written, row.fields, row.n_fields, delimiter);
			spell_row(spelled, &row);
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

/* Read whole, what was read written and read again; now and then in pieces and broken off. */
static void
try_delimiter(
	const uint8_t *data, size_t size, char delimiter, unsigned expected, FuzzDice *dice)
{
	Source whole = {data, size, 0, NULL, false}, pieces = {data, size, 0, dice, false};
	Source broken = {data, size, 0, NULL, true};
	g_autoptr(GString) written = g_string_new(NULL), spelled = g_string_new(NULL);
	g_autoptr(GString) a = read_all(&whole, delimiter, expected, written, spelled);
	g_autoptr(GString) b = NULL;

	check_written(written, spelled, delimiter);
	if (fuzz_throw(dice, 3) != 0)
		return;
	b = read_all(&pieces, delimiter, expected, written, spelled);
	g_assert_cmpmem(a->str, a->len, b->str, b->len);
	g_string_free(read_all(&broken, delimiter, expected, written, spelled), TRUE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);

	try_delimiter(data, size, ',', 0, &dice);
	try_delimiter(data, size, ',', 2, &dice);
	try_delimiter(data, size, '\t', 3, &dice);
	return 0;
}
