/* Routing rules: lines to conditions, first fit. See policy-route.h. */
#include "config.h"

#include "core/policy-route.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "core/line-file.h"

#define RULES_MAX 1000

/* The log's words, in the order of core/ticket.h. */
static const char *const kind_words[] = {
	"complaint", "enquiry", "suggestion", "report", "petition", NULL};
static const char *const level_words[] = {"ordinary", "important", "major", NULL};
static const char *const class_words[] = {"S", "R", "O", NULL};
static const char *const flag_words[] = {"vulnerable", "media", "regulator", "agitated", NULL};

/* Add a row here for a new condition. `words` is what the log may say, NULL for any code. */
static const struct {
	const char *name;
	size_t offset;
	const char *const *words;
} conditions[] = {
	{"kind", offsetof(PolicySituation, kind), kind_words},
	{"level", offsetof(PolicySituation, level), level_words},
	{"class", offsetof(PolicySituation, class), class_words},
	{"flag", offsetof(PolicySituation, flags), flag_words},
	{"branch", offsetof(PolicySituation, branch), NULL},
	{"channel", offsetof(PolicySituation, channel), NULL},
	{"business", offsetof(PolicySituation, business), NULL},
	{"reason", offsetof(PolicySituation, reason), NULL},
	{"source", offsetof(PolicySituation, source), NULL},
};

typedef struct Condition {
	unsigned which;
	char **values;
} Condition;

typedef struct Rule {
	unsigned line;
	char *text, *policy;
	GArray *conditions;
} Rule;

struct PolicyRoutes {
	int refs;
	char *version;
	GPtrArray *rules; /* Rule * */
};

typedef struct Parser {
	PolicyRoutes *routes;
	const PolicySet *policies;
	LineMistakes *mistakes;
} Parser;

static void
condition_clear(void *data)
{
	g_strfreev(((Condition *)data)->values);
}

static void
rule_free(void *data)
{
	Rule *rule = data;

	g_array_unref(rule->conditions);
	g_free(rule->text);
	g_free(rule->policy);
	g_free(rule);
}

PolicyRoutes *
policy_routes_ref(PolicyRoutes *routes)
{
	g_atomic_int_inc(&routes->refs);
	return routes;
}

void
policy_routes_free(PolicyRoutes *routes)
{
	if (!routes || !g_atomic_int_dec_and_test(&routes->refs))
		return;
	g_ptr_array_unref(routes->rules);
	g_free(routes->version);
	g_free(routes);
}

const char *
policy_routes_version(const PolicyRoutes *routes)
{
	return routes->version;
}

/* ---- reading ---- */

static int
find_condition(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++)
		if (strcmp(conditions[i].name, name) == 0)
			return (int)i;
	return -1;
}

static void
check_values(Parser *parser, const Condition *condition, unsigned no)
{
	const char *const *known = conditions[condition->which].words;
	g_autofree char *list = known ? g_strjoinv(", ", (char **)known) : NULL;

	if (!condition->values[0])
		line_mistakes_add(parser->mistakes, no, _("A value is missing after %s=."),
			conditions[condition->which].name);
	for (char **value = condition->values; *value; value++) {
		if (**value == '\0')
			line_mistakes_add(parser->mistakes, no, _("A value is missing after %s=."),
				conditions[condition->which].name);
		else if (known && !g_strv_contains(known, *value))
			line_mistakes_add(parser->mistakes, no,
				_("\"%1$s\" is no %2$s; write one of: %3$s."), *value,
				conditions[condition->which].name, list);
	}
}

static void
read_condition(Parser *parser, Rule *rule, char *word, unsigned no)
{
	char *value = strchr(word, '=');
	Condition condition;
	int which;

	if (!value) {
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" is no condition; write word=value, or \"always\" alone."), word);
		return;
	}
	*value++ = '\0';
	which = find_condition(word);
	if (which < 0) {
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" is no condition known here; write kind, level, class, flag, branch, "
			  "channel, business, reason or source."),
			word);
		return;
	}
	condition = (Condition){(unsigned)which, g_strsplit(value, ",", 0)};
	check_values(parser, &condition, no);
	g_array_append_val(rule->conditions, condition);
}

static Rule *
rule_new(const char *text, unsigned no)
{
	Rule *rule = g_new0(Rule, 1);

	rule->line = no;
	rule->text = g_strdup(text);
	rule->conditions = g_array_new(FALSE, FALSE, sizeof(Condition));
	g_array_set_clear_func(rule->conditions, condition_clear);
	return rule;
}

/* After a rule without conditions none is ever met. */
static bool
is_reached(const PolicyRoutes *routes)
{
	const Rule *last = routes->rules->len > 0
				   ? routes->rules->pdata[routes->rules->len - 1]
				   : NULL;

	return !last || last->conditions->len > 0;
}

static void
read_rule(Parser *parser, char *line, unsigned no)
{
	Rule *rule = rule_new(line, no);
	bool reached = is_reached(parser->routes);
	char *arrow = strstr(line, "->");
	char *word;

	g_ptr_array_add(parser->routes->rules, rule);
	if (!reached)
		line_mistakes_add(parser->mistakes, no,
			_("This rule is never reached: the one before it always fits."));
	if (!arrow) {
		line_mistakes_add(parser->mistakes, no,
			_("Write the policy after an arrow, as in: kind=complaint -> CN-NFRA-15"));
		return;
	}
	*arrow = '\0';
	rule->policy = g_strstrip(g_strdup(arrow + 2));
	if (!policy_set_find(parser->policies, rule->policy, NULL))
		line_mistakes_add(parser->mistakes, no, _("There is no policy \"%s\"."),
			rule->policy);
	g_strchomp(line);
	if (strcmp(line, "always") == 0)
		return;
	while (*(word = line_word_cut(&line)))
		read_condition(parser, rule, word, no);
	if (rule->conditions->len == 0)
		line_mistakes_add(parser->mistakes, no,
			_("A rule needs a condition; write \"always\" for one that always fits."));
}

static void
read_line(char *line, unsigned no, void *data)
{
	Parser *parser = data;
	PolicyRoutes *routes = parser->routes;

	if (g_str_has_prefix(line, "version ")) {
		if (routes->version)
			line_mistakes_add(
				parser->mistakes, no, _("This line may stand only once."));
		else
			routes->version = g_strstrip(g_strdup(line + strlen("version ")));
	} else if (routes->rules->len == RULES_MAX) {
		line_mistakes_add(parser->mistakes, no, _("There are more than %d rules."), RULES_MAX);
	} else if (routes->rules->len < RULES_MAX) {
		read_rule(parser, line, no);
	}
}

PolicyRoutes *
policy_routes_parse(const char *name, const char *text, size_t len, const PolicySet *policies,
	GError **error)
{
	g_autoptr(PolicyRoutes) routes = g_new0(PolicyRoutes, 1);
	LineMistakes mistakes;
	Parser parser = {routes, policies, &mistakes};
	bool good;

	routes->refs = 1;
	routes->rules = g_ptr_array_new_with_free_func(rule_free);
	line_mistakes_init(&mistakes, name);
	line_file_each(text, len, &mistakes, read_line, &parser);
	if (mistakes.count == 0 && !routes->version)
		line_mistakes_add(
			&mistakes, 0, _("The line \"%s\" is missing."), "version TEXT");
	if (mistakes.count == 0 && routes->rules->len == 0)
		line_mistakes_add(&mistakes, 0, _("There is no rule in it."));
	good = line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return good ? g_steal_pointer(&routes) : NULL;
}

/* ---- choosing ---- */

static const char *
situation_value(const PolicySituation *situation, unsigned which)
{
	const char *value = G_STRUCT_MEMBER(const char *, situation, conditions[which].offset);

	return value ? value : "";
}

const char *
policy_situation_word(const char *condition, unsigned n)
{
	int which = find_condition(condition);

	g_assert(which >= 0 && conditions[which].words);
	return conditions[which].words[n];
}

bool
policy_situation_set(PolicySituation *situation, const char *word, const char *value)
{
	int which = find_condition(word);

	if (which < 0)
		return false;
	G_STRUCT_MEMBER(const char *, situation, conditions[which].offset) = value;
	return true;
}

static bool
value_fits(const char *pattern, const char *value)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return strncmp(pattern, value, len - 1) == 0;
	return strcmp(pattern, value) == 0;
}

/* A complaint has several flags; one of them suffices. */
static bool
condition_fits(const Condition *condition, const PolicySituation *situation)
{
	g_auto(GStrv) has = g_strsplit(situation_value(situation, condition->which), ",", 0);

	for (char **value = has; *value; value++)
		for (char **pattern = condition->values; *pattern; pattern++)
			if (value_fits(*pattern, *value))
				return true;
	return false;
}

/* The first condition that does not fit, or NULL. */
static const Condition *
find_unfit(const Rule *rule, const PolicySituation *situation)
{
	for (guint i = 0; i < rule->conditions->len; i++) {
		const Condition *condition = &g_array_index(rule->conditions, Condition, i);

		if (!condition_fits(condition, situation))
			return condition;
	}
	return NULL;
}

const Policy *
policy_route(const PolicyRoutes *routes, const PolicySet *policies,
	const PolicySituation *situation)
{
	for (guint i = 0; i < routes->rules->len; i++) {
		const Rule *rule = routes->rules->pdata[i];
		const Policy *policy =
			find_unfit(rule, situation)
				? NULL
				: policy_set_find_for_day(policies, rule->policy, situation->day);

		if (policy)
			return policy;
	}
	return NULL;
}

/* ---- why ---- */

void
policy_route_step_free(PolicyRouteStep *step)
{
	if (!step)
		return;
	g_free(step->rule);
	g_free(step->reason);
	g_free(step);
}

static char *
dup_unfit(const Condition *condition, const PolicySituation *situation)
{
	const char *name = conditions[condition->which].name;
	const char *value = situation_value(situation, condition->which);
	g_autofree char *wanted = g_strjoinv(",", condition->values);

	if (!value[0])
		return g_strdup_printf(
			_("Does not fit: it wants %1$s=%2$s, and none is known."), name, wanted);
	return g_strdup_printf(
		_("Does not fit: it wants %1$s=%2$s, and it is %3$s."), name, wanted, value);
}

static PolicyRouteStep *
meet(const Rule *rule, const PolicySet *policies, const PolicySituation *situation)
{
	PolicyRouteStep *step = g_new0(PolicyRouteStep, 1);
	const Condition *unfit = find_unfit(rule, situation);
	const Policy *policy =
		policy_set_find_for_day(policies, rule->policy, situation->day);

	step->line = rule->line;
	step->rule = g_strdup(rule->text);
	step->chosen = !unfit && policy;
	if (unfit)
		step->reason = dup_unfit(unfit, situation);
	else if (!policy)
		step->reason = g_strdup_printf(
			_("Fits, but %s was not in force yet on the day of receipt."),
			rule->policy);
	else
		step->reason = g_strdup_printf(
			_("Fits: %1$s, version %2$s."), policy->id, policy->version);
	return step;
}

GPtrArray *
policy_route_explain(const PolicyRoutes *routes, const PolicySet *policies,
	const PolicySituation *situation)
{
	GPtrArray *steps =
		g_ptr_array_new_with_free_func((GDestroyNotify)policy_route_step_free);

	for (guint i = 0; i < routes->rules->len; i++) {
		PolicyRouteStep *step = meet(routes->rules->pdata[i], policies, situation);

		g_ptr_array_add(steps, step);
		if (step->chosen)
			break;
	}
	return steps;
}
