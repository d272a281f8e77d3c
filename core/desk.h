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
#include "core/person.h"
#include "core/pinyin.h"
#include "core/policy-set.h"
#include "core/query.h"
#include "core/taxonomy.h"
#include "core/ticket.h"
#include "core/time-entry.h"

typedef struct Desk Desk;

typedef struct DeskConfig {
	const char *folder; /* of the store; made 0700 if absent and `create` */
	const char *assets; /* policies, taxonomy, pinyin ... */
	Env *env;
	bool create;	  /* make a new store if there is none (needs tag, branch, zone) */
	bool practice;	  /* realm "practice" */
	bool stepped;	  /* no thread: the caller runs desk_step() */
	const char *branch, *branch_name, *zone;
} DeskConfig;

/* AMENDS_ERROR_NOT_FOUND without a store; NEWER, DAMAGED, LOCKED, IO, FULL as they say. */
Desk *desk_open(const DeskConfig *config, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* Runs one waiting job of a stepped desk. False if there was none. */
bool desk_step(Desk *desk);

Env *desk_env(Desk *desk);
const char *desk_folder(Desk *desk);
const char *desk_tag(Desk *desk);
const char *desk_branch(Desk *desk);
const char *desk_branch_name(Desk *desk);
GTimeZone *desk_zone(Desk *desk);
const char *desk_zone_name(Desk *desk);
bool desk_is_practice(Desk *desk);
/* True while another process owns the store and acts are handed to it. */
bool desk_is_second(Desk *desk);
const TaxonomySet *desk_taxonomy(Desk *desk);
const PolicySet *desk_policies(Desk *desk);
const Calendar *desk_calendar(Desk *desk); /* for date words; may be NULL */
const PinyinTable *desk_pinyin(Desk *desk);
const char *desk_assets(Desk *desk);

/* ---- people (core/person.h) ---- */
typedef enum SignOnOutcome {
	SIGN_ON_OK,
	SIGN_ON_WRONG,	 /* number or PIN: not told which */
	SIGN_ON_WAIT,	 /* too many wrong PINs: wait_us left */
	SIGN_ON_INACTIVE,
	SIGN_ON_FAILED
} SignOnOutcome;
typedef void (*DeskSignOnDone)(SignOnOutcome outcome, int64_t wait_us, void *data);
/* Checks number and PIN off the caller's thread; on OK the person is signed on (and an earlier one off). */
void desk_sign_on(Desk *desk, const char *number, const char *pin, DeskSignOnDone done, void *data);
/* The same, waiting. */
SignOnOutcome desk_sign_on_wait(Desk *desk, const char *number, const char *pin, int64_t *ret_wait_us);
/* `how`: "asked", "changed" or "locked". A running timer stops, except for "locked". */
void desk_sign_off(Desk *desk, const char *how);
/* The person signed on, or NULL. */
const Person *desk_person(Desk *desk);
const Person *desk_person_by_id(Desk *desk, const char *id);	 /* NULL if unknown */
const Person *desk_person_by_number(Desk *desk, const char *number);
const GPtrArray *desk_people(Desk *desk); /* const Person *, by number */
/* Sign-on of a practice desk or of a folder of one person: no PIN. Only where desk_is_practice(). */
void desk_assume(Desk *desk, const char *person_id);
/*
 * The session file: while the process `pid` lives on this boot, other panes of the same user
 * act as the person signed on there. Saved after sign-on, cleared by sign-off and lock.
 */
void desk_session_save(Desk *desk, int64_t pid);
void desk_session_clear(Desk *desk);
bool desk_session_resume(Desk *desk);
/* A second person authorises `act` on the spot: on OK act->second is set. */
typedef struct Credentials {
	const char *number, *pin;
} Credentials;
void desk_authorise(Desk *desk, Act *act, const Credentials *second, DeskSignOnDone done, void *data);
SignOnOutcome desk_authorise_wait(Desk *desk, Act *act, const char *number, const char *pin);
/* argon2id of a new PIN of 4 to 12 digits into act->pin_hash; INVALID if too simple or short. */
bool desk_hash_pin(Desk *desk, Act *act, const char *pin, GError **error);

/* ---- acting ---- */
/* A new act of the person signed on. */
Act *desk_act(Desk *desk);
typedef void (*DeskDone)(const ActResult *result, void *data);
/* Takes `act`. `done` (may be NULL) runs in the opener's main context once the act is durable or refused. */
void desk_submit(Desk *desk, Act *act, DeskDone done, void *data);
/* The same, waiting; does not take `act`. Caller frees the result. */
ActResult *desk_submit_wait(Desk *desk, Act *act);
/* Called in the main context after every commit, own or of another process. */
typedef void (*DeskChanged)(void *data);
void desk_on_change(Desk *desk, DeskChanged changed, void *data);

/* Ids of the events of the person's last act that can still be taken back (on `ticket_id`, or on any
 * complaint if NULL), and the act in words; NULL if there is none. Caller frees. */
GStrv desk_last_act(Desk *desk, const char *ticket_id, char ret_ticket[UUID_LEN], char **ret_words);

/* ---- reading ---- */
/* By UUID, printed number, or counter; NOT_FOUND names the nearest numbers. */
Ticket *desk_ticket(Desk *desk, const char *id_or_number, GError **error);

typedef struct HistoryLine {
	char event[UUID_LEN];
	int64_t at_us;
	char *who;   /* name of the actor */
	char *kind;  /* one word, in the user's language */
	char *text;  /* in the user's language, not yet cleaned for a screen */
	bool undone, conflict, authorised_by_other;
} HistoryLine;
void history_line_free(HistoryLine *line);
/* Oldest first. HistoryLine *, owned. */
GPtrArray *desk_history(Desk *desk, const char *ticket_id, GError **error);

typedef struct QueueRow {
	int64_t row; /* of table ticket: key of the window */
	int64_t key; /* value of the sort column */
	char id[UUID_LEN];
	char *number, *complainant, *phone, *account_tail, *subject; /* not masked, not cleaned */
	char *business, *reason, *class, *branch, *channel;
	char owner[UUID_LEN], asked[UUID_LEN];
	TicketState state;
	Level level;
	unsigned flags;
	int64_t received_us, due_us, told_us, closed_us, updated_us;
	bool archive, restricted, conflict;
} QueueRow;
void queue_row_free(QueueRow *row);

/* One screen of a list, by keyset: `after` (may be NULL for the top) is the row before the first. */
typedef struct QueueWindow {
	const char *query;  /* as typed; NULL or "" for the role's default view */
	const QueueRow *after;
	bool backwards;	    /* rows before `after` instead, returned in list order */
	unsigned max;
} QueueWindow;
/* QueueRow *, owned. SYNTAX names column and nearest names. */
GPtrArray *desk_queue(Desk *desk, const QueueWindow *window, GError **error);

typedef struct QueueCounts {
	int64_t open, overdue, today, soon; /* soon: within 3 days; capped at 1001 */
} QueueCounts;
bool desk_counts(Desk *desk, QueueCounts *ret, GError **error);
/* Rows that `query` matches, counted up to `cap` + 1. -1 and error on a query that cannot be read. */
int64_t desk_count(Desk *desk, const char *query, int64_t cap, GError **error);

/* Explanation of the statutory due date, one line each, in the user's language. Caller frees. */
char *desk_explain_due(Desk *desk, const Ticket *ticket);
/* The statutory clock now; false if none runs on it. */
bool desk_clock(Desk *desk, const Ticket *ticket, Clock *ret);
/* Due date a complaint received now at `received_us` would have; INT64_MAX if no clock runs. */
int64_t desk_due_for(Desk *desk, ContactKind kind, int64_t received_us);

typedef struct Complainant {
	char *name, *phone, *account_tail;
	int64_t open_count, total_count; /* of complaints */
	int64_t last_us;
} Complainant;
void complainant_free(Complainant *complainant);
/* By account tail or phone digits, name, or pinyin initials; at most `max`, most recent first. Logged. */
GPtrArray *desk_look_up(Desk *desk, const char *typed, unsigned max, GError **error);

/* ---- time (core/time-entry.h) ---- */
/* The running entry of the person signed on, or NULL; borrowed, valid until the next main-loop turn. */
const TimeEntry *desk_running(Desk *desk);
/* Microseconds worked by a running entry, by CLOCK_BOOTTIME where the boot is the same. */
int64_t desk_running_us(Desk *desk, const TimeEntry *entry);
GPtrArray *desk_day(Desk *desk, const char *person_id, const char *day, GError **error); /* TimeEntry *, owned, by start */
int64_t desk_ticket_time_us(Desk *desk, const char *ticket_id);

/* ---- drafts: files in folder/drafts, written off the UI thread, durable within a second ---- */
typedef struct Draft {
	char *name;	    /* of the file: form and subject */
	char *form, *subject;
	int64_t at_us;
	GStrv fields;	    /* name, value, name, value, NULL */
} Draft;
void draft_free(Draft *draft);
/* Takes a copy of `fields` and returns at once. */
void desk_draft_save(Desk *desk, const char *form, const char *subject, const char *const *fields);
/* True once everything handed to desk_draft_save so far is on disk. */
bool desk_draft_is_saved(Desk *desk);
void desk_draft_drop(Desk *desk, const char *form, const char *subject);
GPtrArray *desk_drafts(Desk *desk); /* Draft *, newest first, of the person signed on, at most 7 days old */

/* ---- whole-store work ---- */
typedef struct AuditReport {
	bool ok;
	int64_t events, erased;
	char *first_bad; /* where and why, NULL if ok */
} AuditReport;
bool desk_audit_verify(Desk *desk, AuditReport *ret, GError **error);
/* Folds everything again and compares with the derived tables; `shuffle` feeds events in another order. Text names the first difference. */
bool desk_rebuild_check(Desk *desk, bool shuffle, char **ret_difference, GError **error);
/* Erases the payloads of a ticket's events; reports done only after looking for the words in the files. */
ActResult *desk_erase(Desk *desk, const char *ticket_id, const char *reason, const char *second, GError **error);
