/*
 * The real program gives its terminal to a real EDITOR and takes it back: the
 * editor's terminal is an ordinary one, what it saves is in the form, nothing
 * stays behind.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "tests/faults/place-screen.h"

#define F2 "\033OQ"
#define F5 "\033[15~"

/* Writes the gaps over and notes how it found terminal and file. */
static const char script[] =
	"#!/bin/sh\n"
	"stty -a < /dev/tty > \"$AMENDS_HOME/tty\"\n"
	"stat -c %a \"$1\" > \"$AMENDS_HOME/mode\"\n"
	"printf 'the editor has it: ' > /dev/tty; read answer < /dev/tty\n"
	"sed -i \"s/\\[\\[[^]]*\\]\\]/$answer/g\" \"$1\"\n";

static char *
dup_home_file(const Place *place, const char *name)
{
	g_autofree char *path = g_build_filename(place->home, name, NULL);
	char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static Pty *
start(const Place *place, const char *editor)
{
	g_autoptr(GPtrArray) argv = place_argv(place);
	g_auto(GStrv) env = place_env(place);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autofree char *named = g_strdup_printf("EDITOR=%s", editor);
	PtyConfig config = {.rows = 24, .cols = 80};

	for (char **name = env; *name; name++)
		g_ptr_array_add(all, *name);
	g_ptr_array_add(all, named);
	g_ptr_array_add(all, (char *)"VISUAL");
	g_ptr_array_add(all, NULL);
	argv->pdata[argv->len - 1] = g_strdup("demo");
	g_ptr_array_add(argv, NULL);
	config.argv = (const char *const *)argv->pdata;
	config.env = (const char *const *)all->pdata;
	return pty_start(&config);
}

static void
assert_nothing_left(const Place *place)
{
	g_autofree char *folder = g_build_filename(place->home, "practice", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir)))
		g_assert_false(g_str_has_prefix(name, "edit-"));
}

static void
test_round_trip(void)
{
	g_auto(Place) place = {0};
	g_autofree char *editor = NULL, *tty = NULL, *mode = NULL;
	g_autoptr(Pty) pty = NULL;
	int status;

	place_init(&place, 0);
	place_make_store(&place);
	editor = g_build_filename(place.base, "editor", NULL);
	g_assert_true(g_file_set_contents(editor, script, -1, NULL));
	g_assert_cmpint(g_chmod(editor, 0755), ==, 0);
	pty = start(&place, editor);
	pty_expect(pty, "Who are you today?");
	pty_send(pty, "3", -1);
	pty_expect(pty, "? help");
	pty_send(pty, ":", -1);
	pty_expect(pty, "Esc");
	pty_send(pty, "letter\r", -1);
	pty_expect(pty, "Decision on a complaint");
	pty_send(pty, "3", -1);
	pty_expect(pty, "F5 your editor");
	pty_send(pty, F5, -1);
	pty_expect(pty, "the editor has it:");
	pty_send(pty, "wholly written\r", -1);
	pty_expect(pty, "F5 your editor");
	pty_expect(pty, "wholly written");
	tty = dup_home_file(&place, "tty");
	mode = dup_home_file(&place, "mode");
	g_assert_nonnull(strstr(tty, " icanon"));
	g_assert_nonnull(strstr(tty, " echo "));
	g_assert_cmpstr(mode, ==, "600\n");
	assert_nothing_left(&place);
	pty_send(pty, F2, -1);
	pty_expect(pty, "not marked sent yet");
	pty_signal(pty, SIGTERM);
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(pty_is_restored(pty));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/letter-editor/round-trip", test_round_trip);
	return g_test_run();
}
