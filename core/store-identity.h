/*
 * What a store's folder has beside the database: the device's Ed25519 key and
 * the signed head, which names the last own event, so that a removed end of
 * the log is found. Used where a store is opened, copied and restored.
 */
#pragma once

#include <stdbool.h>

#include "core/env.h"
#include "core/event.h"

/* Of folder/device.key into 64 bytes; IO or DAMAGED. Wipe them after use. */
bool key_read(const char *folder, unsigned char ret_key[64], GError **error);
/* Makes a new one, 0600, over one that is there; wipe `ret_key` after use. */
bool key_make(const char *folder, Env *env, unsigned char ret_key[64], GError **error);
/* Says that the key is not what the store was signed with, and what to do; returns false. */
bool key_refuse(const char *folder, GError **error);
void key_public(const unsigned char key[64], unsigned char ret_public[32]);

typedef struct Head {
	bool found; /* a store that has only just begun has none */
	int64_t seq;
	char hash[HASH_LEN];
} Head;

/* Reads folder/head and proves its signature; DAMAGED if it is not of this key. */
bool head_read(
	const char *folder, const unsigned char public_key[32], Head *ret, GError **error);
/* Signs and writes it in place. */
bool head_sign(
	const char *folder, const unsigned char key[64], const Head *head, GError **error);
