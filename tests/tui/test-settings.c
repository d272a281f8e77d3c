/* Settings and places: origins, broken files, what is written, folders by the environment. */
#include "config.h"

#include "tui/settings.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "tui/places.h"

typedef struct Fixture {
	char *folder, *path;
} Fixture;

static void
set_up(Fixture *f, const void *data)
{
	f->folder = g_dir_make_tmp("amends-XXXXXX", NULL);
	f->path = g_build_filename(f->folder, "conf", "amends.conf", NULL);
}

static void
tear_down(Fixture *f, const void *data)
{
	g_autofree char *conf = g_path_get_dirname(f->path);
	g_autofree char *broken = g_strconcat(f->path, ".broken", NULL);

	g_unlink(f->path);
	g_unlink(broken);
	g_rmdir(conf);
	g_rmdir(f->folder);
	g_free(f->folder);
	g_free(f->path);
}

static void
write_conf(Fixture *f, const char *text)
{
	g_autofree char *conf = g_path_get_dirname(f->path);

	g_mkdir_with_parents(conf, 0700);
	g_assert_true(g_file_set_contents(f->path, text, -1, NULL));
}

static void
test_defaults(Fixture *f, const void *data)
{
	g_autofree char *problem = NULL;
	g_autoptr(Settings) settings = settings_new(f->path, &problem);

	g_assert_null(problem);
	g_assert_cmpstr(settings_text(settings, SETTING_LANGUAGE), ==, "auto");
	g_assert_cmpint(settings_int(settings, SETTING_LOCK_MINUTES), ==, 10);
	g_assert_false(settings_bool(settings, SETTING_PREFER_FKEYS));
	g_assert_cmpint(settings_origin(settings, SETTING_THEME), ==, SETTING_ORIGIN_DEFAULT);
}

static void
test_file_and_environment(Fixture *f, const void *data)
{
	g_autofree char *problem = NULL;
	g_autoptr(Settings) settings = NULL;

	write_conf(f, "# mine\n[amends]\nlanguage = zh_CN\ntheme=mono\nesc_delay=30\n");
	g_setenv("AMENDS_THEME", "16", TRUE);
	g_setenv("ESCDELAY", "many", TRUE);
	settings = settings_new(f->path, &problem);
	g_unsetenv("AMENDS_THEME");
	g_unsetenv("ESCDELAY");
	g_assert_null(problem);
	g_assert_cmpstr(settings_text(settings, SETTING_LANGUAGE), ==, "zh_CN");
	g_assert_cmpint(settings_origin(settings, SETTING_LANGUAGE), ==, SETTING_ORIGIN_FILE);
	g_assert_cmpstr(settings_text(settings, SETTING_THEME), ==, "16");
	g_assert_cmpint(
		settings_origin(settings, SETTING_THEME), ==, SETTING_ORIGIN_ENVIRONMENT);
	g_assert_cmpint(settings_int(settings, SETTING_ESC_DELAY), ==, 30);
}

static void
test_broken_line(Fixture *f, const void *data)
{
	g_autofree char *problem = NULL;
	g_autoptr(Settings) settings = NULL;

	write_conf(f, "[amends]\nlanguage = zh_CN\n\nlock_minutes 3\n");
	settings = settings_new(f->path, &problem);
	g_assert_nonnull(strstr(problem, "amends.conf, line 4: "));
	g_assert_cmpstr(settings_text(settings, SETTING_LANGUAGE), ==, "auto");
}

static void
test_bad_values(Fixture *f, const void *data)
{
	g_autofree char *problem = NULL;
	g_autoptr(Settings) settings = NULL;
	g_auto(GStrv) lines = NULL;

	write_conf(
		f, "[amends]\nlock_minutes = 999\nhints = loud\ncolour = red\nlanguage = en\n");
	settings = settings_new(f->path, &problem);
	lines = g_strsplit(problem, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 3);
	g_assert_nonnull(strstr(lines[0], "line 2: lock_minutes cannot be \"999\""));
	g_assert_nonnull(
		strstr(lines[1], "line 3: hints cannot be \"loud\" (full | normal | off)"));
	g_assert_nonnull(strstr(lines[2], "line 4: there is no setting \"colour\""));
	g_assert_cmpint(settings_int(settings, SETTING_LOCK_MINUTES), ==, 10);
	g_assert_cmpstr(settings_text(settings, SETTING_LANGUAGE), ==, "en");
}

/* Bytes that are no text, and an endless line: told, nothing more. */
static void
test_hostile_file(Fixture *f, const void *data)
{
	g_autofree char *problem = NULL, *second = NULL;
	g_autofree char *flood = g_strnfill(1000000, 'x');
	g_autoptr(Settings) settings = NULL, again = NULL;

	write_conf(f, "[amends]\nbranch_phone = \xff\xfe\n");
	settings = settings_new(f->path, &problem);
	g_assert_nonnull(strstr(problem, "line 2: "));
	write_conf(f, flood);
	again = settings_new(f->path, &second);
	g_assert_nonnull(strstr(second, "line 1: "));
	g_assert_cmpuint(strlen(second), <, 1000);
}

/* An escape that is none: told as it was written, without a word of the library's own. */
static void
test_bad_escapes(Fixture *f, const void *data)
{
	static const char *const values[] = {"\\q\\", "\\q", "x\\", "\\\\\\"};

	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *text = g_strdup_printf("[amends]\nbranch_phone=%s\n", values[i]);
		g_autofree char *told =
			g_strdup_printf("line 2: branch_phone cannot be \"%s\"", values[i]);
		g_autofree char *problem = NULL;
		g_autoptr(Settings) settings = NULL;

		write_conf(f, text);
		settings = settings_new(f->path, &problem);
		g_assert_nonnull(problem);
		g_assert_nonnull(strstr(problem, told));
		g_assert_cmpstr(settings_text(settings, SETTING_BRANCH_PHONE), ==, "");
	}
}

static void
test_set(Fixture *f, const void *data)
{
	g_autoptr(Settings) settings = settings_new(f->path, NULL), again = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL, *problem = NULL;
	struct stat st;

	g_assert_false(settings_set(settings, SETTING_HINTS, "loud", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
	g_clear_error(&error);
	write_conf(f, "# kept\n[amends]\nhints=off\nhints[zh_CN]=full\n");
	g_assert_true(settings_set(settings, SETTING_BRANCH_PHONE, "0571-5555 0100", &error));
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(f->path, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, "# kept"));
	g_assert_nonnull(strstr(text, "hints[zh_CN]=full"));
	g_assert_cmpint(stat(f->path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
	again = settings_new(f->path, &problem);
	g_assert_null(problem);
	g_assert_cmpstr(settings_text(again, SETTING_BRANCH_PHONE), ==, "0571-5555 0100");
	g_assert_cmpstr(settings_text(again, SETTING_HINTS), ==, "off");
	g_assert_true(settings_set(again, SETTING_HINTS, "", &error));
	g_assert_cmpint(settings_origin(again, SETTING_HINTS), ==, SETTING_ORIGIN_DEFAULT);
}

/* A zero byte ends no file unseen: what stands behind it would be lost with the first change.
 */
static void
test_zero_byte(Fixture *f, const void *data)
{
	static const struct {
		const char *text;
		gssize len;
		const char *line;
	} files[] = {
		{"\0[amends]\n", 10, "line 1:"}, {"[amends]\nhints=off\0\n", 20, "line 2:"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *problem = NULL;
		g_autoptr(Settings) settings = NULL;

		write_conf(f, "");
		g_assert_true(g_file_set_contents(f->path, files[i].text, files[i].len, NULL));
		settings = settings_new(f->path, &problem);
		g_assert_nonnull(strstr(problem, files[i].line));
		g_assert_cmpint(
			settings_origin(settings, SETTING_HINTS), ==, SETTING_ORIGIN_DEFAULT);
	}
}

static void
test_set_keeps_broken_file(Fixture *f, const void *data)
{
	/* None of a broken file is taken, not when it is read and not when it is written anew.
	 */
	static const char *const files[] = {"nonsense\n", "[amends]\nhints=off\nnonsense\n",
		"[amends]\nhints=off\n[theme=mono\n"};
	g_autofree char *broken = g_strconcat(f->path, ".broken", NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(Settings) settings = NULL, again = NULL;
		g_autofree char *aside = NULL, *problem = NULL;

		write_conf(f, files[i]);
		settings = settings_new(f->path, NULL);
		g_assert_true(settings_set(settings, SETTING_LANGUAGE, "en", NULL));
		g_assert_true(g_file_get_contents(broken, &aside, NULL, NULL));
		g_assert_cmpstr(aside, ==, files[i]);
		again = settings_new(f->path, &problem);
		g_assert_null(problem);
		g_assert_cmpstr(settings_text(again, SETTING_LANGUAGE), ==, "en");
		g_assert_cmpint(
			settings_origin(again, SETTING_HINTS), ==, SETTING_ORIGIN_DEFAULT);
	}
}

static void
test_places(void)
{
	g_autoptr(Places) places = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("amends-XXXXXX", NULL);
	g_autofree char *home = g_build_filename(folder, "a", "b", NULL);
	g_autofree char *a = g_build_filename(folder, "a", NULL);
	struct stat st;
	int fd;

	g_setenv("AMENDS_HOME", home, TRUE);
	places = places_new();
	g_unsetenv("AMENDS_HOME");
	g_assert_cmpstr(places->data, ==, home);
	g_assert_true(g_str_has_suffix(places->practice, "/a/b/practice"));
	g_assert_false(places_has_store(places->desk));
	g_assert_true(places_make_data(places, &error));
	g_assert_cmpint(stat(home, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0700);
	fd = places_open_log(places);
	g_assert_cmpint(fd, >=, 0);
	g_close(fd, NULL);
	g_assert_cmpint(stat(places->log, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
	g_unlink(places->log);
	g_rmdir(home);
	g_rmdir(a);
	g_rmdir(folder);
}

#define ADD(name, func) g_test_add("/settings/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("defaults", test_defaults);
	ADD("file-and-environment", test_file_and_environment);
	ADD("broken-line", test_broken_line);
	ADD("bad-values", test_bad_values);
	ADD("hostile-file", test_hostile_file);
	ADD("bad-escapes", test_bad_escapes);
	ADD("set", test_set);
	ADD("set-keeps-broken-file", test_set_keeps_broken_file);
	ADD("zero-byte", test_zero_byte);
	g_test_add_func("/places/folders", test_places);
	return g_test_run();
}
