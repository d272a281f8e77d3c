/*
 * The arithmetic of one period: a base day, a total and what pauses add give
 * its last day. No events here, only sums. See clock-private.h.
 */
#include "config.h"

#include "core/clock-private.h"
#include "core/day.h"
#include "core/env.h"

int64_t
clock_clamp_us(int64_t us)
{
	return CLAMP(us, DAY_FIRST * US_PER_DAY, DAY_LAST * US_PER_DAY);
}

int32_t
clock_day_at(const Fold *fold, int64_t us)
{
	return day_of_us(clock_clamp_us(us), fold->in->zone);
}

static int
total_under(const Policy *policy, unsigned rung, unsigned conditions, int total)
{
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++) {
		const PolicyWhen *when = &policy->whens[i];
		int other = rung == 0 ? when->limit : when->totals[rung - 1];

		if (conditions & 1U << i && other >= 0)
			total = other;
	}
	return total;
}

PolicyRung
clock_step(const Policy *policy, unsigned rung, unsigned conditions)
{
	PolicyRung step = {.total = policy->limit, .unit = policy->unit};

	g_assert(rung <= policy->n_rungs);
	if (rung > 0)
		step = policy->rungs[rung - 1];
	else {
		step.warn = policy->warn;
		step.ground = policy->ground;
	}
	if (conditions != 0)
		step.total = total_under(policy, rung, conditions, step.total);
	if (step.unit == POLICY_UNIT_WEEKS)
		step.total *= 7;
	return step;
}

bool
clock_is_route(const Clock *clock)
{
	const Policy *policy = clock->policy;
	int expiry = (int)policy->expiry;

	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++)
		if (clock->conditions & 1U << i && policy->whens[i].expiry >= 0)
			expiry = policy->whens[i].expiry;
	return expiry == (int)POLICY_EXPIRY_ROUTE;
}

bool
clock_applies(const Policy *policy, unsigned conditions)
{
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++)
		if (conditions & 1U << i && policy->whens[i].applies == 0)
			return false;
	return true;
}

static void
fail_at_calendar(Fold *fold)
{
	CalendarGap *gap = &fold->clock->gap;

	fold->failed = true;
	/* By the code the policy knows it by, which may be another name of it. */
	if (fold->in->policy->calendar != NULL)
		g_strlcpy(gap->code, fold->in->policy->calendar, sizeof(gap->code));
}

static bool
counts_business(const Policy *policy)
{
	for (unsigned i = 0; i < policy->n_rungs; i++)
		if (policy->rungs[i].unit == POLICY_UNIT_BUSINESS_DAYS)
			return true;
	return policy->unit == POLICY_UNIT_BUSINESS_DAYS;
}

Left
clock_measure(Fold *fold, int64_t from_us, int64_t to_us)
{
	Left left = {0, 0, 0};
	int32_t from = clock_day_at(fold, from_us), to = clock_day_at(fold, to_us);

	if (to_us <= from_us)
		return left;
	left.days = to - from;
	left.us = clock_clamp_us(to_us) - clock_clamp_us(from_us);
	if (counts_business(fold->in->policy) &&
		!calendar_count(
			fold->in->calendar, from, to, &left.business, &fold->clock->gap))
		fail_at_calendar(fold);
	return left;
}

void
clock_add_left(Left *sum, const Left *more)
{
	sum->days += more->days;
	sum->business += more->business;
	sum->us += more->us;
}

Left
clock_left_at(Fold *fold, const Left *sum, int64_t at_us)
{
	Left all = *sum;

	if (fold->active != 0) {
		Left running = clock_measure(fold, fold->pause_us, at_us);

		clock_add_left(&all, &running);
	}
	return all;
}

void
clock_keep_cycle(Fold *fold, int32_t day)
{
	unsigned i = fold->n_cycles;

	/* Told twice it is still one end. */
	for (unsigned j = 0; j < i; j++)
		if (fold->cycles[j] == day)
			return;
	if (i == CLOCK_CYCLES_KEPT) {
		memmove(fold->cycles, fold->cycles + 1, (i - 1) * sizeof(*fold->cycles));
		i--;
	}
	fold->n_cycles = i + 1;
	for (; i > 0 && fold->cycles[i - 1] > day; i--)
		fold->cycles[i] = fold->cycles[i - 1];
	fold->cycles[i] = day;
}

/*
 * The cycle that runs on the base day is not a complete one: its rest does not
 * count, the `total` cycles after it do. Without their ends the cap stands.
 */
static int32_t
last_day_of_cycles(Fold *fold, int total)
{
	int32_t cap = fold->base_day + fold->in->policy->cap;
	unsigned i = 0;

	while (i < fold->n_cycles && fold->cycles[i] < fold->base_day)
		i++;
	i += (unsigned)total;
	fold->clock->capped = i >= fold->n_cycles || fold->cycles[i] > cap;
	return fold->clock->capped ? cap : fold->cycles[i];
}

static int32_t
last_business_day(Fold *fold, int total)
{
	const ClockInput *in = fold->in;
	int32_t day = fold->base_day;

	if (in->policy->count_receipt && in->calendar != NULL &&
		calendar_covers(in->calendar, day))
		total -= calendar_is_business_day(in->calendar, day);
	if (!calendar_add(in->calendar, day, total, &day, &fold->clock->gap))
		fail_at_calendar(fold);
	return day;
}

static int32_t
last_day(Fold *fold, const PolicyRung *step, const Left *left)
{
	const ClockInput *in = fold->in;
	int32_t day;

	if (step->unit == POLICY_UNIT_BUSINESS_DAYS)
		return last_business_day(fold, step->total + left->business);
	day = step->unit == POLICY_UNIT_BILLING_CYCLES
		      ? last_day_of_cycles(fold, step->total)
		      : fold->base_day + step->total - in->policy->count_receipt;
	day += left->days;
	if (in->policy->roll && day <= DAY_LAST &&
		!calendar_add(in->calendar, day, 0, &day, &fold->clock->gap))
		fail_at_calendar(fold);
	return day;
}

/* True if the day is one that can be written; else the clock says so. */
static bool
check_day(Fold *fold, int32_t day)
{
	if (fold->failed || day <= DAY_LAST)
		return !fold->failed;
	fold->failed = fold->clock->out_of_range = true;
	return false;
}

bool
clock_find_due(Fold *fold, int64_t at_us, int32_t *ret_day, int64_t *ret_us)
{
	const ClockInput *in = fold->in;
	PolicyRung step = clock_step(in->policy, fold->clock->rung, fold->clock->conditions);
	Left left = clock_left_at(fold, &fold->left, at_us);

	if (fold->agreed_day != DAY_NONE) {
		*ret_day = fold->agreed_day;
		*ret_us = us_of_day_end(*ret_day, in->zone);
		return true;
	}
	if (step.unit == POLICY_UNIT_ELAPSED_HOURS) {
		*ret_us = fold->clock->start_us + step.total * US_PER_HOUR + left.us;
		*ret_day = day_of_us(*ret_us, in->zone);
		return check_day(fold, *ret_day);
	}
	*ret_day = last_day(fold, &step, &left);
	if (!check_day(fold, *ret_day))
		return false;
	*ret_us = in->policy->close >= 0
			  ? us_of_local(*ret_day, in->policy->close * 60, in->zone)
			  : us_of_day_end(*ret_day, in->zone);
	return true;
}

int
clock_count_used(Fold *fold, const PolicyRung *step, int64_t ref_us)
{
	const Clock *clock = fold->clock;
	Left left = clock_left_at(fold, &fold->left, ref_us);
	int32_t ref = clock_day_at(fold, ref_us);
	CalendarGap gap;
	int n = 0;

	if (step->unit == POLICY_UNIT_ELAPSED_HOURS)
		n = (int)((clock_clamp_us(ref_us) - clock->start_us - left.us) / US_PER_HOUR);
	else if (step->unit != POLICY_UNIT_BUSINESS_DAYS)
		n = ref - fold->base_day + fold->in->policy->count_receipt - left.days;
	else if (!calendar_count(fold->in->calendar,
			 fold->base_day - fold->in->policy->count_receipt, ref, &n, &gap))
		return -1;
	else
		n -= left.business;
	return MAX(n, 0);
}

int
clock_count_paused(Fold *fold, const PolicyRung *step, int64_t ref_us)
{
	Left left = clock_left_at(fold, &fold->left, ref_us);

	if (step->unit == POLICY_UNIT_ELAPSED_HOURS)
		return (int)(left.us / US_PER_HOUR);
	return step->unit == POLICY_UNIT_BUSINESS_DAYS ? left.business : left.days;
}
