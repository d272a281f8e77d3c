/*
 * Text as people write it: cleaning, folding, masking, grapheme steps. The
 * only file that uses utf8proc. Pure functions over UTF-8; nothing here
 * knows about a screen (cell widths are tui/cells.h).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A copy that is safe in one terminal cell run: C0 and C1 controls, DEL, bidi
 * controls (U+202A-202E, U+2066-2069, U+200E/F, U+061C), zero-width characters
 * and line separators become their name in angle brackets, "<1B>", "<202E>";
 * tab and newline become one space unless `keep_newlines`. Invalid bytes become
 * "<XX>". The input is never changed. Caller frees. NULL gives "".
 */
char *text_dup_clean(const char *text, bool keep_newlines);

/*
 * True if `text` (length `len`, or -1 for NUL-terminated) may be stored as it
 * is: valid UTF-8 without U+0000. On false, *ret_at is the offset of the first
 * bad byte. `ret_at` may be NULL.
 */
bool text_is_storable(const char *text, gssize len, size_t *ret_at);

/* NFC, trimmed of white space at both ends (U+3000 too). For names and narratives: width is kept. Caller frees. */
char *text_dup_nfc(const char *text);

/* NFKC, case folded, width folded, for search keys on a copy. Caller frees. */
char *text_dup_search(const char *text);

/* Full-width ASCII twins, U+3000 and `，。、；：？！（）` to ASCII: for commands, queries and digits in pick fields only. Caller frees. */
char *text_dup_command(const char *text);

/* Full-width digits, `－ − ー`, `．`, `：／` to ASCII and spaces removed: for numbers, dates, phones, accounts. Caller frees. */
char *text_dup_number(const char *text);

/* Byte offset of the grapheme boundary after / before `at` (0 <= at <= strlen). Never splits a cluster. */
size_t text_next_grapheme(const char *text, size_t at);
size_t text_prev_grapheme(const char *text, size_t at);

/* Grapheme clusters in `text`: what a person calls characters. */
size_t text_count_graphemes(const char *text);

/*
 * Masks for lists, copies, logs and exports; caller frees.
 *   name     王小明 -> 王*明, 王明 -> 王*, 欧阳娜娜 -> 欧阳*娜, "Zhang Li" -> "Zh*ng L", "Li" -> "L*"
 *   phone    13800002210 -> 138****2210; fewer than 7 digits: all but the last 2 starred
 *   account  6222020200008848 -> 6222 **** **** 8848; a tail alone (<= 4 digits) -> ..8848
 *   id       first 3 and last 2 kept
 * Empty stays empty.
 */
char *text_dup_mask_name(const char *name);
char *text_dup_mask_phone(const char *phone);
char *text_dup_mask_account(const char *account);
char *text_dup_mask_id(const char *id);

/* Optimal-string-alignment distance in code points, capped at `cap` + 1. For "did you mean". */
unsigned text_distance(const char *a, const char *b, unsigned cap);

/* The up to `max` entries of `words` (NULL-terminated) nearest to `word`, best first; caller frees with g_free (entries borrowed). */
const char **text_nearest(const char *word, const char *const *words, unsigned max);
