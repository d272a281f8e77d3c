/*
 * Proof that nothing was changed: every device's chain without holes, every
 * hash and signature, the columns beside each header, receipts for all, the
 * signed head for the end. And the derived rows made again from the log and
 * compared. See desk.h.
 */
#include "config.h"

#include "core/audit.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/search-token.h"

#define PAGE 2000

static const char select_devices[] =
	"SELECT number, id, public_key FROM device ORDER BY number";
static const char count_events[] = "SELECT COUNT(*) FROM event_log";
static const char count_erased[] =
	"SELECT COUNT(*) FROM event_log e WHERE NOT EXISTS (SELECT 1 FROM event_payload p WHERE p.row = e.row)";
static const char count_orphans[] =
	"SELECT COUNT(*) FROM event_payload p WHERE NOT EXISTS (SELECT 1 FROM event_log e WHERE e.row = p.row)";
static const char select_unreceipted[] =
	"SELECT e.event_id FROM event_log e WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.row = e.row) "
	"ORDER BY e.row LIMIT 1";
/* What this device made, also before it was restored, and no hub has confirmed waits to be
 * sent. */
static const char select_unsent[] =
	"SELECT e.event_id FROM event_log e JOIN receipt r ON r.row = e.row WHERE r.confirmed = 0 "
	"AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.row = e.row) ORDER BY e.row LIMIT 1";
/* A payload may only be gone where an erasure event names it. */
static const char select_missing[] =
	"SELECT e.event_id, e.subject FROM event_log e WHERE NOT EXISTS "
	"(SELECT 1 FROM event_payload p WHERE p.row = e.row) AND NOT EXISTS "
	"(SELECT 1 FROM event_log x JOIN event_payload y ON y.row = x.row WHERE x.subject = e.subject "
	"AND x.kind = 'data.erased' AND instr(y.payload, e.event_id) > 0) LIMIT 1";

static int64_t
count(Db *db, const char *sql, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);
	int64_t n = stmt && db_step(stmt, error) ? db_int(stmt, 0) : -1;

	if (stmt)
		sqlite3_reset(stmt);
	return n;
}

static void
found_bad(AuditReport *report, char *text)
{
	if (report->ok)
		report->first_bad = text;
	else
		g_free(text);
	report->ok = false;
}

/* How far the proof of one device's chain has come. */
typedef struct Chain {
	const char *device;
	const unsigned char *key;
	int64_t seq; /* of the event that must come next */
	char prev[HASH_LEN];
} Chain;

static bool
check_link(const Chain *chain, const Event *event, AuditReport *report)
{
	const char *why = NULL;

	if (event->seq != chain->seq)
		found_bad(report,
			g_strdup_printf(
				_("Event %1$" PRId64
				  " of device %2$s is missing; number %3$" PRId64 " follows."),
				chain->seq, chain->device, event->seq));
	else if (strcmp(event->device, chain->device) != 0)
		found_bad(report,
			g_strdup_printf(_("Event %1$s stands in the chain of another device."),
				event->id));
	else if (strcmp(event->prev, chain->prev) != 0)
		found_bad(report,
			g_strdup_printf(
				_("Event %1$s (number %2$" PRId64
				  ") does not follow the one before it: the chain is broken here."),
				event->id, event->seq));
	else if (!event_verify(event, chain->key, &why))
		found_bad(report, g_strdup_printf(_("Event %1$s (number %2$" PRId64
						    ", %3$s) was changed: %4$s."),
					  event->id, event->seq, event->kind_name, why));
	else if (!event->confirmed &&
		 (event->number != event->seq || strcmp(event->eff_hlc, event->hlc) != 0))
		found_bad(report,
			g_strdup_printf(
				_("The provisional receipt of event %1$s (number %2$" PRId64
				  ") was changed."),
				event->id, event->seq));
	return report->ok;
}

static bool
check_device(Db *db, Chain *chain, AuditReport *report, GError **error)
{
	memset(chain->prev, '0', HASH_LEN - 1);
	for (;;) {
		g_autoptr(GError) local = NULL;
		g_autoptr(GPtrArray) events =
			log_read_device(db, chain->device, chain->seq, PAGE, &local);

		if (!events &&
			(g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_DAMAGED) ||
				g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_NEWER))) {
			found_bad(report, g_strdup(local->message));
			return true;
		}
		if (!events) {
			g_propagate_error(error, g_steal_pointer(&local));
			return false;
		}
		for (guint i = 0; i < events->len; i++) {
			const Event *event = events->pdata[i];

			if (!check_link(chain, event, report))
				return true;
			g_strlcpy(chain->prev, event->hash, HASH_LEN);
			chain->seq++;
		}
		if (events->len < PAGE)
			return true;
	}
}

static bool
check_chains(Db *db, AuditReport *report, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_devices, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	int64_t n = 0;

	while (stmt && db_step(stmt, error)) {
		if (sqlite3_column_bytes(stmt, 2) != 32)
			found_bad(report, g_strdup_printf(_("The key of device %s is damaged."),
						  db_text(stmt, 1)));
		g_ptr_array_add(ids, g_strdup(db_text(stmt, 1)));
		g_ptr_array_add(keys, g_memdup2(sqlite3_column_blob(stmt, 2),
					      (gsize)sqlite3_column_bytes(stmt, 2)));
	}
	for (guint i = 0; i < ids->len && report->ok; i++) {
		Chain chain = {.device = ids->pdata[i], .key = keys->pdata[i], .seq = 1};

		if (!check_device(db, &chain, report, error))
			return false;
		n += chain.seq - 1;
	}
	if (report->ok && n != report->events)
		found_bad(report,
			g_strdup_printf(_("%1$" PRId64 " events stand in no device's chain."),
				report->events - n));
	return stmt != NULL;
}

/* Reports the first event `sql` finds; `text` has one %s for it. */
static void
check_none(Db *db, const char *sql, const char *text, AuditReport *report, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, sql, error);

	if (!stmt || !db_step(stmt, error))
		return;
	found_bad(report, g_strdup_printf(text, db_text(stmt, 0)));
	sqlite3_reset(stmt);
}

static void
check_beside(Db *db, AuditReport *report, GError **error)
{
	if (count(db, count_orphans, error) > 0)
		found_bad(report, g_strdup(_("There is a payload without its event.")));
	check_none(db, select_unsent,
		_("Event %s was never confirmed and is not waiting to be sent."), report,
		error);
	check_none(db, select_missing,
		_("The payload of event %s is gone, and no erasure names it."), report, error);
}

bool
audit_verify(Db *db, AuditReport *report, GError **error)
{
	g_autoptr(GError) local = NULL;

	*report = (AuditReport){.ok = true};
	report->events = count(db, count_events, &local);
	report->erased = count(db, count_erased, &local);
	if (!local)
		check_none(
			db, select_unreceipted, _("Event %s has no receipt."), report, &local);
	if (!local && report->ok)
		check_chains(db, report, &local);
	if (!local && report->ok)
		check_beside(db, report, &local);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* ---- making the derived rows again ---- */

static const char select_device_rows[] = "SELECT id, public_key FROM device ORDER BY number";
static const char copy_baselines[] = "SELECT ticket, state FROM baseline";
static const char insert_baseline[] =
	"INSERT INTO baseline (ticket, state) VALUES (:ticket, :state)";

/* What must be equal, without row numbers, which are a matter of arrival. */
static const char *const compared[] = {
	"SELECT id, number, counter, state, open, archive, contact_kind, owner, asked, logged_by, branch, "
	"channel, business, reason, class, level, flags, restricted, complained_person, conflict, "
	"received_us, entered_us, due_us, told_us, closed_us, updated_us, subject, complainant, "
	"account_tail, phone, note_count, file_count, redress_minor, promise_us, source_key FROM ticket "
	"ORDER BY id",
	"SELECT t.id, d.body FROM search_doc d JOIN ticket t ON t.row = d.ticket_row ORDER BY t.id",
	"SELECT t.id, k.key FROM complainant_key k JOIN ticket t ON t.row = k.ticket_row ORDER BY t.id, k.key",
	"SELECT COUNT(*) FROM ticket_search_docsize",
	"SELECT * FROM time_entry ORDER BY id",
	"SELECT x.id, t.id, x.state, x.rung, x.asked_by, x.asked_us FROM extension x "
	"JOIN ticket t ON t.row = x.ticket_row ORDER BY x.id",
	"SELECT id, number, name, role, branch, active, wrong_pins FROM person ORDER BY id",
	"SELECT t.id, r.id, r.department, r.due, r.made_by, r.made_us, r.chased FROM request r "
	"JOIN ticket t ON t.row = r.ticket_row ORDER BY t.id, r.id",
	"SELECT t.id, m.into_id FROM merged m JOIN ticket t ON t.row = m.ticket_row ORDER BY t.id",
	"SELECT * FROM shift ORDER BY id",
	"SELECT * FROM batch ORDER BY id",
	"SELECT * FROM period",
	"SELECT t.id, c.clock, c.family, c.state, c.owner, c.branch, c.roles, c.start_us, c.amber_us, "
	"c.red_us, c.last_us, c.due_us, c.gap FROM clock c JOIN ticket t ON t.row = c.ticket_row "
	"ORDER BY t.id, c.clock",
	"SELECT t.id, s.clock, s.person, s.level, s.due_us FROM seen s JOIN ticket t "
	"ON t.row = s.ticket_row ORDER BY t.id, s.clock, s.person",
	"SELECT * FROM absence ORDER BY person",
	"SELECT * FROM reference_item ORDER BY id",
	"SELECT e.event_id, r.effect FROM receipt r JOIN event_log e ON e.row = r.row ORDER BY e.event_id",
};

static char *
dup_row(sqlite3_stmt *stmt)
{
	GString *row = g_string_new(NULL);

	for (int i = 0; i < sqlite3_column_count(stmt); i++)
		g_string_append_printf(row, "%s%s", i > 0 ? "|" : "", db_text(stmt, i));
	return g_string_free(row, FALSE);
}

static char *
dup_difference(Db *ours, Db *again, const char *sql, GError **error)
{
	g_autoptr(DbStmt) a = db_prepare(ours, sql, error);
	g_autoptr(DbStmt) b = db_prepare(again, sql, error);

	if (!a || !b)
		return NULL;
	for (;;) {
		bool left = db_step(a, error), right = db_step(b, error);
		g_autofree char *had = left ? dup_row(a) : g_strdup("-");
		g_autofree char *made = right ? dup_row(b) : g_strdup("-");

		if (!left && !right)
			return NULL;
		if (strcmp(had, made) != 0)
			return g_strdup_printf(_("stored: %1$s\nmade again: %2$s"), had, made);
	}
}

static bool
copy_devices(Db *from, Db *to, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(from, select_device_rows, error);

	while (stmt && db_step(stmt, error))
		if (!log_add_device(to, db_text(stmt, 0), sqlite3_column_blob(stmt, 1), error))
			return false;
	stmt = db_stmt(from, copy_baselines, error);
	while (stmt && db_step(stmt, error)) {
		sqlite3_stmt *insert = db_stmt(to, insert_baseline, error);

		db_bind_text(insert, ":ticket", db_text(stmt, 0));
		db_bind_text(insert, ":state", db_text(stmt, 1));
		if (!db_run(insert, error))
			return false;
	}
	return stmt != NULL;
}

static GPtrArray *
read_all(Db *db, GError **error)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	int64_t row = 0;

	for (;;) {
		g_autoptr(GPtrArray) page = log_read_after(db, row, PAGE, &row, error);
		guint len = page ? page->len : 0;

		if (page) {
			g_ptr_array_set_free_func(page, NULL);
			g_ptr_array_extend(all, page, NULL, NULL);
		}
		if (len < PAGE)
			return all;
	}
}

static void
shuffle_events(GPtrArray *events, Env *env)
{
	for (guint i = events->len; i > 1; i--) {
		uint32_t dice;
		void *swap;

		env->random(env, &dice, sizeof dice);
		swap = events->pdata[i - 1];
		events->pdata[i - 1] = events->pdata[dice % i];
		events->pdata[dice % i] = swap;
	}
}

/* Shuffled, each arrival refolds its subject: a confirmed event below pending ones is nothing
 * special. */
static bool
take_events(Db *db, const Reference *reference, const GPtrArray *events, bool shuffled,
	GError **error)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (!log_append(db, event, false, NULL, error))
			return false;
		if (shuffled && !project_subject(db, reference, event->subject_kind,
					event->subject, error))
			return false;
	}
	return true;
}

bool
audit_rebuild(
	Db *db, const Reference *reference, Env *dice, char **ret_difference, GError **error)
{
	g_autoptr(Db) again = db_open(NULL, DB_MEMORY, NULL, error);
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(GError) local = NULL;

	*ret_difference = NULL;
	if (!again || !search_token_register(again->handle, error) ||
		!schema_migrate(again, NULL, error) || !db_exec(again, "BEGIN", error))
		return false;
	events = read_all(db, &local);
	if (!local && dice)
		shuffle_events(events, dice);
	if (!local && copy_devices(db, again, &local) &&
		take_events(again, reference, events, dice != NULL, &local) && !dice)
		project_all(again, reference, &local);
	for (unsigned i = 0; i < G_N_ELEMENTS(compared) && !local && !*ret_difference; i++)
		*ret_difference = dup_difference(db, again, compared[i], &local);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}
