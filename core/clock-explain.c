/* The explanation of a date: lines from the evaluator's trace, then sentences. */
#include "config.h"

#include "core/clock-explain.h"

#include <glib/gi18n.h>

#include "core/day.h"

typedef struct Builder {
	const ClockInput *in;
	const Clock *clock;
	const ClockTrace *trace;
	GPtrArray *lines;
	unsigned next_step;
} Builder;

static const char *const event_texts[N_CLOCK_EVENTS] = {
	[CLOCK_EVENT_RECEIVED] = N_("received"),
	[CLOCK_EVENT_EXTENDED] = N_("extension"),
	[CLOCK_EVENT_PAUSED] = N_("pause begins"),
	[CLOCK_EVENT_RESUMED] = N_("pause ends"),
	[CLOCK_EVENT_NEW_FACTS] = N_("new facts and reasons: the period begins again"),
	[CLOCK_EVENT_REPEATED] = N_("the same complaint again: nothing changes"),
	[CLOCK_EVENT_AGREED] = N_("date agreed with the customer"),
	[CLOCK_EVENT_DECIDED] = N_("decided; the period runs until the customer has been told"),
	[CLOCK_EVENT_TOLD] = N_("the customer has been told"),
	[CLOCK_EVENT_WITHDRAWN] = N_("withdrawn by the customer: the procedure ends this day"),
	[CLOCK_EVENT_CLOSED] = N_("closed"),
	[CLOCK_EVENT_REOPENED] = N_("reopened: a new period begins"),
	[CLOCK_EVENT_VOIDED] = N_("voided as logged by mistake"),
	[CLOCK_EVENT_ACKNOWLEDGED] = N_("receipt acknowledged to the customer"),
	[CLOCK_EVENT_CONTACTED] = N_("contact with the customer"),
	[CLOCK_EVENT_HOLDING] = N_("holding reply sent"),
	[CLOCK_EVENT_CREDITED] = N_("provisional credit given"),
	[CLOCK_EVENT_REVIEW_APPLIED] = N_("re-examination asked for"),
	[CLOCK_EVENT_REVIEW_TOLD] = N_("result of the re-examination told"),
	[CLOCK_EVENT_CONDITION] = N_("a fact that decides which limit holds"),
	[CLOCK_EVENT_CYCLE_ENDED] = N_("a billing cycle ends"),
	[CLOCK_EVENT_REPORTED] = N_("reported as a major case"),
	[CLOCK_EVENT_MERGED] = N_("merged into another complaint; this clock goes on"),
	[CLOCK_EVENT_UNMERGED] = N_("the merging was taken back"),
};

static const char *const pause_texts[N_POLICY_PAUSES] = {
	[POLICY_PAUSE_MEDIATION] = N_("mediation"),
	[POLICY_PAUSE_EXTERNAL_APPRAISAL] = N_("external appraisal"),
	[POLICY_PAUSE_CUSTOMER] = N_("waiting for the customer"),
	[POLICY_PAUSE_PARTNER] = N_("waiting for a third party"),
};

static const char *const verdict_texts[N_CLOCK_VERDICTS] = {
	[CLOCK_VERDICT_OK] = N_("in force"),
	[CLOCK_VERDICT_NOT_TOLD] = N_("not in force until the customer has been told"),
	[CLOCK_VERDICT_NOT_ALLOWED] = N_("not provided for by this policy"),
	[CLOCK_VERDICT_NO_RUNG] = N_("there is no further extension"),
	[CLOCK_VERDICT_OUT_OF_ORDER] = N_("not the next step"),
	[CLOCK_VERDICT_NO_REASON] = N_("a reason is needed"),
	[CLOCK_VERDICT_NO_STANDING] = N_("this person may not grant it"),
	[CLOCK_VERDICT_REFUSED] = N_("refused by the approver"),
	[CLOCK_VERDICT_TOO_LATE] = N_("too late: the date had passed"),
	[CLOCK_VERDICT_STOPPED] = N_("the clock was not running"),
	[CLOCK_VERDICT_NOT_APPROVED] = N_("asked for, but nobody has approved it"),
	[CLOCK_VERDICT_NO_EFFECT] = N_("kept on record; no date moves"),
	[CLOCK_VERDICT_NO_DAY] = N_("the notice does not say by when an answer is expected"),
};

static const char *const state_texts[N_CLOCK_STATES] = {
	[CLOCK_STATE_RUNNING] = N_("running"),
	[CLOCK_STATE_PAUSED] = N_("paused"),
	[CLOCK_STATE_MET] = N_("met"),
	[CLOCK_STATE_MET_LATE] = N_("met late"),
	[CLOCK_STATE_BREACHED] = N_("overdue"),
	[CLOCK_STATE_ENDED] = N_("ended"),
	[CLOCK_STATE_ERROR] = N_("cannot be worked out"),
	[CLOCK_STATE_NOT_BEGUN] = N_("not begun"),
	[CLOCK_STATE_LAPSED] = N_("no longer open"),
};

static const char *const approver_texts[N_POLICY_APPROVERS] = {
	[POLICY_APPROVER_NONE] = N_("nobody"),
	[POLICY_APPROVER_HANDLER] = N_("the handler"),
	[POLICY_APPROVER_SUPERVISOR] = N_("a supervisor"),
	[POLICY_APPROVER_BRANCH_MANAGER] = N_("the branch manager"),
	[POLICY_APPROVER_HEAD_OF_COMPLAINTS] = N_("the head of complaint handling"),
	[POLICY_APPROVER_UPPER_INSTITUTION] = N_("the upper institution"),
	[POLICY_APPROVER_HEAD_OFFICE] = N_("head office senior management"),
};

const char *
clock_state_text(ClockState state)
{
	g_assert(state < N_CLOCK_STATES);
	return _(state_texts[state]);
}

const char *
clock_verdict_text(ClockVerdict verdict)
{
	g_assert(verdict < N_CLOCK_VERDICTS);
	return _(verdict_texts[verdict]);
}

const char *
clock_approver_text(PolicyApprover approver)
{
	g_assert(approver < N_POLICY_APPROVERS);
	return _(approver_texts[approver]);
}

static ClockLine *
add_line(Builder *builder, ClockLineKind kind, int32_t day)
{
	ClockLine *line = g_new0(ClockLine, 1);

	line->kind = kind;
	line->day = day;
	line->ground = &builder->in->policy->ground;
	g_ptr_array_add(builder->lines, line);
	return line;
}

/* The rule an event rests on. */
static const PolicyGround *
ground_of_event(const Policy *policy, const ClockEvent *event)
{
	if (event->kind == CLOCK_EVENT_EXTENDED && event->rung > 0 &&
		event->rung <= policy->n_rungs)
		return &policy->rungs[event->rung - 1].ground;
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
	line->rung = event->rung;
	line->pause = event->pause;
	line->ground = ground_of_event(builder->in->policy, event);
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

GPtrArray *
clock_explain(const ClockInput *input, Clock *ret)
{
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(ClockStep));
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(ClockSpan));
	ClockTrace trace = {.steps = steps, .spans = spans};
	Builder builder = {.in = input, .clock = ret, .trace = &trace};
	int n = 0;

	builder.lines = g_ptr_array_new_with_free_func(g_free);
	clock_evaluate_traced(input, &trace, ret);
	if (ret->due_us != CLOCK_NEVER && ret->unit != POLICY_UNIT_ELAPSED_HOURS) {
		for (int32_t day = ret->start_day; day <= ret->due_day; day++) {
			add_events_until(&builder, day);
			add_day(&builder, day, &n);
		}
	}
	if (ret->due_us != CLOCK_NEVER) {
		add_events_until(&builder, ret->due_day);
		add_line(&builder, CLOCK_LINE_DUE, ret->due_day)->at_us = ret->due_us;
	}
	add_events_until(&builder, INT32_MAX);
	if (ret->state == CLOCK_STATE_ERROR || ret->state == CLOCK_STATE_NOT_BEGUN)
		add_line(&builder, CLOCK_LINE_ERROR, DAY_NONE);
	return builder.lines;
}

static char *
dup_event_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *when = us_dup_text(line->at_us, zone);
	const char *what = line->event < N_CLOCK_EVENTS ? _(event_texts[line->event]) : "?";
	const char *how = clock_verdict_text(line->verdict);
	bool known_rung = line->rung > 0 && line->rung <= clock->policy->n_rungs;

	if (line->event == CLOCK_EVENT_EXTENDED && known_rung) {
		int total = clock_step(clock->policy, line->rung, clock->conditions).total;

		return g_strdup_printf(
			_("%1$s: extension to %2$d in all: %3$s"), when, total, how);
	}
	if ((line->event == CLOCK_EVENT_PAUSED || line->event == CLOCK_EVENT_RESUMED) &&
		line->pause < N_POLICY_PAUSES)
		return g_strdup_printf(_("%1$s: %2$s, %3$s: %4$s"), when, what,
			_(pause_texts[line->pause]), how);
	if (clock_verdict_is_refusal(line->verdict))
		return g_strdup_printf(_("%1$s: %2$s: %3$s"), when, what, how);
	return g_strdup_printf(_("%1$s: %2$s"), when, what);
}

static char *
dup_rest_text(const ClockLine *line, const char *day)
{
	bool rolled = line->kind == CLOCK_LINE_ROLLED;

	if (line->label == NULL)
		return g_strdup_printf(
			rolled ? _("%s: a rest day; the last day moves to the next working day")
			       : _("%s: a rest day, not counted"),
			day);
	return g_strdup_printf(rolled ? _("%1$s: a rest day (%2$s); the last day moves to the "
					  "next working day")
				      : _("%1$s: a rest day (%2$s), not counted"),
		day, line->label);
}

static char *
dup_error_text(const Clock *clock)
{
	if (clock->state == CLOCK_STATE_NOT_BEGUN)
		return g_strdup(_("The period has not begun."));
	if (clock->out_of_range)
		return g_strdup(_("The date would lie after 2199; nothing was guessed."));
	return calendar_gap_dup_text(&clock->gap);
}

static char *
dup_plain_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *day = line->day == DAY_NONE ? NULL : day_dup_text(line->day);
	g_autofree char *when = NULL;

	switch (line->kind) {
	case CLOCK_LINE_EVENT:
		return dup_event_text(line, clock, zone);
	case CLOCK_LINE_NOT_COUNTED:
		return g_strdup_printf(_("%s: day of receipt, not counted"), day);
	case CLOCK_LINE_COUNTED:
		return g_strdup_printf(_("%1$s: day %2$d of %3$d"), day, line->n, line->total);
	case CLOCK_LINE_PAUSED:
		return g_strdup_printf(
			_("%1$s: left out (%2$s)"), day, _(pause_texts[line->pause]));
	case CLOCK_LINE_REST:
	case CLOCK_LINE_ROLLED:
		return dup_rest_text(line, day);
	case CLOCK_LINE_DUE:
		when = us_dup_text(line->at_us, zone);
		return g_strdup_printf(_("%s: end of the period"), when);
	case CLOCK_LINE_ERROR:
		return dup_error_text(clock);
	}
	g_assert_not_reached();
}

char *
clock_line_dup_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *plain = dup_plain_text(line, clock, zone);

	if (line->ground == NULL || line->ground->article == NULL)
		return g_steal_pointer(&plain);
	/* Translators: 1 the line, 2 the policy's id, 3 the article of its rule. */
	return g_strdup_printf(_("%1$s [%2$s, article %3$s]"), plain, clock->policy->id,
		line->ground->article);
}

char *
clock_explain_text(const GPtrArray *lines, const Clock *clock, GTimeZone *zone)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < lines->len; i++) {
		g_autofree char *line = clock_line_dup_text(lines->pdata[i], clock, zone);

		g_string_append(text, line);
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static char *
dup_approvers(unsigned approvers)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (unsigned i = 0; i < N_POLICY_APPROVERS; i++) {
		if (!(approvers & 1U << i))
			continue;
		if (names->len > 0)
			g_string_append(names, _(", "));
		g_string_append(names, clock_approver_text(i));
	}
	return g_strdup(names->str);
}

/* The length of a step in its unit. */
static char *
dup_length(const PolicyRung *step)
{
	switch (step->unit) {
	case POLICY_UNIT_BUSINESS_DAYS:
		return g_strdup_printf(
			ngettext("%d working day", "%d working days", step->total),
			step->total);
	case POLICY_UNIT_ELAPSED_HOURS:
		return g_strdup_printf(
			ngettext("%d hour", "%d hours", step->total), step->total);
	case POLICY_UNIT_CALENDAR_DAYS:
	case POLICY_UNIT_WEEKS:
	case POLICY_UNIT_BILLING_CYCLES:
		break;
	}
	return g_strdup_printf(ngettext("%d day", "%d days", step->total), step->total);
}

char *
clock_dup_next_text(const Clock *clock)
{
	g_autofree char *length = NULL, *who = NULL;
	PolicyRung step;

	if (clock->next_rung == 0)
		return g_strdup(_("There is no further extension."));
	step = clock_step(clock->policy, clock->next_rung, clock->conditions);
	length = dup_length(&step);
	who = dup_approvers(step.approvers);
	if (step.reason && step.told)
		return g_strdup_printf(
			_("%1$s in all need a reason, the consent of one of: %2$s, "
			  "and the customer told in time."),
			length, who);
	if (step.reason)
		return g_strdup_printf(
			_("%1$s in all need a reason and the consent of one of: %2$s."), length,
			who);
	if (step.told)
		return g_strdup_printf(
			_("%1$s in all need the consent of one of: %2$s, and the "
			  "customer told in time."),
			length, who);
	return g_strdup_printf(_("%1$s in all need the consent of one of: %2$s."), length, who);
}
