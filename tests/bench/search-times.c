/*
 * Search as you type, filters and clocks on a store made by generate, through
 * the desk's own calls; beside each search the newest hits by bare SQLite from
 * the same index. What is looked for is drawn by a seed from the store's own
 * documents, in classes by how common it is and how it is written; each class
 * has figures of its own. Prints "WHO FIGURE VALUE" lines. Run by make bench:
 *	search-times HOME [SEED]
 */
#include "config.h"

#include <locale.h>

#include "core/desk-private.h"
#include "core/desk-window.h"
#include "core/search-token.h"
#include "core/text.h"
#include "tests/bench/generate-words.h"
#include "tests/bench/series.h"

#define ROWS	114  /* what a list of 38 lines asks for at once */
#define SAMPLE	1000 /* documents that tell how common a text is */
#define A_CLASS 10   /* texts of each class */
#define TRIES	3000

typedef enum Kind {
	LATIN,	/* a word's first characters */
	HAN,	/* some neighbours */
	TWO,	/* words of two documents */
	MIXED,	/* the one Chinese, the other Latin */
	PHRASE, /* four words as they stand */
	ABSENT,
} Kind;

typedef struct Class {
	const char *name;
	Kind kind;
	unsigned min, max; /* characters of the Chinese, or of the Latin word */
	unsigned typed;	   /* of the Latin word; 0: all */
	double low, high;  /* share of the documents that hold it */
} Class;

/* Add a row here for a class: its figures are search-NAME-... and filter-NAME-... */
static const Class classes[] = {
	{"latin-most", LATIN, 2, 20, 0, 0.15, 1},
	{"latin-common", LATIN, 2, 20, 0, 0.01, 0.15},
	{"latin-rare", LATIN, 2, 20, 0, 0, 0.002},
	{"head-1", LATIN, 2, 20, 1, 0, 1},
	{"head-2", LATIN, 3, 20, 2, 0, 1},
	{"head-3", LATIN, 4, 20, 3, 0, 1},
	{"head-4", LATIN, 5, 20, 4, 0, 1},
	{"head-5", LATIN, 6, 20, 5, 0, 1},
	{"head-6", LATIN, 7, 20, 6, 0, 1},
	{"head-7", LATIN, 8, 20, 7, 0, 1},
	{"head-8", LATIN, 9, 20, 8, 0, 1},
	{"han-1-most", HAN, 1, 1, 0, 0.15, 1},
	{"han-1", HAN, 1, 1, 0, 0, 0.15},
	{"han-2-most", HAN, 2, 2, 0, 0.15, 1},
	{"han-2", HAN, 2, 2, 0, 0.002, 0.15},
	{"han-2-rare", HAN, 2, 2, 0, 0, 0.002},
	{"han-3", HAN, 3, 5, 0, 0.01, 1},
	{"han-3-rare", HAN, 3, 5, 0, 0, 0.01},
	{"two", TWO, 2, 20, 0, 0, 1},
	{"mixed", MIXED, 2, 3, 0, 0, 1},
	{"phrase", PHRASE, 2, 20, 0, 0, 1},
	{"absent", ABSENT, 2, 8, 0, 0, 0.0001},
};

/* Filters by due with any word, as the queue joins them. */
static const char *const filters[] = {"is:open (%s) sort:due", "%s sort:due",
	"is:overdue (%s) sort:due", "-is:archive (%s) sort:due"};

static void
die(const char *what, const char *why)
{
	g_printerr("search-times: %s: %s\n", what, why);
	exit(1);
}

/* ---- what is looked for ---- */

/* Folded documents from all over the store. */
static GPtrArray *
read_sample(Desk *desk, Dice *dice)
{
	static const char sql[] =
		"SELECT body FROM search_doc WHERE ticket_row >= :row ORDER BY ticket_row LIMIT 1";
	GPtrArray *docs = g_ptr_array_new_with_free_func(g_free);
	unsigned most = (unsigned)db_query_int(
		desk->reader, "SELECT MAX(ticket_row) FROM search_doc", 1);

	for (unsigned i = 0; i < SAMPLE; i++) {
		sqlite3_stmt *stmt = db_stmt(desk->reader, sql, NULL);

		db_bind_int(stmt, ":row", 1 + dice_below(dice, most));
		if (db_step(stmt, NULL))
			g_ptr_array_add(docs, text_dup_search(db_text(stmt, 0)));
		sqlite3_reset(stmt);
	}
	if (docs->len == 0)
		die("sample", "there are no complaints");
	return docs;
}

static bool
is_latin(const char *p)
{
	return g_ascii_isalnum(*p);
}

static bool
is_han(const char *p)
{
	gunichar c = g_utf8_get_char(p);

	return c >= 0x4e00 && c <= 0x9fff;
}

/* The Latin word at `p` if one begins there, n_words with what is between them; else NULL. */
static char *
dup_words(const char *doc, const char *p, const Class *class, unsigned n_words)
{
	const char *end = p;

	if (!is_latin(p) || (p > doc && is_latin(p - 1)))
		return NULL;
	for (unsigned i = 0; i < n_words; i++) {
		const char *word = end += strcspn(end, "abcdefghijklmnopqrstuvwxyz0123456789");

		while (is_latin(end))
			end++;
		if (end == word ||
			(n_words == 1 && (end - word < class->min || end - word > class->max)))
			return NULL;
	}
	return g_strndup(p, class->typed ? class->typed : (gsize)(end - p));
}

static char *
dup_han(const char *p, unsigned n)
{
	const char *end = p;

	for (; n > 0; n--, end = g_utf8_next_char(end))
		if (!is_han(end))
			return NULL;
	return g_strndup(p, (gsize)(end - p));
}

/* Of a kind that stands at one place; NULL where there is none. */
static char *
dup_at(const Class *class, Kind kind, const GPtrArray *docs, Dice *dice)
{
	const char *doc = docs->pdata[dice_below(dice, docs->len)];
	long n = g_utf8_strlen(doc, -1);
	const char *p = n ? g_utf8_offset_to_pointer(doc, dice_below(dice, (unsigned)n)) : doc;

	if (kind == HAN)
		return dup_han(p, class->min + dice_below(dice, class->max - class->min + 1));
	return dup_words(doc, p, class, kind == PHRASE ? 4 : 1);
}

static char *
dup_absent(Dice *dice)
{
	GString *text = g_string_new(NULL);
	bool han = dice_percent(dice, 50);

	for (unsigned i = 2 + dice_below(dice, 5); i > 0; i--)
		g_string_append_unichar(text,
			han ? 0x4e00 + dice_below(dice, 0x5000) : 'a' + dice_below(dice, 26));
	return g_string_free(text, FALSE);
}

static char *
dup_candidate(const Class *class, const GPtrArray *docs, Dice *dice)
{
	static const Class word = {.min = 2, .max = 20};
	g_autofree char *one = NULL, *two = NULL;

	switch (class->kind) {
	case LATIN:
	case HAN:
		return dup_at(class, class->kind, docs, dice);
	case PHRASE:
		one = dup_at(class, PHRASE, docs, dice);
		return one ? g_strdup_printf("\"%s\"", one) : NULL;
	case TWO:
	case MIXED:
		one = dup_at(class, class->kind == MIXED ? HAN : LATIN, docs, dice);
		two = dup_at(&word, LATIN, docs, dice);
		return one && two ? g_strdup_printf("%s %s", one, two) : NULL;
	case ABSENT:
		return dup_absent(dice);
	}
	g_assert_not_reached();
}

static double
share(const char *text, const GPtrArray *docs)
{
	unsigned n = 0;

	for (guint i = 0; i < docs->len; i++)
		n += strstr(docs->pdata[i], text) != NULL;
	return (double)n / docs->len;
}

/* "and" alone is no text. */
static bool
is_query(const char *text)
{
	g_autoptr(Query) query = query_parse(text, NULL, NULL);

	return query != NULL;
}

/* Texts of the class, each once; fewer where the store has no more of them. */
static GPtrArray *
draw(const Class *class, const GPtrArray *docs, Dice *dice)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < TRIES && texts->len < A_CLASS; i++) {
		char *text = dup_candidate(class, docs, dice);
		double part =
			text && (class->low > 0 || class->high < 1) ? share(text, docs) : 1;

		if (!text || !is_query(text) || part < class->low || part > class->high ||
			g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
			g_free(text);
		else
			g_ptr_array_add(texts, text);
	}
	return texts;
}

/* ---- timing ---- */

/* What was collected for an earlier key must not help: as after somebody's commit. */
static void
forget(Desk *desk)
{
	FinderLimits limits = finder_limits(desk->finder);

	finder_set_limits(desk->finder, &limits);
}

/* A key: what the screen waits for. `whole`: until it is full, asking on as a screen does where
 * no key waits. */
static void
press(Desk *desk, const char *query, Series *first, Series *whole)
{
	QueueMark mark = {.stopped = true};
	Start start;

	forget(desk);
	start = series_start();
	for (unsigned n = 0; n < ROWS && mark.stopped;) {
		QueueRow after = {.row = mark.row, .key = mark.key};
		QueueWindow window = {.query = query,
			.after = mark.row ? &after : NULL,
			.max = ROWS - n,
			.mark = &mark};
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) rows = desk_queue(desk, &window, &error);

		if (!rows)
			die(query, error->message);
		if (!after.row)
			series_add(first, start);
		n += rows->len;
	}
	series_add(whole, start);
}

static void
add_all(Series *to, const Series *from)
{
	for (unsigned i = 0; i < from->n && to->n < SERIES_MAX; i++) {
		to->us[to->n] = from->us[i];
		to->cpu_us[to->n++] = from->cpu_us[i];
	}
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

/* Of one class, and of all. */
static Series one_search, one_filter;
static Series search = {.name = "search"}, filter_due = {.name = "filter-due"},
	      whole = {.name = "search-whole"}, floor_search = {.name = "search"};

static void
print_class(const Class *class, const char *what, Series *series)
{
	g_autofree char *name = g_strdup_printf("%s-%s", what, class->name);

	series->name = name;
	series_print(series, "amends");
	series->n = 0;
}

static void
time_class(Desk *desk, const Class *class, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		for (guint k = 0; k < G_N_ELEMENTS(filters); k++) {
			g_autofree char *query =
				g_strdup_printf(filters[k], (char *)texts->pdata[i]);

			press(desk, query, k ? &one_filter : &one_search, &whole);
		}
		bare(desk, texts->pdata[i], &floor_search);
	}
	add_all(&search, &one_search);
	add_all(&filter_due, &one_search);
	add_all(&filter_due, &one_filter);
	print_class(class, "search", &one_search);
	print_class(class, "filter", &one_filter);
}

static void
time_classes(Desk *desk, Dice *dice)
{
	g_autoptr(GPtrArray) docs = read_sample(desk, dice);

	for (unsigned i = 0; i < G_N_ELEMENTS(classes); i++) {
		g_autoptr(GPtrArray) texts = draw(&classes[i], docs, dice);

		time_class(desk, &classes[i], texts);
	}
	series_print(&search, "amends");
	series_print(&floor_search, "bare");
	series_print(&filter_due, "amends");
	series_print(&whole, "amends");
}

static void
time_clock(Desk *desk)
{
	QueueWindow window = {.query = "is:open sort:due", .max = ROWS};
	g_autoptr(GPtrArray) rows = desk_queue(desk, &window, NULL);
	Series series = {.name = "clock"};

	for (guint i = 0; rows && i < rows->len && i < 100; i++) {
		g_autoptr(Ticket) ticket =
			desk_ticket(desk, ((const QueueRow *)rows->pdata[i])->id, NULL);
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
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = NULL;
	DeskConfig config = {.assets = g_getenv("AMENDS_DATADIR"), .practice = true};
	Dice dice = {.state = argc > 2 ? g_ascii_strtoull(argv[2], NULL, 10) : 1};
	Env env;
	Desk *desk;

	if (argc < 2 || !config.assets)
		die("options", "needed: HOME, and AMENDS_DATADIR");
	setlocale(LC_ALL, "C.UTF-8");
	env_init_real(&env);
	config.env = &env;
	config.folder = folder = g_build_filename(argv[1], "practice", NULL);
	desk = desk_open(&config, &error);
	if (!desk)
		die(folder, error->message);
	desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	time_classes(desk, &dice);
	time_clock(desk);
	desk_free(desk);
	return 0;
}
