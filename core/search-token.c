/*
 * Tokens of full text search. See search-token.h. Everything is cut by one
 * cursor over folded text; folding makes the text valid and is final, so a
 * token of an expression stays one token when FTS5 cuts it again.
 */
#include "config.h"

#include "core/search-token.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/text.h"

/* A longer word is indexed by its beginning: nobody types more, and base64 would bloat the
 * index. */
#define MAX_WORD_BYTES	48
#define MAX_MATCH_TERMS 64
/* Beginnings of words up to so many characters are terms of their own. */
#define MAX_HEAD_CHARS 3

typedef enum CharClass {
	CHAR_OTHER,
	CHAR_WORD,
	CHAR_CJK,
} CharClass;

/* Add a row here to treat a block as written without spaces. Sorted. */
static const struct {
	gunichar low, high;
} cjk_ranges[] = {
	{0x1100, 0x11ff}, /* Hangul letters */
	{0x2e80, 0x2fdf}, /* radicals */
	{0x3005, 0x3007}, /* iteration mark, closing mark, zero */
	{0x3021, 0x3029}, /* Hangzhou numerals */
	{0x3031, 0x3035}, /* kana repeat marks */
	{0x3038, 0x303c},
	{0x3041, 0x309f}, /* hiragana */
	{0x30a1, 0x30fa}, /* katakana */
	{0x30fc, 0x30ff},
	{0x3105, 0x312f},   /* bopomofo */
	{0x3131, 0x318e},   /* Hangul letters */
	{0x31a0, 0x31bf},   /* bopomofo */
	{0x31f0, 0x31ff},   /* katakana */
	{0x3400, 0x4dbf},   /* Han, extension A */
	{0x4e00, 0x9fff},   /* Han */
	{0xa960, 0xa97f},   /* Hangul letters */
	{0xac00, 0xd7fb},   /* Hangul */
	{0xe000, 0xfaff},   /* private use (rare characters in names), compatibility Han */
	{0x16fe0, 0x18dff}, /* Tangut, Khitan and their marks */
	{0x1aff0, 0x1b2ff}, /* kana, Nushu */
	{0x20000, 0x3fffd}, /* Han, extensions B and on */
	{0xf0000, 0x10fffd},
};

static bool
is_cjk(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cjk_ranges) && cjk_ranges[i].low <= c; i++) {
		if (c <= cjk_ranges[i].high)
			return true;
	}
	return false;
}

static CharClass
classify(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalnum((char)c) ? CHAR_WORD : CHAR_OTHER;
	if (is_cjk(c))
		return CHAR_CJK;
	return g_unichar_isalnum(c) || g_unichar_ismark(c) ? CHAR_WORD : CHAR_OTHER;
}

/* Called with a token that lies in the folded text; anything but SQLITE_OK ends the cutting. */
typedef int TokenFunc(void *data, CharClass class, const char *at, size_t len);

/* Pairs of the run; single characters too when `singles`, or when there is but one. */
static int
cut_cjk(const char *at, const char *end, bool singles, TokenFunc *emit, void *data)
{
	bool alone = g_utf8_next_char(at) >= end;

	while (at < end) {
		const char *next = g_utf8_next_char(at);
		int rc = SQLITE_OK;

		if (singles || alone)
			rc = emit(data, CHAR_CJK, at, (size_t)(next - at));
		if (rc == SQLITE_OK && next < end)
			rc = emit(data, CHAR_CJK, at, (size_t)(g_utf8_next_char(next) - at));
		if (rc != SQLITE_OK)
			return rc;
		at = next;
	}
	return SQLITE_OK;
}

/* Bytes that are indexed of a word. */
static size_t
cut_len(const char *at, size_t len)
{
	if (len <= MAX_WORD_BYTES)
		return len;
	len = MAX_WORD_BYTES;
	while ((at[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static int
cut_text(const char *folded, bool singles, TokenFunc *emit, void *data)
{
	int rc = SQLITE_OK;

	while (*folded != '\0' && rc == SQLITE_OK) {
		CharClass class = classify(g_utf8_get_char(folded));
		const char *end = folded;

		while (*end != '\0' && classify(g_utf8_get_char(end)) == class)
			end = g_utf8_next_char(end);
		if (class == CHAR_CJK)
			rc = cut_cjk(folded, end, singles, emit, data);
		else if (class == CHAR_WORD)
			rc = emit(data, CHAR_WORD, folded,
				cut_len(folded, (size_t)(end - folded)));
		folded = end;
	}
	return rc;
}

/* What FTS5 wants to hear, and where. */
typedef struct Fts5Sink {
	void *context;
	int (*token)(void *, int, const char *, int, int, int);
	int flags;
	const char *folded;
	int text_len;
} Fts5Sink;

static int
emit_bytes(Fts5Sink *sink, const char *token, size_t len, const char *at)
{
	int start = (int)MIN(at - sink->folded, sink->text_len);
	int end = (int)MIN(start + (gssize)len, sink->text_len);

	return sink->token(sink->context, 0, token, (int)len, start, end);
}

/* Bytes of the first `n_chars` characters; 0 if there are fewer. */
static size_t
measure_head(const char *at, size_t len, unsigned n_chars)
{
	const char *p = at;

	for (; n_chars > 0 && p < at + len; n_chars--)
		p = g_utf8_next_char(p);
	return n_chars == 0 ? (size_t)(p - at) : 0;
}

/* A beginning and a star, which no word holds. */
static int
emit_head(Fts5Sink *sink, const char *at, size_t len)
{
	char head[MAX_HEAD_CHARS * 4 + 1];

	memcpy(head, at, len);
	head[len] = '*';
	return emit_bytes(sink, head, len + 1, at);
}

/*
 * A short unfinished word begins so many words that merging their lists is too
 * slow for search as you type. So a document also has the beginnings of its
 * words, and a short prefix of a query is one term like any other. (The prefix
 * option of FTS5 would do it for every pair of characters too, at twice the
 * size.)
 */
static int
emit_word(Fts5Sink *sink, const char *at, size_t len)
{
	int rc;

	rc = emit_bytes(sink, at, len, at);
	if (sink->flags & FTS5_TOKENIZE_QUERY)
		return rc;
	for (unsigned n = 1; n <= MAX_HEAD_CHARS && rc == SQLITE_OK; n++) {
		size_t head_len = measure_head(at, len, n);

		if (head_len == 0)
			break;
		rc = emit_head(sink, at, head_len);
	}
	return rc;
}

static int
emit_to_fts5(void *data, CharClass class, const char *at, size_t len)
{
	if (class == CHAR_WORD)
		return emit_word(data, at, len);
	return emit_bytes(data, at, len, at);
}

static int
tokenizer_create(void *context, const char **args, int n_args, Fts5Tokenizer **ret)
{
	/* There is nothing to keep; FTS5 wants a pointer that is not NULL. */
	*ret = (Fts5Tokenizer *)&cjk_ranges;
	return n_args == 0 ? SQLITE_OK : SQLITE_ERROR;
}

static void
tokenizer_delete(Fts5Tokenizer *tokenizer)
{
}

/* A copy that ends in NUL, with any NUL within made a separator. */
static char *
dup_bounded(const char *text, int len)
{
	char *copy = g_malloc((size_t)len + 1);

	for (int i = 0; i < len; i++)
		copy[i] = text[i] != '\0' ? text[i] : ' ';
	copy[len] = '\0';
	return copy;
}

/* The term of a query that is one short beginning: "ap*" within its quotation marks. */
static bool
is_head(const char *folded, int flags)
{
	size_t len = strlen(folded);

	return (flags & FTS5_TOKENIZE_QUERY) && len > 1 && folded[len - 1] == '*' &&
	       measure_head(folded, len - 1, MAX_HEAD_CHARS + 1) == 0 &&
	       classify(g_utf8_get_char(folded)) == CHAR_WORD;
}

static int
tokenizer_tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
	int len, int (*token)(void *, int, const char *, int, int, int))
{
	g_autofree char *copy = NULL;
	g_autofree char *folded = NULL;
	Fts5Sink sink = {.context = context, .token = token, .flags = flags, .text_len = len};

	if (text == NULL || len <= 0)
		return SQLITE_OK;
	copy = dup_bounded(text, len);
	sink.folded = folded = text_dup_search(copy);
	if (is_head(folded, flags))
		return emit_head(&sink, folded, strlen(folded) - 1);
	return cut_text(folded, (flags & FTS5_TOKENIZE_QUERY) == 0, emit_to_fts5, &sink);
}

static fts5_api *
find_fts5_api(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

bool
search_token_register(sqlite3 *db, GError **error)
{
	fts5_api *api = find_fts5_api(db);
	fts5_tokenizer tokenizer = {
		.xCreate = tokenizer_create,
		.xDelete = tokenizer_delete,
		.xTokenize = tokenizer_tokenize,
	};

	if (api != NULL &&
		api->xCreateTokenizer(api, "amends", NULL, &tokenizer, NULL) == SQLITE_OK)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DATABASE,
		_("Text search cannot start because this SQLite lacks its FTS5 part (%1$s). "
		  "All "
		  "complaints are safe; install the distribution's own libsqlite3."),
		sqlite3_errmsg(db));
	return false;
}

/* Folded `folded` in the pieces between white space, none of them empty. */
static GPtrArray *
split_pieces(const char *folded)
{
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	const char *start = folded;

	for (const char *p = folded;; p = g_utf8_next_char(p)) {
		if (*p != '\0' && !g_unichar_isspace(g_utf8_get_char(p)))
			continue;
		if (p > start)
			g_ptr_array_add(pieces, g_strndup(start, (size_t)(p - start)));
		if (*p == '\0')
			return pieces;
		start = g_utf8_next_char(p);
	}
}

typedef struct MatchMaker {
	GPtrArray *terms; /* without repeats, in order of their first appearance */
	unsigned n_tokens;
	size_t n_bytes;
} MatchMaker;

static int
emit_to_match(void *data, CharClass class, const char *at, size_t len)
{
	MatchMaker *maker = data;
	g_autofree char *term = g_strdup_printf("\"%.*s\"", (int)len, at);

	maker->n_tokens++;
	maker->n_bytes += len;
	if (maker->terms->len < MAX_MATCH_TERMS &&
		!g_ptr_array_find_with_equal_func(maker->terms, term, g_str_equal, NULL))
		g_ptr_array_add(maker->terms, g_steal_pointer(&term));
	return SQLITE_OK;
}

/* Adds the terms of a piece; true if it is one token and nothing else. */
static bool
add_piece(MatchMaker *maker, const char *piece)
{
	maker->n_tokens = 0;
	maker->n_bytes = 0;
	cut_text(piece, false, emit_to_match, maker);
	return maker->n_tokens == 1 && maker->n_bytes == strlen(piece);
}

/* Makes the term of the word at the very end of the text a prefix. */
static void
open_last_word(GPtrArray *terms, const char *folded)
{
	const char *start = folded + strlen(folded);
	g_autofree char *term = NULL;
	unsigned i;

	while (start > folded &&
		classify(g_utf8_get_char(g_utf8_prev_char(start))) == CHAR_WORD)
		start = g_utf8_prev_char(start);
	term = g_strdup_printf("\"%s\"", start);
	if (!g_ptr_array_find_with_equal_func(terms, term, g_str_equal, &i))
		return;
	g_free(terms->pdata[i]);
	/* A short beginning is a term of its own: FTS5 would merge the words of a prefix first.
	 */
	terms->pdata[i] = measure_head(start, strlen(start), MAX_HEAD_CHARS + 1) == 0
				  ? g_strdup_printf("\"%s*\"", start)
				  : g_strconcat(term, "*", NULL);
}

/* The terms of a folded text, as MATCH has them; none if there is nothing to look for. */
static GPtrArray *
make_terms(const char *folded, bool prefix, bool *ret_is_exact)
{
	g_autoptr(GPtrArray) pieces = split_pieces(folded);
	GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
	MatchMaker maker = {.terms = terms};
	bool is_exact = true;

	for (unsigned i = 0; i < pieces->len; i++)
		is_exact = add_piece(&maker, pieces->pdata[i]) && is_exact;
	if (prefix && terms->len > 0)
		open_last_word(terms, folded);
	if (ret_is_exact)
		*ret_is_exact = is_exact && terms->len < MAX_MATCH_TERMS;
	return terms;
}

char *
search_dup_match(const char *text, bool prefix, bool *ret_is_exact, GError **error)
{
	g_autofree char *folded = text_dup_search(text);
	g_autoptr(GPtrArray) terms = make_terms(folded, prefix, ret_is_exact);

	if (terms->len == 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("There is nothing to look for. Type at least one letter, digit or "
			  "Chinese "
			  "character."));
		return NULL;
	}
	g_ptr_array_add(terms, NULL);
	return g_strjoinv(" AND ", (char **)terms->pdata);
}

/* One of what a document must hold. */
typedef struct Term {
	char *match; /* "word", "wo*", "word"* */
	size_t len;  /* of what stands between the quotation mark and the next mark */
	bool is_word, is_prefix;
} Term;

struct SearchTerms {
	GArray *terms; /* Term */
};

static void
term_clear(void *term)
{
	g_free(((Term *)term)->match);
}

SearchTerms *
search_terms_new(const char *text, bool prefix)
{
	g_autofree char *folded = text_dup_search(text);
	g_autoptr(GPtrArray) matches = make_terms(folded, prefix, NULL);
	SearchTerms *terms = g_new0(SearchTerms, 1);

	terms->terms = g_array_new(FALSE, FALSE, sizeof(Term));
	g_array_set_clear_func(terms->terms, term_clear);
	for (guint i = 0; i < matches->len; i++) {
		char *match = g_strdup(matches->pdata[i]);
		Term term = {.match = match, .len = strcspn(match + 1, "\"*")};

		term.is_word = classify(g_utf8_get_char(match + 1)) == CHAR_WORD;
		term.is_prefix = match[strlen(match) - 1] == '*' || match[term.len + 1] == '*';
		g_array_append_val(terms->terms, term);
	}
	return terms;
}

void
search_terms_free(SearchTerms *terms)
{
	if (!terms)
		return;
	g_array_unref(terms->terms);
	g_free(terms);
}

unsigned
search_terms_count(const SearchTerms *terms)
{
	return terms->terms->len;
}

const char *
search_terms_match(const SearchTerms *terms, unsigned n)
{
	return g_array_index(terms->terms, Term, n).match;
}

/* The end of the run of letters at `p`. */
static const char *
end_of_word(const char *p)
{
	while (*p != '\0' && classify(g_utf8_get_char(p)) == CHAR_WORD)
		p = g_utf8_next_char(p);
	return p;
}

/* Whether the word at `at` of the document, where the term's bytes stand, is indexed as the
 * term. */
static bool
is_word_at(const Term *term, const char *doc, const char *at)
{
	const char *end;

	if (at > doc && classify(g_utf8_get_char(g_utf8_prev_char(at))) == CHAR_WORD)
		return false;
	/* A longer word may be cut to the term. */
	end = term->len + 4 > MAX_WORD_BYTES ? end_of_word(at) : at + term->len;
	if (term->is_prefix)
		return cut_len(at, (size_t)(end - at)) >= term->len;
	return cut_len(at, (size_t)(end - at)) == term->len &&
	       (end > at + term->len || *end == '\0' ||
		       classify(g_utf8_get_char(end)) != CHAR_WORD);
}

/* Each character of Chinese is indexed, and each pair: there a part of the text is a term. */
static bool
has_term(const Term *term, const char *doc, size_t doc_len)
{
	const char *end = doc + doc_len;

	for (const char *p = doc;
		(p = memmem(p, (size_t)(end - p), term->match + 1, term->len)); p++)
		if (!term->is_word || is_word_at(term, doc, p))
			return true;
	return false;
}

bool
search_terms_find(const SearchTerms *terms, const char *doc)
{
	size_t len = strlen(doc);

	for (guint i = 0; i < terms->terms->len; i++)
		if (!has_term(&g_array_index(terms->terms, Term, i), doc, len))
			return false;
	return terms->terms->len > 0;
}

char *
search_dup_comparable(const char *text)
{
	char *folded = text_dup_search(text), *out = folded;
	bool was_space = false;

	for (const char *p = folded; *p != '\0';) {
		const char *next = g_utf8_next_char(p);
		/* Most of a text are letters and Han: no look-up for them. */
		bool is_space = !g_ascii_isalnum(*p) && (guchar)*p < 0xe4 &&
				g_unichar_isspace(g_utf8_get_char(p));

		if (is_space && !was_space)
			*out++ = ' ';
		while (!is_space && p < next)
			*out++ = *p++;
		p = next;
		was_space = is_space;
	}
	*out = '\0';
	return folded;
}

bool
search_text_contains(const char *doc, const char *term)
{
	g_autofree char *folded_doc = search_dup_comparable(doc);
	g_autofree char *folded_term = search_dup_comparable(term);

	return strstr(folded_doc, folded_term) != NULL;
}

bool
search_text_matches(const char *doc, const char *text)
{
	g_autofree char *folded_doc = text_dup_search(doc);
	g_autofree char *folded_text = text_dup_search(text);
	g_autoptr(GPtrArray) pieces = split_pieces(folded_text);

	for (unsigned i = 0; i < pieces->len; i++) {
		if (strstr(folded_doc, pieces->pdata[i]) == NULL)
			return false;
	}
	return true;
}
