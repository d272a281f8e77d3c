/* What the files tui/cli-*.c share. A handler gets a Cli whose words and options are read. */
#pragma once

#include "core/date-input.h"
#include "core/desk.h"
#include "tui/cells.h"
#include "tui/cli.h"
#include "tui/places.h"
#include "tui/settings.h"
#include "tui/verb.h"

#include <stdarg.h>

enum { CLI_FOUND = 0, CLI_NONE = 1, CLI_ERROR = 2 };

typedef struct CliOption {
	const char *name;  /* without dashes */
	char letter;	   /* 0 for none */
	const char *value; /* what the value is called in help; NULL for a switch */
	const char *help;
} CliOption;

typedef enum CliFlag {
	CLI_NO_DESK = 1,   /* opens no store */
	CLI_PERSON = 2,	   /* needs somebody who acts */
	CLI_WORDS_RAW = 4, /* an unknown "-word" is a word of a filter */
} CliFlag;

typedef struct Cli Cli;
typedef struct CliCommand {
	Verb verb;
	int (*run)(Cli *cli);
	unsigned flags;
	int file_word; /* which word is a file's name and may be any bytes, from 1; 0 for none
			*/
	const CliOption *options; /* ends with name NULL; may be NULL */
	const char *example;	  /* after "amends " */
} CliCommand;

struct Cli {
	Env env;
	Places *places;
	Settings *settings;
	Desk *desk; /* NULL with CLI_NO_DESK */
	const CliCommand *command;
	GPtrArray *words;    /* char *, owned */
	GHashTable *options; /* name -> GPtrArray of char * */
	GString *out;	     /* stdout, written at the end or when long */
	CellRules rules;
	bool json, csv, yes, exact, practice, colour, out_failed;
	int exit;
};

/* ---- cli.c ---- */
const CliCommand *cli_command(Verb verb); /* NULL if the verb is no command */
const CliOption *cli_global_options(void);
/* The n-th word (from 0) or NULL; borrowed. */
const char *cli_word(const Cli *cli, unsigned n);
/* The words from `n` on with blanks between, or NULL where there are none. Caller frees. */
char *cli_dup_words(const Cli *cli, unsigned n);
/* Last value of an option or NULL; a switch has "". Borrowed. */
const char *cli_option(const Cli *cli, const char *name);
bool cli_has(const Cli *cli, const char *name);
/* All values, or NULL. */
const GPtrArray *cli_options(const Cli *cli, const char *name);

/* ---- cli-out.c ---- */
/* Cleaned onto stdout. */
void cli_say(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* As it is: JSON and what was cleaned before. */
void cli_write(Cli *cli, const char *bytes, size_t len);
/* CSV: as it is into a file; onto a terminal as text, without the byte order mark. */
void cli_write_csv(Cli *cli, const GString *csv);
void cli_flush(Cli *cli);
/* Cleaned onto stderr, as a line; the first returns CLI_ERROR. */
int cli_fail(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
void cli_note(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
int cli_fail_error(Cli *cli, const GError *error);
/* "unknown X ...; did you mean ...? Example: amends ..." */
int cli_unknown(Cli *cli, const char *what, const char *word, const char *const *words);
/* Starts the export of personal data: checks the reason, if any is asked for. */
bool cli_may_reveal(Cli *cli);
/* A row of cells of given widths (0: the rest, not padded), blank between. */
void cli_row(Cli *cli, const unsigned *widths, const char *const *cells, unsigned n);

/* ---- cli-list.c ---- */
typedef void (*CliEachWindow)(Cli *cli, const GPtrArray *rows, void *data);
/* All rows of a filter, a window (QueueRow *) at a time. How many, -1 once told. */
int64_t cli_walk(Cli *cli, const char *query, CliEachWindow each, void *data);
/* With --exact: the revealing of these tickets is an event each before anything is shown; false
 * once told. */
bool cli_log_seen(Cli *cli, const char *const *ids, unsigned n, const char *what);

/* ---- cli-desk.c ---- */
/* Opens the store (never makes one); false once told. */
bool cli_open(Cli *cli);
/* Who acts, if that is clear without asking. */
void cli_find_person(Cli *cli);
bool cli_need_person(Cli *cli);
/* Submits, asks for a second person where one is needed, tells the outcome. Takes `act`. */
int cli_submit(Cli *cli, Act *act, const char *done);
/* The same, silent on success: NULL once told on failure. */
ActResult *cli_submit_quietly(Cli *cli, Act *act);
/* The ticket of word `n`; NULL once told. */
Ticket *cli_ticket(Cli *cli, unsigned n);
/* By number or name; NULL once told. */
const Person *cli_find_staff(Cli *cli, const char *text);
/* A line from the terminal without echo, from NAME_FILE or NAME_FD of the environment; NULL
 * once told. */
char *cli_dup_pin(Cli *cli, const char *prompt, const char *variable);
/* Makes a store for practice if there is none. */
bool cli_open_practice(Cli *cli);
/* Of the store this command works in; borrowed. */
const char *cli_folder(const Cli *cli);
