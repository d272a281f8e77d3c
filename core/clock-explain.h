/*
 * Why a date is what it is: every event with what became of it and every day
 * counted, left out or skipped, with the rule it rests on. Codes and dates
 * only; sentences are made at the end, through gettext. Made on demand, for
 * one ticket at a time. Also what the evaluator reports to it (ClockTrace).
 */
#pragma once

#include "core/clock.h"

typedef enum ClockLineKind {
	CLOCK_LINE_EVENT,
	CLOCK_LINE_NOT_COUNTED, /* the day of receipt */
	CLOCK_LINE_COUNTED,	/* the `n`th unit of `total` */
	CLOCK_LINE_PAUSED,
	CLOCK_LINE_REST,   /* no working day */
	CLOCK_LINE_ROLLED, /* a rest day that would have been the last */
	CLOCK_LINE_HOURS,  /* `total` hours run from the start, day or night */
	CLOCK_LINE_CAPPED, /* billing cycles: the cap in days ends the period */
	CLOCK_LINE_DUE,
	CLOCK_LINE_ERROR,
} ClockLineKind;

/* `ground` and `label` (name of a holiday) are borrowed from policy and calendar; may be NULL.
 */
typedef struct ClockLine {
	ClockLineKind kind;
	int32_t day, to; /* a span of days, `to` the last one; of an event the day it names */
	int64_t at_us;	 /* EVENT, DUE */
	int n, total;
	size_t index; /* EVENT: in the input */
	ClockEventKind event;
	ClockVerdict verdict;
	unsigned rung;
	PolicyPauseKind pause;
	PolicyCondition condition;
	const PolicyGround *ground;
	const char *label;
} ClockLine;

/* One event in the order of time, and one stretch of days left out, `to` itself not. */
typedef struct ClockStep {
	size_t event;
	ClockVerdict verdict;
	unsigned rung; /* the step asked for or reached */
} ClockStep;
typedef struct ClockSpan {
	int32_t from, to;
	PolicyPauseKind kind;
} ClockSpan;
typedef struct ClockTrace {
	GArray *steps, *spans;
} ClockTrace;

/* A step of a policy under the conditions that hold, 0 its own limit: total (weeks as days),
 * unit, warnings, ground. */
PolicyRung clock_step(const Policy *policy, unsigned rung, unsigned conditions);

/* clock_evaluate() that also writes down what it did. */
void clock_evaluate_traced(const ClockInput *input, ClockTrace *trace, Clock *ret);

/* ClockLine items, owned by the array; in the order of time. */
GPtrArray *clock_explain(const ClockInput *input, Clock *ret);

/* The same with days of one kind that follow each other as one line each. Owned by the array;
 * what its lines borrow they borrow from the same as `lines`. */
GPtrArray *clock_explain_spans(const GPtrArray *lines);

/* One sentence for one line. Caller frees. */
char *clock_line_dup_text(const ClockLine *line, const Clock *clock, GTimeZone *zone);
/* All of them, a line each. Caller frees. */
char *clock_explain_text(const GPtrArray *lines, const Clock *clock, GTimeZone *zone);

/* What may be asked for next, before it is needed: total, reason, who grants, whether the
 * customer is told. */
char *clock_dup_next_text(const Clock *clock);
/* That, and what else the policy allows to move the date, a line each. Caller frees. */
char *clock_dup_moves_text(const Clock *clock);
/* The rule itself, a sentence a line: limit, steps, who is asked, source, mark. Caller frees. */
char *clock_policy_text(const Policy *policy, const char *language);

/* Short names for people, through gettext; borrowed. */
const char *clock_state_text(ClockState state);
const char *clock_verdict_text(ClockVerdict verdict);
const char *clock_approver_text(PolicyApprover approver);
const char *clock_pause_text(PolicyPauseKind pause);
const char *clock_condition_text(PolicyCondition condition);
/* "law" or "house rule". */
const char *clock_family_text(const Policy *policy);
/* What a mark says: read in the rule itself, in a secondary source, unconfirmed. */
const char *clock_mark_text(PolicyMark mark);
