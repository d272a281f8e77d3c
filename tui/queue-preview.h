/*
 * The preview of the selected complaint: two lines below the list, or a pane
 * at its right. Reads one complaint and draws it aside when told to; showing it only copies.
 */
#pragma once

#include "tui/ticket-panels.h"

typedef struct QueuePreview {
	TicketModel model; /* ticket NULL while there is none */
	Canvas *drawn;	   /* as it is shown; NULL until laid out */
} QueuePreview;

/* Reads complaint `id` ("" for none); what cannot be read is shown as empty. */
void queue_preview_read(QueuePreview *preview, const QueueLook *look, const char *id);
void queue_preview_clear(QueuePreview *preview);
/* Draws it in the size of `rect`: as a pane, or as a heading and two lines (three rows). */
void queue_preview_layout_pane(QueuePreview *preview, Rect rect, const CellRules *rules);
void queue_preview_layout_below(QueuePreview *preview, Rect rect, const CellRules *rules);
/* Shows it on `rect`, the one it was laid out for. */
void queue_preview_draw(const QueuePreview *preview, Canvas *canvas, Rect rect);
