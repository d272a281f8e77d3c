/* The effect of one kind of event, without guards; for core's own folder. See ticket-apply.c.
 */
#pragma once

#include "core/ticket-fold.h"

/* Applies the event's kind to the ticket; FOLD_IGNORED for a kind that is not about tickets. */
FoldEffect ticket_apply_kind(Ticket *ticket, const Event *event);

/* True if the table has a row for this kind. */
bool ticket_has_effect(EventKind kind);
