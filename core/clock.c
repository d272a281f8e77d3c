/*
 * The evaluator: one pass over the events in the order of time, then one sum
 * (core/clock-due.c). A period is a base day, a total and what pauses add;
 * everything else follows.
 */
#include "config.h"

#include "core/clock.h"

#include "core/clock-private.h"
#include "core/clock-warn.h"
#include "core/day.h"
#include "core/env.h"

#define SORT_STACK 64

typedef ClockVerdict (*Apply)(Fold *fold, const ClockEvent *event);

ClockEventKind
clock_start_event(const Policy *policy)
{
	if (policy->start == POLICY_START_DECISION_RECEIVED)
		return CLOCK_EVENT_TOLD;
	return policy->start == POLICY_START_REVIEW_APPLIED ? CLOCK_EVENT_REVIEW_APPLIED
							    : CLOCK_EVENT_RECEIVED;
}

bool
clock_stops_at(const Policy *policy, ClockEventKind kind)
{
	static const unsigned kinds[] = {
		[POLICY_STOP_TOLD] = 1U << CLOCK_EVENT_TOLD,
		[POLICY_STOP_DECIDED] = 1U << CLOCK_EVENT_DECIDED | 1U << CLOCK_EVENT_TOLD |
					1U << CLOCK_EVENT_CLOSED,
		[POLICY_STOP_CLOSED] = 1U << CLOCK_EVENT_CLOSED,
		[POLICY_STOP_ACKNOWLEDGED] = 1U << CLOCK_EVENT_ACKNOWLEDGED |
					     1U << CLOCK_EVENT_HOLDING | 1U << CLOCK_EVENT_TOLD,
		[POLICY_STOP_CONTACTED] = 1U << CLOCK_EVENT_CONTACTED |
					  1U << CLOCK_EVENT_HOLDING | 1U << CLOCK_EVENT_TOLD,
		[POLICY_STOP_REVIEW_APPLIED] = 1U << CLOCK_EVENT_REVIEW_APPLIED,
		[POLICY_STOP_REVIEW_TOLD] = 1U << CLOCK_EVENT_REVIEW_TOLD,
		[POLICY_STOP_REPORTED] = 1U << CLOCK_EVENT_REPORTED,
	};

	return kinds[policy->stop] & 1U << kind;
}

bool
clock_verdict_is_refusal(ClockVerdict verdict)
{
	return verdict != CLOCK_VERDICT_OK && verdict != CLOCK_VERDICT_NO_EFFECT;
}

static bool
is_running(const Fold *fold)
{
	return fold->started && !fold->ended && fold->clock->stopped_us == CLOCK_NEVER;
}

static bool
is_past_due(Fold *fold, int64_t at_us)
{
	int32_t day;
	int64_t due_us;

	return clock_find_due(fold, at_us, &day, &due_us) && due_us < at_us;
}

static void
begin_period(Fold *fold, int64_t at_us)
{
	static const Left none;
	Clock *clock = fold->clock;

	clock->start_us = clock_clamp_us(at_us);
	clock->start_day = fold->base_day = clock_day_at(fold, at_us);
	clock->stopped_us = CLOCK_NEVER;
	clock->rung = 0;
	fold->agreed_day = DAY_NONE;
	fold->left = none;
	fold->pause_us = MAX(fold->pause_us, clock->start_us);
}

/* The first receipt is never forgotten, whatever begins this clock. */
static void
note_receipt(Fold *fold, int64_t at_us)
{
	if (fold->received)
		return;
	fold->received = true;
	fold->clock->first_us = clock_clamp_us(at_us);
}

/* The start event again: a review asked for once more after its answer, a decision told anew. */
static bool
may_begin_again(const Fold *fold)
{
	if (fold->start_kind == CLOCK_EVENT_RECEIVED || fold->ended)
		return false;
	return fold->start_kind == CLOCK_EVENT_TOLD || !is_running(fold);
}

static ClockVerdict
apply_start(Fold *fold, const ClockEvent *event)
{
	if (fold->started && !may_begin_again(fold))
		return fold->ended ? CLOCK_VERDICT_STOPPED : CLOCK_VERDICT_OUT_OF_ORDER;
	fold->started = true;
	note_receipt(fold, event->at_us);
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

/* Who says so, why, and whether the customer knows. */
static ClockVerdict
judge_consent(Fold *fold, const PolicyRung *rung, const ClockEvent *event)
{
	if (event->refused)
		return CLOCK_VERDICT_REFUSED;
	if (event->approver == POLICY_APPROVER_NONE)
		return CLOCK_VERDICT_NOT_APPROVED;
	if (!(rung->approvers & 1U << event->approver))
		return CLOCK_VERDICT_NO_STANDING;
	if (rung->reason && is_blank(event->reason))
		return CLOCK_VERDICT_NO_REASON;
	return rung->told ? judge_notice(fold, event) : CLOCK_VERDICT_OK;
}

static ClockVerdict
judge_extension(Fold *fold, const ClockEvent *event)
{
	const Policy *policy = fold->in->policy;
	unsigned next = fold->clock->rung + 1;
	unsigned rung = event->rung == 0 ? next : event->rung;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (rung > policy->n_rungs)
		return CLOCK_VERDICT_NO_RUNG;
	if (rung != next)
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (policy->rungs[rung - 1].by != POLICY_GRANT_APPROVAL)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (is_past_due(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	return judge_consent(fold, &policy->rungs[rung - 1], event);
}

/* A date agreed later than what the ladder gives still stands. */
static void
take_rung(Fold *fold, int64_t at_us)
{
	int32_t agreed = fold->agreed_day, ladder;
	int64_t us;

	fold->clock->rung++;
	fold->agreed_day = DAY_NONE;
	if (agreed != DAY_NONE && clock_find_due(fold, at_us, &ladder, &us) &&
		ladder < agreed)
		fold->agreed_day = agreed;
}

static ClockVerdict
apply_extended(Fold *fold, const ClockEvent *event)
{
	ClockVerdict verdict = judge_extension(fold, event);

	if (verdict == CLOCK_VERDICT_OK)
		take_rung(fold, event->at_us);
	return verdict;
}

static bool
has_rung_by(const Policy *policy, PolicyGrant by)
{
	for (unsigned i = 0; i < policy->n_rungs; i++)
		if (policy->rungs[i].by == by)
			return true;
	return false;
}

static ClockVerdict
judge_reply(Fold *fold, const ClockEvent *event, PolicyGrant by)
{
	const Policy *policy = fold->in->policy;
	const PolicyRung *rung;

	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (fold->clock->rung >= policy->n_rungs)
		return CLOCK_VERDICT_NO_RUNG;
	rung = &policy->rungs[fold->clock->rung];
	if (rung->by != by)
		return CLOCK_VERDICT_OUT_OF_ORDER;
	if (is_past_due(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	if (rung->reason && is_blank(event->reason))
		return CLOCK_VERDICT_NO_REASON;
	if (rung->total == POLICY_TOTAL_STATED &&
		event->agreed_day <= clock_day_at(fold, event->at_us))
		return CLOCK_VERDICT_NO_DAY;
	return CLOCK_VERDICT_OK;
}

/* A step that comes by what is sent or paid in time, not by consent. */
static ClockVerdict
apply_reply(Fold *fold, const ClockEvent *event, PolicyGrant by)
{
	ClockVerdict verdict = judge_reply(fold, event, by);

	if (verdict != CLOCK_VERDICT_OK)
		return verdict;
	take_rung(fold, event->at_us);
	if (fold->in->policy->rungs[fold->clock->rung - 1].total == POLICY_TOTAL_STATED)
		fold->agreed_day = MIN(event->agreed_day, DAY_LAST);
	return verdict;
}

static ClockVerdict
apply_paused(Fold *fold, const ClockEvent *event)
{
	const PolicyLicence *licence;
	int64_t from_us = event->at_us;

	if (event->pause >= N_POLICY_PAUSES || !fold->in->policy->pauses[event->pause].allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
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
	ClockSpan span = {clock_day_at(fold, fold->pause_us), clock_day_at(fold, to_us), fold->pause_kind};

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
	Left more = clock_measure(fold, fold->pause_us, at_us);

	clock_add_left(&fold->left, &more);
	trace_span(fold, at_us);
	fold->active = 0;
}

static ClockVerdict
apply_resumed(Fold *fold, const ClockEvent *event)
{
	unsigned bit;

	if (event->pause >= N_POLICY_PAUSES || !fold->in->policy->pauses[event->pause].allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
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
	if (!fold->in->policy->new_facts.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (!fold->started || fold->ended)
		return CLOCK_VERDICT_STOPPED;
	restart(fold, event->at_us);
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_agreed(Fold *fold, const ClockEvent *event)
{
	if (!fold->in->policy->agreed.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (!is_running(fold))
		return CLOCK_VERDICT_STOPPED;
	if (is_blank(event->reason))
		return CLOCK_VERDICT_NO_REASON;
	if (is_past_due(fold, event->at_us) ||
		event->agreed_day < clock_day_at(fold, event->at_us))
		return CLOCK_VERDICT_TOO_LATE;
	fold->agreed_day = MIN(event->agreed_day, DAY_LAST);
	return CLOCK_VERDICT_OK;
}

static void
stop(Fold *fold, const ClockEvent *event)
{
	if (fold->active != 0)
		end_pauses(fold, event->at_us);
	fold->clock->stopped_us = clock_clamp_us(event->at_us);
	fold->clock->attested = event->attested;
}

/* A fact that may stop the clock, by its policy, and else stands on record. P4: deciding does
 * not stop a clock that waits for the telling. */
static ClockVerdict
apply_mark(Fold *fold, const ClockEvent *event)
{
	if (!clock_stops_at(fold->in->policy, event->kind) || !is_running(fold))
		return CLOCK_VERDICT_NO_EFFECT;
	stop(fold, event);
	return CLOCK_VERDICT_OK;
}

/* Nobody reached is no contact. */
static ClockVerdict
apply_contacted(Fold *fold, const ClockEvent *event)
{
	return event->refused ? CLOCK_VERDICT_NO_EFFECT : apply_mark(fold, event);
}

static ClockVerdict
apply_holding(Fold *fold, const ClockEvent *event)
{
	if (has_rung_by(fold->in->policy, POLICY_GRANT_HOLDING_REPLY))
		return apply_reply(fold, event, POLICY_GRANT_HOLDING_REPLY);
	return apply_mark(fold, event);
}

static ClockVerdict
apply_credited(Fold *fold, const ClockEvent *event)
{
	if (has_rung_by(fold->in->policy, POLICY_GRANT_PROVISIONAL_CREDIT))
		return apply_reply(fold, event, POLICY_GRANT_PROVISIONAL_CREDIT);
	return CLOCK_VERDICT_NO_EFFECT;
}

/* A condition is a fact of the complaint, so it holds for the whole period once it is known. */
static ClockVerdict
apply_condition(Fold *fold, const ClockEvent *event)
{
	unsigned bit;

	if (event->condition >= N_POLICY_CONDITIONS ||
		!fold->in->policy->whens[event->condition].given)
		return CLOCK_VERDICT_NO_EFFECT;
	bit = 1U << event->condition;
	if (event->on)
		fold->clock->conditions |= bit;
	else
		fold->clock->conditions &= ~bit;
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_cycle(Fold *fold, const ClockEvent *event)
{
	if (fold->in->policy->unit != POLICY_UNIT_BILLING_CYCLES)
		return CLOCK_VERDICT_NO_EFFECT;
	clock_keep_cycle(fold, CLAMP(event->agreed_day, DAY_FIRST, DAY_LAST));
	return CLOCK_VERDICT_OK;
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
	fold->clock->stopped_us = clock_clamp_us(event->at_us);
	fold->ended = true;
	return CLOCK_VERDICT_OK;
}

static ClockVerdict
apply_reopened(Fold *fold, const ClockEvent *event)
{
	if (!fold->in->policy->reopen.allowed)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (!fold->started)
		return CLOCK_VERDICT_STOPPED;
	if (is_running(fold))
		return CLOCK_VERDICT_OUT_OF_ORDER;
	restart(fold, event->at_us);
	return CLOCK_VERDICT_OK;
}

/* Add a row here for a new kind of fact. */
static const Apply appliers[N_CLOCK_EVENTS] = {
	[CLOCK_EVENT_RECEIVED] = apply_start,
	[CLOCK_EVENT_EXTENDED] = apply_extended,
	[CLOCK_EVENT_PAUSED] = apply_paused,
	[CLOCK_EVENT_RESUMED] = apply_resumed,
	[CLOCK_EVENT_NEW_FACTS] = apply_new_facts,
	[CLOCK_EVENT_REPEATED] = apply_mark,
	[CLOCK_EVENT_AGREED] = apply_agreed,
	[CLOCK_EVENT_DECIDED] = apply_mark,
	[CLOCK_EVENT_TOLD] = apply_mark,
	[CLOCK_EVENT_WITHDRAWN] = apply_ended,
	[CLOCK_EVENT_CLOSED] = apply_mark,
	[CLOCK_EVENT_REOPENED] = apply_reopened,
	[CLOCK_EVENT_VOIDED] = apply_ended,
	[CLOCK_EVENT_ACKNOWLEDGED] = apply_mark,
	[CLOCK_EVENT_CONTACTED] = apply_contacted,
	[CLOCK_EVENT_HOLDING] = apply_holding,
	[CLOCK_EVENT_CREDITED] = apply_credited,
	[CLOCK_EVENT_REVIEW_APPLIED] = apply_mark,
	[CLOCK_EVENT_REVIEW_TOLD] = apply_mark,
	[CLOCK_EVENT_CONDITION] = apply_condition,
	[CLOCK_EVENT_CYCLE_ENDED] = apply_cycle,
	[CLOCK_EVENT_REPORTED] = apply_mark,
	[CLOCK_EVENT_MERGED] = apply_mark,
	[CLOCK_EVENT_UNMERGED] = apply_mark,
};

static ClockVerdict
apply_kind(Fold *fold, const ClockEvent *event)
{
	if (event->kind >= N_CLOCK_EVENTS)
		return CLOCK_VERDICT_NOT_ALLOWED;
	if (event->kind == fold->start_kind)
		return apply_start(fold, event);
	if (event->kind == CLOCK_EVENT_RECEIVED) {
		note_receipt(fold, event->at_us);
		return CLOCK_VERDICT_NO_EFFECT;
	}
	return appliers[event->kind](fold, event);
}

/* What speaks of another clock's ladder is no mistake here. */
static ClockVerdict
apply(Fold *fold, const ClockEvent *event)
{
	ClockVerdict verdict;

	if (!fold->in->beside)
		return apply_kind(fold, event);
	if (event->kind == CLOCK_EVENT_EXTENDED)
		return CLOCK_VERDICT_NO_EFFECT;
	verdict = apply_kind(fold, event);
	return clock_verdict_is_refusal(verdict) ? CLOCK_VERDICT_NO_EFFECT : verdict;
}

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
	ClockStep step = {index, apply(fold, event), event->rung};

	if (step.rung == 0)
		step.rung = fold->clock->rung + (step.verdict != CLOCK_VERDICT_OK);

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
static ClockState
find_state(const Fold *fold)
{
	const Clock *clock = fold->clock;
	bool route = clock_is_route(clock);

	if (fold->failed)
		return CLOCK_STATE_ERROR;
	if (!fold->started)
		return CLOCK_STATE_NOT_BEGUN;
	if (fold->ended || !clock_applies(clock->policy, clock->conditions))
		return CLOCK_STATE_ENDED;
	if (clock->stopped_us != CLOCK_NEVER && clock->stopped_us <= clock->due_us)
		return CLOCK_STATE_MET;
	if (clock->stopped_us != CLOCK_NEVER)
		return route ? CLOCK_STATE_LAPSED : CLOCK_STATE_MET_LATE;
	if (clock->due_us < fold->in->now_us)
		return route ? CLOCK_STATE_LAPSED : CLOCK_STATE_BREACHED;
	return fold->active != 0 ? CLOCK_STATE_PAUSED : CLOCK_STATE_RUNNING;
}

static bool
has_due(ClockState state)
{
	return state != CLOCK_STATE_ERROR && state != CLOCK_STATE_ENDED &&
	       state != CLOCK_STATE_NOT_BEGUN;
}

/* What is counted, what may come next, and how urgent it is. */
static void
finish_running(Fold *fold, const PolicyRung *step, int64_t ref_us)
{
	Clock *clock = fold->clock;

	clock->used = clock_count_used(fold, step, ref_us);
	clock->paused = clock_count_paused(fold, step, ref_us);
	if (is_running(fold) && clock->rung < fold->in->policy->n_rungs)
		clock->next_rung = clock->rung + 1;
	if (clock->state == CLOCK_STATE_RUNNING || clock->state == CLOCK_STATE_BREACHED)
		clock->warn = clock_warn_at(fold->in, clock, fold->in->now_us);
	if (fold->active != 0)
		trace_span(fold, fold->in->now_us);
}

/* Length of the period; of a stated or capped one, what its last day makes it. */
static int
find_total(const Fold *fold, const PolicyRung *step)
{
	bool by_day = step->unit == POLICY_UNIT_BILLING_CYCLES ||
		      step->total == POLICY_TOTAL_STATED;

	return by_day ? fold->clock->due_day - fold->base_day : step->total;
}

static void
finish(Fold *fold)
{
	const ClockInput *in = fold->in;
	Clock *clock = fold->clock;
	PolicyRung step = clock_step(in->policy, clock->rung, clock->conditions);
	int64_t ref_us = clock->stopped_us != CLOCK_NEVER ? clock->stopped_us : in->now_us;

	clock->unit = step.unit;
	clock->total = step.total;
	clock->fixed = fold->agreed_day != DAY_NONE;
	if (fold->started && !fold->failed)
		fold->failed = !clock_find_due(fold, ref_us, &clock->due_day, &clock->due_us);
	clock->state = find_state(fold);
	if (clock->state != CLOCK_STATE_ERROR && fold->started) {
		clock->total = find_total(fold, &step);
		finish_running(fold, &step, ref_us);
	}
	if (!has_due(clock->state)) {
		clock->due_us = CLOCK_NEVER;
		clock->due_day = DAY_NONE;
		clock->next_rung = 0;
	}
}

static void
fold_init(Fold *fold, const ClockInput *input, ClockTrace *trace, Clock *clock)
{
	memset(fold, 0, sizeof(*fold));
	memset(clock, 0, sizeof(*clock));
	fold->in = input;
	fold->trace = trace;
	fold->clock = clock;
	fold->start_kind = clock_start_event(input->policy);
	fold->agreed_day = DAY_NONE;
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
	return fold.failed ? CLOCK_VERDICT_NOT_ALLOWED : apply(&fold, candidate);
}

int64_t
clock_stored_due_us(const Clock *clock)
{
	bool counts = clock->state == CLOCK_STATE_RUNNING ||
		      clock->state == CLOCK_STATE_BREACHED ||
		      (clock->state == CLOCK_STATE_PAUSED && clock->fixed);

	return counts && !clock_is_route(clock) ? clock->due_us : CLOCK_NEVER;
}

int
clock_overdue_days(const Clock *clock, int64_t now_us, GTimeZone *zone)
{
	if (clock->state != CLOCK_STATE_BREACHED)
		return 0;
	return MAX(day_of_us(clock_clamp_us(now_us), zone) - clock->due_day, 0);
}

char *
clock_dup_error_code(const Clock *clock)
{
	if (clock->state != CLOCK_STATE_ERROR)
		return NULL;
	if (clock->out_of_range)
		return g_strdup("date_out_of_range:2200");
	return calendar_gap_dup_code(&clock->gap);
}
