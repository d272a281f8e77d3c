/*
 * Ranks of pinyin.h. Matching walks the units of a text with the set of
 * positions in the typed text that can have been reached, a bit each, so its
 * cost is linear however many readings there are.
 */
#include "config.h"

#include "core/pinyin.h"

#include <stdint.h>

#include "core/pinyin-private.h"
#include "core/text.h"

/* Positions in the typed text are bits of one word. */
#define MAX_TYPED 63

/* How a unit may be answered while walking. */
typedef enum WalkMode {
	WALK_INITIALS, /* its first letter, or itself */
	WALK_FULL,     /* a whole reading, or itself */
	WALK_LOOSE,    /* any beginning of a reading, or itself */
	WALK_FUZZY,    /* a whole reading that sounds alike */
} WalkMode;

/* Bit `len` set: the end of the typed text; it is reached within an unfinished word too. */
static uint64_t
eat_whole(PinyinSpan word, const char *typed, size_t at, size_t len)
{
	size_t n = MIN(word.len, len - at);

	if (memcmp(word.at, typed + at, n) != 0)
		return 0;
	return UINT64_C(1) << (at + n);
}

static uint64_t
eat_any_prefix(PinyinSpan word, const char *typed, size_t at, size_t len)
{
	uint64_t ret = 0;

	for (size_t n = 1; n <= word.len && at + n <= len; n++) {
		if (word.at[n - 1] != typed[at + n - 1])
			break;
		ret |= UINT64_C(1) << (at + n);
	}
	return ret;
}

/* zh z ch c sh s n l at the head, n ng at the tail, v u: one spelling for what sounds alike. */
static size_t
flatten_sound(PinyinSpan word, char *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len && n < 15; i++) {
		char c = word.at[i];

		if (c == 'h' && i == 1 && strchr("zcs", word.at[0]))
			continue;
		if (c == 'g' && i + 1 == word.len && i > 1 && word.at[i - 1] == 'n')
			continue;
		ret[n++] = c == 'v' ? 'u' : (c == 'n' && i == 0 ? 'l' : c);
	}
	ret[n] = '\0';
	return n;
}

/* Tries every length a like-sounding spelling can have. */
static uint64_t
eat_fuzzy(PinyinSpan word, const char *typed, size_t at, size_t len)
{
	char mine[16], theirs[16];
	uint64_t ret = 0;
	size_t n_mine;

	if (word.len > 8)
		return eat_whole(word, typed, at, len);
	n_mine = flatten_sound(word, mine);
	for (size_t n = 1; n <= n_mine + 2 && at + n <= len; n++) {
		size_t n_theirs = flatten_sound((PinyinSpan){typed + at, n}, theirs);
		bool unfinished = at + n == len && n_theirs < n_mine;

		if ((n_theirs == n_mine || unfinished) && memcmp(mine, theirs, n_theirs) == 0)
			ret |= UINT64_C(1) << (at + n);
	}
	return ret;
}

static uint64_t
eat_reading(WalkMode mode, PinyinSpan word, const char *typed, size_t at, size_t len)
{
	switch (mode) {
	case WALK_INITIALS:
		word.len = MIN(word.len, (size_t)(g_utf8_next_char(word.at) - word.at));
		return eat_whole(word, typed, at, len);
	case WALK_FULL:
		return eat_whole(word, typed, at, len);
	case WALK_LOOSE:
		return eat_any_prefix(word, typed, at, len);
	case WALK_FUZZY:
		return eat_fuzzy(word, typed, at, len);
	}
	g_assert_not_reached();
}

static uint64_t
eat_unit(WalkMode mode, const PinyinUnit *unit, const char *typed, size_t at)
{
	size_t len = strlen(typed);
	uint64_t ret = eat_whole(unit->self, typed, at, len);

	if (!pinyin_is_han(unit->self.at))
		ret |= eat_reading(mode, unit->self, typed, at, len);
	for (unsigned i = 0; i < unit->n_readings; i++)
		ret |= eat_reading(mode, unit->readings[i], typed, at, len);
	return ret;
}

/* True if `typed` can be read off the units from the first on. */
static bool
walk_units(WalkMode mode, const PinyinUnit *units, unsigned n, const char *typed)
{
	size_t len = strlen(typed);
	uint64_t reached = 1;

	for (unsigned i = 0; i < n && reached != 0; i++) {
		uint64_t next = 0;

		for (size_t at = 0; at < len; at++) {
			if (reached & (UINT64_C(1) << at))
				next |= eat_unit(mode, &units[i], typed, at);
		}
		if (next & (UINT64_C(1) << len))
			return true;
		reached = next;
	}
	return false;
}

static bool
walk_from_any(WalkMode mode, const PinyinUnit *units, unsigned n, const char *typed)
{
	for (unsigned i = 0; i < n; i++) {
		if (walk_units(mode, units + i, n - i, typed))
			return true;
	}
	return false;
}

static bool
is_subsequence(const char *text, const char *typed)
{
	for (; *text != '\0' && *typed != '\0'; text = g_utf8_next_char(text)) {
		if (g_utf8_get_char(text) == g_utf8_get_char(typed))
			typed = g_utf8_next_char(typed);
	}
	return *typed == '\0';
}

static PinyinRank
rank_by_text(const char *text, const char *typed)
{
	if (strcmp(text, typed) == 0)
		return PINYIN_RANK_EXACT;
	if (g_str_has_prefix(text, typed))
		return PINYIN_RANK_PREFIX;
	if (strstr(text, typed) != NULL)
		return PINYIN_RANK_SUBSTRING;
	return is_subsequence(text, typed) ? PINYIN_RANK_SUBSEQUENCE : PINYIN_RANK_NONE;
}

static PinyinRank
rank_by_sound(const PinyinTable *table, const char *text, const char *typed)
{
	g_autofree PinyinUnit *units = g_new(PinyinUnit, PINYIN_MAX_UNITS);
	unsigned n = pinyin_read_units(table, text, units);

	if (walk_units(WALK_INITIALS, units, n, typed))
		return PINYIN_RANK_INITIALS;
	if (walk_units(WALK_FULL, units, n, typed))
		return PINYIN_RANK_FULL;
	if (walk_from_any(WALK_INITIALS, units, n, typed) ||
		walk_from_any(WALK_FULL, units, n, typed))
		return PINYIN_RANK_SUBSTRING;
	if (walk_from_any(WALK_LOOSE, units, n, typed))
		return PINYIN_RANK_SUBSEQUENCE;
	if (walk_from_any(WALK_FUZZY, units, n, typed))
		return PINYIN_RANK_FUZZY;
	return PINYIN_RANK_NONE;
}

/* Spaces and apostrophes part syllables (xi'an); they answer nothing. */
static void
drop_separators(char *typed)
{
	char *to = typed;

	for (const char *from = typed; *from != '\0'; from++) {
		if (*from != ' ' && *from != '\'')
			*to++ = *from;
	}
	*to = '\0';
}

PinyinRank
pinyin_match(const PinyinTable *table, const char *text, const char *typed)
{
	g_autofree char *folded = text_dup_search(text);
	g_autofree char *wanted = text_dup_search(typed);
	PinyinRank rank = rank_by_text(folded, wanted);

	if (rank <= PINYIN_RANK_PREFIX)
		return rank;
	drop_separators(wanted);
	if (*wanted == '\0')
		return PINYIN_RANK_PREFIX;
	rank = MIN(rank, MAX(rank_by_text(folded, wanted), PINYIN_RANK_PREFIX));
	if (rank <= PINYIN_RANK_PREFIX || strlen(wanted) > MAX_TYPED)
		return rank;
	return MIN(rank, rank_by_sound(table, folded, wanted));
}

PinyinRank
pinyin_match_entry(
	const PinyinTable *table, const char *code, const char *label, const char *typed)
{
	PinyinRank by_label = pinyin_match(table, label, typed);
	PinyinRank by_code = code ? pinyin_match(NULL, code, typed) : PINYIN_RANK_NONE;

	return MIN(by_code, by_label);
}
