/*
 * Names that stand for ids in a query: rows of the taxonomy by code, label or
 * pinyin, and people by number or name. The rest of the fields is in
 * query-pred.c.
 */
#include "config.h"

#include "core/query-private.h"

#include <glib/gi18n.h>

/* The row itself or one below it: "C01" holds "C01.2". '/' is the next byte after '.'. */
static void
emit_code(Emitter *e, const char *column, const char *id)
{
	g_autofree char *from = g_strconcat(id, ".", NULL);
	g_autofree char *to = g_strconcat(id, "/", NULL);

	g_string_append_c(e->sql, '(');
	query_emit_equal(e, column, id);
	g_string_append_printf(e->sql, " OR (%s >= ", column);
	query_emit_text(e, from);
	g_string_append_printf(e->sql, " AND %s < ", column);
	query_emit_text(e, to);
	g_string_append(e->sql, "))");
}

static void
emit_entry(Emitter *e, const TaxonomyEntry *entry)
{
	if (entry->facet != TAXONOMY_CATEGORY) {
		emit_code(e, taxonomy_facet_name(entry->facet), entry->id);
		return;
	}
	g_string_append_c(e->sql, '(');
	emit_code(e, "business", entry->business);
	g_string_append(e->sql, " AND ");
	emit_code(e, "reason", entry->reason);
	g_string_append_c(e->sql, ')');
}

/* Rows of `facet` that `text` names at the best rank found so far; a better rank drops the
 * earlier ones. */
static void
collect(const QueryContext *ctx, TaxonomyFacet facet, const char *text, GArray *found)
{
	g_autoptr(GArray) matches = taxonomy_match(ctx->taxonomy, facet, text, 0, G_MAXUINT);

	for (guint i = 0; i < matches->len; i++) {
		TaxonomyMatch m = g_array_index(matches, TaxonomyMatch, i);
		TaxonomyRank best = found->len ? g_array_index(found, TaxonomyMatch, 0).rank
					       : TAXONOMY_RANK_SUBSTRING;

		if (m.rank > best)
			return;
		if (m.rank < best)
			g_array_set_size(found, 0);
		g_array_append_val(found, m);
	}
}

static bool
fail_code(Emitter *e, QueryField field, const QueryValue *v)
{
	return query_emit_fail(e, v->column,
		g_strdup_printf(
			_("no %1$s is called \"%2$s\". A code, a name or pinyin initials "
			  "will do. Example: %3$s"),
			query_field_info(field)->name, v->text,
			query_field_info(field)->example));
}

static const struct {
	QueryField field;
	TaxonomyFacet facet;
} facets[] = {
	{QUERY_CHANNEL, TAXONOMY_CHANNEL},
	{QUERY_BUSINESS, TAXONOMY_BUSINESS},
	{QUERY_REASON, TAXONOMY_REASON},
	/* A category may be said by its own name, by business or by reason. A digit is the pick
	   list's. */
	{QUERY_CATEGORY, TAXONOMY_CATEGORY},
	{QUERY_CATEGORY, TAXONOMY_BUSINESS},
	{QUERY_CATEGORY, TAXONOMY_REASON},
};

/* Codes as typed: for a desk without its lists. */
static bool
emit_raw_code(Emitter *e, QueryField field, const QueryValue *v)
{
	if (field != QUERY_CATEGORY) {
		emit_code(e, query_column(field), v->text);
		return true;
	}
	emit_code(e, "business", v->text);
	g_string_append(e->sql, " OR ");
	emit_code(e, "reason", v->text);
	return true;
}

bool
query_emit_code_value(Emitter *e, QueryField field, const QueryValue *v)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(TaxonomyMatch));
	bool digit = g_ascii_isdigit(v->text[0]) && !v->text[1];

	if (v->op == QUERY_OP_NONE) {
		query_emit_equal(e, query_column(field), "");
		return true;
	}
	if (!e->ctx->taxonomy)
		return emit_raw_code(e, field, v);
	for (guint i = 0; i < G_N_ELEMENTS(facets); i++)
		if (facets[i].field == field && !(digit && field == QUERY_CATEGORY &&
							facets[i].facet != TAXONOMY_CATEGORY))
			collect(e->ctx, facets[i].facet, v->text, found);
	if (!found->len)
		return fail_code(e, field, v);
	for (guint i = 0; i < found->len; i++) {
		if (i)
			g_string_append(e->sql, " OR ");
		emit_entry(e, g_array_index(found, TaxonomyMatch, i).entry);
	}
	return true;
}

/* ---- people ---- */

bool
query_emit_me(Emitter *e, const char *who, unsigned column)
{
	e->plan->needs_me = true;
	if (!e->ctx->me || !*e->ctx->me)
		return query_emit_fail(e, column,
			g_strdup(_(
				"nobody is signed on, so nothing is \"mine\". Sign on, or name "
				"a number. Example: owner:1001")));
	query_emit_equal(e, who, e->ctx->me);
	return true;
}

bool
query_emit_owner(Emitter *e, const QueryValue *v)
{
	g_autofree char *id = NULL;

	if (v->op == QUERY_OP_NONE) {
		query_emit_equal(e, "owner", "");
		return true;
	}
	if (query_is_me(v->text))
		return query_emit_me(e, "owner", v->column);
	id = e->ctx->person ? e->ctx->person(v->text, e->ctx->data) : g_strdup(v->text);
	if (!id)
		return query_emit_fail(e, v->column,
			g_strdup_printf(
				_("nobody has the number or name \"%s\". `amends people` "
				  "lists them. Example: owner:me"),
				v->text));
	query_emit_equal(e, "owner", id);
	return true;
}
