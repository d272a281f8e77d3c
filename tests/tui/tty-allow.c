/*
 * See tty-allow.h. The list is of what curses sends by the descriptions of
 * xterm, screen, tmux, linux and vt220, and of what tui/term.c and tui/main-loop.c
 * send themselves. To send something new, add a row and say why.
 */
#include "config.h"

#include "tests/tui/tty-allow.h"

#include <string.h>

#define MAX_PARAMS    16
#define MAX_CLIPBOARD 64 /* base64 of a complaint's number */

/* Which values the parameters of a sequence may have. */
typedef enum Values {
	NO_VALUE,   /* none at all */
	COUNT,	    /* none or one, 1 to 1000: cells, lines */
	PLACE,	    /* none to two, 1 to 1000: row and column */
	ERASE,	    /* none or one, 0 to 2 */
	GRAPHICS,   /* see is_graphics() */
	MODE,	    /* one of modes[], behind "?" */
	INSERT,	    /* 4 */
	TITLES,	    /* 22;0;0 or 23;0;0 */
	ASK_CURSOR, /* 6 */
	PRINTER,    /* 5 or 4 */
} Values;

static const struct {
	char final;
	bool lines; /* a command's output may have it too */
	Values values;
	const char *why;
} sequences[] = {
	{'m', true, GRAPHICS, "colours and emphasis"},
	{'K', true, ERASE, "erase in the line; progress of an import"},
	{'H', false, PLACE, "cup: the cursor to a cell"},
	{'A', false, COUNT, "cuu: up"},
	{'B', false, COUNT, "cud: down"},
	{'C', false, COUNT, "cuf: right"},
	{'D', false, COUNT, "cub: left"},
	{'G', false, COUNT, "hpa: to a column"},
	{'d', false, COUNT, "vpa: to a row"},
	{'J', false, ERASE, "ed, clear: erase"},
	{'X', false, COUNT, "ech: blanks without moving"},
	{'b', false, COUNT, "rep: the same cell again"},
	{'@', false, COUNT, "ich: room for cells"},
	{'P', false, COUNT, "dch: cells taken out"},
	{'L', false, COUNT, "il: room for lines"},
	{'M', false, COUNT, "dl: lines taken out"},
	{'S', false, COUNT, "indn: scroll"},
	{'T', false, COUNT, "rin: scroll back"},
	{'Z', false, COUNT, "cbt: a tab back"},
	{'r', false, PLACE, "csr: which lines scroll"},
	{'h', false, MODE, "a mode on, at start"},
	{'l', false, MODE, "a mode off, at the end"},
	{'h', false, INSERT, "smir: insert mode"},
	{'l', false, INSERT, "rmir: its end"},
	{'t', false, TITLES, "smcup, rmcup of xterm: the window's title kept and given back"},
	{'n', false, ASK_CURSOR, "u7: where the cursor is, once, to learn a width"},
	{'i', false, PRINTER, "the printer of the terminal, asked for by the user"},
};

static const int modes[] = {
	1,    /* smkx: cursor keys */
	7,    /* smam: wrap at the margin */
	12,   /* cnorm: the cursor does not blink */
	25,   /* civis, cnorm */
	1049, /* smcup, rmcup: the other screen */
	2004, /* bracketed paste */
};

/* Two-byte sequences: ESC and this. */
static const struct {
	char second;
	const char *why;
} shorts[] = {
	{'M', "ri: the cursor up, scrolling"},
	{'7', "sc: keep the cursor, in smcup of screen"},
	{'8', "rc: its place again"},
	{'=', "smkx: the keypad"},
	{'>', "rmkx: the keypad as it was"},
};

typedef struct Reader {
	const unsigned char *bytes;
	size_t at, len;
	TtyAllow allow;
	const char *fault;
} Reader;

static const gunichar invisible[][2] = {
	{0x00AD, 0x00AD},   /* soft hyphen */
	{0x034F, 0x034F},   /* grapheme joiner */
	{0x061C, 0x061C},   /* Arabic letter mark */
	{0x115F, 0x1160},   /* Hangul fillers */
	{0x17B4, 0x17B5},   /* Khmer inherent vowels */
	{0x180B, 0x180F},   /* Mongolian selectors */
	{0x200B, 0x200F},   /* zero width, left and right marks */
	{0x2028, 0x202E},   /* separators, embeddings and overrides */
	{0x2060, 0x206F},   /* word joiner, isolates, deprecated */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xFDD0, 0xFDEF},   /* noncharacters */
	{0xFE00, 0xFE0F},   /* variation selectors */
	{0xFEFF, 0xFEFF},   /* byte order mark */
	{0xFFA0, 0xFFA0},   /* halfwidth filler */
	{0xFFF0, 0xFFFB},   /* specials */
	{0x1BCA0, 0x1BCA3}, /* shorthand */
	{0x1D173, 0x1D17A}, /* music */
	{0xE0000, 0xE0FFF}, /* tags, selectors */
};

bool
tty_allow_char(gunichar ch)
{
	if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0) || ch > 0x10ffff)
		return false;
	if ((ch & 0xfffe) == 0xfffe || (ch >= 0xd800 && ch < 0xe000))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(invisible); i++)
		if (ch >= invisible[i][0] && ch <= invisible[i][1])
			return false;
	return true;
}

static bool
refuse(Reader *r, const char *fault)
{
	r->fault = fault;
	return false;
}

/* The character at the reader's place, decoded here so that no decoder of ours is trusted. */
static bool
read_text(Reader *r)
{
	const unsigned char *p = r->bytes + r->at;
	size_t n = *p < 0x80   ? 1
		   : *p < 0xc2 ? 0
		   : *p < 0xe0 ? 2
		   : *p < 0xf0 ? 3
		   : *p < 0xf5 ? 4
			       : 0;
	static const gunichar least[] = {0, 0, 0x80, 0x800, 0x10000};
	gunichar ch;

	if (n == 0)
		return refuse(r, "a byte that begins no character");
	if (r->at + n > r->len)
		return refuse(r, "half a character at the end");
	ch = n == 1 ? *p : *p & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return refuse(r, "a broken character");
		ch = ch << 6 | (p[i] & 0x3f);
	}
	if (ch < least[n])
		return refuse(r, "a character in more bytes than it needs");
	if (!tty_allow_char(ch))
		return refuse(r, "a character that controls, directs or is not seen");
	r->at += n;
	return true;
}

/* 0 1 4 7 and their ends, the eight and the bright colours, 256 colours: what themes use. */
static bool
is_graphics(const int *values, int n)
{
	for (int i = 0; i < n; i++) {
		int v = values[i];

		if ((v == 38 || v == 48) && i + 2 < n && values[i + 1] == 5 &&
			values[i + 2] <= 255) {
			i += 2;
			continue;
		}
		if (!(v == 0 || v == 1 || v == 4 || v == 7 || v == 10 || v == 22 || v == 24 ||
			    v == 27 || (v >= 30 && v <= 37) || (v >= 39 && v <= 47) ||
			    v == 49 || (v >= 90 && v <= 97) || (v >= 100 && v <= 107)))
			return false;
	}
	return true;
}

static bool
are_between(const int *values, int n, int low, int high)
{
	for (int i = 0; i < n; i++)
		if (values[i] < low || values[i] > high)
			return false;
	return true;
}

static bool
is_mode(int value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
		if (modes[i] == value)
			return true;
	return false;
}

static bool
values_fit(Values want, bool private, const int *values, int n)
{
	if (private != (want == MODE))
		return false;
	switch (want) {
	case NO_VALUE:
		return n == 0;
	case COUNT:
		return n <= 1 && are_between(values, n, 1, 1000);
	case PLACE:
		return n <= 2 && are_between(values, n, 1, 1000);
	case ERASE:
		return n <= 1 && are_between(values, n, 0, 2);
	case GRAPHICS:
		return is_graphics(values, n);
	case MODE:
		for (int i = 0; i < n; i++)
			if (!is_mode(values[i]))
				return false;
		return n >= 1 && n <= 2;
	case INSERT:
		return n == 1 && values[0] == 4;
	case TITLES:
		return n == 3 && (values[0] == 22 || values[0] == 23) && values[1] == 0 &&
		       values[2] == 0;
	case ASK_CURSOR:
		return n == 1 && values[0] == 6;
	case PRINTER:
		return n == 1 && (values[0] == 5 || values[0] == 4);
	}
	return false;
}

static bool
is_listed(const Reader *r, char final, bool private, const int *values, int n)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sequences); i++)
		if (sequences[i].final == final &&
			(sequences[i].lines || r->allow == TTY_ALLOW_SCREEN) &&
			values_fit(sequences[i].values, private, values, n))
			return true;
	return false;
}

/* Behind "ESC [". Parameters are digits and ";" alone: no ":", no intermediates. */
static bool
read_csi(Reader *r)
{
	int values[MAX_PARAMS] = {0}, n = 0;
	size_t at = r->at + 2;
	bool private = at < r->len && r->bytes[at] == '?';

	at += private;
	for (; at < r->len && (g_ascii_isdigit(r->bytes[at]) || r->bytes[at] == ';'); at++) {
		n = MAX(n, 1);
		if (r->bytes[at] == ';' && ++n > MAX_PARAMS)
			return refuse(r, "too many parameters");
		if (r->bytes[at] != ';')
			values[n - 1] = MIN(values[n - 1] * 10 + r->bytes[at] - '0', 99999);
	}
	if (at >= r->len)
		return refuse(r, "half a control sequence at the end");
	if (!is_listed(r, (char)r->bytes[at], private, values, n))
		return refuse(r, "a control sequence that is not on the list");
	r->at = at + 1;
	return true;
}

/* The clipboard, and only it: "ESC ] 52 ; c ; base64 BEL". */
static bool
read_osc(Reader *r)
{
	static const char begin[] = "\033]52;c;";
	size_t at = r->at + strlen(begin), start = at;

	if (r->allow != TTY_ALLOW_SCREEN || at >= r->len ||
		memcmp(r->bytes + r->at, begin, strlen(begin)) != 0)
		return refuse(r, "an operating system command");
	while (at < r->len && at - start <= MAX_CLIPBOARD &&
		(g_ascii_isalnum(r->bytes[at]) ||
			(r->bytes[at] && strchr("+/=", r->bytes[at]))))
		at++;
	if (at >= r->len || r->bytes[at] != '\a' || at == start)
		return refuse(r, "a clipboard command with something else in it");
	r->at = at + 1;
	return true;
}

static bool
read_escape(Reader *r)
{
	unsigned char second = r->at + 1 < r->len ? r->bytes[r->at + 1] : 0;

	if (second == '[')
		return read_csi(r);
	if (second == ']')
		return read_osc(r);
	/* sgr0 and smcup choose ASCII as the character set; nothing ever chooses another. */
	if ((second == '(' || second == ')') && r->at + 2 < r->len &&
		r->bytes[r->at + 2] == 'B' && r->allow == TTY_ALLOW_SCREEN) {
		r->at += 3;
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(shorts); i++)
		if (shorts[i].second == (char)second && r->allow == TTY_ALLOW_SCREEN) {
			r->at += 2;
			return true;
		}
	return refuse(r, "an escape sequence that is not on the list");
}

/* Line ends, and on the screen what curses moves with: backspace, tab, and the bell;
 * shift-in is part of sgr0 of screen, tmux and linux. */
static bool
read_control(Reader *r)
{
	bool screen = r->allow == TTY_ALLOW_SCREEN;
	char ch = (char)r->bytes[r->at];

	if (ch != '\n' && ch != '\r' &&
		!(screen && (ch == '\b' || ch == '\t' || ch == '\a' || ch == '\017')))
		return refuse(r, "a control character");
	r->at++;
	return true;
}

static bool
read_one(Reader *r)
{
	if (r->bytes[r->at] == '\033')
		return read_escape(r);
	if (r->bytes[r->at] < 0x20)
		return read_control(r);
	return read_text(r);
}

static char *
dup_context(const Reader *r)
{
	GString *out = g_string_new(NULL);
	size_t from = r->at > 16 ? r->at - 16 : 0;

	g_string_printf(out, "%s at byte %zu of %zu:", r->fault, r->at, r->len);
	for (size_t i = from; i < MIN(r->len, r->at + 24); i++)
		g_string_append_printf(out, i == r->at ? " >%02x" : " %02x", r->bytes[i]);
	return g_string_free(out, FALSE);
}

char *
tty_allow_dup_fault(const char *bytes, size_t len, TtyAllow allow)
{
	Reader r = {.bytes = (const unsigned char *)bytes, .len = len, .allow = allow};

	while (r.at < r.len)
		if (!read_one(&r))
			return dup_context(&r);
	return NULL;
}

void
tty_allow_assert(const char *bytes, size_t len, TtyAllow allow, const char *what)
{
	g_autofree char *fault = tty_allow_dup_fault(bytes, len, allow);

	if (fault)
		g_error("%s: %s", what, fault);
}
