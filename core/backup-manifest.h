/*
 * SHA256SUMS of a backup: what it is as comments, then a sum a file in the
 * form of sha256sum, then the device's signature over all that. For backup.c
 * and restore.c.
 */
#pragma once

#include "core/backup.h"

#define MANIFEST_NAME "SHA256SUMS"

typedef struct ManifestFile {
	char hash[HASH_LEN];
	char *name; /* "store.db" or "files/HASH", never another */
} ManifestFile;

typedef struct Manifest {
	BackupFacts facts;
	GPtrArray *files; /* ManifestFile *, owned */
	char *text;	  /* what the signature is over */
	unsigned char sig[64];
} Manifest;

Manifest *manifest_new(void);
void manifest_free(Manifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Manifest, manifest_free)

void manifest_add(Manifest *manifest, const char *hash, const char *name);
/* Signs and writes it into `folder`. */
bool manifest_write(const Manifest *manifest, const char *folder, const unsigned char key[64],
	GError **error);
/* NOT_FOUND where there is none, NEWER, DAMAGED where it cannot be read as one. The signature
 * is proved by manifest_is_signed(). */
Manifest *manifest_read(const char *folder, GError **error);
bool manifest_is_signed(const Manifest *manifest, const unsigned char public_key[32]);
