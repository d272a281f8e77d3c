/*
 * The query parser: recursive descent over two copies of the text that run in
 * step, character by character: `folded` (full-width twins as ASCII) decides
 * the grammar, `raw` is what is searched for. See query.h.
 */
#include "config.h"

#include "core/query.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/query-parser.h"
#include "core/query-words.h"
#include "core/text.h"

static QueryNode *parse_or(Parser *p);

static void
value_free(gpointer data)
{
	QueryValue *v = data;

	g_free(v->text);
	g_free(v->to);
	g_free(v);
}

void
query_node_free(gpointer data)
{
	QueryNode *node = data;

	if (!node)
		return;
	g_clear_pointer(&node->children, g_ptr_array_unref);
	g_clear_pointer(&node->values, g_ptr_array_unref);
	g_free(node->text);
	g_free(node);
}

void
query_free(Query *query)
{
	if (!query)
		return;
	query_node_free(query->root);
	g_free(query);
}

QueryNode *
query_parser_fail(Parser *p, glong at, char *why)
{
	g_autofree char *text = why;

	if (p->error)
		return NULL;
	p->column = (unsigned)at + 1;
	p->error = g_error_new(
		AMENDS_ERROR, AMENDS_ERROR_SYNTAX, _("Column %1$u: %2$s"), p->column, text);
	return NULL;
}

QueryNode *
query_node_new(Parser *p, QueryKind kind, glong at)
{
	QueryNode *node = g_new0(QueryNode, 1);

	node->kind = kind;
	node->column = (unsigned)at + 1;
	if (kind == QUERY_AND || kind == QUERY_OR || kind == QUERY_NOT)
		node->children = g_ptr_array_new_with_free_func(query_node_free);
	if (kind == QUERY_PRED)
		node->values = g_ptr_array_new_with_free_func(value_free);
	if (++p->nodes > MAX_NODES)
		query_parser_fail(p, at, g_strdup(_("the query has too many terms.")));
	return node;
}

gunichar
query_peek(const Parser *p, glong ahead)
{
	return p->at + ahead < p->n ? p->folded[p->at + ahead] : 0;
}

char *
query_dup_slice(const gunichar *text, glong from, glong to)
{
	return g_ucs4_to_utf8(text + from, to - from, NULL, NULL, NULL);
}

static void
skip_space(Parser *p)
{
	while (p->at < p->n && g_unichar_isspace(p->folded[p->at]))
		p->at++;
}

/* The closing twin of an opening quote as typed, or 0. Input methods may also open with a
 * closing one. */
static gunichar
quote_end(gunichar raw)
{
	switch (raw) {
	case '"':
	case 0xff02:
		return '"';
	case 0x201c:
	case 0x201d:
		return 0x201d;
	case 0x300c:
		return 0x300d;
	default:
		return 0;
	}
}

gunichar
query_quote_at(const Parser *p)
{
	return p->at < p->n ? quote_end(p->raw[p->at]) : 0;
}

bool
query_ends_word(gunichar c)
{
	return c == 0 || c == '(' || c == ')' || c == '|' || quote_end(c) ||
	       g_unichar_isspace(c);
}

char *
query_parse_quoted(Parser *p)
{
	gunichar end = query_quote_at(p);
	glong start = p->at++;

	while (p->at < p->n && p->raw[p->at] != end && !(end == '"' && p->raw[p->at] == 0xff02))
		p->at++;
	if (p->at == p->n) {
		query_parser_fail(
			p, start, g_strdup(_("this quotation mark is never closed.")));
		return NULL;
	}
	p->at++;
	g_autofree char *text = query_dup_slice(p->raw, start + 1, p->at - 1);

	if (!*g_strstrip(text)) {
		query_parser_fail(
			p, start, g_strdup(_("there is nothing between the quotation marks.")));
		return NULL;
	}
	return g_steal_pointer(&text);
}

/* ---- terms ---- */

static bool
is_name_char(gunichar c)
{
	return g_unichar_isalpha(c) || c == '_' || c == '-';
}

/*
 * A field's name at `at` with its ':' or sign, which is left behind unless it
 * is ':'. `ret_name` is set where something looks like a field and is none.
 */
static const QueryFieldInfo *
parse_field_name(Parser *p, char **ret_name)
{
	glong end = p->at;
	const QueryFieldInfo *info;
	gunichar sign;

	while (end < p->n && is_name_char(p->folded[end]) && !quote_end(p->folded[end]))
		end++;
	sign = end < p->n ? p->folded[end] : 0;
	if (end == p->at || (sign != ':' && sign != '<' && sign != '>' && sign != '='))
		return NULL;
	g_autofree char *name = query_dup_slice(p->folded, p->at, end);

	info = query_field_find(name);
	if (!info && sign == ':')
		*ret_name = g_steal_pointer(&name);
	if (info)
		p->at = end + (sign == ':');
	return info;
}

static QueryNode *
fail_field(Parser *p, const char *name)
{
	g_autofree char *nearest = query_dup_nearest(name, NULL);

	return query_parser_fail(p, p->at,
		g_strdup_printf(
			_("there is no field \"%1$s\". %2$s To look for these words, put "
			  "quotation marks around them. Example: state:new"),
			name, nearest));
}

/* Branch and tag hold a digit: "0571A-1043", but not "R-017". */
static bool
is_ticket_number(const char *word)
{
	const char *dash = strrchr(word, '-');
	bool digit = false;

	if (!dash)
		return *word && strlen(word) <= 9 && strspn(word, "0123456789") == strlen(word);
	for (const char *c = word; c < dash; c++) {
		if (!g_ascii_isalnum(*c))
			return false;
		digit |= g_ascii_isdigit(*c);
	}
	return digit && dash - word <= 24 && dash[1] && strlen(dash + 1) <= 9 &&
	       strspn(dash + 1, "0123456789") == strlen(dash + 1);
}

static QueryNode *
parse_word(Parser *p)
{
	glong start = p->at;
	QueryNode *node;
	bool hash = query_peek(p, 0) == '#';

	while (!query_ends_word(query_peek(p, 0)))
		p->at++;
	g_autofree char *folded = query_dup_slice(p->folded, start + hash, p->at);

	if (is_ticket_number(folded)) {
		node = query_node_new(p, QUERY_NUMBER, start);
		node->text = g_ascii_strup(folded, -1);
		node->strict = hash;
		return node;
	}
	node = query_node_new(p, QUERY_TEXT, start);
	node->text = query_dup_slice(p->raw, start, p->at);
	return node;
}

static QueryNode *
parse_parens(Parser *p)
{
	glong start = p->at++;
	g_autoptr(QueryNode) node = NULL;

	if (p->depth >= MAX_DEPTH)
		return query_parser_fail(
			p, start, g_strdup(_("the parentheses are nested too deep.")));
	node = parse_or(p);
	if (p->error)
		return NULL;
	if (query_peek(p, 0) != ')')
		return query_parser_fail(
			p, start, g_strdup(_("this parenthesis is never closed.")));
	if (!node)
		return query_parser_fail(
			p, start, g_strdup(_("there is nothing between the parentheses.")));
	p->at++;
	return g_steal_pointer(&node);
}

static QueryNode *
parse_atom(Parser *p)
{
	g_autofree char *unknown = NULL;
	const QueryFieldInfo *info;
	glong start = p->at;
	QueryNode *node;

	if (query_peek(p, 0) == '(')
		return parse_parens(p);
	if (query_quote_at(p)) {
		char *text = query_parse_quoted(p);

		if (!text)
			return NULL;
		node = query_node_new(p, QUERY_TEXT, start);
		node->text = text;
		return node;
	}
	info = parse_field_name(p, &unknown);
	if (unknown)
		return fail_field(p, unknown);
	if (!info)
		return parse_word(p);
	if (info->field != QUERY_SORT && info->field != QUERY_LIMIT)
		return query_parse_pred(p, info, start);
	query_parse_directive(p, info, start);
	return NULL;
}

/* A whole word at `at`: "or", "and", "not" and their Chinese names. */
static bool
is_word(const Parser *p, const char *ascii, gunichar han)
{
	glong len = (glong)strlen(ascii);

	if (query_peek(p, 0) == han && query_ends_word(query_peek(p, 1)))
		return true;
	for (glong i = 0; i < len; i++)
		if (g_unichar_tolower(query_peek(p, i)) != (gunichar)ascii[i])
			return false;
	return query_ends_word(query_peek(p, len));
}

static bool
is_or(const Parser *p)
{
	return query_peek(p, 0) == '|' || is_word(p, "or", 0x6216);
}

/* Length of a "not" at `at`, 0 if there is none. */
static glong
not_length(const Parser *p)
{
	if (query_peek(p, 0) == '-')
		return 1;
	return is_word(p, "not", 0x975e) ? (query_peek(p, 0) == 0x975e ? 1 : 3) : 0;
}

static QueryNode *
parse_term(Parser *p)
{
	glong start = p->at, skip = not_length(p);
	g_autoptr(QueryNode) node = NULL;
	QueryNode *child;

	if (!skip)
		return parse_atom(p);
	if (p->depth >= MAX_DEPTH)
		return query_parser_fail(
			p, start, g_strdup(_("the parentheses are nested too deep.")));
	p->at += skip;
	skip_space(p);
	if (p->at == p->n || query_peek(p, 0) == ')' || is_or(p))
		return query_parser_fail(
			p, start, g_strdup(_("\"not\" needs something after it.")));
	node = query_node_new(p, QUERY_NOT, start);
	p->depth++;
	child = parse_term(p);
	p->depth--;
	if (!child)
		return NULL;
	g_ptr_array_add(node->children, child);
	return g_steal_pointer(&node);
}

/* `list` with one child is that child; with none, NULL. Takes it. */
static QueryNode *
node_unwrap(QueryNode *list)
{
	QueryNode *only;

	if (list->children->len > 1)
		return list;
	only = list->children->len ? g_ptr_array_steal_index(list->children, 0) : NULL;
	query_node_free(list);
	return only;
}

static bool
ends_list(const Parser *p)
{
	return p->error || p->at >= p->n || query_peek(p, 0) == ')' || is_or(p);
}

/* Skips "and", which must have something after it. */
static void
skip_and(Parser *p)
{
	glong start = p->at;

	if (!is_word(p, "and", 0x4e14))
		return;
	p->at += query_peek(p, 0) == 0x4e14 ? 1 : 3;
	skip_space(p);
	if (ends_list(p) || is_word(p, "and", 0x4e14))
		query_parser_fail(
			p, start, g_strdup(_("\"and\" needs something on both sides.")));
}

static QueryNode *
parse_and(Parser *p)
{
	QueryNode *list = query_node_new(p, QUERY_AND, p->at);

	skip_space(p);
	if (is_word(p, "and", 0x4e14))
		query_parser_fail(
			p, p->at, g_strdup(_("\"and\" needs something on both sides.")));
	while (!ends_list(p)) {
		QueryNode *term = parse_term(p);

		if (term)
			g_ptr_array_add(list->children, term);
		skip_space(p);
		if (!p->error)
			skip_and(p);
	}
	return node_unwrap(list);
}

static QueryNode *
parse_or(Parser *p)
{
	QueryNode *list = query_node_new(p, QUERY_OR, p->at);
	bool more = true;

	p->depth++;
	while (more && !p->error) {
		QueryNode *side = parse_and(p);
		glong at = p->at;

		more = !p->error && p->at < p->n && is_or(p);
		if (side)
			g_ptr_array_add(list->children, side);
		else if (more || list->children->len)
			query_parser_fail(p, at > 0 && !more ? at - 1 : at,
				g_strdup(_("\"or\" needs something on both sides.")));
		if (more)
			p->at += query_peek(p, 0) == '|' || query_peek(p, 0) == 0x6216 ? 1 : 2;
	}
	p->depth--;
	return node_unwrap(list);
}

/* ---- the whole ---- */

static void
parse_all(Parser *p)
{
	p->query->root = parse_or(p);
	if (!p->error && p->at < p->n)
		query_parser_fail(p, p->at, g_strdup(_("this parenthesis was never opened.")));
}

Query *
query_parse(const char *text, unsigned *ret_column, GError **error)
{
	g_autoptr(Query) query = g_new0(Query, 1);
	const char *bad;
	Parser p = {.query = query};

	query->sort = N_QUERY_FIELDS;
	if (!g_utf8_validate(text, -1, &bad)) {
		query_parser_fail(&p, g_utf8_strlen(text, bad - text),
			g_strdup(_("the text is not UTF-8 here.")));
	} else if (g_utf8_strlen(text, -1) > MAX_CHARS) {
		query_parser_fail(&p, MAX_CHARS, g_strdup(_("the query is too long.")));
	} else {
		g_autofree char *command = text_dup_command(text);
		g_autofree gunichar *raw = g_utf8_to_ucs4_fast(text, -1, &p.n);
		glong n;
		g_autofree gunichar *folded = g_utf8_to_ucs4_fast(command, -1, &n);

		g_assert(n == p.n);
		p.raw = raw;
		p.folded = folded;
		parse_all(&p);
	}
	if (!p.error)
		return g_steal_pointer(&query);
	if (ret_column)
		*ret_column = p.column;
	g_propagate_error(error, p.error);
	return NULL;
}
