/* core/desk-warning.h: who gets which warning, counts, what comes up next, having seen it,
 * deputies, missing calendars; rows made again from the log are the same. */
#include "config.h"

#include <string.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/store-clock.h"
#include "tests/core/desk-fixture.h"

#define LEVELS (CLOCK_WARN_OVERDUE + 1)

/* Received now; owned by `person`. */
static char *
log_for(DeskFixture *f, int person)
{
	g_autofree char *id = desk_fixture_log(f, "Fee taken twice", "Li Wei");
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	char me[UUID_LEN];
	Act *act;

	g_strlcpy(me, desk_person(f->desk)->id, UUID_LEN);
	desk_fixture_sign_on(f, person);
	act = desk_act(f->desk);
	act_add(act, EVENT_OWNER_ACCEPTED, id);
	act_text(act, "person", f->people[person]);
	act_base(act, ticket->base_owner);
	g_free(desk_fixture_submit(f, act));
	desk_assume(f->desk, me);
	return g_steal_pointer(&id);
}

/* The 15-day clock of CN alone: what stands beside it has dates of its own. */
static const WarningRow *
find_clock(const GPtrArray *rows, const char *clock)
{
	for (guint i = 0; i < rows->len; i++)
		if (strcmp(((const WarningRow *)rows->pdata[i])->clock, clock) == 0)
			return rows->pdata[i];
	return NULL;
}

static GPtrArray *
warnings(DeskFixture *f, WarningScope scope)
{
	WarningWindow window = {.scope = scope, .max = 50};
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = desk_warnings(f->desk, &window, &error);

	g_assert_no_error(error);
	return rows;
}

static void
advance_to(DeskFixture *f, const char *day, int minute)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");

	f->env.fake_now_us = us_of_local(day_parse_iso(day), minute * 60, zone);
}

static void
assert_level(DeskFixture *f, int person, ClockWarn level)
{
	g_autoptr(GPtrArray) rows = NULL;
	const WarningRow *row;

	desk_fixture_sign_on(f, person);
	rows = warnings(f, WARNING_SCOPE_ROLE);
	row = find_clock(rows, "CN-NFRA-15");
	g_test_message("%d: %s", person, row ? warning_level_name(row->level) : "none");
	g_assert_cmpint(row ? row->level : CLOCK_WARN_NONE, ==, level);
}

/* The owner from amber on, the supervisor from red, compliance (as the policy says) when late.
 */
static void
test_roles(void)
{
	static const struct {
		const char *day;
		int minute;
		ClockWarn owner, supervisor, compliance;
	} steps[] = {
		{"2026-05-29", 23 * 60, CLOCK_WARN_NONE, CLOCK_WARN_NONE, CLOCK_WARN_NONE},
		{"2026-05-30", 0, CLOCK_WARN_AMBER, CLOCK_WARN_NONE, CLOCK_WARN_NONE},
		{"2026-06-02", 0, CLOCK_WARN_RED, CLOCK_WARN_RED, CLOCK_WARN_NONE},
		{"2026-06-04", 8 * 60 + 59, CLOCK_WARN_RED, CLOCK_WARN_RED, CLOCK_WARN_NONE},
		{"2026-06-04", 9 * 60, CLOCK_WARN_LAST_CALL, CLOCK_WARN_LAST_CALL,
			CLOCK_WARN_NONE},
		{"2026-06-05", 0, CLOCK_WARN_OVERDUE, CLOCK_WARN_OVERDUE, CLOCK_WARN_OVERDUE},
	};
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;

	desk_fixture_init(&f);
	id = log_for(&f, FIXTURE_HANDLER);
	for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++) {
		advance_to(&f, steps[i].day, steps[i].minute);
		assert_level(&f, FIXTURE_HANDLER, steps[i].owner);
		assert_level(&f, FIXTURE_SUPERVISOR, steps[i].supervisor);
		assert_level(&f, FIXTURE_COMPLIANCE, steps[i].compliance);
		assert_level(&f, FIXTURE_TELLER, CLOCK_WARN_NONE);
	}
}

static void
test_counts(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *first = NULL, *second = NULL;
	WarningCounts counts;
	int64_t late, next_us;

	desk_fixture_init(&f);
	first = log_for(&f, FIXTURE_HANDLER);
	second = log_for(&f, FIXTURE_TELLER);
	g_assert_true(desk_warning_counts(f.desk, WARNING_SCOPE_ALL, NULL, &counts, NULL));
	g_assert_cmpint(counts.late, ==, 0);
	g_assert_cmpint(counts.gaps, ==, 0);
	advance_to(&f, "2026-06-10", 600);
	desk_warning_counts(f.desk, WARNING_SCOPE_MINE, NULL, &counts, NULL);
	late = counts.late;
	g_assert_cmpint(late, >, 0);
	desk_warning_counts(f.desk, WARNING_SCOPE_ALL, NULL, &counts, NULL);
	g_assert_cmpint(counts.late, ==, 2 * late);
	/* A supervisor's branch has both, also where one of them is the supervisor's own. */
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	desk_warning_counts(f.desk, WARNING_SCOPE_ROLE, NULL, &counts, NULL);
	g_assert_cmpint(counts.late, ==, 2 * late);
	/* Walked from change to change, time comes to midnight at the latest. */
	next_us = counts.next_us;
	g_assert_cmpint(next_us, >, f.env.fake_now_us);
	g_assert_cmpint(next_us, <=, f.env.fake_now_us + US_PER_DAY);
}

/* What comes up is told in the stretch it comes up in, once, at its level. */
static void
test_crossed(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;
	WarningCounts counts;
	int64_t n[LEVELS], sum[LEVELS] = {0}, from_us;

	desk_fixture_init(&f);
	id = log_for(&f, FIXTURE_HANDLER);
	from_us = f.env.fake_now_us;
	for (int i = 0; i < 60; i++) {
		desk_warning_counts(f.desk, WARNING_SCOPE_ROLE, NULL, &counts, NULL);
		g_assert_cmpint(counts.next_us, >, f.env.fake_now_us);
		f.env.fake_now_us = counts.next_us;
		g_assert_true(desk_warning_crossed(f.desk, from_us, counts.next_us, n, NULL));
		for (int level = 0; level < LEVELS; level++)
			sum[level] += n[level];
		from_us = counts.next_us;
	}
	/* Every date of the complaint has come to each level it has, and no further. */
	desk_warning_unseen(f.desk, n, NULL);
	g_assert_cmpint(n[CLOCK_WARN_OVERDUE], >, 0);
	g_assert_cmpint(sum[CLOCK_WARN_OVERDUE], ==, n[CLOCK_WARN_OVERDUE]);
	g_assert_cmpint(sum[CLOCK_WARN_AMBER], >, 0);
	g_assert_cmpint(sum[CLOCK_WARN_RED], >, 0);
	g_assert_cmpint(sum[CLOCK_WARN_LAST_CALL], >, 0);
}

static void
see_all(DeskFixture *f)
{
	g_autoptr(GPtrArray) rows = warnings(f, WARNING_SCOPE_ROLE);
	Act *act = desk_warning_act(f->desk, rows);

	g_assert_nonnull(act);
	g_free(desk_fixture_submit(f, act));
}

static int64_t
unseen(DeskFixture *f)
{
	int64_t n[LEVELS], sum = 0;

	g_assert_true(desk_warning_unseen(f->desk, n, NULL));
	for (int level = 0; level < LEVELS; level++)
		sum += n[level];
	return sum;
}

/* Once a person and level: another person's is still unseen, the next level is again. */
static void
test_seen(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL, *difference = NULL;
	g_autoptr(GPtrArray) rows = NULL;

	desk_fixture_init(&f);
	id = log_for(&f, FIXTURE_HANDLER);
	advance_to(&f, "2026-06-02", 600);
	g_assert_cmpint(unseen(&f), >, 0);
	see_all(&f);
	g_assert_cmpint(unseen(&f), ==, 0);
	rows = warnings(&f, WARNING_SCOPE_ROLE);
	g_assert_true(find_clock(rows, "CN-NFRA-15")->seen);
	g_assert_null(desk_warning_act(f.desk, rows));
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	g_assert_cmpint(unseen(&f), >, 0);
	desk_fixture_sign_on(&f, FIXTURE_HANDLER);
	advance_to(&f, "2026-06-04", 600);
	g_assert_cmpint(unseen(&f), ==, 1);
	see_all(&f);
	g_assert_true(desk_rebuild_check(f.desk, true, &difference, NULL));
	g_assert_cmpstr(difference, ==, NULL);
}

static Act *
absence(DeskFixture *f, int person, const char *from, const char *through, int deputy)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_ABSENCE_SET, f->people[person]);
	act_text(act, "from", from);
	act_text(act, "through", through);
	act_text(act, "deputy", f->people[deputy]);
	return act;
}

/* From the first day through the last, and through a deputy who is away too. */
static void
test_deputy(void)
{
	g_autoptr(GPtrArray) stood_in_for = NULL;
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL, *difference = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	Act *act;

	desk_fixture_init(&f);
	id = log_for(&f, FIXTURE_HANDLER);
	g_free(desk_fixture_submit(
		&f, absence(&f, FIXTURE_HANDLER, "2026-06-01", "2026-06-03", FIXTURE_TELLER)));
	advance_to(&f, "2026-05-31", 600);
	assert_level(&f, FIXTURE_TELLER, CLOCK_WARN_NONE);
	advance_to(&f, "2026-06-01", 0);
	assert_level(&f, FIXTURE_TELLER, CLOCK_WARN_AMBER);
	rows = warnings(&f, WARNING_SCOPE_ROLE);
	g_assert_true(find_clock(rows, "CN-NFRA-15")->deputy);
	advance_to(&f, "2026-06-03", 1439);
	assert_level(&f, FIXTURE_TELLER, CLOCK_WARN_RED);
	g_free(desk_fixture_submit(&f,
		absence(&f, FIXTURE_TELLER, "2026-06-03", "2026-06-03", FIXTURE_SUPERVISOR)));
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	stood_in_for = desk_deputy_of(f.desk);
	g_assert_cmpuint(stood_in_for->len, ==, 2);
	advance_to(&f, "2026-06-04", 0);
	assert_level(&f, FIXTURE_TELLER, CLOCK_WARN_NONE);
	desk_fixture_sign_on(&f, FIXTURE_HANDLER);
	act = desk_act(f.desk);
	act_add(act, EVENT_ABSENCE_ENDED, f.people[FIXTURE_HANDLER]);
	g_free(desk_fixture_submit(&f, act));
	g_assert_true(desk_rebuild_check(f.desk, true, &difference, NULL));
	g_assert_cmpstr(difference, ==, NULL);
}

static void
assert_refused(DeskFixture *f, Act *act, RefusalCode code, const char *field)
{
	g_autoptr(ActResult) result = desk_submit_wait(f->desk, act);
	const Refusal *refusal;

	act_free(act);
	g_assert_cmpint(result->outcome, ==, ACT_REFUSED);
	refusal = result->refusals->pdata[0];
	g_assert_cmpint(refusal->code, ==, code);
	g_assert_cmpstr(refusal->field, ==, field);
}

static void
test_absence_refused(void)
{
	g_auto(DeskFixture) f = {0};
	Act *act;

	desk_fixture_init(&f);
	assert_refused(&f, absence(&f, FIXTURE_HANDLER, "2026-06-05", "2026-06-01", 0),
		REFUSAL_FIELD, "through");
	assert_refused(&f, absence(&f, FIXTURE_HANDLER, "2026-05-01", "2026-05-19", 0),
		REFUSAL_FIELD, "through");
	assert_refused(&f,
		absence(&f, FIXTURE_HANDLER, "2026-06-01", "2026-06-02", FIXTURE_HANDLER),
		REFUSAL_SAME_PERSON, "deputy");
	assert_refused(&f, absence(&f, FIXTURE_TELLER, "2026-06-01", "2026-06-02", 1),
		REFUSAL_ROLE, NULL);
	act = desk_act(f.desk);
	act_add(act, EVENT_ABSENCE_ENDED, f.people[FIXTURE_HANDLER]);
	assert_refused(&f, act, REFUSAL_STATE, NULL);
	/* A supervisor may set it for another. */
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	g_free(desk_fixture_submit(
		&f, absence(&f, FIXTURE_TELLER, "2026-06-01", "2026-06-02", FIXTURE_HANDLER)));
}

/* A second look at the table finds nothing to write: an act that moves no date costs nothing
 * there. */
static void
test_writes_only_what_differs(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(Ticket) ticket = NULL;
	sqlite3 *handle;
	int64_t row;
	int before;

	desk_fixture_init(&f);
	id = log_for(&f, FIXTURE_HANDLER);
	ticket = desk_ticket(f.desk, id, NULL);
	handle = f.desk->store->db->handle;
	row = db_query_int(f.desk->store->db, "SELECT row FROM ticket", 0);
	before = sqlite3_total_changes(handle);
	g_assert_true(project_clocks(f.desk->store->db, f.desk->reference, ticket, row, NULL));
	g_assert_cmpint(sqlite3_total_changes(handle), ==, before);
}

/* Windows of one row are the list of many. */
static void
test_windows(void)
{
	g_auto(DeskFixture) f = {0};
	g_autoptr(GPtrArray) all = NULL, one = NULL;
	WarningWindow window = {.scope = WARNING_SCOPE_ROLE, .max = 1};
	guint n = 0;

	desk_fixture_init(&f);
	for (int i = 0; i < 4; i++) {
		g_autofree char *id = log_for(&f, i % 2 ? FIXTURE_HANDLER : FIXTURE_SUPERVISOR);

		f.env.fake_now_us += US_PER_DAY;
	}
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	advance_to(&f, "2026-06-20", 600);
	all = warnings(&f, WARNING_SCOPE_ROLE);
	g_assert_cmpuint(all->len, >=, 4);
	for (;; n++) {
		g_autoptr(GPtrArray) rows = desk_warnings(f.desk, &window, NULL);

		if (rows->len == 0)
			break;
		g_clear_pointer(&one, g_ptr_array_unref);
		one = g_steal_pointer(&rows);
		window.after = one->pdata[0];
		g_assert_cmpint(
			window.after->row, ==, ((const WarningRow *)all->pdata[n])->row);
		g_assert_cmpstr(
			window.after->clock, ==, ((const WarningRow *)all->pdata[n])->clock);
	}
	g_assert_cmpuint(n, ==, all->len);
}

/* A complaint with a clock beside its own that counts working days. */
static char *
log_beside(DeskFixture *f)
{
	static const char *const beside[] = {"CN-HOUSE-ACK 2020-01-01", NULL};
	const Policy *other = policy_set_find(desk_policies(f->desk), "CN-PBOC-15", NULL);
	Act *act = desk_act(f->desk);
	char *id;

	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "Fee taken twice");
	act_int(act, "received", env_now_us(&f->env));
	env_fake_advance(&f->env, US_PER_SECOND);
	id = desk_fixture_submit(f, act);
	desk_fixture_sign_on(f, FIXTURE_COMPLIANCE);
	act = desk_act(f->desk);
	act_add(act, EVENT_POLICY_CHANGED, id);
	act_text(act, "policy", other->id);
	act_text(act, "policy_version", other->version);
	act_list(act, "beside", beside);
	act_text(act, "reason", "passed on by PBOC");
	g_free(desk_fixture_submit(f, act));
	return id;
}

/* Named, never dropped: in lists, counts and as what a calendar that ends is told by before. */
static void
test_calendar_missing(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL, *difference = NULL;
	g_auto(GStrv) before = NULL, after = NULL;
	g_autoptr(GPtrArray) gaps = NULL;
	WarningCounts counts;

	desk_fixture_init(&f);
	before = desk_warning_calendars(f.desk);
	g_assert_null(before[0]);
	advance_to(&f, "2026-12-31", 16 * 60);
	after = desk_warning_calendars(f.desk);
	g_assert_nonnull(strstr(after[0], "2026-12-31"));
	id = log_beside(&f);
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	gaps = desk_warning_gaps(f.desk, WARNING_SCOPE_ROLE, NULL, 10, NULL);
	g_assert_cmpuint(gaps->len, >, 0);
	g_assert_cmpstr(
		((const WarningRow *)gaps->pdata[0])->gap, ==, "calendar_missing:CN-2027");
	desk_warning_counts(f.desk, WARNING_SCOPE_ROLE, NULL, &counts, NULL);
	g_assert_cmpint(counts.gaps, ==, gaps->len);
	g_assert_true(desk_rebuild_check(f.desk, false, &difference, NULL));
	g_assert_cmpstr(difference, ==, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/desk-warning/roles", test_roles);
	g_test_add_func("/desk-warning/counts", test_counts);
	g_test_add_func("/desk-warning/crossed", test_crossed);
	g_test_add_func("/desk-warning/seen", test_seen);
	g_test_add_func("/desk-warning/deputy", test_deputy);
	g_test_add_func("/desk-warning/absence-refused", test_absence_refused);
	g_test_add_func("/desk-warning/writes", test_writes_only_what_differs);
	g_test_add_func("/desk-warning/windows", test_windows);
	g_test_add_func("/desk-warning/calendar-missing", test_calendar_missing);
	return g_test_run();
}
