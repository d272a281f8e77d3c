/*
 * The store's two lanes: what a person does goes before background work. One
 * thread takes jobs from them, or the caller steps it. The WAL is written back
 * in the same thread, when nobody is likely to wait for it: in an idle store
 * once a little has gathered, half a second after the last commit; during
 * background work between two pieces, and while people act too, right after an
 * act, for the next of theirs is the furthest away then. Before an act it
 * happens only where the WAL would outgrow its bound. Nothing wakes the thread
 * but a job and the end of that rest. See store.h.
 */
#include "config.h"

#include "core/store-merge.h"

/* Pages (4 KiB) of the WAL not yet written back: 1 MB in a store that is idle ... */
#define IDLE_PAGES 250
/* ... and right after an act; 8 MB during background work that nobody acts beside, 32 MB
 * otherwise: half of what it may be. */
#define BUSY_PAGES 2000
#define MOST_PAGES 8000
/* So long after a job its lane counts as in use. */
#define LANE_US US_PER_SECOND
/* So long after a commit nothing is tidied up that can wait: acts come in rows. */
#define REST_US (US_PER_SECOND / 2)

typedef struct Job {
	StoreRun run, done;
	void *data;
	Store *store;
	/* for store_call */
	bool *finished;
} Job;

static gboolean
run_done(void *data)
{
	Job *job = data;

	job->done(job->store, job->data);
	return G_SOURCE_REMOVE;
}

static void
finish(Store *store, Job *job)
{
	if (job->finished) {
		g_mutex_lock(&store->mutex);
		*job->finished = true;
		g_cond_broadcast(&store->wake);
		g_mutex_unlock(&store->mutex);
	}
	if (job->done && !store->stepped) {
		/* Not g_main_context_invoke(): between two turns of the loop it would run it
		 * here. */
		GSource *source = g_idle_source_new();

		g_source_set_priority(source, G_PRIORITY_DEFAULT);
		g_source_set_callback(source, run_done, job, g_free);
		g_source_attach(source, store->context);
		g_source_unref(source);
		return;
	}
	if (job->done)
		job->done(store, job->data);
	g_free(job);
}

static Job *
take_job(Store *store)
{
	for (StoreLane lane = 0; lane < N_STORE_LANES; lane++) {
		Job *job = g_queue_pop_head(&store->lanes[lane]);

		if (!job)
			continue;
		store->last_lane = lane;
		store->lane_until[lane] = env_deadline(LANE_US);
		return job;
	}
	return NULL;
}

/* After each commit, in the thread that made it. */
static int
wal_grew(void *data, sqlite3 *handle, const char *schema, int pages)
{
	Store *store = data;

	/* A WAL that was written back whole begins anew. */
	if (pages < store->wal_done)
		store->wal_done = 0;
	store->wal_pages = pages;
	store->rest_until = env_deadline(REST_US);
	return SQLITE_OK;
}

static void
checkpoint(Store *store)
{
	int pages = 0, done = 0;

	sqlite3_wal_checkpoint_v2(
		store->db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
	/* What a reader still needs is tried again when more has gathered, not in a circle. */
	store->wal_pages = store->wal_done = MAX(pages, 0);
}

/* With the lock held. */
static bool
wants_checkpoint(Store *store)
{
	int pages = store->wal_pages - store->wal_done;
	int64_t now = env_deadline(0);

	if (pages < IDLE_PAGES)
		return false;
	if (pages >= MOST_PAGES)
		return true;
	if (!g_queue_is_empty(&store->lanes[STORE_LANE_USER]))
		return false;
	if (now >= store->lane_until[STORE_LANE_USER])
		return pages >= BUSY_PAGES;
	return store->last_lane == STORE_LANE_USER &&
	       now < store->lane_until[STORE_LANE_BACKGROUND];
}

/* The same of a store that has nothing to do: its WAL and its index are put in order. */
static void
tidy(Store *store)
{
	if (store->wal_pages - store->wal_done >= IDLE_PAGES)
		checkpoint(store);
	else
		store_merge_idle(store);
	store->rest_until = 0;
}

static bool
wants_tidying(Store *store)
{
	return store->wal_pages - store->wal_done >= IDLE_PAGES || store_wants_merge(store);
}

static void *
thread_main(void *data)
{
	Store *store = data;

	g_mutex_lock(&store->mutex);
	for (;;) {
		Job *job;

		if (!store->stopping && wants_checkpoint(store)) {
			g_mutex_unlock(&store->mutex);
			checkpoint(store);
			g_mutex_lock(&store->mutex);
			continue;
		}
		job = take_job(store);
		if (!job && store->stopping)
			break;
		if (!job && wants_tidying(store)) {
			if (env_wait_until(&store->wake, &store->mutex, store->rest_until))
				continue;
			g_mutex_unlock(&store->mutex);
			tidy(store);
			g_mutex_lock(&store->mutex);
			continue;
		}
		if (!job) {
			g_cond_wait(&store->wake, &store->mutex);
			continue;
		}
		g_mutex_unlock(&store->mutex);
		job->run(store, job->data);
		finish(store, job);
		g_mutex_lock(&store->mutex);
	}
	g_mutex_unlock(&store->mutex);
	return NULL;
}

void
store_start(Store *store)
{
	sqlite3_wal_hook(store->db->handle, wal_grew, store);
	if (!store->stepped)
		store->thread = g_thread_new("store", thread_main, store);
}

void
store_stop(Store *store)
{
	g_mutex_lock(&store->mutex);
	store->stopping = true;
	g_cond_broadcast(&store->wake);
	g_mutex_unlock(&store->mutex);
	if (store->thread)
		g_thread_join(g_steal_pointer(&store->thread));
	while (store_step(store))
		;
}

static void
post(Store *store, StoreLane lane, Job job)
{
	Job *copy = g_new(Job, 1);

	*copy = job;
	copy->store = store;
	g_mutex_lock(&store->mutex);
	g_queue_push_tail(&store->lanes[lane], copy);
	g_cond_broadcast(&store->wake);
	g_mutex_unlock(&store->mutex);
}

void
store_post(Store *store, StoreLane lane, StoreRun run, StoreRun done, void *data)
{
	post(store, lane, (Job){.run = run, .done = done, .data = data});
}

void
store_call(Store *store, StoreRun run, void *data)
{
	bool finished = false;

	if (store->stepped || !store->thread) {
		run(store, data);
		return;
	}
	post(store, STORE_LANE_USER, (Job){.run = run, .data = data, .finished = &finished});
	g_mutex_lock(&store->mutex);
	while (!finished)
		g_cond_wait(&store->wake, &store->mutex);
	g_mutex_unlock(&store->mutex);
}

bool
store_step(Store *store)
{
	Job *job;

	g_mutex_lock(&store->mutex);
	job = take_job(store);
	g_mutex_unlock(&store->mutex);
	if (!job)
		return false;
	job->run(store, job->data);
	finish(store, job);
	return true;
}

bool
store_user_waits(Store *store)
{
	bool waits;

	g_mutex_lock(&store->mutex);
	waits = !g_queue_is_empty(&store->lanes[STORE_LANE_USER]);
	g_mutex_unlock(&store->mutex);
	return waits;
}
