/* Files kept by their hash: what is kept, what is refused, and that nothing is left of a
 * refusal. */
#include "config.h"

#include "core/attachment.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/core/desk-fixture.h"

/* FIPS 180-2, appendix B.1. */
#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static char *
write_file(DeskFixture *f, const char *name, const char *data, gssize len)
{
	char *path = g_build_filename(f->folder, name, NULL);

	g_assert_true(g_file_set_contents(path, data, len, NULL));
	return path;
}

static unsigned
count_files(DeskFixture *f)
{
	g_autofree char *folder = g_build_filename(f->folder, "files", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	unsigned n = 0;

	while (dir && g_dir_read_name(dir))
		n++;
	return n;
}

static void
test_kept(void)
{
	g_auto(DeskFixture) f = {.folder = NULL};
	g_auto(Attachment) file = {.name = NULL}, again = {.name = NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL, *other = NULL, *kept = NULL, *data = NULL;
	struct stat st;

	desk_fixture_init(&f);
	path = write_file(&f, "短信\033[31m截图.png", "abc", 3);
	other = write_file(&f, "copy.png", "abc", 3);
	g_assert_true(desk_attach(f.desk, path, &file, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(file.name, ==, "短信<1B>[31m截图.png");
	g_assert_cmpint(file.size, ==, 3);
	g_assert_cmpstr(file.sha256, ==, ABC_SHA256);
	/* The same bytes are one file. */
	g_assert_true(desk_attach(f.desk, other, &again, &error));
	g_assert_cmpuint(count_files(&f), ==, 1);
	kept = g_build_filename(f.folder, "files", ABC_SHA256, NULL);
	g_assert_true(g_file_get_contents(kept, &data, NULL, NULL));
	g_assert_cmpstr(data, ==, "abc");
	g_assert_cmpint(g_stat(kept, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
}

static void
check_refused(DeskFixture *f, const char *path, AmendsError code)
{
	g_auto(Attachment) file = {.name = NULL};
	g_autoptr(GError) error = NULL;

	g_assert_false(desk_attach(f->desk, path, &file, &error));
	g_assert_error(error, AMENDS_ERROR, (int)code);
	g_assert_null(file.name);
	g_assert_cmpuint(count_files(f), ==, 0);
}

static void
test_refused(void)
{
	g_auto(DeskFixture) f = {.folder = NULL};
	g_autofree char *empty = NULL, *fifo = NULL, *large = NULL, *most = NULL;
	g_auto(Attachment) file = {.name = NULL};

	desk_fixture_init(&f);
	empty = write_file(&f, "empty", "", 0);
	large = write_file(&f, "large", "x", 1);
	g_assert_cmpint(truncate(large, ATTACHMENT_MAX_BYTES + 1), ==, 0);
	fifo = g_build_filename(f.folder, "fifo", NULL);
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	check_refused(&f, "/no/such/file", AMENDS_ERROR_NOT_FOUND);
	check_refused(&f, "", AMENDS_ERROR_NOT_FOUND);
	check_refused(&f, f.folder, AMENDS_ERROR_INVALID);
	check_refused(&f, empty, AMENDS_ERROR_INVALID);
	check_refused(&f, fifo, AMENDS_ERROR_INVALID);
	check_refused(&f, large, AMENDS_ERROR_INVALID);
	/* The limit itself still fits. */
	most = write_file(&f, "most", "x", 1);
	g_assert_cmpint(truncate(most, ATTACHMENT_MAX_BYTES), ==, 0);
	g_assert_true(desk_attach(f.desk, most, &file, NULL));
	g_assert_cmpint(file.size, ==, ATTACHMENT_MAX_BYTES);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/attachment/kept", test_kept);
	g_test_add_func("/attachment/refused", test_refused);
	return g_test_run();
}
