/*
 * Letters on the screen: chosen, written, edited in a program of one's own,
 * looked at, printed, marked sent with what that stands for; each look logged.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/desk-letter.h"
#include "tests/tui/harness.h"
#include "tui/desk-shell.h"
#include "tui/editor.h"

static char subject_id[UUID_LEN];

static void
home_draw(const View *view, Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, rect.col, "home", ROLE_DEFAULT);
}

static bool
home_subject(const View *view, VerbSubject *ret)
{
	g_autoptr(Ticket) ticket = desk_ticket(view_desk((View *)view), subject_id, NULL);

	if (ticket)
		verb_subject_from_ticket(ret, ticket);
	return ticket != NULL;
}

static const ViewOps home_ops = {.name = "home",
	.context = IN_TICKET,
	.draw = home_draw,
	.subject = home_subject,
	.free = (void (*)(View *))g_free};

static View *
home(App *app)
{
	View *view = g_new0(View, 1);

	view_init(view, &home_ops, app);
	return view;
}

static void
submit(Harness *h, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(h->desk, act);
	g_autofree char *text = act_result_dup_text(result);

	if (result->outcome != ACT_SAVED)
		g_error("not saved: %s", text);
	g_strlcpy(subject_id, result->ticket, UUID_LEN);
	act_free(act);
	env_fake_advance(&h->env, US_PER_SECOND);
	harness_settle(h);
}

/* A complaint with an answered claim, owned by handler Wang, who is signed on. */
static Harness *
begin(int rows, int cols, const char *lang, const char *text)
{
	AppConfig config = {.home = home, .routes = desk_shell_routes()};
	Harness *h = harness_new_desk(rows, cols, lang, &config, "1002");
	Act *act = desk_act(h->desk);
	const char *ticket = act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	g_autofree char *claim = NULL;

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", text);
	act_text(act, "complainant", strcmp(lang, "en") == 0 ? "Jane Doe" : "王小明");
	act_int(act, "received", env_now_us(&h->env) - US_PER_HOUR);
	act_add(act, EVENT_CLAIM_ADDED, ticket);
	claim = g_strdup(act_new_id(act, "claim"));
	act_text(act, "kind", "W01");
	act_add(act, EVENT_CLAIM_ANSWERED, ticket);
	act_text(act, "claim", claim);
	act_text(act, "outcome", "upheld");
	submit(h, act);
	app_start(h->app);
	harness_settle(h);
	return h;
}

static void
open_letters(Harness *h)
{
	app_run(h->app, VERB_LETTER);
	harness_settle(h);
}

/* The decision, in the customer's language: the third of the list, after `before` letters. */
static void
open_decision(Harness *h, unsigned before)
{
	g_autofree char *digit = g_strdup_printf("%u", before + 3);

	open_letters(h);
	harness_keys(h, digit);
	harness_settle(h);
}

static Ticket *
ticket_now(Harness *h)
{
	return desk_ticket(h->desk, subject_id, NULL);
}

/* ---- an editor that is no editor ---- */

/* A program that does `script` to the file "$1"; EDITOR is it. Caller frees its path. */
static char *
make_editor(Harness *h, const char *script)
{
	char *path = g_build_filename(h->folder, "my editor.sh", NULL);
	g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", script);
	g_autofree char *command = g_strdup_printf("'%s'", path);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0700), ==, 0);
	g_setenv("EDITOR", command, TRUE);
	g_unsetenv("VISUAL");
	return path;
}

static void
run_editor(Harness *h)
{
	harness_keys(h, "F5");
	if (app_take_wish(h->app) != APP_WISH_EDIT)
		g_error("no editor wished for:\n%s", harness_dump(h));
	editor_run(h->app);
	harness_settle(h);
}

/* Files of the editor left in the store's folder. */
static unsigned
count_left(Harness *h)
{
	g_autoptr(GDir) dir = g_dir_open(desk_folder(h->desk), 0, NULL);
	const char *name;
	unsigned n = 0;

	while ((name = g_dir_read_name(dir)))
		n += g_str_has_prefix(name, "edit-");
	return n;
}

#define FILL "sed -i 's/\\[\\[[^]]*\\]\\]/As we found/g' \"$1\""

/* ---- tests ---- */

static void
test_write_and_send(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autofree char *editor = make_editor(h, FILL "; touch \"$1~\"");
	g_autoptr(Ticket) ticket = NULL;
	const TicketLetter *letter;

	open_decision(h, 0);
	harness_assert_shows(h, "Yours sincerely");
	run_editor(h);
	g_assert_cmpuint(count_left(h), ==, 0);
	harness_keys(h, "F6");
	harness_assert_shows(h, "upheld in full");
	harness_assert_hides(h, "Missing before");
	harness_keys(h, "Esc F2");
	harness_settle(h);
	harness_assert_shows(h, "it is not marked sent yet");
	open_letters(h);
	harness_keys(h, "1 3");
	harness_settle(h);
	harness_assert_shows(h, "Letter sent");
	harness_keys(h, "1");
	harness_type(h, "EMS 77");
	harness_keys(h, "F2");
	harness_settle(h);
	harness_assert_shows(h, "Letter marked sent");
	ticket = ticket_now(h);
	letter = ticket->letters->pdata[0];
	g_assert_nonnull(strstr(letter->text, "As we found"));
	g_assert_cmpstr(letter->how, ==, "letter");
	g_assert_cmpstr(ticket->told_how, ==, "letter");
	g_assert_cmpstr(ticket->evidence, ==, "EMS 77");
	g_assert_true(ticket->rights_read);
}

static void
test_gap_refused(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autoptr(Ticket) ticket = NULL;

	open_decision(h, 0);
	harness_keys(h, "F6");
	harness_keys(h, "End");
	harness_assert_shows(h, "Missing before it may be sent");
	harness_keys(h, "Esc F2");
	harness_settle(h);
	open_letters(h);
	harness_keys(h, "1 3");
	harness_settle(h);
	harness_keys(h, "1 F2");
	harness_settle(h);
	harness_assert_shows(h, "Still to be written");
	ticket = ticket_now(h);
	g_assert_cmpint(((TicketLetter *)ticket->letters->pdata[0])->sent_us, ==, 0);
	g_assert_cmpint(ticket->told_us, ==, 0);
}

/* Nothing of the names is shown before the look is in the log. */
static void
test_looks_are_logged(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autoptr(GPtrArray) before = desk_history(h->desk, subject_id, NULL);
	g_autoptr(GPtrArray) after = NULL;

	open_letters(h);
	harness_assert_hides(h, "Jane Doe");
	harness_keys(h, "3");
	harness_settle(h);
	after = desk_history(h->desk, subject_id, NULL);
	g_assert_cmpuint(after->len, ==, before->len + 1);
}

static void
test_editor_fails(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autofree char *editor = make_editor(h, "echo gone > \"$1\"; exit 1");
	g_autofree char *path = NULL, *name = NULL;

	open_decision(h, 0);
	run_editor(h);
	harness_assert_shows(h, "The editor ended without saving");
	harness_assert_shows(h, "Yours sincerely");
	g_free(g_steal_pointer(&editor));
	editor = make_editor(h, "head -c 2000000 /dev/zero > \"$1\"");
	run_editor(h);
	harness_assert_shows(h, "What the editor left is no text");
	g_setenv("EDITOR", "/no/such/program", TRUE);
	run_editor(h);
	harness_assert_shows(h, "The editor could not be started");
	g_unsetenv("EDITOR");
	harness_keys(h, "F5");
	harness_assert_shows(h, "No editor is named");
	g_assert_cmpint(app_take_wish(h->app), !=, APP_WISH_EDIT);
	g_setenv("EDITOR", "true", TRUE);
	editor_forbid(h->app, true);
	harness_keys(h, "F5");
	harness_assert_shows(h, "Other programs may not be started");
	g_assert_cmpuint(count_left(h), ==, 0);
}

/* 0600 in the private folder; what hostile editors write is cleaned; a died one is heard. */
static void
test_editor_file(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autofree char *editor = make_editor(h,
		"stat -c %a \"$1\" > \"$1.mode\"; printf 'line\\033[2J\\a\\377end\\n' > \"$1\"; "
		"kill -9 $$");
	g_autofree char *mode = NULL, *path = NULL;
	g_autoptr(GDir) dir = NULL;
	const char *name;

	open_decision(h, 0);
	run_editor(h);
	harness_assert_shows(h, "line<1B>[2J<07><FF>end");
	dir = g_dir_open(desk_folder(h->desk), 0, NULL);
	while ((name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".mode"))
			path = g_build_filename(desk_folder(h->desk), name, NULL);
	g_assert_true(g_file_get_contents(path, &mode, NULL, NULL));
	g_assert_cmpstr(mode, ==, "600\n");
	g_unlink(path);
}

/* The program died while the editor had the text: taken up the next time. */
static void
test_left_behind(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autofree char *file = g_strdup_printf("edit-%s-decision-en.txt", subject_id);
	g_autofree char *path = g_build_filename(desk_folder(h->desk), file, NULL);

	g_assert_true(g_file_set_contents(path, "typed before the crash\n", -1, NULL));
	open_decision(h, 0);
	harness_assert_shows(h, "typed before the crash");
	harness_assert_shows(h, "left in the editor");
	g_assert_cmpuint(count_left(h), ==, 0);
}

static void
test_print(void)
{
	g_autoptr(Harness) h = begin(24, 80, "en", "Fee taken twice");
	g_autofree char *path = g_build_filename(h->folder, "out.txt", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	open_decision(h, 0);
	harness_keys(h, "F2");
	harness_settle(h);
	open_letters(h);
	harness_keys(h, "1 2");
	harness_settle(h);
	harness_keys(h, "2 Ctrl-U");
	harness_type(h, path);
	harness_keys(h, "Enter");
	harness_settle(h);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, "Dear Jane Doe,"));
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		g_assert_cmpuint(g_utf8_strlen(*line, -1), <=, PAPER_COLS);
}

static void
test_hostile(void)
{
	g_autoptr(Harness) h =
		begin(24, 80, "en", "\033]0;x\a \xe2\x80\xae [[gap]] {number}");

	open_letters(h);
	harness_keys(h, "1");
	harness_settle(h);
	harness_assert_sound(h);
	harness_keys(h, "F6");
	harness_assert_shows(h, "<1B>]0;x<07>");
	harness_assert_sound(h);
}

static void
walk(int rows, int cols, const char *lang)
{
	g_autoptr(Harness) h = begin(rows, cols, lang,
		strcmp(lang, "en") == 0 ? "Fee taken twice" : "年费扣了两次");

	open_letters(h);
	harness_golden(h, "letter-list");
	harness_keys(h, "3");
	harness_settle(h);
	harness_golden(h, "letter-write");
	harness_keys(h, "F6");
	harness_golden(h, "letter-look");
	harness_keys(h, "Esc F2");
	harness_settle(h);
	open_letters(h);
	harness_keys(h, "1");
	harness_golden(h, "letter-what");
	harness_keys(h, "3");
	harness_settle(h);
	harness_golden(h, "letter-sent");
}

static void
test_screens(void)
{
	walk(24, 80, "en");
	walk(24, 80, "zh_CN");
	walk(40, 120, "en");
	walk(40, 120, "zh_CN");
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/letter/write-and-send", test_write_and_send);
	g_test_add_func("/letter/gap-refused", test_gap_refused);
	g_test_add_func("/letter/looks-are-logged", test_looks_are_logged);
	g_test_add_func("/letter/editor-fails", test_editor_fails);
	g_test_add_func("/letter/editor-file", test_editor_file);
	g_test_add_func("/letter/left-behind", test_left_behind);
	g_test_add_func("/letter/print", test_print);
	g_test_add_func("/letter/hostile", test_hostile);
	g_test_add_func("/letter/screens", test_screens);
	return g_test_run();
}
