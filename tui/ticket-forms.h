/*
 * Verbs on one complaint: each is a small form, a question or an act at once.
 * The complaint is that of the view on top (app_subject()), so queue and page
 * share them. For the routes of the app.
 */
#pragma once

#include "tui/app.h"

/* Rows to copy into the app's routes; ended by VERB_NONE. */
extern const AppRoute ticket_routes[];
