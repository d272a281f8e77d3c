/*
 * The page of a complaint: see tui/view-ticket.h. What it holds is read in
 * refresh, laid out as lines in layout, and only sliced by draw. Names are
 * open only after the store has said that the look is in the log.
 */
#include "config.h"

#include "tui/view-ticket.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/words.h"
#include "tui/app.h"
#include "tui/dialog.h"
#include "tui/mask.h"
#include "tui/ticket-panels.h"
#include "tui/when.h"

#define REVEAL_US (15 * US_PER_SECOND)
#define WIDE_COLS 110
#define PAIR_COLS 72
#define TALL_ROWS 14

typedef struct TicketView {
	View view;
	char id[UUID_LEN];
	TicketNav nav;
	TicketModel model;
	char *problem;	       /* why there is nothing to show; NULL if there is */
	char looked[UUID_LEN]; /* the owner whose look at this opening is handed to the log */
	int64_t reveal_until_us;
	TicketPage *main, *side; /* side only where it is wide */
	Rect head, main_rect, side_rect;
	int main_top, side_top;
	bool in_side; /* the side panel scrolls */
	char *needle; /* NULL: nothing is searched for */
} TicketView;

static TicketView *
ticket_of(View *view)
{
	return (TicketView *)view;
}

/* ---- looks that are logged ---- */

/* `what` of data.seen. */
static void
log_look(TicketView *page, const char *what, const char *why, AppDone done)
{
	Act *act = desk_act(view_desk(&page->view));

	act_add(act, EVENT_DATA_SEEN, page->id);
	act_text(act, "what", what);
	act_text(act, "why", why);
	app_submit(page->view.app, act, NULL, done,
		(ViewHook){
			.owner = &page->view, .data = g_strdup(page->id), .free_data = g_free});
}

static bool
is_owner(const TicketView *page)
{
	const Person *person = desk_person(page->model.look.desk);

	return person && page->model.ticket &&
	       strcmp(person->id, page->model.ticket->owner) == 0;
}

static void
names_logged(View *owner, const ActResult *result, void *data)
{
	TicketView *page = ticket_of(owner);

	if (result->outcome != ACT_SAVED || strcmp(page->id, data) != 0 || !is_owner(page))
		return;
	page->model.open_names = true;
	view_touch(owner, VIEW_STALE_SIZE);
}

static void
open_names(TicketView *page)
{
	const Ticket *ticket = page->model.ticket;
	bool personal = *ticket->complainant || *ticket->phone || *ticket->callback;

	if (!is_owner(page)) {
		page->model.open_names = false;
		page->looked[0] = '\0';
		return;
	}
	if (!personal || strcmp(page->looked, ticket->owner) == 0)
		return;
	page->model.open_names = false;
	g_strlcpy(page->looked, ticket->owner, UUID_LEN);
	log_look(page, "page", NULL, names_logged);
}

static void
reveal_logged(View *owner, const ActResult *result, void *data)
{
	TicketView *page = ticket_of(owner);

	if (result->outcome != ACT_SAVED || strcmp(page->id, data) != 0)
		return;
	page->model.revealed = true;
	page->reveal_until_us = app_now_us(owner->app) + REVEAL_US;
	view_wake_at(owner, page->reveal_until_us);
	view_touch(owner, VIEW_STALE_SIZE);
	app_say(owner->app, "%s", _("Shown for 15 seconds; the history has your reason."));
}

static void
reveal_typed(View *owner, const char *text, void *data)
{
	log_look(ticket_of(owner), "reveal", text, reveal_logged);
}

static void
reveal(TicketView *page)
{
	DialogPrompt prompt = {
		.title = _("Show personal data"),
		.text = _("Why do you need it? Your name and the reason go on file."),
	};

	dialog_prompt(page->view.app, &prompt, reveal_typed, (ViewHook){.owner = &page->view});
}

static void
hide(TicketView *page)
{
	page->model.revealed = false;
	page->reveal_until_us = 0;
	view_wake_at(&page->view, 0);
	view_touch(&page->view, VIEW_STALE_SIZE | VIEW_STALE_PAINT);
}

static void
ticket_wake(View *view, int64_t now_us)
{
	TicketView *page = ticket_of(view);

	if (page->reveal_until_us && now_us >= page->reveal_until_us)
		hide(page);
}

/* ---- reading and layout ---- */

static void
ticket_refresh(View *view)
{
	TicketView *page = ticket_of(view);
	g_autoptr(GError) error = NULL;

	g_clear_pointer(&page->problem, g_free);
	page->model.look.now_us = app_now_us(view->app);
	if (!ticket_model_read(&page->model, view_desk(view), page->id, &error)) {
		ticket_model_clear(&page->model);
		page->problem = g_strdup(error->message);
		return;
	}
	open_names(page);
}

static void
put_people_and_facts(const TicketView *page, TicketPage *main)
{
	int cols = ticket_page_cols(main), half = cols / 2;
	TicketPage *left, *right;

	if (cols < PAIR_COLS) {
		ticket_panel_people(main, &page->model);
		ticket_panel_facts(main, &page->model);
		return;
	}
	left = ticket_page_new(half - 1, app_rules(page->view.app));
	right = ticket_page_new(cols - half, app_rules(page->view.app));
	ticket_panel_people(left, &page->model);
	ticket_panel_facts(right, &page->model);
	ticket_page_beside(main, left, right, half);
}

/* What is asked, promised, paid and attached. */
static void
put_matters(const TicketView *page, TicketPage *main)
{
	const TicketModel *model = &page->model;

	ticket_panel_conflicts(main, model);
	ticket_panel_merging(main, model);
	ticket_panel_claims(main, model);
	ticket_panel_promises(main, model);
	ticket_panel_requests(main, model);
	ticket_panel_redress(main, model);
	ticket_panel_files(main, model);
	ticket_panel_links(main, model);
}

static void
put_history(const TicketView *page, TicketPage *main)
{
	const TicketModel *model = &page->model;
	g_autofree char *heading = NULL;
	unsigned n = 0;

	for (guint i = 0; model->history && i < model->history->len; i++)
		n += ticket_model_shows_line(model, model->history->pdata[i]);
	heading = g_strdup_printf(model->together ? _("Histories together (newest first)  %u")
						  : _("History (newest first)  %u"),
		n);
	ticket_page_heading(main, heading);
	ticket_panel_history(main, model, G_MAXUINT);
	if (model->ticket->columns->len) {
		ticket_page_heading(main, _("Source row"));
		ticket_panel_source(main, model);
	}
}

static TicketPage *
make_main(const TicketView *page, int cols, bool wide)
{
	TicketPage *main = ticket_page_new(cols, app_rules(page->view.app));

	if (!wide)
		put_people_and_facts(page, main);
	ticket_page_heading(main, _("What happened"));
	ticket_panel_text(main, &page->model, 0);
	put_matters(page, main);
	if (!wide)
		ticket_panel_time(main, &page->model);
	put_history(page, main);
	if (!wide && ticket_is_open(page->model.ticket)) {
		ticket_page_heading(main, _("To close"));
		ticket_panel_closing(main, &page->model);
	}
	return main;
}

static TicketPage *
make_side(const TicketView *page, int cols)
{
	const TicketModel *model = &page->model;
	TicketPage *side = ticket_page_new(cols, app_rules(page->view.app));

	ticket_page_heading(side, _("Clock"));
	ticket_panel_clock(side, model);
	ticket_page_heading(side, _("People"));
	ticket_panel_people(side, model);
	ticket_page_heading(side, _("Case"));
	ticket_panel_facts(side, model);
	if (model->time_us > 0 || model->running_us >= 0) {
		ticket_page_heading(side, _("Time"));
		ticket_panel_time(side, model);
	}
	if (ticket_is_open(model->ticket)) {
		ticket_page_heading(side, _("To close"));
		ticket_panel_closing(side, model);
	}
	return side;
}

static int
clamp_top(const TicketPage *page, Rect rect, int top)
{
	return page ? CLAMP(top, 0, MAX(ticket_page_lines(page) - rect.rows, 0)) : 0;
}

static void
ticket_layout(View *view, Rect rect)
{
	TicketView *page = ticket_of(view);
	bool wide = rect.cols >= WIDE_COLS;
	int head = rect.rows >= TALL_ROWS ? 4 : 2;

	g_clear_pointer(&page->main, ticket_page_free);
	g_clear_pointer(&page->side, ticket_page_free);
	page->head = (Rect){rect.row, rect.col, head, rect.cols};
	page->main_rect = (Rect){rect.row + head, rect.col, rect.rows - head, rect.cols};
	if (!page->model.ticket)
		return;
	if (wide) {
		page->main_rect.cols = rect.cols * 66 / 100;
		page->side_rect = page->main_rect;
		page->side_rect.col += page->main_rect.cols + 1;
		page->side_rect.cols = rect.cols - page->main_rect.cols - 1;
		page->side = make_side(page, page->side_rect.cols);
	}
	page->main = make_main(page, page->main_rect.cols, wide);
	page->in_side = page->in_side && wide;
	page->main_top = clamp_top(page->main, page->main_rect, page->main_top);
	page->side_top = clamp_top(page->side, page->side_rect, page->side_top);
}

/* ---- drawing ---- */

/* "3/42  [ previous  ] next" at the right of the first line. */
static char *
dup_place(const TicketView *page)
{
	const Keymap *keymap = app_keymap(page->view.app);
	int64_t at = 0, of = 0;
	g_autofree char *keys = NULL;

	if (!page->nav.owner)
		return g_strdup("");
	page->nav.place(page->nav.owner, &at, &of);
	keys = g_strdup_printf("%s %s  %s %s",
		keymap_key_of(keymap, VERB_PREV, IN_TICKET, false),
		_(verb_def(VERB_PREV)->label),
		keymap_key_of(keymap, VERB_NEXT, IN_TICKET, false),
		_(verb_def(VERB_NEXT)->label));
	if (at && of)
		return g_strdup_printf("%d/%d  %s", (int)at, (int)of, keys);
	return g_steal_pointer(&keys);
}

static void
draw_head(const TicketView *page, Canvas *canvas)
{
	const TicketModel *model = &page->model;
	Rect head = page->head, line = {head.row, head.col + 1, 1, head.cols - 2};
	int64_t due_us = ticket_model_due_us(model);
	Role due_role = when_role(when_state(due_us, model->look.now_us, model->look.zone));
	g_autofree char *title = ticket_model_dup_prose(model, ticket_title(model->ticket));
	g_autofree char *state = ticket_model_dup_state(model);
	g_autofree char *due = ticket_model_dup_due(model, head.cols >= 60);
	g_autofree char *place = dup_place(page);
	g_autofree char *first = g_strdup_printf("%s  %s", model->ticket->number, title);
	int place_cols = (int)cells_width(canvas_rules(canvas), place);

	if (*place && place_cols * 2 < line.cols) {
		canvas_put(
			canvas, line.row, line.col + line.cols - place_cols, place, ROLE_LABEL);
		line.cols -= place_cols + 1;
	}
	mask_put_field(canvas, line, first, MASK_NONE, ROLE_MARKER);
	line.cols = head.cols - 2;
	line.row++;
	mask_put_field(canvas, line, head.rows < 4 ? due : state, MASK_NONE,
		head.rows < 4 ? due_role : ROLE_DEFAULT);
	if (head.rows < 4)
		return;
	line.row++;
	mask_put_field(canvas, line, due, MASK_NONE, due_role);
	canvas_hline(canvas, line.row + 1, head.col, head.cols, ROLE_BORDER);
}

static void
ticket_draw(const View *view, Canvas *canvas, Rect rect)
{
	const TicketView *page = (const TicketView *)view;
	Rect focus = page->in_side ? page->side_rect : page->main_rect;

	if (!page->model.ticket) {
		mask_put_wrapped(canvas, NULL,
			(Rect){rect.row + 1, rect.col + 2, rect.rows - 1, rect.cols - 4},
			page->problem ? page->problem : "", 0);
		return;
	}
	draw_head(page, canvas);
	ticket_page_draw(page->main, canvas, page->main_rect, page->main_top, page->needle);
	if (page->side) {
		canvas_vline(canvas, page->side_rect.row, page->side_rect.col - 1,
			page->side_rect.rows, ROLE_BORDER);
		ticket_page_draw(
			page->side, canvas, page->side_rect, page->side_top, page->needle);
	}
	canvas_set_cursor(canvas, focus.row, focus.col, false);
}

/* ---- moving ---- */

static void
scroll(TicketView *page, int by)
{
	if (page->in_side)
		page->side_top = clamp_top(page->side, page->side_rect, page->side_top + by);
	else
		page->main_top = clamp_top(page->main, page->main_rect, page->main_top + by);
}

static void
show(TicketView *page, const char *id)
{
	g_strlcpy(page->id, id, UUID_LEN);
	page->looked[0] = '\0';
	page->model.together = false;
	page->model.open_names = false;
	hide(page);
	page->main_top = page->side_top = 0;
	view_touch(&page->view, VIEW_STALE_DATA);
}

static void
step(TicketView *page, int by)
{
	char id[UUID_LEN];

	if (!page->nav.owner)
		app_say(page->view.app, "%s", _("This page was not opened from a list."));
	else if (page->nav.step(page->nav.owner, by, id))
		show(page, id);
	else
		app_say(page->view.app, "%s",
			by > 0 ? _("This is the last complaint of the list.")
			       : _("This is the first complaint of the list."));
}

static void
link_picked(View *owner, const char *code, void *data)
{
	app_push(owner->app, view_ticket_new(owner->app, code, NULL));
}

static void
open_link(TicketView *page)
{
	const GPtrArray *links = page->model.ticket ? page->model.ticket->links : NULL;
	GPtrArray *items;

	if (!links || !links->len) {
		app_say(page->view.app, "%s", _("There is no linked complaint to open."));
		return;
	}
	if (links->len == 1) {
		link_picked(&page->view, ((const Link *)links->pdata[0])->to, NULL);
		return;
	}
	items = dialog_items_new();
	for (guint i = 0; i < links->len; i++) {
		const Link *link = links->pdata[i];
		g_autofree char *label =
			g_strdup_printf("%s  %s", link->number, words_code(link->relation));

		dialog_items_add(items, link->to, label, NULL);
	}
	dialog_pick(page->view.app, _("Open a linked complaint"), items, link_picked,
		(ViewHook){.owner = &page->view});
}

/* ---- find ---- */

static void
next_hit(TicketView *page, int from)
{
	int at = ticket_page_find(page->main, page->needle, from);

	if (at < 0) {
		app_say(page->view.app, _("\"%s\" is not on this page."), page->needle);
		return;
	}
	page->in_side = false;
	page->main_top = clamp_top(page->main, page->main_rect, at);
}

static void
find_typed(View *owner, const char *text, void *data)
{
	TicketView *page = ticket_of(owner);

	if (!page->main)
		return;
	g_free(page->needle);
	page->needle = g_strdup(text);
	next_hit(page, page->main_top);
}

static void
find(TicketView *page, const char *initial)
{
	DialogPrompt prompt = {.title = _("Find:"), .initial = initial, .strip = true};

	dialog_prompt(page->view.app, &prompt, find_typed, (ViewHook){.owner = &page->view});
}

static void
ticket_find_text(View *view, const char *text)
{
	find(ticket_of(view), text);
}

/* Shows the histories of what is merged with this one between each other, or alone again. */
static void
switch_together(TicketView *page)
{
	TicketModel *model = &page->model;

	if (!model->target && (!model->sources || !model->sources->len)) {
		app_say(page->view.app, "%s", _("Nothing is merged with this complaint."));
		return;
	}
	model->together = !model->together;
	view_touch(&page->view, VIEW_STALE_DATA);
}

static bool
cancel(TicketView *page)
{
	if (!page->needle)
		return false;
	g_clear_pointer(&page->needle, g_free);
	return true;
}

/* ---- verbs ---- */

static bool
move(TicketView *page, Verb verb)
{
	int rows = MAX(page->main_rect.rows - 1, 1);

	switch ((int)verb) {
	case VERB_DOWN:
		scroll(page, 1);
		return true;
	case VERB_UP:
		scroll(page, -1);
		return true;
	case VERB_PAGE_DOWN:
		scroll(page, rows);
		return true;
	case VERB_PAGE_UP:
		scroll(page, -rows);
		return true;
	case VERB_TOP:
		scroll(page, -G_MAXINT / 2);
		return true;
	case VERB_END:
		scroll(page, G_MAXINT / 2);
		return true;
	default:
		return false;
	}
}

static bool
ticket_verb(View *view, Verb verb)
{
	TicketView *page = ticket_of(view);

	switch ((int)verb) {
	case VERB_PANE:
	case VERB_PANE_BACK:
		page->in_side = page->side && !page->in_side;
		return true;
	case VERB_NEXT:
		step(page, 1);
		return true;
	case VERB_PREV:
		step(page, -1);
		return true;
	case VERB_OPEN:
		open_link(page);
		return true;
	case VERB_FIND:
		if (page->needle)
			next_hit(page, page->main_top + 1);
		else
			find(page, "");
		return true;
	case VERB_TOGETHER:
		switch_together(page);
		return true;
	case VERB_REVEAL:
		reveal(page);
		return true;
	case VERB_CANCEL:
		return cancel(page);
	default:
		return move(page, verb);
	}
}

static bool
ticket_subject(const View *view, VerbSubject *ret)
{
	const TicketView *page = (const TicketView *)view;

	if (!page->model.ticket)
		return false;
	verb_subject_from_ticket(ret, page->model.ticket);
	return true;
}

static const char *
ticket_blocked(const View *view, Verb verb)
{
	const TicketView *page = (const TicketView *)view;
	const VerbDef *def = verb_def(verb);

	if (page->model.ticket && page->model.ticket->newer && def->roles == ROLES_DESK &&
		(def->needs & NEED_TICKET))
		return _("This complaint was changed by a newer version of the program: read "
			 "only.");
	return NULL;
}

static int
ticket_hints(const View *view, Hint *ret, int max)
{
	static const Verb verbs[] = {VERB_ACCEPT, VERB_NOTE, VERB_CONTACT, VERB_TIMER,
		VERB_CLOSE, VERB_OWNER, VERB_MOVE, VERB_EDIT, VERB_PROMISE, VERB_DATES,
		VERB_LINK, VERB_MENU};
	int n = MIN((int)G_N_ELEMENTS(verbs), max);

	for (int i = 0; i < n; i++)
		ret[i] = (Hint){.verb = verbs[i]};
	return n;
}

static void
ticket_free_view(View *view)
{
	TicketView *page = ticket_of(view);

	ticket_model_clear(&page->model);
	ticket_page_free(page->main);
	ticket_page_free(page->side);
	g_free(page->problem);
	g_free(page->needle);
	g_free(page);
}

static const ViewOps ticket_ops = {
	.name = "ticket",
	.context = IN_TICKET,
	.refresh = ticket_refresh,
	.layout = ticket_layout,
	.draw = ticket_draw,
	.verb = ticket_verb,
	.subject = ticket_subject,
	.blocked = ticket_blocked,
	.hints = ticket_hints,
	.find_text = ticket_find_text,
	.wake = ticket_wake,
	.free = ticket_free_view,
};

View *
view_ticket_new(App *app, const char *id, const TicketNav *nav)
{
	TicketView *page = g_new0(TicketView, 1);

	view_init(&page->view, &ticket_ops, app);
	g_strlcpy(page->id, id, UUID_LEN);
	if (nav)
		page->nav = *nav;
	page->model.look = (QueueLook){
		.desk = app_desk(app), .zone = app_zone(app), .chinese = when_in_chinese()};
	return &page->view;
}
