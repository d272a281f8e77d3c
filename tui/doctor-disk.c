/*
 * Free space, and whether the disk below the store is encrypted: a dm-crypt
 * device anywhere under its block device, a folder encrypted by the file
 * system itself, or a file system that always encrypts.
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include "tui/doctor-private.h"

/* Below this a store may not get through a busy day with an import. */
#define LOW_MB	  500
#define MAX_DEPTH 8

static bool
device_is_crypt(const char *sysfs, const char *device, int depth)
{
	g_autofree char *base = g_build_filename(sysfs, "dev", "block", device, NULL);
	g_autofree char *uuid_path = g_build_filename(base, "dm", "uuid", NULL);
	g_autofree char *slaves_path = g_build_filename(base, "slaves", NULL);
	g_autofree char *uuid = NULL;
	g_autoptr(GDir) slaves = g_dir_open(slaves_path, 0, NULL);
	const char *name;

	if (g_file_get_contents(uuid_path, &uuid, NULL, NULL) &&
		g_str_has_prefix(uuid, "CRYPT-"))
		return true;
	while (slaves && depth < MAX_DEPTH && (name = g_dir_read_name(slaves))) {
		g_autofree char *dev_path = g_build_filename(slaves_path, name, "dev", NULL);
		g_autofree char *dev = NULL;

		if (g_file_get_contents(dev_path, &dev, NULL, NULL) &&
			device_is_crypt(sysfs, g_strstrip(dev), depth + 1))
			return true;
	}
	return false;
}

/* The words of the mount with this device, or NULL: ... " - " type source options. */
static GStrv
find_mount(const char *mountinfo, const char *device)
{
	g_auto(GStrv) lines = g_strsplit(mountinfo, "\n", -1);

	for (int i = 0; lines[i]; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
		const char *rest = strstr(lines[i], " - ");

		if (g_strv_length(words) > 4 && strcmp(words[2], device) == 0 && rest)
			return g_strsplit(rest + 3, " ", 3);
	}
	return NULL;
}

DiskCover
doctor_disk_cover(
	unsigned dev_major, unsigned dev_minor, const char *mountinfo, const char *sysfs)
{
	static const char *const covers[] = {
		"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", NULL};
	static const char *const blocks[] = {
		"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "jfs", NULL};
	g_autofree char *device = g_strdup_printf("%u:%u", dev_major, dev_minor);
	g_auto(GStrv) mount = find_mount(mountinfo, device);
	struct stat st;

	if (device_is_crypt(sysfs, device, 0))
		return DISK_ENCRYPTED;
	if (!mount || !mount[0])
		return DISK_UNKNOWN;
	if (g_strv_contains(covers, mount[0]))
		return DISK_ENCRYPTED;
	/* A file system with volumes has a device number of its own: ask for its source's. */
	if (mount[1] && mount[1][0] == '/' && stat(mount[1], &st) == 0 && S_ISBLK(st.st_mode)) {
		g_autofree char *source =
			g_strdup_printf("%u:%u", major(st.st_rdev), minor(st.st_rdev));

		if (device_is_crypt(sysfs, source, 0))
			return DISK_ENCRYPTED;
	}
	return g_strv_contains(blocks, mount[0]) ? DISK_PLAIN : DISK_UNKNOWN;
}

static bool
folder_is_encrypted(const char *folder)
{
	struct statx stx;

	return statx(AT_FDCWD, folder, 0, STATX_BASIC_STATS, &stx) == 0 &&
	       (stx.stx_attributes & STATX_ATTR_ENCRYPTED);
}

static void
check_cover(GPtrArray *findings, const char *folder, const struct stat *st)
{
	g_autofree char *mountinfo = NULL;
	DiskCover cover = DISK_UNKNOWN;

	if (g_file_get_contents("/proc/self/mountinfo", &mountinfo, NULL, NULL))
		cover = doctor_disk_cover(
			major(st->st_dev), minor(st->st_dev), mountinfo, "/sys");
	if (folder_is_encrypted(folder))
		cover = DISK_ENCRYPTED;
	switch (cover) {
	case DISK_ENCRYPTED:
		finding_add(findings, FINDING_OK, _("disk"),
			g_strdup(_("The disk is encrypted.")), NULL);
		return;
	case DISK_PLAIN:
		finding_add(findings, FINDING_BAD, _("disk"),
			g_strdup(_("The disk is NOT encrypted: whoever takes it can read "
				   "names, phones and all "
				   "complaints.")),
			g_strdup(_("Ask for an encrypted disk (LUKS), or an encrypted home "
				   "folder, and move the "
				   "store there.")));
		return;
	case DISK_UNKNOWN:
		break;
	}
	finding_add(findings, FINDING_HINT, _("disk"),
		g_strdup(_("Whether the disk is encrypted cannot be seen from here.")),
		g_strdup(_("Ask whoever looks after this machine.")));
}

static void
check_space(GPtrArray *findings, const char *folder)
{
	struct statvfs fs;
	uint64_t mb;

	if (statvfs(folder, &fs) != 0)
		return;
	mb = (uint64_t)fs.f_bavail * fs.f_frsize / 1000000;
	if (mb >= LOW_MB)
		finding_add(findings, FINDING_OK, _("free space"),
			g_strdup_printf(_("%u MB are free."), (unsigned)mb), NULL);
	else
		finding_add(findings, FINDING_BAD, _("free space"),
			g_strdup_printf(_("Only %u MB are free."), (unsigned)mb),
			g_strdup(_("Free some space: at a full disk nothing is lost, but "
				   "nothing can be saved "
				   "either.")));
}

void
doctor_check_disk(GPtrArray *findings, const char *folder)
{
	g_autofree char *place = g_strdup(folder);
	struct stat st;

	while (stat(place, &st) != 0 && strcmp(place, "/") != 0 && strcmp(place, ".") != 0) {
		char *parent = g_path_get_dirname(place);

		g_free(place);
		place = parent;
	}
	check_space(findings, place);
	if (stat(place, &st) == 0)
		check_cover(findings, place, &st);
}
