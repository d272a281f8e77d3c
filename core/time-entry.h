/*
 * Time worked: one entry is a timer's run or a typed stretch, with its
 * corrections folded in. Entries are never overwritten: a correction is an
 * event that names what it corrects, and both stay in the history.
 */
#pragma once

#include "core/event-kind.h"

typedef struct TimeEntry {
	char id[UUID_LEN], person[UUID_LEN], ticket[UUID_LEN]; /* ticket "" for none */
	int64_t start_us, worked_us;
	bool running, typed, corrected;
	char *text, *how; /* what was done, how it was stopped; "" if not said */
	char *number;	  /* of the ticket, filled by the store; "" if none */
	char boot[40];
	int64_t boot_us;
	bool overlaps; /* with another entry of the same person */
} TimeEntry;

TimeEntry *time_entry_new(void);
void time_entry_free(TimeEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TimeEntry, time_entry_free)

/*
 * Folds one event; false if it does not fit (kept in the log, without effect):
 *
 *	new ---- time.started ----> running ---- time.stopped ----> ended <--+
 *	new ---- time.entered ------------------------------------> ended ---+ time.corrected
 *
 * Of two stops the first holds. A correction states ticket, start and time worked
 * anew: one without a ticket takes the entry off its ticket.
 */
bool time_entry_apply(TimeEntry *entry, const Event *event);

/* Of a running entry: microseconds since start, by boot_us where `env` runs the same boot, else
 * by the wall, never below 0. Else worked_us. */
int64_t time_entry_elapsed_us(const TimeEntry *entry, Env *env);
