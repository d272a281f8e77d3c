/* The effect of one kind of event, without guards; for core's own folder. See ticket-apply.c
 * (the table) and ticket-apply-clock.c (clocks, letters, requests).
 */
#pragma once

#include "core/ticket-fold.h"

typedef FoldEffect (*TicketApply)(Ticket *ticket, const Event *event);

/* Applies the event's kind to the ticket; FOLD_IGNORED for a kind that is not about tickets. */
FoldEffect ticket_apply_kind(Ticket *ticket, const Event *event);

/* True if the table has a row for this kind. */
bool ticket_has_effect(EventKind kind);

/* What ticket-apply-clock.c knows of a kind; NULL if nothing. */
TicketApply ticket_apply_of_clock(EventKind kind);

/* Keeps what a clock may count of an event that was applied (Ticket.facts); `before` is the
 * state it met. */
void ticket_keep_fact(Ticket *ticket, const Event *event, TicketState before);

/* The further clocks of an event's "beside", a line each. */
void ticket_take_beside(Ticket *ticket, const Event *event);

/* Reading a payload: "" , 0 and false for what is absent. Borrowed. */
const char *apply_text_of(const Event *event, const char *field);
int64_t apply_int_of(const Event *event, const char *field);
bool apply_bool_of(const Event *event, const char *field);
/* Copies a field to an owned text or an id. */
void apply_take_text(char **slot, const Event *event, const char *field);
void apply_take_id(char *slot, const Event *event, const char *field);
