/*
 * The warnings drawer: what is late, urgent or soon due for the person signed
 * on, most urgent first, with what can still be done about the selected one;
 * seen one by one or all, and opened. And the form of absence.
 */
#pragma once

#include "tui/app.h"

/* The handlers of the verbs "warnings" and "absence". */
void view_warnings_run(App *app, View *view, Verb verb);
void view_absence_run(App *app, View *view, Verb verb);
