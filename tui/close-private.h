/* Inside of guided closing, for tui/view-close.c and tui/close-steps.c. */
#pragma once

#include "core/desk-close.h"
#include "tui/close-act.h"
#include "tui/form-build.h"

#define CLOSE_STEPS 4

typedef struct CloseData {
	Ticket *ticket;
	FormBuild *build;
	int step;	 /* 1 to CLOSE_STEPS */
	bool all;	 /* fields of every step count as shown: while the act is made */
	bool busy;	 /* being filed */
	ActResult *gaps; /* what still stands between this and closed; NULL if unknown */
} CloseData;

/* The spec with the fields of all steps, and one more that keeps the step in the draft. */
const FormSpec *close_spec(CloseData *data, Desk *desk, const FormSpec *base);
void close_set_defaults(Form *form);

/* The step a field of the form, or of a refusal, belongs to. */
int close_step_of_field(const char *name);
/* "Outcome", translated. */
const char *close_step_title(int step);
/* First field of a step that is shown. */
const char *close_first_field(const Form *form, int step);
/* What the tables cannot say: marks a missing reason; true if all is well. */
bool close_check_step(Form *form, int step);

/* The act with every step's answers; caller frees or submits. */
Act *close_dup_act(Form *form, bool closes);
