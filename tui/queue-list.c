/*
 * The window: `rows` are consecutive rows of the list; `base` is the key of the
 * row before the first (absent: the first is the list's first). `sel` and
 * `top` are places in `rows` and move with every fetch; only ids are kept.
 * Where the store needs longer than a screen has (QueueMark), `behind` or
 * `base` is the place it came to, and the rest is read when no key waits.
 *
 *	base | rows[0] ... rows[top] ... rows[sel] ... rows[len-1] | more unless at_end
 */
#include "config.h"

#include "tui/queue-list.h"

#include <string.h>

#define MIN_CHUNK   40 /* rows fetched at once, at least */
#define MAX_SCREENS 12 /* rows kept, in screens */

struct QueueList {
	Desk *desk;
	char *query;
	GPtrArray *rows; /* QueueRow *, owned; NULL before the first query */
	bool has_base, at_end;
	QueueRow base;	    /* only its keys */
	bool base_is_mark;  /* `base` is a place, and no row of the list */
	QueueRow back_from; /* then reading back goes on from here; only its keys */
	bool has_behind;    /* reading goes on behind this place, not behind the last row */
	QueueRow behind;    /* only its keys */
	int64_t before;	    /* rows of the list before the first, -1 if not known */
	int sel, top, height;
};

QueueList *
queue_list_new(Desk *desk)
{
	QueueList *list = g_new0(QueueList, 1);

	list->desk = desk;
	list->query = g_strdup("");
	list->height = 1;
	return list;
}

void
queue_list_free(QueueList *list)
{
	if (!list)
		return;
	g_clear_pointer(&list->rows, g_ptr_array_unref);
	g_free(list->query);
	g_free(list);
}

const char *
queue_list_query(const QueueList *list)
{
	return list->query;
}

static int
list_len(const QueueList *list)
{
	return list->rows ? (int)list->rows->len : 0;
}

static const QueueRow *
list_at(const QueueList *list, int at)
{
	return at >= 0 && at < list_len(list) ? g_ptr_array_index(list->rows, at) : NULL;
}

static int
chunk(const QueueList *list)
{
	return MAX(2 * list->height, MIN_CHUNK);
}

static QueueRow
row_of_mark(const QueueMark *mark)
{
	return (QueueRow){.row = mark->row, .key = mark->key};
}

/* Keeps selection and screen inside the rows there are. */
static void
fit(QueueList *list)
{
	int n = list_len(list);

	list->sel = CLAMP(list->sel, 0, MAX(n - 1, 0));
	list->top = CLAMP(list->top, 0, MAX(n - 1, 0));
	if (list->sel < list->top)
		list->top = list->sel;
	if (list->sel >= list->top + list->height)
		list->top = list->sel - list->height + 1;
	/* No blank lines below the end while rows stand above. */
	if (list->at_end && list->top + list->height > n)
		list->top = MAX(n - list->height, 0);
}

static void
set_base(QueueList *list, const QueueRow *row)
{
	list->has_base = row != NULL;
	list->base = row ? (QueueRow){.row = row->row, .key = row->key} : (QueueRow){.row = 0};
	list->base_is_mark = false;
}

static void
set_base_mark(QueueList *list, const QueueMark *mark)
{
	QueueRow row = {.row = mark->turn, .key = mark->key};

	set_base(list, &row);
	list->base_is_mark = true;
	list->back_from = row_of_mark(mark);
}

/* After `n` of `max` rows were read forwards. */
static void
set_end(QueueList *list, int n, int max, const QueueMark *mark)
{
	list->at_end = n < max && !mark->stopped;
	list->has_behind = mark->stopped;
	list->behind = row_of_mark(mark);
}

static void
drop_front(QueueList *list, int n)
{
	if (n <= 0)
		return;
	set_base(list, list_at(list, n - 1));
	g_ptr_array_remove_range(list->rows, 0, (guint)n);
	if (list->before >= 0)
		list->before += n;
	list->sel -= n;
	list->top -= n;
}

static void
drop_back(QueueList *list, int keep)
{
	int n = list_len(list);

	if (n <= keep)
		return;
	g_ptr_array_remove_range(list->rows, (guint)keep, (guint)(n - keep));
	list->at_end = false;
	list->has_behind = false;
}

/* The window never grows with the list. */
static void
trim(QueueList *list, bool front)
{
	int most = MAX(MAX_SCREENS * list->height, 4 * MIN_CHUNK);

	if (list_len(list) <= most)
		return;
	if (front)
		drop_front(list, MIN(list_len(list) - most, MAX(list->top - list->height, 0)));
	else
		drop_back(list, MAX(most, list->top + 2 * list->height));
}

static bool
extend(QueueList *list, int max, GError **error)
{
	const QueueRow *last =
		list->has_behind ? &list->behind : list_at(list, list_len(list) - 1);
	GPtrArray *more;
	QueueMark mark;

	if (list->at_end || !last)
		return true;
	more = desk_queue(list->desk,
		&(QueueWindow){list->query, .after = last, .max = (unsigned)max, .mark = &mark},
		error);
	if (!more)
		return false;
	set_end(list, (int)more->len, max, &mark);
	g_ptr_array_extend_and_steal(list->rows, more);
	trim(list, true);
	return true;
}

/* One row more than asked for tells what stands before. */
static bool
extend_back(QueueList *list, int max, GError **error)
{
	GPtrArray *more;
	QueueMark mark;
	int n;

	if (!list->has_base || (!list_len(list) && !list->base_is_mark))
		return true;
	more = desk_queue(list->desk,
		&(QueueWindow){list->query,
			list->base_is_mark ? &list->back_from : list_at(list, 0), true,
			(unsigned)max + 1, &mark},
		error);
	if (!more)
		return false;
	n = (int)more->len;
	g_ptr_array_extend_and_steal(more, g_steal_pointer(&list->rows));
	list->rows = more;
	list->sel += n;
	list->top += n;
	if (list->before >= 0)
		list->before = MAX(list->before - n, 0);
	if (mark.stopped) {
		set_base_mark(list, &mark);
	} else if (n <= max) {
		set_base(list, NULL);
		list->before = 0;
	} else {
		drop_front(list, 1);
	}
	trim(list, false);
	fit(list);
	return true;
}

static void
take_rows(QueueList *list, GPtrArray *rows, int max, const QueueMark *mark)
{
	g_clear_pointer(&list->rows, g_ptr_array_unref);
	list->rows = rows;
	set_end(list, (int)rows->len, max, mark);
}

static int
find_id(const QueueList *list, const char *id)
{
	for (int i = 0; i < list_len(list); i++)
		if (strcmp(list_at(list, i)->id, id) == 0)
			return i;
	return -1;
}

/* The key of the complaint `number` under `query`, if the query finds it. */
static GPtrArray *
find_row(const QueueList *list, const char *query, const char *number)
{
	g_autofree char *one = g_strdup_printf("%s #%s", query, number);

	return number && *number ? desk_queue(list->desk, &(QueueWindow){one, .max = 1}, NULL)
				 : NULL;
}

/* Makes `row`, which the query finds, the selected one, a third down the screen. */
static bool
load_around(QueueList *list, const char *query, const QueueRow *row, GError **error)
{
	int above = list->height, max = 3 * list->height + MIN_CHUNK;
	QueueMark mark, end;
	QueueWindow before = {query, row, true, (unsigned)above + 1, &mark};
	g_autoptr(GPtrArray) back = desk_queue(list->desk, &before, error);
	QueueRow base = {.row = 0};
	bool has_base;
	GPtrArray *rows;

	if (!back)
		return false;
	has_base = (int)back->len > above || mark.stopped;
	if (mark.stopped) {
		base = (QueueRow){.row = mark.turn, .key = mark.key};
	} else if (has_base) {
		const QueueRow *first = g_ptr_array_index(back, 0);

		base = (QueueRow){.row = first->row, .key = first->key};
	}
	rows = desk_queue(list->desk,
		&(QueueWindow){query, has_base ? &base : NULL, false, (unsigned)max, &end},
		error);
	if (!rows)
		return false;
	take_rows(list, rows, max, &end);
	if (mark.stopped)
		set_base_mark(list, &mark);
	else
		set_base(list, has_base ? &base : NULL);
	list->before = has_base ? -1 : 0;
	/* It stands no further ahead than was read back. */
	while (find_id(list, row->id) < 0 && list->has_behind)
		if (!extend(list, max, error))
			return false;
	list->sel = MAX(find_id(list, row->id), 0);
	list->top = MAX(list->sel - list->height / 3, 0);
	fit(list);
	return true;
}

static bool
load_top(QueueList *list, const char *query, GError **error)
{
	int max = list->height + chunk(list);
	QueueMark mark;
	QueueWindow window = {query, .max = (unsigned)max, .mark = &mark};
	GPtrArray *rows = desk_queue(list->desk, &window, error);

	if (!rows)
		return false;
	take_rows(list, rows, max, &mark);
	set_base(list, NULL);
	list->before = 0;
	list->sel = list->top = 0;
	return true;
}

bool
queue_list_set_query(QueueList *list, const char *query, GError **error)
{
	const QueueRow *old = queue_list_selected(list);
	g_autofree char *id = g_strdup(old ? old->id : NULL), *number = NULL;
	g_autofree char *kept = g_strdup(query);
	int at;

	number = g_strdup(old ? old->number : NULL);
	if (!load_top(list, query, error))
		return false;
	g_free(list->query);
	list->query = g_steal_pointer(&kept);
	if (!id)
		return true;
	at = find_id(list, id);
	if (at >= 0) {
		list->sel = at;
		fit(list);
	} else if (!list->at_end) {
		g_autoptr(GPtrArray) found = find_row(list, list->query, number);

		if (found && found->len)
			return load_around(
				list, list->query, g_ptr_array_index(found, 0), error);
	}
	return true;
}

/* Of the rows there were, the nearest to the selected one that is still there: below, then
 * above. */
static int
nearest_left(const QueueList *list, const GPtrArray *old, int old_sel)
{
	for (int i = old_sel + 1; i < (int)old->len; i++) {
		int at = find_id(list, ((const QueueRow *)old->pdata[i])->id);

		if (at >= 0)
			return at;
	}
	for (int i = old_sel - 1; i >= 0; i--) {
		int at = find_id(list, ((const QueueRow *)old->pdata[i])->id);

		if (at >= 0)
			return at;
	}
	return 0;
}

bool
queue_list_reload(QueueList *list, GError **error)
{
	g_autoptr(GPtrArray) old = NULL;
	int line, old_sel, at, max;
	QueueMark mark;
	GPtrArray *rows;

	if (!list->rows)
		return queue_list_set_query(list, list->query, error);
	drop_front(list, list->has_base ? list->top - list->height : 0);
	/* To the end of the screen; what is below is read ahead when no key waits. */
	max = MAX(list->top, 0) + list->height + 1;
	rows = desk_queue(list->desk,
		&(QueueWindow){list->query, list->has_base ? &list->base : NULL, false,
			(unsigned)max, &mark},
		error);
	if (!rows)
		return false;
	line = list->sel - list->top;
	old_sel = list->sel;
	old = g_steal_pointer(&list->rows);
	take_rows(list, rows, max, &mark);
	/* What stands before the window may have changed as well. */
	list->before = list->has_base ? -1 : 0;
	if (!old->len) {
		fit(list);
		return true;
	}
	at = find_id(list, ((const QueueRow *)old->pdata[old_sel])->id);
	if (at < 0) {
		const QueueRow *was = old->pdata[old_sel];
		g_autoptr(GPtrArray) found = find_row(list, list->query, was->number);

		if (found && found->len)
			return load_around(
				list, list->query, g_ptr_array_index(found, 0), error);
		at = nearest_left(list, old, old_sel);
	}
	list->sel = at;
	list->top = MAX(at - line, 0);
	fit(list);
	return true;
}

void
queue_list_set_height(QueueList *list, int height)
{
	list->height = MAX(height, 1);
	fit(list);
}

bool
queue_list_move(QueueList *list, int by, GError **error)
{
	while (by > 0 && list->sel + by + 1 > list_len(list) && !list->at_end)
		if (!extend(list, chunk(list), error))
			return false;
		else if (list->has_behind)
			break; /* the rest when no key waits */
	while (by < 0 && list->sel + by < 0 && list->has_base && list_len(list))
		if (!extend_back(list, chunk(list), error))
			return false;
		else if (list->base_is_mark)
			break;
	list->sel += by;
	fit(list);
	return true;
}

bool
queue_list_page(QueueList *list, int by, GError **error)
{
	int line = list->sel - list->top;

	/* As many rows below as a full screen needs, so that paging never stops half-way. */
	while (by > 0 && list->top + by + list->height > list_len(list) && !list->at_end)
		if (!extend(list, chunk(list), error))
			return false;
		else if (list->has_behind)
			break;
	if (!queue_list_move(list, by, error))
		return false;
	list->top = MAX(list->sel - line, 0);
	fit(list);
	return true;
}

bool
queue_list_move_to_top(QueueList *list, GError **error)
{
	if (list->has_base || !list->rows)
		return load_top(list, list->query, error);
	list->sel = list->top = 0;
	return true;
}

bool
queue_list_move_to_end(QueueList *list, GError **error)
{
	int max = list->height + chunk(list);
	QueueMark mark;
	GPtrArray *rows;

	if (list->at_end) {
		list->sel = list_len(list) - 1;
		fit(list);
		return true;
	}
	rows = desk_queue(list->desk,
		&(QueueWindow){list->query, NULL, true, (unsigned)max, &mark}, error);
	if (!rows)
		return false;
	take_rows(list, rows, max, &mark);
	set_base(list, NULL);
	list->before = list->at_end ? 0 : -1;
	if (mark.stopped)
		set_base_mark(list, &mark);
	else if (!list->at_end)
		drop_front(list, 1);
	list->before = list->has_base ? -1 : 0;
	list->at_end = true;
	list->has_behind = false;
	list->sel = list_len(list) - 1;
	list->top = list->sel - list->height + 1;
	fit(list);
	return true;
}

bool
queue_list_is_searching(const QueueList *list)
{
	return (list->has_behind && list->top + list->height > list_len(list)) ||
	       (list->base_is_mark && list->top == 0);
}

bool
queue_list_wants_more(const QueueList *list)
{
	return (!list->at_end && list->top + 3 * list->height > list_len(list)) ||
	       (list->has_base && list->top < list->height);
}

bool
queue_list_read_ahead(QueueList *list, GError **error)
{
	if (!list->at_end && list->top + 3 * list->height > list_len(list) &&
		!extend(list, chunk(list), error))
		return false;
	if (list->has_base && list->top < list->height)
		return extend_back(list, chunk(list), error);
	return true;
}

const QueueRow *
queue_list_row(const QueueList *list, int line)
{
	return line >= 0 && line < list->height ? list_at(list, list->top + line) : NULL;
}

const QueueRow *
queue_list_row_near(const QueueList *list, int line)
{
	return list_at(list, list->top + line);
}

const QueueRow *
queue_list_selected(const QueueList *list)
{
	return list_at(list, list->sel);
}

int
queue_list_selected_line(const QueueList *list)
{
	return list->sel - list->top;
}

int64_t
queue_list_position(const QueueList *list)
{
	return list->before < 0 || !list_len(list) ? 0 : list->before + list->sel + 1;
}
