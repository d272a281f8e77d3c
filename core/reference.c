/* Reference data read from the program's folder. See reference.h. */
#include "config.h"

#include "core/reference.h"

#include <glib/gi18n.h>

void
reference_free(Reference *reference)
{
	if (!reference)
		return;
	policy_set_free(reference->policies);
	g_free(reference->default_policy);
	g_clear_pointer(&reference->calendars, g_hash_table_unref);
	taxonomy_free(reference->taxonomy);
	authority_free(reference->authority);
	letter_set_free(reference->letters);
	pinyin_table_free(reference->pinyin);
	g_free(reference);
}

Reference *
reference_load(const char *assets, GError **error)
{
	g_autoptr(Reference) reference = g_new0(Reference, 1);
	g_autofree char *policies = g_build_filename(assets, "policies", NULL);
	g_autofree char *chosen = g_build_filename(policies, "default", NULL);
	g_autofree char *calendars = g_build_filename(assets, "calendars", NULL);
	g_autofree char *taxonomy = g_build_filename(assets, "taxonomy", NULL);
	g_autofree char *authority = g_build_filename(assets, "authority", "redress.tsv", NULL);
	g_autofree char *letters = g_build_filename(assets, "letters", NULL);
	g_autofree char *pinyin = g_build_filename(assets, "pinyin", NULL);

	if (!(reference->policies = policy_set_load(policies, error)) ||
		!g_file_get_contents(chosen, &reference->default_policy, NULL, error) ||
		!(reference->calendars = calendar_load_folder(calendars, error)) ||
		!(reference->taxonomy = taxonomy_load(taxonomy, error)) ||
		!(reference->authority = authority_new_from_file(authority, error)) ||
		!(reference->letters = letter_set_load(letters, error)) ||
		!(reference->pinyin = pinyin_table_load(pinyin, error))) {
		g_prefix_error(error, _("The program's data in %s cannot be read: "), assets);
		return NULL;
	}
	g_strstrip(reference->default_policy);
	return g_steal_pointer(&reference);
}

const Policy *
reference_policy_for(const Reference *reference, int32_t day)
{
	return policy_set_find_for_day(reference->policies, reference->default_policy, day);
}
