/*
 * A form's life and its values by name. Reading values: form-value.c; options:
 * form-finds.c; keys, drawing and drafts in the files of that name.
 */
#include "config.h"

#include "tui/form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "tui/form-private.h"

static const FieldState no_field;

FieldState *
form_field(const Form *form, const char *name)
{
	for (int i = 0; i < form->n; i++)
		if (strcmp(form->fields[i].spec->name, name) == 0)
			return &form->fields[i];
	return NULL;
}

bool
form_is_shown(const Form *form, const FieldState *field)
{
	return !field->spec->shown || field->spec->shown(form);
}

bool
form_is_pick(const FieldState *field)
{
	FormKind kind = field->spec->kind;

	return kind == FORM_PICK || kind == FORM_PICKS || kind == FORM_PERSON ||
	       kind == FORM_YESNO;
}

const char *
form_label(const FieldState *field)
{
	return field->spec->label ? _(field->spec->label) : "";
}

/* ---- focus ---- */

static bool
can_focus(const Form *form, int at)
{
	return form->fields[at].spec->kind != FORM_STATIC &&
	       form_is_shown(form, &form->fields[at]);
}

/* Text becomes its normal form, and what is wrong with it shows from now on. */
static void
field_leave(Form *form, FieldState *field)
{
	if (field->edit && *line_edit_text(field->edit) && *field_value(field) &&
		(field->spec->kind == FORM_DATE || field->spec->kind == FORM_TIME ||
			field->spec->kind == FORM_MONEY || field->spec->kind == FORM_NUMBER)) {
		g_autofree char *value = g_strdup(field->value);

		field_write(form, field, value, NULL);
	}
	g_free(field->problem);
	field->problem = field->touched ? field_dup_problem(form, field) : NULL;
	field->sel = -1;
	if (form->dirty)
		form_draft_save(form);
}

void
form_focus_index(Form *form, int to)
{
	if (to == form->focus)
		return;
	field_leave(form, &form->fields[form->focus]);
	form->focus = to;
	form->fields[to].sel = -1;
	form->fields[to].kept = false;
	field_find(form, &form->fields[to]);
	view_touch(&form->view, VIEW_STALE_SIZE);
}

bool
form_step(Form *form, int by, bool all)
{
	for (int at = form->focus + by; at >= 0 && at < form->n; at += by) {
		if (!can_focus(form, at) ||
			(!all && (form->fields[at].spec->flags & FORM_DEFAULTED)))
			continue;
		form_focus_index(form, at);
		return true;
	}
	return false;
}

static void
focus_first(Form *form)
{
	for (int at = 0; at < form->n; at++) {
		if (!can_focus(form, at))
			continue;
		form->focus = at;
		field_find(form, &form->fields[at]);
		return;
	}
}

void
form_focus(Form *form, const char *name)
{
	FieldState *field = form_field(form, name);

	if (field && can_focus(form, (int)(field - form->fields)))
		form_focus_index(form, (int)(field - form->fields));
}

const char *
form_focused(const Form *form)
{
	return form->fields[form->focus].spec->name;
}

/* ---- the view ---- */

static char *
form_dup_title(const View *view)
{
	const Form *form = (const Form *)view;
	g_autoptr(GDateTime) utc = NULL;
	g_autoptr(GDateTime) local = NULL;
	g_autofree char *time = NULL;

	if (form->spec->popup)
		return NULL;
	if (form->draft_failed)
		return g_strdup_printf(_("%s   draft NOT saved"), _(form->spec->title));
	if (!form->saved_us)
		return g_strdup(_(form->spec->title));
	utc = g_date_time_new_from_unix_utc(form->saved_us / US_PER_SECOND);
	local = g_date_time_to_timezone(utc, app_zone(view->app));
	time = g_date_time_format(local, "%H:%M:%S");
	return g_strdup_printf(_("%1$s   draft saved %2$s"), _(form->spec->title), time);
}

static int
form_hints(const View *view, Hint *ret, int max)
{
	const Form *form = (const Form *)view;
	const FieldState *field = &form->fields[form->focus];
	int n = 0;

	if (form_is_pick(field))
		ret[n++] = (Hint){VERB_NONE, "1-9", _("pick")};
	ret[n++] = (Hint){VERB_NONE, "Enter", C_("form", "next")};
	ret[n++] = (Hint){VERB_NONE, "F2",
		form->spec->submit_label ? _(form->spec->submit_label) : _("save")};
	ret[n++] = (Hint){VERB_NONE, "Esc",
		form->spec->leave_label ? _(form->spec->leave_label)
		: form->spec->name	? _("leave, keeps draft")
					: _("leave")};
	if (field->spec->kind == FORM_LONG) {
		ret[n++] = (Hint){VERB_NONE, "Ctrl-J", _("new line")};
		ret[n++] = (Hint){VERB_NONE, "F4", _("large editor")};
	}
	ret[n++] = (Hint){VERB_NONE, "Shift-Tab", C_("form", "back")};
	return n;
}

static void
form_wake(View *view, int64_t now_us)
{
	form_draft_wake((Form *)view);
}

static void
form_save(View *view)
{
	form_draft_save((Form *)view);
}

static void
form_opened(View *view)
{
	form_draft_offer((Form *)view);
}

static void
field_clear(FieldState *field)
{
	line_edit_free(field->edit);
	explicit_bzero(field->secret, sizeof field->secret);
	g_free(field->value);
	g_free(field->label);
	g_free(field->from);
	g_free(field->problem);
	g_free(field->recorded);
	g_array_unref(field->finds.items);
}

static void
form_free(View *view)
{
	Form *form = (Form *)view;

	for (int i = 0; i < form->n; i++)
		field_clear(&form->fields[i]);
	g_free(form->fields);
	g_free(form->subject);
	g_strfreev(form->draft);
	if (form->free_data)
		form->free_data(form->data);
	g_free(form);
}

#define FORM_OPS(flag, where)                                                                  \
	{                                                                                      \
		.name = "form", .context = (where), .flags = (flag),                           \
		.dup_title = form_dup_title, .layout = form_layout, .draw = form_draw,         \
		.key = form_key, .hints = form_hints, .place = form_place, .wake = form_wake,  \
		.save = form_save, .opened = form_opened, .free = form_free                    \
	}

/* One record for each kind of form there is: records are const, and shared by all. */
static const ViewOps form_ops = FORM_OPS(0, IN_FORM);
static const ViewOps popup_ops = FORM_OPS(VIEW_POPUP, IN_FORM);
static const ViewOps bare_ops = FORM_OPS(VIEW_BARE, IN_SIGN_ON);

static const ViewOps *
ops_for(const FormSpec *spec)
{
	if (spec->context == IN_SIGN_ON || (spec->view_flags & VIEW_BARE))
		return &bare_ops;
	return spec->popup ? &popup_ops : &form_ops;
}

static void
field_init(FieldState *field, const FormField *spec)
{
	bool edits = spec->kind != FORM_STATIC && spec->kind != FORM_SECRET;
	bool one = spec->kind != FORM_LONG;

	field->spec = spec;
	field->edit = edits ? line_edit_new(!one, spec->max ? spec->max
						  : one	    ? 1600
							    : 0)
			    : NULL;
	field->value = g_strdup("");
	field->sel = -1;
	form_finds_clear(&field->finds);
}

Form *
form_new(App *app, const FormSpec *spec, const char *subject, void *data,
	GDestroyNotify free_data)
{
	Form *form = g_new0(Form, 1);

	view_init(&form->view, ops_for(spec), app);
	form->spec = spec;
	form->subject = g_strdup(subject ? subject : "");
	form->data = data;
	form->free_data = free_data;
	form->n = (int)spec->n_fields;
	form->fields = g_new0(FieldState, spec->n_fields);
	for (int i = 0; i < form->n; i++)
		field_init(&form->fields[i], &spec->fields[i]);
	if (spec->start)
		spec->start(form);
	/* Unless start() chose one. */
	if (form->focus == 0)
		focus_first(form);
	return form;
}

Form *
form_open(App *app, const FormSpec *spec, const char *subject, void *data,
	GDestroyNotify free_data)
{
	Form *form = form_new(app, spec, subject, data, free_data);

	return app_push(app, &form->view) ? form : NULL;
}

static void
drop_draft(Form *form)
{
	form->dirty = false;
	form->saved_us = form->given_us = 0;
	form->draft_failed = false;
	view_wake_at(&form->view, 0);
	if (form->spec->name && form_desk(form))
		desk_draft_drop(form_desk(form), form->spec->name, form->subject);
}

void
form_close(Form *form)
{
	drop_draft(form);
	app_pop(form->view.app, &form->view);
}

void
form_reset(Form *form)
{
	drop_draft(form);
	for (int i = 0; i < form->n; i++) {
		field_clear(&form->fields[i]);
		form->fields[i] = no_field;
		field_init(&form->fields[i], &form->spec->fields[i]);
	}
	form->zoom = false;
	form->top = 0;
	form->focus = 0;
	if (form->spec->start)
		form->spec->start(form);
	if (form->focus == 0)
		focus_first(form);
	view_touch(&form->view, VIEW_STALE_SIZE);
}

View *
form_view(Form *form)
{
	return &form->view;
}

Form *
form_from_view(View *view)
{
	return (Form *)view;
}

bool
form_view_is(const View *view, const char *name)
{
	return view && strcmp(view->ops->name, "form") == 0 &&
	       g_strcmp0(((const Form *)view)->spec->name, name) == 0;
}

App *
form_app(const Form *form)
{
	return form->view.app;
}

Desk *
form_desk(const Form *form)
{
	return app_desk(form->view.app);
}

void *
form_data(const Form *form)
{
	return form->data;
}

const char *
form_subject(const Form *form)
{
	return form->subject;
}

/* ---- values ---- */

const char *
form_value(const Form *form, const char *name)
{
	const FieldState *field = form_field(form, name);

	return field && form_is_shown(form, field) ? field_value(field) : "";
}

const char *
form_text(const Form *form, const char *name)
{
	const FieldState *field = form_field(form, name);

	if (!field || !form_is_shown(form, field))
		return "";
	if (field->label)
		return field->label;
	return field->edit && !form_is_pick(field) ? line_edit_text(field->edit) : field->value;
}

/* The label an option table or the staff has for `code`. */
static char *
dup_label(Form *form, FieldState *field, const char *code)
{
	g_auto(GStrv) codes = g_strsplit(code, ",", -1);
	GString *label = g_string_new(NULL);

	if (field->edit)
		line_edit_set_text(field->edit, "");
	field_find(form, field);
	for (int k = 0; codes[k]; k++) {
		for (unsigned i = 0; i < field->finds.items->len; i++) {
			FormFind *find = &g_array_index(field->finds.items, FormFind, i);

			if (strcmp(find->code, codes[k]) == 0)
				g_string_append_printf(
					label, "%s%s", label->len ? ", " : "", find->label);
		}
	}
	if (!label->len)
		g_string_append(label, code);
	return g_string_free(label, FALSE);
}

static void
field_set(Form *form, FieldState *field, const char *value)
{
	g_autofree char *label = NULL, *copy = g_strdup(value ? value : "");

	if (form_is_pick(field) && *copy)
		label = dup_label(form, field, copy);
	field_write(form, field, copy, label);
	g_clear_pointer(&field->problem, g_free);
	view_touch(&form->view, VIEW_STALE_SIZE);
}

void
form_set(Form *form, const char *name, const char *value)
{
	FieldState *field = form_field(form, name);

	g_return_if_fail(field);
	field_set(form, field, value);
	field->touched = true;
}

void
form_set_default(Form *form, const char *name, const char *value, const char *from)
{
	FieldState *field = form_field(form, name);

	g_return_if_fail(field);
	if (field->touched)
		return;
	field_set(form, field, value);
	g_free(field->from);
	field->from = g_strdup(from);
}

void
form_set_picked(Form *form, const char *name, const char *code, const char *label)
{
	FieldState *field = form_field(form, name);

	g_return_if_fail(field);
	field_write(form, field, code, label);
	field->touched = true;
	view_touch(&form->view, VIEW_STALE_SIZE);
}

void
form_mark_recorded(Form *form)
{
	for (int i = 0; i < form->n; i++) {
		g_free(form->fields[i].recorded);
		form->fields[i].recorded = g_strdup(field_value(&form->fields[i]));
	}
}

/* ---- problems ---- */

void
form_set_problem(Form *form, const char *name, const char *problem)
{
	FieldState *field = form_field(form, name);
	int at;

	if (!field)
		return;
	at = (int)(field - form->fields);
	if (can_focus(form, at) && !form->fields[form->focus].problem)
		form_focus_index(form, at);
	g_free(field->problem);
	field->problem = text_dup_clean(problem, false);
	field->kept = false;
	view_touch(&form->view, VIEW_STALE_SIZE);
}

int
form_check(Form *form)
{
	int problems = 0, first = -1;

	for (int i = 0; i < form->n; i++) {
		FieldState *field = &form->fields[i];

		g_free(field->problem);
		field->problem = field_dup_problem(form, field);
		if (!field->problem)
			continue;
		field->kept = false;
		problems++;
		if (first < 0 && can_focus(form, i))
			first = i;
	}
	if (first >= 0 && first != form->focus) {
		g_autofree char *kept = g_steal_pointer(&form->fields[form->focus].problem);
		int left = form->focus;

		form_focus_index(form, first);
		g_free(form->fields[left].problem);
		form->fields[left].problem = g_steal_pointer(&kept);
	}
	view_touch(&form->view, VIEW_STALE_SIZE);
	return problems;
}

/* ---- into an act ---- */

static void
fill_one(Act *act, const FieldDef *def, const char *value)
{
	g_auto(GStrv) parts = NULL;

	switch (def->type) {
	case FIELD_INT:
	case FIELD_MINOR:
	case FIELD_TIME:
		act_int(act, def->name, g_ascii_strtoll(value, NULL, 10));
		return;
	case FIELD_BOOL:
		act_bool(act, def->name, strcmp(value, "yes") == 0);
		return;
	case FIELD_SET:
	case FIELD_LINES:
	case FIELD_UUIDS:
		parts = g_strsplit(value, ",", -1);
		act_list(act, def->name, (const char *const *)parts);
		return;
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_UUID:
	case FIELD_PERSON:
	case FIELD_DAY:
	case FIELD_ENUM:
	case FIELD_HASH:
		act_text(act, def->name, value);
		return;
	case FIELD_COLUMNS:
		return;
	}
}

void
form_fill_act(const Form *form, Act *act, EventKind kind)
{
	const KindDef *def = event_kind_def(kind);

	for (unsigned i = 0; i < def->n_fields; i++) {
		const char *value = form_value(form, def->fields[i].name);

		if (*value)
			fill_one(act, &def->fields[i], value);
	}
}

void
form_take_refusals(Form *form, const ActResult *result)
{
	for (unsigned i = 0; i < result->refusals->len; i++) {
		const Refusal *refusal = g_ptr_array_index(result->refusals, i);

		if (refusal->field)
			form_set_problem(form, refusal->field, refusal->text);
	}
}

static void
form_sent(View *owner, const ActResult *result, void *said)
{
	Form *form = form_from_view(owner);

	if (result->outcome != ACT_SAVED) {
		form_take_refusals(form, result);
		return;
	}
	app_say(owner->app, "%s", (const char *)said);
	form_close(form);
}

void
form_send(Form *form, Act *act, char *said)
{
	app_submit(form_app(form), act, NULL, form_sent,
		(ViewHook){.owner = form_view(form), .data = said, .free_data = g_free});
}
