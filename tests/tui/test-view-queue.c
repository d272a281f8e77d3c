/* The queue: windows, selection by id, filter, views, masking, golden screens. */
#include "config.h"

#include <string.h>

#include "tests/tui/queue-cases.h"
#include "tui/queue-list.h"
#include "tui/queue-query.h"
#include "tui/view-queue.h"

static const struct {
	int rows, cols;
} sizes[] = {{12, 40}, {16, 66}, {24, 80}, {40, 120}};
static const char *const langs[] = {"en", "zh_CN"};

static void
selected(Harness *h, char ret[UUID_LEN])
{
	VerbSubject subject;

	app_subject(h->app, &subject);
	g_strlcpy(ret, subject.id, UUID_LEN);
}

static void
assert_selected(Harness *h, const char *id)
{
	char now[UUID_LEN];

	selected(h, now);
	g_assert_cmpstr(now, ==, id);
}

static void
assert_no_secrets(Harness *h)
{
	harness_assert_sound(h);
	for (int i = 0; queue_secrets[i]; i++)
		harness_assert_hides(h, queue_secrets[i]);
}

static void
test_golden(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(langs); j++) {
			g_autoptr(Harness) h = queue_harness_new(
				sizes[i].rows, sizes[i].cols, langs[j], "1002");

			harness_golden(h, "queue");
			harness_keys(h, "F3 s t a t : x");
			harness_golden(h, "queue-error");
		}
}

static void
test_empty(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(Harness) h =
			queue_harness_new_empty(sizes[i].rows, sizes[i].cols, "en", "1002");

		harness_golden(h, "queue-empty");
		harness_assert_shows(h, "No complaint is in the view");
		harness_keys(h, "Down Up PageDown End Home Enter a c w");
		harness_assert_sound(h);
	}
}

/* What matches elsewhere is told where the view hides it. */
static void
test_empty_filter(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_keys(h, "F3");
	harness_type(h, "柜台");
	harness_keys(h, "Enter");
	harness_advance(h, US_PER_SECOND);
	harness_assert_shows(h, "1 of all do");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "1 of all do");
	harness_assert_shows(h, "Teller was rude");
}

static void
test_selection_stays(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	char id[UUID_LEN];
	g_autofree char *more = NULL;

	harness_keys(h, "Down");
	selected(h, id);
	/* Owned by another in this view; then one that comes to stand first of all. */
	more = queue_harness_log(h, "1002", "Older than all", 20 * US_PER_DAY);
	harness_settle(h);
	harness_assert_shows(h, "Older than all");
	assert_selected(h, id);
	harness_keys(h, "Up Up");
	assert_selected(h, more);
}

/* Who is asked to take one over sees it without changing the view. */
static void
assert_in_first_view(Harness *h, const char *id)
{
	QueueWindow window = {.query = queue_view_by_code("mine-free")->query, .max = 100};
	g_autoptr(GPtrArray) rows = desk_queue(h->desk, &window, NULL);
	bool found = false;

	for (unsigned i = 0; i < rows->len; i++)
		found |= strcmp(((QueueRow *)g_ptr_array_index(rows, i))->id, id) == 0;
	g_assert_true(found);
}

/* The complaint worked on leaves the list: the one below is selected, not the first. */
static void
test_selection_leaves(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	char ids[3][UUID_LEN];
	Act *act;

	for (int i = 0; i < 3; i++) {
		selected(h, ids[i]);
		harness_keys(h, i < 2 ? "Down" : "Up");
	}
	assert_selected(h, ids[1]);
	act = desk_act(h->desk);
	act_add(act, EVENT_OWNER_ASKED, ids[1]);
	act_text(act, "person", desk_person_by_number(h->desk, "1003")->id);
	queue_harness_act(h, act);
	desk_assume(h->desk, desk_person_by_number(h->desk, "1003")->id);
	assert_in_first_view(h, ids[1]);
	{
		g_autoptr(Ticket) ticket = desk_ticket(h->desk, ids[1], NULL);

		act = desk_act(h->desk);
		act_add(act, EVENT_OWNER_ACCEPTED, ids[1]);
		act_base(act, ticket->base_owner);
		act_text(act, "person", desk_person(h->desk)->id);
		queue_harness_act(h, act);
	}
	desk_assume(h->desk, desk_person_by_number(h->desk, "1002")->id);
	app_changed(h->app);
	app_paint(h->app);
	assert_selected(h, ids[2]);
}

static void
test_filter(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_keys(h, "/");
	harness_type(h, "年费");
	harness_assert_shows(h, "信用卡年费争议");
	harness_assert_hides(h, "Login loop");
	/* Not to be read: the last valid list stays, and the error names its column. */
	harness_paste(h, " stat:new");
	harness_assert_shows(h, "Column 4");
	harness_assert_shows(h, "state");
	harness_assert_shows(h, "信用卡年费争议");
	harness_assert_hides(h, "Login loop");
	/* Enter does not take what cannot be read. */
	harness_keys(h, "Enter");
	g_assert_true(app_top(h->app) != app_view(h->app));
	/* Esc: as it was before. */
	harness_keys(h, "Esc");
	harness_assert_shows(h, "Login loop");
	harness_assert_hides(h, "Column");
	g_assert_true(app_top(h->app) == app_view(h->app));
}

static void
test_filter_then_esc(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_keys(h, "/");
	harness_type(h, "app");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "filter: app");
	harness_assert_hides(h, "Teller was rude");
	harness_keys(h, "Esc");
	harness_assert_hides(h, "filter:");
	harness_assert_shows(h, "Teller was rude");
	harness_keys(h, "Esc");
	harness_assert_shows(h, "This is the first screen");
}

/* A sort of one's own, an "or" that must not swallow the view, full-width signs. */
static void
test_filter_words(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	char first[UUID_LEN], second[UUID_LEN];

	selected(h, first);
	harness_keys(h, "/");
	harness_type(h, "sort:-due");
	harness_keys(h, "Enter");
	harness_keys(h, "Home");
	selected(h, second);
	g_assert_cmpstr(first, !=, second);
	harness_keys(h, "Esc /");
	harness_type(h, "app or 柜台");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "Login loop");
	harness_assert_hides(h, "柜台排队");
	harness_keys(h, "Esc /");
	harness_type(h, "state：new");
	harness_keys(h, "Enter");
	harness_assert_shows(h, "Login loop");
}

/* Han text on the command path opens the filter with it. */
static void
test_input_method_on(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	harness_type(h, "年");
	harness_assert_shows(h, "信用卡年费争议");
	harness_assert_hides(h, "Login loop");
	harness_keys(h, "Enter Esc");
	harness_assert_shows(h, "Login loop");
}

static void
test_views(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1003");
	char id[UUID_LEN];
	Act *act;

	/* A supervisor sees all owners, the overdue one first. */
	harness_assert_shows(h, "> !!");
	harness_assert_shows(h, "柜台排队");
	harness_keys(h, "f 2");
	harness_assert_shows(h, "Interest");
	harness_assert_hides(h, "柜台排队");
	harness_keys(h, "f 5");
	harness_assert_shows(h, "Teller was rude");
	harness_assert_hides(h, "Interest");
	selected(h, id);
	harness_keys(h, "f 3");
	harness_assert_shows(h, "No complaint is in the view");
	act = desk_act(h->desk);
	act_add(act, EVENT_OWNER_ASKED, id);
	act_text(act, "person", desk_person(h->desk)->id);
	queue_harness_act(h, act);
	harness_settle(h);
	harness_assert_shows(h, "Teller was rude");
	harness_keys(h, "f 7");
	harness_assert_shows(h, "Interest");
	harness_assert_hides(h, "Teller was rude");
}

static void
test_masked(void)
{
	static const char *const people[] = {"1001", "1002", "1003"};

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(people); j++) {
			g_autoptr(Harness) h = queue_harness_new(
				sizes[i].rows, sizes[i].cols, "en", people[j]);

			for (int row = 0; row < 8; row++) {
				assert_no_secrets(h);
				harness_keys(h, "Down");
				harness_advance(h, 200 * 1000);
			}
		}
}

static void
test_restricted(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1001");
	g_autofree char *about = g_strdup(desk_person_by_number(h->desk, "1002")->id);
	Act *act = desk_act(h->desk);

	act_add(act, EVENT_COMPLAINT_LOGGED, NULL);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B01");
	act_text(act, "reason", "C01");
	act_text(act, "level", "ordinary");
	act_text(act, "subject", "About the handler himself");
	act_text(act, "text", "He shouted.");
	act_text(act, "complained_person_id", about);
	act_bool(act, "restricted", true);
	act_int(act, "received", env_now_us(&h->env));
	queue_harness_act(h, act);
	harness_settle(h);
	harness_assert_shows(h, "[restricted]");
	desk_assume(h->desk, about);
	for (int view = 1; view <= 9; view++) {
		g_autofree char *keys = g_strdup_printf("f %d", view);

		harness_keys(h, keys);
		harness_assert_hides(h, "himself");
	}
	harness_keys(h, "/");
	harness_type(h, "shouted");
	harness_keys(h, "Enter");
	harness_assert_hides(h, "himself");
}

/* The preview follows after a rest; until then a move changes two rows and the place. */
static void
test_preview_follows(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	g_autoptr(Canvas) before = canvas_new(1, 1, app_rules(h->app));
	bool changed[24];

	harness_advance(h, US_PER_SECOND);
	canvas_copy(before, app_paint(h->app));
	harness_keys(h, "Down");
	g_assert_cmpint(canvas_diff(app_paint(h->app), before, changed), ==, 3);
	harness_assert_shows(h, "The customer waited two hours");
	harness_advance(h, 100 * 1000);
	harness_assert_shows(h, "The customer waited two hours");
	harness_advance(h, 30 * 1000);
	harness_assert_shows(h, "客户称办卡时承诺");
}

/* Until nothing waits but the minute: rows ahead are read and drawn in small pieces. */
static void
rest(Harness *h)
{
	for (int i = 0; i < 50; i++)
		harness_advance(h, 10 * 1000);
	app_paint(h->app);
}

/* Work of a key: a row is formatted when it comes onto the screen, not again at each key. */
static void
test_rows_made(void)
{
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");
	const View *queue = app_view(h->app);
	unsigned made;

	for (int i = 0; i < 60; i++)
		g_free(queue_harness_log(h, "1002", "one of many", i * US_PER_HOUR));
	rest(h);
	made = view_queue_rows_made(queue);
	/* What is on the screen, and the page after it. */
	g_assert_cmpuint(made, >, 17);
	g_assert_cmpuint(made, <=, 3 * 17);
	harness_keys(h, "Down Down Up Down PgDn");
	app_paint(h->app);
	g_assert_cmpuint(view_queue_rows_made(queue), <=, made + 17);
	rest(h);
	made = view_queue_rows_made(queue);
	/* Back and forth, and a page further: nothing is left to be done for the key itself. */
	for (int i = 0; i < 3; i++) {
		const Key keys[] = {{.code = KEY_PAGE_UP}, {.code = KEY_PAGE_DOWN},
			{.code = KEY_PAGE_DOWN}};

		app_key(h->app, &keys[i]);
		app_paint(h->app);
		g_assert_cmpuint(view_queue_rows_made(queue), ==, made);
	}
	/* What was kept is never older than the desk. */
	g_free(queue_harness_log(h, "1003", "quite another", US_PER_DAY * 300));
	app_changed(h->app);
	app_paint(h->app);
	g_assert_cmpuint(view_queue_rows_made(queue), >, made);
	made = view_queue_rows_made(queue);
	harness_advance(h, US_PER_MINUTE);
	app_paint(h->app);
	g_assert_cmpuint(view_queue_rows_made(queue), >, made);
}

/* ---- the window against the whole list ---- */

static int
index_of(const GPtrArray *all, const QueueRow *row)
{
	for (guint i = 0; row && i < all->len; i++)
		if (strcmp(((const QueueRow *)all->pdata[i])->id, row->id) == 0)
			return (int)i;
	return -1;
}

static void
check_window(const QueueList *list, const GPtrArray *all, int expected)
{
	int line = queue_list_selected_line(list), first;
	int64_t at = queue_list_position(list);

	g_assert_cmpint(index_of(all, queue_list_selected(list)), ==, expected);
	g_assert_true(at == 0 || at == expected + 1);
	g_assert_true(queue_list_row(list, line) == queue_list_selected(list));
	first = index_of(all, queue_list_row(list, 0));
	for (int i = 0; i < 10 && queue_list_row(list, i); i++)
		g_assert_cmpint(index_of(all, queue_list_row(list, i)), ==, first + i);
	/* No line stays blank while there are rows for it. */
	for (int i = 0; i < MIN(10, (int)all->len); i++)
		g_assert_nonnull(queue_list_row(list, i));
}

static int
walk(QueueList *list, int at, int n)
{
	int by = g_test_rand_int_range(-3, 4), page = g_test_rand_int_range(1, 12);
	bool ok;

	switch (g_test_rand_int_range(0, 9)) {
	case 0:
		ok = queue_list_move_to_top(list, NULL);
		at = 0;
		break;
	case 1:
		ok = queue_list_move_to_end(list, NULL);
		at = n - 1;
		break;
	case 2:
		ok = queue_list_page(list, page, NULL);
		at = MIN(at + page, n - 1);
		break;
	case 3:
		ok = queue_list_page(list, -page, NULL);
		at = MAX(at - page, 0);
		break;
	case 4:
		ok = queue_list_reload(list, NULL);
		break;
	case 5:
		ok = !queue_list_wants_more(list) || queue_list_read_ahead(list, NULL);
		break;
	case 6:
		by *= 30;
		/* fall through */
	default:
		ok = queue_list_move(list, by, NULL);
		at = CLAMP(at + by, 0, n - 1);
	}
	g_assert_true(ok);
	return at;
}

static void
test_window(void)
{
	static const char *const queries[] = {"is:open sort:due", "is:open sort:-received",
		"is:open is:mine sort:-updated", "is:open sort:level"};
	g_autoptr(Harness) h = queue_harness_new(24, 80, "en", "1002");

	for (int i = 0; i < 220; i++)
		g_free(queue_harness_log(
			h, i % 3 ? "1002" : "1003", "one of many", (i * 7 % 13) * US_PER_DAY));
	for (unsigned q = 0; q < G_N_ELEMENTS(queries); q++) {
		QueueWindow window = {.query = queries[q], .max = 1000};
		g_autoptr(GPtrArray) all = desk_queue(h->desk, &window, NULL);
		g_autoptr(QueueList) list = queue_list_new(h->desk);
		int at = 0;

		queue_list_set_height(list, 10);
		g_assert_true(queue_list_set_query(list, queries[q], NULL));
		for (int i = 0; i < 400; i++) {
			at = walk(list, at, (int)all->len);
			check_window(list, all, at);
		}
	}
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/queue/golden", test_golden);
	g_test_add_func("/queue/empty", test_empty);
	g_test_add_func("/queue/empty-filter", test_empty_filter);
	g_test_add_func("/queue/selection-stays", test_selection_stays);
	g_test_add_func("/queue/selection-leaves", test_selection_leaves);
	g_test_add_func("/queue/filter", test_filter);
	g_test_add_func("/queue/filter-then-esc", test_filter_then_esc);
	g_test_add_func("/queue/filter-words", test_filter_words);
	g_test_add_func("/queue/input-method-on", test_input_method_on);
	g_test_add_func("/queue/views", test_views);
	g_test_add_func("/queue/masked", test_masked);
	g_test_add_func("/queue/restricted", test_restricted);
	g_test_add_func("/queue/preview-follows", test_preview_follows);
	g_test_add_func("/queue/rows-made", test_rows_made);
	g_test_add_func("/queue/window", test_window);
	return g_test_run();
}
