/*
 * Search as you type, filters and clocks on a store made by generate, through
 * the desk's own calls; beside each search the newest hits by bare SQLite from
 * the same index. Prints "WHO FIGURE VALUE" lines. Run by make bench:
 *	search-times HOME
 */
#include "config.h"

#include <locale.h>

#include "core/desk-private.h"
#include "core/desk-window.h"
#include "core/search-token.h"
#include "tests/bench/series.h"

#define ROWS   114 /* what a list of 38 lines asks for at once */
#define ROUNDS 2

/* Typed a character at a time: words, one and two characters of Chinese, common, rare and absent. */
static const char *const typed[] = {"年费", "排队", "费", "客户称", "柜台", "短信", "信用卡", "道歉", "apology",
	"fee", "card", "queue", "counter", "refund", "hotline", "1001", "8848", "王建国", "Rosa", "zebra"};
/* Filters by due with any word, as the queue joins them. */
static const char *const filters[] = {"is:open (%s) sort:due", "%s sort:due", "is:overdue (%s) sort:due",
	"-is:archive (%s) sort:due"};

static void
die(const char *what, const char *why)
{
	g_printerr("search-times: %s: %s\n", what, why);
	exit(1);
}

static GPtrArray *
ask(Desk *desk, const char *query)
{
	QueueMark mark;
	QueueWindow window = {.query = query, .max = ROWS, .mark = &mark};
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = desk_queue(desk, &window, &error);

	if (!rows)
		die(query, error->message);
	return rows;
}

static void
bare(Desk *desk, const char *text, Series *series)
{
	static const char sql[] =
		"SELECT t.* FROM ticket_search JOIN ticket t ON t.row = ticket_search.rowid WHERE "
		"ticket_search MATCH :match ORDER BY ticket_search.rowid DESC LIMIT 38";
	g_autofree char *match = search_dup_match(text, true, NULL, NULL);
	sqlite3_stmt *stmt = db_stmt(desk->reader, sql, NULL);
	Start start = series_start();

	db_bind_text(stmt, ":match", match);
	while (db_step(stmt, NULL))
		;
	series_add(series, start);
}

/* What was collected for an earlier key must not help: as after somebody's commit. */
static void
forget(Desk *desk)
{
	FinderLimits limits = finder_limits(desk->finder);

	finder_set_limits(desk->finder, &limits);
}

static void
type(Desk *desk, const char *word, const char *filter, Series *series, Series *floor)
{
	for (const char *p = word; *p;) {
		g_autofree char *text = NULL, *query = NULL;
		Start start;

		p = g_utf8_next_char(p);
		text = g_strndup(word, (gsize)(p - word));
		query = g_strdup_printf(filter, text);
		forget(desk);
		start = series_start();
		g_ptr_array_unref(ask(desk, query));
		series_add(series, start);
		if (floor)
			bare(desk, text, floor);
	}
}

static void
time_clock(Desk *desk)
{
	g_autoptr(GPtrArray) rows = ask(desk, "is:open sort:due");
	Series series = {.name = "clock"};

	for (guint i = 0; i < rows->len && i < 100; i++) {
		g_autoptr(Ticket) ticket = desk_ticket(desk, ((const QueueRow *)rows->pdata[i])->id, NULL);
		Start start = series_start();
		Clock clock;

		for (int k = 0; k < 20; k++)
			desk_clock(desk, ticket, &clock);
		series_add(&series, start);
		series.us[series.n - 1] /= 20;
		series.cpu_us[series.n - 1] /= 20;
	}
	series_print(&series, "amends");
}

int
main(int argc, char **argv)
{
	static Series search = {.name = "search"}, floor = {.name = "search"}, due = {.name = "filter-due"};
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = NULL;
	DeskConfig config = {.assets = g_getenv("AMENDS_DATADIR"), .practice = true};
	Env env;
	Desk *desk;

	if (argc != 2 || !config.assets)
		die("options", "needed: HOME, and AMENDS_DATADIR");
	setlocale(LC_ALL, "C.UTF-8");
	env_init_real(&env);
	config.env = &env;
	config.folder = folder = g_build_filename(argv[1], "practice", NULL);
	desk = desk_open(&config, &error);
	if (!desk)
		die(folder, error->message);
	desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	for (unsigned round = 0; round < ROUNDS; round++)
		for (unsigned i = 0; i < G_N_ELEMENTS(typed); i++) {
			type(desk, typed[i], filters[0], &search, &floor);
			for (unsigned k = 0; k < G_N_ELEMENTS(filters); k++)
				type(desk, typed[i], filters[k], &due, NULL);
		}
	series_print(&search, "amends");
	series_print(&floor, "bare");
	series_print(&due, "amends");
	time_clock(desk);
	desk_free(desk);
	return 0;
}
