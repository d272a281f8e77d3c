/*
 * Hostile text on every screen, without a terminal: each string of the shared
 * data goes through the store into the canvas of every view and popup, and libvterm
 * must see the canvas as it is.
 */
#include "config.h"

#include <string.h>
#include <wchar.h>

#include "tests/tui/hostile-walk.h"
#include "tests/tui/hostile.h"
#include "tui/desk-shell.h"
#include "tui/mask.h"
#include "tui/settings.h"

/* ---- cells ---- */

static void
check_cells(const HostileText *text, const CellRules *rules)
{
	g_autoptr(Canvas) canvas = canvas_new(8, 40, rules);
	g_autofree char *fault = NULL, *name = NULL;
	int col = mask_put(canvas, 0, 0, text->text, ROLE_DEFAULT);

	if (col < 39)
		canvas_put(canvas, 0, col, "|", ROLE_DEFAULT);
	canvas_put(
		canvas, 1, 0, text->text, ROLE_DEFAULT); /* as an editor draws: not cleaned */
	mask_put_field(canvas, (Rect){2, 3, 1, 7}, text->text, MASK_NONE, ROLE_DEFAULT);
	canvas_put(canvas, 2, 10, "|", ROLE_DEFAULT);
	mask_put_field(canvas, (Rect){3, 0, 1, 12}, text->text, MASK_NAME, ROLE_DEFAULT);
	mask_put_wrapped(canvas, NULL, (Rect){4, 0, 4, 40}, text->text, 0);
	fault = vterm_match_dup_fault(canvas);
	if (!fault)
		return;
	name = g_strescape(text->text, NULL);
	g_error("%s: %s", name, fault);
}

static void
test_cells(void)
{
	static const CellRules rules[] = {{.lines = true}, {.ascii = true}};
	g_autoptr(GPtrArray) texts = hostile_texts();

	for (guint i = 0; texts && i < texts->len; i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(rules); j++)
			check_cells(texts->pdata[i], &rules[j]);
}

/* Every character between two letters, so that one counted wrongly moves the second. */
static void
test_every_character(void)
{
	static const CellRules rules = {.lines = true};
	g_autoptr(Canvas) canvas = canvas_new(1, 8, &rules);
	char text[16] = "a";

	if (wcwidth(0x1FAE8) != -1 || wcwidth(0x1FAE7) != 2) {
		g_test_skip("this libc's widths are not those of Unicode 14");
		return;
	}
	for (gunichar ch = 0x20; ch <= 0x10ffff; ch++) {
		g_autofree char *fault = NULL;

		if (ch >= 0xd800 && ch < 0xe000)
			continue;
		text[1 + g_unichar_to_utf8(ch, text + 1)] = 'b';
		canvas_clear(canvas);
		canvas_put(canvas, 0, 0, text, ROLE_DEFAULT);
		memset(text + 1, 0, sizeof text - 1);
		fault = vterm_match_dup_fault(canvas);
		if (fault)
			g_error("U+%04X: %s", ch, fault);
	}
}

/* ---- screens ---- */

#define RUN_BYTES 400

/* One string a complaint where there is time for it. */
static size_t
run_bytes(void)
{
	return g_strcmp0(g_getenv("AMENDS_LONG"), "1") == 0 ? 0 : RUN_BYTES;
}

static Harness *
start(const char *lang, int rows, int cols, const GPtrArray *runs)
{
	AppConfig config = {.routes = desk_shell_routes(), .home = desk_shell_home};
	Harness *h = harness_new_desk(rows, cols, lang, &config, "1003");

	for (guint i = 0; i < 12 && i < runs->len; i++) {
		g_autofree char *number = g_strdup_printf("2%03u", i);

		g_free(hostile_add_person(h->desk, number, "handler", runs->pdata[i]));
	}
	for (guint i = 0; i < runs->len; i++)
		g_free(hostile_log(h->desk, runs->pdata[i]));
	app_start(h->app);
	harness_settle(h);
	app_tick(h->app);
	check_screen(h, "the start");
	return h;
}

/* The page of the complaint selected, from top to end, and every verb that shows some of it
 * again. */
static void
walk_page(Harness *h)
{
	g_autofree char *before = NULL, *now = NULL;

	for (int i = 0; i < 60; i++) {
		walk(h, "PageDown");
		now = harness_dump(h);
		if (g_strcmp0(before, now) == 0)
			break;
		g_free(before);
		before = g_steal_pointer(&now);
	}
	walk(h, "]");
}

static void
walk_popups(Harness *h)
{
	static const char *const verbs[] = {"w", "e", "r", "b", "a", "m", "L", "$", "C", "P",
		"A", "d", "c", "x", "?", ":", "!"};

	walk(h, "Enter");
	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++) {
		walk(h, verbs[i]);
		walk(h, "Tab Down Tab Esc");
		for (int n = 0; n < 6 && app_top(h->app)->ops->context != IN_TICKET; n++)
			walk(h, "Esc");
		if (app_top(h->app)->ops->context != IN_TICKET)
			g_error("%s is not left by Esc", verbs[i]);
	}
	walk(h, "q Down");
}

static void
walk_language(const char *lang, int rows, int cols, const GPtrArray *runs)
{
	g_autoptr(Harness) h = start(lang, rows, cols, runs);

	for (guint i = 0; i < runs->len; i += 8)
		walk(h, "Down Down Down Down Down Down Down Down");
	walk(h, "Home Enter");
	for (guint i = 0; i < runs->len; i++)
		walk_page(h);
	walk(h, "q Home");
	for (guint i = 0; i < MIN(runs->len, 4); i++)
		walk_popups(h);
	walk(h, "s Esc f Esc p p Esc 4 Down Down e Esc 1");
	walk(h, "g p Down Down e Esc q");
}

static void
test_screens(void)
{
	g_autoptr(GPtrArray) texts = hostile_texts(), runs = NULL;

	if (!texts)
		return;
	runs = hostile_runs(texts, run_bytes());
	/* All of them on a high screen, which needs few keys; some at the usual sizes. */
	walk_language("en", 70, 100, runs);
	if (run_bytes() > 0)
		g_ptr_array_set_size(runs, 16);
	walk_language("en", 24, 80, runs);
	walk_language("zh_CN", 24, 80, runs);
	walk_language("zh_CN", 40, 120, runs);
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/hostile/cells", test_cells);
	g_test_add_func("/hostile/screens", test_screens);
	g_test_add_func("/hostile/every-character", test_every_character);
	return g_test_run();
}
