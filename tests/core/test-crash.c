/* What was called saved is there: after a loss of power at any write, a full or failing disk,
 * kill -9 at any time. */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/desk.h"
#include "tests/core/crash-vfs.h"
#include "tests/core/store-fixture.h"

/* ---- a disk that fails ---- */

typedef struct Saved {
	GPtrArray *events; /* ids the store called saved, char * */
	unsigned failed;
} Saved;

static void
note_saved(StoreFixture *f, Saved *saved, Act *act)
{
	g_autoptr(ActResult) result = act_result_new();

	env_fake_advance(&f->env, US_PER_SECOND);
	store_apply(f->store, act, result);
	act_free(act);
	g_assert_cmpint(result->outcome, !=, ACT_REFUSED);
	if (result->outcome == ACT_FAILED) {
		g_test_message("%s", result->error);
		saved->failed++;
		g_assert_nonnull(result->error);
		g_assert_cmpuint(result->event_ids->len, ==, 0);
	}
	for (guint i = 0; i < result->event_ids->len; i++)
		g_ptr_array_add(saved->events, g_strdup(result->event_ids->pdata[i]));
}

static char *
log_act(StoreFixture *f, Saved *saved)
{
	Act *act = store_fixture_act(f, HANDLER);
	char *id = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "排队两小时");
	note_saved(f, saved, act);
	return id;
}

static const char count_event[] = "SELECT COUNT(*) FROM event_log WHERE event_id = :id";

static int64_t
count_of(StoreFixture *f, const char *id)
{
	sqlite3_stmt *stmt = db_stmt(f->store->db, count_event, NULL);
	int64_t n;

	db_bind_text(stmt, ":id", id);
	g_assert_true(db_step(stmt, NULL));
	n = db_int(stmt, 0);
	sqlite3_reset(stmt);
	return n;
}

/* A few acts with a checkpoint between them, as a day has. */
static void
script(StoreFixture *f, Saved *saved, const char *ticket)
{
	for (int i = 0; i < 3; i++) {
		Act *act = store_fixture_act(f, HANDLER);
		g_autofree char *id = log_act(f, saved);

		act_add(act, EVENT_NOTE_ADDED, ticket);
		act_text(act, "text", "a note");
		note_saved(f, saved, act);
		if (i == 1)
			sqlite3_wal_checkpoint_v2(f->store->db->handle, NULL,
				SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	}
}

static void
expect_all(StoreFixture *f, const Saved *saved)
{
	for (guint i = 0; i < saved->events->len; i++)
		g_assert_cmpint(count_of(f, saved->events->pdata[i]), ==, 1);
	store_fixture_prove(f);
	g_assert_true(head_check(f->store, NULL));
}

/* Opens the same folder over the failing VFS, runs the script with the N-th operation failing;
 * false once none failed. */
static bool
fail_at(StoreFixture *f, const char *ticket, CrashMode mode, int at)
{
	Saved saved = {.events = g_ptr_array_new_with_free_func(g_free)};
	g_autofree char *next = NULL;
	bool met;

	f->env.vfs = CRASH_VFS;
	crash_vfs_hold(true);
	store_fixture_reopen(f);
	crash_vfs_arm(mode, at);
	script(f, &saved, ticket);
	met = crash_vfs_met();
	if (mode != CRASH_POWER &&
		met) { /* there is room again: the next act works, and nothing is half there */
		crash_vfs_arm(CRASH_NEVER, 0);
		next = log_act(f, &saved);
		g_assert_cmpuint(saved.failed, <=, 1);
	}
	g_clear_pointer(&f->store, store_close);
	crash_vfs_restart();
	crash_vfs_hold(false);
	f->env.vfs = NULL;
	store_fixture_reopen(f);
	expect_all(f, &saved);
	g_ptr_array_unref(saved.events);
	return met;
}

static void
fail_each(CrashMode mode)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *ticket = NULL;
	int step = g_getenv("AMENDS_LONG") ? 1 : 9, at = 1;

	crash_vfs_register();
	store_fixture_init(&f, 51);
	ticket = store_fixture_log(&f, HANDLER);
	while (fail_at(&f, ticket, mode, at))
		at += at < 12 ? 1 : step;
	g_test_message("%d operations", at);
	g_assert_cmpint(at, >, 30);
}

static void
test_power(void)
{
	fail_each(CRASH_POWER);
}

static void
test_full(void)
{
	fail_each(CRASH_FULL);
}

static void
test_io(void)
{
	fail_each(CRASH_IO);
}

/* ---- kill -9 ---- */

/* In the child: logs and keeps drafts until it is killed, saying each number once it is saved.
 */
static void
work_until_killed(const char *folder, int out)
{
	Env env;
	DeskConfig config = {
		.folder = folder, .assets = g_getenv("AMENDS_DATADIR"), .env = &env};
	g_autoptr(GError) error = NULL;
	Desk *desk;

	env_init_real(&env);
	desk = desk_open(&config, &error);
	if (!desk)
		_exit(3);
	desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	for (unsigned i = 0;; i++) {
		g_autofree char *draft = g_strdup_printf("draft %u", i);
		const char *const fields[] = {"text", draft, NULL};
		g_autoptr(Act) act = desk_act(desk);
		g_autoptr(ActResult) result = NULL;

		act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
		act_text(act, "contact_kind", "complaint");
		act_text(act, "channel", "A01");
		act_text(act, "business", "B04");
		act_text(act, "reason", "C11");
		act_text(act, "level", "ordinary");
		act_text(act, "text", "until killed");
		result = desk_submit_wait(desk, act);
		if (result->outcome != ACT_SAVED)
			_exit(4);
		dprintf(out, "T %s\n", result->number);
		desk_draft_save(desk, "intake", NULL, fields);
		while (desk_draft_state(desk) != DRAFT_SAVED)
			g_thread_yield();
		dprintf(out, "D %u\n", i);
	}
}

static void
make_practice(const char *folder)
{
	Env env;
	DeskConfig config = {.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &env,
		.create = true,
		.practice = true,
		.branch = "0571",
		.branch_name = "Xihu",
		.zone = "Asia/Shanghai"};
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;
	g_autoptr(Desk) desk = NULL;

	env_init_real(&env);
	desk = desk_open(&config, NULL);
	act = act_new(&env, "");
	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", "8001");
	act_text(act, "name", "Zhao");
	act_text(act, "role", "supervisor");
	act_text(act, "branch", "0571");
	result = desk_submit_wait(desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
}

/* Everything the child said in its life is there in the next one. */
static void
check_said(const char *folder, const char *said)
{
	Env env;
	DeskConfig config = {
		.folder = folder, .assets = g_getenv("AMENDS_DATADIR"), .env = &env};
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	g_autoptr(GPtrArray) drafts = NULL;
	unsigned kept = 0, last = 0;
	bool any = false;
	AuditReport report;

	env_init_real(&env);
	desk = desk_open(&config, &error);
	g_assert_no_error(error);
	desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	for (unsigned i = 0; lines[i] && lines[i + 1];
		i++) { /* the last piece may be half a line */
		if (lines[i][0] == 'T') {
			g_autoptr(Ticket) ticket = desk_ticket(desk, lines[i] + 2, &error);

			g_assert_no_error(error);
		} else {
			last = (unsigned)g_ascii_strtoull(lines[i] + 2, NULL, 10);
			any = true;
		}
	}
	drafts = desk_drafts(desk);
	if (any) {
		g_assert_cmpuint(drafts->len, ==, 1);
		kept = (unsigned)g_ascii_strtoull(
			((const Draft *)drafts->pdata[0])->fields[1] + 6, NULL, 10);
		g_assert_cmpuint(kept, >=, last);
	}
	g_assert_true(desk_audit_verify(desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
}

/* Reads what the child says until it has said `lines` lines, then kills it. */
static char *
listen_and_kill(pid_t child, int in, unsigned n_lines)
{
	GString *said = g_string_new(NULL);
	unsigned seen = 0;
	char buf[256];
	ssize_t n;

	while (seen < n_lines && (n = read(in, buf, sizeof buf)) > 0)
		for (ssize_t i = 0; i < n; i++) {
			g_string_append_c(said, buf[i]);
			seen += buf[i] == '\n';
		}
	kill(child, SIGKILL);
	while ((n = read(in, buf, sizeof buf)) > 0)
		g_string_append_len(said, buf, n);
	waitpid(child, NULL, 0);
	return g_string_free(said, FALSE);
}

static void
test_kill(void)
{
	g_autofree char *folder = g_dir_make_tmp("amends-test-XXXXXX", NULL);
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);

	make_practice(folder);
	for (int round = 0; round < 20; round++) {
		g_autofree char *said = NULL, *fd_text = NULL;
		int fds[2];
		pid_t child;

		g_assert_cmpint(pipe(fds), ==, 0);
		fd_text = g_strdup_printf("%d", fds[1]);
		child = fork();
		if (child == 0) { /* a program of its own: no thread of this one comes along */
			close(fds[0]);
			execl("/proc/self/exe", "test-crash", "--work", folder, fd_text,
				(char *)NULL);
			_exit(5);
		}
		close(fds[1]);
		said = listen_and_kill(child, fds[0], (unsigned)g_rand_int_range(dice, 1, 12));
		close(fds[0]);
		g_assert_cmpuint(strlen(said), >, 0);
		check_said(folder, said);
	}
	store_fixture_remove(folder);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--work") == 0)
		work_until_killed(argv[2], (int)g_ascii_strtoll(argv[3], NULL, 10));
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/crash/power", test_power);
	g_test_add_func("/crash/full", test_full);
	g_test_add_func("/crash/io", test_io);
	g_test_add_func("/crash/kill", test_kill);
	return g_test_run();
}
