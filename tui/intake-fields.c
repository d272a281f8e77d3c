/*
 * The fields of intake and their defaults. Names are those of complaint.logged
 * in core/event.def where a field is one of its own, so that filing and
 * refusals find them.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/intake-private.h"

static void
find_category(const Form *form, const char *typed, FormFinds *finds)
{
	form_finds_facet(form, TAXONOMY_CATEGORY, typed, finds);
}

static void
find_claim(const Form *form, const char *typed, FormFinds *finds)
{
	form_finds_facet(form, TAXONOMY_CLAIM, typed, finds);
}

static void
find_channel(const Form *form, const char *typed, FormFinds *finds)
{
	form_finds_facet(form, TAXONOMY_CHANNEL, typed, finds);
}

static void
find_department(const Form *form, const char *typed, FormFinds *finds)
{
	form_finds_facet(form, TAXONOMY_DEPARTMENT, typed, finds);
}

/* ---- what is shown only where it has a meaning ---- */

static int32_t
today(const Form *form)
{
	return day_of_us(app_now_us(form_app(form)), app_zone(form_app(form)));
}

static int64_t
received_us(const Form *form)
{
	const char *value = form_value(form, "received");

	return *value ? g_ascii_strtoll(value, NULL, 10) : app_now_us(form_app(form));
}

static bool
is_backdated(const Form *form)
{
	return day_of_us(received_us(form), app_zone(form_app(form))) < today(form);
}

static bool
has_wants(const Form *form)
{
	return *form_value(form, "wants");
}

static bool
is_no_complaint(const Form *form)
{
	return strcmp(form_value(form, "contact_kind"), "complaint") != 0;
}

static bool
has_agent(const Form *form)
{
	return *form_value(form, "agent");
}

static bool
has_amount(const Form *form)
{
	return *form_value(form, "amount");
}

static bool
has_people(const Form *form)
{
	return g_ascii_strtoll(form_value(form, "people"), NULL, 10) > 1;
}

static bool
has_no_staff(const Form *form)
{
	return !*form_value(form, "complained_person_id");
}

static bool
has_reference(const Form *form)
{
	return *form_value(form, "outside_ref");
}

/* ---- what is wrong with a value ---- */

static char *
check_number(const Form *form, const char *value)
{
	size_t digits = strspn(value, "+-()0123456789");

	return value[digits] ? g_strdup(_("Digits only, for example 13800002210.")) : NULL;
}

static char *
check_tail(const Form *form, const char *value)
{
	if (strspn(value, "0123456789") != strlen(value) || strlen(value) > 4)
		return g_strdup(
			_("The last four digits are enough; the whole number is not kept."));
	return NULL;
}

static char *
check_people(const Form *form, const char *value)
{
	gint64 n = g_ascii_strtoll(value, NULL, 10);

	if (strspn(value, "0123456789") != strlen(value) || n < 1 || n > 100000)
		return g_strdup(_("How many people? A number from 1 on."));
	return NULL;
}

static char *
check_representatives(const Form *form, const char *value)
{
	g_auto(GStrv) names = g_regex_split_simple("[,，、;；]+", value, 0, 0);

	return g_strv_length(names) > 5
		       ? g_strdup(_("At most 5 representatives may come forward (art. 12)."))
		       : NULL;
}

static char *
check_currency(const Form *form, const char *value)
{
	bool ok = strlen(value) == 3;

	for (const char *p = value; *p && ok; p++)
		ok = g_ascii_isupper(*p);
	return ok ? NULL : g_strdup(_("Three capital letters, for example CNY."));
}

#define FILLED N_("filled in for you, Tab into them only if wrong")
#define OTHER  N_("the other party")
#define KNOWN  FORM_DEFAULTED

static const FormField fields[] = {
	{.name = "customer",
		.kind = FORM_LOOKUP,
		.label = N_("Customer"),
		.flags = FORM_WIDE | FORM_MASKED,
		.source = intake_customer_find,
		.dup_echo = intake_customer_dup_echo,
		.mask = MASK_NAME,
		.max = 300,
		.hint = N_(
			"Last 4 digits of the card, + and the phone, a name or its initials; 0 "
			"will not say")},
	{.name = "phone",
		.kind = FORM_NUMBER,
		.label = N_("Phone"),
		.flags = KNOWN,
		.mask = MASK_PHONE,
		.max = 40,
		.check = check_number,
		.hint = N_("Empty: the one of the customer found.")},
	{.name = "account_tail",
		.kind = FORM_NUMBER,
		.label = N_("Card tail"),
		.flags = KNOWN,
		.mask = MASK_ACCOUNT,
		.max = 20,
		.check = check_tail,
		.hint = N_("Empty: the one of the customer found.")},
	{.name = "category",
		.kind = FORM_PICK,
		.label = N_("About"),
		.flags = FORM_NEED | FORM_WIDE,
		.source = find_category,
		.hint = N_("Choose 1-9 or type: a word, first letters, pinyin.")},
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("What happened"),
		.flags = FORM_NEED,
		.rows = 4},
	{.name = "wants",
		.kind = FORM_PICKS,
		.label = N_("Wants"),
		.flags = FORM_WIDE,
		.source = find_claim,
		.hint = N_("May stay empty; several are possible. Enter goes on.")},
	{.name = "amount",
		.kind = FORM_MONEY,
		.label = N_("Amount"),
		.shown = has_wants,
		.hint = N_("Asked for, or in dispute; may stay empty.")},
	{.name = "currency",
		.kind = FORM_TEXT,
		.label = N_("Currency"),
		.flags = KNOWN,
		.shown = has_amount,
		.max = 3,
		.check = check_currency},

	{.name = "received",
		.kind = FORM_TIME,
		.label = N_("Received"),
		.group = FILLED,
		.flags = KNOWN | FORM_PAST | FORM_NEED},
	{.name = "channel",
		.kind = FORM_PICK,
		.label = N_("Channel"),
		.flags = KNOWN | FORM_NEED,
		.source = find_channel},
	{.name = "backdate_reason",
		.kind = FORM_TEXT,
		.label = N_("Why only now"),
		.flags = KNOWN | FORM_NEED | FORM_WIDE,
		.shown = is_backdated,
		.max = 400,
		.hint = N_(
			"Received on an earlier day: a reason and a supervisor are needed.")},
	{.name = "at_branch", .kind = FORM_STATIC, .label = N_("Branch"), .flags = KNOWN},
	{.name = "taken_by", .kind = FORM_STATIC, .label = N_("Taken by"), .flags = KNOWN},
	{.name = "callback",
		.kind = FORM_NUMBER,
		.label = N_("Call back"),
		.flags = KNOWN,
		.mask = MASK_PHONE,
		.max = 40,
		.check = check_number,
		.hint = N_("Empty: the phone above.")},
	{.name = "level", .kind = FORM_PICK, .label = N_("Level"), .flags = KNOWN | FORM_NEED},
	{.name = "answer_by",
		.kind = FORM_STATIC,
		.label = N_("Answer by"),
		.flags = KNOWN | FORM_WIDE},
	{.name = "contact_kind",
		.kind = FORM_PICK,
		.label = N_("Kind"),
		.flags = KNOWN | FORM_NEED | FORM_WIDE},
	{.name = "asks",
		.kind = FORM_YESNO,
		.label = N_("Asks for anything"),
		.flags = KNOWN | FORM_NEED | FORM_WIDE,
		.shown = is_no_complaint,
		.hint = N_("Does the customer ask for anything? Then it is a complaint.")},

	{.name = "complained_branch",
		.kind = FORM_TEXT,
		.label = N_("Branch meant"),
		.group = OTHER,
		.flags = KNOWN,
		.max = 100},
	{.name = "complained_department",
		.kind = FORM_PICK,
		.label = N_("Department"),
		.flags = KNOWN,
		.source = find_department},
	{.name = "complained_person_id",
		.kind = FORM_PERSON,
		.label = N_("Person meant"),
		.flags = KNOWN,
		.hint = N_("A colleague: number, name or pinyin.")},
	{.name = "complained_person",
		.kind = FORM_TEXT,
		.label = N_("or described"),
		.flags = KNOWN,
		.shown = has_no_staff,
		.max = 200,
		.hint = N_("As the customer describes the person.")},
	{.name = "agent",
		.kind = FORM_TEXT,
		.label = N_("Spoken for by"),
		.flags = KNOWN,
		.mask = MASK_NAME,
		.max = 200,
		.hint = N_("Name of an agent or heir.")},
	{.name = "authority",
		.kind = FORM_PICK,
		.label = N_("Authority"),
		.flags = KNOWN | FORM_NEED,
		.shown = has_agent},
	{.name = "people",
		.kind = FORM_NUMBER,
		.label = N_("People"),
		.flags = KNOWN,
		.max = 10,
		.check = check_people,
		.hint = N_("How many came together.")},
	{.name = "names",
		.kind = FORM_TEXT,
		.label = N_("Representatives"),
		.flags = KNOWN,
		.shown = has_people,
		.max = 800,
		.check = check_representatives,
		.hint = N_("At most 5 names, commas between.")},
	{.name = "flags", .kind = FORM_PICKS, .label = N_("Flags"), .flags = KNOWN | FORM_WIDE},
	{.name = "outside_ref",
		.kind = FORM_TEXT,
		.label = N_("Their number"),
		.flags = KNOWN,
		.max = 200,
		.hint = N_("Number of the regulator, 12345 or another sender.")},
	{.name = "outside_due",
		.kind = FORM_DATE,
		.label = N_("Sender wants by"),
		.flags = KNOWN,
		.shown = has_reference},
	{.name = "recording",
		.kind = FORM_TEXT,
		.label = N_("Recording"),
		.flags = KNOWN,
		.max = 200,
		.hint = N_("Number of the recording.")},
	{.name = "told_beforehand",
		.kind = FORM_PICK,
		.label = N_("Told beforehand"),
		.flags = KNOWN,
		.hint = N_("Had the customer been told of the term or fee beforehand?")},
};

const FormSpec *
intake_spec(IntakeData *data, const FormSpec *base)
{
	data->build = form_build_new(base);
	form_build_fields(data->build, fields, G_N_ELEMENTS(fields));
	form_build_codes(data->build, "level", "ordinary|important|major");
	form_build_codes(
		data->build, "contact_kind", "complaint|enquiry|suggestion|report|petition");
	form_build_codes(data->build, "authority", "written|heir|guardian");
	form_build_codes(data->build, "flags", "vulnerable|media|regulator|agitated");
	form_build_codes(data->build, "told_beforehand", "yes|no|unknown");
	return form_build_spec(data->build);
}

static ContactKind
kind_of(const Form *form)
{
	static const char *const names[N_CONTACT_KINDS] = {
		"complaint", "enquiry", "suggestion", "report", "petition"};

	for (int i = 0; i < N_CONTACT_KINDS; i++)
		if (strcmp(names[i], form_value(form, "contact_kind")) == 0)
			return (ContactKind)i;
	return CONTACT_COMPLAINT;
}

void
intake_set_due(Form *form)
{
	Desk *desk = form_desk(form);
	int64_t received = received_us(form);
	int64_t due = desk_due_for(desk, kind_of(form), received);
	const Policy *policy = desk_policy_for(desk, received);
	g_autofree char *day = NULL, *text = NULL;

	if (due == INT64_MAX || !policy) {
		form_set(form, "answer_by", _("no statutory date: not a complaint"));
		return;
	}
	day = day_dup_text(day_of_us(due, desk_zone(desk)));
	text = g_strdup_printf(_("%1$s   (%2$d days, %3$s)"), day, policy->limit, policy->id);
	form_set(form, "answer_by", text);
}

void
intake_set_received(Form *form)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));

	form_set_default(form, "received", now, NULL);
	intake_set_due(form);
}

void
intake_set_defaults(Form *form)
{
	Desk *desk = form_desk(form);
	const Person *person = desk_person(desk);
	g_autofree char *branch =
		g_strdup_printf("%s %s", desk_branch(desk), desk_branch_name(desk));

	form_set_default(form, "channel", "A01", NULL);
	form_set_default(form, "at_branch", branch, NULL);
	form_set_default(form, "taken_by", person ? person->name : "-", NULL);
	form_set_default(form, "level", "ordinary", NULL);
	form_set_default(form, "contact_kind", "complaint", NULL);
	form_set_default(form, "complained_branch", desk_branch(desk), NULL);
	form_set_default(form, "people", "1", NULL);
	form_set_default(form, "currency", "CNY", NULL);
	form_set_default(form, "told_beforehand", "unknown", NULL);
	intake_set_received(form);
}
