/*
 * Policies, calendars and routing rules at the desk: drafts, what a
 * publication would move, publishing, the dates being moved, and which policy
 * a complaint follows and why.
 */
#pragma once

#include "core/desk.h"
#include "core/reference.h"
#include "core/store-reference.h"

/* ---- drafts ---- */
/* Drafts first, then the newest first (ReferenceItem *). Caller frees. */
GPtrArray *desk_reference_items(Desk *desk, GError **error);
/* By id or its beginning; NOT_FOUND. Caller frees. */
ReferenceItem *desk_reference_item(Desk *desk, const char *id, GError **error);
/* The act that drafts `text`; NULL with all its mistakes as `name:line: ...`. INVALID above
 * 32 KiB. Caller frees. */
Act *desk_reference_draft(Desk *desk, const char *name, const char *text, GError **error);
Act *desk_reference_publish(Desk *desk, const ReferenceItem *item);
Act *desk_reference_drop(Desk *desk, const ReferenceItem *item, const char *reason);

/* ---- what a publication would move ---- */
typedef struct PreviewMove {
	char ticket[UUID_LEN];
	char *number;
	char *policy;		 /* whose date it is: the complaint's own, or one beside it */
	int64_t from_us, to_us; /* INT64_MAX: no date, the calendar does not reach so far */
	bool becomes_overdue;
} PreviewMove;

typedef struct ReferencePreview {
	int64_t done, total;	 /* open complaints gone through */
	int64_t moved, overdue; /* complaints that move; that become overdue */
	GPtrArray *moves;	 /* PreviewMove *, at most REFERENCE_PREVIEW_MAX of them */
	bool ended;
	/* inside */
	Db *db;
	const Reference *before;
	Reference *after;
	struct DueWalk *walk;
	GTimeZone *zone;
	int64_t now_us;
} ReferencePreview;

#define REFERENCE_PREVIEW_MAX 100000

/* Reads by a connection of its own, so that it may be stepped in another thread. The desk must
 * outlive it. */
ReferencePreview *desk_reference_preview(Desk *desk, const ReferenceItem *item, GError **error);
void reference_preview_free(ReferencePreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferencePreview, reference_preview_free)
/* Goes on for `env`'s `us` microseconds; true once it has ended. False with `error` if it
 * cannot. */
bool reference_preview_step(ReferencePreview *preview, Env *env, int64_t us, GError **error);
/* "These 41 complaints move, 3 become overdue." Caller frees. */
char *reference_preview_dup_summary(const ReferencePreview *preview);
/* The same in another thread, a step a turn of the main loop: `told` after each step, true goes
 * on; the last time with `ended` or `error`. */
typedef bool (*PreviewTold)(ReferencePreview *preview, const GError *error, void *data);
void desk_reference_preview_run(
	Desk *desk, ReferencePreview *preview, PreviewTold told, void *data);

/* ---- the dates being moved ---- */
/* Of the own store; where another process owns it, what is waiting there is not known: false. */
bool desk_moves_progress(Desk *desk, MovesProgress *ret);
void desk_moves_cancel(Desk *desk);
void desk_moves_resume(Desk *desk);
/* Whether dates are still to be moved, in whichever process; doctor and lists ask. */
bool desk_moves_wait(Desk *desk);

/* ---- which policy ---- */
/* The rules met by a complaint as it was logged, or by `situation` (PolicyRouteStep *). */
GPtrArray *desk_route_ticket(Desk *desk, const Ticket *ticket);
GPtrArray *desk_route(Desk *desk, const PolicySituation *situation);

/* A clock of the complaint, as it is and as it would be. */
typedef struct PolicyChange {
	char *policy, *version;	 /* the clock's */
	int64_t from_us, to_us; /* INT64_MAX where it has no date, or is not there */
} PolicyChange;
/* What would change if `ticket` followed `policy` from now on (PolicyChange *); NULL with
 * NOT_FOUND if there is no such policy in force. Caller frees. */
GPtrArray *desk_policy_change(
	Desk *desk, const Ticket *ticket, const char *policy, GError **error);
/* The act that makes it so: policy, version, clocks beside it and calendar are filled in. */
Act *desk_policy_change_act(Desk *desk, const Ticket *ticket, const char *policy,
	const char *reason, GError **error);

/* "calendar_missing:CN-2027" where the complaint's own clock lacks days of its calendar, else
 * NULL; `ret_text` (may be NULL) gets it for people. Caller frees. */
char *desk_dup_calendar_gap(Desk *desk, const Ticket *ticket, char **ret_text);
