/*
 * The evaluator: one pass over the events in the order of time, then one sum.
 * A period is a base day, a total and what pauses add; everything else follows.
 */
#include "config.h"

#include "core/clock.h"

#include "core/clock-explain.h"
#include "core/day.h"
#include "core/env.h"

#define SORT_STACK 64

/* Time left out so far, in each unit that a period may be counted in. */
typedef struct Left {
	int days, business;
	int64_t us;
} Left;

typedef struct Fold {
	const ClockInput *in;
	Clock *clock;
	ClockTrace *trace; /* NULL: nobody asks */
	bool started, ended, failed;
	int32_t base_day, agreed_day;
	unsigned active; /* pauses that run, by kind */
	PolicyPauseKind pause_kind;
	int64_t pause_us;
	Left left, left_agreed; /* since the period began; since the date was agreed */
} Fold;

typedef ClockVerdict (*Apply)(Fold *fold, const ClockEvent *event);

/* Keeps sums of hostile moments inside their types; both ends are beyond any real date. */
static int64_t
clamp_us(int64_t us)
{
	return CLAMP(us, DAY_FIRST * US_PER_DAY, DAY_LAST * US_PER_DAY);
}

static int32_t
day_at(const Fold *fold, int64_t us)
{
	return day_of_us(clamp_us(us), fold->in->zone);
}

PolicyRung
clock_step(const Policy *policy, unsigned rung)
{
	PolicyRung step = {.total = policy->limit, .unit = policy->unit};

	g_assert(rung <= policy->n_rungs);
	if (rung > 0)
		step = policy->rungs[rung - 1];
	else {
		step.warn = policy->warn;
		step.ground = policy->ground;
	}
	if (step.unit == POLICY_UNIT_WEEKS)
		step.total *= 7;
	return step;
}

static bool
is_running(const Fold *fold)
{
	return fold->started && !fold->ended && fold->clock->stopped_us == CLOCK_NEVER;
}

static void
fail_at_calendar(Fold *fold)
{
	CalendarGap *gap = &fold->clock->gap;

	fold->failed = true;
	if (gap->code[0] == '\0' && fold->in->policy->calendar != NULL)
		g_strlcpy(gap->code, fold->in->policy->calendar, sizeof(gap->code));
}

/* What a pause from `from_us` to `to_us` leaves out (C4: local days, b - a). */
static Left
measure(Fold *fold, int64_t from_us, int64_t to_us)
{
	Left left = {0, 0, 0};
	int32_t from = day_at(fold, from_us), to = day_at(fold, to_us);

	if (to_us <= from_us)
		return left;
	left.days = to - from;
	left.us = clamp_us(to_us) - clamp_us(from_us);
	if (fold->in->policy->unit == POLICY_UNIT_BUSINESS_DAYS &&
		!calendar_count(
			fold->in->calendar, from, to, &left.business, &fold->clock->gap))
		fail_at_calendar(fold);
	return left;
}

static void
add_left(Left *sum, const Left *more)
{
	sum->days += more->days;
	sum->business += more->business;
	sum->us += more->us;
}

/* The sum with the pause that still runs, as if it ended at `at_us`. */
static Left
left_at(Fold *fold, const Left *sum, int64_t at_us)
{
	Left all = *sum;

	if (fold->active != 0) {
		Left running = measure(fold, fold->pause_us, at_us);

		add_left(&all, &running);
	}
	return all;
}

static int32_t
last_day(Fold *fold, const PolicyRung *step, const Left *left)
{
	const ClockInput *in = fold->in;
	CalendarGap *gap = &fold->clock->gap;
	int32_t day = fold->base_day;
	int total = step->total;

	if (step->unit == POLICY_UNIT_BUSINESS_DAYS) {
		if (in->policy->count_receipt && in->calendar != NULL &&
			calendar_covers(in->calendar, day))
			total -= calendar_is_business_day(in->calendar, day);
		if (!calendar_add(in->calendar, day, total + left->business, &day, gap))
			fail_at_calendar(fold);
		return day;
	}
	day += total - in->policy->count_receipt + left->days;
	if (in->policy->roll && !calendar_add(in->calendar, day, 0, &day, gap))
		fail_at_calendar(fold);
	return day;
}

/* Due day and moment as things stand at `at_us`. False without a calendar that is needed. */
static bool
find_due(Fold *fold, int64_t at_us, int32_t *ret_day, int64_t *ret_us)
{
	const ClockInput *in = fold->in;
	PolicyRung step = clock_step(in->policy, fold->clock->rung);
	Left left = left_at(fold, &fold->left, at_us);

	if (step.unit == POLICY_UNIT_ELAPSED_HOURS && fold->agreed_day == DAY_NONE) {
		*ret_us = fold->clock->start_us + step.total * US_PER_HOUR + left.us;
		*ret_day = day_at(fold, *ret_us);
		return true;
	}
	if (fold->agreed_day != DAY_NONE) {
		left = left_at(fold, &fold->left_agreed, at_us);
		*ret_day = MIN(fold->agreed_day + left.days, DAY_LAST);
		*ret_us = us_of_day_end(*ret_day, in->zone);
		return true;
	}
	*ret_day = MIN(last_day(fold, &step, &left), DAY_LAST);
	if (fold->failed)
		return false;
	*ret_us = in->policy->close >= 0
			  ? us_of_local(*ret_day, in->policy->close * 60, in->zone)
			  : us_of_day_end(*ret_day, in->zone);
	return true;
}

static bool
is_past_due(Fold *fold, int64_t at_us)
{
	int32_t day;
	int64_t due_us;

	return find_due(fold, at_us, &day, &due_us) && due_us < at_us;
}

static void
begin_period(Fold *fold, int64_t at_us)
{
	static const Left none;
	Clock *clock = fold->clock;

	clock->start_us = clamp_us(at_us);
	clock->start_day = fold->base_day = day_at(fold, at_us);
	clock->stopped_us = CLOCK_NEVER;
	clock->rung = 0;
	fold->agreed_day = DAY_NONE;
	fold->left = fold->left_agreed = none;
	fold->pause_us = MAX(fold->pause_us, clock->start_us);
}

static ClockVerdict
apply_received(Fold *fold, const ClockEvent *event)
{
	if (fold->started)
		return CLOCK_VERDICT_OUT_OF_ORDER;
	fold->started = true;
	fold->clock->first_us = clamp_us(event->at_us);
	begin_period(fold, event->at_us);
	return CLOCK_VERDICT_OK;
}

static bool
is_blank(const char *text)
{
	return text == NULL || text[0] == '\0';
}

/* P2: in force only once the customer has been told, and that inside the period that it moves.
 */
static ClockVerdict
judge_notice(Fold *fold, const ClockEvent *event)
{
	if (event->notified_us == CLOCK_NEVER)
		return CLOCK_VERDICT_NOT_TOLD;
	if (is_past_due(fold, event->notified_us))
		return CLOCK_VERDICT_TOO_LATE;
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
judge_extension(Fold *fold, const ClockEvent *event)
{
	const Policy *policy = fold->in->policy;
	const PolicyRung *rung;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (event->rung == 0 || event->rung > policy->n_rungs)
		return CLOCK_VERDICT_NO_RUNG;
	if (event->rung != fold->clock->rung + 1)
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (is_past_due(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	if (event->refused)
		return CLOCK_VERDICT_REFUSED;
	rung = &policy->rungs[event->rung - 1];
	if (rung->reason && is_blank(event->reason))
		return CLOCK_VERDICT_NO_REASON;
	if (!(rung->approvers & 1U << event->approver))
		return CLOCK_VERDICT_NO_STANDING;
	return rung->told ? judge_notice(fold, event) : CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_extended(Fold *fold, const ClockEvent *event)
{
	ClockVerdict verdict = judge_extension(fold, event);
	int32_t agreed = fold->agreed_day, ladder;
	int64_t us;

	if (verdict != CLOCK_VERDICT_OK)
		return verdict;
	fold->clock->rung = event->rung;
	/* A date agreed later than what the ladder gives still stands. */
	fold->agreed_day = DAY_NONE;
	if (agreed != DAY_NONE && find_due(fold, event->at_us, &ladder, &us) &&
		ladder < agreed + fold->left_agreed.days)
		fold->agreed_day = agreed;
	return verdict;
}

static ClockVerdict
apply_paused(Fold *fold, const ClockEvent *event)
{
	const PolicyLicence *licence;
	int64_t from_us = event->at_us;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (event->pause >= N_POLICY_PAUSES || !fold->in->policy->pauses[event->pause].allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (fold->active & 1U << event->pause)
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (is_past_due(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	licence = &fold->in->policy->pauses[event->pause];
	if (licence->told) {
		ClockVerdict verdict = judge_notice(fold, event);

		if (verdict != CLOCK_VERDICT_OK)
			return verdict;
		from_us = MAX(from_us, event->notified_us);
	}
	if (fold->active == 0) {
		fold->pause_us = from_us;
		fold->pause_kind = event->pause;
	}
	fold->active |= 1U << event->pause;
	return CLOCK_VERDICT_OK;
}

static void
trace_span(Fold *fold, int64_t to_us)
{
	ClockSpan span = {day_at(fold, fold->pause_us), day_at(fold, to_us), fold->pause_kind};

	if (fold->trace == NULL || span.to <= span.from)
		return;
	/* A pause that begins on an uncounted day of receipt leaves out the days after it. */
	if (span.from == fold->base_day && !fold->in->policy->count_receipt) {
		span.from++;
		span.to++;
	}
	g_array_append_val(fold->trace->spans, span);
}

/* Pauses may overlap; what they leave out together is added when the last one ends. */
static void
end_pauses(Fold *fold, int64_t at_us)
{
	Left more = measure(fold, fold->pause_us, at_us);

	add_left(&fold->left, &more);
	add_left(&fold->left_agreed, &more);
	trace_span(fold, at_us);
	fold->active = 0;
}

static ClockVerdict
apply_resumed(Fold *fold, const ClockEvent *event)
{
	unsigned bit;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (event->pause >= N_POLICY_PAUSES)
		return CLOCK_VERDICT_NOT_ALLOWED;
	bit = 1U << event->pause;
	if (!(fold->active & bit))
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (fold->active == bit)
		end_pauses(fold, event->at_us);
	else
		fold->active &= ~bit;
	return CLOCK_VERDICT_OK;
}

static void
restart(Fold *fold, int64_t at_us)
{
	bool stopped = fold->clock->stopped_us != CLOCK_NEVER;

	if (is_past_due(fold, stopped ? fold->clock->stopped_us : at_us) && !fold->ended)
		fold->clock->was_overdue = true;
	fold->ended = false;
	fold->clock->restarts++;
	begin_period(fold, at_us);
}

static ClockVerdict
apply_new_facts(Fold *fold, const ClockEvent *event)
{
	if (!fold->started || fold->ended)
		return CLOCK_VERDICT_STOPPED;
	if (!fold->in->policy->new_facts.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	restart(fold, event->at_us);
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_repeated(Fold *fold, const ClockEvent *event)
{
	return fold->started ? CLOCK_VERDICT_OK : CLOCK_VERDICT_STOPPED;
}

static ClockVerdict
apply_agreed(Fold *fold, const ClockEvent *event)
{
	static const Left none;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (!fold->in->policy->agreed.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (is_blank(event->reason))
		return CLOCK_VERDICT_NO_REASON;
	if (is_past_due(fold, event->at_us) || event->agreed_day < day_at(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	fold->agreed_day = MIN(event->agreed_day, DAY_LAST);
	fold->left_agreed = none;
	/* What a running pause left out before the agreement is known to both sides. */
	if (fold->active != 0) {
		Left before = measure(fold, fold->pause_us, event->at_us);

		fold->left_agreed.days = -before.days;
		fold->left_agreed.us = -before.us;
	}
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
stop(Fold *fold, int64_t at_us)
{
	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (fold->active != 0)
		end_pauses(fold, at_us);
	fold->clock->stopped_us = clamp_us(at_us);
	return CLOCK_VERDICT_OK;
}

/* P4: deciding does not stop a clock that waits for the telling. */
static ClockVerdict
apply_decided(Fold *fold, const ClockEvent *event)
{
	if (fold->in->policy->stop == POLICY_STOP_DECIDED)
		return stop(fold, event->at_us);
	return fold->started ? CLOCK_VERDICT_OK : CLOCK_VERDICT_STOPPED;
}

static ClockVerdict
apply_told(Fold *fold, const ClockEvent *event)
{
	if (fold->in->policy->stop != POLICY_STOP_CLOSED)
		return stop(fold, event->at_us);
	return fold->started ? CLOCK_VERDICT_OK : CLOCK_VERDICT_STOPPED;
}

static ClockVerdict
apply_closed(Fold *fold, const ClockEvent *event)
{
	if (fold->in->policy->stop != POLICY_STOP_TOLD)
		return stop(fold, event->at_us);
	return fold->started ? CLOCK_VERDICT_OK : CLOCK_VERDICT_STOPPED;
}

/* Withdrawal (art. 15) and voiding end the procedure the same day, whatever was told. */
static ClockVerdict
apply_ended(Fold *fold, const ClockEvent *event)
{
	if (!fold->started || fold->ended)
		return CLOCK_VERDICT_STOPPED;
	if (event->kind == CLOCK_EVENT_WITHDRAWN && !is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (is_running(fold) && is_past_due(fold, event->at_us))
		fold->clock->was_overdue = true;
	if (fold->active != 0)
		end_pauses(fold, event->at_us);
	fold->clock->stopped_us = clamp_us(event->at_us);
	fold->ended = true;
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_reopened(Fold *fold, const ClockEvent *event)
{
	if (!fold->started)
		return CLOCK_VERDICT_STOPPED;
	if (is_running(fold))
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (!fold->in->policy->reopen.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	restart(fold, event->at_us);
	return CLOCK_VERDICT_OK;
}

static const Apply appliers[N_CLOCK_EVENTS] = {
	[CLOCK_EVENT_RECEIVED] = apply_received,
	[CLOCK_EVENT_EXTENDED] = apply_extended,
	[CLOCK_EVENT_PAUSED] = apply_paused,
	[CLOCK_EVENT_RESUMED] = apply_resumed,
	[CLOCK_EVENT_NEW_FACTS] = apply_new_facts,
	[CLOCK_EVENT_REPEATED] = apply_repeated,
	[CLOCK_EVENT_AGREED] = apply_agreed,
	[CLOCK_EVENT_DECIDED] = apply_decided,
	[CLOCK_EVENT_TOLD] = apply_told,
	[CLOCK_EVENT_WITHDRAWN] = apply_ended,
	[CLOCK_EVENT_CLOSED] = apply_closed,
	[CLOCK_EVENT_REOPENED] = apply_reopened,
	[CLOCK_EVENT_VOIDED] = apply_ended,
};

static int
compare_times(gconstpointer a, gconstpointer b, gpointer data)
{
	const ClockEvent *events = data;
	int64_t x = events[*(const size_t *)a].at_us, y = events[*(const size_t *)b].at_us;

	return (x > y) - (x < y);
}

static bool
is_sorted(const ClockInput *in)
{
	for (size_t i = 1; i < in->n_events; i++)
		if (in->events[i].at_us < in->events[i - 1].at_us)
			return false;
	return true;
}

static void
apply_one(Fold *fold, size_t index)
{
	const ClockEvent *event = &fold->in->events[index];
	ClockStep step = {index, CLOCK_VERDICT_NOT_ALLOWED};

	if (event->kind < N_CLOCK_EVENTS)
		step.verdict = appliers[event->kind](fold, event);
	if (fold->trace != NULL)
		g_array_append_val(fold->trace->steps, step);
}

static void
apply_all(Fold *fold)
{
	const ClockInput *in = fold->in;
	size_t few[SORT_STACK];
	g_autofree size_t *many = NULL;
	size_t *order = few;

	if (is_sorted(in)) {
		for (size_t i = 0; i < in->n_events && !fold->failed; i++)
			apply_one(fold, i);
		return;
	}
	if (in->n_events > SORT_STACK)
		order = many = g_new(size_t, in->n_events);
	for (size_t i = 0; i < in->n_events; i++)
		order[i] = i;
	g_qsort_with_data(
		order, (int)in->n_events, sizeof(*order), compare_times, (gpointer)in->events);
	for (size_t i = 0; i < in->n_events && !fold->failed; i++)
		apply_one(fold, order[i]);
}

/* Units counted up to `ref_us`; -1 where the calendar does not reach that far. */
static int
count_used(Fold *fold, const PolicyRung *step, int64_t ref_us)
{
	const Clock *clock = fold->clock;
	Left left = left_at(fold, &fold->left, ref_us);
	int32_t ref = day_at(fold, ref_us);
	CalendarGap gap;
	int n = 0;

	if (step->unit == POLICY_UNIT_ELAPSED_HOURS)
		n = (int)((clamp_us(ref_us) - clock->start_us - left.us) / US_PER_HOUR);
	else if (step->unit != POLICY_UNIT_BUSINESS_DAYS)
		n = ref - fold->base_day + fold->in->policy->count_receipt - left.days;
	else if (!calendar_count(fold->in->calendar,
			 fold->base_day - fold->in->policy->count_receipt, ref, &n, &gap))
		return -1;
	else
		n -= left.business;
	return MAX(n, 0);
}

static int
count_paused(Fold *fold, const PolicyRung *step, int64_t ref_us)
{
	Left left = left_at(fold, &fold->left, ref_us);

	if (step->unit == POLICY_UNIT_ELAPSED_HOURS)
		return (int)(left.us / US_PER_HOUR);
	return step->unit == POLICY_UNIT_BUSINESS_DAYS ? left.business : left.days;
}

static ClockWarn
warn_level(const Fold *fold, const PolicyRung *step)
{
	const ClockInput *in = fold->in;
	const Clock *clock = fold->clock;
	int32_t today = day_at(fold, in->now_us);
	CalendarGap gap;
	int left = clock->due_day - today;

	if (step->unit == POLICY_UNIT_ELAPSED_HOURS)
		left = (int)((clock->due_us - clamp_us(in->now_us)) / US_PER_HOUR);
	else if (step->unit == POLICY_UNIT_BUSINESS_DAYS &&
		 !calendar_count(in->calendar, today, clock->due_day, &left, &gap))
		return CLOCK_WARN_NONE;
	if (step->unit != POLICY_UNIT_ELAPSED_HOURS && today == clock->due_day &&
		step->warn.last_call >= 0 &&
		day_second_of_us(in->now_us, in->zone) >= step->warn.last_call * 60)
		return CLOCK_WARN_LAST_CALL;
	if (left <= step->warn.red)
		return CLOCK_WARN_RED;
	return left <= step->warn.amber ? CLOCK_WARN_AMBER : CLOCK_WARN_NONE;
}

static ClockState
find_state(const Fold *fold)
{
	const Clock *clock = fold->clock;

	if (fold->failed || !fold->started)
		return CLOCK_STATE_ERROR;
	if (fold->ended)
		return CLOCK_STATE_ENDED;
	if (clock->stopped_us != CLOCK_NEVER)
		return clock->stopped_us <= clock->due_us ? CLOCK_STATE_MET
							  : CLOCK_STATE_MET_LATE;
	if (clock->due_us < fold->in->now_us)
		return CLOCK_STATE_BREACHED;
	return fold->active != 0 ? CLOCK_STATE_PAUSED : CLOCK_STATE_RUNNING;
}

static void
finish(Fold *fold)
{
	const ClockInput *in = fold->in;
	Clock *clock = fold->clock;
	PolicyRung step = clock_step(in->policy, clock->rung);
	int64_t ref_us = clock->stopped_us != CLOCK_NEVER ? clock->stopped_us : in->now_us;

	clock->unit = step.unit;
	clock->total = step.total;
	if (fold->started && !fold->failed)
		fold->failed = !find_due(fold, ref_us, &clock->due_day, &clock->due_us);
	clock->state = find_state(fold);
	if (clock->state == CLOCK_STATE_ERROR || clock->state == CLOCK_STATE_ENDED) {
		clock->due_us = CLOCK_NEVER;
		clock->due_day = DAY_NONE;
	}
	if (clock->state == CLOCK_STATE_ERROR)
		return;
	clock->used = count_used(fold, &step, ref_us);
	clock->paused = count_paused(fold, &step, ref_us);
	if (is_running(fold) && clock->rung < in->policy->n_rungs)
		clock->next_rung = clock->rung + 1;
	if (clock->state == CLOCK_STATE_BREACHED)
		clock->warn = CLOCK_WARN_OVERDUE;
	else if (clock->state == CLOCK_STATE_RUNNING)
		clock->warn = warn_level(fold, &step);
	if (fold->active != 0)
		trace_span(fold, in->now_us);
}

static void
fold_init(Fold *fold, const ClockInput *input, ClockTrace *trace, Clock *clock)
{
	memset(fold, 0, sizeof(*fold));
	memset(clock, 0, sizeof(*clock));
	fold->in = input;
	fold->trace = trace;
	fold->clock = clock;
	fold->agreed_day = DAY_NONE;
	fold->pause_us = INT64_MIN;
	clock->policy = input->policy;
	clock->due_us = clock->stopped_us = CLOCK_NEVER;
	clock->start_day = clock->due_day = DAY_NONE;
}

void
clock_evaluate_traced(const ClockInput *input, ClockTrace *trace, Clock *ret)
{
	Fold fold;

	fold_init(&fold, input, trace, ret);
	apply_all(&fold);
	finish(&fold);
}

void
clock_evaluate(const ClockInput *input, Clock *ret)
{
	clock_evaluate_traced(input, NULL, ret);
}

ClockVerdict
clock_judge(const ClockInput *input, const ClockEvent *candidate)
{
	Fold fold;
	Clock clock;

	fold_init(&fold, input, NULL, &clock);
	apply_all(&fold);
	if (fold.failed || candidate->kind >= N_CLOCK_EVENTS)
		return CLOCK_VERDICT_NOT_ALLOWED;
	return appliers[candidate->kind](&fold, candidate);
}

int64_t
clock_stored_due_us(const Clock *clock)
{
	bool counts =
		clock->state == CLOCK_STATE_RUNNING || clock->state == CLOCK_STATE_BREACHED;

	return counts ? clock->due_us : CLOCK_NEVER;
}

int
clock_overdue_days(const Clock *clock, int64_t now_us, GTimeZone *zone)
{
	if (clock->state != CLOCK_STATE_BREACHED)
		return 0;
	return MAX(day_of_us(clamp_us(now_us), zone) - clock->due_day, 0);
}
