/* The validator run ahead of an act, on a copy. See core/desk-close.h. */
#include "config.h"

#include "core/desk-close.h"

#include <glib/gi18n.h>

#include "core/desk-private.h"
#include "core/rules.h"
#include "core/ticket-due.h"
#include "core/ticket-fold.h"
#include "core/words.h"

static const Person *
find_person(void *data, const char *id)
{
	return id[0] ? desk_person_by_id(data, id) : NULL;
}

/* The ticket as it would be after `wanted`; ids and order count only within the copy. */
static void
apply_ahead(Desk *desk, Ticket *ticket, const ActEvent *wanted)
{
	g_autoptr(Event) event = event_new(wanted->kind);

	env_uuid7(desk->env, event->id);
	g_strlcpy(event->subject, ticket->id, UUID_LEN);
	if (desk->current)
		g_strlcpy(event->actor, desk->current->id, UUID_LEN);
	json_decref(event->payload);
	event->payload = json_deep_copy(wanted->payload);
	event->recv_us = env_now_us(desk->env);
	if (ticket_guard(ticket, wanted->kind, event->payload))
		g_strlcpy(event->base, ticket_guard(ticket, wanted->kind, event->payload),
			UUID_LEN);
	ticket_apply(ticket, event);
	ticket_set_due(ticket, desk->reference);
}

static void
judge_ahead(Desk *desk, RuleContext *context, Ticket *ticket, const Act *act)
{
	for (guint i = 0; act && i < act->events->len; i++) {
		const ActEvent *wanted = act->events->pdata[i];

		if (event_kind_def(wanted->kind)->subject != SUBJECT_TICKET ||
			wanted->kind == EVENT_STATUS_CHANGED)
			continue;
		rules_check_ticket(context, ticket, wanted);
		apply_ahead(desk, ticket, wanted);
	}
}

static void
add_covers(RuleContext *context, ActResult *result)
{
	for (guint i = 0; i < context->covers->len; i++)
		act_result_refuse(result, REFUSAL_SECOND_PERSON, EVENT_STATUS_CHANGED, NULL,
			g_strdup_printf(_("A second person must authorise this: %s."),
				words_code(context->covers->pdata[i])));
}

ActResult *
desk_closing_gaps(Desk *desk, const char *ticket_id, const Act *act, GError **error)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, ticket_id, error);
	g_autoptr(GPtrArray) covers = g_ptr_array_new();
	g_autoptr(ActResult) before = NULL;
	RuleContext context = {
		.now_us = env_now_us(desk->env),
		.zone = desk->zone,
		.actor = desk->current,
		.authority = desk->reference->authority,
		.reference = desk->reference,
		.person = find_person,
		.data = desk,
		.result = act_result_new(),
		.covers = covers,
	};
	ActResult *gaps;

	if (!ticket) {
		act_result_free(context.result);
		return NULL;
	}
	judge_ahead(desk, &context, ticket, act);
	before = g_steal_pointer(&context.result);
	gaps = rules_closing_gaps(&context, ticket);
	for (guint i = 0; i < before->refusals->len; i++) {
		const Refusal *refusal = before->refusals->pdata[i];

		act_result_refuse(gaps, refusal->code, refusal->kind, refusal->field,
			g_strdup(refusal->text));
	}
	add_covers(&context, gaps);
	return gaps;
}

Ticket *
desk_ticket_for_receipt(Desk *desk, const char *ticket_id, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(desk, ticket_id, &local);

	if (ticket)
		return g_steal_pointer(&ticket);
	ticket = project_fold(desk->reader, desk->reference, ticket_id, NULL, NULL);
	if (ticket && ticket->restricted && desk->current &&
		ticket->state == TICKET_STATE_NEW &&
		strcmp(ticket->logged_by, desk->current->id) == 0)
		return g_steal_pointer(&ticket);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}
