/*
 * core/act.h: what another process hands over, an act or the result of one, is
 * refused with a sentence, or taken and then written and read the same.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/act.h"
#include "core/env.h"

#define NOW_US (INT64_C(1767225600) * US_PER_SECOND)

static void
check_act(Env *env, const Act *act)
{
	g_autofree char *json = act_to_json(act), *twice = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Act) again = act_new_from_json(env, json, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(again->events->len, ==, act->events->len);
	for (guint i = 0; i < act->events->len; i++) {
		const ActEvent *event = act->events->pdata[i];

		g_assert_cmpint(event->kind, <, N_EVENT_KINDS);
		g_assert_cmpuint(strlen(event->subject), ==, UUID_LEN - 1);
	}
	twice = act_to_json(again);
	g_assert_cmpstr(json, ==, twice);
}

static void
check_result(const ActResult *result)
{
	g_autofree char *json = act_result_to_json(result), *twice = NULL;
	g_autofree char *text = act_result_dup_text(result);
	g_autoptr(GError) error = NULL;
	g_autoptr(ActResult) again = act_result_new_from_json(json, &error);

	g_assert_no_error(error);
	g_assert_cmpint(again->outcome, ==, result->outcome);
	g_assert_cmpuint(again->refusals->len, ==, result->refusals->len);
	g_assert_cmpuint(again->event_ids->len, ==, result->event_ids->len);
	g_assert_nonnull(text);
	twice = act_result_to_json(again);
	g_assert_cmpstr(json, ==, twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) act_error = NULL, result_error = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;
	Env env;

	env_init_fake(&env, NOW_US, 1);
	act = act_new_from_json(&env, text, &act_error);
	if (act)
		check_act(&env, act);
	else
		fuzz_check_sentence(act_error->message);
	result = act_result_new_from_json(text, &result_error);
	if (result)
		check_result(result);
	else
		fuzz_check_sentence(result_error->message);
	return 0;
}
