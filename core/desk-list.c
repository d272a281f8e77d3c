/*
 * What screens read: windows of the list by keyset, counts, complainants. All
 * from the reader connection, all bounded. A restricted complaint is not
 * there for whom it concerns. See desk.h.
 */
#include "config.h"

#include "core/desk-list.h"

#include <glib/gi18n.h>

#include "core/date-input.h"
#include "core/day.h"
#include "core/desk-private.h"
#include "core/desk-window.h"
#include "core/error.h"
#include "core/search-token.h"
#include "core/text.h"

#define NEVER "9223372036854775807"
#define ROW_COLUMNS                                                                                     \
	"row, id, number, complainant, phone, account_tail, subject, business, reason, class, "         \
	"branch, channel, owner, asked, state, level, flags, received_us, due_us, told_us, closed_us, " \
	"updated_us, archive, restricted, conflict, CASE WHEN open = 1 AND due_us = " NEVER             \
	" THEN (SELECT MIN(gap) FROM clock WHERE ticket_row = ticket.row AND gap <> '') END"
/* Finds a look-up goes through; a list of people longer than a screen helps nobody. */
#define LOOK_UP_MAX 40

static const char select_overdue[] =
	"SELECT COUNT(*) FROM (SELECT 1 FROM ticket WHERE open = 1 AND due_us >= :from AND due_us < :to "
	"LIMIT 1001)";
static const char select_open[] =
	"SELECT COUNT(*) FROM (SELECT 1 FROM ticket WHERE open = 1 LIMIT 1001)";
static const char select_complainants[] =
	"SELECT complainant, phone, account_tail, SUM(open), COUNT(*), MAX(received_us) FROM ticket "
	"WHERE row IN (SELECT ticket_row FROM complainant_key WHERE key >= :from AND key < :to LIMIT 500) "
	"AND complainant || phone || account_tail <> '' GROUP BY complainant, phone, account_tail "
	"ORDER BY MAX(received_us) DESC LIMIT :max";

/* ---- queries ---- */

static char *
person_for_query(const char *text, void *data)
{
	Desk *desk = data;
	const Person *person = desk_person_by_number(desk, text);

	for (guint i = 0; !person && i < desk->people->len; i++) {
		const Person *candidate = desk->people->pdata[i];

		if (pinyin_match(desk->reference->pinyin, candidate->name, text) <=
			PINYIN_RANK_FULL)
			person = candidate;
	}
	return person ? g_strdup(person->id) : NULL;
}

static char *
match_for_query(const char *text, bool *ret_exact, void *data)
{
	return search_dup_match(text, true, ret_exact, NULL);
}

static bool
date_for_query(const char *text, int64_t now_us, GTimeZone *zone, int64_t *ret_from_us,
	int64_t *ret_to_us)
{
	DateContext context = {.direction = DATE_DIRECTION_ANY, .now_us = now_us, .zone = zone};
	DateInput date;

	if (!date_input_parse(text, &context, &date, NULL))
		return false;
	*ret_from_us = date.has_time ? date.us : us_of_day_start(date.day, zone);
	*ret_to_us =
		date.has_time ? date.us + US_PER_MINUTE : us_of_day_start(date.day + 1, zone);
	return true;
}

static char **
dup_draft_ids(Desk *desk)
{
	g_autoptr(GPtrArray) drafts = desk_drafts(desk);
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

	for (guint i = 0; i < drafts->len; i++)
		if (((const Draft *)drafts->pdata[i])->subject[0])
			g_strv_builder_add(ids, ((const Draft *)drafts->pdata[i])->subject);
	return g_strv_builder_end(ids);
}

/* The view a role begins with where nothing was asked for. */
static const char *
default_query(const Desk *desk)
{
	if (!desk->current)
		return "is:open";
	switch (desk->current->role) {
	case STAFF_HANDLER:
		return "is:open (owner:me or owner:none)";
	case STAFF_TELLER:
		return "is:open owner:me";
	case STAFF_SUPERVISOR:
	case STAFF_HEAD_OFFICE:
	case STAFF_COMPLIANCE:
	case STAFF_AUDITOR:
	case STAFF_ADMINISTRATOR:
	case N_STAFF_ROLES:
		break;
	}
	return "is:open";
}

static QueryPlan *
plan_for(Desk *desk, const char *text, GError **error)
{
	g_autoptr(Query) query = NULL;
	g_auto(GStrv) drafts = NULL;
	QueryContext context = {
		.now_us = env_now_us(desk->env),
		.zone = desk->zone,
		.me = desk->current ? desk->current->id : NULL,
		.taxonomy = desk->reference->taxonomy,
		.date = date_for_query,
		.person = person_for_query,
		.match = match_for_query,
		.data = desk,
		.verify_function = "holds",
		.found_function = "found",
	};

	query = query_parse(text && text[0] ? text : default_query(desk), NULL, error);
	if (!query)
		return NULL;
	if (text && strstr(text, "draft"))
		drafts = dup_draft_ids(desk);
	context.draft_ids = (const char *const *)drafts;
	return query_plan_build(query, &context, NULL, error);
}

static Viewer
viewer_of(const Desk *desk)
{
	return (Viewer){
		.me = desk->current ? desk->current->id : "",
		.lead = desk->current && (staff_role_is_lead(desk->current->role) ||
						 desk->current->role == STAFF_AUDITOR),
	};
}

/* ---- windows ---- */

void
queue_row_free(QueueRow *row)
{
	if (!row)
		return;
	g_free(row->number);
	g_free(row->complainant);
	g_free(row->phone);
	g_free(row->account_tail);
	g_free(row->gap);
	g_free(row->subject);
	g_free(row->business);
	g_free(row->reason);
	g_free(row->class);
	g_free(row->branch);
	g_free(row->channel);
	g_free(row);
}

char *
queue_row_dup_gap(const QueueRow *row)
{
	const char *colon = strchr(row->gap, ':');

	return g_strconcat("?", colon ? colon + 1 : row->gap, NULL);
}

static QueueRow *
read_row(sqlite3_stmt *stmt)
{
	QueueRow *row = g_new0(QueueRow, 1);

	row->row = db_int(stmt, 0);
	g_strlcpy(row->id, db_text(stmt, 1), UUID_LEN);
	row->number = g_strdup(db_text(stmt, 2));
	row->complainant = g_strdup(db_text(stmt, 3));
	row->phone = g_strdup(db_text(stmt, 4));
	row->account_tail = g_strdup(db_text(stmt, 5));
	row->subject = g_strdup(db_text(stmt, 6));
	row->business = g_strdup(db_text(stmt, 7));
	row->reason = g_strdup(db_text(stmt, 8));
	row->class = g_strdup(db_text(stmt, 9));
	row->branch = g_strdup(db_text(stmt, 10));
	row->channel = g_strdup(db_text(stmt, 11));
	g_strlcpy(row->owner, db_text(stmt, 12), UUID_LEN);
	g_strlcpy(row->asked, db_text(stmt, 13), UUID_LEN);
	row->state = (TicketState)db_int(stmt, 14);
	row->level = (Level)(db_int(stmt, 15) - 1);
	row->flags = (unsigned)db_int(stmt, 16);
	row->received_us = db_int(stmt, 17);
	row->due_us = db_int(stmt, 18);
	row->told_us = db_int(stmt, 19);
	row->closed_us = db_int(stmt, 20);
	row->updated_us = db_int(stmt, 21);
	row->archive = db_int(stmt, 22) != 0;
	row->restricted = db_int(stmt, 23) != 0;
	row->conflict = db_int(stmt, 24) != 0;
	row->gap = g_strdup(db_text(stmt, 25));
	row->key = db_int(stmt, 26);
	return row;
}

static void
take_row(sqlite3_stmt *stmt, void *data)
{
	g_ptr_array_add(data, read_row(stmt));
}

static void
turn_round(GPtrArray *rows)
{
	for (guint i = 0, j = rows->len; i + 1 < j--; i++) {
		void *row = rows->pdata[i];

		rows->pdata[i] = rows->pdata[j];
		rows->pdata[j] = row;
	}
}

GPtrArray *
desk_queue(Desk *desk, const QueueWindow *wanted, GError **error)
{
	g_autoptr(QueryPlan) plan = plan_for(desk, wanted->query, error);
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)queue_row_free);
	QueueWindow window = *wanted;
	FinderAsk ask = {plan, &window, viewer_of(desk), ROW_COLUMNS, take_row, rows};

	if (!plan)
		return NULL;
	if (plan->limit > 0 && plan->limit < window.max && !window.after)
		window.max = (unsigned)plan->limit;
	if (!finder_run(desk->finder, &ask, error))
		return NULL;
	if (window.backwards)
		turn_round(rows);
	return g_steal_pointer(&rows);
}

static void
count_row(sqlite3_stmt *stmt, void *data)
{
	++*(int64_t *)data;
}

int64_t
desk_count(Desk *desk, const char *query, int64_t cap, GError **error)
{
	g_autoptr(QueryPlan) plan = plan_for(desk, query, error);
	QueueMark mark = {0};
	QueueWindow window = {
		.max = (unsigned)MIN(cap + 1, G_MAXUINT),
		.mark = cap <= DESK_COUNT_QUICK ? &mark : NULL,
	};
	int64_t n = 0;
	FinderAsk ask = {plan, &window, viewer_of(desk), "row", count_row, &n};

	if (!plan || !finder_run(desk->finder, &ask, error))
		return -1;
	return mark.stopped ? -1 : n;
}

static int64_t
count_due(Desk *desk, int64_t from_us, int64_t to_us, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_overdue, error);
	int64_t n = 0;

	if (!stmt)
		return 0;
	db_bind_int(stmt, ":from", from_us);
	db_bind_int(stmt, ":to", to_us);
	if (db_step(stmt, error))
		n = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return n;
}

static int64_t
count_open(Desk *desk, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_open, error);
	int64_t n = stmt && db_step(stmt, error) ? db_int(stmt, 0) : 0;

	if (stmt)
		sqlite3_reset(stmt);
	return n;
}

bool
desk_counts(Desk *desk, QueueCounts *ret, GError **error)
{
	int64_t now = env_now_us(desk->env);
	int32_t today = day_of_us(now, desk->zone);
	int64_t midnight = us_of_day_start(today + 1, desk->zone);
	g_autoptr(GError) local = NULL;

	ret->open = count_open(desk, &local);
	if (!local)
		ret->overdue = count_due(desk, INT64_MIN, now, &local);
	if (!local)
		ret->today = count_due(desk, now, midnight, &local);
	if (!local)
		ret->soon = count_due(
			desk, midnight, us_of_day_start(today + 4, desk->zone), &local);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* ---- complainants ---- */

void
complainant_free(Complainant *complainant)
{
	if (!complainant)
		return;
	g_free(complainant->name);
	g_free(complainant->phone);
	g_free(complainant->account_tail);
	g_free(complainant);
}

/* Adds what is under a key, or under all keys that begin with it, up to `max` in all. */
static bool
collect_complainants(
	Desk *desk, const char *from, bool prefix, GPtrArray *found, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_complainants, error);
	g_autofree char *to = g_strconcat(from, prefix ? "\xf4\x8f\xbf\xbf" : "\x01", NULL);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":from", from);
	db_bind_text(stmt, ":to", to);
	db_bind_int(stmt, ":max", LOOK_UP_MAX);
	while (db_step(stmt, &local)) {
		Complainant *complainant = g_new0(Complainant, 1);

		complainant->name = g_strdup(db_text(stmt, 0));
		complainant->phone = g_strdup(db_text(stmt, 1));
		complainant->account_tail = g_strdup(db_text(stmt, 2));
		complainant->open_count = db_int(stmt, 3);
		complainant->total_count = db_int(stmt, 4);
		complainant->last_us = db_int(stmt, 5);
		g_ptr_array_add(found, complainant);
	}
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* A look-up is logged once, not again for each further character of it. */
static void
log_look_up(Desk *desk, const char *typed, const char *by)
{
	Act *act;

	if (!desk->current || (desk->looked_up && g_str_has_prefix(typed, desk->looked_up)))
		return;
	g_free(desk->looked_up);
	desk->looked_up = g_strdup(typed);
	act = desk_act(desk);
	act_add(act, EVENT_LOOKUP_MADE, desk->current->id);
	act_text(act, "by", by);
	desk_submit(desk, act, NULL, NULL);
}

static bool
look_up_digits(Desk *desk, const char *digits, GPtrArray *found, GError **error)
{
	g_autofree char *tail = g_strconcat("a:", digits, NULL);
	g_autofree char *end = g_strconcat("e:", digits, NULL);
	g_autofree char *phone = g_strconcat("t:", digits, NULL);

	if (strlen(digits) < 4)
		return true; /* three digits would show half the town */
	if (strlen(digits) > 4) {
		log_look_up(desk, digits, "phone");
		return collect_complainants(desk, phone, true, found, error);
	}
	log_look_up(desk, digits, "account");
	return collect_complainants(desk, tail, false, found, error) &&
	       collect_complainants(desk, end, false, found, error);
}

static bool
is_same(const Complainant *a, const Complainant *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->phone, b->phone) == 0 &&
	       strcmp(a->account_tail, b->account_tail) == 0;
}

static void
drop_doubles(GPtrArray *found)
{
	for (guint i = 0; i < found->len; i++)
		for (guint j = found->len; j-- > i + 1;)
			if (is_same(found->pdata[i], found->pdata[j]))
				g_ptr_array_remove_index(found, j);
}

GPtrArray *
desk_look_up(Desk *desk, const char *typed, unsigned max, GError **error)
{
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)complainant_free);
	g_autofree char *digits = text_dup_number(typed);
	g_autofree char *name = text_dup_search(typed);
	g_autofree char *by_name = g_strconcat("n:", name, NULL);
	g_autofree char *by_sound = g_strconcat("p:", name, NULL);
	bool ok;

	if (digits[0] && strspn(digits, "0123456789") == strlen(digits)) {
		ok = look_up_digits(desk, digits, found, error);
	} else if (g_utf8_strlen(name, -1) < 2) {
		ok = true; /* one letter is no name */
	} else {
		log_look_up(desk, name, "name");
		ok = collect_complainants(desk, by_name, true, found, error) &&
		     collect_complainants(desk, by_sound, true, found, error);
	}
	drop_doubles(found);
	if (found->len > max)
		g_ptr_array_set_size(found, (int)max);
	return ok ? g_steal_pointer(&found) : NULL;
}
