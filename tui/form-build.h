/*
 * A FormSpec put together at run time: a table of fields copied, options made
 * from the log's codes or from a facet of the taxonomy, fields added for parts
 * of a complaint. Owns all of it; belongs to the form's data, and so outlives
 * every use by the form.
 */
#pragma once

#include "tui/form.h"

typedef struct FormBuild FormBuild;

/* Copies `spec` without its fields. */
FormBuild *form_build_new(const FormSpec *spec);
void form_build_free(FormBuild *build);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormBuild, form_build_free)

/* Appends copies of `fields`. */
void form_build_fields(FormBuild *build, const FormField *fields, unsigned n);
/* Appends one under the name NAME_NUMBER, "outcome_2". */
void form_build_numbered(FormBuild *build, const FormField *field, unsigned number);
/* The field added last, to be changed; valid until the next is added. */
FormField *form_build_last(FormBuild *build);
/* Keeps `text` for labels and hints. */
const char *form_build_own(FormBuild *build, char *text);
/* Gives field `name` the words of `codes` ("a|b|c") as options 1, 2, 3 ... */
void form_build_codes(FormBuild *build, const char *name, const char *codes);
/* Options for a field of one's own; borrowed from the build. */
const FormOption *form_build_options(FormBuild *build, const char *codes);
/* Other words for F2 (not translated yet), also while the form is open. */
void form_build_set_submit(FormBuild *build, const char *label);
/* No field may be added after this. */
const FormSpec *form_build_spec(FormBuild *build);

/* What fits `typed` of a facet: the source of a pick, "" gives the whole list. */
void form_finds_facet(
	const Form *form, TaxonomyFacet facet, const char *typed, FormFinds *finds);
