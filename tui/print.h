/*
 * A paper (core/paper.h) on its way out: asks for printer, file or the user's
 * own terminal, and records receipt.given once it is out. The printer is `lp`,
 * started with an argument vector and fed on stdin, never through a shell.
 */
#pragma once

#include "core/paper.h"
#include "tui/app.h"

/* Asks where to, and does it. Errors and success are told on the message line. */
void print_paper(App *app, const char *ticket_id, PaperKind kind);

/* The same for a letter of the complaint; it is not marked sent by that. */
void print_letter(
	App *app, const Ticket *ticket, const char *title, const TicketLetter *letter);

/* A route of VERB_PRINT: asks which paper of the complaint on top. */
void print_run(App *app, View *view, Verb verb);

/* The paper's text for this ticket; NULL and error as desk_ticket(). Caller frees. */
char *print_dup_paper(App *app, const char *ticket_id, PaperKind kind, GError **error);

/* Makes `path` (0600, no link followed) with `text`; a file that is there is refused unless
 * `over`. False: errno says why. */
bool print_write_file(const char *path, const char *text, bool over);
/* A path as typed, "~/" expanded; caller frees. */
char *print_dup_full_path(const char *typed);

/* A cleaned text to be sent to the terminal's printer (term_print), or NULL; caller frees. */
char *print_take(App *app);

/* The branch's phone for receipts; NULL or "" where none is set. */
void print_set_branch_phone(App *app, const char *phone);
const char *print_branch_phone(const App *app); /* never NULL */
