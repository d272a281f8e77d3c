/* Proves core/import-xlsx.h with small workbooks made here: what cells become, which sheet is
 * read, and what is refused. */
#include "config.h"

#include "core/import-xlsx.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "core/error.h"
#include "core/import-row.h"

#define RELS                                                                                   \
	"<Relationships xmlns='x'><Relationship Id='rId1' Target='worksheets/sheet1.xml'/>"    \
	"<Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>"
#define BOOK(pr)                                                                               \
	"<?xml version='1.0' encoding='UTF-8'?><workbook xmlns:r='r'>" pr "<sheets>"           \
	"<sheet name='One' sheetId='1' r:id='rId1'/><sheet name='2026' sheetId='2' "           \
	"r:id='rId2'/>"                                                                        \
	"</sheets></workbook>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static const char shared[] =
	"<sst><si><t>Day</t></si><si><r><t>Sto</t></r><r><t xml:space='preserve'>ry </t></r>"
	"<rPh><t>reading</t></rPh></si><si><t>two\nlines &amp; _x000D_&#x5E74;</t></si></sst>";

typedef struct Part {
	const char *name, *text;
} Part;

static char *
make_book(const Part *parts)
{
	g_autofree char *folder = g_dir_make_tmp("amends-xlsx-XXXXXX", NULL);
	char *path = g_build_filename(folder, "t.xlsx", NULL);
	zip_t *zip = zip_open(path, ZIP_CREATE, NULL);

	g_assert_nonnull(zip);
	for (; parts->name; parts++) {
		zip_source_t *source =
			zip_source_buffer(zip, parts->text, strlen(parts->text), 0);

		g_assert_cmpint(zip_file_add(zip, parts->name, source, 0), >=, 0);
	}
	g_assert_cmpint(zip_close(zip), ==, 0);
	return path;
}

static void
remove_book(char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);

	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
}

/* "line:a|b;" a row, "!line" a bad one, then the error if any. */
static char *
read_book(const Part *parts, const char *sheet, unsigned expect)
{
	char *path = make_book(parts);
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportXlsx) xlsx = import_xlsx_open(path, sheet, &error);
	GString *out = g_string_new(NULL);
	CsvRow row;
	CsvOutcome outcome = CSV_END;

	if (xlsx)
		import_xlsx_expect(xlsx, expect);
	while (xlsx && (outcome = import_xlsx_next(xlsx, &row, &error)) != CSV_END &&
		outcome != CSV_FAILED) {
		g_string_append_printf(
			out, "%s%u:", outcome == CSV_BAD_ROW ? "!" : "", (unsigned)row.line);
		for (unsigned i = 0; i < row.n_fields; i++) {
			g_string_append(out, i ? "|" : "");
			g_string_append_len(
				out, row.fields[i].bytes, (gssize)row.fields[i].len);
		}
		g_string_append_c(out, ';');
	}
	g_assert_true((outcome == CSV_FAILED || !xlsx) == (error != NULL));
	if (error)
		g_string_append_printf(out, "%s%s",
			error->code == AMENDS_ERROR_NOT_FOUND ? "NOT FOUND " : "SYNTAX ",
			error->message);
	remove_book(path);
	return g_string_free(out, FALSE);
}

static const struct {
	const char *rows, *sheet;
	unsigned expect;
	const char *want;
} cases[] = {
	{"<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>", NULL, 0,
		"1:Day|Story ;"},
	/* Gaps, empty cells with a style, rows without a value, numbers as written. */
	{"<row r='2'><c r='B2' s='3'><v>46083.50</v></c><c r='D2' s='1'/></row>"
	 "<row r='3'><c r='A3'/></row><row r='9'><c r='A9'><v>1E-3</v></c></row>",
		NULL, 3, "2:|46083.50|;9:1E-3||;"},
	/* Inline text, a formula's result, a boolean, an error, escapes, without references. */
	{"<row><c t='inlineStr'><is><t>a</t><r><t>b</t></r></is></c>"
	 "<c t='str'><f>1+1</f><v>x=1</v></c><c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c>"
	 "<c t='s'><v>2</v></c></row>",
		NULL, 0, "1:ab|x=1|1|#N/A|two\nlines & \r年;"},
	{"<row r='4'><c r='A4'><v>1</v></c><c r='C4'><v>2</v></c></row>", NULL, 2, "!4:1||2;"},
	{"<x:row xmlns:x='y' r='1'><x:c r='A1'><x:v><![CDATA[5]]></x:v></x:c></x:row>", NULL, 0,
		"1:5;"},
	{"<row r='1'><c r='A1' t='s'><v>77</v></c><c r='B1'><v>1</v></c></row>", NULL, 0,
		"1:|1;"},
	{"", "2026", 0, "1:second;"},
	{"", "2", 0, "1:second;"},
	{"", "Two", 0,
		"NOT FOUND There is no sheet \"Two\" in the file. There are: One, 2026."},
	{"", "3", 0, "NOT FOUND "},
	{"<row r='1'><c r='A1'><v>1</v></c></row><row", NULL, 0, "1:1;SYNTAX "},
	{"<row r='1'><c r='A1'><v>&bomb;</v></c></row>", NULL, 0, "SYNTAX "},
};

static void
test_cells(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		bool broken = strstr(cases[i].want, "SYNTAX") != NULL;
		g_autofree char *sheet =
			broken ? g_strconcat("<worksheet><sheetData>", cases[i].rows, NULL)
			       : g_strconcat("<worksheet><sheetData>", cases[i].rows,
					 "</sheetData></worksheet>", NULL);
		const Part parts[] = {{"xl/workbook.xml", BOOK("")},
			{"xl/_rels/workbook.xml.rels", RELS}, {"xl/sharedStrings.xml", shared},
			{"xl/worksheets/sheet1.xml", sheet},
			{"xl/worksheets/sheet2.xml",
				SHEET("<row r='1'><c t='str'><v>second</v></c></row>")},
			{NULL, NULL}};
		g_autofree char *got = read_book(parts, cases[i].sheet, cases[i].expect);

		g_test_message("case %zu: %s", i, got);
		if (strstr(cases[i].want, "SYNTAX") || strstr(cases[i].want, "NOT FOUND"))
			g_assert_true(g_str_has_prefix(got, cases[i].want));
		else
			g_assert_cmpstr(got, ==, cases[i].want);
	}
}

static void
test_no_book(void)
{
	static const Part empty[] = {{"x", "y"}, {NULL, NULL}};
	static const Part lost[] = {{"xl/workbook.xml", BOOK("")},
		{"xl/_rels/workbook.xml.rels", RELS}, {NULL, NULL}};
	g_autofree char *none = read_book(empty, NULL, 0), *no_sheet = read_book(lost, NULL, 0);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_str_has_prefix(none, "SYNTAX "));
	g_assert_true(g_str_has_prefix(no_sheet, "SYNTAX "));
	g_assert_null(import_xlsx_open("/dev/null", NULL, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
}

/* 100 MB of blanks in a few hundred KB, and brackets without end. */
static void
test_bombs(void)
{
	g_autofree char *blanks = g_strnfill((gsize)100 << 20, ' ');
	g_autoptr(GString) deep = g_string_new("<worksheet>");
	const Part wide[] = {{"xl/workbook.xml", BOOK("")},
		{"xl/_rels/workbook.xml.rels", RELS}, {"xl/worksheets/sheet1.xml", blanks},
		{NULL, NULL}};
	Part tall[] = {{"xl/workbook.xml", BOOK("")}, {"xl/_rels/workbook.xml.rels", RELS},
		{"xl/worksheets/sheet1.xml", NULL}, {NULL, NULL}};
	g_autofree char *got_wide = read_book(wide, NULL, 0), *got_tall = NULL;

	for (int i = 0; i < 100; i++)
		g_string_append(deep, "<a>");
	tall[2].text = deep->str;
	got_tall = read_book(tall, NULL, 0);
	g_assert_nonnull(strstr(got_wide, "unpacks to too much"));
	g_assert_nonnull(strstr(got_tall, "(depth)"));
}

/* Through a map: dates by their serial number; the wrong count of years is refused. */
static void
test_through_map(void)
{
	static const char map_text[] =
		"[map]\nname = t\nzone = Asia/Shanghai\nsheet = One\n[dates]\nform = EXCEL\n"
		"[fields]\nreceived = Day\ntext = Story\n";
	static const char rows[] = SHEET(
		"<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
		"<row r='2'><c r='A2' s='1'><v>46083.25</v></c><c r='B2' "
		"t='s'><v>2</v></c></row>");
	static const char *const books[] = {
		BOOK("<workbookPr/>"), BOOK("<workbookPr date1904='1'/>")};
	g_autoptr(ImportMap) map = import_map_parse("t", map_text, strlen(map_text), NULL);

	g_assert_nonnull(map);
	for (int since_1904 = 0; since_1904 < 2; since_1904++) {
		const Part parts[] = {{"xl/workbook.xml", books[since_1904]},
			{"xl/_rels/workbook.xml.rels", RELS}, {"xl/sharedStrings.xml", shared},
			{"xl/worksheets/sheet1.xml", rows}, {NULL, NULL}};
		char *path = make_book(parts);
		g_autoptr(GError) error = NULL;
		g_autoptr(ImportReader) reader =
			import_reader_open(path, map, IMPORT_FORMAT_AUTO, &error);
		g_autoptr(ImportRow) row = NULL;
		ImportProblem *problem = NULL;

		remove_book(path);
		if (since_1904) {
			g_assert_null(reader);
			g_assert_nonnull(strstr(error->message, "EXCEL1904"));
			continue;
		}
		g_assert_no_error(error);
		g_assert_cmpint(
			import_reader_next(reader, &row, &problem, NULL), ==, IMPORT_STEP_ROW);
		g_assert_cmpstr(row->values.fields[IMPORT_FIELD_RECEIVED], ==,
			"2026-03-02T06:00:00+08:00");
		g_assert_cmpmem(row->columns[1].bytes, row->columns[1].len, "two\nlines & \r年",
			strlen("two\nlines & \r年"));
		g_clear_pointer(&row, import_row_free);
		g_assert_cmpint(
			import_reader_next(reader, &row, &problem, NULL), ==, IMPORT_STEP_END);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/xlsx/cells", test_cells);
	g_test_add_func("/xlsx/no-book", test_no_book);
	g_test_add_func("/xlsx/bombs", test_bombs);
	g_test_add_func("/xlsx/through-map", test_through_map);
	return g_test_run();
}
