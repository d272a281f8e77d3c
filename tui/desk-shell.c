/*
 * See desk-shell.h. One terminal and one main loop for the whole process; an
 * app for first start, then one for each store that is opened.
 *
 *	start --no store, not practice--> first start --answers--> desk
 *	start --store, or practice------> desk --demo--> practice desk
 */
#include "config.h"

#include "tui/desk-shell.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/practice.h"
#include "tui/cli.h"
#include "tui/language.h"
#include "tui/editor.h"
#include "tui/main-loop.h"
#include "tui/print.h"
#include "tui/timer.h"
#include "tui/view-first-start.h"
#include "tui/view-sign-on.h"

#define PROBE_MS	300
#define PRACTICE_BRANCH "0571"

typedef struct Shell {
	const ShellConfig *config;
	Env env;
	MainLoop *loop;
	Term *term;
	Desk *desk;
	App *app;
	Timer *timer;
	Keymap *keymap;
	AppRoute *routes; /* the common ones and this session's own */
	char *problem;
	bool asked;	/* the terminal, which has not answered yet */
	bool practice;	/* of the desk that is open or comes next */
	bool again;	/* another store was asked for */
	StaffRole role; /* of first start: whom practice begins as */
	bool has_role;
} Shell;

static void
say_to_stderr(const char *text, bool ascii)
{
	g_autofree char *clean = cli_dup_shown(text, STDERR_FILENO, ascii);

	g_printerr("amends: %s\n", clean);
}

/* ---- terminal ---- */

static bool
start_terminal(Shell *shell, GError **error)
{
	const char *glyphs = settings_text(shell->config->settings, SETTING_GLYPHS);
	TermConfig config = {.log_fd = places_open_log(shell->config->places)};

	config.rules.ascii = shell->config->ascii;
	config.rules.lines = strcmp(glyphs, "lines") == 0;
	theme_kind_from_name(
		settings_text(shell->config->settings, SETTING_THEME), &config.theme);
	shell->loop = main_loop_new();
	main_loop_set_esc_delay(shell->loop,
		(unsigned)settings_int(shell->config->settings, SETTING_ESC_DELAY));
	shell->term = term_start(&config, error);
	if (config.log_fd >= 0)
		close(config.log_fd);
	if (!shell->term)
		return false;
	shell->asked = strcmp(glyphs, "auto") == 0 && !shell->config->ascii;
	if (shell->asked)
		term_ask(shell->term);
	return true;
}

/* The answer comes while the store is opened; it is needed for the first screen. */
static void
take_answer(Shell *shell)
{
	if (shell->asked)
		term_probe(shell->term, PROBE_MS);
	shell->asked = false;
}

/* ---- stores ---- */

static bool
open_desk(Shell *shell, bool practice, const FirstStartAnswers *answers, GError **error)
{
	const Places *places = shell->config->places;
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	DeskConfig config = {
		.folder = practice ? places->practice : places->desk,
		.assets = places->assets,
		.env = &shell->env,
		.create = practice || answers,
		.practice = practice,
		.branch = answers && !practice ? answers->branch : PRACTICE_BRANCH,
		.branch_name = answers && !practice ? answers->branch_name : "",
		.zone = g_time_zone_get_identifier(zone),
	};

	g_clear_pointer(&shell->desk, desk_free);
	shell->practice = practice;
	shell->desk = desk_open(&config, error);
	if (!shell->desk)
		return false;
	if (practice && desk_people(shell->desk)->len == 0)
		return practice_fill(shell->desk, places->assets, error);
	return true;
}

/* Who practises: the first of the role that was chosen at first start, else a list is shown. */
static void
assume_role(Shell *shell)
{
	const GPtrArray *people = desk_people(shell->desk);

	for (guint i = 0; shell->has_role && i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (!person->active || person->role != shell->role)
			continue;
		desk_assume(shell->desk, person->id);
		return;
	}
}

/* ---- first start ---- */

static bool
add_first_person(Shell *shell, const FirstStartAnswers *answers, GError **error)
{
	g_autoptr(Act) act = desk_act(shell->desk);
	g_autoptr(ActResult) result = NULL;
	g_autofree char *why = NULL;
	g_autofree char *person = g_strdup(act_add(act, EVENT_PERSON_ADDED, NULL));

	act_text(act, "number", answers->number);
	act_text(act, "name", answers->name);
	act_text(act, "role", staff_role_name(answers->role));
	act_text(act, "branch", desk_branch(shell->desk));
	act_add(act, EVENT_PIN_SET, person);
	if (!desk_hash_pin(shell->desk, act, answers->pin, error))
		return false;
	result = desk_submit_wait(shell->desk, act);
	if (result->outcome == ACT_SAVED)
		return true;
	why = act_result_dup_text(result);
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, why);
	return false;
}

static void
keep_language(Shell *shell, const char *language)
{
	Settings *settings = shell->config->settings;
	g_autoptr(GError) error = NULL;

	if (strcmp(language, shell->config->language) == 0 &&
		strcmp(settings_text(settings, SETTING_LANGUAGE), "auto") == 0)
		return;
	if (!settings_set(settings, SETTING_LANGUAGE, language, &error))
		shell->problem = g_strdup(error->message);
}

static bool
first_start_done(const FirstStartAnswers *answers, void *data, GError **error)
{
	Shell *shell = data;

	if (!answers->practice && !(shell->desk && !shell->practice) &&
		!open_desk(shell, false, answers, error))
		return false;
	if (answers->practice && !open_desk(shell, true, answers, error))
		return false;
	if (answers->practice) {
		shell->role = answers->role;
		shell->has_role = true;
		assume_role(shell);
	} else if (!add_first_person(shell, answers, error)) {
		return false;
	} else if (desk_sign_on_wait(shell->desk, answers->number, answers->pin, NULL) !=
		   SIGN_ON_OK) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DATABASE,
			_("The desk is made and %s is in its staff file, but cannot be signed on "
			  "now. Leave amends, start it again and sign on."),
			answers->number);
		return false;
	}
	keep_language(shell, answers->language);
	app_quit(shell->app);
	return true;
}

static void
first_start_language(const char *language, void *data)
{
	const Shell *shell = data;

	language_set(shell->config->places->locale, language);
}

static void
new_app(Shell *shell, const AppConfig *base)
{
	AppConfig config = *base;

	config.rules = term_rules(shell->term);
	config.rows = term_rows(shell->term);
	config.cols = term_cols(shell->term);
	config.env = &shell->env;
	config.data = shell;
	shell->app = app_new(&config);
	editor_forbid(shell->app,
		!settings_bool(shell->config->settings, SETTING_EXTERNAL_EDITOR));
	print_set_branch_phone(
		shell->app, settings_text(shell->config->settings, SETTING_BRANCH_PHONE));
}

/* False when the line is gone. */
static bool
run_app(Shell *shell)
{
	bool there;

	if (shell->problem)
		app_say_error(shell->app, "%s", shell->problem);
	g_clear_pointer(&shell->problem, g_free);
	there = main_loop_run(shell->loop, shell->app, shell->term);
	g_clear_pointer(&shell->app, app_free);
	return there;
}

static const char *
user_name(void)
{
	const char *real = g_get_real_name();

	return real && strcmp(real, "Unknown") != 0 && *real ? real : g_get_user_name();
}

/* True once there is a desk. */
static bool
first_start(Shell *shell)
{
	TerminalFacts facts = {
		.utf8 = !shell->config->ascii,
		.wide_lines = term_rules(shell->term)->ambiguous_wide,
		.tmux = g_getenv("TMUX") != NULL,
		.rows = term_rows(shell->term),
		.cols = term_cols(shell->term),
		.colours = term_colours(shell->term),
	};
	g_auto(GStrv) notes = first_start_dup_notes(&facts);
	g_autofree char *terminal = first_start_dup_terminal(&facts);
	g_autofree char *from =
		*shell->config->language_from
			? g_strdup_printf(_("from %s"), shell->config->language_from)
			: g_strdup("");
	FirstStart start = {
		.language = shell->config->language,
		.language_from = from,
		.name = user_name(),
		.branch = shell->desk ? desk_branch(shell->desk) : NULL,
		.branch_name = shell->desk ? desk_branch_name(shell->desk) : NULL,
		.terminal = terminal,
		.notes = (const char *const *)notes,
		.set_language = first_start_language,
		.done = first_start_done,
		.data = shell,
	};
	bool there;

	new_app(shell, &(AppConfig){.rows = 0});
	app_push(shell->app, view_first_start_new(shell->app, &start));
	there = run_app(shell);
	return there && shell->desk && desk_people(shell->desk)->len > 0;
}

/* ---- the desk ---- */

static void
greet(App *app, bool unlocked)
{
	Shell *shell = app_data(app);

	desk_session_save(shell->desk, getpid());
	if (!unlocked)
		desk_shell_tell(app);
	timer_greet(shell->timer, app, unlocked);
}

static void
tick(App *app)
{
	Shell *shell = app_data(app);

	timer_tick(shell->timer, app);
}

static void
demo_run(App *app, View *view, Verb verb)
{
	Shell *shell = app_data(app);

	if (shell->practice) {
		app_say(app, "%s", _("This is the practice desk already."));
		return;
	}
	shell->again = true;
	app_quit(app);
}

/* The common routes and what only a session can do. */
static void
make_routes(Shell *shell)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(AppRoute));
	AppRoute demo = {VERB_DEMO, demo_run}, end = {.verb = VERB_NONE};
	const AppRoute *route = desk_shell_routes();

	for (; route->verb != VERB_NONE; route++)
		g_array_append_vals(all, route, 1);
	g_array_append_val(all, demo);
	g_array_append_val(all, end);
	shell->routes = (AppRoute *)(void *)g_array_free(all, FALSE);
}

/* Keys of the person's own; a file that does not do leaves the table's and is told. */
static void
make_keymap(Shell *shell)
{
	const char *path = shell->config->places->keys;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	shell->keymap = keymap_new();
	if (!g_file_get_contents(path, &text, NULL, NULL) ||
		keymap_apply(shell->keymap, text, &error) || shell->problem)
		return;
	shell->problem = g_strdup_printf("%s: %s", path, error->message);
}

static bool
run_desk(Shell *shell)
{
	const Settings *settings = shell->config->settings;
	AppConfig config = {
		.desk = shell->desk,
		.keymap = shell->keymap,
		.routes = shell->routes,
		.home = desk_shell_home,
		.sign_on = view_sign_on_new,
		.greet = greet,
		.tick = tick,
		.lock_us = settings_int(settings, SETTING_LOCK_MINUTES) * US_PER_MINUTE,
		.prefer_fkeys = settings_bool(settings, SETTING_PREFER_FKEYS),
	};
	bool there;

	shell->timer = timer_new(settings_int(settings, SETTING_IDLE_MINUTES) * US_PER_MINUTE);
	new_app(shell, &config);
	app_start(shell->app);
	there = run_app(shell);
	desk_session_clear(shell->desk);
	g_clear_pointer(&shell->timer, timer_free);
	return there;
}

static bool
run_stores(Shell *shell, GError **error)
{
	const Places *places = shell->config->places;
	bool there = true;

	if (shell->config->practice || places_has_store(places->desk))
		if (!open_desk(shell, shell->config->practice, NULL, error))
			return false;
	take_answer(shell);
	if (!shell->desk || desk_people(shell->desk)->len == 0)
		there = first_start(shell);
	while (there && shell->desk) {
		shell->again = false;
		there = run_desk(shell) && shell->again;
		if (there && !open_desk(shell, true, NULL, error))
			return false;
	}
	return true;
}

static void
shell_clear(Shell *shell)
{
	g_clear_pointer(&shell->desk, desk_free);
	/* Or the answer would be read by whoever comes after us. */
	if (shell->term)
		take_answer(shell);
	g_clear_pointer(&shell->term, term_stop);
	g_clear_pointer(&shell->loop, main_loop_free);
	keymap_free(shell->keymap);
	g_free(shell->routes);
	g_free(shell->problem);
}

int
desk_shell_run(const ShellConfig *config)
{
	Shell shell = {.config = config, .problem = g_strdup(config->problem)};
	g_autoptr(GError) error = NULL;
	bool ok;

	env_init_real(&shell.env);
	make_routes(&shell);
	make_keymap(&shell);
	ok = places_make_data(config->places, &error) && start_terminal(&shell, &error) &&
	     run_stores(&shell, &error);
	shell_clear(&shell);
	if (ok)
		return 0;
	say_to_stderr(error->message, config->ascii);
	return 2;
}
