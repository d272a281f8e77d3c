/*
 * The query parser: recursive descent over two copies of the text that run in
 * step, character by character: `folded` (full-width twins as ASCII) decides
 * the grammar, `raw` is what is searched for. See query.h.
 */
#include "config.h"

#include "core/query.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/query-words.h"
#include "core/text.h"

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

static QueryNode *parse_or(Parser *p);

static void
value_free(gpointer data)
{
	QueryValue *v = data;

	g_free(v->text);
	g_free(v->to);
	g_free(v);
}

static void
node_free(gpointer data)
{
	QueryNode *node = data;

	if (!node)
		return;
	g_clear_pointer(&node->children, g_ptr_array_unref);
	g_clear_pointer(&node->values, g_ptr_array_unref);
	g_free(node->text);
	g_free(node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryNode, node_free)

void
query_free(Query *query)
{
	if (!query)
		return;
	node_free(query->root);
	g_free(query);
}

/* Keeps the first failure. Takes `why`. Returns NULL, for callers that return a node. */
static QueryNode *
parser_fail(Parser *p, glong at, char *why)
{
	g_autofree char *text = why;

	if (p->error)
		return NULL;
	p->column = (unsigned)at + 1;
	p->error = g_error_new(
		AMENDS_ERROR, AMENDS_ERROR_SYNTAX, _("Column %1$u: %2$s"), p->column, text);
	return NULL;
}

static QueryNode *
node_new(Parser *p, QueryKind kind, glong at)
{
	QueryNode *node = g_new0(QueryNode, 1);

	node->kind = kind;
	node->column = (unsigned)at + 1;
	if (kind == QUERY_AND || kind == QUERY_OR || kind == QUERY_NOT)
		node->children = g_ptr_array_new_with_free_func(node_free);
	if (kind == QUERY_PRED)
		node->values = g_ptr_array_new_with_free_func(value_free);
	if (++p->nodes > MAX_NODES)
		parser_fail(p, at, g_strdup(_("the query has too many terms.")));
	return node;
}

static gunichar
peek(const Parser *p, glong ahead)
{
	return p->at + ahead < p->n ? p->folded[p->at + ahead] : 0;
}

static char *
dup_slice(const gunichar *text, glong from, glong to)
{
	return g_ucs4_to_utf8(text + from, to - from, NULL, NULL, NULL);
}

static void
skip_space(Parser *p)
{
	while (p->at < p->n && g_unichar_isspace(p->folded[p->at]))
		p->at++;
}

/* The closing twin of an opening quote as typed, or 0. Input methods may also open with a closing one. */
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

static gunichar
quote_at(const Parser *p)
{
	return p->at < p->n ? quote_end(p->raw[p->at]) : 0;
}

static bool
ends_word(gunichar c)
{
	return c == 0 || c == '(' || c == ')' || c == '|' || quote_end(c) ||
	       g_unichar_isspace(c);
}

/* A quoted text, raw. NULL with a failure if the quote is never closed or holds nothing. */
static char *
parse_quoted(Parser *p)
{
	gunichar end = quote_at(p);
	glong start = p->at++;

	while (p->at < p->n && p->raw[p->at] != end && !(end == '"' && p->raw[p->at] == 0xff02))
		p->at++;
	if (p->at == p->n) {
		parser_fail(p, start, g_strdup(_("this quotation mark is never closed.")));
		return NULL;
	}
	p->at++;
	g_autofree char *text = dup_slice(p->raw, start + 1, p->at - 1);

	if (!*g_strstrip(text)) {
		parser_fail(
			p, start, g_strdup(_("there is nothing between the quotation marks.")));
		return NULL;
	}
	return g_steal_pointer(&text);
}

/* ---- values ---- */

/* A bare or quoted value; `ranges`: a bare one ends at "..". "" where nothing stands. */
static char *
parse_part(Parser *p, bool ranges)
{
	glong start = p->at;

	if (quote_at(p))
		return parse_quoted(p);
	while (!ends_word(peek(p, 0)) && peek(p, 0) != ',' &&
		!(ranges && peek(p, 0) == '.' && peek(p, 1) == '.'))
		p->at++;
	return dup_slice(p->folded, start, p->at);
}

static QueryOp
parse_op(Parser *p)
{
	gunichar c = peek(p, 0);
	bool equal = peek(p, 1) == '=';

	if (c != '<' && c != '>' && c != '=' && c != '^' && c != '~')
		return QUERY_OP_IS;
	p->at += (c == '<' || c == '>') && equal ? 2 : 1;
	switch (c) {
	case '<':
		return equal ? QUERY_OP_LE : QUERY_OP_LT;
	case '>':
		return equal ? QUERY_OP_GE : QUERY_OP_GT;
	case '=':
		return QUERY_OP_EXACT;
	default:
		return c == '^' ? QUERY_OP_PREFIX : QUERY_OP_CONTAINS;
	}
}

static bool
op_is_order(QueryOp op)
{
	return op == QUERY_OP_LT || op == QUERY_OP_LE || op == QUERY_OP_GT || op == QUERY_OP_GE;
}

static bool
takes_order(QueryTakes takes)
{
	return takes == QUERY_TAKES_ORDINAL || takes == QUERY_TAKES_DATE ||
	       takes == QUERY_TAKES_DURATION || takes == QUERY_TAKES_MONEY;
}

static bool
takes_parts(QueryTakes takes)
{
	return takes == QUERY_TAKES_TEXT || takes == QUERY_TAKES_DIGITS;
}

static bool
fail_value(Parser *p, const QueryFieldInfo *info, glong at, const char *text)
{
	g_autofree char *nearest =
		info->words ? query_dup_nearest(text, info->words) : g_strdup("");

	parser_fail(p, at,
		g_strdup_printf(_("%1$s cannot be \"%2$s\". %3$s Example: %4$s"), info->name,
			text, nearest, info->example));
	return false;
}

/* "12.5" to 1250. */
static bool
read_minor(const char *text, int64_t *ret)
{
	size_t whole = strspn(text, "0123456789");
	const char *rest = text + whole;
	int64_t minor = 0;

	if (whole < 1 || whole > 12)
		return false;
	if (*rest == '.' && (strspn(rest + 1, "0123456789") > 2 || !rest[1]))
		return false;
	for (size_t i = 0; i < whole; i++)
		minor = minor * 10 + (text[i] - '0');
	for (int i = 1; i <= 2; i++) {
		minor *= 10;
		if (*rest == '.' && rest[1] && (i == 1 || rest[2]))
			minor += rest[i] - '0';
	}
	*ret = minor;
	return !*rest || (*rest == '.' && strspn(rest + 1, "0123456789") == strlen(rest + 1));
}

/* The number behind one end of a value. False if the field cannot hold it. */
static bool
read_number(const QueryFieldInfo *info, const char *text, int64_t *ret)
{
	const QueryWord *word;

	switch (info->takes) {
	case QUERY_TAKES_WORD:
	case QUERY_TAKES_ORDINAL:
		word = query_word_find(info->words, text);
		if (word)
			*ret = word->value;
		return word != NULL;
	case QUERY_TAKES_DURATION:
		return query_read_duration(text, ret);
	case QUERY_TAKES_MONEY:
		return read_minor(text, ret);
	case QUERY_TAKES_DIGITS:
		return *text && strspn(text, "0123456789 +-") == strlen(text) &&
		       strpbrk(text, "0123456789");
	case QUERY_TAKES_DATE: /* its words are known only to the planner */
	case QUERY_TAKES_TEXT:
	case QUERY_TAKES_CODE:
	case QUERY_TAKES_PERSON:
	case QUERY_TAKES_SORT:
	case QUERY_TAKES_COUNT:
		return true;
	}
	g_assert_not_reached();
}

static bool
check_op(Parser *p, const QueryFieldInfo *info, QueryOp op, glong at)
{
	bool fits = op == QUERY_OP_IS || op == QUERY_OP_EXACT ||
		    (op_is_order(op) && takes_order(info->takes)) ||
		    ((op == QUERY_OP_PREFIX || op == QUERY_OP_CONTAINS) &&
			    takes_parts(info->takes));

	if (!fits)
		parser_fail(p, at,
			g_strdup_printf(_("%1$s does not take this sign. Example: %2$s"),
				info->name, info->example));
	return fits;
}

static bool
read_range(Parser *p, const QueryFieldInfo *info, QueryValue *v)
{
	glong at = p->at;

	if (v->op != QUERY_OP_IS) {
		parser_fail(p, at,
			g_strdup(_("a range takes no sign before it. Example: "
				   "received:2026-10-01..today")));
		return false;
	}
	v->op = QUERY_OP_RANGE;
	p->at += 2;
	at = p->at;
	v->to = parse_part(p, true);
	if (!v->to)
		return false;
	if (!*v->text && !*v->to) {
		parser_fail(p, at,
			g_strdup(_("a range needs one end at least. Example: "
				   "received:2026-10-01..")));
		return false;
	}
	return !*v->to || read_number(info, v->to, &v->number_to) ||
	       fail_value(p, info, at, v->to);
}

static bool
read_value(Parser *p, const QueryFieldInfo *info, QueryValue *v)
{
	glong at = p->at;
	bool ranges = takes_order(info->takes), quoted;

	v->op = parse_op(p);
	if (!check_op(p, info, v->op, at))
		return false;
	at = p->at;
	v->column = (unsigned)at + 1;
	quoted = quote_at(p) != 0;
	v->text = parse_part(p, ranges);
	if (!v->text)
		return false;
	if (ranges && peek(p, 0) == '.' && peek(p, 1) == '.')
		return (!*v->text || read_number(info, v->text, &v->number) ||
			       fail_value(p, info, at, v->text)) &&
		       read_range(p, info, v);
	if (!*v->text) {
		parser_fail(p, at,
			g_strdup_printf(_("%1$s needs a value. Example: %2$s"), info->name,
				info->example));
		return false;
	}
	if (info->none && !quoted && v->op == QUERY_OP_IS && query_is_none(v->text)) {
		v->op = QUERY_OP_NONE;
		return true;
	}
	return read_number(info, v->text, &v->number) || fail_value(p, info, at, v->text);
}

static QueryNode *
parse_pred(Parser *p, const QueryFieldInfo *info, glong start)
{
	g_autoptr(QueryNode) node = node_new(p, QUERY_PRED, start);

	node->field = info->field;
	for (;;) {
		QueryValue *v = g_new0(QueryValue, 1);

		g_ptr_array_add(node->values, v);
		if (!read_value(p, info, v))
			return NULL;
		if (++p->nodes > MAX_NODES)
			return parser_fail(
				p, p->at, g_strdup(_("the query has too many terms.")));
		if (peek(p, 0) != ',')
			return g_steal_pointer(&node);
		p->at++;
	}
}

/* ---- directives ---- */

static bool
read_sort(Parser *p, const char *value, glong at)
{
	bool down = *value == '-';
	const QueryFieldInfo *by = query_field_find(value + down);

	if (!by || !by->sorts) {
		parser_fail(p, at,
			g_strdup_printf(
				_("the list cannot be sorted by \"%s\". It can by number, "
				  "level, received, entered, due, left, age, told, closed, "
				  "updated. Example: sort:-received"),
				value + down));
		return false;
	}
	if (p->query->sort != N_QUERY_FIELDS) {
		parser_fail(p, at, g_strdup(_("sort stands once in a query.")));
		return false;
	}
	p->query->sort = by->field;
	p->query->descending = down;
	return true;
}

static bool
read_limit(Parser *p, const char *value, glong at)
{
	guint64 limit;

	if (!g_ascii_string_to_unsigned(value, 10, 1, 1000000, &limit, NULL)) {
		parser_fail(p, at,
			g_strdup(_("limit is a number from 1 to 1000000. Example: limit:20")));
		return false;
	}
	if (p->query->limit) {
		parser_fail(p, at, g_strdup(_("limit stands once in a query.")));
		return false;
	}
	p->query->limit = (int64_t)limit;
	return true;
}

/* True with no node made: a directive is about the whole list. */
static bool
parse_directive(Parser *p, const QueryFieldInfo *info, glong start)
{
	glong at = p->at;
	g_autofree char *value = NULL;

	if (p->depth > 1) {
		parser_fail(p, start,
			g_strdup_printf(_("%s is about the whole list: it stands outside "
					  "parentheses and takes no \"not\"."),
				info->name));
		return false;
	}
	value = parse_part(p, false);
	if (!value)
		return false;
	return info->field == QUERY_SORT ? read_sort(p, value, at) : read_limit(p, value, at);
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
	g_autofree char *name = dup_slice(p->folded, p->at, end);

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

	return parser_fail(p, p->at,
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
	bool hash = peek(p, 0) == '#';

	while (!ends_word(peek(p, 0)))
		p->at++;
	g_autofree char *folded = dup_slice(p->folded, start + hash, p->at);

	if (is_ticket_number(folded)) {
		node = node_new(p, QUERY_NUMBER, start);
		node->text = g_ascii_strup(folded, -1);
		node->strict = hash;
		return node;
	}
	node = node_new(p, QUERY_TEXT, start);
	node->text = dup_slice(p->raw, start, p->at);
	return node;
}

static QueryNode *
parse_parens(Parser *p)
{
	glong start = p->at++;
	g_autoptr(QueryNode) node = NULL;

	if (p->depth >= MAX_DEPTH)
		return parser_fail(
			p, start, g_strdup(_("the parentheses are nested too deep.")));
	node = parse_or(p);
	if (p->error)
		return NULL;
	if (peek(p, 0) != ')')
		return parser_fail(p, start, g_strdup(_("this parenthesis is never closed.")));
	if (!node)
		return parser_fail(
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

	if (peek(p, 0) == '(')
		return parse_parens(p);
	if (quote_at(p)) {
		char *text = parse_quoted(p);

		if (!text)
			return NULL;
		node = node_new(p, QUERY_TEXT, start);
		node->text = text;
		return node;
	}
	info = parse_field_name(p, &unknown);
	if (unknown)
		return fail_field(p, unknown);
	if (!info)
		return parse_word(p);
	if (info->field != QUERY_SORT && info->field != QUERY_LIMIT)
		return parse_pred(p, info, start);
	parse_directive(p, info, start);
	return NULL;
}

/* A whole word at `at`: "or", "and", "not" and their Chinese names. */
static bool
is_word(const Parser *p, const char *ascii, gunichar han)
{
	glong len = (glong)strlen(ascii);

	if (peek(p, 0) == han && ends_word(peek(p, 1)))
		return true;
	for (glong i = 0; i < len; i++)
		if (g_unichar_tolower(peek(p, i)) != (gunichar)ascii[i])
			return false;
	return ends_word(peek(p, len));
}

static bool
is_or(const Parser *p)
{
	return peek(p, 0) == '|' || is_word(p, "or", 0x6216);
}

/* Length of a "not" at `at`, 0 if there is none. */
static glong
not_length(const Parser *p)
{
	if (peek(p, 0) == '-')
		return 1;
	return is_word(p, "not", 0x975e) ? (peek(p, 0) == 0x975e ? 1 : 3) : 0;
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
		return parser_fail(
			p, start, g_strdup(_("the parentheses are nested too deep.")));
	p->at += skip;
	skip_space(p);
	if (p->at == p->n || peek(p, 0) == ')' || is_or(p))
		return parser_fail(p, start, g_strdup(_("\"not\" needs something after it.")));
	node = node_new(p, QUERY_NOT, start);
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
	node_free(list);
	return only;
}

static bool
ends_list(const Parser *p)
{
	return p->error || p->at >= p->n || peek(p, 0) == ')' || is_or(p);
}

/* Skips "and", which must have something after it. */
static void
skip_and(Parser *p)
{
	glong start = p->at;

	if (!is_word(p, "and", 0x4e14))
		return;
	p->at += peek(p, 0) == 0x4e14 ? 1 : 3;
	skip_space(p);
	if (ends_list(p) || is_word(p, "and", 0x4e14))
		parser_fail(p, start, g_strdup(_("\"and\" needs something on both sides.")));
}

static QueryNode *
parse_and(Parser *p)
{
	QueryNode *list = node_new(p, QUERY_AND, p->at);

	skip_space(p);
	if (is_word(p, "and", 0x4e14))
		parser_fail(p, p->at, g_strdup(_("\"and\" needs something on both sides.")));
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
	QueryNode *list = node_new(p, QUERY_OR, p->at);
	bool more = true;

	p->depth++;
	while (more && !p->error) {
		QueryNode *side = parse_and(p);
		glong at = p->at;

		more = !p->error && p->at < p->n && is_or(p);
		if (side)
			g_ptr_array_add(list->children, side);
		else if (more || list->children->len)
			parser_fail(p, at > 0 && !more ? at - 1 : at,
				g_strdup(_("\"or\" needs something on both sides.")));
		if (more)
			p->at += peek(p, 0) == '|' || peek(p, 0) == 0x6216 ? 1 : 2;
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
		parser_fail(p, p->at, g_strdup(_("this parenthesis was never opened.")));
}

Query *
query_parse(const char *text, unsigned *ret_column, GError **error)
{
	g_autoptr(Query) query = g_new0(Query, 1);
	const char *bad;
	Parser p = {.query = query};

	query->sort = N_QUERY_FIELDS;
	if (!g_utf8_validate(text, -1, &bad)) {
		parser_fail(&p, g_utf8_strlen(text, bad - text),
			g_strdup(_("the text is not UTF-8 here.")));
	} else if (g_utf8_strlen(text, -1) > MAX_CHARS) {
		parser_fail(&p, MAX_CHARS, g_strdup(_("the query is too long.")));
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
