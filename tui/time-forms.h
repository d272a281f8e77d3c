/* The forms of the time screen: correcting an entry, typing one. Used by tui/view-time.c. */
#pragma once

#include "tui/app.h"

/* Ticket, start and time worked of `entry` anew, with a reason. */
void time_form_correct(App *app, const TimeEntry *entry);
/* Time without a timer, from `start_us` and `worked_us` long unless the person says otherwise
 * (0: not known). */
void time_form_enter(App *app, int64_t start_us, int64_t worked_us);
/* `worked_us` for `entry`, at once, with a reason of its own. */
void time_correct_now(
	View *owner, const TimeEntry *entry, int64_t worked_us, const char *reason);
