/*
 * Keys in a form: the form's own first, then the focused field's by its kind,
 * then those that move the focus.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/form-private.h"

static bool
is_ctrl(const Key *key, gunichar ch)
{
	return key->code == KEY_CHAR && key->mods == KEY_MOD_CTRL && key->ch == ch;
}

void
form_changed(Form *form, FieldState *field)
{
	field->touched = true;
	field_read(form, field);
	/* A mark goes as soon as it is right, and never comes while typing. */
	if (field->problem) {
		g_free(field->problem);
		field->problem = field_dup_problem(form, field);
	}
	form_draft_touch(form);
	if (form->spec->changed)
		form->spec->changed(form, field->spec->name);
	view_touch(&form->view, VIEW_STALE_SIZE);
}

void
form_submit(Form *form)
{
	int problems;

	form->zoom = false;
	problems = form_check(form);
	if (problems) {
		app_say(form->view.app,
			ngettext("%d field needs a look; the cursor is on it.",
				"%d fields need a look; the cursor is on the first.", problems),
			problems);
		return;
	}
	form_draft_save(form);
	form->spec->submit(form);
}

static void
form_leave(Form *form)
{
	App *app = form->view.app;

	form_draft_save(form);
	if (form->draft_failed && !form->warned) {
		form->warned = true;
		app_say_error(app, "%s",
			_("No draft can be written: Esc again leaves and loses what you "
			  "typed."));
	} else if (form->spec->leave)
		form->spec->leave(form);
	else if ((form->view.ops->flags & VIEW_POPUP) || app_has_below(app))
		app_pop(app, &form->view);
	else if (!app_blocked(app, VERB_QUEUE))
		/* A teller's first screen: what was logged is one Esc away, the draft kept. */
		app_run(app, VERB_QUEUE);
	else
		app_say(app, "%s", _("This is the first screen. F10 leaves."));
}

/* What was typed into a pick but not taken is not left behind unseen. */
static bool
clear_filter(Form *form, FieldState *field)
{
	bool typed = field->edit && *line_edit_text(field->edit);

	if (field->sel >= 0 && field->spec->kind == FORM_LOOKUP) {
		field->sel = -1;
		return true;
	}
	if (!form_is_pick(field) || (!typed && field->sel < 0))
		return false;
	line_edit_set_text(field->edit, "");
	field->sel = -1;
	field_find(form, field);
	return true;
}

static void
pick_and_go_on(Form *form, FieldState *field, int at)
{
	field_pick(form, field, at);
	form_changed(form, field);
	if (field->spec->kind != FORM_PICKS)
		form_step(form, 1, (field->spec->flags & FORM_DEFAULTED) != 0);
}

/* The line Enter takes, -1 for none. */
static int
enter_takes(const FieldState *field)
{
	int n = (int)field->finds.items->len;
	bool typed = field->edit && *line_edit_text(field->edit);

	if (field->sel >= 0 && field->sel < n)
		return field->sel;
	if (form_is_pick(field))
		return typed && n ? 0 : -1;
	if (field->spec->kind == FORM_LOOKUP && field->finds.digits_pick && n) {
		const FormFind *second =
			n > 1 ? &g_array_index(field->finds.items, FormFind, 1) : NULL;

		/* Unique, but for the "not found" line. */
		return !second || second->digit == '0' ? 0 : -1;
	}
	return -1;
}

static void
enter_key(Form *form, FieldState *field)
{
	int at = enter_takes(field);
	bool all = (field->spec->flags & FORM_DEFAULTED) != 0;

	if (at >= 0) {
		pick_and_go_on(form, field, at);
		if (field->spec->kind == FORM_PICKS)
			field->sel = -1;
		return;
	}
	if (!form_step(form, 1, all) && !form_step(form, 1, true))
		app_say(form->view.app, _("This was the last field. F2: %s."),
			form->spec->submit_label ? _(form->spec->submit_label) : _("save"));
}

static bool
list_key(Form *form, FieldState *field, const Key *key)
{
	int n = (int)field->finds.items->len;

	if ((key->code != KEY_UP && key->code != KEY_DOWN) || key->mods ||
		!field_list_is_open(form, field))
		return false;
	if (key->code == KEY_UP ? field->sel <= 0 : field->sel >= n - 1)
		return false;
	field->sel = MIN(field->sel + (key->code == KEY_DOWN ? 1 : -1), n - 1);
	/* The top line is taken already: the first Down goes to the second. */
	if (key->code == KEY_DOWN && field->sel == 0 && form_is_pick(field) &&
		*line_edit_text(field->edit) && n > 1)
		field->sel = 1;
	return true;
}

static bool
digit_key(Form *form, FieldState *field, const Key *typed)
{
	Key key = key_to_command(typed);
	int at;

	if (key.code != KEY_CHAR || key.mods || key.ch < '0' || key.ch > '9')
		return false;
	if (!form_is_pick(field) && field->spec->kind != FORM_LOOKUP)
		return false;
	at = field_find_digit(field, (char)key.ch);
	if (at < 0)
		return field->spec->kind == FORM_YESNO;
	pick_and_go_on(form, field, at);
	return true;
}

static bool
secret_key(Form *form, FieldState *field, const Key *typed)
{
	Key key = key_to_command(typed);
	size_t len = strlen(field->secret);
	bool digit = key.code == KEY_CHAR && !key.mods && key.ch >= '0' && key.ch <= '9';

	/* Nobody can see which stars are wrong: on coming back a PIN is typed anew. */
	if (digit && !field->kept && len) {
		explicit_bzero(field->secret, sizeof field->secret);
		len = 0;
	}
	field->kept = true;
	if (key.code == KEY_BACKSPACE && len)
		field->secret[len - 1] = '\0';
	else if (is_ctrl(&key, 'u'))
		explicit_bzero(field->secret, sizeof field->secret);
	else if (digit && len < FORM_SECRET_MAX)
		field->secret[len] = (char)key.ch;
	else
		return key_is_text(typed) || key.code == KEY_PASTE;
	field->touched = true;
	if (form->spec->changed)
		form->spec->changed(form, field->spec->name);
	return true;
}

/* The first character over something picked replaces it. */
static void
unpick(Form *form, FieldState *field, const Key *key)
{
	bool writes = key_is_text(key) || key->code == KEY_PASTE || key->code == KEY_BACKSPACE;

	if (!field->label || !writes || field->spec->kind == FORM_PICKS)
		return;
	field_write(form, field, "", NULL);
	field->touched = true;
	form_draft_touch(form);
	if (form->spec->changed)
		form->spec->changed(form, field->spec->name);
}

/*
 * A default nobody touched is offered, not typed, and nothing can follow a whole date: the
 * first character replaces them, unless the cursor went into them first.
 */
static void
replace_default(FieldState *field, const Key *key)
{
	bool whole = (field->spec->kind == FORM_DATE || field->spec->kind == FORM_TIME) &&
		     *field_value(field);

	if (field->kept || field->label || field->spec->kind == FORM_LONG ||
		(field->touched && !whole) || !(key_is_text(key) || key->code == KEY_PASTE))
		return;
	line_edit_set_text(field->edit, "");
}

static bool
text_key(Form *form, FieldState *field, const Key *key)
{
	Key newline = {.code = KEY_CHAR, .mods = KEY_MOD_CTRL, .ch = 'j'};
	bool alt_enter = key->code == KEY_ENTER && key->mods == KEY_MOD_ALT;

	if (alt_enter && field->spec->kind == FORM_LONG)
		key = &newline;
	unpick(form, field, key);
	replace_default(field, key);
	switch (line_edit_key(field->edit, key)) {
	case LINE_EDIT_IGNORED:
		return false;
	case LINE_EDIT_CHANGED:
		field->kept = true;
		if (field->spec->kind != FORM_PICKS)
			g_clear_pointer(&field->label, g_free);
		field->sel = -1;
		field_find(form, field);
		form_changed(form, field);
		break;
	case LINE_EDIT_FULL:
		app_say(form->view.app, "%s", _("This field is full."));
		break;
	case LINE_EDIT_BAD:
		app_say(form->view.app, "%s",
			_("The terminal sent bytes that are no character; nothing was typed."));
		break;
	case LINE_EDIT_DONE:
		field->kept = true;
		break;
	}
	view_touch(&form->view, VIEW_STALE_SIZE);
	return true;
}

static bool
field_key(Form *form, FieldState *field, const Key *key)
{
	if (field->spec->kind == FORM_STATIC)
		return false;
	if (field->spec->kind == FORM_SECRET)
		return secret_key(form, field, key);
	if (field->spec->kind == FORM_PICKS && field->sel >= 0 && key->code == KEY_CHAR &&
		key->ch == ' ' && !key->mods) {
		field_pick(form, field, field->sel);
		form_changed(form, field);
		return true;
	}
	return list_key(form, field, key) || digit_key(form, field, key) ||
	       text_key(form, field, key);
}

static bool
move_key(Form *form, FieldState *field, const Key *key)
{
	switch ((int)key->code) {
	case KEY_ENTER:
		if (form->zoom)
			return text_key(form, field,
				&(Key){.code = KEY_CHAR, .mods = KEY_MOD_CTRL, .ch = 'j'});
		if (key->mods)
			return false;
		enter_key(form, field);
		return true;
	case KEY_TAB:
		form->zoom = false;
		form_step(form, key->mods & KEY_MOD_SHIFT ? -1 : 1, true);
		return true;
	case KEY_DOWN:
		return form->zoom || form_step(form, 1, true) || true;
	case KEY_UP:
		return form->zoom || form_step(form, -1, true) || true;
	default:
		return false;
	}
}

bool
form_key(View *view, const Key *key)
{
	Form *form = (Form *)view;
	FieldState *field = &form->fields[form->focus];

	if (form->spec->key && form->spec->key(form, key))
		return true;
	if (key->code == KEY_F1 + 1 || is_ctrl(key, 's')) {
		form_submit(form);
	} else if (key->code == KEY_F1 + 3) {
		form->zoom = !form->zoom && field->spec->kind == FORM_LONG;
		view_touch(view, VIEW_STALE_SIZE);
	} else if (key->code == KEY_ESC || is_ctrl(key, 'c')) {
		if (form->zoom)
			form->zoom = false;
		else if (!clear_filter(form, field))
			form_leave(form);
		view_touch(view, VIEW_STALE_SIZE);
	} else if (is_ctrl(key, 'l') || is_ctrl(key, 'z')) {
		return false;
	} else if (key->code == KEY_ENTER && !(key->mods & KEY_MOD_ALT)) {
		return move_key(form, field, key);
	} else {
		return field_key(form, field, key) || move_key(form, field, key);
	}
	return true;
}
