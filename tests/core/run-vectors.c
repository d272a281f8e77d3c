/* Behind tests/vectors: run-vectors FILE prints what failed and "N passed, N failed". */
#include "config.h"

#include <stdio.h>

#include "tests/core/vectors.h"

static unsigned
print_rows(const GPtrArray *rows)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < rows->len; i++) {
		const VectorRow *row = rows->pdata[i];

		if (row->problem != NULL)
			printf("%s: %s\n", row->id, row->problem);
		if (row->unread != NULL)
			printf("# %s: words of the status not read:%s\n", row->id, row->unread);
		failed += row->problem != NULL;
	}
	printf("%u passed, %u failed\n", rows->len - failed, failed);
	return failed;
}

int
main(int argc, char **argv)
{
	const char *assets = g_getenv("AMENDS_DATADIR");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *text = NULL;
	VectorData data;
	size_t len;

	if (argc != 2 || assets == NULL) {
		fprintf(stderr, "usage: AMENDS_DATADIR=assets run-vectors FILE\n");
		return 2;
	}
	if (!vector_data_load(assets, &data, &error) ||
		!g_file_get_contents(argv[1], &text, &len, &error) ||
		!(rows = vectors_run(&data, text, len, &error))) {
		fprintf(stderr, "%s\n", error->message);
		return 2;
	}
	vector_data_clear(&data);
	return print_rows(rows) > 0;
}
