/*
 * How the page of a complaint asks the list under it for the next one, without
 * knowing which list that is.
 */
#pragma once

#include "tui/view.h"

typedef struct TicketNav {
	View *owner; /* below the page on the stack; NULL: there is no list */
	/* Selects the complaint `by` rows on and writes its id; false at an end. */
	bool (*step)(View *owner, int by, char ret_id[UUID_LEN]);
	/* Place in the list from 1 and how many there are; 0 where not known. */
	void (*place)(const View *owner, int64_t *ret_at, int64_t *ret_of);
} TicketNav;
