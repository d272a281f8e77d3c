/*
 * The base of all popups: see tui/dialog-private.h.
 */
#include "config.h"

#include "tui/dialog.h"

#include "core/text.h"
#include "tui/dialog-private.h"

void
dialog_init(Dialog *dialog, const ViewOps *ops, App *app, ViewHook hook)
{
	view_init(&dialog->view, ops, app);
	dialog->call = app_call_new(app, hook);
	dialog_set_words(dialog, NULL, NULL);
}

void
dialog_set_words(Dialog *dialog, const char *title, const char *text)
{
	g_free(dialog->title);
	g_free(dialog->text);
	dialog->title = text_dup_clean(title, false);
	dialog->text = text_dup_clean(text, true);
	g_strchomp(dialog->text);
}

void
dialog_clear(Dialog *dialog)
{
	g_clear_pointer(&dialog->call, app_call_free);
	g_clear_pointer(&dialog->title, g_free);
	g_clear_pointer(&dialog->text, g_free);
}

Rect
dialog_middle(Rect screen, int rows, int cols)
{
	rows = MIN(rows, screen.rows);
	cols = MIN(cols, screen.cols);
	return (Rect){screen.row + (screen.rows - rows) / 2,
		screen.col + (screen.cols - cols) / 2, rows, cols};
}

int
dialog_cols(const Dialog *dialog, Rect screen, int least)
{
	const CellRules *rules = app_rules(dialog->view.app);
	int cols = MAX(least, (int)cells_width(rules, dialog->title) + 6);

	cols = MAX(cols, MIN((int)cells_width(rules, dialog->text) + 4, 60));
	return MIN(cols, screen.cols);
}

int
dialog_text_rows(const Dialog *dialog, int cols)
{
	Rect rect = {0, 0, 0, cols - 4};

	if (!*dialog->text)
		return 0;
	return mask_put_wrapped(NULL, app_rules(dialog->view.app), rect, dialog->text, 0);
}

Rect
dialog_draw_frame(const Dialog *dialog, Canvas *canvas, Rect rect)
{
	Rect inner = {rect.row + 1, rect.col + 2, rect.rows - 2, rect.cols - 4};
	int lines;

	canvas_box(canvas, rect, *dialog->title ? dialog->title : NULL, ROLE_BORDER);
	if (!*dialog->text)
		return inner;
	lines = MIN(mask_put_wrapped(canvas, NULL, inner, dialog->text, 0), inner.rows);
	inner.row += lines;
	inner.rows -= lines;
	return inner;
}

AppCall *
dialog_end(Dialog *dialog)
{
	AppCall *call = g_steal_pointer(&dialog->call);

	app_pop(dialog->view.app, &dialog->view);
	return call;
}
