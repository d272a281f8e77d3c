/* The parser's state and the steps that query.c and query-value.c share. */
#pragma once

#include "core/query-words.h"

/* Limits against queries made by machines; SQLite's own (depth 1000) stay far away. */
#define MAX_CHARS 4000
#define MAX_NODES 120
#define MAX_DEPTH 30

typedef struct Parser {
	gunichar *folded, *raw;
	glong n, at;
	unsigned depth, nodes;
	unsigned column; /* of the failure */
	GError *error;	 /* first failure */
	Query *query;
} Parser;

void query_node_free(gpointer node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryNode, query_node_free)

/* A node of `kind` that begins at character `at`, with its empty lists. */
QueryNode *query_node_new(Parser *p, QueryKind kind, glong at);

/* Keeps the first failure. Takes `why`. Returns NULL, for callers that return a node. */
QueryNode *query_parser_fail(Parser *p, glong at, char *why);

/* The folded character `ahead` of the place, 0 past the end. */
gunichar query_peek(const Parser *p, glong ahead);

/* The end of the quotation that opens at the place, 0 if none does. */
gunichar query_quote_at(const Parser *p);

/* True for what a bare word or value cannot hold, the end (0) too. */
bool query_ends_word(gunichar c);

char *query_dup_slice(const gunichar *text, glong from, glong to);

/* A quoted text as typed. NULL with a failure if it is never closed or blank. */
char *query_parse_quoted(Parser *p);

/* The values of a field whose name and ':' have been read; NULL after a failure. */
QueryNode *query_parse_pred(Parser *p, const QueryFieldInfo *info, glong start);

/* sort: and limit:, which make no node. False after a failure. */
bool query_parse_directive(Parser *p, const QueryFieldInfo *info, glong start);
