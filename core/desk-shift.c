/* See desk-shift.h. */
#include "config.h"

#include "core/desk-shift.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/desk-request.h"
#include "core/error.h"

/* id, number, what, moment */
static const char select_clocks[] =
	"SELECT t.id, t.number, t.subject, CASE WHEN t.told_us = 0 THEN t.due_us ELSE "
	"9223372036854775807 END FROM ticket t WHERE t.owner = :person AND t.open = 1 AND " DESK_MAY_SEE
	" ORDER BY t.due_us, t.row LIMIT :max";
static const char select_promised[] =
	"SELECT t.id FROM ticket t WHERE t.promise_us > 0 AND t.owner = :person AND "
	"t.open = 1 AND " DESK_MAY_SEE " ORDER BY t.due_us, t.row LIMIT :max";
static const char select_extensions[] =
	"SELECT t.id, t.number, t.subject, x.asked_us FROM ticket t INDEXED BY ticket_owner CROSS JOIN "
	"extension x ON x.ticket_row = t.row WHERE t.owner = :person AND t.open = 1 AND " DESK_MAY_SEE
	" LIMIT :max";
/* 3 is TICKET_STATE_REPLY */
static const char select_replies[] =
	"SELECT t.id, t.number, t.subject, t.due_us FROM ticket t WHERE t.owner = :person AND "
	"t.open = 1 AND t.state = 3 AND t.told_us = 0 AND " DESK_MAY_SEE
	" ORDER BY t.due_us, t.row LIMIT :max";
static const char select_timer[] =
	"SELECT COALESCE(t.id, ''), COALESCE(t.number, ''), e.text, e.start_us FROM time_entry e "
	"LEFT JOIN ticket t ON t.id = e.ticket WHERE e.person = :person AND e.running = 1 LIMIT :max";
static const char select_one[] =
	"SELECT t.id, t.number, t.subject, CASE WHEN t.open = 1 AND t.told_us = 0 THEN t.due_us ELSE "
	"9223372036854775807 END FROM ticket t WHERE t.id = :id AND " DESK_MAY_SEE;
#define SHIFT_COLUMNS                                                                          \
	"SELECT id, from_person, to_person, handed_us, accepted_us, text, tickets FROM shift "
static const char select_handed_to[] = SHIFT_COLUMNS
	"WHERE to_person = :person AND accepted_us = 0 ORDER BY handed_us LIMIT 50";
static const char select_shift[] = SHIFT_COLUMNS "WHERE id = :id AND to_person <> ''";

void
shift_item_free(ShiftItem *item)
{
	if (!item)
		return;
	g_free(item->number);
	g_free(item->what);
	g_free(item);
}

void
shift_handed_free(ShiftHanded *shift)
{
	if (!shift)
		return;
	g_free(shift->text);
	g_strfreev(shift->tickets);
	g_free(shift);
}

/* ---- what there is ---- */

typedef struct Reading {
	Desk *desk;
	const char *person;
	GPtrArray *items;
	GError *error; /* the first failure */
} Reading;

static ShiftItem *
add_item(Reading *reading, ShiftPart part, const char *ticket, const char *number)
{
	ShiftItem *item = g_new0(ShiftItem, 1);

	item->part = part;
	g_strlcpy(item->ticket, ticket, UUID_LEN);
	item->number = g_strdup(number);
	item->at_us = INT64_MAX;
	g_ptr_array_add(reading->items, item);
	return item;
}

static sqlite3_stmt *
begin(Reading *reading, const char *sql)
{
	sqlite3_stmt *stmt =
		reading->error ? NULL : db_stmt(reading->desk->reader, sql, &reading->error);

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":person", reading->person);
	db_bind_int(stmt, ":max", SHIFT_PART_MAX);
	if (sqlite3_bind_parameter_index(stmt, ":me") > 0)
		desk_bind_viewer(reading->desk, stmt);
	return stmt;
}

static void
add_rows(Reading *reading, ShiftPart part, const char *sql)
{
	sqlite3_stmt *stmt = begin(reading, sql);

	while (stmt && db_step(stmt, &reading->error)) {
		ShiftItem *item = add_item(reading, part, db_text(stmt, 0), db_text(stmt, 1));

		item->what = g_strdup(db_text(stmt, 2));
		item->at_us = db_int(stmt, 3);
	}
	if (stmt)
		sqlite3_reset(stmt);
}

static void
add_promises_of(Reading *reading, const char *id)
{
	g_autoptr(Ticket) ticket = desk_ticket(reading->desk, id, &reading->error);

	for (guint i = 0; ticket && i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];
		ShiftItem *item;

		if (promise->result[0])
			continue;
		item = add_item(reading, SHIFT_PROMISE, ticket->id, ticket->number);
		item->what = g_strdup(promise->what);
		item->at_us = promise->by_us;
	}
}

/* The row has only the next one's moment: what was promised is in the log. */
static void
add_promises(Reading *reading)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = begin(reading, select_promised);

	while (stmt && db_step(stmt, &reading->error))
		g_ptr_array_add(ids, g_strdup(db_text(stmt, 0)));
	if (stmt)
		sqlite3_reset(stmt);
	for (guint i = 0; i < ids->len && !reading->error; i++)
		add_promises_of(reading, ids->pdata[i]);
}

static void
add_requests(Reading *reading)
{
	RequestWindow window = {.person = reading->person, .max = SHIFT_PART_MAX};
	g_autoptr(GPtrArray) rows =
		reading->error ? NULL : desk_requests(reading->desk, &window, &reading->error);

	for (guint i = 0; rows && i < rows->len; i++) {
		const RequestRow *row = rows->pdata[i];
		ShiftItem *item = add_item(reading, SHIFT_REQUEST, row->ticket, row->number);

		item->what = g_strdup(row->department);
		g_strlcpy(item->day, row->due, sizeof item->day);
		item->at_us = us_of_day_start(day_parse_iso(row->due), reading->desk->zone);
	}
}

static void
add_drafts(Reading *reading)
{
	g_autoptr(GPtrArray) drafts = NULL;

	if (reading->error || !reading->desk->current ||
		strcmp(reading->desk->current->id, reading->person) != 0)
		return;
	drafts = desk_drafts(reading->desk);
	for (guint i = 0; drafts && i < drafts->len; i++) {
		const Draft *draft = drafts->pdata[i];
		bool about = strlen(draft->subject) >= UUID_LEN - 1;
		g_autofree char *id = about ? g_strndup(draft->subject, UUID_LEN - 1) : NULL;
		g_autoptr(Ticket) ticket = id ? desk_ticket(reading->desk, id, NULL) : NULL;
		ShiftItem *item = add_item(reading, SHIFT_DRAFT, ticket ? ticket->id : "",
			ticket ? ticket->number : "");

		item->what = g_strdup(draft->form);
		item->at_us = draft->at_us;
	}
}

static int
compare_items(const void *a, const void *b)
{
	const ShiftItem *left = *(const ShiftItem *const *)a;
	const ShiftItem *right = *(const ShiftItem *const *)b;

	if (left->part != right->part)
		return left->part < right->part ? -1 : 1;
	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return strcmp(left->number, right->number);
}

static bool
may_look(Desk *desk, const char *person)
{
	const Person *me = desk->current;

	return me && (strcmp(me->id, person) == 0 || staff_role_is_lead(me->role));
}

GPtrArray *
desk_shift(Desk *desk, const char *person, GError **error)
{
	g_autoptr(GPtrArray) items =
		g_ptr_array_new_with_free_func((GDestroyNotify)shift_item_free);
	Reading reading = {.desk = desk, .person = person, .items = items};

	if (!may_look(desk, person)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("A colleague's shift is shown to supervisors only."));
		return NULL;
	}
	add_rows(&reading, SHIFT_CLOCK, select_clocks);
	add_promises(&reading);
	add_requests(&reading);
	add_rows(&reading, SHIFT_EXTENSION, select_extensions);
	add_rows(&reading, SHIFT_CUSTOMER, select_replies);
	add_rows(&reading, SHIFT_TIMER, select_timer);
	add_drafts(&reading);
	if (reading.error) {
		g_propagate_error(error, reading.error);
		return NULL;
	}
	g_ptr_array_sort(items, compare_items);
	return g_steal_pointer(&items);
}

/* ---- handed over ---- */

static ShiftHanded *
read_shift(sqlite3_stmt *stmt)
{
	ShiftHanded *shift = g_new0(ShiftHanded, 1);

	g_strlcpy(shift->id, db_text(stmt, 0), UUID_LEN);
	g_strlcpy(shift->from, db_text(stmt, 1), UUID_LEN);
	g_strlcpy(shift->to, db_text(stmt, 2), UUID_LEN);
	shift->handed_us = db_int(stmt, 3);
	shift->accepted_us = db_int(stmt, 4);
	shift->text = g_strdup(db_text(stmt, 5));
	shift->tickets = g_strsplit(db_text(stmt, 6), " ", -1);
	return shift;
}

GPtrArray *
desk_shifts_to(Desk *desk, const char *person, GError **error)
{
	g_autoptr(GPtrArray) shifts =
		g_ptr_array_new_with_free_func((GDestroyNotify)shift_handed_free);
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_handed_to, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":person", person);
	while (db_step(stmt, &local))
		g_ptr_array_add(shifts, read_shift(stmt));
	sqlite3_reset(stmt);
	if (!local)
		return g_steal_pointer(&shifts);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

ShiftHanded *
desk_shift_handed(Desk *desk, const char *id, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_shift, error);
	ShiftHanded *shift = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":id", id);
	if (db_step(stmt, error))
		shift = read_shift(stmt);
	else if (!error || !*error)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no such shift here."));
	sqlite3_reset(stmt);
	return shift;
}

GPtrArray *
desk_shift_items(Desk *desk, const ShiftHanded *shift, GError **error)
{
	g_autoptr(GPtrArray) items =
		g_ptr_array_new_with_free_func((GDestroyNotify)shift_item_free);
	Reading reading = {.desk = desk, .person = "", .items = items};

	for (char **id = shift->tickets; *id && !reading.error; id++) {
		sqlite3_stmt *stmt = db_stmt(desk->reader, select_one, &reading.error);

		if (!stmt)
			break;
		db_bind_text(stmt, ":id", *id);
		desk_bind_viewer(desk, stmt);
		if (db_step(stmt, &reading.error)) {
			ShiftItem *item = add_item(
				&reading, SHIFT_CLOCK, db_text(stmt, 0), db_text(stmt, 1));

			item->what = g_strdup(db_text(stmt, 2));
			item->at_us = db_int(stmt, 3);
		}
		sqlite3_reset(stmt);
	}
	if (!reading.error)
		return g_steal_pointer(&items);
	g_propagate_error(error, reading.error);
	return NULL;
}

/* ---- acts ---- */

static void
set_tickets(Act *act, const GPtrArray *items)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (guint i = 0; items && i < items->len && ids->len < SHIFT_PART_MAX; i++) {
		ShiftItem *item = items->pdata[i];

		if (item->ticket[0] && g_hash_table_add(seen, item->ticket))
			g_ptr_array_add(ids, item->ticket);
	}
	if (ids->len == 0)
		return;
	g_ptr_array_add(ids, NULL);
	act_list(act, "tickets", (const char *const *)ids->pdata);
}

Act *
desk_shift_hand_act(Desk *desk, const ShiftHand *hand)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_SHIFT_HANDED, hand->from);
	act_text(act, "to", hand->to);
	act_text(act, "text", hand->text);
	set_tickets(act, hand->items);
	for (const char *const *id = hand->ask; id && *id; id++) {
		act_add(act, EVENT_OWNER_ASKED, *id);
		act_text(act, "person", hand->to);
	}
	return act;
}

Act *
desk_shift_accept_act(Desk *desk, const char *shift_id)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_SHIFT_ACCEPTED, act->actor);
	act_text(act, "shift", shift_id);
	return act;
}
