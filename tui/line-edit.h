/*
 * Text under a caret: one line or several, by grapheme clusters, with undo,
 * kill ring and a viewport. Knows no screen but the size it was told; the
 * caret is a byte offset on a cluster boundary, always. The text is valid
 * UTF-8 without NUL; a one-line edit has no newline. Used by every field,
 * the filter line and the command line.
 */
#pragma once

#include "tui/canvas.h"
#include "tui/key.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LineEdit LineEdit;

typedef enum LineEditResult {
	LINE_EDIT_IGNORED, /* not a key of an editor: the caller's turn */
	LINE_EDIT_DONE,	   /* caret moved, or nothing to do: still the editor's key */
	LINE_EDIT_CHANGED, /* the text changed */
	LINE_EDIT_FULL,	   /* refused or cut: the text would be longer than line_edit_max() */
	LINE_EDIT_BAD,	   /* a byte that is no character: show it, nothing was inserted */
} LineEditResult;

/* `max` in bytes of UTF-8 (0: 32 KiB, the limit of a stored text). */
LineEdit *line_edit_new(bool multi_line, size_t max);
void line_edit_free(LineEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineEdit, line_edit_free)

/* Replaces all, as line_edit_insert() would, and forgets undo; the caret goes to the end. */
void line_edit_set_text(LineEdit *edit, const char *text);
/* Borrowed until the next change. */
const char *line_edit_text(const LineEdit *edit);
bool line_edit_is_multi_line(const LineEdit *edit);
size_t line_edit_max(const LineEdit *edit);
size_t line_edit_caret(const LineEdit *edit);
/* Moves the caret to the cluster boundary at or before `at`. */
void line_edit_set_caret(LineEdit *edit, size_t at);

/* Inserts at the caret what fits whole clusters; newlines become blanks in one line, a tab
 * becomes a blank, controls and invalid bytes are shown as "<XX>": nothing typed is lost. */
LineEditResult line_edit_insert(LineEdit *edit, const char *text);

/*
 * One key. Characters, paste, Backspace, Delete, arrows, Home, End, Ctrl-A and
 * Ctrl-E likewise, Ctrl- or Alt-arrows and Alt-b/f by words, Ctrl-W word back,
 * Alt-d word on, Ctrl-U to the line's start, Ctrl-K to its end, Ctrl-Y last
 * kill, Alt-y the kill before, Ctrl-_ undo, Alt-_ redo. Several lines only:
 * Ctrl-J new line, Up, Down, Page keys by wrapped lines (IGNORED on the first
 * and last, so that focus can leave). Enter, Tab, Esc are the caller's.
 */
LineEditResult line_edit_key(LineEdit *edit, const Key *key);

/*
 * The size it is shown in: wraps anew and scrolls the caret into view. Part
 * of the layout pass; call it when the size or rules change.
 */
void line_edit_set_size(LineEdit *edit, const CellRules *rules, int rows, int cols);

/* Wrapped lines in all, and the first one shown. One line: 1 and 0. */
int line_edit_lines(const LineEdit *edit);
int line_edit_top(const LineEdit *edit);

/* The caret's cell relative to the top left of the shown part; always inside its size. */
void line_edit_caret_cell(const LineEdit *edit, int *ret_row, int *ret_col);

/*
 * Draws the shown part into `rect` (of the size told) in `role`, "<" and ">"
 * where one line goes on outside, and with `focus` puts the canvas cursor on the caret.
 */
void line_edit_draw(const LineEdit *edit, Canvas *canvas, Rect rect, Role role, bool focus);

/* Undoes / repeats one step; a run of typing is one step. False when there is none. */
bool line_edit_undo(LineEdit *edit);
bool line_edit_redo(LineEdit *edit);
