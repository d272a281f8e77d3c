/*
 * The queue as a view: verbs change what is wanted, refresh asks the store,
 * wake does what can wait (preview, counts, rows read ahead). See view-queue.h.
 */
#include "config.h"

#include "tui/view-queue.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/app.h"
#include "tui/dialog.h"
#include "tui/queue-private.h"
#include "tui/view-ticket.h"
#include "tui/when.h"

/* How long keys rest before what can wait longer is read again. */
#define REST_US (120 * 1000)
/* What can wait is not done in the turn of the key: it is painted first. */
#define AFTER_PAINT_US 1000

static const ViewOps queue_ops;

static QueueView *
queue_of(View *view)
{
	return (QueueView *)view;
}

static void
tell(QueueView *queue, const GError *error)
{
	app_say_error(queue->view.app, "%s",
		error ? error->message : _("The list could not be read."));
}

/* ---- what can wait ---- */

static void
wake_soon(QueueView *queue, int64_t wait_us)
{
	int64_t at_us = queue->preview_at_us;

	if (queue->counts_at_us && (!at_us || queue->counts_at_us < at_us))
		at_us = queue->counts_at_us;
	if (queue->ahead_waits || queue_list_wants_more(queue->list))
		at_us = app_now_us(queue->view.app) + wait_us;
	view_wake_at(&queue->view, at_us);
}

static void
follow(QueueView *queue)
{
	const QueueRow *row = queue_list_selected(queue->list);
	const char *id = row ? row->id : "";

	queue->preview_at_us = 0;
	queue->ahead_waits = true;
	if (queue->layout.pane != QUEUE_PANE_NONE && strcmp(queue->previewed, id) != 0)
		queue->preview_at_us = app_now_us(queue->view.app) + REST_US;
	wake_soon(queue, AFTER_PAINT_US);
}

static void
layout_preview(QueueView *queue)
{
	if (queue->layout.pane == QUEUE_PANE_RIGHT)
		queue_preview_layout_pane(
			&queue->preview, queue->layout.preview, app_rules(queue->view.app));
	else if (queue->layout.pane == QUEUE_PANE_BELOW)
		queue_preview_layout_below(
			&queue->preview, queue->layout.preview, app_rules(queue->view.app));
}

static void
read_preview(QueueView *queue)
{
	const QueueRow *row = queue_list_selected(queue->list);

	queue->preview_at_us = 0;
	queue->look.now_us = app_now_us(queue->view.app);
	g_strlcpy(queue->previewed, row ? row->id : "", UUID_LEN);
	queue_preview_read(&queue->preview, &queue->look, queue->previewed);
	layout_preview(queue);
}

/* One that stands there is read again when the keys rest: nobody waits for it to see an act
 * saved. */
static void
keep_preview(QueueView *queue, const QueueLayout *before)
{
	const QueueRow *row = queue_list_selected(queue->list);
	const Rect *old = &before->preview, *now = &queue->layout.preview;

	if (!row || !*queue->previewed ||
		(!queue->preview_at_us && strcmp(queue->previewed, row ? row->id : "") != 0))
		read_preview(queue);
	else if (before->pane != queue->layout.pane || old->rows != now->rows ||
		 old->cols != now->cols)
		layout_preview(queue);
}

static void
count(QueueView *queue)
{
	Desk *desk = view_desk(&queue->view);

	queue->counts_at_us = 0;
	queue->has_counts = desk_counts(desk, &queue->counts, NULL);
	queue->matches = desk_count(desk, queue_list_query(queue->list), QUEUE_COUNT_CAP, NULL);
	queue->elsewhere = queue->matches == 0 && *queue->shown
				   ? desk_count(desk, queue->shown, QUEUE_COUNT_CAP, NULL)
				   : 0;
}

static void
measure_numbers(QueueView *queue)
{
	int cols = queue->number_cols;

	for (int i = 0;; i++) {
		const QueueRow *row = queue_list_row(queue->list, i);

		if (!row)
			break;
		cols = MAX(cols, (int)cells_width(app_rules(queue->view.app), row->number));
	}
	queue->number_cols = cols;
}

/* A long history takes longer than a key may wait: whatever asked for it, it is read between
 * keys. */
static void
put_off_preview(QueueView *queue, int64_t now_us)
{
	App *app = queue->view.app;
	int64_t rested_us = app_env(app)->boot_us(app_env(app)) - app_last_key_us(app);

	if (queue->preview_at_us && rested_us < REST_US)
		queue->preview_at_us = MAX(queue->preview_at_us, now_us + REST_US - rested_us);
}

static void
queue_wake(View *view, int64_t now_us)
{
	QueueView *queue = queue_of(view);
	bool paint = queue->counts_at_us && queue->counts_at_us <= now_us;
	bool searching = queue_list_is_searching(queue->list);
	g_autoptr(GError) error = NULL;

	if (paint)
		count(queue);
	if (!queue_list_read_ahead(queue->list, &error))
		tell(queue, error);
	if (searching) {
		measure_numbers(queue);
		follow(queue);
		paint = true;
	}
	queue->ahead_waits = queue_draw_ahead(queue);
	put_off_preview(queue, now_us);
	if (queue->preview_at_us && queue->preview_at_us <= now_us) {
		read_preview(queue);
		paint = true;
	}
	if (paint)
		view_touch(view, VIEW_STALE_PAINT);
	/* A list that could not be widened is not asked again at once. */
	view_wake_at(view, error ? queue->preview_at_us : 0);
	if (!error)
		wake_soon(queue, 0);
}

/* ---- reading ---- */

static void
set_problem(QueueView *queue, char *problem, unsigned column)
{
	g_free(queue->problem);
	queue->problem = problem;
	queue->problem_column = column;
}

/* The column of an error counts in what was typed, not in the query made of it. */
static char *
dup_typed_problem(QueueView *queue, const GError *error)
{
	g_autoptr(GError) own = NULL;

	if (*queue->typed && desk_count(view_desk(&queue->view), queue->typed, 0, &own) < 0 &&
		own)
		return g_strdup(own->message);
	return g_strdup(error ? error->message : _("The list could not be read."));
}

/* What is wanted becomes what is shown, if it can be read; else the last one that could stays.
 * True if the list was read with it. */
static bool
apply_query(QueueView *queue)
{
	unsigned column = 0;
	g_autoptr(GError) error = NULL;
	g_autofree char *query =
		queue_query_dup(queue->def, queue->typed, queue->sort, &column, &error);

	if (query && strcmp(query, queue_list_query(queue->list)) == 0) {
		set_problem(queue, NULL, 0);
	} else if (query && queue_list_set_query(queue->list, query, &error)) {
		set_problem(queue, NULL, 0);
		g_free(queue->shown);
		queue->shown = g_strdup(queue->typed);
		return true;
	} else {
		set_problem(queue, dup_typed_problem(queue, error), column);
	}
	return false;
}

static void
queue_refresh(View *view)
{
	QueueView *queue = queue_of(view);
	g_autoptr(GError) error = NULL;
	int64_t now_us = app_now_us(view->app);
	bool asked;

	/* Commits that never cease, as of an import, put nothing off for ever. */
	if (!queue->preview_at_us)
		queue->preview_at_us = now_us + REST_US;
	if (!(view->stale & VIEW_STALE_DATA))
		return; /* no row shows time worked */
	asked = apply_query(queue);
	if (!asked && !queue->problem && !queue_list_reload(queue->list, &error))
		tell(queue, error);
	measure_numbers(queue);
	queue_drawn_forget(queue->drawn);
	/* Who asked wants to know how many; after an act only the rows must be right at once.
	 */
	if (asked)
		queue->counts_at_us = now_us;
	else if (!queue->counts_at_us)
		queue->counts_at_us = now_us + REST_US;
	/* The preview of another list is read with its rows. */
	if (asked || queue->layout.pane == QUEUE_PANE_NONE)
		queue->previewed[0] = '\0';
}

static void
queue_layout(View *view, Rect rect)
{
	QueueView *queue = queue_of(view);
	QueueLayout *layout = &queue->layout;
	const QueueLayout before = *layout;
	int step;

	if (view->stale & (VIEW_STALE_DATA | VIEW_STALE_SIZE)) {
		queue_layout_fit(layout, rect, queue->hide_preview, queue->number_cols);
		queue_drawn_forget(queue->drawn);
	}
	step = layout->columns.two_lines ? 2 : 1;
	queue_list_set_height(queue->list, layout->list.rows / step);
	if (layout->pane != QUEUE_PANE_NONE)
		keep_preview(queue, &before);
	else
		queue->preview_at_us = 0;
	queue->ahead_waits = true;
	wake_soon(queue, 0);
}

/* ---- choosing view and order ---- */

static void
view_picked(View *owner, const char *code, void *data)
{
	QueueView *queue = queue_of(owner);
	const QueueViewDef *def = queue_view_by_code(code);

	queue->def = def ? def : queue->def;
	queue->sort = queue->def->sort;
	view_touch(owner, VIEW_STALE_DATA);
}

static void
pick_view(QueueView *queue)
{
	GPtrArray *items = dialog_items_new();

	for (const QueueViewDef *def = queue_views; def->code; def++)
		dialog_items_add(items, def->code, _(def->title), NULL);
	dialog_pick(queue->view.app, _("Views"), items, view_picked,
		(ViewHook){.owner = &queue->view});
}

static void
sort_picked(View *owner, const char *code, void *data)
{
	const QueueSortDef *def = queue_sort_by_sort(code);

	if (def)
		queue_of(owner)->sort = def->sort;
	view_touch(owner, VIEW_STALE_DATA);
}

static void
pick_sort(QueueView *queue)
{
	GPtrArray *items = dialog_items_new();

	for (const QueueSortDef *def = queue_sorts; def->sort; def++)
		dialog_items_add(items, def->sort, _(def->title), NULL);
	dialog_pick(queue->view.app, _("Order of the list"), items, sort_picked,
		(ViewHook){.owner = &queue->view});
}

/* ---- the filter ---- */

static void
want_filter(QueueView *queue, const char *text)
{
	g_autofree char *typed = g_strstrip(g_strdup(text));

	g_free(queue->typed);
	queue->typed = g_steal_pointer(&typed);
	view_touch(&queue->view, VIEW_STALE_DATA);
}

static void
filter_changed(View *owner, const char *text, void *data)
{
	want_filter(queue_of(owner), text);
}

/* An error stays in the strip until it is mended: Enter does not take it. */
static char *
filter_check(View *owner, const char *text, void *data)
{
	QueueView *queue = queue_of(owner);

	want_filter(queue, text);
	apply_query(queue);
	return g_strdup(queue->problem);
}

static void
find(QueueView *queue, const char *text)
{
	DialogPrompt prompt = {
		.title = _("Filter:"),
		.initial = text,
		.may_be_empty = true,
		.check = filter_check,
		.changed = filter_changed,
		.strip = true,
	};

	dialog_prompt(
		queue->view.app, &prompt, filter_changed, (ViewHook){.owner = &queue->view});
}

static void
queue_find_text(View *view, const char *text)
{
	find(queue_of(view), text);
	want_filter(queue_of(view), text);
}

/* Esc: the filter first, then back. */
static bool
cancel(QueueView *queue)
{
	if (!*queue->typed && !*queue->shown)
		return false;
	want_filter(queue, "");
	return true;
}

/* ---- opening ---- */

static bool
step(View *owner, int by, char ret_id[UUID_LEN])
{
	QueueView *queue = queue_of(owner);
	const QueueRow *before = queue_list_selected(queue->list), *row;
	char old[UUID_LEN];
	g_autoptr(GError) error = NULL;

	g_strlcpy(old, before ? before->id : "", UUID_LEN);
	if (!queue_list_move(queue->list, by, &error))
		tell(queue, error);
	row = queue_list_selected(queue->list);
	if (!row || strcmp(row->id, old) == 0)
		return false;
	g_strlcpy(ret_id, row->id, UUID_LEN);
	/* The next page of rows before the key that needs it. */
	wake_soon(queue, AFTER_PAINT_US);
	return true;
}

static void
place(const View *owner, int64_t *ret_at, int64_t *ret_of)
{
	const QueueView *queue = (const QueueView *)owner;

	*ret_at = queue_list_position(queue->list);
	*ret_of = MAX(queue->matches, 0);
}

static bool
open_selected(QueueView *queue)
{
	const QueueRow *row = queue_list_selected(queue->list);
	TicketNav nav = {.owner = &queue->view, .step = step, .place = place};

	if (row)
		app_push(queue->view.app, view_ticket_new(queue->view.app, row->id, &nav));
	return true;
}

/* ---- verbs ---- */

static bool
move(QueueView *queue, Verb verb)
{
	g_autoptr(GError) error = NULL;
	int page =
		MAX(queue->layout.list.rows / (queue->layout.columns.two_lines ? 2 : 1) - 1, 1);
	bool ok = verb == VERB_DOWN	   ? queue_list_move(queue->list, 1, &error)
		  : verb == VERB_UP	   ? queue_list_move(queue->list, -1, &error)
		  : verb == VERB_PAGE_DOWN ? queue_list_page(queue->list, page, &error)
		  : verb == VERB_PAGE_UP   ? queue_list_page(queue->list, -page, &error)
		  : verb == VERB_TOP	   ? queue_list_move_to_top(queue->list, &error)
					   : queue_list_move_to_end(queue->list, &error);

	if (!ok)
		tell(queue, error);
	follow(queue);
	return true;
}

static bool
queue_verb(View *view, Verb verb)
{
	QueueView *queue = queue_of(view);

	switch ((int)verb) {
	case VERB_DOWN:
	case VERB_UP:
	case VERB_PAGE_DOWN:
	case VERB_PAGE_UP:
	case VERB_TOP:
	case VERB_END:
		return move(queue, verb);
	case VERB_OPEN:
	case VERB_RIGHT:
		return open_selected(queue);
	case VERB_FIND:
		find(queue, queue->typed);
		return true;
	case VERB_VIEWS:
		pick_view(queue);
		return true;
	case VERB_SORT:
		pick_sort(queue);
		return true;
	case VERB_PREVIEW:
		queue->hide_preview = !queue->hide_preview;
		view_touch(view, VIEW_STALE_SIZE);
		return true;
	case VERB_CANCEL:
		return cancel(queue);
	default:
		return false;
	}
}

static bool
queue_subject(const View *view, VerbSubject *ret)
{
	const QueueRow *row = queue_list_selected(((const QueueView *)view)->list);

	if (!row)
		return false;
	*ret = (VerbSubject){.state = row->state};
	g_strlcpy(ret->id, row->id, sizeof ret->id);
	g_strlcpy(ret->number, row->number, sizeof ret->number);
	g_strlcpy(ret->owner, row->owner, sizeof ret->owner);
	g_strlcpy(ret->asked, row->asked, sizeof ret->asked);
	return true;
}

static int
queue_hints(const View *view, Hint *ret, int max)
{
	static const Verb verbs[] = {VERB_OPEN, VERB_NEW, VERB_ACCEPT, VERB_NOTE, VERB_TIMER,
		VERB_CLOSE, VERB_OWNER, VERB_FIND, VERB_VIEWS, VERB_CONTACT, VERB_MENU};
	int n = MIN((int)G_N_ELEMENTS(verbs), max);

	for (int i = 0; i < n; i++)
		ret[i] = (Hint){.verb = verbs[i]};
	return n;
}

static void
queue_free(View *view)
{
	QueueView *queue = queue_of(view);

	queue_preview_clear(&queue->preview);
	queue_list_free(queue->list);
	queue_drawn_free(queue->drawn);
	g_free(queue->typed);
	g_free(queue->shown);
	g_free(queue->problem);
	g_free(queue);
}

static const ViewOps queue_ops = {
	.name = "queue",
	.context = IN_QUEUE,
	.flags = VIEW_SCREEN,
	.refresh = queue_refresh,
	.layout = queue_layout,
	.draw = queue_view_draw,
	.verb = queue_verb,
	.subject = queue_subject,
	.hints = queue_hints,
	.find_text = queue_find_text,
	.wake = queue_wake,
	.free = queue_free,
};

View *
view_queue_new(App *app)
{
	QueueView *queue = g_new0(QueueView, 1);
	Desk *desk = app_desk(app);
	const Person *person = desk_person(desk);

	view_init(&queue->view, &queue_ops, app);
	queue->list = queue_list_new(desk);
	queue->drawn = queue_drawn_new();
	queue->look =
		(QueueLook){.desk = desk, .zone = app_zone(app), .chinese = when_in_chinese()};
	queue->def = person ? queue_view_of_role(person->role) : queue_view_by_code("all");
	queue->sort = queue->def->sort;
	queue->typed = g_strdup("");
	queue->shown = g_strdup("");
	queue->matches = -1;
	return &queue->view;
}

void
view_queue_show(View *view, const char *code, const char *filter)
{
	QueueView *queue = queue_of(view);
	const QueueViewDef *def = code ? queue_view_by_code(code) : NULL;
	const Person *person = desk_person(view_desk(view));

	if (!def && person)
		def = queue_view_of_role(person->role);
	queue->def = def ? def : queue->def;
	queue->sort = queue->def->sort;
	want_filter(queue, filter);
}

unsigned
view_queue_rows_made(const View *view)
{
	return queue_drawn_count(((const QueueView *)view)->drawn);
}

void
view_queue_run(App *app, View *view, Verb verb)
{
	app_go(app, view_queue_new(app));
}
