/* Practice data at many moments: enough of everything, plausible, proved like any other log. */
#include "config.h"

#include <ftw.h>
#include <glib/gstdio.h>

#include "core/desk.h"
#include "core/practice.h"

#define ZONE "Asia/Shanghai"

typedef struct Practice {
	Env env;
	char *folder;
	Desk *desk;
} Practice;

static int64_t
us_at(const char *text)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(ZONE);
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(text, zone);

	g_assert_nonnull(when);
	return g_date_time_to_unix(when) * US_PER_SECOND;
}

static void
practice_init(Practice *p, int64_t now_us, bool practice)
{
	g_autoptr(GError) error = NULL;
	DeskConfig config;

	env_init_fake(&p->env, now_us, 7);
	p->folder = g_dir_make_tmp("amends-practice-XXXXXX", NULL);
	config = (DeskConfig){
		.folder = p->folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &p->env,
		.create = true,
		.practice = practice,
		.stepped = true,
		.branch = "0571",
		.branch_name = "Hangzhou Xihu",
		.zone = ZONE,
	};
	p->desk = desk_open(&config, &error);
	g_assert_no_error(error);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	return g_remove(path);
}

static void
practice_clear(Practice *p)
{
	g_clear_pointer(&p->desk, desk_free);
	if (p->folder)
		nftw(p->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	g_clear_pointer(&p->folder, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Practice, practice_clear)

static void
practice_init_filled(Practice *p, const char *now)
{
	g_autoptr(GError) error = NULL;

	practice_init(p, us_at(now), true);
	practice_fill(p->desk, desk_assets(p->desk), &error);
	g_assert_no_error(error);
	desk_assume(p->desk, desk_person_by_number(p->desk, "1005")->id);
}

static int64_t
count(const Practice *p, const char *query)
{
	g_autoptr(GError) error = NULL;
	int64_t n = desk_count(p->desk, query, 5000, &error);

	g_assert_no_error(error);
	return n;
}

static GPtrArray *
all_rows(const Practice *p)
{
	QueueWindow window = {.query = "sort:received", .max = 500};
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = desk_queue(p->desk, &window, &error);

	g_assert_no_error(error);
	return rows;
}

static bool
has_han(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_HAN)
			return true;
	return false;
}

static void
test_people(void)
{
	g_auto(Practice) p = {0};
	unsigned roles[N_STAFF_ROLES] = {0};
	const GPtrArray *people;
	int64_t wait_us = 0;

	practice_init_filled(&p, "2026-05-20T14:00:00");
	people = desk_people(p.desk);
	for (guint i = 0; i < people->len; i++)
		roles[((const Person *)people->pdata[i])->role]++;
	for (int role = 0; role < N_STAFF_ROLES; role++)
		g_assert_cmpuint(roles[role], >=, role <= STAFF_HANDLER ? 2 : 1);
	g_assert_cmpint(desk_sign_on_wait(p.desk, "1003", "0000", &wait_us), ==, SIGN_ON_OK);
	g_assert_cmpint(desk_sign_on_wait(p.desk, "1003", "0001", &wait_us), ==, SIGN_ON_WRONG);
}

static void
test_counts(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GPtrArray) rows = NULL;
	unsigned states[N_TICKET_STATES] = {0}, chinese = 0, service = 0, complaints = 0;
	unsigned kinds[N_CONTACT_KINDS] = {0}, flags = 0, restricted = 0, reopened = 0;

	practice_init_filled(&p, "2026-05-20T14:00:00");
	rows = all_rows(&p);
	for (guint i = 0; i < rows->len; i++) {
		const QueueRow *row = rows->pdata[i];
		g_autoptr(Ticket) ticket = desk_ticket(p.desk, row->id, NULL);

		states[ticket->state]++;
		kinds[ticket->contact_kind]++;
		flags |= ticket->flags;
		restricted += ticket->restricted;
		chinese += has_han(ticket->text);
		complaints += ticket->contact_kind == CONTACT_COMPLAINT && !ticket->archive;
		service += strcmp(ticket->class, "S") == 0;
		reopened += ticket_is_open(ticket) && ticket->aftercare_day[0] != '\0';
	}
	g_test_message(
		"%u tickets, %u complaints, %u Chinese, %u service contact, %u open again",
		rows->len, complaints, chinese, service, reopened);
	for (int state = 0; state < N_TICKET_STATES; state++)
		g_assert_cmpuint(states[state], >=, 2);
	for (int kind = 0; kind < N_CONTACT_KINDS; kind++)
		g_assert_cmpuint(kinds[kind], >=, 1);
	g_assert_cmpuint(complaints, >=, 48);
	g_assert_cmpuint(chinese * 10, >=, rows->len * 4);
	g_assert_cmpuint(chinese * 10, <=, rows->len * 6);
	g_assert_cmpuint(service * 2, >, rows->len);
	g_assert_cmpuint(
		flags, ==, FLAG_VULNERABLE | FLAG_MEDIA | FLAG_REGULATOR | FLAG_AGITATED);
	g_assert_cmpuint(restricted, >=, 2);
	g_assert_cmpuint(reopened, >=, 1);
}

/* What a day at the desk shows: promises of all three sorts, redress, time on several days. */
static void
test_details(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GPtrArray) rows = NULL;
	unsigned promises = 0, late = 0, redress = 0, links = 0, days = 0, agents = 0,
		 unreached = 0;

	practice_init_filled(&p, "2026-05-20T14:00:00");
	rows = all_rows(&p);
	for (guint i = 0; i < rows->len; i++) {
		g_autoptr(Ticket) ticket =
			desk_ticket(p.desk, ((QueueRow *)rows->pdata[i])->id, NULL);

		for (guint j = 0; j < ticket->promises->len; j++) {
			const Promise *promise = ticket->promises->pdata[j];

			promises++;
			late += !promise->result[0] && promise->by_us < env_now_us(&p.env);
		}
		for (guint j = 0; j < ticket->contacts->len; j++)
			unreached += !((const Contact *)ticket->contacts->pdata[j])->reached;
		redress += ticket->redress->len;
		links += ticket->links->len;
		agents += ticket->agent[0] != '\0';
	}
	for (int day = 1; day <= 14; day++) {
		g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(
			env_now_us(&p.env) / US_PER_SECOND - day * 86400);
		g_autofree char *text = g_date_time_format(now, "%Y-%m-%d");
		g_autoptr(GPtrArray) entries =
			desk_day(p.desk, desk_person_by_number(p.desk, "1003")->id, text, NULL);

		days += entries->len > 0;
	}
	g_assert_cmpuint(promises, >=, 10);
	g_assert_cmpuint(late, >=, 3);
	g_assert_cmpuint(promises - late, >=, 6);
	g_assert_cmpuint(redress, >=, 6);
	g_assert_cmpuint(links, >=, 3);
	g_assert_cmpuint(agents, >=, 3);
	g_assert_cmpuint(unreached, >=, 5);
	g_assert_cmpuint(days, >=, 3);
}

static void
check_history(const Practice *p, const Ticket *ticket)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = desk_history(p->desk, ticket->id, &error);
	int64_t now = env_now_us((Env *)&p->env), before = 0;

	g_assert_no_error(error);
	g_assert_cmpuint(lines->len, >, 0);
	for (guint i = 0; i < lines->len; i++) {
		const HistoryLine *line = lines->pdata[i];

		g_assert_cmpint(line->at_us, >=, before);
		g_assert_cmpint(line->at_us, <=, now);
		g_assert_false(line->conflict);
		before = line->at_us;
	}
	g_assert_cmpint(ticket->received_us, <=, now);
	g_assert_cmpint(ticket->told_us, <=, now);
	g_assert_cmpint(ticket->closed_us, <=, now);
	if (ticket->told_us)
		g_assert_cmpint(ticket->told_us, >=, ticket->received_us);
}

/* At any time of any day: nothing in the future, something overdue, due today and due soon. */
static void
test_moments(void)
{
	static const char *const moments[] = {"2026-05-20T14:00:00", "2026-05-20T00:05:00",
		"2026-05-20T23:50:00", "2028-02-29T09:00:00", "2028-03-01T00:01:00",
		"2027-01-01T00:05:00", "2026-12-31T23:59:00"};

	for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_auto(Practice) p = {0};
		g_autoptr(GPtrArray) rows = NULL;
		QueueCounts counts;
		g_autoptr(GError) error = NULL;

		practice_init_filled(&p, moments[i]);
		rows = all_rows(&p);
		for (guint j = 0; j < rows->len; j++) {
			g_autoptr(Ticket) ticket =
				desk_ticket(p.desk, ((QueueRow *)rows->pdata[j])->id, &error);

			g_assert_no_error(error);
			check_history(&p, ticket);
		}
		g_assert_true(desk_counts(p.desk, &counts, &error));
		g_test_message("%s: open %d, overdue %d, today %d, soon %d", moments[i],
			(int)counts.open, (int)counts.overdue, (int)counts.today,
			(int)counts.soon);
		g_assert_cmpint(counts.overdue, >=, 3);
		g_assert_cmpint(counts.today, >=, 2);
		g_assert_cmpint(counts.soon, >=, 2);
		g_assert_cmpint(count(&p, "is:open"), >=, 25);
	}
}

static void
test_proved(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *difference = NULL;
	AuditReport report;

	practice_init_filled(&p, "2026-05-20T14:00:00");
	g_assert_true(desk_audit_verify(p.desk, &report, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_cmpint(report.events, >, 500);
	for (int shuffle = 0; shuffle < 2; shuffle++) {
		g_assert_true(desk_rebuild_check(p.desk, shuffle, &difference, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(difference, ==, NULL);
	}
}

/* Life goes on after it: the clock is the real one again, and nothing is filled twice. */
static void
test_again(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;
	g_autoptr(Ticket) ticket = NULL;
	int64_t before, start;

	start = g_get_monotonic_time();
	practice_init_filled(&p, "2026-05-20T14:00:00");
	g_test_message("filled in %d ms", (int)((g_get_monotonic_time() - start) / 1000));
	before = count(&p, "");
	g_assert_true(practice_fill(p.desk, desk_assets(p.desk), &error));
	g_assert_no_error(error);
	g_assert_cmpint(count(&p, ""), ==, before);

	env_fake_advance(&p.env, US_PER_SECOND);
	act = desk_act(p.desk);
	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B99.1");
	act_text(act, "reason", "C01.1");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "and now a real one");
	result = desk_submit_wait(p.desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	ticket = desk_ticket(p.desk, result->ticket, &error);
	g_assert_no_error(error);
	g_assert_cmpint(ticket->received_us, ==, env_now_us(&p.env));
}

static void
test_not_practice(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GError) error = NULL;

	practice_init(&p, us_at("2026-05-20T14:00:00"), false);
	g_assert_false(practice_fill(p.desk, desk_assets(p.desk), &error));
	g_assert_nonnull(error);
	g_assert_cmpuint(desk_people(p.desk)->len, ==, 0);
}

/* A mistake is named with file and line, and leaves the store empty, so that it can be mended.
 */
static void
test_bad_data(void)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"== a\n-2h 1001 note.add\n", "bad.practice:3:"},
		{"== a\n+2h 1001 note.added\n> x\n", "bad.practice:3:"},
		{"== a\n-2h 1001 note.added\n> x\n",
			"bad.practice:3:"}, /* no such complaint: the rules say so */
		{"== a\n-2h 1001 complaint.logged about=K01; colour=red\n> x\n",
			"bad.practice:3:"},
		{"== a\n-2h 1001 complaint.logged about=K01\n> x\n-3h 1001 note.added\n> y\n",
			"bad.practice:5:"},
		{"-2h 1001 note.added\n", "bad.practice:2:"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Practice) p = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *assets = g_dir_make_tmp("amends-assets-XXXXXX", NULL);
		g_autofree char *folder = g_build_filename(assets, "practice", NULL);
		g_autofree char *path = g_build_filename(folder, "bad.practice", NULL);
		g_autofree char *text =
			g_strconcat("person 1001 teller 0571 A\n", cases[i].text, NULL);

		g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
		g_assert_true(g_file_set_contents(path, text, -1, NULL));
		practice_init(&p, us_at("2026-05-20T14:00:00"), true);
		g_assert_false(practice_fill(p.desk, assets, &error));
		g_assert_nonnull(error);
		if (!strstr(error->message, cases[i].says))
			g_error("case %zu: %s", i, error->message);
		g_assert_cmpuint(desk_people(p.desk)->len, ==, 0);
		g_clear_error(&error);
		g_assert_true(practice_fill(p.desk, desk_assets(p.desk), &error));
		g_assert_no_error(error);
		nftw(assets, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
}

static void
test_aside(void)
{
	g_auto(Practice) p = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(ZONE);
	g_autofree char *folder = NULL, *first = NULL, *second = NULL, *none = NULL,
			*locked = NULL;

	practice_init(&p, us_at("2026-05-20T14:00:00"), true);
	locked = practice_move_aside(p.folder, &p.env, zone, &error);
	g_assert_null(locked);
	g_assert_nonnull(error);
	g_clear_error(&error);

	folder = g_build_filename(p.folder, "practice", NULL);
	none = practice_move_aside(folder, &p.env, zone, &error);
	g_assert_null(none);
	g_assert_no_error(error);
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	first = practice_move_aside(folder, &p.env, zone, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_suffix(first, "/practice.old-2026-05-20"));
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	second = practice_move_aside(folder, &p.env, zone, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_suffix(second, "/practice.old-2026-05-20-2"));
	g_assert_true(g_file_test(first, G_FILE_TEST_IS_DIR));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/practice/people", test_people);
	g_test_add_func("/practice/counts", test_counts);
	g_test_add_func("/practice/details", test_details);
	g_test_add_func("/practice/moments", test_moments);
	g_test_add_func("/practice/proved", test_proved);
	g_test_add_func("/practice/again", test_again);
	g_test_add_func("/practice/not-practice", test_not_practice);
	g_test_add_func("/practice/bad-data", test_bad_data);
	g_test_add_func("/practice/aside", test_aside);
	return g_test_run();
}
