/*
 * Deadlines: explain, extensions, and one command a fact that clocks count.
 * Fields of the event come from words, from options of the same name, or from
 * now; core/rules-clock.c judges.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-clock.h"
#include "core/event-kind.h"
#include "core/export.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"

/* ---- explain ---- */

int
cli_run_explain(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *text = NULL;

	if (!ticket)
		return CLI_ERROR;
	if (cli->json) {
		text = desk_explain_json(cli->desk, ticket);
		if (text)
			cli_write(cli, text, strlen(text));
		return text ? CLI_FOUND : CLI_NONE;
	}
	text = desk_explain_clocks(cli->desk, ticket, cli_has(cli, "days"));
	cli_say(cli, "%s  %s\n%s", ticket->number, words_state(ticket->state), text);
	return ticket->policy[0] && !ticket->archive ? CLI_FOUND : CLI_NONE;
}

/* ---- from words and options to an event ---- */

static bool
set_field(Cli *cli, Act *act, const FieldDef *field, const char *text)
{
	DateInput date;
	int64_t minor;
	char day[11];

	switch ((int)field->type) {
	case FIELD_TIME:
		if (!cli_date(cli, text, DATE_DIRECTION_PAST, &date))
			return false;
		/* A day alone is told to the minute by nobody: what is today is now at most. */
		act_int(act, field->name, MIN(date.us, env_now_us(&cli->env)));
		return true;
	case FIELD_DAY:
		if (!cli_date(cli, text, DATE_DIRECTION_FUTURE, &date))
			return false;
		day_format_iso(date.day, day);
		act_text(act, field->name, day);
		return true;
	case FIELD_MINOR:
		if (!cli_money(cli, text, &minor))
			return false;
		act_int(act, field->name, minor);
		return true;
	case FIELD_INT:
		act_int(act, field->name, g_ascii_strtoll(text, NULL, 10));
		return true;
	case FIELD_BOOL:
		act_bool(act, field->name,
			strcmp(text, "on") == 0 || strcmp(text, "yes") == 0);
		return true;
	default:
		act_text(act, field->name, text);
		return true;
	}
}

/* Options named as fields of the event; "at" is now and "how" by phone where nothing is said. */
static bool
set_options(Cli *cli, Act *act, EventKind kind)
{
	const KindDef *def = event_kind_def(kind);

	for (unsigned i = 0; i < def->n_fields; i++) {
		const FieldDef *field = &def->fields[i];
		const char *text = cli_option(cli, field->name);

		if (text) {
			if (!set_field(cli, act, field, text))
				return false;
		} else if (field->need && strcmp(field->name, "at") == 0) {
			act_int(act, "at", env_now_us(&cli->env));
		} else if (field->need && strcmp(field->name, "how") == 0) {
			act_text(act, "how", "phone");
		}
	}
	return true;
}

/* The code of an ENUM for what was typed: the code itself, or its word in the user's language;
 * NULL once told. */
static const char *
choose(Cli *cli, const FieldDef *field, const char *typed)
{
	g_auto(GStrv) codes = g_strsplit(field->arg, "|", -1);
	g_autofree CliChoice *choices = g_new0(CliChoice, g_strv_length(codes) + 1);
	const char *code;

	for (guint i = 0; codes[i]; i++)
		choices[i].code = codes[i];
	code = cli_choose(cli, field->name, typed, choices);
	return code ? g_intern_string(code) : NULL;
}

/* ---- facts: one row a command ---- */

/* After the number: `first` and `second`, a word each; the rest is `rest`. */
typedef struct ClockCommand {
	Verb verb;
	EventKind kind;
	const char *first, *second, *rest;
	const char *done; /* N_() */
} ClockCommand;

static const ClockCommand facts[] = {
	{VERB_ACKNOWLEDGE, EVENT_COMPLAINT_ACKNOWLEDGED, NULL, NULL, "text",
		N_("acknowledgement recorded.")},
	{VERB_REPEATED, EVENT_COMPLAINT_REPEATED, NULL, NULL, "text",
		N_("recorded as the same complaint again; the date stays.")},
	{VERB_FACTS, EVENT_FACTS_NEW, NULL, NULL, "text",
		N_("new facts recorded; the period begins anew.")},
	{VERB_AGREE, EVENT_DATE_AGREED, "day", "evidence", "text", N_("agreed date recorded.")},
	{VERB_HOLDING, EVENT_HOLDING_REPLIED, NULL, NULL, "reasons",
		N_("holding reply recorded.")},
	{VERB_CREDIT, EVENT_CREDIT_GIVEN, "minor", NULL, "voucher",
		N_("provisional credit recorded.")},
	{VERB_PAUSE, EVENT_CLOCK_PAUSED, "pause", NULL, "text", N_("pause recorded.")},
	{VERB_RESUME, EVENT_CLOCK_RESUMED, "pause", NULL, "text", N_("end of pause recorded.")},
	{VERB_CONDITION, EVENT_CLOCK_CONDITION, "condition", "on", NULL, N_("recorded.")},
	{VERB_CYCLE, EVENT_CYCLE_ENDED, "day", NULL, NULL, N_("end of the cycle recorded.")},
	{VERB_REPORTED, EVENT_MAJOR_REPORTED, "to", NULL, "text", N_("report recorded.")},
};

static bool
set_word(Cli *cli, Act *act, EventKind kind, const char *name, unsigned at)
{
	const FieldDef *field = name ? event_kind_field(kind, name) : NULL;
	const char *word = cli_word(cli, at);

	if (!field || cli_option(cli, name))
		return true;
	if (!word) {
		cli_fail(cli, _("Something is missing. Example: amends %s"),
			cli->command->example);
		return false;
	}
	if (field->type == FIELD_ENUM && !(word = choose(cli, field, word)))
		return false;
	return set_field(cli, act, field, word);
}

static int
submit_fact(Cli *cli, const ClockCommand *command, unsigned words)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	unsigned rest = words + (command->first != NULL) + (command->second != NULL);
	g_autofree char *text = cli_dup_words(cli, rest);
	g_autoptr(Act) act = NULL;

	if (!ticket)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, command->kind, ticket);
	if (!set_options(cli, act, command->kind) ||
		!set_word(cli, act, command->kind, command->first, words) ||
		!set_word(cli, act, command->kind, command->second, words + 1))
		return CLI_ERROR;
	if (command->rest && text)
		act_text(act, command->rest, text);
	if (command->kind == EVENT_CREDIT_GIVEN && !cli_option(cli, "currency"))
		act_text(act, "currency", "CNY");
	return cli_submit(cli, g_steal_pointer(&act), _(command->done));
}

int
cli_run_clock_fact(Cli *cli)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++)
		if (facts[i].verb == cli->command->verb)
			return submit_fact(cli, &facts[i], 1);
	g_assert_not_reached();
}

int
cli_run_review(Cli *cli)
{
	static const ClockCommand applied = {VERB_REVIEW, EVENT_REVIEW_APPLIED, NULL, NULL,
		"text", N_("application for a re-examination recorded.")};
	static const ClockCommand answered = {VERB_REVIEW, EVENT_REVIEW_TOLD, "result", NULL,
		"text", N_("answer to the re-examination recorded.")};
	const char *word = cli_word(cli, 1);

	if (word && strcmp(word, "applied") == 0)
		return submit_fact(cli, &applied, 2);
	if (word && strcmp(word, "answered") == 0)
		return submit_fact(cli, &answered, 2);
	return cli_unknown(cli, _("step"), word ? word : "",
		(const char *const[]){"applied", "answered", NULL});
}

/* ---- extensions ---- */

static int
request_extension(Cli *cli, const Ticket *ticket)
{
	const FieldDef *reason = event_kind_field(EVENT_EXTENSION_REQUESTED, "reason");
	const char *typed = cli_option(cli, "reason"), *rung = cli_option(cli, "rung");
	g_autofree char *text = cli_dup_words(cli, 2);
	Clock clock;
	Act *act;

	if (!typed)
		return cli_fail(cli, _("Say why with --reason: %s."), reason->arg);
	typed = choose(cli, reason, typed);
	if (!typed)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, EVENT_EXTENSION_REQUESTED, ticket);
	/* The next step where none is named; what there is none of is refused by the rules. */
	act_int(act, "rung",
		rung					    ? g_ascii_strtoll(rung, NULL, 10)
		: desk_clock(cli->desk, ticket, &clock) ? (int64_t)clock.rung + 1
							    : 1);
	act_text(act, "reason", typed);
	act_text(act, "text", text);
	return cli_submit(cli, act,
		_("extension asked for; a person with standing decides, then the customer is told."));
}

/* The request in a state: the last one, or by --request N. NULL once told. */
static const TicketExtension *
find_request(Cli *cli, const Ticket *ticket, ExtensionState state)
{
	const char *number = cli_option(cli, "request");
	int64_t at = number ? g_ascii_strtoll(number, NULL, 10) : 0;

	if (at >= 1 && at <= (int64_t)ticket->extensions->len)
		return ticket->extensions->pdata[at - 1];
	for (guint i = ticket->extensions->len; !number && i > 0; i--) {
		const TicketExtension *extension = ticket->extensions->pdata[i - 1];

		if (extension->state == state)
			return extension;
	}
	if (!number && ticket->extensions->len) /* the rules say why it is not to be had */
		return ticket->extensions->pdata[ticket->extensions->len - 1];
	cli_fail(cli, _("There is no request for an extension on %s. Ask first: amends extend %s "
			"request --reason complex"),
		ticket->number, ticket->number);
	return NULL;
}

static int
decide_extension(Cli *cli, const Ticket *ticket, EventKind kind)
{
	const TicketExtension *extension = find_request(cli, ticket, EXTENSION_REQUESTED);
	const char *standing = cli_option(cli, "standing");
	g_autofree char *text = cli_dup_words(cli, 2);
	Act *act;

	if (!extension)
		return CLI_ERROR;
	if (!standing)
		standing = policy_approver_name(desk_standing(cli->desk, ticket, extension));
	if (!standing || strcmp(standing, "none") == 0)
		standing = "handler"; /* refused by the rules, with who could */
	act = desk_act(cli->desk);
	act_add_on(act, kind, ticket);
	act_text(act, "request", extension->id);
	act_text(act, "standing", standing);
	act_text(act, kind == EVENT_EXTENSION_REFUSED ? "reason" : "text", text);
	return cli_submit(cli, act,
		kind == EVENT_EXTENSION_REFUSED
			? _("extension refused.")
			: _("extension approved; it is in force once the customer is told."));
}

static int
tell_extension(Cli *cli, const Ticket *ticket)
{
	const TicketExtension *extension = find_request(cli, ticket, EXTENSION_APPROVED);
	g_autoptr(Act) act = NULL;

	if (!extension)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, EVENT_EXTENSION_TOLD, ticket);
	act_text(act, "request", extension->id);
	if (!set_options(cli, act, EVENT_EXTENSION_TOLD))
		return CLI_ERROR;
	return cli_submit(cli, g_steal_pointer(&act), _("customer told; the extension is in force."));
}

int
cli_run_extend(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	const char *step = cli_word(cli, 1);

	if (!ticket)
		return CLI_ERROR;
	if (strcmp(step, "request") == 0)
		return request_extension(cli, ticket);
	if (strcmp(step, "approve") == 0)
		return decide_extension(cli, ticket, EVENT_EXTENSION_APPROVED);
	if (strcmp(step, "refuse") == 0)
		return decide_extension(cli, ticket, EVENT_EXTENSION_REFUSED);
	if (strcmp(step, "told") == 0)
		return tell_extension(cli, ticket);
	return cli_unknown(cli, _("step"), step,
		(const char *const[]){"request", "approve", "refuse", "told", NULL});
}

/* ---- another policy ---- */

int
cli_run_follow(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	const char *policy = cli_word(cli, 1), *version = cli_option(cli, "version");
	g_autofree char *reason = cli_dup_words(cli, 2);
	g_auto(GStrv) beside = NULL;
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	if (!version)
		version = desk_policy_version(cli->desk, policy);
	beside = desk_policy_beside(cli->desk, policy, version ? version : "");
	act = desk_act(cli->desk);
	act_add_on(act, EVENT_POLICY_CHANGED, ticket);
	act_text(act, "policy", policy);
	act_text(act, "policy_version", version ? version : "?");
	if (beside && beside[0])
		act_list(act, "beside", (const char *const *)beside);
	act_text(act, "reason", reason ? reason : cli_option(cli, "why"));
	return cli_submit(cli, act, _("follows another policy now."));
}
