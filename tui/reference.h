/*
 * Policies, calendars and routing rules on the screen, for compliance and head
 * office: drafts and what was published, their text, which complaints a draft
 * would move, publishing by the second person, dropping. Popups over whatever
 * is below; reached by the menu.
 */
#pragma once

#include "tui/app.h"

void reference_run(App *app, View *view, Verb verb);
