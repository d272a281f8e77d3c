/* Items of reference data as events fold them and as rows. See reference-item.h. */
#include "config.h"

#include "core/reference-item.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "core/store-log.h"

#define COLUMNS                                                                                \
	"SELECT id, what, code, version, state, drafted_by, drafted_us, published_by, "        \
	"published_us, text FROM reference_item "

static const char upsert_item[] =
	"INSERT INTO reference_item (id, what, code, version, state, drafted_by, drafted_us, "
	"published_by, published_us, text) VALUES (:id, :what, :code, :version, :state, :drafted_by, "
	":drafted_us, :published_by, :published_us, :text) ON CONFLICT (id) DO UPDATE SET "
	"what = excluded.what, code = excluded.code, version = excluded.version, "
	"state = excluded.state, drafted_by = excluded.drafted_by, drafted_us = excluded.drafted_us, "
	"published_by = excluded.published_by, published_us = excluded.published_us, "
	"text = excluded.text";
static const char select_published[] = COLUMNS
	"WHERE state = 'published' AND (published_us, id) <= (:us, :id) ORDER BY published_us, id";
static const char select_all[] = COLUMNS
	"ORDER BY state = 'draft' DESC, MAX(drafted_us, published_us) DESC, id LIMIT :max";
static const char select_like[] = COLUMNS "WHERE substr(id, 1, length(:id)) = :id LIMIT 2";
static const char select_version[] =
	"SELECT 1 FROM reference_item WHERE state = 'published' AND what = :what AND code = :code "
	"AND version = :version";
/* Publications are never taken back, so their count moves with each. */
static const char select_stamp[] =
	"SELECT COUNT(*) FROM reference_item WHERE state = 'published'";
static const char select_subjects[] =
	"SELECT DISTINCT subject FROM event_log WHERE subject_kind = :kind ORDER BY subject";

static const char *const states[N_REFERENCE_STATES] = {"", "draft", "published", "dropped"};

ReferenceItem *
reference_item_new(void)
{
	ReferenceItem *item = g_new0(ReferenceItem, 1);

	item->what = g_strdup("");
	item->code = g_strdup("");
	item->version = g_strdup("");
	item->text = g_strdup("");
	return item;
}

void
reference_item_free(ReferenceItem *item)
{
	if (!item)
		return;
	g_free(item->what);
	g_free(item->code);
	g_free(item->version);
	g_free(item->text);
	g_free(item);
}

const char *
reference_state_name(ReferenceState state)
{
	return states[state];
}

/* ---- the fold ---- */

static void
take(char **slot, const Event *event, const char *field)
{
	g_free(*slot);
	*slot = g_strdup(event_text(event, field));
}

static void
settle(ReferenceItem *item, const Event *event, ReferenceState state)
{
	/* Two desks may settle one draft apart from each other: the first stands. */
	if (item->state != REFERENCE_DRAFT)
		return;
	item->state = state;
	item->published_us = event_hlc_us(event->eff_hlc);
	g_strlcpy(item->published_by, event->actor, UUID_LEN);
}

void
reference_item_apply(ReferenceItem *item, const Event *event)
{
	if (!event->payload)
		return;
	if (event->kind == EVENT_REFERENCE_PUBLISHED)
		settle(item, event, REFERENCE_PUBLISHED);
	if (event->kind == EVENT_REFERENCE_DROPPED)
		settle(item, event, REFERENCE_DROPPED);
	if (event->kind != EVENT_REFERENCE_DRAFTED || item->state != REFERENCE_NONE)
		return;
	g_strlcpy(item->id, event->subject, UUID_LEN);
	take(&item->what, event, "what");
	take(&item->code, event, "code");
	take(&item->version, event, "version");
	take(&item->text, event, "text");
	item->state = REFERENCE_DRAFT;
	item->drafted_us = event_hlc_us(event->eff_hlc);
	g_strlcpy(item->drafted_by, event->actor, UUID_LEN);
}

static bool
write_item(Db *db, const ReferenceItem *item, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, upsert_item, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", item->id);
	db_bind_text(stmt, ":what", item->what);
	db_bind_text(stmt, ":code", item->code);
	db_bind_text(stmt, ":version", item->version);
	db_bind_text(stmt, ":state", states[item->state]);
	db_bind_text(stmt, ":drafted_by", item->drafted_by);
	db_bind_int(stmt, ":drafted_us", item->drafted_us);
	db_bind_text(stmt, ":published_by", item->published_by);
	db_bind_int(stmt, ":published_us", item->published_us);
	db_bind_text(stmt, ":text", item->text);
	return db_run(stmt, error);
}

bool
project_reference(Db *db, const char *id, GError **error)
{
	g_autoptr(GPtrArray) events = log_read_subject(db, id, error);
	g_autoptr(ReferenceItem) item = reference_item_new();

	if (!events)
		return false;
	g_ptr_array_sort(events, event_compare_indirect);
	for (guint i = 0; i < events->len; i++)
		reference_item_apply(item, events->pdata[i]);
	return item->state == REFERENCE_NONE || write_item(db, item, error);
}

bool
project_references(Db *db, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	sqlite3_stmt *stmt = db_stmt(db, select_subjects, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":kind", SUBJECT_REFERENCE);
	while (db_step(stmt, &local))
		g_ptr_array_add(ids, g_strdup(db_text(stmt, 0)));
	for (guint i = 0; i < ids->len && !local; i++)
		project_reference(db, ids->pdata[i], &local);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* ---- reading ---- */

static ReferenceItem *
item_of_row(sqlite3_stmt *stmt)
{
	ReferenceItem *item = g_new0(ReferenceItem, 1);

	g_strlcpy(item->id, db_text(stmt, 0), UUID_LEN);
	item->what = g_strdup(db_text(stmt, 1));
	item->code = g_strdup(db_text(stmt, 2));
	item->version = g_strdup(db_text(stmt, 3));
	for (ReferenceState i = 0; i < N_REFERENCE_STATES; i++)
		if (strcmp(states[i], db_text(stmt, 4)) == 0)
			item->state = i;
	g_strlcpy(item->drafted_by, db_text(stmt, 5), UUID_LEN);
	item->drafted_us = db_int(stmt, 6);
	g_strlcpy(item->published_by, db_text(stmt, 7), UUID_LEN);
	item->published_us = db_int(stmt, 8);
	item->text = g_strdup(db_text(stmt, 9));
	return item;
}

/* Of a statement with its parameters bound. */
static GPtrArray *
read_rows(sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GPtrArray) items =
		g_ptr_array_new_with_free_func((GDestroyNotify)reference_item_free);
	g_autoptr(GError) local = NULL;

	while (db_step(stmt, &local))
		g_ptr_array_add(items, item_of_row(stmt));
	sqlite3_reset(stmt);
	if (!local)
		return g_steal_pointer(&items);
	g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

GPtrArray *
reference_items_published(Db *db, const ReferenceItem *through, bool without, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_published, error);
	GPtrArray *items;

	if (!stmt)
		return NULL;
	db_bind_int(stmt, ":us", through ? through->published_us : INT64_MAX);
	db_bind_text(stmt, ":id", through ? through->id : "");
	items = read_rows(stmt, error);
	if (items && without && items->len > 0)
		g_ptr_array_set_size(items, (int)items->len - 1);
	return items;
}

GPtrArray *
reference_items_read(Db *db, unsigned max, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_all, error);

	if (!stmt)
		return NULL;
	db_bind_int(stmt, ":max", max);
	return read_rows(stmt, error);
}

ReferenceItem *
reference_item_find(Db *db, const char *id, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_like, error);
	g_autoptr(GPtrArray) items = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":id", id);
	items = read_rows(stmt, error);
	if (!items)
		return NULL;
	if (items->len == 1 && id[0])
		return g_ptr_array_steal_index(items, 0);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		items->len > 1
			? _("More than one draft begins with \"%s\". Write more of its id.")
			: _("There is no draft \"%s\". All of them: amends reference list"),
		id);
	return NULL;
}

bool
reference_version_is_taken(
	Db *db, const char *what, const char *code, const char *version, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_version, error);
	bool taken;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":what", what);
	db_bind_text(stmt, ":code", code);
	db_bind_text(stmt, ":version", version);
	taken = db_step(stmt, error);
	sqlite3_reset(stmt);
	return taken;
}

int64_t
reference_stamp(Db *db)
{
	return db_query_int(db, select_stamp, 0);
}
