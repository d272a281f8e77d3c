/*
 * People's text on its way to the canvas: see tui/mask.h.
 */
#include "config.h"

#include "tui/mask.h"

#include <string.h>

#include "core/text.h"

static char *
masked_dup(const char *text, MaskKind mask)
{
	switch (mask) {
	case MASK_NAME:
		return text_dup_mask_name(text);
	case MASK_PHONE:
		return text_dup_mask_phone(text);
	case MASK_ACCOUNT:
		return text_dup_mask_account(text);
	case MASK_ID:
		return text_dup_mask_id(text);
	case MASK_NONE:
		break;
	}
	return g_strdup(text);
}

char *
mask_dup(const char *text, MaskKind mask)
{
	g_autofree char *shown = masked_dup(text ? text : "", mask);

	return text_dup_clean(shown, false);
}

int
mask_put_field(Canvas *canvas, Rect line, const char *text, MaskKind mask, Role role)
{
	g_autofree char *shown = mask_dup(text, mask);

	return canvas_put_field(canvas, line.row, line.col, line.cols, shown, role);
}

int
mask_put(Canvas *canvas, int row, int col, const char *text, Role role)
{
	g_autofree char *shown = mask_dup(text, MASK_NONE);

	return canvas_put(canvas, row, col, shown, role);
}

int
mask_put_lines(Canvas *canvas, Rect rect, const char *text, Role role)
{
	g_autofree char *shown = mask_dup(text, MASK_NONE);
	g_autoptr(GArray) lines =
		cells_wrap(canvas_rules(canvas), shown, (unsigned)MAX(rect.cols, 2));
	int n = MIN((int)lines->len, rect.rows);

	for (int i = 0; i < n; i++) {
		const CellLine *line = &g_array_index(lines, CellLine, i);
		g_autofree char *part = i + 1 < n ? g_strndup(shown + line->start, line->len)
						  : g_strdup(shown + line->start);

		canvas_put_field(canvas, rect.row + i, rect.col, rect.cols, part, role);
	}
	return n;
}

int
mask_put_wrapped(Canvas *canvas, const CellRules *rules, Rect rect, const char *text, int first)
{
	g_autofree char *shown = text_dup_clean(text, true);
	g_autoptr(GArray) lines = NULL;

	lines = cells_wrap(
		rules ? rules : canvas_rules(canvas), shown, (unsigned)MAX(rect.cols, 2));
	for (int i = 0; canvas && i < rect.rows && first + i < (int)lines->len; i++) {
		const CellLine *line = &g_array_index(lines, CellLine, first + i);

		canvas_put_n(canvas, rect.row + i, rect.col, shown + line->start, line->len,
			ROLE_DEFAULT);
	}
	return (int)lines->len;
}
