/* See attach.h. The copy is complete and synced before the event that names it. */
#include "config.h"

#include "core/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/import-row.h"

#define MAX_BYTES (INT64_C(100) * 1024 * 1024)

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool
fail(GError **error, const char *path)
{
	int code = errno;

	g_set_error(error, AMENDS_ERROR, code == ENOSPC ? AMENDS_ERROR_FULL : AMENDS_ERROR_IO,
		_("%1$s: %2$s. Nothing was attached."), path, g_strerror(code));
	return false;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* From `in` to `out`, hashing; false and errno. */
static bool
copy(int in, int out, int64_t *ret_size, char sha[HASH_LEN])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char buf[65536];
	ssize_t n;

	crypto_hash_sha256_init(&state);
	while ((n = read(in, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || !write_all(out, buf, (size_t)n))
			return false;
		crypto_hash_sha256_update(&state, (unsigned char *)buf, (size_t)n);
		*ret_size += n;
	}
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(sha, HASH_LEN, hash, sizeof hash);
	return fsync(out) == 0;
}

static bool
keep(Desk *desk, int in, int64_t *ret_size, char sha[HASH_LEN], GError **error)
{
	g_autofree char *folder = g_build_filename(desk_folder(desk), "files", NULL);
	g_autofree char *part = g_build_filename(folder, "part-XXXXXX", NULL);
	g_autofree char *path = NULL;
	__attribute__((cleanup(close_fd))) int out =
		g_mkstemp_full(part, O_RDWR | O_CLOEXEC, 0600);
	bool ok;

	if (out < 0)
		return fail(error, folder);
	ok = copy(in, out, ret_size, sha);
	path = g_build_filename(folder, sha, NULL);
	if (ok && g_rename(part, path) == 0)
		return true;
	ok = fail(error, folder);
	g_unlink(part);
	return ok;
}

bool
attach_file(Desk *desk, Act *act, const char *ticket_id, const char *path, GError **error)
{
	__attribute__((cleanup(close_fd))) int in =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = import_dup_readable(base, strlen(base), NULL);
	char sha[HASH_LEN] = "";
	int64_t size = 0;
	struct stat st;

	if (in < 0 || fstat(in, &st) != 0)
		return fail(error, path);
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_BYTES) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%s cannot be attached: a file of at most 100 MB is needed. Nothing "
			  "was "
			  "attached."),
			path);
		return false;
	}
	if (!keep(desk, in, &size, sha, error))
		return false;
	for (char *c = name; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	act_add(act, EVENT_FILE_ATTACHED, ticket_id);
	act_text(act, "name", name);
	act_int(act, "size", size);
	act_text(act, "sha256", sha);
	return true;
}
