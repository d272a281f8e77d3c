/*
 * An act becomes events: fill what only the store knows (numbers, versions,
 * bases), let the validator judge each event against the state after the
 * events before it, seal them into one group, write log, derived rows and
 * outbox in one transaction. Nothing is written where anything is refused.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/applying.h"
#include "core/error.h"
#include "core/store-reference.h"
#include "core/ticket-fold.h"
#include "core/undo-check.h"

static const char select_absent[] = "SELECT COUNT(*) FROM absence WHERE person = :id";
static const char select_number[] = "SELECT 1 FROM person WHERE number = :number";
static const char select_known[] =
	"SELECT e.subject, COALESCE(t.number, '') FROM event_log e LEFT JOIN ticket t ON t.id = e.subject "
	"WHERE e.event_id = :id";
static const char select_batch[] = "SELECT open + live * 2 FROM batch WHERE id = :id";
static const char select_running[] =
	"SELECT id FROM time_entry WHERE person = :person AND running = 1";
static const char upsert_pin[] = "INSERT INTO pin (person, hash) VALUES (:person, :hash) "
				 "ON CONFLICT (person) DO UPDATE SET hash = excluded.hash";

/* The base of a guarded event; refuses when the user saw an older value than the store holds.
 */
static void
set_base(Applying *a, Event *event, const ActEvent *wanted, Work *work)
{
	const char *guard = ticket_guard(work->ticket, wanted->kind, wanted->payload);
	bool own = false;

	if (!guard)
		return;
	for (guint i = 0; i < a->made->len; i++)
		own |= strcmp(((Event *)a->made->pdata[i])->id, guard) == 0;
	if (wanted->base[0] && !own && strcmp(wanted->base, guard) != 0)
		rules_refuse(&a->rules, REFUSAL_STALE, wanted, NULL,
			g_strdup(_(
				"Somebody has changed this meanwhile. Look at it again; what you typed is "
				"kept.")));
	g_strlcpy(event->base, guard, UUID_LEN);
}

/* ---- one event ---- */

static Event *
new_event(Applying *a, EventKind kind, SubjectKind subject_kind, const char *subject,
	json_t *payload)
{
	Event *event = g_new0(Event, 1);
	Device *device = &a->store->device;

	event->v = 1;
	event->alg = 1;
	event->kv = 1;
	event->realm = g_strdup(device->realm);
	if (kind != EVENT_ACT_AUTHORISED && !a->named) {
		g_strlcpy(event->id, a->act->id, UUID_LEN);
		a->named = true;
	} else {
		env_uuid7(a->store->env, event->id);
	}
	event->subject_kind = subject_kind;
	g_strlcpy(event->subject, subject, UUID_LEN);
	g_strlcpy(event->device, device->id, UUID_LEN);
	g_strlcpy(event->actor, a->act->actor[0] ? a->act->actor : device->id, UUID_LEN);
	device_tick(device, a->store->env, event->hlc);
	g_strlcpy(event->eff_hlc, event->hlc, HLC_LEN);
	event->kind = kind;
	event->kind_name = g_strdup(event_kind_def(kind)->name);
	event->payload = json_incref(payload);
	event->recv_us = env_now_us(a->store->env);
	return event;
}

void
device_tick(Device *device, Env *env, char ret[HLC_LEN])
{
	int64_t ms = env_now_us(env) / 1000;

	if (ms > device->hlc_ms) {
		device->hlc_ms = ms;
		device->hlc_counter = 0;
	} else if (++device->hlc_counter > 0xffff) {
		device->hlc_ms++;
		device->hlc_counter = 0;
	}
	g_snprintf(ret, HLC_LEN, "%016" PRIx64,
		((uint64_t)device->hlc_ms << 16) | device->hlc_counter);
}

static void
refold_with(Applying *a, Work *work, const Event *event, const ActEvent *wanted)
{
	g_autofree FoldEffect *effects = g_new0(FoldEffect, work->events->len);
	g_autoptr(Ticket) before = g_steal_pointer(&work->ticket);

	work->effects = true;
	work->ticket = ticket_fold(work->events, work->baseline, effects);
	ticket_set_due(work->ticket, a->store->reference);
	rules_check_undone(
		&a->rules, before, work->ticket, undo_touches(wanted, work->events), wanted);
	for (guint i = 0; i < work->events->len; i++)
		if (work->events->pdata[i] == event && effects[i] != FOLD_APPLIED)
			rules_refuse(&a->rules, REFUSAL_OVERTAKEN, wanted, "undoes",
				g_strdup(_(
					"This cannot be taken back any more: it was taken back already, or "
					"something later stands on it.")));
}

static void
apply_to_work(Applying *a, Work *work, Event *event, const ActEvent *wanted)
{
	g_ptr_array_add(work->events, event);
	if (work->kind == SUBJECT_TIME)
		time_entry_apply(work->entry, event);
	if (work->kind != SUBJECT_TICKET)
		return;
	if (event->kind == EVENT_ACT_UNDONE) {
		refold_with(a, work, event, wanted);
		return;
	}
	work->effects |= ticket_apply(work->ticket, event) != FOLD_APPLIED;
	ticket_set_due(work->ticket, a->store->reference);
}

/* Two supervisors leaving in one act are two. */
static void
count_lead(Applying *a, const Person *person, const ActEvent *wanted)
{
	StaffRole role = STAFF_TELLER;

	if (wanted->kind != EVENT_PERSON_CHANGED || !person || !person->active ||
		a->rules.n_leads == 0)
		return;
	staff_role_from_name(
		json_string_value(json_object_get(wanted->payload, "role")), &role);
	if (staff_role_is_lead(person->role) &&
		!(json_is_true(json_object_get(wanted->payload, "active")) &&
			staff_role_is_lead(role)))
		a->rules.n_leads--;
}

/* A timer of that person which this same act does not stop. */
static bool
has_running(Applying *a, const ActEvent *wanted)
{
	sqlite3_stmt *stmt = db_stmt(a->store->db, select_running, &a->error);
	const char *person = json_string_value(json_object_get(wanted->payload, "person"));
	bool found = false;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":person", person);
	while (!found && db_step(stmt, &a->error)) {
		const Work *work = g_hash_table_lookup(a->works, db_text(stmt, 0));

		found = !work || work->entry->running;
	}
	sqlite3_reset(stmt);
	for (guint i = 0; !found && i < a->order->len; i++) {
		const Work *work = a->order->pdata[i];

		found = work->kind == SUBJECT_TIME && work->entry->running &&
			strcmp(work->entry->person, person) == 0;
	}
	return found;
}

static void
judge(Applying *a, Work *work, const ActEvent *wanted)
{
	g_autoptr(Person) person = NULL;

	switch (work->kind) {
	case SUBJECT_TICKET:
		rules_check_ticket(&a->rules, work->ticket, wanted);
		if (wanted->kind == EVENT_ACT_UNDONE)
			undo_check(&a->rules, wanted, work->events);
		break;
	case SUBJECT_TIME:
		a->rules.running = wanted->kind == EVENT_TIME_STARTED && has_running(a, wanted);
		rules_check_time(&a->rules, work->entry, wanted);
		break;
	case SUBJECT_PERSON:
		if (wanted->kind == EVENT_PERSON_ADDED)
			a->rules.number_taken =
				applying_query_int(a, select_number, ":number",
					json_string_value(json_object_get(
						wanted->payload, "number"))) != 0;
		if (wanted->kind == EVENT_ABSENCE_ENDED)
			a->rules.absent =
				applying_query_int(a, select_absent, ":id", work->id) != 0;
		/* A person added by this same act is not in the table yet. */
		person = store_person(a->store->db, work->id, &a->error);
		if (!person && work->events->len > 0) {
			person = person_new();
			g_strlcpy(person->id, work->id, UUID_LEN);
			person->active = true;
		}
		applying_fill_shift(a, wanted);
		rules_check_person(&a->rules, person, wanted);
		count_lead(a, person, wanted);
		break;
	case SUBJECT_DESK:
	case SUBJECT_BATCH:
		rules_check_desk(&a->rules, wanted);
		break;
	case SUBJECT_REFERENCE:
		applying_judge_reference(a, work, wanted);
		break;
	case N_SUBJECT_KINDS:
		break;
	}
}

static void
apply_one(Applying *a, const ActEvent *wanted)
{
	Work *work = applying_work(a, wanted);
	g_autoptr(GError) error = NULL;
	const char *field = NULL;
	Event *event;

	if (a->error)
		return;
	applying_fill_fields(a, wanted, work);
	if (!event_check_payload(wanted->kind, wanted->payload, &field, &error)) {
		rules_refuse(&a->rules, REFUSAL_FIELD, wanted, field, g_strdup(error->message));
		return;
	}
	judge(a, work, wanted);
	if (a->result->refusals->len > 0)
		return;
	event = new_event(a, wanted->kind, work->kind, work->id, wanted->payload);
	g_ptr_array_add(a->made, event);
	g_strlcpy(event->group, a->group, UUID_LEN);
	if (work->kind == SUBJECT_TICKET)
		set_base(a, event, wanted, work);
	apply_to_work(a, work, event, wanted);
}

/* The second person's event goes first, so that what follows in the group stands under it. */
static void
begin_authorised(Applying *a, const ActEvent *first)
{
	Work *work = applying_work(a, first);
	json_t *payload;

	if (!a->act->second[0] || a->error)
		return;
	payload = json_pack("{s:s, s:[]}", "person", a->act->second, "covers");
	a->authorised = new_event(a, EVENT_ACT_AUTHORISED, work->kind, work->id, payload);
	json_decref(payload);
	g_strlcpy(a->authorised->group, a->group, UUID_LEN);
	g_ptr_array_add(a->made, a->authorised);
	if (work->kind != SUBJECT_TICKET)
		return;
	/* What it would do, without its other traces: it goes again where it was not needed. */
	g_strlcpy(work->ticket->group, a->group, UUID_LEN);
	g_strlcpy(work->ticket->second, a->act->second, UUID_LEN);
}

static void
end_authorised(Applying *a, const Work *first)
{
	json_t *covers;

	if (!a->authorised)
		return;
	if (a->rules.covers->len == 0) { /* it was not needed after all */
		g_ptr_array_remove_index(a->made, 0);
		a->authorised = NULL;
		return;
	}
	covers = json_object_get(a->authorised->payload, "covers");
	for (guint i = 0; i < a->rules.covers->len; i++)
		json_array_append_new(covers, json_string(a->rules.covers->pdata[i]));
	if (first->kind != SUBJECT_TICKET)
		return;
	g_ptr_array_insert(first->events, (int)first->old->len, a->authorised);
	ticket_apply(first->ticket, a->authorised);
}

/* ---- writing ---- */

static bool
write_events(Applying *a)
{
	Device *device = &a->store->device;

	for (guint i = 0; i < a->made->len; i++) {
		Event *event = a->made->pdata[i];

		if (a->made->len == 1)
			event->group[0] = '\0';
		event->seq = device->seq + 1;
		event->number = event->seq;
		g_strlcpy(event->prev, device->prev, HASH_LEN);
		event_seal(event, a->store->env, device->key);
		if (!log_append(a->store->db, event, true, NULL, &a->error))
			return false;
		device->seq = event->seq;
		g_strlcpy(device->prev, event->hash, HASH_LEN);
		g_ptr_array_add(a->result->event_ids, g_strdup(event->id));
	}
	return true;
}

static bool
write_derived(Applying *a)
{
	Store *store = a->store;

	for (guint i = 0; i < a->order->len; i++) {
		Work *work = a->order->pdata[i];

		if (work->kind == SUBJECT_TICKET &&
			!project_ticket(store->db, store->reference, work->ticket, work->events,
				&a->error))
			return false;
		if (work->effects &&
			!project_effects(store->db, work->events, work->baseline, &a->error))
			return false;
		if (work->kind == SUBJECT_TIME &&
			!project_time(store->db, work->entry, &a->error))
			return false;
	}
	for (guint i = 0; i < a->made->len; i++) {
		const Event *event = a->made->pdata[i];

		if (event->subject_kind == SUBJECT_PERSON &&
			!project_person(store->db, event, &a->error))
			return false;
		if ((event->subject_kind == SUBJECT_DESK ||
			    event->subject_kind == SUBJECT_BATCH) &&
			!project_desk(store->db, event, &a->error))
			return false;
		if (event->subject_kind == SUBJECT_REFERENCE &&
			!project_reference(store->db, event->subject, &a->error))
			return false;
	}
	return true;
}

static bool
write_pin(Applying *a)
{
	for (guint i = 0; a->act->pin_hash && i < a->made->len; i++) {
		const Event *event = a->made->pdata[i];
		sqlite3_stmt *stmt;

		if (event->kind != EVENT_PIN_SET)
			continue;
		stmt = db_stmt(a->store->db, upsert_pin, &a->error);
		if (!stmt)
			return false;
		db_bind_text(stmt, ":person", event->subject);
		db_bind_text(stmt, ":hash", a->act->pin_hash);
		if (!db_run(stmt, &a->error))
			return false;
	}
	return true;
}

static void
check_batch(Applying *a)
{
	for (guint i = 0; a->act->import && i < a->act->events->len; i++) {
		const ActEvent *wanted = a->act->events->pdata[i];

		int64_t batch;

		if (wanted->kind != EVENT_SOURCE_KEPT)
			continue;
		batch = applying_query_int(a, select_batch, ":id",
			json_string_value(json_object_get(wanted->payload, "batch")));
		a->rules.batch_open = batch & 1;
		a->rules.batch_live = batch == 3;
	}
}

static void
judge_all(Applying *a)
{
	Work *first;

	applying_fill_rules(a);
	check_batch(a);
	if (!a->rules.actor && a->act->actor[0])
		rules_refuse(&a->rules, REFUSAL_UNKNOWN, NULL, NULL,
			g_strdup(_("You are not in the staff file here. Sign on again.")));
	begin_authorised(a, a->act->events->pdata[0]);
	for (guint i = 0; i < a->act->events->len && a->result->refusals->len == 0 && !a->error;
		i++)
		apply_one(a, a->act->events->pdata[i]);
	first = a->order->pdata[0];
	for (guint i = 0; i < a->order->len && !a->error; i++)
		rules_check_second(&a->rules, ((const Work *)a->order->pdata[i])->ticket);
	end_authorised(a, first);
}

static void
take_result(Applying *a)
{
	ActResult *result = a->result;

	for (guint i = 0; i < a->order->len && !result->number; i++) {
		const Work *work = a->order->pdata[i];

		if (work->kind == SUBJECT_TICKET) {
			result->number = g_strdup(work->ticket->number);
			g_strlcpy(result->ticket, work->id, UUID_LEN);
		}
	}
	if (a->error) {
		result->outcome = ACT_FAILED;
		result->error = g_strdup(a->error->message);
	} else {
		result->outcome = result->refusals->len > 0 ? ACT_REFUSED : ACT_SAVED;
	}
	if (result->outcome != ACT_SAVED)
		g_ptr_array_set_size(result->event_ids, 0);
}

static void
applying_clear(Applying *a)
{
	g_ptr_array_unref(a->rules.covers);
	g_ptr_array_unref(a->order);
	g_hash_table_unref(a->works);
	g_ptr_array_unref(a->made);
	g_hash_table_unref(a->people);
	g_hash_table_unref(a->others);
	g_clear_error(&a->error);
}

bool
store_apply_in(Store *store, const Act *act, ActResult *result)
{
	Applying a = {.store = store, .act = act, .result = result};
	Device before = store->device;
	bool saved;

	g_assert(act->events->len > 0);
	a.works = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, applying_work_free);
	a.order = g_ptr_array_new();
	a.made = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	a.people = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)person_free);
	a.others = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)ticket_free);
	env_uuid7(store->env, a.group);
	judge_all(&a);
	saved = !a.error && result->refusals->len == 0 && write_events(&a) &&
		write_derived(&a) && write_pin(&a);
	take_result(&a);
	if (!saved)
		store->device = before;
	applying_clear(&a);
	return saved;
}

/* An act whose answer was lost may come again; it counts once. */
static bool
is_known(Store *store, const Act *act, ActResult *result)
{
	sqlite3_stmt *stmt = db_stmt(store->db, select_known, NULL);
	bool known;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", act->id);
	known = db_step(stmt, NULL);
	if (known) {
		result->outcome = ACT_SAVED;
		g_ptr_array_add(result->event_ids, g_strdup(act->id));
		if (db_text(stmt, 1)[0]) {
			result->number = g_strdup(db_text(stmt, 1));
			g_strlcpy(result->ticket, db_text(stmt, 0), UUID_LEN);
		}
	}
	sqlite3_reset(stmt);
	return known;
}

/* Erasure is more than its event: only desk_erase() does all of it. Dates move by a publication
 * alone. */
static bool
refuse_parts(const Act *act, ActResult *result)
{
	for (guint i = 0; i < act->events->len; i++) {
		EventKind kind = ((const ActEvent *)act->events->pdata[i])->kind;

		if (kind == EVENT_DATA_ERASED)
			act_result_refuse(result, REFUSAL_STATE, kind, NULL,
				g_strdup(_(
					"Personal data is erased by the erasure of the whole complaint only.")));
		if (kind == EVENT_DEADLINE_MOVED)
			act_result_refuse(result, REFUSAL_STATE, kind, NULL,
				g_strdup(_(
					"Nobody moves a statutory date by hand. A published calendar does.")));
	}
	return result->refusals->len > 0;
}

static bool
publishes(const Act *act)
{
	for (guint i = 0; i < act->events->len; i++)
		if (((const ActEvent *)act->events->pdata[i])->kind ==
			EVENT_REFERENCE_PUBLISHED)
			return true;
	return false;
}

void
store_apply(Store *store, const Act *act, ActResult *result)
{
	Device before = store->device;
	g_autoptr(GError) error = NULL;

	if (refuse_parts(act, result) || is_known(store, act, result))
		return;
	if (!db_exec(store->db, "BEGIN IMMEDIATE", &error)) {
		result->outcome = ACT_FAILED;
		result->error = g_strdup(error->message);
		return;
	}
	if (store_apply_in(store, act, result) && db_exec(store->db, "COMMIT", &error)) {
		store->unmerged++;
		head_write(store, NULL);
		if (publishes(act))
			store_reference_changed(store);
		return;
	}
	db_exec(store->db, "ROLLBACK", NULL);
	store->device = before;
	if (error) {
		result->outcome = ACT_FAILED;
		g_free(result->error);
		result->error = g_strdup(error->message);
		g_ptr_array_set_size(result->event_ids, 0);
	}
}
