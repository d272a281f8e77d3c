/*
 * The store: one SQLite file in WAL, one writer connection owned by one
 * thread (or by the caller that steps it), acts before background work, one
 * transaction an act. Everything that writes runs as a job in here. Only core
 * uses this header; screens have core/desk.h.
 * Its folder (0700, files 0600): store.db, device.key (never in a backup), head
 * (signed end of the own log), lock, socket, drafts/, files/, backup/.
 */
#pragma once

#include "core/act.h"
#include "core/db.h"
#include "core/event.h"
#include "core/person.h"
#include "core/reference.h"
#include "core/rules.h"
#include "core/store-identity.h"
#include "core/store-log.h"
#include "core/store-project.h"

#define STORE_VERSION 3

/* This device's chain. */
typedef struct Device {
	char id[UUID_LEN];
	char tag[8];
	char realm[16];
	unsigned char key[64], public_key[32];
	int64_t seq;	     /* of the last own event */
	char prev[HASH_LEN]; /* its hash */
	int64_t hlc_ms;
	unsigned hlc_counter;
} Device;

typedef struct StoreConfig {
	const char *folder;
	Env *env;
	const Reference *reference;
	bool create, practice, stepped;
	const char *branch, *branch_name, *zone; /* for a new store */
} StoreConfig;

typedef struct Store Store;
typedef void (*StoreRun)(Store *store, void *data);

typedef enum StoreLane { STORE_LANE_USER, STORE_LANE_BACKGROUND, N_STORE_LANES } StoreLane;

struct Store {
	Env *env;
	const Reference *reference; /* in force */
	struct StoreMoves *moves; /* core/store-reference.c */
	char *folder;
	Db *db;
	Device device;
	char *branch, *branch_name, *zone_name;
	GTimeZone *zone;
	int lock_fd;
	unsigned unmerged;	 /* commits since the search index was merged (store-merge.h) */
	int wal_pages, wal_done; /* of the WAL: there are, and were tried to write back */
	int64_t rest_until, lane_until[N_STORE_LANES]; /* env_deadline(): till then what can
							  wait waits, a lane is in use */
	StoreLane last_lane;
	bool head_late; /* not written after a commit: again when asked for, at the end */
	bool head_bad; /* it named at the start what the log does not hold: never overwritten */
	bool stepped, stopping;
	GThread *thread;
	GMutex mutex;
	GCond wake;
	GQueue lanes[N_STORE_LANES];
	GMainContext *context; /* where `done` runs */
};

/* LOCKED if another process owns the folder; NOT_FOUND without a store unless `create`. */
Store *store_open(const StoreConfig *config, GError **error);
/* Runs what is waiting, checkpoints, closes. */
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* ---- lanes (store-thread.c) ---- */
void store_start(Store *store);
void store_stop(Store *store);
/* `run` in the store's thread, then `done` (may be NULL) in the context of store_open(). */
void store_post(Store *store, StoreLane lane, StoreRun run, StoreRun done, void *data);
/* `run` in the store's thread; returns when it has run. */
void store_call(Store *store, StoreRun run, void *data);
/* Stepped stores: one job. False if none waits. */
bool store_step(Store *store);
/* True if a user's job waits: background jobs cut their batch short then. */
bool store_user_waits(Store *store);

/* ---- opening (store-open.c, schema.c) ---- */
/* Brings a file to STORE_VERSION; a copy is made beside it first where there is something to
 * lose. NEWER if it is. */
bool schema_migrate(Db *db, const char *backup_path, GError **error);
bool head_write(Store *store, GError **error);
/*
 * Whether the log holds the event that folder/head names; `device` has id, public key and
 * the last own seq. DAMAGED with what is missing. *ret may be behind `device`.
 */
bool head_fits(Db *db, const char *folder, const Device *device, Head *ret, GError **error);
/* Compares the signed head with the end of the log; DAMAGED with what is missing. One that is
 * late is written first; where that fails again, with that error. In the store's thread. */
bool head_check(Store *store, GError **error);

/* Fills device->tag: two letters by chance. */
void device_make_tag(Device *device, Env *env);
/* Fills id, tag, realm and the end of the own chain of `device`; not the keys. */
bool device_read(Db *db, Device *device, GError **error);

/* ---- acts (store-act.c) ---- */
/* Judges and, if nothing is refused, writes `act` as one group in one durable transaction. */
void store_apply(Store *store, const Act *act, ActResult *result);
/* The same inside a transaction the caller began: for batches. False if refused or failed. */
bool store_apply_in(Store *store, const Act *act, ActResult *result);
/* The next HLC of this device. */
void device_tick(Device *device, Env *env, char ret[HLC_LEN]);

/* ---- people in the store's own view ---- */
/* NULL without error if unknown. */
Person *store_person(Db *db, const char *id, GError **error);
