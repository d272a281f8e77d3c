/* The messages of this session, newest first, errors too. */
#pragma once

#include "tui/view.h"

View *view_messages_new(App *app);
