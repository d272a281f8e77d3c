/*
 * The clocks of one complaint for people and scripts: every clock with its
 * derivation, what moves it next, and the requests for extensions. The same
 * evaluation as lists, warnings and reports (core/ticket-due.h).
 */
#pragma once

#include "core/desk.h"
#include "core/ticket.h"

/*
 * All clocks, the primary one first: state, date, what was counted, left out
 * and paused by which rule and calendar version, what would move it next; then
 * the requests. `days`: a line a day, else days of one kind as one line. A
 * line each, in the user's language, counted in the days of the place where
 * the complaint was received. Caller frees.
 */
char *desk_explain_clocks(Desk *desk, const Ticket *ticket, bool days);

/* The same derivation as one JSON object with a line end; NULL without a clock. Caller frees. */
char *desk_explain_json(Desk *desk, const Ticket *ticket);

/* One line of a request: step, reason, who asked, what became of it. Caller frees. */
char *desk_dup_extension(Desk *desk, const Ticket *ticket, const TicketExtension *extension);

/* As what the person signed on would best decide on this request: the standing that its step
 * asks for, else the highest they have; POLICY_APPROVER_NONE if they have none. */
PolicyApprover desk_standing(
	Desk *desk, const Ticket *ticket, const TicketExtension *extension);

/* The newest version of a policy of this id here; NULL if it is not known. Borrowed. */
const char *desk_policy_version(Desk *desk, const char *policy);

/* The "ID VERSION" lines that a policy wants beside itself, ended by NULL. Caller frees. */
char **desk_policy_beside(Desk *desk, const char *policy, const char *version);
