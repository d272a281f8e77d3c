/* core/env.h: the fake world stands still and repeats; UUIDv7 has its bits. */
#include "config.h"

#include "core/env.h"

static void
test_fake_repeats(void)
{
	Env a, b;
	char ua[37], ub[37];

	env_init_fake(&a, 1700000000 * US_PER_SECOND, 7);
	env_init_fake(&b, 1700000000 * US_PER_SECOND, 7);
	env_uuid7(&a, ua);
	env_uuid7(&b, ub);
	g_assert_cmpstr(ua, ==, ub);
	env_uuid7(&a, ua);
	g_assert_cmpstr(ua, !=, ub);
	env_fake_advance(&a, US_PER_HOUR);
	g_assert_cmpint(env_now_us(&a) - env_now_us(&b), ==, US_PER_HOUR);
}

static void
test_uuid7_bits(void)
{
	Env env;
	char id[37];

	env_init_real(&env);
	env_uuid7(&env, id);
	g_assert_cmpuint(strlen(id), ==, 36);
	g_assert_cmpint(id[14], ==, '7');
	g_assert_nonnull(strchr("89ab", id[19]));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/env/fake-repeats", test_fake_repeats);
	g_test_add_func("/env/uuid7-bits", test_uuid7_bits);
	return g_test_run();
}
