/* A list to pick from, then what to do with the one that was picked. See reference.h. */
#include "config.h"

#include "tui/reference.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/desk-reference.h"
#include "tui/dialog.h"

/* Of the preview's lines; the summary counts them all. */
#define LINES_MAX 2000

static const char *
state_word(ReferenceState state)
{
	return state == REFERENCE_DRAFT	      ? _("draft")
	       : state == REFERENCE_PUBLISHED ? _("published")
					      : _("dropped");
}

static const char *
what_word(const char *what)
{
	return strcmp(what, "policy") == 0     ? _("policy")
	       : strcmp(what, "calendar") == 0 ? _("calendar")
					       : _("routing rules");
}

static char *
dup_title(const ReferenceItem *item)
{
	return g_strdup_printf("%s %s %s", what_word(item->what), item->code, item->version);
}

/* The item again, for it may have changed meanwhile; NULL once told. */
static ReferenceItem *
find(App *app, const char *id)
{
	g_autoptr(GError) error = NULL;
	ReferenceItem *item = desk_reference_item(app_desk(app), id, &error);

	if (!item)
		app_say_error(app, "%s", error->message);
	return item;
}

/* ---- the preview ---- */

typedef struct PreviewShow {
	App *app;
	View *busy;
	ReferencePreview *preview;
	ReferenceItem *item;
	bool cancelled;
} PreviewShow;

static char *
dup_moment(App *app, int64_t us)
{
	return us == INT64_MAX ? g_strdup(_("no date")) : us_dup_text(us, app_zone(app));
}

static char *
dup_lines(App *app, const ReferencePreview *preview)
{
	g_autofree char *summary = reference_preview_dup_summary(preview);
	GString *text = g_string_new(summary);

	g_string_append_c(text, '\n');
	for (guint i = 0; i < preview->moves->len && i < LINES_MAX; i++) {
		const PreviewMove *move = preview->moves->pdata[i];
		g_autofree char *from = dup_moment(app, move->from_us);
		g_autofree char *to = dup_moment(app, move->to_us);

		g_string_append_printf(text, "\n%s  %s\n    %s -> %s%s%s", move->number,
			move->policy, from, to, move->becomes_overdue ? "  " : "",
			move->becomes_overdue ? _("becomes overdue") : "");
	}
	return g_string_free(text, FALSE);
}

static void
end_preview(PreviewShow *show, const GError *error)
{
	g_autofree char *title = dup_title(show->item);
	g_autofree char *text = NULL;

	if (!show->cancelled)
		app_pop(show->app, show->busy);
	if (error)
		app_say_error(show->app, "%s", error->message);
	else if (!show->cancelled) {
		text = dup_lines(show->app, show->preview);
		dialog_text(show->app, title, text);
	}
	reference_preview_free(show->preview);
	reference_item_free(show->item);
	g_free(show);
}

static bool
preview_told(ReferencePreview *preview, const GError *error, void *data)
{
	PreviewShow *show = data;

	if (preview->ended || error || show->cancelled) {
		end_preview(show, error);
		return false;
	}
	dialog_busy_progress(show->busy, preview->done, preview->total);
	return true;
}

static void
preview_cancelled(View *owner, void *data)
{
	PreviewShow *show = data;

	show->cancelled = true;
	app_pop(show->app, show->busy);
}

/* Takes `item`. */
static void
show_preview(App *app, ReferenceItem *item)
{
	g_autoptr(GError) error = NULL;
	PreviewShow *show = g_new0(PreviewShow, 1);

	*show = (PreviewShow){.app = app, .item = item};
	show->preview = desk_reference_preview(app_desk(app), item, &error);
	if (!show->preview) {
		app_say_error(app, "%s", error->message);
		reference_item_free(item);
		g_free(show);
		return;
	}
	show->busy = dialog_busy(app, _("Looking which complaints would move ..."),
		preview_cancelled, (ViewHook){.owner = app_view(app), .data = show});
	desk_reference_preview_run(app_desk(app), show->preview, preview_told, show);
}

/* ---- what to do with one ---- */

static void
drop_typed(View *owner, const char *reason, void *data)
{
	g_autoptr(ReferenceItem) item = find(owner->app, data);

	if (item)
		app_submit(owner->app,
			desk_reference_drop(app_desk(owner->app), item, reason),
			_("The draft is dropped."), NULL, (ViewHook){.owner = owner});
}

static void
publish_answered(View *owner, int answer, void *data)
{
	g_autoptr(ReferenceItem) item = answer == 1 ? find(owner->app, data) : NULL;

	if (item)
		app_submit(owner->app, desk_reference_publish(app_desk(owner->app), item),
			_("Published. The dates that move are brought up in the background."), NULL,
			(ViewHook){.owner = owner});
}

static void
ask_publish(View *owner, const ReferenceItem *item)
{
	const char *options[] = {_("publish it"), NULL};
	g_autofree char *title = dup_title(item);
	DialogChoice choice = {.title = title,
		.text = _("It is in force at once, and cannot be taken back; a newer version can be "
			  "published over it."),
		.options = options};

	dialog_choice(owner->app, &choice, publish_answered,
		(ViewHook){.owner = owner, .data = g_strdup(item->id), .free_data = g_free});
}

static void
ask_why(View *owner, const ReferenceItem *item)
{
	g_autofree char *title = dup_title(item);
	DialogPrompt prompt = {.title = title, .text = _("Why is this draft dropped?")};

	dialog_prompt(owner->app, &prompt, drop_typed,
		(ViewHook){.owner = owner, .data = g_strdup(item->id), .free_data = g_free});
}

static void
item_answered(View *owner, int answer, void *data)
{
	g_autoptr(ReferenceItem) item = find(owner->app, data);
	g_autofree char *title = item ? dup_title(item) : NULL;

	if (!item)
		return;
	switch (answer) {
	case 1:
		dialog_text(owner->app, title, item->text);
		break;
	case 2:
		show_preview(owner->app, g_steal_pointer(&item));
		break;
	case 3:
		ask_publish(owner, item);
		break;
	case 4:
		ask_why(owner, item);
		break;
	default:
		break;
	}
}

/* Why the person signed on may not publish; NULL if they may: only to grey a line. */
static const char *
not_publisher(App *app, const ReferenceItem *item)
{
	const Person *me = desk_person(app_desk(app));

	if (item->state != REFERENCE_DRAFT)
		return _("it is no draft any more");
	if (!me || (me->role != STAFF_COMPLIANCE && me->role != STAFF_HEAD_OFFICE))
		return _("compliance or head office may");
	return strcmp(me->id, item->drafted_by) == 0 ? _("another person than who drafted it")
						     : NULL;
}

static const char *
not_dropper(App *app, const ReferenceItem *item)
{
	const Person *me = desk_person(app_desk(app));

	if (item->state != REFERENCE_DRAFT)
		return _("it is no draft any more");
	return me && (me->role == STAFF_COMPLIANCE || me->role == STAFF_HEAD_OFFICE)
		       ? NULL
		       : _("compliance or head office may");
}

static void
item_picked(View *owner, const char *id, void *data)
{
	g_autoptr(ReferenceItem) item = find(owner->app, id);
	g_autofree char *title = item ? dup_title(item) : NULL;
	const char *options[] = {_("read its text"), _("which complaints would move"),
		_("publish it"), _("drop it"), NULL};
	const char *blocked[5] = {NULL};
	DialogChoice choice = {
		.title = title, .text = "", .options = options, .blocked = blocked};

	if (!item)
		return;
	blocked[1] = item->state != REFERENCE_DRAFT ? _("it is no draft any more") : NULL;
	blocked[2] = not_publisher(owner->app, item);
	blocked[3] = not_dropper(owner->app, item);
	dialog_choice(owner->app, &choice, item_answered,
		(ViewHook){.owner = owner, .data = g_strdup(id), .free_data = g_free});
}

/* ---- the list ---- */

static void
add_item(App *app, GPtrArray *lines, const ReferenceItem *item)
{
	const Person *by = desk_person_by_id(
		app_desk(app), item->published_us ? item->published_by : item->drafted_by);
	g_autofree char *title = dup_title(item);
	g_autofree char *label = g_strdup_printf(
		"%s  %s  %s", state_word(item->state), title, by ? by->name : "");

	dialog_items_add(lines, item->id, label, NULL);
}

static void
tell_moves(App *app)
{
	MovesProgress progress = {.running = false};
	g_autofree char *error = NULL;

	if (!desk_moves_progress(app_desk(app), &progress))
		return;
	error = progress.error;
	if (error)
		app_say_error(app, "%s", error);
	else if (progress.running)
		app_say(app, _("Calendar %1$s: %2$d of %3$d open complaints gone through, %4$d moved."),
			progress.code, (int)progress.done, (int)progress.total,
			(int)progress.moved);
}

void
reference_run(App *app, View *view, Verb verb)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) items = desk_reference_items(app_desk(app), &error);
	GPtrArray *lines;

	if (!items) {
		app_say_error(app, "%s", error->message);
		return;
	}
	tell_moves(app);
	if (items->len == 0) {
		app_say(app, "%s",
			_("No drafts yet. Make one: amends reference draft FILE, or amends calendar "
			  "import FILE --draft"));
		return;
	}
	lines = dialog_items_new();
	for (guint i = 0; i < items->len; i++)
		add_item(app, lines, items->pdata[i]);
	dialog_pick(app, _("Policies, calendars, rules"), lines, item_picked,
		(ViewHook){.owner = app_view(app)});
}
