/*
 * The verb table: no clash, every verb reachable, texts that fit, reasons for
 * what cannot run; keys.conf with right and wrong lines.
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "tui/cells.h"
#include "tui/verb.h"

#define LABEL_COLS 12

static Verb
find(const Keymap *keymap, const char *name, VerbContext context)
{
	g_auto(Key) key = {.code = KEY_NONE};

	g_assert_true(key_parse(name, &key));
	return keymap_find(keymap, &key, context, false);
}

static void
test_no_clash(void)
{
	g_autoptr(Keymap) keymap = keymap_new();
	g_autoptr(GPtrArray) clashes = keymap_clashes(keymap);

	for (unsigned i = 0; i < clashes->len; i++)
		g_test_message("%s", (char *)g_ptr_array_index(clashes, i));
	g_assert_cmpuint(clashes->len, ==, 0);
}

static void
test_table(void)
{
	CellRules rules = {.ascii = false};

	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);

		g_assert_cmpint(verb_from_word(def->word), ==, i);
		g_assert_true(def->contexts || def->usage);
		g_assert_nonnull(def->help);
		g_assert_true(g_str_has_suffix(def->help, "."));
		g_assert_cmpuint(cells_width(&rules, def->help), <=, 90);
		if (!def->contexts)
			continue;
		g_assert_nonnull(def->label);
		g_assert_cmpuint(cells_width(&rules, def->label), <=, LABEL_COLS);
	}
}

/* Digits, Enter, Tab, arrows and F-keys are enough: what else there is, the menu has. */
static void
test_without_letters(void)
{
	g_autoptr(Keymap) keymap = keymap_new();

	g_assert_cmpint(find(keymap, "F9", IN_QUEUE), ==, VERB_MENU);
	g_assert_cmpint(find(keymap, "F9", IN_FORM), ==, VERB_MENU);
	g_assert_cmpint(find(keymap, "F9", IN_SIGN_ON), ==, VERB_MENU);
	g_assert_cmpint(find(keymap, "F1", IN_FORM), ==, VERB_HELP);
	g_assert_cmpint(find(keymap, "F2", IN_TICKET), ==, VERB_NEW);
	g_assert_cmpint(find(keymap, "F7", IN_TICKET), ==, VERB_CLOSE);
	g_assert_cmpint(find(keymap, "F10", IN_FORM), ==, VERB_BACK);
	g_assert_cmpint(find(keymap, "Down", IN_QUEUE), ==, VERB_DOWN);
}

static void
test_text_context(void)
{
	g_autoptr(Keymap) keymap = keymap_new();

	g_assert_cmpint(find(keymap, "n", IN_QUEUE), ==, VERB_NEW);
	g_assert_cmpint(find(keymap, "n", IN_FORM), ==, VERB_NONE);
	g_assert_cmpint(find(keymap, "?", IN_FORM), ==, VERB_NONE);
	g_assert_cmpint(find(keymap, "1", IN_FORM), ==, VERB_NONE);
	g_assert_cmpint(find(keymap, "2", IN_QUEUE), ==, VERB_NONE);
	g_assert_cmpint(find(keymap, "5", IN_QUEUE), ==, VERB_NONE);
}

static void
test_sequences(void)
{
	g_autoptr(Keymap) keymap = keymap_new();
	Key g = {.code = KEY_CHAR, .ch = 'g'}, q = {.code = KEY_CHAR, .ch = 'q'};
	g_autofree char *keys = keymap_dup_keys(keymap, VERB_QUEUE);

	g_assert_true(keymap_is_prefix(keymap, &g, IN_QUEUE));
	g_assert_false(keymap_is_prefix(keymap, &g, IN_FORM));
	g_assert_cmpint(keymap_find(keymap, &q, IN_QUEUE, true), ==, VERB_QUEUE);
	g_assert_cmpint(keymap_find(keymap, &q, IN_QUEUE, false), ==, VERB_BACK);
	g_assert_cmpstr(keys, ==, "1  g q");
}

static void
test_reasons(void)
{
	Person teller = {.id = "t", .role = STAFF_TELLER, .active = true};
	Person auditor = {.id = "a", .role = STAFF_AUDITOR, .active = true};
	VerbFacts facts = {.person = NULL};

	g_assert_null(verb_blocked(VERB_HELP, &facts));
	g_assert_cmpstr(verb_blocked(VERB_NEW, &facts), ==, "Sign on first.");
	facts.person = &teller;
	g_assert_null(verb_blocked(VERB_NEW, &facts));
	g_assert_cmpstr(verb_blocked(VERB_NOTE, &facts), ==, "Select a complaint first.");
	g_strlcpy(facts.subject.id, "x", sizeof facts.subject.id);
	g_assert_null(verb_blocked(VERB_NOTE, &facts));
	g_assert_null(verb_blocked(VERB_CLOSE, &facts));
	g_assert_nonnull(verb_blocked(VERB_REOPEN, &facts));
	g_assert_nonnull(verb_blocked(VERB_ACCEPT, &facts));
	g_strlcpy(facts.subject.asked, "t", sizeof facts.subject.asked);
	g_assert_null(verb_blocked(VERB_ACCEPT, &facts));
	g_assert_null(verb_blocked(VERB_VOID, &facts));
	facts.subject.receipt_given = true;
	g_assert_nonnull(verb_blocked(VERB_VOID, &facts));
	facts.subject.state = TICKET_STATE_CLOSED;
	g_assert_nonnull(verb_blocked(VERB_CLOSE, &facts));
	g_assert_null(verb_blocked(VERB_NOTE, &facts));
	g_assert_null(verb_blocked(VERB_REOPEN, &facts));
	facts.subject.state = TICKET_STATE_ARCHIVE;
	g_assert_nonnull(verb_blocked(VERB_NOTE, &facts));
	g_assert_null(verb_blocked(VERB_DATES, &facts));
	facts.person = &auditor;
	g_assert_nonnull(verb_blocked(VERB_NEW, &facts));
	g_assert_null(verb_blocked(VERB_QUEUE, &facts));
	g_assert_nonnull(verb_blocked(VERB_IMPORT, &facts));
}

static void
test_nearest(void)
{
	g_autofree const char **words = verb_nearest_words("clsoe", 3);

	g_assert_cmpstr(words[0], ==, "close");
	g_assert_cmpint(verb_from_word("Close"), ==, VERB_NONE);
}

static void
test_misplaced(void)
{
	g_assert_null(verb_misplaced(VERB_PRINT, IN_TICKET));
	g_assert_nonnull(strstr(verb_misplaced(VERB_PRINT, IN_QUEUE), "page of a complaint"));
	g_assert_nonnull(strstr(verb_misplaced(VERB_SORT, IN_TICKET), "in the queue"));
	g_assert_nonnull(strstr(verb_misplaced(VERB_MORE, IN_QUEUE), "time screen"));
	g_assert_nonnull(strstr(verb_misplaced(VERB_EDIT, IN_QUEUE), "staff list"));
	g_assert_nonnull(strstr(verb_misplaced(VERB_NEW, IN_FORM), "leave this form"));
	/* No verb of the table is left with a sentence that helps nobody. */
	for (int i = 0; i < N_VERBS; i++) {
		const char *reason = verb_misplaced((Verb)i, IN_SIGN_ON);

		if (verb_def((Verb)i)->contexts & IN_COMMAND && reason && i != VERB_FIND)
			g_assert_cmpstr(reason, !=, "Not on this screen.");
	}
}

static void
test_remap(void)
{
	g_autoptr(Keymap) keymap = keymap_new();
	g_autoptr(GError) error = NULL;

	g_assert_true(keymap_apply(keymap, "# mine\n\nx = note\n= = undo\nn = none\n", &error));
	g_assert_no_error(error);
	g_assert_cmpint(find(keymap, "x", IN_QUEUE), ==, VERB_NOTE);
	g_assert_cmpint(find(keymap, "=", IN_QUEUE), ==, VERB_UNDO);
	g_assert_cmpint(find(keymap, "n", IN_QUEUE), ==, VERB_NONE);
	g_assert_cmpint(find(keymap, "F2", IN_QUEUE), ==, VERB_NEW);
}

static void
test_remap_wrong(void)
{
	/* Each is refused whole, and says which line or which verbs. */
	static const char *const wrong[][2] = {
		{"a = note\nNoKey = note\n", "Line 2"},
		{"a = clsoe\n", "close"},
		{"a\n", "Line 1"},
		{"x = note\nx = undo\n", "note"},
		{"? = none\nF1 = none\n", "help"},
		{"g = note\n", "g"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(Keymap) keymap = keymap_new();
		g_autoptr(GError) error = NULL;

		g_assert_false(keymap_apply(keymap, wrong[i][0], &error));
		g_assert_nonnull(error);
		g_assert_nonnull(strstr(error->message, wrong[i][1]));
		g_assert_cmpint(find(keymap, "a", IN_QUEUE), ==, VERB_NOTE);
		g_assert_cmpint(find(keymap, "?", IN_QUEUE), ==, VERB_HELP);
	}
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/verb/no-clash", test_no_clash);
	g_test_add_func("/verb/table", test_table);
	g_test_add_func("/verb/without-letters", test_without_letters);
	g_test_add_func("/verb/text-context", test_text_context);
	g_test_add_func("/verb/sequences", test_sequences);
	g_test_add_func("/verb/reasons", test_reasons);
	g_test_add_func("/verb/misplaced", test_misplaced);
	g_test_add_func("/verb/nearest", test_nearest);
	g_test_add_func("/verb/remap", test_remap);
	g_test_add_func("/verb/remap-wrong", test_remap_wrong);
	return g_test_run();
}
