/* core/query-sql.h against a naive evaluator on random queries; MATCH is sloppy here. */
#include "config.h"

#include "core/query-sql.h"

#include <sqlite3.h>

#include "core/env.h"
#include "core/error.h"
#include "core/query-words.h"
#include "core/ticket.h"

#define N_ROWS 400
#define NOW    (INT64_C(1790000000) * US_PER_SECOND)
#define NEVER  INT64_MAX

typedef struct Row {
	int64_t row, counter, state, archive, kind, level, flags, restricted, open;
	int64_t received, entered, due, told, closed, updated, notes, files, redress;
	char *id, *number, *owner, *branch, *channel, *business, *reason, *class;
	char *subject, *complainant, *tail, *phone;
} Row;

typedef struct World {
	sqlite3 *db;
	Row rows[N_ROWS + 1]; /* by row, from 1 */
	TaxonomySet *taxonomy;
	GTimeZone *utc;
	const char *drafts[4];
} World;

static const char *const words[] = {
	"alpha", "alpine", "album", "beta", "bet", "gamma", "手续费", "手机", "1043", "O'Neil"};
static const char *const owners[] = {"", "id-zhao", "id-wang", "id-x'; DROP TABLE ticket; --"};
static const char *const branches[] = {"0571", "0572", "05", ""};
static const char *const reasons[] = {"C01", "C01.1", "C01.2", "C11.1", "C10", "C1", ""};
static const char *const businesses[] = {"B04", "B03", "B99.1", "B02.1"};
static const char *const names[] = {"王伟", "王小明", "100%", "a_b", "O'Neil", ""};

#define PICK(list) (list[g_rand_int_range(rand, 0, (int)G_N_ELEMENTS(list))])

static const char schema[] =
	"CREATE TABLE ticket(row INTEGER PRIMARY KEY, id TEXT NOT NULL, number TEXT NOT NULL,"
	" counter INTEGER NOT NULL, state INTEGER NOT NULL, archive INTEGER NOT NULL,"
	" contact_kind INTEGER NOT NULL, owner TEXT NOT NULL, branch TEXT NOT NULL,"
	" channel TEXT NOT NULL, business TEXT NOT NULL, reason TEXT NOT NULL,"
	" class TEXT NOT NULL, level INTEGER NOT NULL, flags INTEGER NOT NULL,"
	" restricted INTEGER NOT NULL, received_us INTEGER NOT NULL, entered_us INTEGER NOT "
	"NULL,"
	" due_us INTEGER NOT NULL, told_us INTEGER NOT NULL, closed_us INTEGER NOT NULL,"
	" updated_us INTEGER NOT NULL, subject TEXT NOT NULL, complainant TEXT NOT NULL,"
	" account_tail TEXT NOT NULL, phone TEXT NOT NULL, note_count INTEGER NOT NULL,"
	" file_count INTEGER NOT NULL, redress_minor INTEGER NOT NULL, open INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX ticket_open_due ON ticket(open, due_us, row);"
	"CREATE VIRTUAL TABLE ticket_search USING fts5(text, tokenize = 'trigram');";

static void
row_fill(Row *r, int64_t n, GRand *rand)
{
	*r = (Row){
		.row = n,
		.counter = 1000 + n,
		.state = g_rand_int_range(rand, 0, N_TICKET_STATES),
		.kind = g_rand_int_range(rand, 0, N_CONTACT_KINDS),
		.level = g_rand_int_range(rand, 1, 4),
		.flags = g_rand_int_range(rand, 0, 16),
		.restricted = g_rand_int_range(rand, 0, 2),
		.received = NOW - g_rand_int_range(rand, 0, 40) * US_PER_DAY,
		.entered = NOW - g_rand_int_range(rand, 0, 40) * US_PER_DAY,
		.updated = NOW - g_rand_int_range(rand, 0, 40) * US_PER_HOUR,
		.notes = g_rand_int_range(rand, 0, 3),
		.files = g_rand_int_range(rand, 0, 2),
		.redress = g_rand_int_range(rand, 0, 3) * 5000,
		.id = g_strdup_printf("ticket-%" G_GINT64_FORMAT, n),
		.number = g_strdup_printf("0571A-%" G_GINT64_FORMAT, 1000 + n),
		.owner = g_strdup(PICK(owners)),
		.branch = g_strdup(PICK(branches)),
		.channel = g_strdup(n % 2 ? "A01" : "A04"),
		.business = g_strdup(PICK(businesses)),
		.reason = g_strdup(PICK(reasons)),
		.class = g_strdup(n % 3	  ? "S"
				  : n % 2 ? "R"
					  : "O"),
		.complainant = g_strdup(PICK(names)),
		.tail = g_strdup(n % 5 ? "8848" : ""),
		.phone = g_strdup(n % 4 ? "138-0000 2210" : "13900000071"),
	};
	r->archive = r->state == TICKET_STATE_ARCHIVE;
	r->open = r->state < TICKET_STATE_CLOSED;
	r->told = r->state == TICKET_STATE_TOLD || r->state == TICKET_STATE_CLOSED
			  ? NOW - g_rand_int_range(rand, 0, 9) * US_PER_DAY
			  : 0;
	r->closed = r->state == TICKET_STATE_CLOSED
			    ? NOW - g_rand_int_range(rand, 0, 9) * US_PER_DAY
			    : 0;
	r->due = n % 7 ? NOW + g_rand_int_range(rand, -10, 20) * US_PER_DAY / 2 : NEVER;
	r->subject = g_strdup_printf("%s %s", PICK(words), PICK(words));
}

static void
row_insert(sqlite3 *db, const Row *r)
{
	g_autoptr(GString) sql = g_string_new("INSERT INTO ticket VALUES(");
	char *q;

	q = sqlite3_mprintf("%lld,%Q,%Q,%lld,%lld,%lld,%lld,%Q,%Q,%Q,%Q,%Q,%Q,%lld,%lld,%lld,",
		(long long)r->row, r->id, r->number, (long long)r->counter, (long long)r->state,
		(long long)r->archive, (long long)r->kind, r->owner, r->branch, r->channel,
		r->business, r->reason, r->class, (long long)r->level, (long long)r->flags,
		(long long)r->restricted);
	g_string_append(sql, q);
	sqlite3_free(q);
	q = sqlite3_mprintf("%lld,%lld,%lld,%lld,%lld,%lld,%Q,%Q,%Q,%Q,%lld,%lld,%lld,%lld);"
			    "INSERT INTO ticket_search(rowid, text) VALUES(%lld, %Q);",
		(long long)r->received, (long long)r->entered, (long long)r->due,
		(long long)r->told, (long long)r->closed, (long long)r->updated, r->subject,
		r->complainant, r->tail, r->phone, (long long)r->notes, (long long)r->files,
		(long long)r->redress, (long long)r->open, (long long)r->row, r->subject);
	g_string_append(sql, q);
	sqlite3_free(q);
	g_assert_cmpint(sqlite3_exec(db, sql->str, NULL, NULL, NULL), ==, SQLITE_OK);
}

/* search_has(row, text) over the rows of the world. */
static void
sql_has(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	World *w = sqlite3_user_data(ctx);
	int64_t row = sqlite3_value_int64(argv[0]);

	g_assert_cmpint(argc, ==, 2);
	sqlite3_result_int(ctx, strstr(w->rows[row].subject,
					(const char *)sqlite3_value_text(argv[1])) != NULL);
}

/* At least the rows that hold `text`: by its first three characters only; not indexed if
 * shorter. */
static char *
sloppy_match(const char *text, bool *ret_exact, void *data)
{
	if (g_utf8_strlen(text, -1) < 3)
		return NULL;
	*ret_exact = g_utf8_strlen(text, -1) == 3 && g_str_is_ascii(text) &&
		     g_ascii_islower(text[0]);
	g_autofree char *start = g_utf8_substring(text, 0, 3);
	g_auto(GStrv) parts = g_strsplit(start, "\"", -1);
	g_autofree char *safe = g_strjoinv("\"\"", parts);

	return g_strdup_printf("\"%s\"", safe);
}

/* Days of UTC: today, -3d, +3d, 2026-09-20. */
static bool
fake_date(const char *text, int64_t now_us, GTimeZone *zone, int64_t *ret_from_us,
	int64_t *ret_to_us)
{
	int64_t day = now_us - now_us % US_PER_DAY, n;
	char *end;
	g_autoptr(GDateTime) at = NULL;
	g_autofree char *iso = g_strconcat(text, "T00:00:00", NULL);

	g_assert_nonnull(zone);
	if (g_str_equal(text, "today")) {
		*ret_from_us = day;
	} else if (*text == '-' || *text == '+') {
		n = g_ascii_strtoll(text, &end, 10);
		if (!g_str_equal(end, "d"))
			return false;
		*ret_from_us = day + n * US_PER_DAY;
	} else {
		at = g_date_time_new_from_iso8601(iso, zone);
		if (!at)
			return false;
		*ret_from_us = g_date_time_to_unix(at) * US_PER_SECOND;
	}
	*ret_to_us = *ret_from_us + US_PER_DAY;
	return true;
}

static char *
fake_person(const char *text, void *data)
{
	return g_str_equal(text, "1001") ? g_strdup("id-zhao") : NULL;
}

static World *
world_new(void)
{
	World *w = g_new0(World, 1);
	GRand *rand = g_rand_new_with_seed(20261124);
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "taxonomy", NULL);

	g_assert_cmpint(sqlite3_open(":memory:", &w->db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(w->db, schema, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_create_function(w->db, "search_has", 2, SQLITE_UTF8, w, sql_has, NULL, NULL);
	for (int64_t n = 1; n <= N_ROWS; n++) {
		row_fill(&w->rows[n], n, rand);
		row_insert(w->db, &w->rows[n]);
	}
	g_rand_free(rand);
	w->taxonomy = taxonomy_load(folder, NULL);
	g_assert_nonnull(w->taxonomy);
	w->utc = g_time_zone_new_utc();
	w->drafts[0] = "ticket-7";
	w->drafts[1] = "ticket-9";
	w->drafts[2] = "'] x";
	return w;
}

static void
world_free(World *w)
{
	for (int n = 1; n <= N_ROWS; n++) {
		Row *r = &w->rows[n];
		char *texts[] = {r->id, r->number, r->owner, r->branch, r->channel, r->business,
			r->reason, r->class, r->subject, r->complainant, r->tail, r->phone};

		for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
			g_free(texts[i]);
	}
	sqlite3_close(w->db);
	taxonomy_free(w->taxonomy);
	g_time_zone_unref(w->utc);
	g_free(w);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

static QueryContext
world_context(const World *w)
{
	return (QueryContext){
		.now_us = NOW,
		.zone = w->utc,
		.me = "id-zhao",
		.taxonomy = w->taxonomy,
		.draft_ids = w->drafts,
		.date = fake_date,
		.person = fake_person,
		.match = sloppy_match,
		.verify_function = "search_has",
	};
}

/* ---- the naive evaluator ---- */

static bool
compare(QueryOp op, int64_t a, int64_t b)
{
	switch ((int)op) {
	case QUERY_OP_LT:
		return a < b;
	case QUERY_OP_LE:
		return a <= b;
	case QUERY_OP_GT:
		return a > b;
	case QUERY_OP_GE:
		return a >= b;
	default:
		return a == b;
	}
}

static bool
naive_date(const World *w, const QueryValue *v, int64_t at, int64_t absent, bool due)
{
	int64_t from, to, us;

	if (v->op == QUERY_OP_NONE)
		return at == absent;
	if (at == absent)
		return false;
	if (v->op == QUERY_OP_RANGE) {
		if (*v->text && (!fake_date(v->text, NOW, w->utc, &from, &to) || at < from))
			return false;
		return !*v->to || (fake_date(v->to, NOW, w->utc, &from, &to) && at < to);
	}
	if (due && query_read_duration(v->text, &us))
		return compare(v->op, at, NOW + us);
	g_assert_true(fake_date(v->text, NOW, w->utc, &from, &to));
	switch ((int)v->op) {
	case QUERY_OP_LT:
		return at < from;
	case QUERY_OP_LE:
		return at < to;
	case QUERY_OP_GT:
		return at >= to;
	case QUERY_OP_GE:
		return at >= from;
	default:
		return from <= at && at < to;
	}
}

static bool
naive_text(const QueryValue *v, const char *text, bool contains)
{
	if (v->op == QUERY_OP_NONE)
		return !*text;
	if (v->op == QUERY_OP_PREFIX)
		return g_str_has_prefix(text, v->text);
	if (v->op == QUERY_OP_CONTAINS || (contains && v->op == QUERY_OP_IS))
		return strstr(text, v->text) != NULL;
	return g_str_equal(text, v->text);
}

static bool
is_under(const char *code, const char *id)
{
	return g_str_has_prefix(code, id) && (!code[strlen(id)] || code[strlen(id)] == '.');
}

static bool
naive_is(const Row *r, QueryIs is)
{
	bool waits = r->open && !r->told && r->due != NEVER;

	switch ((int)is) {
	case QUERY_IS_OPEN:
		return r->open;
	case QUERY_IS_CLOSED:
		return r->state == TICKET_STATE_CLOSED;
	case QUERY_IS_OVERDUE:
		return waits && r->due < NOW;
	case QUERY_IS_DUE_SOON:
		return waits && r->due >= NOW && r->due < NOW + 5 * US_PER_DAY;
	case QUERY_IS_MINE:
		return g_str_equal(r->owner, "id-zhao");
	case QUERY_IS_UNASSIGNED:
		return r->open && !*r->owner;
	case QUERY_IS_RESTRICTED:
		return r->restricted;
	case QUERY_IS_ARCHIVE:
		return r->archive;
	case QUERY_IS_VULNERABLE:
		return r->flags & 1;
	case QUERY_IS_MEDIA:
		return r->flags & 2;
	case QUERY_IS_REGULATOR:
		return r->flags & 4;
	case QUERY_IS_AGITATED:
		return r->flags & 8;
	default: /* of the person, or of tables of their own: tests/core/test-others.c */
		return false;
	}
}

static bool
naive_has(const Row *r, QueryHas has)
{
	return has == QUERY_HAS_NOTE	  ? r->notes > 0
	       : has == QUERY_HAS_ATTACH  ? r->files > 0
	       : has == QUERY_HAS_REDRESS ? r->redress > 0
					  : r->row == 7 || r->row == 9;
}

static bool
naive_range(const QueryValue *v, int64_t at)
{
	if (v->op != QUERY_OP_RANGE)
		return compare(v->op, at, v->number);
	return (!*v->text || at >= v->number) && (!*v->to || at <= v->number_to);
}

/* Only what the generator below writes. */
static bool
naive_value(const World *w, const Row *r, QueryField field, const QueryValue *v)
{
	switch ((int)field) {
	case QUERY_STATE:
		return r->state == v->number;
	case QUERY_OWNER:
		return g_str_equal(r->owner, v->op == QUERY_OP_NONE ? "" : "id-zhao");
	case QUERY_BRANCH:
		return naive_text(v, r->branch, false);
	case QUERY_BUSINESS:
		return is_under(r->business, v->text);
	case QUERY_REASON:
		return v->op == QUERY_OP_NONE ? !*r->reason : is_under(r->reason, v->text);
	case QUERY_CATEGORY: /* nf or 1 */
		return g_str_equal(v->text, "1")
			       ? is_under(r->business, "B99.1") && is_under(r->reason, "C01.1")
			       : is_under(r->reason, "C11.1");
	case QUERY_CLASS:
		return r->class[0] == v->number;
	case QUERY_LEVEL:
		return naive_range(v, r->level);
	case QUERY_KIND:
		return r->kind == v->number;
	case QUERY_CUSTOMER:
		return naive_text(v, r->complainant, true);
	case QUERY_PHONE: /* ^138, 0071 */
		return g_str_has_prefix(r->phone, "138") == (v->op == QUERY_OP_PREFIX);
	case QUERY_ACCOUNT:
		return v->op == QUERY_OP_NONE ? !*r->tail : g_str_equal(r->tail, "8848");
	case QUERY_SUBJECT:
		return naive_text(v, r->subject, true);
	case QUERY_RECEIVED:
		return naive_date(w, v, r->received, INT64_MIN, false);
	case QUERY_ENTERED:
		return naive_date(w, v, r->entered, INT64_MIN, false);
	case QUERY_DUE:
		return naive_date(w, v, r->due, NEVER, true);
	case QUERY_TOLD:
		return naive_date(w, v, r->told, 0, false);
	case QUERY_CLOSED:
		return naive_date(w, v, r->closed, 0, false);
	case QUERY_UPDATED:
		return naive_date(w, v, r->updated, INT64_MIN, false);
	case QUERY_LEFT:
		return r->open && !r->told && r->due != NEVER && naive_range(v, r->due - NOW);
	case QUERY_AGE:
		return naive_range(v, NOW - r->received);
	case QUERY_REDRESS:
		return naive_range(v, r->redress);
	case QUERY_IS:
		return naive_is(r, (QueryIs)v->number);
	case QUERY_HAS:
		return naive_has(r, (QueryHas)v->number);
	default:
		g_assert_not_reached();
	}
}

static bool
naive_node(const World *w, const Row *r, const QueryNode *node)
{
	bool any = false, all = true;

	switch (node->kind) {
	case QUERY_TEXT:
		return strstr(r->subject, node->text) != NULL;
	case QUERY_NUMBER:
		return g_str_equal(r->number, node->text) ||
		       g_ascii_strtoll(node->text, NULL, 10) * !strchr(node->text, '-') ==
			       r->counter ||
		       (!node->strict && strstr(r->subject, node->text));
	case QUERY_PRED:
		for (guint i = 0; i < node->values->len; i++)
			any |= naive_value(
				w, r, node->field, g_ptr_array_index(node->values, i));
		return any;
	case QUERY_AND:
	case QUERY_OR:
	case QUERY_NOT:
		for (guint i = 0; i < node->children->len; i++) {
			bool one = naive_node(w, r, g_ptr_array_index(node->children, i));

			any |= one;
			all &= one;
		}
		return node->kind == QUERY_AND ? all : node->kind == QUERY_OR ? any : !any;
	}
	g_assert_not_reached();
}

/* ---- running ---- */

static char *
dup_explain_or_rows(const World *w, const QueryPlan *plan, const char *head, const char *more)
{
	g_autofree char *sql = g_strdup_printf(
		"%s WHERE %s%s ORDER BY %s LIMIT 1000", head, plan->where, more, plan->order);
	sqlite3_stmt *stmt = NULL;
	GString *out = g_string_new(NULL);
	int rc = sqlite3_prepare_v2(w->db, sql, -1, &stmt, NULL);

	if (rc != SQLITE_OK)
		g_test_message("%s: %s", sql, sqlite3_errmsg(w->db));
	g_assert_cmpint(rc, ==, SQLITE_OK);
	g_assert_true(query_plan_bind(plan, stmt));
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		g_string_append_printf(
			out, "%s;", sqlite3_column_text(stmt, sqlite3_column_count(stmt) - 1));
	g_assert_cmpint(rc, ==, SQLITE_DONE);
	sqlite3_finalize(stmt);
	return g_string_free(out, FALSE);
}

static const World *sort_world; /* qsort has no data argument */
static bool sort_down;

static int
by_due(gconstpointer a, gconstpointer b)
{
	const Row *x = &sort_world->rows[*(const int *)a],
		  *y = &sort_world->rows[*(const int *)b];
	int order = x->due != y->due ? (x->due < y->due ? -1 : 1) : x->row < y->row ? -1 : 1;

	return sort_down ? -order : order;
}

/* Runs `text` both ways and compares the rows in order. Returns how many there were. */
static guint
assert_same(const World *w, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Query) query = query_parse(text, NULL, &error);

	g_test_message("query: %s", text);
	g_assert_no_error(error);
	QueryContext ctx = world_context(w);
	g_autoptr(QueryPlan) plan = query_plan_build(query, &ctx, NULL, &error);

	g_assert_no_error(error);
	g_autofree char *got = dup_explain_or_rows(w, plan, "SELECT row FROM ticket", "");
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(GString) expect = g_string_new(NULL);

	for (int n = 1; n <= N_ROWS; n++)
		if (!query->root || naive_node(w, &w->rows[n], query->root))
			g_array_append_val(rows, n);
	sort_world = w;
	sort_down = plan->descending;
	g_array_sort(rows, by_due);
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(expect, "%d;", g_array_index(rows, int, i));
	g_assert_cmpstr(got, ==, expect->str);
	return rows->len;
}

/* Add a row here: a term for the random queries; naive_value() must know it. */
static const char *const terms[] = {"is:open", "is:closed", "is:overdue", "is:due-soon",
	"is:mine", "is:unassigned", "is:restricted", "is:archive", "is:paused-timer",
	"is:vulnerable,media", "is:regulator", "is:agitated", "has:note", "has:attach",
	"has:redress", "has:draft", "state:new,waiting", "state:void", "owner:me", "owner:none",
	"owner:1001", "cat:1", "cat:nf", "business:B99", "business:B04", "reason:C01",
	"reason:C01.2", "reason:C10", "reason:none", "class:S", "class:return,other",
	"branch:0571", "branch:^05", "branch:none", "level:>=2", "level:important",
	"level:2..3", "level:<major", "cust:王", "cust:=王伟", "cust:none", "cust:100%",
	"cust:a_b", "cust:O'Neil", "cust:\"%\"", "phone:^138", "phone:0071", "acct:8848",
	"acct:6222020200008848", "acct:48", "acct:none", "received:today", "received:>=-10d",
	"received:<-10d", "received:2026-09-10..2026-09-15", "received:..-20d", "entered>-5d",
	"due<3d", "due<=3d", "due>2d", "due:>=+1d", "due:none", "due:today", "due:2026-09-20..",
	"told:none", "told:>=-3d", "told<=-3d", "closed:none", "closed:<today", "updated:today",
	"left:<2d", "left:>36h", "left:1d..3d", "age:>15d", "age:<=15d", "age:3d..5d",
	"age:..2d", "redress:>=100", "redress:50", "redress:0..50", "subject:alp",
	"subject:~bet", "kind:enquiry,petition", "alpha", "alp", "al", "bet", "beta", "手续费",
	"手", "手机", "1043", "#1043", "0571A-1100", "\"alpha beta\"", "\"O'Neil\"", "\"alb\""};

static void
append_random(GString *out, unsigned depth)
{
	int kind = g_test_rand_int_range(0, depth > 3 ? 3 : 8);

	if (kind < 3) {
		g_string_append(out, terms[g_test_rand_int_range(0, G_N_ELEMENTS(terms))]);
	} else if (kind == 3) {
		g_string_append(out, "-");
		append_random(out, depth + 1);
	} else {
		g_string_append(out, "(");
		append_random(out, depth + 1);
		g_string_append(out, kind < 6 ? " " : " or ");
		append_random(out, depth + 1);
		g_string_append(out, ")");
	}
}

static void
test_each_term(void)
{
	g_autoptr(World) w = world_new();

	g_assert_cmpuint(assert_same(w, ""), ==, N_ROWS);
	for (guint i = 0; i < G_N_ELEMENTS(terms); i++) {
		guint n = assert_same(w, terms[i]);
		g_autofree char *negated = g_strconcat("sort:-due -", terms[i], NULL);

		/* A term that finds nothing, or everything, proves nothing. */
		if (!g_str_equal(terms[i], "is:paused-timer"))
			g_assert_cmpuint(n, >, 0);
		g_assert_cmpuint(n, <, N_ROWS);
		g_assert_cmpuint(assert_same(w, negated), ==, N_ROWS - n);
	}
}

static void
test_random(void)
{
	g_autoptr(World) w = world_new();

	for (int i = 0; i < 1500; i++) {
		g_autoptr(GString) text = g_string_new(i % 2 ? "sort:-due " : "");

		append_random(text, 0);
		assert_same(w, text->str);
	}
}

static void
assert_data(const World *w, const char *text)
{
	static const char *const shapes[] = {"\"%s\"", "cust:\"%s\"", "cust:^\"%s\"",
		"branch:\"%s\"", "-\"%s\"", "subject:=\"%s\""};

	for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *typed = g_strdup_printf(shapes[i], text);
		g_autoptr(Query) query = query_parse(typed, NULL, NULL);
		QueryContext ctx = world_context(w);
		g_autoptr(QueryPlan) plan = NULL;

		if (!query)
			continue; /* holds the quotation mark, or is blank */
		plan = query_plan_build(query, &ctx, NULL, NULL);
		g_assert_nonnull(plan);
		if (strlen(text) > 7)
			g_assert_null(strstr(plan->where, text));
		g_assert_null(strpbrk(plan->where, ";\"-"));
		assert_same(w, typed);
	}
}

static void
test_injection(void)
{
	static const char *const attacks[] = {"'; DROP TABLE ticket; --", "' OR 1=1 --", ":q1",
		"?1", "$x", "%", "_", "\\", "\\%", "*", "a* OR b", "NEAR(a b)", "text : x",
		"^a", "{", "') UNION SELECT", "1); DELETE FROM ticket", "\x01\x1b[31m"};
	g_autoptr(World) w = world_new();
	g_autofree char *file =
		g_build_filename(g_getenv("AMENDS_DATA") ? g_getenv("AMENDS_DATA") : "", "data",
			"torture", "torture_strings.jsonl", NULL);
	g_autofree char *text = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(attacks); i++)
		assert_data(w, attacks[i]);
	if (g_file_get_contents(file, &text, NULL, NULL)) {
		g_auto(GStrv) lines = g_strsplit(text, "\n", 200);

		for (guint i = 0; i < 199 && lines[i]; i++) {
			g_strdelimit(lines[i], "\"", '\'');
			if (strlen(lines[i]) < 2000 && g_utf8_validate(lines[i], -1, NULL))
				assert_data(w, lines[i]);
		}
	}
	g_assert_cmpuint(assert_same(w, ""), ==, N_ROWS);
}

/* The default list must walk an index: no sorting, no scan. */
static void
test_default_walks_index(void)
{
	g_autoptr(World) w = world_new();
	static const char *const lists[] = {
		"is:open sort:due", "is:open", "is:open sort:-due", "is:overdue"};
	static const char *const windows[] = {"", " AND (due_us, row) > (:key, :row)"};
	QueryContext ctx = world_context(w);

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		for (guint j = 0; j < G_N_ELEMENTS(windows); j++) {
			g_autoptr(Query) query = query_parse(lists[i], NULL, NULL);
			g_autoptr(QueryPlan) plan = query_plan_build(query, &ctx, NULL, NULL);
			g_autofree char *how = dup_explain_or_rows(
				w, plan, "EXPLAIN QUERY PLAN SELECT * FROM ticket", windows[j]);

			g_test_message("%s: %s", lists[i], how);
			g_assert_nonnull(strstr(how, "USING INDEX ticket_open_due (open=?"));
			g_assert_null(strstr(how, "TEMP B-TREE"));
			g_assert_null(strstr(how, "SCAN"));
		}
	}
}

/* Windows by keyset, forwards and backwards, give the whole list once. */
static void
test_windows(void)
{
	static const char *const sorts[] = {"sort:due", "sort:-due", "sort:received",
		"sort:-updated", "sort:number", "sort:-age", "sort:closed", "sort:level"};
	g_autoptr(World) w = world_new();
	QueryContext ctx = world_context(w);

	for (guint i = 0; i < G_N_ELEMENTS(sorts); i++) {
		g_autoptr(Query) query = query_parse(sorts[i], NULL, NULL);
		g_autoptr(QueryPlan) plan = query_plan_build(query, &ctx, NULL, NULL);
		g_autofree char *whole = g_strdup_printf(
			"SELECT count(*) FROM (SELECT row, %1$s, row_number() OVER (ORDER BY "
			"%2$s) AS n,"
			" row_number() OVER (ORDER BY %3$s) AS m FROM ticket) AS a"
			" WHERE n + m <> %4$d OR n - 1 <> (SELECT count(*) FROM ticket"
			" WHERE %5$s)",
			plan->column, plan->order, plan->reverse_order, N_ROWS + 1,
			plan->before);
		g_auto(GStrv) cut = g_strsplit(whole, ":key, :row", -1);
		g_autofree char *sql = g_strjoinv("a.@, a.row", cut);
		g_auto(GStrv) cut_column = g_strsplit(sql, "@", -1);
		g_autofree char *final = g_strjoinv(plan->column, cut_column);
		sqlite3_stmt *stmt = NULL;

		g_test_message("%s", final);
		g_assert_cmpint(
			sqlite3_prepare_v2(w->db, final, -1, &stmt, NULL), ==, SQLITE_OK);
		g_assert_cmpint(sqlite3_step(stmt), ==, SQLITE_ROW);
		g_assert_cmpint(sqlite3_column_int(stmt, 0), ==, 0);
		sqlite3_finalize(stmt);
	}
}

/* Add a row here: what the parser lets through and the planner must refuse, and where. */
static const struct {
	const char *typed;
	unsigned column;
	const char *holds;
} bad[] = {
	{"received:gestern", 10, "Examples: today"},
	{"is:open due:<gestern", 14, "no date"},
	{"due:3d", 5, "due<3d"},
	{"received:<3d", 11, "no date"},
	{"received:today..nope", 10, "nope"},
	{"owner:9999", 7, "amends people"},
	{"reason:xyzzy", 8, "no reason is called"},
	{"cat:9x9", 5, "Example: cat:年费"},
	{"left:2d", 6, "left:<2d"},
	{"age:2d", 5, "age:>15d"},
	{"(a or 客户：王) owner:1001,nobody", 24, "nobody"},
};

static void
test_bad(void)
{
	g_autoptr(World) w = world_new();
	QueryContext ctx = world_context(w);

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Query) query = query_parse(bad[i].typed, NULL, &error);
		unsigned column = 0;

		g_assert_no_error(error);
		g_autoptr(QueryPlan) plan = query_plan_build(query, &ctx, &column, &error);

		g_test_message("%s: %s", bad[i].typed, error ? error->message : "(fine)");
		g_assert_null(plan);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_cmpuint(column, ==, bad[i].column);
		g_assert_nonnull(strstr(error->message, bad[i].holds));
	}
}

static void
test_nobody_signed_on(void)
{
	g_autoptr(Query) query = query_parse("is:open is:mine", NULL, NULL);
	QueryContext bare = {.now_us = NOW};
	g_autoptr(GError) error = NULL;
	unsigned column = 0;

	g_assert_null(query_plan_build(query, &bare, &column, &error));
	g_assert_cmpuint(column, ==, 12);
	g_assert_nonnull(strstr(error->message, "signed on"));
}

static void
test_plan_facts(void)
{
	g_autoptr(World) w = world_new();
	QueryContext ctx = world_context(w);
	g_autoptr(Query) query = query_parse(
		"alpha -beta (手续费 or gamma) (album bets bet) is:overdue owner:me limit:7",
		NULL, NULL);
	g_autoptr(Query) plain = query_parse("state:new", NULL, NULL);

	ctx.verify_function = NULL;
	g_autoptr(QueryPlan) plan = query_plan_build(query, &ctx, NULL, NULL);
	g_autoptr(QueryPlan) still = query_plan_build(plain, &ctx, NULL, NULL);

	g_assert_cmpuint(plan->verify->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(plan->verify, 0), ==, "alpha");
	g_assert_cmpstr(g_ptr_array_index(plan->verify, 2), ==, "bets");
	g_assert_true(plan->needs_me && plan->needs_now);
	g_assert_cmpint(plan->limit, ==, 7);
	g_assert_false(still->needs_me || still->needs_now);
	g_assert_cmpstr(still->order, ==, "due_us, row");
	query_plan_free(NULL);
	query_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/query-sql/each-term", test_each_term);
	g_test_add_func("/query-sql/random", test_random);
	g_test_add_func("/query-sql/injection", test_injection);
	g_test_add_func("/query-sql/default-walks-index", test_default_walks_index);
	g_test_add_func("/query-sql/windows", test_windows);
	g_test_add_func("/query-sql/bad", test_bad);
	g_test_add_func("/query-sql/nobody-signed-on", test_nobody_signed_on);
	g_test_add_func("/query-sql/plan-facts", test_plan_facts);
	return g_test_run();
}
