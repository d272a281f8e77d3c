/*
 * A session at the screen: terminal, store, app and main loop put together, from
 * first start to the last paint. What a role sees first, which verb opens which
 * screen, and what is said at the start are decided here and nowhere else.
 */
#pragma once

#include "tui/app.h"
#include "tui/places.h"
#include "tui/settings.h"

typedef struct ShellConfig {
	const Places *places;
	Settings *settings;
	const char *problem; /* what was wrong with the settings; NULL if nothing */
	const char *language,
		*language_from; /* shown now, and the variable it comes from ("" none) */
	bool ascii;		/* no UTF-8 locale at all */
	bool practice;		/* the practice store, made when absent */
} ShellConfig;

/* Runs until the person leaves or the line is gone. Exit code: 0, or 2 with the reason on
 * stderr. */
int desk_shell_run(const ShellConfig *config);

/* ---- for tests, which have no terminal ---- */
/* Ended by VERB_NONE; of every screen the program has. */
const AppRoute *desk_shell_routes(void);
/* First screen of the role signed on. */
View *desk_shell_home(App *app);
/* What is said once somebody has signed on: drafts kept, another process. */
void desk_shell_tell(App *app);
