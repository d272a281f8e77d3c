/* Days read from a foreign calendar, checked and written as one of ours. See
 * calendar-import.h. */
#include "config.h"

#include "core/calendar-import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/calendar-import-private.h"
#include "core/calendar.h"
#include "core/day.h"
#include "core/error.h"

#define BYTES_MAX    ((size_t)16 << 20)
#define SPANS_MAX    2000
#define MISTAKES_MAX 20
#define NAME_CHARS   60
#define FIRST_YEAR   1970
#define LAST_YEAR    2199

static const char *const default_work_words[] = {
	"work", "make-up", "makeup", "上班", "补班", "补假上班", "调休上班", NULL};

const char *const *
calendar_import_work_words(void)
{
	return default_work_words;
}

static void
span_clear(void *data)
{
	g_free(((ImportSpan *)data)->name);
}

/* ---- days ---- */

int32_t
import_day_parse(const char *text, size_t len)
{
	unsigned parts[3] = {0}, n = 0;
	int32_t day;

	if (len < 8 || len > 10)
		return DAY_NONE;
	for (size_t i = 0; i < len; i++) {
		if (g_ascii_isdigit(text[i])) {
			if (n > 2)
				return DAY_NONE;
			parts[n] = parts[n] * 10 + (unsigned)(text[i] - '0');
			if (len == 8 && (i == 3 || i == 5))
				n++;
		} else if (len > 8 && (text[i] == '-' || text[i] == '/')) {
			n++;
		} else if (len == 8 && (text[i] == '-' || text[i] == '/') && i == 4) {
			n = 1;
		} else if (!(len == 8 && (text[i] == '-' || text[i] == '/') && i == 6)) {
			return DAY_NONE;
		}
	}
	if (n != 2 || parts[0] < FIRST_YEAR || parts[0] > LAST_YEAR)
		return DAY_NONE;
	day = day_from_parts((int)parts[0], (int)parts[1], (int)parts[2]);
	return day;
}

bool
import_days_go_on(const ImportDays *days)
{
	return days->mistakes->count < MISTAKES_MAX && days->spans->len <= SPANS_MAX;
}

static bool
is_covered(const ImportDays *days, int32_t day)
{
	int year = day_to_parts(day).year;

	return !days->import->first_year || (year >= days->import->first_year &&
						    year <= days->import->last_year);
}

/* Only a rest day can be made a working day. */
static void
check_work(const ImportDays *days, const ImportSpan *span)
{
	char iso[11];

	for (int32_t day = span->first; span->work && day <= span->last; day++) {
		if (day_weekday(day) >= 5)
			continue;
		day_format_iso(day, iso);
		line_mistakes_add(days->mistakes, span->line,
			_("%s is an ordinary working day; only a Saturday or Sunday is made one."),
			iso);
		return;
	}
}

bool
import_days_add(ImportDays *days, const ImportSpan *span)
{
	ImportSpan copy = *span;

	if (!import_days_go_on(days))
		return false;
	if (days->spans->len == SPANS_MAX)
		line_mistakes_add(days->mistakes, span->line,
			_("There are more than %d days or stretches of days; that is no calendar of "
			  "holidays."),
			SPANS_MAX);
	else if (span->first == DAY_NONE || span->last < span->first ||
		 span->last - span->first > 366)
		line_mistakes_add(days->mistakes, span->line,
			_("The days must lie between 1970 and 2199, the last not before the first, "
			  "and no more than a year."));
	else if (is_covered(days, span->first) || is_covered(days, span->last))
		check_work(days, span);
	else
		return true; /* outside the years wanted */
	copy.name = g_strdup(span->name);
	g_array_append_val(days->spans, copy);
	return import_days_go_on(days);
}

static int
compare_spans(const void *a, const void *b)
{
	const ImportSpan *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Sorts them. */
static void
check_overlaps(ImportDays *days)
{
	char iso[11];

	g_array_sort(days->spans, compare_spans);
	for (guint i = 1; i < days->spans->len; i++) {
		const ImportSpan *one = &g_array_index(days->spans, ImportSpan, i - 1);
		const ImportSpan *two = &g_array_index(days->spans, ImportSpan, i);

		if (two->first > one->last)
			continue;
		day_format_iso(two->first, iso);
		line_mistakes_add(days->mistakes, MAX(one->line, two->line),
			_("%1$s stands in line %2$u already."), iso, MIN(one->line, two->line));
	}
}

/* ---- the text ---- */

/* One line, as the file of a calendar has names: no control characters, not too long. */
static char *
dup_name(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autofree char *cut = g_utf8_strlen(valid, -1) > NAME_CHARS
				       ? g_utf8_substring(valid, 0, NAME_CHARS)
				       : g_strdup(valid);

	for (char *c = cut; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return g_strdup(g_strstrip(cut));
}

/* A stretch over New Year's Eve is a line a year. */
static void
write_span(GString *text, const ImportDays *days, const ImportSpan *span)
{
	g_autofree char *name = dup_name(span->name);

	for (int32_t day = span->first, end; day <= span->last; day = end + 1) {
		DayParts first = day_to_parts(day), last;

		end = MIN(span->last, day_from_parts(first.year, 12, 31));
		last = day_to_parts(end);
		if (!is_covered(days, day))
			continue;
		g_string_append_printf(text, "%s %d %s %02d-%02d", days->import->code,
			first.year, span->work ? "work" : "off", first.month, first.day);
		if (end > day)
			g_string_append_printf(text, "..%02d-%02d", last.month, last.day);
		g_string_append_printf(text, "%s%s\n", name[0] ? " " : "", name);
	}
}

static char *
dup_text(const ImportDays *days, const char *name)
{
	const CalendarImport *import = days->import;
	const ImportSpan *spans = (const ImportSpan *)(void *)days->spans->data;
	int first = import->first_year ? import->first_year : day_to_parts(spans[0].first).year;
	int last = import->last_year
			   ? import->last_year
			   : day_to_parts(spans[days->spans->len - 1].last).year;
	g_autofree char *from = dup_name(name);
	g_autofree char *title = dup_name(import->title ? import->title
					  : days->title	? days->title
							: import->code);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text,
		"calendar %s\nversion %s\ntitle %s\ncover %d..%d\nweekend sat sun\n"
		"source %d..%d imported from %s K\n",
		import->code, import->version, title[0] ? title : import->code, first, last,
		first, last, from);
	for (guint i = 0; i < days->spans->len; i++)
		write_span(text, days, &spans[i]);
	return g_string_free(text, FALSE);
}

/* ---- all of it ---- */

static void
read_days(ImportDays *days, const char *bytes, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf", begin[] = "BEGIN:VCALENDAR";
	size_t skip = len >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;

	if (len > BYTES_MAX)
		line_mistakes_add(days->mistakes, 0,
			_("The file is larger than 16 MiB; that is no calendar of holidays."));
	else if (memchr(bytes, '\0', len))
		line_mistakes_add(days->mistakes, 0, _("This is no text."));
	else if (len - skip >= strlen(begin) &&
		 g_ascii_strncasecmp(bytes + skip, begin, strlen(begin)) == 0)
		calendar_ics_read(days, bytes + skip, len - skip);
	else
		calendar_csv_read(days, bytes + skip, len - skip);
	if (days->mistakes->count == 0 && days->spans->len == 0)
		line_mistakes_add(days->mistakes, 0, _("There is no day in it."));
	if (days->mistakes->count == 0)
		check_overlaps(days);
}

/* What our own reader says of it, names the code and the version; days were checked. */
static char *
make(ImportDays *days, const char *name, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(Calendar) calendar = NULL;

	if (!line_mistakes_check(days->mistakes, error))
		return NULL;
	text = dup_text(days, name);
	calendar = calendar_parse(days->import->code, text, strlen(text), error);
	return calendar ? g_steal_pointer(&text) : NULL;
}

char *
calendar_import(const char *name, const char *bytes, size_t len, const CalendarImport *import,
	GError **error)
{
	LineMistakes mistakes;
	ImportDays days = {.import = import, .mistakes = &mistakes};
	char *text;

	line_mistakes_init(&mistakes, name);
	days.spans = g_array_new(FALSE, FALSE, sizeof(ImportSpan));
	g_array_set_clear_func(days.spans, span_clear);
	read_days(&days, bytes, len);
	text = make(&days, name, error);
	line_mistakes_clear(&mistakes);
	g_array_unref(days.spans);
	g_free(days.title);
	return text;
}

char *
calendar_import_file(const char *path, const CalendarImport *import, GError **error)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GError) local = NULL;
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &local);
	const char *bytes;

	if (!file) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The calendar %1$s cannot be read: %2$s"), path, local->message);
		return NULL;
	}
	bytes = g_mapped_file_get_contents(file);
	return calendar_import(
		name, bytes ? bytes : "", g_mapped_file_get_length(file), import, error);
}
