/*
 * The app's life: stack of views and popups, lock, time, callbacks. Keys are
 * in app-keys.c, the lines around the body in app-lines.c, painting in app-paint.c.
 */
#include "config.h"

#include "tui/app.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/app-private.h"
#include "tui/editor.h"

static void
free_view(void *view)
{
	view_free(view);
}

App *
app_new(const AppConfig *config)
{
	App *app = g_new0(App, 1);

	app->config = *config;
	if (config->rules)
		app->rules = *config->rules;
	app->config.rules = &app->rules;
	app->own_keymap = config->keymap ? NULL : keymap_new();
	app->keymap = config->keymap ? config->keymap : app->own_keymap;
	if (!config->pinyin && config->desk)
		app->config.pinyin = desk_pinyin(config->desk);
	app->env = config->env ? config->env : desk_env(config->desk);
	app->zone = config->zone ? config->zone : config->desk ? desk_zone(config->desk) : NULL;
	app->zone = app->zone ? g_time_zone_ref(app->zone) : g_time_zone_new_local();
	app->canvas = canvas_new(config->rows, config->cols, &app->rules);
	app->root.app = app;
	app->views = g_ptr_array_new_with_free_func(free_view);
	app->popups = g_ptr_array_new_with_free_func(free_view);
	app->dead = g_ptr_array_new_with_free_func(free_view);
	app->calls = g_ptr_array_new();
	app->submits = g_ptr_array_new();
	app->log = g_ptr_array_new_with_free_func(app_message_free);
	app->warnings = warning_watch_new();
	app->last_key_us = app_boot_us(app);
	app->minute = app_now_us(app) / US_PER_MINUTE;
	app->stale = true;
	return app;
}

static void
drop_kept(App *app)
{
	g_clear_pointer(&app->kept_popups, g_ptr_array_unref);
	g_clear_pointer(&app->kept_views, g_ptr_array_unref);
	app->kept_for[0] = '\0';
}

void
app_free(App *app)
{
	if (!app)
		return;
	app_save(app);
	app_submits_orphan(app);
	drop_kept(app);
	g_clear_pointer(&app->popups, g_ptr_array_unref);
	g_clear_pointer(&app->views, g_ptr_array_unref);
	g_clear_pointer(&app->dead, g_ptr_array_unref);
	app_forget(app, &app->root);
	while (app->calls->len)
		app_call_free(g_ptr_array_index(app->calls, 0));
	g_ptr_array_unref(app->calls);
	g_ptr_array_unref(app->submits);
	g_ptr_array_unref(app->log);
	canvas_free(app->canvas);
	keymap_free(app->own_keymap);
	g_time_zone_unref(app->zone);
	g_free(app->message);
	g_free(app->copy);
	editor_drop(app);
	g_free(app->print);
	g_free(app->branch_phone);
	warning_watch_free(app->warnings);
	g_free(app);
}

void
app_start(App *app)
{
	if (!app_person(app) && app->config.sign_on)
		app_push(app, app->config.sign_on(app));
	else if (app->config.home)
		app_go(app, app->config.home(app));
	if (app_person(app) && app->config.greet)
		app->config.greet(app, false);
}

/* ---- facts ---- */

int64_t
app_last_key_us(const App *app)
{
	return app->last_key_us;
}

Desk *
app_desk(const App *app)
{
	return app->config.desk;
}

Env *
app_env(const App *app)
{
	return app->env;
}

int64_t
app_now_us(const App *app)
{
	return env_now_us(app->env);
}

int64_t
app_boot_us(const App *app)
{
	return app->env->boot_us(app->env);
}

GTimeZone *
app_zone(const App *app)
{
	return app->zone;
}

void *
app_data(const App *app)
{
	return app->config.data;
}

const CellRules *
app_rules(const App *app)
{
	return &app->rules;
}

const Keymap *
app_keymap(const App *app)
{
	return app->keymap;
}

const Person *
app_person(const App *app)
{
	return app->config.desk ? desk_person(app->config.desk) : NULL;
}

bool
app_is_practice(const App *app)
{
	return app->config.desk && desk_is_practice(app->config.desk);
}

const PinyinTable *
app_pinyin(const App *app)
{
	if (app->config.pinyin || !app->config.desk)
		return app->config.pinyin;
	return desk_pinyin(app->config.desk);
}

View *
app_view(const App *app)
{
	return app->views->len ? g_ptr_array_index(app->views, app->views->len - 1) : NULL;
}

View *
app_top(const App *app)
{
	return app->popups->len ? g_ptr_array_index(app->popups, app->popups->len - 1)
				: app_view(app);
}

void
app_subject(const App *app, VerbSubject *ret)
{
	View *view = app_view(app);

	*ret = (VerbSubject){.id = ""};
	if (view && view->ops->subject && !view->ops->subject(view, ret))
		*ret = (VerbSubject){.id = ""};
}

/* ---- callbacks ---- */

AppCall *
app_call_new(App *app, ViewHook hook)
{
	AppCall *call = g_new0(AppCall, 1);

	call->app = app;
	call->owner = hook.owner;
	call->data = hook.data;
	call->free_data = hook.free_data;
	g_ptr_array_add(app->calls, call);
	return call;
}

static void
call_drop(AppCall *call)
{
	if (call->free_data)
		call->free_data(call->data);
	call->data = NULL;
	call->free_data = NULL;
	call->owner = NULL;
}

void
app_call_free(AppCall *call)
{
	if (!call)
		return;
	if (call->app)
		g_ptr_array_remove_fast(call->app->calls, call);
	call_drop(call);
	g_free(call);
}

void
app_forget(App *app, View *view)
{
	for (unsigned i = 0; i < app->calls->len; i++) {
		AppCall *call = g_ptr_array_index(app->calls, i);

		if (call->owner == view)
			call_drop(call);
	}
}

/* ---- stack ---- */

static void
return_to(App *app)
{
	View *view = app_view(app);

	if (view)
		view_touch(view, VIEW_STALE_DATA | VIEW_STALE_SIZE | VIEW_STALE_PAINT);
	app->stale = true;
	app->after_goto = false;
	warning_watch_touch(app->warnings);
}

static void
bury(App *app, GPtrArray *stack, unsigned from)
{
	while (stack && stack->len > from)
		g_ptr_array_add(app->dead, g_ptr_array_steal_index(stack, stack->len - 1));
}

static void
stack_add(GPtrArray *stack, View *view)
{
	g_ptr_array_add(stack, view);
	if (view->ops->opened)
		view->ops->opened(view);
}

bool
app_has_below(const App *app)
{
	return app->views->len > 1;
}

bool
app_push(App *app, View *view)
{
	app->stale = true;
	app->after_goto = false;
	if (!(view->ops->flags & VIEW_POPUP)) {
		bury(app, app->popups, 0);
		stack_add(app->views, view);
		return true;
	}
	if (app->popups->len >= APP_MAX_POPUPS) {
		view_free(view);
		app_say(app, "%s", _("Answer what is asked first."));
		return false;
	}
	stack_add(app->popups, view);
	return true;
}

void
app_pop(App *app, View *view)
{
	unsigned at;

	if (g_ptr_array_find(app->popups, view, &at)) {
		bury(app, app->popups, at);
	} else if (g_ptr_array_find(app->views, view, &at)) {
		bury(app, app->popups, 0);
		bury(app, app->views, at);
	} else if (app->kept_popups && g_ptr_array_find(app->kept_popups, view, &at)) {
		bury(app, app->kept_popups, at);
	} else if (app->kept_views && g_ptr_array_find(app->kept_views, view, &at)) {
		bury(app, app->kept_popups, 0);
		bury(app, app->kept_views, at);
	}
	if (!app->views->len && app->config.home && app_person(app))
		stack_add(app->views, app->config.home(app));
	return_to(app);
}

void
app_go(App *app, View *view)
{
	app_save(app);
	bury(app, app->popups, 0);
	for (unsigned i = 0; (view->ops->flags & VIEW_SCREEN) && i < app->views->len; i++) {
		View *old = g_ptr_array_index(app->views, i);

		if (old->ops != view->ops)
			continue;
		view_free(view);
		bury(app, app->views, i + 1);
		return_to(app);
		return;
	}
	bury(app, app->views, 0);
	stack_add(app->views, view);
	return_to(app);
}

void
app_end_turn(App *app)
{
	while (app->dead->len)
		view_free(g_ptr_array_steal_index(app->dead, app->dead->len - 1));
}

static void
save_stack(GPtrArray *stack)
{
	for (unsigned i = 0; stack && i < stack->len; i++) {
		View *view = g_ptr_array_index(stack, i);

		if (view->ops->save)
			view->ops->save(view);
	}
}

void
app_save(App *app)
{
	save_stack(app->kept_views);
	save_stack(app->kept_popups);
	save_stack(app->views);
	save_stack(app->popups);
}

/* ---- lock and sign-off ---- */

void
app_lock(App *app)
{
	const Person *person = app_person(app);

	if (!person || !app->config.sign_on || app->kept_views)
		return;
	app_save(app);
	g_strlcpy(app->kept_for, person->id, sizeof app->kept_for);
	app->kept_views = app->views;
	app->kept_popups = app->popups;
	app->views = g_ptr_array_new_with_free_func(free_view);
	app->popups = g_ptr_array_new_with_free_func(free_view);
	app_clear_message(app);
	desk_sign_off(app->config.desk, "locked");
	app_push(app, app->config.sign_on(app));
	app_wish(app, APP_WISH_REDRAW);
}

const Person *
app_locked_by(const App *app)
{
	return app->kept_views ? desk_person_by_id(app->config.desk, app->kept_for) : NULL;
}

void
app_sign_off(App *app, const char *how)
{
	app_save(app);
	bury(app, app->popups, 0);
	bury(app, app->views, 0);
	app_clear_message(app);
	desk_sign_off(app->config.desk, how);
	if (app->config.sign_on)
		app_push(app, app->config.sign_on(app));
	app_wish(app, APP_WISH_REDRAW);
}

void
app_signed_on(App *app)
{
	const Person *person = app_person(app);
	bool unlocked = false;

	bury(app, app->popups, 0);
	bury(app, app->views, 0);
	app->last_key_us = app_boot_us(app);
	if (app->kept_views && person && strcmp(app->kept_for, person->id) == 0) {
		g_ptr_array_unref(app->views);
		g_ptr_array_unref(app->popups);
		app->views = g_steal_pointer(&app->kept_views);
		app->popups = g_steal_pointer(&app->kept_popups);
		app_changed(app);
		unlocked = true;
	}
	drop_kept(app);
	if (!app->views->len && app->config.home)
		stack_add(app->views, app->config.home(app));
	return_to(app);
	if (person && app->config.greet)
		app->config.greet(app, unlocked);
}

/* ---- time ---- */

static bool
may_lock(const App *app)
{
	return app->config.lock_us > 0 && app->config.sign_on && !app->kept_views &&
	       app_person(app) && !app_is_practice(app);
}

static void
wake_stack(GPtrArray *stack, int64_t now_us)
{
	for (unsigned i = 0; i < stack->len; i++) {
		View *view = g_ptr_array_index(stack, i);

		if (!view->wake_us || view->wake_us > now_us || !view->ops->wake)
			continue;
		view->wake_us = 0;
		view->ops->wake(view, now_us);
	}
}

void
app_tick(App *app)
{
	int64_t now_us = app_now_us(app), boot_us = app_boot_us(app);

	wake_stack(app->views, now_us);
	wake_stack(app->popups, now_us);
	if (app->message_until_us && app->message_until_us <= boot_us)
		app_clear_message(app);
	if (now_us / US_PER_MINUTE != app->minute) {
		app->minute = now_us / US_PER_MINUTE;
		app->stale = true;
	}
	if (app->config.tick)
		app->config.tick(app);
	app->stale |= warning_watch_tick(app->warnings, app);
	if (may_lock(app) && boot_us - app->last_key_us >= app->config.lock_us)
		app_lock(app);
	app_end_turn(app);
}

static int64_t
stack_wait_us(GPtrArray *stack, int64_t now_us, int64_t wait_us)
{
	for (unsigned i = 0; i < stack->len; i++) {
		View *view = g_ptr_array_index(stack, i);

		if (view->wake_us)
			wait_us = MIN(wait_us, MAX(view->wake_us - now_us, 0));
	}
	return wait_us;
}

int64_t
app_wait_us(const App *app)
{
	int64_t now_us = app_now_us(app), boot_us = app_boot_us(app);
	int64_t wait_us = US_PER_MINUTE - now_us % US_PER_MINUTE;

	if (now_us / US_PER_MINUTE != app->minute)
		return 0;
	wait_us = stack_wait_us(app->views, now_us, wait_us);
	wait_us = stack_wait_us(app->popups, now_us, wait_us);
	if (app->message_until_us)
		wait_us = MIN(wait_us, MAX(app->message_until_us - boot_us, 0));
	if (warning_watch_next_us(app->warnings) != INT64_MAX)
		wait_us = MIN(wait_us, MAX(warning_watch_next_us(app->warnings) - now_us, 0));
	if (may_lock(app))
		wait_us =
			MIN(wait_us, MAX(app->last_key_us + app->config.lock_us - boot_us, 0));
	return wait_us;
}

/* ---- wishes ---- */

AppWish
app_take_wish(App *app)
{
	AppWish wish = app->wish;

	if (wish == APP_WISH_NONE && app->ring) {
		app->ring = false;
		return APP_WISH_BEEP;
	}
	app->wish = APP_WISH_NONE;
	return wish;
}

void
app_wish(App *app, AppWish wish)
{
	if (wish == APP_WISH_BEEP)
		app->ring = true;
	else if (app->wish != APP_WISH_QUIT)
		app->wish = wish;
}

void
app_quit(App *app)
{
	app_save(app);
	app->wish = APP_WISH_QUIT;
}

char *
app_take_copy(App *app)
{
	return g_steal_pointer(&app->copy);
}

void
app_send_copy(App *app, const char *text)
{
	g_free(app->copy);
	app->copy = g_strdup(text);
	app_say(app, "%s", _("Sent to your terminal."));
}
