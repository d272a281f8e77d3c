/*
 * What the fuzzers share. Each fuzz-NAME.c has one entry, which libFuzzer calls
 * (configure --enable-fuzzers) and, in every other build, tests/fuzz/replay.c
 * with the inputs of tests/fuzz/corpus/NAME. A broken property is a g_assert.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The entry; 0. `data` has `size` bytes and no NUL behind them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Dice that the input throws: the same input, the same run. */
typedef struct FuzzDice {
	uint64_t state;
} FuzzDice;

static inline FuzzDice
fuzz_dice(const uint8_t *data, size_t size)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * UINT64_C(1099511628211);
	return (FuzzDice){hash | 1};
}

/* 0 to n - 1. */
static inline uint32_t
fuzz_throw(FuzzDice *dice, uint32_t n)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (uint32_t)((dice->state >> 16) % n);
}

/* The bytes with a NUL behind them; caller frees. */
static inline char *
fuzz_dup_text(const uint8_t *data, size_t size)
{
	char *text = g_malloc(size + 1);

	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* Lines of a file: one more than it has line feeds. */
static inline uint64_t
fuzz_count_lines(const uint8_t *data, size_t size)
{
	uint64_t n = 1;

	for (size_t i = 0; i < size; i++)
		n += data[i] == '\n';
	return n;
}

/* A sentence for a person: there is one, and it is UTF-8. */
static inline void
fuzz_check_sentence(const char *text)
{
	g_assert_nonnull(text);
	g_assert_cmpstr(text, !=, "");
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

/*
 * Every line of a message that begins with `mark` goes on with a number of a
 * line that the file has: `mark` is "x.map:" or "line ".
 */
static inline void
fuzz_check_lines_named(const char *message, const char *mark, uint64_t n_lines)
{
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);

	fuzz_check_sentence(message);
	for (unsigned i = 0; lines[i]; i++) {
		const char *number = lines[i] + strlen(mark);
		uint64_t no;

		if (!g_str_has_prefix(lines[i], mark) || !g_ascii_isdigit(*number))
			continue;
		no = g_ascii_strtoull(number, NULL, 10);
		g_assert_cmpuint(no, >=, 1);
		g_assert_cmpuint(no, <=, n_lines);
	}
}

/* A folder of this process for inputs that have to be files. It is removed at exit. */
const char *fuzz_folder(void);

/* Writes the input to `name` in fuzz_folder(); the path, which the caller frees. */
char *fuzz_write(const char *name, const void *data, size_t size);
