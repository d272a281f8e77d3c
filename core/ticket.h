/*
 * A complaint as it stands: what its events add up to. A value; screens,
 * command line and reports read it and change nothing. Made by the fold in
 * core/ticket-fold.h; the words for its enums are in core/words.h.
 *
 * Strings are never NULL: what is not known is "". Days are "YYYY-MM-DD" or "".
 */
#pragma once

#include "core/event-kind.h"
#include "core/ticket-parts-clock.h"

typedef enum TicketState {
	TICKET_STATE_NEW,
	TICKET_STATE_INVESTIGATING,
	TICKET_STATE_WAITING,
	TICKET_STATE_REPLY, /* decided, the customer is to be told */
	TICKET_STATE_TOLD,
	TICKET_STATE_CLOSED,
	TICKET_STATE_WITHDRAWN,
	TICKET_STATE_VOID,
	TICKET_STATE_ARCHIVE,
	N_TICKET_STATES
} TicketState;

typedef enum ContactKind {
	CONTACT_COMPLAINT,
	CONTACT_ENQUIRY,
	CONTACT_SUGGESTION,
	CONTACT_REPORT,
	CONTACT_PETITION,
	N_CONTACT_KINDS
} ContactKind;

typedef enum Level { LEVEL_ORDINARY, LEVEL_IMPORTANT, LEVEL_MAJOR, N_LEVELS } Level;

typedef enum TicketFlag {
	FLAG_VULNERABLE = 1,
	FLAG_MEDIA = 2,
	FLAG_REGULATOR = 4,
	FLAG_AGITATED = 8,
} TicketFlag;

typedef struct Ticket {
	char id[TICKET_ID_LEN];
	char *number;
	int64_t counter;
	TicketState state;
	bool archive, restricted, receipt_given;
	ContactKind contact_kind;
	char *channel, *business, *reason, *class; /* class "S", "R" or "O" */
	Level level;
	unsigned flags;
	char *subject, *text;
	char *complainant, *phone, *callback, *account_tail, *agent, *authority;
	int64_t people;
	GPtrArray *representatives; /* ticket_representative() */
	char *complained_branch, *complained_department, *complained_person;
	char complained_person_id[TICKET_ID_LEN];
	int64_t amount_minor;
	char *currency, *outside_ref, *outside_due, *recording, *told_beforehand;
	char *branch, *zone, *policy, *policy_version, *calendar, *calendar_version;
	char *beside; /* further clocks: "ID VERSION", a line each */
	int64_t received_us, entered_us, updated_us, told_us, closed_us, first_contact_us;
	char merged_into[TICKET_ID_LEN]; /* the complaint it goes on in */
	GPtrArray *facts, *extensions, *requests, *letters, *seen;
	char logged_by[TICKET_ID_LEN], owner[TICKET_ID_LEN], asked[TICKET_ID_LEN];

	GPtrArray *claims, *promises, *redress, *links, *files, *contacts, *conflicts, *columns;
	char *source, *source_key, *source_id;
	char *columns_kinds, *columns_file; /* see core/source-columns.h */

	/* closing */
	char *ending, *cause, *cause_text, *disclosure;
	char *told_how, *told_text, *evidence;
	bool rights_read, self_asked;
	char *matter, *treatment, *words, *agreed, *aftercare_day;
	int64_t attempts;
	char asked_by[TICKET_ID_LEN];

	unsigned note_count, reopen_count;
	bool erased; /* payloads erased */
	bool newer;  /* holds a must-understand event of a newer version: read only */

	/* event that set each guarded field last: the base of the next change */
	char base_status[TICKET_ID_LEN], base_owner[TICKET_ID_LEN],
		base_category[TICKET_ID_LEN], base_cause[TICKET_ID_LEN],
		base_ending[TICKET_ID_LEN], base_redress[TICKET_ID_LEN];

	/* second person of the group folded */
	char group[TICKET_ID_LEN], second[TICKET_ID_LEN];

	/* from the clock evaluator; INT64_MAX when no statutory clock runs */
	int64_t due_us;
} Ticket;

Ticket *ticket_new(void);
void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

bool ticket_is_open(const Ticket *ticket); /* neither closed, withdrawn, void nor archive */
/* A claim or request by its id; NULL if there is none. */
const Claim *ticket_claim(const Ticket *ticket, const char *id);
const TicketRequest *ticket_request(const Ticket *ticket, const char *id);
/*
 * The event that set last what a `kind` guards: the base of the next change. NULL if it guards
 * nothing, or guards a claim's answer (Claim.answer_event). Borrowed.
 */
const char *ticket_base(const Ticket *ticket, EventKind kind);
int64_t ticket_redress_minor(const Ticket *ticket); /* sum of entries not reversed */
const char *ticket_representative(const Ticket *ticket, unsigned i); /* borrowed */
/* A fact of fact.changed that is a plain text, by the log's name; NULL for another name.
 * Borrowed. */
const char *ticket_fact(const Ticket *ticket, const char *name);
/* Subject, or the first words; borrowed. */
const char *ticket_title(const Ticket *ticket);

/* "new", "investigating" ...: the log's words, by TicketState. */
const char *ticket_state_name(TicketState state);
bool ticket_state_from_name(const char *name, TicketState *ret);
