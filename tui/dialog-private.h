/*
 * What the popups of tui/dialog-*.c share: a base with the callback, a box in
 * the middle of the screen, and the end: pop first, then call.
 */
#pragma once

#include "tui/app-private.h"
#include "tui/dialog.h"

typedef struct Dialog {
	View view;
	AppCall *call;
	char *title, *text; /* cleaned; text may be "" */
} Dialog;

/* Fills the base; texts may be NULL. */
void dialog_init(Dialog *dialog, const ViewOps *ops, App *app, ViewHook hook);
void dialog_set_words(Dialog *dialog, const char *title, const char *text);
/* Frees what the base holds, not the struct. */
void dialog_clear(Dialog *dialog);

/* A box of `rows` x `cols` with its border in the middle of `screen`, as far as it goes. */
Rect dialog_middle(Rect screen, int rows, int cols);
/* Columns a text wants, with borders: 60 at most, all of a narrow screen. */
int dialog_cols(const Dialog *dialog, Rect screen, int least);
/* Lines of the text in a box `cols` wide. */
int dialog_text_rows(const Dialog *dialog, int cols);
/* Draws border, title and text; returns what is left inside. */
Rect dialog_draw_frame(const Dialog *dialog, Canvas *canvas, Rect rect);

/* Pops the dialog and returns its call, to be freed by the caller; call->owner NULL: nobody
 * hears. */
AppCall *dialog_end(Dialog *dialog);
