/*
 * What others owe a complaint: requests to other departments, and merging it
 * into another one.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-merge.h"
#include "core/desk-request.h"
#include "tui/dialog.h"
#include "tui/mask.h"
#include "tui/ticket-forms-private.h"
#include "tui/ticket-panels.h"
#include "tui/when.h"

static const FormOption ways[] = {{"phone", N_("phone"), 0}, {"in_person", N_("in person"), 0},
	{"letter", N_("letter"), 0}, {"email", N_("e-mail"), 0}, {"sms", N_("text message"), 0},
	{"message", N_("messenger"), 0}, {NULL, NULL, 0}};

/* ---- a request made ---- */

/* Working days a department has unless somebody says otherwise. */
#define USUAL_DAYS 3

static void
find_departments(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_DEPARTMENT, typed, finds);
}

static void
request_start(Form *form)
{
	int32_t today = day_of_us(app_now_us(form_app(form)), app_zone(form_app(form))), day;
	char due[11];
	CalendarGap gap;

	if (!calendar_add(desk_calendar(form_desk(form)), today, USUAL_DAYS, &day, &gap))
		return; /* no guess: the day is typed */
	day_format_iso(day, due);
	form_set_default(form, "due", due, NULL);
}

static char *
dup_left_echo(const Form *form, const char *value)
{
	return desk_request_dup_left(form_desk(form), value);
}

static void
request_submit(Form *form)
{
	ticket_form_send(
		form, ticket_form_act(form, EVENT_REQUEST_MADE), _("Request saved on %s."));
}

static const FormField request_fields[] = {
	{.name = "department",
		.kind = FORM_PICK,
		.label = N_("Department"),
		.flags = FORM_NEED,
		.source = find_departments},
	{.name = "question",
		.kind = FORM_LONG,
		.label = N_("Question"),
		.flags = FORM_NEED,
		.rows = 4,
		.hint = N_("What the other department is asked for.")},
	{.name = "due",
		.kind = FORM_DATE,
		.label = N_("Answer by"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.hint = N_("A day, for example +3b for three working days."),
		.dup_echo = dup_left_echo},
	{.name = "person",
		.kind = FORM_TEXT,
		.label = N_("Person"),
		.flags = FORM_DEFAULTED,
		.hint = N_("Who was asked there, if it is known.")},
};

static const FormSpec request_spec = {
	.name = "request",
	.title = N_("Request to another department"),
	.submit_label = N_("save"),
	.fields = request_fields,
	.n_fields = G_N_ELEMENTS(request_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = request_start,
	.submit = request_submit,
};

/* ---- reminded, answered, taken back ---- */

static Act *
request_act(Form *form, EventKind kind)
{
	Act *act = ticket_form_act(form, kind);

	act_text(act, "request", ticket_form_part(form));
	return act;
}

/* Department and question over the fields, so that nobody answers the wrong one. */
static int
request_head(const Form *form, Canvas *canvas, Rect rect)
{
	const TicketRequest *request =
		ticket_request(ticket_form_ticket(form), ticket_form_part(form));
	g_autofree char *prose = NULL, *line = NULL;
	const char *department;

	if (!canvas || !request)
		return 2;
	ticket_form_head(form, canvas, rect);
	department = taxonomy_label(desk_taxonomy(form_desk(form)), TAXONOMY_DEPARTMENT,
		request->department, when_in_chinese());
	prose = ticket_dup_masked_prose(request->question);
	line = g_strdup_printf("%s: %s", department, prose);
	mask_put_field(canvas, (Rect){rect.row + 1, MAX(rect.col, 1), 1, rect.cols - 1}, line,
		MASK_NONE, ROLE_DEFAULT);
	return 2;
}

static void
chase_submit(Form *form)
{
	ticket_form_send(
		form, request_act(form, EVENT_REQUEST_CHASED), _("Reminder saved on %s."));
}

static const FormField chase_fields[] = {
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("How"),
		.flags = FORM_NEED,
		.options = ways},
	{.name = "text", .kind = FORM_LONG, .label = N_("Said"), .rows = 3},
};

static const FormSpec chase_spec = {
	.name = "request-chase",
	.title = N_("Remind the department"),
	.submit_label = N_("save"),
	.fields = chase_fields,
	.n_fields = G_N_ELEMENTS(chase_fields),
	.popup = true,
	.head = request_head,
	.submit = chase_submit,
};

static void
answer_submit(Form *form)
{
	ticket_form_send(
		form, request_act(form, EVENT_REQUEST_ANSWERED), _("Answer saved on %s."));
}

static const FormField answer_fields[] = {
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Answer"),
		.flags = FORM_NEED,
		.rows = 5,
		.hint = N_("What the department answered.")},
};

static const FormSpec answer_spec = {
	.name = "request-answer",
	.title = N_("The department has answered"),
	.submit_label = N_("save"),
	.fields = answer_fields,
	.n_fields = G_N_ELEMENTS(answer_fields),
	.popup = true,
	.head = request_head,
	.submit = answer_submit,
};

static void
cancel_submit(Form *form)
{
	ticket_form_send(form, request_act(form, EVENT_REQUEST_CANCELLED),
		_("Request taken back on %s."));
}

static const FormField cancel_fields[] = {
	{.name = "reason", .kind = FORM_TEXT, .label = N_("Reason"), .flags = FORM_NEED},
};

static const FormSpec cancel_spec = {
	.name = "request-cancel",
	.title = N_("Take the request back"),
	.submit_label = N_("take back"),
	.fields = cancel_fields,
	.n_fields = G_N_ELEMENTS(cancel_fields),
	.popup = true,
	.head = request_head,
	.submit = cancel_submit,
};

/* ---- which ---- */

/* What may be done to an open request; the letter begins the code of the pick. */
static const struct {
	char letter;
	const FormSpec *spec;
	const char *label; /* department and day */
} doings[] = {
	{'a', &answer_spec, N_("answered: %1$s, by %2$s")},
	{'c', &chase_spec, N_("remind: %1$s, by %2$s")},
	{'x', &cancel_spec, N_("take back: %1$s, by %2$s")},
};

static void
request_picked(View *owner, const char *code, void *data)
{
	Ticket *ticket = desk_ticket(view_desk(owner), data, NULL);

	if (!ticket)
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(doings); i++)
		if (*code == doings[i].letter) {
			ticket_form_open(owner->app, doings[i].spec, ticket, code + 1);
			return;
		}
	ticket_form_open(owner->app, &request_spec, ticket, NULL);
}

static void
add_doings(GPtrArray *items, Desk *desk, const TicketRequest *request)
{
	const char *department = taxonomy_label(desk_taxonomy(desk), TAXONOMY_DEPARTMENT,
		request->department, when_in_chinese());

	for (unsigned i = 0; i < G_N_ELEMENTS(doings); i++) {
		g_autofree char *code = g_strdup_printf("%c%s", doings[i].letter, request->id);
		g_autofree char *label =
			g_strdup_printf(_(doings[i].label), department, request->due);

		dialog_items_add(items, code, label, NULL);
	}
}

/* Where a request is open, it is asked what to do. */
void
ticket_request_verb(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items = dialog_items_new();
	unsigned n = 0;

	dialog_items_add(items, "", _("ask another department"), NULL);
	for (guint i = 0; i < ticket->requests->len; i++) {
		const TicketRequest *request = ticket->requests->pdata[i];

		if (request->state != REQUEST_OPEN)
			continue;
		add_doings(items, app_desk(app), request);
		n++;
	}
	if (!n) {
		g_ptr_array_unref(items);
		ticket_form_open(app, &request_spec, ticket, NULL);
		return;
	}
	dialog_pick(app, _("Requests"), items, request_picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}

/* ---- merging ---- */

static char *
check_target(const Form *form, const char *value)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) other = desk_ticket(form_desk(form), value, &error);

	if (!other)
		return g_strdup(error->message);
	if (strcmp(other->id, ticket_form_ticket(form)->id) == 0)
		return g_strdup(_("That is this complaint itself."));
	return NULL;
}

static char *
dup_target_echo(const Form *form, const char *value)
{
	g_autoptr(Ticket) other = desk_ticket(form_desk(form), value, NULL);
	g_autofree char *title = other ? ticket_dup_masked_prose(ticket_title(other)) : NULL;

	return other ? g_strdup_printf("%s  %s", other->number, title) : NULL;
}

static void
merge_submit(Form *form)
{
	g_autoptr(Ticket) into = desk_ticket(form_desk(form), form_value(form, "number"), NULL);

	if (into)
		ticket_form_send(form,
			desk_merge_act(form_desk(form), ticket_form_ticket(form), into,
				form_value(form, "reason")),
			_("%s is merged; its own date and reply stay."));
}

static const FormField merge_fields[] = {
	{.name = "number",
		.kind = FORM_TEXT,
		.label = N_("Goes on in"),
		.flags = FORM_NEED,
		.check = check_target,
		.dup_echo = dup_target_echo,
		.hint = N_("Number of the complaint it repeats; its last digits are enough.")},
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.hint = N_("How you know that it is the same. The customer is still told on "
			   "both.")},
};

static const FormSpec merge_spec = {
	.name = "merge",
	.title = N_("Merge into another complaint"),
	.submit_label = N_("merge"),
	.fields = merge_fields,
	.n_fields = G_N_ELEMENTS(merge_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = merge_submit,
};

void
ticket_merge(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &merge_spec, ticket, NULL);
}

static void
unmerge_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_TICKET_UNMERGED);

	act_text(act, "into", ticket_form_ticket(form)->merged_into);
	ticket_form_send(form, act, _("%s stands by itself again."));
}

static const FormField unmerge_fields[] = {
	{.name = "reason", .kind = FORM_TEXT, .label = N_("Reason"), .flags = FORM_NEED},
};

static const FormSpec unmerge_spec = {
	.name = "unmerge",
	.title = N_("Take the merging back"),
	.submit_label = N_("unmerge"),
	.fields = unmerge_fields,
	.n_fields = G_N_ELEMENTS(unmerge_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = unmerge_submit,
};

void
ticket_unmerge(App *app, View *view, Ticket *ticket)
{
	if (ticket->merged_into[0]) {
		ticket_form_open(app, &unmerge_spec, ticket, NULL);
		return;
	}
	app_say(app, _("%s is not merged into another complaint."), ticket->number);
	ticket_free(ticket);
}
