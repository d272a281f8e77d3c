/*
 * Contradictions of a policy that only the whole file shows. Each mistake is
 * told at the line of the group it is in. See policy-private.h.
 */
#include "config.h"

#include "core/policy-private.h"

#include <glib/gi18n.h>

typedef struct Check {
	Policy *policy;
	const PolicyLines *lines;
	LineMistakes *mistakes;
} Check;

static void
mistake(const Check *check, const void *object, const char *text)
{
	line_mistakes_add(check->mistakes, policy_line_of(check->lines, object), "%s", text);
}

static bool
is_token(const char *text, const char *letters, size_t max)
{
	return strlen(text) <= max && text[strspn(text, letters)] == '\0';
}

static void
check_names(const Check *check)
{
	const Policy *policy = check->policy;

	if (!is_token(policy->id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", 32))
		mistake(check, policy, _("An id is up to 32 capitals, digits and hyphens."));
	if (!is_token(policy->version, "abcdefghijklmnopqrstuvwxyz0123456789.-", 32))
		mistake(check, policy,
			_("A version is up to 32 small letters, digits, dots and hyphens."));
	for (char **id = policy->beside; id != NULL && *id != NULL; id++) {
		if (g_str_equal(*id, policy->id))
			mistake(check, policy, _("A policy cannot stand beside itself."));
		if (g_strv_contains((const char *const *)id + 1, *id))
			line_mistakes_add(check->mistakes, policy_line_of(check->lines, policy),
				_("\"%1$s\" stands in [%2$s] already."), *id, "policy");
	}
}

static void
check_warn(const Check *check, const PolicyWarn *warn, const void *object)
{
	if (warn->red >= 0 && warn->amber != POLICY_WARN_HALF && warn->red > warn->amber)
		mistake(check, object, _("Red cannot come before amber."));
}

/* The unit and the total a step builds on: 0 is the limit itself. */
static const PolicyRung *
step_below(const Policy *policy, unsigned i, PolicyRung *limit)
{
	if (i > 0)
		return &policy->rungs[i - 1];
	*limit = (PolicyRung){
		.total = policy->limit, .unit = policy->unit, .warn = policy->warn};
	return limit;
}

/* A length in calendar days at least, for ladders that change their unit. */
static int
least_days(int total, PolicyUnit unit)
{
	if (unit == POLICY_UNIT_WEEKS)
		return total * 7;
	return unit == POLICY_UNIT_ELAPSED_HOURS ? total / 24 : total;
}

static void
check_total(const Check *check, const PolicyRung *rung, const PolicyRung *below)
{
	bool falls =
		least_days(rung->total, rung->unit) <= least_days(below->total, below->unit);

	if (rung->total == POLICY_TOTAL_STATED) {
		if (rung->by != POLICY_GRANT_HOLDING_REPLY)
			mistake(check, rung,
				_("Only a holding reply can state the day by which it is "
				  "answered."));
	} else if (below->total == POLICY_TOTAL_STATED) {
		mistake(check, rung, _("Nothing can follow a step whose day is stated."));
	} else if (falls) {
		line_mistakes_add(check->mistakes, policy_line_of(check->lines, rung),
			_("The total is that of the whole period and must be above %d."),
			below->total);
	}
}

static void
check_grant(const Check *check, const PolicyRung *rung)
{
	bool approval = rung->by == POLICY_GRANT_APPROVAL;

	if (approval && rung->approvers == 0)
		mistake(check, rung,
			_("An extension by approval says who may approve it: the key "
			  "\"approvers\"."));
	if (!approval && rung->approvers != 0)
		mistake(check, rung,
			_("Approvers go only with an extension by approval; this one comes by "
			  "what is sent or paid."));
	if (rung->unit == POLICY_UNIT_BILLING_CYCLES ||
		(rung->unit == POLICY_UNIT_ELAPSED_HOURS &&
			check->policy->unit != POLICY_UNIT_ELAPSED_HOURS))
		mistake(check, rung, _("A step is counted in days or weeks."));
}

/* Warnings a rung does not state are those of the step below it; so is the unit. */
static void
check_rungs(const Check *check)
{
	Policy *policy = check->policy;

	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++) {
		PolicyRung *rung = &policy->rungs[i], limit;
		const PolicyRung *below = step_below(policy, i, &limit);

		if (policy_line_of(check->lines, rung) == 0)
			continue;
		if (i != policy->n_rungs)
			mistake(check, rung,
				_("Extensions are numbered 1, 2, 3 without a gap."));
		policy->n_rungs = i + 1;
		if (rung->unit == (PolicyUnit)-1)
			rung->unit = below->unit;
		if (rung->warn.amber == -1)
			rung->warn.amber = below->warn.amber;
		if (rung->warn.red == -1)
			rung->warn.red = below->warn.red;
		if (rung->warn.last_call == -1)
			rung->warn.last_call = below->warn.last_call;
		check_total(check, rung, below);
		check_grant(check, rung);
		check_warn(check, &rung->warn, rung);
	}
}

/* Nothing but the law's own rules may hold a statutory clock. */
static void
check_family(const Check *check)
{
	const Policy *policy = check->policy;

	if (policy->family != POLICY_FAMILY_STATUTORY)
		return;
	if (policy->stop == POLICY_STOP_DECIDED || policy->stop == POLICY_STOP_CLOSED ||
		policy->stop == POLICY_STOP_CONTACTED)
		mistake(check, policy,
			_("A statutory period stops only when the customer or the regulator "
			  "has been told."));
	for (unsigned i = POLICY_PAUSE_CUSTOMER; i < N_POLICY_PAUSES; i++)
		if (policy->pauses[i].allowed)
			mistake(check, &policy->pauses[i],
				_("A statutory period cannot wait for this."));
}

/* Two conditions may hold at once, so they must not choose different numbers. */
static bool
is_torn(int a, int b)
{
	return a != -1 && b != -1 && a != b;
}

static bool
whens_clash(const PolicyWhen *a, const PolicyWhen *b)
{
	bool torn = is_torn(a->limit, b->limit) || is_torn(a->expiry, b->expiry) ||
		    is_torn(a->applies, b->applies);

	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++)
		torn = torn || is_torn(a->totals[i], b->totals[i]);
	return torn;
}

static void
check_when(const Check *check, const PolicyWhen *when)
{
	const Policy *policy = check->policy;
	int below = when->limit >= 0 ? when->limit : policy->limit;
	PolicyUnit unit = policy->unit;

	if (when->limit == 0)
		mistake(check, when, _("The limit must be above 0."));
	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++) {
		const PolicyRung *rung = &policy->rungs[i];
		int total = when->totals[i] >= 0 ? when->totals[i] : rung->total;

		if (when->totals[i] >= 0 && i >= policy->n_rungs)
			mistake(check, when,
				_("A condition changes a step that the policy does not have."));
		if (i >= policy->n_rungs || total == POLICY_TOTAL_STATED)
			continue;
		if (least_days(total, rung->unit) <= least_days(below, unit))
			line_mistakes_add(check->mistakes, policy_line_of(check->lines, when),
				_("The total is that of the whole period and must be above "
				  "%d."),
				below);
		below = total;
		unit = rung->unit;
	}
}

static void
check_whens(const Check *check)
{
	const PolicyWhen *whens = check->policy->whens;

	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++) {
		if (!whens[i].given)
			continue;
		check_when(check, &whens[i]);
		for (unsigned j = 0; j < i; j++)
			if (whens[j].given && whens_clash(&whens[i], &whens[j]))
				line_mistakes_add(check->mistakes,
					policy_line_of(check->lines, &whens[i]),
					_("[when %1$s] and [when %2$s] can hold together, but "
					  "choose different values."),
					policy_condition_name(i), policy_condition_name(j));
	}
}

static void
check_unit(const Check *check)
{
	const Policy *policy = check->policy;
	bool by_days = policy->unit != POLICY_UNIT_ELAPSED_HOURS;
	bool by_cycles = policy->unit == POLICY_UNIT_BILLING_CYCLES;

	if (policy->limit == 0)
		mistake(check, policy, _("The limit must be above 0."));
	if (!by_days && (policy->roll || policy->count_receipt || policy->close >= 0))
		mistake(check, policy,
			_("Elapsed hours know no days: roll, count-receipt-day and "
			  "close-of-business do not go with them."));
	if (by_cycles && (policy->cap == 0 || policy->count_receipt))
		mistake(check, policy,
			_("Billing cycles need a cap in calendar days, and count no day of "
			  "receipt."));
	if (!by_cycles && policy->cap > 0)
		mistake(check, policy, _("A cap goes with billing cycles only."));
	if (by_cycles && policy->limit > POLICY_CYCLES_MAX)
		mistake(check, policy, _("So many billing cycles cannot be counted."));
	if (policy_needs_calendar(policy) && policy->calendar == NULL)
		line_mistakes_add(check->mistakes, policy_line_of(check->lines, policy),
			_("Working days need the key \"%s\"."), "calendar");
}

/* A period cannot be ended by what begins it. */
static void
check_ends(const Check *check)
{
	const Policy *policy = check->policy;

	if (policy->start == POLICY_START_DECISION_RECEIVED && policy->stop == POLICY_STOP_TOLD)
		mistake(check, policy, _("What begins this period would also end it."));
	if (policy->start == POLICY_START_REVIEW_APPLIED &&
		policy->stop == POLICY_STOP_REVIEW_APPLIED)
		mistake(check, policy, _("What begins this period would also end it."));
}

void
policy_check(Policy *policy, const PolicyLines *lines, LineMistakes *mistakes)
{
	Check check = {policy, lines, mistakes};

	if (policy_line_of(lines, policy) == 0) {
		line_mistakes_add(mistakes, 0, _("The group [policy] is missing."));
		return;
	}
	check_names(&check);
	check_unit(&check);
	check_ends(&check);
	check_warn(&check, &policy->warn, policy);
	check_rungs(&check);
	check_family(&check);
	check_whens(&check);
	if (policy->zone != NULL && policy->place == NULL)
		line_mistakes_add(mistakes, policy_line_of(lines, policy),
			_("\"%s\" is not a time zone; write it as in Asia/Shanghai."),
			policy->zone);
}
