/*
 * A store as the first release wrote it (tests/core/data/store-v1) is opened,
 * read, proved and written by this version. The folder is made once, by
 * AMENDS_WRITE_FIXTURES=FOLDER, and kept for ever.
 */
#include "config.h"

#include <glib/gstdio.h>

#include "core/desk.h"
#include "tests/core/desk-fixture.h"

static const char *const files[] = {"store.db", "device.key", "head"};

static void
copy_files(const char *from, const char *to)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *source = g_build_filename(from, files[i], NULL);
		g_autofree char *target = g_build_filename(to, files[i], NULL);
		g_autofree char *bytes = NULL;
		g_autoptr(GError) error = NULL;
		gsize len;

		g_file_get_contents(source, &bytes, &len, &error);
		g_assert_no_error(error);
		g_file_set_contents_full(
			target, bytes, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, &error);
		g_assert_no_error(error);
	}
}

static void
write_fixture(const char *folder)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *first = desk_fixture_init_log(&f, "卡年费多扣三百元", "王小明");
	g_autofree char *second =
		desk_fixture_log(&f, "Waited two hours at the counter", "Li Wei");
	Act *note = desk_act(f.desk);

	act_add(note, EVENT_NOTE_ADDED, first);
	act_text(note, "text", "called the card desk");
	g_free(desk_fixture_submit(&f, note));
	desk_fixture_close(&f, second);
	g_clear_pointer(&f.desk, desk_free);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	copy_files(f.folder, folder);
}

static void
test_open_v1(void)
{
	g_autofree char *fixture = g_build_filename(
		g_getenv("AMENDS_SRCDIR"), "tests", "core", "data", "store-v1", NULL);
	g_auto(DeskFixture) f = {0};
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *difference = NULL;
	g_autoptr(GError) error = NULL;
	QueueWindow window = {.query = "年费", .max = 5};
	AuditReport report;

	desk_fixture_init_from(&f, fixture, copy_files);
	desk_assume(f.desk, desk_person_by_number(f.desk, "8003")->id);
	g_assert_true(desk_audit_verify(f.desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(desk_rebuild_check(f.desk, false, &difference, &error));
	g_assert_cmpstr(difference, ==, NULL);
	rows = desk_queue(f.desk, &window, &error);
	g_assert_no_error(error);
	g_assert_cmpint(rows->len, ==, 1);
	ticket = desk_ticket(f.desk, ((QueueRow *)rows->pdata[0])->id, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(ticket->complainant, ==, "王小明");
	g_assert_cmpint(ticket->note_count, ==, 1);
	g_free(desk_fixture_log(&f, "one more, by this version", "Li Wei"));
	g_assert_true(desk_audit_verify(f.desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
}

int
main(int argc, char **argv)
{
	const char *folder = g_getenv("AMENDS_WRITE_FIXTURES");

	g_test_init(&argc, &argv, NULL);
	if (folder)
		write_fixture(folder);
	g_test_add_func("/store-v1/open", test_open_v1);
	return g_test_run();
}
