/*
 * Texts of complaints from a grammar of phrases of our own, Chinese and
 * English, with lengths spread like those of real ones: most are a few lines,
 * some a page. For tests/bench/generate.c.
 */
#pragma once

#include "core/env.h"

#include <stdbool.h>

/* A repeatable stream of dice. */
typedef struct Dice {
	uint64_t state;
} Dice;

/* 0 to `n` - 1. */
unsigned dice_below(Dice *dice, unsigned n);
/* True `percent` times of a hundred. */
bool dice_percent(Dice *dice, unsigned percent);
/* A length skewed as people write: `usual` most often, rarely many times that. */
unsigned dice_length(Dice *dice, unsigned usual);

/* All to be freed by the caller. `about` is an id of assets/taxonomy/category.tsv or NULL. */
char *words_dup_complaint(Dice *dice, const char *about, bool zh);
char *words_dup_note(Dice *dice, bool zh);
char *words_dup_name(Dice *dice, bool zh);
char *words_dup_phone(Dice *dice);
/* A category id, service contact in the majority. */
const char *words_category(Dice *dice);
