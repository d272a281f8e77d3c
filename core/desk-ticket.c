/*
 * One complaint as screens read it: the ticket, its history in words, its
 * dates explained. See desk.h.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/text.h"
#include "core/ticket-due.h"
#include "core/ticket-fold.h"
#include "core/words.h"

static const char select_id[] =
	"SELECT id FROM ticket WHERE id = :text UNION ALL SELECT id FROM ticket WHERE number = :text "
	"UNION ALL SELECT id FROM ticket WHERE counter = :counter LIMIT 2";
static const char select_numbers[] =
	"SELECT number FROM ticket ORDER BY updated_us DESC LIMIT 400";

/* ---- one ticket ---- */

bool
desk_may_see(Desk *desk, const Ticket *ticket)
{
	const Person *me = desk->current;

	if (!ticket->restricted)
		return true;
	return me && strcmp(ticket->complained_person_id, me->id) != 0 &&
	       (staff_role_is_lead(me->role) || me->role == STAFF_AUDITOR ||
		       strcmp(ticket->owner, me->id) == 0 ||
		       strcmp(ticket->asked, me->id) == 0);
}

void
desk_bind_viewer(Desk *desk, sqlite3_stmt *stmt)
{
	const Person *me = desk->current;

	db_bind_text(stmt, ":me", me ? me->id : "-");
	db_bind_int(stmt, ":lead",
		me && (staff_role_is_lead(me->role) || me->role == STAFF_AUDITOR));
}

static void
set_not_found(Desk *desk, const char *text, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_numbers, NULL);
	g_autoptr(GStrvBuilder) numbers = g_strv_builder_new();
	g_auto(GStrv) list = NULL;
	g_autofree const char **nearest = NULL;
	g_autofree char *names = NULL;
	g_autofree char *clean = text_dup_clean(text, false);

	while (stmt && db_step(stmt, NULL))
		g_strv_builder_add(numbers, db_text(stmt, 0));
	list = g_strv_builder_end(numbers);
	nearest = text_nearest(text, (const char *const *)list, 3);
	names = nearest && nearest[0] ? g_strjoinv(", ", (char **)nearest) : NULL;
	if (names)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no complaint %1$s here. Nearest: %2$s."), clean, names);
	else
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no complaint %1$s here. A number looks like %2$s%3$s-1001."),
			clean, desk->branch, desk->tag);
}

static char *
dup_ticket_id(Desk *desk, const char *text, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_id, error);
	g_autofree char *plain = text_dup_number(text);
	g_autofree char *upper = g_ascii_strup(plain, -1);
	g_autofree char *id = NULL;
	int64_t counter = -1;

	if (!stmt)
		return NULL;
	if (plain[0] && strspn(plain, "0123456789") == strlen(plain))
		counter = g_ascii_strtoll(plain, NULL, 10);
	db_bind_text(stmt, ":text", strlen(plain) == UUID_LEN - 1 ? plain : upper);
	db_bind_int(stmt, ":counter", counter);
	if (db_step(stmt, error))
		id = g_strdup(db_text(stmt, 0));
	if (id && db_step(stmt, error) && strcmp(id, db_text(stmt, 0)) != 0) {
		sqlite3_reset(stmt);
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%s stands for several complaints. Give the whole number."), plain);
		return NULL;
	}
	sqlite3_reset(stmt);
	if (!id)
		set_not_found(desk, text, error);
	return g_steal_pointer(&id);
}

/* `ret_events` may be NULL. */
static Ticket *
read_ticket(Desk *desk, const char *id_or_number, GPtrArray **ret_events, GError **error)
{
	g_autofree char *id = dup_ticket_id(desk, id_or_number, error);
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(Ticket) ticket = NULL;

	if (!id)
		return NULL;
	ticket = project_fold(desk->reader, desk->reference, id, &events, error);
	if (!ticket)
		return NULL;
	if (desk_may_see(desk, ticket)) {
		if (ret_events)
			*ret_events = g_steal_pointer(&events);
		return g_steal_pointer(&ticket);
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("%s is restricted. Its owner or a supervisor can open it."), ticket->number);
	return NULL;
}

Ticket *
desk_ticket(Desk *desk, const char *id_or_number, GError **error)
{
	return read_ticket(desk, id_or_number, NULL, error);
}

void
history_line_free(HistoryLine *line)
{
	if (!line)
		return;
	g_free(line->who);
	g_free(line->kind);
	g_free(line->text);
	g_free(line);
}

static HistoryLine *
make_line(Desk *desk, const Event *event, FoldEffect effect)
{
	HistoryLine *line = g_new0(HistoryLine, 1);
	const Person *who = desk_person_by_id(desk, event->actor);

	g_strlcpy(line->event, event->id, UUID_LEN);
	line->at_us = event_hlc_us(event->eff_hlc);
	line->who = g_strdup(who ? who->name : "-");
	line->kind =
		g_strdup(event->kind == EVENT_UNKNOWN ? _("newer") : words_kind(event->kind));
	line->text = event->kind == EVENT_UNKNOWN ? g_strdup(_("made by a newer version"))
						  : words_dup_event(desk, event);
	line->conflict = effect == FOLD_CONFLICT;
	line->authorised_by_other = event->kind == EVENT_ACT_AUTHORISED;
	return line;
}

static void
mark_undone(const GPtrArray *events, const FoldEffect *effects, GPtrArray *lines)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		size_t j;
		json_t *id;

		if (event->kind != EVENT_ACT_UNDONE || effects[i] != FOLD_APPLIED)
			continue;
		json_array_foreach(json_object_get(event->payload, "undoes"), j,
			id) for (guint k = 0; k < lines->len; k++)
		{
			HistoryLine *line = lines->pdata[k];

			line->undone |= strcmp(line->event, json_string_value(id)) == 0;
		}
	}
}

/* Sorts `events`. */
static GPtrArray *
make_history(Desk *desk, GPtrArray *events)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)history_line_free);
	g_autofree FoldEffect *effects = g_new0(FoldEffect, events->len + 1);
	g_autoptr(Ticket) ticket = NULL;

	g_ptr_array_sort(events, event_compare_indirect);
	ticket = ticket_fold(events, NULL, effects);
	for (guint i = 0; i < events->len; i++)
		g_ptr_array_add(lines, make_line(desk, events->pdata[i], effects[i]));
	mark_undone(events, effects, lines);
	return lines;
}

GPtrArray *
desk_history(Desk *desk, const char *ticket_id, GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(desk->reader, ticket_id, error);

	return events ? make_history(desk, events) : NULL;
}

Ticket *
desk_ticket_and_history(
	Desk *desk, const char *id_or_number, GPtrArray **ret_history, GError **error)
{
	g_autoptr(GPtrArray) events = NULL;
	Ticket *ticket = read_ticket(desk, id_or_number, &events, error);

	if (ticket)
		*ret_history = make_history(desk, events);
	return ticket;
}

/* ---- dates ---- */

/* What is known while it is still being asked. */
static const Policy *
policy_for(Desk *desk, ContactKind kind, int32_t day)
{
	const PolicySituation situation = {.kind = policy_situation_word("kind", kind),
		.branch = desk->branch,
		.day = day};

	return reference_route(desk->reference, &situation);
}

int64_t
desk_due_for(Desk *desk, ContactKind kind, int64_t received_us)
{
	g_autoptr(Ticket) ticket = ticket_new();
	const Policy *policy = policy_for(desk, kind, day_of_us(received_us, desk->zone));

	if (!policy)
		return INT64_MAX;
	ticket->received_us = received_us;
	g_free(ticket->policy);
	ticket->policy = g_strdup(policy->id);
	g_free(ticket->policy_version);
	ticket->policy_version = g_strdup(policy->version);
	g_free(ticket->zone);
	ticket->zone = g_strdup(desk->zone_name);
	ticket_set_due(ticket, desk->reference);
	return ticket->due_us;
}

bool
desk_clock(Desk *desk, const Ticket *ticket, Clock *ret)
{
	return ticket_evaluate(ticket, desk->reference, env_now_us(desk->env), ret);
}

const Policy *
desk_policy_for(Desk *desk, int64_t received_us)
{
	return policy_for(desk, CONTACT_COMPLAINT, day_of_us(received_us, desk->zone));
}
