/* Merging of the search index. See store-merge.h. */
#include "config.h"

#include "core/store-merge.h"

/* Well below 16, at which FTS5 merges at once, whoever waits. */
#define MERGE_COMMITS 8
/* One step's pages: what an act that comes in the middle of it waits for. */
#define MERGE_PAGES 8
#define IDLE_US	    (20 * US_PER_SECOND / 1000)

static const char select_setup[] = "SELECT v FROM ticket_search_config WHERE k = 'automerge'";
static const char insert_by_eight[] =
	"INSERT INTO ticket_search (ticket_search, rank) VALUES ('usermerge', 8)";
static const char insert_by_hand[] =
	"INSERT INTO ticket_search (ticket_search, rank) VALUES ('automerge', 0)";
static const char insert_merge[] =
	"INSERT INTO ticket_search (ticket_search, rank) VALUES ('merge', :pages)";

void
store_merge_setup(Store *store)
{
	sqlite3_stmt *stmt = db_stmt(store->db, select_setup, NULL);
	bool done = !stmt || db_step(stmt, NULL);

	/* What the program before left is merged after the first act. */
	store->unmerged = MERGE_COMMITS - 1;
	if (stmt)
		sqlite3_reset(stmt);
	if (!done && db_run(db_stmt(store->db, insert_by_eight, NULL), NULL))
		db_run(db_stmt(store->db, insert_by_hand, NULL), NULL);
}

/* One step; *ret_more is false once there is nothing left to merge. */
static bool
merge_step(Db *db, bool *ret_more, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_merge, error);
	int before = sqlite3_total_changes(db->handle);

	if (!stmt)
		return false;
	db_bind_int(stmt, ":pages", MERGE_PAGES);
	if (!db_run(stmt, error))
		return false;
	/* One change is the command itself. */
	*ret_more = sqlite3_total_changes(db->handle) - before >= 2;
	return true;
}

bool
store_merge(Store *store, int64_t until_us, GError **error)
{
	bool more = true;

	store->unmerged = 0;
	while (more && !store_user_waits(store) && store->env->boot_us(store->env) < until_us)
		if (!merge_step(store->db, &more, error))
			return false;
	if (more)
		store->unmerged = MERGE_COMMITS;
	return true;
}

bool
store_wants_merge(const Store *store)
{
	return store->unmerged >= MERGE_COMMITS;
}

void
store_merge_idle(Store *store)
{
	int64_t until_us = store->env->boot_us(store->env) + IDLE_US;

	store->unmerged = 0;
	if (!db_exec(store->db, "BEGIN IMMEDIATE", NULL))
		return;
	if (!store_merge(store, until_us, NULL) || !db_exec(store->db, "COMMIT", NULL))
		db_exec(store->db, "ROLLBACK", NULL);
}
