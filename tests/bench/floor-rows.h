/*
 * The floor of an import: bare SQLite that inserts the very rows a store has, into the same
 * tables with their indexes, in batches, with one signature and one search row an event, as the
 * budget has it; or with one search row a complaint, as the store writes. For tests/bench.
 */
#pragma once

#include <inttypes.h>
#include <sqlite3.h>

typedef struct FloorRows {
	sqlite3 *from;		  /* the store */
	int64_t log_row;	  /* events up to this one are left out */
	int64_t ticket_row;	  /* complaints up to this one are left out */
	unsigned tickets, events; /* how many, and events of each */
	unsigned batch;		  /* complaints a transaction */
	unsigned searches;	  /* search rows a complaint */
	const unsigned char *key; /* signs */
} FloorRows;

/* Reads the rows, then calls `begun`, inserts them into `to` and calls `ended`; `to` has the
 * tables made by floor_rows_make(). Ends the program where something fails. */
typedef void (*FloorClock)(void *data);
void floor_rows_insert(
	const FloorRows *rows, sqlite3 *to, FloorClock begun, FloorClock ended, void *data);
/* The tables of a new store of today's version. */
void floor_rows_make(sqlite3 *to);
