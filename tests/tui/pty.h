/*
 * A program in a pseudo-terminal whose screen is followed by libvterm. Works
 * without a controlling terminal of its own. Every wait is for a state with
 * a time-out; nothing sleeps.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Generous: only a failing test waits this long. */
#define PTY_TIMEOUT_MS 10000

typedef struct Pty Pty;

typedef struct PtyConfig {
	const char *const *argv; /* NULL-terminated; argv[0] is a path */
	const char *const
		*env; /* "NAME=value" set for the program, "NAME" unset; NULL for none */
	int rows, cols;
	bool detached; /* no signal when the pty closes: it is not the session's terminal */
} PtyConfig;

/* Starts it as leader of a session whose terminal is the pty. Aborts when it cannot. */
Pty *pty_start(const PtyConfig *config);
/* Kills what is left of it. */
void pty_free(Pty *pty);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pty, pty_free)

/* Types bytes (`len` -1: to the NUL), reading output meanwhile. */
void pty_send(Pty *pty, const char *bytes, gssize len);
void pty_resize(Pty *pty, int rows, int cols);
/* Attaches strace to the program with one of its `inject=...`; 0 where that cannot be done
 * here. The caller ends (SIGTERM) and waits for it. */
GPid pty_trace(Pty *pty, const char *inject);
/* Closes the terminal's end of the line; only the program's end can be waited for then. */
void pty_close(Pty *pty);
/* Sends a signal to the program itself. */
void pty_signal(Pty *pty, int number);

/* Reads output until `text` is on the screen / no longer on it; false after `timeout_ms`. */
bool pty_wait_text(Pty *pty, const char *text, int timeout_ms);
bool pty_wait_no_text(Pty *pty, const char *text, int timeout_ms);
/* Reads output until `bytes` were among it at least `n` times. */
bool pty_wait_output(Pty *pty, const char *bytes, unsigned n, int timeout_ms);
/* Reads output until the cursor is there. */
bool pty_wait_cursor(Pty *pty, int row, int col, int timeout_ms);
/* Reads output until the terminal is as it was (see pty_is_restored()). */
bool pty_wait_restored(Pty *pty, int timeout_ms);
/* Reads output until the program ended; *ret_status as of waitpid(). */
bool pty_wait_exit(Pty *pty, int timeout_ms, int *ret_status);

/* Waits for `text` for at most PTY_TIMEOUT_MS; aborts with the screen if it does not come. */
void pty_expect(Pty *pty, const char *text);

/* Rows of the screen without trailing blanks, one a line; caller frees. */
char *pty_dup_screen(Pty *pty);
/* The cursor's cell; true when it is visible. */
bool pty_cursor(const Pty *pty, int *ret_row, int *ret_col);
bool pty_is_alternate(const Pty *pty);
/* Line modes as at the start, main screen, cursor visible, bracketed paste off. */
bool pty_is_restored(const Pty *pty);

/* Bytes the program has written so far. */
gsize pty_output_len(const Pty *pty);
/* The bytes themselves; borrowed until more is read. */
const char *pty_output(const Pty *pty);
