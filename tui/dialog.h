/*
 * Popups that ask one thing. All are views pushed onto the app: digits answer,
 * 0, Esc and Enter are Cancel where there is a risk. The callback comes after
 * the popup is gone. Texts are translated already and cleaned here.
 */
#pragma once

#include "tui/app.h"

/* ---- choice: "1 void it  2 keep it", 0 = Cancel ---- */
/* `answer` is 1.. in the order of the options; not called on Cancel unless `cancelled_too`:
 * then 0. */
typedef void (*DialogAnswered)(View *owner, int answer, void *data);
typedef struct DialogChoice {
	const char *title, *text;
	const char *const *options; /* NULL-terminated, at most 9; what each does, in words */
	const char *const
		*blocked;   /* may be NULL; per option NULL or the reason it cannot be taken */
	const char *cancel; /* what 0 and Esc do, in words; NULL: cancel */
	bool cancelled_too;
	bool no_cancel; /* Esc puts it off, 0 and Enter do nothing: a question without default
			 */
	int enter; /* option that Enter takes where nothing is at risk; 0: Enter is Cancel */
} DialogChoice;
void dialog_choice(
	App *app, const DialogChoice *choice, DialogAnswered answered, ViewHook hook);

/* ---- one line of text: reason, file name, ticket number ---- */
/* Not called on Esc. `text` is trimmed; empty only if `may_be_empty`. */
typedef void (*DialogTyped)(View *owner, const char *text, void *data);
typedef struct DialogPrompt {
	const char *title, *text, *initial;
	bool may_be_empty;
	/* A problem with what was typed, or NULL; caller frees. Asked on Enter. May be NULL. */
	char *(*check)(View *owner, const char *text, void *data);
	/* Every change, for filters; may be NULL. On Esc with the initial text. */
	DialogTyped changed;
	bool strip; /* on the filter strip (row 1) without a box */
} DialogPrompt;
void dialog_prompt(App *app, const DialogPrompt *prompt, DialogTyped typed, ViewHook hook);

/* ---- number and PIN of a second person ---- */
/* SIGN_ON_OK: act->second is set. SIGN_ON_WRONG and WAIT are told in the dialog and tried
 * again; SIGN_ON_FAILED also stands for cancelled. `act` must live until the call. */
typedef void (*DialogAuthorised)(View *owner, SignOnOutcome outcome, void *data);
void dialog_authorise(
	App *app, Act *act, const char *why, DialogAuthorised done, ViewHook hook);

/* ---- list to pick from ---- */
typedef struct DialogItem {
	char *code, *label, *blocked; /* blocked: NULL or the reason; owned by the list */
	char digit;		      /* 0 or the digit that picks it */
} DialogItem;
/* GPtrArray of DialogItem; digits 1-9 for the first nine unless given. `blocked` may be NULL.
 */
GPtrArray *dialog_items_new(void);
void dialog_items_add(
	GPtrArray *items, const char *code, const char *label, const char *blocked);
typedef void (*DialogPicked)(View *owner, const char *code, void *data);
/* Takes `items`. Typing filters by words, arrows move, Enter takes the line, a digit picks at
 * once. */
void dialog_pick(
	App *app, const char *title, GPtrArray *items, DialogPicked picked, ViewHook hook);

/* ---- text to read, scrolled; Esc, Enter and q close it ---- */
void dialog_text(App *app, const char *title, const char *text);

/* ---- work under way: its words, after 1 s a line of progress; Esc calls `cancel` (may be
 * NULL) ---- */
typedef void (*DialogCancelled)(View *owner, void *data);
View *dialog_busy(App *app, const char *text, DialogCancelled cancel, ViewHook hook);
/* `done` of `total` (0: unknown); drawn at most once a second. End it with app_pop(). */
void dialog_busy_progress(View *busy, int64_t done, int64_t total);
