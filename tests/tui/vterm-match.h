/*
 * What another program's idea of a terminal makes of a canvas: its cells are
 * written as bytes, row by row without any movement within a row, to libvterm,
 * and every cell of its screen must be the canvas' own. A character that
 * is drawn wider or narrower than it was counted shows at once.
 */
#pragma once

#include "tui/canvas.h"

/* The first difference in words, or NULL; also where a cell holds what tty-allow.h refuses.
 * Caller frees. */
char *vterm_match_dup_fault(const Canvas *canvas);
