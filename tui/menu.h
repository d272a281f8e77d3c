/* The menu (F9, ":"): every verb by its word; see tui/verb-list.h. */
#pragma once

#include "tui/view.h"

View *menu_new(App *app);
