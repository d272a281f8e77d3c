/* From the form's values to the act: one complaint.logged and a claim.added each. */
#include "config.h"

#include <string.h>

#include "tui/intake-private.h"

static const char *
either(const char *first, const char *second)
{
	return *first ? first : second;
}

static void
add_customer(const Form *form, Act *act)
{
	g_auto(IntakeCustomer) customer = {0};
	const char *phone, *callback = form_value(form, "callback");

	intake_customer_read(form, &customer);
	phone = either(form_value(form, "phone"), customer.phone);
	act_text(act, "complainant", customer.name);
	act_text(act, "phone", phone);
	act_text(act, "callback", either(callback, phone));
	act_text(act, "account_tail", either(form_value(form, "account_tail"), customer.tail));
}

static void
add_category(const Form *form, Act *act)
{
	const TaxonomyEntry *category = taxonomy_get(desk_taxonomy(form_desk(form)),
		TAXONOMY_CATEGORY, form_value(form, "category"));

	if (!category)
		return;
	act_text(act, "business", category->business);
	act_text(act, "reason", category->reason);
}

static void
add_other_party(const Form *form, Act *act)
{
	const char *id = form_value(form, "complained_person_id");
	const Person *person = *id ? desk_person_by_id(form_desk(form), id) : NULL;
	g_auto(GStrv) names =
		g_regex_split_simple("[,，、;；]+", form_value(form, "names"), 0, 0);

	if (person)
		act_text(act, "complained_person", person->name);
	for (int i = 0; names[i]; i++)
		g_strstrip(names[i]);
	if (*form_value(form, "names"))
		act_list(act, "representatives", (const char *const *)names);
}

/* The amount goes with the first claim that asks for money, else with the first. */
static int
claim_with_amount(const GStrv kinds)
{
	for (int i = 0; kinds[i]; i++)
		if (strcmp(kinds[i], "W01") == 0 || strcmp(kinds[i], "W05") == 0)
			return i;
	return 0;
}

static void
add_claims(const Form *form, Act *act, const char *ticket)
{
	g_auto(GStrv) kinds = g_strsplit(form_value(form, "wants"), ",", -1);
	const char *amount = form_value(form, "amount");
	int with = claim_with_amount(kinds);

	for (int i = 0; kinds[i]; i++) {
		if (!*kinds[i])
			continue;
		act_add(act, EVENT_CLAIM_ADDED, ticket);
		act_new_id(act, "claim");
		act_text(act, "kind", kinds[i]);
		if (i != with || !*amount)
			continue;
		act_int(act, "amount", g_ascii_strtoll(amount, NULL, 10));
		act_text(act, "currency", form_value(form, "currency"));
	}
}

Act *
intake_act(Form *form)
{
	Act *act = desk_act(form_desk(form));
	g_autofree char *ticket = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	form_fill_act(form, act, EVENT_COMPLAINT_LOGGED);
	add_category(form, act);
	add_customer(form, act);
	add_other_party(form, act);
	add_claims(form, act, ticket);
	return act;
}
