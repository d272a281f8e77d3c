/* Three passes over a copy: numbers, mail addresses, names. See text-prose.h. */
#include "config.h"

#include "core/text-prose.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "core/text.h"

#define LONG_NUMBER 7 /* digits, from which on a number may be somebody's */
#define MOST_LOOSE  3 /* signs between two characters of a name */

/* ---- numbers ---- */

static bool
is_digit(gunichar c)
{
	static const char han[] = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖";

	return g_unichar_digit_value(c) >= 0 || (c >= 0x80 && g_utf8_strchr(han, -1, c));
}

/* A dot between groups of digits, and not the one of a sum. */
static bool
is_group_dot(const char *at)
{
	gunichar c = g_utf8_get_char(at);

	if (c != '.' && c != 0xff0e)
		return false;
	for (unsigned n = 0; n < 3; n++) {
		at = g_utf8_next_char(at);
		if (!*at || !is_digit(g_utf8_get_char(at)))
			return false;
	}
	return true;
}

static bool
is_joint(const char *at)
{
	gunichar c = g_utf8_get_char(at);
	GUnicodeType type = g_unichar_type(c);

	if (c == '\n')
		return false;
	return type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_DASH_PUNCTUATION ||
	       c == '\t' || c == '(' || c == ')' || c == 0xff08 || c == 0xff09 || c == 0x2212 ||
	       text_is_unseen(c) || is_group_dot(at);
}

/* Bytes from `text`, a digit, to the last digit of the same number. */
static size_t
number_len(const char *text, unsigned *ret_digits)
{
	size_t end = 0;

	*ret_digits = 0;
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		if (is_digit(g_utf8_get_char(at))) {
			++*ret_digits;
			end = (size_t)(g_utf8_next_char(at) - text);
		} else if (!is_joint(at)) {
			break;
		}
	}
	return end;
}

static GString *
dup_without_numbers(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *at = text;

	while (*at) {
		unsigned digits = 0;
		size_t len = is_digit(g_utf8_get_char(at)) ? number_len(at, &digits) : 0;

		if (digits >= LONG_NUMBER) {
			g_autofree char *number = g_strndup(at, len);
			g_autofree char *masked = text_dup_mask_phone(number);

			g_string_append(out, masked);
		} else {
			len = len ? len : (size_t)(g_utf8_next_char(at) - at);
			g_string_append_len(out, at, (gssize)len);
		}
		at += len;
	}
	return out;
}

/* ---- mail ---- */

static bool
is_mail_char(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("._%+-*", c));
}

static void
mask_mails(GString *text)
{
	g_autofree char *from = g_strdup(text->str);

	g_string_truncate(text, 0);
	for (const char *at = from; *at; at++) {
		size_t start = text->len;

		while (*at == '@' && start > 0 && is_mail_char(text->str[start - 1]))
			start--;
		if (start < text->len && g_ascii_isalnum(at[1])) {
			g_string_truncate(text, start + 1);
			g_string_append(text, "***");
		}
		g_string_append_c(text, *at);
	}
}

/* ---- names ---- */

static bool
is_loose(gunichar c)
{
	return g_unichar_isspace(c) || text_is_unseen(c) || c == '.' || c == 0xb7 ||
	       c == 0x2022 || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION;
}

static gunichar
fold(gunichar c)
{
	return g_unichar_tolower(c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c);
}

static bool
is_latin(gunichar c)
{
	return fold(c) < 0x1100 && g_unichar_isalpha(c);
}

/* What is looked for: folded, without loose signs. */
typedef struct Name {
	GArray *chars; /* gunichar */
	char *masked;
	bool latin;	  /* to be found as a whole word */
	bool capitalised; /* only where it begins with a capital */
} Name;

static void
name_clear(Name *name)
{
	g_clear_pointer(&name->chars, g_array_unref);
	g_free(name->masked);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Name, name_clear)

static Name
name_init(const char *text, bool capitalised)
{
	Name name = {.chars = g_array_new(FALSE, FALSE, sizeof(gunichar)),
		.masked = text_dup_mask_name(text),
		.capitalised = capitalised};

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = fold(g_utf8_get_char(text));

		if (is_loose(c))
			continue;
		g_array_append_val(name.chars, c);
		name.latin = name.latin || is_latin(c);
	}
	return name;
}

/* Bytes of `text` that are the name, 0 for none. */
static size_t
name_len(const Name *name, const char *text)
{
	const char *at = text;

	for (guint i = 0; i < name->chars->len; i++) {
		unsigned loose = 0;

		while (i > 0 && *at && loose < MOST_LOOSE && is_loose(g_utf8_get_char(at))) {
			at = g_utf8_next_char(at);
			loose++;
		}
		if (!*at ||
			fold(g_utf8_get_char(at)) != g_array_index(name->chars, gunichar, i))
			return 0;
		at = g_utf8_next_char(at);
	}
	if (name->latin && is_latin(g_utf8_get_char(at)))
		return 0;
	return (size_t)(at - text);
}

static void
mask_name(GString *text, const Name *name)
{
	g_autofree char *from = g_strdup(text->str);
	gunichar before = 0;

	g_string_truncate(text, 0);
	for (const char *at = from; *at;) {
		gunichar c = g_utf8_get_char(at);
		bool fits = !(name->latin && is_latin(before)) &&
			    (!name->capitalised || g_unichar_isupper(c));
		size_t len = fits ? name_len(name, at) : 0;

		if (len)
			g_string_append(text, name->masked);
		else
			g_string_append_unichar(text, c);
		at = len ? at + len : g_utf8_next_char(at);
		before = len ? 0 : c;
	}
}

static void
mask_words(GString *text, const char *name)
{
	g_auto(GStrv) words = g_strsplit_set(name, " \t\r\n", -1);

	for (char **word = words; *word; word++) {
		g_auto(Name) part = name_init(*word, true);

		if (part.latin && part.chars->len >= 3)
			mask_name(text, &part);
	}
}

char *
text_dup_mask_prose(const char *text, const char *const *names)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = dup_without_numbers(valid);

	mask_mails(out);
	for (; names && *names; names++) {
		g_auto(Name) whole = name_init(*names, false);

		if (whole.chars->len < 2)
			continue;
		mask_name(out, &whole);
		if (whole.latin)
			mask_words(out, *names);
	}
	return g_string_free(out, FALSE);
}
