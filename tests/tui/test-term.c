/*
 * tui/term.h, term-signals.h and input.h together, through tests/tui/term-demo
 * in a pseudo-terminal: no key lost, and the terminal given back whatever happens.
 */
#include "config.h"

#include "tui/term.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/tui/pty.h"

#define T PTY_TIMEOUT_MS

static char *demo_path;

static Pty *
demo_start(const char *const *env)
{
	const char *const argv[] = {demo_path, NULL};
	Pty *pty = pty_start(&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});

	g_assert_true(pty_wait_text(pty, "keys 0 last none;", T));
	return pty;
}

static Pty *
demo_start_xterm(void)
{
	static const char *const env[] = {"TERM=xterm-256color", NULL};

	return demo_start(env);
}

static void
assert_ends(Pty *pty, const char *bytes)
{
	int status;

	if (bytes)
		pty_send(pty, bytes, -1);
	g_assert_true(pty_wait_exit(pty, T, &status));
	if (status != 0) {
		g_autofree char *screen = pty_dup_screen(pty);

		g_test_message("status %d:\n%s", status, screen);
	}
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	g_assert_true(pty_is_restored(pty));
}

static void
test_screen_and_cursor(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();
	g_autofree char *screen = NULL;

	g_assert_true(pty_is_alternate(pty));
	pty_send(pty, "王小明a", -1);
	g_assert_true(pty_wait_text(pty, "keys 4 last a;", T));
	g_assert_true(pty_wait_cursor(pty, 1, 12, T));
	pty_send(pty, "\033[D\033[D", -1);
	g_assert_true(pty_wait_cursor(pty, 1, 9, T));
	pty_send(pty, "x\033[B\033[B", -1);
	g_assert_true(pty_wait_text(pty, "> row 02", T));
	g_assert_true(pty_wait_cursor(pty, 1, 10, T));
	screen = pty_dup_screen(pty);
	g_assert_true(g_str_has_prefix(
		screen, "demo 演示\ntext 王小x明a\n80x24 keys 9 last x;\n  row 00 投诉单\n"));
	assert_ends(pty, "\033[21~");
	g_assert_true(pty_wait_text(pty, "demo ended", T));
}

/* Budget: a row key sends at most 100 bytes at 80x24 (marker, not bar). */
static void
test_bytes_of_a_row_key(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();
	gsize before;

	pty_send(pty, "\033[B", -1);
	g_assert_true(pty_wait_text(pty, "> row 01", T));
	g_assert_true(pty_wait_cursor(pty, 1, 5, T));
	before = pty_output_len(pty);
	pty_send(pty, "\033[B", -1);
	g_assert_true(pty_wait_text(pty, "> row 02", T));
	g_assert_true(pty_wait_cursor(pty, 1, 5, T));
	g_test_message("a row key: %zu bytes", pty_output_len(pty) - before);
	g_assert_cmpuint(pty_output_len(pty) - before, <=, 100);
	assert_ends(pty, "\033[21~");
}

static void
test_split_and_bad_bytes(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();

	pty_send(pty, "\xe4", 1);
	pty_send(pty, "\xb8", 1);
	pty_send(pty, "\xad", 1);
	g_assert_true(pty_wait_text(pty, "keys 1 last 中;", T));
	pty_send(pty, "\xd6\xd0", 2);
	for (int i = 0; i < 200; i++)
		pty_send(pty, "q", 1);
	g_assert_true(pty_wait_text(pty, "keys 203 last q;", T));
	pty_send(pty, "\033[M !!\033[<0;1;1M\033[<0;1;1m\033[Iz", -1);
	g_assert_true(pty_wait_text(pty, "keys 204 last z;", T));
	assert_ends(pty, "\033[21~");
}

static void
test_paste(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();
	g_autoptr(GString) paste = g_string_new("\033[200~");

	while (paste->len < 50000)
		g_string_append(paste, "客户称q\r");
	g_string_append(paste, "\033[201~");
	pty_send(pty, paste->str, (gssize)paste->len);
	g_assert_true(pty_wait_text(pty, "keys 1 last Paste 49995;", T));
	pty_send(pty, "z", 1);
	g_assert_true(pty_wait_text(pty, "keys 2 last z;", T));
	assert_ends(pty, "\033[21~");
}

static void
test_lone_esc(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();

	pty_send(pty, "\033", 1);
	g_assert_true(pty_wait_text(pty, "keys 1 last Esc;", T));
	/* whatever comes next is a key of its own */
	pty_send(pty, "j", 1);
	g_assert_true(pty_wait_text(pty, "keys 2 last j;", T));
	assert_ends(pty, "\033[21~");
}

static void
test_resize(void)
{
	static const int sizes[][2] = {{12, 40}, {40, 120}, {5, 20}, {1, 8}, {24, 80}};
	g_autoptr(Pty) pty = demo_start_xterm();

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *text = g_strdup_printf("%dx%d keys", sizes[i][1], sizes[i][0]);

		pty_resize(pty, sizes[i][0], sizes[i][1]);
		if (sizes[i][0] > 2)
			g_assert_true(pty_wait_text(pty, text, T));
	}
	pty_send(pty, "王", -1);
	g_assert_true(pty_wait_text(pty, "text 王", T));
	g_assert_true(pty_wait_cursor(pty, 1, 7, T));
	assert_ends(pty, "\033[21~");
}

static void
test_ending_signals(void)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};

	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autoptr(Pty) pty = demo_start_xterm();

		pty_send(pty, "王", -1);
		g_assert_true(pty_wait_text(pty, "last 王;", T));
		g_assert_false(pty_is_restored(pty));
		pty_signal(pty, numbers[i]);
		assert_ends(pty, NULL);
	}
}

static void
test_crashes(void)
{
	static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autoptr(Pty) pty = demo_start_xterm();
		int status;

		pty_signal(pty, numbers[i]);
		g_assert_true(pty_wait_exit(pty, T, &status));
		g_assert_true(WIFSIGNALED(status));
		g_assert_cmpint(WTERMSIG(status), ==, numbers[i]);
		g_assert_true(pty_is_restored(pty));
	}
}

static void
test_other_signals(void)
{
	g_autoptr(Pty) pty = demo_start_xterm();

	pty_signal(pty, SIGUSR1);
	g_assert_true(pty_wait_text(pty, "last user1;", T));
	pty_signal(pty, SIGCONT);
	g_assert_true(pty_wait_text(pty, "last continued;", T));
	assert_ends(pty, "\033[21~");
}

/* Under a shell with job control: Ctrl-Z gives the terminal back, fg takes it again. */
static void
test_stop_and_continue(void)
{
	static const char *const env[] = {"TERM=xterm-256color", "PS1=READY> ", "ENV", NULL};
	const char *const argv[] = {"/bin/sh", "-i", NULL};
	g_autoptr(Pty) pty =
		pty_start(&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});
	g_autofree char *command = g_strdup_printf("%s\n", demo_path);
	int status;

	g_assert_true(pty_wait_text(pty, "READY>", T));
	pty_send(pty, command, -1);
	g_assert_true(pty_wait_text(pty, "last none;", T));
	pty_send(pty, "王\x1a", -1);
	g_assert_true(pty_wait_no_text(pty, "keys", T));
	g_assert_true(pty_wait_text(pty, "Stopped", T));
	g_assert_true(pty_wait_restored(pty, T));
	pty_send(pty, "fg\n", -1);
	g_assert_true(pty_wait_text(pty, "text 王", T));
	g_assert_true(pty_wait_text(pty, "last resumed;", T));
	g_assert_true(pty_is_alternate(pty));
	pty_send(pty, "q\033[21~", -1);
	g_assert_true(pty_wait_text(pty, "demo ended", T));
	g_assert_true(pty_wait_restored(pty, T));
	pty_send(pty, "exit\n", -1);
	g_assert_true(pty_wait_exit(pty, T, &status));
}

/* Every kind of terminal starts, takes keys and ends; those not installed are taken for xterm.
 */
static void
test_kinds(void)
{
	static const char *const kinds[] = {"vt100", "dumb", "xterm-mono", "linux", "vt220",
		"xterm", "screen", "tmux-256color", "rxvt", "no-such-terminal"};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *term = g_strdup_printf("TERM=%s", kinds[i]);
		const char *const env[] = {term, NULL};
		const char *const argv[] = {demo_path, NULL};
		g_autoptr(Pty) pty = pty_start(
			&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});

		/* without cursor addressing a screen is noise, but nothing fails */
		g_assert_true(pty_wait_text(
			pty, strcmp(kinds[i], "dumb") == 0 ? "demo" : "none;", T));
		assert_ends(pty, "\033[21~");
	}
}

static void
test_no_color_and_locale(void)
{
	static const char *const no_color[] = {"TERM=xterm-256color", "NO_COLOR=1", NULL};
	static const char *const c_locale[] = {"TERM=xterm-256color", "LC_ALL=C", NULL};
	static const char *const missing[] = {
		"TERM=xterm-256color", "LC_ALL=zh_XX.UTF-8", NULL};
	const char *const *const envs[] = {no_color, c_locale, missing};

	for (size_t i = 0; i < G_N_ELEMENTS(envs); i++) {
		g_autoptr(Pty) pty = demo_start(envs[i]);

		pty_send(pty, "中Q", -1);
		g_assert_true(pty_wait_text(pty, "text 中Q", T));
		assert_ends(pty, "\033[21~");
	}
}

static void
test_no_terminal(void)
{
	static const char *const env[] = {"TERM", NULL};
	const char *const argv[] = {demo_path, NULL};
	g_autoptr(Pty) pty =
		pty_start(&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});
	int status;

	g_assert_true(pty_wait_exit(pty, T, &status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 2);
	g_assert_true(pty_wait_text(pty, "TERM set to its kind", T));
	g_assert_true(pty_is_restored(pty));
}

/* The terminal says box drawing is narrow; what is typed before it answers is kept. */
static void
test_probe(void)
{
	static const char *const env[] = {"TERM=xterm-256color", NULL};
	const char *const argv[] = {demo_path, "--probe", NULL};
	g_autoptr(Pty) quiet =
		pty_start(&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});
	g_autoptr(Pty) typed = NULL;

	g_assert_true(pty_wait_text(quiet, "keys 0 last narrow;", T));
	assert_ends(quiet, "\033[21~");
	typed = pty_start(&(PtyConfig){.argv = argv, .env = env, .rows = 24, .cols = 80});
	pty_send(typed, "q", 1);
	g_assert_true(pty_wait_text(typed, "text q", T));
	assert_ends(typed, "\033[21~");
}

static void
test_stderr_goes_to_the_log(void)
{
	g_autofree char *dir = g_dir_make_tmp("amends-term-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "log", NULL);
	g_autofree char *log_env = g_strdup_printf("DEMO_LOG=%s", path);
	g_autofree char *log = NULL;
	const char *const env[] = {"TERM=xterm-256color", log_env, NULL};
	g_autoptr(Pty) pty = demo_start(env);
	g_autofree char *screen = NULL;

	pty_send(pty, "\033OS", -1);
	g_assert_true(pty_wait_text(pty, "last F4;", T));
	screen = pty_dup_screen(pty);
	g_assert_null(strstr(screen, "noise"));
	assert_ends(pty, "\033[21~");
	g_assert_true(g_file_get_contents(path, &log, NULL, NULL));
	g_assert_cmpstr(log, ==, "noise on stderr\n");
	g_assert_cmpint(remove(path), ==, 0);
	g_assert_cmpint(remove(dir), ==, 0);
}

int
main(int argc, char **argv)
{
	const char *build = g_getenv("AMENDS_BUILDDIR");

	g_test_init(&argc, &argv, NULL);
	demo_path = g_build_filename(build ? build : ".", "tests/tui/term-demo", NULL);
	g_test_add_func("/term/screen-and-cursor", test_screen_and_cursor);
	g_test_add_func("/term/bytes-of-a-row-key", test_bytes_of_a_row_key);
	g_test_add_func("/term/split-and-bad-bytes", test_split_and_bad_bytes);
	g_test_add_func("/term/paste", test_paste);
	g_test_add_func("/term/lone-esc", test_lone_esc);
	g_test_add_func("/term/resize", test_resize);
	g_test_add_func("/term/ending-signals", test_ending_signals);
	g_test_add_func("/term/crashes", test_crashes);
	g_test_add_func("/term/other-signals", test_other_signals);
	g_test_add_func("/term/stop-and-continue", test_stop_and_continue);
	g_test_add_func("/term/kinds", test_kinds);
	g_test_add_func("/term/no-color-and-locale", test_no_color_and_locale);
	g_test_add_func("/term/no-terminal", test_no_terminal);
	g_test_add_func("/term/probe", test_probe);
	g_test_add_func("/term/stderr-goes-to-the-log", test_stderr_goes_to_the_log);
	return g_test_run();
}
