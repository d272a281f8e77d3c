/* What others owe a complaint, from the command line: requests to other departments, merging,
 * the hand-over of a shift. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-merge.h"
#include "core/desk-request.h"
#include "core/desk-shift.h"
#include "core/export.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"
#include "tui/shift-lines.h"
#include "tui/ticket-panels.h"
#include "tui/when.h"

static const CliChoice ways[] = {{"phone", NULL}, {"in_person", NULL}, {"letter", NULL},
	{"email", NULL}, {"sms", NULL}, {"message", NULL}, {NULL, NULL}};
static const CliChoice doings[] = {
	{"make", NULL}, {"chase", NULL}, {"answer", NULL}, {"cancel", NULL}, {NULL, NULL}};
static const CliChoice shift_doings[] = {
	{"show", NULL}, {"hand", NULL}, {"accept", NULL}, {NULL, NULL}};

/* ---- requests ---- */

#define LIST_MAX 500

static void
write_request_json(Cli *cli, const RequestRow *row)
{
	bool calendar_days;
	int left = desk_request_left(cli->desk, row->due, &calendar_days);
	g_autofree char *days = g_strdup_printf("%d", left);
	g_autofree char *chased = g_strdup_printf("%d", (int)row->chased);

	export_fields_json(cli->out, "id", row->id, "number", row->number, "department",
		row->department, "due", row->due, "days_left", days, "days",
		calendar_days ? "calendar" : "working", "chased", chased, NULL);
}

static void
say_request(Cli *cli, const RequestRow *row)
{
	static const unsigned widths[] = {14, 12, 24, 24, 0};
	g_autofree char *left = desk_request_dup_left(cli->desk, row->due);
	g_autofree char *chased =
		row->chased ? g_strdup_printf(ngettext("reminded %d time", "reminded %d times",
						      (int)row->chased),
				      (int)row->chased)
			    : g_strdup("");
	const char *cells[] = {row->number, row->due, left,
		taxonomy_label(desk_taxonomy(cli->desk), TAXONOMY_DEPARTMENT, row->department,
			when_in_chinese()),
		chased};

	cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

static int
list_requests(Cli *cli)
{
	RequestWindow window = {.max = LIST_MAX};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = desk_requests(cli->desk, &window, &error);

	if (!rows)
		return cli_fail_error(cli, error);
	for (guint i = 0; i < rows->len; i++)
		if (cli->json)
			write_request_json(cli, rows->pdata[i]);
		else
			say_request(cli, rows->pdata[i]);
	if (!cli->json && !rows->len)
		cli_note(cli, "%s", _("No department is asked for anything."));
	return rows->len ? CLI_FOUND : CLI_NONE;
}

static int
make_request(Cli *cli, const Ticket *ticket)
{
	const TaxonomyEntry *department =
		cli_word(cli, 2) ? cli_taxonomy(cli, TAXONOMY_DEPARTMENT, cli_word(cli, 2))
				 : NULL;
	g_autofree char *question = cli_dup_words(cli, 4), *done = NULL, *left = NULL;
	DateInput date;
	char due[11];
	Act *act;

	if (!cli_word(cli, 3) || !question)
		return cli_fail(cli, _("Name department, day and question. Example: amends %s"),
			cli->command->example);
	if (!department || !cli_date(cli, cli_word(cli, 3), DATE_DIRECTION_FUTURE, &date))
		return CLI_ERROR;
	day_format_iso(date.day, due);
	act = desk_act(cli->desk);
	act_add(act, EVENT_REQUEST_MADE, ticket->id);
	act_text(act, "department", department->id);
	act_text(act, "question", question);
	act_text(act, "due", due);
	act_text(act, "person", cli_option(cli, "person"));
	left = desk_request_dup_left(cli->desk, due);
	done = g_strdup_printf(_("asked; answer by %1$s, %2$s."), due, left);
	return cli_submit(cli, act, done);
}

/* The open request at place `n` among the open ones, which may be left out where there is one.
 */
static const TicketRequest *
open_request(Cli *cli, const Ticket *ticket, int64_t n)
{
	const TicketRequest *found = NULL;
	int64_t open = 0;

	for (guint i = 0; i < ticket->requests->len; i++) {
		const TicketRequest *request = ticket->requests->pdata[i];

		if (request->state != REQUEST_OPEN)
			continue;
		open++;
		if (open == n || (n == 0 && !found))
			found = request;
	}
	if (n == 0 && open > 1)
		found = NULL;
	if (found)
		return found;
	if (open == 0)
		cli_fail(cli, _("No request is open on %s."), ticket->number);
	else
		cli_fail(cli,
			ngettext("Name the open request by its place; there is %d.",
				"Name the open request by its place, 1 to %d.", (int)open),
			(int)open);
	return NULL;
}

static int
change_request(Cli *cli, const Ticket *ticket, const char *doing)
{
	const char *third = cli_word(cli, 2), *how = cli_option(cli, "how");
	bool numbered = third && strspn(third, "0123456789") == strlen(third);
	const TicketRequest *request =
		open_request(cli, ticket, numbered ? g_ascii_strtoll(third, NULL, 10) : 0);
	g_autofree char *text = cli_dup_words(cli, numbered ? 3 : 2);
	bool chase = strcmp(doing, "chase") == 0, answer = strcmp(doing, "answer") == 0;
	Act *act;

	if (!request || !(how = cli_choose(cli, "how", how ? how : "phone", ways)))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	act_add(act,
		chase	 ? EVENT_REQUEST_CHASED
		: answer ? EVENT_REQUEST_ANSWERED
			 : EVENT_REQUEST_CANCELLED,
		ticket->id);
	act_text(act, "request", request->id);
	if (chase)
		act_text(act, "how", how);
	act_text(act, chase || answer ? "text" : "reason", text);
	return cli_submit(cli, act,
		chase	 ? _("reminder saved.")
		: answer ? _("answer saved.")
			 : _("request taken back."));
}

int
cli_run_request(Cli *cli)
{
	g_autoptr(Ticket) ticket = NULL;
	const char *doing;

	if (!cli_word(cli, 0))
		return list_requests(cli);
	ticket = cli_ticket(cli, 0);
	if (!ticket)
		return CLI_ERROR;
	doing = cli_choose(cli, _("act"), cli_word(cli, 1) ? cli_word(cli, 1) : "", doings);
	if (!doing)
		return CLI_ERROR;
	return strcmp(doing, "make") == 0 ? make_request(cli, ticket)
					  : change_request(cli, ticket, doing);
}

/* ---- merging ---- */

int
cli_run_merge(Cli *cli)
{
	g_autoptr(Ticket) source = cli_ticket(cli, 0);
	g_autoptr(Ticket) into = source ? cli_ticket(cli, 1) : NULL;
	g_autofree char *reason = cli_dup_words(cli, 2), *done = NULL;

	if (!into)
		return CLI_ERROR;
	done = g_strdup_printf(_("goes on in %s; its own date and reply stay."), into->number);
	return cli_submit(cli, desk_merge_act(cli->desk, source, into, reason), done);
}

int
cli_run_unmerge(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 0);
	g_autofree char *reason = cli_dup_words(cli, 1);
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	if (!ticket->merged_into[0])
		return cli_fail(
			cli, _("%s is not merged into another complaint."), ticket->number);
	act = desk_act(cli->desk);
	act_add(act, EVENT_TICKET_UNMERGED, ticket->id);
	act_text(act, "into", ticket->merged_into);
	act_text(act, "reason", reason);
	return cli_submit(cli, act, _("stands by itself again."));
}

/* ---- shift ---- */

/* In the order of ShiftPart; words of the JSON. */
static const char *const part_names[N_SHIFT_PARTS] = {
	"complaint", "promise", "request", "extension", "customer", "timer", "draft"};

static void
say_item(Cli *cli, const ShiftItem *item)
{
	static const unsigned widths[] = {2, 14, 34, 0};
	g_autofree char *when = shift_item_dup_when(item, cli->desk, false);
	g_autofree char *what = shift_item_dup_what(item, cli->desk);
	const char *cells[] = {"", item->number, when, what};

	cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

static void
say_items(Cli *cli, const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const ShiftItem *item = items->pdata[i];

		if (i == 0 || ((const ShiftItem *)items->pdata[i - 1])->part != item->part)
			cli_say(cli, "%s\n", shift_part_words(item->part));
		say_item(cli, item);
	}
}

static void
write_item_json(Cli *cli, const ShiftItem *item)
{
	g_autofree char *what = shift_item_dup_what(item, cli->desk);
	g_autofree char *when = shift_item_dup_when(item, cli->desk, false);

	export_fields_json(cli->out, "part", part_names[item->part], "number", item->number,
		"when", item->day[0] ? item->day : when, "what", what, NULL);
}

static GPtrArray *
waiting_shifts(Cli *cli)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *shifts = desk_shifts_to(cli->desk, desk_person(cli->desk)->id, &error);

	if (!shifts)
		cli_fail_error(cli, error);
	return shifts;
}

static void
say_handed(Cli *cli, const GPtrArray *shifts)
{
	for (guint i = 0; i < shifts->len; i++) {
		const ShiftHanded *shift = shifts->pdata[i];
		const Person *from = desk_person_by_id(cli->desk, shift->from);
		g_autoptr(GPtrArray) items = desk_shift_items(cli->desk, shift, NULL);
		g_autofree char *prose = ticket_dup_masked_prose(shift->text);

		cli_say(cli, _("%1$u  handed to you by %2$s: %3$s\n"), i + 1,
			from ? from->name : "?", prose);
		for (guint j = 0; items && j < items->len; j++)
			say_item(cli, items->pdata[j]);
	}
}

static int
show_shift(Cli *cli)
{
	const Person *person = cli_word(cli, 1) ? cli_find_staff(cli, cli_word(cli, 1))
						: desk_person(cli->desk);
	g_autoptr(GPtrArray) items = NULL, shifts = NULL;
	g_autoptr(GError) error = NULL;

	if (!person)
		return CLI_ERROR;
	items = desk_shift(cli->desk, person->id, &error);
	if (!items)
		return cli_fail_error(cli, error);
	if (cli->json) {
		for (guint i = 0; i < items->len; i++)
			write_item_json(cli, items->pdata[i]);
		return items->len ? CLI_FOUND : CLI_NONE;
	}
	shifts = waiting_shifts(cli);
	if (shifts && strcmp(person->id, desk_person(cli->desk)->id) == 0)
		say_handed(cli, shifts);
	say_items(cli, items);
	if (!items->len)
		cli_note(cli, "%s", _("There is nothing to hand over."));
	return items->len || (shifts && shifts->len) ? CLI_FOUND : CLI_NONE;
}

static int
hand_shift(Cli *cli)
{
	const Person *me = desk_person(cli->desk);
	const Person *to = cli_word(cli, 1) ? cli_find_staff(cli, cli_word(cli, 1)) : NULL;
	g_autofree char *text = cli_dup_words(cli, 2), *done = NULL;
	g_autoptr(GPtrArray) items = NULL, ask = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *numbers = cli_options(cli, "ask");
	g_autoptr(GError) error = NULL;
	ShiftHand hand;

	if (!cli_word(cli, 1))
		return cli_fail(cli, _("To whom? Example: amends %s"), cli->command->example);
	items = to ? desk_shift(cli->desk, me->id, &error) : NULL;
	if (!items)
		return to ? cli_fail_error(cli, error) : CLI_ERROR;
	for (guint i = 0; numbers && i < numbers->len; i++) {
		g_autoptr(Ticket) ticket = desk_ticket(cli->desk, numbers->pdata[i], &error);

		if (!ticket)
			return cli_fail_error(cli, error);
		g_ptr_array_add(ask, g_strdup(ticket->id));
	}
	g_ptr_array_add(ask, NULL);
	hand = (ShiftHand){.from = me->id,
		.to = to->id,
		.text = text,
		.items = items,
		.ask = (const char *const *)ask->pdata};
	done = g_strdup_printf(_("shift handed to %s, who accepts it."), to->name);
	return cli_submit(cli, desk_shift_hand_act(cli->desk, &hand), done);
}

static int
accept_shift(Cli *cli)
{
	g_autoptr(GPtrArray) shifts = waiting_shifts(cli);
	int64_t n = cli_word(cli, 1) ? g_ascii_strtoll(cli_word(cli, 1), NULL, 10) : 1;

	if (!shifts)
		return CLI_ERROR;
	if (!shifts->len) {
		cli_note(cli, "%s", _("No shift is handed to you."));
		return CLI_NONE;
	}
	if (n < 1 || n > (int64_t)shifts->len || (shifts->len > 1 && !cli_word(cli, 1)))
		return cli_fail(cli,
			_("Name the shift by its place, 1 to %u; amends shift show lists "
			  "them."),
			shifts->len);
	return cli_submit(cli,
		desk_shift_accept_act(
			cli->desk, ((const ShiftHanded *)shifts->pdata[n - 1])->id),
		_("shift accepted; each complaint stays with its owner."));
}

int
cli_run_shift(Cli *cli)
{
	const char *doing = cli_choose(
		cli, _("act"), cli_word(cli, 0) ? cli_word(cli, 0) : "show", shift_doings);

	if (!doing)
		return CLI_ERROR;
	if (strcmp(doing, "hand") == 0)
		return hand_shift(cli);
	return strcmp(doing, "accept") == 0 ? accept_shift(cli) : show_shift(cli);
}
