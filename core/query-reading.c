/* The tree back to text: canonical names, the parentheses that were meant. See
 * query_dup_reading(). */
#include "config.h"

#include "core/query.h"

#include "core/query-words.h"

static void append_node(GString *out, const QueryNode *node, bool zh);

/* A quoted text could be written with one of these pairs, so one of them has no end in it. */
static const struct {
	const char *open, *close;
} quotes[] = {{"\"", "\""}, {"\xe2\x80\x9c", "\xe2\x80\x9d"}, {"「", "」"}};

static bool
quote_fits(unsigned i, const char *text)
{
	return !strstr(text, quotes[i].close) && (i > 0 || !strstr(text, "＂"));
}

static void
append_quoted(GString *out, const char *text)
{
	unsigned i = 0;

	while (i + 1 < G_N_ELEMENTS(quotes) && !quote_fits(i, text))
		i++;
	g_string_append(out, quotes[i].open);
	g_string_append(out, text);
	g_string_append(out, quotes[i].close);
}

/* True if `text` reads as one bare value, and not as "none" or a range. */
static bool
is_bare(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isalnum(c) && !strchr("-_+:.", (int)MIN(c, 127)))
			return false;
		if (c >= 0xff00 && c <= 0xffef)
			return false;
	}
	return *text && !strstr(text, "..") && !query_is_none(text);
}

static const char *
word_name(const QueryFieldInfo *info, int64_t value, bool zh)
{
	const QueryWord *word = query_word_get(info->words, (int)value);

	return zh ? word->zh : word->name;
}

static void
append_end(GString *out, const QueryFieldInfo *info, const char *text, int64_t number, bool zh)
{
	if (!*text)
		return;
	if (info->words)
		g_string_append(out, word_name(info, number, zh));
	else if (info->takes == QUERY_TAKES_PERSON && query_is_me(text))
		g_string_append(out, zh ? "我" : "me");
	else if (is_bare(text))
		g_string_append(out, text);
	else
		append_quoted(out, text);
}

static const char *const signs[N_QUERY_OPS] = {"", "=", "^", "~", "<", "<=", ">", ">=", "", ""};

static void
append_value(GString *out, const QueryFieldInfo *info, const QueryValue *v, bool zh)
{
	if (v->op == QUERY_OP_NONE) {
		g_string_append(out, zh ? "无" : "none");
		return;
	}
	g_string_append(out, signs[v->op]);
	append_end(out, info, v->text, v->number, zh);
	if (v->op != QUERY_OP_RANGE)
		return;
	g_string_append(out, "..");
	append_end(out, info, v->to, v->number_to, zh);
}

static void
append_pred(GString *out, const QueryNode *node, bool zh)
{
	const QueryFieldInfo *info = query_field_info(node->field);

	g_string_append(out, zh ? info->zh : info->name);
	g_string_append_c(out, ':');
	for (guint i = 0; i < node->values->len; i++) {
		if (i)
			g_string_append_c(out, ',');
		append_value(out, info, g_ptr_array_index(node->values, i), zh);
	}
}

static bool
is_list(const QueryNode *node)
{
	return node->kind == QUERY_AND || node->kind == QUERY_OR;
}

static void
append_child(GString *out, const QueryNode *child, bool zh)
{
	if (is_list(child))
		g_string_append_c(out, '(');
	append_node(out, child, zh);
	if (is_list(child))
		g_string_append_c(out, ')');
}

static void
append_node(GString *out, const QueryNode *node, bool zh)
{
	switch (node->kind) {
	case QUERY_TEXT:
		append_quoted(out, node->text);
		return;
	case QUERY_NUMBER:
		g_string_append_printf(out, "%s%s", node->strict ? "#" : "", node->text);
		return;
	case QUERY_PRED:
		append_pred(out, node, zh);
		return;
	case QUERY_NOT:
		g_string_append_c(out, '-');
		break;
	case QUERY_AND:
	case QUERY_OR:
		break;
	}
	for (guint i = 0; i < node->children->len; i++) {
		if (i)
			g_string_append(out, node->kind == QUERY_AND ? " "
					     : zh		     ? " 或 "
								     : " or ");
		append_child(out, g_ptr_array_index(node->children, i), zh);
	}
}

char *
query_dup_reading(const Query *query, bool zh)
{
	GString *out = g_string_new(NULL);

	if (query->root)
		append_node(out, query->root, zh);
	if (query->sort != N_QUERY_FIELDS) {
		const QueryFieldInfo *by = query_field_info(query->sort);

		g_string_append_printf(out, "%s%s:%s%s", out->len ? " " : "",
			zh ? "排序" : "sort", query->descending ? "-" : "",
			zh ? by->zh : by->name);
	}
	if (query->limit)
		g_string_append_printf(out, "%s%s:%" G_GINT64_FORMAT, out->len ? " " : "",
			zh ? "条数" : "limit", query->limit);
	return g_string_free(out, FALSE);
}
