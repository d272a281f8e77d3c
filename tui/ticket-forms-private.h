/*
 * What the forms on a complaint share: the complaint as it was when the form
 * was opened (the base of guarded acts), the act made of the form, and its end.
 */
#pragma once

#include "tui/form.h"

/* Opens `spec` about `ticket`, which is taken; `part` is a promise, entry or claim of it, or
 * NULL. */
void ticket_form_open(App *app, const FormSpec *spec, Ticket *ticket, const char *part);
const Ticket *ticket_form_ticket(const Form *form);
const char *ticket_form_part(const Form *form);
/* A line over the fields: number and title, masked. */
int ticket_form_head(const Form *form, Canvas *canvas, Rect rect);
/* True if the person signed on owns the complaint and so knows its personal data. */
bool ticket_form_is_owner(const Form *form);

/* A new act with one event of `kind` on the complaint: base and the form's values are in it. */
Act *ticket_form_act(const Form *form, EventKind kind);
/* Submits; saved: says so and closes the form, refused: marks its fields. */
void ticket_form_send(Form *form, Act *act, const char *saved);

/* One event with one field, and what is said when it is saved. */
typedef struct TicketAct {
	EventKind kind;
	const char *field, *value, *saved;
} TicketAct;
/* Submits it on `ticket` at once. */
void ticket_act_now(View *owner, const Ticket *ticket, TicketAct what);

/* Options of a taxonomy facet: all, or what fits what was typed. */
void ticket_find_taxonomy(
	const Form *form, TaxonomyFacet facet, const char *typed, FormFinds *finds);

/* Each takes `ticket`. */
typedef void (*TicketVerbFunc)(App *app, View *view, Ticket *ticket);
void ticket_note(App *app, View *view, Ticket *ticket);
void ticket_contact(App *app, View *view, Ticket *ticket);
void ticket_promise(App *app, View *view, Ticket *ticket);
void ticket_move(App *app, View *view, Ticket *ticket);
void ticket_reopen(App *app, View *view, Ticket *ticket);
void ticket_withdraw(App *app, View *view, Ticket *ticket);
void ticket_void(App *app, View *view, Ticket *ticket);
void ticket_owner(App *app, View *view, Ticket *ticket);
void ticket_accept(App *app, View *view, Ticket *ticket);
void ticket_decline(App *app, View *view, Ticket *ticket);
void ticket_edit(App *app, View *view, Ticket *ticket);
void ticket_category(App *app, View *view, Ticket *ticket);
void ticket_link(App *app, View *view, Ticket *ticket);
void ticket_attach(App *app, View *view, Ticket *ticket);
void ticket_claim_add(App *app, View *view, Ticket *ticket);
void ticket_redress(App *app, View *view, Ticket *ticket);
void ticket_deadline(App *app, View *view, Ticket *ticket);
void ticket_extend(App *app, View *view, Ticket *ticket);
void ticket_review(App *app, View *view, Ticket *ticket);
/* The form of a verb of deadlines; takes `ticket`. */
void ticket_clock_fact(App *app, Verb verb, Ticket *ticket);
void ticket_request_verb(App *app, View *view, Ticket *ticket);
void ticket_merge(App *app, View *view, Ticket *ticket);
void ticket_unmerge(App *app, View *view, Ticket *ticket);
