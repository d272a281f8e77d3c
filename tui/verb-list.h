/*
 * The list of verbs behind menu and help: filtered by typing, what cannot run
 * with its reason, Enter runs. Made from the verb table alone.
 */
#pragma once

#include "tui/app.h"

/* Menu: every verb of the screen. Help: those of the view's context with their keys. */
View *verb_list_new(App *app, const char *title, bool with_keys);
