/*
 * See harness.h. The golden files hold canvas dumps with roles, so a change of
 * colour is seen as well as a change of text.
 */
#include "config.h"

#include "tests/tui/harness.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "tui/cells.h"

#define PIN "4821"

static char *
dup_locale_folder(void)
{
	const char *build = g_getenv("AMENDS_BUILDDIR");

	return g_build_filename(build ? build : ".", "assets", "locale", NULL);
}

/* bindtextdomain() makes gettext look again, so that two languages can follow each other. */
static void
set_language(const char *lang)
{
	g_autofree char *folder = dup_locale_folder();

	g_setenv("LANGUAGE", lang, TRUE);
	bindtextdomain(GETTEXT_PACKAGE, folder);
	bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
	textdomain(GETTEXT_PACKAGE);
}

void
harness_init(int *argc, char ***argv)
{
	g_setenv("LC_ALL", "C.UTF-8", TRUE);
	g_setenv("TZ", "Asia/Shanghai", TRUE);
	setlocale(LC_ALL, "");
	set_language("en");
	g_test_init(argc, argv, NULL);
}

static Harness *
harness_blank(int rows, int cols, const char *lang)
{
	Harness *h = g_new0(Harness, 1);

	set_language(lang);
	env_init_fake(&h->env, HARNESS_NOW_US, 1);
	g_strlcpy(h->lang, lang, sizeof h->lang);
	h->rows = rows;
	h->cols = cols;
	return h;
}

static void
make_app(Harness *h, const AppConfig *config)
{
	static const CellRules rules = {.ascii = false};
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
	AppConfig full = config ? *config : (AppConfig){.rows = 0};

	full.desk = h->desk;
	full.env = &h->env;
	full.zone = zone;
	full.rules = &rules;
	full.rows = h->rows;
	full.cols = h->cols;
	h->app = app_new(&full);
}

Harness *
harness_new(int rows, int cols, const char *lang, const AppConfig *config)
{
	Harness *h = harness_blank(rows, cols, lang);

	make_app(h, config);
	return h;
}

/* ---- with a store ---- */

static void
add_person(Harness *h, const char *number, const char *name, const char *role)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ActResult) result = NULL;
	Act *act = desk_act(h->desk);
	g_autofree char *subject = g_strdup(act_add(act, EVENT_PERSON_ADDED, NULL));

	act_text(act, "number", number);
	act_text(act, "name", name);
	act_text(act, "role", role);
	act_text(act, "branch", "0571");
	act_add(act, EVENT_PIN_SET, subject);
	desk_hash_pin(h->desk, act, PIN, &error);
	g_assert_no_error(error);
	result = desk_submit_wait(h->desk, act);
	if (result->outcome != ACT_SAVED) {
		g_autofree char *why = act_result_dup_text(result);

		g_error("cannot add %s: %s", name, why);
	}
	act_free(act);
}

static void
on_change(void *data)
{
	Harness *h = data;

	if (h->app)
		app_changed(h->app);
}

static void
be(Harness *h, const char *number)
{
	if (desk_is_practice(h->desk))
		desk_assume(h->desk, desk_person_by_number(h->desk, number)->id);
	else
		g_assert_cmpint(desk_sign_on_wait(h->desk, number, PIN, NULL), ==, SIGN_ON_OK);
}

static void
open_store(Harness *h, bool practice)
{
	g_autoptr(GError) error = NULL;
	const char *assets = g_getenv("AMENDS_DATADIR");
	DeskConfig desk = {.assets = assets ? assets : "assets",
		.env = &h->env,
		.create = true,
		.practice = practice,
		.stepped = true,
		.branch = "0571",
		.branch_name = "Hangzhou Xihu",
		.zone = "Asia/Shanghai"};

	h->folder = g_dir_make_tmp("amends-XXXXXX", &error);
	g_assert_no_error(error);
	desk.folder = h->folder;
	h->desk = desk_open(&desk, &error);
	g_assert_no_error(error);
	desk_on_change(h->desk, on_change, h);
}

static void
make_desk(Harness *h, bool practice, const char *number)
{
	open_store(h, practice);
	add_person(h, "1003", "陈国平", "supervisor");
	be(h, "1003");
	add_person(h, "1001", "赵小燕", "teller");
	add_person(h, "1002", "王建国", "handler");
	if (number)
		be(h, number);
	else
		desk_sign_off(h->desk, "asked");
}

Harness *
harness_new_founder(int rows, int cols, const char *lang, const char *role)
{
	Harness *h = harness_blank(rows, cols, lang);

	open_store(h, false);
	add_person(h, "0001", "Founder", role);
	be(h, "0001");
	make_app(h, NULL);
	harness_settle(h);
	return h;
}

Harness *
harness_new_desk(
	int rows, int cols, const char *lang, const AppConfig *config, const char *number)
{
	Harness *h = harness_blank(rows, cols, lang);

	make_desk(h, true, number);
	make_app(h, config);
	harness_settle(h);
	return h;
}

Harness *
harness_new_real(
	int rows, int cols, const char *lang, const AppConfig *config, const char *number)
{
	Harness *h = harness_blank(rows, cols, lang);

	make_desk(h, false, number);
	make_app(h, config);
	harness_settle(h);
	return h;
}

static void
remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inside = g_build_filename(path, name, NULL);

		if (g_file_test(inside, G_FILE_TEST_IS_DIR) &&
			!g_file_test(inside, G_FILE_TEST_IS_SYMLINK))
			remove_tree(inside);
		else
			g_unlink(inside);
	}
	g_rmdir(path);
}

void
harness_free(Harness *h)
{
	if (!h)
		return;
	app_free(h->app);
	h->app = NULL;
	if (h->desk)
		harness_settle(h);
	desk_free(h->desk);
	if (h->folder)
		remove_tree(h->folder);
	g_free(h->folder);
	g_free(h);
}

/* ---- driving ---- */

void
harness_settle(Harness *h)
{
	bool more = true;

	while (more) {
		more = h->desk && desk_step(h->desk);
		while (g_main_context_iteration(NULL, FALSE))
			more = true;
	}
}

static void
send(Harness *h, const Key *key)
{
	app_key(h->app, key);
	harness_settle(h);
	app_paint(h->app);
}

void
harness_keys(Harness *h, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	for (int i = 0; list[i]; i++) {
		g_auto(Key) key = {.code = KEY_NONE};

		if (!*list[i])
			continue;
		if (!key_parse(list[i], &key))
			g_error("no such key: %s", list[i]);
		send(h, &key);
	}
}

void
harness_type(Harness *h, const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		Key key = {.code = KEY_CHAR, .ch = g_utf8_get_char(p)};

		if (*p == '\n')
			key = (Key){.code = KEY_CHAR, .mods = KEY_MOD_CTRL, .ch = 'j'};
		send(h, &key);
	}
}

void
harness_paste(Harness *h, const char *text)
{
	g_auto(Key) key = {.code = KEY_PASTE, .text = g_strdup(text)};

	send(h, &key);
}

void
harness_advance(Harness *h, int64_t by_us)
{
	env_fake_advance(&h->env, by_us);
	app_tick(h->app);
	harness_settle(h);
	app_paint(h->app);
}

/* ---- looking ---- */

static char *
dump(Harness *h, bool roles)
{
	harness_settle(h);
	return canvas_dump(app_paint(h->app), roles);
}

char *
harness_dump(Harness *h)
{
	return dump(h, false);
}

bool
harness_shows(Harness *h, const char *text)
{
	g_autofree char *screen = harness_dump(h);

	return strstr(screen, text) != NULL;
}

void
harness_assert_shows(Harness *h, const char *text)
{
	g_autofree char *screen = harness_dump(h);

	if (!strstr(screen, text))
		g_error("the screen does not show \"%s\":\n%s", text, screen);
}

void
harness_assert_hides(Harness *h, const char *text)
{
	g_autofree char *screen = harness_dump(h);

	if (strstr(screen, text))
		g_error("the screen shows \"%s\":\n%s", text, screen);
}

static void
check_row(const Canvas *canvas, int row, const char *screen)
{
	for (int col = 0; col < canvas_cols(canvas); col++) {
		const Cell *cell = canvas_cell(canvas, row, col);

		if (cell->width != 2)
			continue;
		if (col + 1 >= canvas_cols(canvas) ||
			canvas_cell(canvas, row, col + 1)->width != 0)
			g_error("half a character in row %d:\n%s", row, screen);
	}
}

void
harness_assert_sound(Harness *h)
{
	const Canvas *canvas = app_paint(h->app);
	g_autofree char *screen = canvas_dump(canvas, false);
	g_auto(GStrv) rows = g_strsplit(screen, "\n", -1);
	View *top = app_top(h->app);
	int row, col;

	for (int i = 0; i < canvas_rows(canvas); i++)
		check_row(canvas, i, screen);
	g_assert_cmpint((int)g_strv_length(rows), >=, canvas_rows(canvas) + 1);
	canvas_cursor(canvas, &row, &col);
	g_assert_true(
		row >= 0 && row < canvas_rows(canvas) && col >= 0 && col < canvas_cols(canvas));
	if (canvas_rows(canvas) < 10 || canvas_cols(canvas) < 40 || !top ||
		(top->ops->flags & VIEW_DIALOG))
		return;
	g_autofree char *help =
		g_strdup_printf("%s %s", (top->ops->context & IN_TEXT) ? "F1" : "?", _("help"));
	const char *keys = rows[canvas_rows(canvas) - 1];

	if (!g_str_has_suffix(keys, help))
		g_error("the key line does not end in \"%s\":\n%s", help, screen);
}

static char *
golden_path(Harness *h, const char *name)
{
	const char *source = g_getenv("AMENDS_SRCDIR");
	g_autofree char *file =
		g_strdup_printf("%s-%s-%dx%d.txt", name, h->lang, h->cols, h->rows);

	return g_build_filename(source ? source : ".", "tests", "tui", "golden", file, NULL);
}

void
harness_golden(Harness *h, const char *name)
{
	g_autofree char *path = golden_path(h, name), *now = dump(h, true), *before = NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	harness_assert_sound(h);
	if (g_strcmp0(g_getenv("AMENDS_UPDATE_GOLDEN"), "1") == 0) {
		g_mkdir_with_parents(folder, 0755);
		g_file_set_contents(path, now, -1, &error);
		g_assert_no_error(error);
		return;
	}
	if (!g_file_get_contents(path, &before, NULL, &error))
		g_error("%s; AMENDS_UPDATE_GOLDEN=1 writes it", error->message);
	if (strcmp(before, now) != 0)
		g_error("%s differs.\nwas:\n%s\nis:\n%s", path, before, now);
}
