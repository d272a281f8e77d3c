/*
 * From a ticket to the facts its clocks are made of. Here and nowhere else;
 * the clock itself (core/clock.h) knows no tickets. See ticket-due.h.
 */
#include "config.h"

#include "core/ticket-due.h"

#include "core/day.h"
#include "core/store-project.h"
#include "core/ticket-fold.h"

/* The kinds of Ticket.facts as clocks count them; a change of state is told by its code. Add a
 * row here, and in ticket-apply-clock.c, for a kind that clocks shall see. */
static const struct {
	const char *kind, *code;
	ClockEventKind event;
} fact_kinds[] = {
	{"customer.told", NULL, CLOCK_EVENT_TOLD},
	{"receipt.given", NULL, CLOCK_EVENT_ACKNOWLEDGED},
	{"status.changed", "reopened", CLOCK_EVENT_REOPENED},
	{"status.changed", "closed", CLOCK_EVENT_CLOSED},
	{"status.changed", "reply", CLOCK_EVENT_DECIDED},
	{"ticket.withdrawn", NULL, CLOCK_EVENT_WITHDRAWN},
	{"ticket.voided", NULL, CLOCK_EVENT_VOIDED},
	{"complaint.repeated", NULL, CLOCK_EVENT_REPEATED},
	{"facts.new", NULL, CLOCK_EVENT_NEW_FACTS},
	{"date.agreed", NULL, CLOCK_EVENT_AGREED},
	{"clock.paused", NULL, CLOCK_EVENT_PAUSED},
	{"clock.resumed", NULL, CLOCK_EVENT_RESUMED},
	{"contact.added", NULL, CLOCK_EVENT_CONTACTED},
	{"complaint.acknowledged", NULL, CLOCK_EVENT_ACKNOWLEDGED},
	{"holding.replied", NULL, CLOCK_EVENT_HOLDING},
	{"credit.given", NULL, CLOCK_EVENT_CREDITED},
	{"review.applied", NULL, CLOCK_EVENT_REVIEW_APPLIED},
	{"review.told", NULL, CLOCK_EVENT_REVIEW_TOLD},
	{"clock.condition", NULL, CLOCK_EVENT_CONDITION},
	{"cycle.ended", NULL, CLOCK_EVENT_CYCLE_ENDED},
	{"major.reported", NULL, CLOCK_EVENT_REPORTED},
};

/* Channel 营业现场: who complains there stands before us, and is in contact from the first
 * moment on. */
#define AT_THE_COUNTER "A01"

/* In the order of PolicyPauseKind. */
#define PAUSES "mediation|external-appraisal|customer|partner"

static bool
find_kind(const TicketFact *fact, ClockEventKind *ret)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(fact_kinds); i++) {
		if (!g_str_equal(fact_kinds[i].kind, fact->kind) ||
			(fact_kinds[i].code && !g_str_equal(fact_kinds[i].code, fact->code)))
			continue;
		*ret = fact_kinds[i].event;
		return true;
	}
	return false;
}

static void
add_fact(GArray *events, const TicketFact *fact)
{
	ClockEvent event = {.at_us = fact->at_us, .notified_us = CLOCK_NEVER};

	if (!find_kind(fact, &event.kind))
		return;
	event.reason = fact->text;
	if (fact->told_us)
		event.notified_us = fact->told_us;
	if (event.kind == CLOCK_EVENT_PAUSED || event.kind == CLOCK_EVENT_RESUMED)
		event.pause = (PolicyPauseKind)word_index(PAUSES, fact->code);
	if (event.kind == CLOCK_EVENT_CONDITION)
		event.condition = (PolicyCondition)policy_condition_from_name(fact->code);
	event.on = fact->on;
	event.attested = fact->attested;
	event.agreed_day = fact->day[0] ? day_parse_iso(fact->day) : DAY_NONE;
	g_array_append_val(events, event);
}

/* A request nobody has decided is no event of a clock yet. */
static void
add_extension(GArray *events, const TicketExtension *extension)
{
	int approver = policy_approver_from_name(extension->standing);
	ClockEvent event = {
		.kind = CLOCK_EVENT_EXTENDED,
		.at_us = extension->asked_us,
		.rung = (unsigned)extension->rung,
		.approver = approver > 0 ? (PolicyApprover)approver : POLICY_APPROVER_NONE,
		.refused = extension->state == EXTENSION_REFUSED,
		.reason = extension->reason,
		.notified_us =
			extension->state == EXTENSION_TOLD ? extension->told_us : CLOCK_NEVER,
		.agreed_day = DAY_NONE,
	};

	if (extension->state != EXTENSION_REQUESTED)
		g_array_append_val(events, event);
}

GArray *
ticket_clock_facts(const Ticket *ticket)
{
	GArray *events = g_array_sized_new(FALSE, FALSE, sizeof(ClockEvent),
		1 + ticket->facts->len + ticket->extensions->len);
	ClockEvent received = {.kind = CLOCK_EVENT_RECEIVED,
		.at_us = ticket->received_us,
		.notified_us = CLOCK_NEVER,
		.agreed_day = DAY_NONE};

	g_array_append_val(events, received);
	if (g_str_equal(ticket->channel, AT_THE_COUNTER)) {
		received.kind = CLOCK_EVENT_CONTACTED;
		g_array_append_val(events, received);
	}
	for (guint i = 0; i < ticket->facts->len; i++)
		add_fact(events, ticket->facts->pdata[i]);
	for (guint i = 0; i < ticket->extensions->len; i++)
		add_extension(events, ticket->extensions->pdata[i]);
	return events;
}

GTimeZone *
ticket_dup_zone(const Ticket *ticket)
{
	GTimeZone *zone = g_time_zone_new_identifier(ticket->zone);

	return zone ? zone : g_time_zone_new_utc();
}

/* The policy of a line "ID VERSION", which is not ended by a NUL. */
static const Policy *
find_pinned(const PolicySet *policies, const char *line, size_t len)
{
	g_autofree char *copy = g_strndup(line, len);
	char *version = strchr(copy, ' ');

	if (!version)
		return NULL;
	*version++ = '\0';
	return policy_set_find(policies, copy, version);
}

static const Policy *
policy_at(const Ticket *ticket, const Reference *reference, unsigned index)
{
	const char *line = ticket->beside;

	if (ticket->archive || !ticket->policy[0])
		return NULL;
	if (index == 0)
		return policy_set_find(
			reference->policies, ticket->policy, ticket->policy_version);
	for (; line[0]; index--) {
		size_t len = strcspn(line, "\n");

		if (index == 1)
			return find_pinned(reference->policies, line, len);
		line += len + (line[len] != '\0');
	}
	return NULL;
}

bool
ticket_clock_input(const TicketClocks *clocks, unsigned index, ClockInput *ret)
{
	const Policy *policy = policy_at(clocks->ticket, clocks->reference, index);

	if (!policy)
		return false;
	*ret = (ClockInput){
		.policy = policy,
		.calendar = policy->calendar ? g_hash_table_lookup(clocks->reference->calendars,
						       policy->calendar)
					     : NULL,
		.zone = clocks->zone,
		.events = (const ClockEvent *)(const void *)clocks->facts->data,
		.n_events = clocks->facts->len,
		.beside = index > 0,
	};
	return true;
}

/* The first `max` clocks of the ticket. */
static unsigned
evaluate(const Ticket *ticket, const Reference *reference, int64_t now_us, Clock *ret,
	unsigned max)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autoptr(GArray) facts = ticket_clock_facts(ticket);
	TicketClocks clocks = {ticket, reference, zone, facts};
	ClockInput input;
	unsigned n = 0;

	for (unsigned i = 0; i < max; i++) {
		if (!ticket_clock_input(&clocks, i, &input))
			continue;
		input.now_us = now_us;
		clock_evaluate(&input, &ret[n++]);
	}
	return n;
}

bool
ticket_evaluate(const Ticket *ticket, const Reference *reference, int64_t now_us, Clock *ret)
{
	return evaluate(ticket, reference, now_us, ret, 1) == 1;
}

unsigned
ticket_evaluate_all(const Ticket *ticket, const Reference *reference, int64_t now_us,
	Clock ret[TICKET_CLOCKS_MAX])
{
	return evaluate(ticket, reference, now_us, ret, TICKET_CLOCKS_MAX);
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
