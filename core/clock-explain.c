/* The explanation of a date: lines from the evaluator's trace. Sentences: clock-text.c. */
#include "config.h"

#include "core/clock-explain.h"

#include "core/day.h"

typedef struct Builder {
	const ClockInput *in;
	const Clock *clock;
	const ClockTrace *trace;
	GPtrArray *lines;
	unsigned next_step;
} Builder;

static ClockLine *
add_line(Builder *builder, ClockLineKind kind, int32_t day)
{
	ClockLine *line = g_new0(ClockLine, 1);

	line->kind = kind;
	line->day = line->to = day;
	line->ground = &builder->in->policy->ground;
	g_ptr_array_add(builder->lines, line);
	return line;
}

/* The rule an event rests on. */
static const PolicyGround *
ground_of_event(const Policy *policy, const ClockEvent *event, const ClockStep *step)
{
	bool steps = event->kind == CLOCK_EVENT_EXTENDED ||
		     ((event->kind == CLOCK_EVENT_HOLDING ||
			      event->kind == CLOCK_EVENT_CREDITED) &&
			     step->verdict == CLOCK_VERDICT_OK);

	if (steps && step->rung > 0 && step->rung <= policy->n_rungs)
		return &policy->rungs[step->rung - 1].ground;
	if ((event->kind == CLOCK_EVENT_PAUSED || event->kind == CLOCK_EVENT_RESUMED) &&
		event->pause < N_POLICY_PAUSES)
		return &policy->pauses[event->pause].ground;
	if (event->kind == CLOCK_EVENT_NEW_FACTS)
		return &policy->new_facts.ground;
	if (event->kind == CLOCK_EVENT_AGREED)
		return &policy->agreed.ground;
	if (event->kind == CLOCK_EVENT_REOPENED)
		return &policy->reopen.ground;
	return &policy->ground;
}

static void
add_event(Builder *builder, const ClockStep *step)
{
	const ClockEvent *event = &builder->in->events[step->event];
	ClockLine *line =
		add_line(builder, CLOCK_LINE_EVENT, day_of_us(event->at_us, builder->in->zone));

	line->at_us = event->at_us;
	line->event = event->kind;
	line->verdict = step->verdict;
	line->index = step->event;
	line->rung = step->rung;
	line->pause = event->pause;
	line->condition = event->condition;
	line->to = event->agreed_day;
	line->ground = ground_of_event(builder->in->policy, event, step);
}

/* Events up to the end of a local day that no line tells yet. */
static void
add_events_until(Builder *builder, int32_t day)
{
	for (; builder->next_step < builder->trace->steps->len; builder->next_step++) {
		const ClockStep *step =
			&g_array_index(builder->trace->steps, ClockStep, builder->next_step);
		int64_t at_us = builder->in->events[step->event].at_us;

		if (day_of_us(at_us, builder->in->zone) > day)
			return;
		add_event(builder, step);
	}
}

static const ClockSpan *
find_span(const Builder *builder, int32_t day)
{
	for (unsigned i = 0; i < builder->trace->spans->len; i++) {
		const ClockSpan *span = &g_array_index(builder->trace->spans, ClockSpan, i);

		if (day >= span->from && day < span->to)
			return span;
	}
	return NULL;
}

/* Days beyond a step's total stand on the next step's ground. */
static const PolicyGround *
ground_of_count(const Builder *builder, int n)
{
	const Policy *policy = builder->in->policy;
	unsigned rung = 0;

	while (rung < builder->clock->rung && n > clock_step(policy, rung, builder->clock->conditions).total)
		rung++;
	return rung == 0 ? &policy->ground : &policy->rungs[rung - 1].ground;
}

static bool
is_rest(const Builder *builder, int32_t day)
{
	const Calendar *calendar = builder->in->calendar;

	return calendar != NULL && calendar_covers(calendar, day) &&
	       !calendar_is_business_day(calendar, day);
}

/* One line for one day; `*n` is the number of units counted so far. */
static void
add_day(Builder *builder, int32_t day, int *n)
{
	const Policy *policy = builder->in->policy;
	const Clock *clock = builder->clock;
	const ClockSpan *span = find_span(builder, day);
	ClockLine *line;

	if (day == clock->start_day && !policy->count_receipt) {
		add_line(builder, CLOCK_LINE_NOT_COUNTED, day);
	} else if (span != NULL) {
		line = add_line(builder, CLOCK_LINE_PAUSED, day);
		line->pause = span->kind;
		line->ground = &policy->pauses[span->kind].ground;
	} else if (clock->unit == POLICY_UNIT_BUSINESS_DAYS && is_rest(builder, day)) {
		line = add_line(builder, CLOCK_LINE_REST, day);
		line->label = calendar_day_label(builder->in->calendar, day);
	} else if (policy->roll && *n >= clock->total - 1 && is_rest(builder, day)) {
		line = add_line(builder, CLOCK_LINE_ROLLED, day);
		line->label = calendar_day_label(builder->in->calendar, day);
	} else {
		line = add_line(builder, CLOCK_LINE_COUNTED, day);
		line->n = ++*n;
		line->total = clock->total;
		line->ground = ground_of_count(builder, *n);
	}
}

/* The days of the period, or for what is counted otherwise one line that says how. */
static void
add_period(Builder *builder)
{
	const Clock *clock = builder->clock;
	ClockLine *line;
	int n = 0;

	if (clock->unit == POLICY_UNIT_ELAPSED_HOURS) {
		line = add_line(builder, CLOCK_LINE_HOURS, clock->start_day);
		line->at_us = clock->start_us;
		line->total = clock->total;
		return;
	}
	for (int32_t day = clock->start_day; day <= clock->due_day; day++) {
		add_events_until(builder, day);
		add_day(builder, day, &n);
	}
	if (clock->capped)
		add_line(builder, CLOCK_LINE_CAPPED, clock->due_day)->total =
			clock->policy->cap;
}

GPtrArray *
clock_explain(const ClockInput *input, Clock *ret)
{
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(ClockStep));
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(ClockSpan));
	ClockTrace trace = {.steps = steps, .spans = spans};
	Builder builder = {.in = input, .clock = ret, .trace = &trace};

	builder.lines = g_ptr_array_new_with_free_func(g_free);
	clock_evaluate_traced(input, &trace, ret);
	if (ret->due_us != CLOCK_NEVER) {
		add_period(&builder);
		add_events_until(&builder, ret->due_day);
		add_line(&builder, CLOCK_LINE_DUE, ret->due_day)->at_us = ret->due_us;
	}
	add_events_until(&builder, INT32_MAX);
	if (ret->state == CLOCK_STATE_ERROR || ret->state == CLOCK_STATE_NOT_BEGUN)
		add_line(&builder, CLOCK_LINE_ERROR, DAY_NONE);
	return builder.lines;
}

/* True if a day's line only goes on with what the one before it says. */
static bool
goes_on(const ClockLine *before, const ClockLine *line)
{
	if (before == NULL || before->kind != line->kind || before->to + 1 != line->day)
		return false;
	if (line->kind == CLOCK_LINE_PAUSED)
		return before->pause == line->pause;
	if (line->kind == CLOCK_LINE_COUNTED)
		return before->ground == line->ground;
	return line->kind == CLOCK_LINE_REST && g_strcmp0(before->label, line->label) == 0;
}

GPtrArray *
clock_explain_spans(const GPtrArray *lines)
{
	GPtrArray *spans = g_ptr_array_new_with_free_func(g_free);
	ClockLine *before = NULL;

	for (unsigned i = 0; i < lines->len; i++) {
		const ClockLine *line = lines->pdata[i];

		if (goes_on(before, line)) {
			before->to = line->day;
			continue;
		}
		before = g_memdup2(line, sizeof(*line));
		g_ptr_array_add(spans, before);
	}
	return spans;
}
