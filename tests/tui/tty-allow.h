/*
 * What a terminal may be sent, written out: printable text and a closed list
 * of sequences with bounded parameters. Everything else is a fault, told with
 * its offset and the bytes around it. Shares no code with what it checks:
 * neither core/text.h nor tui/cells.h is asked what is safe.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum TtyAllow {
	TTY_ALLOW_LINES,  /* a command's output: lines, bold, erase to the end of the line */
	TTY_ALLOW_SCREEN, /* the desk: what curses draws with, and the modes it starts and ends
			   */
} TtyAllow;

/* NULL where every byte of `bytes` is allowed; else the first fault in words. Caller frees. */
char *tty_allow_dup_fault(const char *bytes, size_t len, TtyAllow allow);

/* True for a character that draws something and nothing else: no control, direction, joiner,
 * selector, filler, separator or noncharacter. */
bool tty_allow_char(gunichar ch);

/* Fails the test, naming `what`, where there is a fault. */
void tty_allow_assert(const char *bytes, size_t len, TtyAllow allow, const char *what);
