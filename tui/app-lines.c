/*
 * The three lines around the body: title, message, keys. Each drops what
 * matters least until the rest fits; "? help" is never dropped.
 */
#include "config.h"

#include "tui/app.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "tui/app-private.h"

#define MAX_HINTS	 12
#define MAX_PIECES	 8
#define MESSAGE_ROWS_MAX 3

/* ---- title ---- */

/* Screens that have a digit and a place in the title; add a row here to add one. */
static const struct {
	Verb verb;
	unsigned contexts;
} screens[] = {
	{VERB_QUEUE, IN_QUEUE | IN_TICKET},
	{VERB_TIME, IN_TIME},
};

static char *
dup_screens(const App *app, const View *view)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(screens); i++) {
		bool here = view->ops->context & screens[i].contexts;

		g_string_append_printf(text, here ? "[%s %s]" : " %s %s ",
			keymap_key_of(app->keymap, screens[i].verb, IN_QUEUE, false),
			_(verb_def(screens[i].verb)->label));
	}
	return g_string_free(text, FALSE);
}

/* Right part of the title: the piece with the lowest rank goes first where the room ends. */
typedef struct Piece {
	char *text;
	Role role;
	int rank;
} Piece;

typedef struct Pieces {
	Piece items[MAX_PIECES];
	int n;
} Pieces;

static void
pieces_add(Pieces *pieces, char *text, Role role, int rank)
{
	if (text && pieces->n < MAX_PIECES)
		pieces->items[pieces->n++] = (Piece){text, role, rank};
	else
		g_free(text);
}

static int
pieces_width(const Pieces *pieces, const CellRules *rules)
{
	int cols = 0;

	for (int i = 0; i < pieces->n; i++)
		cols += 2 + (int)cells_width(rules, pieces->items[i].text);
	return cols;
}

static void
pieces_fit(Pieces *pieces, const CellRules *rules, int cols)
{
	while (pieces->n > 0 && pieces_width(pieces, rules) > cols) {
		int least = 0;

		for (int i = 1; i < pieces->n; i++)
			if (pieces->items[i].rank < pieces->items[least].rank)
				least = i;
		g_free(pieces->items[least].text);
		pieces->n--;
		memmove(&pieces->items[least], &pieces->items[least + 1],
			sizeof(Piece) * (size_t)(pieces->n - least));
	}
}

static void
pieces_clear(Pieces *pieces)
{
	for (int i = 0; i < pieces->n; i++)
		g_free(pieces->items[i].text);
	pieces->n = 0;
}

static char *
dup_clock(const App *app)
{
	g_autoptr(GDateTime) utc =
		g_date_time_new_from_unix_utc(app_now_us(app) / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, app->zone);

	return g_date_time_format(local, "%H:%M");
}

static char *
dup_timer(const App *app)
{
	const TimeEntry *entry = app_person(app) ? desk_running(app->config.desk) : NULL;
	int64_t minutes;

	if (!entry)
		return NULL;
	minutes = desk_running_us(app->config.desk, entry) / US_PER_MINUTE;
	return g_strdup_printf("%s %02d:%02d",
		entry->number && *entry->number ? entry->number : _("timer"),
		(int)(minutes / 60), (int)(minutes % 60));
}

static void
collect_pieces(const App *app, const View *view, Pieces *pieces)
{
	Desk *desk = app->config.desk;
	const Person *person = app_person(app);

	if (!(view->ops->flags & VIEW_BARE)) {
		char *counts;
		Role role;

		counts = warning_watch_dup_counts(
			app->warnings, canvas_cols(app->canvas) < 60, &role);
		pieces_add(pieces, counts, role, 5);
		pieces_add(pieces, dup_timer(app), ROLE_TIMER, 4);
		pieces_add(pieces, desk ? mask_dup(desk_branch(desk), MASK_NONE) : NULL,
			ROLE_TITLE, 1);
		pieces_add(pieces, person ? mask_dup(person->name, MASK_NONE) : NULL,
			ROLE_TITLE, 3);
	}
	pieces_add(pieces, dup_clock(app), ROLE_TITLE, 6);
}

void
app_draw_title(App *app)
{
	int cols = canvas_cols(app->canvas), col;
	const View *view = app_view(app);
	g_autofree char *title = NULL, *tabs = NULL;
	g_auto(GStrv) none = NULL;
	Pieces pieces = {.n = 0};

	canvas_fill(app->canvas, (Rect){0, 0, 1, cols}, ROLE_TITLE);
	col = canvas_put(app->canvas, 0, 0, " amends ", ROLE_TITLE);
	if (!view)
		return;
	if (app_is_practice(app)) {
		col = canvas_printf(app->canvas, 0, col, ROLE_PRACTICE, " %s ", _("PRACTICE"));
		col++;
	}
	title = view->ops->dup_title ? view->ops->dup_title(view) : NULL;
	if (!title && !(view->ops->flags & VIEW_BARE))
		tabs = dup_screens(app, view);
	col = mask_put(app->canvas, 0, col, title ? title : tabs ? tabs : "", ROLE_TITLE);
	collect_pieces(app, view, &pieces);
	pieces_fit(&pieces, &app->rules, cols - MIN(col, cols) - 1);
	col = cols - 1 - pieces_width(&pieces, &app->rules);
	for (int i = 0; i < pieces.n; i++)
		col = canvas_put(
			app->canvas, 0, col + 2, pieces.items[i].text, pieces.items[i].role);
	pieces_clear(&pieces);
}

/* ---- message ---- */

/*
 * What is longer than its line grows upwards over the body: the remedy stands at the end. In
 * a form only failures may cover what is said about the field.
 */
void
app_draw_message(App *app)
{
	int last = canvas_rows(app->canvas) - 2, cols = canvas_cols(app->canvas) - 2;
	Role role = app->message_error ? ROLE_ERROR : ROLE_DONE;
	const View *top = app_top(app);
	bool form = top && (top->ops->context & IN_FORM);
	g_autoptr(GArray) lines = NULL;
	int n;

	if (!app->message)
		return;
	lines = cells_wrap(&app->rules, app->message, (unsigned)cols);
	n = MIN((int)lines->len, form && !app->message_error ? 1 : MESSAGE_ROWS_MAX);
	canvas_fill(app->canvas, (Rect){last - n + 1, 0, n, cols + 2}, ROLE_DEFAULT);
	for (int i = 0; i < n; i++) {
		const CellLine *line = &g_array_index(lines, CellLine, i);
		/* The last row takes all that is left, and shows that it is cut. */
		size_t len = i == n - 1 ? strlen(app->message) - line->start : line->len;
		g_autofree char *text = g_strndup(app->message + line->start, len);

		canvas_put_field(app->canvas, last - n + 1 + i, 1, cols, text, role);
	}
}

void
app_message_free(void *data)
{
	AppMessage *message = data;

	g_free(message->text);
	g_free(message);
}

void
app_clear_message(App *app)
{
	g_clear_pointer(&app->message, g_free);
	app->message_until_us = 0;
	app->message_error = false;
	app->stale = true;
}

static void
say(App *app, bool error, const char *text)
{
	AppMessage *entry = g_new0(AppMessage, 1);

	app_clear_message(app);
	app->message = text_dup_clean(text, false);
	app->message_error = error;
	app->message_until_us = error ? 0 : app_boot_us(app) + APP_FADE_US;
	entry->at_us = app_now_us(app);
	entry->error = error;
	entry->text = g_strdup(app->message);
	g_ptr_array_add(app->log, entry);
	if (app->log->len > APP_LOG_MAX)
		g_ptr_array_remove_index(app->log, 0);
}

void
app_say(App *app, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	say(app, false, text);
}

void
app_say_error(App *app, const char *format, ...)
{
	g_autofree char *text = NULL, *whole = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	whole = g_strdup_printf(_("Error: %s"), text);
	say(app, true, whole);
}

const GPtrArray *
app_messages(const App *app)
{
	return app->log;
}

/* ---- keys ---- */

/* Where a view names none: the ways on that always are. */
static int
default_hints(Hint *ret)
{
	ret[0] = (Hint){.verb = VERB_OPEN};
	ret[1] = (Hint){.verb = VERB_BACK};
	ret[2] = (Hint){.verb = VERB_MENU};
	return 3;
}

/* "F7 close", or NULL for what cannot run now. */
static char *
dup_hint(const App *app, const VerbFacts *facts, const Hint *hint, const char **ret_key)
{
	const View *view = app_top(app);
	const char *label = hint->label;

	*ret_key = hint->key;
	if (hint->verb != VERB_NONE) {
		bool fkey = app->config.prefer_fkeys || (view->ops->context & IN_TEXT);

		if (app_blocked_by(app, hint->verb, facts))
			return NULL;
		*ret_key = hint->key ? hint->key
				     : keymap_key_of(app->keymap, hint->verb,
					       view->ops->context, fkey);
		label = label ? label : _(verb_def(hint->verb)->label);
	}
	return **ret_key ? g_strdup(label) : NULL;
}

static int
put_hint(App *app, int col, const char *key, const char *label)
{
	int row = canvas_rows(app->canvas) - 1;

	col = canvas_put(app->canvas, row, col, key, ROLE_HINT_KEY);
	return canvas_put(app->canvas, row, col + 1, label, ROLE_HINT) + 2;
}

void
app_draw_keys(App *app)
{
	const View *top = app_top(app);
	int cols = canvas_cols(app->canvas), col = 1, n, room;
	bool text = top && (top->ops->context & IN_TEXT);
	bool dialog = top && (top->ops->flags & VIEW_DIALOG);
	const char *help_key = text ? "F1" : "?", *help = _(verb_def(VERB_HELP)->label);
	Hint hints[MAX_HINTS];
	VerbFacts facts;

	app_facts(app, &facts);
	canvas_fill(app->canvas, (Rect){canvas_rows(app->canvas) - 1, 0, 1, cols}, ROLE_HINT);
	if (!top)
		return;
	n = top->ops->hints ? top->ops->hints(top, hints, MAX_HINTS)
	    : dialog	    ? 0
			    : default_hints(hints);
	room = cols - 1 -
	       (dialog ? 0 : (int)(strlen(help_key) + 1 + cells_width(&app->rules, help)) + 2);
	for (int i = 0; i < n; i++) {
		const char *key;
		g_autofree char *label = dup_hint(app, &facts, &hints[i], &key);
		int width;

		if (!label)
			continue;
		width = (int)(cells_width(&app->rules, key) + 1 +
			      cells_width(&app->rules, label));
		if (col + width > room)
			break;
		col = put_hint(app, col, key, label);
	}
	if (!dialog)
		put_hint(app, col, help_key, help);
}
