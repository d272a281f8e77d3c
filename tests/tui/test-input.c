/* tui/key.h and tui/input.h: no key is lost, whatever bytes come in whatever pieces. */
#include "config.h"

#include "tui/input.h"

#include <locale.h>

#define MS (INT64_C(1000))

/* Takes all keys there are at `now_us`, their names joined by blanks. */
static char *
drain(Input *input, int64_t now_us)
{
	GString *out = g_string_new(NULL);
	Key key = {0};

	while (input_next(input, now_us, &key)) {
		g_autofree char *name = key_dup_name(&key);

		g_string_append_printf(out, "%s%s", out->len ? " " : "", name);
		if (key.code == KEY_PASTE)
			g_string_append_printf(out, "=%s", key.text);
		key_clear(&key);
	}
	return g_string_free(out, FALSE);
}

/* Keys of `bytes`, which come at once (`step` 0) or `step` at a time, and long silence after.
 */
static char *
keys_of(const char *bytes, size_t len, size_t step)
{
	g_autoptr(Input) input = input_new();
	GString *out = g_string_new(NULL);
	int64_t now_us = 0;

	for (size_t at = 0, n; at < len; at += n) {
		g_autofree char *keys = NULL;

		n = step ? MIN(step, len - at) : len;
		input_feed(input, bytes + at, n, now_us);
		keys = drain(input, now_us);
		g_string_append_printf(out, "%s%s", out->len && *keys ? " " : "", keys);
		now_us += 10 * MS;
	}
	while (input_timeout_ms(input, now_us) >= 0) {
		g_autofree char *keys = NULL;

		now_us += input_timeout_ms(input, now_us) * MS;
		keys = drain(input, now_us);
		g_string_append_printf(out, "%s%s", out->len && *keys ? " " : "", keys);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const char *bytes, *keys;
} cases[] = {
	{"a王Z", "a 王 Z"},
	{"\r\n\t\b\x7f \x01\x1a\x1f\x1c",
		"Enter Ctrl-J Tab Backspace Backspace Space Ctrl-A Ctrl-Z "
		"Ctrl-_ Ctrl-\\"},
	/* GBK 中, then letters: shown, and the letters come through */
	{"\xd6\xd0"
	 "ab",
		"<D6> <D0> a b"},
	{"\xe4"
	 "a",
		"<E4> a"},
	{"\xe4\xb8"
	 "a",
		"<E4> <B8> a"},
	{"\xff\xc0\x80z", "<FF> <C0> <80> z"},
	{"\xed\xa0\x80z", "<ED> <A0> <80> z"},
	{"\xc2\x9bz", "<C2> <9B> z"},
	{"\xe4\x1b[A", "<E4> Up"},
	/* arrows, Home, End: xterm normal and application, linux, vt, rxvt */
	{"\033[A\033[B\033[C\033[D\033[H\033[F", "Up Down Right Left Home End"},
	{"\033OA\033OB\033OC\033OD\033OH\033OF", "Up Down Right Left Home End"},
	{"\033[1~\033[4~\033[7~\033[8~", "Home End Home End"},
	{"\033[2~\033[3~\033[5~\033[6~", "Insert Delete PageUp PageDown"},
	/* F-keys: xterm, linux console, putty, vt220 */
	{"\033OP\033OQ\033OR\033OS\033[15~\033[17~", "F1 F2 F3 F4 F5 F6"},
	{"\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~", "F7 F8 F9 F10 F11 F12"},
	{"\033[[A\033[[B\033[[C\033[[D\033[[E", "F1 F2 F3 F4 F5"},
	{"\033[11~\033[12~\033[13~\033[14~", "F1 F2 F3 F4"},
	{"\033[25~\033[34~", "Shift-F1 Shift-F8"},
	/* modifiers: xterm, old xterm, rxvt, Alt by ESC */
	{"\033[1;5A\033[1;3C\033[1;2H\033[3;5~\033[1;6D",
		"Ctrl-Up Alt-Right Shift-Home Ctrl-Delete "
		"Ctrl-Shift-Left"},
	{"\033[1;2P\033[1;5R\033[15;5~\033O5Q", "Shift-F1 Ctrl-F3 Ctrl-F5 Ctrl-F2"},
	{"\033[a\033Ob\033[3^\033[3$\033[3@", "Shift-Up Ctrl-Down Ctrl-Delete Shift-Delete "
					      "Ctrl-Shift-Delete"},
	{"\033[Z", "Shift-Tab"},
	{"\033x\033\r\033\x7f\033王", "Alt-x Alt-Enter Alt-Backspace Alt-王"},
	{"\033\033[A\033\033OC", "Alt-Up Alt-Right"},
	{"\033[27;5;105~\033[97;5u\033[9;2u\033[20013;1u", "Tab Ctrl-A Shift-Tab 中"},
	/* a control byte as its own sequence: Shift never goes with a character */
	{"\033[3;2u\033[3;8u\033[27;6;3~", "Ctrl-C Ctrl-Alt-C Ctrl-C"},
	/* the keypad in application mode */
	{"\033Op\033Oy\033OM\033On", "0 9 Enter ."},
	/* swallowed: focus, mouse old and new, cursor and device reports, unknown */
	{"\033[I\033[O\033[M !!\033[<0;3;4M\033[<0;3;4m\033[12;40R\033[?1;2c\033[?2004;2$ya",
		"a"},
	{"\033[99~a\033[1;5yb", "a b"},
	/* broken sequences do not eat the keys behind them */
	{"\033[1;\033[Ab", "Up b"},
	{"\033[1;\r", "Enter"},
	{"\033[\xe4\xb8\xad", "Alt-[ 中"},
	{"\033O\xe4\xb8\xad", "Alt-O 中"},
	/* lone Esc */
	{"\033", "Esc"},
	{"\033\033", "Esc Esc"},
	{"\033\xd6\xd0", "Esc <D6> <D0>"},
	/* paste */
	{"\033[200~a\rb\r\nc\033[31md\003e\t王\033[201~q", "Paste=a\nb\nc<1B>[31md<03>e\t王 q"},
	{"\033[200~\xd6\xd0\033[201~\033[A", "Paste=<D6><D0> Up"},
	{"\033[200~\033[201~", "Paste="},
	{"\033[201~a", "a"},
};

static void
test_sequences(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t step = 0; step < 4; step++) {
			g_autofree char *keys =
				keys_of(cases[i].bytes, strlen(cases[i].bytes), step);

			g_assert_cmpstr(keys, ==, cases[i].keys);
		}
	}
}

static void
assert_keys(Input *input, int64_t now_us, const char *expect)
{
	g_autofree char *keys = drain(input, now_us);

	g_assert_cmpstr(keys, ==, expect);
}

static void
test_esc_delay(void)
{
	g_autoptr(Input) input = input_new();

	g_assert_cmpint(input_timeout_ms(input, 0), ==, -1);
	input_feed(input, "\033", 1, 0);
	assert_keys(input, 0, "");
	g_assert_cmpint(input_timeout_ms(input, 0), ==, 100);
	g_assert_cmpint(input_timeout_ms(input, 40 * MS), ==, 60);
	/* a tail after 60 ms still belongs to it */
	input_feed(input, "[", 1, 60 * MS);
	assert_keys(input, 60 * MS, "");
	input_feed(input, "A", 1, 140 * MS);
	assert_keys(input, 140 * MS, "Up");
	g_assert_cmpint(input_timeout_ms(input, 140 * MS), ==, -1);
	/* after 200 ms Esc is out, and the tail goes */
	input_feed(input, "\033", 1, 1000 * MS);
	assert_keys(input, 1100 * MS, "Esc");
	input_feed(input, "[Ax", 3, 1200 * MS);
	assert_keys(input, 1200 * MS, "x");
	/* once only */
	input_feed(input, "[A", 2, 1210 * MS);
	assert_keys(input, 1210 * MS, "[ A");
}

static void
test_late_tail_is_typing(void)
{
	g_autoptr(Input) input = input_new();

	input_feed(input, "\033", 1, 0);
	assert_keys(input, 100 * MS, "Esc");
	/* what begins like a tail but is none is typed, after the delay */
	input_feed(input, "[", 1, 200 * MS);
	assert_keys(input, 200 * MS, "");
	assert_keys(input, 300 * MS, "[");
	input_feed(input, "\033", 1, 1000 * MS);
	assert_keys(input, 1100 * MS, "Esc");
	input_feed(input, "Oh", 2, 1300 * MS);
	assert_keys(input, 1300 * MS, "O h");
	input_feed(input, "\033", 1, 2000 * MS);
	assert_keys(input, 2100 * MS, "Esc");
	input_feed(input, "[A", 2, 2700 * MS);
	assert_keys(input, 2700 * MS, "[ A");
}

static void
test_split_character(void)
{
	g_autoptr(Input) input = input_new();

	input_feed(input, "\xe4", 1, 0);
	assert_keys(input, 0, "");
	input_feed(input, "\xb8\xad", 2, 600 * MS);
	assert_keys(input, 600 * MS, "中");
	input_feed(input, "\xe4", 1, 1000 * MS);
	assert_keys(input, 2000 * MS, "<E4>");
}

static void
test_paste_limits(void)
{
	g_autoptr(Input) input = input_new();
	g_autoptr(GString) text = g_string_new("\033[200~");
	g_auto(Key) key = {0};

	for (int i = 0; i < INPUT_PASTE_MAX / 3 + 1000; i++)
		g_string_append(text, "王");
	g_string_append(text, "\033[201~z");
	for (size_t at = 0; at < text->len; at += 4096)
		input_feed(input, text->str + at, MIN(4096, text->len - at), 0);
	g_assert_true(input_next(input, 0, &key));
	g_assert_cmpint(key.code, ==, KEY_PASTE);
	g_assert_true(key.truncated);
	g_assert_cmpuint(strlen(key.text), ==, INPUT_PASTE_MAX / 3 * 3);
	g_assert_true(g_utf8_validate(key.text, -1, NULL));
	assert_keys(input, 0, "z");
	/* an end mark that never comes does not hold the keyboard for ever */
	input_feed(input, "\033[200~abc", 9, 0);
	assert_keys(input, 0, "");
	g_assert_cmpint(input_timeout_ms(input, 0), ==, 5000);
	assert_keys(input, 5000 * MS, "Paste=abc");
	input_feed(input, "d", 1, 6000 * MS);
	assert_keys(input, 6000 * MS, "d");
}

/* Noise in any pieces: ends, and a plain letter after silence always arrives. */
static void
test_noise(void)
{
	const char *pieces[] = {"\033", "[", "O", "1", ";", "~", "\xe4", "\xb8", "\xad", "M",
		"<", "A", "\x1b[200", "\x1b[201~", "\r", "\xff", "$"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);

	for (int round = 0; round < 3000; round++) {
		g_autoptr(Input) input = input_new();
		g_autofree char *tail = NULL;
		int64_t now_us = 0;

		for (int i = 0; i < 30; i++) {
			gint32 pick = g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces));

			input_feed(input, pieces[pick], strlen(pieces[pick]), now_us);
			now_us += g_rand_int_range(rand, 0, 200) * MS;
			g_free(drain(input, now_us));
		}
		g_free(drain(input, now_us + 20000 * MS));
		g_free(drain(input, now_us + 40000 * MS));
		input_feed(input, "q", 1, now_us + 50000 * MS);
		tail = drain(input, now_us + 50000 * MS);
		g_assert_cmpstr(tail, ==, "q");
	}
}

static void
test_names(void)
{
	static const struct {
		const char *name, *shown;
	} names[] = {
		{"F2", NULL},
		{"f12", "F12"},
		{"Ctrl-J", NULL},
		{"ctrl-j", "Ctrl-J"},
		{"^J", "Ctrl-J"},
		{"Shift-Tab", NULL},
		{"Alt-Ctrl-Left", "Ctrl-Alt-Left"},
		{"Enter", NULL},
		{"Ctrl-M", "Enter"},
		{"Ctrl-I", "Tab"},
		{"Ctrl-[", "Esc"},
		{"Ctrl-H", "Backspace"},
		{"Ctrl-_", NULL},
		{"Ctrl-Space", "Ctrl-@"},
		{"Alt-x", NULL},
		{"Space", NULL},
		{"a", NULL},
		{"A", NULL},
		{"Shift-a", "A"},
		{"：", NULL},
		{"-", NULL},
		{"Ctrl--", ""},
		{"^", NULL},
		{"Ctrl-1", ""},
		{"F13", ""},
		{"F0", ""},
		{"ab", ""},
		{"", ""},
		{"\x1b", ""},
		{"\xff", ""},
		{"Ctrl-", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *shown = names[i].shown ? names[i].shown : names[i].name;
		g_autofree char *got = NULL;
		Key key, again;

		g_assert_cmpint(key_parse(names[i].name, &key), ==, *shown != '\0');
		if (*shown == '\0')
			continue;
		got = key_dup_name(&key);
		g_assert_cmpstr(got, ==, shown);
		g_assert_true(key_parse(got, &again));
		g_assert_true(key_equal(&key, &again));
	}
}

static void
test_command(void)
{
	static const char *const pairs[][2] = {{"：", ":"}, {"／", "/"}, {"？", "?"},
		{"、", "/"}, {"。", "."}, {"１", "1"}, {"Ａ", "A"}, {"\u3000", " "},
		{"王", "王"}, {"x", "x"}};
	Key key, ctrl = {.code = KEY_CHAR, .mods = KEY_MOD_CTRL, .ch = 'j'};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_assert_true(key_parse(pairs[i][0], &key));
		key = key_to_command(&key);
		g_assert_cmpuint(key.ch, ==, g_utf8_get_char(pairs[i][1]));
	}
	g_assert_true(key_parse("王", &key));
	g_assert_true(key_is_han(&key));
	g_assert_true(key_is_text(&key));
	g_assert_true(key_parse("：", &key));
	g_assert_false(key_is_han(&key));
	g_assert_false(key_is_text(&ctrl));
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/input/sequences", test_sequences);
	g_test_add_func("/input/esc-delay", test_esc_delay);
	g_test_add_func("/input/late-tail-is-typing", test_late_tail_is_typing);
	g_test_add_func("/input/split-character", test_split_character);
	g_test_add_func("/input/paste-limits", test_paste_limits);
	g_test_add_func("/input/noise", test_noise);
	g_test_add_func("/key/names", test_names);
	g_test_add_func("/key/command", test_command);
	return g_test_run();
}
