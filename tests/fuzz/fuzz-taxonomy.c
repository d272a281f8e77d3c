/*
 * core/taxonomy.h: the input stands in for the list of reasons. Refused, it is
 * told with file and line; taken, every row is found again, has a class and
 * a path without end, and matching gives what it may.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/taxonomy.h"

/* The comments and the head line of a list. */
static size_t
head_length(const char *text)
{
	const char *at = text;

	while (*at == '#')
		at = strchr(at, '\n') + 1;
	return (size_t)(strchr(at, '\n') + 1 - text);
}

/* The shipped lists; of categories, which name reasons that the input may lack, the head alone.
 */
static void
set_up(void)
{
	for (unsigned facet = 0; facet < N_TAXONOMY_FACETS; facet++) {
		g_autofree char *file = g_strconcat(taxonomy_facet_name(facet), ".tsv", NULL);
		g_autofree char *from =
			g_build_filename(g_getenv("AMENDS_DATADIR"), "taxonomy", file, NULL);
		g_autofree char *text = NULL;
		gsize len;

		g_assert_true(g_file_get_contents(from, &text, &len, NULL));
		g_free(fuzz_write(
			file, text, facet == TAXONOMY_CATEGORY ? head_length(text) : len));
	}
}

static void
check_entry(const TaxonomySet *set, const TaxonomyEntry *entry)
{
	g_autofree char *path = taxonomy_dup_path(set, TAXONOMY_REASON, entry->id, false);
	g_autoptr(GArray) found = taxonomy_match(set, TAXONOMY_REASON, entry->id, 0, 5);
	unsigned depth = 0;

	g_assert_true(taxonomy_get(set, TAXONOMY_REASON, entry->id) == entry);
	for (const TaxonomyEntry *up = entry->parent; up; up = up->parent)
		g_assert_cmpuint(depth++, <, 100);
	fuzz_check_sentence(path);
	g_assert_nonnull(strchr("SRO", taxonomy_class(set, entry->id)));
	fuzz_check_sentence(taxonomy_label(set, TAXONOMY_REASON, entry->id, true));
	g_assert_cmpuint(found->len, >=, 1);
	g_assert_cmpuint(found->len, <=, 5);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	g_autofree char *path = NULL, *mark = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(TaxonomySet) set = NULL;
	g_autoptr(GPtrArray) list = NULL;

	if (!ready)
		set_up();
	ready = true;
	path = fuzz_write("reason.tsv", data, size);
	set = taxonomy_load(fuzz_folder(), &error);
	if (!set) {
		mark = g_strdup_printf("%s:", path);
		fuzz_check_lines_named(error->message, mark, fuzz_count_lines(data, size));
		return 0;
	}
	list = taxonomy_list(set, TAXONOMY_REASON, 0);
	for (guint i = 0; i < list->len; i++)
		check_entry(set, list->pdata[i]);
	return 0;
}
