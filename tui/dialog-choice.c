/*
 * A question with numbered answers. A digit answers at once; arrows move to an
 * answer for Enter; where the question has a default of its own it is said.
 */
#include "config.h"

#include "tui/dialog.h"

#include <glib/gi18n.h>

#include "core/text.h"
#include "tui/dialog-private.h"

#define MAX_OPTIONS 9

typedef struct ChoiceDialog {
	Dialog dialog;
	DialogAnswered answered;
	char *options[MAX_OPTIONS], *cancel;
	bool blocked[MAX_OPTIONS];
	int n, sel; /* sel 0: cancel */
	bool cancelled_too, no_cancel;
} ChoiceDialog;

static int
choice_rows(const ChoiceDialog *choice)
{
	return choice->n + (choice->no_cancel ? 0 : 1);
}

static Rect
choice_place(const View *view, Rect screen)
{
	const ChoiceDialog *choice = (const ChoiceDialog *)view;
	int cols = 30, rows;

	for (int i = 0; i < choice->n; i++)
		cols = MAX(
			cols, (int)cells_width(app_rules(view->app), choice->options[i]) + 8);
	cols = dialog_cols(&choice->dialog, screen, cols);
	rows = dialog_text_rows(&choice->dialog, cols);
	return dialog_middle(screen, rows + (rows > 0) + choice_rows(choice) + 2, cols);
}

static void
choice_draw(const View *view, Canvas *canvas, Rect rect)
{
	const ChoiceDialog *choice = (const ChoiceDialog *)view;
	Rect inner = dialog_draw_frame(&choice->dialog, canvas, rect);
	int row = rect.row + rect.rows - 1 - choice_rows(choice);

	for (int i = 1; i <= choice_rows(choice); i++, row++) {
		int number = i <= choice->n ? i : 0;
		bool here = number == choice->sel && !(choice->no_cancel && !number);
		const char *words = number ? choice->options[number - 1] : choice->cancel;
		Role role =
			number && choice->blocked[number - 1] ? ROLE_UNAVAILABLE : ROLE_DEFAULT;
		int col;

		canvas_put(canvas, row, inner.col, here ? ">" : " ", ROLE_MARKER);
		col = canvas_printf(canvas, row, inner.col + 2, ROLE_HINT_KEY, "%d", number);
		canvas_put_field(
			canvas, row, col + 1, inner.cols - (col + 1 - inner.col), words, role);
		if (here)
			canvas_set_cursor(canvas, row, inner.col, false);
	}
	if (choice->no_cancel && !choice->sel)
		canvas_set_cursor(canvas, rect.row + 1, inner.col, false);
}

static void
choice_answer(ChoiceDialog *choice, int answer)
{
	DialogAnswered answered = choice->answered;
	bool tell = answer > 0 || choice->cancelled_too;
	AppCall *call;

	if (answer > choice->n)
		return;
	if (answer > 0 && choice->blocked[answer - 1]) {
		app_say(choice->dialog.view.app, "%s", choice->options[answer - 1]);
		return;
	}
	call = dialog_end(&choice->dialog);
	if (tell && call->owner && answered)
		answered(call->owner, answer, call->data);
	app_call_free(call);
}

static bool
choice_key(View *view, const Key *typed)
{
	ChoiceDialog *choice = (ChoiceDialog *)view;
	Key key = key_to_command(typed);
	int least = choice->no_cancel ? 1 : 0;

	if (key.code == KEY_CHAR && !key.mods && key.ch >= '0' && key.ch <= '9') {
		if (key.ch > '0' || !choice->no_cancel)
			choice_answer(choice, (int)(key.ch - '0'));
	} else if (key.code == KEY_ESC ||
		   (key.code == KEY_CHAR && key.mods == KEY_MOD_CTRL && key.ch == 'c')) {
		choice_answer(choice, 0);
	} else if (key.code == KEY_ENTER) {
		if (choice->sel || !choice->no_cancel)
			choice_answer(choice, choice->sel);
	} else if (key.code == KEY_DOWN || key.code == KEY_TAB) {
		choice->sel = choice->sel >= choice->n ? least : choice->sel + 1;
	} else if (key.code == KEY_UP) {
		choice->sel = choice->sel <= least ? choice->n : choice->sel - 1;
	} else {
		return false;
	}
	return true;
}

static int
choice_hints(const View *view, Hint *ret, int max)
{
	const ChoiceDialog *choice = (const ChoiceDialog *)view;
	int n = 0;

	ret[n++] = (Hint){VERB_NONE, choice->n > 1 ? "1-9" : "1", _("answer")};
	if (choice->no_cancel)
		ret[n++] = (Hint){VERB_NONE, "Esc", _("ask me later")};
	else
		ret[n++] = (Hint){VERB_NONE, choice->sel ? "Esc" : "Enter", choice->cancel};
	if (choice->sel)
		ret[n++] = (Hint){VERB_NONE, "Enter", _("take it")};
	return n;
}

static void
choice_free(View *view)
{
	ChoiceDialog *choice = (ChoiceDialog *)view;

	for (int i = 0; i < choice->n; i++)
		g_free(choice->options[i]);
	g_free(choice->cancel);
	dialog_clear(&choice->dialog);
	g_free(choice);
}

static const ViewOps choice_ops = {
	.name = "choice",
	.context = IN_PAGE,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.draw = choice_draw,
	.key = choice_key,
	.hints = choice_hints,
	.place = choice_place,
	.free = choice_free,
};

void
dialog_choice(App *app, const DialogChoice *spec, DialogAnswered answered, ViewHook hook)
{
	ChoiceDialog *choice = g_new0(ChoiceDialog, 1);

	dialog_init(&choice->dialog, &choice_ops, app, hook);
	dialog_set_words(&choice->dialog, spec->title, spec->text);
	choice->answered = answered;
	choice->cancel = text_dup_clean(spec->cancel ? spec->cancel : _("cancel"), false);
	choice->cancelled_too = spec->cancelled_too;
	choice->no_cancel = spec->no_cancel;
	choice->sel = spec->enter;
	for (; spec->options[choice->n] && choice->n < MAX_OPTIONS; choice->n++) {
		const char *blocked = spec->blocked ? spec->blocked[choice->n] : NULL;
		g_autofree char *words =
			blocked ? g_strdup_printf("%s (%s)", spec->options[choice->n], blocked)
				: g_strdup(spec->options[choice->n]);

		choice->options[choice->n] = text_dup_clean(words, false);
		choice->blocked[choice->n] = blocked != NULL;
	}
	app_push(app, &choice->dialog.view);
}
