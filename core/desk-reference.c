/* Drafts, previews and publications at the desk, and the policy a complaint follows. See
 * desk-reference.h. */
#include "config.h"

#include "core/desk-reference.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/due-move.h"
#include "core/error.h"
#include "core/ticket-due.h"
#include "core/words.h"

#define ITEMS_MAX 1000
/* Of the worker, which PINs wait for. */
#define STEP_US (30 * US_PER_SECOND / 1000)

bool
desk_read_reference(Desk *desk, GError **error)
{
	int64_t stamp = reference_stamp(desk->reader);
	Reference *reference;

	if (stamp == desk->reference_stamp)
		return true;
	reference = store_reference_of(desk->reader, desk->base, error);
	if (!reference)
		return false;
	g_ptr_array_add(desk->references, reference);
	desk->reference = reference;
	desk->reference_stamp = stamp;
	return true;
}

/* ---- drafts ---- */

GPtrArray *
desk_reference_items(Desk *desk, GError **error)
{
	return reference_items_read(desk->reader, ITEMS_MAX, error);
}

ReferenceItem *
desk_reference_item(Desk *desk, const char *id, GError **error)
{
	return reference_item_find(desk->reader, id, error);
}

Act *
desk_reference_draft(Desk *desk, const char *name, const char *text, GError **error)
{
	g_autoptr(ReferenceItem) item = reference_item_new();
	Act *act;

	if (strlen(text) > EVENT_MAX_TEXT) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%1$s has %2$d bytes; a draft holds at most 32 KiB."), name,
			(int)MIN(strlen(text), INT_MAX));
		return NULL;
	}
	if (!reference_check_text(desk->reference, name, text, item, error))
		return NULL;
	act = desk_act(desk);
	act_add(act, EVENT_REFERENCE_DRAFTED, NULL);
	act_text(act, "what", item->what);
	act_text(act, "code", item->code);
	act_text(act, "version", item->version);
	act_text(act, "text", text);
	return act;
}

Act *
desk_reference_publish(Desk *desk, const ReferenceItem *item)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_REFERENCE_PUBLISHED, item->id);
	return act;
}

Act *
desk_reference_drop(Desk *desk, const ReferenceItem *item, const char *reason)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_REFERENCE_DROPPED, item->id);
	act_text(act, "reason", reason);
	return act;
}

/* ---- the preview ---- */

static void
preview_move_free(void *data)
{
	PreviewMove *move = data;

	g_free(move->number);
	g_free(move->policy);
	g_free(move);
}

ReferencePreview *
desk_reference_preview(Desk *desk, const ReferenceItem *item, GError **error)
{
	g_autoptr(ReferencePreview) preview = g_new0(ReferencePreview, 1);
	g_autofree char *path = g_build_filename(desk->folder, "store.db", NULL);
	g_autoptr(GPtrArray) one = g_ptr_array_new();

	preview->moves = g_ptr_array_new_with_free_func(preview_move_free);
	preview->before = desk->reference;
	preview->zone = g_time_zone_ref(desk->zone);
	preview->now_us = env_now_us(desk->env);
	preview->db = db_open(path, DB_READER, desk->env->vfs, error);
	if (!preview->db)
		return NULL;
	g_ptr_array_add(one, (void *)item);
	preview->after = reference_new_over(preview->before, one);
	if (strcmp(item->what, "calendar") == 0)
		preview->walk =
			due_walk_new(preview->before, preview->after, item->code);
	/* Policies are pinned, and rules are for new complaints: nothing moves. */
	preview->ended = !preview->walk;
	preview->total = preview->walk ? due_walk_total(preview->db) : 0;
	return g_steal_pointer(&preview);
}

void
reference_preview_free(ReferencePreview *preview)
{
	if (!preview)
		return;
	g_ptr_array_unref(preview->moves);
	due_walk_free(preview->walk);
	reference_free(preview->after);
	db_close(preview->db);
	g_time_zone_unref(preview->zone);
	g_free(preview);
}

static void
keep_moves(ReferencePreview *preview, const Ticket *ticket, const GArray *moves)
{
	bool overdue = due_moves_make_overdue(moves, preview->now_us);

	preview->moved++;
	preview->overdue += overdue;
	for (guint i = 0; i < moves->len && preview->moves->len < REFERENCE_PREVIEW_MAX; i++) {
		const DueMove *move = &g_array_index(moves, DueMove, i);
		PreviewMove *kept = g_new0(PreviewMove, 1);

		g_strlcpy(kept->ticket, ticket->id, UUID_LEN);
		kept->number = g_strdup(ticket->number);
		kept->policy = g_strdup(move->policy);
		kept->from_us = move->from_us;
		kept->to_us = move->to_us;
		kept->becomes_overdue = overdue && i == 0;
		g_ptr_array_add(preview->moves, kept);
	}
}

static bool
preview_ticket(ReferencePreview *preview, const char *id, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(Ticket) ticket = project_fold(preview->db, preview->before, id, NULL, &local);
	g_autoptr(GArray) moves = ticket ? due_walk_moves(preview->walk, ticket) : NULL;

	if (moves && moves->len > 0)
		keep_moves(preview, ticket, moves);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

bool
reference_preview_step(ReferencePreview *preview, Env *env, int64_t us, GError **error)
{
	int64_t end = env->boot_us(env) + us;
	g_autoptr(GError) local = NULL;

	while (!preview->ended && !local && env->boot_us(env) < end) {
		g_autofree char *id = due_walk_next(
			preview->walk, preview->db, &preview->done, &preview->ended, &local);

		if (id)
			preview_ticket(preview, id, &local);
	}
	if (!local)
		return preview->ended;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

char *
reference_preview_dup_summary(const ReferencePreview *preview)
{
	g_autofree char *moved = NULL, *overdue = NULL;

	if (preview->moved == 0)
		return g_strdup(_("No open complaint moves."));
	moved = g_strdup_printf(ngettext("%d complaint moves", "These %d complaints move",
					(unsigned long)preview->moved),
		(int)preview->moved);
	overdue = g_strdup_printf(ngettext("%d becomes overdue", "%d become overdue",
					  (unsigned long)preview->overdue),
		(int)preview->overdue);
	return g_strdup_printf(_("%1$s, %2$s."), moved, overdue);
}

typedef struct PreviewRun {
	ReferencePreview *preview;
	PreviewTold told;
	void *data;
	GError *error;
} PreviewRun;

static void
run_preview(Desk *desk, void *data)
{
	PreviewRun *run = data;

	reference_preview_step(run->preview, desk->env, STEP_US, &run->error);
}

static void
preview_stepped(Desk *desk, void *data)
{
	PreviewRun *run = data;
	bool more = !run->preview->ended && !run->error;

	if (!desk->closing && run->told(run->preview, run->error, run->data) && more) {
		desk_work(desk, run_preview, preview_stepped, run);
		return;
	}
	g_clear_error(&run->error);
	g_free(run);
}

void
desk_reference_preview_run(
	Desk *desk, ReferencePreview *preview, PreviewTold told, void *data)
{
	PreviewRun *run = g_new0(PreviewRun, 1);

	*run = (PreviewRun){preview, told, data, NULL};
	desk_work(desk, run_preview, preview_stepped, run);
}

/* ---- dates being moved ---- */

bool
desk_moves_progress(Desk *desk, MovesProgress *ret)
{
	if (!desk->store)
		return false;
	store_moves_progress(desk->store, ret);
	return true;
}

void
desk_moves_cancel(Desk *desk)
{
	if (desk->store)
		store_moves_cancel(desk->store);
}

void
desk_moves_resume(Desk *desk)
{
	if (desk->store)
		store_moves_resume(desk->store);
}

bool
desk_moves_wait(Desk *desk)
{
	return store_moves_wait(desk->reader);
}

/* ---- which policy ---- */

GPtrArray *
desk_route(Desk *desk, const PolicySituation *situation)
{
	return policy_route_explain(
		desk->reference->routes, desk->reference->policies, situation);
}

static char *
dup_flags(const Ticket *ticket)
{
	GString *flags = g_string_new(NULL);

	for (unsigned i = 0; i < 4; i++)
		if (ticket->flags & 1u << i)
			g_string_append_printf(flags, "%s%s", flags->len > 0 ? "," : "",
				policy_situation_word("flag", i));
	return g_string_free(flags, FALSE);
}

GPtrArray *
desk_route_ticket(Desk *desk, const Ticket *ticket)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autofree char *flags = dup_flags(ticket);
	const PolicySituation situation = {
		.kind = policy_situation_word("kind", ticket->contact_kind),
		.level = policy_situation_word("level", ticket->level),
		.class = ticket->class,
		.branch = ticket->branch,
		.channel = ticket->channel,
		.business = ticket->business,
		.reason = ticket->reason,
		.source = ticket->source,
		.flags = flags,
		.day = day_of_us(ticket->received_us, zone),
	};

	return desk_route(desk, &situation);
}

static const Policy *
policy_in_force(Desk *desk, const Ticket *ticket, const char *id, GError **error)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	const Policy *policy = policy_set_find_for_day(
		desk->reference->policies, id, day_of_us(ticket->received_us, zone));

	if (!policy)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no policy %s that was in force when the complaint was "
			  "received."),
			id);
	return policy;
}

static void
policy_change_free(void *data)
{
	PolicyChange *change = data;

	g_free(change->policy);
	g_free(change->version);
	g_free(change);
}

static PolicyChange *
change_of(GPtrArray *changes, const Policy *policy)
{
	PolicyChange *change;

	for (guint i = 0; i < changes->len; i++) {
		change = changes->pdata[i];
		if (strcmp(change->policy, policy->id) == 0 &&
			strcmp(change->version, policy->version) == 0)
			return change;
	}
	change = g_new0(PolicyChange, 1);
	*change = (PolicyChange){
		g_strdup(policy->id), g_strdup(policy->version), INT64_MAX, INT64_MAX};
	g_ptr_array_add(changes, change);
	return change;
}

GPtrArray *
desk_policy_change(Desk *desk, const Ticket *ticket, const char *id, GError **error)
{
	const Policy *policy = policy_in_force(desk, ticket, id, error);
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(policy_change_free);
	g_auto(GStrv) beside = NULL;
	Clock clocks[TICKET_CLOCKS_MAX];
	/* The ticket as it would be differs in these three; the rest is borrowed. */
	Ticket other = *ticket;
	unsigned n;

	if (!policy)
		return NULL;
	beside = reference_dup_beside(
		desk->reference, policy, day_of_us(ticket->received_us, zone));
	other.policy = policy->id;
	other.policy_version = policy->version;
	other.beside = g_strjoinv("\n", beside);
	n = ticket_evaluate_all(&other, desk->reference, env_now_us(desk->env), clocks);
	for (unsigned i = 0; i < n; i++)
		change_of(changes, clocks[i].policy)->to_us = clock_stored_due_us(&clocks[i]);
	n = ticket_evaluate_all(ticket, desk->reference, env_now_us(desk->env), clocks);
	for (unsigned i = 0; i < n; i++)
		change_of(changes, clocks[i].policy)->from_us = clock_stored_due_us(&clocks[i]);
	g_free(other.beside);
	return g_steal_pointer(&changes);
}

Act *
desk_policy_change_act(
	Desk *desk, const Ticket *ticket, const char *id, const char *reason, GError **error)
{
	const Policy *policy = policy_in_force(desk, ticket, id, error);
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_auto(GStrv) beside = NULL;
	const Calendar *calendar;
	Act *act;

	if (!policy)
		return NULL;
	beside = reference_dup_beside(
		desk->reference, policy, day_of_us(ticket->received_us, zone));
	calendar = policy->calendar
			   ? g_hash_table_lookup(desk->reference->calendars, policy->calendar)
			   : NULL;
	act = desk_act(desk);
	act_add_on(act, EVENT_POLICY_CHANGED, ticket);
	act_text(act, "policy", policy->id);
	act_text(act, "policy_version", policy->version);
	if (beside[0])
		act_list(act, "beside", (const char *const *)beside);
	act_text(act, "calendar", policy->calendar);
	act_text(act, "calendar_version", calendar ? calendar_version(calendar) : NULL);
	act_text(act, "reason", reason);
	return act;
}

char *
desk_dup_calendar_gap(Desk *desk, const Ticket *ticket, char **ret_text)
{
	Clock clock;

	if (!ticket_evaluate(ticket, desk->reference, env_now_us(desk->env), &clock) ||
		clock.state != CLOCK_STATE_ERROR || !clock.gap.code[0])
		return NULL;
	if (ret_text)
		*ret_text = calendar_gap_dup_text(&clock.gap);
	return calendar_gap_dup_code(&clock.gap);
}
