/*
 * The line is lost (HUP), the program is asked to end (TERM), the terminal is gone without a
 * word: in every view and in the middle of every form. It ends by itself, the terminal is as it
 * was, the timer runs on, and what was typed is offered again. The tables are held against the
 * sources, so that a new view or form has to come in here.
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/faults/place-screen.h"
#include "tests/tui/pty.h"

#define F2 "\033OQ"

typedef struct Case {
	const char *name, *source; /* the ViewOps or FormSpec in the sources */
	const char *who; /* what to type on "Who are you today?"; NULL: cannot be reached */
	/* From the first screen: keys, '~', what the screen shows then; the next behind '|'. */
	const char *way;
	const char *text; /* typed into a form; NULL: it is none */
	const char *why;  /* why no draft comes back, or why it cannot be reached */
} Case;

#define HANDLER	   "3"
#define SUPERVISOR "5"
#define ADMIN	   "9"

#define VIEW(name, source, way)                                                                \
	{                                                                                      \
		name, source, SUPERVISOR, way, NULL, NULL                                      \
	}
#define FORM(name, source, way, text)                                                          \
	{                                                                                      \
		name, source, SUPERVISOR, way, text, NULL                                      \
	}
#define ADMIN_FORM(name, source, way, text)                                                    \
	{                                                                                      \
		name, source, ADMIN, way, text, NULL                                           \
	}
#define NO_WAY(name, source, why)                                                              \
	{                                                                                      \
		name, source, NULL, NULL, NULL, why                                            \
	}
#define PAGE  "\r~History (newest|"
#define FILED "n~New complaint|0~About|3~What happened|Waffles~Waffles|" F2 "~Complaint filed"

/* Add a row here for a new ViewOps. */
static const Case views[] = {
	VIEW("queue", "view-queue.c:queue_ops", "~[1 Queue]"),
	VIEW("ticket", "view-ticket.c:ticket_ops", PAGE "~1008"),
	VIEW("time", "view-time.c:time_ops", "4~[4 Time]"),
	VIEW("people", "view-people.c:people_ops", "gp~PRACTICE  people"),
	VIEW("messages", "view-messages.c:messages_ops", "!~whole message"),
	VIEW("menu", "verb-list.c:verb_list_ops", ":~Menu: type"),
	VIEW("help", "verb-list.c:verb_list_ops", "?~Help: type"),
	VIEW("views", "dialog-pick.c:pick_ops", "f~- Views -"),
	VIEW("find", "dialog-prompt.c:strip_ops", "/~Enter take it"),
	VIEW("reason", "dialog-prompt.c:prompt_ops", PAGE "P~eason"),
	VIEW("leave", "dialog-choice.c:choice_ops", "q~Leave amends?"),
	VIEW("paper", "dialog-text.c:text_ops",
		PAGE
		":~Menu: type|print~Print the receipt|\r~- Print|1~look at it|5~Enter close"),
	VIEW("dates", "view-dates.c:dates_ops", "d~First received"),
	VIEW("shift", "view-shift.c:shift_ops", "go~what is left to"),
	VIEW("warnings", "view-warnings.c:warnings_ops", "W~PRACTICE  warnings"),
	{"sign-on", "view-sign-on.c:sign_on_ops", HANDLER, "S~Who are you today?", NULL, NULL},
	VIEW("receipt", "view-receipt.c:receipt_ops", FILED),
	VIEW("authorise", "dialog-authorise.c:authorise_ops",
		PAGE "$~- Redress ledger|1~- Redress -|3~Amount|1999999\tgoodwill~For what  "
		     "goodwill|" F2 "~uthoris"),
	VIEW("form", "form.c:form_ops", "n~New complaint"),
	VIEW("popup", "form.c:popup_ops", "a~- Note -"),
	NO_WAY("busy", "dialog-text.c:busy_ops", "nothing of a screen takes that long yet"),
	NO_WAY("bare", "form.c:bare_ops", "the first start, a case of its own below"),
};

/* Add a row here for a new FormSpec. */
static const Case forms[] = {
	{"on-spot", "form-on-spot.c:base", SUPERVISOR, FILED "|4~on the spot", "\t\t",
		"it opens by itself right after filing only: a case of its own below"},
	FORM("intake", "form-intake.c:spec", "n~New complaint", "\t\t\t\t"),
	FORM("note", "ticket-forms-talk.c:note_spec", "a~- Note -", ""),
	FORM("contact", "ticket-forms-talk.c:contact_spec", "r~- Contact with", "\t"),
	FORM("promise", "ticket-forms-talk.c:promise_spec", "b~- Promises|1~- Promise to", ""),
	FORM("settle", "ticket-forms-talk.c:settle_spec", "b~- Promises|2~became of", "\t"),
	FORM("facts", "ticket-forms-facts.c:fact_spec", PAGE "e~Change facts", ""),
	FORM("category", "ticket-forms-facts.c:category_spec",
		PAGE ":~Menu: type|category~Correct channel|\r~- Correct the", "\t\t\t"),
	FORM("link", "ticket-forms-facts.c:link_spec", PAGE "L~- Link to", ""),
	FORM("claim", "ticket-forms-money.c:claim_spec", PAGE "C~customer asks for", "\t\t"),
	FORM("redress", "ticket-forms-money.c:redress_spec",
		PAGE "$~- Redress ledger|1~- Redress -", "\t\t"),
	FORM("paid", "ticket-forms-money.c:paid_spec", PAGE "$~- Redress ledger|2~is paid", ""),
	FORM("reverse", "ticket-forms-money.c:reverse_spec",
		PAGE "$~- Redress ledger|3~- Reverse", ""),
	FORM("move", "ticket-forms-move.c:move_spec", "m~another state", "\t"),
	FORM("owner", "ticket-forms-move.c:owner_spec", "w~- Ask somebody", "\t"),
	FORM("withdraw", "ticket-forms-move.c:withdraw_spec",
		PAGE ":~Menu: type|withdraw~customer withdraws|\r~- The customer withdraws",
		""),
	FORM("reopen", "ticket-forms-move.c:reopen_spec",
		"f~- Views -|closed~closed|\r~View: closed|O~- Open again", ""),
	FORM("void", "ticket-forms-move.c:void_spec",
		"/~Enter take it|Mistaken\r~Mistaken|" PAGE
		":~Menu: type|void~Void a complaint|\r~- Void: logged",
		""),
	FORM("decline", "ticket-forms-move.c:decline_spec",
		"/~Enter take it|1009\r~1009|w~You are asked|2~- Decline", ""),
	FORM("close", "view-close.c:base", "c~Close", "3"),
	FORM("request", "ticket-forms-others.c:request_spec",
		"B~- Requests|1~Request to another", "\t"),
	FORM("answer", "ticket-forms-others.c:answer_spec", "B~- Requests|2~has answered", ""),
	FORM("chase", "ticket-forms-others.c:chase_spec", "B~- Requests|3~Remind the", "\t"),
	FORM("take-back", "ticket-forms-others.c:cancel_spec",
		"B~- Requests|4~Take the request", ""),
	FORM("merge", "ticket-forms-others.c:merge_spec", "M~Merge into", "\t"),
	FORM("unmerge", "ticket-forms-others.c:unmerge_spec",
		"/~Enter take it|1014\r~1014|:~Menu: type|unmerge~Take the merging back: this|\r~Take the "
		"merging back",
		""),
	FORM("letter", "letter-form.c:text_spec",
		":~Menu: type|letter~Write to the customer|\r~- Letters|1~Letter to the customer",
		""),
	NO_WAY("letter-sent", "letter-form.c:sent_spec",
		"its way through two lists is not written yet"),
	FORM("shift-hand", "view-shift.c:hand_spec", "go~what is left to|w~Hand the shift over",
		"\t"),
	FORM("absence", "view-warnings.c:absence_spec",
		":~Menu: type|absence~Say when you are away|\r~First day", "\t\t\t"),
	FORM("time-enter", "time-forms.c:enter_spec",
		"4~[4 Time]|\r~without a timer|2~Enter time", "\t\t\t"),
	FORM("time-correct", "time-forms.c:correct_spec", "4~[4 Time]|<~typed|e~Correct a time",
		"\t\t\t"),
	ADMIN_FORM("person-add", "people-forms.c:add_spec",
		"gp~PRACTICE  people|\r~cancel|1~Add a person", "\t"),
	ADMIN_FORM("person-change", "people-forms.c:change_spec",
		"gp~PRACTICE  people|\r~cancel|2~Change a person", "\033[Z"),
	NO_WAY("pin", "people-forms.c:pin_spec", "nothing but PINs, which are never kept"),
	NO_WAY("first-start", "view-first-start.c:spec",
		"there is no desk yet to keep a draft"),
};

/* `instead` (may be NULL) is shown at the end instead of what the table says. */
static void
go(Pty *pty, const Case *c, const char *instead)
{
	g_auto(GStrv) steps = g_strsplit(c->way, "|", -1);

	pty_expect(pty, "Who are you today?");
	pty_send(pty, c->who, -1);
	if (strcmp(c->who, SUPERVISOR) == 0) {
		pty_expect(pty, "A timer was left running");
		pty_send(pty, "1", -1); /* it goes on */
	}
	pty_expect(pty, "? help");
	for (int i = 0; steps[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(steps[i], "~", 2);

		pty_send(pty, pair[0], -1);
		pty_expect(pty, instead && !steps[i + 1] ? instead : pair[1]);
	}
}

/* ---- how a session ends ---- */

/* END_CLOSED: no signal comes, reading and writing fail. */
typedef enum End { END_HUP, END_TERM, END_CLOSED, N_ENDS } End;

static void
end_session(Pty *pty, End end)
{
	int status = -1;

	if (end == END_CLOSED)
		pty_close(pty);
	else
		pty_signal(pty, end == END_HUP ? SIGHUP : SIGTERM);
	g_assert_true(pty_wait_exit(pty, PTY_TIMEOUT_MS, &status));
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	g_assert_true(end == END_CLOSED || pty_is_restored(pty));
}

static void
make_place(Place *place)
{
	place_init(place, 0);
	place_make_store(place);
	place_run_well(place, "--practice promise 1008 +3d Call~back");
	place_run_well(place, "--practice redress 1008 10 --kind goodwill Sorry");
	place_run_well(place, "--practice log Mistaken");
	place_run_well(place, "--practice --as 1004 owner 1009 1005");
	place_run_well(place, "--practice time add 25m 1008 Branch");
	place_run_well(place, "--practice request 1008 make OPS +3d Where");
	place_run_well(place, "--practice --as 1005 --second 1006 merge 1014 1016 Twice");
	place_run_well(place, "--practice start 1008");
}

/* The timer that was started before the first session runs. */
static void
expect_timer(const Place *place)
{
	place_expect(place, "--practice time", 0, "(running)");
	place_prove(place);
}

static bool
is_left_out(const Case *c)
{
	if (c->who)
		return false;
	g_test_message("%s is left out: %s", c->name, c->why);
	return true;
}

static void
test_views(void)
{
	g_auto(Place) place = {0};

	make_place(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(views); i++) {
		g_autoptr(Pty) pty = NULL;

		if (is_left_out(&views[i]))
			continue;
		g_test_message("%s", views[i].name);
		pty = place_screen_as(&place, "demo", i % N_ENDS == END_CLOSED);
		go(pty, &views[i], NULL);
		end_session(pty, (End)(i % N_ENDS));
	}
	expect_timer(&place);
}

static void
test_forms(void)
{
	g_auto(Place) place = {0};

	make_place(&place);
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++) {
		const Case *c = &forms[i];
		g_autoptr(Pty) pty = NULL, again = NULL;
		g_autofree char *words = g_strdup_printf("half a sentence %u", i);

		if (is_left_out(c))
			continue;
		g_test_message("%s", c->name);
		pty = place_screen_as(&place, "demo", i % N_ENDS == END_CLOSED);
		go(pty, c, NULL);
		pty_send(pty, c->text, -1);
		pty_send(pty, words, -1);
		pty_expect(pty, words);
		end_session(pty, (End)(i % N_ENDS));
		if (c->why)
			continue;
		again = place_screen(&place, "demo");
		go(again, c, "You left this form half filled in");
		pty_send(again, "1", -1);
		pty_expect(again, words);
		end_session(again, END_TERM);
	}
	expect_timer(&place);
}

/* Right after filing it is a digit away, later closing goes on with it. */
static void
test_on_spot(void)
{
	static const Case later = {"on-spot", NULL, SUPERVISOR,
		"/~Enter take it|Waffles\r~ 1/1 --|c~", NULL, NULL};
	g_auto(Place) place = {0};
	g_autoptr(Pty) pty = NULL, again = NULL;

	make_place(&place);
	pty = place_screen(&place, "demo");
	go(pty, &forms[0], NULL);
	pty_send(pty, "2\t\t\t\t", -1);
	pty_send(pty, "half a sentence", -1);
	pty_expect(pty, "half a sentence");
	end_session(pty, END_HUP);
	again = place_screen(&place, "demo");
	go(again, &later, "You left this form half filled in");
	pty_send(again, "1", -1);
	pty_expect(again, "half a sentence");
	end_session(again, END_TERM);
	place_prove(&place);
}

/* There is no desk yet; the terminal is given back all the same, and nothing is left behind. */
static void
test_first_start(void)
{
	for (int end = 0; end < N_ENDS; end++) {
		g_auto(Place) place = {0};
		g_autoptr(Pty) pty = NULL;
		g_autofree char *desk = NULL;

		place_init(&place, 0);
		pty = place_screen_as(&place, NULL, end == END_CLOSED);
		pty_expect(pty, "first start");
		pty_send(pty, "231", -1);
		pty_expect(pty, "My name");
		end_session(pty, (End)end);
		desk = g_build_filename(place.home, "desk", NULL);
		g_assert_false(g_file_test(desk, G_FILE_TEST_EXISTS));
	}
}

/* ---- the tables against the sources ---- */

static bool
is_known(const char *source)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(views); i++)
		if (strcmp(views[i].source, source) == 0)
			return true;
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
		if (strcmp(forms[i].source, source) == 0)
			return true;
	return false;
}

static unsigned
check_source(const char *path, const char *name)
{
	g_autoptr(GRegex) regex = g_regex_new(
		"^static const (?:ViewOps|FormSpec) (\\w+) = ", G_REGEX_MULTILINE, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *text = NULL;
	unsigned n = 0;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
		g_match_info_next(match, NULL)) {
		g_autofree char *word = g_match_info_fetch(match, 1);
		g_autofree char *source = g_strconcat(name, ":", word, NULL);

		if (!is_known(source))
			g_error("%s has no row in test-hang-up.c", source);
		n++;
	}
	return n;
}

static void
test_all_are_here(void)
{
	const char *root = g_getenv("AMENDS_SRCDIR");
	g_autofree char *folder = g_build_filename(root ? root : ".", "tui", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	unsigned n = 0;

	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_str_has_suffix(name, ".c"))
			n += check_source(path, name);
	}
	g_assert_cmpuint(n, >=, 41);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hang-up/all-are-here", test_all_are_here);
	g_test_add_func("/hang-up/views", test_views);
	g_test_add_func("/hang-up/forms", test_forms);
	g_test_add_func("/hang-up/on-spot", test_on_spot);
	g_test_add_func("/hang-up/first-start", test_first_start);
	return g_test_run();
}
