/*
 * The rows a list shows, as a window on the store: a run of rows in list order
 * around the screen, fetched by keyset, never all of them and never by row
 * number. The selection is an id: it stays on its complaint when rows come, go
 * or move, and at its line of the screen where that can be. Moving inside the
 * window asks the store nothing. Knows no canvas; used by tui/view-queue.c.
 */
#pragma once

#include "core/desk.h"

typedef struct QueueList QueueList;

/* An empty list of `desk`, which must outlive it. */
QueueList *queue_list_new(Desk *desk);
void queue_list_free(QueueList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueueList, queue_list_free)

/*
 * Shows what `query` finds, from the top, but with the complaint selected
 * before still selected where it is found. False and all as it was on a query
 * that cannot be read.
 */
bool queue_list_set_query(QueueList *list, const char *query, GError **error);
const char *queue_list_query(const QueueList *list);

/* Reads the window anew: what the store says now. On failure all stays as it was. */
bool queue_list_reload(QueueList *list, GError **error);

/* Complaints that fit on the screen; at least 1 is assumed. */
void queue_list_set_height(QueueList *list, int height);

/* Moves the selection by `by` complaints, as far as there are any. */
bool queue_list_move(QueueList *list, int by, GError **error);
/* The same, and the screen with it. */
bool queue_list_page(QueueList *list, int by, GError **error);
bool queue_list_move_to_top(QueueList *list, GError **error);
bool queue_list_move_to_end(QueueList *list, GError **error);

/* True while the screen is not full and the store has not been gone through: more rows may
 * come. */
bool queue_list_is_searching(const QueueList *list);

/* True if a scroll could soon leave the window; queue_list_read_ahead() then widens it. */
bool queue_list_wants_more(const QueueList *list);
bool queue_list_read_ahead(QueueList *list, GError **error);

/* The complaint at `line` of the screen, NULL below the last. Borrowed until the list changes.
 */
const QueueRow *queue_list_row(const QueueList *list, int line);
/* The same for lines above (negative) and below the screen; NULL where none was read yet. */
const QueueRow *queue_list_row_near(const QueueList *list, int line);
const QueueRow *queue_list_selected(const QueueList *list); /* NULL in an empty list */
int queue_list_selected_line(const QueueList *list);
/* Place of the selected complaint in the whole list from 1; 0 where it is not known. */
int64_t queue_list_position(const QueueList *list);
