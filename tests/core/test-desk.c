/* core/desk.h: a whole desk, stepped, with a held clock: log, handle, close, undo, prove. */
#include "config.h"

#include <glib/gstdio.h>

#include "core/desk.h"
#include "tests/core/desk-fixture.h"

static void
test_open_again(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *tag = NULL;

	desk_fixture_init(&f);
	tag = g_strdup(desk_tag(f.desk));
	desk_fixture_reopen(&f);
	g_assert_cmpstr(desk_tag(f.desk), ==, tag);
	g_assert_cmpint(desk_people(f.desk)->len, ==, 4);
}

static void
test_log_and_find(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	QueueWindow window = {.query = "年费", .max = 10};

	desk_fixture_init(&f);
	id = desk_fixture_log(&f, "客户称办卡时承诺首年免年费，本月账单仍扣三百元", "王小明");
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_nonnull(ticket);
	g_assert_cmpstr(ticket->complainant, ==, "王小明");
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	g_assert_true(ticket->due_us > ticket->received_us + 15 * US_PER_DAY);
	rows = desk_queue(f.desk, &window, NULL);
	g_assert_cmpint(rows->len, ==, 1);
	g_clear_pointer(&rows, g_ptr_array_unref);
	window.query = "年免";
	rows = desk_queue(f.desk, &window, NULL);
	g_assert_cmpint(rows->len, ==, 1);
	g_clear_pointer(&rows, g_ptr_array_unref);
	window.query = "贷款";
	rows = desk_queue(f.desk, &window, NULL);
	g_assert_cmpint(rows->len, ==, 0);
}

static void
test_look_up(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;
	const char *const typed[] = {"8848", "王小", "wxm", "wangxiao", "13800002210", "2210"};

	desk_fixture_init(&f);
	id = desk_fixture_log(&f, "排队", "王小明");
	for (unsigned i = 0; i < G_N_ELEMENTS(typed); i++) {
		g_autoptr(GPtrArray) found = desk_look_up(f.desk, typed[i], 5, NULL);

		g_assert_cmpint(found->len, ==, 1);
		g_assert_cmpint(((Complainant *)found->pdata[0])->open_count, ==, 1);
	}
}

static void
test_note_and_undo(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(Act) note = NULL;
	g_autoptr(Act) undo = NULL;
	g_autoptr(Act) again = NULL;
	g_autoptr(ActResult) noted = NULL;
	g_autoptr(ActResult) undone = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_auto(GStrv) last = NULL;
	char where[UUID_LEN];

	desk_fixture_init(&f);
	id = desk_fixture_log(&f, "排队", "王小明");
	note = desk_act(f.desk);
	act_add(note, EVENT_NOTE_ADDED, id);
	act_text(note, "text", "called the desk");
	noted = desk_submit_wait(f.desk, note);
	g_assert_cmpint(noted->outcome, ==, ACT_SAVED);
	last = desk_last_act(f.desk, id, where, NULL);
	g_assert_cmpstr(last[0], ==, noted->event_ids->pdata[0]);
	undo = desk_act(f.desk);
	act_add(undo, EVENT_ACT_UNDONE, id);
	act_list(undo, "undoes", (const char *const *)last);
	undone = desk_submit_wait(f.desk, undo);
	g_assert_cmpint(undone->outcome, ==, ACT_SAVED);
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpint(ticket->note_count, ==, 0);
	g_clear_pointer(&undone, act_result_free);
	undone = desk_submit_wait(f.desk, undo);
	g_assert_cmpint(
		undone->outcome, ==, ACT_SAVED); /* the same act again: known, not repeated */
	again = desk_act(f.desk);
	act_add(again, EVENT_ACT_UNDONE, id);
	act_list(again, "undoes", (const char *const *)last);
	g_clear_pointer(&undone, act_result_free);
	undone = desk_submit_wait(f.desk, again);
	g_assert_cmpint(undone->outcome, ==, ACT_REFUSED);
}

static void
test_audit_and_rebuild(void)
{
	g_auto(DeskFixture) f = {0};
	AuditReport report;
	g_autofree char *difference = NULL;
	g_autoptr(GError) error = NULL;

	desk_fixture_init(&f);
	for (int i = 0; i < 5; i++) {
		g_autofree char *id = desk_fixture_log(&f, "客户称排队两小时", "陈某");

		desk_fixture_close(&f, id);
	}
	g_assert_true(desk_audit_verify(f.desk, &report, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(report.ok);
	g_assert_true(desk_rebuild_check(f.desk, false, &difference, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(difference, ==, NULL);
	g_assert_true(desk_rebuild_check(f.desk, true, &difference, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(difference, ==, NULL);
}

/* A reopened complaint is due again: a new period from its reopening (CN-NFRA-15, house rule).
 */
static void
test_reopened_is_due(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "排队两小时", "王小明");
	g_autoptr(Ticket) ticket = NULL;
	Act *reopen;

	desk_fixture_close(&f, id);
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpint(ticket->due_us, ==, INT64_MAX);
	env_fake_advance(&f.env, 20 * US_PER_DAY);
	reopen = desk_act(f.desk);
	act_add(reopen, EVENT_STATUS_CHANGED, id);
	act_base(reopen, ticket->base_status);
	act_text(reopen, "to", "investigating");
	act_text(reopen, "reason", "the money did not come");
	g_free(desk_fixture_submit(&f, reopen));
	g_clear_pointer(&ticket, ticket_free);
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpint(ticket->told_us, ==, 0);
	g_assert_cmpint(ticket->due_us, >, env_now_us(&f.env) + 14 * US_PER_DAY);
	g_assert_cmpint(ticket->due_us, <, env_now_us(&f.env) + 16 * US_PER_DAY);
}

static void
test_erase(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "一句绝不该留下的话在这里", "司马相如");
	g_autoptr(ActResult) result = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *difference = NULL;
	AuditReport report;

	desk_fixture_sign_on(&f, FIXTURE_COMPLIANCE);
	result = desk_erase(
		f.desk, id, "asked for by the customer", f.people[FIXTURE_SUPERVISOR], &error);
	g_assert_no_error(error);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	ticket = desk_ticket(f.desk, id, &error);
	g_assert_no_error(error);
	g_assert_true(ticket->erased);
	g_assert_cmpstr(ticket->text, ==, "");
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	g_assert_true(desk_audit_verify(f.desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(report.erased > 0);
	g_assert_true(desk_rebuild_check(f.desk, true, &difference, &error));
	g_assert_cmpstr(difference, ==, NULL);
}

/* ---- what a change is told to be ---- */

typedef struct Told {
	Desk *desk;
	unsigned n, only_time;
} Told;

static void
count_told(void *data)
{
	Told *told = data;

	told->n++;
	told->only_time += desk_changed_only_time(told->desk);
}

static void
start_timer(DeskFixture *f, const char *ticket, bool with_note)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "ticket", ticket);
	act_text(act, "person", desk_person(f->desk)->id);
	act_int(act, "start", env_now_us(&f->env));
	act_text(act, "boot", f->env.boot_id);
	act_int(act, "boot_us", f->env.boot_us(&f->env));
	if (with_note) {
		act_add(act, EVENT_NOTE_ADDED, ticket);
		act_text(act, "text", "called the product desk");
	}
	g_free(desk_fixture_submit(f, act));
}

static void
stop_timer(DeskFixture *f)
{
	const TimeEntry *entry = desk_running(f->desk);
	Act *act = desk_act(f->desk);

	g_assert_nonnull(entry);
	act_add(act, EVENT_TIME_STOPPED, entry->id);
	act_int(act, "end", env_now_us(&f->env));
	act_int(act, "worked_us", 1000);
	act_text(act, "how", "stopped");
	g_free(desk_fixture_submit(f, act));
}

/* Lists are not read again for an act on time alone; for one with a note beside it they are. */
static void
test_only_time(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "Charged twice", "Wang Ming");
	Told told = {.desk = f.desk};

	desk_on_change(f.desk, count_told, &told);
	start_timer(&f, id, false);
	g_assert_cmpuint(told.n, ==, 1);
	g_assert_cmpuint(told.only_time, ==, 1);
	stop_timer(&f);
	g_assert_cmpuint(told.only_time, ==, 2);
	g_assert_null(desk_running(f.desk));
	start_timer(&f, id, true);
	g_assert_cmpuint(told.n, ==, 3);
	g_assert_cmpuint(told.only_time, ==, 2);
	g_assert_nonnull(desk_running(f.desk));
	/* Nothing is left over where nobody is told. */
	g_assert_false(desk_changed_only_time(f.desk));
	desk_on_change(f.desk, NULL, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/desk/open-again", test_open_again);
	g_test_add_func("/desk/log-and-find", test_log_and_find);
	g_test_add_func("/desk/look-up", test_look_up);
	g_test_add_func("/desk/note-and-undo", test_note_and_undo);
	g_test_add_func("/desk/audit-and-rebuild", test_audit_and_rebuild);
	g_test_add_func("/desk/reopened-is-due", test_reopened_is_due);
	g_test_add_func("/desk/only-time", test_only_time);
	g_test_add_func("/desk/erase", test_erase);
	return g_test_run();
}
