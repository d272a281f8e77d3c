/*
 * From an act to the message line, through a real desk: saved, refused with
 * one reason and with several, a second person on the spot, a view that has
 * gone meanwhile, an app that has gone meanwhile.
 */
#include "config.h"

#include <string.h>

#include "tests/core/desk-fixture.h"
#include "tests/tui/harness.h"

static int calls;
static ActOutcome outcome;

static void
page_draw(const View *view, Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, 1, "the page", ROLE_DEFAULT);
}

static void
page_free(View *view)
{
	g_free(view);
}

static const ViewOps page_ops = {
	.name = "page", .context = IN_PAGE, .draw = page_draw, .free = page_free};

static View *
push_page(Harness *h)
{
	View *page = g_new0(View, 1);

	view_init(page, &page_ops, h->app);
	app_push(h->app, page);
	calls = 0;
	return page;
}

static void
on_done(View *owner, const ActResult *result, void *data)
{
	calls++;
	outcome = result->outcome;
}

/* A complaint logged by the person signed on; its id, caller frees. */
static char *
log_one(Harness *h)
{
	DeskFixture fixture = {.env = h->env, .desk = h->desk};

	return desk_fixture_log(&fixture, "排队两小时", "王小明");
}

static Act *
note(Harness *h, const char *ticket, const char *text)
{
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_NOTE_ADDED, ticket);
	act_text(act, "text", text);
	return act;
}

/* Voiding takes a second person. */
static Act *
void_it(Harness *h, const char *id)
{
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, id, NULL);
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_TICKET_VOIDED, id);
	act_base(act, ticket->base_status);
	act_text(act, "reason", "logged twice");
	return act;
}

static void
test_saved(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1002");
	View *page = push_page(h);
	g_autofree char *id = log_one(h);
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, id, NULL);
	g_autofree char *says = g_strdup_printf("Note saved on %s.  u = undo", ticket->number);

	app_submit(h->app, note(h, id, "called"), "Note saved on %s.", on_done,
		(ViewHook){.owner = page});
	harness_assert_shows(h, says);
	g_assert_cmpint(calls, ==, 1);
	g_assert_cmpint(outcome, ==, ACT_SAVED);
}

static void
test_refused(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1002");
	View *page = push_page(h);
	g_autofree char *id = log_one(h);

	app_submit(h->app, note(h, id, ""), "Note saved.", on_done, (ViewHook){.owner = page});
	harness_assert_shows(h, "Error: ");
	harness_assert_hides(h, "Note saved.");
	g_assert_cmpint(calls, ==, 1);
	g_assert_cmpint(outcome, ==, ACT_REFUSED);
	harness_assert_shows(h, "the page");
}

static void
test_second_person(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	View *page = push_page(h);
	g_autofree char *id = log_one(h);
	g_autoptr(Ticket) ticket = NULL;

	app_submit(h->app, void_it(h, id), "Voided %s.", on_done, (ViewHook){.owner = page});
	harness_assert_shows(h, "A second person authorises");
	harness_assert_sound(h);
	g_assert_cmpint(calls, ==, 0);
	harness_keys(h, "1 0 0 3 Enter 4 8 2 1 Enter");
	harness_assert_shows(h, "Voided ");
	g_assert_cmpint(calls, ==, 1);
	g_assert_cmpint(outcome, ==, ACT_SAVED);
	ticket = desk_ticket(h->desk, id, NULL);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_VOID);
}

static void
test_second_person_cancelled(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	View *page = push_page(h);
	g_autofree char *id = log_one(h);
	g_autoptr(Ticket) ticket = NULL;

	app_submit(h->app, void_it(h, id), "Voided %s.", on_done, (ViewHook){.owner = page});
	harness_settle(h);
	harness_keys(h, "1 0 0 3 Esc");
	harness_assert_shows(h, "nothing was saved");
	g_assert_cmpint(calls, ==, 1);
	g_assert_cmpint(outcome, ==, ACT_REFUSED);
	ticket = desk_ticket(h->desk, id, NULL);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
}

/* Nobody hears, but the message line tells. */
static void
test_view_gone(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1002");
	View *page;
	g_autofree char *id = log_one(h);

	push_page(h);
	page = push_page(h);
	app_submit(h->app, note(h, id, "called"), "Note saved.", on_done,
		(ViewHook){.owner = page});
	app_pop(h->app, page);
	app_paint(h->app);
	harness_assert_shows(h, "Note saved.");
	g_assert_cmpint(calls, ==, 0);
}

static void
test_app_gone(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	View *page = push_page(h);
	g_autofree char *id = log_one(h);

	app_submit(h->app, void_it(h, id), "Voided %s.", on_done, (ViewHook){.owner = page});
	harness_settle(h);
	app_submit(h->app, note(h, id, "called"), "Note saved.", on_done,
		(ViewHook){.owner = page});
	g_clear_pointer(&h->app, app_free);
	harness_settle(h);
	g_assert_cmpint(calls, ==, 0);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/submit/saved", test_saved);
	g_test_add_func("/submit/refused", test_refused);
	g_test_add_func("/submit/second-person", test_second_person);
	g_test_add_func("/submit/second-person-cancelled", test_second_person_cancelled);
	g_test_add_func("/submit/view-gone", test_view_gone);
	g_test_add_func("/submit/app-gone", test_app_gone);
	return g_test_run();
}
