/*
 * The real program on disks that fail, as an ordinary user: killed in the middle, no room or an
 * I/O error at the n-th write and sync, a full disk, one that turns read-only, folders and
 * files it may not write. It says so, saves nothing by halves, and works again afterwards.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/place-screen.h"
#include "tests/tui/pty.h"

#define F2 "\033OQ"

static bool has_namespace;

/* ---- one command under strace ---- */

/* What stands for the hour on the command line; each makes one more of `filter`. */
static const struct {
	const char *words, *filter;
} acts[] = {
	{"log -k 3 -w refund Fee~taken~twice", "Fee"},
	{"contact 1008 --how phone Explained~the~fee", NULL},
	{"start 1008", NULL},
	{"attach 1008 /proc/version", NULL},
	{"close 1009 --outcome upheld", NULL},
};

/* Whether the first line on stderr says in words what to do. */
static void
expect_plain(const char *words, const Ran *ran)
{
	static const char *const plain[] = {"nothing new was saved", "was not attached",
		"could not be", "cannot be opened", "Run: amends doctor", "try again",
		"cannot be made", "cannot be written"};

	for (unsigned i = 0; i < G_N_ELEMENTS(plain); i++)
		if (strstr(ran->err, plain[i]))
			return;
	g_error("amends %s: code %d says:\n%s%s", words, ran->code, ran->out, ran->err);
}

/* Runs `log` with the fault: saved and there, or not saved and said so. */
static void
fault_in_log(const Place *place, const char *strace)
{
	int before = place_count(place, "Fee"), after;
	g_auto(Ran) ran = {0};

	place_run(place, &ran, strace, "--practice log -k 3 -w refund Fee~taken~twice");
	after = place_count(place, "Fee");
	g_test_message("%s: code %d, %s", strace, ran.code, ran.err);
	if (ran.code == 0)
		g_assert_nonnull(strstr(ran.out, "logged"));
	else if (ran.code > 0)
		expect_plain("log", &ran);
	g_assert_cmpint(after, <=, before + 1);
	if (ran.code == 0)
		g_assert_cmpint(after, ==, before + 1);
	else if (ran.code > 0 && after == before)
		g_assert_null(strstr(ran.out, "logged"));
	place_prove(place);
	place_run_well(place, "--practice log -k 3 -w refund Fee~taken~twice");
	g_assert_cmpint(place_count(place, "Fee"), ==, after + 1);
}

static unsigned
step(unsigned usual)
{
	return g_getenv("AMENDS_LONG") ? 1 : usual;
}

/* g_test_skip() where it has to be. */
static bool
can_trace(const Place *place)
{
	if (place_can_trace(place))
		return true;
	g_test_skip("strace cannot trace as an ordinary user here");
	return false;
}

static void
test_killed(void)
{
	static const struct {
		const char *call;
		unsigned n, step;
	} points[] = {{"pwrite64", 90, 9}, {"fdatasync", 6, 1}, {"ftruncate", 3, 1},
		{"write", 3, 1}, {"unlink", 3, 1}, {"rename", 1, 1}, {"bind", 1, 1}};
	g_auto(Place) place = {0};

	place_init(&place, 0);
	place_make_store(&place);
	if (!can_trace(&place))
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(points); i++)
		for (unsigned n = 1; n <= points[i].n; n += step(points[i].step)) {
			g_autofree char *fault = g_strdup_printf(
				"-e inject=%s:signal=SIGKILL:when=%u", points[i].call, n);

			fault_in_log(&place, fault);
		}
}

static void
fail_calls(const Place *place, const char *code)
{
	static const struct {
		const char *call;
		unsigned n, step;
	} points[] = {{"pwrite64", 60, 19}, {"fdatasync", 5, 2}, {"ftruncate", 2, 1}};

	for (unsigned i = 0; i < G_N_ELEMENTS(points); i++)
		for (unsigned n = 1; n <= points[i].n; n += step(points[i].step)) {
			g_autofree char *once = g_strdup_printf(
				"-e inject=%s:error=%s:when=%u", points[i].call, code, n);
			g_autofree char *ever = g_strconcat(once, "+", NULL);

			fault_in_log(place, once);
			fault_in_log(place, ever);
		}
}

static void
test_errors(const void *code)
{
	g_auto(Place) place = {0};

	place_init(&place, 0);
	place_make_store(&place);
	if (can_trace(&place))
		fail_calls(&place, code);
}

/* ---- a disk that is really full ---- */

static bool
needs_namespace(void)
{
	if (!has_namespace)
		g_test_skip("no mount namespace of its own is allowed here");
	return has_namespace;
}

static void
test_full_disk(void)
{
	g_auto(Place) place = {0};

	if (!needs_namespace())
		return;
	place_init(&place, 6000);
	place_make_store(&place);
	place_fill(&place, true);
	for (unsigned i = 0; i < G_N_ELEMENTS(acts); i++) {
		g_autofree char *words = g_strconcat("--practice ", acts[i].words, NULL);
		g_auto(Ran) ran = {0};

		place_run(&place, &ran, NULL, words);
		g_assert_cmpint(ran.code, ==, 2);
		g_assert_nonnull(strstr(ran.err, "The disk is full"));
	}
	place_expect(&place, "doctor", 1, "MB are free");
	place_fill(&place, false);
	g_assert_cmpint(place_count(&place, "Fee~taken"), ==, 0);
	place_run_well(&place, "--practice log -k 3 -w refund Fee~taken~twice");
	place_prove(&place);
}

static void
type(Pty *pty, const char *text)
{
	pty_send(pty, text, -1);
}

/* Practice as its handler, with the note form over a complaint and half a sentence in it. */
static Pty *
start_note(const Place *place)
{
	Pty *pty = place_screen(place, "demo");

	pty_expect(pty, "Who are you today?");
	type(pty, "3");
	pty_expect(pty, "[1 Queue]");
	type(pty, "a");
	pty_expect(pty, "Note");
	type(pty, "half a sentence");
	pty_expect(pty, "half a sentence");
	return pty;
}

static void
leave(Pty *pty)
{
	int status = -1;

	pty_signal(pty, SIGTERM);
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(pty_is_restored(pty));
}

static void
expect_noted(Pty *pty)
{
	pty_expect(pty, "Note saved on");
	pty_expect(pty, "note  half a sentence, and more");
}

/* The form stays with all that was typed; with room again the same key saves it. */
static void
test_full_under_form(void)
{
	g_auto(Place) place = {0};
	g_autoptr(Pty) pty = NULL;

	if (!needs_namespace())
		return;
	place_init(&place, 6000);
	place_make_store(&place);
	pty = start_note(&place);
	place_fill(&place, true);
	type(pty, ", and more");
	pty_expect(pty, "The draft cannot be written");
	type(pty, F2);
	pty_expect(pty, "The disk is full. What was saved before is safe");
	pty_expect(pty, "half a sentence, and more");
	place_fill(&place, false);
	type(pty, F2);
	expect_noted(pty);
	leave(pty);
	place_prove(&place);
}

/* The disk turns read-only under a form, as the kernel does it after an error. */
static void
test_read_only(void)
{
	g_auto(Place) place = {0};
	g_autoptr(Pty) pty = NULL;
	GPid tracer;

	place_init(&place, 0);
	place_make_store(&place);
	pty = start_note(&place);
	tracer = pty_trace(
		pty, "inject=pwrite64,fdatasync,ftruncate,rename,unlink,mkdir:error=EROFS");
	if (!tracer) {
		leave(pty);
		g_test_skip("strace cannot trace a running process here");
		return;
	}
	type(pty, ", and more");
	pty_expect(pty, "The draft cannot be written");
	type(pty, F2);
	pty_expect(pty, "nothing new was saved");
	pty_expect(pty, "half a sentence, and more");
	kill(tracer, SIGTERM);
	waitpid(tracer, NULL, 0);
	type(pty, F2);
	expect_noted(pty);
	leave(pty);
	place_prove(&place);
}

/* The disk is read-only at the start: the list can be seen or it is said why not. */
static void
test_read_only_start(void)
{
	g_auto(Place) place = {0};

	if (!needs_namespace())
		return;
	place_init(&place, 6000);
	place_make_store(&place);
	g_assert_true(place_set_read_only(&place, true));
	place_expect(&place, "--practice ls", 2, "Read-only file system");
	place_expect(&place, "--practice log Fee", 2, "Nothing was changed");
	g_assert_true(place_set_read_only(&place, false));
	place_run_well(&place, "--practice log Fee");
	place_prove(&place);
}

/* ---- what may not be written or read ---- */

static const struct {
	const char *file; /* of the store */
	mode_t mode;
	const char *text;
} closed[] = {
	{"lock", 0, "Permission denied"},
	{"store.db", 0400, "Permission denied"},
	{"store.db", 0, "Permission denied"},
	{"device.key", 0, "Permission denied"},
};

static void
test_permissions(void)
{
	g_auto(Place) place = {0};

	place_init(&place, 0);
	place_make_store(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(closed); i++) {
		g_autofree char *path = place_path(&place, closed[i].file);

		g_test_message("%s %o", closed[i].file, (unsigned)closed[i].mode);
		g_assert_cmpint(g_chmod(path, closed[i].mode), ==, 0);
		place_expect(&place, "--practice log Fee", 2, closed[i].text);
		g_assert_cmpint(g_chmod(path, 0600), ==, 0);
		place_run_well(&place, "--practice log Fee");
	}
	place_prove(&place);
}

/* What a backup program or a hasty chmod left: the owner's own folder is made right again. */
static void
test_folder_mode(void)
{
	static const mode_t modes[] = {0500, 0, 0755};
	g_auto(Place) place = {0};
	g_autofree char *folder = NULL;
	struct stat st;

	place_init(&place, 0);
	place_make_store(&place);
	folder = place_path(&place, "");
	for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++) {
		g_assert_cmpint(g_chmod(folder, modes[i]), ==, 0);
		place_run_well(&place, "--practice log Fee");
		g_assert_cmpint(stat(folder, &st), ==, 0);
		g_assert_cmpuint(st.st_mode & 0777, ==, 0700);
	}
}

/* Somebody else's folder. */
static void
test_foreign_folder(void)
{
	g_auto(Place) place = {0};
	g_autofree char *folder = NULL;

	if (geteuid() != 0) {
		g_test_skip("only root can give a folder to somebody else");
		return;
	}
	place_init(&place, 0);
	place_make_store(&place);
	folder = place_path(&place, "");
	g_assert_cmpint(chown(folder, 0, 0), ==, 0);
	g_assert_cmpint(g_chmod(folder, 0755), ==, 0);
	place_expect(&place, "--practice ls", 2, "must be yours to write in");
	g_assert_cmpint(g_chmod(folder, 0700), ==, 0);
	place_expect(&place, "--practice ls", 2, "Permission denied");
}

int
main(int argc, char **argv)
{
	has_namespace = place_enter_namespace();
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/disk/killed", test_killed);
	g_test_add_data_func("/disk/no-room", "ENOSPC", test_errors);
	g_test_add_data_func("/disk/io-error", "EIO", test_errors);
	g_test_add_func("/disk/full", test_full_disk);
	g_test_add_func("/disk/full-under-form", test_full_under_form);
	g_test_add_func("/disk/read-only", test_read_only);
	g_test_add_func("/disk/read-only-start", test_read_only_start);
	g_test_add_func("/disk/permissions", test_permissions);
	g_test_add_func("/disk/folder-mode", test_folder_mode);
	g_test_add_func("/disk/foreign-folder", test_foreign_folder);
	return g_test_run();
}
