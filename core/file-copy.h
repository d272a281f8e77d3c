/*
 * Files moved about whole: copied with their SHA-256, forced to disk, and
 * never through a symbolic link. For attachments, backups and restoring.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/event-kind.h"

/* A file descriptor that closes itself; -1 is none. */
typedef int Fd;
void fd_close(Fd *fd);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fd, fd_close)

/* All of it, whatever write() takes at a time. False with errno. */
bool file_write_all(int fd, const void *data, size_t len);
/*
 * From one descriptor to the other (-1: nowhere), hashed on the way; at most `most` bytes, then
 * EFBIG. `ret_size` may be NULL. False with errno.
 */
bool file_pump(int from, int to, int64_t most, char ret_hash[HASH_LEN], int64_t *ret_size);
/* SHA-256 and size of a plain file; IO. `ret_size` may be NULL. */
bool file_hash(const char *path, char ret_hash[HASH_LEN], int64_t *ret_size, GError **error);
/* Copies a plain file to a new one, 0600, forced to disk. Returns as file_hash(). FULL or IO,
 * and then no new file. */
bool file_copy(const char *from, const char *to, char ret_hash[HASH_LEN], int64_t *ret_size,
	GError **error);
/*
 * Opens what somebody named to be read, through links too, without waiting for a pipe's other
 * end: a plain file, or with `pipes` a pipe. -1: NOT_FOUND, INVALID (folder, device) or IO.
 */
int file_open_named(const char *path, bool pipes, GError **error);
/* The whole of a plain file that somebody named, at most `most` bytes. NULL as
 * file_open_named(), or INVALID where it is longer. */
GString *file_dup_small(const char *path, size_t most, GError **error);
/* Writes a new file, 0600, forced to disk. */
bool file_write_new(const char *to, const char *text, GError **error);
/* Forces a folder's names, or a file's content, to disk. */
bool file_sync(const char *path, GError **error);
/* Free bytes for this user where `folder` is, -1 if not known. */
int64_t file_room(const char *folder);
/* Takes away a folder and all in it, following no link. */
void file_remove_tree(const char *folder);
/* True for 64 lower-case hex digits: what a kept file is called. */
bool file_name_is_hash(const char *name);
/* An error in words for `path`: FULL, NOT_FOUND or IO by errno `code`. Returns false. */
bool file_set_error(const char *path, int code, GError **error);
