/* core/rules-clock.c through the store: what moves a date, who may, and what is refused by code
 * and field. The complaints follow CN-NFRA-15: 15, 30, 60 days. */
#include "config.h"

#include "core/rules.h"

#include <sqlite3.h>

#include "core/ticket-due.h"
#include "tests/core/store-fixture.h"

#define NONE (-1)

typedef struct World {
	StoreFixture f;
	char *id;
} World;

static void
world_init(World *w, uint64_t seed)
{
	store_fixture_init(&w->f, seed);
	w->id = store_fixture_log(&w->f, HANDLER);
}

static void
world_clear(World *w)
{
	store_fixture_prove(&w->f);
	g_free(w->id);
	store_fixture_clear(&w->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

static char *
dup_moment(World *w, int64_t before_us)
{
	return g_strdup_printf("%" PRId64, env_now_us(&w->f.env) - before_us);
}

static int64_t
due_of(World *w, unsigned *ret_rung)
{
	g_autoptr(Ticket) ticket = store_fixture_ticket(&w->f, w->id);
	Clock clock;

	g_assert_true(ticket_evaluate(ticket, w->f.reference, env_now_us(&w->f.env), &clock));
	if (ret_rung)
		*ret_rung = clock.rung;
	return clock.due_us;
}

static char *
dup_last_request(World *w)
{
	g_autoptr(Ticket) ticket = store_fixture_ticket(&w->f, w->id);
	const TicketExtension *last = ticket->extensions->pdata[ticket->extensions->len - 1];

	return g_strdup(last->id);
}

static Act *
ask(World *w, int person, const char *rung, const char *reason)
{
	return store_fixture_one(&w->f, person, EVENT_EXTENSION_REQUESTED, w->id, "#rung", rung,
		"reason", reason, NULL);
}

static Act *
decide(World *w, int person, EventKind kind, const char *standing)
{
	g_autofree char *request = dup_last_request(w);

	return store_fixture_one(&w->f, person, kind, w->id, "request", request, "standing",
		standing, kind == EVENT_EXTENSION_REFUSED ? "reason" : NULL, "not complex", NULL);
}

static Act *
tell(World *w, int64_t before_us, const char *evidence)
{
	g_autofree char *request = dup_last_request(w);
	g_autofree char *at = dup_moment(w, before_us);

	return store_fixture_one(&w->f, HANDLER, EVENT_EXTENSION_TOLD, w->id, "request",
		request, "#at", at, "how", "phone", evidence ? "evidence" : NULL, evidence, NULL);
}

static int64_t
count_waiting(World *w, int state)
{
	sqlite3_stmt *stmt = db_stmt(
		w->f.store->db, "SELECT COUNT(*) FROM extension WHERE state = :state", NULL);
	int64_t n;

	db_bind_int(stmt, ":state", state);
	g_assert_true(db_step(stmt, NULL));
	n = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return n;
}

/* Asked, approved by another with standing, told: only then the date moves. */
static void
test_extension(void)
{
	g_auto(World) w = {0};
	int64_t first, second;
	unsigned rung;

	world_init(&w, 401);
	first = due_of(&w, &rung);
	g_assert_cmpuint(rung, ==, 0);
	store_fixture_expect(&w.f, ask(&w, HANDLER, "2", "complex"), REFUSAL_STATE, "rung");
	store_fixture_expect(&w.f, ask(&w, HANDLER, "3", "complex"), REFUSAL_STATE, "rung");
	store_fixture_expect(&w.f, ask(&w, HANDLER, "0", "complex"), REFUSAL_FIELD, "rung");
	store_fixture_expect(&w.f, ask(&w, HANDLER, "1", "other"), REFUSAL_FIELD, "text");
	store_fixture_expect(&w.f, ask(&w, AUDITOR, "1", "complex"), REFUSAL_ROLE, NULL);
	store_fixture_save(&w.f, ask(&w, HANDLER, "1", "complex"));
	store_fixture_expect(&w.f, ask(&w, HANDLER, "1", "complex"), REFUSAL_STATE, "rung");
	g_assert_cmpint(count_waiting(&w, EXTENSION_REQUESTED), ==, 1);
	g_assert_cmpint(due_of(&w, NULL), ==, first);
	/* not told before it is approved; not by a teller, by oneself, or in another's standing */
	store_fixture_expect(&w.f, tell(&w, 0, NULL), REFUSAL_STATE, "request");
	store_fixture_expect(&w.f, decide(&w, HANDLER, EVENT_EXTENSION_APPROVED, "handler"),
		REFUSAL_SAME_PERSON, NULL);
	store_fixture_expect(&w.f, decide(&w, TELLER, EVENT_EXTENSION_APPROVED, "handler"),
		REFUSAL_ROLE, "standing");
	store_fixture_expect(&w.f,
		decide(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED, "head-office"), REFUSAL_ROLE,
		"standing");
	store_fixture_save(&w.f, decide(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED, "supervisor"));
	store_fixture_expect(&w.f,
		decide(&w, COMPLIANCE, EVENT_EXTENSION_REFUSED, "head-of-complaints"),
		REFUSAL_STATE, "request");
	g_assert_cmpint(due_of(&w, NULL), ==, first);
	g_assert_cmpint(count_waiting(&w, EXTENSION_REQUESTED), ==, 0);
	g_assert_cmpint(count_waiting(&w, EXTENSION_APPROVED), ==, 1);
	store_fixture_save(&w.f, tell(&w, 0, NULL));
	second = due_of(&w, &rung);
	g_assert_cmpuint(rung, ==, 1);
	g_assert_cmpint(second, ==, first + 15 * US_PER_DAY);
	g_assert_cmpint(count_waiting(&w, EXTENSION_APPROVED), ==, 0);
	/* the second step is head office's; there is no third */
	store_fixture_save(&w.f, ask(&w, HANDLER, "2", "very-complex"));
	store_fixture_expect(&w.f,
		decide(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED, "branch-manager"),
		REFUSAL_STATE, "standing");
	store_fixture_save(
		&w.f, decide(&w, HEAD_OFFICE, EVENT_EXTENSION_APPROVED, "head-office"));
	store_fixture_save(&w.f, tell(&w, 0, NULL));
	g_assert_cmpint(due_of(&w, &rung), ==, first + 45 * US_PER_DAY);
	store_fixture_expect(&w.f, ask(&w, HANDLER, "3", "special"), REFUSAL_STATE, "rung");
}

/* Late at every step; a refusal is asked for anew. */
static void
test_extension_late(void)
{
	g_auto(World) w = {0};
	int64_t first;
	g_autoptr(Ticket) ticket = NULL;

	world_init(&w, 402);
	first = due_of(&w, NULL);
	store_fixture_save(&w.f, ask(&w, HANDLER, "1", "complex"));
	store_fixture_save(&w.f, decide(&w, SUPERVISOR, EVENT_EXTENSION_REFUSED, "supervisor"));
	store_fixture_expect(&w.f, tell(&w, 0, NULL), REFUSAL_STATE, "request");
	store_fixture_save(&w.f, ask(&w, HANDLER, "1", "complex"));
	env_fake_advance(&w.f.env, first - env_now_us(&w.f.env) - US_PER_MINUTE);
	store_fixture_save(&w.f, decide(&w, COMPLIANCE, EVENT_EXTENSION_APPROVED,
				       "head-of-complaints"));
	env_fake_advance(&w.f.env, US_PER_HOUR);
	store_fixture_expect(
		&w.f, store_fixture_second(&w.f, tell(&w, 0, "R-1"), SUPERVISOR),
		REFUSAL_STATE, "at");
	/* told in time, entered after it: evidence and another person */
	store_fixture_expect(
		&w.f, tell(&w, US_PER_HOUR - 10 * US_PER_SECOND, NULL), REFUSAL_FIELD, "evidence");
	store_fixture_expect(&w.f, tell(&w, US_PER_HOUR - 10 * US_PER_SECOND, "R-1"),
		REFUSAL_SECOND_PERSON, NULL);
	store_fixture_save(&w.f, store_fixture_second(&w.f,
		tell(&w, US_PER_HOUR - 10 * US_PER_SECOND, "R-1"), SUPERVISOR));
	g_assert_cmpint(due_of(&w, NULL), ==, first + 15 * US_PER_DAY);
	env_fake_advance(&w.f.env, 16 * US_PER_DAY);
	store_fixture_expect(&w.f, ask(&w, HANDLER, "2", "special"), REFUSAL_STATE, "rung");
}

/* Asked in time, approved in time, never told in time: the date stays. */
static void
test_extension_never_told(void)
{
	g_auto(World) w = {0};
	int64_t first;

	world_init(&w, 403);
	first = due_of(&w, NULL);
	store_fixture_save(&w.f, ask(&w, HANDLER, "1", "complex"));
	env_fake_advance(&w.f.env, 15 * US_PER_DAY + US_PER_HOUR);
	env_fake_advance(&w.f.env, US_PER_DAY);
	store_fixture_expect(&w.f, decide(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED, "supervisor"),
		REFUSAL_STATE, "standing");
	store_fixture_save(&w.f, decide(&w, SUPERVISOR, EVENT_EXTENSION_REFUSED, "supervisor"));
	g_assert_cmpint(due_of(&w, NULL), ==, first);
}

static Act *
fact(World *w, EventKind kind, const char *field, const char *value)
{
	g_autofree char *at = dup_moment(w, 0);

	return store_fixture_one(&w->f, HANDLER, kind, w->id, "#at", at, field, value, NULL);
}

/* Same complaint: nothing moves. New facts: material, another person, a new period; the age
 * goes on. */
static void
test_new_facts(void)
{
	g_auto(World) w = {0};
	g_autoptr(Ticket) ticket = NULL;
	Clock clock;
	int64_t first;

	world_init(&w, 404);
	first = due_of(&w, NULL);
	env_fake_advance(&w.f.env, 5 * US_PER_DAY);
	store_fixture_save(&w.f, fact(&w, EVENT_COMPLAINT_REPEATED, "how", "phone"));
	g_assert_cmpint(due_of(&w, NULL), ==, first);
	store_fixture_expect(
		&w.f, fact(&w, EVENT_FACTS_NEW, "text", "  "), REFUSAL_FIELD, "text");
	store_fixture_expect(&w.f, fact(&w, EVENT_FACTS_NEW, "text", "a receipt of 2 May"),
		REFUSAL_SECOND_PERSON, NULL);
	store_fixture_expect(&w.f,
		store_fixture_second(&w.f,
			fact(&w, EVENT_FACTS_NEW, "text", "a receipt of 2 May"), TELLER),
		REFUSAL_SAME_PERSON, NULL);
	store_fixture_save(&w.f, store_fixture_second(&w.f,
		fact(&w, EVENT_FACTS_NEW, "text", "a receipt of 2 May"), SUPERVISOR));
	g_assert_cmpint(due_of(&w, NULL), ==, first + 5 * US_PER_DAY);
	store_fixture_expect(&w.f,
		store_fixture_second(&w.f,
			fact(&w, EVENT_FACTS_NEW, "text", "a receipt of 2 May"), SUPERVISOR),
		REFUSAL_FIELD, "text");
	ticket = store_fixture_ticket(&w.f, w.id);
	g_assert_true(
		ticket_evaluate(ticket, w.f.reference, env_now_us(&w.f.env), &clock));
	g_assert_cmpuint(clock.restarts, ==, 1);
	g_assert_cmpint(clock.first_us, ==, ticket->received_us);
}

/* Only what the policy licences, told where it says so; no pause revives a date that passed. */
static void
test_pauses(void)
{
	g_auto(World) w = {0};
	g_autofree char *at = NULL, *told = NULL, *future = NULL;
	int64_t first;
	Act *act;

	world_init(&w, 405);
	first = due_of(&w, NULL);
	env_fake_advance(&w.f.env, 2 * US_PER_DAY);
	store_fixture_expect(&w.f, fact(&w, EVENT_CLOCK_RESUMED, "pause", "mediation"),
		REFUSAL_STATE, "pause");
	store_fixture_expect(&w.f, fact(&w, EVENT_CLOCK_PAUSED, "pause", "external-appraisal"),
		REFUSAL_FIELD, "told");
	future = dup_moment(&w, -US_PER_HOUR);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_CLOCK_PAUSED, w.id, "#at", future,
			"pause", "mediation", NULL),
		REFUSAL_FIELD, "at");
	told = dup_moment(&w, 0);
	act = store_fixture_one(&w.f, HANDLER, EVENT_CLOCK_PAUSED, w.id, "#at", told, "pause",
		"external-appraisal", "#told", told, "how", "phone", NULL);
	store_fixture_save(&w.f, act);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_CLOCK_PAUSED, w.id, "#at", told, "pause",
			"external-appraisal", "#told", told, NULL),
		REFUSAL_STATE, "pause");
	env_fake_advance(&w.f.env, 3 * US_PER_DAY);
	store_fixture_save(
		&w.f, fact(&w, EVENT_CLOCK_RESUMED, "pause", "external-appraisal"));
	g_assert_cmpint(due_of(&w, NULL), ==, first + 3 * US_PER_DAY);
	env_fake_advance(&w.f.env, 20 * US_PER_DAY);
	store_fixture_expect(&w.f, fact(&w, EVENT_CLOCK_PAUSED, "pause", "mediation"),
		REFUSAL_STATE, "at");
}

/* Evidence, a day to come, before the date has passed. */
static void
test_agreed(void)
{
	g_auto(World) w = {0};
	g_autofree char *day = NULL;
	g_autoptr(GDateTime) later = NULL;

	world_init(&w, 406);
	later = g_date_time_new_from_unix_utc(
		(env_now_us(&w.f.env) + 20 * US_PER_DAY) / US_PER_SECOND);
	day = g_date_time_format(later, "%Y-%m-%d");
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_DATE_AGREED, w.id, "day", day,
			"evidence", " ", NULL),
		REFUSAL_FIELD, "evidence");
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_DATE_AGREED, w.id, "day", "2020-01-01",
			"evidence", "R-9", NULL),
		REFUSAL_FIELD, "day");
	env_fake_advance(&w.f.env, 16 * US_PER_DAY);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_DATE_AGREED, w.id, "day", day,
			"evidence", "R-9", NULL),
		REFUSAL_STATE, "day");
}

static Act *
follow(World *w, int person, const char *id, const char *version)
{
	return store_fixture_one(&w->f, person, EVENT_POLICY_CHANGED, w->id, "policy", id,
		"policy_version", version, "reason", "passed on by the regulator", NULL);
}

static void
test_policy(void)
{
	g_auto(World) w = {0};
	g_autoptr(Ticket) before = NULL, after = NULL;

	world_init(&w, 407);
	before = store_fixture_ticket(&w.f, w.id);
	store_fixture_expect(&w.f, follow(&w, SUPERVISOR, "CN-PBOC-15", "2020-11-01"),
		REFUSAL_ROLE, NULL);
	store_fixture_expect(
		&w.f, follow(&w, COMPLIANCE, "CN-NO-SUCH", "1"), REFUSAL_UNKNOWN, "policy");
	store_fixture_expect(&w.f,
		follow(&w, COMPLIANCE, before->policy, before->policy_version), REFUSAL_STATE,
		"policy");
	store_fixture_save(&w.f, follow(&w, COMPLIANCE, "CN-PBOC-15", "2020-11-01"));
	after = store_fixture_ticket(&w.f, w.id);
	g_assert_cmpstr(after->policy, ==, "CN-PBOC-15");
}

static void
test_others(void)
{
	g_auto(World) w = {0};
	g_autofree char *at = NULL;

	world_init(&w, 408);
	at = dup_moment(&w, 0);
	store_fixture_expect(
		&w.f, fact(&w, EVENT_MAJOR_REPORTED, "to", "NFRA"), REFUSAL_STATE, NULL);
	store_fixture_expect(
		&w.f, fact(&w, EVENT_REVIEW_APPLIED, "how", "letter"), REFUSAL_NOT_TOLD, NULL);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, SUPERVISOR, EVENT_REVIEW_TOLD, w.id, "#at", at, "how",
			"letter", "result", "upheld", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_CYCLE_ENDED, w.id, "day", "2026-05-30",
			NULL),
		REFUSAL_STATE, "day");
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_CREDIT_GIVEN, w.id, "#at", at, "#minor",
			"0", NULL),
		REFUSAL_FIELD, "minor");
	store_fixture_expect(&w.f, fact(&w, EVENT_COMPLAINT_ACKNOWLEDGED, "how", "sms"), NONE,
		NULL);
	store_fixture_expect(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_COMPLAINT_ACKNOWLEDGED, w.id, "#at", "1",
			"how", "sms", NULL),
		REFUSAL_FIELD, "at");
}

/* ---- taking back ---- */

static Act *
undo_last(World *w, int person, EventKind kind)
{
	Act *act = store_fixture_act(&w->f, person);
	g_autoptr(GPtrArray) events = log_read_subject(w->f.store->db, w->id, NULL);
	const char *ids[] = {NULL, NULL};

	for (guint i = 0; i < events->len; i++)
		if (((Event *)events->pdata[i])->kind == kind)
			ids[0] = ((Event *)events->pdata[i])->id;
	act_add(act, EVENT_ACT_UNDONE, w->id);
	act_list(act, "undoes", ids);
	return act;
}

static void
test_undo(void)
{
	g_auto(World) w = {0};
	int64_t first;

	world_init(&w, 409);
	first = due_of(&w, NULL);
	store_fixture_save(&w.f, ask(&w, HANDLER, "1", "complex"));
	store_fixture_save(&w.f, decide(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED, "supervisor"));
	store_fixture_expect(&w.f, undo_last(&w, HANDLER, EVENT_EXTENSION_REQUESTED),
		REFUSAL_OVERTAKEN, "undoes");
	store_fixture_save(&w.f, tell(&w, 0, NULL));
	store_fixture_expect(&w.f, undo_last(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED),
		REFUSAL_OVERTAKEN, "undoes");
	g_assert_cmpint(due_of(&w, NULL), ==, first + 15 * US_PER_DAY);
	store_fixture_save(&w.f, undo_last(&w, HANDLER, EVENT_EXTENSION_TOLD));
	g_assert_cmpint(due_of(&w, NULL), ==, first);
	store_fixture_save(&w.f, undo_last(&w, SUPERVISOR, EVENT_EXTENSION_APPROVED));
	store_fixture_save(&w.f, undo_last(&w, HANDLER, EVENT_EXTENSION_REQUESTED));
	g_assert_cmpint(count_waiting(&w, EXTENSION_REQUESTED), ==, 0);
}

/* A pause whose end is taken back after the date would move it: refused. */
static void
test_undo_past_due(void)
{
	g_auto(World) w = {0};

	world_init(&w, 410);
	store_fixture_save(&w.f, fact(&w, EVENT_CLOCK_PAUSED, "pause", "mediation"));
	env_fake_advance(&w.f.env, 2 * US_PER_DAY);
	store_fixture_save(&w.f, fact(&w, EVENT_CLOCK_RESUMED, "pause", "mediation"));
	env_fake_advance(&w.f.env, 20 * US_PER_DAY);
	store_fixture_expect(&w.f, undo_last(&w, HANDLER, EVENT_CLOCK_RESUMED),
		REFUSAL_OVERTAKEN, "undoes");
}

/* The wall clock went back behind the log: telling needs evidence and another person. */
static void
test_doubtful_clock(void)
{
	g_auto(World) w = {0};
	g_autoptr(Ticket) ticket = NULL;
	Clock clock;

	world_init(&w, 411);
	env_fake_advance(&w.f.env, 3 * US_PER_HOUR);
	store_fixture_save(&w.f,
		store_fixture_one(&w.f, HANDLER, EVENT_NOTE_ADDED, w.id, "text", "x", NULL));
	w.f.env.fake_now_us -= 2 * US_PER_HOUR;
	for (int step = 0; step < 3; step++) {
		g_autofree char *at = dup_moment(&w, 0);
		Act *act = store_fixture_one(&w.f, HANDLER, EVENT_CUSTOMER_TOLD, w.id, "#at",
			at, "how", "phone", step > 0 ? "evidence" : NULL, "R-7", NULL);

		act_bool(act, "rights", true);
		if (step == 0)
			store_fixture_expect(&w.f, act, REFUSAL_FIELD, "evidence");
		else if (step == 2)
			store_fixture_save(&w.f, store_fixture_second(&w.f, act, SUPERVISOR));
		else
			store_fixture_expect(&w.f, act, REFUSAL_SECOND_PERSON, NULL);
	}
	ticket = store_fixture_ticket(&w.f, w.id);
	g_assert_true(
		ticket_evaluate(ticket, w.f.reference, env_now_us(&w.f.env), &clock));
	g_assert_true(clock.attested);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rules-clock/extension", test_extension);
	g_test_add_func("/rules-clock/extension-late", test_extension_late);
	g_test_add_func("/rules-clock/extension-never-told", test_extension_never_told);
	g_test_add_func("/rules-clock/new-facts", test_new_facts);
	g_test_add_func("/rules-clock/pauses", test_pauses);
	g_test_add_func("/rules-clock/agreed", test_agreed);
	g_test_add_func("/rules-clock/policy", test_policy);
	g_test_add_func("/rules-clock/others", test_others);
	g_test_add_func("/rules-clock/undo", test_undo);
	g_test_add_func("/rules-clock/undo-past-due", test_undo_past_due);
	g_test_add_func("/rules-clock/doubtful-clock", test_doubtful_clock);
	return g_test_run();
}
