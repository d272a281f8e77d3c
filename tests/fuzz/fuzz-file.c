/* Inputs that have to be files: see fuzz.h. In memory where the machine has such a folder. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <unistd.h>

static char folder[64];

static void
remove_folder(void)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
}

const char *
fuzz_folder(void)
{
	if (!*folder) {
		g_snprintf(folder, sizeof folder, "%s/amends-fuzz-XXXXXX",
			g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		g_assert_nonnull(g_mkdtemp(folder));
		atexit(remove_folder);
	}
	return folder;
}

char *
fuzz_write(const char *name, const void *data, size_t size)
{
	char *path = g_build_filename(fuzz_folder(), name, NULL);
	FILE *file = fopen(path, "wb");

	g_assert_nonnull(file);
	g_assert_cmpuint(fwrite(data, 1, size, file), ==, size);
	g_assert_cmpint(fclose(file), ==, 0);
	return path;
}
