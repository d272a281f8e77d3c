/* core/policy-script.h: events in words. What is refused is told in a sentence; what is taken
 * gives a clock with an explanation and JSON, the same each time. The first byte chooses the
 * policy. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/clock-json.h"
#include "core/policy-script.h"

static PolicySet *policies;
static GHashTable *calendars;

static void
set_up(void)
{
	const char *assets = g_getenv("AMENDS_DATADIR");
	g_autofree char *rules = g_build_filename(assets, "policies", NULL);
	g_autofree char *days = g_build_filename(assets, "calendars", NULL);

	policies = policy_set_load(rules, NULL);
	calendars = calendar_load_folder(days, NULL);
	g_assert_true(policies != NULL && calendars != NULL);
}

static void
check_answer(const PolicyScript *script)
{
	ClockInput input = policy_script_input(script);
	ClockJson json = {.inputs = &input, .n_inputs = 1, .typed = script->typed};
	g_autofree char *text = NULL, *again = NULL;

	if (input.now_us > script->now_us)
		g_assert_not_reached();
	text = clock_dup_json(&json);
	again = clock_dup_json(&json);
	g_assert_cmpstr(text, ==, again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(PolicyScript) script = NULL;
	g_autoptr(GError) error = NULL;
	unsigned n;

	if (!policies)
		set_up();
	if (size == 0 || !g_utf8_validate(text, -1, NULL))
		return 0;
	n = (unsigned char)text[0] % policy_set_count(policies);
	script = policy_script_new(
		policies, calendars, policy_set_nth(policies, n)->id, &error);
	g_assert_no_error(error);
	g_assert_true(policy_script_receive(script, "2026-03-02T09:30:00+08:00", &error));
	if (policy_script_add(script, text + 1, &error))
		check_answer(script);
	else
		fuzz_check_sentence(error->message);
	return 0;
}
