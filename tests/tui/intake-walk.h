/* What test-intake stands on: a home with its routes, keys that are counted, a desk with a
 * past. */
#pragma once

#include "core/desk-close.h"
#include "tests/tui/harness.h"
#include "tui/form-intake.h"
#include "tui/print.h"

/* ---- a home and its routes ---- */

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

static void
run_new(App *app, View *view, Verb verb)
{
	intake_open(app);
}

static const AppRoute routes[] = {{VERB_NEW, run_new}, {VERB_NONE, NULL}};
static const AppConfig config = {.routes = routes, .home = home};

static int keys;

/* Keys by name, counted. */
static void
press(Harness *h, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	keys += (int)g_strv_length(list);
	harness_keys(h, names);
}

/* Digits as an input method gives them, counted. */
static void
wide(Harness *h, const char *digits)
{
	keys += (int)g_utf8_strlen(digits, -1);
	harness_type(h, digits);
}

static Harness *
open_desk(int rows, int cols)
{
	Harness *h = harness_new_desk(rows, cols, "en", &config, "1001");

	app_start(h->app);
	print_set_branch_phone(h->app, "0571-8888 1234");
	app_paint(h->app);
	keys = 0;
	return h;
}

static void
log_known(Harness *h, const char *name, const char *tail, const char *phone)
{
	const char *const facts[][2] = {{"contact_kind", "complaint"}, {"channel", "A01"},
		{"business", "B04"}, {"reason", "C11.1"}, {"level", "ordinary"},
		{"phone", phone}, {"text", "an earlier matter, secret"}, {"complainant", name},
		{"account_tail", tail}};
	g_autoptr(Act) act = desk_act(h->desk);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++)
		act_text(act, facts[i][0], facts[i][1]);
	result = desk_submit_wait(h->desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	env_fake_advance(&h->env, US_PER_SECOND);
	harness_settle(h);
}

static Ticket *
last_ticket(Harness *h)
{
	VerbSubject subject;
	Ticket *ticket;

	app_subject(h->app, &subject);
	g_assert_cmpstr(subject.id, !=, "");
	ticket = desk_ticket_for_receipt(h->desk, subject.id, NULL);
	g_assert_nonnull(ticket);
	return ticket;
}
