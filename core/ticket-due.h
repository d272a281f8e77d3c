/* The clock of a ticket: its facts, its evaluation. See ticket-due.c. */
#pragma once

#include "core/clock.h"
#include "core/store.h"
#include "core/ticket.h"

#define TICKET_CLOCK_FACTS 8

/* What happened to the ticket that a clock counts, in order. */
void ticket_clock_facts(
	const Ticket *ticket, ClockEvent facts[TICKET_CLOCK_FACTS], size_t *ret_n);

/* Evaluates the statutory clock at `now_us`; false if the ticket has none. */
bool ticket_evaluate(
	const Ticket *ticket, const Reference *reference, int64_t now_us, Clock *ret);
