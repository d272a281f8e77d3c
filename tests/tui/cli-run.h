/* Running the built program and asking what it said; for tests/tui/test-cli*.c. */
#pragma once

#include <glib.h>

typedef struct Said {
	int code;
	char *out, *err;
} Said;

void said_clear(Said *said);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Said, said_clear)

/* The test's AMENDS_HOME, the built program, and a file with a PIN where a test makes one. */
extern char *home, *program, *pin_file;

/* A home of its own for what the test runs, in English; home_remove() takes it away. */
void home_make(void);
void home_remove(void);

/* Runs the program; what it says must be safe for a terminal. */
Said run_argv(char **argv);
/* The same; `line` is its arguments as a shell would split them. */
Said run(const char *line);

/* Fails unless `line` ends with `code` and says `wanted` (may be NULL). */
void expect(const char *line, int code, const char *wanted);
/* The same in the practice store, with ID of `format` replaced by `id`. */
void expect_on(const char *format, const char *id, int code, const char *wanted);
/* Each line must be a JSON object; returns how many. */
unsigned expect_json(const char *line, int code);
/* Logs in the practice store and returns the counter. Caller frees. */
char *log_one(const char *options);
