/* People and subjects of an act, read from the store once and kept while it is judged. See
 * applying.h. */
#include "config.h"

#include "core/applying.h"

#include "core/ticket-due.h"
#include "core/ticket-fold.h"

static const char select_person[] =
	"SELECT p.id, p.number, p.name, p.role, p.branch, p.active, p.wrong_pins, p.last_wrong_us, "
	"EXISTS (SELECT 1 FROM pin WHERE person = p.id) FROM person p WHERE p.id = :id";
static const char select_person_counts[] =
	"SELECT COUNT(*), COUNT(*) FILTER (WHERE role IN (2, 3, 4)), COUNT(*) FILTER (WHERE role = 6) "
	"FROM person WHERE active = 1";
static const char select_locked[] = "SELECT locked_through FROM period";
static const char select_source[] =
	"SELECT t.number FROM merged m JOIN ticket t ON t.row = m.ticket_row "
	"WHERE m.into_id = :id ORDER BY m.ticket_row LIMIT 1";
static const char select_shift[] = "SELECT to_person, accepted_us FROM shift WHERE id = :id";
static const char select_baseline[] = "SELECT state FROM baseline WHERE ticket = :ticket";

void
applying_work_free(void *data)
{
	Work *work = data;

	g_ptr_array_unref(work->events);
	g_ptr_array_unref(work->old);
	json_decref(work->baseline);
	ticket_free(work->ticket);
	time_entry_free(work->entry);
	g_free(work);
}

/* ---- people ---- */

Person *
store_person(Db *db, const char *id, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_person, error);
	Person *person = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":id", id);
	if (db_step(stmt, error)) {
		person = person_new();
		g_strlcpy(person->id, db_text(stmt, 0), sizeof person->id);
		person->number = (g_free(person->number), g_strdup(db_text(stmt, 1)));
		person->name = (g_free(person->name), g_strdup(db_text(stmt, 2)));
		person->role = (StaffRole)db_int(stmt, 3);
		person->branch = (g_free(person->branch), g_strdup(db_text(stmt, 4)));
		person->active = db_int(stmt, 5) != 0;
		person->wrong_pins = (unsigned)db_int(stmt, 6);
		person->last_wrong_us = db_int(stmt, 7);
		person->has_pin = db_int(stmt, 8) != 0;
	}
	sqlite3_reset(stmt);
	return person;
}

const Person *
applying_person(void *data, const char *id)
{
	Applying *a = data;
	Person *person = g_hash_table_lookup(a->people, id);

	if (!person && id[0]) {
		person = store_person(a->store->db, id, &a->error);
		if (person)
			g_hash_table_insert(a->people, person->id, person);
	}
	return person;
}

int64_t
applying_query_int(Applying *a, const char *sql, const char *name, const char *value)
{
	sqlite3_stmt *stmt = db_stmt(a->store->db, sql, &a->error);
	int64_t found = 0;

	if (!stmt)
		return 0;
	if (name)
		db_bind_text(stmt, name, value);
	if (db_step(stmt, &a->error))
		found = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return found;
}

void
applying_fill_rules(Applying *a)
{
	RuleContext *rules = &a->rules;
	sqlite3_stmt *stmt;

	rules->now_us = env_now_us(a->store->env);
	rules->zone = a->store->zone;
	rules->authority = a->store->reference->authority;
	rules->reference = a->store->reference;
	rules->clock_doubtful =
		a->store->device.hlc_ms > (rules->now_us + US_PER_MINUTE) / 1000;
	rules->person = applying_person;
	rules->ticket = applying_ticket;
	rules->dup_source_of = applying_dup_source_of;
	rules->data = a;
	rules->pin_hash = a->act->pin_hash;
	rules->result = a->result;
	rules->covers = g_ptr_array_new();
	rules->actor = applying_person(a, a->act->actor);
	rules->second = applying_person(a, a->act->second);
	stmt = db_stmt(a->store->db, select_person_counts, &a->error);
	if (stmt && db_step(stmt, &a->error)) {
		rules->n_people = (unsigned)db_int(stmt, 0);
		rules->n_leads = (unsigned)db_int(stmt, 1);
		rules->n_admins = (unsigned)db_int(stmt, 2);
		rules->founding =
			rules->n_people == 0 || strcmp(a->store->device.realm, "practice") == 0;
		sqlite3_reset(stmt);
	}
	stmt = db_stmt(a->store->db, select_locked, &a->error);
	if (stmt && db_step(stmt, &a->error)) {
		g_strlcpy(
			rules->locked_through, db_text(stmt, 0), sizeof rules->locked_through);
		sqlite3_reset(stmt);
	}
}

/* ---- subjects ---- */

static json_t *
read_baseline(Applying *a, const char *ticket)
{
	sqlite3_stmt *stmt = db_stmt(a->store->db, select_baseline, &a->error);
	json_t *baseline = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":ticket", ticket);
	if (db_step(stmt, &a->error))
		baseline = json_loads(db_text(stmt, 0), 0, NULL);
	sqlite3_reset(stmt);
	return baseline;
}

static void
fold_entry(Work *work)
{
	work->entry = time_entry_new();
	for (guint i = 0; i < work->events->len; i++)
		time_entry_apply(work->entry, work->events->pdata[i]);
}

static void
fold_ticket(Applying *a, Work *work)
{
	work->baseline = read_baseline(a, work->id);
	work->ticket = ticket_fold(work->events, work->baseline, NULL);
	ticket_set_due(work->ticket, a->store->reference);
}

Work *
applying_work(Applying *a, const ActEvent *wanted)
{
	Work *work = g_hash_table_lookup(a->works, wanted->subject);

	if (work)
		return work;
	work = g_new0(Work, 1);
	work->kind = event_kind_def(wanted->kind)->subject;
	g_strlcpy(work->id, wanted->subject, UUID_LEN);
	work->events = g_ptr_array_new();
	g_hash_table_insert(a->works, work->id, work);
	g_ptr_array_add(a->order, work);
	if (work->kind == SUBJECT_TICKET || work->kind == SUBJECT_TIME ||
		work->kind == SUBJECT_REFERENCE)
		work->old = log_read_subject(a->store->db, work->id, &a->error);
	if (!work->old)
		work->old = g_ptr_array_new();
	g_ptr_array_extend(work->events, work->old, NULL, NULL);
	if (work->kind == SUBJECT_TICKET)
		fold_ticket(a, work);
	if (work->kind == SUBJECT_TIME)
		fold_entry(work);
	return work;
}

/* ---- other subjects that are only looked at ---- */

const Ticket *
applying_ticket(void *data, const char *id)
{
	Applying *a = data;
	const Work *work = g_hash_table_lookup(a->works, id);
	Ticket *ticket;

	if (work)
		return work->ticket;
	ticket = g_hash_table_lookup(a->others, id);
	if (!ticket && id[0]) {
		ticket = project_fold(a->store->db, a->store->reference, id, NULL, &a->error);
		if (ticket)
			g_hash_table_insert(a->others, ticket->id, ticket);
	}
	return ticket;
}

char *
applying_dup_source_of(void *data, const char *id)
{
	Applying *a = data;
	sqlite3_stmt *stmt;
	char *number = NULL;

	for (guint i = 0; i < a->order->len; i++) {
		const Work *work = a->order->pdata[i];

		if (work->kind == SUBJECT_TICKET && strcmp(work->ticket->merged_into, id) == 0)
			return g_strdup(work->ticket->number);
	}
	stmt = db_stmt(a->store->db, select_source, &a->error);
	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":id", id);
	if (db_step(stmt, &a->error))
		number = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return number;
}

void
applying_fill_shift(Applying *a, const ActEvent *wanted)
{
	sqlite3_stmt *stmt;

	a->rules.shift_to[0] = '\0';
	a->rules.shift_accepted = false;
	if (wanted->kind != EVENT_SHIFT_ACCEPTED)
		return;
	stmt = db_stmt(a->store->db, select_shift, &a->error);
	if (!stmt)
		return;
	db_bind_text(stmt, ":id", json_string_value(json_object_get(wanted->payload, "shift")));
	if (db_step(stmt, &a->error)) {
		g_strlcpy(a->rules.shift_to, db_text(stmt, 0), UUID_LEN);
		a->rules.shift_accepted = db_int(stmt, 1) != 0;
	}
	sqlite3_reset(stmt);
}
