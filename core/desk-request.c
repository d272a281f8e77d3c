/* See desk-request.h. */
#include "config.h"

#include "core/desk-request.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/desk-private.h"

static const char select_requests[] =
	"SELECT q.id, t.id, t.number, t.subject, q.department, q.due, q.made_by, t.owner, q.made_us, "
	"q.chased FROM request q CROSS JOIN ticket t ON t.row = q.ticket_row "
	"WHERE (q.due, q.id) > (:due, :id) AND (:person = '' OR t.owner = :person OR q.made_by = :person) "
	"AND " DESK_MAY_SEE " ORDER BY q.due, q.id LIMIT :max";
static const char count_requests[] =
	"SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM request LIMIT 1001)), "
	"(SELECT COUNT(*) FROM (SELECT 1 FROM request WHERE due < :today LIMIT 1001))";

void
request_row_free(RequestRow *row)
{
	if (!row)
		return;
	g_free(row->number);
	g_free(row->subject);
	g_free(row->department);
	g_free(row->due);
	g_free(row);
}

static RequestRow *
read_row(sqlite3_stmt *stmt)
{
	RequestRow *row = g_new0(RequestRow, 1);

	g_strlcpy(row->id, db_text(stmt, 0), UUID_LEN);
	g_strlcpy(row->ticket, db_text(stmt, 1), UUID_LEN);
	row->number = g_strdup(db_text(stmt, 2));
	row->subject = g_strdup(db_text(stmt, 3));
	row->department = g_strdup(db_text(stmt, 4));
	row->due = g_strdup(db_text(stmt, 5));
	g_strlcpy(row->made_by, db_text(stmt, 6), UUID_LEN);
	g_strlcpy(row->owner, db_text(stmt, 7), UUID_LEN);
	row->made_us = db_int(stmt, 8);
	row->chased = db_int(stmt, 9);
	return row;
}

GPtrArray *
desk_requests(Desk *desk, const RequestWindow *window, GError **error)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)request_row_free);
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_requests, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":due", window->after ? window->after->due : "");
	db_bind_text(stmt, ":id", window->after ? window->after->id : "");
	db_bind_text(stmt, ":person", window->person ? window->person : "");
	desk_bind_viewer(desk, stmt);
	db_bind_int(stmt, ":max", window->max);
	while (db_step(stmt, &local))
		g_ptr_array_add(rows, read_row(stmt));
	sqlite3_reset(stmt);
	if (!local)
		return g_steal_pointer(&rows);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

bool
desk_request_counts(Desk *desk, RequestCounts *ret, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, count_requests, error);
	char today[11];
	bool found;

	if (!stmt)
		return false;
	day_format_iso(day_of_us(env_now_us(desk->env), desk->zone), today);
	db_bind_text(stmt, ":today", today);
	found = db_step(stmt, error);
	if (found)
		*ret = (RequestCounts){db_int(stmt, 0), db_int(stmt, 1)};
	sqlite3_reset(stmt);
	return found;
}

int
desk_request_left(Desk *desk, const char *due, bool *ret_calendar_days)
{
	int32_t today = day_of_us(env_now_us(desk->env), desk->zone);
	int32_t day = day_parse_iso(due);
	const Calendar *calendar = desk_calendar(desk);
	CalendarGap gap;
	int n = 0;

	*ret_calendar_days = day == DAY_NONE || !calendar_count(calendar, MIN(today, day),
							MAX(today, day), &n, &gap);
	if (day == DAY_NONE)
		return 0;
	if (*ret_calendar_days)
		return (int)(day - today);
	/* Late is late, even where only rest days went by. */
	return day < today ? -MAX(n, 1) : n;
}

char *
desk_request_dup_left(Desk *desk, const char *due)
{
	bool calendar_days;
	int left = desk_request_left(desk, due, &calendar_days);

	if (left == 0)
		return g_strdup(_("due today"));
	if (calendar_days)
		return g_strdup_printf(left > 0
					       ? ngettext("%d day left", "%d days left", left)
					       : ngettext("%d day late", "%d days late", -left),
			ABS(left));
	return g_strdup_printf(
		left > 0 ? ngettext("%d working day left", "%d working days left", left)
			 : ngettext("%d working day late", "%d working days late", -left),
		ABS(left));
}
