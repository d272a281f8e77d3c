/*
 * What is typed, on disk within a second: names and values, picks with their
 * labels, never a secret. Saved a second after the first change not yet saved,
 * on leaving a field, and before lock or hang-up. It is called saved when the
 * disk has it; where the disk does not take it that is told, and tried again.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/dialog.h"
#include "tui/form-private.h"

#define LABEL_MARK ":label"
#define WAS_MARK   ":was"
/* After how long the desk is asked whether it is on disk, and a failed one is tried again. */
#define LOOK_US	 (100 * 1000)
#define RETRY_US (5 * US_PER_SECOND)

static bool
keeps_draft(const Form *form)
{
	return form->spec->name && form_desk(form);
}

void
form_draft_touch(Form *form)
{
	if (!keeps_draft(form))
		return;
	if (!form->dirty)
		view_wake_at(&form->view, app_now_us(form->view.app) + US_PER_SECOND);
	form->dirty = true;
}

static void
add_pair(GPtrArray *pairs, char *name, const char *value)
{
	g_ptr_array_add(pairs, name);
	g_ptr_array_add(pairs, g_strdup(value));
}

/* Not merely what is on record. */
static bool
is_typed(const FieldState *field)
{
	return field->touched &&
	       (!field->recorded || strcmp(field->recorded, field_value(field)) != 0);
}

static void
add_field(GPtrArray *pairs, const FieldState *field)
{
	if (!field->edit || !is_typed(field))
		return;
	if (field->recorded)
		add_pair(
			pairs, g_strconcat(field->spec->name, WAS_MARK, NULL), field->recorded);
	if (field->label) {
		add_pair(pairs, g_strdup(field->spec->name), field_value(field));
		add_pair(pairs, g_strconcat(field->spec->name, LABEL_MARK, NULL), field->label);
	} else if (!form_is_pick(field)) {
		add_pair(pairs, g_strdup(field->spec->name), line_edit_text(field->edit));
	}
}

static void
draft_saved(Form *form)
{
	form->saved_us = form->given_us;
	form->given_us = 0;
	form->draft_failed = form->warned = false;
	view_touch(&form->view, VIEW_STALE_PAINT);
}

static void
draft_failed(Form *form)
{
	if (!form->draft_failed)
		app_say_error(form->view.app, "%s",
			_("The draft cannot be written: the disk is full or refuses it. What "
			  "you typed "
			  "stays in the form; make room, it is tried again by itself."));
	form->given_us = 0;
	form->draft_failed = form->dirty = true;
	view_wake_at(&form->view, app_now_us(form->view.app) + RETRY_US);
	view_touch(&form->view, VIEW_STALE_PAINT);
}

static void
look_at_draft(Form *form)
{
	switch (desk_draft_state(form_desk(form))) {
	case DRAFT_SAVED:
		draft_saved(form);
		break;
	case DRAFT_FAILED:
		draft_failed(form);
		break;
	case DRAFT_WAITING:
		view_wake_at(&form->view, app_now_us(form->view.app) + LOOK_US);
		break;
	}
}

void
form_draft_wake(Form *form)
{
	if (form->dirty)
		form_draft_save(form);
	else if (form->given_us && keeps_draft(form))
		look_at_draft(form);
}

void
form_draft_save(Form *form)
{
	g_autoptr(GPtrArray) pairs = NULL;

	if (!form->dirty || !keeps_draft(form))
		return;
	pairs = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < form->n; i++)
		add_field(pairs, &form->fields[i]);
	g_ptr_array_add(pairs, NULL);
	desk_draft_save(form_desk(form), form->spec->name, form->subject,
		(const char *const *)pairs->pdata);
	form->dirty = false;
	form->given_us = app_now_us(form->view.app);
	view_wake_at(&form->view, 0);
	look_at_draft(form);
}

/* ---- an old draft ---- */

static const char *
draft_value(const GStrv fields, const char *name)
{
	for (int i = 0; fields[i] && fields[i + 1]; i += 2)
		if (strcmp(fields[i], name) == 0)
			return fields[i + 1];
	return NULL;
}

/* What is on record now, where that is neither what it was nor what was typed; else NULL.
 * Caller frees. */
static char *
dup_newer(const Form *form, const FieldState *field, const char *typed)
{
	g_autofree char *mark = g_strconcat(field->spec->name, WAS_MARK, NULL);
	const char *was = draft_value(form->draft, mark);

	if (!was || !field->recorded || strcmp(was, field->recorded) == 0 ||
		strcmp(typed, field->recorded) == 0)
		return NULL;
	if (field->spec->mask != MASK_NONE)
		return g_strdup("***");
	return g_strdup(field->label ? field->label : line_edit_text(field->edit));
}

/* Neither is lost: what was typed is in the field, what it would replace beside it. */
static void
tell_newer(Form *form, const FieldState *field, const char *newer)
{
	g_autofree char *text = g_strdup_printf(
		_("Changed meanwhile to: %s. Saving puts what you typed in its place."),
		*newer ? newer : "-");

	form_set_problem(form, field->spec->name, text);
	app_say(form->view.app, "%s",
		_("Somebody has changed what you were changing: look at the marked fields "
		  "first."));
}

static void
restore_field(Form *form, FieldState *field)
{
	g_autofree char *mark = g_strconcat(field->spec->name, LABEL_MARK, NULL);
	const char *value = draft_value(form->draft, field->spec->name);
	const char *label = draft_value(form->draft, mark);
	g_autofree char *newer = NULL;

	if (!value || !field->edit)
		return;
	newer = dup_newer(form, field, value);
	if (label || form_is_pick(field)) {
		field_write(form, field, value, label);
	} else {
		line_edit_set_text(field->edit, value);
		field_read(form, field);
		field_find(form, field);
	}
	field->touched = true;
	if (newer)
		tell_newer(form, field, newer);
}

/* Where typing stopped: the last field to be filled in that has something. */
static void
focus_last(Form *form)
{
	for (int i = form->n - 1; i >= 0; i--) {
		const FieldState *field = &form->fields[i];

		if (!is_typed(field) || (field->spec->flags & FORM_DEFAULTED) ||
			field->spec->kind == FORM_STATIC || !form_is_shown(form, field))
			continue;
		form_focus_index(form, i);
		return;
	}
}

static void
draft_answered(View *owner, int answer, void *data)
{
	Form *form = (Form *)owner;

	if (answer == 2) {
		desk_draft_drop(form_desk(form), form->spec->name, form->subject);
	} else {
		for (int i = 0; i < form->n; i++)
			restore_field(form, &form->fields[i]);
		for (int i = 0; form->spec->changed && i < form->n; i++)
			if (form->fields[i].touched)
				form->spec->changed(form, form->fields[i].spec->name);
	}
	if (answer != 2)
		focus_last(form);
	g_clear_pointer(&form->draft, g_strfreev);
	view_touch(owner, VIEW_STALE_SIZE);
}

static char *
dup_offer(const Form *form, const Draft *draft)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(draft->at_us / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, app_zone(form->view.app));
	g_autofree char *time = g_date_time_format(local, "%m-%d %H:%M");

	return g_strdup_printf(_("You left this form half filled in (%s)."), time);
}

void
form_draft_offer(Form *form)
{
	const char *options[] = {_("continue"), _("start fresh"), NULL};
	g_autoptr(GPtrArray) drafts = NULL;
	g_autofree char *text = NULL;
	DialogChoice choice = {.title = _("Draft found"),
		.options = options,
		.enter = 1,
		.cancel = _("continue"),
		.cancelled_too = true};

	if (form->offered || !keeps_draft(form))
		return;
	form->offered = true;
	drafts = desk_drafts(form_desk(form));
	for (unsigned i = 0; drafts && i < drafts->len; i++) {
		const Draft *draft = g_ptr_array_index(drafts, i);

		if (strcmp(draft->form, form->spec->name) != 0 ||
			strcmp(draft->subject, form->subject) != 0)
			continue;
		form->draft = g_strdupv(draft->fields);
		choice.text = text = dup_offer(form, draft);
		dialog_choice(form->view.app, &choice, draft_answered,
			(ViewHook){.owner = &form->view});
		return;
	}
}
