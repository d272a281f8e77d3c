/*
 * A complaint's dates (UI 6.5, `d`): every clock with what was counted, left
 * out and paused, by which rule, and what would move it next; Tab changes
 * between spans and single days. The verbs of a complaint work here too.
 */
#pragma once

#include "tui/app.h"

void dates_open(App *app, const char *ticket_id);
