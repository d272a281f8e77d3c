/*
 * Signing on at the screen: stars, wrong PINs slowed, told and logged, the second
 * person, lock and unlock around a half-typed form, a stranger's fresh start.
 */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"
#include "tui/form.h"
#include "tui/view-people.h"
#include "tui/view-sign-on.h"

static int greeted, unlocked_times;

static void
page_draw(const View *view, Canvas *canvas, Rect rect)
{
	const Person *person = desk_person(app_desk(view->app));

	mask_put(canvas, rect.row, 1, person ? person->number : "nobody", ROLE_DEFAULT);
	canvas_set_cursor(canvas, rect.row, 0, false);
}

static void
page_free(View *view)
{
	g_free(view);
}

static const ViewOps page_ops = {
	.name = "page", .context = IN_PAGE, .draw = page_draw, .free = page_free};

static View *
home(App *app)
{
	View *view = g_new0(View, 1);

	view_init(view, &page_ops, app);
	return view;
}

static void
greet(App *app, bool unlocked)
{
	greeted++;
	unlocked_times += unlocked;
}

static const AppConfig config = {.home = home,
	.sign_on = view_sign_on_new,
	.greet = greet,
	.lock_us = 10 * US_PER_MINUTE};

static const FormField note_fields[] = {
	{.name = "text", .kind = FORM_TEXT, .label = "Text"},
};

static void
nothing(Form *form)
{
}

static const FormSpec note_spec = {.name = "note",
	.title = "Note",
	.fields = note_fields,
	.n_fields = 1,
	.submit = nothing};

static unsigned
count_wrong(Harness *h, const char *number)
{
	return desk_person_by_number(h->desk, number)->wrong_pins;
}

static void
test_right(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, NULL);

	greeted = 0;
	app_start(h->app);
	harness_type(h, "1001");
	harness_keys(h, "Enter");
	harness_type(h, "4821");
	harness_assert_shows(h, "****");
	harness_assert_hides(h, "4821");
	harness_golden(h, "sign-on");
	harness_keys(h, "Enter");
	g_assert_cmpstr(desk_person(h->desk)->number, ==, "1001");
	harness_assert_shows(h, " 1001");
	g_assert_cmpint(greeted, ==, 1);
}

/* Full-width digits of an input method are digits; letters do nothing in the PIN. */
static void
test_full_width(void)
{
	g_autoptr(Harness) h = harness_new_real(12, 40, "zh_CN", &config, NULL);

	app_start(h->app);
	harness_type(h, "１００２");
	harness_keys(h, "Tab");
	harness_type(h, "４８x２１");
	harness_keys(h, "Enter");
	g_assert_cmpstr(desk_person(h->desk)->number, ==, "1002");
}

static void
type_pin(Harness *h, const char *pin)
{
	harness_type(h, pin);
	harness_keys(h, "Enter");
}

/* After three wrong ones even the right one waits; each is an event of the person's. */
static void
test_wrong_is_slowed(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, NULL);

	app_start(h->app);
	harness_type(h, "1001");
	harness_keys(h, "Enter");
	for (int i = 0; i < 3; i++) {
		type_pin(h, "9999");
		harness_assert_shows(h, "Number or PIN is wrong.");
	}
	g_assert_cmpuint(count_wrong(h, "1001"), ==, 3);
	type_pin(h, "4821");
	harness_assert_shows(h, "The next try is possible in 5 seconds.");
	harness_golden(h, "sign-on-wait");
	g_assert_null(desk_person(h->desk));
	harness_advance(h, 2 * US_PER_SECOND);
	harness_assert_shows(h, "The next try is possible in 3 seconds.");
	/* Typed anew while waiting, it does not grow behind its stars. */
	type_pin(h, "4821");
	type_pin(h, "4821");
	g_assert_null(desk_person(h->desk));
	harness_advance(h, 3 * US_PER_SECOND);
	harness_assert_hides(h, "Too many");
	harness_keys(h, "Enter");
	g_assert_cmpstr(desk_person(h->desk)->number, ==, "1001");
	g_assert_cmpuint(count_wrong(h, "1001"), ==, 0);
}

/* A number that is nobody's is answered like a wrong PIN. */
static void
test_unknown_number(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, NULL);

	app_start(h->app);
	harness_type(h, "7777");
	harness_keys(h, "Enter");
	type_pin(h, "4821");
	harness_assert_shows(h, "Number or PIN is wrong.");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "wrong");
	harness_keys(h, "Enter Enter");
	harness_assert_shows(h, "Both number and PIN are needed.");
}

static void
test_inactive(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, "1003");
	g_autoptr(Act) act = desk_act(h->desk);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_PERSON_CHANGED, desk_person_by_number(h->desk, "1002")->id);
	act_text(act, "name", "王建国");
	act_text(act, "role", "handler");
	act_text(act, "branch", "0571");
	act_bool(act, "active", false);
	result = desk_submit_wait(h->desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	desk_sign_off(h->desk, "asked");
	app_start(h->app);
	harness_type(h, "1002");
	harness_keys(h, "Enter");
	type_pin(h, "4821");
	harness_assert_shows(h, "This number is no longer active.");
}

static void
test_lock_keeps_form(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, "1001");
	Form *form;

	unlocked_times = 0;
	app_start(h->app);
	form = form_open(h->app, &note_spec, "", NULL, NULL);
	harness_type(h, "half a sent");
	harness_advance(h, 10 * US_PER_MINUTE);
	harness_assert_hides(h, "half a sent");
	harness_assert_shows(h, "locked");
	harness_golden(h, "sign-on-locked");
	g_assert_null(desk_person(h->desk));
	type_pin(h, "4821");
	harness_assert_shows(h, "half a sent");
	g_assert_cmpint(unlocked_times, ==, 1);
	harness_type(h, "ence");
	g_assert_cmpstr(form_value(form, "text"), ==, "half a sentence");
}

/* Somebody else at a locked desk sees nothing of it, nor of the drafts. */
static void
test_other_person_after_lock(void)
{
	g_autoptr(Harness) h = harness_new_real(24, 80, "en", &config, "1001");
	g_autoptr(GPtrArray) drafts = NULL, own = NULL;

	app_start(h->app);
	form_open(h->app, &note_spec, "", NULL, NULL);
	harness_type(h, "private");
	harness_advance(h, 10 * US_PER_MINUTE);
	harness_keys(h, "Up Esc");
	harness_keys(h, "Backspace Backspace Backspace Backspace");
	harness_type(h, "1002");
	harness_keys(h, "Enter");
	type_pin(h, "4821");
	harness_assert_hides(h, "private");
	harness_assert_shows(h, " 1002");
	while (desk_draft_state(h->desk) != DRAFT_SAVED)
		harness_settle(h);
	drafts = desk_drafts(h->desk);
	g_assert_cmpuint(drafts->len, ==, 0);
	harness_keys(h, "S");
	harness_type(h, "1001");
	harness_keys(h, "Enter");
	type_pin(h, "4821");
	own = desk_drafts(h->desk);
	g_assert_cmpuint(own->len, ==, 1);
}

static void
test_practice_picks(void)
{
	g_autoptr(Harness) h = harness_new_desk(12, 40, "zh_CN", &config, "1003");

	desk_sign_off(h->desk, "asked");
	app_start(h->app);
	harness_golden(h, "sign-on-practice");
	harness_keys(h, "2");
	g_assert_cmpstr(desk_person(h->desk)->number, ==, "1002");
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/sign-on/right", test_right);
	g_test_add_func("/sign-on/full-width", test_full_width);
	g_test_add_func("/sign-on/wrong-is-slowed", test_wrong_is_slowed);
	g_test_add_func("/sign-on/unknown-number", test_unknown_number);
	g_test_add_func("/sign-on/inactive", test_inactive);
	g_test_add_func("/sign-on/lock-keeps-form", test_lock_keeps_form);
	g_test_add_func("/sign-on/other-person-after-lock", test_other_person_after_lock);
	g_test_add_func("/sign-on/practice-picks", test_practice_picks);
	return g_test_run();
}
