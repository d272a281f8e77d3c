/* Masking of personal data, the rest of text.h: shows enough to recognise, too little to use.
 */
#include "config.h"

#include "core/text.h"

/* Appends the `n` first clusters at `*at` and moves on; 0 at the end. */
static void
append_clusters(GString *out, const char *text, size_t *at, size_t n)
{
	size_t start = *at;

	while (n-- > 0 && text[*at] != '\0')
		*at = text_next_grapheme(text, *at);
	g_string_append_len(out, text + start, (gssize)(*at - start));
}

static void
append_stars(GString *out, size_t n)
{
	while (n-- > 0)
		g_string_append_c(out, '*');
}

static void
mask_latin_word(GString *out, const char *word)
{
	size_t at = 0, n = text_count_graphemes(word);

	if (n > 1)
		append_clusters(out, word, &at, 1);
	append_stars(out, n > 1 ? MIN(n - 1, 4) : n);
}

static bool
has_latin_letter(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_isalpha(c) && c < 0x1100)
			return true;
	}
	return false;
}

char *
text_dup_mask_name(const char *name)
{
	g_autofree char *trimmed = text_dup_nfc(name);
	g_autoptr(GString) out = g_string_new(NULL);
	size_t n = text_count_graphemes(trimmed), at = 0, head, tail;

	if (has_latin_letter(trimmed)) {
		g_auto(GStrv) words = g_strsplit_set(trimmed, " \t\r\n", -1);

		for (size_t i = 0; words[i] != NULL; i++) {
			g_string_append(out, i > 0 ? " " : "");
			mask_latin_word(out, words[i]);
		}
		return g_strdup(out->str);
	}
	head = n < 2 ? 0 : (n == 4 ? 2 : 1);
	tail = n < 3 ? 0 : 1;
	append_clusters(out, trimmed, &at, head);
	append_stars(out, n - head - tail);
	while (n-- > head + tail)
		at = text_next_grapheme(trimmed, at);
	append_clusters(out, trimmed, &at, tail);
	return g_strdup(out->str);
}

static size_t
count_alnum(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text))
		n += g_unichar_isalnum(g_utf8_get_char(text)) ? 1 : 0;
	return n;
}

/*
 * Letters and digits but the `head` first and `tail` last become stars, signs stay. Where there
 * is neither, what looks like a sign may be a character too rare to be known: all are starred.
 */
static char *
star_middle(const char *text, size_t head, size_t tail)
{
	size_t n = count_alnum(text), i = 0;
	GString *out = g_string_new(NULL);

	if (n == 0)
		append_stars(out, text_count_graphemes(text));
	for (; n > 0 && *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isalnum(c)) {
			g_string_append_unichar(out, c);
			continue;
		}
		g_string_append_unichar(out, i < head || i + tail >= n ? c : '*');
		i++;
	}
	return g_string_free(out, FALSE);
}

char *
text_dup_mask_phone(const char *phone)
{
	g_autofree char *number = text_dup_number(phone);
	size_t n = count_alnum(number);

	if (n < 7)
		return star_middle(number, 0, n > 2 ? 2 : 0);
	return star_middle(number, n < 8 ? 0 : MIN(n - 8, 3), MIN(n - 4, 4));
}

char *
text_dup_mask_account(const char *account)
{
	g_autofree char *number = text_dup_number(account);
	g_autoptr(GString) digits = g_string_new(NULL);
	size_t n = count_alnum(number);
	const char *end;

	if (n == 0)
		return star_middle(number, 0, 0);
	for (const char *p = number; *p != '\0'; p = g_utf8_next_char(p)) {
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			g_string_append_unichar(digits, g_utf8_get_char(p));
	}
	if (n <= 4)
		return g_strconcat("..", digits->str, NULL);
	end = g_utf8_offset_to_pointer(digits->str, (glong)(n - MIN(n / 2, 4)));
	if (n < 12)
		return g_strconcat("**** ", end, NULL);
	*g_utf8_offset_to_pointer(digits->str, 4) = '\0';
	return g_strconcat(digits->str, " **** **** ", end, NULL);
}

char *
text_dup_mask_id(const char *id)
{
	g_autofree char *number = text_dup_number(id);
	size_t n = count_alnum(number);

	return star_middle(number, n < 9 ? 0 : 3, n < 3 ? 0 : 2);
}
