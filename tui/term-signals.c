/* Signal sources, self-pipe and crash handlers. See term-signals.h. */
#include "config.h"

#include "tui/term-signals.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#define RESTORE_MAX 512

/* Signals GLib has a source for. */
static const struct {
	int number;
	TermSignal signal;
} sourced[] = {
	{SIGHUP, TERM_SIGNAL_HANGUP},
	{SIGINT, TERM_SIGNAL_INTERRUPT},
	{SIGTERM, TERM_SIGNAL_TERMINATE},
	{SIGUSR1, TERM_SIGNAL_USER1},
	{SIGWINCH, TERM_SIGNAL_RESIZE},
};

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

typedef struct Watch {
	TermSignals *signals;
	TermSignal signal;
	guint source;
} Watch;

struct TermSignals {
	TermSignalFunc func;
	gpointer data;
	Watch watches[G_N_ELEMENTS(sourced)];
	guint pipe_source;
	struct sigaction old_stop, old_continue;
};

/* What handlers need; nothing else here is touched in one. */
static int pipe_fds[2] = {-1, -1};
static struct {
	volatile sig_atomic_t armed;
	int fd;
	size_t len;
	char bytes[RESTORE_MAX];
	struct termios modes;
} crash;
static char crash_stack[64 * 1024] __attribute__((aligned(16)));

static void
handle_job_control(int number)
{
	int saved = errno;
	char byte = number == SIGTSTP ? 'T' : 'C';
	ssize_t ignored = write(pipe_fds[1], &byte, 1);

	(void)ignored;
	errno = saved;
}

/* Async-safe: write(2), tcsetattr(3) and raise(3) only; SA_RESETHAND makes the last one fatal.
 */
static void
handle_crash(int number)
{
	if (crash.armed) {
		ssize_t ignored = write(crash.fd, crash.bytes, crash.len);

		(void)ignored;
		crash.armed = 0;
		tcsetattr(crash.fd, TCSANOW, &crash.modes);
	}
	raise(number);
}

void
term_signals_arm_crash(int fd, const char *bytes, size_t len, const struct termios *modes)
{
	crash.armed = 0;
	if (fd < 0)
		return;
	crash.fd = fd;
	crash.len = MIN(len, RESTORE_MAX);
	memcpy(crash.bytes, bytes, crash.len);
	crash.modes = *modes;
	crash.armed = 1;
}

static void
install_crash_handlers(void)
{
	stack_t old, stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
	struct sigaction action = {.sa_handler = handle_crash,
		.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};

	if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE))
		sigaltstack(&stack, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++)
		sigaction(crashes[i], &action, NULL);
}

static void
remove_crash_handlers(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++)
		signal(crashes[i], SIG_DFL);
}

static gboolean
on_signal(gpointer data)
{
	Watch *watch = data;

	watch->signals->func(watch->signal, watch->signals->data);
	return G_SOURCE_CONTINUE;
}

static gboolean
on_pipe(gint fd, GIOCondition condition, gpointer data)
{
	TermSignals *signals = data;
	char byte;

	if (read(fd, &byte, 1) == 1)
		signals->func(
			byte == 'T' ? TERM_SIGNAL_STOP : TERM_SIGNAL_CONTINUE, signals->data);
	return G_SOURCE_CONTINUE;
}

static void
install_job_control(TermSignals *signals)
{
	struct sigaction action = {.sa_handler = handle_job_control, .sa_flags = SA_RESTART};

	g_assert(pipe_fds[0] < 0);
	g_assert(g_unix_open_pipe(pipe_fds, FD_CLOEXEC, NULL));
	g_unix_set_fd_nonblocking(pipe_fds[0], TRUE, NULL);
	g_unix_set_fd_nonblocking(pipe_fds[1], TRUE, NULL);
	signals->pipe_source = g_unix_fd_add(pipe_fds[0], G_IO_IN, on_pipe, signals);
	sigaction(SIGTSTP, &action, &signals->old_stop);
	sigaction(SIGCONT, &action, &signals->old_continue);
}

TermSignals *
term_signals_new(TermSignalFunc func, gpointer data)
{
	TermSignals *signals = g_new0(TermSignals, 1);

	signals->func = func;
	signals->data = data;
	for (size_t i = 0; i < G_N_ELEMENTS(sourced); i++) {
		Watch *watch = &signals->watches[i];

		watch->signals = signals;
		watch->signal = sourced[i].signal;
		watch->source = g_unix_signal_add(sourced[i].number, on_signal, watch);
	}
	install_job_control(signals);
	install_crash_handlers();
	return signals;
}

void
term_signals_free(TermSignals *signals)
{
	if (!signals)
		return;
	remove_crash_handlers();
	sigaction(SIGTSTP, &signals->old_stop, NULL);
	sigaction(SIGCONT, &signals->old_continue, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(sourced); i++)
		g_source_remove(signals->watches[i].source);
	g_source_remove(signals->pipe_source);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	pipe_fds[0] = pipe_fds[1] = -1;
	g_free(signals);
}

/* The CONT of our own stop is swallowed here: the caller takes the tty again anyway. */
void
term_signals_stop_process(TermSignals *signals)
{
	struct sigaction ours, by_default = {.sa_handler = SIG_DFL};
	char bytes[64];

	sigaction(SIGTSTP, &by_default, &ours);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	while (read(pipe_fds[0], bytes, sizeof bytes) > 0)
		;
}
