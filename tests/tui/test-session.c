/*
 * The real program in a pseudo-terminal: first start, signing on again, what
 * kill -9 and SIGHUP leave, sizes, and what it says without a terminal.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/tui/pty.h"

#define F2 "\033OQ"

typedef struct Place {
	char *folder, *program;
	GPtrArray *env;
} Place;

static char *
dup_program(void)
{
	const char *build = g_getenv("AMENDS_BUILDDIR");

	return g_build_filename(build ? build : ".", "amends", NULL);
}

static void
set_up(Place *place, const void *data)
{
	place->folder = g_dir_make_tmp("amends-XXXXXX", NULL);
	place->program = dup_program();
	place->env = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(place->env, g_strdup_printf("AMENDS_HOME=%s", place->folder));
	g_ptr_array_add(place->env, g_strdup_printf("XDG_CONFIG_HOME=%s", place->folder));
	g_ptr_array_add(place->env, g_strdup("TERM=xterm-256color"));
	g_ptr_array_add(place->env, g_strdup("AMENDS_GLYPHS=ascii"));
	g_ptr_array_add(place->env, g_strdup("LANGUAGE=en"));
	g_ptr_array_add(place->env, g_strdup("TMUX"));
	g_ptr_array_add(place->env, NULL);
}

static void
remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inside = g_build_filename(path, name, NULL);

		if (g_file_test(inside, G_FILE_TEST_IS_DIR) &&
			!g_file_test(inside, G_FILE_TEST_IS_SYMLINK))
			remove_tree(inside);
		else
			g_unlink(inside);
	}
	g_rmdir(path);
}

static void
tear_down(Place *place, const void *data)
{
	remove_tree(place->folder);
	g_ptr_array_unref(place->env);
	g_free(place->folder);
	g_free(place->program);
}

static Pty *
start(Place *place, const char *argument)
{
	const char *argv[] = {place->program, argument, NULL};
	PtyConfig config = {.argv = argv,
		.env = (const char *const *)place->env->pdata,
		.rows = 24,
		.cols = 80};

	return pty_start(&config);
}

static void
type(Pty *pty, const char *text)
{
	pty_send(pty, text, -1);
}

/* A real desk with supervisor 0001, PIN 4821. */
static Pty *
make_desk(Place *place)
{
	Pty *pty = start(place, NULL);

	pty_expect(pty, "first start");
	type(pty, "231");
	pty_expect(pty, "My name");
	type(pty, "\025Wang\r\r\0250571\rXihu\r");
	pty_expect(pty, "Xihu");
	type(pty, "4821\r4821" F2);
	pty_expect(pty, "[1 Queue]");
	return pty;
}

static void
sign_on(Pty *pty)
{
	pty_expect(pty, "Sign on with your staff number");
	type(pty, "0001\r");
	type(pty, "4821");
	pty_expect(pty, "****");
	type(pty, "\r");
	pty_expect(pty, "[1 Queue]");
}

static void
expect_leaves(Pty *pty)
{
	int status = -1;

	type(pty, "q");
	pty_expect(pty, "Leave amends?");
	type(pty, "1");
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	g_assert_true(pty_is_restored(pty));
}

static void
assert_private(Place *place, const char *name, mode_t mode)
{
	g_autofree char *path = g_build_filename(place->folder, name, NULL);
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpuint(st.st_mode & 0777, ==, mode);
}

static void
test_first_start_and_again(Place *place, const void *data)
{
	g_autoptr(Pty) first = make_desk(place), second = NULL;

	pty_expect(first, "Wang");
	expect_leaves(first);
	assert_private(place, "desk", 0700);
	assert_private(place, "desk/store.db", 0600);
	assert_private(place, "amends.log", 0600);
	second = start(place, NULL);
	sign_on(second);
	expect_leaves(second);
}

/* Three digits open practice; it is marked, and apart from the real store. */
static void
test_practice(Place *place, const void *data)
{
	g_autoptr(Pty) pty = start(place, NULL), demo = NULL;
	g_autofree char *desk = g_build_filename(place->folder, "desk", NULL);

	pty_expect(pty, "first start");
	type(pty, "232");
	pty_expect(pty, "PRACTICE");
	pty_expect(pty, "[1 Queue]");
	g_assert_false(g_file_test(desk, G_FILE_TEST_EXISTS));
	expect_leaves(pty);
	demo = start(place, "demo");
	pty_expect(demo, "Who are you today?");
	type(demo, "3");
	pty_expect(demo, "[1 Queue]");
	expect_leaves(demo);
}

static void
type_draft(Pty *pty)
{
	type(pty, "4");
	pty_expect(pty, "[4 Time]");
	type(pty, "\r");
	pty_expect(pty, "enter time without a timer");
	type(pty, "2");
	pty_expect(pty, "Enter time without a timer");
	type(pty, "\t\t\thalf a sentence");
	pty_expect(pty, "half a sentence");
}

static bool
has_draft(Place *place)
{
	g_autofree char *path = g_build_filename(place->folder, "desk", "drafts", NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	/* A file that is still being written has a further part in its name. */
	while (dir && (name = g_dir_read_name(dir))) {
		g_auto(GStrv) parts = g_strsplit(name, ".", -1);

		if (g_strv_length(parts) == 3)
			return true;
	}
	return false;
}

static void
expect_draft_back(Place *place)
{
	g_autoptr(Pty) pty = start(place, NULL);

	sign_on(pty);
	pty_expect(pty, "1 draft of yours is kept");
	type(pty, "4\r");
	pty_expect(pty, "enter time without a timer");
	type(pty, "2");
	pty_expect(pty, "ontinue");
	type(pty, "1");
	pty_expect(pty, "half a sentence");
}

/* kill -9 a second after typing: what was typed is offered again. */
static void
test_kill(Place *place, const void *data)
{
	g_autoptr(Pty) pty = make_desk(place);
	gint64 end_us = g_get_monotonic_time() + PTY_TIMEOUT_MS * G_GINT64_CONSTANT(1000);
	int status;

	type_draft(pty);
	while (!has_draft(place) && g_get_monotonic_time() < end_us)
		pty_wait_text(pty, "never on any screen", 20);
	pty_signal(pty, SIGKILL);
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	expect_draft_back(place);
}

/* A teller's first complaint: two digits and the text; saved is shown at once, not a minute
 * later. */
static void
test_first_complaint(Place *place, const void *data)
{
	g_autoptr(Pty) pty = start(place, NULL);

	pty_expect(pty, "first start");
	type(pty, "211");
	pty_expect(pty, "My name");
	type(pty, "\025Wang\r\r\0250571\rXihu\r");
	pty_expect(pty, "Xihu");
	type(pty, "4821\r4821" F2);
	pty_expect(pty, "New complaint");
	pty_expect(pty, "There is no supervisor yet");
	type(pty, "0");
	pty_expect(pty, "queueing and waiting");
	type(pty, "2等了一小时，没有人。");
	pty_expect(pty, "等了一小时，没有人。");
	type(pty, F2);
	pty_expect(pty, "Complaint filed");
	pty_expect(pty, "-1001");
	type(pty, F2);
	pty_expect(pty, "0 not found, or will not say");
}

/* The file is written off the screen's way: soon, not before the next screen. */
static void
expect_file(Pty *pty, const char *path)
{
	gint64 end_us = g_get_monotonic_time() + PTY_TIMEOUT_MS * G_GINT64_CONSTANT(1000);

	while (!g_file_test(path, G_FILE_TEST_EXISTS) && g_get_monotonic_time() < end_us)
		pty_wait_text(pty, "never on any screen", 20);
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* The line is lost: the draft of this very moment is kept, nobody stays signed on. */
static void
test_hang_up(Place *place, const void *data)
{
	g_autoptr(Pty) pty = make_desk(place);
	g_autofree char *session = g_build_filename(place->folder, "desk", "session", NULL);
	int status;

	expect_file(pty, session);
	type_draft(pty);
	pty_signal(pty, SIGHUP);
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(WIFEXITED(status));
	g_assert_false(g_file_test(session, G_FILE_TEST_EXISTS));
	expect_draft_back(place);
}

static void
test_sizes(Place *place, const void *data)
{
	g_autoptr(Pty) pty = start(place, "demo");

	pty_expect(pty, "Who are you today?");
	type(pty, "3");
	pty_expect(pty, "[1 Queue]");
	pty_resize(pty, 12, 40);
	pty_expect(pty, "? help");
	pty_resize(pty, 9, 38);
	pty_expect(pty, "too small (38x9)");
	pty_resize(pty, 24, 80);
	pty_expect(pty, "[1 Queue]");
	expect_leaves(pty);
}

/* From the real desk to practice by the menu, without a new program. */
static void
test_demo_from_menu(Place *place, const void *data)
{
	g_autoptr(Pty) pty = make_desk(place);

	type(pty, ":");
	pty_expect(pty, "find");
	type(pty, "demo");
	pty_expect(pty, "practice");
	type(pty, "\r");
	pty_expect(pty, "Who are you today?");
	type(pty, "1");
	pty_expect(pty, "PRACTICE");
}

/* Without a terminal nobody is asked: how to go on, or the list. */
static void
test_without_terminal(Place *place, const void *data)
{
	char *argv[] = {place->program, NULL};
	g_auto(GStrv) env = g_get_environ();
	g_autofree char *out = NULL, *err = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	env = g_environ_setenv(env, "AMENDS_HOME", place->folder, TRUE);
	env = g_environ_setenv(env, "LANGUAGE", "en", TRUE);
	g_assert_true(g_spawn_sync(
		NULL, argv, env, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error));
	g_assert_no_error(error);
	g_assert_cmpint(WEXITSTATUS(status), ==, 1);
	g_assert_nonnull(strstr(out, "There is no desk yet in "));
	g_assert_nonnull(strstr(out, "amends demo"));
	g_assert_null(strchr(out, '\033'));
}

/* On a terminal of 80 cells each complaint is one line, with its number whole. */
static void
test_list_fits(Place *place, const void *data)
{
	g_autoptr(Pty) desk = start(place, "demo");
	const char *argv[] = {place->program, "--practice", "ls", "is:overdue", NULL};
	PtyConfig config = {.argv = argv,
		.env = (const char *const *)place->env->pdata,
		.rows = 24,
		.cols = 80};
	g_autoptr(Pty) list = NULL;
	g_autofree char *screen = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;
	int status = -1;

	pty_expect(desk, "Who are you today");
	list = pty_start(&config);
	g_assert_true(pty_wait_exit(list, PTY_TIMEOUT_MS, &status));
	screen = pty_dup_screen(list);
	lines = g_strsplit(screen, "\n", -1);
	for (; lines[n] && lines[n][0]; n++) {
		g_assert_true(g_str_has_prefix(lines[n], "!! "));
		g_assert_cmpuint(strcspn(lines[n] + 3, "~"), >, strcspn(lines[n] + 3, " "));
	}
	g_assert_cmpuint(n, >=, 5);
	g_assert_nonnull(strstr(screen, "Waited two hours"));
}

#define ADD(name, func) g_test_add("/session/" name, Place, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("first-start-and-again", test_first_start_and_again);
	ADD("practice", test_practice);
	ADD("first-complaint", test_first_complaint);
	ADD("kill", test_kill);
	ADD("hang-up", test_hang_up);
	ADD("sizes", test_sizes);
	ADD("demo-from-menu", test_demo_from_menu);
	ADD("list-fits", test_list_fits);
	ADD("without-terminal", test_without_terminal);
	return g_test_run();
}
