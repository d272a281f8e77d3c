/* What the files core/policy*.c share: the tables of words, and the reader's view of a file. */
#pragma once

#include "core/line-file.h"
#include "core/policy.h"

/* Each in the order of its enum, NULL at the end. */
extern const char *const policy_family_words[], *const policy_start_words[],
	*const policy_stop_words[], *const policy_unit_words[], *const policy_mark_words[],
	*const policy_pause_words[], *const policy_condition_words[],
	*const policy_grant_words[], *const policy_expiry_words[],
	*const policy_warn_role_words[], *const policy_part_words[],
	*const policy_approver_words[];

/* The place of a word in such a table, -1 if it is none of them. */
int policy_word_index(const char *const *words, const char *word);

/* The line of the [group] that fills `object`, 0 if there is none. */
typedef struct PolicyLines PolicyLines;
unsigned policy_line_of(const PolicyLines *lines, const void *object);

/* What only the whole file shows: contradictions, falling ladders. Fills in what rungs take
 * from the step below. */
void policy_check(Policy *policy, const PolicyLines *lines, LineMistakes *mistakes);
