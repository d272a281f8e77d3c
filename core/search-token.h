/*
 * The words of full text search: the FTS5 tokenizer "amends", the MATCH
 * expression for what a person typed, and the check of a hit. One file makes
 * the tokens of documents and of queries, so they cannot differ.
 *
 * Text is folded (text_dup_search). Runs of CJK (Han, kana, bopomofo, Hangul,
 * private use) give every pair of neighbours and every single character;
 * elsewhere runs of letters, digits and marks are words; all else separates. The
 * first one, two and three letters of a word are terms too, so that search as
 * you type needs no prefix option on the table.
 * So one- and two-character Chinese words are found exactly by the index. A
 * longer one is found by its pairs, which may stand apart: then the hit is
 * checked against the text. The table is detail=none (no positions, a third of
 * the size), where a phrase is an error: only search_dup_match() makes
 * expressions for it.
 *
 *   CREATE VIRTUAL TABLE ticket_search USING fts5(body, content='search_doc',
 *           content_rowid='ticket_row', tokenize='amends', detail=none);
 *
 *   search_token_register(db)              on every connection that touches it
 *   match = search_dup_match(typed, prefix, &is_exact, &error)
 *   SELECT rowid FROM ticket_search WHERE ticket_search MATCH :match
 *   keep a row if is_exact || search_text_matches(body, typed)
 *
 * With an external content table the 'delete' command must get the old text as
 * it was indexed. highlight() and snippet() do not work on this table: token
 * offsets count in the folded text.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

/* Makes the tokenizer known to `db`. Fails with DATABASE when SQLite has no FTS5 or no memory.
 */
bool search_token_register(sqlite3 *db, GError **error);

/*
 * The MATCH expression for `text` as typed: its words and pairs quoted, all
 * required, at most 64 of them. With `prefix` a Latin word or number at the
 * very end may be unfinished (search as you type). *ret_is_exact (may be
 * NULL) says that every hit of the index is right and needs no check. NULL
 * with INVALID when there is no letter, digit or character to look for.
 * Caller frees.
 */
char *search_dup_match(const char *text, bool prefix, bool *ret_is_exact, GError **error);

/* True if folded `doc` contains folded `term`, runs of white space taken as one space. */
bool search_text_contains(const char *doc, const char *term);

/* What search_dup_match(text, prefix) asks of the index, for many documents. */
typedef struct SearchTerms SearchTerms;
SearchTerms *search_terms_new(const char *text, bool prefix);
void search_terms_free(SearchTerms *terms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchTerms, search_terms_free)
unsigned search_terms_count(const SearchTerms *terms);
/* The n-th as MATCH has it: "word", "wo*" for a short unfinished one, "word"* for a longer one.
 * Borrowed. */
const char *search_terms_match(const SearchTerms *terms, unsigned n);

/* Text as the checks below compare it: folded, a run of white space one space. Caller frees. */
char *search_dup_comparable(const char *text);
/* True if the index finds the comparable `doc`, told from the text alone. */
bool search_terms_find(const SearchTerms *terms, const char *doc);

/* True if `doc` contains each of the pieces of `text` between white space: the check of a hit.
 */
bool search_text_matches(const char *doc, const char *text);
