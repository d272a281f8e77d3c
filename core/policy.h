/*
 * Handling policies: dated data files that say how long a complaint may take,
 * from what, in which unit, and what alone may move the date. Immutable once
 * loaded. A ticket pins id and version at intake; older versions stay loaded.
 * Folders of them are core/policy-set.h, the evaluator is core/clock.h, and
 * assets/policies/README explains the files.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/policy-approver.h"

#define POLICY_RUNGS_MAX 4

typedef enum PolicyFamily {
	POLICY_FAMILY_STATUTORY, /* the law's own: nothing but its own rules moves it */
	POLICY_FAMILY_INTERNAL,	 /* the house's */
} PolicyFamily;

/* What begins the period. The caller turns that fact into CLOCK_EVENT_RECEIVED. */
typedef enum PolicyStart {
	POLICY_START_RECEIVED,		/* the institution has the complaint */
	POLICY_START_TRANSFER_RECEIVED, /* from a regulator */
	POLICY_START_DECISION_RECEIVED, /* the customer has the decision */
	POLICY_START_REVIEW_APPLIED,	/* the upper institution has the application */
	POLICY_START_LOGGED,
	POLICY_START_ASSIGNED,
} PolicyStart;

/* What ends it; a statutory period only when the customer has been told. */
typedef enum PolicyStop {
	POLICY_STOP_TOLD,
	POLICY_STOP_DECIDED,
	POLICY_STOP_CLOSED
} PolicyStop;

typedef enum PolicyUnit {
	POLICY_UNIT_CALENDAR_DAYS,
	POLICY_UNIT_BUSINESS_DAYS,
	POLICY_UNIT_ELAPSED_HOURS,
	POLICY_UNIT_WEEKS,
} PolicyUnit;

/* V read in the rule's own text, S in a secondary source, K unconfirmed knowledge. */
typedef enum PolicyMark { POLICY_MARK_K, POLICY_MARK_S, POLICY_MARK_V } PolicyMark;

typedef enum PolicyPauseKind {
	POLICY_PAUSE_MEDIATION,
	POLICY_PAUSE_EXTERNAL_APPRAISAL,
	POLICY_PAUSE_CUSTOMER, /* waiting for the customer: internal clocks only */
	POLICY_PAUSE_PARTNER,  /* waiting for a third party: internal clocks only */
	N_POLICY_PAUSES
} PolicyPauseKind;

/* Where a rule comes from, NULL if not said; house_rule is the bank's own part of it. */
typedef struct PolicyGround {
	char *source, *article, *house_rule;
	PolicyMark mark;
} PolicyGround;

/* Units left at which a colour begins, and the minute of the last day for the last call; -1
 * never. */
typedef struct PolicyWarn {
	int amber, red, last_call;
} PolicyWarn;

typedef struct PolicyRung {
	int total; /* of the whole period, from its start */
	PolicyUnit unit;
	bool reason, told; /* demanded */
	unsigned approvers;
	PolicyWarn warn;
	PolicyGround ground;
} PolicyRung;

/* A pause, a restart, a date agreed or a reopening that the policy allows. */
typedef struct PolicyLicence {
	bool allowed, told; /* told: counts only from the day the customer knows */
	PolicyGround ground;
} PolicyLicence;

typedef struct Policy {
	char *id, *version, *title, *title_zh;
	int32_t from; /* in force from this local day */
	PolicyFamily family;
	PolicyStart start;
	PolicyStop stop;
	int limit;
	PolicyUnit unit;
	bool count_receipt, roll;
	int close;	/* minute of the last day at which business closes, -1 for its end */
	char *calendar; /* code, or NULL when none is needed */
	PolicyWarn warn;
	PolicyGround ground;
	unsigned n_rungs;
	PolicyRung rungs[POLICY_RUNGS_MAX];
	PolicyLicence pauses[N_POLICY_PAUSES];
	PolicyLicence new_facts, agreed, reopen;
} Policy;

/* Reads one file's text; AMENDS_ERROR_SYNTAX lists every mistake as `name:line: ...`. */
Policy *policy_parse(const char *name, const char *text, size_t len, GError **error);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

/* The title in a language ("zh_CN", "en"; NULL is English). Borrowed. */
const char *policy_title(const Policy *policy, const char *language);
/* The rung whose total is `total` counted from 1, or 0. */
unsigned policy_rung_of_total(const Policy *policy, int total);
/* True if due dates of this policy cannot be found without its calendar. */
bool policy_needs_calendar(const Policy *policy);
