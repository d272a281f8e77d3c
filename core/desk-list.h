/*
 * What screens read of complaints: one ticket with its history and dates, windows of the
 * list by keyset, counts, complainants. Part of core/desk.h, which is what to include.
 */
#pragma once

#include "core/clock.h"
#include "core/event-kind.h"
#include "core/query.h"
#include "core/ticket.h"

typedef struct Desk Desk;

/* By UUID, printed number, or counter; NOT_FOUND names the nearest numbers. */
Ticket *desk_ticket(Desk *desk, const char *id_or_number, GError **error);

typedef struct HistoryLine {
	char event[UUID_LEN];
	int64_t at_us;
	char *who;  /* name of the actor */
	char *kind; /* one word, in the user's language */
	char *text; /* in the user's language, not yet cleaned for a screen */
	bool undone, conflict, authorised_by_other;
} HistoryLine;
void history_line_free(HistoryLine *line);
/* Oldest first. HistoryLine *, owned. */
GPtrArray *desk_history(Desk *desk, const char *ticket_id, GError **error);
/* Both from one reading of the log, which is most of the work of either. */
Ticket *desk_ticket_and_history(
	Desk *desk, const char *id_or_number, GPtrArray **ret_history, GError **error);

typedef struct QueueRow {
	int64_t row; /* of table ticket: key of the window */
	int64_t key; /* value of the sort column */
	char id[UUID_LEN];
	char *number, *complainant, *phone, *account_tail,
		*subject; /* not masked, not cleaned */
	char *business, *reason, *class, *branch, *channel;
	char owner[UUID_LEN], asked[UUID_LEN];
	TicketState state;
	Level level;
	unsigned flags;
	int64_t received_us, due_us, told_us, closed_us, updated_us;
	bool archive, restricted, conflict;
	char *gap; /* "calendar_missing:CN-2027" where it has no date for that; else "" */
} QueueRow;
/* "?CN-2027": the sign in place of a date. Caller frees. */
char *queue_row_dup_gap(const QueueRow *row);
void queue_row_free(QueueRow *row);

/*
 * Where the reading of a list stopped early: the key to go on behind, as that of a row. `turn`
 * in place of `row` is for reading the other way from there, that row included.
 */
typedef struct QueueMark {
	int64_t key, row, turn;
	bool stopped;
} QueueMark;

/* One screen of a list, by keyset: `after` (may be NULL for the top) is the row before the
 * first. */
typedef struct QueueWindow {
	const char *query; /* as typed; NULL or "" for the role's default view */
	const QueueRow *after;
	bool backwards; /* rows before `after` instead, returned in list order */
	unsigned max;
	QueueMark *mark; /* NULL: never stops before `max` rows or the end; else set (see
			    desk_queue()) */
} QueueWindow;
/*
 * QueueRow *, owned. SYNTAX names column and nearest names. A condition that no index answers
 * and few rows meet may take seconds: a screen gives a mark, gets what was found in some 10 ms,
 * and asks again behind the mark when no key waits.
 */
GPtrArray *desk_queue(Desk *desk, const QueueWindow *window, GError **error);

typedef struct QueueCounts {
	int64_t open, overdue, today, soon; /* soon: within 3 days; capped at 1001 */
} QueueCounts;
bool desk_counts(Desk *desk, QueueCounts *ret, GError **error);
/*
 * Rows that `query` matches, counted up to `cap` + 1. -1 and error on a query that cannot be
 * read; -1 without one where `cap` is at most DESK_COUNT_QUICK and the count would take longer
 * than a screen has.
 */
#define DESK_COUNT_QUICK 1000
int64_t desk_count(Desk *desk, const char *query, int64_t cap, GError **error);

/* The statutory clock now; false if none runs on it. */
bool desk_clock(Desk *desk, const Ticket *ticket, Clock *ret);
/* The policy a complaint received then would follow, NULL if none. */
const Policy *desk_policy_for(Desk *desk, int64_t received_us);
/* Due date a complaint received now at `received_us` would have; INT64_MAX if no clock runs. */
int64_t desk_due_for(Desk *desk, ContactKind kind, int64_t received_us);

typedef struct Complainant {
	char *name, *phone, *account_tail;
	int64_t open_count, total_count; /* of complaints */
	int64_t last_us;
} Complainant;
void complainant_free(Complainant *complainant);
/* By account tail or phone digits, name, or pinyin initials; at most `max`, most recent first.
 * Logged. */
GPtrArray *desk_look_up(Desk *desk, const char *typed, unsigned max, GError **error);
