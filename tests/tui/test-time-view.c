/*
 * Time at the screen: durations as typed, gaps, bar and sums; the timer with
 * its one act for a switch; entries of an earlier session; being away; corrections,
 * typed entries, locked periods.
 */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"
#include "tui/form.h"
#include "tui/time-day.h"
#include "tui/timer.h"
#include "tui/view-sign-on.h"
#include "tui/view-time.h"

static Timer *timer;
static const char *on_screen; /* id of the complaint of the page */

/* ---- pure ---- */

static void
test_durations(void)
{
	static const struct {
		const char *text;
		int minutes;
	} cases[] = {{"25m", 25}, {"1h30m", 90}, {"90", 90}, {"1h", 60}, {"1h 5", 65},
		{"1.5h", 90}, {"0.25h", 15}, {"25分", 25}, {"1小时30分", 90}, {"2时", 120},
		{"２５", 25}, {"1H30M", 90}, {"10min", 10}, {"24h", 1440}, {"0", 0}, {"", -1},
		{" ", -1}, {"h", -1}, {"1m1h", -1}, {"1h1h", -1}, {"25x", -1}, {"-5", -1},
		{"24h1m", -1}, {"99999999999999", -1}, {"1.2.3h", -1}, {"0x10", -1},
		{"1e3", -1}, {"nan", -1}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t us = time_parse_duration(cases[i].text);

		if (us != (cases[i].minutes < 0 ? -1 : cases[i].minutes * US_PER_MINUTE))
			g_error("\"%s\" became %" PRId64, cases[i].text, us);
	}
}

static TimeEntry *
entry_new(int start, int minutes)
{
	TimeEntry *entry = time_entry_new();

	entry->start_us = start * US_PER_MINUTE;
	entry->worked_us = minutes * US_PER_MINUTE;
	return entry;
}

static void
test_day(void)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)time_entry_free);
	g_autoptr(TimeDay) day = NULL;
	g_autofree char *bar = NULL, *cut = NULL;
	TimeEntry *running = entry_new(130, 0);

	running->running = true;
	g_ptr_array_add(entries, entry_new(10, 20));
	g_ptr_array_add(entries, entry_new(60, 30));
	g_ptr_array_add(entries, entry_new(80, 20));
	((TimeEntry *)entries->pdata[1])->overlaps = true;
	((TimeEntry *)entries->pdata[2])->overlaps = true;
	g_ptr_array_add(entries, entry_new(103, 7));
	g_ptr_array_add(entries, running);
	day = time_day_new(entries, 150 * US_PER_MINUTE);
	g_assert_cmpuint(day->rows->len, ==, 7); /* 3 minutes of pause are no gap */
	g_assert_cmpint(day->worked_us, ==, (20 + 30 + 20 + 7 + 20) * US_PER_MINUTE);
	g_assert_cmpint(day->gaps_us, ==, (30 + 20) * US_PER_MINUTE);
	bar = time_day_dup_bar(day, 0, 18);
	g_assert_cmpstr(bar, ==, ".aa...bb#cd..e>...");
	cut = time_day_dup_bar(day, 70 * US_PER_MINUTE, 3);
	g_assert_cmpstr(cut, ==, "b#c");
}

/* ---- at the desk ---- */

static void
page_draw(const View *view, Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, 1, "page", ROLE_DEFAULT);
	canvas_set_cursor(canvas, rect.row, 0, false);
}

static bool
page_subject(const View *view, VerbSubject *ret)
{
	g_autoptr(Ticket) ticket = desk_ticket(app_desk(view->app), on_screen, NULL);

	if (!ticket)
		return false;
	verb_subject_from_ticket(ret, ticket);
	return true;
}

static void
page_free(View *view)
{
	g_free(view);
}

static const ViewOps page_ops = {.name = "page",
	.context = IN_TICKET,
	.draw = page_draw,
	.subject = page_subject,
	.free = page_free};

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
	timer_greet(timer, app, unlocked);
}

static void
tick(App *app)
{
	timer_tick(timer, app);
}

static const AppRoute routes[] = {
	{VERB_TIMER, timer_run}, {VERB_TIME, view_time_run}, {VERB_NONE, NULL}};

static const AppConfig config = {.routes = routes,
	.home = home,
	.sign_on = view_sign_on_new,
	.greet = greet,
	.tick = tick};

static char *
log_complaint(Harness *h, const char *text)
{
	Act *act = desk_act(h->desk);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", text);
	act_text(act, "complainant", "刘月");
	act_int(act, "received", env_now_us(&h->env));
	result = desk_submit_wait(h->desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	act_free(act);
	return g_strdup(result->ticket);
}

static Harness *
open_desk(int rows, int cols, const char *lang)
{
	Harness *h = harness_new_desk(rows, cols, lang, &config, "1002");

	timer = timer_new(10 * US_PER_MINUTE);
	on_screen = "";
	app_start(h->app);
	return h;
}

static void
close_desk(Harness *h)
{
	harness_free(h);
	g_clear_pointer(&timer, timer_free);
}

static void
enter(Harness *h, const char *ticket, int64_t start_us, int minutes, const char *text)
{
	g_autoptr(Act) act = desk_act(h->desk);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_TIME_ENTERED, NULL);
	act_text(act, "ticket", ticket);
	act_text(act, "person", desk_person(h->desk)->id);
	act_int(act, "start", start_us);
	act_int(act, "worked_us", minutes * US_PER_MINUTE);
	act_text(act, "text", text);
	result = desk_submit_wait(h->desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
}

/* One act stops and starts; the message says both. */
static void
test_switch(void)
{
	Harness *h = open_desk(24, 80, "en");
	g_autofree char *one = log_complaint(h, "queue"), *two = log_complaint(h, "fees");
	g_autoptr(GPtrArray) day = NULL;
	const TimeEntry *first;

	on_screen = one;
	harness_keys(h, "t");
	harness_assert_shows(h, "started.");
	harness_advance(h, 9 * US_PER_MINUTE);
	on_screen = two;
	harness_keys(h, "F6");
	harness_assert_shows(h, "stopped after 9m; that of");
	g_assert_cmpstr(desk_running(h->desk)->ticket, ==, two);
	day = desk_day(h->desk, desk_person(h->desk)->id, "2026-05-20", NULL);
	g_assert_cmpuint(day->len, ==, 2);
	first = day->pdata[0];
	g_assert_cmpstr(first->how, ==, "switched");
	g_assert_cmpint(first->worked_us, ==, 9 * US_PER_MINUTE);
	harness_keys(h, "t");
	g_assert_null(desk_running(h->desk));
	close_desk(h);
}

/* The wall clock jumps: the boot clock counts. */
static void
test_clock_jump(void)
{
	Harness *h = open_desk(24, 80, "en");
	g_autofree char *one = log_complaint(h, "queue");
	g_autoptr(GPtrArray) day = NULL;

	on_screen = one;
	harness_keys(h, "t");
	harness_advance(h, 5 * US_PER_MINUTE);
	h->env.fake_now_us += 3 * US_PER_HOUR;
	harness_keys(h, "t");
	day = desk_day(h->desk, desk_person(h->desk)->id, "2026-05-20", NULL);
	g_assert_cmpint(((TimeEntry *)day->pdata[0])->worked_us, ==, 5 * US_PER_MINUTE);
	close_desk(h);
}

/* Away: asked without a default, Enter does nothing, not counted means two entries. */
static void
test_away(void)
{
	Harness *h = open_desk(24, 80, "en");
	g_autofree char *one = log_complaint(h, "queue");
	g_autoptr(GPtrArray) day = NULL;

	on_screen = one;
	harness_keys(h, "t");
	harness_advance(h, 4 * US_PER_MINUTE);
	harness_keys(h, "z");
	harness_advance(h, 9 * US_PER_MINUTE);
	harness_assert_hides(h, "You were away");
	harness_advance(h, 1 * US_PER_MINUTE);
	harness_assert_shows(h, "You were away");
	harness_golden(h, "time-away");
	harness_advance(h, 20 * US_PER_MINUTE);
	harness_keys(h, "Enter 0");
	harness_assert_shows(h, "You were away");
	harness_keys(h, "2");
	harness_assert_shows(h, "30 minutes not counted.");
	day = desk_day(h->desk, desk_person(h->desk)->id, "2026-05-20", NULL);
	g_assert_cmpuint(day->len, ==, 2);
	g_assert_cmpint(((TimeEntry *)day->pdata[0])->worked_us, ==, 4 * US_PER_MINUTE);
	g_assert_true(((TimeEntry *)day->pdata[1])->running);
	close_desk(h);
}

static void
test_away_counted_and_put_off(void)
{
	Harness *h = open_desk(24, 80, "en");

	harness_keys(h, "t");
	harness_advance(h, 10 * US_PER_MINUTE);
	harness_keys(h, "Esc");
	harness_assert_hides(h, "You were away");
	harness_advance(h, 9 * US_PER_MINUTE);
	harness_assert_hides(h, "You were away");
	harness_advance(h, 1 * US_PER_MINUTE);
	harness_assert_shows(h, "You were away");
	harness_keys(h, "1");
	g_assert_cmpint(
		desk_running_us(h->desk, desk_running(h->desk)), ==, 20 * US_PER_MINUTE);
	close_desk(h);
}

static void
nothing(Form *form)
{
}

static const FormField text_fields[] = {{.name = "text", .kind = FORM_TEXT, .label = "Text"}};
static const FormSpec note_spec = {.name = "note",
	.title = "Note",
	.fields = text_fields,
	.n_fields = 1,
	.submit = nothing};
static const FormSpec contact_spec = {.name = "contact",
	.title = "Contact",
	.fields = text_fields,
	.n_fields = 1,
	.submit = nothing};

/* In a text field nothing jumps in: it says so, and asks afterwards. */
static void
test_away_while_typing(void)
{
	Harness *h = open_desk(24, 80, "en");
	Form *form;

	harness_keys(h, "t");
	form = form_open(h->app, &note_spec, "", NULL, NULL);
	harness_advance(h, 12 * US_PER_MINUTE);
	harness_assert_shows(h, "it will be asked about");
	harness_type(h, "1 more");
	g_assert_cmpstr(form_value(form, "text"), ==, "1 more");
	harness_keys(h, "Esc");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "You were away");
	harness_keys(h, "3");
	g_assert_null(desk_running(h->desk));
	close_desk(h);
}

/* A long telephone call with the form open is work. */
static void
test_contact_keeps_timer(void)
{
	Harness *h = open_desk(24, 80, "en");

	harness_keys(h, "t");
	form_open(h->app, &contact_spec, "", NULL, NULL);
	harness_advance(h, 40 * US_PER_MINUTE);
	harness_type(h, "x");
	harness_keys(h, "Esc");
	harness_advance(h, US_PER_SECOND);
	harness_assert_hides(h, "You were away");
	g_assert_nonnull(desk_running(h->desk));
	close_desk(h);
}

/* ---- an entry of an earlier session ---- */

static Harness *
left_running(int last_key)
{
	Harness *h = open_desk(24, 80, "en");

	harness_keys(h, "t");
	harness_advance(h, last_key * US_PER_MINUTE);
	harness_keys(h, "z");
	harness_advance(h, US_PER_SECOND);
	/* The program dies here; another begins an hour later. */
	env_fake_advance(&h->env, US_PER_HOUR);
	timer_free(timer);
	timer = timer_new(10 * US_PER_MINUTE);
	timer_greet(timer, h->app, false);
	app_paint(h->app);
	return h;
}

static void
expect_recovered(int answer, int64_t worked_us)
{
	Harness *h = left_running(7);
	g_autoptr(GPtrArray) day = NULL;
	const TimeEntry *entry;
	g_autofree char *key = g_strdup_printf("Enter %d", answer);

	harness_assert_shows(h, "A timer was left running");
	harness_golden(h, "time-recovered");
	harness_keys(h, key);
	harness_assert_hides(h, "A timer was left running");
	day = desk_day(h->desk, desk_person(h->desk)->id, "2026-05-20", NULL);
	entry = day->pdata[0];
	g_assert_cmpint(entry->running, ==, worked_us < 0);
	if (worked_us >= 0) {
		g_assert_cmpstr(entry->how, ==, "recovered");
		g_assert_cmpint(entry->worked_us, ==, worked_us);
	}
	close_desk(h);
}

static void
test_recovered(void)
{
	expect_recovered(1, -1);
	expect_recovered(2, 7 * US_PER_MINUTE);
	expect_recovered(3, 0);
	expect_recovered(4, -1);
}

/* Put off: the last key known stays known. */
static void
test_recovered_later(void)
{
	Harness *h = left_running(7);

	harness_keys(h, "4");
	harness_advance(h, 5 * US_PER_MINUTE);
	harness_keys(h, "z");
	harness_advance(h, 2 * US_PER_MINUTE);
	timer_free(timer);
	timer = timer_new(10 * US_PER_MINUTE);
	timer_greet(timer, h->app, false);
	app_paint(h->app);
	harness_assert_shows(h, "until the last key: 7m");
	close_desk(h);
}

/* ---- the day ---- */

static void
fill_day(Harness *h, char **ret_one)
{
	g_autofree char *one = log_complaint(h, "Sent from window to window"),
			*two = log_complaint(h, "年费未告知");
	int64_t nine = HARNESS_NOW_US - 5 * US_PER_HOUR;

	enter(h, one, nine, 58, "Transfer trace, two calls");
	enter(h, two, nine + 72 * US_PER_MINUTE, 86, "查监控");
	enter(h, "", nine - 22 * US_PER_MINUTE, 20, "Morning triage");
	enter(h, one, nine + 140 * US_PER_MINUTE, 30, "Call back");
	on_screen = one;
	harness_keys(h, "t");
	harness_advance(h, 9 * US_PER_MINUTE);
	if (ret_one)
		*ret_one = g_steal_pointer(&one);
	on_screen = "";
}

static void
test_golden(void)
{
	static const struct {
		int rows, cols;
		const char *lang;
	} sizes[] = {{24, 80, "en"}, {24, 80, "zh_CN"}, {12, 40, "en"}, {12, 40, "zh_CN"},
		{40, 120, "en"}, {40, 120, "zh_CN"}};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		Harness *h = open_desk(sizes[i].rows, sizes[i].cols, sizes[i].lang);

		fill_day(h, NULL);
		harness_advance(h, 6 * US_PER_SECOND);
		harness_keys(h, "4");
		harness_golden(h, "time");
		close_desk(h);
	}
}

static void
test_correct(void)
{
	Harness *h = open_desk(24, 80, "en");
	g_autofree char *one = NULL;

	fill_day(h, &one);
	harness_keys(h, "4 +");
	harness_assert_shows(h, "25m");
	harness_assert_shows(h, "corrected");
	harness_keys(h, "- - - - -");
	harness_assert_shows(h, "0m");
	harness_keys(h, "-");
	harness_assert_shows(h, "shorter than five minutes");
	harness_keys(h, "Down Down e Ctrl-U");
	harness_type(h, "1h2m");
	harness_keys(h, "F2");
	harness_assert_shows(h, "1 field needs a look");
	harness_type(h, "the call went on");
	harness_keys(h, "F2");
	harness_assert_shows(h, "The time was corrected.");
	harness_assert_shows(h, "1h 2m");
	g_assert_cmpint(desk_ticket_time_us(h->desk, one), ==, 92 * US_PER_MINUTE);
	close_desk(h);
}

/* On a gap, e and Enter fill it. */
static void
test_fill_gap(void)
{
	Harness *h = open_desk(24, 80, "en");

	fill_day(h, NULL);
	harness_keys(h, "4 Down Down");
	harness_assert_shows(h, "> -");
	harness_keys(h, "Enter 1");
	harness_assert_shows(h, "14m");
	harness_keys(h, "Tab Tab Tab");
	harness_type(h, "tea with the auditor");
	harness_keys(h, "F2");
	harness_assert_shows(h, "The time was entered.");
	harness_assert_shows(h, "typed");
	harness_assert_shows(h, "tea with");
	close_desk(h);
}

static void
test_running_is_not_corrected(void)
{
	Harness *h = open_desk(24, 80, "en");

	fill_day(h, NULL);
	harness_keys(h, "4 End +");
	harness_assert_shows(h, "The timer is still running. Stop it first.");
	close_desk(h);
}

static void
test_days(void)
{
	Harness *h = open_desk(24, 80, "en");

	fill_day(h, NULL);
	harness_keys(h, "4 >");
	harness_assert_shows(h, "This is today.");
	harness_keys(h, "<");
	harness_assert_shows(h, "Tue 2026-05-19");
	harness_assert_shows(h, "Nothing yet on this day.");
	harness_keys(h, "+");
	harness_assert_shows(h, "Select an entry first");
	harness_keys(h, "]");
	harness_assert_shows(h, "Today Wed 2026-05-20");
	close_desk(h);
}

/* A handler may not lock; a supervisor does, and then nobody corrects. */
static void
test_lock(void)
{
	Harness *h = open_desk(24, 80, "en");

	fill_day(h, NULL);
	harness_keys(h, "t 4 Enter 4");
	harness_assert_shows(h, "a supervisor may");
	harness_keys(h, "0");
	desk_assume(h->desk, desk_person_by_number(h->desk, "1003")->id);
	harness_keys(h, "Enter 4 1");
	g_assert_cmpint(desk_person(h->desk)->role, ==, STAFF_SUPERVISOR);
	desk_assume(h->desk, desk_person_by_number(h->desk, "1002")->id);
	app_changed(h->app);
	harness_settle(h);
	harness_keys(h, "Home +");
	harness_assert_shows(h, "Time up to 2026-05-20 is locked.");
	close_desk(h);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/time/durations", test_durations);
	g_test_add_func("/time/day", test_day);
	g_test_add_func("/time/switch", test_switch);
	g_test_add_func("/time/clock-jump", test_clock_jump);
	g_test_add_func("/time/away", test_away);
	g_test_add_func("/time/away-counted-and-put-off", test_away_counted_and_put_off);
	g_test_add_func("/time/away-while-typing", test_away_while_typing);
	g_test_add_func("/time/contact-keeps-timer", test_contact_keeps_timer);
	g_test_add_func("/time/recovered", test_recovered);
	g_test_add_func("/time/recovered-later", test_recovered_later);
	g_test_add_func("/time/golden", test_golden);
	g_test_add_func("/time/correct", test_correct);
	g_test_add_func("/time/fill-gap", test_fill_gap);
	g_test_add_func("/time/running-is-not-corrected", test_running_is_not_corrected);
	g_test_add_func("/time/days", test_days);
	g_test_add_func("/time/lock", test_lock);
	return g_test_run();
}
