/*
 * tui/input.h: bytes in packets of any sizes give the same keys; silence
 * brings what was held back; no byte outside of a sequence is lost; the name
 * of a key reads back to the key.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "tui/input.h"

#define MS INT64_C(1000)

static void
check_key(const Key *key)
{
	g_autofree char *name = key_dup_name(key);
	Key again = {0}, command = key_to_command(key);

	fuzz_check_sentence(name);
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
	if (key->code == KEY_CHAR)
		g_assert_true(g_unichar_validate(key->ch));
	g_assert_true(key_parse(name, &again));
	g_assert_true(key_equal(key, &again));
}

/* Takes the keys there are now; adds them to `out`, and the bytes they stand for to `*sum`. */
static void
drain(Input *input, int64_t now_us, GString *out, size_t *sum)
{
	Key key = {0};

	while (input_next(input, now_us, &key)) {
		g_autofree char *name = key_dup_name(&key);

		check_key(&key);
		*sum += key.code == KEY_CHAR && !(key.mods & KEY_MOD_CTRL)
				? (size_t)g_unichar_to_utf8(key.ch, NULL)
				: 1;
		g_string_append_printf(out, "%s %s\n", name, key.text ? key.text : "");
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

	g_assert_cmpstr(whole->str, ==, pieces->str);
	if (!memchr(data, '\033', size))
		g_assert_cmpuint(whole_sum, ==, size);
	return 0;
}
