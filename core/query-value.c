/* The part of the query parser after a field's name: signs, values, ranges, directives. See
 * query.h. */
#include "config.h"

#include "core/query-parser.h"

#include <glib/gi18n.h>

/* A bare or quoted value; `ranges`: a bare one ends at "..". "" where nothing stands. */
static char *
parse_part(Parser *p, bool ranges)
{
	glong start = p->at;

	if (query_quote_at(p))
		return query_parse_quoted(p);
	while (!query_ends_word(query_peek(p, 0)) && query_peek(p, 0) != ',' &&
		!(ranges && query_peek(p, 0) == '.' && query_peek(p, 1) == '.'))
		p->at++;
	return query_dup_slice(p->folded, start, p->at);
}

static QueryOp
parse_op(Parser *p)
{
	gunichar c = query_peek(p, 0);
	bool equal = query_peek(p, 1) == '=';

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

	query_parser_fail(p, at,
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
		query_parser_fail(p, at,
			g_strdup_printf(_("%1$s does not take this sign. Example: %2$s"),
				info->name, info->example));
	return fits;
}

static bool
read_range(Parser *p, const QueryFieldInfo *info, QueryValue *v)
{
	glong at = p->at;

	if (v->op != QUERY_OP_IS) {
		query_parser_fail(p, at,
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
		query_parser_fail(p, at,
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
	quoted = query_quote_at(p) != 0;
	v->text = parse_part(p, ranges);
	if (!v->text)
		return false;
	if (ranges && query_peek(p, 0) == '.' && query_peek(p, 1) == '.')
		return (!*v->text || read_number(info, v->text, &v->number) ||
			       fail_value(p, info, at, v->text)) &&
		       read_range(p, info, v);
	if (!*v->text) {
		query_parser_fail(p, at,
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

QueryNode *
query_parse_pred(Parser *p, const QueryFieldInfo *info, glong start)
{
	g_autoptr(QueryNode) node = query_node_new(p, QUERY_PRED, start);

	node->field = info->field;
	for (;;) {
		QueryValue *v = g_new0(QueryValue, 1);

		g_ptr_array_add(node->values, v);
		if (!read_value(p, info, v))
			return NULL;
		if (++p->nodes > MAX_NODES)
			return query_parser_fail(
				p, p->at, g_strdup(_("the query has too many terms.")));
		if (query_peek(p, 0) != ',')
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
		query_parser_fail(p, at,
			g_strdup_printf(
				_("the list cannot be sorted by \"%s\". It can by number, "
				  "level, received, entered, due, left, age, told, closed, "
				  "updated. Example: sort:-received"),
				value + down));
		return false;
	}
	if (p->query->sort != N_QUERY_FIELDS) {
		query_parser_fail(p, at, g_strdup(_("sort stands once in a query.")));
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
		query_parser_fail(p, at,
			g_strdup(_("limit is a number from 1 to 1000000. Example: limit:20")));
		return false;
	}
	if (p->query->limit) {
		query_parser_fail(p, at, g_strdup(_("limit stands once in a query.")));
		return false;
	}
	p->query->limit = (int64_t)limit;
	return true;
}

/* True with no node made: a directive is about the whole list. */
bool
query_parse_directive(Parser *p, const QueryFieldInfo *info, glong start)
{
	glong at = p->at;
	g_autofree char *value = NULL;

	if (p->depth > 1) {
		query_parser_fail(p, start,
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
