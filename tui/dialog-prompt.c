/*
 * One line of text, in a box or on the filter strip.
 */
#include "config.h"

#include "tui/dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "tui/dialog-private.h"
#include "tui/line-edit.h"

typedef struct PromptDialog {
	Dialog dialog;
	LineEdit *edit;
	DialogTyped typed, changed;
	char *(*check)(View *owner, const char *text, void *data);
	char *initial, *problem;
	bool may_be_empty;
} PromptDialog;

static Rect
prompt_place(const View *view, Rect screen)
{
	const PromptDialog *prompt = (const PromptDialog *)view;
	int cols = MIN(dialog_cols(&prompt->dialog, screen, 60), screen.cols);

	return dialog_middle(screen, dialog_text_rows(&prompt->dialog, cols) + 4, cols);
}

static Rect
strip_place(const View *view, Rect screen)
{
	return (Rect){screen.row, screen.col, 1, screen.cols};
}

/* The line of the text, in the box or behind the title on the strip. */
static Rect
prompt_line(const PromptDialog *prompt, Rect rect)
{
	int title;

	if (rect.rows > 1)
		return (Rect){rect.row + rect.rows - 3, rect.col + 2, 1, rect.cols - 4};
	title = (int)cells_width(app_rules(prompt->dialog.view.app), prompt->dialog.title) + 2;
	return (Rect){rect.row, rect.col + title, 1, MAX(rect.cols - title - 1, 2)};
}

static void
prompt_layout(View *view, Rect rect)
{
	PromptDialog *prompt = (PromptDialog *)view;

	line_edit_set_size(
		prompt->edit, app_rules(view->app), 1, prompt_line(prompt, rect).cols);
}

static void
prompt_draw(const View *view, Canvas *canvas, Rect rect)
{
	const PromptDialog *prompt = (const PromptDialog *)view;
	Rect line = prompt_line(prompt, rect);

	if (rect.rows > 1)
		dialog_draw_frame(&prompt->dialog, canvas, rect);
	else
		canvas_put(canvas, rect.row, rect.col + 1, prompt->dialog.title, ROLE_LABEL);
	if (rect.rows > 1 && prompt->problem)
		mask_put_field(canvas, (Rect){line.row + 1, line.col, 1, line.cols},
			prompt->problem, MASK_NONE, ROLE_FIELD_PROBLEM);
	line_edit_draw(prompt->edit, canvas, line, ROLE_FIELD, true);
}

static void
prompt_tell(PromptDialog *prompt, DialogTyped func, const char *text)
{
	AppCall *call = prompt->dialog.call;

	if (func && call && call->owner) {
		func(call->owner, text, call->data);
		view_touch(call->owner, VIEW_STALE_PAINT);
	}
}

static void
prompt_accept(PromptDialog *prompt)
{
	g_autofree char *text = text_dup_nfc(line_edit_text(prompt->edit));
	AppCall *call = prompt->dialog.call;
	DialogTyped typed = prompt->typed;

	g_clear_pointer(&prompt->problem, g_free);
	if (!*text && !prompt->may_be_empty)
		prompt->problem = g_strdup(_("Something has to be typed here."));
	else if (prompt->check && call->owner)
		prompt->problem = prompt->check(call->owner, text, call->data);
	if (prompt->problem)
		return;
	call = dialog_end(&prompt->dialog);
	if (call->owner && typed)
		typed(call->owner, text, call->data);
	app_call_free(call);
}

static bool
prompt_key(View *view, const Key *key)
{
	PromptDialog *prompt = (PromptDialog *)view;
	bool ctrl_c = key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == 'c';

	if (key->code == KEY_ESC || ctrl_c) {
		prompt_tell(prompt, prompt->changed, prompt->initial);
		app_call_free(dialog_end(&prompt->dialog));
		return true;
	}
	if (key->code == KEY_ENTER || key->code == KEY_F1 + 1) {
		prompt_accept(prompt);
		return true;
	}
	switch (line_edit_key(prompt->edit, key)) {
	case LINE_EDIT_IGNORED:
		return false;
	case LINE_EDIT_CHANGED:
		g_clear_pointer(&prompt->problem, g_free);
		prompt_tell(prompt, prompt->changed, line_edit_text(prompt->edit));
		break;
	case LINE_EDIT_FULL:
		app_say(view->app, "%s", _("This field is full."));
		break;
	case LINE_EDIT_BAD:
		app_say(view->app, "%s", _("The terminal sent bytes that are no character."));
		break;
	case LINE_EDIT_DONE:
		break;
	}
	view_touch(view, VIEW_STALE_SIZE);
	return true;
}

static int
prompt_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Enter", _("take it")};
	ret[1] = (Hint){VERB_NONE, "Esc", _("cancel")};
	return 2;
}

static void
prompt_free(View *view)
{
	PromptDialog *prompt = (PromptDialog *)view;

	line_edit_free(prompt->edit);
	g_free(prompt->initial);
	g_free(prompt->problem);
	dialog_clear(&prompt->dialog);
	g_free(prompt);
}

static const ViewOps prompt_ops = {
	.name = "prompt",
	.context = IN_FORM,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = prompt_layout,
	.draw = prompt_draw,
	.key = prompt_key,
	.hints = prompt_hints,
	.place = prompt_place,
	.free = prompt_free,
};

static const ViewOps strip_ops = {
	.name = "strip",
	.context = IN_FORM,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = prompt_layout,
	.draw = prompt_draw,
	.key = prompt_key,
	.hints = prompt_hints,
	.place = strip_place,
	.free = prompt_free,
};

void
dialog_prompt(App *app, const DialogPrompt *spec, DialogTyped typed, ViewHook hook)
{
	PromptDialog *prompt = g_new0(PromptDialog, 1);

	dialog_init(&prompt->dialog, spec->strip ? &strip_ops : &prompt_ops, app, hook);
	dialog_set_words(&prompt->dialog, spec->title, spec->text);
	prompt->edit = line_edit_new(false, 0);
	prompt->initial = g_strdup(spec->initial ? spec->initial : "");
	line_edit_set_text(prompt->edit, prompt->initial);
	prompt->typed = typed;
	prompt->changed = spec->changed;
	prompt->check = spec->check;
	prompt->may_be_empty = spec->may_be_empty;
	app_push(app, &prompt->dialog.view);
}
