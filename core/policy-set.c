/* A folder of policy files: every version, sorted, looked up by a walk (there are dozens). */
#include "config.h"

#include "core/policy-set.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/line-file.h"

struct PolicySet {
	GPtrArray *policies; /* by id, then in force from, then version; borrowed */
	GPtrArray *own;	     /* those that go with the set */
};

static int
compare_policies(gconstpointer a, gconstpointer b)
{
	const Policy *p = *(const Policy *const *)a, *q = *(const Policy *const *)b;
	int by_id = strcmp(p->id, q->id);

	if (by_id != 0)
		return by_id;
	if (p->from != q->from)
		return p->from < q->from ? -1 : 1;
	return strcmp(p->version, q->version);
}

static void
add_mistake(GString *all, const char *text)
{
	g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", text);
}

/* Takes `policy`. */
static void
keep(PolicySet *set, Policy *policy)
{
	g_ptr_array_add(set->own, policy);
	g_ptr_array_add(set->policies, policy);
}

/* The other copies of a family, after its first. */
static void
add_copies(PolicySet *set, const char *name, const char *text, size_t len, int copies)
{
	for (int n = 2; n <= copies; n++) {
		Policy *copy = policy_parse_copy(name, text, len, n);

		if (copy != NULL)
			keep(set, copy);
	}
}

/* Reads a text into the set; what it names beside it is not looked for yet. The policy is
 * borrowed. */
static const Policy *
take_text(PolicySet *set, const char *name, const char *text, size_t len, GError **error)
{
	Policy *policy = policy_parse(name, text, len, error);

	if (policy == NULL)
		return NULL;
	if (policy_set_find(set, policy->id, policy->version) != NULL) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("%1$s: another file has %2$s version %3$s already."), name,
			policy->id, policy->version);
		policy_free(policy);
		return NULL;
	}
	keep(set, policy);
	add_copies(set, name, text, len, policy->copies);
	return policy;
}

/* Reads one file into the set; its mistakes go to `all`, one a line. */
static void
load_one(PolicySet *set, const char *folder, const char *name, GString *all)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	size_t len;

	if (g_file_get_contents(path, &text, &len, &error))
		take_text(set, name, text, len, &error);
	if (error != NULL)
		add_mistake(all, error->message);
}

/* What stands beside a policy must be there, and must not name it in turn. */
static void
check_beside(const PolicySet *set, const Policy *policy, GString *all)
{
	for (char **id = policy->beside; id != NULL && *id != NULL; id++) {
		const Policy *other = policy_set_find(set, *id, NULL);
		const char *const *back = other ? (const char *const *)other->beside : NULL;
		g_autofree char *text = NULL;

		if (other == NULL)
			text = g_strdup_printf(
				_("%1$s names %2$s beside it, which no file has."), policy->id,
				*id);
		else if (back != NULL && g_strv_contains(back, policy->id))
			text = g_strdup_printf(
				_("%1$s and %2$s each name the other beside it."), policy->id,
				*id);
		if (text != NULL)
			add_mistake(all, text);
	}
}

static PolicySet *
set_new(void)
{
	PolicySet *set = g_new0(PolicySet, 1);

	set->policies = g_ptr_array_new();
	set->own = g_ptr_array_new_with_free_func((GDestroyNotify)policy_free);
	return set;
}

PolicySet *
policy_set_new_over(const PolicySet *base)
{
	PolicySet *set = set_new();

	g_ptr_array_extend(set->policies, base->policies, NULL, NULL);
	return set;
}

const Policy *
policy_set_add(PolicySet *set, const char *name, const char *text, size_t len, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);
	const Policy *policy = take_text(set, name, text, len, error);

	if (policy == NULL)
		return NULL;
	check_beside(set, policy, all);
	g_ptr_array_sort(set->policies, compare_policies);
	if (all->len == 0)
		return policy;
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, all->str);
	return NULL;
}

PolicySet *
policy_set_load(const char *folder, GError **error)
{
	g_autoptr(GPtrArray) names = line_file_list(folder, ".policy", error);
	g_autoptr(PolicySet) set = NULL;
	g_autoptr(GString) all = g_string_new(NULL);

	if (names == NULL)
		return NULL;
	set = set_new();
	for (unsigned i = 0; i < names->len; i++)
		load_one(set, folder, names->pdata[i], all);
	for (unsigned i = 0; all->len == 0 && i < set->policies->len; i++)
		check_beside(set, set->policies->pdata[i], all);
	if (all->len > 0) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, all->str);
		return NULL;
	}
	g_ptr_array_sort(set->policies, compare_policies);
	return g_steal_pointer(&set);
}

void
policy_set_free(PolicySet *set)
{
	if (set == NULL)
		return;
	g_ptr_array_unref(set->policies);
	g_ptr_array_unref(set->own);
	g_free(set);
}

const Policy *
policy_set_find(const PolicySet *set, const char *id, const char *version)
{
	const Policy *found = NULL;

	for (unsigned i = 0; i < set->policies->len; i++) {
		const Policy *policy = set->policies->pdata[i];

		if (!g_str_equal(policy->id, id))
			continue;
		if (version == NULL || g_str_equal(policy->version, version))
			found = policy;
	}
	return found;
}

const Policy *
policy_set_find_for_day(const PolicySet *set, const char *id, int32_t day)
{
	const Policy *found = NULL;

	for (unsigned i = 0; i < set->policies->len; i++) {
		const Policy *policy = set->policies->pdata[i];

		if (g_str_equal(policy->id, id) && policy->from <= day)
			found = policy;
	}
	return found;
}

unsigned
policy_set_count(const PolicySet *set)
{
	return set->policies->len;
}

const Policy *
policy_set_nth(const PolicySet *set, unsigned n)
{
	return set->policies->pdata[n];
}
