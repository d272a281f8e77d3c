/* See view-time.h. Refresh reads the day; layout says where the parts are; the rest draws. */
#include "config.h"

#include "tui/view-time.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/list-box.h"
#include "tui/time-day.h"
#include "tui/time-draw.h"
#include "tui/time-forms.h"
#include "tui/timer.h"
#include "tui/view-ticket.h"

#define STEP_US (5 * US_PER_MINUTE)

static TimeView *
time_view(View *view)
{
	return (TimeView *)view;
}

/* ---- data ---- */

/* What each complaint took on this day, in the order it came up first. */
static void
sum_tickets(TimeView *time)
{
	g_array_set_size(time->sums, 0);
	for (guint i = 0; i < time->day->rows->len; i++) {
		const TimeRow *row = &g_array_index(time->day->rows, TimeRow, i);
		TimeSum *sum = NULL;

		if (!row->entry)
			continue;
		for (guint j = 0; j < time->sums->len && !sum; j++) {
			TimeSum *other = &g_array_index(time->sums, TimeSum, j);

			if (strcmp(other->first->ticket, row->entry->ticket) == 0)
				sum = other;
		}
		if (!sum) {
			TimeSum fresh = {.first = row->entry};

			if (*row->entry->ticket)
				fresh.all_us = desk_ticket_time_us(
					view_desk(&time->view), row->entry->ticket);
			g_array_append_val(time->sums, fresh);
			sum = &g_array_index(time->sums, TimeSum, time->sums->len - 1);
		}
		sum->day_us += row->end_us - row->start_us;
	}
}

static void
select_again(TimeView *time, const char *selected)
{
	for (guint i = 0; *selected && i < time->day->rows->len; i++) {
		const TimeRow *row = &g_array_index(time->day->rows, TimeRow, i);

		if (row->entry && strcmp(row->entry->id, selected) == 0)
			time->list.sel = (int)i;
	}
}

static const TimeRow *
selected_row(const TimeView *time)
{
	return time->list.sel < (int)time->day->rows->len
		       ? &g_array_index(time->day->rows, TimeRow, time->list.sel)
		       : NULL;
}

static void
time_refresh(View *view)
{
	TimeView *time = time_view(view);
	const Person *me = desk_person(view_desk(view));
	const TimeRow *row = time->day ? selected_row(time) : NULL;
	g_autofree char *selected = g_strdup(row && row->entry ? row->entry->id : "");
	g_autoptr(GError) error = NULL;
	GPtrArray *entries;
	char day[11];

	day_format_iso(time->number, day);
	entries = me ? desk_day(view_desk(view), me->id, day, &error) : NULL;
	if (error)
		app_say_error(view->app, "%s", error->message);
	if (!entries)
		entries = g_ptr_array_new_with_free_func((GDestroyNotify)time_entry_free);
	g_clear_pointer(&time->day, time_day_free);
	g_clear_pointer(&time->entries, g_ptr_array_unref);
	time->entries = entries;
	time->day = time_day_new(entries, app_now_us(view->app));
	time->today = day_of_us(app_now_us(view->app), app_zone(view->app)) == time->number;
	sum_tickets(time);
	select_again(time, selected);
	view_wake_at(view, time->today ? app_now_us(view->app) + US_PER_MINUTE : 0);
}

static void
time_wake(View *view, int64_t now_us)
{
	view_touch(view, VIEW_STALE_DATA);
}

/* ---- verbs ---- */

static bool
go_to_day(TimeView *time, int by)
{
	int32_t today = day_of_us(app_now_us(time->view.app), app_zone(time->view.app));

	if (by > 0 && time->number >= today) {
		app_say(time->view.app, "%s", _("This is today."));
		return true;
	}
	time->number = CLAMP(time->number + by, DAY_FIRST, today);
	time->list = (ListBox){.n = 0};
	view_touch(&time->view, VIEW_STALE_DATA | VIEW_STALE_SIZE);
	return true;
}

static bool
move(TimeView *time, KeyCode code)
{
	list_box_key(&time->list, &(Key){.code = code});
	view_touch(&time->view, VIEW_STALE_PAINT);
	return true;
}

static bool
change_by(TimeView *time, int64_t by_us, const char *reason)
{
	const TimeRow *row = selected_row(time);

	if (!row || !row->entry)
		app_say(time->view.app, "%s", _("Select an entry first; Enter fills a gap."));
	else if (!row->entry->running && row->entry->worked_us + by_us < 0)
		app_say(time->view.app, "%s", _("It is shorter than five minutes."));
	else
		time_correct_now(
			&time->view, row->entry, row->entry->worked_us + by_us, reason);
	return true;
}

static void
enter_time(TimeView *time)
{
	const TimeRow *row = selected_row(time);

	if (row && !row->entry)
		time_form_enter(time->view.app, row->start_us, row->end_us - row->start_us);
	else
		time_form_enter(time->view.app,
			time->today
				? 0
				: us_of_local(time->number, 9 * 3600, app_zone(time->view.app)),
			0);
}

static bool
edit(TimeView *time)
{
	const TimeRow *row = selected_row(time);

	if (!row || !row->entry)
		enter_time(time);
	else if (row->entry->running)
		app_say(time->view.app, "%s", _("The timer is still running. Stop it first."));
	else
		time_form_correct(time->view.app, row->entry);
	return true;
}

static void
lock_answered(View *owner, int answer, void *data)
{
	Act *act;
	char day[11];

	if (answer != 1)
		return;
	day_format_iso(time_view(owner)->number, day);
	act = desk_act(view_desk(owner));
	act_add(act, EVENT_PERIOD_LOCKED, NULL);
	act_text(act, "through", day);
	app_submit(owner->app, act, NULL, NULL, (ViewHook){.owner = owner});
}

static void
ask_lock(TimeView *time)
{
	g_autofree char *day = day_dup_text(time->number);
	g_autofree char *text = g_strdup_printf(_("All time of everybody up to %s can then no "
						  "longer be entered or corrected. Opening "
						  "it again takes a second person."),
		day);
	const char *options[] = {_("lock it"), NULL};
	DialogChoice choice = {
		.title = _("Lock the period?"), .text = text, .options = options};

	dialog_choice(time->view.app, &choice, lock_answered, (ViewHook){.owner = &time->view});
}

static void
open_ticket(TimeView *time)
{
	const TimeRow *row = selected_row(time);

	if (row && row->entry && *row->entry->ticket)
		app_push(time->view.app,
			view_ticket_new(time->view.app, row->entry->ticket, NULL));
}

static void
open_answered(View *owner, int answer, void *data)
{
	TimeView *time = time_view(owner);

	if (answer == 1)
		edit(time);
	else if (answer == 2)
		enter_time(time);
	else if (answer == 3)
		open_ticket(time);
	else if (answer == 4)
		ask_lock(time);
}

static bool
ask_what(TimeView *time)
{
	const Person *me = desk_person(view_desk(&time->view));
	const TimeRow *row = selected_row(time);
	bool entry = row && row->entry;
	const char *options[] = {entry ? _("correct this entry") : _("fill this gap"),
		_("enter time without a timer"), _("open the complaint"),
		_("lock all time up to this day"), NULL};
	const char *blocked[] = {row ? NULL : _("nothing is selected"), NULL,
		entry && *row->entry->ticket ? NULL : _("it is about none"),
		me && staff_role_is_lead(me->role) ? NULL : _("a supervisor may"), NULL};
	DialogChoice choice = {
		.title = _("Time"), .text = "", .options = options, .blocked = blocked};

	dialog_choice(time->view.app, &choice, open_answered, (ViewHook){.owner = &time->view});
	return true;
}

static bool
time_verb(View *view, Verb verb)
{
	TimeView *time = time_view(view);

	switch ((int)verb) {
	case VERB_DOWN:
		return move(time, KEY_DOWN);
	case VERB_UP:
		return move(time, KEY_UP);
	case VERB_PAGE_DOWN:
		return move(time, KEY_PAGE_DOWN);
	case VERB_PAGE_UP:
		return move(time, KEY_PAGE_UP);
	case VERB_TOP:
		return move(time, KEY_HOME);
	case VERB_END:
		return move(time, KEY_END);
	case VERB_EARLIER:
	case VERB_PREV:
	case VERB_LEFT:
		return go_to_day(time, -1);
	case VERB_LATER:
	case VERB_NEXT:
	case VERB_RIGHT:
		return go_to_day(time, 1);
	case VERB_MORE:
		return change_by(time, STEP_US, "+5 min");
	case VERB_LESS:
		return change_by(time, -STEP_US, "-5 min");
	case VERB_EDIT:
		return edit(time);
	case VERB_OPEN:
		return ask_what(time);
	case VERB_UNDO:
		app_say(view->app, "%s",
			_("Time is corrected, not taken back: the history keeps both."));
		return true;
	default:
		return false;
	}
}

static bool
time_subject(const View *view, VerbSubject *ret)
{
	const TimeRow *row = selected_row((const TimeView *)view);

	if (!row || !row->entry || !*row->entry->ticket)
		return false;
	*ret = (VerbSubject){.id = ""};
	g_strlcpy(ret->id, row->entry->ticket, sizeof ret->id);
	g_strlcpy(
		ret->number, row->entry->number ? row->entry->number : "", sizeof ret->number);
	return true;
}

static int
time_hints(const View *view, Hint *ret, int max)
{
	static const Verb verbs[] = {VERB_OPEN, VERB_TIMER, VERB_EDIT, VERB_MORE, VERB_LESS,
		VERB_EARLIER, VERB_LATER, VERB_MENU};

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
		ret[i] = (Hint){.verb = verbs[i]};
	return G_N_ELEMENTS(verbs);
}

static void
time_free(View *view)
{
	TimeView *time = time_view(view);

	time_day_free(time->day);
	if (time->entries)
		g_ptr_array_unref(time->entries);
	g_array_unref(time->sums);
	g_free(time);
}

static const ViewOps time_ops = {
	.name = "time",
	.context = IN_TIME,
	.flags = VIEW_SCREEN,
	.refresh = time_refresh,
	.layout = time_layout,
	.draw = time_draw,
	.verb = time_verb,
	.subject = time_subject,
	.hints = time_hints,
	.wake = time_wake,
	.free = time_free,
};

View *
view_time_new(App *app)
{
	TimeView *time = g_new0(TimeView, 1);

	view_init(&time->view, &time_ops, app);
	time->number = day_of_us(app_now_us(app), app_zone(app));
	time->sums = g_array_new(FALSE, FALSE, sizeof(TimeSum));
	time->entries = g_ptr_array_new_with_free_func((GDestroyNotify)time_entry_free);
	time->day = time_day_new(time->entries, app_now_us(app));
	return &time->view;
}

void
view_time_run(App *app, View *view, Verb verb)
{
	if (app_view(app) && app_view(app)->ops == &time_ops)
		return;
	app_push(app, view_time_new(app));
}
