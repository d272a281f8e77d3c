/*
 * What was read for one look at a complaint, and what of it may be shown: see
 * tui/ticket-panels.h.
 */
#include "config.h"

#include "tui/ticket-panels.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "core/words.h"
#include "tui/mask.h"
#include "tui/when.h"

#define BAR_COLS 16

bool
ticket_model_read(TicketModel *model, Desk *desk, const char *id, GError **error)
{
	GPtrArray *history = NULL;
	Ticket *ticket = desk_ticket_and_history(desk, id, &history, error);
	const TimeEntry *running = desk_running(desk);
	const Person *person = desk_person(desk);

	if (!ticket)
		return false;
	ticket_model_clear(model);
	model->ticket = ticket;
	model->history = history;
	model->sources = desk_merge_sources(desk, ticket->id, NULL);
	model->target = desk_merge_target(desk, ticket, NULL);
	if (model->together)
		ticket_model_join_histories(model);
	model->has_clock = desk_clock(desk, ticket, &model->clock);
	model->all_history =
		person && (person->role == STAFF_AUDITOR || person->role == STAFF_COMPLIANCE);
	model->time_us = desk_ticket_time_us(desk, ticket->id);
	model->running_us = running && strcmp(running->ticket, ticket->id) == 0
				    ? desk_running_us(desk, running)
				    : -1;
	return true;
}

void
ticket_model_clear(TicketModel *model)
{
	g_clear_pointer(&model->ticket, ticket_free);
	g_clear_pointer(&model->history, g_ptr_array_unref);
	g_clear_pointer(&model->sources, g_ptr_array_unref);
	g_clear_pointer(&model->target, merged_row_free);
}

bool
ticket_model_shows_line(const TicketModel *model, const HistoryLine *line)
{
	return model->all_history || strcmp(line->kind, words_kind(EVENT_DATA_SEEN)) != 0;
}

static bool
is_digit_run(const char *text, size_t *ret_len)
{
	*ret_len = strspn(text, "0123456789");
	return *ret_len == 11 || (*ret_len >= 15 && *ret_len <= 19);
}

char *
ticket_dup_masked_prose(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p;) {
		size_t len;

		if (is_digit_run(p, &len)) {
			g_autofree char *run = g_strndup(p, len);
			g_autofree char *shown = len == 11 ? text_dup_mask_phone(run)
							   : text_dup_mask_account(run);

			g_string_append(out, shown);
		} else {
			len = MAX(len, 1);
			g_string_append_len(out, p, (gssize)len);
		}
		p += len;
	}
	return g_string_free(out, FALSE);
}

static void
replace_all(GString *text, const char *what, char *with)
{
	g_autofree char *masked = with;

	if (*what && strcmp(what, masked) != 0 && g_utf8_strlen(what, -1) >= 2)
		g_string_replace(text, what, masked, 0);
}

char *
ticket_model_dup_prose(const TicketModel *model, const char *text)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *digits = NULL;
	GString *out;

	if (model->open_names || model->revealed)
		return g_strdup(text);
	out = g_string_new(text);
	replace_all(out, ticket->phone, text_dup_mask_phone(ticket->phone));
	replace_all(out, ticket->callback, text_dup_mask_phone(ticket->callback));
	replace_all(out, ticket->complainant, text_dup_mask_name(ticket->complainant));
	replace_all(out, ticket->agent, text_dup_mask_name(ticket->agent));
	digits = g_string_free(out, FALSE);
	return ticket_dup_masked_prose(digits);
}

char *
ticket_model_dup_name(const TicketModel *model, const char *name)
{
	return model->open_names || model->revealed ? g_strdup(name) : text_dup_mask_name(name);
}

char *
ticket_model_dup_phone(const TicketModel *model, const char *phone)
{
	return model->open_names || model->revealed ? g_strdup(phone)
						    : text_dup_mask_phone(phone);
}

char *
ticket_model_dup_account(const TicketModel *model, const char *account)
{
	return model->revealed ? g_strdup(account) : text_dup_mask_account(account);
}

int64_t
ticket_model_due_us(const TicketModel *model)
{
	const Ticket *ticket = model->ticket;

	return ticket_is_open(ticket) && !ticket->told_us ? ticket->due_us : INT64_MAX;
}

static void
append_flags(GString *text, const Ticket *ticket)
{
	static const struct {
		unsigned flag;
		const char *word;
	} flags[] = {
		{FLAG_VULNERABLE, "vulnerable"},
		{FLAG_MEDIA, "media"},
		{FLAG_REGULATOR, "regulator"},
		{FLAG_AGITATED, "agitated"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++)
		if (ticket->flags & flags[i].flag)
			g_string_append_printf(text, "  [%s]", words_code(flags[i].word));
	if (ticket->restricted)
		g_string_append_printf(text, "  [%s]", _("restricted"));
	if (ticket->newer)
		g_string_append_printf(text, "  [%s]", _("made by a newer version, read only"));
	if (ticket->erased)
		g_string_append_printf(text, "  [%s]", _("personal data erased"));
}

char *
ticket_model_dup_state(const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	const Person *asked =
		*ticket->asked ? desk_person_by_id(model->look.desk, ticket->asked) : NULL;
	g_autofree char *owner = queue_dup_owner(&model->look, ticket->owner, "");
	g_autofree char *category =
		queue_dup_category(&model->look, ticket->business, ticket->reason);
	GString *text = g_string_new(words_state(ticket->state));

	/* Names the owner of a complaint, "-" for nobody. */
	g_string_append_c(text, ' ');
	g_string_append_printf(text, _(" owner %s"), owner);
	if (asked)
		g_string_append_printf(text, _(" (%s is asked)"), asked->name);
	g_string_append_printf(text, "  %s", category);
	if (ticket->level != LEVEL_ORDINARY)
		g_string_append_printf(text, "  [%s]", words_level(ticket->level));
	if (ticket->contact_kind != CONTACT_COMPLAINT)
		g_string_append_printf(
			text, "  [%s]", words_contact_kind(ticket->contact_kind));
	append_flags(text, ticket);
	for (guint i = 0; i < ticket->links->len; i++)
		g_string_append_printf(
			text, "  %s", ((const Link *)ticket->links->pdata[i])->number);
	return g_string_free(text, FALSE);
}

char *
ticket_model_dup_due(const TicketModel *model, bool bar)
{
	const QueueLook *look = &model->look;
	int64_t due_us = ticket_model_due_us(model);
	WhenState state = when_state(due_us, look->now_us, look->zone);
	g_autofree char *day = NULL, *left = NULL, *used_text = NULL;
	char cells[BAR_COLS + 1];
	int total, used, filled;

	if (due_us == INT64_MAX)
		return g_strdup(model->ticket->told_us
					? _("The customer has been told; no answer is due.")
					: _("No answer is due."));
	day = when_dup_day(due_us, look->now_us, look->zone);
	left = when_dup_left(due_us, look->now_us);
	total = model->has_clock ? model->clock.total : 0;
	used = model->has_clock ? model->clock.used : 0;
	total = MAX(total, 1);
	filled = MIN(used * BAR_COLS / total, BAR_COLS);
	memset(cells, '.', BAR_COLS);
	memset(cells, '#', (size_t)filled);
	cells[BAR_COLS] = '\0';
	used_text = g_strdup_printf(state == WHEN_OVERDUE
					    ? _("%1$d of %2$d days used, late by %3$s")
					    : _("%1$d of %2$d days used, %3$s left"),
		used, total, *left == '-' ? left + 1 : left);
	if (!bar)
		return g_strdup_printf(
			_("Due %1$s %2$s  %3$s"), day, when_sign(state), used_text);
	return g_strdup_printf(
		_("Due %1$s %2$s  [%3$s]  %4$s"), day, when_sign(state), cells, used_text);
}
