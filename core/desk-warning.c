/*
 * The rows a person gets come from one to a few sources, each an index in the
 * order of dates: a person's complaints (own, and of those they stand in for),
 * a branch, the whole store. Windows of the sources are merged; a date that
 * two of them have comes once. See desk-warning.h.
 */
#include "config.h"

#include "core/desk-warning.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/ticket-due.h"

#define NEVER	 "9223372036854775807"
#define OWNER	 (1U << POLICY_WARN_OWNER)
#define ANY_ROLE ((1U << WARNING_ROLE_BITS) - 1)
#define SOON_DAYS 3
/* Dates whose policies say which calendars are in use. */
#define IN_USE "500"
/* Of one act; more are seen by a second one. */
#define SEEN_MAX 200

/* As warning_level(). */
#define LEVEL                                                                                  \
	"(CASE WHEN c.due_us < :now THEN 4 WHEN c.last_us <= :now THEN 3 "                     \
	"WHEN c.red_us <= :now THEN 2 WHEN c.amber_us <= :now THEN 1 ELSE 0 END)"
/* A complaint that nobody owns is its supervisor's. */
#define ROLES "((c.roles >> (4 * (" LEVEL " - 1))) & (:mask | (c.owner = '')))"
#define MAY_SEE                                                                                \
	"(t.restricted = 0 OR (t.complained_person <> :me AND (:lead OR t.owner = :me OR "     \
	"t.asked = :me)))"
#define NOT_HIDDEN                                                                             \
	"c.ticket_row NOT IN (SELECT t.row FROM ticket t WHERE t.restricted = 1 AND NOT " MAY_SEE \
	")"

/* ---- statements, one a source ---- */

#define LIST(scope)                                                                            \
	"SELECT c.ticket_row, c.clock, c.due_us, c.owner, c.branch, c.family, c.gap, t.id, "   \
	"t.number, t.subject, " LEVEL ", COALESCE(s.level, 0) FROM clock c "                   \
	"CROSS JOIN ticket t ON t.row = c.ticket_row "                                         \
	"LEFT JOIN seen s ON s.ticket_row = c.ticket_row AND s.clock = c.clock AND "           \
	"s.person = :me AND s.due_us = c.due_us WHERE " scope                                  \
	" AND (c.due_us, c.ticket_row, c.clock) > (:due, :row, :clock) AND c.due_us < :to "    \
	"AND (:within OR (c.amber_us <= :now AND " LEVEL " >= :least AND " ROLES " <> 0)) "    \
	"AND NOT (:unseen AND COALESCE(s.level, 0) >= " LEVEL ") AND " MAY_SEE                 \
	" ORDER BY c.due_us, c.ticket_row, c.clock LIMIT :max"
#define COUNT(scope)                                                                           \
	"SELECT COUNT(*) FROM (SELECT 1 FROM clock c WHERE " scope                             \
	" AND c.due_us >= :from AND c.due_us < :to AND " NOT_HIDDEN " LIMIT 1001)"

static const char list_owner[] = LIST("c.owner = :who");
static const char list_branch[] = LIST("c.branch = :who");
static const char list_all[] = LIST(":who = ''");
static const char count_owner[] = COUNT("c.owner = :who AND c.branch <> :other");
static const char count_branch[] = COUNT("c.branch = :who AND c.branch <> :other");
static const char count_all[] = COUNT(":who = :other");
static const char select_gaps[] =
	"SELECT c.ticket_row, c.clock, c.due_us, c.owner, c.branch, c.family, c.gap, t.id, t.number, "
	"t.subject, 0, 0 FROM clock c CROSS JOIN ticket t ON t.row = c.ticket_row WHERE c.gap <> '' "
	"AND (:all OR (:owners <> '' AND c.owner <> '' AND instr(:owners, c.owner) > 0) OR "
	"(:branch <> '' AND c.branch = :branch)) AND " MAY_SEE " ORDER BY c.ticket_row LIMIT :max";

/* ---- statements over what comes up in a stretch of time ---- */

#define CROSSED(column, level)                                                                 \
	"SELECT COUNT(*) FROM (SELECT 1 FROM clock c WHERE c." column " > :from AND c." column \
	" <= :to AND " LEVEL " = " level " AND ((c.owner <> '' AND "                           \
	"instr(:owners, c.owner) > 0 AND (c.roles >> (4 * (" level " - 1))) & 1) OR "          \
	"(:branch <> '' AND c.branch = :branch AND " ROLES " <> 0) OR (:all AND " ROLES        \
	" <> 0)) AND " NOT_HIDDEN " LIMIT 1001)"

static const char *const crossed[] = {
	[CLOCK_WARN_AMBER] = CROSSED("amber_us", "1"),
	[CLOCK_WARN_RED] = CROSSED("red_us", "2"),
	[CLOCK_WARN_LAST_CALL] = CROSSED("last_us", "3"),
	[CLOCK_WARN_OVERDUE] = CROSSED("due_us", "4"),
};
static const char *const next_moments[] = {
	"SELECT MIN(amber_us) FROM clock WHERE amber_us > :now",
	"SELECT MIN(red_us) FROM clock WHERE red_us > :now",
	"SELECT MIN(last_us) FROM clock WHERE last_us > :now",
	"SELECT MIN(due_us) + 1 FROM clock WHERE due_us >= :now AND due_us < " NEVER,
};
static const char select_in_use[] =
	"SELECT DISTINCT clock FROM (SELECT clock FROM clock ORDER BY due_us LIMIT " IN_USE ")";

/* ---- whose ---- */

typedef struct Source {
	const char *list, *count;
	const char *who;
	unsigned mask;
	bool deputy;
} Source;

/* What a scope reads. `other` keeps a branch from being counted twice. */
typedef struct Sources {
	GArray *items;
	GPtrArray *absent;
	GString *owners;
	const char *branch, *other;
	bool all;
	unsigned mask; /* of branch or all */
} Sources;

static void
sources_clear(Sources *sources)
{
	g_array_unref(sources->items);
	g_ptr_array_unref(sources->absent);
	g_string_free(sources->owners, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sources, sources_clear)

static void
add_owner(Sources *sources, const char *id, bool deputy)
{
	Source source = {list_owner, count_owner, id, OWNER, deputy};

	g_array_append_val(sources->items, source);
	g_string_append_printf(sources->owners, "%s ", id);
}

static void
add_own(Sources *sources, const Desk *desk)
{
	if (!desk->current)
		return;
	add_owner(sources, desk->current->id, false);
	for (guint i = 0; i < sources->absent->len; i++)
		add_owner(sources, sources->absent->pdata[i], true);
}

static void
add_branch(Sources *sources, const char *branch, unsigned mask)
{
	Source source = {list_branch, count_branch, branch, mask, false};

	sources->branch = sources->other = branch;
	sources->mask = mask;
	g_array_append_val(sources->items, source);
}

static void
add_all(Sources *sources, unsigned mask)
{
	Source source = {list_all, count_all, "", mask, false};

	sources->all = true;
	sources->mask = mask;
	g_array_append_val(sources->items, source);
}

static void
add_role(Sources *sources, const Person *person)
{
	switch (person->role) {
	case STAFF_SUPERVISOR:
		add_branch(sources, person->branch, 1U << POLICY_WARN_SUPERVISOR);
		break;
	case STAFF_HEAD_OFFICE:
	case STAFF_AUDITOR:
		add_all(sources, 1U << POLICY_WARN_HEAD_OFFICE);
		break;
	case STAFF_COMPLIANCE:
		add_all(sources,
			1U << POLICY_WARN_COMPLIANCE | 1U << POLICY_WARN_HEAD_OFFICE);
		break;
	case STAFF_TELLER:
	case STAFF_HANDLER:
	case STAFF_ADMINISTRATOR:
	case N_STAFF_ROLES:
		break;
	}
}

static void
sources_init(Sources *ret, Desk *desk, WarningScope scope, const char *branch)
{
	*ret = (Sources){.items = g_array_new(FALSE, FALSE, sizeof(Source)),
		.absent = desk_deputy_of(desk),
		.owners = g_string_new(NULL),
		.branch = "",
		.other = ""};

	switch (scope) {
	case WARNING_SCOPE_ROLE:
		add_own(ret, desk);
		if (desk->current)
			add_role(ret, desk->current);
		break;
	case WARNING_SCOPE_MINE:
		add_own(ret, desk);
		break;
	case WARNING_SCOPE_BRANCH:
		add_branch(ret, branch, ANY_ROLE);
		break;
	case WARNING_SCOPE_ALL:
		add_all(ret, ANY_ROLE);
		break;
	}
}

static void
bind_viewer(sqlite3_stmt *stmt, const Desk *desk)
{
	const Person *me = desk->current;

	db_bind_text(stmt, ":me", me ? me->id : "");
	db_bind_int(stmt, ":lead",
		me && (staff_role_is_lead(me->role) || me->role == STAFF_AUDITOR));
}

/* ---- windows ---- */

void
warning_row_free(WarningRow *row)
{
	if (!row)
		return;
	g_free(row->number);
	g_free(row->subject);
	g_free(row->branch);
	g_free(row->clock);
	g_free(row->gap);
	g_free(row);
}

static WarningRow *
read_row(sqlite3_stmt *stmt, bool deputy)
{
	WarningRow *row = g_new0(WarningRow, 1);

	row->row = db_int(stmt, 0);
	row->clock = g_strdup(db_text(stmt, 1));
	row->due_us = db_int(stmt, 2);
	g_strlcpy(row->owner, db_text(stmt, 3), UUID_LEN);
	row->branch = g_strdup(db_text(stmt, 4));
	row->statutory = db_int(stmt, 5) == POLICY_FAMILY_STATUTORY;
	row->gap = g_strdup(db_text(stmt, 6));
	g_strlcpy(row->id, db_text(stmt, 7), UUID_LEN);
	row->number = g_strdup(db_text(stmt, 8));
	row->subject = g_strdup(db_text(stmt, 9));
	row->level = (ClockWarn)db_int(stmt, 10);
	row->seen = row->level != CLOCK_WARN_NONE && db_int(stmt, 11) >= row->level;
	row->deputy = deputy;
	return row;
}

static bool
read_source(Desk *desk, const Source *source, const WarningWindow *window, GPtrArray *rows,
	GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, source->list, error);
	const WarningRow *after = window->after;
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	bind_viewer(stmt, desk);
	db_bind_text(stmt, ":who", source->who);
	db_bind_int(stmt, ":mask", source->mask);
	db_bind_int(stmt, ":now", env_now_us(desk->env));
	db_bind_int(stmt, ":due", after ? after->due_us : INT64_MIN);
	db_bind_int(stmt, ":row", after ? after->row : 0);
	db_bind_text(stmt, ":clock", after ? after->clock : "");
	db_bind_int(stmt, ":to", window->within_us ? window->within_us : CLOCK_NEVER);
	db_bind_int(stmt, ":within", window->within_us != 0);
	db_bind_int(stmt, ":least", MAX(window->least, CLOCK_WARN_AMBER));
	db_bind_int(stmt, ":unseen", window->unseen);
	db_bind_int(stmt, ":max", window->max);
	while (db_step(stmt, &local))
		g_ptr_array_add(rows, read_row(stmt, source->deputy));
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

static int
compare_rows(gconstpointer a, gconstpointer b)
{
	const WarningRow *x = *(const WarningRow *const *)a;
	const WarningRow *y = *(const WarningRow *const *)b;

	if (x->due_us != y->due_us)
		return x->due_us < y->due_us ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return strcmp(x->clock, y->clock);
}

/* The first `max` of what the sources gave, each once. */
static void
merge(GPtrArray *rows, unsigned max)
{
	g_ptr_array_sort(rows, compare_rows);
	for (guint i = rows->len; i-- > 1;)
		if (compare_rows(&rows->pdata[i - 1], &rows->pdata[i]) == 0)
			g_ptr_array_remove_index(rows, i);
	if (rows->len > max)
		g_ptr_array_set_size(rows, (int)max);
}

GPtrArray *
desk_warnings(Desk *desk, const WarningWindow *window, GError **error)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)warning_row_free);
	g_auto(Sources) sources;

	sources_init(&sources, desk, window->scope, window->branch);
	for (guint i = 0; i < sources.items->len; i++)
		if (!read_source(desk, &g_array_index(sources.items, Source, i), window, rows,
			    error))
			return NULL;
	if (sources.items->len > 1)
		merge(rows, window->max);
	return g_steal_pointer(&rows);
}

static void
bind_sources(sqlite3_stmt *stmt, const Sources *sources)
{
	db_bind_text(stmt, ":owners", sources->owners->str);
	db_bind_text(stmt, ":branch", sources->branch);
	db_bind_int(stmt, ":all", sources->all);
}

GPtrArray *
desk_warning_gaps(
	Desk *desk, WarningScope scope, const char *branch, unsigned max, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_gaps, error);
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)warning_row_free);
	g_autoptr(GError) local = NULL;
	g_auto(Sources) sources;

	sources_init(&sources, desk, scope, branch);
	if (!stmt)
		return NULL;
	bind_viewer(stmt, desk);
	bind_sources(stmt, &sources);
	db_bind_int(stmt, ":max", max);
	while (db_step(stmt, &local))
		g_ptr_array_add(rows, read_row(stmt, false));
	if (!local)
		return g_steal_pointer(&rows);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

/* ---- counts ---- */

/* Dates from one moment to before another. */
typedef struct Span {
	int64_t from_us, to_us;
} Span;

static bool
count_between(
	Desk *desk, const Sources *sources, Span span, int64_t *ret_n, GError **error)
{
	*ret_n = 0;
	for (guint i = 0; i < sources->items->len && *ret_n < WARNING_COUNT_CAP; i++) {
		const Source *source = &g_array_index(sources->items, Source, i);
		sqlite3_stmt *stmt = db_stmt(desk->reader, source->count, error);

		/* Where all are read, own ones are among them. */
		if (sources->all && source->count != count_all)
			continue;
		if (!stmt)
			return false;
		bind_viewer(stmt, desk);
		db_bind_text(stmt, ":who", source->who);
		db_bind_text(stmt, ":other",
			source->count == count_owner ? sources->other : "");
		db_bind_int(stmt, ":from", span.from_us);
		db_bind_int(stmt, ":to", span.to_us);
		if (db_step(stmt, error))
			*ret_n += db_int(stmt, 0);
		sqlite3_reset(stmt);
	}
	*ret_n = MIN(*ret_n, WARNING_COUNT_CAP);
	return true;
}

static bool
find_next(Desk *desk, int64_t now_us, int64_t *ret_us, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(next_moments); i++) {
		sqlite3_stmt *stmt = db_stmt(desk->reader, next_moments[i], error);

		if (!stmt)
			return false;
		db_bind_int(stmt, ":now", now_us);
		if (db_step(stmt, error) && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
			*ret_us = MIN(*ret_us, db_int(stmt, 0));
		sqlite3_reset(stmt);
	}
	return true;
}

bool
desk_warning_counts(
	Desk *desk, WarningScope scope, const char *branch, WarningCounts *ret, GError **error)
{
	int64_t now_us = env_now_us(desk->env);
	int32_t today = day_of_us(now_us, desk->zone);
	int64_t midnight_us = us_of_day_start(today + 1, desk->zone);
	int64_t soon_us = us_of_day_start(today + 1 + SOON_DAYS, desk->zone);
	g_autoptr(GPtrArray) gaps =
		desk_warning_gaps(desk, scope, branch, WARNING_COUNT_CAP, error);
	g_auto(Sources) sources;

	sources_init(&sources, desk, scope, branch);
	ret->gaps = gaps ? gaps->len : 0;
	ret->next_us = midnight_us;
	return gaps &&
	       count_between(
		       desk, &sources, (Span){INT64_MIN, now_us}, &ret->late, error) &&
	       count_between(
		       desk, &sources, (Span){now_us, midnight_us}, &ret->today, error) &&
	       count_between(desk, &sources, (Span){midnight_us, soon_us}, &ret->soon, error) &&
	       find_next(desk, now_us, &ret->next_us, error);
}

bool
desk_warning_crossed(Desk *desk, int64_t from_us, int64_t to_us,
	int64_t ret[CLOCK_WARN_OVERDUE + 1], GError **error)
{
	g_auto(Sources) sources;

	memset(ret, 0, sizeof(int64_t) * (CLOCK_WARN_OVERDUE + 1));
	sources_init(&sources, desk, WARNING_SCOPE_ROLE, NULL);
	for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_OVERDUE; level++) {
		sqlite3_stmt *stmt = db_stmt(desk->reader, crossed[level], error);
		bool late = level == CLOCK_WARN_OVERDUE;

		if (!stmt)
			return false;
		bind_viewer(stmt, desk);
		bind_sources(stmt, &sources);
		db_bind_int(stmt, ":mask", sources.mask);
		db_bind_int(stmt, ":now", to_us);
		/* Late begins one microsecond after the due moment. */
		db_bind_int(stmt, ":from", from_us - late);
		db_bind_int(stmt, ":to", to_us - late);
		if (db_step(stmt, error))
			ret[level] = db_int(stmt, 0);
		sqlite3_reset(stmt);
	}
	return true;
}

bool
desk_warning_unseen(Desk *desk, int64_t ret[CLOCK_WARN_OVERDUE + 1], GError **error)
{
	WarningWindow window = {
		.scope = WARNING_SCOPE_ROLE, .max = WARNING_COUNT_CAP, .unseen = true};
	g_autoptr(GPtrArray) rows = desk_warnings(desk, &window, error);

	memset(ret, 0, sizeof(int64_t) * (CLOCK_WARN_OVERDUE + 1));
	for (guint i = 0; rows && i < rows->len; i++)
		ret[((const WarningRow *)rows->pdata[i])->level]++;
	return rows != NULL;
}

/* ---- what to do ---- */

Act *
desk_warning_act(Desk *desk, const GPtrArray *rows)
{
	Act *act = desk_act(desk);

	for (guint i = 0; i < rows->len && act->events->len < SEEN_MAX; i++) {
		const WarningRow *row = rows->pdata[i];

		if (row->seen || row->level == CLOCK_WARN_NONE)
			continue;
		act_add(act, EVENT_WARNING_ACKNOWLEDGED, row->id);
		act_text(act, "clock", row->clock);
		act_text(act, "level", warning_level_name(row->level));
		act_int(act, "due", row->due_us);
	}
	if (act->events->len > 0)
		return act;
	act_free(act);
	return NULL;
}

static bool
evaluate_row(Desk *desk, const Ticket *ticket, const char *code, Clock *ret)
{
	Clock clocks[TICKET_CLOCKS_MAX];
	unsigned n = ticket_evaluate_all(
		ticket, desk->reference, env_now_us(desk->env), clocks);

	for (unsigned i = 0; i < n; i++) {
		if (strcmp(clocks[i].policy->id, code) != 0)
			continue;
		*ret = clocks[i];
		return true;
	}
	return false;
}

char *
desk_warning_dup_act(Desk *desk, const WarningRow *row)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GTimeZone) zone = NULL;
	Clock clock;

	if (strcmp(row->clock, WARNING_PROMISE) == 0)
		return g_strdup(_("Keep the promise, or tell the customer before its hour."));
	if (strcmp(row->clock, WARNING_REQUEST) == 0)
		return g_strdup(_("Ask the department again, or record its answer."));
	ticket = desk_ticket(desk, row->id, NULL);
	if (!ticket || !evaluate_row(desk, ticket, row->clock, &clock))
		return NULL;
	zone = ticket_dup_zone(ticket);
	return warning_dup_act(&clock, env_now_us(desk->env), zone);
}

static bool
in_chinese(void)
{
	return g_str_has_prefix(g_get_language_names()[0], "zh");
}

char *
desk_warning_dup_clock(Desk *desk, const WarningRow *row)
{
	const Policy *policy;

	if (strcmp(row->clock, WARNING_PROMISE) == 0)
		return g_strdup(_("promise to the customer"));
	if (strcmp(row->clock, WARNING_REQUEST) == 0)
		return g_strdup(_("answer of another department"));
	policy = policy_set_find(desk->reference->policies, row->clock, NULL);
	return g_strdup(
		policy ? policy_title(policy, in_chinese() ? "zh_CN" : "en") : row->clock);
}

/* ---- calendars that run out ---- */

static void
add_calendar(GHashTable *codes, const Policy *policy)
{
	if (policy && policy->calendar)
		g_hash_table_add(codes, policy->calendar);
}

/* The desk's own, by which working days are typed and requests run, that of the policy new
 * complaints follow, of those beside it, of the most urgent dates. */
static GHashTable *
calendars_in_use(Desk *desk)
{
	GHashTable *codes = g_hash_table_new(g_str_hash, g_str_equal);
	const Calendar *own = desk_calendar(desk);
	const Policy *now = desk_policy_for(desk, env_now_us(desk->env));
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_in_use, NULL);

	if (own)
		g_hash_table_add(codes, (void *)calendar_code(own));
	add_calendar(codes, now);
	for (char **beside = now ? now->beside : NULL; beside && *beside; beside++)
		add_calendar(codes, policy_set_find(desk->reference->policies, *beside, NULL));
	while (stmt && db_step(stmt, NULL))
		add_calendar(codes,
			policy_set_find(desk->reference->policies, db_text(stmt, 0), NULL));
	return codes;
}

static char *
dup_ending(Desk *desk, const char *code)
{
	const Calendar *calendar = g_hash_table_lookup(desk->reference->calendars, code);
	int32_t today = day_of_us(env_now_us(desk->env), desk->zone);
	int32_t last;
	char day[11];

	if (!calendar)
		return g_strdup_printf(
			_("There is no calendar %s, which dates here are counted by."), code);
	last = day_from_parts(calendar_last_year(calendar), 12, 31);
	day_format_iso(last, day);
	if (last - today > WARNING_CALENDAR_DAYS)
		return NULL;
	return g_strdup_printf(_("The calendar %1$s ends on %2$s. Publish the next year before "
				 "dates beyond it are asked for."),
		code, day);
}

static int
compare_codes(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

GStrv
desk_warning_calendars(Desk *desk)
{
	g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
	g_autoptr(GHashTable) codes = calendars_in_use(desk);
	g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(codes), compare_codes);

	for (GList *at = sorted; at; at = at->next) {
		g_autofree char *text = dup_ending(desk, at->data);

		if (text)
			g_strv_builder_add(texts, text);
	}
	return g_strv_builder_end(texts);
}
