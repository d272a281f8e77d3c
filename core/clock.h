/*
 * Clocks: a pure function of (policy, calendar, zone, events, now). Nothing is
 * kept; lists, warnings, reports and the screen that explains a date all come
 * here (its lines are core/clock-explain.h). Rules P1-P4 and conventions C1-C6
 * are DOMAIN 1.2. The events are facts the caller translates from the log.
 *
 *	RUNNING --told--> MET          RUNNING --due < now--> BREACHED --told--> MET_LATE
 *	RUNNING <--> PAUSED            new facts, reopened --> RUNNING, in a new period
 */
#pragma once

#include "core/calendar.h"
#include "core/clock-event.h"
#include "core/policy.h"

typedef enum ClockState {
	CLOCK_STATE_RUNNING,
	CLOCK_STATE_PAUSED,
	CLOCK_STATE_MET,
	CLOCK_STATE_MET_LATE,
	CLOCK_STATE_BREACHED,
	CLOCK_STATE_ENDED, /* withdrawn, voided */
	CLOCK_STATE_ERROR, /* cannot be worked out: see clock_dup_error_code() */
	CLOCK_STATE_NOT_BEGUN, /* what begins this clock has not happened yet */
	CLOCK_STATE_LAPSED,    /* a route (expiry=route) that is no longer open; no breach */
	N_CLOCK_STATES
} ClockState;

/* In the order of urgency. */
typedef enum ClockWarn {
	CLOCK_WARN_NONE,
	CLOCK_WARN_AMBER,
	CLOCK_WARN_RED,
	CLOCK_WARN_LAST_CALL,
	CLOCK_WARN_OVERDUE
} ClockWarn;

/* What became of an event, by name. Only OK moved something. */
typedef enum ClockVerdict {
	CLOCK_VERDICT_OK,
	CLOCK_VERDICT_NOT_TOLD,	    /* in force once the notice is recorded (P2) */
	CLOCK_VERDICT_NOT_ALLOWED,  /* the policy does not know it */
	CLOCK_VERDICT_NO_RUNG,	    /* there is no further step */
	CLOCK_VERDICT_OUT_OF_ORDER, /* a step skipped or taken already; a pause that runs
				       already */
	CLOCK_VERDICT_NO_REASON,
	CLOCK_VERDICT_NO_STANDING, /* not this person's to grant (P1) */
	CLOCK_VERDICT_REFUSED,	   /* the approver said no */
	CLOCK_VERDICT_TOO_LATE,	   /* asked, or told, after the date had passed (P3) */
	CLOCK_VERDICT_STOPPED,	   /* the clock does not run */
	CLOCK_VERDICT_NOT_APPROVED, /* asked for; nobody has approved it yet */
	CLOCK_VERDICT_NO_EFFECT,    /* kept on record; moves nothing here */
	CLOCK_VERDICT_NO_DAY,	    /* a delay notice that does not say by when */
	N_CLOCK_VERDICTS
} ClockVerdict;

/* Strings and grounds are the policy's and live as long as it does. */
typedef struct Clock {
	const Policy *policy;
	ClockState state;
	ClockWarn warn;
	int64_t first_us; /* first receipt; the age since it never restarts */
	int64_t start_us; /* of the period that counts now */
	int64_t due_us;	  /* its last moment; CLOCK_NEVER if ended or error. While paused: as if
			     resumed now */
	int64_t stopped_us;	    /* told, withdrawn or voided; CLOCK_NEVER if not */
	int32_t start_day, due_day; /* local days */
	unsigned rung; /* extensions in force; policy->rungs[rung - 1] is the present one */
	unsigned next_rung; /* what may be asked for next, 0 none */
	unsigned restarts;  /* by new facts or reopening */
	bool was_overdue;   /* in an earlier period */
	bool attested;	    /* the telling that stopped it was entered late, vouched for */
	bool capped;	    /* billing cycles: the cap in days ended it, or their ends are unknown */
	bool fixed;	    /* due on a day agreed or stated: no pause moves it */
	bool out_of_range;  /* state ERROR: the date lies after 2199 */
	unsigned conditions; /* bits of PolicyCondition that hold */
	PolicyUnit unit;    /* of the three below; weeks and cycles are counted in days */
	int total, used, paused;
	CalendarGap gap; /* state ERROR: what is missing */
} Clock;

/* Events in any order of the array; equal moments keep the array's order. `calendar` may be
 * NULL. */
typedef struct ClockInput {
	const Policy *policy;
	const Calendar *calendar;
	GTimeZone *zone;
	const ClockEvent *events;
	size_t n_events;
	int64_t now_us;
	bool beside; /* of another clock, whose ladder the events speak of: refuses none of them */
} ClockInput;

/* Fills `ret`. Cannot fail: what is missing is state ERROR. Allocates nothing up to 64 events.
 */
void clock_evaluate(const ClockInput *input, Clock *ret);

/* What `candidate`, made after the events given, would meet. For validators: asks before an
 * event is made. */
ClockVerdict clock_judge(const ClockInput *input, const ClockEvent *candidate);

/* True for a verdict that says no to what was asked. */
bool clock_verdict_is_refusal(ClockVerdict verdict);

/* The kind of fact that begins a policy's period. */
ClockEventKind clock_start_event(const Policy *policy);
/* True if a fact of this kind ends it. */
bool clock_stops_at(const Policy *policy, ClockEventKind kind);

/* "calendar_missing:CN-2027", "date_out_of_range:2200"; NULL unless state ERROR. Caller frees. */
char *clock_dup_error_code(const Clock *clock);

/* What the store keeps for `due < now`: the due moment while it runs or is breached, else
 * CLOCK_NEVER; a route never is overdue. */
int64_t clock_stored_due_us(const Clock *clock);

/* Local days by which the due day has passed (1 from the first second of the next day), else 0.
 */
int clock_overdue_days(const Clock *clock, int64_t now_us, GTimeZone *zone);
