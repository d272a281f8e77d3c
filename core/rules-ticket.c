/* What may be done to a ticket, and when. See rules.h. */
#include "config.h"

#include <glib/gi18n.h>
#include <jansson.h>

#include "core/event-check.h"
#include "core/rules-private.h"
#include "core/ticket-fold.h"
#include "core/words.h"

#define BIT(state) (1u << TICKET_STATE_##state)

unsigned
rules_next_states(TicketState from)
{
	/* Add a way here to allow it; the picture is in ARCHITECTURE.md. */
	static const unsigned next[N_TICKET_STATES] = {
		[TICKET_STATE_NEW] = BIT(INVESTIGATING) | BIT(WAITING) | BIT(REPLY) |
				     BIT(TOLD) | BIT(CLOSED),
		[TICKET_STATE_INVESTIGATING] =
			BIT(WAITING) | BIT(REPLY) | BIT(TOLD) | BIT(CLOSED),
		[TICKET_STATE_WAITING] =
			BIT(INVESTIGATING) | BIT(REPLY) | BIT(TOLD) | BIT(CLOSED),
		[TICKET_STATE_REPLY] =
			BIT(INVESTIGATING) | BIT(WAITING) | BIT(TOLD) | BIT(CLOSED),
		[TICKET_STATE_TOLD] = BIT(INVESTIGATING) | BIT(WAITING) | BIT(CLOSED),
		[TICKET_STATE_CLOSED] = BIT(INVESTIGATING),
	};

	return next[from];
}

bool
rules_kind_can_be_undone(EventKind kind)
{
	const KindRule *rule = rules_clock_rule(kind);

	if (rule)
		return rule->undo;
	switch ((int)kind) {
	case EVENT_NOTE_ADDED:
	case EVENT_CONTACT_ADDED:
	case EVENT_CLAIM_ADDED:
	case EVENT_PROMISE_MADE:
	case EVENT_PROMISE_SETTLED:
	case EVENT_STATUS_CHANGED:
	case EVENT_OWNER_ASKED:
	case EVENT_OWNER_ACCEPTED:
	case EVENT_OWNER_DECLINED:
	case EVENT_CATEGORY_CHANGED:
	case EVENT_CAUSE_SET:
	case EVENT_FACT_CHANGED:
	case EVENT_LINK_ADDED:
	case EVENT_LINK_REMOVED:
	case EVENT_FILE_ATTACHED:
	case EVENT_REDRESS_ENTERED:
	case EVENT_REDRESS_REVERSED:
	case EVENT_REDRESS_PAID:
	case EVENT_CLAIM_ANSWERED:
	case EVENT_ENDING_SET:
	case EVENT_CUSTOMER_TOLD:
	case EVENT_REACTION_RECORDED:
	case EVENT_AGREEMENT_RECORDED:
	case EVENT_AFTERCARE_PLANNED:
	case EVENT_LETTER_WRITTEN:
	case EVENT_LETTER_SENT:
	case EVENT_REQUEST_MADE:
	case EVENT_REQUEST_CHASED:
	case EVENT_REQUEST_ANSWERED:
	case EVENT_REQUEST_CANCELLED:
	case EVENT_ACT_AUTHORISED:
		return true;
	default:
		return false;
	}
}

static bool
is_recused(const RuleContext *context, const Ticket *ticket)
{
	return context->actor && ticket->complained_person_id[0] &&
	       strcmp(ticket->complained_person_id, context->actor->id) == 0;
}

static bool
is_lead(const RuleContext *context)
{
	return context->actor && staff_role_is_lead(context->actor->role);
}

static bool
is_actor(const RuleContext *context, const char *id)
{
	return context->actor && strcmp(context->actor->id, id) == 0;
}

static void
refuse_state(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	rules_refuse(context, REFUSAL_STATE, event, NULL,
		g_strdup_printf(_("%1$s is %2$s; this cannot be done to it now."),
			ticket->number, words_state(ticket->state)));
}

/* ---- intake ---- */

static void
check_received(RuleContext *context, const ActEvent *event)
{
	int64_t received = rules_int(event, "received");
	g_autofree char *day = rules_dup_day(context, received);
	g_autofree char *today = rules_dup_day(context, context->now_us);

	if (received > context->now_us + US_PER_MINUTE) {
		rules_refuse(context, REFUSAL_FIELD, event, "received",
			g_strdup(_(
				"Received lies in the future. Give the time the customer came.")));
	} else if (strcmp(day, today) < 0 && !context->batch_live) {
		if (!rules_text(event, "backdate_reason")[0])
			rules_refuse(context, REFUSAL_FIELD, event, "backdate_reason",
				g_strdup(_(
					"Received on an earlier day: say why it is entered only now.")));
		rules_need_second(context, "back_dated");
	}
}

static void
check_other_party(RuleContext *context, const ActEvent *event)
{
	const json_t *names = json_object_get(event->payload, "representatives");
	const char *authority = rules_text(event, "authority");

	if (json_array_size(names) > 5)
		rules_refuse(context, REFUSAL_FIELD, event, "representatives",
			g_strdup(_("At most 5 representatives may come forward (art. 12).")));
	if (rules_text(event, "agent")[0] && (!authority[0] || strcmp(authority, "none") == 0))
		rules_refuse(context, REFUSAL_FIELD, event, "authority",
			g_strdup(_(
				"An agent needs authority: written, heir or guardian (art. 14).")));
	if (rules_int(event, "amount") > 0 && !rules_text(event, "currency")[0])
		rules_refuse(context, REFUSAL_FIELD, event, "currency",
			g_strdup(_("Which currency is the amount in?")));
}

static void
check_logged(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const char *person = rules_text(event, "complained_person_id");

	if (ticket->id[0])
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("This complaint is logged already.")));
	if (!rules_text(event, "text")[0])
		rules_refuse(context, REFUSAL_FIELD, event, "text",
			g_strdup(_("What happened? A few words are enough.")));
	if (person[0] && !context->person(context->data, person))
		rules_refuse(context, REFUSAL_UNKNOWN, event, "complained_person_id",
			g_strdup(_("There is no such person in the staff file.")));
	check_received(context, event);
	check_other_party(context, event);
}

static void
check_import(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!context->batch_open)
		rules_refuse(context, REFUSAL_STATE, event, "batch",
			g_strdup(_("Imported rows need an open batch.")));
}

static void
check_claim(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!ticket_is_open(ticket))
		refuse_state(context, ticket, event);
	if (ticket_claim(ticket, rules_text(event, "claim")))
		rules_refuse(context, REFUSAL_STATE, event, "claim",
			g_strdup(_("This claim is there already.")));
}

/* ---- handling ---- */

bool
rules_check_past(RuleContext *context, const ActEvent *event, const char *field)
{
	if (rules_int(event, field) <= context->now_us + US_PER_MINUTE)
		return true;
	rules_refuse(context, REFUSAL_FIELD, event, field,
		g_strdup(_("That time lies in the future. Record it once it has happened.")));
	return false;
}

static void
check_promise(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (rules_int(event, "by") <= context->now_us)
		rules_refuse(context, REFUSAL_FIELD, event, "by",
			g_strdup(_("A promise is for a time to come, for example +3d.")));
}

static void
check_promise_settled(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];

		if (strcmp(promise->id, rules_text(event, "promise")) == 0) {
			if (promise->result[0])
				rules_refuse(context, REFUSAL_STATE, event, "promise",
					g_strdup(_("This promise is settled already.")));
			return;
		}
	}
	rules_refuse(context, REFUSAL_UNKNOWN, event, "promise",
		g_strdup(_("There is no such promise on this complaint.")));
}

static void
check_status(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	TicketState to = ticket->state;
	bool back = ticket->state == TICKET_STATE_CLOSED;

	ticket_state_from_name(rules_text(event, "to"), &to);
	if (!(rules_next_states(ticket->state) & (1u << to))) {
		rules_refuse(context, REFUSAL_STATE, event, "to",
			g_strdup_printf(_("From %1$s a complaint cannot be moved to %2$s."),
				words_state(ticket->state), words_state(to)));
		return;
	}
	if ((back || to == TICKET_STATE_WAITING) && !rules_text(event, "reason")[0])
		rules_refuse(context, REFUSAL_FIELD, event, "reason",
			g_strdup(back ? _("Say why it is opened again.")
				      : _("Say what it waits for.")));
	if (to == TICKET_STATE_TOLD && !ticket->told_us)
		rules_refuse(context, REFUSAL_NOT_TOLD, event, "to",
			g_strdup(_(
				"The customer has not been told yet. Record how and when first.")));
	if (to == TICKET_STATE_CLOSED)
		rules_check_close(context, ticket, event);
}

static const Person *
find_owner(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const Person *person = context->person(context->data, rules_text(event, "person"));

	if (!person || !person->active) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "person",
			g_strdup(_("There is no such active person in the staff file.")));
		return NULL;
	}
	if (!staff_role_is_desk(person->role))
		rules_refuse(context, REFUSAL_ROLE, event, "person",
			g_strdup_printf(
				_("%s does not handle complaints. Choose a teller, handler or "
				  "supervisor."),
				person->name));
	if (strcmp(person->id, ticket->complained_person_id) == 0)
		rules_refuse(context, REFUSAL_RECUSED, event, "person",
			g_strdup_printf(
				_("The complaint is about %s, who cannot own it. Choose a "
				  "colleague."),
				person->name));
	return person;
}

static void
check_owner_asked(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const Person *person = find_owner(context, ticket, event);

	if (person && strcmp(person->id, ticket->owner) == 0)
		rules_refuse(context, REFUSAL_STATE, event, "person",
			g_strdup_printf(_("%s owns it already."), person->name));
}

/* Who was asked may accept; anyone may take what nobody owns or what is still as its logger
 * left it. */
static void
check_owner_accepted(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	bool fresh = ticket->state == TICKET_STATE_NEW &&
		     strcmp(ticket->owner, ticket->logged_by) == 0;

	find_owner(context, ticket, event);
	if (!is_actor(context, rules_text(event, "person")))
		rules_refuse(context, REFUSAL_ROLE, event, "person",
			g_strdup(_(
				"One accepts for oneself only. Ask the person instead; until they "
				"accept, the present owner answers for it.")));
	else if (!is_actor(context, ticket->asked) && ticket->owner[0] && !fresh &&
		 !is_lead(context))
		rules_refuse(context, REFUSAL_ROLE, event, "person",
			g_strdup(_(
				"You were not asked to take it over. Its owner or a supervisor can ask "
				"you.")));
}

static void
check_owner_declined(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!is_actor(context, ticket->asked))
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("You were not asked to take it over.")));
}

/* ---- redress ---- */

static int64_t
limit_of(const RuleContext *context, const Person *person, const char *currency)
{
	return person ? authority_limit(context->authority, person->role, currency) : 0;
}

static void
check_redress(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const char *currency = rules_text(event, "currency");
	int64_t minor = rules_int(event, "minor"), sum = ticket_redress_minor(ticket) + minor;
	const char *claim = rules_text(event, "claim");

	if (minor < 0 || (minor == 0 && strcmp(rules_text(event, "kind"), "in_kind") != 0))
		rules_refuse(context, REFUSAL_FIELD, event, "minor",
			g_strdup(_(
				"The amount must be above zero. To take one back, reverse its entry.")));
	if (claim[0] && !ticket_claim(ticket, claim))
		rules_refuse(context, REFUSAL_UNKNOWN, event, "claim",
			g_strdup(_("There is no such claim on this complaint.")));
	if (sum <= limit_of(context, context->actor, currency))
		return;
	rules_need_second(context, "redress_above");
	if (context->second && sum > limit_of(context, context->second, currency)) {
		g_autofree char *money = words_dup_money(sum, currency);

		rules_refuse(context, REFUSAL_AUTHORITY, event, "minor",
			g_strdup_printf(
				_("%1$s is above the authority of %2$s too. Ask somebody whose "
				  "limit reaches."),
				money, context->second->name));
	}
}

static void
check_redress_change(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	for (guint i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];

		if (strcmp(entry->id, rules_text(event, "entry")) != 0)
			continue;
		if (entry->reversed)
			rules_refuse(context, REFUSAL_STATE, event, "entry",
				g_strdup(_("This entry is reversed already.")));
		return;
	}
	rules_refuse(context, REFUSAL_UNKNOWN, event, "entry",
		g_strdup(_("There is no such redress entry on this complaint.")));
}

/* ---- telling, ending ---- */

/* Deciding is not telling; a telling entered after the fact needs its proof (art. 22; DESIGN
 * 4). */
static void
check_told(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	int64_t at = rules_int(event, "at");

	rules_check_past(context, event, "at");
	if (at < ticket->received_us)
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(
				_("The customer cannot have been told before the complaint was "
				  "received.")));
	if (strcmp(rules_text(event, "how"), "unreachable") == 0)
		rules_check_unreachable(context, ticket, event);
	rules_check_late(context, ticket, event);
}

static void
check_answer(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!ticket_claim(ticket, rules_text(event, "claim")))
		rules_refuse(context, REFUSAL_UNKNOWN, event, "claim",
			g_strdup(_("There is no such claim on this complaint.")));
}

/* Feelings are asked by another person where there is one, else marked self-asked (DESIGN 4).
 */
static void
check_reaction(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	bool self = json_is_true(json_object_get(event->payload, "self_asked"));

	if (!self && strcmp(rules_text(event, "asked_by"), ticket->owner) == 0)
		rules_refuse(context, REFUSAL_FIELD, event, "self_asked",
			g_strdup(_("The owner asked: mark it as self-asked.")));
}

static void
check_void(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (ticket->receipt_given)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_(
				"The receipt has been given: only the customer can withdraw it now.")));
	rules_need_second(context, "void");
	rules_check_no_source(context, ticket, event);
}

unsigned
rules_undo_touches(EventKind kind)
{
	const KindRule *rule = rules_clock_rule(kind);

	if (rule)
		return rule->moves ? UNDO_DATES : 0;
	switch ((int)kind) {
	case EVENT_NOTE_ADDED:
	case EVENT_LINK_ADDED:
	case EVENT_LINK_REMOVED:
	case EVENT_FILE_ATTACHED:
	case EVENT_REQUEST_MADE:
	case EVENT_REQUEST_CHASED:
	case EVENT_REQUEST_ANSWERED:
	case EVENT_REQUEST_CANCELLED:
		return 0;
	default:
		return UNDO_SETTLED;
	}
}

/* A closed ticket stays one that could be closed, by the same eyes. */
void
rules_check_undone(RuleContext *context, const Ticket *before, const Ticket *after,
	unsigned kinds, const ActEvent *undo)
{
	rules_check_letter_undone(context, before, after, undo);
	if (after->state == TICKET_STATE_CLOSED &&
		(before->state != TICKET_STATE_CLOSED || (kinds & UNDO_SETTLED)))
		rules_check_close(context, after, undo);
	if (kinds & UNDO_DATES)
		rules_check_clock_undone(context, before, after, undo);
}

static bool
is_number(const char *text)
{
	return text[0] && strlen(text) <= 15 && strspn(text, "0123456789") == strlen(text);
}

static unsigned
flags_in(const char *words, bool *ret_known)
{
	g_auto(GStrv) list = g_strsplit(words, ",", -1);
	unsigned flags = 0;

	*ret_known = true;
	for (char **word = list; *word; word++) {
		int at = word_index("vulnerable|media|regulator|agitated", g_strstrip(*word));

		*ret_known &= at >= 0 || !**word;
		flags |= at >= 0 ? 1u << at : 0;
	}
	return flags;
}

/* The values that are no free text, and what takes a second pair of eyes off a closing. */
static void
check_fact(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const char *field = rules_text(event, "field"), *value = rules_text(event, "value");
	bool known = true;
	unsigned flags;

	if (strcmp(field, "level") == 0) {
		known = word_index("ordinary|important|major", value) >= 0;
		if (ticket->level == LEVEL_MAJOR && strcmp(value, "major") != 0)
			rules_need_second(context, "close_major");
	} else if (strcmp(field, "contact_kind") == 0) {
		known = word_index("complaint|enquiry|suggestion|report|petition", value) >= 0;
	} else if (strcmp(field, "flags") == 0) {
		flags = flags_in(value, &known);
		if (ticket->flags & ~flags & FLAG_REGULATOR)
			rules_need_second(context, "close_regulator");
	} else if (strcmp(field, "people") == 0 || strcmp(field, "amount") == 0) {
		known = is_number(value);
	} else if (strcmp(field, "outside_due") == 0) {
		known = !value[0] || event_is_day(value);
	} else if (strcmp(field, "authority") == 0) {
		known = word_index("none|written|heir|guardian", value) >= 0;
	} else if (strcmp(field, "told_beforehand") == 0) {
		known = word_index("yes|no|unknown", value) >= 0;
	}
	if (!known)
		rules_refuse(context, REFUSAL_FIELD, event, "value",
			g_strdup_printf(
				_("%s does not fit there."), value[0] ? value : "\"\""));
}

static void
check_withdrawn(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	rules_check_past(context, event, "at");
	if (rules_int(event, "at") < ticket->received_us)
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(_("It cannot have been withdrawn before it was received.")));
	rules_check_no_source(context, ticket, event);
}

static void
check_undo(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (ticket->archive)
		refuse_state(context, ticket, event);
}

static void
check_contact(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	rules_check_past(context, event, "at");
}

static void
check_erased(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	rules_need_second(context, "erase");
}

/* Add a row here for a kind that has a rule of its own, beyond role, state and recusal. */
static void (*const checks[N_EVENT_KINDS])(RuleContext *, const Ticket *, const ActEvent *) = {
	[EVENT_COMPLAINT_LOGGED] = check_logged,
	[EVENT_COMPLAINT_ARCHIVED] = check_import,
	[EVENT_SOURCE_KEPT] = check_import,
	[EVENT_CLAIM_ADDED] = check_claim,
	[EVENT_CONTACT_ADDED] = check_contact,
	[EVENT_PROMISE_MADE] = check_promise,
	[EVENT_PROMISE_SETTLED] = check_promise_settled,
	[EVENT_STATUS_CHANGED] = check_status,
	[EVENT_OWNER_ASKED] = check_owner_asked,
	[EVENT_OWNER_ACCEPTED] = check_owner_accepted,
	[EVENT_OWNER_DECLINED] = check_owner_declined,
	[EVENT_REDRESS_ENTERED] = check_redress,
	[EVENT_REDRESS_REVERSED] = check_redress_change,
	[EVENT_REDRESS_PAID] = check_redress_change,
	[EVENT_CLAIM_ANSWERED] = check_answer,
	[EVENT_CUSTOMER_TOLD] = check_told,
	[EVENT_REACTION_RECORDED] = check_reaction,
	[EVENT_TICKET_VOIDED] = check_void,
	[EVENT_TICKET_WITHDRAWN] = check_withdrawn,
	[EVENT_FACT_CHANGED] = check_fact,
	[EVENT_LETTER_WRITTEN] = rules_check_letter,
	[EVENT_LETTER_SENT] = rules_check_letter,
	[EVENT_TICKET_MERGED] = rules_check_merge,
	[EVENT_TICKET_UNMERGED] = rules_check_merge,
	[EVENT_REQUEST_MADE] = rules_check_request,
	[EVENT_REQUEST_CHASED] = rules_check_request,
	[EVENT_REQUEST_ANSWERED] = rules_check_request,
	[EVENT_REQUEST_CANCELLED] = rules_check_request,
	[EVENT_ACT_UNDONE] = check_undo,
	[EVENT_DATA_ERASED] = check_erased,
};

static void
check_kind(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const KindRule *rule = rules_clock_rule(event->kind);

	if (rule)
		rule->check(context, ticket, event);
	else if (checks[event->kind])
		checks[event->kind](context, ticket, event);
}

/* Kinds that change what a complaint is, and so need it open; notes and contacts may follow its
 * closing. */
static bool
needs_open(EventKind kind)
{
	const KindRule *rule = rules_clock_rule(kind);

	if (rule)
		return rule->open;
	switch ((int)kind) {
	case EVENT_PROMISE_MADE:
	case EVENT_REDRESS_ENTERED:
	case EVENT_OWNER_ASKED:
	case EVENT_OWNER_ACCEPTED:
	case EVENT_OWNER_DECLINED:
	case EVENT_CLAIM_ANSWERED:
	case EVENT_CUSTOMER_TOLD:
	case EVENT_REACTION_RECORDED:
	case EVENT_AGREEMENT_RECORDED:
	case EVENT_CAUSE_SET:
	case EVENT_ENDING_SET:
	case EVENT_TICKET_VOIDED:
	case EVENT_TICKET_WITHDRAWN:
		return true;
	default:
		return false;
	}
}

/* What the person complained about may not do (DESIGN 4): everything but log it, add a note,
 * give a receipt. */
static bool
recusal_forbids(EventKind kind)
{
	switch ((int)kind) {
	case EVENT_COMPLAINT_LOGGED:
	case EVENT_CLAIM_ADDED:
	case EVENT_NOTE_ADDED:
	case EVENT_RECEIPT_GIVEN:
	case EVENT_OWNER_ASKED:
	case EVENT_DATA_SEEN:
		return false;
	default:
		return true;
	}
}

static bool
may_touch_archive(EventKind kind)
{
	return kind == EVENT_COMPLAINT_ARCHIVED || kind == EVENT_SOURCE_KEPT ||
	       kind == EVENT_NOTE_ADDED || kind == EVENT_LINK_ADDED ||
	       kind == EVENT_LINK_REMOVED || kind == EVENT_DATA_SEEN ||
	       kind == EVENT_DATA_ERASED || kind == EVENT_ACT_UNDONE;
}

void
rules_check_ticket(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	bool begins = event->kind == EVENT_COMPLAINT_LOGGED ||
		      event->kind == EVENT_COMPLAINT_ARCHIVED;

	if (!rules_check_role(context, event))
		return;
	if (!begins && !ticket->id[0]) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, NULL,
			g_strdup(_("There is no such complaint here.")));
		return;
	}
	if (ticket->newer) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_(
				"This complaint holds changes made by a newer version. Upgrade to "
				"change it.")));
		return;
	}
	if (ticket->archive && !may_touch_archive(event->kind)) {
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_(
				"This is imported history: it can be read and noted on, never handled.")));
		return;
	}
	if (is_recused(context, ticket) && recusal_forbids(event->kind)) {
		rules_refuse(context, REFUSAL_RECUSED, event, NULL,
			g_strdup(_("The complaint is about you. A colleague must do this.")));
		return;
	}
	if (needs_open(event->kind) && !ticket_is_open(ticket)) {
		refuse_state(context, ticket, event);
		return;
	}
	check_kind(context, ticket, event);
}
