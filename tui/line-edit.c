/* Keys and caret of the editor. See line-edit.h. */
#include "config.h"

#include "tui/line-edit.h"

#include "core/text.h"
#include "tui/line-edit-private.h"

const char *
line_edit_text(const LineEdit *edit)
{
	return edit->text->str;
}

bool
line_edit_is_multi_line(const LineEdit *edit)
{
	return edit->multi_line;
}

size_t
line_edit_max(const LineEdit *edit)
{
	return edit->max;
}

size_t
line_edit_caret(const LineEdit *edit)
{
	return edit->caret;
}

void
line_edit_set_caret(LineEdit *edit, size_t at)
{
	size_t start, end;

	at = MIN(at, edit->text->len);
	start = at ? text_prev_grapheme(edit->text->str, at) : 0;
	end = at ? text_next_grapheme(edit->text->str, start) : 0;
	edit->caret = end == at ? at : start;
	edit->has_goal = false;
	edit_scroll(edit);
}

/* A caret move by the user: ends runs of typing and killing. */
static LineEditResult
move_to(LineEdit *edit, size_t at)
{
	edit->run = EDIT_RUN_NONE;
	line_edit_set_caret(edit, at);
	return LINE_EDIT_DONE;
}

/* What may be kept of `text`: controls go, newlines too in one line, bad bytes are shown. */
static char *
dup_insertable(const char *text, bool multi_line)
{
	GString *out = g_string_new(NULL);
	gunichar c;

	for (const char *at = text; *at;) {
		c = g_utf8_get_char_validated(at, -1);
		if (c >= (gunichar)-2) {
			g_string_append_printf(out, "<%02X>", (unsigned char)*at++);
			continue;
		}
		if (c == '\n')
			g_string_append_c(out, multi_line ? '\n' : ' ');
		else if (c == '\t')
			g_string_append_c(out, ' ');
		else if (g_unichar_iscntrl(c))
			g_string_append_printf(out, "<%02X>", c);
		else
			g_string_append_unichar(out, c);
		at = g_utf8_next_char(at);
	}
	return g_string_free(out, FALSE);
}

/* Cuts `text` to the whole clusters that fit `room` bytes; true when something was cut. */
static bool
cut_to_room(char *text, size_t room)
{
	size_t start;

	if (strlen(text) <= room)
		return false;
	start = text_prev_grapheme(text, room + 1);
	text[MIN(start, room)] = '\0';
	return true;
}

static LineEditResult
insert_run(LineEdit *edit, const char *text, EditRun run)
{
	g_autofree char *insert = dup_insertable(text, edit->multi_line);
	bool cut = cut_to_room(insert, edit->max - MIN(edit->max, edit->text->len));

	if (*insert)
		edit_replace(edit, edit->caret, 0, insert, run);
	if (cut)
		return LINE_EDIT_FULL;
	return *insert ? LINE_EDIT_CHANGED : LINE_EDIT_DONE;
}

LineEditResult
line_edit_insert(LineEdit *edit, const char *text)
{
	return insert_run(edit, text, EDIT_RUN_NONE);
}

void
line_edit_set_text(LineEdit *edit, const char *text)
{
	g_autofree char *insert = dup_insertable(text, edit->multi_line);

	cut_to_room(insert, edit->max);
	g_string_assign(edit->text, insert);
	edit->left = 0;
	edit->top = 0;
	edit->caret = 0;
	edit_forget_changes(edit);
	edit_relayout(edit);
	line_edit_set_caret(edit, edit->text->len);
}

typedef enum WordClass {
	WORD_BLANK,
	WORD_LETTER,
	WORD_WIDE,
	WORD_MARK,
} WordClass;

static WordClass
word_class_at(const LineEdit *edit, size_t at)
{
	gunichar c = g_utf8_get_char(edit->text->str + at);

	if (g_unichar_isspace(c))
		return WORD_BLANK;
	if (!g_unichar_isalnum(c))
		return WORD_MARK;
	return g_unichar_iswide(c) ? WORD_WIDE : WORD_LETTER;
}

static size_t
word_left(const LineEdit *edit, size_t at)
{
	const char *text = edit->text->str;
	size_t before;
	WordClass class;

	while (at > 0 && word_class_at(edit, text_prev_grapheme(text, at)) == WORD_BLANK)
		at = text_prev_grapheme(text, at);
	if (at == 0)
		return 0;
	class = word_class_at(edit, text_prev_grapheme(text, at));
	while (at > 0) {
		before = text_prev_grapheme(text, at);
		if (word_class_at(edit, before) != class)
			break;
		at = before;
	}
	return at;
}

static size_t
word_right(const LineEdit *edit, size_t at)
{
	const char *text = edit->text->str;
	WordClass class;

	while (text[at] && word_class_at(edit, at) == WORD_BLANK)
		at = text_next_grapheme(text, at);
	if (!text[at])
		return at;
	class = word_class_at(edit, at);
	while (text[at] && word_class_at(edit, at) == class)
		at = text_next_grapheme(text, at);
	return at;
}

/* Start and end of the line (between newlines) the caret is in. */
static size_t
line_start(const LineEdit *edit)
{
	size_t at = edit->caret;

	while (at > 0 && edit->text->str[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const LineEdit *edit)
{
	return edit->caret + strcspn(edit->text->str + edit->caret, "\n");
}

static LineEditResult
delete_back(LineEdit *edit)
{
	size_t from;

	if (edit->caret == 0)
		return LINE_EDIT_DONE;
	from = text_prev_grapheme(edit->text->str, edit->caret);
	edit_replace(edit, from, edit->caret - from, "", EDIT_RUN_BACKSPACE);
	return LINE_EDIT_CHANGED;
}

static LineEditResult
delete_on(LineEdit *edit)
{
	size_t to = text_next_grapheme(edit->text->str, edit->caret);

	if (to == edit->caret)
		return LINE_EDIT_DONE;
	edit_replace(edit, edit->caret, to - edit->caret, "", EDIT_RUN_NONE);
	return LINE_EDIT_CHANGED;
}

static LineEditResult
kill_back(LineEdit *edit, size_t from)
{
	bool any = from < edit->caret;

	edit_kill(edit, from, edit->caret, EDIT_RUN_KILL_BACK);
	return any ? LINE_EDIT_CHANGED : LINE_EDIT_DONE;
}

static LineEditResult
kill_on(LineEdit *edit, size_t to)
{
	bool any = to > edit->caret;

	edit_kill(edit, edit->caret, to, EDIT_RUN_KILL_ON);
	return any ? LINE_EDIT_CHANGED : LINE_EDIT_DONE;
}

/* To the end of the line, or the newline when already there. */
static LineEditResult
kill_line_end(LineEdit *edit)
{
	size_t to = line_end(edit);

	if (to == edit->caret && edit->text->str[to] == '\n')
		to++;
	return kill_on(edit, to);
}

static LineEditResult
key_ctrl(LineEdit *edit, gunichar ch)
{
	switch (ch) {
	case 'a':
		return move_to(edit, line_start(edit));
	case 'e':
		return move_to(edit, line_end(edit));
	case 'u':
		return kill_back(edit, line_start(edit));
	case 'k':
		return kill_line_end(edit);
	case 'w':
		return kill_back(edit, word_left(edit, edit->caret));
	case 'y':
		return edit_yank(edit);
	case '_':
		return line_edit_undo(edit) ? LINE_EDIT_CHANGED : LINE_EDIT_DONE;
	case 'j':
		return edit->multi_line ? line_edit_insert(edit, "\n") : LINE_EDIT_IGNORED;
	default:
		return LINE_EDIT_IGNORED;
	}
}

static LineEditResult
key_alt(LineEdit *edit, gunichar ch)
{
	switch (ch) {
	case 'b':
		return move_to(edit, word_left(edit, edit->caret));
	case 'f':
		return move_to(edit, word_right(edit, edit->caret));
	case 'd':
		return kill_on(edit, word_right(edit, edit->caret));
	case 'y':
		return edit_yank_older(edit);
	case '_':
		return line_edit_redo(edit) ? LINE_EDIT_CHANGED : LINE_EDIT_DONE;
	default:
		return LINE_EDIT_IGNORED;
	}
}

static LineEditResult
key_char(LineEdit *edit, const Key *key)
{
	char bytes[7] = "";

	if (key->mods == KEY_MOD_CTRL)
		return key_ctrl(edit, key->ch);
	if (key->mods == KEY_MOD_ALT)
		return key_alt(edit, key->ch);
	if (!key_is_text(key))
		return LINE_EDIT_IGNORED;
	g_unichar_to_utf8(key->ch, bytes);
	return insert_run(edit, bytes, EDIT_RUN_TYPE);
}

static LineEditResult
key_vertical(LineEdit *edit, int by)
{
	edit->run = EDIT_RUN_NONE;
	if (!edit->multi_line || !edit_move_lines(edit, by))
		return LINE_EDIT_IGNORED;
	return LINE_EDIT_DONE;
}

static LineEditResult
key_paste(LineEdit *edit, const Key *key)
{
	LineEditResult result = line_edit_insert(edit, key->text);

	return key->truncated ? LINE_EDIT_FULL : result;
}

LineEditResult
line_edit_key(LineEdit *edit, const Key *key)
{
	const char *text = edit->text->str;
	bool by_word = key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT);
	size_t at = edit->caret;

	switch ((unsigned)key->code) {
	case KEY_CHAR:
		return key_char(edit, key);
	case KEY_PASTE:
		return key_paste(edit, key);
	case KEY_BAD:
		return LINE_EDIT_BAD;
	case KEY_BACKSPACE:
		return by_word ? kill_back(edit, word_left(edit, at)) : delete_back(edit);
	case KEY_DELETE:
		return by_word ? kill_on(edit, word_right(edit, at)) : delete_on(edit);
	case KEY_LEFT:
		return move_to(
			edit, by_word ? word_left(edit, at) : text_prev_grapheme(text, at));
	case KEY_RIGHT:
		return move_to(
			edit, by_word ? word_right(edit, at) : text_next_grapheme(text, at));
	case KEY_HOME:
		return move_to(edit, by_word ? 0 : line_start(edit));
	case KEY_END:
		return move_to(edit, by_word ? edit->text->len : line_end(edit));
	case KEY_UP:
		return key_vertical(edit, -1);
	case KEY_DOWN:
		return key_vertical(edit, 1);
	case KEY_PAGE_UP:
		return key_vertical(edit, -MAX(edit->rows - 1, 1));
	case KEY_PAGE_DOWN:
		return key_vertical(edit, MAX(edit->rows - 1, 1));
	default:
		return LINE_EDIT_IGNORED;
	}
}
