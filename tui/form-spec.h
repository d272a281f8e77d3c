/*
 * What a form is made of: tables of fields and what the form does with them.
 * Const data of the screen that has the form; see tui/form.h for the rest.
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
	FORM_MASKED = 16, /* FORM_LOOKUP: labels are masked already, `mask` is for typed text */
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
	const char *leave_label;  /* N_(): what Esc does; NULL: the usual */
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
	/* Esc, draft saved already; NULL: pops, or says so where it is the first screen. */
	void (*leave)(Form *form);
} FormSpec;
