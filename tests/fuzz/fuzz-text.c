/*
 * core/text.h: what is cleaned can be shown and is clean already; foldings are
 * final; no mask gives the value back; graphemes are the same forwards and
 * backwards.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/text.h"

typedef char *Fold(const char *text);

static char *
clean_line(const char *text)
{
	return text_dup_clean(text, false);
}

static char *
clean_lines(const char *text)
{
	return text_dup_clean(text, true);
}

static bool
may_be_shown(gunichar c, bool newline)
{
	if (c == '\n')
		return newline;
	return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !(c >= 0x200b && c <= 0x200f) &&
	       !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) && c != 0x61c &&
	       c != 0x2028 && c != 0x2029 && c != 0xfeff && c != 0x3164 && c != 0xffa0 &&
	       (c & 0xfffe) != 0xfffe && !(c >= 0xfdd0 && c <= 0xfdef) &&
	       !(c >= 0xe0000 && c <= 0xe007f);
}

static void
check_clean(const char *text, bool newlines)
{
	g_autofree char *clean = text_dup_clean(text, newlines);

	g_assert_true(g_utf8_validate(clean, -1, NULL));
	for (const char *at = clean; *at; at = g_utf8_next_char(at))
		g_assert_true(may_be_shown(g_utf8_get_char(at), newlines));
}

/* Done again, it changes nothing. */
static void
check_final(Fold *fold, const char *text)
{
	g_autofree char *once = fold(text), *twice = fold(once);

	g_assert_true(g_utf8_validate(once, -1, NULL));
	g_assert_cmpstr(once, ==, twice);
}

static void
check_mask(Fold *mask, const char *text)
{
	g_autofree char *masked = mask(text);

	g_assert_true(g_utf8_validate(masked, -1, NULL));
	g_assert_true((*text == '\0') <= (*masked == '\0'));
	/* Stars are all that a value of stars can become. */
	if (*text && !strchr(text, '*'))
		g_assert_cmpstr(masked, !=, text);
}

static void
check_graphemes(const char *text)
{
	g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(size_t));
	size_t at = 0, len = strlen(text);

	while (at < len) {
		size_t next = text_next_grapheme(text, at);

		g_assert_cmpuint(next, >, at);
		g_assert_cmpuint(next, <=, len);
		g_array_append_val(starts, at);
		at = next;
	}
	g_assert_cmpuint(text_next_grapheme(text, len), ==, len);
	g_assert_cmpuint(text_next_grapheme(text, len + 5), ==, len);
	g_assert_cmpuint(text_count_graphemes(text), ==, starts->len);
	while (starts->len > 0) {
		size_t start = g_array_index(starts, size_t, starts->len - 1);

		at = text_prev_grapheme(text, at);
		g_assert_cmpuint(at, ==, start);
		g_array_set_size(starts, starts->len - 1);
	}
	g_assert_cmpuint(text_prev_grapheme(text, 0), ==, 0);
}

static void
check_storable(const char *text, size_t size)
{
	size_t at = SIZE_MAX;
	bool valid = g_utf8_validate_len(text, size, NULL);

	g_assert_true(text_is_storable(text, (gssize)size, &at) == valid);
	g_assert_true(valid == (at == SIZE_MAX));
	if (!valid) {
		g_assert_cmpuint(at, <, size);
		g_assert_true(g_utf8_validate_len(text, at, NULL));
	}
}

/* The first line is the word, the others are what it is near to; words are short. */
static void
check_near(char *text)
{
	g_auto(GStrv) words = g_strsplit(text, "\n", 8);
	g_autofree const char **near = NULL;

	for (unsigned i = 0; words[i]; i++)
		words[i][MIN(strlen(words[i]), 40)] = '\0';
	if (!words[0])
		return;
	near = text_nearest(words[0], (const char *const *)words + 1, 3);
	for (unsigned i = 0; near[i]; i++) {
		g_assert_cmpuint(i, <, 3);
		g_assert_true(g_strv_contains((const char *const *)words + 1, near[i]));
	}
	for (unsigned i = 1; words[i]; i++) {
		unsigned there = text_distance(words[0], words[i], 5);

		g_assert_cmpuint(there, <=, 6);
		g_assert_cmpuint(there, ==, text_distance(words[i], words[0], 5));
	}
	g_assert_cmpuint(text_distance(words[0], words[0], 5), ==, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_dup_text(data, size);

	check_storable(text, size);
	check_clean(text, false);
	check_clean(text, true);
	check_final(clean_line, text);
	check_final(clean_lines, text);
	check_final(text_dup_nfc, text);
	check_final(text_dup_search, text);
	check_final(text_dup_command, text);
	check_final(text_dup_number, text);
	check_mask(text_dup_mask_name, text);
	check_mask(text_dup_mask_phone, text);
	check_mask(text_dup_mask_account, text);
	check_mask(text_dup_mask_id, text);
	check_graphemes(text);
	check_near(text);
	return 0;
}
