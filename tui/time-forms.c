/* See time-forms.h. */
#include "config.h"

#include "tui/time-forms.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/words.h"
#include "tui/form.h"
#include "tui/time-day.h"

typedef struct Subject {
	char entry[UUID_LEN]; /* "" for a new one */
	char *number;
	int64_t start_us, worked_us;
} Subject;

static void
subject_free(void *data)
{
	Subject *subject = data;

	g_free(subject->number);
	g_free(subject);
}

/* ---- fields ---- */

static char *
check_ticket(const Form *form, const char *value)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(form_desk(form), value, &error);

	return ticket ? NULL : g_strdup(error->message);
}

static char *
check_worked(const Form *form, const char *value)
{
	return time_parse_duration(value) > 0
		       ? NULL
		       : g_strdup(_("Say how long it took, for example 25m, 1h30m or 90."));
}

static char *
echo_worked(const Form *form, const char *value)
{
	int64_t us = time_parse_duration(value);

	return us > 0 ? words_dup_duration(us) : NULL;
}

static void
start(Form *form)
{
	const Subject *subject = form_data(form);
	g_autofree char *from = g_strdup_printf("%" PRId64, subject->start_us);
	g_autofree char *minutes =
		g_strdup_printf("%dm", (int)(subject->worked_us / US_PER_MINUTE));

	form_set(form, "number", subject->number);
	if (subject->start_us)
		form_set(form, "start", from);
	if (subject->worked_us >= US_PER_MINUTE)
		form_set(form, "worked", minutes);
	if (*subject->entry)
		form_mark_recorded(form);
	form_focus(form, *subject->entry ? "worked" : "number");
}

/* What both kinds of event have. */
static void
add_stretch(Form *form, Act *act)
{
	const char *number = form_value(form, "number");
	g_autoptr(Ticket) ticket = *number ? desk_ticket(form_desk(form), number, NULL) : NULL;

	act_text(act, "ticket", ticket ? ticket->id : "");
	act_int(act, "start", g_ascii_strtoll(form_value(form, "start"), NULL, 10));
	act_int(act, "worked_us", time_parse_duration(form_value(form, "worked")));
}

static void
correct_submit(Form *form)
{
	const Subject *subject = form_data(form);
	Act *act = desk_act(form_desk(form));

	act_add(act, EVENT_TIME_CORRECTED, subject->entry);
	add_stretch(form, act);
	act_text(act, "reason", form_value(form, "reason"));
	form_send(form, act, g_strdup(_("The time was corrected.")));
}

static void
enter_submit(Form *form)
{
	Act *act = desk_act(form_desk(form));

	act_add(act, EVENT_TIME_ENTERED, NULL);
	act_text(act, "person", desk_person(form_desk(form))->id);
	add_stretch(form, act);
	act_text(act, "text", form_value(form, "text"));
	form_send(form, act, g_strdup(_("The time was entered.")));
}

#define STRETCH_FIELDS                                                                         \
	{.name = "number",                                                                     \
		.kind = FORM_TEXT,                                                             \
		.label = N_("Complaint"),                                                      \
		.max = 40,                                                                     \
		.hint = N_("Its number; empty for work on none."),                             \
		.check = check_ticket},                                                        \
		{.name = "start",                                                              \
			.kind = FORM_TIME,                                                     \
			.label = N_("From"),                                                   \
			.flags = FORM_NEED | FORM_PAST},                                       \
	{                                                                                      \
		.name = "worked", .kind = FORM_TEXT, .label = N_("Worked"),                    \
		.flags = FORM_NEED, .max = 20, .hint = N_("25m, 1h30m, or minutes."),          \
		.check = check_worked, .dup_echo = echo_worked                                 \
	}

static const FormField correct_fields[] = {
	STRETCH_FIELDS,
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.max = 400},
};

static const FormField enter_fields[] = {
	STRETCH_FIELDS,
	{.name = "text", .kind = FORM_TEXT, .label = N_("What"), .max = 400},
};

static const FormSpec correct_spec = {
	.name = "time-correct",
	.title = N_("Correct a time entry"),
	.submit_label = N_("save"),
	.fields = correct_fields,
	.n_fields = G_N_ELEMENTS(correct_fields),
	.start = start,
	.submit = correct_submit,
};

static const FormSpec enter_spec = {
	.name = "time-enter",
	.title = N_("Enter time without a timer"),
	.submit_label = N_("save"),
	.fields = enter_fields,
	.n_fields = G_N_ELEMENTS(enter_fields),
	.start = start,
	.submit = enter_submit,
};

void
time_form_correct(App *app, const TimeEntry *entry)
{
	Subject *subject = g_new0(Subject, 1);

	g_strlcpy(subject->entry, entry->id, sizeof subject->entry);
	subject->number = g_strdup(entry->number ? entry->number : "");
	subject->start_us = entry->start_us;
	subject->worked_us = entry->worked_us;
	form_open(app, &correct_spec, entry->id, subject, subject_free);
}

void
time_form_enter(App *app, int64_t start_us, int64_t worked_us)
{
	Subject *subject = g_new0(Subject, 1);

	subject->number = g_strdup("");
	subject->start_us = start_us;
	subject->worked_us = worked_us;
	form_open(app, &enter_spec, "", subject, subject_free);
}

void
time_correct_now(View *owner, const TimeEntry *entry, int64_t worked_us, const char *reason)
{
	Act *act = desk_act(view_desk(owner));

	act_add(act, EVENT_TIME_CORRECTED, entry->id);
	act_text(act, "ticket", entry->ticket);
	act_int(act, "start", entry->start_us);
	act_int(act, "worked_us", worked_us);
	act_text(act, "reason", reason);
	app_submit(owner->app, act, NULL, NULL, (ViewHook){.owner = owner});
}
