/*
 * What an app is told when it is made: desk, clock, size, and the program's
 * own views as routes from verbs, home and sign-on. See tui/app.h.
 */
#pragma once

#include "core/pinyin.h"
#include "tui/view.h"

/* What a verb does where the view on top does not take it. `view` is the top one. */
typedef void (*AppVerbFunc)(App *app, View *view, Verb verb);
typedef struct AppRoute {
	Verb verb;
	AppVerbFunc run;
} AppRoute;

typedef struct AppConfig {
	Desk *desk;	 /* not owned; NULL before first start */
	Env *env;	 /* clock of the screen; NULL: the desk's */
	GTimeZone *zone; /* NULL: the desk's */
	const CellRules *rules;
	int rows, cols;
	const Keymap *keymap;	    /* not owned; NULL: the table's own */
	const AppRoute *routes;	    /* ended by VERB_NONE */
	View *(*home)(App *app);    /* the first screen of the role signed on */
	View *(*sign_on)(App *app); /* shown while nobody is; pops itself by app_signed_on() */
	/* Somebody signed on, or was at the start; `unlocked`: the kept stack came back. May
	 * ask. */
	void (*greet)(App *app, bool unlocked);
	void (*tick)(App *app); /* from app_tick(): once a minute at least */
	int64_t lock_us;   /* locks after so long without keys; 0: never. Never in practice. */
	bool prefer_fkeys; /* hints name F-keys: tellers with an input method */
	const PinyinTable
		*pinyin; /* not owned; for lists that are typed into; NULL: the desk's */
	void *data;	 /* for routes and views: app_data() */
} AppConfig;
