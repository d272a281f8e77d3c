/*
 * Moments as people read them in lists: time left to a date and its sign, day
 * and time in short. Pure; the zone is the desk's. Signs and roles are UI 6.8:
 * nothing is told by colour alone.
 */
#pragma once

#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum WhenState {
	WHEN_NEVER, /* no date, or one that binds no more */
	WHEN_OVERDUE,
	WHEN_TODAY, /* today's local date */
	WHEN_SOON,  /* within 3 days */
	WHEN_LATER,
	N_WHEN_STATES
} WhenState;

/* INT64_MAX and 0 are no date. */
WhenState when_state(int64_t due_us, int64_t now_us, GTimeZone *zone);
/* "!!", "!", "." or "". */
const char *when_sign(WhenState state);
Role when_role(WhenState state);

/* "0d03h", "-1d02h", "12d" from ten days on, "-" for none; at most 8 cells. Caller frees. */
char *when_dup_left(int64_t due_us, int64_t now_us);
/* "05-20 13:48", with the year where it is another than now's. Caller frees. */
char *when_dup_moment(int64_t at_us, int64_t now_us, GTimeZone *zone);
/* "05-20 Wed" likewise. Caller frees. */
char *when_dup_day(int64_t at_us, int64_t now_us, GTimeZone *zone);
/* Local days from `from_us` to `to_us`, midnights crossed. */
int when_days_between(int64_t from_us, int64_t to_us, GTimeZone *zone);
/* True if screen texts are Chinese: which label of a taxonomy row to show. */
bool when_in_chinese(void);
