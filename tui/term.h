/*
 * The terminal: the only file that knows curses. Started once, shows a canvas
 * with one write, and gives the tty back as it was, whatever happens: at
 * term_stop(), while suspended, and from crash handlers. Bytes are read here
 * with read(2), never through curses: wgetch refreshes windows, moves the
 * cursor, keeps a queue poll() cannot see and loses keys to bad bytes
 * (UI 2.1). One Term a process, because curses and signals are.
 */
#pragma once

#include "tui/canvas.h"
#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Term Term;

typedef struct TermConfig {
	CellRules rules; /* how this terminal counts cells, from settings; see term_probe() */
	ThemeKind theme; /* THEME_AUTO unless set */
	int log_fd;	 /* stderr goes here while the screen is up; -1 leaves it */
	bool no_paste_mode; /* no bracketed paste: for terminals that echo it */
} TermConfig;

typedef enum TermLocale {
	TERM_LOCALE_OK,	      /* the user's own locale is UTF-8 */
	TERM_LOCALE_SWITCHED, /* it was not: C.UTF-8 now, language kept through LANGUAGE */
	TERM_LOCALE_ASCII,    /* no UTF-8 locale at all: show ASCII only, refuse other text */
} TermLocale;

/*
 * Sets the locale of the process for amends (UI 2.4): UTF-8 characters always,
 * numbers in C. First call of main(), before gettext and threads; for the command line too.
 */
TermLocale term_set_locale(void);

/*
 * Takes over stdin and stdout: raw, alternate screen, bracketed paste. Works
 * on terminals without colour, cursor addressing or alternate screen as far as
 * they go; an unknown TERM is taken for an xterm with 256 colours. NULL and
 * error when stdin or stdout is no tty or TERM is not set; nothing is changed
 * then. Install the signals (term-signals.h) before. NO_COLOR is obeyed.
 */
Term *term_start(const TermConfig *config, GError **error);

/* Gives the terminal back and frees. NULL is fine. */
void term_stop(Term *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Term, term_stop)

int term_rows(const Term *term);
int term_cols(const Term *term);
const CellRules *term_rules(const Term *term);
const Theme *term_theme(const Term *term);
/* Shows roles by another theme from the next term_show() on. */
void term_set_theme(Term *term, const Theme *theme);
/* Colours the terminal has; 0 when none. */
int term_colours(const Term *term);

/*
 * Asks the terminal how wide ambiguous characters are by printing one and
 * wanting the cursor's place (UI 2.3); term_probe() takes the answer. What is done
 * between them costs no time on a slow line. Once asked, term_probe() must follow.
 */
void term_ask(Term *term);
/*
 * Sets term_rules() by the answer; asks, if term_ask() did not. Waits at most
 * `timeout_ms` from the question on; false when none came: the rules stay. Before the first
 * term_show(); keys typed meanwhile are kept: call term_read() once before waiting.
 */
bool term_probe(Term *term, int timeout_ms);

/* The fd to wait on for input. */
int term_fd(const Term *term);

/* Reads what is there, up to `len` bytes, without waiting: bytes read, 0 none yet, -1 the
 * terminal is gone. */
gssize term_read(Term *term, char *buf, size_t len);

/*
 * Shows `canvas` (of the terminal's size; what is outside is cut): sends what
 * changed since the last one in one write and leaves the cursor on the canvas' cursor.
 */
void term_show(Term *term, const Canvas *canvas);

/* The next term_show() paints everything: Ctrl-L, or when something else wrote. */
void term_touch(Term *term);

/* Reads the size anew after SIGWINCH; true when it changed. */
bool term_resize(Term *term);

/* One BEL, at once. */
void term_beep(Term *term);

/* Sends a sequence that draws nothing and moves nothing (OSC), at once. */
void term_send(Term *term, const char *bytes);

/*
 * Sends cleaned `text` to the printer of the terminal (media copy, ESC [ 5 i ... ESC [ 4 i),
 * with CR LF line ends, glyph by glyph as on the screen, so that nothing in it can end the
 * copy. Terminals without it show the text, so the next term_show() paints everything.
 */
void term_print(Term *term, const char *text);

/* Gives the tty back for a while (stopping, external editor) / takes it again; then term_show()
 * paints all. */
void term_suspend(Term *term);
void term_resume(Term *term);
