/*
 * Readings by binary search over the mapped lines, units and keys from them.
 * See pinyin.h and pinyin-private.h; ranks are in pinyin-match.c.
 */
#include "config.h"

#include "core/pinyin.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/pinyin-private.h"
#include "core/text.h"

struct PinyinTable {
	GMappedFile *readings;
	GMappedFile *surnames;
};

static const char *
find_line_start(const char *begin, const char *at)
{
	while (at > begin && at[-1] != '\n')
		at--;
	return at;
}

/* What stands behind `key` and a tab in a file of sorted lines; {NULL, 0} if there is none. */
static PinyinSpan
find_entry(GMappedFile *file, PinyinSpan key)
{
	const char *low = g_mapped_file_get_contents(file);
	const char *high = low + g_mapped_file_get_length(file);

	while (low < high) {
		const char *line = find_line_start(low, low + (high - low) / 2);
		const char *end = memchr(line, '\n', (size_t)(high - line));
		const char *tab;
		int order;

		end = end ? end : high;
		tab = memchr(line, '\t', (size_t)(end - line));
		tab = tab ? tab : end;
		order = memcmp(key.at, line, MIN(key.len, (size_t)(tab - line)));
		if (order == 0)
			order = (key.len > (size_t)(tab - line)) -
				(key.len < (size_t)(tab - line));
		if (order == 0 && tab < end)
			return (PinyinSpan){tab + 1, (size_t)(end - tab - 1)};
		if (order < 0)
			high = line;
		else
			low = end < high ? end + 1 : high;
	}
	return (PinyinSpan){NULL, 0};
}

/* Takes the next word off `list`; {NULL, 0} at its end. */
static PinyinSpan
take_word(PinyinSpan *list, char separator)
{
	PinyinSpan word = *list;
	const char *end;

	if (list->len == 0)
		return (PinyinSpan){NULL, 0};
	end = memchr(list->at, separator, list->len);
	if (end == NULL) {
		list->len = 0;
		return word;
	}
	word.len = (size_t)(end - word.at);
	list->at = end + 1;
	list->len -= word.len + 1;
	return word;
}

static bool
is_same(PinyinSpan a, PinyinSpan b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* A damaged file must not put anything but letters into keys. */
static bool
is_reading(PinyinSpan word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!g_ascii_islower(word.at[i]))
			return false;
	}
	return word.len > 0;
}

static void
add_readings(PinyinUnit *unit, PinyinSpan list, char separator)
{
	PinyinSpan word;

	while ((word = take_word(&list, separator)).at != NULL) {
		bool known = !is_reading(word);

		for (unsigned i = 0; i < unit->n_readings; i++)
			known = known || is_same(unit->readings[i], word);
		if (!known && unit->n_readings < PINYIN_MAX_READINGS)
			unit->readings[unit->n_readings++] = word;
	}
}

static GMappedFile *
map_table(const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) local = NULL;
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &local);
	size_t len;

	if (file == NULL) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The pinyin table %1$s cannot be read (%2$s). Names can still be "
			  "found by "
			  "their characters; install amends again to find them by sound."),
			path, local->message);
		return NULL;
	}
	len = g_mapped_file_get_length(file);
	if (len < 2 || g_mapped_file_get_contents(file)[0] != '#' ||
		g_mapped_file_get_contents(file)[len - 1] != '\n') {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The pinyin table %1$s is damaged. Names can still be found by their "
			  "characters; install amends again to find them by sound."),
			path);
		return NULL;
	}
	return g_steal_pointer(&file);
}

PinyinTable *
pinyin_table_load(const char *folder, GError **error)
{
	g_autoptr(PinyinTable) table = g_new0(PinyinTable, 1);

	table->readings = map_table(folder, "readings.tsv", error);
	if (table->readings == NULL)
		return NULL;
	table->surnames = map_table(folder, "surnames.tsv", error);
	if (table->surnames == NULL)
		return NULL;
	return g_steal_pointer(&table);
}

void
pinyin_table_free(PinyinTable *table)
{
	if (table == NULL)
		return;
	g_clear_pointer(&table->readings, g_mapped_file_unref);
	g_clear_pointer(&table->surnames, g_mapped_file_unref);
	g_free(table);
}

bool
pinyin_is_han(const char *p)
{
	gunichar c = g_utf8_get_char(p);

	return c == 0x3007 || (c >= 0x3400 && c <= 0x9fff) || c >= 0x20000 ||
	       (c >= 0xe000 && c <= 0xfaff);
}

static bool
is_word(const char *p)
{
	gunichar c = g_utf8_get_char(p);

	return !pinyin_is_han(p) && (g_unichar_isalnum(c) || g_unichar_ismark(c));
}

/* Cuts folded `text` into units that point into it, without readings. */
static unsigned
cut_units(const char *text, PinyinUnit units[PINYIN_MAX_UNITS])
{
	unsigned n = 0;

	while (*text != '\0' && n < PINYIN_MAX_UNITS) {
		const char *end = g_utf8_next_char(text);

		if (pinyin_is_han(text) || is_word(text)) {
			while (!pinyin_is_han(text) && *end != '\0' && is_word(end))
				end = g_utf8_next_char(end);
			units[n++] = (PinyinUnit){.self = {text, (size_t)(end - text)}};
		}
		text = end;
	}
	return n;
}

/* The first unit, or the first two, may have a reading as a surname. */
static void
add_surname(const PinyinTable *table, PinyinUnit *units, unsigned n)
{
	const unsigned longest = MIN(n, 2);

	for (unsigned len = longest; len > 0; len--) {
		PinyinSpan key = units[0].self;
		PinyinSpan list;

		if (!pinyin_is_han(key.at) ||
			(len == 2 && units[1].self.at != key.at + key.len))
			continue;
		key.len += len == 2 ? units[1].self.len : 0;
		list = find_entry(table->surnames, key);
		if (list.at == NULL)
			continue;
		for (unsigned i = 0; i < len; i++)
			add_readings(&units[i], take_word(&list, ' '), '/');
		return;
	}
}

unsigned
pinyin_read_units(
	const PinyinTable *table, const char *text, PinyinUnit units[PINYIN_MAX_UNITS])
{
	unsigned n = cut_units(text, units);

	if (table == NULL)
		return n;
	add_surname(table, units, n);
	for (unsigned i = 0; i < n; i++) {
		if (pinyin_is_han(units[i].self.at))
			add_readings(
				&units[i], find_entry(table->readings, units[i].self), ' ');
	}
	return n;
}

/* Combinations of readings in the order of likelihood: by the sum of their places in the lists.
 */
typedef struct KeyMaker {
	PinyinUnit *units;
	unsigned n_units;
	unsigned choice[PINYIN_MAX_UNITS];
	GPtrArray *keys;
} KeyMaker;

static void
add_key(GPtrArray *keys, const char *key)
{
	if (*key == '\0' || keys->len >= PINYIN_MAX_KEYS ||
		g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
		return;
	g_ptr_array_add(keys, g_strdup(key));
}

static void
emit_keys(KeyMaker *maker)
{
	g_autoptr(GString) initials = g_string_new(NULL);
	g_autoptr(GString) full = g_string_new(NULL);

	for (unsigned i = 0; i < maker->n_units; i++) {
		PinyinSpan reading = maker->units[i].readings[maker->choice[i]];
		const char *second = g_utf8_next_char(reading.at);

		g_string_append_len(initials, reading.at, second - reading.at);
		g_string_append_len(full, reading.at, (gssize)reading.len);
	}
	add_key(maker->keys, initials->str);
	add_key(maker->keys, full->str);
}

/* Chooses readings from unit `i` on whose places sum up to `left`. */
static void
choose_readings(KeyMaker *maker, unsigned i, unsigned left)
{
	unsigned most = 0;

	if (maker->keys->len >= PINYIN_MAX_KEYS)
		return;
	if (i == maker->n_units) {
		emit_keys(maker);
		return;
	}
	for (unsigned k = i + 1; k < maker->n_units; k++)
		most += maker->units[k].n_readings - 1;
	for (unsigned k = MIN(left, maker->units[i].n_readings - 1) + 1; k-- > 0;) {
		if (left - k > most)
			break;
		maker->choice[i] = k;
		choose_readings(maker, i + 1, left - k);
	}
}

/* Leaves out what has no reading; a word of letters reads as itself. */
static unsigned
keep_readable(PinyinUnit *units, unsigned n)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < n; i++) {
		if (!pinyin_is_han(units[i].self.at))
			units[i].readings[units[i].n_readings++] = units[i].self;
		if (units[i].n_readings > 0)
			units[kept++] = units[i];
	}
	return kept;
}

GStrv
pinyin_dup_keys(const PinyinTable *table, const char *name)
{
	g_autofree char *folded = text_dup_search(name);
	g_autofree PinyinUnit *units = g_new(PinyinUnit, PINYIN_MAX_UNITS);
	KeyMaker maker = {.units = units, .keys = g_ptr_array_new()};
	unsigned most = 0;

	maker.n_units = keep_readable(units, pinyin_read_units(table, folded, units));
	for (unsigned i = 0; i < maker.n_units; i++)
		most += units[i].n_readings - 1;
	for (unsigned sum = 0; sum <= most && maker.n_units > 0; sum++)
		choose_readings(&maker, 0, sum);
	g_ptr_array_add(maker.keys, NULL);
	return (GStrv)g_ptr_array_free(maker.keys, FALSE);
}
