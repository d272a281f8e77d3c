/*
 * Between pinyin.c and pinyin-match.c. A text is cut into units: a Han
 * character with its readings, or a word of other letters that reads as
 * itself.
 */
#pragma once

#include <stdbool.h>

#include "core/pinyin.h"

#define PINYIN_MAX_READINGS 8
#define PINYIN_MAX_UNITS    32

/* A piece of a mapped file or of the text: not NUL-terminated. */
typedef struct PinyinSpan {
	const char *at;
	size_t len;
} PinyinSpan;

typedef struct PinyinUnit {
	PinyinSpan self;
	PinyinSpan readings[PINYIN_MAX_READINGS];
	unsigned n_readings;
} PinyinUnit;

/*
 * The first PINYIN_MAX_UNITS units of `text`, which is folded (text_dup_search)
 * and outlives them; how many. Readings of a surname come first. `table` may
 * be NULL: no readings.
 */
unsigned pinyin_read_units(
	const PinyinTable *table, const char *text, PinyinUnit units[PINYIN_MAX_UNITS]);

/* True if the character at `p` is an ideograph, private use included. */
bool pinyin_is_han(const char *p);
