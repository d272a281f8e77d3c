/*
 * What a person typed in a pick list against the rows of a facet: code, label,
 * pinyin initials, full pinyin, then looser fits. Pure; see taxonomy.h.
 */
#include "config.h"

#include "core/taxonomy-private.h"

/* A match with what orders it inside its rank. */
typedef struct Candidate {
	TaxonomyMatch match;
	bool whole;  /* typed is all of it */
	guint order; /* place in taxonomy_list() */
} Candidate;

/* Width and case do not count; spaces at the ends neither. */
static char *
dup_folded(const char *text)
{
	g_autofree char *wide = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	char *folded = wide ? g_utf8_casefold(wide, -1) : g_strdup("");

	return g_strstrip(folded);
}

/* `typed` at the start of the text, or of a word or a part in it: "fee" in "annual fee". */
static bool
begins_word(const char *text, const char *typed)
{
	for (const char *at = text; (at = strstr(at, typed)); at++)
		if (at == text || strchr(" -,", at[-1]) ||
			(at - text >= 3 && memcmp(at - 3, "、", 3) == 0))
			return true;
	return false;
}

static bool
is_subsequence(const char *text, const char *typed)
{
	for (; *text && *typed; text = g_utf8_next_char(text))
		if (g_utf8_get_char(text) == g_utf8_get_char(typed))
			typed = g_utf8_next_char(typed);
	return !*typed;
}

/* The best rank of `typed` among a row's names in words, or N_TAXONOMY_RANKS. */
static TaxonomyRank
rank_label(const char *label, const char *typed, bool *ret_whole)
{
	g_autofree char *text = dup_folded(label);

	if (g_str_equal(text, typed))
		*ret_whole = true;
	if (begins_word(text, typed))
		return TAXONOMY_RANK_PREFIX;
	if (strstr(text, typed))
		return TAXONOMY_RANK_SUBSTRING;
	return is_subsequence(text, typed) ? TAXONOMY_RANK_SUBSEQUENCE : N_TAXONOMY_RANKS;
}

static TaxonomyRank
rank_key(const char *key, const char *typed, TaxonomyRank prefix, bool *ret_whole)
{
	if (g_str_equal(key, typed))
		*ret_whole = true;
	if (g_str_has_prefix(key, typed))
		return prefix;
	if (strstr(key, typed))
		return TAXONOMY_RANK_SUBSTRING;
	return is_subsequence(key, typed) ? TAXONOMY_RANK_SUBSEQUENCE : N_TAXONOMY_RANKS;
}

static bool
is_code(const TaxonomyEntry *e, const char *typed)
{
	g_autofree char *id = dup_folded(e->id);

	return g_str_equal(id, typed) || (e->digit && typed[0] == '0' + e->digit && !typed[1]);
}

/* Takes the better of what is known and `rank`; `whole` counts only with the rank it came with.
 */
static void
candidate_improve(Candidate *c, TaxonomyRank rank, bool whole)
{
	if (rank < c->match.rank) {
		c->match.rank = rank;
		c->whole = whole;
	} else if (rank == c->match.rank) {
		c->whole |= whole;
	}
}

static void
candidate_try_label(Candidate *c, const char *label, const char *typed)
{
	bool whole = false;
	TaxonomyRank rank = rank_label(label, typed, &whole);

	candidate_improve(c, rank, whole);
}

static void
candidate_try_key(Candidate *c, const char *key, const char *typed, TaxonomyRank prefix)
{
	bool whole = false;
	TaxonomyRank rank = rank_key(key, typed, prefix, &whole);

	candidate_improve(c, rank, whole);
}

static void
candidate_rank(Candidate *c, const char *typed)
{
	const TaxonomyEntry *e = c->match.entry;

	if (is_code(e, typed)) {
		candidate_improve(c, TAXONOMY_RANK_CODE, true);
		return;
	}
	candidate_try_label(c, e->zh, typed);
	candidate_try_label(c, e->en, typed);
	for (char **a = e->aliases; *a; a++)
		candidate_try_label(c, *a, typed);
	for (char **k = e->initials; *k; k++)
		candidate_try_key(c, *k, typed, TAXONOMY_RANK_INITIALS);
	for (char **k = e->pinyin; *k; k++)
		candidate_try_key(c, *k, typed, TAXONOMY_RANK_PINYIN);
}

static int
candidate_compare(gconstpointer a, gconstpointer b)
{
	const Candidate *x = a, *y = b;

	if (x->match.rank != y->match.rank)
		return x->match.rank < y->match.rank ? -1 : 1;
	if (x->whole != y->whole)
		return x->whole ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

GArray *
taxonomy_match(
	const TaxonomySet *set, TaxonomyFacet facet, const char *typed, int day, guint max)
{
	g_autofree char *folded = dup_folded(typed ? typed : "");
	g_autoptr(GPtrArray) rows = taxonomy_list(set, facet, day);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Candidate));
	GArray *out = g_array_new(FALSE, FALSE, sizeof(TaxonomyMatch));

	for (guint i = 0; *folded && i < rows->len; i++) {
		Candidate c = {{g_ptr_array_index(rows, i), N_TAXONOMY_RANKS}, false, i};

		candidate_rank(&c, folded);
		if (c.match.rank < N_TAXONOMY_RANKS)
			g_array_append_val(found, c);
	}
	g_array_sort(found, candidate_compare);
	for (guint i = 0; i < found->len && i < max; i++)
		g_array_append_val(out, g_array_index(found, Candidate, i).match);
	return out;
}
