/* core/act.h: what is built is what the validator takes; acts and results survive the
 * hand-over; hostile hand-overs do not. */
#include "config.h"

#include "core/act.h"

#include "core/error.h"
#include "core/event.h"

#define A_UUID "0190a5b2-7c00-7abc-8def-0123456789ab"

static Env env;

static const ActEvent *
event_at(const Act *act, guint i)
{
	g_assert_cmpuint(i, <, act->events->len);
	return g_ptr_array_index(act->events, i);
}

static Act *
sample_act(void)
{
	const char *ways[] = {"age over 60", "", "老人", NULL};
	g_autoptr(GBytes) raw = g_bytes_new_static("\xff\0x", 3);
	Act *act = act_new(&env, A_UUID);
	const char *ticket = act_add(act, EVENT_CLAIM_ADDED, NULL);

	g_assert_cmpuint(strlen(act_new_id(act, "claim")), ==, 36);
	act_text(act, "kind", "refund");
	act_text(act, "text", "");
	act_text(act, "currency", NULL);
	act_int(act, "amount", 30000);
	act_add(act, EVENT_STATUS_CHANGED, ticket);
	act_base(act, A_UUID);
	act_text(act, "from", "new");
	act_text(act, "to", "investigating");
	act_add(act, EVENT_ACT_AUTHORISED, ticket);
	act_text(act, "person", A_UUID);
	act_list(act, "covers", ways);
	act_add(act, EVENT_SOURCE_KEPT, ticket);
	act_text(act, "source", "old.csv");
	act_text(act, "source_key", "k");
	act_new_id(act, "batch");
	act_column(act, "columns", "ID", "7", NULL);
	act_column(act, "columns", NULL, NULL, NULL);
	act_column(act, "columns", "raw", NULL, raw);
	act_column(act, "columns", "bad\xff", "\xff", NULL);
	act->pin_hash = g_strdup("$argon2id$v=19$x");
	act->import = true;
	g_strlcpy(act->second, A_UUID, sizeof act->second);
	return act;
}

static void
test_build(void)
{
	g_autoptr(Act) act = sample_act();
	g_autofree char *columns = NULL;

	for (guint i = 0; i < act->events->len; i++) {
		const ActEvent *event = event_at(act, i);
		g_autoptr(GError) error = NULL;

		event_check_payload(event->kind, event->payload, NULL, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(event->subject, ==, event_at(act, 0)->subject);
	}
	g_assert_null(json_object_get(event_at(act, 0)->payload, "text"));
	g_assert_cmpuint(
		json_array_size(json_object_get(event_at(act, 2)->payload, "covers")), ==, 2);
	columns = event_dump_payload(json_object_get(event_at(act, 3)->payload, "columns"));
	g_assert_cmpstr(columns, ==,
		"[[\"ID\",\"7\"],[\"\",\"\"],[\"raw\",null,\"/wB4\"],[\"bad\xef\xbf\xbd\",null,"
		"\"/w==\"]]");
}

/* Bytes that are no text must reach the validator, and be refused by name. */
static void
test_invalid_text(void)
{
	const char *bad[] = {"\xff", NULL};
	g_autoptr(Act) act = act_new(&env, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *json = NULL;
	const char *field = NULL;

	g_assert_cmpstr(act->actor, ==, "");
	act_add(act, EVENT_NOTE_ADDED, A_UUID);
	act_text(act, "text", "caf\xe9");
	act_add(act, EVENT_ACT_AUTHORISED, A_UUID);
	act_text(act, "person", A_UUID);
	act_list(act, "covers", bad);
	g_assert_false(event_check_payload(
		EVENT_NOTE_ADDED, event_at(act, 0)->payload, &field, &error));
	g_assert_cmpstr(field, ==, "text");
	g_assert_nonnull(strstr(error->message, "UTF-8"));
	g_assert_false(event_check_payload(
		EVENT_ACT_AUTHORISED, event_at(act, 1)->payload, &field, NULL));
	g_assert_cmpstr(field, ==, "covers");
	json = act_to_json(act);
	g_assert_nonnull(json);
}

static void
test_hand_over(void)
{
	g_autoptr(Act) act = sample_act();
	g_autofree char *first = act_to_json(act), *second = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Act) read = act_new_from_json(&env, first, &error);

	g_assert_no_error(error);
	second = act_to_json(read);
	g_assert_cmpstr(first, ==, second);
	g_assert_cmpstr(read->actor, ==, A_UUID);
	g_assert_cmpstr(read->second, ==, A_UUID);
	g_assert_cmpstr(read->pin_hash, ==, act->pin_hash);
	g_assert_true(read->import);
	g_assert_cmpstr(event_at(read, 1)->base, ==, A_UUID);
	g_assert_true(read->env == &env);
}

static void
test_hostile_hand_over(void)
{
	static const char *const rows[] = {
		"",
		"[]",
		"{",
		"{}",
		"{\"events\":{}}",
		"{\"actor\":\"me\",\"events\":[]}",
		"{\"actor\":7,\"events\":[]}",
		"{\"events\":[7]}",
		"{\"events\":[{\"kind\":\"dream.had\",\"subject\":\"" A_UUID
		"\",\"payload\":{}}]}",
		"{\"events\":[{\"kind\":\"pin.set\",\"payload\":{}}]}",
		"{\"events\":[{\"kind\":\"pin.set\",\"subject\":\"" A_UUID "\"}]}",
		"{\"events\":[{\"kind\":\"pin.set\",\"subject\":\"x\",\"payload\":{}}]}",
		"{\"events\":[],\"events\":[]}",
		"{\"events\":[\"\\\xe7\x8e\x8b\"]}",
		"{\"id\":\"" A_UUID "\",\"events\":[{\"kind\":\"\\u001b[2J\"}]}",
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Act) act = act_new_from_json(&env, rows[i], &error);

		g_assert_null(act);
		g_assert_nonnull(error);
		g_assert_true(error->domain == AMENDS_ERROR);
		/* What the peer wrote stands in the sentence: it is text, and does nothing. */
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
		g_assert_null(strchr(error->message, 0x1b));
	}
}

static void
test_result(void)
{
	g_autoptr(ActResult) result = act_result_new(), read = NULL;
	g_autofree char *json = NULL, *again = NULL, *text = NULL;
	g_autoptr(GError) error = NULL;
	const Refusal *refusal;

	act_result_refuse(result, REFUSAL_FIELD, EVENT_NOTE_ADDED, "text", g_strdup("一."));
	act_result_refuse(result, REFUSAL_UNKNOWN, EVENT_UNKNOWN, NULL, g_strdup("Two."));
	json = act_result_to_json(result);
	read = act_result_new_from_json(json, &error);
	g_assert_no_error(error);
	again = act_result_to_json(read);
	g_assert_cmpstr(json, ==, again);
	g_assert_cmpuint(read->outcome, ==, ACT_REFUSED);
	refusal = g_ptr_array_index(read->refusals, 0);
	g_assert_cmpuint(refusal->code, ==, REFUSAL_FIELD);
	g_assert_cmpstr(refusal->field, ==, "text");
	refusal = g_ptr_array_index(read->refusals, 1);
	g_assert_cmpuint(refusal->kind, ==, EVENT_UNKNOWN);
	text = act_result_dup_text(read);
	g_assert_cmpstr(text, ==, "一.\nTwo.");
}

static void
test_result_saved_and_failed(void)
{
	g_autoptr(ActResult) saved = act_result_new(), failed = act_result_new();
	g_autoptr(ActResult) read_saved = NULL, read_failed = NULL;
	g_autofree char *saved_json = NULL, *failed_json = NULL, *text = NULL, *empty = NULL;

	g_strlcpy(saved->ticket, A_UUID, sizeof saved->ticket);
	saved->number = g_strdup("0571A-1043");
	g_ptr_array_add(saved->event_ids, g_strdup(A_UUID));
	saved_json = act_result_to_json(saved);
	read_saved = act_result_new_from_json(saved_json, NULL);
	g_assert_cmpuint(read_saved->outcome, ==, ACT_SAVED);
	g_assert_cmpstr(read_saved->ticket, ==, A_UUID);
	g_assert_cmpstr(read_saved->number, ==, "0571A-1043");
	g_assert_cmpuint(read_saved->event_ids->len, ==, 1);
	empty = act_result_dup_text(read_saved);
	g_assert_cmpstr(empty, ==, "");
	failed->outcome = ACT_FAILED;
	failed->error = g_strdup("The disk is full.");
	failed_json = act_result_to_json(failed);
	read_failed = act_result_new_from_json(failed_json, NULL);
	g_assert_cmpuint(read_failed->outcome, ==, ACT_FAILED);
	text = act_result_dup_text(read_failed);
	g_assert_cmpstr(text, ==, "The disk is full.");
}

static void
test_hostile_result(void)
{
	static const char *const rows[] = {
		"",
		"{}",
		"[]",
		"{\"outcome\":\"maybe\"}",
		"{\"outcome\":\"saved\",\"refusals\":[{\"code\":\"field\"}]}",
		"{\"outcome\":\"refused\",\"refusals\":[]}",
		"{\"outcome\":\"refused\",\"refusals\":[{\"code\":\"mood\"}]}",
		"{\"outcome\":\"saved\",\"ticket\":\"x\"}",
		"{\"outcome\":\"saved\",\"events\":[7]}",
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ActResult) result = act_result_new_from_json(rows[i], &error);

		g_assert_null(result);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	env_init_fake(&env, 1700000000 * US_PER_SECOND, 3);
	g_test_add_func("/act/build", test_build);
	g_test_add_func("/act/invalid-text", test_invalid_text);
	g_test_add_func("/act/hand-over", test_hand_over);
	g_test_add_func("/act/hostile-hand-over", test_hostile_hand_over);
	g_test_add_func("/act/result", test_result);
	g_test_add_func("/act/result-saved-and-failed", test_result_saved_and_failed);
	g_test_add_func("/act/hostile-result", test_hostile_result);
	return g_test_run();
}
