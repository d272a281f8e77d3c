/* The command table as a manual page and as bash completion; English, made when amends is
 * built. */
#pragma once

#include <glib.h>

/* amends(1), in man(7) macros. */
void cli_man_write(GString *out);
/* For bash-completion: commands, their options, words of states and names of maps are static.
 */
void cli_completion_write(GString *out);
