/*
 * The parts of a complaint that deadlines are made of: facts, extensions,
 * requests to other departments, letters, warnings seen. Values inside a
 * Ticket; see core/ticket.h.
 */
#pragma once

#include "core/ticket-parts.h"

/*
 * What happened to the complaint that a clock may count: an event that stands, with the fields
 * of core/event.def that matter there. Made by ticket-apply-clock.c, read by ticket-due.c.
 */
typedef struct TicketFact {
	char id[TICKET_ID_LEN];
	char *kind; /* the event's name: "customer.told" */
	int64_t at_us;
	int64_t told_us; /* of a pause: when the customer was told of it; 0 if they were not */
	char *code;	 /* how, pause, condition, result ... */
	char *text;	 /* reasons, evidence */
	char *day;
	bool on;
	bool attested; /* entered late or under a doubtful clock, with evidence and a second
			  person */
} TicketFact;

typedef enum ExtensionState {
	EXTENSION_REQUESTED,
	EXTENSION_REFUSED,
	EXTENSION_APPROVED,
	EXTENSION_TOLD, /* in force, if that was in time: the clock says */
	N_EXTENSION_STATES
} ExtensionState;

typedef struct TicketExtension {
	char id[TICKET_ID_LEN]; /* of the request */
	int64_t rung, asked_us, decided_us, told_us;
	ExtensionState state;
	char *reason, *text; /* asked */
	char asked_by[TICKET_ID_LEN], decided_by[TICKET_ID_LEN];
	char *standing, *decision; /* as what it was decided, and in which words */
	char *told_how, *evidence;
} TicketExtension;

typedef enum RequestState {
	REQUEST_OPEN,
	REQUEST_ANSWERED,
	REQUEST_CANCELLED,
	N_REQUEST_STATES
} RequestState;

/* A request to another department (协办). */
typedef struct TicketRequest {
	char id[TICKET_ID_LEN], made_by[TICKET_ID_LEN];
	char *department, *question, *due, *person, *answer;
	int64_t made_us, ended_us, chased;
	RequestState state;
} TicketRequest;

typedef struct TicketLetter {
	char id[TICKET_ID_LEN], made_by[TICKET_ID_LEN];
	char *letter, *language, *version, *sha256, *text, *how, *evidence;
	int64_t made_us, sent_us; /* 0 while it is not sent */
} TicketLetter;

/* Who has seen which warning of this complaint. */
typedef struct WarningSeen {
	char person[TICKET_ID_LEN];
	char *clock, *level;
	int64_t due_us, at_us;
} WarningSeen;
