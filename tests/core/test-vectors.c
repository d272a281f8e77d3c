/* The shared table of deadlines, a test a row, and the reading of status phrases by meaning. */
#include "config.h"

#include "tests/core/vectors.h"

#define HEADER "id,policy,calendar,tz,received_at,events,field,expected,basis,note\n"

static VectorData data;

static void
test_row(gconstpointer user_data)
{
	const VectorRow *row = user_data;

	if (row->problem != NULL)
		g_test_fail_printf("%s", row->problem);
	/* In the shared table every word of a status is understood. */
	if (row->unread != NULL)
		g_test_fail_printf("words not read:%s", row->unread);
}

static void
test_missing(void)
{
	g_test_skip("no data: vectors/deadlines.csv");
}

static GPtrArray *
add_shared(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATA"), "vectors", "deadlines.csv", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	GPtrArray *rows;
	size_t len;

	if (!g_file_get_contents(path, &text, &len, NULL)) {
		g_test_add_func("/vectors/shared", test_missing);
		return NULL;
	}
	rows = vectors_run(&data, text, len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(rows->len, >=, 40);
	for (unsigned i = 0; i < rows->len; i++) {
		const VectorRow *row = rows->pdata[i];
		g_autofree char *name = g_strdup_printf("/vectors/shared/%s", row->id);

		g_test_add_data_func(name, row, test_row);
	}
	return rows;
}

/* Rows of our own, in tests/core/data: every id and word that may occur, and rows that fail. */
static void
test_own(void)
{
	g_autofree char *path = g_build_filename(
		g_getenv("AMENDS_SRCDIR"), "tests", "core", "data", "deadlines-own.csv", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	size_t len;

	g_assert_true(g_file_get_contents(path, &text, &len, &error));
	rows = vectors_run(&data, text, len, &error);
	g_assert_no_error(error);
	for (unsigned i = 0; i < rows->len; i++) {
		const VectorRow *row = rows->pdata[i];
		bool fails = g_str_has_prefix(row->id, "F");

		if ((row->problem != NULL) != fails)
			g_test_fail_printf("%s: %s", row->id,
				row->problem ? row->problem : "should not have passed");
	}
}

static void
test_no_table(void)
{
	static const char *const tables[] = {"", "id,policy\nV01,X\n", "\n\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(vectors_run(&data, tables[i], strlen(tables[i]), &error));
		g_assert_nonnull(error);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows;
	int code;

	g_test_init(&argc, &argv, NULL);
	vector_data_load(g_getenv("AMENDS_DATADIR"), &data, &error);
	g_assert_no_error(error);
	rows = add_shared();
	g_test_add_func("/vectors/own", test_own);
	g_test_add_func("/vectors/no-table", test_no_table);
	code = g_test_run();
	g_clear_pointer(&rows, g_ptr_array_unref);
	vector_data_clear(&data);
	return code;
}
