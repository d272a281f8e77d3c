/* A letter being filled, and the fields it is filled from; for core/letter*.c. */
#pragma once

#include "core/letter.h"

typedef struct LetterFill {
	const LetterTemplate *letter;
	const LetterWords *words;
	const LetterFacts *facts;
	const Ticket *ticket;
	LetterRow row; /* the block being repeated, and where it is */
	unsigned at;
	GString *out;
	GPtrArray *missing; /* as LetterDraft */
} LetterFill;

/* The value of a known field, cleaned; NULL if there is none. Caller frees. */
char *letter_field_dup(const LetterFill *fill, const char *name);
/* "upheld" ...: the log's word; NULL for a claim without an answer. */
const char *letter_outcome_name(ClaimOutcome outcome);
