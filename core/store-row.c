/*
 * The row of a complaint. An index costs a page of the disk whenever a
 * statement names one of its columns, changed or not; so columns stand in
 * groups by the indexes over them, each group has an UPDATE of its own, and
 * only those are run in which something differs. See store-row.h.
 */
#include "config.h"

#include "core/store-row.h"

#include <string.h>

#include "core/ticket-parts.h"

/* Add a row here, to the statements below and to the group's UPDATE, for another column. */
typedef enum Group {
	GROUP_ID,    /* never changed */
	GROUP_PLAIN, /* in no index */
	GROUP_UPDATED,
	GROUP_FIRST, /* seldom changed after the first act */
	GROUP_OWNER,
	GROUP_DUE,
	GROUP_CLOSED,
	GROUP_PROMISE,
	N_GROUPS
} Group;

static const char insert_ticket[] =
	"INSERT INTO ticket (id, number, counter, state, open, archive, contact_kind, owner, asked, "
	"logged_by, branch, channel, business, reason, class, level, flags, restricted, "
	"complained_person, conflict, received_us, entered_us, due_us, told_us, closed_us, updated_us, "
	"subject, complainant, account_tail, phone, note_count, file_count, redress_minor, promise_us, "
	"source_key) VALUES (:id, :number, :counter, :state, :open, :archive, :contact_kind, :owner, "
	":asked, :logged_by, :branch, :channel, :business, :reason, :class, :level, :flags, :restricted, "
	":complained_person, :conflict, :received_us, :entered_us, :due_us, :told_us, :closed_us, "
	":updated_us, :subject, :complainant, :account_tail, :phone, :note_count, :file_count, "
	":redress_minor, :promise_us, :source_key)";
/* In the order of the cells. */
static const char select_ticket[] =
	"SELECT row, id, number, counter, state, open, archive, contact_kind, owner, asked, "
	"logged_by, branch, channel, business, reason, class, level, flags, restricted, "
	"complained_person, conflict, received_us, entered_us, due_us, told_us, closed_us, updated_us, "
	"subject, complainant, account_tail, phone, note_count, file_count, redress_minor, promise_us, "
	"source_key FROM ticket WHERE id = :id";
static const char update_plain[] =
	"UPDATE ticket SET state = :state, archive = :archive, contact_kind = :contact_kind, "
	"asked = :asked, logged_by = :logged_by, branch = :branch, channel = :channel, "
	"business = :business, reason = :reason, class = :class, level = :level, flags = :flags, "
	"restricted = :restricted, complained_person = :complained_person, conflict = :conflict, "
	"entered_us = :entered_us, told_us = :told_us, subject = :subject, complainant = :complainant, "
	"account_tail = :account_tail, phone = :phone, note_count = :note_count, "
	"file_count = :file_count, redress_minor = :redress_minor WHERE row = :row";
static const char update_updated[] =
	"UPDATE ticket SET updated_us = :updated_us WHERE row = :row";
static const char update_first[] =
	"UPDATE ticket SET number = :number, counter = :counter, received_us = :received_us, "
	"source_key = :source_key WHERE row = :row";
static const char update_owner[] = "UPDATE ticket SET owner = :owner WHERE row = :row";
static const char update_due[] =
	"UPDATE ticket SET open = :open, due_us = :due_us WHERE row = :row";
static const char update_closed[] = "UPDATE ticket SET closed_us = :closed_us WHERE row = :row";
static const char update_promise[] =
	"UPDATE ticket SET promise_us = :promise_us WHERE row = :row";

static const char *const updates[N_GROUPS] = {
	[GROUP_PLAIN] = update_plain,
	[GROUP_UPDATED] = update_updated,
	[GROUP_FIRST] = update_first,
	[GROUP_OWNER] = update_owner,
	[GROUP_DUE] = update_due,
	[GROUP_CLOSED] = update_closed,
	[GROUP_PROMISE] = update_promise,
};

/* A column's value; `text` is NULL for a number. */
typedef struct Cell {
	const char *param;
	Group group;
	const char *text;
	int64_t number;
} Cell;

#define N_CELLS 35
#define TEXT(column, group, value)                                                             \
	{                                                                                      \
		":" #column, GROUP_##group, value, 0                                           \
	}
#define NUMBER(column, group, value)                                                           \
	{                                                                                      \
		":" #column, GROUP_##group, NULL, value                                        \
	}

static int64_t
next_promise_us(const Ticket *ticket)
{
	int64_t next = 0;

	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];

		if (!promise->result[0] && (!next || promise->by_us < next))
			next = promise->by_us;
	}
	return next;
}

static void
fill_cells(Cell ret[N_CELLS], const Ticket *t, const char *title)
{
	const Cell cells[] = {
		TEXT(id, ID, t->id),
		TEXT(number, FIRST, t->number),
		NUMBER(counter, FIRST, t->counter),
		NUMBER(state, PLAIN, t->state),
		NUMBER(open, DUE, ticket_is_open(t)),
		NUMBER(archive, PLAIN, t->archive),
		NUMBER(contact_kind, PLAIN, t->contact_kind),
		TEXT(owner, OWNER, t->owner),
		TEXT(asked, PLAIN, t->asked),
		TEXT(logged_by, PLAIN, t->logged_by),
		TEXT(branch, PLAIN, t->branch),
		TEXT(channel, PLAIN, t->channel),
		TEXT(business, PLAIN, t->business),
		TEXT(reason, PLAIN, t->reason),
		TEXT(class, PLAIN, t->class),
		NUMBER(level, PLAIN, (int64_t)t->level + 1),
		NUMBER(flags, PLAIN, t->flags),
		NUMBER(restricted, PLAIN, t->restricted),
		TEXT(complained_person, PLAIN, t->complained_person_id),
		NUMBER(conflict, PLAIN, t->conflicts->len),
		NUMBER(received_us, FIRST, t->received_us),
		NUMBER(entered_us, PLAIN, t->entered_us),
		NUMBER(due_us, DUE, t->due_us),
		NUMBER(told_us, PLAIN, t->told_us),
		NUMBER(closed_us, CLOSED, t->closed_us),
		NUMBER(updated_us, UPDATED, t->updated_us),
		TEXT(subject, PLAIN, title),
		TEXT(complainant, PLAIN, t->complainant),
		TEXT(account_tail, PLAIN, t->account_tail),
		TEXT(phone, PLAIN, t->phone),
		NUMBER(note_count, PLAIN, t->note_count),
		NUMBER(file_count, PLAIN, t->files->len),
		NUMBER(redress_minor, PLAIN, ticket_redress_minor(t)),
		NUMBER(promise_us, PROMISE, next_promise_us(t)),
		TEXT(source_key, FIRST, t->source_key),
	};

	G_STATIC_ASSERT(G_N_ELEMENTS(cells) == N_CELLS);
	memcpy(ret, cells, sizeof cells);
}

/* Longest title a list needs; the page reads the whole text from the fold. */
#define TITLE_BYTES 300

static char *
dup_title(const Ticket *ticket)
{
	const char *title = ticket_title(ticket);

	if (strnlen(title, TITLE_BYTES + 1) <= TITLE_BYTES)
		return g_strdup(title);
	return g_strndup(
		title, (gsize)(g_utf8_find_prev_char(title, title + TITLE_BYTES) - title));
}

static void
bind_cell(sqlite3_stmt *stmt, const Cell *cell)
{
	if (cell->text)
		db_bind_text(stmt, cell->param, cell->text);
	else
		db_bind_int(stmt, cell->param, cell->number);
}

static bool
add_row(Db *db, const Cell *cells, RowWritten *ret, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_ticket, error);

	if (!stmt)
		return false;
	for (int i = 0; i < N_CELLS; i++)
		bind_cell(stmt, &cells[i]);
	if (!db_run(stmt, error))
		return false;
	*ret = (RowWritten){sqlite3_last_insert_rowid(db->handle), true};
	return true;
}

static bool
cell_differs(sqlite3_stmt *row, int column, const Cell *cell)
{
	return cell->text ? strcmp(db_text(row, column), cell->text) != 0
			  : db_int(row, column) != cell->number;
}

static bool
names_complainant(const Cell *cell)
{
	return strcmp(cell->param, ":complainant") == 0 || strcmp(cell->param, ":phone") == 0 ||
	       strcmp(cell->param, ":account_tail") == 0;
}

/* Which groups differ from the row the statement stands on. */
static unsigned
compare_row(sqlite3_stmt *row, const Cell *cells, RowWritten *ret)
{
	unsigned changed = 0;

	for (int i = 0; i < N_CELLS; i++) {
		if (!cell_differs(row, i + 1, &cells[i]))
			continue;
		changed |= 1u << cells[i].group;
		ret->renamed |= names_complainant(&cells[i]);
	}
	return changed;
}

static bool
update_group(Db *db, Group group, const Cell *cells, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, updates[group], error);

	if (!stmt)
		return false;
	for (int i = 0; i < N_CELLS; i++)
		if (cells[i].group == group)
			bind_cell(stmt, &cells[i]);
	db_bind_int(stmt, ":row", row);
	return db_run(stmt, error);
}

bool
ticket_row_write(Db *db, const Ticket *ticket, RowWritten *ret, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_ticket, error);
	g_autofree char *title = dup_title(ticket);
	g_autoptr(GError) local = NULL;
	Cell cells[N_CELLS];
	unsigned changed;

	if (!stmt)
		return false;
	fill_cells(cells, ticket, title);
	db_bind_text(stmt, ":id", ticket->id);
	if (!db_step(stmt, &local)) {
		if (!local)
			return add_row(db, cells, ret, error);
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	*ret = (RowWritten){db_int(stmt, 0), false};
	changed = compare_row(stmt, cells, ret);
	sqlite3_reset(stmt);
	for (Group group = 0; group < N_GROUPS; group++)
		if (changed & 1u << group && !update_group(db, group, cells, ret->row, error))
			return false;
	return true;
}
