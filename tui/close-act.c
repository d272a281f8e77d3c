/* See tui/close-act.h. */
#include "config.h"

#include "tui/close-act.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/form-build.h"

/* ---- words ---- */

char *
close_dup_claim(Desk *desk, const Claim *claim)
{
	g_autofree char *money = claim->amount_minor
					 ? words_dup_money(claim->amount_minor, claim->currency)
					 : NULL;

	return g_strdup_printf("%s%s%s%s%s",
		taxonomy_label(
			desk_taxonomy(desk), TAXONOMY_CLAIM, claim->kind, words_is_chinese()),
		money ? " " : "", money ? money : "", claim->text[0] ? ", " : "", claim->text);
}

const char *
close_cause_for(const char *reason)
{
	/* Add a row here where a reason points to another cause than its group. */
	static const struct {
		const char *prefix, *cause;
	} causes[] = {{"C01.2", "process"}, {"C01.3", "process"}, {"C01.4", "process"},
		{"C01", "people"}, {"C02", "system"}, {"C03", "rule"}, {"C04", "marketing"},
		{"C05", "disclosure"}, {"C06", "disclosure"}, {"C07", "marketing"},
		{"C08", "rule"}, {"C09", "outside"}, {"C10", "process"}, {"C11", "rule"},
		{"C12", "partner"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(causes); i++)
		if (g_str_has_prefix(reason, causes[i].prefix))
			return causes[i].cause;
	return "process";
}

void
close_find_claim(const Form *form, const char *typed, FormFinds *finds)
{
	form_finds_facet(form, TAXONOMY_CLAIM, typed, finds);
}

/* The text is the value: it goes on file as if typed, and can be changed first. */
void
close_find_reason(const Form *form, const char *typed, FormFinds *finds)
{
	static const char *const phrases[] = {N_("Done as the customer asked."),
		N_("In line with the contract and the published terms."),
		N_("Looked into; no fault of the bank was found."),
		N_("Met in part; the rest is not possible under the rules."),
		N_("Not for this bank to decide; the customer was told who does.")};

	if (*typed)
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(phrases); i++)
		form_finds_add(finds, _(phrases[i]), _(phrases[i]), (char)('1' + i));
}

char *
close_dup_day(const Form *form, int days)
{
	int32_t day = day_of_us(app_now_us(form_app(form)), app_zone(form_app(form))) + days;
	char iso[11];

	while (day_weekday(day) > 4)
		day++;
	day_format_iso(day, iso);
	return g_strdup(iso);
}

/* ---- events ---- */

static const char *
value_n(const Form *form, const char *name, unsigned n)
{
	g_autofree char *full = g_strdup_printf("%s_%u", name, n);

	return form_value(form, full);
}

static int64_t
number(const Form *form, const char *name)
{
	return g_ascii_strtoll(form_value(form, name), NULL, 10);
}

static void
answer(Act *act, const Form *form, const Ticket *ticket, const Claim *claim, unsigned n)
{
	const char *outcome = value_n(form, "outcome", n), *reason = value_n(form, "reason", n);
	const char *id = claim ? claim->id : NULL;
	g_autofree char *new_id = NULL;

	if (!claim) {
		if (!*form_value(form, "claim_kind"))
			return;
		act_add(act, EVENT_CLAIM_ADDED, ticket->id);
		id = new_id = g_strdup(act_new_id(act, "claim"));
		act_text(act, "kind", form_value(form, "claim_kind"));
	}
	if (!*outcome)
		return;
	act_add(act, EVENT_CLAIM_ANSWERED, ticket->id);
	if (claim && claim->answer_event[0])
		act_base(act, claim->answer_event);
	act_text(act, "claim", id);
	act_text(act, "outcome", outcome);
	act_text(act, "reason", reason);
}

static void
answer_all(Act *act, const Form *form, const Ticket *ticket)
{
	for (unsigned i = 0; i < MIN(ticket->claims->len, CLOSE_MAX_CLAIMS); i++)
		answer(act, form, ticket, ticket->claims->pdata[i], i + 1);
	if (!ticket->claims->len)
		answer(act, form, ticket, NULL, 1);
}

static void
enter_redress(Act *act, const Form *form, const Ticket *ticket)
{
	if (!*form_value(form, "redress_kind"))
		return;
	act_add_on(act, EVENT_REDRESS_ENTERED, ticket);
	act_new_id(act, "entry");
	act_text(act, "kind", form_value(form, "redress_kind"));
	act_int(act, "minor", number(form, "redress_minor"));
	act_text(act, "currency", form_value(form, "redress_currency"));
	act_text(act, "paid", form_value(form, "redress_paid"));
	act_text(act, "voucher", form_value(form, "voucher"));
}

static void
settle_promises(Act *act, const Form *form, const Ticket *ticket)
{
	unsigned n = 0;

	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];
		const char *result;

		if (promise->result[0])
			continue;
		result = value_n(form, "promise", ++n);
		if (!*result)
			continue;
		act_add(act, EVENT_PROMISE_SETTLED, ticket->id);
		act_text(act, "promise", promise->id);
		act_text(act, "result", result);
	}
}

static void
name_cause(Act *act, const Form *form, const Ticket *ticket)
{
	const char *cause = form_value(form, "cause"), *text = form_value(form, "cause_text");
	const char *disclosure = form_value(form, "disclosure");

	if (!*cause ||
		(strcmp(cause, ticket->cause) == 0 && strcmp(text, ticket->cause_text) == 0 &&
			strcmp(disclosure, ticket->disclosure) == 0))
		return;
	act_add_on(act, EVENT_CAUSE_SET, ticket);
	act_text(act, "cause", cause);
	act_text(act, "text", text);
	act_text(act, "disclosure", disclosure);
}

static void
tell(Act *act, const Form *form, const Ticket *ticket)
{
	const char *ending = form_value(form, "ending"), *how = form_value(form, "how");
	const char *at = form_value(form, "at");

	if (*ending && strcmp(ending, ticket->ending) != 0) {
		act_add_on(act, EVENT_ENDING_SET, ticket);
		act_text(act, "ending", ending);
	}
	if (!*how)
		return;
	act_add(act, EVENT_CUSTOMER_TOLD, ticket->id);
	act_text(act, "how", how);
	act_int(act, "at", *at ? g_ascii_strtoll(at, NULL, 10) : app_now_us(form_app(form)));
	act_text(act, "text", form_value(form, "told_text"));
	act_bool(act, "rights", strcmp(form_value(form, "rights"), "yes") == 0);
	act_text(act, "evidence", form_value(form, "evidence"));
}

static int64_t
attempts(const Ticket *ticket)
{
	int64_t n = 0;

	for (guint i = 0; i < ticket->contacts->len; i++)
		n += ((const Contact *)ticket->contacts->pdata[i])->outward;
	return n;
}

static void
ask(Act *act, const Form *form, const Ticket *ticket)
{
	const Person *me = desk_person(form_desk(form));
	const char *matter = form_value(form, "matter");
	const char *treatment = form_value(form, "treatment");
	const char *agreed = form_value(form, "agreed");

	if (*matter && *treatment) {
		act_add(act, EVENT_REACTION_RECORDED, ticket->id);
		act_text(act, "matter", matter);
		act_text(act, "treatment", treatment);
		act_text(act, "words", form_value(form, "words"));
		act_text(act, "asked_by", me ? me->id : "");
		act_bool(act, "self_asked", me && strcmp(me->id, ticket->owner) == 0);
	}
	if (*agreed) {
		act_add(act, EVENT_AGREEMENT_RECORDED, ticket->id);
		act_text(act, "agreed", agreed);
		if (strcmp(agreed, "unreachable") == 0)
			act_int(act, "attempts", attempts(ticket));
	}
	if (*form_value(form, "day")) {
		act_add(act, EVENT_AFTERCARE_PLANNED, ticket->id);
		act_text(act, "day", form_value(form, "day"));
	}
}

static void
stop_timer(Act *act, const Form *form, const Ticket *ticket)
{
	Desk *desk = form_desk(form);
	const TimeEntry *entry = desk_running(desk);

	if (!entry || strcmp(entry->ticket, ticket->id) != 0)
		return;
	act_add(act, EVENT_TIME_STOPPED, entry->id);
	act_int(act, "end", app_now_us(form_app(form)));
	act_int(act, "worked_us", desk_running_us(desk, entry));
	act_text(act, "how", "closed");
}

Act *
close_act_new(const Form *form, const Ticket *ticket, bool closes)
{
	Act *act = desk_act(form_desk(form));

	answer_all(act, form, ticket);
	enter_redress(act, form, ticket);
	settle_promises(act, form, ticket);
	name_cause(act, form, ticket);
	tell(act, form, ticket);
	ask(act, form, ticket);
	if (!closes)
		return act;
	act_add_on(act, EVENT_STATUS_CHANGED, ticket);
	act_text(act, "to", "closed");
	stop_timer(act, form, ticket);
	return act;
}
