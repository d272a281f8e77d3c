/*
 * The terminal. See term.h. curses knows what the terminal is and gives it
 * back as it was; modes, input and drawing (term-draw.h) are ours: to find the
 * cheapest movement costs curses more than all else in a key. Its own window
 * stays blank; what it writes leaves the plain look, as what we write does.
 */
#include "config.h"

#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "core/error.h"
#include "tui/term-draw.h"
#include "tui/term-signals.h"

#undef lines /* term.h makes macros of common words */

#define PASTE_ON      "\033[?2004h"
#define PASTE_OFF     "\033[?2004l"
#define FALLBACK_TERM "xterm-256color"

struct Term {
	SCREEN *screen;
	Canvas *shown; /* what the terminal shows; NULL: unknown */
	TermWords words;
	GStringChunk *strings; /* those of the words */
	GString *out;	       /* a frame on its way */
	CellRules rules;
	Theme theme;
	bool has_colour, has_default_colours;
	bool has_paste_mode;
	bool is_suspended;
	int cursor;	 /* visibility sent last: 0, 1, or -1 */
	gint64 asked_us; /* when term_ask() asked, 0: nothing is to be answered */
	int log_fd, saved_stderr;
	struct termios saved; /* modes before term_start() */
	GByteArray *pending;  /* read by term_probe(), not by term_read() yet */
};

/* Written past curses; only when its own buffer is empty, that is, after doupdate(), endwin()
 * or curs_set(). */
static void
term_write(const char *bytes)
{
	size_t len = strlen(bytes);
	ssize_t n;

	while (len > 0) {
		n = write(STDOUT_FILENO, bytes, len);
		if (n < 0 && errno == EAGAIN)
			poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
		else if (n < 0 && errno != EINTR)
			return;
		bytes += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
}

static bool
term_wants_paste_mode(void)
{
	static const char *const kinds[] = {"xterm", "screen", "tmux", "rxvt", "putty", "foot"};
	const char *paste = tigetstr("BE");
	const char *name = termname();

	if (paste && paste != (char *)-1)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(name, kinds[i]))
			return true;
	return false;
}

static short
term_colour(const Term *term, int16_t colour, short by_default)
{
	if (colour >= 0 && colour < COLORS)
		return colour;
	return term->has_default_colours ? -1 : by_default;
}

/* ---- the words of the terminal ---- */

/* Movements are the same nearly everywhere; terminfo is asked for the others. */
static void
put_number(GString *out, const char *before, int number, const char *after)
{
	char digits[12];
	int at = sizeof digits;

	digits[--at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	g_string_append(out, before);
	g_string_append(out, digits + at);
	g_string_append(out, after);
}

static void
ansi_move(GString *out, int row, int col)
{
	put_number(out, "\033[", row + 1, ";");
	put_number(out, "", col + 1, "H");
}

static void
ansi_column(GString *out, int col)
{
	put_number(out, "\033[", col + 1, "G");
}

static void
ansi_erase(GString *out, int cols)
{
	put_number(out, "\033[", cols, "X");
}

static void
append_unpadded(GString *out, const char *at)
{
	while (at && at != (char *)-1 && *at) {
		const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;

		if (end)
			at = end + 1;
		else
			g_string_append_c(out, *at++);
	}
}

static void
foreign_move(GString *out, int row, int col)
{
	append_unpadded(out, tiparm(tigetstr("cup"), row, col));
}

static bool
has_capability(const char *name, const char *text)
{
	const char *found = tigetstr(name);

	return found && found != (char *)-1 && (!text || strcmp(found, text) == 0);
}

/* "" where the terminal has none. */
static const char *
term_word(Term *term, const char *found)
{
	g_autoptr(GString) word = g_string_new(NULL);

	append_unpadded(word, found);
	return g_string_chunk_insert(term->strings, word->str);
}

static const char *
term_word_or_null(Term *term, const char *name)
{
	return has_capability(name, NULL) ? term_word(term, tigetstr(name)) : NULL;
}

/* We never switch character sets: to switch them back would be bytes in vain. */
static const char *
term_plain(Term *term)
{
	const char *plain = term_word(term, tigetstr("sgr0"));
	size_t len = strlen(plain);

	if (g_str_has_prefix(plain, "\033(B"))
		return plain + 3;
	if (len > 1 && plain[len - 1] == '\017')
		return g_string_chunk_insert_len(term->strings, plain, (gssize)len - 1);
	return plain;
}

static const char *
term_colour_word(Term *term, const char *name, short colour)
{
	return colour < 0 ? NULL : term_word(term, tiparm(tigetstr(name), colour));
}

/* Attributes that the terminal cannot show together with colours (terminfo's ncv). */
static uint8_t
attrs_beside_colour(uint8_t attrs)
{
	int bad = tigetnum("ncv");

	bad = MAX(bad, 0);
	if (bad & 2)
		attrs &= (uint8_t)~STYLE_UNDERLINE;
	if (bad & 4)
		attrs &= (uint8_t)~STYLE_REVERSE;
	if (bad & 32)
		attrs &= (uint8_t)~STYLE_BOLD;
	return attrs;
}

static void
term_read_looks(Term *term)
{
	for (int role = 0; role < N_ROLES; role++) {
		const RoleStyle *style = &term->theme.styles[role];
		TermLook *look = &term->words.looks[role];

		*look = (TermLook){.attrs = style->attrs};
		/* Roles of the terminal's own colours need no words for them. */
		if (!term->has_colour || (style->fg < 0 && style->bg < 0))
			continue;
		look->fg = term_colour_word(
			term, "setaf", term_colour(term, style->fg, COLOR_WHITE));
		look->bg = term_colour_word(
			term, "setab", term_colour(term, style->bg, COLOR_BLACK));
		look->attrs = attrs_beside_colour(look->attrs);
	}
}

static void
term_read_words(Term *term)
{
	TermWords *words = &term->words;

	if (has_capability("cup", "\033[%i%p1%d;%p2%dH"))
		words->move = ansi_move;
	else if (has_capability("cup", NULL))
		words->move = foreign_move;
	words->column = has_capability("hpa", "\033[%i%p1%dG") ? ansi_column : NULL;
	words->erase = has_capability("ech", "\033[%p1%dX") ? ansi_erase : NULL;
	words->erase_line = term_word_or_null(term, "el");
	words->clear = term_word_or_null(term, "clear");
	words->plain = term_plain(term);
	words->bold = term_word(term, tigetstr("bold"));
	words->underline = term_word(term, tigetstr("smul"));
	words->reverse = term_word(term, tigetstr("rev"));
	words->spares_corner = tigetflag("am") > 0 && tigetflag("xenl") <= 0;
	term_read_looks(term);
}

static void
term_start_colours(Term *term, ThemeKind wanted)
{
	const char *no_color = g_getenv("NO_COLOR");
	bool none = no_color && *no_color;

	term->has_colour = !none && has_colors() && start_color() == OK &&
			   has_capability("setaf", NULL) && has_capability("setab", NULL);
	term->has_default_colours = term->has_colour && use_default_colors() == OK;
	theme_init(&term->theme, wanted, term_colours(term), none);
	term_read_words(term);
}

static void
term_redirect_stderr(Term *term)
{
	if (term->log_fd < 0 || term->saved_stderr >= 0)
		return;
	term->saved_stderr = dup(STDERR_FILENO);
	dup2(term->log_fd, STDERR_FILENO);
}

static void
term_restore_stderr(Term *term)
{
	if (term->saved_stderr < 0)
		return;
	dup2(term->saved_stderr, STDERR_FILENO);
	close(term->saved_stderr);
	term->saved_stderr = -1;
}

/* Prepares what a crash writes: everything we and curses switch on, off again. */
static void
term_arm_crash(const Term *term)
{
	g_autoptr(GString) bytes = g_string_new(term->has_paste_mode ? PASTE_OFF : "");

	append_unpadded(bytes, tigetstr("sgr0"));
	append_unpadded(bytes, tigetstr("cnorm"));
	append_unpadded(bytes, tigetstr("rmcup"));
	g_string_append(bytes, "\r\n");
	term_signals_arm_crash(STDOUT_FILENO, bytes->str, bytes->len, &term->saved);
}

/* Enters (again): modes, alternate screen, what was on the screen. */
static void
term_enter(Term *term)
{
	term_redirect_stderr(term);
	clearok(curscr, TRUE);
	wnoutrefresh(stdscr);
	doupdate();
	term_touch(term);
	if (term->has_paste_mode)
		term_write(PASTE_ON);
	term->cursor = -1;
	term_arm_crash(term);
}

/* Looked up first, because newterm() leaks when it fails. */
static bool
term_kind_is_known(const char *name)
{
	int found = 0;

	if (setupterm(name, STDOUT_FILENO, &found) != OK)
		return false;
	del_curterm(cur_term);
	return true;
}

/* curses would reset the user's own colours at start and end. It reads a copy of what the
 * variables of term.h point to, so the string itself is emptied. */
static void
keep_palette(void)
{
	char *reset = tigetstr("oc");

	if (reset && reset != (char *)-1)
		reset[0] = '\0';
}

static SCREEN *
open_screen(const char *name)
{
	SCREEN *screen;

	if (!term_kind_is_known(name)) {
		name = FALLBACK_TERM;
		if (!term_kind_is_known(name))
			return NULL;
	}
	screen = newterm(name, stdout, stdin);
	if (screen)
		keep_palette();
	return screen;
}

static void
set_modes(void)
{
	raw();
	nonl();
	noecho();
	intrflush(stdscr, FALSE);
	typeahead(-1);
	leaveok(stdscr, FALSE);
}

Term *
term_start(const TermConfig *config, GError **error)
{
	const char *name = g_getenv("TERM");
	struct termios saved;
	SCREEN *screen;
	Term *term;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !name || !*name ||
		tcgetattr(STDIN_FILENO, &saved) != 0) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The desk needs a terminal for input and output, and TERM set to its "
			  "kind."));
		return NULL;
	}
	screen = open_screen(name);
	if (!screen) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The terminal kind \"%s\" is not known here. Set TERM to one that "
			  "is, "
			  "for example xterm."),
			name);
		return NULL;
	}
	term = g_new0(Term, 1);
	term->screen = screen;
	term->saved = saved;
	term->rules = config->rules;
	term->log_fd = config->log_fd;
	term->saved_stderr = -1;
	term->pending = g_byte_array_new();
	term->strings = g_string_chunk_new(512);
	term->out = g_string_sized_new(4096);
	set_modes();
	term_start_colours(term, config->theme);
	term->has_paste_mode = !config->no_paste_mode && term_wants_paste_mode();
	endwin();
	term_enter(term);
	return term;
}

/* Some terminals (libvterm's) bring back with the main screen how the cursor was on the other.
 */
static void
show_cursor(void)
{
	const char *bytes = tigetstr("cnorm");

	if (bytes && bytes != (const char *)-1)
		term_write(bytes);
}

static void
term_leave(Term *term)
{
	if (term->has_paste_mode)
		term_write(PASTE_OFF);
	endwin();
	show_cursor();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term->saved);
	term_signals_arm_crash(-1, NULL, 0, NULL);
	term_restore_stderr(term);
}

void
term_stop(Term *term)
{
	if (!term)
		return;
	if (!term->is_suspended)
		term_leave(term);
	delscreen(term->screen);
	canvas_free(term->shown);
	g_string_chunk_free(term->strings);
	g_string_free(term->out, TRUE);
	g_byte_array_unref(term->pending);
	g_free(term);
}

int
term_rows(const Term *term)
{
	return LINES;
}

int
term_cols(const Term *term)
{
	return COLS;
}

const CellRules *
term_rules(const Term *term)
{
	return &term->rules;
}

const Theme *
term_theme(const Term *term)
{
	return &term->theme;
}

int
term_colours(const Term *term)
{
	return term->has_colour ? COLORS : 0;
}

void
term_set_theme(Term *term, const Theme *theme)
{
	term->theme = *theme;
	term_read_looks(term);
	term_touch(term);
}

int
term_fd(const Term *term)
{
	return STDIN_FILENO;
}

/* Waits up to `timeout_ms` for bytes; as term_read(). */
static gssize
tty_read(char *buf, size_t len, int timeout_ms)
{
	struct pollfd poller = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	if (poll(&poller, 1, timeout_ms) <= 0)
		return 0;
	n = read(STDIN_FILENO, buf, len);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -1;
	return n == 0 ? -1 : n;
}

gssize
term_read(Term *term, char *buf, size_t len)
{
	gsize n = MIN(term->pending->len, len);

	if (n == 0)
		return tty_read(buf, len, 0);
	memcpy(buf, term->pending->data, n);
	g_byte_array_remove_range(term->pending, 0, (guint)n);
	return (gssize)n;
}

/* Finds "ESC [ row ; col R" in what was read and takes it out; the column, or 0. */
static unsigned
take_cursor_report(GByteArray *bytes)
{
	for (guint at = 0; at + 5 < bytes->len; at++) {
		unsigned row, col;
		int used = 0;
		char report[24] = "";

		memcpy(report, bytes->data + at, MIN(bytes->len - at, sizeof report - 1));
		if (sscanf(report, "\033[%4u;%4uR%n", &row, &col, &used) == 2 && used > 0) {
			g_byte_array_remove_range(bytes, at, (guint)used);
			return col;
		}
	}
	return 0;
}

void
term_ask(Term *term)
{
	if (term->asked_us || term->rules.ascii || !tigetstr("u7") ||
		tigetstr("u7") == (char *)-1)
		return;
	term_write("\r\u2500\033[6n");
	term->asked_us = g_get_monotonic_time();
}

/* The column the terminal answers, 0 if it does not before `end_us`. */
static unsigned
await_cursor_report(Term *term, gint64 end_us)
{
	unsigned col = 0;
	char buf[256];

	for (;;) {
		gint64 left_ms = MAX((end_us - g_get_monotonic_time()) / 1000, 0);
		gssize n = tty_read(buf, sizeof buf, (int)left_ms);

		if (n > 0)
			g_byte_array_append(term->pending, (const guint8 *)buf, (guint)n);
		col = take_cursor_report(term->pending);
		if (col > 0 || n < 0 || (n == 0 && left_ms == 0))
			return col;
	}
}

bool
term_probe(Term *term, int timeout_ms)
{
	unsigned col;

	term_ask(term);
	if (!term->asked_us)
		return false;
	col = await_cursor_report(term, term->asked_us + timeout_ms * G_GINT64_CONSTANT(1000));
	term->asked_us = 0;
	term_touch(term);
	if (col != 2 && col != 3)
		return false;
	term->rules.ambiguous_wide = col == 3;
	term->rules.lines = col == 2;
	return true;
}

void
term_show(Term *term, const Canvas *canvas)
{
	int visible = canvas_cursor(canvas, NULL, NULL);

	if (term->is_suspended)
		return;
	if (term->shown && (canvas_rows(term->shown) != canvas_rows(canvas) ||
				   canvas_cols(term->shown) != canvas_cols(canvas)))
		term_touch(term);
	g_string_truncate(term->out, 0);
	term_draw(&term->words, canvas, term->shown, term->out);
	term_write(term->out->str);
	if (!term->shown)
		term->shown = canvas_new(1, 1, &term->rules);
	canvas_copy(term->shown, canvas);
	if (term->cursor != visible)
		curs_set(visible);
	term->cursor = visible;
}

void
term_touch(Term *term)
{
	g_clear_pointer(&term->shown, canvas_free);
}

bool
term_resize(Term *term)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col ||
		!is_term_resized(size.ws_row, size.ws_col))
		return false;
	resizeterm(size.ws_row, size.ws_col);
	term_touch(term);
	return true;
}

void
term_beep(Term *term)
{
	if (!term->is_suspended)
		term_write("\a");
}

void
term_send(Term *term, const char *bytes)
{
	if (!term->is_suspended)
		term_write(bytes);
}

void
term_print(Term *term, const char *text)
{
	g_autofree char *drawn = cells_dup_drawn(&term->rules, text);
	GString *bytes = g_string_new(drawn);

	g_string_replace(bytes, "\n", "\r\n", 0);
	g_string_prepend(bytes, "\033[5i");
	g_string_append(bytes, "\033[4i");
	term_send(term, bytes->str);
	g_string_free(bytes, TRUE);
	term_touch(term);
}

void
term_suspend(Term *term)
{
	if (term->is_suspended)
		return;
	term_leave(term);
	term->is_suspended = true;
}

void
term_resume(Term *term)
{
	term->is_suspended = false;
	reset_prog_mode();
	term_enter(term);
}
