/*
 * Guided closing: the guards of the protocol, steps left and come back to, "no"
 * in as few keys as "yes", the second person on the spot, the timer that stops.
 */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"
#include "tui/form.h"
#include "tui/view-close.h"

static void
home_draw(const View *view, Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, rect.col, "home", ROLE_DEFAULT);
}

static const ViewOps home_ops = {.name = "home",
	.context = IN_PAGE,
	.draw = home_draw,
	.free = (void (*)(View *))g_free};

static View *
home(App *app)
{
	View *view = g_new0(View, 1);

	view_init(view, &home_ops, app);
	return view;
}

static const AppConfig config = {.home = home};

typedef struct Case {
	Harness *h;
	char id[UUID_LEN];
	Form *form;
} Case;

static void
add_claim(Act *act, const char *ticket, const char *kind, int64_t minor)
{
	act_add(act, EVENT_CLAIM_ADDED, ticket);
	act_new_id(act, "claim");
	act_text(act, "kind", kind);
	if (!minor)
		return;
	act_int(act, "amount", minor);
	act_text(act, "currency", "CNY");
}

static void
submit(Harness *h, Act *act, char ret_ticket[UUID_LEN])
{
	g_autoptr(ActResult) result = desk_submit_wait(h->desk, act);
	g_autofree char *text = act_result_dup_text(result);

	if (result->outcome != ACT_SAVED)
		g_error("not saved: %s", text);
	if (ret_ticket)
		g_strlcpy(ret_ticket, result->ticket, UUID_LEN);
	act_free(act);
	env_fake_advance(&h->env, US_PER_SECOND);
	harness_settle(h);
}

static void
log_one(Case *c, const char *kind, unsigned claims)
{
	Act *act = desk_act(c->h->desk);
	g_autofree char *ticket = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	act_text(act, "contact_kind", kind);
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11.1");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "首年免年费，仍扣三百元");
	act_text(act, "complainant", "王小明");
	if (claims > 0)
		add_claim(act, ticket, "W01", 30000);
	if (claims > 1)
		add_claim(act, ticket, "W03", 0);
	submit(c->h, act, c->id);
}

static void
open_case(Case *c, int rows, int cols, unsigned claims)
{
	c->h = harness_new_desk(rows, cols, "en", &config, "1002");
	app_start(c->h->app);
	log_one(c, "complaint", claims);
	close_open(c->h->app, c->id);
	app_paint(c->h->app);
	c->form = form_from_view(app_view(c->h->app));
	g_assert_true(form_view_is(app_view(c->h->app), "close"));
}

static void
close_case(Case *c)
{
	harness_free(c->h);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, close_case)

static Ticket *
ticket_now(Case *c)
{
	return desk_ticket(c->h->desk, c->id, NULL);
}

/* Steps 1 to 3 for one claim: outcome digit and reason digit as given. */
static int
three_steps(Case *c, const char *outcome, const char *reason)
{
	g_autofree char *keys = g_strdup_printf("%s %s F2 F2 1", outcome, reason);
	g_auto(GStrv) list = g_strsplit(keys, " ", -1);

	harness_keys(c->h, keys);
	harness_keys(c->h, "Enter");
	harness_type(c->h, "told by phone");
	harness_keys(c->h, "Enter 1 F2");
	return (int)g_strv_length(list) + 4;
}

static void
test_yes(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;
	const Claim *claim;

	open_case(&c, 24, 80, 1);
	harness_assert_shows(c.h, "1 refund 300.00 CNY");
	three_steps(&c, "1", "1");
	harness_assert_shows(c.h, "Still missing");
	harness_keys(c.h, "1 2 1");
	harness_assert_shows(c.h, "Nothing is missing");
	harness_type(c.h, "好的，谢谢");
	harness_keys(c.h, "F2");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	claim = ticket->claims->pdata[0];
	g_assert_cmpint(claim->outcome, ==, CLAIM_UPHELD);
	g_assert_cmpstr(claim->reason, ==, "Done as the customer asked.");
	g_assert_cmpstr(ticket->cause, ==, "rule");
	g_assert_cmpstr(ticket->told_how, ==, "phone");
	g_assert_cmpstr(ticket->told_text, ==, "told by phone");
	g_assert_true(ticket->rights_read);
	g_assert_cmpstr(ticket->matter, ==, "satisfied");
	g_assert_cmpstr(ticket->treatment, ==, "accepts");
	g_assert_cmpstr(ticket->words, ==, "好的，谢谢");
	g_assert_cmpstr(ticket->agreed, ==, "yes");
	g_assert_true(ticket->self_asked);
	g_assert_cmpstr(ticket->aftercare_day, ==, "2026-05-25");
	g_assert_cmpstr(ticket->ending, ==, "told");
	harness_assert_shows(c.h, "1 print the summary");
	harness_keys(c.h, "1");
	harness_assert_shows(c.h, "Summary of a complaint settled");
	harness_keys(c.h, "4");
	harness_assert_shows(c.h, "home");
}

/* One atomic act: all events of the closing are of one group. */
static void
test_atomic(void)
{
	g_auto(Case) c = {0};
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) after = NULL;
	g_autoptr(Ticket) ticket = NULL;

	open_case(&c, 24, 80, 1);
	before = desk_history(c.h->desk, c.id, NULL);
	three_steps(&c, "1", "1");
	harness_keys(c.h, "1 1 1");
	after = desk_history(c.h->desk, c.id, NULL);
	g_assert_cmpuint(after->len, ==, before->len);
	ticket = ticket_now(&c);
	g_assert_cmpstr(ticket->cause, ==, "");
}

static void
test_no_is_as_short(void)
{
	g_auto(Case) yes = {0};
	g_auto(Case) no = {0};
	g_autoptr(Ticket) ticket = NULL;
	int yes_keys, no_keys;

	open_case(&yes, 24, 80, 1);
	yes_keys = three_steps(&yes, "1", "Enter");
	harness_keys(yes.h, "1 1 1 F2");
	g_assert_cmpint(
		((Ticket *)(ticket = ticket_now(&yes)))->state, ==, TICKET_STATE_CLOSED);
	open_case(&no, 24, 80, 1);
	no_keys = three_steps(&no, "3", "2");
	harness_keys(no.h, "3 3 2 F2");
	g_assert_cmpint(no_keys, <=, yes_keys);
	harness_assert_shows(no.h, "second person");
	harness_keys(no.h, "1 0 0 3 Enter 4 8 2 1 Enter");
	ticket_free(ticket);
	ticket = ticket_now(&no);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpstr(ticket->agreed, ==, "no");
	g_assert_cmpint(((Claim *)ticket->claims->pdata[0])->outcome, ==, CLAIM_NOT_UPHELD);
}

static void
test_guards(void)
{
	g_auto(Case) c = {0};

	open_case(&c, 24, 80, 2);
	harness_keys(c.h, "F2");
	harness_assert_shows(c.h, "need a look");
	g_assert_cmpstr(form_focused(c.form), ==, "outcome_1");
	harness_keys(c.h, "1 Enter 3");
	/* The second is not upheld and has no reason. */
	harness_keys(c.h, "F2");
	g_assert_cmpstr(form_focused(c.form), ==, "reason_2");
	harness_assert_shows(c.h, "say why");
	harness_keys(c.h, "3 F2");
	/* A misunderstanding names its disclosure. */
	harness_keys(c.h, "8 F2");
	g_assert_cmpstr(form_focused(c.form), ==, "disclosure");
	harness_type(c.h, "tariff of 2026, page 3");
	harness_keys(c.h, "F2 F2");
	harness_assert_shows(c.h, "Deciding is not telling");
	harness_keys(c.h, "1 Enter");
	/* Rights are not taken for read. */
	harness_keys(c.h, "F2");
	g_assert_cmpstr(form_focused(c.form), ==, "rights");
	harness_keys(c.h, "2 F2");
	harness_assert_shows(c.h, "Read out the ways on");
	harness_keys(c.h, "F2");
	g_assert_cmpstr(form_focused(c.form), ==, "matter");
	harness_keys(c.h, "1 1 1 F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(&c);

		g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	}
}

static void
test_no_claim(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;

	open_case(&c, 24, 80, 0);
	g_assert_cmpstr(form_focused(c.form), ==, "claim_kind");
	harness_keys(c.h, "3");
	three_steps(&c, "1", "1");
	harness_keys(c.h, "1 1 1 F2");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpuint(ticket->claims->len, ==, 1);
	g_assert_cmpstr(((Claim *)ticket->claims->pdata[0])->kind, ==, "W03");
}

static void
type_into(Case *c, const char *name, const char *text)
{
	form_focus(c->form, name);
	g_assert_cmpstr(form_focused(c->form), ==, name);
	harness_keys(c->h, "Ctrl-A Ctrl-K");
	harness_type(c->h, text);
}

/* Told two days ago, entered now: proof and a second person. */
static void
test_late(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;

	open_case(&c, 24, 80, 1);
	harness_advance(c.h, 3 * US_PER_DAY);
	harness_keys(c.h, "1 1 F2 F2 1");
	type_into(&c, "at", "-2d");
	harness_keys(c.h, "Enter Enter 1 F2");
	g_assert_cmpstr(form_focused(c.form), ==, "evidence");
	harness_type(c.h, "REC-778");
	harness_keys(c.h, "F2 1 1 1");
	harness_assert_shows(c.h, "second person must authorise");
	harness_keys(c.h, "F2 1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpstr(ticket->evidence, ==, "REC-778");
}

/* A handler may grant 500 alone; above that the step says so, and the second person signs. */
static void
test_redress(gconstpointer amount)
{
	bool above = strcmp(amount, "300") != 0;
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;
	const Redress *entry;

	open_case(&c, 24, 80, 1);
	harness_keys(c.h, "1 1 1");
	harness_type(c.h, amount);
	harness_keys(c.h, "Enter");
	harness_type(c.h, "+3d");
	harness_keys(c.h, "F2 F2 1 Enter Enter 1 F2 1 1 1");
	if (above)
		harness_assert_shows(c.h, "A second person must authorise this");
	else
		harness_assert_shows(c.h, "Nothing is missing");
	harness_keys(c.h, "F2");
	if (above)
		harness_keys(c.h, "1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpuint(ticket->redress->len, ==, 1);
	entry = ticket->redress->pdata[0];
	g_assert_cmpint(entry->minor, ==, above ? 80000 : 30000);
	g_assert_cmpstr(entry->paid, ==, "2026-05-23");
}

static void
test_promise_and_timer(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;
	Act *act;

	open_case(&c, 24, 80, 1);
	harness_keys(c.h, "Esc");
	act = desk_act(c.h->desk);
	act_add(act, EVENT_PROMISE_MADE, c.id);
	act_new_id(act, "promise");
	act_text(act, "what", "call back");
	act_int(act, "by", env_now_us(&c.h->env) + US_PER_DAY);
	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "ticket", c.id);
	act_text(act, "person", desk_person(c.h->desk)->id);
	act_int(act, "start", env_now_us(&c.h->env));
	act_text(act, "boot", c.h->env.boot_id);
	act_int(act, "boot_us", c.h->env.boot_us(&c.h->env));
	submit(c.h, act, NULL);
	g_assert_nonnull(desk_running(c.h->desk));
	close_open(c.h->app, c.id);
	c.form = form_from_view(app_view(c.h->app));
	harness_keys(c.h, "1 1 F2 F2 1 Enter Enter 1");
	g_assert_cmpstr(form_focused(c.form), ==, "promise_1");
	harness_keys(c.h, "1 F2 1 1 1 F2");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpstr(((Promise *)ticket->promises->pdata[0])->result, ==, "kept");
	g_assert_null(desk_running(c.h->desk));
}

static void
test_steps_and_draft(void)
{
	g_auto(Case) c = {0};

	open_case(&c, 24, 80, 1);
	harness_keys(c.h, "1 1 F2 2 F2");
	harness_assert_shows(c.h, "3 Tell the customer");
	harness_keys(c.h, "F3");
	g_assert_cmpstr(form_focused(c.form), ==, "cause");
	g_assert_cmpstr(form_value(c.form, "cause"), ==, "process");
	harness_keys(c.h, "F3");
	g_assert_cmpstr(form_value(c.form, "outcome_1"), ==, "upheld");
	harness_assert_shows(c.h, "[x] 1 Outcome");
	harness_keys(c.h, "PageDown PageDown");
	harness_advance(c.h, 2 * US_PER_SECOND);
	harness_keys(c.h, "Esc");
	harness_assert_shows(c.h, "home");
	close_open(c.h->app, c.id);
	harness_keys(c.h, "1");
	c.form = form_from_view(app_view(c.h->app));
	harness_assert_shows(c.h, "[x] 2 Cause");
	harness_keys(c.h, "F3 F3");
	g_assert_cmpstr(form_value(c.form, "outcome_1"), ==, "upheld");
}

static void
test_enquiry(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;

	c.h = harness_new_desk(24, 80, "en", &config, "1002");
	app_start(c.h->app);
	log_one(&c, "enquiry", 0);
	close_open(c.h->app, c.id);
	harness_keys(c.h, "1 Enter Enter 1 F2");
	ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
}

/* Unreachable needs its attempts: three, on two days, by two ways. */
static void
test_unreachable(void)
{
	g_auto(Case) c = {0};

	open_case(&c, 24, 80, 1);
	harness_keys(c.h, "1 1 F2 F2 6 F2");
	g_assert_cmpstr(form_value(c.form, "agreed"), ==, "unreachable");
	harness_assert_shows(c.h, "three attempts");
	harness_keys(c.h, "F2");
	harness_assert_shows(c.h, "three attempts");
	{
		g_autoptr(Ticket) ticket = ticket_now(&c);

		g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	}
}

static void
test_not_for_everyone(void)
{
	g_auto(Case) c = {0};
	g_autoptr(Ticket) ticket = NULL;

	open_case(&c, 24, 80, 1);
	three_steps(&c, "1", "1");
	harness_keys(c.h, "1 1 1 F2 Esc");
	close_open(c.h->app, c.id);
	harness_assert_shows(c.h, "not open");
	close_open(c.h->app, "0571A-9999");
	harness_assert_shows(c.h, "no complaint");
}

static void
test_golden(gconstpointer data)
{
	const char *size = data;
	int cols = 80, rows = 24;
	g_auto(Case) c = {0};

	sscanf(size, "%dx%d", &cols, &rows);
	open_case(&c, rows, cols, 2);
	harness_assert_sound(c.h);
	harness_golden(c.h, "close-1");
	harness_keys(c.h, "1 1 2 4 F2");
	harness_assert_sound(c.h);
	harness_golden(c.h, "close-2");
	harness_keys(c.h, "F2 1 Enter");
	harness_type(c.h, "已电话告知：退回年费 300 元，三个工作日内到账；客户表示接受。");
	harness_assert_sound(c.h);
	harness_golden(c.h, "close-3");
	harness_keys(c.h, "Enter 1 F2 1");
	harness_assert_sound(c.h);
	harness_golden(c.h, "close-4");
}

static void
test_chinese(gconstpointer data)
{
	const char *size = data;
	int cols = 80, rows = 24;
	g_auto(Case) c = {0};

	sscanf(size, "%dx%d", &cols, &rows);
	c.h = harness_new_desk(rows, cols, "zh_CN", &config, "1002");
	app_start(c.h->app);
	log_one(&c, "complaint", 2);
	close_open(c.h->app, c.id);
	harness_assert_sound(c.h);
	harness_keys(c.h, "1 1 2 4 F2");
	harness_assert_sound(c.h);
	harness_keys(c.h, "F2 1 Enter");
	harness_type(c.h, "已电话告知");
	harness_keys(c.h, "Enter 1 F2");
	harness_assert_sound(c.h);
	harness_keys(c.h, "1 1 1 F2");
	harness_assert_sound(c.h);
	g_autoptr(Ticket) ticket = ticket_now(&c);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/close/yes", test_yes);
	g_test_add_func("/close/atomic", test_atomic);
	g_test_add_func("/close/no-is-as-short", test_no_is_as_short);
	g_test_add_func("/close/guards", test_guards);
	g_test_add_func("/close/no-claim", test_no_claim);
	g_test_add_func("/close/late", test_late);
	g_test_add_data_func("/close/redress", "300", test_redress);
	g_test_add_data_func("/close/redress-above", "800", test_redress);
	g_test_add_func("/close/promise-and-timer", test_promise_and_timer);
	g_test_add_func("/close/steps-and-draft", test_steps_and_draft);
	g_test_add_func("/close/enquiry", test_enquiry);
	g_test_add_func("/close/unreachable", test_unreachable);
	g_test_add_func("/close/not-for-everyone", test_not_for_everyone);
	g_test_add_data_func("/close/golden/40x12", "40x12", test_golden);
	g_test_add_data_func("/close/golden/80x24", "80x24", test_golden);
	g_test_add_data_func("/close/golden/120x40", "120x40", test_golden);
	g_test_add_data_func("/close/chinese/40x12", "40x12", test_chinese);
	g_test_add_data_func("/close/chinese/80x24", "80x24", test_chinese);
	g_test_add_data_func("/close/chinese/120x40", "120x40", test_chinese);
	return g_test_run();
}
