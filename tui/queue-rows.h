/*
 * How a complaint looks in a list: columns by the width there is (UI 6.2), one
 * row drawn. Pure: row, moment and widths come in. Names, phones and accounts
 * are masked here, all text is cleaned.
 */
#pragma once

#include "core/desk.h"
#include "tui/canvas.h"

typedef enum QueueColumn {
	QUEUE_NUMBER,
	QUEUE_LEFT,
	QUEUE_STATE,
	QUEUE_CATEGORY,
	QUEUE_OWNER,
	QUEUE_CUSTOMER,
	QUEUE_SUBJECT,
	N_QUEUE_COLUMNS
} QueueColumn;

/* Cells of each column, 0 where it is left out. Two lines a complaint below 60. */
typedef struct QueueColumns {
	int cols[N_QUEUE_COLUMNS];
	bool two_lines;
} QueueColumns;

/* What drawing a row needs to know beside it. */
typedef struct QueueLook {
	Desk *desk;
	GTimeZone *zone;
	int64_t now_us;
	bool chinese;		     /* labels of the taxonomy */
	const QueueColumns *columns; /* for rows; else NULL */
} QueueLook;

/* Widths for a list `cols` wide whose longest number takes `number_cols`. */
void queue_columns_fit(QueueColumns *ret, int cols, int number_cols);
/* Heads of the columns on the line `rect.row`; none where a complaint takes two lines. */
void queue_columns_draw_heads(const QueueColumns *columns, Canvas *canvas, Rect rect);
/* One complaint on `rect` (one or two lines). */
void queue_row_draw(const QueueRow *row, const QueueLook *look, Canvas *canvas, Rect rect);
/* The marker of the selected one, over its row. */
void queue_row_draw_marker(Canvas *canvas, Rect rect);

/*
 * Rows as they were drawn, by complaint, so that a key formats only rows that were not on the
 * screen yet. What is in them holds until queue_drawn_forget() (data, widths, language) or the
 * next minute; the marker is not in them. Bounded.
 */
typedef struct QueueDrawn QueueDrawn;
QueueDrawn *queue_drawn_new(void);
void queue_drawn_free(QueueDrawn *drawn);
void queue_drawn_forget(QueueDrawn *drawn);
/* Shows as queue_row_draw(). */
void queue_drawn_row(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look,
	Canvas *canvas, Rect rect);
/* Keeps a row in the size of `rect` before it is on the screen; false if it was kept already.
 */
bool queue_drawn_ahead(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look,
	const CellRules *rules, Rect rect);
/* Rows formatted since queue_drawn_new(). */
unsigned queue_drawn_count(const QueueDrawn *drawn);

/* Label of the reason, else of the business. Caller frees. */
char *queue_dup_category(const QueueLook *look, const char *business, const char *reason);
/* Name of a member of staff, "-" for nobody; "?" and the name of who is only asked. Caller
 * frees. */
char *queue_dup_owner(const QueueLook *look, const char *owner, const char *asked);
