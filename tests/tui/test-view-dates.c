/* The dates of a complaint and what can be done about them: the page, the way of an extension
 * through four hands, the list of acts. */
#include "config.h"

#include <string.h>

#include "core/ticket-parts-clock.h"
#include "tests/tui/queue-cases.h"

static const struct {
	int rows, cols;
} sizes[] = {{24, 80}, {40, 120}};
static const char *const langs[] = {"en", "zh_CN"};

/* The queue of `number` with one fresh complaint open. */
static Harness *
open_fresh(int rows, int cols, const char *lang, const char *number)
{
	Harness *h = queue_harness_new(rows, cols, lang, number);
	g_autofree char *id =
		queue_harness_log(h, "1002", "Fee of the card", 2 * US_PER_DAY);

	harness_keys(h, "f 4 /");
	harness_type(h, "Fee of the card");
	harness_keys(h, "Enter Home Enter");
	return h;
}

static Ticket *
ticket_now(Harness *h)
{
	VerbSubject subject;

	harness_settle(h);
	app_subject(h->app, &subject);
	return desk_ticket(h->desk, subject.id, NULL);
}

/* As if typed at that person's own screen. */
static void
ask_as(Harness *h, const char *number)
{
	const GPtrArray *people = desk_people(h->desk);
	g_autoptr(Ticket) ticket = ticket_now(h);
	Act *act = desk_act(h->desk);

	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (strcmp(person->number, number) == 0)
			g_strlcpy(act->actor, person->id, UUID_LEN);
	}
	act_add_on(act, EVENT_EXTENSION_REQUESTED, ticket);
	act_int(act, "rung", 1);
	act_text(act, "reason", "complex");
	queue_harness_act(h, act);
	harness_settle(h);
}

static void
test_golden(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(langs); j++) {
			g_autoptr(Harness) h = open_fresh(
				sizes[i].rows, sizes[i].cols, langs[j], "1003");

			ask_as(h, "1002");
			harness_keys(h, "d");
			harness_golden(h, "dates");
			harness_keys(h, "Tab");
			harness_golden(h, "dates-days");
			harness_keys(h, "D");
			harness_golden(h, "dates-acts");
			harness_keys(h, "Esc");
			app_run(h->app, VERB_EXTEND);
			harness_golden(h, "dates-extend");
		}
}

/* Asked, found in the queue of requests, approved by the other, told: then the date moves. */
static void
test_extension(void)
{
	g_autoptr(Harness) h = open_fresh(24, 80, "en", "1003");
	g_autoptr(Ticket) before = ticket_now(h), asked = NULL, after = NULL;

	ask_as(h, "1002");
	asked = ticket_now(h);
	g_assert_cmpint(asked->due_us, ==, before->due_us);
	harness_keys(h, "Esc Esc f");
	harness_type(h, "decide");
	harness_keys(h, "Enter Home Enter");
	harness_assert_shows(h, "Fee of the card");
	app_run(h->app, VERB_EXTEND);
	harness_keys(h, "1");
	harness_assert_shows(h, "to be decided");
	harness_keys(h, "F2");
	harness_assert_shows(h, "once the customer is told");
	app_run(h->app, VERB_EXTEND);
	harness_keys(h, "1 1 F2");
	harness_assert_shows(h, "is in force");
	after = ticket_now(h);
	g_assert_cmpint(after->due_us, ==, before->due_us + 15 * US_PER_DAY);
	harness_keys(h, "d");
	harness_assert_shows(h, "customer told");
}

/* One's own request is another's to decide; a refusal needs its reason. */
static void
test_own_request(void)
{
	g_autoptr(Harness) h = open_fresh(24, 80, "en", "1003");
	g_autoptr(Ticket) ticket = NULL;

	app_run(h->app, VERB_EXTEND);
	harness_assert_shows(h, "30 days");
	harness_keys(h, "1");
	harness_type(h, "recordings of three branches");
	harness_keys(h, "F2");
	harness_assert_shows(h, "another person decides");
	app_run(h->app, VERB_EXTEND);
	harness_keys(h, "1");
	harness_assert_shows(h, "you asked for it");
	ticket = ticket_now(h);
	g_assert_cmpint(((const TicketExtension *)ticket->extensions->pdata[0])->state, ==,
		EXTENSION_REQUESTED);
}

static void
test_refused(void)
{
	g_autoptr(Harness) h = open_fresh(24, 80, "en", "1003");
	g_autoptr(Ticket) ticket = NULL;

	ask_as(h, "1002");
	app_run(h->app, VERB_EXTEND);
	harness_keys(h, "2 F2");
	harness_type(h, "one branch only");
	harness_keys(h, "F2");
	ticket = ticket_now(h);
	g_assert_cmpint(((const TicketExtension *)ticket->extensions->pdata[0])->state, ==,
		EXTENSION_REFUSED);
}

/* Each form opens from the list of acts and sends what it says. */
static void
test_acts(void)
{
	g_autoptr(Harness) h = open_fresh(24, 80, "en", "1002");
	g_autoptr(Ticket) ticket = NULL, agreed = NULL;

	harness_keys(h, "D");
	harness_type(h, "acknowledge");
	harness_keys(h, "Enter 5 F2");
	harness_assert_shows(h, "Acknowledgement saved");
	harness_keys(h, "D");
	harness_type(h, "pause");
	harness_keys(h, "Enter 3 F2");
	harness_assert_shows(h, "may be paused for waiting for the customer");
	harness_keys(h, "Esc");
	app_run(h->app, VERB_AGREE);
	harness_type(h, "+30d");
	harness_keys(h, "Enter");
	harness_type(h, "R-2041");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Agreed date saved");
	app_run(h->app, VERB_FOLLOW);
	harness_assert_shows(h, "needs compliance");
	ticket = ticket_now(h);
	g_assert_cmpuint(ticket->facts->len, ==, 2);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/dates/golden", test_golden);
	g_test_add_func("/dates/extension", test_extension);
	g_test_add_func("/dates/own-request", test_own_request);
	g_test_add_func("/dates/refused", test_refused);
	g_test_add_func("/dates/acts", test_acts);
	return g_test_run();
}
