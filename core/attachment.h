/*
 * Files that belong to a complaint: a copy in the store's folder `files`,
 * named by its SHA-256, so that the same file is kept once and a changed one is
 * noticed. The event file.attached is the caller's.
 */
#pragma once

#include "core/desk.h"

#define ATTACHMENT_MAX_BYTES (20 * 1024 * 1024)

typedef struct Attachment {
	char *name; /* for people, cleaned */
	int64_t size;
	char sha256[HASH_LEN];
} Attachment;

void attachment_clear(Attachment *attachment);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attachment, attachment_clear)

/*
 * Copies `path` ("~/" is the home folder) into the store, durable when this
 * returns, and fills `ret`. NOT_FOUND, INVALID (no plain file, empty, larger
 * than ATTACHMENT_MAX_BYTES), FULL or IO: nothing is kept then, `ret` is untouched.
 */
bool desk_attach(Desk *desk, const char *path, Attachment *ret, GError **error);

/*
 * The same for bytes: kept below `folder` (the store's), durable when this
 * returns, `ret_sha256` filled. FULL or IO.
 */
bool attachment_keep(const char *folder, const void *data, size_t len,
	char ret_sha256[HASH_LEN], GError **error);

/* What was kept under this hash. NOT_FOUND, IO, or INVALID where the file is another than kept.
 */
GBytes *attachment_read(const char *folder, const char *sha256, GError **error);
