/*
 * Cleaning, folding, stepping and likeness of text. See text.h; masks are in
 * text-mask.c. Bytes are decoded in one place, decode(), which takes an
 * invalid byte as a character of its own, so no function here can loop or
 * read beyond the end.
 */
#include "config.h"

#include "core/text.h"

#include <utf8proc.h>

#define INVALID			 ((gunichar)-1)
#define IS_BETWEEN(c, low, high) ((c) >= (low) && (c) <= (high))

/* Bytes of the character at `p` (at least 1, 0 at the end); INVALID for a byte that is none. */
static size_t
decode(const char *p, gunichar *ret)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*ret = 0;
	if (*p == '\0')
		return 0;
	n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c);
	*ret = n > 0 ? (gunichar)c : INVALID;
	return n > 0 ? (size_t)n : 1;
}

/* Format characters (Cf) that have a shape of their own: Arabic and Kaithi number signs. */
static bool
is_visible_format(gunichar c)
{
	return IS_BETWEEN(c, 0x600, 0x605) || c == 0x6dd || c == 0x70f ||
	       IS_BETWEEN(c, 0x890, 0x891) || c == 0x8e2 || c == 0x110bd || c == 0x110cd;
}

static bool
is_unsafe(gunichar c)
{
	if (c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0)
		return true;
	if (IS_BETWEEN(c, 0xfdd0, 0xfdef) || (c & 0xfffe) == 0xfffe)
		return true;
	switch ((int)utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	case UTF8PROC_CATEGORY_CF:
		return !is_visible_format(c);
	default:
		return false;
	}
}

bool
text_is_unseen(gunichar c)
{
	return is_unsafe(c) || IS_BETWEEN(c, 0xfe00, 0xfe0f) || IS_BETWEEN(c, 0x180b, 0x180f) ||
	       IS_BETWEEN(c, 0x17b4, 0x17b5) || IS_BETWEEN(c, 0xe0000, 0xe0fff) ||
	       IS_BETWEEN(c, 0xfff0, 0xfffb);
}

/*
 * True for printable ASCII and the plain Han of U+4000-9FFF, which are nearly all
 * that a list shows: nothing to clean, nothing to look up. Anything else, bad
 * bytes included, takes the long way.
 */
static bool
is_clean(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p; p++) {
		if (*p >= 0x20 && *p < 0x7f)
			continue;
		if (*p < 0xe4 || *p > 0xe9 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
			return false;
		p += 2;
	}
	return true;
}

char *
text_dup_clean(const char *text, bool keep_newlines)
{
	GString *out;
	gunichar c;
	size_t n;

	if (text && is_clean(text))
		return g_strdup(text);
	out = g_string_new(NULL);

	for (const char *p = text ? text : ""; (n = decode(p, &c)) > 0; p += n) {
		if (c == '\r' && p[1] == '\n')
			continue;
		if (c == '\t' || c == '\n' || c == '\r')
			g_string_append_c(out, c != '\t' && keep_newlines ? '\n' : ' ');
		else if (c == INVALID)
			g_string_append_printf(out, "<%02X>", (unsigned char)*p);
		else if (is_unsafe(c))
			g_string_append_printf(out, "<%02X>", c);
		else
			g_string_append_len(out, p, (gssize)n);
	}
	return g_string_free(out, FALSE);
}

bool
text_is_storable(const char *text, gssize len, size_t *ret_at)
{
	const char *end;

	if (text == NULL || g_utf8_validate(text, len, &end))
		return true;
	if (ret_at)
		*ret_at = (size_t)(end - text);
	return false;
}

/* `len` bytes of valid UTF-8 through utf8proc. Only memory can fail it. */
static char *
map_utf8(const char *text, size_t len, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped = NULL;
	g_autofree char *copy = g_strndup(text, len);
	char *ret;

	if (utf8proc_map((const utf8proc_uint8_t *)copy, 0, &mapped,
		    options | UTF8PROC_NULLTERM | UTF8PROC_STABLE) < 0)
		return g_steal_pointer(&copy);
	ret = g_strdup((char *)mapped);
	free(mapped);
	return ret;
}

/* Bytes at `p` that are, or are not, CJK compatibility ideographs. */
static size_t
span_compat(const char *p, bool compat)
{
	const char *end = p;

	while (*end != '\0') {
		gunichar c = g_utf8_get_char(end);

		if ((IS_BETWEEN(c, 0xf900, 0xfaff) || IS_BETWEEN(c, 0x2f800, 0x2fa1f)) !=
			compat)
			break;
		end = g_utf8_next_char(end);
	}
	return (size_t)(end - p);
}

static char *
trim_space(const char *text)
{
	const char *end;

	while (g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	end = text + strlen(text);
	while (end > text && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	return g_strndup(text, (size_t)(end - text));
}

char *
text_dup_nfc(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0';) {
		size_t n = span_compat(p, false);
		g_autofree char *part = map_utf8(p, n, UTF8PROC_COMPOSE);

		g_string_append(out, part);
		p += n;
		n = span_compat(p, true);
		g_string_append_len(out, p, (gssize)n);
		p += n;
	}
	return trim_space(out->str);
}

/*
 * The folded form of characters that fold alone, whatever stands beside them: ASCII, Han, and
 * the punctuation of Chinese texts. 0 for the others, of which utf8proc knows.
 */
static gunichar
fold_plain(gunichar c)
{
	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	if (IS_BETWEEN(c, 0x4e00, 0x9fff) || IS_BETWEEN(c, 0x3001, 0x3002) ||
		IS_BETWEEN(c, 0x3008, 0x3011) || IS_BETWEEN(c, 0x2018, 0x2019) ||
		IS_BETWEEN(c, 0x201c, 0x201d))
		return c;
	if (IS_BETWEEN(c, 0xff01, 0xff5e))
		return (gunichar)g_ascii_tolower((char)(c - 0xfee0));
	return 0;
}

/* NULL where some character is not plain. */
static char *
dup_plain_search(const char *valid)
{
	size_t len = strlen(valid), n = 0;
	g_autofree char *out = g_malloc(len + 1);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar folded = fold_plain(g_utf8_get_char(p));

		if (folded == 0)
			return NULL;
		n += (size_t)g_unichar_to_utf8(folded, out + n);
	}
	out[n] = '\0';
	return g_steal_pointer(&out);
}

char *
text_dup_search(const char *text)
{
	g_autofree char *valid = NULL;
	g_autofree char *once = NULL;
	char *plain;
	const utf8proc_option_t fold =
		UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

	if (text == NULL)
		return g_strdup("");
	if (g_str_is_ascii(text))
		return g_ascii_strdown(text, -1);
	valid = g_utf8_make_valid(text, -1);
	plain = dup_plain_search(valid);
	if (plain != NULL)
		return plain;
	once = map_utf8(valid, strlen(valid), fold);
	/* Composing may yield a character that folds on: the second pass makes it final. */
	return map_utf8(once, strlen(once), fold);
}

/* Pairs of what an input method types and the key that was meant. */
typedef struct CharPair {
	gunichar from;
	char to;
} CharPair;

static const CharPair command_pairs[] = {
	{0x3000, ' '},
	{0x3002, '.'},
	{0x3001, '/'},
	{0x2018, '\''},
	{0x2019, '\''},
	{0x201c, '"'},
	{0x201d, '"'},
	{0x300c, '"'},
	{0x300d, '"'},
	{0x300a, '<'},
	{0x300b, '>'},
	{0x3010, '['},
	{0x3011, ']'},
	{0xffe5, '$'},
	{0x2212, '-'},
};

static const CharPair number_pairs[] = {
	{0x2010, '-'},
	{0x2011, '-'},
	{0x2012, '-'},
	{0x2013, '-'},
	{0x2014, '-'},
	{0x2015, '-'},
	{0x2212, '-'},
	{0x30fc, '-'},
	{0x3002, '.'},
};

/* The ASCII twin of `c`, or `c` itself. */
static gunichar
find_twin(gunichar c, const CharPair *pairs, size_t n_pairs)
{
	if (IS_BETWEEN(c, 0xff01, 0xff5e))
		return c - 0xff01 + '!';
	for (size_t i = 0; i < n_pairs; i++) {
		if (pairs[i].from == c)
			return (gunichar)pairs[i].to;
	}
	return c;
}

char *
text_dup_command(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p))
		g_string_append_unichar(out, find_twin(g_utf8_get_char(p), command_pairs,
						     G_N_ELEMENTS(command_pairs)));
	return g_string_free(out, FALSE);
}

char *
text_dup_number(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isspace(c))
			g_string_append_unichar(
				out, find_twin(c, number_pairs, G_N_ELEMENTS(number_pairs)));
	}
	return g_string_free(out, FALSE);
}

/* Characters of which two neighbours never form one cluster. */
static bool
is_plain(gunichar c)
{
	return IS_BETWEEN(c, 0x20, 0x7e) || IS_BETWEEN(c, 0x3400, 0x9fff) ||
	       IS_BETWEEN(c, 0x3041, 0x3096);
}

/* Start of the character before `at` (> 0): at most three continuation bytes back. */
static size_t
step_back(const char *text, size_t at, gunichar *ret)
{
	for (size_t n = 1; n <= 4 && n <= at; n++) {
		if (decode(text + at - n, ret) == n && *ret != INVALID)
			return at - n;
	}
	*ret = INVALID;
	return at - 1;
}

/* A boundary at or before `at`, from which clusters are counted forward. */
static size_t
find_safe_start(const char *text, size_t at)
{
	gunichar c, before;

	while (at > 0) {
		size_t start = step_back(text, at, &c);

		if (start == 0)
			return 0;
		step_back(text, start, &before);
		if (is_plain(c) && is_plain(before))
			return start;
		at = start;
	}
	return 0;
}

/* End of the cluster that starts at `at`. */
static size_t
find_cluster_end(const char *text, size_t at)
{
	utf8proc_int32_t state = 0;
	gunichar c, next;

	at += decode(text + at, &c);
	while (c != INVALID) {
		size_t n = decode(text + at, &next);

		if (n == 0 || next == INVALID)
			break;
		if (utf8proc_grapheme_break_stateful(
			    (utf8proc_int32_t)c, (utf8proc_int32_t)next, &state))
			break;
		at += n;
		c = next;
	}
	return at;
}

size_t
text_next_grapheme(const char *text, size_t at)
{
	size_t end;

	text = text ? text : "";
	at = MIN(at, strlen(text));
	end = find_safe_start(text, at);
	while (end <= at && text[end] != '\0')
		end = find_cluster_end(text, end);
	return end;
}

size_t
text_prev_grapheme(const char *text, size_t at)
{
	size_t start, end;

	text = text ? text : "";
	at = MIN(at, strlen(text));
	start = end = find_safe_start(text, at);
	while (end < at) {
		start = end;
		end = find_cluster_end(text, end);
	}
	return start;
}

size_t
text_count_graphemes(const char *text)
{
	size_t n = 0;

	for (size_t at = 0; text && text[at] != '\0'; n++)
		at = find_cluster_end(text, at);
	return n;
}

/* One row of the alignment table; `row` is the row of the character before `i`, `old` one more
 * back. */
static unsigned
fill_row(const gunichar *a, const gunichar *b, size_t i, unsigned *rows[3])
{
	unsigned *cur = rows[0], *row = rows[1], *old = rows[2];
	unsigned best = cur[0] = (unsigned)i;

	for (size_t j = 1; b[j - 1] != 0; j++) {
		unsigned change = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);

		cur[j] = MIN(MIN(row[j], cur[j - 1]) + 1, change);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			cur[j] = MIN(cur[j], old[j - 2] + 1);
		best = MIN(best, cur[j]);
	}
	return best;
}

unsigned
text_distance(const char *a, const char *b, unsigned cap)
{
	g_autofree char *valid_a = g_utf8_make_valid(a ? a : "", -1);
	g_autofree char *valid_b = g_utf8_make_valid(b ? b : "", -1);
	g_autofree gunichar *ua = NULL, *ub = NULL;
	g_autofree unsigned *cells = NULL;
	glong na, nb;
	unsigned *rows[3], last_best = 0;

	cap = MIN(cap, G_MAXINT);
	ua = g_utf8_to_ucs4_fast(valid_a, -1, &na);
	ub = g_utf8_to_ucs4_fast(valid_b, -1, &nb);
	if (ABS(na - nb) > (glong)cap)
		return cap + 1;
	cells = g_new(unsigned, 3 * (size_t)(nb + 1));
	for (int k = 0; k < 3; k++)
		rows[k] = cells + k * (nb + 1);
	for (glong j = 0; j <= nb; j++)
		rows[0][j] = (unsigned)j;
	for (glong i = 1; i <= na; i++) {
		unsigned *free_row = rows[2], best;

		rows[2] = rows[1];
		rows[1] = rows[0];
		rows[0] = free_row;
		best = fill_row(ua, ub, (size_t)i, rows);
		/* A swap reaches two rows back, so two rows must be beyond the cap. */
		if (best > cap && last_best > cap)
			return cap + 1;
		last_best = best;
	}
	return MIN(rows[0][nb], cap + 1);
}

typedef struct NearWord {
	const char *word;
	unsigned distance;
} NearWord;

const char **
text_nearest(const char *word, const char *const *words, unsigned max)
{
	glong len = word ? g_utf8_strlen(word, -1) : 0;
	unsigned cap = (unsigned)MIN(1 + len / 3, MAX(len - 1, 0));
	g_autoptr(GArray) near = g_array_new(FALSE, FALSE, sizeof(NearWord));
	const char **ret;

	for (; *words != NULL; words++) {
		NearWord item = {*words, text_distance(word, *words, cap)};
		unsigned at = near->len;

		if (item.distance > cap)
			continue;
		while (at > 0 && g_array_index(near, NearWord, at - 1).distance > item.distance)
			at--;
		g_array_insert_val(near, at, item);
		if (near->len > max)
			g_array_set_size(near, max);
	}
	ret = g_new0(const char *, near->len + 1);
	for (unsigned i = 0; i < near->len; i++)
		ret[i] = g_array_index(near, NearWord, i).word;
	return ret;
}
