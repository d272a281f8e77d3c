/*
 * The field kit (UI 3.2): a form is a const table of fields; values are
 * strings by name. Enter and Tab next, Shift-Tab back, Up and Down, F2 or
 * Ctrl-S submits, F4 a large editor, Esc leaves and keeps the draft. Problems
 * show after leaving a field and as a list on submit. Every change is in the
 * desk's draft within a second. A form is a View of its own (form_open) and
 * scrolls in 40x12.
 */
#pragma once

#include "tui/form-spec.h"

/* Pushes the form. `subject` (ticket id or "") names the draft too; an old draft is offered: 1
 * continue 2 start fresh. */
Form *form_open(App *app, const FormSpec *spec, const char *subject, void *data,
	GDestroyNotify free_data);
/* The same without pushing; for a home screen given to app_go(). The View is form_view(). */
Form *form_new(App *app, const FormSpec *spec, const char *subject, void *data,
	GDestroyNotify free_data);
/* Drops the draft and pops the form. */
void form_close(Form *form);
/* Empties it and drops the draft: the next customer. */
void form_reset(Form *form);

View *form_view(Form *form); /* as owner of hooks */
Form *form_from_view(View *view);
/* True if `view` (may be NULL) is a form of that FormSpec.name. */
bool form_view_is(const View *view, const char *name);
App *form_app(const Form *form);
Desk *form_desk(const Form *form);
void *form_data(const Form *form);
const char *form_subject(const Form *form);

/* Value of a field, "" while empty or hidden; never NULL. Borrowed until the next change. */
const char *form_value(const Form *form, const char *name);
/* As the field shows it: the label of a pick. Borrowed likewise. */
const char *form_text(const Form *form, const char *name);
void form_set(Form *form, const char *name, const char *value);
/* The same for a default, with where it comes from ("from your login"; may be NULL); never over
 * what the user typed. */
void form_set_default(Form *form, const char *name, const char *value, const char *from);
/* FORM_LOOKUP, FORM_PICK by source: value with the label to show. */
void form_set_picked(Form *form, const char *name, const char *code, const char *label);
/* At the end of start(), where the fields hold what is on record: a draft keeps only what was
 * changed, and taking it up again says where the record has changed meanwhile. */
void form_mark_recorded(Form *form);
void form_focus(Form *form, const char *name);
const char *form_focused(const Form *form); /* name */
/* Marks a problem (translated): from a refusal; the cursor goes to the first marked one. */
void form_set_problem(Form *form, const char *name, const char *problem);
/* Checks as submit does, marks problems and returns how many. */
int form_check(Form *form);
/* Adds each shown non-empty value to the event of `act` added last, where event.def has a field
 * of that name. */
void form_fill_act(const Form *form, Act *act, EventKind kind);
/* Refusals of `result` that name a field of the form become its problems. */
void form_take_refusals(Form *form, const ActResult *result);
/* Submits; saved: says `said` and closes the form, refused: marks its fields. Takes `act` and
 * `said`. */
void form_send(Form *form, Act *act, char *said);
