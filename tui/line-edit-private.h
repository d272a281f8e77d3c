/* Inside of a LineEdit, for line-edit.c (keys), -text.c (changes), -view.c (layout, drawing).
 */
#pragma once

#include "tui/line-edit.h"

/* What the last key did: runs of typing, deleting and killing are joined. */
typedef enum EditRun {
	EDIT_RUN_NONE,
	EDIT_RUN_TYPE,
	EDIT_RUN_BACKSPACE,
	EDIT_RUN_KILL_BACK,
	EDIT_RUN_KILL_ON,
	EDIT_RUN_YANK,
} EditRun;

struct LineEdit {
	GString *text;
	size_t caret; /* on a cluster boundary */
	size_t max;
	bool multi_line;

	GPtrArray *changes; /* Change *, oldest first */
	guint n_done;	    /* those before are done, those from here on are undone */
	EditRun run;

	GPtrArray *kills; /* char *, newest last */
	guint yank_kill;  /* index of the kill that was yanked last */
	size_t yank_at, yank_len;

	CellRules rules;
	int rows, cols; /* shown size, 0 before line_edit_set_size() */
	GArray *lines;	/* CellLine, several lines only */
	int top;	/* first line shown */
	size_t left;	/* first byte shown, one line only */
	unsigned goal;	/* column wanted by Up and Down */
	bool has_goal;
};

/* line-edit-text.c: replaces `remove` bytes at `at`; recorded, joined with the change before
 * when of the same run. */
void edit_replace(LineEdit *edit, size_t at, size_t remove, const char *insert, EditRun run);
/* Removes from `from` to `to` into the kill ring. */
void edit_kill(LineEdit *edit, size_t from, size_t to, EditRun run);
LineEditResult edit_yank(LineEdit *edit);
LineEditResult edit_yank_older(LineEdit *edit);
void edit_forget_changes(LineEdit *edit);

/* line-edit-view.c: wraps and scrolls after a change of text or caret. */
void edit_relayout(LineEdit *edit);
void edit_scroll(LineEdit *edit);
/* Moves the caret `by` wrapped lines; false on the first or last already. */
bool edit_move_lines(LineEdit *edit, int by);
