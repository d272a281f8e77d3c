/* On the spot (当场办结): settled and told in person, four digits and F2. */
#pragma once

#include "tui/app.h"

/* What its draft is called: closing goes on with it where there is one. */
#define ON_SPOT_DRAFT "on-spot"

/* Opens it over the view on top; says why where it cannot be. `ticket` is copied by its id. */
void on_spot_open(App *app, const Ticket *ticket);
