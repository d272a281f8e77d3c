/*
 * State and owner: move, reopen, withdraw, void, hand over, answer a request.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"

static const FormOption ways[] = {{"phone", N_("phone"), 0}, {"in_person", N_("in person"), 0},
	{"letter", N_("letter"), 0}, {"email", N_("e-mail"), 0}, {"sms", N_("text message"), 0},
	{"message", N_("messenger"), 0}, {NULL, NULL, 0}};

/* A callback's view of the complaint: read again, so that its base is fresh. */
static Ticket *
read_again(View *owner, const char *id)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = desk_ticket(view_desk(owner), id, &error);

	if (!ticket)
		app_say_error(owner->app, "%s", error->message);
	return ticket;
}

static ViewHook
hook_on(View *view, const Ticket *ticket)
{
	return (ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free};
}

/* ---- move ---- */

/* Closing has its own protocol; "told" needs the telling on record first. */
static bool
is_offered(const Ticket *ticket, TicketState state)
{
	return state != TICKET_STATE_CLOSED &&
	       (state != TICKET_STATE_TOLD || ticket->told_us) &&
	       (rules_next_states(ticket->state) & (1u << state));
}

static void
find_states(const Form *form, const char *typed, FormFinds *finds)
{
	const Ticket *ticket = ticket_form_ticket(form);
	g_autofree char *want = g_utf8_strdown(typed, -1);

	for (int i = 0; i < N_TICKET_STATES; i++) {
		const char *word = words_state((TicketState)i);

		if (is_offered(ticket, (TicketState)i) && strstr(word, want))
			form_finds_add(finds, ticket_state_name((TicketState)i), word, 0);
	}
}

static void
move_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_STATUS_CHANGED);

	act_text(act, "from", ticket_state_name(ticket_form_ticket(form)->state));
	ticket_form_send(form, act, _("%s moved."));
}

static const FormField move_fields[] = {
	{.name = "to",
		.kind = FORM_PICK,
		.label = N_("Move to"),
		.flags = FORM_NEED,
		.source = find_states},
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.hint = N_("Needed for waiting: what it waits for.")},
};

static const FormSpec move_spec = {
	.name = "move",
	.title = N_("Move to another state"),
	.submit_label = N_("move"),
	.fields = move_fields,
	.n_fields = G_N_ELEMENTS(move_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = move_submit,
};

void
ticket_move(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &move_spec, ticket, NULL);
}

/* ---- reopen, void: one reason ---- */

static void
reopen_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_STATUS_CHANGED);

	act_text(act, "from", ticket_state_name(ticket_form_ticket(form)->state));
	act_text(act, "to", ticket_state_name(TICKET_STATE_INVESTIGATING));
	ticket_form_send(form, act, _("%s is open again."));
}

static const FormField reopen_fields[] = {
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.hint = N_("Why is it opened again? The customer's new words, or what was "
			   "wrong.")},
};

static const FormSpec reopen_spec = {
	.name = "reopen",
	.title = N_("Open again"),
	.submit_label = N_("open it"),
	.fields = reopen_fields,
	.n_fields = G_N_ELEMENTS(reopen_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = reopen_submit,
};

void
ticket_reopen(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &reopen_spec, ticket, NULL);
}

static void
void_submit(Form *form)
{
	ticket_form_send(form, ticket_form_act(form, EVENT_TICKET_VOIDED), _("%s is void."));
}

static const FormField void_fields[] = {
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.hint = N_("Why was it logged by mistake? A second person signs; it is counted "
			   "and "
			   "cannot be undone.")},
};

static const FormSpec void_spec = {
	.name = "void",
	.title = N_("Void: logged by mistake"),
	.submit_label = N_("make it void"),
	.fields = void_fields,
	.n_fields = G_N_ELEMENTS(void_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = void_submit,
};

void
ticket_void(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &void_spec, ticket, NULL);
}

/* ---- withdraw ---- */

static void
withdraw_start(Form *form)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));

	form_set_default(form, "at", now, NULL);
}

static void
withdraw_submit(Form *form)
{
	ticket_form_send(
		form, ticket_form_act(form, EVENT_TICKET_WITHDRAWN), _("%s is withdrawn."));
}

static const FormField withdraw_fields[] = {
	{.name = "wish",
		.kind = FORM_LONG,
		.label = N_("Wish"),
		.flags = FORM_NEED,
		.rows = 3,
		.hint = N_("In the customer's own words. Only the customer can withdraw.")},
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("How"),
		.flags = FORM_NEED,
		.options = ways},
	{.name = "at",
		.kind = FORM_TIME,
		.label = N_("When"),
		.flags = FORM_NEED | FORM_DEFAULTED | FORM_PAST},
};

static const FormSpec withdraw_spec = {
	.name = "withdraw",
	.title = N_("The customer withdraws the complaint"),
	.submit_label = N_("record it"),
	.fields = withdraw_fields,
	.n_fields = G_N_ELEMENTS(withdraw_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = withdraw_start,
	.submit = withdraw_submit,
};

void
ticket_withdraw(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &withdraw_spec, ticket, NULL);
}

/* ---- owner ---- */

static void
owner_submit(Form *form)
{
	ticket_form_send(form, ticket_form_act(form, EVENT_OWNER_ASKED),
		_("Asked to take %s over; until accepted, the owner stays."));
}

static const FormField owner_fields[] = {
	{.name = "person", .kind = FORM_PERSON, .label = N_("Person"), .flags = FORM_NEED},
	{.name = "reason", .kind = FORM_TEXT, .label = N_("Reason")},
};

static const FormSpec owner_spec = {
	.name = "owner",
	.title = N_("Ask somebody to take it over"),
	.submit_label = N_("ask"),
	.fields = owner_fields,
	.n_fields = G_N_ELEMENTS(owner_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = owner_submit,
};

void
ticket_accept(App *app, View *view, Ticket *ticket)
{
	const Person *person = desk_person(app_desk(app));

	ticket_act_now(view, ticket,
		(TicketAct){EVENT_OWNER_ACCEPTED, "person", person->id, _("You own %s now.")});
	ticket_free(ticket);
}

static void
decline_submit(Form *form)
{
	ticket_form_send(form, ticket_form_act(form, EVENT_OWNER_DECLINED),
		_("Declined %s; its owner stays."));
}

static const FormField decline_fields[] = {
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.hint = N_("Why can you not take it over?")},
};

static const FormSpec decline_spec = {
	.name = "decline",
	.title = N_("Decline"),
	.submit_label = N_("decline it"),
	.fields = decline_fields,
	.n_fields = G_N_ELEMENTS(decline_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = decline_submit,
};

void
ticket_decline(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &decline_spec, ticket, NULL);
}

static void
asked_answered(View *owner, int answer, void *data)
{
	Ticket *ticket = read_again(owner, data);

	if (!ticket)
		return;
	if (answer == 1)
		ticket_accept(owner->app, owner, ticket);
	else if (answer == 2)
		ticket_decline(owner->app, owner, ticket);
	else
		ticket_form_open(owner->app, &owner_spec, ticket, NULL);
}

/* Who is asked answers first; everybody else asks. */
void
ticket_owner(App *app, View *view, Ticket *ticket)
{
	const Person *person = desk_person(app_desk(app));
	const char *options[] = {_("take it over"), _("decline"), _("ask somebody else"), NULL};
	DialogChoice choice = {
		.title = _("You are asked to take it over"),
		.text = ticket->number,
		.options = options,
	};

	if (person && strcmp(ticket->asked, person->id) == 0) {
		dialog_choice(app, &choice, asked_answered, hook_on(view, ticket));
		ticket_free(ticket);
		return;
	}
	ticket_form_open(app, &owner_spec, ticket, NULL);
}
