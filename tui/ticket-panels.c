/*
 * Parts of a complaint as lines of a page: see tui/ticket-panels.h.
 */
#include "config.h"

#include "tui/ticket-panels.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/words.h"
#include "tui/when.h"

static void
put_taken(TicketPage *page, const char *label, char *value)
{
	ticket_page_field(page, label, value, ROLE_DEFAULT);
	g_free(value);
}

/* Two values in one line where both are there. */
static char *
dup_joined(const char *a, const char *b)
{
	if (!a || !*a)
		return g_strdup(b);
	return b && *b ? g_strdup_printf("%s, %s", a, b) : g_strdup(a);
}

static const char *
person_name(const TicketModel *model, const char *id)
{
	const Person *person = *id ? desk_person_by_id(model->look.desk, id) : NULL;

	return person ? person->name : *id ? "?" : "-";
}

static char *
dup_moment(const TicketModel *model, int64_t at_us)
{
	/* An imported row may be without a date. */
	if (at_us == 0)
		return g_strdup("-");
	return when_dup_moment(at_us, model->look.now_us, model->look.zone);
}

static const char *
label_of(const TicketModel *model, TaxonomyFacet facet, const char *id)
{
	return *id ? taxonomy_label(
			     desk_taxonomy(model->look.desk), facet, id, model->look.chinese)
		   : "";
}

/* ---- people ---- */

static void
put_agent(TicketPage *page, const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *agent = ticket_model_dup_name(model, ticket->agent);

	if (*ticket->agent)
		put_taken(page, _("Agent"), dup_joined(agent, words_code(ticket->authority)));
	if (ticket->people > 1)
		put_taken(page, C_("count", "People"),
			g_strdup_printf("%d", (int)ticket->people));
	for (guint i = 0; i < ticket->representatives->len; i++)
		put_taken(page, i ? "" : _("Speakers"),
			ticket_model_dup_name(model, ticket_representative(ticket, i)));
}

static void
put_complained(TicketPage *page, const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *place = dup_joined(ticket->complained_branch,
		label_of(model, TAXONOMY_DEPARTMENT, ticket->complained_department));
	const char *name = *ticket->complained_person_id
				   ? person_name(model, ticket->complained_person_id)
				   : ticket->complained_person;

	put_taken(page, _("About"), dup_joined(place, name));
}

void
ticket_panel_people(TicketPage *page, const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *name = ticket_model_dup_name(model, ticket->complainant);

	ticket_page_field(page, _("Customer"), *name ? name : _("anonymous"), ROLE_DEFAULT);
	put_taken(page, _("Phone"), ticket_model_dup_phone(model, ticket->phone));
	if (strcmp(ticket->callback, ticket->phone) != 0)
		put_taken(
			page, _("Call back"), ticket_model_dup_phone(model, ticket->callback));
	put_taken(page, _("Account"), ticket_model_dup_account(model, ticket->account_tail));
	put_agent(page, model);
	put_complained(page, model);
}

/* ---- facts ---- */

static void
put_outside(TicketPage *page, const Ticket *ticket)
{
	if (*ticket->outside_due)
		put_taken(page, _("Sender"),
			g_strdup_printf(_("%1$s, reply by %2$s"), ticket->outside_ref,
				ticket->outside_due));
	else
		ticket_page_field(page, _("Sender"), ticket->outside_ref, ROLE_DEFAULT);
	ticket_page_field(page, _("Recording"), ticket->recording, ROLE_DEFAULT);
}

void
ticket_panel_facts(TicketPage *page, const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	g_autofree char *category = queue_dup_category(&model->look, ticket->business, "");
	g_autofree char *received = dup_moment(model, ticket->received_us);

	put_taken(page, _("Received"),
		g_strdup_printf(
			_("%1$s by %2$s"), received, person_name(model, ticket->logged_by)));
	put_taken(page, _("Channel"),
		dup_joined(label_of(model, TAXONOMY_CHANNEL, ticket->channel), ticket->branch));
	put_taken(page, _("Category"),
		g_strdup_printf(
			"%s > %s", category, label_of(model, TAXONOMY_REASON, ticket->reason)));
	ticket_page_field(page, _("Class"), words_class(ticket->class), ROLE_DEFAULT);
	ticket_page_field(page, _("Level"), words_level(ticket->level), ROLE_DEFAULT);
	if (ticket->amount_minor)
		put_taken(page, _("Amount"),
			words_dup_money(ticket->amount_minor, ticket->currency));
	put_outside(page, ticket);
	if (*ticket->cause)
		put_taken(page, _("Cause"),
			dup_joined(words_code(ticket->cause), ticket->cause_text));
	if (ticket->reopen_count)
		put_taken(page, _("Reopened"), g_strdup_printf("%u", ticket->reopen_count));
}

/* ---- clock ---- */

/* The next step of the policy's ladder, shown before it is needed. */
static char *
dup_next_rung(const Clock *clock)
{
	const PolicyRung *rung =
		clock->next_rung ? &clock->policy->rungs[clock->next_rung - 1] : NULL;

	if (!rung)
		return NULL;
	if (rung->reason && rung->approvers)
		return g_strdup_printf(_("%d days, needs a reason and approval"), rung->total);
	if (rung->reason)
		return g_strdup_printf(_("%d days, needs a reason"), rung->total);
	return g_strdup_printf(_("%d days"), rung->total);
}

void
ticket_panel_clock(TicketPage *page, const TicketModel *model)
{
	int64_t due_us = ticket_model_due_us(model), now_us = model->look.now_us;
	g_autofree char *line = ticket_model_dup_due(model, false);

	ticket_page_text(
		page, 0, line, when_role(when_state(due_us, now_us, model->look.zone)));
	if (due_us != INT64_MAX && model->has_clock)
		put_taken(page, _("Next step"), dup_next_rung(&model->clock));
	if (model->ticket->told_us) {
		g_autofree char *at = dup_moment(model, model->ticket->told_us);

		put_taken(page, _("Told"), dup_joined(at, words_code(model->ticket->told_how)));
	}
}

/* ---- text ---- */

void
ticket_panel_text(TicketPage *page, const TicketModel *model, int max_lines)
{
	g_autofree char *text = ticket_model_dup_prose(model, model->ticket->text);
	int before = ticket_page_lines(page);

	if (!*text)
		ticket_page_text(page, 0, _("(nothing written)"), ROLE_UNAVAILABLE);
	else
		ticket_page_text(page, 0, text, ROLE_DEFAULT);
	if (max_lines > 0)
		ticket_page_cut(page, before + max_lines);
}

/* ---- claims, promises, redress ---- */

static char *
dup_claim(const TicketModel *model, const Claim *claim)
{
	GString *text = g_string_new(label_of(model, TAXONOMY_CLAIM, claim->kind));

	if (claim->amount_minor) {
		g_autofree char *money = words_dup_money(claim->amount_minor, claim->currency);

		g_string_append_printf(text, "  %s", money);
	}
	if (*claim->text)
		g_string_append_printf(text, "  %s", claim->text);
	if (*claim->reason)
		g_string_append_printf(text, "  (%s)", claim->reason);
	return g_string_free(text, FALSE);
}

void
ticket_panel_claims(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *claims = model->ticket->claims;

	for (guint i = 0; i < claims->len; i++) {
		const Claim *claim = claims->pdata[i];
		g_autofree char *text = dup_claim(model, claim);
		g_autofree char *prose = ticket_model_dup_prose(model, text);
		g_autofree char *line = g_strdup_printf(
			"%u  %s: %s", i + 1, prose, words_claim_outcome(claim->outcome));

		ticket_page_entry(page, 10, i ? "" : _("Wants"), line, ROLE_DEFAULT);
	}
}

void
ticket_panel_promises(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *promises = model->ticket->promises;

	for (guint i = 0; i < promises->len; i++) {
		const Promise *promise = promises->pdata[i];
		bool open = !*promise->result;
		WhenState state =
			open ? when_state(promise->by_us, model->look.now_us, model->look.zone)
			     : WHEN_NEVER;
		g_autofree char *by = dup_moment(model, promise->by_us);
		g_autofree char *what = ticket_model_dup_prose(model, promise->what);
		g_autofree char *line = g_strdup_printf("%s %s  %s%s%s", by, when_sign(state),
			what, open ? "" : ": ", open ? "" : words_code(promise->result));

		ticket_page_entry(page, 10, i ? "" : _("Promised"), line, when_role(state));
	}
}

static char *
dup_redress(const Redress *entry)
{
	g_autofree char *money = words_dup_money(entry->minor, entry->currency);
	GString *text = g_string_new(words_code(entry->kind));

	g_string_append_printf(text, "  %s", money);
	if (*entry->text)
		g_string_append_printf(text, "  %s", entry->text);
	if (entry->reversed)
		g_string_append_printf(text, "  [%s]", _("reversed"));
	else if (*entry->paid)
		g_string_append_printf(
			text, _("  paid %1$s %2$s"), entry->paid, entry->voucher);
	else
		g_string_append_printf(text, "  [%s]", _("not paid yet"));
	return g_string_free(text, FALSE);
}

void
ticket_panel_redress(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *entries = model->ticket->redress;
	int64_t sum = ticket_redress_minor(model->ticket);

	for (guint i = 0; i < entries->len; i++)
		put_taken(page, i ? "" : _("Redress"), dup_redress(entries->pdata[i]));
	if (entries->len > 1 && sum)
		put_taken(page, _("Sum"),
			words_dup_money(sum, ((const Redress *)entries->pdata[0])->currency));
}

/* ---- files, links, conflicts, source ---- */

void
ticket_panel_files(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *files = model->ticket->files;

	for (guint i = 0; i < files->len; i++) {
		const AttachedFile *file = files->pdata[i];
		g_autofree char *size = g_format_size((guint64)file->size);

		put_taken(page, i ? "" : _("Files"),
			g_strdup_printf(
				"%s  %s  SHA-256 %.12s", file->name, size, file->sha256));
	}
}

void
ticket_panel_links(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *links = model->ticket->links;

	for (guint i = 0; i < links->len; i++) {
		const Link *link = links->pdata[i];
		g_autofree char *line =
			g_strdup_printf("%s  %s", link->number, words_code(link->relation));

		ticket_page_field(page, i ? "" : _("Linked"), line, ROLE_LINK);
	}
}

void
ticket_panel_conflicts(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *conflicts = model->ticket->conflicts;

	for (guint i = 0; i < conflicts->len; i++) {
		const Conflict *conflict = conflicts->pdata[i];
		g_autofree char *line = g_strdup_printf(_("%1$s: \"%2$s\" met \"%3$s\""),
			words_field(conflict->field), words_code(conflict->mine),
			words_code(conflict->theirs));

		ticket_page_field(page, i ? "" : _("Conflict"), line, ROLE_FIELD_PROBLEM);
	}
}

void
ticket_panel_source(TicketPage *page, const TicketModel *model)
{
	const GPtrArray *columns = model->ticket->columns;

	for (guint i = 0; i < columns->len; i++) {
		const SourceColumn *column = columns->pdata[i];
		g_autofree char *value = ticket_model_dup_prose(model, column->value);

		ticket_page_entry(page, 22, column->name, value, ROLE_DEFAULT);
	}
}

/* ---- time ---- */

void
ticket_panel_time(TicketPage *page, const TicketModel *model)
{
	if (model->time_us > 0)
		put_taken(page, _("Time"), words_dup_duration(model->time_us));
	if (model->running_us >= 0)
		put_taken(page, _("Running"), words_dup_duration(model->running_us));
}

/* ---- to close ---- */

static void
put_check(TicketPage *page, bool done, const char *what, char *detail)
{
	g_autofree char *line = g_strdup_printf("%s %s%s%s", done ? "[x]" : "[ ]", what,
		detail ? "  " : "", detail ? detail : "");

	ticket_page_text(page, 0, line, ROLE_DEFAULT);
	g_free(detail);
}

static unsigned
count_answered(const Ticket *ticket)
{
	unsigned n = 0;

	for (guint i = 0; i < ticket->claims->len; i++)
		n += ((const Claim *)ticket->claims->pdata[i])->outcome != CLAIM_OPEN;
	return n;
}

static bool
money_is_settled(const Ticket *ticket)
{
	for (guint i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];

		if (!entry->reversed && !*entry->paid)
			return false;
	}
	for (guint i = 0; i < ticket->promises->len; i++)
		if (!*((const Promise *)ticket->promises->pdata[i])->result)
			return false;
	return true;
}

void
ticket_panel_closing(TicketPage *page, const TicketModel *model)
{
	const Ticket *ticket = model->ticket;
	unsigned answered = count_answered(ticket);
	bool asked = *ticket->matter && *ticket->treatment;
	bool agreed = *ticket->agreed;

	put_check(page, ticket->claims->len && answered == ticket->claims->len,
		_("claims answered"), g_strdup_printf("%u/%u", answered, ticket->claims->len));
	put_check(page, *ticket->cause, _("cause named"),
		*ticket->cause ? g_strdup(words_code(ticket->cause)) : NULL);
	put_check(page, ticket->told_us > 0, _("customer told"),
		*ticket->told_how ? g_strdup(words_code(ticket->told_how)) : NULL);
	put_check(page, ticket->rights_read, _("rights read out"), NULL);
	put_check(page, asked, _("matter and treatment asked"), NULL);
	put_check(page, agreed, _("agreement asked"),
		agreed ? g_strdup(words_code(ticket->agreed)) : NULL);
	put_check(page, *ticket->aftercare_day, _("after-care planned"),
		*ticket->aftercare_day ? g_strdup(ticket->aftercare_day) : NULL);
	put_check(page, money_is_settled(ticket), _("redress paid, promises settled"), NULL);
}

/* ---- history ---- */

static void
put_history_line(TicketPage *page, const TicketModel *model, const HistoryLine *line)
{
	g_autofree char *at = dup_moment(model, line->at_us);
	g_autofree char *label = g_strdup_printf("%s  %s  %s", at, line->who, line->kind);
	g_autofree char *prose = ticket_model_dup_prose(model, line->text);
	g_autofree char *text = g_strdup_printf("%s%s%s%s",
		line->conflict ? _("[conflict] ") : "", line->undone ? _("[undone] ") : "",
		prose, line->authorised_by_other ? _("  [authorised by a second person]") : "");
	bool wide = ticket_page_cols(page) >= 66;
	Role role = line->conflict ? ROLE_FIELD_PROBLEM
		    : line->undone ? ROLE_UNAVAILABLE
				   : ROLE_DEFAULT;

	if (wide) {
		ticket_page_entry(page, 30, label, text, role);
		return;
	}
	ticket_page_text(page, 0, label, ROLE_LABEL);
	ticket_page_text(page, 2, text, role);
}

void
ticket_panel_history(TicketPage *page, const TicketModel *model, unsigned max)
{
	if (!model->history) {
		ticket_page_text(page, 0, _("The history could not be read."), ROLE_ERROR);
		return;
	}
	for (guint i = model->history->len, n = 0; i > 0 && n < max; i--) {
		const HistoryLine *line = model->history->pdata[i - 1];

		if (!ticket_model_shows_line(model, line))
			continue;
		put_history_line(page, model, line);
		n++;
	}
}
