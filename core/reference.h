/*
 * Reference data: policies, calendars, taxonomy, authority, readings. Loaded once, immutable,
 * shared by all threads of a desk.
 */
#pragma once

#include "core/authority.h"
#include "core/calendar.h"
#include "core/letter-template.h"
#include "core/pinyin.h"
#include "core/policy-set.h"
#include "core/taxonomy.h"

typedef struct Reference {
	PolicySet *policies;
	char *default_policy;  /* id that new complaints follow: first line of policies/default
				*/
	GHashTable *calendars; /* code -> Calendar */
	TaxonomySet *taxonomy;
	Authority *authority;
	LetterSet *letters;
	PinyinTable *pinyin;
} Reference;

Reference *reference_load(const char *assets, GError **error);
void reference_free(Reference *reference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reference, reference_free)

/*
 * The policy a complaint received on a local day follows (assets/policies/default names it).
 * NULL if none was in force yet.
 */
const Policy *reference_policy_for(const Reference *reference, int32_t day);
