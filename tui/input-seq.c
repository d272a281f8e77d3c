/* The sequences themselves. See input-seq.h. */
#include "config.h"

#include "tui/input-seq.h"

/* A CSI longer than this is noise. */
#define CSI_MAX 64

typedef struct Csi {
	char private; /* '<', '=', '>' or '?', else 0 */
	unsigned args[3];
	unsigned n_args;
	char final;
} Csi;

/* "ESC [ n ~", and rxvt's "ESC [ n ^ $ @"; add a row for a terminal that differs. */
static const struct {
	unsigned number;
	KeyCode code;
	uint8_t mods;
} tilde_keys[] = {
	{1, KEY_HOME, 0},
	{2, KEY_INSERT, 0},
	{3, KEY_DELETE, 0},
	{4, KEY_END, 0},
	{5, KEY_PAGE_UP, 0},
	{6, KEY_PAGE_DOWN, 0},
	{7, KEY_HOME, 0},
	{8, KEY_END, 0},
	{11, KEY_F1, 0},
	{12, KEY_F1 + 1, 0},
	{13, KEY_F1 + 2, 0},
	{14, KEY_F1 + 3, 0},
	{15, KEY_F1 + 4, 0},
	{17, KEY_F1 + 5, 0},
	{18, KEY_F1 + 6, 0},
	{19, KEY_F1 + 7, 0},
	{20, KEY_F1 + 8, 0},
	{21, KEY_F1 + 9, 0},
	{23, KEY_F1 + 10, 0},
	{24, KEY_F12, 0},
	/* F13 to F20 of vt220 and the Linux console are reached by Shift */
	{25, KEY_F1, KEY_MOD_SHIFT},
	{26, KEY_F1 + 1, KEY_MOD_SHIFT},
	{28, KEY_F1 + 2, KEY_MOD_SHIFT},
	{29, KEY_F1 + 3, KEY_MOD_SHIFT},
	{31, KEY_F1 + 4, KEY_MOD_SHIFT},
	{32, KEY_F1 + 5, KEY_MOD_SHIFT},
	{33, KEY_F1 + 6, KEY_MOD_SHIFT},
	{34, KEY_F1 + 7, KEY_MOD_SHIFT},
};

/* "ESC [ x" and "ESC O x". */
static const struct {
	char final;
	KeyCode code;
	uint8_t mods;
} letter_keys[] = {
	{'A', KEY_UP, 0},
	{'B', KEY_DOWN, 0},
	{'C', KEY_RIGHT, 0},
	{'D', KEY_LEFT, 0},
	{'F', KEY_END, 0},
	{'H', KEY_HOME, 0},
	{'P', KEY_F1, 0},
	{'Q', KEY_F1 + 1, 0},
	{'R', KEY_F1 + 2, 0},
	{'S', KEY_F1 + 3, 0},
	{'Z', KEY_TAB, KEY_MOD_SHIFT},
};

/* The keypad in application mode, "ESC O x". */
static const char keypad[][2] = {
	{'j', '*'},
	{'k', '+'},
	{'l', ','},
	{'m', '-'},
	{'n', '.'},
	{'o', '/'},
	{'p', '0'},
	{'q', '1'},
	{'r', '2'},
	{'s', '3'},
	{'t', '4'},
	{'u', '5'},
	{'v', '6'},
	{'w', '7'},
	{'x', '8'},
	{'y', '9'},
	{'X', '='},
	{' ', ' '},
};

Key
seq_control(unsigned char byte)
{
	Key key = {.code = KEY_CHAR, .mods = KEY_MOD_CTRL};

	switch (byte) {
	case '\r':
		return (Key){.code = KEY_ENTER};
	case '\t':
		return (Key){.code = KEY_TAB};
	case '\b':
	case 0x7f:
		return (Key){.code = KEY_BACKSPACE};
	case 0x1b:
		return (Key){.code = KEY_ESC};
	default:
		key.ch = (gunichar)byte | 0x40;
		if (byte >= 1 && byte <= 26)
			key.ch = (gunichar)byte | 0x60;
		return key;
	}
}

/* xterm's modifier argument: 1 + bits of Shift, Alt, Ctrl, Meta. */
static uint8_t
mods_from_arg(unsigned arg)
{
	unsigned bits = arg > 1 ? arg - 1 : 0;
	uint8_t mods = 0;

	if (bits & 1)
		mods |= KEY_MOD_SHIFT;
	if (bits & (2 | 8))
		mods |= KEY_MOD_ALT;
	if (bits & 4)
		mods |= KEY_MOD_CTRL;
	return mods;
}

static bool
letter_key(char final, uint8_t mods, Key *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(letter_keys); i++) {
		if (letter_keys[i].final == final) {
			*ret = (Key){.code = letter_keys[i].code,
				.mods = letter_keys[i].mods | mods};
			return true;
		}
	}
	return false;
}

static bool
tilde_key(unsigned number, uint8_t mods, Key *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tilde_keys); i++) {
		if (tilde_keys[i].number == number) {
			*ret = (Key){
				.code = tilde_keys[i].code, .mods = tilde_keys[i].mods | mods};
			return true;
		}
	}
	return false;
}

/* A character with modifiers as its own sequence ("modifyOtherKeys", "CSI u"). */
static bool
char_key(unsigned code, uint8_t mods, Key *ret)
{
	g_autofree char *name = NULL;

	if (code < 0x20 || code == 0x7f) {
		*ret = seq_control((unsigned char)code);
		ret->mods |= ret->code == KEY_CHAR ? mods & (uint8_t)~KEY_MOD_SHIFT : mods;
		return true;
	}
	if (code > 0x10FFFF || !g_unichar_validate(code) || g_unichar_iscntrl(code))
		return false;
	*ret = (Key){.code = KEY_CHAR, .mods = mods & (uint8_t)~KEY_MOD_SHIFT, .ch = code};
	if (!(mods & KEY_MOD_CTRL))
		return true;
	name = key_dup_name(ret);
	return key_parse(name, ret);
}

static SeqResult
csi_key(const Csi *csi, Key *ret)
{
	unsigned first = csi->n_args ? csi->args[0] : 0;
	uint8_t mods = csi->n_args > 1 ? mods_from_arg(csi->args[1]) : 0;
	bool found = false;

	if (csi->private)
		return SEQ_IGNORED;
	switch (csi->final) {
	case '~':
		if (first == 200)
			return SEQ_PASTE;
		if (first == 27 && csi->n_args == 3)
			found = char_key(csi->args[2], mods, ret);
		else
			found = tilde_key(first, mods, ret);
		break;
	case '^':
		found = tilde_key(first, KEY_MOD_CTRL, ret);
		break;
	case '$':
		found = tilde_key(first, KEY_MOD_SHIFT, ret);
		break;
	case '@':
		found = tilde_key(first, KEY_MOD_SHIFT | KEY_MOD_CTRL, ret);
		break;
	case 'u':
		found = char_key(first, mods, ret);
		break;
	case 'a' ... 'd':
		found = letter_key((char)(csi->final - 0x20), KEY_MOD_SHIFT, ret);
		break;
	case 'R': /* with arguments other than 1;2 to 1;8 it is a report of the cursor */
		if (csi->n_args == 0 ||
			(csi->n_args == 2 && first == 1 && mods && csi->args[1] <= 8))
			found = letter_key('R', mods, ret);
		break;
	default:
		found = letter_key(csi->final, mods, ret);
	}
	return found ? SEQ_KEY : SEQ_IGNORED;
}

static void
csi_take_digit(Csi *csi, char digit)
{
	unsigned *arg;

	if (csi->n_args == 0)
		csi->n_args = 1;
	if (csi->n_args > G_N_ELEMENTS(csi->args))
		return;
	arg = &csi->args[csi->n_args - 1];
	if (*arg < 0x110000)
		*arg = *arg * 10 + (unsigned)(digit - '0');
}

static void
csi_take_param(Csi *csi, char c)
{
	if (c >= '0' && c <= '9')
		csi_take_digit(csi, c);
	else if (c == ';')
		csi->n_args = MAX(csi->n_args, 1) + 1;
	else if (c >= '<')
		csi->private = c;
}

/* From behind "[": parameters, intermediates, final. */
static SeqResult
csi_parse(const char *bytes, size_t len, size_t *ret_used, Key *ret_key)
{
	Csi csi = {0};

	for (size_t i = 1; i < len; i++) {
		char c = bytes[i];

		*ret_used = i + 1;
		if (c == '$' && !csi.private) { /* rxvt's Shift */
			csi.final = c;
			return csi_key(&csi, ret_key);
		}
		if (c >= 0x40 && c <= 0x7e) {
			csi.final = c;
			return csi_key(&csi, ret_key);
		}
		if (c < 0x20 || i >= CSI_MAX) {
			*ret_used = i;
			return SEQ_BROKEN;
		}
		csi_take_param(&csi, c);
	}
	return SEQ_MORE;
}

static SeqResult
ss3_parse(const char *bytes, size_t len, size_t *ret_used, Key *ret_key)
{
	uint8_t mods = 0;
	size_t at = 1;

	if (at < len && bytes[at] >= '2' && bytes[at] <= '8') /* old xterm: ESC O 5 P */
		mods = mods_from_arg((unsigned)(bytes[at++] - '0'));
	if (at >= len)
		return SEQ_MORE;
	*ret_used = at + 1;
	if (bytes[at] >= 'a' && bytes[at] <= 'd')
		return letter_key((char)(bytes[at] - 0x20), KEY_MOD_CTRL, ret_key)
			       ? SEQ_KEY
			       : SEQ_IGNORED;
	if (letter_key(bytes[at], mods, ret_key))
		return SEQ_KEY;
	if (bytes[at] == 'M' || bytes[at] == 'I') {
		*ret_key = seq_control(bytes[at] & 0x1f);
		return SEQ_KEY;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keypad); i++) {
		if (keypad[i][0] == bytes[at]) {
			*ret_key = (Key){.code = KEY_CHAR, .ch = (guchar)keypad[i][1]};
			return SEQ_KEY;
		}
	}
	*ret_used = 1;
	return SEQ_BROKEN;
}

SeqResult
seq_parse(const char *bytes, size_t len, size_t *ret_used, Key *ret_key)
{
	*ret_used = len;
	if (bytes[0] == 'O')
		return ss3_parse(bytes, len, ret_used, ret_key);
	if (len < 2)
		return SEQ_MORE;
	if (bytes[1] == 'M') { /* a click in the oldest form: three bytes follow */
		*ret_used = MIN(len, 5);
		return len < 5 ? SEQ_MORE : SEQ_IGNORED;
	}
	if (bytes[1] == '[') { /* the Linux console's F1 to F5: ESC [ [ A */
		if (len < 3)
			return SEQ_MORE;
		*ret_used = 3;
		if (bytes[2] < 'A' || bytes[2] > 'E')
			return SEQ_IGNORED;
		*ret_key = (Key){.code = KEY_F1 + (KeyCode)(bytes[2] - 'A')};
		return SEQ_KEY;
	}
	return csi_parse(bytes, len, ret_used, ret_key);
}
