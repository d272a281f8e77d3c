/*
 * tui/input.h: bytes in packets of any sizes give the same keys; silence
 * brings what was held back; no byte outside of a sequence is lost; the name
 * of a key reads back to the key.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "tui/input.h"

#define MS INT64_C(1000)

/* The name of a key that was not met before: names depend on nothing else. */
static void
check_name(const Key *key)
{
	static GHashTable *met;
	void *mark = GSIZE_TO_POINTER((gsize)key->ch << 16 | (gsize)key->code << 8 | key->mods);
	g_autofree char *name = NULL;
	Key again = {0};

	if (!met || g_hash_table_size(met) > 10000) {
		g_clear_pointer(&met, g_hash_table_unref);
		met = g_hash_table_new(NULL, NULL);
	}
	if (!g_hash_table_add(met, mark))
		return;
	name = key_dup_name(key);
	fuzz_check_sentence(name);
	if (key->code == KEY_PASTE || key->code == KEY_BAD)
		return;
	g_assert_true(key_parse(name, &again));
	g_assert_true(key_equal(key, &again));
}

static void
check_key(const Key *key)
{
	Key command = key_to_command(key);

	check_name(key);
	g_assert_cmpint(key->code, >, KEY_NONE);
	g_assert_cmpint(key->code, <, N_KEY_CODES);
	g_assert_cmpint(command.code, >, KEY_NONE);
	if (key->code == KEY_PASTE) {
		g_assert_true(g_utf8_validate(key->text, -1, NULL));
		g_assert_null(strpbrk(key->text, "\033\003\r"));
		return;
	}
	g_assert_null(key->text);
	if (key->code == KEY_BAD) {
		g_assert_cmpuint(key->ch, >=, 0x80);
		g_assert_cmpuint(key->ch, <=, 0xff);
		return;
	}
	if (key->code == KEY_CHAR) {
		g_assert_true(g_unichar_validate(key->ch));
		g_assert_false(key->mods & KEY_MOD_SHIFT);
	}
}

/* Takes the keys there are now; adds them to `out`, and the bytes they stand for to `*sum`. */
static void
drain(Input *input, int64_t now_us, GString *out, size_t *sum)
{
	Key key = {0};

	while (input_next(input, now_us, &key)) {
		uint32_t mark[] = {key.code, key.mods, key.ch, key.truncated};

		check_key(&key);
		*sum += key.code == KEY_CHAR && !(key.mods & KEY_MOD_CTRL)
				? (size_t)g_unichar_to_utf8(key.ch, NULL)
				: 1;
		g_string_append_len(out, (const char *)mark, sizeof mark);
		g_string_append(out, key.text ? key.text : "");
		key_clear(&key);
	}
}

/* The keys of `data`, in packets thrown by `dice` (NULL: one), all at the same moment. */
static GString *
keys_of(const uint8_t *data, size_t size, FuzzDice *dice, size_t *sum)
{
	g_autoptr(Input) input = input_new();
	GString *out = g_string_new(NULL);
	int64_t now_us = 1000 * MS;
	unsigned turns = 0;
	int wait;

	for (size_t at = 0, n; at < size; at += n) {
		n = dice ? 1 + fuzz_throw(dice, (uint32_t)MIN(size - at, 9)) : size;
		input_feed(input, (const char *)data + at, n, now_us);
		if (!dice || fuzz_throw(dice, 2) == 0)
			drain(input, now_us, out, sum);
	}
	drain(input, now_us, out, sum);
	while ((wait = input_timeout_ms(input, now_us)) >= 0) {
		g_assert_cmpuint(turns++, <, 1000 + 4 * size);
		now_us += wait * MS;
		drain(input, now_us, out, sum);
	}
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);
	size_t whole_sum = 0, pieces_sum = 0;
	g_autoptr(GString) whole = keys_of(data, size, NULL, &whole_sum);
	g_autoptr(GString) pieces = keys_of(data, size, &dice, &pieces_sum);

	g_assert_cmpmem(whole->str, whole->len, pieces->str, pieces->len);
	if (!memchr(data, '\033', size))
		g_assert_cmpuint(whole_sum, ==, size);
	return 0;
}
