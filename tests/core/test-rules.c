/* core/rules.h through the store: each guard by code and field, second
 * persons. */
#include "config.h"

#include "core/rules.h"

#include "tests/core/store-fixture.h"

#define NONE (-1)

/* `make` makes the act anew: it needs a second person of standing who is another and not
 * concerned. */
static void
expect_second(StoreFixture *f, Act *(*make)(StoreFixture *f, const char *id), const char *id)
{
	g_autoptr(Act) again = NULL;

	store_fixture_expect(f, make(f, id), REFUSAL_SECOND_PERSON, NULL);
	again = make(f, id);
	for (int i = 0; i < N_STORE_PEOPLE; i++) {
		bool self = strcmp(again->actor, f->people[i]) == 0;
		int code;

		if (!self && i != TELLER && i != HANDLER && i != AUDITOR && i != ADMINISTRATOR)
			continue;
		code = store_fixture_refusal(f, store_fixture_second(f, make(f, id), i), NULL);
		/* their own limit is looked at first, where it is about money */
		g_assert_true(code == REFUSAL_SAME_PERSON || code == REFUSAL_AUTHORITY);
	}
	store_fixture_save(f, store_fixture_second(f, make(f, id), HEAD_OFFICE));
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
		store_fixture_expect(
			&f, closing(&f, id, gates[i].without), gates[i].code, gates[i].field);
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
	act = store_fixture_one(&f, HANDLER, EVENT_REDRESS_ENTERED, id, "kind", "refund",
		"#minor", "300", "currency", "CNY", NULL);
	act_new_id(act, "entry");
	store_fixture_save(&f, act);
	store_fixture_expect(&f, closing(&f, id, 0), REFUSAL_FIELD, "paid");
	ticket = store_fixture_ticket(&f, id);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_REDRESS_PAID, id, "entry",
				       ((Redress *)ticket->redress->pdata[0])->id, "paid",
				       "2026-05-21", NULL));
	by = g_strdup_printf("%" PRId64, env_now_us(&f.env) + US_PER_DAY);
	act = store_fixture_one(
		&f, HANDLER, EVENT_PROMISE_MADE, id, "what", "call back", "#by", by, NULL);
	act_new_id(act, "promise");
	store_fixture_save(&f, act);
	store_fixture_expect(&f, closing(&f, id, 0), REFUSAL_FIELD, "promise");
}

static void
attempt(StoreFixture *f, const char *id, const char *how, const char *reached, int64_t ago_us)
{
	g_autofree char *at = g_strdup_printf("%" PRId64, env_now_us(&f->env) - ago_us);

	store_fixture_save(
		f, store_fixture_one(f, HANDLER, EVENT_CONTACT_ADDED, id, "direction", "out",
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
	store_fixture_expect(&f, closing(&f, id, UNREACHED), REFUSAL_FIELD, "attempts");
	now = g_strdup_printf("%" PRId64, env_now_us(&f.env));
	act = store_fixture_one(
		&f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "unreachable", "#at", now, NULL);
	act_bool(act, "rights", false);
	store_fixture_expect(&f, act, REFUSAL_FIELD, "attempts");
	attempt(&f, id, "sms", "not_reached", 0);
	store_fixture_expect(&f, closing(&f, id, UNREACHED), NONE, NULL);
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
	return store_fixture_one(
		f, HANDLER, EVENT_TICKET_VOIDED, id, "reason", "typed twice", NULL);
}

static Act *
pay_much(StoreFixture *f, const char *id)
{
	Act *act = store_fixture_one(f, HANDLER, EVENT_REDRESS_ENTERED, id, "kind", "refund",
		"#minor", "90000", "currency", "CNY", "paid", "2026-05-21", NULL);

	act_new_id(act, "entry");
	return act;
}

static Act *
lower_level(StoreFixture *f, const char *id)
{
	return store_fixture_one(f, HANDLER, EVENT_FACT_CHANGED, id, "field", "level", "value",
		"ordinary", NULL);
}

static Act *
drop_regulator(StoreFixture *f, const char *id)
{
	return store_fixture_one(
		f, HANDLER, EVENT_FACT_CHANGED, id, "field", "flags", "value", "media", NULL);
}

static Act *
tell_late(StoreFixture *f, const char *id)
{
	g_autofree char *at =
		g_strdup_printf("%" PRId64, env_now_us(&f->env) - 25 * US_PER_HOUR);
	Act *act = store_fixture_one(f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "phone", "#at",
		at, "evidence", "rec 17", NULL);

	act_bool(act, "rights", true);
	return act;
}

static Act *
back_date(StoreFixture *f, const char *id)
{
	g_autofree char *at = g_strdup_printf("%" PRId64, env_now_us(&f->env) - 3 * US_PER_DAY);

	return store_fixture_one(f, TELLER, EVENT_COMPLAINT_LOGGED, NULL, "contact_kind",
		"complaint", "channel", "A01", "business", "B04", "reason", "C11", "level",
		"ordinary", "text", "came by letter", "#received", at, "backdate_reason",
		"the letter lay", NULL);
}

static Act *
reopen_period(StoreFixture *f, const char *id)
{
	return store_fixture_one(f, SUPERVISOR, EVENT_PERIOD_REOPENED, f->store->device.id,
		"through", "2026-05-01", "reason", "x", NULL);
}

static Act *
import_live(StoreFixture *f, const char *id)
{
	return store_fixture_one(f, SUPERVISOR, EVENT_BATCH_STARTED, NULL, "file", "x.csv",
		"map", "cfpb", "as", "live", NULL);
}

static void
fact(StoreFixture *f, const char *id, const char *field, const char *value)
{
	store_fixture_save(f, store_fixture_one(f, HANDLER, EVENT_FACT_CHANGED, id, "field",
				      field, "value", value, NULL));
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
	store_fixture_save(&f, store_fixture_one(&f, SUPERVISOR, EVENT_PERIOD_LOCKED,
				       f.store->device.id, "through", "2026-05-20", NULL));
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
	store_fixture_expect(&f, closing(&f, a, NO_ANSWER), REFUSAL_CLAIM_OPEN, "outcome");
	store_fixture_expect(&f, closing(&f, a, 0), REFUSAL_SECOND_PERSON, NULL);
	expect_second(&f, lower_level, a);
	b = store_fixture_log(&f, HANDLER);
	fact(&f, b, "flags", "regulator,media");
	expect_second(&f, drop_regulator, b);
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_ACT_AUTHORISED, b, "person",
			f.people[SUPERVISOR], NULL),
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
	act = store_fixture_one(
		&f, TELLER, EVENT_ACT_AUTHORISED, id, "person", f.people[SUPERVISOR], NULL);
	act_list(act, "covers", covers);
	store_fixture_expect(&f, act, REFUSAL_ROLE, NULL);
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
	store_fixture_expect(
		&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_AUTHORITY, "minor");
	act = pay_much(&f, id);
	json_object_set_new(
		((ActEvent *)act->events->pdata[0])->payload, "minor", json_integer(0));
	store_fixture_expect(&f, act, REFUSAL_FIELD, "minor");
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_REDRESS_REVERSED, id, "entry", id,
			"reason", "x", NULL),
		REFUSAL_UNKNOWN, "entry");
	store_fixture_save(&f, closing(&f, id, 0));
	store_fixture_expect(&f, pay_much(&f, id), REFUSAL_STATE, NULL);
}

/* ---- recusal ---- */

static char *
log_about(StoreFixture *f, int actor, int about)
{
	Act *act = store_fixture_one(f, actor, EVENT_COMPLAINT_LOGGED, NULL, "contact_kind",
		"complaint", "channel", "A01", "business", "B04", "reason", "C11", "level",
		"ordinary", "text", "rude", "complained_person_id", f->people[about], NULL);
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
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_OWNER_ACCEPTED, mine, "person",
			f.people[HANDLER], NULL),
		REFUSAL_RECUSED, NULL);
	store_fixture_expect(&f, closing(&f, mine, 0), REFUSAL_RECUSED, NULL);
	store_fixture_expect(&f, pay_much(&f, mine), REFUSAL_RECUSED, NULL);
	store_fixture_expect(&f,
		store_fixture_one(
			&f, TELLER, EVENT_OWNER_ASKED, mine, "person", f.people[HANDLER], NULL),
		REFUSAL_RECUSED, "person");
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, mine, "text", "my view", NULL),
		NONE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_RECEIPT_GIVEN, mine, "paper",
			"registration", "way", "printer", NULL),
		NONE, NULL);
	lead = log_about(&f, HANDLER, SUPERVISOR);
	store_fixture_expect(&f, store_fixture_second(&f, pay_much(&f, lead), SUPERVISOR),
		REFUSAL_RECUSED, NULL);
	store_fixture_expect(
		&f, store_fixture_second(&f, pay_much(&f, lead), HEAD_OFFICE), NONE, NULL);
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
	store_fixture_save(&f, store_fixture_one(&f, TELLER, EVENT_STATUS_CHANGED, id, "to",
				       "investigating", NULL));
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_OWNER_ACCEPTED, id, "person",
			f.people[HANDLER], NULL),
		REFUSAL_ROLE, "person");
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_OWNER_ACCEPTED, id, "person",
			f.people[HANDLER], NULL),
		REFUSAL_ROLE, "person");
	store_fixture_expect(&f,
		store_fixture_one(
			&f, TELLER, EVENT_OWNER_ASKED, id, "person", f.people[AUDITOR], NULL),
		REFUSAL_ROLE, "person");
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_OWNER_ASKED, id, "person", id, NULL),
		REFUSAL_UNKNOWN, "person");
	store_fixture_expect(&f,
		store_fixture_one(
			&f, TELLER, EVENT_OWNER_ASKED, id, "person", f.people[TELLER], NULL),
		REFUSAL_STATE, "person");
	store_fixture_save(&f, store_fixture_one(&f, TELLER, EVENT_OWNER_ASKED, id, "person",
				       f.people[HANDLER], NULL));
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpstr(ticket->owner, ==, f.people[TELLER]); /* until the other accepts */
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_OWNER_DECLINED, id, "reason", "x", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_OWNER_ACCEPTED, id,
				       "person", f.people[HANDLER], NULL));
	store_fixture_save(&f, store_fixture_one(&f, SUPERVISOR, EVENT_OWNER_ACCEPTED, id,
				       "person", f.people[SUPERVISOR], NULL));
}

static void
test_void_and_withdrawn(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL, *later = NULL, *before = NULL;

	store_fixture_init(&f, 30);
	id = store_fixture_log(&f, HANDLER);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_RECEIPT_GIVEN, id, "paper",
				       "registration", "way", "printer", NULL));
	store_fixture_expect(
		&f, store_fixture_second(&f, void_it(&f, id), SUPERVISOR), REFUSAL_STATE, NULL);
	later = g_strdup_printf("%" PRId64, env_now_us(&f.env) + US_PER_HOUR);
	before = g_strdup_printf("%" PRId64, env_now_us(&f.env) - US_PER_DAY);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "wish", "leave it",
			"how", "phone", "#at", later, NULL),
		REFUSAL_FIELD, "at");
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "wish", "leave it",
			"how", "phone", "#at", before, NULL),
		REFUSAL_FIELD, "at");
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_TICKET_WITHDRAWN, id, "how", "phone",
			"#at", later, NULL),
		REFUSAL_FIELD, "wish");
}

static Act *
archive_act(StoreFixture *f, const char *batch, EventKind kind)
{
	Act *act = kind == EVENT_COMPLAINT_LOGGED
			   ? back_date(f, NULL)
			   : store_fixture_one(f, SUPERVISOR, kind, NULL, "channel", "A01",
				     "business", "B04", "reason", "C11", NULL);
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
	act = store_fixture_one(&f, SUPERVISOR, EVENT_BATCH_STARTED, NULL, "file", "x.csv",
		"map", "cfpb", "as", "archive", NULL);
	batch = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_expect(
		&f, archive_act(&f, batch, EVENT_COMPLAINT_ARCHIVED), REFUSAL_STATE, "batch");
	store_fixture_save(&f, act);
	act = archive_act(&f, batch, EVENT_COMPLAINT_ARCHIVED);
	archive = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_save(&f, act);
	/* an archive's batch is no authority for live complaints of earlier days */
	store_fixture_expect(&f, archive_act(&f, batch, EVENT_COMPLAINT_LOGGED),
		REFUSAL_SECOND_PERSON, NULL);
	act = import_live(&f, NULL);
	live = g_strdup(((ActEvent *)act->events->pdata[0])->subject);
	store_fixture_save(&f, store_fixture_second(&f, act, HEAD_OFFICE));
	store_fixture_save(&f, archive_act(&f, live, EVENT_COMPLAINT_LOGGED));
	/* history is read and noted on, never handled */
	store_fixture_expect(&f,
		store_fixture_one(
			&f, HANDLER, EVENT_STATUS_CHANGED, archive, "to", "closed", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_OWNER_ACCEPTED, archive, "person",
			f.people[HANDLER], NULL),
		REFUSAL_STATE, NULL);
	store_fixture_expect(&f, pay_much(&f, archive), REFUSAL_STATE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, archive, "text", "seen", NULL),
		NONE, NULL);
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
	store_fixture_expect(&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_FIELD,
		"backdate_reason");
	act = back_date(&f, NULL);
	act_int(act, "received", g_ascii_strtoll(later, NULL, 10));
	store_fixture_expect(&f, act, REFUSAL_FIELD, "received");
	act = back_date(&f, NULL);
	act_text(act, "agent", "a lawyer");
	store_fixture_expect(
		&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_FIELD, "authority");
	act = back_date(&f, NULL);
	act_int(act, "amount", 100);
	store_fixture_expect(
		&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_FIELD, "currency");
	act = back_date(&f, NULL);
	act_list(act, "representatives",
		(const char *const[]){"1", "2", "3", "4", "5", "6", NULL});
	store_fixture_expect(&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_FIELD,
		"representatives");
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
		store_fixture_expect(&f,
			store_fixture_one(&f, HANDLER, EVENT_FACT_CHANGED, id, "field",
				facts[i].field, "value", facts[i].value, NULL),
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
	store_fixture_expect(&f, undo(&f, HANDLER, id, part), REFUSAL_STATE, "undoes");
	store_fixture_expect(&f, undo(&f, SUPERVISOR, id, told), REFUSAL_ROLE, "undoes");
	noted = last_ids(
		&f, store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, id, "text", "x", NULL));
	store_fixture_expect(&f, undo(&f, HANDLER, id, noted), NONE, NULL);
	store_fixture_expect(&f, undo(&f, HANDLER, id, noted), REFUSAL_OVERTAKEN, "undoes");
	store_fixture_expect(&f, undo(&f, HANDLER, id, told), NONE, NULL);
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	g_assert_cmpint(ticket->told_us, ==, 0);
	/* the telling in an act of its own, then closed: it cannot be taken back any more */
	g_clear_pointer(&told, g_strfreev);
	{
		g_autofree char *now = g_strdup_printf("%" PRId64, env_now_us(&f.env));
		Act *act = store_fixture_one(
			&f, HANDLER, EVENT_CUSTOMER_TOLD, id, "how", "phone", "#at", now, NULL);

		act_bool(act, "rights", true);
		told = last_ids(&f, act);
	}
	closed = last_ids(&f, closing(&f, id, NO_TELLING));
	store_fixture_expect(&f, undo(&f, HANDLER, id, told), REFUSAL_NOT_TOLD, "how");
	/* reopened, refused, and the reopening taken back: a refused closing without a second
	 * person */
	reopened = last_ids(&f, store_fixture_one(&f, HANDLER, EVENT_STATUS_CHANGED, id, "to",
					"investigating", "reason", "new facts", NULL));
	{
		Act *act = store_fixture_act(&f, HANDLER);

		add_answer(&f, act, id, REFUSED);
		store_fixture_save(&f, act);
	}
	store_fixture_expect(&f, undo(&f, HANDLER, id, reopened), REFUSAL_SECOND_PERSON, NULL);
	store_fixture_expect(&f, undo(&f, HANDLER, id, (char *[]){(char *)id, NULL}),
		REFUSAL_UNKNOWN, "undoes");
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
	store_fixture_expect(&f, undo(&f, HANDLER, id, part), REFUSAL_STATE, "undoes");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
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
	return g_test_run();
}
