/* core/rules.h through the store: who may do what, each guard by code and field, second
 * persons. */
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
	{EVENT_PERIOD_LOCKED, "--yyy--"},
	{EVENT_PERIOD_REOPENED, "--yyy--"},
	{EVENT_DESK_CREATED, NOBODY},
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
		bool own = kind == EVENT_DESK_CREATED || kind == EVENT_PIN_WRONG;

		g_assert_cmpint(refuses_role((EventKind)kind, NULL, 1), !=, own);
	}
}

/* ---- small builders ---- */

/* One event of `kind` by `person` on `subject`, with pairs of field and text; NULL ends.
 * "#field" is an integer. */
static Act *
one(StoreFixture *f, int person, EventKind kind, const char *subject, ...)
{
	Act *act = store_fixture_act(f, person);
	const char *field;
	va_list fields;

	act_add(act, kind, subject);
	va_start(fields, subject);
	while ((field = va_arg(fields, const char *))) {
		const char *value = va_arg(fields, const char *);

		if (field[0] == '#')
			act_int(act, field + 1, g_ascii_strtoll(value, NULL, 10));
		else
			act_text(act, field, value);
	}
	va_end(fields);
	return act;
}

static Act *
second(StoreFixture *f, Act *act, int person)
{
	g_strlcpy(act->second, f->people[person], UUID_LEN);
	/* submitted again, as a screen does after asking */
	return act;
}

static void
expect(StoreFixture *f, Act *act, int code, const char *field)
{
	const char *found = NULL;
	int got = store_fixture_refusal(f, act, &found);

	g_assert_cmpint(got, ==, code);
	g_assert_cmpstr(found, ==, field);
}

/* `make` makes the act anew: it needs a second person of standing who is another and not
 * concerned. */
static void
expect_second(StoreFixture *f, Act *(*make)(StoreFixture *f, const char *id), const char *id)
{
	g_autoptr(Act) again = NULL;

	expect(f, make(f, id), REFUSAL_SECOND_PERSON, NULL);
	again = make(f, id);
	for (int i = 0; i < N_STORE_PEOPLE; i++) {
		bool self = strcmp(again->actor, f->people[i]) == 0;
		int code;

		if (!self && i != TELLER && i != HANDLER && i != AUDITOR && i != ADMINISTRATOR)
			continue;
		code = store_fixture_refusal(f, second(f, make(f, id), i), NULL);
		/* their own limit is looked at first, where it is about money */
		g_assert_true(code == REFUSAL_SAME_PERSON || code == REFUSAL_AUTHORITY);
	}
	store_fixture_save(f, second(f, make(f, id), HEAD_OFFICE));
}

/* ---- closing ---- */

enum {
	NO_ANSWER = 1,
	NO_REASON = 2,
	NO_ENDING = 4,
	NO_CAUSE = 8,
	NO_DISCLOSURE = 16,
	NO_TELLING = 32,
	NO_RIGHTS = 64,
	NO_MATTER = 128,
	NO_TREATMENT = 256,
	NO_AGREEMENT = 512,
	NO_AFTERCARE = 1024,
	REFUSED = 2048,
	UNREACHED = 4096,
	DISAGREES = 8192
};

static void
add(Act *act, const char *id, EventKind kind, const char *field, const char *value)
{
	act_add(act, kind, id);
	act_text(act, field, value);
}

static void
add_answer(StoreFixture *f, Act *act, const char *id, int without)
{
	g_autoptr(Ticket) ticket = store_fixture_ticket(f, id);
	const Claim *claim = ticket->claims->len > 0 ? ticket->claims->pdata[0] : NULL;

	if (!claim || (without & NO_ANSWER))
		return;
	act_add(act, EVENT_CLAIM_ANSWERED, id);
	act_text(act, "claim", claim->id);
	act_text(act, "outcome",
		without & REFUSED     ? "not_upheld"
		: without & NO_REASON ? "partly"
				      : "upheld");
	if (!(without & NO_REASON))
		act_text(act, "reason", "because");
}

static Act *
closing(StoreFixture *f, const char *id, int without)
{
	Act *act = store_fixture_act(f, HANDLER);

	add_answer(f, act, id, without);
	if (!(without & NO_ENDING))
		add(act, id, EVENT_ENDING_SET, "ending", "told");
	if (!(without & NO_CAUSE))
		add(act, id, EVENT_CAUSE_SET, "cause",
			without & NO_DISCLOSURE ? "misunderstanding" : "rule");
	if (!(without & NO_TELLING)) {
		add(act, id, EVENT_CUSTOMER_TOLD, "how", "phone");
		act_int(act, "at", env_now_us(&f->env));
		act_bool(act, "rights", !(without & NO_RIGHTS));
	}
	add(act, id, EVENT_REACTION_RECORDED, "matter",
		without & NO_MATTER ? "not_asked" : "satisfied");
	act_text(act, "treatment", without & NO_TREATMENT ? "not_asked" : "accepts");
	act_text(act, "asked_by", f->people[TELLER]);
	act_bool(act, "self_asked", false);
	if (!(without & NO_AGREEMENT))
		add(act, id, EVENT_AGREEMENT_RECORDED, "agreed",
			without & UNREACHED   ? "unreachable"
			: without & DISAGREES ? "no"
					      : "yes");
	if (!(without & NO_AFTERCARE))
		add(act, id, EVENT_AFTERCARE_PLANNED, "day", "2026-05-26");
	add(act, id, EVENT_STATUS_CHANGED, "to", "closed");
	return act;
}

static void
test_closing(void)
{
	/* DOMAIN 5.1's gates: what is left out, and what the refusal says. */
	static const struct {
		int without, code;
		const char *field;
	} gates[] = {
		{NO_ANSWER, REFUSAL_CLAIM_OPEN, "outcome"},
		{NO_REASON, REFUSAL_FIELD, "reason"},
		{NO_ENDING, REFUSAL_FIELD, "ending"},
		{NO_CAUSE, REFUSAL_FIELD, "cause"},
		{NO_DISCLOSURE, REFUSAL_FIELD, "disclosure"},
		{NO_TELLING, REFUSAL_NOT_TOLD, "how"},
		{NO_RIGHTS, REFUSAL_FIELD, "rights"},
		{NO_MATTER, REFUSAL_FIELD, "matter"},
		{NO_TREATMENT, REFUSAL_FIELD, "treatment"},
		{NO_AGREEMENT, REFUSAL_FIELD, "agreed"},
		{NO_AFTERCARE, REFUSAL_FIELD, "day"},
		{UNREACHED, REFUSAL_FIELD, "attempts"},
		{REFUSED, REFUSAL_SECOND_PERSON, NULL},
		{DISAGREES, REFUSAL_SECOND_PERSON, NULL},
		{0, NONE, NULL},
	};
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;

	store_fixture_init(&f, 21);
	id = store_fixture_log(&f, HANDLER);
	for (unsigned i = 0; i < G_N_ELEMENTS(gates); i++) {
		g_test_message("gate %u", i);
		expect(&f, closing(&f, id, gates[i].without), gates[i].code, gates[i].field);
	}
	store_fixture_prove(&f);
}

/* Money without a date and promises to the customer keep it open. */
static void
test_closing_open_ends(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *by = NULL;
	Act *act;

	store_fixture_init(&f, 22);
	id = store_fixture_log(&f, HANDLER);
	act = one(&f, HANDLER, EVENT_REDRESS_ENTERED, id, "kind", "refund", "#minor", "300",
		"currency", "CNY", NULL);
	act_new_id(act, "entry");
	store_fixture_save(&f, act);
	expect(&f, closing(&f, id, 0), REFUSAL_FIELD, "paid");
	ticket = store_fixture_ticket(&f, id);
	store_fixture_save(&f, one(&f, HANDLER, EVENT_REDRESS_PAID, id, "entry",
				       ((Redress *)ticket->redress->pdata[0])->id, "paid",
				       "2026-05-21", NULL));
	by = g_strdup_printf("%" PRId64, env_now_us(&f.env) + US_PER_DAY);
	act = one(&f, HANDLER, EVENT_PROMISE_MADE, id, "what", "call back", "#by", by, NULL);
	act_new_id(act, "promise");
	store_fixture_save(&f, act);
	expect(&f, closing(&f, id, 0), REFUSAL_FIELD, "promise");
}

static void
attempt(StoreFixture *f, const char *id, const char *how, const char *reached, int64_t ago_us)
{
	g_autofree char *at = g_strdup_printf("%" PRId64, env_now_us(&f->env) - ago_us);

	store_fixture_save(f, one(f, HANDLER, EVENT_CONTACT_ADDED, id, "direction", "out",
				      "how", how, "reached", reached, "#at", at, NULL));
}

/* Three attempts, two days, two ways; calls that were answered are no attempts. */
static void
test_unreachable(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL, *now = NULL;
	Act *act;

	store_fixture_init(&f, 23);
	id = store_fixture_log(&f, HANDLER);
	attempt(&f, id, "phone", "reached", 2 * US_PER_DAY);
	attempt(&f, id, "sms", "reached", US_PER_DAY);
	attempt(&f, id, "phone", "not_reached", US_PER_DAY);
	attempt(&f, id, "phone", "not_reached", 0);
	expect(&f, closing(&f, id, UNREACHED), REFUSAL_FIELD, "attempts");
	now = g_strdup_printf("%" PRId64, env_now_us(&f.env));
	act = one(&f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "unreachable", "#at", now, NULL);
	act_bool(act, "rights", false);
	expect(&f, act, REFUSAL_FIELD, "attempts");
	attempt(&f, id, "sms", "not_reached", 0);
	expect(&f, closing(&f, id, UNREACHED), NONE, NULL);
}

/* ---- second persons ---- */

static Act *
close_plain(StoreFixture *f, const char *id)
{
	return closing(f, id, 0);
}

static Act *
close_refused(StoreFixture *f, const char *id)
{
	return closing(f, id, REFUSED);
}

static Act *
void_it(StoreFixture *f, const char *id)
{
	return one(f, HANDLER, EVENT_TICKET_VOIDED, id, "reason", "typed twice", NULL);
}

static Act *
pay_much(StoreFixture *f, const char *id)
{
	Act *act = one(f, HANDLER, EVENT_REDRESS_ENTERED, id, "kind", "refund", "#minor",
		"90000", "currency", "CNY", "paid", "2026-05-21", NULL);

	act_new_id(act, "entry");
	return act;
}

static Act *
lower_level(StoreFixture *f, const char *id)
{
	return one(f, HANDLER, EVENT_FACT_CHANGED, id, "field", "level", "value", "ordinary",
		NULL);
}

static Act *
drop_regulator(StoreFixture *f, const char *id)
{
	return one(
		f, HANDLER, EVENT_FACT_CHANGED, id, "field", "flags", "value", "media", NULL);
}

static Act *
tell_late(StoreFixture *f, const char *id)
{
	g_autofree char *at =
		g_strdup_printf("%" PRId64, env_now_us(&f->env) - 25 * US_PER_HOUR);
	Act *act = one(f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "phone", "#at", at,
		"evidence", "rec 17", NULL);

	act_bool(act, "rights", true);
	return act;
}

static Act *
back_date(StoreFixture *f, const char *id)
{
	g_autofree char *at = g_strdup_printf("%" PRId64, env_now_us(&f->env) - 3 * US_PER_DAY);

	return one(f, TELLER, EVENT_COMPLAINT_LOGGED, NULL, "contact_kind", "complaint",
		"channel", "A01", "business", "B04", "reason", "C11", "level", "ordinary",
		"text", "came by letter", "#received", at, "backdate_reason", "the letter lay",
		NULL);
}

static Act *
reopen_period(StoreFixture *f, const char *id)
{
	return one(f, SUPERVISOR, EVENT_PERIOD_REOPENED, f->store->device.id, "through",
		"2026-05-01", "reason", "x", NULL);
}

static Act *
import_live(StoreFixture *f, const char *id)
{
	return one(f, SUPERVISOR, EVENT_BATCH_STARTED, NULL, "file", "x.csv", "map", "cfpb",
		"as", "live", NULL);
}

static void
fact(StoreFixture *f, const char *id, const char *field, const char *value)
{
	store_fixture_save(f,
		one(f, HANDLER, EVENT_FACT_CHANGED, id, "field", field, "value", value, NULL));
}

static void
test_second_person(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL;

	store_fixture_init(&f, 24);
	a = store_fixture_log(&f, HANDLER);
	fact(&f, a, "level", "major");
	expect_second(&f, close_plain, a);
	b = store_fixture_log(&f, HANDLER);
	fact(&f, b, "flags", "regulator");
	expect_second(&f, close_plain, b);
	c = store_fixture_log(&f, HANDLER);
	expect_second(&f, pay_much, c);
	expect_second(&f, close_refused, c);
	d = store_fixture_log(&f, HANDLER);
	expect_second(&f, void_it, d);
	e = store_fixture_log(&f, HANDLER);
	env_fake_advance(&f.env, 2 * US_PER_DAY);
	expect_second(&f, tell_late, e);
	expect_second(&f, back_date, NULL);
	store_fixture_save(&f, one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, f.store->device.id,
				       "through", "2026-05-20", NULL));
	expect_second(&f, reopen_period, NULL);
	expect_second(&f, import_live, NULL);
	store_fixture_prove(&f);
}

/* What asks for a second pair of eyes at the closing is not quietly taken off before it. */
static void
test_second_not_passed_by(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *a = NULL, *b = NULL;

	store_fixture_init(&f, 25);
	a = store_fixture_log(&f, HANDLER);
	fact(&f, a, "level", "major");
	fact(&f, a, "contact_kind", "enquiry");
	expect(&f, closing(&f, a, NO_ANSWER), REFUSAL_CLAIM_OPEN, "outcome");
	expect(&f, closing(&f, a, 0), REFUSAL_SECOND_PERSON, NULL);
	expect_second(&f, lower_level, a);
	b = store_fixture_log(&f, HANDLER);
	fact(&f, b, "flags", "regulator,media");
	expect_second(&f, drop_regulator, b);
	expect(&f,
		one(&f, TELLER, EVENT_ACT_AUTHORISED, b, "person", f.people[SUPERVISOR], NULL),
		REFUSAL_FIELD, "covers");
}

static void
test_forged_authorisation(void)
{
	static const char *const covers[] = {"redress_above", NULL};
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	Act *act;

	store_fixture_init(&f, 26);
	id = store_fixture_log(&f, HANDLER);
	act = one(&f, TELLER, EVENT_ACT_AUTHORISED, id, "person", f.people[SUPERVISOR], NULL);
	act_list(act, "covers", covers);
	expect(&f, act, REFUSAL_ROLE, NULL);
}

static void
test_redress(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	Act *act;

	store_fixture_init(&f, 27);
	id = store_fixture_log(&f, HANDLER);
	act = pay_much(&f, id);
	json_object_set_new(
		((ActEvent *)act->events->pdata[0])->payload, "minor", json_integer(9000000));
	expect(&f, second(&f, act, SUPERVISOR), REFUSAL_AUTHORITY, "minor");
	act = pay_much(&f, id);
	json_object_set_new(
		((ActEvent *)act->events->pdata[0])->payload, "minor", json_integer(0));
	expect(&f, act, REFUSAL_FIELD, "minor");
	expect(&f,
		one(&f, HANDLER, EVENT_REDRESS_REVERSED, id, "entry", id, "reason", "x", NULL),
		REFUSAL_UNKNOWN, "entry");
	store_fixture_save(&f, closing(&f, id, 0));
	expect(&f, pay_much(&f, id), REFUSAL_STATE, NULL);
}

/* ---- recusal ---- */

static char *
log_about(StoreFixture *f, int actor, int about)
{
	Act *act = one(f, actor, EVENT_COMPLAINT_LOGGED, NULL, "contact_kind", "complaint",
		"channel", "A01", "business", "B04", "reason", "C11", "level", "ordinary",
		"text", "rude", "complained_person_id", f->people[about], NULL);
	char *id = g_strdup(((ActEvent *)act->events->pdata[0])->subject);

	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W01");
	store_fixture_save(f, act);
	return id;
}

static void
test_recused(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *mine = NULL, *lead = NULL;
	g_autoptr(Ticket) ticket = NULL;

	store_fixture_init(&f, 28);
	mine = log_about(&f, HANDLER, HANDLER);
	ticket = store_fixture_ticket(&f, mine);
	g_assert_true(ticket->restricted);
	g_assert_cmpstr(ticket->owner, ==, "");
	expect(&f,
		one(&f, HANDLER, EVENT_OWNER_ACCEPTED, mine, "person", f.people[HANDLER], NULL),
		REFUSAL_RECUSED, NULL);
	expect(&f, closing(&f, mine, 0), REFUSAL_RECUSED, NULL);
	expect(&f, pay_much(&f, mine), REFUSAL_RECUSED, NULL);
	expect(&f, one(&f, TELLER, EVENT_OWNER_ASKED, mine, "person", f.people[HANDLER], NULL),
		REFUSAL_RECUSED, "person");
	expect(&f, one(&f, HANDLER, EVENT_NOTE_ADDED, mine, "text", "my view", NULL), NONE,
		NULL);
	expect(&f,
		one(&f, HANDLER, EVENT_RECEIPT_GIVEN, mine, "paper", "registration", "way",
			"printer", NULL),
		NONE, NULL);
	lead = log_about(&f, HANDLER, SUPERVISOR);
	expect(&f, second(&f, pay_much(&f, lead), SUPERVISOR), REFUSAL_RECUSED, NULL);
	expect(&f, second(&f, pay_much(&f, lead), HEAD_OFFICE), NONE, NULL);
}

/* ---- owner, void, archive ---- */

static void
test_owner(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(Ticket) ticket = NULL;

	store_fixture_init(&f, 29);
	id = store_fixture_log(&f, TELLER);
	store_fixture_save(
		&f, one(&f, TELLER, EVENT_STATUS_CHANGED, id, "to", "investigating", NULL));
	expect(&f,
		one(&f, HANDLER, EVENT_OWNER_ACCEPTED, id, "person", f.people[HANDLER], NULL),
		REFUSAL_ROLE, "person");
	expect(&f, one(&f, TELLER, EVENT_OWNER_ACCEPTED, id, "person", f.people[HANDLER], NULL),
		REFUSAL_ROLE, "person");
	expect(&f, one(&f, TELLER, EVENT_OWNER_ASKED, id, "person", f.people[AUDITOR], NULL),
		REFUSAL_ROLE, "person");
	expect(&f, one(&f, TELLER, EVENT_OWNER_ASKED, id, "person", id, NULL), REFUSAL_UNKNOWN,
		"person");
	expect(&f, one(&f, TELLER, EVENT_OWNER_ASKED, id, "person", f.people[TELLER], NULL),
		REFUSAL_STATE, "person");
	store_fixture_save(
		&f, one(&f, TELLER, EVENT_OWNER_ASKED, id, "person", f.people[HANDLER], NULL));
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpstr(ticket->owner, ==, f.people[TELLER]); /* until the other accepts */
	expect(&f, one(&f, TELLER, EVENT_OWNER_DECLINED, id, "reason", "x", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_save(&f,
		one(&f, HANDLER, EVENT_OWNER_ACCEPTED, id, "person", f.people[HANDLER], NULL));
	store_fixture_save(&f, one(&f, SUPERVISOR, EVENT_OWNER_ACCEPTED, id, "person",
				       f.people[SUPERVISOR], NULL));
}

static void
test_void_and_withdrawn(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL, *later = NULL, *before = NULL;

	store_fixture_init(&f, 30);
	id = store_fixture_log(&f, HANDLER);
	store_fixture_save(&f, one(&f, HANDLER, EVENT_RECEIPT_GIVEN, id, "paper",
				       "registration", "way", "printer", NULL));
	expect(&f, second(&f, void_it(&f, id), SUPERVISOR), REFUSAL_STATE, NULL);
	later = g_strdup_printf("%" PRId64, env_now_us(&f.env) + US_PER_HOUR);
	before = g_strdup_printf("%" PRId64, env_now_us(&f.env) - US_PER_DAY);
	expect(&f,
		one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "wish", "leave it", "how", "phone",
			"#at", later, NULL),
		REFUSAL_FIELD, "at");
	expect(&f,
		one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "wish", "leave it", "how", "phone",
			"#at", before, NULL),
		REFUSAL_FIELD, "at");
	expect(&f,
		one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "how", "phone", "#at", later,
			NULL),
		REFUSAL_FIELD, "wish");
}

static Act *
archive_act(StoreFixture *f, const char *batch, EventKind kind)
{
	Act *act = kind == EVENT_COMPLAINT_LOGGED
			   ? back_date(f, NULL)
			   : one(f, SUPERVISOR, kind, NULL, "channel", "A01", "business", "B04",
				     "reason", "C11", NULL);
	g_autofree char *id = g_strdup(((ActEvent *)act->events->pdata[0])->subject);

	g_strlcpy(act->actor, f->people[SUPERVISOR], UUID_LEN);
	act->import = true;
	act_add(act, EVENT_SOURCE_KEPT, id);
	act_text(act, "source", "x.csv");
	act_text(act, "source_key", id);
	act_text(act, "batch", batch);
	act_column(act, "columns", "a", "b", NULL);
	return act;
}

static void
test_import(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *batch = NULL, *live = NULL, *archive = NULL;
	Act *act;

	store_fixture_init(&f, 31);
	act = one(&f, SUPERVISOR, EVENT_BATCH_STARTED, NULL, "file", "x.csv", "map", "cfpb",
		"as", "archive", NULL);
	batch = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	expect(&f, archive_act(&f, batch, EVENT_COMPLAINT_ARCHIVED), REFUSAL_STATE, "batch");
	store_fixture_save(&f, act);
	act = archive_act(&f, batch, EVENT_COMPLAINT_ARCHIVED);
	archive = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_save(&f, act);
	/* an archive's batch is no authority for live complaints of earlier days */
	expect(&f, archive_act(&f, batch, EVENT_COMPLAINT_LOGGED), REFUSAL_SECOND_PERSON, NULL);
	act = import_live(&f, NULL);
	live = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_save(&f, second(&f, act, HEAD_OFFICE));
	store_fixture_save(&f, archive_act(&f, live, EVENT_COMPLAINT_LOGGED));
	/* history is read and noted on, never handled */
	expect(&f, one(&f, HANDLER, EVENT_STATUS_CHANGED, archive, "to", "closed", NULL),
		REFUSAL_STATE, NULL);
	expect(&f,
		one(&f, HANDLER, EVENT_OWNER_ACCEPTED, archive, "person", f.people[HANDLER],
			NULL),
		REFUSAL_STATE, NULL);
	expect(&f, pay_much(&f, archive), REFUSAL_STATE, NULL);
	expect(&f, one(&f, HANDLER, EVENT_NOTE_ADDED, archive, "text", "seen", NULL), NONE,
		NULL);
	store_fixture_prove(&f);
}

/* ---- intake and facts ---- */

static void
test_intake(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *later = NULL;
	Act *act;

	store_fixture_init(&f, 32);
	later = g_strdup_printf("%" PRId64, env_now_us(&f.env) + US_PER_HOUR);
	act = back_date(&f, NULL);
	json_object_del(((ActEvent *)act->events->pdata[0])->payload, "backdate_reason");
	expect(&f, second(&f, act, SUPERVISOR), REFUSAL_FIELD, "backdate_reason");
	act = back_date(&f, NULL);
	act_int(act, "received", g_ascii_strtoll(later, NULL, 10));
	expect(&f, act, REFUSAL_FIELD, "received");
	act = back_date(&f, NULL);
	act_text(act, "agent", "a lawyer");
	expect(&f, second(&f, act, SUPERVISOR), REFUSAL_FIELD, "authority");
	act = back_date(&f, NULL);
	act_int(act, "amount", 100);
	expect(&f, second(&f, act, SUPERVISOR), REFUSAL_FIELD, "currency");
	act = back_date(&f, NULL);
	act_list(act, "representatives",
		(const char *const[]){"1", "2", "3", "4", "5", "6", NULL});
	expect(&f, second(&f, act, SUPERVISOR), REFUSAL_FIELD, "representatives");
}

static void
test_facts(void)
{
	static const struct {
		const char *field, *value;
		int code;
	} facts[] = {
		{"level", "urgent", REFUSAL_FIELD},
		{"level", "", REFUSAL_FIELD},
		{"level", "major", NONE},
		{"contact_kind", "rumour", REFUSAL_FIELD},
		{"flags", "media,gold", REFUSAL_FIELD},
		{"flags", "media, agitated", NONE},
		{"flags", "", NONE},
		{"people", "many", REFUSAL_FIELD},
		{"people", "3", NONE},
		{"amount", "-5", REFUSAL_FIELD},
		{"amount", "99999999999999999999", REFUSAL_FIELD},
		{"outside_due", "soon", REFUSAL_FIELD},
		{"outside_due", "2026-06-01", NONE},
		{"authority", "mine", REFUSAL_FIELD},
		{"complainant", "王小明", NONE},
		{"complainant", "", NONE},
	};
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;

	store_fixture_init(&f, 33);
	id = store_fixture_log(&f, HANDLER);
	for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++) {
		g_test_message("%s = %s", facts[i].field, facts[i].value);
		expect(&f,
			one(&f, HANDLER, EVENT_FACT_CHANGED, id, "field", facts[i].field,
				"value", facts[i].value, NULL),
			facts[i].code, facts[i].code == NONE ? NULL : "value");
	}
}

/* ---- undo ---- */

static char **
last_ids(StoreFixture *f, Act *act)
{
	g_autoptr(ActResult) result = store_fixture_apply(f, act);
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	for (guint i = 0; i < result->event_ids->len; i++)
		g_strv_builder_add(ids, result->event_ids->pdata[i]);
	return g_strv_builder_end(ids);
}

static Act *
undo(StoreFixture *f, int person, const char *id, char **ids)
{
	Act *act = store_fixture_act(f, person);

	act_add(act, EVENT_ACT_UNDONE, id);
	act_list(act, "undoes", (const char *const *)ids);
	return act;
}

/* A closing goes whole; nothing it stands on is taken from under it. */
static void
test_undo(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_auto(GStrv) closed = NULL, noted = NULL, reopened = NULL, told = NULL;
	g_autoptr(Ticket) ticket = NULL;
	char *part[] = {NULL, NULL};

	store_fixture_init(&f, 34);
	id = store_fixture_log(&f, HANDLER);
	told = last_ids(&f, closing(&f, id, 0));
	part[0] = told[3];
	expect(&f, undo(&f, HANDLER, id, part), REFUSAL_STATE, "undoes");
	expect(&f, undo(&f, SUPERVISOR, id, told), REFUSAL_ROLE, "undoes");
	noted = last_ids(&f, one(&f, HANDLER, EVENT_NOTE_ADDED, id, "text", "x", NULL));
	expect(&f, undo(&f, HANDLER, id, noted), NONE, NULL);
	expect(&f, undo(&f, HANDLER, id, noted), REFUSAL_OVERTAKEN, "undoes");
	expect(&f, undo(&f, HANDLER, id, told), NONE, NULL);
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	g_assert_cmpint(ticket->told_us, ==, 0);
	/* the telling in an act of its own, then closed: it cannot be taken back any more */
	g_clear_pointer(&told, g_strfreev);
	{
		g_autofree char *now = g_strdup_printf("%" PRId64, env_now_us(&f.env));
		Act *act = one(
			&f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "phone", "#at", now, NULL);

		act_bool(act, "rights", true);
		told = last_ids(&f, act);
	}
	closed = last_ids(&f, closing(&f, id, NO_TELLING));
	expect(&f, undo(&f, HANDLER, id, told), REFUSAL_NOT_TOLD, "how");
	/* reopened, refused, and the reopening taken back: a refused closing without a second
	 * person */
	reopened = last_ids(&f, one(&f, HANDLER, EVENT_STATUS_CHANGED, id, "to",
					"investigating", "reason", "new facts", NULL));
	{
		Act *act = store_fixture_act(&f, HANDLER);

		add_answer(&f, act, id, REFUSED);
		store_fixture_save(&f, act);
	}
	expect(&f, undo(&f, HANDLER, id, reopened), REFUSAL_SECOND_PERSON, NULL);
	expect(&f, undo(&f, HANDLER, id, (char *[]){(char *)id, NULL}), REFUSAL_UNKNOWN,
		"undoes");
	store_fixture_prove(&f);
}

static void
test_undo_forbidden(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(GPtrArray) events = NULL;
	char *part[] = {NULL, NULL};

	store_fixture_init(&f, 35);
	id = store_fixture_log(&f, HANDLER);
	events = log_read_subject(f.store->db, id, NULL);
	part[0] = ((Event *)events->pdata[0])->id;
	expect(&f, undo(&f, HANDLER, id, part), REFUSAL_STATE, "undoes");
}

/* ---- time, periods, people ---- */

static Act *
timer(StoreFixture *f, int actor, int person)
{
	g_autofree char *now = g_strdup_printf("%" PRId64, env_now_us(&f->env));

	return one(f, actor, EVENT_TIME_STARTED, NULL, "person", f->people[person], "#start",
		now, "boot", "b", "#boot_us", "1", NULL);
}

static Act *
typed(StoreFixture *f, int actor, int person, int64_t ago_us)
{
	g_autofree char *start = g_strdup_printf("%" PRId64, env_now_us(&f->env) - ago_us);

	return one(f, actor, EVENT_TIME_ENTERED, NULL, "person", f->people[person], "#start",
		start, "#worked_us", "60000000", NULL);
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
	expect(&f, timer(&f, HANDLER, HANDLER), REFUSAL_STATE, NULL);
	expect(&f, timer(&f, TELLER, SUPERVISOR), REFUSAL_ROLE, NULL);
	expect(&f, typed(&f, TELLER, HANDLER, US_PER_HOUR), REFUSAL_ROLE, NULL);
	expect(&f, typed(&f, SUPERVISOR, HANDLER, US_PER_HOUR), NONE, NULL);
	expect(&f, typed(&f, HANDLER, HANDLER, 0), NONE, NULL);
	expect(&f, typed(&f, HANDLER, HANDLER, -US_PER_HOUR), REFUSAL_FIELD, "start");
	/* switching stops the old one in the same act */
	end = g_strdup_printf("%" PRId64, env_now_us(&f.env));
	act = one(&f, HANDLER, EVENT_TIME_STOPPED, running, "#end", end, "#worked_us", "5",
		"how", "switched", NULL);
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "person", f.people[HANDLER]);
	act_int(act, "start", env_now_us(&f.env));
	act_text(act, "boot", "b");
	act_int(act, "boot_us", 1);
	store_fixture_save(&f, act);
	expect(&f,
		one(&f, HANDLER, EVENT_TIME_STOPPED, running, "#end", end, "#worked_us", "5",
			"how", "stopped", NULL),
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
	expect(&f,
		one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk, "through", "2026-12-31", NULL),
		REFUSAL_FIELD, "through");
	store_fixture_save(&f,
		one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk, "through", "2026-05-19", NULL));
	expect(&f,
		one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED, desk, "through", "2026-05-18", NULL),
		REFUSAL_STATE, "through");
	expect(&f, typed(&f, HANDLER, HANDLER, US_PER_DAY), REFUSAL_LOCKED, "start");
	expect(&f, typed(&f, HANDLER, HANDLER, US_PER_HOUR), NONE, NULL);
	expect(&f,
		second(&f,
			one(&f, SUPERVISOR, EVENT_PERIOD_REOPENED, desk, "through",
				"2026-05-20", "reason", "x", NULL),
			HEAD_OFFICE),
		REFUSAL_STATE, "through");
	store_fixture_save(&f, second(&f, reopen_period(&f, NULL), HEAD_OFFICE));
	expect(&f, typed(&f, HANDLER, HANDLER, US_PER_DAY), NONE, NULL);
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
	expect(&f, act, REFUSAL_STATE, "role");
	act = store_fixture_act(&f, ADMINISTRATOR);
	add_leave(&f, act, SUPERVISOR);
	add_leave(&f, act, COMPLIANCE);
	store_fixture_save(&f, act);
	act = store_fixture_act(&f, ADMINISTRATOR);
	add_leave(&f, act, HEAD_OFFICE);
	expect(&f, act, REFUSAL_STATE, "role");
}

static void
test_people(void)
{
	g_auto(StoreFixture) f = {0};
	Act *act;

	store_fixture_init(&f, 39);
	expect(&f, one(&f, TELLER, EVENT_SIGNED_ON, f.people[HANDLER], NULL), REFUSAL_ROLE,
		NULL);
	expect(&f, one(&f, TELLER, EVENT_SIGNED_ON, f.people[TELLER], NULL), NONE, NULL);
	expect(&f, one(&f, TELLER, EVENT_LOOKUP_MADE, f.people[HANDLER], "by", "name", NULL),
		REFUSAL_ROLE, NULL);
	act = one(&f, TELLER, EVENT_PIN_SET, f.people[SUPERVISOR], NULL);
	act->pin_hash = g_strdup("$x");
	expect(&f, act, REFUSAL_ROLE, NULL);
	expect(&f, one(&f, TELLER, EVENT_PIN_SET, f.people[TELLER], NULL), REFUSAL_FIELD,
		"pin");
	expect(&f,
		one(&f, ADMINISTRATOR, EVENT_PERSON_ADDED, NULL, "number", "9001", "name", "x",
			"role", "teller", "branch", "0571", NULL),
		REFUSAL_FIELD, "number");
	expect(&f, one(&f, COMPLIANCE, EVENT_DATA_ERASED, f.people[0], "reason", "x", NULL),
		REFUSAL_STATE, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rules/roles", test_roles);
	g_test_add_func("/rules/no-administrator", test_no_administrator);
	g_test_add_func("/rules/nobody-signed-on", test_nobody_signed_on);
	g_test_add_func("/rules/closing", test_closing);
	g_test_add_func("/rules/closing-open-ends", test_closing_open_ends);
	g_test_add_func("/rules/unreachable", test_unreachable);
	g_test_add_func("/rules/second-person", test_second_person);
	g_test_add_func("/rules/second-not-passed-by", test_second_not_passed_by);
	g_test_add_func("/rules/forged-authorisation", test_forged_authorisation);
	g_test_add_func("/rules/redress", test_redress);
	g_test_add_func("/rules/recused", test_recused);
	g_test_add_func("/rules/owner", test_owner);
	g_test_add_func("/rules/void-and-withdrawn", test_void_and_withdrawn);
	g_test_add_func("/rules/import", test_import);
	g_test_add_func("/rules/intake", test_intake);
	g_test_add_func("/rules/facts", test_facts);
	g_test_add_func("/rules/undo", test_undo);
	g_test_add_func("/rules/undo-forbidden", test_undo_forbidden);
	g_test_add_func("/rules/time", test_time);
	g_test_add_func("/rules/periods", test_periods);
	g_test_add_func("/rules/last-supervisor", test_last_supervisor);
	g_test_add_func("/rules/people", test_people);
	return g_test_run();
}
