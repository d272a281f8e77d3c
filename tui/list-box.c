/*
 * See tui/list-box.h.
 */
#include "config.h"

#include "tui/list-box.h"

static void
list_box_select(ListBox *list, int sel)
{
	list->sel = CLAMP(sel, 0, MAX(list->n - 1, 0));
	if (list->sel < list->top)
		list->top = list->sel;
	if (list->sel >= list->top + list->rows)
		list->top = list->sel - list->rows + 1;
	list->top = CLAMP(list->top, 0, MAX(list->n - list->rows, 0));
}

void
list_box_fit(ListBox *list, int n, int rows)
{
	list->n = n;
	list->rows = MAX(rows, 1);
	list_box_select(list, list->sel);
}

bool
list_box_key(ListBox *list, const Key *key)
{
	int to = list->sel;

	if (key->mods)
		return false;
	if (key->code == KEY_UP)
		to -= 1;
	else if (key->code == KEY_DOWN)
		to += 1;
	else if (key->code == KEY_PAGE_UP)
		to -= list->rows;
	else if (key->code == KEY_PAGE_DOWN)
		to += list->rows;
	else if (key->code == KEY_HOME)
		to = 0;
	else if (key->code == KEY_END)
		to = list->n - 1;
	else
		return false;
	list_box_select(list, to);
	return true;
}
