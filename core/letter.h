/*
 * Letters to the customer (DOMAIN 1.3-1.7): a template filled from a
 * complaint, what is still missing in a letter before it may be marked sent,
 * and the act of sending it. Pure: all facts come in.
 *
 * A letter is the customer's: names stand in full in it. What it lacks stands
 * in it as [[words]] and is never left blank; no letter with such a gap is sent.
 */
#pragma once

#include "core/act.h"
#include "core/letter-template.h"
#include "core/paper.h"

#define LETTER_MAX (32 * 1024) /* bytes; FIELD_TEXT of core/event.def */

typedef struct LetterFacts {
	const PaperFacts *paper; /* complaint, taxonomy, policy, zone, now, names; width unused */
	int64_t expected_us; /* when the answer is due once the open extension is told; 0 not
				known */
} LetterFacts;

typedef struct LetterDraft {
	char *text;	    /* cleaned: no control character but newline */
	GPtrArray *missing; /* char *, what the text has gaps for, in the letter's language */
} LetterDraft;

/* Fills `letter` with the facts, in the letter's own language whatever the process speaks. */
LetterDraft *letter_fill(
	const LetterTemplate *letter, const LetterWords *words, const LetterFacts *facts);
void letter_draft_free(LetterDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterDraft, letter_draft_free)

/* A typed or edited text as it is kept: UTF-8 with no control character but newline, ends
 * trimmed. INVALID where it is empty or too long. Caller frees. */
char *letter_dup_text(const char *text, GError **error);

/* SHA-256 of a letter's text in hex; caller frees. */
char *letter_dup_hash(const char *text);

/* The part of a policy's name that says whose rules it is: "CN", "UK"; "" if none. Caller
 * frees. */
char *letter_dup_place(const Policy *policy);

typedef struct LetterCheck {
	const LetterTemplate *letter;
	const LetterWords *words;
	const Ticket *ticket;
	const Policy *policy; /* NULL if the complaint follows none */
	const char *text;
} LetterCheck;

/* What is missing before it may be marked sent: sentences (char *), none if nothing is. Caller
 * frees. */
GPtrArray *letter_gaps(const LetterCheck *check);

/* The letter of that event, or NULL. */
const TicketLetter *ticket_letter(const Ticket *ticket, const char *id);
/* The extension that a letter tells of: approved, not yet told; else NULL. */
TicketExtension *letter_extension(const Ticket *ticket);

typedef struct LetterSending {
	const char *letter; /* id of its letter.written */
	LetterRecords records;
	int64_t at_us;
	const char *how, *evidence;
	bool record; /* with what sending it means: told, acknowledged ... */
	const char *reasons, *expected; /* of a holding reply */
} LetterSending;

/* Adds letter.written with its hash. */
void letter_add_written(
	Act *act, const Ticket *ticket, const LetterTemplate *letter, const char *text);
/* Adds letter.sent and, with `record`, the one event it stands for: one composite act. */
void letter_add_sent(Act *act, const Ticket *ticket, const LetterSending *sending);
