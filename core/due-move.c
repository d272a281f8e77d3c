/* The walk over open complaints for a changed calendar. See due-move.h. */
#include "config.h"

#include "core/due-move.h"

#include <string.h>

#include "core/day.h"
#include "core/ticket-due.h"

/* From the index alone; the planner would take another and sort all of it a step. */
static const char select_open[] =
	"SELECT row, received_us FROM ticket INDEXED BY open_received WHERE open = 1 "
	"AND (received_us, row) > (:us, :row) ORDER BY received_us, row LIMIT :max";
static const char select_id[] = "SELECT id FROM ticket WHERE row = :row";
static const char select_clocks[] =
	"SELECT clock, due_us FROM clock WHERE ticket_row = :row";
static const char count_open[] = "SELECT COUNT(*) FROM ticket WHERE open = 1";

#define STEP_ROWS 64

typedef struct Ahead {
	char *id;
	DuePlace place;
} Ahead;

static void
ahead_free(void *data)
{
	g_free(((Ahead *)data)->id);
	g_free(data);
}

DueWalk *
due_walk_new(const Reference *before, const Reference *after, const char *code)
{
	const Calendar *old = g_hash_table_lookup(before->calendars, code);
	const Calendar *new = g_hash_table_lookup(after->calendars, code);
	int32_t first = reference_first_change(old, new);
	DueWalk *walk;

	if (first == DAY_NONE)
		return NULL;
	walk = g_new0(DueWalk, 1);
	walk->before = before;
	walk->after = after;
	walk->calendar = new;
	walk->place = (DuePlace)DUE_PLACE_START;
	/* A day begins somewhere up to fourteen hours before it does in UTC. */
	walk->from_us = (int64_t)(first - 1) * US_PER_DAY;
	walk->policies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	walk->ahead = g_queue_new();
	for (unsigned i = 0; i < policy_set_count(after->policies); i++) {
		const Policy *policy = policy_set_nth(after->policies, i);

		if (policy->calendar &&
			(g_hash_table_lookup(after->calendars, policy->calendar) == new ||
				g_hash_table_lookup(before->calendars, policy->calendar) == old))
			g_hash_table_add(walk->policies, g_strdup(policy->id));
	}
	return walk;
}

void
due_walk_free(DueWalk *walk)
{
	if (!walk)
		return;
	g_hash_table_unref(walk->policies);
	g_queue_free_full(walk->ahead, ahead_free);
	g_free(walk);
}

/* Without rows of its clocks there is no telling. */
static bool
may_move(const DueWalk *walk, Db *db, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_clocks, error);
	bool any = false, may = false;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	while (!may && db_step(stmt, error)) {
		any = true;
		may = db_int(stmt, 1) >= walk->from_us &&
		      g_hash_table_contains(walk->policies, db_text(stmt, 0));
	}
	sqlite3_reset(stmt);
	return may || !any;
}

static char *
dup_id(Db *db, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_id, error);
	char *id = NULL;

	if (!stmt)
		return NULL;
	db_bind_int(stmt, ":row", row);
	if (db_step(stmt, error))
		id = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return id;
}

static void
read_row(DueWalk *walk, Db *db, sqlite3_stmt *stmt, GError **error)
{
	Ahead *ahead;

	walk->read = (DuePlace){db_int(stmt, 1), db_int(stmt, 0)};
	if (!may_move(walk, db, walk->read.row, error))
		return;
	ahead = g_new(Ahead, 1);
	*ahead = (Ahead){dup_id(db, walk->read.row, error), walk->read};
	g_queue_push_tail(walk->ahead, ahead);
}

/* How many complaints there were in the step. */
static int
read_step(DueWalk *walk, Db *db, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_open, error);
	int n = 0;

	if (!stmt)
		return 0;
	walk->read = walk->place;
	db_bind_int(stmt, ":us", walk->read.received_us);
	db_bind_int(stmt, ":row", walk->read.row);
	db_bind_int(stmt, ":max", STEP_ROWS);
	for (; db_step(stmt, error); n++)
		read_row(walk, db, stmt, error);
	sqlite3_reset(stmt);
	return n;
}

char *
due_walk_next(DueWalk *walk, Db *db, int64_t *ret_seen, bool *ret_ended, GError **error)
{
	Ahead *next;
	char *id;
	int n = 0;

	if (g_queue_is_empty(walk->ahead)) {
		n = read_step(walk, db, error);
		*ret_ended = n == 0;
	}
	*ret_seen += n;
	next = g_queue_pop_head(walk->ahead);
	if (!next) {
		walk->place = walk->read;
		return NULL;
	}
	walk->place = g_queue_is_empty(walk->ahead) ? walk->read : next->place;
	id = g_steal_pointer(&next->id);
	ahead_free(next);
	return id;
}

/* ---- one complaint ---- */

static void
move_clear(void *data)
{
	g_free(((DueMove *)data)->policy);
}

/* By name: a published policy is read once a reference. */
static int64_t
due_of(const Clock *clocks, unsigned n, const Clock *wanted)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(clocks[i].policy->id, wanted->policy->id) == 0 &&
			strcmp(clocks[i].policy->version, wanted->policy->version) == 0)
			return clock_stored_due_us(&clocks[i]);
	return INT64_MAX;
}

GArray *
due_walk_moves(const DueWalk *walk, const Ticket *ticket)
{
	GArray *moves = g_array_new(FALSE, FALSE, sizeof(DueMove));
	Clock before[TICKET_CLOCKS_MAX], after[TICKET_CLOCKS_MAX];
	/* What is stored does not depend on now. */
	unsigned n = ticket_evaluate_all(ticket, walk->before, ticket->received_us, before);
	unsigned m = ticket_evaluate_all(ticket, walk->after, ticket->received_us, after);

	g_array_set_clear_func(moves, move_clear);
	for (unsigned i = 0; i < m; i++) {
		DueMove move = {.from_us = due_of(before, n, &after[i]),
			.to_us = clock_stored_due_us(&after[i]),
			.primary = i == 0};

		if (move.from_us == move.to_us)
			continue;
		move.policy = g_strdup(after[i].policy->id);
		g_array_append_val(moves, move);
	}
	return moves;
}

bool
due_moves_make_overdue(const GArray *moves, int64_t now_us)
{
	const DueMove *first = moves->len > 0 ? &g_array_index(moves, DueMove, 0) : NULL;

	return first && first->primary && first->to_us < now_us && first->from_us >= now_us;
}

int64_t
due_walk_total(Db *db)
{
	return db_query_int(db, count_open, 0);
}
