/* The code of its header. What is read is taken for hostile: only known names, bounded sizes.
 */
#include "config.h"

#include "core/backup-manifest.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/file-copy.h"
#include "core/text.h"

#define TITLE	  "# amends backup "
#define FORM	  "1"
#define SIGNATURE "# signature "
#define MAX_BYTES (64 * 1024 * 1024)

static void
file_free(void *data)
{
	ManifestFile *file = data;

	g_free(file->name);
	g_free(file);
}

Manifest *
manifest_new(void)
{
	Manifest *manifest = g_new0(Manifest, 1);

	manifest->files = g_ptr_array_new_with_free_func(file_free);
	return manifest;
}

void
manifest_free(Manifest *manifest)
{
	if (!manifest)
		return;
	g_ptr_array_unref(manifest->files);
	g_free(manifest->text);
	g_free(manifest);
}

void
manifest_add(Manifest *manifest, const char *hash, const char *name)
{
	ManifestFile *file = g_new0(ManifestFile, 1);

	g_strlcpy(file->hash, hash, HASH_LEN);
	file->name = g_strdup(name);
	g_ptr_array_add(manifest->files, file);
}

/* ---- writing ---- */

static GString *
print_facts(const BackupFacts *facts)
{
	GString *text = g_string_new(TITLE FORM "\n");

	g_string_append_printf(text, "# made %" PRId64 "\n# schema %d\n# realm %s\n",
		facts->made_us, facts->schema, facts->realm);
	g_string_append_printf(text, "# device %s\n# tag %s\n# seq %" PRId64 "\n# head %s\n",
		facts->device, facts->tag, facts->seq, facts->head);
	g_string_append_printf(text,
		"# events %" PRId64 "\n# tickets %" PRId64 "\n# missing %" PRId64 "\n",
		facts->events, facts->tickets, facts->missing);
	return text;
}

bool
manifest_write(const Manifest *manifest, const char *folder, const unsigned char key[64],
	GError **error)
{
	g_autofree char *path = g_build_filename(folder, MANIFEST_NAME, NULL);
	GString *text = print_facts(&manifest->facts);
	unsigned char sig[64];
	char hex[129];
	bool written;

	for (guint i = 0; i < manifest->files->len; i++) {
		const ManifestFile *file = manifest->files->pdata[i];

		g_string_append_printf(text, "%s  %s\n", file->hash, file->name);
	}
	crypto_sign_detached(sig, NULL, (const unsigned char *)text->str, text->len, key);
	sodium_bin2hex(hex, sizeof hex, sig, sizeof sig);
	g_string_append_printf(text, SIGNATURE "%s\n", hex);
	written = file_write_new(path, text->str, error);
	g_string_free(text, TRUE);
	return written;
}

/* ---- reading ---- */

static bool
read_number(const char *value, int64_t *ret)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, &number, NULL))
		return false;
	*ret = (int64_t)number;
	return true;
}

static bool
read_word(const char *value, char *ret, size_t size)
{
	return g_strlcpy(ret, value, size) < size && ret[0] &&
	       strspn(ret, "0123456789abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == strlen(ret);
}

/* A name that is not known is of a later version of the same form: left alone. */
static bool
read_fact(BackupFacts *facts, const char *name, const char *value)
{
	struct {
		const char *name;
		int64_t *number;
		char *word;
		size_t size;
	} const known[] = {
		{"made", &facts->made_us, NULL, 0},
		{"seq", &facts->seq, NULL, 0},
		{"events", &facts->events, NULL, 0},
		{"tickets", &facts->tickets, NULL, 0},
		{"missing", &facts->missing, NULL, 0},
		{"realm", NULL, facts->realm, sizeof facts->realm},
		{"device", NULL, facts->device, sizeof facts->device},
		{"tag", NULL, facts->tag, sizeof facts->tag},
		{"head", NULL, facts->head, sizeof facts->head},
	};
	int64_t schema;

	if (strcmp(name, "schema") == 0) {
		if (!read_number(value, &schema) || schema > G_MAXINT)
			return false;
		facts->schema = (int)schema;
		return true;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].number ? read_number(value, known[i].number)
					       : read_word(value, known[i].word, known[i].size);
	return true;
}

static bool
read_sum(Manifest *manifest, const char *line)
{
	g_autofree char *hash = g_strndup(line, HASH_LEN - 1);
	const char *name = line + HASH_LEN + 1;
	bool kept;

	if (!file_name_is_hash(hash) || strlen(line) < HASH_LEN + 2 ||
		strncmp(line + HASH_LEN - 1, "  ", 2) != 0)
		return false;
	kept = g_str_has_prefix(name, "files/") && strcmp(name + strlen("files/"), hash) == 0;
	if (!kept && (strcmp(name, "store.db") != 0 || manifest->files->len > 0))
		return false;
	manifest_add(manifest, hash, name);
	return true;
}

static bool
read_line(Manifest *manifest, const char *line)
{
	g_auto(GStrv) words = NULL;

	if (!g_str_has_prefix(line, "# "))
		return read_sum(manifest, line);
	words = g_strsplit(line + 2, " ", 2);
	return g_strv_length(words) == 2 && read_fact(&manifest->facts, words[0], words[1]);
}

static bool
read_signature(Manifest *manifest, const char *line)
{
	size_t len = 0;
	const char *end = NULL;

	return sodium_hex2bin(manifest->sig, sizeof manifest->sig, line, strlen(line), "\n",
		       &len, &end) == 0 &&
	       len == sizeof manifest->sig && *end == '\0';
}

static bool
parse(Manifest *manifest, const char *text)
{
	const char *sig = strstr(text, "\n" SIGNATURE);
	g_auto(GStrv) lines = NULL;

	if (!sig || !read_signature(manifest, sig + strlen("\n" SIGNATURE)))
		return false;
	manifest->text = g_strndup(text, (gsize)(sig + 1 - text));
	lines = g_strsplit(manifest->text, "\n", -1);
	for (int i = 1; lines[i] && lines[i + 1]; i++)
		if (!read_line(manifest, lines[i]))
			return false;
	return manifest->files->len > 0 && manifest->facts.device[0] &&
	       manifest->facts.realm[0] && file_name_is_hash(manifest->facts.head);
}

static char *
read_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	char *text = NULL;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size < MAX_BYTES) {
		text = g_malloc0((gsize)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		if (n != st.st_size || strlen(text) != (size_t)n)
			g_clear_pointer(&text, g_free);
	}
	close(fd);
	return text;
}

Manifest *
manifest_read(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, MANIFEST_NAME, NULL);
	g_autofree char *text = read_text(path), *shown = text_dup_clean(folder, false);
	g_autoptr(Manifest) manifest = manifest_new();

	if (!text && !g_file_test(path, G_FILE_TEST_EXISTS))
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no backup in %1$s: it has no file %2$s."), shown,
			MANIFEST_NAME);
	else if (!text || !g_str_has_prefix(text, TITLE))
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The backup %s is damaged: its list of files cannot be read."),
			shown);
	else if (!g_str_has_prefix(text, TITLE FORM "\n"))
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NEWER,
			_("The backup %s was made by a newer version of amends. Use that one."),
			shown);
	else if (parse(manifest, text))
		return g_steal_pointer(&manifest);
	else
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The backup %s is damaged: its list of files cannot be read."),
			shown);
	return NULL;
}

bool
manifest_is_signed(const Manifest *manifest, const unsigned char public_key[32])
{
	return crypto_sign_verify_detached(manifest->sig, (const unsigned char *)manifest->text,
		       strlen(manifest->text), public_key) == 0;
}
