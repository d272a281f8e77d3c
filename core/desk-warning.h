/*
 * Warnings as screens and commands read them: who gets which, in the order of
 * their dates, by keyset; counts that are never above 1001; the next moment
 * at which anything changes. Read from rows of table `clock`, nothing is
 * evaluated. See core/warning.h for the levels.
 */
#pragma once

#include "core/act.h"
#include "core/desk-list.h"
#include "core/warning.h"

/* Whose. A person's own: their complaints and those of whoever they are deputy of today; a
 * supervisor's branch besides; everything for head office and compliance. */
typedef enum WarningScope {
	WARNING_SCOPE_ROLE,   /* all that are this person's to get */
	WARNING_SCOPE_MINE,   /* owned, or as deputy */
	WARNING_SCOPE_BRANCH, /* `branch`: all levels, whoever gets them */
	WARNING_SCOPE_ALL,    /* the same of the whole store */
} WarningScope;

typedef struct WarningRow {
	int64_t row;
	char id[UUID_LEN], owner[UUID_LEN];
	char *number, *subject, *branch; /* not cleaned */
	char *clock;			 /* policy id, "promise", "request" */
	char *gap;			 /* "calendar_missing:CN-2027"; "" for none */
	ClockWarn level;		 /* NONE for a gap */
	bool statutory, seen;		 /* by the person signed on, at this level */
	bool deputy;			 /* got as deputy of the owner */
	int64_t due_us;
} WarningRow;
void warning_row_free(WarningRow *row);

typedef struct WarningWindow {
	WarningScope scope;
	const char *branch;
	const WarningRow *after; /* NULL: from the first */
	unsigned max;
	ClockWarn least;    /* this level or above; NONE is as AMBER */
	bool unseen;	    /* only what this person has not seen */
	int64_t within_us;  /* instead of the levels: all that is due before then; 0 */
} WarningWindow;

/* WarningRow *, owned, the most urgent date first. Complaints whose calendar is missing are not
 * here: desk_warning_gaps(). */
GPtrArray *desk_warnings(Desk *desk, const WarningWindow *window, GError **error);
/* Dates that cannot be worked out for want of a calendar; WarningRow *, owned. */
GPtrArray *desk_warning_gaps(
	Desk *desk, WarningScope scope, const char *branch, unsigned max, GError **error);

typedef struct WarningCounts {
	int64_t late, today, soon; /* dates; soon: within 3 days after today */
	int64_t gaps;
	int64_t next_us; /* when any of this, or a level, changes by time alone */
} WarningCounts;
#define WARNING_COUNT_CAP 1001
bool desk_warning_counts(
	Desk *desk, WarningScope scope, const char *branch, WarningCounts *ret, GError **error);

/* How many of the person's warnings came up in (from, to], by level. Capped. */
bool desk_warning_crossed(Desk *desk, int64_t from_us, int64_t to_us,
	int64_t ret[CLOCK_WARN_OVERDUE + 1], GError **error);
/* Those nobody has seen for the person signed on, by level. Capped together. */
bool desk_warning_unseen(Desk *desk, int64_t ret[CLOCK_WARN_OVERDUE + 1], GError **error);

/* The warnings as an act of having seen them. NULL if there is none to see. */
Act *desk_warning_act(Desk *desk, const GPtrArray *rows);

/* What the clock of a row asks for, core/warning.h; NULL where there is nothing to say. Caller
 * frees. */
char *desk_warning_dup_act(Desk *desk, const WarningRow *row);
/* What the clock is called in the user's language. Caller frees. */
char *desk_warning_dup_clock(Desk *desk, const WarningRow *row);

/* Calendars in use whose last day comes within WARNING_CALENDAR_DAYS: a sentence each. */
#define WARNING_CALENDAR_DAYS 122
GStrv desk_warning_calendars(Desk *desk);

/* ---- absence: desk-absence.c ---- */
typedef struct Absence {
	char person[UUID_LEN], deputy[UUID_LEN];
	char from[11], through[11];
} Absence;
/* All that are not over, by person; GArray of Absence. */
GArray *desk_absences(Desk *desk, GError **error);
/* Ids of those the person signed on stands in for today, also through a deputy who is away
 * too. */
GPtrArray *desk_deputy_of(Desk *desk);
