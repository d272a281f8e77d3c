/*
 * What others owe a complaint, on the screen: requests to other departments,
 * merging, the shift handed over. Goldens in both languages, and each flow from
 * its key to what it leaves behind.
 */
#include "config.h"

#include <string.h>

#include "core/desk-merge.h"
#include "core/desk-request.h"
#include "core/desk-shift.h"
#include "tests/tui/queue-cases.h"

static const struct {
	int rows, cols;
	const char *lang;
} sizes[] = {{24, 80, "en"}, {24, 80, "zh_CN"}, {40, 120, "en"}, {40, 120, "zh_CN"},
	{12, 40, "en"}, {12, 40, "zh_CN"}};

/* The id of the complaint whose title holds `word`. */
static char *
dup_id(Harness *h, const char *word)
{
	g_autofree char *query = g_strdup_printf("subject:\"%s\"", word);
	QueueWindow window = {.query = query, .max = 2};
	g_autoptr(GPtrArray) rows = desk_queue(h->desk, &window, NULL);

	g_assert_nonnull(rows);
	g_assert_cmpuint(rows->len, ==, 1);
	return g_strdup(((const QueueRow *)rows->pdata[0])->id);
}

static void
ask(Harness *h, const char *id, const char *department, const char *due)
{
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_REQUEST_MADE, id);
	act_text(act, "department", department);
	act_text(act, "question", "请核实首年免年费的承诺 (13800002210)");
	act_text(act, "due", due);
	queue_harness_act(h, act);
}

static void
merge(Harness *h, const char *source, const char *into)
{
	g_autoptr(Ticket) one = desk_ticket(h->desk, source, NULL);
	g_autoptr(Ticket) two = desk_ticket(h->desk, into, NULL);
	Act *act = desk_merge_act(h->desk, one, two, "同一事项再次来电");
	const char *me = desk_person(h->desk)->number;
	const char *second = strcmp(me, "1003") == 0 ? "1002" : "1003";

	g_strlcpy(act->second, desk_person_by_number(h->desk, second)->id, UUID_LEN);
	queue_harness_act(h, act);
}

static void
open_page(Harness *h, const char *word)
{
	harness_keys(h, "f 4 /");
	harness_type(h, word);
	harness_keys(h, "Enter Home Enter");
	harness_settle(h);
}

/* The handler's desk with requests and a merging on the complaint with the screenshot. */
static Harness *
open_cases(unsigned i)
{
	Harness *h = queue_harness_new(sizes[i].rows, sizes[i].cols, sizes[i].lang, "1002");
	g_autofree char *id = dup_id(h, "信用卡年费争议"), *other = dup_id(h, "Login loop");

	ask(h, id, "D04", "2026-05-22");
	ask(h, id, "D06", "2026-05-20");
	merge(h, other, id);
	app_changed(h->app);
	harness_settle(h);
	return h;
}

/* ---- goldens ---- */

static void
test_golden(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h = open_cases(i);

		harness_keys(h, "g o");
		harness_golden(h, "shift");
		harness_keys(h, "Space w");
		harness_golden(h, "shift-hand");
		harness_keys(h, "Esc q g r");
		harness_golden(h, "requests");
		harness_keys(h, "q");
		open_page(h, "信用卡年费");
		harness_golden(h, "ticket-others");
		harness_keys(h, "J");
		harness_golden(h, "ticket-together");
		harness_keys(h, "B");
		harness_golden(h, "request-pick");
		harness_keys(h, "Esc M");
		harness_golden(h, "ticket-merge");
		harness_assert_sound(h);
	}
}

static void
test_masked(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h = open_cases(i);

		harness_keys(h, "g o");
		for (int j = 0; queue_secrets[j]; j++)
			harness_assert_hides(h, queue_secrets[j]);
		harness_keys(h, "q g r");
		for (int j = 0; queue_secrets[j]; j++)
			harness_assert_hides(h, queue_secrets[j]);
	}
}

/* ---- requests ---- */

static const TicketRequest *
request_of(const Ticket *ticket)
{
	g_assert_cmpuint(ticket->requests->len, ==, 1);
	return ticket->requests->pdata[0];
}

static Ticket *
ticket_now(Harness *h, const char *id)
{
	Ticket *ticket;

	harness_settle(h);
	ticket = desk_ticket(h->desk, id, NULL);
	g_assert_nonnull(ticket);
	return ticket;
}

static void
test_request_flow(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	g_autofree char *id = dup_id(h, "信用卡年费争议");
	g_autoptr(Ticket) ticket = NULL;

	open_page(h, "信用卡年费");
	harness_keys(h, "B 4");
	harness_type(h, "Who promised the first year free?");
	harness_keys(h, "F2");
	ticket = ticket_now(h, id);
	g_assert_cmpstr(request_of(ticket)->department, ==, "D04");
	/* three working days after Wednesday */
	g_assert_cmpstr(request_of(ticket)->due, ==, "2026-05-25");
	harness_assert_shows(h, "3 working days left");
	g_clear_pointer(&ticket, ticket_free);
	/* remind by phone */
	harness_keys(h, "B 3 1 F2");
	ticket = ticket_now(h, id);
	g_assert_cmpint(request_of(ticket)->chased, ==, 1);
	harness_assert_shows(h, "reminded 1 time");
	g_clear_pointer(&ticket, ticket_free);
	harness_keys(h, "B 2");
	harness_type(h, "The branch did.");
	harness_keys(h, "F2");
	ticket = ticket_now(h, id);
	g_assert_cmpint(request_of(ticket)->state, ==, REQUEST_ANSWERED);
	harness_assert_shows(h, "The branch did.");
	g_clear_pointer(&ticket, ticket_free);
	/* taken back, it is open again */
	harness_keys(h, "u");
	ticket = ticket_now(h, id);
	g_assert_cmpint(request_of(ticket)->state, ==, REQUEST_OPEN);
	g_clear_pointer(&ticket, ticket_free);
	harness_keys(h, "B 4");
	harness_type(h, "Found it ourselves");
	harness_keys(h, "F2");
	ticket = ticket_now(h, id);
	g_assert_cmpint(request_of(ticket)->state, ==, REQUEST_CANCELLED);
}

/* What was typed is there again after leaving. */
static void
test_request_draft(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	open_page(h, "信用卡年费");
	harness_keys(h, "B 4");
	harness_type(h, "half a question");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "half a question");
	harness_keys(h, "B 1");
	harness_assert_shows(h, "half a question");
}

/* ---- merging ---- */

static void
test_merge_flow(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	g_autofree char *id = dup_id(h, "Login loop"), *into = dup_id(h, "信用卡年费争议");
	g_autoptr(Ticket) target = desk_ticket(h->desk, into, NULL), ticket = NULL;
	g_autofree char *goes_on = g_strdup_printf("Goes on in %s", target->number);

	open_page(h, "Login loop");
	harness_keys(h, "M");
	harness_type(h, target->number);
	harness_keys(h, "Enter");
	harness_type(h, "same card");
	harness_keys(h, "F2");
	/* the second person on the spot */
	harness_keys(h, "1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = ticket_now(h, id);
	g_assert_cmpstr(ticket->merged_into, ==, into);
	g_assert_true(ticket_is_open(ticket));
	harness_assert_shows(h, "the own date and reply stay");
	harness_assert_hides(h, "Histories together");
	harness_keys(h, "End J");
	harness_assert_shows(h, target->number);
	harness_keys(h, "Home");
	g_clear_pointer(&ticket, ticket_free);
	harness_keys(h, ": u n m e r g e Enter");
	harness_type(h, "another card after all");
	harness_keys(h, "F2");
	ticket = ticket_now(h, id);
	g_assert_cmpstr(ticket->merged_into, ==, "");
	harness_keys(h, "J");
	harness_assert_shows(h, "Nothing is merged with this complaint.");
}

/* ---- shift ---- */

static void
test_shift_flow(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	g_autofree char *id = dup_id(h, "Teller was rude");
	g_autoptr(GPtrArray) waiting = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *teller = g_strdup(desk_person_by_number(h->desk, "1001")->id);

	harness_keys(h, "g o Space w 1"); /* Zhao, the first of the list */
	harness_type(h, "Call at four");
	harness_keys(h, "F2");
	harness_settle(h);
	harness_assert_shows(h, "shift is handed over");
	waiting = desk_shifts_to(h->desk, teller, NULL);
	g_assert_cmpuint(waiting->len, ==, 1);
	g_assert_cmpstr(((const ShiftHanded *)waiting->pdata[0])->text, ==, "Call at four");
	/* The first of the list, due first, was marked: its owner stays, the teller is asked.
	 */
	ticket = desk_ticket(h->desk, id, NULL);
	g_assert_cmpstr(ticket->asked, ==, teller);
	g_assert_cmpstr(ticket->owner, ==, desk_person(h->desk)->id);
	desk_assume(h->desk, teller);
	app_changed(h->app);
	harness_keys(h, "q g o");
	harness_assert_shows(h, "Handed to you");
	harness_keys(h, "Home Enter");
	harness_assert_shows(h, "Call at four");
	harness_assert_shows(h, "not yet accepted");
	/* line by line: a complaint and back */
	harness_keys(h, "Enter");
	harness_assert_shows(h, "Teller was rude");
	harness_keys(h, "q w 1");
	harness_settle(h);
	harness_assert_hides(h, "not yet accepted");
	g_clear_pointer(&waiting, g_ptr_array_unref);
	waiting = desk_shifts_to(h->desk, teller, NULL);
	g_assert_cmpuint(waiting->len, ==, 0);
}

static void
test_shift_of_others(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_keys(h, "g o f");
	harness_assert_shows(h, "supervisors only");
	desk_assume(h->desk, desk_person_by_number(h->desk, "1003")->id);
	harness_keys(h, "q g o f");
	harness_keys(h, "2");
	harness_assert_shows(h, "Teller was rude");
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/others/golden", test_golden);
	g_test_add_func("/others/masked", test_masked);
	g_test_add_func("/others/request/flow", test_request_flow);
	g_test_add_func("/others/request/draft", test_request_draft);
	g_test_add_func("/others/merge/flow", test_merge_flow);
	g_test_add_func("/others/shift/flow", test_shift_flow);
	g_test_add_func("/others/shift/others", test_shift_of_others);
	return g_test_run();
}
