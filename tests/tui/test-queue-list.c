/*
 * tui/queue-list.h over a store that needs longer than a screen has: whatever a list is read
 * in, it ends as the same list, and moving about in the meantime loses no row and never hangs.
 */
#include "config.h"

#include "core/desk-window.h"
#include "tests/core/desk-fixture.h"
#include "tui/queue-list.h"

#define N_TICKETS 30
#define HEIGHT	  4

/* A row of the index a turn. */
static const FinderLimits slow = {0, 0, 0, 1, 1, 1, 0};
static const FinderLimits usual = {2000, 250000, 40000, 100000, 3000, 160, 1200};

static void
fill(DeskFixture *f)
{
	desk_fixture_init(f);
	for (unsigned i = 0; i < N_TICKETS; i++) {
		f->env.fake_now_us += US_PER_HOUR;
		g_free(desk_fixture_log(
			f, i % 5 ? "排队两小时" : "卡年费多扣三百元", "王小明"));
	}
}

/* As the view does when no key waits; the turns are counted, so that none goes round in a
 * circle. */
static void
settle(QueueList *list)
{
	unsigned turns = 0;

	while (queue_list_wants_more(list)) {
		g_assert_true(queue_list_read_ahead(list, NULL));
		g_assert_cmpuint(++turns, <, 20 * N_TICKETS);
	}
	g_assert_false(queue_list_is_searching(list));
}

static char *
dup_screen(const QueueList *list)
{
	GString *screen = g_string_new(NULL);

	for (int i = 0; i < HEIGHT; i++) {
		const QueueRow *row = queue_list_row(list, i);

		g_string_append_printf(screen, " %s%s", row ? row->number : "-",
			row && row == queue_list_selected(list) ? "<" : "");
	}
	return g_string_free(screen, FALSE);
}

static const char *
selected(const QueueList *list)
{
	const QueueRow *row = queue_list_selected(list);

	return row ? row->number : NULL;
}

typedef enum Move { DOWN, UP, PAGE_DOWN, PAGE_UP, TOP, END, RELOAD, N_MOVES } Move;

static void
move(QueueList *list, Move where)
{
	switch (where) {
	case DOWN:
		g_assert_true(queue_list_move(list, 1, NULL));
		return;
	case UP:
		g_assert_true(queue_list_move(list, -1, NULL));
		return;
	case PAGE_DOWN:
		g_assert_true(queue_list_page(list, HEIGHT - 1, NULL));
		return;
	case PAGE_UP:
		g_assert_true(queue_list_page(list, 1 - HEIGHT, NULL));
		return;
	case TOP:
		g_assert_true(queue_list_move_to_top(list, NULL));
		return;
	case END:
		g_assert_true(queue_list_move_to_end(list, NULL));
		return;
	case RELOAD:
		g_assert_true(queue_list_reload(list, NULL));
		return;
	case N_MOVES:
		break;
	}
	g_assert_not_reached();
}

static void
test_same_list(void)
{
	static const char *const queries[] = {"is:open sort:due", "subject:年费 sort:-received",
		"is:open 年费 sort:due", "subject:zzz"};
	static const Move moves[] = {DOWN, DOWN, PAGE_DOWN, END, UP, PAGE_UP, RELOAD, PAGE_UP,
		TOP, DOWN, END, RELOAD, PAGE_UP, PAGE_UP, PAGE_UP, DOWN, TOP};
	g_auto(DeskFixture) f = {0};

	fill(&f);
	for (unsigned i = 0; i < G_N_ELEMENTS(queries); i++) {
		g_autoptr(QueueList) list = queue_list_new(f.desk),
				     quick = queue_list_new(f.desk);

		queue_list_set_height(list, HEIGHT);
		queue_list_set_height(quick, HEIGHT);
		for (unsigned k = 0; k <= G_N_ELEMENTS(moves); k++) {
			g_autofree char *screen = NULL, *wanted = NULL;

			finder_set_limits(f.desk->finder, &slow);
			if (k == 0)
				g_assert_true(queue_list_set_query(list, queries[i], NULL));
			else
				move(list, moves[k - 1]);
			settle(list);
			screen = dup_screen(list);
			finder_set_limits(f.desk->finder, &usual);
			if (k == 0)
				g_assert_true(queue_list_set_query(quick, queries[i], NULL));
			else
				move(quick, moves[k - 1]);
			settle(quick);
			wanted = dup_screen(quick);
			g_test_message("%s %u: %s", queries[i], k, screen);
			/* A reload may move the screen under the selection, never the
			 * selection. */
			if (k == 0 || moves[k - 1] == TOP || moves[k - 1] == END)
				g_assert_cmpstr(screen, ==, wanted);
			g_assert_cmpstr(selected(list), ==, selected(quick));
		}
	}
}

/* What was found first is there at once, and more is promised. */
static void
test_searching(void)
{
	g_auto(DeskFixture) f = {0};
	g_autoptr(QueueList) list = NULL;

	fill(&f);
	list = queue_list_new(f.desk);
	queue_list_set_height(list, HEIGHT);
	finder_set_limits(f.desk->finder, &slow);
	g_assert_true(queue_list_set_query(list, "subject:zzz", NULL));
	g_assert_null(queue_list_selected(list));
	g_assert_true(queue_list_is_searching(list));
	settle(list);
	g_assert_null(queue_list_selected(list));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/queue-list/same-list", test_same_list);
	g_test_add_func("/queue-list/searching", test_searching);
	return g_test_run();
}
