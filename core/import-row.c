/*
 * See import-row.h. `columns` are the current row's, borrowed from the CSV or
 * JSON reader; a row that is handed out has copies of them in its arena.
 */
#include "config.h"

#include "core/import-row.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/import-map-private.h"
#include "core/import-xlsx.h"

/* How often a row hash was met. 128 bits of it are plenty to tell rows apart. */
typedef struct Seen {
	uint64_t hash[2];
	uint64_t n; /* 0: free */
} Seen;

struct ImportReader {
	const ImportMap *map;
	int fd; /* of import_reader_open(), else -1 */
	char *path;
	uint64_t n_done, n_total;

	Decoder *decoder;
	CsvReader *csv; /* one of the three */
	ImportJson *json;
	ImportXlsx *xlsx;
	GStringChunk *names; /* of CSV */
	GArray *header;	     /* ImportColumn with names only, of CSV */
	bool header_done;
	GArray *columns; /* ImportColumn of the current row */

	Seen *seen; /* open addressing, at most half full */
	size_t seen_cap, n_seen;
};

void
import_problem_free(ImportProblem *problem)
{
	if (!problem)
		return;
	g_free(problem->field);
	g_free(problem->reason);
	g_free(problem);
}

typedef struct Place {
	uint64_t line, column;
} Place;

/* Takes `reason`. */
static ImportProblem *
problem_new(ImportProblemKind kind, Place place, const char *field, char *reason)
{
	ImportProblem *problem = g_new(ImportProblem, 1);

	*problem = (ImportProblem){kind, place.line, place.column, g_strdup(field), reason};
	return problem;
}

void
import_row_note(ImportRow *row, ImportProblemKind kind, const char *field, char *reason)
{
	g_ptr_array_add(row->notes, problem_new(kind, (Place){row->line, 1}, field, reason));
}

void
import_row_free(ImportRow *row)
{
	if (!row)
		return;
	g_free(row->key);
	import_values_clear(&row->values);
	g_free(row->columns);
	g_ptr_array_unref(row->notes);
	g_string_chunk_free(row->arena);
	g_free(row);
}

char *
import_dup_readable(const char *bytes, size_t len, bool *ret_raw)
{
	GString *out = g_string_sized_new(len + 1);
	const char *end = bytes + len;
	bool raw = false;

	while (bytes < end) {
		const char *stop;

		g_utf8_validate_len(bytes, (gsize)(end - bytes), &stop);
		g_string_append_len(out, bytes, stop - bytes);
		if (stop < end) {
			raw = true;
			g_string_append(out, *stop ? "\xEF\xBF\xBD" : "<00>");
			stop++;
		}
		bytes = stop;
	}
	if (ret_raw)
		*ret_raw = raw;
	return g_string_free(out, FALSE);
}

static gssize
file_read(void *data, void *buf, size_t len, GError **error)
{
	ImportReader *reader = data;
	ssize_t got;

	do
		got = read(reader->fd, buf, len);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The file %1$s cannot be read any further: %2$s. What was imported "
			  "so far stays; the same import can be run again."),
			reader->path, g_strerror(errno));
	else
		reader->n_done += (uint64_t)got;
	return got;
}

ImportReader *
import_reader_new(CsvReadFunc read, void *data, const ImportMap *map, ImportFormat format)
{
	ImportReader *reader = g_new0(ImportReader, 1);

	reader->map = map;
	reader->fd = -1;
	reader->names = g_string_chunk_new(1024);
	reader->header = g_array_new(FALSE, FALSE, sizeof(ImportColumn));
	reader->columns = g_array_new(FALSE, FALSE, sizeof(ImportColumn));
	reader->seen_cap = 1024;
	reader->seen = g_new0(Seen, reader->seen_cap);
	reader->decoder = decoder_new(read, data ? data : reader, import_map_encoding(map));
	if (format == IMPORT_FORMAT_JSON)
		reader->json = import_json_new(decoder_read, reader->decoder);
	else if (format != IMPORT_FORMAT_XLSX)
		reader->csv = csv_reader_new(
			decoder_read, reader->decoder, import_map_delimiter(map));
	return reader;
}

static ImportFormat
format_of(const char *path)
{
	g_autofree char *lower = g_ascii_strdown(path, -1);

	if (g_str_has_suffix(lower, ".xlsx") || g_str_has_suffix(lower, ".xlsm"))
		return IMPORT_FORMAT_XLSX;
	return g_str_has_suffix(lower, ".json") || g_str_has_suffix(lower, ".jsonl") ||
			       g_str_has_suffix(lower, ".ndjson")
		       ? IMPORT_FORMAT_JSON
		       : IMPORT_FORMAT_CSV;
}

/* A date read by the wrong count would be four years off, without a word. */
static bool
reader_check_dates(const ImportReader *reader, GError **error)
{
	bool since_1904 = import_xlsx_is_1904(reader->xlsx);
	const char *right = since_1904 ? "EXCEL1904" : "EXCEL";
	const GPtrArray *forms = reader->map->dates;

	for (guint i = 0; i < forms->len; i++) {
		const char *form = forms->pdata[i];

		if (!g_str_has_prefix(form, "EXCEL") || !strcmp(form, right))
			continue;
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("The dates of this workbook count from %1$u: write \"form = %2$s\" "
			  "in the "
			  "map instead of %3$s. Nothing was imported."),
			since_1904 ? 1904 : 1900, right, form);
		return false;
	}
	return true;
}

/* The workbook in place of the file. */
static bool
reader_open_workbook(ImportReader *reader, GError **error)
{
	reader->xlsx = import_xlsx_open(reader->path, reader->map->sheet, error);
	return reader->xlsx && reader_check_dates(reader, error);
}

ImportReader *
import_reader_open(const char *path, const ImportMap *map, ImportFormat format, GError **error)
{
	struct stat info = {0};
	g_autoptr(ImportReader) reader = NULL;
	int fd;

	if (format == IMPORT_FORMAT_AUTO)
		format = format_of(path);
	fd = file_open_named(path, format != IMPORT_FORMAT_XLSX, error);
	if (fd < 0) {
		g_prefix_error(error, "%s ", _("Nothing was imported."));
		return NULL;
	}
	fstat(fd, &info);
	reader = import_reader_new(file_read, NULL, map, format);
	reader->fd = fd;
	reader->path = g_strdup(path);
	reader->n_total = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
	if (format == IMPORT_FORMAT_XLSX && !reader_open_workbook(reader, error))
		return NULL;
	return g_steal_pointer(&reader);
}

void
import_reader_free(ImportReader *reader)
{
	if (!reader)
		return;
	csv_reader_free(reader->csv);
	import_json_free(reader->json);
	import_xlsx_free(reader->xlsx);
	decoder_free(reader->decoder);
	if (reader->fd >= 0)
		close(reader->fd);
	g_free(reader->path);
	g_string_chunk_free(reader->names);
	g_array_unref(reader->header);
	g_array_unref(reader->columns);
	g_free(reader->seen);
	g_free(reader);
}

void
import_reader_progress(const ImportReader *reader, uint64_t *ret_done, uint64_t *ret_total)
{
	*ret_done = reader->n_done;
	*ret_total = reader->n_total;
	if (reader->xlsx)
		import_xlsx_progress(reader->xlsx, ret_done, ret_total);
}

Encoding
import_reader_encoding(const ImportReader *reader)
{
	return decoder_encoding(reader->decoder);
}

const char **
import_reader_dup_columns(const ImportReader *reader)
{
	const GArray *columns = reader->json ? reader->columns : reader->header;
	const char **names = g_new0(const char *, columns->len + 1);

	for (guint i = 0; i < columns->len; i++)
		names[i] = g_array_index(columns, ImportColumn, i).name;
	return names;
}

static Seen *
seen_find(Seen *seen, size_t cap, const uint64_t hash[2])
{
	size_t at = (size_t)hash[0] & (cap - 1);

	while (seen[at].n && (seen[at].hash[0] != hash[0] || seen[at].hash[1] != hash[1]))
		at = (at + 1) & (cap - 1);
	return &seen[at];
}

static void
reader_grow_seen(ImportReader *reader)
{
	size_t cap = reader->seen_cap * 2;
	Seen *seen = g_new0(Seen, cap);

	for (size_t i = 0; i < reader->seen_cap; i++) {
		if (reader->seen[i].n)
			*seen_find(seen, cap, reader->seen[i].hash) = reader->seen[i];
	}
	g_free(reader->seen);
	reader->seen = seen;
	reader->seen_cap = cap;
}

/* How many rows with this hash came before; counts this one. */
static uint64_t
reader_count_row(ImportReader *reader, const unsigned char row_hash[IMPORT_HASH_LEN])
{
	uint64_t hash[2];
	Seen *seen;

	memcpy(hash, row_hash, sizeof(hash));
	seen = seen_find(reader->seen, reader->seen_cap, hash);
	if (seen->n)
		return seen->n++;
	*seen = (Seen){{hash[0], hash[1]}, 1};
	if (++reader->n_seen > reader->seen_cap / 2)
		reader_grow_seen(reader);
	return 0;
}

static void
hash_part(crypto_hash_sha256_state *state, const char *bytes, size_t len)
{
	uint64_t le = GUINT64_TO_LE((uint64_t)len);

	crypto_hash_sha256_update(state, (const unsigned char *)&le, sizeof(le));
	crypto_hash_sha256_update(state, (const unsigned char *)bytes, len);
}

static void
row_hash(const GArray *columns, unsigned char ret[IMPORT_HASH_LEN])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (guint i = 0; i < columns->len; i++) {
		const ImportColumn *column = &g_array_index(columns, ImportColumn, i);
		unsigned char kind = (unsigned char)column->kind;

		hash_part(&state, column->name_bytes, column->name_len);
		crypto_hash_sha256_update(&state, &kind, 1);
		hash_part(&state, column->bytes, column->len);
	}
	crypto_hash_sha256_final(&state, ret);
}

static const char *
row_lookup(void *data, const char *name)
{
	const ImportRow *row = data;

	for (unsigned i = 0; i < row->n_columns; i++) {
		if (!strcmp(row->columns[i].name, name))
			return row->columns[i].text;
	}
	return NULL;
}

static void
row_note_raw(ImportRow *row, const ImportColumn *column)
{
	g_ptr_array_add(row->notes,
		problem_new(IMPORT_PROBLEM_RAW, (Place){column->line, column->column},
			column->name,
			g_strdup(_("The field holds bytes that are not text; they are kept as "
				   "they are, beside a readable form."))));
}

/* A readable form of what was decoded: an escape is one byte that is no text. */
static char *
dup_decoded_readable(Encoding encoding, const char *bytes, size_t len, bool *ret_raw)
{
	g_autoptr(GString) plain = NULL;

	if (encoding <= ENCODING_UTF_8 || g_utf8_validate(bytes, (gssize)len, NULL))
		return import_dup_readable(bytes, len, ret_raw);
	plain = g_string_sized_new(len);
	for (size_t i = 0; i < len; i++) {
		bool escape = ((unsigned char)bytes[i] & 0xFC) == 0xFC;

		g_string_append_c(plain, escape ? '\xFF' : bytes[i]);
		i += escape;
	}
	return import_dup_readable(plain->str, plain->len, ret_raw);
}

/* Keeps the bytes of `from` as they are in the file, if they are no text. */
static void
column_keep_raw(ImportRow *row, Encoding encoding, ImportColumn *column)
{
	g_autoptr(GString) raw = g_string_new(NULL);

	encoding_append(raw, encoding, column->bytes, column->len);
	column->bytes = g_string_chunk_insert_len(row->arena, raw->str, (gssize)raw->len);
	column->len = raw->len;
}

/* Copies the current row's columns into the row. */
static void
row_take_columns(ImportRow *row, const GArray *columns, Encoding encoding)
{
	row->n_columns = columns->len;
	row->columns = g_memdup2(columns->data, columns->len * sizeof(ImportColumn));
	for (unsigned i = 0; i < row->n_columns; i++) {
		ImportColumn *to = &row->columns[i];
		g_autofree char *text =
			dup_decoded_readable(encoding, to->bytes, to->len, &to->raw);

		to->name = g_string_chunk_insert_const(row->arena, to->name);
		to->name_bytes = g_string_chunk_insert_len(
			row->arena, to->name_bytes, (gssize)to->name_len);
		if (to->raw)
			column_keep_raw(row, encoding, to);
		else
			to->bytes = g_string_chunk_insert_len(
				row->arena, to->bytes, (gssize)to->len);
		to->text = to->raw ? g_string_chunk_insert(row->arena, text) : to->bytes;
		if (to->raw)
			row_note_raw(row, to);
	}
}

static char *
row_dup_key(const ImportReader *reader, const ImportRow *row)
{
	char hex[2 * IMPORT_HASH_LEN + 1];

	sodium_bin2hex(hex, sizeof(hex), row->row_hash, IMPORT_HASH_LEN);
	return g_strdup_printf("%s/%s/%" G_GUINT64_FORMAT, import_map_source(reader->map), hex,
		(guint64)row->ordinal);
}

/* The place of the column that is to blame, else of the row. */
static ImportProblem *
row_problem(const ImportRow *row, const ImportFault *fault, uint64_t line, uint64_t column)
{
	for (unsigned i = 0; fault->column && i < row->n_columns; i++) {
		if (!strcmp(row->columns[i].name, fault->column))
			return problem_new(IMPORT_PROBLEM_DATE,
				(Place){row->columns[i].line, row->columns[i].column},
				fault->column, fault->reason);
	}
	return problem_new(
		IMPORT_PROBLEM_DATE, (Place){line, column}, fault->column, fault->reason);
}

/* A good row of the file through the map. */
static ImportStep
reader_make_row(ImportReader *reader, uint64_t line, uint64_t column, ImportRow **ret_row,
	ImportProblem **ret_problem)
{
	g_autoptr(ImportRow) row = g_new0(ImportRow, 1);
	ImportFault fault;

	row->line = line;
	row->arena = g_string_chunk_new(1024);
	row->notes = g_ptr_array_new_with_free_func((GDestroyNotify)import_problem_free);
	row_hash(reader->columns, row->row_hash);
	row_take_columns(row, reader->columns, decoder_encoding(reader->decoder));
	row->ordinal = reader_count_row(reader, row->row_hash);
	row->key = row_dup_key(reader, row);
	if (!import_map_apply(reader->map, row_lookup, row, &row->values, &fault)) {
		*ret_problem = row_problem(row, &fault, line, column);
		return IMPORT_STEP_BAD;
	}
	*ret_row = g_steal_pointer(&row);
	return IMPORT_STEP_ROW;
}

/* One column with other separators in it is mostly a table divided by them. */
static void
add_delimiter_hint(const char *const *names, GError **error)
{
	if (error && *error && names[0] && !names[1] && strpbrk(names[0], ",\t;|"))
		g_prefix_error(error, "%s\n",
			_("The file has one column only. It may be divided by another sign: "
			  "\"delimiter = ...\" in [map] of the map."));
}

static bool
reader_check_header(ImportReader *reader, const GArray *columns, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	bool fits;

	for (guint i = 0; i < columns->len; i++)
		g_ptr_array_add(names, (void *)g_array_index(columns, ImportColumn, i).name);
	g_ptr_array_add(names, NULL);
	reader->header_done = true;
	fits = import_map_check_header(reader->map, (const char *const *)names->pdata, error);
	if (!fits)
		add_delimiter_hint((const char *const *)names->pdata, error);
	return fits;
}

static void
reader_add_name(ImportReader *reader, const char *bytes, size_t len)
{
	Encoding encoding = decoder_encoding(reader->decoder);
	bool raw;
	g_autofree char *readable = dup_decoded_readable(encoding, bytes, len, &raw);
	g_autofree char *name = import_text_dup_trim(readable);
	g_autoptr(GString) kept = g_string_new(NULL);
	ImportColumn column = {
		.name = g_string_chunk_insert(reader->names, name),
		.name_raw = raw,
		.kind = IMPORT_KIND_TEXT,
	};

	encoding_append(kept, raw ? encoding : ENCODING_UTF_8, bytes, len);
	column.name_len = kept->len;
	column.name_bytes =
		g_string_chunk_insert_len(reader->names, kept->str, (gssize)kept->len);
	g_array_append_val(reader->header, column);
}

/* The names the map gives, or the columns' numbers. */
static ImportStep
reader_make_header(ImportReader *reader, const CsvRow *first, GError **error)
{
	const char *const *names = import_map_columns(reader->map);
	unsigned n = g_strv_length((char **)names);

	if (n && n != first->n_fields) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("The map %1$s names %2$u columns and the table has %3$u; nothing was "
			  "imported. Write one line \"column = ...\" for each, in their "
			  "order."),
			import_map_name(reader->map), n, first->n_fields);
		return IMPORT_STEP_FAILED;
	}
	for (unsigned i = 0; i < first->n_fields; i++) {
		char number[16];

		g_snprintf(number, sizeof(number), "%u", i + 1);
		reader_add_name(reader, n ? names[i] : number, strlen(n ? names[i] : number));
	}
	return IMPORT_STEP_ROW;
}

static CsvOutcome
reader_next_fields(ImportReader *reader, CsvRow *ret, GError **error)
{
	return reader->xlsx ? import_xlsx_next(reader->xlsx, ret, error)
			    : csv_reader_next(reader->csv, ret, error);
}

/* `ret` is the first row; it is one of the table where that has no header. */
static ImportStep
reader_read_header(ImportReader *reader, CsvRow *ret, GError **error)
{
	CsvOutcome outcome = reader_next_fields(reader, ret, error);
	g_autofree char *reason = NULL;

	if (outcome == CSV_FAILED)
		return IMPORT_STEP_FAILED;
	if (outcome == CSV_END) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("The file is empty; nothing was imported."));
		return IMPORT_STEP_FAILED;
	}
	if (outcome == CSV_BAD_ROW) {
		reason = csv_dup_reason(ret, 0);
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("The names of the columns cannot be read (line %1$u, column %2$u); "
			  "nothing was imported. %3$s"),
			(unsigned)ret->bad_line, (unsigned)ret->bad_column, reason);
		return IMPORT_STEP_FAILED;
	}
	if (reader->xlsx)
		import_xlsx_expect(reader->xlsx, ret->n_fields);
	else
		csv_reader_expect(reader->csv, ret->n_fields);
	if (!import_map_has_header(reader->map)) {
		if (reader_make_header(reader, ret, error) == IMPORT_STEP_FAILED)
			return IMPORT_STEP_FAILED;
	} else {
		for (unsigned i = 0; i < ret->n_fields; i++)
			reader_add_name(reader, ret->fields[i].bytes, ret->fields[i].len);
	}
	return reader_check_header(reader, reader->header, error) ? IMPORT_STEP_ROW
								  : IMPORT_STEP_FAILED;
}

static ImportStep
reader_next_csv(
	ImportReader *reader, ImportRow **ret_row, ImportProblem **ret_problem, GError **error)
{
	CsvRow row;
	CsvOutcome outcome = CSV_ROW;
	bool begun = reader->header_done;

	if (!begun && reader_read_header(reader, &row, error) == IMPORT_STEP_FAILED)
		return IMPORT_STEP_FAILED;
	if (begun || import_map_has_header(reader->map))
		outcome = reader_next_fields(reader, &row, error);
	if (outcome == CSV_FAILED || outcome == CSV_END)
		return outcome == CSV_END ? IMPORT_STEP_END : IMPORT_STEP_FAILED;
	if (outcome == CSV_BAD_ROW) {
		*ret_problem =
			problem_new(IMPORT_PROBLEM_FORM, (Place){row.bad_line, row.bad_column},
				NULL, csv_dup_reason(&row, reader->header->len));
		return IMPORT_STEP_BAD;
	}
	g_array_set_size(reader->columns, 0);
	for (unsigned i = 0; i < row.n_fields; i++) {
		ImportColumn column = g_array_index(reader->header, ImportColumn, i);

		column.bytes = row.fields[i].bytes;
		column.len = row.fields[i].len;
		column.line = row.fields[i].line;
		column.column = row.fields[i].column;
		g_array_append_val(reader->columns, column);
	}
	return reader_make_row(reader, row.line, row.column, ret_row, ret_problem);
}

static ImportStep
reader_next_json(
	ImportReader *reader, ImportRow **ret_row, ImportProblem **ret_problem, GError **error)
{
	ImportObject object;
	ImportJsonOutcome outcome = import_json_next(reader->json, &object, error);

	if (outcome == IMPORT_JSON_FAILED || outcome == IMPORT_JSON_END)
		return outcome == IMPORT_JSON_END ? IMPORT_STEP_END : IMPORT_STEP_FAILED;
	if (outcome == IMPORT_JSON_BAD) {
		*ret_problem = problem_new(IMPORT_PROBLEM_FORM,
			(Place){object.bad_line, object.bad_column}, NULL,
			g_strdup(object.reason));
		return IMPORT_STEP_BAD;
	}
	g_array_set_size(reader->columns, 0);
	for (unsigned i = 0; i < object.n_pairs; i++) {
		const ImportPair *pair = &object.pairs[i];
		ImportColumn column = {.name = pair->name,
			.name_bytes = pair->name_bytes,
			.name_len = pair->name_len,
			.name_raw = strlen(pair->name_bytes) != pair->name_len,
			.bytes = pair->bytes,
			.len = pair->len,
			.kind = pair->kind,
			.line = pair->line,
			.column = pair->column};

		g_array_append_val(reader->columns, column);
	}
	if (!reader->header_done && !reader_check_header(reader, reader->columns, error))
		return IMPORT_STEP_FAILED;
	return reader_make_row(reader, object.line, object.column, ret_row, ret_problem);
}

ImportStep
import_reader_next(
	ImportReader *reader, ImportRow **ret_row, ImportProblem **ret_problem, GError **error)
{
	return reader->json ? reader_next_json(reader, ret_row, ret_problem, error)
			    : reader_next_csv(reader, ret_row, ret_problem, error);
}
