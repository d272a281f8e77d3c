/* Intake, receipt, on the spot: keys counted, facts and drafts kept, the person meant kept out.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/desk-close.h"
#include "tests/tui/intake-walk.h"
#include "tui/form-intake.h"
#include "tui/form.h"
#include "tui/print.h"

/* ---- the keys ---- */

static void
test_known(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	log_known(h, "王小明", "8848", "13800002210");
	log_known(h, "王敏", "8848", "13900000071");
	press(h, "F2");
	press(h, "8 8 4 8");
	harness_assert_shows(h, "王*明");
	harness_assert_shows(h, "138****2210");
	harness_assert_shows(h, "1 open complaint");
	harness_assert_hides(h, "secret");
	harness_assert_hides(h, "王小明");
	harness_assert_hides(h, "13800002210");
	/* Most recent first: 1 is 王敏. */
	press(h, "2 3");
	harness_type(h, "客户称排队两小时。");
	press(h, "F2");
	g_assert_cmpint(keys, ==, 8);
	ticket = last_ticket(h);
	g_assert_cmpstr(ticket->complainant, ==, "王小明");
	g_assert_cmpstr(ticket->phone, ==, "13800002210");
	g_assert_cmpstr(ticket->callback, ==, "13800002210");
	g_assert_cmpstr(ticket->account_tail, ==, "8848");
	g_assert_cmpstr(ticket->reason, ==, "C01.3");
	g_assert_cmpstr(ticket->class, ==, "S");
	g_assert_cmpstr(ticket->text, ==, "客户称排队两小时。");
	g_assert_cmpstr(ticket->owner, ==, desk_person(h->desk)->id);
	harness_assert_shows(h, ticket->number);
	harness_assert_shows(h, "4 June 2026 (Thu)");
	harness_assert_shows(h, "0571-8888 1234");
	harness_assert_shows(h, "30 or 60 days");
}

static void
test_unique_and_wide(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	log_known(h, "Zhang Li", "8848", "13800002210");
	press(h, "F2");
	wide(h, "８８４８");
	press(h, "Enter");
	wide(h, "３");
	harness_type(h, "ＡＴＭ 吞卡");
	press(h, "F2");
	g_assert_cmpint(keys, ==, 8);
	ticket = last_ticket(h);
	g_assert_cmpstr(ticket->complainant, ==, "Zhang Li");
	g_assert_cmpstr(ticket->text, ==, "ＡＴＭ 吞卡");
}

static void
test_anonymous(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) second = NULL;

	press(h, "F2 0 2");
	harness_assert_shows(h, "not named");
	harness_type(h, "waited 50 minutes");
	press(h, "F2");
	g_assert_cmpint(keys, ==, 4);
	ticket = last_ticket(h);
	g_assert_cmpstr(ticket->complainant, ==, "");
	g_assert_cmpstr(ticket->reason, ==, "C01.2");
	g_assert_cmpstr(ticket->channel, ==, "A01");
	g_assert_cmpint(ticket->level, ==, LEVEL_ORDINARY);
	g_assert_cmpint(ticket->contact_kind, ==, CONTACT_COMPLAINT);
	/* The same F2 begins the next; full-width digits too. */
	keys = 0;
	press(h, "F2");
	wide(h, "０２");
	harness_type(h, "again");
	press(h, "F2");
	g_assert_cmpint(keys, ==, 4);
	second = last_ticket(h);
	g_assert_cmpstr(second->id, !=, ticket->id);
	press(h, "Esc");
	harness_assert_shows(h, "home");
}

static void
test_on_spot(gconstpointer data)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	press(h, "F2 0 1");
	harness_type(h, "rude");
	press(h, "F2");
	keys = 0;
	if (data) {
		press(h, "4");
		wide(h, "１１２１");
		press(h, "F2");
	} else {
		press(h, "4 1 1 2 1 F2");
	}
	g_assert_cmpint(keys, <=, 6);
	ticket = last_ticket(h);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpuint(ticket->claims->len, ==, 1);
	g_assert_cmpint(((Claim *)ticket->claims->pdata[0])->outcome, ==, CLAIM_UPHELD);
	g_assert_cmpstr(ticket->matter, ==, "satisfied");
	g_assert_cmpstr(ticket->treatment, ==, "accepts");
	g_assert_cmpstr(ticket->agreed, ==, "yes");
	g_assert_cmpstr(ticket->told_how, ==, "in_person");
	g_assert_true(ticket->rights_read);
	g_assert_true(ticket->self_asked);
	g_assert_cmpstr(ticket->cause, ==, "people");
	g_assert_cmpstr(ticket->ending, ==, "told");
	/* Three days on is a Saturday: Monday. */
	g_assert_cmpstr(ticket->aftercare_day, ==, "2026-05-25");
	harness_assert_shows(h, "Settled on the spot");
}

/* "No" takes as many keys as "yes"; the second person's are their own. */
static void
test_on_spot_no(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	press(h, "F2 0 1");
	harness_type(h, "rude");
	press(h, "Enter 3 1 F2");
	keys = 0;
	press(h, "4 3 3 3 2 F2");
	g_assert_cmpint(keys, ==, 6);
	harness_keys(h, "1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = last_ticket(h);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_CLOSED);
	g_assert_cmpuint(ticket->claims->len, ==, 2);
	for (int i = 0; i < 2; i++) {
		const Claim *claim = ticket->claims->pdata[i];

		g_assert_cmpint(claim->outcome, ==, CLAIM_NOT_UPHELD);
		g_assert_cmpstr(claim->reason, !=, "");
	}
	g_assert_cmpstr(ticket->agreed, ==, "no");
	g_assert_cmpstr(ticket->matter, ==, "rejects");
}

/* ---- what reaches the complaint ---- */

static Form *
open_form(Harness *h)
{
	harness_keys(h, "F2");
	g_assert_true(form_view_is(app_view(h->app), "intake"));
	return form_from_view(app_view(h->app));
}

static void
type_into(Harness *h, Form *form, const char *name, const char *text)
{
	form_focus(form, name);
	g_assert_cmpstr(form_focused(form), ==, name);
	harness_keys(h, "Ctrl-A Ctrl-K");
	harness_type(h, text);
}

static void
fill_other_party(Harness *h, Form *form)
{
	type_into(h, form, "complained_branch", "0572");
	type_into(h, form, "complained_department", "4");
	type_into(h, form, "complained_person_id", "wjg");
	harness_keys(h, "Enter");
	type_into(h, form, "agent", "李娜");
	type_into(h, form, "authority", "2");
	type_into(h, form, "people", "１２");
	type_into(h, form, "names", "李娜，赵四、Wang Wu");
	type_into(h, form, "flags", "13");
	type_into(h, form, "outside_ref", "12345-77");
	type_into(h, form, "outside_due", "05-28");
	type_into(h, form, "recording", "R-9");
	type_into(h, form, "told_beforehand", "2");
}

static void
test_all_facts(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;
	Form *form = open_form(h);
	const Claim *claim;

	harness_type(h, "欧阳娜娜");
	harness_keys(h, "Enter");
	type_into(h, form, "phone", "１３８-0000-2210");
	type_into(h, form, "account_tail", "8848");
	type_into(h, form, "category", "nianfei");
	harness_keys(h, "Enter");
	harness_type(h, "首年免年费，仍扣费");
	harness_keys(h, "Enter 3 1 Enter");
	harness_type(h, "300");
	type_into(h, form, "received", "13:30");
	type_into(h, form, "channel", "2");
	type_into(h, form, "callback", "0571-1234567");
	type_into(h, form, "level", "2");
	fill_other_party(h, form);
	harness_assert_sound(h);
	harness_keys(h, "F2");
	ticket = last_ticket(h);
	g_assert_cmpstr(ticket->complainant, ==, "欧阳娜娜");
	g_assert_cmpstr(ticket->phone, ==, "138-0000-2210");
	g_assert_cmpstr(ticket->callback, ==, "0571-1234567");
	g_assert_cmpstr(ticket->account_tail, ==, "8848");
	g_assert_cmpstr(ticket->business, ==, "B04");
	g_assert_cmpstr(ticket->reason, ==, "C11.1");
	g_assert_cmpstr(ticket->channel, ==, "A04");
	g_assert_cmpint(ticket->level, ==, LEVEL_IMPORTANT);
	g_assert_cmpint(ticket->received_us, ==, HARNESS_NOW_US - 32 * US_PER_MINUTE);
	g_assert_cmpint(ticket->entered_us, >=, HARNESS_NOW_US);
	g_assert_cmpuint(ticket->claims->len, ==, 2);
	claim = ticket->claims->pdata[0];
	g_assert_cmpstr(claim->kind, ==, "W03");
	g_assert_cmpint(claim->amount_minor, ==, 0);
	claim = ticket->claims->pdata[1];
	g_assert_cmpstr(claim->kind, ==, "W01");
	g_assert_cmpint(claim->amount_minor, ==, 30000);
	g_assert_cmpstr(claim->currency, ==, "CNY");
	g_assert_cmpint(ticket->amount_minor, ==, 30000);
	g_assert_cmpstr(ticket->complained_branch, ==, "0572");
	g_assert_cmpstr(ticket->complained_department, ==, "D04");
	g_assert_cmpstr(ticket->complained_person, ==, "王建国");
	g_assert_cmpstr(
		ticket->complained_person_id, ==, desk_person_by_number(h->desk, "1002")->id);
	g_assert_cmpstr(ticket->agent, ==, "李娜");
	g_assert_cmpstr(ticket->authority, ==, "heir");
	g_assert_cmpint(ticket->people, ==, 12);
	g_assert_cmpuint(ticket->representatives->len, ==, 3);
	g_assert_cmpstr(ticket_representative(ticket, 1), ==, "赵四");
	g_assert_cmpuint(ticket->flags, ==, FLAG_VULNERABLE | FLAG_REGULATOR);
	g_assert_cmpstr(ticket->outside_ref, ==, "12345-77");
	g_assert_cmpstr(ticket->outside_due, ==, "2026-05-28");
	g_assert_cmpstr(ticket->recording, ==, "R-9");
	g_assert_cmpstr(ticket->told_beforehand, ==, "no");
}

static void
test_six_representatives(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	Form *form = open_form(h);

	harness_keys(h, "0 1");
	harness_type(h, "x");
	type_into(h, form, "people", "9");
	type_into(h, form, "names", "a,b,c,d,e,f");
	harness_keys(h, "F2");
	harness_assert_shows(h, "At most 5 representatives");
	g_assert_cmpstr(form_focused(form), ==, "names");
}

/* An enquiry that asks for something is a complaint; one that does not has no date. */
static void
test_kind(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) asked = NULL;
	Form *form = open_form(h);

	harness_keys(h, "0 1");
	harness_type(h, "when do you open");
	type_into(h, form, "contact_kind", "2");
	g_assert_nonnull(strstr(form_value(form, "answer_by"), "no statutory date"));
	harness_keys(h, "F2");
	g_assert_cmpstr(form_focused(form), ==, "asks");
	harness_keys(h, "2 F2");
	ticket = last_ticket(h);
	g_assert_cmpint(ticket->contact_kind, ==, CONTACT_ENQUIRY);
	g_assert_cmpint(ticket->due_us, ==, INT64_MAX);
	harness_keys(h, "F2 0 1");
	form = form_from_view(app_view(h->app));
	harness_type(h, "and give me my money");
	type_into(h, form, "contact_kind", "2");
	type_into(h, form, "asks", "1");
	harness_keys(h, "F2");
	asked = last_ticket(h);
	g_assert_cmpint(asked->contact_kind, ==, CONTACT_COMPLAINT);
}

static void
test_backdate(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;
	Form *form = open_form(h);

	harness_keys(h, "0 1");
	harness_type(h, "came yesterday");
	type_into(h, form, "received", "yesterday 16:00");
	g_assert_nonnull(strstr(form_value(form, "answer_by"), "2026-06-03"));
	harness_keys(h, "F2");
	g_assert_cmpstr(form_focused(form), ==, "backdate_reason");
	harness_type(h, "letter box emptied late");
	harness_keys(h, "F2");
	harness_assert_shows(h, "second person");
	/* Cancelled: nothing is filed, everything typed is there. */
	harness_keys(h, "Esc");
	g_assert_true(form_view_is(app_view(h->app), "intake"));
	g_assert_cmpstr(form_value(form, "text"), ==, "came yesterday");
	harness_keys(h, "F2 1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = last_ticket(h);
	g_assert_cmpint(
		ticket->received_us, ==, HARNESS_NOW_US - 22 * US_PER_HOUR - 2 * US_PER_MINUTE);
}

static void
test_about_the_logger(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;
	Form *form = open_form(h);

	harness_keys(h, "0 1");
	harness_type(h, "the teller was rude");
	type_into(h, form, "complained_person_id", "zxy");
	harness_keys(h, "Enter F2");
	ticket = last_ticket(h);
	g_assert_true(ticket->restricted);
	g_assert_cmpstr(ticket->owner, ==, "");
	g_assert_null(desk_ticket(h->desk, ticket->id, NULL));
	harness_keys(h, "4");
	harness_assert_shows(h, "about you");
	harness_keys(h, "1 4");
	g_clear_pointer(&ticket, ticket_free);
	ticket = last_ticket(h);
	g_assert_true(ticket->receipt_given);
	harness_assert_shows(h, "The receipt is given");
}

static void
test_duplicate(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);

	log_known(h, "王小明", "8848", "13800002210");
	harness_keys(h, "F2 8 8 4 8 1 7");
	harness_assert_shows(h, "Same customer and category within 30 days");
	harness_type(h, "again");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Complaint filed");
	harness_keys(h, "F2 0 7");
	harness_assert_hides(h, "Same customer");
}

/* A new name stays a name, though others begin like it. */
static void
test_names(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	Form *form;

	log_known(h, "王小明", "8848", "13800002210");
	form = open_form(h);
	harness_type(h, "王小");
	harness_assert_shows(h, "王*明");
	harness_keys(h, "Enter");
	g_assert_cmpstr(form_value(form, "customer"), ==, "王小");
	harness_assert_shows(h, "王*");
	form_focus(form, "customer");
	harness_keys(h, "Ctrl-A Ctrl-K");
	harness_type(h, "wxm");
	harness_assert_shows(h, "..8848");
	harness_keys(h, "1");
	g_assert_true(g_str_has_prefix(form_value(form, "customer"), "王小明\t"));
	form_focus(form, "customer");
	/* Nothing found: four digits are the card's, more a phone. */
	harness_keys(h, "Ctrl-A Ctrl-K");
	harness_type(h, "13711112222");
	harness_keys(h, "Enter 1");
	harness_type(h, "x");
	harness_keys(h, "F2");
	{
		g_autoptr(Ticket) ticket = last_ticket(h);

		g_assert_cmpstr(ticket->phone, ==, "13711112222");
		g_assert_cmpstr(ticket->complainant, ==, "");
	}
}

/* ---- drafts ---- */

static App *
second_app(Harness *h)
{
	AppConfig full = config;
	static const CellRules rules = {.ascii = false};

	full.desk = h->desk;
	full.env = &h->env;
	full.rules = &rules;
	full.rows = h->rows;
	full.cols = h->cols;
	return app_new(&full);
}

static void
test_draft(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	log_known(h, "王小明", "8848", "13800002210");
	harness_keys(h, "F2 8 8 4 8 1 3");
	harness_type(h, "half a sent");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "draft saved");
	/* As after a crash: the app is gone, the store opens again in a new one. */
	app_free(h->app);
	h->app = second_app(h);
	app_start(h->app);
	harness_advance(h, 60 * US_PER_MINUTE);
	harness_keys(h, "F2");
	harness_assert_shows(h, "1 continue");
	harness_assert_shows(h, "0 continue");
	harness_keys(h, "1");
	harness_assert_shows(h, "half a sent");
	harness_assert_shows(h, "王*明");
	harness_type(h, "ence");
	harness_keys(h, "F2");
	ticket = last_ticket(h);
	g_assert_cmpstr(ticket->complainant, ==, "王小明");
	/* Received is when it was begun, not when it was filed. */
	g_assert_cmpint(ticket->received_us, <=, HARNESS_NOW_US + US_PER_MINUTE);
	g_assert_cmpint(ticket->entered_us, >=, HARNESS_NOW_US + 60 * US_PER_MINUTE);
	harness_keys(h, "F2");
	harness_assert_hides(h, "continue");
}

/* ---- papers ---- */

static char *
file_in(Harness *h, const char *name)
{
	return g_build_filename(h->folder, name, NULL);
}

static void
test_print_file(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autofree char *path = file_in(h, "receipt.txt"), *text = NULL;
	g_autoptr(Ticket) ticket = NULL;
	GStatBuf st;

	harness_keys(h, "F2 0 1");
	harness_type(h, "rude");
	harness_keys(h, "F2 1 2 Ctrl-U");
	harness_type(h, path);
	harness_keys(h, "Enter");
	g_assert_cmpint(g_stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
	ticket = last_ticket(h);
	g_assert_true(ticket->receipt_given);
	g_assert_true(g_file_set_contents(path, "mine", -1, NULL));
	harness_keys(h, "1 2 Ctrl-U");
	harness_type(h, path);
	harness_keys(h, "Enter");
	harness_assert_shows(h, "is there already");
	harness_keys(h, "Enter");
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "mine");
	harness_keys(h, "1 2 Ctrl-U");
	harness_type(h, path);
	harness_keys(h, "Enter 1");
	g_clear_pointer(&text, g_free);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, ticket->number));
	/* Void no longer: the receipt is out. */
	harness_keys(h, "5");
	harness_assert_shows(h, "only the customer can withdraw it");
}

static void
test_print_terminal(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autofree char *text = NULL;

	harness_keys(h, "F2 0 1");
	harness_type(h, "rude");
	harness_keys(h, "F2 2 3");
	text = print_take(h->app);
	g_assert_nonnull(text);
	g_assert_nonnull(strstr(text, "signature"));
	g_assert_null(print_take(h->app));
}

static void
write_lp(Harness *h, const char *script)
{
	g_autofree char *lp = file_in(h, "lp");

	g_assert_true(g_file_set_contents(lp, script, -1, NULL));
	g_chmod(lp, 0700);
	g_setenv("PATH", h->folder, TRUE);
	g_setenv("PAPER_OUT", h->folder, TRUE);
}

static gboolean
give_up(gpointer data)
{
	g_error("the printer never answered");
	return G_SOURCE_REMOVE;
}

static void
wait_for(Harness *h, const char *text)
{
	guint guard = g_timeout_add_seconds(30, give_up, NULL);

	while (!harness_shows(h, text))
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(guard);
}

static void
test_print_lp(void)
{
	g_autofree char *path = g_strdup(g_getenv("PATH")), *out = NULL, *text = NULL;
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	harness_keys(h, "F2 0 1");
	harness_type(h, "rude $(touch x); 'quoted'");
	harness_keys(h, "F2");
	g_setenv("PATH", h->folder, TRUE);
	harness_keys(h, "1 1");
	harness_assert_shows(h, "no printing system");
	write_lp(h, "#!/bin/sh\nexit 3\n");
	harness_keys(h, "1 1");
	wait_for(h, "did not take it");
	ticket = last_ticket(h);
	g_assert_false(ticket->receipt_given);
	write_lp(h, "#!/bin/sh\nwhile read -r l; do echo \"$l\"; done > \"$PAPER_OUT/out\"\n");
	harness_keys(h, "1 1");
	wait_for(h, "handed to the printer");
	g_setenv("PATH", path, TRUE);
	harness_settle(h);
	g_clear_pointer(&ticket, ticket_free);
	ticket = last_ticket(h);
	g_assert_true(ticket->receipt_given);
	out = file_in(h, "out");
	g_assert_true(g_file_get_contents(out, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, "$(touch x)"));
	g_assert_nonnull(strstr(text, ticket->number));
}

static void
test_void(void)
{
	g_autoptr(Harness) h = open_desk(24, 80);
	g_autoptr(Ticket) ticket = NULL;

	harness_keys(h, "F2 0 1");
	harness_type(h, "wrong window");
	harness_keys(h, "F2 3");
	harness_type(h, "customer seems calm");
	harness_keys(h, "F2 5");
	harness_type(h, "typed twice");
	harness_keys(h, "F2 1 0 0 3 Enter 4 8 2 1 Enter");
	ticket = last_ticket(h);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_VOID);
	g_assert_cmpuint(ticket->note_count, ==, 1);
	harness_assert_shows(h, "Voided");
	/* No paper of it goes out. */
	harness_keys(h, "1");
	harness_assert_shows(h, "This complaint is finished");
}

/* The form as a teller's first screen: filing empties it. */
static void
test_home(void)
{
	AppConfig own = {.routes = routes, .home = intake_home};
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", &own, "1001");
	g_autoptr(Ticket) ticket = NULL;

	app_start(h->app);
	harness_keys(h, "0 1");
	harness_type(h, "first");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Complaint filed");
	harness_keys(h, "F2");
	harness_assert_hides(h, "first");
	g_assert_true(form_view_is(app_view(h->app), "intake"));
	/* The next customer comes a day later: received then, not when the form was emptied. */
	harness_advance(h, 24 * 60 * US_PER_MINUTE);
	harness_keys(h, "0 1");
	harness_type(h, "second");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Complaint filed");
	ticket = last_ticket(h);
	g_assert_cmpint(ticket->received_us, >=, HARNESS_NOW_US + 24 * 60 * US_PER_MINUTE);
	harness_keys(h, "Esc");
	g_assert_true(form_view_is(app_view(h->app), "intake"));
	g_assert_false(app_has_below(h->app));
}

/* ---- golden screens ---- */

static void
test_golden(gconstpointer data)
{
	const char *size = data;
	int cols = 80, rows = 24;
	g_autoptr(Harness) h = NULL;

	sscanf(size, "%dx%d", &cols, &rows);
	h = open_desk(rows, cols);
	log_known(h, "王小明", "8848", "13800002210");
	log_known(h, "Zhang Li", "8848", "13900000071");
	harness_keys(h, "F2 8 8 4 8");
	harness_assert_sound(h);
	harness_golden(h, "intake-found");
	harness_keys(h, "2 7");
	harness_type(
		h, "客户称办卡时承诺首年免年费，本月账单扣收 300 元。要求退费并书面说明。");
	harness_assert_sound(h);
	harness_golden(h, "intake-ready");
	harness_keys(h, "F2");
	harness_assert_sound(h);
	harness_golden(h, "receipt");
	harness_keys(h, "4");
	harness_assert_sound(h);
	harness_golden(h, "on-spot");
}

/* Every screen of the way in Chinese: no row too wide, nothing cut in half. */
static void
test_chinese(gconstpointer data)
{
	const char *size = data;
	int cols = 80, rows = 24;
	g_autoptr(Harness) h = NULL;

	sscanf(size, "%dx%d", &cols, &rows);
	h = harness_new_desk(rows, cols, "zh_CN", &config, "1001");
	app_start(h->app);
	log_known(h, "欧阳娜娜", "8848", "13800002210");
	harness_keys(h, "F2");
	harness_assert_sound(h);
	harness_keys(h, "8 8 4 8");
	harness_assert_sound(h);
	harness_keys(h, "1");
	harness_assert_sound(h);
	harness_keys(h, "1");
	harness_type(h, "柜员态度差，𠮷字写错了。");
	for (int i = 0; i < 24; i++) {
		harness_keys(h, "Tab");
		harness_assert_sound(h);
	}
	harness_keys(h, "F2");
	harness_assert_sound(h);
	harness_keys(h, "1");
	harness_assert_sound(h);
	harness_keys(h, "4 4");
	harness_assert_sound(h);
	harness_keys(h, "1 1 1 1 F2");
	harness_assert_sound(h);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/intake/known", test_known);
	g_test_add_func("/intake/unique-wide", test_unique_and_wide);
	g_test_add_func("/intake/anonymous", test_anonymous);
	g_test_add_data_func("/intake/on-spot", NULL, test_on_spot);
	g_test_add_data_func("/intake/on-spot-wide", "wide", test_on_spot);
	g_test_add_func("/intake/on-spot-no", test_on_spot_no);
	g_test_add_func("/intake/all-facts", test_all_facts);
	g_test_add_func("/intake/six-representatives", test_six_representatives);
	g_test_add_func("/intake/kind", test_kind);
	g_test_add_func("/intake/backdate", test_backdate);
	g_test_add_func("/intake/about-the-logger", test_about_the_logger);
	g_test_add_func("/intake/duplicate", test_duplicate);
	g_test_add_func("/intake/names", test_names);
	g_test_add_func("/intake/draft", test_draft);
	g_test_add_func("/intake/print-file", test_print_file);
	g_test_add_func("/intake/print-terminal", test_print_terminal);
	g_test_add_func("/intake/print-lp", test_print_lp);
	g_test_add_func("/intake/void", test_void);
	g_test_add_func("/intake/home", test_home);
	g_test_add_data_func("/intake/golden/40x12", "40x12", test_golden);
	g_test_add_data_func("/intake/golden/80x24", "80x24", test_golden);
	g_test_add_data_func("/intake/golden/120x40", "120x40", test_golden);
	g_test_add_data_func("/intake/chinese/40x12", "40x12", test_chinese);
	g_test_add_data_func("/intake/chinese/80x24", "80x24", test_chinese);
	g_test_add_data_func("/intake/chinese/120x40", "120x40", test_chinese);
	return g_test_run();
}
