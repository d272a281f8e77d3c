/*
 * See csv.h. The bytes of the current row stay in `buf` until it is done, so
 * that reading can go back to its second line; `text` holds the decoded
 * fields one after another.
 *
 *   START --"--> QUOTED --"--> CLOSED --"--> QUOTED
 *     |            any: text      | delimiter, line end: field done
 *     '--other--> PLAIN           '--other: bad, goes on as PLAIN
 */
#include "config.h"

#include "core/csv.h"

#include <glib/gi18n.h>

#define CHUNK ((size_t)64 << 10)

typedef enum FieldState {
	FIELD_START,
	FIELD_PLAIN,
	FIELD_QUOTED,
	FIELD_CLOSED,
} FieldState;

struct CsvReader {
	CsvReadFunc read;
	void *data;
	char delimiter;
	unsigned n_expected;

	char *buf;
	size_t cap, start, end; /* buf[start] is the first byte of the row */
	bool at_eof, began;
	GError *failure;       /* the read function's; nothing is read after it */
	uint64_t line, column; /* of buf[start] */

	GString *text;
	GArray *fields; /* CsvField; `bytes` is set when the row is done, as text moves */
};

/* One row being read; `at` counts from reader->start. */
typedef struct Scan {
	size_t at;
	size_t second_line; /* `at` after the first line end, 0 for none yet */
	uint64_t line, column;
	uint64_t quote_line, quote_column; /* the opening quote */
	size_t field_start;		   /* in text */
	uint64_t field_line, field_column;
	unsigned n_fields;
	FieldState state;
	CsvRow *row;
} Scan;

CsvReader *
csv_reader_new(CsvReadFunc read, void *data, char delimiter)
{
	CsvReader *reader = g_new0(CsvReader, 1);

	g_assert(!strchr("\"\r\n", delimiter));
	reader->read = read;
	reader->data = data;
	reader->delimiter = delimiter;
	reader->cap = 2 * CHUNK;
	reader->buf = g_malloc(reader->cap);
	reader->line = reader->column = 1;
	reader->text = g_string_new(NULL);
	reader->fields = g_array_new(FALSE, FALSE, sizeof(CsvField));
	return reader;
}

void
csv_reader_free(CsvReader *reader)
{
	if (!reader)
		return;
	g_free(reader->buf);
	g_string_free(reader->text, TRUE);
	g_array_unref(reader->fields);
	g_clear_error(&reader->failure);
	g_free(reader);
}

void
csv_reader_expect(CsvReader *reader, unsigned n_columns)
{
	reader->n_expected = n_columns;
}

/* Makes room first: moves the row to the front, then grows. */
static bool
reader_fill(CsvReader *reader)
{
	gssize got;

	if (reader->failure)
		return false;
	if (reader->start > 0 && reader->cap - reader->end < CHUNK) {
		memmove(reader->buf, reader->buf + reader->start, reader->end - reader->start);
		reader->end -= reader->start;
		reader->start = 0;
	}
	if (reader->cap - reader->end < CHUNK) {
		reader->cap *= 2;
		reader->buf = g_realloc(reader->buf, reader->cap);
	}
	got = reader->read(reader->data, reader->buf + reader->end, CHUNK, &reader->failure);
	if (got < 0)
		return false;
	reader->at_eof = got == 0;
	reader->end += (size_t)got;
	return true;
}

/* The byte `ahead` of the scan, or -1 at the end of the file, or -2 on failure. */
static inline int
scan_peek(CsvReader *reader, const Scan *scan, size_t ahead)
{
	while (G_UNLIKELY(reader->start + scan->at + ahead >= reader->end)) {
		if (reader->at_eof)
			return -1;
		if (!reader_fill(reader))
			return -2;
	}
	return (unsigned char)reader->buf[reader->start + scan->at + ahead];
}

static inline void
scan_step(Scan *scan, int c)
{
	scan->at++;
	if (c == '\n') {
		scan->line++;
		scan->column = 1;
		if (!scan->second_line)
			scan->second_line = scan->at;
	} else if ((c & 0xC0) != 0x80) {
		scan->column++;
	}
}

static void
scan_blame(Scan *scan, CsvReason reason, uint64_t line, uint64_t column)
{
	if (scan->row->reason != CSV_REASON_NONE)
		return;
	scan->row->reason = reason;
	scan->row->bad_line = line;
	scan->row->bad_column = column;
}

static void
scan_end_field(CsvReader *reader, Scan *scan)
{
	CsvField field = {NULL, reader->text->len - scan->field_start, scan->field_line,
		scan->field_column};

	scan->n_fields++;
	if (scan->n_fields <= CSV_COLUMNS_MAX)
		g_array_append_val(reader->fields, field);
	else
		g_string_truncate(reader->text, scan->field_start);
	scan->field_start = reader->text->len;
	scan->state = FIELD_START;
}

/* Text of a field; false when the row has to be given up here. */
static inline bool
scan_take(CsvReader *reader, Scan *scan, int c)
{
	g_string_append_c(reader->text, (char)c);
	scan_step(scan, c);
	if (G_LIKELY(reader->text->len - scan->field_start <= CSV_FIELD_MAX &&
		     scan->at < CSV_ROW_MAX))
		return true;
	scan_blame(scan,
		scan->at < CSV_ROW_MAX ? CSV_REASON_FIELD_TOO_LONG : CSV_REASON_ROW_TOO_LONG,
		scan->state == FIELD_QUOTED ? scan->quote_line : scan->line,
		scan->state == FIELD_QUOTED ? scan->quote_column : scan->column);
	return false;
}

typedef enum ScanStep {
	SCAN_MORE,
	SCAN_ROW_DONE,
	SCAN_GIVE_UP, /* the row has no end that can be trusted */
	SCAN_FAILED,
} ScanStep;

static ScanStep
scan_quoted(CsvReader *reader, Scan *scan, int c)
{
	if (c == -1) {
		scan_blame(scan, CSV_REASON_UNTERMINATED, scan->quote_line, scan->quote_column);
		return SCAN_GIVE_UP;
	}
	if (c == '"') {
		scan_step(scan, c);
		scan->state = FIELD_CLOSED;
		return SCAN_MORE;
	}
	return scan_take(reader, scan, c) ? SCAN_MORE : SCAN_GIVE_UP;
}

/* True at LF, at CRLF and at the end of the file; steps over it. */
static bool
scan_line_end(CsvReader *reader, Scan *scan, int c)
{
	if (c == '\r' && scan_peek(reader, scan, 1) == '\n') {
		scan_step(scan, '\r');
		c = '\n';
	}
	if (c == '\n')
		scan_step(scan, c);
	return c == '\n' || c == -1;
}

static ScanStep
scan_byte(CsvReader *reader, Scan *scan)
{
	int c = scan_peek(reader, scan, 0);

	if (c == -2)
		return SCAN_FAILED;
	if (scan->state == FIELD_QUOTED)
		return scan_quoted(reader, scan, c);
	if (c == '"' && scan->state == FIELD_START) {
		scan->quote_line = scan->line;
		scan->quote_column = scan->column;
		scan->state = FIELD_QUOTED;
		scan_step(scan, c);
		return SCAN_MORE;
	}
	if (c == '"' && scan->state == FIELD_CLOSED) {
		scan->state = FIELD_QUOTED;
		return scan_take(reader, scan, c) ? SCAN_MORE : SCAN_GIVE_UP;
	}
	if (c == (unsigned char)reader->delimiter) {
		scan_end_field(reader, scan);
		scan_step(scan, c);
		scan->field_line = scan->line;
		scan->field_column = scan->column;
		return scan->at < CSV_ROW_MAX ? SCAN_MORE : SCAN_GIVE_UP;
	}
	if (scan_line_end(reader, scan, c)) {
		scan_end_field(reader, scan);
		return SCAN_ROW_DONE;
	}
	if (scan->state == FIELD_CLOSED)
		scan_blame(scan, CSV_REASON_TEXT_AFTER_QUOTE, scan->line, scan->column);
	scan->state = FIELD_PLAIN;
	return scan_take(reader, scan, c) ? SCAN_MORE : SCAN_GIVE_UP;
}

/* The next row begins `at` bytes on. */
static void
reader_move(CsvReader *reader, const Scan *scan)
{
	reader->start += scan->at;
	reader->line = scan->line;
	reader->column = scan->column;
}

/* Goes on at the second line of a row that could not be trusted, without keeping what it skips.
 */
static bool
reader_skip_line(CsvReader *reader, uint64_t line)
{
	for (;;) {
		char *from = reader->buf + reader->start;
		char *lf = memchr(from, '\n', reader->end - reader->start);

		if (lf) {
			reader->start += (size_t)(lf - from) + 1;
			break;
		}
		reader->start = reader->end;
		if (reader->at_eof)
			break;
		if (!reader_fill(reader))
			return false;
	}
	reader->line = line + 1;
	reader->column = 1;
	return true;
}

static void
reader_begin(CsvReader *reader, Scan *scan)
{
	g_string_truncate(reader->text, 0);
	g_array_set_size(reader->fields, 0);
	scan->line = scan->field_line = scan->row->line = reader->line;
	scan->column = scan->field_column = scan->row->column = reader->column;
}

static bool
reader_skip_bom(CsvReader *reader)
{
	while (reader->end < 3 && !reader->at_eof) {
		if (!reader_fill(reader))
			return false;
	}
	reader->began = true;
	if (reader->end >= 3 && !memcmp(reader->buf, "\xEF\xBB\xBF", 3))
		reader->start = 3;
	return true;
}

/* Steps over lines without a byte, to the first byte of a row; -1 and -2 as scan_peek(). */
static int
reader_skip_blank(CsvReader *reader)
{
	for (;;) {
		Scan scan = {.line = reader->line, .column = reader->column};
		int c = scan_peek(reader, &scan, 0);

		if ((c != '\n' && c != '\r') || !scan_line_end(reader, &scan, c))
			return c;
		reader_move(reader, &scan);
	}
}

static void
reader_collect(CsvReader *reader, const Scan *scan)
{
	const char *bytes = reader->text->str;

	for (unsigned i = 0; i < reader->fields->len; i++) {
		CsvField *field = &g_array_index(reader->fields, CsvField, i);

		field->bytes = bytes;
		bytes += field->len;
	}
	scan->row->fields = (const CsvField *)(void *)reader->fields->data;
	scan->row->n_fields = scan->n_fields;
}

/*
 * Whether the lines that a broken row swallowed should be read again as rows
 * of their own: a stray quote pairs with the next row's, and the count of
 * fields then looks right. In a table of one column every line looks right.
 */
static bool
scan_distrusts(const CsvReader *reader, const Scan *scan)
{
	return scan->row->reason == CSV_REASON_TEXT_AFTER_QUOTE && reader->n_expected > 1 &&
	       scan->second_line && scan->second_line < scan->at;
}

static CsvOutcome
reader_read_row(CsvReader *reader, CsvRow *row)
{
	Scan scan = {.row = row};
	ScanStep step = SCAN_MORE;

	reader_begin(reader, &scan);
	while (step == SCAN_MORE)
		step = scan_byte(reader, &scan);
	if (step == SCAN_FAILED)
		return CSV_FAILED;
	if (step == SCAN_GIVE_UP)
		scan_blame(&scan, CSV_REASON_ROW_TOO_LONG, scan.line, scan.column);
	reader_collect(reader, &scan);
	if (step == SCAN_GIVE_UP || scan_distrusts(reader, &scan))
		return reader_skip_line(reader, row->line) ? CSV_BAD_ROW : CSV_FAILED;
	reader_move(reader, &scan);
	if (scan.n_fields > CSV_COLUMNS_MAX ||
		(reader->n_expected && scan.n_fields != reader->n_expected))
		scan_blame(&scan, CSV_REASON_COLUMNS, row->line, row->column);
	return row->reason == CSV_REASON_NONE ? CSV_ROW : CSV_BAD_ROW;
}

CsvOutcome
csv_reader_next(CsvReader *reader, CsvRow *ret_row, GError **error)
{
	CsvOutcome outcome = CSV_FAILED;
	int c = -2;

	*ret_row = (CsvRow){.reason = CSV_REASON_NONE};
	if (reader->began || reader_skip_bom(reader))
		c = reader_skip_blank(reader);
	if (c == -1)
		return CSV_END;
	if (c >= 0)
		outcome = reader_read_row(reader, ret_row);
	if (outcome == CSV_FAILED && error)
		*error = g_error_copy(reader->failure);
	return outcome;
}

char *
csv_dup_reason(const CsvRow *bad, unsigned n_expected)
{
	switch (bad->reason) {
	case CSV_REASON_TEXT_AFTER_QUOTE:
		return g_strdup(
			_("There is text between a closing quote and the next separator; "
			  "a quote inside a quoted field must be doubled."));
	case CSV_REASON_UNTERMINATED:
		return g_strdup(_("The quote opened here is never closed."));
	case CSV_REASON_COLUMNS:
		if (!n_expected || bad->n_fields > CSV_COLUMNS_MAX)
			return g_strdup_printf(
				_("The row has %1$u fields; at most %2$u can be read."),
				bad->n_fields, CSV_COLUMNS_MAX);
		return g_strdup_printf(_("The row has %1$u fields where the header has %2$u."),
			bad->n_fields, n_expected);
	case CSV_REASON_FIELD_TOO_LONG:
		return g_strdup_printf(_("The field is longer than %1$u bytes; a quote may be "
					 "missing at its end."),
			(unsigned)CSV_FIELD_MAX);
	case CSV_REASON_ROW_TOO_LONG:
		return g_strdup_printf(
			_("The row is longer than %1$u bytes."), (unsigned)CSV_ROW_MAX);
	case CSV_REASON_NONE:
	case N_CSV_REASONS:
		break;
	}
	return g_strdup("");
}

static bool
field_needs_quotes(const char *bytes, size_t len, char delimiter)
{
	if (len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
		return true;
	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];

		if (c == '"' || c == '\r' || c == '\n' || c == delimiter)
			return true;
	}
	return false;
}

void
csv_write_field(GString *out, const char *bytes, size_t len, char delimiter)
{
	if (!field_needs_quotes(bytes, len, delimiter)) {
		g_string_append_len(out, bytes, (gssize)len);
		return;
	}
	g_string_append_c(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, bytes[i]);
	}
	g_string_append_c(out, '"');
}

void
csv_write_row(GString *out, const CsvField *fields, unsigned n_fields, char delimiter)
{
	for (unsigned i = 0; i < n_fields; i++) {
		if (i)
			g_string_append_c(out, delimiter);
		csv_write_field(out, fields[i].bytes, fields[i].len, delimiter);
	}
	if (n_fields == 1 && fields[0].len == 0)
		g_string_append(out, "\"\"");
	g_string_append(out, "\r\n");
}
