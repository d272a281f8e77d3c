/*
 * The thin edge between app and terminal: one GMainLoop with the terminal's
 * fd, one timer that is set to whatever comes next (input's escape delay, or
 * the app's next wake), and the signals. An idle desk wakes once a minute.
 */
#pragma once

#include "tui/app.h"
#include "tui/term.h"

typedef struct MainLoop MainLoop;

/* Installs the signals; call before term_start(). */
MainLoop *main_loop_new(void);
void main_loop_free(MainLoop *loop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MainLoop, main_loop_free)

/* Runs `app` until it wants to quit or the line is gone; the first paint comes from here.
 * Drafts are saved when it returns. False when the line is gone. May be called again with
 * another app. */
bool main_loop_run(MainLoop *loop, App *app, Term *term);

/* Milliseconds a lone Esc waits; before running. */
void main_loop_set_esc_delay(MainLoop *loop, unsigned ms);
