/*
 * Hits of full text. Each term of what is looked for has its rows, kept from key to key: one
 * more letter or word changes one term. Terms are read in turn, a longer step each round, until
 * one of them is whole; so the rarest pays, whichever it is. In later calls the others follow.
 *
 * An unfinished word is the words that begin with it, looked up in the vocabulary of the index
 * and read one after another.
 */
#include "config.h"

#include "core/desk-hits.h"

#include <string.h>

#include "core/search-token.h"

/* Rows read of a term in the first round. */
#define STEP_FIRST 2000
/* Terms of a query that are collected; the others are left to the check of each row. */
#define TERMS_MAX 8
/* More terms than these are not kept once another query runs. */
#define KEPT_MAX 12
/* Words of a prefix. More of them are numbers, mostly, with few rows each: those FTS5 merges.
 */
#define WORDS_MAX 64

static const char create_vocabulary[] =
	"CREATE VIRTUAL TABLE temp.search_word USING fts5vocab(main, ticket_search, instance)";
static const char select_word[] =
	"SELECT term FROM temp.search_word WHERE term >= :from AND term < :to LIMIT 1";
static const char select_hits[] =
	"SELECT rowid FROM ticket_search WHERE ticket_search MATCH :match AND rowid > :last "
	"ORDER BY rowid LIMIT :most";

typedef struct Term {
	GPtrArray *matches; /* expressions of one term each: the rows of any of them */
	guint at;	    /* the one being read */
	int64_t last;	    /* row read of it */
	bool at_once;	    /* every step would pay for all of it */
	Rows *rows;
} Term;

struct Hits {
	Db *reader;
	GHashTable *terms; /* as MATCH has it -> Term */
	Rows *among;
};

/* ---- rows ---- */

Rows *
rows_new(void)
{
	return g_new0(Rows, 1);
}

void
rows_free(Rows *rows)
{
	if (!rows)
		return;
	g_free(rows->bits);
	g_free(rows);
}

void
rows_clear(Rows *rows)
{
	g_free(rows->bits);
	*rows = (Rows){0};
}

void
rows_add(Rows *rows, int64_t row)
{
	gsize at = (gsize)row / 8;
	guint8 bit = (guint8)(1 << row % 8);

	if (row < 0)
		return;
	if (at >= rows->n_bytes) {
		gsize n_bytes = at + at / 4 + 64;

		rows->bits = g_realloc(rows->bits, n_bytes);
		memset(rows->bits + rows->n_bytes, 0, n_bytes - rows->n_bytes);
		rows->n_bytes = n_bytes;
	}
	rows->n += !(rows->bits[at] & bit);
	rows->bits[at] |= bit;
}

void
rows_intersect(Rows *rows, const Rows *other)
{
	rows->n = 0;
	for (gsize i = 0; i < rows->n_bytes; i++) {
		rows->bits[i] &= i < other->n_bytes ? other->bits[i] : 0;
		rows->n += (guint)__builtin_popcount(rows->bits[i]);
	}
}

GArray *
rows_dup_list(const Rows *rows)
{
	GArray *list = g_array_sized_new(FALSE, FALSE, sizeof(int64_t), rows->n);

	for (gsize i = 0; i < rows->n_bytes; i++)
		for (unsigned bits = rows->bits[i]; bits != 0; bits &= bits - 1) {
			int64_t row = (int64_t)i * 8 + __builtin_ctz(bits);

			g_array_append_val(list, row);
		}
	return list;
}

/* ---- terms ---- */

static void
term_free(void *data)
{
	Term *term = data;

	g_ptr_array_unref(term->matches);
	rows_free(term->rows);
	g_free(term);
}

/* The words that begin so, quoted; NULL where they are too many. */
static GPtrArray *
find_words(Hits *hits, const char *start, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	/* No byte of UTF-8 is 0xff, and the index compares bytes. */
	g_autofree char *to = g_strconcat(start, "\xff", NULL);
	g_autofree char *from = g_strdup(start);
	g_autoptr(GError) local = NULL;
	sqlite3_stmt *stmt;

	while ((stmt = db_stmt(hits->reader, select_word, &local))) {
		g_autofree char *word = NULL;

		db_bind_text(stmt, ":from", from);
		db_bind_text(stmt, ":to", to);
		if (db_step(stmt, &local))
			word = g_strdup(db_text(stmt, 0));
		sqlite3_reset(stmt);
		if (!word)
			break;
		g_ptr_array_add(words, g_strdup_printf("\"%s\"", word));
		if (words->len > WORDS_MAX)
			return NULL;
		g_free(from);
		from = g_strconcat(word, "\x01", NULL);
	}
	if (!local)
		return g_steal_pointer(&words);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

static Term *
term_for(Hits *hits, const char *match, GError **error)
{
	Term *term = g_hash_table_lookup(hits->terms, match);
	size_t len = strlen(match);

	if (term)
		return term;
	term = g_new0(Term, 1);
	term->last = -1;
	term->rows = rows_new();
	if (match[len - 1] == '*') {
		g_autofree char *start = g_strndup(match + 1, len - 3);

		term->matches = find_words(hits, start, error);
		term->at_once = !term->matches;
	}
	if (!term->matches) {
		term->matches = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(term->matches, g_strdup(match));
	}
	term->rows->whole = term->matches->len == 0;
	g_hash_table_insert(hits->terms, g_strdup(match), term);
	return term;
}

/* Reads at most so many rows of one expression; how many there were. */
static unsigned
read_match(Hits *hits, Term *term, unsigned most, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(hits->reader, select_hits, error);
	g_autoptr(GError) local = NULL;
	unsigned n = 0;

	if (!stmt)
		return 0;
	db_bind_text(stmt, ":match", term->matches->pdata[term->at]);
	db_bind_int(stmt, ":last", term->last);
	db_bind_int(stmt, ":most", most);
	for (; db_step(stmt, &local); n++) {
		term->last = db_int(stmt, 0);
		rows_add(term->rows, term->last);
	}
	sqlite3_reset(stmt);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
	} else if (n < most) {
		term->at++;
		term->last = -1;
		term->rows->whole = term->at == term->matches->len;
	}
	return n;
}

static bool
read_term(Hits *hits, Term *term, unsigned most, unsigned *left, GError **error)
{
	g_autoptr(GError) local = NULL;

	while (!term->rows->whole && most > 0 && !local) {
		unsigned n = read_match(hits, term, term->at_once ? G_MAXINT : most, &local);

		most -= MIN(most, n);
		*left -= MIN(*left, n);
	}
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* ---- a query ---- */

static void
narrow(Hits *hits, const Rows *rows)
{
	if (!hits->among) {
		hits->among = rows_new();
		hits->among->whole = true;
		hits->among->n = rows->n;
		hits->among->n_bytes = rows->n_bytes;
		hits->among->bits = g_memdup2(rows->bits, rows->n_bytes);
	} else {
		rows_intersect(hits->among, rows);
	}
}

static gboolean
is_other(gpointer match, gpointer term, gpointer terms)
{
	return !g_ptr_array_find(terms, term, NULL);
}

/* Term *, borrowed, each once; *ret_all is false where there are more. */
static GPtrArray *
find_terms(Hits *hits, const GPtrArray *texts, bool *ret_all, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	g_autoptr(GError) local = NULL;

	for (guint i = 0; i < texts->len && !local; i++) {
		g_autoptr(SearchTerms) terms = search_terms_new(texts->pdata[i], true);

		for (unsigned k = 0; k < search_terms_count(terms) && !local; k++) {
			Term *term = NULL;

			if (found->len < TERMS_MAX)
				term = term_for(hits, search_terms_match(terms, k), &local);
			else
				*ret_all = false;
			if (term && !g_ptr_array_find(found, term, NULL))
				g_ptr_array_add(found, term);
		}
	}
	if (!local)
		return g_steal_pointer(&found);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

/* Rounds over the terms that are not whole yet, until one is. */
static bool
read_rounds(Hits *hits, const GPtrArray *terms, unsigned most, GError **error)
{
	bool open = true, done = false;

	for (unsigned step = STEP_FIRST; most > 0 && open && !done; step *= 2) {
		open = false;
		for (guint i = 0; i < terms->len && most > 0; i++) {
			Term *term = terms->pdata[i];

			if (term->rows->whole)
				continue;
			open = true;
			if (!read_term(hits, term, MIN(step, most), &most, error))
				return false;
			if (!term->rows->whole)
				continue;
			narrow(hits, term->rows);
			done = true;
		}
	}
	return true;
}

const Rows *
hits_collect(Hits *hits, const HitsAsk *ask, bool *ret_all, GError **error)
{
	g_autoptr(GPtrArray) terms = NULL;

	*ret_all = true;
	g_clear_pointer(&hits->among, rows_free);
	terms = find_terms(hits, ask->texts, ret_all, error);
	if (!terms)
		return NULL;
	if (g_hash_table_size(hits->terms) > KEPT_MAX)
		g_hash_table_foreach_remove(hits->terms, is_other, terms);
	for (guint i = 0; i < terms->len; i++)
		if (((const Term *)terms->pdata[i])->rows->whole)
			narrow(hits, ((const Term *)terms->pdata[i])->rows);
	if ((!hits->among || hits->among->n > ask->few) &&
		!read_rounds(hits, terms, ask->most, error))
		return NULL;
	for (guint i = 0; i < terms->len; i++)
		*ret_all &= ((const Term *)terms->pdata[i])->rows->whole;
	*ret_all &= terms->len > 0;
	return hits->among;
}

Hits *
hits_new(Db *reader)
{
	Hits *hits = g_new0(Hits, 1);

	hits->reader = reader;
	hits->terms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, term_free);
	return hits;
}

void
hits_free(Hits *hits)
{
	if (!hits)
		return;
	hits_forget(hits);
	g_hash_table_unref(hits->terms);
	g_free(hits);
}

/* A reader writes nothing but its own temporary name. */
bool
hits_open(Hits *hits, GError **error)
{
	bool ok = db_exec(hits->reader, "PRAGMA query_only=OFF", error) &&
		  db_exec(hits->reader, create_vocabulary, error);

	return db_exec(hits->reader, "PRAGMA query_only=ON", ok ? error : NULL) && ok;
}

void
hits_forget(Hits *hits)
{
	g_clear_pointer(&hits->among, rows_free);
	g_hash_table_remove_all(hits->terms);
}
