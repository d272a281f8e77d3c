/* See tui/view-receipt.h. Words are made on refresh and wrapped when drawn. */
#include "config.h"

#include "tui/view-receipt.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-close.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/form-intake.h"
#include "tui/form-on-spot.h"
#include "tui/print.h"
#include "tui/ticket-forms-private.h"

#define BOX_COLS 72

typedef struct ReceiptView {
	View view;
	char id[UUID_LEN];
	Ticket *ticket;	   /* NULL if it cannot be read any more */
	char *facts, *few; /* in full, and what fits on the smallest screen */
} ReceiptView;

/* ---- words ---- */

static char *
dup_title(const View *view)
{
	const ReceiptView *receipt = (const ReceiptView *)view;

	return receipt->ticket ? g_strdup_printf(_("Filed %s"), receipt->ticket->number) : NULL;
}

static void
add_line(GString *text, const char *label, const char *value)
{
	if (value && *value)
		g_string_append_printf(text, "%s%s  %s", text->len ? "\n" : "", label, value);
}

static char *
dup_first_line(const ReceiptView *receipt, bool whole)
{
	const Ticket *ticket = receipt->ticket;
	const TaxonomySet *set = desk_taxonomy(view_desk(&receipt->view));
	g_autofree char *name = text_dup_mask_name(ticket->complainant);
	bool zh = words_is_chinese();

	if (!whole)
		return g_strdup_printf(
			"%s   %s", ticket->number, *name ? name : _("not named"));
	return g_strdup_printf("%s   %s   %s > %s", ticket->number,
		*name ? name : _("not named"),
		taxonomy_label(set, TAXONOMY_BUSINESS, ticket->business, zh),
		taxonomy_label(set, TAXONOMY_REASON, ticket->reason, zh));
}

static void
add_dates(const ReceiptView *receipt, GString *text)
{
	const Ticket *ticket = receipt->ticket;
	Desk *desk = view_desk(&receipt->view);
	const Policy *policy =
		policy_set_find(desk_policies(desk), ticket->policy, ticket->policy_version);
	g_autofree char *day = NULL, *more = NULL;

	if (ticket->due_us == INT64_MAX)
		return;
	day = paper_dup_day(ticket->due_us, desk_zone(desk));
	add_line(text, _("Answer by"), day);
	if (policy && policy->n_rungs >= 2)
		more = g_strdup_printf(
			_("A complex case may take %1$d or %2$d days; the customer "
			  "will be told."),
			policy->rungs[0].total, policy->rungs[1].total);
	if (more)
		g_string_append_printf(text, "\n%s", more);
}

static const char *
state_words(const Ticket *ticket)
{
	if (ticket->state == TICKET_STATE_CLOSED)
		return _("Settled on the spot and saved on this machine.");
	if (ticket->state == TICKET_STATE_VOID)
		return _("Voided, logged by mistake; it stays in the history.");
	if (ticket->receipt_given)
		return _("Saved on this machine. The receipt is given.");
	return _("Saved on this machine. The receipt is not given yet.");
}

static char *
dup_facts(const ReceiptView *receipt, bool whole)
{
	GString *text = g_string_new(NULL);
	g_autofree char *first = dup_first_line(receipt, whole);

	g_string_append(text, first);
	if (whole) {
		g_string_append_printf(text, "\n\n%s", _("Tell the customer:"));
		add_line(text, _("Reference"), receipt->ticket->number);
	}
	add_dates(receipt, text);
	add_line(text, _("Questions"), print_branch_phone(receipt->view.app));
	g_string_append_printf(
		text, "%s%s", whole ? "\n\n" : "\n", state_words(receipt->ticket));
	return g_string_free(text, FALSE);
}

/* What each key does: in a few words, and in one. */
static const char *const options[][3] = {
	{"1", N_("print the receipt"), N_("print")},
	{"2", N_("record to be signed"), N_("to sign")},
	{"3", N_("add a note"), N_("note")},
	{"4", N_("settle on the spot"), N_("on the spot")},
	{"5", N_("void it (logged by mistake)"), N_("void")},
	{"F2", N_("next customer"), N_("next customer")},
};

/* ---- reading ---- */

static void
forget(ReceiptView *receipt)
{
	g_clear_pointer(&receipt->ticket, ticket_free);
	g_clear_pointer(&receipt->facts, g_free);
	g_clear_pointer(&receipt->few, g_free);
}

static void
receipt_refresh(View *view)
{
	ReceiptView *receipt = (ReceiptView *)view;
	g_autoptr(GError) error = NULL;

	forget(receipt);
	receipt->ticket = desk_ticket_for_receipt(view_desk(view), receipt->id, &error);
	receipt->facts = receipt->ticket ? dup_facts(receipt, true) : g_strdup(error->message);
	receipt->few = receipt->ticket ? dup_facts(receipt, false) : g_strdup(error->message);
}

/* ---- drawing ---- */

/* Key and words stay on one line; returns how many lines. `brief`: one word each. */
static int
put_options(Canvas *canvas, const CellRules *rules, Rect rect, bool brief)
{
	int row = rect.row, col = rect.col;

	for (unsigned i = 0; i < G_N_ELEMENTS(options); i++) {
		const char *words = _(options[i][brief ? 2 : 1]);
		int cols = (int)(strlen(options[i][0]) + 1 + cells_width(rules, words));

		if (col > rect.col && col + cols > rect.col + rect.cols) {
			row++;
			col = rect.col;
		}
		if (canvas) {
			int at = canvas_put(canvas, row, col, options[i][0], ROLE_HINT_KEY);

			canvas_put(canvas, row, at + 1, words, ROLE_DEFAULT);
		}
		col += cols + (brief ? 2 : 3);
	}
	return row - rect.row + 1;
}

static void
receipt_draw(const View *view, Canvas *canvas, Rect rect)
{
	const ReceiptView *receipt = (const ReceiptView *)view;
	const CellRules *rules = app_rules(view->app);
	int cols = MIN(rect.cols, BOX_COLS);
	Rect text = {0, 0, 99, cols - 4};
	int facts = mask_put_wrapped(NULL, rules, text, receipt->facts, 0);
	int rows = facts + 1 + put_options(NULL, rules, text, false) + 2;
	bool box = rect.rows >= rows;
	int lines = put_options(NULL, rules, text, !box);
	Rect frame = {rect.row + (box ? (rect.rows - rows) / 3 : 0),
		rect.col + (rect.cols - cols) / 2, box ? rows : rect.rows, cols};

	if (box)
		canvas_box(canvas, frame, _("Complaint filed"), ROLE_BORDER);
	text = (Rect){frame.row + box, frame.col + 2, frame.rows - 2 * box - lines, cols - 4};
	mask_put_wrapped(canvas, NULL, text, box ? receipt->facts : receipt->few, 0);
	text.row += text.rows;
	put_options(canvas, rules, text, !box);
	canvas_set_cursor(canvas, text.row, text.col, false);
}

static int
receipt_hints(const View *view, Hint *ret, int max)
{
	const Hint hints[] = {{VERB_NONE, "F2", _("next customer")},
		{VERB_NONE, "1", _("print")}, {VERB_NONE, "4", _("on the spot")},
		{VERB_NONE, "2", _("to sign")}, {VERB_NONE, "3", _("note")},
		{VERB_NONE, "5", _("void")}, {VERB_NONE, "Esc", _("home")}};
	int n = MIN(max, (int)G_N_ELEMENTS(hints));

	memcpy(ret, hints, sizeof hints[0] * (size_t)n);
	return n;
}

static bool
receipt_subject(const View *view, VerbSubject *ret)
{
	const ReceiptView *receipt = (const ReceiptView *)view;

	if (!receipt->ticket)
		return false;
	verb_subject_from_ticket(ret, receipt->ticket);
	return true;
}

/* ---- what the digits do ---- */

/* The complaint's own form, over this view. */
static void
open_form(ReceiptView *receipt, TicketVerbFunc open)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = desk_ticket(view_desk(&receipt->view), receipt->id, &error);

	if (ticket)
		open(receipt->view.app, &receipt->view, ticket);
	else
		app_say_error(receipt->view.app, "%s", error->message);
}

static void
ask_void(ReceiptView *receipt)
{
	if (receipt->ticket->receipt_given) {
		app_say(receipt->view.app, "%s",
			_("The receipt has been given: only the customer can withdraw it "
			  "now."));
		return;
	}
	open_form(receipt, ticket_void);
}

static void
next_customer(ReceiptView *receipt)
{
	App *app = receipt->view.app;

	app_pop(app, &receipt->view);
	intake_open(app);
}

static bool
run_digit(ReceiptView *receipt, gunichar digit)
{
	App *app = receipt->view.app;

	if (digit < '1' || digit > '5')
		return false;
	if (!receipt->ticket || !ticket_is_open(receipt->ticket)) {
		if (receipt->ticket && receipt->ticket->state == TICKET_STATE_CLOSED &&
			digit <= '2')
			print_paper(app, receipt->id, PAPER_CLOSING);
		else
			app_say(app, "%s", _("This complaint is finished. F2: next customer."));
		return true;
	}
	if (digit <= '2')
		print_paper(
			app, receipt->id, digit == '1' ? PAPER_REGISTRATION : PAPER_SIGNATURE);
	else if (digit == '3')
		open_form(receipt, ticket_note);
	else if (digit == '4')
		on_spot_open(app, receipt->ticket);
	else
		ask_void(receipt);
	return true;
}

static bool
receipt_key(View *view, const Key *typed)
{
	ReceiptView *receipt = (ReceiptView *)view;
	Key key = key_to_command(typed);

	if (key.code == KEY_F1 + 1) {
		next_customer(receipt);
		return true;
	}
	if (key.code == KEY_ESC) {
		app_pop(view->app, view);
		return true;
	}
	return key.code == KEY_CHAR && !key.mods && run_digit(receipt, key.ch);
}

static void
receipt_free(View *view)
{
	forget((ReceiptView *)view);
	g_free(view);
}

static const ViewOps receipt_ops = {
	.name = "receipt",
	.context = IN_PAGE,
	.dup_title = dup_title,
	.refresh = receipt_refresh,
	.draw = receipt_draw,
	.key = receipt_key,
	.subject = receipt_subject,
	.hints = receipt_hints,
	.free = receipt_free,
};

void
receipt_open(App *app, const char *ticket_id)
{
	ReceiptView *receipt = g_new0(ReceiptView, 1);

	view_init(&receipt->view, &receipt_ops, app);
	g_strlcpy(receipt->id, ticket_id, UUID_LEN);
	receipt_refresh(&receipt->view);
	app_push(app, &receipt->view);
}
