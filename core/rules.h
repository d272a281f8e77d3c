/*
 * The one validator: may this person do this now? Screen, command line, bulk
 * and import are all judged here, event by event, against the ticket as it
 * stands after the events before it in the same act. Pure. Every refusal says
 * which field and what would satisfy it.
 *
 * Sources: DESIGN 4 (rules of the desk), DOMAIN 5.1 (closing protocol and its
 * guards), DOMAIN 1.3 (Order 2020 No. 3, arts. 12-15 and 22).
 */
#pragma once

#include "core/act.h"
#include "core/authority.h"
#include "core/person.h"
#include "core/reference.h"
#include "core/reference-item.h"
#include "core/ticket.h"
#include "core/time-entry.h"

typedef struct RuleContext {
	int64_t now_us;
	GTimeZone *zone;
	const Person *actor;  /* NULL only for the desk's own acts */
	const Person *second; /* NULL if nobody authorised */
	const Authority *authority;
	const Reference *reference; /* policies, calendars, letters; NULL where nothing is
				 judged by them */
	bool clock_doubtful;	    /* the wall clock lies behind what the log has seen */
	const Person *(*person)(void *data, const char *id);
	/* For ticket.merged: another complaint, NULL if unknown; and the number of one that
	 * goes on in `id`, NULL if none does (caller frees). NULL where no such act is judged.
	 */
	const Ticket *(*ticket)(void *data, const char *id);
	char *(*dup_source_of)(void *data, const char *id);
	void *data;
	unsigned n_people, n_leads, n_admins; /* active */
	bool founding; /* nobody is in the staff file yet, or practice data is made: the desk
			  acts alone */
	bool running;  /* for time.started: that person has a timer running */
	bool number_taken;	 /* for person.added */
	bool absent;		 /* for absence.ended: one is set */
	char locked_through[11]; /* day up to which time is locked, "" if none */
	char shift_to[UUID_LEN]; /* for shift.accepted: to whom it was handed; "" if unknown */
	bool shift_accepted;	 /* and whether it is taken over already */
	bool batch_open;	 /* the act belongs to an open import batch */
	bool batch_live;	 /* and that one was authorised for live complaints */
	const char *pin_hash;	 /* of the act, for pin.set */
	ActResult *result;	 /* receives refusals */
	GPtrArray *covers; /* receives what a second person is needed for (const char *) */
} RuleContext;

/* Judges one event about a ticket; `ticket` is a fresh ticket_new() for a new one. */
void rules_check_ticket(RuleContext *context, const Ticket *ticket, const ActEvent *event);

/* Judges one event about time; `entry` is fresh for a new one. */
void rules_check_time(RuleContext *context, const TimeEntry *entry, const ActEvent *event);

/* Judges one event about a person; `person` is NULL for a new one. */
void rules_check_person(RuleContext *context, const Person *person, const ActEvent *event);

/*
 * Judges an event about a draft of reference data; `item` as it stands, a fresh one for a new
 * draft. `mistakes` are what its text has, or why it cannot be published now; NULL for none.
 */
void rules_check_reference(RuleContext *context, const ReferenceItem *item,
	const char *mistakes, const ActEvent *event);

/* Judges an event about the desk itself or an import batch. */
void rules_check_desk(RuleContext *context, const ActEvent *event);

/*
 * After all events of an act: refuses where a second person is needed and
 * absent, the same, inactive, recused or without standing.
 */
void rules_check_second(RuleContext *context, const Ticket *ticket);

/* Adds a refusal; takes `text`. */
void rules_refuse(RuleContext *context, RefusalCode code, const ActEvent *event,
	const char *field, char *text);
/* Notes that this act needs a second person; `why` is one of the words of words_code(). */
void rules_need_second(RuleContext *context, const char *why);

/* The next states a ticket may be moved to by status.changed, as a bit mask of 1 <<
 * TicketState. */
unsigned rules_next_states(TicketState from);

/*
 * Judges taking back `event` while `undoes` names all that goes with it: an act goes whole or
 * not at all. `before` and `after` are the ticket with and without them.
 */
void rules_check_undone(RuleContext *context, const Ticket *before, const Ticket *after,
	unsigned kinds, const ActEvent *undo);

/* What undoing a kind may touch, as bits: UNDO_SETTLED where a closed ticket stands on it. */
unsigned rules_undo_touches(EventKind kind);
#define UNDO_SETTLED 1u
#define UNDO_DATES   2u /* a date may move */

/* True if events of this kind can be taken back at all. */
bool rules_kind_can_be_undone(EventKind kind);

/* What is missing before the ticket could be closed, as refusals; the closing screen's list.
 * Caller frees. */
ActResult *rules_closing_gaps(RuleContext *context, const Ticket *ticket);

/*
 * As what a person may decide on extensions of this complaint, as bits 1 << PolicyApprover:
 * a handler as handler; a supervisor as supervisor, in the complaint's branch also as its
 * manager; compliance as head of complaints; head office as head office and as the upper
 * institution. Tellers as nothing.
 */
unsigned rules_standings(const Person *person, const Ticket *ticket);

/* The request of this id on the complaint, NULL if there is none. */
const TicketExtension *rules_extension(const Ticket *ticket, const char *id);
