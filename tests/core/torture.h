/*
 * The hostile strings of $AMENDS_DATA/data/torture/torture_strings.jsonl, for
 * tests of anything that takes text. One JSON object a line, the string in
 * base64 under "b64", "utf8" says whether it is valid.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* `text` has `len` bytes and a NUL behind them; NULs and invalid bytes may lie within. */
typedef void TortureCase(const char *text, size_t len, bool is_utf8, void *data);

/* Calls `run` for each string; how many there were. Skips the test (0) when the file is absent.
 */
static inline unsigned
torture_each(TortureCase *run, void *data)
{
	const char *dir = g_getenv("AMENDS_DATA");
	g_autofree char *path = g_build_filename(
		dir ? dir : "", "data", "torture", "torture_strings.jsonl", NULL);
	g_autofree char *lines = NULL;
	unsigned n = 0;

	if (!g_file_get_contents(path, &lines, NULL, NULL)) {
		g_test_skip("the folder of shared data is absent");
		return 0;
	}
	for (char *line = lines, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		json_t *item = json_loadb(line, (size_t)(end - line), 0, NULL);
		gsize len;
		g_autofree guchar *raw = NULL;
		g_autofree char *text = NULL;

		g_assert_nonnull(item);
		raw = g_base64_decode(json_string_value(json_object_get(item, "b64")), &len);
		text = g_malloc0(len + 1);
		if (len > 0)
			memcpy(text, raw, len);
		run(text, len, json_is_true(json_object_get(item, "utf8")), data);
		json_decref(item);
		n++;
	}
	return n;
}
