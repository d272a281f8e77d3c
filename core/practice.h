/*
 * Practice data: complaints of our own writing in assets/practice, made anew
 * for the moment a practice store is first opened, through ordinary acts and
 * the ordinary rules. The shell calls this; nothing else does.
 */
#pragma once

#include "core/desk.h"

/*
 * Fills an empty practice store in one transaction, all or nothing, as if its people had worked
 * in it for months; a store that holds anybody or anything is left as it is. Blocks for about a
 * second. All people sign on with the PIN 0000. INVALID where the desk is not a practice desk;
 * SYNTAX or INVALID with file and line where the data cannot be read or is refused.
 */
bool practice_fill(Desk *desk, const char *assets, GError **error);

/*
 * Moves a practice store aside, so that the next one starts fresh: nothing is ever deleted.
 * Returns the new name, practice.old-2026-05-20 or with -2, -3 ... after it; caller frees. NULL
 * without an error where there is none; LOCKED while another amends has it open, IO as it says.
 */
char *practice_move_aside(const char *folder, Env *env, GTimeZone *zone, GError **error);
