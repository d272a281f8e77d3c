/*
 * Number and PIN of a second person, on the spot. The PIN is kept in a buffer
 * of this dialog alone until the desk has it, and wiped at once; it is never
 * drawn. The desk's answer may come after the dialog has gone: AuthoriseWait
 * knows.
 */
#include "config.h"

#include "tui/dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "tui/dialog-private.h"
#include "tui/line-edit.h"

#define PIN_MAX 12

typedef struct AuthoriseDialog AuthoriseDialog;

/* An answer under way. */
typedef struct AuthoriseWait {
	AuthoriseDialog *dialog; /* NULL once it is gone */
	Act *act;		 /* a copy: the caller's may go meanwhile */
} AuthoriseWait;

struct AuthoriseDialog {
	Dialog dialog;
	Act *act; /* the caller's */
	LineEdit *number;
	char pin[PIN_MAX + 1];
	bool on_pin;
	DialogAuthorised done;
	AuthoriseWait *wait;
};

static Rect
authorise_place(const View *view, Rect screen)
{
	const AuthoriseDialog *a = (const AuthoriseDialog *)view;
	int cols = dialog_cols(&a->dialog, screen, 50);

	return dialog_middle(screen, dialog_text_rows(&a->dialog, cols) + 5, cols);
}

static int
label_cols(const AuthoriseDialog *a)
{
	const CellRules *rules = app_rules(a->dialog.view.app);

	return (int)MAX(cells_width(rules, C_("staff", "Number")),
		       cells_width(rules, _("PIN"))) +
	       2;
}

static void
authorise_layout(View *view, Rect rect)
{
	AuthoriseDialog *a = (AuthoriseDialog *)view;

	line_edit_set_size(
		a->number, app_rules(view->app), 1, MAX(rect.cols - 4 - label_cols(a), 2));
}

static void
authorise_draw(const View *view, Canvas *canvas, Rect rect)
{
	const AuthoriseDialog *a = (const AuthoriseDialog *)view;
	Rect inner = dialog_draw_frame(&a->dialog, canvas, rect);
	int row = rect.row + rect.rows - 3, col = inner.col + label_cols(a);
	int cols = inner.cols - label_cols(a);
	char stars[PIN_MAX + 1] = "";

	memset(stars, '*', strlen(a->pin));
	canvas_put(canvas, row, inner.col, C_("staff", "Number"), ROLE_LABEL);
	canvas_put(canvas, row + 1, inner.col, _("PIN"), ROLE_LABEL);
	line_edit_draw(a->number, canvas, (Rect){row, col, 1, cols}, ROLE_FIELD, !a->on_pin);
	canvas_put_field(
		canvas, row + 1, col, cols, a->wait ? _("checking") : stars, ROLE_FIELD);
	if (a->on_pin)
		canvas_set_cursor(canvas, row + 1, col + (int)strlen(stars), true);
}

static void
authorise_finish(AuthoriseDialog *a, SignOnOutcome outcome)
{
	DialogAuthorised done = a->done;
	AppCall *call = dialog_end(&a->dialog);

	if (call->owner && done)
		done(call->owner, outcome, call->data);
	app_call_free(call);
}

static void
authorise_answered(SignOnOutcome outcome, int64_t wait_us, void *data)
{
	AuthoriseWait *wait = data;
	AuthoriseDialog *a = wait->dialog;
	g_autoptr(Act) act = wait->act;

	g_free(wait);
	if (!a)
		return;
	a->wait = NULL;
	view_touch(&a->dialog.view, VIEW_STALE_PAINT);
	switch (outcome) {
	case SIGN_ON_OK:
		g_strlcpy(a->act->second, act->second, sizeof a->act->second);
		authorise_finish(a, SIGN_ON_OK);
		return;
	case SIGN_ON_WRONG:
		app_say_error(a->dialog.view.app, "%s",
			_("Number or PIN is wrong, or this person may not authorise it."));
		break;
	case SIGN_ON_WAIT:
		app_say_error(a->dialog.view.app,
			_("Too many wrong PINs: try again in %d seconds."),
			(int)((wait_us + US_PER_SECOND - 1) / US_PER_SECOND));
		break;
	case SIGN_ON_INACTIVE:
		app_say_error(a->dialog.view.app, "%s", _("This person is not active."));
		break;
	case SIGN_ON_FAILED:
		app_say_error(a->dialog.view.app, "%s",
			_("The PIN could not be checked; nothing was saved."));
		break;
	}
}

static void
authorise_try(AuthoriseDialog *a)
{
	g_autofree char *number = text_dup_number(line_edit_text(a->number));
	g_autofree char *json = act_to_json(a->act);
	Credentials second = {number, a->pin};
	AuthoriseWait *wait;

	if (!*number || !*a->pin) {
		a->on_pin = *number != '\0';
		app_say(a->dialog.view.app, "%s", _("Both number and PIN are needed."));
		return;
	}
	wait = g_new0(AuthoriseWait, 1);
	wait->dialog = a;
	wait->act = act_new_from_json(a->act->env, json, NULL);
	a->wait = wait;
	a->on_pin = true;
	desk_authorise(
		view_desk(&a->dialog.view), wait->act, &second, authorise_answered, wait);
	explicit_bzero(a->pin, sizeof a->pin);
}

static bool
pin_key(AuthoriseDialog *a, const Key *typed)
{
	Key key = key_to_command(typed);
	size_t len = strlen(a->pin);

	if (key.code == KEY_BACKSPACE && len)
		a->pin[len - 1] = '\0';
	else if (key.code == KEY_CHAR && !key.mods && key.ch >= '0' && key.ch <= '9' &&
		 len < PIN_MAX)
		a->pin[len] = (char)key.ch;
	else
		return key_is_text(typed) || key.code == KEY_PASTE;
	return true;
}

static bool
authorise_key(View *view, const Key *key)
{
	AuthoriseDialog *a = (AuthoriseDialog *)view;
	bool ctrl_c = key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == 'c';

	if (key->code == KEY_ESC || ctrl_c)
		authorise_finish(a, SIGN_ON_FAILED);
	else if (a->wait)
		return key->code != KEY_CHAR || !key->mods;
	else if (key->code == KEY_F1 + 1 || (key->code == KEY_ENTER && a->on_pin))
		authorise_try(a);
	else if (key->code == KEY_ENTER || key->code == KEY_TAB || key->code == KEY_DOWN ||
		 key->code == KEY_UP)
		a->on_pin = !a->on_pin;
	else if (a->on_pin)
		return pin_key(a, key);
	else
		return line_edit_key(a->number, key) != LINE_EDIT_IGNORED;
	return true;
}

static int
authorise_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Enter", _("next, then authorise")};
	ret[1] = (Hint){VERB_NONE, "Esc", _("cancel")};
	return 2;
}

static void
authorise_free(View *view)
{
	AuthoriseDialog *a = (AuthoriseDialog *)view;

	if (a->wait)
		a->wait->dialog = NULL;
	explicit_bzero(a->pin, sizeof a->pin);
	line_edit_free(a->number);
	dialog_clear(&a->dialog);
	g_free(a);
}

static const ViewOps authorise_ops = {
	.name = "authorise",
	.context = IN_FORM,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = authorise_layout,
	.draw = authorise_draw,
	.key = authorise_key,
	.hints = authorise_hints,
	.place = authorise_place,
	.free = authorise_free,
};

void
dialog_authorise(App *app, Act *act, const char *why, DialogAuthorised done, ViewHook hook)
{
	AuthoriseDialog *a = g_new0(AuthoriseDialog, 1);

	dialog_init(&a->dialog, &authorise_ops, app, hook);
	dialog_set_words(&a->dialog, _("A second person authorises"), why);
	a->act = act;
	a->number = line_edit_new(false, 60);
	a->done = done;
	if (!app_push(app, &a->dialog.view) && done && hook.owner)
		done(hook.owner, SIGN_ON_FAILED, hook.data);
}
