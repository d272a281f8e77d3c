/*
 * Which line of a list is selected and which are shown: arithmetic only. For
 * short lists held in memory; long ones ask the store for windows.
 */
#pragma once

#include "tui/key.h"

typedef struct ListBox {
	int n;	  /* lines in all */
	int sel;  /* selected, 0 while there is none */
	int top;  /* first shown */
	int rows; /* shown at most */
} ListBox;

/* After a change of n or rows: keeps the selection inside and in sight. */
void list_box_fit(ListBox *list, int n, int rows);

/* Arrows, Page keys, Home and End; true if it was one. */
bool list_box_key(ListBox *list, const Key *key);
