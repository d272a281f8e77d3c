/*
 * Rows of a list: see tui/queue-rows.h. A plain move of the selection changes
 * two cells of two rows, never a whole line: the marker and the number's bold.
 */
#include "config.h"

#include "tui/queue-rows.h"

#include <glib/gi18n.h>

#include "core/words.h"
#include "tui/mask.h"
#include "tui/when.h"

/* Marker, mark, sign and a blank stand before the number. */
#define SIGN_COL   2
#define NUMBER_COL 5
/* Some screens' worth; when there are more, all are forgotten. */
#define MAX_DRAWN 256

void
queue_columns_fit(QueueColumns *ret, int cols, int number_cols)
{
	int *width = ret->cols, used = NUMBER_COL;

	*ret = (QueueColumns){.two_lines = cols < 60};
	/* An empty list still has its heading whole. */
	width[QUEUE_NUMBER] = CLAMP(number_cols, ret->two_lines ? 6 : 10, 16);
	width[QUEUE_LEFT] = 8;
	width[QUEUE_STATE] = ret->two_lines ? 0 : 6;
	width[QUEUE_CATEGORY] = cols >= 72 ? 9 : 0;
	width[QUEUE_OWNER] = cols >= 72 ? 6 : 0;
	width[QUEUE_CUSTOMER] = 9;
	for (int i = 0; i < QUEUE_CUSTOMER; i++)
		used += width[i] ? width[i] + 1 : 0;
	if (ret->two_lines) {
		width[QUEUE_CUSTOMER] = MAX(cols - used, 0);
		width[QUEUE_SUBJECT] = MAX(cols - NUMBER_COL, 0);
		return;
	}
	width[QUEUE_SUBJECT] = MAX(cols - used - width[QUEUE_CUSTOMER] - 1, 0);
}

void
queue_columns_draw_heads(const QueueColumns *columns, Canvas *canvas, Rect rect)
{
	/* At most the cells of the column: number 10, left 8, state 6, category 9, owner 6,
	 * customer 9. */
	static const char *const heads[N_QUEUE_COLUMNS] = {N_("Complaint"), N_("Left"),
		N_("State"), N_("Category"), N_("Owner"), N_("Customer"), N_("Summary")};
	int col = rect.col + NUMBER_COL;

	for (int i = 0; i < N_QUEUE_COLUMNS && !columns->two_lines; i++) {
		if (!columns->cols[i])
			continue;
		canvas_put_aligned(canvas, (Rect){rect.row, col, 1, columns->cols[i]},
			_(heads[i]), i == QUEUE_LEFT ? CELL_ALIGN_RIGHT : CELL_ALIGN_LEFT,
			ROLE_HEADING);
		col += columns->cols[i] + 1;
	}
}

char *
queue_dup_category(const QueueLook *look, const char *business, const char *reason)
{
	const TaxonomySet *set = desk_taxonomy(look->desk);

	if (reason && *reason)
		return g_strdup(taxonomy_label(set, TAXONOMY_REASON, reason, look->chinese));
	return g_strdup(taxonomy_label(
		set, TAXONOMY_BUSINESS, business ? business : "", look->chinese));
}

char *
queue_dup_owner(const QueueLook *look, const char *owner, const char *asked)
{
	const Person *person = *owner ? desk_person_by_id(look->desk, owner) : NULL;
	const Person *next = *asked ? desk_person_by_id(look->desk, asked) : NULL;

	if (!person && next)
		return g_strconcat("?", next->name, NULL);
	return g_strdup(person ? person->name : *owner ? "?" : "-");
}

/* The date counts while somebody waits for an answer. */
static int64_t
row_due_us(const QueueRow *row)
{
	bool waits = row->state < TICKET_STATE_TOLD && !row->archive && !row->told_us;

	return waits ? row->due_us : INT64_MAX;
}

static char *
row_dup_column(const QueueRow *row, const QueueLook *look, QueueColumn column)
{
	switch (column) {
	case QUEUE_NUMBER:
		return mask_dup(row->number, MASK_NONE);
	case QUEUE_LEFT:
		if (row->gap[0])
			return queue_row_dup_gap(row);
		return when_dup_left(row_due_us(row), look->now_us);
	case QUEUE_STATE:
		return g_strdup(words_state_short(row->state));
	case QUEUE_CATEGORY:
		return queue_dup_category(look, row->business, row->reason);
	case QUEUE_OWNER: {
		g_autofree char *owner = queue_dup_owner(look, row->owner, row->asked);

		return mask_dup(owner, MASK_NONE);
	}
	case QUEUE_CUSTOMER:
		return mask_dup(row->complainant, MASK_NAME);
	case QUEUE_SUBJECT: {
		g_autofree char *subject = mask_dup(row->subject, MASK_NONE);

		return row->restricted ? g_strdup_printf("[%s] %s", _("restricted"), subject)
				       : g_steal_pointer(&subject);
	}
	case N_QUEUE_COLUMNS:
		break;
	}
	g_assert_not_reached();
}

void
queue_row_draw(const QueueRow *row, const QueueLook *look, Canvas *canvas, Rect rect)
{
	const QueueColumns *columns = look->columns;
	WhenState when = when_state(row_due_us(row), look->now_us, look->zone);
	int col = rect.col + NUMBER_COL;

	if (row->conflict)
		canvas_put(canvas, rect.row, rect.col + 1, "?", ROLE_FIELD_PROBLEM);
	/* The sign alone is coloured; it stays as it is while pages turn. Two changes of colour
	 * a row for the time left would cost as many bytes as the text of a page. */
	canvas_put(canvas, rect.row, rect.col + SIGN_COL, when_sign(when), when_role(when));
	for (int i = 0; i < N_QUEUE_COLUMNS; i++) {
		int cols = columns->cols[i];
		g_autofree char *text = cols ? row_dup_column(row, look, (QueueColumn)i) : NULL;
		bool below = columns->two_lines && i == QUEUE_SUBJECT;
		Rect cell = {rect.row + below, below ? rect.col + NUMBER_COL : col, 1, cols};

		if (!cols)
			continue;
		canvas_put_aligned(canvas, cell, text,
			i == QUEUE_LEFT ? CELL_ALIGN_RIGHT : CELL_ALIGN_LEFT, ROLE_DEFAULT);
		col += cols + 1;
	}
}

/* The marker alone changes when the selection moves: a few bytes on a slow line. */
void
queue_row_draw_marker(Canvas *canvas, Rect rect)
{
	canvas_put(canvas, rect.row, rect.col, ">", ROLE_MARKER);
}

/* ---- rows kept as they were drawn ---- */

struct QueueDrawn {
	GHashTable *rows; /* QueueRow.row -> Cell[], both owned */
	Canvas *sheet;	  /* where one is drawn; NULL before the first */
	int64_t minute;
	unsigned count;
};

QueueDrawn *
queue_drawn_new(void)
{
	QueueDrawn *drawn = g_new0(QueueDrawn, 1);

	drawn->rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return drawn;
}

void
queue_drawn_free(QueueDrawn *drawn)
{
	if (!drawn)
		return;
	g_hash_table_unref(drawn->rows);
	canvas_free(drawn->sheet);
	g_free(drawn);
}

void
queue_drawn_forget(QueueDrawn *drawn)
{
	g_hash_table_remove_all(drawn->rows);
}

static const Cell *
find_drawn(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look)
{
	if (drawn->minute != look->now_us / US_PER_MINUTE)
		queue_drawn_forget(drawn);
	drawn->minute = look->now_us / US_PER_MINUTE;
	return g_hash_table_lookup(drawn->rows, &row->row);
}

static const Cell *
draw_aside(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look,
	const CellRules *rules, Rect rect)
{
	Cell *cells = g_new(Cell, (gsize)rect.rows * (gsize)rect.cols);

	if (g_hash_table_size(drawn->rows) >= MAX_DRAWN)
		queue_drawn_forget(drawn);
	if (!drawn->sheet || canvas_rows(drawn->sheet) != rect.rows ||
		canvas_cols(drawn->sheet) != rect.cols) {
		canvas_free(drawn->sheet);
		drawn->sheet = canvas_new(rect.rows, rect.cols, rules);
	}
	canvas_clear(drawn->sheet);
	queue_row_draw(row, look, drawn->sheet, canvas_rect(drawn->sheet));
	canvas_take(drawn->sheet, canvas_rect(drawn->sheet), cells);
	g_hash_table_insert(drawn->rows, g_memdup2(&row->row, sizeof row->row), cells);
	drawn->count++;
	return cells;
}

void
queue_drawn_row(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look, Canvas *canvas,
	Rect rect)
{
	const Cell *cells = find_drawn(drawn, row, look);

	if (!cells)
		cells = draw_aside(drawn, row, look, canvas_rules(canvas), rect);
	canvas_lay(canvas, rect, cells);
}

bool
queue_drawn_ahead(QueueDrawn *drawn, const QueueRow *row, const QueueLook *look,
	const CellRules *rules, Rect rect)
{
	/* Beyond this, what is made ahead would push out what is on the screen. */
	if (find_drawn(drawn, row, look) || g_hash_table_size(drawn->rows) + 1 >= MAX_DRAWN)
		return false;
	draw_aside(drawn, row, look, rules, rect);
	return true;
}

unsigned
queue_drawn_count(const QueueDrawn *drawn)
{
	return drawn->count;
}
