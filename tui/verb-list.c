/*
 * Rows are verbs, best match first, those that cannot run behind those that
 * can. In help, a verb without a key here still shows: with "-" for its key.
 */
#include "config.h"

#include "tui/verb-list.h"

#include <glib/gi18n.h>

#include "core/pinyin.h"
#include "tui/dialog-private.h"
#include "tui/line-edit.h"
#include "tui/list-box.h"

typedef struct VerbRow {
	Verb verb;
	const char *blocked; /* static */
} VerbRow;

typedef struct VerbList {
	Dialog dialog;
	LineEdit *filter;
	GArray *rows; /* VerbRow */
	ListBox list;
	bool with_keys;
	int key_cols, word_cols;
} VerbList;

/* Rank of a verb for what was typed: by word and label first, then by words of its sentence. */
static int
verb_rank(const VerbList *list, Verb verb, const char *typed)
{
	const VerbDef *def = verb_def(verb);
	const PinyinTable *pinyin = app_pinyin(list->dialog.view.app);
	PinyinRank rank = pinyin_match_entry(pinyin, def->word, _(def->label), typed);

	if (rank <= PINYIN_RANK_SUBSTRING)
		return (int)rank;
	if (pinyin_match(pinyin, _(def->help), typed) <= PINYIN_RANK_SUBSTRING)
		return PINYIN_RANK_SUBSTRING;
	return (int)rank;
}

static void
add_rank(VerbList *list, const char *typed, int rank, bool blocked)
{
	App *app = list->dialog.view.app;
	View *view = app_view(app);

	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		const char *reason;

		if (!def->contexts || verb_rank(list, (Verb)i, typed) != rank)
			continue;
		if (list->with_keys && view && !(def->contexts & view->ops->context))
			continue;
		reason = app_blocked(app, (Verb)i);
		if ((reason != NULL) == blocked) {
			VerbRow row = {(Verb)i, reason};

			g_array_append_val(list->rows, row);
		}
	}
}

static void
fill(VerbList *list)
{
	const char *typed = line_edit_text(list->filter);

	g_array_set_size(list->rows, 0);
	for (int blocked = 0; blocked < 2; blocked++)
		for (int rank = 0; rank < PINYIN_RANK_NONE; rank++)
			add_rank(list, typed, rank, blocked);
	list->list.sel = 0;
	view_touch(&list->dialog.view, VIEW_STALE_SIZE);
}

static char *
dup_row_keys(const VerbList *list, Verb verb)
{
	App *app = list->dialog.view.app;
	View *view = app_view(app);
	char *keys;

	if (view && (view->ops->context & IN_TEXT))
		return g_strdup(keymap_key_of(app_keymap(app), verb, view->ops->context, true));
	keys = keymap_dup_keys(app_keymap(app), verb);
	if (*keys)
		return keys;
	g_free(keys);
	return g_strdup("-");
}

static void
verb_list_layout(View *view, Rect rect)
{
	VerbList *list = (VerbList *)view;
	const CellRules *rules = app_rules(view->app);

	list->key_cols = list->word_cols = 0;
	for (int i = 0; i < N_VERBS; i++) {
		g_autofree char *keys = dup_row_keys(list, (Verb)i);

		if (!verb_def((Verb)i)->contexts)
			continue;
		list->key_cols = MAX(list->key_cols, (int)cells_width(rules, keys));
		list->word_cols =
			MAX(list->word_cols, (int)cells_width(rules, verb_def((Verb)i)->word));
	}
	list->key_cols = MIN(list->key_cols, rect.cols / 4);
	list_box_fit(&list->list, (int)list->rows->len, rect.rows - 2);
	line_edit_set_size(list->filter, rules, 1, MAX(rect.cols - 4, 2));
}

static void
draw_row(const VerbList *list, Canvas *canvas, Rect line, int at)
{
	const VerbRow *row = &g_array_index(list->rows, VerbRow, at);
	const VerbDef *def = verb_def(row->verb);
	Role role = row->blocked ? ROLE_UNAVAILABLE : ROLE_DEFAULT;
	g_autofree char *keys = dup_row_keys(list, row->verb);
	g_autofree char *says =
		row->blocked ? g_strdup_printf("%s (%s)", _(def->label), row->blocked)
			     : g_strdup(_(def->help));
	int col = line.col + 2;

	if (at == list->list.sel)
		canvas_put(canvas, line.row, line.col, ">", ROLE_MARKER);
	if (list->with_keys)
		col = canvas_put_field(
			      canvas, line.row, col, list->key_cols, keys, ROLE_HINT_KEY) +
		      2;
	col = canvas_put_field(canvas, line.row, col, list->word_cols, def->word, role) + 2;
	canvas_put_field(canvas, line.row, col, MAX(line.col + line.cols - col, 0), says, role);
}

static void
verb_list_draw(const View *view, Canvas *canvas, Rect rect)
{
	const VerbList *list = (const VerbList *)view;

	line_edit_draw(list->filter, canvas, (Rect){rect.row, rect.col + 3, 1, rect.cols - 4},
		ROLE_FIELD, true);
	canvas_put(canvas, rect.row, rect.col + 1, ":", ROLE_LABEL);
	canvas_put_field(canvas, rect.row + 1, rect.col + 1, rect.cols - 2, list->dialog.title,
		ROLE_HEADING);
	for (int i = 0; i < list->list.rows && list->list.top + i < list->list.n; i++)
		draw_row(list, canvas, (Rect){rect.row + 2 + i, rect.col + 1, 1, rect.cols - 2},
			list->list.top + i);
	if (!list->list.n)
		canvas_put(canvas, rect.row + 2, rect.col + 3, _("Nothing fits what is typed."),
			ROLE_LABEL);
}

static void
run_selected(VerbList *list)
{
	App *app = list->dialog.view.app;
	VerbRow row;

	/* By the rows, not by what was laid out: Enter may come typed ahead of the paint. */
	if (list->list.sel < 0 || list->list.sel >= (int)list->rows->len)
		return;
	row = g_array_index(list->rows, VerbRow, list->list.sel);
	app_call_free(dialog_end(&list->dialog));
	app_run(app, row.verb);
}

static bool
verb_list_key(View *view, const Key *key)
{
	VerbList *list = (VerbList *)view;
	bool ctrl_c = key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == 'c';
	Key command;

	if (key->code == KEY_ESC || ctrl_c) {
		app_call_free(dialog_end(&list->dialog));
		return true;
	}
	if (key->code == KEY_ENTER) {
		run_selected(list);
		return true;
	}
	if (list_box_key(&list->list, key))
		return true;
	command = key->code == KEY_CHAR ? key_to_command(key) : *key;
	switch (line_edit_key(list->filter, &command)) {
	case LINE_EDIT_IGNORED:
		return false;
	case LINE_EDIT_CHANGED:
		fill(list);
		return true;
	case LINE_EDIT_DONE:
	case LINE_EDIT_FULL:
	case LINE_EDIT_BAD:
		return true;
	}
	return true;
}

static int
verb_list_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Enter", _("run it")};
	ret[1] = (Hint){VERB_NONE, "Esc", C_("dialog", "close")};
	return 2;
}

static void
verb_list_free(View *view)
{
	VerbList *list = (VerbList *)view;

	line_edit_free(list->filter);
	g_array_unref(list->rows);
	dialog_clear(&list->dialog);
	g_free(list);
}

static const ViewOps verb_list_ops = {
	.name = "verbs",
	.context = IN_FORM,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = verb_list_layout,
	.draw = verb_list_draw,
	.key = verb_list_key,
	.hints = verb_list_hints,
	.free = verb_list_free,
};

View *
verb_list_new(App *app, const char *title, bool with_keys)
{
	VerbList *list = g_new0(VerbList, 1);

	dialog_init(&list->dialog, &verb_list_ops, app, (ViewHook){.owner = &app->root});
	dialog_set_words(&list->dialog, title, NULL);
	list->filter = line_edit_new(false, 200);
	list->rows = g_array_new(FALSE, FALSE, sizeof(VerbRow));
	list->with_keys = with_keys;
	fill(list);
	return &list->dialog.view;
}
