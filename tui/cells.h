/*
 * Text measured in terminal cells: width, cut, pad, wrap. The only file that
 * calls wcwidth(). What a glyph looks like on this terminal is decided here
 * (cells_next), so the width counted and the bytes drawn can never differ.
 * Pure functions; the terminal's habits come in as CellRules. Any bytes are
 * safe, though texts of people should have passed text_dup_clean() before.
 * Needs LC_CTYPE to be an UTF-8 locale (term_set_locale()).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of one cell's drawing with its NUL: a character and a few combining marks. */
#define CELL_BYTES 13

typedef struct CellRules {
	/* The terminal gives two cells to East Asian Ambiguous characters: they are
	 * drawn by unambiguous wide twins, so that ncurses and terminal agree. */
	bool ambiguous_wide;
	/* Nothing but ASCII can be shown: everything else is the stand-in. Borders become + -
	 * |. */
	bool ascii;
	/* Borders of box drawing characters; wants a terminal that draws them in one cell. */
	bool lines;
	/* Drawn for a character without a width here; NULL is U+3013 (two cells), in ASCII "?".
	 */
	const char *stand_in;
} CellRules;

/* One step of drawing: what was read and what to put into the cell(s). */
typedef struct CellGlyph {
	size_t len;    /* bytes of the text it stands for, >= 1 */
	uint8_t width; /* cells it takes, 1 or 2; 0 when only invisible characters were read */
	char bytes[CELL_BYTES]; /* valid UTF-8, NUL-terminated, empty when width is 0 */
} CellGlyph;

typedef enum CellAlign {
	CELL_ALIGN_LEFT,
	CELL_ALIGN_RIGHT,
	CELL_ALIGN_CENTRE,
} CellAlign;

/* One line of wrapped text as a byte range of it; white space at a soft break belongs to no
 * line. */
typedef struct CellLine {
	size_t start, len;
	size_t next; /* where the next line begins: behind the break, or the end of the text */
	unsigned width; /* in cells */
	bool hard;	/* ended by '\n' */
} CellLine;

/*
 * Reads the glyph at the start of `text` (`len` bytes) into *ret: one
 * character with its combining marks. A control character (tab, newline)
 * or bad byte is "?", a character of unknown width the stand-in; variation
 * selectors, bidi and zero-width characters and skin tones are read and not
 * drawn. False at the end of the text.
 */
bool cells_next(const CellRules *rules, const char *text, size_t len, CellGlyph *ret);

/* `text` (`len` bytes, at least one) begins with a printable ASCII character without marks: one
 * cell, drawn as it is under any rules. */
static inline bool
cells_is_plain(const char *text, size_t len)
{
	return text[0] >= ' ' && text[0] < 0x7f && (len == 1 || (unsigned char)text[1] < 0x80);
}

/* Cells of NUL-terminated text / of its first `len` bytes. */
unsigned cells_width(const CellRules *rules, const char *text);
unsigned cells_width_n(const CellRules *rules, const char *text, size_t len);

/* Bytes of `text` that fit into `cols` cells, never half a character; *ret_cols (may be NULL)
 * their cells. */
size_t cells_cut(const CellRules *rules, const char *text, unsigned cols, unsigned *ret_cols);

/* `text` as it is drawn, glyph by glyph; newlines stay. Caller frees. */
char *cells_dup_drawn(const CellRules *rules, const char *text);

/* `text`, cut to at most `cols` cells with "~" as its last when it was longer. Caller frees. */
char *cells_dup_cut(const CellRules *rules, const char *text, unsigned cols);

/* As cells_dup_cut(), filled up with blanks to exactly `cols` cells. Caller frees. */
char *cells_dup_pad(const CellRules *rules, const char *text, unsigned cols, CellAlign align);

/*
 * Wraps `text` into lines of at most `cols` cells (at least 2 are assumed):
 * '\n' ends a line, Latin words and numbers with unit and sign stay whole
 * where they fit, Han breaks anywhere but for kinsoku (UI 5.2). An empty text
 * has one empty line; a text that ends in '\n' has an empty last line.
 * Array of CellLine, caller unrefs. Time grows with the length of the text.
 */
GArray *cells_wrap(const CellRules *rules, const char *text, unsigned cols);
