/*
 * The query language of filter line, command line and saved views: text to a
 * tree, and the tree back to a line that says how it was understood. Pure.
 * core/query-sql.h turns the tree into SQL.
 *
 *   query := and-list { ("or" | "|" | 或) and-list }   words side by side mean "and"
 *   term  := ["-" | "not" | 非] ( "(" query ")" | "phrase" | word | number | field )
 *   field := name (":" | "<" | ">" ...) value { "," value }   the comma means "any of"
 *   value := ["=" "^" "~" "<" "<=" ">" ">="] word | "phrase" | from ".." to | none
 *   sort:name, sort:-name and limit:n are directives and stand outside parentheses
 *
 * Full-width punctuation counts as its ASCII twin; what is searched for stays
 * as typed. The words of fields and values are in core/query-words.c.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum QueryField {
	QUERY_STATE,
	QUERY_TICKET,
	QUERY_OWNER,
	QUERY_BRANCH,
	QUERY_CATEGORY,
	QUERY_CHANNEL,
	QUERY_BUSINESS,
	QUERY_REASON,
	QUERY_CLASS,
	QUERY_LEVEL,
	QUERY_KIND,
	QUERY_CUSTOMER,
	QUERY_PHONE,
	QUERY_ACCOUNT,
	QUERY_SUBJECT,
	QUERY_RECEIVED,
	QUERY_ENTERED,
	QUERY_DUE,
	QUERY_TOLD,
	QUERY_CLOSED,
	QUERY_UPDATED,
	QUERY_LEFT, /* time to the due date of what still waits */
	QUERY_AGE,  /* time since it was received */
	QUERY_REDRESS,
	QUERY_IS,
	QUERY_HAS,
	QUERY_SORT, /* directives: never in the tree */
	QUERY_LIMIT,
	N_QUERY_FIELDS,
} QueryField;

typedef enum QueryOp {
	QUERY_OP_IS, /* the field's own way: equal, or holds for names */
	QUERY_OP_EXACT,
	QUERY_OP_PREFIX,
	QUERY_OP_CONTAINS,
	QUERY_OP_LT,
	QUERY_OP_LE,
	QUERY_OP_GT,
	QUERY_OP_GE,
	QUERY_OP_RANGE,
	QUERY_OP_NONE, /* the field is empty */
	N_QUERY_OPS,
} QueryOp;

/* `text` as typed; `to` is the end of a range, "" when open. `number`: see core/query-words.h.
 */
typedef struct QueryValue {
	QueryOp op;
	char *text, *to;
	int64_t number, number_to;
	unsigned column; /* of the query's text, from 1, in characters */
} QueryValue;

typedef enum QueryKind {
	QUERY_AND,
	QUERY_OR,
	QUERY_NOT,
	QUERY_TEXT,
	QUERY_NUMBER,
	QUERY_PRED
} QueryKind;

typedef struct QueryNode {
	QueryKind kind;
	GPtrArray *children; /* AND, OR: two or more; NOT: one */
	char *text;	     /* TEXT as typed; NUMBER in capitals, "0571A-1043" or "1043" */
	bool strict;	     /* NUMBER written with '#': nothing but the number counts */
	QueryField field;    /* PRED */
	GPtrArray *values;   /* PRED: QueryValue, one or more */
	unsigned column;
} QueryNode;

typedef struct Query {
	QueryNode *root; /* NULL: everything */
	QueryField sort; /* N_QUERY_FIELDS: not given */
	bool descending;
	int64_t limit; /* 0: not given */
} Query;

/*
 * Reads `text`. NULL and AMENDS_ERROR_SYNTAX on text that cannot be read: the
 * message names the column, the nearest words and an example; `ret_column` (may
 * be NULL) is that column. Date words are judged later, by query_plan_build().
 */
Query *query_parse(const char *text, unsigned *ret_column, GError **error);
void query_free(Query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_free)

/* What was understood, with the parentheses that were meant; reads back to the same tree.
 * Caller frees. */
char *query_dup_reading(const Query *query, bool zh);
