/*
 * How a window of a list is read in bounded work, however many complaints
 * there are and whatever is asked. A few rows are tasted. Where they are dense
 * the walk goes on; else the rows of the rarest condition that an index answers
 * are collected, up to a limit, and those of full text further in each call
 * (core/desk-hits.c):
 *
 *	few		SORT	their keys are sorted, then they are tested in that order
 *	some		SIEVE	the index of the order is walked, rows not among them are
 *				passed over without being read
 *	many, or none	WALK	the index of the order is walked, each row is tested
 *
 * A walk goes in slices. After so many rows a caller that gave a mark
 * gets what was found and where to go on; it asks again when no key waits. So
 * the plan of every statement is fixed here and in core/query-sql.c and never
 * left to statistics. See core/desk-list.h.
 */
#include "config.h"

#include "core/desk-window.h"

#include "core/desk-hits.h"
#include "core/search-token.h"

/*
 * On a store of a million: a hit of full text is collected in 0.08 microseconds, a row of an
 * index passed in 0.15, a row sorted in 5, a document read and tested in 8. A call does some of
 * each and gives the screen its turn before 10 ms. Tuned with tests/bench/search-times.c, whose
 * words are not those of the generator's list but what stands in the documents.
 */
static const FinderLimits usual_limits = {
	.few = 700,
	.many_hits = 40000,
	.many_rows = 40000,
	.mark_sieve = 25000,
	.mark_walk = 700,
	.slice = 160,
	.taste = 1200,
};
/* Of 37 documents that were tasted: a text as common as this is read on for, not collected. */
#define DENSE(limits) MAX((limits)->taste / 300, 1)
/* Rows tested at once in the order of their keys. */
#define SLICE_SORT 128
/* Statements and texts kept: those of the lists one goes back and forth between. */
#define KEPT_MAX   32
#define KEPT_BYTES 1500000

/*
 * Restricted complaints are for their owner, who is asked to be, and for leads; never for whom
 * they are about. They are few: those that are not to be seen are collected, so that counting
 * need not read what it counts. Were they many, each row is asked.
 */
#define MAY_SEE                                                                                \
	"(restricted = 0 OR (complained_person <> :me AND (:lead OR owner = :me OR asked = :me)))"
#define NOT_HIDDEN "hidden(row) = 0"

static const char select_doc[] = "SELECT body FROM search_doc WHERE ticket_row = :row";
static const char select_hidden[] =
	"SELECT row FROM ticket WHERE restricted = 1 AND NOT " MAY_SEE " LIMIT :most";
static const char select_version[] = "PRAGMA data_version";

struct Finder {
	Db *reader;
	FinderLimits limits;
	GHashTable *stmts; /* SQL -> statement */
	GHashTable
		*rows; /* text, or SQL of a driver without "now" -> Rows, while `version` is */
	int64_t version;
	gsize kept; /* bytes of `rows` */
	Hits *hits;
	char *doc; /* the document looked at last, comparable; of `doc_row` */
	int64_t doc_row;
	const Rows *among;  /* of the window that runs */
	const Rows *hidden; /* from whom looks */
	bool collecting;    /* ... or nothing yet, and more calls will tell */
	bool led_by_text;   /* `among` holds only what the texts of the query find */
	unsigned read;	    /* tickets of `among` looked at */
};

typedef enum Way { WAY_SORT, WAY_SIEVE, WAY_WALK } Way;

/* On the index of the order. */
typedef struct Place {
	int64_t key, row;
} Place;

/* One run. */
typedef struct Run {
	Finder *finder;
	const FinderAsk *ask;
	const QueryPlan *plan;
	const QueueWindow *window;
	const char *order, *sign;
	bool down; /* towards smaller keys */
	unsigned left;
	Way way;
	bool begun, more; /* a walk: from `from` (exclusive) to `to` there are rows */
	Place from, to;
} Run;

/* ---- what is kept ---- */

static void
finalize(void *stmt)
{
	sqlite3_finalize(stmt);
}

Finder *
finder_new(Db *reader)
{
	Finder *finder = g_new0(Finder, 1);

	finder->reader = reader;
	finder->hits = hits_new(reader);
	finder->limits = usual_limits;
	finder->stmts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
	finder->rows = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)rows_free);
	return finder;
}

static void
forget(Finder *finder)
{
	g_hash_table_remove_all(finder->rows);
	finder->kept = 0;
	hits_forget(finder->hits);
	g_clear_pointer(&finder->doc, g_free);
}

void
finder_set_limits(Finder *finder, const FinderLimits *limits)
{
	finder->limits = *limits;
	forget(finder);
}

FinderLimits
finder_limits(const Finder *finder)
{
	return finder->limits;
}

void
finder_free(Finder *finder)
{
	if (!finder)
		return;
	g_hash_table_unref(finder->stmts);
	g_hash_table_unref(finder->rows);
	hits_free(finder->hits);
	g_free(finder->doc);
	g_free(finder);
}

/* Takes `sql`. */
static sqlite3_stmt *
stmt_for(Finder *finder, char *sql, GError **error)
{
	g_autofree char *text = sql;
	sqlite3_stmt *stmt = g_hash_table_lookup(finder->stmts, text);

	if (stmt) {
		sqlite3_reset(stmt);
		sqlite3_clear_bindings(stmt);
		return stmt;
	}
	stmt = db_prepare(finder->reader, text, error);
	if (stmt)
		g_hash_table_insert(finder->stmts, g_steal_pointer(&text), stmt);
	return stmt;
}

static void
bind_if(sqlite3_stmt *stmt, const char *name, int64_t value)
{
	if (sqlite3_bind_parameter_index(stmt, name) > 0)
		db_bind_int(stmt, name, value);
}

/* What was collected stands until somebody commits. */
static void
begin(Finder *finder)
{
	sqlite3_stmt *stmt = db_stmt(finder->reader, select_version, NULL);
	int64_t version = -1;

	if (stmt && db_step(stmt, NULL))
		version = db_int(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	if (version != finder->version || g_hash_table_size(finder->rows) > KEPT_MAX ||
		finder->kept > KEPT_BYTES)
		forget(finder);
	if (g_hash_table_size(finder->stmts) > KEPT_MAX)
		g_hash_table_remove_all(finder->stmts);
	finder->version = version;
}

static Rows *
collect(sqlite3_stmt *stmt, unsigned most, GError **error)
{
	g_autoptr(Rows) rows = rows_new();
	g_autoptr(GError) local = NULL;
	unsigned n = 0;

	db_bind_int(stmt, ":most", (int64_t)most + 1);
	for (; n <= most && db_step(stmt, &local); n++)
		rows_add(rows, db_int(stmt, 0));
	sqlite3_reset(stmt);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return NULL;
	}
	rows->whole = n <= most;
	if (!rows->whole)
		rows_clear(rows);
	return g_steal_pointer(&rows);
}

static Rows *
keep(Finder *finder, const char *key, Rows *rows)
{
	if (!rows)
		return NULL;
	g_hash_table_insert(finder->rows, g_strdup(key), rows);
	finder->kept += rows->n_bytes;
	return rows;
}

/* ---- functions of the statements ---- */

/* The texts of a complaint, comparable; borrowed until the next. */
static const char *
doc_of(Finder *finder, int64_t row)
{
	sqlite3_stmt *stmt;

	if (finder->doc && finder->doc_row == row)
		return finder->doc;
	g_clear_pointer(&finder->doc, g_free);
	stmt = db_stmt(finder->reader, select_doc, NULL);
	if (!stmt)
		return "";
	db_bind_int(stmt, ":row", row);
	finder->doc = search_dup_comparable(db_step(stmt, NULL) ? db_text(stmt, 0) : "");
	finder->doc_row = row;
	finder->read++;
	sqlite3_reset(stmt);
	return finder->doc;
}

/* holds(row, text): the exact check behind an index of grams. */
static void
sql_holds(sqlite3_context *context, int n, sqlite3_value **values)
{
	const char *text = sqlite3_get_auxdata(context, 1);

	if (!text) {
		text = search_dup_comparable((const char *)sqlite3_value_text(values[1]));
		sqlite3_set_auxdata(context, 1, (char *)text, g_free);
		text = sqlite3_get_auxdata(context, 1);
	}
	sqlite3_result_int(context, text && strstr(doc_of(sqlite3_user_data(context),
							   sqlite3_value_int64(values[0])),
						    text));
}

/* among(row): whether the row is one of those collected. */
static void
sql_among(sqlite3_context *context, int n, sqlite3_value **values)
{
	Finder *finder = sqlite3_user_data(context);
	bool has = rows_has(finder->among, sqlite3_value_int64(values[0]));

	finder->read += has;
	sqlite3_result_int(context, has);
}

/* hidden(row): whether whoever looks may not see it. */
static void
sql_hidden(sqlite3_context *context, int n, sqlite3_value **values)
{
	const Finder *finder = sqlite3_user_data(context);

	sqlite3_result_int(context, rows_has(finder->hidden, sqlite3_value_int64(values[0])));
}

static void
free_terms(void *terms)
{
	search_terms_free(terms);
}

/* found(text, row, joined): what the full-text index says of one row, in an order that is not
 * the index's. */
static void
sql_found(sqlite3_context *context, int n, sqlite3_value **values)
{
	Finder *finder = sqlite3_user_data(context);
	const SearchTerms *terms;

	if (finder->led_by_text && sqlite3_value_int(values[2])) {
		sqlite3_result_int(context, 1);
		return;
	}
	terms = sqlite3_get_auxdata(context, 0);
	if (!terms) {
		sqlite3_set_auxdata(context, 0,
			search_terms_new((const char *)sqlite3_value_text(values[0]), true),
			free_terms);
		terms = sqlite3_get_auxdata(context, 0);
	}
	sqlite3_result_int(
		context, terms && search_terms_find(terms,
					  doc_of(finder, sqlite3_value_int64(values[1]))));
}

bool
finder_register(Finder *finder, GError **error)
{
	static const struct {
		const char *name;
		int n;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {{"holds", 2, sql_holds}, {"among", 1, sql_among},
		{"hidden", 1, sql_hidden}, {"found", 3, sql_found}};

	for (unsigned i = 0; i < G_N_ELEMENTS(functions); i++)
		if (sqlite3_create_function_v2(finder->reader->handle, functions[i].name,
			    functions[i].n, SQLITE_UTF8, finder, functions[i].call, NULL, NULL,
			    NULL) != SQLITE_OK)
			return db_set_error(finder->reader->handle, "function", error);
	return hits_open(finder->hits, error);
}

/* ---- which way ---- */

static char *
dup_key(const QueryPlan *plan, const char *sql)
{
	GString *key = g_string_new(sql);

	for (guint i = 0; i < plan->values->len; i++) {
		const QueryBound *bound = plan->values->pdata[i];
		g_autofree char *number = g_strdup_printf("%" PRId64, bound->number);

		g_string_append_printf(key, "\n%s", bound->text ? bound->text : number);
	}
	return g_string_free(key, FALSE);
}

/* The rows of one driver; kept where time alone does not change them. */
static Rows *
rows_of_driver(Run *run, guint at, GError **error)
{
	const char *sql = run->plan->drivers->pdata[at];
	g_autofree char *key = dup_key(run->plan, sql);
	Rows *rows = g_hash_table_lookup(run->finder->rows, key);
	sqlite3_stmt *stmt;

	if (rows)
		return rows;
	stmt = stmt_for(run->finder, g_strconcat(sql, " LIMIT :most", NULL), error);
	if (!stmt)
		return NULL;
	query_plan_bind(run->plan, stmt);
	return keep(run->finder, key, collect(stmt, run->finder->limits.many_rows, error));
}

/* The rows that the texts are among. A screen waits for some of the collecting, and asks again
 * for the rest. */
static bool
choose_texts(Run *run, GError **error)
{
	Finder *finder = run->finder;
	const FinderLimits *limits = &finder->limits;
	HitsAsk ask = {run->plan->texts, limits->many_hits, limits->few};
	g_autoptr(GError) local = NULL;

	if (!run->window->mark)
		ask.most = MIN(ask.most, G_MAXUINT / 16) * 8;
	finder->among = hits_collect(finder->hits, &ask, &finder->led_by_text, &local);
	finder->collecting = run->window->mark && !finder->among && limits->many_hits > 0;
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

static bool
choose_way(Run *run, GError **error)
{
	Finder *finder = run->finder;

	finder->among = NULL;
	finder->led_by_text = false;
	if (run->plan->texts->len > 0 && !choose_texts(run, error))
		return false;
	for (guint i = 0; i < run->plan->drivers->len; i++) {
		const Rows *rows;

		if (finder->among && finder->among->n <= finder->limits.few)
			break;
		rows = rows_of_driver(run, i, error);
		if (!rows)
			return false;
		if (!rows->whole || (finder->among && finder->among->n <= rows->n))
			continue;
		finder->among = rows;
		finder->led_by_text = false;
	}
	run->way = !finder->among			    ? WAY_WALK
		   : finder->among->n <= finder->limits.few ? WAY_SORT
							    : WAY_SIEVE;
	return true;
}

/* ---- reading ---- */

static bool
collect_hidden(Run *run, GError **error)
{
	g_autofree char *key = g_strdup_printf(
		"%s\n%s %d", select_hidden, run->ask->viewer.me, run->ask->viewer.lead);
	sqlite3_stmt *stmt;

	run->finder->hidden = g_hash_table_lookup(run->finder->rows, key);
	if (run->finder->hidden)
		return true;
	stmt = db_stmt(run->finder->reader, select_hidden, error);
	if (!stmt)
		return false;
	db_bind_text(stmt, ":me", run->ask->viewer.me);
	db_bind_int(stmt, ":lead", run->ask->viewer.lead);
	run->finder->hidden =
		keep(run->finder, key, collect(stmt, run->finder->limits.many_rows, error));
	return run->finder->hidden != NULL;
}

static const char *
sees(const Run *run)
{
	return run->finder->hidden->whole ? NOT_HIDDEN : MAY_SEE;
}

static bool
read_rows(Run *run, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GError) local = NULL;

	query_plan_bind(run->plan, stmt);
	if (!run->finder->hidden->whole) {
		db_bind_text(stmt, ":me", run->ask->viewer.me);
		db_bind_int(stmt, ":lead", run->ask->viewer.lead);
	}
	db_bind_int(stmt, ":max", run->left);
	while (db_step(stmt, &local)) {
		run->ask->take(stmt, run->ask->data);
		run->left--;
	}
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

static char *
dup_json(const GArray *rows, guint from, guint n)
{
	GString *json = g_string_new("[");

	for (guint i = from; i < MIN(from + n, rows->len); i++)
		g_string_append_printf(json, "%s%" PRId64, i == from ? "" : ",",
			g_array_index(rows, int64_t, i));
	g_string_append_c(json, ']');
	return g_string_free(json, FALSE);
}

/* The rows that were collected, in order, from where the window begins. */
static GArray *
sort_rows(Run *run, GError **error)
{
	bool edge = run->begun || run->window->after;
	g_autoptr(GArray) rows = rows_dup_list(run->finder->among);
	g_autofree char *json = dup_json(rows, 0, rows->len);
	g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autoptr(GError) local = NULL;
	sqlite3_stmt *stmt = stmt_for(run->finder,
		g_strdup_printf(
			"SELECT row FROM ticket NOT INDEXED WHERE row IN (SELECT value FROM "
			"json_each(:rows))%s%s ORDER BY %s",
			edge ? " AND " : "",
			!edge			 ? ""
			: run->window->backwards ? run->plan->before
						 : run->plan->after,
			run->order),
		error);

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":rows", json);
	if (edge) {
		db_bind_int(stmt, ":key", run->begun ? run->from.key : run->window->after->key);
		db_bind_int(stmt, ":row", run->begun ? run->from.row : run->window->after->row);
	}
	while (db_step(stmt, &local)) {
		int64_t row = db_int(stmt, 0);

		g_array_append_val(sorted, row);
	}
	if (!local)
		return g_steal_pointer(&sorted);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

static bool
run_sort(Run *run, GError **error)
{
	g_autoptr(GArray) sorted = sort_rows(run, error);

	if (!sorted)
		return false;
	for (guint at = 0; at < sorted->len && run->left > 0; at += SLICE_SORT) {
		g_autofree char *json = dup_json(sorted, at, SLICE_SORT);
		sqlite3_stmt *stmt = stmt_for(run->finder,
			g_strdup_printf(
				"SELECT %s, %s FROM ticket NOT INDEXED WHERE row IN (SELECT "
				"value FROM json_each(:rows)) AND (%s) AND %s ORDER BY %s LIMIT :max",
				run->ask->columns, run->plan->column, run->plan->where,
				sees(run), run->order),
			error);

		if (!stmt)
			return false;
		db_bind_text(stmt, ":rows", json);
		if (!read_rows(run, stmt, error))
			return false;
	}
	return true;
}

/* ---- walking ---- */

/* The place a statement gives; where there is none, no more is to be walked and `place` stays.
 * Takes `sql`. */
static bool
read_place(Run *run, char *sql, unsigned skip, Place *place, GError **error)
{
	sqlite3_stmt *stmt = stmt_for(run->finder, sql, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	query_plan_bind(run->plan, stmt);
	bind_if(stmt, ":skip", skip);
	bind_if(stmt, ":key", place->key);
	bind_if(stmt, ":row", place->row);
	run->more = db_step(stmt, &local);
	if (run->more)
		*place = (Place){db_int(stmt, 0), db_int(stmt, 1)};
	sqlite3_reset(stmt);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* The first in the range that is asked for. */
static bool
find_edge(Run *run, const char *order, Place *place, GError **error)
{
	return read_place(run,
		g_strdup_printf(
			"SELECT %1$s, row FROM ticket INDEXED BY %2$s WHERE %3$s AND %4$s ORDER BY "
			"%5$s LIMIT 1",
			run->plan->column, run->plan->index, run->plan->narrow,
			run->plan->range, order),
		0, place, error);
}

/*
 * So many rows on. SQLite seeks by the first column of "(key, row) > (:key, :row)" alone, and
 * half a million complaints have no due date: within a key and beyond it are asked apart.
 */
static bool
skip_rows(Run *run, unsigned skip, Place *place, GError **error)
{
	const QueryPlan *plan = run->plan;

	return read_place(run,
		g_strdup_printf(
			"SELECT %1$s, row FROM ticket INDEXED BY %2$s WHERE %3$s AND %1$s = :key AND "
			"row %4$s :row UNION ALL SELECT %1$s, row FROM ticket INDEXED BY %2$s WHERE "
			"%3$s AND %1$s %4$s :key ORDER BY %5$s LIMIT 1 OFFSET :skip",
			plan->column, plan->index, plan->narrow, run->sign, run->order),
		skip, place, error);
}

/* Where the walk begins and ends. */
static bool
begin_walk(Run *run, GError **error)
{
	const QueryPlan *plan = run->plan;
	const char *back = run->down == plan->descending ? plan->reverse_order : plan->order;
	const QueueRow *edge = run->window->after;

	run->begun = run->more = true;
	run->from = run->down ? (Place){INT64_MAX, INT64_MAX} : (Place){INT64_MIN, INT64_MIN};
	run->to = run->down ? (Place){INT64_MIN, INT64_MIN} : (Place){INT64_MAX, INT64_MAX};
	if (plan->range[0]) {
		if (!find_edge(run, run->order, &run->from, error))
			return false;
		if (!run->more)
			return true;
		run->from.row += run->down ? 1 : -1;
		if (!find_edge(run, back, &run->to, error))
			return false;
	}
	if (edge)
		run->from = (Place){edge->key, edge->row};
	return true;
}

/* The parts of a slice that the index seeks to. */
typedef enum Part { WITHIN_KEY, REST_OF_KEY, BETWEEN_KEYS, START_OF_KEY } Part;

static char *
dup_bounds(const Run *run, Part part)
{
	const char *key = run->plan->column, *on = run->sign, *back = run->down ? ">" : "<";

	switch (part) {
	case WITHIN_KEY:
		return g_strdup_printf(
			"%s = :key AND row %s :row AND row %s= :to_row", key, on, back);
	case REST_OF_KEY:
		return g_strdup_printf("%s = :key AND row %s :row", key, on);
	case BETWEEN_KEYS:
		return g_strdup_printf("%1$s %2$s :key AND %1$s %3$s :to_key", key, on, back);
	case START_OF_KEY:
		return g_strdup_printf("%s = :to_key AND row %s= :to_row", key, back);
	}
	g_assert_not_reached();
}

static bool
read_part(Run *run, Part part, const Place *to, GError **error)
{
	const QueryPlan *plan = run->plan;
	g_autofree char *bounds = dup_bounds(run, part);
	sqlite3_stmt *stmt;

	if (run->left == 0)
		return true;
	stmt = stmt_for(run->finder,
		/* The condition as one value: none of its parts may choose another way into the
		   index. */
		g_strdup_printf(
			"SELECT %1$s, %2$s FROM ticket INDEXED BY %3$s WHERE %4$s AND %5$s%6$s AND "
			"((%7$s) <> 0) AND %8$s ORDER BY %9$s LIMIT :max",
			run->ask->columns, plan->column, plan->index, plan->narrow,
			run->way == WAY_SIEVE ? "among(row) AND " : "", bounds, plan->where,
			sees(run), run->order),
		error);
	if (!stmt)
		return false;
	bind_if(stmt, ":key", run->from.key);
	bind_if(stmt, ":row", run->from.row);
	bind_if(stmt, ":to_key", to->key);
	bind_if(stmt, ":to_row", to->row);
	return read_rows(run, stmt, error);
}

static bool
read_slice(Run *run, const Place *to, GError **error)
{
	if (to->key == run->from.key)
		return read_part(run, WITHIN_KEY, to, error);
	return read_part(run, REST_OF_KEY, to, error) &&
	       read_part(run, BETWEEN_KEYS, to, error) &&
	       read_part(run, START_OF_KEY, to, error);
}

static bool
is_past(const Run *run, const Place *a, const Place *b)
{
	bool more = a->key > b->key || (a->key == b->key && a->row > b->row);
	bool same = a->key == b->key && a->row == b->row;

	return same || more != run->down;
}

/* Goes on for about `most` rows of the index, or as many tickets as a screen has time for. */
static bool
walk(Run *run, unsigned most, GError **error)
{
	const FinderLimits *limits = &run->finder->limits;
	unsigned walked = 0;
	unsigned slice =
		MIN(run->way == WAY_SIEVE ? limits->slice * 32 : limits->slice, MAX(most, 1));

	run->finder->read = 0;
	while (run->more && run->left > 0 && walked < most &&
		run->finder->read < limits->mark_walk) {
		Place end = run->from;

		if (!skip_rows(run, slice, &end, error))
			return false;
		if (!run->more || is_past(run, &end, &run->to)) {
			end = run->to;
			run->more = false;
		}
		if (!read_slice(run, &end, error))
			return false;
		walked += slice;
		slice = MIN(slice * 2, MAX(most / 4, 1));
		run->from = end;
	}
	return true;
}

static bool
run_walk(Run *run, GError **error)
{
	const FinderLimits *limits = &run->finder->limits;
	unsigned most = run->way == WAY_SIEVE ? limits->mark_sieve : limits->mark_walk;
	QueueMark *mark = run->window->mark;

	/* The next call knows more. */
	if (run->finder->collecting)
		most = MAX(most / 4, 1);
	if (!run->begun && !begin_walk(run, error))
		return false;
	do
		if (!walk(run, most, error))
			return false;
	while (!mark && run->more && run->left > 0);
	if (mark && run->more && run->left > 0)
		*mark = (QueueMark){run->from.key, run->from.row,
			run->from.row + (run->down ? -1 : 1), true};
	return true;
}

/*
 * Most lists are dense: what a few steps along their order fill need collect nothing. Of full
 * text a handful of documents tells whether a screen's worth stands in the next few hundred;
 * then reading on costs less than collecting hits. *ret_dense: the list is to be read on.
 */
static bool
taste(Run *run, bool *ret_dense, GError **error)
{
	const FinderLimits *limits = &run->finder->limits;
	unsigned before = run->left;

	*ret_dense = false;
	run->way = WAY_WALK;
	if ((run->plan->drivers->len == 0 && run->plan->texts->len == 0) || limits->taste == 0)
		return true;
	if (!begin_walk(run, error))
		return false;
	if (!run->plan->needs_text)
		return walk(run, limits->taste, error);
	if (!walk(run, limits->taste / 32, error))
		return false;
	*ret_dense = run->window->mark && before - run->left >= DENSE(limits);
	return true;
}

bool
finder_run(Finder *finder, const FinderAsk *ask, GError **error)
{
	const QueryPlan *plan = ask->plan;
	const QueueWindow *window = ask->window;
	Run run = {.finder = finder,
		.ask = ask,
		.plan = plan,
		.window = window,
		.order = window->backwards ? plan->reverse_order : plan->order,
		.down = plan->descending != window->backwards,
		.left = window->max};
	bool dense;

	run.sign = run.down ? "<" : ">";
	if (window->mark)
		*window->mark = (QueueMark){0};
	begin(finder);
	finder->led_by_text = finder->collecting = false;
	finder->among = NULL;
	if (!collect_hidden(&run, error) || !taste(&run, &dense, error))
		return false;
	if (run.begun && (!run.more || run.left == 0))
		return true;
	if (!dense && !choose_way(&run, error))
		return false;
	return run.way == WAY_SORT ? run_sort(&run, error) : run_walk(&run, error);
}
