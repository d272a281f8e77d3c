/*
 * Copying a file into the store: see attachment.h. Written beside its place,
 * forced to disk, then renamed: a file under a hash's name is always whole.
 */
#include "config.h"

#include "core/attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/file-copy.h"
#include "core/text.h"

static bool
fail(GError **error, const char *path, int code)
{
	g_autofree char *shown = text_dup_clean(path, false);

	if (code == ENOENT || code == ENOTDIR)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no file %s. Nothing was attached."), shown);
	else if (code == ENOSPC || code == EDQUOT)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL,
			_("The disk is full; %s was not attached. Make room and attach it "
			  "again."),
			shown);
	else
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s could not be attached: %2$s. Nothing was kept of it."), shown,
			g_strerror(code));
	return false;
}

static bool
check_kind(int fd, const char *path, GError **error)
{
	g_autofree char *shown = text_dup_clean(path, false);
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(error, path, errno);
	if (!S_ISREG(st.st_mode))
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%s is no plain file. Give the path of one."), shown);
	else if (st.st_size == 0)
		g_set_error(
			error, AMENDS_ERROR, AMENDS_ERROR_INVALID, _("%s is empty."), shown);
	else if (st.st_size > ATTACHMENT_MAX_BYTES)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("%1$s is larger than %2$d MB. Attach a smaller copy of it."), shown,
			ATTACHMENT_MAX_BYTES / (1024 * 1024));
	else
		return true;
	return false;
}

static char *
dup_home_path(const char *path)
{
	if (g_str_has_prefix(path, "~/"))
		return g_build_filename(g_get_home_dir(), path + 2, NULL);
	return g_strdup(path);
}

/* The last part of the path as a line of text. */
static char *
dup_name(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *clean = text_dup_clean(base, false);

	return g_utf8_substring(clean, 0, MIN(g_utf8_strlen(clean, -1), 200));
}

/* Gives the whole and forced file `part` the name of its hash; 0 or errno, then it is gone. */
static int
settle(const char *part, const char *folder, const char *sha256, int code)
{
	g_autofree char *final = g_build_filename(folder, sha256, NULL);

	if (!code && (g_rename(part, final) != 0 || !file_sync(folder, NULL)))
		code = errno;
	if (code)
		g_unlink(part);
	return code;
}

static bool
keep(const char *path, int from, const char *folder, Attachment *ret, GError **error)
{
	g_autofree char *part = g_build_filename(folder, ".new-XXXXXX", NULL);
	g_auto(Fd) to = g_mkstemp_full(part, O_WRONLY | O_CLOEXEC, 0600);
	int code = 0;

	if (to < 0)
		return fail(error, path, errno);
	/* A file that grows while it is read is cut off at the limit as too large. */
	if (!file_pump(from, to, ATTACHMENT_MAX_BYTES, ret->sha256, &ret->size) ||
		fsync(to) != 0)
		code = errno;
	code = settle(part, folder, ret->sha256, code);
	return code ? fail(error, path, code) : true;
}

void
attachment_clear(Attachment *attachment)
{
	g_clear_pointer(&attachment->name, g_free);
}

bool
desk_attach(Desk *desk, const char *path, Attachment *ret, GError **error)
{
	g_autofree char *full = dup_home_path(path);
	g_autofree char *folder = g_build_filename(desk_folder(desk), "files", NULL);
	g_auto(Fd) from = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	Attachment kept = {.name = NULL};

	if (from < 0)
		return fail(error, full, errno);
	if (!check_kind(from, full, error))
		return false;
	if (g_mkdir_with_parents(folder, 0700) != 0)
		return fail(error, full, errno);
	if (!keep(full, from, folder, &kept, error))
		return false;
	*ret = kept;
	ret->name = dup_name(full);
	return true;
}

/* ---- bytes ---- */

static void
hash_bytes(const void *data, size_t len, char ret[HASH_LEN])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, data, len);
	sodium_bin2hex(ret, HASH_LEN, hash, sizeof hash);
}

bool
attachment_keep(const char *folder, const void *data, size_t len, char ret_sha256[HASH_LEN],
	GError **error)
{
	g_autofree char *files = g_build_filename(folder, "files", NULL);
	g_autofree char *part = g_build_filename(files, ".new-XXXXXX", NULL);
	g_auto(Fd) to = -1;
	int code = 0;

	hash_bytes(data, len, ret_sha256);
	if (g_mkdir_with_parents(files, 0700) != 0)
		return fail(error, files, errno);
	to = g_mkstemp_full(part, O_WRONLY | O_CLOEXEC, 0600);
	if (to < 0)
		return fail(error, files, errno);
	if (!file_write_all(to, data, len) || fsync(to) != 0)
		code = errno;
	code = settle(part, files, ret_sha256, code);
	if (code)
		ret_sha256[0] = '\0';
	return code ? fail(error, files, code) : true;
}

GBytes *
attachment_read(const char *folder, const char *sha256, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "files", sha256, NULL);
	g_autoptr(GError) cause = NULL;
	char *data = NULL, found[HASH_LEN];
	gsize len = 0;

	if (!g_file_get_contents(path, &data, &len, &cause)) {
		g_set_error(error, AMENDS_ERROR,
			g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)
				? AMENDS_ERROR_NOT_FOUND
				: AMENDS_ERROR_IO,
			_("The kept file %1$s cannot be read: %2$s. It may still be in a backup."),
			sha256, cause->message);
		return NULL;
	}
	hash_bytes(data, len, found);
	if (strcmp(found, sha256) == 0)
		return g_bytes_new_take(data, len);
	g_free(data);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("The kept file %s was changed since it was kept. It may still be whole in a "
		  "backup."),
		sha256);
	return NULL;
}
