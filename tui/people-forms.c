/* See people-forms.h. Only what differs is an event; a refusal goes to its field. */
#include "config.h"

#include "tui/people-forms.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/words.h"
#include "tui/form.h"

/* Who the form is about; id "" for somebody new. */
typedef struct Subject {
	char id[UUID_LEN];
	char *number, *name, *branch;
	StaffRole role;
	bool active;
} Subject;

static void
subject_free(void *data)
{
	Subject *subject = data;

	g_free(subject->number);
	g_free(subject->name);
	g_free(subject->branch);
	g_free(subject);
}

static Subject *
subject_new(const Person *person)
{
	Subject *subject = g_new0(Subject, 1);

	if (!person)
		return subject;
	g_strlcpy(subject->id, person->id, sizeof subject->id);
	subject->number = g_strdup(person->number);
	subject->name = g_strdup(person->name);
	subject->branch = g_strdup(person->branch);
	subject->role = person->role;
	subject->active = person->active;
	return subject;
}

static const FormOption roles[] = {
	{"teller", N_("teller"), 0},
	{"handler", N_("handler"), 0},
	{"supervisor", N_("supervisor"), 0},
	{"head_office", N_("head office"), 0},
	{"compliance", N_("compliance"), 0},
	{"auditor", N_("auditor"), 0},
	{"administrator", N_("administrator"), 0},
	{NULL, NULL, 0},
};

/* ---- PIN, twice ---- */

static char *
check_again(const Form *form, const char *value)
{
	return strcmp(value, form_value(form, "pin")) == 0
		       ? NULL
		       : g_strdup(_("The two PINs differ. Type it again."));
}

/* False and the problem shown if the PIN will not do. */
static bool
add_pin(Form *form, Act *act, const char *person)
{
	g_autoptr(GError) error = NULL;

	act_add(act, EVENT_PIN_SET, person);
	if (desk_hash_pin(form_desk(form), act, form_value(form, "pin"), &error))
		return true;
	form_set_problem(form, "pin", error->message);
	return false;
}

/* ---- add ---- */

static void
add_start(Form *form)
{
	form_set_default(form, "branch", desk_branch(form_desk(form)), _("this desk's"));
	form_set_default(form, "role", "teller", NULL);
}

static void
add_submit(Form *form)
{
	g_autoptr(Act) act = desk_act(form_desk(form));
	g_autofree char *person = g_strdup(act_add(act, EVENT_PERSON_ADDED, NULL));

	form_fill_act(form, act, EVENT_PERSON_ADDED);
	if (!add_pin(form, act, person))
		return;
	form_send(form, g_steal_pointer(&act),
		g_strdup_printf(_("%1$s %2$s was added."), form_value(form, "number"),
			form_value(form, "name")));
}

#define PIN_FIELDS                                                                             \
	{.name = "pin",                                                                        \
		.kind = FORM_SECRET,                                                           \
		.label = N_("PIN"),                                                            \
		.flags = FORM_NEED,                                                            \
		.max = 12,                                                                     \
		.hint = N_("4 to 12 digits, no runs such as 1234.")},                          \
	{                                                                                      \
		.name = "again", .kind = FORM_SECRET, .label = N_("PIN again"),                \
		.flags = FORM_NEED, .max = 12, .check = check_again                            \
	}

static const FormField add_fields[] = {
	{.name = "number",
		.kind = FORM_TEXT,
		.label = N_("Staff number"),
		.flags = FORM_NEED,
		.max = 40},
	{.name = "name",
		.kind = FORM_TEXT,
		.label = N_("Name"),
		.flags = FORM_NEED,
		.max = 120},
	{.name = "role",
		.kind = FORM_PICK,
		.label = N_("Role"),
		.flags = FORM_NEED,
		.options = roles},
	{.name = "branch",
		.kind = FORM_TEXT,
		.label = N_("Branch"),
		.flags = FORM_NEED,
		.max = 40},
	PIN_FIELDS,
};

static const FormSpec add_spec = {
	.name = "person-add",
	.title = N_("Add a person"),
	.submit_label = N_("add"),
	.fields = add_fields,
	.n_fields = G_N_ELEMENTS(add_fields),
	.start = add_start,
	.submit = add_submit,
};

void
people_form_add(App *app)
{
	form_open(app, &add_spec, "", subject_new(NULL), subject_free);
}

/* ---- change ---- */

static void
change_start(Form *form)
{
	const Subject *subject = form_data(form);
	g_autofree char *who = g_strdup_printf("%s %s", subject->number, subject->name);

	form_set(form, "who", who);
	form_set(form, "name", subject->name);
	form_set(form, "role", staff_role_name(subject->role));
	form_set(form, "branch", subject->branch);
	form_set(form, "active", subject->active ? "yes" : "no");
	form_mark_recorded(form);
	form_focus(form, "role");
}

/* What was not changed here is as it is by now, not as it was when the form was opened. */
static const char *
changed_or_now(const Form *form, const char *name, const char *was, const char *now)
{
	const char *value = form_value(form, name);

	return strcmp(value, was) == 0 ? now : value;
}

static void
change_submit(Form *form)
{
	const Subject *subject = form_data(form);
	const Person *now = desk_person_by_number(form_desk(form), subject->number);
	Act *act;

	g_return_if_fail(now);
	act = desk_act(form_desk(form));
	act_add(act, EVENT_PERSON_CHANGED, subject->id);
	act_text(act, "name", changed_or_now(form, "name", subject->name, now->name));
	act_text(act, "role",
		changed_or_now(form, "role", staff_role_name(subject->role),
			staff_role_name(now->role)));
	act_text(act, "branch", changed_or_now(form, "branch", subject->branch, now->branch));
	act_bool(act, "active",
		strcmp(changed_or_now(form, "active", subject->active ? "yes" : "no",
			       now->active ? "yes" : "no"),
			"yes") == 0);
	form_send(form, act, g_strdup_printf(_("%s was changed."), form_value(form, "name")));
}

static const FormField change_fields[] = {
	{.name = "who", .kind = FORM_STATIC, .label = N_("Person")},
	{.name = "name",
		.kind = FORM_TEXT,
		.label = N_("Name"),
		.flags = FORM_NEED,
		.max = 120},
	{.name = "role",
		.kind = FORM_PICK,
		.label = N_("Role"),
		.flags = FORM_NEED,
		.options = roles},
	{.name = "branch",
		.kind = FORM_TEXT,
		.label = N_("Branch"),
		.flags = FORM_NEED,
		.max = 40},
	{.name = "active", .kind = FORM_YESNO, .label = N_("Works here"), .flags = FORM_NEED},
};

static const FormSpec change_spec = {
	.name = "person-change",
	.title = N_("Change a person"),
	.submit_label = N_("save"),
	.fields = change_fields,
	.n_fields = G_N_ELEMENTS(change_fields),
	.start = change_start,
	.submit = change_submit,
};

void
people_form_change(App *app, const Person *person)
{
	form_open(app, &change_spec, person->id, subject_new(person), subject_free);
}

/* ---- PIN ---- */

static void
pin_start(Form *form)
{
	const Subject *subject = form_data(form);
	g_autofree char *who = g_strdup_printf("%s %s", subject->number, subject->name);

	form_set(form, "who", who);
	form_focus(form, "pin");
}

static void
pin_submit(Form *form)
{
	const Subject *subject = form_data(form);
	g_autoptr(Act) act = desk_act(form_desk(form));

	if (!add_pin(form, act, subject->id))
		return;
	form_send(form, g_steal_pointer(&act),
		g_strdup_printf(_("The PIN of %s was set."), subject->name));
}

static const FormField pin_fields[] = {
	{.name = "who", .kind = FORM_STATIC, .label = N_("Person")},
	PIN_FIELDS,
};

static const FormSpec pin_spec = {
	.title = N_("Set a PIN"),
	.submit_label = N_("set"),
	.fields = pin_fields,
	.n_fields = G_N_ELEMENTS(pin_fields),
	.start = pin_start,
	.submit = pin_submit,
};

void
people_form_pin(App *app, const Person *person)
{
	form_open(app, &pin_spec, person->id, subject_new(person), subject_free);
}
