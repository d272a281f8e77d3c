/*
 * The real program at a pseudo-terminal over a store full of hostile text: every
 * screen and popup in both languages, hostile paste and filter, and what it says as it
 * starts, fails and ends. Each byte written is held against the list of tty-allow.h.
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

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

typedef struct Session {
	Pty *pty;
	unsigned n_clears;
	char *pasted; /* all planted strings as one bracketed paste */
} Session;

static void
check_output(Session *s, const char *what)
{
	tty_allow_assert(pty_output(s->pty), pty_output_len(s->pty), TTY_ALLOW_SCREEN, what);
}

/* Types, and waits until all of it is on the screen: the redraw asked for behind it came. */
static void
type(Session *s, const char *keys)
{
	pty_send(s->pty, keys, -1);
	pty_send(s->pty, REDRAW, -1);
	s->n_clears++;
	if (!pty_wait_output(s->pty, CLEAR, s->n_clears, PTY_TIMEOUT_MS))
		g_error("nothing is drawn after \"%s\"", keys);
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

static unsigned
count_clears(Pty *pty)
{
	const char *at = pty_output(pty);
	unsigned n = 0;

	for (; (at = strstr(at, CLEAR)); at += strlen(CLEAR))
		n++;
	return n;
}

static void
session_start(Session *s, const char *lang, int rows, int cols)
{
	g_autofree char *program =
		g_build_filename(g_getenv("AMENDS_BUILDDIR"), "amends", NULL);
	g_autofree char *amends_home = g_strdup_printf("AMENDS_HOME=%s", home);
	g_autofree char *config = g_strdup_printf("XDG_CONFIG_HOME=%s", home);
	g_autofree char *language = g_strdup_printf("LANGUAGE=%s", lang);
	const char *argv[] = {program, "demo", NULL};
	const char *env[] = {amends_home, config, language, "TERM=xterm-256color",
		"G_MESSAGES_DEBUG=all", "TMUX", NULL};

	s->pty = pty_start(&(PtyConfig){argv, env, rows, cols});
	s->pasted = dup_paste();
	if (!pty_wait_text(s->pty, "1003", PTY_TIMEOUT_MS))
		g_error("nobody is asked who they are");
	s->n_clears = count_clears(s->pty);
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
	check_output(s, "the end");
	pty_free(s->pty);
	g_free(s->pasted);
}

/* The body of the screen, without clock and messages. */
static char *
dup_body(Session *s)
{
	g_autofree char *screen = pty_dup_screen(s->pty);
	g_auto(GStrv) rows = g_strsplit(screen, "\n", 14);
	GString *body = g_string_new(NULL);

	for (int i = 1; i < 13 && rows[i]; i++)
		g_string_append_printf(body, "%s\n", rows[i]);
	return g_string_free(body, FALSE);
}

/* Esc until the screen is again what it was. */
static void
escape_to(Session *s, const char *body, const char *from)
{
	for (int i = 0; i < MAX_ESCAPES; i++) {
		g_autofree char *now = NULL;

		type(s, ESC);
		now = dup_body(s);
		if (strcmp(now, body) == 0)
			return;
	}
	g_error("Esc does not lead back from %s", from);
}

/* A popup or form, something hostile put into it where it takes text, and back. */
static void
visit(Session *s, const char *keys)
{
	g_autofree char *body = dup_body(s);

	type(s, keys);
	type(s, "\t");
	type(s, DOWN);
	check_output(s, keys);
	escape_to(s, body, keys);
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
	check_output(s, "a page");
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
	check_output(s, "a paper");
	type(s, ":print\r");
	type(s, "1");
	type(s, "3");
	check_output(s, "the terminal's printer");
	type(s, "y");
	check_output(s, "the clipboard");
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
	check_output(s, "a filter");
	type(s, ESC);
	type(s, ESC);
	type(s, "gt");
	type(s, "gp");
	type(s, DOWN);
	type(s, "e");
	check_output(s, "lists");
	type(s, ESC);
}

/* Pasted into the text of intake, where it stays in sight; F2 names what is missing. */
static void
walk_intake(Session *s)
{
	type(s, "gq");
	type(s, "n");
	type(s, s->pasted);
	type(s, "0");
	type(s, "2");
	type(s, s->pasted);
	type(s, "\t");
	type(s, s->pasted);
	check_output(s, "intake");
	if (!pty_wait_text(s->pty, "<1B>", PTY_TIMEOUT_MS))
		g_error("a pasted control is not seen");
	type(s, F2);
	type(s, F2);
	check_output(s, "intake filed");
	type(s, ESC);
}

static void
walk_all(const char *lang, int rows, int cols)
{
	Session s = {.pty = NULL};

	session_start(&s, lang, rows, cols);
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
	g_test_add_func("/hostile-tty/log", test_log);
	failed = g_test_run();
	g_spawn_sync(NULL, (char *[]){(char *)"rm", (char *)"-rf", home, NULL}, NULL,
		G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	g_clear_pointer(&texts, g_ptr_array_unref);
	g_free(home);
	return failed;
}
