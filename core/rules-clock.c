/*
 * What may be recorded of a complaint's deadlines, and by whom: facts that
 * clocks count, pauses, extensions, the policy itself. A ladder is the
 * policy's own: every step is asked of clock_judge(), so that what is refused
 * here and what moves nothing there are the same. See rules.h; the table at
 * the end has a row a kind.
 *
 * An extension goes through four hands: asked for by whoever works on it,
 * decided by another person with standing, told to the customer inside the
 * period, and only then in force (DOMAIN 1.2, P1-P3).
 */
#include "config.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <string.h>

#include "core/clock-explain.h"
#include "core/day.h"
#include "core/rules-private.h"
#include "core/ticket-due.h"
#include "core/words.h"

/* ---- the ticket's clocks as a rule sees them ---- */

typedef struct Clocks {
	GTimeZone *zone;
	GArray *facts;
	TicketClocks clocks;
	int64_t now_us;
} Clocks;

static void
clocks_init(Clocks *self, const RuleContext *context, const Ticket *ticket)
{
	self->zone = ticket_dup_zone(ticket);
	self->facts = ticket_clock_facts(ticket);
	self->clocks = (TicketClocks){ticket, context->reference, self->zone, self->facts};
	self->now_us = context->now_us;
}

static void
clocks_clear(Clocks *self)
{
	g_clear_pointer(&self->zone, g_time_zone_unref);
	g_clear_pointer(&self->facts, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Clocks, clocks_clear)

/* Clock `index` of the ticket; false if it has none such. */
static bool
clocks_input(const Clocks *self, unsigned index, ClockInput *ret)
{
	if (!self->clocks.reference || !ticket_clock_input(&self->clocks, index, ret))
		return false;
	ret->now_us = self->now_us;
	return true;
}

/* What the clocks say to `event`: the first consent of any, else what the first that knows such
 * events says. `ret_input` is that clock's. */
static ClockVerdict
clocks_judge(const Clocks *self, const ClockEvent *event, ClockInput *ret_input)
{
	ClockVerdict best = CLOCK_VERDICT_NOT_ALLOWED;
	ClockInput input;

	for (unsigned i = 0; i < TICKET_CLOCKS_MAX; i++) {
		ClockVerdict verdict;

		if (!clocks_input(self, i, &input))
			continue;
		verdict = clock_judge(&input, event);
		if (verdict != CLOCK_VERDICT_OK && best != CLOCK_VERDICT_NOT_ALLOWED)
			continue;
		if (verdict == CLOCK_VERDICT_NOT_ALLOWED || verdict == CLOCK_VERDICT_NO_EFFECT)
			continue;
		*ret_input = input;
		best = verdict;
		if (verdict == CLOCK_VERDICT_OK)
			break;
	}
	return best;
}

static ClockEvent
clock_event(ClockEventKind kind, int64_t at_us)
{
	return (ClockEvent){.kind = kind,
		.at_us = at_us,
		.notified_us = CLOCK_NEVER,
		.agreed_day = DAY_NONE};
}

/* True if `at_us` lies inside a period whose end has passed meanwhile. */
static bool
lies_across(const RuleContext *context, const Ticket *ticket, int64_t at_us)
{
	Clock all[TICKET_CLOCKS_MAX];
	unsigned n = context->reference ? ticket_evaluate_all(ticket, context->reference,
						  context->now_us, all)
					: 0;

	if (at_us <= ticket->due_us && context->now_us > ticket->due_us)
		return true;
	for (unsigned i = 0; i < n; i++)
		if (all[i].state == CLOCK_STATE_BREACHED && at_us <= all[i].due_us)
			return true;
	return false;
}

void
rules_check_late(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	int64_t at = rules_int(event, "at");
	bool late = at < context->now_us - US_PER_DAY;

	if (!late && !context->clock_doubtful && !lies_across(context, ticket, at))
		return;
	if (!rules_text(event, "evidence")[0])
		rules_refuse(context, REFUSAL_FIELD, event, "evidence",
			context->clock_doubtful && !late
				? g_strdup(_(
					  "This machine's clock went back: give the number of the "
					  "recording, message or posting."))
				: g_strdup(_(
					  "Told earlier, entered now: give the number of the recording, "
					  "message or posting.")));
	rules_need_second(context, "telling_late");
}

/* A moment that has been, since the complaint was received. */
static bool
check_moment(RuleContext *context, const Ticket *ticket, const ActEvent *event,
	const char *field)
{
	if (rules_int(event, field) < ticket->received_us) {
		rules_refuse(context, REFUSAL_FIELD, event, field,
			g_strdup(_(
				"That was before the complaint was received. Give a later time.")));
		return false;
	}
	return rules_check_past(context, event, field);
}

static void
need_words(RuleContext *context, const ActEvent *event, const char *field, const char *what)
{
	g_autofree char *text = g_strstrip(g_strdup(rules_text(event, field)));

	if (!text[0])
		rules_refuse(context, REFUSAL_FIELD, event, field, g_strdup(what));
}

/* ---- facts ---- */

static void
check_acknowledged(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (check_moment(context, ticket, event, "at"))
		rules_check_late(context, ticket, event);
}

static void
check_repeated(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	check_moment(context, ticket, event, "at");
}

static bool
is_known_text(const Ticket *ticket, const char *text)
{
	if (g_str_equal(text, ticket->text))
		return true;
	for (guint i = 0; i < ticket->facts->len; i++) {
		const TicketFact *fact = ticket->facts->pdata[i];

		if (g_str_equal(fact->kind, "facts.new") && g_str_equal(fact->text, text))
			return true;
	}
	return false;
}

/* A new period begins only with new material, under four eyes (DESIGN 3). */
static void
check_new_facts(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	ClockEvent candidate = clock_event(CLOCK_EVENT_NEW_FACTS, rules_int(event, "at"));
	g_auto(Clocks) clocks = {0};
	ClockInput input;

	need_words(context, event, "text",
		_("Say what is new: the document, the witness, the figure that was not there before."));
	if (is_known_text(ticket, rules_text(event, "text")))
		rules_refuse(context, REFUSAL_FIELD, event, "text",
			g_strdup(_(
				"That is on record already. The same complaint once more is recorded as "
				"repeated and moves no date.")));
	if (!check_moment(context, ticket, event, "at"))
		return;
	clocks_init(&clocks, context, ticket);
	if (clocks_judge(&clocks, &candidate, &input) != CLOCK_VERDICT_OK)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_(
				"The policy of this complaint knows no new period for new facts. Add "
				"them as a note.")));
	rules_need_second(context, "new_facts");
}

static void
check_agreed(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	ClockEvent candidate = clock_event(CLOCK_EVENT_AGREED, context->now_us);
	g_auto(Clocks) clocks = {0};
	ClockInput input;
	ClockVerdict verdict;

	need_words(context, event, "evidence",
		_("Give the evidence of the agreement: the number of the recording, letter or message."));
	clocks_init(&clocks, context, ticket);
	candidate.agreed_day = day_parse_iso(rules_text(event, "day"));
	candidate.reason = "agreed"; /* that there is evidence is judged above */
	if (candidate.agreed_day < day_of_us(context->now_us, clocks.zone)) {
		rules_refuse(context, REFUSAL_FIELD, event, "day",
			g_strdup(_("That day has passed. Agree on a day to come.")));
		return;
	}
	verdict = clocks_judge(&clocks, &candidate, &input);
	if (verdict == CLOCK_VERDICT_TOO_LATE)
		rules_refuse(context, REFUSAL_STATE, event, "day",
			g_strdup(_(
				"The date has passed: it can no longer be moved by agreement. Record the "
				"agreement as a promise.")));
	else if (verdict != CLOCK_VERDICT_OK)
		rules_refuse(context, REFUSAL_STATE, event, "day",
			g_strdup(_(
				"The policy of this complaint lets nobody agree on another date. Record "
				"it as a promise.")));
}

/* A delay notice that moves the date says by when; one that comes late stays on record. */
static void
check_holding(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	ClockEvent candidate = clock_event(CLOCK_EVENT_HOLDING, rules_int(event, "at"));
	const char *expected = rules_text(event, "expected");
	g_auto(Clocks) clocks = {0};
	ClockInput input;

	need_words(context, event, "reasons", _("Give the reasons that the customer was told."));
	if (!check_moment(context, ticket, event, "at"))
		return;
	rules_check_late(context, ticket, event);
	clocks_init(&clocks, context, ticket);
	candidate.reason = rules_text(event, "reasons");
	candidate.agreed_day = expected[0] ? day_parse_iso(expected) : DAY_NONE;
	if (clocks_judge(&clocks, &candidate, &input) == CLOCK_VERDICT_NO_DAY)
		rules_refuse(context, REFUSAL_FIELD, event, "expected",
			g_strdup(_(
				"This policy wants the notice to say by when: give the day the customer "
				"was told to expect the answer.")));
}

static void
check_credit(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	int64_t minor = rules_int(event, "minor");
	const char *currency = rules_text(event, "currency");
	StaffRole role = context->actor ? context->actor->role : STAFF_SUPERVISOR;

	check_moment(context, ticket, event, "at");
	if (minor <= 0)
		rules_refuse(context, REFUSAL_FIELD, event, "minor",
			g_strdup(_("The amount must be above zero.")));
	else if (context->authority &&
		 minor > authority_limit(context->authority, role, currency))
		rules_need_second(context, "redress_above");
}

/* The last of its kind, counted from the end; NULL if there is none. */
static const TicketFact *
last_fact(const Ticket *ticket, const char *kind, const char *code)
{
	for (guint i = ticket->facts->len; i > 0; i--) {
		const TicketFact *fact = ticket->facts->pdata[i - 1];

		if (g_str_equal(fact->kind, kind) && (!code || g_str_equal(fact->code, code)))
			return fact;
	}
	return NULL;
}

static void
check_condition(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketFact *before =
		last_fact(ticket, "clock.condition", rules_text(event, "condition"));
	bool on = json_is_true(json_object_get(event->payload, "on"));

	if (on == (before && before->on))
		rules_refuse(context, REFUSAL_STATE, event, "on",
			g_strdup(on ? _("That is on record already.")
				    : _("That is not on record.")));
}

static void
check_cycle(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	g_auto(Clocks) clocks = {0};
	ClockInput input;
	bool counted = false;

	clocks_init(&clocks, context, ticket);
	for (unsigned i = 0; i < TICKET_CLOCKS_MAX; i++)
		counted |= clocks_input(&clocks, i, &input) &&
			   input.policy->unit == POLICY_UNIT_BILLING_CYCLES;
	if (!counted)
		rules_refuse(context, REFUSAL_STATE, event, "day",
			g_strdup(_("No clock of this complaint counts billing cycles.")));
	else if (day_parse_iso(rules_text(event, "day")) <
		 day_of_us(ticket->received_us, clocks.zone))
		rules_refuse(context, REFUSAL_FIELD, event, "day",
			g_strdup(_("That cycle ended before the complaint was received.")));
}

static void
check_reported(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	check_moment(context, ticket, event, "at");
	need_words(context, event, "to", _("Say to whom it was reported."));
	if (ticket->level != LEVEL_MAJOR)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_(
				"Only a major complaint is reported. Set its level to major first.")));
}

/* ---- pauses ---- */

/* Refuses by name what the clocks say to a pause or to its end. */
static void
refuse_pause(RuleContext *context, const ActEvent *event, ClockVerdict verdict)
{
	bool ends = event->kind == EVENT_CLOCK_RESUMED;
	const char *pause = words_code(rules_text(event, "pause"));

	switch ((int)verdict) {
	case CLOCK_VERDICT_OK:
		return;
	case CLOCK_VERDICT_NOT_TOLD:
		rules_refuse(context, REFUSAL_FIELD, event, "told",
			g_strdup(_(
				"This pause counts only from the day the customer knows of it: say when "
				"they were told.")));
		return;
	case CLOCK_VERDICT_OUT_OF_ORDER:
		rules_refuse(context, REFUSAL_STATE, event, "pause",
			ends ? g_strdup_printf(_("No pause for %s runs."), pause)
			     : g_strdup_printf(_("A pause for %s runs already."), pause));
		return;
	case CLOCK_VERDICT_TOO_LATE:
		rules_refuse(context, REFUSAL_STATE, event, "at",
			g_strdup(_(
				"The date had passed by then, and the customer must know in time: "
				"nothing pauses a clock that has run out.")));
		return;
	case CLOCK_VERDICT_STOPPED:
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("The clock that this could pause does not run.")));
		return;
	default:
		rules_refuse(context, REFUSAL_STATE, event, "pause",
			g_strdup_printf(
				_("No clock of this complaint may be paused for %s: its policies do not "
				  "know that. Amends explain names what they know."),
				pause));
	}
}

static void
check_paused(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	bool ends = event->kind == EVENT_CLOCK_RESUMED;
	ClockEvent candidate = clock_event(
		ends ? CLOCK_EVENT_RESUMED : CLOCK_EVENT_PAUSED, rules_int(event, "at"));
	int pause = policy_pause_from_name(rules_text(event, "pause"));
	g_auto(Clocks) clocks = {0};
	ClockInput input;

	if (!check_moment(context, ticket, event, "at") || pause < 0)
		return;
	candidate.pause = (PolicyPauseKind)pause;
	if (rules_int(event, "told")) {
		if (!check_moment(context, ticket, event, "told"))
			return;
		candidate.notified_us = rules_int(event, "told");
	}
	clocks_init(&clocks, context, ticket);
	refuse_pause(context, event, clocks_judge(&clocks, &candidate, &input));
}

/* ---- extensions ---- */

unsigned
rules_standings(const Person *person, const Ticket *ticket)
{
	switch (person->role) {
	case STAFF_HANDLER:
		return 1U << POLICY_APPROVER_HANDLER;
	case STAFF_SUPERVISOR:
		return 1U << POLICY_APPROVER_SUPERVISOR |
		       (g_str_equal(person->branch, ticket->branch)
				       ? 1U << POLICY_APPROVER_BRANCH_MANAGER
				       : 0);
	case STAFF_COMPLIANCE:
		return 1U << POLICY_APPROVER_HEAD_OF_COMPLAINTS;
	case STAFF_HEAD_OFFICE:
		return 1U << POLICY_APPROVER_HEAD_OFFICE |
		       1U << POLICY_APPROVER_UPPER_INSTITUTION;
	case STAFF_TELLER:
	case STAFF_AUDITOR:
	case STAFF_ADMINISTRATOR:
	case N_STAFF_ROLES:
		break;
	}
	return 0;
}

const TicketExtension *
rules_extension(const Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket->extensions->len; i++) {
		const TicketExtension *extension = ticket->extensions->pdata[i];

		if (g_str_equal(extension->id, id))
			return extension;
	}
	return NULL;
}

/* "supervisor, head office": who may grant a step. Caller frees. */
static char *
dup_approvers(unsigned approvers)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (unsigned i = 1; i < N_POLICY_APPROVERS; i++)
		if (approvers & 1U << i)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "",
				clock_approver_text((PolicyApprover)i));
	return g_strdup(names->str);
}

/* Why a step of the ladder is refused, and what would be needed; NULL if it is not. Caller
 * frees. */
static char *
dup_extension_refusal(const ClockInput *input, unsigned rung, ClockVerdict verdict)
{
	g_autofree char *who = NULL;
	Clock clock;

	switch ((int)verdict) {
	case CLOCK_VERDICT_STOPPED:
		return g_strdup(_("The clock does not run: there is nothing to extend."));
	case CLOCK_VERDICT_NO_RUNG:
		return g_strdup_printf(
			_("There is no extension %1$u: %2$s knows %3$u. Decide, and tell the "
			  "customer."),
			rung, input->policy->id, input->policy->n_rungs);
	case CLOCK_VERDICT_OUT_OF_ORDER:
		clock_evaluate(input, &clock);
		return clock.next_rung
			       ? g_strdup_printf(
					 _("Extensions go step by step: the next one is extension %u."),
					 clock.next_rung)
			       : g_strdup(_("All extensions are used up."));
	case CLOCK_VERDICT_TOO_LATE:
		return g_strdup(_(
			"The date has passed: an extension is asked for, granted and told before it."));
	case CLOCK_VERDICT_NO_STANDING:
		who = dup_approvers(input->policy->rungs[rung - 1].approvers);
		return g_strdup_printf(
			_("Extension %1$u is not yours to grant. It needs: %2$s."), rung, who);
	case CLOCK_VERDICT_NO_REASON:
		return g_strdup(_("This extension needs a reason."));
	case CLOCK_VERDICT_NOT_ALLOWED:
		return g_strdup(_(
			"This step comes by a holding reply or a provisional credit in time, not by "
			"approval."));
	default:
		return NULL;
	}
}

/* What the primary clock says to a request at a step of its way. */
static void
judge_extension(RuleContext *context, const Ticket *ticket, const ActEvent *event,
	const ClockEvent *candidate)
{
	g_auto(Clocks) clocks = {0};
	ClockInput input;
	char *text;

	clocks_init(&clocks, context, ticket);
	if (!clocks_input(&clocks, 0, &input)) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("This complaint has no clock that could be extended.")));
		return;
	}
	text = dup_extension_refusal(
		&input, candidate->rung, clock_judge(&input, candidate));
	if (text)
		rules_refuse(context, REFUSAL_STATE, event,
			event->kind == EVENT_EXTENSION_REQUESTED  ? "rung"
			: event->kind == EVENT_EXTENSION_APPROVED ? "standing"
								  : "at",
			text);
}

static void
check_requested(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	ClockEvent candidate = clock_event(CLOCK_EVENT_EXTENDED, context->now_us);
	int64_t rung = rules_int(event, "rung");

	if (rung < 1 || rung > POLICY_RUNGS_MAX) {
		rules_refuse(context, REFUSAL_FIELD, event, "rung",
			g_strdup_printf(_("Extensions are counted from 1 to %d."),
				POLICY_RUNGS_MAX));
		return;
	}
	for (guint i = 0; i < ticket->extensions->len; i++) {
		const TicketExtension *extension = ticket->extensions->pdata[i];

		if (extension->rung == rung && (extension->state == EXTENSION_REQUESTED ||
						       extension->state == EXTENSION_APPROVED)) {
			rules_refuse(context, REFUSAL_STATE, event, "rung",
				g_strdup_printf(
					extension->state == EXTENSION_REQUESTED
						? _("Extension %" PRId64
						    " is asked for already and waits to be decided.")
						: _("Extension %" PRId64
						    " is approved already: tell the customer."),
					rung));
			return;
		}
	}
	if (strcmp(rules_text(event, "reason"), "other") == 0)
		need_words(context, event, "text", _("Say what the reason is."));
	candidate.rung = (unsigned)rung;
	candidate.reason = rules_text(event, "reason");
	judge_extension(context, ticket, event, &candidate);
}

/* The request that is meant, in the state it must be in; NULL once refused. */
static const TicketExtension *
find_extension(RuleContext *context, const Ticket *ticket, const ActEvent *event,
	ExtensionState state)
{
	const TicketExtension *extension =
		rules_extension(ticket, rules_text(event, "request"));

	if (!extension) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "request",
			g_strdup(_("There is no such request on this complaint.")));
		return NULL;
	}
	if (extension->state == state)
		return extension;
	rules_refuse(context, REFUSAL_STATE, event, "request",
		g_strdup(extension->state == EXTENSION_REQUESTED
				 ? _("Nobody has approved this request yet. First a person with "
				     "standing, then the customer.")
			 : extension->state == EXTENSION_REFUSED
				 ? _("This request was refused. Ask again, with what was missing.")
			 : extension->state == EXTENSION_APPROVED
				 ? _("This request is approved already.")
				 : _("The customer was told of this extension already.")));
	return NULL;
}

/* P1: by another person, and only in a standing that their role has. */
static const TicketExtension *
check_decider(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketExtension *extension =
		find_extension(context, ticket, event, EXTENSION_REQUESTED);
	int standing = policy_approver_from_name(rules_text(event, "standing"));

	if (!extension)
		return NULL;
	if (context->actor && g_str_equal(extension->asked_by, context->actor->id)) {
		rules_refuse(context, REFUSAL_SAME_PERSON, event, NULL,
			g_strdup(_("You asked for it: another person decides.")));
		return NULL;
	}
	if (context->actor &&
		(standing < 0 ||
			!(rules_standings(context->actor, ticket) & 1U << standing))) {
		rules_refuse(context, REFUSAL_ROLE, event, "standing",
			g_strdup_printf(_("Your role (%1$s) does not act as %2$s here."),
				words_role(context->actor->role),
				standing < 0 ? rules_text(event, "standing")
					     : clock_approver_text(
						       (PolicyApprover)standing)));
		return NULL;
	}
	return extension;
}

/* Also the approval comes before the date: afterwards nothing revives it. */
static void
check_approved(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketExtension *extension = check_decider(context, ticket, event);
	ClockEvent candidate = clock_event(CLOCK_EVENT_EXTENDED, context->now_us);

	if (!extension)
		return;
	candidate.rung = (unsigned)extension->rung;
	candidate.reason = extension->reason;
	candidate.approver =
		(PolicyApprover)policy_approver_from_name(rules_text(event, "standing"));
	judge_extension(context, ticket, event, &candidate);
}

static void
check_refused(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (check_decider(context, ticket, event))
		need_words(context, event, "reason", _("Say why it is refused."));
}

/* P2: in force from here, if the customer knew inside the period. */
static void
check_extension_told(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketExtension *extension =
		find_extension(context, ticket, event, EXTENSION_APPROVED);
	ClockEvent candidate;

	if (!extension || !check_moment(context, ticket, event, "at"))
		return;
	if (rules_int(event, "at") < extension->decided_us - US_PER_MINUTE) {
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(_(
				"The extension was approved later than that. The customer is told "
				"once it is approved.")));
		return;
	}
	rules_check_late(context, ticket, event);
	candidate = clock_event(CLOCK_EVENT_EXTENDED, extension->asked_us);
	candidate.rung = (unsigned)extension->rung;
	candidate.reason = extension->reason;
	candidate.approver = (PolicyApprover)policy_approver_from_name(extension->standing);
	candidate.notified_us = rules_int(event, "at");
	judge_extension(context, ticket, event, &candidate);
}

/* ---- re-examination ---- */

static bool
review_is_open(const Ticket *ticket)
{
	const TicketFact *applied = last_fact(ticket, "review.applied", NULL);
	const TicketFact *told = last_fact(ticket, "review.told", NULL);

	return applied && (!told || told->at_us < applied->at_us);
}

static void
check_review_applied(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!ticket->told_us) {
		rules_refuse(context, REFUSAL_NOT_TOLD, event, NULL,
			g_strdup(_(
				"There is no answer yet that could be examined again: the customer has "
				"not been told.")));
		return;
	}
	if (review_is_open(ticket))
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("A re-examination is under way already.")));
	if (check_moment(context, ticket, event, "at") &&
		rules_int(event, "at") < ticket->told_us - US_PER_MINUTE)
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(_("The customer was told later than that.")));
}

/* By the upper institution or compliance, and by other eyes than the first answer (art. 21). */
static void
check_review_told(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!review_is_open(ticket)) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("No re-examination is asked for.")));
		return;
	}
	if (context->actor && !staff_role_is_lead(context->actor->role))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_(
				"A re-examination is answered by the upper institution: a supervisor, head "
				"office or compliance.")));
	else if (context->actor && g_str_equal(ticket->owner, context->actor->id))
		rules_refuse(context, REFUSAL_SAME_PERSON, event, NULL,
			g_strdup(_(
				"You own this complaint: another person answers its re-examination.")));
	if (check_moment(context, ticket, event, "at"))
		rules_check_late(context, ticket, event);
}

/* ---- a row a kind ---- */

/* `moves`: taking it back may move the primary date. */
static const KindRule rules[] = {
	{EVENT_COMPLAINT_ACKNOWLEDGED, check_acknowledged, .open = true, .undo = true},
	{EVENT_COMPLAINT_REPEATED, check_repeated, .open = true, .undo = true},
	{EVENT_FACTS_NEW, check_new_facts, .open = true, .undo = true, .moves = true},
	{EVENT_DATE_AGREED, check_agreed, .open = true, .undo = true, .moves = true},
	{EVENT_HOLDING_REPLIED, check_holding, .open = true, .undo = true, .moves = true},
	{EVENT_CREDIT_GIVEN, check_credit, .open = true, .undo = true, .moves = true},
	{EVENT_CLOCK_PAUSED, check_paused, .open = true, .undo = true, .moves = true},
	{EVENT_CLOCK_RESUMED, check_paused, .open = true, .undo = true, .moves = true},
	{EVENT_EXTENSION_REQUESTED, check_requested, .open = true, .undo = true, .moves = true},
	{EVENT_EXTENSION_APPROVED, check_approved, .open = true, .undo = true, .moves = true},
	{EVENT_EXTENSION_REFUSED, check_refused, .open = true, .undo = true, .moves = true},
	{EVENT_EXTENSION_TOLD, check_extension_told, .open = true, .undo = true, .moves = true},
	{EVENT_REVIEW_APPLIED, check_review_applied, .undo = true},
	{EVENT_REVIEW_TOLD, check_review_told, .undo = true},
	{EVENT_POLICY_CHANGED, rules_check_policy, .undo = true, .moves = true},
	{EVENT_CLOCK_CONDITION, check_condition, .open = true, .undo = true, .moves = true},
	{EVENT_CYCLE_ENDED, check_cycle, .open = true, .undo = true, .moves = true},
	{EVENT_MAJOR_REPORTED, check_reported, .undo = true},
};

const KindRule *
rules_clock_rule(EventKind kind)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].kind == kind)
			return &rules[i];
	return NULL;
}
