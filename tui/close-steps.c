/*
 * The fields of the four steps of closing (DOMAIN 5.1). What the bank decides
 * comes first, then why it happened, then the telling, then the customer's
 * answers. Field names: tui/close-act.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "tui/close-private.h"

static bool
is_step(const Form *form, int step)
{
	const CloseData *data = form_data(form);

	return data->all || data->step == step;
}

static const Ticket *
ticket_of(const Form *form)
{
	return ((const CloseData *)form_data(form))->ticket;
}

static bool
is_complaint(const Form *form)
{
	return ticket_of(form)->contact_kind == CONTACT_COMPLAINT;
}

/* Value of a field whatever step is on the screen. */
static const char *
any_value(const Form *form, const char *name)
{
	CloseData *data = form_data(form);
	bool all = data->all;
	const char *value;

	data->all = true;
	value = form_value(form, name);
	data->all = all;
	return value;
}

static bool
is_value(const Form *form, const char *name, const char *code)
{
	return strcmp(any_value(form, name), code) == 0;
}

/* ---- shown ---- */

static bool
in_1(const Form *form)
{
	return is_step(form, 1) && is_complaint(form);
}

static bool
in_1_no_claim(const Form *form)
{
	return in_1(form) && !ticket_of(form)->claims->len;
}

static bool
in_1_redress(const Form *form)
{
	return in_1(form) && *form_value(form, "redress_kind");
}

static bool
in_2(const Form *form)
{
	return is_step(form, 2) && is_complaint(form);
}

static bool
in_2_disclosure(const Form *form)
{
	return in_2(form) && is_value(form, "cause", "misunderstanding");
}

static bool
in_3(const Form *form)
{
	return is_step(form, 3);
}

static bool
in_3_told_before(const Form *form)
{
	return is_step(form, 3) && ticket_of(form)->told_us;
}

static bool
in_3_how(const Form *form)
{
	return is_step(form, 3) && *form_value(form, "how");
}

static bool
in_3_rights(const Form *form)
{
	return in_3_how(form) && strcmp(form_value(form, "how"), "unreachable") != 0;
}

/* The same test as the validator's (rules-ticket.c). */
static bool
in_3_late(const Form *form)
{
	int64_t at = g_ascii_strtoll(form_value(form, "at"), NULL, 10);
	int64_t now = app_now_us(form_app(form)), due = ticket_of(form)->due_us;

	return in_3_how(form) && at && (at < now - US_PER_DAY || (at <= due && now > due));
}

static bool
in_4(const Form *form)
{
	return is_step(form, 4) && is_complaint(form);
}

static bool
in_4_reached(const Form *form)
{
	return in_4(form) && !is_value(form, "how", "unreachable") &&
	       !is_value(form, "agreed", "unreachable");
}

static bool
never(const Form *form)
{
	return ((const CloseData *)form_data(form))->all;
}

/* ---- fields ---- */

static const FormField claim_kind = {.name = "claim_kind",
	.kind = FORM_PICK,
	.label = N_("Asked for"),
	.flags = FORM_NEED,
	.shown = in_1_no_claim,
	.source = close_find_claim,
	.hint = N_("No claim is named yet: what does the customer ask for?")};

static const FormField outcome = {.name = "outcome",
	.kind = FORM_PICK,
	.label = N_("Claim"),
	.flags = FORM_NEED,
	.shown = in_1};

static const FormField reason = {.name = "reason",
	.kind = FORM_LOOKUP,
	.label = N_("Why"),
	.shown = in_1,
	.source = close_find_reason,
	.max = 1500,
	.hint = N_("A digit, or in your own words; the customer gets it in writing.")};

static const FormField promise = {.name = "promise",
	.kind = FORM_PICK,
	.label = N_("Promise"),
	.flags = FORM_NEED,
	.shown = in_3};

static const FormField rest_1[] = {
	{.name = "redress_kind",
		.kind = FORM_PICK,
		.label = N_("Redress"),
		.shown = in_1,
		.hint = N_("Entered now; leave it empty if there is none or it is entered.")},
	{.name = "redress_minor",
		.kind = FORM_MONEY,
		.label = N_("Amount"),
		.flags = FORM_NEED,
		.shown = in_1_redress},
	{.name = "redress_currency",
		.kind = FORM_TEXT,
		.label = N_("Currency"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.shown = in_1_redress,
		.max = 3},
	{.name = "redress_paid",
		.kind = FORM_DATE,
		.label = N_("Paid on"),
		.flags = FORM_NEED,
		.shown = in_1_redress,
		.hint = N_("When it was or will be paid.")},
	{.name = "voucher",
		.kind = FORM_TEXT,
		.label = N_("Voucher"),
		.shown = in_1_redress,
		.max = 100},
};

static const FormField all_2[] = {
	{.name = "cause",
		.kind = FORM_PICK,
		.label = N_("Cause"),
		.flags = FORM_NEED,
		.shown = in_2,
		.hint = N_("As the bank sees it; the customer does not get it.")},
	{.name = "cause_text",
		.kind = FORM_TEXT,
		.label = N_("In words"),
		.shown = in_2,
		.max = 400},
	{.name = "disclosure",
		.kind = FORM_TEXT,
		.label = N_("Disclosure"),
		.flags = FORM_NEED,
		.shown = in_2_disclosure,
		.max = 400,
		.hint = N_("A misunderstanding: which disclosure was given?")},
};

static const FormField all_3[] = {
	{.name = "told_before",
		.kind = FORM_STATIC,
		.label = N_("Told already"),
		.shown = in_3_told_before},
	{.name = "how", .kind = FORM_PICK, .label = N_("Told how"), .shown = in_3},
	{.name = "at",
		.kind = FORM_TIME,
		.label = N_("When"),
		.flags = FORM_NEED | FORM_PAST,
		.shown = in_3_how},
	{.name = "told_text",
		.kind = FORM_LONG,
		.label = N_("What was said"),
		.shown = in_3_how,
		.rows = 3},
	{.name = "rights",
		.kind = FORM_YESNO,
		.label = N_("Rights read out"),
		.flags = FORM_NEED,
		.shown = in_3_rights,
		.hint = N_("Re-examination, mediation, arbitration, court.")},
	{.name = "evidence",
		.kind = FORM_TEXT,
		.label = N_("Proof"),
		.flags = FORM_NEED,
		.shown = in_3_late,
		.max = 200,
		.hint = N_("Entered late: number of the recording, message or posting.")},
	{.name = "ending",
		.kind = FORM_PICK,
		.label = N_("Ended"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.shown = in_3},
};

static const FormField all_4[] = {
	{.name = "matter",
		.kind = FORM_PICK,
		.label = N_("Matter solved?"),
		.flags = FORM_NEED,
		.shown = in_4_reached,
		.hint = N_("Ask: does this solve the matter?")},
	{.name = "treatment",
		.kind = FORM_PICK,
		.label = N_("Treated well?"),
		.flags = FORM_NEED,
		.shown = in_4_reached,
		.hint = N_("Ask: how do you feel about the way you were treated?")},
	{.name = "agreed",
		.kind = FORM_PICK,
		.label = N_("Agrees to close?"),
		.flags = FORM_NEED,
		.shown = in_4},
	{.name = "words",
		.kind = FORM_LONG,
		.label = N_("Their words"),
		.shown = in_4_reached,
		.rows = 2},
	{.name = "day",
		.kind = FORM_DATE,
		.label = N_("After-care call"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.shown = in_4_reached},
	{.name = "step", .kind = FORM_NUMBER, .label = N_("Step"), .shown = never},
};

#define OUTCOMES "upheld|partly|not_upheld|not_handled"

static void
add_claim(CloseData *data, Desk *desk, unsigned n)
{
	const Claim *claim =
		n <= data->ticket->claims->len ? data->ticket->claims->pdata[n - 1] : NULL;
	g_autofree char *words = claim ? close_dup_claim(desk, claim) : NULL;

	form_build_numbered(data->build, &outcome, n);
	form_build_last(data->build)->options = form_build_options(data->build, OUTCOMES);
	if (words)
		form_build_last(data->build)->label =
			form_build_own(data->build, g_strdup_printf("%u %s", n, words));
	form_build_numbered(data->build, &reason, n);
}

static void
add_promises(CloseData *data)
{
	unsigned n = 0;

	for (guint i = 0; i < data->ticket->promises->len; i++) {
		const Promise *made = data->ticket->promises->pdata[i];

		if (made->result[0])
			continue;
		form_build_numbered(data->build, &promise, ++n);
		form_build_last(data->build)->options =
			form_build_options(data->build, "kept|broken|released");
		form_build_last(data->build)->hint =
			form_build_own(data->build, g_strdup(made->what));
	}
}

const FormSpec *
close_spec(CloseData *data, Desk *desk, const FormSpec *base)
{
	FormBuild *build = data->build = form_build_new(base);
	unsigned n = MIN(data->ticket->claims->len, CLOSE_MAX_CLAIMS);

	form_build_fields(build, &claim_kind, 1);
	for (unsigned i = 1; i <= MAX(n, 1); i++)
		add_claim(data, desk, i);
	form_build_fields(build, rest_1, G_N_ELEMENTS(rest_1));
	form_build_fields(build, all_2, G_N_ELEMENTS(all_2));
	form_build_fields(build, all_3, G_N_ELEMENTS(all_3));
	add_promises(data);
	form_build_fields(build, all_4, G_N_ELEMENTS(all_4));
	form_build_codes(
		build, "redress_kind", "refund|compensation|goodwill|waiver|interest|in_kind");
	form_build_codes(build, "cause",
		"people|process|system|rule|marketing|disclosure|partner|misunderstanding|"
		"outside|"
		"unfounded");
	form_build_codes(build, "how", "phone|in_person|letter|email|sms|unreachable");
	form_build_codes(build, "ending",
		"told|mediated|passed_on|in_court|merged|unreachable|withdrawn");
	form_build_codes(build, "matter", "satisfied|accepts|rejects");
	form_build_codes(build, "treatment", "satisfied|accepts|rejects");
	form_build_codes(build, "agreed", "yes|no|unreachable");
	return form_build_spec(build);
}

/* ---- defaults: what the complaint has already ---- */

static void
set_claims(Form *form, const Ticket *ticket)
{
	static const char *const names[N_CLAIM_OUTCOMES] = {
		"", "upheld", "partly", "not_upheld", "not_handled"};

	for (unsigned i = 0; i < MIN(ticket->claims->len, CLOSE_MAX_CLAIMS); i++) {
		const Claim *claim = ticket->claims->pdata[i];
		g_autofree char *name = g_strdup_printf("outcome_%u", i + 1);
		g_autofree char *why = g_strdup_printf("reason_%u", i + 1);

		if (claim->outcome == CLAIM_OPEN)
			continue;
		form_set_default(form, name, names[claim->outcome], NULL);
		form_set_default(form, why, claim->reason, NULL);
	}
}

void
close_set_defaults(Form *form)
{
	const Ticket *ticket = ticket_of(form);
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));
	g_autofree char *day = close_dup_day(form, 3), *told = NULL;

	set_claims(form, ticket);
	form_set_default(form, "redress_currency", "CNY", NULL);
	form_set_default(form, "cause",
		ticket->cause[0] ? ticket->cause : close_cause_for(ticket->reason),
		ticket->cause[0] ? NULL : _("from the category"));
	form_set_default(form, "cause_text", ticket->cause_text, NULL);
	form_set_default(form, "disclosure", ticket->disclosure, NULL);
	form_set_default(form, "at", now, NULL);
	form_set_default(form, "ending", ticket->ending[0] ? ticket->ending : "told", NULL);
	form_set_default(
		form, "day", ticket->aftercare_day[0] ? ticket->aftercare_day : day, NULL);
	form_set_default(form, "matter", ticket->matter, NULL);
	form_set_default(form, "treatment", ticket->treatment, NULL);
	form_set_default(form, "agreed", ticket->agreed, NULL);
	if (!ticket->told_us)
		return;
	told = us_dup_text(ticket->told_us, app_zone(form_app(form)));
	form_set(form, "told_before", told);
}

/* ---- steps ---- */

int
close_step_of_field(const char *name)
{
	static const char *const second[] = {"cause", "cause_text", "disclosure", NULL};
	static const char *const third[] = {
		"how", "at", "told_text", "rights", "evidence", "ending", "told_before", NULL};
	static const char *const fourth[] = {"matter", "treatment", "agreed", "words", "day",
		"attempts", "self_asked", "step", NULL};

	if (!name || g_strv_contains(fourth, name))
		return 4;
	if (g_strv_contains(second, name))
		return 2;
	if (g_strv_contains(third, name) || g_str_has_prefix(name, "promise"))
		return 3;
	return 1;
}

const char *
close_step_title(int step)
{
	static const char *const titles[CLOSE_STEPS + 1] = {
		"", N_("Outcome"), N_("Cause"), N_("Tell the customer"), N_("Check and close")};

	return _(titles[step]);
}

const char *
close_first_field(const Form *form, int step)
{
	static const char *const firsts[CLOSE_STEPS + 1] = {
		"", "outcome_1", "cause", "how", "matter"};

	if (step == 1 && !ticket_of(form)->claims->len)
		return "claim_kind";
	if (step == 4 && is_value(form, "how", "unreachable"))
		return "agreed";
	return firsts[step];
}

static bool
check_reasons(Form *form)
{
	const Ticket *ticket = ticket_of(form);
	bool ok = true;

	for (unsigned i = 1; i <= CLAMP(ticket->claims->len, 1, CLOSE_MAX_CLAIMS); i++) {
		g_autofree char *name = g_strdup_printf("outcome_%u", i);
		g_autofree char *why = g_strdup_printf("reason_%u", i);

		if (is_value(form, name, "upheld") || *any_value(form, why))
			continue;
		form_set_problem(
			form, why, _("Not upheld in full: say why, by a digit or in words."));
		ok = false;
	}
	return ok;
}

bool
close_check_step(Form *form, int step)
{
	if (step == 1 && is_complaint(form))
		return check_reasons(form);
	if (step == 3 && !*form_value(form, "how") && !ticket_of(form)->told_us) {
		form_set_problem(
			form, "how", _("How was the customer told? Deciding is not telling."));
		return false;
	}
	return true;
}

Act *
close_dup_act(Form *form, bool closes)
{
	CloseData *data = form_data(form);
	Act *act;

	data->all = true;
	act = close_act_new(form, data->ticket, closes);
	data->all = false;
	return act;
}
