/* The inside of a TaxonomySet, shared by taxonomy*.c only. */
#pragma once

#include "core/taxonomy.h"

struct TaxonomySet {
	GPtrArray *entries[N_TAXONOMY_FACETS]; /* TaxonomyEntry, owned, file order */
	GHashTable *by_id[N_TAXONOMY_FACETS];  /* id -> TaxonomyEntry, borrowed */
};

bool taxonomy_entry_is_valid(const TaxonomyEntry *entry, int day);
