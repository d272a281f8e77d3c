/*
 * The preview: see tui/queue-preview.h.
 */
#include "config.h"

#include "tui/queue-preview.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/mask.h"
#include "tui/when.h"

/* A look, not the page: what is drawn here is sent at every rest. */
#define TEXT_LINES    5
#define HISTORY_LINES 3

void
queue_preview_clear(QueuePreview *preview)
{
	ticket_model_clear(&preview->model);
	g_clear_pointer(&preview->drawn, canvas_free);
}

void
queue_preview_read(QueuePreview *preview, const QueueLook *look, const char *id)
{
	queue_preview_clear(preview);
	preview->model.look = *look;
	if (*id)
		ticket_model_read(&preview->model, look->desk, id, NULL);
}

static char *
dup_customer(const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *name = ticket_model_dup_name(model, ticket->complainant);
	g_autofree char *phone = ticket_model_dup_phone(model, ticket->phone);
	g_autofree char *account = ticket_model_dup_account(model, ticket->account_tail);

	return g_strdup_printf("%s  %s  %s", *name ? name : _("anonymous"), phone, account);
}

/* A title made of the text's beginning is left to the text. */
static bool
has_own_title(const Ticket *ticket)
{
	g_autofree char *title = g_strdup(ticket_title(ticket));

	if (g_str_has_suffix(title, "~"))
		title[strlen(title) - 1] = '\0';
	return !*title || !g_str_has_prefix(ticket->text, title);
}

static TicketPage *
make_page(const TicketModel *model, int cols, const CellRules *rules)
{
	TicketPage *page = ticket_page_new(cols, rules);
	g_autofree char *title = NULL, *customer = NULL, *state = NULL;

	title = ticket_model_dup_prose(model, ticket_title(model->ticket));
	customer = dup_customer(model);
	state = ticket_model_dup_state(model);
	ticket_page_heading(page, model->ticket->number);
	if (has_own_title(model->ticket))
		ticket_page_text(page, 0, title, ROLE_DEFAULT);
	ticket_page_cut(page, 3);
	ticket_page_text(page, 0, customer, ROLE_DEFAULT);
	ticket_page_text(page, 0, state, ROLE_DEFAULT);
	ticket_panel_clock(page, model);
	ticket_panel_conflicts(page, model);
	ticket_page_heading(page, _("What happened"));
	ticket_panel_text(page, model, TEXT_LINES);
	ticket_panel_claims(page, model);
	ticket_panel_promises(page, model);
	ticket_panel_time(page, model);
	ticket_page_heading(page, _("History (newest first)"));
	ticket_panel_history(page, model, HISTORY_LINES);
	return page;
}

/* At the foot, where it stays from one complaint to the next and need not be sent again.
 * Returns how many rows are left above. */
static int
draw_closing(const TicketModel *model, Canvas *canvas, Rect rect)
{
	TicketPage *page = ticket_page_new(rect.cols, canvas_rules(canvas));
	int left;

	ticket_page_heading(page, _("To close"));
	ticket_panel_closing(page, model);
	left = MAX(rect.rows - ticket_page_lines(page), rect.rows / 2);
	ticket_page_draw(
		page, canvas, (Rect){left, rect.col, rect.rows - left, rect.cols}, 0, NULL);
	ticket_page_free(page);
	return left;
}

void
queue_preview_layout_pane(QueuePreview *preview, Rect rect, const CellRules *rules)
{
	TicketPage *page;
	Rect above;

	canvas_free(preview->drawn);
	preview->drawn = canvas_new(rect.rows, rect.cols, rules);
	if (!preview->model.ticket)
		return;
	above = canvas_rect(preview->drawn);
	if (ticket_is_open(preview->model.ticket))
		above.rows = draw_closing(&preview->model, preview->drawn, above);
	page = make_page(&preview->model, rect.cols, rules);
	ticket_page_draw(page, preview->drawn, above, 0, NULL);
	ticket_page_free(page);
}

/* The newest thing in one line: "05-20 13:48  Wang  note  called product desk". */
static char *
dup_newest(const TicketModel *model)
{
	const GPtrArray *history = model->history;
	const HistoryLine *line = NULL;
	g_autofree char *at = NULL, *prose = NULL;

	for (guint i = history ? history->len : 0; i > 0 && !line; i--)
		if (ticket_model_shows_line(model, history->pdata[i - 1]))
			line = history->pdata[i - 1];
	if (!line)
		return g_strdup("");
	at = when_dup_moment(line->at_us, model->look.now_us, model->look.zone);
	prose = ticket_model_dup_prose(model, line->text);
	return g_strdup_printf("%s  %s  %s  %s", at, line->who, line->kind, prose);
}

static void
draw_heading(Canvas *canvas, Rect rect, const char *text)
{
	g_autofree char *clean = mask_dup(text, MASK_NONE);
	g_autofree char *line = g_strdup_printf("-- %s ", clean);
	int col = canvas_put(canvas, rect.row, rect.col, line, ROLE_HEADING);

	for (; col < rect.col + rect.cols; col++)
		canvas_put(canvas, rect.row, col, "-", ROLE_BORDER);
}

static void
draw_below(const TicketModel *model, Canvas *canvas, Rect rect)
{
	g_autofree char *customer = NULL, *heading = NULL, *text = NULL, *newest = NULL;
	Rect line = {rect.row + 1, rect.col + 1, 1, rect.cols - 2};

	if (!model->ticket) {
		draw_heading(canvas, rect, "");
		return;
	}
	customer = dup_customer(model);
	heading = g_strdup_printf("%s %s", model->ticket->number, customer);
	text = ticket_model_dup_prose(model, model->ticket->text);
	newest = dup_newest(model);
	draw_heading(canvas, rect, heading);
	mask_put_field(canvas, line, text, MASK_NONE, ROLE_DEFAULT);
	line.row++;
	mask_put_field(canvas, line, newest, MASK_NONE, ROLE_DEFAULT);
}

void
queue_preview_layout_below(QueuePreview *preview, Rect rect, const CellRules *rules)
{
	canvas_free(preview->drawn);
	preview->drawn = canvas_new(rect.rows, rect.cols, rules);
	draw_below(&preview->model, preview->drawn, canvas_rect(preview->drawn));
}

void
queue_preview_draw(const QueuePreview *preview, Canvas *canvas, Rect rect)
{
	if (preview->drawn && canvas_rows(preview->drawn) == rect.rows &&
		canvas_cols(preview->drawn) == rect.cols)
		canvas_lay(canvas, rect, canvas_cell(preview->drawn, 0, 0));
}
