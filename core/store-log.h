/*
 * The event log of a store: append and read, nothing else. Facts are INSERT only.
 */
#pragma once

#include "core/db.h"
#include "core/event.h"

/*
 * Of a row of `outbox`. An event of an earlier incarnation of this device (core/restore.h)
 * cannot go out in that one's chain, which may have gone on elsewhere: it is sent again by this
 * device, with the event's id as `orig`, and a hub that knows the original answers duplicate.
 */
typedef enum OutboxState { OUTBOX_NEW, OUTBOX_AGAIN } OutboxState;

/* Adds one event with a provisional or confirmed receipt. `own` also puts it into the outbox.
 */
bool log_append(Db *db, const Event *event, bool own, int64_t *ret_row, GError **error);
bool log_set_effect(Db *db, const char *event_id, int effect, GError **error);
/* All events of a subject, in order of arrival. Event *, owned. */
GPtrArray *log_read_subject(Db *db, const char *subject, GError **error);
/* The events of `device` from `seq` on, at most `max`. */
GPtrArray *log_read_device(
	Db *db, const char *device, int64_t seq, unsigned max, GError **error);
/* The events in order of arrival after `row`, at most `max`; *ret_row is the last one's. */
GPtrArray *log_read_after(Db *db, int64_t row, unsigned max, int64_t *ret_row, GError **error);
bool log_add_device(Db *db, const char *id, const unsigned char public_key[32], GError **error);
