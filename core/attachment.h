/*
 * Files that belong to a complaint: a copy in the store's folder `files`,
 * named by its SHA-256, so that the same file is kept once and a changed one is
 * noticed. The event file.attached is the caller's.
 */
#pragma once

#include "core/desk.h"

#define ATTACHMENT_MAX_BYTES (20 * 1024 * 1024)

/*
 * Copies `path` ("~/" is the home folder) into the store: durable when this
 * returns. Sets the name for people (cleaned, caller frees), the size in bytes
 * and the hash. NOT_FOUND, INVALID (no plain file, empty, larger than
 * ATTACHMENT_MAX_BYTES), FULL or IO: nothing is kept then.
 */
bool desk_attach(Desk *desk, const char *path, char **ret_name, int64_t *ret_size,
	char ret_sha256[HASH_LEN], GError **error);
