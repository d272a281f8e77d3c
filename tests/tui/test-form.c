/*
 * The field kit: every kind by keys, also with an input method on; problems,
 * scrolling, drafts through a real desk.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/tui/harness.h"
#include "tui/form.h"

static int submitted;
static char *changed;

static void
on_submit(Form *form)
{
	submitted++;
}

static void
on_changed(Form *form, const char *name)
{
	g_free(changed);
	changed = g_strdup(name);
}

static void
find_customer(const Form *form, const char *typed, FormFinds *finds)
{
	if (!*typed) {
		form_finds_add(finds, "anonymous", "will not say", '0');
	} else if (strcmp(typed, "8848") == 0) {
		form_finds_add(finds, "c1", "王小明", 0);
		form_finds_add(finds, "c2", "王敏", 0);
		form_finds_add(finds, "anonymous", "not found", '0');
		form_finds_digits_pick(finds);
	}
}

static bool
is_refund(const Form *form)
{
	return strstr(form_value(form, "wants"), "refund") != NULL;
}

static bool
is_asked(const Form *form)
{
	return strcmp(form_value(form, "amount"), "100") == 0;
}

static char *
check_phone(const Form *form, const char *value)
{
	return strlen(value) == 11 ? NULL : g_strdup("11 digits expected.");
}

static const FormOption categories[] = {{"card", "card", 0}, {"fee", "annual fee 年费", 0},
	{"queue", "queue", 0}, {NULL, NULL, 0}};
static const FormOption wants[] = {
	{"refund", "refund", 0}, {"fix", "fix", 0}, {"sorry", "apology", 0}, {NULL, NULL, 0}};

static const FormField fields[] = {
	{.name = "customer",
		.kind = FORM_LOOKUP,
		.label = "Customer",
		.source = find_customer,
		.mask = MASK_NAME},
	{.name = "about",
		.kind = FORM_PICK,
		.label = "About",
		.flags = FORM_NEED,
		.options = categories},
	{.name = "text",
		.kind = FORM_LONG,
		.label = "What happened",
		.flags = FORM_NEED,
		.rows = 3},
	{.name = "wants", .kind = FORM_PICKS, .label = "Wants", .options = wants},
	{.name = "amount", .kind = FORM_MONEY, .label = "Amount", .shown = is_refund},
	{.name = "phone",
		.kind = FORM_NUMBER,
		.label = "Phone",
		.check = check_phone,
		.mask = MASK_PHONE},
	{.name = "received",
		.kind = FORM_TIME,
		.label = "Received",
		.group = "filled in for you",
		.flags = FORM_DEFAULTED | FORM_PAST},
	{.name = "due", .kind = FORM_DATE, .label = "Call on", .flags = FORM_DEFAULTED},
	{.name = "urgent", .kind = FORM_YESNO, .label = "Urgent", .flags = FORM_DEFAULTED},
	{.name = "branch", .kind = FORM_STATIC, .label = "Branch", .flags = FORM_DEFAULTED},
	{.name = "pin", .kind = FORM_SECRET, .label = "PIN", .shown = is_asked},
};

static void
on_start(Form *form)
{
	form_set_default(form, "branch", "0571", "from login");
	form_set_default(form, "urgent", "no", NULL);
}

static const FormSpec spec = {
	.name = "test",
	.title = "New complaint",
	.submit_label = "file it",
	.fields = fields,
	.n_fields = G_N_ELEMENTS(fields),
	.start = on_start,
	.changed = on_changed,
	.submit = on_submit,
};

typedef struct Fixture {
	Harness *h;
	Form *form;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
	const char *size = data;
	int cols = 80, rows = 24;

	if (size)
		sscanf(size, "%dx%d", &cols, &rows);
	submitted = 0;
	f->h = harness_new(rows, cols, "en", NULL);
	f->form = form_open(f->h->app, &spec, "", NULL, NULL);
	app_paint(f->h->app);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	harness_free(f->h);
	g_clear_pointer(&changed, g_free);
}

static void
test_lookup(Fixture *f, gconstpointer data)
{
	harness_keys(f->h, "8 8 4 8");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "8848");
	harness_assert_shows(f->h, "1 王小明");
	harness_keys(f->h, "1");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "c1");
	g_assert_cmpstr(form_text(f->form, "customer"), ==, "王小明");
	g_assert_cmpstr(form_focused(f->form), ==, "about");
	harness_assert_shows(f->h, "王*明");
	harness_assert_hides(f->h, "王小明");
}

static void
test_lookup_other(Fixture *f, gconstpointer data)
{
	harness_keys(f->h, "0");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "anonymous");
	form_focus(f->form, "customer");
	harness_keys(f->h, "Z");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "Z");
	harness_type(f->h, "hang 01");
	harness_keys(f->h, "Enter");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "Zhang 01");
	/* Two finds: Enter takes neither. */
	form_focus(f->form, "customer");
	harness_keys(f->h, "Ctrl-U 8 8 4 8 Enter");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "8848");
	form_focus(f->form, "customer");
	harness_keys(f->h, "Down Down Enter");
	g_assert_cmpstr(form_value(f->form, "customer"), ==, "c2");
}

static void
test_pick(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "about");
	harness_keys(f->h, "3");
	g_assert_cmpstr(form_value(f->form, "about"), ==, "queue");
	g_assert_cmpstr(form_focused(f->form), ==, "text");
	form_focus(f->form, "about");
	harness_type(f->h, "年");
	g_assert_cmpstr(form_value(f->form, "about"), ==, "");
	harness_keys(f->h, "Enter");
	g_assert_cmpstr(form_value(f->form, "about"), ==, "fee");
	form_focus(f->form, "about");
	harness_keys(f->h, "z z Enter");
	g_assert_cmpstr(form_value(f->form, "about"), ==, "");
	harness_assert_shows(f->h, "zz");
}

/* An input method gives full-width digits, spaces and colons. */
static void
test_full_width(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "about");
	harness_type(f->h, "２");
	g_assert_cmpstr(form_value(f->form, "about"), ==, "fee");
	form_focus(f->form, "phone");
	harness_type(f->h, "１３８００００２２１０");
	harness_keys(f->h, "Enter");
	g_assert_cmpstr(form_value(f->form, "phone"), ==, "13800002210");
	harness_assert_shows(f->h, "138****2210");
	form_focus(f->form, "due");
	harness_type(f->h, "０５－２５");
	g_assert_cmpstr(form_value(f->form, "due"), ==, "2026-05-25");
	form_focus(f->form, "urgent");
	harness_type(f->h, "１");
	g_assert_cmpstr(form_value(f->form, "urgent"), ==, "yes");
	form_focus(f->form, "text");
	harness_type(f->h, "１２：");
	g_assert_cmpstr(form_value(f->form, "text"), ==, "１２：");
}

static void
test_picks(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "wants");
	harness_keys(f->h, "3 1");
	g_assert_cmpstr(form_value(f->form, "wants"), ==, "sorry,refund");
	g_assert_cmpstr(form_focused(f->form), ==, "wants");
	harness_assert_shows(f->h, "[1 refund]");
	harness_keys(f->h, "3");
	g_assert_cmpstr(form_value(f->form, "wants"), ==, "refund");
	harness_keys(f->h, "Enter");
	g_assert_cmpstr(form_focused(f->form), ==, "amount");
}

static void
test_money(Fixture *f, gconstpointer data)
{
	static const char *const cases[][2] = {{"300", "30000"}, {"1,234.5", "123450"},
		{"0.05", "5"}, {"３００．２０", "30020"}, {"abc", ""}, {"1.234", ""},
		{"-5", ""}, {"99999999999999999", ""}, {".5", ""}};

	g_assert_cmpstr(form_value(f->form, "amount"), ==, "");
	form_set(f->form, "wants", "refund");
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		form_focus(f->form, "amount");
		harness_keys(f->h, "Ctrl-A Ctrl-K");
		harness_type(f->h, cases[i][0]);
		g_assert_cmpstr(form_value(f->form, "amount"), ==, cases[i][1]);
		harness_assert_hides(f->h, "Not an amount");
		harness_keys(f->h, "Enter Shift-Tab");
		if (!*cases[i][1])
			harness_assert_shows(f->h, "Not an amount");
	}
	form_set(f->form, "amount", "30000");
	harness_assert_shows(f->h, "300.00");
	/* Hidden again: no value, so that nothing of it is filed. */
	form_set(f->form, "wants", "fix");
	g_assert_cmpstr(form_value(f->form, "amount"), ==, "");
}

static void
test_dates(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "received");
	harness_type(f->h, "05-19 16:30");
	harness_assert_shows(f->h, "= Tue 2026-05-19 16:30");
	g_assert_cmpstr(form_value(f->form, "received"), ==, "1779179400000000");
	harness_keys(f->h, "Tab");
	harness_assert_shows(f->h, "2026-05-19 16:30");
	harness_type(f->h, "5/6");
	g_assert_cmpstr(form_value(f->form, "due"), ==, "");
	harness_keys(f->h, "Tab Shift-Tab");
	harness_assert_shows(f->h, "? Call on");
	harness_keys(f->h, "Ctrl-U");
	harness_type(f->h, "+3d");
	g_assert_cmpstr(form_value(f->form, "due"), ==, "2026-05-23");
	harness_assert_hides(f->h, "? Call on");
}

/* A default is offered: typing replaces it, moving into it keeps it, nobody gets "rootWang". */
static void
test_default_replaced(Fixture *f, gconstpointer data)
{
	form_set_default(f->form, "phone", "0571", NULL);
	form_focus(f->form, "phone");
	harness_type(f->h, "13800002210");
	g_assert_cmpstr(form_value(f->form, "phone"), ==, "13800002210");
	/* What was typed is added to. */
	harness_keys(f->h, "Tab Shift-Tab");
	harness_type(f->h, "9");
	g_assert_cmpstr(form_value(f->form, "phone"), ==, "138000022109");

	form_set_default(f->form, "received", "1779179400000000", NULL);
	form_focus(f->form, "received");
	harness_type(f->h, "-1d");
	harness_assert_shows(f->h, "-1d");
	harness_assert_hides(f->h, "16:30-1d");
	/* Also one a form has fixed itself. */
	form_set(f->form, "due", "2026-05-22");
	form_focus(f->form, "due");
	harness_type(f->h, "2026-05-23");
	g_assert_cmpstr(form_value(f->form, "due"), ==, "2026-05-23");
	harness_keys(f->h, "Tab Shift-Tab");
	harness_keys(f->h, "Left Right Backspace");
	harness_type(f->h, "4");
	g_assert_cmpstr(form_value(f->form, "due"), ==, "2026-05-24");
}

/* Coming back to a PIN, or after it was refused, it is typed anew: stars cannot be corrected.
 */
static void
test_secret_anew(Fixture *f, gconstpointer data)
{
	form_set(f->form, "wants", "refund");
	form_set(f->form, "amount", "100");
	form_focus(f->form, "pin");
	harness_type(f->h, "1234");
	harness_keys(f->h, "Backspace");
	harness_type(f->h, "5");
	g_assert_cmpstr(form_value(f->form, "pin"), ==, "1235");
	form_focus(f->form, "due");
	form_focus(f->form, "pin");
	harness_type(f->h, "99");
	g_assert_cmpstr(form_value(f->form, "pin"), ==, "99");
	form_set_problem(f->form, "pin", "No.");
	harness_type(f->h, "4821");
	g_assert_cmpstr(form_value(f->form, "pin"), ==, "4821");
}

static void
test_long_text(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "text");
	harness_type(f->h, "one");
	harness_keys(f->h, "Ctrl-J");
	harness_type(f->h, "two q ? 1");
	g_assert_cmpstr(form_value(f->form, "text"), ==, "one\ntwo q ? 1");
	harness_keys(f->h, "F4");
	harness_assert_hides(f->h, "Wants");
	harness_keys(f->h, "Enter");
	harness_type(f->h, "three");
	harness_keys(f->h, "Esc");
	harness_assert_shows(f->h, "Wants");
	g_assert_cmpstr(form_value(f->form, "text"), ==, "one\ntwo q ? 1\nthree");
	harness_paste(f->h, "\nfour\033[2J");
	g_assert_nonnull(strstr(form_value(f->form, "text"), "four"));
	harness_keys(f->h, "Enter");
	g_assert_cmpstr(form_focused(f->form), ==, "wants");
}

static void
test_submit(Fixture *f, gconstpointer data)
{
	harness_keys(f->h, "F2");
	g_assert_cmpint(submitted, ==, 0);
	g_assert_cmpstr(form_focused(f->form), ==, "about");
	harness_assert_shows(f->h, "2 fields need a look");
	harness_assert_shows(f->h, "? About");
	harness_assert_shows(f->h, "? What happened");
	harness_keys(f->h, "2");
	harness_assert_hides(f->h, "? About");
	harness_type(f->h, "x");
	harness_keys(f->h, "Ctrl-S");
	g_assert_cmpint(submitted, ==, 1);
}

/* The mark comes on leaving, never while typing, and goes as soon as it is right. */
static void
test_marks(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "phone");
	harness_keys(f->h, "1 3 8");
	harness_assert_hides(f->h, "11 digits");
	harness_keys(f->h, "Tab Shift-Tab");
	harness_assert_shows(f->h, "? 11 digits expected.");
	harness_keys(f->h, "0 0 0 0 2 2 1");
	harness_assert_shows(f->h, "? 11 digits expected.");
	harness_keys(f->h, "0");
	harness_assert_hides(f->h, "11 digits");
}

static void
test_focus(Fixture *f, gconstpointer data)
{
	harness_keys(f->h, "Shift-Tab");
	g_assert_cmpstr(form_focused(f->form), ==, "customer");
	harness_keys(f->h, "Down Down Down Down Down");
	g_assert_cmpstr(form_focused(f->form), ==, "phone");
	/* The last of those to fill in: Enter goes on into those filled in. */
	harness_keys(f->h, "Enter Tab Tab Tab");
	g_assert_cmpstr(form_focused(f->form), ==, "urgent");
	g_assert_cmpstr(form_value(f->form, "branch"), ==, "0571");
	harness_assert_shows(f->h, "(from login)");
}

static void
test_sound(Fixture *f, gconstpointer data)
{
	harness_keys(f->h, "8 8 4 8");
	harness_assert_sound(f->h);
	harness_keys(f->h, "1 2");
	harness_type(f->h, "客户称办卡时承诺首年免年费，本月账单仍扣三百元；已提供短信截图。要"
			   "求退费并说明原因。");
	for (int i = 0; i < 8; i++) {
		harness_assert_sound(f->h);
		harness_keys(f->h, "Tab");
	}
	harness_assert_shows(f->h, "Urgent");
}

/* Terminal control in a value is shown by name. */
static void
test_hostile(Fixture *f, gconstpointer data)
{
	form_focus(f->form, "wants");
	form_set_picked(f->form, "about", "x", "evil\033[2Jfee");
	harness_assert_hides(f->h, "\033");
	harness_assert_shows(f->h, "<1B>");
	form_set_problem(f->form, "phone", "bad \033]0;x\a");
	harness_assert_hides(f->h, "\033");
}

/* A draft that cannot be written is never called saved; once it can be, it is. */
static void
test_draft_fails(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	g_autofree char *drafts = g_build_filename(h->folder, "drafts", NULL);
	Form *form;

	g_assert_cmpint(g_rmdir(drafts), ==, 0);
	form = form_open(h->app, &spec, "", NULL, NULL);
	harness_keys(h, "8 8 4 8 1 2");
	harness_type(h, "slow queue");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "draft NOT saved");
	harness_assert_shows(h, "typed stays in the form");
	harness_type(h, " again");
	harness_advance(h, US_PER_SECOND);
	harness_assert_hides(h, "draft saved");
	harness_keys(h, "Esc");
	harness_assert_shows(h, "slow queue again");
	harness_assert_shows(h, "Esc again leaves and loses");
	g_assert_cmpint(g_mkdir(drafts, 0700), ==, 0);
	harness_advance(h, 10 * US_PER_SECOND);
	harness_assert_shows(h, "draft saved 14:02:12");
	g_assert_cmpstr(form_value(form, "text"), ==, "slow queue again");
}

static void
test_draft(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	Form *form = form_open(h->app, &spec, "", NULL, NULL);
	g_autoptr(GPtrArray) drafts = NULL;

	harness_keys(h, "8 8 4 8 1 2");
	harness_type(h, "slow queue");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "draft saved 14:02:01");
	drafts = desk_drafts(h->desk);
	g_assert_cmpuint(drafts->len, ==, 1);
	/* As after a crash: the form is gone without a word. */
	app_pop(h->app, form_view(form));
	form = form_open(h->app, &spec, "", NULL, NULL);
	harness_assert_shows(h, "1 continue");
	harness_keys(h, "1");
	g_assert_cmpstr(form_value(form, "text"), ==, "slow queue");
	g_assert_cmpstr(form_value(form, "customer"), ==, "c1");
	g_assert_cmpstr(form_text(form, "about"), ==, "annual fee 年费");
	app_pop(h->app, form_view(form));
	form = form_open(h->app, &spec, "", NULL, NULL);
	harness_keys(h, "2");
	g_assert_cmpstr(form_value(form, "text"), ==, "");
	form_close(form);
	harness_settle(h);
	form = form_open(h->app, &spec, "", NULL, NULL);
	harness_assert_hides(h, "continue");
}

static const char *recorded;

static void
start_recorded(Form *form)
{
	form_set(form, "text", recorded);
	form_set(form, "other", "as it is");
	form_mark_recorded(form);
}

/* A draft of a change to what is on record holds only what was changed, and where the record
 * has changed meanwhile that is said before it is replaced. */
static void
test_draft_of_record(void)
{
	static const FormField two[] = {{.name = "text", .kind = FORM_TEXT, .label = "Text"},
		{.name = "other", .kind = FORM_TEXT, .label = "Other"}};
	static const FormSpec change = {.name = "change",
		.title = "Change",
		.fields = two,
		.n_fields = G_N_ELEMENTS(two),
		.start = start_recorded,
		.submit = form_close};
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	g_autoptr(GPtrArray) drafts = NULL;
	Form *form;

	recorded = "old";
	form = form_open(h->app, &change, "", NULL, NULL);
	form_focus(form, "text");
	harness_type(h, "mine");
	harness_advance(h, US_PER_SECOND);
	drafts = desk_drafts(h->desk);
	g_assert_cmpuint(drafts->len, ==, 1);
	for (char **pair = ((const Draft *)drafts->pdata[0])->fields; *pair; pair += 2)
		g_assert_false(g_str_has_prefix(*pair, "other"));
	app_pop(h->app, form_view(form));
	form = form_open(h->app, &change, "", NULL, NULL);
	harness_keys(h, "1");
	harness_assert_hides(h, "Changed meanwhile");
	g_assert_nonnull(strstr(form_value(form, "text"), "mine"));
	app_pop(h->app, form_view(form));
	recorded = "newer";
	form = form_open(h->app, &change, "", NULL, NULL);
	harness_keys(h, "1");
	harness_assert_shows(h, "Changed meanwhile to: newer");
	g_assert_nonnull(strstr(form_value(form, "text"), "mine"));
	g_assert_cmpstr(form_value(form, "other"), ==, "as it is");
}

static int gone;

static void
go_queue(App *app, View *view, Verb verb)
{
	gone++;
}

/* A teller whose home is a form can still see the queue, lock and hand over. */
static void
test_first_screen(void)
{
	static const AppRoute routes[] = {{VERB_QUEUE, go_queue}, {.verb = VERB_NONE}};
	AppConfig own = {.routes = routes};
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", &own, "1001");
	Form *form = form_open(h->app, &spec, "", NULL, NULL);
	g_autoptr(GPtrArray) drafts = NULL;

	gone = 0;
	form_focus(form, "text");
	harness_type(h, "half");
	harness_keys(h, "Esc");
	g_assert_cmpint(gone, ==, 1);
	drafts = desk_drafts(h->desk);
	g_assert_cmpuint(drafts->len, ==, 1);
	g_assert_null(app_blocked(h->app, VERB_LOCK));
	g_assert_null(app_blocked(h->app, VERB_CHANGE_PERSON));
	g_assert_null(app_blocked(h->app, VERB_SIGN_OFF));
}

static void
test_golden(void)
{
	static const int sizes[][2] = {{12, 40}, {24, 80}, {40, 120}};
	static const char *const langs[] = {"en", "zh_CN"};

	for (int i = 0; i < 6; i++) {
		g_autoptr(Harness) h =
			harness_new(sizes[i / 2][0], sizes[i / 2][1], langs[i % 2], NULL);

		form_open(h->app, &spec, "", NULL, NULL);
		harness_keys(h, "8 8 4 8");
		harness_golden(h, "form-lookup");
		harness_keys(h, "1 F2");
		harness_golden(h, "form-problems");
		harness_keys(h, "2");
		harness_type(h, "客户称办卡时承诺首年免年费，本月账单仍扣三百元。");
		harness_keys(h, "Enter 1 Enter 3 0 0 Tab Tab");
		harness_type(h, "05-19 16:30");
		harness_golden(h, "form-filled");
	}
}

#define ADD(name, size, func) g_test_add(name, Fixture, size, set_up, func, tear_down)

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	ADD("/form/lookup", NULL, test_lookup);
	ADD("/form/lookup-other", NULL, test_lookup_other);
	ADD("/form/pick", NULL, test_pick);
	ADD("/form/full-width", NULL, test_full_width);
	ADD("/form/picks", NULL, test_picks);
	ADD("/form/money", NULL, test_money);
	ADD("/form/dates", NULL, test_dates);
	ADD("/form/default-replaced", NULL, test_default_replaced);
	ADD("/form/secret-anew", NULL, test_secret_anew);
	ADD("/form/long-text", NULL, test_long_text);
	ADD("/form/submit", NULL, test_submit);
	ADD("/form/marks", NULL, test_marks);
	ADD("/form/focus", NULL, test_focus);
	ADD("/form/hostile", NULL, test_hostile);
	ADD("/form/sound/40x12", "40x12", test_sound);
	ADD("/form/sound/80x24", "80x24", test_sound);
	ADD("/form/sound/120x40", "120x40", test_sound);
	g_test_add_func("/form/draft", test_draft);
	g_test_add_func("/form/draft-of-record", test_draft_of_record);
	g_test_add_func("/form/draft-fails", test_draft_fails);
	g_test_add_func("/form/first-screen", test_first_screen);
	g_test_add_func("/form/golden", test_golden);
	return g_test_run();
}
