/* The code of its header. A copy that fails leaves no file behind. */
#include "config.h"

#include "core/file-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"

#define BLOCK	 65536
#define MAX_OPEN 16

void
fd_close(Fd *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool
file_set_error(const char *path, int code, GError **error)
{
	g_autofree char *shown = text_dup_clean(path, false);

	if (code == ENOSPC || code == EDQUOT)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL,
			_("The disk is full at %s. Nothing was changed. Make room and try "
			  "again."),
			shown);
	else if (code == ENOENT || code == ENOTDIR)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND, _("There is no %s."),
			shown);
	else if (code == EFBIG)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, _("%s is too large."),
			shown);
	else if (code == ELOOP || code == EISDIR)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%s is no plain file."), shown);
	else
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO, "%s: %s.", shown,
			g_strerror(code));
	return false;
}

static int
open_kept(const char *path, int flags, bool pipes, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
	struct stat st;

	if (fd < 0) {
		file_set_error(path, errno, error);
		return -1;
	}
	if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || (pipes && S_ISFIFO(st.st_mode))))
		return fd;
	close(fd);
	file_set_error(path, EISDIR, error);
	return -1;
}

static int
open_plain(const char *path, GError **error)
{
	return open_kept(path, O_NOFOLLOW, false, error);
}

int
file_open_named(const char *path, bool pipes, GError **error)
{
	int fd = open_kept(path, 0, pipes, error);

	if (fd >= 0)
		fcntl(fd, F_SETFL, 0);
	return fd;
}

GString *
file_dup_small(const char *path, size_t most, GError **error)
{
	g_auto(Fd) fd = file_open_named(path, false, error);
	GString *text = g_string_new(NULL);
	char block[4096];
	ssize_t n = fd < 0 ? -1 : 0;

	while (n >= 0 && text->len <= most && (n = read(fd, block, sizeof(block))) > 0)
		g_string_append_len(text, block, n);
	if (n == 0)
		return text;
	if (fd >= 0)
		file_set_error(path, n < 0 ? errno : EFBIG, error);
	g_string_free(text, TRUE);
	return NULL;
}

bool
file_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

bool
file_pump(int from, int to, int64_t most, char ret_hash[HASH_LEN], int64_t *ret_size)
{
	g_autofree unsigned char *block = g_malloc(BLOCK);
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	int64_t size = 0;
	ssize_t n;

	crypto_hash_sha256_init(&state);
	while ((n = read(from, block, BLOCK)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		size += n;
		if (size > most) {
			errno = EFBIG;
			return false;
		}
		crypto_hash_sha256_update(&state, block, (unsigned long long)n);
		if (to >= 0 && !file_write_all(to, block, (size_t)n))
			return false;
	}
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(ret_hash, HASH_LEN, hash, sizeof hash);
	if (ret_size)
		*ret_size = size;
	return true;
}

bool
file_hash(const char *path, char ret_hash[HASH_LEN], int64_t *ret_size, GError **error)
{
	g_auto(Fd) fd = open_plain(path, error);

	if (fd < 0)
		return false;
	return file_pump(fd, -1, INT64_MAX, ret_hash, ret_size) ||
	       file_set_error(path, errno, error);
}

bool
file_copy(const char *from, const char *to, char ret_hash[HASH_LEN], int64_t *ret_size,
	GError **error)
{
	g_auto(Fd) in = open_plain(from, error);
	g_auto(Fd) out = -1;
	int code;

	if (in < 0)
		return false;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (out < 0)
		return file_set_error(to, errno, error);
	if (file_pump(in, out, INT64_MAX, ret_hash, ret_size) && fsync(out) == 0)
		return true;
	code = errno;
	g_unlink(to);
	return file_set_error(to, code, error);
}

bool
file_write_new(const char *to, const char *text, GError **error)
{
	g_auto(Fd) out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int code;

	if (out < 0)
		return file_set_error(to, errno, error);
	if (file_write_all(out, text, strlen(text)) && fsync(out) == 0)
		return true;
	code = errno;
	g_unlink(to);
	return file_set_error(to, code, error);
}

bool
file_sync(const char *path, GError **error)
{
	g_auto(Fd) fd = open(path, O_RDONLY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || file_set_error(path, errno, error);
}

int64_t
file_room(const char *folder)
{
	struct statvfs fs;

	return statvfs(folder, &fs) == 0 ? (int64_t)(fs.f_bavail * fs.f_frsize) : -1;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	return g_remove(path);
}

void
file_remove_tree(const char *folder)
{
	nftw(folder, remove_one, MAX_OPEN, FTW_DEPTH | FTW_PHYS);
}

bool
file_name_is_hash(const char *name)
{
	return strlen(name) == HASH_LEN - 1 && strspn(name, "0123456789abcdef") == HASH_LEN - 1;
}
