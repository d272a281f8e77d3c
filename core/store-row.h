/* The row of a complaint: what lists show, filter and sort by. For store-project.c; see there.
 */
#pragma once

#include "core/db.h"
#include "core/ticket.h"

/* What became of it. */
typedef struct RowWritten {
	int64_t row;
	bool renamed; /* it is new, or the complainant's name, phone or account differs from the
			 row before */
} RowWritten;

/* Brings the row up to `ticket`: adds it, or changes the columns that differ and touches no
 * index of others. */
bool ticket_row_write(Db *db, const Ticket *ticket, RowWritten *ret, GError **error);
