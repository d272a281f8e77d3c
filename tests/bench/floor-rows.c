/* See floor-rows.h. Rows are read before the clock starts and kept as SQLite's own values. */
#include "config.h"

#include "tests/bench/floor-rows.h"

#include <glib.h>
#include <sodium.h>
#include <stdlib.h>

#include "core/schema-sql.h"

enum { LOG, PAYLOAD, RECEIPT, OUTBOX, TICKET, DOC, KEY, N_COPIES };

static const struct {
	const char *table, *row; /* the column that orders it */
} tables[N_COPIES] = {
	{"event_log", "row"},
	{"event_payload", "row"},
	{"receipt", "row"},
	{"outbox", "row"},
	{"ticket", "row"},
	{"search_doc", "ticket_row"},
	{"complainant_key", "ticket_row"},
};
#define HEADER_COLUMN 8
/* Further search rows of a complaint have rows of their own, far above. */
#define FURTHER (INT64_C(1) << 40)

/* One table's rows, one after the other, and the statement that puts them elsewhere. */
typedef struct Copy {
	GPtrArray *values;
	int n_columns;
	guint at;
	sqlite3_stmt *insert;
} Copy;

static void
die(sqlite3 *db)
{
	g_printerr("floor: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void
run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(db);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		die(db);
	return stmt;
}

static Copy
copy_load(const FloorRows *rows, sqlite3 *to, int table)
{
	g_autofree char *select =
		g_strdup_printf("SELECT * FROM %s WHERE %s > %" PRId64 " ORDER BY %s",
			tables[table].table, tables[table].row,
			table <= OUTBOX ? rows->log_row : rows->ticket_row, tables[table].row);
	g_autoptr(GString) insert = g_string_new(NULL);
	sqlite3_stmt *stmt = prepare(rows->from, select);
	Copy copy = {g_ptr_array_new_with_free_func((GDestroyNotify)sqlite3_value_free),
		sqlite3_column_count(stmt), 0, NULL};

	while (sqlite3_step(stmt) == SQLITE_ROW)
		for (int i = 0; i < copy.n_columns; i++)
			g_ptr_array_add(
				copy.values, sqlite3_value_dup(sqlite3_column_value(stmt, i)));
	sqlite3_finalize(stmt);
	g_string_printf(insert, "INSERT INTO %s VALUES (?", tables[table].table);
	for (int i = 1; i < copy.n_columns; i++)
		g_string_append(insert, ", ?");
	g_string_append(insert, ")");
	copy.insert = prepare(to, insert->str);
	return copy;
}

static sqlite3_value *
copy_peek(const Copy *copy, int column)
{
	guint at = copy->at + (guint)column;

	return at < copy->values->len ? copy->values->pdata[at] : NULL;
}

static void
copy_put(Copy *copy)
{
	for (int i = 0; i < copy->n_columns; i++)
		sqlite3_bind_value(copy->insert, i + 1, copy_peek(copy, i));
	if (sqlite3_step(copy->insert) != SQLITE_DONE)
		die(sqlite3_db_handle(copy->insert));
	sqlite3_reset(copy->insert);
	copy->at += (guint)copy->n_columns;
}

static void
put_event(const FloorRows *rows, Copy *copies)
{
	unsigned char sig[64];
	sqlite3_value *header = copy_peek(&copies[LOG], HEADER_COLUMN);

	crypto_sign_detached(sig, NULL, sqlite3_value_blob(header),
		(unsigned long long)sqlite3_value_bytes(header), rows->key);
	for (int i = LOG; i <= OUTBOX; i++)
		copy_put(&copies[i]);
}

static void
put_ticket(const FloorRows *rows, Copy *copies, sqlite3_stmt *search)
{
	int64_t row = sqlite3_value_int64(copy_peek(&copies[TICKET], 0));

	for (unsigned i = 0; i < rows->events; i++)
		put_event(rows, copies);
	copy_put(&copies[TICKET]);
	sqlite3_bind_value(search, 2, copy_peek(&copies[DOC], 1));
	for (unsigned i = 0; i < rows->searches; i++) {
		sqlite3_bind_int64(search, 1, row + i * FURTHER);
		if (sqlite3_step(search) != SQLITE_DONE)
			die(sqlite3_db_handle(search));
		sqlite3_reset(search);
	}
	copy_put(&copies[DOC]);
	while (copy_peek(&copies[KEY], 1) &&
		sqlite3_value_int64(copy_peek(&copies[KEY], 1)) == row)
		copy_put(&copies[KEY]);
}

void
floor_rows_make(sqlite3 *to)
{
	/* The device behind the events is no row of an import. */
	run(to, "PRAGMA foreign_keys = OFF");
	run(to, schema_sql);
	run(to, schema_2_sql);
}

void
floor_rows_insert(
	const FloorRows *rows, sqlite3 *to, FloorClock begun, FloorClock ended, void *data)
{
	sqlite3_stmt *search =
		prepare(to, "INSERT INTO ticket_search (rowid, body) VALUES (?, ?)");
	Copy copies[N_COPIES];

	for (int i = 0; i < N_COPIES; i++)
		copies[i] = copy_load(rows, to, i);
	begun(data);
	for (unsigned i = 0; i < rows->tickets; i++) {
		if (i % rows->batch == 0)
			run(to, "BEGIN IMMEDIATE");
		put_ticket(rows, copies, search);
		if (i % rows->batch == rows->batch - 1 || i == rows->tickets - 1)
			run(to, "COMMIT");
	}
	ended(data);
	for (int i = 0; i < N_COPIES; i++) {
		g_ptr_array_unref(copies[i].values);
		sqlite3_finalize(copies[i].insert);
	}
	sqlite3_finalize(search);
}
