/* See desk-merge.h. */
#include "config.h"

#include "core/desk-merge.h"

#include <string.h>

#include "core/desk-private.h"

#define COLUMNS "SELECT t.id, t.number, t.state, t.due_us, t.told_us FROM "

static const char select_sources[] = COLUMNS
	"merged m CROSS JOIN ticket t ON t.row = m.ticket_row WHERE m.into_id = :id AND " DESK_MAY_SEE
	" ORDER BY m.ticket_row LIMIT 100";
static const char select_target[] = COLUMNS "ticket t WHERE t.id = :id AND " DESK_MAY_SEE;

void
merged_row_free(MergedRow *row)
{
	if (!row)
		return;
	g_free(row->number);
	g_free(row);
}

static GPtrArray *
read_rows(Desk *desk, const char *sql, const char *id, GError **error)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)merged_row_free);
	sqlite3_stmt *stmt = db_stmt(desk->reader, sql, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":id", id);
	desk_bind_viewer(desk, stmt);
	while (db_step(stmt, &local)) {
		MergedRow *row = g_new0(MergedRow, 1);

		g_strlcpy(row->id, db_text(stmt, 0), UUID_LEN);
		row->number = g_strdup(db_text(stmt, 1));
		row->state = (TicketState)db_int(stmt, 2);
		row->due_us = db_int(stmt, 3);
		row->told_us = db_int(stmt, 4);
		g_ptr_array_add(rows, row);
	}
	sqlite3_reset(stmt);
	if (!local)
		return g_steal_pointer(&rows);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

GPtrArray *
desk_merge_sources(Desk *desk, const char *ticket_id, GError **error)
{
	return read_rows(desk, select_sources, ticket_id, error);
}

MergedRow *
desk_merge_target(Desk *desk, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!ticket->merged_into[0])
		return NULL;
	rows = read_rows(desk, select_target, ticket->merged_into, error);
	return rows && rows->len > 0 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

/* ---- the act ---- */

static void
add_link(Act *act, const Ticket *from, const Ticket *to)
{
	for (guint i = 0; i < from->links->len; i++)
		if (strcmp(((const Link *)from->links->pdata[i])->to, to->id) == 0)
			return;
	act_add(act, EVENT_LINK_ADDED, from->id);
	act_new_id(act, "link");
	act_text(act, "to", to->id);
	act_text(act, "number", to->number);
	act_text(act, "relation", "same_matter");
}

Act *
desk_merge_act(Desk *desk, const Ticket *source, const Ticket *into, const char *reason)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_TICKET_MERGED, source->id);
	act_text(act, "into", into->id);
	act_text(act, "number", into->number);
	act_text(act, "reason", reason);
	if (strcmp(source->id, into->id) == 0)
		return act;
	add_link(act, source, into);
	add_link(act, into, source);
	return act;
}
