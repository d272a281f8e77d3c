/*
 * See crash-vfs.h. Each file is held as an image in memory beside the real one: reads and
 * writes go to the image, a sync brings the real file up to it. Losing power throws the images
 * away.
 */
#include "config.h"

#include "tests/core/crash-vfs.h"

#include <glib.h>
#include <sqlite3.h>
#include <string.h>

/* What all handles of one path share. */
typedef struct Image {
	GByteArray *bytes;
	unsigned users;
} Image;

typedef struct CrashFile {
	sqlite3_file base;
	sqlite3_file *real;
	Image *image; /* NULL: passed through */
	char *path;
} CrashFile;

static sqlite3_vfs *below;
static sqlite3_vfs crash;
static sqlite3_io_methods methods;
static GHashTable *images; /* path -> Image */
static struct {
	CrashMode mode;
	int left;
	bool dead, met, hold;
} state;

/* Counts one operation; what it meets, or SQLITE_OK. */
static int
count(void)
{
	if (state.dead)
		return SQLITE_IOERR;
	if (state.mode == CRASH_NEVER || --state.left != 0)
		return SQLITE_OK;
	state.met = true;
	switch (state.mode) {
	case CRASH_POWER:
		state.dead = true;
		return SQLITE_IOERR;
	case CRASH_FULL:
		return SQLITE_FULL;
	case CRASH_IO:
	case CRASH_NEVER:
		break;
	}
	return SQLITE_IOERR_WRITE;
}

static CrashFile *
of(sqlite3_file *file)
{
	return (CrashFile *)(void *)file;
}

/* The default VFS takes at most 128 KiB at once. */
#define CHUNK 65536

static int
image_flush(CrashFile *file)
{
	GByteArray *bytes = file->image->bytes;
	int rc = file->real->pMethods->xTruncate(file->real, bytes->len);

	for (guint at = 0; at < bytes->len && rc == SQLITE_OK; at += CHUNK)
		rc = file->real->pMethods->xWrite(
			file->real, bytes->data + at, (int)MIN(CHUNK, bytes->len - at), at);
	return rc;
}

static int
crash_close(sqlite3_file *base)
{
	CrashFile *file = of(base);
	int rc;

	/* An orderly end of the process: the system still has what was written. */
	if (file->image && --file->image->users == 0) {
		if (!state.dead)
			image_flush(file);
		g_hash_table_remove(images, file->path);
	}
	rc = file->real->pMethods->xClose(file->real);
	g_free(file->real);
	g_free(file->path);
	return rc;
}

static int
crash_read(sqlite3_file *base, void *data, int n, sqlite3_int64 at)
{
	CrashFile *file = of(base);
	sqlite3_int64 have;

	if (!file->image)
		return file->real->pMethods->xRead(file->real, data, n, at);
	have = CLAMP((sqlite3_int64)file->image->bytes->len - at, 0, n);
	if (have > 0)
		memcpy(data, file->image->bytes->data + at, (size_t)have);
	if (have == n)
		return SQLITE_OK;
	memset((char *)data + have, 0, (size_t)(n - have));
	return SQLITE_IOERR_SHORT_READ;
}

static int
crash_write(sqlite3_file *base, const void *data, int n, sqlite3_int64 at)
{
	CrashFile *file = of(base);
	int rc;

	if (!file->image)
		return file->real->pMethods->xWrite(file->real, data, n, at);
	if ((rc = count()) != SQLITE_OK)
		return rc;
	if (file->image->bytes->len < at + n) {
		guint was = file->image->bytes->len;

		g_byte_array_set_size(file->image->bytes, (guint)(at + n));
		if (at > was)
			memset(file->image->bytes->data + was, 0, (size_t)(at - was));
	}
	memcpy(file->image->bytes->data + at, data, (size_t)n);
	return SQLITE_OK;
}

static int
crash_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	CrashFile *file = of(base);
	int rc;

	if (!file->image)
		return file->real->pMethods->xTruncate(file->real, size);
	if ((rc = count()) == SQLITE_OK && size < file->image->bytes->len)
		g_byte_array_set_size(file->image->bytes, (guint)size);
	return rc;
}

static int
crash_sync(sqlite3_file *base, int flags)
{
	CrashFile *file = of(base);
	int rc;

	if (!file->image)
		return file->real->pMethods->xSync(file->real, flags);
	if ((rc = count()) == SQLITE_OK)
		rc = image_flush(file);
	return rc;
}

static int
crash_size(sqlite3_file *base, sqlite3_int64 *ret)
{
	CrashFile *file = of(base);

	if (!file->image)
		return file->real->pMethods->xFileSize(file->real, ret);
	*ret = file->image->bytes->len;
	return SQLITE_OK;
}

static int
crash_lock(sqlite3_file *base, int level)
{
	return of(base)->real->pMethods->xLock(of(base)->real, level);
}

static int
crash_unlock(sqlite3_file *base, int level)
{
	return of(base)->real->pMethods->xUnlock(of(base)->real, level);
}

static int
crash_check(sqlite3_file *base, int *ret)
{
	return of(base)->real->pMethods->xCheckReservedLock(of(base)->real, ret);
}

static int
crash_control(sqlite3_file *base, int op, void *arg)
{
	if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE)
		return SQLITE_OK;
	return of(base)->real->pMethods->xFileControl(of(base)->real, op, arg);
}

static int
crash_sector(sqlite3_file *base)
{
	return of(base)->real->pMethods->xSectorSize(of(base)->real);
}

static int
crash_traits(sqlite3_file *base)
{
	return of(base)->real->pMethods->xDeviceCharacteristics(of(base)->real);
}

static int
crash_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **ret)
{
	return of(base)->real->pMethods->xShmMap(of(base)->real, page, size, extend, ret);
}

static int
crash_shm_lock(sqlite3_file *base, int at, int n, int flags)
{
	return of(base)->real->pMethods->xShmLock(of(base)->real, at, n, flags);
}

static void
crash_shm_barrier(sqlite3_file *base)
{
	of(base)->real->pMethods->xShmBarrier(of(base)->real);
}

static int
crash_shm_unmap(sqlite3_file *base, int delete)
{
	return of(base)->real->pMethods->xShmUnmap(of(base)->real, delete);
}

static void
image_free(void *data)
{
	Image *image = data;

	g_byte_array_unref(image->bytes);
	g_free(image);
}

static Image *
image_for(CrashFile *file)
{
	Image *image = g_hash_table_lookup(images, file->path);
	sqlite3_int64 size = 0;

	if (!image) {
		image = g_new0(Image, 1);
		image->bytes = g_byte_array_new();
		file->real->pMethods->xFileSize(file->real, &size);
		g_byte_array_set_size(image->bytes, (guint)size);
		for (sqlite3_int64 at = 0; at < size; at += CHUNK)
			file->real->pMethods->xRead(file->real, image->bytes->data + at,
				(int)MIN(CHUNK, size - at), at);
		g_hash_table_insert(images, g_strdup(file->path), image);
	}
	image->users++;
	return image;
}

static int
crash_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *ret_flags)
{
	CrashFile *file = of(base);
	int rc;

	memset(file, 0, sizeof *file);
	file->real = g_malloc0((gsize)below->szOsFile);
	rc = below->xOpen(below, path, file->real, flags, ret_flags);
	if (rc != SQLITE_OK) {
		g_free(file->real);
		return rc;
	}
	file->path = g_strdup(path ? path : "");
	if (state.hold && path && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		file->image = image_for(file);
	base->pMethods = &methods;
	return SQLITE_OK;
}

void
crash_vfs_register(void)
{
	if (below)
		return;
	below = sqlite3_vfs_find(NULL);
	images = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, image_free);
	crash = *below;
	crash.zName = CRASH_VFS;
	crash.szOsFile = (int)sizeof(CrashFile);
	crash.pNext = NULL;
	crash.xOpen = crash_open;
	methods = (sqlite3_io_methods){2, crash_close, crash_read, crash_write, crash_truncate,
		crash_sync, crash_size, crash_lock, crash_unlock, crash_check, crash_control,
		crash_sector, crash_traits, crash_shm_map, crash_shm_lock, crash_shm_barrier,
		crash_shm_unmap, NULL, NULL};
	sqlite3_vfs_register(&crash, 0);
}

void
crash_vfs_arm(CrashMode mode, int at)
{
	state.mode = mode;
	state.left = at;
	state.met = false;
}

void
crash_vfs_restart(void)
{
	g_assert_cmpuint(g_hash_table_size(images), ==, 0);
	state.mode = CRASH_NEVER;
	state.dead = state.met = false;
}

bool
crash_vfs_met(void)
{
	return state.met;
}

void
crash_vfs_hold(bool hold)
{
	state.hold = hold;
}
