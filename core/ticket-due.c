/*
 * From a ticket to the facts its statutory clock is made of. Here and nowhere
 * else; the clock itself (core/clock.h) knows no tickets. See store.h.
 */
#include "config.h"

#include "core/ticket-due.h"

void
ticket_clock_facts(const Ticket *ticket, ClockEvent facts[TICKET_CLOCK_FACTS], size_t *ret_n)
{
	size_t n = 0;

	facts[n++] = (ClockEvent){.kind = CLOCK_EVENT_RECEIVED, .at_us = ticket->received_us};
	if (ticket->told_before_us)
		facts[n++] =
			(ClockEvent){.kind = CLOCK_EVENT_TOLD, .at_us = ticket->told_before_us};
	if (ticket->reopened_us)
		facts[n++] = (ClockEvent){
			.kind = CLOCK_EVENT_REOPENED, .at_us = ticket->reopened_us};
	if (ticket->told_us)
		facts[n++] = (ClockEvent){.kind = CLOCK_EVENT_TOLD, .at_us = ticket->told_us};
	if (ticket->state == TICKET_STATE_WITHDRAWN)
		facts[n++] =
			(ClockEvent){.kind = CLOCK_EVENT_WITHDRAWN, .at_us = ticket->closed_us};
	if (ticket->state == TICKET_STATE_VOID)
		facts[n++] =
			(ClockEvent){.kind = CLOCK_EVENT_VOIDED, .at_us = ticket->closed_us};
	*ret_n = n;
}

bool
ticket_evaluate(const Ticket *ticket, const Reference *reference, int64_t now_us, Clock *ret)
{
	ClockEvent facts[TICKET_CLOCK_FACTS];
	g_autoptr(GTimeZone) zone = NULL;
	const Policy *policy;
	ClockInput input;
	size_t n;

	if (ticket->archive || !ticket->policy[0])
		return false;
	policy = policy_set_find(reference->policies, ticket->policy, ticket->policy_version);
	if (!policy)
		return false;
	zone = g_time_zone_new_identifier(ticket->zone);
	if (!zone)
		zone = g_time_zone_new_utc();
	ticket_clock_facts(ticket, facts, &n);
	input = (ClockInput){
		.policy = policy,
		.calendar = policy->calendar ? g_hash_table_lookup(
						       reference->calendars, policy->calendar)
					     : NULL,
		.zone = zone,
		.events = facts,
		.n_events = n,
		.now_us = now_us,
	};
	clock_evaluate(&input, ret);
	return true;
}

void
ticket_set_due(Ticket *ticket, const Reference *reference)
{
	Clock clock;

	/* The due moment does not depend on now; the state, which does, is never stored. */
	ticket->due_us = INT64_MAX;
	if (ticket_evaluate(ticket, reference, ticket->received_us, &clock))
		ticket->due_us = clock_stored_due_us(&clock);
}
