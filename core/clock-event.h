/*
 * The facts a clock is worked out from. Whoever folds the log makes a list of
 * them for a ticket; what was undone is left out.
 */
#pragma once

#include "core/policy.h"

/* No moment: not told yet, no due date. Sorts after every moment. */
#define CLOCK_NEVER INT64_MAX

typedef enum ClockEventKind {
	CLOCK_EVENT_RECEIVED, /* the policy's start event; only the first counts */
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
	N_CLOCK_EVENTS
} ClockEventKind;

typedef struct ClockEvent {
	ClockEventKind kind;
	int64_t at_us;
	/* EXTENDED: the rung asked for (1 ..., policy_rung_of_total), and who granted or, if
	 * `refused`, denied it. */
	unsigned rung;
	PolicyApprover approver;
	bool refused;
	/* EXTENDED: why. AGREED: the evidence. NULL or "": none. Borrowed. */
	const char *reason;
	/* EXTENDED, PAUSED: when the customer was told of it; CLOCK_NEVER if that is not
	 * recorded. */
	int64_t notified_us;
	/* PAUSED, RESUMED. */
	PolicyPauseKind pause;
	/* AGREED: the local day. */
	int32_t agreed_day;
} ClockEvent;
