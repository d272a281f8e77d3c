/*
 * The life of a key: top view's own look -> verb by context -> prerequisites
 * -> view -> routes -> what the app itself knows. A verb that cannot run says why.
 */
#include "config.h"

#include "tui/app.h"

#include <glib/gi18n.h>

#include "tui/app-private.h"
#include "tui/dialog.h"
#include "tui/menu.h"
#include "tui/view-help.h"
#include "tui/view-messages.h"

void
app_facts(const App *app, VerbFacts *ret)
{
	const GPtrArray *people = app->config.desk ? desk_people(app->config.desk) : NULL;

	*ret = (VerbFacts){.person = app_person(app), .no_administrator = true};
	for (unsigned i = 0; people && i < people->len; i++) {
		const Person *person = g_ptr_array_index(people, i);

		if (person->active && person->role == STAFF_ADMINISTRATOR)
			ret->no_administrator = false;
	}
	app_subject(app, &ret->subject);
}

const char *
app_blocked_by(const App *app, Verb verb, const VerbFacts *facts)
{
	View *view = app_view(app);
	const char *reason = view ? verb_misplaced(verb, view->ops->context) : NULL;

	if (!reason)
		reason = verb_blocked(verb, facts);
	if (!reason && view && view->ops->blocked)
		reason = view->ops->blocked(view, verb);
	return reason;
}

const char *
app_blocked(const App *app, Verb verb)
{
	VerbFacts facts;

	app_facts(app, &facts);
	return app_blocked_by(app, verb, &facts);
}

/* True if a route or the view had it. */
static bool
run_elsewhere(App *app, View *view, Verb verb)
{
	if (view && view->ops->verb && view->ops->verb(view, verb)) {
		view_touch(view, VIEW_STALE_PAINT);
		return true;
	}
	for (const AppRoute *route = app->config.routes; route && route->verb != VERB_NONE;
		route++) {
		if (route->verb != verb)
			continue;
		route->run(app, view, verb);
		return true;
	}
	return false;
}

/* Popups that are no dialogs take verbs themselves, as the messages do. */
static View *
verb_target(const App *app)
{
	View *top = app_top(app);

	return top && (top->ops->flags & VIEW_DIALOG) ? app_view(app) : top;
}

void
app_run(App *app, Verb verb)
{
	const char *reason = app_blocked(app, verb);
	View *target = verb_target(app);

	app->stale = true;
	if (reason) {
		app_say(app, "%s: %s", _(verb_def(verb)->label), reason);
		return;
	}
	if (run_elsewhere(app, target, verb) || app_run_own(app, verb))
		return;
	app_say(app, _("%s has no effect here."), _(verb_def(verb)->label));
}

static void
leave_answered(View *owner, int answer, void *data)
{
	if (answer == 1)
		app_quit(owner->app);
}

static void
ask_leave(App *app)
{
	const char *options[] = {_("leave"), NULL};
	bool timer = app_person(app) && desk_running(app->config.desk);
	DialogChoice choice = {
		.title = _("Leave amends?"),
		.text = timer ? _("Your timer goes on running. Drafts are kept.")
			      : _("Drafts are kept."),
		.options = options,
	};

	dialog_choice(app, &choice, leave_answered, (ViewHook){.owner = &app->root});
}

static void
go_back(App *app, bool may_leave)
{
	if (app->popups->len)
		app_pop(app, app_top(app));
	else if (app->views->len > 1)
		app_pop(app, app_view(app));
	else if (may_leave)
		ask_leave(app);
	else
		app_say(app, "%s", _("This is the first screen. q leaves."));
}

bool
app_run_own(App *app, Verb verb)
{
	if (verb == VERB_HELP)
		app_push(app, view_help_new(app));
	else if (verb == VERB_MENU)
		app_push(app, menu_new(app));
	else if (verb == VERB_MESSAGES)
		app_push(app, view_messages_new(app));
	else if (verb == VERB_REDRAW)
		app_wish(app, APP_WISH_REDRAW);
	else if (verb == VERB_SUSPEND)
		app_wish(app, APP_WISH_SUSPEND);
	else if (verb == VERB_QUIT)
		app_quit(app);
	else if (verb == VERB_BACK || verb == VERB_CANCEL)
		go_back(app, verb == VERB_BACK);
	else if (verb == VERB_LOCK)
		app_lock(app);
	else if (verb == VERB_SIGN_OFF)
		app_sign_off(app, "asked");
	else if (verb == VERB_CHANGE_PERSON)
		app_sign_off(app, "changed");
	else if (verb == VERB_HOME && app->config.home)
		app_go(app, app->config.home(app));
	else
		return false;
	return true;
}

static void
han_key(App *app, View *view, const Key *key)
{
	char text[8] = "";

	text[g_unichar_to_utf8(key->ch, text)] = '\0';
	if (view->ops->find_text) {
		view->ops->find_text(view, text);
		view_touch(view, VIEW_STALE_PAINT);
	} else {
		app_say(app, _("%s is text: the input method is on. Shift switches it off."),
			text);
	}
}

/* The key is nobody's: say so for what looks like a command, not for F11 or F12. */
static void
unknown_key(App *app, View *top, const Key *key)
{
	g_autofree char *name = NULL;

	if (top->ops->context & IN_TEXT || (top->ops->flags & VIEW_DIALOG))
		return;
	if (key_is_han(key)) {
		han_key(app, app_view(app), key);
		return;
	}
	if (key->code >= KEY_F1 + 10 && key->code <= KEY_F12)
		return;
	name = key_dup_name(key);
	app_say(app, _("%s does nothing here."), name);
}

static void
command_key(App *app, View *top, const Key *key)
{
	VerbContext context = top->ops->context;
	Key command = (context & IN_TEXT) ? *key : key_to_command(key);
	bool sequence = app->after_goto;
	Verb verb = keymap_find(app->keymap, &command, context, sequence);

	app->after_goto = false;
	if (!sequence && keymap_is_prefix(app->keymap, &command, context) &&
		!(top->ops->flags & VIEW_DIALOG)) {
		app->after_goto = true;
		return;
	}
	if ((top->ops->flags & VIEW_DIALOG) && verb != VERB_REDRAW && verb != VERB_SUSPEND)
		verb = VERB_NONE;
	if (verb != VERB_NONE)
		app_run(app, verb);
	else
		unknown_key(app, top, key);
}

/* Errors stay until Esc, which does nothing else then; in a text field it leaves as well. */
static bool
esc_clears(App *app, View *top, const Key *key)
{
	if (key->code != KEY_ESC || !app->message || !app->message_error)
		return false;
	app_clear_message(app);
	return !(top->ops->context & IN_TEXT) && !(top->ops->flags & VIEW_DIALOG);
}

static void
small_key(App *app, const Key *key)
{
	Key command = key_to_command(key);

	if ((command.code == KEY_CHAR && command.ch == 'q') || command.code == KEY_F1 + 9)
		app_quit(app);
}

void
app_key(App *app, const Key *key)
{
	View *top = app_top(app);

	app->last_key_us = app_boot_us(app);
	if (!top || app_is_small(app)) {
		small_key(app, key);
		return;
	}
	/* What was typed ahead is meant for what the keys before it bring. */
	app_bring_up(app, top);
	if (esc_clears(app, top, key))
		return;
	if (!app->after_goto && top->ops->key && top->ops->key(top, key))
		view_touch(top, VIEW_STALE_PAINT);
	else if (key->code != KEY_BAD && key->code != KEY_NONE)
		command_key(app, top, key);
	app_end_turn(app);
}
