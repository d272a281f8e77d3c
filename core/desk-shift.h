/*
 * A shift on one screen: what a person leaves to whoever comes next. Read for
 * the person signed on, or by a lead for somebody else. Nothing changes hands by
 * itself: a shift handed over is a list and a word to the successor, who accepts
 * it; complaints change owner only by owner.asked and its answer.
 */
#pragma once

#include "core/act.h"

typedef struct Desk Desk;

/* In the order of the screen. */
typedef enum ShiftPart {
	SHIFT_CLOCK,	 /* open complaints owned, by what is due first */
	SHIFT_PROMISE,	 /* promised to customers and not settled */
	SHIFT_REQUEST,	 /* asked of other departments, not answered */
	SHIFT_EXTENSION, /* extensions asked for, not decided or the customer not told */
	SHIFT_CUSTOMER,	 /* what the customer waits for: a reply that is ready, not told */
	SHIFT_TIMER,	 /* running */
	SHIFT_DRAFT,	 /* of forms; one's own only */
	N_SHIFT_PARTS
} ShiftPart;

typedef struct ShiftItem {
	ShiftPart part;
	char ticket[UUID_LEN]; /* "" where it belongs to none */
	char *number, *what;   /* not masked, not cleaned */
	int64_t at_us;	       /* due, promised, asked or started; INT64_MAX: never */
	char day[11];	       /* instead, of a request */
} ShiftItem;
void shift_item_free(ShiftItem *item);

/* At most this many lines of a part are read. */
#define SHIFT_PART_MAX 200

/* ShiftItem *, owned, by part and then by time. `person` other than the one signed on is for
 * leads: INVALID. */
GPtrArray *desk_shift(Desk *desk, const char *person, GError **error);

typedef struct ShiftHanded {
	char id[UUID_LEN], from[UUID_LEN], to[UUID_LEN];
	int64_t handed_us, accepted_us; /* 0: not yet */
	char *text;
	GStrv tickets; /* ids */
} ShiftHanded;
void shift_handed_free(ShiftHanded *shift);

/* Handed to `person` and not accepted, oldest first; ShiftHanded *, owned. */
GPtrArray *desk_shifts_to(Desk *desk, const char *person, GError **error);
/* One of them, also after it was accepted; NULL with NOT_FOUND. */
ShiftHanded *desk_shift_handed(Desk *desk, const char *id, GError **error);
/* Its complaints as they stand now: ShiftItem * of SHIFT_CLOCK in the order they were handed;
 * those restricted are left out for whom they are not for. */
GPtrArray *desk_shift_items(Desk *desk, const ShiftHanded *shift, GError **error);

/* What is handed to whom. */
typedef struct ShiftHand {
	const char *from, *to, *text; /* text NULL or "": no word */
	const GPtrArray *items;	      /* of desk_shift(): their complaints go with it */
	const char *const
		*ask; /* ids of complaints whose owner `to` is asked to become; NULL: none */
} ShiftHand;
/* One act: shift.handed and an owner.asked for each that is asked for. */
Act *desk_shift_hand_act(Desk *desk, const ShiftHand *hand);
Act *desk_shift_accept_act(Desk *desk, const char *shift_id);
