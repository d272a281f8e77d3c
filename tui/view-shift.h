/*
 * The shift on one screen (core/desk-shift.h): what is handed to the person
 * signed on, then what they would leave, by parts; a shift that was handed over,
 * looked through line by line before it is accepted; and, as the same list, the
 * open requests to other departments. Enter opens the complaint of a line.
 */
#pragma once

#include "tui/app.h"

/* For the routes: VERB_SHIFT, VERB_REQUESTS. */
void view_shift_run(App *app, View *view, Verb verb);
void view_requests_run(App *app, View *view, Verb verb);
/* Says at sign-on that a shift is handed to the person, if one is. */
void view_shift_tell(App *app);
