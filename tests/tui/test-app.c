/*
 * The app without a terminal: keys to verbs, reasons, stack, messages that
 * fade, small windows, lock and idle wake-ups; menu and help; golden screens.
 */
#include "config.h"

#include <string.h>

#include "tests/tui/harness.h"

typedef struct ListView {
	View view;
	int downs, draws;
	char *found;
	bool has_ticket;
} ListView;

static int refreshes, draws;
static Verb routed;

static void
list_draw(const View *view, Canvas *canvas, Rect rect)
{
	const ListView *list = (const ListView *)view;

	draws++;
	canvas_printf(canvas, rect.row, 1, ROLE_DEFAULT, "list %d %s", list->downs,
		list->found ? list->found : "");
	canvas_set_cursor(canvas, rect.row + 2, 0, false);
}

static void
list_refresh(View *view)
{
	refreshes++;
}

static bool
list_verb(View *view, Verb verb)
{
	ListView *list = (ListView *)view;

	if (verb != VERB_DOWN)
		return false;
	list->downs++;
	return true;
}

static bool
list_subject(const View *view, VerbSubject *ret)
{
	const ListView *list = (const ListView *)view;

	if (!list->has_ticket)
		return false;
	g_strlcpy(ret->id, "t1", sizeof ret->id);
	ret->state = TICKET_STATE_NEW;
	return true;
}

static const char *
list_blocked(const View *view, Verb verb)
{
	return verb == VERB_SORT ? "There is nothing to sort." : NULL;
}

static int
list_hints(const View *view, Hint *ret, int max)
{
	static const Verb verbs[] = {VERB_OPEN, VERB_NEW, VERB_NOTE, VERB_TIMER, VERB_CLOSE,
		VERB_OWNER, VERB_FIND, VERB_MENU};

	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++)
		ret[i] = (Hint){.verb = verbs[i]};
	return G_N_ELEMENTS(verbs);
}

static void
list_find_text(View *view, const char *text)
{
	ListView *list = (ListView *)view;

	g_free(list->found);
	list->found = g_strdup(text);
}

static void
list_free(View *view)
{
	g_free(((ListView *)view)->found);
	g_free(view);
}

static const ViewOps list_ops = {
	.name = "list",
	.context = IN_QUEUE,
	.flags = VIEW_SCREEN,
	.refresh = list_refresh,
	.draw = list_draw,
	.verb = list_verb,
	.subject = list_subject,
	.blocked = list_blocked,
	.hints = list_hints,
	.find_text = list_find_text,
	.free = list_free,
};

static View *
list_new(App *app)
{
	ListView *list = g_new0(ListView, 1);

	view_init(&list->view, &list_ops, app);
	list->has_ticket = true;
	return &list->view;
}

static char *
lock_title(const View *view)
{
	return g_strdup("Sign on");
}

static void
lock_draw(const View *view, Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, 1, "who are you?", ROLE_DEFAULT);
}

static void
lock_free(View *view)
{
	g_free(view);
}

static const ViewOps lock_ops = {.name = "sign-on",
	.context = IN_SIGN_ON,
	.flags = VIEW_BARE,
	.dup_title = lock_title,
	.draw = lock_draw,
	.free = lock_free};

static View *
lock_new(App *app)
{
	View *view = g_new0(View, 1);

	view_init(view, &lock_ops, app);
	return view;
}

static void
on_route(App *app, View *view, Verb verb)
{
	routed = verb;
}

static const AppRoute routes[] = {
	{VERB_NEW, on_route}, {VERB_NOTE, on_route}, {VERB_QUEUE, on_route}, {VERB_NONE, NULL}};

static const AppConfig config = {.routes = routes, .home = list_new, .sign_on = lock_new};

static Harness *
start(int rows, int cols, const char *lang)
{
	Harness *h = harness_new_desk(rows, cols, lang, &config, "1002");

	routed = VERB_NONE;
	app_start(h->app);
	app_paint(h->app);
	return h;
}

static void
test_dispatch(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	ListView *list = (ListView *)app_view(h->app);

	harness_keys(h, "j Down");
	g_assert_cmpint(list->downs, ==, 2);
	harness_keys(h, "F2");
	g_assert_cmpint(routed, ==, VERB_NEW);
	harness_keys(h, "a");
	g_assert_cmpint(routed, ==, VERB_NOTE);
	harness_keys(h, "g q");
	g_assert_cmpint(routed, ==, VERB_QUEUE);
	harness_keys(h, "g g j");
	g_assert_cmpint(list->downs, ==, 3);
}

/* With the input method on: full-width command keys count, Han text searches. */
static void
test_input_method(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	harness_type(h, "ｎ");
	g_assert_cmpint(routed, ==, VERB_NEW);
	harness_type(h, "王");
	harness_assert_shows(h, "list 0 王");
	harness_type(h, "？");
	harness_assert_shows(h, "Help:");
	harness_keys(h, "Esc");
	harness_type(h, "：");
	harness_assert_shows(h, "Menu:");
}

static void
test_reasons(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	ListView *list = (ListView *)app_view(h->app);

	list->has_ticket = false;
	harness_keys(h, "a");
	g_assert_cmpint(routed, ==, VERB_NONE);
	harness_assert_shows(h, "note: Select a complaint first.");
	harness_keys(h, "s");
	harness_assert_shows(h, "There is nothing to sort.");
	harness_keys(h, "O");
	harness_assert_shows(h, "reopen: Select a complaint first.");
	harness_keys(h, "2");
	harness_assert_shows(h, "2 does nothing here.");
}

static void
test_messages(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	app_say(h->app, "Saved on %s.", "C-1");
	harness_assert_shows(h, "Saved on C-1.");
	harness_advance(h, 4 * US_PER_SECOND);
	harness_assert_shows(h, "Saved on C-1.");
	g_assert_cmpint(app_wait_us(h->app), ==, US_PER_SECOND);
	harness_advance(h, US_PER_SECOND);
	harness_assert_hides(h, "Saved on C-1.");
	/* A long one keeps its end, where the remedy stands. */
	app_say_error(h->app, "There is no printing system (lp) on this machine. Choose a file "
			      "or your own terminal.");
	harness_assert_shows(h, "terminal.");
	app_say_error(h->app, "disk \033[2J full");
	harness_advance(h, US_PER_HOUR);
	harness_assert_shows(h, "Error: disk <1B>[2J full");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "disk");
	harness_keys(h, "!");
	harness_assert_shows(h, "Error: disk");
	harness_assert_shows(h, "Saved on C-1.");
	harness_keys(h, "Esc");
	harness_assert_shows(h, "list 0");
}

static void
test_small_window(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	app_resize(h->app, 9, 38);
	harness_assert_shows(h, "Window too small (38x9). q quits.");
	harness_keys(h, "n");
	g_assert_cmpint(routed, ==, VERB_NONE);
	harness_keys(h, "q");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_QUIT);
	app_resize(h->app, 10, 40);
	harness_assert_shows(h, "list 0");
	harness_assert_sound(h);
	app_resize(h->app, 1, 1);
	app_paint(h->app);
}

static void
test_idle(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	int before;

	g_assert_false(app_is_stale(h->app));
	before = draws;
	app_tick(h->app);
	app_paint(h->app);
	g_assert_cmpint(draws, ==, before);
	g_assert_cmpint(app_wait_us(h->app), ==, US_PER_MINUTE);
	harness_advance(h, 59 * US_PER_SECOND);
	g_assert_cmpint(draws, ==, before);
	harness_assert_shows(h, "14:02");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "14:03");
}

static void
test_change(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	int before = refreshes;

	app_changed(h->app);
	app_changed(h->app);
	app_paint(h->app);
	g_assert_cmpint(refreshes, ==, before + 1);
	app_paint(h->app);
	g_assert_cmpint(refreshes, ==, before + 1);
}

static void
test_leave(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	harness_keys(h, "q Enter");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
	harness_keys(h, "Ctrl-C Ctrl-C");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_NONE);
	harness_keys(h, "q 1");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_QUIT);
	harness_keys(h, "Ctrl-L");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_REDRAW);
	harness_keys(h, "Ctrl-Z");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_SUSPEND);
}

static void
test_menu(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	harness_keys(h, "F9");
	harness_assert_sound(h);
	harness_type(h, "new");
	harness_keys(h, "Enter");
	g_assert_cmpint(routed, ==, VERB_NEW);
	harness_keys(h, "F9");
	harness_type(h, "reopen");
	harness_assert_shows(h, "not closed");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "reopen: This complaint is not closed.");
	harness_keys(h, "F1");
	harness_type(h, "internal note");
	harness_keys(h, "Enter");
	g_assert_cmpint(routed, ==, VERB_NOTE);
	harness_keys(h, "F9");
	harness_type(h, "zzzz");
	harness_assert_shows(h, "Nothing fits");
	harness_keys(h, "Enter Esc");
}

/* Keys of one packet come before the list is laid out anew: none is lost, nothing is run that
 * does not fit. */
static void
test_menu_typed_ahead(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	static const char *const bursts[] = {"F9 n e w Enter", "F9 z z z z Enter Esc"};

	for (unsigned i = 0; i < G_N_ELEMENTS(bursts); i++) {
		g_auto(GStrv) names = g_strsplit(bursts[i], " ", -1);

		routed = VERB_NONE;
		for (int j = 0; names[j]; j++) {
			g_auto(Key) key = {.code = KEY_NONE};

			g_assert_true(key_parse(names[j], &key));
			app_key(h->app, &key);
		}
		harness_settle(h);
		g_assert_cmpint(routed, ==, i == 0 ? VERB_NEW : VERB_NONE);
	}
}

/* Every verb that has a context can be found in the menu by its word. */
static void
test_all_in_menu(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");

	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		g_autofree char *first = g_strdup_printf("> %s ", def->word);

		if (!def->contexts || app_blocked(h->app, (Verb)i))
			continue;
		harness_keys(h, "F9");
		harness_type(h, def->word);
		harness_assert_shows(h, first);
		harness_keys(h, "Esc");
	}
}

static void
test_lock(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	char id[UUID_LEN];

	g_strlcpy(id, desk_person(h->desk)->id, sizeof id);
	harness_keys(h, "j j Z");
	harness_assert_shows(h, "who are you?");
	harness_assert_hides(h, "list");
	harness_assert_hides(h, "王");
	g_assert_null(desk_person(h->desk));
	harness_keys(h, "n");
	g_assert_cmpint(routed, ==, VERB_NONE);
	desk_assume(h->desk, id);
	app_signed_on(h->app);
	harness_assert_shows(h, "list 2");
	harness_keys(h, "Z");
	desk_assume(h->desk, desk_person_by_number(h->desk, "1001")->id);
	app_signed_on(h->app);
	harness_assert_shows(h, "list 0");
}

static void
test_hostile_name(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	g_autofree char *screen = NULL;

	app_say(h->app, "%s", "\033]0;owned\a\xff\xe2\x80\xae");
	screen = harness_dump(h);
	g_assert_null(strchr(screen, '\033'));
	g_assert_null(strchr(screen, '\a'));
	harness_assert_sound(h);
}

static void
test_golden(void)
{
	static const int sizes[][2] = {{12, 40}, {24, 80}, {40, 120}};
	static const char *const langs[] = {"en", "zh_CN"};

	for (int i = 0; i < 6; i++) {
		g_autoptr(Harness) h = start(sizes[i / 2][0], sizes[i / 2][1], langs[i % 2]);

		harness_golden(h, "app");
		harness_keys(h, "F9");
		harness_golden(h, "menu");
		harness_keys(h, "Esc F1");
		harness_golden(h, "help");
		harness_keys(h, "Esc");
		app_say_error(h->app, "disk full");
		harness_keys(h, "!");
		harness_golden(h, "messages");
		harness_keys(h, "Esc Esc q");
		harness_golden(h, "leave");
	}
}

/* A key typed right behind the one that leaves does not take that back. */
static void
test_quit_stays(void)
{
	g_autoptr(Harness) h = harness_new(24, 80, "en", NULL);

	app_quit(h->app);
	harness_keys(h, "Ctrl-L");
	g_assert_cmpint(app_take_wish(h->app), ==, APP_WISH_QUIT);
}

/* A key typed ahead of the paint acts on what the key before it asked for, not on the old rows. */
static void
test_typed_ahead(void)
{
	g_autoptr(Harness) h = start(24, 80, "en");
	g_auto(Key) down = {.code = KEY_NONE};
	int before = refreshes;

	g_assert_true(key_parse("Down", &down));
	view_touch(app_view(h->app), VIEW_STALE_DATA);
	app_key(h->app, &down);
	g_assert_cmpint(refreshes, ==, before + 1);
	g_assert_true(app_is_stale(h->app));
	/* Nothing is asked for twice. */
	app_key(h->app, &down);
	app_paint(h->app);
	g_assert_cmpint(refreshes, ==, before + 1);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/app/dispatch", test_dispatch);
	g_test_add_func("/app/input-method", test_input_method);
	g_test_add_func("/app/reasons", test_reasons);
	g_test_add_func("/app/messages", test_messages);
	g_test_add_func("/app/small-window", test_small_window);
	g_test_add_func("/app/idle", test_idle);
	g_test_add_func("/app/change", test_change);
	g_test_add_func("/app/leave", test_leave);
	g_test_add_func("/app/menu", test_menu);
	g_test_add_func("/app/menu-typed-ahead", test_menu_typed_ahead);
	g_test_add_func("/app/all-in-menu", test_all_in_menu);
	g_test_add_func("/app/lock", test_lock);
	g_test_add_func("/app/hostile-name", test_hostile_name);
	g_test_add_func("/app/golden", test_golden);
	g_test_add_func("/app/typed-ahead", test_typed_ahead);
	g_test_add_func("/app/quit-stays", test_quit_stays);
	return g_test_run();
}
