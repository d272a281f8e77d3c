/*
 * A text in the person's own editor ($VISUAL, $EDITOR): a file 0600 in the
 * store's private folder, the terminal given back meanwhile, the file gone
 * afterwards. What was left by a program that died is taken up the next time.
 * No shell is between; where a setting forbids it, it is refused.
 */
#pragma once

#include "tui/app.h"

/* Not called where the text stays as it was. */
typedef void (*EditorDone)(View *owner, const char *text, void *data);

/* Why there is no editor here, in the user's language; NULL if there is. Static. */
const char *editor_blocked(const App *app);
/* Edits `text` as the file `name` (letters, digits, hyphens) once the turn ends. */
void editor_edit(
	App *app, const char *name, const char *text, EditorDone done, ViewHook hook);
/* What a program that died has left under this name, removed; NULL if nothing. Caller frees. */
char *editor_take_left(App *app, const char *name);
/* By the main loop, with the terminal given back: runs the editor and waits for it. */
void editor_run(App *app);
/* Forgets what was asked for; before the app goes. */
void editor_drop(App *app);
/* By the shell, from the settings. */
void editor_forbid(App *app, bool forbidden);
