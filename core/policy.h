/*
 * Handling policies: dated data files that say how long a complaint may take,
 * from what, in which unit, and what alone may move the date. Immutable once
 * loaded. A ticket pins id and version at intake; older versions stay loaded.
 * One file is one clock, or one family of clocks that differ in a number.
 * Folders of them are core/policy-set.h, the evaluator is core/clock.h, and
 * assets/policies/README explains the files.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/policy-words.h"

#define POLICY_RUNGS_MAX  4
#define POLICY_CYCLES_MAX 6

/* Total of a rung that ends on the day which the notice names. */
#define POLICY_TOTAL_STATED 0

/* Where a rule comes from, NULL if not said; house_rule is the bank's own part of it. */
typedef struct PolicyGround {
	char *source, *article, *house_rule;
	PolicyMark mark;
} PolicyGround;

/* Units left at which a colour begins, and the minute of the last day for the last call; -1
 * never, -2 half of the limit. */
typedef struct PolicyWarn {
	int amber, red, last_call;
} PolicyWarn;
#define POLICY_WARN_HALF (-2)

typedef struct PolicyRung {
	int total; /* of the whole period, from its start */
	PolicyUnit unit;
	PolicyGrant by;
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

/* Other numbers under a condition; -1 where nothing differs. */
typedef struct PolicyWhen {
	bool given;
	int limit, totals[POLICY_RUNGS_MAX], expiry, applies;
	PolicyGround ground;
} PolicyWhen;

typedef struct Policy {
	char *id, *version, *title, *title_zh;
	int32_t from; /* in force from this local day */
	PolicyFamily family;
	PolicyStart start;
	PolicyStop stop;
	PolicyExpiry expiry;
	int limit;
	PolicyUnit unit;
	int cap; /* of billing cycles, in calendar days */
	bool count_receipt, roll;
	int close;	  /* minute of the last day at which business closes, -1 for its end */
	char *calendar;	  /* code, or NULL when none is needed */
	char *zone;	  /* where nothing else says it: what-if questions; may be NULL */
	GTimeZone *place; /* of `zone`; held, for GLib reads a zone anew that nobody holds */
	char **beside;	  /* ids of further clocks of the same ticket; NULL for none */
	PolicyWarn warn;
	unsigned warn_roles[4];	 /* of amber, red, last call, overdue: bits of PolicyWarnRole */
	unsigned final_response; /* bits of PolicyPart */
	PolicyGround ground;
	unsigned n_rungs;
	PolicyRung rungs[POLICY_RUNGS_MAX];
	PolicyLicence pauses[N_POLICY_PAUSES];
	PolicyLicence new_facts, agreed, reopen;
	PolicyWhen whens[N_POLICY_CONDITIONS];
	int copy, copies; /* of a family (id with a small n): which one; how many there are */
} Policy;

/* Reads one file's text; AMENDS_ERROR_SYNTAX lists every mistake as `name:line: ...`. */
Policy *policy_parse(const char *name, const char *text, size_t len, GError **error);
/* The nth (1 ... copies) of a family that policy_parse() gave the first of. */
Policy *policy_parse_copy(const char *name, const char *text, size_t len, int n);
/* The file of a policy as a program writes it: one order, what holds and no comments. Reads
 * back as the same policy; two policies differ where these texts do. Caller frees. */
char *policy_dup_text(const Policy *policy);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

/* The title in a language ("zh_CN", "en"; NULL is English). Borrowed. */
const char *policy_title(const Policy *policy, const char *language);
/* The rung whose total is `total` counted from 1, or 0. */
unsigned policy_rung_of_total(const Policy *policy, int total);
/* True if due dates of this policy cannot be found without its calendar. */
bool policy_needs_calendar(const Policy *policy);
/* True for a house rule: shown as such beside the law, and left out of returns. */
bool policy_is_house(const Policy *policy);
