/* The clocks of a ticket: its facts, their evaluation. See ticket-due.c. */
#pragma once

#include "core/clock.h"
#include "core/reference.h"
#include "core/ticket.h"

/* The primary clock and those beside it. */
#define TICKET_CLOCKS_MAX 8

/* What happened to the ticket that a clock counts (ClockEvent), in the order of the log. Texts
 * are the ticket's. Caller frees the array. */
GArray *ticket_clock_facts(const Ticket *ticket);

/* Evaluates the primary clock at `now_us`; false if the ticket has none. */
bool ticket_evaluate(
	const Ticket *ticket, const Reference *reference, int64_t now_us, Clock *ret);

/* All clocks of the ticket, the primary one first; how many. */
unsigned ticket_evaluate_all(const Ticket *ticket, const Reference *reference, int64_t now_us,
	Clock ret[TICKET_CLOCKS_MAX]);

/* What the clocks of one ticket are worked out from; all borrowed. */
typedef struct TicketClocks {
	const Ticket *ticket;
	const Reference *reference;
	GTimeZone *zone;
	const GArray *facts;
} TicketClocks;

/* The input of one of the clocks (0 the primary one), but for `now_us`; false if there is none
 * or its policy is not known here. */
bool ticket_clock_input(const TicketClocks *clocks, unsigned index, ClockInput *ret);

/* The zone the ticket's days are counted in; UTC if its name is not known here. Caller
 * unrefs. */
GTimeZone *ticket_dup_zone(const Ticket *ticket);
