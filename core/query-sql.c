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
	g_clear_pointer(&plan->texts, g_ptr_array_unref);
	g_clear_pointer(&plan->drivers, g_ptr_array_unref);
	g_free(plan->narrow);
	g_free(plan->range);
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
emit_hits(Emitter *e, const char *match)
{
	g_string_append(e->sql, "SELECT rowid FROM ticket_search WHERE ticket_search MATCH ");
	query_emit_text(e, match);
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
	e->plan->needs_text = true;
	g_string_append_c(e->sql, '(');
	if (e->ctx->found_function) {
		g_string_append_printf(e->sql, "%s(", e->ctx->found_function);
		query_emit_text(e, text);
		g_string_append_printf(e->sql, ", row, %d)", conjunct);
	} else {
		g_string_append(e->sql, "row IN (");
		emit_hits(e, match);
		g_string_append_c(e->sql, ')');
	}
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

/* ---- the ways to the rows ---- */

/* MATCH of a text, NULL where there is none; caller frees. */
static char *
dup_match(const Emitter *e, const char *text)
{
	bool exact;

	return e->ctx->match ? e->ctx->match(text, &exact, e->ctx->data) : NULL;
}

/* True for "open" itself, which the orders of lists know (see plan_index()). */
static bool
says_open(const QueryNode *node)
{
	const QueryValue *v;

	if (node->kind != QUERY_PRED)
		return false;
	if (node->field == QUERY_LEFT)
		return true;
	if (node->field != QUERY_IS || node->values->len != 1)
		return false;
	v = g_ptr_array_index(node->values, 0);
	return v->number == QUERY_IS_OPEN || v->number == QUERY_IS_OVERDUE ||
	       v->number == QUERY_IS_DUE_SOON || v->number == QUERY_IS_UNASSIGNED;
}

static bool
says_mine(const QueryNode *node)
{
	const QueryValue *v = node->kind == QUERY_PRED && node->values->len == 1
				      ? g_ptr_array_index(node->values, 0)
				      : NULL;

	return v && ((node->field == QUERY_OWNER) ||
			    (node->field == QUERY_IS && v->number == QUERY_IS_MINE));
}

/* Conditions joined by "and" at the top, however deep their parentheses. */
static void
collect_conjuncts(QueryNode *node, GPtrArray *conjuncts)
{
	if (node->kind != QUERY_AND) {
		g_ptr_array_add(conjuncts, node);
		return;
	}
	for (guint i = 0; i < node->children->len; i++)
		collect_conjuncts(g_ptr_array_index(node->children, i), conjuncts);
}

/* True if all that `node` says bounds the column of the order (and that it is open). */
static bool
says_range(const QueryPlan *plan, const QueryNode *node)
{
	const QueryValue *v;

	if (node->kind != QUERY_PRED || node->values->len != 1)
		return false;
	v = g_ptr_array_index(node->values, 0);
	if (node->field == QUERY_IS)
		return (v->number == QUERY_IS_OVERDUE || v->number == QUERY_IS_DUE_SOON) &&
		       strcmp(plan->column, "due_us") == 0;
	return (query_field_info(node->field)->takes == QUERY_TAKES_DATE ||
		       query_field_info(node->field)->takes == QUERY_TAKES_DURATION) &&
	       strcmp(query_column(node->field), plan->column) == 0;
}

static void
plan_range(Emitter *e, const GPtrArray *conjuncts)
{
	g_string_truncate(e->sql, 0);
	for (guint i = 0; i < conjuncts->len; i++) {
		const QueryNode *node = g_ptr_array_index(conjuncts, i);

		if (!says_range(e->plan, node))
			continue;
		g_string_append(e->sql, e->sql->len ? " AND " : "");
		emit_node(e, node, false);
	}
	e->plan->range = g_strdup(e->sql->str);
}

static bool emit_driver(Emitter *e, const QueryNode *node, bool open);

/* The same, leaving nothing behind where there are no indexes. */
static bool
try_driver(Emitter *e, const QueryNode *node, bool open)
{
	gsize len = e->sql->len;
	guint n_values = e->plan->values->len;

	if (emit_driver(e, node, open))
		return true;
	g_string_truncate(e->sql, len);
	g_ptr_array_set_size(e->plan->values, (gint)n_values);
	return false;
}

/* Rows of any of the children; all of them need an index. */
static bool
emit_any(Emitter *e, const QueryNode *node, bool open)
{
	for (guint i = 0; i < node->children->len; i++) {
		if (i)
			g_string_append(e->sql, " UNION ALL ");
		if (!emit_driver(e, g_ptr_array_index(node->children, i), open))
			return false;
	}
	return true;
}

/* Rows of one of the children; the first that has an index. */
static bool
emit_one(Emitter *e, const QueryNode *node, bool open)
{
	for (guint i = 0; i < node->children->len; i++)
		if (try_driver(e, g_ptr_array_index(node->children, i), open))
			return true;
	return false;
}

static bool
emit_text_driver(Emitter *e, const char *text)
{
	g_autofree char *match = dup_match(e, text);

	if (match)
		emit_hits(e, match);
	return match != NULL;
}

static bool
emit_number_driver(Emitter *e, const QueryNode *node)
{
	g_string_append(e->sql, "SELECT row FROM ticket WHERE ");
	query_emit_ticket(e, node->text);
	if (node->strict)
		return true;
	g_string_append(e->sql, " UNION ALL ");
	return emit_text_driver(e, node->text);
}

static bool
emit_pred_driver(Emitter *e, const QueryNode *node, bool open)
{
	const QueryValue *v = g_ptr_array_index(node->values, 0);

	for (guint i = 0; i < node->values->len; i++)
		if (!query_value_is_indexed(e, node->field, g_ptr_array_index(node->values, i)))
			return false;
	if (node->field == QUERY_CUSTOMER || node->field == QUERY_SUBJECT)
		return node->values->len == 1 && emit_text_driver(e, v->text);
	g_string_append(e->sql, "SELECT row FROM ticket WHERE ");
	if (open && says_mine(node))
		g_string_append(e->sql, "open = 1 AND ");
	return emit_pred(e, node);
}

/* Appends what gives the rows of `node`, or more, from indexes; false and some rest if there
 * are none. */
static bool
emit_driver(Emitter *e, const QueryNode *node, bool open)
{
	switch (node->kind) {
	case QUERY_AND:
		return emit_one(e, node, open);
	case QUERY_OR:
		return emit_any(e, node, open);
	case QUERY_TEXT:
		return emit_text_driver(e, node->text);
	case QUERY_NUMBER:
		return emit_number_driver(e, node);
	case QUERY_PRED:
		return emit_pred_driver(e, node, open);
	case QUERY_NOT:
		return false;
	}
	g_assert_not_reached();
}

/* What full text finds for all of them leads together. */
static void
add_text(Emitter *e, const char *text)
{
	g_autofree char *match = dup_match(e, text);

	if (match)
		g_ptr_array_add(e->plan->texts, g_strdup(text));
}

static void
plan_drivers(Emitter *e, const GPtrArray *conjuncts)
{
	bool open = false;

	for (guint i = 0; i < conjuncts->len; i++)
		open |= says_open(g_ptr_array_index(conjuncts, i));
	e->driving = true;
	for (guint i = 0; i < conjuncts->len; i++) {
		QueryNode *node = g_ptr_array_index(conjuncts, i);

		if (node->kind == QUERY_TEXT)
			add_text(e, node->text);
		if (node->kind == QUERY_TEXT || says_range(e->plan, node))
			continue;
		/* The index of the order knows it. */
		if (says_mine(node) && strcmp(e->plan->index, "ticket_owner") == 0)
			continue;
		g_string_truncate(e->sql, 0);
		if (try_driver(e, node, open))
			g_ptr_array_add(e->plan->drivers, g_strdup(e->sql->str));
	}
	e->driving = false;
}

/* Add a row here for another column to sort by: its index over all, and over the open ones. */
static const struct {
	const char *column, *all, *open;
} orders[] = {
	{"due_us", "ticket_due", "ticket_open"},
	{"received_us", "ticket_received", "open_received"},
	{"updated_us", "ticket_updated", "open_updated"},
	{"closed_us", "ticket_closed", "open_closed"},
	{"told_us", "ticket_told", "open_told"},
	{"entered_us", "ticket_entered", "open_entered"},
	{"level", "ticket_level", "open_level"},
	{"counter", "ticket_counter", "ticket_counter"},
};

static void
plan_index(Emitter *e, const GPtrArray *conjuncts)
{
	QueryPlan *plan = e->plan;
	const QueryNode *mine = NULL;
	bool open = false;

	for (guint i = 0; i < conjuncts->len; i++) {
		const QueryNode *node = g_ptr_array_index(conjuncts, i);

		open |= says_open(node);
		mine = says_mine(node) ? node : mine;
	}
	for (guint i = 0; i < G_N_ELEMENTS(orders); i++)
		if (strcmp(orders[i].column, plan->column) == 0)
			plan->index = open ? orders[i].open : orders[i].all;
	g_assert(plan->index);
	g_string_assign(e->sql, open ? "open = 1" : "1");
	if (open && mine && strcmp(plan->column, "due_us") == 0) {
		plan->index = "ticket_owner";
		g_string_append(e->sql, " AND ");
		emit_node(e, mine, false);
	}
	plan->narrow = g_strdup(e->sql->str);
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

static void
plan_ways(Emitter *e, const Query *query)
{
	g_autoptr(GPtrArray) conjuncts = g_ptr_array_new();

	if (query->root)
		collect_conjuncts(query->root, conjuncts);
	plan_index(e, conjuncts);
	plan_range(e, conjuncts);
	plan_drivers(e, conjuncts);
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
	g_assert(!ctx->found_function || is_identifier(ctx->found_function));
	plan->values = g_ptr_array_new_with_free_func(bound_free);
	plan->verify = g_ptr_array_new_with_free_func(g_free);
	plan->texts = g_ptr_array_new_with_free_func(g_free);
	plan->drivers = g_ptr_array_new_with_free_func(g_free);
	plan->limit = query->limit;
	plan_sort(plan, query);
	if (query->root)
		emit_node(&e, query->root, true);
	else
		g_string_append_c(e.sql, '1');
	plan->where = g_strdup(e.sql->str);
	if (!e.error)
		plan_ways(&e, query);
	g_string_free(e.sql, TRUE);
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
