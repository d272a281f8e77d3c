/* The code of its header. */
#include "config.h"

#include "tests/tui/cli-run.h"

#include <jansson.h>
#include <string.h>
#include <sys/wait.h>

char *home, *program, *pin_file;

void
said_clear(Said *said)
{
	g_clear_pointer(&said->out, g_free);
	g_clear_pointer(&said->err, g_free);
}

void
home_make(void)
{
	home = g_dir_make_tmp("amends-cli-XXXXXX", NULL);
	program = g_build_filename(g_getenv("AMENDS_BUILDDIR"), "amends", NULL);
	g_setenv("AMENDS_HOME", home, TRUE);
	g_setenv("XDG_CONFIG_HOME", home, TRUE);
	g_setenv("LANGUAGE", "en", TRUE);
}

void
home_remove(void)
{
	const char *argv[] = {"rm", "-rf", "--", home, NULL};

	g_assert_true(g_spawn_sync("/", (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, NULL, NULL));
}

static void
assert_safe(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		gunichar ch = g_utf8_get_char(at);

		g_assert_true(ch == '\n' || ch == '\r' || ch == '\t' || ch >= ' ');
		g_assert_false(ch >= 0x7f && ch < 0xa0);
		g_assert_false(
			(ch >= 0x202a && ch <= 0x202e) || (ch >= 0x2066 && ch <= 0x2069));
	}
}

Said
run_argv(char **argv)
{
	Said said = {0};
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said.out, &said.err,
		&status, &error);
	g_assert_no_error(error);
	g_assert_true(WIFEXITED(status));
	said.code = WEXITSTATUS(status);
	assert_safe(said.out);
	assert_safe(said.err);
	return said;
}

Said
run(const char *line)
{
	g_autofree char *command = g_strdup_printf("%s %s", program, line);
	g_auto(GStrv) argv = NULL;

	g_assert_true(g_shell_parse_argv(command, NULL, &argv, NULL));
	return run_argv(argv);
}

void
expect(const char *line, int code, const char *wanted)
{
	g_auto(Said) said = run(line);
	g_autofree char *all = g_strconcat(said.out, said.err, NULL);

	if (said.code != code || (wanted && !strstr(all, wanted)))
		g_error("amends %s\ngave %d, wanted %d and \"%s\":\n%s", line, said.code, code,
			wanted ? wanted : "", all);
}

unsigned
expect_json(const char *line, int code)
{
	g_auto(Said) said = run(line);
	g_auto(GStrv) lines = g_strsplit(said.out, "\n", -1);
	unsigned n = 0;

	g_assert_cmpint(said.code, ==, code);
	for (int i = 0; lines[i] && lines[i][0]; i++, n++) {
		json_error_t error;
		json_t *json = json_loads(lines[i], JSON_REJECT_DUPLICATES, &error);

		if (!json)
			g_error("%s: %s in %s", line, error.text, lines[i]);
		json_decref(json);
	}
	return n;
}

char *
log_one(const char *options)
{
	g_autofree char *line = g_strdup_printf(
		"--practice --as 1003 log %s -w refund \"charged twice\"", options);
	g_auto(Said) said = run(line);
	const char *dash = strrchr(said.out, '-');

	g_assert_cmpint(said.code, ==, 0);
	return g_strndup(dash + 1, strspn(dash + 1, "0123456789"));
}

void
expect_on(const char *format, const char *id, int code, const char *wanted)
{
	g_auto(GStrv) parts = g_strsplit(format, "ID", 2);
	g_autofree char *line = g_strconcat("--practice ", parts[0], id, parts[1], NULL);

	expect(line, code, wanted);
}
