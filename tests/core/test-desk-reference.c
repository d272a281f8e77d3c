/* Publications at the desk: what is in force changes under open desks, of this process and of
 * another; a calendar that lacks days shows in lists instead of a date. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "core/desk-reference.h"
#include "tests/core/desk-fixture.h"

static char *
submit(DeskFixture *f, Act *act, const char *actor)
{
	g_autoptr(Act) owned = act;
	g_autoptr(ActResult) result = NULL;
	g_autofree char *text = NULL;

	g_strlcpy(act->actor, actor, UUID_LEN);
	result = desk_submit_wait(f->desk, act);
	text = act_result_dup_text(result);
	g_assert_cmpstr(text, ==, "");
	return g_strdup(((ActEvent *)act->events->pdata[0])->subject);
}

/* Head office, who publishes. */
static char *
add_publisher(DeskFixture *f)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", "8101");
	act_text(act, "name", "Song");
	act_text(act, "role", "head_office");
	act_text(act, "branch", "0000");
	return submit(f, act, f->people[FIXTURE_SUPERVISOR]);
}

static void
publish(DeskFixture *f, const char *publisher, const char *text)
{
	g_autoptr(GError) error = NULL;
	Act *act = desk_reference_draft(f->desk, "draft", text, &error);
	g_autofree char *id = NULL, *again = NULL;
	g_autoptr(ReferenceItem) item = NULL;

	g_assert_no_error(error);
	id = submit(f, act, f->people[FIXTURE_COMPLIANCE]);
	item = desk_reference_item(f->desk, id, &error);
	g_assert_no_error(error);
	again = submit(f, desk_reference_publish(f->desk, item), publisher);
	while (desk_step(f->desk))
		;
	g_assert_false(desk_moves_wait(f->desk));
}

static const char short_calendar[] =
	"calendar CN\nversion short\ncover 2025..2025\nsource 2025..2025 x\n";
static const char rules[] = "version t\nkind=complaint -> CN-HOUSE-ACK\n";

static void
note_change(void *data)
{
	++*(int *)data;
}

static const char *
version_at(Desk *desk)
{
	return calendar_version(g_hash_table_lookup(desk_reference(desk)->calendars, "CN"));
}

static void
test_in_force(void)
{
	g_auto(DeskFixture) f = {0};
	g_autoptr(Desk) second = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *publisher = NULL;
	const Reference *before;
	int changes = 0;

	desk_fixture_init(&f);
	second = desk_open(&(DeskConfig){.folder = desk_folder(f.desk),
				   .assets = desk_assets(f.desk),
				   .env = &f.env},
		&error);
	g_assert_no_error(error);
	g_assert_true(desk_is_second(second));
	desk_on_change(second, note_change, &changes);
	publisher = add_publisher(&f);
	before = desk_reference(second);
	publish(&f, publisher, short_calendar);
	g_assert_cmpstr(version_at(f.desk), ==, "short");
	while (strcmp(version_at(second), "short") != 0)
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpint(changes, >, 0);
	/* What somebody still points into stays. */
	g_assert_cmpstr(calendar_version(g_hash_table_lookup(before->calendars, "CN")), !=, "short");
	g_clear_pointer(&second, desk_free);
	desk_fixture_reopen(&f);
	g_assert_cmpstr(version_at(f.desk), ==, "short");
}

static void
test_gap_in_list(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *publisher = NULL, *id = NULL, *code = NULL, *text = NULL, *sign = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	QueueWindow window = {.query = "is:open", .max = 5};

	desk_fixture_init(&f);
	publisher = add_publisher(&f);
	publish(&f, publisher, rules);
	id = desk_fixture_log(&f, "Charged twice", "Wang Ming");
	rows = desk_queue(f.desk, &window, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(((QueueRow *)rows->pdata[0])->gap, ==, "");
	g_clear_pointer(&rows, g_ptr_array_unref);
	publish(&f, publisher, short_calendar);
	rows = desk_queue(f.desk, &window, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(((QueueRow *)rows->pdata[0])->gap, ==, "calendar_missing:CN-2026");
	sign = queue_row_dup_gap(rows->pdata[0]);
	g_assert_cmpstr(sign, ==, "?CN-2026");
	ticket = desk_ticket(f.desk, id, &error);
	code = desk_dup_calendar_gap(f.desk, ticket, &text);
	g_assert_cmpstr(code, ==, "calendar_missing:CN-2026");
	g_assert_nonnull(strstr(text, "calendar missing: CN 2026"));
}

/* What the preview shows in steps, and what another policy would change. */
static void
test_preview_and_change(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *publisher = NULL, *id = NULL, *summary = NULL, *draft = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(ReferenceItem) item = NULL;
	g_autoptr(ReferencePreview) preview = NULL;
	g_autoptr(GPtrArray) changes = NULL, steps = NULL;
	g_autoptr(Ticket) ticket = NULL;
	const PreviewMove *move;

	desk_fixture_init(&f);
	publisher = add_publisher(&f);
	publish(&f, publisher, rules);
	id = desk_fixture_log(&f, "Charged twice", "Wang Ming");
	draft = submit(&f, desk_reference_draft(f.desk, "d", short_calendar, &error),
		f.people[FIXTURE_COMPLIANCE]);
	item = desk_reference_item(f.desk, draft, &error);
	preview = desk_reference_preview(f.desk, item, &error);
	g_assert_no_error(error);
	while (!preview->ended && !error)
		reference_preview_step(preview, &f.env, 1000000, &error);
	g_assert_no_error(error);
	g_assert_cmpint(preview->moved, ==, 1);
	move = preview->moves->pdata[0];
	g_assert_cmpstr(move->policy, ==, "CN-HOUSE-ACK");
	g_assert_cmpint(move->to_us, ==, INT64_MAX);
	summary = reference_preview_dup_summary(preview);
	g_assert_cmpstr(summary, ==, "1 complaint moves, 0 become overdue.");
	ticket = desk_ticket(f.desk, id, &error);
	changes = desk_policy_change(f.desk, ticket, "CN-NFRA-15", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(changes->len, >, 1);
	g_assert_cmpstr(((PolicyChange *)changes->pdata[0])->policy, ==, "CN-NFRA-15");
	g_assert_cmpint(((PolicyChange *)changes->pdata[0])->from_us, ==, INT64_MAX);
	g_assert_cmpint(((PolicyChange *)changes->pdata[0])->to_us, <, INT64_MAX);
	g_assert_null(desk_policy_change(f.desk, ticket, "NO-SUCH", NULL));
	steps = desk_route_ticket(f.desk, ticket);
	g_assert_true(((PolicyRouteStep *)steps->pdata[0])->chosen);
}

static void
test_too_long(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *text = g_strnfill(33 * 1024, '#');
	g_autoptr(GError) error = NULL;

	desk_fixture_init(&f);
	g_assert_null(desk_reference_draft(f.desk, "long.cal", text, &error));
	g_assert_nonnull(strstr(error->message, "32 KiB"));
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/desk-reference/in-force", test_in_force);
	g_test_add_func("/desk-reference/gap-in-list", test_gap_in_list);
	g_test_add_func("/desk-reference/preview-and-change", test_preview_and_change);
	g_test_add_func("/desk-reference/too-long", test_too_long);
	return g_test_run();
}
