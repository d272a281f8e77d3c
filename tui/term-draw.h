/*
 * From what a terminal shows to what it shall show, as bytes: only the cells that differ, each
 * glyph whole, with as little movement and as few changes of look as go. Pure: what the
 * terminal understands comes in as words that tui/term.c reads from terminfo. Between two
 * frames the terminal's look is the plain one.
 */
#pragma once

#include "tui/canvas.h"
#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>

/* Colour and attributes of a role on this terminal; the words are borrowed, NULL where colour
 * is the terminal's own. */
typedef struct TermLook {
	const char *fg, *bg;
	uint8_t attrs; /* STYLE_ bits */
} TermLook;

/* Words of one terminal. Those that may be NULL are done without. */
typedef struct TermWords {
	void (*move)(
		GString *out, int row, int col); /* NULL: rows that change are printed anew */
	void (*column)(GString *out, int col);	 /* in the same row; may be NULL */
	void (*erase)(GString *out,
		int cols);	/* blanks behind the cursor, which stays; may be NULL */
	const char *erase_line; /* all behind the cursor; may be NULL */
	const char *clear;	/* the screen; may be NULL */
	const char *plain;	/* no attribute and the terminal's own colours */
	const char *bold, *underline, *reverse; /* "" where there is none */
	bool spares_corner; /* the last cell would scroll the screen: it stays empty */
	TermLook looks[N_ROLES];
} TermWords;

/*
 * Appends to `out` what makes a terminal that shows `shown` show `canvas`, of the same size,
 * and puts the cursor on the canvas' cursor: nothing where all is so already. `shown` NULL:
 * what it shows is unknown, it is cleared.
 */
void term_draw(const TermWords *words, const Canvas *canvas, const Canvas *shown, GString *out);
