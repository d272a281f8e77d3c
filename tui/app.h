/*
 * The desk on a screen, without a terminal: owns canvas, stack of views,
 * popups, message line, title and key line, lock. Keys and time come in, a
 * canvas comes out; tui/main-loop.c is the edge to the terminal. One paint a
 * turn, none when nothing is stale. Not thread-safe; all in one main context.
 */
#pragma once

#include "tui/app-config.h"

App *app_new(const AppConfig *config);
void app_free(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_free)

/* Opens home or sign-on. Views may be pushed before instead. */
void app_start(App *app);

/* ---- the outside (main loop, tests) ---- */
void app_key(App *app, const Key *key);
void app_resize(App *app, int rows, int cols);
/* The desk changed: views are stale. */
void app_changed(App *app);
/* Wakes what is due: call it app_wait_us() from now. */
void app_tick(App *app);
/* Microseconds until app_tick() has something to do; 0 at once, never more than a minute. */
int64_t app_wait_us(const App *app);
/* True when app_paint() would draw anew. */
bool app_is_stale(const App *app);
/* Refresh, layout and paint of what is stale; borrowed until the next paint. */
const Canvas *app_paint(App *app);
/* Things only the terminal can do, each read once. */
typedef enum AppWish {
	APP_WISH_NONE,
	APP_WISH_QUIT,
	APP_WISH_REDRAW,
	APP_WISH_SUSPEND,
	APP_WISH_BEEP,
	APP_WISH_EDIT /* editor_run(), with the terminal given back */
} AppWish;
/* One after the other, until there is none; the bell is the last. */
AppWish app_take_wish(App *app);
/* Text to be sent to the terminal's clipboard (OSC 52), or NULL; caller frees. */
char *app_take_copy(App *app);
void app_send_copy(App *app, const char *text);
/* Saves every draft at once: hang-up, termination, before leaving. */
void app_save(App *app);

/* ---- for views ---- */
Desk *app_desk(const App *app);
/* When the last key came, by the boot clock of app_env(). */
int64_t app_last_key_us(const App *app);
Env *app_env(const App *app);
int64_t app_now_us(const App *app);
GTimeZone *app_zone(const App *app);
void *app_data(const App *app);
const CellRules *app_rules(const App *app);
const Keymap *app_keymap(const App *app);
const PinyinTable *app_pinyin(const App *app);
/* Takes `view`; popups (at most 2) over it. False and frees it when there is no room for
 * another popup. */
bool app_push(App *app, View *view);
/* Removes `view` wherever it is, and what is over it, later in this turn: handlers may pop
 * themselves. */
void app_pop(App *app, View *view);
/* Replaces the whole stack by `view`, or goes back to a VIEW_SCREEN of the same ops (then
 * `view` is freed). */
void app_go(App *app, View *view);
View *app_top(const App *app);	/* popup or view that has the keys */
View *app_view(const App *app); /* the top one that is no popup */
/* True when Esc or back has somewhere to go. */
bool app_has_below(const App *app);
/* Complaint of the view on top of the stack; id "" if none. */
void app_subject(const App *app, VerbSubject *ret);
/* Runs a verb as its key would: prerequisites, view, routes. */
void app_run(App *app, Verb verb);
/* Reason why it cannot run now, NULL if it can. Static. */
const char *app_blocked(const App *app, Verb verb);
/* The same for several verbs at once: app_facts() once before. */
const char *app_blocked_by(const App *app, Verb verb, const VerbFacts *facts);
void app_quit(App *app);
/* Locks: screen to sign-on, stack and drafts kept for the same person. */
void app_lock(App *app);
/* Who locked; NULL unless locked. */
const Person *app_locked_by(const App *app);
/* By the sign-on view: somebody signed on; the kept stack comes back for the same person, else
 * home. */
void app_signed_on(App *app);
/* Signs off with `how` of desk_sign_off(): drafts saved, stack dropped, sign-on shown. */
void app_sign_off(App *app, const char *how);

/* ---- message line; cleaned here. Success fades after 5 s, errors and questions stay until Esc
 * ---- */
void app_say(App *app, const char *format, ...) G_GNUC_PRINTF(2, 3);
void app_say_error(App *app, const char *format, ...) G_GNUC_PRINTF(2, 3);
typedef struct AppMessage {
	int64_t at_us;
	bool error;
	char *text;
} AppMessage;
const GPtrArray *app_messages(const App *app); /* AppMessage *, oldest first, the last 500 */

/* ---- acting ---- */
typedef void (*AppDone)(View *owner, const ActResult *result, void *data);
/*
 * Takes `act` and submits it. A second person alone missing: asks for number
 * and PIN on the spot, then submits again. Refused or failed: says the first
 * on the message line, all where there are several. Saved: says `saved`
 * (translated, may be NULL; one "%s" is the ticket's number) with how to undo.
 * Then `done` (may be NULL) unless hook.owner is gone; also after cancelling (ACT_REFUSED).
 */
void app_submit(App *app, Act *act, const char *saved, AppDone done, ViewHook hook);
