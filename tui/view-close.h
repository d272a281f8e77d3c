/*
 * Guided closing: outcome, cause, telling the customer, check. Steps can be
 * left and come back to; one act at the end closes the complaint.
 */
#pragma once

#include "tui/app.h"

/* Opens it for this complaint; says why where it cannot be closed by this person. */
void close_open(App *app, const char *ticket_id);
/* The same as a route of VERB_CLOSE, for the complaint of the view on top. */
void close_run(App *app, View *view, Verb verb);
