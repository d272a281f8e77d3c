/* See view-first-start.h. A form without a draft: there is no desk yet to keep one. */
#include "config.h"

#include "tui/view-first-start.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/form.h"

/* Rows the fields and their frame need at least. */
#define FIELD_ROWS 6

static const FirstStart *
start_of(const Form *form)
{
	return *(const FirstStart *const *)form_data(form);
}

static bool
is_real(const Form *form)
{
	return strcmp(form_value(form, "data"), "real") == 0;
}

static bool
is_new_branch(const Form *form)
{
	return is_real(form) && !start_of(form)->branch;
}

/* ---- finishing ---- */

static void
finish(Form *form, bool practice)
{
	const FirstStart *start = start_of(form);
	g_autoptr(GError) error = NULL;
	FirstStartAnswers answers = {
		.language = form_value(form, "language"),
		.practice = practice,
		.number = form_value(form, "number"),
		.name = form_value(form, "name"),
		.branch = start->branch ? start->branch : form_value(form, "branch"),
		.branch_name = start->branch_name ? start->branch_name
						  : form_value(form, "branch_name"),
		.pin = form_value(form, "pin"),
	};

	if (!staff_role_from_name(form_value(form, "role"), &answers.role))
		answers.role = STAFF_TELLER;
	if (!start->done(&answers, start->data, &error))
		app_say_error(form_app(form), "%s", error->message);
}

static void
submit(Form *form)
{
	finish(form, !is_real(form));
}

static void
leave(Form *form)
{
	finish(form, true);
}

/* ---- fields ---- */

static void
set_defaults(Form *form)
{
	const FirstStart *start = start_of(form);

	form_set_default(form, "language", start->language,
		*start->language_from ? start->language_from : NULL);
	form_set_default(form, "role", "teller", NULL);
	form_set_default(form, "data", "practice", NULL);
	form_set_default(form, "number", "0001", NULL);
	form_set_default(form, "name", start->name, NULL);
	form_set_default(form, "branch", "0001", NULL);
	form_focus(form, "language");
}

/* Labels of what was picked are words too. */
static void
speak(Form *form)
{
	const FirstStart *start = start_of(form);
	static const char *const picks[] = {"role", "data"};

	start->set_language(form_value(form, "language"), start->data);
	for (size_t i = 0; i < G_N_ELEMENTS(picks); i++) {
		g_autofree char *code = g_strdup(form_value(form, picks[i]));

		if (*code)
			form_set(form, picks[i], code);
	}
}

static void
changed(Form *form, const char *name)
{
	if (strcmp(name, "language") == 0 && *form_value(form, "language"))
		speak(form);
	else if (strcmp(name, "data") == 0 && strcmp(form_value(form, "data"), "practice") == 0)
		finish(form, true);
}

static char *
check_pin(const Form *form, const char *value)
{
	return g_strdup(person_pin_problem(value, false));
}

static char *
check_again(const Form *form, const char *value)
{
	return strcmp(value, form_value(form, "pin")) == 0
		       ? NULL
		       : g_strdup(_("The two PINs differ. Type it again."));
}

static char *
echo_role(const Form *form, const char *value)
{
	StaffRole role;

	if (!is_real(form) || !staff_role_from_name(value, &role) || staff_role_is_lead(role))
		return NULL;
	return g_strdup(_("add a supervisor soon: nobody could authorise"));
}

/* Each language is named in itself. */
static const FormOption languages[] = {
	{"zh_CN", "\xe4\xb8\xad\xe6\x96\x87", '1'},
	{"en", "English", '2'},
	{NULL, NULL, 0},
};

static const FormOption roles[] = {
	{"teller", N_("teller"), '1'},
	{"handler", N_("handler"), '2'},
	{"supervisor", N_("supervisor"), '3'},
	{NULL, NULL, 0},
};

static const FormOption data_kinds[] = {
	{"real", N_("my branch's data"), '1'},
	{"practice", N_("practice data, nothing is real"), '2'},
	{NULL, NULL, 0},
};

static const FormField fields[] = {
	{.name = "language",
		.kind = FORM_PICK,
		.label = N_("Language"),
		.flags = FORM_NEED | FORM_WIDE,
		.options = languages},
	{.name = "role",
		.kind = FORM_PICK,
		.label = N_("I am a"),
		.flags = FORM_NEED | FORM_WIDE,
		.options = roles,
		.dup_echo = echo_role},
	{.name = "data",
		.kind = FORM_PICK,
		.label = N_("Start with"),
		.flags = FORM_NEED | FORM_WIDE,
		.options = data_kinds},
	{.name = "name",
		.kind = FORM_TEXT,
		.label = N_("My name"),
		.flags = FORM_NEED | FORM_WIDE,
		.max = 120,
		.shown = is_real},
	{.name = "number",
		.kind = FORM_TEXT,
		.label = N_("Staff number"),
		.flags = FORM_NEED | FORM_WIDE,
		.max = 40,
		.shown = is_real},
	{.name = "branch",
		.kind = FORM_TEXT,
		.label = N_("Branch number"),
		.flags = FORM_NEED | FORM_WIDE,
		.max = 16,
		.shown = is_new_branch},
	{.name = "branch_name",
		.kind = FORM_TEXT,
		.label = N_("Branch name"),
		.flags = FORM_WIDE,
		.max = 120,
		.shown = is_new_branch},
	{.name = "pin",
		.kind = FORM_SECRET,
		.label = N_("PIN"),
		.flags = FORM_NEED | FORM_WIDE,
		.max = 12,
		.hint = N_("4 to 12 digits, no runs such as 1234."),
		.shown = is_real,
		.check = check_pin},
	{.name = "again",
		.kind = FORM_SECRET,
		.label = N_("PIN again"),
		.flags = FORM_NEED | FORM_WIDE,
		.max = 12,
		.shown = is_real,
		.check = check_again},
};

/* ---- what the terminal is like ---- */

static int
head(const Form *form, Canvas *canvas, Rect rect)
{
	const FirstStart *start = start_of(form);
	int row = 0, room = MAX(rect.rows - FIELD_ROWS, 1);

	if (canvas)
		mask_put_field(canvas, (Rect){rect.row, rect.col + 1, 1, rect.cols - 2},
			start->terminal, MASK_NONE, ROLE_LABEL);
	row++;
	for (int i = 0; start->notes[i] && row < room; i++) {
		Rect line = {rect.row + row, rect.col + 1, room - row, rect.cols - 2};
		int used = mask_put_wrapped(
			NULL, app_rules(form_app(form)), line, start->notes[i], 0);

		if (canvas)
			mask_put_wrapped(canvas, NULL, line, start->notes[i], 0);
		row += MIN(used, line.rows);
	}
	return row;
}

static const FormSpec spec = {
	.title = N_("first start"),
	.submit_label = N_("start"),
	.leave_label = N_("practise with defaults"),
	.fields = fields,
	.n_fields = G_N_ELEMENTS(fields),
	.context = IN_SIGN_ON,
	.view_flags = VIEW_BARE,
	.start = set_defaults,
	.changed = changed,
	.submit = submit,
	.head = head,
	.leave = leave,
};

View *
view_first_start_new(App *app, const FirstStart *start)
{
	const FirstStart **box = g_new(const FirstStart *, 1);

	*box = start;
	return form_view(form_new(app, &spec, "", box, g_free));
}

char *
first_start_dup_terminal(const TerminalFacts *facts)
{
	if (facts->colours < 2)
		return g_strdup_printf(_("This terminal: %1$d x %2$d, no colours, %3$s."),
			facts->cols, facts->rows, facts->utf8 ? "UTF-8" : "ASCII");
	return g_strdup_printf(_("This terminal: %1$d x %2$d, %3$d colours, %4$s."),
		facts->cols, facts->rows, facts->colours, facts->utf8 ? "UTF-8" : "ASCII");
}

GStrv
first_start_dup_notes(const TerminalFacts *facts)
{
	GStrvBuilder *builder = g_strv_builder_new();
	GStrv notes;

	if (!facts->utf8)
		g_strv_builder_add(builder, _("It does not show UTF-8, so Chinese cannot be "
					      "typed. Cure: a terminal with "
					      "UTF-8, or LANG=C.UTF-8."));
	if (facts->cols < 80 || facts->rows < 24)
		g_strv_builder_add(
			builder, _("It is small. All works from 40 x 10; 80 x 24 shows more."));
	if (facts->wide_lines)
		g_strv_builder_add(builder, _("It draws border characters two cells wide: + - "
					      "| are used instead."));
	if (facts->tmux)
		g_strv_builder_add(builder, _("tmux holds Esc back for half a second. Cure: "
					      "tmux set -s escape-time 20"));
	notes = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return notes;
}
