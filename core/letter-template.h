/*
 * Letter templates: dated, versioned files of a folder, one a letter and
 * language, and the words of each language beside them. assets/letters/README
 * explains the files. Immutable once loaded; core/letter.h fills them in.
 */
#pragma once

#include "core/policy.h"

/* What a policy may demand of a letter (PolicyPart), and what a notice of delay holds. */
typedef enum LetterPart {
	LETTER_PART_EXPECTED = N_POLICY_PARTS, /* the day by which the answer is expected */
	N_LETTER_PARTS
} LetterPart;

/* What sending the letter means for the complaint. */
typedef enum LetterRecords {
	LETTER_RECORDS_NOTHING,
	LETTER_RECORDS_ACKNOWLEDGED, /* complaint.acknowledged */
	LETTER_RECORDS_EXTENSION,    /* extension.told */
	LETTER_RECORDS_HOLDING,	     /* holding.replied */
	LETTER_RECORDS_TOLD,	     /* customer.told: it is a final response */
	N_LETTER_RECORDS
} LetterRecords;

typedef enum LetterStepKind {
	LETTER_STEP_LINE,
	LETTER_STEP_IF,
	LETTER_STEP_UNLESS,
	LETTER_STEP_EACH,
	LETTER_STEP_END
} LetterStepKind;

/* What a block repeats over, and so which fields it has besides. */
typedef enum LetterRow { LETTER_ROW_NONE, LETTER_ROW_CLAIM, LETTER_ROW_REDRESS } LetterRow;

typedef struct LetterStep {
	LetterStepKind kind;
	char *text;    /* LINE: the line; IF, UNLESS: the field */
	GStrv values;  /* IF, UNLESS: one of these; NULL: any value */
	LetterRow row; /* EACH */
	unsigned end;  /* of a block: where its END is */
} LetterStep;

/* Something only the writer knows; it stands in the letter as [[label]] until it is written. */
typedef struct LetterAsk {
	char *name, *label;
} LetterAsk;

/* Parts a letter must hold whatever the policy; only in `places`, or NULL: everywhere. */
typedef struct LetterNeed {
	GStrv places;
	unsigned parts; /* bits of LetterPart */
} LetterNeed;

/* The words that all stand in a letter which holds the part. */
typedef struct LetterProof {
	unsigned part;
	GStrv places, words;
} LetterProof;

typedef struct LetterTemplate {
	char *code, *language, *version, *title;
	int32_t from; /* in force from this local day */
	LetterRecords records;
	PolicyGround ground;
	GPtrArray *needs;  /* LetterNeed */
	GPtrArray *proofs; /* LetterProof */
	GPtrArray *asks;   /* LetterAsk */
	GPtrArray *steps;  /* LetterStep */
} LetterTemplate;

/* Reads one file's text; AMENDS_ERROR_SYNTAX lists every mistake as `name:line: ...`. */
LetterTemplate *letter_template_parse(
	const char *name, const char *text, size_t len, GError **error);
void letter_template_free(LetterTemplate *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterTemplate, letter_template_free)
/* The label of what the writer is asked for, or NULL for another name. Borrowed. */
const char *letter_template_ask(const LetterTemplate *letter, const char *name);

/* What it must hold at `place` ("CN"), as bits of LetterPart. */
unsigned letter_template_needs(const LetterTemplate *letter, const char *place);
/* The first proof of the part that holds at `place`; NULL if it has none. Borrowed. */
const LetterProof *letter_template_proof(
	const LetterTemplate *letter, unsigned part, const char *place);

/* ---- the words of a language ---- */
typedef struct LetterWords LetterWords;
/* Reads a *.words file; a word that letters need and is not there is a mistake too. */
LetterWords *letter_words_parse(const char *name, const char *text, size_t len, GError **error);
void letter_words_free(LetterWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterWords, letter_words_free)
/* NULL where there is no such word. Borrowed. */
const char *letter_words_get(const LetterWords *words, const char *key);

/* ---- a folder of them ---- */
typedef struct LetterSet LetterSet;
/* All *.letter and *.words; NULL with every file's mistakes in one error. A folder that is not
 * there is an empty set. */
LetterSet *letter_set_load(const char *folder, GError **error);
void letter_set_free(LetterSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterSet, letter_set_free)
/* That version; for version NULL the one in force on `day`. NULL if there is none. Borrowed. */
const LetterTemplate *letter_set_find(const LetterSet *set, const char *code,
	const char *language, const char *version, int32_t day);
/* NULL for a language without words. Borrowed. */
const LetterWords *letter_set_words(const LetterSet *set, const char *language);
/* All of them, in the order of their codes, languages and first days. Borrowed. */
unsigned letter_set_count(const LetterSet *set);
const LetterTemplate *letter_set_nth(const LetterSet *set, unsigned n);

/* Its word in files and JSON ("ways-on", "expected"); for people in the user's language. */
const char *letter_part_name(unsigned part);
const char *letter_part_words(unsigned part);
const char *letter_records_name(LetterRecords records);

/* ---- fields, see letter-field.c ---- */
/* True if {name} has a meaning inside a block over `row`; a scalar has one everywhere. */
bool letter_field_is_known(const char *name, LetterRow row);
