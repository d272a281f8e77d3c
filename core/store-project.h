/*
 * Derived rows of a store: what a fold adds up to, as lists and searches want it. Writing
 * after an act and making everything again are the same functions.
 */
#pragma once

#include "core/db.h"
#include "core/event.h"
#include "core/reference.h"
#include "core/ticket.h"
#include "core/time-entry.h"

bool project_ticket(Db *db, const Reference *reference, Ticket *ticket, const GPtrArray *events,
	GError **error);
bool project_time(Db *db, const TimeEntry *entry, GError **error);
bool project_person(Db *db, const Event *event, GError **error);
bool project_desk(Db *db, const Event *event, GError **error);
/* Folds a subject's events anew and writes its rows. */
bool project_subject(Db *db, const Reference *reference, SubjectKind kind, const char *subject,
	GError **error);
/* The fold of a ticket with its effects written back; NULL if there are no events. */
Ticket *project_fold(Db *db, const Reference *reference, const char *ticket_id,
	GPtrArray **ret_events, GError **error);
/* Folds and writes into each event's receipt what became of it. */
bool project_effects(Db *db, const GPtrArray *events, const json_t *baseline, GError **error);
/* Folds a time entry; NULL if it has no events. */
TimeEntry *project_fold_time(Db *db, const char *id, GError **error);
/* Sets ticket->due_us from its policy and events (core/clock.h). */
void ticket_set_due(Ticket *ticket, const Reference *reference);
/* Every subject of the log, in whatever transaction there is. */
bool project_all(Db *db, const Reference *reference, GError **error);
/* Empties all derived tables and makes them again from the log, in one transaction. */
bool project_anew(Db *db, const Reference *reference, GError **error);
/* Gives a store of an older version the dates of its open complaints, in one transaction; else
 * nothing. */
bool project_clocks_once(Db *db, const Reference *reference, GError **error);
