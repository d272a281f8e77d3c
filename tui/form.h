/*
 * The field kit (UI 3.2): a form is a const table of fields; values are
 * strings by name. Enter and Tab next, Shift-Tab back, Up and Down, F2 or
 * Ctrl-S submits, F4 a large editor, Esc leaves and keeps the draft. Problems
 * show after leaving a field and as a list on submit. Every change is in the
 * desk's draft within a second. A form is a View of its own (form_open) and
 * scrolls in 40x12.
 */
#pragma once

#include "tui/app.h"

typedef struct Form Form;

typedef enum FormKind {
	FORM_TEXT,  /* one line; NFC */
	FORM_LONG,  /* several lines; Enter = next field, Ctrl-J = new line */
	FORM_PICK,  /* one of options: digit picks and moves on, typing filters; value = code */
	FORM_PICKS, /* several of options: digit toggles; value = codes joined by "," */
	FORM_LOOKUP, /* typed text with a list of finds; value = typed text, or code of what was
			picked */
	FORM_PERSON, /* pick over active staff; value = person's id */
	FORM_DATE,   /* a day: value "YYYY-MM-DD"; echo of the meaning */
	FORM_TIME,   /* day and time: value = microseconds UTC in decimal */
	FORM_MONEY,  /* "300", "1,234.5"; value = minor units in decimal */
	FORM_NUMBER, /* phone, account, count: full-width digits normalised; value = what stays
		      */
	FORM_YESNO,  /* 1 yes 2 no; value "yes" or "no", "" while open */
	FORM_SECRET, /* PIN: stars, no draft, wiped */
	FORM_STATIC, /* shown, never focused */
	N_FORM_KINDS
} FormKind;

enum {
	FORM_NEED = 1,	    /* must be filled before submit */
	FORM_DEFAULTED = 2, /* in the part "filled in for you", reached by Tab and arrows,
			       passed over by Enter */
	FORM_PAST = 4,	    /* FORM_DATE, FORM_TIME: month-day is the nearest in the past (else
			       future) */
	FORM_WIDE = 8,	    /* never in two columns */
};

/* An option of a pick. For tables the label is N_(); for sources already translated. */
typedef struct FormOption {
	const char *code, *label;
	char digit; /* 0: 1-9 by its place */
} FormOption;

/* What a source fills. */
typedef struct FormFinds FormFinds;
void form_finds_add(FormFinds *finds, const char *code, const char *label, char digit);
/* FORM_LOOKUP: digits now pick instead of being text (four typed and found). */
void form_finds_digits_pick(FormFinds *finds);
typedef void (*FormSource)(const Form *form, const char *typed, FormFinds *finds);

typedef struct FormField {
	const char *name; /* of value and draft */
	FormKind kind;
	const char *label; /* N_() */
	unsigned flags;
	const char *hint;  /* N_(): on the message line while focused and empty; may be NULL */
	const char *group; /* N_(): heading above this and the following; NULL: same group as
			      before */
	int rows;	   /* FORM_LONG: lines shown (default 4) */
	size_t max;	   /* bytes; 0: what the kind allows */
	MaskKind mask;	   /* shown masked while not focused */
	const FormOption *options; /* FORM_PICK(S): ended by a NULL code; NULL: `source` */
	FormSource source; /* what matches `typed`, best first; the first line is what Enter
			      takes */
	bool (*shown)(const Form *form); /* NULL: always */
	/* What is wrong with a filled value, or NULL; caller frees. */
	char *(*check)(const Form *form, const char *value);
	/* Meaning shown behind the value (also for FORM_STATIC's value), or NULL; caller frees.
	 */
	char *(*dup_echo)(const Form *form, const char *value);
} FormField;

typedef struct FormSpec {
	const char *name;	  /* of the draft; NULL: no draft is kept */
	const char *title;	  /* N_() */
	const char *submit_label; /* N_(): what F2 does, in the key line */
	const FormField *fields;
	unsigned n_fields;
	bool popup;		   /* in a box over the view below, as large as it needs */
	VerbContext context;	   /* 0: IN_FORM */
	unsigned view_flags;	   /* VIEW_BARE ... */
	void (*start)(Form *form); /* sets defaults; may be NULL */
	void (*changed)(
		Form *form, const char *name); /* after a change by the user; may be NULL */
	void (*submit)(
		Form *form); /* all values are right: acts, and calls form_close() once saved */
	/* Keys before the form's own (F-keys of one screen); may be NULL. */
	bool (*key)(Form *form, const Key *key);
	/* Lines drawn above the fields; returns rows taken; with canvas NULL only counts. May
	 * be NULL. */
	int (*head)(const Form *form, Canvas *canvas, Rect rect);
} FormSpec;

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
