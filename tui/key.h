/*
 * A key press as the desk sees it, and its name: "F2", "Ctrl-J", "Shift-Tab",
 * "Enter", "a", "：". Names are those of keys.conf, help and manual, and are
 * never translated. What a terminal cannot tell apart is one key here: Ctrl-I
 * is Tab, Ctrl-M Enter, Ctrl-H Backspace, Ctrl-[ Esc; Ctrl-J is a key of its own.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum KeyCode {
	KEY_NONE,
	KEY_CHAR, /* `ch`; with KEY_MOD_CTRL a lower-case letter or one of @ \ ] ^ _ */
	KEY_ENTER,
	KEY_TAB,
	KEY_ESC,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_INSERT,
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_F1, /* KEY_F1 + n is F(n+1), to F12 */
	KEY_F12 = KEY_F1 + 11,
	KEY_PASTE, /* `text`: what was pasted */
	KEY_BAD,   /* `ch`: a byte that is no UTF-8, to be shown, never stored */
	N_KEY_CODES
} KeyCode;

enum {
	KEY_MOD_SHIFT = 1, /* never with KEY_CHAR: the character tells */
	KEY_MOD_ALT = 2,
	KEY_MOD_CTRL = 4,
};

typedef struct Key {
	KeyCode code;
	uint8_t mods;
	gunichar ch;
	char *text;	/* KEY_PASTE only, owned: valid UTF-8, lines end in '\n', ESC and Ctrl-C
			   removed */
	bool truncated; /* KEY_PASTE: it was larger than the cap, the rest was dropped */
} Key;

/* Frees what the key owns and makes it KEY_NONE. */
void key_clear(Key *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Key, key_clear)

/* Same key: code, modifiers, character. Pastes are never equal. */
bool key_equal(const Key *a, const Key *b);

/* Name of the key, caller frees: "Ctrl-Left", "Alt-x", "Space", "<D6>" for a bad byte, "Paste".
 */
char *key_dup_name(const Key *key);

/* Reads a name (modifiers in any order and case, "^X" for Ctrl-X); false when it names no key.
 */
bool key_parse(const char *name, Key *ret);

/*
 * The key as a command: full-width forms and `，。、；：？！（）` of an input
 * method become ASCII, U+3000 the space (UI 5.5). For commands, pick digits and
 * the palette, never for text. Others come back as they are; `text` is not copied.
 */
Key key_to_command(const Key *key);

/* True for a Han character: someone typed a command with the input method on. */
bool key_is_han(const Key *key);

/* True for a character to be inserted into text: KEY_CHAR without Ctrl and Alt. */
bool key_is_text(const Key *key);
