/* The store as a whole: lanes, files, migrations, several desks, hand-over, PINs, erasure. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/desk.h"
#include "core/error.h"
#include "core/schema.h"
#include "core/store-merge.h"
#include "core/store.h"
#include "tests/core/desk-fixture.h"
#include "tests/core/store-fixture.h"

/* ---- lanes ---- */

typedef struct Lanes {
	GString *order;
	int left;

} Lanes;

static void
run_batch(Store *store, void *data)
{
	Lanes *lanes = data;

	g_string_append_c(lanes->order, 'b');
	if (--lanes->left > 0)
		store_post(store, STORE_LANE_BACKGROUND, run_batch, NULL, lanes);
}

static void
run_user(Store *store, void *data)
{
	g_string_append_c(((Lanes *)data)->order, 'u');
}

/* A user's job goes before all batches that wait, also before the rest of a long one. */
static void
test_lanes(void)
{
	g_auto(StoreFixture) f = {0};
	Lanes lanes = {.order = g_string_new(NULL), .left = 3};

	store_fixture_init(&f, 61);
	store_post(f.store, STORE_LANE_BACKGROUND, run_batch, NULL, &lanes);
	g_assert_false(store_user_waits(f.store));
	store_post(f.store, STORE_LANE_USER, run_user, NULL, &lanes);
	g_assert_true(store_user_waits(f.store));
	g_assert_true(store_step(f.store));
	g_assert_true(store_step(f.store));
	store_post(f.store, STORE_LANE_USER, run_user, NULL, &lanes);
	while (store_step(f.store))
		;
	g_assert_cmpstr(lanes.order->str, ==, "ububb");
	g_string_free(lanes.order, TRUE);
}

/* ---- files ---- */

static unsigned
mode_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	return st.st_mode & 0777;
}

static void
test_modes(void)
{
	g_auto(StoreFixture) f = {0};
	static const char *const files[] = {
		"store.db", "store.db-wal", "store.db-shm", "device.key", "head", "lock"};
	static const char *const folders[] = {"", "drafts", "files", "backup"};
	mode_t before = umask(0);

	store_fixture_init(&f, 62);
	g_chmod(f.folder, 0755);
	store_fixture_reopen(&f);
	g_free(store_fixture_log(&f, HANDLER));
	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++)
		g_assert_cmphex(mode_of(f.folder, files[i]), ==, 0600);
	for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++)
		g_assert_cmphex(mode_of(f.folder, folders[i]), ==, 0700);
	umask(before);
}

/* ---- the WAL ---- */

typedef struct Writer {
	int left;
	int64_t most; /* bytes of the WAL seen */
	char *wal;
} Writer;

/* A megabyte of background work, and the next after it. */
static void
run_megabyte(Store *store, void *data)
{
	Writer *writer = data;
	GStatBuf file;

	g_assert_true(db_exec(store->db,
		"INSERT OR REPLACE INTO setting VALUES ('test', hex(randomblob(500000)))",
		NULL));
	g_assert_cmpint(g_stat(writer->wal, &file), ==, 0);
	writer->most = MAX(writer->most, file.st_size);
	if (--writer->left > 0)
		store_post(store, STORE_LANE_BACKGROUND, run_megabyte, NULL, writer);
}

static void
run_look(Store *store, void *data)
{
	*(int *)data = store->wal_pages - store->wal_done;
}

/* However much is written without a pause, the WAL keeps its bound; an idle store writes it
 * back. */
static void
test_wal(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *path = NULL;
	Writer writer = {.left = 60};
	int pages = 0;
	GStatBuf file;

	store_fixture_init(&f, 64);
	path = g_build_filename(f.folder, "store.db-wal", NULL);
	writer.wal = path;
	f.store->stepped = false;
	store_start(f.store);
	store_post(f.store, STORE_LANE_BACKGROUND, run_megabyte, NULL, &writer);
	do
		store_call(f.store, run_look, &pages);
	while (writer.left > 0);
	g_assert_cmpint(writer.most, >, 1000000);
	g_assert_cmpint(writer.most, <, 20000000);
	do
		store_call(f.store, run_look, &pages);
	while (pages >= 250);
	g_clear_pointer(&f.store, store_close);
	g_assert_true(g_stat(path, &file) != 0 || file.st_size == 0);
}

/* ---- migrations ---- */

static const Migration next[] = {{STORE_VERSION, "SELECT 1"},
	{STORE_VERSION + 1,
		"CREATE TABLE extra (id INTEGER) STRICT; INSERT INTO extra VALUES (7)"}};
static const Migration broken[] = {{STORE_VERSION, "SELECT 1"},
	{STORE_VERSION + 1,
		"CREATE TABLE extra (id INTEGER) STRICT; INSERT INTO nowhere VALUES (7)"}};

static int64_t
number_from(Db *db, const char *sql)
{
	g_autoptr(DbStmt) stmt = db_prepare(db, sql, NULL);

	return stmt && db_step(stmt, NULL) ? db_int(stmt, 0) : -1;
}

static void
test_migration(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *path = NULL, *backup = NULL;
	g_autoptr(GError) error = NULL, newer = NULL;
	Db *db, *copy;
	int64_t events;

	store_fixture_init(&f, 63);
	path = g_build_filename(f.folder, "store.db", NULL);
	backup = g_build_filename(f.folder, "backup", "before.db", NULL);
	g_clear_pointer(&f.store, store_close);
	db = db_open(path, DB_WRITER, NULL, NULL);
	events = number_from(db, "SELECT COUNT(*) FROM event_log");
	/* one that fails leaves nothing, not even its number */
	g_assert_false(schema_run(db, broken, 2, NULL, &error));
	g_clear_error(&error);
	g_assert_cmpint(number_from(db, "PRAGMA user_version"), ==, STORE_VERSION);
	g_assert_cmpint(
		number_from(db, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'extra'"), ==,
		0);
	/* without its backup it does not begin */
	g_assert_false(schema_run(db, next, 2, "/nowhere/at/all.db", &error));
	g_clear_error(&error);
	g_assert_cmpint(number_from(db, "PRAGMA user_version"), ==, STORE_VERSION);
	g_assert_true(schema_run(db, next, 2, backup, &error));
	g_assert_no_error(error);
	g_assert_cmpint(number_from(db, "PRAGMA user_version"), ==, STORE_VERSION + 1);
	g_assert_cmpint(number_from(db, "SELECT id FROM extra"), ==, 7);
	g_assert_cmpint(number_from(db, "SELECT COUNT(*) FROM event_log"), ==, events);
	g_assert_true(schema_run(
		db, next, 2, backup, &error)); /* a second time there is nothing to do */
	g_assert_cmpint(number_from(db, "SELECT COUNT(*) FROM extra"), ==, 1);
	db_close(db);
	copy = db_open(backup, DB_READER, NULL, NULL);
	g_assert_cmpint(number_from(copy, "PRAGMA user_version"), ==, STORE_VERSION);
	g_assert_cmpint(number_from(copy, "SELECT COUNT(*) FROM event_log"), ==, events);
	db_close(copy);
	/* this version does not touch what a newer one wrote */
	{
		StoreConfig config = {.folder = f.folder,
			.env = &f.env,
			.reference = f.reference,
			.stepped = true};

		g_assert_null(store_open(&config, &newer));
		g_assert_error(newer, AMENDS_ERROR, AMENDS_ERROR_NEWER);
	}
}

/* ---- a threaded desk and a second one on the same folder ---- */

typedef struct Pair {
	Env env;
	char *folder;
	Desk *owner, *other;
	int changes;
} Pair;

static Desk *
open_threaded(Pair *p)
{
	DeskConfig config = {.folder = p->folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &p->env,
		.create = true,
		.practice = true,
		.branch = "0571",
		.branch_name = "Xihu",
		.zone = "Asia/Shanghai"};
	g_autoptr(GError) error = NULL;
	Desk *desk = desk_open(&config, &error);

	g_assert_no_error(error);
	return desk;
}

static void
pair_init(Pair *p)
{
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;

	env_init_real(&p->env);
	p->folder = g_dir_make_tmp("amends-test-XXXXXX", NULL);
	p->owner = open_threaded(p);
	act = act_new(&p->env, "");
	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", "8001");
	act_text(act, "name", "Zhao");
	act_text(act, "role", "supervisor");
	act_text(act, "branch", "0571");
	result = desk_submit_wait(p->owner, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	desk_assume(p->owner, ((const Person *)desk_people(p->owner)->pdata[0])->id);
	p->other = open_threaded(p);
	desk_assume(p->other, ((const Person *)desk_people(p->other)->pdata[0])->id);
}

static void
pair_clear(Pair *p)
{
	g_clear_pointer(&p->other, desk_free);
	g_clear_pointer(&p->owner, desk_free);
	store_fixture_remove(p->folder);
	g_free(p->folder);
}

static Act *
complaint(Desk *desk)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "from the other pane");
	return act;
}

static void
count_change(void *data)
{
	((Pair *)data)->changes++;
}

static gboolean
give_up(void *data)
{
	*(bool *)data = true;
	return G_SOURCE_REMOVE;
}

/* Turns the loop until `flag` or `seconds` have gone. */
static void
turn_until(const int *flag, unsigned seconds)
{
	bool late = false;
	guint timer = g_timeout_add_seconds(seconds, give_up, &late);

	while (!*flag && !late)
		g_main_context_iteration(NULL, TRUE);
	g_assert_false(late);
	g_source_remove(timer);
}

static void
test_hand_over(void)
{
	Pair p = {0};
	g_autoptr(Act) act = NULL, next_act = NULL;
	g_autoptr(ActResult) result = NULL, after = NULL;
	g_autoptr(Ticket) ticket = NULL;

	pair_init(&p);
	g_assert_false(desk_is_second(p.owner));
	g_assert_true(desk_is_second(p.other));
	while (g_main_context_iteration(NULL, FALSE))
		;
	desk_on_change(p.owner, count_change, &p);
	act = complaint(p.other);
	result = desk_submit_wait(p.other, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	turn_until(&p.changes, 1);
	ticket = desk_ticket(p.owner, result->number, NULL);
	g_assert_nonnull(ticket);
	/* the owner goes; the second takes over by itself */
	g_clear_pointer(&p.owner, desk_free);
	next_act = complaint(p.other);
	after = desk_submit_wait(p.other, next_act);
	g_assert_cmpint(after->outcome, ==, ACT_SAVED);
	g_assert_false(desk_is_second(p.other));
	pair_clear(&p);
}

static int
connect_to(const char *folder)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	g_autofree char *path = g_build_filename(folder, "socket", NULL);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	return fd;
}

/* Sends `bytes`; what comes back, or "" where the peer only hangs up. */
static char *
dup_answer(const char *folder, const char *bytes, size_t len)
{
	GString *answer = g_string_new(NULL);
	int fd = connect_to(folder);
	char buf[4096];
	ssize_t n;

	while (len > 0 && (n = send(fd, bytes, MIN(len, 65536), MSG_NOSIGNAL)) > 0) {
		bytes += n;
		len -= (size_t)n;
	}
	while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		g_string_append_len(answer, buf, n);
	close(fd);
	return g_string_free(answer, FALSE);
}

/* Garbage is answered or hung up on; the desk lives on, and a silent peer does not keep it from
 * closing. */
static void
test_garbage(void)
{
	Pair p = {0};
	static const char *const lines[] = {"\n", "hello\n", "{}\n", "{\"events\":[]}\n",
		"[1,2]\n", "\x80\xff\n",
		"{\"actor\":\"\",\"id\":\"0190a5b2-7c00-7abc-8def-0123456789ab\",\"events\":[{"
		"\"kind\":\"note.added\","
		"\"subject\":\"0190a5b2-7c00-7abc-8def-0123456789ab\",\"payload\":{\"text\":7}}"
		"]}\n"};
	g_autofree char *big = g_strnfill(9 * 1024 * 1024, 'x'), *hung = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;
	int silent;
	int64_t before;

	pair_init(&p);
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *answer = dup_answer(p.folder, lines[i], strlen(lines[i]));

		g_assert_null(strstr(answer, "\"saved\""));
	}
	hung = dup_answer(p.folder, big, strlen(big));
	g_assert_cmpstr(hung, ==, "");
	act = complaint(p.other);
	result = desk_submit_wait(p.other, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	silent = connect_to(p.folder);
	before = g_get_monotonic_time();
	g_clear_pointer(&p.other, desk_free);
	g_clear_pointer(&p.owner, desk_free);
	g_assert_cmpint(g_get_monotonic_time() - before, <, 1500000);
	close(silent);
	pair_clear(&p);
}

/* A socket and a head that a dead process left behind are no obstacle. */
static void
test_stale_socket(void)
{
	Pair p = {0};
	g_autofree char *path = NULL;
	int fd;
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	pair_init(&p);
	g_clear_pointer(&p.other, desk_free);
	g_clear_pointer(&p.owner, desk_free);
	path = g_build_filename(p.folder, "socket", NULL);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	close(fd);
	p.owner = open_threaded(&p);
	g_assert_false(desk_is_second(p.owner));
	p.other = open_threaded(&p);
	g_assert_true(desk_is_second(p.other));
	pair_clear(&p);
}

/* The store of a desk that was left open is restored or made again: the desk says so, and hands
 * nothing to the new one. */
static void
test_replaced(void)
{
	Pair p = {0};
	g_autofree char *store = NULL, *made = NULL, *bytes = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) alone = NULL, with_owner = NULL;
	gsize len;

	pair_init(&p);
	act = complaint(p.other);
	store = g_build_filename(p.folder, "store.db", NULL);
	made = g_build_filename(p.folder, "made.db", NULL);
	g_clear_pointer(&p.owner, desk_free);
	g_assert_true(g_file_get_contents(store, &bytes, &len, NULL));
	g_assert_true(g_file_set_contents(made, bytes, (gssize)len, NULL));
	g_assert_cmpint(g_rename(made, store), ==, 0);
	alone = desk_submit_wait(p.other, act);
	g_assert_cmpint(alone->outcome, ==, ACT_FAILED);
	g_assert_nonnull(strstr(alone->error, "start it again"));
	p.owner = open_threaded(&p);
	with_owner = desk_submit_wait(p.other, act);
	g_assert_cmpint(with_owner->outcome, ==, ACT_FAILED);
	g_assert_nonnull(strstr(with_owner->error, "start it again"));
	g_assert_true(desk_is_second(p.other));
	pair_clear(&p);
}

/* ---- the thread: a long background job of many batches does not hold up an act ---- */

static void
answered(const ActResult *result, void *data)
{
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	*(int *)data = 1;
}

/* Answers come in the opener's loop, never in the store's thread while the loop is between two
 * turns. */
static void
test_answers_in_loop(void)
{
	Pair p = {0};

	pair_init(&p);
	for (int i = 0; i < 20; i++) {
		int done = 0;
		g_autofree char *head = g_build_filename(p.folder, "head", NULL);
		g_autofree char *was = NULL, *now = NULL;

		g_assert_true(g_file_get_contents(head, &was, NULL, NULL));
		desk_submit(p.owner, complaint(p.owner), answered, &done);
		do { /* durable, and still not answered: nobody turns the loop */
			g_clear_pointer(&now, g_free);
			g_assert_true(g_file_get_contents(head, &now, NULL, NULL));
		} while (strcmp(was, now) == 0);
		for (int turn = 0; turn < 2000; turn++)
			g_thread_yield();
		g_assert_cmpint(done, ==, 0);
		turn_until(&done, 5);
	}
	pair_clear(&p);
}

/* ---- PINs ---- */

static void
set_pin(DeskFixture *f, int person, const char *pin)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_PIN_SET, f->people[person]);
	g_assert_true(desk_hash_pin(f->desk, act, pin, NULL));
	g_free(desk_fixture_submit(f, act));
}

static void
step_all(DeskFixture *f)
{
	while (desk_step(f->desk))
		;
}

static void
test_pins(void)
{
	g_auto(DeskFixture) f = {0};
	int64_t wait_us = 0;

	desk_fixture_init(&f);
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	set_pin(&f, FIXTURE_TELLER, "73915284");
	step_all(&f);
	g_assert_cmpint(desk_sign_on_wait(f.desk, "0000", "73915284", NULL), ==, SIGN_ON_WRONG);
	for (int i = 0; i < 3; i++) {
		g_assert_cmpint(
			desk_sign_on_wait(f.desk, "8001", "11112222", NULL), ==, SIGN_ON_WRONG);
		step_all(&f);
	}
	g_assert_cmpint(
		desk_sign_on_wait(f.desk, "8001", "73915284", &wait_us), ==, SIGN_ON_WAIT);
	g_assert_cmpint(wait_us, >, 0);
	g_assert_cmpint(wait_us, <=, 5 * US_PER_SECOND);
	env_fake_advance(&f.env, 6 * US_PER_SECOND);
	g_assert_cmpint(desk_sign_on_wait(f.desk, "8001", "73915284", NULL), ==, SIGN_ON_OK);
	step_all(&f);
	g_assert_cmpstr(desk_person(f.desk)->number, ==, "8001");
	g_assert_cmpint(desk_person_by_number(f.desk, "8001")->wrong_pins, ==, 0);
}

static bool
folder_holds(const char *folder, const char *words)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
		gsize len;

		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			if (folder_holds(path, words))
				return true;
		} else if (g_file_get_contents(path, &bytes, &len, NULL) &&
			   memmem(bytes, len, words, strlen(words))) {
			return true;
		}
	}
	return false;
}

/* Neither right nor wrong PINs are anywhere in clear; whoever has none of the two is not told
 * more. */
static void
test_pin_nowhere(void)
{
	g_auto(DeskFixture) f = {0};
	Act *act;

	desk_fixture_init(&f);
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	set_pin(&f, FIXTURE_TELLER, "73915284");
	act = desk_act(f.desk);
	act_add(act, EVENT_PERSON_CHANGED, f.people[FIXTURE_TELLER]);
	act_text(act, "name", "x");
	act_text(act, "role", "teller");
	act_text(act, "branch", "0571");
	act_bool(act, "active", false);
	g_free(desk_fixture_submit(&f, act));
	g_assert_cmpint(desk_sign_on_wait(f.desk, "8001", "55667788", NULL), ==, SIGN_ON_WRONG);
	step_all(&f);
	g_assert_cmpint(
		desk_sign_on_wait(f.desk, "8001", "73915284", NULL), ==, SIGN_ON_INACTIVE);
	g_assert_false(folder_holds(f.folder, "73915284"));
	g_assert_false(folder_holds(f.folder, "55667788"));
	g_clear_pointer(&f.desk, desk_free);
	g_assert_false(folder_holds(f.folder, "73915284"));
}

/* ---- erasure ---- */

static void
note(DeskFixture *f, const char *id, const char *text)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_NOTE_ADDED, id);
	act_text(act, "text", text);
	g_free(desk_fixture_submit(f, act));
}

/* Over 200 events, a text longer than a page, a short name, a draft: all gone, proved, and
 * later acts stand on it. */
static void
test_erase(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(
				&f, "a secret that must \"never\" stay\nbehind it all", "欧阳"),
			*other = NULL, *difference = NULL;
	g_autofree char *fill = g_strnfill(9000, 'z');
	g_autofree char *long_text = g_strconcat(fill, " the tail of a long secret", NULL);
	const char *const draft[] = {"text", "a note about the erased one", NULL};
	g_autoptr(ActResult) result = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) found = NULL;
	AuditReport report;

	note(&f, id, long_text);
	for (int i = 0; i < 210; i++)
		note(&f, id, "one of very many notes on it");
	other = desk_fixture_log(&f, "another matter altogether", "王小明");
	desk_draft_save(f.desk, "note", id, draft);
	desk_fixture_sign_on(&f, FIXTURE_COMPLIANCE);
	result = desk_erase(f.desk, id, "asked for", f.people[FIXTURE_SUPERVISOR], &error);
	g_assert_no_error(error);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	g_assert_false(folder_holds(f.folder, "a secret that must"));
	g_assert_false(folder_holds(f.folder, "the tail of a long secret"));
	g_assert_false(folder_holds(f.folder, "very many notes"));
	g_assert_false(folder_holds(f.folder, "欧阳"));
	g_assert_false(folder_holds(f.folder, "about the erased one"));
	g_assert_true(folder_holds(f.folder, "another matter altogether"));
	found = desk_look_up(f.desk, "oy", 5, NULL);
	g_assert_cmpint(found->len, ==, 0);
	note(&f, id, "after the erasure");
	desk_fixture_reopen(&f);
	ticket = desk_ticket(f.desk, id, &error);
	g_assert_no_error(error);
	g_assert_true(ticket->erased);
	g_assert_cmpint(ticket->note_count, ==, 212);
	g_assert_true(desk_audit_verify(f.desk, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(desk_rebuild_check(f.desk, true, &difference, &error));
	g_assert_cmpstr(difference, ==, NULL);
}

static int64_t
count_segments(Db *db)
{
	return number_from(db, "SELECT COUNT(DISTINCT segid) FROM ticket_search_idx");
}

/* Acts leave segments behind; merging makes few of them and loses nothing. */
static void
test_search_is_merged(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	int64_t segments;

	store_fixture_init(&f, 5);
	id = store_fixture_log(&f, HANDLER);
	for (int i = 0; i < 9; i++) {
		g_autofree char *text = g_strdup_printf("word%d", i);

		store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, id,
					       "text", text, NULL));
	}
	segments = count_segments(f.store->db);
	g_assert_cmpint(segments, >=, 8);
	g_assert_true(store_wants_merge(f.store));
	store_merge_idle(f.store);
	g_assert_cmpint(count_segments(f.store->db), <, segments / 2);
	g_assert_false(store_wants_merge(f.store));
	g_assert_cmpint(
		number_from(f.store->db,
			"SELECT COUNT(*) FROM ticket_search WHERE ticket_search MATCH '\"word3\"'"),
		==, 1);
	g_assert_true(db_exec(f.store->db,
		"INSERT INTO ticket_search (ticket_search, rank) VALUES ('integrity-check', 1)",
		NULL));
	store_fixture_prove(&f);
}

/* How often statements with this text were run on the connection. */
static int
count_runs(Db *db, const char *text)
{
	int runs = 0;

	for (sqlite3_stmt *stmt = NULL; (stmt = sqlite3_next_stmt(db->handle, stmt));)
		if (strstr(sqlite3_sql(stmt), text))
			runs += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_RUN, 0);
	return runs;
}

/* A note touches the index over the last change and no other; a change of owner that one too.
 */
static void
test_indexes_left_alone(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	int updated, owner;

	store_fixture_init(&f, 6);
	id = store_fixture_log(&f, TELLER);
	updated = count_runs(f.store->db, "SET updated_us");
	owner = count_runs(f.store->db, "SET owner");
	store_fixture_save(
		&f, store_fixture_one(&f, HANDLER, EVENT_NOTE_ADDED, id, "text", "seen", NULL));
	g_assert_cmpint(count_runs(f.store->db, "SET updated_us"), ==, updated + 1);
	g_assert_cmpint(count_runs(f.store->db, "SET owner"), ==, owner);
	g_assert_cmpint(count_runs(f.store->db, "SET open"), ==, 0);
	g_assert_cmpint(count_runs(f.store->db, "SET number = :number"), ==, 0);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_OWNER_ACCEPTED, id,
				       "person", f.people[HANDLER], NULL));
	g_assert_cmpint(count_runs(f.store->db, "SET owner"), ==, owner + 1);
	store_fixture_prove(&f);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/lanes", test_lanes);
	g_test_add_func("/store/modes", test_modes);
	g_test_add_func("/store/wal", test_wal);
	g_test_add_func("/store/migration", test_migration);
	g_test_add_func("/store/hand-over", test_hand_over);
	g_test_add_func("/store/replaced", test_replaced);
	g_test_add_func("/store/garbage", test_garbage);
	g_test_add_func("/store/stale-socket", test_stale_socket);
	g_test_add_func("/store/answers-in-loop", test_answers_in_loop);
	g_test_add_func("/store/pins", test_pins);
	g_test_add_func("/store/pin-nowhere", test_pin_nowhere);
	g_test_add_func("/store/erase", test_erase);
	g_test_add_func("/store/search-is-merged", test_search_is_merged);
	g_test_add_func("/store/indexes-left-alone", test_indexes_left_alone);
	return g_test_run();
}
