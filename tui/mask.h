/*
 * The one way of people's text onto a canvas: cleaned of whatever a terminal
 * could take for a command, and masked by its kind. Every view draws names,
 * phones, accounts and all text of the store through here.
 */
#pragma once

#include "tui/canvas.h"

typedef enum MaskKind { MASK_NONE, MASK_NAME, MASK_PHONE, MASK_ACCOUNT, MASK_ID } MaskKind;

/* Cleaned (one line) and masked copy, for measuring and drawing; caller frees. NULL is "". */
char *mask_dup(const char *text, MaskKind mask);

/* As canvas_put_field() over the whole width of `line`: returns the column behind it. */
int mask_put_field(Canvas *canvas, Rect line, const char *text, MaskKind mask, Role role);

/* As canvas_put(), cleaned. */
int mask_put(Canvas *canvas, int row, int col, const char *text, Role role);

/*
 * What was refused, whole where there is room: cleaned, wrapped into the lines of `rect`, the
 * last one cut with "~". Fills and returns as many lines as it needs, at most rect.rows.
 */
int mask_put_lines(Canvas *canvas, Rect rect, const char *text, Role role);

/*
 * Wraps cleaned `text` (newlines kept) into `rect`, from its line `first` on;
 * returns how many lines it has in all. Draws nothing with `canvas` NULL, where
 * `rules` (else the canvas') measure.
 */
int mask_put_wrapped(
	Canvas *canvas, const CellRules *rules, Rect rect, const char *text, int first);
