/*
 * The guards of the closing protocol (DOMAIN 5.1): every claim answered, cause
 * named, customer told with their rights, matter and feelings answered apart,
 * agreement recorded, after-care planned, redress in order. See rules.h.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "core/rules-private.h"

static void
check_claims(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (ticket->claims->len == 0)
		rules_refuse(context, REFUSAL_CLAIM_OPEN, event, "claim",
			g_strdup(
				_("Name at least one claim: what does the customer ask for?")));
	for (guint i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];

		if (claim->outcome == CLAIM_OPEN)
			rules_refuse(context, REFUSAL_CLAIM_OPEN, event, "outcome",
				g_strdup_printf(
					_("Claim %u has no answer yet: upheld, partly, not upheld "
					  "or not handled."),
					i + 1));
		else if (claim->outcome != CLAIM_UPHELD && !claim->reason[0] && !ticket->erased)
			rules_refuse(context, REFUSAL_FIELD, event, "reason",
				g_strdup_printf(
					_("Claim %u was not upheld in full: say why."), i + 1));
	}
}

static void
check_told(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (!ticket->ending[0])
		rules_refuse(context, REFUSAL_FIELD, event, "ending",
			g_strdup(_(
				"Say how it ended: told, mediated, passed on, in court, merged or "
				"unreachable.")));
	if (!ticket->told_us)
		rules_refuse(context, REFUSAL_NOT_TOLD, event, "how",
			g_strdup(_(
				"The customer has not been told the decision. Tell them, then record "
				"how and when.")));
	else if (!ticket->rights_read && strcmp(ticket->told_how, "unreachable") != 0)
		rules_refuse(context, REFUSAL_FIELD, event, "rights",
			g_strdup(_(
				"Read out the ways on (re-examination, mediation, arbitration, court) "
				"and record that you did.")));
}

static void
count_attempts(const RuleContext *context, const Ticket *ticket, unsigned *days, unsigned *ways)
{
	g_autoptr(GHashTable) seen_days =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) seen_ways = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < ticket->contacts->len; i++) {
		const Contact *contact = ticket->contacts->pdata[i];

		if (!contact->outward || contact->reached)
			continue;
		g_hash_table_add(seen_days, rules_dup_day(context, contact->at_us));
		g_hash_table_add(seen_ways, contact->how);
	}
	*days = g_hash_table_size(seen_days);
	*ways = g_hash_table_size(seen_ways);
}

/* Order 2020 No. 3, art. 22 (proof of telling), and DOMAIN 5.1: three attempts, two days, two
 * ways. */
void
rules_check_unreachable(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	unsigned days, ways, attempts = 0;

	for (guint i = 0; i < ticket->contacts->len; i++) {
		const Contact *contact = ticket->contacts->pdata[i];

		attempts += contact->outward && !contact->reached;
	}
	count_attempts(context, ticket, &days, &ways);
	if (attempts < 3 || days < 2 || ways < 2)
		rules_refuse(context, REFUSAL_FIELD, event, "attempts",
			g_strdup_printf(
				_("Unreachable needs three attempts on two days by two ways; "
				  "recorded: %u attempts, %u days, %u ways. Record them as "
				  "contacts."),
				attempts, days, ways));
}

static void
check_reaction(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	bool unreachable = strcmp(ticket->agreed, "unreachable") == 0;

	if (!ticket->agreed[0])
		rules_refuse(context, REFUSAL_FIELD, event, "agreed",
			g_strdup(_(
				"Ask whether the customer agrees to close: yes, no or unreachable.")));
	if (unreachable) {
		rules_check_unreachable(context, ticket, event);
		return;
	}
	if (!ticket->matter[0] || strcmp(ticket->matter, "not_asked") == 0)
		rules_refuse(context, REFUSAL_FIELD, event, "matter",
			g_strdup(_(
				"Ask: is the matter solved? Satisfied, accepts or does not accept.")));
	if (!ticket->treatment[0] || strcmp(ticket->treatment, "not_asked") == 0)
		rules_refuse(context, REFUSAL_FIELD, event, "treatment",
			g_strdup(_(
				"Ask: how did you feel treated? Satisfied, accepts or does not accept.")));
	if (!ticket->aftercare_day[0])
		rules_refuse(context, REFUSAL_FIELD, event, "day",
			g_strdup(
				_("Plan the after-care call: a day, usually in 3 to 7 days.")));
}

static void
check_money(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	for (guint i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];

		if (!entry->reversed && !entry->paid[0])
			rules_refuse(context, REFUSAL_FIELD, event, "paid",
				g_strdup(_(
					"Redress has no date: enter when it was or will be paid.")));
	}
	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];

		if (!promise->result[0])
			rules_refuse(context, REFUSAL_FIELD, event, "promise",
				g_strdup_printf(
					_("A promise to the customer is open: %s. Settle it first: "
					  "kept, broken or released."),
					promise->what));
	}
}

static bool
is_refused(const Ticket *ticket)
{
	for (guint i = 0; i < ticket->claims->len; i++) {
		ClaimOutcome outcome = ((const Claim *)ticket->claims->pdata[i])->outcome;

		if (outcome == CLAIM_NOT_UPHELD || outcome == CLAIM_NOT_HANDLED)
			return true;
	}
	return strcmp(ticket->agreed, "no") == 0 || strcmp(ticket->matter, "rejects") == 0;
}

static void
need_eyes(RuleContext *context, const Ticket *ticket)
{
	if (ticket->level == LEVEL_MAJOR)
		rules_need_second(context, "close_major");
	if (ticket->flags & FLAG_REGULATOR)
		rules_need_second(context, "close_regulator");
	if (is_refused(ticket))
		rules_need_second(context, "close_refused");
}

void
rules_check_close(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	check_told(context, ticket, event);
	need_eyes(context, ticket);
	if (ticket->contact_kind != CONTACT_COMPLAINT && ticket->claims->len == 0)
		return; /* enquiries and suggestions are answered, not settled; who claims
			   something complains */
	check_claims(context, ticket, event);
	if (!ticket->cause[0])
		rules_refuse(context, REFUSAL_FIELD, event, "cause",
			g_strdup(_("Name the cause as the bank sees it.")));
	else if (strcmp(ticket->cause, "misunderstanding") == 0 && !ticket->disclosure[0] &&
		 !ticket->erased)
		rules_refuse(context, REFUSAL_FIELD, event, "disclosure",
			g_strdup(_(
				"Customer's misunderstanding: name the disclosure that was given.")));
	check_reaction(context, ticket, event);
	check_money(context, ticket, event);
}

ActResult *
rules_closing_gaps(RuleContext *context, const Ticket *ticket)
{
	ActEvent event = {.kind = EVENT_STATUS_CHANGED};

	g_clear_pointer(&context->result, act_result_free);
	context->result = act_result_new();
	rules_check_close(context, ticket, &event);
	return g_steal_pointer(&context->result);
}
