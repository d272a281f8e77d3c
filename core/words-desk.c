/* Names for the history from a desk's people and taxonomy. See words.h. */
#include "config.h"

#include "core/words.h"

#include "core/desk.h"

static const char *
name_of(void *data, const char *id)
{
	const Person *person = desk_person_by_id(data, id);

	return person ? person->name : NULL;
}

static const char *
label_of(void *data, const char *facet, const char *id)
{
	for (unsigned i = 0; i < N_TAXONOMY_FACETS; i++)
		if (strcmp(taxonomy_facet_name((TaxonomyFacet)i), facet) == 0)
			return taxonomy_label(
				desk_taxonomy(data), (TaxonomyFacet)i, id, words_is_chinese());
	return NULL;
}

char *
words_dup_event(Desk *desk, const Event *event)
{
	WordsNames names = {
		.person = name_of, .label = label_of, .zone = desk_zone(desk), .data = desk};

	return words_dup_event_with(&names, event);
}
