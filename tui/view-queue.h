/*
 * The queue: complaints as a list that is worked through, with what the
 * selected one is about beside or below it. UI 6.2 and 6.3.
 */
#pragma once

#include "tui/view.h"

/* The queue of the person signed on, in the view of their role. Never NULL. */
View *view_queue_new(App *app);
/* Shows `code` of queue_views (NULL: the role's) narrowed by `filter` (may be ""). */
void view_queue_show(View *view, const char *code, const char *filter);
/* Rows formatted so far: a row on the screen is formatted once, whatever is done on it. */
unsigned view_queue_rows_made(const View *view);
/* For the routes (VERB_QUEUE): goes to the queue, back to the one on the stack if there is one.
 */
void view_queue_run(App *app, View *view, Verb verb);
