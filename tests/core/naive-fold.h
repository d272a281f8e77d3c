/*
 * A second fold, written apart from core/ticket-fold.c: over plain JSON
 * dictionaries, slow, reading everything again for each undo. Where the two
 * differ, one of them is wrong.
 */
#pragma once

#include "core/event.h"

/*
 * What `events` (const Event *, any order) add up to upon `baseline` (or NULL), with the names
 * of ticket-fields. `ret_effects` (may be NULL) gets {event id: "applied" | "conflict" |
 * "ignored"}.
 */
json_t *naive_fold(const GPtrArray *events, const json_t *baseline, json_t **ret_effects);

/* The part of it in naive-fold-clock.c: the effect of one kind of clocks, letters, requests and
 * merging on `ticket` ("applied" for any other kind), and the fact kept of an applied event. */
const char *naive_do_clock(json_t *ticket, const Event *event);
void naive_keep_fact(json_t *ticket, const Event *event, bool was_ended, bool under_second);
