/* What query-sql.c and query-pred.c share: the statement being written. */
#pragma once

#include "core/query-sql.h"
#include "core/query-words.h"

typedef struct Emitter {
	const QueryContext *ctx;
	QueryPlan *plan;
	GString *sql;
	bool driving; /* not a condition is written but rows are looked up: by other tables'
			 indexes too */
	unsigned column;
	GError *error;
} Emitter;

/* Keeps the first failure; takes `why`; false. */
bool query_emit_fail(Emitter *e, unsigned column, char *why);
/* Append a parameter bound to the value. */
void query_emit_text(Emitter *e, const char *text);
void query_emit_number(Emitter *e, int64_t number);
/* column LIKE a bound pattern: CONTAINS, PREFIX, or EXACT for "ends so". */
void query_emit_like(Emitter *e, const char *column, const char *text, QueryOp op);
/* counter = or number =. */
void query_emit_ticket(Emitter *e, const char *number);

/* Appends the condition of one value of a field. False after a failure. */
bool query_emit_value(Emitter *e, QueryField field, const QueryValue *v);

/* True if rows of this value are found by an index. `v` has been emitted. */
bool query_value_is_indexed(const Emitter *e, QueryField field, const QueryValue *v);

/* The column that holds a field, which is also the one to sort by. */
const char *query_column(QueryField field);

/* column = the text, bound. */
void query_emit_equal(Emitter *e, const char *column, const char *text);

/* Values of the fields that take codes; of owner; and "mine". False after a failure. */
bool query_emit_code_value(Emitter *e, QueryField field, const QueryValue *v);
bool query_emit_owner(Emitter *e, const QueryValue *v);
/* `who`: the column that must name the person signed on. */
bool query_emit_me(Emitter *e, const char *who, unsigned column);
