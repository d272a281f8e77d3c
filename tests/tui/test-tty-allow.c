/* Proves the judge of terminal output: what it lets through, and that it lets nothing else. */
#include "config.h"

#include "tests/tui/tty-allow.h"

#include <string.h>

typedef struct Sample {
	const char *bytes;
	bool screen, lines; /* allowed there */
} Sample;

static const Sample samples[] = {
	{"plain text\r\n", true, true},
	{"王小明 café e\xcc\x81 \xf0\x9f\x98\x80", true, true},
	{"", true, true},
	{"\033[1mbold\033[0m\033[m", true, true},
	{"\r\033[K", true, true},
	{"\033[38;5;208m\033[48;5;255m\033[97;100m\033[39;49m", true, true},
	{"\033[H\033[2J\033[3;10H\033[10G\033[4d\033[5X\033[7b\033[2P\033[3@", true, false},
	{"\033[?1049h\033[22;0;0t\033[1;24r\033(B\033[m\033[?2004h", true, false},
	{"\033[?12l\033[?25h\033[?25l\033[?1h\033=\033[?1l\033>\033M", true, false},
	{"\b\t\a", true, false},
	{"\033]52;c;QU1FTkRTLTEwMDE=\a", true, false},
	{"\033[6n", true, false},
	{"\033[5ipaper\r\n\033[4i", true, false},
	/* clipboard, titles, links, notifications */
	{"\033]52;c;?\a", false, false},
	{"\033]52;p;QUJD\a", false, false},
	{"\033]52;c;QUJD\033\\", false, false},
	{"\033]52;c;QUJD\033[31m\a", false, false},
	{"\033]52;c;\a", false, false},
	{"\033]0;title\a", false, false},
	{"\033]2;title\033\\", false, false},
	{"\033]8;;http://x\a", false, false},
	{"\033]777;notify;a;b\a", false, false},
	{"\033]52;c;"
	 "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQ"
	 "UFB"
	 "\a",
		false, false},
	/* strings for the terminal, tmux, the kernel */
	{"\033P$q\"p\033\\", false, false},
	{"\033Ptmux;\033\033]0;x\a\033\\", false, false},
	{"\033_app\033\\", false, false},
	{"\033^pm\033\\", false, false},
	{"\033X sos\033\\", false, false},
	{"\033k title\033\\", false, false},
	/* reports, resets, windows, keyboards, sets */
	{"\033c", false, false},
	{"\033[!p", false, false},
	{"\033[c", false, false},
	{"\033[>c", false, false},
	{"\033[5n", false, false},
	{"\033[21t", false, false},
	{"\033[8;10;10t", false, false},
	{"\033[22;2t", false, false},
	{"\033[>4;1m", false, false},
	{"\033[?1000h", false, false},
	{"\033[?69h", false, false},
	{"\033[20h", false, false},
	{"\033[?5i", false, false},
	{"\033[3J", false, false},
	{"\033(0", false, false},
	{"\033#8", false, false},
	{"\033%@", false, false},
	{"\033[5;8m", false, false},
	{"\033[3m", false, false},
	{"\033[38;2;1;2;3m", false, false},
	{"\033[38;5;256m", false, false},
	{"\033[4:3m", false, false},
	{"\033[ q", false, false},
	{"\033[99999C", false, false},
	{"\033[0H", false, false},
	{"\033[1;2;3H", false, false},
	{"\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m", false, false},
	{"\033[31", false, false},
	{"\033", false, false},
	{"\033\033[m", false, false},
	{"\033[\0301m", false, false},
	{"\016", false, false},
	{"\005", false, false},
	{"\013", false, false},
	{"\014", false, false},
	{"\177", false, false},
	/* bytes and characters */
	{"a\x9b"
	 "31m",
		false, false},
	{"\xc2\x9b"
	 "31m",
		false, false},
	{"\xc2\x85", false, false},
	{"\xff", false, false},
	{"\xc0\xaf", false, false},
	{"\xe0\x80\xaf", false, false},
	{"\xed\xa0\x80", false, false},
	{"\xf4\x90\x80\x80", false, false},
	{"\xe4\xb8", false, false},
	{"\xef\xbf\xbe", false, false},
	{"\xef\xb7\x90", false, false},
	{"\xe2\x80\xae", false, false},
	{"\xe2\x81\xa6", false, false},
	{"\xe2\x80\x8f", false, false},
	{"\xd8\x9c", false, false},
	{"\xe2\x80\x8b", false, false},
	{"\xe2\x80\x8d", false, false},
	{"\xe2\x80\xa8", false, false},
	{"\xef\xb8\x8f", false, false},
	{"\xef\xbb\xbf", false, false},
	{"\xc2\xad", false, false},
	{"\xe3\x85\xa4", false, false},
	{"\xcd\x8f", false, false},
	{"\xf3\xa0\x81\x81", false, false},
};

static void
judge(const Sample *sample, TtyAllow allow, bool wanted)
{
	g_autofree char *alone =
		tty_allow_dup_fault(sample->bytes, strlen(sample->bytes), allow);
	g_autofree char *within = g_strdup_printf("before %s after", sample->bytes);
	g_autofree char *fault = tty_allow_dup_fault(within, strlen(within), allow);
	g_autofree char *shown = g_strescape(sample->bytes, NULL);

	if (!alone != wanted || !fault != wanted)
		g_error("\"%s\" alone: %s; within: %s", shown, alone ? alone : "allowed",
			fault ? fault : "allowed");
}

static void
test_samples(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		judge(&samples[i], TTY_ALLOW_SCREEN, samples[i].screen);
		judge(&samples[i], TTY_ALLOW_LINES, samples[i].lines);
	}
}

/* Every byte behind ESC and every final of a control sequence: the list is as long as it is. */
static void
test_counts(void)
{
	unsigned n_second = 0, n_final = 0, n_control = 0;

	for (int ch = 0; ch < 256; ch++) {
		char escape[] = {'\033', (char)ch, 'B'}, csi[] = {'\033', '[', (char)ch};
		char control = (char)ch;
		g_autofree char *a = tty_allow_dup_fault(escape, 3, TTY_ALLOW_SCREEN);
		g_autofree char *b = tty_allow_dup_fault(csi, 3, TTY_ALLOW_SCREEN);
		g_autofree char *c = tty_allow_dup_fault(&control, 1, TTY_ALLOW_SCREEN);

		n_second += !a;
		n_final += !b;
		n_control += !c && (ch < 0x20 || ch >= 0x7f);
	}
	g_assert_cmpuint(n_second, ==, 8); /* [ ( ) M 7 8 = > */
	g_assert_cmpuint(n_final, ==, 20);
	g_assert_cmpuint(n_control, ==, 6);
}

/* NUL is a byte like another; the place of the fault is told. */
static void
test_fault(void)
{
	g_autofree char *nul = tty_allow_dup_fault("a\0b", 3, TTY_ALLOW_LINES);
	g_autofree char *late =
		tty_allow_dup_fault("0123456789\033]0;x\a", 16, TTY_ALLOW_LINES);

	g_assert_cmpstr(nul, ==, "a control character at byte 1 of 3: 61 >00 62");
	g_assert_nonnull(strstr(late, "at byte 10 of 16"));
	g_assert_nonnull(strstr(late, "39 >1b 5d"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tty-allow/samples", test_samples);
	g_test_add_func("/tty-allow/counts", test_counts);
	g_test_add_func("/tty-allow/fault", test_fault);
	return g_test_run();
}
