/* See tui/view-dates.h. The words are the desk's; here they are wrapped and scrolled. */
#include "config.h"

#include "tui/view-dates.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-clock.h"
#include "tui/list-box.h"
#include "tui/ticket-panels.h"

typedef struct DatesView {
	View view;
	char id[UUID_LEN];
	Ticket *ticket; /* NULL if it cannot be read any more */
	char *text;
	bool days;
	ListBox list; /* one line of the list is one position of the first shown line */
} DatesView;

static void
dates_refresh(View *view)
{
	DatesView *dates = (DatesView *)view;
	g_autofree char *text = NULL;

	g_clear_pointer(&dates->ticket, ticket_free);
	g_clear_pointer(&dates->text, g_free);
	dates->ticket = desk_ticket(view_desk(view), dates->id, NULL);
	if (!dates->ticket)
		return;
	text = desk_explain_clocks(view_desk(view), dates->ticket, dates->days);
	dates->text = ticket_dup_masked_prose(text);
	view_touch(view, VIEW_STALE_SIZE | VIEW_STALE_PAINT);
}

static char *
dates_title(const View *view)
{
	const DatesView *dates = (const DatesView *)view;

	return dates->ticket ? g_strdup_printf(_("Dates of %s"), dates->ticket->number) : NULL;
}

static Rect
inside(Rect rect)
{
	return (Rect){rect.row, rect.col + 1, rect.rows, rect.cols - 2};
}

static void
dates_layout(View *view, Rect rect)
{
	DatesView *dates = (DatesView *)view;
	int lines = mask_put_wrapped(NULL, app_rules(view->app), inside(rect),
		dates->text ? dates->text : "", 0);

	list_box_fit(&dates->list, MAX(lines - rect.rows + 1, 1), rect.rows);
}

static void
dates_draw(const View *view, Canvas *canvas, Rect rect)
{
	const DatesView *dates = (const DatesView *)view;
	Rect body = inside(rect);

	if (dates->text)
		mask_put_wrapped(canvas, NULL, body, dates->text, dates->list.sel);
	canvas_set_cursor(canvas, body.row, body.col, false);
}

static void
scroll(DatesView *dates, KeyCode code)
{
	list_box_key(&dates->list, &(Key){.code = code});
	view_touch(&dates->view, VIEW_STALE_PAINT);
}

static bool
dates_verb(View *view, Verb verb)
{
	static const struct {
		Verb verb;
		KeyCode code;
	} keys[] = {{VERB_DOWN, KEY_DOWN}, {VERB_UP, KEY_UP}, {VERB_PAGE_DOWN, KEY_PAGE_DOWN},
		{VERB_PAGE_UP, KEY_PAGE_UP}, {VERB_TOP, KEY_HOME}, {VERB_END, KEY_END}};
	DatesView *dates = (DatesView *)view;

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].verb == verb) {
			scroll(dates, keys[i].code);
			return true;
		}
	if (verb == VERB_OPEN) {
		app_run(view->app, VERB_DEADLINE);
		return true;
	}
	if (verb != VERB_PANE && verb != VERB_PANE_BACK && verb != VERB_ZOOM)
		return verb == VERB_DATES || verb == VERB_NEXT || verb == VERB_PREV;
	dates->days = !dates->days;
	dates_refresh(view);
	return true;
}

static bool
dates_subject(const View *view, VerbSubject *ret)
{
	const DatesView *dates = (const DatesView *)view;

	if (!dates->ticket)
		return false;
	verb_subject_from_ticket(ret, dates->ticket);
	return true;
}

static int
dates_hints(const View *view, Hint *ret, int max)
{
	const DatesView *dates = (const DatesView *)view;
	const Hint hints[] = {{VERB_DEADLINE, NULL, NULL}, {VERB_EXTEND, NULL, NULL},
		{VERB_PANE, "Tab", dates->days ? _("spans") : _("each day")},
		{VERB_BACK, NULL, NULL}};
	int n = MIN(max, (int)G_N_ELEMENTS(hints));

	memcpy(ret, hints, sizeof hints[0] * (size_t)n);
	return n;
}

static void
dates_free(View *view)
{
	DatesView *dates = (DatesView *)view;

	ticket_free(dates->ticket);
	g_free(dates->text);
	g_free(dates);
}

static const ViewOps dates_ops = {
	.name = "dates",
	.context = IN_TICKET,
	.dup_title = dates_title,
	.refresh = dates_refresh,
	.layout = dates_layout,
	.draw = dates_draw,
	.verb = dates_verb,
	.subject = dates_subject,
	.hints = dates_hints,
	.free = dates_free,
};

void
dates_open(App *app, const char *ticket_id)
{
	DatesView *dates = g_new0(DatesView, 1);

	view_init(&dates->view, &dates_ops, app);
	g_strlcpy(dates->id, ticket_id, UUID_LEN);
	dates_refresh(&dates->view);
	app_push(app, &dates->view);
}
