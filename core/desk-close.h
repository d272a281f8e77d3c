/*
 * What closing and receipts ask of a desk beyond core/desk.h: the list of what
 * is missing by the validator's own rules, and the complaint its logger has
 * just logged.
 */
#pragma once

#include "core/desk.h"

/*
 * What would be refused, and which second person is needed (one
 * REFUSAL_SECOND_PERSON each), were `act` (may be NULL) done to the ticket and
 * the ticket then closed. Nothing is written and `act` stays as it is; events
 * of other subjects in it are passed over. ACT_SAVED: nothing is missing.
 * NULL and error if the ticket cannot be read. Caller frees.
 */
ActResult *desk_closing_gaps(Desk *desk, const char *ticket_id, const Act *act, GError **error);

/*
 * As desk_ticket(), and also a restricted complaint for the person who logged
 * it, while it is new: they typed it, and the receipt is given all the same
 * (DESIGN 4). Errors as desk_ticket().
 */
Ticket *desk_ticket_for_receipt(Desk *desk, const char *ticket_id, GError **error);
