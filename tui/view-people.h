/*
 * The staff file on the screen: list, adding, changing role, branch and
 * whether somebody works here, PINs. Who may do what is judged by core/rules.h
 * and told as it answers; everybody may set their own PIN here.
 */
#pragma once

#include "tui/app.h"

/* For the routes (VERB_PEOPLE). */
void view_people_run(App *app, View *view, Verb verb);
