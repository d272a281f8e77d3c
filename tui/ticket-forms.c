/*
 * From a verb to what it does with the complaint on top, and what its forms
 * share. Themes are in tui/ticket-forms-*.c.
 */
#include "config.h"

#include "tui/ticket-forms.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"
#include "tui/ticket-panels.h"
#include "tui/view-dates.h"
#include "tui/when.h"

typedef struct TicketForm {
	Ticket *ticket;
	char part[UUID_LEN];
} TicketForm;

static void
ticket_form_free(void *data)
{
	TicketForm *state = data;

	ticket_free(state->ticket);
	g_free(state);
}

void
ticket_form_open(App *app, const FormSpec *spec, Ticket *ticket, const char *part)
{
	TicketForm *state = g_new0(TicketForm, 1);
	/* Two parts of one complaint are two drafts. */
	g_autofree char *subject = g_strconcat(ticket->id, part ? "-" : NULL, part, NULL);

	state->ticket = ticket;
	g_strlcpy(state->part, part ? part : "", UUID_LEN);
	form_open(app, spec, subject, state, ticket_form_free);
}

const Ticket *
ticket_form_ticket(const Form *form)
{
	return ((const TicketForm *)form_data(form))->ticket;
}

const char *
ticket_form_part(const Form *form)
{
	return ((const TicketForm *)form_data(form))->part;
}

bool
ticket_form_is_owner(const Form *form)
{
	const Person *person = desk_person(form_desk(form));

	return person && strcmp(person->id, ticket_form_ticket(form)->owner) == 0;
}

int
ticket_form_head(const Form *form, Canvas *canvas, Rect rect)
{
	const Ticket *ticket = ticket_form_ticket(form);
	g_autofree char *title = NULL, *line = NULL;

	if (!canvas)
		return 1;
	title = ticket_dup_masked_prose(ticket_title(ticket));
	line = g_strdup_printf("%s  %s", ticket->number, title);
	mask_put_field(canvas, (Rect){rect.row, MAX(rect.col, 1), 1, rect.cols - 1}, line,
		MASK_NONE, ROLE_LABEL);
	return 1;
}

static Act *
act_on(Desk *desk, const Ticket *ticket, EventKind kind)
{
	Act *act = desk_act(desk);

	act_add_on(act, kind, ticket);
	return act;
}

Act *
ticket_form_act(const Form *form, EventKind kind)
{
	Act *act = act_on(form_desk(form), ticket_form_ticket(form), kind);

	form_fill_act(form, act, kind);
	return act;
}

static void
form_answered(View *owner, const ActResult *result, void *data)
{
	Form *form = form_from_view(owner);

	if (result->outcome == ACT_SAVED)
		form_close(form);
	else
		form_take_refusals(form, result);
}

void
ticket_form_send(Form *form, Act *act, const char *saved)
{
	app_submit(form_app(form), act, saved, form_answered,
		(ViewHook){.owner = form_view(form)});
}

void
ticket_act_now(View *owner, const Ticket *ticket, TicketAct what)
{
	Act *act = act_on(view_desk(owner), ticket, what.kind);

	act_text(act, what.field, what.value);
	app_submit(owner->app, act, what.saved, NULL, (ViewHook){.owner = owner});
}

static void
list_taxonomy(const Form *form, TaxonomyFacet facet, FormFinds *finds)
{
	const TaxonomySet *set = desk_taxonomy(form_desk(form));
	g_autoptr(GPtrArray) rows = taxonomy_list(set, facet, 0);
	bool zh = when_in_chinese();

	for (guint i = 0; i < rows->len; i++) {
		const TaxonomyEntry *entry = rows->pdata[i];
		g_autofree char *path = taxonomy_dup_path(set, facet, entry->id, zh);

		form_finds_add(finds, entry->id, path, 0);
	}
}

void
ticket_find_taxonomy(const Form *form, TaxonomyFacet facet, const char *typed, FormFinds *finds)
{
	const TaxonomySet *set = desk_taxonomy(form_desk(form));
	g_autoptr(GArray) matches = NULL;

	if (!*typed) {
		list_taxonomy(form, facet, finds);
		return;
	}
	matches = taxonomy_match(set, facet, typed, 0, 20);
	for (guint i = 0; i < matches->len; i++) {
		const TaxonomyEntry *entry = g_array_index(matches, TaxonomyMatch, i).entry;
		g_autofree char *path =
			taxonomy_dup_path(set, facet, entry->id, when_in_chinese());

		form_finds_add(finds, entry->id, path, 0);
	}
}

/* ---- acts without a form ---- */

static void
ticket_take(App *app, View *view, Ticket *ticket)
{
	const Person *person = desk_person(app_desk(app));

	ticket_act_now(view, ticket,
		(TicketAct){EVENT_OWNER_ACCEPTED, "person", person->id, _("You own %s now.")});
	ticket_free(ticket);
}

static void
ticket_dates(App *app, View *view, Ticket *ticket)
{
	dates_open(app, ticket->id);
	ticket_free(ticket);
}

static void
ticket_copy(App *app, View *view, Ticket *ticket)
{
	app_send_copy(app, ticket->number);
	ticket_free(ticket);
}

/* Takes back the last act: of this complaint on its page, else the person's last of all. */
static void
undo(App *app, View *view)
{
	VerbSubject subject;
	char ticket[UUID_LEN] = "";
	g_autofree char *words = NULL, *masked = NULL, *saved = NULL;
	g_auto(GStrv) ids = NULL;
	bool page = view->ops->context == IN_TICKET;
	Act *act;

	app_subject(app, &subject);
	ids = desk_last_act(
		app_desk(app), page && *subject.id ? subject.id : NULL, ticket, &words);
	if (!ids) {
		app_say(app, "%s", _("There is nothing of yours to take back here."));
		return;
	}
	act = desk_act(app_desk(app));
	act_add(act, EVENT_ACT_UNDONE, ticket);
	act_list(act, "undoes", (const char *const *)ids);
	masked = ticket_dup_masked_prose(words);
	/* The number stands where "%%s" is; what follows is what was taken back. */
	saved = g_strdup_printf(_("Taken back on %%s: %s"), masked);
	app_submit(app, act, saved, NULL, (ViewHook){.owner = view});
}

/* ---- routes ---- */

static const struct {
	Verb verb;
	TicketVerbFunc run;
} verbs[] = {
	{VERB_NOTE, ticket_note},
	{VERB_CONTACT, ticket_contact},
	{VERB_PROMISE, ticket_promise},
	{VERB_DATES, ticket_dates},
	{VERB_DEADLINE, ticket_deadline},
	{VERB_EXTEND, ticket_extend},
	{VERB_REVIEW, ticket_review},
	{VERB_MOVE, ticket_move},
	{VERB_OWNER, ticket_owner},
	{VERB_ACCEPT, ticket_accept},
	{VERB_DECLINE, ticket_decline},
	{VERB_TAKE, ticket_take},
	{VERB_EDIT, ticket_edit},
	{VERB_CATEGORY, ticket_category},
	{VERB_LINK, ticket_link},
	{VERB_ATTACH, ticket_attach},
	{VERB_CLAIM, ticket_claim_add},
	{VERB_REDRESS, ticket_redress},
	{VERB_REQUEST, ticket_request_verb},
	{VERB_MERGE, ticket_merge},
	{VERB_UNMERGE, ticket_unmerge},
	{VERB_WITHDRAW, ticket_withdraw},
	{VERB_VOID, ticket_void},
	{VERB_REOPEN, ticket_reopen},
	{VERB_COPY, ticket_copy},
};

/* Prerequisites hold already; the complaint is read anew, so that the base is what is seen now.
 */
static void
run(App *app, View *view, Verb verb)
{
	VerbSubject subject;
	g_autoptr(GError) error = NULL;
	Ticket *ticket;

	app_subject(app, &subject);
	if (!*subject.id) {
		app_say(app, "%s", _("Select a complaint first."));
		return;
	}
	ticket = desk_ticket(app_desk(app), subject.id, &error);
	if (!ticket) {
		app_say_error(app, "%s", error->message);
		return;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (verbs[i].verb == verb) {
			verbs[i].run(app, view, ticket);
			return;
		}
	ticket_clock_fact(app, verb, ticket);
}

static void
run_undo(App *app, View *view, Verb verb)
{
	undo(app, view);
}

const AppRoute ticket_routes[] = {
	{VERB_NOTE, run},
	{VERB_CONTACT, run},
	{VERB_PROMISE, run},
	{VERB_DATES, run},
	{VERB_DEADLINE, run},
	{VERB_EXTEND, run},
	{VERB_REVIEW, run},
	{VERB_ACKNOWLEDGE, run},
	{VERB_REPEATED, run},
	{VERB_FACTS, run},
	{VERB_AGREE, run},
	{VERB_HOLDING, run},
	{VERB_CREDIT, run},
	{VERB_PAUSE, run},
	{VERB_RESUME, run},
	{VERB_CONDITION, run},
	{VERB_CYCLE, run},
	{VERB_REPORTED, run},
	{VERB_FOLLOW, run},
	{VERB_MOVE, run},
	{VERB_OWNER, run},
	{VERB_ACCEPT, run},
	{VERB_DECLINE, run},
	{VERB_TAKE, run},
	{VERB_EDIT, run},
	{VERB_CATEGORY, run},
	{VERB_LINK, run},
	{VERB_ATTACH, run},
	{VERB_CLAIM, run},
	{VERB_REDRESS, run},
	{VERB_REQUEST, run},
	{VERB_MERGE, run},
	{VERB_UNMERGE, run},
	{VERB_WITHDRAW, run},
	{VERB_VOID, run},
	{VERB_REOPEN, run},
	{VERB_COPY, run},
	{VERB_UNDO, run_undo},
	{VERB_NONE, NULL},
};
