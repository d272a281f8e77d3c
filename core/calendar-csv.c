/* Days from CSV: date[,end],off|work[,name]. See calendar-import.h. */
#include "config.h"

#include "core/calendar-import-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/csv.h"
#include "core/day.h"

typedef struct Bytes {
	const char *at;
	size_t left;
} Bytes;

static gssize
read_bytes(void *data, void *buf, size_t len, GError **error)
{
	Bytes *bytes = data;
	size_t n = MIN(len, bytes->left);

	memcpy(buf, bytes->at, n);
	bytes->at += n;
	bytes->left -= n;
	return (gssize)n;
}

static char *
dup_cell(const CsvRow *row, unsigned n)
{
	if (n >= row->n_fields)
		return g_strdup("");
	return g_strstrip(g_strndup(row->fields[n].bytes, row->fields[n].len));
}

/* False where the word is neither. */
static bool
read_kind(const char *word, bool *ret_work)
{
	static const char *const work[] = {"work", "上班", "补班", NULL};
	static const char *const off[] = {"off", "休", "放假", NULL};
	g_autofree char *folded = g_utf8_strdown(word, -1);

	*ret_work = g_strv_contains(work, folded);
	return *ret_work || g_strv_contains(off, folded);
}

static bool
is_header(const CsvRow *row, const char *first)
{
	return row->line == 1 && first[0] && !g_ascii_isdigit(first[0]);
}

/* False: enough. */
static bool
read_row(ImportDays *days, const CsvRow *row)
{
	g_autofree char *first = dup_cell(row, 0), *second = dup_cell(row, 1), *kind = NULL,
			*name = NULL;
	bool has_end = g_ascii_isdigit(second[0]) || (!second[0] && row->n_fields > 2);
	ImportSpan span = {.line = (unsigned)row->line};

	if (is_header(row, first) || (row->n_fields == 1 && !first[0]))
		return true;
	span.first = import_day_parse(first, strlen(first));
	span.last = second[0] && has_end ? import_day_parse(second, strlen(second)) : span.first;
	kind = dup_cell(row, has_end ? 2 : 1);
	name = dup_cell(row, has_end ? 3 : 2);
	span.name = name;
	if (span.first == DAY_NONE || span.last == DAY_NONE) {
		line_mistakes_add(days->mistakes, span.line,
			_("\"%s\" is no day between 1970 and 2199; write it like 2026-02-15."),
			span.first == DAY_NONE ? first : second);
		return import_days_go_on(days);
	}
	if (!g_utf8_validate(kind, -1, NULL) || !read_kind(kind, &span.work)) {
		line_mistakes_add(days->mistakes, span.line,
			_("Write off or work after the day, as in: 2026-02-15,2026-02-23,off,Spring "
			  "Festival"));
		return import_days_go_on(days);
	}
	return import_days_add(days, &span);
}

void
calendar_csv_read(ImportDays *days, const char *bytes, size_t len)
{
	Bytes all = {bytes, len};
	g_autoptr(CsvReader) reader = csv_reader_new(read_bytes, &all, ',');
	CsvRow row;

	for (;;) {
		switch (csv_reader_next(reader, &row, NULL)) {
		case CSV_ROW:
			if (!read_row(days, &row))
				return;
			break;
		case CSV_BAD_ROW:
			line_mistakes_add(days->mistakes, (unsigned)row.bad_line,
				_("This row is not whole: a quote is missing, or it is too long."));
			if (!import_days_go_on(days))
				return;
			break;
		case CSV_END:
		case CSV_FAILED:
			return;
		}
	}
}
