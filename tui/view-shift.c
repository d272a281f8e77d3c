/* See view-shift.h. What is shown is read in refresh; the selection is what a line is about,
 * not a line's number. */
#include "config.h"

#include "tui/view-shift.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-request.h"
#include "tui/dialog.h"
#include "tui/form.h"
#include "tui/list-box.h"
#include "tui/mask.h"
#include "tui/shift-lines.h"
#include "tui/ticket-panels.h"
#include "tui/view-ticket.h"
#include "tui/when.h"

typedef enum ShiftMode {
	SHIFT_OF_PERSON,
	SHIFT_HANDED_OVER, /* looked through */
	SHIFT_ALL_REQUESTS,
} ShiftMode;

typedef struct ShiftView {
	View view;
	ShiftMode mode;
	char person[UUID_LEN]; /* whose shift */
	char handed[UUID_LEN]; /* the shift that is looked through */
	GPtrArray *items, *shifts;
	ShiftHanded *shown; /* SHIFT_HANDED_OVER */
	GPtrArray *lines;
	GHashTable *marks; /* ids of complaints */
	char *selected, *problem;
	ListBox list;
} ShiftView;

static ShiftView *
shift_of(View *view)
{
	return (ShiftView *)view;
}

static const char *
name_of(const ShiftView *shift, const char *id)
{
	const Person *person = desk_person_by_id(view_desk(&shift->view), id);

	return person ? person->name : "?";
}

static bool
is_own(const ShiftView *shift)
{
	const Person *me = desk_person(view_desk(&shift->view));

	return me && strcmp(me->id, shift->person) == 0;
}

/* ---- reading ---- */

static GPtrArray *
read_requests(Desk *desk, GError **error)
{
	RequestWindow window = {.max = SHIFT_PART_MAX};
	g_autoptr(GPtrArray) rows = desk_requests(desk, &window, error);
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)shift_item_free);

	for (guint i = 0; rows && i < rows->len; i++) {
		const RequestRow *row = rows->pdata[i];
		ShiftItem *item = g_new0(ShiftItem, 1);

		item->part = SHIFT_REQUEST;
		g_strlcpy(item->ticket, row->ticket, UUID_LEN);
		item->number = g_strdup(row->number);
		item->what = g_strdup(row->department);
		g_strlcpy(item->day, row->due, sizeof item->day);
		g_ptr_array_add(items, item);
	}
	return items;
}

static void
add_handed_text(ShiftView *shift)
{
	g_autofree char *prose = ticket_dup_masked_prose(shift->shown->text);
	g_auto(GStrv) lines = g_strsplit(prose, "\n", -1);
	g_autofree char *at = when_dup_moment(shift->shown->handed_us,
		app_now_us(shift->view.app), app_zone(shift->view.app));

	shift_lines_add_text(shift->lines, SHIFT_LINE_HEADING,
		g_strdup_printf(shift->shown->accepted_us
					? _("Handed over by %1$s, %2$s; accepted")
					: _("Handed over by %1$s, %2$s; not yet accepted"),
			name_of(shift, shift->shown->from), at));
	for (char **line = lines; *line; line++)
		if (**line)
			shift_lines_add_text(shift->lines, SHIFT_LINE_TEXT, g_strdup(*line));
}

static void
read_all(ShiftView *shift, GError **error)
{
	Desk *desk = view_desk(&shift->view);

	switch (shift->mode) {
	case SHIFT_OF_PERSON:
		shift->items = desk_shift(desk, shift->person, error);
		if (shift->items && is_own(shift))
			shift->shifts = desk_shifts_to(desk, shift->person, NULL);
		shift_lines_add_handed(shift->lines, desk, shift->shifts);
		break;
	case SHIFT_HANDED_OVER:
		shift->shown = desk_shift_handed(desk, shift->handed, error);
		if (!shift->shown)
			return;
		add_handed_text(shift);
		shift->items = desk_shift_items(desk, shift->shown, error);
		break;
	case SHIFT_ALL_REQUESTS:
		shift->items = read_requests(desk, error);
		break;
	}
	if (shift->items)
		shift_lines_add_items(shift->lines, shift->items);
}

static void
forget(ShiftView *shift)
{
	g_clear_pointer(&shift->lines, g_ptr_array_unref);
	g_clear_pointer(&shift->items, g_ptr_array_unref);
	g_clear_pointer(&shift->shifts, g_ptr_array_unref);
	g_clear_pointer(&shift->shown, shift_handed_free);
	g_clear_pointer(&shift->problem, g_free);
}

static const ShiftLine *
line_at(const ShiftView *shift, int at)
{
	return at >= 0 && at < (int)shift->lines->len ? shift->lines->pdata[at] : NULL;
}

static void
note_selected(ShiftView *shift)
{
	const ShiftLine *line = line_at(shift, shift->list.sel);

	g_free(shift->selected);
	shift->selected = line ? shift_line_dup_key(line) : g_strdup("");
}

/* From a heading to the next line in this direction, else back. */
static void
leave_headings(ShiftView *shift, int by)
{
	int n = (int)shift->lines->len, at = shift->list.sel;

	for (int turn = 0; turn < 2; turn++, by = -by) {
		for (; at >= 0 && at < n; at += by)
			if (shift_line_can_be_selected(shift->lines->pdata[at])) {
				shift->list.sel = at;
				return;
			}
		at = CLAMP(at, 0, MAX(n - 1, 0));
	}
}

static void
shift_refresh(View *view)
{
	ShiftView *shift = shift_of(view);
	g_autoptr(GError) error = NULL;

	forget(shift);
	shift->lines = shift_lines_new();
	read_all(shift, &error);
	if (error)
		shift->problem = g_strdup(error->message);
	for (guint i = 0; i < shift->lines->len; i++) {
		g_autofree char *key = shift_line_dup_key(shift->lines->pdata[i]);

		if (*key && strcmp(key, shift->selected) == 0)
			shift->list.sel = (int)i;
	}
}

static void
shift_layout(View *view, Rect rect)
{
	ShiftView *shift = shift_of(view);

	list_box_fit(&shift->list, (int)shift->lines->len, MAX(rect.rows - 1, 1));
	leave_headings(shift, 1);
	list_box_fit(&shift->list, (int)shift->lines->len, MAX(rect.rows - 1, 1));
	note_selected(shift);
}

static char *
shift_title(const View *view)
{
	const ShiftView *shift = (const ShiftView *)view;

	return g_strdup(shift->mode == SHIFT_ALL_REQUESTS ? _("requests") : _("shift"));
}

/* ---- drawing ---- */

static char *
dup_strip(const ShiftView *shift)
{
	RequestCounts counts = {0};

	if (shift->problem)
		return g_strdup(shift->problem);
	if (shift->mode == SHIFT_ALL_REQUESTS) {
		desk_request_counts(view_desk(&shift->view), &counts, NULL);
		return g_strdup_printf(
			_("%1$d open, %2$d overdue"), (int)counts.open, (int)counts.overdue);
	}
	if (shift->mode == SHIFT_HANDED_OVER)
		return g_strdup(_("Looking through; the owner stays until somebody accepts."));
	if (!shift->lines->len)
		return g_strdup(_("There is nothing to hand over."));
	if (g_hash_table_size(shift->marks))
		return g_strdup_printf(ngettext("%s: %u marked", "%s: %u marked",
					       g_hash_table_size(shift->marks)),
			name_of(shift, shift->person), g_hash_table_size(shift->marks));
	return g_strdup_printf(
		_("%s: what is left to whoever comes next"), name_of(shift, shift->person));
}

static void
shift_draw(const View *view, Canvas *canvas, Rect rect)
{
	const ShiftView *shift = (const ShiftView *)view;
	g_autofree char *strip = dup_strip(shift);

	mask_put_field(canvas, (Rect){rect.row, rect.col + 1, 1, rect.cols - 2}, strip,
		MASK_NONE, shift->problem ? ROLE_ERROR : ROLE_LABEL);
	canvas_set_cursor(canvas, rect.row, rect.col, false);
	for (int i = 0; i < shift->list.rows; i++) {
		const ShiftLine *line = line_at(shift, shift->list.top + i);
		int row = rect.row + 1 + i;
		ShiftLook look = {.app = shift->view.app};

		if (!line)
			break;
		look.selected = shift->list.top + i == shift->list.sel &&
				shift_line_can_be_selected(line);
		look.marked = line->item && *line->item->ticket &&
			      g_hash_table_contains(shift->marks, line->item->ticket);
		if (look.selected) {
			canvas_put(canvas, row, rect.col, ">", ROLE_MARKER);
			canvas_set_cursor(canvas, row, rect.col, false);
		}
		shift_line_draw(line, &look, canvas, (Rect){row, rect.col, 1, rect.cols});
	}
}

/* ---- opening ---- */

static ShiftView *shift_new(App *app, ShiftMode mode);

static void
open_line(ShiftView *shift)
{
	const ShiftLine *line = line_at(shift, shift->list.sel);
	App *app = shift->view.app;
	ShiftView *other;

	if (line && line->kind == SHIFT_LINE_HANDED) {
		other = shift_new(app, SHIFT_HANDED_OVER);
		g_strlcpy(other->handed, line->handed->id, UUID_LEN);
		app_push(app, &other->view);
	} else if (line && line->item && *line->item->ticket) {
		app_push(app, view_ticket_new(app, line->item->ticket, NULL));
	} else {
		app_say(app, "%s", _("There is no complaint to open on this line."));
	}
}

/* ---- handing over ---- */

typedef struct Hand {
	char from[UUID_LEN];
	GStrv ask;
} Hand;

static void
hand_free(void *data)
{
	Hand *hand = data;

	g_strfreev(hand->ask);
	g_free(hand);
}

static bool
has_marks(const Form *form)
{
	return *((const Hand *)form_data(form))->ask != NULL;
}

static void
hand_start(Form *form)
{
	if (has_marks(form))
		form_set_default(form, "ask", "yes", NULL);
}

static void
hand_submit(Form *form)
{
	const Hand *hand = form_data(form);
	Desk *desk = form_desk(form);
	g_autoptr(GPtrArray) items = desk_shift(desk, hand->from, NULL);
	bool ask = has_marks(form) && strcmp(form_value(form, "ask"), "yes") == 0;
	ShiftHand what = {.from = hand->from,
		.to = form_value(form, "to"),
		.text = form_value(form, "text"),
		.items = items,
		.ask = ask ? (const char *const *)hand->ask : NULL};

	form_send(form, desk_shift_hand_act(desk, &what),
		g_strdup(_("The shift is handed over; it is shown at the next sign-on.")));
}

static const FormField hand_fields[] = {
	{.name = "to", .kind = FORM_PERSON, .label = N_("To"), .flags = FORM_NEED},
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Word"),
		.rows = 5,
		.hint = N_("What the successor should know. Name complaints by number, not "
			   "customers.")},
	{.name = "ask",
		.kind = FORM_YESNO,
		.label = N_("Ask"),
		.flags = FORM_NEED | FORM_DEFAULTED,
		.hint = N_("Ask your successor to become the owner of what you marked."),
		.shown = has_marks},
};

static const FormSpec hand_spec = {
	.name = "shift",
	.title = N_("Hand the shift over"),
	.submit_label = N_("hand over"),
	.fields = hand_fields,
	.n_fields = G_N_ELEMENTS(hand_fields),
	.popup = true,
	.start = hand_start,
	.submit = hand_submit,
};

static void
accept_answered(View *owner, int answer, void *data)
{
	if (answer != 1)
		return;
	app_submit(owner->app, desk_shift_accept_act(view_desk(owner), data),
		_("The shift is accepted; each complaint stays with its owner."), NULL,
		(ViewHook){.owner = owner});
}

static void
ask_accept(ShiftView *shift)
{
	const char *options[] = {_("accept the shift"), NULL};
	DialogChoice choice = {.title = _("Accept the shift?"),
		.text = _("The owners stay; what you are asked to take over, you answer on "
			  "each complaint."),
		.options = options};

	if (shift->shown && !shift->shown->accepted_us)
		dialog_choice(shift->view.app, &choice, accept_answered,
			(ViewHook){.owner = &shift->view,
				.data = g_strdup(shift->handed),
				.free_data = g_free});
	else
		app_say(shift->view.app, "%s", _("This shift is accepted already."));
}

static void
hand_over(ShiftView *shift)
{
	Hand *hand;

	if (shift->mode == SHIFT_HANDED_OVER) {
		ask_accept(shift);
		return;
	}
	if (shift->mode == SHIFT_ALL_REQUESTS) {
		app_say(shift->view.app, "%s", _("Requests go over with the shift."));
		return;
	}
	hand = g_new0(Hand, 1);
	g_strlcpy(hand->from, shift->person, UUID_LEN);
	hand->ask = g_new0(char *, g_hash_table_size(shift->marks) + 1);
	for (guint i = 0, n = 0; i < shift->items->len; i++) {
		const ShiftItem *item = shift->items->pdata[i];

		if (item->part == SHIFT_CLOCK &&
			g_hash_table_contains(shift->marks, item->ticket))
			hand->ask[n++] = g_strdup(item->ticket);
	}
	form_open(shift->view.app, &hand_spec, shift->person, hand, hand_free);
}

static bool
move(ShiftView *shift, KeyCode code, int by)
{
	int first;

	list_box_key(&shift->list, &(Key){.code = code});
	leave_headings(shift, by);
	list_box_fit(&shift->list, (int)shift->lines->len, shift->list.rows);
	/* What stands over the first line that can be selected is seen too. */
	for (first = 0; first < shift->list.sel; first++)
		if (shift_line_can_be_selected(shift->lines->pdata[first]))
			break;
	if (first == shift->list.sel && first < shift->list.rows)
		shift->list.top = 0;
	note_selected(shift);
	view_touch(&shift->view, VIEW_STALE_PAINT);
	return true;
}

static void
mark(ShiftView *shift)
{
	const ShiftLine *line = line_at(shift, shift->list.sel);

	if (shift->mode != SHIFT_OF_PERSON || !line || !line->item ||
		line->item->part != SHIFT_CLOCK) {
		app_say(shift->view.app, "%s",
			_("Only open complaints of the shift can be marked."));
		return;
	}
	if (!g_hash_table_remove(shift->marks, line->item->ticket))
		g_hash_table_add(shift->marks, g_strdup(line->item->ticket));
	move(shift, KEY_DOWN, 1);
}

/* ---- whose ---- */

static void
person_picked(View *owner, const char *code, void *data)
{
	ShiftView *shift = shift_of(owner);

	g_strlcpy(shift->person, code, UUID_LEN);
	g_hash_table_remove_all(shift->marks);
	view_touch(owner, VIEW_STALE_DATA);
}

static void
pick_person(ShiftView *shift)
{
	Desk *desk = view_desk(&shift->view);
	const Person *me = desk_person(desk);
	const GPtrArray *people = desk_people(desk);
	GPtrArray *items;

	if (shift->mode != SHIFT_OF_PERSON || !me || !staff_role_is_lead(me->role)) {
		app_say(shift->view.app, "%s",
			_("A colleague's shift is shown to supervisors only."));
		return;
	}
	items = dialog_items_new();
	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];
		g_autofree char *label =
			g_strdup_printf("%s  %s", person->number, person->name);

		if (person->active && staff_role_is_desk(person->role))
			dialog_items_add(items, person->id, label, NULL);
	}
	dialog_pick(shift->view.app, _("Whose shift?"), items, person_picked,
		(ViewHook){.owner = &shift->view});
}

/* ---- verbs ---- */

static bool
shift_verb(View *view, Verb verb)
{
	ShiftView *shift = shift_of(view);

	switch ((int)verb) {
	case VERB_DOWN:
		return move(shift, KEY_DOWN, 1);
	case VERB_UP:
		return move(shift, KEY_UP, -1);
	case VERB_PAGE_DOWN:
		return move(shift, KEY_PAGE_DOWN, 1);
	case VERB_PAGE_UP:
		return move(shift, KEY_PAGE_UP, -1);
	case VERB_TOP:
		return move(shift, KEY_HOME, 1);
	case VERB_END:
		return move(shift, KEY_END, -1);
	case VERB_OPEN:
		open_line(shift);
		return true;
	case VERB_HAND:
		hand_over(shift);
		return true;
	case VERB_MARK:
		mark(shift);
		return true;
	case VERB_VIEWS:
		pick_person(shift);
		return true;
	case VERB_CANCEL:
		if (!g_hash_table_size(shift->marks))
			return false;
		g_hash_table_remove_all(shift->marks);
		return true;
	default:
		return false;
	}
}

static int
shift_hints(const View *view, Hint *ret, int max)
{
	const ShiftView *shift = (const ShiftView *)view;
	int n = 0;

	if (shift->mode == SHIFT_HANDED_OVER)
		ret[n++] = (Hint){.verb = VERB_HAND, .label = _("accept")};
	if (shift->mode == SHIFT_OF_PERSON) {
		ret[n++] = (Hint){.verb = VERB_HAND};
		ret[n++] = (Hint){.verb = VERB_MARK};
	}
	ret[n++] = (Hint){.verb = VERB_OPEN};
	if (shift->mode == SHIFT_OF_PERSON)
		ret[n++] = (Hint){.verb = VERB_VIEWS, .label = _("whose")};
	ret[n++] = (Hint){.verb = VERB_BACK};
	ret[n++] = (Hint){.verb = VERB_MENU};
	return n;
}

static void
shift_free(View *view)
{
	ShiftView *shift = shift_of(view);

	forget(shift);
	g_hash_table_unref(shift->marks);
	g_free(shift->selected);
	g_free(shift);
}

static const ViewOps shift_ops = {
	.name = "shift",
	.context = IN_SHIFT,
	.flags = VIEW_SCREEN,
	.dup_title = shift_title,
	.refresh = shift_refresh,
	.layout = shift_layout,
	.draw = shift_draw,
	.verb = shift_verb,
	.hints = shift_hints,
	.free = shift_free,
};

static ShiftView *
shift_new(App *app, ShiftMode mode)
{
	ShiftView *shift = g_new0(ShiftView, 1);
	const Person *me = desk_person(app_desk(app));

	view_init(&shift->view, &shift_ops, app);
	shift->mode = mode;
	g_strlcpy(shift->person, me ? me->id : "", UUID_LEN);
	shift->lines = shift_lines_new();
	shift->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	shift->selected = g_strdup("");
	return shift;
}

static void
open_mode(App *app, ShiftMode mode)
{
	View *top = app_view(app);

	if (!top || top->ops != &shift_ops || shift_of(top)->mode != mode)
		app_push(app, &shift_new(app, mode)->view);
}

void
view_shift_run(App *app, View *view, Verb verb)
{
	open_mode(app, SHIFT_OF_PERSON);
}

void
view_requests_run(App *app, View *view, Verb verb)
{
	open_mode(app, SHIFT_ALL_REQUESTS);
}

void
view_shift_tell(App *app)
{
	Desk *desk = app_desk(app);
	const Person *me = desk_person(desk);
	g_autoptr(GPtrArray) shifts = me ? desk_shifts_to(desk, me->id, NULL) : NULL;

	if (shifts && shifts->len)
		app_say(app,
			ngettext("%d shift is handed to you: it is under shift.",
				"%d shifts are handed to you: they are under shift.",
				(int)shifts->len),
			(int)shifts->len);
}
