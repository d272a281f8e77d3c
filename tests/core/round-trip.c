/* See round-trip.h. A table is read as rows of fields; a field of JSON has its name and kind in
 * front. */
#include "config.h"

#include "tests/core/round-trip.h"

#include <string.h>

#include "core/import-json.h"

typedef struct Source {
	const char *bytes;
	size_t len, at;
} Source;

static gssize
source_read(void *data, void *buf, size_t len, GError **error)
{
	Source *source = data;
	size_t n = MIN(len, source->len - source->at);

	memcpy(buf, source->bytes + source->at, n);
	source->at += n;
	return (gssize)n;
}

static GPtrArray *
new_row(GPtrArray *rows)
{
	GPtrArray *row = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(rows, row);
	return row;
}

static void
read_json(Decoder *decoder, GPtrArray *rows)
{
	g_autoptr(ImportJson) json = import_json_new(decoder_read, decoder);
	ImportObject object;
	ImportJsonOutcome outcome;

	while ((outcome = import_json_next(json, &object, NULL)) == IMPORT_JSON_OBJECT) {
		GPtrArray *row = new_row(rows);

		for (unsigned i = 0; i < object.n_pairs; i++) {
			const ImportPair *pair = &object.pairs[i];
			g_autoptr(GString) field = g_string_new(NULL);

			g_string_append_len(
				field, pair->name_bytes, (gssize)pair->name_len + 1);
			g_string_append_c(field, (char)('0' + pair->kind));
			g_string_append_len(field, pair->bytes, (gssize)pair->len);
			g_ptr_array_add(row, g_bytes_new(field->str, field->len));
		}
	}
	g_assert_cmpint(outcome, ==, IMPORT_JSON_END);
}

static void
read_csv(Decoder *decoder, char delimiter, GPtrArray *rows)
{
	g_autoptr(CsvReader) csv = csv_reader_new(decoder_read, decoder, delimiter);
	CsvRow found;
	CsvOutcome outcome;

	while ((outcome = csv_reader_next(csv, &found, NULL)) == CSV_ROW) {
		GPtrArray *row = new_row(rows);

		for (unsigned i = 0; i < found.n_fields; i++)
			g_ptr_array_add(
				row, g_bytes_new(found.fields[i].bytes, found.fields[i].len));
	}
	g_assert_cmpint(outcome, ==, CSV_END);
}

static GPtrArray *
read_table(const char *bytes, size_t len, bool json, const SourceConfig *config)
{
	Source source = {bytes, len, 0};
	g_autoptr(Decoder) decoder = decoder_new(source_read, &source, config->encoding);
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	if (json)
		read_json(decoder, rows);
	else
		read_csv(decoder, config->delimiter, rows);
	return rows;
}

static GString *
write_table(
	Desk *desk, const GPtrArray *ids, unsigned from, unsigned n, const SourceConfig *config)
{
	g_autoptr(SourceTable) table = source_table_new(desk, config);
	GString *out = g_string_new(NULL);

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			source_table_begin(table, out);
		for (unsigned i = from; i < from + n; i++) {
			g_autoptr(GError) error = NULL;
			g_autoptr(Ticket) ticket = desk_ticket(desk, ids->pdata[i], &error);
			bool written = true;

			if (pass == 0)
				source_table_learn(table, ticket, &error);
			else
				source_table_write(table, ticket, out, &written, &error);
			g_assert_no_error(error);
			g_assert_true(written);
		}
	}
	source_table_end(table, out);
	return out;
}

unsigned
round_trip_check(Desk *desk, const char *path, const GPtrArray *ids, unsigned from,
	const SourceConfig *config)
{
	bool json = g_str_has_suffix(path, ".json"), header = !json && !config->no_header;
	g_autofree char *bytes = NULL;
	g_autoptr(GPtrArray) want = NULL, got = NULL;
	g_autoptr(GString) text = NULL;
	gsize len;
	unsigned n;

	g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	want = read_table(bytes, len, json, config);
	n = want->len - header;
	g_assert_cmpuint(from + n, <=, ids->len);
	text = write_table(desk, ids, from, n, config);
	got = read_table(text->str, text->len, json, config);
	g_assert_cmpuint(got->len, ==, want->len);
	for (guint i = 0; i < want->len; i++) {
		const GPtrArray *a = want->pdata[i], *b = got->pdata[i];

		g_assert_cmpuint(a->len, ==, b->len);
		for (guint k = 0; k < a->len; k++) {
			gsize a_len, b_len;
			const char *a_bytes = g_bytes_get_data(a->pdata[k], &a_len);
			const char *b_bytes = g_bytes_get_data(b->pdata[k], &b_len);

			/* The byte order mark belongs to the file, not to its first field. */
			g_assert_cmpmem(
				a_bytes ? a_bytes : "", a_len, b_bytes ? b_bytes : "", b_len);
		}
	}
	return n;
}
