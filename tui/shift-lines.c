/* See shift-lines.h. */
#include "config.h"

#include "tui/shift-lines.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-request.h"
#include "core/words.h"
#include "tui/mask.h"
#include "tui/ticket-panels.h"
#include "tui/when.h"

static void
line_free(void *data)
{
	ShiftLine *line = data;

	g_free(line->text);
	g_free(line);
}

GPtrArray *
shift_lines_new(void)
{
	return g_ptr_array_new_with_free_func(line_free);
}

static ShiftLine *
add_line(GPtrArray *lines, ShiftLineKind kind)
{
	ShiftLine *line = g_new0(ShiftLine, 1);

	line->kind = kind;
	g_ptr_array_add(lines, line);
	return line;
}

void
shift_lines_add_text(GPtrArray *lines, ShiftLineKind kind, char *text)
{
	add_line(lines, kind)->text = text;
}

static const char *
name_of(Desk *desk, const char *id)
{
	const Person *person = desk_person_by_id(desk, id);

	return person ? person->name : "?";
}

void
shift_lines_add_handed(GPtrArray *lines, Desk *desk, const GPtrArray *shifts)
{
	if (!shifts || !shifts->len)
		return;
	shift_lines_add_text(lines, SHIFT_LINE_HEADING,
		g_strdup_printf(_("Handed to you  %u"), shifts->len));
	for (guint i = 0; i < shifts->len; i++) {
		const ShiftHanded *shift = shifts->pdata[i];
		ShiftLine *line = add_line(lines, SHIFT_LINE_HANDED);
		g_autofree char *at = when_dup_moment(
			shift->handed_us, env_now_us(desk_env(desk)), desk_zone(desk));
		g_autofree char *prose = ticket_dup_masked_prose(shift->text);

		line->handed = shift;
		line->text = g_strdup_printf(_("%1$s, %2$s: %3$u complaints. %4$s"),
			name_of(desk, shift->from), at, g_strv_length(shift->tickets), prose);
	}
}

const char *
shift_part_words(ShiftPart part)
{
	switch (part) {
	case SHIFT_CLOCK:
		return _("Open complaints");
	case SHIFT_PROMISE:
		return _("Promises");
	case SHIFT_REQUEST:
		return _("Requests to departments");
	case SHIFT_EXTENSION:
		return _("Extensions asked for");
	case SHIFT_CUSTOMER:
		return _("The customer waits for the reply");
	case SHIFT_TIMER:
		return _("Running timer");
	case SHIFT_DRAFT:
		return _("Drafts");
	case N_SHIFT_PARTS:
		break;
	}
	return "";
}

static unsigned
count_part(const GPtrArray *items, ShiftPart part)
{
	unsigned n = 0;

	for (guint i = 0; i < items->len; i++)
		n += ((const ShiftItem *)items->pdata[i])->part == part;
	return n;
}

void
shift_lines_add_items(GPtrArray *lines, const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++) {
		const ShiftItem *item = items->pdata[i];
		const ShiftItem *before = i > 0 ? items->pdata[i - 1] : NULL;

		if (!before || before->part != item->part)
			shift_lines_add_text(lines, SHIFT_LINE_HEADING,
				g_strdup_printf("%s  %u", shift_part_words(item->part),
					count_part(items, item->part)));
		add_line(lines, SHIFT_LINE_ITEM)->item = item;
	}
}

bool
shift_line_can_be_selected(const ShiftLine *line)
{
	return line->kind == SHIFT_LINE_ITEM || line->kind == SHIFT_LINE_HANDED;
}

char *
shift_line_dup_key(const ShiftLine *line)
{
	if (line->kind == SHIFT_LINE_HANDED)
		return g_strdup(line->handed->id);
	if (line->kind == SHIFT_LINE_ITEM)
		return g_strdup_printf("%d %s %s", (int)line->item->part, line->item->ticket,
			line->item->what);
	return g_strdup("");
}

/* ---- words of an item ---- */

char *
shift_item_dup_what(const ShiftItem *item, Desk *desk)
{
	Verb verb;

	switch ((int)item->part) {
	case SHIFT_REQUEST:
		return g_strdup(taxonomy_label(desk_taxonomy(desk), TAXONOMY_DEPARTMENT,
			item->what, when_in_chinese()));
	case SHIFT_DRAFT: /* forms bear the names of their verbs */
		verb = verb_from_word(item->what);
		return g_strdup(verb != VERB_NONE && verb_def(verb)->label
					? _(verb_def(verb)->label)
					: item->what);
	default:
		return ticket_dup_masked_prose(item->what);
	}
}

static char *
dup_due(const ShiftItem *item, Desk *desk, bool narrow)
{
	int64_t now_us = env_now_us(desk_env(desk));
	WhenState state = when_state(item->at_us, now_us, desk_zone(desk));
	g_autofree char *day = NULL, *left = NULL;

	if (item->at_us == INT64_MAX)
		return g_strdup("-");
	day = when_dup_day(item->at_us, now_us, desk_zone(desk));
	left = when_dup_left(item->at_us, now_us);
	return narrow ? g_strdup_printf("%s %s", left, when_sign(state))
		      : g_strdup_printf("%s %s %s", day, when_sign(state), left);
}

char *
shift_item_dup_when(const ShiftItem *item, Desk *desk, bool narrow)
{
	g_autofree char *left = NULL;

	switch ((int)item->part) {
	case SHIFT_REQUEST:
		if (narrow)
			return g_strdup(item->day);
		left = desk_request_dup_left(desk, item->day);
		return g_strdup_printf("%s %s", item->day, left);
	case SHIFT_EXTENSION:
	case SHIFT_TIMER:
	case SHIFT_DRAFT:
		return when_dup_moment(
			item->at_us, env_now_us(desk_env(desk)), desk_zone(desk));
	default:
		return dup_due(item, desk, narrow);
	}
}

/* ---- drawing ---- */

static Role
item_role(const ShiftItem *item, App *app)
{
	bool calendar_days;
	int left;

	if (item->part >= SHIFT_EXTENSION && item->part != SHIFT_CUSTOMER)
		return ROLE_DEFAULT;
	if (item->part != SHIFT_REQUEST)
		return when_role(when_state(item->at_us, app_now_us(app), app_zone(app)));
	left = desk_request_left(app_desk(app), item->day, &calendar_days);
	return when_role(left < 0 ? WHEN_OVERDUE : left == 0 ? WHEN_TODAY : WHEN_LATER);
}

/* Mark, number, when, what; what gets the room that is left. */
static void
draw_item(const ShiftItem *item, const ShiftLook *look, Canvas *canvas, Rect rect)
{
	bool narrow = rect.cols < 60;
	int number_cols = narrow ? 11 : 14, when_cols = narrow ? 12 : 32, col = rect.col;
	Desk *desk = app_desk(look->app);
	g_autofree char *when = shift_item_dup_when(item, desk, narrow);
	g_autofree char *what = shift_item_dup_what(item, desk);

	canvas_put(canvas, rect.row, col, look->marked ? "+" : " ", ROLE_MARKER);
	col += 2;
	mask_put_field(canvas, (Rect){rect.row, col, 1, number_cols}, item->number, MASK_NONE,
		look->selected ? ROLE_MARKER : ROLE_DEFAULT);
	col += number_cols + 1;
	mask_put_field(canvas, (Rect){rect.row, col, 1, when_cols}, when, MASK_NONE,
		item_role(item, look->app));
	col += when_cols + 1;
	mask_put_field(canvas, (Rect){rect.row, col, 1, rect.col + rect.cols - col}, what,
		MASK_NONE, look->selected ? ROLE_MARKER : ROLE_DEFAULT);
}

void
shift_line_draw(const ShiftLine *line, const ShiftLook *look, Canvas *canvas, Rect rect)
{
	Rect inner = {rect.row, rect.col + 2, 1, rect.cols - 2};

	switch (line->kind) {
	case SHIFT_LINE_HEADING:
		inner.col--;
		mask_put_field(canvas, inner, line->text, MASK_NONE, ROLE_HEADING);
		return;
	case SHIFT_LINE_TEXT:
		mask_put_field(canvas, inner, line->text, MASK_NONE, ROLE_DEFAULT);
		return;
	case SHIFT_LINE_HANDED:
		mask_put_field(canvas, (Rect){inner.row, inner.col + 2, 1, inner.cols - 2},
			line->text, MASK_NONE, look->selected ? ROLE_MARKER : ROLE_DEFAULT);
		return;
	case SHIFT_LINE_ITEM:
		draw_item(line->item, look, canvas, inner);
		return;
	}
}
