/* The three forms of the staff file: add, change, PIN. Used by tui/view-people.c. */
#pragma once

#include "tui/app.h"

void people_form_add(App *app);
/* Role, branch, name, active of `person`, which is copied. */
void people_form_change(App *app, const Person *person);
/* A new PIN, twice. */
void people_form_pin(App *app, const Person *person);
