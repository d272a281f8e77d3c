/*
 * Derived rows: what a fold adds up to, as lists and searches want it. Each
 * function makes the rows of its subject what the fold says, whatever they were,
 * so that writing after an act and making everything again are the same code.
 * See store.h.
 */
#include "config.h"

#include "core/store-project.h"

#include <string.h>

#include "core/project-others.h"
#include "core/store-clock.h"
#include "core/store-row.h"
#include "core/store.h"
#include "core/text.h"
#include "core/ticket-fold.h"

static const char select_doc[] = "SELECT body FROM search_doc WHERE ticket_row = :row";
static const char upsert_doc[] =
	"INSERT INTO search_doc (ticket_row, body) VALUES (:row, :body) "
	"ON CONFLICT (ticket_row) DO UPDATE SET body = excluded.body";
static const char delete_index[] =
	"INSERT INTO ticket_search (ticket_search, rowid, body) VALUES ('delete', :row, :body)";
static const char insert_index[] =
	"INSERT INTO ticket_search (rowid, body) VALUES (:row, :body)";
static const char delete_keys[] = "DELETE FROM complainant_key WHERE ticket_row = :row";
static const char insert_key[] =
	"INSERT OR IGNORE INTO complainant_key (key, ticket_row) VALUES (:key, :row)";
static const char delete_extensions[] = "DELETE FROM extension WHERE ticket_row = :row";
static const char insert_extension[] =
	"INSERT INTO extension (id, ticket_row, state, rung, asked_by, asked_us) "
	"VALUES (:id, :row, :state, :rung, :asked_by, :asked_us)";
static const char select_baseline[] = "SELECT state FROM baseline WHERE ticket = :ticket";
static const char upsert_time[] =
	"INSERT INTO time_entry (id, person, ticket, start_us, worked_us, running, typed, corrected, "
	"text, how, boot, boot_us) VALUES (:id, :person, :ticket, :start_us, :worked_us, :running, "
	":typed, :corrected, :text, :how, :boot, :boot_us) "
	"ON CONFLICT (id) DO UPDATE SET ticket = excluded.ticket, start_us = excluded.start_us, "
	"worked_us = excluded.worked_us, running = excluded.running, corrected = excluded.corrected, "
	"text = excluded.text, how = excluded.how";
static const char insert_person[] =
	"INSERT INTO person (id, number, name, role, branch, active, wrong_pins, last_wrong_us) "
	"VALUES (:id, :number, :name, :role, :branch, 1, 0, 0) "
	"ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name, "
	"role = excluded.role, branch = excluded.branch";
static const char update_person[] =
	"UPDATE person SET name = :name, role = :role, branch = :branch, active = :active WHERE id = :id";
static const char update_wrong[] =
	"UPDATE person SET wrong_pins = wrong_pins + 1, last_wrong_us = :at WHERE id = :id";
static const char update_right[] = "UPDATE person SET wrong_pins = 0 WHERE id = :id";
static const char update_locked[] = "UPDATE period SET locked_through = :through";
static const char upsert_absence[] =
	"INSERT INTO absence (person, from_day, through_day, deputy) VALUES (:id, :from, :through, "
	":deputy) ON CONFLICT (person) DO UPDATE SET from_day = excluded.from_day, "
	"through_day = excluded.through_day, deputy = excluded.deputy";
static const char delete_absence[] = "DELETE FROM absence WHERE person = :id";
static const char upsert_batch[] =
	"INSERT INTO batch (id, live, open) VALUES (:id, :live, :open) "
	"ON CONFLICT (id) DO UPDATE SET open = excluded.open";

static const char *
payload_text(const Event *event, const char *field)
{
	const char *value = json_string_value(json_object_get(event->payload, field));

	return value ? value : "";
}

/* ---- search ---- */

static void
add_line(GString *body, const char *text)
{
	if (!text || !text[0])
		return;
	if (body->len > 0)
		g_string_append_c(body, '\n');
	g_string_append(body, text);
}

static bool
is_searched(EventKind kind)
{
	return kind == EVENT_NOTE_ADDED || kind == EVENT_CONTACT_ADDED ||
	       kind == EVENT_CUSTOMER_TOLD || kind == EVENT_REACTION_RECORDED ||
	       kind == EVENT_TICKET_WITHDRAWN;
}

/* `sorted` is in the order of the fold, never of arrival, so that a rebuild gives the same
 * text. */
static char *
dup_body(const Ticket *ticket, const GPtrArray *sorted)
{
	GString *body = g_string_new(ticket->number);

	add_line(body, ticket->subject);
	add_line(body, ticket->text);
	add_line(body, ticket->complainant);
	add_line(body, ticket->agent);
	add_line(body, ticket->complained_person);
	add_line(body, ticket->outside_ref);
	for (guint i = 0; i < ticket->claims->len; i++)
		add_line(body, ((const Claim *)ticket->claims->pdata[i])->text);
	for (guint i = 0; i < ticket->promises->len; i++)
		add_line(body, ((const Promise *)ticket->promises->pdata[i])->what);
	for (guint i = 0; i < sorted->len; i++) {
		const Event *event = sorted->pdata[i];

		if (!event->payload || !is_searched(event->kind))
			continue;
		add_line(body, payload_text(event, "text"));
		add_line(body, payload_text(event, "words"));
		add_line(body, payload_text(event, "wish"));
	}
	return g_string_free(body, FALSE);
}

static bool
run_index(Db *db, const char *sql, int64_t row, const char *body, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	db_bind_text(stmt, ":body", body);
	return db_run(stmt, error);
}

/* The index holds no text: the old one must be given back exactly to be taken out. */
static bool
write_search(Db *db, int64_t row, const char *body, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_doc, error);
	g_autofree char *old = NULL;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	if (db_step(stmt, error))
		old = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	if (g_strcmp0(old, body) == 0)
		return true;
	return (!old || run_index(db, delete_index, row, old, error)) &&
	       run_index(db, upsert_doc, row, body, error) &&
	       run_index(db, insert_index, row, body, error);
}

static bool
add_key(Db *db, int64_t row, const char *kind, const char *value, GError **error)
{
	sqlite3_stmt *stmt;
	g_autofree char *key = NULL;

	if (!value[0])
		return true;
	stmt = db_stmt(db, insert_key, error);
	if (!stmt)
		return false;
	key = g_strconcat(kind, value, NULL);
	db_bind_text(stmt, ":key", key);
	db_bind_int(stmt, ":row", row);
	return db_run(stmt, error);
}

/* What the keys are made of seldom changes; most acts leave them alone. */
static bool
write_keys(
	Db *db, const Reference *reference, const Ticket *ticket, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, delete_keys, error);
	g_autofree char *name = text_dup_search(ticket->complainant);
	g_autofree char *phone = text_dup_number(ticket->phone);
	g_auto(GStrv) sounds = pinyin_dup_keys(reference->pinyin, ticket->complainant);
	size_t digits = strlen(phone);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	if (!db_run(stmt, error) || !add_key(db, row, "n:", name, error) ||
		!add_key(db, row, "t:", phone, error) ||
		!add_key(db, row, "e:", digits > 4 ? phone + digits - 4 : "", error) ||
		!add_key(db, row, "a:", ticket->account_tail, error))
		return false;
	for (char **sound = sounds; sound && *sound; sound++)
		if (!add_key(db, row, "p:", *sound, error))
			return false;
	return true;
}

/* ---- requests for an extension that wait for somebody ---- */

static bool
write_extension(Db *db, int64_t row, const TicketExtension *extension, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_extension, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", extension->id);
	db_bind_int(stmt, ":row", row);
	db_bind_int(stmt, ":state", extension->state);
	db_bind_int(stmt, ":rung", extension->rung);
	db_bind_text(stmt, ":asked_by", extension->asked_by);
	db_bind_int(stmt, ":asked_us", extension->asked_us);
	return db_run(stmt, error);
}

/* Where there were none and are none, no page is touched. */
static bool
write_extensions(Db *db, const Ticket *ticket, int64_t row, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, delete_extensions, error);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", row);
	if (!db_run(stmt, error))
		return false;
	for (guint i = 0; ticket_is_open(ticket) && i < ticket->extensions->len; i++) {
		const TicketExtension *extension = ticket->extensions->pdata[i];
		bool waits = extension->state == EXTENSION_REQUESTED ||
			     extension->state == EXTENSION_APPROVED;

		if (waits && !write_extension(db, row, extension, error))
			return false;
	}
	return true;
}

bool
project_ticket(Db *db, const Reference *reference, Ticket *ticket, const GPtrArray *events,
	GError **error)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)events, NULL, NULL);
	g_autofree char *body = NULL;
	RowWritten written;

	g_ptr_array_set_free_func(sorted, NULL);
	g_ptr_array_sort(sorted, event_compare_indirect); /* never the order of arrival */
	body = dup_body(ticket, sorted);
	if (!ticket->id[0])
		return true; /* its first event has not come yet */
	return ticket_row_write(db, ticket, &written, error) &&
	       project_clocks(db, reference, ticket, written.row, error) &&
	       write_search(db, written.row, body, error) &&
	       write_extensions(db, ticket, written.row, error) &&
	       project_others(db, ticket, written.row, error) &&
	       (!written.renamed || write_keys(db, reference, ticket, written.row, error));
}

/* ---- the fold from the store ---- */

static json_t *
read_baseline(Db *db, const char *ticket_id, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_baseline, error);
	json_t *baseline = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":ticket", ticket_id);
	if (db_step(stmt, error))
		baseline = json_loads(db_text(stmt, 0), 0, NULL);
	sqlite3_reset(stmt);
	return baseline;
}

Ticket *
project_fold(Db *db, const Reference *reference, const char *ticket_id, GPtrArray **ret_events,
	GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(db, ticket_id, error);
	json_t *baseline;
	Ticket *ticket;

	if (!events || events->len == 0)
		return NULL;
	baseline = read_baseline(db, ticket_id, error);
	ticket = ticket_fold(events, baseline, NULL);
	json_decref(baseline);
	ticket_set_due(ticket, reference);
	if (ret_events)
		*ret_events = g_steal_pointer(&events);
	return ticket;
}

bool
project_effects(Db *db, const GPtrArray *events, const json_t *baseline, GError **error)
{
	g_autofree FoldEffect *effects = g_new0(FoldEffect, events->len);
	g_autoptr(Ticket) ticket = ticket_fold(events, baseline, effects);

	for (guint i = 0; i < events->len; i++)
		if (!log_set_effect(
			    db, ((const Event *)events->pdata[i])->id, effects[i], error))
			return false;
	return true;
}

static bool
project_ticket_anew(Db *db, const Reference *reference, const char *id, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(Ticket) ticket = project_fold(db, reference, id, &events, &local);
	json_t *baseline;
	bool ok;

	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	if (!ticket)
		return true;
	baseline = read_baseline(db, id, error);
	ok = project_effects(db, events, baseline, error);
	json_decref(baseline);
	return ok && project_ticket(db, reference, ticket, events, error);
}

TimeEntry *
project_fold_time(Db *db, const char *id, GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(db, id, error);
	TimeEntry *entry;

	if (!events || events->len == 0)
		return NULL;
	g_ptr_array_sort(events, event_compare_indirect);
	entry = time_entry_new();
	for (guint i = 0; i < events->len; i++)
		time_entry_apply(entry, events->pdata[i]);
	return entry;
}

bool
project_time(Db *db, const TimeEntry *entry, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_time, error);

	if (!entry->id[0])
		return true; /* its first event has not come yet */
	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", entry->id);
	db_bind_text(stmt, ":person", entry->person);
	db_bind_text(stmt, ":ticket", entry->ticket);
	db_bind_int(stmt, ":start_us", entry->start_us);
	db_bind_int(stmt, ":worked_us", entry->worked_us);
	db_bind_int(stmt, ":running", entry->running);
	db_bind_int(stmt, ":typed", entry->typed);
	db_bind_int(stmt, ":corrected", entry->corrected);
	db_bind_text(stmt, ":text", entry->text);
	db_bind_text(stmt, ":how", entry->how);
	db_bind_text(stmt, ":boot", entry->boot);
	db_bind_int(stmt, ":boot_us", entry->boot_us);
	return db_run(stmt, error);
}

/* ---- people, desk, batches ---- */

static bool
run_with_id(Db *db, const char *sql, const char *id, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", id);
	return db_run(stmt, error);
}

static bool
write_person(Db *db, const Event *event, const char *sql, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);
	StaffRole role = STAFF_TELLER;

	if (!stmt)
		return false;
	staff_role_from_name(payload_text(event, "role"), &role);
	db_bind_text(stmt, ":id", event->subject);
	db_bind_text(stmt, ":name", payload_text(event, "name"));
	db_bind_text(stmt, ":branch", payload_text(event, "branch"));
	db_bind_int(stmt, ":role", role);
	if (event->kind == EVENT_PERSON_ADDED)
		db_bind_text(stmt, ":number", payload_text(event, "number"));
	else
		db_bind_int(stmt, ":active",
			json_is_true(json_object_get(event->payload, "active")));
	return db_run(stmt, error);
}

static bool
write_absence(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_absence, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", event->subject);
	db_bind_text(stmt, ":from", payload_text(event, "from"));
	db_bind_text(stmt, ":through", payload_text(event, "through"));
	db_bind_text(stmt, ":deputy", payload_text(event, "deputy"));
	return db_run(stmt, error);
}

bool
project_person(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt;

	switch ((int)event->kind) {
	case EVENT_PERSON_ADDED:
		return write_person(db, event, insert_person, error);
	case EVENT_PERSON_CHANGED:
		return write_person(db, event, update_person, error);
	case EVENT_SIGNED_ON:
	case EVENT_PIN_SET:
		return run_with_id(db, update_right, event->subject, error);
	case EVENT_ABSENCE_SET:
		return write_absence(db, event, error);
	case EVENT_ABSENCE_ENDED:
		return run_with_id(db, delete_absence, event->subject, error);
	case EVENT_PIN_WRONG:
		stmt = db_stmt(db, update_wrong, error);
		if (!stmt)
			return false;
		db_bind_text(stmt, ":id", event->subject);
		db_bind_int(stmt, ":at", event_hlc_us(event->hlc));
		return db_run(stmt, error);
	default:
		return project_shift(db, event, error);
	}
}

static bool
write_batch(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_batch, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", event->subject);
	db_bind_int(stmt, ":live", strcmp(payload_text(event, "as"), "live") == 0);
	db_bind_int(stmt, ":open", event->kind == EVENT_BATCH_STARTED);
	return db_run(stmt, error);
}

bool
project_desk(Db *db, const Event *event, GError **error)
{
	sqlite3_stmt *stmt;

	switch ((int)event->kind) {
	case EVENT_PERIOD_LOCKED:
	case EVENT_PERIOD_REOPENED:
		stmt = db_stmt(db, update_locked, error);
		if (!stmt)
			return false;
		db_bind_text(stmt, ":through", payload_text(event, "through"));
		return db_run(stmt, error);
	case EVENT_BATCH_STARTED:
	case EVENT_BATCH_ENDED:
		return write_batch(db, event, error);
	default:
		return true;
	}
}

/* Persons and desks are small: their events are gone through again in order. */
static bool
project_each(Db *db, SubjectKind kind, const char *subject, GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(db, subject, error);

	if (!events)
		return false;
	g_ptr_array_sort(events, event_compare_indirect);
	if (kind == SUBJECT_PERSON && !run_with_id(db, update_right, subject, error))
		return false;
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (!event->payload)
			continue;
		if (kind == SUBJECT_PERSON ? !project_person(db, event, error)
					   : !project_desk(db, event, error))
			return false;
	}
	return true;
}

bool
project_subject(Db *db, const Reference *reference, SubjectKind kind, const char *subject,
	GError **error)
{
	g_autoptr(TimeEntry) entry = NULL;

	switch (kind) {
	case SUBJECT_TICKET:
		return project_ticket_anew(db, reference, subject, error);
	case SUBJECT_TIME:
		entry = project_fold_time(db, subject, error);
		return entry && project_time(db, entry, error);
	case SUBJECT_PERSON:
	case SUBJECT_DESK:
	case SUBJECT_BATCH:
		return project_each(db, kind, subject, error);
	case SUBJECT_REFERENCE:
		return project_reference(db, subject, error);
	case N_SUBJECT_KINDS:
		break;
	}
	return true;
}

/* ---- everything ---- */

static const char select_subjects[] =
	"SELECT DISTINCT subject_kind, subject FROM event_log ORDER BY subject_kind, subject";
static const char empty_derived[] =
	"INSERT INTO ticket_search (ticket_search) VALUES ('delete-all'); DELETE FROM search_doc;"
	"DELETE FROM complainant_key; DELETE FROM ticket; DELETE FROM time_entry; DELETE FROM person;"
	"DELETE FROM extension; DELETE FROM batch; DELETE FROM clock; DELETE FROM seen; DELETE FROM absence;"
	"DELETE FROM request; DELETE FROM merged; DELETE FROM shift; DELETE FROM reference_item;"
	"UPDATE period SET locked_through = '';";

bool
project_all(Db *db, const Reference *reference, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_subjects, error);

	while (stmt && db_step(stmt, error)) {
		g_autofree char *subject = g_strdup(db_text(stmt, 1));

		if (!project_subject(
			    db, reference, (SubjectKind)db_int(stmt, 0), subject, error)) {
			sqlite3_reset(stmt);
			return false;
		}
	}
	return stmt != NULL;
}

static const char select_open[] = "SELECT id FROM ticket WHERE open = 1";
static const char select_filled[] = "SELECT COUNT(*) FROM setting WHERE name = 'clocks'";
static const char insert_filled[] = "INSERT INTO setting (name, value) VALUES ('clocks', '1')";

static bool
fill_clocks(Db *db, const Reference *reference, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_open, error);
	g_autoptr(GError) local = NULL;

	while (stmt && db_step(stmt, &local)) {
		g_autofree char *id = g_strdup(db_text(stmt, 0));

		if (!project_subject(db, reference, SUBJECT_TICKET, id, &local))
			break;
	}
	if (stmt)
		sqlite3_reset(stmt);
	if (!local)
		return stmt != NULL;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

bool
project_clocks_once(Db *db, const Reference *reference, GError **error)
{
	if (db_query_int(db, select_filled, 0) > 0)
		return true;
	if (!db_exec(db, "BEGIN IMMEDIATE", error))
		return false;
	if (fill_clocks(db, reference, error) && db_exec(db, insert_filled, error) &&
		db_exec(db, "COMMIT", error))
		return true;
	db_exec(db, "ROLLBACK", NULL);
	return false;
}

bool
project_anew(Db *db, const Reference *reference, GError **error)
{
	if (!db_exec(db, "BEGIN IMMEDIATE", error))
		return false;
	if (db_exec(db, empty_derived, error) && project_all(db, reference, error) &&
		db_exec(db, "COMMIT", error))
		return true;
	db_exec(db, "ROLLBACK", NULL);
	return false;
}
