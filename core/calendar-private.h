/* What core/calendar*.c share: a calendar's inside, and the plan a file is read into before
 * its days are laid out. */
#pragma once

#include "core/calendar-rule.h"
#include "core/calendar.h"
#include "core/line-file.h"

struct Calendar {
	int refs;
	char *code, *version, *title;
	GPtrArray *aliases; /* char *, NULL at the end */
	GPtrArray *sources; /* one a year covered, char * */
	GStringChunk *names;
	int first_year, last_year;
	int32_t first, last;
	uint8_t weekend; /* bit 0 Monday ... bit 6 Sunday */
	/* Of each day from first to last: what it is, its name, and the working days from first
	 * up to it, itself included. */
	uint8_t *days;
	const char **labels;
	int32_t *counts;
	/* Every working day in order: its distance from first. */
	int32_t *work;
	int32_t n_work;
};

typedef enum CalendarStatedKind {
	CALENDAR_STATED_OFF,
	CALENDAR_STATED_WORK,
	CALENDAR_STATED_MOVED, /* from first to last, two single days */
	N_CALENDAR_STATED
} CalendarStatedKind;

/* "ENG 2022 off 06-03 Platinum Jubilee". */
typedef struct CalendarStated {
	CalendarStatedKind kind;
	int32_t first, last;
	const char *name; /* in the calendar's names, may be NULL */
	unsigned line;
} CalendarStated;

/* A file as read. The calendar has everything but its days. */
typedef struct CalendarPlan {
	Calendar *calendar;
	GArray *rules;	/* CalendarRule, names in the calendar's names */
	GArray *stated; /* CalendarStated */
	LineMistakes *mistakes;
} CalendarPlan;

/* An empty calendar with one reference. */
Calendar *calendar_new(void);

/* Lays out the days of `plan->calendar`; what contradicts is added to the mistakes. */
void calendar_build(CalendarPlan *plan);
