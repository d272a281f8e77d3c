/*
 * What each kind of event does to a complaint: one function a kind, one table.
 * Guards, undo and order are ticket-fold.c's. See ticket-fold.h.
 */
#include "config.h"

#include "core/ticket-apply.h"

#include "core/ticket-fields.h"

/* ---- reading a payload ---- */

const char *
apply_text_of(const Event *event, const char *field)
{
	const char *value = json_string_value(json_object_get(event->payload, field));

	return value ? value : "";
}

int64_t
apply_int_of(const Event *event, const char *field)
{
	return json_integer_value(json_object_get(event->payload, field));
}

bool
apply_bool_of(const Event *event, const char *field)
{
	return json_is_true(json_object_get(event->payload, field));
}

void
apply_take_text(char **slot, const Event *event, const char *field)
{
	slot_set(slot, apply_text_of(event, field));
}

void
apply_take_id(char *slot, const Event *event, const char *field)
{
	g_strlcpy(slot, apply_text_of(event, field), UUID_LEN);
}

static unsigned
flags_of(const json_t *set)
{
	unsigned flags = 0;
	size_t i;
	json_t *word;

	json_array_foreach((json_t *)set, i, word)
	{
		int at = word_index(
			"vulnerable|media|regulator|agitated", json_string_value(word));

		if (at >= 0)
			flags |= 1u << at;
	}
	return flags;
}

/* ---- intake ---- */

static void
begin(Ticket *ticket, const Event *event)
{
	g_strlcpy(ticket->id, event->subject, UUID_LEN);
	apply_take_text(&ticket->number, event, "number");
	ticket->counter = apply_int_of(event, "counter");
	ticket->received_us = apply_int_of(event, "received");
	ticket->entered_us = apply_int_of(event, "entered");
	apply_take_text(&ticket->branch, event, "branch");
	apply_take_text(&ticket->zone, event, "zone");
	apply_take_text(&ticket->channel, event, "channel");
	apply_take_text(&ticket->business, event, "business");
	apply_take_text(&ticket->reason, event, "reason");
	apply_take_text(&ticket->class, event, "class");
	apply_take_text(&ticket->subject, event, "subject");
	apply_take_text(&ticket->text, event, "text");
	apply_take_text(&ticket->complainant, event, "complainant");
	apply_take_text(&ticket->phone, event, "phone");
	apply_take_text(&ticket->account_tail, event, "account_tail");
	apply_take_text(&ticket->outside_ref, event, "outside_ref");
	g_strlcpy(ticket->logged_by, event->actor, UUID_LEN);
	g_strlcpy(ticket->base_status, event->id, UUID_LEN);
	g_strlcpy(ticket->base_category, event->id, UUID_LEN);
}

static void
apply_other_party(Ticket *ticket, const Event *event)
{
	size_t i;
	json_t *name;

	apply_take_text(&ticket->callback, event, "callback");
	apply_take_text(&ticket->agent, event, "agent");
	apply_take_text(&ticket->authority, event, "authority");
	ticket->people = MAX(apply_int_of(event, "people"), 1);
	json_array_foreach(json_object_get(event->payload, "representatives"), i, name)
	{
		char **slot = part_append(ticket->representatives, &name_part);

		slot_set(slot, json_string_value(name));
	}
	apply_take_text(&ticket->complained_branch, event, "complained_branch");
	apply_take_text(&ticket->complained_department, event, "complained_department");
	apply_take_text(&ticket->complained_person, event, "complained_person");
	apply_take_id(ticket->complained_person_id, event, "complained_person_id");
	ticket->flags = flags_of(json_object_get(event->payload, "flags"));
	ticket->amount_minor = apply_int_of(event, "amount");
	apply_take_text(&ticket->currency, event, "currency");
	apply_take_text(&ticket->outside_due, event, "outside_due");
	apply_take_text(&ticket->recording, event, "recording");
	apply_take_text(&ticket->told_beforehand, event, "told_beforehand");
}

static FoldEffect
apply_logged(Ticket *ticket, const Event *event)
{
	begin(ticket, event);
	apply_other_party(ticket, event);
	ticket->contact_kind =
		(ContactKind)word_index("complaint|enquiry|suggestion|report|petition",
			apply_text_of(event, "contact_kind"));
	ticket->level =
		(Level)word_index("ordinary|important|major", apply_text_of(event, "level"));
	ticket->restricted = apply_bool_of(event, "restricted");
	apply_take_text(&ticket->policy, event, "policy");
	apply_take_text(&ticket->policy_version, event, "policy_version");
	apply_take_text(&ticket->calendar, event, "calendar");
	apply_take_text(&ticket->calendar_version, event, "calendar_version");
	ticket_take_beside(ticket, event);
	/* Who is asked first answers for it until another accepts (DOMAIN 1.3), unless it is
	 * about them. */
	if (strcmp(ticket->complained_person_id, event->actor) != 0)
		g_strlcpy(ticket->owner, event->actor, UUID_LEN);
	g_strlcpy(ticket->base_owner, event->id, UUID_LEN);
	return FOLD_APPLIED;
}

static FoldEffect
apply_archived(Ticket *ticket, const Event *event)
{
	begin(ticket, event);
	ticket->archive = true;
	ticket->state = TICKET_STATE_ARCHIVE;
	if (json_object_get(event->payload, "contact_kind"))
		ticket->contact_kind =
			(ContactKind)word_index("complaint|enquiry|suggestion|report|petition",
				apply_text_of(event, "contact_kind"));
	return FOLD_APPLIED;
}

static FoldEffect
apply_source(Ticket *ticket, const Event *event)
{
	size_t i;
	json_t *pair;

	apply_take_text(&ticket->source, event, "source");
	apply_take_text(&ticket->source_key, event, "source_key");
	apply_take_text(&ticket->source_id, event, "source_id");
	apply_take_text(&ticket->columns_kinds, event, "columns_kinds");
	apply_take_text(&ticket->columns_file, event, "columns_file");
	json_array_foreach(json_object_get(event->payload, "columns"), i, pair)
	{
		SourceColumn *column = part_append(ticket->columns, &column_part);
		const char *raw = json_string_value(json_array_get(pair, 2));

		slot_set(&column->name, json_string_value(json_array_get(pair, 0)));
		slot_set(&column->value, json_string_value(json_array_get(pair, 1)));
		if (raw) {
			gsize len;
			guchar *bytes = g_base64_decode(raw, &len);

			column->raw = g_bytes_new_take(bytes, len);
		}
	}
	return FOLD_APPLIED;
}

static FoldEffect
apply_claim(Ticket *ticket, const Event *event)
{
	Claim *claim = part_append(ticket->claims, &claim_part);

	apply_take_id(claim->id, event, "claim");
	apply_take_text(&claim->kind, event, "kind");
	apply_take_text(&claim->text, event, "text");
	claim->amount_minor = apply_int_of(event, "amount");
	apply_take_text(&claim->currency, event, "currency");
	return FOLD_APPLIED;
}

/* ---- handling ---- */

static FoldEffect
apply_contact(Ticket *ticket, const Event *event)
{
	Contact *contact = part_append(ticket->contacts, &contact_part);

	apply_take_text(&contact->how, event, "how");
	contact->outward = strcmp(apply_text_of(event, "direction"), "out") == 0;
	contact->reached = strcmp(apply_text_of(event, "reached"), "reached") == 0;
	contact->at_us = apply_int_of(event, "at");
	if (contact->outward && contact->reached && !ticket->first_contact_us)
		ticket->first_contact_us = contact->at_us;
	return FOLD_APPLIED;
}

static FoldEffect
apply_promise(Ticket *ticket, const Event *event)
{
	Promise *promise = part_append(ticket->promises, &promise_part);

	apply_take_id(promise->id, event, "promise");
	apply_take_text(&promise->what, event, "what");
	promise->by_us = apply_int_of(event, "by");
	g_strlcpy(promise->made_by, event->actor, UUID_LEN);
	return FOLD_APPLIED;
}

static FoldEffect
apply_promise_settled(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->promises->len; i++) {
		Promise *promise = ticket->promises->pdata[i];

		if (strcmp(promise->id, apply_text_of(event, "promise")) == 0) {
			apply_take_text(&promise->result, event, "result");
			return FOLD_APPLIED;
		}
	}
	return FOLD_IGNORED;
}

static FoldEffect
apply_status(Ticket *ticket, const Event *event)
{
	TicketState to = ticket->state;

	ticket_state_from_name(apply_text_of(event, "to"), &to);
	if (to < TICKET_STATE_CLOSED && ticket->state >= TICKET_STATE_CLOSED) {
		ticket->reopen_count++;
		ticket->closed_us = 0;
		ticket->told_us = 0; /* what is found now is to be told again */
		slot_set(&ticket->agreed, "");
	}
	if (to == TICKET_STATE_CLOSED)
		ticket->closed_us = event_hlc_us(event->hlc);
	ticket->state = to;
	return FOLD_APPLIED;
}

static FoldEffect
apply_owner(Ticket *ticket, const Event *event)
{
	apply_take_id(ticket->owner, event, "person");
	ticket->asked[0] = '\0';
	return FOLD_APPLIED;
}

static FoldEffect
apply_category(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->channel, event, "channel");
	apply_take_text(&ticket->business, event, "business");
	apply_take_text(&ticket->reason, event, "reason");
	apply_take_text(&ticket->class, event, "class");
	return FOLD_APPLIED;
}

static FoldEffect
apply_cause(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->cause, event, "cause");
	apply_take_text(&ticket->cause_text, event, "text");
	apply_take_text(&ticket->disclosure, event, "disclosure");
	return FOLD_APPLIED;
}

static unsigned
flags_from_words(const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, ",", -1);
	unsigned flags = 0;

	for (char **word = list; *word; word++) {
		int at = word_index("vulnerable|media|regulator|agitated", g_strstrip(*word));

		if (at >= 0)
			flags |= 1u << at;
	}
	return flags;
}

static FoldEffect
apply_fact(Ticket *ticket, const Event *event)
{
	const char *field = apply_text_of(event, "field"),
		   *value = apply_text_of(event, "value");
	char **text = ticket_fact_slot(ticket, field);
	int at;

	if (text) {
		slot_set(text, value);
		return FOLD_APPLIED;
	}
	if (strcmp(field, "level") == 0) {
		if ((at = word_index("ordinary|important|major", value)) < 0)
			return FOLD_IGNORED;
		ticket->level = (Level)at;
	} else if (strcmp(field, "contact_kind") == 0) {
		at = word_index("complaint|enquiry|suggestion|report|petition", value);
		if (at < 0)
			return FOLD_IGNORED;
		ticket->contact_kind = (ContactKind)at;
	} else if (strcmp(field, "flags") == 0) {
		ticket->flags = flags_from_words(value);
	} else if (strcmp(field, "people") == 0) {
		ticket->people = g_ascii_strtoll(value, NULL, 10);
	} else if (strcmp(field, "amount") == 0) {
		ticket->amount_minor = g_ascii_strtoll(value, NULL, 10);
	} else {
		return FOLD_IGNORED;
	}
	return FOLD_APPLIED;
}

static FoldEffect
apply_link(Ticket *ticket, const Event *event)
{
	Link *link = part_append(ticket->links, &link_part);

	apply_take_id(link->id, event, "link");
	apply_take_id(link->to, event, "to");
	apply_take_text(&link->number, event, "number");
	apply_take_text(&link->relation, event, "relation");
	return FOLD_APPLIED;
}

static FoldEffect
apply_link_removed(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->links->len; i++) {
		Link *link = ticket->links->pdata[i];

		if (strcmp(link->id, apply_text_of(event, "link")) == 0) {
			part_free(&link_part, g_ptr_array_remove_index(ticket->links, i));
			return FOLD_APPLIED;
		}
	}
	return FOLD_IGNORED;
}

static FoldEffect
apply_file(Ticket *ticket, const Event *event)
{
	AttachedFile *file = part_append(ticket->files, &file_part);

	apply_take_text(&file->name, event, "name");
	apply_take_text(&file->sha256, event, "sha256");
	file->size = apply_int_of(event, "size");
	return FOLD_APPLIED;
}

static Redress *
find_redress(Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket->redress->len; i++) {
		Redress *entry = ticket->redress->pdata[i];

		if (strcmp(entry->id, id) == 0)
			return entry;
	}
	return NULL;
}

static FoldEffect
apply_redress(Ticket *ticket, const Event *event)
{
	Redress *entry = part_append(ticket->redress, &redress_part);

	apply_take_id(entry->id, event, "entry");
	apply_take_text(&entry->kind, event, "kind");
	apply_take_id(entry->claim, event, "claim");
	entry->minor = apply_int_of(event, "minor");
	apply_take_text(&entry->currency, event, "currency");
	apply_take_text(&entry->text, event, "text");
	apply_take_text(&entry->voucher, event, "voucher");
	apply_take_text(&entry->paid, event, "paid");
	g_strlcpy(entry->entered_by, event->actor, UUID_LEN);
	if (event->group[0] && strcmp(ticket->group, event->group) == 0)
		g_strlcpy(entry->approved_by, ticket->second, UUID_LEN);
	return FOLD_APPLIED;
}

static FoldEffect
apply_redress_change(Ticket *ticket, const Event *event)
{
	Redress *entry = find_redress(ticket, apply_text_of(event, "entry"));

	if (!entry)
		return FOLD_IGNORED;
	if (event->kind == EVENT_REDRESS_REVERSED) {
		entry->reversed = true;
	} else {
		apply_take_text(&entry->paid, event, "paid");
		apply_take_text(&entry->voucher, event, "voucher");
	}
	return FOLD_APPLIED;
}

/* ---- closing ---- */

static FoldEffect
apply_answer(Ticket *ticket, const Event *event)
{
	Claim *claim = (Claim *)ticket_claim(ticket, apply_text_of(event, "claim"));
	int outcome = word_index(
		"upheld|partly|not_upheld|not_handled", apply_text_of(event, "outcome"));

	if (!claim || outcome < 0)
		return FOLD_IGNORED;
	claim->outcome = (ClaimOutcome)(outcome + 1);
	apply_take_text(&claim->reason, event, "reason");
	return FOLD_APPLIED;
}

static FoldEffect
apply_told(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->told_how, event, "how");
	apply_take_text(&ticket->told_text, event, "text");
	apply_take_text(&ticket->evidence, event, "evidence");
	ticket->told_us = apply_int_of(event, "at");
	ticket->rights_read = apply_bool_of(event, "rights");
	return FOLD_APPLIED;
}

static FoldEffect
apply_reaction(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->matter, event, "matter");
	apply_take_text(&ticket->treatment, event, "treatment");
	apply_take_text(&ticket->words, event, "words");
	apply_take_id(ticket->asked_by, event, "asked_by");
	ticket->self_asked = apply_bool_of(event, "self_asked");
	return FOLD_APPLIED;
}

static FoldEffect
apply_end(Ticket *ticket, const Event *event)
{
	TicketState state =
		event->kind == EVENT_TICKET_VOIDED ? TICKET_STATE_VOID : TICKET_STATE_WITHDRAWN;

	ticket->state = state;
	ticket->closed_us = event_hlc_us(event->hlc);
	if (state == TICKET_STATE_WITHDRAWN)
		slot_set(&ticket->ending, "withdrawn");
	return FOLD_APPLIED;
}

/* ---- one line each ---- */

static FoldEffect
apply_receipt(Ticket *ticket, const Event *event)
{
	ticket->receipt_given |= strcmp(apply_text_of(event, "paper"), "registration") == 0;
	return FOLD_APPLIED;
}

static FoldEffect
apply_note(Ticket *ticket, const Event *event)
{
	ticket->note_count++;
	return FOLD_APPLIED;
}

static FoldEffect
apply_owner_asked(Ticket *ticket, const Event *event)
{
	apply_take_id(ticket->asked, event, "person");
	return FOLD_APPLIED;
}

static FoldEffect
apply_owner_declined(Ticket *ticket, const Event *event)
{
	ticket->asked[0] = '\0';
	return FOLD_APPLIED;
}

static FoldEffect
apply_ending(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->ending, event, "ending");
	return FOLD_APPLIED;
}

static FoldEffect
apply_agreement(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->agreed, event, "agreed");
	ticket->attempts = apply_int_of(event, "attempts");
	return FOLD_APPLIED;
}

static FoldEffect
apply_aftercare(Ticket *ticket, const Event *event)
{
	apply_take_text(&ticket->aftercare_day, event, "day");
	return FOLD_APPLIED;
}

static FoldEffect
apply_authorised(Ticket *ticket, const Event *event)
{
	g_strlcpy(ticket->group, event->group, UUID_LEN);
	apply_take_id(ticket->second, event, "person");
	return FOLD_APPLIED;
}

static FoldEffect
apply_erased(Ticket *ticket, const Event *event)
{
	ticket->erased = true;
	return FOLD_APPLIED;
}

static FoldEffect
apply_nothing(Ticket *ticket, const Event *event)
{
	return FOLD_APPLIED;
}

static FoldEffect
apply_undo(Ticket *ticket, const Event *event)
{
	return FOLD_UNDO;
}

/* Add a row here for a new kind about a ticket, or in ticket-apply-clock.c; test-fold finds one
 * that lacks it. */
static const TicketApply appliers[N_EVENT_KINDS] = {
	[EVENT_COMPLAINT_LOGGED] = apply_logged,
	[EVENT_COMPLAINT_ARCHIVED] = apply_archived,
	[EVENT_SOURCE_KEPT] = apply_source,
	[EVENT_CLAIM_ADDED] = apply_claim,
	[EVENT_RECEIPT_GIVEN] = apply_receipt,
	[EVENT_NOTE_ADDED] = apply_note,
	[EVENT_CONTACT_ADDED] = apply_contact,
	[EVENT_PROMISE_MADE] = apply_promise,
	[EVENT_PROMISE_SETTLED] = apply_promise_settled,
	[EVENT_STATUS_CHANGED] = apply_status,
	[EVENT_OWNER_ASKED] = apply_owner_asked,
	[EVENT_OWNER_ACCEPTED] = apply_owner,
	[EVENT_OWNER_DECLINED] = apply_owner_declined,
	[EVENT_CATEGORY_CHANGED] = apply_category,
	[EVENT_CAUSE_SET] = apply_cause,
	[EVENT_FACT_CHANGED] = apply_fact,
	[EVENT_LINK_ADDED] = apply_link,
	[EVENT_LINK_REMOVED] = apply_link_removed,
	[EVENT_FILE_ATTACHED] = apply_file,
	[EVENT_REDRESS_ENTERED] = apply_redress,
	[EVENT_REDRESS_REVERSED] = apply_redress_change,
	[EVENT_REDRESS_PAID] = apply_redress_change,
	[EVENT_CLAIM_ANSWERED] = apply_answer,
	[EVENT_ENDING_SET] = apply_ending,
	[EVENT_CUSTOMER_TOLD] = apply_told,
	[EVENT_REACTION_RECORDED] = apply_reaction,
	[EVENT_AGREEMENT_RECORDED] = apply_agreement,
	[EVENT_AFTERCARE_PLANNED] = apply_aftercare,
	[EVENT_TICKET_VOIDED] = apply_end,
	[EVENT_TICKET_WITHDRAWN] = apply_end,
	[EVENT_ACT_UNDONE] = apply_undo,
	[EVENT_ACT_AUTHORISED] = apply_authorised,
	[EVENT_DATA_SEEN] = apply_nothing,
	[EVENT_DATA_ERASED] = apply_erased,
};

static TicketApply
applier_of(EventKind kind)
{
	if (kind >= N_EVENT_KINDS)
		return NULL;
	return appliers[kind] ? appliers[kind] : ticket_apply_of_clock(kind);
}

bool
ticket_has_effect(EventKind kind)
{
	return applier_of(kind);
}

FoldEffect
ticket_apply_kind(Ticket *ticket, const Event *event)
{
	TicketApply apply = applier_of(event->kind);
	TicketState before = ticket->state;
	FoldEffect effect = apply ? apply(ticket, event) : FOLD_IGNORED;

	if (effect == FOLD_APPLIED)
		ticket_keep_fact(ticket, event, before);
	return effect;
}
