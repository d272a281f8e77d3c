/*
 * Killed at the N-th write of an hour's work (hour.h), by strace: the store opens, its log is
 * proved, what was said to be saved is there, the timer runs, the draft is back; and the hour
 * gone through once more over what is left gives the very same store. ./check takes 200 of the
 * points, the long mode all.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "tests/core/hour.h"
#include "tests/core/store-fixture.h"

#define N_POINTS 200

/* Whatever changes a file or makes a change durable. strace counts each by itself. */
static const char *const calls[] = {"write", "pwrite64", "fdatasync", "fsync", "ftruncate",
	"rename", "unlink", "mkdir", "chmod", NULL};

typedef struct Point {
	const char *call;
	unsigned at;
} Point;

typedef struct Work {
	char *base, *start, *outside, *at, *journal, *trace;
	char *whole; /* what the store of an undisturbed hour holds */
	GArray *points;
} Work;

/* ---- the process that is killed ---- */

static void
write_journal(const char *line, void *data)
{
	g_autofree char *whole = g_strconcat(line, "\n", NULL);
	int fd = GPOINTER_TO_INT(data);

	if (write(fd, whole, strlen(whole)) != (ssize_t)strlen(whole))
		_exit(6);
}

static int
run_hour(const char *folder, const char *outside, const char *journal, const char *seed)
{
	int fd = open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	HourConfig config = {folder, outside, g_ascii_strtoull(seed, NULL, 10), write_journal,
		GINT_TO_POINTER(fd)};

	if (fd < 0)
		return 5;
	hour_run(&config);
	close(fd);
	return 0;
}

/* ---- starting it ---- */

/* `option` may be NULL. Returns the status of waitpid(). */
static int
spawn_hour(const Work *work, const char *trace, const char *option, unsigned seed)
{
	g_autofree char *number = g_strdup_printf("%u", seed);
	const char *argv[] = {"strace", "-f", "-o", work->trace, "-e", trace, "-e",
		option ? option : "signal=none", "/proc/self/exe", "--hour", work->at,
		work->outside, work->journal, number, NULL};
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_auto(GStrv) env = g_get_environ();
	g_autoptr(GError) error = NULL;
	g_autofree char *said = NULL;
	int status = -1;

	argv[8] = self;
	/* A leak check cannot be made in a traced process. */
	env = g_environ_setenv(env, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
	if (!g_spawn_sync(NULL, (char **)argv, env, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		    &said, &status, &error)) {
		g_test_message("%s", error->message);
		return -1;
	}
	if (status != 0 && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		g_test_message("%s", said);
	return status;
}

static void
copy_tree(const char *from, const char *to)
{
	g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
	const char *name;

	g_assert_nonnull(dir);
	g_assert_cmpint(g_mkdir(to, 0700), ==, 0);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *left = g_build_filename(from, name, NULL);
		g_autofree char *right = g_build_filename(to, name, NULL);
		g_autofree char *bytes = NULL;
		gsize len;

		if (g_file_test(left, G_FILE_TEST_IS_DIR)) {
			copy_tree(left, right);
			continue;
		}
		g_assert_true(g_file_get_contents(left, &bytes, &len, NULL));
		g_assert_true(g_file_set_contents_full(
			right, bytes, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	}
}

static void
begin_anew(const Work *work)
{
	store_fixture_remove(work->at);
	g_unlink(work->journal);
	copy_tree(work->start, work->at);
}

/* ---- what a store holds ---- */

static int64_t
count(Desk *desk, const char *sql, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DbStmt) stmt = db_prepare(desk->reader, sql, &error);
	int64_t n;

	g_assert_no_error(error);
	if (id)
		db_bind_text(stmt, ":id", id);
	g_assert_true(db_step(stmt, &error));
	n = db_int(stmt, 0);
	return n;
}

static const char count_event[] = "SELECT COUNT(*) FROM event_log WHERE event_id = :id";
static const char count_acts[] =
	"SELECT COUNT(*) FROM event_log WHERE event_id LIKE '019e0000-0000-7000-8001-%'";
static const char count_archive[] = "SELECT COUNT(*) FROM ticket WHERE archive = 1";
/* All but batches, of which a broken import has one more. */
static const char select_whole[] = "SELECT kind, COUNT(*) FROM event_log WHERE subject_kind <> "
				   "(SELECT MAX(subject_kind) FROM event_log WHERE kind = "
				   "'batch.started') GROUP BY kind ORDER BY kind";

static char *
dup_whole(Desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DbStmt) stmt = db_prepare(desk->reader, select_whole, &error);
	g_autoptr(GPtrArray) drafts = desk_drafts(desk);
	const TimeEntry *running = desk_running(desk);
	GString *text = g_string_new(NULL);

	g_assert_no_error(error);
	while (db_step(stmt, &error))
		g_string_append_printf(text, "%s %d\n", db_text(stmt, 0), (int)db_int(stmt, 1));
	g_assert_no_error(error);
	g_string_append_printf(text, "archive %d\n", (int)count(desk, count_archive, NULL));
	g_string_append_printf(text, "runs %s\n", running ? running->id : "nothing");
	for (guint i = 0; i < drafts->len; i++)
		g_string_append_printf(
			text, "draft %s\n", ((const Draft *)drafts->pdata[i])->fields[1]);
	return g_string_free(text, FALSE);
}

static void
prove(Desk *desk, bool again)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *difference = NULL;
	AuditReport report;

	g_assert_true(desk_audit_verify(desk, &report, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(report.first_bad, ==, NULL);
	if (!again)
		return;
	g_assert_true(desk_rebuild_check(desk, false, &difference, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(difference, ==, NULL);
}

/* ---- what was said against what is there ---- */

typedef struct Said {
	unsigned acts, draft; /* draft 0: none that must be there */
	const char *timer;    /* NULL: none that must run */
	bool imported;
} Said;

static void
check_file(const Work *work, const char *hash)
{
	g_autofree char *path = g_build_filename(work->at, "files", hash, NULL);
	g_autofree char *bytes = NULL, *found = NULL;
	gsize len = 0;

	g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	found = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, len);
	g_assert_cmpstr(found, ==, hash);
}

static void
take_line(const Work *work, Desk *desk, const char *line, Said *said)
{
	switch (line[0]) {
	case 'A':
		g_assert_cmpint(count(desk, count_event, line + 2), ==, 1);
		said->acts++;
		said->draft = 0; /* the form is saved, and its draft may be gone */
		break;
	case 'D':
		said->draft = (unsigned)g_ascii_strtoull(line + 2, NULL, 10);
		break;
	case 'X':
		said->draft = 0;
		break;
	case 'T':
		said->timer = line + 2;
		break;
	case 'S':
		said->timer = NULL;
		break;
	case 'F':
		check_file(work, line + 2);
		break;
	case 'I':
		said->imported = true;
		break;
	default:
		g_assert_not_reached();
	}
}

static void
check_draft(Desk *desk, unsigned at_least)
{
	g_autoptr(GPtrArray) drafts = desk_drafts(desk);
	const Draft *draft = drafts->len > 0 ? drafts->pdata[0] : NULL;

	g_assert_cmpuint(drafts->len, <=, 1);
	if (at_least == 0)
		return;
	g_assert_nonnull(draft);
	g_assert_cmpuint(g_ascii_strtoull(draft->fields[1], NULL, 10), >=, at_least);
	g_assert_cmpstr(draft->fields[2], ==, "text");
	g_assert_cmpuint(strlen(draft->fields[3]), >, 5);
}

/* Between "saved" in the store and the word of it one act fits, not more. */
static void
check_said(const Work *work, Desk *desk)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	Said said = {0};
	const TimeEntry *running = desk_running(desk);
	int64_t acts = count(desk, count_acts, NULL);

	if (!g_file_get_contents(work->journal, &text, NULL, NULL))
		text = g_strdup("");
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i] && lines[i + 1]; i++)
		take_line(work, desk, lines[i], &said);
	g_assert_cmpint(acts, >=, said.acts);
	g_assert_cmpint(acts, <=, said.acts + 1);
	if (said.timer && acts == said.acts) {
		g_assert_nonnull(running);
		g_assert_cmpstr(running->id, ==, said.timer);
	}
	check_draft(desk, said.draft);
	if (said.imported)
		g_assert_cmpint(count(desk, count_archive, NULL), ==, 3);
}

static void
say_nothing(const char *line, void *data)
{
}

/* The same hour over what is left: nothing twice, nothing missing. */
static void
go_on(const Work *work, unsigned seed)
{
	HourConfig config = {work->at, work->outside, seed, say_nothing, NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;
	g_autofree char *whole = NULL;
	Env env;

	hour_run(&config);
	desk = hour_open(work->at, &env, seed + 1, &error);
	g_assert_no_error(error);
	env_fake_advance(&env, US_PER_HOUR);
	prove(desk, seed % 16 == 0);
	whole = dup_whole(desk);
	g_assert_cmpstr(whole, ==, work->whole);
}

static bool
kill_at(const Work *work, const Point *point, unsigned seed)
{
	g_autofree char *trace = g_strconcat("trace=", point->call, NULL);
	g_autofree char *inject =
		g_strdup_printf("inject=%s:signal=SIGKILL:when=%u", point->call, point->at);
	g_autoptr(GError) error = NULL;
	Desk *desk;
	Env env;
	int status;

	g_test_message("%s %u", point->call, point->at);
	begin_anew(work);
	status = spawn_hour(work, trace, inject, seed);
	desk = hour_open(work->at, &env, seed, &error);
	g_assert_no_error(error);
	env_fake_advance(&env, US_PER_HOUR);
	prove(desk, seed % 16 == 0);
	check_said(work, desk);
	desk_free(desk);
	go_on(work, seed + 100000);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* ---- the points ---- */

static void
add_points(Work *work, const char *trace)
{
	for (unsigned i = 0; calls[i]; i++) {
		g_autofree char *call = g_strdup_printf(" %s(", calls[i]);
		Point point = {calls[i], 0};

		for (const char *at = trace; (at = strstr(at, call)); at++) {
			point.at++;
			g_array_append_val(work->points, point);
		}
	}
}

static bool
can_trace(void)
{
	const char *argv[] = {"strace", "-f", "-o", "/dev/null", "-e",
		"inject=getppid:signal=SIGKILL:when=100", "true", NULL};
	int status = -1;

	return g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		       NULL, &status, NULL) &&
	       status == 0;
}

/* An hour that nobody disturbs. */
static void
count_points(Work *work)
{
	g_autofree char *set = g_strjoinv(",", (char **)calls);
	g_autofree char *trace = g_strconcat("trace=", set, NULL), *lines = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;
	Env env;

	begin_anew(work);
	g_assert_cmpint(spawn_hour(work, trace, NULL, 1), ==, 0);
	g_assert_true(g_file_get_contents(work->trace, &lines, NULL, NULL));
	add_points(work, lines);
	desk = hour_open(work->at, &env, 2, &error);
	g_assert_no_error(error);
	env_fake_advance(&env, US_PER_HOUR);
	prove(desk, true);
	check_said(work, desk);
	work->whole = dup_whole(desk);
}

static void
work_init(Work *work)
{
	/* In memory where there is room: what is proved is the order of writes. */
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();

	work->base = g_mkdtemp(g_build_filename(place, "amends-test-XXXXXX", NULL));
	work->start = g_build_filename(work->base, "start", NULL);
	work->outside = g_build_filename(work->base, "outside", NULL);
	work->at = g_build_filename(work->base, "at", NULL);
	work->journal = g_build_filename(work->outside, "journal", NULL);
	work->trace = g_build_filename(work->outside, "trace", NULL);
	work->points = g_array_new(FALSE, FALSE, sizeof(Point));
	g_assert_cmpint(g_mkdir(work->outside, 0700), ==, 0);
	hour_make(work->start, work->outside);
}

static void
work_clear(Work *work)
{
	store_fixture_remove(work->base);
	g_free(work->base);
	g_free(work->start);
	g_free(work->outside);
	g_free(work->at);
	g_free(work->journal);
	g_free(work->trace);
	g_free(work->whole);
	g_array_unref(work->points);
}

/* With sanitizers, which look for other things, fewer. */
static unsigned
n_points(void)
{
	const char *flags = g_getenv("AMENDS_CFLAGS");

	return flags && strstr(flags, "sanitize") ? N_POINTS / 5 : N_POINTS;
}

static void
test_each_write(void)
{
	Work work = {0};
	unsigned n, wanted, killed = 0;

	if (!can_trace()) {
		g_test_skip("strace cannot trace a process here");
		return;
	}
	work_init(&work);
	count_points(&work);
	wanted = g_getenv("AMENDS_LONG") ? work.points->len : n_points();
	g_test_message("%u points, %u taken", work.points->len, wanted);
	g_assert_cmpuint(work.points->len, >=, 2000);
	/* Spread over all, and never the same step of the same pattern of writes. */
	for (n = 0; n < wanted; n++) {
		guint at = (guint)((guint64)n * work.points->len / wanted);

		killed += kill_at(&work, &g_array_index(work.points, Point, at), n);
	}
	/* The last writes of an hour may be one more or less where random ids lie elsewhere. */
	g_assert_cmpuint(killed, >=, n - n / 50);
	work_clear(&work);
}

int
main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "--hour") == 0)
		return run_hour(argv[2], argv[3], argv[4], argv[5]);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kill/each-write", test_each_write);
	return g_test_run();
}
