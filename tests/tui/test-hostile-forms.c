/*
 * Hostile text where people answer and where the program begins, without a
 * terminal: closing and the form on the spot over a hostile complaint, links
 * to others, signing on, first start, and what is told of files that are spoiled.
 */
#include "config.h"

#include <string.h>

#include "core/error.h"
#include "tests/tui/hostile-walk.h"
#include "tests/tui/hostile.h"
#include "tui/desk-shell.h"
#include "tui/form-on-spot.h"
#include "tui/form.h"
#include "tui/settings.h"
#include "tui/theme.h"
#include "tui/view-close.h"
#include "tui/view-first-start.h"
#include "tui/view-sign-on.h"
#include "tui/view-ticket.h"

#define N_CLAIMS   8
#define LINE_BYTES 60

static GPtrArray *lines; /* char *: all storable text as short lines; NULL without data */
static guint next_line;

/* ---- text ---- */

static bool
has_data(void)
{
	if (!lines)
		g_test_skip("no data: torture_strings.jsonl");
	return lines != NULL;
}

static void
read_lines(void)
{
	g_autoptr(GPtrArray) texts = hostile_texts(), runs = NULL;

	if (!texts)
		return;
	runs = hostile_runs(texts, LINE_BYTES);
	lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < runs->len; i++) {
		char *line = hostile_dup_line(runs->pdata[i]);

		if (line)
			g_ptr_array_add(lines, line);
	}
}

/* Each in its turn, so that a walk over many fields meets them all. */
static const char *
hostile_line(void)
{
	return lines->pdata[next_line++ % lines->len];
}

/* All planted strings at once, bytes that are no text among them. */
static char *
dup_planted(void)
{
	return g_strjoinv(" ", (char **)hostile_planted);
}

static void
paste(Harness *h, const char *text)
{
	harness_paste(h, text);
	check_screen(h, "a paste");
}

/* What may not be stored, tried first; then a line that may. */
static void
fill_field(Harness *h)
{
	g_autofree char *planted = dup_planted();

	paste(h, planted);
	walk(h, "Ctrl-A Ctrl-K");
	paste(h, hostile_line());
}

/* ---- a complaint ---- */

static void
save(Harness *h, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(h->desk, act);
	g_autofree char *why = act_result_dup_text(result);

	act_free(act);
	if (result->outcome != ACT_SAVED)
		g_error("not saved: %s", why);
	env_fake_advance(&h->env, US_PER_SECOND);
	harness_settle(h);
}

static void
add_claims(Act *act, const char *id)
{
	for (int i = 1; i < N_CLAIMS; i++) {
		act_add(act, EVENT_CLAIM_ADDED, id);
		act_new_id(act, "claim");
		act_text(act, "kind", "W03");
		act_text(act, "text", hostile_line());
	}
}

static void
add_redress(Act *act, const char *id)
{
	act_add(act, EVENT_REDRESS_ENTERED, id);
	act_new_id(act, "entry");
	act_text(act, "kind", "goodwill");
	act_int(act, "minor", 100);
	act_text(act, "currency", "CNY");
	act_text(act, "text", hostile_line());
	act_text(act, "voucher", hostile_line());
	act_text(act, "paid", "2026-05-20");
}

static void
add_cause(Act *act, const char *id)
{
	act_add(act, EVENT_CAUSE_SET, id);
	act_text(act, "cause", "misunderstanding");
	act_text(act, "text", hostile_line());
	act_text(act, "disclosure", hostile_line());
}

static void
add_told(Harness *h, Act *act, const char *id)
{
	act_add(act, EVENT_ENDING_SET, id);
	act_text(act, "ending", "mediated");
	act_text(act, "text", hostile_line());
	act_add(act, EVENT_CUSTOMER_TOLD, id);
	act_text(act, "how", "letter");
	act_int(act, "at", env_now_us(&h->env));
	act_text(act, "text", hostile_line());
	act_bool(act, "rights", true);
	act_text(act, "evidence", hostile_line());
	act_add(act, EVENT_REACTION_RECORDED, id);
	act_text(act, "matter", "accepts");
	act_text(act, "treatment", "rejects");
	act_text(act, "words", hostile_line());
	act_text(act, "asked_by", desk_person(h->desk)->id);
	act_bool(act, "self_asked", true);
	act_add(act, EVENT_AFTERCARE_PLANNED, id);
	act_text(act, "day", "2026-05-25");
	act_text(act, "text", hostile_line());
}

/* Everything closing may find already said of a complaint. */
static char *
log_hostile(Harness *h)
{
	char *id = hostile_log(h->desk, hostile_line());
	Act *act = desk_act(h->desk);

	add_claims(act, id);
	add_redress(act, id);
	add_cause(act, id);
	add_told(h, act, id);
	save(h, act);
	return id;
}

static Harness *
start(const char *lang, int rows, int cols)
{
	AppConfig config = {.routes = desk_shell_routes(), .home = desk_shell_home};
	Harness *h = harness_new_desk(rows, cols, lang, &config, "1002");

	app_start(h->app);
	harness_settle(h);
	return h;
}

static void
assert_closed(Harness *h, const char *id)
{
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, id, NULL);
	g_autofree char *screen = harness_dump(h);

	if (ticket->state != TICKET_STATE_CLOSED)
		g_error("it is not closed:\n%s", screen);
}

/* What is refused needs a second person, who is asked on the spot. */
static void
authorise(Harness *h)
{
	fill_field(h);
	walk(h, "Ctrl-A Ctrl-K 1 0 0 3 Enter");
	paste(h, hostile_line());
	walk(h, "Backspace Backspace Backspace Backspace Backspace Backspace");
	walk(h, "Backspace Backspace Backspace Backspace Backspace Backspace 4 8 2 1 Enter");
}

/* The page from top to end. */
static void
walk_page(Harness *h)
{
	g_autofree char *before = NULL, *now = NULL;

	for (int i = 0; i < 60; i++) {
		walk(h, "PageDown");
		now = harness_dump(h);
		if (g_strcmp0(before, now) == 0)
			return;
		g_free(before);
		before = g_steal_pointer(&now);
	}
}

/* ---- closing ---- */

static void
focus_fill(Harness *h, Form *form, const char *name)
{
	g_autofree char *screen = harness_dump(h);

	form_focus(form, name);
	if (g_strcmp0(form_focused(form), name) != 0)
		g_error("%s cannot be reached:\n%s", name, screen);
	check_screen(h, name);
	fill_field(h);
}

static void
walk_steps(Harness *h, const char *id)
{
	Form *form;

	close_open(h->app, id);
	check_screen(h, "closing");
	form = form_from_view(app_view(h->app));
	for (int i = 1; i <= N_CLAIMS; i++) {
		walk(h, "3");
		fill_field(h);
		walk(h, "Enter");
	}
	walk(h, "3 1 Enter Enter Enter");
	focus_fill(h, form, "redress_currency");
	form_set(form, "redress_currency", "CNY");
	form_set(form, "redress_paid", "2026-05-20");
	focus_fill(h, form, "voucher");
	walk(h, "F2 Tab Tab Tab");
	focus_fill(h, form, "cause_text");
	focus_fill(h, form, "disclosure");
	walk(h, "F2 1 Tab");
	focus_fill(h, form, "told_text");
	walk(h, "Enter 1 1 Tab Tab F2 1 1 1");
	focus_fill(h, form, "words");
	walk(h, "Tab Tab F3 F3 F3 F2 F2 F2 F2");
	authorise(h);
	assert_closed(h, id);
	walk(h, "1 PageDown PageDown 0 Esc Esc");
}

static void
test_close(gconstpointer lang)
{
	g_autoptr(Harness) h = NULL;

	if (!has_data())
		return;
	h = start(lang, 24, 80);
	for (int i = 0; i < 3; i++) {
		g_autofree char *id = log_hostile(h);

		walk_steps(h, id);
		app_push(h->app, view_ticket_new(h->app, id, NULL));
		walk_page(h);
		walk(h, "q");
	}
}

static void
settle_promise(Harness *h, const Ticket *ticket)
{
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_PROMISE_SETTLED, ticket->id);
	act_text(act, "promise", ((const Promise *)ticket->promises->pdata[0])->id);
	act_text(act, "result", "kept");
	act_text(act, "text", hostile_line());
	save(h, act);
}

static void
walk_on_spot(Harness *h, const char *id)
{
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, id, NULL);
	Form *form;

	on_spot_open(h->app, ticket);
	check_screen(h, "on the spot");
	form = form_from_view(app_top(h->app));
	walk(h, "3 1 1 1");
	for (int i = 0; i < 2 * N_CLAIMS + 12; i++)
		walk(h, "Tab");
	focus_fill(h, form, "reason_2");
	walk(h, "Enter");
	form_set(form, "cause", "misunderstanding");
	focus_fill(h, form, "disclosure");
	focus_fill(h, form, "told_text");
	focus_fill(h, form, "words");
	/* Refused, in the words of the promise; then settled. */
	walk(h, "F2");
	settle_promise(h, ticket);
	walk(h, "F2");
	authorise(h);
	assert_closed(h, id);
}

static void
test_on_spot(gconstpointer lang)
{
	g_autoptr(Harness) h = NULL;

	if (!has_data())
		return;
	h = start(lang, 24, 80);
	for (int i = 0; i < 3; i++) {
		g_autofree char *id = log_hostile(h);

		walk_on_spot(h, id);
	}
}

/* ---- links ---- */

static void
link_to(Harness *h, const char *from, const char *to)
{
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, to, NULL);
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_LINK_ADDED, from);
	act_new_id(act, "link");
	act_text(act, "to", to);
	act_text(act, "number", ticket->number);
	act_text(act, "relation", "same_matter");
	save(h, act);
}

static void
test_links(gconstpointer lang)
{
	g_autoptr(Harness) h = NULL;
	g_autofree char *first = NULL, *second = NULL, *third = NULL;

	if (!has_data())
		return;
	h = start(lang, 24, 80);
	first = log_hostile(h);
	second = log_hostile(h);
	third = log_hostile(h);
	link_to(h, first, second);
	link_to(h, second, third);
	link_to(h, second, first);
	app_push(h->app, view_ticket_new(h->app, first, NULL));
	walk_page(h);
	walk(h, "Enter"); /* its one link; there are two from there */
	walk_page(h);
	walk(h, "Enter Down 1");
	walk_page(h);
	walk(h, "q L Down Esc L 1");
	fill_field(h);
	walk(h, "Enter F2 Esc Esc q");
}

/* ---- signing on ---- */

static const AppConfig sign_on_config = {.home = desk_shell_home,
	.sign_on = view_sign_on_new,
	.lock_us = 10 * US_PER_MINUTE};

static void
add_people(Harness *h)
{
	for (int i = 0; i < 60; i++) {
		g_autofree char *number = g_strdup_printf("2%03d", i);

		g_free(hostile_add_person(h->desk, number, "handler", hostile_line()));
	}
}

/* Practice: everybody in a list. */
static void
test_sign_on_list(gconstpointer lang)
{
	g_autoptr(Harness) h = NULL;

	if (!has_data())
		return;
	h = harness_new_desk(24, 80, lang, &sign_on_config, "1003");
	add_people(h);
	desk_sign_off(h->desk, "asked");
	app_start(h->app);
	for (int i = 0; i < 62; i++)
		walk(h, "Down");
	walk(h, "Enter");
	g_assert_nonnull(desk_person(h->desk));
	g_assert_cmpuint(desk_person(h->desk)->number[0], ==, '2');
}

/* Somebody of a hostile name locked the desk; hostile number, hostile PIN. */
static void
test_sign_on_fields(gconstpointer lang)
{
	g_autofree char *planted = dup_planted();
	g_autoptr(Harness) h = NULL;
	const Person *person;
	Act *act;

	if (!has_data())
		return;
	h = harness_new_real(24, 80, lang, &sign_on_config, "1003");
	person = desk_person(h->desk);
	act = desk_act(h->desk);
	act_add(act, EVENT_PERSON_CHANGED, person->id);
	act_text(act, "name", hostile_line());
	act_text(act, "role", "supervisor");
	act_text(act, "branch", hostile_line());
	act_bool(act, "active", true);
	save(h, act);
	app_start(h->app);
	check_screen(h, "home");
	harness_advance(h, 11 * US_PER_MINUTE);
	check_screen(h, "locked");
	g_assert_null(desk_person(h->desk));
	paste(h, planted);
	walk(h, "Enter Up Ctrl-A Ctrl-K");
	for (int i = 0; i < 3; i++) {
		paste(h, i ? hostile_line() : planted);
		walk(h, "Enter");
		paste(h, hostile_line());
		walk(h, "4 8 2 1 Enter Esc Esc");
		g_assert_null(desk_person(h->desk));
	}
	walk(h, "1 0 0 3 Enter 4 8 2 1 Enter");
	g_assert_nonnull(desk_person(h->desk));
}

/* ---- first start ---- */

static bool
refuse(const FirstStartAnswers *answers, void *data, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO, "%s %s %s", answers->name,
		answers->branch_name, (const char *)data);
	return false;
}

static void
ignore_language(const char *language, void *data)
{
}

static void
walk_first_start(Harness *h, const FirstStart *first)
{
	static const char *const names[] = {"name", "number", "branch", "branch_name", "pin",
		"again"};
	Form *form;

	app_push(h->app, view_first_start_new(h->app, first));
	check_screen(h, "first start");
	form = form_from_view(app_view(h->app));
	walk(h, "2 3 1");
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		if (i == 3 && first->branch)
			continue;
		if (strcmp(names[i], "branch") != 0 || !first->branch)
			focus_fill(h, form, names[i]);
	}
	walk(h, "F2 Tab Tab Tab Tab");
	form_set(form, "pin", "4821");
	form_set(form, "again", "4821");
	walk(h, "F2 Esc");
}

static void
test_first_start(gconstpointer lang)
{
	g_autofree char *planted = dup_planted();
	const char *notes[] = {planted, "second", NULL};
	FirstStart first = {.language = "en",
		.language_from = planted,
		.name = planted,
		.terminal = planted,
		.notes = notes,
		.set_language = ignore_language,
		.done = refuse,
		.data = planted};

	if (!has_data())
		return;
	for (int i = 0; i < 2; i++) {
		g_autoptr(Harness) h = harness_new(24, 80, lang, NULL);

		walk_first_start(h, &first);
		first.branch = first.branch_name = planted;
	}
}

/* ---- files that are spoiled, told on the message line ---- */

static void
tell_settings(Harness *h, const char *hostile)
{
	static const char *const formats[] = {"[amends]\n%s\n", "[amends]\ntheme=%s\n",
		"[amends]\n%s=1\n", "[%s]\ntheme=mono\n", "[amends]\nlock_minutes=%s\n"};
	g_autofree char *path = g_build_filename(h->folder, "\033]0;x\a.conf", NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_auto(GStrv) halves = g_strsplit(formats[i], "%s", 2);
		g_autofree char *text = g_strconcat(halves[0], hostile, halves[1], NULL);
		g_autofree char *problem = NULL;
		g_autoptr(Settings) settings = NULL;

		g_assert_true(g_file_set_contents(path, text, -1, NULL));
		settings = settings_new(path, &problem);
		if (problem)
			app_say_error(h->app, "%s", problem);
		check_screen(h, "settings");
	}
}

static void
tell_keys_and_theme(Harness *h, const char *hostile)
{
	static const char *const formats[] = {
		"%s", "%s = note", "a = %s", "%s = red", "link = %s", "link = red on %s"};

	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_auto(GStrv) halves = g_strsplit(formats[i], "%s", 2);
		g_autofree char *text = g_strconcat(halves[0], hostile, halves[1], NULL);
		g_autoptr(Keymap) keymap = keymap_new();
		g_autoptr(GError) no_keys = NULL, no_theme = NULL;
		Theme theme;

		theme_init(&theme, THEME_AUTO, 256, false);
		if (!keymap_apply(keymap, text, &no_keys))
			app_say_error(h->app, "%s: %s", hostile, no_keys->message);
		check_screen(h, "keys");
		if (!theme_apply(&theme, text, &no_theme))
			app_say_error(h->app, "%s", no_theme->message);
		check_screen(h, "theme");
	}
}

/* Then the list of all messages, from end to end. */
static void
test_told(gconstpointer lang)
{
	g_autoptr(Harness) h = NULL;

	if (!has_data())
		return;
	h = start(lang, 24, 80);
	for (int i = 0; hostile_planted[i]; i++) {
		tell_settings(h, hostile_planted[i]);
		tell_keys_and_theme(h, hostile_planted[i]);
	}
	g_assert_cmpuint(app_messages(h->app)->len, >, 200);
	walk(h, "Esc !");
	walk_page(h);
}

#define ADD(name, func)                                                            \
	g_test_add_data_func("/hostile-forms/" name "/en", "en", func);            \
	g_test_add_data_func("/hostile-forms/" name "/zh", "zh_CN", func)

int
main(int argc, char **argv)
{
	int failed;

	harness_init(&argc, &argv);
	read_lines();
	ADD("close", test_close);
	ADD("on-spot", test_on_spot);
	ADD("links", test_links);
	ADD("sign-on-list", test_sign_on_list);
	ADD("sign-on-fields", test_sign_on_fields);
	ADD("first-start", test_first_start);
	ADD("told", test_told);
	failed = g_test_run();
	g_clear_pointer(&lines, g_ptr_array_unref);
	return failed;
}
