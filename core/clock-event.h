/*
 * The facts a clock is worked out from. Whoever folds the log makes a list of
 * them for a ticket; what was undone is left out. Every clock of a ticket gets
 * the same list and takes from it what concerns it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/policy-words.h"

/* No moment: not told yet, no due date. Sorts after every moment. */
#define CLOCK_NEVER INT64_MAX

typedef enum ClockEventKind {
	CLOCK_EVENT_RECEIVED, /* only the first counts */
	CLOCK_EVENT_EXTENDED,
	CLOCK_EVENT_PAUSED,
	CLOCK_EVENT_RESUMED,
	CLOCK_EVENT_NEW_FACTS,
	CLOCK_EVENT_REPEATED, /* the same complaint again, nothing new */
	CLOCK_EVENT_AGREED,   /* a date agreed with the customer */
	CLOCK_EVENT_DECIDED,
	CLOCK_EVENT_TOLD, /* also a message sent in time to a customer who cannot be reached */
	CLOCK_EVENT_WITHDRAWN,
	CLOCK_EVENT_CLOSED,
	CLOCK_EVENT_REOPENED,
	CLOCK_EVENT_VOIDED,
	CLOCK_EVENT_ACKNOWLEDGED,
	CLOCK_EVENT_CONTACTED,
	CLOCK_EVENT_HOLDING,  /* holding or interim reply, delay notice */
	CLOCK_EVENT_CREDITED, /* provisional credit */
	CLOCK_EVENT_REVIEW_APPLIED,
	CLOCK_EVENT_REVIEW_TOLD,
	CLOCK_EVENT_CONDITION,
	CLOCK_EVENT_CYCLE_ENDED, /* a billing cycle of the account; may lie ahead */
	CLOCK_EVENT_REPORTED,	 /* a major case */
	CLOCK_EVENT_MERGED,	 /* into another: this one's clocks go on */
	CLOCK_EVENT_UNMERGED,
	N_CLOCK_EVENTS
} ClockEventKind;

typedef struct ClockEvent {
	ClockEventKind kind;
	int64_t at_us;
	/* EXTENDED: the rung asked for (1 ..., policy_rung_of_total; 0 the next one), and who
	 * granted or, if `refused`, denied it. CONTACTED: `refused` means nobody was reached.
	 */
	unsigned rung;
	PolicyApprover approver;
	bool refused;
	/* EXTENDED, HOLDING: why. AGREED: the evidence. NULL or "": none. Borrowed. */
	const char *reason;
	/* EXTENDED, PAUSED: when the customer was told of it; CLOCK_NEVER if that is not
	 * recorded. */
	int64_t notified_us;
	/* PAUSED, RESUMED. */
	PolicyPauseKind pause;
	/* AGREED, CYCLE_ENDED: the local day. HOLDING: the day an answer is expected, DAY_NONE
	 * for none. */
	int32_t agreed_day;
	/* CONDITION: which, and whether it holds from now on. */
	PolicyCondition condition;
	bool on;
	/* TOLD: entered late or under a doubtful clock, vouched for by a second person. */
	bool attested;
} ClockEvent;
