/*
 * The lines of the shift's screen, and how they look: headings, items, shifts
 * handed over, text. For tui/view-shift.c.
 */
#pragma once

#include "core/desk-shift.h"
#include "tui/app.h"

typedef enum ShiftLineKind {
	SHIFT_LINE_HEADING, /* never selected */
	SHIFT_LINE_TEXT,    /* never selected either */
	SHIFT_LINE_HANDED,  /* a shift that waits for being accepted */
	SHIFT_LINE_ITEM,
} ShiftLineKind;

typedef struct ShiftLine {
	ShiftLineKind kind;
	char *text;	       /* of heading and text */
	const ShiftItem *item; /* borrowed */
	const ShiftHanded *handed;
} ShiftLine;

/* ShiftLine *, owned; items and shifts are borrowed. */
GPtrArray *shift_lines_new(void);
void shift_lines_add_text(GPtrArray *lines, ShiftLineKind kind, char *text); /* takes `text` */
void shift_lines_add_handed(GPtrArray *lines, Desk *desk, const GPtrArray *shifts);
/* `items` (sorted by part) with a heading a part. */
void shift_lines_add_items(GPtrArray *lines, const GPtrArray *items);

bool shift_line_can_be_selected(const ShiftLine *line);
/* What the selection is kept by; caller frees. */
char *shift_line_dup_key(const ShiftLine *line);

/* "Complaints", "Promises", ... */
const char *shift_part_words(ShiftPart part);
/* What an item is about and when it is due, in words, masked; caller frees. Also for the
 * command line. */
char *shift_item_dup_what(const ShiftItem *item, Desk *desk);
char *shift_item_dup_when(const ShiftItem *item, Desk *desk, bool narrow);

typedef struct ShiftLook {
	App *app;
	bool selected, marked;
} ShiftLook;
void shift_line_draw(const ShiftLine *line, const ShiftLook *look, Canvas *canvas, Rect rect);
