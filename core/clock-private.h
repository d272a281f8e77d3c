/*
 * What the files core/clock*.c share: the state of one pass over the events,
 * and the arithmetic of a period (core/clock-due.c).
 */
#pragma once

#include "core/clock-explain.h"
#include "core/clock.h"

#define CLOCK_CYCLES_KEPT 32

/* Time left out so far, in each unit that a period may be counted in. */
typedef struct Left {
	int days, business;
	int64_t us;
} Left;

typedef struct Fold {
	const ClockInput *in;
	Clock *clock;
	ClockTrace *trace; /* NULL: nobody asks */
	ClockEventKind start_kind;
	bool received, started, ended, failed;
	int32_t base_day;
	int32_t agreed_day; /* a fixed date: no pause moves it; DAY_NONE */
	unsigned active; /* pauses that run, by kind */
	PolicyPauseKind pause_kind;
	int64_t pause_us;
	Left left; /* since the period began */
	int32_t cycles[CLOCK_CYCLES_KEPT]; /* ends of billing cycles, in order */
	unsigned n_cycles;
} Fold;

/* Keeps sums of hostile moments inside their types; both ends are beyond any real date. */
int64_t clock_clamp_us(int64_t us);
int32_t clock_day_at(const Fold *fold, int64_t us);

/* What a pause from `from_us` to `to_us` leaves out (C4: local days, b - a). */
Left clock_measure(Fold *fold, int64_t from_us, int64_t to_us);
void clock_add_left(Left *sum, const Left *more);
/* The sum with the pause that still runs, as if it ended at `at_us`. */
Left clock_left_at(Fold *fold, const Left *sum, int64_t at_us);

/* Due day and moment as things stand at `at_us`. False, and `failed`, without a calendar that
 * is needed or beyond the last day there is. */
bool clock_find_due(Fold *fold, int64_t at_us, int32_t *ret_day, int64_t *ret_us);

/* Units counted, and left out, up to `ref_us`; -1 where the calendar does not reach so far. */
int clock_count_used(Fold *fold, const PolicyRung *step, int64_t ref_us);
int clock_count_paused(Fold *fold, const PolicyRung *step, int64_t ref_us);

/* Keeps the end of a billing cycle in order; the earliest go when there are too many. */
void clock_keep_cycle(Fold *fold, int32_t day);

/* What the conditions that hold make of the policy. */
bool clock_is_route(const Clock *clock);
bool clock_applies(const Policy *policy, unsigned conditions);
