/*
 * Complaints as JSON and CSV, for the command line and files. Masked unless
 * `exact`: names, phones, accounts, agent, and runs of digits in free text;
 * source columns, which may hold anything, are then left out. Every control,
 * bidi and invisible character is written as \uXXXX, so that the text is safe
 * on a terminal and still reads back byte for byte.
 */
#pragma once

#include "core/desk.h"

/* What a person types about a complaint, with the complainant's name and long numbers masked.
 * Caller frees. */
char *export_dup_masked_text(const Ticket *ticket, const char *text);

/* The title of a row, likewise. Caller frees. */
char *export_dup_masked_title(const QueueRow *row);

/* One complaint with its parts, history and time, as one line of JSON with its newline. */
bool export_ticket_json(
	Desk *desk, const Ticket *ticket, bool exact, GString *out, GError **error);
/* QueueRow * as JSON, one object a line. */
void export_rows_json(Desk *desk, const GPtrArray *rows, bool exact, GString *out);
/* The names of the columns as a CSV row; begins with a byte order mark. */
void export_csv_header(GString *out);
/*
 * One field of CSV. Unless `exact`, controls are shown by their codes, and a cell that a
 * spreadsheet could take for a formula gets an apostrophe in front: one that begins with TAB,
 * CR or LF, or, after blanks, with = + - @ or their wide forms.
 */
void export_csv_cell(GString *out, const char *text, bool exact);
/* The same rows as CSV: RFC 4180; cells as export_csv_cell() makes them. */
void export_rows_csv(Desk *desk, const GPtrArray *rows, bool exact, GString *out);

/* Time entries (TimeEntry *), one object a line. */
void export_time_json(Desk *desk, const GPtrArray *entries, GString *out);
/* Staff (const Person *), one object a line. */
void export_people_json(Desk *desk, GString *out);

/*
 * An object of texts and numbers for the small answers of the command line:
 * name, value, name, value, NULL; a value that is NULL is left out. One line.
 */
void export_fields_json(GString *out, ...) G_GNUC_NULL_TERMINATED;
/* The answer to an act: outcome, number, ids, refusals with their fields. One line. */
void export_result_json(const ActResult *result, GString *out);
