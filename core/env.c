/* The real and the fake outside world. See env.h. */
#include "config.h"

#include "core/env.h"

#include <sodium.h>
#include <time.h>

static int64_t
real_now_us(Env *env)
{
	return g_get_real_time();
}

static int64_t
real_boot_us(Env *env)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * US_PER_SECOND + ts.tv_nsec / 1000;
}

static void
real_random(Env *env, void *buf, size_t len)
{
	randombytes_buf(buf, len);
}

void
env_init_real(Env *env)
{
	g_autofree char *boot_id = NULL;

	g_assert(sodium_init() >= 0);
	*env = (Env){.now_us = real_now_us, .boot_us = real_boot_us, .random = real_random};
	if (g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot_id, NULL, NULL))
		g_strlcpy(env->boot_id, g_strstrip(boot_id), sizeof env->boot_id);
}

static int64_t
fake_now_us(Env *env)
{
	return env->fake_now_us;
}

static int64_t
fake_boot_us(Env *env)
{
	return env->fake_boot_us;
}

/* splitmix64: small, repeatable, and never used where a secret is needed. */
static void
fake_random(Env *env, void *buf, size_t len)
{
	unsigned char *out = buf;

	for (size_t i = 0; i < len; i++) {
		uint64_t z = env->fake_seed += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		out[i] = (unsigned char)(z ^ (z >> 31));
	}
}

void
env_init_fake(Env *env, int64_t now_us, uint64_t seed)
{
	g_assert(sodium_init() >= 0);
	*env = (Env){
		.now_us = fake_now_us,
		.boot_us = fake_boot_us,
		.random = fake_random,
		.boot_id = "fake",
		.fake_now_us = now_us,
		.fake_boot_us = US_PER_HOUR,
		.fake_seed = seed,
	};
}

void
env_fake_advance(Env *env, int64_t by_us)
{
	env->fake_now_us += by_us;
	env->fake_boot_us += by_us;
}

void
env_uuid7(Env *env, char ret[37])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char b[16];
	uint64_t ms = (uint64_t)(env_now_us(env) / 1000);

	env->random(env, b, sizeof b);
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)(ms >> (8 * (5 - i)));
	b[6] = 0x70 | (b[6] & 0x0f);
	b[8] = 0x80 | (b[8] & 0x3f);
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*ret++ = '-';
		*ret++ = digits[b[i] >> 4];
		*ret++ = digits[b[i] & 0x0f];
	}
	*ret = '\0';
}

int64_t
env_deadline(int64_t in_us)
{
	return g_get_monotonic_time() + in_us;
}

bool
env_wait_until(GCond *cond, GMutex *mutex, int64_t deadline)
{
	return g_get_monotonic_time() < deadline && g_cond_wait_until(cond, mutex, deadline);
}
