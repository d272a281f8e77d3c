/*
 * What a queue shows, in the query language: ready-made views, orders, and
 * how a person's filter joins them. Pure but for the language of the words.
 */
#pragma once

#include "core/person.h"

typedef struct QueueViewDef {
	const char *code;
	const char *title; /* N_() */
	const char *query; /* for desk_queue() */
	const char *sort;  /* "due", "-closed" */
} QueueViewDef;

typedef struct QueueSortDef {
	const char *sort;
	const char *title; /* N_(): in the pick list */
	const char *name;  /* N_(): on the strip, at most 10 cells */
} QueueSortDef;

/* Ended by an entry whose code (sort) is NULL. */
extern const QueueViewDef queue_views[];
extern const QueueSortDef queue_sorts[];

/* The view a role begins with. */
const QueueViewDef *queue_view_of_role(StaffRole role);
/* NULL if there is none. */
const QueueViewDef *queue_view_by_code(const char *code);
const QueueSortDef *queue_sort_by_sort(const char *sort);

/*
 * The query for `view` narrowed by `filter` (as typed, may be ""), in the order
 * the filter asks for, else `sort`. A filter that cannot be read: NULL, the
 * error, and *ret_column (from 1, in characters) where it names one, else 0.
 */
char *queue_query_dup(const QueueViewDef *view, const char *filter, const char *sort,
	unsigned *ret_column, GError **error);
