/* See project-others.h. A row that is right is left alone: each index over it is a page to make
 * durable. */
#include "config.h"

#include "core/project-others.h"

#include <jansson.h>
#include <string.h>

static const char select_requests[] =
	"SELECT id, department, due, made_by, made_us, chased FROM request WHERE ticket_row = :row "
	"ORDER BY id";
static const char delete_requests[] = "DELETE FROM request WHERE ticket_row = :row";
static const char insert_request[] =
	"INSERT INTO request (id, ticket_row, department, due, made_by, made_us, chased) "
	"VALUES (:id, :row, :department, :due, :made_by, :made_us, :chased)";
static const char select_merged[] = "SELECT into_id FROM merged WHERE ticket_row = :row";
static const char delete_merged[] = "DELETE FROM merged WHERE ticket_row = :row";
static const char upsert_merged[] =
	"INSERT INTO merged (ticket_row, into_id) VALUES (:row, :into_id) "
	"ON CONFLICT (ticket_row) DO UPDATE SET into_id = excluded.into_id";
/* An acceptance may come before what it accepts: each fills its own columns. */
static const char upsert_handed[] =
	"INSERT INTO shift (id, from_person, to_person, handed_us, accepted_us, text, tickets) "
	"VALUES (:id, :from_person, :to_person, :handed_us, 0, :text, :tickets) "
	"ON CONFLICT (id) DO UPDATE SET from_person = excluded.from_person, "
	"to_person = excluded.to_person, handed_us = excluded.handed_us, text = excluded.text, "
	"tickets = excluded.tickets";
static const char upsert_accepted[] =
	"INSERT INTO shift (id, from_person, to_person, handed_us, accepted_us, text, tickets) "
	"VALUES (:id, '', '', 0, :accepted_us, '', '') "
	"ON CONFLICT (id) DO UPDATE SET accepted_us = CASE WHEN accepted_us = 0 THEN "
	"excluded.accepted_us ELSE MIN(accepted_us, excluded.accepted_us) END";

static bool
run_on_row(Db *db, const char *sql, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	return db_run(stmt, error);
}

/* ---- requests ---- */

static int
compare_requests(const void *a, const void *b)
{
	return strcmp(
		(*(const TicketRequest *const *)a)->id, (*(const TicketRequest *const *)b)->id);
}

static GPtrArray *
open_requests(const Ticket *ticket)
{
	GPtrArray *open = g_ptr_array_new();

	for (guint i = 0; i < ticket->requests->len; i++) {
		TicketRequest *request = ticket->requests->pdata[i];

		if (request->state == REQUEST_OPEN && ticket_is_open(ticket))
			g_ptr_array_add(open, request);
	}
	g_ptr_array_sort(open, compare_requests);
	return open;
}

static bool
row_is(sqlite3_stmt *stmt, const TicketRequest *request)
{
	return strcmp(db_text(stmt, 0), request->id) == 0 &&
	       strcmp(db_text(stmt, 1), request->department) == 0 &&
	       strcmp(db_text(stmt, 2), request->due) == 0 &&
	       strcmp(db_text(stmt, 3), request->made_by) == 0 &&
	       db_int(stmt, 4) == request->made_us && db_int(stmt, 5) == request->chased;
}

static bool
write_request(Db *db, const TicketRequest *request, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_request, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", request->id);
	db_bind_int(stmt, ":row", row);
	db_bind_text(stmt, ":department", request->department);
	db_bind_text(stmt, ":due", request->due);
	db_bind_text(stmt, ":made_by", request->made_by);
	db_bind_int(stmt, ":made_us", request->made_us);
	db_bind_int(stmt, ":chased", request->chased);
	return db_run(stmt, error);
}

static bool
project_requests(Db *db, const Ticket *ticket, int64_t row, GError **error)
{
	g_autoptr(GPtrArray) open = open_requests(ticket);
	sqlite3_stmt *stmt = db_stmt(db, select_requests, error);
	g_autoptr(GError) local = NULL;
	bool same = true;
	guint n = 0;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	for (; db_step(stmt, &local); n++)
		same &= n < open->len && row_is(stmt, open->pdata[n]);
	sqlite3_reset(stmt);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	if (same && n == open->len)
		return true;
	if (!run_on_row(db, delete_requests, row, error))
		return false;
	for (guint i = 0; i < open->len; i++)
		if (!write_request(db, open->pdata[i], row, error))
			return false;
	return true;
}

/* ---- merging ---- */

static bool
project_merged(Db *db, const Ticket *ticket, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_merged, error);
	g_autofree char *old = NULL;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	if (db_step(stmt, error))
		old = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	if (strcmp(old ? old : "", ticket->merged_into) == 0)
		return true;
	if (!ticket->merged_into[0])
		return run_on_row(db, delete_merged, row, error);
	stmt = db_stmt(db, upsert_merged, error);
	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_text(stmt, ":into_id", ticket->merged_into);
	return db_run(stmt, error);
}

bool
project_others(Db *db, const Ticket *ticket, int64_t row, GError **error)
{
	return project_requests(db, ticket, row, error) &&
	       project_merged(db, ticket, row, error);
}

/* ---- shifts ---- */

static const char *
text_of(const Event *event, const char *field)
{
	const char *value = json_string_value(json_object_get(event->payload, field));

	return value ? value : "";
}

static char *
dup_tickets(const Event *event)
{
	GString *ids = g_string_new(NULL);
	json_t *id;
	size_t i;

	json_array_foreach(json_object_get(event->payload, "tickets"), i, id)
		g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", json_string_value(id));
	return g_string_free(ids, FALSE);
}

static bool
write_handed(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_handed, error);
	g_autofree char *tickets = NULL;

	if (!stmt)
		return false;
	tickets = dup_tickets(event);
	db_bind_text(stmt, ":id", event->id);
	db_bind_text(stmt, ":from_person", event->subject);
	db_bind_text(stmt, ":to_person", text_of(event, "to"));
	db_bind_int(stmt, ":handed_us", event_hlc_us(event->hlc));
	db_bind_text(stmt, ":text", text_of(event, "text"));
	db_bind_text(stmt, ":tickets", tickets);
	return db_run(stmt, error);
}

static bool
write_accepted(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_accepted, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", text_of(event, "shift"));
	db_bind_int(stmt, ":accepted_us", event_hlc_us(event->hlc));
	return db_run(stmt, error);
}

bool
project_shift(Db *db, const Event *event, GError **error)
{
	if (event->kind == EVENT_SHIFT_HANDED)
		return write_handed(db, event, error);
	return event->kind != EVENT_SHIFT_ACCEPTED || write_accepted(db, event, error);
}
