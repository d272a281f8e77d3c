/* See view-warnings.h. Rows are read in windows: what is below the last one comes when it is
 * reached. The selection is a date, not a line. */
#include "config.h"

#include "tui/view-warnings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/form.h"
#include "tui/list-box.h"
#include "tui/view-ticket.h"
#include "tui/when.h"

/* Read at a time; a person who has more will not look at more at once. */
#define WINDOW 200
/* Lines below the list: what can still be done, and calendars that end. */
#define FOOT_ROWS 3

typedef struct WarningsView {
	View view;
	GPtrArray *rows; /* WarningRow *; gaps first */
	GStrv calendars;
	char *act; /* of the selected one */
	char selected[UUID_LEN + 64];
	ListBox list;
} WarningsView;

static const WarningRow *
row_at(const WarningsView *warnings, int at)
{
	return at >= 0 && at < (int)warnings->rows->len ? warnings->rows->pdata[at] : NULL;
}

static void
name_row(const WarningRow *row, char *ret, size_t size)
{
	g_snprintf(ret, size, "%s %s", row ? row->id : "", row ? row->clock : "");
}

static void
read_act(WarningsView *warnings)
{
	const WarningRow *row = row_at(warnings, warnings->list.sel);

	name_row(row, warnings->selected, sizeof warnings->selected);
	g_free(warnings->act);
	warnings->act = row ? desk_warning_dup_act(view_desk(&warnings->view), row) : NULL;
}

static void
take_rows(WarningsView *warnings, GPtrArray *rows)
{
	if (rows)
		g_ptr_array_extend_and_steal(warnings->rows, rows);
}

static void
warnings_refresh(View *view)
{
	WarningsView *warnings = (WarningsView *)view;
	WarningWindow window = {.scope = WARNING_SCOPE_ROLE, .max = WINDOW};
	Desk *desk = view_desk(view);
	g_autoptr(GError) error = NULL;

	g_ptr_array_set_size(warnings->rows, 0);
	take_rows(warnings,
		desk_warning_gaps(desk, WARNING_SCOPE_ROLE, NULL, WINDOW, &error));
	if (!error)
		take_rows(warnings, desk_warnings(desk, &window, &error));
	if (error)
		app_say_error(view->app, "%s", error->message);
	g_strfreev(warnings->calendars);
	warnings->calendars = desk_warning_calendars(desk);
	for (guint i = 0; i < warnings->rows->len; i++) {
		char name[sizeof warnings->selected];

		name_row(warnings->rows->pdata[i], name, sizeof name);
		if (strcmp(name, warnings->selected) == 0)
			warnings->list.sel = (int)i;
	}
}

static void
warnings_layout(View *view, Rect rect)
{
	WarningsView *warnings = (WarningsView *)view;

	list_box_fit(&warnings->list, (int)warnings->rows->len,
		MAX(rect.rows - 2 - FOOT_ROWS, 1));
	read_act(warnings);
}

/* Where the end of what was read is reached, the next window. */
static void
read_on(WarningsView *warnings)
{
	WarningWindow window = {.scope = WARNING_SCOPE_ROLE, .max = WINDOW};
	unsigned n = warnings->rows->len;
	const WarningRow *last = row_at(warnings, (int)n - 1);

	if (!last || last->gap[0] || warnings->list.sel < (int)n - 1)
		return;
	window.after = last;
	take_rows(warnings, desk_warnings(view_desk(&warnings->view), &window, NULL));
	list_box_fit(&warnings->list, (int)warnings->rows->len, warnings->list.rows);
}

static char *
warnings_title(const View *view)
{
	return g_strdup(_("warnings"));
}

/* ---- drawing ---- */

static const char *
level_words(const WarningRow *row)
{
	return row->gap[0] ? _("no calendar") : warning_level_text(row->level);
}

static Role
level_role(const WarningRow *row)
{
	if (row->gap[0] || row->level == CLOCK_WARN_OVERDUE)
		return ROLE_OVERDUE;
	return row->level >= CLOCK_WARN_RED ? ROLE_DUE_TODAY : ROLE_DUE_SOON;
}

/* Columns: sign, level, number, time left, owner, clock, seen; from the right they go first. */
static void
draw_row(const WarningsView *warnings, Canvas *canvas, Rect line, const WarningRow *row)
{
	const View *view = &warnings->view;
	const Person *owner = desk_person_by_id(view_desk(view), row->owner);
	g_autofree char *left = when_dup_left(row->due_us, app_now_us(view->app));
	g_autofree char *clock = desk_warning_dup_clock(view_desk(view), row);
	const char *texts[] = {row->gap[0] ? "!!" : warning_level_sign(row->level),
		level_words(row), row->number, left, owner ? owner->name : "-",
		row->seen ? _("seen") : "", clock};
	static const int widths[] = {2, 11, 13, 8, 10, 6, 60};
	int col = line.col, end = line.col + line.cols;

	for (unsigned i = 0; i < G_N_ELEMENTS(widths) && col + 2 <= end; i++) {
		int cols = MIN(widths[i], end - col);

		if (i >= 4 && cols < MIN(widths[i], 6))
			break;
		mask_put_field(canvas, (Rect){line.row, col, 1, cols}, texts[i], MASK_NONE,
			i < 2 && !row->seen ? level_role(row) : ROLE_DEFAULT);
		col += cols + 1;
	}
}

static void
draw_foot(const WarningsView *warnings, Canvas *canvas, Rect foot)
{
	g_autoptr(GString) text = g_string_new(warnings->act ? warnings->act : "");
	g_autoptr(GArray) lines = NULL;

	for (char **at = warnings->calendars; at && *at; at++)
		g_string_append_printf(text, "%s%s", text->len ? "\n" : "", *at);
	lines = cells_wrap(app_rules(warnings->view.app), text->str, (unsigned)foot.cols - 2);
	for (int i = 0; i < MIN((int)lines->len, foot.rows); i++) {
		const CellLine *line = &g_array_index(lines, CellLine, i);
		g_autofree char *part = g_strndup(text->str + line->start, line->len);

		mask_put_field(canvas, (Rect){foot.row + i, foot.col + 1, 1, foot.cols - 2},
			part, MASK_NONE, ROLE_LABEL);
	}
}

static void
warnings_draw(const View *view, Canvas *canvas, Rect rect)
{
	const WarningsView *warnings = (const WarningsView *)view;
	int n = (int)warnings->rows->len;
	g_autofree char *strip =
		n ? g_strdup_printf(ngettext("%d warning", "%d warnings", n), n)
		  : g_strdup(_("Nothing is late or soon due."));

	mask_put_field(canvas, (Rect){rect.row, rect.col + 1, 1, rect.cols - 2}, strip,
		MASK_NONE, ROLE_HEADING);
	for (int i = 0; i < warnings->list.rows; i++) {
		const WarningRow *row = row_at(warnings, warnings->list.top + i);

		if (!row)
			break;
		if (warnings->list.top + i == warnings->list.sel) {
			canvas_put(canvas, rect.row + 1 + i, rect.col, ">", ROLE_MARKER);
			canvas_set_cursor(canvas, rect.row + 1 + i, rect.col, false);
		}
		draw_row(warnings, canvas,
			(Rect){rect.row + 1 + i, rect.col + 2, 1, rect.cols - 3}, row);
	}
	draw_foot(warnings, canvas,
		(Rect){rect.row + rect.rows - FOOT_ROWS, rect.col, FOOT_ROWS, rect.cols});
}

/* ---- verbs ---- */

static void
see(WarningsView *warnings, bool all)
{
	g_autoptr(GPtrArray) one = g_ptr_array_new();
	const WarningRow *row = row_at(warnings, warnings->list.sel);
	Act *act;

	if (row)
		g_ptr_array_add(one, (WarningRow *)row);
	act = desk_warning_act(view_desk(&warnings->view), all ? warnings->rows : one);
	if (!act) {
		app_say(warnings->view.app, "%s", _("There is nothing here you have not seen."));
		return;
	}
	app_submit(warnings->view.app, act, _("Seen. It comes again when it gets more urgent."),
		NULL, (ViewHook){.owner = &warnings->view});
}

static void
open_row(WarningsView *warnings)
{
	const WarningRow *row = row_at(warnings, warnings->list.sel);

	if (row)
		app_push(warnings->view.app,
			view_ticket_new(warnings->view.app, row->id, NULL));
}

static bool
move(WarningsView *warnings, KeyCode code)
{
	list_box_key(&warnings->list, &(Key){.code = code});
	read_on(warnings);
	read_act(warnings);
	return true;
}

static bool
warnings_verb(View *view, Verb verb)
{
	static const struct {
		Verb verb;
		KeyCode code;
	} moves[] = {{VERB_DOWN, KEY_DOWN}, {VERB_UP, KEY_UP}, {VERB_PAGE_DOWN, KEY_PAGE_DOWN},
		{VERB_PAGE_UP, KEY_PAGE_UP}, {VERB_TOP, KEY_HOME}, {VERB_END, KEY_END}};
	WarningsView *warnings = (WarningsView *)view;

	for (unsigned i = 0; i < G_N_ELEMENTS(moves); i++)
		if (moves[i].verb == verb)
			return move(warnings, moves[i].code);
	if (verb == VERB_OPEN)
		open_row(warnings);
	else if (verb == VERB_SEEN || verb == VERB_SEEN_ALL)
		see(warnings, verb == VERB_SEEN_ALL);
	else
		return false;
	return true;
}

static int
warnings_hints(const View *view, Hint *ret, int max)
{
	static const Verb verbs[] = {
		VERB_OPEN, VERB_SEEN, VERB_SEEN_ALL, VERB_BACK, VERB_MENU};

	for (unsigned i = 0; i < G_N_ELEMENTS(verbs); i++)
		ret[i] = (Hint){.verb = verbs[i]};
	return (int)G_N_ELEMENTS(verbs);
}

static void
warnings_free(View *view)
{
	WarningsView *warnings = (WarningsView *)view;

	g_ptr_array_unref(warnings->rows);
	g_strfreev(warnings->calendars);
	g_free(warnings->act);
	g_free(warnings);
}

static const ViewOps warnings_ops = {
	.name = "warnings",
	.context = IN_WARNINGS,
	.dup_title = warnings_title,
	.refresh = warnings_refresh,
	.layout = warnings_layout,
	.draw = warnings_draw,
	.verb = warnings_verb,
	.hints = warnings_hints,
	.free = warnings_free,
};

void
view_warnings_run(App *app, View *view, Verb verb)
{
	WarningsView *warnings;

	if (app_view(app) && app_view(app)->ops == &warnings_ops)
		return;
	warnings = g_new0(WarningsView, 1);
	view_init(&warnings->view, &warnings_ops, app);
	warnings->rows = g_ptr_array_new_with_free_func((GDestroyNotify)warning_row_free);
	app_push(app, &warnings->view);
}

/* ---- absence ---- */

static void
absence_submit(Form *form)
{
	Desk *desk = form_desk(form);
	Act *act = desk_act(desk);

	act_add(act, EVENT_ABSENCE_SET, desk_person(desk)->id);
	form_fill_act(form, act, EVENT_ABSENCE_SET);
	form_send(form, act, g_strdup(_("Absence is set; the deputy gets the warnings.")));
}

static const FormField absence_fields[] = {
	{.name = "from", .kind = FORM_DATE, .label = N_("First day"), .flags = FORM_NEED},
	{.name = "through", .kind = FORM_DATE, .label = N_("Last day"), .flags = FORM_NEED},
	{.name = "deputy", .kind = FORM_PERSON, .label = N_("Deputy"), .flags = FORM_NEED},
	{.name = "reason", .kind = FORM_TEXT, .label = N_("Reason"), .max = 200},
};

static const FormSpec absence_spec = {
	.name = "absence",
	.title = N_("Absence"),
	.submit_label = N_("set"),
	.fields = absence_fields,
	.n_fields = G_N_ELEMENTS(absence_fields),
	.submit = absence_submit,
};

void
view_absence_run(App *app, View *view, Verb verb)
{
	form_open(app, &absence_spec, "", NULL, NULL);
}
