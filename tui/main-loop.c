/*
 * A turn: read what is there, hand the keys to the app, paint if something is
 * stale, set the timer anew. Nothing else wakes the loop.
 */
#include "config.h"

#include "tui/main-loop.h"

#include <glib-unix.h>
#include <string.h>

#include "tui/editor.h"
#include "tui/input.h"
#include "tui/print.h"
#include "tui/term-signals.h"

#define READ_MAX 65536

struct MainLoop {
	GMainLoop *loop;
	TermSignals *signals;
	Input *input;
	App *app;
	Term *term;
	guint fd_source, timer_source;
	GSource *stale_source;
	bool gone; /* the line is lost: no more writing */
	bool quit;
};

static int64_t
mono_us(void)
{
	return g_get_monotonic_time();
}

static void
suspend(MainLoop *loop)
{
	app_save(loop->app);
	term_suspend(loop->term);
	term_signals_stop_process(loop->signals);
	term_resume(loop->term);
	if (term_resize(loop->term))
		app_resize(loop->app, term_rows(loop->term), term_cols(loop->term));
}

static void
edit(MainLoop *loop)
{
	app_save(loop->app);
	term_suspend(loop->term);
	editor_run(loop->app);
	term_resume(loop->term);
	if (term_resize(loop->term))
		app_resize(loop->app, term_rows(loop->term), term_cols(loop->term));
}

/* OSC 52 goes past the canvas: it draws nothing. */
static void
send_copy(MainLoop *loop)
{
	g_autofree char *text = app_take_copy(loop->app);
	g_autofree char *base64 = NULL, *bytes = NULL;

	if (!text)
		return;
	base64 = g_base64_encode((const guchar *)text, strlen(text));
	bytes = g_strdup_printf("\033]52;c;%s\a", base64);
	term_send(loop->term, bytes);
}

/* A paper for the printer at the user's own terminal. */
static void
send_print(MainLoop *loop)
{
	g_autofree char *text = print_take(loop->app);

	if (text)
		term_print(loop->term, text);
}

static void
grant_wish(MainLoop *loop, AppWish wish)
{
	switch (wish) {
	case APP_WISH_QUIT:
		loop->quit = true;
		g_main_loop_quit(loop->loop);
		break;
	case APP_WISH_REDRAW:
		term_touch(loop->term);
		term_show(loop->term, app_paint(loop->app));
		break;
	case APP_WISH_SUSPEND:
		suspend(loop);
		term_show(loop->term, app_paint(loop->app));
		break;
	case APP_WISH_EDIT:
		edit(loop);
		term_show(loop->term, app_paint(loop->app));
		break;
	case APP_WISH_BEEP:
		term_beep(loop->term);
		break;
	case APP_WISH_NONE:
		break;
	}
}

static void
grant_wishes(MainLoop *loop)
{
	AppWish wish;

	while ((wish = app_take_wish(loop->app)) != APP_WISH_NONE)
		grant_wish(loop, wish);
}

static gboolean on_timer(gpointer data);

static void
set_timer(MainLoop *loop)
{
	int64_t wait_ms = (app_wait_us(loop->app) + 999) / 1000;
	int input_ms = input_timeout_ms(loop->input, mono_us());

	if (input_ms >= 0)
		wait_ms = MIN(wait_ms, input_ms);
	if (loop->timer_source)
		g_source_remove(loop->timer_source);
	loop->timer_source = g_timeout_add((guint)CLAMP(wait_ms, 1, 60000), on_timer, loop);
}

static void
end_turn(MainLoop *loop)
{
	if (loop->gone)
		return;
	if (app_is_stale(loop->app))
		term_show(loop->term, app_paint(loop->app));
	send_copy(loop);
	send_print(loop);
	grant_wishes(loop);
	set_timer(loop);
}

/*
 * Answers of the desk come from the main context in any order, refusals without
 * a commit: whatever made the app stale, it is painted before the loop sleeps.
 */
typedef struct StaleSource {
	GSource source;
	MainLoop *loop;
} StaleSource;

static gboolean
stale_prepare(GSource *source, gint *timeout)
{
	const MainLoop *loop = ((StaleSource *)source)->loop;

	*timeout = -1;
	return loop->app && !loop->gone && app_is_stale(loop->app);
}

static gboolean
stale_dispatch(GSource *source, GSourceFunc func, gpointer data)
{
	end_turn(((StaleSource *)source)->loop);
	return G_SOURCE_CONTINUE;
}

static GSourceFuncs stale_funcs = {
	.prepare = stale_prepare, .check = NULL, .dispatch = stale_dispatch};

static void
add_stale_source(MainLoop *loop)
{
	GSource *source = g_source_new(&stale_funcs, sizeof(StaleSource));

	((StaleSource *)source)->loop = loop;
	g_source_set_priority(source, G_PRIORITY_DEFAULT_IDLE);
	g_source_attach(source, NULL);
	loop->stale_source = source;
}

static void
hand_over_keys(MainLoop *loop)
{
	for (;;) {
		g_auto(Key) key = {.code = KEY_NONE};

		if (!input_next(loop->input, mono_us(), &key))
			return;
		app_key(loop->app, &key);
	}
}

static gboolean
on_timer(gpointer data)
{
	MainLoop *loop = data;

	loop->timer_source = 0;
	hand_over_keys(loop);
	app_tick(loop->app);
	end_turn(loop);
	return G_SOURCE_REMOVE;
}

static void
lose_line(MainLoop *loop)
{
	loop->gone = true;
	app_save(loop->app);
	g_main_loop_quit(loop->loop);
}

static gboolean
on_input(gint fd, GIOCondition condition, gpointer data)
{
	MainLoop *loop = data;
	g_autofree char *bytes = g_malloc(READ_MAX);
	gssize n = term_read(loop->term, bytes, READ_MAX);

	if (n < 0) {
		loop->fd_source = 0;
		lose_line(loop);
		return G_SOURCE_REMOVE;
	}
	input_feed(loop->input, bytes, (size_t)n, mono_us());
	hand_over_keys(loop);
	app_tick(loop->app);
	end_turn(loop);
	return G_SOURCE_CONTINUE;
}

/*
 * A commit, own or of another process: painted once before the loop sleeps, however many there
 * were, together with what the answer of an act says.
 */
static void
on_change(gpointer data)
{
	MainLoop *loop = data;

	if (loop->app)
		app_changed(loop->app);
}

static void
on_signal(TermSignal signal, gpointer data)
{
	MainLoop *loop = data;

	if (!loop->app)
		return;
	switch (signal) {
	case TERM_SIGNAL_HANGUP:
	case TERM_SIGNAL_TERMINATE:
		lose_line(loop);
		return;
	case TERM_SIGNAL_RESIZE:
		if (term_resize(loop->term))
			app_resize(loop->app, term_rows(loop->term), term_cols(loop->term));
		break;
	case TERM_SIGNAL_STOP:
		suspend(loop);
		break;
	case TERM_SIGNAL_CONTINUE:
		term_touch(loop->term);
		term_show(loop->term, app_paint(loop->app));
		break;
	case TERM_SIGNAL_USER1:
		app_changed(loop->app);
		break;
	case TERM_SIGNAL_INTERRUPT:
	case N_TERM_SIGNALS:
		break;
	}
	end_turn(loop);
}

MainLoop *
main_loop_new(void)
{
	MainLoop *loop = g_new0(MainLoop, 1);

	loop->loop = g_main_loop_new(NULL, FALSE);
	loop->input = input_new();
	loop->signals = term_signals_new(on_signal, loop);
	add_stale_source(loop);
	return loop;
}

void
main_loop_free(MainLoop *loop)
{
	if (!loop)
		return;
	if (loop->fd_source)
		g_source_remove(loop->fd_source);
	if (loop->timer_source)
		g_source_remove(loop->timer_source);
	g_source_destroy(loop->stale_source);
	g_source_unref(loop->stale_source);
	term_signals_free(loop->signals);
	input_free(loop->input);
	g_main_loop_unref(loop->loop);
	g_free(loop);
}

void
main_loop_set_esc_delay(MainLoop *loop, unsigned ms)
{
	input_set_esc_delay(loop->input, ms);
}

/* Nothing of this run may come back in the next. */
static void
end_run(MainLoop *loop)
{
	g_clear_handle_id(&loop->fd_source, g_source_remove);
	g_clear_handle_id(&loop->timer_source, g_source_remove);
	loop->app = NULL;
}

bool
main_loop_run(MainLoop *loop, App *app, Term *term)
{
	loop->app = app;
	loop->term = term;
	loop->quit = false;
	loop->fd_source =
		g_unix_fd_add(term_fd(term), G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, loop);
	if (app_desk(app))
		desk_on_change(app_desk(app), on_change, loop);
	app_resize(app, term_rows(term), term_cols(term));
	end_turn(loop);
	if (!loop->gone && !loop->quit)
		g_main_loop_run(loop->loop);
	if (app_desk(app))
		desk_on_change(app_desk(app), NULL, NULL);
	app_save(app);
	end_run(loop);
	return !loop->gone;
}
