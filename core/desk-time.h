/*
 * Time worked, as screens read it. Part of core/desk.h, which is what to include.
 */
#pragma once

#include "core/time-entry.h"

typedef struct Desk Desk;

/* The running entry of the person signed on, or NULL; borrowed, valid until the next main-loop
 * turn. */
const TimeEntry *desk_running(Desk *desk);
/* Microseconds worked by a running entry, by CLOCK_BOOTTIME where the boot is the same. */
int64_t desk_running_us(Desk *desk, const TimeEntry *entry);
GPtrArray *desk_day(Desk *desk, const char *person_id, const char *day,
	GError **error); /* TimeEntry *, owned, by start */
int64_t desk_ticket_time_us(Desk *desk, const char *ticket_id);
