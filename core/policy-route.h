/*
 * Which policy a new complaint follows: rules of a file, the first that fits.
 * Immutable once read. A file (assets/policies/rules, or what compliance has
 * published), `#` for comments:
 *	version 2026-1
 *	kind=complaint flag=regulator -> CN-REG-TRANSFER-7WD
 *	kind=complaint branch=0571*,0574 -> CN-NFRA-15
 *	always -> CN-NFRA-15
 * A rule fits where each of its conditions has one of its values; `*` at the end
 * of a value stands for any rest. A rule whose policy is not in force on the
 * day of receipt is passed over. No rule fits: no statutory clock.
 */
#pragma once

#include "core/policy-set.h"

/* What is known at intake: words and codes of the log; NULL or "" for what is not. */
typedef struct PolicySituation {
	const char *kind, *level, *class;
	const char *branch, *channel, *business, *reason, *source;
	const char *flags; /* with commas between */
	int32_t day;	   /* local day of receipt */
} PolicySituation;

typedef struct PolicyRoutes PolicyRoutes;

/* Reads a file's text; AMENDS_ERROR_SYNTAX lists every mistake as `name:line: ...`, a policy that
 * `policies` does not have included. */
PolicyRoutes *policy_routes_parse(const char *name, const char *text, size_t len,
	const PolicySet *policies, GError **error);
PolicyRoutes *policy_routes_ref(PolicyRoutes *routes);
/* Gives one reference back; the last one frees. */
void policy_routes_free(PolicyRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PolicyRoutes, policy_routes_free)
const char *policy_routes_version(const PolicyRoutes *routes);

/* The policy in force on the day for this situation, of `policies`; NULL if no rule fits. */
const Policy *policy_route(const PolicyRoutes *routes, const PolicySet *policies,
	const PolicySituation *situation);

/* One rule as it was met. */
typedef struct PolicyRouteStep {
	unsigned line;
	char *rule;   /* as in the file */
	char *reason; /* a sentence: why it fits, or does not */
	bool chosen;
} PolicyRouteStep;
void policy_route_step_free(PolicyRouteStep *step);

/* The rules met up to the one that fits, in order (PolicyRouteStep *). Caller frees. */
GPtrArray *policy_route_explain(const PolicyRoutes *routes, const PolicySet *policies,
	const PolicySituation *situation);
/* Sets one condition by its word ("channel"); false if there is none. `value` is borrowed. */
bool policy_situation_set(PolicySituation *situation, const char *word, const char *value);
/* The nth word of a condition with a closed list: policy_situation_word("kind", CONTACT_ENQUIRY);
 * flags by the place of their bit. Static. */
const char *policy_situation_word(const char *condition, unsigned n);
