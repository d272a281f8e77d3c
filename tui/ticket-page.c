/*
 * A page as lines: see tui/ticket-page.h.
 */
#include "config.h"

#include "tui/ticket-page.h"

#include <string.h>

#include "core/text.h"
#include "tui/mask.h"

#define LABEL_COLS 10
#define MARGIN	   1

typedef struct PageLine PageLine;
struct PageLine {
	char *label, *text; /* cleaned; label may be NULL */
	int indent, label_cols;
	Role role;
	bool heading;
	PageLine *beside; /* on the same row from `beside_col` on; NULL if none */
	int beside_col;
};

struct TicketPage {
	int cols;
	CellRules rules;
	GPtrArray *lines; /* PageLine * */
};

static void
line_free(void *data)
{
	PageLine *line = data;

	if (!line)
		return;
	line_free(line->beside);
	g_free(line->label);
	g_free(line->text);
	g_free(line);
}

TicketPage *
ticket_page_new(int cols, const CellRules *rules)
{
	TicketPage *page = g_new0(TicketPage, 1);

	page->cols = MAX(cols, 8);
	page->rules = *rules;
	page->lines = g_ptr_array_new_with_free_func(line_free);
	return page;
}

void
ticket_page_free(TicketPage *page)
{
	if (!page)
		return;
	g_ptr_array_unref(page->lines);
	g_free(page);
}

int
ticket_page_cols(const TicketPage *page)
{
	return page->cols;
}

int
ticket_page_lines(const TicketPage *page)
{
	return (int)page->lines->len;
}

static PageLine *
add_line(TicketPage *page, char *text, int indent, Role role)
{
	PageLine *line = g_new0(PageLine, 1);

	line->text = text;
	line->indent = indent;
	line->role = role;
	g_ptr_array_add(page->lines, line);
	return line;
}

void
ticket_page_heading(TicketPage *page, const char *text)
{
	add_line(page, mask_dup(text, MASK_NONE), 0, ROLE_HEADING)->heading = true;
}

void
ticket_page_blank(TicketPage *page)
{
	add_line(page, g_strdup(""), 0, ROLE_DEFAULT);
}

/* Returns the first of the lines added. */
static PageLine *
add_wrapped(TicketPage *page, int indent, const char *text, Role role)
{
	g_autofree char *clean = text_dup_clean(text, true);
	int cols = MAX(page->cols - indent, 4);
	g_autoptr(GArray) lines = cells_wrap(&page->rules, clean, (unsigned)cols);
	PageLine *first = NULL;

	for (guint i = 0; i < lines->len; i++) {
		const CellLine *line = &g_array_index(lines, CellLine, i);
		PageLine *added =
			add_line(page, g_strndup(clean + line->start, line->len), indent, role);

		if (!first)
			first = added;
	}
	return first;
}

void
ticket_page_text(TicketPage *page, int indent, const char *text, Role role)
{
	add_wrapped(page, MARGIN + indent, text, role);
}

void
ticket_page_entry(
	TicketPage *page, int label_cols, const char *label, const char *value, Role role)
{
	int cols = (int)cells_width(&page->rules, label);
	PageLine *first;

	/* A label that is too long for its column pushes its own value only. */
	cols = MAX(cols, label_cols);
	if (cols > page->cols / 2) {
		ticket_page_text(page, 0, label, ROLE_LABEL);
		add_wrapped(page, MARGIN + 2, value, role);
		return;
	}
	first = add_wrapped(page, MARGIN + label_cols, value, role);
	if (cols > label_cols)
		first->indent = MARGIN + cols + 1;
	first->label = mask_dup(label, MASK_NONE);
	first->label_cols = cols;
}

void
ticket_page_field(TicketPage *page, const char *label, const char *value, Role role)
{
	if (value && *value)
		ticket_page_entry(page, LABEL_COLS, label, value, role);
}

void
ticket_page_beside(TicketPage *page, TicketPage *left, TicketPage *right, int right_col)
{
	while (left->lines->len || right->lines->len) {
		PageLine *line;

		if (!left->lines->len)
			ticket_page_blank(left);
		line = g_ptr_array_steal_index(left->lines, 0);
		if (right->lines->len)
			line->beside = g_ptr_array_steal_index(right->lines, 0);
		line->beside_col = right_col;
		g_ptr_array_add(page->lines, line);
	}
	ticket_page_free(left);
	ticket_page_free(right);
}

void
ticket_page_cut(TicketPage *page, int lines)
{
	PageLine *last;
	char *marked;

	if (lines < 1 || ticket_page_lines(page) <= lines)
		return;
	g_ptr_array_set_size(page->lines, lines);
	last = g_ptr_array_index(page->lines, lines - 1);
	marked = g_strconcat(last->text, "~", NULL);
	g_free(last->text);
	last->text = cells_dup_cut(
		&page->rules, marked, (unsigned)MAX(page->cols - last->indent, 1));
	g_free(marked);
}

static bool
line_holds(const PageLine *line, const char *folded)
{
	g_autofree char *text = text_dup_search(line->text);
	g_autofree char *label = line->label ? text_dup_search(line->label) : NULL;

	return strstr(text, folded) || (label && strstr(label, folded)) ||
	       (line->beside && line_holds(line->beside, folded));
}

int
ticket_page_find(const TicketPage *page, const char *needle, int from)
{
	g_autofree char *folded = text_dup_search(needle);
	int n = ticket_page_lines(page);

	for (int i = 0; i < n && *folded; i++) {
		int at = (from + i) % n;

		if (line_holds(g_ptr_array_index(page->lines, at), folded))
			return at;
	}
	return -1;
}

static void
draw_heading(const PageLine *line, Canvas *canvas, Rect rect)
{
	int col;

	if (!*line->text) {
		canvas_hline(canvas, rect.row, rect.col, rect.cols, ROLE_BORDER);
		return;
	}
	canvas_put(canvas, rect.row, rect.col, "-- ", ROLE_BORDER);
	col = canvas_put(canvas, rect.row, rect.col + 3, line->text, ROLE_HEADING) + 1;
	for (; col < rect.col + rect.cols; col++)
		canvas_put(canvas, rect.row, col, "-", ROLE_BORDER);
}

static void
draw_line(const PageLine *line, Canvas *canvas, Rect rect, Role role)
{
	if (line->heading) {
		draw_heading(line, canvas, rect);
		return;
	}
	if (line->label)
		canvas_put_field(canvas, rect.row, rect.col + MARGIN, line->label_cols,
			line->label, ROLE_LABEL);
	canvas_put(canvas, rect.row, rect.col + line->indent, line->text, role);
	if (line->beside)
		draw_line(line->beside, canvas,
			(Rect){rect.row, rect.col + line->beside_col, 1,
				rect.cols - line->beside_col},
			role == ROLE_HIT ? role : line->beside->role);
}

void
ticket_page_draw(
	const TicketPage *page, Canvas *canvas, Rect rect, int first, const char *needle)
{
	g_autofree char *folded = needle ? text_dup_search(needle) : NULL;
	Rect clip = canvas_push_clip(canvas, rect);

	for (int i = 0; i < rect.rows && first + i < ticket_page_lines(page); i++) {
		const PageLine *line = g_ptr_array_index(page->lines, first + i);
		bool hit = folded && *folded && line_holds(line, folded);

		draw_line(line, canvas, (Rect){rect.row + i, rect.col, 1, rect.cols},
			hit ? ROLE_HIT : line->role);
	}
	canvas_set_clip(canvas, clip);
}
