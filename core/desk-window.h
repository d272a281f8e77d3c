/*
 * The ways from a query's plan to its rows, each in bounded work; for
 * core/desk-list.c. The picture is at the head of desk-window.c.
 */
#pragma once

#include "core/desk-private.h"

typedef struct Finder Finder;

Finder *finder_new(Db *reader);
void finder_free(Finder *finder);
/* Makes the SQL functions found() and holds() known to the reader's connection. */
bool finder_register(Finder *finder, GError **error);

/* Where one way gives way to another (desk-window.c); a test sets them small. */
typedef struct FinderLimits {
	unsigned few, many_hits, many_rows, mark_sieve, mark_walk, slice, taste;
} FinderLimits;
/* Sets them, and forgets what was collected. */
void finder_set_limits(Finder *finder, const FinderLimits *limits);
FinderLimits finder_limits(const Finder *finder);

/* Who looks: rows they may not see are not there. */
typedef struct Viewer {
	const char *me; /* "" for nobody */
	bool lead;
} Viewer;

typedef void (*FinderTake)(sqlite3_stmt *stmt, void *data);

/* What is wanted of a run; all borrowed. */
typedef struct FinderAsk {
	const QueryPlan *plan;
	const QueueWindow *window;
	Viewer viewer;
	const char *columns; /* of a row: "row, id"; the key of the order is put behind them */
	FinderTake take;     /* for each row of the answer, in the direction of the window */
	void *data;
} FinderAsk;

/* Work is bounded where window->mark is given; then it may stop early, and says so there. */
bool finder_run(Finder *finder, const FinderAsk *ask, GError **error);
