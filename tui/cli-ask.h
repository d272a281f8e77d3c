/* Answers of the command line: by option or typed at a prompt; dates, lengths of time, sums. */
#pragma once

#include "tui/cli-private.h"

typedef struct CliChoice {
	const char *code;  /* of event.def */
	const char *words; /* in the user's language; NULL takes words_code() */
} CliChoice;

/* By option `name`, else asked with numbers on stderr; NULL once told. `initial` may be NULL.
 * Borrowed. */
const char *cli_ask_choice(Cli *cli, const char *name, const char *question,
	const CliChoice *choices, const char *initial);
/* A line of text; `needed` refuses an empty one. NULL once told, or empty and not needed.
 * Caller frees. */
char *cli_ask_text(
	Cli *cli, const char *name, const char *question, bool needed, const char *initial);
/* The code of `choices` for what was typed: number, code or word; NULL once told. */
const char *cli_choose(Cli *cli, const char *what, const char *typed, const CliChoice *choices);
/* The rest says what was wrong, on stderr, and gives false. */
bool cli_date(Cli *cli, const char *text, DateDirection direction, DateInput *ret);
bool cli_duration(Cli *cli, const char *text, int64_t *ret_us);
bool cli_money(Cli *cli, const char *text, int64_t *ret_minor);
/* One row of a facet by digit, id, label, pinyin; NULL once told. */
const TaxonomyEntry *cli_taxonomy(Cli *cli, TaxonomyFacet facet, const char *text);
