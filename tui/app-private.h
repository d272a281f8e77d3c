/*
 * Inside of the app, for tui/app*.c, tui/view.c and the dialogs. Invariants:
 * `views` is empty only before app_start(); a view popped stays in `dead`
 * until the turn ends, so that handlers may pop themselves; `kept` is the
 * stack of a locked desk and is never drawn.
 */
#pragma once

#include "tui/app.h"
#include "tui/warning-watch.h"

#define APP_MIN_ROWS   10
#define APP_MIN_COLS   40
#define APP_MAX_POPUPS 2
#define APP_FADE_US    (5 * US_PER_SECOND)
#define APP_LOG_MAX    500

/* Somebody to be called back later; registered, so that a freed owner is never called. */
typedef struct AppCall {
	App *app;
	View *owner; /* NULL once freed */
	void *data;
	GDestroyNotify free_data;
} AppCall;

struct App {
	AppConfig config;
	CellRules rules;
	Keymap *own_keymap;
	const Keymap *keymap;
	Env *env;
	GTimeZone *zone;
	Canvas *canvas;
	View root; /* owner of the app's own dialogs; never on the stack */
	GPtrArray *views, *popups, *dead;
	GPtrArray *kept_views, *kept_popups; /* NULL unless locked */
	char kept_for[UUID_LEN];
	GPtrArray *calls;   /* AppCall * */
	GPtrArray *submits; /* AppSubmit *, of app-submit.c */

	char *message;
	bool message_error;
	int64_t message_until_us; /* boot clock; 0: stays */
	GPtrArray *log;

	bool after_goto, stale;
	int64_t last_key_us; /* boot clock */
	int64_t minute;	     /* the one shown */
	AppWish wish;
	bool ring; /* the bell, which takes no other wish's place */
	char *copy;
	WarningWatch *warnings;
	char *print, *branch_phone; /* of tui/print.c; NULL if none */
	struct EditorJob *edit;	    /* of tui/editor.c; NULL if none waits */
	bool no_editor;
};

int64_t app_boot_us(const App *app);
bool app_is_small(const App *app);
Rect app_body(const App *app);
bool app_is_practice(const App *app);
const Person *app_person(const App *app);

/* Refreshes and lays out `view` where its data are stale; it is still to be painted. */
void app_bring_up(App *app, View *view);
/* Frees what was popped in this turn. */
void app_end_turn(App *app);
/* Drops the callbacks of a view that is going. */
void app_forget(App *app, View *view);
/* The view under `popup`, or the top view. */
void app_clear_message(App *app);
void app_message_free(void *message);
void app_facts(const App *app, VerbFacts *ret);

AppCall *app_call_new(App *app, ViewHook hook);
/* Unregisters and frees, data too. */
void app_call_free(AppCall *call);

void app_draw_title(App *app);
void app_draw_message(App *app);
void app_draw_keys(App *app);

/* Lets go of the app: what the desk still answers is dropped. */
void app_submits_orphan(App *app);

/* Verbs the app itself knows; false if it does not. */
bool app_run_own(App *app, Verb verb);

/* What the loop is to do after this turn; leaving is not forgotten for a key typed behind it. */
void app_wish(App *app, AppWish wish);
