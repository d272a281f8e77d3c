/*
 * A small desk for test-term: an edit field, the last key's name, a list. Shows
 * how the pieces go together: signals first, then the terminal, one main loop,
 * one paint a turn. F2 crashes, F3 aborts, F4 writes to stderr,
 * F10 ends, Ctrl-Z stops. --probe asks the terminal for its widths.
 */
#include "config.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#include "tui/input.h"
#include "tui/line-edit.h"
#include "tui/term-signals.h"
#include "tui/term.h"

#define N_ROWS 100

typedef struct Demo {
	GMainLoop *loop;
	TermSignals *signals;
	Term *term;
	Canvas *canvas;
	Input *input;
	LineEdit *edit;
	char *last;   /* what happened last */
	int selected; /* row of the list */
	int n_keys;
	guint timer;
	bool stale, ended;
} Demo;

static void
demo_say(Demo *demo, const char *text)
{
	g_free(demo->last);
	demo->last = g_strdup(text);
	demo->stale = true;
}

/* Also before the loop runs: keys may wait when the desk starts. */
static void
demo_end(Demo *demo)
{
	demo->ended = true;
	g_main_loop_quit(demo->loop);
}

static void
demo_layout(Demo *demo)
{
	g_clear_pointer(&demo->canvas, canvas_free);
	demo->canvas = canvas_new(
		term_rows(demo->term), term_cols(demo->term), term_rules(demo->term));
	line_edit_set_size(demo->edit, term_rules(demo->term), 1, term_cols(demo->term) - 6);
	demo->stale = true;
}

static void
demo_paint(Demo *demo)
{
	int cols = canvas_cols(demo->canvas), rows = canvas_rows(demo->canvas);
	int first = MAX(demo->selected - rows / 2, 0);

	canvas_clear(demo->canvas);
	canvas_put_field(demo->canvas, 0, 0, cols, "demo 演示", ROLE_TITLE);
	canvas_put(demo->canvas, 1, 0, "text", ROLE_LABEL);
	line_edit_draw(demo->edit, demo->canvas, (Rect){1, 5, 1, cols - 6}, ROLE_FIELD, true);
	canvas_printf(demo->canvas, 2, 0, ROLE_DEFAULT, "%dx%d keys %d last %s;", cols, rows,
		demo->n_keys, demo->last);
	for (int i = 0; i < rows - 3 && first + i < N_ROWS; i++) {
		bool here = first + i == demo->selected;

		if (here)
			canvas_put(demo->canvas, 3 + i, 0, ">", ROLE_MARKER);
		canvas_printf(
			demo->canvas, 3 + i, 2, ROLE_DEFAULT, "row %02d 投诉单", first + i);
	}
	term_show(demo->term, demo->canvas);
	demo->stale = false;
}

static void
demo_suspend(Demo *demo)
{
	term_suspend(demo->term);
	term_signals_stop_process(demo->signals);
	term_resume(demo->term);
	if (term_resize(demo->term))
		demo_layout(demo);
	demo_say(demo, "resumed");
}

static bool
demo_command(Demo *demo, const Key *key)
{
	g_autofree char *name = key_dup_name(key);

	if (strcmp(name, "F2") == 0)
		raise(SIGSEGV);
	else if (strcmp(name, "F3") == 0)
		abort();
	else if (strcmp(name, "F4") == 0)
		g_printerr("noise on stderr\n");
	else if (strcmp(name, "F10") == 0)
		demo_end(demo);
	else if (strcmp(name, "Ctrl-Z") == 0)
		demo_suspend(demo);
	else if (strcmp(name, "Ctrl-L") == 0)
		term_touch(demo->term);
	else if (strcmp(name, "Down") == 0)
		demo->selected = MIN(demo->selected + 1, N_ROWS - 1);
	else if (strcmp(name, "Up") == 0)
		demo->selected = MAX(demo->selected - 1, 0);
	else
		return false;
	return true;
}

static void
demo_key(Demo *demo, const Key *key)
{
	g_autofree char *name = key_dup_name(key);
	g_autofree char *pasted = NULL;

	demo->n_keys++;
	if (key->code == KEY_PASTE)
		pasted = g_strdup_printf("Paste %zu", strlen(key->text));
	if (strcmp(name, "Up") != 0 && strcmp(name, "Down") != 0)
		demo_say(demo, pasted ? pasted : name);
	demo->stale = true;
	if (!demo_command(demo, key))
		line_edit_key(demo->edit, key);
}

static gboolean on_timer(gpointer data);

static void
demo_take_keys(Demo *demo)
{
	int wait_ms;

	for (Key key = {0}; input_next(demo->input, g_get_monotonic_time(), &key);
		key_clear(&key))
		demo_key(demo, &key);
	g_clear_handle_id(&demo->timer, g_source_remove);
	wait_ms = input_timeout_ms(demo->input, g_get_monotonic_time());
	if (wait_ms >= 0)
		demo->timer = g_timeout_add((guint)wait_ms, on_timer, demo);
	if (demo->stale)
		demo_paint(demo);
}

static gboolean
on_timer(gpointer data)
{
	Demo *demo = data;

	demo->timer = 0;
	demo_take_keys(demo);
	return G_SOURCE_REMOVE;
}

static gboolean
on_input(gint fd, GIOCondition condition, gpointer data)
{
	Demo *demo = data;
	char buf[4096];
	gssize n = term_read(demo->term, buf, sizeof buf);

	if (n < 0) {
		demo_end(demo);
		return G_SOURCE_REMOVE;
	}
	input_feed(demo->input, buf, (size_t)n, g_get_monotonic_time());
	demo_take_keys(demo);
	return G_SOURCE_CONTINUE;
}

static void
on_signal(TermSignal signal, gpointer data)
{
	Demo *demo = data;

	switch (signal) {
	case TERM_SIGNAL_RESIZE:
		if (term_resize(demo->term))
			demo_layout(demo);
		break;
	case TERM_SIGNAL_STOP:
		demo_suspend(demo);
		break;
	case TERM_SIGNAL_CONTINUE:
		term_resume(demo->term);
		demo_say(demo, "continued");
		break;
	case TERM_SIGNAL_USER1:
		demo_say(demo, "user1");
		break;
	case TERM_SIGNAL_HANGUP:
	case TERM_SIGNAL_INTERRUPT:
	case TERM_SIGNAL_TERMINATE:
		demo_end(demo);
		return;
	case N_TERM_SIGNALS:
		return;
	}
	if (demo->stale)
		demo_paint(demo);
}

static void
demo_clear(Demo *demo)
{
	term_stop(demo->term);
	term_signals_free(demo->signals);
	canvas_free(demo->canvas);
	input_free(demo->input);
	line_edit_free(demo->edit);
	g_main_loop_unref(demo->loop);
	g_free(demo->last);
}

int
main(int argc, char **argv)
{
	TermLocale locale = term_set_locale();
	TermConfig config = {.log_fd = -1, .rules.ascii = locale == TERM_LOCALE_ASCII};
	g_autoptr(GError) error = NULL;
	Demo demo = {.last = g_strdup("none"), .edit = line_edit_new(false, 0)};

	demo.loop = g_main_loop_new(NULL, FALSE);
	demo.signals = term_signals_new(on_signal, &demo);
	if (g_getenv("DEMO_LOG"))
		config.log_fd = g_creat(g_getenv("DEMO_LOG"), 0600);
	demo.term = term_start(&config, &error);
	if (!demo.term) {
		g_printerr("%s\n", error->message);
		demo_clear(&demo);
		return 2;
	}
	if (argc > 1 && strcmp(argv[1], "--probe") == 0 && term_probe(demo.term, 5000))
		demo_say(&demo, term_rules(demo.term)->lines ? "narrow" : "wide");
	demo.input = input_new();
	demo_layout(&demo);
	demo_paint(&demo);
	g_unix_fd_add(term_fd(demo.term), G_IO_IN | G_IO_HUP, on_input, &demo);
	on_input(term_fd(demo.term), G_IO_IN, &demo);
	if (!demo.ended)
		g_main_loop_run(demo.loop);
	demo_clear(&demo);
	puts("demo ended");
	return 0;
}
