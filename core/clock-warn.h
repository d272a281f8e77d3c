/*
 * The warning ladder of one clock: from which moment which colour holds, and
 * who gets it. Units left are units of the policy: working days where it
 * counts working days, hours where it counts hours.
 */
#pragma once

#include "core/clock.h"

/*
 * The first moment of a level in the present period, CLOCK_NEVER for one the
 * policy does not have, or where its calendar does not reach back that far.
 * CLOCK_WARN_OVERDUE begins one microsecond after the due moment.
 */
int64_t clock_warn_from_us(const ClockInput *input, const Clock *clock, ClockWarn level);

/* The highest level reached at `at_us`. For clocks that run; a route is never overdue. */
ClockWarn clock_warn_at(const ClockInput *input, const Clock *clock, int64_t at_us);

/* Bits of PolicyWarnRole, by the clock's policy; 0 for CLOCK_WARN_NONE. */
unsigned clock_warn_roles(const Clock *clock, ClockWarn level);
