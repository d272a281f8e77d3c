/*
 * A second process hands its acts to the one that owns the store, over a Unix
 * socket in the 0700 folder: one line of JSON there, one line back. Only the
 * same user is heard. When the owner dies the socket goes dead, the sender gets
 * LOCKED and takes the store over; nothing is lost and nothing counts twice,
 * because an act is known by its id.
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/error.h"

/* An act is events of at most 64 KiB; a group of them fits well. */
#define LINE_MAX_BYTES (8 * 1024 * 1024)
#define PEER_TIMEOUT_S 10
/* A line comes at once: who does not finish it keeps the others waiting. */
#define LINE_TIMEOUT_S 2

struct Handover {
	Store *store;
	int listener, stop_fd;
	char *path;
	GThread *thread;
};

static bool
make_address(const char *folder, struct sockaddr_un *ret, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "socket", NULL);

	*ret = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) < sizeof ret->sun_path) {
		memcpy(ret->sun_path, path, strlen(path) + 1);
		return true;
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
		_("The folder's name is too long for a socket: %s. Use a shorter one."),
		folder);
	return false;
}

static void
set_timeouts(int fd)
{
	struct timeval limit = {.tv_sec = PEER_TIMEOUT_S};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static bool
is_same_user(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.uid == geteuid();
}

/* True once `fd` can be read; false when `stop_fd` (-1: none) or the timer comes first. */
static bool
wait_readable(int fd, int stop_fd, int timer_fd)
{
	struct pollfd fds[3] = {{.fd = fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN},
		{.fd = timer_fd, .events = POLLIN}};
	int n = poll(fds, 3, -1);

	return (n < 0 && errno == EINTR) || (n > 0 && !fds[1].revents && !fds[2].revents);
}

static int
start_timer(int seconds)
{
	struct itimerspec at = {.it_value.tv_sec = seconds};
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	if (fd >= 0)
		timerfd_settime(fd, 0, &at, NULL);
	return fd;
}

/* Reads one line; NULL at the end, on an error, where it is too long or takes too long. */
static char *
read_line(int fd, int stop_fd, int seconds)
{
	GString *line = g_string_new(NULL);
	int timer_fd = start_timer(seconds);
	bool whole = false;
	char buf[16384];

	while (!whole && wait_readable(fd, stop_fd, timer_fd)) {
		ssize_t n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0 || line->len > LINE_MAX_BYTES)
			break;
		g_string_append_len(line, buf, n);
		whole = line->str[line->len - 1] == '\n';
	}
	close(timer_fd);
	if (whole)
		g_string_truncate(line, line->len - 1);
	return g_string_free(line, !whole);
}

static bool
write_line(int fd, const char *text)
{
	g_autofree char *line = g_strconcat(text, "\n", NULL);
	size_t len = strlen(line), at = 0;

	while (at < len) {
		ssize_t n = send(fd, line + at, len - at, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* ---- the owner's side ---- */

typedef struct Call {
	const Act *act;
	ActResult *result;
} Call;

static void
run_call(Store *store, void *data)
{
	Call *call = data;

	store_apply(store, call->act, call->result);
}

static void
serve_one(Handover *handover, int fd)
{
	g_autofree char *line = NULL, *answer = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = act_result_new();

	set_timeouts(fd);
	if (!is_same_user(fd))
		return;
	line = read_line(fd, handover->stop_fd, LINE_TIMEOUT_S);
	if (!line)
		return;
	act = act_new_from_json(handover->store->env, line, &error);
	if (act && act->events->len > 0) {
		Call call = {act, result};

		store_call(handover->store, run_call, &call);
	} else {
		result->outcome = ACT_FAILED;
		result->error = g_strdup(error ? error->message : "empty");
	}
	answer = act_result_to_json(result);
	write_line(fd, answer);
}

static void *
serve(void *data)
{
	Handover *handover = data;
	struct pollfd fds[2] = {
		{.fd = handover->listener, .events = POLLIN},
		{.fd = handover->stop_fd, .events = POLLIN},
	};

	for (;;) {
		int fd;

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
		if (!(fds[0].revents & POLLIN))
			continue;
		fd = accept4(handover->listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		serve_one(handover, fd);
		close(fd);
	}
}

Handover *
handover_serve(Store *store, GError **error)
{
	struct sockaddr_un address;
	Handover *handover;
	int fd;

	if (!make_address(store->folder, &address, error))
		return NULL;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(address.sun_path); /* ours by the lock: left by a process that died */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
		chmod(address.sun_path, 0600) != 0 || listen(fd, 16) != 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s cannot be opened: %2$s."), address.sun_path, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	handover = g_new0(Handover, 1);
	handover->store = store;
	handover->listener = fd;
	handover->stop_fd = eventfd(0, EFD_CLOEXEC);
	handover->path = g_strdup(address.sun_path);
	handover->thread = g_thread_new("handover", serve, handover);
	return handover;
}

void
handover_stop(Handover *handover)
{
	uint64_t one = 1;

	if (!handover)
		return;
	if (write(handover->stop_fd, &one, sizeof one) == sizeof one)
		g_thread_join(handover->thread);
	unlink(handover->path);
	close(handover->listener);
	close(handover->stop_fd);
	g_free(handover->path);
	g_free(handover);
}

/* ---- the other process' side ---- */

ActResult *
handover_send(const char *folder, const Act *act, GError **error)
{
	struct sockaddr_un address;
	g_autofree char *line = act_to_json(act);
	g_autofree char *answer = NULL;
	int fd;

	if (!make_address(folder, &address, error))
		return NULL;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	set_timeouts(fd);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
			_("Another amends owns the store but does not answer: %s."),
			g_strerror(errno));
		close(fd);
		return NULL;
	}
	if (write_line(fd, line))
		answer = read_line(fd, -1, PEER_TIMEOUT_S);
	close(fd);
	if (answer)
		return act_result_new_from_json(answer, error);
	/* It may have been written: sent again, the act is known by its id. */
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
		_("The amends that owns the store went away before it answered. Try again: nothing is "
		  "entered twice."));
	return NULL;
}
