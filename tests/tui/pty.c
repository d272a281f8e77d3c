/* See pty.h. The slave stays open here, so that its modes can be read after the program ended.
 */
#include "config.h"

#include "tests/tui/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

struct Pty {
	int master, slave;
	pid_t pid;
	bool ended;
	int status;
	struct termios modes;
	VTerm *vterm;
	VTermScreen *screen;
	bool alternate, cursor_visible;
	VTermPos cursor;
	GString *output; /* all of it */
};

typedef bool (*PtyState)(Pty *pty, gconstpointer data);

static int
on_move_cursor(VTermPos pos, VTermPos old, int visible, void *user)
{
	((Pty *)user)->cursor = pos;
	return 1;
}

static int
on_term_prop(VTermProp prop, VTermValue *value, void *user)
{
	Pty *pty = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		pty->alternate = value->boolean;
	else if (prop == VTERM_PROP_CURSORVISIBLE)
		pty->cursor_visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.movecursor = on_move_cursor,
	.settermprop = on_term_prop,
};

static void
child_exec(const PtyConfig *config, int slave)
{
	setsid();
	if (!config->detached)
		ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	if (slave > 2)
		close(slave);
	for (const char *const *env = config->env; env && *env; env++) {
		if (strchr(*env, '='))
			putenv((char *)*env);
		else
			unsetenv(*env);
	}
	execv(config->argv[0], (char *const *)config->argv);
	_exit(127);
}

static void
set_window_size(const Pty *pty, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	g_assert_cmpint(ioctl(pty->master, TIOCSWINSZ, &size), ==, 0);
}

Pty *
pty_start(const PtyConfig *config)
{
	Pty *pty = g_new0(Pty, 1);

	pty->output = g_string_new(NULL);
	pty->cursor_visible = true;
	pty->vterm = vterm_new(config->rows, config->cols);
	vterm_set_utf8(pty->vterm, 1);
	pty->screen = vterm_obtain_screen(pty->vterm);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
	vterm_screen_reset(pty->screen, 1);
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	g_assert_cmpint(pty->master, >=, 0);
	g_assert_cmpint(grantpt(pty->master) | unlockpt(pty->master), ==, 0);
	pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	g_assert_cmpint(pty->slave, >=, 0);
	set_window_size(pty, config->rows, config->cols);
	g_assert_cmpint(tcgetattr(pty->slave, &pty->modes), ==, 0);
	pty->pid = fork();
	g_assert_cmpint(pty->pid, >=, 0);
	if (pty->pid == 0)
		child_exec(config, pty->slave);
	return pty;
}

void
pty_free(Pty *pty)
{
	if (!pty)
		return;
	if (!pty->ended) {
		kill(pty->pid, SIGKILL);
		waitpid(pty->pid, &pty->status, 0);
	}
	if (pty->master >= 0)
		close(pty->master);
	close(pty->slave);
	vterm_free(pty->vterm);
	g_string_free(pty->output, TRUE);
	g_free(pty);
}

void
pty_close(Pty *pty)
{
	close(pty->master);
	pty->master = -1; /* poll() passes over it */
}

/* Reads what is there, waiting up to `timeout_ms` for it; answers what the program asked the
 * terminal. */
static bool
pty_pump(Pty *pty, int timeout_ms)
{
	struct pollfd poller = {.fd = pty->master, .events = POLLIN};
	char buf[4096], reply[256];
	ssize_t n;
	size_t len;

	if (poll(&poller, 1, timeout_ms) <= 0)
		return false;
	n = read(pty->master, buf, sizeof buf);
	if (n <= 0)
		return false;
	g_string_append_len(pty->output, buf, n);
	vterm_input_write(pty->vterm, buf, (size_t)n);
	while ((len = vterm_output_read(pty->vterm, reply, sizeof reply)) > 0)
		g_assert_cmpint(write(pty->master, reply, len), ==, (ssize_t)len);
	return true;
}

static bool
pty_wait(Pty *pty, PtyState reached, gconstpointer data, int timeout_ms)
{
	gint64 end = g_get_monotonic_time() + timeout_ms * G_GINT64_CONSTANT(1000);

	while (!reached(pty, data)) {
		if (g_get_monotonic_time() > end)
			return false;
		pty_pump(pty, 10);
	}
	return true;
}

void
pty_send(Pty *pty, const char *bytes, gssize len)
{
	gsize left = len < 0 ? strlen(bytes) : (gsize)len;
	struct pollfd poller = {.fd = pty->master, .events = POLLOUT};

	while (left > 0) {
		ssize_t n;

		while (pty_pump(pty, 0))
			;
		if (poll(&poller, 1, 10) <= 0)
			continue;
		n = write(pty->master, bytes, MIN(left, 512));
		g_assert_cmpint(n, >, 0);
		bytes += n;
		left -= (gsize)n;
	}
}

void
pty_resize(Pty *pty, int rows, int cols)
{
	vterm_set_size(pty->vterm, rows, cols);
	set_window_size(pty, rows, cols);
}

void
pty_signal(Pty *pty, int number)
{
	g_assert_cmpint(kill(pty->pid, number), ==, 0);
}

static void
append_row(Pty *pty, int row, int cols, GString *out)
{
	gsize ink = out->len;

	for (int col = 0; col < cols; col++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(pty->screen, (VTermPos){row, col}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0)
			g_string_append_c(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			g_string_append_unichar(out, cell.chars[i]);
		if (cell.chars[0] && cell.chars[0] != ' ')
			ink = out->len;
	}
	g_string_truncate(out, ink);
	g_string_append_c(out, '\n');
}

char *
pty_dup_screen(Pty *pty)
{
	GString *out = g_string_new(NULL);
	int rows, cols;

	vterm_get_size(pty->vterm, &rows, &cols);
	for (int row = 0; row < rows; row++)
		append_row(pty, row, cols, out);
	return g_string_free(out, FALSE);
}

static bool
has_text(Pty *pty, gconstpointer text)
{
	g_autofree char *screen = pty_dup_screen(pty);

	return strstr(screen, text) != NULL;
}

static bool
has_no_text(Pty *pty, gconstpointer text)
{
	return !has_text(pty, text);
}

static void
report_screen(Pty *pty, const char *wanted)
{
	g_autofree char *screen = pty_dup_screen(pty);

	g_test_message("waited in vain for %s; the screen:\n%s", wanted, screen);
}

bool
pty_wait_text(Pty *pty, const char *text, int timeout_ms)
{
	if (pty_wait(pty, has_text, text, timeout_ms))
		return true;
	report_screen(pty, text);
	return false;
}

bool
pty_wait_no_text(Pty *pty, const char *text, int timeout_ms)
{
	if (pty_wait(pty, has_no_text, text, timeout_ms))
		return true;
	report_screen(pty, "an end of a text");
	return false;
}

typedef struct Count {
	const char *bytes;
	unsigned n;
} Count;

static bool
has_output(Pty *pty, gconstpointer data)
{
	const Count *count = data;
	size_t len = strlen(count->bytes);
	const char *at = pty->output->str, *end = at + pty->output->len;
	unsigned n = 0;

	while (n < count->n && (at = memmem(at, (size_t)(end - at), count->bytes, len))) {
		at += len;
		n++;
	}
	return n >= count->n;
}

bool
pty_wait_output(Pty *pty, const char *bytes, unsigned n, int timeout_ms)
{
	Count count = {bytes, n};

	if (pty_wait(pty, has_output, &count, timeout_ms))
		return true;
	report_screen(pty, "bytes");
	return false;
}

static bool
cursor_is_at(Pty *pty, gconstpointer data)
{
	const VTermPos *pos = data;

	return pty->cursor.row == pos->row && pty->cursor.col == pos->col;
}

bool
pty_wait_cursor(Pty *pty, int row, int col, int timeout_ms)
{
	VTermPos pos = {row, col};

	if (pty_wait(pty, cursor_is_at, &pos, timeout_ms))
		return true;
	g_test_message("the cursor is at %d,%d", pty->cursor.row, pty->cursor.col);
	report_screen(pty, "the cursor");
	return false;
}

static bool
is_restored(Pty *pty, gconstpointer data)
{
	return pty_is_restored(pty);
}

bool
pty_wait_restored(Pty *pty, int timeout_ms)
{
	return pty_wait(pty, is_restored, NULL, timeout_ms);
}

static bool
has_ended(Pty *pty, gconstpointer data)
{
	if (!pty->ended)
		pty->ended = waitpid(pty->pid, &pty->status, WNOHANG) == pty->pid;
	return pty->ended;
}

bool
pty_wait_exit(Pty *pty, int timeout_ms, int *ret_status)
{
	if (!pty_wait(pty, has_ended, NULL, timeout_ms)) {
		report_screen(pty, "the end of the program");
		return false;
	}
	while (pty_pump(pty, 0))
		;
	*ret_status = pty->status;
	return true;
}

bool
pty_cursor(const Pty *pty, int *ret_row, int *ret_col)
{
	*ret_row = pty->cursor.row;
	*ret_col = pty->cursor.col;
	return pty->cursor_visible;
}

bool
pty_is_alternate(const Pty *pty)
{
	return pty->alternate;
}

static bool
paste_mode_is_on(const Pty *pty)
{
	const char *on = g_strrstr(pty->output->str, "\033[?2004h");
	const char *off = g_strrstr(pty->output->str, "\033[?2004l");

	return on && (!off || off < on);
}

bool
pty_is_restored(const Pty *pty)
{
	struct termios now;

	if (tcgetattr(pty->slave, &now) != 0)
		return false;
	return now.c_iflag == pty->modes.c_iflag && now.c_oflag == pty->modes.c_oflag &&
	       now.c_lflag == pty->modes.c_lflag && now.c_cflag == pty->modes.c_cflag &&
	       !pty->alternate && pty->cursor_visible && !paste_mode_is_on(pty);
}

const char *
pty_output(const Pty *pty)
{
	return pty->output->str;
}

gsize
pty_output_len(const Pty *pty)
{
	return pty->output->len;
}

static int
tracer_of(int pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/status", pid), *text = NULL;
	const char *at;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	at = strstr(text, "TracerPid:");
	return at ? (int)g_ascii_strtoll(at + strlen("TracerPid:"), NULL, 10) : 0;
}

GPid
pty_trace(Pty *pty, const char *inject)
{
	g_autofree char *pid = g_strdup_printf("%d", pty->pid);
	const char *argv[] = {"strace", "-f", "-o", "/dev/null", "-e", inject, "-p", pid, NULL};
	gint64 end_us = g_get_monotonic_time() + PTY_TIMEOUT_MS * G_GINT64_CONSTANT(1000);
	GPid tracer = 0;

	if (!g_spawn_async(NULL, (char **)argv, NULL,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
			    G_SPAWN_STDERR_TO_DEV_NULL,
		    NULL, NULL, &tracer, NULL))
		return 0;
	while (tracer_of(pty->pid) != tracer) {
		if (waitpid(tracer, NULL, WNOHANG) == tracer || g_get_monotonic_time() > end_us)
			return 0;
		pty_pump(pty, 10);
	}
	return tracer;
}

void
pty_expect(Pty *pty, const char *text)
{
	if (!pty_wait_text(pty, text, PTY_TIMEOUT_MS)) {
		g_autofree char *screen = pty_dup_screen(pty);

		g_error("\"%s\" did not come:\n%s", text, screen);
	}
}
