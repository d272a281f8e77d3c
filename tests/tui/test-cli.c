/* Proves the command line of the built program: each verb good and wrong, exit codes, JSON,
 * masking, two processes. */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/desk.h"
#include "tests/tui/cli-run.h"
#include "tui/doctor.h"

/* ---- cases ---- */

static void
test_help(void)
{
	expect("help", 0, "amends close ID");
	expect("help close", 0, "--outcome");
	expect("--help", 0, "amends ls");
	expect("ls --help", 0, "--count");
	expect("--version", 0, PACKAGE_VERSION);
	expect("version", 0, PACKAGE_VERSION);
	expect("keys", 0, "Ctrl-Z");
	expect("keys --check /nonexistent", 2, NULL);
	expect("help --completion", 0, "complete -o default -F _amends");
	expect("help --man", 0, ".SS amends close");
	expect("help clsoe", 2, "close");
	g_assert_cmpuint(expect_json("help --json", 0), >, 30);
	g_assert_cmpuint(expect_json("keys --json", 0), >, 30);
}

static void
test_wrong_use(void)
{
	expect("lst", 2, "Did you mean: ls");
	expect("--practice ls --jsno", 2, "json");
	expect("--practice ls is:overdu", 2, "overdue");
	expect("--practice note", 2, "Example");
	expect("--practice show 999999", 2, "no complaint");
	expect("--practice promise 1005 someday x", 2, NULL);
	expect("--practice ls --max 0", 2, NULL);
	expect("show 1001", 2, "amends demo"); /* there is no real store yet */
	expect("--practice ls subject:nothinghaslikethis", 1, "No complaints");
	expect("config nosuch", 2, "There");
	expect("--practice people ad", 2, "add");
	expect("--practice time nonsense", 2, NULL);
	expect("--practice import /nonexistent --map cfpb", 2, "There is no /nonexistent");
	expect("--practice import /nonexistent --map cfbp", 2, "cfpb");
	expect("--practice import /nonexistent", 2, "zh-messages");
	expect("--practice audit verifi", 2, "verify");
}

/* What was entered as just done stands on the day it began, which may be yesterday by now. */
static void
expect_visit(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autoptr(GDateTime) began = g_date_time_add_minutes(now, -25);
	g_autofree char *words =
		g_date_time_format(began, "--practice --as 1003 time %Y-%m-%d");

	expect(words, 0, "visit");
}

/* The first of today is the visit of 25 minutes, or before 00:25 what was only just stopped. */
static void
expect_fixed(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	bool young = g_date_time_get_hour(now) == 0 && g_date_time_get_minute(now) < 25;

	expect("--practice --as 1003 time fix 1 10m \"lunch\"", young ? 2 : 0,
		young ? "in the future" : "corrected");
}

static void
test_each_verb(void)
{
	g_autofree char *id = log_one("-c 8848 -k nf");
	g_autofree char *other = log_one("-c 13800002210");

	expect_on("--as 1003 note ID \"a note\"", id, 0, "note saved");
	expect_on("--as 1003 contact ID --how phone \"called\"", id, 0, "contact saved");
	expect_on("--as 1003 contact ID --how pigeon \"called\"", id, 2, "phone");
	expect_on("--as 1003 promise ID +3d \"call back\"", id, 0, "promised by");
	expect_on("--as 1003 promise ID -3d \"call back\"", id, 2, NULL);
	expect_on("--as 1003 promise ID kept", id, 0, "settled");
	expect_on("--as 1003 start ID", id, 0, "timer runs");
	expect("--practice --as 1003 stop \"read it\"", 0, "stopped");
	expect("--practice --as 1003 stop", 1, "No timer");
	expect_on("--as 1003 time add 25m ID \"visit\"", id, 0, "entered");
	expect_on("--as 1003 time add lots ID", id, 2, "25m");
	expect_visit();
	expect_fixed();
	expect_on("--as 1003 move ID investigating", id, 0, "is now");
	expect_on("--as 1003 move ID investigatin", id, 2, "investigating");
	expect_on("--as 1003 move ID closed", id, 2, "amends close");
	expect_on("--as 1003 owner ID 1001", id, 0, "asked");
	expect_on("--as 1001 decline ID \"busy\"", id, 0, "declined");
	expect_on("--as 1003 owner ID 1001", id, 0, NULL);
	expect_on("--as 1001 accept ID", id, 0, "own it");
	expect_on("--as 1001 owner ID 8999", id, 2, NULL);
	expect_on("--as 1003 link ID 1005 same_matter", id, 0, "linked");
	expect_on("--as 1003 claim ID apology \"from the branch\"", id, 0, "claim added");
	expect_on("--as 1003 redress ID 12.50 --kind refund --claim 1 --paid today \"fee\"", id,
		0, "redress");
	expect_on("--as 1003 redress ID 12,x", id, 2, "12.50");
	expect_on("--as 1003 redress ID reverse 1 \"wrong sum\"", id, 0, "reversed");
	expect_on("--as 1003 attach ID /nonexistent", id, 2, NULL);
	expect_on("explain ID", id, 0, "days 1 to 15 of 15");
	expect_on("--as 1003 undo ID", id, 0, "taken back");
	expect_on("--as 1003 withdraw ID phone \"no longer\"", other, 0, "withdrawn");
	expect("--practice people", 0, "1003");
	expect("--practice config", 0, "language");
	expect("--practice audit verify", 0, "whole");
}

static void
test_void_needs_second(void)
{
	g_autofree char *id = log_one("-c 8848");

	expect_on("--as 1003 void ID \"twice\"", id, 2, "--second");
	expect_on("--as 1003 --second 1003 void ID \"twice\"", id, 2, "another person");
	expect_on("--as 1003 --second 1005 void ID \"twice\"", id, 0, "voided");
}

static void
test_close(void)
{
	g_autofree char *id = log_one("-c 8848");
	const char *all =
		"--as 1003 close ID --outcome upheld --ending told --cause rule --told phone "
		"--rights yes --matter satisfied --treatment accepts --agreed yes --aftercare "
		"+5d";

	/* No step can be left out, by missing or wrong options. */
	expect_on("--as 1003 close ID", id, 2, "--outcome");
	expect_on("--as 1003 --yes close ID --outcome upheld --ending told --cause rule --told "
		  "phone",
		id, 2, "--rights");
	expect_on("--as 1003 close ID --outcome upheld --ending told --cause rule --told phone "
		  "--rights no "
		  "--matter satisfied --treatment accepts --agreed yes --aftercare +5d",
		id, 2, "Read out");
	expect_on("--as 1003 close ID --outcome good", id, 2, "upheld");
	expect_on(all, id, 0, "closed");
	expect_on(all, id, 2, "cannot be closed");
	expect_on("--as 1003 reopen ID \"taken again\"", id, 0, "is now");
}

/* An extension through its hands; what is refused says what would be needed. */
static void
test_extend(void)
{
	g_autofree char *id = log_one("-c 8848");

	expect_on("--as 1003 extend ID approve", id, 2, "Ask first");
	expect_on("--as 1003 extend ID request", id, 2, "--reason");
	expect_on("--as 1003 extend ID request --reason complex", id, 0, "asked for");
	expect("--practice ls is:extension-asked", 0, "0571");
	expect_on("--as 1003 extend ID approve", id, 2, "another person");
	expect_on("--as 1002 extend ID approve", id, 2, "does not act as");
	expect_on("--as 1005 extend ID approve", id, 0, "approved");
	expect_on("--as 1003 extend ID told --how phone", id, 0, "in force");
	expect_on("explain ID --days", id, 0, "First received");
	expect_on("--as 1003 pause ID partner", id, 2, "may be paused");
	expect_on("--as 1003 pause ID mediation", id, 0, "pause recorded");
	expect_on("--as 1003 agree ID +40d R-1", id, 0, "agreed date");
	expect_on("--as 1003 review ID applied", id, 2, "not been told");
	expect_on("--as 1003 follow ID CN-PBOC-15 x", id, 2, "compliance");
	expect_on("--as 1007 follow ID CN-PBOC-15 \"passed on\"", id, 0, "follows");
}

static void
test_json(void)
{
	g_autofree char *id = log_one("-c 8848");
	g_autofree char *show = g_strdup_printf("--practice --json show %s", id);
	g_autofree char *due = g_strdup_printf("--practice --json explain %s", id);
	g_autofree char *note = g_strdup_printf("--practice --json --as 1003 note %s x", id);
	g_autofree char *export = g_strdup_printf("--practice export %s", id);

	g_assert_cmpuint(expect_json("--practice ls --json", 0), >, 10);
	g_assert_cmpuint(expect_json(show, 0), ==, 1);
	g_assert_cmpuint(expect_json(due, 0), ==, 1);
	g_assert_cmpuint(expect_json(note, 0), ==, 1);
	g_assert_cmpuint(expect_json(export, 0), ==, 1);
	g_assert_cmpuint(expect_json("--practice people --json", 0), >, 3);
	g_assert_cmpuint(expect_json("--practice config --json", 0), >, 3);
	g_assert_cmpuint(expect_json("--practice audit verify --json", 0), ==, 1);
	g_assert_cmpuint(
		expect_json("--practice ls --json subject:nothinghaslikethis", 1), ==, 0);
}

/* A table of our own through the command line: checked, tried, imported, exported as it was. */
static void
test_import_export(void)
{
	static const char map[] =
		"[map]\nname = own\nsource = own\nzone = Asia/Shanghai\ndelimiter = semicolon\n"
		"[fields]\nreceived = day\ntext = story\ntags = Tga\n[dates]\nform = EXCEL\n";
	static const char table[] =
		"day;story;Tag\n46083.5;\xC4\xEA\xB7\xD1\xBF\xDB\xC1\xCB;=1+1\n"
		"never;x;y\n";
	g_autofree char *folder = g_dir_make_tmp("amends-cli-XXXXXX", NULL);
	g_autofree char *map_path = g_build_filename(folder, "own.map", NULL);
	g_autofree char *csv = g_build_filename(folder, "own.csv", NULL);
	g_autofree char *out = g_build_filename(folder, "out.csv", NULL);
	g_autofree char *check = g_strdup_printf("import --check %s %s", map_path, csv);
	g_autofree char *import =
		g_strdup_printf("--practice --as 1005 import %s --map %s", csv, map_path);
	g_autofree char *dry = g_strconcat(import, " -n", NULL);
	g_autofree char *back =
		g_strdup_printf("--practice --as 1005 export --source own --csv "
				"--encoding gb18030 --exact --why test -o %s",
			out);
	g_autofree char *text = NULL;

	g_assert_true(g_file_set_contents(map_path, map, -1, NULL));
	g_assert_true(g_file_set_contents(csv, table, -1, NULL));
	expect(check, 0, "line 9: There is no column \"Tga\". Nearest: Tag");
	expect("import --check nosuch", 2, "example");
	expect("import", 2, "Which file?");
	expect(dry, 0, "1 would be added");
	expect(dry, 0, "1  rows without a date");
	expect(dry, 0, "2026-03-02T12:00:00+08:00");
	expect(import, 0, "1 added, 0 known before, 1 not readable. The file is gb18030.");
	expect(import, 0, "brought 1 rows in");
	expect("--practice --as 1005 export --source own --csv", 2, "--exact");
	expect("--practice --as 1005 export --source wno --exact --why x", 2, "own");
	expect("--practice --as 1005 export --encoding latin9", 2, "gb18030");
	expect(back, 0, "1 complaints written");
	expect(back, 2, "Nothing was written");
	g_assert_true(g_file_get_contents(out, &text, NULL, NULL));
	g_assert_cmpstr(
		text, ==, "day,story,Tag\r\n46083.5,\xC4\xEA\xB7\xD1\xBF\xDB\xC1\xCB,=1+1\r\n");
	g_assert_cmpuint(expect_json("--practice --as 1005 export --source own --jsonl --exact "
				     "--why test",
				 0),
		==, 1);
	expect("--practice --as 1005 export is:open --json", 0, "[\n{");
	g_unlink(map_path);
	g_unlink(csv);
	g_unlink(out);
	g_rmdir(folder);
}

/* Nothing personal leaves unmasked, unless with a reason, which is in the history then. */
static void
test_masked(void)
{
	static const char *const lines[] = {
		"ls", "ls --json", "ls --csv", "export is:open", "export --csv"};
	g_autofree char *id = log_one(
		"--name 欧阳测试 --phone 13912345678 --subject \"欧阳测试 on 13912345678\"");

	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = g_strdup_printf("--practice %s", lines[i]);
		g_auto(Said) said = run(line);

		g_assert_cmpint(said.code, ==, 0);
		g_assert_null(strstr(said.out, "13912345678"));
		g_assert_nonnull(strstr(said.out, "欧阳*试"));
	}
	expect_on("show ID", id, 0, "139****5678");
	expect_on("--exact show ID", id, 2, "--why");
	expect_on("--exact --why \"asked for by court\" show ID", id, 0, "13912345678");
	expect_on("show ID", id, 0, "asked for by court");
}

/* Bytes that could do something to a terminal reach neither output; assert_safe() is in every
 * run. */
static void
test_hostile_arguments(void)
{
	static const char *const bad[] = {"\x1b[31mred", "\xe2\x80\xaertl", "\xff\xfe",
		"a\x9b"
		"b",
		"\xc2\x9b", "\r\n", "-\x1b", "--\x1b[2J", "\xed\xa0\x80"};
	g_autofree char *id = log_one("-c 8848");

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
		char *first[] = {program, (char *)bad[i], NULL};
		char *ls[] = {
			program, (char *)"--practice", (char *)"ls", (char *)bad[i], NULL};
		char *note[] = {program, (char *)"--practice", (char *)"note", id,
			(char *)bad[i], NULL};
		char *show[] = {program, (char *)"--practice", (char *)"show", id, NULL};
		char *import[] = {program, (char *)"--practice", (char *)"import",
			(char *)bad[i], (char *)"--map", (char *)"cfpb", NULL};
		char *attach[] = {program, (char *)"--practice", (char *)"attach", id,
			(char *)bad[i], NULL};
		char **all[] = {first, ls, note, show, import, attach};

		for (unsigned j = 0; j < G_N_ELEMENTS(all); j++) {
			g_auto(Said) said = run_argv(all[j]);

			g_assert_cmpint(said.code, <=, 2);
		}
	}
}

/* ---- a real store with PINs ---- */

static Desk *
open_real(Env *env)
{
	g_autofree char *folder = g_build_filename(home, "desk", NULL);
	DeskConfig config = {.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = env,
		.create = true,
		.branch = "0571",
		.branch_name = "Test",
		.zone = "Asia/Shanghai"};
	g_autoptr(GError) error = NULL;
	Desk *desk = desk_open(&config, &error);
	g_autoptr(Act) act = act_new(env, "");
	g_autoptr(ActResult) result = NULL;
	const char *id = NULL, *lead = NULL;

	g_assert_no_error(error);
	if (desk_people(desk)->len > 0)
		return desk;
	for (int i = 1; i >= 0; i--) {
		id = act_add(act, EVENT_PERSON_ADDED, NULL);
		lead = lead ? lead : id;
		act_text(act, "number", i ? "8002" : "8001");
		act_text(act, "name", i ? "Sun Li" : "Li Qiang");
		act_text(act, "role", i ? "supervisor" : "handler");
		act_text(act, "branch", "0571");
	}
	act_add(act, EVENT_PIN_SET, id);
	act_add(act, EVENT_PIN_SET, lead);
	g_assert_true(desk_hash_pin(desk, act, "246813", NULL));
	result = desk_submit_wait(desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	return desk;
}

static void
note_change(void *data)
{
	++*(int *)data;
}

static void
child_ended(GPid pid, int status, void *data)
{
	*(int *)data = WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static bool
history_holds(Desk *desk, const char *number, const char *text)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number, NULL);
	g_autoptr(GPtrArray) lines = ticket ? desk_history(desk, ticket->id, NULL) : NULL;

	for (guint i = 0; lines && i < lines->len; i++)
		if (strstr(((HistoryLine *)lines->pdata[i])->text, text))
			return true;
	return false;
}

/* This process owns the store; amends in another writes through it and this one hears of it. */
static void
test_two_processes(void)
{
	Env env;
	g_autoptr(Desk) desk = NULL;
	char *argv[] = {program, (char *)"--as", (char *)"8001", (char *)"note", (char *)"1001",
		(char *)"from the other pane", NULL};
	int code = -1, changes = 0;
	int64_t began;
	GPid pid;

	env_init_real(&env);
	desk = open_real(&env);
	g_setenv("AMENDS_PIN_FILE", pin_file, TRUE);
	expect("ls", 1, NULL);
	expect("show 1001", 2, "Nobody is signed on");
	expect("--as 8001 log -c 8848 -w refund \"charged twice\"", 0, "logged");
	desk_on_change(desk, note_change, &changes);
	g_assert_true(g_spawn_async(NULL, argv, NULL,
		G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid,
		NULL));
	g_child_watch_add(pid, child_ended, &code);
	while (code < 0)
		g_main_context_iteration(NULL, TRUE);
	g_assert_cmpint(code, ==, 0);
	began = g_get_monotonic_time();
	while (!history_holds(desk, "1001", "from the other pane")) {
		g_assert_cmpint(g_get_monotonic_time() - began, <, US_PER_SECOND);
		g_main_context_iteration(NULL, FALSE);
	}
	while (changes == 0)
		g_main_context_iteration(NULL, TRUE);
	g_assert_true(desk_is_second(desk) == false);
}

static void
test_pins(void)
{
	g_autofree char *wrong = g_build_filename(home, "wrong-pin", NULL);
	g_autofree char *line = g_strdup("--as 8001 note 1001 signed");

	g_setenv("AMENDS_PIN_FILE", pin_file, TRUE);
	expect(line, 0, "note saved");
	g_chmod(pin_file, 0644);
	expect(line, 2, "chmod 600");
	g_chmod(pin_file, 0600);
	g_assert_true(g_file_set_contents_full(
		wrong, "1357\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	g_setenv("AMENDS_PIN_FILE", wrong, TRUE);
	expect(line, 2, "wrong");
	g_setenv("AMENDS_PIN_FILE", pin_file, TRUE);
	expect("sign-on 8001", 0, "signed on");
	expect("note 1001 \"as the one signed on\"", 0, "note saved");
	expect("sign-off", 0, "signed off");
	expect("note 1001 \"nobody\"", 2, "Nobody is signed on");
}

/* With PINs, which are those of the backup: as it stands, and on a machine that has no store.
 */
static void
test_real_restore(void)
{
	g_autofree char *desk = g_build_filename(home, "desk", NULL);
	g_autofree char *gone = g_build_filename(home, "gone", NULL);
	g_autofree char *stick = g_build_filename(home, "real-stick", NULL);
	g_autofree char *wrong = g_build_filename(home, "wrong-pin", NULL);
	g_autofree char *make = g_strdup_printf("--as 8002 backup --to %s", stick);
	g_autofree char *handler = g_strdup_printf("--yes --as 8001 restore %s", stick);
	g_autofree char *lead = g_strdup_printf("--yes --as 8002 restore %s", stick);

	g_setenv("AMENDS_PIN_FILE", pin_file, TRUE);
	expect("backup", 2, "Nobody is signed on");
	expect("--as 8001 backup", 0, "Copied and proved");
	expect(make, 0, "Copied and proved");
	expect("--as 8001 note 1001 \"after the backup\"", 0, NULL);
	expect(handler, 2, "supervisor or an administrator");
	expect(lead, 2, "A second person must authorise");
	expect("--as 8001 show 1001", 0, "after the backup");
	g_assert_cmpint(g_rename(desk, gone), ==, 0);
	g_setenv("AMENDS_PIN_FILE", wrong, TRUE);
	expect(lead, 2, "wrong");
	g_assert_false(g_file_test(desk, G_FILE_TEST_EXISTS));
	g_setenv("AMENDS_PIN_FILE", pin_file, TRUE);
	expect(lead, 0, "It is a new device");
	expect("audit verify", 0, "The log is whole");
	expect("--as 8001 note 1001 \"and on\"", 0, NULL);
}

/* An act that stays never hands its turn to an older one somewhere else. */
static void
test_undo_never_reaches_further(void)
{
	g_autofree char *noted = log_one("-c 8848"), *other = log_one("-c 0");

	expect_on("--as 1003 note ID \"stays where it is\"", noted, 0, NULL);
	expect_on("--as 1003 withdraw ID phone \"no longer wanted\"", other, 0, NULL);
	expect("--practice --as 1003 undo", 1, "cannot be taken back");
	expect_on("--as 1003 undo ID", noted, 0, "stays where it is");
	expect_on("show ID --json", other, 0, "charged twice");
}

/* A text as long as an id is masked as any other, and so is what is promised, claimed,
 * attached. */
static void
test_masked_everywhere(void)
{
	g_autofree char *id = log_one("--name \"Quentin Blythe\" -c 0");
	static const char *const lines[] = {"show ID", "show ID --json", "export ID --json"};

	expect_on("--as 1003 note ID \"rang 13912345678, nobody was there :(\"", id, 0, NULL);
	expect_on("--as 1003 promise ID 2099-01-04 \"ring Quentin, 13912345678\"", id, 0, NULL);
	expect_on("--as 1003 claim ID refund \"MR BLYTHE by 13912345678\"", id, 0, NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], "ID", 2);
		g_autofree char *line =
			g_strdup_printf("--practice %s%s%s", parts[0], id, parts[1]);
		g_auto(Said) out = run(line);

		g_assert_cmpint(out.code, ==, 0);
		g_assert_nonnull(strstr(out.out, "139****5678"));
		g_assert_null(strstr(out.out, "13912345678"));
		g_assert_null(strcasestr(out.out, "quentin"));
		g_assert_null(strcasestr(out.out, "blythe"));
	}
}

/* One by its number is one as CSV too, whosever phone ends in these digits. */
static void
test_export_one(void)
{
	g_autofree char *id = log_one("-c 0");
	g_autofree char *like = g_strdup_printf("--name 林一 --phone 1380000%s", id);
	g_autofree char *other = log_one(like);
	g_autofree char *line = g_strdup_printf("--practice export %s --csv", id);
	g_auto(Said) said = run(line);
	g_auto(GStrv) rows = g_strsplit(said.out, "\n", -1);

	g_assert_cmpint(said.code, ==, 0);
	g_assert_cmpuint(g_strv_length(rows), ==, 3); /* names, one row, the end */
	g_assert_nonnull(strstr(rows[1], id));
	g_assert_cmpstr(other, !=, id);
}

/* Masking leaves the moments of the history whole. */
static void
test_masked_moments(void)
{
	g_autofree char *id = log_one("-c 13800002210");

	expect_on("show ID --json", id, 0, "\"at\":\"20");
	expect_on("show ID --json", id, 0, "\"policy_version\":\"20");
	expect_on("show ID --json", id, 0, "138****2210");
}

/* ---- doctor ---- */

static void
test_doctor(void)
{
	g_auto(Said) said = run("--practice doctor --rebuild");
	g_autofree char *store = g_build_filename(home, "practice", "store.db", NULL);

	g_assert_nonnull(strstr(said.out, "ok  rebuild, shuffled"));
	g_assert_nonnull(strstr(said.out, "ok  log"));
	g_chmod(store, 0644);
	expect("--practice doctor", 1, "chmod 600");
	g_chmod(store, 0644);
	expect("--practice doctor --fix", said.code, "Taken back from others: 1");
	expect("--practice doctor", said.code, "Only you can read the store");
	g_assert_cmpuint(expect_json("--practice --json doctor", said.code), >, 12);
}

/* A file's name cannot pass for a finding of its own. */
static void
test_doctor_names(void)
{
	g_autofree char *path = g_build_filename(
		home, "practice", "files", "x\nok  log: The log is whole: 1 events.", NULL);
	g_auto(Said) said = {0};

	g_assert_true(g_file_set_contents(path, "x", -1, NULL));
	g_assert_cmpint(g_chmod(path, 0644), ==, 0);
	said = run("--practice doctor");
	g_assert_nonnull(strstr(said.out, "x\n    ok  log: The log is whole: 1 events."));
	g_assert_null(strstr(said.out, "\nok  log: The log is whole: 1 events."));
	g_unlink(path);
}

/* A folder that others can exchange, and a part of the store that is a link. */
static void
test_doctor_around(void)
{
	g_autofree char *drafts = g_build_filename(home, "practice", "drafts", NULL);
	g_autofree char *aside = g_build_filename(home, "aside", NULL);

	g_assert_cmpint(g_chmod(home, 0777), ==, 0);
	expect("--practice doctor", 1, "chmod go-w");
	g_assert_cmpint(g_chmod(home, 0700), ==, 0);
	g_assert_cmpint(g_rename(drafts, aside), ==, 0);
	g_assert_cmpint(symlink(aside, drafts), ==, 0);
	expect("--practice doctor", 1, "drafts is a link");
	g_assert_cmpint(g_unlink(drafts), ==, 0);
	g_assert_cmpint(g_rename(aside, drafts), ==, 0);
}

/* No copy is promised where none was made. */
static void
test_doctor_damaged(void)
{
	g_autofree char *folder = g_build_filename(home, "damaged", "desk", NULL);
	g_autofree char *store = g_build_filename(folder, "store.db", NULL);
	g_autofree char *backup = g_build_filename(folder, "backup", NULL);
	g_autofree char *copy = g_build_filename(backup, "before-upgrade.db", NULL);
	g_autofree char *old = g_strdup(g_getenv("AMENDS_HOME"));
	g_autofree char *here = g_path_get_dirname(folder);

	g_assert_cmpint(g_mkdir_with_parents(backup, 0700), ==, 0);
	g_assert_true(g_file_set_contents(store, "no database at all", -1, NULL));
	g_setenv("AMENDS_HOME", here, TRUE);
	expect("doctor", 2, "whoever keeps your backups");
	g_assert_true(g_file_set_contents(copy, "", 0, NULL));
	expect("doctor", 2, "made before the last upgrade");
	g_setenv("AMENDS_HOME", old, TRUE);
}

/* Each thing that may be wrong beside the database is found and has its remedy. */
static void
test_doctor_finds(void)
{
	g_autofree char *folder = g_build_filename(home, "practice", NULL);
	g_autofree char *draft = g_build_filename(folder, "drafts", "x.note.new", NULL);
	g_autofree char *head = g_build_filename(folder, "head", NULL);
	g_autofree char *key = g_build_filename(folder, "device.key", NULL);
	g_autofree char *left = g_build_filename(home, ".practice.restoring-abcdef", NULL);
	g_autofree char *good_head = NULL, *good_key = NULL;
	g_auto(Said) plain =
		run("--practice doctor"); /* 1 where this machine's disk is not encrypted */

	expect("--practice doctor", plain.code, "There is no backup here");
	expect("--practice backup", 0, "Copied and proved");
	expect("--practice doctor", plain.code, "The last backup is 0 days old");
	g_assert_true(g_file_set_contents_full(
		draft, "{\"fo", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	expect("--practice doctor", 1, "cannot be read, so the form does not offer it");
	g_unlink(draft);
	g_assert_cmpint(g_mkdir(left, 0700), ==, 0);
	expect("--practice doctor", plain.code, "A restore was cut off");
	g_rmdir(left);
	g_assert_true(g_file_get_contents(head, &good_head, NULL, NULL));
	g_assert_true(g_file_get_contents(key, &good_key, NULL, NULL));
	g_assert_true(g_file_set_contents_full(
		head, "7 7 7\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	expect("--practice doctor", 1, "amends restore --here");
	/* one that does not open is looked at as far as it goes */
	g_assert_true(g_file_set_contents_full(
		key, "gone", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	expect("--practice doctor", 2, "The log is whole");
	g_assert_true(g_file_set_contents_full(
		key, good_key, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	g_assert_true(g_file_set_contents_full(
		head, good_head, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* ---- backup and restore ---- */

/* Whatever its code, which the machine's disk decides too. */
static const char *
doctor_says(void)
{
	static Said said;

	said_clear(&said);
	said = run("--practice doctor --rebuild");
	g_assert_cmpint(said.code, !=, 2);
	return said.out;
}

static void
test_backup_and_restore(void)
{
	g_autofree char *stick = g_build_filename(home, "stick", NULL);
	g_autofree char *to = g_strdup_printf("--practice --as 1005 backup --to %s", stick);
	g_autofree char *carried =
		g_strdup_printf("--practice --as 1003 backup --to %s-2", stick);
	g_autofree char *check = g_strdup_printf("--practice backup --check %s", stick);
	g_autofree char *alone =
		g_strdup_printf("--practice --yes --as 1005 restore %s", stick);
	g_autofree char *teller =
		g_strdup_printf("--practice --yes --as 1001 --second 1006 restore %s", stick);
	g_autofree char *both =
		g_strdup_printf("--practice --yes --as 1005 --second 1006 restore %s", stick);
	g_autofree char *real = g_strdup_printf("--yes --as 1005 restore %s", stick);
	g_autofree char *number = NULL;

	expect(carried, 2, "takes personal data out");
	expect(to, 0, "Copied and proved");
	expect(to, 2, "is there already");
	expect(check, 0, "Copied and proved");
	number = log_one("-c 8848");
	expect(teller, 2, "supervisor or an administrator");
	expect(alone, 2, "A second person must authorise");
	expect_on("show ID", number, 0, "charged twice");
	expect("--practice restore", 2, "Name the backup");
	expect("--practice restore --here", 2, "Say why");
	expect(real, 2, "practice store");
	expect(both, 0, "The store that was there is whole");
	expect("--practice audit verify", 0, "The log is whole");
	g_assert_nonnull(strstr(doctor_says(), "A store that was set aside"));
	expect_on("show ID", number, 2, NULL);
	{
		g_autofree char *after = log_one("-c 8848");

		/* the counter comes again, the tag never */
		g_assert_cmpstr(after, ==, number);
	}
}

/* A name may be any bytes; what is said of it never reaches the terminal as it is. */
static void
test_backup_hostile(void)
{
	g_autofree char *odd = g_strconcat(home, "/a\n\033[31m\xe2\x80\xae\xff", NULL);
	char *make[] = {program, (char *)"--practice", (char *)"--as", (char *)"1005",
		(char *)"backup", (char *)"--to", odd, NULL};
	char *restore[] = {program, (char *)"--practice", (char *)"--yes", (char *)"--as",
		(char *)"1005", (char *)"restore", odd, NULL};
	g_auto(Said) made = run_argv(make), again = run_argv(make), said = {0};

	g_assert_cmpint(made.code, ==, 0);
	g_assert_cmpint(again.code, ==, 2);
	expect("--practice backup --to /nonexistent/a/b", 2, "There is no");
	expect("--practice backup --to /proc/x", 2, NULL);
	expect("--practice backup --keep x", 2, "--keep takes a number");
	said = run_argv(restore);
	g_assert_cmpint(said.code, ==, 2 * (said.code != 0));
}

/* The practice store is set aside and made anew. */
static void
test_fresh(void)
{
	expect("demo --fresh", 0, "practice.old-");
	expect("--practice ls", 0, NULL);
}

static void
write_at(const char *root, const char *path, const char *text)
{
	g_autofree char *file = g_build_filename(root, path, NULL);
	g_autofree char *folder = g_path_get_dirname(file);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static void
test_disk_cover(void)
{
	const char *mounts = "21 1 253:2 / / rw - ext4 /nonexistent/vg rw\n"
			     "22 1 8:1 / /plain rw - ext4 /nonexistent/sda1 rw\n"
			     "23 1 0:44 / /x rw - tmpfs tmpfs rw\n";
	g_autofree char *sys = g_build_filename(home, "sys", NULL);

	/* LVM upon LUKS upon a partition. */
	write_at(sys, "dev/block/253:2/dm/uuid", "LVM-abc\n");
	write_at(sys, "dev/block/253:2/slaves/dm-0/dev", "253:0\n");
	write_at(sys, "dev/block/253:0/dm/uuid", "CRYPT-LUKS2-abc-root\n");
	write_at(sys, "dev/block/8:1/partition", "1\n");
	g_assert_cmpint(doctor_disk_cover(253, 2, mounts, sys), ==, DISK_ENCRYPTED);
	g_assert_cmpint(doctor_disk_cover(8, 1, mounts, sys), ==, DISK_PLAIN);
	g_assert_cmpint(doctor_disk_cover(0, 44, mounts, sys), ==, DISK_UNKNOWN);
	g_assert_cmpint(doctor_disk_cover(9, 9, mounts, sys), ==, DISK_UNKNOWN);
}

static void
make_desk(void)
{
	home_make();
	pin_file = g_build_filename(home, "pin", NULL);
	g_assert_true(g_file_set_contents_full(
		pin_file, "246813\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	expect("demo", 0, "PRACTICE");
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	make_desk();
	g_test_add_func("/cli/help", test_help);
	g_test_add_func("/cli/wrong-use", test_wrong_use);
	g_test_add_func("/cli/each-verb", test_each_verb);
	g_test_add_func("/cli/void-needs-second", test_void_needs_second);
	g_test_add_func("/cli/close", test_close);
	g_test_add_func("/cli/extend", test_extend);
	g_test_add_func("/cli/json", test_json);
	g_test_add_func("/cli/masked", test_masked);
	g_test_add_func("/cli/import-export", test_import_export);
	g_test_add_func("/cli/hostile-arguments", test_hostile_arguments);
	g_test_add_func("/cli/masked-moments", test_masked_moments);
	g_test_add_func("/cli/masked-everywhere", test_masked_everywhere);
	g_test_add_func("/cli/export-one", test_export_one);
	g_test_add_func("/cli/undo", test_undo_never_reaches_further);
	g_test_add_func("/cli/doctor", test_doctor);
	g_test_add_func("/cli/doctor-names", test_doctor_names);
	g_test_add_func("/cli/doctor-around", test_doctor_around);
	g_test_add_func("/cli/doctor-damaged", test_doctor_damaged);
	g_test_add_func("/cli/doctor-finds", test_doctor_finds);
	g_test_add_func("/cli/backup-and-restore", test_backup_and_restore);
	g_test_add_func("/cli/backup-hostile", test_backup_hostile);
	g_test_add_func("/cli/fresh", test_fresh);
	g_test_add_func("/cli/two-processes", test_two_processes);
	g_test_add_func("/cli/pins", test_pins);
	g_test_add_func("/cli/real-restore", test_real_restore);
	g_test_add_func("/doctor/disk-cover", test_disk_cover);
	failed = g_test_run();
	home_remove();
	return failed;
}
