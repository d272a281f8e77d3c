/*
 * Who is away and who stands in. Absences that are not over are few and read
 * whole. A deputy who is away too passes on to the own deputy. See desk-warning.h.
 */
#include "config.h"

#include "core/desk-warning.h"

#include <string.h>

#include "core/day.h"
#include "core/desk-private.h"

/* A chain of deputies longer than this is a circle. */
#define CHAIN_MAX 8

static const char select_absences[] =
	"SELECT person, deputy, from_day, through_day FROM absence WHERE through_day >= :today "
	"ORDER BY person";

static void
today_of(const Desk *desk, char ret[11])
{
	day_format_iso(day_of_us(env_now_us(desk->env), desk->zone), ret);
}

GArray *
desk_absences(Desk *desk, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_absences, error);
	GArray *absences = g_array_new(FALSE, TRUE, sizeof(Absence));
	char today[11];

	today_of(desk, today);
	if (stmt)
		db_bind_text(stmt, ":today", today);
	while (stmt && db_step(stmt, error)) {
		Absence absence = {.person = ""};

		g_strlcpy(absence.person, db_text(stmt, 0), UUID_LEN);
		g_strlcpy(absence.deputy, db_text(stmt, 1), UUID_LEN);
		g_strlcpy(absence.from, db_text(stmt, 2), sizeof absence.from);
		g_strlcpy(absence.through, db_text(stmt, 3), sizeof absence.through);
		g_array_append_val(absences, absence);
	}
	return absences;
}

/* The absence of a person that has begun. */
static const Absence *
find_now(const GArray *absences, const char *person, const char *today)
{
	for (guint i = 0; i < absences->len; i++) {
		const Absence *absence = &g_array_index(absences, Absence, i);

		if (strcmp(absence->person, person) == 0 && strcmp(absence->from, today) <= 0)
			return absence;
	}
	return NULL;
}

static bool
ends_at(const GArray *absences, const Absence *from, const char *person, const char *today)
{
	for (int i = 0; from && i < CHAIN_MAX; i++) {
		if (strcmp(from->deputy, person) == 0)
			return true;
		from = find_now(absences, from->deputy, today);
	}
	return false;
}

GPtrArray *
desk_deputy_of(Desk *desk)
{
	g_autoptr(GArray) absences = desk_absences(desk, NULL);
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	char today[11];

	today_of(desk, today);
	for (guint i = 0; desk->current && i < absences->len; i++) {
		const Absence *absence = &g_array_index(absences, Absence, i);

		if (strcmp(absence->from, today) <= 0 &&
			strcmp(absence->person, desk->current->id) != 0 &&
			ends_at(absences, absence, desk->current->id, today))
			g_ptr_array_add(ids, g_strdup(absence->person));
	}
	return ids;
}
