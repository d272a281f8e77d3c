/*
 * Line-by-line reading of our own small data files (policies, calendars), with
 * every mistake kept as "file:line: sentence", so that an author sees them all
 * at once. Internal to core.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Mistakes found so far. `file` is the name shown, borrowed. */
typedef struct LineMistakes {
	const char *file;
	GString *text; /* one mistake a line, without a final newline */
	unsigned count;
} LineMistakes;

/* Gets a line without its end or surrounding white space; `no` counts from 1. May cut `line`
 * up. */
typedef void (*LineFunc)(char *line, unsigned no, void *data);

void line_mistakes_init(LineMistakes *mistakes, const char *file);
void line_mistakes_clear(LineMistakes *mistakes);

/* Adds one mistake at line `no` (0: the file as a whole). At most 100 are kept. */
void line_mistakes_add(LineMistakes *mistakes, unsigned no, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* True without mistakes; else sets an AMENDS_ERROR_SYNTAX holding them all. */
bool line_mistakes_check(const LineMistakes *mistakes, GError **error);

/*
 * Calls `func` for each line of `text` that is neither empty nor a comment (#).
 * A byte order mark, CR LF and a missing last newline are fine. Text that is
 * not UTF-8 or holds NUL is one mistake with its line, and nothing is called.
 */
void line_file_each(
	const char *text, size_t len, LineMistakes *mistakes, LineFunc func, void *data);

/* Cuts the first word off `*rest`, which then begins with the next one; "" at the end. */
char *line_word_cut(char **rest);

/*
 * Names of the files in `folder` that end in `suffix`, sorted; hidden ones are
 * left out. NULL and AMENDS_ERROR_IO if the folder cannot be read.
 */
GPtrArray *line_file_list(const char *folder, const char *suffix, GError **error);
