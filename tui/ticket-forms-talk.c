/*
 * Notes, contacts with the customer, promises to the customer.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"
#include "tui/when.h"

static const FormOption directions[] = {
	{"out", N_("we to them"), 0}, {"in", N_("they to us"), 0}, {NULL, NULL, 0}};
static const FormOption ways[] = {{"phone", N_("phone"), 0}, {"in_person", N_("in person"), 0},
	{"letter", N_("letter"), 0}, {"email", N_("e-mail"), 0}, {"sms", N_("text message"), 0},
	{"message", N_("messenger"), 0}, {NULL, NULL, 0}};
static const FormOption reached[] = {
	{"reached", N_("reached"), 0}, {"not_reached", N_("not reached"), 0}, {NULL, NULL, 0}};
static const FormOption results[] = {{"kept", N_("kept"), 0}, {"broken", N_("broken"), 0},
	{"released", N_("the customer released us"), 0}, {NULL, NULL, 0}};

/* ---- note ---- */

static void
note_submit(Form *form)
{
	ticket_form_send(form, ticket_form_act(form, EVENT_NOTE_ADDED), _("Note saved on %s."));
}

static const FormField note_fields[] = {
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Note"),
		.flags = FORM_NEED,
		.rows = 6,
		.hint = N_("For colleagues only; the customer does not get it.")},
};

static const FormSpec note_spec = {
	.name = "note",
	.title = N_("Note"),
	.submit_label = N_("save"),
	.fields = note_fields,
	.n_fields = G_N_ELEMENTS(note_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = note_submit,
};

void
ticket_note(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &note_spec, ticket, NULL);
}

/* ---- contact ---- */

static void
contact_start(Form *form)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));

	form_set_default(form, "direction", "out", NULL);
	form_set_default(form, "reached", "reached", NULL);
	form_set_default(form, "at", now, NULL);
}

static void
contact_submit(Form *form)
{
	ticket_form_send(
		form, ticket_form_act(form, EVENT_CONTACT_ADDED), _("Contact saved on %s."));
}

static const FormField contact_fields[] = {
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("How"),
		.flags = FORM_NEED,
		.options = ways},
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Said"),
		.rows = 4,
		.hint = N_("What was said or agreed.")},
	{.name = "direction",
		.kind = FORM_PICK,
		.label = N_("Who"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.options = directions},
	{.name = "reached",
		.kind = FORM_PICK,
		.label = N_("Reached"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.options = reached},
	{.name = "at",
		.kind = FORM_TIME,
		.label = N_("When"),
		.flags = FORM_NEED | FORM_DEFAULTED | FORM_PAST},
	{.name = "recording",
		.kind = FORM_TEXT,
		.label = N_("Recording"),
		.flags = FORM_DEFAULTED,
		.hint = N_("Number of the recording or message.")},
};

static const FormSpec contact_spec = {
	.name = "contact",
	.title = N_("Contact with the customer"),
	.submit_label = N_("save"),
	.fields = contact_fields,
	.n_fields = G_N_ELEMENTS(contact_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = contact_start,
	.submit = contact_submit,
};

void
ticket_contact(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &contact_spec, ticket, NULL);
}

/* ---- promise ---- */

static void
promise_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_PROMISE_MADE);

	act_new_id(act, "promise");
	ticket_form_send(form, act, _("Promise saved on %s."));
}

static const FormField promise_fields[] = {
	{.name = "what",
		.kind = FORM_TEXT,
		.label = N_("Promised"),
		.flags = FORM_NEED,
		.hint = N_("What the customer was told will happen.")},
	{.name = "by",
		.kind = FORM_TIME,
		.label = N_("By"),
		.flags = FORM_NEED,
		.hint = N_("Day and time, for example +3d or 05-22 17:00.")},
};

static const FormSpec promise_spec = {
	.name = "promise",
	.title = N_("Promise to the customer"),
	.submit_label = N_("save"),
	.fields = promise_fields,
	.n_fields = G_N_ELEMENTS(promise_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = promise_submit,
};

static void
settle_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_PROMISE_SETTLED);

	act_text(act, "promise", ticket_form_part(form));
	ticket_form_send(form, act, _("Promise settled on %s."));
}

static const FormField settle_fields[] = {
	{.name = "result",
		.kind = FORM_PICK,
		.label = N_("Result"),
		.flags = FORM_NEED,
		.options = results},
	{.name = "text", .kind = FORM_TEXT, .label = N_("Remark")},
};

static const FormSpec settle_spec = {
	.name = "promise-settle",
	.title = N_("What became of the promise?"),
	.submit_label = N_("save"),
	.fields = settle_fields,
	.n_fields = G_N_ELEMENTS(settle_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = settle_submit,
};

static unsigned
count_open(const Ticket *ticket)
{
	unsigned n = 0;

	for (guint i = 0; i < ticket->promises->len; i++)
		n += !*((const Promise *)ticket->promises->pdata[i])->result;
	return n;
}

static void
promise_picked(View *owner, const char *code, void *data)
{
	Ticket *ticket = desk_ticket(view_desk(owner), data, NULL);

	if (!ticket)
		return;
	if (*code)
		ticket_form_open(owner->app, &settle_spec, ticket, code);
	else
		ticket_form_open(owner->app, &promise_spec, ticket, NULL);
}

/* Open promises are settled from the same verb: the list comes first where there are any. */
void
ticket_promise(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items;

	if (!count_open(ticket)) {
		ticket_form_open(app, &promise_spec, ticket, NULL);
		return;
	}
	items = dialog_items_new();
	dialog_items_add(items, "", _("make a new promise"), NULL);
	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];
		g_autofree char *by =
			when_dup_moment(promise->by_us, app_now_us(app), app_zone(app));
		g_autofree char *label =
			g_strdup_printf(_("settle: %1$s, by %2$s"), promise->what, by);

		if (!*promise->result)
			dialog_items_add(items, promise->id, label, NULL);
	}
	dialog_pick(app, _("Promises"), items, promise_picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}
