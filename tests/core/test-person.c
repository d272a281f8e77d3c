/* core/person.h and core/time-entry.h: roles and their words, the wait after wrong PINs, time
 * entries folded. */
#include "config.h"

#include "core/person.h"

#include "core/event-kind.h"
#include "core/event.h"
#include "core/time-entry.h"

#define A_UUID "0190a5b2-7c00-7abc-8def-0123456789ab"
#define B_UUID "0190a5b2-7c00-7abc-8def-0123456789ac"

/* The enum and the log's words must name the same roles in the same order. */
static void
test_role_words(void)
{
	const FieldDef *field = event_kind_field(EVENT_PERSON_ADDED, "role");
	g_auto(GStrv) words = g_strsplit(field->arg, "|", -1);
	StaffRole role = STAFF_AUDITOR;

	g_assert_cmpuint(g_strv_length(words), ==, N_STAFF_ROLES);
	for (unsigned i = 0; i < N_STAFF_ROLES; i++) {
		g_assert_cmpstr(staff_role_name(i), ==, words[i]);
		g_assert_true(staff_role_from_name(words[i], &role));
		g_assert_cmpuint(role, ==, i);
	}
	role = STAFF_AUDITOR;
	g_assert_false(staff_role_from_name("boss", &role));
	g_assert_false(staff_role_from_name("", &role));
	g_assert_cmpuint(role, ==, STAFF_AUDITOR);
}

static void
test_role_powers(void)
{
	static const struct {
		bool lead, desk;
	} rows[N_STAFF_ROLES] = {
		[STAFF_TELLER] = {false, true},
		[STAFF_HANDLER] = {false, true},
		[STAFF_SUPERVISOR] = {true, true},
		[STAFF_HEAD_OFFICE] = {true, true},
		[STAFF_COMPLIANCE] = {true, true},
		[STAFF_AUDITOR] = {false, false},
		[STAFF_ADMINISTRATOR] = {false, false},
	};

	for (unsigned i = 0; i < N_STAFF_ROLES; i++) {
		g_assert_true(staff_role_is_lead(i) == rows[i].lead);
		g_assert_true(staff_role_is_desk(i) == rows[i].desk);
	}
}

static void
test_pin_delay(void)
{
	static const int seconds[] = {0, 0, 0, 5, 15, 60, 300, 900, 900};

	for (unsigned i = 0; i < G_N_ELEMENTS(seconds); i++)
		g_assert_cmpint(person_pin_delay_us(i), ==, seconds[i] * US_PER_SECOND);
	g_assert_cmpint(person_pin_delay_us(UINT_MAX), ==, 900 * US_PER_SECOND);
}

/* ---- time entries ---- */

static bool
apply(TimeEntry *entry, EventKind kind, const char *subject, json_t *payload)
{
	g_autoptr(Event) event = event_new(kind);

	g_assert_nonnull(payload);
	g_strlcpy(event->subject, subject, sizeof event->subject);
	json_decref(event->payload);
	event->payload = payload;
	return time_entry_apply(entry, event);
}

static json_t *
started(void)
{
	return json_pack("{ss ss sI ss sI}", "ticket", B_UUID, "person", A_UUID, "start",
		(json_int_t)1000, "boot", "fake", "boot_us", (json_int_t)US_PER_HOUR);
}

static json_t *
stopped(int64_t worked_us)
{
	return json_pack("{sI sI ss ss}", "end", (json_int_t)2000, "worked_us",
		(json_int_t)worked_us, "how", "stopped", "text", "called");
}

static json_t *
corrected(void)
{
	return json_pack("{sI sI ss}", "start", (json_int_t)5, "worked_us", (json_int_t)7,
		"reason", "slip");
}

static void
test_timer(void)
{
	g_autoptr(TimeEntry) entry = time_entry_new();

	g_assert_false(apply(entry, EVENT_TIME_STOPPED, A_UUID, stopped(1)));
	g_assert_false(apply(entry, EVENT_TIME_CORRECTED, A_UUID, corrected()));
	g_assert_true(apply(entry, EVENT_TIME_STARTED, A_UUID, started()));
	g_assert_true(entry->running);
	g_assert_cmpstr(entry->ticket, ==, B_UUID);
	g_assert_false(apply(entry, EVENT_TIME_STARTED, A_UUID, started()));
	g_assert_false(apply(entry, EVENT_TIME_CORRECTED, A_UUID, corrected()));
	g_assert_false(apply(entry, EVENT_TIME_STOPPED, B_UUID, stopped(1)));
	g_assert_true(apply(entry, EVENT_TIME_STOPPED, A_UUID, stopped(42)));
	g_assert_false(entry->running);
	g_assert_cmpstr(entry->text, ==, "called");
	g_assert_false(apply(entry, EVENT_TIME_STOPPED, A_UUID, stopped(99)));
	g_assert_cmpint(entry->worked_us, ==, 42);
	g_assert_true(apply(entry, EVENT_TIME_CORRECTED, A_UUID, corrected()));
	g_assert_true(entry->corrected);
	g_assert_cmpint(entry->start_us, ==, 5);
	g_assert_cmpint(entry->worked_us, ==, 7);
	g_assert_cmpstr(entry->ticket, ==, "");
	g_assert_cmpstr(entry->text, ==, "called");
}

static void
test_typed(void)
{
	g_autoptr(TimeEntry) entry = time_entry_new();
	g_autoptr(Event) erased = event_new(EVENT_TIME_ENTERED);

	g_clear_pointer(&erased->payload, json_decref);
	g_assert_false(time_entry_apply(entry, erased));
	g_assert_false(apply(entry, EVENT_NOTE_ADDED, A_UUID, json_pack("{ss}", "text", "x")));
	g_assert_true(apply(entry, EVENT_TIME_ENTERED, A_UUID,
		json_pack("{ss sI sI}", "person", A_UUID, "start", (json_int_t)1, "worked_us",
			(json_int_t)60)));
	g_assert_true(entry->typed);
	g_assert_false(entry->running);
	g_assert_false(apply(entry, EVENT_TIME_STOPPED, A_UUID, stopped(1)));
	g_assert_cmpint(entry->worked_us, ==, 60);
}

static void
test_elapsed(void)
{
	g_autoptr(TimeEntry) entry = time_entry_new();
	Env env;

	env_init_fake(&env, 1000, 1);
	g_assert_true(apply(entry, EVENT_TIME_STARTED, A_UUID, started()));
	env_fake_advance(&env, 90);
	env.fake_now_us = -5; /* the wall was set back; the boot clock was not */
	g_assert_cmpint(time_entry_elapsed_us(entry, &env), ==, 90);
	g_strlcpy(env.boot_id, "next", sizeof env.boot_id);
	g_assert_cmpint(time_entry_elapsed_us(entry, &env), ==, 0);
	env.fake_now_us = 1250;
	g_assert_cmpint(time_entry_elapsed_us(entry, &env), ==, 250);
	*env.boot_id = *entry->boot = '\0';
	g_assert_cmpint(time_entry_elapsed_us(entry, &env), ==, 250);
	g_assert_true(apply(entry, EVENT_TIME_STOPPED, A_UUID, stopped(42)));
	g_assert_cmpint(time_entry_elapsed_us(entry, &env), ==, 42);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/person/role-words", test_role_words);
	g_test_add_func("/person/role-powers", test_role_powers);
	g_test_add_func("/person/pin-delay", test_pin_delay);
	g_test_add_func("/time-entry/timer", test_timer);
	g_test_add_func("/time-entry/typed", test_typed);
	g_test_add_func("/time-entry/elapsed", test_elapsed);
	return g_test_run();
}
