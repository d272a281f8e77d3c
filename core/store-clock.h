/* The rows of table `clock` and `seen` of one complaint. For store-project.c; see there. */
#pragma once

#include "core/db.h"
#include "core/reference.h"
#include "core/ticket.h"

/* Brings the dates of the complaint in `row` up to `ticket`; writes only what differs. */
bool project_clocks(Db *db, const Reference *reference, const Ticket *ticket, int64_t row,
	GError **error);
