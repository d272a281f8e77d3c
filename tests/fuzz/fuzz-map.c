/*
 * core/import-map.h: a map that is refused says so with lines it has; one that
 * is taken answers every question and applies to odd rows. The rows are pieces
 * of the input itself.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/env.h"
#include "core/import-map.h"

#define MARK "line "

typedef struct Row {
	FuzzDice dice;
	GPtrArray *values; /* pieces of the map, and a few that dates are made of */
} Row;

static const char *const odd[] = {"", " ", "2026-05-19", "05/19/2026", "2026/5/9 1:02:03",
	"2026-02-30", "45123.5", "1e9", "99999999999999999999", "\xE3\x80\x80投诉\xE3\x80\x80",
	"&amp;&#0;&#x110000;&#39", "\\n\\t\\", "None", "\xE2\x80\xAE"};

static const char *
look_up(void *data, const char *column)
{
	Row *row = data;
	uint32_t n = fuzz_throw(&row->dice, row->values->len + 1);

	g_assert_nonnull(column);
	return n < row->values->len ? row->values->pdata[n] : NULL;
}

static bool
knows_code(void *data, ImportField field, const char *code)
{
	g_assert_cmpint(field, <, N_IMPORT_FIELDS);
	g_assert_nonnull(code);
	return fuzz_throw(data, 2) == 0;
}

static void
check_values(const ImportValues *values)
{
	g_assert_nonnull(values->fields[IMPORT_FIELD_RECEIVED]);
	g_assert_cmpint(values->received_us, >, -80 * 366 * US_PER_DAY);
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++)
		if (values->fields[i]) {
			fuzz_check_sentence(values->fields[i]);
			g_assert_true(g_utf8_validate(values->fields[i], -1, NULL));
		}
	g_assert_true(values->fields[IMPORT_FIELD_CHANNEL][0] == 'A');
	g_assert_true(values->fields[IMPORT_FIELD_BUSINESS][0] == 'B');
	g_assert_true(values->fields[IMPORT_FIELD_REASON][0] == 'C');
	g_assert_true(values->fields[IMPORT_FIELD_CLAIM][0] == 'W');
}

static void
apply_once(const ImportMap *map, Row *row)
{
	ImportFault fault = {0};
	ImportValues values = {0};

	if (import_map_apply(map, look_up, row, &values, &fault)) {
		check_values(&values);
		import_values_clear(&values);
		return;
	}
	fuzz_check_sentence(fault.reason);
	g_free(fault.reason);
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++)
		g_assert_null(values.fields[i]);
}

static void
use_map(const ImportMap *map, char *text, FuzzDice dice)
{
	Row row = {dice, g_ptr_array_new()};
	g_autoptr(GError) header = NULL, codes = NULL;
	g_auto(GStrv) pieces = g_strsplit_set(text, "\n=", 40);

	g_assert_nonnull(import_map_name(map));
	g_assert_nonnull(import_map_source(map));
	g_assert_nonnull(strchr(",\t", import_map_delimiter(map)));
	for (unsigned i = 0; i < G_N_ELEMENTS(odd); i++)
		g_ptr_array_add(row.values, (void *)odd[i]);
	for (unsigned i = 0; pieces[i]; i++)
		g_ptr_array_add(row.values, g_strstrip(pieces[i]));
	g_ptr_array_add(row.values, NULL);
	if (!import_map_check_header(map, (const char *const *)row.values->pdata, &header))
		fuzz_check_sentence(header->message);
	g_ptr_array_set_size(row.values, (int)row.values->len - 1);
	if (!import_map_check_codes(map, knows_code, &dice, &codes))
		fuzz_check_sentence(codes->message);
	for (unsigned i = 0; i < 12; i++)
		apply_once(map, &row);
	g_ptr_array_unref(row.values);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportMap) map = import_map_parse("x.map", text, size, &error);

	if (map)
		use_map(map, text, fuzz_dice(data, size));
	else
		fuzz_check_lines_named(error->message, MARK, fuzz_count_lines(data, size));
	return 0;
}
