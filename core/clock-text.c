/* What clocks and policies say in sentences. Through gettext; see clock-explain.h. */
#include "config.h"

#include <glib/gi18n.h>

#include "core/clock-explain.h"
#include "core/day.h"

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

static const char *const condition_texts[N_POLICY_CONDITIONS] = {
	[POLICY_CONDITION_NEW_ACCOUNT] = N_("a new account"),
	[POLICY_CONDITION_POINT_OF_SALE] = N_("a payment at the point of sale"),
	[POLICY_CONDITION_FOREIGN] = N_("a transfer from or to abroad"),
	[POLICY_CONDITION_DEFAULT_NOTICE] = N_("about a default notice"),
	[POLICY_CONDITION_HARDSHIP] = N_("the customer is in hardship"),
	[POLICY_CONDITION_LETTER_ASKED] = N_("the customer asked for a written answer"),
	[POLICY_CONDITION_PARTLY_REJECTED] = N_("partly or wholly rejected"),
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

const char *
clock_pause_text(PolicyPauseKind pause)
{
	g_assert(pause < N_POLICY_PAUSES);
	return _(pause_texts[pause]);
}

const char *
clock_condition_text(PolicyCondition condition)
{
	g_assert(condition < N_POLICY_CONDITIONS);
	return _(condition_texts[condition]);
}

const char *
clock_family_text(const Policy *policy)
{
	return policy_is_house(policy) ? _("house rule") : _("law");
}

const char *
clock_mark_text(PolicyMark mark)
{
	if (mark == POLICY_MARK_V)
		return _("V: read in the text of the rule");
	return mark == POLICY_MARK_S
		       ? _("S: read in a secondary source")
		       : _("K: not confirmed; compliance must check it before you rely on it");
}

/* What an event is about, beyond its kind; NULL for nothing. */
static char *
dup_subject(const ClockLine *line)
{
	char iso[11];

	switch ((int)line->event) {
	case CLOCK_EVENT_PAUSED:
	case CLOCK_EVENT_RESUMED:
		return line->pause < N_POLICY_PAUSES ? g_strdup(_(pause_texts[line->pause]))
						     : NULL;
	case CLOCK_EVENT_CONDITION:
		return line->condition < N_POLICY_CONDITIONS
			       ? g_strdup(_(condition_texts[line->condition]))
			       : NULL;
	case CLOCK_EVENT_AGREED:
	case CLOCK_EVENT_CYCLE_ENDED:
		if (line->to < DAY_FIRST || line->to > DAY_LAST)
			return NULL;
		day_format_iso(line->to, iso);
		return g_strdup(iso);
	default:
		return NULL;
	}
}

static char *
dup_event_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *when = us_dup_text(line->at_us, zone);
	const char *what = line->event < N_CLOCK_EVENTS ? _(event_texts[line->event]) : "?";
	const char *how = clock_verdict_text(line->verdict);
	bool known_rung = line->rung > 0 && line->rung <= clock->policy->n_rungs;
	g_autofree char *subject = dup_subject(line);

	if (line->event == CLOCK_EVENT_EXTENDED && known_rung) {
		int total = clock_step(clock->policy, line->rung, clock->conditions).total;

		return g_strdup_printf(
			_("%1$s: extension to %2$d in all: %3$s"), when, total, how);
	}
	if (subject != NULL)
		return g_strdup_printf(_("%1$s: %2$s, %3$s: %4$s"), when, what, subject, how);
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

/* A line that stands for several days. */
static char *
dup_span_text(const ClockLine *line, const char *day)
{
	g_autofree char *to = day_dup_text(line->to);
	int days = line->to - line->day + 1;

	if (line->kind == CLOCK_LINE_PAUSED)
		return g_strdup_printf(ngettext("%1$s to %2$s: %3$d day left out (%4$s)",
					       "%1$s to %2$s: %3$d days left out (%4$s)", days),
			day, to, days, _(pause_texts[line->pause]));
	if (line->kind == CLOCK_LINE_COUNTED)
		return g_strdup_printf(_("%1$s to %2$s: days %3$d to %4$d of %5$d"), day, to,
			line->n, line->n + days - 1, line->total);
	if (line->label == NULL)
		return g_strdup_printf(_("%1$s to %2$s: rest days, not counted"), day, to);
	return g_strdup_printf(
		_("%1$s to %2$s: rest days (%3$s), not counted"), day, to, line->label);
}

static char *
dup_moment_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *when = us_dup_text(line->at_us, zone);

	if (line->kind == CLOCK_LINE_EVENT)
		return dup_event_text(line, clock, zone);
	if (line->kind == CLOCK_LINE_DUE)
		return g_strdup_printf(_("%s: end of the period"), when);
	return g_strdup_printf(ngettext("%1$s: %2$d hour begins to run, by day and by night",
				       "%1$s: %2$d hours begin to run, by day and by night",
				       line->total),
		when, line->total);
}

static char *
dup_plain_text(const ClockLine *line, const Clock *clock, GTimeZone *zone)
{
	g_autofree char *day = line->day == DAY_NONE ? NULL : day_dup_text(line->day);

	switch (line->kind) {
	case CLOCK_LINE_EVENT:
	case CLOCK_LINE_HOURS:
	case CLOCK_LINE_DUE:
		return dup_moment_text(line, clock, zone);
	case CLOCK_LINE_NOT_COUNTED:
		return g_strdup_printf(_("%s: day of receipt, not counted"), day);
	case CLOCK_LINE_COUNTED:
		if (line->to > line->day)
			return dup_span_text(line, day);
		return g_strdup_printf(_("%1$s: day %2$d of %3$d"), day, line->n, line->total);
	case CLOCK_LINE_PAUSED:
		if (line->to > line->day)
			return dup_span_text(line, day);
		return g_strdup_printf(
			_("%1$s: left out (%2$s)"), day, _(pause_texts[line->pause]));
	case CLOCK_LINE_REST:
	case CLOCK_LINE_ROLLED:
		return line->to > line->day ? dup_span_text(line, day)
					    : dup_rest_text(line, day);
	case CLOCK_LINE_CAPPED:
		return g_strdup_printf(_("%1$s: at most %2$d days; the billing cycles end later "
					 "or their ends are not known"),
			day, line->total);
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

/* A step that comes by consent. */
static char *
dup_consent_text(const PolicyRung *step, const char *length)
{
	g_autofree char *who = dup_approvers(step->approvers);

	if (step->reason && step->told)
		return g_strdup_printf(
			_("%1$s in all need a reason, the consent of one of: %2$s, "
			  "and the customer told in time."),
			length, who);
	if (step->reason)
		return g_strdup_printf(
			_("%1$s in all need a reason and the consent of one of: %2$s."), length,
			who);
	if (step->told)
		return g_strdup_printf(
			_("%1$s in all need the consent of one of: %2$s, and the "
			  "customer told in time."),
			length, who);
	return g_strdup_printf(_("%1$s in all need the consent of one of: %2$s."), length, who);
}

static char *
dup_step_text(const PolicyRung *step)
{
	g_autofree char *length = dup_length(step);

	if (step->by == POLICY_GRANT_PROVISIONAL_CREDIT)
		return g_strdup_printf(
			_("%s in all need provisional credit given in time."), length);
	if (step->by == POLICY_GRANT_APPROVAL)
		return dup_consent_text(step, length);
	if (step->total == POLICY_TOTAL_STATED)
		return g_strdup(_("A delay notice sent in time, with its reason, names the day "
				  "by which the answer comes."));
	if (step->reason)
		return g_strdup_printf(
			_("%s in all need a holding reply with its reason, sent in time."),
			length);
	return g_strdup_printf(_("%s in all need a holding reply sent in time."), length);
}

char *
clock_dup_next_text(const Clock *clock)
{
	PolicyRung step;

	if (clock->next_rung == 0)
		return g_strdup(_("There is no further extension."));
	step = clock_step(clock->policy, clock->next_rung, clock->conditions);
	return dup_step_text(&step);
}

static void
add_text(GString *text, char *line)
{
	g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
	g_free(line);
}

/* What the policy allows beside its ladder. */
static void
add_licences(GString *text, const Policy *policy)
{
	for (unsigned i = 0; i < N_POLICY_PAUSES; i++) {
		const PolicyLicence *pause = &policy->pauses[i];

		if (pause->allowed)
			add_text(text,
				g_strdup_printf(pause->told
							? _("A pause leaves its days out once the "
							    "customer is told: %s.")
							: _("A pause leaves its days out: %s."),
					_(pause_texts[i])));
	}
	if (policy->new_facts.allowed)
		add_text(text, g_strdup(_("New facts with new material begin a new period.")));
	if (policy->agreed.allowed)
		add_text(text, g_strdup(_("A date agreed with the customer holds, with evidence "
					  "of it.")));
	if (policy->reopen.allowed)
		add_text(text, g_strdup(_("Reopened after its answer, it gets a new period.")));
}

char *
clock_dup_moves_text(const Clock *clock)
{
	GString *text = g_string_new(NULL);

	if (clock->state != CLOCK_STATE_RUNNING && clock->state != CLOCK_STATE_PAUSED &&
		clock->state != CLOCK_STATE_BREACHED)
		return g_string_free(text, FALSE);
	if (clock->state == CLOCK_STATE_BREACHED)
		add_text(text, g_strdup(_("The date has passed: no extension can be asked for.")));
	else
		add_text(text, clock_dup_next_text(clock));
	add_licences(text, clock->policy);
	return g_string_free(text, FALSE);
}

static void
add_ground(GString *text, const PolicyGround *ground)
{
	if (ground->source != NULL)
		add_text(text, g_strdup_printf(_("Source: %s"), ground->source));
	if (ground->article != NULL)
		add_text(text, g_strdup_printf(_("Article: %s"), ground->article));
	if (ground->house_rule != NULL)
		add_text(text, g_strdup_printf(_("House rule: %s"), ground->house_rule));
	add_text(text, g_strdup(clock_mark_text(ground->mark)));
}

static char *
dup_limit_text(const Policy *policy)
{
	PolicyRung limit = clock_step(policy, 0, 0);
	g_autofree char *length = dup_length(&limit);

	if (policy->unit == POLICY_UNIT_BILLING_CYCLES)
		return g_strdup_printf(ngettext("%1$d complete billing cycle, at most %2$d days",
					       "%1$d complete billing cycles, at most %2$d days",
					       policy->limit),
			policy->limit, policy->cap);
	return g_steal_pointer(&length);
}

/* The numbers that a condition changes. */
static void
add_when(GString *text, const Policy *policy, unsigned condition)
{
	const PolicyWhen *when = &policy->whens[condition];
	const char *what = _(condition_texts[condition]);

	if (when->applies == 0)
		add_text(text, g_strdup_printf(_("Does not apply to: %s."), what));
	if (when->expiry == POLICY_EXPIRY_OVERDUE)
		add_text(text,
			g_strdup_printf(_("Passing the date is a breach where: %s."), what));
	for (unsigned rung = 0; rung <= policy->n_rungs; rung++) {
		PolicyRung step = clock_step(policy, rung, 1U << condition);
		bool changed = rung == 0 ? when->limit >= 0 : when->totals[rung - 1] >= 0;
		g_autofree char *length = changed ? dup_length(&step) : NULL;

		if (changed)
			add_text(text, g_strdup_printf(_("Where %1$s: %2$s in all."), what,
					       length));
	}
}

char *
clock_policy_text(const Policy *policy, const char *language)
{
	GString *text = g_string_new(NULL);

	add_text(text, g_strdup_printf("%s %s (%s)", policy->id, policy->version,
			       clock_family_text(policy)));
	add_text(text, g_strdup(policy_title(policy, language)));
	add_text(text, dup_limit_text(policy));
	if (policy->expiry == POLICY_EXPIRY_ROUTE)
		add_text(text, g_strdup(_("Passing this date is no breach.")));
	add_ground(text, &policy->ground);
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++)
		if (policy->whens[i].given)
			add_when(text, policy, i);
	for (unsigned i = 0; i < policy->n_rungs; i++) {
		add_text(text, dup_step_text(&policy->rungs[i]));
		add_ground(text, &policy->rungs[i].ground);
	}
	add_licences(text, policy);
	return g_string_free(text, FALSE);
}
