/*
 * The closed words of policy files as enums. A word stands in files and in
 * JSON as it is named here with hyphens ("elapsed-hours"); what people read
 * comes from core/clock-explain.h. Sets are bits (1 << word).
 */
#pragma once

#include "core/policy-approver.h"

typedef enum PolicyFamily {
	POLICY_FAMILY_STATUTORY, /* the law's own: nothing but its own rules moves it */
	POLICY_FAMILY_INTERNAL,	 /* a house rule: stands beside the law, not in returns */
} PolicyFamily;

/* What begins the period: see policy_start_event() of core/clock.h. */
typedef enum PolicyStart {
	POLICY_START_RECEIVED,		/* the institution has the complaint */
	POLICY_START_TRANSFER_RECEIVED, /* from a regulator */
	POLICY_START_DECISION_RECEIVED, /* the customer has the decision */
	POLICY_START_REVIEW_APPLIED,	/* the upper institution has the application */
	POLICY_START_LOGGED,
	POLICY_START_ASSIGNED,
	POLICY_START_SENT_TO_PORTAL,  /* by the regulator, to the company's portal */
	POLICY_START_NOTICE_RECEIVED, /* of an error, in a statement */
} PolicyStart;

/* What ends it; a statutory period only by what reaches the customer or the regulator. */
typedef enum PolicyStop {
	POLICY_STOP_TOLD,
	POLICY_STOP_DECIDED,
	POLICY_STOP_CLOSED,
	POLICY_STOP_ACKNOWLEDGED, /* any reply acknowledges too */
	POLICY_STOP_CONTACTED,	  /* the customer was reached, or answered */
	POLICY_STOP_REVIEW_APPLIED,
	POLICY_STOP_REVIEW_TOLD,
	POLICY_STOP_REPORTED, /* a major case, to whom it must be */
} PolicyStop;

typedef enum PolicyUnit {
	POLICY_UNIT_CALENDAR_DAYS,
	POLICY_UNIT_BUSINESS_DAYS,
	POLICY_UNIT_ELAPSED_HOURS,
	POLICY_UNIT_WEEKS,
	POLICY_UNIT_BILLING_CYCLES, /* complete ones, of the customer's account */
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

/* Facts of a complaint under which a policy has other numbers. */
typedef enum PolicyCondition {
	POLICY_CONDITION_NEW_ACCOUNT,
	POLICY_CONDITION_POINT_OF_SALE,
	POLICY_CONDITION_FOREIGN,
	POLICY_CONDITION_DEFAULT_NOTICE,
	POLICY_CONDITION_HARDSHIP,
	POLICY_CONDITION_LETTER_ASKED,	  /* the customer asked for a written answer */
	POLICY_CONDITION_PARTLY_REJECTED, /* partly or wholly rejected, or proposed so */
	N_POLICY_CONDITIONS
} PolicyCondition;

/* How a rung comes into force. */
typedef enum PolicyGrant {
	POLICY_GRANT_APPROVAL,		 /* by a person with standing */
	POLICY_GRANT_HOLDING_REPLY,	 /* holding, interim reply or delay notice, in time */
	POLICY_GRANT_PROVISIONAL_CREDIT, /* given in time */
} PolicyGrant;

/* What it means that the date has passed. */
typedef enum PolicyExpiry {
	POLICY_EXPIRY_OVERDUE,
	POLICY_EXPIRY_ROUTE, /* a shorter way is no longer open; no breach */
} PolicyExpiry;

/* Who gets a warning. */
typedef enum PolicyWarnRole {
	POLICY_WARN_OWNER,
	POLICY_WARN_SUPERVISOR,
	POLICY_WARN_COMPLIANCE,
	POLICY_WARN_HEAD_OFFICE,
	N_POLICY_WARN_ROLES
} PolicyWarnRole;

/* What a final response must hold. */
typedef enum PolicyPart {
	POLICY_PART_OUTCOME,
	POLICY_PART_REASONS, /* result of checking, grounds and reasons */
	POLICY_PART_WAYS_ON, /* all the law knows: review, mediation, arbitration, court */
	POLICY_PART_OMBUDSMAN,
	POLICY_PART_TIME_LIMIT, /* by when the ombudsman must be asked, and whether waived */
	POLICY_PART_WEBSITE,	/* of the ombudsman */
	POLICY_PART_LEAFLET,
	POLICY_PART_DOCUMENTS,	/* the right to see what the finding rests on */
	POLICY_PART_REDRESS,	/* what is offered or done, and by when */
	POLICY_PART_REVIEWED,	/* that the internal ombudsman has seen it */
	POLICY_PART_STEPS,	/* taken, and follow-up planned */
	N_POLICY_PARTS
} PolicyPart;

/* Its word in files and JSON, and back (-1 unknown). */
const char *policy_unit_name(PolicyUnit unit);
const char *policy_pause_name(PolicyPauseKind pause);
const char *policy_condition_name(PolicyCondition condition);
const char *policy_grant_name(PolicyGrant grant);
const char *policy_warn_role_name(PolicyWarnRole role);
const char *policy_part_name(PolicyPart part);
int policy_pause_from_name(const char *name);
int policy_condition_from_name(const char *name);
