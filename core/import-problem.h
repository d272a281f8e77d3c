/* What an import has to say of one row of a file. Used by import-row, import and who shows it.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What kind of thing a problem is, for counting. */
typedef enum ImportProblemKind {
	IMPORT_PROBLEM_FORM,	/* no row by the rules of CSV or JSON */
	IMPORT_PROBLEM_DATE,	/* no date, or one of no known form */
	IMPORT_PROBLEM_RAW,	/* a field that is no text */
	IMPORT_PROBLEM_LONG,	/* a text that is shown in part */
	IMPORT_PROBLEM_REFUSED, /* the rules of the desk refuse it */
	N_IMPORT_PROBLEM_KINDS
} ImportProblemKind;

/* Something to tell the user: of a row that is refused, or a note on one that is not. */
typedef struct ImportProblem {
	ImportProblemKind kind;
	uint64_t line, column; /* from 1, in characters */
	char *field;	       /* the source column, NULL for the row as a whole */
	char *reason;	       /* a whole sentence */
} ImportProblem;

void import_problem_free(ImportProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportProblem, import_problem_free)
