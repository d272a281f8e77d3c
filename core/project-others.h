/*
 * Derived rows of what others owe a complaint or a person: open requests to
 * other departments, which complaint goes on in which, shifts handed over. For
 * core/store-project.c, which calls them whenever a subject's rows are made.
 */
#pragma once

#include "core/db.h"
#include "core/event.h"
#include "core/ticket.h"

/* Makes the rows of `request` and `merged` of the ticket in `row` what the fold says; nothing
 * is written where they are so already. */
bool project_others(Db *db, const Ticket *ticket, int64_t row, GError **error);

/* shift.handed and shift.accepted, in whichever order they come; other kinds do nothing. */
bool project_shift(Db *db, const Event *event, GError **error);
