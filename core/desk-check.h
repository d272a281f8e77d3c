/* What a doctor asks a desk beyond the proof of the log. */
#pragma once

#include "core/desk.h"

/* SQLite's own check of the file; *ret_problem is NULL if it is sound, else its first words.
 * Caller frees. */
bool desk_quick_check(Desk *desk, char **ret_problem, GError **error);
/* The moment of the newest event by its own clock, 0 if there is none. */
int64_t desk_last_event_us(Desk *desk);
/* By how much the machine's clock stands behind that; 0 where it is less than a minute. */
int64_t desk_clock_behind_us(Desk *desk);
/* The same as a sentence with what to do, NULL where there is nothing to tell. Caller frees. */
char *desk_dup_clock_warning(Desk *desk);
