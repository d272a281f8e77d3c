/*
 * Text as people write it: cleaning, folding, masking, grapheme steps. The
 * only file that uses utf8proc. Pure functions over UTF-8; nothing here
 * knows about a screen (cell widths are tui/cells.h). Any bytes may come in:
 * where a function says nothing else, invalid bytes leave it as U+FFFD, and
 * NULL is "".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A copy that is safe in one terminal cell run: C0 and C1 controls, DEL, bidi
 * controls (U+202A-202E, U+2066-2069, U+200E/F, U+061C), zero-width and other
 * invisible format characters, Hangul fillers, line separators and
 * noncharacters become their number in angle brackets, "<1B>", "<202E>". Tab,
 * newline, CR and CR LF become one space; with `keep_newlines` all but the tab
 * become one newline. Invalid bytes become "<XX>". Everything else is kept:
 * rare and unassigned ideographs, private use, variation selectors, combining
 * marks. Caller frees.
 */
char *text_dup_clean(const char *text, bool keep_newlines);

/* What text_dup_clean() brackets, and besides what only changes the character before it
 * (variation selectors, Khmer inherent vowels): nothing of it is seen where it stands. */
bool text_is_unseen(gunichar c);

/*
 * True if `text` (length `len`, or -1 for NUL-terminated) may be stored as it
 * is: valid UTF-8 without U+0000. On false, *ret_at is the offset of the first
 * bad byte. `ret_at` may be NULL and is untouched on true.
 */
bool text_is_storable(const char *text, gssize len, size_t *ret_at);

/*
 * NFC, trimmed of white space at both ends (U+3000 too). For names and
 * narratives: width is kept, and so are CJK compatibility ideographs (U+F900
 * and U+2F800 blocks), which plain NFC would replace: the character on a
 * person's card is the person's. Caller frees.
 */
char *text_dup_nfc(const char *text);

/*
 * NFKC, case folded, width folded, ignorable characters (zero-width, soft
 * hyphen, variation selectors) dropped: for search keys on a copy. Folding a
 * folded text changes nothing. Caller frees.
 */
char *text_dup_search(const char *text);

/*
 * What an input method types where an ASCII key was meant: full-width ASCII
 * twins, U+3000, `，。、；：？！（）`, quotes (curly and corner), `《》【】￥`
 * to ASCII (`、` is the slash key). For commands, queries and digits in pick
 * fields only. Caller frees.
 */
char *text_dup_command(const char *text);

/*
 * Full-width digits and letters, `＋`, every dash (`－ − ー` and U+2010-2015),
 * `． 。`, `，`, `：／（）` to ASCII, white space removed: for numbers, dates,
 * phones, accounts. Caller frees.
 */
char *text_dup_number(const char *text);

/*
 * Byte offset of the first grapheme boundary after / the last one before `at`
 * (0 <= at <= strlen; beyond counts as strlen; at an end, that end). `at` may
 * lie inside a cluster. An invalid byte is a cluster of its own.
 */
size_t text_next_grapheme(const char *text, size_t at);
size_t text_prev_grapheme(const char *text, size_t at);

/* Grapheme clusters in `text`: what a person calls characters. */
size_t text_count_graphemes(const char *text);

/*
 * Masks for lists, copies, logs and exports; caller frees. What is too short
 * to show a part of is starred whole: none gives back an unchanged value. Empty
 * stays empty.
 *   name     王小明 -> 王*明, 王明 -> 王*, 欧阳娜娜 -> 欧阳*娜; five characters and
 *            more: first and last. In Latin script the first letter of a word, at
 *            most four stars: "Zhang Li" -> "Z**** L*". One character -> "*"
 *   phone    13800002210 -> 138****2210: first 3 and last 4, fewer where fewer than
 *            four digits would be starred (88880000 -> ****0000); fewer than 7
 *            digits: all but the last 2. Letters count as digits, signs are kept
 *   account  6222020200008848 -> 6222 **** **** 8848; fewer than 12 digits
 *            -> **** 8848; a tail alone (<= 4 digits) -> ..8848
 *   id       first 3 and last 2 kept, fewer than 9 characters: last 2 only
 */
char *text_dup_mask_name(const char *name);
char *text_dup_mask_phone(const char *phone);
char *text_dup_mask_account(const char *account);
char *text_dup_mask_id(const char *id);

/* Optimal-string-alignment distance in code points, capped at `cap` + 1. For "did you mean". */
unsigned text_distance(const char *a, const char *b, unsigned cap);

/*
 * The up to `max` entries of `words` (NULL-terminated) nearest to `word`, best
 * first, equals in their order. Only what a slip may explain is offered: at
 * most 1 + a third of the characters differ, and never all of them. Caller
 * frees with g_free (entries borrowed); the array ends in NULL.
 */
const char **text_nearest(const char *word, const char *const *words, unsigned max);
