/*
 * Inside of the queue's view, for tui/view-queue.c (what it does) and
 * tui/queue-draw.c (how it looks). Invariants: `shown` is the last filter that
 * could be read and is what `list` shows; `typed` is what the person wants and
 * becomes `shown` in the next refresh, or stays beside it with `problem`.
 */
#pragma once

#include "tui/queue-list.h"
#include "tui/queue-preview.h"
#include "tui/queue-query.h"
#include "tui/view.h"

#define QUEUE_COUNT_CAP 1000

typedef enum QueuePane { QUEUE_PANE_NONE, QUEUE_PANE_BELOW, QUEUE_PANE_RIGHT } QueuePane;

typedef struct QueueLayout {
	QueueColumns columns;
	QueuePane pane;
	bool heads;
	Rect list, preview;
} QueueLayout;

typedef struct QueueView {
	View view;
	QueueList *list;
	QueueDrawn *drawn;
	QueueLook look;
	const QueueViewDef *def;
	const char *sort; /* of queue_sorts */
	char *typed, *shown;
	char *problem; /* why `typed` cannot be shown; NULL if it is */
	unsigned problem_column;
	bool finding; /* the strip is open over the first row */
	bool hide_preview;
	int number_cols;
	QueuePreview preview;
	char previewed[UUID_LEN];
	int64_t preview_at_us; /* 0: nothing waits */
	bool ahead_waits;      /* rows above and below the screen are to be drawn aside */
	int64_t counts_at_us;  /* 0: they are known */
	bool has_counts;
	QueueCounts counts;
	int64_t matches;   /* of the list, capped; -1 unknown */
	int64_t elsewhere; /* what the filter would find in all of them, when the list is empty
			    */
	QueueLayout layout;
} QueueView;

void queue_layout_fit(QueueLayout *ret, Rect rect, bool hide_preview, int number_cols);
/* Draws some rows around the screen aside, where keys will come to; true if more are left. */
bool queue_draw_ahead(QueueView *queue);
void queue_view_draw(const View *view, Canvas *canvas, Rect rect);
