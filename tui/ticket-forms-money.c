/*
 * Claims and the redress ledger: what is asked for, what is granted, paid, reversed.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/words.h"
#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"
#include "tui/when.h"

/* ---- claims ---- */

static void
find_claims(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_CLAIM, typed, finds);
}

static void
money_start(Form *form)
{
	const char *currency = ticket_form_ticket(form)->currency;

	form_set_default(form, "currency", *currency ? currency : "CNY", NULL);
}

static void
claim_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_CLAIM_ADDED);

	act_new_id(act, "claim");
	ticket_form_send(form, act, _("Claim added to %s."));
}

static const FormField claim_fields[] = {
	{.name = "kind",
		.kind = FORM_PICK,
		.label = N_("Wants"),
		.flags = FORM_NEED,
		.source = find_claims},
	{.name = "amount", .kind = FORM_MONEY, .label = N_("Amount")},
	{.name = "text", .kind = FORM_TEXT, .label = N_("In words")},
	{.name = "currency",
		.kind = FORM_TEXT,
		.label = N_("Currency"),
		.flags = FORM_DEFAULTED},
};

static const FormSpec claim_spec = {
	.name = "claim",
	.title = N_("What the customer asks for"),
	.submit_label = N_("add"),
	.fields = claim_fields,
	.n_fields = G_N_ELEMENTS(claim_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = money_start,
	.submit = claim_submit,
};

void
ticket_claim_add(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &claim_spec, ticket, NULL);
}

/* ---- redress ---- */

static const FormOption redress_kinds[] = {{"refund", N_("refund"), 0},
	{"compensation", N_("compensation"), 0}, {"goodwill", N_("goodwill"), 0},
	{"waiver", N_("waiver"), 0}, {"interest", N_("interest"), 0},
	{"in_kind", N_("in kind"), 0}, {NULL, NULL, 0}};

/* The complaint's claims by their place. */
static void
find_own_claims(const Form *form, const char *typed, FormFinds *finds)
{
	const GPtrArray *claims = ticket_form_ticket(form)->claims;
	const TaxonomySet *set = desk_taxonomy(form_desk(form));

	for (guint i = 0; i < claims->len; i++) {
		const Claim *claim = claims->pdata[i];
		const char *kind =
			taxonomy_label(set, TAXONOMY_CLAIM, claim->kind, when_in_chinese());
		g_autofree char *label = g_strdup_printf("%s  %s", kind, claim->text);

		if (strstr(label, typed))
			form_finds_add(finds, claim->id, label, 0);
	}
}

static bool
has_claims(const Form *form)
{
	return ticket_form_ticket(form)->claims->len > 0;
}

static void
redress_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_REDRESS_ENTERED);

	act_new_id(act, "entry");
	ticket_form_send(form, act, _("Redress entered on %s."));
}

static const FormField redress_fields[] = {
	{.name = "kind",
		.kind = FORM_PICK,
		.label = N_("Kind"),
		.flags = FORM_NEED,
		.options = redress_kinds},
	{.name = "minor",
		.kind = FORM_MONEY,
		.label = N_("Amount"),
		.flags = FORM_NEED,
		.hint = N_("Above your authority a second person signs.")},
	{.name = "text", .kind = FORM_TEXT, .label = N_("For what")},
	{.name = "claim",
		.kind = FORM_PICK,
		.label = N_("Claim"),
		.flags = FORM_DEFAULTED,
		.source = find_own_claims,
		.shown = has_claims},
	{.name = "currency",
		.kind = FORM_TEXT,
		.label = N_("Currency"),
		.flags = FORM_DEFAULTED},
	{.name = "voucher", .kind = FORM_TEXT, .label = N_("Voucher"), .flags = FORM_DEFAULTED},
	{.name = "paid",
		.kind = FORM_DATE,
		.label = N_("Paid on"),
		.flags = FORM_DEFAULTED,
		.hint = N_("Empty while it is not paid yet.")},
};

static const FormSpec redress_spec = {
	.name = "redress",
	.title = N_("Redress"),
	.submit_label = N_("enter"),
	.fields = redress_fields,
	.n_fields = G_N_ELEMENTS(redress_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = money_start,
	.submit = redress_submit,
};

/* ---- an entry is paid or reversed ---- */

static void
paid_start(Form *form)
{
	g_autoptr(GDateTime) utc =
		g_date_time_new_from_unix_utc(app_now_us(form_app(form)) / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, app_zone(form_app(form)));
	g_autofree char *today = g_date_time_format(local, "%Y-%m-%d");

	form_set_default(form, "paid", today, NULL);
}

static void
paid_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_REDRESS_PAID);

	act_text(act, "entry", ticket_form_part(form));
	ticket_form_send(form, act, _("Redress of %s is paid."));
}

static const FormField paid_fields[] = {
	{.name = "voucher", .kind = FORM_TEXT, .label = N_("Voucher")},
	{.name = "paid",
		.kind = FORM_DATE,
		.label = N_("Paid on"),
		.flags = FORM_NEED | FORM_DEFAULTED | FORM_PAST},
};

static const FormSpec paid_spec = {
	.name = "redress-paid",
	.title = N_("Redress is paid"),
	.submit_label = N_("save"),
	.fields = paid_fields,
	.n_fields = G_N_ELEMENTS(paid_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = paid_start,
	.submit = paid_submit,
};

static void
reverse_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_REDRESS_REVERSED);

	act_text(act, "entry", ticket_form_part(form));
	ticket_form_send(form, act, _("Redress of %s reversed."));
}

static const FormField reverse_fields[] = {
	{.name = "reason",
		.kind = FORM_TEXT,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.hint = N_("The entry stays in the ledger, with its reversal.")},
};

static const FormSpec reverse_spec = {
	.name = "redress-reverse",
	.title = N_("Reverse an entry of redress"),
	.submit_label = N_("reverse"),
	.fields = reverse_fields,
	.n_fields = G_N_ELEMENTS(reverse_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = reverse_submit,
};

/* Codes of the list: "" new, "paid ID", "back ID". */
static void
redress_picked(View *owner, const char *code, void *data)
{
	Ticket *ticket = desk_ticket(view_desk(owner), data, NULL);

	if (!ticket)
		return;
	if (g_str_has_prefix(code, "paid "))
		ticket_form_open(owner->app, &paid_spec, ticket, code + strlen("paid "));
	else if (g_str_has_prefix(code, "back "))
		ticket_form_open(owner->app, &reverse_spec, ticket, code + strlen("back "));
	else
		ticket_form_open(owner->app, &redress_spec, ticket, NULL);
}

static void
add_entry(GPtrArray *items, const Redress *entry)
{
	g_autofree char *money = words_dup_money(entry->minor, entry->currency);
	g_autofree char *what =
		g_strdup_printf("%s %s  %s", words_code(entry->kind), money, entry->text);
	g_autofree char *paid = g_strconcat("paid ", entry->id, NULL);
	g_autofree char *back = g_strconcat("back ", entry->id, NULL);
	g_autofree char *paid_label = g_strdup_printf(_("is paid: %s"), what);
	g_autofree char *back_label = g_strdup_printf(_("reverse: %s"), what);

	if (entry->reversed)
		return;
	if (!*entry->paid)
		dialog_items_add(items, paid, paid_label, NULL);
	dialog_items_add(items, back, back_label, NULL);
}

void
ticket_redress(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items;

	if (!ticket->redress->len) {
		ticket_form_open(app, &redress_spec, ticket, NULL);
		return;
	}
	items = dialog_items_new();
	dialog_items_add(items, "", _("enter redress"), NULL);
	for (guint i = 0; i < ticket->redress->len; i++)
		add_entry(items, ticket->redress->pdata[i]);
	dialog_pick(app, _("Redress ledger"), items, redress_picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}
