/* The device's key and the signed head as files. See store-identity.h. */
#include "config.h"

#include "core/store-identity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"

static bool
write_private(const char *path, const char *text, GError **error)
{
	return g_file_set_contents_full(path, text, -1,
		G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* ---- the key ---- */

void
key_public(const unsigned char key[64], unsigned char ret_public[32])
{
	crypto_sign_ed25519_sk_to_pk(ret_public, key);
}

bool
key_refuse(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "device.key", NULL);

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The device's key %s is missing, damaged or another desk's. The complaints are "
		  "untouched. Put the key back as it was, or make a new device of this store: "
		  "amends restore --here"),
		path);
	return false;
}

bool
key_read(const char *folder, unsigned char ret_key[64], GError **error)
{
	g_autofree char *path = g_build_filename(folder, "device.key", NULL);
	g_autofree char *hex = NULL;
	size_t len = 0;
	bool whole;

	if (!g_file_get_contents(path, &hex, NULL, NULL)) {
		if (access(path, R_OK) == 0 || errno == ENOENT)
			return key_refuse(folder, error);
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s cannot be opened: %2$s. Nothing was changed. The folder must be "
			  "yours to write in."),
			path, g_strerror(errno));
		return false;
	}
	g_strstrip(hex);
	whole = sodium_hex2bin(ret_key, 64, hex, strlen(hex), NULL, &len, NULL) == 0 &&
		len == 64;
	sodium_memzero(hex, strlen(hex));
	return whole || key_refuse(folder, error);
}

bool
key_make(const char *folder, Env *env, unsigned char ret_key[64], GError **error)
{
	g_autofree char *path = g_build_filename(folder, "device.key", NULL);
	unsigned char seed[crypto_sign_SEEDBYTES], public_key[32];
	char hex[129];
	bool written;

	env->random(env, seed, sizeof seed);
	crypto_sign_seed_keypair(public_key, ret_key, seed);
	sodium_bin2hex(hex, sizeof hex, ret_key, 64);
	sodium_memzero(seed, sizeof seed);
	written = write_private(path, hex, error);
	sodium_memzero(hex, sizeof hex);
	return written;
}

/* ---- the signed head ---- */

/* One length for ever, within one sector of a disk: it is written over in place, whole or not
 * at all. */
#define HEAD_LEN 256

/*
 * Not forced to disk each time, which would double the cost of an act: after a loss of
 * power it may be behind the log, never empty, and is made good at the next start.
 */
static bool
write_in_place(const char *path, const char *text, GError **error)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written;

	if (fd < 0)
		return write_private(path, text, error);
	written = pwrite(fd, text, HEAD_LEN, 0) == HEAD_LEN;
	if (!written)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%1$s cannot be written: %2$s."), path, g_strerror(errno));
	close(fd);
	return written;
}

bool
head_sign(const char *folder, const unsigned char key[64], const Head *head, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "head", NULL);
	g_autofree char *signed_text = g_strdup_printf("%" PRId64 " %s", head->seq, head->hash);
	g_autofree char *text = NULL;
	unsigned char sig[64];
	char hex[129];

	crypto_sign_detached(
		sig, NULL, (const unsigned char *)signed_text, strlen(signed_text), key);
	sodium_bin2hex(hex, sizeof hex, sig, sizeof sig);
	text = g_strdup_printf("%s %s%*s\n", signed_text, hex,
		HEAD_LEN - 2 - (int)(strlen(signed_text) + strlen(hex)), "");
	return write_in_place(path, text, error);
}

static bool
is_signed(char **words, const unsigned char public_key[32])
{
	g_autofree char *signed_text = g_strdup_printf("%s %s", words[0], words[1]);
	unsigned char sig[64];
	size_t len = 0;

	return sodium_hex2bin(sig, sizeof sig, words[2], strlen(words[2]), NULL, &len, NULL) ==
		       0 &&
	       len == 64 &&
	       crypto_sign_verify_detached(sig, (const unsigned char *)signed_text,
		       strlen(signed_text), public_key) == 0;
}

bool
head_read(const char *folder, const unsigned char public_key[32], Head *ret, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "head", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) words = NULL;

	*ret = (Head){.found = g_file_get_contents(path, &text, NULL, NULL)};
	if (!ret->found)
		return true;
	words = g_strsplit(g_strstrip(text), " ", -1);
	if (g_strv_length(words) == 3 && is_signed(words, public_key)) {
		ret->seq = g_ascii_strtoll(words[0], NULL, 10);
		g_strlcpy(ret->hash, words[1], HASH_LEN);
		return true;
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The signed head %s does not fit this device."), path);
	return false;
}
