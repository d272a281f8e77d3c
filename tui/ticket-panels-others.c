/*
 * What others owe a complaint, as lines of its page: requests to other
 * departments, and what it goes on in or what goes on in it. See
 * tui/ticket-panels.h.
 */
#include "config.h"

#include "tui/ticket-panels.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-request.h"
#include "core/words.h"
#include "tui/when.h"

/* ---- requests ---- */

static const char *
state_words(const TicketRequest *request)
{
	return request->state == REQUEST_ANSWERED ? _("answered") : _("taken back");
}

static char *
dup_request(const TicketModel *model, const TicketRequest *request)
{
	g_autofree char *question = ticket_model_dup_prose(model, request->question);
	g_autofree char *person = ticket_model_dup_prose(model, request->person);
	g_autofree char *left = request->state == REQUEST_OPEN
					? desk_request_dup_left(model->look.desk, request->due)
					: g_strdup(state_words(request));
	GString *text = g_string_new(taxonomy_label(desk_taxonomy(model->look.desk),
		TAXONOMY_DEPARTMENT, request->department, model->look.chinese));

	if (*person)
		g_string_append_printf(text, ", %s", person);
	g_string_append_c(text, ' ');
	/* Day and how many working days are left, or what became of the request. */
	g_string_append_printf(text, _(" by %1$s (%2$s)"), request->due, left);
	if (request->chased)
		g_string_append_printf(text,
			ngettext("  reminded %d time", "  reminded %d times",
				(int)request->chased),
			(int)request->chased);
	g_string_append_printf(text, ": %s", question);
	return g_string_free(text, FALSE);
}

static Role
request_role(const TicketModel *model, const TicketRequest *request)
{
	bool calendar_days;
	int left;

	if (request->state != REQUEST_OPEN)
		return ROLE_DEFAULT;
	left = desk_request_left(model->look.desk, request->due, &calendar_days);
	return when_role(left < 0 ? WHEN_OVERDUE : left == 0 ? WHEN_TODAY : WHEN_LATER);
}

void
ticket_panel_requests(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *requests = model->ticket->requests;

	for (guint i = 0; i < requests->len; i++) {
		const TicketRequest *request = requests->pdata[i];
		g_autofree char *line = dup_request(model, request);
		g_autofree char *answer = ticket_model_dup_prose(model, request->answer);

		ticket_page_entry(
			page, 10, i ? "" : _("Asked"), line, request_role(model, request));
		if (*answer) {
			g_autofree char *answered = g_strdup_printf("-> %s", answer);

			ticket_page_entry(page, 10, "", answered, ROLE_DEFAULT);
		}
	}
}

/* ---- merging ---- */

static char *
dup_source(const TicketModel *model, const MergedRow *row)
{
	g_autofree char *day = NULL;
	bool waits = row->state < TICKET_STATE_TOLD && !row->told_us;

	if (!waits || row->due_us == INT64_MAX)
		return g_strdup_printf("%s  %s", row->number, words_state(row->state));
	day = when_dup_day(row->due_us, model->look.now_us, model->look.zone);
	return g_strdup_printf(
		_("%1$s  %2$s, own reply due %3$s"), row->number, words_state(row->state), day);
}

void
ticket_panel_merging(TicketPage *page, const TicketModel *model)
{
	if (model->target) {
		g_autofree char *line =
			g_strdup_printf(_("%1$s  %2$s; here the own date and reply stay"),
				model->target->number, words_state(model->target->state));

		ticket_page_field(page, _("Goes on in"), line, ROLE_LINK);
	}
	for (guint i = 0; model->sources && i < model->sources->len; i++) {
		g_autofree char *line = dup_source(model, model->sources->pdata[i]);

		ticket_page_field(page, i ? "" : _("Merged"), line, ROLE_LINK);
	}
}

/* ---- histories together ---- */

/* Nobody's look at the other complaint is logged here, so what names its customer stays masked,
 * whoever looks. */
static void
join_history(TicketModel *model, const char *id)
{
	g_autoptr(GPtrArray) history = NULL;
	TicketModel other = {.look = model->look};

	if (strcmp(id, model->ticket->id) == 0)
		return;
	other.ticket = desk_ticket_and_history(model->look.desk, id, &history, NULL);
	for (guint i = 0; other.ticket && i < history->len; i++) {
		HistoryLine *line = history->pdata[i];
		g_autofree char *prose = ticket_model_dup_prose(&other, line->text);

		g_free(line->text);
		line->text = g_strdup_printf("[%s] %s", other.ticket->number, prose);
	}
	while (other.ticket && history->len > 0)
		g_ptr_array_add(
			model->history, g_ptr_array_steal_index(history, history->len - 1));
	ticket_free(other.ticket);
}

static int
compare_lines(const void *a, const void *b)
{
	const HistoryLine *left = *(const HistoryLine *const *)a;
	const HistoryLine *right = *(const HistoryLine *const *)b;

	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return strcmp(left->event, right->event);
}

void
ticket_model_join_histories(TicketModel *model)
{
	const char *root = model->target ? model->target->id : model->ticket->id;
	g_autoptr(GPtrArray) sources = desk_merge_sources(model->look.desk, root, NULL);

	if (!model->history || !sources)
		return;
	join_history(model, root);
	for (guint i = 0; i < sources->len; i++)
		join_history(model, ((const MergedRow *)sources->pdata[i])->id);
	g_ptr_array_sort(model->history, compare_lines);
}
