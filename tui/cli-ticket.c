/* One act on one complaint a command. Judged by core/rules.h like every act; nothing is decided
 * here. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/attachment.h"
#include "core/day.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

static const CliChoice ways[] = {{"phone", NULL}, {"in_person", NULL}, {"letter", NULL},
	{"email", NULL}, {"sms", NULL}, {"message", NULL}, {NULL, NULL}};
static const CliChoice states[] = {{"new", NULL}, {"investigating", NULL}, {"waiting", NULL},
	{"reply", NULL}, {"told", NULL}, {NULL, NULL}};
static const CliChoice relations[] = {{"alike", NULL}, {"same_customer", NULL},
	{"same_matter", NULL}, {"follows", NULL}, {NULL, NULL}};
static const CliChoice redress_kinds[] = {{"refund", NULL}, {"compensation", NULL},
	{"goodwill", NULL}, {"waiver", NULL}, {"interest", NULL}, {"in_kind", NULL},
	{NULL, NULL}};
static const CliChoice results[] = {
	{"kept", NULL}, {"broken", NULL}, {"released", NULL}, {NULL, NULL}};

/* A word that counts from 1; 0 once told. */
static unsigned
place(Cli *cli, const char *what, const char *text, guint n)
{
	g_autofree char *digits = text_dup_number(text ? text : "");
	int64_t at = strspn(digits, "0123456789") == strlen(digits)
			     ? g_ascii_strtoll(digits, NULL, 10)
			     : 0;

	if (at >= 1 && at <= n)
		return (unsigned)at;
	if (n == 0)
		cli_fail(cli, _("This complaint has no %s yet."), what);
	else
		cli_fail(cli,
			_("Name the %1$s by its place, 1 to %2$u; amends show lists them."),
			what, n);
	return 0;
}

/* The verbs that are one event with the words after the number in one field. */
static int
act_with_words(Cli *cli, EventKind kind, const char *field, const char *done)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *words = cli_dup_words(cli, 1);
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, kind, ticket);
	act_text(act, field, words);
	return cli_submit(cli, act, done);
}

int
cli_run_note(Cli *cli)
{
	return act_with_words(cli, EVENT_NOTE_ADDED, "text", _("note saved."));
}

int
cli_run_contact(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *text = cli_dup_words(cli, 1);
	const char *how = cli_option(cli, "how"), *at = cli_option(cli, "at");
	DateInput date = {.us = env_now_us(&cli->env)};
	Act *act;

	if (!ticket || !(how = cli_choose(cli, "how", how ? how : "phone", ways)) ||
		(at && !cli_date(cli, at, DATE_DIRECTION_PAST, &date)))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_CONTACT_ADDED, ticket->id);
	act_text(act, "direction", cli_has(cli, "in") ? "in" : "out");
	act_text(act, "how", how);
	act_text(act, "reached", cli_has(cli, "not-reached") ? "not_reached" : "reached");
	act_int(act, "at", date.us);
	act_text(act, "text", text);
	act_text(act, "recording", cli_option(cli, "recording"));
	return cli_submit(cli, act, _("contact saved."));
}

/* ---- promises ---- */

static const Promise *
open_promise(Cli *cli, const Ticket *ticket, const char *text)
{
	unsigned at;

	for (guint i = 0; !text && i < ticket->promises->len; i++)
		if (!((const Promise *)ticket->promises->pdata[i])->result[0])
			return ticket->promises->pdata[i];
	at = place(cli, _("promise"), text, ticket->promises->len);
	return at ? ticket->promises->pdata[at - 1] : NULL;
}

static int
settle_promise(Cli *cli, const Ticket *ticket, const char *result)
{
	const char *third = cli_word(cli, 2);
	const char *number = third && g_ascii_isdigit(third[0]) ? third : NULL;
	const Promise *promise = open_promise(cli, ticket, number);
	g_autofree char *text = cli_dup_words(cli, number ? 3 : 2);
	Act *act;

	if (!promise)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_PROMISE_SETTLED, ticket->id);
	act_text(act, "promise", promise->id);
	act_text(act, "result", result);
	act_text(act, "text", text);
	return cli_submit(cli, act, _("promise settled."));
}

int
cli_run_promise(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *what = cli_dup_words(cli, 2), *echo = NULL, *done = NULL;
	DateInput date;
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	for (int i = 0; results[i].code; i++)
		if (strcmp(cli_word(cli, 1), results[i].code) == 0)
			return settle_promise(cli, ticket, results[i].code);
	if (!cli_date(cli, cli_word(cli, 1), DATE_DIRECTION_FUTURE, &date))
		return CLI_ERROR;
	if (!what)
		return cli_fail(cli, _("Say what was promised. Example: amends %s"),
			cli->command->example);
	act = desk_act(cli->desk);
	act_add(act, EVENT_PROMISE_MADE, ticket->id);
	act_new_id(act, "promise");
	act_text(act, "what", what);
	act_int(act, "by", date.us);
	echo = date_input_dup_echo(&date, desk_zone(cli->desk));
	done = g_strdup_printf(_("promised by %s."), echo);
	return cli_submit(cli, act, done);
}

/* ---- state and owner ---- */

static int
change_state(Cli *cli, const Ticket *ticket, const char *to, const char *reason)
{
	Act *act = desk_act(cli->desk);
	g_autofree char *done = g_strdup_printf(_("is now: %s."), words_code(to));

	act_add_on(act, EVENT_STATUS_CHANGED, ticket);
	act_text(act, "to", to);
	act_text(act, "reason", reason);
	return cli_submit(cli, act, done);
}

int
cli_run_move(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *reason = cli_dup_words(cli, 2);
	const char *to;

	if (!ticket)
		return CLI_ERROR;
	if (strcmp(cli_word(cli, 1), "closed") == 0)
		return cli_fail(
			cli, _("Closing has its own steps: amends close %s"), ticket->number);
	to = cli_choose(cli, _("state"), cli_word(cli, 1), states);
	return to ? change_state(cli, ticket, to, reason ? reason : cli_option(cli, "why"))
		  : CLI_ERROR;
}

int
cli_run_reopen(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *reason = cli_dup_words(cli, 1);

	return ticket ? change_state(cli, ticket, "investigating", reason) : CLI_ERROR;
}

static int
accept_it(Cli *cli, const Ticket *ticket)
{
	Act *act = desk_act(cli->desk);

	act_add_on(act, EVENT_OWNER_ACCEPTED, ticket);
	act_text(act, "person", desk_person(cli->desk)->id);
	return cli_submit(cli, act, _("you own it now."));
}

int
cli_run_owner(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *reason = cli_dup_words(cli, 2), *done = NULL;
	const Person *person = ticket ? cli_find_staff(cli, cli_word(cli, 1)) : NULL;
	Act *act;

	if (!person)
		return CLI_ERROR;
	if (strcmp(person->id, desk_person(cli->desk)->id) == 0)
		return accept_it(cli, ticket);
	act = desk_act(cli->desk);
	act_add(act, EVENT_OWNER_ASKED, ticket->id);
	act_text(act, "person", person->id);
	act_text(act, "reason", reason);
	done = g_strdup_printf(_("%s is asked to take it over."), person->name);
	return cli_submit(cli, act, done);
}

int
cli_run_accept(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);

	return ticket ? accept_it(cli, ticket) : CLI_ERROR;
}

int
cli_run_decline(Cli *cli)
{
	return act_with_words(cli, EVENT_OWNER_DECLINED, "reason", _("declined."));
}

/* ---- what belongs to it ---- */

int
cli_run_link(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autoptr(Ticket) other = ticket ? cli_ticket(cli, 1) : NULL;
	const char *relation = cli_word(cli, 2);
	Act *act;

	if (!other || !(relation = cli_choose(
				cli, _("relation"), relation ? relation : "alike", relations)))
		return CLI_ERROR;
	if (strcmp(ticket->id, other->id) == 0)
		return cli_fail(cli, _("A complaint cannot be linked to itself."));
	act = desk_act(cli->desk);
	act_add(act, EVENT_LINK_ADDED, ticket->id);
	act_new_id(act, "link");
	act_text(act, "to", other->id);
	act_text(act, "number", other->number);
	act_text(act, "relation", relation);
	return cli_submit(cli, act, _("linked."));
}

int
cli_run_attach(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_auto(Attachment) file = {0};
	g_autoptr(GError) error = NULL;
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	if (!desk_attach(cli->desk, cli_word(cli, 1), &file, &error))
		return cli_fail_error(cli, error);
	act = desk_act(cli->desk);
	act_add(act, EVENT_FILE_ATTACHED, ticket->id);
	act_text(act, "name", file.name);
	act_int(act, "size", file.size);
	act_text(act, "sha256", file.sha256);
	return cli_submit(cli, act, _("file attached."));
}

int
cli_run_claim(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	const TaxonomyEntry *kind =
		ticket ? cli_taxonomy(cli, TAXONOMY_CLAIM, cli_word(cli, 1)) : NULL;
	const char *third = cli_word(cli, 2);
	bool amount = third && g_ascii_isdigit(third[0]);
	g_autofree char *text = cli_dup_words(cli, amount ? 3 : 2);
	int64_t minor = 0;
	Act *act;

	if (!kind || (amount && !cli_money(cli, third, &minor)))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act, EVENT_CLAIM_ADDED, ticket->id);
	act_new_id(act, "claim");
	act_text(act, "kind", kind->id);
	act_text(act, "text", text);
	if (amount) {
		act_int(act, "amount", minor);
		act_text(act, "currency", "CNY");
	}
	return cli_submit(cli, act, _("claim added."));
}

/* ---- redress ---- */

static bool
set_paid(Cli *cli, Act *act, const char *text)
{
	DateInput date;
	char day[11];

	if (!text)
		return true;
	if (!cli_date(cli, text, DATE_DIRECTION_ANY, &date))
		return false;
	day_format_iso(date.day, day);
	act_text(act, "paid", day);
	return true;
}

static int
change_redress(Cli *cli, const Ticket *ticket, bool pay)
{
	unsigned at = place(cli, _("redress entry"), cli_word(cli, 2), ticket->redress->len);
	const Redress *entry = at ? ticket->redress->pdata[at - 1] : NULL;
	g_autofree char *reason = cli_dup_words(cli, 3);
	g_autoptr(Act) act = NULL;

	if (!entry)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, pay ? EVENT_REDRESS_PAID : EVENT_REDRESS_REVERSED, ticket);
	act_text(act, "entry", entry->id);
	if (!pay)
		act_text(act, "reason", reason);
	else if (!set_paid(cli, act, cli_word(cli, 3) ? cli_word(cli, 3) : "today"))
		return CLI_ERROR;
	else
		act_text(act, "voucher", cli_option(cli, "voucher"));
	return cli_submit(
		cli, g_steal_pointer(&act), pay ? _("payment entered.") : _("entry reversed."));
}

static int
enter_redress(Cli *cli, const Ticket *ticket)
{
	const char *kind = cli_option(cli, "kind"), *claim = cli_option(cli, "claim");
	const char *currency = cli_option(cli, "currency");
	g_autofree char *text = cli_dup_words(cli, 2);
	unsigned at = claim ? place(cli, _("claim"), claim, ticket->claims->len) : 0;
	g_autoptr(Act) act = desk_act(cli->desk);
	int64_t minor;

	if ((claim && !at) || !cli_money(cli, cli_word(cli, 1), &minor) ||
		!(kind = cli_choose(cli, "kind", kind ? kind : "refund", redress_kinds)))
		return CLI_ERROR;
	act_add_on(act, EVENT_REDRESS_ENTERED, ticket);
	act_new_id(act, "entry");
	act_text(act, "kind", kind);
	if (at)
		act_text(act, "claim", ((const Claim *)ticket->claims->pdata[at - 1])->id);
	act_int(act, "minor", minor);
	act_text(act, "currency", currency ? currency : "CNY");
	act_text(act, "text", text);
	act_text(act, "voucher", cli_option(cli, "voucher"));
	if (!set_paid(cli, act, cli_option(cli, "paid")))
		return CLI_ERROR;
	return cli_submit(cli, g_steal_pointer(&act), _("redress entered."));
}

int
cli_run_redress(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);

	if (!ticket)
		return CLI_ERROR;
	if (strcmp(cli_word(cli, 1), "pay") == 0)
		return change_redress(cli, ticket, true);
	if (strcmp(cli_word(cli, 1), "reverse") == 0)
		return change_redress(cli, ticket, false);
	return enter_redress(cli, ticket);
}

/* ---- taking back ---- */

int
cli_run_undo(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_word(cli, 0) ? cli_ticket(cli, 0) : NULL;
	g_auto(GStrv) ids = NULL;
	g_autofree char *words = NULL, *done = NULL, *flat = NULL;
	char id[UUID_LEN];
	Act *act;

	if (cli_word(cli, 0) && !ticket)
		return CLI_ERROR;
	ids = desk_last_act(cli->desk, ticket ? ticket->id : NULL, id, &words);
	if (!ids) {
		cli_note(
			cli, ticket ? _("There is no act of yours that can be taken back.")
				    : _("Your last act cannot be taken back, or there is none. "
					"With a complaint's number your last act on that one "
					"is taken back."));
		return CLI_NONE;
	}
	act = desk_act(cli->desk);
	act_add(act, EVENT_ACT_UNDONE, id);
	act_list(act, "undoes", (const char *const *)ids);
	act_text(act, "reason", cli_option(cli, "why"));
	flat = text_dup_clean(words, false);
	done = g_strdup_printf(_("taken back: %s"), flat);
	return cli_submit(cli, act, done);
}

int
cli_run_withdraw(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	const char *how = ticket ? cli_choose(cli, "how", cli_word(cli, 1), ways) : NULL;
	g_autofree char *wish = cli_dup_words(cli, 2);
	Act *act;

	if (!how)
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add_on(act, EVENT_TICKET_WITHDRAWN, ticket);
	act_text(act, "wish", wish);
	act_text(act, "how", how);
	act_int(act, "at", env_now_us(&cli->env));
	return cli_submit(cli, act, _("withdrawn."));
}

int
cli_run_void(Cli *cli)
{
	return act_with_words(cli, EVENT_TICKET_VOIDED, "reason", _("voided."));
}
