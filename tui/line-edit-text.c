/* Changes of the text: undo, redo, kill ring. See line-edit.h. */
#include "config.h"

#include "tui/line-edit.h"

#include "core/text.h"
#include "tui/line-edit-private.h"

#define UNDO_MAX  500
#define KILLS_MAX 10

typedef struct Change {
	size_t at;
	char *removed, *inserted;
	EditRun run;
} Change;

static void
change_free(gpointer data)
{
	Change *change = data;

	g_free(change->removed);
	g_free(change->inserted);
	g_free(change);
}

LineEdit *
line_edit_new(bool multi_line, size_t max)
{
	LineEdit *edit = g_new0(LineEdit, 1);

	edit->text = g_string_new(NULL);
	edit->max = max ? max : 32 * 1024;
	edit->multi_line = multi_line;
	edit->changes = g_ptr_array_new_with_free_func(change_free);
	edit->kills = g_ptr_array_new_with_free_func(g_free);
	return edit;
}

void
line_edit_free(LineEdit *edit)
{
	if (!edit)
		return;
	g_string_free(edit->text, TRUE);
	g_ptr_array_unref(edit->changes);
	g_ptr_array_unref(edit->kills);
	g_clear_pointer(&edit->lines, g_array_unref);
	g_free(edit);
}

void
edit_forget_changes(LineEdit *edit)
{
	g_ptr_array_set_size(edit->changes, 0);
	edit->n_done = 0;
	edit->run = EDIT_RUN_NONE;
}

/* The text as it will be; the caret goes behind what was put in, or the cluster that it is now
 * in. */
static void
text_splice(LineEdit *edit, size_t at, size_t remove, const char *insert)
{
	size_t len = strlen(insert);

	edit->left = MIN(edit->left, at);
	g_string_erase(edit->text, (gssize)at, (gssize)remove);
	g_string_insert_len(edit->text, (gssize)at, insert, (gssize)len);
	line_edit_set_caret(edit, at + len);
	if (edit->caret < at + len)
		edit->caret = text_next_grapheme(edit->text->str, edit->caret);
	edit_relayout(edit);
}

/* Joins a run into the change before it; false when a new step begins. */
static bool
change_join(LineEdit *edit, size_t at, const char *removed, const char *inserted)
{
	Change *last = edit->n_done ? edit->changes->pdata[edit->n_done - 1] : NULL;
	char *joined;

	if (!last || last->run != edit->run)
		return false;
	if (edit->run == EDIT_RUN_TYPE && !*removed && !*last->removed &&
		at == last->at + strlen(last->inserted)) {
		joined = g_strconcat(last->inserted, inserted, NULL);
		g_free(last->inserted);
		last->inserted = joined;
		return true;
	}
	if (edit->run == EDIT_RUN_BACKSPACE && at + strlen(removed) == last->at) {
		joined = g_strconcat(removed, last->removed, NULL);
		g_free(last->removed);
		last->removed = joined;
		last->at = at;
		return true;
	}
	return false;
}

void
edit_replace(LineEdit *edit, size_t at, size_t remove, const char *insert, EditRun run)
{
	g_autofree char *removed = g_strndup(edit->text->str + at, remove);
	bool same_run = run != EDIT_RUN_NONE && edit->run == run;
	Change *change;

	edit->run = run;
	g_ptr_array_set_size(edit->changes, (gint)edit->n_done);
	if (!same_run || !change_join(edit, at, removed, insert)) {
		change = g_new0(Change, 1);
		*change = (Change){at, g_strdup(removed), g_strdup(insert), run};
		g_ptr_array_add(edit->changes, change);
		if (edit->changes->len > UNDO_MAX)
			g_ptr_array_remove_index(edit->changes, 0);
		edit->n_done = edit->changes->len;
	}
	text_splice(edit, at, remove, insert);
}

bool
line_edit_undo(LineEdit *edit)
{
	const Change *change;

	edit->run = EDIT_RUN_NONE;
	if (edit->n_done == 0)
		return false;
	change = edit->changes->pdata[--edit->n_done];
	text_splice(edit, change->at, strlen(change->inserted), change->removed);
	return true;
}

bool
line_edit_redo(LineEdit *edit)
{
	const Change *change;

	edit->run = EDIT_RUN_NONE;
	if (edit->n_done == edit->changes->len)
		return false;
	change = edit->changes->pdata[edit->n_done++];
	text_splice(edit, change->at, strlen(change->removed), change->inserted);
	return true;
}

void
edit_kill(LineEdit *edit, size_t from, size_t to, EditRun run)
{
	g_autofree char *killed = g_strndup(edit->text->str + from, to - from);
	bool joins = edit->run == run && edit->kills->len > 0;

	if (from == to)
		return;
	edit_replace(edit, from, to - from, "", run);
	if (joins) {
		char **last = (char **)&edit->kills->pdata[edit->kills->len - 1];
		char *joined = run == EDIT_RUN_KILL_BACK ? g_strconcat(killed, *last, NULL)
							 : g_strconcat(*last, killed, NULL);

		g_free(*last);
		*last = joined;
		return;
	}
	g_ptr_array_add(edit->kills, g_steal_pointer(&killed));
	if (edit->kills->len > KILLS_MAX)
		g_ptr_array_remove_index(edit->kills, 0);
}

/* Puts kill number `kill` in place of `remove` bytes at `at`. */
static LineEditResult
yank_put(LineEdit *edit, guint kill, size_t at, size_t remove)
{
	const char *text = edit->kills->pdata[kill];

	if (edit->text->len - remove + strlen(text) > edit->max)
		return LINE_EDIT_FULL;
	edit->run = EDIT_RUN_NONE;
	edit_replace(edit, at, remove, text, EDIT_RUN_YANK);
	edit->yank_kill = kill;
	edit->yank_at = at;
	edit->yank_len = strlen(text);
	return LINE_EDIT_CHANGED;
}

LineEditResult
edit_yank(LineEdit *edit)
{
	if (edit->kills->len == 0)
		return LINE_EDIT_DONE;
	return yank_put(edit, edit->kills->len - 1, edit->caret, 0);
}

LineEditResult
edit_yank_older(LineEdit *edit)
{
	guint kill;

	if (edit->run != EDIT_RUN_YANK)
		return LINE_EDIT_DONE;
	kill = edit->yank_kill ? edit->yank_kill - 1 : edit->kills->len - 1;
	return yank_put(edit, kill, edit->yank_at, edit->yank_len);
}
