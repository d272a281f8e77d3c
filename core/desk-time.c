/* Time at the desk: the running timer, a day's entries, a ticket's sum. See desk.h. */
#include "config.h"

#include "core/desk-time.h"

#include "core/day.h"
#include "core/desk-private.h"
#include "core/error.h"

#define TIME_COLUMNS                                                                                  \
	"SELECT e.id, e.person, e.ticket, e.start_us, e.worked_us, e.running, e.typed, e.corrected, " \
	"e.text, e.how, e.boot, e.boot_us, COALESCE(t.number, ''), COALESCE(t.subject, '') "          \
	"FROM time_entry e LEFT JOIN ticket t ON t.id = e.ticket "
static const char select_running[] = TIME_COLUMNS
	"WHERE e.person = :person AND e.running = 1 ORDER BY e.start_us DESC LIMIT 1";
static const char select_day[] = TIME_COLUMNS
	"WHERE e.person = :person AND e.start_us >= :from AND e.start_us < :to ORDER BY e.start_us, e.id";
static const char select_sum[] =
	"SELECT COALESCE(SUM(worked_us), 0) FROM time_entry WHERE ticket = :ticket AND running = 0 "
	"AND ticket <> ''";

static void
set(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

static TimeEntry *
read_entry(sqlite3_stmt *stmt)
{
	TimeEntry *entry = time_entry_new();

	g_strlcpy(entry->id, db_text(stmt, 0), UUID_LEN);
	g_strlcpy(entry->person, db_text(stmt, 1), UUID_LEN);
	g_strlcpy(entry->ticket, db_text(stmt, 2), UUID_LEN);
	entry->start_us = db_int(stmt, 3);
	entry->worked_us = db_int(stmt, 4);
	entry->running = db_int(stmt, 5) != 0;
	entry->typed = db_int(stmt, 6) != 0;
	entry->corrected = db_int(stmt, 7) != 0;
	set(&entry->text, db_text(stmt, 8)[0] ? db_text(stmt, 8) : db_text(stmt, 13));
	set(&entry->how, db_text(stmt, 9));
	g_strlcpy(entry->boot, db_text(stmt, 10), sizeof entry->boot);
	entry->boot_us = db_int(stmt, 11);
	set(&entry->number, db_text(stmt, 12));
	return entry;
}

const TimeEntry *
desk_running(Desk *desk)
{
	sqlite3_stmt *stmt;

	if (desk->running_known || !desk->current)
		return desk->current ? desk->running : NULL;
	g_clear_pointer(&desk->running, time_entry_free);
	stmt = db_stmt(desk->reader, select_running, NULL);
	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":person", desk->current->id);
	if (db_step(stmt, NULL))
		desk->running = read_entry(stmt);
	sqlite3_reset(stmt);
	desk->running_known = true;
	return desk->running;
}

int64_t
desk_running_us(Desk *desk, const TimeEntry *entry)
{
	return time_entry_elapsed_us(entry, desk->env);
}

static int64_t
end_of(Desk *desk, const TimeEntry *entry)
{
	return entry->start_us +
	       (entry->running ? desk_running_us(desk, entry) : entry->worked_us);
}

static void
mark_overlaps(Desk *desk, GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++)
		for (guint j = i + 1; j < entries->len; j++) {
			TimeEntry *a = entries->pdata[i], *b = entries->pdata[j];

			if (b->start_us < end_of(desk, a) && end_of(desk, b) > a->start_us)
				a->overlaps = b->overlaps = true;
		}
}

GPtrArray *
desk_day(Desk *desk, const char *person_id, const char *day, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_day, error);
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)time_entry_free);
	g_autoptr(GError) local = NULL;
	int32_t number = day_parse_iso(day);

	if (number == DAY_NONE) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, "%s", day);
		return NULL;
	}
	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":person", person_id);
	db_bind_int(stmt, ":from", us_of_day_start(number, desk->zone));
	db_bind_int(stmt, ":to", us_of_day_start(number + 1, desk->zone));
	while (db_step(stmt, &local))
		g_ptr_array_add(entries, read_entry(stmt));
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return NULL;
	}
	mark_overlaps(desk, entries);
	return g_steal_pointer(&entries);
}

int64_t
desk_ticket_time_us(Desk *desk, const char *ticket_id)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_sum, NULL);
	int64_t sum = 0;

	if (!stmt)
		return 0;
	db_bind_text(stmt, ":ticket", ticket_id);
	if (db_step(stmt, NULL))
		sum = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return sum;
}
