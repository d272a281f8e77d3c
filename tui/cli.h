/*
 * The command line: every verb of tui/verb.def that has a usage, without a
 * screen. Answers go to stdout as plain text or JSON, everything said to the
 * person to stderr. No text of the store or of the arguments reaches either
 * uncleaned; personal data is masked unless asked for with a reason.
 */
#pragma once

#include <stdbool.h>

/* True if `argv` asks for a command (or --help, --version) rather than for the screen. */
bool cli_is_wanted(int argc, char **argv);

/* Runs it. Returns the exit code: 0 found or done, 1 none, 2 error. */
int cli_main(int argc, char **argv);

/*
 * `text` as it may go to `fd`: cleaned; onto a terminal, or where only ASCII may be
 * shown, as the glyphs that tui/cells.h measures, into a file whole. Caller frees.
 */
char *cli_dup_shown(const char *text, int fd, bool ascii);
