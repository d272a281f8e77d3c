/* The words of the query language: fields, what they take, their values. Used by core/query*.c
 * and completion. */
#pragma once

#include "core/query.h"

typedef enum QueryIs {
	QUERY_IS_OPEN,
	QUERY_IS_CLOSED,
	QUERY_IS_OVERDUE, /* open, not told, past due */
	QUERY_IS_DUE_SOON,
	QUERY_IS_MINE,
	QUERY_IS_UNASSIGNED,
	QUERY_IS_ASKED,	 /* the person is asked to take it over */
	QUERY_IS_LOGGED, /* by the person */
	QUERY_IS_RESTRICTED,
	QUERY_IS_ARCHIVE,
	QUERY_IS_PAUSED_TIMER,
	QUERY_IS_VULNERABLE,
	QUERY_IS_MEDIA,
	QUERY_IS_REGULATOR,
	QUERY_IS_AGITATED,
	QUERY_IS_EXTENSION_ASKED, /* an extension waits to be decided */
	QUERY_IS_EXTENSION_GRANTED, /* approved, and the customer not told yet */
	QUERY_IS_REQUEST_OPEN,
	QUERY_IS_REQUEST_OVERDUE,
	QUERY_IS_MERGED,
	QUERY_IS_MERGE_TARGET,
	N_QUERY_IS,
} QueryIs;

typedef enum QueryHas {
	QUERY_HAS_NOTE,
	QUERY_HAS_ATTACH,
	QUERY_HAS_REDRESS,
	QUERY_HAS_DRAFT,
	N_QUERY_HAS,
} QueryHas;

/* A value with a name. `value`: a TicketState, ContactKind, QueryIs, QueryHas, level 1-3, or
 * the letter of a class. */
typedef struct QueryWord {
	int value;
	const char *name, *zh;
	const char *aliases; /* split by ';', may be NULL */
} QueryWord;

/* What a field takes; decides QueryValue.number. */
typedef enum QueryTakes {
	QUERY_TAKES_WORD,    /* number = QueryWord.value */
	QUERY_TAKES_ORDINAL, /* the same, and < > .. */
	QUERY_TAKES_TEXT,
	QUERY_TAKES_DIGITS,
	QUERY_TAKES_CODE,     /* taxonomy: id, label, pinyin */
	QUERY_TAKES_PERSON,   /* number, me, none */
	QUERY_TAKES_DATE,     /* judged by the planner; "3d" after a sign is a time from now */
	QUERY_TAKES_DURATION, /* number = microseconds */
	QUERY_TAKES_MONEY,    /* number = minor units */
	QUERY_TAKES_SORT,
	QUERY_TAKES_COUNT,
} QueryTakes;

typedef struct QueryFieldInfo {
	QueryField field;
	const char *name, *zh;
	const char *aliases;
	QueryTakes takes;
	const QueryWord *words; /* ends with a NULL name; NULL where it takes no words */
	bool none;		/* may be "none" */
	bool sorts;
	const char *example;
} QueryFieldInfo;

const QueryFieldInfo *query_field_info(QueryField field);

/* The field of a name or alias in either language, case ignored; NULL if there is none. */
const QueryFieldInfo *query_field_find(const char *name);

/* The word of a name or alias; NULL if there is none. */
const QueryWord *query_word_find(const QueryWord *words, const char *name);

/* The word with `value`; never NULL for a value that was parsed. */
const QueryWord *query_word_get(const QueryWord *words, int value);

/* "me" / "none" in either language. */
bool query_is_me(const char *text);
bool query_is_none(const char *text);

/* "3d", "4h", "30m", "2w", 3天 ... to microseconds; false if `text` is nothing of the kind. */
bool query_read_duration(const char *text, int64_t *ret_us);

/* "Nearest: a, b." for a message, or "" if nothing is near; `words` may be NULL for field
 * names. Caller frees. */
char *query_dup_nearest(const char *typed, const QueryWord *words);
