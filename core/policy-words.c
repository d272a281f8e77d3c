/* The words of policy files, once. See policy-words.h. */
#include "config.h"

#include "core/policy-words.h"

#include "core/policy-private.h"

const char *const policy_family_words[] = {"statutory", "internal", NULL};
const char *const policy_start_words[] = {"received", "transfer-received", "decision-received",
	"review-applied", "logged", "assigned", "sent-to-portal", "notice-received", NULL};
const char *const policy_stop_words[] = {"told", "decided", "closed", "acknowledged",
	"contacted", "review-applied", "review-told", "reported", NULL};
const char *const policy_unit_words[] = {"calendar-days", "business-days", "elapsed-hours",
	"weeks", "billing-cycles", NULL};
const char *const policy_mark_words[] = {"K", "S", "V", NULL};
const char *const policy_pause_words[] = {
	"mediation", "external-appraisal", "customer", "partner", NULL};
const char *const policy_condition_words[] = {"new-account", "point-of-sale", "foreign",
	"default-notice", "hardship", "letter-asked", "partly-rejected", NULL};
const char *const policy_grant_words[] = {
	"approval", "holding-reply", "provisional-credit", NULL};
const char *const policy_expiry_words[] = {"overdue", "route", NULL};
const char *const policy_warn_role_words[] = {
	"owner", "supervisor", "compliance", "head-office", NULL};
const char *const policy_part_words[] = {"outcome", "reasons", "ways-on", "ombudsman",
	"time-limit", "website", "leaflet", "documents", "redress", "reviewed", "steps", NULL};
const char *const policy_approver_words[] = {"none", "handler", "supervisor", "branch-manager",
	"head-of-complaints", "upper-institution", "head-office", NULL};

int
policy_word_index(const char *const *words, const char *word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (g_str_equal(words[i], word))
			return i;
	return -1;
}

const char *
policy_approver_name(PolicyApprover approver)
{
	g_assert(approver < N_POLICY_APPROVERS);
	return policy_approver_words[approver];
}

int
policy_approver_from_name(const char *name)
{
	return policy_word_index(policy_approver_words, name);
}

const char *
policy_unit_name(PolicyUnit unit)
{
	g_assert(unit <= POLICY_UNIT_BILLING_CYCLES);
	return policy_unit_words[unit];
}

const char *
policy_pause_name(PolicyPauseKind pause)
{
	g_assert(pause < N_POLICY_PAUSES);
	return policy_pause_words[pause];
}

const char *
policy_condition_name(PolicyCondition condition)
{
	g_assert(condition < N_POLICY_CONDITIONS);
	return policy_condition_words[condition];
}

const char *
policy_grant_name(PolicyGrant grant)
{
	g_assert(grant <= POLICY_GRANT_PROVISIONAL_CREDIT);
	return policy_grant_words[grant];
}

const char *
policy_warn_role_name(PolicyWarnRole role)
{
	g_assert(role < N_POLICY_WARN_ROLES);
	return policy_warn_role_words[role];
}

const char *
policy_part_name(PolicyPart part)
{
	g_assert(part < N_POLICY_PARTS);
	return policy_part_words[part];
}

int
policy_pause_from_name(const char *name)
{
	return policy_word_index(policy_pause_words, name);
}

int
policy_condition_from_name(const char *name)
{
	return policy_word_index(policy_condition_words, name);
}
