/*
 * See import-xlsx.h. The parts of a workbook are XML in a zip: the names of the
 * sheets, where each lies, the texts that cells share. The sheet is parsed in
 * pieces; a piece ends in none, one or several rows, which wait in `ready`.
 */
#include "config.h"

#include "core/import-xlsx.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "core/error.h"
#include "core/text.h"

#define CHUNK	  ((size_t)32 << 10)
#define DEPTH	  32
#define PARTS_MAX ((uint64_t)16 << 20)
/* What unpacks to more than this must not have been packed tighter than that. */
#define SMALL	  ((uint64_t)64 << 20)
#define RATIO_MAX 400

typedef struct Cells {
	GString *text;
	GArray *fields; /* CsvField; bytes are offsets until the row is handed on */
	uint64_t line;
	bool filled, too_long;
} Cells;

typedef struct Element {
	const char *name; /* without its prefix */
	const char **names, **values;
} Element;

typedef void (*BeginFunc)(ImportXlsx *xlsx, const Element *element);

struct ImportXlsx {
	zip_t *zip;
	BeginFunc begin;  /* of the part that is read */
	zip_file_t *file; /* the sheet */
	uint64_t n_done, n_total, n_max;
	GMarkupParseContext *context;
	bool is_1904, at_end;
	unsigned n_expected;
	GPtrArray *names, *ids; /* char *: sheets and their relations, in order */
	GHashTable *targets;	/* relation -> part */
	GPtrArray *shared;	/* char * */

	GString *text; /* of the cell or the shared text that is read */
	bool in_text, in_phonetic;
	unsigned depth;
	char type[12]; /* of the cell */
	unsigned column;
	Cells *row;	/* that is read */
	GQueue ready;	/* Cells * */
	Cells *current; /* that was handed on */
};

static void
cells_free(Cells *cells)
{
	if (!cells)
		return;
	g_string_free(cells->text, TRUE);
	g_array_unref(cells->fields);
	g_free(cells);
}

/* ---- parts ---- */

static bool
refuse(GError **error, const char *what)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("The file is no XLSX workbook that can be read (%s). If it has a password or "
		  "is "
		  "an older format, save it as XLSX without one, or as CSV. Nothing was "
		  "imported."),
		what);
	return false;
}

/* Opens a part of at most `max` bytes; NULL with the error, or without one where it is absent.
 */
static zip_file_t *
part_open(ImportXlsx *xlsx, const char *name, uint64_t max, GError **error)
{
	zip_stat_t info;
	zip_file_t *file;

	if (zip_stat(xlsx->zip, name, 0, &info) != 0 || !(info.valid & ZIP_STAT_SIZE))
		return NULL;
	if (info.size > max || ((info.valid & ZIP_STAT_COMP_SIZE) && info.size > SMALL &&
				       info.size / (info.comp_size + 1) > RATIO_MAX)) {
		refuse(error, _("it unpacks to too much"));
		return NULL;
	}
	file = zip_fopen(xlsx->zip, name, 0);
	if (!file)
		refuse(error, name);
	xlsx->n_total = info.size;
	xlsx->n_done = 0;
	xlsx->n_max = max;
	return file;
}

/* One piece through the parser; false at the end and on failure. */
static bool
part_step(ImportXlsx *xlsx, zip_file_t *file, GMarkupParseContext *context, GError **error)
{
	g_autofree char *buf = g_malloc(CHUNK);
	g_autoptr(GError) cause = NULL;
	zip_int64_t got = zip_fread(file, buf, CHUNK);

	if (got < 0)
		return refuse(error, _("it is damaged"));
	xlsx->n_done += (uint64_t)got;
	if (xlsx->n_done > xlsx->n_max)
		return refuse(error, _("it unpacks to too much"));
	if (got > 0 ? g_markup_parse_context_parse(context, buf, (gssize)got, &cause)
		    : g_markup_parse_context_end_parse(context, &cause))
		return got > 0;
	return refuse(error, cause->message);
}

/* ---- what all parsers share ---- */

/* The name without a prefix. */
static const char *
local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *
attribute(const Element *element, const char *wanted)
{
	for (size_t i = 0; element->names[i]; i++)
		if (strcmp(local(element->names[i]), wanted) == 0)
			return element->values[i];
	return NULL;
}

/* What GMarkup calls: the part's own handler gets the element. */
static void
begin_element(GMarkupParseContext *context, const char *name, const char **names,
	const char **values, void *data, GError **error)
{
	const Element element = {local(name), names, values};
	ImportXlsx *xlsx = data;

	if (++xlsx->depth <= DEPTH)
		xlsx->begin(xlsx, &element);
	else
		g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "depth");
}

static bool
is_true(const char *value)
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* _x000D_ stands for the character of that number (ECMA-376, ST_Xstring). */
static void
append_unescaped(GString *out, const char *text)
{
	while (*text) {
		char *end = NULL;
		unsigned long code =
			strncmp(text, "_x", 2) == 0 ? strtoul(text + 2, &end, 16) : 0;

		if (end == text + 6 && *end == '_' && g_ascii_isxdigit(text[2]) &&
			(code == 0 || g_unichar_validate((gunichar)code))) {
			if (code)
				g_string_append_unichar(out, (gunichar)code);
			else
				g_string_append_c(out, '\0');
			text = end + 1;
		} else {
			g_string_append_c(out, *text++);
		}
	}
}

/* Texts of cells and of the shared list: <t>, but not that of <rPh>, which says how it is read.
 */
static void
take_text(GMarkupParseContext *context, const char *text, gsize len, void *data, GError **error)
{
	ImportXlsx *xlsx = data;

	if (xlsx->in_text && !xlsx->in_phonetic)
		g_string_append_len(xlsx->text, text, (gssize)len);
}

static void
begin_text(ImportXlsx *xlsx, const char *name)
{
	if (strcmp(name, "rPh") == 0)
		xlsx->in_phonetic = true;
	xlsx->in_text = strcmp(name, "t") == 0 || strcmp(name, "v") == 0;
}

static void
end_text(ImportXlsx *xlsx, const char *name)
{
	xlsx->depth--;
	xlsx->in_text = false;
	if (strcmp(name, "rPh") == 0)
		xlsx->in_phonetic = false;
}

/* ---- workbook, relations, shared texts ---- */

static void
begin_workbook(ImportXlsx *xlsx, const Element *element)
{
	const char *name = element->name;

	if (strcmp(name, "workbookPr") == 0)
		xlsx->is_1904 = is_true(attribute(element, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	g_ptr_array_add(xlsx->names, g_strdup(attribute(element, "name")));
	g_ptr_array_add(xlsx->ids, g_strdup(attribute(element, "id")));
}

static void
begin_relation(ImportXlsx *xlsx, const Element *element)
{
	const char *id = attribute(element, "Id");
	const char *target = attribute(element, "Target");

	if (id && target)
		g_hash_table_insert(xlsx->targets, g_strdup(id),
			*target == '/' ? g_strdup(target + 1)
				       : g_strconcat("xl/", target, NULL));
}

static void
begin_shared(ImportXlsx *xlsx, const Element *element)
{
	if (strcmp(element->name, "si") == 0)
		g_string_truncate(xlsx->text, 0);
	begin_text(xlsx, element->name);
}

static void
end_other(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
	ImportXlsx *xlsx = data;

	end_text(xlsx, local(element));
	if (strcmp(local(element), "si") == 0)
		g_ptr_array_add(xlsx->shared, g_strndup(xlsx->text->str, xlsx->text->len));
}

/* ---- the sheet ---- */

/* "BC12" is column 55; 0 if it names none. */
static unsigned
column_of(const char *reference)
{
	unsigned column = 0;

	for (; reference && g_ascii_isupper(*reference) && column < CSV_COLUMNS_MAX;
		reference++)
		column = column * 26 + (unsigned)(*reference - 'A') + 1;
	return MIN(column, CSV_COLUMNS_MAX);
}

static void
begin_row(ImportXlsx *xlsx, const char *number)
{
	Cells *last = g_queue_peek_tail(&xlsx->ready);
	uint64_t line = number ? g_ascii_strtoull(number, NULL, 10) : 0;

	cells_free(xlsx->row);
	xlsx->row = g_new0(Cells, 1);
	xlsx->row->text = g_string_new(NULL);
	xlsx->row->fields = g_array_new(FALSE, FALSE, sizeof(CsvField));
	xlsx->row->line = line ? line : last ? last->line + 1 : 1;
	xlsx->column = 0;
}

static void
begin_sheet(ImportXlsx *xlsx, const Element *element)
{
	const char *name = element->name, *type;
	unsigned column;

	if (strcmp(name, "row") == 0) {
		begin_row(xlsx, attribute(element, "r"));
	} else if (strcmp(name, "c") == 0) {
		column = column_of(attribute(element, "r"));
		xlsx->column = column > xlsx->column ? column : xlsx->column + 1;
		type = attribute(element, "t");
		g_strlcpy(xlsx->type, type ? type : "n", sizeof(xlsx->type));
		g_string_truncate(xlsx->text, 0);
	}
	begin_text(xlsx, name);
}

static void
add_field(Cells *row, const char *bytes, size_t len)
{
	CsvField field = {NULL, len, row->line, row->fields->len + 1};

	if (len > CSV_FIELD_MAX || row->text->len + len > CSV_ROW_MAX) {
		row->too_long = true;
		field.len = len = 0;
	}
	g_string_append_len(row->text, bytes, (gssize)len);
	g_array_append_val(row->fields, field);
	row->filled = row->filled || len > 0;
}

static void
end_cell(ImportXlsx *xlsx)
{
	Cells *row = xlsx->row;
	g_autoptr(GString) value = g_string_new(NULL);
	const char *text = xlsx->text->str;

	if (!row || xlsx->column > CSV_COLUMNS_MAX)
		return;
	while (row->fields->len + 1 < xlsx->column)
		add_field(row, "", 0);
	if (strcmp(xlsx->type, "s") == 0) {
		guint64 at = g_ascii_strtoull(text, NULL, 10);

		text = *text && at < xlsx->shared->len ? xlsx->shared->pdata[at] : "";
	}
	if (strcmp(xlsx->type, "n") == 0)
		g_string_append(value, text);
	else
		append_unescaped(value, text);
	add_field(row, value->str, value->len);
}

static void
end_sheet(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
	ImportXlsx *xlsx = data;
	const char *name = local(element);

	end_text(xlsx, name);
	if (strcmp(name, "c") == 0)
		end_cell(xlsx);
	if (strcmp(name, "row") == 0 && xlsx->row && xlsx->row->filled)
		g_queue_push_tail(&xlsx->ready, g_steal_pointer(&xlsx->row));
}

/* ---- opening ---- */

static const GMarkupParser part_parser = {
	.start_element = begin_element, .end_element = end_other, .text = take_text};

/* The whole of a part; one that is absent has nothing in it. */
static bool
part_read(ImportXlsx *xlsx, const char *name, uint64_t max, BeginFunc begin, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GMarkupParseContext) context = NULL;
	zip_file_t *file = part_open(xlsx, name, max, &cause);

	if (file) {
		context = g_markup_parse_context_new(
			&part_parser, G_MARKUP_TREAT_CDATA_AS_TEXT, xlsx, NULL);
		xlsx->depth = 0;
		xlsx->begin = begin;
		while (part_step(xlsx, file, context, &cause))
			;
		zip_fclose(file);
	}
	if (!cause)
		return true;
	g_propagate_error(error, g_steal_pointer(&cause));
	return false;
}

static bool
read_parts(ImportXlsx *xlsx, GError **error)
{
	return part_read(xlsx, "xl/workbook.xml", PARTS_MAX, begin_workbook, error) &&
	       part_read(
		       xlsx, "xl/_rels/workbook.xml.rels", PARTS_MAX, begin_relation, error) &&
	       part_read(xlsx, "xl/sharedStrings.xml", IMPORT_XLSX_TEXTS_MAX, begin_shared,
		       error);
}

/* The part of the sheet, NULL if there is none by that name or number. Borrowed. */
static const char *
find_sheet(const ImportXlsx *xlsx, const char *sheet)
{
	guint64 number = sheet ? g_ascii_strtoull(sheet, NULL, 10) : 1;
	guint at = 0;

	while (sheet && at < xlsx->names->len && g_strcmp0(xlsx->names->pdata[at], sheet) != 0)
		at++;
	if ((!sheet || at == xlsx->names->len) && number > 0)
		at = (guint)MIN(number - 1, xlsx->names->len);
	if (at >= xlsx->names->len || !xlsx->ids->pdata[at])
		return NULL;
	return g_hash_table_lookup(xlsx->targets, xlsx->ids->pdata[at]);
}

static bool
open_sheet(ImportXlsx *xlsx, const char *sheet, GError **error)
{
	static const GMarkupParser parser = {
		.start_element = begin_element, .end_element = end_sheet, .text = take_text};
	const char *part = find_sheet(xlsx, sheet);
	g_autofree char *list = NULL;
	g_autoptr(GError) cause = NULL;

	if (xlsx->names->len == 0)
		return refuse(error, _("it has no sheets"));
	if (!part) {
		g_ptr_array_add(xlsx->names, NULL);
		list = g_strjoinv(", ", (char **)xlsx->names->pdata);
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no sheet \"%1$s\" in the file. There are: %2$s. Nothing "
			  "was "
			  "imported."),
			sheet ? sheet : "1", list);
		return false;
	}
	xlsx->file = part_open(xlsx, part, IMPORT_XLSX_SHEET_MAX, &cause);
	if (cause)
		g_propagate_error(error, g_steal_pointer(&cause));
	else if (!xlsx->file)
		refuse(error, part);
	xlsx->depth = 0;
	xlsx->begin = begin_sheet;
	xlsx->context =
		g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, xlsx, NULL);
	return xlsx->file != NULL;
}

ImportXlsx *
import_xlsx_open(const char *path, const char *sheet, GError **error)
{
	g_autoptr(ImportXlsx) xlsx = g_new0(ImportXlsx, 1);

	xlsx->names = g_ptr_array_new_with_free_func(g_free);
	xlsx->ids = g_ptr_array_new_with_free_func(g_free);
	xlsx->shared = g_ptr_array_new_with_free_func(g_free);
	xlsx->targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	xlsx->text = g_string_new(NULL);
	g_queue_init(&xlsx->ready);
	xlsx->zip = zip_open(path, ZIP_RDONLY, NULL);
	if (!xlsx->zip) {
		refuse(error, _("it is no zip file"));
		return NULL;
	}
	return read_parts(xlsx, error) && open_sheet(xlsx, sheet, error)
		       ? g_steal_pointer(&xlsx)
		       : NULL;
}

void
import_xlsx_free(ImportXlsx *xlsx)
{
	if (!xlsx)
		return;
	g_clear_pointer(&xlsx->context, g_markup_parse_context_free);
	if (xlsx->file)
		zip_fclose(xlsx->file);
	if (xlsx->zip)
		zip_discard(xlsx->zip);
	g_ptr_array_unref(xlsx->names);
	g_ptr_array_unref(xlsx->ids);
	g_ptr_array_unref(xlsx->shared);
	g_hash_table_unref(xlsx->targets);
	g_string_free(xlsx->text, TRUE);
	cells_free(xlsx->row);
	cells_free(xlsx->current);
	g_queue_clear_full(&xlsx->ready, (GDestroyNotify)cells_free);
	g_free(xlsx);
}

/* ---- reading ---- */

bool
import_xlsx_is_1904(const ImportXlsx *xlsx)
{
	return xlsx->is_1904;
}

void
import_xlsx_expect(ImportXlsx *xlsx, unsigned n_columns)
{
	xlsx->n_expected = n_columns;
}

void
import_xlsx_progress(const ImportXlsx *xlsx, uint64_t *ret_done, uint64_t *ret_total)
{
	*ret_done = xlsx->n_done;
	*ret_total = xlsx->n_total;
}

/* Without the empty fields at its end, which a sheet may or may not have. */
static void
fit_row(const ImportXlsx *xlsx, Cells *row)
{
	while (row->fields->len > xlsx->n_expected &&
		g_array_index(row->fields, CsvField, row->fields->len - 1).len == 0)
		g_array_set_size(row->fields, row->fields->len - 1);
	while (row->fields->len < xlsx->n_expected)
		add_field(row, "", 0);
}

static CsvOutcome
hand_on(ImportXlsx *xlsx, CsvRow *ret)
{
	Cells *row = xlsx->current;
	const char *bytes;

	fit_row(xlsx, row);
	bytes = row->text->str;
	for (guint i = 0; i < row->fields->len; i++) {
		CsvField *field = &g_array_index(row->fields, CsvField, i);

		field->bytes = bytes;
		bytes += field->len;
	}
	*ret = (CsvRow){.fields = (const CsvField *)(void *)row->fields->data,
		.n_fields = row->fields->len,
		.line = row->line,
		.column = 1,
		.bad_line = row->line,
		.bad_column = 1};
	if (row->too_long)
		ret->reason = CSV_REASON_FIELD_TOO_LONG;
	else if (xlsx->n_expected && row->fields->len != xlsx->n_expected)
		ret->reason = CSV_REASON_COLUMNS;
	return ret->reason ? CSV_BAD_ROW : CSV_ROW;
}

CsvOutcome
import_xlsx_next(ImportXlsx *xlsx, CsvRow *ret, GError **error)
{
	g_autoptr(GError) cause = NULL;

	while (g_queue_is_empty(&xlsx->ready) && !xlsx->at_end) {
		xlsx->at_end = !part_step(xlsx, xlsx->file, xlsx->context, &cause);
		if (cause) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return CSV_FAILED;
		}
	}
	g_clear_pointer(&xlsx->current, cells_free);
	xlsx->current = g_queue_pop_head(&xlsx->ready);
	return xlsx->current ? hand_on(xlsx, ret) : CSV_END;
}
