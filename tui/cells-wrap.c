/*
 * Wrapping of mixed Chinese and Latin text (UI 5.2). Greedy: glyphs are laid
 * out until one does not fit, then the line ends at the last place where a
 * break was allowed, or right there when there was none (a narrow column).
 */
#include "config.h"

#include "tui/cells.h"

/* ISO/IEC 29500 kinsoku for Simplified Chinese: never first / never last in a line. */
#define NOT_FIRST                                                                              \
	"!%),.:;>?]}\u3001\u3002\u3003\u3009\u300B\u300D\u300F\u3011\u3015\u3017\uFF01\uFF02"  \
	"\uFF05\uFF07\uFF09\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F\uFF3D\uFF40\uFF5D\u2026\u2019\u201D" \
	"\uFF5E\u00B7\u30FB\u2014"
#define NOT_LAST                                                                               \
	"([{\u00A3\u00A5\u300A\u300C\u300E\u3010\u3014\u3016\uFF08\uFF3B\uFF5B\uFFE1\uFFE5"    \
	"\u201C\u2018\u3008"
/* Units that stay with the number before them: 元角分年月日天周时秒个件次号笔期万亿岁人条单起项
 * and 小 (小时). */
#define UNITS                                                                                  \
	"\u5143\u89D2\u5206\u5E74\u6708\u65E5\u5929\u5468\u65F6\u79D2\u4E2A\u4EF6\u6B21\u53F7" \
	"\u7B14\u671F\u4E07\u4EBF\u5C81\u4EBA\u6761\u5355\u8D77\u9879\u5C0F\u2103"

typedef struct Wrap {
	const CellRules *rules;
	const char *text;
	size_t len;
	unsigned cols;
	GArray *lines;
	CellLine line;	      /* being filled; len and width without blanks at its end */
	CellLine fallback;    /* the line if it ends at the last allowed break; next 0: none */
	size_t at;	      /* next byte to read */
	unsigned col;	      /* cells laid out, blanks at the end included */
	gunichar last;	      /* character before `at` in this line, 0 at its start */
	gunichar last_ink;    /* the same, blanks skipped */
	gunichar before_last; /* and the one before that */
} Wrap;

static bool
is_one_of(const char *set, gunichar c)
{
	return c && g_utf8_strchr(set, -1, c);
}

static bool
is_blank(gunichar c)
{
	return c == ' ' || c == 0x3000;
}

/* Narrow characters stick together as words; what is wide may break on either side. */
static bool
is_word(gunichar c)
{
	return !g_unichar_iswide(c);
}

static bool
is_digit(gunichar c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* May a line end before `c`? */
static bool
wrap_may_break(const Wrap *w, gunichar c)
{
	gunichar ink = w->last_ink;

	if (!w->last || is_blank(c) || !ink || is_one_of(NOT_LAST, ink))
		return false;
	if (is_one_of(NOT_FIRST, c) && !is_blank(w->last))
		return false;
	if (is_digit(ink) && is_one_of(UNITS, c))
		return false;
	if (is_digit(c) && is_digit(w->before_last) && is_one_of(UNITS, ink))
		return false; /* 2026年5月20日 */
	if (is_blank(w->last))
		return true;
	if (ink == c && (c == '-' || c == 0x2014 || c == 0x2026))
		return false;
	return !(is_word(ink) && is_word(c));
}

static void
wrap_end_line(Wrap *w, CellLine line)
{
	g_array_append_val(w->lines, line);
	w->at = line.next;
	w->line = (CellLine){.start = line.next};
	w->fallback = (CellLine){0};
	w->col = 0;
	w->last = w->last_ink = w->before_last = 0;
}

static gunichar
glyph_char(const Wrap *w, const CellGlyph *glyph)
{
	gunichar c = g_utf8_get_char_validated(w->text + w->at, (gssize)glyph->len);

	return c >= (gunichar)-2 ? '?' : c;
}

/* Lays `glyph` out, or ends the line before it. */
static void
wrap_add(Wrap *w, const CellGlyph *glyph)
{
	gunichar c = glyph_char(w, glyph);

	if (glyph->width && wrap_may_break(w, c)) {
		w->fallback = w->line;
		w->fallback.next = w->at;
	}
	if (!is_blank(c) && glyph->width && w->col + glyph->width > w->cols && w->col > 0) {
		w->line.next = w->at;
		wrap_end_line(w, w->fallback.next ? w->fallback : w->line);
		return;
	}
	w->at += glyph->len;
	w->col += glyph->width;
	if (!is_blank(c)) {
		w->line.len = w->at - w->line.start;
		w->line.width = w->col;
	}
	if (!glyph->width)
		return;
	w->last = c;
	if (!is_blank(c)) {
		w->before_last = w->last_ink;
		w->last_ink = c;
	}
}

/* A line that was not broken keeps its blanks, as far as they fit. */
static CellLine
wrap_whole_line(const Wrap *w, size_t next, bool hard)
{
	CellLine line = w->line;

	line.next = next;
	line.hard = hard;
	for (CellGlyph glyph; line.start + line.len < w->at &&
			      cells_next(w->rules, w->text + line.start + line.len,
				      w->at - line.start - line.len, &glyph) &&
			      line.width + glyph.width <= w->cols;) {
		line.len += glyph.len;
		line.width += glyph.width;
	}
	return line;
}

GArray *
cells_wrap(const CellRules *rules, const char *text, unsigned cols)
{
	Wrap w = {.rules = rules, .text = text, .len = strlen(text), .cols = MAX(cols, 2)};
	CellGlyph glyph;

	w.lines = g_array_new(FALSE, FALSE, sizeof(CellLine));
	while (w.at < w.len) {
		if (text[w.at] == '\n')
			wrap_end_line(&w, wrap_whole_line(&w, w.at + 1, true));
		else if (cells_next(rules, text + w.at, w.len - w.at, &glyph))
			wrap_add(&w, &glyph);
	}
	wrap_end_line(&w, wrap_whole_line(&w, w.len, false));
	return w.lines;
}
