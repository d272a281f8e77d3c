/*
 * Inside of a form, for tui/form*.c. A field's text lives in its LineEdit
 * (its own buffer for FORM_SECRET), its value is worked out from that when it
 * changes; what is picked lives in `value` and `label`. Layout rows count from
 * the top of the whole form; `top` is the first one shown.
 */
#pragma once

#include "tui/form.h"
#include "tui/line-edit.h"

#define FORM_SECRET_MAX 12

typedef struct FormFind {
	char *code, *label;
	char digit; /* 0: none */
} FormFind;

struct FormFinds {
	GArray *items; /* FormFind */
	bool digits_pick;
};

typedef struct FieldState {
	const FormField *spec;
	LineEdit *edit; /* NULL for FORM_STATIC and FORM_SECRET */
	char secret[FORM_SECRET_MAX + 1];
	char *value;	/* never NULL */
	char *label;	/* of what is picked; NULL if nothing is */
	char *from;	/* where a default comes from */
	char *problem;	/* shown until it is right */
	char *recorded; /* what is on record of it, see form_mark_recorded(); NULL: nothing is
			 */
	bool touched;	/* by the user or a draft: defaults keep off */
	bool kept; /* what was there is worked on: typing no longer replaces a default or PIN */
	bool stale; /* value older than the text (FORM_LONG) */
	FormFinds finds;
	int sel; /* in finds; -1: none */
	/* layout */
	int row, col, label_cols, cols, rows;
	bool heading; /* its group's heading stands a row above */
} FieldState;

struct Form {
	View view;
	const FormSpec *spec;
	char *subject;
	void *data;
	GDestroyNotify free_data;
	FieldState *fields;
	int n, focus;
	int top, total_rows, head_rows;
	bool zoom; /* the focused long text has the whole form */
	bool dirty, offered;
	int64_t given_us;  /* when a draft went to the desk whose fate is not known yet; 0: none
			    */
	int64_t saved_us;  /* of the last draft on disk; 0: none */
	bool draft_failed; /* the last one is not on disk */
	bool warned;	   /* that leaving loses it */
	GStrv draft;	   /* found on opening, until answered */
};

FieldState *form_field(const Form *form, const char *name);
bool form_is_shown(const Form *form, const FieldState *field);
bool form_is_pick(const FieldState *field);
const char *form_label(const FieldState *field);
/* Moves the focus to a shown field `by` steps on; `all`: also those filled in. False at the
 * end. */
bool form_step(Form *form, int by, bool all);
void form_focus_index(Form *form, int to);

/* ---- form-value.c ---- */
/* Works the value out from the text after a change; problems wait for field_leave(). */
void field_read(Form *form, FieldState *field);
/* Value of a field brought up to date. */
const char *field_value(const FieldState *field);
/* Puts a stored value into the field as text or picked label. */
void field_write(Form *form, FieldState *field, const char *value, const char *label);
/* Problem with what is in the field now, or NULL; caller frees. */
char *field_dup_problem(const Form *form, const FieldState *field);
/* Meaning of the value to show behind it, or NULL; caller frees. */
char *field_dup_echo(const Form *form, const FieldState *field);

/* ---- form-finds.c ---- */
void field_find(Form *form, FieldState *field);
void form_finds_clear(FormFinds *finds);
/* True if options stand in the field's own line instead of a list. */
bool field_is_inline(const Form *form, const FieldState *field);
bool field_list_is_open(const Form *form, const FieldState *field);
void field_pick(Form *form, FieldState *field, int at);
/* The find that `digit` picks now, or -1. */
int field_find_digit(const FieldState *field, char digit);
bool field_is_chosen(const FieldState *field, const char *code);

/* ---- form-keys.c, form-draw.c, form-draft.c ---- */
bool form_key(View *view, const Key *key);
void form_changed(Form *form, FieldState *field);
void form_submit(Form *form);
void form_layout(View *view, Rect rect);
void form_draw(const View *view, Canvas *canvas, Rect rect);
Rect form_place(const View *view, Rect screen);
void form_draft_touch(Form *form);
void form_draft_save(Form *form);
/* At the time asked for: saves what is new, and learns whether it is on disk. */
void form_draft_wake(Form *form);
void form_draft_offer(Form *form);
