/* See view-people.h. A filter by words narrows the list; the selection is a person, not a line.
 */
#include "config.h"

#include "tui/view-people.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/list-box.h"
#include "tui/people-forms.h"

typedef struct PeopleView {
	View view;
	GPtrArray *ids; /* of the people shown, by number */
	char selected[UUID_LEN];
	char *filter;
	ListBox list;
} PeopleView;

static const Person *
person_at(const PeopleView *people, int at)
{
	return at >= 0 && at < (int)people->ids->len
		       ? desk_person_by_id(view_desk(&people->view), people->ids->pdata[at])
		       : NULL;
}

static bool
matches(const Person *person, const char *filter)
{
	g_autofree char *text =
		g_strdup_printf("%s %s %s", person->number, person->name, person->branch);
	g_autofree char *folded = g_utf8_casefold(text, -1),
			*want = g_utf8_casefold(filter, -1);

	return strstr(folded, want) != NULL;
}

static void
people_refresh(View *view)
{
	PeopleView *people = (PeopleView *)view;
	const GPtrArray *all = desk_people(view_desk(view));

	g_ptr_array_set_size(people->ids, 0);
	for (guint i = 0; i < all->len; i++) {
		const Person *person = all->pdata[i];

		if (!matches(person, people->filter))
			continue;
		if (strcmp(person->id, people->selected) == 0)
			people->list.sel = (int)people->ids->len;
		g_ptr_array_add(people->ids, g_strdup(person->id));
	}
}

static void
note_selected(PeopleView *people)
{
	const Person *person = person_at(people, people->list.sel);

	g_strlcpy(people->selected, person ? person->id : "", sizeof people->selected);
}

static void
people_layout(View *view, Rect rect)
{
	PeopleView *people = (PeopleView *)view;

	list_box_fit(&people->list, (int)people->ids->len, MAX(rect.rows - 2, 1));
	note_selected(people);
}

static char *
people_title(const View *view)
{
	return g_strdup(_("people"));
}

/* ---- drawing ---- */

/* Columns: number, name, role, branch, state; the last two go first where the room ends. */
static void
draw_line(Canvas *canvas, Rect line, const char *const *texts, Role role)
{
	int widths[] = {8, 0, 14, 8, 10};
	int n = line.cols >= 60 ? 5 : line.cols >= 48 ? 4 : 3, fixed = 0, col = line.col;

	for (int i = 0; i < n; i++)
		fixed += widths[i] + 1;
	widths[1] = CLAMP(line.cols - fixed, 4, 24);
	for (int i = 0; i < n; i++) {
		mask_put_field(
			canvas, (Rect){line.row, col, 1, widths[i]}, texts[i], MASK_NONE, role);
		col += widths[i] + 1;
	}
}

static const char *
words_of(const Person *person)
{
	if (!person->active)
		return _("left");
	return person->has_pin ? _("active") : _("no PIN");
}

static void
people_draw(const View *view, Canvas *canvas, Rect rect)
{
	const PeopleView *people = (const PeopleView *)view;
	const char *heads[] = {
		C_("staff", "Number"), _("Name"), _("Role"), _("Branch"), _("State")};
	g_autofree char *strip = *people->filter
					 ? g_strdup_printf(_("only: %s"), people->filter)
					 : g_strdup_printf(ngettext("%d person", "%d people",
								   (int)people->ids->len),
						   (int)people->ids->len);

	mask_put_field(canvas, (Rect){rect.row, rect.col + 1, 1, rect.cols - 2}, strip,
		MASK_NONE, ROLE_LABEL);
	draw_line(canvas, (Rect){rect.row + 1, rect.col + 2, 1, rect.cols - 3}, heads,
		ROLE_HEADING);
	for (int i = 0; i < people->list.rows; i++) {
		const Person *person = person_at(people, people->list.top + i);
		bool here = people->list.top + i == people->list.sel;
		int row = rect.row + 2 + i;

		if (!person)
			break;
		if (here) {
			canvas_put(canvas, row, rect.col, ">", ROLE_MARKER);
			canvas_set_cursor(canvas, row, rect.col, false);
		}
		draw_line(canvas, (Rect){row, rect.col + 2, 1, rect.cols - 3},
			(const char *const[]){person->number, person->name,
				words_role(person->role), person->branch, words_of(person)},
			!person->active ? ROLE_UNAVAILABLE
			: here		? ROLE_MARKER
					: ROLE_DEFAULT);
	}
}

/* ---- verbs ---- */

/* Reason why the person signed on may not, NULL if they may: only to grey a line; rules judge.
 */
static const char *
not_admin(PeopleView *people)
{
	const GPtrArray *all = desk_people(view_desk(&people->view));
	const Person *me = desk_person(view_desk(&people->view));
	unsigned n_admins = 0, n_leads = 0;

	for (guint i = 0; i < all->len; i++) {
		const Person *person = all->pdata[i];

		n_admins += person->active && person->role == STAFF_ADMINISTRATOR;
		n_leads += person->active && staff_role_is_lead(person->role);
	}
	if (me &&
		(me->role == STAFF_ADMINISTRATOR ||
			(!n_admins && staff_role_is_lead(me->role)) || (!n_admins && !n_leads)))
		return NULL;
	return n_admins ? _("an administrator may") : _("a supervisor may");
}

static void
edit_answered(View *owner, int answer, void *data)
{
	const Person *person = desk_person_by_id(view_desk(owner), data);

	if (answer == 1)
		people_form_add(owner->app);
	else if (person && answer == 2)
		people_form_change(owner->app, person);
	else if (person && answer == 3)
		people_form_pin(owner->app, person);
}

static void
ask_what(PeopleView *people)
{
	View *view = &people->view;
	const Person *person = person_at(people, people->list.sel);
	const Person *me = desk_person(view_desk(view));
	const char *options[] = {
		_("add a person"), _("change this person"), _("set this person's PIN"), NULL};
	bool own = person && me && strcmp(person->id, me->id) == 0;
	const char *no = not_admin(people);
	const char *blocked[] = {
		no, person ? no : _("nobody is selected"), own ? NULL : no, NULL};
	DialogChoice choice = {.title = person ? person->name : _("People"),
		.text = "",
		.options = options,
		.blocked = blocked};

	dialog_choice(view->app, &choice, edit_answered,
		(ViewHook){.owner = view,
			.data = g_strdup(person ? person->id : ""),
			.free_data = g_free});
}

static void
filter_typed(View *owner, const char *text, void *data)
{
	PeopleView *people = (PeopleView *)owner;

	g_free(people->filter);
	people->filter = g_strdup(text);
	view_touch(owner, VIEW_STALE_DATA);
}

static void
people_find_text(View *view, const char *text)
{
	DialogPrompt prompt = {.title = _("Find"),
		.initial = text,
		.may_be_empty = true,
		.changed = filter_typed,
		.strip = true};

	dialog_prompt(view->app, &prompt, filter_typed, (ViewHook){.owner = view});
}

static bool
move(PeopleView *people, KeyCode code)
{
	list_box_key(&people->list, &(Key){.code = code});
	note_selected(people);
	return true;
}

static bool
people_verb(View *view, Verb verb)
{
	PeopleView *people = (PeopleView *)view;

	switch ((int)verb) {
	case VERB_DOWN:
		return move(people, KEY_DOWN);
	case VERB_UP:
		return move(people, KEY_UP);
	case VERB_PAGE_DOWN:
		return move(people, KEY_PAGE_DOWN);
	case VERB_PAGE_UP:
		return move(people, KEY_PAGE_UP);
	case VERB_TOP:
		return move(people, KEY_HOME);
	case VERB_END:
		return move(people, KEY_END);
	case VERB_FIND:
		people_find_text(view, people->filter);
		return true;
	case VERB_OPEN:
	case VERB_EDIT:
		ask_what(people);
		return true;
	case VERB_CANCEL:
		if (!*people->filter)
			return false;
		filter_typed(view, "", NULL);
		return true;
	default:
		return false;
	}
}

static int
people_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){.verb = VERB_OPEN, .label = _("add, change, PIN")};
	ret[1] = (Hint){.verb = VERB_FIND};
	ret[2] = (Hint){.verb = VERB_BACK};
	ret[3] = (Hint){.verb = VERB_MENU};
	return 4;
}

static void
people_free(View *view)
{
	PeopleView *people = (PeopleView *)view;

	g_ptr_array_unref(people->ids);
	g_free(people->filter);
	g_free(people);
}

static const ViewOps people_ops = {
	.name = "people",
	.context = IN_PEOPLE,
	.flags = VIEW_SCREEN,
	.dup_title = people_title,
	.refresh = people_refresh,
	.layout = people_layout,
	.draw = people_draw,
	.verb = people_verb,
	.hints = people_hints,
	.find_text = people_find_text,
	.free = people_free,
};

void
view_people_run(App *app, View *view, Verb verb)
{
	PeopleView *people = g_new0(PeopleView, 1);

	view_init(&people->view, &people_ops, app);
	people->ids = g_ptr_array_new_with_free_func(g_free);
	people->filter = g_strdup("");
	if (app_view(app) && app_view(app)->ops == &people_ops)
		view_free(&people->view);
	else
		app_push(app, &people->view);
}
