/*
 * Makes a practice store of many complaints for make bench, and the floor's
 * database of the same ones:
 *	generate --tickets N --store HOME [--floor FILE] [--seed S]
 * The store goes to HOME/practice. Every event goes through the ordinary rules
 * (store_apply_in), sealed and signed, thousands of acts a transaction; indexes
 * that no rule reads are made at the end. Six in ten complaints came from an
 * older system, as in a bank that changes over; the others were worked on
 * here; about three notes each. The same seed gives the same store. Progress
 * goes to stderr.
 */
#include "config.h"

#include <glib/gstdio.h>

#include "core/store.h"
#include "tests/bench/generate-words.h"

#define ACTS_A_COMMIT 5000
#define YEARS_US      (3 * 365 * US_PER_DAY)
/* Of the last weeks' complaints most are still open. */
#define RECENT_US (28 * US_PER_DAY)

/* The supervisor is the first to choose from where a desk is opened: their list shows all. */
enum {
	SUPERVISOR,
	FIRST_TELLER,
	N_TELLERS = 4,
	FIRST_HANDLER = FIRST_TELLER + N_TELLERS,
	N_HANDLERS = 8,
	N_PEOPLE = FIRST_HANDLER + N_HANDLERS
};

typedef struct Generator {
	Dice dice;
	Env env;
	Reference *reference;
	Store *store;
	sqlite3 *floor;
	sqlite3_stmt *floor_row, *floor_event;
	char people[N_PEOPLE][UUID_LEN];
	char batch[UUID_LEN];
	int64_t now_us, n_tickets, made, events;
	unsigned in_commit;
} Generator;

static void
die(const char *what, const char *why)
{
	g_printerr("generate: %s: %s\n", what, why);
	exit(1);
}

static void
run(Generator *g, const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!db_exec(g->store->db, sql, &error))
		die(sql, error->message);
}

static void
commit(Generator *g)
{
	run(g, "COMMIT");
	sqlite3_wal_checkpoint_v2(
		g->store->db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	run(g, "BEGIN IMMEDIATE");
	g->in_commit = 0;
}

static void
submit(Generator *g, Act *act)
{
	g_autoptr(ActResult) result = act_result_new();

	if (!store_apply_in(g->store, act, result)) {
		g_autofree char *text = act_result_dup_text(result);

		die("an act was refused", text);
	}
	g->events += act->events->len;
	act_free(act);
	if (++g->in_commit >= ACTS_A_COMMIT)
		commit(g);
}

static Act *
act_at(Generator *g, int64_t us, unsigned person)
{
	g->env.fake_now_us = MIN(us, g->now_us);
	return act_new(&g->env, g->people[person]);
}

static unsigned
any_handler(Generator *g)
{
	return FIRST_HANDLER + dice_below(&g->dice, N_HANDLERS);
}

/* ---- people ---- */

static void
add_people(Generator *g)
{
	for (unsigned i = 0; i < N_PEOPLE; i++) {
		g_autofree char *number = g_strdup_printf("%u", 1001 + i);
		g_autofree char *name = words_dup_name(&g->dice, i % 2 == 0);
		Act *act = act_new(&g->env, "");

		g_strlcpy(g->people[i], act_add(act, EVENT_PERSON_ADDED, NULL), UUID_LEN);
		act_text(act, "number", number);
		act_text(act, "name", name);
		act_text(act, "branch", "0571");
		act_text(act, "role",
			i == SUPERVISOR	    ? "supervisor"
			: i < FIRST_HANDLER ? "teller"
					    : "handler");
		submit(g, act);
	}
}

static void
start_batch(Generator *g)
{
	Act *act = act_at(g, g->now_us - YEARS_US, SUPERVISOR);

	g_strlcpy(g->batch, act_add(act, EVENT_BATCH_STARTED, NULL), UUID_LEN);
	act_text(act, "file", "generated");
	act_text(act, "map", "generated");
	act_text(act, "as", "archive");
	submit(g, act);
}

/* ---- one complaint ---- */

typedef struct Made {
	char id[UUID_LEN], claim[UUID_LEN];
	const char *about;
	bool zh, open;
	int64_t at_us;
	unsigned owner, notes;
} Made;

static void
add_complaint(Generator *g, Act *act, const Made *made)
{
	const TaxonomyEntry *about =
		taxonomy_get(g->reference->taxonomy, TAXONOMY_CATEGORY, made->about);
	g_autofree char *text = words_dup_complaint(&g->dice, made->about, made->zh);
	g_autofree char *name = words_dup_name(&g->dice, made->zh);
	g_autofree char *phone = words_dup_phone(&g->dice);
	g_autofree char *tail = g_strdup_printf("%04u", dice_below(&g->dice, 10000));

	act_text(act, "channel", dice_percent(&g->dice, 70) ? "A01" : "A04");
	act_text(act, "business", about->business);
	act_text(act, "reason", about->reason);
	act_text(act, "text", text);
	if (dice_percent(&g->dice, 88)) {
		act_text(act, "complainant", name);
		act_text(act, "phone", phone);
		act_text(act, "account_tail", tail);
	}
}

static void
add_note(Generator *g, Act *act, const Made *made)
{
	g_autofree char *text = words_dup_note(&g->dice, made->zh);

	act_add(act, EVENT_NOTE_ADDED, made->id);
	act_text(act, "text", text);
}

static void
make_archived(Generator *g, Made *made)
{
	g_autofree char *key = g_strdup_printf("generated:%" PRId64, g->made);
	Act *act = act_at(g, made->at_us, SUPERVISOR);

	act->import = true;
	g_strlcpy(made->id, act_add(act, EVENT_COMPLAINT_ARCHIVED, NULL), UUID_LEN);
	act_int(act, "received", made->at_us);
	act_text(act, "branch", "0571");
	add_complaint(g, act, made);
	act_add(act, EVENT_SOURCE_KEPT, made->id);
	act_text(act, "source", "generated");
	act_text(act, "source_key", key);
	act_text(act, "batch", g->batch);
	act_column(act, "columns", "row", key, NULL);
	for (unsigned i = 0; i < made->notes; i++)
		add_note(g, act, made);
	submit(g, act);
}

static void
make_logged(Generator *g, Made *made)
{
	Act *act = act_at(g, made->at_us, FIRST_TELLER + dice_below(&g->dice, N_TELLERS));
	static const char *const levels[] = {
		"ordinary", "ordinary", "ordinary", "ordinary", "important"};

	g_strlcpy(made->id, act_add(act, EVENT_COMPLAINT_LOGGED, NULL), UUID_LEN);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "level", levels[dice_below(&g->dice, G_N_ELEMENTS(levels))]);
	add_complaint(g, act, made);
	act_add(act, EVENT_CLAIM_ADDED, made->id);
	g_strlcpy(made->claim, act_new_id(act, "claim"), UUID_LEN);
	act_text(act, "kind", dice_percent(&g->dice, 50) ? "W02" : "W03");
	submit(g, act);
}

static void
add_contact(Generator *g, Act *act, const Made *made)
{
	act_add(act, EVENT_CONTACT_ADDED, made->id);
	act_text(act, "direction", "out");
	act_text(act, "how", "phone");
	act_text(act, "reached", dice_percent(&g->dice, 75) ? "reached" : "not_reached");
	act_int(act, "at", g->env.fake_now_us);
}

static void
make_worked_on(Generator *g, const Made *made)
{
	Act *act = act_at(g, made->at_us + US_PER_HOUR, made->owner);
	static const char *const states[] = {
		"investigating", "investigating", "waiting", "reply"};

	act_add(act, EVENT_OWNER_ACCEPTED, made->id);
	act_text(act, "person", g->people[made->owner]);
	add_contact(g, act, made);
	act_add(act, EVENT_STATUS_CHANGED, made->id);
	act_text(act, "to", states[dice_below(&g->dice, G_N_ELEMENTS(states))]);
	act_text(act, "reason", "papers");
	for (unsigned i = 0; i < made->notes; i++)
		add_note(g, act, made);
	submit(g, act);
}

static void
make_withdrawn(Generator *g, const Made *made)
{
	Act *act = act_at(g, made->at_us + 3 * US_PER_DAY, made->owner);

	act_add(act, EVENT_TICKET_WITHDRAWN, made->id);
	act_text(act, "how", "phone");
	act_text(act, "wish", made->zh ? "客户来电说不投诉了" : "Settled, says the customer");
	act_int(act, "at", g->env.fake_now_us);
	submit(g, act);
}

static void
add_answer(Generator *g, Act *act, const Made *made)
{
	static const char *const causes[] = {"people", "process", "system", "rule"};

	act_add(act, EVENT_CLAIM_ANSWERED, made->id);
	act_text(act, "claim", made->claim);
	act_text(act, "outcome", "upheld");
	act_add(act, EVENT_ENDING_SET, made->id);
	act_text(act, "ending", "told");
	act_add(act, EVENT_CAUSE_SET, made->id);
	act_text(act, "cause", causes[dice_below(&g->dice, G_N_ELEMENTS(causes))]);
	act_add(act, EVENT_CUSTOMER_TOLD, made->id);
	act_text(act, "how", "phone");
	act_int(act, "at", g->env.fake_now_us);
	act_bool(act, "rights", true);
}

/* The whole closing protocol, as everybody has to go through it. */
static void
make_closed(Generator *g, const Made *made)
{
	Act *act = act_at(
		g, made->at_us + (2 + dice_below(&g->dice, 12)) * US_PER_DAY, made->owner);
	static const char *const reactions[] = {"satisfied", "satisfied", "accepts"};
	g_autoptr(GDateTime) care = g_date_time_new_from_unix_utc(
		(g->env.fake_now_us + 5 * US_PER_DAY) / US_PER_SECOND);
	g_autofree char *day = g_date_time_format(care, "%Y-%m-%d");

	add_answer(g, act, made);
	act_add(act, EVENT_REACTION_RECORDED, made->id);
	act_text(act, "matter", reactions[dice_below(&g->dice, 3)]);
	act_text(act, "treatment", reactions[dice_below(&g->dice, 3)]);
	act_text(act, "asked_by", g->people[made->owner]);
	act_bool(act, "self_asked", true);
	act_add(act, EVENT_AGREEMENT_RECORDED, made->id);
	act_text(act, "agreed", "yes");
	act_add(act, EVENT_AFTERCARE_PLANNED, made->id);
	act_text(act, "day", day);
	act_add(act, EVENT_STATUS_CHANGED, made->id);
	act_text(act, "to", "closed");
	submit(g, act);
}

static void
make_one(Generator *g)
{
	/* The newest third of the live ones lies in the last weeks; age falls evenly. */
	int64_t left = g->n_tickets - g->made, recent = g->n_tickets / 12;
	Made made = {
		.about = words_category(&g->dice),
		.zh = dice_percent(&g->dice, 50),
		.owner = any_handler(g),
		.notes = dice_length(&g->dice, 4) - 1,
	};

	if (left > recent)
		made.at_us = g->now_us - RECENT_US -
			     (YEARS_US - RECENT_US) / g->n_tickets * (left - recent);
	else
		made.at_us = g->now_us - RECENT_US / (recent + 1) * left;
	if (left > recent && dice_percent(&g->dice, 66)) {
		make_archived(g, &made);
		return;
	}
	make_logged(g, &made);
	made.open = left <= recent || dice_percent(&g->dice, 4);
	if (!made.open || dice_percent(&g->dice, 85))
		make_worked_on(g, &made);
	if (!made.open && dice_percent(&g->dice, 90))
		make_closed(g, &made);
	else if (!made.open)
		make_withdrawn(g, &made);
}

static void
make_all(Generator *g)
{
	int64_t start = g_get_monotonic_time();

	while (g->made < g->n_tickets) {
		make_one(g);
		if (++g->made % 10000 == 0)
			g_printerr("generate: %" PRId64 " complaints, %" PRId64
				   " events, %.0f s\n",
				g->made, g->events,
				(double)(g_get_monotonic_time() - start) / 1e6);
	}
}

/* ---- the floor's database, as floor/sqlist reads it ---- */

static void
floor_run(Generator *g, const char *sql)
{
	if (sqlite3_exec(g->floor, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(g->floor));
}

static const char select_floor[] =
	"SELECT row, due_us / 1000000, number, complainant || ' ' || substr(body, 1, 60), "
	"CASE WHEN open THEN 0 ELSE 3 END, level, counter % 40, updated_us / 1000000 "
	"FROM ticket JOIN search_doc ON ticket_row = row ORDER BY row";

static void
copy_rows(Generator *g)
{
	g_autoptr(GError) error = NULL;
	sqlite3_stmt *from = db_stmt(g->store->db, select_floor, &error), *to = NULL;

	if (!from ||
		sqlite3_prepare_v2(g->floor, "INSERT INTO ticket VALUES (?,?,?,?,?,?,?,?,0)",
			-1, &to, NULL) != SQLITE_OK)
		die("floor", error ? error->message : sqlite3_errmsg(g->floor));
	while (db_step(from, &error)) {
		for (int i = 0; i < 8; i++)
			sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
		sqlite3_step(to);
		sqlite3_reset(to);
	}
	sqlite3_finalize(to);
}

static void
make_floor(Generator *g, const char *path)
{
	if (sqlite3_open(path, &g->floor) != SQLITE_OK)
		die(path, sqlite3_errmsg(g->floor));
	floor_run(g, "PRAGMA journal_mode=WAL; BEGIN;"
		     "CREATE TABLE ticket (id INTEGER PRIMARY KEY, due INTEGER, ref TEXT, "
		     "subject TEXT, state "
		     "INTEGER, prio INTEGER, assignee INTEGER, updated INTEGER, rev INTEGER);"
		     "CREATE TABLE event (id INTEGER PRIMARY KEY, uuid BLOB UNIQUE, ticket "
		     "INTEGER, at INTEGER, "
		     "author INTEGER, kind INTEGER, data TEXT)");
	copy_rows(g);
	floor_run(g, "CREATE INDEX ticket_due ON ticket (state, due, id);"
		     "CREATE INDEX ticket_owner ON ticket (assignee, state, due);"
		     "CREATE INDEX ticket_updated ON ticket (updated); COMMIT; ANALYZE");
	sqlite3_close(g->floor);
}

/* ---- the whole ---- */

static void
open_store(Generator *g, const char *home)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_build_filename(home, "practice", NULL);
	StoreConfig config = {
		.folder = folder,
		.env = &g->env,
		.create = true,
		.practice = true,
		.stepped = true,
		.branch = "0571",
		.branch_name = "Bench",
		.zone = "Asia/Shanghai",
	};

	if (g_file_test(folder, G_FILE_TEST_EXISTS))
		die(folder, "exists already");
	g_mkdir_with_parents(home, 0700);
	g->reference = reference_load(g_getenv("AMENDS_DATADIR"), &error);
	config.reference = g->reference;
	if (!g->reference || !(g->store = store_open(&config, &error)))
		die(folder, error->message);
}

/* Orders of lists only: nothing that is asked while an act is judged. */
static const char select_orders[] =
	"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'ticket' "
	"AND sql NOT LIKE 'CREATE UNIQUE%' AND name <> 'ticket_counter'";

/* Takes the orders away and returns what makes them again. */
static GPtrArray *
drop_orders(Generator *g)
{
	GPtrArray *made = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) drops = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	sqlite3_stmt *stmt = db_stmt(g->store->db, select_orders, &error);

	while (stmt && db_step(stmt, &error)) {
		g_string_append_printf(drops, "DROP INDEX %s;", db_text(stmt, 0));
		g_ptr_array_add(made, g_strdup(db_text(stmt, 1)));
	}
	if (error)
		die("indexes", error->message);
	run(g, drops->str);
	return made;
}

static void
make_orders(Generator *g, const GPtrArray *orders)
{
	for (guint i = 0; i < orders->len; i++)
		run(g, orders->pdata[i]);
}

/* A store that is not finished is thrown away, so nothing is forced to disk before the end. */
static void
make_in_bulk(Generator *g)
{
	g_autoptr(GPtrArray) orders = NULL;

	run(g, "PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA secure_delete=OFF");
	orders = drop_orders(g);
	run(g, "BEGIN IMMEDIATE");
	add_people(g);
	start_batch(g);
	make_all(g);
	make_orders(g, orders);
	run(g, "COMMIT");
}

static void
generate(Generator *g, const char *home, const char *floor)
{
	g_autoptr(GError) error = NULL;

	open_store(g, home);
	make_in_bulk(g);
	if (!head_write(g->store, &error))
		die("head", error->message);
	if (floor)
		make_floor(g, floor);
	store_close(g->store);
	reference_free(g->reference);
}

int
main(int argc, char **argv)
{
	static int64_t tickets = 1000, seed = 1;
	static char *home, *floor;
	static const GOptionEntry options[] = {
		{"tickets", 0, 0, G_OPTION_ARG_INT64, &tickets, "how many complaints", "N"},
		{"store", 0, 0, G_OPTION_ARG_FILENAME, &home,
			"home folder of the store to make", "HOME"},
		{"floor", 0, 0, G_OPTION_ARG_FILENAME, &floor, "database for the floor program",
			"FILE"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "another one gives other complaints",
			"S"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	Generator g = {0};

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error))
		die("options", error->message);
	if (!home || tickets < 1 || !g_getenv("AMENDS_DATADIR"))
		die("options", "needed: --tickets N --store HOME, and AMENDS_DATADIR");
	g.now_us = g_get_real_time();
	g.n_tickets = tickets;
	g.dice.state = (uint64_t)seed;
	env_init_fake(&g.env, g.now_us - YEARS_US - US_PER_DAY, (uint64_t)seed);
	generate(&g, home, floor);
	g_printerr("generate: %" PRId64 " complaints, %" PRId64 " events\n", g.made, g.events);
	return 0;
}
