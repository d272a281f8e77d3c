/*
 * The parts of a complaint: claims, promises, redress, links, files, contacts,
 * conflicts, columns of an imported row. Values inside a Ticket; see core/ticket.h.
 * Those of deadlines and letters are in core/ticket-parts-clock.h.
 */
#pragma once

#include "core/env.h"

#include <stdbool.h>

#define TICKET_ID_LEN 37

typedef enum ClaimOutcome {
	CLAIM_OPEN,
	CLAIM_UPHELD,
	CLAIM_PARTLY,
	CLAIM_NOT_UPHELD,
	CLAIM_NOT_HANDLED,
	N_CLAIM_OUTCOMES
} ClaimOutcome;

typedef struct Claim {
	char id[TICKET_ID_LEN];
	char *kind, *text, *currency, *reason;
	int64_t amount_minor; /* 0 if none was named */
	ClaimOutcome outcome;
	char answer_event[TICKET_ID_LEN]; /* base of the next answer */
} Claim;

typedef struct Promise {
	char id[TICKET_ID_LEN];
	char *what, *result; /* result "" while open, else kept, broken, released */
	int64_t by_us;
	char made_by[TICKET_ID_LEN];
} Promise;

typedef struct Redress {
	char id[TICKET_ID_LEN];
	char *kind, *currency, *text, *voucher, *paid;
	char claim[TICKET_ID_LEN];
	int64_t minor;
	bool reversed;
	char entered_by[TICKET_ID_LEN], approved_by[TICKET_ID_LEN];
} Redress;

typedef struct Link {
	char id[TICKET_ID_LEN], to[TICKET_ID_LEN];
	char *number, *relation;
} Link;

typedef struct AttachedFile {
	char *name, *sha256;
	int64_t size;
} AttachedFile;

/* A contact with the customer, for the counts of attempts; its words stand in the history. */
typedef struct Contact {
	char *how;
	bool outward, reached;
	int64_t at_us;
} Contact;

/* A guarded change that met another value than the one its author saw. */
typedef struct Conflict {
	char event[TICKET_ID_LEN];
	char *field, *mine, *theirs;
} Conflict;

typedef struct SourceColumn {
	char *name, *value;
	GBytes *raw; /* NULL unless the bytes were not valid text */
} SourceColumn;
