/* The page of a complaint and the forms on it: what is shown to whom, and what each act leaves
 * behind. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/tui/queue-cases.h"

static const struct {
	int rows, cols;
} sizes[] = {{12, 40}, {24, 80}, {40, 120}};
static const char *const langs[] = {"en", "zh_CN"};

/* The queue of `number` with the complaint whose subject holds `word` open. */
static Harness *
open_page(int rows, int cols, const char *lang, const char *number, const char *word)
{
	Harness *h = queue_harness_new(rows, cols, lang, number);

	harness_keys(h, "f 4 /");
	harness_type(h, word);
	harness_keys(h, "Enter Home Enter");
	return h;
}

static Ticket *
ticket_now(Harness *h)
{
	VerbSubject subject;
	g_autoptr(GError) error = NULL;
	Ticket *ticket;

	harness_settle(h);
	app_subject(h->app, &subject);
	ticket = desk_ticket(h->desk, subject.id, &error);
	g_assert_no_error(error);
	return ticket;
}

static int
count_lines(Harness *h, const char *kind)
{
	g_autoptr(Ticket) ticket = ticket_now(h);
	g_autoptr(GPtrArray) history = desk_history(h->desk, ticket->id, NULL);
	int n = 0;

	for (guint i = 0; i < history->len; i++)
		n += strcmp(((const HistoryLine *)history->pdata[i])->kind, kind) == 0;
	return n;
}

static void
test_golden(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(langs); j++) {
			g_autoptr(Harness) h = open_page(
				sizes[i].rows, sizes[i].cols, langs[j], "1003", "短信截图");

			harness_golden(h, "ticket");
		}
}

static void
test_form_golden(void)
{
	static const char *const forms[][2] = {{"note", "a"}, {"contact", "r"},
		{"promise", "b"}, {"move", "m"}, {"owner", "w"}, {"link", "L"},
		{"redress", "$"}, {"claim", "C"}, {"attach", "A"}, {"edit", "e"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(langs); j++) {
			g_autoptr(Harness) h = open_page(
				sizes[i].rows, sizes[i].cols, langs[j], "1003", "短信截图");

			for (unsigned k = 0; k < G_N_ELEMENTS(forms); k++) {
				g_autofree char *name =
					g_strconcat("ticket-", forms[k][0], NULL);

				harness_keys(h, forms[k][1]);
				harness_golden(h, name);
				harness_keys(h, "Esc");
			}
		}
}

/* ---- who sees what ---- */

static void
test_owner_sees_names(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");

	harness_assert_shows(h, "王小明");
	harness_assert_shows(h, "13800002210");
	harness_assert_hides(h, "6222");
	g_assert_cmpint(count_lines(h, "seen"), ==, 1);
	/* Once an opening, however often it is painted or changes. */
	app_changed(h->app);
	harness_settle(h);
	app_paint(h->app);
	g_assert_cmpint(count_lines(h, "seen"), ==, 1);
	harness_keys(h, "q Enter");
	g_assert_cmpint(count_lines(h, "seen"), ==, 2);
}

static void
test_others_see_masks(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h =
			open_page(sizes[i].rows, sizes[i].cols, "en", "1003", "短信截图");

		for (int page = 0; page < 6; page++) {
			harness_assert_sound(h);
			for (int k = 0; queue_secrets[k]; k++)
				harness_assert_hides(h, queue_secrets[k]);
			harness_keys(h, "PageDown");
		}
		g_assert_cmpint(count_lines(h, "seen"), ==, 0);
	}
}

static void
test_reveal(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1003", "短信截图");

	harness_keys(h, "P Enter");
	harness_assert_hides(h, "13800002210");
	g_assert_cmpint(count_lines(h, "seen"), ==, 0);
	harness_type(h, "call back");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "13800002210");
	g_assert_cmpint(count_lines(h, "seen"), ==, 1);
	harness_advance(h, 14 * US_PER_SECOND);
	harness_assert_shows(h, "13800002210");
	harness_advance(h, 2 * US_PER_SECOND);
	harness_assert_hides(h, "13800002210");
	harness_assert_hides(h, "王小明");
}

/* ---- moving and finding ---- */

static void
test_neighbours(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_keys(h, "Enter");
	harness_assert_shows(h, "Teller was rude at window 3");
	harness_keys(h, "]");
	harness_assert_shows(h, "信用卡年费争议");
	harness_keys(h, "[");
	harness_assert_shows(h, "Teller was rude at window 3");
	harness_keys(h, "[");
	harness_assert_shows(h, "first complaint of the list");
	harness_keys(h, "] ]");
	harness_assert_shows(h, "Login loop");
	harness_keys(h, "]");
	harness_assert_shows(h, "last complaint of the list");
	/* Back in the list it is the one selected. */
	harness_keys(h, "q Enter");
	harness_assert_shows(h, "Login loop");
}

static void
test_find(void)
{
	g_autoptr(Harness) h = open_page(12, 40, "en", "1003", "rude");

	harness_keys(h, "/");
	harness_type(h, "nobody had");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "nobody");
	harness_keys(h, "Esc");
	g_assert_cmpstr(app_view(h->app)->ops->name, ==, "ticket");
	harness_keys(h, "/");
	harness_type(h, "xyzzy");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "not on this page");
	harness_keys(h, "Esc Esc");
	g_assert_cmpstr(app_view(h->app)->ops->name, ==, "queue");
}

/* ---- acts ---- */

static void
test_note_and_undo(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");

	harness_keys(h, "a");
	harness_type(h, "Called the product desk");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Note saved on");
	harness_keys(h, "End");
	harness_assert_shows(h, "Called the product desk");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->note_count, ==, 1);
	}
	harness_keys(h, "u");
	harness_assert_shows(h, "Taken back");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->note_count, ==, 0);
	}
	harness_keys(h, "Home");
	harness_keys(h, "PageDown");
	harness_assert_shows(h, "[undone]");
}

/* Esc keeps what was typed; an empty note is not saved. */
static void
test_note_kept(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");
	g_autoptr(GPtrArray) drafts = NULL;

	harness_keys(h, "a F2");
	g_assert_cmpint(count_lines(h, "note"), ==, 0);
	harness_type(h, "half a thought");
	harness_keys(h, "Esc");
	drafts = desk_drafts(h->desk);
	g_assert_cmpuint(drafts->len, ==, 1);
	g_assert_cmpint(count_lines(h, "note"), ==, 0);
}

static void
test_contact_and_promise(void)
{
	g_autoptr(Harness) h = open_page(40, 120, "en", "1002", "短信截图");

	harness_keys(h, "r 1");
	harness_type(h, "Told her it takes three days");
	harness_keys(h, "F2");
	harness_keys(h, "b");
	harness_type(h, "Written answer");
	harness_keys(h, "Enter");
	harness_type(h, "+2d");
	harness_keys(h, "F2");
	harness_assert_shows(h, "Written answer");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->contacts->len, ==, 1);
		g_assert_cmpuint(ticket->promises->len, ==, 1);
	}
	/* The same verb settles it. */
	harness_keys(h, "b 2 1 F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);
		const Promise *promise = ticket->promises->pdata[0];

		g_assert_cmpstr(promise->result, ==, "kept");
	}
}

static void
test_move(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");
	g_autoptr(Ticket) before = ticket_now(h), after = NULL;

	/* Waiting needs a reason: the form stays open and says so. */
	harness_keys(h, "m 2 F2");
	harness_assert_shows(h, "Say what it waits for");
	harness_keys(h, "Esc Esc");
	/* The form was left half filled in; 2 starts afresh. */
	harness_keys(h, "m");
	harness_assert_shows(h, "Draft found");
	harness_keys(h, "2 1 F2");
	after = ticket_now(h);
	g_assert_cmpint(before->state, ==, TICKET_STATE_NEW);
	g_assert_cmpint(after->state, ==, TICKET_STATE_INVESTIGATING);
}

static void
test_owner_asked_and_accepted(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");
	g_autofree char *chen = g_strdup(desk_person_by_number(h->desk, "1003")->id);

	harness_keys(h, "w");
	harness_type(h, "cgp");
	harness_keys(h, "Enter F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpstr(ticket->asked, ==, chen);
		g_assert_cmpstr(ticket->owner, !=, chen);
	}
	desk_assume(h->desk, chen);
	app_changed(h->app);
	harness_keys(h, "w 1");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpstr(ticket->owner, ==, chen);
	}
	/* It is logged anew for the new owner, and only then open. */
	harness_assert_shows(h, "王小明");
}

static void
test_decline(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");
	g_autofree char *chen = g_strdup(desk_person_by_number(h->desk, "1003")->id);

	harness_keys(h, "w");
	harness_type(h, "cgp");
	harness_keys(h, "Enter F2");
	desk_assume(h->desk, chen);
	app_changed(h->app);
	harness_keys(h, "w 2");
	harness_type(h, "too much");
	harness_keys(h, "F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpstr(ticket->asked, ==, "");
		g_assert_cmpstr(ticket->owner, !=, chen);
	}
}

static void
test_redress(void)
{
	g_autoptr(Harness) h = open_page(40, 120, "en", "1002", "短信截图");

	harness_keys(h, "$ 1");
	harness_type(h, "300");
	harness_keys(h, "F2");
	harness_assert_shows(h, "not paid yet");
	harness_keys(h, "$ 2 F2");
	harness_assert_hides(h, "not paid yet");
	harness_keys(h, "$ 2");
	harness_type(h, "entered twice");
	harness_keys(h, "F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);
		const Redress *entry = ticket->redress->pdata[0];

		g_assert_cmpint(entry->minor, ==, 30000);
		g_assert_true(entry->reversed);
		g_assert_cmpint(ticket_redress_minor(ticket), ==, 0);
	}
}

static void
test_claim_and_link(void)
{
	g_autoptr(Harness) h = open_page(40, 120, "en", "1002", "短信截图");

	harness_keys(h, "C 2");
	harness_type(h, "12.50");
	harness_keys(h, "F2 L");
	harness_type(h, "1002");
	harness_keys(h, "Enter 1 F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->claims->len, ==, 2);
		g_assert_cmpint(
			((const Claim *)ticket->claims->pdata[1])->amount_minor, ==, 1250);
		g_assert_cmpuint(ticket->links->len, ==, 1);
	}
	harness_keys(h, "Enter");
	harness_assert_shows(h, "Teller was rude");
	harness_keys(h, "q L 2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->links->len, ==, 0);
	}
}

/* Only what changed becomes an event; what a stranger leaves empty stays. */
static void
test_edit(void)
{
	g_autoptr(Harness) h = open_page(40, 120, "en", "1003", "短信截图");

	harness_keys(h, "e");
	for (int i = 0; queue_secrets[i]; i++)
		harness_assert_hides(h, queue_secrets[i]);
	harness_keys(h, "Tab 3 F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpint(ticket->level, ==, LEVEL_MAJOR);
		g_assert_cmpstr(ticket->phone, ==, "13800002210");
		g_assert_cmpstr(ticket->complainant, ==, "王小明");
	}
	harness_assert_shows(h, "[major]");
}

static void
test_attach(void)
{
	g_autoptr(Harness) h = open_page(40, 120, "en", "1002", "短信截图");
	g_autofree char *path = g_build_filename(h->folder, "photo.txt", NULL), *kept = NULL;
	const char *hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

	g_assert_true(g_file_set_contents(path, "abc", 3, NULL));
	harness_keys(h, "A");
	harness_type(h, path);
	harness_keys(h, "Enter");
	harness_assert_shows(h, "photo.txt");
	kept = g_build_filename(h->folder, "files", hash, NULL);
	g_assert_true(g_file_test(kept, G_FILE_TEST_IS_REGULAR));
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpuint(ticket->files->len, ==, 1);
		g_assert_cmpstr(
			((const AttachedFile *)ticket->files->pdata[0])->sha256, ==, hash);
	}
	harness_keys(h, "A");
	harness_type(h, "/no/such/file");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "There is no file");
}

static void
test_withdraw_and_dates(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");

	harness_keys(h, "d");
	harness_assert_shows(h, "Dates of");
	harness_keys(h, "Esc");
	app_run(h->app, VERB_WITHDRAW);
	harness_type(h, "I no longer want it");
	harness_keys(h, "Enter 1 F2");
	{
		g_autoptr(Ticket) ticket = ticket_now(h);

		g_assert_cmpint(ticket->state, ==, TICKET_STATE_WITHDRAWN);
	}
	/* A withdrawn one takes no promise; the reason is told. */
	harness_keys(h, "b");
	g_assert_true(app_top(h->app) == app_view(h->app));
}

/* One complaint as a file: masked, and never over one that is there. */
static void
test_export(void)
{
	g_autoptr(Harness) h = open_page(24, 80, "en", "1002", "短信截图");
	g_autofree char *path = g_build_filename(h->folder, "one.json", NULL), *text = NULL;
	g_autoptr(Ticket) ticket = ticket_now(h);

	for (int i = 0; i < 2; i++) {
		harness_keys(h, "x Ctrl-U");
		harness_type(h, path);
		harness_keys(h, "Enter");
		if (i == 0)
			g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	}
	harness_assert_shows(h, "File exists");
	g_assert_nonnull(strstr(text, ticket->number));
	for (int i = 0; queue_secrets[i]; i++)
		g_assert_null(strstr(text, queue_secrets[i]));
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/ticket/golden", test_golden);
	g_test_add_func("/ticket/form-golden", test_form_golden);
	g_test_add_func("/ticket/owner-sees-names", test_owner_sees_names);
	g_test_add_func("/ticket/others-see-masks", test_others_see_masks);
	g_test_add_func("/ticket/reveal", test_reveal);
	g_test_add_func("/ticket/neighbours", test_neighbours);
	g_test_add_func("/ticket/find", test_find);
	g_test_add_func("/ticket/note-and-undo", test_note_and_undo);
	g_test_add_func("/ticket/note-kept", test_note_kept);
	g_test_add_func("/ticket/contact-and-promise", test_contact_and_promise);
	g_test_add_func("/ticket/move", test_move);
	g_test_add_func("/ticket/owner", test_owner_asked_and_accepted);
	g_test_add_func("/ticket/decline", test_decline);
	g_test_add_func("/ticket/redress", test_redress);
	g_test_add_func("/ticket/claim-and-link", test_claim_and_link);
	g_test_add_func("/ticket/edit", test_edit);
	g_test_add_func("/ticket/attach", test_attach);
	g_test_add_func("/ticket/export", test_export);
	g_test_add_func("/ticket/withdraw", test_withdraw_and_dates);
	return g_test_run();
}
