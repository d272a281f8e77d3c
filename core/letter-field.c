/*
 * The fields of letters: a table of names and what each is worth for a
 * complaint. Values are cleaned where they are put in (letter.c).
 */
#include "config.h"

#include "core/letter-field.h"

#include <string.h>

#include "core/day.h"
#include "core/text.h"
#include "core/words.h"

#define QUOTE_MAX 4096 /* bytes of the customer's own words that are quoted */

typedef char *(*FieldFunc)(const LetterFill *fill);

static const char *
word(const LetterFill *fill, const char *kind, const char *code)
{
	g_autofree char *key = g_strdup_printf("%s.%s", kind, code);
	const char *found = letter_words_get(fill->words, key);

	return found ? found : "";
}

static bool
is_zh(const LetterFill *fill)
{
	return g_str_equal(fill->letter->language, "zh_CN");
}

/* ---- days and sums in the letter's language ---- */

static char *
dup_day(const LetterFill *fill, int32_t day)
{
	DayParts parts = day_to_parts(day);
	g_autofree char *number = g_strdup_printf("%d", parts.month);
	g_autoptr(GString) text = g_string_new(letter_words_get(fill->words, "date"));
	const char *name = word(fill, "month", number);
	g_autofree char *year = g_strdup_printf("%d", parts.year);
	g_autofree char *of_month = g_strdup_printf("%d", parts.day);

	g_string_replace(text, "{day}", of_month, 0);
	g_string_replace(text, "{month}", *name ? name : number, 0);
	g_string_replace(text, "{year}", year, 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
dup_day_of(const LetterFill *fill, int64_t us)
{
	if (us <= 0 || us == INT64_MAX)
		return NULL;
	return dup_day(fill, day_of_us(us, fill->facts->paper->zone));
}

static char *
dup_day_text(const LetterFill *fill, const char *iso)
{
	int32_t day = day_parse_iso(iso);

	return day == DAY_NONE ? NULL : dup_day(fill, day);
}

static char *
dup_money(const LetterFill *fill, int64_t minor, const char *currency)
{
	g_autofree char *sum = words_dup_sum(minor, currency);
	const char *name = word(fill, "currency", currency);

	if (*name)
		return g_strdup_printf("%s%s%s", sum, is_zh(fill) ? "" : " ", name);
	return *currency ? g_strdup_printf("%s %s", currency, sum) : g_steal_pointer(&sum);
}

/* ---- scalars ---- */

static char *
get_number(const LetterFill *fill)
{
	return g_strdup(fill->ticket->number);
}

static char *
get_customer(const LetterFill *fill)
{
	return g_strdup(fill->ticket->complainant);
}

static char *
get_agent(const LetterFill *fill)
{
	return g_strdup(fill->ticket->agent);
}

static char *
get_account(const LetterFill *fill)
{
	return text_dup_mask_account(fill->ticket->account_tail);
}

static char *
get_received(const LetterFill *fill)
{
	return dup_day_of(fill, fill->ticket->received_us);
}

static char *
get_today(const LetterFill *fill)
{
	return dup_day_of(fill, fill->facts->paper->now_us);
}

static char *
get_due(const LetterFill *fill)
{
	return dup_day_of(fill, fill->ticket->due_us);
}

static char *
get_expected(const LetterFill *fill)
{
	return dup_day_of(fill, fill->facts->expected_us);
}

static char *
get_branch(const LetterFill *fill)
{
	return g_strdup(fill->facts->paper->branch_name);
}

static char *
get_branch_phone(const LetterFill *fill)
{
	return g_strdup(fill->facts->paper->branch_phone);
}

static char *
get_handler(const LetterFill *fill)
{
	return g_strdup(fill->facts->paper->handled_by);
}

static char *
get_about(const LetterFill *fill)
{
	const TaxonomySet *set = fill->facts->paper->taxonomy;
	const Ticket *ticket = fill->ticket;
	bool zh = is_zh(fill);

	if (!ticket->business[0] || !ticket->reason[0])
		return NULL;
	return g_strdup_printf(zh ? "%s、%s" : "%s: %s",
		taxonomy_label(set, TAXONOMY_BUSINESS, ticket->business, zh),
		taxonomy_label(set, TAXONOMY_REASON, ticket->reason, zh));
}

static char *
get_text(const LetterFill *fill)
{
	const char *text = fill->ticket->text;
	size_t at;

	if (strlen(text) <= QUOTE_MAX)
		return g_strdup(text);
	at = text_prev_grapheme(text, QUOTE_MAX);
	return g_strdup_printf("%.*s [...]", (int)at, text);
}

static char *
get_extension_reason(const LetterFill *fill)
{
	const TicketExtension *extension = letter_extension(fill->ticket);

	if (!extension)
		return NULL;
	if (extension->text && extension->text[0])
		return g_strdup(extension->text);
	return g_strdup(word(fill, "reason", extension->reason));
}

static char *
dup_rung(const LetterFill *fill, unsigned n)
{
	const Policy *policy = fill->facts->paper->policy;

	if (!policy || policy->n_rungs <= n || policy->rungs[n].total <= 0 ||
		policy->rungs[n].unit != POLICY_UNIT_CALENDAR_DAYS)
		return NULL;
	return g_strdup_printf("%d", policy->rungs[n].total);
}

static char *
get_rung1(const LetterFill *fill)
{
	return dup_rung(fill, 0);
}

static char *
get_rung2(const LetterFill *fill)
{
	return dup_rung(fill, 1);
}

static char *
get_place(const LetterFill *fill)
{
	return letter_dup_place(fill->facts->paper->policy);
}

static char *
get_rule(const LetterFill *fill)
{
	const Policy *policy = fill->facts->paper->policy;

	return g_strdup(policy ? policy->ground.source : NULL);
}

static char *
get_practice(const LetterFill *fill)
{
	return g_strdup(fill->facts->paper->practice ? "yes" : NULL);
}

static char *
get_told(const LetterFill *fill)
{
	return dup_day_of(fill, fill->ticket->told_us);
}

static char *
get_told_how(const LetterFill *fill)
{
	return g_strdup(word(fill, "how", fill->ticket->told_how));
}

static char *
get_aftercare(const LetterFill *fill)
{
	return dup_day_text(fill, fill->ticket->aftercare_day);
}

static char *
get_claims(const LetterFill *fill)
{
	unsigned n = fill->ticket->claims->len;

	return n > 0 ? g_strdup_printf("%u", n) : NULL;
}

static char *
get_redress(const LetterFill *fill)
{
	for (unsigned i = 0; i < fill->ticket->redress->len; i++)
		if (!((const Redress *)fill->ticket->redress->pdata[i])->reversed)
			return g_strdup("yes");
	return NULL;
}

/* ---- of the claim, of the redress entry at hand ---- */

static char *
get_claim_number(const LetterFill *fill)
{
	return g_strdup_printf("%u", fill->at + 1);
}

static char *
get_claim_asked(const LetterFill *fill)
{
	const Claim *claim = fill->ticket->claims->pdata[fill->at];
	GString *text = g_string_new(taxonomy_label(
		fill->facts->paper->taxonomy, TAXONOMY_CLAIM, claim->kind, is_zh(fill)));

	if (claim->amount_minor) {
		g_autofree char *money = dup_money(fill, claim->amount_minor, claim->currency);

		g_string_append_printf(text, is_zh(fill) ? "%s" : " %s", money);
	}
	if (claim->text[0])
		g_string_append_printf(text, is_zh(fill) ? "（%s）" : " (%s)", claim->text);
	return g_string_free(text, FALSE);
}

static char *
get_claim_outcome(const LetterFill *fill)
{
	const Claim *claim = fill->ticket->claims->pdata[fill->at];
	const char *name = letter_outcome_name(claim->outcome);

	return name ? g_strdup(word(fill, "outcome", name)) : NULL;
}

static char *
get_claim_reason(const LetterFill *fill)
{
	return g_strdup(((const Claim *)fill->ticket->claims->pdata[fill->at])->reason);
}

static char *
get_redress_kind(const LetterFill *fill)
{
	const Redress *entry = fill->ticket->redress->pdata[fill->at];

	return g_strdup(word(fill, "redress", entry->kind));
}

static char *
get_redress_amount(const LetterFill *fill)
{
	const Redress *entry = fill->ticket->redress->pdata[fill->at];

	return entry->minor ? dup_money(fill, entry->minor, entry->currency) : NULL;
}

static char *
get_redress_text(const LetterFill *fill)
{
	return g_strdup(((const Redress *)fill->ticket->redress->pdata[fill->at])->text);
}

static char *
get_redress_paid(const LetterFill *fill)
{
	return dup_day_text(
		fill, ((const Redress *)fill->ticket->redress->pdata[fill->at])->paid);
}

/* Add a row here to add a field; its label goes into assets/letters/LANGUAGE.words. */
static const struct {
	const char *name;
	LetterRow row;
	FieldFunc get;
} fields[] = {
	{"number", LETTER_ROW_NONE, get_number},
	{"customer", LETTER_ROW_NONE, get_customer},
	{"agent", LETTER_ROW_NONE, get_agent},
	{"account", LETTER_ROW_NONE, get_account},
	{"received", LETTER_ROW_NONE, get_received},
	{"today", LETTER_ROW_NONE, get_today},
	{"due", LETTER_ROW_NONE, get_due},
	{"expected", LETTER_ROW_NONE, get_expected},
	{"branch", LETTER_ROW_NONE, get_branch},
	{"branch_phone", LETTER_ROW_NONE, get_branch_phone},
	{"handler", LETTER_ROW_NONE, get_handler},
	{"about", LETTER_ROW_NONE, get_about},
	{"text", LETTER_ROW_NONE, get_text},
	{"extension_reason", LETTER_ROW_NONE, get_extension_reason},
	{"rung1", LETTER_ROW_NONE, get_rung1},
	{"rung2", LETTER_ROW_NONE, get_rung2},
	{"place", LETTER_ROW_NONE, get_place},
	{"rule", LETTER_ROW_NONE, get_rule},
	{"practice", LETTER_ROW_NONE, get_practice},
	{"told", LETTER_ROW_NONE, get_told},
	{"told_how", LETTER_ROW_NONE, get_told_how},
	{"aftercare", LETTER_ROW_NONE, get_aftercare},
	{"claims", LETTER_ROW_NONE, get_claims},
	{"redress", LETTER_ROW_NONE, get_redress},
	{"claim.number", LETTER_ROW_CLAIM, get_claim_number},
	{"claim.asked", LETTER_ROW_CLAIM, get_claim_asked},
	{"claim.outcome", LETTER_ROW_CLAIM, get_claim_outcome},
	{"claim.reason", LETTER_ROW_CLAIM, get_claim_reason},
	{"redress.kind", LETTER_ROW_REDRESS, get_redress_kind},
	{"redress.amount", LETTER_ROW_REDRESS, get_redress_amount},
	{"redress.text", LETTER_ROW_REDRESS, get_redress_text},
	{"redress.paid", LETTER_ROW_REDRESS, get_redress_paid},
};

static int
field_index(const char *name, LetterRow row)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_str_equal(fields[i].name, name) &&
			(fields[i].row == LETTER_ROW_NONE || fields[i].row == row))
			return (int)i;
	return -1;
}

bool
letter_field_is_known(const char *name, LetterRow row)
{
	return field_index(name, row) >= 0;
}

char *
letter_field_dup(const LetterFill *fill, const char *name)
{
	int at = field_index(name, fill->row);
	g_autofree char *value = at >= 0 ? fields[at].get(fill) : NULL;
	g_autofree char *clean = value ? text_dup_clean(value, true) : NULL;

	return clean && *g_strstrip(clean) ? g_steal_pointer(&clean) : NULL;
}
