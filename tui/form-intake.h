/*
 * Intake: a complaint logged in 8 keys and its text, or 4 and the text where
 * the customer stays unnamed. What is filled in can be seen and changed by Tab.
 */
#pragma once

#include "tui/form.h"

/* Opens intake, or goes on in the one that is on top already. */
void intake_open(App *app);
/* The same as a route of VERB_NEW. */
void intake_run(App *app, View *view, Verb verb);
/* Intake as first screen of a teller, for AppConfig.home. */
View *intake_home(App *app);
