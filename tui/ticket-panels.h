/*
 * The parts of a complaint as text on a page: one function a part, each over
 * the same model. They read and lay out; nothing is asked of the store here.
 */
#pragma once

#include "core/desk-merge.h"
#include "tui/queue-rows.h"
#include "tui/ticket-page.h"

/* What was read for one look at a complaint. */
typedef struct TicketModel {
	QueueLook look;
	Ticket *ticket;
	GPtrArray *history; /* HistoryLine *, oldest first; NULL if it could not be read */
	int64_t time_us;    /* worked on it */
	int64_t running_us; /* of the timer that runs on it, -1 if none */
	bool open_names;    /* name and phone are shown: the owner's, once logged */
	bool revealed;	    /* all personal data, for 15 s */
	bool all_history;   /* who looked at it too: auditor and compliance */
	bool together;	    /* histories of what is merged stand between each other */
	GPtrArray *sources; /* MergedRow *: what goes on in it */
	MergedRow *target;  /* in what it goes on; NULL if in nothing */
	bool has_clock;
	Clock clock; /* the statutory one, now */
} TicketModel;

/* Reads ticket, history and time; false with the error. `model` must be zeroed or filled. */
bool ticket_model_read(TicketModel *model, Desk *desk, const char *id, GError **error);
void ticket_model_clear(TicketModel *model);

/* Name, phone or account as this look may show it; not cleaned. Caller frees. */
char *ticket_model_dup_name(const TicketModel *model, const char *name);
char *ticket_model_dup_phone(const TicketModel *model, const char *phone);
char *ticket_model_dup_account(const TicketModel *model, const char *account);
/* Prose with what identifies the customer masked where this look may not show it. Caller frees.
 */
char *ticket_model_dup_prose(const TicketModel *model, const char *text);
/* Prose with long runs of digits (phones, cards, identity numbers) masked. Caller frees. */
char *ticket_dup_masked_prose(const char *text);
/* Moment until which an answer is due, INT64_MAX where none is. */
int64_t ticket_model_due_us(const TicketModel *model);
/* "INVESTIGATING  owner Wang  Card > Annual fee  level major  restricted ..." Caller frees. */
char *ticket_model_dup_state(const TicketModel *model);
/* "Due 05-20 Wed !  [####......] 4 of 15 days used, 0d03h left"; bar where `bar`. Caller frees.
 */
char *ticket_model_dup_due(const TicketModel *model, bool bar);

void ticket_panel_facts(TicketPage *page, const TicketModel *model);
void ticket_panel_people(TicketPage *page, const TicketModel *model);
void ticket_panel_clock(TicketPage *page, const TicketModel *model);
/* At most `max_lines` of it; 0: all. */
void ticket_panel_text(TicketPage *page, const TicketModel *model, int max_lines);
void ticket_panel_claims(TicketPage *page, const TicketModel *model);
void ticket_panel_promises(TicketPage *page, const TicketModel *model);
void ticket_panel_redress(TicketPage *page, const TicketModel *model);
void ticket_panel_requests(TicketPage *page, const TicketModel *model);
/* What it goes on in, and what goes on in it. */
void ticket_panel_merging(TicketPage *page, const TicketModel *model);
/* Adds the histories of what is merged with it; each line of another begins with its number. */
void ticket_model_join_histories(TicketModel *model);
void ticket_panel_files(TicketPage *page, const TicketModel *model);
void ticket_panel_links(TicketPage *page, const TicketModel *model);
void ticket_panel_conflicts(TicketPage *page, const TicketModel *model);
void ticket_panel_source(TicketPage *page, const TicketModel *model);
void ticket_panel_time(TicketPage *page, const TicketModel *model);
void ticket_panel_closing(TicketPage *page, const TicketModel *model);
/* True for a line this look shows: who looked at the page is for those who check. */
bool ticket_model_shows_line(const TicketModel *model, const HistoryLine *line);
/* Newest first; at most `max` entries. */
void ticket_panel_history(TicketPage *page, const TicketModel *model, unsigned max);
