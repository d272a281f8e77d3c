/* Look-ups, labels and pick lists over a loaded set. See taxonomy.h. */
#include "config.h"

#include "core/taxonomy.h"

#include "core/taxonomy-private.h"

static const char *const facet_names[N_TAXONOMY_FACETS] = {
	"channel", "business", "reason", "claim", "department", "category"};

const char *
taxonomy_facet_name(TaxonomyFacet facet)
{
	g_assert((int)facet >= 0 && facet < N_TAXONOMY_FACETS);
	return facet_names[facet];
}

const TaxonomyEntry *
taxonomy_get(const TaxonomySet *set, TaxonomyFacet facet, const char *id)
{
	g_assert((int)facet >= 0 && facet < N_TAXONOMY_FACETS);
	return id ? g_hash_table_lookup(set->by_id[facet], id) : NULL;
}

const char *
taxonomy_label(const TaxonomySet *set, TaxonomyFacet facet, const char *id, bool zh)
{
	const TaxonomyEntry *e = taxonomy_get(set, facet, id);

	if (!e)
		return id ? id : "";
	return zh ? e->zh : e->en;
}

static char *
dup_ancestry(const TaxonomyEntry *e, bool zh)
{
	GString *out = g_string_new(NULL);

	for (; e; e = e->parent) {
		if (out->len)
			g_string_prepend(out, " > ");
		g_string_prepend(out, zh ? e->zh : e->en);
	}
	return g_string_free(out, FALSE);
}

char *
taxonomy_dup_path(const TaxonomySet *set, TaxonomyFacet facet, const char *id, bool zh)
{
	const TaxonomyEntry *e = taxonomy_get(set, facet, id);

	if (!e)
		return g_strdup(id ? id : "");
	if (facet != TAXONOMY_CATEGORY)
		return dup_ancestry(e, zh);
	return g_strdup_printf("%s > %s",
		taxonomy_label(set, TAXONOMY_BUSINESS, e->business, zh),
		taxonomy_label(set, TAXONOMY_REASON, e->reason, zh));
}

char
taxonomy_class(const TaxonomySet *set, const char *reason)
{
	const TaxonomyEntry *e = taxonomy_get(set, TAXONOMY_REASON, reason);

	return e ? e->class : 'O';
}

const TaxonomyEntry *
taxonomy_find_mapped(
	const TaxonomySet *set, TaxonomyFacet facet, TaxonomyMap map, const char *name)
{
	const GPtrArray *entries = set->entries[facet];

	g_assert((int)map >= 0 && map < N_TAXONOMY_MAPS);
	for (guint i = 0; i < entries->len; i++) {
		const TaxonomyEntry *e = g_ptr_array_index(entries, i);

		for (char **m = e->maps[map]; *m; m++)
			if (g_ascii_strcasecmp(*m, name) == 0)
				return e;
	}
	return NULL;
}

bool
taxonomy_entry_is_valid(const TaxonomyEntry *entry, int day)
{
	return !day ||
	       (entry->valid_from <= day && (!entry->valid_to || day <= entry->valid_to));
}

GPtrArray *
taxonomy_list(const TaxonomySet *set, TaxonomyFacet facet, int day)
{
	const GPtrArray *entries = set->entries[facet];
	GPtrArray *out = g_ptr_array_new();

	for (int digit = 1; digit <= 10; digit++) {
		for (guint i = 0; i < entries->len; i++) {
			TaxonomyEntry *e = g_ptr_array_index(entries, i);

			if (e->digit == digit % 10 && taxonomy_entry_is_valid(e, day))
				g_ptr_array_add(out, e);
		}
	}
	return out;
}
