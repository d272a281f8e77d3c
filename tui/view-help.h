/* Help for the screen below it, searchable, Enter runs; see tui/verb-list.h. */
#pragma once

#include "tui/view.h"

View *view_help_new(App *app);
