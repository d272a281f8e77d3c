/*
 * amends close: the closing protocol (DOMAIN 5.1) as questions in the
 * terminal, each answerable by an option. Facts recorded before are not asked
 * again. One act goes in; core/rules.h guards it, whatever was answered here.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

static const CliChoice outcomes[] = {{"upheld", NULL}, {"partly", NULL}, {"not_upheld", NULL},
	{"not_handled", NULL}, {NULL, NULL}};
static const CliChoice endings[] = {{"told", NULL}, {"mediated", NULL}, {"merged", NULL},
	{"passed_on", NULL}, {"in_court", NULL}, {"unreachable", NULL}, {NULL, NULL}};
static const CliChoice causes[] = {{"people", NULL}, {"process", NULL}, {"system", NULL},
	{"rule", NULL}, {"marketing", NULL}, {"disclosure", NULL}, {"partner", NULL},
	{"misunderstanding", NULL}, {"outside", NULL}, {"unfounded", NULL}, {NULL, NULL}};
static const CliChoice tellings[] = {{"phone", NULL}, {"in_person", NULL}, {"letter", NULL},
	{"email", NULL}, {"sms", NULL}, {"unreachable", NULL}, {NULL, NULL}};
static const CliChoice reactions[] = {
	{"satisfied", NULL}, {"accepts", NULL}, {"rejects", NULL}, {NULL, NULL}};
static const CliChoice agreements[] = {
	{"yes", NULL}, {"no", NULL}, {"unreachable", NULL}, {NULL, NULL}};
static const CliChoice yes_no[] = {{"yes", NULL}, {"no", NULL}, {NULL, NULL}};

/* The n-th of a repeated option becomes the one that is asked for. */
static const char *
nth_option(Cli *cli, const char *name, guint n)
{
	const GPtrArray *values = cli_options(cli, name);

	if (!values)
		return NULL;
	return values->pdata[MIN(n, values->len - 1)];
}

/* ---- step 1: every claim answered, how it ended ---- */

static bool
answer_claim(Cli *cli, Act *act, const Ticket *ticket, guint n, guint nth)
{
	const Claim *claim = ticket->claims->pdata[n];
	const char *given = nth_option(cli, "outcome", nth), *outcome, *reason;
	const char *label = taxonomy_label(
		desk_taxonomy(cli->desk), TAXONOMY_CLAIM, claim->kind, words_is_chinese());
	g_autofree char *question =
		g_strdup_printf(_("Claim %1$u, %2$s: is it upheld?"), n + 1, label);
	g_autofree char *typed = NULL;

	outcome = given ? cli_choose(cli, "outcome", given, outcomes)
			: cli_ask_choice(cli, "outcome", question, outcomes, NULL);
	if (!outcome)
		return false;
	reason = nth_option(cli, "reason", nth);
	if (!reason && strcmp(outcome, "upheld") != 0) {
		reason = typed = cli_ask_text(cli, "reason", _("Why not in full?"), true, NULL);
		if (!typed)
			return false;
	}
	act_add(act, EVENT_CLAIM_ANSWERED, ticket->id);
	act_base(act, claim->answer_event);
	act_text(act, "claim", claim->id);
	act_text(act, "outcome", outcome);
	act_text(act, "reason", reason);
	return true;
}

static bool
answer_claims(Cli *cli, Act *act, const Ticket *ticket)
{
	guint nth = 0;

	for (guint i = 0; i < ticket->claims->len; i++)
		if (((const Claim *)ticket->claims->pdata[i])->outcome == CLAIM_OPEN &&
			!answer_claim(cli, act, ticket, i, nth++))
			return false;
	return true;
}

static bool
set_ending(Cli *cli, Act *act, const Ticket *ticket)
{
	const char *ending;

	if (ticket->ending[0] && !cli_has(cli, "ending"))
		return true;
	ending = cli_ask_choice(cli, "ending", _("How did it end?"), endings, "told");
	if (!ending)
		return false;
	act_add_on(act, EVENT_ENDING_SET, ticket);
	act_text(act, "ending", ending);
	return true;
}

/* ---- step 2: the cause as the bank sees it ---- */

static bool
set_cause(Cli *cli, Act *act, const Ticket *ticket)
{
	g_autofree char *disclosure = NULL;
	const char *cause;

	if (ticket->cause[0] && !cli_has(cli, "cause"))
		return true;
	cause = cli_ask_choice(
		cli, "cause", _("What was the cause, as the bank sees it?"), causes, NULL);
	if (!cause)
		return false;
	if (strcmp(cause, "misunderstanding") == 0) {
		disclosure = cli_ask_text(
			cli, "disclosure", _("Which disclosure was given?"), true, NULL);
		if (!disclosure)
			return false;
	}
	act_add_on(act, EVENT_CAUSE_SET, ticket);
	act_text(act, "cause", cause);
	act_text(act, "disclosure", disclosure);
	return true;
}

/* ---- step 3: the customer told ---- */

static bool
ask_told_at(Cli *cli, DateInput *ret)
{
	g_autofree char *text =
		cli_ask_text(cli, "at", _("When were they told?"), true, _("now"));

	if (!text)
		return false;
	if (strcmp(text, _("now")) == 0) {
		ret->us = env_now_us(&cli->env);
		return true;
	}
	return cli_date(cli, text, DATE_DIRECTION_PAST, ret);
}

static bool
set_told(Cli *cli, Act *act, const Ticket *ticket)
{
	DateInput at = {0};
	const char *how, *rights = "no";

	if (ticket->told_us && !cli_has(cli, "told"))
		return true;
	how = cli_ask_choice(cli, "told", _("How was the customer told?"), tellings, NULL);
	if (!how || (cli_has(cli, "told") && !cli_has(cli, "at")
				    ? (at.us = env_now_us(&cli->env), false)
				    : !ask_told_at(cli, &at)))
		return false;
	if (strcmp(how, "unreachable") != 0)
		rights = cli_ask_choice(cli, "rights",
			_("Were the ways on read out: re-examination, mediation, arbitration, "
			  "court?"),
			yes_no, NULL);
	if (!rights)
		return false;
	act_add(act, EVENT_CUSTOMER_TOLD, ticket->id);
	act_text(act, "how", how);
	act_int(act, "at", at.us);
	act_bool(act, "rights", strcmp(rights, "yes") == 0);
	act_text(act, "evidence", cli_option(cli, "evidence"));
	return true;
}

/* ---- step 4: matter and feelings apart, agreement, after-care ---- */

static bool
set_reaction(Cli *cli, Act *act, const Ticket *ticket)
{
	const char *me = desk_person(cli->desk)->id, *matter, *treatment;

	if (ticket->matter[0] && !cli_has(cli, "matter") && !cli_has(cli, "treatment"))
		return true;
	matter = cli_ask_choice(cli, "matter", _("The matter: is it solved for the customer?"),
		reactions, NULL);
	if (!matter)
		return false;
	treatment = cli_ask_choice(cli, "treatment",
		_("The feelings: how did the customer feel treated?"), reactions, NULL);
	if (!treatment)
		return false;
	act_add(act, EVENT_REACTION_RECORDED, ticket->id);
	act_text(act, "matter", matter);
	act_text(act, "treatment", treatment);
	act_text(act, "words", cli_option(cli, "words"));
	act_text(act, "asked_by", me);
	act_bool(act, "self_asked", strcmp(me, ticket->owner) == 0);
	return true;
}

static bool
set_aftercare(Cli *cli, Act *act, const Ticket *ticket)
{
	g_autofree char *text = NULL;
	DateInput date;
	char day[11];

	if (ticket->aftercare_day[0] && !cli_has(cli, "aftercare"))
		return true;
	text = cli_ask_text(
		cli, "aftercare", _("On which day is the after-care call?"), true, "+5d");
	if (!text || !cli_date(cli, text, DATE_DIRECTION_FUTURE, &date))
		return false;
	day_format_iso(date.day, day);
	act_add(act, EVENT_AFTERCARE_PLANNED, ticket->id);
	act_text(act, "day", day);
	return true;
}

static bool
set_agreement(Cli *cli, Act *act, const Ticket *ticket)
{
	const char *agreed = ticket->agreed;

	if (!agreed[0] || cli_has(cli, "agreed")) {
		agreed = cli_ask_choice(cli, "agreed", _("Does the customer agree to close?"),
			agreements, NULL);
		if (!agreed)
			return false;
		act_add(act, EVENT_AGREEMENT_RECORDED, ticket->id);
		act_text(act, "agreed", agreed);
	}
	if (strcmp(agreed, "unreachable") == 0)
		return true;
	return set_reaction(cli, act, ticket) && set_aftercare(cli, act, ticket);
}

/* ---- all of it ---- */

static bool
confirm(Cli *cli, const Ticket *ticket)
{
	g_autofree char *question = g_strdup_printf(_("Close %s now?"), ticket->number);
	const char *answer;

	/* Everything was said by options: that is the confirmation. */
	if (cli->yes || cli_has(cli, "agreed"))
		return true;
	answer = cli_ask_choice(cli, "yes", question, yes_no, NULL);
	if (answer && strcmp(answer, "no") == 0)
		cli_note(cli, _("Not closed; nothing was changed."));
	return answer && strcmp(answer, "yes") == 0;
}

int
cli_run_close(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autoptr(Act) act = NULL;
	bool complaint;

	if (!ticket)
		return CLI_ERROR;
	if (!ticket_is_open(ticket))
		return cli_fail(cli, _("%1$s is %2$s; it cannot be closed."), ticket->number,
			words_state(ticket->state));
	complaint = ticket->contact_kind == CONTACT_COMPLAINT;
	act = desk_act(cli->desk);
	if ((complaint && !answer_claims(cli, act, ticket)) || !set_ending(cli, act, ticket) ||
		(complaint && !set_cause(cli, act, ticket)) || !set_told(cli, act, ticket) ||
		(complaint && !set_agreement(cli, act, ticket)) || !confirm(cli, ticket))
		return CLI_ERROR;
	act_add_on(act, EVENT_STATUS_CHANGED, ticket);
	act_text(act, "to", "closed");
	return cli_submit(cli, g_steal_pointer(&act), _("closed."));
}
