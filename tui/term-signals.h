/*
 * Signals of the desk as calls from the main loop, and the crash handlers.
 * Installed before term_start(), so that curses installs none of its own.
 * HUP, INT, TERM, USR1 and WINCH are GLib sources; TSTP and CONT come through
 * a self-pipe, because GLib 2.74 has no source for them. SEGV, BUS, ABRT,
 * FPE and ILL only write prepared bytes, restore the tty's modes and die.
 * Process-wide by nature: one instance at a time. Other threads block all signals.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <termios.h>

typedef enum TermSignal {
	TERM_SIGNAL_HANGUP,    /* the line is gone: save and leave, without the screen */
	TERM_SIGNAL_INTERRUPT, /* SIGINT from outside; the key Ctrl-C is a byte */
	TERM_SIGNAL_TERMINATE,
	TERM_SIGNAL_USER1,
	TERM_SIGNAL_RESIZE,
	TERM_SIGNAL_STOP, /* SIGTSTP: term_suspend(), term_signals_stop_process(), term_resume()
			   */
	TERM_SIGNAL_CONTINUE, /* SIGCONT: someone else may have used the tty */
	N_TERM_SIGNALS
} TermSignal;

typedef void (*TermSignalFunc)(TermSignal signal, gpointer data);

typedef struct TermSignals TermSignals;

/* Installs all; `func` is called from the default main context. */
TermSignals *term_signals_new(TermSignalFunc func, gpointer data);
void term_signals_free(TermSignals *signals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TermSignals, term_signals_free)

/* Stops the process group as Ctrl-Z would; returns when it is continued. */
void term_signals_stop_process(TermSignals *signals);

/*
 * What a crash writes to `fd` (`len` bytes, copied, 512 at most) and the modes it
 * sets there. Disarm by `fd` -1. Safe at any time, without a TermSignals too.
 */
void term_signals_arm_crash(int fd, const char *bytes, size_t len, const struct termios *modes);
