/*
 * The warnings of one date: from which moment which level holds, who gets it,
 * and what can still be done. The ladder is the policy's (DOMAIN 5.6,
 * core/clock-warn.h). On top of it: what falls due inside a long break, three
 * rest days in a row or more, is red on the last working day before it, and
 * last call from the policy's hour of that day. Pure.
 */
#pragma once

#include "core/clock.h"

/* Rest days in a row that make a long break. */
#define WARNING_BREAK_DAYS 3

/* Clocks that are no policy's: a promise to the customer, a request to another department. */
#define WARNING_PROMISE "promise"
#define WARNING_REQUEST "request"

typedef struct Warning {
	/* When each level begins, CLOCK_NEVER for none; amber is never after the others. */
	int64_t amber_us, red_us, last_us;
	int64_t due_us;	    /* its last moment; overdue begins one microsecond later */
	unsigned roles;	    /* WARNING_ROLES() of each level */
	bool before_break;  /* it falls due inside a long break */
} Warning;

/* Bits of PolicyWarnRole at `level`, in a place of their own in Warning.roles. */
#define WARNING_ROLE_BITS	   4
#define WARNING_ROLES(bits, level) ((unsigned)(bits) << (WARNING_ROLE_BITS * ((level)-1)))

/*
 * The warnings of a clock that runs; all CLOCK_NEVER for one that does not, or is only a route.
 * `rest` says what a break is; it may be NULL.
 */
void warning_of_clock(
	const ClockInput *input, const Clock *clock, const Calendar *rest, Warning *ret);

/* The warnings of a promise or a request: amber the day before, red its day, last call its last
 * hour. */
void warning_of_date(int64_t due_us, GTimeZone *zone, const Calendar *rest, Warning *ret);

/* The level at a moment. */
ClockWarn warning_level(const Warning *warning, int64_t now_us);
/* Bits of PolicyWarnRole that get `level`. */
unsigned warning_roles(const Warning *warning, ClockWarn level);

/* "amber", "red", "last-call", "overdue": the log's words (warning.acknowledged); "" for none.
 */
const char *warning_level_name(ClockWarn level);
/* CLOCK_WARN_NONE for a word that is none. */
ClockWarn warning_level_from_name(const char *name);
/* For people, through gettext: "soon", "urgent", "last call", "late". Borrowed. */
const char *warning_level_text(ClockWarn level);
/* "!!" late, "!" last call and urgent, "." soon. */
const char *warning_level_sign(ClockWarn level);

/*
 * What can still be done, as one sentence with its hour: "Approve the extension to 30 days and
 * tell the customer before 24:00, or tell the customer the decision." Caller frees.
 */
char *warning_dup_act(const Clock *clock, int64_t now_us, GTimeZone *zone);

/* The long break `day` lies in: its first and last day. False if there is none or the calendar
 * does not say. */
bool warning_find_break(
	const Calendar *calendar, int32_t day, int32_t *ret_first, int32_t *ret_last);
