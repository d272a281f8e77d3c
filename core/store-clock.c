/*
 * Which dates a complaint has, as rows: those of its clocks that run or lack
 * a calendar, of its next promise and of the next answer from elsewhere. An
 * act that moves no date writes nothing here. See store-clock.h.
 */
#include "config.h"

#include "core/store-clock.h"

#include <string.h>

#include "core/day.h"
#include "core/ticket-due.h"
#include "core/warning.h"

/* Those of its clocks, a promise, a request. */
#define ROWS_MAX (TICKET_CLOCKS_MAX + 2)
#define CODE_LEN 64

static const char select_rows[] =
	"SELECT clock, family, state, owner, branch, roles, start_us, amber_us, red_us, last_us, "
	"due_us, gap FROM clock WHERE ticket_row = :row";
static const char upsert_row[] =
	"INSERT INTO clock (ticket_row, clock, family, state, owner, branch, roles, start_us, amber_us, "
	"red_us, last_us, due_us, gap) VALUES (:row, :clock, :family, :state, :owner, :branch, :roles, "
	":start_us, :amber_us, :red_us, :last_us, :due_us, :gap) "
	"ON CONFLICT (ticket_row, clock) DO UPDATE SET family = excluded.family, "
	"state = excluded.state, owner = excluded.owner, branch = excluded.branch, "
	"roles = excluded.roles, start_us = excluded.start_us, amber_us = excluded.amber_us, "
	"red_us = excluded.red_us, last_us = excluded.last_us, due_us = excluded.due_us, "
	"gap = excluded.gap";
static const char delete_row[] =
	"DELETE FROM clock WHERE ticket_row = :row AND clock = :clock";
static const char select_seen[] =
	"SELECT clock, person, level, due_us FROM seen WHERE ticket_row = :row";
static const char upsert_seen[] =
	"INSERT INTO seen (ticket_row, clock, person, level, due_us) VALUES (:row, :clock, :person, "
	":level, :due_us) ON CONFLICT (ticket_row, clock, person) "
	"DO UPDATE SET level = excluded.level, due_us = excluded.due_us";
static const char delete_seen[] =
	"DELETE FROM seen WHERE ticket_row = :row AND clock = :clock AND person = :person";

/* As the column `state`. */
enum { ROW_RUNNING, ROW_PAUSED, ROW_NO_CALENDAR };

typedef struct ClockRow {
	char clock[CODE_LEN];
	int family, state;
	int64_t start_us;
	Warning warning;
	char gap[CODE_LEN];
	bool stored; /* as it stands in the table */
} ClockRow;

typedef struct Rows {
	const Ticket *ticket;
	int64_t row;
	ClockRow items[ROWS_MAX];
	unsigned n;
} Rows;

/* ---- what should be there ---- */

static ClockRow *
rows_add(Rows *rows, const char *clock)
{
	ClockRow *row = &rows->items[rows->n++];

	g_assert(rows->n <= ROWS_MAX);
	memset(row, 0, sizeof *row);
	g_strlcpy(row->clock, clock, sizeof row->clock);
	row->warning = (Warning){CLOCK_NEVER, CLOCK_NEVER, CLOCK_NEVER, CLOCK_NEVER, 0, false};
	return row;
}

static void
add_clock(Rows *rows, const ClockInput *input, const Calendar *rest)
{
	Clock clock;
	Warning warning;
	ClockRow *row;

	clock_evaluate(input, &clock);
	warning_of_clock(input, &clock, rest, &warning);
	if (warning.due_us == CLOCK_NEVER && clock.state != CLOCK_STATE_ERROR &&
		clock.state != CLOCK_STATE_PAUSED)
		return;
	row = rows_add(rows, input->policy->id);
	row->family = (int)input->policy->family;
	row->start_us = clock.start_us;
	row->warning = warning;
	if (clock.state == CLOCK_STATE_PAUSED)
		row->state = ROW_PAUSED;
	if (clock.state == CLOCK_STATE_ERROR) {
		g_autofree char *gap = clock_dup_error_code(&clock);

		row->state = ROW_NO_CALENDAR;
		g_strlcpy(row->gap, gap ? gap : "", sizeof row->gap);
	}
}

static void
add_date(Rows *rows, const char *clock, int64_t due_us, GTimeZone *zone, const Calendar *rest)
{
	ClockRow *row;

	if (due_us == CLOCK_NEVER)
		return;
	row = rows_add(rows, clock);
	row->family = POLICY_FAMILY_INTERNAL;
	warning_of_date(due_us, zone, rest, &row->warning);
}

static int64_t
next_promise_us(const Ticket *ticket)
{
	int64_t next_us = CLOCK_NEVER;

	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];

		if (!promise->result[0])
			next_us = MIN(next_us, promise->by_us);
	}
	return next_us;
}

static int64_t
next_answer_us(const Ticket *ticket, GTimeZone *zone)
{
	int64_t next_us = CLOCK_NEVER;

	for (guint i = 0; i < ticket->requests->len; i++) {
		const TicketRequest *request = ticket->requests->pdata[i];
		int32_t day = day_parse_iso(request->due);

		if (request->state == REQUEST_OPEN && day != DAY_NONE)
			next_us = MIN(next_us, us_of_day_end(day, zone));
	}
	return next_us;
}

/* Whose rest days make a long break: the ticket's own calendar, else that of one of its clocks.
 */
static const Calendar *
find_rest(const Ticket *ticket, const Reference *reference, const ClockInput *inputs,
	unsigned n)
{
	const Calendar *rest = ticket->calendar[0] ? g_hash_table_lookup(reference->calendars,
							     ticket->calendar)
						   : NULL;

	for (unsigned i = 0; i < n && !rest; i++)
		rest = inputs[i].calendar;
	return rest;
}

static void
rows_fill(Rows *rows, const Reference *reference)
{
	const Ticket *ticket = rows->ticket;
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autoptr(GArray) facts = ticket_clock_facts(ticket);
	TicketClocks clocks = {ticket, reference, zone, facts};
	ClockInput inputs[TICKET_CLOCKS_MAX];
	const Calendar *rest;
	unsigned n = 0;

	for (unsigned i = 0; i < TICKET_CLOCKS_MAX; i++) {
		if (!ticket_clock_input(&clocks, i, &inputs[n]))
			continue;
		/* What a clock is waiting for does not depend on now, so that rows need not. */
		inputs[n++].now_us = ticket->received_us;
	}
	rest = find_rest(ticket, reference, inputs, n);
	for (unsigned i = 0; i < n; i++)
		add_clock(rows, &inputs[i], rest);
	if (!ticket_is_open(ticket))
		return;
	add_date(rows, WARNING_PROMISE, next_promise_us(ticket), zone, rest);
	add_date(rows, WARNING_REQUEST, next_answer_us(ticket, zone), zone, rest);
}

/* ---- what is there ---- */

static ClockRow *
rows_find(Rows *rows, const char *clock)
{
	for (unsigned i = 0; i < rows->n; i++)
		if (strcmp(rows->items[i].clock, clock) == 0)
			return &rows->items[i];
	return NULL;
}

static bool
is_stored(sqlite3_stmt *stmt, const Rows *rows, const ClockRow *row)
{
	const Warning *warning = &row->warning;

	return db_int(stmt, 1) == row->family && db_int(stmt, 2) == row->state &&
	       strcmp(db_text(stmt, 3), rows->ticket->owner) == 0 &&
	       strcmp(db_text(stmt, 4), rows->ticket->branch) == 0 &&
	       db_int(stmt, 5) == warning->roles && db_int(stmt, 6) == row->start_us &&
	       db_int(stmt, 7) == warning->amber_us && db_int(stmt, 8) == warning->red_us &&
	       db_int(stmt, 9) == warning->last_us && db_int(stmt, 10) == warning->due_us &&
	       strcmp(db_text(stmt, 11), row->gap) == 0;
}

/* Marks what stands as it should; what should not stand is named in `gone`. */
static bool
compare(Db *db, Rows *rows, GPtrArray *gone, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_rows, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", rows->row);
	while (db_step(stmt, &local)) {
		ClockRow *row = rows_find(rows, db_text(stmt, 0));

		if (row)
			row->stored = is_stored(stmt, rows, row);
		else
			g_ptr_array_add(gone, g_strdup(db_text(stmt, 0)));
	}
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

static bool
write_row(Db *db, const Rows *rows, const ClockRow *row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_row, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", rows->row);
	db_bind_text(stmt, ":clock", row->clock);
	db_bind_int(stmt, ":family", row->family);
	db_bind_int(stmt, ":state", row->state);
	db_bind_text(stmt, ":owner", rows->ticket->owner);
	db_bind_text(stmt, ":branch", rows->ticket->branch);
	db_bind_int(stmt, ":roles", row->warning.roles);
	db_bind_int(stmt, ":start_us", row->start_us);
	db_bind_int(stmt, ":amber_us", row->warning.amber_us);
	db_bind_int(stmt, ":red_us", row->warning.red_us);
	db_bind_int(stmt, ":last_us", row->warning.last_us);
	db_bind_int(stmt, ":due_us", row->warning.due_us);
	db_bind_text(stmt, ":gap", row->gap);
	return db_run(stmt, error);
}

static bool
delete_one(Db *db, int64_t row, const char *clock, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, delete_row, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_text(stmt, ":clock", clock);
	return db_run(stmt, error);
}

/* ---- what was seen ---- */

/* What each person has seen of a date that still stands: the highest level. */
typedef struct Sight {
	const char *clock, *person;
	ClockWarn level;
	int64_t due_us;
	bool stored;
} Sight;

static Sight *
sight_find(GArray *sights, const char *clock, const char *person)
{
	for (guint i = 0; i < sights->len; i++) {
		Sight *sight = &g_array_index(sights, Sight, i);

		if (strcmp(sight->clock, clock) == 0 && strcmp(sight->person, person) == 0)
			return sight;
	}
	return NULL;
}

static GArray *
collect_seen(Rows *rows)
{
	GArray *sights = g_array_new(FALSE, FALSE, sizeof(Sight));

	for (guint i = 0; i < rows->ticket->seen->len; i++) {
		const WarningSeen *seen = rows->ticket->seen->pdata[i];
		const ClockRow *row = rows_find(rows, seen->clock);
		Sight sight = {seen->clock, seen->person, warning_level_from_name(seen->level),
			seen->due_us, false};
		Sight *old = sight_find(sights, seen->clock, seen->person);

		if (!row || row->warning.due_us != seen->due_us)
			continue;
		if (!old)
			g_array_append_val(sights, sight);
		else
			old->level = MAX(old->level, sight.level);
	}
	return sights;
}

static bool
run_seen(Db *db, int64_t row, const Sight *sight, bool keep, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, keep ? upsert_seen : delete_seen, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_text(stmt, ":clock", sight->clock);
	db_bind_text(stmt, ":person", sight->person);
	if (keep) {
		db_bind_int(stmt, ":level", sight->level);
		db_bind_int(stmt, ":due_us", sight->due_us);
	}
	return db_run(stmt, error);
}

/* Marks what stands as it should, and takes away the rest. */
static bool
compare_seen(Db *db, const Rows *rows, GArray *sights, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_seen, error);
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", rows->row);
	while (db_step(stmt, error)) {
		Sight *sight = sight_find(sights, db_text(stmt, 0), db_text(stmt, 1));

		if (sight)
			sight->stored = sight->level == (ClockWarn)db_int(stmt, 2) &&
					sight->due_us == db_int(stmt, 3);
		else {
			g_ptr_array_add(gone, g_strdup(db_text(stmt, 0)));
			g_ptr_array_add(gone, g_strdup(db_text(stmt, 1)));
		}
	}
	for (guint i = 0; i < gone->len; i += 2) {
		Sight sight = {.clock = gone->pdata[i], .person = gone->pdata[i + 1]};

		if (!run_seen(db, rows->row, &sight, false, error))
			return false;
	}
	return true;
}

static bool
write_seen(Db *db, Rows *rows, GError **error)
{
	g_autoptr(GArray) sights = collect_seen(rows);

	if (!compare_seen(db, rows, sights, error))
		return false;
	for (guint i = 0; i < sights->len; i++) {
		const Sight *sight = &g_array_index(sights, Sight, i);

		if (!sight->stored && !run_seen(db, rows->row, sight, true, error))
			return false;
	}
	return true;
}

bool
project_clocks(Db *db, const Reference *reference, const Ticket *ticket, int64_t row,
	GError **error)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
	Rows rows = {.ticket = ticket, .row = row};

	if (!ticket->archive && ticket->state != TICKET_STATE_VOID)
		rows_fill(&rows, reference);
	if (!compare(db, &rows, gone, error))
		return false;
	for (guint i = 0; i < gone->len; i++)
		if (!delete_one(db, row, gone->pdata[i], error))
			return false;
	for (unsigned i = 0; i < rows.n; i++)
		if (!rows.items[i].stored && !write_row(db, &rows, &rows.items[i], error))
			return false;
	return write_seen(db, &rows, error);
}
