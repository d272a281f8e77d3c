/*
 * A list to pick from: typing filters, arrows move, Enter takes the selected
 * line, a digit takes its line at once.
 */
#include "config.h"

#include "tui/dialog.h"

#include <glib/gi18n.h>

#include "core/pinyin.h"
#include "tui/dialog-private.h"
#include "tui/line-edit.h"
#include "tui/list-box.h"

typedef struct PickDialog {
	Dialog dialog;
	GPtrArray *items; /* DialogItem * */
	GPtrArray *shown; /* the same, borrowed, best first */
	LineEdit *filter;
	ListBox list;
	DialogPicked picked;
} PickDialog;

static void
item_free(void *data)
{
	DialogItem *item = data;

	g_free(item->code);
	g_free(item->label);
	g_free(item->blocked);
	g_free(item);
}

GPtrArray *
dialog_items_new(void)
{
	return g_ptr_array_new_with_free_func(item_free);
}

void
dialog_items_add(GPtrArray *items, const char *code, const char *label, const char *blocked)
{
	DialogItem *item = g_new0(DialogItem, 1);

	item->code = g_strdup(code);
	item->label = mask_dup(label, MASK_NONE);
	item->blocked = g_strdup(blocked);
	g_ptr_array_add(items, item);
}

static void
pick_filter(PickDialog *pick)
{
	const char *typed = line_edit_text(pick->filter);
	const PinyinTable *pinyin = app_pinyin(pick->dialog.view.app);

	g_ptr_array_set_size(pick->shown, 0);
	for (int rank = 0; rank < PINYIN_RANK_NONE; rank++) {
		for (unsigned i = 0; i < pick->items->len; i++) {
			DialogItem *item = g_ptr_array_index(pick->items, i);

			if ((int)pinyin_match_entry(pinyin, item->code, item->label, typed) ==
				rank)
				g_ptr_array_add(pick->shown, item);
		}
	}
	pick->list.sel = 0;
	view_touch(&pick->dialog.view, VIEW_STALE_SIZE);
}

static Rect
pick_place(const View *view, Rect screen)
{
	const PickDialog *pick = (const PickDialog *)view;
	int cols = 40;

	for (unsigned i = 0; i < pick->items->len; i++) {
		const DialogItem *item = g_ptr_array_index(pick->items, i);

		cols = MAX(cols, (int)cells_width(app_rules(view->app), item->label) + 9);
	}
	cols = dialog_cols(&pick->dialog, screen, MIN(cols, 76));
	return dialog_middle(screen, (int)pick->items->len + 3, cols);
}

static void
pick_layout(View *view, Rect rect)
{
	PickDialog *pick = (PickDialog *)view;

	list_box_fit(&pick->list, (int)pick->shown->len, rect.rows - 3);
	line_edit_set_size(pick->filter, app_rules(view->app), 1, rect.cols - 4);
}

static char
item_digit(const PickDialog *pick, int at)
{
	const DialogItem *item = g_ptr_array_index(pick->shown, at);

	if (item->digit)
		return item->digit;
	return at < 9 ? (char)('1' + at) : ' ';
}

static void
draw_item(const PickDialog *pick, Canvas *canvas, Rect line, int at)
{
	const DialogItem *item = g_ptr_array_index(pick->shown, at);
	Role role = item->blocked ? ROLE_UNAVAILABLE : ROLE_DEFAULT;
	g_autofree char *words =
		item->blocked ? g_strdup_printf("%s (%s)", item->label, item->blocked)
			      : g_strdup(item->label);

	if (at == pick->list.sel)
		canvas_put(canvas, line.row, line.col, ">", ROLE_MARKER);
	canvas_printf(
		canvas, line.row, line.col + 2, ROLE_HINT_KEY, "%c", item_digit(pick, at));
	canvas_put_field(canvas, line.row, line.col + 4, line.cols - 4, words, role);
}

static void
pick_draw(const View *view, Canvas *canvas, Rect rect)
{
	const PickDialog *pick = (const PickDialog *)view;
	Rect inner = dialog_draw_frame(&pick->dialog, canvas, rect);

	line_edit_draw(pick->filter, canvas, (Rect){inner.row, inner.col, 1, inner.cols},
		ROLE_FIELD, true);
	for (int i = 0; i < pick->list.rows && pick->list.top + i < pick->list.n; i++)
		draw_item(pick, canvas, (Rect){inner.row + 1 + i, inner.col, 1, inner.cols},
			pick->list.top + i);
	if (!pick->list.n)
		canvas_put(canvas, inner.row + 1, inner.col + 2,
			_("Nothing fits what is typed."), ROLE_LABEL);
}

static void
pick_take(PickDialog *pick, int at)
{
	DialogItem *item = g_ptr_array_index(pick->shown, at);
	g_autofree char *code = NULL;
	DialogPicked picked = pick->picked;
	AppCall *call;

	if (item->blocked) {
		app_say(pick->dialog.view.app, "%s", item->blocked);
		return;
	}
	code = g_strdup(item->code);
	call = dialog_end(&pick->dialog);
	if (call->owner && picked)
		picked(call->owner, code, call->data);
	app_call_free(call);
}

static bool
pick_digit(PickDialog *pick, const Key *typed)
{
	Key key = key_to_command(typed);

	if (key.code != KEY_CHAR || key.mods || key.ch < '0' || key.ch > '9')
		return false;
	for (int i = 0; i < (int)pick->shown->len; i++) {
		if (item_digit(pick, i) != (char)key.ch)
			continue;
		pick_take(pick, i);
		return true;
	}
	return true;
}

static bool
pick_key(View *view, const Key *key)
{
	PickDialog *pick = (PickDialog *)view;
	bool ctrl_c = key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == 'c';

	if (key->code == KEY_ESC || ctrl_c) {
		app_call_free(dialog_end(&pick->dialog));
		return true;
	}
	if (key->code == KEY_ENTER) {
		/* By what is shown, not by what was laid out: Enter may come typed ahead of
		 * the paint. */
		if (pick->list.sel >= 0 && pick->list.sel < (int)pick->shown->len)
			pick_take(pick, pick->list.sel);
		return true;
	}
	if (pick_digit(pick, key) || list_box_key(&pick->list, key))
		return true;
	switch (line_edit_key(pick->filter, key)) {
	case LINE_EDIT_IGNORED:
		return false;
	case LINE_EDIT_CHANGED:
		pick_filter(pick);
		return true;
	case LINE_EDIT_DONE:
	case LINE_EDIT_FULL:
	case LINE_EDIT_BAD:
		return true;
	}
	return true;
}

static int
pick_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "1-9", _("pick")};
	ret[1] = (Hint){VERB_NONE, "Enter", _("take the line")};
	ret[2] = (Hint){VERB_NONE, "Esc", _("cancel")};
	return 3;
}

static void
pick_free(View *view)
{
	PickDialog *pick = (PickDialog *)view;

	g_ptr_array_unref(pick->shown);
	g_ptr_array_unref(pick->items);
	line_edit_free(pick->filter);
	dialog_clear(&pick->dialog);
	g_free(pick);
}

static const ViewOps pick_ops = {
	.name = "pick",
	.context = IN_FORM,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = pick_layout,
	.draw = pick_draw,
	.key = pick_key,
	.hints = pick_hints,
	.place = pick_place,
	.free = pick_free,
};

void
dialog_pick(App *app, const char *title, GPtrArray *items, DialogPicked picked, ViewHook hook)
{
	PickDialog *pick = g_new0(PickDialog, 1);

	dialog_init(&pick->dialog, &pick_ops, app, hook);
	dialog_set_words(&pick->dialog, title, NULL);
	pick->items = items;
	pick->shown = g_ptr_array_new();
	pick->filter = line_edit_new(false, 200);
	pick->picked = picked;
	pick_filter(pick);
	app_push(app, &pick->dialog.view);
}
