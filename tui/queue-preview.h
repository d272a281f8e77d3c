/*
 * The preview of the selected complaint: two lines below the list, or a pane
 * at its right. Reads one complaint when told to, never while drawing.
 */
#pragma once

#include "tui/ticket-panels.h"

typedef struct QueuePreview {
	TicketModel model; /* ticket NULL while there is none */
	TicketPage *page;  /* of the pane; NULL until laid out */
} QueuePreview;

/* Reads complaint `id` ("" for none); what cannot be read is shown as empty. */
void queue_preview_read(QueuePreview *preview, const QueueLook *look, const char *id);
void queue_preview_clear(QueuePreview *preview);
/* Fits the pane to `cols`. */
void queue_preview_layout(QueuePreview *preview, int cols, const CellRules *rules);
/* Heading and two lines into `rect` (three rows). */
void queue_preview_draw_below(const QueuePreview *preview, Canvas *canvas, Rect rect);
void queue_preview_draw_pane(const QueuePreview *preview, Canvas *canvas, Rect rect);
