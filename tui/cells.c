/* Width, glyphs, cut and pad. See cells.h; wrapping is in cells-wrap.c. */
#include "config.h"

#include "tui/cells.h"

#include <wchar.h>

#include "tui/cells-ambiguous.h"
#include "tui/cells-disputed.h"

#define STAND_IN "\u3013"

/* Wide twins that every terminal draws in two cells, for the ambiguous characters people write.
 */
static const struct {
	gunichar from;
	const char *to;
} twins[] = {
	{0x00B0, "\uFF9F"},
	{0x00B7, "\u30FB"},
	{0x00D7, "\uFF38"},
	{0x2013, "\uFF0D"},
	{0x2014, "\uFF0D"},
	{0x2015, "\uFF0D"},
	{0x2018, "\uFF07"},
	{0x2019, "\uFF07"},
	{0x201C, "\uFF02"},
	{0x201D, "\uFF02"},
	{0x2026, "\u2E3A"},
	{0x2103, "\uFF23"},
	{0x2500, "\uFF0D"},
	{0x2502, "\uFF5C"},
};

/* Format characters, fillers and selectors: read, never drawn, because terminals differ over
 * them. */
static const gunichar invisible[][2] = {
	{0x034F, 0x034F},
	{0x061C, 0x061C},
	{0x115F, 0x1160},
	{0x17B4, 0x17B5},
	{0x180B, 0x180F},
	{0x200B, 0x200F},
	{0x2028, 0x202E},
	{0x2060, 0x206F},
	{0x3164, 0x3164},
	{0xFE00, 0xFE0F},
	{0xFEFF, 0xFEFF},
	{0xFFA0, 0xFFA0},
	{0xFFF0, 0xFFFB},
	{0x1BCA0, 0x1BCA3},
	{0x1D173, 0x1D17A},
	{0x1F3FB, 0x1F3FF},
	{0xE0000, 0xE0FFF},
};

static bool
range_has(const gunichar ranges[][2], size_t n, gunichar c)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (c > ranges[mid][1])
			low = mid + 1;
		else if (c < ranges[mid][0])
			n = mid;
		else
			return true;
	}
	return false;
}

static bool
is_invisible(gunichar c)
{
	return c >= 0x034F && range_has(invisible, G_N_ELEMENTS(invisible), c);
}

/* Plain Han, which is most of what is not ASCII, needs no search. */
static bool
is_disputed(gunichar c)
{
	return c >= cells_disputed[0][0] && !(c >= 0x3400 && c <= 0x9fff) &&
	       range_has(cells_disputed, G_N_ELEMENTS(cells_disputed), c);
}

static bool
is_mark(gunichar c)
{
	return c >= 0x0300 && !is_invisible(c) && wcwidth((wchar_t)c) == 0;
}

/* Reads one character; false for a byte that begins none (and U+0000). */
static bool
read_char(const char *text, size_t len, gunichar *ret_c, size_t *ret_len)
{
	gunichar c = g_utf8_get_char_validated(text, (gssize)len);

	if (c == 0 || c >= (gunichar)-2)
		return false;
	*ret_c = c;
	*ret_len = g_unichar_to_utf8(c, NULL);
	return true;
}

static void
glyph_set(CellGlyph *glyph, const char *bytes, uint8_t width)
{
	g_strlcpy(glyph->bytes, bytes, sizeof glyph->bytes);
	glyph->width = width;
}

static void
glyph_set_char(CellGlyph *glyph, gunichar c, uint8_t width)
{
	glyph->bytes[g_unichar_to_utf8(c, glyph->bytes)] = '\0';
	glyph->width = width;
}

static void
glyph_set_stand_in(const CellRules *rules, CellGlyph *glyph)
{
	int width;

	if (!rules->stand_in) {
		glyph_set(glyph, rules->ascii ? "?" : STAND_IN, rules->ascii ? 1 : 2);
		return;
	}
	width = wcwidth((wchar_t)g_utf8_get_char(rules->stand_in));
	glyph_set(glyph, rules->stand_in, (uint8_t)CLAMP(width, 1, 2));
}

static void
glyph_set_ambiguous(const CellRules *rules, CellGlyph *glyph, gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(twins); i++) {
		if (twins[i].from == c && wcwidth((wchar_t)g_utf8_get_char(twins[i].to)) == 2) {
			glyph_set(glyph, twins[i].to, 2);
			return;
		}
	}
	glyph_set_stand_in(rules, glyph);
}

static bool
is_ambiguous(gunichar c)
{
	return c >= 0xA1 && range_has(cells_ambiguous, G_N_ELEMENTS(cells_ambiguous), c);
}

static void
glyph_set_beyond_ascii(const CellRules *rules, CellGlyph *glyph, gunichar c)
{
	int width = wcwidth((wchar_t)c);

	if (rules->ascii || (width < 0 && c >= 0xA0) || is_disputed(c))
		glyph_set_stand_in(rules, glyph);
	else if (width < 0)
		glyph_set(glyph, "?", 1);
	else if (c == 0x00AD)
		glyph_set(glyph, "-", 1);
	else if (c >= 0x1F1E6 && c <= 0x1F1FF)
		glyph_set_char(glyph, 'A' + c - 0x1F1E6, 1); /* flags: terminals differ */
	else if (rules->ambiguous_wide && is_ambiguous(c))
		glyph_set_ambiguous(rules, glyph, c);
	else if (width == 0)
		glyph->bytes[1 + g_unichar_to_utf8(c, glyph->bytes + 1)] = '\0';
	else
		glyph_set_char(glyph, c, (uint8_t)MIN(width, 2));
	if (width == 0 && glyph->width == 0) {
		glyph->bytes[0] = ' ';
		glyph->width = 1;
	}
}

/* Takes in the marks and invisible characters that follow; those that do not fit are dropped.
 * With a mark that some terminals give a cell of its own, the whole is the stand-in. */
static void
glyph_take_marks(const CellRules *rules, CellGlyph *glyph, const char *text, size_t len)
{
	size_t used = strlen(glyph->bytes), n;
	bool disputed = false;
	gunichar c;

	while (glyph->len < len && (unsigned char)text[glyph->len] >= 0x80 &&
		read_char(text + glyph->len, len - glyph->len, &c, &n) &&
		(is_invisible(c) || is_mark(c))) {
		if (glyph->width && !rules->ascii && is_mark(c) && used + n < CELL_BYTES) {
			memcpy(glyph->bytes + used, text + glyph->len, n);
			used += n;
		}
		disputed |= is_mark(c) && is_disputed(c);
		glyph->len += n;
	}
	glyph->bytes[used] = '\0';
	if (disputed && glyph->width && !rules->ascii)
		glyph_set_stand_in(rules, glyph);
}

bool
cells_next(const CellRules *rules, const char *text, size_t len, CellGlyph *ret)
{
	gunichar c;
	size_t n;

	if (len == 0)
		return false;
	*ret = (CellGlyph){.len = 1};
	if ((unsigned char)text[0] < 0x80) {
		bool plain = text[0] >= ' ' && text[0] != 0x7f;

		ret->bytes[0] = plain ? text[0] : '?';
		ret->width = 1;
	} else if (!read_char(text, len, &c, &n)) {
		glyph_set(ret, "?", 1);
	} else {
		ret->len = n;
		if (!is_invisible(c))
			glyph_set_beyond_ascii(rules, ret, c);
	}
	if (ret->len < len && (unsigned char)text[ret->len] >= 0x80)
		glyph_take_marks(rules, ret, text, len);
	return true;
}

unsigned
cells_width_n(const CellRules *rules, const char *text, size_t len)
{
	CellGlyph glyph;
	unsigned width = 0;

	for (size_t at = 0; at < len; at += glyph.len) {
		for (; at < len && cells_is_plain(text + at, len - at); at++)
			width++;
		if (!cells_next(rules, text + at, len - at, &glyph))
			break;
		width += glyph.width;
	}
	return width;
}

unsigned
cells_width(const CellRules *rules, const char *text)
{
	return cells_width_n(rules, text, strlen(text));
}

size_t
cells_cut(const CellRules *rules, const char *text, unsigned cols, unsigned *ret_cols)
{
	CellGlyph glyph;
	size_t at = 0, len = strlen(text);
	unsigned width = 0;

	for (;;) {
		for (; at < len && width < cols && cells_is_plain(text + at, len - at); at++)
			width++;
		if (!cells_next(rules, text + at, len - at, &glyph) ||
			width + glyph.width > cols)
			break;
		at += glyph.len;
		width += glyph.width;
	}
	if (ret_cols)
		*ret_cols = width;
	return at;
}

char *
cells_dup_drawn(const CellRules *rules, const char *text)
{
	GString *out = g_string_new(NULL);
	size_t len = strlen(text);
	CellGlyph glyph;

	for (size_t at = 0; cells_next(rules, text + at, len - at, &glyph); at += glyph.len)
		g_string_append(out, text[at] == '\n' ? "\n" : glyph.bytes);
	return g_string_free(out, FALSE);
}

char *
cells_dup_cut(const CellRules *rules, const char *text, unsigned cols)
{
	size_t fits = cells_cut(rules, text, cols, NULL);

	if (text[fits] == '\0')
		return g_strdup(text);
	if (cols == 0)
		return g_strdup("");
	fits = cells_cut(rules, text, cols - 1, NULL);
	return g_strdup_printf("%.*s~", (int)fits, text);
}

char *
cells_dup_pad(const CellRules *rules, const char *text, unsigned cols, CellAlign align)
{
	g_autofree char *cut = cells_dup_cut(rules, text, cols);
	unsigned gap = cols - cells_width(rules, cut), before = 0;

	if (align == CELL_ALIGN_RIGHT)
		before = gap;
	else if (align == CELL_ALIGN_CENTRE)
		before = gap / 2;
	return g_strdup_printf("%*s%s%*s", (int)before, "", cut, (int)(gap - before), "");
}
