/* Keys and their names. See key.h. */
#include "config.h"

#include "tui/key.h"

/* Add a row here for a new key; the first name of a code is the one it is shown by. */
static const struct {
	const char *name;
	KeyCode code;
} key_names[] = {
	{"Enter", KEY_ENTER},
	{"Return", KEY_ENTER},
	{"Tab", KEY_TAB},
	{"Esc", KEY_ESC},
	{"Escape", KEY_ESC},
	{"Backspace", KEY_BACKSPACE},
	{"Delete", KEY_DELETE},
	{"Del", KEY_DELETE},
	{"Insert", KEY_INSERT},
	{"Ins", KEY_INSERT},
	{"Up", KEY_UP},
	{"Down", KEY_DOWN},
	{"Left", KEY_LEFT},
	{"Right", KEY_RIGHT},
	{"Home", KEY_HOME},
	{"End", KEY_END},
	{"PageUp", KEY_PAGE_UP},
	{"PgUp", KEY_PAGE_UP},
	{"PageDown", KEY_PAGE_DOWN},
	{"PgDn", KEY_PAGE_DOWN},
	{"Paste", KEY_PASTE},
};

static const struct {
	const char *prefix;
	uint8_t mod;
} key_mods[] = {
	{"Ctrl-", KEY_MOD_CTRL},
	{"Alt-", KEY_MOD_ALT},
	{"Shift-", KEY_MOD_SHIFT},
};

/* What the keys of an input method in Chinese mode stand for on a command path (UI 5.5). */
static const struct {
	gunichar from, to;
} key_twins[] = {
	{0x3000, ' '},
	{0x3001, '/'},
	{0x3002, '.'},
	{0x300A, '<'},
	{0x300B, '>'},
	{0x300C, '['},
	{0x300D, ']'},
	{0x3010, '['},
	{0x3011, ']'},
};

void
key_clear(Key *key)
{
	g_free(key->text);
	*key = (Key){.code = KEY_NONE};
}

bool
key_equal(const Key *a, const Key *b)
{
	if (a->code == KEY_PASTE)
		return false;
	return a->code == b->code && a->mods == b->mods && a->ch == b->ch;
}

static void
name_append_char(GString *out, const Key *key)
{
	if (key->ch == ' ')
		g_string_append(out, "Space");
	else if (key->mods & KEY_MOD_CTRL)
		g_string_append_unichar(out, g_unichar_toupper(key->ch));
	else
		g_string_append_unichar(out, key->ch);
}

static void
name_append_code(GString *out, KeyCode code)
{
	if (code >= KEY_F1 && code <= KEY_F12) {
		g_string_append_printf(out, "F%d", (int)(code - KEY_F1) + 1);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(key_names); i++) {
		if (key_names[i].code == code) {
			g_string_append(out, key_names[i].name);
			return;
		}
	}
}

char *
key_dup_name(const Key *key)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(key_mods); i++)
		if (key->mods & key_mods[i].mod)
			g_string_append(out, key_mods[i].prefix);
	if (key->code == KEY_CHAR)
		name_append_char(out, key);
	else if (key->code == KEY_BAD)
		g_string_append_printf(out, "<%02X>", key->ch);
	else
		name_append_code(out, key->code);
	return g_string_free(out, FALSE);
}

/* Takes "Ctrl-" and its like off *name, as long as something is left. */
static uint8_t
name_take_mods(const char **name)
{
	uint8_t mods = 0;
	bool found = true;

	while (found) {
		found = false;
		for (size_t i = 0; i < G_N_ELEMENTS(key_mods); i++) {
			size_t len = strlen(key_mods[i].prefix);

			if (g_ascii_strncasecmp(*name, key_mods[i].prefix, len) != 0 ||
				(*name)[len] == '\0')
				continue;
			mods |= key_mods[i].mod;
			*name += len;
			found = true;
		}
	}
	if ((*name)[0] == '^' && (*name)[1] != '\0') {
		mods |= KEY_MOD_CTRL;
		++*name;
	}
	return mods;
}

/* Ctrl with a character, as a terminal sends it; false for one it cannot send. */
static bool
key_set_ctrl(Key *key)
{
	key->ch = key->ch == ' ' ? '@' : g_unichar_tolower(key->ch);
	switch (key->ch) {
	case 'h':
	case '?':
		key->code = KEY_BACKSPACE;
		break;
	case 'i':
		key->code = KEY_TAB;
		break;
	case 'm':
		key->code = KEY_ENTER;
		break;
	case '[':
		key->code = KEY_ESC;
		break;
	default:
		return (key->ch >= 'a' && key->ch <= 'z') || key->ch == '@' ||
		       (key->ch >= '\\' && key->ch <= '_');
	}
	key->ch = 0;
	key->mods &= (uint8_t)~KEY_MOD_CTRL;
	return true;
}

static bool
key_parse_char(const char *name, Key *key)
{
	gunichar c = g_utf8_get_char_validated(name, -1);

	if (g_ascii_strcasecmp(name, "Space") == 0)
		c = ' ';
	else if (c >= (gunichar)-2 || c == 0 || *g_utf8_next_char(name) || g_unichar_iscntrl(c))
		return false;
	key->code = KEY_CHAR;
	key->ch = c;
	if (key->mods & KEY_MOD_SHIFT) {
		key->mods &= (uint8_t)~KEY_MOD_SHIFT;
		key->ch = g_unichar_toupper(c);
		if (key->ch == c)
			return false;
	}
	return !(key->mods & KEY_MOD_CTRL) || key_set_ctrl(key);
}

static bool
key_parse_code(const char *name, Key *key)
{
	gint64 number;

	if ((name[0] == 'F' || name[0] == 'f') &&
		g_ascii_string_to_signed(name + 1, 10, 1, 12, &number, NULL)) {
		key->code = KEY_F1 + (KeyCode)number - 1;
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(key_names); i++) {
		if (g_ascii_strcasecmp(name, key_names[i].name) == 0) {
			key->code = key_names[i].code;
			return true;
		}
	}
	return false;
}

bool
key_parse(const char *name, Key *ret)
{
	Key key = {.code = KEY_NONE};

	if (!g_utf8_validate(name, -1, NULL))
		return false;
	key.mods = name_take_mods(&name);
	if (!key_parse_code(name, &key) && !key_parse_char(name, &key))
		return false;
	*ret = key;
	return true;
}

Key
key_to_command(const Key *key)
{
	Key command = *key;

	command.text = NULL;
	if (key->code != KEY_CHAR)
		return command;
	if (key->ch >= 0xFF01 && key->ch <= 0xFF5E)
		command.ch = key->ch - 0xFEE0;
	for (size_t i = 0; i < G_N_ELEMENTS(key_twins); i++)
		if (key_twins[i].from == key->ch)
			command.ch = key_twins[i].to;
	return command;
}

bool
key_is_han(const Key *key)
{
	return key->code == KEY_CHAR && key->ch >= 0x2E80 &&
	       g_unichar_get_script(key->ch) == G_UNICODE_SCRIPT_HAN;
}

bool
key_is_text(const Key *key)
{
	return key->code == KEY_CHAR && (key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT)) == 0;
}
