/*
 * The reference in force and the moving of dates, in the store's thread. The
 * references before and after a publication are made from the rows, so that
 * an interrupted move compares the same two when it goes on. See
 * store-reference.h.
 */
#include "config.h"

#include "core/store-reference.h"

#include <string.h>

#include "core/due-move.h"
#include "core/error.h"
#include "core/setting.h"
#include "core/ticket-fold.h"

/* As core/import.c: what an act waits for is one piece. */
#define PIECE_US       (20 * US_PER_SECOND / 1000)
#define SHORT_PIECE_US (2 * US_PER_SECOND / 1000)
#define ACTS_COME_US   US_PER_SECOND
#define PIECE_TICKETS  200

/* Settings: the last publication whose dates are moved, and the place in the one being moved.
 */
static const char done_name[] = "moves_done";
static const char place_name[] = "moves_place";

struct StoreMoves {
	const Reference *base;
	GPtrArray *retired; /* Reference *; screens never have these, acts may */
	/* of the publication being moved; NULL between two */
	ReferenceItem *item;
	Reference *before, *after;
	DueWalk *walk;
	int64_t short_until_us;
	bool posted; /* a piece waits in the lane or runs */
	/* under the store's mutex */
	bool cancelled;
	MovesProgress progress;
};

/* ---- the reference in force ---- */

Reference *
store_reference_of(Db *db, const Reference *base, GError **error)
{
	g_autoptr(GPtrArray) items = reference_items_published(db, NULL, false, error);

	return items ? reference_new_over(base, items) : NULL;
}

Reference *
store_reference_of_log(Db *db, const Reference *base, GError **error)
{
	return project_references(db, error) ? store_reference_of(db, base, error) : NULL;
}

static bool
take_reference(Store *store, GError **error)
{
	Reference *reference;

	if (reference_stamp(store->db) == 0)
		return true;
	reference = store_reference_of(store->db, store->moves->base, error);
	if (!reference)
		return false;
	g_ptr_array_add(store->moves->retired, reference);
	store->reference = reference;
	return true;
}

/* ---- which publication is next ---- */

static bool
is_after(const ReferenceItem *item, int64_t us, const char *id)
{
	return item->published_us > us ||
	       (item->published_us == us && strcmp(item->id, id) > 0);
}

/* "US ID" of a setting. */
static void
read_done(Db *db, int64_t *ret_us, char ret_id[UUID_LEN], GError **error)
{
	g_autofree char *value = setting_dup(db, done_name, error);
	char *rest = NULL;

	*ret_us = value ? g_ascii_strtoll(value, &rest, 10) : INT64_MIN;
	g_strlcpy(ret_id, rest && *rest ? rest + 1 : "", UUID_LEN);
}

static bool
write_done(Store *store, const ReferenceItem *item, GError **error)
{
	g_autofree char *value =
		g_strdup_printf("%" PRId64 " %s", item->published_us, item->id);

	return setting_put(store->db, done_name, value, error);
}

/* The oldest published calendar whose dates are not moved yet; NULL if there is none. */
static ReferenceItem *
find_waiting(Db *db, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	char id[UUID_LEN];
	int64_t us;

	if (reference_stamp(db) == 0)
		return NULL;
	items = reference_items_published(db, NULL, false, error);
	read_done(db, &us, id, error);
	for (guint i = 0; items && i < items->len; i++) {
		const ReferenceItem *item = items->pdata[i];

		if (strcmp(item->what, "calendar") == 0 && is_after(item, us, id))
			return g_ptr_array_steal_index(items, i);
	}
	return NULL;
}

bool
store_moves_wait(Db *db)
{
	g_autoptr(ReferenceItem) item = find_waiting(db, NULL);

	return item != NULL;
}

/* "ID RECEIVED ROW DONE MOVED OVERDUE" of an earlier run. */
static void
read_place(Store *store, GError **error)
{
	g_autofree char *value = setting_dup(store->db, place_name, error);
	g_auto(GStrv) words = g_strsplit(value ? value : "", " ", 0);
	StoreMoves *moves = store->moves;

	if (g_strv_length(words) != 6 || strcmp(words[0], moves->item->id) != 0)
		return;
	if (moves->walk)
		moves->walk->place = (DuePlace){g_ascii_strtoll(words[1], NULL, 10),
			g_ascii_strtoll(words[2], NULL, 10)};
	g_mutex_lock(&store->mutex);
	moves->progress.done = g_ascii_strtoll(words[3], NULL, 10);
	moves->progress.moved = g_ascii_strtoll(words[4], NULL, 10);
	moves->progress.overdue = g_ascii_strtoll(words[5], NULL, 10);
	g_mutex_unlock(&store->mutex);
}

static bool
write_place(Store *store, const MovesProgress *progress, GError **error)
{
	const StoreMoves *moves = store->moves;
	g_autofree char *value =
		g_strdup_printf("%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
			moves->item->id, moves->walk->place.received_us, moves->walk->place.row,
			progress->done, progress->moved, progress->overdue);

	return setting_put(store->db, place_name, value, error);
}

/* ---- a piece ---- */

static void
clear_publication(StoreMoves *moves)
{
	g_clear_pointer(&moves->walk, due_walk_free);
	g_clear_pointer(&moves->before, reference_free);
	g_clear_pointer(&moves->after, reference_free);
	g_clear_pointer(&moves->item, reference_item_free);
}

/* Takes up the next publication; false where there is none, or `error` is set. */
static bool
begin_publication(Store *store, GError **error)
{
	StoreMoves *moves = store->moves;
	g_autoptr(GPtrArray) older = NULL, newer = NULL;

	moves->item = find_waiting(store->db, error);
	if (!moves->item)
		return false;
	older = reference_items_published(store->db, moves->item, true, error);
	newer = reference_items_published(store->db, moves->item, false, error);
	if (!older || !newer) {
		clear_publication(moves);
		return false;
	}
	moves->before = reference_new_over(moves->base, older);
	moves->after = reference_new_over(moves->base, newer);
	moves->walk = due_walk_new(moves->before, moves->after, moves->item->code);
	if (moves->walk)
		moves->walk->wide = true;
	g_mutex_lock(&store->mutex);
	g_free(moves->progress.error);
	moves->progress = (MovesProgress){.running = true, .total = due_walk_total(store->db)};
	g_strlcpy(moves->progress.code, moves->item->code, sizeof moves->progress.code);
	g_mutex_unlock(&store->mutex);
	read_place(store, error);
	return true;
}

static bool
was_moved(const GPtrArray *events, const char *publication)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (event->kind == EVENT_DEADLINE_MOVED &&
			strcmp(event_text(event, "publication"), publication) == 0)
			return true;
	}
	return false;
}

static Act *
act_of_moves(const Store *store, const char *ticket, const GArray *moved)
{
	const StoreMoves *moves = store->moves;
	Act *act = act_new(store->env, "");

	for (guint i = 0; i < moved->len; i++) {
		const DueMove *move = &g_array_index(moved, DueMove, i);

		act_add(act, EVENT_DEADLINE_MOVED, ticket);
		act_text(act, "clock", move->policy);
		act_text(act, "calendar", moves->item->code);
		act_text(act, "calendar_version", moves->item->version);
		if (move->from_us != INT64_MAX)
			act_int(act, "from", move->from_us);
		if (move->to_us != INT64_MAX)
			act_int(act, "to", move->to_us);
		act_text(act, "publication", moves->item->id);
	}
	return act;
}

static bool
write_moves(Store *store, const char *ticket, const GArray *moved, GError **error)
{
	g_autoptr(Act) act = act_of_moves(store, ticket, moved);
	g_autoptr(ActResult) result = act_result_new();
	g_autofree char *text = NULL;

	if (store_apply_in(store, act, result))
		return true;
	text = act_result_dup_text(result);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DATABASE, "%s", text);
	return false;
}

/* One complaint brought up; its other rows may differ though no date moves (colours do). */
static bool
move_ticket(Store *store, const char *id, MovesProgress *progress, GError **error)
{
	StoreMoves *moves = store->moves;
	g_autoptr(GError) local = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(Ticket) ticket =
		project_fold(store->db, store->reference, id, &events, &local);
	g_autoptr(GArray) moved = NULL;

	if (!ticket) {
		if (local)
			g_propagate_error(error, g_steal_pointer(&local));
		return local == NULL && (!error || !*error);
	}
	moved = due_walk_moves(moves->walk, ticket);
	if (moved->len == 0 || was_moved(events, moves->item->id))
		return project_ticket(store->db, store->reference, ticket, events, error);
	progress->moved++;
	progress->overdue += due_moves_make_overdue(moved, env_now_us(store->env));
	return write_moves(store, id, moved, error);
}

/* Until a user waits, the time is over or all is done. */
static bool
move_some(Store *store, MovesProgress *progress, bool *ret_ended, GError **error)
{
	StoreMoves *moves = store->moves;
	Env *env = store->env;
	int64_t now = env->boot_us(env);
	int64_t end = now + (now < moves->short_until_us ? SHORT_PIECE_US : PIECE_US);

	for (unsigned n = 0; n < PIECE_TICKETS && !*ret_ended; n++) {
		g_autoptr(GError) local = NULL;
		g_autofree char *id = due_walk_next(
			moves->walk, store->db, &progress->done, ret_ended, &local);

		if (local || (id && !move_ticket(store, id, progress, &local))) {
			g_propagate_error(error, g_steal_pointer(&local));
			return false;
		}
		now = env->boot_us(env);
		if (store_user_waits(store)) {
			moves->short_until_us = now + ACTS_COME_US;
			break;
		}
		if (now >= end)
			break;
	}
	return true;
}

static bool
write_piece(Store *store, MovesProgress *progress, bool *ret_ended, GError **error)
{
	StoreMoves *moves = store->moves;

	if (moves->walk && !move_some(store, progress, ret_ended, error))
		return false;
	if (!moves->walk || *ret_ended) {
		*ret_ended = true;
		return write_done(store, moves->item, error);
	}
	return write_place(store, progress, error);
}

static void
keep_progress(Store *store, const MovesProgress *progress)
{
	g_mutex_lock(&store->mutex);
	store->moves->progress.done = progress->done;
	store->moves->progress.moved = progress->moved;
	store->moves->progress.overdue = progress->overdue;
	g_mutex_unlock(&store->mutex);
}

/* False at the end of this publication, or on an error. */
static bool
run_publication(Store *store, GError **error)
{
	Device device = store->device;
	MovesProgress progress;
	bool ended = false;

	store_moves_progress(store, &progress);
	g_clear_pointer(&progress.error, g_free);
	if (!db_exec(store->db, "BEGIN IMMEDIATE", error))
		return false;
	if (!write_piece(store, &progress, &ended, error) ||
		!db_exec(store->db, "COMMIT", error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		store->device = device;
		return false;
	}
	if (store->device.seq != device.seq)
		head_write(store, NULL);
	keep_progress(store, &progress);
	return !ended;
}

static void post_piece(Store *store);

static void
end_run(Store *store, const GError *error)
{
	StoreMoves *moves = store->moves;

	clear_publication(moves);
	g_mutex_lock(&store->mutex);
	moves->posted = false;
	moves->progress.running = false;
	moves->progress.waiting = error || moves->cancelled;
	if (error)
		moves->progress.error = g_strdup(error->message);
	g_mutex_unlock(&store->mutex);
}

static void
run_piece(Store *store, void *data)
{
	StoreMoves *moves = store->moves;
	g_autoptr(GError) error = NULL;
	bool stop;

	g_mutex_lock(&store->mutex);
	stop = store->stopping || moves->cancelled;
	g_mutex_unlock(&store->mutex);
	if (stop || (!moves->item && !begin_publication(store, &error))) {
		end_run(store, error);
		return;
	}
	if (!run_publication(store, &error)) {
		clear_publication(moves);
		if (error) {
			end_run(store, error);
			return;
		}
	}
	post_piece(store);
}

static void
post_piece(Store *store)
{
	store_post(store, STORE_LANE_BACKGROUND, run_piece, NULL, NULL);
}

/* One piece at a time is in the lane. */
static void
start_moving(Store *store)
{
	bool start;

	g_mutex_lock(&store->mutex);
	start = !store->moves->posted;
	store->moves->posted = true;
	store->moves->cancelled = false;
	g_mutex_unlock(&store->mutex);
	if (start)
		post_piece(store);
}

/* ---- from outside ---- */

void
store_reference_changed(Store *store)
{
	/* Where it cannot be read now the old one stays, and the next start reads it. */
	if (take_reference(store, NULL))
		start_moving(store);
}

bool
store_reference_open(Store *store, GError **error)
{
	g_autoptr(ReferenceItem) waiting = NULL;
	g_autoptr(GError) local = NULL;

	store->moves = g_new0(StoreMoves, 1);
	store->moves->base = store->reference;
	store->moves->retired = g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
	if (!take_reference(store, error))
		return false;
	waiting = find_waiting(store->db, &local);
	if (waiting)
		start_moving(store);
	return true;
}

void
store_reference_close(Store *store)
{
	StoreMoves *moves = store->moves;

	if (!moves)
		return;
	clear_publication(moves);
	g_free(moves->progress.error);
	g_ptr_array_unref(moves->retired);
	g_clear_pointer(&store->moves, g_free);
}

void
store_moves_progress(Store *store, MovesProgress *ret)
{
	g_mutex_lock(&store->mutex);
	*ret = store->moves->progress;
	ret->error = g_strdup(ret->error);
	ret->running |= store->moves->posted;
	g_mutex_unlock(&store->mutex);
}

void
store_moves_cancel(Store *store)
{
	g_mutex_lock(&store->mutex);
	store->moves->cancelled = store->moves->posted;
	g_mutex_unlock(&store->mutex);
}

void
store_moves_resume(Store *store)
{
	start_moving(store);
}
