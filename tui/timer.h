/*
 * The timer at the desk: one running entry a person, started and stopped with
 * one key, never with a silent gap. What nobody can know is asked, without a
 * default: how long an entry of an earlier session ran, and whether a stretch
 * without keys was work. Questions wait while a text field has the focus and
 * while a contact with the customer is open.
 *
 *	quiet --no keys for idle_us, timer running, no contact open--> away
 *	away --command context, no popup--> asked --1 2 3--> quiet
 *	                                    asked --Esc--> put off until the next quiet stretch
 */
#pragma once

#include "tui/app.h"

typedef struct Timer Timer;

/* Of the desk of one app. Keeps the moment of the last key in the store's folder. */
Timer *timer_new(int64_t idle_us);
void timer_free(Timer *timer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timer, timer_free)

/* For AppConfig.greet and AppConfig.tick. */
void timer_greet(Timer *timer, App *app, bool unlocked);
void timer_tick(Timer *timer, App *app);

/*
 * For the routes (VERB_TIMER): stops the timer of the complaint on the screen, or
 * of none; starts it on the complaint, stopping another in the same act and
 * saying so.
 */
void timer_run(App *app, View *view, Verb verb);

/* "0571A-1043", or "no complaint". Borrowed. */
const char *timer_name_of(const TimeEntry *entry);
