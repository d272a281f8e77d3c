/* Working-day calendars: files and folders of them, and the questions, each a look-up in what
 * core/calendar-build.c laid out. */
#include "config.h"

#include "core/calendar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/calendar-private.h"
#include "core/day.h"
#include "core/error.h"

Calendar *
calendar_new(void)
{
	Calendar *calendar = g_new0(Calendar, 1);

	calendar->refs = 1;
	calendar->weekend = 1 << 5 | 1 << 6;
	calendar->aliases = g_ptr_array_new_with_free_func(g_free);
	calendar->sources = g_ptr_array_new_with_free_func(g_free);
	calendar->names = g_string_chunk_new(1024);
	return calendar;
}

Calendar *
calendar_ref(Calendar *calendar)
{
	g_atomic_int_inc(&calendar->refs);
	return calendar;
}

void
calendar_free(Calendar *calendar)
{
	if (calendar == NULL || !g_atomic_int_dec_and_test(&calendar->refs))
		return;
	g_free(calendar->code);
	g_free(calendar->version);
	g_free(calendar->title);
	g_free(calendar->days);
	g_free(calendar->labels);
	g_free(calendar->counts);
	g_free(calendar->work);
	g_ptr_array_unref(calendar->aliases);
	g_ptr_array_unref(calendar->sources);
	g_string_chunk_free(calendar->names);
	g_free(calendar);
}

Calendar *
calendar_load(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GError) cause = NULL;
	size_t len;

	if (!g_file_get_contents(path, &text, &len, &cause)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The calendar %1$s cannot be read: %2$s"), path, cause->message);
		return NULL;
	}
	return calendar_parse(name, text, len, error);
}

/* Joins the message of one more file to those before it. */
static void
join_error(GError **all, GError *one)
{
	if (*all == NULL) {
		*all = one;
		return;
	}
	g_prefix_error_literal(&one, "\n");
	g_prefix_error_literal(&one, (*all)->message);
	g_error_free(*all);
	*all = one;
}

/* Under its code and its aliases; false with an error if one of them is taken. */
static bool
enter(GHashTable *table, Calendar *calendar, const char *file, GError **error)
{
	const char *const *aliases = calendar_aliases(calendar);
	const char *code = calendar->code;

	for (unsigned i = 0; code != NULL; code = aliases[i++]) {
		if (g_hash_table_contains(table, code)) {
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
				_("%1$s: another file has calendar %2$s already."), file, code);
			return false;
		}
		g_hash_table_insert(table, (char *)code, calendar_ref(calendar));
	}
	return true;
}

GHashTable *
calendar_load_folder(const char *folder, GError **error)
{
	g_autoptr(GHashTable) table = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)calendar_free);
	g_autoptr(GPtrArray) names = line_file_list(folder, ".cal", error);
	GError *all = NULL;

	if (names == NULL)
		return NULL;
	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
		GError *one = NULL;
		g_autoptr(Calendar) calendar = calendar_load(path, &one);

		if (calendar == NULL || !enter(table, calendar, names->pdata[i], &one))
			join_error(&all, one);
	}
	if (all != NULL) {
		g_propagate_error(error, all);
		return NULL;
	}
	return g_steal_pointer(&table);
}

const char *
calendar_code(const Calendar *calendar)
{
	return calendar->code;
}

const char *
calendar_version(const Calendar *calendar)
{
	return calendar->version;
}

const char *
calendar_title(const Calendar *calendar)
{
	return calendar->title != NULL ? calendar->title : calendar->code;
}

const char *const *
calendar_aliases(const Calendar *calendar)
{
	return (const char *const *)calendar->aliases->pdata;
}

int
calendar_first_year(const Calendar *calendar)
{
	return calendar->first_year;
}

int
calendar_last_year(const Calendar *calendar)
{
	return calendar->last_year;
}

const char *
calendar_source(const Calendar *calendar, int year)
{
	if (year < calendar->first_year || year > calendar->last_year)
		return NULL;
	return calendar->sources->pdata[year - calendar->first_year];
}

bool
calendar_covers(const Calendar *calendar, int32_t day)
{
	return day >= calendar->first && day <= calendar->last;
}

CalendarDay
calendar_day(const Calendar *calendar, int32_t day)
{
	g_assert(calendar_covers(calendar, day));
	return (CalendarDay)calendar->days[day - calendar->first];
}

bool
calendar_is_business_day(const Calendar *calendar, int32_t day)
{
	CalendarDay what = calendar_day(calendar, day);

	return what == CALENDAR_DAY_WORK || what == CALENDAR_DAY_MADE_UP;
}

const char *
calendar_day_label(const Calendar *calendar, int32_t day)
{
	return calendar_covers(calendar, day) ? calendar->labels[day - calendar->first] : NULL;
}

/* True if the day may be asked for; else the gap is filled in. */
static bool
check_covered(const Calendar *calendar, int32_t day, CalendarGap *ret_gap)
{
	if (calendar != NULL && calendar_covers(calendar, day))
		return true;
	memset(ret_gap, 0, sizeof(*ret_gap));
	if (calendar != NULL) {
		g_strlcpy(ret_gap->code, calendar->code, sizeof(ret_gap->code));
		ret_gap->year = day_to_parts(day).year;
	}
	return false;
}

/* Working days from the first covered up to `day`, itself included. */
static int32_t
count_until(const Calendar *calendar, int32_t day)
{
	return day < calendar->first ? 0 : calendar->counts[day - calendar->first];
}

bool
calendar_add(
	const Calendar *calendar, int32_t day, int n, int32_t *ret_day, CalendarGap *ret_gap)
{
	int64_t nth; /* of all working days, from 0 */

	if (!check_covered(calendar, day, ret_gap))
		return false;
	if (n > 0)
		nth = (int64_t)count_until(calendar, day) + n - 1;
	else
		nth = (int64_t)count_until(calendar, day - 1) + n;
	if (nth < 0)
		return check_covered(calendar, calendar->first - 1, ret_gap);
	if (nth >= calendar->n_work)
		return check_covered(calendar, calendar->last + 1, ret_gap);
	*ret_day = calendar->first + calendar->work[nth];
	return true;
}

bool
calendar_count(
	const Calendar *calendar, int32_t from, int32_t to, int *ret_n, CalendarGap *ret_gap)
{
	if (to <= from) {
		*ret_n = 0;
		return true;
	}
	if (!check_covered(calendar, from + 1, ret_gap))
		return false;
	if (!calendar_covers(calendar, to))
		return check_covered(calendar, calendar->last + 1, ret_gap);
	*ret_n = count_until(calendar, to) - count_until(calendar, from);
	return true;
}

char *
calendar_gap_dup_code(const CalendarGap *gap)
{
	if (gap->year == 0)
		return g_strdup_printf("calendar_missing:%s", gap->code);
	return g_strdup_printf("calendar_missing:%s-%d", gap->code, gap->year);
}

char *
calendar_gap_dup_text(const CalendarGap *gap)
{
	if (gap->code[0] == '\0')
		return g_strdup(_("calendar missing: no calendar of working days is loaded. "
				  "Nothing was guessed."));
	if (gap->year == 0)
		return g_strdup_printf(_("calendar missing: %s. Nothing was guessed; "
					 "ask compliance to load this calendar."),
			gap->code);
	return g_strdup_printf(_("calendar missing: %1$s %2$d. Nothing was guessed; "
				 "ask compliance to load this year."),
		gap->code, gap->year);
}

void
calendar_gap_set_error(const CalendarGap *gap, GError **error)
{
	g_autofree char *text = calendar_gap_dup_text(gap);

	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_CALENDAR_MISSING, text);
}
