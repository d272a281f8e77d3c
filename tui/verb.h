/*
 * The verb table (tui/verb.def) as types, and who may run what here and now.
 * Pure: facts come in, a reason comes out. Keys of the table can be changed
 * by a file (Keymap); words, help and command line always come from the table.
 */
#pragma once

#include "core/event-kind.h"
#include "core/person.h"
#include "core/ticket.h"
#include "tui/key.h"

#include <glib.h>
#include <stdbool.h>

typedef enum Verb {
#define VERB(id, ...) VERB_##id,
#include "tui/verb.def"
	N_VERBS,
	VERB_NONE = N_VERBS
} Verb;

/* Where a verb has its key. Every view has one of these as its context. */
typedef enum VerbContext {
	IN_QUEUE = 1,
	IN_TICKET = 2,
	IN_TIME = 4,
	IN_PEOPLE = 8,
	IN_PAGE = 16,	 /* anything else that is read: receipt, messages, help */
	IN_FORM = 32,	 /* text context: characters are text, never verbs */
	IN_SIGN_ON = 64, /* text context, nobody signed on */
	IN_WARNINGS = 512,
	IN_SHIFT = 1024, /* what is handed over, requests to other departments */
	IN_COMMAND = IN_QUEUE | IN_TICKET | IN_TIME | IN_PEOPLE | IN_PAGE | IN_WARNINGS |
		     IN_SHIFT,
	IN_TEXT = IN_FORM | IN_SIGN_ON,
	IN_ALL = IN_COMMAND | IN_TEXT,
} VerbContext;

/* What a verb needs; the reason for each is in verb.c. */
enum {
	NEED_PERSON = 1,      /* somebody signed on */
	NEED_TICKET = 2,      /* a complaint selected or open */
	NEED_OPEN = 4,	      /* neither closed, withdrawn, void nor archive */
	NEED_LIVE = 8,	      /* no archive, not void */
	NEED_CLOSED = 16,     /* closed or withdrawn */
	NEED_ASKED = 32,      /* the person is asked to own it */
	NEED_NO_RECEIPT = 64, /* its receipt is not yet given */
};

typedef struct VerbDef {
	const char *word, *keys, *fkey;
	unsigned contexts;
	EventRoles roles;
	unsigned needs;
	const char *usage; /* not translated yet; NULL if it is no command */
	int min_args;
	const char *label, *help; /* not translated yet; label NULL if it has no context */
} VerbDef;

/* The complaint a verb would work on: the open one or the selected row. */
typedef struct VerbSubject {
	char id[UUID_LEN]; /* "" for none */
	char number[40];
	TicketState state;
	char owner[UUID_LEN], asked[UUID_LEN];
	bool receipt_given;
} VerbSubject;

typedef struct VerbFacts {
	const Person *person;  /* NULL if nobody is signed on */
	bool no_administrator; /* there is none: a lead stands in */
	VerbSubject subject;
} VerbFacts;

const VerbDef *verb_def(Verb verb);

/* NULL if `verb` may run, else the reason in the user's language. Static. */
const char *verb_blocked(Verb verb, const VerbFacts *facts);
/* NULL if `verb` has its place in context `here`, else a sentence that says where it works. */
const char *verb_misplaced(Verb verb, VerbContext here);

void verb_subject_from_ticket(VerbSubject *ret, const Ticket *ticket);

/* By its word; VERB_NONE if there is none. */
Verb verb_from_word(const char *word);
/* NULL-terminated words nearest to `word`, entries borrowed; caller frees with g_free(). */
const char **verb_nearest_words(const char *word, unsigned max);

/* ---- keys ---- */
typedef struct Keymap Keymap;

/* The table's own keys. */
Keymap *keymap_new(void);
void keymap_free(Keymap *keymap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keymap, keymap_free)

/*
 * Applies a keys.conf: lines `key = verb` ("Ctrl-J = open", "g+x = export"),
 * `key = none` takes one away, `#` comments. On false the map is untouched and
 * the error names the line and both verbs of a clash.
 */
bool keymap_apply(Keymap *keymap, const char *text, GError **error);

/* The verb of `key` in `context`; characters never in a text context. `after_goto`: the key
 * before was g. */
Verb keymap_find(const Keymap *keymap, const Key *key, VerbContext context, bool after_goto);
/* True for the key that waits for another in `context`. */
bool keymap_is_prefix(const Keymap *keymap, const Key *key, VerbContext context);
/* Its first key ("F7" with `prefer_fkey` where it has one), for hints and help; "" if it has
 * none. Borrowed. */
const char *keymap_key_of(
	const Keymap *keymap, Verb verb, VerbContext context, bool prefer_fkey);
/* All its keys, blank between, "g q" for a sequence; caller frees. */
char *keymap_dup_keys(const Keymap *keymap, Verb verb);
/* Two verbs on one key in one context: a sentence for each; empty if none. char *, owned. */
GPtrArray *keymap_clashes(const Keymap *keymap);
