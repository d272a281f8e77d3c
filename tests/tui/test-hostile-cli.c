/*
 * The command line of the built program at a terminal, with hostile text in the
 * store, in arguments, names of files, the environment and every file it reads:
 * each byte that reaches the terminal is held against the list of tty-allow.h.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tui/hostile.h"
#include "tests/tui/pty.h"
#include "tests/tui/tty-allow.h"

#define LINE_BYTES 400
#define TEXT_BYTES 6000
#define ARG_BYTES  90000 /* the kernel takes 128 KiB */

typedef struct Place {
	char *home, *program;
	GPtrArray *texts; /* NULL without data */
	GPtrArray *args;  /* hostile text as arguments: long valid ones, then invalid ones */
	unsigned n_tickets;
} Place;

static Place place;

static void
check_run(const char *const *argv, const char *const *extra)
{
	g_autofree char *amends_home = g_strdup_printf("AMENDS_HOME=%s", place.home);
	g_autofree char *config = g_strdup_printf("XDG_CONFIG_HOME=%s", place.home);
	g_autoptr(GPtrArray) env = g_ptr_array_new();
	g_autofree char *what = g_strjoinv(" ", (char **)argv + 1), *shown = NULL;
	g_autoptr(Pty) pty = NULL;
	int status;

	g_ptr_array_add(env, amends_home);
	g_ptr_array_add(env, config);
	g_ptr_array_add(env, (char *)"LANGUAGE=en");
	for (; extra && *extra; extra++)
		g_ptr_array_add(env, (char *)*extra);
	g_ptr_array_add(env, NULL);
	pty = pty_start(&(PtyConfig){
		.argv = argv, .env = (const char *const *)env->pdata, .rows = 24, .cols = 80});
	if (!pty_wait_exit(pty, 3 * PTY_TIMEOUT_MS, &status))
		g_error("it does not end: %s", what);
	shown = g_strndup(what, 200);
	tty_allow_assert(pty_output(pty), pty_output_len(pty), TTY_ALLOW_LINES, shown);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 2)
		g_error("%s ended with %d", shown, status);
}

/* `line` split at blanks; a word "@" is `hostile`. */
static void
check_line(const char *line, const char *hostile, const char *const *env)
{
	g_autofree char *whole = g_strconcat("amends ", line, NULL);
	g_auto(GStrv) words = g_strsplit(whole, " ", -1);

	g_free(words[0]);
	words[0] = g_strdup(place.program);
	for (int i = 1; words[i]; i++) {
		char *at = strchr(words[i], '@');

		if (!at || !hostile)
			continue;
		*at = '\0';
		at = g_strconcat(words[i], hostile, NULL);
		g_free(words[i]);
		words[i] = at;
	}
	check_run((const char *const *)words, env);
}

static bool
is_long(void)
{
	return g_strcmp0(g_getenv("AMENDS_LONG"), "1") == 0;
}

/* ---- the store ---- */

static void
fill_store(void)
{
	g_autofree char *folder = g_build_filename(place.home, "practice", NULL);

	place.n_tickets = hostile_fill_store(folder, place.texts, TEXT_BYTES, 1);
	/* Lists show the beginning of a line; all of them are drawn by test-hostile. */
	place.n_tickets +=
		hostile_fill_store(folder, place.texts, LINE_BYTES, is_long() ? 1 : 8);
}

/* ---- cases ---- */

static bool
has_data(void)
{
	if (!place.texts)
		g_test_skip("no data: torture_strings.jsonl");
	return place.texts != NULL;
}

static void
test_reading(void)
{
	static const char *const lines[] = {"ls", "ls --json", "ls --csv", "ls --ascii",
		"ls --lang zh", "people", "people --json", "people --lang zh",
		"time 2026-05-20 --as 1003", "time 2026-05-20 --as 1003 --json", "doctor",
		"audit verify", "help", "config", "keys"};
	static const char *const on_ticket[] = {"--exact --why court show", "--lang zh show",
		"--exact --why court export", "--exact --why court --csv export", "--json show",
		"--csv export", "--lang zh due"};

	if (!has_data())
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = g_strdup_printf("--practice %s", lines[i]);

		check_line(line, NULL, NULL);
	}
	for (unsigned i = 0; i < place.n_tickets; i++) {
		const char *each = on_ticket[i % G_N_ELEMENTS(on_ticket)];
		g_autofree char *show =
			g_strdup_printf("--practice --as 1003 show %u", 1001 + i);
		g_autofree char *other =
			g_strdup_printf("--practice --as 1003 %s %u", each, 1001 + i);

		check_line(show, NULL, NULL);
		check_line(other, NULL, NULL);
	}
}

/* Each place of the command line where a person, or a script, may put any text. */
static void
test_arguments(void)
{
	static const char *const lines[] = {"@", "--@ ls", "-@ ls", "help @", "ls @",
		"ls subject:@", "ls owner:@", "ls --max @", "ls --color @", "ls --lang @",
		"ls --@=x", "show @", "--as @ show 1001", "--as 1003 note 1001 @",
		"--as 1003 note @ x", "--as 1003 log @", "--as 1003 log -c @ x",
		"--as 1003 log -k @ x", "--as 1003 log -w @ x", "--as 1003 log --channel @ x",
		"--as 1003 log --received @ x", "--as 1003 log --amount @ x",
		"--as 1003 log --name @ --phone @ x", "--as 1003 contact 1001 --how @ x",
		"--as 1003 contact 1001 --recording @ x", "--as 1003 promise 1001 @ x",
		"--as 1003 move 1001 @", "--as 1003 owner 1001 @", "--as 1003 link 1001 1002 @",
		"--as 1003 claim 1001 @", "--as 1003 redress 1001 @",
		"--as 1003 redress 1001 3 --kind @", "--as 1003 close 1001 --outcome @",
		"--as 1003 attach 1001 @", "--as 1003 import @ --map cfpb",
		"--as 1003 import x --map @", "--as 1003 export 1001 -o /nonexistent/@",
		"--as 1003 export @", "--as 1003 people add 9 @ handler",
		"--as 1003 people add @ x handler", "--as 1003 people change @ --role @",
		"--as 1003 time @", "--as 1003 time add @", "--as 1003 undo @",
		"--as 1003 --second @ void 1002 @", "audit @", "keys --check @", "config @",
		"config language @", "config theme @", "sign-on @", "version @"};

	if (!has_data())
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = g_strdup_printf("--practice %s", lines[i]);

		for (guint j = 0; j < place.args->len; j++)
			check_line(line, place.args->pdata[j], NULL);
	}
}

static void
test_environment(void)
{
	static const char *const names[] = {"AMENDS_HOME", "HOME", "USER", "LOGNAME", "TERM",
		"LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "COLUMNS", "LINES", "EDITOR",
		"VISUAL", "PAGER", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TZ",
		"TMUX", "TMPDIR", "AMENDS_DATADIR", "AMENDS_LOCALEDIR", "AMENDS_GLYPHS",
		"AMENDS_THEME", "AMENDS_LANGUAGE", "AMENDS_PIN_FILE", "AMENDS_PIN_FD",
		"NO_COLOR", "G_MESSAGES_DEBUG", "G_DEBUG", "CHARSET", "OUTPUT_CHARSET",
		"TERMINFO", "TERMCAP", "LOCPATH"};
	static const char *const lines[] = {"--practice ls --max 1", "doctor", "config"};

	if (!has_data())
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		for (unsigned j = 0; j < 2; j++) {
			g_autofree char *var = g_strdup_printf("%s=/nonexistent/%s", names[i],
				(char *)place.args->pdata[j ? place.args->len - 1 : 0]);
			const char *env[] = {var, NULL};

			for (unsigned k = 0; k < G_N_ELEMENTS(lines); k++)
				check_line(lines[k], NULL, env);
		}
}

/* Without a keyboard nobody is asked; the answer still goes to a terminal. */
static void
test_no_keyboard(void)
{
	g_autofree char *home = NULL;

	for (int i = 0; hostile_planted[i]; i++) {
		const char *argv[] = {
			"/bin/sh", "-c", "exec \"$0\" </dev/null", place.program, NULL};
		const char *env[] = {NULL, NULL};

		g_free(home);
		home = g_strconcat("AMENDS_HOME=/nonexistent/", hostile_planted[i], NULL);
		env[0] = home;
		check_run(argv, env);
	}
}

/* ---- files ---- */

static void
remove_tree(const char *path)
{
	const char *argv[] = {"rm", "-rf", path, NULL};

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
		NULL, NULL);
}

static void
write_file(const char *folder, const char *name, const char *text, gssize len)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_file_set_contents(path, text, len, &error);
	g_assert_no_error(error);
}

/* A planted string at the end of every line: as value, as name, as nonsense. */
static char *
dup_spoiled(const char *text, const char *hostile)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (int i = 0; lines[i]; i++)
		g_string_append_printf(out, "%s%s\n", lines[i], i % 3 == 1 ? hostile : "");
	return g_string_free(out, FALSE);
}

static void
test_settings(void)
{
	static const char text[] =
		"[amends]\nlanguage=\ntheme=\nglyphs=\nlock_minutes=\nx\n=\n";

	for (int i = 0; hostile_planted[i]; i++) {
		g_autofree char *spoiled = dup_spoiled(text, hostile_planted[i]);
		g_autofree char *bad_keys = g_strconcat(hostile_planted[i], " = note\n", NULL);
		g_autofree char *path =
			g_build_filename(place.home, "amends", "keys.conf", NULL);

		write_file(place.home, "amends/amends.conf", spoiled, -1);
		write_file(place.home, "amends/keys.conf", bad_keys, -1);
		check_line("config", NULL, NULL);
		check_line("keys --check @", path, NULL);
	}
	write_file(place.home, "amends/amends.conf", "", 0);
	write_file(place.home, "amends/keys.conf", "", 0);
}

/* Staff and complaints of a practice store that is made of them, in a place of its own. */
static void
spoil_practice(const char *assets)
{
	g_autofree char *other = g_build_filename(place.home, "other", NULL);
	g_autofree char *home = g_strdup_printf("AMENDS_HOME=%s", other);
	const char *env[] = {assets, home, NULL};

	check_line("demo --fresh", NULL, env);
	remove_tree(other);
}

/* The program's own data, one file spoiled at a time. */
static void
spoil(const char *assets, const char *name, const char *hostile)
{
	g_autofree char *path = g_build_filename(assets, name, NULL);
	g_autofree char *text = NULL, *spoiled = NULL;
	g_autofree char *var = g_strdup_printf("AMENDS_DATADIR=%s", assets);
	const char *env[] = {var, NULL};
	gsize len;

	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	spoiled = dup_spoiled(text, hostile);
	write_file(assets, name, spoiled, -1);
	check_line("--practice ls --max 3", NULL, env);
	if (g_str_has_prefix(name, "practice/")) {
		spoil_practice(env[0]);
		write_file(assets, name, text, (gssize)len);
		return;
	}
	check_line("--practice explain 1001", NULL, env);
	check_line("--practice --as 1003 import /dev/null --map zh-messages", NULL, env);
	write_file(assets, name, text, (gssize)len);
}

static void
copy_tree(const char *from, const char *to)
{
	const char *argv[] = {"cp", "-r", from, to, NULL};
	int status;

	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
}

static void
test_data_files(void)
{
	static const char *const names[] = {"policies/cn-nfra-15.policy", "calendars/cn.cal",
		"taxonomy/category.tsv", "taxonomy/channel.tsv", "maps/zh-messages.map",
		"authority/redress.tsv", "policies/rules", "practice/people.practice"};
	g_autofree char *assets = g_build_filename(place.home, "assets", NULL);
	guint n_planted;

	if (!has_data())
		return;
	copy_tree(g_getenv("AMENDS_DATADIR"), assets);
	n_planted = g_strv_length((char **)hostile_planted);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		for (guint j = i % 3; j < n_planted; j += 7)
			spoil(assets, names[i], hostile_planted[j]);
}

/* ---- the doctor ---- */

#define BAD_NAME "\033]0;x\a\xe2\x80\xae\xff\302\23331m\n%s"

/* A store in a folder of a hostile name, and hostile names of all that may lie about it. */
static char *
dup_sick_home(void)
{
	static const char *const names[] = {"drafts/" BAD_NAME, "files/" BAD_NAME,
		"backup/" BAD_NAME "/SHA256SUMS", BAD_NAME, "../old-" BAD_NAME "/practice/store.db",
		"../.practice.restoring-" BAD_NAME "/x"};
	char *home = g_build_filename(place.home, BAD_NAME, NULL);
	g_autofree char *from = g_build_filename(place.home, "practice", NULL);
	g_autofree char *to = g_build_filename(home, "practice", NULL);
	g_autofree char *link = g_build_filename(to, "link" BAD_NAME, NULL);

	g_assert_cmpint(g_mkdir(home, 0777), ==, 0);
	g_assert_cmpint(g_chmod(home, 0777), ==, 0);
	copy_tree(from, to);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		write_file(to, names[i], BAD_NAME, -1);
	g_assert_cmpint(symlink("/nonexistent", link), ==, 0);
	return home;
}

/* A tmux whose options are hostile: the doctor asks it. */
static char *
dup_path_with_tmux(void)
{
	g_autofree char *bin = g_build_filename(place.home, "bin", NULL);
	g_autofree char *tmux = g_build_filename(bin, "tmux", NULL);

	write_file(bin, "tmux", "#!/bin/sh\nprintf '999\\033]0;x\\007\\302\\2331m\\377'\n", -1);
	g_assert_cmpint(g_chmod(tmux, 0700), ==, 0);
	return g_strdup_printf("PATH=%s:%s", bin, g_getenv("PATH"));
}

static void
test_doctor(void)
{
	static const char *const lines[] = {"doctor", "--practice doctor",
		"--practice doctor --json", "--practice --lang zh doctor", "--practice doctor --fix",
		"--practice doctor --rebuild --fix", "version", "version --json", "--version"};
	static const char *const broken[] = {"doctor", "doctor --rebuild --fix", "ls"};
	g_autofree char *sick = NULL, *home = NULL, *path = NULL, *store = NULL;
	const char *env[] = {NULL, NULL, "TMUX=x", NULL};

	if (!has_data())
		return;
	sick = dup_sick_home();
	env[0] = home = g_strdup_printf("AMENDS_HOME=%s", sick);
	env[1] = path = dup_path_with_tmux();
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
		check_line(lines[i], NULL, env);
	/* And a store that is none. */
	store = g_build_filename(sick, "practice", NULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autofree char *line = g_strdup_printf("--practice %s", broken[i]);

		write_file(store, "store.db", BAD_NAME, -1);
		check_line(line, NULL, env);
	}
	remove_tree(sick);
}

/* What an import says of its rows, and a file of that name. */
static void
test_import(void)
{
	g_autoptr(GString) rows = g_string_new("text,name\r\n");
	g_autofree char *path = NULL;

	if (!has_data())
		return;
	for (guint i = 0; i < place.texts->len; i += 3) {
		const HostileText *text = place.texts->pdata[i];

		g_string_append_len(rows, text->text, (gssize)text->len);
		g_string_append(rows, "\r\n");
	}
	write_file(place.home, "\033]0;rows\a\xe2\x80\xae.csv", rows->str, (gssize)rows->len);
	path = g_build_filename(place.home, "\033]0;rows\a\xe2\x80\xae.csv", NULL);
	check_line("--practice --as 1003 import @ --map cfpb", path, NULL);
	check_line("--practice --as 1003 import @ --map zh-messages --dry-run", path, NULL);
	check_line("--practice --as 1003 import @ --map zh-messages", path, NULL);
	check_line("--practice --as 1003 attach 1001 @", path, NULL);
	check_line("--practice --as 1003 show 1001", NULL, NULL);
}

/* ---- main ---- */

static void
set_up(void)
{
	g_autoptr(GString) invalid = g_string_new(NULL);

	place.home = g_dir_make_tmp("amends-XXXXXX", NULL);
	place.program = g_build_filename(g_getenv("AMENDS_BUILDDIR"), "amends", NULL);
	place.texts = hostile_texts();
	if (!place.texts)
		return;
	place.args = hostile_runs(place.texts, ARG_BYTES);
	for (int i = 0; hostile_planted[i]; i++)
		g_string_append(invalid, hostile_planted[i]);
	g_ptr_array_add(place.args, g_strdup(invalid->str));
	fill_store();
}

static void
tear_down(void)
{
	remove_tree(place.home);
	g_free(place.home);
	g_free(place.program);
	g_clear_pointer(&place.texts, g_ptr_array_unref);
	g_clear_pointer(&place.args, g_ptr_array_unref);
}

int
main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	set_up();
	g_test_add_func("/hostile-cli/reading", test_reading);
	g_test_add_func("/hostile-cli/no-keyboard", test_no_keyboard);
	g_test_add_func("/hostile-cli/settings", test_settings);
	g_test_add_func("/hostile-cli/environment", test_environment);
	g_test_add_func("/hostile-cli/arguments", test_arguments);
	g_test_add_func("/hostile-cli/data-files", test_data_files);
	g_test_add_func("/hostile-cli/doctor", test_doctor);
	g_test_add_func("/hostile-cli/import", test_import);
	failed = g_test_run();
	tear_down();
	return failed;
}
