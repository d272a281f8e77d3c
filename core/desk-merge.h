/*
 * Which complaints go on in which, as pages read it. Sources keep number, clock
 * and reply of their own (DESIGN 4); a page may show the histories of a target
 * and its sources together.
 */
#pragma once

#include "core/act.h"
#include "core/desk-list.h"

/* A complaint at the other end of a merging. */
typedef struct MergedRow {
	char id[UUID_LEN];
	char *number;
	TicketState state;
	int64_t due_us, told_us;
} MergedRow;
void merged_row_free(MergedRow *row);

/* MergedRow *, owned: what goes on in `ticket_id`, oldest first, at most 100. What is
 * restricted is left out for whom it is not for. */
GPtrArray *desk_merge_sources(Desk *desk, const char *ticket_id, GError **error);
/* In what `ticket` goes on, NULL if in nothing, or if that is not for the person signed on. */
MergedRow *desk_merge_target(Desk *desk, const Ticket *ticket, GError **error);

/*
 * The merging as one act, over both complaints: ticket.merged on `source`, and a link each way
 * where there is none yet, which stays when it is taken back. Takes nothing.
 */
Act *desk_merge_act(Desk *desk, const Ticket *source, const Ticket *into, const char *reason);
