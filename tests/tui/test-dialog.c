/*
 * Popups: digits answer, Enter is Cancel where there is a risk, owners that
 * have gone are not called, the PIN is never on the screen.
 */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"
#include "tui/dialog.h"

static int answer, freed, picked_count, asked_outcome;
static char *typed_text, *picked_code;

/* A page that owns the dialogs. */
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
	answer = -1;
	freed = picked_count = 0;
	asked_outcome = -1;
	g_clear_pointer(&typed_text, g_free);
	g_clear_pointer(&picked_code, g_free);
	return page;
}

static void
on_answer(View *owner, int given, void *data)
{
	answer = given;
}

static void
on_typed(View *owner, const char *text, void *data)
{
	g_free(typed_text);
	typed_text = g_strdup(text);
}

static void
on_picked(View *owner, const char *code, void *data)
{
	picked_count++;
	g_free(picked_code);
	picked_code = g_strdup(code);
}

static void
count_free(void *data)
{
	freed++;
}

static void
ask(Harness *h, View *page, DialogChoice choice)
{
	static const char *const options[] = {"void it", "keep it", "third", NULL};

	choice.title = "Void?";
	choice.text = "It was logged by mistake.";
	choice.options = options;
	dialog_choice(h->app, &choice, on_answer, (ViewHook){page, &freed, count_free});
}

static void
test_choice(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	ask(h, page, (DialogChoice){.enter = 0});
	harness_assert_shows(h, "1 void it");
	harness_assert_shows(h, "0 cancel");
	harness_keys(h, "9 x");
	g_assert_cmpint(answer, ==, -1);
	harness_keys(h, "2");
	g_assert_cmpint(answer, ==, 2);
	g_assert_cmpint(freed, ==, 1);
	harness_assert_hides(h, "keep it");
	answer = -1;
	ask(h, page, (DialogChoice){.enter = 0});
	harness_keys(h, "Enter");
	g_assert_cmpint(answer, ==, -1);
	harness_assert_hides(h, "keep it");
	ask(h, page, (DialogChoice){.cancelled_too = true, .cancel = "go on"});
	harness_assert_shows(h, "0 go on");
	harness_assert_hides(h, "cancel");
	harness_keys(h, "Esc");
	g_assert_cmpint(answer, ==, 0);
	ask(h, page, (DialogChoice){.enter = 0});
	harness_keys(h, "Down Down Enter");
	g_assert_cmpint(answer, ==, 2);
	ask(h, page, (DialogChoice){.enter = 0});
	harness_type(h, "１");
	g_assert_cmpint(answer, ==, 1);
}

static void
test_choice_without_default(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	ask(h, page, (DialogChoice){.no_cancel = true});
	harness_assert_hides(h, "0 cancel");
	harness_keys(h, "Enter 0");
	harness_assert_shows(h, "keep it");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "keep it");
	g_assert_cmpint(answer, ==, -1);
}

static void
test_choice_blocked(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);
	const char *blocked[] = {"its receipt is given", NULL, NULL};

	ask(h, page, (DialogChoice){.blocked = blocked});
	harness_assert_shows(h, "void it (its receipt is given)");
	harness_keys(h, "1");
	g_assert_cmpint(answer, ==, -1);
	harness_keys(h, "2");
	g_assert_cmpint(answer, ==, 2);
}

static void
test_owner_gone(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	push_page(h);
	ask(h, page, (DialogChoice){.enter = 0});
	app_pop(h->app, page);
	app_paint(h->app);
	g_assert_cmpint(freed, ==, 1);
	harness_keys(h, "1");
	g_assert_cmpint(answer, ==, -1);
}

static void
test_depth(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	ask(h, page, (DialogChoice){.enter = 0});
	ask(h, page, (DialogChoice){.enter = 0});
	ask(h, page, (DialogChoice){.enter = 0});
	g_assert_cmpint(freed, ==, 1);
	harness_assert_shows(h, "Answer what is asked first.");
}

static char *
check_reason(View *owner, const char *text, void *data)
{
	return strlen(text) >= 3 ? NULL : g_strdup("Too short.");
}

static void
test_prompt(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "zh_CN", NULL);
	View *page = push_page(h);
	DialogPrompt prompt = {.title = "Reason", .check = check_reason};

	dialog_prompt(h->app, &prompt, on_typed, (ViewHook){.owner = page});
	harness_keys(h, "Enter x Enter");
	harness_assert_shows(h, "Too short.");
	g_assert_null(typed_text);
	harness_type(h, " 重复登记 q?");
	harness_keys(h, "Enter");
	g_assert_cmpstr(typed_text, ==, "x 重复登记 q?");
	dialog_prompt(h->app, &prompt, on_typed, (ViewHook){.owner = page});
	harness_keys(h, "a b c Esc");
	g_assert_cmpstr(typed_text, ==, "x 重复登记 q?");
}

static void
test_strip(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);
	DialogPrompt prompt = {
		.title = "Find:", .strip = true, .changed = on_typed, .initial = "old"};
	g_auto(GStrv) rows = NULL;
	g_autofree char *screen = NULL;

	dialog_prompt(h->app, &prompt, NULL, (ViewHook){.owner = page});
	harness_keys(h, "e r");
	g_assert_cmpstr(typed_text, ==, "older");
	screen = harness_dump(h);
	rows = g_strsplit(screen, "\n", -1);
	g_assert_nonnull(strstr(rows[1], "Find: older"));
	harness_keys(h, "Esc");
	g_assert_cmpstr(typed_text, ==, "old");
}

static void
test_pick(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	for (int round = 0; round < 4; round++) {
		GPtrArray *items = dialog_items_new();

		dialog_items_add(items, "inv", "Investigating", NULL);
		dialog_items_add(items, "wait", "Waiting for papers", NULL);
		dialog_items_add(items, "told", "Told\033[2J", "not yet decided");
		dialog_pick(h->app, "Move to", items, on_picked, (ViewHook){.owner = page});
		harness_assert_hides(h, "\033");
		if (round == 0)
			harness_keys(h, "2");
		else if (round == 1)
			harness_keys(h, "p a p Enter");
		else if (round == 2)
			harness_keys(h, "Down Enter");
		else
			harness_keys(h, "3 Esc");
		if (round < 3)
			g_assert_cmpstr(picked_code, ==, "wait");
	}
	g_assert_cmpint(picked_count, ==, 3);
}

/* Keys that come faster than the screen is painted. */
static void
type_ahead(Harness *h, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	for (int i = 0; list[i]; i++) {
		g_auto(Key) key = {.code = KEY_NONE};

		g_assert_true(key_parse(list[i], &key));
		app_key(h->app, &key);
	}
}

static void
test_pick_typed_ahead(void)
{
	static const struct {
		const char *seen, *ahead, *picked; /* NULL: nothing, the list stays */
	} cases[] = {
		{NULL, "Enter", "inv"},
		{NULL, "t o l Enter", "told"},
		{NULL, "x x Enter", NULL},
		{"i", "Backspace t o l Enter", "told"},
		{"x x", "Backspace Backspace Enter", "inv"},
		{"Down Down", "w a i t Enter", "wait"},
		{"Down Down", "x x Enter", NULL},
	};
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h);

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		GPtrArray *items = dialog_items_new();

		g_clear_pointer(&picked_code, g_free);
		app_paint(h->app);
		dialog_items_add(items, "inv", "Investigating", NULL);
		dialog_items_add(items, "wait", "Waiting for papers", NULL);
		dialog_items_add(items, "told", "Told", NULL);
		dialog_pick(h->app, "Move to", items, on_picked, (ViewHook){.owner = page});
		if (cases[i].seen)
			harness_keys(h, cases[i].seen);
		type_ahead(h, cases[i].ahead);
		g_assert_cmpstr(picked_code, ==, cases[i].picked);
		if (cases[i].picked)
			continue;
		harness_assert_shows(h, "Nothing fits what is typed.");
		harness_keys(h, "Esc");
	}
}

static void
test_text(void)
{
	g_autoptr(Harness) h = harness_new(12, 40, "en", NULL);
	GString *text = g_string_new(NULL);

	push_page(h);
	for (int i = 0; i < 50; i++)
		g_string_append_printf(text, "line %d\n", i);
	dialog_text(h->app, "Long", text->str);
	g_string_free(text, TRUE);
	harness_assert_shows(h, "line 0");
	harness_assert_shows(h, "more");
	harness_assert_sound(h);
	harness_keys(h, "End");
	harness_assert_shows(h, "line 49");
	harness_assert_hides(h, "more");
	harness_keys(h, "q");
	harness_assert_hides(h, "line");
}

static int cancelled;

static void
on_cancel(View *owner, void *data)
{
	cancelled++;
}

static void
test_busy(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);
	View *page = push_page(h), *busy;

	cancelled = 0;
	busy = dialog_busy(h->app, "Reading rows", on_cancel, (ViewHook){.owner = page});
	dialog_busy_progress(busy, 10, 100);
	harness_assert_hides(h, "10 / 100");
	env_fake_advance(&h->env, US_PER_SECOND);
	dialog_busy_progress(busy, 20, 100);
	harness_assert_shows(h, "20 / 100");
	dialog_busy_progress(busy, 21, 100);
	harness_assert_shows(h, "20 / 100");
	harness_keys(h, "x q Esc Esc");
	g_assert_cmpint(cancelled, ==, 1);
	app_pop(h->app, busy);
	harness_assert_hides(h, "Reading");
}

/* ---- with a store ---- */

static void
on_authorised(View *owner, SignOnOutcome outcome, void *data)
{
	asked_outcome = (int)outcome;
}

static void
test_authorise(void)
{
	g_autoptr(Harness) h = harness_new_desk(24, 80, "en", NULL, "1001");
	View *page = push_page(h);
	g_autoptr(Act) act = desk_act(h->desk);

	act_add(act, EVENT_NOTE_ADDED, NULL);
	act_text(act, "text", "x");
	dialog_authorise(h->app, act, "A second person has to agree.", on_authorised,
		(ViewHook){.owner = page});
	harness_assert_shows(h, "A second person has to agree.");
	harness_keys(h, "Enter Enter");
	harness_assert_shows(h, "Both number and PIN are needed.");
	harness_keys(h, "1 0 0 3 Enter 4 8 2 9");
	harness_assert_shows(h, "****");
	harness_assert_hides(h, "4829");
	harness_keys(h, "Enter");
	g_assert_cmpint(asked_outcome, ==, -1);
	harness_assert_shows(h, "wrong");
	g_assert_cmpstr(act->second, ==, "");
	harness_keys(h, "4 8 2 1 Enter");
	g_assert_cmpint(asked_outcome, ==, SIGN_ON_OK);
	g_assert_cmpstr(act->second, ==, desk_person_by_number(h->desk, "1003")->id);
	dialog_authorise(h->app, act, "Again.", on_authorised, (ViewHook){.owner = page});
	harness_keys(h, "Esc");
	g_assert_cmpint(asked_outcome, ==, SIGN_ON_FAILED);
}

static void
show_dialogs(Harness *h, View *page)
{
	DialogPrompt prompt = {.title = "Reason", .text = "It stays in the history."};
	GPtrArray *items = dialog_items_new();

	ask(h, page, (DialogChoice){.enter = 0});
	harness_golden(h, "choice");
	harness_keys(h, "Esc");
	dialog_prompt(h->app, &prompt, on_typed, (ViewHook){.owner = page});
	harness_type(h, "重复登记");
	harness_golden(h, "prompt");
	harness_keys(h, "Esc");
	dialog_items_add(items, "inv", "Investigating", NULL);
	dialog_items_add(items, "told", "Told", "not yet decided");
	dialog_pick(h->app, "Move to", items, on_picked, (ViewHook){.owner = page});
	harness_golden(h, "pick");
	harness_keys(h, "Esc");
}

static void
test_golden(void)
{
	static const int sizes[][2] = {{12, 40}, {24, 80}, {40, 120}};
	static const char *const langs[] = {"en", "zh_CN"};

	for (int i = 0; i < 6; i++) {
		g_autoptr(Harness) h =
			harness_new(sizes[i / 2][0], sizes[i / 2][1], langs[i % 2], NULL);

		show_dialogs(h, push_page(h));
	}
}

int
main(int argc, char **argv)
{
	int result;

	harness_init(&argc, &argv);
	g_test_add_func("/dialog/choice", test_choice);
	g_test_add_func("/dialog/choice-without-default", test_choice_without_default);
	g_test_add_func("/dialog/choice-blocked", test_choice_blocked);
	g_test_add_func("/dialog/owner-gone", test_owner_gone);
	g_test_add_func("/dialog/depth", test_depth);
	g_test_add_func("/dialog/prompt", test_prompt);
	g_test_add_func("/dialog/strip", test_strip);
	g_test_add_func("/dialog/pick", test_pick);
	g_test_add_func("/dialog/pick-typed-ahead", test_pick_typed_ahead);
	g_test_add_func("/dialog/text", test_text);
	g_test_add_func("/dialog/busy", test_busy);
	g_test_add_func("/dialog/authorise", test_authorise);
	g_test_add_func("/dialog/golden", test_golden);
	result = g_test_run();
	g_free(typed_text);
	g_free(picked_code);
	return result;
}
