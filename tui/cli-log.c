/* amends log: a complaint without the screen, with the facts of intake as options. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

/* Options that go into a field as they are. */
static const struct {
	const char *option, *field;
} plain_fields[] = {
	{"name", "complainant"},
	{"phone", "phone"},
	{"account", "account_tail"},
	{"subject", "subject"},
	{"ref", "outside_ref"},
};

static const CliChoice kinds[] = {{"complaint", NULL}, {"enquiry", NULL}, {"suggestion", NULL},
	{"report", NULL}, {"petition", NULL}, {NULL, NULL}};
static const CliChoice levels[] = {
	{"ordinary", NULL}, {"important", NULL}, {"major", NULL}, {NULL, NULL}};
static const CliChoice flags[] = {{"vulnerable", NULL}, {"media", NULL}, {"regulator", NULL},
	{"agitated", NULL}, {NULL, NULL}};

/* Four digits are an account's tail, more a phone, everything else a name; 0, as at the
 * counter, is somebody not found or who will not say. */
static void
set_customer(Act *act, const char *typed)
{
	g_autofree char *digits = text_dup_number(typed);
	bool all = digits[0] && strspn(digits, "0123456789+-") == strlen(digits);

	if (strcmp(digits, "0") == 0 && all)
		return;
	if (all && strlen(digits) <= 4)
		act_text(act, "account_tail", digits);
	else if (all)
		act_text(act, "phone", digits);
	else
		act_text(act, "complainant", typed);
}

static bool
set_category(Cli *cli, Act *act)
{
	const char *text = cli_option(cli, "category"), *channel = cli_option(cli, "channel");
	const TaxonomyEntry *entry = text ? cli_taxonomy(cli, TAXONOMY_CATEGORY, text) : NULL;
	const TaxonomyEntry *way =
		channel ? cli_taxonomy(cli, TAXONOMY_CHANNEL, channel) : NULL;

	if ((text && !entry) || (channel && !way))
		return false;
	act_text(act, "channel", way ? way->id : "A01");
	act_text(act, "business", entry ? entry->business : "B99");
	act_text(act, "reason", entry ? entry->reason : "C99");
	return true;
}

static bool
set_received(Cli *cli, Act *act)
{
	const char *text = cli_option(cli, "received");
	DateInput date = {.us = env_now_us(&cli->env)};

	if (text && !cli_date(cli, text, DATE_DIRECTION_PAST, &date))
		return false;
	act_int(act, "received", date.us);
	if (text)
		act_text(act, "backdate_reason", cli_option(cli, "why"));
	return true;
}

static bool
set_choice(Cli *cli, Act *act, const char *option, const char *field, const CliChoice *choices)
{
	const char *given = cli_option(cli, option);
	const char *code = given ? cli_choose(cli, option, given, choices) : choices[0].code;

	act_text(act, field, code);
	return code != NULL;
}

static bool
set_flags(Cli *cli, Act *act)
{
	const GPtrArray *given = cli_options(cli, "flag");
	g_autoptr(GPtrArray) codes = g_ptr_array_new();

	for (guint i = 0; given && i < given->len; i++) {
		const char *code = cli_choose(cli, "flag", given->pdata[i], flags);

		if (!code)
			return false;
		if (!g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
			g_ptr_array_add(codes, (char *)code);
	}
	g_ptr_array_add(codes, NULL);
	if (codes->len > 1)
		act_list(act, "flags", (const char *const *)codes->pdata);
	return true;
}

static bool
set_other_party(Cli *cli, Act *act)
{
	const char *about = cli_option(cli, "about"), *amount = cli_option(cli, "amount");
	const Person *person = about ? cli_find_staff(cli, about) : NULL;
	int64_t minor = 0;

	if ((about && !person) || (amount && !cli_money(cli, amount, &minor)))
		return false;
	if (person) {
		act_text(act, "complained_person", person->name);
		act_text(act, "complained_person_id", person->id);
	}
	if (amount) {
		act_int(act, "amount", minor);
		act_text(act, "currency", "CNY");
	}
	return true;
}

static bool
add_claims(Cli *cli, Act *act, const char *ticket)
{
	const GPtrArray *wants = cli_options(cli, "wants");

	for (guint i = 0; wants && i < wants->len; i++) {
		const TaxonomyEntry *entry = cli_taxonomy(cli, TAXONOMY_CLAIM, wants->pdata[i]);

		if (!entry)
			return false;
		act_add(act, EVENT_CLAIM_ADDED, ticket);
		act_new_id(act, "claim");
		act_text(act, "kind", entry->id);
	}
	return true;
}

int
cli_run_log(Cli *cli)
{
	g_autoptr(Act) act = desk_act(cli->desk);
	g_autofree char *text = cli_dup_words(cli, 0);
	const char *ticket = act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	const char *customer = cli_option(cli, "customer");

	act_text(act, "text", text);
	if (customer)
		set_customer(act, customer);
	for (unsigned i = 0; i < G_N_ELEMENTS(plain_fields); i++)
		if (cli_option(cli, plain_fields[i].option))
			act_text(act, plain_fields[i].field,
				cli_option(cli, plain_fields[i].option));
	if (!set_category(cli, act) || !set_received(cli, act) ||
		!set_choice(cli, act, "kind", "contact_kind", kinds) ||
		!set_choice(cli, act, "level", "level", levels) || !set_flags(cli, act) ||
		!set_other_party(cli, act) || !add_claims(cli, act, ticket))
		return CLI_ERROR;
	return cli_submit(cli, g_steal_pointer(&act), _("logged."));
}
