/*
 * A text to read, and work to wait for.
 */
#include "config.h"

#include "tui/dialog.h"

#include <glib/gi18n.h>

#include "core/text.h"
#include "tui/dialog-private.h"
#include "tui/list-box.h"

/* ---- text ---- */

typedef struct TextDialog {
	Dialog dialog; /* its own text stays empty: the body scrolls */
	char *body;
	ListBox list; /* top line is what counts */
} TextDialog;

static int
text_lines(const TextDialog *text, int cols)
{
	return mask_put_wrapped(NULL, app_rules(text->dialog.view.app),
		(Rect){0, 0, 0, cols - 4}, text->body, 0);
}

static Rect
text_place(const View *view, Rect screen)
{
	const TextDialog *text = (const TextDialog *)view;
	int cols = MIN(screen.cols, 76);

	return dialog_middle(screen, text_lines(text, cols) + 2, cols);
}

static void
text_layout(View *view, Rect rect)
{
	TextDialog *text = (TextDialog *)view;
	int rows = MAX(rect.rows - 2, 1);

	/* One line of the list is one position of the first shown line. */
	list_box_fit(&text->list, MAX(text_lines(text, rect.cols) - rows + 1, 1), rows);
}

static void
text_draw(const View *view, Canvas *canvas, Rect rect)
{
	const TextDialog *text = (const TextDialog *)view;
	Rect inner = dialog_draw_frame(&text->dialog, canvas, rect);
	int lines = mask_put_wrapped(canvas, NULL, inner, text->body, text->list.sel);

	if (text->list.sel + inner.rows < lines)
		canvas_put(canvas, rect.row + rect.rows - 1, rect.col + rect.cols - 10,
			_(" more "), ROLE_BORDER);
	canvas_set_cursor(canvas, inner.row, inner.col, false);
}

static bool
text_key(View *view, const Key *typed)
{
	TextDialog *text = (TextDialog *)view;
	Key key = key_to_command(typed);
	bool q = key.code == KEY_CHAR &&
		 ((key.ch == 'q' && !key.mods) || (key.ch == 'c' && key.mods == KEY_MOD_CTRL));

	if (key.code == KEY_ESC || key.code == KEY_ENTER || q) {
		app_call_free(dialog_end(&text->dialog));
		return true;
	}
	if (key.code == KEY_CHAR && !key.mods && (key.ch == 'j' || key.ch == 'k'))
		key = (Key){.code = key.ch == 'j' ? KEY_DOWN : KEY_UP};
	return list_box_key(&text->list, &key);
}

static int
text_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Enter", C_("dialog", "close")};
	ret[1] = (Hint){VERB_NONE, "PageDown", _("page down")};
	return ((const TextDialog *)view)->list.n > 1 ? 2 : 1;
}

static void
text_free(View *view)
{
	TextDialog *text = (TextDialog *)view;

	g_free(text->body);
	dialog_clear(&text->dialog);
	g_free(text);
}

static const ViewOps text_ops = {
	.name = "text",
	.context = IN_PAGE,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = text_layout,
	.draw = text_draw,
	.key = text_key,
	.hints = text_hints,
	.place = text_place,
	.free = text_free,
};

void
dialog_text(App *app, const char *title, const char *body)
{
	TextDialog *text = g_new0(TextDialog, 1);

	dialog_init(&text->dialog, &text_ops, app, (ViewHook){.owner = &app->root});
	dialog_set_words(&text->dialog, title, NULL);
	text->body = text_dup_clean(body, true);
	g_strchomp(text->body);
	app_push(app, &text->dialog.view);
}

/* ---- busy ---- */

typedef struct BusyDialog {
	Dialog dialog;
	DialogCancelled cancel;
	bool cancelled;
	int64_t started_us, shown_us, done, total;
} BusyDialog;

static Rect
busy_place(const View *view, Rect screen)
{
	const BusyDialog *busy = (const BusyDialog *)view;
	int cols = dialog_cols(&busy->dialog, screen, 40);

	return dialog_middle(screen, dialog_text_rows(&busy->dialog, cols) + 3, cols);
}

static void
busy_draw(const View *view, Canvas *canvas, Rect rect)
{
	const BusyDialog *busy = (const BusyDialog *)view;
	Rect inner = dialog_draw_frame(&busy->dialog, canvas, rect);

	if (busy->cancelled)
		canvas_put(canvas, inner.row, inner.col, _("stopping"), ROLE_LABEL);
	else if (busy->shown_us && busy->total)
		canvas_printf(canvas, inner.row, inner.col, ROLE_LABEL,
			"%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT, busy->done, busy->total);
	else if (busy->shown_us && busy->done)
		canvas_printf(canvas, inner.row, inner.col, ROLE_LABEL, "%" G_GINT64_FORMAT,
			busy->done);
	canvas_set_cursor(canvas, inner.row, inner.col, false);
}

/* Nothing else may be done meanwhile, so every key is its own. */
static bool
busy_key(View *view, const Key *key)
{
	BusyDialog *busy = (BusyDialog *)view;
	AppCall *call = busy->dialog.call;
	bool ctrl_c = key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == 'c';

	if ((key->code == KEY_ESC || ctrl_c) && busy->cancel && !busy->cancelled) {
		busy->cancelled = true;
		if (call->owner)
			busy->cancel(call->owner, call->data);
	}
	return true;
}

static int
busy_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Esc", _("stop it")};
	return ((const BusyDialog *)view)->cancel ? 1 : 0;
}

static void
busy_free(View *view)
{
	BusyDialog *busy = (BusyDialog *)view;

	dialog_clear(&busy->dialog);
	g_free(busy);
}

static const ViewOps busy_ops = {
	.name = "busy",
	.context = IN_PAGE,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.draw = busy_draw,
	.key = busy_key,
	.hints = busy_hints,
	.place = busy_place,
	.free = busy_free,
};

View *
dialog_busy(App *app, const char *words, DialogCancelled cancel, ViewHook hook)
{
	BusyDialog *busy = g_new0(BusyDialog, 1);

	dialog_init(&busy->dialog, &busy_ops, app, hook);
	dialog_set_words(&busy->dialog, NULL, words);
	busy->cancel = cancel;
	busy->started_us = app_boot_us(app);
	return app_push(app, &busy->dialog.view) ? &busy->dialog.view : NULL;
}

void
dialog_busy_progress(View *view, int64_t done, int64_t total)
{
	BusyDialog *busy = (BusyDialog *)view;
	int64_t now_us;

	if (!busy)
		return;
	now_us = app_boot_us(view->app);
	busy->done = done;
	busy->total = total;
	if (now_us - MAX(busy->started_us, busy->shown_us) < US_PER_SECOND)
		return;
	busy->shown_us = now_us;
	view_touch(view, VIEW_STALE_PAINT);
}
