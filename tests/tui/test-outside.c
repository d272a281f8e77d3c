/*
 * What happens outside of the program: a clock that jumps, a second process on the same store,
 * an owner that dies in the middle of somebody else's act, what a dead one left, a network
 * disk.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/place.h"
#include "tests/tui/pty.h"

static Pty *
start_owner(const Place *place)
{
	g_autoptr(GPtrArray) argv = place_argv(place);
	g_auto(GStrv) env = place_env(place);
	PtyConfig config = {.env = (const char *const *)env, .rows = 24, .cols = 80};
	Pty *pty;

	argv->pdata[argv->len - 1] = g_strdup("demo");
	g_ptr_array_add(argv, NULL);
	config.argv = (const char *const *)argv->pdata;
	pty = pty_start(&config);
	g_assert_true(pty_wait_text(pty, "Who are you today?", PTY_TIMEOUT_MS));
	return pty;
}

/* ---- two processes ---- */

static void
test_two(void)
{
	g_auto(Place) place = {0};
	g_autoptr(Pty) owner = NULL;

	place_init(&place, 0);
	place_make_store(&place);
	owner = start_owner(&place);
	pty_send(owner, "3", -1);
	g_assert_true(pty_wait_text(owner, "49 open", PTY_TIMEOUT_MS));
	place_run_well(&place, "--practice log Fee~taken~twice");
	/* The owner shows what the other entered, without a key. */
	g_assert_true(pty_wait_text(owner, "50 open", PTY_TIMEOUT_MS));
	place_prove(&place);
}

/* Killed at its n-th write while it takes the act of another; that one takes the store over. */
static bool
owner_dies_at(const Place *place, unsigned n)
{
	g_autoptr(Pty) owner = start_owner(place);
	g_autofree char *inject = g_strdup_printf("inject=pwrite64:signal=SIGKILL:when=%u", n);
	int before = place_count(place, "Fee"), status = 0;
	GPid tracer = pty_trace(owner, inject);

	if (!tracer)
		return false;
	place_run_well(place, "--practice log Fee~taken~twice");
	g_assert_true(pty_wait_exit(owner, PTY_TIMEOUT_MS, &status));
	g_assert_true(WIFSIGNALED(status));
	waitpid(tracer, NULL, 0);
	g_assert_cmpint(place_count(place, "Fee"), ==, before + 1);
	place_prove(place);
	return true;
}

static void
test_owner_dies(void)
{
	g_auto(Place) place = {0};
	unsigned step = g_getenv("AMENDS_LONG") ? 1 : 7;

	place_init(&place, 0);
	place_make_store(&place);
	for (unsigned n = 1; n <= 22; n += step)
		if (!owner_dies_at(&place, n)) {
			g_test_skip("strace cannot trace a running process here");
			return;
		}
}

/* ---- several at once, and the owner dies ---- */

#define N_WRITERS 4
#define N_NOTES	  6

/* A shell that enters its notes one after the other, and ends at the first that is refused. */
static GPid
start_writer(const Place *place, unsigned writer)
{
	g_autoptr(GPtrArray) argv = place_argv(place);
	g_auto(GStrv) own = place_env(place), env = g_get_environ();
	g_autofree char *number = g_strdup_printf("%u", writer);
	const char *shell[] = {"sh", "-c",
		"n=$1; w=$2; shift 2; for i in $(seq $n); do "
		"\"$@\" --practice note 1008 \"writer $w note $i.\" >&2 || exit 1; done",
		"sh", G_STRINGIFY(N_NOTES), number};
	g_autoptr(GError) error = NULL;
	GPid pid = 0;

	for (int i = 0; own[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(own[i], "=", 2);

		env = g_environ_setenv(env, pair[0], pair[1], TRUE);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(shell); i++)
		g_ptr_array_insert(argv, (int)i, g_strdup(shell[i]));
	g_spawn_async("/", (char **)argv->pdata, env,
		G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
		NULL, NULL, &pid, &error);
	g_assert_no_error(error);
	return pid;
}

static unsigned
count_in(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Nothing that was said to be saved is lost, nothing is there twice. */
static void
test_several(void)
{
	g_auto(Place) place = {0};
	g_auto(Ran) shown = {0};
	g_autoptr(Pty) owner = NULL;
	GPid writers[N_WRITERS];
	int status = 0;

	place_init(&place, 0);
	place_make_store(&place);
	owner = start_owner(&place);
	pty_send(owner, "3", -1);
	g_assert_true(pty_wait_text(owner, "49 open", PTY_TIMEOUT_MS));
	for (unsigned i = 0; i < N_WRITERS; i++)
		writers[i] = start_writer(&place, i);
	/* In the middle of their work: one note is in, the last is not. */
	while (place_count(&place, "writer") == 0)
		;
	pty_signal(owner, SIGKILL);
	g_assert_true(pty_wait_exit(owner, PTY_TIMEOUT_MS, &status));
	for (unsigned i = 0; i < N_WRITERS; i++) {
		g_assert_cmpint(waitpid(writers[i], &status, 0), ==, writers[i]);
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	}
	place_run(&place, &shown, NULL, "--practice show 1008 --json");
	for (unsigned i = 0; i < N_WRITERS; i++)
		for (unsigned n = 1; n <= N_NOTES; n++) {
			g_autofree char *note = g_strdup_printf("writer %u note %u.", i, n);

			g_assert_cmpuint(count_in(shown.out, note), ==, 1);
		}
	place_prove(&place);
}

/* A lock, a socket and a session of a process that is gone. */
static void
test_left_behind(void)
{
	g_auto(Place) place = {0};
	g_autoptr(Pty) owner = NULL;
	g_autofree char *socket = NULL;
	int status = 0;

	place_init(&place, 0);
	place_make_store(&place);
	owner = start_owner(&place);
	pty_signal(owner, SIGKILL);
	g_assert_true(pty_wait_exit(owner, PTY_TIMEOUT_MS, &status));
	socket = place_path(&place, "socket");
	g_assert_true(g_file_test(socket, G_FILE_TEST_EXISTS));
	place_run_well(&place, "--practice log Fee");
	g_assert_false(g_file_test(socket, G_FILE_TEST_EXISTS));
	place_prove(&place);
}

/* ---- a network disk ---- */

static void
test_network(void)
{
	/* f_type of struct statfs, little-endian: NFS, SMB2, CIFS */
	static const char *const types[] = {
		"6969000000000000", "424d53fe00000000", "424d53ff00000000"};
	g_auto(Place) place = {0};

	place_init(&place, 0);
	if (!place_can_trace(&place)) {
		g_test_skip("strace cannot trace as an ordinary user here");
		return;
	}
	place_make_store(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *strace =
			g_strdup_printf("-e inject=statfs:poke_exit=@arg2=%s", types[i]);
		g_auto(Ran) ran = {0};

		place_run(&place, &ran, strace, "--practice log Fee");
		g_assert_cmpint(ran.code, ==, 2);
		g_assert_nonnull(strstr(ran.err, "is on a network file system"));
		g_assert_nonnull(strstr(ran.err, "Put it on a local disk"));
	}
	place_prove(&place);
}

/* ---- the clock ---- */

static void
run_at(const Place *place, Ran *ret, const char *when, const char *words)
{
	g_autofree char *shift = g_strconcat("-f ", when, NULL);

	place_run_under(place, ret, "faketime", shift, words);
}

/* There and back again: the timer measures by the boot clock, the log stays whole, and a clock
 * that stands behind is told. */
static void
test_jumps(void)
{
	static const char *const jumps[] = {"-2d", "+3d", "-400d", "+0"};
	g_auto(Place) place = {0};
	g_auto(Ran) ran = {0};

	place_init(&place, 0);
	place_make_store(&place);
	run_at(&place, &ran, "+0", "--practice start 1008");
	if (ran.code != 0) {
		g_test_skip("faketime does not work with this program here");
		return;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(jumps); i++) {
		g_test_message("%s", jumps[i]);
		run_at(&place, &ran, jumps[i], "--practice log Fee");
		g_assert_cmpint(ran.code, ==, 0);
		if (strcmp(jumps[i], "+3d") == 0)
			g_assert_null(strstr(ran.err, "clock"));
		else
			g_assert_nonnull(strstr(ran.err, "clock stands"));
		place_prove(&place);
	}
	g_assert_cmpint(place_count(&place, "Fee"), >=, 4);
	run_at(&place, &ran, "-5d", "--practice stop");
	g_assert_cmpint(ran.code, ==, 0);
	g_assert_nonnull(strstr(ran.out, "stopped after 0m"));
	place_prove(&place);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outside/two", test_two);
	g_test_add_func("/outside/owner-dies", test_owner_dies);
	g_test_add_func("/outside/several", test_several);
	g_test_add_func("/outside/left-behind", test_left_behind);
	g_test_add_func("/outside/network", test_network);
	g_test_add_func("/outside/jumps", test_jumps);
	return g_test_run();
}
