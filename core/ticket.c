/* A complaint as a value: its table of fields and what follows from them. See ticket.h,
 * ticket-fields.h. */
#include "config.h"

#include "core/ticket.h"

#include "core/ticket-fields.h"

#define TEXT(T, f)                                                                             \
	{                                                                                      \
#f, SLOT_TEXT, offsetof(T, f), false, NULL                                     \
	}
#define PERSONAL(T, f)                                                                         \
	{                                                                                      \
#f, SLOT_TEXT, offsetof(T, f), true, NULL                                      \
	}
#define ID(T, f)                                                                               \
	{                                                                                      \
#f, SLOT_ID, offsetof(T, f), false, NULL                                       \
	}
#define INT(T, f)                                                                              \
	{                                                                                      \
#f, SLOT_INT, offsetof(T, f), false, NULL                                      \
	}
#define ENUM(T, f)                                                                             \
	{                                                                                      \
#f, SLOT_ENUM, offsetof(T, f), false, NULL                                     \
	}
#define BOOL(T, f)                                                                             \
	{                                                                                      \
#f, SLOT_BOOL, offsetof(T, f), false, NULL                                     \
	}
#define PARTS(T, f, p)                                                                         \
	{                                                                                      \
#f, SLOT_PARTS, offsetof(T, f), false, &p                                      \
	}
#define PERSONAL_PARTS(T, f, p)                                                                \
	{                                                                                      \
#f, SLOT_PARTS, offsetof(T, f), true, &p                                       \
	}
#define END                                                                                    \
	{                                                                                      \
		NULL, SLOT_TEXT, 0, false, NULL                                                \
	}

static const Slot claim_slots[] = {ID(Claim, id), TEXT(Claim, kind), PERSONAL(Claim, text),
	TEXT(Claim, currency), PERSONAL(Claim, reason), INT(Claim, amount_minor),
	ENUM(Claim, outcome), ID(Claim, answer_event), END};
const Part claim_part = {sizeof(Claim), claim_slots};

static const Slot promise_slots[] = {ID(Promise, id), PERSONAL(Promise, what),
	TEXT(Promise, result), INT(Promise, by_us), ID(Promise, made_by), END};
const Part promise_part = {sizeof(Promise), promise_slots};

static const Slot redress_slots[] = {ID(Redress, id), TEXT(Redress, kind),
	TEXT(Redress, currency), PERSONAL(Redress, text), PERSONAL(Redress, voucher),
	TEXT(Redress, paid), ID(Redress, claim), INT(Redress, minor), BOOL(Redress, reversed),
	ID(Redress, entered_by), ID(Redress, approved_by), END};
const Part redress_part = {sizeof(Redress), redress_slots};

static const Slot link_slots[] = {
	ID(Link, id), ID(Link, to), TEXT(Link, number), TEXT(Link, relation), END};
const Part link_part = {sizeof(Link), link_slots};

static const Slot file_slots[] = {
	PERSONAL(AttachedFile, name), TEXT(AttachedFile, sha256), INT(AttachedFile, size), END};
const Part file_part = {sizeof(AttachedFile), file_slots};

static const Slot contact_slots[] = {TEXT(Contact, how), BOOL(Contact, outward),
	BOOL(Contact, reached), INT(Contact, at_us), END};
const Part contact_part = {sizeof(Contact), contact_slots};

static const Slot conflict_slots[] = {ID(Conflict, event), TEXT(Conflict, field),
	PERSONAL(Conflict, mine), PERSONAL(Conflict, theirs), END};
const Part conflict_part = {sizeof(Conflict), conflict_slots};

static const Slot column_slots[] = {TEXT(SourceColumn, name), PERSONAL(SourceColumn, value),
	{"raw", SLOT_BYTES, offsetof(SourceColumn, raw), true, NULL}, END};
const Part column_part = {sizeof(SourceColumn), column_slots};

static const Slot fact_slots[] = {ID(TicketFact, id), TEXT(TicketFact, kind),
	INT(TicketFact, at_us), INT(TicketFact, told_us), TEXT(TicketFact, code),
	PERSONAL(TicketFact, text), TEXT(TicketFact, day), BOOL(TicketFact, on),
	BOOL(TicketFact, attested), END};
const Part fact_part = {sizeof(TicketFact), fact_slots};

static const Slot extension_slots[] = {ID(TicketExtension, id), INT(TicketExtension, rung),
	INT(TicketExtension, asked_us), INT(TicketExtension, decided_us),
	INT(TicketExtension, told_us), ENUM(TicketExtension, state),
	TEXT(TicketExtension, reason), PERSONAL(TicketExtension, text),
	ID(TicketExtension, asked_by), ID(TicketExtension, decided_by),
	TEXT(TicketExtension, standing), PERSONAL(TicketExtension, decision),
	TEXT(TicketExtension, told_how), PERSONAL(TicketExtension, evidence), END};
const Part extension_part = {sizeof(TicketExtension), extension_slots};

static const Slot request_slots[] = {ID(TicketRequest, id), ID(TicketRequest, made_by),
	TEXT(TicketRequest, department), PERSONAL(TicketRequest, question),
	TEXT(TicketRequest, due), PERSONAL(TicketRequest, person),
	PERSONAL(TicketRequest, answer), INT(TicketRequest, made_us),
	INT(TicketRequest, ended_us), INT(TicketRequest, chased), ENUM(TicketRequest, state),
	END};
const Part request_part = {sizeof(TicketRequest), request_slots};

static const Slot letter_slots[] = {ID(TicketLetter, id), ID(TicketLetter, made_by),
	TEXT(TicketLetter, letter), TEXT(TicketLetter, language), TEXT(TicketLetter, version),
	TEXT(TicketLetter, sha256), PERSONAL(TicketLetter, text), TEXT(TicketLetter, how),
	PERSONAL(TicketLetter, evidence), INT(TicketLetter, made_us),
	INT(TicketLetter, sent_us), END};
const Part letter_part = {sizeof(TicketLetter), letter_slots};

static const Slot seen_slots[] = {ID(WarningSeen, person), TEXT(WarningSeen, clock),
	TEXT(WarningSeen, level), INT(WarningSeen, due_us), INT(WarningSeen, at_us), END};
const Part seen_part = {sizeof(WarningSeen), seen_slots};

typedef struct Name {
	char *name;
} Name;
static const Slot name_slots[] = {PERSONAL(Name, name), END};
const Part name_part = {sizeof(Name), name_slots};

static const Slot ticket_slots[] = {
	ID(Ticket, id),
	TEXT(Ticket, number),
	INT(Ticket, counter),
	ENUM(Ticket, state),
	BOOL(Ticket, archive),
	BOOL(Ticket, restricted),
	BOOL(Ticket, receipt_given),
	ENUM(Ticket, contact_kind),
	TEXT(Ticket, channel),
	TEXT(Ticket, business),
	TEXT(Ticket, reason),
	TEXT(Ticket, class),
	ENUM(Ticket, level),
	ENUM(Ticket, flags),
	PERSONAL(Ticket, subject),
	PERSONAL(Ticket, text),
	PERSONAL(Ticket, complainant),
	PERSONAL(Ticket, phone),
	PERSONAL(Ticket, callback),
	PERSONAL(Ticket, account_tail),
	PERSONAL(Ticket, agent),
	TEXT(Ticket, authority),
	INT(Ticket, people),
	PERSONAL_PARTS(Ticket, representatives, name_part),
	TEXT(Ticket, complained_branch),
	TEXT(Ticket, complained_department),
	PERSONAL(Ticket, complained_person),
	ID(Ticket, complained_person_id),
	INT(Ticket, amount_minor),
	TEXT(Ticket, currency),
	PERSONAL(Ticket, outside_ref),
	TEXT(Ticket, outside_due),
	PERSONAL(Ticket, recording),
	TEXT(Ticket, told_beforehand),
	TEXT(Ticket, branch),
	TEXT(Ticket, zone),
	TEXT(Ticket, policy),
	TEXT(Ticket, policy_version),
	TEXT(Ticket, calendar),
	TEXT(Ticket, calendar_version),
	TEXT(Ticket, beside),
	INT(Ticket, received_us),
	INT(Ticket, entered_us),
	INT(Ticket, updated_us),
	INT(Ticket, told_us),
	INT(Ticket, closed_us),
	INT(Ticket, first_contact_us),
	ID(Ticket, merged_into),
	PARTS(Ticket, facts, fact_part),
	PARTS(Ticket, extensions, extension_part),
	PARTS(Ticket, requests, request_part),
	PARTS(Ticket, letters, letter_part),
	PARTS(Ticket, seen, seen_part),
	ID(Ticket, logged_by),
	ID(Ticket, owner),
	ID(Ticket, asked),
	PARTS(Ticket, claims, claim_part),
	PARTS(Ticket, promises, promise_part),
	PARTS(Ticket, redress, redress_part),
	PARTS(Ticket, links, link_part),
	PARTS(Ticket, files, file_part),
	PARTS(Ticket, contacts, contact_part),
	PARTS(Ticket, conflicts, conflict_part),
	PERSONAL_PARTS(Ticket, columns, column_part),
	TEXT(Ticket, source),
	TEXT(Ticket, source_key),
	TEXT(Ticket, source_id),
	TEXT(Ticket, columns_kinds),
	TEXT(Ticket, columns_file),
	TEXT(Ticket, ending),
	TEXT(Ticket, cause),
	PERSONAL(Ticket, cause_text),
	PERSONAL(Ticket, disclosure),
	TEXT(Ticket, told_how),
	PERSONAL(Ticket, told_text),
	PERSONAL(Ticket, evidence),
	BOOL(Ticket, rights_read),
	BOOL(Ticket, self_asked),
	TEXT(Ticket, matter),
	TEXT(Ticket, treatment),
	PERSONAL(Ticket, words),
	TEXT(Ticket, agreed),
	TEXT(Ticket, aftercare_day),
	INT(Ticket, attempts),
	ID(Ticket, asked_by),
	ENUM(Ticket, note_count),
	ENUM(Ticket, reopen_count),
	BOOL(Ticket, erased),
	BOOL(Ticket, newer),
	ID(Ticket, base_status),
	ID(Ticket, base_owner),
	ID(Ticket, base_category),
	ID(Ticket, base_cause),
	ID(Ticket, base_ending),
	ID(Ticket, base_redress),
	INT(Ticket, due_us),
	END,
};
const Part ticket_part = {sizeof(Ticket), ticket_slots};

Ticket *
ticket_new(void)
{
	Ticket *ticket = part_new(&ticket_part);

	ticket->due_us = INT64_MAX;
	return ticket;
}

void
ticket_free(Ticket *ticket)
{
	part_free(&ticket_part, ticket);
}

bool
ticket_is_open(const Ticket *ticket)
{
	return ticket->state < TICKET_STATE_CLOSED && !ticket->archive;
}

const Claim *
ticket_claim(const Ticket *ticket, const char *claim_id)
{
	for (guint i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];

		if (strcmp(claim->id, claim_id) == 0)
			return claim;
	}
	return NULL;
}

const TicketRequest *
ticket_request(const Ticket *ticket, const char *request_id)
{
	for (guint i = 0; i < ticket->requests->len; i++) {
		const TicketRequest *request = ticket->requests->pdata[i];

		if (strcmp(request->id, request_id) == 0)
			return request;
	}
	return NULL;
}

const char *
ticket_base(const Ticket *ticket, EventKind kind)
{
	switch (event_kind_def(kind)->guard) {
	case GUARD_STATUS:
		return ticket->base_status;
	case GUARD_OWNER:
		return ticket->base_owner;
	case GUARD_CATEGORY:
		return kind == EVENT_CAUSE_SET ? ticket->base_cause : ticket->base_category;
	case GUARD_REDRESS:
		return ticket->base_redress;
	case GUARD_OUTCOME:
		return kind == EVENT_ENDING_SET ? ticket->base_ending : NULL;
	case GUARD_NONE:
	case N_GUARDS:
		break;
	}
	return NULL;
}

int64_t
ticket_redress_minor(const Ticket *ticket)
{
	int64_t sum = 0;

	for (guint i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];

		if (!entry->reversed)
			sum += entry->minor;
	}
	return sum;
}

const char *
ticket_title(const Ticket *ticket)
{
	return ticket->subject[0] ? ticket->subject : ticket->text;
}

const char *
ticket_representative(const Ticket *ticket, unsigned i)
{
	return ((const Name *)ticket->representatives->pdata[i])->name;
}

/* Facts that are plain texts, by the log's name: add a row to make another one changeable. */
static const struct {
	const char *name;
	size_t offset;
} text_facts[] = {
	{"subject", offsetof(Ticket, subject)},
	{"complainant", offsetof(Ticket, complainant)},
	{"phone", offsetof(Ticket, phone)},
	{"callback", offsetof(Ticket, callback)},
	{"account_tail", offsetof(Ticket, account_tail)},
	{"agent", offsetof(Ticket, agent)},
	{"authority", offsetof(Ticket, authority)},
	{"complained_branch", offsetof(Ticket, complained_branch)},
	{"complained_department", offsetof(Ticket, complained_department)},
	{"complained_person", offsetof(Ticket, complained_person)},
	{"outside_ref", offsetof(Ticket, outside_ref)},
	{"outside_due", offsetof(Ticket, outside_due)},
	{"recording", offsetof(Ticket, recording)},
	{"told_beforehand", offsetof(Ticket, told_beforehand)},
};

char **
ticket_fact_slot(Ticket *ticket, const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(text_facts); i++)
		if (strcmp(text_facts[i].name, name) == 0)
			return (char **)(void *)((char *)ticket + text_facts[i].offset);
	return NULL;
}

const char *
ticket_fact(const Ticket *ticket, const char *name)
{
	char **slot = ticket_fact_slot((Ticket *)ticket, name);

	return slot ? *slot : NULL;
}
