/* core/warning.h: when each level begins, over weekends, long breaks and summer time; who gets
 * it; what can still be done. */
#include "config.h"

#include <string.h>

#include "core/day.h"
#include "core/env.h"
#include "core/policy-set.h"
#include "core/warning.h"

/* A working week with Saturday and Sunday off; 1-3 May (Friday to Sunday) and 4-5 May are a
 * holiday of five days, the Saturday after is worked. */
static const char calendar_text[] = "calendar TT\nversion 1\ntitle Test\ncover 2026..2026\n"
				    "weekend sat sun\nsource 2026 test\n"
				    "TT 2026 off 05-01..05-05 Spring days\n"
				    "TT 2026 work 05-09 Made up\n";

#define HEAD(id, limit, unit)                                                                  \
	"[policy]\nid=" id "\nversion=1\nfrom=2020-01-01\ntitle=T\nfamily=statutory\n"         \
	"start=received\nstop=told\nlimit=" limit "\nunit=" unit                               \
	"\ncount-receipt-day=no\n"                                                             \
	"roll=no\nsource=S\narticle=1\nmark=K\n"
static const char fifteen[] =
	HEAD("T-15", "15", "calendar-days") "amber=5\nred=2\nlast-call=09:00\n";
static const char ten_b[] =
	HEAD("T-10B", "10", "business-days") "calendar=TT\namber=5\nred=2\nlast-call=09:00\n";
static const char hours[] = HEAD("T-24H", "24", "elapsed-hours") "amber=half\nred=1\n";

typedef struct Case {
	const char *name, *policy, *zone, *received;
	const char *amber, *red, *last, *due; /* local; due is its last second */
	bool before_break;
} Case;

static const Case cases[] = {
	{"calendar days", fifteen, "Asia/Shanghai", "2026-03-02 09:30", "2026-03-12 00:00",
		"2026-03-15 00:00", "2026-03-17 09:00", "2026-03-17 23:59", false},
	{"working days over a weekend", ten_b, "Asia/Shanghai", "2026-03-02 09:30",
		"2026-03-09 00:00", "2026-03-12 00:00", "2026-03-16 09:00", "2026-03-16 23:59",
		false},
	{"working days over a break and a worked Saturday", ten_b, "Asia/Shanghai",
		"2026-04-24 10:00", "2026-05-06 00:00", "2026-05-09 00:00", "2026-05-12 09:00",
		"2026-05-12 23:59", false},
	{"due inside a long break: red on the eve", fifteen, "Asia/Shanghai",
		"2026-04-18 10:00", "2026-04-28 00:00", "2026-04-30 00:00", "2026-04-30 09:00",
		"2026-05-03 23:59", true},
	{"due on its first day", fifteen, "Asia/Shanghai", "2026-04-16 10:00",
		"2026-04-26 00:00", "2026-04-29 00:00", "2026-04-30 09:00", "2026-05-01 23:59",
		true},
	{"due on the day after it", fifteen, "Asia/Shanghai", "2026-04-21 10:00",
		"2026-05-01 00:00", "2026-05-04 00:00", "2026-05-06 09:00", "2026-05-06 23:59",
		false},
	{"an ordinary weekend is no break", fifteen, "Asia/Shanghai", "2026-03-06 10:00",
		"2026-03-16 00:00", "2026-03-19 00:00", "2026-03-21 09:00", "2026-03-21 23:59",
		false},
	{"hours: half, then one", hours, "Asia/Shanghai", "2026-03-02 09:30",
		"2026-03-02 21:30", "2026-03-03 08:30", NULL, "2026-03-03 09:30", false},
	/* The night of 29 March is an hour short in London, that of 25 October an hour long. */
	{"hours over the jump of spring", hours, "Europe/London", "2026-03-28 12:00",
		"2026-03-29 00:00", "2026-03-29 12:00", NULL, "2026-03-29 13:00", false},
	{"days over the jump of autumn", fifteen, "Europe/London", "2026-10-12 12:00",
		"2026-10-22 00:00", "2026-10-25 00:00", "2026-10-27 09:00", "2026-10-27 23:59",
		false},
	{"received when amber would have begun", ten_b, "Asia/Shanghai", "2026-12-28 23:59",
		NULL, NULL, NULL, NULL, false},
};

static char *
dup_local(int64_t us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = NULL, local = NULL;

	if (us == CLOCK_NEVER)
		return NULL;
	utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);
	local = g_date_time_to_timezone(utc, zone);
	return g_date_time_format(local, "%Y-%m-%d %H:%M");
}

static int64_t
us_of(const char *text, GTimeZone *zone)
{
	g_autofree char *day = g_strndup(text, 10);

	return us_of_local(day_parse_iso(day), day_parse_minute(text + 11) * 60, zone);
}

static void
assert_moment(const char *name, int64_t us, GTimeZone *zone, const char *wanted)
{
	g_autofree char *text = dup_local(us, zone);

	g_test_message("%s: %s", name, text ? text : "never");
	g_assert_cmpstr(text, ==, wanted);
}

typedef struct World {
	Policy *policy;
	Calendar *calendar;
	GTimeZone *zone;
	ClockEvent received;
	ClockInput input;
	Clock clock;
} World;

static void
world_init(World *w, const Case *c)
{
	g_autoptr(GError) error = NULL;

	*w = (World){.zone = g_time_zone_new_identifier(c->zone)};
	w->policy = policy_parse("t", c->policy, strlen(c->policy), &error);
	g_assert_no_error(error);
	w->calendar = calendar_parse("tt", calendar_text, strlen(calendar_text), &error);
	g_assert_no_error(error);
	w->received = (ClockEvent){.kind = CLOCK_EVENT_RECEIVED,
		.at_us = us_of(c->received, w->zone),
		.notified_us = CLOCK_NEVER,
		.agreed_day = DAY_NONE};
	w->input = (ClockInput){.policy = w->policy,
		.calendar = w->calendar,
		.zone = w->zone,
		.events = &w->received,
		.n_events = 1,
		.now_us = w->received.at_us};
	clock_evaluate(&w->input, &w->clock);
}

static void
world_clear(World *w)
{
	policy_free(w->policy);
	calendar_free(w->calendar);
	g_time_zone_unref(w->zone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

static void
test_moments(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		const Case *c = &cases[i];
		g_auto(World) w;
		Warning warning;

		world_init(&w, c);
		warning_of_clock(&w.input, &w.clock, w.calendar, &warning);
		g_test_message("%s", c->name);
		assert_moment("amber", warning.amber_us, w.zone, c->amber);
		assert_moment("red", warning.red_us, w.zone, c->red);
		assert_moment("last call", warning.last_us, w.zone, c->last);
		assert_moment("due", warning.due_us, w.zone, c->due);
		g_assert_cmpint(warning.before_break, ==, c->before_break);
	}
}

/* Each level from its first microsecond on, and not one before. */
static void
test_levels(void)
{
	g_auto(World) w;
	Warning warning;

	world_init(&w, &cases[0]);
	warning_of_clock(&w.input, &w.clock, w.calendar, &warning);
	g_assert_cmpint(warning_level(&warning, warning.amber_us - 1), ==, CLOCK_WARN_NONE);
	g_assert_cmpint(warning_level(&warning, warning.amber_us), ==, CLOCK_WARN_AMBER);
	g_assert_cmpint(warning_level(&warning, warning.red_us - 1), ==, CLOCK_WARN_AMBER);
	g_assert_cmpint(warning_level(&warning, warning.red_us), ==, CLOCK_WARN_RED);
	g_assert_cmpint(warning_level(&warning, warning.last_us - 1), ==, CLOCK_WARN_RED);
	g_assert_cmpint(warning_level(&warning, warning.last_us), ==, CLOCK_WARN_LAST_CALL);
	g_assert_cmpint(warning_level(&warning, warning.due_us), ==, CLOCK_WARN_LAST_CALL);
	g_assert_cmpint(warning_level(&warning, warning.due_us + 1), ==, CLOCK_WARN_OVERDUE);
	g_assert_cmpuint(
		warning_roles(&warning, CLOCK_WARN_AMBER), ==, 1U << POLICY_WARN_OWNER);
	g_assert_cmpuint(warning_roles(&warning, CLOCK_WARN_RED), ==,
		1U << POLICY_WARN_OWNER | 1U << POLICY_WARN_SUPERVISOR);
	g_assert_cmpuint(warning_roles(&warning, CLOCK_WARN_OVERDUE), ==,
		1U << POLICY_WARN_OWNER | 1U << POLICY_WARN_SUPERVISOR |
			1U << POLICY_WARN_HEAD_OFFICE);
	g_assert_cmpuint(warning_roles(&warning, CLOCK_WARN_NONE), ==, 0);
}

static void
test_told_has_none(void)
{
	g_auto(World) w;
	ClockEvent events[2];
	Warning warning;

	world_init(&w, &cases[0]);
	events[0] = w.received;
	events[1] = (ClockEvent){.kind = CLOCK_EVENT_TOLD,
		.at_us = w.received.at_us + US_PER_DAY,
		.notified_us = CLOCK_NEVER,
		.agreed_day = DAY_NONE};
	w.input.events = events;
	w.input.n_events = 2;
	clock_evaluate(&w.input, &w.clock);
	warning_of_clock(&w.input, &w.clock, w.calendar, &warning);
	g_assert_cmpint(warning.amber_us, ==, CLOCK_NEVER);
	g_assert_cmpint(warning.due_us, ==, CLOCK_NEVER);
	g_assert_cmpint(warning_level(&warning, INT64_MAX - 1), ==, CLOCK_WARN_NONE);
}

static void
test_promise(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	g_autoptr(Calendar) calendar =
		calendar_parse("tt", calendar_text, strlen(calendar_text), NULL);
	Warning warning;

	warning_of_date(us_of("2026-03-18 15:00", zone), zone, calendar, &warning);
	assert_moment("amber", warning.amber_us, zone, "2026-03-17 00:00");
	assert_moment("red", warning.red_us, zone, "2026-03-18 00:00");
	assert_moment("last call", warning.last_us, zone, "2026-03-18 14:00");
	warning_of_date(us_of("2026-05-04 15:00", zone), zone, calendar, &warning);
	assert_moment("red before a break", warning.red_us, zone, "2026-04-30 00:00");
}

static void
test_break(void)
{
	static const struct {
		const char *day, *first, *last;
	} days[] = {{"2026-05-01", "2026-05-01", "2026-05-05"},
		{"2026-05-05", "2026-05-01", "2026-05-05"}, {"2026-05-06", NULL, NULL},
		{"2026-05-09", NULL, NULL}, {"2026-03-07", NULL, NULL},
		/* It may go on where the calendar ends; what is known of it is two days. */
		{"2027-01-01", NULL, NULL}};
	g_autoptr(Calendar) calendar =
		calendar_parse("tt", calendar_text, strlen(calendar_text), NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(days); i++) {
		int32_t first = DAY_NONE, last = DAY_NONE;
		bool found = warning_find_break(
			calendar, day_parse_iso(days[i].day), &first, &last);

		g_assert_cmpint(found, ==, days[i].first != NULL);
		if (!found)
			continue;
		g_assert_cmpint(first, ==, day_parse_iso(days[i].first));
		g_assert_cmpint(last, ==, day_parse_iso(days[i].last));
	}
	g_assert_false(warning_find_break(NULL, 20000, &(int32_t){0}, &(int32_t){0}));
}

static void
test_act(void)
{
	static const char with_step[] =
		HEAD("T-15", "15", "calendar-days") "amber=5\nred=2\nlast-call=09:00\n"
						    "[extension 1]\ntotal=30\nreason=yes\ntold=yes\n"
						    "approvers=head-office\nsource=S\narticle=1\nmark=K\n";
	Case c = cases[0];
	g_auto(World) w;
	g_autofree char *today = NULL, *ahead = NULL, *late = NULL;

	c.policy = with_step;
	world_init(&w, &c);
	today = warning_dup_act(&w.clock, us_of("2026-03-17 10:00", w.zone), w.zone);
	g_assert_cmpstr(today, ==,
		"Either tell the customer the decision before 24:00, or have the extension to 30 "
		"approved and tell the customer before 24:00.");
	ahead = warning_dup_act(&w.clock, us_of("2026-03-15 10:00", w.zone), w.zone);
	g_assert_nonnull(strstr(ahead, "2026-03-17 24:00"));
	late = warning_dup_act(&w.clock, us_of("2026-03-18 00:00", w.zone), w.zone);
	g_assert_true(g_str_has_prefix(late, "Late since 2026-03-17 24:00"));
}

static void
test_names(void)
{
	for (ClockWarn level = CLOCK_WARN_AMBER; level <= CLOCK_WARN_OVERDUE; level++) {
		g_assert_cmpint(
			warning_level_from_name(warning_level_name(level)), ==, level);
		g_assert_true(warning_level_text(level)[0] && warning_level_sign(level)[0]);
	}
	g_assert_cmpint(warning_level_from_name("purple"), ==, CLOCK_WARN_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/warning/moments", test_moments);
	g_test_add_func("/warning/levels", test_levels);
	g_test_add_func("/warning/told", test_told_has_none);
	g_test_add_func("/warning/promise", test_promise);
	g_test_add_func("/warning/break", test_break);
	g_test_add_func("/warning/act", test_act);
	g_test_add_func("/warning/names", test_names);
	return g_test_run();
}
