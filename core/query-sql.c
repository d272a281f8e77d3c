/* The tree to SQL. See query-sql.h; what a value means for a column is in query-pred.c. */
#include "config.h"

#include "core/query-sql.h"

#include <glib/gi18n.h>
#include <sqlite3.h>

#include "core/error.h"
#include "core/query-private.h"

static bool emit_node(Emitter *e, const QueryNode *node, bool conjunct);

static void
bound_free(gpointer data)
{
	QueryBound *bound = data;

	g_free(bound->text);
	g_free(bound);
}

void
query_plan_free(QueryPlan *plan)
{
	if (!plan)
		return;
	g_free(plan->where);
	g_clear_pointer(&plan->values, g_ptr_array_unref);
	g_clear_pointer(&plan->verify, g_ptr_array_unref);
	g_free(plan->order);
	g_free(plan->reverse_order);
	g_free(plan->after);
	g_free(plan->before);
	g_free(plan);
}

bool
query_emit_fail(Emitter *e, unsigned column, char *why)
{
	g_autofree char *text = why;

	if (!e->error) {
		e->column = column;
		e->error = g_error_new(AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("Column %1$u: %2$s"), column, text);
	}
	return false;
}

static void
emit_bound(Emitter *e, char *text, int64_t number)
{
	QueryBound *bound = g_new0(QueryBound, 1);

	bound->text = text;
	bound->number = number;
	g_ptr_array_add(e->plan->values, bound);
	g_string_append_printf(e->sql, ":q%u", e->plan->values->len);
}

void
query_emit_text(Emitter *e, const char *text)
{
	emit_bound(e, g_strdup(text), 0);
}

void
query_emit_number(Emitter *e, int64_t number)
{
	emit_bound(e, NULL, number);
}

void
query_emit_like(Emitter *e, const char *column, const char *text, QueryOp op)
{
	GString *pattern = g_string_new(op == QUERY_OP_PREFIX ? "" : "%");

	for (const char *p = text; *p; p++) {
		if (strchr("%_\\", *p))
			g_string_append_c(pattern, '\\');
		g_string_append_c(pattern, *p);
	}
	if (op != QUERY_OP_EXACT)
		g_string_append_c(pattern, '%');
	g_string_append_printf(e->sql, "%s LIKE ", column);
	emit_bound(e, g_string_free(pattern, FALSE), 0);
	g_string_append(e->sql, " ESCAPE '\\'");
}

/* Without an index for it, a text is looked for in what the list shows. */
static void
emit_unindexed(Emitter *e, const char *text)
{
	if (e->ctx->verify_function) {
		g_string_append_printf(e->sql, "%s(row, ", e->ctx->verify_function);
		query_emit_text(e, text);
		g_string_append_c(e->sql, ')');
		return;
	}
	g_string_append_c(e->sql, '(');
	query_emit_like(e, "subject", text, QUERY_OP_CONTAINS);
	g_string_append(e->sql, " OR ");
	query_emit_like(e, "complainant", text, QUERY_OP_CONTAINS);
	g_string_append_c(e->sql, ')');
}

static void
emit_search(Emitter *e, const char *text, bool conjunct)
{
	bool exact = false;
	g_autofree char *match =
		e->ctx->match ? e->ctx->match(text, &exact, e->ctx->data) : NULL;

	if (!match) {
		emit_unindexed(e, text);
		return;
	}
	g_string_append(
		e->sql, "(row IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ");
	query_emit_text(e, match);
	g_string_append_c(e->sql, ')');
	if (!exact && e->ctx->verify_function) {
		g_string_append(e->sql, " AND ");
		emit_unindexed(e, text);
	} else if (!exact && conjunct) {
		g_ptr_array_add(e->plan->verify, g_strdup(text));
	}
	g_string_append_c(e->sql, ')');
}

void
query_emit_ticket(Emitter *e, const char *number)
{
	if (strspn(number, "0123456789") == strlen(number)) {
		g_string_append(e->sql, "counter = ");
		query_emit_number(e, (int64_t)g_ascii_strtoull(number, NULL, 10));
	} else {
		g_autofree char *capitals = g_ascii_strup(number, -1);

		g_string_append(e->sql, "number = ");
		query_emit_text(e, capitals);
	}
}

/* A number may also be an amount or a phone's end in the text, unless written with '#'. */
static void
emit_number(Emitter *e, const QueryNode *node)
{
	g_string_append_c(e->sql, '(');
	query_emit_ticket(e, node->text);
	if (!node->strict) {
		g_string_append(e->sql, " OR ");
		emit_search(e, node->text, false);
	}
	g_string_append_c(e->sql, ')');
}

static bool
emit_list(Emitter *e, const QueryNode *node, bool conjunct)
{
	const char *glue = node->kind == QUERY_AND ? " AND " : " OR ";

	g_string_append_c(e->sql, '(');
	for (guint i = 0; i < node->children->len; i++) {
		if (i)
			g_string_append(e->sql, glue);
		if (!emit_node(e, g_ptr_array_index(node->children, i),
			    conjunct && node->kind == QUERY_AND))
			return false;
	}
	g_string_append_c(e->sql, ')');
	return true;
}

static bool
emit_pred(Emitter *e, const QueryNode *node)
{
	g_string_append_c(e->sql, '(');
	for (guint i = 0; i < node->values->len; i++) {
		if (i)
			g_string_append(e->sql, " OR ");
		g_string_append_c(e->sql, '(');
		if (!query_emit_value(e, node->field, g_ptr_array_index(node->values, i)))
			return false;
		g_string_append_c(e->sql, ')');
	}
	g_string_append_c(e->sql, ')');
	return true;
}

static bool
emit_node(Emitter *e, const QueryNode *node, bool conjunct)
{
	switch (node->kind) {
	case QUERY_AND:
	case QUERY_OR:
		return emit_list(e, node, conjunct);
	case QUERY_NOT:
		g_string_append(e->sql, "(NOT ");
		if (!emit_node(e, g_ptr_array_index(node->children, 0), false))
			return false;
		g_string_append_c(e->sql, ')');
		return true;
	case QUERY_TEXT:
		emit_search(e, node->text, conjunct);
		return true;
	case QUERY_NUMBER:
		emit_number(e, node);
		return true;
	case QUERY_PRED:
		return emit_pred(e, node);
	}
	g_assert_not_reached();
}

/* Age runs against the date it is measured from. */
static void
plan_sort(QueryPlan *plan, const Query *query)
{
	QueryField field = query->sort == N_QUERY_FIELDS ? QUERY_DUE : query->sort;
	bool down = query->descending != (field == QUERY_AGE);
	const char *column = query_column(field);

	plan->column = column;
	plan->descending = down;
	plan->order = g_strdup_printf(down ? "%1$s DESC, row DESC" : "%1$s, row", column);
	plan->reverse_order =
		g_strdup_printf(down ? "%1$s, row" : "%1$s DESC, row DESC", column);
	plan->after = g_strdup_printf("(%s, row) %s (:key, :row)", column, down ? "<" : ">");
	plan->before = g_strdup_printf("(%s, row) %s (:key, :row)", column, down ? ">" : "<");
}

/* It becomes part of the statement, so it must be a name and nothing else. */
static bool
is_identifier(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalpha(*p) && *p != '_')
			return false;
	return *name != '\0';
}

QueryPlan *
query_plan_build(
	const Query *query, const QueryContext *ctx, unsigned *ret_column, GError **error)
{
	g_autoptr(QueryPlan) plan = g_new0(QueryPlan, 1);
	Emitter e = {.ctx = ctx, .plan = plan, .sql = g_string_new(NULL)};

	g_assert(!ctx->verify_function || is_identifier(ctx->verify_function));
	plan->values = g_ptr_array_new_with_free_func(bound_free);
	plan->verify = g_ptr_array_new_with_free_func(g_free);
	plan->limit = query->limit;
	plan_sort(plan, query);
	if (query->root)
		emit_node(&e, query->root, true);
	else
		g_string_append_c(e.sql, '1');
	plan->where = g_string_free(e.sql, FALSE);
	if (!e.error)
		return g_steal_pointer(&plan);
	if (ret_column)
		*ret_column = e.column;
	g_propagate_error(error, e.error);
	return NULL;
}

bool
query_plan_bind(const QueryPlan *plan, sqlite3_stmt *stmt)
{
	int rc = SQLITE_OK;

	for (guint i = 0; i < plan->values->len && rc == SQLITE_OK; i++) {
		const QueryBound *bound = g_ptr_array_index(plan->values, i);
		char name[16];
		int at;

		g_snprintf(name, sizeof name, ":q%u", i + 1);
		at = sqlite3_bind_parameter_index(stmt, name);
		if (at == 0)
			continue;
		rc = bound->text
			     ? sqlite3_bind_text(stmt, at, bound->text, -1, SQLITE_TRANSIENT)
			     : sqlite3_bind_int64(stmt, at, bound->number);
	}
	return rc == SQLITE_OK;
}
