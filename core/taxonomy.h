/*
 * What a complaint is about, in lists with ids of our own: channel, business,
 * reason, claim, department, and category, the pair of business and reason
 * that one digit picks at intake. Read once from assets/taxonomy/<facet>.tsv,
 * then never changed: rows are retired by date, not removed, so an old
 * complaint always finds its label. Pure after loading; used by intake,
 * queries, import maps and reports.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum TaxonomyFacet {
	TAXONOMY_CHANNEL,
	TAXONOMY_BUSINESS,
	TAXONOMY_REASON,
	TAXONOMY_CLAIM,
	TAXONOMY_DEPARTMENT,
	TAXONOMY_CATEGORY,
	N_TAXONOMY_FACETS,
} TaxonomyFacet;

/* Foreign lists a row may be mapped to: JR/T 0169-2018, CFPB, FCA DISP 1 Annex 1R. */
typedef enum TaxonomyMap {
	TAXONOMY_MAP_JRT,
	TAXONOMY_MAP_CFPB,
	TAXONOMY_MAP_FCA,
	N_TAXONOMY_MAPS,
} TaxonomyMap;

/* One row. Owned by the set, never NULL members but `parent`; lists are NULL-terminated. */
typedef struct TaxonomyEntry TaxonomyEntry;
struct TaxonomyEntry {
	TaxonomyFacet facet;
	char *id;		     /* "C01.2" */
	const TaxonomyEntry *parent; /* NULL at the top */
	char *zh, *en;
	char class;		   /* reasons and categories: 'S', 'R' or 'O'; others 'O' */
	int digit;		   /* 1-9, or 0 */
	char **initials, **pinyin; /* same length: "nf", "nianfei" */
	char **aliases;
	char **maps[N_TAXONOMY_MAPS];
	char *business, *reason;  /* categories: ids; others "" */
	int valid_from, valid_to; /* YYYYMMDD, first and last day; 0 = open */
};

typedef struct TaxonomySet TaxonomySet;

/* How a row was found, best first (UI.md 3.2). */
typedef enum TaxonomyRank {
	TAXONOMY_RANK_CODE,	/* its digit or id */
	TAXONOMY_RANK_PREFIX,	/* its label, a word of it, or an alias begins so */
	TAXONOMY_RANK_INITIALS, /* nf: 年费 */
	TAXONOMY_RANK_PINYIN,	/* nianf: 年费 */
	TAXONOMY_RANK_SUBSTRING,
	TAXONOMY_RANK_SUBSEQUENCE,
	N_TAXONOMY_RANKS,
} TaxonomyRank;

typedef struct TaxonomyMatch {
	const TaxonomyEntry *entry;
	TaxonomyRank rank;
} TaxonomyMatch;

/*
 * Reads the six files of `folder`. All or nothing: the first mistake gives NULL
 * and AMENDS_ERROR_SYNTAX or _INVALID naming file, line and field (_IO when a
 * file cannot be read). Checked: known columns, ids unique, parents and pairs
 * exist, digits unique, class, dates, one syllable a character in py.
 */
TaxonomySet *taxonomy_load(const char *folder, GError **error);
void taxonomy_free(TaxonomySet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TaxonomySet, taxonomy_free)

/* The English word of a facet, which is also its file and query field: "channel". */
const char *taxonomy_facet_name(TaxonomyFacet facet);

/* By id, whatever its dates; NULL if there is none. */
const TaxonomyEntry *taxonomy_get(const TaxonomySet *set, TaxonomyFacet facet, const char *id);

/* Label, or `id` itself where it is unknown (made by a newer version). Borrowed. */
const char *taxonomy_label(
	const TaxonomySet *set, TaxonomyFacet facet, const char *id, bool zh);

/* "信用卡 > 年费": a category's pair, else the row under its parents. Unknown: the id. Caller
 * frees. */
char *taxonomy_dup_path(const TaxonomySet *set, TaxonomyFacet facet, const char *id, bool zh);

/* Class of a reason id, its own or its parents': 'S' service contact, 'R' expected return, 'O'
 * other or unknown. */
char taxonomy_class(const TaxonomySet *set, const char *reason);

/* The row mapped to `name` of a foreign list (case ignored, a row's first mention wins), or
 * NULL. */
const TaxonomyEntry *taxonomy_find_mapped(
	const TaxonomySet *set, TaxonomyFacet facet, TaxonomyMap map, const char *name);

/* Rows valid on `day` (YYYYMMDD; 0 = all): digits 1-9 first, then file order. Entries borrowed.
 */
GPtrArray *taxonomy_list(const TaxonomySet *set, TaxonomyFacet facet, int day);

/*
 * Rows valid on `day` that fit `typed`, best rank first, whole matches before
 * partial ones, then as taxonomy_list(). Full-width digits and letters count as
 * ASCII; case is ignored. Empty `typed` gives none: the list is for that.
 * An array of TaxonomyMatch of at most `max`; caller frees.
 */
GArray *taxonomy_match(
	const TaxonomySet *set, TaxonomyFacet facet, const char *typed, int day, guint max);
