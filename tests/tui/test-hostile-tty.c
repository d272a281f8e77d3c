/*
 * The real program at a pseudo-terminal over a store full of hostile text: every
 * screen and popup in both languages, hostile paste and filter, and what it says as it
 * starts, fails and ends. Each byte written is held against the list of tty-allow.h.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <vterm.h>

#include "tests/tui/hostile.h"
#include "tests/tui/pty.h"
#include "tests/tui/tty-allow.h"

#define RUN_BYTES   6000
#define ESC	    "\033[27u" /* not to be taken for the begin of what follows it */
#define F2	    "\033OQ"
#define PAGE_DOWN   "\033[6~"
#define DOWN	    "\033[B"
#define REDRAW	    "\014"
#define CLEAR	    "\033[H\033[2J"
#define MAX_ESCAPES 8

static char *home;
static GPtrArray *texts;

/* The program, and a screen that holds what was written before the last redraw began: there
 * every sequence and every paint is whole. */
typedef struct Session {
	Pty *pty;
	VTerm *vterm;
	int rows, cols;
	gsize done;   /* bytes judged and shown to `vterm` */
	char *pasted; /* all planted strings as one bracketed paste */
} Session;

static unsigned
count_clears(Pty *pty)
{
	const char *at = pty_output(pty);
	unsigned n = 0;

	for (; (at = strstr(at, CLEAR)); at += strlen(CLEAR))
		n++;
	return n;
}

/* Judges what was written up to `end`. */
static void
take_output(Session *s, gsize end, const char *what)
{
	const char *bytes = pty_output(s->pty) + s->done;

	tty_allow_assert(bytes, end - s->done, TTY_ALLOW_SCREEN, what);
	vterm_input_write(s->vterm, bytes, end - s->done);
	s->done = end;
}

static void
redraw(Session *s, unsigned n_clears, const char *what)
{
	pty_send(s->pty, REDRAW, -1);
	if (!pty_wait_output(s->pty, CLEAR, n_clears, PTY_TIMEOUT_MS))
		g_error("nothing is drawn after \"%s\"", what);
}

/* Types, and waits for a second redraw: before it began, all of the first was written. */
static void
type(Session *s, const char *keys)
{
	unsigned n = count_clears(s->pty);

	pty_send(s->pty, keys, -1);
	redraw(s, n + 1, keys);
	redraw(s, n + 2, keys);
	take_output(
		s, (gsize)(g_strrstr(pty_output(s->pty), CLEAR) - pty_output(s->pty)), keys);
}

static char *
dup_paste(void)
{
	GString *out = g_string_new("\033[200~");

	for (int i = 0; hostile_planted[i]; i++)
		g_string_append_printf(out, "%s ", hostile_planted[i]);
	g_string_append(out, "\033[201~");
	return g_string_free(out, FALSE);
}

/* The program in `place`, until `text` is on the screen. `demo`: over its practice store. */
static void
session_open(Session *s, const char *place, const char *lang, bool demo, const char *text)
{
	g_autofree char *program =
		g_build_filename(g_getenv("AMENDS_BUILDDIR"), "amends", NULL);
	g_autofree char *amends_home = g_strdup_printf("AMENDS_HOME=%s", place);
	g_autofree char *config = g_strdup_printf("XDG_CONFIG_HOME=%s", place);
	g_autofree char *language = g_strdup_printf("LANGUAGE=%s", lang);
	const char *argv[] = {program, demo ? "demo" : NULL, NULL};
	const char *env[] = {amends_home, config, language, "TERM=xterm-256color",
		"G_MESSAGES_DEBUG=all", "TMUX", NULL};

	s->pty = pty_start(
		&(PtyConfig){.argv = argv, .env = env, .rows = s->rows, .cols = s->cols});
	s->vterm = vterm_new(s->rows, s->cols);
	vterm_set_utf8(s->vterm, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(s->vterm), 1);
	vterm_screen_reset(vterm_obtain_screen(s->vterm), 1);
	s->pasted = dup_paste();
	if (!pty_wait_text(s->pty, text, PTY_TIMEOUT_MS))
		g_error("\"%s\" does not come", text);
}

static void
session_start(Session *s, const char *lang)
{
	session_open(s, home, lang, true, "1003");
	type(s, "1");
}

static void
session_end(Session *s)
{
	int status;

	pty_signal(s->pty, SIGTERM);
	g_assert_true(pty_wait_exit(s->pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(WIFEXITED(status));
	g_assert_true(pty_is_restored(s->pty));
	take_output(s, pty_output_len(s->pty), "the end");
	vterm_free(s->vterm);
	pty_free(s->pty);
	g_free(s->pasted);
}

/* Where the session is: the keys that the last line names. */
static char *
dup_place(Session *s)
{
	VTermRect last = {s->rows - 1, s->rows, 0, s->cols};
	char text[1024];
	size_t n =
		vterm_screen_get_text(vterm_obtain_screen(s->vterm), text, sizeof text, last);

	return g_strndup(text, n);
}

/* Esc until the session is there again. */
static void
escape_to(Session *s, const char *place, const char *from)
{
	g_autofree char *now = NULL;

	for (int i = 0; i < MAX_ESCAPES; i++) {
		type(s, ESC);
		g_free(now);
		now = dup_place(s);
		if (strcmp(now, place) == 0)
			return;
	}
	g_error("Esc does not lead back from %s to\n%sbut to\n%s", from, place, now);
}

/* A popup or form, something hostile put into it where it takes text, and back. */
static void
visit(Session *s, const char *keys)
{
	g_autofree char *place = dup_place(s);

	type(s, keys);
	type(s, "\t");
	type(s, DOWN);
	escape_to(s, place, keys);
}

static void
walk_page(Session *s)
{
	static const char *const verbs[] = {"w", "e", "r", "b", "a", "m", "L", "$", "C", "P",
		"A", "d", "c", "x", ":", "?", "!"};

	type(s, "\r");
	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++)
		visit(s, verbs[i]);
	for (int i = 0; i < 12; i++)
		type(s, PAGE_DOWN);
}

/* A paper of hostile text on the screen and at the terminal's own printer. */
static void
walk_paper(Session *s)
{
	type(s, ":print\r");
	type(s, "1");
	type(s, "5");
	type(s, PAGE_DOWN);
	type(s, ESC);
	type(s, ":print\r");
	type(s, "1");
	type(s, "3");
	type(s, "y");
}

static void
walk_lists(Session *s)
{
	g_autofree char *filter = g_strconcat("/", s->pasted, "\r", NULL);

	type(s, "gq");
	for (int i = 0; i < 12; i++)
		type(s, DOWN);
	type(s, "p");
	type(s, "p");
	visit(s, "s");
	visit(s, "f");
	type(s, filter);
	type(s, ESC);
	type(s, ESC);
	type(s, "gt");
	type(s, "gp");
	type(s, DOWN);
	type(s, "e");
	type(s, ESC);
}

/* Pasted into the text of intake, where controls stay in sight; filed, and what follows filing.
 * Then into every field that has the focus. */
static void
walk_intake(Session *s)
{
	gsize before = s->done;

	type(s, "gq");
	type(s, "n");
	type(s, "0");
	type(s, "2");
	type(s, s->pasted);
	if (!strstr(pty_output(s->pty) + before, "<07>"))
		g_error("a pasted control is not seen");
	type(s, F2);
	if (!pty_wait_text(s->pty, "0571XH-", PTY_TIMEOUT_MS))
		g_error("the complaint is not filed");
	type(s, "");
	type(s, ESC);
	type(s, "gq");
	type(s, "n");
	for (int i = 0; i < 8; i++) {
		type(s, s->pasted);
		type(s, "\t");
	}
	type(s, F2);
	for (int i = 0; i < 3; i++)
		type(s, ESC);
	type(s, "gq");
}

static void
remove_tree(const char *path)
{
	const char *argv[] = {"rm", "-rf", path, NULL};

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
		NULL, NULL);
}

static void
walk_all(const char *lang, int rows, int cols)
{
	g_autofree char *drafts = g_build_filename(home, "practice", "drafts", NULL);
	Session s = {.rows = rows, .cols = cols};

	remove_tree(drafts); /* of the walk before: it would be offered */
	session_start(&s, lang);
	walk_page(&s);
	walk_paper(&s);
	walk_lists(&s);
	walk_intake(&s);
	session_end(&s);
}

static bool
has_data(void)
{
	if (!texts)
		g_test_skip("no data: torture_strings.jsonl");
	return texts != NULL;
}

static void
test_screens(void)
{
	if (!has_data())
		return;
	walk_all("en", 24, 80);
	walk_all("zh_CN", 24, 80);
	if (g_strcmp0(g_getenv("AMENDS_LONG"), "1") == 0) {
		walk_all("en", 40, 120);
		walk_all("zh_CN", 40, 120);
	}
}

/* ---- the beginning ---- */

/* A file of settings or keys that is spoiled is told at the start, and again in the list. */
static void
tell(const char *name, const char *text, const char *told)
{
	g_autofree char *folder = g_build_filename(home, "amends", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	Session s = {.rows = 24, .cols = 80};

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	session_open(&s, home, "en", true, told);
	type(&s, "1");
	type(&s, "!");
	pty_expect(s.pty, told);
	type(&s, "\r");
	for (int i = 0; i < 3; i++)
		type(&s, PAGE_DOWN);
	session_end(&s);
	g_assert_cmpint(g_remove(path), ==, 0);
}

static void
test_told(void)
{
	GString *conf = g_string_new("[amends]\ntheme=x");

	if (has_data()) {
		for (int i = 0; hostile_planted[i]; i++)
			if (g_utf8_validate(hostile_planted[i], -1, NULL))
				g_string_append_printf(conf, " %s", hostile_planted[i]);
		g_string_append_c(conf, '\n');
		tell("amends.conf", conf->str, "theme cannot");
		tell("amends.conf", "[amends]\n\033]0;t\a\302\23331m\n", "line 2");
		tell("keys.conf", "\033]0;t\a\302\23331m\342\200\256 = note\n", "Line 1");
	}
	g_string_free(conf, TRUE);
}

/* Its language comes from the environment, all else from the keyboard. */
static void
test_first_start(void)
{
	g_autofree char *place = g_build_filename(home, "first", NULL);
	g_autofree char *lang = NULL;
	Session s = {.rows = 24, .cols = 80};

	if (!has_data())
		return;
	lang = g_strjoinv("|", (char **)hostile_planted);
	session_open(&s, place, lang, false, "LANGUAGE=");
	type(&s, "2");
	type(&s, "3");
	type(&s, "1");
	for (int i = 0; i < 7; i++) {
		type(&s, s.pasted);
		type(&s, "\t");
	}
	type(&s, F2);
	session_end(&s);
}

/* What was kept of stderr while the screen was up is read at a terminal one day. */
static void
test_log(void)
{
	g_autofree char *path = g_build_filename(home, "amends.log", NULL), *log = NULL;
	gsize len;

	if (!has_data())
		return;
	g_assert_true(g_file_get_contents(path, &log, &len, NULL));
	tty_allow_assert(log, len, TTY_ALLOW_LINES, "the log");
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = NULL;
	int failed;

	g_test_init(&argc, &argv, NULL);
	home = g_dir_make_tmp("amends-XXXXXX", NULL);
	folder = g_build_filename(home, "practice", NULL);
	texts = hostile_texts();
	if (texts)
		hostile_fill_store(folder, texts, RUN_BYTES, 1);
	g_test_add_func("/hostile-tty/screens", test_screens);
	g_test_add_func("/hostile-tty/told", test_told);
	g_test_add_func("/hostile-tty/first-start", test_first_start);
	g_test_add_func("/hostile-tty/log", test_log);
	failed = g_test_run();
	remove_tree(home);
	g_clear_pointer(&texts, g_ptr_array_unref);
	g_free(home);
	return failed;
}
