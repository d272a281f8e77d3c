/*
 * A desk: one store with its reference data and the person signed on. The one
 * door through which screens and command line read and act. Several desks can
 * live in one process. Reads are answered at once from a reader connection;
 * acts go to the store thread and come back through a callback in the main
 * context of the thread that opened the desk.
 */
#pragma once

#include "core/act.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "core/desk-draft.h"
#include "core/desk-list.h"
#include "core/desk-people.h"
#include "core/desk-time.h"
#include "core/desk-warning.h"
#include "core/desk-whole.h"
#include "core/person.h"
#include "core/pinyin.h"
#include "core/policy-set.h"
#include "core/query.h"
#include "core/taxonomy.h"
#include "core/ticket.h"
#include "core/time-entry.h"

typedef struct DeskConfig {
	const char *folder; /* of the store; made 0700 if absent and `create` */
	const char *assets; /* policies, taxonomy, pinyin ... */
	Env *env;
	bool create;   /* make a new store if there is none (needs tag, branch, zone) */
	bool practice; /* realm "practice" */
	bool stepped;  /* no thread: the caller runs desk_step() */
	const char *branch, *branch_name, *zone;
} DeskConfig;

/* AMENDS_ERROR_NOT_FOUND without a store; NEWER, DAMAGED, LOCKED, IO, FULL as they say. */
Desk *desk_open(const DeskConfig *config, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* Runs one waiting job of a stepped desk. False if there was none. */
bool desk_step(Desk *desk);

/*
 * Writes the small file `name` of the store's folder, whole and forced to disk, off the
 * caller's way and in order; `text` NULL removes it. A failure is not told: for what can be
 * done without.
 */
void desk_keep_file(Desk *desk, const char *name, const char *text);

Env *desk_env(Desk *desk);
const char *desk_folder(Desk *desk);
const char *desk_tag(Desk *desk);
const char *desk_branch(Desk *desk);
const char *desk_branch_name(Desk *desk);
GTimeZone *desk_zone(Desk *desk);
const char *desk_zone_name(Desk *desk);
bool desk_is_practice(Desk *desk);
/* A sentence where the log lacked at the opening what its signed head names, or the head
 * itself; else NULL, also where another process owns the store. */
const char *desk_suspicion(Desk *desk);
/* True while another process owns the store and acts are handed to it. */
bool desk_is_second(Desk *desk);
/* What is in force now; each stays until the desk is closed. */
const struct Reference *desk_reference(Desk *desk);
const TaxonomySet *desk_taxonomy(Desk *desk);
const PolicySet *desk_policies(Desk *desk);
const Calendar *desk_calendar(Desk *desk); /* for date words; may be NULL */
const PinyinTable *desk_pinyin(Desk *desk);
const char *desk_assets(Desk *desk);

/* ---- acting ---- */
/* A new act of the person signed on. */
Act *desk_act(Desk *desk);
typedef void (*DeskDone)(const ActResult *result, void *data);
/* Takes `act`. `done` (may be NULL) runs in the opener's main context once the act is durable
 * or refused. */
void desk_submit(Desk *desk, Act *act, DeskDone done, void *data);
/* The same, waiting; does not take `act`. Caller frees the result. */
ActResult *desk_submit_wait(Desk *desk, Act *act);
/* Called in the main context after every commit, own or of another process. */
typedef void (*DeskChanged)(void *data);
void desk_on_change(Desk *desk, DeskChanged changed, void *data);
/* While `changed` runs: whether time worked is all that changed; false when it is not known. */
bool desk_changed_only_time(const Desk *desk);

/* Ids of the events of the person's last act that can still be taken back (on `ticket_id`, or
 * on any complaint if NULL), and the act in words; NULL if there is none. Caller frees. */
GStrv desk_last_act(
	Desk *desk, const char *ticket_id, char ret_ticket[UUID_LEN], char **ret_words);
