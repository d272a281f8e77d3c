/*
 * Personal data in running text, starred: what a narrative, a note or a title
 * says of people. Fields that hold nothing else have their own masks in
 * core/text.h.
 */
#pragma once

/*
 * A copy of `text` in which these are starred; caller frees. NULL is "".
 *   numbers   seven digits and more (also full-width, 一三八, other scripts'), with spaces,
 *             dashes, brackets and what is not seen between them, and with dots where three
 *             digits follow (10000.00 is a sum): as text_dup_mask_phone() does
 *   mail      li.fang@example.com -> l***@example.com
 *   names     each of `names` (NULL-terminated, entries may be ""; NULL: none): in any case and
 *             width, with white space, dots and hyphens or without, Latin ones as whole words
 *             only; and each word of three letters and more of a Latin name, where it begins
 *             with a capital. As text_dup_mask_name() does.
 */
char *text_dup_mask_prose(const char *text, const char *const *names);
