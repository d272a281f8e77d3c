/*
 * What the kinds of deadlines, extensions, letters, requests and merging do to
 * a complaint, and the facts it keeps for its clocks. See ticket-apply.h;
 * ticket-due.c turns the facts into what the evaluator counts.
 */
#include "config.h"

#include "core/ticket-apply.h"
#include "core/ticket-fields.h"

/* Payload fields of a kind that a clock reads; NULL where it has none. `at` NULL: the moment
 * the event was made. Add a row here for a kind that clocks shall see. */
static const struct {
	EventKind kind;
	const char *at, *told, *code, *text, *day, *on;
} fact_rows[] = {
	{EVENT_CONTACT_ADDED, "at", NULL, "how", NULL, NULL, NULL},
	{EVENT_RECEIPT_GIVEN, NULL, NULL, "paper", NULL, NULL, NULL},
	{EVENT_CUSTOMER_TOLD, "at", NULL, "how", "evidence", NULL, NULL},
	{EVENT_STATUS_CHANGED, NULL, NULL, "to", NULL, NULL, NULL},
	{EVENT_TICKET_WITHDRAWN, "at", NULL, "how", NULL, NULL, NULL},
	{EVENT_TICKET_VOIDED, NULL, NULL, NULL, NULL, NULL, NULL},
	{EVENT_COMPLAINT_ACKNOWLEDGED, "at", NULL, "how", NULL, NULL, NULL},
	{EVENT_COMPLAINT_REPEATED, "at", NULL, "how", NULL, NULL, NULL},
	{EVENT_FACTS_NEW, "at", NULL, NULL, "text", NULL, NULL},
	{EVENT_DATE_AGREED, NULL, NULL, NULL, "evidence", "day", NULL},
	{EVENT_HOLDING_REPLIED, "at", NULL, "how", "reasons", "expected", NULL},
	{EVENT_CREDIT_GIVEN, "at", NULL, NULL, "voucher", NULL, NULL},
	{EVENT_CLOCK_PAUSED, "at", "told", "pause", NULL, NULL, NULL},
	{EVENT_CLOCK_RESUMED, "at", NULL, "pause", NULL, NULL, NULL},
	{EVENT_REVIEW_APPLIED, "at", NULL, "how", NULL, NULL, NULL},
	{EVENT_REVIEW_TOLD, "at", NULL, "result", "evidence", NULL, NULL},
	{EVENT_CLOCK_CONDITION, NULL, NULL, "condition", NULL, NULL, "on"},
	{EVENT_CYCLE_ENDED, NULL, NULL, NULL, NULL, "day", NULL},
	{EVENT_MAJOR_REPORTED, "at", NULL, NULL, "to", NULL, NULL},
};

/* Of papers only the receipt, of a contact only one that reached the customer, of a state only
 * what begins or ends a period; a reopening is told by its word. */
static const char *
fact_code(const Ticket *ticket, const Event *event, TicketState before)
{
	const char *code = NULL;

	if (event->kind == EVENT_CONTACT_ADDED) {
		const Contact *contact = ticket->contacts->pdata[ticket->contacts->len - 1];

		return contact->outward && contact->reached ? contact->how : NULL;
	}
	if (event->kind == EVENT_RECEIPT_GIVEN)
		return g_str_equal(apply_text_of(event, "paper"), "registration")
			       ? "registration"
			       : NULL;
	if (event->kind != EVENT_STATUS_CHANGED)
		return "";
	code = apply_text_of(event, "to");
	if (before >= TICKET_STATE_CLOSED && ticket->state < TICKET_STATE_CLOSED)
		return "reopened";
	return g_str_equal(code, "closed") || g_str_equal(code, "reply") ? code : NULL;
}

static bool
is_attested(const Ticket *ticket, const Event *event)
{
	return event->group[0] && g_str_equal(ticket->group, event->group) &&
	       ticket->second[0] && apply_text_of(event, "evidence")[0];
}

void
ticket_keep_fact(Ticket *ticket, const Event *event, TicketState before)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(fact_rows); i++) {
		const char *code;
		TicketFact *fact;

		if (fact_rows[i].kind != event->kind)
			continue;
		code = fact_code(ticket, event, before);
		if (!code)
			return;
		fact = part_append(ticket->facts, &fact_part);
		g_strlcpy(fact->id, event->id, UUID_LEN);
		slot_set(&fact->kind, event->kind_name);
		fact->at_us = fact_rows[i].at ? apply_int_of(event, fact_rows[i].at)
					      : event_hlc_us(event->hlc);
		if (fact_rows[i].told)
			fact->told_us = apply_int_of(event, fact_rows[i].told);
		if (fact_rows[i].code)
			slot_set(&fact->code,
				code[0] ? code : apply_text_of(event, fact_rows[i].code));
		if (fact_rows[i].text)
			apply_take_text(&fact->text, event, fact_rows[i].text);
		if (fact_rows[i].day)
			apply_take_text(&fact->day, event, fact_rows[i].day);
		fact->on = fact_rows[i].on && apply_bool_of(event, fact_rows[i].on);
		fact->attested = is_attested(ticket, event);
		return;
	}
}

void
ticket_take_beside(Ticket *ticket, const Event *event)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(event->payload, "beside"), i, line)
		g_string_append_printf(
			lines, "%s%s", i > 0 ? "\n" : "", json_string_value(line));
	slot_set(&ticket->beside, lines->str);
}

/* ---- clocks ---- */

/* Nothing but the fact that is kept. */
static FoldEffect
apply_as_fact(Ticket *ticket, const Event *event)
{
	return FOLD_APPLIED;
}

static FoldEffect
apply_policy(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->policy, event, "policy");
	apply_take_text(&ticket->policy_version, event, "policy_version");
	apply_take_text(&ticket->calendar, event, "calendar");
	apply_take_text(&ticket->calendar_version, event, "calendar_version");
	ticket_take_beside(ticket, event);
	return FOLD_APPLIED;
}

static FoldEffect
apply_moved(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->calendar_version, event, "calendar_version");
	return FOLD_APPLIED;
}

static FoldEffect
apply_seen(Ticket *ticket, const Event *event)
{
	WarningSeen *seen = part_append(ticket->seen, &seen_part);

	g_strlcpy(seen->person, event->actor, UUID_LEN);
	apply_take_text(&seen->clock, event, "clock");
	apply_take_text(&seen->level, event, "level");
	seen->due_us = apply_int_of(event, "due");
	seen->at_us = event_hlc_us(event->hlc);
	return FOLD_APPLIED;
}

/* ---- extensions ---- */

static FoldEffect
apply_extension(Ticket *ticket, const Event *event)
{
	TicketExtension *extension = part_append(ticket->extensions, &extension_part);

	g_strlcpy(extension->id, event->id, UUID_LEN);
	extension->rung = apply_int_of(event, "rung");
	extension->asked_us = event_hlc_us(event->hlc);
	apply_take_text(&extension->reason, event, "reason");
	apply_take_text(&extension->text, event, "text");
	g_strlcpy(extension->asked_by, event->actor, UUID_LEN);
	return FOLD_APPLIED;
}

static TicketExtension *
extension_of(const Ticket *ticket, const Event *event)
{
	const char *id = apply_text_of(event, "request");

	for (guint i = 0; i < ticket->extensions->len; i++) {
		TicketExtension *extension = ticket->extensions->pdata[i];

		if (g_str_equal(extension->id, id))
			return extension;
	}
	return NULL;
}

/* Decided once; a later word of another desk is kept without effect. */
static FoldEffect
apply_extension_decided(Ticket *ticket, const Event *event)
{
	TicketExtension *extension = extension_of(ticket, event);
	bool refused = event->kind == EVENT_EXTENSION_REFUSED;

	if (!extension || extension->state != EXTENSION_REQUESTED)
		return FOLD_IGNORED;
	extension->state = refused ? EXTENSION_REFUSED : EXTENSION_APPROVED;
	extension->decided_us = event_hlc_us(event->hlc);
	g_strlcpy(extension->decided_by, event->actor, UUID_LEN);
	apply_take_text(&extension->standing, event, "standing");
	apply_take_text(&extension->decision, event, refused ? "reason" : "text");
	return FOLD_APPLIED;
}

static FoldEffect
apply_extension_told(Ticket *ticket, const Event *event)
{
	TicketExtension *extension = extension_of(ticket, event);

	if (!extension || extension->state != EXTENSION_APPROVED)
		return FOLD_IGNORED;
	extension->state = EXTENSION_TOLD;
	extension->told_us = apply_int_of(event, "at");
	apply_take_text(&extension->told_how, event, "how");
	apply_take_text(&extension->evidence, event, "evidence");
	return FOLD_APPLIED;
}

/* ---- letters ---- */

static FoldEffect
apply_letter(Ticket *ticket, const Event *event)
{
	TicketLetter *letter = part_append(ticket->letters, &letter_part);

	g_strlcpy(letter->id, event->id, UUID_LEN);
	g_strlcpy(letter->made_by, event->actor, UUID_LEN);
	letter->made_us = event_hlc_us(event->hlc);
	apply_take_text(&letter->letter, event, "letter");
	apply_take_text(&letter->language, event, "language");
	apply_take_text(&letter->version, event, "template_version");
	apply_take_text(&letter->sha256, event, "sha256");
	apply_take_text(&letter->text, event, "text");
	return FOLD_APPLIED;
}

static FoldEffect
apply_letter_sent(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->letters->len; i++) {
		TicketLetter *letter = ticket->letters->pdata[i];

		if (!g_str_equal(letter->id, apply_text_of(event, "letter")))
			continue;
		letter->sent_us = apply_int_of(event, "at");
		apply_take_text(&letter->how, event, "how");
		apply_take_text(&letter->evidence, event, "evidence");
		return FOLD_APPLIED;
	}
	return FOLD_IGNORED;
}

/* ---- requests to other departments, merging ---- */

static FoldEffect
apply_request(Ticket *ticket, const Event *event)
{
	TicketRequest *request = part_append(ticket->requests, &request_part);

	g_strlcpy(request->id, event->id, UUID_LEN);
	g_strlcpy(request->made_by, event->actor, UUID_LEN);
	request->made_us = event_hlc_us(event->hlc);
	apply_take_text(&request->department, event, "department");
	apply_take_text(&request->question, event, "question");
	apply_take_text(&request->due, event, "due");
	apply_take_text(&request->person, event, "person");
	return FOLD_APPLIED;
}

static FoldEffect
apply_request_change(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->requests->len; i++) {
		TicketRequest *request = ticket->requests->pdata[i];

		if (!g_str_equal(request->id, apply_text_of(event, "request")))
			continue;
		if (request->state != REQUEST_OPEN)
			return FOLD_IGNORED;
		if (event->kind == EVENT_REQUEST_CHASED) {
			request->chased++;
			return FOLD_APPLIED;
		}
		request->ended_us = event_hlc_us(event->hlc);
		request->state = event->kind == EVENT_REQUEST_ANSWERED ? REQUEST_ANSWERED
								       : REQUEST_CANCELLED;
		if (event->kind == EVENT_REQUEST_ANSWERED)
			apply_take_text(&request->answer, event, "text");
		return FOLD_APPLIED;
	}
	return FOLD_IGNORED;
}

static FoldEffect
apply_merged(Ticket *ticket, const Event *event)
{
	if (ticket->merged_into[0])
		return FOLD_IGNORED;
	apply_take_id(ticket->merged_into, event, "into");
	return FOLD_APPLIED;
}

static FoldEffect
apply_unmerged(Ticket *ticket, const Event *event)
{
	if (!g_str_equal(ticket->merged_into, apply_text_of(event, "into")))
		return FOLD_IGNORED;
	ticket->merged_into[0] = '\0';
	return FOLD_APPLIED;
}

static const TicketApply appliers[N_EVENT_KINDS] = {
	[EVENT_COMPLAINT_ACKNOWLEDGED] = apply_as_fact,
	[EVENT_COMPLAINT_REPEATED] = apply_as_fact,
	[EVENT_FACTS_NEW] = apply_as_fact,
	[EVENT_DATE_AGREED] = apply_as_fact,
	[EVENT_HOLDING_REPLIED] = apply_as_fact,
	[EVENT_CREDIT_GIVEN] = apply_as_fact,
	[EVENT_CLOCK_PAUSED] = apply_as_fact,
	[EVENT_CLOCK_RESUMED] = apply_as_fact,
	[EVENT_REVIEW_APPLIED] = apply_as_fact,
	[EVENT_REVIEW_TOLD] = apply_as_fact,
	[EVENT_CLOCK_CONDITION] = apply_as_fact,
	[EVENT_CYCLE_ENDED] = apply_as_fact,
	[EVENT_MAJOR_REPORTED] = apply_as_fact,
	[EVENT_POLICY_CHANGED] = apply_policy,
	[EVENT_DEADLINE_MOVED] = apply_moved,
	[EVENT_WARNING_ACKNOWLEDGED] = apply_seen,
	[EVENT_EXTENSION_REQUESTED] = apply_extension,
	[EVENT_EXTENSION_APPROVED] = apply_extension_decided,
	[EVENT_EXTENSION_REFUSED] = apply_extension_decided,
	[EVENT_EXTENSION_TOLD] = apply_extension_told,
	[EVENT_LETTER_WRITTEN] = apply_letter,
	[EVENT_LETTER_SENT] = apply_letter_sent,
	[EVENT_REQUEST_MADE] = apply_request,
	[EVENT_REQUEST_CHASED] = apply_request_change,
	[EVENT_REQUEST_ANSWERED] = apply_request_change,
	[EVENT_REQUEST_CANCELLED] = apply_request_change,
	[EVENT_TICKET_MERGED] = apply_merged,
	[EVENT_TICKET_UNMERGED] = apply_unmerged,
};

TicketApply
ticket_apply_of_clock(EventKind kind)
{
	return appliers[kind];
}
