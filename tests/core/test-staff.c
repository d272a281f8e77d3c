/* core/rules.h: roles, time, periods and the staff file itself. */
#include "config.h"

#include "core/rules.h"

#include "tests/core/store-fixture.h"

#define NONE (-1)

/* ---- roles ---- */

/* Columns: teller, handler, supervisor, head office, compliance, auditor, administrator. */
#define DESK   "yyyyy--"
#define ANY    "yyyyyyy"
#define NOBODY "-------"

/* Kinds that are not for the whole desk (DESIGN 4); with an administrator in the staff file. */
static const struct {
	EventKind kind;
	const char *roles;
} roles[] = {
	{EVENT_COMPLAINT_ARCHIVED, "--yyy-y"},
	{EVENT_SOURCE_KEPT, "--yyy-y"},
	{EVENT_BATCH_STARTED, "--yyy-y"},
	{EVENT_BATCH_ENDED, "--yyy-y"},
	{EVENT_ACT_AUTHORISED, NOBODY},
	{EVENT_DATA_SEEN, ANY},
	{EVENT_DATA_ERASED, "----y--"},
	{EVENT_POLICY_CHANGED, "----y--"},
	{EVENT_DEADLINE_MOVED, NOBODY},
	{EVENT_ABSENCE_SET, ANY},
	{EVENT_ABSENCE_ENDED, ANY},
	{EVENT_REFERENCE_DRAFTED, "----y--"},
	{EVENT_REFERENCE_PUBLISHED, "---yy--"},
	{EVENT_REFERENCE_DROPPED, "---yy--"},
	{EVENT_PERIOD_LOCKED, "--yyy--"},
	{EVENT_PERIOD_REOPENED, "--yyy--"},
	{EVENT_DESK_CREATED, NOBODY},
	{EVENT_DESK_RESTORED, NOBODY},
	{EVENT_RESTORE_ORDERED, "--yyy-y"},
	{EVENT_BACKUP_MADE, ANY},
	{EVENT_PIN_WRONG, NOBODY},
	{EVENT_PERSON_ADDED, "------y"},
	{EVENT_PERSON_CHANGED, "------y"},
	{EVENT_PIN_SET, ANY},
	{EVENT_SIGNED_ON, ANY},
	{EVENT_SIGNED_OFF, ANY},
	{EVENT_LOOKUP_MADE, ANY},
};

static const char *
roles_of(EventKind kind)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(roles); i++)
		if (roles[i].kind == kind)
			return roles[i].roles;
	return DESK;
}

static const Person *
nobody(void *data, const char *id)
{
	return NULL;
}

/* Whether the rules refuse this kind to `role` because of the role alone. */
static bool
refuses_role(EventKind kind, const Person *actor, unsigned n_admins)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GPtrArray) covers = g_ptr_array_new();
	g_autoptr(ActResult) result = act_result_new();
	g_autoptr(Ticket) ticket = ticket_new();
	g_autoptr(TimeEntry) entry = time_entry_new();
	ActEvent event = {.kind = kind, .payload = json_object()};
	RuleContext context = {.zone = zone,
		.actor = actor,
		.person = nobody,
		.n_admins = n_admins,
		.n_leads = 1,
		.result = result,
		.covers = covers};
	const Refusal *first;

	switch ((int)event_kind_def(kind)->subject) {
	case SUBJECT_TICKET:
		rules_check_ticket(&context, ticket, &event);
		break;
	case SUBJECT_TIME:
		rules_check_time(&context, entry, &event);
		break;
	case SUBJECT_PERSON:
		rules_check_person(&context, actor, &event);
		break;
	default:
		rules_check_desk(&context, &event);
		break;
	}
	json_decref(event.payload);
	first = result->refusals->len > 0 ? result->refusals->pdata[0] : NULL;
	return first && first->code == REFUSAL_ROLE && !first->field;
}

static void
test_roles(void)
{
	for (int kind = 0; kind < N_EVENT_KINDS; kind++)
		for (int role = 0; role < N_STAFF_ROLES; role++) {
			g_autoptr(Person) person = person_new();
			bool may = roles_of((EventKind)kind)[role] == 'y';

			person->role = (StaffRole)role;
			person->active = true;
			if (refuses_role((EventKind)kind, person, 1) == may)
				g_error("%s for %s", event_kind_def((EventKind)kind)->name,
					staff_role_name(person->role));
			person->active = false;
			g_assert_true(refuses_role((EventKind)kind, person, 1));
		}
}

/* A supervisor keeps the staff file while there is no administrator (event.def). */
static void
test_no_administrator(void)
{
	g_autoptr(Person) person = person_new();

	person->active = true;
	person->role = STAFF_SUPERVISOR;
	g_assert_false(refuses_role(EVENT_PERSON_ADDED, person, 0));
	person->role = STAFF_HANDLER;
	g_assert_true(refuses_role(EVENT_PERSON_ADDED, person, 0));
}

/* Without a person signed on the desk may do nothing but what is its own. */
static void
test_nobody_signed_on(void)
{
	for (int kind = 0; kind < N_EVENT_KINDS; kind++) {
		bool own = kind == EVENT_DESK_CREATED || kind == EVENT_DESK_RESTORED ||
			   kind == EVENT_PIN_WRONG || kind == EVENT_DEADLINE_MOVED;

		g_assert_cmpint(refuses_role((EventKind)kind, NULL, 1), !=, own);
	}
}

static Act *
reopen_period(StoreFixture *f, const char *id)
{
	return store_fixture_one(f, SUPERVISOR, EVENT_PERIOD_REOPENED, f->store->device.id,
		"through", "2026-05-01", "reason", "x", NULL);
}

/* ---- time, periods, people ---- */

static Act *
timer(StoreFixture *f, int actor, int person)
{
	g_autofree char *now = g_strdup_printf("%" PRId64, env_now_us(&f->env));

	return store_fixture_one(f, actor, EVENT_TIME_STARTED, NULL, "person",
		f->people[person], "#start", now, "boot", "b", "#boot_us", "1", NULL);
}

static Act *
typed(StoreFixture *f, int actor, int person, int64_t ago_us)
{
	g_autofree char *start = g_strdup_printf("%" PRId64, env_now_us(&f->env) - ago_us);

	return store_fixture_one(f, actor, EVENT_TIME_ENTERED, NULL, "person",
		f->people[person], "#start", start, "#worked_us", "60000000", NULL);
}

static void
test_time(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *running = NULL, *end = NULL;
	Act *act;

	store_fixture_init(&f, 36);
	act = timer(&f, HANDLER, HANDLER);
	running = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_save(&f, act);
	store_fixture_expect(&f, timer(&f, HANDLER, HANDLER), REFUSAL_STATE, NULL);
	store_fixture_expect(&f, timer(&f, TELLER, SUPERVISOR), REFUSAL_ROLE, NULL);
	store_fixture_expect(&f, typed(&f, TELLER, HANDLER, US_PER_HOUR), REFUSAL_ROLE, NULL);
	store_fixture_expect(&f, typed(&f, SUPERVISOR, HANDLER, US_PER_HOUR), NONE, NULL);
	store_fixture_expect(&f, typed(&f, HANDLER, HANDLER, 0), NONE, NULL);
	store_fixture_expect(
		&f, typed(&f, HANDLER, HANDLER, -US_PER_HOUR), REFUSAL_FIELD, "start");
	/* switching stops the old one in the same act */
	end = g_strdup_printf("%" PRId64, env_now_us(&f.env));
	act = store_fixture_one(&f, HANDLER, EVENT_TIME_STOPPED, running, "#end", end,
		"#worked_us", "5", "how", "switched", NULL);
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "person", f.people[HANDLER]);
	act_int(act, "start", env_now_us(&f.env));
	act_text(act, "boot", "b");
	act_int(act, "boot_us", 1);
	store_fixture_save(&f, act);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_TIME_STOPPED, running, "#end", end,
			"#worked_us", "5", "how", "stopped", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_prove(&f);
}

static void
test_periods(void)
{
	g_auto(StoreFixture) f = {0};
	const char *desk;

	store_fixture_init(&f, 37);
	desk = f.store->device.id;
	store_fixture_expect(&f,
		store_fixture_one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk, "through",
			"2026-12-31", NULL),
		REFUSAL_FIELD, "through");
	store_fixture_save(&f, store_fixture_one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk,
				       "through", "2026-05-19", NULL));
	store_fixture_expect(&f,
		store_fixture_one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk, "through",
			"2026-05-18", NULL),
		REFUSAL_STATE, "through");
	store_fixture_expect(
		&f, typed(&f, HANDLER, HANDLER, US_PER_DAY), REFUSAL_LOCKED, "start");
	store_fixture_expect(&f, typed(&f, HANDLER, HANDLER, US_PER_HOUR), NONE, NULL);
	store_fixture_expect(&f,
		store_fixture_second(&f,
			store_fixture_one(&f, SUPERVISOR, EVENT_PERIOD_REOPENED, desk,
				"through", "2026-05-20", "reason", "x", NULL),
			HEAD_OFFICE),
		REFUSAL_STATE, "through");
	store_fixture_save(&f, store_fixture_second(&f, reopen_period(&f, NULL), HEAD_OFFICE));
	store_fixture_expect(&f, typed(&f, HANDLER, HANDLER, US_PER_DAY), NONE, NULL);
}

static void
add_leave(StoreFixture *f, Act *act, int person)
{
	act_add(act, EVENT_PERSON_CHANGED, f->people[person]);
	act_text(act, "name", "x");
	act_text(act, "role", "handler");
	act_text(act, "branch", "0571");
	act_bool(act, "active", true);
}

/* The last who can authorise does not leave, nor do the last two together. */
static void
test_last_supervisor(void)
{
	g_auto(StoreFixture) f = {0};
	Act *act;

	store_fixture_init(&f, 38);
	act = store_fixture_act(&f, ADMINISTRATOR);
	add_leave(&f, act, SUPERVISOR);
	add_leave(&f, act, COMPLIANCE);
	add_leave(&f, act, HEAD_OFFICE);
	store_fixture_expect(&f, act, REFUSAL_STATE, "role");
	act = store_fixture_act(&f, ADMINISTRATOR);
	add_leave(&f, act, SUPERVISOR);
	add_leave(&f, act, COMPLIANCE);
	store_fixture_save(&f, act);
	act = store_fixture_act(&f, ADMINISTRATOR);
	add_leave(&f, act, HEAD_OFFICE);
	store_fixture_expect(&f, act, REFUSAL_STATE, "role");
}

static void
test_people(void)
{
	g_auto(StoreFixture) f = {0};
	Act *act;

	store_fixture_init(&f, 39);
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_SIGNED_ON, f.people[HANDLER], NULL),
		REFUSAL_ROLE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_SIGNED_ON, f.people[TELLER], NULL), NONE,
		NULL);
	store_fixture_expect(&f,
		store_fixture_one(
			&f, TELLER, EVENT_LOOKUP_MADE, f.people[HANDLER], "by", "name", NULL),
		REFUSAL_ROLE, NULL);
	act = store_fixture_one(&f, TELLER, EVENT_PIN_SET, f.people[SUPERVISOR], NULL);
	act->pin_hash = g_strdup("$x");
	store_fixture_expect(&f, act, REFUSAL_ROLE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_PIN_SET, f.people[TELLER], NULL),
		REFUSAL_FIELD, "pin");
	store_fixture_expect(&f,
		store_fixture_one(&f, ADMINISTRATOR, EVENT_PERSON_ADDED, NULL, "number", "9001",
			"name", "x", "role", "teller", "branch", "0571", NULL),
		REFUSAL_FIELD, "number");
	store_fixture_expect(&f,
		store_fixture_one(
			&f, COMPLIANCE, EVENT_DATA_ERASED, f.people[0], "reason", "x", NULL),
		REFUSAL_STATE, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/staff/roles", test_roles);
	g_test_add_func("/staff/no-administrator", test_no_administrator);
	g_test_add_func("/staff/nobody-signed-on", test_nobody_signed_on);
	g_test_add_func("/staff/time", test_time);
	g_test_add_func("/staff/periods", test_periods);
	g_test_add_func("/staff/last-supervisor", test_last_supervisor);
	g_test_add_func("/staff/people", test_people);
	return g_test_run();
}
