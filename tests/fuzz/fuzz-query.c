/*
 * core/query.h and core/query-sql.h: what is understood reads back to the same
 * tree in both languages; its SQL compiles over the real schema with every
 * value bound, and runs; a failure names a column of the text.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/date-input.h"
#include "core/day.h"
#include "core/db.h"
#include "core/env.h"
#include "core/query-sql.h"
#include "core/search-token.h"
#include "core/store.h"

#define NOW_US (INT64_C(1779256980) * US_PER_SECOND)

static Db *db;
static GTimeZone *zone;
static TaxonomySet *taxonomy;

static void
sql_holds(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	g_assert_cmpint(argc, ==, 2);
	g_assert_cmpint(sqlite3_value_type(argv[1]), ==, SQLITE_TEXT);
	sqlite3_result_int(ctx, 1);
}

static void
set_up(void)
{
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "taxonomy", NULL);

	db = db_open(NULL, DB_MEMORY, NULL, NULL);
	g_assert_true(db && search_token_register(db->handle, NULL));
	g_assert_true(schema_migrate(db, NULL, NULL));
	g_assert_cmpint(sqlite3_create_function(db->handle, "holds", 2, SQLITE_UTF8, NULL,
				sql_holds, NULL, NULL),
		==, SQLITE_OK);
	zone = g_time_zone_new_identifier("Asia/Shanghai");
	taxonomy = taxonomy_load(folder, NULL);
	g_assert_nonnull(taxonomy);
}

static char *
find_person(const char *text, void *data)
{
	return *text == '1' ? g_strdup("0190a5b2-7c00-7abc-8def-0123456789ab") : NULL;
}

static char *
find_match(const char *text, bool *ret_exact, void *data)
{
	return search_dup_match(text, true, ret_exact, NULL);
}

static bool
find_date(const char *text, int64_t now_us, GTimeZone *at, int64_t *ret_from_us,
	int64_t *ret_to_us)
{
	DateContext context = {DATE_DIRECTION_ANY, now_us, at, NULL};
	DateInput date;

	if (!date_input_parse(text, &context, &date, NULL))
		return false;
	*ret_from_us = date.has_time ? date.us : us_of_day_start(date.day, at);
	*ret_to_us =
		date.has_time ? date.us + US_PER_MINUTE : us_of_day_start(date.day + 1, at);
	return true;
}

/* Prepared, bound and stepped to its end; marks in `used` which values it has parameters for.
 */
static void
run_sql(const QueryPlan *plan, const char *sql, bool *used)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DbStmt) stmt = db_prepare(db, sql, &error);

	g_assert_no_error(error);
	for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++) {
		const char *name = sqlite3_bind_parameter_name(stmt, i);
		guint64 n =
			g_str_has_prefix(name, ":q") ? g_ascii_strtoull(name + 2, NULL, 10) : 0;

		if (n == 0) {
			db_bind_int(stmt, name, 1);
			continue;
		}
		g_assert_cmpuint(n, <=, plan->values->len);
		used[n - 1] = true;
	}
	g_assert_true(query_plan_bind(plan, stmt));
	g_assert_false(db_step(stmt, &error));
	g_assert_no_error(error);
}

static void
run_window(const QueryPlan *plan, const char *edge, const char *order, bool *used)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT %s FROM ticket WHERE (%s) AND (%s) AND (%s) AND (%s) ORDER BY %s",
		plan->column, plan->where, plan->narrow, plan->range[0] ? plan->range : "1",
		edge ? edge : "1", order);

	run_sql(plan, sql, used);
}

static void
check_column(const char *text, unsigned column)
{
	g_assert_cmpuint(column, >=, 1);
	g_assert_cmpuint(column, <=, (unsigned)g_utf8_strlen(text, -1) + 1);
}

static void
plan_query(const Query *query, const char *text, const QueryContext *context)
{
	g_autoptr(GError) error = NULL;
	unsigned column = 0;
	g_autoptr(QueryPlan) plan = query_plan_build(query, context, &column, &error);
	g_autofree bool *used = NULL;

	if (!plan) {
		fuzz_check_sentence(error->message);
		check_column(text, column);
		return;
	}
	g_assert_true(g_str_is_ascii(plan->where));
	used = g_new0(bool, plan->values->len + 1);
	run_window(plan, NULL, plan->order, used);
	run_window(plan, plan->after, plan->order, used);
	run_window(plan, plan->before, plan->reverse_order, used);
	for (guint i = 0; i < plan->drivers->len; i++)
		run_sql(plan, plan->drivers->pdata[i], used);
	for (guint i = 0; i < plan->values->len; i++)
		g_assert_true(used[i]);
}

static void
assert_same_values(const GPtrArray *a, const GPtrArray *b)
{
	g_assert_cmpuint(a->len, ==, b->len);
	for (guint i = 0; i < a->len; i++) {
		const QueryValue *v = a->pdata[i], *w = b->pdata[i];

		g_assert_cmpint(v->op, ==, w->op);
		g_assert_cmpint(v->number, ==, w->number);
		g_assert_cmpint(v->number_to, ==, w->number_to);
	}
}

static void
assert_same_nodes(const QueryNode *a, const QueryNode *b)
{
	if (!a || !b) {
		g_assert_true(!a && !b);
		return;
	}
	g_assert_cmpint(a->kind, ==, b->kind);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_true(a->strict == b->strict);
	if (a->kind == QUERY_PRED) {
		g_assert_cmpint(a->field, ==, b->field);
		assert_same_values(a->values, b->values);
		return;
	}
	if (a->kind == QUERY_TEXT || a->kind == QUERY_NUMBER)
		return;
	g_assert_cmpuint(a->children->len, ==, b->children->len);
	for (guint i = 0; i < a->children->len; i++)
		assert_same_nodes(a->children->pdata[i], b->children->pdata[i]);
}

static void
check_reading(const Query *query, bool zh)
{
	g_autofree char *reading = query_dup_reading(query, zh), *again = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Query) read = query_parse(reading, NULL, &error);

	g_assert_no_error(error);
	assert_same_nodes(query->root, read->root);
	g_assert_cmpint(query->sort, ==, read->sort);
	g_assert_true(query->descending == read->descending);
	g_assert_cmpint(query->limit, ==, read->limit);
	again = query_dup_reading(read, zh);
	g_assert_cmpstr(reading, ==, again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Query) query = NULL;
	static const char *const drafts[] = {"0190a5b2-7c00-7abc-8def-0123456789ab", NULL};
	QueryContext context = {.now_us = NOW_US,
		.me = drafts[0],
		.draft_ids = drafts,
		.date = find_date,
		.person = find_person,
		.match = find_match,
		.verify_function = "holds"};
	QueryContext bare = {.now_us = NOW_US};
	unsigned column = 0;

	if (!db)
		set_up();
	context.zone = zone;
	context.taxonomy = taxonomy;
	query = query_parse(text, &column, &error);
	if (!query) {
		fuzz_check_sentence(error->message);
		/* What is no UTF-8 has no characters to count. */
		if (g_utf8_validate(text, -1, NULL))
			check_column(text, column);
		return 0;
	}
	check_reading(query, false);
	check_reading(query, true);
	plan_query(query, text, &context);
	plan_query(query, text, &bare);
	return 0;
}
