/*
 * The complainant: looked up by account tail, phone, name or initials. Value
 * of the field once picked: name, phone, tail and number of open complaints,
 * tabs between. A teller sees the name masked and how many are open, nothing
 * of what they are.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/text.h"
#include "tui/intake-private.h"

#define MAX_FINDS 8
#define TAIL_LEN  4
#define PHONE_LEN 11

static bool
is_digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static char *
dup_code(const char *name, const char *phone, const char *tail, int64_t open)
{
	g_auto(GStrv) parts = g_new0(char *, 5);

	parts[0] = g_strdup(name);
	parts[1] = g_strdup(phone);
	parts[2] = g_strdup(tail);
	parts[3] = g_strdup_printf("%" G_GINT64_FORMAT, open);
	for (int i = 0; i < 4; i++)
		g_strdelimit(parts[i], "\t\n\r", ' ');
	return g_strjoinv("\t", parts);
}

static void
read_code(const char *code, IntakeCustomer *ret)
{
	g_auto(GStrv) parts = g_strsplit(code, "\t", 4);
	bool whole = g_strv_length(parts) == 4;

	ret->name = g_strdup(whole ? parts[0] : "");
	ret->phone = g_strdup(whole ? parts[1] : "");
	ret->tail = g_strdup(whole ? parts[2] : "");
	ret->open = whole ? g_ascii_strtoll(parts[3], NULL, 10) : 0;
}

/* Typed and not picked. */
static void
read_typed(const char *typed, IntakeCustomer *ret)
{
	g_autofree char *number = text_dup_number(typed);
	const char *digits = *number == '+' ? number + 1 : number;
	bool number_only = is_digits(digits);
	bool is_tail = number_only && digits == number && strlen(digits) <= TAIL_LEN;

	ret->name = number_only ? g_strdup("") : text_dup_nfc(typed);
	ret->tail = g_strdup(is_tail ? digits : "");
	ret->phone = g_strdup(number_only && !is_tail ? digits : "");
	ret->open = 0;
}

void
intake_customer_read(const Form *form, IntakeCustomer *ret)
{
	const char *value = form_value(form, "customer");

	if (strchr(value, '\t'))
		read_code(value, ret);
	else
		read_typed(value, ret);
}

void
intake_customer_clear(IntakeCustomer *customer)
{
	g_free(customer->name);
	g_free(customer->phone);
	g_free(customer->tail);
}

/* "card ..8848   138****2210   2 open complaints" */
static char *
dup_marks(const IntakeCustomer *customer)
{
	g_autofree char *phone = text_dup_mask_phone(customer->phone);
	g_autofree char *tail = text_dup_mask_account(customer->tail);
	g_autofree char *open = NULL;
	GString *marks = g_string_new(NULL);

	if (*tail)
		g_string_append_printf(marks, _("card %s"), tail);
	if (*phone)
		g_string_append_printf(marks, "%s%s", marks->len ? "   " : "", phone);
	if (customer->open)
		open = g_strdup_printf(ngettext("%d open complaint", "%d open complaints",
					       (unsigned long)customer->open),
			(int)customer->open);
	if (open)
		g_string_append_printf(marks, "%s%s", marks->len ? "   " : "", open);
	return g_string_free(marks, FALSE);
}

static void
add_find(FormFinds *finds, const Complainant *found)
{
	IntakeCustomer customer = {
		found->name, found->phone, found->account_tail, found->open_count};
	g_autofree char *code =
		dup_code(found->name, found->phone, found->account_tail, found->open_count);
	g_autofree char *name = text_dup_mask_name(found->name);
	g_autofree char *marks = dup_marks(&customer);
	g_autofree char *label =
		g_strdup_printf("%s   %s", *name ? name : _("not named"), marks);

	form_finds_add(finds, code, label, 0);
}

/* What was typed stays: a tail or phone without a name, or a new name. */
static void
add_not_found(FormFinds *finds, const char *typed)
{
	IntakeCustomer customer;
	g_autofree char *code = NULL;

	read_typed(typed, &customer);
	code = dup_code(customer.name, customer.phone, customer.tail, 0);
	form_finds_add(finds, code,
		*customer.name ? _("not found: a new name") : _("not found, or will not say"),
		'0');
	intake_customer_clear(&customer);
}

/*
 * Digits pick once typing is done: after four of an account, eleven of a phone
 * (a phone that begins like an account found is typed with + before it), or a
 * name. For a name "not found" stands first, so that Enter keeps what is typed.
 */
void
intake_customer_find(const Form *form, const char *typed, FormFinds *finds)
{
	g_autofree char *number = text_dup_number(typed);
	const char *digits = *number == '+' ? number + 1 : number;
	bool by_number = is_digits(digits), plus = digits != number;
	g_autoptr(GPtrArray) found = NULL;
	size_t len = strlen(digits);

	if (!*typed) {
		add_not_found(finds, "");
		return;
	}
	if (form_desk(form) && !(plus && len <= TAIL_LEN))
		found = desk_look_up(
			form_desk(form), by_number ? digits : typed, MAX_FINDS, NULL);
	if (!found || !found->len)
		return;
	if (!by_number)
		add_not_found(finds, typed);
	for (guint i = 0; i < found->len; i++)
		add_find(finds, found->pdata[i]);
	if (by_number)
		add_not_found(finds, typed);
	if (!by_number || (len == TAIL_LEN && !plus) || len >= PHONE_LEN)
		form_finds_digits_pick(finds);
}

char *
intake_customer_dup_echo(const Form *form, const char *value)
{
	g_auto(IntakeCustomer) customer = {0};

	if (!strchr(value, '\t'))
		return NULL;
	intake_customer_read(form, &customer);
	return dup_marks(&customer);
}

/* The field shows the masked name alone; the marks stand behind it. */
void
intake_customer_picked(Form *form)
{
	g_autofree char *value = g_strdup(form_value(form, "customer"));
	g_auto(IntakeCustomer) customer = {0};
	g_autofree char *name = NULL;

	if (!strchr(value, '\t'))
		return;
	intake_customer_read(form, &customer);
	name = text_dup_mask_name(customer.name);
	form_set_picked(form, "customer", value, *name ? name : _("not named"));
}

/* ---- the same once more ---- */

static char *
dup_query(const Form *form, const IntakeCustomer *customer, const TaxonomyEntry *category)
{
	int32_t from = day_of_us(app_now_us(form_app(form)), app_zone(form_app(form))) - 30;
	char day[11];

	day_format_iso(from, day);
	if (*customer->tail)
		return g_strdup_printf("acct:%s business:%s reason:%s received:>=%s",
			customer->tail, category->business, category->reason, day);
	if (*customer->phone)
		return g_strdup_printf("phone:%s business:%s reason:%s received:>=%s",
			customer->phone, category->business, category->reason, day);
	return g_strdup_printf("business:%s reason:%s received:>=%s limit:200",
		category->business, category->reason, day);
}

static bool
is_customer(const QueueRow *row, const IntakeCustomer *customer)
{
	bool same = *customer->name || *customer->phone || *customer->tail;

	same = same && (!*customer->name || strcmp(row->complainant, customer->name) == 0);
	same = same && (!*customer->phone || strcmp(row->phone, customer->phone) == 0);
	return same && (!*customer->tail || strcmp(row->account_tail, customer->tail) == 0);
}

char *
intake_dup_duplicate(const Form *form)
{
	g_auto(IntakeCustomer) customer = {0};
	const TaxonomyEntry *category = taxonomy_get(desk_taxonomy(form_desk(form)),
		TAXONOMY_CATEGORY, form_value(form, "category"));
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *query = NULL;

	intake_customer_read(form, &customer);
	if (!category)
		return NULL;
	query = dup_query(form, &customer, category);
	rows = desk_queue(form_desk(form), &(QueueWindow){.query = query, .max = 50}, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		const QueueRow *row = rows->pdata[i];
		g_autofree char *day = NULL;

		if (!is_customer(row, &customer))
			continue;
		day = day_dup_text(day_of_us(row->received_us, app_zone(form_app(form))));
		return g_strdup_printf(
			_("Same customer and category within 30 days: %1$s, received %2$s."),
			row->number, day);
	}
	return NULL;
}
