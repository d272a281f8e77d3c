/*
 * Warnings on the screen: counts for the title line, one message and one bell
 * for what came up since. Counts are read when the desk changed or the next
 * moment has come at which they can change, never in between. The bell and
 * its message wait while a text has the focus or another message is shown, and
 * are repeated every hour while something is unseen.
 */
#pragma once

#include "tui/app.h"

#define WARNING_REPEAT_US US_PER_HOUR

typedef struct WarningWatch WarningWatch;

WarningWatch *warning_watch_new(void);
void warning_watch_free(WarningWatch *watch);

/* The desk changed, or somebody else signed on: counts are read anew before the next paint. */
void warning_watch_touch(WarningWatch *watch);
/* Brings the counts up; before each paint, and cheap where nothing is to be done. */
void warning_watch_refresh(WarningWatch *watch, App *app);
/* Time has gone on: reads what came up, says it if it may be said now. True if the screen has to
 * be painted. */
bool warning_watch_tick(WarningWatch *watch, App *app);
/* When tick has something to do, by the wall clock; INT64_MAX for never. */
int64_t warning_watch_next_us(const WarningWatch *watch);

/* "!!2 !1 .3" for the title line, the short form where `brief`; NULL where there is nothing.
 * *ret_role is of the most urgent. Caller frees. */
char *warning_watch_dup_counts(const WarningWatch *watch, bool brief, Role *ret_role);
