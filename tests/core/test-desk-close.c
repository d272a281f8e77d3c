/* core/desk-close.h: the list of what is missing is the validator's own, and writes nothing. */
#include "config.h"

#include "core/desk-close.h"

#include <string.h>

#include "tests/core/desk-fixture.h"

static void
add_rest(Act *act, DeskFixture *f, const Ticket *ticket, const char *outcome)
{
	const Claim *claim = ticket->claims->pdata[0];

	act_add(act, EVENT_CLAIM_ANSWERED, ticket->id);
	act_text(act, "claim", claim->id);
	act_text(act, "outcome", outcome);
	act_text(act, "reason", "within the tariff");
	act_add(act, EVENT_ENDING_SET, ticket->id);
	act_text(act, "ending", "told");
	act_add(act, EVENT_CAUSE_SET, ticket->id);
	act_text(act, "cause", "rule");
	act_add(act, EVENT_CUSTOMER_TOLD, ticket->id);
	act_text(act, "how", "phone");
	act_int(act, "at", env_now_us(&f->env));
	act_bool(act, "rights", true);
	act_add(act, EVENT_REACTION_RECORDED, ticket->id);
	act_text(act, "matter", "accepts");
	act_text(act, "treatment", "accepts");
	act_text(act, "asked_by", desk_person(f->desk)->id);
	act_bool(act, "self_asked", true);
	act_add(act, EVENT_AGREEMENT_RECORDED, ticket->id);
	act_text(act, "agreed", "yes");
	act_add(act, EVENT_AFTERCARE_PLANNED, ticket->id);
	act_text(act, "day", "2026-05-25");
}

static bool
names(const ActResult *gaps, const char *field)
{
	for (guint i = 0; i < gaps->refusals->len; i++)
		if (g_strcmp0(((const Refusal *)gaps->refusals->pdata[i])->field, field) == 0)
			return true;
	return false;
}

static void
test_gaps(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "fee", "Zhang Li");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autoptr(Ticket) after = NULL;
	g_autoptr(ActResult) now = desk_closing_gaps(f.desk, id, NULL, NULL);
	g_autoptr(ActResult) then = NULL;
	g_autoptr(ActResult) refused = NULL;
	g_autoptr(Act) act = desk_act(f.desk);
	g_autoptr(Act) no = desk_act(f.desk);

	g_assert_cmpint(now->outcome, ==, ACT_REFUSED);
	g_assert_true(names(now, "outcome"));
	g_assert_true(names(now, "cause"));
	g_assert_true(names(now, "agreed"));
	add_rest(act, &f, ticket, "upheld");
	then = desk_closing_gaps(f.desk, id, act, NULL);
	g_assert_cmpint(then->outcome, ==, ACT_SAVED);
	/* Refusing needs a second pair of eyes, and that alone. */
	add_rest(no, &f, ticket, "not_upheld");
	refused = desk_closing_gaps(f.desk, id, no, NULL);
	g_assert_cmpuint(refused->refusals->len, ==, 1);
	g_assert_cmpint(((const Refusal *)refused->refusals->pdata[0])->code, ==,
		REFUSAL_SECOND_PERSON);
	after = desk_ticket(f.desk, id, NULL);
	g_assert_cmpstr(after->cause, ==, "");
	g_assert_cmpint(((const Claim *)after->claims->pdata[0])->outcome, ==, CLAIM_OPEN);
	g_assert_null(desk_closing_gaps(f.desk, "0571A-9999", NULL, NULL));
}

static void
test_receipt_of_restricted(void)
{
	g_auto(DeskFixture) f = {0};
	Act *act;
	g_autofree char *id = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_fixture_init(&f);
	desk_fixture_sign_on(&f, FIXTURE_TELLER);
	act = desk_act(f.desk);
	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B99.1");
	act_text(act, "reason", "C01.1");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "rude");
	act_text(act, "complained_person_id", f.people[FIXTURE_TELLER]);
	id = desk_fixture_submit(&f, act);
	g_assert_null(desk_ticket(f.desk, id, NULL));
	ticket = desk_ticket_for_receipt(f.desk, id, NULL);
	g_assert_nonnull(ticket);
	g_assert_true(ticket->restricted);
	/* A colleague who did not log it has no business with it. */
	desk_fixture_sign_on(&f, FIXTURE_HANDLER);
	g_assert_null(desk_ticket_for_receipt(f.desk, id, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/desk-close/gaps", test_gaps);
	g_test_add_func("/desk-close/receipt", test_receipt_of_restricted);
	return g_test_run();
}
