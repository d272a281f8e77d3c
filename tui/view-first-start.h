/*
 * First start: language, role, practice or real data; for real data the first
 * person and the branch. Everything has a default; a digit each is enough for
 * practice, and Esc takes practice with all defaults. Says in plain words what
 * the terminal lacks.
 */
#pragma once

#include "tui/app.h"

typedef struct FirstStartAnswers {
	const char *language; /* "zh_CN", "en" */
	StaffRole role;
	bool practice;
	/* "" where practice */
	const char *number, *name, *branch, *branch_name, *pin;
} FirstStartAnswers;

typedef struct FirstStart {
	const char *language,
		*language_from;		  /* default, and where it comes from ("" unknown) */
	const char *name;		  /* of the user of the machine */
	const char *branch, *branch_name; /* of a store made already; NULL: ask */
	const char *terminal;		  /* one line: what was found */
	const char *const *notes;	  /* what is amiss, with the cure; NULL-terminated */
	/* Shows `language` from now on. */
	void (*set_language)(const char *language, void *data);
	/* Makes the store. False and error: said, and the answers stay. */
	bool (*done)(const FirstStartAnswers *answers, void *data, GError **error);
	void *data;
} FirstStart;

/* Copies nothing: `start` lives as long as the view. */
View *view_first_start_new(App *app, const FirstStart *start);

/*
 * Notes for a terminal as NULL-terminated sentences with their cures: no UTF-8, too small, few
 * colours, wide border characters, tmux. Caller frees.
 */
typedef struct TerminalFacts {
	bool utf8, wide_lines, tmux;
	int rows, cols, colours;
} TerminalFacts;
GStrv first_start_dup_notes(const TerminalFacts *facts);
/* "UTF-8, 80 x 24, 256 colours"; caller frees. */
char *first_start_dup_terminal(const TerminalFacts *facts);
