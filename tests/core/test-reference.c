/* Drafts, publication and the dates that move: who may, what is in force when, and that what is
 * shown before is what moves after. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "core/audit.h"
#include "core/day.h"
#include "core/due-move.h"
#include "core/store-reference.h"
#include "core/ticket-due.h"
#include "core/ticket-fold.h"
#include "tests/core/store-fixture.h"

/* A calendar of the test's own, over the CN of the program. */
static char *
dup_calendar(const char *version, const char *lines)
{
	return g_strdup_printf("calendar CN\nversion %s\ntitle Test\ncover 2025..2027\n"
			       "source 2025..2027 a test\n%s",
		version, lines);
}

/* Drafts by `person`; the id, or "" where it is refused with `code`. */
static char *
draft(StoreFixture *f, int person, const char *text, int code)
{
	g_autoptr(ReferenceItem) item = reference_item_new();
	Act *act = store_fixture_act(f, person);
	char *id = g_strdup(act_add(act, EVENT_REFERENCE_DRAFTED, NULL));

	reference_check_text(f->store->reference, "draft", text, item, NULL);
	act_text(act, "what", item->what);
	act_text(act, "code", item->code[0] ? item->code : "CN");
	act_text(act, "version", item->version[0] ? item->version : "1");
	act_text(act, "text", text);
	g_assert_cmpint(store_fixture_refusal(f, act, NULL), ==, code);
	return id;
}

static void
publish(StoreFixture *f, int person, const char *id, int code)
{
	g_assert_cmpint(store_fixture_refusal(f,
				store_fixture_one(f, person, EVENT_REFERENCE_PUBLISHED, id, NULL),
				NULL),
		==, code);
}

static const char *
version_in_force(StoreFixture *f)
{
	return calendar_version(g_hash_table_lookup(f->store->reference->calendars, "CN"));
}

static void
run_moves(StoreFixture *f)
{
	while (store_step(f->store))
		;
}

/* ---- who may ---- */

static void
test_four_eyes(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *text = dup_calendar("t1", ""), *id = NULL, *other = NULL;

	store_fixture_init(&f, 1);
	g_free(draft(&f, HANDLER, text, REFUSAL_ROLE));
	g_free(draft(&f, SUPERVISOR, text, REFUSAL_ROLE));
	id = draft(&f, COMPLIANCE, text, -1);
	g_assert_cmpstr(version_in_force(&f), !=, "t1");
	publish(&f, COMPLIANCE, id, REFUSAL_SAME_PERSON);
	publish(&f, SUPERVISOR, id, REFUSAL_ROLE);
	publish(&f, HEAD_OFFICE, id, -1);
	g_assert_cmpstr(version_in_force(&f), ==, "t1");
	publish(&f, HEAD_OFFICE, id, REFUSAL_STATE);
	publish(&f, HEAD_OFFICE, f.people[0], REFUSAL_UNKNOWN);
	/* The same version twice. */
	g_free(draft(&f, COMPLIANCE, text, REFUSAL_FIELD));
	g_free(text);
	text = dup_calendar("t2", "");
	other = draft(&f, COMPLIANCE, text, -1);
	store_fixture_expect(&f,
		store_fixture_one(&f, COMPLIANCE, EVENT_REFERENCE_DROPPED, other, "reason",
			"not needed", NULL),
		-1, NULL);
	publish(&f, HEAD_OFFICE, other, REFUSAL_STATE);
	g_assert_cmpstr(version_in_force(&f), ==, "t1");
	run_moves(&f);
	store_fixture_prove(&f);
	/* After a reopening the same is in force. */
	store_fixture_reopen(&f);
	g_assert_cmpstr(version_in_force(&f), ==, "t1");
}

static void
test_mistakes(void)
{
	static const struct {
		const char *text, *has;
	} cases[] = {
		{"calendar CN\nversion 9\ncover 2025..2026\nsource 2025..2026 x\nCN 2026 off 02-30\n",
			"CN:5:"},
		{"calendar CN\nversion 9\ncover 2025..2026\nsource 2025..2026 x\n"
		 "CN 2026 off 02-02..02-04 A\nCN 2026 off 02-03 B\n",
			"CN:6:"},
		{"calendar XX\nversion 9\nalias CN\ncover 2025..2026\nsource 2025..2026 x\n", "CN"},
		{"[policy]\nid=X\nnonsense=1\n", "CN:"},
		{"version 2\nkind=complaint -> NO-SUCH\n", "CN:2:"},
		{"version 2\nalways -> CN-NFRA-15\nkind=complaint -> CN-NFRA-15\n", "CN:3:"},
		{"version 2\nkind=nonsense -> CN-NFRA-15\n", "CN:2:"},
		{"version 2\ncolour=red -> CN-NFRA-15\n", "CN:2:"},
		{"version 2\nkind=complaint\n", "CN:2:"},
		{"version 2\nkind= -> CN-NFRA-15\n", "CN:2:"},
		{"kind=complaint -> CN-NFRA-15\n", "version"},
		{"\xff\xfe", "CN:"},
	};
	g_auto(StoreFixture) f = {0};

	store_fixture_init(&f, 2);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ReferenceItem) item = reference_item_new();
		g_autoptr(GError) error = NULL;

		if (reference_check_text(f.store->reference, "CN", cases[i].text, item, &error))
			g_error("case %u has no mistake", i);
		if (!strstr(error->message, cases[i].has))
			g_error("case %u: %s", i, error->message);
	}
	g_free(draft(&f, COMPLIANCE, cases[1].text, REFUSAL_FIELD));
	g_free(draft(&f, COMPLIANCE, cases[4].text, REFUSAL_FIELD));
}

/* What the draft says of itself is what its text says. */
static void
test_says_else(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *text = dup_calendar("t1", "");

	store_fixture_init(&f, 3);
	store_fixture_expect(&f,
		store_fixture_one(&f, COMPLIANCE, EVENT_REFERENCE_DRAFTED, NULL, "what", "policy",
			"code", "CN", "version", "t1", "text", text, NULL),
		REFUSAL_FIELD, "text");
	store_fixture_expect(&f,
		store_fixture_one(&f, COMPLIANCE, EVENT_REFERENCE_DRAFTED, NULL, "what", "calendar",
			"code", "US", "version", "t1", "text", text, NULL),
		REFUSAL_FIELD, "text");
}

/* ---- policies and rules ---- */

static const char house[] =
	"[policy]\nid=HOUSE-T\nversion=1\nfrom=2020-01-01\ntitle=Test\nfamily=internal\n"
	"start=received\nstop=decided\nlimit=3\nunit=business-days\ncount-receipt-day=no\nroll=no\n"
	"calendar=CN\nsource=test\narticle=1\nmark=K\n";

static void
test_rules(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *before = NULL, *after = NULL, *policy = NULL, *rules = NULL;
	g_autoptr(Ticket) first = NULL, second = NULL;

	store_fixture_init(&f, 4);
	before = store_fixture_log(&f, TELLER);
	g_free(draft(&f, COMPLIANCE, "version 2\nkind=complaint -> HOUSE-T\n", REFUSAL_FIELD));
	policy = draft(&f, COMPLIANCE, house, -1);
	publish(&f, HEAD_OFFICE, policy, -1);
	rules = draft(&f, COMPLIANCE,
		"version 2\nkind=complaint channel=A02 -> CN-NFRA-15\n"
		"kind=complaint business=B0* level=ordinary,important -> HOUSE-T\n",
		-1);
	publish(&f, HEAD_OFFICE, rules, -1);
	after = store_fixture_log(&f, TELLER);
	first = store_fixture_ticket(&f, before);
	second = project_fold(f.store->db, f.store->reference, after, NULL, NULL);
	g_assert_cmpstr(first->policy, ==, "CN-NFRA-15");
	g_assert_true(strstr(first->beside, "CN-HOUSE-CONTACT ") != NULL);
	g_assert_cmpstr(second->policy, ==, "HOUSE-T");
	g_assert_cmpstr(second->policy_version, ==, "1");
	g_assert_cmpstr(second->calendar, ==, "CN");
	g_assert_cmpstr(second->calendar_version, ==, version_in_force(&f));
	g_assert_cmpstr(second->beside, ==, "");
	g_assert_cmpint(second->due_us, <, INT64_MAX);
	store_fixture_reopen(&f);
	g_assert_nonnull(policy_set_find(f.store->reference->policies, "HOUSE-T", "1"));
}

static void
test_route_why(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Reference) reference = reference_load(g_getenv("AMENDS_DATADIR"), &error);
	static const char text[] = "version 1\n# first\nflag=regulator -> CN-REG-TRANSFER-7WD\n"
				   "branch=0571*,0574 -> CN-NFRA-15-ROLL\nalways -> CN-NFRA-15\n";
	g_autoptr(PolicyRoutes) routes = NULL;
	PolicySituation in = {.kind = "complaint", .branch = "0572", .flags = "media,regulator"};
	g_autoptr(GPtrArray) steps = NULL;

	g_assert_no_error(error);
	routes = policy_routes_parse("r", text, strlen(text), reference->policies, &error);
	g_assert_no_error(error);
	in.day = day_parse_iso("2026-03-02");
	g_assert_cmpstr(
		policy_route(routes, reference->policies, &in)->id, ==, "CN-REG-TRANSFER-7WD");
	in.flags = "media";
	g_assert_cmpstr(policy_route(routes, reference->policies, &in)->id, ==, "CN-NFRA-15");
	in.branch = "057101";
	g_assert_cmpstr(
		policy_route(routes, reference->policies, &in)->id, ==, "CN-NFRA-15-ROLL");
	steps = policy_route_explain(routes, reference->policies, &in);
	g_assert_cmpuint(steps->len, ==, 2);
	g_assert_false(((PolicyRouteStep *)steps->pdata[0])->chosen);
	g_assert_cmpuint(((PolicyRouteStep *)steps->pdata[1])->line, ==, 4);
	g_assert_true(((PolicyRouteStep *)steps->pdata[1])->chosen);
	/* Before any of them was in force. */
	in.day = day_parse_iso("1999-03-02");
	g_assert_null(policy_route(routes, reference->policies, &in));
}

/* ---- dates that move ---- */

static void
log_many(StoreFixture *f, int n, unsigned minutes, GPtrArray *ids)
{
	for (int i = 0; i < n; i++) {
		uint32_t dice;

		f->env.random(&f->env, &dice, sizeof dice);
		env_fake_advance(&f->env, (int64_t)(dice % minutes) * US_PER_MINUTE);
		g_ptr_array_add(ids, store_fixture_log(f, TELLER));
	}
}

/* All dates of a ticket as text. */
static char *
dup_dates(StoreFixture *f, const char *id)
{
	g_autoptr(Ticket) ticket =
		project_fold(f->store->db, f->store->reference, id, NULL, NULL);
	Clock clocks[TICKET_CLOCKS_MAX];
	unsigned n = ticket_evaluate_all(
		ticket, f->store->reference, ticket->received_us, clocks);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < n; i++)
		g_string_append_printf(text, "%s %" PRId64 "\n", clocks[i].policy->id,
			clock_stored_due_us(&clocks[i]));
	return g_string_free(text, FALSE);
}

static int64_t
row_due(StoreFixture *f, const char *id)
{
	static const char select_due[] = "SELECT due_us FROM ticket WHERE id = :id";
	sqlite3_stmt *stmt = db_stmt(f->store->db, select_due, NULL);
	int64_t due_us;

	db_bind_text(stmt, ":id", id);
	g_assert_true(db_step(stmt, NULL));
	due_us = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return due_us;
}

static unsigned
count_moved(StoreFixture *f, const char *id)
{
	g_autoptr(GPtrArray) events = log_read_subject(f->store->db, id, NULL);
	unsigned n = 0;

	for (guint i = 0; i < events->len; i++)
		n += ((const Event *)events->pdata[i])->kind == EVENT_DEADLINE_MOVED;
	return n;
}

/* Makes new complaints follow a policy that counts working days. */
static void
follow_house(StoreFixture *f)
{
	g_autofree char *policy = draft(f, COMPLIANCE, house, -1);
	g_autofree char *rules = NULL;

	publish(f, HEAD_OFFICE, policy, -1);
	rules = draft(f, COMPLIANCE, "version 2\nkind=complaint -> HOUSE-T\n", -1);
	publish(f, HEAD_OFFICE, rules, -1);
}

/* What the walk over a draft says of each complaint, as moves a ticket. */
static GHashTable *
preview(StoreFixture *f, const char *text)
{
	GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autoptr(ReferenceItem) item = reference_item_new();
	g_autoptr(Reference) after = NULL;
	g_autoptr(DueWalk) walk = NULL;
	int64_t seen = 0;
	bool ended = false;

	g_assert_true(
		reference_check_text(f->store->reference, "draft", text, item, NULL));
	g_ptr_array_add(items, item);
	after = reference_new_over(f->store->reference, items);
	walk = due_walk_new(f->store->reference, after, "CN");
	while (walk && !ended) {
		g_autofree char *id = due_walk_next(walk, f->store->db, &seen, &ended, NULL);
		g_autoptr(Ticket) ticket =
			id ? project_fold(f->store->db, f->store->reference, id, NULL, NULL) : NULL;
		g_autoptr(GArray) moves = ticket ? due_walk_moves(walk, ticket) : NULL;

		if (moves && moves->len > 0)
			g_hash_table_insert(
				found, g_strdup(id), GUINT_TO_POINTER(moves->len));
	}
	return found;
}

static void
random_calendar(StoreFixture *f, unsigned nth, char **ret_text)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *version = g_strdup_printf("r%u", nth);
	int32_t day = day_parse_iso("2026-05-01");

	for (int i = 0; i < 60; i++, day++) {
		DayParts parts = day_to_parts(day);
		uint32_t dice;

		f->env.random(&f->env, &dice, sizeof dice);
		if (dice % 5 == 0)
			g_string_append_printf(lines, "CN 2026 %s %02d-%02d x\n",
				day_weekday(day) < 5 ? "off" : "work", parts.month, parts.day);
	}
	*ret_text = dup_calendar(version, lines->str);
}

/* For each complaint: as many moves as shown, and its row as a fresh evaluation. */
static void
check_moved(StoreFixture *f, const GPtrArray *ids, GHashTable *shown, GPtrArray *dates)
{
	for (guint i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i];
		g_autoptr(Ticket) ticket =
			project_fold(f->store->db, f->store->reference, id, NULL, NULL);
		g_autofree char *now = dup_dates(f, id);
		bool differs = strcmp(now, dates->pdata[i]) != 0;

		g_assert_cmpint(differs, ==, g_hash_table_contains(shown, id));
		g_assert_cmpint(row_due(f, id), ==, ticket->due_us);
		g_free(dates->pdata[i]);
		dates->pdata[i] = g_steal_pointer(&now);
	}
}

static void
test_preview_is_kept(void)
{
	g_auto(StoreFixture) f = {0};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) dates = g_ptr_array_new_with_free_func(g_free);
	MovesProgress progress;
	unsigned moved = 0;

	store_fixture_init(&f, 5);
	log_many(&f, 15, 40 * 60, ids);
	follow_house(&f);
	log_many(&f, 15, 40 * 60, ids);
	for (guint i = 0; i < ids->len; i++)
		g_ptr_array_add(dates, dup_dates(&f, ids->pdata[i]));
	for (unsigned round = 0; round < 6; round++) {
		g_autofree char *text = NULL, *id = NULL;
		g_autoptr(GHashTable) shown = NULL;
		unsigned before = moved;

		random_calendar(&f, round, &text);
		shown = preview(&f, text);
		id = draft(&f, COMPLIANCE, text, -1);
		publish(&f, HEAD_OFFICE, id, -1);
		g_assert_true(store_moves_wait(f.store->db));
		run_moves(&f);
		g_assert_false(store_moves_wait(f.store->db));
		store_moves_progress(f.store, &progress);
		g_assert_cmpint(progress.moved, ==, g_hash_table_size(shown));
		check_moved(&f, ids, shown, dates);
		moved = 0;
		for (guint i = 0; i < ids->len; i++)
			moved += count_moved(&f, ids->pdata[i]);
		if (g_hash_table_size(shown) > 0)
			g_assert_cmpuint(moved, >, before);
	}
	g_assert_cmpuint(moved, >, 20);
	{
		g_autofree char *difference = NULL;

		g_assert_true(audit_rebuild(
			f.store->db, f.store->reference, NULL, &difference, NULL));
		g_assert_cmpstr(difference, ==, NULL);
	}
}

/* Between publication and its turn an act brings a complaint up by itself; its move is told all
 * the same. A run that breaks off goes on at the next start, and nothing is told twice. */
static void
test_goes_on(void)
{
	g_auto(StoreFixture) f = {0};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = dup_calendar("t1", "CN 2026 off 05-01..06-12 long\n"), *id = NULL;
	MovesProgress progress;
	int steps = 0;

	store_fixture_init(&f, 6);
	follow_house(&f);
	log_many(&f, 250, 40, ids);
	id = draft(&f, COMPLIANCE, text, -1);
	publish(&f, HEAD_OFFICE, id, -1);
	store_fixture_save(&f,
		store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, ids->pdata[230], "text", "x", NULL));
	while (store_step(f.store)) {
		store_moves_progress(f.store, &progress);
		if (progress.moved > 0 && store_moves_wait(f.store->db) && ++steps <= 3) {
			/* As after a kill: what was committed is all there is. */
			store_fixture_reopen(&f);
			g_assert_true(store_moves_wait(f.store->db));
		}
	}
	g_assert_cmpint(steps, >, 0);
	store_moves_progress(f.store, &progress);
	g_assert_false(progress.running);
	g_assert_cmpstr(progress.error, ==, NULL);
	g_assert_false(store_moves_wait(f.store->db));
	for (guint i = 0; i < ids->len; i++)
		g_assert_cmpuint(count_moved(&f, ids->pdata[i]), <=, 1);
	g_assert_cmpuint(count_moved(&f, ids->pdata[230]), ==, 1);
	g_assert_cmpuint(count_moved(&f, ids->pdata[0]), ==, 1);
}

static void
test_cancel(void)
{
	g_auto(StoreFixture) f = {0};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = dup_calendar("t1", "CN 2026 off 05-01..06-12 long\n"), *id = NULL;
	MovesProgress progress;

	store_fixture_init(&f, 7);
	follow_house(&f);
	log_many(&f, 3, 40, ids);
	id = draft(&f, COMPLIANCE, text, -1);
	publish(&f, HEAD_OFFICE, id, -1);
	store_moves_cancel(f.store);
	run_moves(&f);
	store_moves_progress(f.store, &progress);
	g_assert_false(progress.running);
	g_assert_true(progress.waiting);
	g_assert_true(store_moves_wait(f.store->db));
	store_moves_resume(f.store);
	run_moves(&f);
	g_assert_false(store_moves_wait(f.store->db));
	store_moves_progress(f.store, &progress);
	g_assert_cmpint(progress.moved, ==, 3);
}

/* A date that could not be found until the calendar was extended, and one nobody may move. */
static void
test_gap_and_hand(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = NULL, *id = NULL, *later = NULL;
	g_autofree char *short_text = g_strdup(
		"calendar CN\nversion s\ncover 2025..2025\nsource 2025..2025 x\n");
	g_autofree char *text = dup_calendar("t1", "");

	store_fixture_init(&f, 8);
	follow_house(&f);
	ticket = store_fixture_log(&f, TELLER);
	id = draft(&f, COMPLIANCE, short_text, -1);
	publish(&f, HEAD_OFFICE, id, -1);
	run_moves(&f);
	g_assert_cmpint(row_due(&f, ticket), ==, INT64_MAX);
	g_assert_cmpint(day_to_parts(reference_calendar_end(f.store->reference, "CN")).year, ==, 2025);
	later = draft(&f, COMPLIANCE, text, -1);
	publish(&f, HEAD_OFFICE, later, -1);
	run_moves(&f);
	g_assert_cmpint(row_due(&f, ticket), <, INT64_MAX);
	g_assert_cmpuint(count_moved(&f, ticket), ==, 2);
	store_fixture_expect(&f,
		store_fixture_one(&f, COMPLIANCE, EVENT_DEADLINE_MOVED, ticket, "calendar", "CN",
			"calendar_version", "x", "publication", later, NULL),
		REFUSAL_STATE, NULL);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reference/four-eyes", test_four_eyes);
	g_test_add_func("/reference/mistakes", test_mistakes);
	g_test_add_func("/reference/says-else", test_says_else);
	g_test_add_func("/reference/rules", test_rules);
	g_test_add_func("/reference/route-why", test_route_why);
	g_test_add_func("/reference/preview-is-kept", test_preview_is_kept);
	g_test_add_func("/reference/goes-on", test_goes_on);
	g_test_add_func("/reference/cancel", test_cancel);
	g_test_add_func("/reference/gap-and-hand", test_gap_and_hand);
	return g_test_run();
}
