/*
 * The outside world a desk may ask for: time, randomness, and nothing else.
 * Every desk owns one Env, so that a test or the simulator can hold the
 * clock and the dice. No other file in core calls g_get_real_time(),
 * clock_gettime() or a random generator.
 */
#pragma once

#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_MINUTE (60 * US_PER_SECOND)
#define US_PER_HOUR   (60 * US_PER_MINUTE)
#define US_PER_DAY    (24 * US_PER_HOUR)

typedef struct Env Env;
struct Env {
	/* Wall clock, microseconds since 1970 UTC. May jump both ways. */
	int64_t (*now_us)(Env *env);
	/* CLOCK_BOOTTIME, microseconds. Monotonic, counts suspend; new origin each boot. */
	int64_t (*boot_us)(Env *env);
	/* Fills `buf` with `len` unpredictable bytes. Cannot fail. */
	void (*random)(Env *env, void *buf, size_t len);
	/* Names the running boot, so that boot_us of two boots are never subtracted. */
	char boot_id[40];
	/* For the owner of the functions above. */
	int64_t fake_now_us, fake_boot_us;
	uint64_t fake_seed;
	/* Name of the SQLite VFS, NULL for the default one. */
	const char *vfs;
};

/* The real machine. Never fails. */
void env_init_real(Env *env);

/*
 * A world that stands still: now_us is `now_us` until env_fake_advance(),
 * randomness is a repeatable stream from `seed`. For tests and the simulator.
 */
void env_init_fake(Env *env, int64_t now_us, uint64_t seed);
void env_fake_advance(Env *env, int64_t by_us);

/*
 * Waiting, by the machine's own clock whatever the Env: a deadline, and a wait on `cond` until
 * it or a signal. False once it has passed; `mutex` is held by the caller.
 */
int64_t env_deadline(int64_t in_us);
bool env_wait_until(GCond *cond, GMutex *mutex, int64_t deadline);

static inline int64_t
env_now_us(Env *env)
{
	return env->now_us(env);
}

/* An UUIDv7 (RFC 9562, 5.7) as 36 lower-case characters in `ret`, time-ordered within a
 * millisecond only by chance. */
void env_uuid7(Env *env, char ret[37]);
