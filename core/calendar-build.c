/*
 * Lays out the days of a calendar: the week, then its rules, days off, shifts
 * of holidays that fell on a rest day, moved days, days worked. The ground
 * reaches a month further than the years covered, so that a holiday that shifts
 * over New Year finds its place; what lies outside is dropped at the end.
 */
#include "config.h"

#include "core/calendar-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"

/* No shift reaches further: each moves over days that are off. */
#define MARGIN_DAYS 31

typedef struct Ground {
	CalendarPlan *plan;
	const Calendar *calendar;
	int32_t first, last; /* of the years covered and the margins */
	uint8_t *days;	     /* CalendarDay */
	const char **labels;
	unsigned *lines; /* that made the day what it is; 0: the week */
	bool *ruled;	 /* that line is a rule */
} Ground;

static bool
is_inside(const Ground *ground, int32_t day)
{
	return day >= ground->first && day <= ground->last;
}

static bool
is_weekend(const Ground *ground, int32_t day)
{
	return ground->calendar->weekend & 1 << day_weekday(day);
}

static void
set_day(Ground *ground, int32_t day, CalendarDay what, const char *label, unsigned line)
{
	int32_t at = day - ground->first;

	ground->days[at] = (uint8_t)what;
	ground->labels[at] = label;
	ground->lines[at] = line;
	ground->ruled[at] = false;
}

static void
set_ruled(Ground *ground, int32_t day, const CalendarRule *rule, const char *label)
{
	set_day(ground, day, CALENDAR_DAY_HOLIDAY, label, rule->line);
	ground->ruled[day - ground->first] = true;
}

static void
set_week(Ground *ground, int32_t day)
{
	set_day(ground, day, is_weekend(ground, day) ? CALENDAR_DAY_WEEKEND : CALENDAR_DAY_WORK,
		NULL, 0);
}

static CalendarDay
day_at(const Ground *ground, int32_t day)
{
	return (CalendarDay)ground->days[day - ground->first];
}

static unsigned
line_at(const Ground *ground, int32_t day)
{
	return ground->lines[day - ground->first];
}

/* ---- rules ---- */

typedef void (*RuleDay)(Ground *ground, const CalendarRule *rule, int32_t day);

/* Years of the margins too: a day of theirs may shift into the years covered. */
static void
each_rule_day(Ground *ground, RuleDay func)
{
	const GArray *rules = ground->plan->rules;

	for (unsigned i = 0; i < rules->len; i++) {
		const CalendarRule *rule = &g_array_index(rules, CalendarRule, i);

		for (int year = ground->calendar->first_year - 1;
			year <= ground->calendar->last_year + 1; year++) {
			int32_t day = calendar_rule_day(rule, year);

			if (day != DAY_NONE && is_inside(ground, day))
				func(ground, rule, day);
		}
	}
}

static void
lay_rule(Ground *ground, const CalendarRule *rule, int32_t day)
{
	if (line_at(ground, day) == 0)
		set_ruled(ground, day, rule, rule->name);
}

/* Where the day off is kept, or DAY_NONE past the ground. */
static int32_t
find_shifted(const Ground *ground, const CalendarRule *rule, int32_t day)
{
	bool free;

	day = calendar_rule_shift(rule, day, ground->calendar->weekend, &free);
	while (free && is_inside(ground, day) && day_at(ground, day) != CALENDAR_DAY_WORK)
		day++;
	return is_inside(ground, day) ? day : DAY_NONE;
}

static void
shift_rule(Ground *ground, const CalendarRule *rule, int32_t from)
{
	int32_t day = find_shifted(ground, rule, from);
	g_autofree char *name = NULL;
	char iso[11];

	if (day == from || day == DAY_NONE)
		return;
	if (line_at(ground, day) != 0) {
		day_format_iso(day, iso);
		if (!ground->ruled[day - ground->first])
			line_mistakes_add(ground->plan->mistakes, line_at(ground, day),
				_("%1$s is off already: the holiday of line %2$u is kept "
				  "then."),
				iso, rule->line);
		return;
	}
	name = g_strdup_printf(_("%s (day in lieu)"), rule->name);
	set_ruled(
		ground, day, rule, g_string_chunk_insert_const(ground->calendar->names, name));
}

/* ---- dated lines ---- */

static void
state_off(Ground *ground, const CalendarStated *stated, int32_t day)
{
	char iso[11];

	day_format_iso(day, iso);
	if (line_at(ground, day) != 0)
		line_mistakes_add(ground->plan->mistakes, stated->line,
			_("%1$s: line %2$u speaks of this day already."), iso,
			line_at(ground, day));
	else
		set_day(ground, day, CALENDAR_DAY_HOLIDAY, stated->name, stated->line);
}

static void
state_work(Ground *ground, const CalendarStated *stated, int32_t day)
{
	bool is_off_line = line_at(ground, day) != 0 && !ground->ruled[day - ground->first];
	char iso[11];

	day_format_iso(day, iso);
	if (is_off_line)
		line_mistakes_add(ground->plan->mistakes, stated->line,
			_("%1$s: line %2$u speaks of this day already."), iso,
			line_at(ground, day));
	else if (day_at(ground, day) == CALENDAR_DAY_WORK)
		line_mistakes_add(ground->plan->mistakes, stated->line,
			_("%s is a working day already; only a rest day can be made "
			  "one."),
			iso);
	else
		set_day(ground, day, CALENDAR_DAY_MADE_UP, stated->name, stated->line);
}

/* A holiday of a rule leaves stated->first, which is again what the week makes it, for
 * stated->last. */
static void
state_moved(Ground *ground, const CalendarStated *stated)
{
	int32_t from = stated->first - ground->first;
	const char *name = stated->name != NULL ? stated->name : ground->labels[from];
	char iso[11];

	day_format_iso(stated->first, iso);
	if (!ground->ruled[from]) {
		line_mistakes_add(ground->plan->mistakes, stated->line,
			_("%s is no holiday by a rule, so it cannot be moved."), iso);
		return;
	}
	if (day_at(ground, stated->last) != CALENDAR_DAY_WORK) {
		day_format_iso(stated->last, iso);
		line_mistakes_add(ground->plan->mistakes, stated->line,
			_("%s is a rest day already; a holiday moves to a working day."), iso);
		return;
	}
	set_week(ground, stated->first);
	set_day(ground, stated->last, CALENDAR_DAY_HOLIDAY, name, stated->line);
}

static void
state_one(Ground *ground, const CalendarStated *stated)
{
	if (stated->kind == CALENDAR_STATED_MOVED) {
		state_moved(ground, stated);
		return;
	}
	for (int32_t day = stated->first; day <= stated->last; day++) {
		if (stated->kind == CALENDAR_STATED_OFF)
			state_off(ground, stated, day);
		else
			state_work(ground, stated, day);
	}
}

static void
state_each(Ground *ground, CalendarStatedKind kind)
{
	const GArray *all = ground->plan->stated;

	for (unsigned i = 0; i < all->len; i++) {
		const CalendarStated *stated = &g_array_index(all, CalendarStated, i);

		if (stated->kind == kind)
			state_one(ground, stated);
	}
}

/* ---- the result ---- */

/* What every question looks up. */
static void
fill_calendar(const Ground *ground, Calendar *calendar)
{
	int32_t n = calendar->last - calendar->first + 1;

	calendar->days = g_malloc((size_t)n);
	calendar->labels = g_new(const char *, n);
	calendar->counts = g_new(int32_t, n);
	calendar->work = g_new(int32_t, n);
	memcpy(calendar->days, ground->days + MARGIN_DAYS, (size_t)n);
	memcpy(calendar->labels, ground->labels + MARGIN_DAYS, (size_t)n * sizeof(char *));
	for (int32_t at = 0; at < n; at++) {
		if (calendar->days[at] == CALENDAR_DAY_WORK ||
			calendar->days[at] == CALENDAR_DAY_MADE_UP)
			calendar->work[calendar->n_work++] = at;
		calendar->counts[at] = calendar->n_work;
	}
}

void
calendar_build(CalendarPlan *plan)
{
	Calendar *calendar = plan->calendar;
	Ground ground = {.plan = plan,
		.calendar = calendar,
		.first = calendar->first - MARGIN_DAYS,
		.last = calendar->last + MARGIN_DAYS};
	int32_t n = ground.last - ground.first + 1;
	g_autofree uint8_t *days = ground.days = g_new0(uint8_t, n);
	g_autofree const char **labels = ground.labels = g_new0(const char *, n);
	g_autofree unsigned *lines = ground.lines = g_new0(unsigned, n);
	g_autofree bool *ruled = ground.ruled = g_new0(bool, n);

	for (int32_t day = ground.first; day <= ground.last; day++)
		set_week(&ground, day);
	each_rule_day(&ground, lay_rule);
	state_each(&ground, CALENDAR_STATED_OFF);
	each_rule_day(&ground, shift_rule);
	state_each(&ground, CALENDAR_STATED_MOVED);
	state_each(&ground, CALENDAR_STATED_WORK);
	fill_calendar(&ground, calendar);
}
