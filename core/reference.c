/* Reference data: the program's folder, and what was published laid over it. See reference.h. */
#include "config.h"

#include "core/reference.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/error.h"

void
reference_free(Reference *reference)
{
	if (!reference)
		return;
	policy_routes_free(reference->routes);
	policy_set_free(reference->policies);
	g_clear_pointer(&reference->calendars, g_hash_table_unref);
	if (!reference->base) {
		taxonomy_free(reference->taxonomy);
		authority_free(reference->authority);
		letter_set_free(reference->letters);
		pinyin_table_free(reference->pinyin);
	}
	g_free(reference);
}

static PolicyRoutes *
load_routes(const char *folder, const PolicySet *policies, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "rules", NULL);
	g_autofree char *text = NULL;
	size_t len;

	if (!g_file_get_contents(path, &text, &len, error))
		return NULL;
	return policy_routes_parse("rules", text, len, policies, error);
}

Reference *
reference_load(const char *assets, GError **error)
{
	g_autoptr(Reference) reference = g_new0(Reference, 1);
	g_autofree char *policies = g_build_filename(assets, "policies", NULL);
	g_autofree char *calendars = g_build_filename(assets, "calendars", NULL);
	g_autofree char *taxonomy = g_build_filename(assets, "taxonomy", NULL);
	g_autofree char *authority = g_build_filename(assets, "authority", "redress.tsv", NULL);
	g_autofree char *letters = g_build_filename(assets, "letters", NULL);
	g_autofree char *pinyin = g_build_filename(assets, "pinyin", NULL);

	if (!(reference->policies = policy_set_load(policies, error)) ||
		!(reference->routes = load_routes(policies, reference->policies, error)) ||
		!(reference->calendars = calendar_load_folder(calendars, error)) ||
		!(reference->taxonomy = taxonomy_load(taxonomy, error)) ||
		!(reference->authority = authority_new_from_file(authority, error)) ||
		!(reference->letters = letter_set_load(letters, error)) ||
		!(reference->pinyin = pinyin_table_load(pinyin, error))) {
		g_prefix_error(error, _("The program's data in %s cannot be read: "), assets);
		return NULL;
	}
	return g_steal_pointer(&reference);
}

/* ---- what was published ---- */

static gboolean
has_code(gpointer key, gpointer value, gpointer code)
{
	return strcmp(calendar_code(value), code) == 0;
}

static GHashTable *
copy_calendars(GHashTable *from)
{
	GHashTable *table = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)calendar_free);
	GHashTableIter iter;
	const char *code;
	Calendar *calendar;

	g_hash_table_iter_init(&iter, from);
	while (g_hash_table_iter_next(&iter, (void **)&code, (void **)&calendar))
		g_hash_table_insert(table, g_strdup(code), calendar_ref(calendar));
	return table;
}

/* An alias that another calendar has stays that one's. */
static void
lay_calendar(Reference *reference, const ReferenceItem *item)
{
	g_autoptr(Calendar) calendar =
		calendar_parse(item->code, item->text, strlen(item->text), NULL);
	const char *const *aliases = calendar ? calendar_aliases(calendar) : NULL;

	g_hash_table_foreach_remove(reference->calendars, has_code, item->code);
	if (!calendar)
		return;
	g_hash_table_insert(
		reference->calendars, g_strdup(item->code), calendar_ref(calendar));
	for (; aliases && *aliases; aliases++)
		if (!g_hash_table_contains(reference->calendars, *aliases))
			g_hash_table_insert(reference->calendars, g_strdup(*aliases),
				calendar_ref(calendar));
}

static void
lay_rules(Reference *reference, const char *name, const char *text)
{
	PolicyRoutes *routes = policy_routes_parse(
		name, text, strlen(text), reference->policies, NULL);

	if (!routes)
		return;
	policy_routes_free(reference->routes);
	reference->routes = routes;
}

static void
lay_policy(Reference *reference, const ReferenceItem *item)
{
	PolicySet *set = policy_set_new_over(reference->policies);

	/* A text that is not taken leaves a set that is no good. */
	if (policy_set_add(set, item->code, item->text, strlen(item->text), NULL))
		policy_set_add(reference->policies, item->code, item->text, strlen(item->text),
			NULL);
	policy_set_free(set);
}

/* The newest rules that can be read, over all policies. */
static void
lay_newest_rules(Reference *reference, const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const ReferenceItem *item = items->pdata[i];

		if (strcmp(item->what, "rules") == 0)
			lay_rules(reference, item->code, item->text);
	}
}

Reference *
reference_new_over(const Reference *base, const GPtrArray *items)
{
	Reference *reference = g_new0(Reference, 1);

	reference->base = base;
	reference->taxonomy = base->taxonomy;
	reference->authority = base->authority;
	reference->letters = base->letters;
	reference->pinyin = base->pinyin;
	reference->policies = policy_set_new_over(base->policies);
	reference->calendars = copy_calendars(base->calendars);
	reference->routes = policy_routes_ref(base->routes);
	for (guint i = 0; i < items->len; i++) {
		const ReferenceItem *item = items->pdata[i];

		if (strcmp(item->what, "calendar") == 0)
			lay_calendar(reference, item);
		if (strcmp(item->what, "policy") == 0)
			lay_policy(reference, item);
	}
	lay_newest_rules(reference, items);
	return reference;
}

/* ---- a text that might be published ---- */

/* A policy begins with a group, a calendar with its code; all else are rules. */
static const char *
what_is(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 200);

	for (char **line = lines; *line; line++) {
		g_strstrip(*line);
		if (!**line || **line == '#')
			continue;
		if (**line == '[')
			return "policy";
		return g_str_has_prefix(*line, "calendar ") ? "calendar" : "rules";
	}
	return "rules";
}

static bool
refuse_version(const char *name, const char *code, const char *version, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("%1$s: version %3$s of %2$s is in force already. Give the new one another version."),
		name, code, version);
	return false;
}

static bool
check_aliases(const Reference *reference, const Calendar *calendar, const char *name,
	GError **error)
{
	const char *const *alias = calendar_aliases(calendar);

	for (; alias && *alias; alias++) {
		const Calendar *other = g_hash_table_lookup(reference->calendars, *alias);

		if (!other || strcmp(calendar_code(other), calendar_code(calendar)) == 0)
			continue;
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("%1$s: %2$s is another name of the calendar %3$s already."), name, *alias,
			calendar_code(other));
		return false;
	}
	return true;
}

static void
describe(ReferenceItem *ret, const char *code, const char *version)
{
	g_free(ret->code);
	ret->code = g_strdup(code);
	g_free(ret->version);
	ret->version = g_strdup(version);
}

static bool
check_calendar(
	const Reference *reference, const char *name, ReferenceItem *ret, GError **error)
{
	g_autoptr(Calendar) calendar =
		calendar_parse(name, ret->text, strlen(ret->text), error);
	const Calendar *now;

	if (!calendar)
		return false;
	describe(ret, calendar_code(calendar), calendar_version(calendar));
	now = g_hash_table_lookup(reference->calendars, ret->code);
	if (now && strcmp(calendar_code(now), ret->code) == 0 &&
		strcmp(calendar_version(now), ret->version) == 0)
		return refuse_version(name, ret->code, ret->version, error);
	return check_aliases(reference, calendar, name, error);
}

static bool
check_policy(const Reference *reference, const char *name, ReferenceItem *ret, GError **error)
{
	g_autoptr(PolicySet) set = policy_set_new_over(reference->policies);
	const Policy *policy = policy_set_add(set, name, ret->text, strlen(ret->text), error);

	if (!policy)
		return false;
	describe(ret, policy->id, policy->version);
	if (!policy->calendar ||
		g_hash_table_contains(reference->calendars, policy->calendar))
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("%1$s: there is no calendar %2$s. Publish that one first."), name,
		policy->calendar);
	return false;
}

static bool
check_rules(const Reference *reference, const char *name, ReferenceItem *ret, GError **error)
{
	g_autoptr(PolicyRoutes) routes = policy_routes_parse(
		name, ret->text, strlen(ret->text), reference->policies, error);

	if (!routes)
		return false;
	describe(ret, "rules", policy_routes_version(routes));
	return strcmp(ret->version, policy_routes_version(reference->routes)) != 0 ||
	       refuse_version(name, ret->code, ret->version, error);
}

bool
reference_check_text(const Reference *reference, const char *name, const char *text,
	ReferenceItem *ret, GError **error)
{
	g_free(ret->what);
	ret->what = g_strdup(what_is(text));
	g_free(ret->text);
	ret->text = g_strdup(text);
	if (strcmp(ret->what, "calendar") == 0)
		return check_calendar(reference, name, ret, error);
	if (strcmp(ret->what, "policy") == 0)
		return check_policy(reference, name, ret, error);
	return check_rules(reference, name, ret, error);
}

/* ---- questions ---- */

const Policy *
reference_route(const Reference *reference, const PolicySituation *situation)
{
	return policy_route(reference->routes, reference->policies, situation);
}

GStrv
reference_dup_beside(const Reference *reference, const Policy *policy, int32_t day)
{
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

	for (char **id = policy->beside; id && *id; id++) {
		const Policy *other = policy_set_find_for_day(reference->policies, *id, day);
		g_autofree char *line =
			other ? g_strdup_printf("%s %s", other->id, other->version) : NULL;

		if (line)
			g_strv_builder_add(lines, line);
	}
	return g_strv_builder_end(lines);
}

int32_t
reference_calendar_end(const Reference *reference, const char *code)
{
	const Calendar *calendar = g_hash_table_lookup(reference->calendars, code);

	return calendar ? day_from_parts(calendar_last_year(calendar), 12, 31) : DAY_NONE;
}

/* 0 rest, 1 work, -1 not covered. */
static int
day_is(const Calendar *calendar, int32_t day)
{
	if (!calendar || !calendar_covers(calendar, day))
		return -1;
	return calendar_is_business_day(calendar, day);
}

int32_t
reference_first_change(const Calendar *before, const Calendar *after)
{
	int first = INT_MAX, last = INT_MIN;
	const Calendar *both[] = {before, after};

	for (int i = 0; i < 2; i++) {
		if (!both[i])
			continue;
		first = MIN(first, calendar_first_year(both[i]));
		last = MAX(last, calendar_last_year(both[i]));
	}
	if (first > last)
		return DAY_NONE;
	for (int32_t day = day_from_parts(first, 1, 1), end = day_from_parts(last, 12, 31);
		day <= end; day++)
		if (day_is(before, day) != day_is(after, day))
			return day;
	return DAY_NONE;
}
