/*
 * What somebody wants to do, before it is an event: one or more rows of
 * core/event.def with their fields, the person who acts and, where it was
 * given on the spot, the second person. Screens, command line, bulk and import
 * all make acts; core/rules.h judges them; the store turns an accepted act into
 * one atomic group of events.
 *
 * The setters apply to the event added last and ignore NULL and "". Text that is
 * not valid UTF-8 becomes null, which the validator refuses by the field's name.
 */
#pragma once

#include "core/ticket.h"

struct json_t;

typedef struct ActEvent {
	EventKind kind;
	char subject[UUID_LEN];
	char base[UUID_LEN];
	struct json_t *payload;
} ActEvent;

typedef struct Act {
	Env *env;
	char id[UUID_LEN]; /* of its first event: an act that is submitted again after a lost
			      answer is known by it */
	char actor[UUID_LEN];
	char second[UUID_LEN]; /* authorised on the spot with own number and PIN; "" if nobody
				*/
	GPtrArray *events;     /* ActEvent * */
	char *pin_hash; /* goes with PIN_SET into the local PIN table, never into an event */
	bool import;	/* rows of an import batch: made by people's authority once a batch */
} Act;

typedef enum RefusalCode {
	REFUSAL_FIELD,	       /* a field is missing or unfit */
	REFUSAL_ROLE,	       /* this role may not do it */
	REFUSAL_STATE,	       /* not in the ticket's present state */
	REFUSAL_SECOND_PERSON, /* a second person must authorise: ask for number and PIN, then
				  submit again */
	REFUSAL_SAME_PERSON,   /* the second person is the first, or may not authorise this */
	REFUSAL_RECUSED,       /* complained about: may not own, close or approve */
	REFUSAL_CLAIM_OPEN,    /* a claim is unanswered, or none is named */
	REFUSAL_NOT_TOLD,      /* the customer has not been told */
	REFUSAL_AUTHORITY,     /* redress above the table's authority */
	REFUSAL_STALE,	       /* somebody changed the guarded field meanwhile; look again */
	REFUSAL_OVERTAKEN,     /* cannot be undone: later acts stand on it */
	REFUSAL_LOCKED,	       /* the period is locked */
	REFUSAL_UNKNOWN,       /* no such ticket, person, claim, entry */
	N_REFUSAL_CODES
} RefusalCode;

typedef struct Refusal {
	RefusalCode code;
	EventKind kind;
	const char *field; /* of event.def, or NULL */
	char *text;	   /* in the user's language: what is wrong and what would satisfy it */
} Refusal;

typedef enum ActOutcome {
	ACT_SAVED,   /* durable */
	ACT_REFUSED, /* nothing was written; see refusals */
	ACT_FAILED   /* nothing was written; see error: disk, database */
} ActOutcome;

typedef struct ActResult {
	ActOutcome outcome;
	GPtrArray *refusals; /* Refusal *; empty unless refused */
	char *error;	     /* NULL unless failed */
	char *number;	     /* of the first ticket touched, or NULL */
	char ticket[UUID_LEN];
	GPtrArray *event_ids; /* char * */
} ActResult;

/* `actor` is a person's id, or NULL for the desk itself. */
Act *act_new(Env *env, const char *actor);
void act_free(Act *act);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Act, act_free)

/* Adds an event about `subject`; NULL makes a new id. Returns the subject's id, borrowed. */
const char *act_add(Act *act, EventKind kind, const char *subject);
/*
 * The same about a complaint as the user saw it: where the kind is guarded, its base is the
 * event that set the value `ticket` has. (For claim.answered the caller adds the claim's own
 * base.)
 */
void act_add_on(Act *act, EventKind kind, const Ticket *ticket);
/* The event whose value the user saw; only for guarded kinds. */
void act_base(Act *act, const char *event_id);
void act_text(Act *act, const char *field, const char *value);
void act_int(Act *act, const char *field, int64_t value);
void act_bool(Act *act, const char *field, bool value);
void act_list(Act *act, const char *field, const char *const *values);
/*
 * Adds one [name, value] to a FIELD_COLUMNS, also where both are empty; `raw` (may be NULL) are
 * the bytes of a value that is no valid text. A `value` that is none is kept as raw bytes too.
 */
void act_column(Act *act, const char *field, const char *name, const char *value, GBytes *raw);
/* Sets `field` to a new UUID and returns it, borrowed. */
const char *act_new_id(Act *act, const char *field);

/* For the hand-over to the process that owns the store; caller frees. */
char *act_to_json(const Act *act);
/* SYNTAX or INVALID if `text` is no act of this version. Payloads are judged by core/rules.h,
 * not here. */
Act *act_new_from_json(Env *env, const char *text, GError **error);

/* ACT_SAVED, with empty lists. */
ActResult *act_result_new(void);
void act_result_free(ActResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActResult, act_result_free)
/* Takes `text`; `field` is a name of event.def and is not copied. Makes the outcome
 * ACT_REFUSED. */
void act_result_refuse(
	ActResult *result, RefusalCode code, EventKind kind, const char *field, char *text);
char *act_result_to_json(const ActResult *result);
ActResult *act_result_new_from_json(const char *text, GError **error);
/* All refusals or the error as one sentence a line, "" where saved; caller frees. */
char *act_result_dup_text(const ActResult *result);
