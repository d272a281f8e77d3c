/*
 * Open requests to other departments (协办), as lists read them: by the day the
 * answer is due, so what is overdue comes first. A request has a clock of its
 * own, in working days of the desk's calendar; it moves no date of the complaint.
 */
#pragma once

#include "core/event.h"

typedef struct Desk Desk;

typedef struct RequestRow {
	char id[UUID_LEN], ticket[UUID_LEN];
	char *number, *subject; /* of the complaint; not masked, not cleaned */
	char *department, *due; /* code of the taxonomy; YYYY-MM-DD */
	char made_by[UUID_LEN], owner[UUID_LEN];
	int64_t made_us, chased;
} RequestRow;
void request_row_free(RequestRow *row);

typedef struct RequestWindow {
	const char
		*person; /* only of complaints this person owns, or that they made; NULL: all */
	const RequestRow *after; /* the row before the first; NULL for the top */
	unsigned max;
} RequestWindow;
/* RequestRow *, owned, of complaints that the person signed on may see; NULL with the error. */
GPtrArray *desk_requests(Desk *desk, const RequestWindow *window, GError **error);

typedef struct RequestCounts {
	int64_t open, overdue; /* of the whole desk; each at most 1001 */
} RequestCounts;
bool desk_request_counts(Desk *desk, RequestCounts *ret, GError **error);

/*
 * Working days from today to `due`, by the desk's calendar: 0 on the day itself, below 0 once
 * it is over. Where the calendar does not cover the days (or there is none), calendar days, and
 * *ret_calendar_days says so.
 */
int desk_request_left(Desk *desk, const char *due, bool *ret_calendar_days);
/* "3 working days left", "due today", "2 working days late"; caller frees. */
char *desk_request_dup_left(Desk *desk, const char *due);
