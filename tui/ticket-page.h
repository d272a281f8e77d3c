/*
 * Text of a page as lines that fit a width: headings, labelled values, wrapped
 * paragraphs. Built once for a width, then scrolled, searched and drawn. All
 * text is cleaned here; masking is the caller's. Used by the ticket page and
 * the queue's preview.
 */
#pragma once

#include "tui/canvas.h"

typedef struct TicketPage TicketPage;

/* Lines for `cols` cells as `rules` (copied) measure them. */
TicketPage *ticket_page_new(int cols, const CellRules *rules);
void ticket_page_free(TicketPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketPage, ticket_page_free)

int ticket_page_cols(const TicketPage *page);
int ticket_page_lines(const TicketPage *page);

/* A rule with words in it: "-- What happened -----". */
void ticket_page_heading(TicketPage *page, const char *text);
void ticket_page_blank(TicketPage *page);
/* A wrapped paragraph, `indent` cells in. Newlines are kept. */
void ticket_page_text(TicketPage *page, int indent, const char *text, Role role);
/*
 * `label` in a column of its own and `value` wrapped beside it; nothing at all
 * where `value` is "". An empty label continues the one before.
 */
void ticket_page_field(TicketPage *page, const char *label, const char *value, Role role);
/* The same with a column of `label_cols` cells, for the history. */
void ticket_page_entry(
	TicketPage *page, int label_cols, const char *label, const char *value, Role role);

/* Takes both and adds their lines side by side, `right` from cell `right_col` on. */
void ticket_page_beside(TicketPage *page, TicketPage *left, TicketPage *right, int right_col);
/* Drops what stands behind the first `lines`, and marks that there was more. */
void ticket_page_cut(TicketPage *page, int lines);

/* The first line at or after `from` that holds `needle` (case and width ignored), round the
 * end; -1 if none. */
int ticket_page_find(const TicketPage *page, const char *needle, int from);

/* Draws lines from `first` on into `rect`; lines that hold `needle` (may be NULL) are marked.
 */
void ticket_page_draw(
	const TicketPage *page, Canvas *canvas, Rect rect, int first, const char *needle);
