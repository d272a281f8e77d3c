/*
 * An act on its way into the log: what the files of store-act share. For
 * core's own folder; the picture is at the head of store-act.c.
 */
#pragma once

#include "core/store.h"

/* A subject as this act finds and leaves it. */
typedef struct Work {
	SubjectKind kind;
	char id[UUID_LEN];
	GPtrArray *events; /* Event *, borrowed from `old` and `made` */
	GPtrArray *old;	   /* Event *, owned */
	json_t *baseline;
	Ticket *ticket;
	TimeEntry *entry;
	bool effects; /* something else than "applied" is to be written into receipts */
} Work;

typedef struct Applying {
	Store *store;
	const Act *act;
	ActResult *result;
	RuleContext rules;
	GHashTable *works; /* subject -> Work */
	GPtrArray *order;  /* Work *, borrowed, in order of appearance */
	GPtrArray *made;   /* Event *, owned, not yet sealed */
	GHashTable *people;
	GHashTable *others; /* id -> Ticket, owned: complaints looked at, not changed */
	Event *authorised;
	char group[UUID_LEN];
	bool named; /* the first event has the act's id */
	GError *error;
} Applying;

/* ---- act-subject.c: people and subjects as the store has them ---- */
void applying_work_free(void *work);
/* The person, read once an act; NULL if unknown. `applying` is an Applying, as rules want it.
 */
const Person *applying_person(void *applying, const char *id);
/* First column of the first row, 0 if there is none; one bound text, or none where `name` is
 * NULL. */
int64_t applying_query_int(
	Applying *applying, const char *sql, const char *name, const char *value);
/* As rules want them, of an Applying: another complaint as this act leaves it, NULL if unknown;
 * the number of one that goes on in `id`, NULL if none does, caller frees. */
const Ticket *applying_ticket(void *applying, const char *id);
char *applying_dup_source_of(void *applying, const char *id);
/* To whom the shift of a shift.accepted was handed, and whether it is accepted. */
void applying_fill_shift(Applying *applying, const ActEvent *wanted);
void applying_fill_rules(Applying *applying);
/* The subject of an event, folded from the log when it is first met. */
Work *applying_work(Applying *applying, const ActEvent *wanted);

/* ---- act-reference.c: drafts of policies, calendars, routing rules ---- */
void applying_judge_reference(Applying *applying, Work *work, const ActEvent *wanted);

/* ---- act-fill.c: what only the store knows ---- */
/* Adds numbers, pinned versions, class and "from" to the payload. */
void applying_fill_fields(Applying *applying, const ActEvent *wanted, const Work *work);
