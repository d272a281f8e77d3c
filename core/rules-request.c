/*
 * Requests to other departments (协办) and the hand-over of a shift: who may make,
 * chase, answer and take back, and when. See rules.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules-private.h"

static bool
is_actor(const RuleContext *context, const char *id)
{
	return context->actor && strcmp(context->actor->id, id) == 0;
}

/* ---- requests ---- */

static void
check_made(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	g_autofree char *today = rules_dup_day(context, context->now_us);

	if (!ticket_is_open(ticket))
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup_printf(
				_("%s is no longer open: nothing can be asked for it. Reopen it "
				  "first."),
				ticket->number));
	if (strcmp(rules_text(event, "due"), today) < 0)
		rules_refuse(context, REFUSAL_FIELD, event, "due",
			g_strdup(
				_("The answer cannot be due in the past. Give today or a later "
				  "day, for example +3b.")));
}

/* Who asked, who owns the complaint, or a lead. */
static void
check_cancelled(RuleContext *context, const Ticket *ticket, const TicketRequest *request,
	const ActEvent *event)
{
	if (context->actor && !is_actor(context, request->made_by) &&
		!is_actor(context, ticket->owner) && !staff_role_is_lead(context->actor->role))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_("Only who made the request, the complaint's owner or a "
				   "supervisor can take it back.")));
}

static const TicketRequest *
find_request(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketRequest *request = ticket_request(ticket, rules_text(event, "request"));

	if (!request)
		rules_refuse(context, REFUSAL_UNKNOWN, event, "request",
			g_strdup(_("There is no such request on this complaint.")));
	else if (request->state == REQUEST_ANSWERED)
		rules_refuse(context, REFUSAL_STATE, event, "request",
			g_strdup(_("This request is answered already. Make a new one to ask "
				   "further.")));
	else if (request->state == REQUEST_CANCELLED)
		rules_refuse(context, REFUSAL_STATE, event, "request",
			g_strdup(_("This request was taken back. Make a new one instead.")));
	return request;
}

void
rules_check_request(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketRequest *request;

	if (event->kind == EVENT_REQUEST_MADE) {
		check_made(context, ticket, event);
		return;
	}
	request = find_request(context, ticket, event);
	if (request && event->kind == EVENT_REQUEST_CANCELLED)
		check_cancelled(context, ticket, request, event);
}

/* ---- shifts ---- */

static void
check_handed(RuleContext *context, const Person *from, const ActEvent *event)
{
	const Person *to = context->person(context->data, rules_text(event, "to"));

	if (context->actor && !is_actor(context, from->id) &&
		!staff_role_is_lead(context->actor->role))
		rules_refuse(context, REFUSAL_ROLE, event, NULL,
			g_strdup(_(
				"This is a colleague's shift. They, or a supervisor, can hand "
				"it over.")));
	if (!to || !to->active)
		rules_refuse(context, REFUSAL_UNKNOWN, event, "to",
			g_strdup(_("There is no such active person in the staff file.")));
	else if (!staff_role_is_desk(to->role))
		rules_refuse(context, REFUSAL_ROLE, event, "to",
			g_strdup_printf(
				_("%s does not handle complaints. Choose a teller, handler or "
				  "supervisor."),
				to->name));
	else if (strcmp(to->id, from->id) == 0)
		rules_refuse(context, REFUSAL_FIELD, event, "to",
			g_strdup(_("A shift is handed to somebody else. Choose a colleague.")));
}

/* Only who it was handed to: nobody takes a shift over for another. */
static void
check_accepted(RuleContext *context, const Person *person, const ActEvent *event)
{
	if (!context->shift_to[0])
		rules_refuse(context, REFUSAL_UNKNOWN, event, "shift",
			g_strdup(_("There is no such shift here.")));
	else if (!is_actor(context, context->shift_to) ||
		 strcmp(person->id, context->shift_to) != 0)
		rules_refuse(context, REFUSAL_ROLE, event, "shift",
			g_strdup(_("This shift was handed to somebody else, who accepts it.")));
	else if (context->shift_accepted)
		rules_refuse(context, REFUSAL_STATE, event, "shift",
			g_strdup(_("This shift is accepted already.")));
}

void
rules_check_shift(RuleContext *context, const Person *person, const ActEvent *event)
{
	if (event->kind == EVENT_SHIFT_HANDED)
		check_handed(context, person, event);
	else
		check_accepted(context, person, event);
}
