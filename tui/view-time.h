/*
 * A person's day: a bar of ten-minute cells, the entries with where they come
 * from, gaps and overlaps, what each complaint took. Corrections are acts of
 * their own that link to what they correct. No targets, no comparison with
 * anybody (UI 6.3 and its correction e).
 */
#pragma once

#include "tui/app.h"

/* The screen for the person signed on, today. Never NULL. */
View *view_time_new(App *app);
/* For the routes (VERB_TIME). */
void view_time_run(App *app, View *view, Verb verb);
