/* See backup-fixture.h. */
#include "config.h"

#include "tests/core/backup-fixture.h"

#include <glib/gstdio.h>

#include "core/attachment.h"
#include "core/file-copy.h"

void
backup_fixture_note(BackupFixture *b, const char *text)
{
	Act *act = desk_act(b->f.desk);

	act_add(act, EVENT_NOTE_ADDED, b->id);
	act_text(act, "text", text);
	g_free(desk_fixture_submit(&b->f, act));
}

static void
attach(BackupFixture *b)
{
	g_autofree char *path = g_build_filename(b->home, "letter.txt", NULL);
	g_auto(Attachment) file = {.name = NULL};
	g_autoptr(GError) error = NULL;
	Act *act = desk_act(b->f.desk);

	g_assert_true(g_file_set_contents(path, "abc", 3, NULL));
	g_assert_true(desk_attach(b->f.desk, path, &file, &error));
	g_assert_no_error(error);
	act_add(act, EVENT_FILE_ATTACHED, b->id);
	act_text(act, "name", file.name);
	act_int(act, "size", file.size);
	act_text(act, "sha256", file.sha256);
	g_free(desk_fixture_submit(&b->f, act));
}

void
backup_fixture_init(BackupFixture *b)
{
	g_autofree char *made = NULL;

	desk_fixture_init(&b->f);
	g_clear_pointer(&b->f.desk, desk_free);
	b->home = g_dir_make_tmp("amends-home-XXXXXX", NULL);
	made = g_steal_pointer(&b->f.folder);
	b->f.folder = g_build_filename(b->home, "desk", NULL);
	g_assert_cmpint(g_rename(made, b->f.folder), ==, 0);
	desk_fixture_reopen(&b->f);
	desk_fixture_sign_on(&b->f, FIXTURE_HANDLER);
	b->id = desk_fixture_log(&b->f, "the card was swallowed", "王小明");
	attach(b);
}

void
backup_fixture_clear(BackupFixture *b)
{
	desk_fixture_clear(&b->f);
	if (b->home)
		file_remove_tree(b->home);
	g_clear_pointer(&b->home, g_free);
	g_clear_pointer(&b->id, g_free);
}

char *
backup_fixture_make(BackupFixture *b)
{
	BackupConfig config = {.folder = b->f.folder, .env = &b->f.env};
	g_autoptr(GError) error = NULL;
	BackupFacts facts;
	char *path = backup_make(&config, &facts, &error);

	g_assert_no_error(error);
	g_assert_nonnull(path);
	return path;
}

void
backup_fixture_prove(BackupFixture *b)
{
	g_autofree char *difference = NULL;
	g_autoptr(GError) error = NULL;
	AuditReport report = {0};

	g_assert_true(desk_audit_verify(b->f.desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(desk_rebuild_check(b->f.desk, false, &difference, &error));
	g_assert_cmpstr(difference, ==, NULL);
}

Restore *
backup_fixture_begin(BackupFixture *b, const char *from, GError **error)
{
	RestoreConfig config = {.folder = b->f.folder,
		.from = from,
		.assets = g_getenv("AMENDS_DATADIR"),
		.realm = "practice",
		.env = &b->f.env};

	g_clear_pointer(&b->f.desk, desk_free);
	return restore_begin(&config, error);
}

ActResult *
backup_fixture_order(BackupFixture *b, Restore *restore, bool second)
{
	DeskConfig config = {.folder = restore_folder(restore),
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &b->f.env,
		.stepped = true};
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = desk_open(&config, &error);
	g_autoptr(Act) act = NULL;

	g_assert_no_error(error);
	desk_assume(desk, b->f.people[FIXTURE_SUPERVISOR]);
	act = restore_dup_act(desk, restore, "the disk failed");
	if (second)
		g_strlcpy(act->second, b->f.people[FIXTURE_COMPLIANCE], UUID_LEN);
	return desk_submit_wait(desk, act);
}

char *
backup_fixture_restore(BackupFixture *b, const char *from)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Restore) restore = backup_fixture_begin(b, from, &error);
	g_autoptr(ActResult) result = NULL;
	char *aside = NULL;

	g_assert_no_error(error);
	result = backup_fixture_order(b, restore, true);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	g_assert_true(restore_finish(restore, &aside, &error));
	g_assert_no_error(error);
	desk_fixture_reopen(&b->f);
	desk_fixture_sign_on(&b->f, FIXTURE_HANDLER);
	return aside;
}
