/*
 * A query's tree as SQL over the table `ticket` and the full-text table
 * `ticket_search`. The vocabulary is closed: column names and signs come from
 * tables here, everything a person typed is bound. Used by the store's lists.
 *
 * The columns relied on: row, id, number, counter, state, archive,
 * contact_kind, owner, asked, logged_by, branch, channel, business, reason, class, level (1-3),
 * flags, restricted, received_us, entered_us, due_us (INT64_MAX: none),
 * told_us, closed_us (0: not), updated_us, subject, complainant, account_tail,
 * phone, note_count, file_count, redress_minor, open.
 */
#pragma once

#include "core/query.h"

#include "core/taxonomy.h"

struct sqlite3_stmt;

/*
 * Reads a date word of the user's zone: the span [from, to) it names, a day for
 * "today", a minute for "14:00". False if it is none.
 */
typedef bool (*QueryDateFn)(const char *text, int64_t now_us, GTimeZone *zone,
	int64_t *ret_from_us, int64_t *ret_to_us);

/* Who asks, when, and how names become ids. Borrowed for the call; all but now_us may be NULL.
 */
typedef struct QueryContext {
	int64_t now_us;
	GTimeZone *zone;
	int64_t due_soon_us;	       /* what is:due-soon means; 0 = 5 days (DOMAIN 5.6) */
	const char *me;		       /* id of the person signed on */
	const TaxonomySet *taxonomy;   /* NULL: codes are matched as typed */
	const char *const *draft_ids;  /* tickets with a draft of this person, UUIDs */
	const char *const *paused_ids; /* tickets with a paused timer of this person */
	QueryDateFn date;	       /* NULL: no date words */
	/* Staff number or name to id, caller frees; NULL if unknown. */
	char *(*person)(const char *text, void *data);
	/*
	 * A MATCH expression that finds at least the rows holding `text`, caller
	 * frees; NULL: not indexed. *ret_exact (false before) says: and no others.
	 */
	char *(*match)(const char *text, bool *ret_exact, void *data);
	void *data;
	/* SQL function f(row, text) that is true if the row's texts hold `text`; NULL: see
	 * verify. */
	const char *verify_function;
	/* SQL function f(text, row, joined) that is true if `match` of the text finds the row;
	 * joined: it is one of `texts`. NULL: the full-text
	 * table is asked in the expression, for all its hits. */
	const char *found_function;
} QueryContext;

typedef struct QueryBound {
	char *text; /* NULL: `number` is bound */
	int64_t number;
} QueryBound;

typedef struct QueryPlan {
	char *where;	    /* an expression, "1" for everything; parameters :q1, :q2 ... */
	GPtrArray *values;  /* QueryBound; the n-th is :q(n+1) */
	const char *column; /* of the keyset, an integer column */
	bool descending;
	/* Keyset pieces with parameters :key and :row: "due_us, row", "due_us DESC, row DESC",
	 * "(due_us, row) > (:key, :row)", its mirror. */
	char *order, *reverse_order, *after, *before;
	/* Texts that all rows of the answer hold and `match` has an expression for (char *, as
	 * typed). */
	GPtrArray *texts;
	/*
	 * Statements that give, each from an index, the rows of one condition that
	 * all rows of the answer meet (char *, SELECT of one column, without a
	 * LIMIT). Those of `texts` are not among them.
	 */
	GPtrArray *drivers;
	/* The index that is in the order, and what it is narrowed by: "1" or a part of `where`.
	 */
	const char *index;
	char *narrow;
	char *range;	 /* the part of `where` that bounds `column`, "" if none does */
	int64_t limit;	 /* 0: none */
	bool needs_now;	 /* the answer changes with time alone */
	bool needs_me;	 /* ... with the person */
	bool needs_text; /* `where` reads what was written about a complaint */
	/*
	 * Texts every row must hold (char *, as typed), for a caller without
	 * verify_function: it drops rows that MATCH found by its grams only.
	 * Texts under "or" or "not" are not here; only a verify_function makes
	 * those exact where `match` is not.
	 */
	GPtrArray *verify;
} QueryPlan;

/*
 * Plans `query`; sorted by due date unless it says otherwise. NULL and
 * AMENDS_ERROR_SYNTAX on a date, person or code that is none (`ret_column` as
 * in query_parse()). A plan is good for one moment: make it anew to ask again.
 */
QueryPlan *query_plan_build(
	const Query *query, const QueryContext *ctx, unsigned *ret_column, GError **error);
void query_plan_free(QueryPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryPlan, query_plan_free)

/* Binds the values; parameters that the statement lacks are passed over. False: SQLite had no
 * memory. */
bool query_plan_bind(const QueryPlan *plan, struct sqlite3_stmt *stmt);
