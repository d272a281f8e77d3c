/*
 * tui/settings.h: whatever the file holds, there are settings; what is not
 * taken is told with a line of the file. A change is read back, changes no other
 * value, and keeps every line that is not the setting's own; a file that
 * cannot be read is kept beside.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>

#include "tui/settings.h"

static const struct {
	Setting setting;
	const char *value;
} changes[] = {
	{SETTING_THEME, "mono"},
	{SETTING_LOCK_MINUTES, "5"},
	{SETTING_BRANCH_PHONE, " \t95588 = \\s\n王 "},
	{SETTING_HINTS, ""},
};

static void
check_values(const Settings *settings)
{
	for (Setting s = 0; s < N_SETTINGS; s++) {
		g_autofree char *origin = settings_dup_origin(settings, s);

		g_assert_true(g_utf8_validate(settings_text(settings, s), -1, NULL));
		g_assert_nonnull(origin);
	}
	g_assert_cmpint(settings_int(settings, SETTING_ESC_DELAY), >=, 10);
	g_assert_cmpint(settings_int(settings, SETTING_ESC_DELAY), <=, 1000);
	g_assert_cmpint(settings_int(settings, SETTING_LOCK_MINUTES), <=, 240);
}

/* A line without white space: around the "=" it may be written anew. */
static char *
dup_core(const char *line)
{
	GString *core = g_string_new(NULL);

	for (; *line; line++)
		if (!g_ascii_isspace(*line))
			g_string_append_c(core, *line);
	return g_string_free(core, FALSE);
}

/* Every comment, group and foreign line of `before` stands in `after`. */
static void
check_kept(const char *before, const char *after, const char *name)
{
	g_auto(GStrv) old = g_strsplit(before, "\n", -1), new = g_strsplit(after, "\n", -1);
	g_autoptr(GHashTable) have =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *own = g_strdup_printf("%s=", name);

	for (unsigned i = 0; new[i]; i++)
		g_hash_table_add(have, dup_core(new[i]));
	for (unsigned i = 0; old[i]; i++) {
		g_autofree char *line = dup_core(old[i]);

		if (g_hash_table_contains(have, line) || g_str_has_prefix(line, own))
			continue;
		g_assert_cmpstr(line, ==, "");
	}
}

static void
check_change(const char *path, const char *before, size_t size, unsigned i)
{
	g_autoptr(Settings) settings = settings_new(path, NULL), again = NULL;
	g_autofree char *broken = g_strconcat(path, ".broken", NULL), *after = NULL,
			*aside = NULL;
	const char *value = changes[i].value;
	gsize aside_len;

	g_unlink(broken);
	g_assert_true(settings_set(settings, changes[i].setting, value, NULL));
	if (*value)
		g_assert_cmpstr(settings_text(settings, changes[i].setting), ==, value);
	again = settings_new(path, NULL);
	for (Setting s = 0; s < N_SETTINGS; s++) {
		g_assert_cmpstr(settings_text(settings, s), ==, settings_text(again, s));
		g_assert_cmpint(settings_origin(settings, s), ==, settings_origin(again, s));
	}
	if (g_file_get_contents(broken, &aside, &aside_len, NULL)) {
		g_assert_cmpmem(aside, aside_len, before, size);
		return;
	}
	g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
	check_kept(before, after, setting_name(changes[i].setting));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *path = fuzz_write("amends.conf", data, size);
	g_autofree char *text = fuzz_dup_text(data, size), *problem = NULL;
	g_autofree char *mark = g_strdup_printf("%s, line ", path);
	g_autoptr(Settings) settings = settings_new(path, &problem);
	FuzzDice dice = fuzz_dice(data, size);

	check_values(settings);
	if (problem)
		fuzz_check_lines_named(problem, mark, fuzz_count_lines(data, size));
	check_change(path, text, size, fuzz_throw(&dice, G_N_ELEMENTS(changes)));
	return 0;
}
